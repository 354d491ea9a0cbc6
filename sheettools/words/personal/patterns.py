"""What a reader of a text yields, and patterns that also fit text typed without marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from sheettools.words.personal.lists import plain_of

Kind = Literal["name", "phone", "cccd", "account", "plate", "paper", "address", "birth", "contact"]


class Hit(NamedTuple):
    """What was found, from `start` to before `end`, and whether it is certain."""

    kind: Kind
    start: int
    end: int
    is_certain: bool


class Pattern:
    """A pattern in whatever case, as it is written and as it reads without its marks."""

    def __init__(self, *parts: str) -> None:
        pattern = "".join(parts)
        self._marked = re.compile(pattern, re.IGNORECASE)
        self._bare = re.compile(plain_of(pattern.replace("Đ", "đ")), re.IGNORECASE)

    def finditer(self, text: str, *, bare: bool = False) -> Iterator[re.Match[str]]:
        """Yield where it stands; with `bare` also without marks."""
        yield from self._marked.finditer(text)
        if bare:
            yield from self._bare.finditer(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Return where it first stands; in a text without marks it need not have any."""
        return (self._bare if text.isascii() else self._marked).search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return whether it stands at a place."""
        return self._marked.match(text, start)


LOOK_BACK = 40
"""How far before a number the words that say what it is are looked for, in characters."""


def before_of(text: str, start: int) -> str:
    """Return the end of what stands before a place."""
    return text[max(0, start - LOOK_BACK) : start]


_UNIT_NEXT = re.compile(
    r"\s*(?:đồng|nghìn|ngàn|triệu|tỷ|tỉ|đ|vnđ|vnd|m2|m²|m3|m|km|ha|kg|tấn|tạ|kwh|usd|dong|trieu|ty|%)(?!\w)",
    re.IGNORECASE,
)


def is_counted(text: str, end: int) -> bool:
    """Say whether a unit follows a number: then it is an amount or a quantity."""
    return bool(_UNIT_NEXT.match(text, end))
