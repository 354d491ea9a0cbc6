"""The row on its way through the checks, and all rows of a workbook together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from sheettools.findings import Finding
from sheettools.frozen import dataclass
from sheettools.incoming.locate.workbook import Cells
from sheettools.template.conditions import Row, RowValues
from sheettools.template.issue import FilledBook


@dataclass(frozen=True)
class Origin:
    """The row that went out: what it came prefilled with, whether the plan asked for it.

    `fixed` are fields that were carried over and are not to be changed; `number` says which of the
    rows that went out it is, from 0, and -1 that it is none of them.
    """

    values: RowValues = field(default_factory=dict)
    planned: bool = False
    fixed: frozenset[str] = frozenset()
    number: int = -1


@dataclass(frozen=True)
class Line:
    """One row of a table, or one form (then `number` is 0), as far as it has been checked.

    `broken` are fields with an error of their own, `yearless` the questions about dates without a
    year, `emptied` the fields in which stands only that there is nothing to say. A line has
    `errors` where something in it must be fixed, `waits` where it goes with such a line, and is
    `begun` where the sender filled in something that was not prefilled.
    """

    number: int
    cells: Cells = field(default_factory=dict)
    origin: Origin = Origin()
    values: RowValues = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    yearless: Mapping[str, Finding] = field(default_factory=dict)
    emptied: Mapping[str, Finding] = field(default_factory=dict)
    errors: bool = False
    waits: bool = False
    begun: bool = False

    @property
    def counts(self) -> bool:
        """Whether other rows may name it: it is written down, or the plan asked for it."""
        return self.begun or self.origin.planned

    def with_value(self, name: str, value: Any) -> Line:
        """Return the line with another value in one field."""
        return replace(self, values={**self.values, name: value})

    def with_errors(self, names: Iterable[str]) -> Line:
        """Return the line with errors at these fields; the same where there are none."""
        wrong = frozenset(names)
        return replace(self, broken=self.broken | wrong, errors=True) if wrong else self

    def as_row(self) -> Row:
        """Return the line as rules and computations see it."""
        raw = {name: cell.raw for name, cell in self.cells.items() if cell.raw}
        return Row(self.number, self.values, self.broken, self.begun, self.origin.values, raw)


@dataclass(frozen=True)
class Entries:
    """All that was filled in: the line of each form, the lines of each table."""

    forms: Mapping[str, Line] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Line]] = field(default_factory=dict)

    def with_table(self, name: str, lines: Iterable[Line]) -> Entries:
        """Return the entries with other lines in one table."""
        return replace(self, tables={**self.tables, name: tuple(lines)})

    def rows(self) -> RowsOfAll:
        """Return all lines as rules and computations see them."""
        return RowsOfAll(self)

    def filled(self) -> FilledBook:
        """Return the typed values alone."""
        forms = {name: line.values for name, line in self.forms.items()}
        tables: dict[str, list[RowValues]] = {}
        for name, lines in self.tables.items():
            tables[name] = [line.values for line in lines]
        return FilledBook(forms, tables)


class RowsOfAll(Mapping[str, Sequence[Row]]):
    """All lines as rules and computations see them: those of a table are made when somebody asks
    for them, since few look at other tables than their own.
    """

    def __init__(self, entries: Entries, made: Mapping[str, Sequence[Row]] | None = None) -> None:
        self._entries = entries
        self._made = dict(made or {})

    def __getitem__(self, name: str) -> Sequence[Row]:
        if name not in self._made:
            form = self._entries.forms.get(name)
            lines = [form] if form is not None else self._entries.tables[name]
            self._made[name] = [line.as_row() for line in lines]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._entries.forms
        yield from self._entries.tables

    def __len__(self) -> int:
        return len(self._entries.forms) + len(self._entries.tables)

    def with_table(self, name: str, rows: Sequence[Row]) -> RowsOfAll:
        """Return the same with other rows in one table."""
        return RowsOfAll(self._entries, {**self._made, name: rows})

    def after(self, entries: Entries, name: str) -> RowsOfAll:
        """Return the rows of entries that are others in one table."""
        return RowsOfAll(
            entries, {other: rows for other, rows in self._made.items() if other != name}
        )
