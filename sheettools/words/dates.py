"""Dates as people write them: 15/3/2024, “ngày 5 tháng 3 năm 2024”, 2024-03-15, a serial as text.

The day comes before the month, as Vietnamese write it; the two are never exchanged in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from sheettools.findings import Problem, Severity, declare
from sheettools.words.text import fold, tidy, western

EXCEL_EPOCH = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(2100, 12, 31)
"""The dates that are taken for meant; before March 1900 programs count days differently."""
# Numbers that can only be the serial of a day of 1955-2119 when they stand alone in a date column.
DATE_SERIALS = range(20_000, 80_001)

NOT_A_DATE = declare(
    "C101",
    Severity.ERROR,
    why=("“{value}” không phải là một ngày.", "“{value}” is not a date."),
    remedy=(
        "Ghi ngày/tháng/năm, ví dụ 15/03/2024.",
        "Write day/month/year, for example 15/03/2024.",
    ),
)
NO_SUCH_DATE = declare(
    "C102",
    Severity.ERROR,
    why=("Lịch không có ngày “{value}”.", "There is no day “{value}” in the calendar."),
    remedy=("Xem lại ngày và tháng.", "Check the day and the month."),
    example=("31/04/2024: tháng 4 chỉ có 30 ngày.", "31/04/2024: April has 30 days."),
)
DATE_WITHOUT_YEAR = declare(
    "C103",
    Severity.ERROR,
    why=("“{value}” chưa có năm.", "“{value}” has no year."),
    remedy=(
        "Ghi đủ ngày/tháng/năm, ví dụ 15/03/2024.",
        "Write day/month/year in full, for example 15/03/2024.",
    ),
)
ODD_YEAR = declare(
    "C119",
    Severity.ERROR,
    why=("Năm trong “{value}” có vẻ gõ nhầm.", "The year in “{value}” seems mistyped."),
    remedy=(
        "Xem lại năm, ghi đủ bốn chữ số, ví dụ 15/03/2024.",
        "Check the year and write four digits, for example 15/03/2024.",
    ),
)
OTHER_WEEKDAY = declare(
    "C123",
    Severity.ERROR,
    why=(
        "Thứ và ngày trong “{value}” không khớp nhau.",
        "The day of the week in “{value}” is not that date's.",
    ),
    remedy=("Xem lịch rồi ghi lại ngày/tháng/năm.", "Look it up and write day/month/year again."),
)
DATE_WITHOUT_DAY = declare(
    "C124",
    Severity.ERROR,
    why=("“{value}” chưa rõ ngày nào.", "“{value}” does not say which day."),
    remedy=(
        "Ghi đủ ngày/tháng/năm, ví dụ 15/03/2024.",
        "Write day/month/year in full, for example 15/03/2024.",
    ),
)

Written = date | Problem
_SEP = r"\s*[/.\-\\]\s*"
_DAY_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})")
_SPACED = re.compile(r"(\d{1,2})(?: |, ?)(\d{1,2})(?: |, ?)(\d{4})")
_IN_WORDS = re.compile(
    r"(\d{1,2})\s*(?:tháng|thg\.?|th\.?)\s*(\d{1,2})[ ,]*(?:năm\s*|/\s*|-\s*)?(\d{4})"
)
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})")
_NAMED_MONTH = re.compile(r"(\d{1,2})[ /.\-]([a-z]{3,9})[ /.,\-]+(\d{4}|\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})(?:\s*([/.\-])\s*|\s*(?:tháng|thg\.?|th\.?)\s*)(\d{1,2})")
_NO_DAY = re.compile(
    r"(?:tháng\s*)?\d{1,2}\s*(?:[/.\-]|năm)\s*\d{4}|tháng\s*\d{1,2}|(?:năm\s*)?(?:19|20)\d\d"
)
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_EIGHT = re.compile(r"\d{8}")

_HOUR, _MINUTE = r"(?:[01]?\d|2[0-3])\s*", r"[0-5]\d(?:\s*(?:phút|p|:[0-5]\d(?:\.\d+)?))?"
_CLOCK = rf"{_HOUR}(?:(?::|h|giờ|g)\s*{_MINUTE}|h|giờ)(?:\s*(?:sa|ch|am|pm))?"
_ISO_CLOCK = r":?[0-5]\d(?::?[0-5]\d(?:[.,]\d+)?)?"
_ISO_HERE = (
    rf"(?:[01]\d|2[0-3]){_ISO_CLOCK}\+07(?::?00)?|(?:0\d|1[0-6]){_ISO_CLOCK}(?:z|[+-]00(?::?00)?)"
)
"""Times as programs write them, with the zone: of Vietnam, or of Greenwich as long as it is the
same day here, which from 17:00 there on it is not.
"""
_AROUND = re.compile(
    rf"(?:(?:lúc|vào|hồi)\s+)*(?:{_CLOCK}[\s,\-]*)?(?:(?:buổi\s+)?(?:sáng|trưa|chiều|tối)[\s,]+)?"
    r"(?:(?P<weekday>chủ "
    r"nhật|cn|thứ\s*(?:hai|ba|tư|năm|sáu|bảy|[2-7])|t[2-7])[\s,\-]+(?=ngày|\d))?(?:ngày\s*)?"
    rf"(?P<date>(?s:.+?))(?:(?:,\s*|\s+|t)(?:lúc\s+)?{_CLOCK}|t(?:{_ISO_HERE}))?"
)
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LATEST_SHORT_YEAR = 39
"""5/3/39 is 2039; a year of two digits beyond that may be of the last century."""


def read_date(raw: str) -> Written | None:
    """Return the date that a text says for certain, else what to ask; None for an empty text."""
    text = western(tidy(raw)).casefold().strip(" '’.,;")
    if not text or any(sign.isdecimal() and not sign.isascii() for sign in text):
        return NOT_A_DATE if text or tidy(raw) else None
    around = _AROUND.fullmatch(text)
    assert around is not None  # the date's own part takes whatever is left
    day = _read_plain(around["date"])
    if isinstance(day, date) and around["weekday"] and _weekday(around["weekday"]) != day.weekday():
        return OTHER_WEEKDAY
    return day


def _read_plain(text: str) -> Written:
    for form, reading in _FORMS:
        if match := form.fullmatch(text):
            return reading(match)
    return DATE_WITHOUT_DAY if _NO_DAY.fullmatch(text) else NOT_A_DATE


def _weekday(word: str) -> int:
    """Return the number of a day of the week, Monday 0: “thứ hai”, “T2”, “CN”."""
    last = re.sub(r"^(?:thứ|t)\s*", "", fold(word))
    if last in ("chủ nhật", "cn"):
        return 6
    return int(last) - 2 if last.isdigit() else _WEEKDAYS[last]


def _made(year: str, month: str, day: str) -> Written:
    if len(year) == 2 and int(year) > _LATEST_SHORT_YEAR:
        return ODD_YEAR
    try:
        return known_year(date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)))
    except ValueError:
        return NO_SUCH_DATE


def known_year(day: date) -> Written:
    """Return the date, or a question: 0204 and 2204 are slips; which year is not ours to say."""
    return day if FIRST_DAY <= day <= LAST_DAY else ODD_YEAR


def _named(match: re.Match[str]) -> Written:
    """Read 15-Mar-2024."""
    name = match[2][:3]
    if name not in _MONTHS:
        return NOT_A_DATE
    return _made(match[3], str(_MONTHS.index(name) + 1), match[1])


def _eight(match: re.Match[str]) -> Written:
    """Read 20240315 or 15032024, where only one of the two ways gives a date."""
    digits = match[0]
    ways = {_made(digits[:4], digits[4:6], digits[6:]), _made(digits[4:], digits[2:4], digits[:2])}
    days = [day for day in ways if isinstance(day, date)]
    return days[0] if len(days) == 1 else NOT_A_DATE


def read_serial(number: float) -> Written:
    """Read the number by which a sheet keeps a day, where its format was lost."""
    whole = int(number)
    return EXCEL_EPOCH + timedelta(days=whole) if whole in DATE_SERIALS else NOT_A_DATE


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Written]], ...] = (
    (_DAY_MONTH_YEAR, lambda m: _made(m[3], m[2], m[1])),
    (_SPACED, lambda m: _made(m[3], m[2], m[1])),
    (_IN_WORDS, lambda m: _made(m[3], m[2], m[1])),
    (_YEAR_FIRST, lambda m: _made(m[1], m[3], m[4])),
    (_NAMED_MONTH, _named),
    (_EIGHT, _eight),
    (_SERIAL, lambda m: read_serial(int(m[1]))),
    (_NO_YEAR, lambda m: DATE_WITHOUT_YEAR),
)


def complete_year(raw: str, first: date, last: date) -> date | None:
    """Return the only date from `first` to `last` that a text without a year can mean, or None.

    Only 15/3 and “ngày 15 tháng 3” are taken: 3-4 may be from the third to the fourth, 1.5 a
    number.
    """
    text = re.sub(r"^ngày\s*", "", western(tidy(raw)).casefold().strip(" '’.,;"))
    match = _NO_YEAR.fullmatch(text)
    if match is None or (match[2] or "/") != "/":
        return None
    days = [_made(f"{year:04}", match[3], match[1]) for year in range(first.year, last.year + 1)]
    fit = [day for day in days if isinstance(day, date) and first <= day <= last]
    return fit[0] if len(fit) == 1 else None


def show_date(day: date) -> str:
    """Write a date as Vietnamese offices do: 15/03/2024."""
    return f"{day:%d/%m/%Y}"


def write_day(day: date, form: str) -> str:
    """Write a date or a part of it: a nought before days below 10 and months 1 and 2 only, as Party
    papers do.
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    match form:
        case "ngay":
            return f"{day.day:02d}"
        case "thang":
            return month
        case "nam":
            return str(day.year)
        case _:
            return f"{day.day:02d}/{month}/{day.year}"
