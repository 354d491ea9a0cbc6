"""What a reader of a text yields, and patterns that also fit text typed without marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Literal, NamedTuple

from sheettools.words.personal.lists import plain_of

Kind = Literal["name", "phone", "cccd", "account", "plate", "paper", "address", "birth", "contact"]


class Hit(NamedTuple):
    """What was found, from `start` to before `end`, and whether it is certain."""

    kind: Kind
    start: int
    end: int
    is_certain: bool


class Signs:
    """Words of which one stands in whatever a pattern finds. To look for them takes a tenth of the
    time that the pattern takes, and most texts have none of them.

    In a long text only those are looked for of which it has a telling word: that is asked once of
    each word, for all signs there are.
    """

    def __init__(self, words: Iterable[str]) -> None:
        kept: list[str] = []
        for word in sorted(set(words), key=len):
            if not any(shorter in word for shorter in kept):
                kept.append(word)
        self.words = tuple(kept)
        self._bits = _bits_of(kept)

    def stand_in(self, text: str) -> bool:
        """Say whether one of them does, in whatever case; where there are none, always."""
        small = _small(text)
        words = self.words
        if self._bits and len(small) > LOOK_BACK:
            words = _signs_of_bits(_bits_in(small) & self._bits)
        for word in words:
            if word in small:
                return True
        return not self.words

    def without_marks(self) -> Signs:
        """Return them as they read without their marks."""
        return Signs(map(plain_of, self.words))


LOOK_BACK = 40
"""How far before a number the words that say what it is are looked for, in characters."""
_ALL: dict[str, str] = {}
"""Each sign that is looked for by its telling word, and that; a bit for each, in this order."""
_LETTER = re.compile(r"[^\W\d_]")


def _bits_of(signs: Sequence[str]) -> int:
    """Return the bits of some signs; 0 where not all have a word to tell them by."""
    telling = {sign: _telling_word(sign) for sign in signs}
    if not all(map(_LETTER.search, telling.values())):
        return 0
    if not telling.keys() <= _ALL.keys():
        _ALL.update(telling)
        _bits_of_word.cache_clear()
        _bits_in.cache_clear()
    return sum(1 << at for at, sign in enumerate(_ALL) if sign in telling)


def _telling_word(sign: str) -> str:
    """Return the longest word of a sign, with the blanks that stand beside it in the sign."""
    words = sign.split()
    at = max(range(len(words)), key=lambda at: len(words[at]))
    return " " * (at > 0) + words[at] + " " * (at + 1 < len(words))


@lru_cache(maxsize=16)
def _bits_in(small: str) -> int:
    """Return the bits of the signs that may stand in a text."""
    return reduce(or_, map(_bits_of_word, small.split()), 0)


@lru_cache(maxsize=8192)  # the language has as many syllables; numbers come and go
def _bits_of_word(word: str) -> int:
    """Return the bits of the signs that may stand where a word does."""
    if not _LETTER.search(word):
        return 0
    between = f" {word} "
    return sum(1 << at for at, telling in enumerate(_ALL.values()) if telling in between)


@lru_cache(maxsize=1024)
def _signs_of_bits(bits: int) -> tuple[str, ...]:
    return tuple(sign for at, sign in enumerate(_ALL) if bits >> at & 1)


@lru_cache(maxsize=16)  # a text is asked for by one pattern after the other
def _small(text: str) -> str:
    """Return a text in small letters, each where it stood, as patterns see it that take no notice
    of case.
    """
    return text.replace("İ", "i").lower().replace("ſ", "s").replace("ı", "i")


class Pattern:
    """A pattern in whatever case, as it is written and as it reads without its marks.

    It is written in small letters and looks at a text in small letters, in which it stands at the
    same places: to look for words in any case takes two to ten times as long. What it finds is in
    small letters, too. `signs` are words of which one stands in all that it finds.
    """

    def __init__(self, *parts: str, signs: Iterable[str] = ()) -> None:
        self._pattern = "".join(parts)
        self.signs = Signs(signs)

    # Compiled when first needed: to compile all takes as long as to check a return.

    @cached_property
    def marked(self) -> re.Pattern[str]:
        """The pattern as it is written."""
        return re.compile(self._pattern)

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """The pattern without its marks."""
        return re.compile(plain_of(self._pattern))

    @cached_property
    def bare_signs(self) -> Signs:
        """The signs without their marks."""
        return self.signs.without_marks()

    def finditer(self, text: str, *, bare: bool = False) -> Iterator[re.Match[str]]:
        """Yield where it stands; with `bare` also without marks."""
        found: Iterator[re.Match[str]] = iter(())
        if self.signs.stand_in(text):
            found = self.marked.finditer(_small(text))
        if bare and self.bare_signs.stand_in(text):
            return chain(found, self.bare.finditer(_small(text)))
        return found

    def stands_in(self, text: str, *, bare: bool = False) -> bool:
        """Say whether it stands anywhere; with `bare` also without marks."""
        return next(self.finditer(text, bare=bare), None) is not None

    def search(self, text: str) -> re.Match[str] | None:
        """Return where it first stands; in a text without marks it need not have any."""
        if text.isascii():
            return self.bare.search(_small(text)) if self.bare_signs.stand_in(text) else None
        return self.marked.search(_small(text)) if self.signs.stand_in(text) else None

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return whether it stands at a place."""
        return self.marked.match(_small(text), start)


def before_of(text: str, start: int) -> str:
    """Return the end of what stands before a place."""
    return text[max(0, start - LOOK_BACK) : start]


_UNIT_NEXT = Pattern(
    r"\s*(?:đồng|nghìn|ngàn|triệu|tỷ|tỉ|đ|vnđ|vnd|m2|m²|m3|m|km|ha|kg|tấn|tạ|kwh|usd|dong|trieu|ty|%)(?!\w)"
)


def is_counted(text: str, end: int) -> bool:
    """Say whether a unit follows a number: then it is an amount or a quantity."""
    return bool(_UNIT_NEXT.match(text, end))
