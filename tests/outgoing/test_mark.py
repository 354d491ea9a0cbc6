"""What goes back to a village head: his own workbook with what to fix, the message, the receipt;
nothing is lost.

That no cell of any case is lost is held in test_cases.py; here it is held of the files themselves.
"""

from __future__ import annotations

import json
import runpy
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from opened import one_page
from openpyxl.workbook.workbook import Workbook as Opened
from small_year import TODAY, Hands, fill, issued_file, make_year, return_all, save, thuong
from standing import own_template
from village import CASES, KEY, read_case
from village import fill as fill_case

from sheettools.findings import Finding, Severity, SheettoolsError
from sheettools.incoming import workers
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import RawBook, RawSheet, read_book
from sheettools.incoming.check.validate import CheckedBook
from sheettools.incoming.check.validate import check as check_workbook
from sheettools.incoming.examine import locate_again
from sheettools.incoming.intake import Outcome
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.incoming.locate.workbook import Workbook
from sheettools.incoming.whose.identify import SentBooks, identify
from sheettools.incoming.workers import Means
from sheettools.outgoing.back.marked_copy import MarkedCopies
from sheettools.outgoing.back.own import LIST, SECOND
from sheettools.outgoing.back.reply import MESSAGE, write_message, write_receipt
from sheettools.outgoing.back.to_fix import Thing, count_of, place_findings, things
from sheettools.outgoing.back.transfer import (
    Copied,
    RestoredBook,
    Spot,
    as_written,
    holds,
    lay_back,
)
from sheettools.outgoing.back.unclaimed import LIST_NAME, MANY
from sheettools.outgoing.whole import not_written
from sheettools.outgoing.workbook.widths import mark_width
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.model import Template
from sheettools.year import FIX, IN, Year

CHECK = Path(__file__).parents[3] / "shared" / "ecma376" / "check.py"
PREPARED = own_template("so-tiep-xuc").sheet("kien_nghi").rows
LAST = layout.FIRST_ROW + PREPARED - 1
"""The last row of “Kiến nghị” that a village gets; the messy return goes on below it."""
COPY, MESSAGE_FILE, RECEIPT = (
    "99901-01_thuong_2024_can-sua.xlsx",
    "99901-01_thuong_2024_can-sua.txt",
    "_da-nhan.txt",
)


def laid(book: RawBook, template: Template) -> Workbook:
    return locate(book, read_evidence(book), template)


def check(
    path: Path, template: Template, issued: Issue, today: date = TODAY
) -> tuple[Workbook, CheckedBook]:
    book = read_book(path).book
    assert book is not None
    workbook = laid(book, template)
    return workbook, check_workbook(workbook, issued, today)


def places(checked: CheckedBook) -> Counter[tuple[str, str, str]]:
    return Counter((f.code, f.location.sheet, f.location.cell) for f in checked.findings)


def outside(book: RawBook) -> Counter[tuple[str, str, str]]:
    """Return the lines of “Ngoài biểu”."""
    page = next((sheet for sheet in book.sheets if sheet.name == layout.OUTSIDE_SHEET), None)
    rows = sorted(page.rows_seen) if page else []
    below = [row for row in rows if row > layout.OUTSIDE_HEADER_ROW]
    assert page is not None or not below
    return Counter(tuple(text(page, row, column) for column in (1, 2, 3)) for row in below)  # type: ignore[misc]


def text(page: RawSheet | None, row: int, column: int) -> str:
    assert page is not None
    cell = page.cells.get((row, column))
    return as_written(cell) if cell else ""


# ------------------------------------------------------------------ cases go back and come in again

THERE_AND_BACK = (
    "a-column-moved", "a-fault-right-of-inserted-columns", "a-formula-without-a-result",
    "a-sheet-renamed",
    "a-sorted-row-keeps-its-fault", "a-tick-that-is-not-one", "an-error-of-excel",
    "dates-that-cannot-be",
    "not-in-the-list", "not-a-number", "not-a-time", "neither-yes-nor-no",
    "numbers-beyond-their-limits",
    "rows-inserted-above-the-heading", "rows-past-the-prepared-area", "rows-sorted-by-the-sender",
    "the-plan-changed-after-the-workbook-went-out", "two-columns-exchanged", "v14-typed-in-tcvn3",
    "words-that-say-nothing", "ticked-yet-filled", "a-date-in-words",
)  # fmt: skip
"""Of these the office mends what it is certain of and nothing else, so that the copy says the same
again.
"""
CHANGED = {
    "a-column-added": ({"S110"}, {"F235"}),
    "a-column-deleted": ({"S102"}, set()),
    "a-column-twice-and-different": ({"S111"}, {"F235"}),
    "a-formula-with-its-result": ({"C117"}, set()),
    "a-planned-row-is-gone": ({"R203"}, {"R104"}),
    "a-sheet-added": ({"S104"}, {"F235"}),
    "content-beside-the-table": ({"S103"}, {"F235"}),
    "headings-typed-over-without-names": ({"S108", "S109"}, {"C112", "F235"}),
    "prefilled-cells-changed": (set(), {"F235"}),
    "the-schedule-is-deleted": ({"S101"}, {"R104"}),
}
"""Where the copy has back what was lost, or keeps apart what lay outside: what is no longer said,
what is said then.
"""


