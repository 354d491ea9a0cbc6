"""What stands in each unit's workbook when it goes out: template + plan + unit → prefilled values
and identity.

Patterns are filled from the plan. `{chung.nam}` is a field of a plan's form; `{thon.ten}` a field
of the unit's own row; `{cuoc.quy}` a field of the plan row a table row was made from; `{so}` or
`{so:03}` the number of the row; `{dau}` whether the plan row names the unit first; a field of any
other table is all its values, a line each; `{chung.loai_xa:thuong}` is written in small letters;
`{cuoc.gio|chung.gio}` is the second where the first says nothing. A part in `[…]` is left out where
a reference in it has nothing behind it. A pattern that is one reference alone keeps the value's
type; alone, the field by which the plan names its units names this one, with its kind where two
bear the name (`naming`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.frozen import dataclass
from sheettools.template.conditions import ALWAYS, Condition, RowValues
from sheettools.template.facts import SHEET_TITLES, Facts, year_in
from sheettools.template.model import Field, RowsFrom, Sheet, Template
from sheettools.template.naming import RowNames
from sheettools.words.text import fold, is_reserved, slug

LOWER = "thuong"
"""How a pattern asks for small letters: “xã” in the middle of a sentence."""
LONGEST_NAME = 120
"""How long the name of a unit's files may be: what is put behind it must have room too."""
EACH = "- "
"""How each line of several begins."""
MOST_LINES = 60
"""Of how many rows of a plan's table a form shows a line each."""
REFERENCE = re.compile(r"\{([\w.]+)(?::(\w+))?(?:\|([\w.]+))?\}")
OPTIONAL = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")
"""A part that is left out where one of its references has nothing behind it."""

NOT_IN_PLAN = declare(
    "T010",
    Severity.ERROR,
    why=(
        "Kế hoạch chưa ghi “{value}”, cần để làm sổ cho các đơn vị.",
        "The plan does not say “{value}”, which the workbooks need.",
    ),
    remedy=(
        "Mở ke-hoach.xlsx, điền ô này rồi làm lại.",
        "Open ke-hoach.xlsx, fill in this cell, and try again.",
    ),
)
NO_UNITS = declare(
    "T011",
    Severity.ERROR,
    why=(
        "Kế hoạch chưa có đơn vị nào ở trang “{value}”.",
        "The plan has no units on the sheet “{value}”.",
    ),
    remedy=(
        "Mở ke-hoach.xlsx, ghi mỗi đơn vị một dòng.",
        "Open ke-hoach.xlsx and write each unit on a row.",
    ),
)
CODE_TWICE = declare(
    "T012",
    Severity.ERROR,
    why=("Hai đơn vị có cùng mã “{value}”.", "Two units have the same code “{value}”."),
    remedy=(
        "Mở ke-hoach.xlsx, cho mỗi đơn vị một mã riêng.",
        "Open ke-hoach.xlsx and give each unit its own code.",
    ),
)


CarriedRows = Mapping[str, Mapping[str, Sequence[RowValues]]]
"""What was carried over: by unit code, then by sheet, the values of each row."""


@dataclass(frozen=True)
class FilledBook:
    """The typed values of a filled workbook: forms by field, tables by row."""

    forms: Mapping[str, RowValues]
    tables: Mapping[str, Sequence[RowValues]]


