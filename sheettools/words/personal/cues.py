"""Names after a word that tells that one follows: a title, an office, “hộ”, the heading of a
form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sheettools.words.personal.full_names import full_name, more_given
from sheettools.words.personal.lists import Is, words
from sheettools.words.personal.reading import Gap, Reading, Shape
from sheettools.words.personal.runs import (
    LONGEST,
    Named,
    follows,
    is_body,
    is_known,
    is_never,
    is_other_word,
    is_written_as_name,
    may_begin,
    run_end,
)

_CLEAR_TITLES = frozenset(("ong", "ba", "anh", "chi"))
"""Titles that without their marks, too, are hardly another word."""
_TITLES_IN_FRONT = frozenset(("co", "chu", "bac", "cu", "thay"))
"""Those that are so where they begin a sentence."""
_POOR = frozenset(("nghèo", "cận", "chính", "sách", "ngheo"))
"""What may stand between “hộ” and a name."""
_OF_NET = frozenset(
    ("là", "tên", "của", "có", "cá", "nhân", "chủ", "cho", "với", "qua", "ghi", "lấy")
)
"""What may stand between “zalo” and what somebody calls himself."""


def name_by_cue(text: Reading, at: int) -> Named | None:
    """Return the name that follows a word that tells of one and stands at a place."""
    begins = text.begins[at]
    for cue, read in _CUES.items():
        size = text.phrase(cue, at) if cue in begins else 0
        if size and at + size < len(text):
            found = read(text, at, at + size)
            if found is not None:
                return found
    return None


# --------------------------------------------------------------------------- titles


def _after_title(text: Reading, at: int, begin: int) -> Named | None:
    if not _is_said_of_name(text, at, begin):
        return None
    found = initials(text, begin) or _certain(full_name(text, begin, in_place=True))
    if found is not None or is_never(text, begin):
        return found
    if is_written_as_name(text, begin):
        return None if is_other_word(text, begin) else Named(begin, run_end(text, begin, 4), True)
    return None if text.phrase("pairs", begin) else _in_small(text, begin)


def _after_kin(text: Reading, at: int, begin: int) -> Named | None:
    """Read the name after “con”, “vợ”: it must look like one."""
    if not _is_said_of_name(text, at, begin):
        return None
    short = initials(text, begin)
    if short is not None:
        return short if short.size > 1 else None
    found = _certain(full_name(text, begin, in_place=True))
    if found is not None or is_never(text, begin) or not is_written_as_name(text, begin):
        return found
    looks = text.kinds[begin] & (Is.GIVEN | Is.FAMILY | Is.STRANGE) and not is_other_word(
        text, begin
    )
    return Named(begin, run_end(text, begin, 4), False) if looks else None


def _is_said_of_name(text: Reading, at: int, begin: int) -> bool:
    """Say whether a form of address is one here, and not half of another word or of a place: “chợ
    Bà Chiểu”.
    """
    another = text.phrase("title", begin) and not (
        text.bare[begin] and text.lexemes[begin].is_capital
    )
    if not follows(text, begin) or another or text.phrase("role", begin):
        return False
    if text.lexemes[at].is_capital and text.phrase_before("before", at):
        return False
    return not (
        text.phrase("pairs", begin - 1)
        and text.text[text.ends[begin - 1] : text.starts[begin]].isspace()
    )


def _certain(name: Named | None) -> Named | None:
    return name and Named(name.first, name.end, True)


def _in_small(text: Reading, at: int, *, alone: bool = True) -> Named | None:
    """Read a name whose letters do not tell; one of a single word, too, unless it must not stand
    `alone`.
    """
    found = _family_in_small(text, at)
    if found is not None or not alone:
        return found
    kinds = text.kinds[at]
    if not kinds & Is.GIVEN or (kinds & Is.SELDOM and (text.bare[at] or not text.is_caseless)):
        return None
    if text.bare[at] and not _is_clear_title(text, at - 1):
        return None
    return Named(at, more_given(text, at + 1) if text.is_caseless else at + 1, False)


def _family_in_small(text: Reading, at: int) -> Named | None:
    kinds, following = text.kinds[at], at + 1
    if not kinds & Is.FAMILY or following >= len(text) or not text.joined(at):
        return None
    if text.bare[at] and not (kinds & Is.SMALL and text.keys[at - 1] in _CLEAR_TITLES):
        return None
    second = text.kinds[following]
    if not second & (Is.GIVEN | Is.BETWEEN | Is.SHORT) or text.phrase("pairs", following):
        return None
    end = more_given(text, following + 1)
    if second & Is.SHORT and end == following + 1 and end < len(text) and text.joined(following):
        end += not (is_never(text, end) or text.phrase("pairs", end))  # vàng a dơ
    if end - at > 2:
        return Named(at, end, bool(kinds & (Is.SURE | Is.SMALL)))
    return Named(at, end, False) if second & Is.GIVEN and not second & Is.SELDOM else None


def _is_clear_title(text: Reading, at: int) -> bool:
    opens = at == 0 or text.gaps[at - 1] is not Gap.NONE
    return text.keys[at] in _CLEAR_TITLES or (opens and text.keys[at] in _TITLES_IN_FRONT)


def initials(text: Reading, at: int) -> Named | None:
    """Return N.V.A, N. V. Tám, NVA; a single letter before another word belongs to that word (A
    Páo).
    """
    one = text.lexemes[at]
    if one.shape is Shape.LARGE and len(one.key) == 3 and not one.is_spoken and one.key[1] in "vt":
        return Named(at, at + 1, False)
    end = at
    while end < min(len(text), at + LONGEST) and (
        text.lexemes[end].shape is Shape.INITIAL or _is_small_initial(text, at, end)
    ):
        end += 1
        if not text.joined(end - 1):
            break
    if (
        end == at
        or (end - at == 1 and text.is_caseless)
        or text.text[text.ends[end - 1] :][:1].isdigit()
    ):
        return None
    if end < len(text) and text.joined(end - 1) and text.lexemes[end].shape is Shape.CAPITAL:
        return Named(at, run_end(text, end, 2), True)
    return Named(at, end, end - at > 1)


def _is_small_initial(text: Reading, at: int, end: int) -> bool:
    """Say whether a small letter stands between the full stops of initials: N.v.Tám."""
    return end > at and len(text.keys[end]) == 1 and Gap.DOT in (text.gaps[end - 1], text.gaps[end])


# --------------------------------------------------------------------------- offices


def _after_role(text: Reading, at: int, begin: int) -> Named | None:
    """Read the name after an office; between them may stand the body: “Bí thư Đảng ủy xã Lê
    Tâm”.
    """
    first = begin
    begin = _after_body(text, at, begin)
    if not follows(text, begin) or text.phrase("title", begin):
        return None
    unit = bool(text.phrase_before("unit", begin))
    if begin > first and not unit and text.phrase_before("before", begin):
        return None  # that of a school
    short = initials(text, begin)
    if short is not None and short.size > 1:
        return short
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return Named(begin, found.end, found.is_certain and not (unit and found.size < 3))
    if not is_written_as_name(text, begin) or not may_begin(text, begin):
        return None
    return _given_in_office(text, begin, unit=unit, at_once=begin == first)


def _after_body(text: Reading, at: int, begin: int) -> int:
    while follows(text, begin) and begin - at < _LONGEST_OFFICE:
        size = text.phrase("body", begin)
        if not size:
            break
        begin += size
    return begin


_LONGEST_OFFICE = 14


def _given_in_office(text: Reading, at: int, *, unit: bool, at_once: bool) -> Named | None:
    """Read “Trưởng thôn Sáu”, “kế toán Dịu”, “bác sĩ Minh Tâm”; a name of a village may stand
    there, too.
    """
    end, kinds = run_end(text, at, 4), text.kinds[at]
    if end - at == 1:
        if kinds & (Is.GIVEN | Is.STRANGE):
            return (
                None
                if unit and kinds & Is.WHERE
                else Named(at, end, not unit and not kinds & Is.WHERE)
            )
        unlisted = not kinds and text.lexemes[at].is_spoken and not _begins_other(text, at)
        return Named(at, end, False) if unlisted and at_once and not unit else None
    both = end - at == 2 and at_once and all(text.kinds[i] & Is.GIVEN for i in range(at, end))
    return Named(at, end, False) if both and not (unit and kinds & (Is.PLACEY | Is.WHERE)) else None


def _begins_other(text: Reading, at: int) -> bool:
    """Say whether any listed phrase begins with a word."""
    return any(
        text.keys[at] in words().phrases[name] for name in ("pairs", "body", "before", "role")
    )


# --------------------------------------------------------------------------- where somebody belongs


def _after_household(text: Reading, at: int, begin: int) -> Named | None:
    while begin < len(text) and text.keys[begin] in _POOR:
        begin += 1
    if not follows(text, begin) or text.phrase("title", begin):
        return None
    found = initials(text, begin) or _certain(full_name(text, begin, in_place=True))
    if found is not None:
        return found
    if not is_written_as_name(text, begin):
        return None if text.phrase("pairs", begin) else _in_small(text, begin, alone=False)
    kinds = text.kinds[begin]
    if not may_begin(text, begin) or kinds & Is.PEOPLE or is_body(text, begin):
        return None
    if text.phrase("before", begin) or text.phrase("role", begin):
        return None
    if not kinds & (Is.GIVEN | Is.STRANGE | Is.FAMILY) and not text.lexemes[begin].is_spoken:
        return None
    return Named(begin, run_end(text, begin, 4), bool(kinds & Is.GIVEN) and not kinds & Is.WHERE)


def _lone_given(text: Reading, at: int, begin: int) -> Named | None:
    """Read a given name alone, where the word before it makes one likely: “gặp Lan”, “nhà Sáu”."""
    if text.gaps[begin - 1] is not Gap.NONE:
        return None
    found = full_name(text, begin, in_place=True)
    kinds = text.kinds[begin]
    if found is not None or not is_written_as_name(text, begin):
        return found
    if (
        not kinds & (Is.GIVEN | Is.STRANGE)
        or kinds & (Is.WHERE | Is.NEVER)
        or not may_begin(text, begin)
    ):
        return None
    end = run_end(text, begin)
    goes_on = end < len(text) and text.joined(end - 1) and text.lexemes[end].is_capital
    if goes_on or text.phrase("pairs", begin - 1):
        return None
    both = end - begin == 2 and text.phrase("home", at) and text.kinds[begin + 1] & Is.GIVEN
    return Named(begin, end, False) if end - begin == 1 or both else None


# -------------------------------------------------------------------------- what somebody is called


def _after_called(text: Reading, at: int, begin: int) -> Named | None:
    """Read what somebody is called by: “tức Hùng Sẹo”."""
    found = full_name(text, begin, in_place=True)
    if (
        found is not None
        or text.gaps[begin - 1] is not Gap.NONE
        or not is_written_as_name(text, begin)
    ):
        return found
    kinds = text.kinds[begin]
    if (
        not kinds & Is.GIVEN
        or kinds & (Is.WHERE | Is.PLACEY | Is.NEVER)
        or not may_begin(text, begin)
    ):
        return None
    return Named(begin, run_end(text, begin, 3), False)


def _after_label(text: Reading, at: int, begin: int) -> Named | None:
    """Read what follows the heading of a form: “Người tố cáo: …”."""
    if text.keys[begin] in ("là", "la") and begin + 1 < len(text):
        begin += 1
    elif text.gaps[begin - 1] is not Gap.COLON:
        return None
    if text.phrase("title", begin) or text.phrase("role", begin):
        return None
    found = _certain(full_name(text, begin, in_place=True)) or initials(text, begin)
    if found is not None and found.size > 1:
        return found
    kinds = text.kinds[begin]
    if not may_begin(text, begin) or text.phrase("before", begin):
        return None
    if is_written_as_name(text, begin) and not is_body(text, begin):
        likely, end = bool(kinds & (Is.GIVEN | Is.STRANGE)), run_end(text, begin, 4)
        several = text.lexemes[begin].is_spoken and end - begin > 1
        return Named(begin, end, likely) if likely or several else None
    return Named(begin, begin + 1, False) if kinds & Is.GIVEN and not kinds & Is.SELDOM else None


def _after_net(text: Reading, at: int, begin: int) -> Named | None:
    """Read what somebody calls himself on the net: “zalo Lan Béo”."""
    while begin < min(len(text), at + LONGEST) and (
        text.keys[begin] in _OF_NET or text.phrase("net", begin)
    ):
        begin += 1
    if not follows(text, begin) or is_known(text, begin) or not is_written_as_name(text, begin):
        return None
    kinds, end = text.kinds[begin], run_end(text, begin)
    likely = kinds & (Is.GIVEN | Is.FAMILY | Is.STRANGE) and not kinds & Is.NEVER
    several = end - begin > 1 and not any(
        text.phrase(name, begin) for name in ("body", "before", "role")
    )
    return Named(begin, end, False) if likely or several else None


_CUES: Mapping[str, Callable[[Reading, int, int], Named | None]] = {
    "title": _after_title,
    "kin": _after_kin,
    "role": _after_role,
    "household": _after_household,
    "home": _lone_given,
    "called": _after_called,
    "net": _after_net,
    "label": _after_label,
    "addressed": _lone_given,
}


# ------------------------------------------------------------------------ what stands before a name

_BEFORE_NAMES = ("title", "kin", "household", "home")
_LOOK_BACK = 100


def without_title(value: str) -> str:
    """Return what stands where a name was asked for without the forms of address before it."""
    text, at = Reading(value), 0
    while at < len(text) and full_name(text, at) is None:
        size = next(filter(None, (text.phrase(cue, at) for cue in _BEFORE_NAMES)), 0)
        if not size:
            break
        at += size
    return value[text.starts[at] :] if at < len(text) else ""


def is_titled(before: str) -> bool:
    """Say whether a text ends with a form of address or a “hộ”."""
    text = _last_words(before)
    return text is not None and any(text.phrase_before(cue, len(text)) for cue in _BEFORE_NAMES)


def is_addressed(before: str) -> bool:
    """Say whether a text ends with a title, an office or a “hộ”: a word that may be a name then is
    one.
    """
    text = _last_words(before)
    if text is None:
        return False
    at = len(text)
    if any(text.phrase_before(cue, at) for cue in _BEFORE_NAMES):
        return True
    while not text.phrase_before("role", at):
        size = text.phrase_before("body", at)
        if not size:
            return False
        at -= size
    return True


def _last_words(before: str) -> Reading | None:
    """Read the end of a text, if nothing but a blank or a colon stands after its last word."""
    text = Reading(before[-_LOOK_BACK:])
    return text if len(text) and not text.text[text.ends[-1] :].strip(" .:(") else None
