"""The calendar of offices: quarters and working days."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date, timedelta
from functools import lru_cache

from sheettools.frozen import dataclass
from sheettools.template.facts import HOLIDAYS, MADE_UP, Facts

QUARTERS = ("I", "II", "III", "IV")
_DAY = timedelta(days=1)
_WEEK = 5
"""How many days of a week, from Monday on, an office works."""


def quarter_of(day: date) -> str:
    """Return the quarter of a date as offices write it, I to IV."""
    return QUARTERS[(day.month - 1) // 3]


@dataclass(frozen=True)
class WorkingDays:
    """The days an office works: Monday to Friday without holidays, and Saturdays made up for one of
    them.
    """

    holidays: Set[date] = frozenset()
    made_up: Set[date] = frozenset()

    @classmethod
    def of(cls, facts: Facts) -> WorkingDays:
        """Return those of an issue; a plan without either has plain weeks."""
        return _calendar(frozenset(facts.get(HOLIDAYS) or ()), frozenset(facts.get(MADE_UP) or ()))

    def works_on(self, day: date) -> bool:
        """Say whether the office works on a day."""
        return day in self.made_up or (day.weekday() < _WEEK and day not in self.holidays)

    def after(self, start: date, days: int) -> date:
        """Return the day that is `days` working days after `start`, which itself is never
        counted.
        """
        return _after(self, start, days)

    def around_made_up(self, days: int) -> list[date]:
        """Return the working days from `days` before the first made-up one to `days` after the
        last, in order.

        Whoever counts `days` from a day before these, or past the last of them, meets no made-up
        day on the way: there plain weeks and holidays are enough, and that is all that WORKDAY of
        Excel knows.
        """
        if not self.made_up:
            return []
        day = min(self.made_up)
        for _ in range(days):
            day = self._before(day)
        last = self.after(max(self.made_up), days)
        listed = []
        while day <= last:
            if self.works_on(day):
                listed.append(day)
            day += _DAY
        return listed

    def _before(self, day: date) -> date:
        day -= _DAY
        while not self.works_on(day):
            day -= _DAY
        return day

    def between(self, start: date, end: date) -> int:
        """Return how many working days come after `start`, up to and with `end`; none where `end`
        is not later.
        """
        return _between(self, start, end)


# A table has rows by the thousand, and few days: each is counted once.


@lru_cache(maxsize=64)
def _calendar(holidays: frozenset[date], made_up: frozenset[date]) -> WorkingDays:
    return WorkingDays(holidays - made_up, made_up)


@lru_cache(maxsize=4096)
def _after(calendar: WorkingDays, start: date, days: int) -> date:
    day = start
    while days > 0:
        day += _DAY
        if calendar.works_on(day):
            days -= 1
    return day


@lru_cache(maxsize=4096)
def _between(calendar: WorkingDays, start: date, end: date) -> int:
    if end <= start:
        return 0
    # Not day by day: a year that was mistyped lies centuries off.
    off = (day for day in calendar.holidays - calendar.made_up if day.weekday() < _WEEK)
    more = (day for day in calendar.made_up if day.weekday() >= _WEEK)
    days = _days_of_weeks(end) - _days_of_weeks(start)
    return days - _within(off, start, end) + _within(more, start, end)


def _days_of_weeks(day: date) -> int:
    """Return how many days from Monday to Friday there are from the first of all years to a day."""
    weeks, rest = divmod(day.toordinal(), 7)  # which was a Monday
    return weeks * _WEEK + min(rest, _WEEK)


def _within(days: Iterable[date], start: date, end: date) -> int:
    return sum(start < day <= end for day in days)
