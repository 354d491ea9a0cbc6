"""Vietnamese typed in the old encodings TCVN3 (ABC) and VNI, seen as Windows-1252: detect, decode,
encode.

The letters are those on which UniKey's table and glibc's TCVN5712-1 agree. Look before anything is
cleaned: TCVN3's ư is U+00AD, the soft hyphen, which a program that removes invisible characters
destroys.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from sheettools.words.spelling import is_syllable
from sheettools.words.text import nfc

Encoding = Literal["TCVN3", "VNI"]


@dataclass(frozen=True, slots=True)
class LegacyGuess:
    """What a text most surely says: its encoding, and the text in Unicode."""

    encoding: Encoding
    text: str
    certain: bool = False
    """Whether nothing else can be meant: every word reads, enough of them were odd, and as it
    stands it is nothing.
    """


_TCVN3_BYTES = """
    á B8 à B5 ả B6 ã B7 ạ B9 â A9 ấ CA ầ C7 ẩ C8 ẫ C9 ậ CB ă A8 ắ BE ằ BB ẳ BC ẵ BD ặ C6 đ AE
    é D0 è CC ẻ CE ẽ CF ẹ D1 ê AA ế D5 ề D2 ể D3 ễ D4 ệ D6 í DD ì D7 ỉ D8 ĩ DC ị DE
    ó E3 ò DF ỏ E1 õ E2 ọ E4 ô AB ố E8 ồ E5 ổ E6 ỗ E7 ộ E9 ơ AC ớ ED ờ EA ở EB ỡ EC ợ EE
    ú F3 ù EF ủ F1 ũ F2 ụ F4 ư AD ứ F8 ừ F5 ử F6 ữ F7 ự F9 ý FD ỳ FA ỷ FB ỹ FC ỵ FE
    Ă A1 Â A2 Ê A3 Ô A4 Ơ A5 Ư A6 Đ A7
