"""A text as a row of words, each with what the word lists say of it. Pure functions."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntFlag, auto
from functools import cache, lru_cache
from importlib.resources import files

from sheettools.template.text import fold, is_syllable


class Is(IntFlag):
    """What the lists say of a word."""

    FAMILY = auto()
    """A family name."""
    SURE = auto()
    """A family name that is hardly another word."""
    LIKELY = auto()
    """A family name where two words follow that may be of a name."""
    SMALL = auto()
    """A family name even where it is written small."""
    MIDDLE = auto()
    """“Văn”, “Thị”: they make a name whatever its letters."""
    SHORT = auto()
    """A middle name of the peoples of the mountains: a, á, súa."""
    BETWEEN = auto()
    """Any other middle name."""
    GIVEN = auto()
    SELDOM = auto()
    """A given name that is too often another word when written small."""
    PLACEY = auto()
    """A given name that is part of place names as often."""
    WHERE = auto()
    """A word of place names that hardly ever stands for somebody."""
    STRANGE = auto()
    """A name that is no Vietnamese syllable: Niê, H'Hen, Mohamad."""
    NEVER = auto()
    """A word that begins no name."""
    PEOPLE = auto()
    """The name of a people: “hộ Dao”."""
    HEADING = auto()


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
    """What is known of a word wherever it stands: its keys, its shape, and what it is with and without marks."""

    key: str
    plain: str
    shape: Shape
    is_spoken: bool
    """Whether it is a Vietnamese syllable by its spelling."""
    kinds: Is
    plain_kinds: Is

    @property
    def is_capital(self) -> bool:
        """Whether it is written as a name is."""
        return self.shape is not Shape.SMALL


_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_HUMPS = re.compile(r"[^\W\d_]+?(?<=[^\WA-Z\d_])(?=[A-ZĐ])|[^\W\d_]+")
_I_FOR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_OPEN_Y = re.compile(r"(?:[bcdđghklmnprstvx]+|qu)[yýỳỷỹỵ]")


def key_of(word: str) -> str:
    """Return the key of one word: one place of the tone, and i for y where both are written (Lý, Lí)."""
    key = fold(word).replace("’", "'").replace("ʼ", "'").replace("`", "'")
    return key.translate(_I_FOR_Y) if _OPEN_Y.fullmatch(key) else key


