"""A table as lines of a given width, in which no date, number or name of a file is broken. Pure.

Where the columns cannot be made so narrow, the rows stand one below the other instead, each value
with its heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

NARROW = re.compile("[ -~À-ɏẠ-ỹ–—‘’“”…×°→]*")
"""Text whose letters all take one place in a line."""
_FILE_NAME = re.compile(r"[^/\\\s][^/\\]*\.\w{2,5}")
_AFTER_SLASH = re.compile(r"(?<=[/\\])(?=[^/\\])")
_SHORT = 16
"""Lines of so many letters are kept whole where there is room: “không ghi được”, “Thôn Họa”."""
_LONGEST_NAME = 44
"""How long the name of a file may be that is kept together although it has blanks."""
MOST_KEPT = 4096
"""Of how many texts it is kept how they are broken: each is asked of several times, and several
returns have the same said of them.
"""


class Said(NamedTuple):
    """A part of a cell on lines of its own, with the colour in which a terminal shows it."""

    text: str
    colour: str = ""


Cell = Sequence[Said]
Line = tuple[str, str]
"""A line of a cell, and its colour."""


def cell(text: str) -> Cell:
    """Return a text as a cell, without colours."""
    return [Said(text)]


def draw(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], width: int, *, ruled: bool = False
) -> list[list[Line]]:
    """Return a table as lines of no more than `width` letters, each as pieces with their colours;
    `ruled` draws a line between rows.
    """
    columns = list(zip(map(cell, headings), *rows, strict=True))
    widths = _widths(columns, width)
    if widths is None:
        return list(_one_below_the_other(headings, rows, width))
    head, *body = (_wrapped_row(row, widths) for row in zip(*columns, strict=True))
    lines = [_rule("┏━┳┓", widths), *_row(head, widths, "┃"), _rule("┡━╇┩", widths)]
    for number, row in enumerate(body):
        if ruled and number:
            lines.append(_rule("├─┼┤", widths))
        lines += _row(row, widths, "│")
    return [*lines, _rule("└─┴┘", widths)]


def _wrapped_row(row: Sequence[Cell], widths: Sequence[int]) -> list[list[Line]]:
    return [_wrapped(said, width) for said, width in zip(row, widths, strict=True)]


def _rule(signs: str, widths: Sequence[int]) -> list[Line]:
    left, line, between, right = tuple(signs)
    return [(left + between.join(line * (width + 2) for width in widths) + right, "")]


def _row(cells: Sequence[Sequence[Line]], widths: Sequence[int], side: str) -> Iterator[list[Line]]:
    for lines in zip_longest(*cells, fillvalue=("", "")):
        pieces: list[Line] = [(side, "")]
        for (text, colour), width in zip(lines, widths, strict=True):
            pieces += [(" ", ""), (text, colour), (" " * (width - letters(text)) + f" {side}", "")]
        yield pieces


def _one_below_the_other(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], width: int
) -> Iterator[list[Line]]:
    for row in rows:
        for number, (heading, said) in enumerate(zip(headings, row, strict=True)):
            if not any(part.text for part in said):
                continue
            first, *more = said
            name = f"{heading}: " if number and heading else ""
            whole = [Said(name + first.text, first.colour), *more]
            indent = "  " if number else ""
            for text, colour in _wrapped(whole, width - len(indent)):
                yield [(indent, ""), (text, colour)]


def _widths(columns: Sequence[Sequence[Cell]], width: int) -> list[int] | None:
    """Return how wide each column is, or None where they cannot be narrow enough."""
    room = width - 3 * len(columns) - 1
    most = [max(map(letters, _lines(column))) for column in columns]
    for whole in (_SHORT, 0):
        now = [max(map(letters, _tokens(column, whole)), default=0) for column in columns]
        if sum(now) <= room:
            break
    else:
        return None
    left = room - sum(now)
    while left > 0 and now != most:
        number = max(range(len(now)), key=lambda n: most[n] / max(now[n], 1))
        now[number] += 1
        left -= 1
    return now


def _lines(column: Sequence[Cell]) -> Iterator[str]:
    for part in chain.from_iterable(column):
        yield from part.text.split("\n")


def _tokens(column: Sequence[Cell], whole: int) -> Iterator[str]:
    """Yield what must not be broken in a column; lines of no more than `whole` letters neither."""
    for line in _lines(column):
        if len(line) <= whole:
            yield line
        else:
            yield from (token.rstrip(" ") for token in unbroken(line))


@lru_cache(maxsize=MOST_KEPT)
def unbroken(line: str) -> tuple[str, ...]:
    """Return the parts of a line that must not be broken, each with the blanks behind it: words, a
    name of a file with its blanks, the folders of a path.
    """
    if _FILE_NAME.fullmatch(line) and len(line) <= _LONGEST_NAME:
        return (line,)
    tokens: list[str] = []
    for word in re.findall(r"\S+ *|^ +", line):
        tokens += _AFTER_SLASH.split(word) if len(word) > 16 and not _is_date(word) else [word]
    return tuple(tokens)


def _is_date(word: str) -> bool:
    return re.search(r"\d/\d", word) is not None


def _wrapped(said: Cell, width: int) -> list[Line]:
    """Return a cell's lines; only what is longer than a line is broken."""
    found: list[Line] = []
    for part in said:
        for line in part.text.split("\n"):
            found += [(text, part.colour) for text in _broken(line, width)]
    return found


@lru_cache(maxsize=MOST_KEPT)
def _broken(line: str, width: int) -> tuple[str, ...]:
    return tuple(_pieces(line, width))


def _pieces(line: str, width: int) -> Iterator[str]:
    now = ""
    for token in unbroken(line):
        if now and letters((now + token).rstrip(" ")) > width:
            yield now.rstrip(" ")
            now = ""
        now += token
        while letters(now.rstrip(" ")) > width:
            fits = _as_many_as_fit(now, width)
            yield now[:fits]
            now = now[fits:]
    yield now.rstrip(" ")


def _as_many_as_fit(text: str, width: int) -> int:
    taken = 0
    for number, letter in enumerate(text):
        taken += letters(letter)
        if taken > width:
            return max(number, 1)
    return len(text)


@lru_cache(maxsize=MOST_KEPT)
def letters(text: str) -> int:
    """Return how many places a text takes in a line."""
    if NARROW.fullmatch(text):
        return len(text)
    return sum(map(_places, text))


def _places(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def plain_lines(drawn: Iterable[Sequence[Line]]) -> str:
    """Return drawn lines as text, without colours."""
    return "\n".join(map(_plain, drawn))


def _plain(pieces: Sequence[Line]) -> str:
    return "".join(text for text, _ in pieces)
