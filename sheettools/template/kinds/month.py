"""Months: “tháng 3/2024”, as plans write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from sheettools.findings import Problem, Severity, Words, declare
from sheettools.template.kinds.date import Date
from sheettools.template.kinds.kind import ParsedValue, Question, Scalar, register
from sheettools.words.dates import known_year, write_day
from sheettools.words.text import tidy, western

NOT_A_MONTH = declare(
    "C126",
    Severity.ERROR,
    why=(
        "“{value}” không cho biết tháng nào của năm nào.",
        "“{value}” does not say which month of which year.",
    ),
    remedy=("Ghi tháng/năm, ví dụ 3/2024.", "Write month/year, for example 3/2024."),
)
_NAMES = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một",
"mười hai")  # fmt: skip
_NUMBERS = {name: number for number, name in enumerate(_NAMES, start=1)} | {"bốn": 4, "bẩy": 7}
_NAMED = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_SIGN = r"\s*[/.\-\\]\s*"
_FORMS = (
    re.compile(rf"(?:(?:tháng|thg\.?|th\.?|t\.?)\s*)?(?P<month>\d{{1,2}}){_SIGN}(?P<year>\d{{4}})"),
    re.compile(
        r"(?:tháng|thg\.?)\s*(?P<month>\d{1,2})(?:\s*,?\s*năm\s*|\s*,\s*|\s+)(?P<year>\d{4})"
    ),
    re.compile(
        rf"tháng\s+(?P<month>{_NAMED})(?:\s*,?\s*năm\s+|{_SIGN}|\s*,\s*|\s+)(?P<year>\d{{4}})"
    ),
    re.compile(r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})"),
)


class Month(Date):
    """A month of a year, kept as its first day: to Excel it is a day of which only the month
    counts.
    """

    name = "yearmonth"
    words = Words("ghi tháng/năm", "write month/year")
    example = "3/2024"
    schema_type = "yearmonth"
    number_format = '"tháng "m/yyyy'
    bound = "2024-03-01"
    width = 14.0

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read a month: tháng 3/2024, 3/2024, 03-2024, T3/2024, “tháng ba năm 2024”, a real day."""
        if isinstance(raw, str):
            return _month(_read(raw)) if tidy(raw) else ParsedValue()
        if isinstance(raw, datetime):
            return self.parse(raw.date(), question)
        if isinstance(raw, date):
            return _month(known_year(raw), repaired=raw.day != 1)
        return _month(super().parse(raw, question).value or NOT_A_MONTH)

    def show(self, value: date) -> str:
        return f"tháng {value.month}/{value.year}"

    def say(self, value: date, form: str) -> str:
        return write_day(value, form) if form in ("thang", "nam") else self.show(value)

    def compared(self, cell: str) -> str:
        return f"DATE(YEAR({cell}),MONTH({cell}),1)"

    def _next(self, value: date) -> date:
        return (value.replace(day=1) + timedelta(days=31)).replace(day=1)

    def in_report(self, value: date) -> str:
        # The annual workbook has one form for all days, which would show the first of the month.
        return self.show(value)

    def csv(self, value: date) -> str:
        return f"{value:%Y-%m}"

    def from_csv(self, text: str) -> date:
        return date.fromisoformat(f"{text}-01")

    def json(self, value: date) -> Any:
        return self.csv(value)


MONTH = register(Month())


def _read(raw: str) -> date | Problem:
    text = western(tidy(raw)).casefold().strip(" '’.,;")
    for form in _FORMS:
        if match := form.fullmatch(text):
            month = _NUMBERS.get(match["month"]) or int(match["month"])
            return _first_day(int(match["year"]), month)
    return NOT_A_MONTH


def _first_day(year: int, month: int) -> date | Problem:
    return known_year(date(year, month, 1)) if year and 1 <= month <= 12 else NOT_A_MONTH


def _month(said: date | Problem, *, repaired: bool = True) -> ParsedValue:
    if isinstance(said, Problem):
        return ParsedValue(problem=said)
    return ParsedValue(said.replace(day=1), repaired=repaired)
