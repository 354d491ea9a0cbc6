"""The calendar of offices: quarters and working days."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

QUARTERS = ("I", "II", "III", "IV")


def quarter_of(day: date) -> str:
    """Return the quarter of a date as offices write it, I to IV."""
    return QUARTERS[(day.month - 1) // 3]


def add_working_days(start: date, days: int, holidays: Set[date] = frozenset()) -> date:
    """Return the day that is `days` working days after `start`, Monday to Friday without holidays.

    The same as Excel's WORKDAY for positive `days`, so that workbook and report agree.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day


def working_days_between(start: date, end: date, holidays: Set[date] = frozenset()) -> int:
    """Return how many working days come after `start`, up to and with `end`; none where `end` is not later.

    The same as Excel's NETWORKDAYS from the day after `start`.
    """
    count, day = 0, add_working_days(start, 1, holidays)
    while day <= end:
        count, day = count + 1, add_working_days(day, 1, holidays)
    return count