@dataclass(frozen=True)
class Issue:
    """One unit's workbook as it goes out."""

    code: str
    unit_code: str
    unit_name: str
    line: str
    file_name: str
    forms: Mapping[str, RowValues] = field(default_factory=dict)
    rows: Mapping[str, Sequence[RowValues]] = field(default_factory=dict)
    planned: Mapping[str, int] = field(default_factory=dict)
    """How many of a table's rows come from the plan or were carried over; they are its first."""
    later: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What a table's row past those bears that nobody has to write: by field, a text that wants the
    row's number (`00001-01-2024-{0:03}`).
    """
    facts: Facts = field(default_factory=dict)
    year: int | None = None
    """The year that it is about; None where its template tells of none."""
    texts: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    """What to write to the unit when its workbook is sent."""
    deadline: date | None = None
    """The day by which it is to come back."""

    carried: Mapping[str, int] = field(default_factory=dict)
    """How many of a table's rows were carried over from last year's workbook; they are its
    first.
    """
    seal: str = ""
    """The seal over its identity, made with the year's key; empty where there is no key."""
    office: str = ""
    """Whose the annual report is, where its template declares it."""
    office_code: str = ""
    own_name: str = ""
    """Its name without its kind, as the plan has it; others may bear it too."""
    of_its_own: Mapping[str, RowValues] = field(default_factory=dict)
    """Of the fields of forms that tell of all units' rows: what they would tell of its own alone.
    """

    def fixes(self, sheet: str, number: int, name: str) -> bool:
        """Say whether a row's field (rows from 0) was carried over and is not to be changed."""
        if number >= self.carried.get(sheet, 0):
            return False
        return self.rows[sheet][number].get(name) is not None

    @property
    def named(self) -> str:
        """Its name within a sentence, where the word for its kind is a common noun: “thôn Mới”."""
        kind = self.unit_name.removesuffix(self.own_name)
        first, rest = kind[:1], kind[1:]
        if rest != rest.lower():
            return self.unit_name  # letters for a word: “TDP 3”
        return f"{first.lower()}{self.unit_name[len(first) :]}"

    @property
    def new_year(self) -> date | None:
        """The first day of its year, of which its files are dated."""
        return None if self.year is None else date(self.year, 1, 1)

    @property
    def number(self) -> str:
        """The number of the issue: another one as soon as anything planned for the unit changes,
        and the same whatever is planned for others.
        """
        forms = {
            name: {**values, **self.of_its_own.get(name, {})} for name, values in self.forms.items()
        }
        return self._number_of(forms)

    def bears(self, number: str) -> bool:
        """Say whether a number is its own, or the one that it had while what was planned for others
        made part of it: workbooks with that are still about.
        """
        return number == self.number or number == self._number_of(self.forms)

    def _number_of(self, forms: Mapping[str, RowValues]) -> str:
        planned = {
            name: list(rows[: self.planned.get(name, 0)]) for name, rows in self.rows.items()
        }
        said = json.dumps([self.unit_name, forms, planned], default=str, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:8]


def year_of(issued: Iterable[Issue]) -> int | None:
    """Return the year that workbooks issued together are about."""
    return next((one.year for one in issued if one.year is not None), None)


def office_code_of(issued: Sequence[Issue]) -> str:
    """Return the code of the office that workbooks are issued by, as their template declares it;
    else what the codes of its units have in common, which may be nothing.
    """
    units = {one.unit_code.rpartition("-")[0] for one in issued}
    common = units.pop() if len(units) == 1 else ""
    return (issued[0].office_code if issued else "") or common


def resolve_reference(
    template: Template, target: str, filled: FilledBook, where: Condition = ALWAYS
) -> list[Any]:
    """Return all values of `sheet.field` in a filled workbook, in the rows that pass; empty ones
    left out.
    """
    sheet, _, name = target.partition(".")
    if sheet in filled.forms:
        value = filled.forms[sheet].get(name)
        return [] if value is None else [value]
    values = [row.get(name) for row in filled.tables.get(sheet, ()) if where.holds(row)]
    return [value for value in values if value is not None]


