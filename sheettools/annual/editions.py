"""The two editions of a report: the office's, with all that leads back to its sources, and the one
that goes up.

What goes up is made from the office's edition alone, by leaving out: rows that must not be known,
where rows came from, numbers and an order that tell more, names of units where only how many
matters. Of what is left out it says no more than what it adds to each total; and not even that
where it would tell of whom it is (`withheld`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from sheettools.annual.data import CoverageRow, Data, Frame, Remainder
from sheettools.annual.figures import (
    BROKEN_BOUND,
    BROKEN_SUM,
    BROKEN_TABLE,
    Figures,
    add_up,
    compute_figures,
    told_values,
)
from sheettools.annual.gate.curtain import Curtain
from sheettools.annual.gate.privacy import ConcealedRows, conceal, curtain_of
from sheettools.annual.gate.public import (
    Office,
    Public,
    ReturnedFile,
    SenderReport,
    above_of,
    said_of,
)
from sheettools.annual.ledger import Return, balance_of
from sheettools.annual.live import shown_fields
from sheettools.annual.merge import MergedReturns, line_of
from sheettools.annual.narrative import WordFacts
from sheettools.annual.previous import LOST, OPENING_DIFFERS, LastYear, LeftMatter, check_opening
from sheettools.annual.reasons import Grounds, Reason, find_reasons, read_waivers, without_names
from sheettools.findings import Finding, Severity
from sheettools.follow_up.form import REGISTER
from sheettools.plan.plan import Plan
from sheettools.template.conditions import RowValues
from sheettools.template.facts import PERIOD_END, TODAY
from sheettools.template.issue import FilledBook, year_of
from sheettools.template.model import ORIGIN, SENDER, Field, Profile, Sheet, Template

FILLED = "có"
"""What goes up of a number that stays in the office: that there is one."""
OF_FIGURES = tuple(problem.code for problem in (BROKEN_SUM, BROKEN_BOUND, BROKEN_TABLE))
"""What is found anew whenever figures are worked out."""
OF_THE_REPORT = (*OF_FIGURES, OPENING_DIFFERS.code, LOST.code)
"""What is no fault of a return, but of what all of them come to."""
LEAST_UNITS = 2
"""Of how many units at least something must be able to be, if it is told that it is there."""


# --------------------------------------------------------------------------- the office's


def make_edition(
    merged: MergedReturns,
    plan: Plan,
    profile: Profile | None,
    before: LastYear,
    left: tuple[LeftMatter, ...],
    today: date | None,
) -> Public:
    """Return the office's edition of a report."""
    curtain = curtain_of(merged, plan.template)
    concealed = conceal(merged, plan.template, curtain, left)
    template = merged.template
    data = replace(concealed.data, added=tuple(join_added(concealed.data.added)))
    figures = compute_figures(data)
    opening = _check_opening(plan, merged, figures, before)
    figures = replace(figures, findings=(*figures.findings, *opening))
    sender = replace(
        data.senders[0], above=above_of(WordFacts(data, figures, plan.template, profile))
    )
    data = replace(data, senders=(sender,))
    ledger = tuple(
        replace(line, file=curtain.cover(line.file), sender=sender.code) for line in merged.ledger
    )
    issued: Mapping[str, Any] = merged.issued[0].facts if merged.issued else {}
    until = issued.get(PERIOD_END)
    office = Office(
        kept=concealed.kept,
        left=concealed.left,
        set_aside=concealed.set_aside,
        ledger=ledger,
        sources=tuple(_source(one, sender.code, curtain) for one in merged.returns),
        findings=tuple(
            said_of(one, sender.code, curtain, unit)
            for one, unit in _all_findings(merged, concealed, figures)
        ),
        before=before.published,
    )
    made = Public(
        title=template.report.title or template.title,
        line=line_of(merged.issued),
        year=year_of(merged.issued) or 0,
        until=until if isinstance(until, date) else None,
        data=data,
        figures=figures,
        told=(SenderReport(sender.code, before=_of_report(before.figures, figures)),),
        balance=(),
        facts=_facts(template, issued, today),
        plan=plan.template,
        profile=profile,
        office=office,
    )
    return judged(made)


def judged(edition: Public) -> Public:
    """Return an office's edition with what follows from its rows: is it final, what rows come to,
    what goes up.
    """
    office = edition.office
    assert office is not None
    (sender,) = edition.data.senders
    (told,) = edition.told
    reasons = tuple(reasons_of(edition))
    touched = tuple(_touched(edition, reasons))
    secret = sum(len(frame) for frame in office.kept.values())
    made = replace(
        edition,
        told=(SenderReport(sender.code, reasons, touched, told.before),),
        balance=(balance_of(office.ledger, secret, sender.code),),
    )
    goes_up = told_values(_published_data(made.data, _withheld_senders(made)))
    return replace(made, office=replace(office, published=_differing(made.figures, goes_up)))


