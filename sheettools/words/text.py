"""Vietnamese text: cleaning, and the keys by which two texts are the same. Pure functions.

What people typed is kept; these give keys. ư in the old encoding TCVN3 (`words/legacy`) is U+00AD,
the soft hyphen, so a soft hyphen is dropped only from words in which it can be no ư.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sheettools.words.spelling import is_syllable, settle_tone
from sheettools.words.unseen import DIRECTIONS

_WORD = re.compile(r"[^\W\d_]+")
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_NO_WIDTH = (
    "\u034f\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Signs of other scripts that are as wide as a letter and show nothing."""
_INVISIBLE = re.compile(f"[{_CONTROLS}{DIRECTIONS}{_NO_WIDTH}]")
_ODD_BLANK = re.compile(rf"[^\S \n]|[{_FILLERS}]")
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SOFT_HYPHEN = "\u00ad"
_HIDDEN = rf"{_CONTROLS}{DIRECTIONS}{_NO_WIDTH}{_FILLERS}{_SOFT_HYPHEN}"
_UNTIDY = re.compile(rf"[{_HIDDEN}]|[^\S\n ]| [ \n]")
"""What most texts have none of: signs nobody sees, odd blanks, a blank before another or a line."""
_PADDED = re.compile(rf"[{_HIDDEN}]|[^\S\n ]")
LETTERS = "A-Za-zÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
_UNCOMMON = re.compile(rf"[^{LETTERS}0-9 \n,.:;/()\-%“”\"?!–]")
"""What hardly any text has. All else is seen, composed, and a blank or a line only as it looks."""
_HYPHENED = re.compile(rf"\S*{_SOFT_HYPHEN}\S*")


def nfc(s: str) -> str:
    """Compose: mends NFD (Mac, iOS) and "Unicode tổ hợp"; leaves the place of the tone alone."""
    return unicodedata.normalize("NFC", s)


# Letters of other alphabets that look like Latin ones, and Latin ones that stand for đ, ă, ư in
# some fonts.
_TWINS = str.maketrans(  # Greek α and ρ are no twins: one sees what they are
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοðÐɖƉǎǍƣƢ",
    "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXođĐđĐăĂưƯ",
)
_LATIN_TWIN = re.compile("[ðÐɖƉǎǍƣƢ]")
_CONSONANTS = re.compile("[BCDĐGHKLMNPQRSTVX]{2,}")
"""An abbreviation: ТTCP typed with a Cyrillic Т."""
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_TWINS_SET = frozenset(map(chr, _TWINS))


def latin(s: str) -> str:
    """Return `s` (NFC) with letters that only look Latin made Latin: Cyrillic а, ð for đ, ƣ for ư.

    A word is mended where it mixes alphabets or becomes a Vietnamese syllable; a text with one
    letter that has no twin (Привет) is in another language and stays.
    """
    if s.isascii() or is_common(s) or _TWINS_SET.isdisjoint(s):
        return s
    if any(letter not in _TWINS_SET for letter in _FOREIGN.findall(s)):
        return s
    return _WORD.sub(_latin_word, s)


def _latin_word(match: re.Match[str]) -> str:
    word = match[0]
    made = nfc(word.translate(_TWINS))
    if made == word or is_syllable(made):
        return made
    if _CONSONANTS.fullmatch(made):
        return made
    foreign = len(_FOREIGN.findall(word))
    letters = sum(letter.isalpha() for letter in word)
    mixes = 0 < foreign < letters and not _LATIN_TWIN.search(word)
    return made if mixes else word


@lru_cache(maxsize=1 << 14)  # asked of each text at every step
def is_common(s: str) -> bool:
    """Say whether a text has nothing but what all texts consist of: letters of Vietnamese, each one
    sign, digits, plain blanks, lines and the signs that one types beside them.
    """
    return _UNCOMMON.search(s) is None


def tidy(s: str) -> str:
    """Return `s` composed, without signs nobody sees, odd and needless blanks; lines are kept."""
    if is_common(s):
        if "  " not in s and " \n" not in s:
            return s.strip()
    elif _UNTIDY.search(s) is None:
        return nfc(s).strip()
    return re.sub(r" *\n", "\n", re.sub(" +", " ", nfc(seen(s)))).strip()


def is_padded(s: str) -> bool:
    """Say whether a text has signs that nobody sees, or blanks that are none of the keyboard's."""
    return not is_common(s) and _PADDED.search(s) is not None


def seen(s: str) -> str:
    """Return what a person can see of a text: no signs of control and none without width, every
    blank a plain one, nothing before the first letter and after the last.
    """
    s = _INVISIBLE.sub("", _LINES.sub("\n", s))
    if _SOFT_HYPHEN in s:
        s = _HYPHENED.sub(_without_hyphens, s)
    return _ODD_BLANK.sub(" ", s).strip()


