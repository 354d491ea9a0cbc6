"""Vietnamese typed in the old encodings TCVN3 (ABC) and VNI, seen as Windows-1252.

The letters are those on which UniKey's table and glibc's TCVN5712-1 agree. Look before anything is
cleaned: TCVN3's ư is U+00AD, the soft hyphen, which a program that removes invisible characters
destroys.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from sheettools.frozen import dataclass
from sheettools.words.spelling import is_syllable
from sheettools.words.text import is_common, nfc

Encoding = Literal["TCVN3", "VNI"]
_ENCODINGS: tuple[Encoding, ...] = ("TCVN3", "VNI")


@dataclass(frozen=True, slots=True)
class LegacyGuess:
    """What a text most surely says: its encoding, and the text in Unicode."""

    encoding: Encoding
    text: str
    certain: bool = False
    """Whether nothing else can be meant: every word reads, and as it stands it is nothing."""


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
    """Build Unicode letter → VNI: a base letter and a mark; i, ị, ỵ, ơ, ư, đ have their own codes.

    Each row is a letter, a second mark that it bears, and its codes: without a tone, then with
    sắc, huyền, hỏi, ngã, nặng. A code of one sign stands for the whole, else after the letter.
    """
    table = {"đ": "\xf1"}
    for base in "aeouy":
        table |= _with_tones(base, [base, *_marked(base, "\xf9\xf8\xfb\xf5\xef")])
    for base in "aeo":
        table |= _with_tones(f"{base}\u0302", _marked(base, "\xe2\xe1\xe0\xe5\xe3\xe4"))
    table |= _with_tones("a\u0306", _marked("a", "\xea\xe9\xe8\xfa\xfc\xeb"))
    table |= _with_tones("ơ", ["\xf4", *_marked("\xf4", "\xf9\xf8\xfb\xf5\xef")])
    table |= _with_tones("ư", ["\xf6", *_marked("\xf6", "\xf9\xf8\xfb\xf5\xef")])
    table |= _with_tones("i", ["i", *"\xed\xec\xe6\xf3\xf2"])
    table["y\u0323"] = "\xee"
    small = {nfc(letter): code for letter, code in table.items() if letter != code}
    return small | {letter.upper(): code.upper() for letter, code in small.items()}


def _marked(base: str, marks: str) -> list[str]:
    return [base + mark for mark in marks]


def _with_tones(letter: str, codes: Sequence[str]) -> dict[str, str]:
    """Return a letter with no tone, sắc, huyền, hỏi, ngã, nặng, each with its code."""
    tones = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
    return {letter + tone: code for tone, code in zip(tones, codes, strict=True)}


_TO_VNI = _vni_table()


def _from_vni() -> dict[str, str]:
    """Turn the table round: the letter says the case, the mark may be large or small (AÙ, Aù)."""
    table: dict[str, str] = {}
    for letter, code in _TO_VNI.items():
        base, mark = code[0], code[1:]
        table[base + mark] = letter
        table[base + mark.lower()] = letter
    return table


_FROM_VNI = _from_vni()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))


def to_tcvn3(s: str) -> str:
    """Encode as TCVN3 seen as Windows-1252; capitals without a code become small letters."""
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
    """How Vietnamese a text is, as it stands and decoded: shares of syllables in its odd words."""

    encoding: Encoding
    words: int
    before: float
    after: float
    whole: float
    """The share after decoding among all words, plain ones too."""
    evidence: int

    def rank(self) -> tuple[float, float]:
        """Say how well the decoded text reads; two that read alike are a doubt (“sæ”: sổ or sỉ)."""
        return self.after, self.whole

    def convinces(self, hinted: bool) -> bool:
        """Say whether decoding is better beyond doubt; with the font's hint it need only be so."""
        if hinted:
            return self.after >= _HINTED_SHARE and self.after > self.before
        must_read = _LONG_SHARE if self.words >= _LONG else 1
        if self.after < must_read or self.whole < _WHOLE:
            return False
        return self.evidence >= _EVIDENCE[self.encoding] and self.after - self.before >= _MARGIN

    def leaves_no_doubt(self, rival: _Score | None) -> bool:
        """Say whether every word reads, enough were odd, few read before, and no other way does."""
        if self.words < _SURE_WORDS or self.evidence < _SURE_EVIDENCE:
            return False
        all_read = self.after == self.whole == 1
        rival_reads = rival is not None and rival.after > _HALF
        return all_read and self.before <= _HALF and not rival_reads


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
    telling = _TELLING[encoding]
    return _Score(
        encoding,
        len(odd),
        before=_share([is_syllable(c.strip("«»·®©¡¿")) for c in odd]),
        after=_share([_reads(c, encoding) for c in odd]),
        whole=_share([_reads(c, encoding) for c in chunks]),
        evidence=sum(len(_HIGH.findall(c)) + 2 * len(telling.findall(c)) for c in odd),
    )


