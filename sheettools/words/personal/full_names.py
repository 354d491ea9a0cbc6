"""Full names, the family name first, however their letters are written."""

from __future__ import annotations

import re

from sheettools.words.personal.lists import UNMISTAKABLE, Is
from sheettools.words.personal.reading import Shape, WordSequence
from sheettools.words.personal.runs import (
    ANY_PART,
    NamedRun,
    is_known,
    is_never,
    is_written_as_name,
    run_end,
)

_CLEAR_FAMILIES = frozenset(("nguyen", "tran", "pham", "huynh", "hoang", "bui", "ngo", "vu", "le"))
"""After these, without marks, “van thu” is no office: “le van hoa” is nothing else."""


def full_name(text: WordSequence, at: int, *, in_place: bool = False) -> NamedRun | None:
    """Return the full name, family name first, that begins at a word.

    One that follows the word of a place, a street or a school is that place's, unless `in_place`.
    """
    found = _with_middle(text, at)
    if found is None and text.kinds[at] & Is.FAMILY:
        if is_written_as_name(text, at):
            found = _in_capitals(text, at)
        found = found or _by_lists(text, at)
    return None if found is None or (not in_place and _is_of_place(text, found)) else found


def _is_of_place(text: WordSequence, name: NamedRun) -> bool:
    """Say whether a name is that of a place, a street or a school, by the word before it.

    A village may be called after somebody everybody knows; another full name after “thôn” is that
    of who signs.
    """
    at = name.first
    if not text.phrase_before("before", at) or text.phrase_before("role", at):
        return False
    if not text.phrase_before("unit", at) or name.size < 3:
        return True
    if text.phrase("known", at) or text.phrase("namesakes", at):
        return True
    return not text.kinds[at] & Is.SURE and not text.kinds[at + 1] & Is.MIDDLE


def end_of_place(text: WordSequence, at: int) -> int:
    """Return where the full name of a place, a street or a school ends, 0 where there is none."""
    found = full_name(text, at, in_place=True) if text.phrase_before("before", at) else None
    if found is None:
        return 0
    for inside in range(at + 1, found.end - 1):
        if text.kinds[inside] & Is.SURE and text.kinds[inside + 1] & Is.MIDDLE:
            return inside  # somebody's name follows that of the place
    return found.end


# --------------------------------------------------------------------------- Văn and Thị


def _with_middle(text: WordSequence, at: int) -> NamedRun | None:
    """Read a family name, “Văn” or “Thị”, a name, however they are written."""
    if at + 2 >= len(text) or not text.kinds[at + 1] & Is.MIDDLE:
        return None
    if not text.joined(at) or not text.joined(at + 1):
        return None
    capitals = all(text.lexemes[i].is_capital for i in range(at, at + 3))
    if capitals and not text.is_caseless:
        return _with_middle_in_capitals(text, at)
    return _with_middle_in_small(text, at)


def _is_middle_paired(text: WordSequence, at: int) -> bool:
    """Say whether “Văn”, “Thị” after a word makes another word with what follows: “văn hóa”."""
    return bool(text.phrase("pairs", at + 1)) and text.lexemes[at].plain not in _CLEAR_FAMILIES


def _with_middle_in_capitals(text: WordSequence, at: int) -> NamedRun | None:
    """Read “Nguyễn Văn Tám”; any word may be a family name there: Chamaléa Thị Hoa.

    One in large letters that is no syllable begins no run of words: NGUYEN Thị Hoa.
    """
    end = run_end(text, at)
    if end == at:
        end = at + 3
    if text.kinds[at] & Is.FAMILY:
        return NamedRun(at, end, True)
    if text.kinds[at] & Is.NEVER or text.phrase("before", at) or _is_middle_paired(text, at):
        return None
    return NamedRun(at, end, False)


def _with_middle_in_small(text: WordSequence, at: int) -> NamedRun | None:
    """Read “nguyễn văn tám” where the letters do not tell: each word must allow it."""
    kinds, third = text.kinds[at], at + 2
    if not kinds & Is.FAMILY or _is_middle_paired(text, at) or text.phrase("pairs", at):
        return None
    if is_never(text, third):
        # Nobody is called so, unless the family name is clear and the word no half of another.
        clear = kinds & (Is.SURE | Is.LIKELY | Is.SMALL)
        if not clear or text.phrase("pairs", third):
            return None
    certain = kinds & (Is.SMALL | Is.SURE) and text.kinds[third] & Is.GIVEN
    return NamedRun(at, more_given(text, third + 1), bool(certain))


def more_given(text: WordSequence, end: int) -> int:
    """Return where a name ends whose letters do not tell: given names that follow belong to it."""
    for _ in range(2):
        if end >= len(text) or not text.joined(end - 1) or not text.kinds[end] & Is.GIVEN:
            break
        if text.phrase("pairs", end):
            break
        if text.kinds[end] & Is.SELDOM and not text.lexemes[end].is_capital:
            break
        end += 1
    return end


# --------------------------------------------------------------------------- capital letters