class PlannedRows:
    """The rows of a plan's tables, found by the unit that they name without going through all."""

    def __init__(self, template: Template, plan: FilledBook) -> None:
        self.template, self.plan = template, plan
        self.units = RowNames.of_units(template, plan.tables.get(template.unit, ()))
        """How the plan names its units."""
        self._names: dict[RowsFrom, RowNames] = {}
        self._named: dict[tuple[str, str], dict[str, list[tuple[RowValues, bool]]]] = {}
        self.lines: dict[tuple[str, str], str] = {}
        """What patterns that ask nothing of the unit made of all rows of a table."""

    def alone(self) -> PlannedRows:
        """Return the same for a plan in which only the rows of one unit are left."""
        made = copy(self)
        made.lines = {}
        return made

    def of_unit(self, origin: RowsFrom, unit: RowValues) -> Iterator[tuple[RowValues, bool]]:
        """Yield the rows that name a unit, and whether they name it first; all where the template
        asks for no name.
        """
        if not origin.match:
            yield from ((row, True) for row in self.plan.tables.get(origin.table, ()))
            return
        if origin not in self._names:
            self._names[origin] = RowNames.of_units(self.template, self.units.rows, origin)
        own = self._names[origin].key(unit)
        for row, first in self._by_name(origin).get(fold(str(own)), ()) if own is not None else ():
            if first or not origin.first_only:
                yield row, first

    def _by_name(self, origin: RowsFrom) -> dict[str, list[tuple[RowValues, bool]]]:
        place = origin.table, origin.match
        if place not in self._named:
            found = self._named[place] = {}
            for row in self.plan.tables.get(origin.table, ()):
                for number, key in enumerate(_names(row.get(origin.match))):
                    found.setdefault(key, []).append((row, number == 0))
        return self._named[place]


def _names(named: Any) -> list[str]:
    """Return the keys of the names in a plan row's field (one name or several), each once."""
    names = named if isinstance(named, tuple) else (named,)
    return list(dict.fromkeys(fold(str(name)) for name in names if name is not None))


@lru_cache(maxsize=4096)  # each of a template's is asked of for every unit
def _tables_asked(pattern: str) -> tuple[str, ...]:
    """Return the tables and forms that a pattern asks for, in its order."""
    tables: list[str] = []
    for match in REFERENCE.finditer(pattern):
        for name in filter(None, (match[1], match[3])):
            tables.append(name.partition(".")[0])
    return tuple(tables)


