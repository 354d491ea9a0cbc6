"""The hidden sheets of an annual workbook, each declared once: with what it was made, and what the
plan says.

What people need not see stands there as entries of five values: what it is about, whose it is, and
three more. The two functions beside each other, one that makes entries and one that takes them, are
all that knows what those mean.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from sheettools.annual.data import Remainder, Unit, as_number
from sheettools.annual.gate.public import Public, SenderReport
from sheettools.annual.reasons import WORDS, Kind, Reason, Waiver
from sheettools.annual.xlsx.readback import AnnualSheet, lacks
from sheettools.findings import COVERED, Finding, Location, Severity, SheettoolsError, declare
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.list_rows import ListLook, ListRows
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template.issue import FilledBook
from sheettools.template.layout import ANNUAL_SHEET, EDITION, OFFICE, PLAN_SHEET, UP
from sheettools.template.model import Field, Template

HIGHEST_YEAR = 9999
"""The last year that a date can be of."""
FACT, GIVEN, UNIT, BEFORE, ADDED, SECRET, WITHHELD = (
    "fact",
    "given",
    "unit",
    "before",
    "added",
    "secret",
    "withheld",
)
BEFORE_UP = "before up"
BESIDE = "beside"
"""Where rows lie beside the workbook: the file's name."""
OPEN, ACCEPTED, TOUCHED, PUBLISHED, DIGEST = "open", "accepted", "touched", "published", "digest"
OLDER = declare(
    "F308",
    Severity.ERROR,
    why=(
        (
            "Báo cáo này do bản cũ của chương trình làm ra, không tự chứng minh được nên không "
            "đọc lại."
        ),
        (
            "This report was made by an older version of the program; it cannot prove itself and "
            "is not read back."
        ),
    ),
    remedy=(
        "Chạy lại lệnh sheettools merge từ các sổ đã nhận, hoặc xin đơn vị báo cáo làm lại.",
        "Run sheettools merge again from the returns, or ask the office to.",
    ),
)


@dataclass(frozen=True)
class Entry:
    """One thing that the hidden sheet says: about what, of which sender, and up to three values."""

    about: str
    sender: str = ""
    key: str = ""
    name: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    """With what a report was made, and whose it is: the single facts of the hidden sheet, by their
    names.

    What has no default must be there. Of a report of several offices none is its `sender`.
    """

    template: str
    fingerprint: str
    profile: str = ""
    plan: str = ""
    year: str
    line: str
    until: str = ""
    sender: str | None = None
    sender_code: str | None = None
    above: str | None = None


@dataclass(frozen=True)
class HiddenEntries:
    """All that the hidden sheet says."""

    all: tuple[Entry, ...]

    def about(self, *what: str) -> Iterator[Entry]:
        """Yield what is said about something, in its order."""
        return (entry for entry in self.all if entry.about in what)

    @property
    def upward(self) -> bool:
        """Whether it is the edition that goes up."""
        return any(entry.value == UP for entry in self.about(EDITION))


def write_hidden(book: BookWriter, name: str, lines: Iterable[Sequence[Any]]) -> None:
    """Write a hidden sheet, a line a row."""
    page = book.sheet(name)
    ListRows(page, ListLook("", "", SheetWriter.put, sparse=True)).put_all(1, lines)
    page.sheet.hide()
    page.finish()


# --------------------------------------------------------------------------- with what it was made


def entries_of(public: Public) -> Iterator[Entry]:
    """Yield what a report must say of itself to be read back, but for its digests."""
    yield Entry(EDITION, value=UP if public.upward else OFFICE)
    for name, value in vars(_report_facts(public)).items():
        if value is not None:
            yield Entry(FACT, key=name, value=value)
    yield from (Entry(GIVEN, key=key, value=_given(value)) for key, value in public.facts.items())
    yield from (Entry(UNIT, unit.sender, unit.code, unit.name) for unit in public.data.units)
    for told in public.told:
        yield from _entries_of_told(told, public)
    for added in public.data.added:
        known = json.dumps(dict(added.known), ensure_ascii=False)
        about = SECRET if added.secret else ADDED
        yield from (
            Entry(about, added.sender, known, name, str(n)) for name, n in added.figures.items()
        )
    yield from (Entry(WITHHELD, sender) for sender in sorted(public.data.withheld))
    if public.office is not None:
        yield from _otherwise(PUBLISHED, public.office.published)
        yield from _otherwise(BEFORE_UP, public.office.before)


