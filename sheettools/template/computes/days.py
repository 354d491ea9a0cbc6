"""Computations on days: deadlines, what is overdue, quarters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sheettools.frozen import dataclass
from sheettools.template.calendar import QUARTERS, WorkingDays, quarter_of
from sheettools.template.conditions import Book, FactName, FieldName
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import literal, working_day_after
from sheettools.template.facts import HOLIDAYS, MADE_UP
from sheettools.template.model import Compute, Field

Values = Mapping[str, Any]


@dataclass(frozen=True)
class WorkingDaysAfter(Compute):
    """A day some working days after another."""

    working_days_after: FieldName
    days: int

    def value(self, values: Values, book: Book) -> Any:
        start = values.get(self.working_days_after)
        return None if start is None else WorkingDays.of(book.facts).after(start, self.days)

    def formula(self, target: Field, grid: Cells) -> str:
        start = grid.given(self.working_days_after)
        return f'IF(ISNUMBER({start}),{working_day_after(f"INT({start})", self.days)},"")'

    def working_days(self) -> int:
        return self.days


def _day_reported(end: FactName, book: Book) -> date | None:
    """Return the day on which the report looks at what is open: the period's last, or today while
    it is not over.
    """
    today, last = book.today, book.facts.get(end)
    return today if today is None or last is None else min(today, last)


def _day_reported_formula(end: FactName, grid: Cells) -> str:
    last = grid.facts.get(end)
    return "TODAY()" if last is None else f"MIN(TODAY(),{literal(last)})"


@dataclass(frozen=True)
class Answered(Compute):
    """Whether a date came by its deadline; one still missing is judged on the period's last day, or
    earlier, today.

    DUNG_HAN or QUA_HAN; while it is missing CON_HAN or QUA_HAN_CHUA_TRA_LOI. Of a deadline before
    the period, whose day is the fact `start`, HAN_KY_TRUOC or QUA_HAN_KY_TRUOC_CHUA: what was late
    last year is not late anew. Where the fact `end` is not named, what is missing is CHUA_TRA_LOI.
    """

    answered: FieldName
    deadline: FieldName
    start: FactName = ""
    end: FactName = ""

    def value(self, values: Values, book: Book) -> Any:
        answered, deadline = values.get(self.answered), values.get(self.deadline)
        start = book.facts.get(self.start)
        if deadline is None:
            return None
        if start is not None and deadline < start:
            return "QUA_HAN_KY_TRUOC_CHUA" if answered is None else "HAN_KY_TRUOC"
        if answered is not None:
            return "DUNG_HAN" if answered <= deadline else "QUA_HAN"
        return self._missing(deadline, book)

    def _missing(self, deadline: date, book: Book) -> str | None:
        if not self.end:
            return "CHUA_TRA_LOI"
        day = _day_reported(self.end, book)
        if day is None:
            return None
        return "CON_HAN" if day <= deadline else "QUA_HAN_CHUA_TRA_LOI"

    def formula(self, target: Field, grid: Cells) -> str:
        answered, deadline = grid.given(self.answered), grid.cell(self.deadline)
        start = grid.facts.get(self.start)

        def label(value: str) -> str:
            return literal(target.show(value))

        if self.end:
            in_time = f"{_day_reported_formula(self.end, grid)}<={deadline}"
            missing = f"IF({in_time},{label('CON_HAN')},{label('QUA_HAN_CHUA_TRA_LOI')})"
        else:
            missing = label("CHUA_TRA_LOI")
        came = f"IF(INT({answered})<={deadline},{label('DUNG_HAN')},{label('QUA_HAN')})"
        state = f"IF(ISNUMBER({answered}),{came},{missing})"
        if start is not None:
            before = (
                f"IF(ISNUMBER({answered}),{label('HAN_KY_TRUOC')},{label('QUA_HAN_KY_TRUOC_CHUA')})"
            )
            state = f"IF({deadline}<{literal(start)},{before},{state})"
        return f'IF(ISNUMBER({deadline}),{state},"")'


@dataclass(frozen=True)
class OverdueSince(Compute):
    """How long an answer is overdue that is still missing, in working days, on the same day as for
    `answered`.

    NGAN up to `short` of them, VUA up to `long`, DAI beyond; empty where none is overdue.
    """

    overdue_since: FieldName
    answered: FieldName
    end: FactName
    short: int
    long: int

    def value(self, values: Values, book: Book) -> Any:
        deadline, day = values.get(self.overdue_since), _day_reported(self.end, book)
        if deadline is None or day is None or day <= deadline:
            return None
        if values.get(self.answered) is not None:
            return None
        days = WorkingDays.of(book.facts).between(deadline, day)
        if days <= self.short:
            return "NGAN"
        return "VUA" if days <= self.long else "DAI"

    def formula(self, target: Field, grid: Cells) -> str:
        deadline, day = grid.cell(self.overdue_since), _day_reported_formula(self.end, grid)
        short, middle, long = (literal(target.show(one)) for one in ("NGAN", "VUA", "DAI"))
        days = f"NETWORKDAYS({deadline}+1,{day},{HOLIDAYS})" + _made_up_between(deadline, day, grid)
        age = f"IF({days}<={self.short},{short},IF({days}<={self.long},{middle},{long}))"
        # Not in the AND below, whose parts are all worked out, also where the deadline is a text.
        late = f'IF({day}>{deadline},{age},"")'
        return f'IF(AND(ISNUMBER({deadline}),{grid.blank(self.answered)}),{late},"")'


def _made_up_between(start: str, end: str, grid: Cells) -> str:
    """Add the days that are worked in exchange, which NETWORKDAYS does not know, after one day up
    to another.
    """
    days = (literal(day) for day in sorted(grid.facts.get(MADE_UP) or ()))
    return "".join(f"+IF(AND({day}>{start},{day}<={end}),1,0)" for day in days)


@dataclass(frozen=True)
class DaysLeft(Compute):
    """The days from the day of checking to a deadline, negative when it has passed; empty once
    answered.
    """

    days_left_to: FieldName
    answered: FieldName

    def value(self, values: Values, book: Book) -> Any:
        deadline, answered = values.get(self.days_left_to), values.get(self.answered)
        if deadline is None or answered is not None or book.today is None:
            return None
        return (deadline - book.today).days

    def formula(self, target: Field, grid: Cells) -> str:
        deadline = grid.cell(self.days_left_to)
        return f'IF(AND(ISNUMBER({deadline}),{grid.blank(self.answered)}),{deadline}-TODAY(),"")'


@dataclass(frozen=True)
class QuarterOf(Compute):
    """The quarter (I to IV) of a date; one before the fact `since` counts where the period
    begins.
    """

    quarter_of: FieldName
    since: FactName = ""

    def value(self, values: Values, book: Book) -> Any:
        day, since = values.get(self.quarter_of), book.facts.get(self.since)
        if day is None:
            return None
        return quarter_of(max(day, since) if since else day)

    def formula(self, target: Field, grid: Cells) -> str:
        day, since = grid.given(self.quarter_of), grid.facts.get(self.since)
        counted = f"MAX({day},{literal(since)})" if since else day
        names = ",".join(literal(target.show(name)) for name in QUARTERS)
        return f'IF(ISNUMBER({day}),CHOOSE(ROUNDUP(MONTH({counted})/3,0),{names}),"")'
