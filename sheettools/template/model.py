"""The template: what one workbook is. Read from TOML by `load`; everything else is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from itertools import chain
from typing import Annotated, Any, ClassVar, Literal

from sheettools.findings import Problem, Severity, Words, english, quoted
from sheettools.frozen import dataclass
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Breach,
    Condition,
    FieldName,
    FieldNames,
    Row,
    RowValues,
    Test,
)
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import keys_name, list_name
from sheettools.template.facts import YEAR
from sheettools.template.keys import (
    UNWRITTEN,
    Fact,
    FactTexts,
    FieldOfPlan,
    FigureNames,
    Key,
    KeyOfOther,
    KindName,
    ListName,
    OwnField,
    PatternText,
    PlanTable,
    RuleName,
    TextOfPlan,
    Titled,
    TitleText,
    Toml,
    keys_of,
)
from sheettools.template.kinds import TEXT, Kind, ParsedValue, Question, Scalar
from sheettools.template.report import Report
from sheettools.template.vocabulary import NOT_IN_LIST, CategoryList
from sheettools.words.text import bare, fold

Formulas = dict[FieldName, str]
"""What is said to Excel, field by field."""
WhileTyping = Literal["alone", "together", "no"]
NextYear = Literal["moved", "empty", "ends", "kept"]
Writer = Literal["unit", "office"]
SENDER = ("noi_bao_cao", "ma_noi_bao_cao")
"""Whose annual report a row is from, and its code: what tells the rows of several reports apart."""
SENDER_TITLES = ("Đơn vị báo cáo", "Mã đơn vị báo cáo")
ORIGIN = ("don_vi", "ma_don_vi", "tep", "trang", "dong", "o")
"""Where a merged row came from: unit, its code, file, sheet, row, cells (`B7:N7`). No column may be
named so.
"""
_PROVINCE = re.compile(r"^(?:tỉnh|thành phố|tp)[. ]+")
ORIGIN_TITLES = ("Đơn vị", "Mã đơn vị", "Tệp", "Trang", "Dòng", "Ô")
"""The headings above these in the annual workbook, in this order."""


class FieldReader:
    """What reads fields of its own sheet: the marks on its parameters say which ones name them."""

    def fields(self) -> FieldNames:
        """Name the fields that it reads, in the order of its parameters."""
        return self._fields

    @cached_property
    def _fields(self) -> FieldNames:
        names: list[FieldName] = []
        for key in keys_of(type(self)):
            names += self._named_by(key)
        return tuple(names)

    def _named_by(self, key: Key) -> FieldNames:
        value = getattr(self, key.field)
        if isinstance(value, Condition) and key.meaning is None:
            return value.fields
        if value is None or key.meaning is not OwnField:
            return ()
        return tuple(value) if key.many else (value,)


@dataclass(frozen=True)
class Compute(FieldReader):
    """A field that is worked out, never asked for: a locked formula in the workbook, the same sum
    here.
    """

    def value(self, values: RowValues, book: Book) -> Any:
        """Work it out from a row's values and the rest of the workbook; None where it cannot be
        known yet.
        """
        raise NotImplementedError

    def formula(self, target: Field, grid: Cells) -> str:
        """Give the Excel formula; it shows nothing where the value cannot be known yet."""
        raise NotImplementedError

    def working_days(self) -> int:
        """Say how many working days it counts at most."""
        return 0


LIMITS, HEAD = Toml(within="constraints"), Toml(within="template")


@dataclass(frozen=True)
class Field(Question):
    """One column of a table or one line of a form, with the words of Table Schema."""

    # What is asked is told again here, because a template says it in words of its own.
    name: str
    """What the file calls it: a letter, then letters, digits and _."""
    title: Titled
    """Its heading in the workbook."""
    kind: Annotated[Kind, Toml("type"), KindName] = TEXT
    """The kind of value."""
    format: str = ""
    """How its value is written, where the kind leaves a choice."""
    minimum: Annotated[float | None, LIMITS] = None
    """The least number."""
    maximum: Annotated[float | None, LIMITS] = None
    """The greatest number."""
    max_length: Annotated[int, Toml("maxLength", within="constraints")] = 0
    """How many characters a text may have; 0 is any number."""
    pattern: Annotated[str, LIMITS] = ""
    """A regular expression that the whole text keeps."""
    delimiter: str = ";"
    """What parts the items of a `list`."""
    unit: str = ""
    """In what a number counts: `liều`, `m²`. It stands in the heading, in the report and in the
    Data Package, and a cell may say it behind its number.
    """
    description: str = ""
    """What is meant; the workbook says it beside the cell or when it is chosen."""
    example: str = ""
    """An answer, as the sender would write it."""
    by: Annotated[Writer, Toml(called=Words("người ghi", "writer"))] = "unit"
    """Who writes it: the `unit`, in its workbook; or the `office`, in its register, and the unit's
    workbook only shows it. What is worked out of the office's words is the office's too.
    """
    required: Annotated[bool, LIMITS] = False
    """Whether it must be filled in."""
    categories: Annotated[CategoryList | None, ListName] = None
    """The list from which it is chosen."""
    foreign_key: Annotated[tuple[str, ...], Toml("foreignKey"), KeyOfOther] = ()
    """Where its values stand; of several a value matches any, and comes back as the first; where
    two rows bear that, as the first of joined fields (`thon.loai+ten`).
    """
    read_only: bool = False
    """Whether it is locked where it is prefilled."""
    prefill: PatternText = ""
    """What it comes filled with: a pattern filled from the plan."""
    prefill_more: PatternText = ""
    """The same for the rows after those that come from the plan."""
    prefill_each: PlanTable = ""
    """A table of the plan, each row of which gives a line."""
    compute: Annotated[Compute | None, Toml(called=Words("phép tính", "compute"))] = None
    """How it is worked out; with `prefill` only where nothing came prefilled."""
    default: Annotated[Compute | None, Toml(called=Words("lấy khi để trống", "default"))] = None
    """How it is worked out where its cell is left empty; what is written there goes before it."""
    personal: bool = False
    """Whether it says who somebody is: it is in no report that goes up."""
    published: bool = False
    """Whether a field of the plan stands in the report as it is: who signs."""
    stays: bool = False
    """Whether it tells the office alone where a row belongs (a running code): what goes up says no
    more than that there is one.
    """
    next_year: Annotated[NextYear, Toml(called=Words("việc của năm sau", "next_year"))] = "kept"
    """What becomes of it in the plan of the next year: it is kept, left empty, or moved on with the
    year in it; a row that `ends` before that year is left out.
    """
    width: float = 0
    """The width of its column, in characters; 0 is worked out."""
    group: str = ""
    """The heading of a band of columns that begins here."""
    formerly: tuple[str, ...] = ()
    """Its names in older versions of the template."""
    formerly_titled: tuple[str, ...] = ()
    """Its titles in older versions of the template."""

    @property
    def locked(self) -> bool:
        """Whether the sender should not change it: prefilled for reading, or computed."""
        return self.read_only or self.compute is not None

    @property
    def always_asked(self) -> bool:
        """Whether its cell must be filled in, whatever stands in the others."""
        return self.required and self.compute is None and self.default is None

    @property
    def free_text(self) -> bool:
        """Whether people write it in their own words."""
        return self.kind.free_text and not self.chosen and self.compute is None

    @property
    def own_words(self) -> bool:
        """Whether people write it in their own words, one text or several."""
        return self.free_text or (self.kind.several and not self.chosen)

    @property
    def held(self) -> Kind:
        """The kind of the values that are kept of it: of an item of a list a text."""
        return self.kind if self.categories is None else TEXT

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

    def parse(self, raw: Scalar) -> ParsedValue:
        """Read a cell. A value of a list comes back as the list's stored value."""
        parsed = self.kind.parse(raw, self)
        if self.categories is None or parsed.value is None:
            return parsed
        found = self.categories.find(str(parsed.value))
        if found is None:
            return ParsedValue(problem=NOT_IN_LIST)
        return ParsedValue(found.value, repaired=raw != found.label)

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
        return self.categories is not None or not self.kind.broken_limit(value, self)

    def show(self, value: Any) -> str:
        """Write a value as people do."""
        if value is None:
            return ""
        if self.categories is not None and value in self.categories:
            return self.categories.get(value).label
        return self.kind.show(value)

    def as_text(self, value: Any) -> str:
        """Write a value as a text cell or a condition of Excel has it."""
        return self.kind.as_text(value) if self.categories is None else self.show(value)

    def say(self, value: Any, form: str) -> str:
        """Write a value inside a sentence; `form` is what its reference asks for."""
        return self.held.say(value if self.categories is None else self.show(value), form)

    def in_cell(self, value: Any) -> Any:
        """Return a value as a cell of a unit's workbook holds it."""
        if value is None:
            return None
        return self.kind.in_cell(value) if self.categories is None else self.show(value)

    def in_report(self, value: Any) -> Any:
        """Return a value as a cell of the annual workbook holds it."""
        return self.kind.in_report(value) if self.categories is None else self.show(value)

    @property
    def chosen(self) -> bool:
        """Whether it is chosen from a drop-down list."""
        return self.categories is not None or (bool(self.foreign_key) and not self.kind.several)

    @property
    def explanation(self) -> str:
        """What a form says beside the cell: what is meant, and an example."""
        example = f"Ví dụ: {self.example}" if self.example else ""
        return " ".join(part for part in (self.description, example) if part)

    @property
    def sample(self) -> str:
        """An answer to show to whoever fills it in; no code of a row, which is somebody else's."""
        names_a_row = bool(self.foreign_key) or (self.read_only and bool(self.prefill))
        if names_a_row and any(map(str.isdigit, self.example)):
            return self.kind.example
        return self.example or self.kind.example

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
        example = self.sample
        return Words(
            self.kind.words.vi + limits.vi + (f", ví dụ {example}" if example else ""),
            self.kind.words.en + limits.en + (f", such as {example}" if example else ""),
        )


