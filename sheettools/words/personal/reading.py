"""A text as a row of words, each with what the word lists say of it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from sheettools.frozen import dataclass
from sheettools.words.personal.lists import (
    TELLING,
    UNMISTAKABLE,
    Is,
    Phrases,
    key_of,
    plain_of,
    words,
)
from sheettools.words.spelling import is_syllable
from sheettools.words.text import LETTERS, is_common


class Shape(Enum):
    """How a word is written."""

    SMALL = auto()
    CAPITAL = auto()
    """Lan."""
    LARGE = auto()
    """LAN."""
    INITIAL = auto()
    """A single capital letter."""


class Gap(Enum):
    """What stands between a word and the next one."""

    NONE = auto()
    """Blanks, a hyphen, an underscore: the words belong together."""
    LIST = auto()
    """A comma, a slash, a dash."""
    COLON = auto()
    """A colon, a bracket, a slash: what follows is what the word spoke of."""
    DOT = auto()
    BREAK = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """What is known of a word wherever it stands, with its marks and without them."""

    key: str
    plain: str
    shape: Shape
    is_spoken: bool
    """Whether it is a Vietnamese syllable by its spelling."""
    is_capital: bool
    """Whether it is written as a name is."""
    kinds: int
    plain_kinds: int
    begins: frozenset[str]
    """The lists in which phrases begin with it."""
    plain_begins: frozenset[str]


_WORD = re.compile(r"([^\W\d_]+(?:['’ʼ`][^\W\d_]+)*)")
_PLAIN_WORD = re.compile(rf"([{LETTERS}]+)")
"""The same where no other letter stands, nor a sign that may belong to a word."""
_HUMPS = re.compile(r"[^\W\d_]+?(?<=[^\WA-Z\d_])(?=[A-ZĐ])|[^\W\d_]+")


@lru_cache(maxsize=50_000)
def lexeme(word: str) -> Lexeme:
    """Return what is known of a word."""
    key = key_of(word)
    plain = plain_of(key)
    lists = words()
    strange = Is.STRANGE if _STRANGE.match(word) and key not in _NOBODY else 0
    plain_kinds = lists.plain_kinds.get(plain, 0) | lists.kinds.get(key, 0) if key == plain else 0
    shape = _shape(word)
    return Lexeme(
        key,
        plain,
        shape,
        is_syllable(word),
        shape is not Shape.SMALL,
        lists.kinds.get(key, 0) | strange,
        plain_kinds | strange,
        lists.begins.get(key, _NONE),
        lists.plain_begins.get(plain, _NONE),
    )


_NONE: frozenset[str] = frozenset()


class KnownWord(NamedTuple):
    """What is asked of all words of a text at once, so that it is had column by column."""

    lexeme: Lexeme
    key: str
    kinds: int
    begins: frozenset[str]
    """The lists in which phrases begin with it."""
    tells: bool
    """Whether it may begin a name or tell of one."""
    marked: bool
    capital: bool


@lru_cache(maxsize=50_000)
def known_of(word: str) -> KnownWord | None:
    """Return what is known of a word; None where it is several in one."""
    return _known(lexeme(word)) if parts_of(word) == [word] else None


def _known(one: Lexeme) -> KnownWord:
    tells = _tells(one, one.kinds, one.begins)
    marked = one.key != one.plain
    return KnownWord(one, one.key, one.kinds, one.begins, tells, marked, one.is_capital)


def _tells(one: Lexeme, kinds: int, begins: frozenset[str]) -> bool:
    """Say whether a word may begin a name, tell of one, or be one that was glued together."""
    if kinds & Is.FAMILY or one.is_capital or len(one.key) >= SHORTEST_GLUED:
        return True
    return not begins.isdisjoint(TELLING)


SHORTEST_GLUED = 9
"""How many letters a whole name has at least that is written as one word."""


def parts_of(word: str) -> list[str]:
    """Return the words that a word consists of: itself but for NguyenVanTam."""
    return [word] if _is_one_word(word) else _HUMPS.findall(word)


def _is_one_word(word: str) -> bool:
    """Say whether a word is one by its capital letters; NguyenVanTam is three."""
    if word.islower() or word.isupper() or word.istitle():
        return True
    if not word.isalpha() or word[1:].isupper():
        return True
    return bool(lexeme(word).begins)  # YouTube


_STRANGE = re.compile(r"[HKYR]['’ʼ`]\w")
_NOBODY = frozenset(("h'mông", "h'mong", "h'rê", "k'ho", "k'bang"))
"""Peoples and places that are written as people's names in the Central Highlands are."""


