"""Vietnamese typed while no keyboard program was on: Telex “dduwowfng”, VNI “d9u7o7ng2”.

Pure functions.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache
from unicodedata import normalize

from sheettools.frozen import dataclass
from sheettools.words.spelling import is_syllable, settle_tone

_MARKS = "\u0301\u0300\u0309\u0303\u0323"
_TELEX_TONES, _VNI_TONES = (dict(zip(keys, _MARKS, strict=True)) for keys in ("sfrxj", "12345"))
_HAT, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_SHAPES = {"6": ("aeo", _HAT), "7": ("uo", _HORN), "8": ("a", _BREVE)}
_VOWELS = "aeiouy"
_LONGEST = 12
"""No syllable takes more keys: “nghieengx” has nine, and a slip or two."""


@dataclass
class _Keys:
    """A syllable as its keys come in: its letters, the mark of shape of each, its tone."""

    letters: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    tone: str = ""
    marks: int = 0
    """How many keys were no letters of their own."""

    def write(self, letter: str) -> None:
        self.letters.append(letter)
        self.shapes.append("")

    def plain(self, among: str) -> list[int]:
        """Return where letters without a mark of shape stand."""
        return [
            at
            for at, (letter, shape) in enumerate(zip(self.letters, self.shapes, strict=True))
            if letter in among and not shape
        ]

    def shape(self, among: str, mark: str) -> bool:
        """Put a mark on the last letter that takes it; u and o side by side take a horn both."""
        places = self.plain(among)
        if not places:
            return False
        self.shapes[places[-1]] = mark
        before = places[-1] - 1
        if mark == _HORN and before in places and self.letters[before] == "u":
            self.shapes[before] = mark
        self.marks += 1
        return True

    def set_tone(self, mark: str) -> bool:
        """Take the tone; none is taken twice, nor before a vowel."""
        if self.tone or not any(letter in _VOWELS for letter in self.letters):
            return False
        self.tone = mark
        self.marks += 1
        return True

    def cross(self) -> bool:
        """Make the d at the beginning a đ."""
        if self.letters[:1] != ["d"]:
            return False
        self.letters[0] = "đ"
        self.marks += 1
        return True

    def telex(self, key: str) -> None:
        """Take a key of Telex."""
        if (
            (key in "aeo" and self.shape(key, _HAT))
            or (key == "d" and self.cross())
            or (key == "w" and self._horned())
            or (key in _TELEX_TONES and self.set_tone(_TELEX_TONES[key]))
        ):
            return
        self.write(key)

    def _horned(self) -> bool:
        """Take a w: ươ, ư, ơ before ă, and ư by itself."""
        if self.plain("u") and self.letters[:2] != ["q", "u"]:
            return self.shape("uo", _HORN)
        if self.plain("ao"):
            return self.shape("a", _BREVE) or self.shape("o", _HORN)
        if _HORN in self.shapes:
            return False
        self.write("u")
        return self.shape("u", _HORN)

    def vni(self, key: str) -> bool:
        """Take a key of VNI; say whether it had a meaning."""
        if key in _VNI_TONES:
            return self.set_tone(_VNI_TONES[key])
        if key in _SHAPES:
            return self.shape(*_SHAPES[key])
        if key == "9":
            return self.cross()
        self.write(key)
        return True

    def syllable(self) -> str:
        """Return what was typed, its tone in its place; empty where it is no syllable."""
        vowels = [at for at, letter in enumerate(self.letters) if letter in _VOWELS]
        if not vowels or not self.marks:
            return ""
        letters = [a + b for a, b in zip(self.letters, self.shapes, strict=True)]
        letters[vowels[-1]] += self.tone
        made = normalize("NFC", "".join(letters))
        settled = _WORD.sub(settle_tone, made)
        return settled if is_syllable(settled) else ""


_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """What keys stand for, and how much they say: 1 may be chance, from 3 on it is none."""

    text: str
    weight: int


@lru_cache(maxsize=4096)
def from_telex(word: str) -> Typed | None:
    """Return the syllable that the keys of a word make in Telex; None where they make none."""
    keys = word.lower()
    if not 2 <= len(keys) <= _LONGEST or not keys.isascii() or not keys.isalpha():
        return None
    if is_syllable(keys) and not keys.endswith("oong"):  # khoong is không, though xoong is a pot
        return None
    made = _Keys()
    for key in keys:
        made.telex(key)
    text = made.syllable()
    if not text:
        return None
    odd = any(key in "fjw" for key in keys) or keys.startswith("dd")
    shaped = any(shape for shape in made.shapes) or "đ" in made.letters
    return Typed(_cased(text, word), 1 + odd + (shaped and bool(made.tone)) + (made.marks > 2))


@lru_cache(maxsize=4096)
def from_vni(word: str) -> Typed | None:
    """Return the syllable that the keys of a word make in VNI; None where they make none."""
    keys = word.lower()
    if not 2 <= len(keys) <= _LONGEST or not _VNI_WORD.fullmatch(keys):
        return None
    made = _Keys()
    if not all(map(made.vni, keys)):
        return None
    text = made.syllable()
    if not text:
        return None
    inside = _INSIDE.search(keys) is not None
    return Typed(_cased(text, word), 3 if inside else 1)


_VNI_WORD = re.compile(r"(?=[a-z]+\d)[a-z][a-z1-9]+")
_INSIDE = re.compile(r"\d[a-z]")
"""A digit within a word; at its end it may count something: “to2”, “lo16”."""


def _cased(text: str, word: str) -> str:
    """Return `text` in capitals where the keys were."""
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) > 1 and all(map(str.isupper, letters)):
        return text.upper()
    return text.capitalize() if word[0].isupper() else text
