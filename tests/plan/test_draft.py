from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from for_each import for_each
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import up_to

from sheettools.findings import CATALOGUE, Severity
from sheettools.incoming.cage.document import read_document
from sheettools.incoming.document.text import DocumentLine, DocumentText
from sheettools.plan.draft import Draft
from sheettools.plan.draft import draft_plan as draft_document
from sheettools.plan.reading.slot import read_slot
from sheettools.plan.reading.text import fold, nfc, squeeze, tidy, tone_key
from sheettools.plan.reading.villages import villages

PLANS = Path(__file__).parent / "plans"
SEED = PLANS / "cam-son-2024"

Key = tuple[str, int, str, Any]


def draft_plan(lines: Sequence[str], file: str = "") -> Draft:
    """Return what is drafted from plain lines."""
    return draft_document(DocumentText.of_lines(lines), file)


def facts(draft: Draft) -> set[Key]:
    return {(fact.sheet, fact.row, fact.field, fact.value) for fact in draft.facts}


def problems(draft: Draft) -> list[tuple[str, int]]:
    return [(finding.code, finding.location.line) for finding in draft.findings]


def lines_of(folder: Path) -> list[str]:
    return (folder / "plan.txt").read_text(encoding="utf-8").split("\n")


def expected(folder: Path) -> tuple[dict[str, Any], set[Key]]:
    """Return the expectation, and its facts: a table for the form, an array of tables for each
    sheet.
    """
    said = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    found = {("chung", 0, name, value) for name, value in said["chung"].items()}
    for sheet, rows in said.items():
        if isinstance(rows, list) and sheet != "findings":
            for at, row in enumerate(rows, start=1):
                found |= {(sheet, at, name, value) for name, value in row.items()}
    return said, found


@for_each("name", sorted(path.name for path in PLANS.iterdir()))
def test_says_what_a_reader_finds_in_the_plan(name: str) -> None:
    said, wanted = expected(PLANS / name)
    lines = lines_of(PLANS / name)
    if said.get("decomposed"):
        lines = [unicodedata.normalize("NFD", line) for line in lines]
    draft = draft_plan(lines, "plan.txt")
    assert facts(draft) - wanted == set()
    assert wanted - facts(draft) == set()
    assert problems(draft) == [tuple(pair) for pair in said["findings"]]
    assert {finding.location.file for finding in draft.findings} <= {"plan.txt"}


@for_each("name", sorted(path.name for path in PLANS.iterdir()))
def test_quotes_stand_in_the_plan(name: str) -> None:
    lines = lines_of(PLANS / name)
    # Page numbers and the second column of a tail stand between words of a sentence; quotes leave
    # them out.
    whole = " ".join(squeeze(nfc(line)) for line in lines if not line.strip().isdecimal())
    whole = squeeze(whole)
    for fact in draft_plan(lines).facts:
        if fact.sheet != "noi_nhan":
            assert fact.quote in whole
        else:
            assert all(word in whole for word in fact.quote.split())
        if isinstance(fact.value, str):
            assert fact.value == unicodedata.normalize("NFC", squeeze(fact.value))


def rewrap(words: Sequence[str], widths: Sequence[int]) -> list[str]:
    lines, at = [""], 0
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > widths[at % len(widths)]:
            lines.append("")
            at += 1
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


STARTS = re.compile(
    r"[IVX]+- |\d- |[-*+] |---|KẾ HOẠCH|Tiếp xúc, đối thoại với|Thực hiện Quy|Giao |Nơi "
    r"nhận|T/M|PHÓ"
)


def paragraphs_as_seen() -> list[str]:
    """Return the seed's paragraphs, told apart by how each begins and not by the code under
    test.
    """
    found: list[str] = []
    for line in filter(None, map(squeeze, lines_of(SEED))):
        if STARTS.match(line):
            found.append(line)
        else:
            found[-1] += f" {line}"
    return found


SEED_PARAGRAPHS = paragraphs_as_seen()


