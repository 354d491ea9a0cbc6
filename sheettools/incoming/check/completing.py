"""Dates written without a year: completed where the reporting period leaves one day only, else
asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sheettools.findings import Finding, Severity, declare
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


class Line(Protocol):
    """What is known of a row after its cells were read; `yearless` are the questions about dates
    without a year.
    """

    values: dict[str, Any]
    broken: set[str]
    errors: bool
    yearless: dict[str, Finding]


def complete_years(
    sheet: Sheet, lines: Sequence[Line], facts: Mapping[str, Any], findings: list[Finding]
) -> None:
    """Complete 15/3 where the date must lie in the reporting period and the period has one such
    day.

    Changes the lines, and puts in `findings` what was done in place of the question.
    """
    # The time in which a unit existed (a kind of period too) is another matter: it is open on one
    # side.
    periods = [
        use.rule
        for use in sheet.rules
        if isinstance(use.rule, WithinPeriod) and use.rule.keyword == "within_period"
    ]
    for period in periods:
        bounds = period.bounds(facts)
        if bounds is None:
            continue
        for line in lines:
            asked = line.yearless.get(period.field)
            sure = period.when.holds(line.values) and not line.broken & set(period.when.fields)
            day = complete_year(asked.value, *bounds) if asked is not None and sure else None
            if asked is not None and day is not None:
                _complete(sheet, line, period.field, day, findings)


def _complete(sheet: Sheet, line: Line, name: str, day: date, findings: list[Finding]) -> None:
    asked = line.yearless.pop(name)
    line.values[name] = day
    line.broken.discard(name)
    line.errors = bool(line.broken)
    number = next(n for n, finding in enumerate(findings) if finding is asked)
    values = {"after": sheet.field(name).show(day)}
    findings[number] = Finding(
        YEAR_COMPLETED, asked.location, asked.value, values, private=asked.private
    )