def _differing(own: Figures, goes_up: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return the figures, by code, that go up otherwise than the office knows them; None for one
    that is not told.
    """
    made: dict[str, float | None] = {}
    for figure in own.report.figures:
        value = goes_up[figure.name]
        if value != own.values[figure.name]:
            made[figure.code] = value
    return made


def reasons_of(edition: Public) -> list[Reason]:
    """Return why an office's edition is a draft, from its units, ledger, findings and figures."""
    office, data = edition.office, edition.data
    assert office is not None
    errors = [
        f.unit
        for f in office.findings
        if f.severity == Severity.ERROR and f.code not in OF_THE_REPORT
    ]
    lost = [f.unit for f in office.findings if f.code == LOST.code]
    named = data.unit_names(edition.plan) if edition.plan and edition.plan.unit else {}
    waivers = read_waivers(data.plan.tables.get(data.template.report.waivers, ()), named)
    differs = any(f.code == OPENING_DIFFERS.code for f in office.findings)
    found = find_reasons(
        Grounds(data.units, office.ledger, edition.figures, errors, lost, waivers, differs)
    )
    changed = [Reason("changed", count=len(edition.findings))] if edition.findings else []
    return [*found, *changed]


def _check_opening(
    plan: Plan, merged: MergedReturns, figures: Figures, before: LastYear
) -> tuple[Finding, ...]:
    balance = figures.report.balance
    if not balance.opening or not plan.carried:
        return ()
    closing = before.figures.get(figures.report.figure(balance.closing).code)
    return check_opening(plan, merged, figures.values[balance.opening], closing)


def _source(one: Return, sender: str, curtain: Curtain) -> ReturnedFile:
    """Return what the office keeps of a file that came back."""
    return ReturnedFile(
        sender=sender,
        file=curtain.cover(one.file),
        unit=one.unit,
        code=one.issued.code if one.issued else "",
        sha256=one.sha256,
        size=one.size,
    )


def _all_findings(
    merged: MergedReturns, concealed: ConcealedRows, figures: Figures
) -> list[tuple[Finding, str]]:
    """Return all that was found, each with its unit: first what is to be done, then what was
    mended.
    """
    # The register holds rows of many units, and what is to be mended in it is the office's.
    units = {one.file: one.unit for one in merged.returns} | {REGISTER: REGISTER}
    found = [(one, "") for one in figures.findings]
    found += [(one, _unit_of(one, units)) for one in map(concealed.finding, merged.findings)]
    found += [(one, units.get(one.location.file, "")) for one in concealed.findings]
    return sorted(found, key=lambda pair: pair[0].severity is Severity.REPAIR)


def _unit_of(finding: Finding, units: Mapping[str, str]) -> str:
    """Return of which unit a finding is: whose file it is in, or who had the matter of last year
    that is lost.
    """
    if finding.code == LOST.code:
        return str(finding.values.get("unit", ""))
    return units.get(finding.location.file, "")


def _touched(edition: Public, reasons: Sequence[Reason]) -> Iterator[str]:
    """Yield the tables of which the figures lack rows: all of them where a unit is missing."""
    office = edition.office
    assert office is not None
    aside = {row.origin["trang"] for row in office.set_aside}
    missing = any(reason.kind == "missing" for reason in reasons)
    for sheet in edition.template.tables:
        if missing or sheet.title in aside:
            yield sheet.name


def _of_report(before: Mapping[str, float], figures: Figures) -> dict[str, float]:
    return {f.code: before[f.code] for f in figures.report.figures if f.code in before}


def _facts(template: Template, issued: Mapping[str, Any], today: date | None) -> dict[str, Any]:
    """Return what computed fields go by: what is the same for all units, and the day of
    checking.
    """
    own = {
        name
        for name, pattern in template.facts.items()
        if pattern.startswith(f"{{{template.unit}.")
    }
    facts = {
        name: value for name, value in issued.items() if name in template.facts and name not in own
    }
    return facts | ({TODAY: today} if today else {})


# --------------------------------------------------------------------------- what goes up


def publish(edition: Public) -> Public:
    """Return the edition that goes up; one that is so already, as it is."""
    if edition.office is None:
        return edition
    withheld = _withheld_senders(edition)
    untold = _secrets_count_in(edition.template) if withheld else frozenset()
    data = _in_order(_published_data(edition.data, withheld))
    figures = compute_figures(data)
    told = []
    for one in edition.told:
        reasons = tuple(without_names(one.reasons))
        before = _published_before(one.before, edition.office.before, figures, untold)
        told.append(SenderReport(one.sender, reasons, one.touched, before))
    return replace(edition, data=data, figures=figures, told=tuple(told), office=None)


def _withheld_senders(edition: Public) -> frozenset[str]:
    """Return whose secret rows are not even told as how many there are."""
    if _may_be_told(edition):
        return frozenset()
    return frozenset(sender.code for sender in edition.data.senders)


def _may_be_told(edition: Public) -> bool:
    """Say whether it may be told how much there is that must not be known: it could be of several
    units.

    A draft tells nothing of it: from two of them it could be seen with whose return it came.
    """
    office = edition.office
    assert office is not None
    counted = {line.unit for line in office.ledger if line.state == "counted"}
    if edition.draft or len(counted) < LEAST_UNITS:
        return False
    # What was not told last year is not told now that it is carried over: of the units of then it
    # may have been one.
    opening = edition.template.report.balance.opening
    carried = any(one.secret and opening in one.figures for one in edition.data.added)
    return not (carried and None in office.before.values())


def _published_before(
    before: Mapping[str, float],
    published: Mapping[str, float | None],
    figures: Figures,
    untold: frozenset[str],
) -> dict[str, float]:
    """Return last year's figures as they went up, but those (`untold`) in which something counts
    that is withheld.
    """
    went_up = {code: published.get(code, value) for code, value in before.items()}
    shown = {code: value for code, value in went_up.items() if value is not None}
    return {
        f.code: shown[f.code]
        for f in figures.report.figures
        if f.code in shown and f.name not in untold
    }


def _secrets_count_in(template: Template) -> frozenset[str]:
    """Return the figures in which rows count that must not be known."""
    covers = chain.from_iterable(sheet.keeping for sheet in template.tables)
    return frozenset(chain.from_iterable(cover.counts for cover in covers))


def _published_data(data: Data, withheld: frozenset[str]) -> Data:
    template = data.template
    shown = replace(data, upward=True, withheld=withheld)
    tables = {sheet.name: _published_rows(shown, sheet) for sheet in template.tables}
    kept = [one for one in data.added if not (one.secret and one.sender in withheld)]
    coverages = tuple(
        (coverage, tuple(map(_without_origin, rows))) for coverage, rows in data.coverages
    )
    return replace(
        shown,
        tables=tables,
        added=tuple(join_added(kept)),
        coverages=coverages,
        plan=_published_plan(template, data.plan),
    )


def _published_rows(data: Data, sheet: Sheet) -> Frame:
    """Return the rows of a table without what tells more than they say."""
    frame = data.tables[sheet.name]
    nothing = [None] * len(frame)
    columns: dict[str, Sequence[Any]] = dict.fromkeys(ORIGIN[2:], nothing)
    fields = shown_fields(data, sheet)
    for field in sheet.fields:
        if field not in fields:
            columns[field.name] = nothing
        elif field.stays:
            said = [None if value is None else FILLED for value in frame[field.name]]
            columns[field.name] = said
    return frame.putting(columns)


def _in_order(data: Data) -> Data:
    """Return what goes up with the rows of its tables in an order that goes by what they say."""
    units = {(unit.sender, unit.code): number for number, unit in enumerate(data.units)}
    tables: dict[str, Frame] = {}
    for sheet in data.template.tables:
        frame, fields = data.tables[sheet.name], shown_fields(data, sheet)
        places = [_place(row, fields, units) for row in frame.rows()]
        tables[sheet.name] = frame.pick(sorted(range(len(frame)), key=places.__getitem__))
    return replace(data, tables=tables)


def _place(
    row: RowValues, fields: Sequence[Field], units: Mapping[tuple[str, str], int]
) -> tuple[Any, ...]:
    """Return by what a row is ordered: whose it is, then its values."""
    values = [row[field.name] for field in fields]
    said = tuple((value is None, str(value)) for value in values)
    return (units.get((row[SENDER[1]], row["ma_don_vi"]), len(units)), *said)


def _without_origin(row: CoverageRow) -> CoverageRow:
    return replace(row, origin="")


def _published_plan(template: Template, plan: FilledBook) -> FilledBook:
    """Return the plan without what is accepted and settled by name, and where last year's files
    lie.
    """
    report = template.report
    kept = {
        name: rows
        for name, rows in plan.tables.items()
        if name not in (report.waivers, report.settled)
    }
    files = {
        tuple(sheet.carry_over.file.split(".")) for sheet in template.tables if sheet.carry_over
    }
    forms: dict[str, dict[str, Any]] = {}
    for name, form in plan.forms.items():
        forms[name] = {key: value for key, value in form.items() if (name, key) not in files}
    return FilledBook(forms, kept)


def join_added(added: Sequence[Remainder]) -> list[Remainder]:
    """Return what is added, one a sender and kind: how many rows it is in the figures, not row by
    row.
    """
    sums: dict[tuple[Any, ...], dict[str, list[float]]] = {}
    for one in added:
        key = (one.sender, one.secret, tuple(sorted(one.known.items(), key=str)))
        figures = sums.setdefault(key, {})
        for name, value in one.figures.items():
            figures.setdefault(name, []).append(value)
    joined = []
    for key in sorted(sums, key=str):
        sender, secret, told = key
        totals = {name: add_up(sums[key][name]) for name in sorted(sums[key])}
        joined.append(Remainder(sender, totals, dict(told), secret))
    return joined
