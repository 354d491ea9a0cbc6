"""Last year's plan workbook → this year's: what lasts is brought along, what was for one year is
not.

What becomes of a field its template says (`next_year`, `once`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheettools.findings import (
    Finding,
    Location,
    SheettoolsError,
    Title,
    Words,
    english,
    joined,
    quoted,
)
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import bytes_of, read_book
from sheettools.incoming.cage.refusals import NOT_A_WORKBOOK
from sheettools.incoming.look.sniff import sniff
from sheettools.outgoing.workbook.initial import Contents
from sheettools.plan import renew_problems as problems
from sheettools.plan.begin import (
    NO_YEAR,
    NOT_IN_TEMPLATE,
    Drafted,
    holidays_of,
    period_of,
    write_plan,
)
from sheettools.plan.in_force import (
    ChosenProfile,
    PlanSays,
    choose_profile,
    told_of_choice,
    told_of_issuer,
    told_of_period,
)
from sheettools.plan.new_year import YearMover
from sheettools.plan.plan import NOT_A_PLAN, check_plan
from sheettools.template.conditions import RowValues
from sheettools.template.facts import HOLIDAYS, PERIOD_END, PERIOD_START, year_in
from sheettools.template.issue import FilledBook, Filler, collect_facts
from sheettools.template.kinds import show_date
from sheettools.template.layout import OFFICE_FOLDER, OFFICE_NAME
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import NO_PROFILE, load_template
from sheettools.template.model import Field, Profile, Sheet, Template
from sheettools.words.text import fold

AS_BEFORE = Words(
    "như năm trước, đầu năm vẫn còn hiệu lực", "as last year, and in force when the year begins"
)
UNITS_LOST = Words("đã bỏ các đơn vị đó", "they were left out")
ROW_LOST = Words("không còn đơn vị nào nên không mang sang", "none is left, so it was left out")
EMPTIED_DAY = Words("đã để trống ô đó", "and was left empty")
LEFT_DAY = Words("vẫn giữ", "and was kept")

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""How workbooks are named that cannot be opened as one: locked, or damaged."""


@dataclass(frozen=True)
class LastPlan:
    """Last year's plan: where it lies, its template, what it says; its year and the new one."""

    path: Path
    template: Template
    filled: FilledBook
    findings: tuple[Finding, ...]
    before: int
    year: int

    @property
    def shown(self) -> str:
        """What it is called in all that is said of it: with its folder, for the new one has its
        name.
        """
        return f"{self.path.absolute().parent.name}/{self.path.name}"

    @property
    def profile(self) -> str:
        """The profile that it was under; empty where it names none."""
        form, _, name = self.template.profile_field.partition(".")
        return str(self.filled.forms.get(form, {}).get(name) or "")


def is_workbook(path: Path) -> bool:
    """Say whether a file is a workbook and not the text of a plan: by what it holds, else by its
    name.
    """
    if sniff(bytes_of(path)) not in ("zip", "xls", "password"):
        return False
    reading = read_book(path)
    if any(finding.problem is NOT_A_WORKBOOK for finding in reading.findings):
        return False
    return reading.book is not None or path.suffix.lower() in BOOKS


def read_last_plan(path: Path, year: int = 0) -> LastPlan:
    """Read last year's plan, to begin that of `year` with it; of the year after where none is said.

    Raises SheettoolsError where it is no plan (T080), cannot be read, says no year (T022), or is
    not of a year before (T081).
    """
    try:
        checked, template = check_plan(path, path.parent)
    except SheettoolsError as error:
        if all(finding.problem is not NOT_A_PLAN for finding in error.findings):
            raise
        raise SheettoolsError(Finding(problems.NOT_LAST_YEARS, value=path.name)) from None
    filled = checked.filled()
    said = year_in(collect_facts(template, template, filled), template.year)
    wanted = year or (said + 1 if said else 0)
    if not wanted:
        raise SheettoolsError(Finding(NO_YEAR, Location(file=path.name)))
    before = said or wanted - 1
    if wanted <= before:
        raise SheettoolsError(
            Finding(problems.NOT_LATER, value=str(before), values={"year": wanted})
        )
    return LastPlan(path, template, filled, tuple(checked.findings), before, wanted)


