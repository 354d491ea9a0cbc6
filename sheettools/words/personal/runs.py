"""Runs of words that may be one name, and words that are surely none."""

from __future__ import annotations

import re

from sheettools.frozen import dataclass
from sheettools.words.personal.lists import Is, key_of
from sheettools.words.personal.reading import Gap, Shape, WordSequence

LONGEST = 6
"""How many words a name has at most."""
ANY_PART = Is.GIVEN | Is.BETWEEN | Is.MIDDLE | Is.SHORT | Is.STRANGE


@dataclass(frozen=True, slots=True)
class NamedRun:
    """Words of a reading, from `first` to before `end`, that name somebody."""

    first: int
    end: int
    is_certain: bool

    @property
    def size(self) -> int:
        """How many words it has."""
        return self.end - self.first


def run_end(text: WordSequence, at: int, most: int = LONGEST) -> int:
    """Return where the capitalised words end that begin at a word and may all be one name."""
    end = at
    while end < min(len(text), at + most):
        one = text.lexemes[end]
        if not one.is_capital or (one.shape is Shape.LARGE and not _is_spoken(text, end)):
            break
        if end > at and (_parts(text, at, end) or is_other_word(text, end)):
            break
        end += 1
        if not text.joined(end - 1):
            break
    return end


def _parts(text: WordSequence, at: int, end: int) -> bool:
    """Say whether a word that begins no name ends the run before it.

    It does not where it may be the last word of the name itself: Điểu Thị Bé.
    """
    kinds = text.kinds[end]
    if not kinds & Is.NEVER or kinds & ANY_PART or text.kinds[end - 1] & (Is.MIDDLE | Is.STRANGE):
        return False
    if end - at < 2:
        return True
    return text.joined(end) and end + 1 < len(text) and text.lexemes[end + 1].is_capital


def is_written_as_name(text: WordSequence, at: int) -> bool:
    """Say whether a word has a capital letter that tells something."""
    one = text.lexemes[at]
    if not one.is_capital or text.is_caseless:
        return False
    return one.shape is not Shape.LARGE or _is_spoken(text, at)


def _is_spoken(text: WordSequence, at: int) -> bool:
    """Say whether a word may be one of a name by its spelling: UBND is none."""
    kinds = text.kinds[at]
    without_marks = text.bare[at] and kinds & (ANY_PART | Is.FAMILY)
    return text.lexemes[at].is_spoken or bool(kinds & Is.STRANGE) or bool(without_marks)


def follows(text: WordSequence, begin: int) -> bool:
    """Say whether a word follows what it is said of at once: after a blank, a colon, a bracket."""
    return begin < len(text) and text.gaps[begin - 1] in (Gap.NONE, Gap.COLON)


# --------------------------------------------------------------------------- no names


def is_pair(text: WordSequence, at: int) -> bool:
    """Say whether a word and the next are another word; not so in “Thủy | văn phòng”."""
    if not text.phrase("pairs", at):
        return False
    kinds = text.kinds[at]
    if text.is_caseless or not text.lexemes[at].is_capital or not kinds & Is.GIVEN:
        return True
    if kinds & Is.SELDOM or at + 1 >= len(text):
        return True
    return not text.phrase("pairs", at + 1)


def is_other_word(text: WordSequence, at: int) -> bool:
    """Say whether a word makes with the small one after it what is no name: “Công an”."""
    return is_pair(text, at) and at + 1 < len(text) and not text.lexemes[at + 1].is_capital


def is_never(text: WordSequence, at: int) -> bool:
    """Say whether a word begins no name and is none."""
    return bool(text.kinds[at] & Is.NEVER) and not text.kinds[at] & Is.GIVEN


def is_body(text: WordSequence, at: int) -> bool:
    """Say whether the word of a body or an office stands at a word, and no given name."""
    return bool(text.phrase("body", at)) and not text.kinds[at] & Is.GIVEN


_COUNTED = re.compile(r" (?:[IVX]{1,4}|\d{1,4})(?![\w.])")


def may_begin(text: WordSequence, at: int) -> bool:
    """Say whether a capitalised word may be a name: not “Quý II”, nor “Công an”, nor “Hà Nội”."""
    if _COUNTED.match(text.text, text.ends[at]):
        return False
    kinds = text.kinds[at]
    if kinds & (Is.NEVER | Is.PEOPLE) and not kinds & (Is.GIVEN | Is.FAMILY):
        return False
    return not is_pair(text, at) and not is_known(text, at)


def is_known(text: WordSequence, at: int) -> bool:
    """Say whether a known place or street stands at a word, and no longer name begins so."""
    size = text.phrase("known", at)
    if not size:
        return _is_lunar_year(text, at)
    if is_written_as_name(text, at):
        return run_end(text, at) == at + size
    # “đinh văn tám” is no town, nor “BÀ TRIỆU THỊ LAN” the heroine.
    following = text.kinds[at + 1 : at + size + 1]
    return not any(kinds & Is.MIDDLE for kinds in following)


def _is_lunar_year(text: WordSequence, at: int) -> bool:
    """Say whether a year of the old calendar stands at a word: “Tết Giáp Thìn”."""
    if not at or text.keys[at - 1] not in ("năm", "tết", "đán", "xuân", "tuổi"):
        return False
    return text.keys[at] in _STEMS and at + 1 < len(text) and text.keys[at + 1] in _BRANCHES


_STEMS = frozenset(
    map(key_of, ["giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý"])
)
_BRANCHES = frozenset(
    map(
        key_of,
        ["tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi"],
    )
)
