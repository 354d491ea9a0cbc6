"""However a workbook was opened and typed into, it is the file that openpyxl's own would be."""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache
from typing import Any

import openpyxl
import pytest
from opened import _parts_of, _written, as_file, opened, typed
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from village import Commune

LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")
STYLES = "xl/styles.xml"


def parts(data: bytes) -> dict[str, list[bytes]]:
    """Return the elements of each of a file's parts, without the numbers of styles and the hour of
    saving; openpyxl writes the merged cells in any order.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        found = {name: file.read(name) for name in file.namelist() if name != STYLES}
    aside = rb' (?:s|style)="\d+"|<dcterms:modified.*?</dcterms:modified>'
    bare = {name: re.sub(aside, b"", part) for name, part in found.items()}
    return {name: sorted(re.findall(rb"<[^<]+", part)) for name, part in bare.items()}


def cells(data: bytes) -> Iterator[Any]:
    """Yield what stands in each place of a workbook, and how it looks, whatever the number of that
    style.
    """
    looks: dict[tuple[int, ...], list[str]] = {}
    for page in openpyxl.load_workbook(io.BytesIO(data)):
        lines = [*page.column_dimensions.items(), *page.row_dimensions.items()]
        there = [(cell.coordinate, cell) for row in page for cell in row]
        for place, one in (*lines, *there):
            style = tuple(one._style or ())
            if style not in looks:
                looks[style] = [repr(getattr(one, name)) for name in LOOKS]
            yield page.title, place, getattr(one, "value", None), looks[style]


@cache
def loaded(fresh: bytes) -> bytes:
    """Return a workbook as openpyxl loads it, whole, to be copied."""
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(fresh)))


def by_openpyxl(fresh: bytes, type_in: Callable[[Workbook], None]) -> bytes:
    book = pickle.loads(loaded(fresh))  # noqa: S301 - packed above
    type_in(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def assert_same(found: bytes, expected: bytes) -> None:
    assert parts(found) == parts(expected)
    assert list(cells(found)) == list(cells(expected))


@pytest.mark.parametrize("plan", [True, False])
def test_a_copy_is_saved_as_the_workbook_that_was_read(commune: Commune, plan: bool) -> None:
    def type_in(book: Workbook) -> None:
        book.worksheets[1]["C9"] = "Gõ vào"

    fresh = commune.plan_book if plan else commune.workbook("01")
    opened(fresh).worksheets[1]["C9"] = "của người khác"  # a copy is nobody else's
    copy = opened(fresh)
    type_in(copy)
    assert_same(as_file(copy), by_openpyxl(fresh, type_in))


def _move(book: Workbook) -> None:
    book.move_sheet("Kiến nghị", -2)
    book["Lịch tiếp xúc"].insert_rows(8)
    book["Kiến nghị"].title = "Tờ 5"


def _look(book: Workbook) -> None:
    book["Kiến nghị"]["C8"].font = Font(name=".VnTimeH")
    book["Kiến nghị"]["C9"].comment = Comment("Sửa lại", "ai đó")
    book.remove(book["Lịch tiếp xúc"])


def _count_otherwise(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def _change_any(book: Workbook) -> None:
    book.worksheets[2].delete_rows(8)
    book.active.delete_cols(3)


def _around_its_cells(book: Workbook) -> None:
    for page in book.worksheets:
        page.sheet_state = "visible"
    book["Kế hoạch"].protection.sheet = False
    book["Lịch tiếp xúc"].auto_filter.ref = "A7:C9"
    book["Kiến nghị"].freeze_panes = "B2"
    book.create_sheet("Thêm", 1)["A1"] = "mới"


def test_sheets_that_nobody_asked_for_are_saved_as_they_were(commune: Commune) -> None:
    fresh = commune.workbook("01")
    for change in (
        _move,
        _look,
        _count_otherwise,
        _change_any,
        _around_its_cells,
    ):  # what one has left serves the next
        book = opened(fresh)
        change(book)
        assert parts(as_file(book)) == parts(by_openpyxl(fresh, change))
    assert _parts_of(fresh, False), "something was left"


def _odd(book: Workbook) -> None:
    """Give cells what is equal and not the same, and what needs more than the cell."""
    page = book["Kiến nghị"]
    for row, value in enumerate((0, 0.0, -0.0, False, True, 1, 1.0, "1", "=1", None, ""), 30):
        page.cell(row, 40).value = page.cell(row, 41).value = value
        page.cell(row, 41).font = Font(bold=True)
    page["AN60"] = "=1"
    page["AN60"].data_type = "s"
    page["AN61"] = CellRichText("một ", TextBlock(InlineFont(b=True), "hai"))
    page["AN62"] = datetime(2024, 5, 2, 10, 30)
    page["AN63"] = ArrayFormula("AN63:AN64", "=SUM(A1:A2*2)")
    page["AN65"], page["AN65"].hyperlink = "trang", "https://example.org/a?b=1&c=2"
    page["AN66"].comment = Comment("Sửa lại", "ai đó")
    page.row_dimensions[20].height = 33.5


def test_cells_are_saved_as_openpyxl_saves_them_whatever_they_hold(commune: Commune) -> None:
    fresh = commune.workbook("01")
    for _ in range(2):  # what is kept of the first serves the second
        book = opened(fresh)
        _odd(book)
        made, own = as_file(book), by_openpyxl(fresh, _odd)
        with zipfile.ZipFile(io.BytesIO(made)) as ours, zipfile.ZipFile(io.BytesIO(own)) as theirs:
            pages = [name for name in theirs.namelist() if "worksheets/sheet" in name]
            assert len(pages) > 4
            for name in pages:
                assert rows_of(ours.read(name)) == rows_of(theirs.read(name))
        assert parts(made) == parts(own)


def rows_of(part: bytes) -> bytes:
    """Return the rows of a sheet as they stand in the file."""
    (rows,) = re.findall(rb"<sheetData>.*</sheetData>", part, re.DOTALL)
    return bytes(rows)


TEXT, DAY, HOUR = "F9", "G9", "M9"
PLAIN: dict[str, Any] = {
    TEXT: "Nhà văn hóa",
    DAY: date(2024, 3, 15),
    HOUR: time(7, 30),
    "F8": " <hai> & 'dấu' ",
    "G8": "15/3",
    "F10": "một\nhai\u00a0",
    "F11": "  ",
    "F12": True,
    "F13": "#N/A",
    "F14": "=1+1",
    "E9": "",
    "M10": 12,
    "M11": 1.5,
    "E8": None,
    "A1": "đổi",
}
TYPED: tuple[tuple[bool, dict[str, Any]], ...] = (
    (True, PLAIN),
    (False, {TEXT: date(2024, 3, 15)}),  # the cell gets a look of its own
    (False, {TEXT: "x", "F900": "x"}),  # a cell that was not there
)
"""What is typed into the sheet of dialogues, and whether the cells alone are written anew."""


@pytest.mark.parametrize(("alone", "values"), TYPED)
def test_what_is_typed_is_saved_as_openpyxl_saves_it(
    commune: Commune, alone: bool, values: dict[str, Any]
) -> None:
    def type_in(book: Workbook) -> None:
        for place, value in values.items():
            book["Lịch tiếp xúc"][place] = value

    fresh = commune.workbook("01")
    assert (_written(fresh).with_typed(type_in, None) is not None) == alone
    assert_same(typed(fresh, type_in), by_openpyxl(fresh, type_in))


def test_nothing_stays_of_what_was_typed_before(commune: Commune) -> None:
    fresh = commune.workbook("01")

    def type_in(book: Workbook) -> None:
        for place, value in {TEXT: "x", DAY: date(2024, 3, 15), "F900": "x"}.items():
            book["Lịch tiếp xúc"][place] = value

    typed(fresh, type_in)
    assert_same(typed(fresh, lambda _: None), by_openpyxl(fresh, lambda _: None))


def test_the_hour_of_saving_is_the_one_said(commune: Commune) -> None:
    said = datetime(2024, 12, 18, 15, 20)
    made = typed(commune.workbook("01"), lambda _: None, said)
    assert openpyxl.load_workbook(io.BytesIO(made)).properties.modified == said
