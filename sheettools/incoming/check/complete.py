"""Second step: dates written without a year are completed where the reporting period leaves one day
only, else asked about.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sheettools.findings import Finding, Severity, declare, disclose
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.template.facts import Facts
from sheettools.template.model import Sheet
from sheettools.template.rules.periods import WithinPeriod
from sheettools.words.dates import complete_year

YEAR_COMPLETED = declare(
    "C005",
    Severity.REPAIR,
    why=(
        "“{value}” chưa có năm; trong kỳ báo cáo chỉ có ngày {after}.",
        "“{value}” has no year; the reporting period has {after} only.",
    ),
    remedy=(
        "Không phải làm gì nếu đúng; nếu là năm khác thì ghi đủ ngày/tháng/năm.",
        "Nothing to do if that is right; if another year is meant, write day/month/year in full.",
    ),
)


def complete_years(basis: Basis, entries: Entries, facts: Facts) -> tuple[Entries, list[Finding]]:
    """Complete 15/3 where the date must lie in the reporting period and the period has one such
    day.

    The findings say what was completed, and ask about the other dates without a year.
    """
    findings: list[Finding] = []
    for name in basis.workbook.tables:
        sheet = basis.template.sheet(name)
        lines = []
        for line in entries.tables[name]:
            completed, said = _completed(sheet, line, facts) if line.yearless else (line, [])
            lines.append(completed)
            findings += said
        entries = entries.with_table(name, lines)
    return entries, findings


def _completed(sheet: Sheet, line: Line, facts: Facts) -> tuple[Line, list[Finding]]:
    """Complete the dates of one row, one after the other: one may decide about the next."""
    findings: list[Finding] = []
    for use in sheet.rules:
        period = use.rule
        # The time in which a unit existed (a kind of period too) is another matter: it is open on
        # one side.
        if not isinstance(period, WithinPeriod) or period.keyword != "within_period":
            continue
        asked, day = line.yearless.get(period.field), _only_day(period, line, facts)
        if asked is not None and day is not None:
            line = _with_day(line, period.field, day)
            shown = sheet.field(period.field).show(day)
            findings += disclose(
                YEAR_COMPLETED, asked.location, asked.value, shown, private=asked.private
            )
    return line, [*findings, *line.yearless.values()]


def _only_day(period: WithinPeriod, line: Line, facts: Facts) -> date | None:
    """Return the one day of a period that a date without a year can mean."""
    asked, bounds = line.yearless.get(period.field), period.bounds(facts)
    unsure = line.broken & set(period.when.fields) or not period.when.holds(line.values)
    if asked is None or bounds is None or unsure:
        return None
    return complete_year(asked.value, *bounds)


def _with_day(line: Line, name: str, day: date) -> Line:
    yearless = {other: asked for other, asked in line.yearless.items() if other != name}
    broken = line.broken - {name}
    return replace(
        line.with_value(name, day), yearless=yearless, broken=broken, errors=bool(broken)
    )
