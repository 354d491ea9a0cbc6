"""Names after a word that tells of one: a title, an office, “hộ”, the heading of a form.

Each reader takes the text, the place `at` which the telling word (the cue) begins, and the place
where the name would `begin`; it returns that name, or None. All go by the same steps, from what is
surest to what is less: initials and full names first; then a word with a capital letter that may
be a name; then small words that the lists know. `words.toml` holds the cues and the lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from sheettools.words.personal.full_names import full_name, more_given
from sheettools.words.personal.lists import Is, words
from sheettools.words.personal.reading import Gap, Lexeme, Shape, WordSequence
from sheettools.words.personal.runs import (
    LONGEST,
    NamedRun,
    follows,
    is_body,
    is_known,
    is_never,
    is_other_word,
    is_written_as_name,
    may_begin,
    run_end,
)

Reader = Callable[[WordSequence, int, int], NamedRun | None]
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


def name_by_cue(text: WordSequence, at: int) -> NamedRun | None:
    """Return the name that follows a word that tells of one and stands at a place."""
    for cue, read in _readers(text.begins[at]):
        size = text.phrase(cue, at)
        if size and at + size < len(text):
            found = read(text, at, at + size)
            if found is not None:
                return found
    return None


@lru_cache(maxsize=1024)  # words begin phrases of a few lists, always the same together
def _readers(begins: frozenset[str]) -> Sequence[tuple[str, Reader]]:
    """Return what reads the names after phrases of lists, with the names of those lists."""
    return [(cue, read) for cue, read in _CUES.items() if cue in begins]


# --------------------------------------------------------------------------- titles


def _after_title(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read the name after “ông”, “chị”: initials, a full name, a given name, in whatever letters.

    A title is the surest of all words that tell of a name: one with a capital letter is certain.
    """
    if not _is_said_of_name(text, at, begin):
        return None
    found = initials(text, begin) or _certain(full_name(text, begin, in_place=True))
    if found is not None or is_never(text, begin):
        return found
    if is_written_as_name(text, begin):
        return (
            None if is_other_word(text, begin) else NamedRun(begin, run_end(text, begin, 4), True)
        )
    return None if text.phrase("pairs", begin) else _in_small(text, begin)


