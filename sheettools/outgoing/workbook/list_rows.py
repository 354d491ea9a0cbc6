"""The rows of a list, written below each other: sixteen at a time go into the file at once, past
what xlsxwriter notes of a cell. The bytes are those of rows that are put cell by cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from itertools import chain, islice
from typing import Any

from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.in_file import CellLook
from sheettools.outgoing.workbook.write import (
    SheetWriter,
    count_broken,
    is_exact,
    line_room,
    row_height,
)
from sheettools.template.excel.address import column_letter

AT_ONCE = 16
"""Of so many rows Excel's files say together how far their cells go."""
MOST_KEPT = 1_000
"""Of so many values a column knows how they stand in the file."""
OF_TEXT = ' t="s"><v>'
"""What the cell of a text has, and no other."""
WHOLE = 10**15
"""Below that a whole number stands in the file as it is written."""
Put = Callable[[SheetWriter, int, int, Any], object]
"""Writes a value: sheet, row, column, value."""


@dataclass(frozen=True)
class ListLook:
    """How the rows of a list look: the style of texts and of what is empty, the one of whole
    numbers, by `other` whatever is neither; `more` is what a column has otherwise, where any does.
    """

    text: str
    number: str
    other: Put
    more: Sequence[Mapping[str, Any]] = ()
    sparse: bool = False
    """Whether what is empty has no cell."""

    def reach(self, values: Sequence[Any]) -> tuple[int, int] | None:
        """Return the first and the last column in which a row has a cell; None where it has
        none.
        """
        if not self.sparse:
            return (1, len(values)) if values else None
        filled = [at for at, value in enumerate(values, start=1) if value not in (None, "")]
        return (filled[0], filled[-1]) if filled else None


@dataclass
class _Column:
    """How the cells of a column look and stand in the file: what they begin with; `room` letters
    stand in one line of it.
    """

    place: int
    begun: str
    room: float
    text: CellLook
    number: CellLook
    said: dict[Any, str] = field(default_factory=dict)
    """What follows the number of the row where a text of one line stands, a day, or nothing: rows
    near each other mostly say the same.
    """

    def keep(self, value: Any, said: str) -> str:
        """Keep what follows the number of the row."""
        if len(self.said) >= MOST_KEPT:
            self.said.clear()
        self.said[value] = said
        return said

    def may_be_tall(self, value: str) -> bool:
        """Say whether a text may take more than one line."""
        return len(value) > self.room or ("\n" in value and self.room < math.inf)


