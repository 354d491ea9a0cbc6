"""A plan workbook as it begins: drafted from a plan's text or empty, with its profile's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.document import plain_lines
from sheettools.incoming.document.text import DocumentText
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.plan.draft import Draft, DraftFact, draft_plan
from sheettools.plan.gaps import COUNTED, missing_from_text, told_of_holidays
from sheettools.plan.holidays import days_for
from sheettools.plan.in_force import (
    ChosenProfile,
    PlanSays,
    choose_profile,
    told_of_issuer,
    told_of_period,
)
from sheettools.template.conditions import RowValues
from sheettools.template.facts import HOLIDAYS, PERIOD_END, PERIOD_START
from sheettools.template.issue import Issue
from sheettools.template.kinds import YEAR
from sheettools.template.load.load import load_template
from sheettools.template.model import Profile, Sheet, Template

NO_YEAR = declare(
    "T022",
    Severity.ERROR,
    why=("Không rõ kế hoạch của năm nào.", "It is not clear which year the plan is for."),
    remedy=("Thêm --year, ví dụ --year 2026.", "Add --year, for example --year 2026."),
)
NOT_IN_TEMPLATE = declare(
    "T023",
    Severity.WARNING,
    why=(
        "Mẫu kế hoạch không có chỗ cho “{value}”.",
        "The plan template has no place for “{value}”.",
    ),
    remedy=(
        "Ghi vào chỗ thích hợp của ke-hoach.xlsx nếu cần.",
        "Write it where it fits in ke-hoach.xlsx if you need it.",
    ),
)
NO_PLACE_FOR_YEAR = declare(
    "T103",
    Severity.WARNING,
    why=(
        "Mẫu kế hoạch không có ô kiểu year nào để ghi năm {value}.",
        "The plan template has no field of type year to hold the year {value}.",
    ),
    remedy=(
        'Thêm vào một trang form của mẫu kế hoạch một ô type = "year", rồi lập lại.',
        'Add a field with type = "year" to a form of the plan template, and begin again.',
    ),
)
TEXT_NOT_READ = declare(
    "T104",
    Severity.WARNING,
    why=(
        "Chưa lấy gì từ văn bản “{value}”: chỉ mẫu kế hoạch có bộ quy định (profile_field) mới "
        "điền sẵn từ văn bản.",
        "Nothing was taken from “{value}”: only a plan template with a profile (profile_field) is "
        "drafted from a text.",
    ),
    remedy=(
        "Điền ke-hoach.xlsx bằng tay theo văn bản.",
        "Fill in ke-hoach.xlsx by hand, by the text.",
    ),
)


@dataclass(frozen=True)
class Drafted:
    """What is to be said of a plan that was drafted: what could not be placed in it, and what was
    concluded and is still to be filled in.
    """

    unplaced: tuple[Finding, ...] = ()
    told: tuple[Finding, ...] = ()
    before: tuple[Finding, ...] = ()
    """What is wrong with last year's plan, with which it began."""


def write_draft(
    path: Path,
    template_file: Path,
    document: DocumentText,
    *,
    year: int = 0,
    profile: Profile | None = None,
    text_name: str = "",
) -> Drafted:
    """Draft the plan workbook at `path` from a plan's text; of none, an empty one.

    What the text does not say stays empty; what is filled carries a note with the sentence it came
    from. Raises SheettoolsError where neither the text nor `year` gives the year (T022), or it has
    no profile (T026).
    """
    lines = plain_lines(document)
    draft = draft_plan(document, text_name) if lines else Draft()
    facts = [fact for fact in draft.facts if fact.field != COUNTED]
    wanted = year or _year_said(facts)
    if not wanted:
        raise SheettoolsError(Finding(NO_YEAR, Location(file=text_name)))
    said = PlanSays.of(facts, lines)
    chosen = (
        ChosenProfile(profile)
        if profile is not None
        else choose_profile(said, wanted, path.parent, text_name)
    )
    profile = chosen.profile
    template = load_template(template_file, profile)
    defaults = _defaults(profile, wanted, from_text=bool(lines))
    start, end = _period([*defaults, *facts], wanted)
    days = holidays_of(template, profile, (start, end), path.parent)
    defaults += _rows({HOLIDAYS: days}, "")
    contents, lost = _contents(template, facts, defaults)
    write_plan(path, template, contents, wanted)
    told = [*chosen.findings]
    told += told_of_period(profile, start, end, said, path.parent, text_name)
    told += told_of_issuer(profile, said, text_name)
    if lines:
        told += missing_from_text(draft.facts, template, lines, text_name)
        told += told_of_holidays(draft.facts, template, contents, text_name)
    return Drafted((*draft.findings, *lost), tuple(told))


def write_plan(path: Path, template: Template, contents: Contents, year: int) -> None:
    """Write the plan workbook of a year."""
    template = _with_room(template, contents)
    name = contents.forms.get("chung", {}).get("co_quan_ban_hanh") or template.title
    issued = Issue(
        code="",
        unit_code="",
        unit_name="",
        line=f"{name}, năm {year}",
        file_name=path.stem,
        year=year,
        texts={s.name: s.text for s in template.sheets if s.text},
    )
    write_workbook(path, template, issued, contents)


def _year_said(facts: Iterable[DraftFact]) -> int:
    """Return the year that a plan's text says, 0 where it does not."""
    for fact in facts:
        if (fact.sheet, fact.field) == ("chung", "nam"):
            return fact.value if isinstance(fact.value, int) else 0
    return 0