@dataclass(frozen=True)
class Rule(FieldReader):
    """What all rules share. `because` is the legal or documentary source, printed by explain and
    docs.
    """

    keyword: ClassVar[str]
    problem: ClassVar[Problem]
    unsaid: ClassVar[Words | None] = None
    """Why Excel has no words for it; None where it has."""
    asks: ClassVar[bool] = False
    """Whether it complains of what is missing, not of what is there."""
    begun_only: ClassVar[bool] = True
    """Whether it looks at rows that somebody began only."""
    can_wait: ClassVar[bool] = False
    """Whether it is judged after all others where it only warns: no other hangs on it, and what it
    asks of texts may be told by another process (`words.personal.told_by`).
    """
    while_typing: ClassVar[WhileTyping] = "no"
    """Whether a cell may refuse what breaks it while it is typed: `alone` where the value itself
    decides, `together` where another cell may be the wrong one (the sender is asked, not stopped),
    `no` where the order of typing would get in the way: then the mark says it.
    """

    def blames(self) -> FieldNames:
        """Name the fields at which it may complain: those that its first parameter names."""
        named = (self._named_by(key) for key in keys_of(type(self)))
        return next(filter(None, named), ())

    def wanted(self, grid: Cells) -> Formulas:
        """Say to Excel when a field must be filled in."""
        return {}

    def kept(self, grid: Cells) -> Formulas:
        """Say to Excel, field by field, when it is kept; the cells it names are sound."""
        return {}

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        """Yield where it is not kept, on rows that somebody began; a broken cell silences it."""
        named = frozenset(self.fields())
        for row in book.begun(sheet.name):
            if not named.isdisjoint(row.broken):
                continue
            breach = self.check(row, sheet, book)
            if breach is not None:
                yield breach

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        """Check one row."""
        raise NotImplementedError

    def sentence(self, sheet: Sheet) -> Words:
        """Say the rule in words, for the guide."""
        raise NotImplementedError

    def working_days(self) -> int:
        """Say how many working days it counts at most."""
        return 0