@settings(deadline=None, max_examples=up_to(60))
@given(
    widths=st.lists(st.integers(40, 130), min_size=1, max_size=1),
    blanks=st.lists(st.integers(0, 2), min_size=1, max_size=7),
    form=st.sampled_from(["NFC", "NFD"]),
)
def test_facts_do_not_depend_on_how_lines_are_broken(
    widths: list[int], blanks: list[int], form: Any
) -> None:
    lines: list[str] = []
    for text in SEED_PARAGRAPHS:
        for at, line in enumerate(rewrap(text.split(), widths)):
            lines += [
                unicodedata.normalize(form, line),
                *[""] * blanks[(at + len(lines)) % len(blanks)],
            ]
    draft = draft_plan(lines)
    assert facts(draft) == expected(SEED)[1]
    assert problems(draft) == []


@settings(deadline=None, max_examples=up_to(60))
@given(widths=st.lists(st.integers(40, 130), min_size=2, max_size=9))
def test_ragged_lines_are_joined_too(widths: list[int]) -> None:
    lines = [line for text in SEED_PARAGRAPHS for line in rewrap(text.split(), widths)]
    assert facts(draft_plan(lines)) == expected(SEED)[1]


def test_whole_paragraphs_give_the_same_as_broken_lines() -> None:
    assert facts(draft_plan(SEED_PARAGRAPHS)) == expected(SEED)[1]


# --- the plan as a Word file: letterhead, recipients and signature in tables without borders, as offices type them

DEMO = files("sheettools.demo").joinpath("ke_hoach_cam_son_2024.txt")
LETTERHEAD = (
    ["ĐẢNG BỘ HUYỆN LỤC NGẠN", "ĐẢNG ỦY XÃ CẤM SƠN", "*", "Số       -KH/ĐU"],
    ["ĐẢNG CỘNG SẢN VIỆT NAM", "", "Cấm Sơn, ngày       tháng       năm 2024"],
)


def in_paragraphs(cells: Sequence[Any], columns: Sequence[Sequence[str]]) -> None:
    for cell, lines in zip(cells, columns, strict=True):
        cell.text = lines[0]
        for line in lines[1:]:
            cell.add_paragraph(line)


def in_one_paragraph(cells: Sequence[Any], columns: Sequence[Sequence[str]]) -> None:
    for cell, lines in zip(cells, columns, strict=True):
        cell.text = "\n".join(lines)


def in_rows(cells: Sequence[Any], columns: Sequence[Sequence[str]]) -> None:
    table = cells[0]._parent
    for at, pair in enumerate(zip_longest(*columns, fillvalue="")):
        for cell, line in zip(
            table.rows[0].cells if not at else table.add_row().cells, pair, strict=True
        ):
            cell.text = line


def word_file(path: Path, body: Sequence[str], fill: Any, letterhead: Any = LETTERHEAD) -> Path:
    """Save a plan's text as Word: `body` up to the recipients as paragraphs, the rest in two
    columns.
    """
    end = next(at for at, line in enumerate(body) if squeeze(line).startswith("Nơi nhận"))
    sign = next(at for at, line in enumerate(body) if squeeze(line).startswith("T/M"))
    document = Document()
    if letterhead:
        fill(document.add_table(1, 2).rows[0].cells, letterhead)
    for line in body[:end]:
        document.add_paragraph(line)
    fill(document.add_table(1, 2).rows[0].cells, (body[end:sign], body[sign:]))
    document.save(str(path))
    return path


@pytest.mark.parametrize("fill", [in_paragraphs, in_one_paragraph, in_rows])
@pytest.mark.parametrize("letterhead", [LETTERHEAD, None])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_word_file_gives_the_same_as_the_text(
    tmp_path: Path, wrapped: bool, letterhead: Any, fill: Any
) -> None:
    lines = DEMO.read_text(encoding="utf-8").split("\n")
    path = word_file(
        tmp_path / "plan.docx", lines if wrapped else SEED_PARAGRAPHS, fill, letterhead
    )
    draft = draft_document(read_document(path))
    assert facts(draft) == facts(draft_plan(lines))
    assert problems(draft) == []


@pytest.mark.parametrize("fill", [in_paragraphs, in_one_paragraph, in_rows])
@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("Số 15-KH/ĐU", "Cấm Sơn, ngày 09 tháng 02 năm 2024"),
        ("Số    15   -KH/ĐU", "Cấm Sơn, ngày    09    tháng    02    năm 2024"),
    ],
)
def test_a_letterhead_and_a_name_in_word_are_read(
    tmp_path: Path, number: str, day: str, fill: Any
) -> None:
    letterhead = ([*LETTERHEAD[0][:3], number], [*LETTERHEAD[1][:2], day])
    path = word_file(
        tmp_path / "plan.docx", [*SEED_PARAGRAPHS, "", "Nguyễn Văn Mẫu"], fill, letterhead
    )
    draft = draft_document(read_document(path))
    said = {
        ("so_ke_hoach", "15-KH/ĐU"),
        ("ngay_ban_hanh", date(2024, 2, 9)),
        ("nguoi_ky", "Nguyễn Văn Mẫu"),
    }
    assert facts(draft) == expected(SEED)[1] | {("chung", 0, *pair) for pair in said}
    assert problems(draft) == []


