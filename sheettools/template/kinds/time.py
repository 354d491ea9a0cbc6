"""Times of day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from sheettools.findings import Severity, Words, declare
from sheettools.template.excel.formula import every
from sheettools.template.kinds.kind import Kind, ParsedValue, Question, Scalar, register
from sheettools.words.text import tidy

NOT_A_TIME = declare(
    "C106",
    Severity.ERROR,
    why=("“{value}” không phải là giờ.", "“{value}” is not a time of day."),
    remedy=("Ghi giờ:phút, ví dụ 07:30.", "Write hours:minutes, for example 07:30."),
)
_TIME = re.compile(r"(\d{1,2})\s*(?::|h|giờ|g)\s*(\d{1,2})?(?:\s*(?:phút|p|:00))?", re.IGNORECASE)


class Time(Kind):
    """A time of day, to the minute."""

    name = "time"
    words = Words("ghi giờ:phút", "write hours:minutes")
    example = "07:30"
    more, less = Words("muộn hơn", "later than"), Words("sớm hơn", "earlier than")
    schema_type = "time"
    number_format = "hh:mm"
    width = 9.0
    paper_width = 8.0

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read a time of day: a real one, 7:30, 7h30, 7 giờ 30, 7h."""
        if isinstance(raw, datetime):
            return ParsedValue(raw.time().replace(second=0, microsecond=0), repaired=True)
        if isinstance(raw, time):
            return ParsedValue(raw.replace(microsecond=0))
        if isinstance(raw, timedelta) and timedelta() <= raw < timedelta(days=1):
            return ParsedValue((datetime.min + raw).time())
        if isinstance(raw, float) and 0 <= raw < 1:
            seconds = timedelta(seconds=round(raw * 86_400))
            return ParsedValue((datetime.min + seconds).time(), repaired=True)
        return _read(raw) if isinstance(raw, str) else ParsedValue(problem=NOT_A_TIME)

    def show(self, value: time) -> str:
        return f"{value:%H:%M}"

    def guard(self, question: Question) -> dict[str, Any]:
        return {
            "validate": "time",
            "criteria": "between",
            "minimum": time(0, 0),
            "maximum": time(23, 59, 59),
        }

    def formula(self, question: Question, cell: str) -> str:
        return every([f"ISNUMBER({cell})", f"{cell}>=0", f"{cell}<1"])

    def compared(self, cell: str) -> str:
        # In whole seconds: as parts of a day two programs differ in the last place.
        return f"ROUND({cell}*86400,0)"

    def plain(self, value: Any, clean: Callable[[str], str]) -> Any:
        return value if isinstance(value, time) else super().plain(value, clean)

    def store(self, value: time) -> str:
        return value.isoformat()

    def restore(self, text: str) -> time:
        return time.fromisoformat(text)

    def json(self, value: time) -> str:
        return value.isoformat()


TIME = register(Time())


def _read(raw: str) -> ParsedValue:
    text = tidy(raw)
    if not text:
        return ParsedValue()
    match = _TIME.fullmatch(text)
    if match is None:
        return ParsedValue(problem=NOT_A_TIME)
    try:
        return ParsedValue(time(int(match[1]), int(match[2] or 0)), repaired=True)
    except ValueError:
        return ParsedValue(problem=NOT_A_TIME)
