"""Names of people in a text: after a title, an office, a “hộ”, or by themselves. Pure functions.

A name is certain where a reader would not doubt it; what is not certain is covered in what goes up,
and asked about. The text is read from left to right; at each word is asked, in this order: does a
known place or street begin here (then all of it is passed over); does a name begin here, or does
the word tell of one; does a place called after somebody end before it. After a name follows the
list of people that it may begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.words.personal.cues import initials, name_by_cue
from sheettools.words.personal.full_names import end_of_place, full_name
from sheettools.words.personal.lists import UNMISTAKABLE, Is, key_of, plain_kinds
from sheettools.words.personal.reading import SHORTEST_GLUED, Gap, Shape, WordSequence
from sheettools.words.personal.runs import (
    ANY_PART,
    NamedRun,
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


def find_names(text: WordSequence) -> Iterator[NamedRun]:
    """Yield the names that stand in a text, from left to right."""
    at, end = 0, len(text)
    tells, gaps, begins = text.tells, text.gaps, text.begins
    while at < end:
        if not tells[at] and gaps[at] is not Gap.DOT:
            at += 1  # most words of a text can neither begin nor tell of a name
            continue
        known = text.phrase("known", at) if "known" in begins[at] else 0
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


def _named_at(text: WordSequence, at: int) -> NamedRun | None:
    """Return the name that begins at a word, or that the word tells of."""
    is_family = text.kinds[at] & Is.FAMILY
    before_middle = at + 1 < len(text) and text.kinds[at + 1] & Is.MIDDLE
    if is_family and before_middle and text.lexemes[at].is_capital:
        # “Bá Thị Phượng”: what may be a form of address is a family name there.
        name = full_name(text, at)
        if name is not None:
            return name
    found = name_by_cue(text, at) if text.begins[at] else None
    if found is None and (is_family or before_middle):
        found = full_name(text, at)
    return found or _by_itself(text, at)


def _next_of_list(text: WordSequence, at: int) -> NamedRun | None:
    """Return the given name that goes on a list of people: “ông Tám, Hùng và Lan”."""
    begin = _after_and(text, at)
    if begin is None or begin >= len(text) or text.phrase("title", begin):
        return None
    found = full_name(text, begin)
    if found is not None:
        return found
    kinds = text.kinds[begin]
    if not kinds & Is.GIVEN or not is_written_as_name(text, begin) or not may_begin(text, begin):
        return None
    if run_end(text, begin) != begin + 1:
        return None
    if kinds & Is.WHERE and not _ends_or_goes_on(text, begin):
        return None
    return NamedRun(begin, begin + 1, False)


def _after_and(text: WordSequence, at: int) -> int | None:
    """Return where the next of a list begins that goes on at a word: after a comma or an “and”."""
    if _is_and(text, at):
        return at + 1
    return at if text.gaps[at - 1] is Gap.LIST else None


def _is_and(text: WordSequence, at: int) -> bool:
    """Say whether an “and” stands at a word, with nothing but blanks on both sides."""
    if at >= len(text) or text.keys[at] not in _AND:
        return False
    return text.gaps[at - 1] is Gap.NONE and text.gaps[at] is Gap.NONE


def _ends_or_goes_on(text: WordSequence, at: int) -> bool:
    """Say whether after a word the list ends or goes on, so that the word stands for itself."""
    if text.gaps[at] is not Gap.NONE:
        return True
    return at + 1 < len(text) and text.keys[at + 1] in _AND


# --------------------------------------------------------------------------- by themselves


def _by_itself(text: WordSequence, at: int) -> NamedRun | None:
    """Read a name that neither a word before it nor a family name tells of."""
    one, kinds = text.lexemes[at], text.kinds[at]
    is_dotted = text.gaps[at] is Gap.DOT
    account = _account(text, at) if is_dotted else None
    if account is not None:
        return account
    if one.key == one.plain and _is_glued(one.plain):
        return NamedRun(at, at + 1, False)
    short = _after_short_title(text, at) if is_dotted else None
    if short is not None:
        return short
    is_initial = one.shape is Shape.INITIAL
    if not one.is_capital or not (is_initial or kinds & (Is.STRANGE | Is.GIVEN)):
        return None
    if text.phrase_before("before", at):
        return None
    if kinds & Is.STRANGE:
        return _strange(text, at)
    if is_initial:
        return _highland(text, at) or _bare_initials(text, at)
    return _family_last(text, at) or _given_alone(text, at)


def _strange(text: WordSequence, at: int) -> NamedRun | None:
    """Read a name that is no Vietnamese word: one alone only as H'Hen is written."""
    end = run_end(text, at, 4)
    return NamedRun(at, end, True) if end - at > 1 or "'" in text.keys[at] else None


