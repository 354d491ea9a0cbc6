"""Text: what people write in their own words, codes, phones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sheettools.findings import Words
from sheettools.template.excel.formula import SAME_AS_ABOVE, every, literal
from sheettools.template.kinds.kind import Kind, Limit, ParsedValue, Question, Scalar, register
from sheettools.words.dates import show_date
from sheettools.words.numbers import to_15_digits
from sheettools.words.text import latin, tidy

DITTO_WORDS = frozenset((
    "nt", "-nt-", "n/t", "như trên", "nhu tren", "như dòng trên", "như hàng trên", "〃",
    '"', "”", "''",
))  # fmt: skip
"""What people write that only repeats the row above."""
_ZERO_LOST = re.compile(r"(?:[35789]\d{8}|2\d{9})(?:\.0)?")
"""A mobile or a landline number of today without its 0: nine digits, or ten after 2."""
_DIGITS = re.compile(r"\^?\\d\{(?P<least>\d{1,2})(?:,(?P<most>\d{1,2}))?\}\$?")
"""A pattern that asks for digits alone: so many, or from so many to so many."""


class Text(Kind):
    """Text of one or several lines."""

    name = "string"
    words = Words("ghi bằng chữ", "write text")
    free_text = True

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read text; a code or phone that Excel made a number gets its leading zeros back."""
        text = latin(tidy(written(raw)))
        digits = _DIGITS.fullmatch(question.pattern)
        if digits and text.isascii() and text.removesuffix(".0").isdigit():
            least = int(digits["least"])
            text = _with_zeros(text.removesuffix(".0"), least, typed=isinstance(raw, str))
        elif question.format == "phone" and _ZERO_LOST.fullmatch(text):
            text = "0" + text.removesuffix(".0")
        return ParsedValue(text or None, repaired=bool(text) and text != raw)

    def broken_limit(self, value: Any, question: Question) -> Limit:
        if not isinstance(value, str):
            return ""
        if question.max_length and len(value) > question.max_length:
            return "maxLength"
        return "" if re.search(question.pattern, value) else "pattern"

    def guard(self, question: Question) -> dict[str, Any] | None:
        if not question.max_length:
            return None
        return {"validate": "length", "criteria": "<=", "value": question.max_length}

    def formula(self, question: Question, cell: str) -> str:
        said = [f"LEN(TRIM({cell}))<={question.max_length}"] if question.max_length else []
        pattern = pattern_formula(question.pattern, cell)
        said += [pattern] if pattern else []
        if question.free_text:
            ditto = f"SUMPRODUCT(--({SAME_AS_ABOVE}=LOWER(TRIM({cell}))))"
            said.append(f"IF(LEN({cell})<20,{ditto}=0,TRUE)")
        return every(said)

    def looked_up(self, found: str) -> str:
        # An empty cell would be shown as 0; a text stays what it is.
        return f'{found}&""'

    def covered(self, value: Any, cover: Callable[[str], str]) -> Any:
        return cover(value) if isinstance(value, str) else value

    def constraints(self, question: Question) -> dict[str, Any]:
        limits = super().constraints(question)
        return limits | ({"maxLength": question.max_length} if question.max_length else {})


TEXT = register(Text())


def written(raw: Scalar) -> str:
    """Write what stands in a cell as a person would have typed it."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "Có" if raw else "Không"
    if isinstance(raw, float):
        number = to_15_digits(raw)
        return str(int(number) if number.is_integer() else number)
    if isinstance(raw, datetime):
        return f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, date):
        return show_date(raw)
    if isinstance(raw, time):
        return f"{raw:%H:%M}"
    if isinstance(raw, timedelta):
        hours, minutes = divmod(int(raw.total_seconds()) // 60, 60)
        return f"{hours:02}:{minutes:02}"
    return str(raw)


def _with_zeros(bare: str, length: int, *, typed: bool) -> str:
    # Excel drops every leading zero of a number; a person who types text forgets one at most.
    return bare if typed and length - len(bare) > 1 else bare.zfill(length)


# --------------------------------------------------------------------------- patterns


def pattern_formula(pattern: str, cell: str) -> str:
    """Return how Excel says a pattern; empty for one that it has no words for."""
    if pattern == r"\d":
        digits = ",".join(f'FIND("{digit}",{cell})' for digit in range(10))
        return f"COUNT({digits})>0"
    between = _DIGITS.fullmatch(pattern)
    if between and between["most"] and pattern[0] + pattern[-1] == "^$":
        return _digits_formula(int(between["least"]), int(between["most"]), cell)
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


def _digits_formula(least: int, most: int, cell: str) -> str:
    """Return how Excel says “from so many to so many digits”, in the fewest signs: a validation has
    room for 255.
    """
    # Past the end of a short one there must be a digit to be found.
    padded = f'{cell}&"{"0" * (most - least)}"'
    found = [
        f'FIND(MID({cell if n <= least else padded},{n},1),"{_SETS[_DIGIT]}")'
        for n in range(1, most + 1)
    ]
    return f"AND(LEN({cell})>={least},LEN({cell})<={most},COUNT({','.join(found)})={most})"


_SIGN = re.compile(r"(?P<set>\\d|\[A-Z\]|[A-Za-z0-9\-/_])(?:\{(?P<times>\d{1,2})\})?")
_DIGIT = r"\d"
_SETS = {_DIGIT: "0123456789", "[A-Z]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


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