def _after_kin(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read the name after “con”, “vợ”: it must look like one."""
    if not _is_said_of_name(text, at, begin):
        return None
    short = initials(text, begin)
    if short is not None:
        return short if short.size > 1 else None
    found = _certain(full_name(text, begin, in_place=True))
    if found is not None or is_never(text, begin) or not is_written_as_name(text, begin):
        return found
    is_listed = bool(text.kinds[begin] & (Is.GIVEN | Is.FAMILY | Is.STRANGE))
    if not is_listed or is_other_word(text, begin):
        return None
    return NamedRun(begin, run_end(text, begin, 4), False)


def _is_said_of_name(text: WordSequence, at: int, begin: int) -> bool:
    """Say whether a form of address is said of a name here: not in “chợ Bà Chiểu”, “bà con”."""
    if not follows(text, begin) or text.phrase("role", begin):
        return False
    if text.phrase("title", begin) and not _is_bare_capital(text, begin):
        return False  # “anh chị Lan”: the next title is asked for itself
    if text.lexemes[at].is_capital and text.phrase_before("before", at):
        return False  # “chợ Bà Chiểu”
    is_half_of_pair = bool(text.phrase("pairs", begin - 1))
    return not (is_half_of_pair and text.between(begin - 1).isspace())


def _is_bare_capital(text: WordSequence, at: int) -> bool:
    """Say whether a word has lost its marks and has a capital letter: “ong Anh” may be Ánh."""
    return text.bare[at] and text.lexemes[at].is_capital


def _certain(name: NamedRun | None) -> NamedRun | None:
    return name and NamedRun(name.first, name.end, True)


def _in_small(text: WordSequence, at: int, *, alone: bool = True) -> NamedRun | None:
    """Read a name whose letters do not tell; with `alone` a given name by itself, too."""
    found = _family_in_small(text, at)
    if found is not None or not alone:
        return found
    kinds = text.kinds[at]
    if not kinds & Is.GIVEN:
        return None
    if kinds & Is.SELDOM and (text.bare[at] or not text.is_caseless):
        return None  # written small it is nearly always the other word
    if text.bare[at] and not _is_clear_title(text, at - 1):
        return None  # “ba lan” may be “ba lần”
    return NamedRun(at, more_given(text, at + 1) if text.is_caseless else at + 1, False)


def _family_in_small(text: WordSequence, at: int) -> NamedRun | None:
    """Read “nguyễn thị hoa”, “vàng a dơ” after a title: a family name and more."""
    following = at + 1
    if following >= len(text) or not text.joined(at) or not _is_family_in_small(text, at):
        return None
    second = text.kinds[following]
    if not second & (Is.GIVEN | Is.BETWEEN | Is.SHORT) or text.phrase("pairs", following):
        return None
    end = more_given(text, following + 1)
    if end == following + 1 and _goes_on_after_short(text, following):
        end += 1
    if end - at > 2:
        return NamedRun(at, end, bool(text.kinds[at] & (Is.SURE | Is.SMALL)))
    # Two words are a name where the second is hardly anything else.
    return NamedRun(at, end, False) if second & Is.GIVEN and not second & Is.SELDOM else None


def _is_family_in_small(text: WordSequence, at: int) -> bool:
    """Say whether a small word is a family name; one without marks after a clear title only."""
    kinds = text.kinds[at]
    if not text.bare[at]:
        return bool(kinds & Is.FAMILY)
    is_small_family = kinds & Is.FAMILY and kinds & Is.SMALL
    return bool(is_small_family) and text.keys[at - 1] in _CLEAR_TITLES


def _goes_on_after_short(text: WordSequence, at: int) -> bool:
    """Say whether any word after a short middle name is the name itself: “vàng a | dơ”.

    The given names of the mountains are in no list.
    """
    last = at + 1
    if not text.kinds[at] & Is.SHORT or last >= len(text) or not text.joined(at):
        return False
    return not is_never(text, last) and not text.phrase("pairs", last)


def _is_clear_title(text: WordSequence, at: int) -> bool:
    """Say whether a title without marks is one: “ong”, or “co” where a sentence or part begins."""
    opens = at == 0 or text.gaps[at - 1] is not Gap.NONE
    return text.keys[at] in _CLEAR_TITLES or (opens and text.keys[at] in _TITLES_IN_FRONT)


def initials(text: WordSequence, at: int) -> NamedRun | None:
    """Return N.V.A, N. V. Tám, NVA; a single letter may belong to the word after it (A Páo)."""
    if _is_glued_initials(text.lexemes[at]):
        return NamedRun(at, at + 1, False)
    end = _initials_end(text, at)
    if end == at or (end - at == 1 and text.is_caseless):
        return None
    if text.text[text.ends[end - 1] :][:1].isdigit():
        return None  # “A1” is no man
    if end < len(text) and text.joined(end - 1) and text.lexemes[end].shape is Shape.CAPITAL:
        return NamedRun(at, run_end(text, end, 2), True)
    return NamedRun(at, end, end - at > 1)


def _is_glued_initials(one: Lexeme) -> bool:
    """Say whether a word is NVA or NTH: three capitals, Văn or Thị in the middle, no syllable."""
    if one.shape is not Shape.LARGE or one.is_spoken:
        return False
    return len(one.key) == 3 and one.key[1] in "vt"


def _initials_end(text: WordSequence, at: int) -> int:
    """Return where the single letters end that begin at a word; `at` itself where none does."""
    end = at
    while end < min(len(text), at + LONGEST):
        if text.lexemes[end].shape is not Shape.INITIAL and not _is_small_initial(text, at, end):
            break
        end += 1
        if not text.joined(end - 1):
            break
    return end


def _is_small_initial(text: WordSequence, at: int, end: int) -> bool:
    """Say whether a small letter stands between the full stops of initials: N.v.Tám."""
    return end > at and len(text.keys[end]) == 1 and Gap.DOT in (text.gaps[end - 1], text.gaps[end])


# --------------------------------------------------------------------------- offices


def _after_role(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read the name after an office, its body between them: “Bí thư Đảng ủy xã Lê Tâm”."""
    first = begin
    begin = _after_body(text, at, begin)
    if not follows(text, begin) or text.phrase("title", begin):
        return None
    # After “Trưởng thôn” stands the village or its head: Trưởng thôn Mới, Trưởng thôn Sáu.
    unit = bool(text.phrase_before("unit", begin))
    if begin > first and not unit and text.phrase_before("before", begin):
        return None  # that of a school
    short = initials(text, begin)
    if short is not None and short.size > 1:
        return short
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return NamedRun(begin, found.end, found.is_certain and not (unit and found.size < 3))
    if not is_written_as_name(text, begin) or not may_begin(text, begin):
        return None
    return _given_in_office(text, begin, unit=unit, at_once=begin == first)


def _after_body(text: WordSequence, at: int, begin: int) -> int:
    """Return where the words end that say which body an office belongs to: Đảng ủy, Hội Phụ nữ."""
    while follows(text, begin) and begin - at < _LONGEST_OFFICE:
        size = text.phrase("body", begin)
        if not size:
            break
        begin += size
    return begin


_LONGEST_OFFICE = 14
"""How many words an office and its body have at most."""


def _given_in_office(text: WordSequence, at: int, *, unit: bool, at_once: bool) -> NamedRun | None:
    """Read “Trưởng thôn Sáu”, “kế toán Dịu”, “bác sĩ Minh Tâm”.

    After a `unit` the name of the village may stand there; `at_once`: no body stands between.
    """
    end = run_end(text, at, 4)
    if end - at == 1:
        if text.kinds[at] & (Is.GIVEN | Is.STRANGE):
            return _one_given_in_office(text, at, unit=unit)
        return _unlisted_in_office(text, at) if at_once and not unit else None
    if end - at != 2 or not at_once:
        return None
    if unit and text.kinds[at] & (Is.PLACEY | Is.WHERE):
        return None
    both = text.kinds[at] & Is.GIVEN and text.kinds[at + 1] & Is.GIVEN
    return NamedRun(at, end, False) if both else None


def _one_given_in_office(text: WordSequence, at: int, *, unit: bool) -> NamedRun | None:
    """Read “kế toán Dịu”; a word of place names after “Trưởng thôn” is the village."""
    is_where = bool(text.kinds[at] & Is.WHERE)
    if unit and is_where:
        return None
    return NamedRun(at, at + 1, not unit and not is_where)


def _unlisted_in_office(text: WordSequence, at: int) -> NamedRun | None:
    """Read a name that is in no list, where no other listed phrase begins with it."""
    if text.kinds[at] or not text.lexemes[at].is_spoken or _begins_other(text, at):
        return None
    return NamedRun(at, at + 1, False)


def _begins_other(text: WordSequence, at: int) -> bool:
    """Say whether any listed phrase begins with a word."""
    return any(
        text.keys[at] in words().phrases[name] for name in ("pairs", "body", "before", "role")
    )


# --------------------------------------------------------------------------- where somebody belongs


def _after_household(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read the name after “hộ”, “gia đình”, “hộ nghèo”."""
    while begin < len(text) and text.keys[begin] in _POOR:
        begin += 1
    if not follows(text, begin) or text.phrase("title", begin):
        return None
    found = initials(text, begin) or _certain(full_name(text, begin, in_place=True))
    if found is not None:
        return found
    if not is_written_as_name(text, begin):
        return None if text.phrase("pairs", begin) else _in_small(text, begin, alone=False)
    if not _may_head_household(text, begin):
        return None
    kinds = text.kinds[begin]
    return NamedRun(begin, run_end(text, begin, 4), bool(kinds & Is.GIVEN) and not kinds & Is.WHERE)


def _may_head_household(text: WordSequence, at: int) -> bool:
    """Say whether a capitalised word after “hộ” may name somebody: not “hộ Dao”, “hộ Nông dân”."""
    kinds = text.kinds[at]
    if not may_begin(text, at) or kinds & Is.PEOPLE or is_body(text, at):
        return False
    if text.phrase("before", at) or text.phrase("role", at):
        return False
    return bool(kinds & (Is.GIVEN | Is.STRANGE | Is.FAMILY)) or text.lexemes[at].is_spoken


def _lone_given(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read a given name alone, where the word before it makes one likely: “gặp Lan”, “nhà Sáu”."""
    if text.gaps[begin - 1] is not Gap.NONE:
        return None
    found = full_name(text, begin, in_place=True)
    kinds = text.kinds[begin]
    if found is not None or not is_written_as_name(text, begin):
        return found
    if not kinds & (Is.GIVEN | Is.STRANGE) or kinds & (Is.WHERE | Is.NEVER):
        return None
    if not may_begin(text, begin) or text.phrase("pairs", begin - 1):
        return None
    end = run_end(text, begin)
    if end < len(text) and text.joined(end - 1) and text.lexemes[end].is_capital:
        return None  # it is part of something longer
    if end - begin == 1:
        return NamedRun(begin, end, False)
    # Two given names are husband and wife, where it is said whose home it is: “nhà Thảo Vân”.
    both = end - begin == 2 and text.phrase("home", at) and text.kinds[begin + 1] & Is.GIVEN
    return NamedRun(begin, end, False) if both else None


# -------------------------------------------------------------------------- what somebody is called


def _after_called(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read what somebody is called by: “tức Hùng Sẹo”."""
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return found
    if text.gaps[begin - 1] is not Gap.NONE or not is_written_as_name(text, begin):
        return None
    kinds = text.kinds[begin]
    if not kinds & Is.GIVEN or kinds & (Is.WHERE | Is.PLACEY | Is.NEVER):
        return None
    return NamedRun(begin, run_end(text, begin, 3), False) if may_begin(text, begin) else None


def _after_label(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read what follows the heading of a form: “Người tố cáo: …”, “người tố cáo là …”."""
    if text.keys[begin] in ("là", "la") and begin + 1 < len(text):
        begin += 1
    elif text.gaps[begin - 1] is not Gap.COLON:
        return None
    if text.phrase("title", begin) or text.phrase("role", begin):
        return None
    found = _certain(full_name(text, begin, in_place=True)) or initials(text, begin)
    if found is not None and found.size > 1:
        return found
    if not may_begin(text, begin) or text.phrase("before", begin):
        return None
    if is_written_as_name(text, begin) and not is_body(text, begin):
        return _entered(text, begin)
    kinds = text.kinds[begin]
    return NamedRun(begin, begin + 1, False) if kinds & Is.GIVEN and not kinds & Is.SELDOM else None


def _entered(text: WordSequence, at: int) -> NamedRun | None:
    """Read what is entered in a form with a capital letter: a listed name, or several words."""
    end = run_end(text, at, 4)
    if text.kinds[at] & (Is.GIVEN | Is.STRANGE):
        return NamedRun(at, end, True)
    return NamedRun(at, end, False) if text.lexemes[at].is_spoken and end - at > 1 else None


def _after_net(text: WordSequence, at: int, begin: int) -> NamedRun | None:
    """Read what somebody calls himself on the net: “zalo Lan Béo”."""
    while begin < min(len(text), at + LONGEST):
        if text.keys[begin] not in _OF_NET and not text.phrase("net", begin):
            break
        begin += 1
    if not follows(text, begin) or is_known(text, begin) or not is_written_as_name(text, begin):
        return None
    kinds, end = text.kinds[begin], run_end(text, begin)
    if kinds & (Is.GIVEN | Is.FAMILY | Is.STRANGE) and not kinds & Is.NEVER:
        return NamedRun(begin, end, False)
    is_office = any(text.phrase(name, begin) for name in ("body", "before", "role"))
    return NamedRun(begin, end, False) if end - begin > 1 and not is_office else None


_CUES: Mapping[str, Reader] = {
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
    text, at = WordSequence(value), 0
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
    """Say whether a text ends with a title, an office or a “hộ”: what follows is a name."""
    text = _last_words(before)
    if text is None:
        return False
    at = len(text)
    if any(text.phrase_before(cue, at) for cue in _BEFORE_NAMES):
        return True
    # Back over the body of an office to the office: “Chủ tịch Hội Phụ nữ xã”.
    while not text.phrase_before("role", at):
        size = text.phrase_before("body", at)
        if not size:
            return False
        at -= size
    return True


def _last_words(before: str) -> WordSequence | None:
    """Read the end of a text, if nothing but a blank or a colon stands after its last word."""
    text = WordSequence(before[-_LOOK_BACK:])
    return text if len(text) and not text.text[text.ends[-1] :].strip(" .:(") else None