def _account(text: WordSequence, at: int) -> NamedRun | None:
    """Read lan.nguyen: what somebody is called in a network, in whichever order."""
    if not text.joined(at) or at + 1 >= len(text):
        return None
    both = text.lexemes[at], text.lexemes[at + 1]
    family = [one.plain in UNMISTAKABLE and one.key == one.plain for one in both]
    given = [bool(one.plain_kinds & Is.GIVEN) for one in both]
    named = (family[0] and given[1]) or (family[1] and given[0])
    return NamedRun(at, at + 2, False) if named else None


def _is_glued(word: str) -> bool:
    """Say whether a word is a whole name without marks or blanks: trandinhluc, in a file's name."""
    match = _GLUED.fullmatch(word) if len(word) >= SHORTEST_GLUED else None
    return match is not None and _are_parts(match["rest"], 3)


def _are_parts(rest: str, most: int) -> bool:
    """Say whether what follows a family name is made of names without their marks.

    They are two or three, so `most` is 3 at first; a single one (“vulan”) is too often a word.
    """
    if not most:
        return False
    if most < 3 and plain_kinds(rest) & ANY_PART:
        return True
    for at in range(2, len(rest) - 1):
        if plain_kinds(rest[:at]) & ANY_PART and _are_parts(rest[at:], most - 1):
            return True
    return False


def _given_alone(text: WordSequence, at: int) -> NamedRun | None:
    """Read a given name that a relative or another follows: “Sáu (con cụ Tám)”, “Thắng và Hòa”."""
    if not _is_clear_given(text, at) or at + 2 >= len(text):
        return None
    in_brackets = text.gaps[at] is Gap.COLON and text.text[text.ends[at] :].lstrip()[:1] == "("
    if in_brackets and (text.phrase("kin", at + 1) or text.phrase("title", at + 1)):
        return NamedRun(at, at + 1, False)
    if text.keys[at + 1] not in ("và", "với") or not _is_and(text, at + 1):
        return None
    return NamedRun(at, at + 1, False) if _is_clear_given(text, at + 2) else None


def _is_clear_given(text: WordSequence, at: int) -> bool:
    """Say whether a word by itself can only be a given name."""
    kinds = text.kinds[at]
    if not kinds & Is.GIVEN or kinds & (Is.PLACEY | Is.WHERE | Is.NEVER | Is.SELDOM):
        return False
    return is_written_as_name(text, at) and may_begin(text, at) and run_end(text, at) == at + 1


def _family_last(text: WordSequence, at: int) -> NamedRun | None:
    """Read Tám Nguyễn, as people call themselves on the net."""
    if not text.kinds[at] & Is.GIVEN or text.is_caseless or not text.joined(at):
        return None
    last = text.lexemes[at + 1]
    if last.plain not in UNMISTAKABLE or not last.is_capital or run_end(text, at + 1) != at + 2:
        return None
    return NamedRun(at, at + 2, False)


def _after_short_title(text: WordSequence, at: int) -> NamedRun | None:
    """Read Ô. Tám, C. Lan: a title of one letter."""
    begin = at + 1
    if begin >= len(text) or not _is_short_title(text, at):
        return None
    if not text.kinds[begin] & (Is.GIVEN | Is.FAMILY):
        return None
    if not is_written_as_name(text, begin) or not may_begin(text, begin):
        return None
    return NamedRun(begin, run_end(text, begin, 4), False)


def _is_short_title(text: WordSequence, at: int) -> bool:
    """Say whether a letter is short for ông, bà, chị, anh; but for ô it must be a capital."""
    if text.keys[at] == "ô":
        return True
    return text.keys[at] in ("b", "c", "a") and text.lexemes[at].is_capital


def _highland(text: WordSequence, at: int) -> NamedRun | None:
    """Read Y Bhíp Niê, A Thút: a letter that says man or woman, and a name."""
    key = text.keys[at]
    if key not in ("y", "a", "h", "k", "i") or text.gaps[at] is not Gap.NONE or text.is_caseless:
        return None
    following = text.lexemes[at + 1]
    if following.shape is not Shape.CAPITAL or following.key in _AFTER_Y or is_known(text, at):
        return None
    if at and text.keys[at - 1] in _BESIDE_A:
        return None  # “lớp A Hai”
    if text.text[: text.starts[at]][-1:].isdigit():
        return None  # “12A Hai”
    end = run_end(text, at + 1, 4)
    strange = not following.is_spoken or any(text.kinds[i] & Is.STRANGE for i in range(at + 1, end))
    if key in ("h", "k") and not strange and text.between(at).isspace():
        return None  # “K Lan”: the letter may be cut short of anything
    return NamedRun(at, end, strange)


def _bare_initials(text: WordSequence, at: int) -> NamedRun | None:
    """Read N.V.A where nothing tells that a name stands; H.T.X and U.B.N.D are none."""
    found = initials(text, at)
    if found is None or found.size < 3:
        return None
    if text.keys[at + 1] not in ("v", "t") or text.keys[at] in ("h", "u"):
        return None
    return NamedRun(at, found.end, False)
