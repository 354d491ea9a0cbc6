"""What the staff added to the register, put back into the one that is written anew: with each
matter, wherever its row stands now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import count, islice
from typing import Any

from sheettools.follow_up.additions import (
    AddedCell,
    AddedColumn,
    AddedPage,
    AddedRow,
    AddedSheet,
    Additions,
    Width,
    columns_of,
)
from sheettools.follow_up.form import Page
from sheettools.follow_up.lists import ListPages
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.generate import ALLOWED
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template import layout
from sheettools.template.excel.address import split_address
from sheettools.template.layout import NOTE_AUTHOR
from sheettools.template.model import Sheet

SPARE, SPARE_WIDTH = 3, 16.0
"""How many columns stand open for the staff beside those that they have."""
SPARE_WORDS = {
    "input_title": "Cột riêng",
    "input_message": "Cần theo dõi thêm gì thì ghi tên cột ở đây. Cột này chỉ của văn phòng, không "
    "có trong báo cáo nào.",
}
PROTECTED = {**ALLOWED, "sort": False, "objects": True}
"""Excel sorts open cells alone: answers would be sorted away from their matters. Notes may be
added.
"""
STYLES: Mapping[str, dict[str, Any]] = {
    "own_head": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter",
                 "border": 1, "bg_color": "#FFF2CC", "locked": False},
}  # fmt: skip
_WHOLE = 2**53
At = str | AddedColumn


@dataclass(frozen=True)
class WrittenPage:
    """A page as it is written: its sheet, what was added to each of its rows, in order, and how
    many of these hold a matter.
    """

    page: Page
    sheet: Sheet
    rows: Sequence[AddedRow]
    matters: int


class WithAdditions:
    """The lists that the program adds, and after these all that the staff had added."""

    identity: Mapping[str, str] = {}
    writer = (NOTE_AUTHOR, 10)

    def __init__(
        self, lists: ListPages, pages: Sequence[WrittenPage], additions: Additions
    ) -> None:
        self._lists, self._pages, self._additions = lists, pages, additions

    def before(self, book: BookWriter) -> None:
        """Add the page of what is overdue."""
        book.styles.update(STYLES)
        self._lists.before(book)

    def after(self, book: BookWriter) -> None:
        """Put everything back."""
        self._lists.after(book)
        written = {page.name: page for page in book.pages}
        for one in self._pages:
            own = self._additions.page(one.sheet.name)
            _PagePut(one, own, written[one.sheet.title]).put()
        for sheet in self._additions.sheets:
            _put_sheet(book, sheet)


class _PagePut:
    """One page of matters, written already but for what is put back."""

    def __init__(self, written: WrittenPage, own: AddedPage, page: SheetWriter) -> None:
        self._written, self._own, self._page = written, own, page
        self._sheet, self._rows = written.sheet, written.rows

    def put(self) -> None:
        """Put everything back."""
        self._columns_and_headings()
        for number, row in enumerate(self._rows, start=layout.FIRST_ROW):
            self._row(number, row)
        for (number, column), cell in self._own.above.items():
            _put(self._page, number, self._at(column), cell, "")
        for (number, at), text in self._own.notes.items():
            self._page.note(number, self._at(at), text, NOTE_AUTHOR)
        for at, (_, hidden) in self._own.widths.items():
            if hidden and not isinstance(at, AddedColumn):
                self._page.hide_column(self._at(at))
        told = {self._at(at): inner for at, inner in self._own.filter.columns.items()}
        last = (*self._places.values(), *self._spare)
        self._page.filtered(
            (layout.HEADER_ROW, layout.MARK_COLUMN), (layout.last_row(self._sheet), max(last)), told
        )
        self._page.sheet.protect("", PROTECTED)
        self._print()

    def _print(self) -> None:
        """Have the matters printed, and nothing of a page that has none. One on which nobody may
        begin a matter is not even shown then.
        """
        end, kind = layout.last_row(self._sheet) + 1, self._written.page.kind
        self._page.put(end, layout.MARK_COLUMN, None)  # nothing is added below the rows
        count = self._written.matters
        if not count and kind in ("kept", "parked"):
            self._page.sheet.hide()
        last = layout.FIRST_ROW - 1 + count if count else layout.KEY_ROW
        first = 1 if count else layout.KEY_ROW  # of a hidden row there is nothing to print
        columns = layout.last_column(self._sheet)
        self._page.sheet.print_area(first - 1, 0, last - 1, columns - 1)

    @cached_property
    def _places(self) -> dict[AddedColumn, int]:
        """The staff's columns: each where it stood, if that is behind the program's."""
        first = layout.helpers(self._sheet).last + 1
        places: dict[AddedColumn, int] = {}
        for column in columns_of(self._rows, self._own):
            wanted = self._own.columns.get(column, 0)
            if wanted < first or wanted in places.values():
                taken = {*places.values(), *self._own.columns.values()}
                wanted = next(number for number in count(first) if number not in taken)
            places[column] = wanted
        return places

    @cached_property
    def _spare(self) -> list[int]:
        """Columns in which nothing stands yet, open for more."""
        taken, first = set(self._places.values()), layout.helpers(self._sheet).last + 1
        return list(islice((number for number in count(first) if number not in taken), SPARE))

    def _columns_and_headings(self) -> None:
        look = self._page.book.format("open")
        for number in self._spare:
            self._page.column(number, SPARE_WIDTH, look)
            self._page.put(layout.HEADER_ROW, number, None, "own_head")
            cell = (layout.HEADER_ROW, number)
            self._page.guard(cell, cell, {"validate": "any", **SPARE_WORDS})
        for column, number in self._places.items():
            width, hidden = self._own.widths.get(column, Width(0.0, False))
            self._page.column(number, width or SPARE_WIDTH, look, hidden=hidden)
            self._page.put(layout.HEADER_ROW, number, column.heading or None, "own_head")

    def _row(self, number: int, row: AddedRow) -> None:
        for column, place in self._places.items():
            _put(self._page, number, place, row.cells.get(column, AddedCell(None)), "input")
        notes: dict[int, str] = {}
        for at, text in row.notes.items():
            place = self._at(at)
            notes[place] = f"{notes[place]}\n{text}" if place in notes else text
        for place, text in notes.items():
            self._page.note(number, place, text, NOTE_AUTHOR)
        if row.height:
            self._page.keep_height(number, row.height)
        if row.hidden:
            self._page.hidden.add(number)

    def _at(self, at: At) -> int:
        """Return a column's number; that of the code where the page has no such column."""
        if isinstance(at, AddedColumn):
            return self._places[at]
        if at in self._sheet:
            return layout.field_column(self._sheet, at)
        return {layout.NUMBER_KEY: 1, layout.MARK_KEY: 2}.get(at, layout.FIRST_COLUMN)


