"""Texts whose letters were destroyed on the way: what they said, where that can still be told.

UTF-8 read as another code page (“Ä‘Æ°á»ng”), letters that became question marks (“đ??ng”), codes
of web pages (“&#273;”), keys typed while no keyboard program was on (`words/keystrokes`). Pure
functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

from sheettools.frozen import dataclass
from sheettools.words.keystrokes import Typed, from_telex, from_vni
from sheettools.words.spelling import is_syllable
from sheettools.words.text import nfc

_CONTROLS = re.compile("[\x80-\x9f\xad]")
Damage = Literal["code page", "codes", "lost letters", "Telex", "VNI"]


@dataclass(frozen=True, slots=True)
class Garbled:
    """What became of a text, the first place that shows it, and what it surely said."""

    damage: Damage
    sample: str
    meant: str = ""
    """Empty where it cannot be told for certain."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sample", _CONTROLS.sub("", self.sample))


def find_garbled(text: str) -> Garbled | None:
    """Return what became of a text; None of one whose letters are all there."""
    if text.isascii():
        return _codes(text) or _lost(text) or _typed(text)
    return _code_page(text) or _codes(text) or _lost(text) or _typed(text)


# --- UTF-8 read as another code page --------------------------------------------------------------

_PAGES = ("cp1252", "latin-1", "cp1258", "mac_roman", "cp437")


def _vietnamese() -> Iterator[str]:
    """Yield the letters of Vietnamese with a mark, and the signs beside ASCII that people type."""
    for vowel in "aăâeêioôơuưy":
        for mark in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"):
            letter = nfc(vowel + mark)
            yield from () if letter.isascii() else (letter, letter.upper())
    yield from "đĐ“”‘’…–—•"


def _sign(byte: int, page: str) -> str:
    """Return how a code page shows a byte; where it does not, programs give that byte as a code."""
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)


@cache
def _signs(page: str) -> dict[str, str]:
    """Return every letter by how a code page shows its bytes; signs of the page itself, too, for a
    text that was read wrongly twice.
    """
    found: dict[str, str] = {}
    for letter in (*(_sign(byte, page) for byte in range(0x80, 0x100)), *_vietnamese()):
        shown = nfc("".join(_sign(byte, page) for byte in letter.encode()))
        found[shown] = letter
        if shown.endswith("\x85"):  # a new line to programs that clean texts
            found[shown[:-1] + "\n"] = letter
    return found


@cache
def _shown(page: str) -> re.Pattern[str]:
    """Match letters as a code page shows them."""
    return re.compile("|".join(sorted(map(re.escape, _signs(page)), key=len, reverse=True)))


_TELLING = re.compile(
    "[áÃĂÄÅÆ\ufffd√∆ƒ├─╞·ß](?:(?<=á)[º»]|(?<=[ÃĂ])[\x80-\xbf\u2013-\u203a\u0160-\u0178ŒœŽžƒˆ˜]"
    "|(?<=[a-z]Ã)|(?<=[ÄÅÆ\ufffd√∆ƒ├─╞])|(?<=·)[ª∫]|(?<=ß)[║╗])"
)
"""What begins a letter on one of the pages, and stands in no Vietnamese text."""
_TOKEN = re.compile(r"[^\s,;()\"/]+")
_LETTERED = re.compile(r"[^\W\d_]+")
_LAST = 2
"""How often a text may have been read wrongly, one time after the other."""
_LEFT = (
    "[\x80-\x9f\ufffd†‡ˆ‰‹›ŒœŽžŸƒ\xad¡-©«¬®-´¶¹»-¿ÄÅÆ×Ø∆∫√≈≠⌐│┤╣║╗└┼─╞├]"
    "|á[º»]|(?<=[a-z])Ă|Ă |Ã(?![A-ZĐ ]|$)"
)
"""What stands in no Vietnamese text: something of the damage is left."""


def _code_page(text: str) -> Garbled | None:
    if not _TELLING.search(text):
        return None
    found = [back for page in _PAGES if (back := _read_back(text, page)) is not None]
    whole = (one for one in found if one.meant)
    return next(whole, found[0] if found else _replaced(text))


def _read_back(text: str, page: str) -> Garbled | None:
    """Return a text as it was before it was read in this code page."""
    meant, words = text, False
    for _ in range(_LAST):
        back = _once_back(meant, page)
        if back == meant or (words and not _becomes_words(meant, page)):
            break
        words = words or _becomes_words(meant, page)
        meant = back
    if not words:
        return None
    first = next(word for word in _TOKEN.findall(text) if _shown(page).search(word))
    return Garbled("code page", first, "" if re.search(_LEFT, meant) else meant)


def _once_back(text: str, page: str) -> str:
    if _sign(_BLANK, page) == chr(_BLANK):
        text = re.sub(_sign(_LEAD, page) + "(?: |$)", _A_OR_BLANK, text)
    return re.sub(_NARROW, _blank, _letters(text, page))


def _letters(text: str, page: str) -> str:
    return _shown(page).sub(lambda m: _signs(page)[m[0]], text)


def _becomes_words(text: str, page: str) -> bool:
    """Say whether words that are none become Vietnamese when they are read back."""
    words = [word for word in _TOKEN.findall(text) if _shown(page).search(word)]
    return any(map(is_syllable, _LETTERED.findall(_letters(" ".join(words), page))))


