"""Days."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sheettools.findings import Problem, Words
from sheettools.template.excel.formula import every, literal
from sheettools.template.kinds.kind import Kind, ParsedValue, Question, Scalar, register
from sheettools.words.dates import (
    FIRST_DAY,
    LAST_DAY,
    NOT_A_DATE,
    known_year,
    read_date,
    read_serial,
    show_date,
    write_day,
)

DAYS_TO_1904 = 1462
"""How many days later a workbook from an old Mac begins to count."""


class Date(Kind):
    """A day without its hours."""

    name = "date"
    words = Words("ghi ngày/tháng/năm", "write day/month/year")
    example = "15/03/2024"
    more, less = Words("muộn hơn", "later than"), Words("sớm hơn", "earlier than")
    schema_type = "date"
    number_format = "dd/mm/yyyy"
    ordered, bound = True, "2024-03-15"
    width = 12.5
    paper_width = 11.0

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read a date: a real one, 15/3/2024, 5-3-24, 05.03.2024, “ngày 5 tháng 3 năm 2024”, or a
        bare serial.
        """
        if isinstance(raw, date):
            # A cell of days shows no hours: where there are some, nobody sees them.
            day = raw.date() if isinstance(raw, datetime) else raw
            return _day(known_year(day), repaired=False)
        if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
            return _day(read_serial(raw))
        return _day(read_date(raw)) if isinstance(raw, str) else ParsedValue(problem=NOT_A_DATE)

    def show(self, value: date) -> str:
        return show_date(value)

    def say(self, value: date, form: str) -> str:
        return write_day(value, form)

    def counted_from_1904(self, raw: Scalar) -> Scalar:
        # Only a day that lost its format is still a number; of a real one the reader knows.
        return raw + DAYS_TO_1904 if isinstance(raw, int | float) else raw

    def guard(self, question: Question) -> dict[str, Any]:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DAY,
            "maximum": LAST_DAY,
        }

    def formula(self, question: Question, cell: str) -> str:
        first, last = literal(FIRST_DAY), literal(LAST_DAY)
        return every([f"ISNUMBER({cell})", f"{cell}>={first}", f"{cell}<{last}+1"])

    def compared(self, cell: str) -> str:
        return f"INT({cell})"

    def against(self, op: str, value: date) -> str:
        # A cell of a day may hold an hour too.
        later = {">": ">=", "<=": "<"}
        return f"{later.get(op, op)}{literal(self._next(value) if op in later else value)}"

    def _next(self, value: date) -> date:
        """Return the first day that is none of a value's."""
        return value + timedelta(days=1)

    def in_report(self, value: date) -> Any:
        return value

    def plain(self, value: Any, clean: Callable[[str], str]) -> Any:
        return value if isinstance(value, date) else super().plain(value, clean)

    def restore(self, text: str) -> date:
        return date.fromisoformat(text)

    def json(self, value: date) -> str:
        return value.isoformat()


DATE = register(Date())


def _day(said: date | Problem | None, *, repaired: bool = True) -> ParsedValue:
    if said is None:
        return ParsedValue()
    return (
        ParsedValue(problem=said)
        if isinstance(said, Problem)
        else ParsedValue(said, repaired=repaired)
    )