def renew_plan(
    path: Path, last: LastPlan, template_file: Path | None = None, profile: Profile | None = None
) -> Drafted:
    """Write the plan workbook at `path` that begins with last year's, and return what is to be
    said.

    Raises SheettoolsError where there is no profile for the year (T026).
    """
    home, said = path.parent, _lasting(last)
    chosen = ChosenProfile(profile) if profile else _choose(said, last, home)
    profile = chosen.profile
    source = template_file or find_template(last.template.name, home, from_workbook=True)
    template = load_template(source, profile)
    collects = load_template(find_template(template.collects, home), profile)
    renewal = _Renewal(template, collects, last)
    contents = renewal.contents(profile, home)
    told = [*renewal.told(), *chosen.findings]
    old = last.profile
    if old and old != profile.name:
        values = {"before": old, "titles": ", ".join(_sheets_of(template, profile))}
        place = Location(file=last.shown)
        told.append(Finding(problems.OTHER_PROFILE, place, profile.name, values))
    if template.profile_field:
        told += told_of_period(profile, *renewal.period, said, home, last.shown)
        told += told_of_issuer(profile, said, last.shown)
    write_plan(path, template, contents, last.year)
    return Drafted(tuple(renewal.unplaced()), tuple(told), last.findings)


def _lasting(last: LastPlan) -> PlanSays:
    """Return what last year's plan says in its form that holds for the next year too."""
    form = last.template.profile_field.partition(".")[0]
    said = {
        name: value
        for name, value in last.filled.forms.get(form, {}).items()
        if last.template.sheet(form).field(name).next_year == "kept"
    }
    return PlanSays(said)


def _sheets_of(template: Template, profile: Profile) -> list[str]:
    """Return the titles of the sheets on which a profile bears: its form, and its tables."""
    names = (template.profile_field.partition(".")[0], *profile.tables)
    return [f"“{sheet.title}”" for sheet in template.filled if sheet.name in names]


def _choose(said: PlanSays, last: LastPlan, home: Path) -> ChosenProfile:
    """Return last year's profile while it is in force, else the one that is; none for a template
    that knows of no profiles.
    """
    if not last.template.profile_field:
        return ChosenProfile(NO_PROFILE)
    if last.profile:
        profile = find_profile(last.profile, home, from_workbook=True)
        if profile.in_force(f"{last.year}-01-01"):
            return ChosenProfile(profile, (told_of_choice(profile, AS_BEFORE, last.shown),))
    return choose_profile(said, last.year, home, last.shown)