class Returned:
    """A case's workbook, checked, its copy, and the copy checked when it comes back as it is."""

    def __init__(self, name: str, folder: Path) -> None:
        case = read_case((CASES / name / "returned.md").read_text(encoding="utf-8"))
        home, self.path, self.copy = case.commune, folder / "so.xlsx", folder / "can-sua.xlsx"
        self.path.write_bytes(fill_case(case))
        first = read_book(self.path).book
        assert first is not None
        workbook = laid(first, home.plan.collects)
        sent = SentBooks(home.plan.collects, home.issued, home.plan.template, KEY)
        issued = identify(first, workbook.evidence, sent).issued
        assert issued is not None
        self.book, self.checked = first, check_workbook(workbook, issued, home.today)
        self.back: RestoredBook = lay_back(
            workbook, Copied(home.plan.collects), issued, self.checked
        )
        placed = place_findings(self.checked, self.back, issued)
        self.things = things(placed)
        self.wanted = Counter(
            (one.finding.code, one.spot.title, one.spot.cell)
            if one.spot
            else (one.finding.code, "", "")
            for one in placed
        )
        waits = (
            f.location for f in self.checked.findings if f.code == "R150"
        )  # not asked about, but said again
        spots = (self.back.spots[place.sheet, place.cell] for place in waits)
        self.wanted.update(("R150", spot.title, spot.cell) for spot in spots)
        copies = MarkedCopies(home.plan.collects)
        self.copy.write_bytes(copies.make(issued, workbook, self.checked)[0])
        again, self.checked_again = check(self.copy, home.plan.collects, issued, home.today)
        self.again = again.book


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Returned]:
    """Cases that have come back, each once for all that is asked of it."""
    return cache(lambda name: Returned(name, tmp_path_factory.mktemp("so")))


@pytest.mark.parametrize("name", THERE_AND_BACK)
def test_a_copy_that_comes_back_as_it_is_says_the_same(
    name: str, returned: Callable[[str], Returned]
) -> None:
    case = returned(name)
    assert places(case.checked_again) == case.wanted
    assert not list(not_in_the_copy(case))
    counted = case.checked_again
    assert counted.seen_rows == counted.layout_rows + counted.outside_rows + len(counted.records)
    assert counted.identity == case.checked.identity


@pytest.mark.parametrize("name", CHANGED)
def test_what_the_office_mended_is_said_no_more(
    name: str, returned: Callable[[str], Returned]
) -> None:
    case = returned(name)
    found, (gone, new) = places(case.checked_again), CHANGED[name]
    assert {code for code, *_ in case.wanted - found} == gone
    assert {code for code, *_ in found - case.wanted} == new
    assert not list(not_in_the_copy(case))
    counted = case.checked_again
    assert counted.seen_rows == counted.layout_rows + counted.outside_rows + len(counted.records)


@pytest.mark.parametrize("name", [
    "a-sheet-deleted", "headings-typed-over-without-names", "a-sheet-added",
    "an-older-issue-with-other-columns", "a-column-deleted", "a-planned-row-is-gone",
])  # fmt: skip
def test_a_copy_speaks_to_its_village_and_not_to_the_office(
    name: str, returned: Callable[[str], Returned]
) -> None:
    case = returned(name)
    assert case.things
    assert not list(words_of_the_office(case))


def words_of_the_office(case: Returned) -> Iterator[str]:
    """Yield what the copy says to its village that only the office can do."""
    for thing in case.things:
        said = f"{thing.why} {thing.how}".lower()
        if any(
            word in said for word in ("người gửi", "nhan-ve", "sheettools", "--", "gửi lại bản")
        ):
            yield said


