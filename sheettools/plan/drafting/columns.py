"""The columns of a table in a plan: what each holds, by its heading and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.reading.lines import TextLine
from sheettools.plan.reading.slot import Slot, is_chair, read_slot
from sheettools.plan.reading.text import fold, squeeze
from sheettools.plan.reading.villages import kind_at, villages
from sheettools.plan.reading.vocabulary import columns

_ROLES = columns()
_MARK = re.compile(r"[xX✓✔√•+*v]")
_MONTH = re.compile(r"\bt\.?\s?(?=\d)(\d{1,2})\b")
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong)\b")
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")


class PlanColumns:
    """What the columns of one table hold."""

    def __init__(self, rows: Sequence[TextLine]) -> None:
        self.rows = list(rows)
        self.width = max(len(row.grid) for row in self.rows)
        self.headings = self._heading_rows()
        """How many rows at the top are headings."""
        self.titles = [self._title(column) for column in range(self.width)]
        self.roles = [role_of(title) for title in self.titles]
        self.marked = [column for column in range(self.width) if self._is_marked(column)]
        """PlanColumns that say in their heading when, and in their cells with a mark which rows."""
        if not self.headings:
            self.roles = [self._role_by_content(column) for column in range(self.width)]
        self.whose = self._whose_role()
        """What the column holds that says with whom."""

    def role(self, column: int) -> str:
        """Return what a column holds; empty where nobody knows."""
        return self.roles[column] if column < self.width else ""

    def time(self, column: int, year: int | None = None) -> Slot:
        """Return when the heading of a column says; “T3” is March there."""
        return read_slot(_MONTH.sub(r"tháng \1", self.titles[column]), year)

    @property
    def data(self) -> list[TextLine]:
        """The rows below the headings."""
        return self.rows[self.headings :]

    def _heading_rows(self) -> int:
        """Return how many rows at the top are headings."""
        count = 0
        for row in self.rows:
            if not self._is_heading(row, is_first=count == 0):
                break
            count += 1
        return count

    def _is_heading(self, row: TextLine, *, is_first: bool) -> bool:
        if role_of(fold(row.cells[0])) == "number":
            return True
        if any(map(villages, row.cells)) or any(map(_says_when, row.cells)):
            return False
        known = sum(role_of(fold(cell)) != "" for cell in row.cells)
        if row.is_heading or (known >= 2 and known * 2 >= len(row.cells)):
            return True
        if is_first:
            return False
        are_numbers = all(map(_COLUMN_NUMBER.fullmatch, row.cells))
        return are_numbers or 1 < len(row.cells) == known

    def _title(self, column: int) -> str:
        """Return the words over a column; a heading over several columns counts for each."""
        words = []
        for row in self.rows[: self.headings]:
            at = min(column, len(row.grid) - 1)
            while at > 0 and not row.grid[at]:
                at -= 1
            if row.grid[at] and (at == column or self._is_over(row, at, column)):
                words.append(row.grid[at])
        return fold(squeeze(" ".join(dict.fromkeys(reversed(words)))))

    def _is_over(self, row: TextLine, at: int, column: int) -> bool:
        """Tell whether a heading stands over empty cells that have headings of their own below."""
        below = self.rows[self.rows.index(row) + 1 : self.headings]
        return any(len(other.grid) > column and other.grid[column] for other in below) and at >= 0

    def _whose_role(self) -> str:
        """Return the role of the column that names villages: of units, else another that does."""
        if "unit" in self.roles:
            return "unit"
        for role in ("people", "topic", ""):
            columns = [column for column, own in enumerate(self.roles) if own == role]
            if any(self._names_villages(column) for column in columns):
                return role
        return "unit"

    def _names_villages(self, column: int) -> bool:
        return any(column < len(row.grid) and villages(row.grid[column]) for row in self.rows)

    def _is_marked(self, column: int) -> bool:
        marks = [
            row.grid[column]
            for row in self.data
            if len(row.grid) > column and row.grid[column] and not is_total(row)
        ]
        return self.time(column).has_time and bool(marks) and all(map(_MARK.fullmatch, marks))

    def _role_by_content(self, column: int) -> str:
        """Return what a column without a heading holds, by most of its cells."""
        cells = [row.grid[column] for row in self.rows if len(row.grid) > column]
        cells = [cell for cell in cells if cell]
        for role, test in _CONTENT:
            if cells and sum(map(test, cells)) * 2 > len(cells):
                return role
        return ""


def is_total(row: TextLine) -> bool:
    """Tell whether a row only adds up those above it."""
    return bool(_TOTAL.match(fold(row.cells[0])))


def role_of(title: str) -> str:
    """Return what the column under a heading holds; empty where the words are not known."""
    for role, words in _ROLES:
        if re.match(words, title):
            return role
    return ""


def _says_when(cell: str) -> bool:
    """Tell whether a cell names a time rather than the word for it."""
    return bool(re.search(r"\d", cell)) and read_slot(cell, None).has_time


def _is_dated(cell: str) -> bool:
    return read_slot(cell, 2000).has_time


def _is_unit(cell: str) -> bool:
    found = kind_at(cell, fold(cell), 0)
    return bool(found and villages(cell))


_CONTENT = (
    ("unit", _is_unit),
    ("time", _is_dated),
    ("place", lambda cell: bool(read_slot(cell, None).place)),
    ("chair", is_chair),
    ("number", lambda cell: bool(re.fullmatch(r"\d{1,3}\.?", cell))),
)
"""What a cell of each role looks like."""