class _Renewal:
    """One plan on its way into the next year, and what happened to it."""

    def __init__(self, template: Template, collects: Template, last: LastPlan) -> None:
        self.template, self.collects, self.last = template, collects, last
        self.units = template.sheet(template.unit)
        self.place = Location(file=last.shown)
        self.forms: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, list[RowValues]] = {}
        self.findings: list[Finding] = []
        self.years = YearMover(last.before, last.year)
        self.moved: Counter[str] = Counter()
        self.emptied: dict[str, None] = {}

    def contents(self, profile: Profile, home: Path) -> Contents:
        """Return what the new plan holds."""
        filled = self.last.filled
        for sheet in self.template.filled:
            if sheet.kind == "form":
                empty = (one.title for one in sheet.fields if one.next_year == "empty")
                self.emptied |= dict.fromkeys(empty)
                self.forms[sheet.name] = self._row(sheet, filled.forms.get(sheet.name, {}))
        self._add_year(profile)
        self._add_report(home)
        gone = self._add_units(filled.tables.get(self.units.name, ()))
        for sheet in self.template.tables:
            if sheet.name not in (self.units.name, HOLIDAYS):
                self._add_table(sheet, filled.tables.get(sheet.name, ()), gone)
        days = holidays_of(self.template, profile, self.period, home)
        if days:
            self.tables[HOLIDAYS] = days
        return Contents(self.forms, self.tables)

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day of the new reporting period."""
        facts = collect_facts(self.template, self.template, FilledBook(self.forms, {}))
        year = self.last.year
        start = facts.get(PERIOD_START) or date(year, 1, 1)
        return start, facts.get(PERIOD_END) or date(year, 12, 31)

    def _add_year(self, profile: Profile) -> None:
        """Name the year and the profile, and the profile's period where the plan had none."""
        form, _, under = self.template.profile_field.partition(".")
        if form:
            about = self.template.sheet(form)
            usual = {name: day for name, day in period_of(profile, self.last.year) if name in about}
            self.forms[form] = {**usual, **self.forms[form], under: profile.name}
        place = self.template.facts.get(self.template.year, "")
        form, _, name = place.strip("{}").partition(".")
        if form in self.forms and self.forms[form].get(name) in (None, self.last.before):
            year = self.template.sheet(form).field(name).parse(str(self.last.year))
            self.forms[form][name] = year.value

    # ----- what it becomes

    def _add_units(self, rows: Sequence[RowValues]) -> set[str]:
        """Bring the units along that there still are; return the names of the others."""
        kept: list[RowValues] = []
        ended: list[RowValues] = []
        for row in rows:
            day = _end(self.units, row)
            if day is None or day >= self.period[0]:
                kept.append(row)
                continue
            ended.append(row)
            shown = Filler(self.template, self.last.filled, row).fill(self.collects.unit_name)
            values = {"day": show_date(day), "title": self.units.title}
            self.findings.append(Finding(problems.UNIT_ENDED, self.place, str(shown), values))
        self.tables[self.units.name] = [self._row(self.units, row) for row in kept]
        return self._names(ended) - self._names(kept)

    def _names(self, units: Iterable[RowValues]) -> set[str]:
        """Return all names by which other tables know units."""
        names: set[str] = set()
        for sheet in self.template.tables:
            for target in sheet.fields:
                for key in self._own(target):
                    names.update(self._name(unit, key) for unit in units)
        return names

    def _own(self, target: Field) -> list[str]:
        """Return the keys by which a field names a unit; none where it names something else."""
        return [key for key in target.foreign_key if _sheet_of(key) == self.units.name]

    def _name(self, unit: RowValues, key: str) -> str:
        """Return what a key says of a unit: `thon.loai+ten` is two fields one after the other."""
        names = key.partition(".")[2].split("+")
        return fold(" ".join(self.units.field(name).show(unit.get(name)) for name in names))

    def _add_table(self, sheet: Sheet, rows: Sequence[RowValues], gone: set[str]) -> None:
        if not rows:
            return
        if sheet.once:
            self.emptied[quoted([sheet.title])] = None
            return
        made = (self._row(sheet, row) for row in rows)
        here = (self._without(sheet, row, gone) for row in made)
        self.tables[sheet.name] = [row for row in here if row]

    def _without(self, sheet: Sheet, row: RowValues, gone: set[str]) -> RowValues:
        """Return a row without the units that are no more; nothing where it needs one of them."""
        made = dict(row)
        for target in sheet.fields:
            if not self._own(target):
                continue
            named = row.get(target.name) or ()
            several = named if isinstance(named, tuple) else (named,)
            lost = [one for one in several if fold(str(one)) in gone]
            if not lost:
                continue
            left = tuple(one for one in several if one not in lost)
            made[target.name] = left or None
            needed = not left and target.required
            values = {
                "units": ", ".join(map(str, lost)),
                "what": ROW_LOST if needed else UNITS_LOST,
                "title": sheet.title,
            }
            key = str(next(iter(row.values())))
            self.findings.append(Finding(problems.WITHOUT_UNIT, self.place, key, values))
            if needed:
                return {}
        return made

    def _row(self, sheet: Sheet, said: RowValues) -> dict[str, Any]:
        made = {}
        for name, value in said.items():
            if value is not None and name in sheet:
                new = self._value(sheet, sheet.field(name), value)
                if new is not None:
                    made[name] = new
        return made

    def _value(self, sheet: Sheet, target: Field, value: Any) -> Any:
        if target.next_year == "empty":
            self.emptied[target.title] = None
            return None
        if target.next_year != "moved":
            return value
        days = self.years.days_in(value)
        if days:
            what = LEFT_DAY if target.required else EMPTIED_DAY
            values = {"title": target.title, "what": what}
            self.findings.append(Finding(problems.OLD_DAY, self.place, str(value), values))
            if not target.required:
                return None
        new = self.years.move(value)
        if new != value and target.kind.free_text:
            self.moved[sheet.title] += 1
        return new

    def _add_report(self, home: Path) -> None:
        """Name last year's report in the field from which open matters are carried over."""
        before = self.last.year - 1
        named = (sheet.carry_over for sheet in self.collects.tables)
        for place in sorted({carried.file for carried in named if carried is not None}):
            form, _, name = place.partition(".")
            target = self.template.sheet(form).field(name)
            path = find_report(self.last.path, before, home)
            fits = not target.max_length or len(path) <= target.max_length
            self.forms[form].pop(name, None)
            problem, said = problems.NO_LAST_REPORT, str(before)
            if path and fits:
                self.forms[form][name] = said = path
                problem = problems.LAST_REPORT
            self.findings.append(Finding(problem, self.place, said, {"title": target.title}))

    # ----- what is said

    def unplaced(self) -> Iterator[Finding]:
        """Yield what last year's plan says and this template has no place for."""
        sheets = {sheet.name: sheet for sheet in self.template.filled}
        for name, row in _rows_of(self.last.filled):
            for column, value in row.items():
                if value is not None and (name not in sheets or column not in sheets[name]):
                    yield Finding(NOT_IN_TEMPLATE, self.place, f"{name}.{column}: {value}")

    def told(self) -> tuple[Finding, ...]:
        """Return what happened, the whole before its parts."""
        year = {"year": self.last.year, "before": self.last.before}
        parts = [
            _with_count(self.template.sheet(name).title, len(rows))
            for name, rows in self.tables.items()
            if rows and name != HOLIDAYS
        ]
        values = {**year, "brought": joined(parts)}
        found = [Finding(problems.BROUGHT, self.place, str(self.last.before), values)]
        if self.moved:
            places = joined(_with_count(title, count) for title, count in self.moved.items())
            values = {**year, "places": places}
            found.append(Finding(problems.MOVED, self.place, str(self.last.year), values))
        if self.emptied:
            titles = joined(self.emptied)
            found.append(Finding(problems.LEFT_EMPTY, self.place, titles, {"titles": titles}))
        return (*found, *self.findings)