def _in_capitals(text: WordSequence, at: int) -> NamedRun | None:
    """Read a full name whose words are capitalised among words that are not."""
    end = run_end(text, at)
    if end - at < 2 or is_known(text, at) or is_never(text, at + 1):
        return None
    if text.phrase("before", at + 1) and not text.kinds[at + 1] & Is.GIVEN:
        return None
    if text.phrase("before", at) and (
        end - at == 2 or is_known(text, at + 1) or text.kinds[at + 1] & Is.SURE
    ):
        return None  # “Đường Lê Lợi”, “Đèo Váng”
    if text.lexemes[at].shape is Shape.LARGE and text.lexemes[at + 1].shape is Shape.LARGE:
        return _in_large(text, at, end)
    if text.kinds[at] & Is.SURE:
        return NamedRun(at, end, end - at > 2)
    return _of_two(text, at, end) if end - at == 2 else _of_three(text, at, end)


_DATED = re.compile(r",\s*ngày\s")
"""What follows the place at the head of a letter: “Đồng Vương, ngày 05 tháng 02”."""


def _in_large(text: WordSequence, at: int, end: int) -> NamedRun | None:
    """Read NGUYỄN HỮU TÁM among words in small letters."""
    if not text.kinds[at] & Is.SURE or not _all_parts(text, at + 1, end):
        return None
    if end - at > 2:
        return NamedRun(at, end, True)
    return None if text.phrase("pairs", at) else NamedRun(at, end, False)


def _of_two(text: WordSequence, at: int, end: int) -> NamedRun | None:
    """Read a family name that may be another word, and one word more."""
    if text.phrase("pairs", at) or _DATED.match(text.text, text.ends[at + 1]):
        return None
    return NamedRun(at, end, False) if _is_last_of_two(text, at + 1) else None


def _is_last_of_two(text: WordSequence, at: int) -> bool:
    """Say whether a word makes a name with the family name before it, that may be another word."""
    last, kinds = text.lexemes[at], text.kinds[at]
    if kinds & (Is.GIVEN | Is.STRANGE) and not kinds & (Is.PLACEY | Is.WHERE | Is.SELDOM):
        return True
    if not last.is_spoken and not last.key.isascii():
        return True  # a foreign word with marks: Ếl
    if last.shape is Shape.INITIAL and text.text[text.ends[at] :][:1] == ".":
        return True
    return bool(text.kinds[at - 1] & Is.LIKELY) and not kinds and not text.begins[at]


def _of_three(text: WordSequence, at: int, end: int) -> NamedRun | None:
    """Read a family name that may be another word, and two words more or three."""
    second, third = text.kinds[at + 1], text.kinds[at + 2]
    is_between = second & (Is.BETWEEN | Is.SHORT) and not third & (Is.NEVER | Is.WHERE)
    likely = text.kinds[at] & Is.LIKELY or (is_between and end - at == 3)
    if likely or _all_parts(text, at + 1, end):
        return NamedRun(at, end, bool(second & (Is.MIDDLE | Is.SHORT)))
    return None


def _all_parts(text: WordSequence, first: int, end: int) -> bool:
    """Say whether all of some words are listed as parts of names, or single letters."""
    for at in range(first, end):
        if not text.kinds[at] & ANY_PART and text.lexemes[at].shape is not Shape.INITIAL:
            return False
    return True


# --------------------------------------------------------------------------- by the lists alone


def _by_lists(text: WordSequence, at: int) -> NamedRun | None:
    """Read a full name of words that are all small, or all large."""
    if not text.kinds[at] & (Is.SMALL | Is.SURE) or at + 1 >= len(text) or not text.joined(at):
        return None
    if text.phrase("pairs", at) or text.phrase("pairs", at + 1) or is_known(text, at):
        return None
    clear = text.lexemes[at].plain in UNMISTAKABLE
    if at + 2 < len(text) and text.joined(at + 1):
        found = _three_by_lists(text, at, clear=clear)
        if found is not None:
            return found
    second = text.kinds[at + 1]
    if clear and second & Is.GIVEN and not second & Is.SELDOM and not text.bare[at]:
        return NamedRun(at, at + 2, False)
    return None


def _three_by_lists(text: WordSequence, at: int, *, clear: bool) -> NamedRun | None:
    """Read three words of which each is listed; `clear`: the family name is nothing else."""
    second, third = text.kinds[at + 1], text.kinds[at + 2]
    small = bool(text.kinds[at] & Is.SMALL)
    if not third & Is.GIVEN:
        return None
    if small and len(text.keys[at + 1]) == 1:
        return NamedRun(at, at + 3, False)  # tran_t_hoa
    if not second & (Is.BETWEEN | Is.SHORT | Is.GIVEN) or text.phrase("pairs", at + 2):
        return None
    if text.bare[at] and third & Is.NEVER:
        return None
    both_seldom = second & Is.SELDOM and third & Is.SELDOM
    likely = clear or (small and not both_seldom)
    return NamedRun(at, more_given(text, at + 3), False) if likely else None
