"""Names of people in a text: after a title, an office, a “hộ”, or by themselves. Pure functions.

A name is certain where a reader would not doubt it; what is not certain is covered in what goes up,
and asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.words.personal.cues import initials, name_by_cue
from sheettools.words.personal.full_names import end_of_place, full_name
from sheettools.words.personal.lists import UNMISTAKABLE, Is, key_of, plain_kinds
from sheettools.words.personal.reading import Gap, Reading, Shape
from sheettools.words.personal.runs import (
    ANY_PART,
    Named,
    is_known,
    is_written_as_name,
    may_begin,
    run_end,
)

_AND = frozenset(("và", "với", "cùng", "hoặc", "hay", "va", "voi", "cung"))
_BESIDE_A = frozenset((
    "khu", "nhà", "lớp", "hạng", "loại", "khối", "tổ", "bảng", "nhóm", "điểm", "mục", "dãy",
    "tầng", "vitamin", "gan",
    "cúm", "án", "gói", "mẫu", "biểu",
))  # fmt: skip
"""Words after which a single A is no man's: lớp A, viêm gan A."""
_AFTER_Y = frozenset(map(key_of, ("tế", "khoa", "học", "dược", "sĩ", "tá", "bác", "kiến", "te")))
"""Words that with Y before them are no woman's name: y tế."""
_GLUED = re.compile(
    r"(?P<family>nguyen|tran|pham|hoang|huynh|trinh|bui|dinh|le|vu|ngo|phan|dang)(?P<rest>[a-z]{4,18})"
)
_SHORTEST_GLUED = 8


def find_names(text: Reading) -> Iterator[Named]:
    """Yield the names that stand in a text, from left to right."""
    at = 0
    while at < len(text):
        known = text.phrase("known", at)
        if known and is_known(text, at):
            at += known
            continue
        found = _named_at(text, at)
        if found is None:
            at = max(at + 1, end_of_place(text, at) if text.lexemes[at].is_capital else 0)
            continue
        yield found
        at = found.end
        while (other := _next_of_list(text, at)) is not None:
            yield other
            at = other.end


def _named_at(text: Reading, at: int) -> Named | None:
    kinds, capital, begins = text.kinds[at], text.lexemes[at].is_capital, text.begins[at]
    if not (
        kinds & Is.FAMILY
        or capital
        or begins
        or len(text.keys[at]) > _SHORTEST_GLUED
        or text.gaps[at] is Gap.DOT
    ):
        return None
    both = kinds & Is.FAMILY and at + 1 < len(text) and text.kinds[at + 1] & Is.MIDDLE
    # “Bá Thị Phượng”: what may be a form of address is a family name there.
    first = full_name(text, at) if both and capital else None
    return (
        first
        or (name_by_cue(text, at) if begins else None)
        or full_name(text, at)
        or _by_itself(text, at)
    )


def _next_of_list(text: Reading, at: int) -> Named | None:
    """Return the given name that goes on a list of people: “ông Tám, Hùng và Lan”."""
    begin = at
    if (
        begin < len(text)
        and text.gaps[at - 1] is Gap.NONE
        and text.keys[at] in _AND
        and text.gaps[at] is Gap.NONE
    ):
        begin = at + 1
    elif text.gaps[at - 1] is not Gap.LIST:
        return None
    if begin >= len(text) or text.phrase("title", begin):
        return None
    kinds, found = text.kinds[begin], full_name(text, begin)
    if found is not None:
        return found
    if not kinds & Is.GIVEN or not is_written_as_name(text, begin) or not may_begin(text, begin):
        return None
    alone = run_end(text, begin) - begin == 1
    goes_on = text.gaps[begin] is not Gap.NONE or (
        begin + 1 < len(text) and text.keys[begin + 1] in _AND
    )
    return Named(begin, begin + 1, False) if alone and (goes_on or not kinds & Is.WHERE) else None


# --------------------------------------------------------------------------- by themselves


def _by_itself(text: Reading, at: int) -> Named | None:
    one = text.lexemes[at]
    account = _account(text, at)
    if account is not None:
        return account
    if one.key == one.plain and _is_glued(one.plain):
        return Named(at, at + 1, False)
    short = _after_short_title(text, at)
    if short is not None:
        return short
    kinds = text.kinds[at] & (Is.STRANGE | Is.GIVEN)
    if (
        not one.is_capital
        or not (kinds or one.shape is Shape.INITIAL)
        or text.phrase_before("before", at)
    ):
        return None
    if kinds & Is.STRANGE:
        end = run_end(text, at, 4)
        return Named(at, end, True) if end - at > 1 or "'" in one.key else None
    if one.shape is Shape.INITIAL:
        return _highland(text, at) or _bare_initials(text, at)
    return _family_last(text, at) or _given_alone(text, at)


