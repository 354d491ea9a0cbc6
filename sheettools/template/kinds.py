"""Kinds of value: how people write one, how a cell holds it, how Excel guards it, how it is
printed.

A kind is an entry of `KINDS`, named with the words of Table Schema. To add one, add an entry.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sheettools.findings import Problem, Severity, Words, declare
from sheettools.template.formula import SAME_AS_ABOVE, every, literal, some
from sheettools.words.dates import (
    FIRST_DAY,
    LAST_DAY,
    NOT_A_DATE,
    known_year,
    read_date,
    read_serial,
)
from sheettools.words.numbers import NOT_A_NUMBER, Column, read_number
from sheettools.words.text import fold, latin, tidy

Scalar = str | int | float | bool | date | datetime | time | timedelta | None

NOT_WHOLE = declare(
    "C105",
    Severity.ERROR,
    why=("“{value}” không phải là số nguyên.", "“{value}” is not a whole number."),
    remedy=("Ghi số nguyên, ví dụ 12.", "Write a whole number, for example 12."),
)
NOT_A_TIME = declare(
    "C106",
    Severity.ERROR,
    why=("“{value}” không phải là giờ.", "“{value}” is not a time of day."),
    remedy=("Ghi giờ:phút, ví dụ 07:30.", "Write hours:minutes, for example 07:30."),
)
NOT_YES_NO = declare(
    "C107",
    Severity.ERROR,
    why=("“{value}” không rõ là Có hay Không.", "“{value}” is neither yes nor no."),
    remedy=("Chọn Có hoặc Không.", "Choose “Có” (yes) or “Không” (no)."),
)
READ_AS = declare(
    "C001",
    Severity.REPAIR,
    why=("Đã hiểu “{value}” là “{after}”.", "Read “{value}” as “{after}”."),
    remedy=(
        "Không phải làm gì nếu hiểu như vậy là đúng; nếu sai, sửa lại ô.",
        "Nothing to do if that is right; otherwise correct the cell.",
    ),
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell was read as; exactly one of a value or a problem, `repaired` when it was written
    otherwise.
    """

    value: Any = None
    problem: Problem | None = None
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value."""

    name: str
    words: Words
    """What it is, in a sentence part: “ngày/tháng/năm”."""
    example: str
    number_format: str
    dtype: str
    """pandas dtype of a column of it."""
    parse: Callable[[Scalar, Question], Parsed]
    show: Callable[[Any], str]
    guard: Callable[[Question], dict[str, Any] | None]
    """The Excel validation of a cell (xlsxwriter's words), None where Excel need not guard."""
    formula: Callable[[Question, str], str]
    """What must be true of a cell that holds something, for Excel: (question, cell) gives a
    condition.
    """


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for in one cell: its name and title, a kind of value, and the limits of an
    answer, with the words of Table Schema.
    """

    name: str
    title: str
    kind: Kind
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 0
    pattern: str = ""
    delimiter: str = ";"

    @property
    def free_text(self) -> bool:
        """Whether people write it in their own words."""
        return self.kind.name == "string"


def show_date(value: date) -> str:
    """Write a date as Vietnamese offices do: 15/03/2024."""
    return f"{value:%d/%m/%Y}"


# --------------------------------------------------------------------------- text


DITTO_WORDS = frozenset((
    "nt", "-nt-", "n/t", "như trên", "nhu tren", "như dòng trên", "như hàng trên", "〃",
    '"', "”", "''",
))  # fmt: skip
NOTHING_WORDS = frozenset((
    "-", "--", "---", "/", "không", "không có", "không phát sinh", "chưa", "chưa có", "ko", "khong",
    "khong co", "chua co",
))  # fmt: skip
"""What people write into a cell of text that they have nothing to write into; the others repeat the
row above.
"""


def _as_text(raw: Scalar) -> str:
    if isinstance(raw, bool):
        return "Có" if raw else "Không"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, date):
        return show_date(raw)
    if isinstance(raw, time):
        return f"{raw:%H:%M}"
    return str(raw)


_ZERO_LOST = re.compile(r"(?:[35789]\d{8}|2\d{9})(?:\.0)?")
"""A mobile or a landline number of today without its 0: nine digits, or ten after 2."""


def parse_text(raw: Scalar, question: Question) -> Parsed:
    """Read text; a code or phone that Excel made a number gets its leading zeros back."""
    text = latin(tidy(_as_text(raw)))
    digits = re.fullmatch(r"\^?\\d\{(\d+)\}\$?", question.pattern)
    if digits and text.isascii() and text.removesuffix(".0").isdigit():
        # Excel drops every leading zero of a number; a person who types text forgets one at most.
        bare, length = text.removesuffix(".0"), int(digits[1])
        text = bare.zfill(length) if not isinstance(raw, str) or length - len(bare) <= 1 else bare
    elif question.format == "phone" and _ZERO_LOST.fullmatch(text):
        text = "0" + text.removesuffix(".0")
    return Parsed(text or None, repaired=bool(text) and text != raw)


def _guard_text(question: Question) -> dict[str, Any] | None:
    if not question.max_length:
        return None
    return {"validate": "length", "criteria": "<=", "value": question.max_length}


def _text_formula(question: Question, cell: str) -> str:
    said = [f"LEN(TRIM({cell}))<={question.max_length}"] if question.max_length else []
    said += [pattern] if (pattern := pattern_formula(question.pattern, cell)) else []
    if question.free_text:
        ditto = f"SUMPRODUCT(--({SAME_AS_ABOVE}=LOWER(TRIM({cell}))))"
        said.append(f"IF(LEN({cell})<20,{ditto}=0,TRUE)")
    return every(said)


def pattern_formula(pattern: str, cell: str) -> str:
    """Return how Excel says a pattern; empty for one that it has no words for."""
    if pattern == r"\d":
        digits = ",".join(f'FIND("{digit}",{cell})' for digit in range(10))
        return f"COUNT({digits})>0"
    allowed = _signs(pattern)
    if not allowed:
        return ""
    # FIND tells small letters from capitals; in a text that is too short it would find nothing
    # everywhere.
    signs = [
        f"ISNUMBER(FIND(MID({cell},{n},1),{literal(some_)}))"
        for n, some_ in enumerate(allowed, start=1)
    ]
    return every([f"LEN({cell})={len(allowed)}", *signs])


_SIGN = re.compile(r"(?P<set>\\d|\[A-Z\]|[A-Za-z0-9\-/_])(?:\{(?P<times>\d{1,2})\})?")
_SETS = {r"\d": "0123456789", "[A-Z]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _signs(pattern: str) -> list[str]:
    """Return which signs may stand in each place of a text of one length; empty for any other
    pattern.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return []
    inside, at = pattern[1:-1], 0
    allowed: list[str] = []
    while (sign := _SIGN.match(inside, at)) is not None:
        allowed += [_SETS.get(sign["set"], sign["set"])] * int(sign["times"] or 1)
        at = sign.end()
    return allowed if at == len(inside) else []


# --------------------------------------------------------------------------- numbers


def parse_number(raw: Scalar, question: Question, *, whole: bool = False) -> Parsed:
    """Read a number as Vietnamese write it: 1.234,5 and “12 người”."""
    if isinstance(raw, bool | date | datetime | time | timedelta):
        return Parsed(problem=NOT_A_NUMBER)
    if isinstance(raw, int | float):
        if not math.isfinite(raw):
            return Parsed(problem=NOT_A_NUMBER)
        return Parsed(int(raw) if float(raw).is_integer() else float(raw))
    said = read_number(str(raw), Column(question.title, whole))
    if isinstance(said, Problem):
        return Parsed(problem=said)
    return Parsed(said, repaired=said is not None)


def parse_integer(raw: Scalar, question: Question) -> Parsed:
    """Read a whole number."""
    parsed = parse_number(raw, question, whole=True)
    if isinstance(parsed.value, float):
        return Parsed(problem=NOT_WHOLE)
    return parsed


def _guard_range(kind: str) -> Callable[[Question], dict[str, Any] | None]:
    def guard(question: Question) -> dict[str, Any]:
        low, high = question.minimum, question.maximum
        if low is not None and high is not None:
            return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
        if high is not None:
            return {"validate": kind, "criteria": "<=", "value": high}
        return {"validate": kind, "criteria": ">=", "value": -(10**9) if low is None else low}

    return guard


def _number_formula(question: Question, cell: str) -> str:
    said = [f"ISNUMBER({cell})"]
    said += [f"{cell}>={literal(question.minimum)}"] if question.minimum is not None else []
    said += [f"{cell}<={literal(question.maximum)}"] if question.maximum is not None else []
    return every(said)


def _integer_formula(question: Question, cell: str) -> str:
    return every(
        [_number_formula(question, cell), f"IF(ISNUMBER({cell}),{cell}=INT({cell}),FALSE)"]
    )


def show_number(value: float) -> str:
    """Write a number as Vietnamese offices do: 1.234,5."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


# --------------------------------------------------------------------------- dates and times

_TIME = re.compile(r"(\d{1,2})\s*(?::|h|giờ|g)\s*(\d{1,2})?(?:\s*(?:phút|p|:00))?", re.IGNORECASE)


def parse_date(raw: Scalar, question: Question) -> Parsed:
    """Read a date: a real one, 15/3/2024, 5-3-24, 05.03.2024, “ngày 5 tháng 3 năm 2024”, or a bare
    serial.
    """
    if isinstance(raw, datetime):
        return _day(known_year(raw.date()), repaired=raw.time() != time())
    if isinstance(raw, date):
        return _day(known_year(raw), repaired=False)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
        return _day(read_serial(raw))
    return _day(read_date(raw)) if isinstance(raw, str) else Parsed(problem=NOT_A_DATE)


def _day(said: date | Problem | None, *, repaired: bool = True) -> Parsed:
    if said is None:
        return Parsed()
    return Parsed(problem=said) if isinstance(said, Problem) else Parsed(said, repaired=repaired)


def parse_time(raw: Scalar, question: Question) -> Parsed:
    """Read a time of day: a real one, 7:30, 7h30, 7 giờ 30, 7h."""
    if isinstance(raw, datetime):
        return Parsed(raw.time().replace(second=0, microsecond=0), repaired=True)
    if isinstance(raw, time):
        return Parsed(raw.replace(microsecond=0))
    if isinstance(raw, timedelta) and timedelta() <= raw < timedelta(days=1):
        return Parsed((datetime.min + raw).time())
    if isinstance(raw, float) and 0 <= raw < 1:
        return Parsed((datetime.min + timedelta(seconds=round(raw * 86_400))).time(), repaired=True)
    text = tidy(raw) if isinstance(raw, str) else None
    if text == "":
        return Parsed()
    match = _TIME.fullmatch(text) if text else None
    if match is None:
        return Parsed(problem=NOT_A_TIME)
    try:
        return Parsed(time(int(match[1]), int(match[2] or 0)), repaired=True)
    except ValueError:
        return Parsed(problem=NOT_A_TIME)


def _guard_date(question: Question) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": FIRST_DAY,
        "maximum": LAST_DAY,
    }


def _date_formula(question: Question, cell: str) -> str:
    return every(
        [f"ISNUMBER({cell})", f"{cell}>={literal(FIRST_DAY)}", f"{cell}<{literal(LAST_DAY)}+1"]
    )


def _guard_time(question: Question) -> dict[str, Any]:
    return {
        "validate": "time",
        "criteria": "between",
        "minimum": time(0, 0),
        "maximum": time(23, 59, 59),
    }


def _time_formula(question: Question, cell: str) -> str:
    return every([f"ISNUMBER({cell})", f"{cell}>=0", f"{cell}<1"])


# --------------------------------------------------------------------------- yes and no

_YES_NO = {
    **dict.fromkeys(("có", "x", "co", "đúng", "yes", "true", "1", "y", "v", "✓", "✔", "☑", "☒",
    "√"), True),
    **dict.fromkeys(("không", "ko", "khong", "no", "false", "0", "n", "k", "kô", "khg", "hông",
    "sai", "không có",
                     "khong co", "ko có"), False),
}  # fmt: skip


def parse_yes_no(raw: Scalar, question: Question) -> Parsed:
    """Read Có or Không, an x, a tick."""
    if isinstance(raw, bool):
        return Parsed(raw)
    key = fold(_as_text(raw))
    if not key:
        return Parsed()
    if key not in _YES_NO:
        return Parsed(problem=NOT_YES_NO)
    return Parsed(_YES_NO[key], repaired=raw not in YES_NO)


YES_NO = ("Có", "Không")


def _guard_yes_no(question: Question) -> dict[str, Any]:
    return {"validate": "list", "source": list(YES_NO)}


def _yes_no_formula(question: Question, cell: str) -> str:
    return some(f"{cell}={literal(word)}" for word in YES_NO)


# ----------------------------------------------------------------------- several values in one cell


def parse_several(raw: Scalar, question: Question) -> Parsed:
    """Read several values parted by the field's delimiter; a line break parts them too."""
    text = tidy(_as_text(raw))
    parts = tuple(
        p for part in re.split(rf"[{re.escape(question.delimiter)}\n]", text) if (p := part.strip())
    )
    return Parsed(
        parts or None, repaired=bool(parts) and (question.delimiter[:1] + " ").join(parts) != raw
    )


def _no_guard(question: Question) -> None:
    return None


def _no_formula(question: Question, cell: str) -> str:
    return "TRUE"


_ENTRIES = (
    Kind("string", Words("ghi bằng chữ", "write text"), "", "@", "string", parse_text, str,
    _guard_text,
         _text_formula),
    Kind("integer", Words("ghi số nguyên", "write a whole number"), "12", "#,##0", "Int64",
         parse_integer, show_number, _guard_range("integer"), _integer_formula),
    Kind("number", Words("ghi số", "write a number"), "1.234,5", "General", "Float64",
         parse_number, show_number, _guard_range("decimal"), _number_formula),
    Kind("year", Words("ghi năm", "write a year"), "2024", "0", "Int64",
         parse_integer, str, _guard_range("integer"), _integer_formula),
    Kind("date", Words("ghi ngày/tháng/năm", "write day/month/year"), "15/03/2024", "dd/mm/yyyy",
         "datetime64[s]", parse_date, show_date, _guard_date, _date_formula),
    Kind("time", Words("ghi giờ:phút", "write hours:minutes"), "07:30", "hh:mm", "object",
         parse_time, lambda value: f"{value:%H:%M}", _guard_time, _time_formula),
    Kind("boolean", Words("chọn Có hoặc Không", "choose “Có” (yes) or “Không” (no)"), "", "@",
    "boolean",
         parse_yes_no, lambda value: "Có" if value else "Không", _guard_yes_no, _yes_no_formula),
    Kind("list", Words("ghi một hoặc nhiều mục, cách nhau bằng dấu ;",
    "write one or more items, parted by ;"), "", "@",
         "object", parse_several, "; ".join, _no_guard, _no_formula),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ENTRIES}