class ListRows:
    """The rows of one list on a sheet."""

    def __init__(self, page: SheetWriter, look: ListLook) -> None:
        self.page, self.look = page, look
        self._columns: list[_Column] = []

    def put_all(self, first: int, rows: Iterable[Sequence[Any]]) -> int:
        """Write rows below each other and return the last one. Raises SheettoolsError (F002)."""
        left, last = iter(rows), first - 1
        if not (self.page.growing or self.page.hidden):
            # Headings may stand among the first sixteen.
            for values in islice(left, -last % AT_ONCE):
                last += 1
                self.put(last, values)
            while len(block := list(islice(left, AT_ONCE))) == AT_ONCE and self._all_reach(block):
                self._write(last + 1, block)
                last += AT_ONCE
            left = chain(block, left)
        for values in left:
            last += 1
            self.put(last, values)
        return last

    def _all_reach(self, rows: Sequence[Sequence[Any]]) -> bool:
        return all(map(self.look.reach, rows))

    # ----- one row

    def put(self, row: int, values: Sequence[Any]) -> None:
        """Write one row as `SheetWriter.put` does, of each column what is asked again in each row
        once. Raises SheettoolsError (F002).
        """
        page, cells = self.page, dict[int, Any]()
        self._know_columns(len(values))
        for number, (column, value) in enumerate(zip(self._columns, values, strict=False), start=1):
            if value in (None, ""):
                if not self.look.sparse:
                    cells[number - 1] = page.blank_cell(column.text)
            elif isinstance(value, str) and value[0].isalnum():
                if column.may_be_tall(value):
                    self._note_lines(row, number, value)
                cells[number - 1] = page.text_cell(value, column.text)
            elif type(value) is int and is_exact(value):
                cells[number - 1] = page.number_cell(value, column.number)
            else:
                self.look.other(page, row, number, value)
        for number in (min(cells), max(cells)) if cells else ():  # how far the sheet goes
            if page.hold(row - 1, number, cells[number]):
                page.refuse(f"{row}, {number + 1}")
        page.sheet.table[row - 1].update(cells)

    def _know_columns(self, width: int) -> None:
        for number in range(len(self._columns) + 1, width + 1):
            self._columns.append(self._column(number))

    def _column(self, number: int) -> _Column:
        styles, look = self.page.book, self.look
        more = look.more[number - 1] if look.more else {}
        looks = styles.format(look.text, **more), styles.format(look.number, **more)
        return _Column(number, f'<c r="{column_letter(number)}', self._room(number), *looks)

    def _room(self, number: int) -> float:
        """Return how many letters surely stand in one line of a column."""
        width, look = self.page.widths.get(number), self.page.book.styles.get(self.look.text, {})
        if width is None or not look.get("text_wrap"):
            return math.inf
        return line_room(width, look)

    def _note_lines(self, row: int, number: int, value: str) -> None:
        lines = count_broken(value, self._columns[number - 1].room)
        if lines > self.page.lines.get(row, 0):
            self.page.lines[row] = lines

    # ----- sixteen rows

    def _write(self, first: int, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows below each other into the file, as they stand there."""
        page, ends = self.page, list(filter(None, map(self.look.reach, rows)))
        left, right = min(one for one, _ in ends), max(one for _, one in ends)
        self._know_columns(right)
        page.finish(first)  # looks are numbered in the order of the cells
        made = []
        texts = page.book.book.str_table
        counted = texts.count
        for row, values in enumerate(rows, start=first):
            cells = "".join(self._cells(row, values))
            counted += cells.count(OF_TEXT)
            height = row_height(page.lines.pop(row, 1))
            # As xlsxwriter reckons it, in pixels first.
            tall = f' ht="{int(height * 4 / 3 + 0.5) * 0.75:.16g}" customHeight="1"'
            begun = f'<row r="{row}" spans="{left}:{right}"{tall if height else ""}>'
            made.append(f"{begun}{cells}</row>")
            page.sheet.table.pop(row - 1, None)
        texts.count = counted  # each cell, whether or not its text was known
        page.write_finished(first, made, left, right)

    def _cells(self, row: int, values: Sequence[Any]) -> list[str]:
        number = str(row)  # once: all cells of the row have it
        cells: Iterable[tuple[_Column, Any]] = zip(self._columns, values, strict=False)
        if self.look.sparse:
            cells = [(column, value) for column, value in cells if value not in (None, "")]
        return [
            f"{column.begun}{number}{column.said.get(value) or self._said(row, column, value)}"
            for column, value in cells
        ]

    def _said(self, row: int, column: _Column, value: Any) -> str:
        """Return what follows the number of the row in the cell of a value."""
        if value in (None, ""):
            return column.keep(value, f'" s="{column.text._get_xf_index()}"/>')
        if isinstance(value, str) and value[0].isalnum():
            is_tall = column.may_be_tall(value)
            if is_tall:
                self._note_lines(row, column.place, value)
            number = self.page.text_number(value)
            said = f'" s="{column.text._get_xf_index()}"{OF_TEXT}{number}</v></c>'
            return said if is_tall else column.keep(value, said)
        if type(value) is int and abs(value) < WHOLE:
            return f'" s="{column.number._get_xf_index()}"><v>{value}</v></c>'
        self.look.other(self.page, row, column.place, value)
        said = self.page.said(row, column.place).removeprefix(f"{column.begun}{row}")
        return column.keep(value, said) if type(value) is date else said