def _otherwise(about: str, figures: Mapping[str, float | None]) -> Iterator[Entry]:
    """Yield figures that go up otherwise; one that is not told has no value."""
    for code, value in figures.items():
        yield Entry(about, key=code, value="" if value is None else str(value))


def _report_facts(public: Public) -> ReportFacts:
    template, sender = public.template, None if public.several else public.data.senders[0]
    return ReportFacts(
        template=template.name,
        fingerprint=template.fingerprint,
        profile=template.profile,
        plan=public.plan.name if public.plan else "",
        year=str(public.year),
        line=public.line,
        until=public.until.isoformat() if public.until else "",
        sender=sender.name if sender else None,
        sender_code=sender.code if sender else None,
        above=sender.above if sender else None,
    )


def _entries_of_told(told: SenderReport, public: Public) -> Iterator[Entry]:
    yield from (Entry(TOUCHED, told.sender, name) for name in told.touched)
    yield from (
        Entry(BEFORE, told.sender, code, value=str(value)) for code, value in told.before.items()
    )
    if public.upward:  # the office's edition holds all from which it follows
        for reason in told.reasons:
            about, name = (ACCEPTED, reason.waiver.by) if reason.waiver else (OPEN, reason.unit)
            yield Entry(about, told.sender, reason.kind, name, str(reason.count))


def read_entries(page: AnnualSheet) -> HiddenEntries:
    """Return what the hidden sheet says."""
    return HiddenEntries(tuple(Entry(*texts) for texts in page.texts(1, 5)))


def report_facts_of(said: HiddenEntries, file: str) -> ReportFacts:
    """Return the single facts, the first of a name. Raises SheettoolsError (F303, F308) where one
    is not there.
    """
    if any(said.about("template")):
        raise SheettoolsError(Finding(OLDER, Location(file=file)))
    found = {entry.key: entry.value for entry in reversed(list(said.about(FACT)))}
    for one in fields(ReportFacts):
        if one.default is MISSING and not found.get(one.name):
            raise lacks(file, f"{ANNUAL_SHEET}: {one.name}")
    known = {one.name for one in fields(ReportFacts)}
    facts = ReportFacts(**{name: value for name, value in found.items() if name in known})
    if not (facts.year.isdecimal() and int(facts.year) <= HIGHEST_YEAR):
        raise lacks(file, f"{ANNUAL_SHEET}: year")
    return facts


def told_of(said: HiddenEntries, sender: str) -> SenderReport:
    """Return what a report of itself tells about one sender."""
    before = {
        one.key: as_number(float(one.value)) for one in said.about(BEFORE) if one.sender == sender
    }
    reasons = tuple(_reason(one) for one in said.about(OPEN, ACCEPTED) if one.sender == sender)
    touched = tuple(one.key for one in said.about(TOUCHED) if one.sender == sender)
    return SenderReport(sender, reasons, touched, before)


def _reason(entry: Entry) -> Reason:
    kinds: dict[str, Kind] = {kind: kind for kind in WORDS}
    kind = kinds[entry.key]
    if entry.about == ACCEPTED:
        return Reason(kind, "", int(entry.value), Waiver(kind, "", "", entry.name))
    return Reason(kind, entry.name, int(entry.value))


def units_of(said: HiddenEntries) -> tuple[Unit, ...]:
    """Return the units of all senders, in their order."""
    return tuple(Unit(one.key, one.name, one.sender) for one in said.about(UNIT))


