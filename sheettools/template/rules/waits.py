"""The days between two dates of a row."""

from __future__ import annotations

from sheettools.findings import Severity, Words, counted, declare, english
from sheettools.template.calendar import WorkingDays
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Breach,
    Condition,
    FieldName,
    FieldNames,
    Row,
)
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import every, working_day_after
from sheettools.template.kinds import show_date
from sheettools.template.model import Formulas, Rule, Sheet
from sheettools.template.rules.rule import once_filled, rule, where_met


@rule(
    "days_between",
    declare(
        "R112",
        Severity.WARNING,
        why=(
            (
                "Từ “{start}” ({start_shown}) đến “{end}” ({end_shown}) là {days} ngày; quy định "
                "{bound} {limit} ngày."
            ),
            (
                "From “{start}” ({start_shown}) to “{end}” ({end_shown}) is {days:day|days}; the "
                "rule says {bound} {limit}."
            ),
        ),
        remedy=(
            "Nếu ghi nhầm ngày thì sửa lại; nếu đúng thì giữ nguyên, văn phòng sẽ ghi vào báo cáo.",
            (
                "If a date is mistyped, correct it; if it is right leave it, the office will "
                "report it."
            ),
        ),
    ),
)
class DaysBetween(Rule):
    """The days from one date to another, at least `least` or at most `most` of them."""

    start: FieldName
    end: FieldName
    least: int = 0
    most: int = 0
    when: Condition = ALWAYS

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        start, end = row.values.get(self.start), row.values.get(self.end)
        if start is None or end is None or not self.when.holds(row.values):
            return None
        days = (end - start).days
        too_few, too_many = self.least and days < self.least, self.most and days > self.most
        if not too_few and not too_many:
            return None
        return Breach(
            row,
            self.end,
            {
                "start": sheet.field(self.start).title,
                "start_shown": show_date(start),
                "days": days,
                "end": sheet.field(self.end).title,
                "end_shown": show_date(end),
                "bound": self._bound(),
                "limit": self.least or self.most,
            },
            (self.start,),
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.start).title, sheet.field(self.end).title
        bound, limit, when = self._bound(), self.least or self.most, sheet.words_for(self.when)
        days = counted(limit, "day|days")
        return Words(
            f"Từ “{a}” đến “{b}” phải {bound.vi} {limit} ngày{when.vi}",
            f"From “{english(a)}” to “{english(b)}” must be {bound.en} {days}{when.en}",
        )

    def blames(self) -> FieldNames:
        return (self.end,)

    def kept(self, grid: Cells) -> Formulas:
        days = f"{grid.value(self.end)}-{grid.value(self.start)}"
        enough = [f"{days}>={self.least}"] if self.least else []
        enough += [f"{days}<={self.most}"] if self.most else []
        kept = where_met(grid, self.when, every(enough))
        return {self.end: once_filled(grid, (self.start, self.end), kept)}

    def _bound(self) -> Words:
        return Words("ít nhất", "at least") if self.least else Words("nhiều nhất", "at most")


_ANSWER = Words(
    "Trả lời rồi ghi ngày trả lời; đã trả lời thì ghi ngày đó",
    "Answer, then write the day; where it was answered, write that day",
)
_LEAVE = Words("Nếu đúng là trả lời muộn thì để nguyên", "If it was answered late, leave it")


@rule(
    "answered_in_time",
    declare(
        "R113",
        Severity.WARNING,
        why=(
            "Hạn trả lời là {deadline} ({days} ngày làm việc từ {start}), {state}.",
            "The answer was due on {deadline} ({days:working day|working days} from {start}), "
            "{state}.",
        ),
        remedy=(
            "{todo}; nếu ghi nhầm ngày thì sửa lại.",
            "{todo}; if a date is mistyped, correct it.",
        ),
    ),
)
class AnsweredInTime(Rule):
    """An answer within a number of working days; one still missing on the day of checking counts as
    late.
    """

    start: FieldName
    answered: FieldName
    days: int
    when: Condition = ALWAYS

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        start, answered = row.values.get(self.start), row.values.get(self.answered)
        if start is None or not self.when.holds(row.values):
            return None
        deadline = WorkingDays.of(book.facts).after(start, self.days)
        day = answered or book.today
        if day is None or day <= deadline:
            return None
        state = Words("đến nay chưa có ngày trả lời", "no day of an answer is given yet")
        todo = _ANSWER
        if answered is not None:
            shown = show_date(answered)
            state = Words(f"trả lời ngày {shown}", f"it was given on {shown}")
            todo = _LEAVE
        return Breach(
            row,
            self.answered,
            {
                "deadline": show_date(deadline),
                "days": self.days,
                "start": show_date(start),
                "state": state,
                "todo": todo,
            },
            (self.start,),
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.answered).title, sheet.field(self.start).title
        days = counted(self.days, "working day|working days")
        return Words(
            f"“{a}” phải trong {self.days} ngày làm việc từ “{b}”",
            f"“{english(a)}” must be within {days} of “{english(b)}”",
        )

    def blames(self) -> FieldNames:
        return (self.answered,)

    def kept(self, grid: Cells) -> Formulas:
        until = f"IF({grid.blank(self.answered)},TODAY(),{grid.value(self.answered)})"
        deadline = working_day_after(grid.value(self.start), self.days)
        in_time = where_met(grid, self.when, f"{until}<={deadline}")
        return {self.answered: once_filled(grid, (self.start,), in_time)}

    def working_days(self) -> int:
        return self.days