class Filler:
    """Fill patterns from a plan, for one unit and one row."""

    def __init__(
        self,
        plan_template: Template,
        plan: FilledBook,
        unit: RowValues | None = None,
        planned: PlannedRows | None = None,
    ) -> None:
        self.template, self.plan = plan_template, plan
        self.planned = planned or PlannedRows(plan_template, plan)
        self.rows: dict[str, RowValues] = {}
        self.first: bool | None = None
        if unit is not None:
            self.rows[plan_template.unit] = unit

    def with_row(self, table: str, row: RowValues, first: bool | None = None) -> Filler:
        """Return the same filler with a plan row in view."""
        made = Filler(self.template, self.plan, planned=self.planned)
        made.rows = {**self.rows, table: row}
        made.first = first
        return made

    def with_rows_of(self, unit: RowValues, origins: Mapping[str, RowsFrom]) -> Filler:
        """Return the same filler of a plan in which these tables have only the rows that name the
        unit.
        """
        tables = dict(self.plan.tables)
        for table, origin in origins.items():
            named = replace(origin, first_only=False)
            tables[table] = [row for row, _ in self.planned.of_unit(named, unit)]
        return Filler(
            self.template, FilledBook(self.plan.forms, tables), unit, self.planned.alone()
        )

    def fill_field(self, field: Field, own: RowsFrom | None = None) -> Any:
        """Fill a form's field, a line for each row of a plan table where it says so.

        Of more rows than `MOST_LINES` the unit's own stand there, which `own` tells, and how many
        others there are: a workbook must not grow with the number of units.
        """
        if not field.prefill_each:
            return self.fill_typed(field, field.prefill)
        rows = self.plan.tables.get(field.prefill_each, ())
        if len(rows) <= MOST_LINES:
            text = self._lines_of_all(field, rows)
        else:
            shown = self._own_rows(own)[:MOST_LINES]
            others = f"{EACH}… và {len(rows) - len(shown)} dòng khác trong kế hoạch"
            text = "\n".join([*self._lines(field, shown), others])
        return text if field.kind.free_text and text else field.parse(text).value

    def _lines(self, field: Field, rows: Iterable[RowValues]) -> Iterator[str]:
        for row in rows:
            yield f"{EACH}{self.with_row(field.prefill_each, row).fill(field.prefill)}"

    def _lines_of_all(self, field: Field, rows: Iterable[RowValues]) -> str:
        if self.rows.keys() & set(_tables_asked(field.prefill)):
            return "\n".join(self._lines(field, rows))
        place = field.prefill_each, field.prefill
        if place not in self.planned.lines:
            self.planned.lines[place] = "\n".join(self._lines(field, rows))
        return self.planned.lines[place]

    def _own_rows(self, origin: RowsFrom | None) -> list[RowValues]:
        unit = self.rows.get(self.template.unit)
        if origin is None or unit is None:
            return []
        return [row for row, _ in self.planned.of_unit(origin, unit)]

    def fill_lines(self, text: str, origins: Mapping[str, RowsFrom]) -> str:
        """Fill a text of several lines; a line that asks for what the plan does not say is left
        out.

        One that asks for a table from which the unit's rows come, as `origins` tell, is said of
        each of the unit's own.
        """
        lines: list[str] = []
        for line in text.splitlines():
            for filler in self._of_each_row(line, origins):
                if filler.can_fill(line):
                    lines.append(str(filler._filled(line, 0)))
        return "\n".join(lines)

    def _of_each_row(self, line: str, origins: Mapping[str, RowsFrom]) -> Iterator[Filler]:
        table = next(filter(origins.__contains__, _tables_asked(line)), "")
        unit = self.rows.get(self.template.unit)
        if not table or unit is None:
            yield self
            return
        for row, first in self.planned.of_unit(origins[table], unit):
            yield self.with_row(table, row, first)

    def can_fill(self, line: str) -> bool:
        """Say whether the plan says all that a line asks for."""
        asked = map(self._asked, REFERENCE.finditer(OPTIONAL.sub("", line)))
        return all(self._value(reference) for reference in asked)

    def fill(self, pattern: str, number: int = 0) -> Any:
        """Fill a pattern; None where a lone reference has nothing behind it."""
        alone = REFERENCE.fullmatch(pattern)
        if alone and alone[1] != "so":
            asked = self._asked(alone)
            return self._named(asked) or self._value(asked)
        return self._filled(pattern, number)

    def _asked(self, match: re.Match[str]) -> str:
        """Return what a reference asks for: what stands after its `|` where the first is empty."""
        return match[3] if match[3] and self._value(match[1]) is None else match[1]

    def _named(self, reference: str) -> Any:
        """Return what the plan names the unit by, where that is what a reference asks for."""
        unit, names = self.template.unit, self.planned.units
        asked = unit in self.rows and reference in {f"{unit}.{way}" for way in names.ways[:1]}
        return names.key(self.rows[unit]) if asked else None

    def fill_typed(self, field: Field, pattern: str, number: int = 0) -> Any:
        """Fill a pattern with a value of the type of the field that it is for."""
        value = self.fill(pattern, number)
        if value is None or value == "":
            return None
        if field.kind.free_text:
            return self._as_text(pattern, value)
        return field.parse(value).value if isinstance(value, str) else value

    def fill_numbers(self, field: Field, pattern: str, numbers: Sequence[int]) -> list[Any]:
        """Fill a pattern for rows that differ in their number only; what else it asks for is looked
        up once.
        """
        if not any(match[1] == "so" for match in REFERENCE.finditer(pattern)):
            return [self.fill_typed(field, pattern)] * len(numbers)
        texts = self._numbered(pattern, numbers)
        if field.kind.free_text:
            return [text or None for text in texts]
        return [field.parse(text).value if text else None for text in texts]

    def fill_all_but_number(self, pattern: str) -> str:
        """Fill a pattern but for the number of a row, for which `str.format` is left to ask."""
        return "".join(
            (f"{{0:{form}}}" if form else "") + text.replace("{", "{{").replace("}", "}}")
            for form, text in self._pieces(pattern)
        )

    def _numbered(self, pattern: str, numbers: Sequence[int]) -> Iterator[str]:
        pieces = self._pieces(pattern)
        for number in numbers:
            yield "".join(f"{number:{form}}{text}" if form else text for form, text in pieces)

    def _pieces(self, pattern: str) -> list[tuple[str, str]]:
        """Return the parts of a pattern: how the number of the row is written, then a text."""
        pieces: list[tuple[str, str]] = []
        form, text, end = "", "", 0
        said = self._said(pattern)
        for match in REFERENCE.finditer(said):
            text += said[end : match.start()]
            end = match.end()
            if match[1] == "so":
                pieces.append((form, text))
                form, text = match[2] or "d", ""
            else:
                text += self._shown(self._asked(match), match[2] or "", 0)
        return [*pieces, (form, text + said[end:])]

    def _as_text(self, pattern: str, value: Any) -> str:
        """Return as text what a pattern gave: the value of a field of the plan, or a text."""
        alone = REFERENCE.fullmatch(pattern)
        sheet, _, name = self._asked(alone).partition(".") if alone else ("", "", "")
        if not name or isinstance(value, str):
            return str(value)
        return self.template.sheet(sheet).field(name).kind.as_text(value)

    def _filled(self, pattern: str, number: int) -> str:
        return REFERENCE.sub(
            lambda m: self._shown(self._asked(m), m[2] or "", number), self._said(pattern)
        )

    def _said(self, pattern: str) -> str:
        """Return a pattern without the parts that have nothing to say, and without brackets."""
        return OPTIONAL.sub(lambda m: m[1] if self.can_fill(m[1]) else "", pattern)

    def need(self, pattern: str) -> str:
        """Fill a pattern that names files and codes. Raises SheettoolsError where the plan does not
        say a part.
        """
        asked = [self._asked(match) for match in REFERENCE.finditer(self._said(pattern))]
        missing = [reference for reference in asked if self._value(reference) is None]
        if missing:
            raise SheettoolsError(
                *(Finding(NOT_IN_PLAN, self._place(name), self._title(name)) for name in missing)
            )
        return str(self.fill(pattern))

    def _value(self, reference: str) -> Any:
        sheet, _, name = reference.partition(".")
        if reference == "dau":
            return self.first
        if sheet in self.rows:
            return self.rows[sheet].get(name)
        if sheet in self.plan.forms:
            return self.plan.forms[sheet].get(name)
        lines = [
            self._show(reference, value)
            for value in resolve_reference(self.template, reference, self.plan)
        ]
        if len(lines) > 1:
            return "\n".join(f"{EACH}{line}" for line in lines)
        return "".join(lines) or None

    def _shown(self, reference: str, form: str, number: int) -> str:
        if reference == "so":
            return format(number, form)
        shown = self._show(reference, self._value(reference))
        return shown.lower() if form == LOWER else shown

    def _show(self, reference: str, value: Any) -> str:
        sheet, _, name = reference.partition(".")
        if value is None or (isinstance(value, str) and "\n" in value):
            return value or ""
        return self.template.sheet(sheet).field(name).show(value)

    def _title(self, reference: str) -> str:
        sheet, _, name = reference.partition(".")
        return self.template.sheet(sheet).field(name).title

    def _place(self, reference: str) -> Location:
        return Location(sheet=self.template.sheet(reference.partition(".")[0]).title)


