"""Names and numbers of people in the words that others wrote: found and covered. Pure functions of
text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain

from sheettools.findings import COVERED
from sheettools.words.garbled import find_garbled
from sheettools.words.personal import (
    Hit,
    find_personal,
    is_addressed,
    is_titled,
    visible,
    without_title,
)
from sheettools.words.text import fold, nfc, slug

OFFICES = frozenset(map(fold, (
    "ban", "bí", "cán", "chi", "chủ", "công", "cử", "đảng", "hội", "mttq", "nhân", "phó", "thôn",
    "bản", "xóm", "tổ", "trưởng", "ubnd", "ủy",
)))  # fmt: skip
"""First words of what people write where a name is asked for, and that is nobody's name: offices,
bodies, places.
"""
MOST_APART = 3
"""How many signs (blanks, a full stop) may stand between two words of a name."""
MOST_KEPT = 40_000
"""How many texts are kept with what was made of them."""
FULL_WORDS = 3
"""From how many words on a name is known again without its marks."""

_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[,;/()\n–—]|\s-\s|\svà\s")
"""Between the names of several people in one cell, and before what is said of them."""


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    """Return a word as names are compared: Lý and Lí are one."""
    return fold(word).translate(_I_FOR_Y)


_I_FOR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


class Curtain:
    """Cover text by the values of personal fields that are `known`, and by what looks like a name
    or a number.

    A name of several words is covered wherever it stands; one of a single word, which may be any
    word, after a form of address only; so is the last word of a longer one. Names of `places` are
    nobody's.
    """

    def __init__(self, known: Iterable[str] = (), places: Iterable[str] = ()) -> None:
        self.places = frozenset(map(fold, places))
        self._longest = max(map(len, self.places), default=0) + 5
        names = chain.from_iterable(_names_in(nfc(value)) for value in known)
        self.known = frozenset(name for name in names if fold(name) not in self.places)
        self._covered: dict[str, str] = {}

    def cover(self, text: str) -> str:
        """Return text without anything that says who somebody is."""
        text = nfc(text)
        # Most of what is written in a year is written in several rows.
        if text not in self._covered:
            if len(self._covered) >= MOST_KEPT:
                self._covered.clear()
            self._covered[text] = self._without_people(text)
        return self._covered[text]

    def _without_people(self, text: str) -> str:
        if len(text) <= self._longest and fold(text) in self.places:
            return text
        destroyed = find_garbled(text)
        if destroyed is not None and self._tells(destroyed.meant):
            return _without(text, [(0, len(text))])
        found = [
            (hit.start, hit.end) for hit in find_personal(text) if not self._is_place(text, hit)
        ]
        seen, places = visible(text)
        found += [(places[start], places[end - 1] + 1) for start, end in self._named(seen)]
        return _without(text, found)

    def _tells(self, meant: str) -> bool:
        """Say whether destroyed letters may tell who somebody is: whoever receives them can bring
        them back as well as the program, and what it cannot bring back a person may guess.
        """
        return not meant or self.cover(meant) != meant

    def _is_place(self, text: str, hit: Hit) -> bool:
        """Say whether what looks like a name is one of the places; after “ông” or “hộ” it is
        somebody's.
        """
        return (
            hit.kind == "name"
            and fold(text[hit.start : hit.end]) in self.places
            and not is_titled(text[: hit.start])
        )

    @cached_property
    def _names(self) -> Mapping[str, list[tuple[str, ...]]]:
        """The names by their first word, the longest first."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for name in self.known:
            words = name.split()
            if len(words) > 2 or all(word[0].isupper() for word in words[1:]):
                singles = words[-1:] if len(words) > 1 and words[-1][0].isupper() else []
                for one in (name, *(word for word in singles if fold(word) not in self.places)):
                    parts = tuple(_key(word) for word in _WORD.findall(one))
                    if parts:
                        found.setdefault(parts[0], set()).add(parts)
        return {
            first: sorted(names, key=lambda one: (-len(one), one)) for first, names in found.items()
        }

    @cached_property
    def _bare(self) -> Mapping[str, list[tuple[str, ...]]]:
        """Full names without their marks, by their first word."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(self.known):
            parts = tuple(slug(word) for word in _WORD.findall(name))
            if len(parts) >= FULL_WORDS:
                found.setdefault(parts[0], []).append(parts)
        return found

    def _named(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where in a text names stand that are known."""
        words = list(_WORD.finditer(text)) if self.known else []
        keys = [_key(word[0]) for word in words]
        plain = [word[0].lower() for word in words] if self._bare else []
        at = 0
        while at < len(words):
            size = 0
            if keys[at] in self._names:
                size = _size(self._names[keys[at]], text, words, keys, at)
            if not size and plain and plain[at] in self._bare and words[at][0].isascii():
                size = _size(self._bare[plain[at]], text, words, plain, at)
            if size:
                yield words[at].start(), words[at + size - 1].end()
            at += size or 1


def _names_in(value: str) -> Iterator[str]:
    """Yield the names that a personal field holds, without forms of address and what is no name."""
    for part in _PARTS.split(value):
        words = without_title(part).split()
        if words and fold(words[0]) not in OFFICES:
            yield " ".join(words)


def _size(
    names: Iterable[Sequence[str]],
    text: str,
    words: Sequence[re.Match[str]],
    keys: Sequence[str],
    at: int,
) -> int:
    """Return of how many words the first of some names is that stands there; 0 where none does."""
    return next((len(name) for name in names if _stands(name, text, words, keys, at)), 0)


def _stands(
    name: Sequence[str], text: str, words: Sequence[re.Match[str]], keys: Sequence[str], at: int
) -> bool:
    """Say whether a name stands at a word of a text."""
    if tuple(keys[at : at + len(name)]) != name:
        return False
    if len(name) == 1 and not (name[0].isdigit() and len(name[0]) > 8):
        return words[at][0][0].isupper() and is_addressed(text[: words[at].start()])
    ends = zip(words[at:], words[at + 1 : at + len(name)], strict=False)
    return all(two.start() - one.end() <= MOST_APART for one, two in ends)


def cover(text: str) -> str:
    """Return text with numbers of phones and people covered: a second time, where names may
    stand.
    """
    text = nfc(text)
    return _without(
        text, [(hit.start, hit.end) for hit in find_personal(text) if hit.kind in ("phone", "cccd")]
    )


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in reversed(list(_apart(sorted(spans)))):
        text = text[:start] + COVERED + text[end:]
    return text


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in their order, those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last is not None and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
