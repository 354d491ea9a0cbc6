"""What the annual report holds, declared: figures, tables, lists of rows, pictures, books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Annotated, Literal

from sheettools.findings import Words
from sheettools.frozen import dataclass
from sheettools.template.conditions import ALWAYS, Condition, FieldName, FieldNames
from sheettools.template.document import WordReport
from sheettools.template.keys import (
    ABreakdown,
    AnotherFigure,
    Counted,
    FigureName,
    FigureNames,
    OneOfThese,
    OwnSheet,
    PlanTable,
    ShownFigure,
    Titled,
    Toml,
)

OF_PLAN = "plan."
"""How a name begins that stands for a table of the plan, not for a sheet of the workbook."""

WAYS = ("count", "sum", "distinct")
"""The ways in which a figure comes from rows; each has one."""


@dataclass(frozen=True)
class Figure:
    """One figure of the report: a count of rows, a sum of a field or a number of distinct values.

    One of `count`, `sum` and `distinct` says which.
    """

    name: str
    """What the file calls it."""
    code: str
    """The number or letter before its title; no two have the same."""
    title: Titled
    """What people call it."""
    count_of: Annotated[str, Toml("count"), Counted] = ""
    """The sheet, or the table of the plan (`plan.cuoc`), whose rows are counted."""
    sum_of: Annotated[str, Toml("sum"), Counted] = ""
    """The field whose numbers are added up."""
    distinct_of: Annotated[str, Toml("distinct"), Counted] = ""
    """The field whose different values are counted."""
    unit: str = ""
    """In what it counts; of a sum the unit of its field, where it says none itself."""
    where: Condition = ALWAYS
    """Which rows count."""
    equals: tuple[Annotated[str, AnotherFigure], ...] = ()
    """The figures of which it must be the sum."""
    less: tuple[Annotated[str, AnotherFigure], ...] = ()
    """The figures that are taken from that sum."""
    at_most: Annotated[str, AnotherFigure] = ""
    """The figure that it must not exceed."""

    @cached_property
    def how(self) -> str:
        """Which of `WAYS` it is, empty where the file says none."""
        said = (self.count_of, self.sum_of, self.distinct_of)
        return next((way for way, text in zip(WAYS, said, strict=True) if text), "")

    @cached_property
    def target(self) -> str:
        """What it takes, as the file says it: `sheet`, `sheet.field` or `plan.sheet`."""
        return self.count_of or self.sum_of or self.distinct_of

    @cached_property
    def table(self) -> str:
        """The sheet whose rows it takes, or `plan.` and the table of the plan."""
        if self.of_plan:
            return OF_PLAN + self.target.removeprefix(OF_PLAN).partition(".")[0]
        return self.target.partition(".")[0]

    @cached_property
    def of_plan(self) -> bool:
        """Whether it takes rows of the plan."""
        return self.target.startswith(OF_PLAN)

    @property
    def column(self) -> str:
        """The field that it names, empty where it names a sheet alone."""
        return self.target.removeprefix(OF_PLAN).partition(".")[2]

    @cached_property
    def sum(self) -> str:
        """The field that is added up, empty where it is no sum."""
        return self.column if self.how == "sum" else ""

    @cached_property
    def distinct(self) -> str:
        """The field whose different values are counted, empty where they are not."""
        return self.column if self.how == "distinct" else ""


@dataclass(frozen=True)
class Balance:
    """The figures that carry matters from year to year: opening + new − closed = closing.

    Last year's `closing` is this year's `opening`. A matter of last year that came back in no
    workbook counts as it stood then, or as the office says that it ended.
    """

    opening: Annotated[FigureName, Toml(needed=True)] = ""
    """What was open when the year began: last year's `closing`."""
    new: Annotated[FigureName, Toml(needed=True)] = ""
    """What came in."""
    closed: Annotated[FigureName, Toml(needed=True)] = ""
    """What was settled."""
    closing: Annotated[FigureName, Toml(needed=True)] = ""
    """What is open when the year ends."""
    counts: FigureNames = ()
    """The figures in which a matter of last year counts that came back in no workbook, where it
    passes their `where`.
    """


@dataclass(frozen=True)
class Breakdown:
    """A table of figures by a field, or by unit."""

    name: str
    """What the file calls it."""
    title: Titled
    """The title of its sheet in the annual workbook."""
    by: str
    """A field that the tables of its figures share, those of the plan included, or `unit`."""
    figures: FigureNames
    """Its columns."""
    grouped: bool = False
    """Whether its rows are the groups of the field's list in place of the items."""
    above: str = ""
    """The title of the same table by office, where the reports of several are merged."""


@dataclass(frozen=True)
class Coverage:
    """A table of what was planned against what was reported, a row a planned row."""

    name: str
    """What the file calls it."""
    title: Titled
    """The title of its sheet in the annual workbook."""
    table: Annotated[str, OwnSheet]
    """The sheet whose rows it holds against the plan."""
    key: FieldName
    """The field by which a planned row is known again."""
    columns: FieldNames
    """The fields that it shows."""
    where: Condition = ALWAYS
    """Which planned rows."""


@dataclass(frozen=True)
class Extract:
    """A list of some rows of a table: what is open, what is overdue."""

    name: str
    """What the file calls it."""
    title: Titled
    """The title of its sheet in the annual workbook."""
    table: Annotated[str, OwnSheet]
    """The sheet whose rows it lists."""
    columns: FieldNames
    """The fields that it shows."""
    where: Condition = ALWAYS
    """Which rows."""