def write_empty(path: Path, template: Template, collects: Template, year: int = 0) -> Drafted:
    """Write a plan workbook of any plan template, empty but for its year, and say where that could
    not be written down. `collects` tells which of the plan's fields the year is.
    """
    texts = {sheet.name: sheet.text for sheet in template.sheets if sheet.text}
    line = f"{template.title}, năm {year}" if year else template.title
    issued = Issue("", "", "", line, path.stem, year=year or None, texts=texts)
    sheet, _, name = _year_field(template, collects).partition(".")
    write_workbook(path, template, issued, Contents({sheet: {name: year}} if year and name else {}))
    return Drafted(told=() if name or not year else (Finding(NO_PLACE_FOR_YEAR, value=str(year)),))


def _year_field(template: Template, collects: Template) -> str:
    """Return the field of a plan's form that holds its year, `chung.nam`; empty where none does."""
    said = collects.facts.get(collects.year, "").strip("{}")
    years = []
    for sheet in template.filled:
        for one in sheet.fields if sheet.kind == "form" else ():
            place = f"{sheet.name}.{one.name}"
            if one.kind.schema_type == YEAR.schema_type or place == said:
                years.append(place)
    return said if said in years else "".join(years[:1])


def _defaults(profile: Profile, year: int, *, from_text: bool) -> list[DraftFact]:
    """Return what the profile says: the reporting window; without a text also the rest."""
    quote = f"Theo bộ quy định {profile.name}"
    facts = [DraftFact("chung", 0, "ho_so", profile.name, quote)]
    if not from_text:
        facts.append(DraftFact("chung", 0, "nam", year, quote))
    facts += [DraftFact("chung", 0, name, day, quote) for name, day in period_of(profile, year)]
    if from_text:
        return facts
    tables = {name: rows for name, rows in profile.tables.items() if name != HOLIDAYS}
    return [*facts, *_rows(tables, quote)]


def period_of(profile: Profile, year: int) -> Iterator[tuple[str, date]]:
    """Yield the reporting period that a profile gives a year: the plan's field, and its day."""
    period = profile.period
    if period:
        first = year + period.get("start_year_offset", 0)
        yield PERIOD_START, date.fromisoformat(f"{first}-{period['start']}")
        yield PERIOD_END, date.fromisoformat(f"{year}-{period['end']}")


def holidays_of(
    template: Template, profile: Profile, period: tuple[date, date], year_folder: Path
) -> list[RowValues]:
    """Return the days off that a plan's period needs, each with where it comes from; none where the
    plan has no sheet for them.
    """
    sheet = next((one for one in template.tables if one.name == HOLIDAYS), None)
    if sheet is None:
        return []
    days = days_for(*period, profile, year_folder)
    return [_known_to(sheet, row) for row in days]


def _known_to(sheet: Sheet, row: RowValues) -> RowValues:
    return {name: value for name, value in row.items() if name in sheet}


def _period(facts: Sequence[DraftFact], year: int) -> tuple[date, date]:
    """Return the first and the last day of the reporting period, as said last; else the year."""
    said = {fact.field: fact.value for fact in facts if fact.sheet == "chung"}
    start, end = said.get("tu_ngay"), said.get("den_ngay")
    return (
        start if isinstance(start, date) else date(year, 1, 1),
        end if isinstance(end, date) else date(year, 12, 31),
    )


def _rows(tables: Mapping[str, Sequence[RowValues]], quote: str) -> Iterator[DraftFact]:
    for table, rows in tables.items():
        for number, row in enumerate(rows, start=1):
            yield from (DraftFact(table, number, key, value, quote) for key, value in row.items())


def _contents(
    template: Template, facts: Sequence[DraftFact], defaults: Sequence[DraftFact]
) -> tuple[Contents, tuple[Finding, ...]]:
    """Lay facts into the template's forms and tables; the text's word goes before the defaults."""
    sheets = {sheet.name: sheet for sheet in template.filled}
    forms: dict[str, dict[str, Any]] = {}
    tables: dict[str, list[dict[str, Any]]] = {}
    notes: dict[tuple[str, int, str], str] = {}
    lost: list[Finding] = []
    quoted = [replace(fact, quote=f"Trích văn bản: “{fact.quote}”") for fact in facts]
    for fact in (*defaults, *quoted):
        sheet = sheets.get(fact.sheet)
        if sheet is None or fact.field not in sheet:
            lost.append(Finding(NOT_IN_TEMPLATE, value=f"{fact.sheet}.{fact.field}: {fact.value}"))
            continue
        row = _row(sheet, fact, forms, tables)
        row[fact.field] = _typed(sheet, fact)
        if fact.quote:
            notes[fact.sheet, fact.row, fact.field] = fact.quote
    return Contents(forms, tables, notes), tuple(lost)


def _with_room(template: Template, contents: Contents) -> Template:
    """Return the template with as many rows prepared as were drafted."""
    sheets = (
        replace(sheet, rows=max(sheet.rows, len(contents.tables.get(sheet.name, ()))))
        for sheet in template.sheets
    )
    return replace(template, sheets=tuple(sheets))


def _row(
    sheet: Sheet,
    fact: DraftFact,
    forms: dict[str, dict[str, Any]],
    tables: dict[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    if sheet.kind == "form":
        return forms.setdefault(sheet.name, {})
    rows = tables.setdefault(sheet.name, [])
    while len(rows) < fact.row:
        rows.append({})
    return rows[fact.row - 1]


def _typed(sheet: Sheet, fact: DraftFact) -> Any:
    """Give what was drafted the type of its field: a day in a field of words is its words."""
    parsed = sheet.field(fact.field).parse(fact.value)
    return fact.value if parsed.problem is not None else parsed.value
