"""The template: what one workbook is. Read from TOML by `load`; everything else is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sheettools.findings import Problem, Severity, Words, declare
from sheettools.template.computes import Compute
from sheettools.template.conditions import ALWAYS, Condition
from sheettools.template.document import WordReport
from sheettools.template.excel import keys_name, list_name
from sheettools.template.kinds import KINDS, Kind, Parsed, Scalar
from sheettools.template.rules import Rule
from sheettools.words.suggest import suggest
from sheettools.words.text import fold

NOT_IN_LIST = declare(
    "C108",
    Severity.ERROR,
    why=("“{value}” không có trong danh sách “{list}”.", "“{value}” is not in the list “{list}”."),
    remedy=(
        "Chọn một mục trong danh sách thả xuống{hint}.",
        "Choose an item of the drop-down list{hint}.",
    ),
)
SENDER = ("noi_bao_cao", "ma_noi_bao_cao")
"""Whose annual report a row is from, and its code: what tells the rows of several reports apart."""
SENDER_TITLES = ("Đơn vị báo cáo", "Mã đơn vị báo cáo")
ORIGIN = ("don_vi", "ma_don_vi", "tep", "trang", "dong", "o")
"""Where a merged row came from: unit, its code, file, sheet, row, cells (`B7:N7`). No column may be
named so.
"""
ORIGIN_TITLES = ("Đơn vị", "Mã đơn vị", "Tệp", "Trang", "Dòng", "Ô")
"""The headings above these in the annual workbook, in this order."""


@dataclass(frozen=True, slots=True)
class Category:
    """One item of a list: the stored value, the label people choose, other spellings, the group it
    counts in.

    `follows` are the items of another list with which it may be chosen (rule `follows`); none means
    with any.
    """

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    follows: tuple[str, ...] = ()

    def goes_with(self, value: str) -> bool:
        """Say whether it may be chosen beside that item of the other list."""
        return not self.follows or value in self.follows


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a spelling means that the office has accepted for a year: the item's value, since when,
    from whom.
    """

    value: str
    day: str = ""
    origin: str = ""


@dataclass(frozen=True)
class CategoryList:
    """A controlled vocabulary, in its order. A value matches by label, value or alias, after
    folding.

    `accepted` are spellings, folded, that the office has accepted beside the template's own.
    """

    name: str
    title: str
    categories: tuple[Category, ...]
    accepted: Mapping[str, Accepted] = field(default_factory=dict, compare=False)

    @cached_property
    def _by_key(self) -> Mapping[str, Category]:
        found: dict[str, Category] = {}
        for category in self.categories:
            for spelling in (category.label, category.value, *category.aliases):
                found.setdefault(fold(spelling), category)
        return found

    def find(self, text: str) -> Category | None:
        """Return the item that `text` means for certain."""
        key = fold(text)
        found = self._by_key.get(key)
        if found is None and key in self.accepted:
            return self.get(self.accepted[key].value)
        return found

    def accepted_as(self, text: str) -> Accepted | None:
        """Return what the office accepted `text` as; None where the list itself knows it, or nobody
        does.
        """
        key = fold(text)
        return None if key in self._by_key else self.accepted.get(key)

    def get(self, value: str) -> Category:
        """Return the item with this stored value. Raises KeyError."""
        for category in self.categories:
            if category.value == value:
                return category
        raise KeyError(value)

    def __contains__(self, value: object) -> bool:
        return any(c.value == value for c in self.categories)

    def suggest(self, text: str) -> str | None:
        """Return the label that `text` probably means, only with a clear margin."""
        near = suggest(text, [s for c in self.categories for s in (c.label, *c.aliases)])
        found = self.find(near) if near else None
        return found.label if found else None