@dataclass(frozen=True)
class BookColumn:
    """One column of a book: the number of the row, fields written together, a mark, or blank for
    the office to fill in.
    """

    title: Titled
    """Its heading."""
    fields: FieldNames = ()
    """The fields whose values it holds, several in one text."""
    internal: FieldNames = ()
    """Fields that only the office's own register has there (`merge --internal`): who somebody is.
    """
    numbered: bool = False
    """Whether it numbers the rows."""
    mark: str = ""
    """What stands there in rows that pass `when`."""
    by_group: bool = False
    """Whether it has the group of a list's item in place of the item."""
    when: Condition = ALWAYS
    """In which rows it is filled."""


@dataclass(frozen=True)
class ReportBook:
    """A book that the office keeps by law, drawn from a table: a sheet of the annual workbook and a
    file of its Data Package.

    Personal fields are never taken, and rows that a cover covers are left out and counted.
    """

    name: str
    """What the file calls it."""
    title: Titled
    """The title of its sheet in the annual workbook."""
    table: Annotated[str, OwnSheet]
    """The sheet whose rows it has."""
    order: FieldName
    """The field in whose order they stand."""
    columns: Annotated[
        tuple[BookColumn, ...], Toml(called=Words("cột của sổ", "column of a book"), alone=True)
    ]
    """Its columns."""
    where: Condition = ALWAYS
    """Which rows."""


@dataclass(frozen=True)
class PageTable:
    """A breakdown as the one-page summary shows it: some of its figures, one of them as bars."""

    breakdown: Annotated[str, ABreakdown]
    """The breakdown."""
    figures: tuple[Annotated[str, ShownFigure], ...]
    """Which of its figures."""
    bar: Annotated[str, OneOfThese]
    """The one of these that is drawn as bars."""


@dataclass(frozen=True)
class LeadersPage:
    """The one-page summary for leaders (`merge --write html`).

    Without it the page shows the `key` figures, or the totals, and every breakdown.
    """

    figures: Annotated[FigureNames, Toml(needed=True)] = ()
    """The figures that stand in large."""
    tables: Annotated[
        tuple[PageTable, ...],
        Toml("table", called=Words("bảng của trang", "table of the page"), alone=True),
    ] = ()
    """The tables below them."""


ChartKind = Literal["bar", "column", "stacked"]


@dataclass(frozen=True)
class Chart:
    """A picture of some figures of a breakdown, on the front page of the annual workbook."""

    title: Titled
    """What stands above it."""
    breakdown: Annotated[str, ABreakdown]
    """The breakdown."""
    figures: tuple[Annotated[str, ShownFigure], ...]
    """Which of its figures."""
    kind: Annotated[ChartKind, Toml(called=Words("biểu đồ", "chart"))] = "column"
    """How they are drawn."""


@dataclass(frozen=True)
class Report:
    """What the annual workbook holds beside the merged tables, and what the Word report says."""

    title: Titled = ""
    """The title of the annual report."""
    figures: Annotated[
        tuple[Figure, ...], Toml("figure", called=Words("số liệu", "figure"), alone=True)
    ] = ()
    """What is counted, added up and checked."""
    breakdowns: Annotated[
        tuple[Breakdown, ...], Toml("breakdown", called=Words("bảng", "breakdown"), alone=True)
    ] = ()
    """Figures by a field or by unit."""
    coverages: Annotated[
        tuple[Coverage, ...], Toml("coverage", called=Words("đối chiếu", "coverage"), alone=True)
    ] = ()
    """What was planned against what was reported."""
    extracts: Annotated[
        tuple[Extract, ...], Toml("extract", called=Words("danh sách", "extract"), alone=True)
    ] = ()
    """Lists of rows."""
    charts: Annotated[
        tuple[Chart, ...], Toml("chart", called=Words("biểu đồ", "chart"), alone=True)
    ] = ()
    """Pictures on the front page of the annual workbook."""
    key: FigureNames = ()
    """The figures that its front page shows."""
    waivers: PlanTable = ""
    """The table of the plan in which the office writes what is accepted although it is not in order
    (`loai` missing, errors, set_aside, lost or unbalanced; `cho_don_vi`, `ly_do`,
    `nguoi_cho_phep`).
    """
    settled: PlanTable = ""
    """The table of the plan in which the office says how matters of last year ended that came back
    in no workbook (`ma`, `da_xong`).
    """
    balance: Annotated[
        Balance, Toml(called=Words("[report.balance]", "[report.balance]"), alone=True)
    ] = Balance()
    """What carries matters from year to year."""
    word: Annotated[WordReport, Toml(inline=True)] = field(default_factory=WordReport)
    books: Annotated[
        tuple[ReportBook, ...], Toml("book", called=Words("sổ", "book"), alone=True)
    ] = ()
    """Books that the office keeps."""
    page: Annotated[
        LeadersPage, Toml(called=Words("[report.page]", "[report.page]"), alone=True)
    ] = LeadersPage()
    """The one-page summary for leaders."""

    def figure(self, name: str) -> Figure:
        """Return the figure of this name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Figure]:
        return {figure.name: figure for figure in reversed(self.figures)}