def _shape(word: str) -> Shape:
    if len(word) == 1:
        return Shape.INITIAL if word.isupper() else Shape.SMALL
    if word.isupper():
        return Shape.LARGE
    return Shape.CAPITAL if word[0].isupper() else Shape.SMALL


@lru_cache(maxsize=2_000)
def gap_of(between: str) -> Gap:
    """Say what stands between two words."""
    signs = "".join(between.split()).replace("_", "")
    if "\n" in between and not signs:
        return Gap.LIST
    if not signs:
        return Gap.NONE if len(between) <= _FAR else Gap.BREAK
    if signs in _GAPING or signs in _APOSTROPHES or (signs in _HYPHENS and len(between) == 1):
        return Gap.NONE
    if signs == ".":
        return Gap.DOT
    if signs[0] in ':(“"/' and len(signs) <= 2:
        return Gap.COLON
    return Gap.LIST if signs in _LISTING else Gap.BREAK


_GAPING = frozenset(("…", "...", "..", "~"))  # Lê…Văn…Tám
_APOSTROPHES = frozenset("'’ʼ`")  # H' Liêm
_HYPHENS = frozenset("-\u2010\u2011")
_LISTING = frozenset("-–—,;&+")
_FAR = 4
"""How many blanks may stand between two words that belong together."""


