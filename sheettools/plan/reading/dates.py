"""Days, quarters, durations and the reporting window in running text."""

from __future__ import annotations

import re
from datetime import date, time

from sheettools.frozen import dataclass
from sheettools.plan.reading.text import fold

_NOON, _HOURS, _MINUTES = 12, 24, 60
_YEARS = range(1945, 2101)
QUARTERS = ("I", "II", "III", "IV")
_FULL_DATE = re.compile(
    r"(?:ngay\s+)?(?<![\d/?])(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d\d)(?![\d/])"
)
_LONG_DATE = re.compile(
    r"(?:ngay\s+)?(?<!\d)(\d{1,2})\s+thang\s+(\d{1,2})(?:(?:\s+nam\s+|\s*/\s*)(\d{4}))?(?!\d)"
)
_SHORT_DATE = re.compile(
    r"(?:(?<=\bngay)|(?<=\bsang)|(?<=\bchieu)|(?<=\btoi)|(?<=\bchieu,)|(?<=\bsang,)|(?<=\btrua))"
    r"\s*(?:ngay\s+)?(?<!\d)(\d{1,2})\s*[/-]\s*(\d{1,2})(?![\d/])(?!\s*(?:ngay|buoi))"
)


@dataclass(frozen=True, slots=True)
class When:
    """A day found in a text; `day` is None for a day that does not exist."""

    begin: int
    end: int
    day: date | None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def dates(text: str, year: int | None = None) -> list[When]:
    """Return the days named in `text`, in order; one without a year is taken in `year`, if any."""
    key, found = fold(text), []
    for m in _FULL_DATE.finditer(key):
        full = int(m[4]) if len(m[4]) > len("24") else 2000 + int(m[4])
        found.append(When(m.start(), m.end(), _day(full, int(m[3]), int(m[1]))))
    for m in _LONG_DATE.finditer(key):
        if m[3] or year:
            found.append(
                When(m.start(), m.end(), _day(int(m[3] or year or 0), int(m[2]), int(m[1])))
            )
    for m in _SHORT_DATE.finditer(key) if year else ():
        if not any(w.begin <= m.start(1) < w.end for w in found):
            found.append(When(m.start(), m.end(), _day(year or 0, int(m[2]), int(m[1]))))
    return sorted(found, key=lambda w: w.begin)


_HOUR = r"(\d{1,2})(?:\s*(?:gio|h|g)(?![^\W\d])(?:\s*(\d{2})(?!\d))?|:(\d{2}))"
_CLOCK = re.compile(
    rf"(?:(?:bat dau|khai mac)\s+)?(?:(?:vao\s+)?(?:luc|hoi|tu)\s+)?(?<![\d/]){_HOUR}"
    r"(?:\s*(?:phut|ph|p)\b)?(?:\s*(?:sang|chieu|toi)\b)?"
    r"(?:\s*(?:-|den)\s*(?:het\s*)?\d{1,2}\s*(?:gio|h|g|:)(?:\s*\d{2})?(?:\s*phut)?)?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day found in a text, or the beginning of a span of it."""

    begin: int
    end: int
    at: time


def hours(text: str) -> list[Hour]:
    """Return the times of day named in `text`, in order."""
    found = []
    for m in _CLOCK.finditer(fold(text)):
        hour, minute = int(m[1]), int(m[2] or m[3] or 0)
        if "chieu" in m[0] and hour < _NOON:
            hour += _NOON
        if hour < _HOURS and minute < _MINUTES:
            found.append(Hour(m.start(), m.end(), time(hour, minute)))
    return found


_HALF = r"(?:½|1/2|nua|mot|hai|\d{1,2})"
_BOUND = r"(?:(?:khong qua|toi da|it nhat|khoang)\s+)?"
_NOT_A_TERM = r"(?<!truoc )(?<!sau )(?<!vong )(?<!nhat )"
_HOW_LONG = (
    r"(?:keo dai|trong|(?:moi|mot) (?:cuoc|buoi)(?: \w+){0,3}?|thoi luong|dien ra)"
    r"\s*:?\s*(?:la\s+)?(?:tu\s+)?"
)
_IN_DAYS = re.compile(
    rf"(?<![\w/]){_NOT_A_TERM}{_BOUND}{_HALF}\s*(?:(?:ngay|buoi)\s*)?(?:den|-|hoac)\s*{_HALF}\s*"
    r"(?:ngay|buoi)\b(?!\s*\d)"
    rf"|(?<![\w/]){_NOT_A_TERM}{_BOUND}{_HALF}\s*(?:ngay|buoi)\b(?:\s+(?:sang|chieu|toi)\b)?(?!\s*\d)"
)
_LONG = r"\d+\s*(?:gio|tieng(?: dong ho)?)(?:\s*\d+\s*phut)?|\d+\s*phut"
_IN_HOURS = re.compile(
    rf"(?:{_HOW_LONG}(?P<long>{_BOUND}(?:\d+(?:\s*gio)?\s*(?:-|den)\s*)?(?:{_LONG}))"
    rf"|(?P<bound>(?:khong qua|toi da)\s+(?:{_LONG}))"
    r"|(?<!gio )(?<![\d:])(?P<minutes>\d{2,3}\s*phut))\b(?!\s*\d)"
)


def durations(text: str) -> list[tuple[int, int]]:
    """Return where it is said how long a dialogue lasts: begin and end."""
    key = fold(text)
    found = [m.span() for m in _IN_DAYS.finditer(key)]
    found += [m.span(str(m.lastgroup)) for m in _IN_HOURS.finditer(key)]
    return sorted(found)


def quarter_of(month: int) -> str:
    """Return the quarter a month falls in."""
    return QUARTERS[(month - 1) // 3]


_WINDOW = re.compile(r"\b(?:so lieu|bao cao)\b")


def reporting_window(text: str) -> tuple[date, date] | None:
    """Return the days between which a report's figures are taken, if the sentence says them."""
    days, key = dates(text), fold(text)
    if (
        len(days) > 1
        and _WINDOW.search(key)
        and re.search(r"\btu(?: ngay)?\s*$", key[: days[0].begin])
    ):
        between = key[days[0].end : days[1].begin]
        if re.match(r"\s*(?:den|-)(?: het)?", between) and days[0].day and days[1].day:
            return days[0].day, days[1].day
    return None