@dataclass(frozen=True)
class Field:
    """One column of a table or one line of a form, with the words of Table Schema.

    `prefill` is a pattern filled from the plan; in a table whose rows come from the plan,
    `prefill_more` fills the rows after those. `prefill_each` names a plan table of which each row
    gives a line. A field with both `compute` and `prefill` is worked out only where nothing came
    prefilled. `group` begins a band of columns in a table. `formerly` and `formerly_titled` are its
    names and titles in older versions of the template: what was filled into those is read by them.
    A field that `stays` tells the office where a row belongs (a running code): what goes up says no
    more than that there is one.
    """

    name: str
    title: str
    kind: Kind = KINDS["string"]
    description: str = ""
    example: str = ""
    format: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 0
    pattern: str = ""
    delimiter: str = ";"
    categories: CategoryList | None = None
    foreign_key: tuple[str, ...] = ()
    read_only: bool = False
    prefill: str = ""
    prefill_more: str = ""
    prefill_each: str = ""
    compute: Compute | None = None
    personal: bool = False
    published: bool = False
    stays: bool = False
    width: float = 0
    group: str = ""
    formerly: tuple[str, ...] = ()
    formerly_titled: tuple[str, ...] = ()

    @property
    def locked(self) -> bool:
        """Whether the sender should not change it: prefilled for reading, or computed."""
        return self.read_only or self.compute is not None

    @property
    def free_text(self) -> bool:
        """Whether people write it in their own words."""
        return self.kind.name == "string" and not self.chosen and self.compute is None

    def formula(self, cell: str) -> str:
        """Say to Excel what must be true of a cell that holds something."""
        if self.chosen:
            name = (
                list_name(self.categories.name)
                if self.categories
                else keys_name(self.foreign_key[0])
            )
            return f"SUMPRODUCT(--({name}={cell}))>0"
        return self.kind.formula(self, cell)

    def parse(self, raw: Scalar) -> Parsed:
        """Read a cell. A value of a list comes back as the list's stored value."""
        parsed = self.kind.parse(raw, self)
        if self.categories is None or parsed.value is None:
            return parsed
        found = self.categories.find(str(parsed.value))
        if found is None:
            return Parsed(problem=NOT_IN_LIST)
        return Parsed(found.value, repaired=raw != found.label)

    def accepts(self, value: Any) -> bool:
        """Say whether a typed value is one of this field's, within its limits. What could not be
        read is text.
        """
        if isinstance(value, str):
            parsed = self.parse(value)
            if parsed.problem is not None or not self.keeps_limits(parsed.value):
                return False
            return self.free_text or self.chosen or parsed.value == value
        return self.keeps_limits(value)

    def keeps_limits(self, value: Any) -> bool:
        """Say whether a value that was read keeps the limits of length, size and form."""
        if isinstance(value, str) and self.categories is None:
            return len(value) <= (self.max_length or len(value)) and bool(
                re.search(self.pattern, value)
            )
        if isinstance(value, int | float) and not isinstance(value, bool):
            return (self.minimum is None or value >= self.minimum) and (
                self.maximum is None or value <= self.maximum
            )
        return True

    def show(self, value: Any) -> str:
        """Write a value as people do."""
        if value is None:
            return ""
        if self.categories is not None and value in self.categories:
            return self.categories.get(value).label
        return self.kind.show(value)

    @property
    def chosen(self) -> bool:
        """Whether it is chosen from a drop-down list."""
        return self.categories is not None or (bool(self.foreign_key) and self.kind.name != "list")

    @property
    def explanation(self) -> str:
        """What a form says beside the cell: what is meant, and an example."""
        example = f"Ví dụ: {self.example}" if self.example else ""
        return " ".join(part for part in (self.description, example) if part)

    def how(self) -> Words:
        """Say in a sentence part how it is filled in, limits and example included."""
        if self.chosen:
            return Words("chọn một mục trong danh sách", "choose an item of the list")
        low, high = (
            None if limit is None else self.kind.show(limit)
            for limit in (self.minimum, self.maximum)
        )
        limits = {
            (True, True): Words(f" từ {low} đến {high}", f" from {low} to {high}"),
            (True, False): Words(f" từ {low} trở lên", f", {low} or more"),
            (False, True): Words(f" không quá {high}", f", {high} at most"),
            (False, False): Words("", ""),
        }[low is not None, high is not None]
        example = self.example or self.kind.example
        return Words(
            self.kind.words.vi + limits.vi + (f", ví dụ {example}" if example else ""),
            self.kind.words.en + limits.en + (f", such as {example}" if example else ""),
        )


@dataclass(frozen=True)
class RuleUse:
    """A rule as a template uses it: with its own severity and source, where the template gives
    them.
    """

    rule: Rule
    severity: Severity
    because: str = ""

    @property
    def problem(self) -> Problem:
        """The catalogue entry it reports."""
        return self.rule.problem


@dataclass(frozen=True)
class RowsFrom:
    """Which rows of the plan a table comes prefilled with: those whose `match` field names the
    unit.

    `first_only` keeps those that name it first: one unit reports for all that share the row.
    """

    table: str
    match: str = ""
    unit: str = ""
    first_only: bool = False


@dataclass(frozen=True)
class CarryOver:
    """Which rows of last year's annual workbook a table begins with: those that pass `where`.

    `file` is the form field of the plan that names that workbook. Of a row come along, locked, its
    `fields` and into `into` its stable code: the one that it was carried over under before, else
    its `key`. The rest is asked anew.
    """

    file: str
    key: str
    into: str
    fields: tuple[str, ...]
    where: Condition = ALWAYS


@dataclass(frozen=True)
class Cover:
    """Fields whose text stays in the office on rows under a condition: a denunciation may say who
    made it.

    With `unit` the whole row stays in the office: nothing that goes up says from where it came,
    what it was about or when. It counts in the figures that `counts` names, in what they come to,
    and in no other.
    """

    fields: tuple[str, ...]
    when: Condition
    unit: bool = False
    counts: tuple[str, ...] = ()

    def hides(self, name: str, values: Mapping[str, Any]) -> bool:
        """Say whether a field is covered; where the condition cannot be judged it is."""
        return name in self.fields and self.applies(values)

    def applies(self, values: Mapping[str, Any]) -> bool:
        """Say whether a row is covered; where the condition cannot be judged it is."""
        unknown = any(values.get(field) is None for field in self.when.fields)
        return unknown or self.when.holds(values)