# ------------------------------------------------------------------ a sheet of their own


def _put_sheet(book: BookWriter, own: AddedSheet) -> None:
    page = book.sheet(own.name)
    if not own.visible:
        page.sheet.hide()
    for column, (width, hidden) in own.widths.items():
        page.column(column, width or SPARE_WIDTH, hidden=hidden)
    for block in _apart(own.merged):
        page.sheet.merge_range(*(one - 1 for one in block), "", book.format())
    for (row, column), cell in own.cells.items():
        _put(page, row, column, cell, "")
    for (row, column), text in own.notes.items():
        page.note(row, column, text, NOTE_AUTHOR)
    for row, (height, hidden) in own.heights.items():
        if height:
            page.keep_height(row, height)
        if hidden:
            page.hidden.add(row)


def _apart(merged: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the merged blocks that are none in another: first row and column, last row and
    column.
    """
    taken: list[tuple[int, int, int, int]] = []
    for block in merged:
        first, _, last = block.partition(":")
        top, left, bottom, right = one = (*split_address(first), *split_address(last or first))
        over = any(a <= bottom and c >= top and b <= right and d >= left for a, b, c, d in taken)
        if not over and (top, left) != (bottom, right):
            taken.append(one)
            yield one


def _put(page: SheetWriter, row: int, column: int, cell: AddedCell, style: str) -> None:
    """Write a cell of the staff's own."""
    value, code = cell
    if isinstance(value, timedelta):
        value, code = value / timedelta(days=1), code or "[h]:mm"
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > _WHOLE:
        value = str(value)
    code = code or _usual_format(value)
    page.put(row, column, value, style, **({"num_format": code} if code else {}))


def _usual_format(value: Any) -> str:
    if isinstance(value, datetime):
        return "dd/mm/yyyy hh:mm"
    if isinstance(value, date):
        return "dd/mm/yyyy"
    return "hh:mm" if isinstance(value, time) else ""