def not_in_the_copy(case: Returned) -> Iterator[str]:
    """Yield what the sender wrote and the copy has neither in its place nor on “Ngoài biểu”, as the
    files say.
    """
    pages = {sheet.name: sheet for sheet in case.again.sheets}
    kept = outside(case.again)
    changed = {
        (f.location.sheet, f.location.cell)
        for f in case.checked.findings
        if f.severity is Severity.REPAIR or f.code == "C117"
    }
    for sheet in case.book.sheets:
        declared = case.back.titles.get(sheet.name)
        page = pages.get(declared.title if declared else sheet.name)
        printed = {as_written(one) for one in page.cells.values()} if page else set()
        for cell in sheet.cells.values():
            spot, said = case.back.spots.get((sheet.name, cell.address)), as_written(cell)
            if not holds(cell) or (sheet.name, cell.address, said) in kept or cell.formula:
                continue
            now = text(pages[spot.title], spot.row, spot.column) if spot else ""
            mended = (sheet.name, cell.address) in changed or (
                spot and spot.field and spot.field.locked
            )
            if (spot is None and said not in printed) or (spot and now != said and not mended):
                yield f"{sheet.name}!{cell.address}: {said} → {now}"


# -------------------------------------------------------------- one messy return, looked at closely


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year of which Thượng's return is a mess and Trung's is good."""
    made = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    fill(
        issued_file(made, "01"),
        made.folder / IN / "so-01.xlsx",
        made.plan.collects,
        thuong(),
        damage=mess(made),
    )
    return_all(made, ["02"])
    return made


def mess(year: Year) -> Callable[[Opened], None]:
    hands = Hands(year.plan.collects)

    def damage(book: Opened) -> None:
        page = book["Kiến nghị"]

        def put(name: str, row: int, value: object) -> None:
            cell = page[f"{hands.column('kien_nghi', name)}{row}"]
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type

        put("linh_vuc", 7, "Giao thônng")
        put("so_nguoi", 7, "mấy người")
        put("so_nguoi", 8, "12 người")
        put("so_nguoi", 9, "nhiều lắm")
        put("ghi_chu", 7, "=HYPERLINK(1)")
        put("ghi_chu", 8, "+84 - hỏi lại")
        put("ghi_chu", 9, "@tổ 3")
        put("noi_dung", LAST + 2, "Làm đường vào xóm")
        put("loai", LAST + 2, "Kiến nghị")
        put("linh_vuc", LAST + 2, "Giao thông")
        put("ngay_tiep_nhan", LAST + 2, date(2024, 6, 5))
        put("noi_dung", LAST + 14, "Ghi thêm ở dưới bảng")
        book.create_sheet("Nháp")["B2"] = "Tính tay"
        book["Việc cần làm"]["C8"] = "None"
        book["Việc cần làm"]["C7"] = "Trang này tôi đã làm xong"

    return damage


@pytest.fixture(scope="module")
def checked(year: Year) -> tuple[Workbook, CheckedBook, Issue]:
    issued = next(one for one in year.plan.issued if one.code == "99901-01-2024")
    return *check(year.folder / IN / "so-01.xlsx", year.plan.collects, issued), issued


@pytest.fixture(scope="module")
def copy(
    year: Year,
    checked: tuple[Workbook, CheckedBook, Issue],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    book, found, issued = checked
    path = tmp_path_factory.mktemp("ban") / COPY
    path.write_bytes(MarkedCopies(year.plan.collects).make(issued, book, found)[0])
    return path


@pytest.fixture(scope="module")
def opened(copy: Path) -> Opened:
    return openpyxl.load_workbook(copy)


def fix_lines(book: Opened) -> list[list[str]]:
    page = book[layout.FIX_SHEET]
    rows = page.iter_rows(min_row=layout.FIX_HEADER_ROW + 1, values_only=True)
    return [[str(value or "") for value in row] for row in rows if isinstance(row[0], int)]


def test_the_first_sheet_says_what_to_fix(opened: Opened) -> None:
    assert opened.sheetnames[0] == layout.FIX_SHEET
    assert opened.active is opened[layout.FIX_SHEET]
    lines = fix_lines(opened)
    assert [line[0] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
    column = next(line for line in lines if "I7, I9" in line[1])
    assert "cột “Số người cùng kiến nghị”" in column[1], "the same trouble in a column is one line"
    lacking = next(line for line in lines if "Còn thiếu" in line[3])
    assert f"dòng số {PREPARED + 1}" in lacking[1], "a row that lacks much is one line"
    assert "Giao thông" in next(line for line in lines if "Giao thônng" in line[3])[4]


def test_errors_come_before_questions(
    year: Year, checked: tuple[Workbook, CheckedBook, Issue], tmp_path: Path
) -> None:
    book, found, issued = checked
    _, todo = MarkedCopies(year.plan.collects).make(issued, book, found)
    errors = [thing.error for thing in todo]
    assert errors == sorted(errors, reverse=True)
    assert set(errors) == {True, False}


def test_each_line_leads_to_its_first_cell(opened: Opened) -> None:
    page = opened[layout.FIX_SHEET]
    cells = [(str(cell.value), cell.hyperlink) for row in page.iter_rows() for cell in row]
    links = {said: link.location for said, link in cells if link and said.startswith("→ ô")}
    assert len(links) >= len({line[2] for line in fix_lines(opened)})
    assert links["→ ô E7"] == "'Kiến nghị'!E7"


def test_a_marked_cell_says_what_and_how_in_note_and_prompt_alike(opened: Opened) -> None:
    page = opened["Kiến nghị"]
    note = page["E7"].comment
    assert note is not None
    assert note.author == "Văn phòng"
    assert "Giao thông" in note.text
    assert "→" in note.text
    prompts = [one for one in page.data_validations.dataValidation if "E7" in one.sqref]
    assert [one.promptTitle for one in prompts] == ["Cần sửa"]
    assert prompts[0].prompt == note.text
    assert prompts[0].type == "list", "the drop-down is whole"
    assert page["E7"].border.left.style == "thick"
    assert page["E8"].comment is None
    assert page["E8"].border.left.style == "thin"


def test_a_marked_row_is_as_tall_as_what_it_needs(year: Year, copy: Path) -> None:
    # The formulas' results as they stand in the file.
    page = one_page(copy, "Kiến nghị", results=True)
    said = {row: str(page.cell(row, layout.MARK_COLUMN).value or "") for row in range(7, 12)}
    width = mark_width(year.plan.collects)
    assert max(map(len, said.values())) > 2 * width
    for row, text in said.items():
        lines = len(text) / (width * 1.2)  # of 10 points in a width counted in 12
        assert (page.row_dimensions[row].height or 0) >= lines * 13, text


def test_every_cell_keeps_its_validation(year: Year, opened: Opened) -> None:
    fresh = one_page(issued_file(year, "01"), "Kiến nghị")
    grown = opened["Kiến nghị"]
    for cell in ("E7", "E8", "I7", "I9", f"H{LAST}"):
        kinds = [
            [
                (one.type, one.operator)
                for one in page.data_validations.dataValidation
                if cell in one.sqref
            ]
            for page in (fresh, grown)
        ]
        assert kinds[0] == kinds[1] != []
    below = [
        one.type for one in grown.data_validations.dataValidation if f"E{LAST + 1}" in one.sqref
    ]
    assert below == ["list"], "the sheet has grown with what he wrote below it"
    assert grown.protection.sheet
    assert not grown[f"C{LAST + 1}"].protection.locked
    assert grown[f"A{LAST + 1}"].value == PREPARED + 1


def test_text_stays_text(opened: Opened) -> None:
    page = opened["Kiến nghị"]
    column = next(cell.column_letter for cell in page[layout.KEY_ROW] if cell.value == "ghi_chu")
    found = {row: page[f"{column}{row}"] for row in (7, 8, 9)}
    assert [cell.value for cell in found.values()] == ["=HYPERLINK(1)", "+84 - hỏi lại", "@tổ 3"]
    assert {cell.data_type for cell in found.values()} == {"s"}


def test_what_lay_outside_is_kept_with_its_place(copy: Path) -> None:
    book = read_book(copy).book
    assert book is not None
    assert outside(book) == {
        ("Nháp", "B2", "Tính tay"): 1,
        ("Kiến nghị", f"C{LAST + 14}", "Ghi thêm ở dưới bảng"): 1,
        ("Việc cần làm", "C7", "Trang này tôi đã làm xong"): 1,
        ("Việc cần làm", "C8", "None"): 1,
    }


@pytest.mark.anew
def test_the_same_return_gives_the_same_copy(
    year: Year, checked: tuple[Workbook, CheckedBook, Issue], copy: Path
) -> None:
    book, found, issued = checked
    made, _ = MarkedCopies(year.plan.collects).make(issued, book, found)
    assert made == copy.read_bytes()


@pytest.mark.anew
def test_copies_made_one_after_the_other_are_as_each_by_itself(
    year: Year, checked: tuple[Workbook, CheckedBook, Issue], copy: Path
) -> None:
    """What they have in common is worked out once; the first has more rows than the template."""
    copies, collects = MarkedCopies(year.plan.collects), year.plan.collects
    book, found, first = checked
    second = next(one for one in year.plan.issued if one.code == "99901-02-2024")
    other, asked = check(year.folder / IN / "so-02.xlsx", collects, second)
    assert copies.make(first, book, found)[0] == copy.read_bytes()
    alone = MarkedCopies(collects).make(second, other, asked)
    assert copies.make(second, other, asked) == alone
    assert copies.make(first, book, found)[0] == copy.read_bytes()


def test_a_copy_conforms_to_the_standard(copy: Path) -> None:
    if not CHECK.exists():
        pytest.skip("the schemas of ECMA-376 are not beside the checkout")
    assert list(runpy.run_path(str(CHECK))["deviations"](str(copy))) == []


def test_a_copy_that_is_put_right_has_nothing_to_fix(
    year: Year, checked: tuple[Workbook, CheckedBook, Issue], copy: Path, tmp_path: Path
) -> None:
    _, found, issued = checked
    book = openpyxl.load_workbook(copy)
    page, hands = book["Kiến nghị"], Hands(year.plan.collects)
    page[f"{hands.column('kien_nghi', 'linh_vuc')}7"] = "Giao thông"
    page[f"{hands.column('kien_nghi', 'so_nguoi')}7"] = 3
    page[f"{hands.column('kien_nghi', 'so_nguoi')}9"] = 40
    for name in ("noi_dung", "loai", "linh_vuc", "ngay_tiep_nhan"):
        page[f"{hands.column('kien_nghi', name)}{LAST + 1}"] = None
    page[f"{hands.column('kien_nghi', 'ngay_tra_loi')}9"] = date(2024, 5, 10)
    book[layout.OUTSIDE_SHEET].delete_rows(layout.OUTSIDE_HEADER_ROW + 1, 4)
    book[layout.FIX_SHEET].cell(layout.FIX_HEADER_ROW + 2, layout.FIX_TICK).value = layout.FIX_DONE
    path = save(book, tmp_path / "lan-2.xlsx")

    _, again = check(path, year.plan.collects, issued)

    assert not [f for f in again.findings if f.severity is Severity.ERROR]
    assert {f.code for f in again.findings} <= {f.code for f in found.findings}
    assert again.outside_rows == 0


def test_an_answer_written_beside_a_line_is_asked_about_and_kept(
    year: Year, checked: tuple[Workbook, CheckedBook, Issue], copy: Path, tmp_path: Path
) -> None:
    issued = checked[2]
    book = openpyxl.load_workbook(copy)
    book[layout.FIX_SHEET].cell(
        layout.FIX_HEADER_ROW + 2, layout.FIX_TICK
    ).value = "số này đúng rồi"
    path = save(book, tmp_path / "lan-2.xlsx")

    raw, again = check(path, year.plan.collects, issued)

    said = [f for f in again.findings if f.location.sheet == layout.FIX_SHEET]
    assert [(f.code, f.location.cell) for f in said] == [("S103", "F8")]
    copies, path = MarkedCopies(year.plan.collects), tmp_path / "lan-2-can-sua.xlsx"
    path.write_bytes(copies.make(issued, raw, again)[0])
    third = read_book(path).book
    assert third is not None
    assert outside(third) == {
        ("Nháp", "B2", "Tính tay"): 1,
        ("Kiến nghị", f"C{LAST + 14}", "Ghi thêm ở dưới bảng"): 1,
        ("Việc cần làm", "C7", "Trang này tôi đã làm xong"): 1,
        ("Việc cần làm", "C8", "None"): 1,
        (layout.FIX_SHEET, "F8", "số này đúng rồi"): 1,
    }, "from where it stood at first, through any number of rounds"


def test_rows_without_end_are_no_copy(
    year: Year, checked: tuple[Workbook, CheckedBook, Issue], tmp_path: Path
) -> None:
    workbook, _, issued = checked
    book = workbook.book
    page = next(sheet for sheet in book.sheets if sheet.name == "Kiến nghị")
    cells = {**page.cells}
    typed = [cell for (row, _), cell in page.cells.items() if row == LAST + 2 and not cell.formula]
    for row in range(100, 1200):
        cells |= {(row, cell.column): cell._replace(row=row) for cell in typed}
    seen = page.rows_seen | set(range(100, 1200))
    longer = replace(page, single=dict(sorted(cells.items())), runs=(), rows_seen=seen)
    long = replace(book, sheets=tuple(longer if sheet is page else sheet for sheet in book.sheets))
    longest = laid(long, year.plan.collects)
    found = check_workbook(longest, issued, TODAY)
    with pytest.raises(SheettoolsError) as raised:
        MarkedCopies(year.plan.collects).make(issued, longest, found)
    assert [f.code for f in raised.value.findings] == ["F238"]
    assert not (tmp_path / COPY).exists()


def test_a_message_is_short_and_quotes_nobody(year: Year) -> None:
    issued = next(one for one in year.plan.issued if one.code == "99901-01-2024")
    spots = (Spot("Kiến nghị", 7, 3),)
    names = Thing(
        True,
        "",
        "“Hoàng Thị Vải Thiều” không có trong danh sách.",
        "Ghi lại tên.",
        "",
        spots,
        private=True,
    )
    long = Thing(True, "", "Dài. " * 300, "Viết gọn lại.", "", spots)
    message = write_message(
        issued, year.plan.collects.title, [names, long, long, long], date(2024, 12, 1)
    )
    assert len(message) <= MESSAGE
    assert "Vải Thiều" not in message
    assert "Ghi lại tên." in message
    assert "trước hết ngày 20/12/2024" in message
    assert "4 chỗ cần sửa" in message


def test_one_cause_in_many_cells_counts_as_its_places() -> None:
    spots = tuple(Spot("Kiến nghị", row, 3) for row in range(7, 15))
    once, often = (Thing(True, "", "Thiếu.", "Ghi.", "", spots[:n], places=n) for n in (1, 8))
    assert count_of([once, once], "cần sửa") == "2 chỗ cần sửa"
    assert count_of([once, often], "cần sửa") == "2 việc cần sửa (9 chỗ)"


# ----------------------------------------------------------------------- rows that wait for another


def test_a_sender_is_not_asked_about_rows_that_wait(tmp_path: Path) -> None:
    year = make_year(tmp_path / "mau-son-2024")
    tables = dict(thuong())
    tables["lich"][0]["chu_tri"] = None
    tables["kien_nghi"] = tables["kien_nghi"][:1]  # raised at that dialogue
    fill(issued_file(year, "01"), year.folder / IN / "so-01.xlsx", year.plan.collects, tables)
    assert run(year) == []

    book = openpyxl.load_workbook(year.folder / FIX / COPY)
    page = book[layout.FIX_SHEET]
    said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert [line[1] for line in fix_lines(book)] == [
        "Trang “Lịch tiếp xúc”\ncột “Chủ trì (chức danh)”"
    ]
    assert "Có 1 chỗ cần sửa. Hạn gửi: 20/12/2024." in said
    assert {"Trang “Thành phần tham dự”: dòng 7.", "Trang “Kiến nghị”: dòng 7."} <= set(said)
    assert [
        cell.coordinate for row in book["Kiến nghị"].iter_rows() for cell in row if cell.comment
    ] == []
    message = (year.folder / FIX / MESSAGE_FILE).read_text(encoding="utf-8")
    assert "còn 1 chỗ cần sửa.\n1. Trang “Lịch tiếp xúc”" in message
    assert "Kiến nghị" not in message


# --------------------------------------------------------------------- the folder of what goes back


@pytest.fixture
def folder(year: Year, tmp_path: Path) -> Year:
    return Year(Path(shutil.copytree(year.folder, tmp_path / "mau-son-2024")))


def run(year: Year, today: date = TODAY) -> list[Finding]:
    return year.hand_back(year.check(today=today), today).findings


@pytest.fixture(scope="module")
def handed_back(year: Year, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year once its returns were checked, with what goes back."""
    made = Year(Path(shutil.copytree(year.folder, tmp_path_factory.mktemp("lai") / "mau-son-2024")))
    run(made)
    return made.folder


