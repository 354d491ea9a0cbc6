"""What locating gives: the workbook with its forms and tables, wherever they stand, and what is to
be said of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import cached_property

from sheettools.findings import Finding, Location, Problem, Severity
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.incoming.locate.evidence import Evidence
from sheettools.template.excel.address import address, split_address
from sheettools.template.model import Sheet, Template

Cells = Mapping[str, RawCell]
"""The cells of a row or a form, by field, as they came in."""


def is_filled(cell: RawCell) -> bool:
    """Say whether anything is to be seen in a cell."""
    value = cell.value
    return bool(value.strip()) if isinstance(value, str) else value is not None or bool(cell.error)


def corners(block: str) -> tuple[int, int, int, int]:
    """Return the first row, first column, last row and last column of a block such as `C7:D9`."""
    first, _, last = block.partition(":")
    return (*split_address(first), *split_address(last or first))


@dataclass(frozen=True)
class Stray:
    """One cell that lies outside the declared area: where the sender wrote it, and what stands
    there.
    """

    sheet: str
    address: str
    raw: RawCell


@dataclass(frozen=True)
class FormerColumn:
    """A column of an older version of the template that the present one lacks: the place of its
    heading, the heading, and how many cells below it are filled.
    """

    sheet: str
    cell: str
    heading: str
    count: int

    def words(self, unit: str) -> str:
        """Name it, with how many cells are filled."""
        return f"“{self.heading[:60]}” ({self.sheet}!{self.cell}: {self.count} {unit})"


@dataclass(frozen=True)
class RawForm:
    """The cells of a form by field; a missing cell is an empty one."""

    sheet: Sheet
    title: str
    cells: Cells
    places: Mapping[str, str]


@dataclass(frozen=True)
class RawRow:
    """One data row: its number as the sender sees it, its cells by field."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class RawTable:
    """The rows of a table from `first_row`, the one below its headings. `columns` gives each
    field's column.

    `asked` are cells that lie under a merged one, by row and field: what is missing there was asked
    about already.
    """

    sheet: Sheet
    title: str
    columns: Mapping[str, int]
    first_row: int
    rows: tuple[RawRow, ...]
    asked: frozenset[tuple[int, str]] = frozenset()

    def cell(self, row: int, name: str) -> str:
        """Return the address of a field in a row; of the row's first cell where its column is
        lost.
        """
        column = self.columns.get(name)
        return address(row, min(self.columns.values()) if column is None else column)


@dataclass(frozen=True)
class Tick:
    """One tick of the first page: what stands in its cell, and where that is. `cell` is empty where
    it was lost.
    """

    page: str = ""
    cell: str = ""
    raw: RawCell | None = None


@dataclass(frozen=True)
class Workbook:
    """A workbook that came in, opened once: its cells as they were read, what they say of whose it
    is, and where the forms and tables of its template stand in it.

    The rows that the look counted fall into `layout_rows` (titles, headings, guide, lists,
    identity), the rows of the tables and forms, and `outside_rows` (not declared at all).
    """

    book: RawBook
    evidence: Evidence
    template: Template
    forms: Mapping[str, RawForm] = field(default_factory=dict)
    tables: Mapping[str, RawTable] = field(default_factory=dict)
    nil: Mapping[str, Tick] = field(default_factory=dict)
    done: Mapping[str, Tick] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    layout_rows: int = 0
    outside_rows: int = 0
    outside: tuple[Stray, ...] = ()
    """Every filled cell outside the declared area."""

    @cached_property
    def identity(self) -> Mapping[str, str]:
        """What the workbook says of itself, from the first source that has each fact."""
        return self.evidence.facts()

    def place(self, page: str, cell: str = "") -> Location:
        """Return where to look: a cell of a sheet, by the titles that the sender sees."""
        return Location(self.book.file, page, cell)

    def under(self, template: Template) -> Workbook:
        """Return the workbook under a template with the same sheets and fields but other lists:
        everything stands where it stood.
        """
        forms = {
            name: replace(form, sheet=template.sheet(name)) for name, form in self.forms.items()
        }
        tables = {
            name: replace(table, sheet=template.sheet(name)) for name, table in self.tables.items()
        }
        return replace(self, template=template, forms=forms, tables=tables)


class Remarks:
    """The findings of one workbook, in the order in which they are made."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.former: list[FormerColumn] = []
        self.outside: list[Stray] = []
        """What lies outside the declared area, reported one way or another."""

    def keep(self, raw: RawSheet, cells: Iterable[RawCell]) -> None:
        """Remember cells outside the declared area, so that what goes back to the sender has
        them.
        """
        self.outside += [Stray(raw.name, cell.address, cell) for cell in cells if is_filled(cell)]

    def add(
        self,
        problem: Problem,
        raw: RawSheet | None = None,
        cell: str = "",
        value: str = "",
        severity: Severity | None = None,
        **values: object,
    ) -> None:
        """Keep a finding at a cell of a sheet as the sender sees it; without a sheet it is about
        the workbook.
        """
        place = Location(file=self.file, sheet=raw.name if raw else "", cell=cell)
        self.findings.append(Finding(problem, place, value, values, severity or problem.severity))
