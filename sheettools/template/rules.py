"""Rules on cells, rows, sheets and the whole workbook.

A rule is one class that holds its keyword in the template, its sentence, its check, its Excel
formula and the problem it reports. To add one, write the class with `@rule`; its annotations say
what the template must give. A parameter written `"$name"` in a template is taken from the profile;
where the profile has no such setting the rule does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeVar

from sheettools.findings import Problem, Severity, Words, declare
from sheettools.template.calendar import QUARTERS, WorkingDays, quarter_of
from sheettools.template.cells import Cells
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Breach,
    Condition,
    FactName,
    FieldName,
    FieldNames,
    Op,
    OtherCondition,
    OtherField,
    Phrase,
    Row,
    SheetName,
    Values,
)
from sheettools.template.formula import every, literal, some, working_day_after
from sheettools.template.kinds import show_date
from sheettools.template.model import Formulas, Rule, Sheet, WhileTyping
from sheettools.words.dates import FIRST_DAY, LAST_DAY
from sheettools.words.matters import looks_like_many
from sheettools.words.personal import KIND_WORDS, Hit, find_personal
from sheettools.words.text import bare, fold, nfc

E, W = Severity.ERROR, Severity.WARNING


# ------------------------------------------------------------------------ the rule and its registry


RULES: dict[str, type[Rule]] = {}
RuleType = TypeVar("RuleType", bound=type[Rule])


def rule(keyword: str, problem: Problem) -> Callable[[RuleType], RuleType]:
    """Register a rule class under its keyword, as a frozen dataclass."""

    def register(cls: RuleType) -> RuleType:
        cls.keyword, cls.problem = keyword, problem
        RULES[keyword] = dataclass(frozen=True)(cls)
        return cls

    return register


def _titles(sheet: Sheet, names: Iterable[str], joint: str = ", ") -> str:
    return joint.join(f"“{sheet.field(name).title}”" for name in names)


# --------------------------------------------------------------------------- filled and empty


@rule(
    "required_when",
    declare(
        "R101",
        E,
        why=("Còn thiếu “{title}”{when}.", "“{title}” is missing{when}."),
        remedy=("Điền “{title}”: {how}.", "Fill in “{title}”: {how}."),
    ),
)
class RequiredWhen(Rule):
    """A field that must be filled under a condition."""

    asks = True
    field: FieldName
    when: Condition

    def fields(self) -> FieldNames:
        return (self.field, *self.when.fields)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        if row.values.get(self.field) is not None or not self.when.holds(row.values):
            return None
        target = sheet.field(self.field)
        values = {"title": target.title, "when": sheet.words_for(self.when), "how": target.how()}
        return Breach(row, self.field, values)

    def sentence(self, sheet: Sheet) -> Words:
        when, title = sheet.words_for(self.when), sheet.field(self.field).title
        return Words(f"“{title}” phải ghi{when.vi}", f"“{title}” must be filled in{when.en}")

    def wanted(self, grid: Cells) -> Formulas:
        return {self.field: grid.holds(self.when)}


@rule(
    "empty_when",
    declare(
        "R102",
        E,
        why=("“{title}” phải để trống{when}.", "“{title}” must stay empty{when}."),
        remedy=("Xóa ô này, hoặc xem lại điều kiện.", "Clear this cell, or check the condition."),
    ),
)
class EmptyWhen(Rule):
    """Fields that must stay empty under a condition."""

    while_typing: ClassVar[WhileTyping] = "together"
    fields_: FieldNames
    when: Condition

    def fields(self) -> FieldNames:
        return (*self.fields_, *self.when.fields)

    def blames(self) -> FieldNames:
        return self.fields_

    def kept(self, grid: Cells) -> Formulas:
        return {
            name: f"OR({grid.blank(name)},NOT({grid.holds(self.when)}))" for name in self.fields_
        }

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        if not self.when.holds(row.values):
            return None
        filled = next((name for name in self.fields_ if row.values.get(name) is not None), None)
        if filled is None:
            return None
        return Breach(
            row, filled, {"title": sheet.field(filled).title, "when": sheet.words_for(self.when)}
        )

    def sentence(self, sheet: Sheet) -> Words:
        when, titles = sheet.words_for(self.when), _titles(sheet, self.fields_)
        return Words(f"{titles} phải để trống{when.vi}", f"{titles} must stay empty{when.en}")


@rule(
    "not_allowed_when",
    declare(
        "R103",
        E,
        why=("“{title}” không thể là “{shown}”{when}.", "“{title}” cannot be “{shown}”{when}."),
        remedy=(
            "Chọn lại một trong hai ô cho khớp nhau.",
            "Change one of the two cells so that they agree.",
        ),
    ),
)
class NotAllowedWhen(Rule):
    """Values of a list that do not go with a condition."""

    field: FieldName
    values: Values
    when: Condition

    def fields(self) -> FieldNames:
        return (self.field, *self.when.fields)

    def kept(self, grid: Cells) -> Formulas:
        forbidden = grid.is_one_of(self.field, self.values)
        return {self.field: f"NOT(AND({forbidden},{grid.holds(self.when)}))"}

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        value = row.values.get(self.field)
        if value not in self.values or not self.when.holds(row.values):
            return None
        target = sheet.field(self.field)
        return Breach(
            row,
            self.field,
            {
                "title": target.title,
                "shown": target.show(value),
                "when": sheet.words_for(self.when),
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        target, when = sheet.field(self.field), sheet.words_for(self.when)
        labels = [f"“{target.show(value)}”" for value in self.values]
        return Words(
            f"“{target.title}” không chọn {' hoặc '.join(labels)}{when.vi}",
            f"“{target.title}” is not {' or '.join(labels)}{when.en}",
        )


@rule(
    "each_planned",
    declare(
        "R104",
        E,
        why=(
            "Dòng này đã in sẵn nhưng chưa ghi “{title}”.",
            "This row came prefilled, but “{title}” is not filled in.",
        ),
        remedy=(
            "Ghi “{title}”; nếu việc chưa làm được, ghi rõ lý do.",
            "Fill in “{title}”; if the matter could not be done, give the reason.",
        ),
    ),
)
class EachPlanned(Rule):
    """Every row that came prefilled, from the plan or from last year, is reported on."""

    asks = True
    begun_only = False
    field: FieldName
    when: Condition = ALWAYS

    def fields(self) -> FieldNames:
        return (self.field, *self.when.fields)

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        # Rows that nobody began count here, and only here.
        for row in book.rows.get(sheet.name, ()):
            known = row.begun or any(value is not None for value in row.values.values())
            missing = row.values.get(self.field) is None and self.field not in row.broken
            if known and missing and self.when.holds(row.values):
                yield Breach(row, self.field, {"title": sheet.field(self.field).title})

    def sentence(self, sheet: Sheet) -> Words:
        title, when = sheet.field(self.field).title, sheet.words_for(self.when)
        return Words(
            f"Mỗi dòng đã in sẵn phải có “{title}”{when.vi}",
            f"Each prefilled row needs “{title}”{when.en}",
        )

    def wanted(self, grid: Cells) -> Formulas:
        prefilled = grid.prefilled()
        known = some([f"{grid.begun()}=1", *prefilled])
        return {self.field: every([known, grid.holds(self.when)])}


# --------------------------------------------------------------------------- comparisons

OPS: Mapping[str, tuple[Callable[[Any, Any], bool], Words]] = {
    "<=": (
        lambda a, b: a <= b,
        Words("không được lớn hơn (muộn hơn)", "must not be greater (later) than"),
    ),
    "<": (lambda a, b: a < b, Words("phải nhỏ hơn (sớm hơn)", "must be less (earlier) than")),
    ">=": (
        lambda a, b: a >= b,
        Words("không được nhỏ hơn (sớm hơn)", "must not be less (earlier) than"),
    ),
    ">": (lambda a, b: a > b, Words("phải lớn hơn (muộn hơn)", "must be greater (later) than")),
    "==": (lambda a, b: a == b, Words("phải bằng", "must equal")),
}


@rule(
    "compare",
    declare(
        "R105",
        E,
        why=(
            "“{left}” ({left_shown}) {words} “{right}” ({right_shown}).",
            "“{left}” ({left_shown}) {words} “{right}” ({right_shown}).",
        ),
        remedy=("Xem lại hai ô này.", "Check these two cells."),
    ),
)
class Compare(Rule):
    """Two fields of a row held against each other."""

    while_typing: ClassVar[WhileTyping] = "together"
    field: FieldName
    op: Op
    other: FieldName

    def fields(self) -> FieldNames:
        return (self.field, self.other)

    def kept(self, grid: Cells) -> Formulas:
        op = "=" if self.op == "==" else self.op
        compared = f"{grid.value(self.field)}{op}{grid.value(self.other)}"
        return {
            self.field: f"IF(OR({grid.blank(self.field)},{grid.blank(self.other)}),TRUE,{compared})"
        }

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        left, right = row.values.get(self.field), row.values.get(self.other)
        if left is None or right is None or OPS[self.op][0](left, right):
            return None
        a, b = sheet.field(self.field), sheet.field(self.other)
        return Breach(
            row,
            self.field,
            {
                "left": a.title,
                "left_shown": a.show(left),
                "words": OPS[self.op][1],
                "right": b.title,
                "right_shown": b.show(right),
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b, words = sheet.field(self.field).title, sheet.field(self.other).title, OPS[self.op][1]
        return Words(f"“{a}” {words.vi} “{b}”", f"“{a}” {words.en} “{b}”")


@rule(
    "sum_of",
    declare(
        "R106",
        E,
        why=(
            "“{title}” ghi {total}, nhưng cộng các cột thành phần được {sum}.",
            "“{title}” says {total}, but its parts add up to {sum}.",
        ),
        remedy=(
            "Sửa tổng số hoặc một trong các cột: {parts}.",
            "Correct the total or one of: {parts}.",
        ),
    ),
)
class SumOf(Rule):
    """A total that equals the sum of its exclusive parts; an empty part counts as nothing."""

    field: FieldName
    parts: FieldNames

    def fields(self) -> FieldNames:
        return (self.field, *self.parts)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        total = row.values.get(self.field)
        added = sum(row.values.get(part) or 0 for part in self.parts)
        if total is None or total == added:
            return None
        return Breach(
            row,
            self.field,
            {
                "title": sheet.field(self.field).title,
                "total": total,
                "sum": added,
                "parts": _titles(sheet, self.parts),
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” = {_titles(sheet, self.parts, ' + ')}",
            f"“{title}” = {_titles(sheet, self.parts, ' + ')}",
        )

    def kept(self, grid: Cells) -> Formulas:
        added = ",".join(grid.cell(part) for part in self.parts)
        return {
            self.field: f"IF({grid.blank(self.field)},TRUE,{grid.cell(self.field)}=SUM({added}))"
        }


@rule(
    "at_most",
    declare(
        "R107",
        E,
        why=(
            "“{title}” ({part}) lớn hơn “{whole_title}” ({whole}).",
            "“{title}” ({part}) is more than “{whole_title}” ({whole}).",
        ),
        remedy=(
            "“{title}” là một phần của “{whole_title}”: xem lại hai số.",
            "“{title}” is a part of “{whole_title}”: check the two numbers.",
        ),
    ),
)
class AtMost(Rule):
    """Parts that are each contained in a whole."""

    while_typing: ClassVar[WhileTyping] = "together"
    parts: FieldNames
    whole: FieldName

    def fields(self) -> FieldNames:
        return (*self.parts, self.whole)

    def blames(self) -> FieldNames:
        return self.parts

    def kept(self, grid: Cells) -> Formulas:
        whole = grid.cell(self.whole)
        # SUM of one cell reads an empty one as nothing.
        return {
            part: f"IF({grid.blank(self.whole)},TRUE,SUM({grid.cell(part)})<={whole})"
            for part in self.parts
        }

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        whole = row.values.get(self.whole)
        if whole is None:
            return None
        part = next((p for p in self.parts if (row.values.get(p) or 0) > whole), None)
        if part is None:
            return None
        return Breach(
            row,
            part,
            {
                "title": sheet.field(part).title,
                "part": row.values[part],
                "whole_title": sheet.field(self.whole).title,
                "whole": whole,
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        whole = sheet.field(self.whole).title
        parts = _titles(sheet, self.parts)
        return Words(
            f"{parts}: mỗi số không lớn hơn “{whole}”", f"{parts}: none is more than “{whole}”"
        )


# --------------------------------------------------------------------------- dates


@rule(
    "within_period",
    declare(
        "R108",
        E,
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

    def fields(self) -> FieldNames:
        return (self.field, *self.when.fields)

    def bounds(self, facts: Mapping[str, Any]) -> tuple[date, date] | None:
        """Return the first and the last day, None where they are not known or turned round."""
        start, end = facts.get(self.start), facts.get(self.end)
        return None if start is None or end is None or start > end else (start, end)

    def kept(self, grid: Cells) -> Formulas:
        bounds = self.bounds(grid.facts)
        if bounds is None:
            return {}
        day = grid.value(self.field)
        inside = f"AND({day}>={literal(bounds[0])},{day}<={literal(bounds[1])})"
        other = f",NOT({grid.holds(self.when)})" if self.when.tests else ""
        return {self.field: f"IF({grid.blank(self.field)},TRUE,OR({inside}{other}))"}

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
        return Words(f"“{title}” nằm trong kỳ báo cáo", f"“{title}” lies in the reporting period")


@rule(
    "within_validity",
    declare(
        "R121",
        E,
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

    def bounds(self, facts: Mapping[str, Any]) -> tuple[date, date] | None:
        start, end = facts.get(self.start), facts.get(self.end)
        return (start or FIRST_DAY, end or LAST_DAY) if start or end else None

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        breach = super().check(row, sheet, book)
        if breach is None:
            return None
        ends = {"start": self.start, "end": self.end}
        shown = {
            key: show_date(book.facts[name]) if book.facts.get(name) else "…"
            for key, name in ends.items()
        }
        return Breach(row, breach.field, {**breach.values, **shown})

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” trong thời gian đơn vị có trong danh sách",
            f"“{title}” while the unit is on the list",
        )


@rule(
    "not_in_future",
    declare(
        "R109",
        E,
        why=("“{title}” ({shown}) là ngày chưa tới.", "“{title}” ({shown}) has not come yet."),
        remedy=(
            "Ghi ngày đã thực hiện; việc chưa làm thì để trống.",
            "Write the day it took place; leave it empty if it has not.",
        ),
    ),
)
class NotInFuture(Rule):
    """A date that is not after the day of checking (fact `hom_nay`)."""

    while_typing: ClassVar[WhileTyping] = "alone"
    field: FieldName

    def fields(self) -> FieldNames:
        return (self.field,)

    def kept(self, grid: Cells) -> Formulas:
        return {self.field: f"IF({grid.blank(self.field)},TRUE,{grid.value(self.field)}<=TODAY())"}

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        day, today = row.values.get(self.field), book.facts.get("hom_nay")
        if day is None or today is None or day <= today:
            return None
        return Breach(
            row, self.field, {"title": sheet.field(self.field).title, "shown": show_date(day)}
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(f"“{title}” không phải là ngày chưa tới", f"“{title}” is not a day to come")


@rule(
    "in_quarter",
    declare(
        "R110",
        W,
        why=(
            "“{title}” ({shown}) không thuộc {quarter}.",
            "“{title}” ({shown}) is not in {quarter}.",
        ),
        remedy=(
            (
                "Nếu cuộc đã chuyển sang quý khác thì chọn trạng thái “Chuyển” và ghi lý do; nếu "
                "không, sửa lại ngày."
            ),
            "If it was moved to another quarter, choose the status “moved” and give the "
            "reason; otherwise correct "
            "the date.",
        ),
    ),
)
class InQuarter(Rule):
    """A date inside the planned quarter. A date whose swapped day and month would fit is left to
    `date_swap`.
    """

    field: FieldName
    quarter: FieldName
    unless: Condition | None = None

    def fields(self) -> FieldNames:
        return (self.field, self.quarter, *(self.unless.fields if self.unless else ()))

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        day, quarter = row.values.get(self.field), row.values.get(self.quarter)
        if (
            day is None
            or quarter is None
            or quarter_of(day) == quarter
            or _swapped(day, quarter) is not None
        ):
            return None
        if self.unless is not None and self.unless.holds(row.values):
            return None
        shown = sheet.field(self.quarter).show(quarter)
        return Breach(
            row,
            self.field,
            {
                "title": sheet.field(self.field).title,
                "shown": show_date(day),
                "quarter": shown,
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.field).title, sheet.field(self.quarter).title
        return Words(f"“{a}” thuộc “{b}”", f"“{a}” lies in “{b}”")

    def kept(self, grid: Cells) -> Formulas:
        day = grid.cell(self.field)
        fits = [
            _quarter_is(grid, self.quarter, f"MONTH({day})"),
            _swapped_fits(grid, day, self.quarter),
            *([grid.holds(self.unless)] if self.unless is not None else []),
        ]
        empty = f"OR({grid.blank(self.field)},{grid.blank(self.quarter)})"
        return {self.field: f"IF({empty},TRUE,{some(fits)})"}


def _swapped(day: date, quarter: str) -> date | None:
    """Return the date with day and month exchanged if only that one lies in the quarter."""
    if day.day > 12 or day.day == day.month or quarter_of(day) == quarter:
        return None
    swapped = date(day.year, day.day, day.month)
    return swapped if quarter_of(swapped) == quarter else None


def _quarter_is(grid: Cells, quarter: FieldName, month: str) -> str:
    """Say to Excel that a month lies in the quarter that a cell names."""
    names = ",".join(grid.shown(quarter, name) for name in QUARTERS)
    return f"CHOOSE(ROUNDUP({month}/3,0),{names})={grid.cell(quarter)}"


def _swapped_fits(grid: Cells, day: str, quarter: FieldName) -> str:
    """Say to Excel what `_swapped` says."""
    turned = _quarter_is(grid, quarter, f"MIN(DAY({day}),12)")
    return every([f"DAY({day})<=12", f"NOT({_quarter_is(grid, quarter, f'MONTH({day})')})", turned])


@rule(
    "date_swap",
    declare(
        "R111",
        W,
        why=(
            "“{title}” là {shown}; nếu đảo ngày và tháng ({swapped}) thì đúng {quarter}.",
            (
                "“{title}” is {shown}; with day and month exchanged ({swapped}) it would lie in "
                "{quarter}."
            ),
        ),
        remedy=(
            "Máy cài kiểu ngày của Mỹ hay đảo ngày/tháng. Kiểm tra và gõ lại ngày cho đúng.",
            (
                "Computers set to American dates exchange day and month. Check, and type the date "
                "again."
            ),
        ),
    ),
)
class DateSwap(Rule):
    """A date that an American setting seems to have turned round."""

    field: FieldName
    quarter: FieldName

    def fields(self) -> FieldNames:
        return (self.field, self.quarter)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        day, quarter = row.values.get(self.field), row.values.get(self.quarter)
        if day is None or quarter is None or (swapped := _swapped(day, quarter)) is None:
            return None
        return Breach(
            row,
            self.field,
            {
                "title": sheet.field(self.field).title,
                "shown": show_date(day),
                "swapped": show_date(swapped),
                "quarter": sheet.field(self.quarter).show(quarter),
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” không bị đảo ngày và tháng", f"“{title}” has day and month in order"
        )

    def kept(self, grid: Cells) -> Formulas:
        empty = f"OR({grid.blank(self.field)},{grid.blank(self.quarter)})"
        swapped = _swapped_fits(grid, grid.cell(self.field), self.quarter)
        return {self.field: f"IF({empty},TRUE,NOT({swapped}))"}


@rule(
    "days_between",
    declare(
        "R112",
        W,
        why=(
            (
                "Từ “{start}” ({start_shown}) đến “{end}” ({end_shown}) là {days} ngày; quy định "
                "{bound} {limit} ngày."
            ),
            (
                "From “{start}” ({start_shown}) to “{end}” ({end_shown}) is {days} days; the rule "
                "says {bound} {limit}."
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

    def fields(self) -> FieldNames:
        return (self.start, self.end, *self.when.fields)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        start, end = row.values.get(self.start), row.values.get(self.end)
        if start is None or end is None or not self.when.holds(row.values):
            return None
        days = (end - start).days
        if not (self.least and days < self.least) and not (self.most and days > self.most):
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
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.start).title, sheet.field(self.end).title
        bound, limit, when = self._bound(), self.least or self.most, sheet.words_for(self.when)
        return Words(
            f"Từ “{a}” đến “{b}” {bound.vi} {limit} ngày{when.vi}",
            f"From “{a}” to “{b}” {bound.en} {limit} days{when.en}",
        )

    def blames(self) -> FieldNames:
        return (self.end,)

    def kept(self, grid: Cells) -> Formulas:
        days = f"{grid.value(self.end)}-{grid.value(self.start)}"
        enough = [f"{days}>={self.least}"] if self.least else []
        enough += [f"{days}<={self.most}"] if self.most else []
        other = [f"NOT({grid.holds(self.when)})"] if self.when.tests else []
        empty = f"OR({grid.blank(self.start)},{grid.blank(self.end)})"
        return {self.end: f"IF({empty},TRUE,{some([every(enough), *other])})"}

    def _bound(self) -> Words:
        return Words("ít nhất", "at least") if self.least else Words("nhiều nhất", "at most")


@rule(
    "answered_in_time",
    declare(
        "R113",
        W,
        why=(
            "Hạn trả lời là {deadline} ({days} ngày làm việc từ {start}), {state}.",
            "The answer was due on {deadline} ({days} working days from {start}), {state}.",
        ),
        remedy=(
            "Trả lời ngay hoặc ghi ngày đã trả lời; nếu ghi nhầm ngày thì sửa lại.",
            "Answer now or write the day of the answer; if a date is mistyped, correct it.",
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

    def fields(self) -> FieldNames:
        return (self.start, self.answered, *self.when.fields)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        start, answered, today = (
            row.values.get(self.start),
            row.values.get(self.answered),
            book.facts.get("hom_nay"),
        )
        if start is None or not self.when.holds(row.values):
            return None
        deadline = WorkingDays.of(book.facts).after(start, self.days)
        if answered is not None and answered > deadline:
            state = Words(
                f"trả lời ngày {show_date(answered)}", f"it was given on {show_date(answered)}"
            )
        elif answered is None and today is not None and today > deadline:
            state = Words("đến nay chưa có ngày trả lời", "no day of an answer is given yet")
        else:
            return None
        return Breach(
            row,
            self.answered,
            {
                "deadline": show_date(deadline),
                "days": self.days,
                "start": show_date(start),
                "state": state,
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.answered).title, sheet.field(self.start).title
        return Words(
            f"“{a}” trong {self.days} ngày làm việc từ “{b}”",
            f"“{a}” within {self.days} working days of “{b}”",
        )

    def blames(self) -> FieldNames:
        return (self.answered,)

    def kept(self, grid: Cells) -> Formulas:
        until = f"IF({grid.blank(self.answered)},TODAY(),{grid.value(self.answered)})"
        deadline = working_day_after(grid.value(self.start), self.days)
        other = [f"NOT({grid.holds(self.when)})"] if self.when.tests else []
        in_time = some([f"{until}<={deadline}", *other])
        return {self.answered: f"IF({grid.blank(self.start)},TRUE,{in_time})"}

    def working_days(self) -> int:
        return self.days


# --------------------------------------------------------------------------- text


@rule(
    "no_personal_data",
    declare(
        "R114",
        W,
        why=("Trong “{title}” {state} {kind}: “{found}”.", "“{title}” {state} {kind}: “{found}”."),
        remedy=(
            "Nếu đúng thì xóa: câu chữ trong sổ không ghi họ tên, số điện thoại, giấy tờ, địa "
            "chỉ nhà của người dân; "
            "báo cáo gửi đi sẽ che chỗ này. Nếu không phải thì để nguyên.",
            "If so, delete it: the workbook does not collect names, phones, papers and homes "
            "in texts, and the report "
            "will cover this place. If not, leave it.",
        ),
        private=True,
    ),
)
class NoPersonalData(Rule):
    """Free text without what says who somebody is; a field that is for names may hold names."""

    unsaid = Words(
        "Excel không tìm được họ tên, dãy số lẫn trong câu chữ",
        "Excel cannot look for names in a text",
    )
    fields_: FieldNames

    _STATES: ClassVar[Mapping[bool, Words]] = {
        True: Words("có", "holds"),
        False: Words("có chỗ giống", "holds what looks like"),
    }

    def fields(self) -> FieldNames:
        return self.fields_

    def blames(self) -> FieldNames:
        return self.fields_

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        # Each text is asked about: the report will cover them all.
        for row in book.begun(sheet.name):
            for name in self.fields_:
                target, found = sheet.field(name), _personal(row, name)
                found = [hit for hit in found if not (target.personal and hit.kind == "name")]
                if found:
                    first = max(found, key=lambda hit: hit.is_certain)
                    yield Breach(
                        row,
                        name,
                        {
                            "title": target.title,
                            "state": self._STATES[first.is_certain],
                            "kind": KIND_WORDS[first.kind],
                            "found": _quoted(row, name, first),
                        },
                    )

    def sentence(self, sheet: Sheet) -> Words:
        titles = _titles(sheet, self.fields_)
        return Words(
            f"{titles}: không ghi họ tên, số điện thoại, số giấy tờ, địa chỉ nhà của người dân",
            f"{titles}: no names, phones, papers or homes of people",
        )


def _personal(row: Row, name: str) -> Sequence[Hit]:
    """Return what a text of a row says of who somebody is; nothing where its cell has an error of
    its own.
    """
    text = row.values.get(name)
    return find_personal(nfc(text)) if isinstance(text, str) and name not in row.broken else ()


def _quoted(row: Row, name: str, hit: Hit) -> str:
    return nfc(row.values[name])[hit.start : hit.end]


@rule(
    "no_names",
    declare(
        "R120",
        E,
        why=("Trong “{title}” có {kind}: “{found}”.", "“{title}” holds {kind}: “{found}”."),
        remedy=(
            "Xóa mọi điều cho biết người đó là ai{instead}.",
            "Delete whatever tells who it is{instead}.",
        ),
        private=True,
    ),
)
class NoNames(Rule):
    """Text that must not say who somebody is, under a condition."""

    unsaid = Words(
        "Excel không nhận ra tên người trong câu chữ", "Excel cannot tell a name in a text"
    )
    fields_: FieldNames
    when: Condition

    def fields(self) -> FieldNames:
        return (*self.fields_, *self.when.fields)

    def blames(self) -> FieldNames:
        return self.fields_

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        for row in _under(self.when, sheet, book):
            for name in self.fields_:
                first = next((hit for hit in _personal(row, name) if hit.is_certain), None)
                if first is not None:
                    yield Breach(
                        row,
                        name,
                        {
                            "title": sheet.field(name).title,
                            "kind": KIND_WORDS[first.kind],
                            "found": _quoted(row, name, first),
                            "instead": self._instead(sheet),
                        },
                    )

    def _instead(self, sheet: Sheet) -> Words:
        """Say what may be written, where the sheet has such a rule."""
        says = next((use.rule.says for use in sheet.rules if isinstance(use.rule, OnlySays)), "")
        return Words(f"; chỉ ghi “{says}”", f"; write only “{says}”") if says else Words("", "")

    def sentence(self, sheet: Sheet) -> Words:
        when, titles = sheet.words_for(self.when), _titles(sheet, self.fields_)
        return Words(
            f"{titles}: không ghi điều gì cho biết ai là ai{when.vi}",
            f"{titles}: nothing that tells who it is{when.en}",
        )


def _under(when: Condition, sheet: Sheet, book: Book) -> Iterator[Row]:
    """Yield the rows that somebody began and that pass a condition that can be judged."""
    for row in book.begun(sheet.name):
        if not row.broken & set(when.fields) and when.holds(row.values):
            yield row


@rule(
    "only_says",
    declare(
        "R130",
        W,
        why=(
            "“{title}” có câu khác với “{says}”{when}.",
            "“{title}” says something other than “{says}”{when}.",
        ),
        remedy=(
            "Nếu câu đó có thể cho biết ai tố cáo thì xóa, chỉ ghi “{says}” hoặc để trống.",
            "If it may tell who somebody is, delete it; write only “{says}” or nothing.",
        ),
        private=True,
    ),
)
class OnlySays(Rule):
    """Text in which one sentence is expected under a condition; any other is asked about."""

    unsaid = Words(
        "Excel không so được các cách viết của một câu",
        "Excel cannot compare the spellings of a sentence",
    )
    fields_: FieldNames
    says: Phrase
    when: Condition

    def fields(self) -> FieldNames:
        return (*self.fields_, *self.when.fields)

    def blames(self) -> FieldNames:
        return self.fields_

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        for row in _under(self.when, sheet, book):
            for name in self.fields_:
                text = row.values.get(name)
                if not isinstance(text, str) or name in row.broken or bare(text) == bare(self.says):
                    continue
                if not any(
                    hit.is_certain for hit in _personal(row, name)
                ):  # that is an error by itself
                    values = {
                        "title": sheet.field(name).title,
                        "says": self.says,
                        "when": sheet.words_for(self.when),
                    }
                    yield Breach(row, name, values)

    def sentence(self, sheet: Sheet) -> Words:
        when, titles = sheet.words_for(self.when), _titles(sheet, self.fields_)
        return Words(
            f"{titles}: chỉ ghi “{self.says}” hoặc để trống{when.vi}",
            f"{titles}: only “{self.says}” or nothing{when.en}",
        )


@rule(
    "one_matter",
    declare(
        "R115",
        W,
        why=(
            "“{title}” có vẻ gồm {count} việc khác nhau.",
            "“{title}” seems to hold {count} different matters.",
        ),
        remedy=(
            "Mỗi việc ghi một dòng riêng: thêm dòng và tách ra.",
            "One matter a row: add rows and part them.",
        ),
    ),
)
class OneMatter(Rule):
    """One matter a row (Luật Tiếp công dân, Điều 25)."""

    unsaid = Words(
        "Excel không đếm được các việc nêu trong câu chữ",
        "Excel cannot count the matters in a text",
    )
    field: FieldName

    def fields(self) -> FieldNames:
        return (self.field,)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        text = row.values.get(self.field)
        count = looks_like_many(text) if isinstance(text, str) else 1
        if count < 2:
            return None
        return Breach(row, self.field, {"title": sheet.field(self.field).title, "count": count})

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(f"“{title}”: mỗi dòng chỉ ghi một việc", f"“{title}”: one matter a row")


# --------------------------------------------------------------------------- rows against rows


@rule(
    "unique",
    declare(
        "R116",
        E,
        why=(
            "{titles} “{shown}” đã có ở dòng {first}.",
            "{titles} “{shown}” stands in row {first} already.",
        ),
        remedy=(
            "Mỗi dòng phải khác nhau: sửa lại, hoặc xóa dòng ghi trùng.",
            "Each row must differ: correct it, or delete the row written twice.",
        ),
    ),
)
class Unique(Rule):
    """Fields that together occur once in the sheet."""

    while_typing: ClassVar[WhileTyping] = "together"
    fields_: FieldNames

    def blames(self) -> FieldNames:
        return self.fields_[:1]

    def kept(self, grid: Cells) -> Formulas:
        same = "*".join(f"({grid.down_to_here(name)}={grid.cell(name)})" for name in self.fields_)
        empty = some(grid.blank(name) for name in self.fields_)
        return {self.fields_[0]: f"IF({empty},TRUE,SUMPRODUCT({same}*1)<=1)"}

    def fields(self) -> FieldNames:
        return self.fields_

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        seen: dict[tuple[Any, ...], int] = {}
        for row in book.begun(sheet.name):
            key = tuple(row.values.get(name) for name in self.fields_)
            if None in key or row.broken & set(self.fields_):
                continue
            folded = tuple(fold(part) if isinstance(part, str) else part for part in key)
            if folded in seen:
                shown = " – ".join(
                    sheet.field(n).show(v) for n, v in zip(self.fields_, key, strict=True)
                )
                values = {
                    "titles": _titles(sheet, self.fields_),
                    "shown": shown,
                    "first": seen[folded],
                }
                yield Breach(row, self.fields_[0], values)
            else:
                seen[folded] = row.number

    def sentence(self, sheet: Sheet) -> Words:
        titles = _titles(sheet, self.fields_)
        return Words(f"{titles} không ghi trùng", f"{titles} not twice")


@rule(
    "alike",
    declare(
        "R117",
        W,
        why=("“{title}” giống hệt dòng {first}.", "“{title}” is the same as in row {first}."),
        remedy=(
            "Nếu cùng một việc thì chỉ để một dòng; nếu khác nhau thì ghi rõ khác ở đâu.",
            "If it is one matter keep one row; if they differ, say where.",
        ),
    ),
)
class Alike(Unique):
    """Long texts that say the same."""

    while_typing: ClassVar[WhileTyping] = "no"

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        title = sheet.field(self.fields_[0]).title
        for breach in super().breaches(sheet, book):
            yield Breach(
                breach.row, breach.field, {"title": title, "first": breach.values["first"]}
            )


@rule(
    "matched",
    declare(
        "R118",
        E,
        why=(
            "“{shown}” chưa có dòng nào ở trang “{other}”.",
            "“{shown}” has no row on the sheet “{other}”.",
        ),
        remedy=(
            "Mở trang “{other}” và điền dòng của “{shown}”.",
            "Open the sheet “{other}” and fill in the row of “{shown}”.",
        ),
    ),
)
class Matched(Rule):
    """A row that must have its counterpart, begun, on another sheet under a condition."""

    field: FieldName
    sheet: SheetName
    on: OtherField
    when: Condition = ALWAYS

    def fields(self) -> FieldNames:
        return (self.field, *self.when.fields)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        key = row.values.get(self.field)
        if key is None or self.sheet not in book.rows or not self.when.holds(row.values):
            return None
        if any(other.begun for other in book.find(self.sheet, self.on, key)):
            return None
        other = book.facts.get("sheet_titles", {}).get(self.sheet, self.sheet)
        return Breach(row, self.field, {"shown": sheet.field(self.field).show(key), "other": other})

    def sentence(self, sheet: Sheet) -> Words:
        title, when = sheet.field(self.field).title, sheet.words_for(self.when)
        return Words(
            f"Mỗi “{title}” có dòng tương ứng ở trang liên quan{when.vi}",
            f"Each “{title}” has its row on the sheet that goes with it{when.en}",
        )

    def kept(self, grid: Cells) -> Formulas:
        there = grid.there(self.sheet)
        found = (
            f"SUMPRODUCT(({there.column(self.on)}={grid.cell(self.field)})*({there.begun()}=1))>0"
        )
        other = [f"NOT({grid.holds(self.when)})"] if self.when.tests else []
        return {self.field: f"IF({grid.blank(self.field)},TRUE,{some([found, *other])})"}


@rule(
    "only_for",
    declare(
        "R122",
        E,
        why=(
            "“{shown}” ở trang “{other}” không phải là “{words}”.",
            "“{shown}” on the sheet “{other}” is not “{words}”.",
        ),
        remedy=(
            "Xóa dòng này, hoặc sửa dòng của “{shown}” ở trang “{other}”.",
            "Delete this row, or correct the row of “{shown}” on the sheet “{other}”.",
        ),
    ),
)
class OnlyFor(Rule):
    """A row that may stand only where its counterpart on another sheet passes a condition, said in
    `words`.
    """

    field: FieldName
    sheet: SheetName
    on: OtherField
    where: OtherCondition
    words: Phrase

    def fields(self) -> FieldNames:
        return (self.field,)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        key = row.values.get(self.field)
        others = book.find(self.sheet, self.on, key) if key else ()
        judged = [other for other in others if not set(self.where.fields) & other.broken]
        if not judged or any(self.where.holds(other.values) for other in judged):
            return None
        title = book.facts.get("sheet_titles", {}).get(self.sheet, self.sheet)
        return Breach(row, self.field, {"shown": key, "other": title, "words": self.words})

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(f"“{title}” phải là “{self.words}”", f"“{title}” must be “{self.words}”")

    def kept(self, grid: Cells) -> Formulas:
        there = grid.there(self.sheet)
        mine = f"({there.column(self.on)}={grid.cell(self.field)})"
        judged = "*".join([mine, *there.sound(self.where.fields)])
        passed = "*".join([judged, *there.factors(self.where)])
        fits = f"OR(SUMPRODUCT({judged}*1)=0,SUMPRODUCT({passed}*1)>0)"
        return {self.field: f"IF({grid.blank(self.field)},TRUE,{fits})"}


@rule(
    "counts_agree",
    declare(
        "R119",
        E,
        why=(
            "“{title}” ghi {said}, nhưng trang “{other}” có {counted} dòng cho “{key}”.",
            "“{title}” says {said}, but the sheet “{other}” has {counted} rows for “{key}”.",
        ),
        remedy=(
            (
                "Bổ sung danh sách cho đủ hoặc sửa số này; không có danh sách thì để trống cả "
                "trang “{other}”."
            ),
            (
                "Complete the list or correct the number; without a list leave the whole sheet "
                "“{other}” empty."
            ),
        ),
    ),
)
class CountsAgree(Rule):
    """A number that equals the rows of another sheet, as soon as that sheet has any for this
    key.
    """

    field: FieldName
    key: FieldName
    sheet: SheetName
    on: OtherField
    where: OtherCondition = ALWAYS

    def fields(self) -> FieldNames:
        return (self.field, self.key)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        said, key = row.values.get(self.field), row.values.get(self.key)
        listed = [other for other in book.find(self.sheet, self.on, key) if other.begun]
        counted = sum(self.where.holds(other.values) for other in listed)
        if said is None or key is None or not listed or said == counted:
            return None
        other = book.facts.get("sheet_titles", {}).get(self.sheet, self.sheet)
        return Breach(
            row,
            self.field,
            {
                "title": sheet.field(self.field).title,
                "said": said,
                "counted": counted,
                "other": other,
                "key": key,
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” khớp với danh sách (khi có ghi danh sách)",
            f"“{title}” agrees with the list (when there is one)",
        )

    def kept(self, grid: Cells) -> Formulas:
        there = grid.there(self.sheet)
        listed = f"({there.column(self.on)}={grid.cell(self.key)})*({there.begun()}=1)"
        counted = "*".join([listed, *there.factors(self.where)])
        agrees = f"OR(SUMPRODUCT({listed})=0,SUMPRODUCT({counted})={grid.cell(self.field)})"
        return {
            self.field: f"IF(OR({grid.blank(self.field)},{grid.blank(self.key)}),TRUE,{agrees})"
        }


@rule(
    "follows",
    declare(
        "R123",
        E,
        why=(
            "“{shown}” không đi với “{other}” là “{chosen}”.",
            "“{shown}” does not go with “{chosen}” as “{other}”.",
        ),
        remedy=(
            "Chọn lại một trong hai ô; danh sách của ô sau chỉ có các mục hợp với ô trước.",
            "Choose one of the two again; the second list holds only what goes with the first.",
        ),
    ),
)
class Follows(Rule):
    """An item of a list that must go with the item chosen in another field (`with` in the list)."""

    field: FieldName
    other: FieldName

    def fields(self) -> FieldNames:
        return (self.field, self.other)

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        value, chosen = row.values.get(self.field), row.values.get(self.other)
        target, leading = sheet.field(self.field), sheet.field(self.other)
        if value is None or chosen is None or target.categories is None:
            return None
        if target.categories.get(value).goes_with(chosen):
            return None
        return Breach(
            row,
            self.field,
            {
                "shown": target.show(value),
                "other": leading.title,
                "chosen": leading.show(chosen),
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.field).title, sheet.field(self.other).title
        return Words(f"“{a}” hợp với “{b}”", f"“{a}” goes with “{b}”")

    def kept(self, grid: Cells) -> Formulas:
        leading, chosen = f"{grid.pairs(self.field)}_truoc", grid.cell(self.other)
        pairs = f"({leading}={chosen})*({grid.pairs(self.field)}={grid.cell(self.field)})"
        empty = f"OR({grid.blank(self.field)},{grid.blank(self.other)})"
        return {self.field: f"IF({empty},TRUE,SUMPRODUCT({pairs})>0)"}