@pytest.fixture
def handed(handed_back: Path, tmp_path: Path) -> Year:
    return Year(Path(shutil.copytree(handed_back, tmp_path / "mau-son-2024")))


def names(year: Year) -> set[str]:
    return {path.name for path in (year.folder / FIX).iterdir()} - {LIST, SECOND}


def test_a_copy_has_a_message_and_a_good_return_a_receipt(folder: Year) -> None:
    assert run(folder) == []
    assert names(folder) == {COPY, MESSAGE_FILE, f"99901-02_Trung_2024{RECEIPT}"}
    message = (folder.folder / FIX / MESSAGE_FILE).read_text(encoding="utf-8")
    assert len(message) <= MESSAGE
    assert "thôn Thượng" in message
    assert "20/12/2024" in message
    assert "sửa ngay trên tệp này" in message
    assert "Trang “Kiến nghị”, ô E7" in message
    receipt = (folder.folder / FIX / f"99901-02_Trung_2024{RECEIPT}").read_text(encoding="utf-8")
    outcome = next(one for one in folder.check(today=TODAY) if one.path.name == "so-02.xlsx")
    assert outcome.sha256[:16] in receipt
    assert "so-02.xlsx" in receipt
    assert "10/01/2025" in receipt
    assert f"Kiến nghị: 3 dòng, {PREPARED - 3} dòng để trống" in receipt
    assert "Trang “Kiến nghị”, ô O8" in receipt


