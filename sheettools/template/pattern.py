"""Patterns of the Word report: `{kien_nghi}`, `{tra_loi_hn/kien_nghi}`, `{chung.xa:hoa|…}`, `[a
part left out]`.

A reference names a figure, `sheet.field` of the plan or of the row at hand, or a word of the
sentence. After `/` stands the figure of which it is a share, after `:` its form, after `|` what is
said where there is nothing. A part in square brackets is left out where a reference in it has
nothing to say, or where it would say what is said already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from sheettools.frozen import dataclass

INSIDE = r"([\w.]+)(?:/(\w+))?(?::(\w+))?(?:\|([^{}\[\]]*))?"
_REFERENCE = re.compile(r"\{" + INSIDE + r"\}")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
IF = "neu"
"""The form of a reference that says nothing itself, but decides whether its part is said."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of a pattern, in its parts; `default` is None where the pattern gives none."""

    name: str
    over: str = ""
    form: str = ""
    default: str | None = None

    @classmethod
    def of(cls, match: re.Match[str]) -> Reference:
        """Return the reference that a match of `INSIDE` holds."""
        return cls(match[1], match[2] or "", match[3] or "", match[4])

    @property
    def text(self) -> str:
        """As it was written, without braces."""
        over, form = self.over and f"/{self.over}", self.form and f":{self.form}"
        return f"{self.name}{over}{form}" + ("" if self.default is None else f"|{self.default}")


Lookup = Callable[[Reference, bool], str | None]
"""Return what a reference says, None for nothing; the second argument is whether its part may be
left out.
"""


def references(pattern: str) -> Iterator[Reference]:
    """Yield the references of a pattern."""
    return (Reference.of(match) for match in _REFERENCE.finditer(pattern))


def fill(pattern: str, lookup: Lookup) -> str:
    """Fill a pattern, without the parts that have nothing to say."""
    pieces = enumerate(_pieces(pattern))
    said = [_fill_one(piece, lookup, optional=at % 2 == 1) or "" for at, piece in pieces]
    for at in range(1, len(said), 2):
        told = said[at].strip(" ,;")
        if told and told in "".join(said[:at] + said[at + 1 :]):
            said[at] = ""
    return "".join(said)


@lru_cache(maxsize=1_000)
def _pieces(pattern: str) -> tuple[tuple[str | Reference, ...], ...]:
    """Return the parts of a pattern, every other of which may be left out: texts and references.

    A template has some hundred patterns, each of which is filled for many rows.
    """
    return tuple(tuple(_taken_apart(piece)) for piece in _BRACKET.split(pattern))


def _taken_apart(piece: str) -> Iterator[str | Reference]:
    end = 0
    for match in _REFERENCE.finditer(piece):
        yield piece[end : match.start()]
        yield Reference.of(match)
        end = match.end()
    yield piece[end:]


def _fill_one(piece: Iterable[str | Reference], lookup: Lookup, *, optional: bool) -> str | None:
    text = ""
    for part in piece:
        said = part if isinstance(part, str) else lookup(part, optional)
        if said is None and optional:
            return None
        text += said or ""
    return text