def _with_count(title: str, count: int) -> str:
    """Return a title in quotes, and after it how many of its cells or rows are meant."""
    said = quoted([title])
    return Title(f"{said} ({count})", f"{english(said)} ({count})")


def _rows_of(filled: FilledBook) -> Iterator[tuple[str, RowValues]]:
    """Yield every row of a filled workbook with its sheet's name; a form is one row."""
    yield from filled.forms.items()
    for name, rows in filled.tables.items():
        yield from ((name, row) for row in rows)


def _end(sheet: Sheet, row: RowValues) -> date | None:
    """Return the day on which a row ends, None where it says none."""
    for target in sheet.fields:
        day = row.get(target.name)
        if target.next_year == "ends" and isinstance(day, date):
            return day
    return None


def _sheet_of(key: str) -> str:
    return key.partition(".")[0]


def find_report(plan: Path, year: int, home: Path) -> str:
    """Return last year's report in the office's edition, by its path from the new year's folder;
    empty where it does not lie beside last year's plan, or no path leads there.
    """
    pattern = f"*_{year}{OFFICE_NAME}.xlsx"
    there = [*(plan.parent / OFFICE_FOLDER).glob(pattern), *plan.parent.glob(pattern)]
    if not there:
        return ""
    newest = max(there, key=lambda path: path.stat().st_mtime)
    try:
        return Path(os.path.relpath(newest, home)).as_posix()
    except ValueError:  # on another drive
        return ""