def test_checked_again_everything_is_the_same(handed: Year) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (handed.folder / FIX).iterdir()
    }
    done = handed.hand_back(handed.check(today=TODAY), TODAY)
    assert (done.written, done.removed, done.findings) == ([], [], [])
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (handed.folder / FIX).iterdir()
    } == before


def test_a_receipt_takes_the_place_of_the_copy(handed: Year) -> None:
    fill(
        issued_file(handed, "01"), handed.folder / IN / "so-01.xlsx", handed.plan.collects, thuong()
    )
    run(handed)
    assert names(handed) == {f"99901-01_thuong_2024{RECEIPT}", f"99901-02_Trung_2024{RECEIPT}"}


def test_what_somebody_edited_is_left_and_said(handed: Year) -> None:
    mine = handed.folder / FIX / "ghi-chep-cua-toi.txt"
    mine.write_text("của tôi", encoding="utf-8")
    (handed.folder / FIX / COPY).write_bytes(b"edited by hand")
    (finding,) = run(handed)
    assert finding.code == "F236"
    assert "đã có người sửa" in finding.message("vi")
    fill(
        issued_file(handed, "01"), handed.folder / IN / "so-01.xlsx", handed.plan.collects, thuong()
    )
    assert [(f.code, f.value) for f in run(handed)] == [("F236", COPY)]
    assert (handed.folder / FIX / COPY).read_bytes() == b"edited by hand"
    assert mine.read_text(encoding="utf-8") == "của tôi"
    assert MESSAGE_FILE not in names(handed), "the message was ours and is out of date"


