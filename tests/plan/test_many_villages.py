"""A plan of a thousand villages: longer numbers, and workbooks that do not grow with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from for_each import for_each
from opened import one_page
from small_year import write_plan
from standing import shipped_template

from sheettools.incoming.document.text import DocumentText
from sheettools.plan.begin import write_draft
from sheettools.plan.plan import load_plan
from sheettools.template.issue import MOST_LINES, FilledBook, Issue, issue_all
from sheettools.template.kinds.kind import ParsedValue
from sheettools.template.layout import FIRST_ROW
from sheettools.template.load.library import find_template

FORM = {
    "nam": 2024,
    "tu_ngay": date(2024, 1, 1),
    "den_ngay": date(2024, 12, 31),
    "loai_xa": "Xã",
    "xa": "Mẫu Sơn",
    "ma_xa": "99901",
}


def villages(count: int) -> list[dict[str, Any]]:
    return [{"ma": f"{n:03}", "loai": "Thôn", "ten": f"Số {n}"} for n in range(1, count + 1)]


def dialogues(count: int) -> list[dict[str, Any]]:
    """Make one dialogue a village; the next one is its guest."""
    return [
        {"ma": f"C{n}", "quy": "I", "cac_thon": (f"Số {n}", f"số {n + 1}"), "dia_diem": f"Sân {n}"}
        for n in range(1, count + 1)
    ]


@cache
def issue(count: int) -> Sequence[Issue]:
    tables = {"thon": villages(count), "cuoc": dialogues(count)}
    plan = FilledBook({"chung": FORM}, tables)
    profile = "bac-giang-2024"
    collects = shipped_template("so-tiep-xuc", profile)
    return issue_all(collects, shipped_template("ke-hoach", profile), plan)


def test_a_thousand_villages_have_codes_of_their_own() -> None:
    issued = issue(1000)
    assert [one.code for one in issued][::333] == [
        "99901-001-2024",
        "99901-334-2024",
        "99901-667-2024",
        "99901-1000-2024",
    ]
    assert len({one.file_name for one in issued}) == 1000
    assert issued[999].rows["kien_nghi"][29]["ma"] == "99901-1000-2024-030"


def test_of_many_dialogues_a_workbook_shows_those_of_its_village() -> None:
    few, many = issue(MOST_LINES), issue(1000)
    assert few[6].forms["ke_hoach"]["lich_ca_xa"].count("\n") == MOST_LINES - 1
    assert many[6].forms["ke_hoach"]["lich_ca_xa"].split("\n") == [
        "- Quý I: Số 6; số 7 – Sân 6",
        "- Quý I: Số 7; số 8 – Sân 7",
        "- … và 998 dòng khác trong kế hoạch",
    ]
    assert [(row["ma_cuoc"], row["ghi"]) for row in many[6].rows["lich"][:2]] == [
        ("C6", False),
        ("C7", True),
    ]
    assert [row["ma_cuoc"] for row in many[6].rows["tham_du"]] == ["C7"]


def test_a_workbook_does_not_grow_with_the_number_of_villages() -> None:
    size = [len(repr((one.forms, one.rows))) for one in (issue(100)[50], issue(1000)[50])]
    assert size[1] - size[0] < 10  # the count of the other lines


@for_each(
    ("raw", "meant"),
    [(7, "07"), (12, "12"), (112, "112"), ("7", "07"), ("007", "007"), ("1000", "1000")],
)
def test_a_number_has_two_digits_to_four(raw: str | int, meant: str) -> None:
    number = shipped_template("ke-hoach").sheet("thon").field("ma")
    assert number.parse(raw) == ParsedValue(meant, repaired=raw != meant)
    assert number.accepts(meant)


@for_each("text", ["12345", "1a2", "1.5"])
def test_other_numbers_are_refused(text: str) -> None:
    assert not shipped_template("ke-hoach").sheet("thon").field("ma").accepts(text)


def test_a_plan_longer_than_its_prepared_rows_is_read_whole(tmp_path: Path) -> None:
    plan = tmp_path / "ke-hoach.xlsx"
    names = [(f"{n:03}", f"Số {n}") for n in range(1, 131)]
    write_plan(plan, villages=names, shipped=True, more={"cuoc": dialogues(129)})
    issued = load_plan(plan).issued
    assert [issued[n].unit_code for n in (0, 129)] == ["99901-001", "99901-130"]
    assert issued[128].forms["ke_hoach"]["lich_ca_xa"].startswith("- Quý I: Số 128; Số 129")


def test_a_draft_numbers_its_villages_alike_and_has_room_for_them(tmp_path: Path) -> None:
    lines = ["KẾ HOẠCH", "đối thoại với nhân dân năm 2024", "I. THỜI GIAN, ĐỊA ĐIỂM", "1. Quý I"]
    lines += [f"- Ngày 15/3/2024: thôn {n}, tại nhà văn hóa thôn {n}" for n in range(1, 121)]
    plan = tmp_path / "ke-hoach.xlsx"
    write_draft(plan, find_template("ke-hoach", None), DocumentText.of_lines(lines))
    page = one_page(plan, "Danh sách thôn")
    numbers = [row[2].value for row in page.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + 119)]
    assert numbers == [f"{n:03}" for n in range(1, 121)]
    (guard,) = [one for one in page.data_validations.dataValidation if "C7" in one.sqref]
    assert str(guard.sqref) == f"C{FIRST_ROW}:C{FIRST_ROW + 119}"