def collect_facts(
    template: Template, source: Template, filled: FilledBook, unit: RowValues | None = None
) -> dict[str, Any]:
    """Return the facts that a template's rules ask for.

    A fact is a form's value, a value of the unit's own row, or the set of all values of another
    table's column, in the rows that the template asks for.
    """
    facts: dict[str, Any] = {SHEET_TITLES: {sheet.name: sheet.title for sheet in template.sheets}}
    for name, pattern in template.facts.items():
        sheet, _, column = pattern.strip("{}").partition(".")
        if sheet == source.unit and unit is not None:
            facts[name] = unit.get(column)
            continue
        where = template.facts_where.get(name, ALWAYS)
        values = resolve_reference(source, f"{sheet}.{column}", filled, where)
        if source.sheet(sheet).kind == "form":
            facts[name] = values[0] if values else None
        else:
            facts[name] = frozenset(values)
    return facts


def issue_all(
    template: Template,
    plan_template: Template,
    plan: FilledBook,
    carried: CarriedRows | None = None,
) -> list[Issue]:
    """Return what goes out to each unit of the plan, in the plan's order, with what was carried
    over to it.

    Raises SheettoolsError where the plan lacks what names and codes are made of, or two units share
    a code.
    """
    units = plan.tables.get(plan_template.unit, ())
    if not units:
        raise SheettoolsError(
            Finding(NO_UNITS, value=plan_template.sheet(plan_template.unit).title)
        )
    planned = PlannedRows(plan_template, plan)
    issued = [
        _issue(
            template,
            Filler(plan_template, plan, unit, planned),
            unit,
            collect_facts(template, plan_template, plan, unit),
            carried or {},
        )
        for unit in units
    ]
    codes = Counter(one.code for one in issued)
    twice = sorted(code for code, times in codes.items() if times > 1)
    if twice:
        raise SheettoolsError(*(Finding(CODE_TWICE, value=code) for code in twice))
    return issued