@for_each(
    "line",
    [
        "Số:         /KH-UBND",
        "Số      -KH/ĐU              Cấm Sơn, ngày      tháng      năm 2024",
        "*      Cấm Sơn, ngày ..... tháng 02   năm 2024",
    ],
)
def test_room_left_for_the_pen_says_nothing(line: str) -> None:
    body = [
        "KẾ HOẠCH",
        "đối thoại năm 2024",
        "---",
        "I. THỜI GIAN",
        "Quý I: thôn A, tại nhà văn hóa thôn A",
    ]
    assert facts(draft_plan([line, *body])) == facts(draft_plan(body))
    assert problems(draft_plan([line, *body])) == []


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_text_is_read_without_an_error(lines: list[str]) -> None:
    assert draft_plan(lines) == draft_plan(lines)


CELLS = st.sampled_from(
    ["", "TT", "Quý", "Thôn", "I", "x", "15/3/2026", "Thôn A\nThôn B", "tại", "|"]
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=9))
def test_any_table_is_read_and_accounted_for(rows: list[list[str]]) -> None:
    document = DocumentText(tuple(DocumentLine(tuple(row), 1) for row in rows))
    draft = draft_document(document)
    assert {entry.became for entry in draft.ledger} <= {"drafted", "told", "layout"}


@settings(deadline=None)
@given(st.lists(st.sampled_from(SEED_PARAGRAPHS), max_size=25))
def test_any_order_of_paragraphs_is_read_without_an_error(lines: list[str]) -> None:
    draft_plan(lines)


def test_an_empty_text_says_nothing() -> None:
    assert facts(draft_plan([])) == set()
    assert problems(draft_plan([])) == [("T311", 0)]


@for_each(
    "body",
    [
        ["I. THỜI GIAN", "Tại nơi ấy"],
        ["I. THỜI GIAN", "- Quý III"],
        ["I. THỜI GIAN", "- Quý III", "- Quý IV: thôn Mẫu"],
        ["I. THỜI GIAN", "- Quý IV: Đồng Cần"],
        ["I. TỔ CHỨC THỰC HIỆN", "1. Văn phòng Đảng ủy:"],
        ["I. TỔ CHỨC THỰC HIỆN", "1. Tuyên truyền sâu rộng."],
        ["I. TỔ CHỨC THỰC HIỆN", "Nếu vướng mắc thì báo cáo."],
        ["I. KINH PHÍ: do ngân sách bảo đảm"],
    ],
)
def test_nothing_is_lost_in_silence(body: list[str]) -> None:
    draft = draft_plan(["KẾ HOẠCH", "đối thoại năm 2024", "---", *body])
    assert {finding.location.line for finding in draft.findings} - {0} == {
        4 if len(body) == 1 else 5
    }


HEAD = ["KẾ HOẠCH", "đối thoại năm 2026", "---"]


def dialogues(*body: str) -> list[dict[str, Any]]:
    """Return the dialogues drafted of a schedule, row by row."""
    rows: dict[int, dict[str, Any]] = {}
    for fact in draft_plan([*HEAD, "I. LỊCH ĐỐI THOẠI", *body]).facts:
        if fact.sheet == "cuoc":
            rows.setdefault(fact.row, {})[fact.field] = fact.value
    return list(rows.values())


def test_a_chair_before_several_dialogues_of_a_line_chairs_them_all() -> None:
    rows = dialogues("1. Đồng chí Chủ tịch UBND xã chủ trì: Quý I: thôn A; quý II: thôn B.")
    assert [row["chu_tri"] for row in rows] == ["Chủ tịch UBND xã"] * 2


