"""Dates held against the quarter that the plan names."""

from __future__ import annotations

from datetime import date

from sheettools.findings import Severity, Words, declare, english
from sheettools.template.calendar import QUARTERS, quarter_of
from sheettools.template.conditions import Book, Breach, Condition, FieldName, Row
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import every, some
from sheettools.template.kinds import show_date
from sheettools.template.model import Formulas, Rule, Sheet
from sheettools.template.rules.rule import once_filled, rule


@rule(
    "in_quarter",
    declare(
        "R110",
        Severity.WARNING,
        why=(
            "“{title}” ({shown}) không thuộc {quarter}.",
            "“{title}” ({shown}) is not in {quarter}.",
        ),
        remedy=(
            (
                "Nếu đã chuyển sang quý khác thì ghi rõ như vậy ở dòng này, kèm lý do; nếu không, "
                "sửa lại ngày."
            ),
            "If it was moved to another quarter, say so in this row and give the reason; "
            "otherwise correct the date.",
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

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        day, quarter = row.values.get(self.field), row.values.get(self.quarter)
        if day is None or quarter is None or quarter_of(day) == quarter:
            return None
        if _swapped(day, quarter) is not None:
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
        return Words(f"“{a}” phải thuộc “{b}”", f"“{english(a)}” must lie in “{english(b)}”")

    def kept(self, grid: Cells) -> Formulas:
        day = grid.cell(self.field)
        fits = [
            _quarter_is(grid, self.quarter, f"MONTH({day})"),
            _swapped_fits(grid, day, self.quarter),
        ]
        if self.unless is not None:
            fits.append(grid.holds(self.unless))
        return {self.field: once_filled(grid, (self.field, self.quarter), some(fits))}


@rule(
    "date_swap",
    declare(
        "R111",
        Severity.WARNING,
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
            f"“{title}” không được đảo ngày và tháng",
            f"“{english(title)}” must have day and month in order",
        )

    def kept(self, grid: Cells) -> Formulas:
        swapped = _swapped_fits(grid, grid.cell(self.field), self.quarter)
        return {self.field: once_filled(grid, (self.field, self.quarter), f"NOT({swapped})")}


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