def _issue(
    template: Template,
    filler: Filler,
    unit: RowValues,
    facts: Facts,
    carried: CarriedRows,
) -> Issue:
    unit_code, unit_name = filler.need(template.unit_code), filler.need(template.unit_name)
    line = filler.need(template.line)
    own = carried.get(unit_code, {})
    origins: dict[str, RowsFrom] = {}
    for sheet in template.tables:
        if sheet.rows_from:
            origins.setdefault(sheet.rows_from.table, sheet.rows_from)
    forms = {
        sheet.name: _form(sheet, filler, origins)
        for sheet in template.sheets
        if sheet.kind == "form"
    }
    planned = {
        sheet.name: list(_planned(sheet.rows_from, filler, unit)) if sheet.rows_from else []
        for sheet in template.tables
    }
    rows = {
        sheet.name: list(_rows(sheet, filler, planned[sheet.name], own.get(sheet.name, ())))
        for sheet in template.tables
    }
    return Issue(
        code=filler.need(template.code),
        unit_code=unit_code,
        unit_name=unit_name,
        # Where the plan does not say what it names its units by, the first word tells their kind.
        own_name=str(filler.planned.units.plain(unit) or unit_name.partition(" ")[2]),
        line=line,
        office=_office(template, filler, line),
        office_code=filler.need(template.office_code),
        file_name=file_name_of(filler.need(template.file_name)),
        forms=forms,
        of_its_own=_of_its_own(template, filler, unit, origins),
        rows=rows,
        later=_later_of(template, filler),
        planned={name: len(fillers) + len(own.get(name, ())) for name, fillers in planned.items()},
        carried={name: len(several) for name, several in own.items()},
        facts=facts,
        year=year_in(facts, template.year),
        texts={
            sheet.name: filler.fill_lines(sheet.text, origins)
            for sheet in template.sheets
            if sheet.text
        },
        message=filler.fill_lines(template.message, origins),
        deadline=day if isinstance(day := filler.fill(template.deadline), date) else None,
    )


def _office(template: Template, filler: Filler, line: str) -> str:
    """Return whose the report is; where neither the template nor a unit's line tells of anybody but
    the unit itself, whose the plan is.
    """
    if template.office:
        return filler.need(template.office)
    told = line.partition(", ")[2]
    if told and not re.fullmatch(r"năm \d+", told):
        return ""
    own = filler.template.line
    said = str(filler.fill(own)) if own and filler.can_fill(own) else filler.template.title
    return re.sub(r", năm \d+$", "", said)