@dataclass(frozen=True)
class RuleUse:
    """A rule as a template uses it: with its own severity and source, where the template gives
    them.
    """

    rule: Annotated[Rule, RuleName]
    """The rule; its parameters stand beside it."""
    severity: Annotated[Severity, Toml(called=Words("mức độ", "severity"), needed=False)]
    """How much it matters; the rule's own where it is not said."""
    because: str = ""
    """The legal or documentary source, printed by `explain`."""

    @property
    def problem(self) -> Problem:
        """The catalogue entry it reports."""
        return self.rule.problem


@dataclass(frozen=True)
class RowsFrom:
    """Which rows of the plan a table comes prefilled with: those that name the unit."""

    table: PlanTable
    """The table of the plan."""
    match: str = ""
    """Its field that names the units; without it every row comes to every unit."""
    unit: str = ""
    """The field of the plan's table of units by which `match` names them."""
    first_only: bool = False
    """Whether only rows come that name the unit first: one reports for all that share the row."""


@dataclass(frozen=True)
class CarryOver:
    """Which rows of last year's annual workbook a table begins with: those that pass `where`.

    They stand first, each with a code of this year. What does not come along is asked anew.
    """

    file: Annotated[str, TextOfPlan]
    """The form field of the plan that names last year's annual workbook."""
    key: FieldName
    """The field of the row's code, prefilled and locked."""
    into: FieldName
    """The field that takes its stable code: last year's own `into` if it had one, else its `key`.
    """
    fields: FieldNames
    """What comes along, locked."""
    where: Condition = ALWAYS
    """Which of last year's rows."""


