"""What the staff have added to the register beside their answers: notes, columns and sheets of
their own, and how they have arranged it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple

from sheettools.frozen import dataclass

OWN_SHEET = "Ghi riêng"
"""Where what the staff wrote goes that has no place of its own in the register."""


class AddedColumn(NamedTuple):
    """A column of the staff's own, known by its heading; `nth` tells those apart that have the
    same.
    """

    heading: str
    nth: int = 1


class AddedCell(NamedTuple):
    """What stands in a cell of the staff's own, and under which number format."""

    value: Any
    format: str = ""


@dataclass(frozen=True)
class AddedRow:
    """What the staff added to a matter's row. Notes are known by the field, or the own column, at
    which they stand.
    """

    cells: Mapping[AddedColumn, AddedCell] = field(default_factory=dict)
    notes: Mapping[str | AddedColumn, str] = field(default_factory=dict)
    height: float = 0.0
    hidden: bool = False

    @property
    def says(self) -> bool:
        """Whether anything is written there."""
        return bool(self.cells or self.notes)

    def and_also(self, other: AddedRow) -> AddedRow:
        """Return both in one; where both have a cell, its texts stand one after the other."""
        cells, notes = dict(self.cells), dict(self.notes)
        for column, cell in other.cells.items():
            mine = cells.get(column, cell)
            both = f"{mine.value}; {cell.value}"
            cells[column] = mine if mine.value == cell.value else AddedCell(both)
        for at, text in other.notes.items():
            mine = notes.get(at, text)
            notes[at] = mine if mine == text else f"{mine}\n{text}"
        return AddedRow(cells, notes, self.height or other.height, self.hidden and other.hidden)


NO_OWN = AddedRow()


class Width(NamedTuple):
    """How wide a column was made, in characters, 0 where it was not; and whether it is hidden."""

    width: float
    hidden: bool


@dataclass(frozen=True)
class SetFilter:
    """A filter as somebody set it: of each column what is told in the file."""

    columns: Mapping[str | AddedColumn, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class AddedPage:
    """What the staff did to one page: their columns with the place of each, widths, the filter, and
    what stands above the headings of their columns.

    `rows` are those that have a code and hold no matter yet, by the code.
    """

    columns: Mapping[AddedColumn, int] = field(default_factory=dict)
    widths: Mapping[str | AddedColumn, Width] = field(default_factory=dict)
    filter: SetFilter = SetFilter()
    above: Mapping[tuple[int, AddedColumn], AddedCell] = field(default_factory=dict)
    notes: Mapping[tuple[int, str | AddedColumn], str] = field(default_factory=dict)
    """Notes above the rows, by row and column."""
    rows: Mapping[str, AddedRow] = field(default_factory=dict)


NO_PAGE = AddedPage()


@dataclass(frozen=True)
class AddedSheet:
    """A sheet of the staff's own, by its cells' places."""

    name: str
    visible: bool = True
    cells: Mapping[tuple[int, int], AddedCell] = field(default_factory=dict)
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    widths: Mapping[int, Width] = field(default_factory=dict)
    heights: Mapping[int, tuple[float, bool]] = field(default_factory=dict)
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Additions:
    """All of it: by the name of a page, and the sheets; `list_widths` are those of the pages that
    the program writes, by title and column.
    """

    pages: Mapping[str, AddedPage] = field(default_factory=dict)
    sheets: tuple[AddedSheet, ...] = ()
    list_widths: Mapping[str, Mapping[int, Width]] = field(default_factory=dict)

    def page(self, name: str) -> AddedPage:
        """Return what was done to a page."""
        return self.pages.get(name, NO_PAGE)


NO_ADDITIONS = Additions()


def columns_of(rows: Iterable[AddedRow], page: AddedPage) -> list[AddedColumn]:
    """Return the own columns of a page: those that it had, and what rows bring along that came from
    another.
    """
    found = dict.fromkeys(page.columns)
    for row in rows:
        found.update(dict.fromkeys(row.cells))
        found.update((at, None) for at in row.notes if isinstance(at, AddedColumn))
    return list(found)