def _form(sheet: Sheet, filler: Filler, origins: Mapping[str, RowsFrom]) -> dict[str, Any]:
    """Return the prefilled values of a form; `origins` tell which rows of a plan's table are the
    unit's own.
    """
    return {
        f.name: filler.fill_field(f, origins.get(f.prefill_each)) for f in sheet.fields if f.prefill
    }


def _of_its_own(
    template: Template, filler: Filler, unit: RowValues, origins: Mapping[str, RowsFrom]
) -> dict[str, dict[str, Any]]:
    """Return what the fields of forms that tell of all units' rows would tell of one's own."""
    shared = {name: one for name, one in origins.items() if one.match}
    alone: Filler | None = None
    told: dict[str, dict[str, Any]] = {}
    for sheet in template.sheets:
        asking = [f for f in sheet.fields if _asked_by(f) & shared.keys()]
        if asking and sheet.kind == "form":
            alone = alone or filler.with_rows_of(unit, shared)
            told[sheet.name] = {f.name: alone.fill_field(f) for f in asking}
    return told


def _asked_by(field: Field) -> set[str]:
    """Return the tables and forms of the plan that a field's prefill asks for."""
    return {*_tables_asked(field.prefill), field.prefill_each}


def file_name_of(text: str) -> str:
    """Return a name for a unit's files that every system takes, from the filled pattern of it."""
    name = "_".join(map(_file_part, text.split("_")))[:LONGEST_NAME].rstrip("-_") or "x"
    return f"{name}-x" if is_reserved(name) else name


def _file_part(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9\-]+", text) else slug(text)


def _rows(
    sheet: Sheet, filler: Filler, planned: Sequence[Filler], carried: Sequence[RowValues]
) -> Iterator[dict[str, Any]]:
    """Yield the prefilled values of a table's rows: the planned ones, then the others as far as
    they have any.

    What was carried over stands in the first of those others; a table has either rows planned or
    rows carried over.
    """
    for number, row_filler in enumerate(planned, start=1):
        yield {
            f.name: row_filler.fill_typed(f, f.prefill, number) for f in sheet.fields if f.prefill
        }
    patterns = _patterns_of_more(sheet)
    if patterns:
        # As many as the sheet has rows, planned ones or not: a plan that grows leaves every code
        # what it was.
        numbers = range(1, max(sheet.rows, len(carried)) + 1)
        filled = {f.name: filler.fill_numbers(f, p, numbers) for f, p in patterns}
        for number in numbers:
            given = {name: values[number - 1] for name, values in filled.items()}
            yield given | dict(carried[number - 1] if number <= len(carried) else {})


def _patterns_of_more(sheet: Sheet) -> list[tuple[Field, str]]:
    """Return the fields of a table that the rows which the plan does not ask for are prefilled in,
    with what.
    """
    patterns = ((f, f.prefill_more if sheet.rows_from else f.prefill) for f in sheet.fields)
    return [(target, pattern) for target, pattern in patterns if pattern]


def _later_of(template: Template, filler: Filler) -> dict[str, dict[str, str]]:
    """Return what a row of each table past the prepared ones bears, where nobody may write it
    himself.
    """
    later: dict[str, dict[str, str]] = {}
    for sheet in template.tables:
        for target, pattern in _patterns_of_more(sheet):
            if target.read_only and target.kind.free_text:
                given = later.setdefault(sheet.name, {})
                given[target.name] = filler.fill_all_but_number(pattern)
    return later


def _planned(origin: RowsFrom, filler: Filler, unit: RowValues) -> Iterator[Filler]:
    for row, first in filler.planned.of_unit(origin, unit):
        yield filler.with_row(origin.table, row, first)