def test_days_of_receiving_citizens_are_told_apart_under_one_heading() -> None:
    lines = [
        *HEAD,
        "I. LỊCH TIẾP CÔNG DÂN VÀ ĐỐI THOẠI",
        "1. Tiếp công dân: Bí thư Đảng ủy tiếp công dân ngày 15 hằng tháng.",
        "2. Đối thoại:",
        "- Quý I: thôn A, tại nhà văn hóa thôn A.",
    ]
    draft = draft_plan(lines)
    assert problems(draft) == [("T321", 5)]
    assert ("cuoc", 1, "cac_thon", "A") in facts(draft)


def test_a_quarter_whose_schedule_comes_later_is_told() -> None:
    draft = draft_plan([*HEAD, "I. LỊCH", "Quý I: thôn A; quý III, quý IV sẽ có lịch sau."])
    assert [code for code, _ in problems(draft)] == ["T302"]


def test_every_problem_is_a_question_or_disclosed() -> None:
    codes = [code for code in CATALOGUE if code.startswith("T3")]
    assert {CATALOGUE[code].severity for code in codes} == {Severity.WARNING, Severity.REPAIR}


@for_each(
    ("text", "names"),
    [
        ("thôn Hồng và thôn Mai", ["Hồng", "Mai"]),
        ("các thôn A, B và C", ["A", "B", "C"]),
        ("thôn A, bản B", ["A", "B"]),
        ("Tổ dân phố số 3, 4 và 5", ["3", "4", "5"]),
        ("liên thôn Đồi Chè - Bãi Đá", ["Đồi Chè", "Bãi Đá"]),
        ("thôn Cấm, Tại Nhà văn hóa", ["Cấm"]),
        ("thôn Cấm, Nhà văn hóa thôn", ["Cấm"]),
        ("Ban Thường vụ, văn bản, bàn Dân vận", []),
        ("BẢN NÀ MẪU", ["NÀ MẪU"]),
        ("khu 5, khối 2, Khối Dân vận", ["5", "2"]),
    ],
)
def test_villages_by_name(text: str, names: list[str]) -> None:
    assert [village.name for village in villages(text)] == names


def test_tone_tells_villages_apart_but_its_place_does_not() -> None:
    assert len({tone_key(name) for name in ("Hoa", "Họa", "Hòa", "Hoa ")}) == 3
    assert tone_key("Hoà Mẫu") == tone_key("hòa mẫu")
    assert tone_key("03") == tone_key("3")


@for_each(
    ("text", "quarter"),
    [
        ("Quý II: thôn A", "II"),
        ("Quý 2 năm 2024 thôn A", "II"),
        ("Qúy Ⅱ/2024 thôn A", "II"),
        ("Q2 thôn A", "II"),
        ("thôn A quý hai", "II"),
        ("Quý IV-2024 thôn A", "IV"),
        ("QUÝ 03/2024 thôn A", "III"),
    ],
)
def test_quarters_however_written(text: str, quarter: str) -> None:
    slot = read_slot(text, 2024)
    assert (slot.quarters, slot.rest) == ([quarter], "")


@for_each(
    "text",
    [
        "ngày 15/3/2024",
        "ngày 15 tháng 3 năm 2024",
        "sáng 15/3",
        "chiều ngày 15/3",
        "15.03.2024",
        "15-3-24",
        "07 giờ 30 phút, ngày 15 tháng 3",
    ],
)
def test_days_however_written(text: str) -> None:
    slot = read_slot(f"thôn A: {text}, tại nhà văn hóa", 2024)
    assert [str(day) for day in slot.days] == ["2024-03-15"]
    assert (slot.place, slot.rest, slot.vague) == ("Nhà văn hóa", "", "")


@for_each(
    "text", ["tuần 2 tháng 3", "cuối tháng 3", "từ ngày 10 đến ngày 15/3/2024", "15-16/3/2024"]
)
def test_no_day_is_guessed(text: str) -> None:
    slot = read_slot(f"{text} thôn A", 2024)
    assert (slot.days, slot.months, bool(slot.vague)) == ([], [3], True)


def test_small_text_functions() -> None:
    assert fold("Đảng Ủy – ½ Ⅱ") == "dang uy - ½ ⅱ"
    assert tidy(" Huyện uỷ ( báo cáo) ; ") == "Huyện ủy (báo cáo)"
    assert tidy("kinh tế- xã hội, chính trị - xã hội./.") == "kinh tế-xã hội, chính trị - xã hội"
