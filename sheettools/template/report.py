"""What the annual report holds, declared: figures, tables, lists of rows, pictures, books."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sheettools.template.conditions import ALWAYS, Condition
from sheettools.template.document import WordReport


@dataclass(frozen=True)
class Figure:
    """One figure of the report: a count of rows, a sum of a field or a number of distinct values.

    Only rows that pass `where` count. `equals` names the figures it must be the sum of, less those
    that `less` names; `at_most` one that it must not exceed.
    """

    name: str
    code: str
    title: str
    table: str
    sum: str = ""
    distinct: str = ""
    where: Condition = ALWAYS
    equals: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    at_most: str = ""


@dataclass(frozen=True)
class Balance:
    """The figures that carry matters from year to year: opening + new − closed = closing.

    Last year's `closing` is this year's `opening`. `counts` names the figures in which a matter of
    last year counts that came back in no workbook: as it stood then, or as the office says that it
    ended.
    """

    opening: str = ""
    new: str = ""
    closed: str = ""
    closing: str = ""
    counts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Breakdown:
    """A table of figures by a field: `by` is a field that the figures' tables share, or `unit`.

    With `grouped` its rows are the groups of the field's list in place of the items. `above` is the
    title of the same table by office, where the reports of several are merged.
    """

    name: str
    title: str
    by: str
    figures: tuple[str, ...]
    grouped: bool = False
    above: str = ""


@dataclass(frozen=True)
class Coverage:
    """A table of what was planned against what was reported, a row a planned row that passes
    `where`.
    """

    name: str
    title: str
    table: str
    key: str
    columns: tuple[str, ...]
    where: Condition = ALWAYS


@dataclass(frozen=True)
class Extract:
    """A list of the rows of a table that pass `where`, with some of their columns: what is open,
    what is overdue.
    """

    name: str
    title: str
    table: str
    columns: tuple[str, ...]
    where: Condition = ALWAYS


@dataclass(frozen=True)
class BookColumn:
    """One column of a book: the number of the row, fields written together, a mark, or blank for
    the office to fill in.

    It is filled only in rows that pass `when`. `by_group` writes the group of a list's item in
    place of the item. `internal` are fields that only the office's own register has there: who
    somebody is.
    """

    title: str
    fields: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    numbered: bool = False
    mark: str = ""
    by_group: bool = False
    when: Condition = ALWAYS


@dataclass(frozen=True)
class ReportBook:
    """A book that the office keeps by law, drawn from a table: its rows that pass `where`, in the
    order of a field.
    """

    name: str
    title: str
    table: str
    order: str
    columns: tuple[BookColumn, ...]
    where: Condition = ALWAYS


@dataclass(frozen=True)
class PageTable:
    """A breakdown as the one-page summary shows it: some of its figures, one of them drawn as
    bars.
    """

    breakdown: str
    figures: tuple[str, ...]
    bar: str


@dataclass(frozen=True)
class Page:
    """What the one-page summary for leaders shows: the figures in large, and tables."""

    figures: tuple[str, ...] = ()
    tables: tuple[PageTable, ...] = ()


ChartKind = Literal["bar", "column", "stacked"]


@dataclass(frozen=True)
class Chart:
    """A picture of some figures of a breakdown, on the front page of the annual workbook."""

    title: str
    breakdown: str
    figures: tuple[str, ...]
    kind: ChartKind = "column"


@dataclass(frozen=True)
class Report:
    """What the annual workbook holds beside the merged tables, and what the Word report says
    (`word`).

    `key` names the figures that its front page shows, `waivers` the table of the plan that says
    what is accepted although it is not in order (columns `loai`, `cho_don_vi`, `ly_do`,
    `nguoi_cho_phep`), `settled` one in which the office says of last year's matters that came back
    in no workbook how they ended (columns `ma`, `da_xong`).
    """

    title: str = ""
    figures: tuple[Figure, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    extracts: tuple[Extract, ...] = ()
    charts: tuple[Chart, ...] = ()
    key: tuple[str, ...] = ()
    waivers: str = ""
    settled: str = ""
    balance: Balance = Balance()
    word: WordReport = field(default_factory=WordReport)
    books: tuple[ReportBook, ...] = ()
    page: Page = Page()

    def figure(self, name: str) -> Figure:
        """Return the figure of this name. Raises KeyError."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(name)