@pytest.mark.parametrize("list_name", [LIST, SECOND])
@pytest.mark.parametrize("left", [None, b"", b"{", b"[]", b'{"a": 1}', bytes(300), b"{}\n"])
def test_a_lost_list_makes_nobody_else_s_of_what_is_ours(
    handed: Year, list_name: str, left: bytes | None
) -> None:
    (handed.folder / FIX / list_name).unlink()
    if left is not None:
        (handed.folder / FIX / list_name).write_bytes(left)
    fill(
        issued_file(handed, "01"), handed.folder / IN / "so-01.xlsx", handed.plan.collects, thuong()
    )
    assert run(handed) == []
    assert names(handed) == {f"99901-01_thuong_2024{RECEIPT}", f"99901-02_Trung_2024{RECEIPT}"}
    lists = {(handed.folder / FIX / one).read_bytes() for one in (LIST, SECOND)}
    assert len(lists) == 1
    assert RECEIPT.encode() in lists.pop()


def test_without_any_list_what_lies_there_is_told_of_and_nobody_is_blamed(handed: Year) -> None:
    for name in (LIST, SECOND):
        (handed.folder / FIX / name).unlink()
    fill(
        issued_file(handed, "01"), handed.folder / IN / "so-01.xlsx", handed.plan.collects, thuong()
    )
    said = {finding.value: finding.message("vi") for finding in run(handed)}
    assert set(said) == {COPY, MESSAGE_FILE}
    assert all("không có trong danh sách" in words for words in said.values())