@dataclass(frozen=True)
class Cover:
    """Fields whose text stays in the office on rows under a condition: a denunciation may say who
    made it.
    """

    fields: FieldNames
    """The fields that stay."""
    when: Condition
    """In which rows."""
    unit: bool = False
    """Whether the whole row stays: nothing that goes up says from where it came, what it was about
    or when.
    """
    counts: FigureNames = ()
    """The figures in which such a row counts; it does in what they come to, and in no other."""

    def hides(self, name: str, values: RowValues) -> bool:
        """Say whether a field is covered; where the condition cannot be judged it is."""
        return name in self.fields and self.applies(values)

    def takes_all(self, where: Condition) -> bool:
        """Say whether every row that passes `where` is covered, as far as each test is one on a
        list.
        """
        chosen = {test.field: set(test.wanted) for test in where.tests if test.op == "in"}
        return all(
            test.op == "in" and chosen.get(test.field, {None}) <= set(test.wanted)
            for test in self.when.tests
        )

    def applies(self, values: RowValues) -> bool:
        """Say whether a row is covered; where the condition cannot be judged it is."""
        unknown = any(values.get(field) is None for field in self.when.fields)
        return unknown or self.when.holds(values)


@dataclass(frozen=True)
class OnRegister:
    """How the office's register shows a table of which the office writes a part."""

    received: str = ""
    """The title of the sheet for matters that the office received itself; without it there are
    none.
    """
    kept: str = ""
    """The title of the sheet for rows that stay in the office as a whole (a cover's `unit`)."""
    known_by: Annotated[tuple[str, ...], OwnField] = ()
    """By which fields a matter is known again when its unit sends its workbook anew: its text, its
    day, its kind. Where one no longer fits, the code is another matter's now.
    """
    by: Annotated[str, OwnField] = ""
    """Whose matters stand on a list of their own: the body that settles them."""
    due: Annotated[str, OwnField] = ""
    """By which day each is to be answered; those that are overdue stand on the first page."""
    answered: Annotated[str, OwnField] = ""
    """The day on which it was answered."""


_VERBS: Mapping[str, Words] = {
    "in": Words("là", "is"),
    "not_in": Words("không phải là", "is not"),
    "filled": Words("đã ghi", "is filled in"),
    "blank": Words("để trống", "is empty"),
}
"""How a comparison is said."""


def _order_in_words(op: str, kind: Kind) -> Words:
    """Say how a value stands to a bound: “lớn hơn”, “không sớm hơn”."""
    more = op in (">", "<=")
    order = kind.more if more else kind.less
    if op in (">", "<"):
        return Words(order.vi, f"is {order.en}")
    return Words(f"không {order.vi}", f"is not {order.en}")


SheetKind = Literal["guide", "form", "table"]
Orientation = Literal["portrait", "landscape"]
PREPARED_ROWS = 100
"""How many rows a table is prepared with where its template does not say."""


