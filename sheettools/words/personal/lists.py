"""The word lists of `words.toml`, read once: single words, and phrases by their first word."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from sheettools.frozen import dataclass
from sheettools.words.spelling import is_syllable
from sheettools.words.text import fold

UNMISTAKABLE = frozenset(("nguyen", "tran", "pham", "huynh", "trinh"))
"""Family names that are nothing else even without their marks."""

TELLING = frozenset((
    "title", "kin", "role", "household", "home", "called", "net", "label", "addressed", "known",
))  # fmt: skip
"""The lists whose phrases tell of a name, or of a place that is passed over."""


class Is:
    """What the lists say of a word: numbers joined by `|`, as they are asked of every word."""

    FAMILY = 1
    """A family name."""
    SURE = 2
    """A family name that is hardly another word."""
    LIKELY = 4
    """A family name where two words follow that may be of a name."""
    SMALL = 8
    """A family name even where it is written small."""
    MIDDLE = 16
    """“Văn”, “Thị”: they make a name whatever its letters."""
    SHORT = 32
    """A middle name of the peoples of the mountains: a, á, súa."""
    BETWEEN = 64
    """Any other middle name."""
    GIVEN = 128
    SELDOM = 256
    """A given name that is too often another word when written small."""
    PLACEY = 512
    """A given name that is part of place names as often."""
    WHERE = 1024
    """A word of place names that hardly ever stands for somebody."""
    STRANGE = 2048
    """A name that is no Vietnamese syllable: Niê, H'Hen, Mohamad."""
    NEVER = 4096
    """A word that begins no name."""
    PEOPLE = 8192
    """The name of a people: “hộ Dao”."""
    HEADING = 16384
    """A small word, which within a line is capitalised in headings only."""


_I_FOR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_OPEN_Y = re.compile(r"(?:[bcdđghklmnprstvx]+|qu)[yýỳỷỹỵ]")


def key_of(word: str) -> str:
    """Return the key of one word: one place of the tone, and i for y where both are written."""
    key = fold(word).replace("’", "'").replace("ʼ", "'").replace("`", "'")
    return key.translate(_I_FOR_Y) if _OPEN_Y.fullmatch(key) else key


def plain_of(key: str) -> str:
    """Return a key without its marks."""
    parts = unicodedata.normalize("NFD", key.replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


_WITH_MARKS_ONLY = (Is.SMALL, Is.NEVER, Is.PEOPLE)
"""Without their marks these words are too many others."""
Phrases = Mapping[str, Sequence[tuple[str, ...]]]
"""Phrases by their first word, the longest first."""


@dataclass(frozen=True)
class WordLists:
    """The word lists, read once."""

    kinds: Mapping[str, int]
    plain_kinds: Mapping[str, int]
    phrases: Mapping[str, Phrases]
    plain_phrases: Mapping[str, Phrases]
    begins: Mapping[str, frozenset[str]]
    """In which lists phrases begin with a word."""
    plain_begins: Mapping[str, frozenset[str]]


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


def any_of(section: str, name: str) -> str:
    """Return a pattern for any phrase of a list, the longest first."""
    return f"(?:{'|'.join(map(re.escape, listed(section, name)))})"


def listed(section: str, name: str) -> Sequence[str]:
    """Return the phrases of a list, the longest first."""
    phrases = {" ".join(phrase.split()) for phrase in _data()[section][name].split(",")}
    return sorted(filter(None, phrases), key=lambda one: (-len(one), one))


@cache
def words() -> WordLists:
    """Return the word lists."""
    data = _data()
    kinds, plain = _kinds(data)
    of_places = {name: text for name, text in data["places"].items() if name != "people"}
    texts = {**data["cues"], **of_places, "pairs": data["never"]["pairs"]}
    phrases = {name: _by_first(text.split(",")) for name, text in texts.items()}
    without = {name: _without_marks(found) for name, found in phrases.items()}
    return WordLists(kinds, plain, phrases, without, _begins(phrases), _begins(without))


def plain_kinds(word: str) -> int:
    """Return what a word without marks may be."""
    return words().plain_kinds.get(word, 0)


def _kinds(data: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, int], dict[str, int]]:
    """Return what single words are, by their key, and by their key without marks."""
    family, names, never = data["family"], data["names"], data["never"]
    single = {
        Is.FAMILY | Is.SURE: family["sure"],
        Is.FAMILY | Is.LIKELY: family["likely"],
        Is.FAMILY: family["other"],
        Is.SMALL: family["small"],
        Is.MIDDLE: names["middle"],
        Is.SHORT: names["middle_short"],
        Is.BETWEEN: names["middle_other"],
        Is.GIVEN: names["given"],
        Is.SELDOM: names["never_small"],
        Is.PLACEY: names["placey"],
        Is.WHERE: names["where"],
        Is.NEVER: never["alone"],
        Is.STRANGE: " ".join((names["highland"], names["southern"], names["christian"])),
        Is.PEOPLE: data["places"]["people"],
        Is.HEADING: never["heading"],
    }
    kinds: dict[str, int] = {}
    plain: dict[str, int] = {}
    for kind, text in single.items():
        for key in map(key_of, text.split()):
            bare = plain_of(key)
            kinds[key] = kinds.get(key, 0) | kind
            if kind not in _WITH_MARKS_ONLY and not (kind == Is.STRANGE and is_syllable(bare)):
                plain[bare] = plain.get(bare, 0) | (kind & ~(Is.SURE | Is.LIKELY))
    for kind, text in ((Is.FAMILY | Is.SURE | Is.SMALL, family["bare"]), (Is.NEVER, never["bare"])):
        for word in text.split():
            plain[word] = plain.get(word, 0) | kind
    return kinds, plain


def _begins(phrases: Mapping[str, Phrases]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, listed in phrases.items():
        for first in listed:
            found.setdefault(first, set()).add(name)
    return {first: frozenset(names) for first, names in found.items()}


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