_LEAD, _BLANK = "à".encode()
_A_OR_BLANK = "\0"
"""An à whose second byte is a blank that does not break: programs that clean texts change it."""
_NARROW = r"([^\W\d_]*)\0([^\W\d_]*)(?P<doctor>(?<=y) (?:tế|sĩ|tá)\b)?"
_ENDS = frozenset("iouy")


def _blank(match: re.Match[str]) -> str:
    before, after = match[1], match[2]
    joined, rest = f"{before}à{after}", match["doctor"] or ""
    goes_on = match.string[match.end() :].startswith(_A_OR_BLANK)
    may_join = not goes_on and (not is_syllable(after) or (after in _ENDS and not rest))
    if not after or (may_join and is_syllable(joined)):
        return joined + rest
    return f"{before}à {after}{rest}"


def _replaced(text: str) -> Garbled | None:
    """Return the first word of a text in which the sign for lost letters stands."""
    word = next((word for word in _TOKEN.findall(text) if "\ufffd" in word), "")
    return Garbled("lost letters", word) if word else None


# --- codes of web pages and programs --------------------------------------------------------------

_NUMBER = r"&#(\d{2,5});|&#x([0-9a-fA-F]{2,4});|\\u([0-9a-fA-F]{4})"
_NAMED = "&([a-zA-Z])(grave|acute|circ|tilde);"
_MARK_NAMES = {"grave": "\u0300", "acute": "\u0301", "circ": "\u0302", "tilde": "\u0303"}


def _codes(text: str) -> Garbled | None:
    """Return a text with letters in the place of their codes."""
    if "&" not in text and "\\u" not in text:
        return None
    found = re.search(_NUMBER, text) or re.search(_NAMED, text)
    if found is None:
        return None
    meant = re.sub(_NAMED, lambda m: m[1] + _MARK_NAMES[m[2]], re.sub(_NUMBER, _numbered, text))
    return Garbled("codes", found[0], nfc(meant))


def _numbered(match: re.Match[str]) -> str:
    decimal, *hexadecimal = match.groups()
    sign = chr(int(decimal) if decimal else int(hexadecimal[0] or hexadecimal[1], 16))
    return sign if unicodedata.category(sign)[0] in "LMNPSZ" else " "


# --- letters that became question marks -----------------------------------------------------------

_MARKED = r"[^\W\d_]*\?+[^\W\d_?]*(?:\?+[^\W\d_?]+)*\?*"
_FEW = 2


def _lost(text: str) -> Garbled | None:
    """Return the first word of a text in which question marks stand for letters."""
    if "?" not in text:
        return None
    found = [
        (match[0], _lacks(match[0], text[match.end() :])) for match in re.finditer(_MARKED, text)
    ]
    if sum(weight for _, weight in found) < _FEW:
        return None
    return Garbled("lost letters", next(word for word, weight in found if weight))


_BEGUN = frozenset(("ch", "gh", "kh", "ng", "ngh", "nh", "ph", "th", "tr"))
_GOES_ON = r" [^\W\d_A-Z]"


def _lacks(word: str, rest: str) -> int:
    """Say how surely question marks of a word stand for letters: 2 surely, 1 perhaps, 0 not."""
    parts = [part for part in re.split(r"\?+", word) if part]
    if len(parts) > 1:
        return _lacks_inside(parts)
    if not parts or not parts[0].islower():
        return 0
    if word.startswith("?"):
        return 1 if is_syllable(parts[0]) else _FEW
    if not re.match(_GOES_ON, rest) or is_syllable(parts[0]):
        return 0
    return _FEW if parts[0] in _BEGUN else int(len(parts[0]) == 1)


def _lacks_inside(parts: list[str]) -> int:
    """Say the same of “s?a”: a question that ends and a sentence that begins are whole words."""
    whole = all(is_syllable(part) or (len(part) > 1 and part[0].isupper()) for part in parts)
    if whole and min(map(len, parts)) > 1:
        return int(all(part[0].islower() for part in parts[1:]))
    return _FEW


# --- keys ----------------------------------------------------------------------------------------

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_PROVEN = 3
_SHARE = 0.5


def _typed(text: str) -> Garbled | None:
    """Return a text as its keys would have made it."""
    return _keys(text, "Telex", from_telex) or _keys(text, "VNI", from_vni)


def _keys(text: str, damage: Damage, read: Callable[[str], Typed | None]) -> Garbled | None:
    if damage == "VNI" and not _DIGIT_IN_WORD.search(text):
        return None
    made = {word: typed for word in _WORDS.findall(text) if (typed := read(word)) is not None}
    if not made or (damage == "Telex" and not _TELEX_KEY.search(text)):
        return None
    if not _convincing(text, list(made.values())):
        return None
    first = max(made, key=lambda word: made[word].weight)
    meant = _WORDS.sub(lambda m: made[m[0]].text if m[0] in made else m[0], text)
    return Garbled(damage, first, nfc(meant))


_DIGIT_IN_WORD = re.compile(r"[0-9](?:(?<=[A-Za-z].)[A-Za-z]|(?<=[A-Za-z]{2}.))")
_TELEX_KEY = re.compile(r"[fjwzFJWZ]|dd|aa|ee|oo|[aeiouy][a-z]*[srx]\b", re.IGNORECASE)


def _convincing(text: str, made: list[Typed]) -> bool:
    """Say whether so many words by chance is out of the question."""
    best = max((typed.weight for typed in made), default=0)
    if best >= _PROVEN:
        return True
    words = len(_LETTERED.findall(text))
    return len(made) > 1 and best > 1 and len(made) >= _SHARE * words
