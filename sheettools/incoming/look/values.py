"""What the text of a cell says, by the type that the cell declares; what else of a sheet is told,
as plain data.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, time
from typing import NamedTuple

Said = float | bool | str | datetime | time | None
"""What a cell holds as its part of the file says it; a date is mostly the number of its day there,
and None is what cannot be said.
"""
GONE = "#?"
"""Stands as the error of a cell whose text is no longer in the file."""
ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
)
"""The errors that every reader knows."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HOUR_TEXT = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_HOUR = re.compile(_HOUR_TEXT)
_DAY = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:T{_HOUR_TEXT})?")
_TRUE, _FALSE = ("1", "true"), ("0", "false")


class Seen(NamedTuple):
    """What is to be known of an unusual cell beside what it holds. Plain data: it comes from the
    cage.
    """

    struck: str = ""
    """What of its text is struck out, and was left out."""
    all_struck: bool = False
    """Whether all of it is struck; then it was left as it is."""
    on_the_line: str = ""
    """Its text without figures and letters raised above the line or lowered below it, where it has
    such.
    """
    shown: str | None = None
    """What stands there under the number format of its style; None where that is what it holds, or
    cannot be told.
    """
    of_dates: bool = False
    """Whether that format shows days or hours."""
    unseen: bool = False
    """Whether nothing of it is to be seen: its letters are as white as the paper, tiny, or its
    format shows nothing.
    """
    picture: bool = False
    """Whether it is a picture."""
    hidden: str = ""
    """What of its text is not to be seen, where the rest is."""


SOMEBODY = "?"
"""The author of a note of whom the file says nothing."""


class Aside(NamedTuple):
    """Words that stand on a sheet and in no cell of it, or a picture over its cells: at which cell
    or range, and what it says. Plain data: it comes from the cage.
    """

    cell: str
    words: str
    author: str
    """Who wrote a note, to tell the program's own; nobody is told it."""
    is_picture: bool = False
    """Whether it is a picture, which says nothing in words."""


def is_count(text: str) -> bool:
    """Say whether a text is a whole number of plain digits, not too long for any reader."""
    return text.isascii() and text.isdigit() and len(text) <= len("4294967295")


def fits(kind: str, value: str) -> bool:
    """Tell whether a cell's text is what its type says; readers fail or guess where it is not."""
    if kind == "n":
        return bool(_NUMBER.fullmatch(value)) and math.isfinite(float(value))
    if kind == "b":
        return value in _TRUE + _FALSE
    if kind == "d":
        return moment(value) is not None
    return kind == "str"


def is_plain(kind: str, text: str) -> bool:
    """Tell whether a text that fits its type is written as all readers know it, without blanks."""
    if kind == "b":
        return text in ("0", "1")
    if kind == "s":
        return is_count(text)
    if kind == "e":
        return text in ERRORS
    return kind == "str" or text == text.strip().removesuffix("Z")


def plain(kind: str, text: str) -> str:
    """Return a text that fits its type as all readers know it."""
    value = text.strip()
    if kind == "b":
        return "1" if value in _TRUE else "0"
    if kind == "s":
        return str(int(value))
    return text if kind == "str" else value.removesuffix("Z")


def said(kind: str, text: str) -> Said:
    """Return what a text that fits its type says."""
    if kind == "n":
        return float(text)
    if kind == "b":
        return text.strip() in _TRUE
    return moment(text.strip()) if kind == "d" else text


def moment(value: str) -> datetime | time | None:
    """Return the day, with its hour, or the hour alone, that a text is; Z at its end is no more
    than a habit of programs.
    """
    written = value.removesuffix("Z")
    try:
        if _DAY.fullmatch(written):
            return datetime.fromisoformat(written)
        return time.fromisoformat(written) if _HOUR.fullmatch(written) else None
    except ValueError:
        return None