def added_of(said: HiddenEntries) -> tuple[Remainder, ...]:
    """Return what counts without being listed."""
    figures: dict[tuple[str, str, str], dict[str, float]] = {}
    for one in said.about(ADDED, SECRET):
        figures.setdefault((one.about, one.sender, one.key), {})[one.name] = as_number(
            float(one.value)
        )
    return tuple(
        Remainder(sender, numbers, json.loads(known), about == SECRET)
        for (about, sender, known), numbers in figures.items()
    )


def published_of(said: HiddenEntries, about: str = PUBLISHED) -> dict[str, float | None]:
    """Return the figures that go up otherwise, or last year's that did; None for one that was not
    told.
    """
    return {
        one.key: as_number(float(one.value)) if one.value else None for one in said.about(about)
    }


def given_of(said: HiddenEntries) -> dict[str, Any]:
    """Return what computed fields go by."""
    return {one.key: _taken(one.value) for one in said.about(GIVEN)}


def _given(value: Any) -> str:
    """Return a fact as a text that says its kind."""
    if isinstance(value, date):
        return f"date {value.isoformat()}"
    if isinstance(value, frozenset | set):
        return " ".join(["dates", *sorted(one.isoformat() for one in value)])
    if isinstance(value, int):
        return f"int {value}"
    return f"text {'' if value is None else value}"


def _taken(text: str) -> Any:
    kind, _, value = text.partition(" ")
    match kind:
        case "date":
            return date.fromisoformat(value)
        case "dates":
            return frozenset(map(date.fromisoformat, value.split()))
        case "int":
            return int(value)
        case _:
            return value or None


# --------------------------------------------------------------------------- the plan


def plan_lines(plan: FilledBook, template: Template | None) -> Iterator[tuple[Any, ...]]:
    """Yield the plan, a value a row: sheet, number of the row (0 in a form), column, value."""
    fields = _plan_fields(template)
    for name, form in plan.forms.items():
        for key, value in form.items():
            yield name, 0, key, _stored(fields.get((name, key)), value)
    for name, rows in plan.tables.items():
        for number, row in enumerate(rows, start=1):
            for key, value in row.items():
                yield name, number, key, _stored(fields.get((name, key)), value)


def _plan_fields(template: Template | None) -> dict[tuple[str, str], Field]:
    """Return the fields of a plan's template by sheet and name."""
    found: dict[tuple[str, str], Field] = {}
    for sheet in template.filled if template else ():
        found |= {(sheet.name, target.name): target for target in sheet.fields}
    return found


def read_plan(page: AnnualSheet, template: Template | None) -> FilledBook:
    """Return what the plan says; its cells are texts, typed anew by its template."""
    fields = _plan_fields(template)
    forms: dict[str, dict[str, Any]] = {}
    tables: dict[str, dict[int, dict[str, Any]]] = {}
    for name, number, key, value in page.texts(1, 4):
        typed = _planned(fields.get((name, key)), value)
        if number == "0":
            forms.setdefault(name, {})[key] = typed
        else:
            tables.setdefault(name, {}).setdefault(int(number), {})[key] = typed
    ordered = {}
    for name, rows in tables.items():
        ordered[name] = tuple(rows[number] for number in sorted(rows))
    return FilledBook(forms, ordered)


def write_plan(book: BookWriter, plan: FilledBook, template: Template | None) -> None:
    """Write the plan onto its hidden sheet."""
    write_hidden(book, PLAN_SHEET, plan_lines(plan, template))


def _stored(target: Field | None, value: Any) -> str:
    """Return a value of the plan as a text that `_planned` turns back into the value."""
    return str(value) if target is None or value == COVERED else target.held.store(value)


def _planned(target: Field | None, text: str) -> Any:
    """Return a value of the plan that is stored as a text."""
    if target is None:
        return text
    return target.held.hidden(text) if text == COVERED else target.held.restore(text)
