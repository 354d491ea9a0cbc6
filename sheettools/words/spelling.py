"""How Vietnamese syllables are spelled: their onsets and rimes, and the place of the tone.

Pure functions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

_TONE = re.compile("[\u0300\u0309\u0303\u0301\u0323]")
"""Huyền, hỏi, ngã, sắc, nặng; a syllable without a mark is ngang."""
_STOPPED_TONES = ("\u0301", "\u0323")
"""Sắc and nặng, the only tones of a syllable that ends with -c, -ch, -p, -t."""

# --- the place of the tone ------------------------------------------------------------------------

_VOWELS = "aăâeêioôơuưy"
_SHAPE = re.compile(
    rf"(qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|[^\W\d_{_VOWELS}]*)([{_VOWELS}]+)([^\W\d_{_VOWELS}]*)"
)


def _split_tone(word: str) -> tuple[str, str, int]:
    """Take the tone off a lower-case NFC word: return the rest, the mark, the place of its letter.

    The mark is "" unless there is exactly one. Only the five tone marks come off: â, ă, ê, ô, ơ, ư
    stay.
    """
    letters, tone, place = "", "", -1
    for letter in word:
        marks, bare = _taken_apart(letter)
        if not marks:
            letters += letter
            continue
        if tone or len(marks) > 1:
            return word, "", -1
        tone, place = marks, len(letters)
        letters += bare
    return letters, tone, place


@lru_cache(maxsize=1024)  # the letters of the language
def _taken_apart(letter: str) -> tuple[str, str]:
    """Return the tone marks of a letter, and the letter without them."""
    parts = normalize("NFD", letter)
    return "".join(_TONE.findall(parts)), normalize("NFC", _TONE.sub("", parts))


def _tone_place(onset: str, vowels: str, coda: str) -> int:
    """Say which letter of a syllable bears the tone: hòa, thủy; hoàn, thuyền; quý, giá; ngoài."""
    marked = [i for i, v in enumerate(vowels) if v in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif coda:
        at = len(vowels) - 1
    else:
        at = 1 if len(vowels) > 2 else 0
    return len(onset) + at


def settle_tone(match: re.Match[str]) -> str:
    """Return a matched word (lower case, NFD or NFC) with its tone in the one place: hoà as hòa."""
    word = match[0]
    return word if word.isascii() else _settled(word)


@lru_cache(maxsize=8192)  # the syllables of the language
def _settled(word: str) -> str:
    rest, tone, _ = _split_tone(word)
    shape = _SHAPE.fullmatch(rest) if tone else None
    if shape is None:
        return word
    at = _tone_place(*shape.groups()) + 1
    return normalize("NFC", rest[:at] + tone + rest[at:])


_RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y ych ynh yt yêm yên yêng yêt yêu
    o oc oi om on ong oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng
    oăt
    oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uâc uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ
    uy uya uych uynh uyt uyp uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt
    ươu
    """.split()  # noqa: SIM905 - read as a table
)
_ONSET = re.compile(r"ngh|ng|nh|ch|gh|kh|ph|th|tr|qu|[bcdđghklmnprstvx]|")
_FRONT = tuple("eêiy")
"""The vowels before which k, gh and ngh are written, and c, g and ng are not."""


def _joins(onset: str, rime: str) -> bool:
    """Say whether `rime` may follow `onset`: kẻ not cẻ, nghe not nge; qu and gi lend a letter."""
    if onset == "qu":
        return rime in _RIMES or f"u{rime}" in _RIMES
    if onset == "g" and rime.startswith("i"):
        return rime in _RIMES or rime[1:] in _RIMES or f"iê{rime[2:]}" in _RIMES
    if rime not in _RIMES:
        return False
    if rime.startswith(_FRONT):
        return onset not in ("c", "g", "ng")
    if onset == "k":
        return rime.startswith("a")  # Kạn
    return onset not in ("gh", "ngh")


def is_syllable(word: str) -> bool:
    """Say whether `word` is spelled as a Vietnamese syllable: onset, rime, tone and its place.

    Both hoà and hòa are; qúy is not, nor a stopped syllable (-c, -ch, -p, -t) with any tone but sắc
    or nặng.
    """
    rest, tone, at = _split_tone(normalize("NFC", word).lower())
    onset = _ONSET.match(rest)[0]  # type: ignore[index]  # matches the empty onset too
    rime = rest[len(onset) :]
    if not _joins(onset, rime):
        return False
    if rime.endswith(("c", "ch", "p", "t")):
        if tone not in _STOPPED_TONES:
            return False
    elif not tone:
        return not _TONE.search(normalize("NFD", rest))
    shape = _SHAPE.fullmatch(rest)
    if shape is None:
        return False
    if at == _tone_place(*shape.groups()):
        return True
    # The newer way of writing: hoà, khoẻ, thuỷ.
    return shape[2] in ("oa", "oe", "uy") and not shape[3] and at == len(shape[1]) + 1