SheetKind = Literal["guide", "form", "table"]
Orientation = Literal["portrait", "landscape"]


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    `rows` is how many rows a table is prepared with, `nil` the sentence of its nothing-to-report
    tick, `formerly_titled` what it was called in older versions of the template.
    """

    name: str
    title: str
    kind: SheetKind
    description: str = ""
    text: str = ""
    fields: tuple[Field, ...] = ()
    rules: tuple[RuleUse, ...] = ()
    covers: tuple[Cover, ...] = ()
    rows: int = 0
    nil: str = ""
    optional: bool = False
    read_only: bool = False
    rows_from: RowsFrom | None = None
    carry_over: CarryOver | None = None
    orientation: Orientation = "landscape"
    formerly_titled: tuple[str, ...] = ()

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in self.fields}

    def field(self, name: str) -> Field:
        """Return the field of this name. Raises KeyError."""
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {field.name: number for number, field in enumerate(self.fields)}

    def position(self, name: str) -> int:
        """Return which of the fields it is, from 0. Raises KeyError."""
        return self._positions[name]

    @cached_property
    def _blamed(self) -> frozenset[str]:
        return frozenset(name for use in self.rules for name in use.rule.blames())

    def blamed(self, name: str) -> bool:
        """Say whether any rule may complain at this field."""
        return name in self._blamed

    def named(self, name: str) -> bool:
        """Say whether any rule reads this field."""
        return any(name in use.rule.fields() for use in self.rules)

    def rules_of(self, name: str) -> Iterator[RuleUse]:
        """Yield the rules that may complain at a field, errors first."""
        for use in self.judged:
            if name in use.rule.blames():
                yield use

    @property
    def judged(self) -> list[RuleUse]:
        """The rules in the order in which they are judged: errors first."""
        return sorted(self.rules, key=lambda use: use.severity is not Severity.ERROR)

    def hides(self, name: str, values: Mapping[str, Any]) -> bool:
        """Say whether a field of a row is not for a report that goes up."""
        return self.field(name).personal or any(cover.hides(name, values) for cover in self.covers)


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

    def sets_apart(self, figure: Figure, sheet: Sheet) -> bool:
        """Say whether a figure counts only rows that a cover keeps in the office: it sets them
        apart from the rest.
        """
        covers = [cover for cover in sheet.covers if cover.unit and figure.table == sheet.name]
        return any(_within(figure.where, cover.when) for cover in covers)


def _within(where: Condition, when: Condition) -> bool:
    """Say whether every row that passes `where` passes `when`, as far as each test of `when` is one
    on a list.
    """
    chosen = {test.field: set(test.wanted) for test in where.tests if test.op == "in"}
    return all(
        test.op == "in" and chosen.get(test.field, {None}) <= set(test.wanted)
        for test in when.tests
    )


@dataclass(frozen=True)
class Profile:
    """What is legal and dated: citations, recipients, settings, periods, holidays, vocabularies."""

    name: str
    title: str
    valid_from: str = ""
    valid_to: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    period: Mapping[str, Any] = field(default_factory=dict)
    levels: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Template:
    """One workbook, declared.

    `code`, `unit_code`, `line`, `file_name`, `deadline` are patterns filled from the plan: the
    workbook's code, the code of the unit it goes to, the line printed on every page, the file's
    name without ending, and the day by which it is to come back. `signers` are who signs the first
    page, three at most.
    """

    name: str
    version: str
    title: str
    sheets: tuple[Sheet, ...]
    lists: Mapping[str, CategoryList]
    plan: str = ""
    unit: str = ""
    collects: str = ""
    code: str = ""
    unit_code: str = ""
    unit_name: str = ""
    line: str = ""
    file_name: str = ""
    message: str = ""
    deadline: str = ""
    signers: tuple[str, ...] = ()
    profile_field: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    facts_where: Mapping[str, Condition] = field(default_factory=dict)
    """Of facts that take some rows of a plan table only: which."""
    report: Report = field(default_factory=Report)
    profile: str = ""
    fingerprint: str = ""

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of this name. Raises KeyError."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    @property
    def longest_wait(self) -> int:
        """The most working days that any rule or computed field counts."""
        rules = [use.rule.working_days() for sheet in self.sheets for use in sheet.rules]
        computes = [
            f.compute.working_days() for sheet in self.sheets for f in sheet.fields if f.compute
        ]
        return max([0, *rules, *computes])

    @property
    def tables(self) -> Iterator[Sheet]:
        """The sheets of kind table, in order."""
        return (sheet for sheet in self.sheets if sheet.kind == "table")

    @property
    def filled(self) -> Iterator[Sheet]:
        """The sheets that hold data: forms and tables, in order."""
        return (sheet for sheet in self.sheets if sheet.kind != "guide")
