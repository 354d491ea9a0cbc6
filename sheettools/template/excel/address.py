"""Cell addresses: `F7` is row 7, column 6, and both count from 1."""

from __future__ import annotations

import re
from functools import cache

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@cache
def column_letter(number: int) -> str:
    """Return the letters of a column: 1 is `A`, 16384 is `XFD`."""
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"no column {number}")
    letters = ""
    while number:
        number, last = divmod(number - 1, len(_LETTERS))
        letters = _LETTERS[last] + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column: `A` is 1, `XFD` is 16384."""
    number = 0
    for letter in letters:
        number = number * len(_LETTERS) + _LETTERS.find(letter) + 1
        if letter not in _LETTERS or number > MAX_COLUMN:
            raise ValueError(f"no column {letters}")
    if not number:
        raise ValueError("no column letters")
    return number


def address(row: int, column: int, *, absolute: bool = False) -> str:
    """Return the address of a cell, as `F7`, or as `$F$7` for formulas that are copied."""
    if not 1 <= row <= MAX_ROW:
        raise ValueError(f"no row {row}")
    return f"${column_letter(column)}${row}" if absolute else f"{column_letter(column)}{row}"


def split_address(text: str) -> tuple[int, int]:
    """Return (row, column) of an address such as `F7`; raise ValueError if it lies outside the
    grid.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found[2]) > MAX_ROW:
        raise ValueError(f"no cell {text}")
    return int(found[2]), column_number(found[1])