def test_a_list_of_an_earlier_day_calls_nothing_edited(handed: Year) -> None:
    path = handed.folder / FIX / LIST
    older = json.loads(path.read_text(encoding="utf-8"))
    older[COPY]["sha256"] = older[MESSAGE_FILE]["sha256"] = "0" * 64
    path.write_text(json.dumps(older), encoding="utf-8")
    (handed.folder / IN / "so-01.xlsx").unlink()
    fill(
        issued_file(handed, "01"), handed.folder / IN / "so-01.xlsx", handed.plan.collects, thuong()
    )
    assert run(handed) == []


def test_a_list_that_leads_elsewhere_deletes_nothing(handed: Year) -> None:
    plan = handed.plan_path.read_bytes()
    known = (handed.folder / FIX / LIST).read_text(encoding="utf-8")
    (handed.folder / FIX / LIST).write_text(
        known.replace(COPY, "../ke-hoach.xlsx"), encoding="utf-8"
    )
    run(handed)
    assert handed.plan_path.read_bytes() == plan


def test_a_file_that_is_no_use_gets_a_message_only(folder: Year) -> None:
    (folder.folder / IN / "Sổ của CON.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder.folder / IN / "so cua con.xlsx").write_text("chữ", encoding="utf-8")
    run(folder)
    said = {name for name in names(folder) if "chua-doc-duoc" in name}
    assert said == {"so-cua-con_chua-doc-duoc.txt", "so-cua-con_chua-doc-duoc-2.txt"}
    texts = [(folder.folder / FIX / name).read_text(encoding="utf-8") for name in said]
    assert all(len(one) <= MESSAGE and "Kính gửi" in one for one in texts)
    for name in ("Sổ của CON.xlsx", "so cua con.xlsx"):
        (folder.folder / IN / name).unlink()
    run(folder)
    assert not {name for name in names(folder) if "chua-doc-duoc" in name}


def test_many_files_of_no_use_get_one_list(folder: Year) -> None:
    """Those that bear a sign of whose they may be get a message all the same."""
    strangers = [folder.folder / IN / f"la-{number}.txt" for number in range(MANY + 1)]
    for path in strangers:
        path.write_text("Đây không phải sổ", encoding="utf-8")
    village = folder.folder / IN / "sổ thôn Trung.xlsx"
    village.write_bytes(b"PK\x03\x04 broken")
    run(folder)
    refused = {name for name in names(folder) if "chua-doc-duoc" in name}
    assert refused == {LIST_NAME, "so-thon-trung_chua-doc-duoc.txt"}
    said = (folder.folder / FIX / LIST_NAME).read_text(encoding="utf-8")
    assert "có 6 tệp" in said
    assert all(said.count(f"- {path.name}: ") == 1 for path in strangers)
    assert village.name not in said
    before = (folder.folder / FIX / LIST_NAME).read_bytes()
    assert run(folder) == []
    assert (folder.folder / FIX / LIST_NAME).read_bytes() == before
    strangers[0].unlink()
    run(folder)
    refused = {name for name in names(folder) if "chua-doc-duoc" in name}
    assert refused == {
        "so-thon-trung_chua-doc-duoc.txt",
        *(f"{path.stem}_chua-doc-duoc.txt" for path in strangers[1:]),
    }


def test_who_cannot_be_written_to_keeps_his_old_files_and_nobody_else(
    handed: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(
        issued_file(handed, "01"), handed.folder / IN / "so-01.xlsx", handed.plan.collects, thuong()
    )

    def receipt(outcome: Outcome, checked: CheckedBook, issued: Issue, *others: Any) -> str:
        if issued.code.startswith("99901-02"):
            raise not_written(Path("a.txt"), OSError("the disk is full"))
        return write_receipt(outcome, checked, issued, *others)

    monkeypatch.setattr("sheettools.outgoing.back.folder.write_receipt", receipt)
    assert [finding.code for finding in run(handed)] == ["F001"]
    assert names(handed) == {f"99901-01_thuong_2024{RECEIPT}", f"99901-02_Trung_2024{RECEIPT}"}


def test_what_goes_back_is_what_was_checked(folder: Year) -> None:
    """Of a file that changes meanwhile no copy is made: it would not be of the one checked."""
    outcomes = folder.check(today=TODAY)
    fill(
        issued_file(folder, "01"), folder.folder / IN / "so-01.xlsx", folder.plan.collects, thuong()
    )
    done = folder.hand_back(outcomes, TODAY)
    assert [finding.code for finding in done.findings] == ["F261"]
    assert COPY not in names(folder)


@pytest.mark.parametrize("room", [0, 1])
def test_what_was_read_for_the_check_is_not_read_again(
    folder: Year, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what must be fixed, where copies are made next; and it is the same as if it were."""
    monkeypatch.setattr(workers, "MOST_OPEN", room)
    asked = {
        marking: folder.check(today=TODAY, means=Means(store=False, marking=marking))
        for marking in (True, False)
    }
    assert not any(one.opened or one.answer for one in asked[False])
    found = [(one.opened is not None, bool(one.answer)) for one in asked[True]]
    assert found == [(one.has_errors and room, one.has_errors and not room) for one in asked[True]]
    (kept,) = (one for one in asked[True] if one.has_errors)
    with Keeper() as cage:
        workbook = locate_again(kept, folder.returned, cage)
        assert cage._worker is None
        anew = replace(kept, opened=None, answer=b"")
        assert workbook == locate_again(anew, folder.returned, cage)
    assert workbook.tables["kien_nghi"].rows
    save(openpyxl.load_workbook(kept.path), kept.path)
    done = folder.hand_back([kept], TODAY)
    assert [finding.code for finding in done.findings] == ["F261"]


def test_of_two_returns_only_the_newer_goes_back(folder: Year) -> None:
    fill(
        issued_file(folder, "01"),
        folder.folder / IN / "so-01-moi.xlsx",
        folder.plan.collects,
        thuong(),
        saved=datetime(2024, 12, 19, 8, 0),
    )
    run(folder)
    assert names(folder) == {f"99901-01_thuong_2024{RECEIPT}", f"99901-02_Trung_2024{RECEIPT}"}
