"""Dates held against the reporting period, the life of a unit, today, and the days off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from sheettools.findings import Severity, Words, declare, english
from sheettools.template.calendar import WorkingDays
from sheettools.template.conditions import ALWAYS, Book, Breach, Condition, FactName, FieldName, Row
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import literal, some
from sheettools.template.facts import HOLIDAYS, Facts
from sheettools.template.kinds import show_date
from sheettools.template.model import Formulas, Rule, Sheet, WhileTyping
from sheettools.template.rules.rule import once_filled, rule, unmet, where_met
from sheettools.words.dates import FIRST_DAY, LAST_DAY


@rule(
    "within_period",
    declare(
        "R108",
        Severity.ERROR,
        why=(
            "“{title}” ({shown}) nằm ngoài kỳ báo cáo {start} – {end}.",
            "“{title}” ({shown}) lies outside the reporting period {start} – {end}.",
        ),
        remedy=(
            "Xem lại ngày, nhất là năm. Việc của kỳ khác thì ghi vào sổ của kỳ đó.",
            (
                "Check the date, the year above all. What belongs to another period goes into "
                "that period's workbook."
            ),
        ),
    ),
)
class WithinPeriod(Rule):
    """A date inside the reporting window that the plan gives."""

    while_typing: ClassVar[WhileTyping] = "alone"
    field: FieldName
    start: FactName
    end: FactName
    when: Condition = ALWAYS

    def bounds(self, facts: Facts) -> tuple[date, date] | None:
        """Return the first and the last day, None where they are not known or turned round."""
        start, end = facts.get(self.start), facts.get(self.end)
        return None if start is None or end is None or start > end else (start, end)

    def kept(self, grid: Cells) -> Formulas:
        bounds = self.bounds(grid.facts)
        if bounds is None:
            return {}
        day = grid.value(self.field)
        inside = f"AND({day}>={literal(bounds[0])},{day}<={literal(bounds[1])})"
        allowed = ",".join([inside, *unmet(grid, self.when)])
        return {self.field: once_filled(grid, (self.field,), f"OR({allowed})")}

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        day, bounds = row.values.get(self.field), self.bounds(book.facts)
        if day is None or bounds is None or not self.when.holds(row.values):
            return None
        start, end = bounds
        if start <= day <= end:
            return None
        return Breach(
            row,
            self.field,
            {
                "title": sheet.field(self.field).title,
                "shown": show_date(day),
                "start": show_date(start),
                "end": show_date(end),
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” phải nằm trong kỳ báo cáo",
            f"“{english(title)}” must lie in the reporting period",
        )


@rule(
    "within_validity",
    declare(
        "R121",
        Severity.ERROR,
        why=(
            "“{title}” ({shown}) nằm ngoài thời gian đơn vị có trong danh sách ({start} – {end}).",
            (
                "“{title}” ({shown}) lies outside the time that the unit was on the list ({start} "
                "– {end})."
            ),
        ),
        remedy=(
            (
                "Xem lại ngày; nếu đơn vị mới lập, sáp nhập hoặc đổi tên thì hỏi văn phòng nên "
                "ghi vào sổ nào."
            ),
            (
                "Check the date; if the unit is new, merged or renamed, ask the office which "
                "workbook it belongs to."
            ),
        ),
    ),
)
class WithinValidity(WithinPeriod):
    """A date on which the unit existed; a bound that the plan does not give is open."""

    def bounds(self, facts: Facts) -> tuple[date, date] | None:
        start, end = facts.get(self.start), facts.get(self.end)
        return (start or FIRST_DAY, end or LAST_DAY) if start or end else None

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        breach = super().check(row, sheet, book)
        if breach is None:
            return None
        start, end = _shown(book.facts.get(self.start)), _shown(book.facts.get(self.end))
        return Breach(row, breach.field, {**breach.values, "start": start, "end": end})

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” phải trong thời gian đơn vị có trong danh sách",
            f"“{english(title)}” must lie in the time that the unit is on the list",
        )


def _shown(bound: date | None) -> str:
    return show_date(bound) if bound else "…"


@rule(
    "not_in_future",
    declare(
        "R109",
        Severity.ERROR,
        why=("“{title}” ({shown}) là ngày chưa tới.", "“{title}” ({shown}) has not come yet."),
        remedy=(
            "Ghi ngày đã thực hiện; việc chưa làm thì để trống.",
            "Write the day it took place; leave it empty if it has not.",
        ),
    ),
)
class NotInFuture(Rule):
    """A date that is not after the day of checking."""

    while_typing: ClassVar[WhileTyping] = "alone"
    field: FieldName

    def kept(self, grid: Cells) -> Formulas:
        come = f"{grid.value(self.field)}<=TODAY()"
        return {self.field: once_filled(grid, (self.field,), come)}

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        day, today = row.values.get(self.field), book.today
        if day is None or today is None or day <= today:
            return None
        return Breach(
            row, self.field, {"title": sheet.field(self.field).title, "shown": show_date(day)}
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” không được là ngày chưa tới",
            f"“{english(title)}” must not be a day to come",
        )


_DAY_OFF = Words("ngày nghỉ", "a day off")
_WEEKEND: Mapping[int, Words] = {
    5: Words("thứ Bảy", "a Saturday"),
    6: Words("Chủ nhật", "a Sunday"),
}


@rule(
    "on_working_day",
    declare(
        "R124",
        Severity.WARNING,
        why=("“{title}” ({shown}) là {kind}.", "“{title}” ({shown}) is {kind}."),
        remedy=(
            "Xem lại ngày; nếu đúng là làm vào ngày nghỉ thì để nguyên.",
            "Check the date; if it was done on a day off, leave it.",
        ),
        example=(
            "Cuộc họp ghi ngày 30/04/2024, là ngày nghỉ lễ.",
            "A meeting is dated 30/04/2024, a public holiday.",
        ),
    ),
)
class OnWorkingDay(Rule):
    """A date on which offices work: no weekend and no day off of the plan, unless it is worked in
    exchange for one.
    """

    field: FieldName
    when: Condition = ALWAYS

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        day = row.values.get(self.field)
        if day is None or not self.when.holds(row.values):
            return None
        if WorkingDays.of(book.facts).works_on(day):
            return None
        kind = _WEEKEND.get(day.weekday(), _DAY_OFF)
        values = {"title": sheet.field(self.field).title, "shown": show_date(day), "kind": kind}
        return Breach(row, self.field, values)

    def sentence(self, sheet: Sheet) -> Words:
        title, when = sheet.field(self.field).title, sheet.words_for(self.when)
        return Words(
            f"“{title}” phải là ngày làm việc{when.vi}",
            f"“{english(title)}” must be a working day{when.en}",
        )

    def kept(self, grid: Cells) -> Formulas:
        day = grid.value(self.field)
        made_up = sorted(WorkingDays.of(grid.facts).made_up)
        worked = [f"{day}={literal(one)}" for one in made_up]
        works = some([f"NETWORKDAYS({day},{day},{HOLIDAYS})=1", *worked])
        return {self.field: once_filled(grid, (self.field,), where_met(grid, self.when, works))}