@dataclass(frozen=True)
class Sheet:
    """One sheet."""

    name: str
    """What the file calls it."""
    title: Titled
    """Its name in Excel."""
    kind: Annotated[SheetKind, Toml(called=Words("loại trang", "kind of sheet"))]
    """What it is: a text to read, one answer a line, or one matter a row."""
    description: str = ""
    """What belongs on it, said at its top."""
    text: PatternText = ""
    """The text of a guide; `# ` begins a heading."""
    fields: Annotated[tuple[Field, ...], Toml("field", called=Words("cột", "field"))] = ()
    """Its columns or lines."""
    rules: Annotated[
        tuple[RuleUse, ...], Toml("rule", called=Words("quy tắc", "rule"), turn="last")
    ] = ()
    """What is checked on return, and in the cells as far as Excel can."""
    covers: Annotated[
        tuple[Cover, ...], Toml("cover", called=Words("phần che", "cover"), turn="last")
    ] = ()
    """What stays in the office."""
    rows: int = 0
    """How many rows a table is prepared with; 100 where it is not said."""
    nil: str = ""
    """The sentence of its nothing-to-report tick."""
    optional: bool = False
    """Whether nothing is missing where it is empty and not ticked."""
    once: bool = False
    """Whether a plan that begins with last year's leaves it empty."""
    read_only: bool = False
    """Whether nothing on it is to be filled in."""
    rows_from: Annotated[RowsFrom | None, Toml(called=Words("rows_from", "rows_from"))] = None
    """With which rows of the plan a table begins."""
    carry_over: Annotated[
        CarryOver | None, Toml(called=Words("carry_over", "carry_over"), turn="last")
    ] = None
    """With which rows of last year a table begins; it has this or `rows_from`."""
    register: Annotated[
        OnRegister, Toml(called=Words("register", "register"), turn="last", needed=False)
    ] = OnRegister()
    """How the office's register shows it, where the office writes a part of it."""
    orientation: Annotated[Orientation, Toml(called=Words("hướng giấy", "orientation"))] = (
        "landscape"
    )
    """How it is printed."""
    printed: bool = True
    """Whether it is printed with the others: what a signed document says already need not be."""
    formerly_titled: tuple[str, ...] = ()
    """What it was called in older versions of the template."""

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in self.fields}

    def field(self, name: str) -> Field:
        """Return the field of this name. Raises KeyError."""
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @cached_property
    def given(self) -> frozenset[FieldName]:
        """The fields into which nobody types: worked out, or a code that came printed."""
        return frozenset(
            target.name
            for target in self.fields
            if target.compute is not None or (target.read_only and target.prefill)
        )

    @cached_property
    def hidden_names(self) -> Mapping[str, FieldName]:
        """The field of each name that stands in a table's hidden row, those of older versions
        included.
        """
        found: dict[str, str] = {}
        for one in self.fields:
            found.update(dict.fromkeys((*one.formerly, one.name), one.name))
        return found

    @cached_property
    def headings(self) -> Mapping[str, FieldName]:
        """The field of each heading (`fold`); the present ones go before the former ones, the first
        before the others.
        """
        found: dict[str, str] = {}
        for one in self.fields:
            found.setdefault(fold(one.title), one.name)
        for one in self.fields:
            for title in one.formerly_titled:
                found.setdefault(fold(title), one.name)
        return found

    @cached_property
    def with_default(self) -> tuple[FieldName, ...]:
        """The names of the fields that hold something where their cell is left empty."""
        return tuple(field.name for field in self.fields if field.default is not None)

    @cached_property
    def of_unit(self) -> tuple[Field, ...]:
        """The fields that a unit's workbook always has."""
        return tuple(field for field in self.fields if field.by == "unit")

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {field.name: number for number, field in enumerate(self.fields)}

    def position(self, name: str) -> int:
        """Return which of the fields it is, from 0. Raises KeyError."""
        return self._positions[name]

    @property
    def longest_wait(self) -> int:
        """The most working days that any of its rules or computed fields counts."""
        rules = [use.rule.working_days() for use in self.rules]
        computes = [field.compute.working_days() for field in self.fields if field.compute]
        return max([0, *rules, *computes])

    @cached_property
    def _blamed(self) -> frozenset[str]:
        said = (use.rule for use in self.rules if use.rule.unsaid is None)
        return frozenset(chain.from_iterable(rule.blames() for rule in said))

    def blamed(self, name: str) -> bool:
        """Say whether any rule that a workbook can say may complain at this field."""
        return name in self._blamed

    def named(self, name: str) -> bool:
        """Say whether any rule reads this field."""
        return any(name in use.rule.fields() for use in self.rules)

    def rules_of(self, name: str) -> Iterator[RuleUse]:
        """Yield the rules that may complain at a field, errors first."""
        for use in self.judged:
            if name in use.rule.blames():
                yield use

    def words_for(self, condition: Condition) -> Words:
        """Say a condition in words, with “khi” before it; empty when it always holds."""
        if not condition.tests:
            return Words("", "")
        said = [self._words_of(test) for test in condition.tests]
        return Words(
            " khi " + " và ".join(s.vi for s in said), " when " + " and ".join(s.en for s in said)
        )

    def _words_of(self, test: Test) -> Words:
        """Say a comparison in words: “Trạng thái là Hoãn hoặc Hủy”."""
        target = self.field(test.field)
        verb = _VERBS.get(test.op) or _order_in_words(test.op, target.kind)
        labels = [target.show(value) for value in test.wanted]
        either, any_of = quoted(labels, " hoặc "), english(quoted(labels, " or "))
        return Words(
            f"“{target.title}” {verb.vi} {either}".rstrip(),
            f"“{english(target.title)}” {verb.en} {any_of}".rstrip(),
        )

    @cached_property
    def judged(self) -> tuple[RuleUse, ...]:
        """The rules in the order in which they are judged: errors first."""
        return tuple(sorted(self.rules, key=lambda use: use.severity is not Severity.ERROR))

    def hides(self, name: str, values: RowValues) -> bool:
        """Say whether a field of a row is not for a report that goes up."""
        return self.field(name).personal or self.is_covered(name, values)

    def covers_of(self, values: Mapping[str, Any]) -> Iterator[Cover]:
        """Yield the covers that a row is under."""
        return (cover for cover in self.covers if cover.applies(values))

    def is_covered(self, name: str, values: Mapping[str, Any]) -> bool:
        """Say whether a cover hides a field of a row."""
        return any(cover.hides(name, values) for cover in self.covers)

    @property
    def keeping(self) -> tuple[Cover, ...]:
        """The covers under which a whole row stays in the office."""
        return tuple(cover for cover in self.covers if cover.unit)

    def keeps(self, values: Mapping[str, Any]) -> tuple[Cover, ...]:
        """Return the covers under which this row stays in the office, none where it may go up."""
        return tuple(cover for cover in self.keeping if cover.applies(values))


