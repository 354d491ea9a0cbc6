"""Letters that a scanner mistakes for others, mended where only one reading makes sense."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sheettools.incoming.document.text import DocumentLine, DocumentText
from sheettools.plan.reading.text import nfc
from sheettools.words.spelling import is_syllable

_DIGITS = str.maketrans("OolI", "0011")
_NUMBER = re.compile(r"(?<!\w)(?=[OolI\d]*\d)(?=\d*[OolI])[OolI\d]{2,}(?=[\s/.,;:)-]|$)")
"""A number with letters in it: 2O25, l2, 1O."""
_DAY_OR_MONTH = re.compile(r"(?<=\d/)[Ool]\d?(?=/)|(?<![\w/])[ol](?=/\d)")
_ROMAN = str.maketrans("l1", "II")
_QUARTER = re.compile(
    r"\b(Q[uúUÚ][yýYÝiíIÍ]\s+)((?=[I1V]*l)[lI1V]{1,3})(?=\s*[/:,.\s-])", re.IGNORECASE
)
_SECTION = re.compile(r"^[ \t]*(?=[I1V]*l)[lI1V]{1,4}(?=[ \t]*[-.–/)][ \t]*\S)", re.MULTILINE)
_WORDS = (
    (r"\b([Cc])ùa\b", r"\1ủa"),
    (r"\b([Đđ])àng(?= (?:[uU][ỷỶyY]|[ủỦ][yY]|bộ|viên|Bộ)\b)", r"\1ảng"),
    (r"\b([Đđ])ãng(?= (?:[uU][ỷỶyY]|[ủỦ][yY]|bộ|viên|Bộ)\b)", r"\1ảng"),
    (r"\bTinh(?= (?:[uU][ỷỶyY]|[ủỦ][yY])\b)", "Tỉnh"),
    (r"\b([Tt])[ồỗố] chức\b", r"\1ổ chức"),
    (r"\b([Nn])h[àa] v[ãâàá]n h[oó][áàaó]\b", r"\1hà văn hóa"),
    (r"\b([Nn])oi nhận\b", r"\1ơi nhận"),
    (r"\b([Đđ])[ốồ]i thoại\b", r"\1ối thoại"),
    (r"\b([Tt])h[ờỡ]i gi[aạ]n\b", r"\1hời gian"),
    (r"\b([Đđ])[iị]a đi[êeệ]m\b", r"\1ịa điểm"),
    (r"\b([Uu])[yỹ] ban\b", r"\1ỷ ban"),
    (r"\b([Cc])h[uủú] tịch\b", r"\1hủ tịch"),
    (r"\b([Bb])[íi] thu\b", r"\1í thư"),
    (r"\b([Kk])[ếêề] ho[aạ]ch\b", r"\1ế hoạch"),
    (r"\bT[ồố](?= dân (?:phố|cư)\b)", "Tổ"),
    (r"\bt[ồố](?= dân (?:phố|cư)\b)", "tổ"),
    (r"\b([Xx])[óò]rn\b", r"\1óm"),
)
"""Common words of plans as scanners write them, and as they are."""
_UNIT = re.compile(r"\b([Bb])àn(?= [A-ZĐÀ-Ỹ])")
"""“bàn Đồng An”: a village in a text that is known to be scanned."""
_JOINED = re.compile(r"\b\w*rn\w*\b")
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
    return [Slip(line, a, b) for a, b in pairs if a != b]


def _as_scanned(text: str) -> str:
    """Mend a text known to be scanned: letters run together, and “bàn” for a village."""
    text = _UNIT.sub(r"\1ản", _mended(text))
    return _JOINED.sub(_parted, text)


def _parted(found: re.Match[str]) -> str:
    """Return a word with m for rn, where only that makes a syllable."""
    word = found[0]
    mended = word.replace("rn", "m")
    return mended if not is_syllable(word.lower()) and is_syllable(mended.lower()) else word


def _mended(text: str) -> str:
    """Mend what is no word of its own in any text."""
    text = _NUMBER.sub(_translated(_DIGITS), text)
    text = _DAY_OR_MONTH.sub(_translated(_DIGITS), text)
    text = _QUARTER.sub(lambda found: found[1] + found[2].translate(_ROMAN), text)
    text = _SECTION.sub(_translated(_ROMAN), text)
    for wrong, right in _WORDS:
        text = re.sub(wrong, right, text)
    return text


def _translated(table: dict[int, int]) -> Callable[[re.Match[str]], str]:
    return lambda found: found[0].translate(table)


_WHOLE_WORDS = 4
_FORMULAS = re.compile(r"(?i)dang cong san|cong hoa xa hoi|doc lap|t/m|tm\.|kt\.|ubnd|hdnd")


def is_unmarked(text: str) -> bool:
    """Tell whether a line of Vietnamese lost its marks: so many words without one are none."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= _WHOLE_WORDS and text.isascii() and not _FORMULAS.search(text)
