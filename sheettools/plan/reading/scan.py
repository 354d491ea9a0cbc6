"""Letters that a scanner mistakes for others, mended where only one reading makes sense."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

from sheettools.frozen import dataclass
from sheettools.incoming.document.text import DocumentLine, DocumentText
from sheettools.plan.reading import vocabulary
from sheettools.plan.reading.text import fold, nfc, tone_key
from sheettools.words.spelling import is_syllable

_DIGITS = str.maketrans("OolI", "0011")
_NUMBER = re.compile(r"(?<!\w)(?=[OolI\d]*\d)(?=\d*[OolI])[OolI\d]{2,}(?=[\s/.,;:)-]|$)")
"""A number with letters in it: 2O25, l2, 1O."""
_AFTER_WORD = re.compile(
    r"(?<=\b[Ss]ố )[lIO]{1,3}(?=[\s,.;)]|$)|(?<=\btháng )[lI]{1,2}(?=[/\s])"
    r"|(?<=\bngày )[lIO]{1,2}(?=/)"
)
"""A number of mistaken figures alone, behind a word that one follows: “số l”, “tháng ll”."""
_DAY_OR_MONTH = re.compile(r"(?<=\d/)[Ool]\d?(?=/)|(?<![\w/])[ol](?=/\d)")
_HOUR = re.compile(r"(?<!\w)(?=\S*\d)[lI\d][\dlIO]?h[\dlIO]{2}(?!\w)")
_PARLIAMENT = re.compile(r"(?<=/QH)[lI\d]{2}(?!\w)")
_ROMAN = str.maketrans("l1", "II")
_QUARTER = re.compile(
    r"\b(Q[uúUÚ][yýYÝiíIÍ]\s+)((?=[I1V]*l)[lI1V]{1,3})(?=\s*[/:,.\s-])", re.IGNORECASE
)
_SECTION = re.compile(
    r"^([ \t]*)((?=[I1V]*l)[lI1V]{1,4})(?=[ \t]*[-.–/)][ \t]*(\S\S?))", re.MULTILINE
)
_ALONE = re.compile(r"(?<=\w )l(?=[,.;)]|\s*$)|^\s*l\s*$", re.MULTILINE)
"""A number of one figure behind a name, or in a cell of its own."""
_CAPITALS = (
    (r"\bĐ[ÀÃ]NG(?= (?:ỦY|UỶ|BỘ|CỘNG))", "ĐẢNG"),
    (r"\b[ÚÙ]Y BAN\b", "ỦY BAN"),
    (r"\bCHÙ(?= (?:TỊCH|NGHĨA))", "CHỦ"),
    (r"\bB[lI1] THƯ\b", "BÍ THƯ"),
)
_WORDS = (
    (r"\b([Cc])ùa\b", r"\1ủa"),
    (r"\b([Đđ])[àã]ng(?= (?:[uU][ỷỶyY]|[ủỦ][yY]|bộ|viên|Bộ)\b)", r"\1ảng"),
    (r"\bTinh(?= (?:[uU][ỷỶyY]|[ủỦ][yY])\b)", "Tỉnh"),
    (r"\b([Tt])[ồỗố] chức\b", r"\1ổ chức"),
    (r"\b([Nn])h[àa] v[ãâàá]n h[oó][áàaó]\b", r"\1hà văn hóa"),
    (r"\b([Nn])oi nhận\b", r"\1ơi nhận"),
    (r"\b([Đđ])[ốồổ]i thoại\b", r"\1ối thoại"),
    (r"\b([Tt])ru([ớở])(c|ng)\b", r"\1rư\2\3"),
    (r"\b([Kk])[ếêềe] ho[aạ]ch\b", r"\1ế hoạch"),
    (r"\b([Tt])[ồố](?= dân (?:phố|cư)\b)", r"\1ổ"),
    (r"\b([Xx])[óò]rn\b", r"\1óm"),
)
"""Common words of plans as scanners write them, and as they are."""
_UNIT = re.compile(r"\b([Bb])àn(?= [A-ZĐÀ-Ỹ])")
"""“bàn Đồng An”: a village in a text that is known to be scanned."""
_JOINED = re.compile(r"\b\w*rn\w*\b")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 2
"""From how many slips on a text counts as scanned."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A word on a line as it was written, and as it was read."""

    line: int
    before: str
    after: str