@dataclass(frozen=True)
class Profile:
    """What is legal and dated: citations, recipients, settings, periods, holidays, vocabularies."""

    name: str
    """What commands and plans call it."""
    title: Titled
    """What people call it."""
    extends: str = ""
    """The profile that it goes on from, by name: what it does not say itself is as there."""
    provinces: tuple[str, ...] = ()
    """Whose it is: `Tỉnh Bắc Ninh`; the whole country's where none is named."""
    issuers: tuple[str, ...] = ()
    """Whose plans it words, by how their names begin: `Đảng ủy`; all where none is named."""
    valid_from: str = ""
    """The first day of its force: `2025-07-01`."""
    valid_to: str = ""
    """The last day of its force; empty while it is in force."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Numbers that rules and computations take by `"$name"`."""
    period: Mapping[str, Any] = field(default_factory=dict)
    """The days on which the reporting period begins and ends."""
    levels: Mapping[str, Any] = field(default_factory=dict)
    """What the levels of administration are called, from below."""
    document: Mapping[str, Any] = field(default_factory=dict)
    """How documents are laid out and worded; a pattern has them as `{ho_so.name}`."""
    tables: Mapping[str, tuple[RowValues, ...]] = field(default_factory=dict)
    """Rows that an empty plan starts with, by table: citations, recipients; `ngay_nghi`, where an
    office keeps a calendar of its own.
    """
    adds: Mapping[str, tuple[RowValues, ...]] = field(default_factory=dict)
    """Rows that come after those of the profile that it goes on from, by table."""
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By list the items that do not exist there."""
    description: str = ""
    """A note for whoever reads the file."""

    def upon(self, base: Profile) -> Profile:
        """Return it with what it goes on from: its own word goes before that of `base`, name by
        name.
        """
        tables = {**base.tables, **self.tables}
        for name, rows in self.adds.items():
            tables[name] = (*tables.get(name, ()), *rows)
        return replace(
            self,
            provinces=self.provinces or base.provinces,
            issuers=self.issuers or base.issuers,
            valid_from=self.valid_from or base.valid_from,
            valid_to=self.valid_to or base.valid_to,
            settings={**base.settings, **self.settings},
            period={**base.period, **self.period},
            levels={**base.levels, **self.levels},
            document={**base.document, **self.document},
            tables=tables,
            without={**base.without, **self.without},
        )

    def in_force(self, day: str) -> bool:
        """Say whether it is in force on a day: `2025-07-01`."""
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)

    def serves(self, province: str) -> bool:
        """Say whether it is for a province, as the plan names it; what names none is for all."""
        return not self.provinces or _province(province) in map(_province, self.provinces)

    def words(self, issuer: str) -> bool:
        """Say whether it words what an office of this name issues; an unknown one's it does."""
        begins = tuple(map(bare, self.issuers))
        return not issuer or not begins or bare(issuer).startswith(begins)