class WordSequence:
    """The words of one text in order, and what of the text matters for all of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        # What is no word and the words by turns: “”, “Họp”, “ ”, “thôn”, “.”
        parts = (_PLAIN_WORD if is_common(text) else _WORD).split(text)
        words = parts[1::2]
        ends = list(accumulate(map(len, parts)))
        self.starts: Sequence[int] = ends[:-1:2]
        self.ends: Sequence[int] = ends[1::2]
        self.gaps = [Gap.NONE if signs == " " else gap_of(signs) for signs in parts[2::2]]
        known = list(map(known_of, words))
        if None in known:
            known = self._by_parts(words)
        if words:
            self.gaps[-1] = Gap.BREAK
        self.lexemes: Sequence[Lexeme]
        self.keys: Sequence[str]
        self.kinds: Sequence[int]
        self.begins: Sequence[frozenset[str]]
        """The lists in which phrases begin with each word."""
        self.tells: Sequence[bool]
        """Which words may begin a name or tell of one by themselves."""
        # The words' attributes, each of all words: column by column.
        columns = list(zip(*filter(None, known), strict=True)) if words else _NO_WORDS
        self.lexemes, self.keys, self.kinds, self.begins, self.tells, marked, capital = columns
        self.is_bare = text.isascii()
        """Whether all of it was typed without marks."""
        self.bare = [True] * len(marked) if self.is_bare else self._bare(marked)
        if True in self.bare:
            both = list(zip(self.lexemes, self.bare, strict=True))
            self.kinds = [one.plain_kinds if bare else one.kinds for one, bare in both]
            self.begins = [one.plain_begins if bare else one.begins for one, bare in both]
            self.tells = list(map(_tells, self.lexemes, self.kinds, self.begins))
        if "\n" in text:
            self._join_lines()
        self.is_caseless = self._is_caseless(capital)
        """Whether capital letters say nothing in it: all are, or it is set as a heading."""

    def _by_parts(self, words: Sequence[str]) -> list[KnownWord | None]:
        """Read the words once more, each that is several in one part by part."""
        starts, gaps = self.starts, self.gaps
        known: list[KnownWord | None] = []
        self.starts, self.ends, self.gaps = begun, ended, after = [], [], []
        for at, gap, word in zip(starts, gaps, words, strict=True):
            parts = parts_of(word)
            known += (_known(lexeme(part)) for part in parts)
            lengths = list(accumulate(map(len, parts), initial=at))
            begun += lengths[:-1]
            ended += lengths[1:]
            after += [Gap.NONE] * (len(parts) - 1) + [gap]
        return known

    def _join_lines(self) -> None:
        """Join what a new line parts of one name: “Nguyễn / Văn Đức”; no other blank does."""
        for at in range(len(self.lexemes) - 1):
            if self.gaps[at] is Gap.LIST and self.between(at).isspace():
                first, second = self.kinds[at], self.kinds[at + 1]
                if first & Is.MIDDLE or (first & Is.FAMILY and second & Is.MIDDLE):
                    self.gaps[at] = Gap.NONE

    def _bare(self, marked: Iterable[bool]) -> list[bool]:
        """Say which words stand in a row of words without marks, as those of a file's name do.

        In such a row a word may have lost its marks; elsewhere it is written without any.
        """
        bare = [False] * len(self.lexemes)
        if _FEWEST not in bytes(marked):  # a 0 for each word without marks
            return bare
        first = 0  # where the row begins that is being read
        for at, one in enumerate(self.lexemes):
            end = at + 1
            if one.key != one.plain:
                first = end
            elif self._row_ends(at):
                if end - first > 2 and self._cannot_have_marks(first, end):
                    bare[first:end] = [True] * (end - first)
                first = end
        return bare

    def _row_ends(self, at: int) -> bool:
        """Say whether no other word without marks belongs to the one at a place."""
        if not self.joined(at) or at + 1 == len(self.lexemes):
            return True
        following = self.lexemes[at + 1]
        return following.key != following.plain

    def _cannot_have_marks(self, first: int, end: int) -> bool:
        capitals = sum(one.is_capital for one in self.lexemes[first:end])
        glued = sum(not self.between(i).isspace() for i in range(first, end - 1))
        named = any(self._names_somebody(i) for i in range(first, end - 1))
        return named or capitals > 1 or glued > 1 or end - first > _MANY

    def _names_somebody(self, at: int) -> bool:
        """Say whether “nguyen van”, “tran thi” stands at a word."""
        family, middle = self.lexemes[at].plain, self.lexemes[at + 1].plain
        return family in UNMISTAKABLE and middle in ("van", "thi")

    def _is_caseless(self, written: Sequence[bool]) -> bool:
        if written.count(True) <= _HEADINGS:
            return False
        capital = [one for one in self.lexemes if one.is_capital]
        large = sum(one.shape is Shape.LARGE and len(one.key) > 1 for one in capital)
        if large > 2 and large > _MOST * sum(len(key) > 1 for key in self.keys):
            return True
        in_heading = 0
        for one, kind in zip(self.lexemes[1:], self.kinds[1:], strict=True):
            if kind & Is.HEADING and one.shape is Shape.CAPITAL:
                in_heading += 1
        return in_heading > _HEADINGS

    def __len__(self) -> int:
        return len(self.lexemes)

    def joined(self, at: int) -> bool:
        """Say whether a word and the next one belong together."""
        if self.gaps[at] is Gap.NONE:
            return True
        if self.gaps[at] is not Gap.DOT:
            return False
        between, one = self.between(at), self.lexemes[at]
        if between == ".":
            return True  # lan.nguyen
        # A full stop and a blank end a sentence but after a word cut short: “Ng. Văn B”.
        return between.strip() == "." and one.is_capital and len(one.key) <= _ABBREVIATED

    def phrase(self, name: str, at: int) -> int:
        """Return how many words of a listed phrase begin at a word, 0 where none does."""
        if name not in self.begins[at]:
            return 0
        for parts in self._phrases(name, at)[self.keys[at]]:
            size = len(parts)
            if size == 1:
                return 1
            if tuple(self.keys[at : at + size]) == parts and self._is_close(at, at + size):
                return size
        return 0

    def _is_close(self, first: int, end: int) -> bool:
        """Say whether hardly anything stands between some words: no bracket, no new line."""
        return all(self.starts[i + 1] - self.ends[i] <= 2 for i in range(first, end - 1))

    def phrase_before(self, name: str, at: int) -> int:
        """Return how many words of a listed phrase end right before a word."""
        for first in range(at - 1, max(-1, at - 5), -1):
            if first + 1 < len(self) and not self.joined(first):
                return 0
            if name in self.begins[first]:
                listed = self._phrases(name, first)[self.keys[first]]
                if tuple(self.keys[first:at]) in listed:
                    return at - first
        return 0

    def _phrases(self, name: str, at: int) -> Phrases:
        return (words().plain_phrases if self.bare[at] else words().phrases)[name]

    def between(self, at: int) -> str:
        """Return the signs between a word and the next one."""
        return self.text[self.ends[at] : self.starts[at + 1]]


_NO_WORDS: list[tuple[Any, ...]] = [()] * len(KnownWord._fields)
_ABBREVIATED = 2
"""How many letters a name has at most that is cut short: Ng. Văn B."""
_FEWEST = bytes(3)
"""So many words without marks are a row, none fewer."""
_MANY = 6
_MOST = 0.6
_HEADINGS = 2
"""How many small words a heading writes with a capital letter."""