def _account(text: Reading, at: int) -> Named | None:
    """Read lan.nguyen: what somebody is called in a network, in whichever order."""
    if text.gaps[at] is not Gap.DOT or not text.joined(at) or at + 1 >= len(text):
        return None
    both = text.lexemes[at], text.lexemes[at + 1]
    family = [one.plain in UNMISTAKABLE and one.key == one.plain for one in both]
    given = [bool(one.plain_kinds & Is.GIVEN) for one in both]
    named = (family[0] and given[1]) or (family[1] and given[0])
    return Named(at, at + 2, False) if named else None


def _is_glued(word: str) -> bool:
    """Say whether a word is a whole name without marks or blanks, as in names of files and
    accounts: trandinhluc.
    """
    match = _GLUED.fullmatch(word) if len(word) > _SHORTEST_GLUED else None
    return match is not None and _are_parts(match["rest"], 3)


def _are_parts(rest: str, most: int) -> bool:
    """Say whether a word is made of two or three names without their marks."""
    if not most:
        return False
    if most < 3 and plain_kinds(rest) & ANY_PART:
        return True
    return any(
        plain_kinds(rest[:at]) & ANY_PART and _are_parts(rest[at:], most - 1)
        for at in range(2, len(rest) - 1)
    )


def _given_alone(text: Reading, at: int) -> Named | None:
    """Read a given name alone where a relative or another given name follows: “Sáu (con cụ Tám)”,
    “Thắng và Hòa”.
    """
    if not _is_clear_given(text, at) or at + 2 >= len(text):
        return None
    kin = text.gaps[at] is Gap.COLON and text.text[text.ends[at] :].lstrip()[:1] == "("
    if kin and (text.phrase("kin", at + 1) or text.phrase("title", at + 1)):
        return Named(at, at + 1, False)
    joined = (
        text.gaps[at] is Gap.NONE
        and text.keys[at + 1] in ("và", "với")
        and text.gaps[at + 1] is Gap.NONE
    )
    return Named(at, at + 1, False) if joined and _is_clear_given(text, at + 2) else None


def _is_clear_given(text: Reading, at: int) -> bool:
    kinds = text.kinds[at]
    if not kinds & Is.GIVEN or kinds & (Is.PLACEY | Is.WHERE | Is.NEVER | Is.SELDOM):
        return False
    return is_written_as_name(text, at) and may_begin(text, at) and run_end(text, at) == at + 1


def _family_last(text: Reading, at: int) -> Named | None:
    """Read Tám Nguyễn, as people call themselves on the net."""
    if not text.kinds[at] & Is.GIVEN or text.is_caseless or not text.joined(at):
        return None
    last = text.lexemes[at + 1]
    if last.plain not in UNMISTAKABLE or not last.is_capital or run_end(text, at + 1) != at + 2:
        return None
    return Named(at, at + 2, False)


def _after_short_title(text: Reading, at: int) -> Named | None:
    """Read Ô. Tám, C. Lan: a title of one letter."""
    begin = at + 1
    if (
        not (
            text.keys[at] == "ô"
            or (text.keys[at] in ("b", "c", "a") and text.lexemes[at].is_capital)
        )
        or text.gaps[at] is not Gap.DOT
        or begin >= len(text)
    ):
        return None
    looks = (
        text.kinds[begin] & (Is.GIVEN | Is.FAMILY)
        and is_written_as_name(text, begin)
        and may_begin(text, begin)
    )
    return Named(begin, run_end(text, begin, 4), False) if looks else None


def _highland(text: Reading, at: int) -> Named | None:
    """Read Y Bhíp Niê, A Thút: a letter that says man or woman, and a name."""
    key = text.keys[at]
    if key not in ("y", "a", "h", "k", "i") or text.gaps[at] is not Gap.NONE or text.is_caseless:
        return None
    following = text.lexemes[at + 1]
    if following.shape is not Shape.CAPITAL or following.key in _AFTER_Y or is_known(text, at):
        return None
    if (at and text.keys[at - 1] in _BESIDE_A) or text.text[: text.starts[at]][-1:].isdigit():
        return None
    end = run_end(text, at + 1, 4)
    strange = not following.is_spoken or any(text.kinds[i] & Is.STRANGE for i in range(at + 1, end))
    if (
        not strange
        and key in ("h", "k")
        and text.text[text.ends[at] : text.starts[at + 1]].isspace()
    ):
        return None
    return Named(at, end, strange)


def _bare_initials(text: Reading, at: int) -> Named | None:
    """Read N.V.A where nothing tells that a name stands; H.T.X and U.B.N.D are none."""
    found = initials(text, at)
    if (
        found is None
        or found.size < 3
        or text.keys[at + 1] not in ("v", "t")
        or text.keys[at] in ("h", "u")
    ):
        return None
    return Named(at, found.end, False)
