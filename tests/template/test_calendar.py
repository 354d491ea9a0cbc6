"""Working days as an office counts them: without holidays, with the Saturdays worked in exchange
for one.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from for_each import for_each
from hypothesis import given
from hypothesis import strategies as st

from sheettools.template.calendar import HOLIDAYS, MADE_UP, WorkingDays

SPRING = WorkingDays(
    frozenset({date(2024, 4, 18), date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1)}),
    frozenset({date(2024, 5, 4)}),
)
"""Giỗ Tổ; Monday 29/4 off for Saturday 4/5; 30/4 and 1/5."""
TWO = WorkingDays(made_up=frozenset({date(2026, 1, 10), date(2026, 1, 17)}))


@for_each(
    ("start", "days", "end"),
    [
        (
            date(2024, 4, 26),
            1,
            date(2024, 5, 2),
        ),  # Friday: the weekend and three holidays are passed over
        (
            date(2024, 4, 26),
            3,
            date(2024, 5, 4),
        ),  # 2/5, 3/5, and the made-up Saturday is the last day
        (date(2024, 4, 26), 4, date(2024, 5, 6)),
        (date(2024, 4, 27), 1, date(2024, 5, 2)),  # from a Saturday
        (date(2024, 4, 30), 3, date(2024, 5, 4)),  # from a holiday
        (date(2024, 5, 3), 1, date(2024, 5, 4)),
        (date(2024, 5, 4), 1, date(2024, 5, 6)),  # from the made-up Saturday itself
        (date(2024, 5, 5), 1, date(2024, 5, 6)),  # from the Sunday after it
        (date(2024, 4, 16), 10, date(2024, 5, 4)),
        (date(2024, 5, 11), 1, date(2024, 5, 13)),  # any other Saturday stays one
    ],
)
def test_a_made_up_saturday_is_a_working_day(start: date, days: int, end: date) -> None:
    assert SPRING.after(start, days) == end


@for_each(("days", "end"), [(1, 10), (2, 12), (6, 16), (7, 17), (8, 19)])
def test_several_of_them_in_a_span(days: int, end: int) -> None:
    assert TWO.after(date(2026, 1, 9), days) == date(2026, 1, end)


def test_a_day_made_up_is_worked_even_where_it_is_listed_with_the_days_off() -> None:
    facts = {
        HOLIDAYS: frozenset({date(2024, 5, 1), date(2024, 5, 4)}),
        MADE_UP: frozenset({date(2024, 5, 4)}),
    }
    calendar = WorkingDays.of(facts)
    assert calendar.holidays == {date(2024, 5, 1)}
    assert calendar.works_on(date(2024, 5, 4))
    assert not calendar.works_on(date(2024, 5, 1))


def test_a_plan_without_a_calendar_has_plain_weeks() -> None:
    assert WorkingDays.of({}).after(date(2024, 4, 26), 3) == date(2024, 5, 1)
    assert WorkingDays.of({HOLIDAYS: None}).after(date(2024, 4, 26), 3) == date(2024, 5, 1)


# ------------------------------------------------------------------ what the workbook lists of them


def test_only_the_days_round_the_made_up_ones_are_listed() -> None:
    assert SPRING.around_made_up(2) == [
        date(2024, 5, 2),
        date(2024, 5, 3),
        date(2024, 5, 4),
        date(2024, 5, 6),
        date(2024, 5, 7),
    ]
    assert [day.day for day in TWO.around_made_up(1)] == [9, 10, 12, 13, 14, 15, 16, 17, 19]
    assert WorkingDays(frozenset({date(2024, 5, 1)})).around_made_up(10) == []


LONGEST = 10
FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))


def as_the_formula_says(calendar: WorkingDays, start: date, days: int) -> date:
    """Count as the workbook does: by place among the listed days, by WORKDAY where there is no such
    place.
    """
    listed = calendar.around_made_up(LONGEST)
    place = bisect_right(listed, start)
    if place == 0 or place + days > len(listed):
        return WorkingDays(calendar.holidays).after(start, days)
    return listed[place + days - 1]


@given(
    holidays=st.frozensets(DAYS, max_size=30),
    made_up=st.frozensets(DAYS, max_size=5),
    start=st.integers(-60, 460).map(lambda n: FIRST + timedelta(days=n)),
    days=st.integers(1, LONGEST),
)
def test_the_workbook_counts_the_same_at_every_border(
    holidays: frozenset[date], made_up: frozenset[date], start: date, days: int
) -> None:
    calendar = WorkingDays(holidays - made_up, made_up)
    assert as_the_formula_says(calendar, start, days) == calendar.after(start, days)


@given(
    holidays=st.frozensets(DAYS, max_size=30),
    made_up=st.frozensets(DAYS, max_size=5),
    start=st.integers(-60, 460).map(lambda n: FIRST + timedelta(days=n)),
    days=st.integers(-20, 200),
)
def test_as_many_days_lie_between_as_are_worked_on(
    holidays: frozenset[date], made_up: frozenset[date], start: date, days: int
) -> None:
    calendar = WorkingDays(holidays, made_up)
    later = [start + timedelta(days=n) for n in range(1, days + 1)]
    worked = sum(map(calendar.works_on, later))
    assert calendar.between(start, start + timedelta(days=days)) == worked


def test_centuries_are_counted_as_days_are() -> None:
    """A year was mistyped. Counted day by day it is the same, only three million days later."""
    assert WorkingDays().between(date(2024, 1, 1), date(9999, 12, 31)) == 2_080_839
