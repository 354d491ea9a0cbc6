"""Times of day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from sheettools.findings import Severity, Words, declare
from sheettools.template.excel.formula import every, literal
from sheettools.template.kinds.kind import Kind, ParsedValue, Question, Scalar, register
from sheettools.words.text import tidy, western

NOT_A_TIME = declare(
    "C106",
    Severity.ERROR,
    why=("“{value}” không phải là giờ.", "“{value}” is not a time of day."),
    remedy=("Ghi giờ:phút, ví dụ 07:30.", "Write hours:minutes, for example 07:30."),
)
_MINUTE = r"(?:'{1,2}|phút|ph|p|min|m)"
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})\s*(?:giờ|gi|h|g|:(?=\s*\d)|\.(?=\d\d(?!\d)))\s*[:.]?\s*"
    rf"(?:(?P<minute>\d{{1,2}})\s*{_MINUTE}?(?::00(?:\.0+)?)?|(?P<half>rưỡi)|đúng)?"
)
"""7:30, 7h30', 7 giờ 30 phút, 7g30, 7.30, 7h rưỡi; around it may stand the part of the day."""
_NO_HOUR = 24
_NUMBERED_YEAR = 1900
"""A day of this year is a number from 1 to 366 in a cell of hours: 1.5, that shows as 12:00."""
_BEFORE = re.compile(r"^(?:(?:vào )?lúc|hồi)\s+")
_PARTS = {
    "sáng": {hour: hour for hour in range(12)},
    "trưa": {10: 10, 11: 11, 12: 12, 13: 13, 1: 13},
    "chiều": {hour: hour for hour in range(12, 20)} | {hour: hour + 12 for hour in range(1, 7)},
    "tối": {hour: hour for hour in range(17, 24)} | {hour: hour + 12 for hour in range(5, 12)},
    "đêm": {hour: hour for hour in (*range(5), *range(20, 24))}
    | {hour: hour + 12 for hour in range(8, 12)},
    "am": {hour: hour for hour in range(12)} | {12: 0},
    "pm": {hour: hour for hour in range(12, 24)} | {hour: hour + 12 for hour in range(1, 12)},
}
"""Which hour of the day one is that was said with a part of it; others are not said so."""
_PARTS |= {"sa": _PARTS["am"], "ch": _PARTS["pm"], "a.m": _PARTS["am"], "p.m": _PARTS["pm"]}
_PART = rf"(?:buổi )?(?P<part>{'|'.join(map(re.escape, _PARTS))})"
_PART_LAST, _PART_FIRST = re.compile(rf"\s*{_PART}$"), re.compile(rf"^{_PART}[\s,]*")
_PRIMES = str.maketrans(dict.fromkeys("’‘′´`ʼʹ＇", "'") | dict.fromkeys('″”“"', "''"))


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
        """Read a time of day: a real one, 7:30, 7h30’, 7 giờ 30 phút, 2h chiều, 7:30 SA."""
        if isinstance(raw, datetime) and raw.year != _NUMBERED_YEAR:
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

    def against(self, op: str, value: time) -> str:
        # To the second, as `compared` has it.
        half = "+TIME(0,0,1)/2" if op in (">", "<=") else "-TIME(0,0,1)/2"
        return f"{op}{literal(value)}{half}"

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
    text = western(tidy(raw)).translate(_PRIMES).casefold().strip(" .,;")
    if not text:
        return ParsedValue()
    text = _BEFORE.sub("", text.lstrip("'"))
    said = _PART_LAST.search(text) or _PART_FIRST.search(text)
    if said is not None:
        text = (text[: said.start()] + text[said.end() :]).strip(" ,")
    match = _CLOCK.fullmatch(text)
    if match is None:
        return ParsedValue(problem=NOT_A_TIME)
    hour, minute = int(match["hour"]), 30 if match["half"] else int(match["minute"] or 0)
    if said is not None:
        hour = _PARTS[said["part"]].get(hour, _NO_HOUR)
    if hour >= _NO_HOUR or minute > 59:
        return ParsedValue(problem=NOT_A_TIME)
    return ParsedValue(time(hour, minute), repaired=True)