def _province(name: str) -> str:
    """Return the key of a province's name, with or without the word for what it is."""
    return _PROVINCE.sub("", fold(name))


@dataclass(frozen=True)
class PickedFact:
    """A fact that takes some rows of a table of the plan only."""

    of: Annotated[str, FieldOfPlan]
    """The field of the plan that it is: `{ngay_nghi.ngay}`."""
    where: Condition = ALWAYS
    """Which rows of the plan's table."""


@dataclass(frozen=True)
class Template:
    """One workbook, declared."""

    name: Annotated[str, HEAD]
    """What commands call it."""
    version: Annotated[str, HEAD]
    """Its version, printed and stored in each workbook."""
    title: Annotated[str, HEAD, TitleText]
    """What people call it."""
    sheets: Annotated[tuple[Sheet, ...], Toml("sheet", called=Words("trang", "sheet"))]
    """The sheets of the workbook, in their order."""
    lists: Annotated[
        Mapping[str, CategoryList],
        Toml("list", called=Words("danh mục", "list"), turn="first", needed=False),
    ]
    """Lists from which people choose."""
    plan: Annotated[str, HEAD] = ""
    """The plan template that its patterns are filled from."""
    unit: Annotated[PlanTable, HEAD] = ""
    """The plan's table of units: each row gets a workbook."""
    collects: Annotated[str, HEAD] = ""
    """Of a plan template: the template that it serves."""
    code: Annotated[PatternText, HEAD] = ""
    """The code of a workbook."""
    unit_code: Annotated[PatternText, HEAD] = ""
    """The code of the unit that it goes to."""
    unit_name: Annotated[PatternText, HEAD] = ""
    """The name of the unit that it goes to."""
    line: Annotated[PatternText, HEAD] = ""
    """Whose it is, on every sheet and printed page."""
    office: Annotated[PatternText, HEAD] = ""
    """Whose the annual report is, from the plan's forms: `{chung.co_quan}`. Its line is this and
    the year.
    """
    office_code: Annotated[PatternText, HEAD] = ""
    """The code of that office, by which the level above tells the reports of several apart.
    """
    file_name: Annotated[PatternText, HEAD] = ""
    """The name of its file without ending; it becomes ASCII."""
    message: Annotated[PatternText, HEAD] = ""
    """The message with which it is sent out."""
    deadline: Annotated[PatternText, HEAD] = ""
    """The day by which it is to come back."""
    signers: Annotated[tuple[str, ...], HEAD] = ()
    """Who signs the first page, three at most."""
    profile_field: Annotated[str, HEAD] = ""
    """Of a plan template: its form field that names the profile."""
    facts: Annotated[Mapping[str, str], Toml(within="template", turn="first"), FactTexts] = field(
        default_factory=dict
    )
    """What rules may ask of the plan, by a name of their own."""
    year: Annotated[str, HEAD, Fact] = YEAR
    """Which of its facts is the year that it is about, or a day of that year."""
    facts_where: Annotated[Mapping[str, Condition], UNWRITTEN] = field(default_factory=dict)
    """Of facts that take some rows of a plan table only: which."""
    report: Annotated[Report, Toml(called=Words("[report]", "[report]"))] = field(
        default_factory=Report
    )
    """The annual report."""
    profile: Annotated[str, UNWRITTEN] = ""
    fingerprint: Annotated[str, UNWRITTEN] = ""

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of this name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Sheet]:
        return {sheet.name: sheet for sheet in reversed(self.sheets)}

    @property
    def longest_wait(self) -> int:
        """The most working days that any rule or computed field counts."""
        return max((sheet.longest_wait for sheet in self.sheets), default=0)

    @property
    def tables(self) -> Iterator[Sheet]:
        """The sheets of kind table, in order."""
        return (sheet for sheet in self.sheets if sheet.kind == "table")

    @property
    def filled(self) -> Iterator[Sheet]:
        """The sheets that hold data: forms and tables, in order."""
        return (sheet for sheet in self.sheets if sheet.kind != "guide")
