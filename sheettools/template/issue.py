"""What stands in each unit's workbook when it goes out: template + plan + unit → prefilled values
and identity.

Patterns are filled from the plan. `{chung.nam}` is a field of a plan's form; `{thon.ten}` a field
of the unit's own row; `{cuoc.quy}` a field of the plan row a table row was made from; `{so}` or
`{so:03}` the number of the row; `{dau}` whether the plan row names the unit first; a field of any
other table is all its values, a line each; `{chung.loai_xa:thuong}` is written in small letters. A
pattern that is one reference alone keeps the value's type.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.template.conditions import ALWAYS, Condition, RowValues
from sheettools.template.facts import SHEET_TITLES, Facts, year_in
from sheettools.template.model import Field, RowsFrom, Sheet, Template
from sheettools.words.text import fold, slug

LOWER = "thuong"
"""How a pattern asks for small letters: “xã” in the middle of a sentence."""
REFERENCE = re.compile(r"\{([\w.]+)(?::(\w+))?\}")

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

    def fixes(self, sheet: str, number: int, name: str) -> bool:
        """Say whether a row's field (rows from 0) was carried over and is not to be changed."""
        if number >= self.carried.get(sheet, 0):
            return False
        return self.rows[sheet][number].get(name) is not None

    @property
    def new_year(self) -> date | None:
        """The first day of its year, of which its files are dated."""
        return None if self.year is None else date(self.year, 1, 1)

    @property
    def number(self) -> str:
        """The number of the issue: another one as soon as anything planned for the unit changes."""
        planned = {
            name: list(rows[: self.planned.get(name, 0)]) for name, rows in self.rows.items()
        }
        said = json.dumps([self.unit_name, self.forms, planned], default=str, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:8]


def year_of(issued: Iterable[Issue]) -> int | None:
    """Return the year that workbooks issued together are about."""
    return next((one.year for one in issued if one.year is not None), None)


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


class Filler:
    """Fill patterns from a plan, for one unit and one row."""

    def __init__(
        self, plan_template: Template, plan: FilledBook, unit: RowValues | None = None
    ) -> None:
        self.template, self.plan = plan_template, plan
        self.rows: dict[str, RowValues] = {}
        self.first: bool | None = None
        if unit is not None:
            self.rows[plan_template.unit] = unit

    def with_row(self, table: str, row: RowValues, first: bool | None = None) -> Filler:
        """Return the same filler with a plan row in view."""
        made = Filler(self.template, self.plan)
        made.rows = {**self.rows, table: row}
        made.first = first
        return made

    def fill_field(self, field: Field) -> Any:
        """Fill a form's field, a line for each row of a plan table where it says so."""
        if not field.prefill_each:
            return self.fill_typed(field, field.prefill)
        rows = self.plan.tables.get(field.prefill_each, ())
        lines = [f"- {self.with_row(field.prefill_each, row).fill(field.prefill)}" for row in rows]
        text = "\n".join(lines)
        return text if field.kind.free_text and text else field.parse(text).value

    def fill_lines(self, text: str) -> str:
        """Fill a text of several lines; a line that asks for what the plan does not say is left
        out.
        """
        lines = [str(self._filled(line, 0)) for line in text.splitlines() if self._can_fill(line)]
        return "\n".join(lines)

    def _can_fill(self, line: str) -> bool:
        return all(self._value(match[1]) for match in REFERENCE.finditer(line))

    def fill(self, pattern: str, number: int = 0) -> Any:
        """Fill a pattern; None where a lone reference has nothing behind it."""
        alone = REFERENCE.fullmatch(pattern)
        if alone and alone[1] != "so":
            return self._value(alone[1])
        return self._filled(pattern, number)

    def fill_typed(self, field: Field, pattern: str, number: int = 0) -> Any:
        """Fill a pattern with a value of the type of the field that it is for."""
        value = self.fill(pattern, number)
        if value is None or value == "":
            return None
        if field.kind.free_text:
            return self._as_text(pattern, value)
        return field.parse(value).value if isinstance(value, str) else value

    def _as_text(self, pattern: str, value: Any) -> str:
        """Return as text what a pattern gave: the value of a field of the plan, or a text."""
        alone = REFERENCE.fullmatch(pattern)
        sheet, _, name = alone[1].partition(".") if alone else ("", "", "")
        if not name or isinstance(value, str):
            return str(value)
        return self.template.sheet(sheet).field(name).kind.as_text(value)

    def _filled(self, pattern: str, number: int) -> str:
        return REFERENCE.sub(lambda m: self._shown(m[1], m[2] or "", number), pattern)

    def need(self, pattern: str) -> str:
        """Fill a pattern that names files and codes. Raises SheettoolsError where the plan does not
        say a part.
        """
        missing = [m[1] for m in REFERENCE.finditer(pattern) if self._value(m[1]) is None]
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
            return "\n".join(f"- {line}" for line in lines)
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
    issued = [
        _issue(
            template,
            Filler(plan_template, plan, unit),
            unit,
            collect_facts(template, plan_template, plan, unit),
            carried or {},
        )
        for unit in units
    ]
    codes = [one.code for one in issued]
    twice = sorted({code for code in codes if codes.count(code) > 1})
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
    unit_code = filler.need(template.unit_code)
    own = carried.get(unit_code, {})
    forms = {sheet.name: _form(sheet, filler) for sheet in template.sheets if sheet.kind == "form"}
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
        unit_name=filler.need(template.unit_name),
        line=filler.need(template.line),
        file_name="_".join(_file_part(part) for part in filler.need(template.file_name).split("_")),
        forms=forms,
        rows=rows,
        planned={name: len(fillers) + len(own.get(name, ())) for name, fillers in planned.items()},
        carried={name: len(several) for name, several in own.items()},
        facts=facts,
        year=year_in(facts, template.year),
        texts={
            sheet.name: filler.fill_lines(sheet.text) for sheet in template.sheets if sheet.text
        },
        message=filler.fill_lines(template.message),
        deadline=day if isinstance(day := filler.fill(template.deadline), date) else None,
    )


def _form(sheet: Sheet, filler: Filler) -> dict[str, Any]:
    """Return the prefilled values of a form."""
    return {f.name: filler.fill_field(f) for f in sheet.fields if f.prefill}


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
    patterns = {f: f.prefill_more if sheet.rows_from else f.prefill for f in sheet.fields}
    if any(patterns.values()):
        # As many as the sheet has rows, planned ones or not: a plan that grows leaves every code
        # what it was.
        for number in range(1, max(sheet.rows, len(carried)) + 1):
            given = {
                f.name: filler.fill_typed(f, pattern, number)
                for f, pattern in patterns.items()
                if pattern
            }
            yield given | dict(carried[number - 1] if number <= len(carried) else {})


def _planned(origin: RowsFrom, filler: Filler, unit: RowValues) -> Iterator[Filler]:
    for row in filler.plan.tables.get(origin.table, ()):
        named, own = row.get(origin.match), unit.get(origin.unit)
        first = not origin.match or _names_first(named, own)
        if first or (not origin.first_only and names_unit(named, own)):
            yield filler.with_row(origin.table, row, first)


def names_unit(named: Any, unit: Any) -> bool:
    """Say whether a plan row's field (one name or several) names the unit."""
    return any(
        _names_first(name, unit) for name in (named if isinstance(named, tuple) else (named,))
    )


def _names_first(named: Any, unit: Any) -> bool:
    first = named[0] if isinstance(named, tuple) and named else named
    return first is not None and unit is not None and fold(str(first)) == fold(str(unit))