""".split()  # noqa: SIM905 - read as a table
_TO_TCVN3 = {a: chr(int(b, 16)) for a, b in zip(_TCVN3_BYTES[::2], _TCVN3_BYTES[1::2], strict=True)}
_FROM_TCVN3 = {b: a for a, b in _TO_TCVN3.items()}


def _vni_table() -> dict[str, str]:
    """Build Unicode letter → VNI: a base letter and a mark; i, ị, ỵ, ơ, ư, đ have codes of their
    own.
    """
    tones = dict(zip("\u0301\u0300\u0309\u0303\u0323", "\xf9\xf8\xfb\xf5\xef", strict=True))
    table = {base + tone: base + mark for base in "aeouy" for tone, mark in tones.items()}
    for base in "aeo":
        marks = zip(("", *tones), "\xe2\xe1\xe0\xe5\xe3\xe4", strict=True)
        table |= {f"{base}\u0302{tone}": base + mark for tone, mark in marks}
    breves = zip(("", *tones), "\xea\xe9\xe8\xfa\xfc\xeb", strict=True)
    table |= {f"a\u0306{tone}": f"a{mark}" for tone, mark in breves}
    for base, code in (("ơ", "\xf4"), ("ư", "\xf6")):
        table |= {base: code} | {base + tone: code + mark for tone, mark in tones.items()}
    table |= {f"i{tone}": code for tone, code in zip(tones, "\xed\xec\xe6\xf3\xf2", strict=True)}
    table |= {"đ": "\xf1", "y\u0323": "\xee"}
    small = {nfc(letter): code for letter, code in table.items()}
    return small | {letter.upper(): code.upper() for letter, code in small.items()}


_TO_VNI = _vni_table()
# The letter says the case; fonts and typists do not always agree on the mark (AÙ, Aù).
_FROM_VNI = {
    code[0] + mark: a for a, code in _TO_VNI.items() for mark in {code[1:], code[1:].lower()}
}
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))


def to_tcvn3(s: str) -> str:
    """Encode as TCVN3 seen as Windows-1252; capitals without a code of their own become small
    letters.
    """
    return "".join(_TO_TCVN3.get(c) or _TO_TCVN3.get(c.lower(), c) for c in nfc(s))


def to_vni(s: str) -> str:
    """Encode as VNI seen as Windows-1252."""
    return "".join(_TO_VNI.get(c, c) for c in nfc(s))


# A sign that stands alone is the sign itself ("½ ngày", "3 × 4", "· mục"), not the letter of that
# code.
_TCVN3_CODE = re.compile(r"(?<![A-Za-z\xa1-\xff])([½¼¾·©×÷])(?![A-Za-z\xa1-\xff])|[\xa1-\xff]")


def _decode(s: str, encoding: Encoding) -> str:
    if encoding == "TCVN3":
        return _TCVN3_CODE.sub(lambda m: m[1] or _FROM_TCVN3.get(m[0], m[0]), s)
    return _VNI_CODE.sub(lambda m: _FROM_VNI[m[0]], s)


# --- detection ------------------------------------------------------------------------------------

_CHUNK = re.compile(r"[A-Za-z\xa1-\xff]+")
_HIGH = re.compile(r"[\xa1-\xff]")
# What no word of another language has inside.
_TELLING = {
    # signs; a capital within a word (CÊm, ThuËn); ß after a consonant (Mßng)
    "TCVN3": re.compile(
        r"[¸µ¶·¹©ª«¬®¨¾»¼½×÷§\xad]|(?<=[A-Za-z])[Æ-Þ](?=[a-z])|(?<=[a-z])[Æ-Þ]|(?<=[bcdghklmnprstvxBCDGHKLMNPSTVX])ß"
    ),
    "VNI": re.compile(r"(?<=[AEOaeo])[âÂ]|(?<=[AOUaou])[øåûØÅÛ]|(?<=[Yy])[ùøûõÙØÛÕ]"),
}
_CODES = "".join(_FROM_TCVN3)
_UNITS = re.compile(r"µ[A-Za-z]|N·m")
_EVIDENCE: dict[Encoding, int] = {
    "TCVN3": 3,
    "VNI": 2,
}  # TCVN3's letters occur in other tongues: "gå på"
_LONG, _LONG_SHARE, _WHOLE, _MARGIN = 5, 0.85, 0.6, 0.3
_HINTED_SHARE = 0.7
_SURE_WORDS, _SURE_EVIDENCE, _HALF = 2, 6, 0.5


@dataclass(frozen=True, slots=True)
class _Score:
    """How Vietnamese a text is as it stands and decoded: shares of valid syllables among its odd
    words.
    """

    encoding: Encoding
    words: int
    before: float
    after: float
    whole: float
    """The share after decoding among all words, plain ones too."""
    evidence: int

    def rank(self) -> tuple[float, float]:
        """Say how well the decoded text reads; two encodings that read alike are a doubt ("sæ": sổ
        or sỉ).
        """
        return self.after, self.whole

    def convinces(self, hinted: bool) -> bool:
        """Say whether decoding is better beyond doubt; with the font's hint it need only be
        better.
        """
        if hinted:
            return self.after >= _HINTED_SHARE and self.after > self.before
        return (
            self.evidence >= _EVIDENCE[self.encoding]
            and self.after >= (_LONG_SHARE if self.words >= _LONG else 1)
            and self.whole >= _WHOLE
            and self.after - self.before >= _MARGIN
        )

    def leaves_no_doubt(self, rival: _Score | None) -> bool:
        """Say whether every word reads, enough were odd, few were Vietnamese before, and no other
        way reads well.
        """
        return (
            self.words >= _SURE_WORDS
            and self.after == self.whole == 1
            and self.before <= _HALF
            and self.evidence >= _SURE_EVIDENCE
            and (rival is None or rival.after <= _HALF)
        )


def _reads(word: str, encoding: Encoding) -> bool:
    """Say whether `word` decodes to a syllable, no code of it left over."""
    rest = re.sub(f"[{_CODES}]", "", word) if encoding == "TCVN3" else _VNI_CODE.sub("", word)
    return not _HIGH.search(rest) and is_syllable(_decode(word, encoding))


def _share(answers: list[bool]) -> float:
    return sum(answers) / len(answers) if answers else 0.0


def _score(s: str, encoding: Encoding) -> _Score:
    # A code alone ("3×4", "§ 5") proves nothing, and an abbreviation (UBND) is no syllable in any
    # encoding.
    chunks = [c for c in _CHUNK.findall(s) if len(c) > 1 and not (c.isascii() and c.isupper())]
    odd = [c for c in chunks if _HIGH.search(c) and not _UNITS.fullmatch(c)]
    return _Score(
        encoding,
        len(odd),
        before=_share([is_syllable(c.strip("«»·®©¡¿")) for c in odd]),
        after=_share([_reads(c, encoding) for c in odd]),
        whole=_share([_reads(c, encoding) for c in chunks]),
        evidence=sum(len(_HIGH.findall(c)) + 2 * len(_TELLING[encoding].findall(c)) for c in odd),
    )


def _modern(c: str) -> bool:
    """Say whether `c` cannot come from one byte: ạ, ế, ư, a tone mark of its own, another
    script.
    """
    return c > "\xff" and (c.isalpha() or unicodedata.combining(c) > 0)


def detect_legacy(s: str, font: str = "") -> LegacyGuess | None:
    """Return what `s` says if it is surely TCVN3 or VNI, else None: then leave it, and ask.

    `font` is the cell's. ".Vn…" and "VNI-…" are a strong hint but no proof, people type Unicode in
    them; a TCVN3 font whose name ends in H shows capitals, and so does a text whose other letters
    all are. Left alone, whatever the font: a text whose words are all Vietnamese as they stand
    (`Có`, `lóa`), and one that mixes old and new. Without a font one odd letter (`Häa`) is too
    little. TCVN3 has no capitals with a tone: without an H they come back as small letters.
    """
    s = nfc(s)
    if s.isascii() or any(map(_modern, s)):
        return None
    name = font.strip().casefold()
    hinted: Encoding | None = (
        "TCVN3" if name.startswith(".vn") else "VNI" if name.startswith("vni-") else None
    )
    encodings: tuple[Encoding, ...] = (hinted,) if hinted else ("TCVN3", "VNI")
    best, *rest = sorted((_score(s, e) for e in encodings), key=_Score.rank, reverse=True)
    if not best.convinces(hinted is not None) or (rest and rest[0].rank() == best.rank()):
        return None
    encoding = best.encoding
    text = nfc(_decode(s, encoding))
    certain = best.leaves_no_doubt(rest[0] if rest else None) and not _may_lack_letters(
        s, text, encoding
    )
    capitals = encoding == "TCVN3" and (name.endswith("h") or _all_capitals(s))
    return LegacyGuess(encoding, text.upper() if capitals else text, certain)


_SURE = re.compile("[A-Za-z\xa1-\xae]")
"""TCVN3's letters whose code says whether they are capitals; that of a letter with a tone does
not.
"""
_CASES = 3


def _all_capitals(s: str) -> bool:
    letters = [_FROM_TCVN3.get(c, c) for c in _SURE.findall(s)]
    return len(letters) >= _CASES and all(
        letter.isupper() for letter in letters if letter.isalpha()
    )


def _may_lack_letters(s: str, text: str, encoding: Encoding) -> bool:
    """Say whether a program may have removed TCVN3's ư, a soft hyphen: “mời” may have been “mười”,
    “cha” “chưa”.
    """
    if encoding != "TCVN3" or "\xad" in s:
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    return any(is_syllable(w[:at] + "ư" + w[at:]) for w in words for at in range(len(w) + 1))


# --- what is only partly in an old encoding, and single items -------------------------------------

_VIETNAMESE = "áàâãéèêíìóòôõúùýÁÀÂÃÉÈÊÍÌÓÒÔÕÚÙÝ"
_ODD_SIGNS = frozenset(map(chr, range(0xA1, 0x100))) - frozenset(_VIETNAMESE)
_TOKEN = re.compile(r"[^\s!-/:-@\[-`{-~\d]+")


def detect_mixed(s: str) -> LegacyGuess | None:
    """Return what a text means in which some words are in an old encoding and the rest is Unicode.
    Never certain.
    """
    s = nfc(s)
    if _ODD_SIGNS.isdisjoint(s) or not any(map(_modern, s)):
        return None
    words = {
        word for word in _TOKEN.findall(s) if len(word) > 1 and not _ODD_SIGNS.isdisjoint(word)
    }
    odd = {word for word in words if not is_syllable(word)}
    encodings: tuple[Encoding, ...] = ("TCVN3", "VNI")
    fits = [e for e in encodings if odd and all(_reads(word, e) for word in odd)]
    if len(fits) != 1:
        return None
    return LegacyGuess(
        fits[0], nfc(_TOKEN.sub(lambda m: _decode(m[0], fits[0]) if m[0] in odd else m[0], s))
    )


def decodings(s: str) -> dict[Encoding, str]:
    """Return what `s` says in each old encoding, if as it stands it is no Vietnamese: to look up in
    a list.
    """
    s = nfc(s)
    if s.isascii() or any(map(_modern, s)) or all(is_syllable(word) for word in _CHUNK.findall(s)):
        return {}
    return {"TCVN3": nfc(_decode(s, "TCVN3")), "VNI": nfc(_decode(s, "VNI"))}
