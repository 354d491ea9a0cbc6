"""What a plan's text does not hold, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from for_each import for_each
from standing import shipped_template

from sheettools.findings import Finding
from sheettools.incoming.document.text import DocumentText
from sheettools.plan.draft import draft_plan
from sheettools.plan.drafting.book import DraftFact
from sheettools.plan.gaps import count_units, missing_from_text
from sheettools.year import Year

TEMPLATE = shipped_template("ke-hoach", "quoc-gia-hai-cap")
WHOLE = Path(__file__).parent / "plans"


def units(number: int, *more: DraftFact) -> list[DraftFact]:
    """Facts of a text that names so many units, and nothing else."""
    named = [DraftFact("thon", row + 1, "ten", f"Thôn {row}", "") for row in range(number)]
    return [*named, *more]


def told(found: tuple[Finding, ...], code: str) -> list[str]:
    return [finding.message("vi") for finding in found if finding.code == code]


@for_each(
    ("text", "count"),
    [
        ("Xã có 17 thôn.", 17),
        ("Toàn xã hiện có tổng số 102 thôn, bản", 102),
        ("Phường gồm 25 tổ dân phố", 25),
        ("Trên địa bàn xã có 15 thôn và 3 tổ dân phố, 2 bản.", 20),
        ("thực hiện tại 17/17 thôn", 17),
        ("đối thoại ở tất cả 9 ấp", 9),
        ("trên địa bàn 12 xóm", 12),
        ("xã có 17\nthôn", 17),
        ("Tổ chức 4 cuộc tại 4 thôn", 0),
        ("Đảng ủy xã tổ chức 4 cuộc, có 2 thôn tham gia", 0),
        ("Xã có 5 ban, 3 thôn ủy", 0),
        ("Xã có nhiều thôn", 0),
    ],
)
def test_a_text_says_how_many_units_there_are(text: str, count: int) -> None:
    assert count_units(text.splitlines(), TEMPLATE) == count


@for_each(
    ("facts", "lines", "message"),
    [
        (units(4), [], ["Văn bản chỉ nêu 4 đơn vị."]),
        (units(0), [], ["Văn bản chỉ nêu 0 đơn vị."]),
        (units(4), ["Xã có 17 thôn."], ["Văn bản chỉ nêu 4 đơn vị, trong khi có 17."]),
        (units(4), ["Xã có 4 thôn."], []),
        (units(6), ["Xã có 4 thôn."], []),
        (
            units(4, DraftFact("chung", 0, "so_thon", 9, "")),
            ["Xã có 4 thôn."],
            ["Văn bản chỉ nêu 4 đơn vị, trong khi có 9."],
        ),
    ],
)
def test_units_that_a_text_does_not_name_are_told(
    facts: list[DraftFact], lines: list[str], message: list[str]
) -> None:
    found = missing_from_text(facts, TEMPLATE, lines)
    assert told(found, "T075") == message
    assert all("{" not in finding.message("en") for finding in found)


def test_what_a_text_does_not_say_of_itself_is_told_once() -> None:
    said = [DraftFact("chung", 0, "tinh", "Tỉnh A", ""), DraftFact("chung", 0, "chu_tri", "B", "")]
    assert told(missing_from_text(said, TEMPLATE), "T073") == [
        "Văn bản không nêu: số kế hoạch, ngày ban hành, người ký."
    ]
    everything = [
        DraftFact("chung", 0, name, "x", "")
        for name in ("tinh", "so_ke_hoach", "ngay_ban_hanh", "chu_tri", "nguoi_ky")
    ]
    assert told(missing_from_text(everything, TEMPLATE), "T073") == []


def test_holidays_are_told_to_be_the_calendar_s(tmp_path: Path) -> None:
    text = WHOLE / "cam-son-2024" / "plan.txt"
    made = Year(tmp_path / "nam").start(text)
    (message,) = told(made.told, "T074")
    # 11 of 2023, 12 of 2024 and one made up for, 6 in January and February 2025.
    assert "đã điền 30 ngày" in message
    assert told(Year(tmp_path / "khac").start(None, year=2024).told, "T074") == []


def test_a_count_of_units_is_no_field_of_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = WHOLE / "cam-son-2024" / "plan.txt"
    draft = draft_plan(DocumentText.of_lines(text.read_text(encoding="utf-8").splitlines()))
    counted = DraftFact("chung", 0, "so_thon", 9, "")
    more = type(draft)((*draft.facts, counted), draft.findings)
    monkeypatch.setattr("sheettools.plan.begin.draft_plan", lambda document, name: more)
    made = Year(tmp_path / "nam").start(text)
    assert made.unplaced == draft.findings
    assert told(made.told, "T075") == ["Văn bản chỉ nêu 4 đơn vị, trong khi có 9."]