def unseen(s: str) -> tuple[str, ...]:
    """Return what `seen` drops from a text or makes a plain blank, each sign once, in the order of
    the standard; nothing for most.
    """
    if not is_padded(s):
        return ()
    s = s.replace("\r\n", "\n")  # some programs end a line so
    signs = {*_INVISIBLE.findall(s), *_ODD_BLANK.findall(s)}
    signs |= {_SOFT_HYPHEN} if seen(s).count(_SOFT_HYPHEN) < s.count(_SOFT_HYPHEN) else set()
    return tuple(sorted(signs))


def _without_hyphens(match: re.Match[str]) -> str:
    """Drop the soft hyphens of a word; in TCVN3 they are ư, and stay where one could be meant."""
    word = match[0]
    plain = nfc(word.replace(_SOFT_HYPHEN, ""))
    if not any(map(str.isalpha, plain)) or any(c > "\u00ff" for c in nfc(plain.casefold())):
        return plain
    parts = _WORD.findall(plain)
    meant = _WORD.findall(word.replace(_SOFT_HYPHEN, "ư"))
    known = all(map(is_syllable, parts)) and not all(map(is_syllable, meant))
    return plain if known else word


def looks(s: str) -> str:
    """Return the key by which two texts look the same: all but what nobody can tell apart."""
    return " ".join(latin(tidy(s)).split())


_WIDE = re.compile("[\uff01-\uff5e]+")


def western(s: str) -> str:
    """Return `s` with full-width signs and digits as ASCII ones and every minus and dash as “-”."""
    return _DASHES.sub("-", _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), s))


# --- keys -----------------------------------------------------------------------------------------

_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d]")
_COMPAT = re.compile("[\u2160-\u217f\uff01-\uff5e]+")  # Ⅳ as one sign, full-width commas and digits
_SIGN = r"[,;:.!?/()\[\]&+\-]"
_BESIDE_SIGN = re.compile(rf" (?:(?={_SIGN})|(?<={_SIGN} ))")
"""A blank before or after a sign, where no two blanks stand together."""
_PLAIN = re.compile(rf"[{LETTERS}0-9 ,.:;/()\-]*")
"""What nearly all texts consist of: nothing of it looks like another sign or is made of several."""
_NUMBERED = re.compile(r"[0-9.,:;/()\-]*")
"""What codes, numbers and days consist of, of which there is one in each row: they look one way."""


@lru_cache(maxsize=32768)  # each text of a large file is asked for several times
def fold(s: str) -> str:
    """Return the key by which two texts are the same.

    Equal: NFC, NFD and tổ hợp; case; letters that only look Latin (`latin`); hoà and hòa, qúy and
    quý; dashes; blanks, also around signs and over lines; a full stop, comma, colon or semicolon at
    the end; Ⅳ and IV. Different: Hoa, Họa, Hòa; y and i.
    """
    if _NUMBERED.fullmatch(s):
        return s.rstrip(".;:,")
    s = s.lower() if _PLAIN.fullmatch(s) else _small(s)
    words = _BESIDE_SIGN.sub("", " ".join(s.split())).split(" ")
    return nfc(" ".join(map(_settled, words))).rstrip(" .;:,")


def _small(s: str) -> str:
    """Return a text in small letters, with one sign for all that mean the same."""
    s = tidy(s).replace(_SOFT_HYPHEN, "")
    s = _COMPAT.sub(lambda m: unicodedata.normalize("NFKC", m[0]), s)
    return _DASHES.sub("-", nfc(unicodedata.normalize("NFD", latin(s)).casefold()))


@lru_cache(maxsize=32768)  # many texts consist of few words
def _settled(word: str) -> str:
    return _WORD.sub(settle_tone, word)


@lru_cache(maxsize=8192)
def bare(s: str) -> str:
    """Return `fold` without any mark (đ is d): a key to *suggest* by, never to match by."""
    parts = unicodedata.normalize("NFD", fold(s).translate(_TWINS))
    return fold("".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d"))


_SLUG_LENGTH = 60
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
_NO_NAME = re.compile(r'[<>:"|?*\x00-\x1f]')


def slug(s: str) -> str:
    """Return a part of a file name that every system takes: "Ao Vường" gives "ao-vuong".

    Two names that differ by a tone give the same slug: put a code beside it.
    """
    name = re.sub(r"[^a-z0-9]+", "-", bare(s)).strip("-")[:_SLUG_LENGTH].rstrip("-")
    return f"{name}-x" if is_reserved(name) else name or "x"


def is_reserved(name: str) -> bool:
    """Say whether Windows keeps a name for a device, whatever ending it has."""
    return _RESERVED.fullmatch(name.lower()) is not None


def is_name_on_windows(name: str) -> bool:
    """Say whether a file or a folder may be called so on Windows."""
    stem = name.partition(".")[0].rstrip(" ")
    return not (is_reserved(stem) or _NO_NAME.search(name) or name.endswith((".", " ")))