def plain_of(key: str) -> str:
    """Return a key without its marks."""
    parts = unicodedata.normalize("NFD", key.replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


_WITH_MARKS_ONLY = (Is.SMALL, Is.NEVER, Is.PEOPLE)
Phrases = Mapping[str, Sequence[tuple[str, ...]]]
"""Phrases by their first word, the longest first."""


@dataclass(frozen=True)
class Words:
    """The word lists, read once."""

    kinds: Mapping[str, Is]
    plain_kinds: Mapping[str, Is]
    phrases: Mapping[str, Phrases]
    plain_phrases: Mapping[str, Phrases]


@cache
def words() -> Words:
    """Return the word lists."""
    data = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
    family, names, cues, places, never = (data[k] for k in ("family", "names", "cues", "places", "never"))
    single = {
        Is.FAMILY | Is.SURE: family["sure"], Is.FAMILY | Is.LIKELY: family["likely"], Is.FAMILY: family["other"],
        Is.SMALL: family["small"],
        Is.MIDDLE: names["middle"], Is.SHORT: names["middle_short"], Is.BETWEEN: names["middle_other"],
        Is.GIVEN: names["given"], Is.SELDOM: names["never_small"], Is.PLACEY: names["placey"], Is.WHERE: names["where"],
        Is.STRANGE: names["highland"] + names["southern"] + names["christian"], Is.NEVER: never["alone"], Is.PEOPLE: places["people"],
        Is.HEADING: never["heading"],
    }  # fmt: skip
    kinds: dict[str, Is] = {}
    plain: dict[str, Is] = {}
    for kind, text in single.items():
        for word in text.split():
            key = key_of(word)
            kinds[key] = kinds.get(key, Is(0)) | kind
            if kind not in _WITH_MARKS_ONLY and not (kind is Is.STRANGE and is_syllable(plain_of(key))):
                plain[plain_of(key)] = plain.get(plain_of(key), Is(0)) | (kind & ~(Is.SURE | Is.LIKELY))
    for kind, text in ((Is.FAMILY | Is.SURE | Is.SMALL, family["bare"]), (Is.NEVER, never["bare"])):
        for word in text.split():
            plain[word] = plain.get(word, Is(0)) | kind
    listed = {**{name: cues[name] for name in cues}, **{name: places[name] for name in ("before", "unit", "known", "namesakes")},
              "pairs": never["pairs"]}  # fmt: skip
    phrases = {name: _by_first(text.split(",")) for name, text in listed.items()}
    without = {name: _without_marks(found) for name, found in phrases.items()}
    return Words(kinds, plain, phrases, without)


def _by_first(texts: Iterable[str]) -> Phrases:
    found: dict[str, set[tuple[str, ...]]] = {}
    for text in texts:
        parts = tuple(key_of(word) for word in text.split())
        if parts:
            found.setdefault(parts[0], set()).add(parts)
    return _longest_first(found)


def _longest_first(found: Mapping[str, Iterable[tuple[str, ...]]]) -> Phrases:
    return {first: sorted(many, key=lambda one: (-len(one), one)) for first, many in found.items()}


def _without_marks(phrases: Phrases) -> Phrases:
    found: dict[str, set[tuple[str, ...]]] = {}
    for many in phrases.values():
        for one in many:
            plain = tuple(map(plain_of, one))
            found.setdefault(plain[0], set()).add(plain)
    return _longest_first(found)


@lru_cache(maxsize=50_000)
def lexeme(word: str) -> Lexeme:
    """Return what is known of a word."""
    key = key_of(word)
    plain = plain_of(key)
    lists = words()
    strange = Is.STRANGE if _STRANGE.match(word) and key not in _NOBODY else Is(0)
    plain_kinds = lists.plain_kinds.get(plain, Is(0)) | lists.kinds.get(key, Is(0)) if key == plain else Is(0)
    return Lexeme(
        key, plain, _shape(word), is_syllable(word), lists.kinds.get(key, Is(0)) | strange, plain_kinds | strange
    )


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
    if signs in _APOSTROPHES or (signs in _HYPHENS and len(between) == 1):
        return Gap.NONE
    if signs == ".":
        return Gap.DOT
    if signs[0] in ':(“"/' and len(signs) <= 2:
        return Gap.COLON
    return Gap.LIST if signs in _LISTING else Gap.BREAK


_APOSTROPHES = frozenset("'’ʼ`")  # H' Liêm
_HYPHENS = frozenset("-\u2010\u2011")
_LISTING = frozenset("-–—,;&+")
_FAR = 4
"""How many blanks may stand between two words that belong together."""


class Reading:
    """The words of one text in order, and what of the text matters for all of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.lexemes: list[Lexeme] = []
        for match in _WORD.finditer(text):
            self._add(match[0], match.start())
        starts, ends = self.starts, self.ends
        self.gaps = [gap_of(text[end:start]) for end, start in zip(ends, starts[1:], strict=False)]
        self.gaps.append(Gap.BREAK)
        self.is_bare = text.isascii()
        """Whether all of it was typed without marks."""
        self.bare = [True] * len(self.lexemes) if self.is_bare else self._bare()
        self.keys = [one.key for one in self.lexemes]
        self.kinds = [one.plain_kinds if bare else one.kinds for one, bare in zip(self.lexemes, self.bare, strict=True)]
        self.is_caseless = self._is_caseless()
        """Whether capital letters say nothing in it: all are capitals, or it is set as a heading."""

    def _add(self, word: str, start: int) -> None:
        plain_case = word.islower() or word.isupper() or word.istitle()
        parts = [word] if plain_case or "'" in word or "’" in word else _HUMPS.findall(word)
        for part in parts:
            self.starts.append(start)
            self.ends.append(start + len(part))
            self.lexemes.append(lexeme(part))
            start += len(part)

    def _bare(self) -> list[bool]:
        """Say which words stand among others without marks, so that marks cannot be missed: in names of files."""
        bare = [False] * len(self.lexemes)
        at = 0
        while at < len(bare):
            end = at
            while end < len(bare) and self.lexemes[end].key == self.lexemes[end].plain:
                end += 1
                if not self.joined(end - 1):
                    break
            capitals = sum(one.is_capital for one in self.lexemes[at:end])
            glued = sum(not self._between(i).isspace() for i in range(at, end - 1))
            if end - at > 2 and (capitals > 1 or glued > 1 or end - at > _MANY):
                bare[at:end] = [True] * (end - at)
            at = max(end, at + 1)
        return bare

    def _is_caseless(self) -> bool:
        long = [one for one in self.lexemes if len(one.key) > 1]
        large = sum(one.shape is Shape.LARGE for one in long)
        if large > 2 and large > _MOST * len(long):
            return True
        inside = zip(self.lexemes[1:], self.kinds[1:], strict=True)
        return sum(bool(kind & Is.HEADING) and one.shape is Shape.CAPITAL for one, kind in inside) > _HEADINGS

    def __len__(self) -> int:
        return len(self.lexemes)

    def joined(self, at: int) -> bool:
        """Say whether a word and the next one belong together."""
        if self.gaps[at] is Gap.NONE:
            return True
        between = self._between(at) if self.gaps[at] is Gap.DOT else ""
        one = self.lexemes[at]
        return between == "." or (between.strip() == "." and one.is_capital and len(one.key) <= _ABBREVIATED)

    def phrase(self, name: str, at: int) -> int:
        """Return how many words of a listed phrase begin at a word, 0 where none does."""
        for parts in self._phrases(name, at).get(self.keys[at], ()):
            end = at + len(parts)
            if tuple(self.keys[at:end]) == parts and all(len(self._between(i)) <= 2 for i in range(at, end - 1)):
                return len(parts)
        return 0

    def phrase_before(self, name: str, at: int) -> int:
        """Return how many words of a listed phrase end right before a word."""
        for size in (1, 2, 3, 4):
            first = at - size
            if first < 0 or not all(self.joined(i) for i in range(first, at)):
                return 0
            if tuple(self.keys[first:at]) in self._phrases(name, first).get(self.keys[first], ()):
                return size
        return 0

    def _phrases(self, name: str, at: int) -> Phrases:
        return (words().plain_phrases if self.bare[at] else words().phrases)[name]

    def _between(self, at: int) -> str:
        return self.text[self.ends[at] : self.starts[at + 1]]


_ABBREVIATED = 2
"""How many letters a name has at most that is cut short: Ng. Văn B."""
_MANY = 6
_MOST = 0.6
_HEADINGS = 2
"""How many small words a heading writes with a capital letter."""