def _modern(c: str) -> bool:
    """Say whether `c` cannot come from one byte: ạ, ế, ư, a tone mark, another script."""
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
    font = font.strip().casefold()
    hinted = _hinted(font)
    encodings: tuple[Encoding, ...] = (hinted,) if hinted else _ENCODINGS
    scores = sorted((_score(s, e) for e in encodings), key=_Score.rank, reverse=True)
    best, rival = scores[0], scores[1] if len(scores) > 1 else None
    if not best.convinces(hinted is not None):
        return None
    if rival is not None and rival.rank() == best.rank():
        return None
    encoding = best.encoding
    text = nfc(_decode(s, encoding))
    certain = best.leaves_no_doubt(rival) and not _may_lack_letters(s, text, encoding)
    if encoding == "TCVN3" and (font.endswith("h") or _all_capitals(s)):
        text = text.upper()
    return LegacyGuess(encoding, text, certain)


def _hinted(font: str) -> Encoding | None:
    """Return the encoding for which a font was made, by its name: .VnTime, VNI-Times."""
    if font.startswith(".vn"):
        return "TCVN3"
    return "VNI" if font.startswith("vni-") else None


_SURE = re.compile("[A-Za-z\xa1-\xae]")
"""TCVN3's letters whose code says whether they are capitals; with a tone it does not."""
_CASES = 3


def _all_capitals(s: str) -> bool:
    letters = [_FROM_TCVN3.get(c, c) for c in _SURE.findall(s)]
    return len(letters) >= _CASES and all(
        letter.isupper() for letter in letters if letter.isalpha()
    )


def _may_lack_letters(s: str, text: str, encoding: Encoding) -> bool:
    """Say whether a program may have removed TCVN3's ư, a soft hyphen: “mời” for “mười”."""
    if encoding != "TCVN3" or "\xad" in s:
        return False
    return any(map(_may_lack_letter, re.findall(r"[^\W\d_]+", text.lower())))


def _may_lack_letter(word: str) -> bool:
    """Say whether a word is a syllable, too, with one ư more."""
    return any(is_syllable(word[:at] + "ư" + word[at:]) for at in range(len(word) + 1))


# --- what is only partly in an old encoding, and single items -------------------------------------

_VIETNAMESE = "áàâãéèêíìóòôõúùýÁÀÂÃÉÈÊÍÌÓÒÔÕÚÙÝ"
_ODD_SIGNS = frozenset(map(chr, range(0xA1, 0x100))) - frozenset(_VIETNAMESE)
_TOKEN = re.compile(r"[^\s!-/:-@\[-`{-~\d]+")


def detect_mixed(s: str) -> LegacyGuess | None:
    """Return what a text means of which some words are in an old encoding; never certain."""
    s = nfc(s)
    if is_common(s) or _ODD_SIGNS.isdisjoint(s) or not any(map(_modern, s)):
        return None
    odd = {word for word in _TOKEN.findall(s) if _is_odd(word)}
    fits = [encoding for encoding in _ENCODINGS if odd and _all_read(odd, encoding)]
    if len(fits) != 1:
        return None
    (encoding,) = fits

    def mended(match: re.Match[str]) -> str:
        return _decode(match[0], encoding) if match[0] in odd else match[0]

    return LegacyGuess(encoding, nfc(_TOKEN.sub(mended, s)))


def _is_odd(word: str) -> bool:
    """Say whether a word holds a sign that Vietnamese does not write, and is no syllable."""
    return len(word) > 1 and not _ODD_SIGNS.isdisjoint(word) and not is_syllable(word)


def _all_read(words: Iterable[str], encoding: Encoding) -> bool:
    return all(_reads(word, encoding) for word in words)


def decodings(s: str) -> dict[Encoding, str]:
    """Return what `s` says in each old encoding, if as it stands it is no Vietnamese."""
    s = nfc(s)
    if s.isascii() or any(map(_modern, s)) or all(map(is_syllable, _CHUNK.findall(s))):
        return {}
    return {encoding: nfc(_decode(s, encoding)) for encoding in _ENCODINGS}