def mend(document: DocumentText) -> tuple[DocumentText, tuple[Slip, ...]]:
    """Return a document with what a scanner mistook put right where that is certain."""
    whole = "\n".join(nfc(line.text) for line in document.lines)
    slips = len(_slips(0, whole, _mended(whole)))
    if slips == 0:
        return document, ()
    step = _as_scanned if slips >= _ENOUGH else _mended
    lines: list[DocumentLine] = []
    found: list[Slip] = []
    for number, line in enumerate(document.lines, start=1):
        cells = tuple(map(nfc, line.cells))
        mended = tuple(map(step, cells))
        for before, after in zip(cells, mended, strict=True):
            found += _slips(number, before, after)
        lines.append(replace(line, cells=mended))
    return replace(document, lines=tuple(lines)), tuple(found)


def _slips(line: int, before: str, after: str) -> list[Slip]:
    """Return the words that were read otherwise; the number of words stays what it is."""
    pairs = zip(before.split(), after.split(), strict=False)
    return [Slip(line, a, b) for a, b in pairs if tone_key(a) != tone_key(b)]


def _as_scanned(text: str) -> str:
    """Mend a text known to be scanned: letters run together, and marks by the words beside."""
    text = _UNIT.sub(r"\1ản", _ALONE.sub("1", _mended(text)))
    return _with_marks(_JOINED.sub(_parted, text))


def _parted(found: re.Match[str]) -> str:
    """Return a word with m for rn, where only that makes a syllable."""
    word = found[0]
    mended = word.replace("rn", "m")
    return mended if not is_syllable(word.lower()) and is_syllable(mended.lower()) else word


@cache
def _phrases() -> dict[str, str]:
    """Return the pairs of words that plans are full of, by their letters without marks."""
    found: dict[str, str] = {}
    for phrase in vocabulary.words("scan.phrases"):
        found[fold(phrase)] = "" if fold(phrase) in found else phrase
    return found


def _with_marks(text: str) -> str:
    """Return a text in which pairs of words that plans are full of bear their own marks.

    A word that stands in such a pair already keeps its marks: “vận động nhân dân” has no “đồng
    nhân”.
    """
    words = list(_WORD.finditer(text))
    pairs = [pair for pair in pairwise(words) if _is_pair(text, *pair)]
    sure: set[int] = set()
    for first, second in pairs:
        pair = text[first.start() : second.end()]
        if tone_key(_phrases().get(fold(pair), "")) == tone_key(pair):
            sure |= {first.start(), second.start()}
    for first, second in pairs:
        pair = text[first.start() : second.end()]
        phrase = _phrases().get(fold(pair), "")
        if phrase and not pair.isascii():
            shown = _in_case(phrase, pair).split(" ")
            for word, mended in zip((first, second), shown, strict=True):
                if word.start() not in sure:
                    text = text[: word.start()] + mended + text[word.end() :]
    return text


def _is_pair(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Tell whether two words stand side by side, and neither is part of a number or a name."""
    stands_free = first.start() == 0 or text[first.start() - 1] == " "
    return stands_free and text[first.end() : second.start()] == " "


def _in_case(phrase: str, like: str) -> str:
    """Return a phrase with the capitals of a text of the same length."""
    return "".join(a.upper() if b.isupper() else a for a, b in zip(phrase, like, strict=True))


def _mended(text: str) -> str:
    """Mend what is no word of its own in any text."""
    for pattern in (_NUMBER, _AFTER_WORD, _DAY_OR_MONTH, _HOUR, _PARLIAMENT):
        text = pattern.sub(_translated(_DIGITS), text)
    text = _QUARTER.sub(lambda found: found[1] + found[2].translate(_ROMAN), text)
    text = _SECTION.sub(_numbered, text)
    for wrong, right in (*_CAPITALS, *_WORDS):
        text = re.sub(wrong, right, text)
    return text


def _numbered(found: re.Match[str]) -> str:
    """Return the number before a heading: Roman over capitals, else a figure if it is only one."""
    is_roman = found[3].isupper() or len(found[2]) > 1
    return found[1] + found[2].translate(_ROMAN if is_roman else _DIGITS)


def _translated(table: dict[int, int]) -> Callable[[re.Match[str]], str]:
    return lambda found: found[0].translate(table)


_WHOLE_WORDS = 4
_FORMULAS = re.compile(r"(?i)dang cong san|cong hoa xa hoi|doc lap|t/m|tm\.|kt\.|ubnd|hdnd")


def is_unmarked(text: str) -> bool:
    """Tell whether a line of Vietnamese lost its marks: so many words without one are none."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= _WHOLE_WORDS and text.isascii() and not _FORMULAS.search(text)
