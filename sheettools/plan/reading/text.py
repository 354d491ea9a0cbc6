"""Words compared and written: case, marks and blanks, with offsets that hold."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROLS = (*range(0x09), *range(0x0E, 0x1C), 0x7F)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad" + _DIRECTIONS))
_INVISIBLE |= dict.fromkeys(_CONTROLS)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_DASHES = frozenset("‐‑‒–—−")


def nfc(text: str) -> str:
    """Return `text` composed, without the characters nobody sees."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def squeeze(text: str) -> str:
    """Return `text` with every run of blanks made one."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _DASHES:
        return "-"
    if char.isspace():
        return " "
    bare = unicodedata.normalize("NFD", char)[0].lower()[0]
    return "d" if bare == "đ" else bare


@lru_cache(maxsize=4096)  # each reader of a text asks for it again
def fold(text: str) -> str:
    """Return `text` in lower case and without marks, of the same length so that offsets hold."""
    return "".join(map(_fold_char, text))


@lru_cache(maxsize=4096)
def tone_key(name: str) -> str:
    """Return what spellings of one name share: case and the tone's place do not count."""
    syllables = []
    for syllable in unicodedata.normalize("NFD", name).lower().split():
        tones = "".join(char for char in syllable if char in _TONES)
        rest = "".join(char for char in syllable if char not in _TONES)
        syllables.append((str(int(rest)) if rest.isdecimal() else rest) + tones)
    return " ".join(syllables)


def tidy(text: str) -> str:
    """Return `text` as it goes into a cell: single blanks, `ủy` for `uỷ`, no closing stop."""
    text = re.sub(r"\s+([,;:.)])", r"\1", squeeze(text))
    text = re.sub(r"(?<=\w)(?:[-–] | [-–])(?=\w)", "-", text.replace("( ", "("))
    text = re.sub(
        r"\b([uU])([ỷỶ])\b", lambda m: ("ủ" if m[1] == "u" else "Ủ") + "yY"[m[2] == "Ỷ"], text
    )
    return re.sub(r"[\s;,.:/]+$", "", text)


def capital(text: str) -> str:
    """Return `text` with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def is_capitals(text: str, words: int = 1) -> bool:
    """Tell whether `text` is written in capitals throughout, in at least so many words."""
    return text.isupper() and len(re.findall(r"[^\W\d_]+", text)) >= words
