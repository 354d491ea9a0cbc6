"""Names of people in a text: after a title, an office, a “hộ”, or by themselves. Pure functions.

A name is certain where a reader would not doubt it; what is not certain is covered in what goes up, and asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sheettools.template.personal.reading import Gap, Is, Reading, Shape, key_of, words

LONGEST = 6
"""How many words a name has at most."""
_ANY_PART = Is.GIVEN | Is.BETWEEN | Is.MIDDLE | Is.SHORT | Is.STRANGE
_AND = frozenset(("và", "với", "cùng", "hoặc", "hay", "va", "voi", "cung"))
_BESIDE_A = frozenset(
    (
        "vitamin",
        "gan",
        "cúm",
        "án",
        "gói",
        "mẫu",
        "biểu",
        "khu",
        "nhà",
        "lớp",
        "hạng",
        "loại",
        "khối",
        "tổ",
        "bảng",
        "nhóm",
        "điểm",
        "mục",
        "dãy",
        "tầng",
    )
)
_AFTER_Y = frozenset(("tế", "khoa", "học", "dược", "sĩ", "sỹ", "tá", "bác", "kiến", "te"))
_GLUED = re.compile(r"(?:nguyen|tran|pham|hoang|huynh|trinh|bui|dinh|le|vu|ngo|phan)(?:van|thi)[a-z]{2,9}")
"""A whole name without marks or blanks, as in names of files and accounts."""


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a reading, from `first` to before `end`, that name somebody."""

    first: int
    end: int
    is_certain: bool


def find_names(text: Reading) -> Iterator[Named]:
    """Yield the names that stand in a text, from left to right."""
    at = 0
    while at < len(text):
        if text.phrase("known", at) and _is_known(text, at):
            at += text.phrase("known", at)
            continue
        found = _named_at(text, at)
        if found is None:
            at = max(at + 1, _end_of_place(text, at))
            continue
        yield found
        at = found.end
        while (other := _next_of_list(text, at)) is not None:
            yield other
            at = other.end


def _named_at(text: Reading, at: int) -> Named | None:
    both = text.kinds[at] & Is.FAMILY and at + 1 < len(text) and text.kinds[at + 1] & Is.MIDDLE
    # “Bá Thị Phượng”: what may be a form of address is a family name there.
    first = full_name(text, at) if both and text.lexemes[at].is_capital else None
    return first or _by_cue(text, at) or full_name(text, at) or _by_itself(text, at)


def _by_cue(text: Reading, at: int) -> Named | None:
    for cue, read in _CUES:
        size = text.phrase(cue, at)
        if size and at + size < len(text):
            found = read(text, at, at + size)
            if found is not None:
                return found
    return None


# --------------------------------------------------------------------------- runs of capital letters


def run_end(text: Reading, at: int, most: int = LONGEST) -> int:
    """Return where the capitalised words end that begin at a word and may all be one name."""
    end = at
    while end < min(len(text), at + most):
        one, kinds = text.lexemes[end], text.kinds[end]
        if not one.is_capital or (one.shape is Shape.LARGE and not _is_spoken(text, end)):
            break
        if end > at and ((kinds & Is.NEVER and not kinds & _ANY_PART) or _is_other_word(text, end)):
            break
        end += 1
        if not text.joined(end - 1):
            break
    return end


def _is_other_word(text: Reading, at: int) -> bool:
    """Say whether a word makes with the small one after it what is no name: “Công an”."""
    return _is_pair(text, at) and at + 1 < len(text) and not text.lexemes[at + 1].is_capital


def _is_pair(text: Reading, at: int) -> bool:
    """Say whether a word makes with the next one what is no name, unless that belongs to another: “Thủy | văn phòng”."""
    if not text.phrase("pairs", at):
        return False
    kinds = text.kinds[at]
    clear = text.lexemes[at].is_capital and kinds & Is.GIVEN and not kinds & Is.SELDOM
    return not (clear and not text.is_caseless and at + 1 < len(text) and text.phrase("pairs", at + 1))


def _is_known(text: Reading, at: int) -> bool:
    """Say whether a known place or street stands at a word, and no longer name that begins as it does."""
    size = text.phrase("known", at)
    if not size:
        return _is_lunar_year(text, at)
    if not _is_written_as_name(text, at):
        return _with_middle(text, at) is None
    return run_end(text, at) == at + size


def _is_lunar_year(text: Reading, at: int) -> bool:
    """Say whether a year of the old calendar stands at a word: “Tết Giáp Thìn”."""
    if not at or text.keys[at - 1] not in ("năm", "tết", "đán", "xuân", "tuổi"):
        return False
    return text.keys[at] in _STEMS and at + 1 < len(text) and text.keys[at + 1] in _BRANCHES


_STEMS = frozenset(map(key_of, "giáp ất bính đinh mậu kỷ canh tân nhâm quý".split()))
_BRANCHES = frozenset(map(key_of, "tý sửu dần mão thìn tỵ ngọ mùi thân dậu tuất hợi tí tị".split()))


_COUNTED = re.compile(r" (?:[IVX]{1,4}|\d{1,4})(?![\w.])")


def _may_begin(text: Reading, at: int) -> bool:
    if _COUNTED.match(text.text, text.ends[at]):
        return False  # Quý II
    kinds = text.kinds[at]
    if kinds & (Is.NEVER | Is.PEOPLE) and not kinds & (Is.GIVEN | Is.FAMILY):
        return False
    return not _is_pair(text, at) and not _is_known(text, at)


def _is_written_as_name(text: Reading, at: int) -> bool:
    one = text.lexemes[at]
    return one.is_capital and not text.is_caseless and (one.shape is not Shape.LARGE or _is_spoken(text, at))


def _is_spoken(text: Reading, at: int) -> bool:
    """Say whether a word may be one of a name by its spelling: UBND is none."""
    kinds = text.kinds[at]
    without_marks = text.bare[at] and kinds & (_ANY_PART | Is.FAMILY)
    return text.lexemes[at].is_spoken or bool(kinds & Is.STRANGE) or bool(without_marks)


# --------------------------------------------------------------------------- full names


def full_name(text: Reading, at: int, *, in_place: bool = False) -> Named | None:
    """Return the full name, family name first, that begins at a word.

    One that follows the word of a place, a street or a school is that place's, unless `in_place`.
    """
    found = _with_middle(text, at)
    if found is None and text.kinds[at] & Is.FAMILY:
        if _is_written_as_name(text, at):
            found = _capitals(text, at)
        found = found or _small(text, at)
    return None if found is None or (not in_place and _is_of_place(text, at, found)) else found


def _is_of_place(text: Reading, at: int, name: Named) -> bool:
    """Say whether a name is that of a place, a street or a school, by the word before it.

    A village may be called after somebody everybody knows; another full name after “thôn” is that of who signs.
    """
    size = text.phrase_before("before", at)
    if not size or text.phrase_before("role", at):
        return False
    if (
        not text.phrase_before("unit", at)
        or name.end - at < 3
        or text.phrase("known", at)
        or text.phrase("namesakes", at)
    ):
        return True
    return not text.kinds[at] & Is.SURE and not text.kinds[at + 1] & Is.MIDDLE


def _end_of_place(text: Reading, at: int) -> int:
    """Return where the full name ends that a place, a street or a school has, 0 where there is none."""
    found = full_name(text, at, in_place=True) if text.phrase_before("before", at) else None
    if found is None:
        return 0
    inside = range(at + 1, found.end - 1)  # somebody's name may follow that of the place
    return next((i for i in inside if text.kinds[i] & Is.SURE and text.kinds[i + 1] & Is.MIDDLE), found.end)


def _with_middle(text: Reading, at: int) -> Named | None:
    """Read a family name, “Văn” or “Thị”, a name, however they are written."""
    third = at + 2
    if third >= len(text) or not text.kinds[at + 1] & Is.MIDDLE or not (text.joined(at) and text.joined(at + 1)):
        return None
    family = text.kinds[at] & Is.FAMILY
    capitals = all(text.lexemes[i].is_capital for i in range(at, third + 1)) and not text.is_caseless
    if not family and not (capitals and _may_be_family(text, at)):
        return None
    if not capitals and text.phrase("pairs", at):
        return None
    paired = bool(text.phrase("pairs", at + 1)) and text.lexemes[at].plain not in _CLEAR_FAMILIES
    if paired and not (capitals and family):
        return None
    clear = text.kinds[at] & (Is.SURE | Is.LIKELY | Is.SMALL) and not text.phrase("pairs", third)
    if text.kinds[third] & Is.NEVER and not text.kinds[third] & Is.GIVEN and not capitals and not clear:
        return None
    if capitals:
        return Named(at, run_end(text, at), bool(family))
    end = _more_given(text, third + 1)
    return Named(at, end, bool(text.kinds[at] & (Is.SMALL | Is.SURE)) and bool(text.kinds[third] & Is.GIVEN))


_UNMISTAKABLE = frozenset(("nguyen", "tran", "pham", "huynh", "trinh"))
_CLEAR_FAMILIES = frozenset(("nguyen", "tran", "pham", "huynh", "hoang", "bui", "ngo", "vu", "le"))
"""Before these, without marks, “van thu” is no office: nobody writes “le van hoa” of anything else."""


def _may_be_family(text: Reading, at: int) -> bool:
    return not text.kinds[at] & Is.NEVER and not text.phrase("before", at)


def _more_given(text: Reading, end: int) -> int:
    """Return where a name ends whose letters do not tell: given names that follow belong to it."""
    for _ in range(2):
        if end >= len(text) or not text.joined(end - 1) or not text.kinds[end] & Is.GIVEN:
            break
        if text.phrase("pairs", end) or (text.kinds[end] & Is.SELDOM and not text.lexemes[end].is_capital):
            break
        end += 1
    return end


def _capitals(text: Reading, at: int) -> Named | None:
    """Read a full name whose words are capitalised among words that are not."""
    end = run_end(text, at)
    rest = [text.kinds[i] for i in range(at + 1, end)]
    if not rest or _is_known(text, at) or (text.kinds[at + 1] & Is.NEVER and not rest[0] & Is.GIVEN):
        return None
    if text.phrase("before", at + 1) and not rest[0] & Is.GIVEN:
        return None
    if text.phrase("before", at) and (_is_known(text, at + 1) or rest[0] & Is.SURE or len(rest) == 1):
        return None  # “Đường Lê Lợi”, “Đèo Váng”
    initials = [text.lexemes[i].shape is Shape.INITIAL for i in range(at + 1, end)]
    named = all(kinds & _ANY_PART or initial for kinds, initial in zip(rest, initials, strict=True))
    named = named or (
        len(rest) == 2 and bool(rest[0] & (Is.BETWEEN | Is.SHORT)) and not rest[1] & (Is.NEVER | Is.WHERE)
    )
    large = text.lexemes[at].shape is Shape.LARGE and text.lexemes[at + 1].shape is Shape.LARGE
    if text.kinds[at] & Is.SURE:
        if large and not (named and (len(rest) > 1 or not text.phrase("pairs", at))):
            return None
        return Named(at, end, len(rest) > 1)
    named = named or (len(rest) == 1 and not text.lexemes[at + 1].is_spoken and not text.lexemes[at + 1].key.isascii())
    if large or not (named or (text.kinds[at] & Is.LIKELY and len(rest) > 1)):
        return None
    if len(rest) > 1:
        return Named(at, end, bool(rest[0] & (Is.MIDDLE | Is.SHORT)))
    foreign = not text.lexemes[at + 1].is_spoken and not text.lexemes[at + 1].key.isascii()
    clear = (
        foreign
        or (rest[0] & (Is.GIVEN | Is.STRANGE) and not rest[0] & (Is.PLACEY | Is.WHERE | Is.SELDOM))
        or (initials[0] and text.text[text.ends[end - 1] :][:1] == ".")
    )
    return Named(at, end, False) if clear and not text.phrase("pairs", at) else None


def _small(text: Reading, at: int) -> Named | None:
    """Read a full name of words that are all small, or all large, by the lists alone."""
    if not text.kinds[at] & (Is.SMALL | Is.SURE) or at + 1 >= len(text) or not text.joined(at):
        return None
    second = text.kinds[at + 1]
    if text.phrase("pairs", at) or text.phrase("pairs", at + 1) or _is_known(text, at):
        return None
    third = text.kinds[at + 2] if at + 2 < len(text) and text.joined(at + 1) else Is(0)
    both = second & (Is.BETWEEN | Is.SHORT | Is.GIVEN) and third & Is.GIVEN and not text.phrase("pairs", at + 2)
    clear = text.lexemes[at].plain in _UNMISTAKABLE
    both = both and not (text.bare[at] and third & Is.NEVER)
    if text.bare[at] and text.kinds[at] & Is.SMALL and len(text.keys[at + 1]) == 1 and third & Is.GIVEN:
        return Named(at, at + 3, False)
    seldom = second & Is.SELDOM and third & Is.SELDOM
    if both and (clear or (text.kinds[at] & Is.SMALL and not seldom)):
        return Named(at, _more_given(text, at + 3), False)
    if clear and second & Is.GIVEN and not second & Is.SELDOM and not text.bare[at]:
        return Named(at, at + 2, False)
    return None


# --------------------------------------------------------------------------- after a word that tells


def _after_title(text: Reading, at: int, begin: int) -> Named | None:
    return _addressed(text, at, begin, kin=False)


def _after_kin(text: Reading, at: int, begin: int) -> Named | None:
    return _addressed(text, at, begin, kin=True)


def _addressed(text: Reading, at: int, begin: int, *, kin: bool) -> Named | None:
    """Read the name after a form of address; after kin it must look like one."""
    if text.gaps[begin - 1] not in (Gap.NONE, Gap.COLON):
        return None
    if text.lexemes[at].is_capital and text.phrase_before("before", at):
        return None  # chợ Bà Chiểu
    if text.phrase("title", begin) or text.phrase("role", begin):
        return None
    if text.phrase("pairs", begin - 1) and text.text[text.ends[begin - 1] : text.starts[begin]].isspace():
        return None
    initials = _initials(text, begin)
    if initials is not None:
        return initials if initials.end - begin > 1 or not kin else None
    kinds = text.kinds[begin]
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return Named(begin, found.end, True)
    if kinds & Is.NEVER and not kinds & Is.GIVEN:
        return None
    if _is_written_as_name(text, begin):
        if _is_other_word(text, begin) or (kin and not kinds & (Is.GIVEN | Is.FAMILY | Is.STRANGE)):
            return None
        return Named(begin, run_end(text, begin, 4), not kin)
    return None if kin or text.phrase("pairs", begin) else _small_after_title(text, begin)


def _small_after_title(text: Reading, at: int, *, alone: bool = True) -> Named | None:
    """Read a name whose letters do not tell; one of a single word, too, unless it must not stand `alone`."""
    kinds = text.kinds[at]
    following = at + 1
    weak = text.bare[at] and not (kinds & Is.SMALL and text.keys[at - 1] in _CLEAR_TITLES)
    if kinds & Is.FAMILY and not weak and following < len(text) and text.joined(at):
        second = text.kinds[following]
        if second & (Is.GIVEN | Is.BETWEEN | Is.SHORT) and not text.phrase("pairs", following):
            end = _more_given(text, following + 1)
            if end - at > 2 or (second & Is.GIVEN and not second & Is.SELDOM):
                return Named(at, end, end - at > 2 and bool(kinds & (Is.SURE | Is.SMALL)))
    if not alone or not kinds & Is.GIVEN or (kinds & Is.SELDOM and (text.bare[at] or not text.is_caseless)):
        return None
    opens = at == 1 or text.gaps[at - 2] is not Gap.NONE
    if (
        text.bare[at]
        and text.keys[at - 1] not in _CLEAR_TITLES
        and not (opens and text.keys[at - 1] in _TITLES_IN_FRONT)
    ):
        return None
    return Named(at, _more_given(text, following) if text.is_caseless else following, False)


_CLEAR_TITLES = frozenset(("ong", "ba", "anh", "chi"))
"""Titles that without their marks, too, are hardly another word."""

_TITLES_IN_FRONT = frozenset(("co", "chu", "bac", "cu", "thay"))
"""Those that are so where they begin a sentence."""


def _initials(text: Reading, at: int) -> Named | None:
    """Read N.V.A, N. V. Tám, NVA; a single letter before another word belongs to that word (A Páo)."""
    one = text.lexemes[at]
    if one.shape is Shape.LARGE and len(one.key) == 3 and not one.is_spoken and one.key[1] in "vt":
        return Named(at, at + 1, False)
    end = at
    while end < len(text) and text.lexemes[end].shape is Shape.INITIAL:
        end += 1
        if not text.joined(end - 1):
            break
    if end == at or (end - at == 1 and text.is_caseless) or text.text[text.ends[end - 1] :][:1].isdigit():
        return None
    joined = end < len(text) and text.joined(end - 1)
    if joined and text.lexemes[end].shape is Shape.CAPITAL:
        return Named(at, run_end(text, end, 2), True)
    return Named(at, end, end - at > 1)


def _after_role(text: Reading, at: int, begin: int) -> Named | None:
    """Read the name after an office; between them may stand the body: “Bí thư Đảng ủy xã Lê Tâm”."""
    first, last_body = begin, 0
    while begin < len(text) and text.gaps[begin - 1] in (Gap.NONE, Gap.COLON) and begin - at < 14:
        size = text.phrase("body", begin)
        if not size:
            break
        last_body, begin = begin, begin + size
    if begin >= len(text) or text.gaps[begin - 1] not in (Gap.NONE, Gap.COLON) or text.phrase("title", begin):
        return None
    unit = begin > first and bool(text.phrase("unit", last_body))
    unit = unit or bool(text.phrase_before("unit", begin))  # “Trưởng thôn” is one phrase
    other_place = begin > first and bool(text.phrase_before("before", begin)) and not unit
    if other_place:
        return None
    initials = _initials(text, begin)
    if initials is not None and initials.end - begin > 1:
        return initials
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return Named(begin, found.end, found.is_certain and not (unit and found.end - begin < 3))
    if not _is_written_as_name(text, begin) or not _may_begin(text, begin):
        return None
    end = run_end(text, begin, 4)
    kinds = text.kinds[begin]
    if (
        begin == first
        and not unit
        and end - begin == 1
        and not kinds
        and text.lexemes[begin].is_spoken
        and not _begins_any(text, begin)
    ):
        return Named(begin, end, False)
    pair = end - begin == 2 and begin == first and all(text.kinds[i] & Is.GIVEN for i in range(begin, end))
    if (
        not kinds & (Is.GIVEN | Is.STRANGE)
        or not (pair or end - begin == 1)
        or (unit and kinds & (Is.PLACEY | Is.WHERE))
    ):
        return None
    return Named(begin, end, not unit and not pair and not kinds & Is.WHERE)


def _begins_any(text: Reading, at: int) -> bool:
    """Say whether any listed phrase begins with a word."""
    return any(text.keys[at] in words().phrases[name] for name in ("pairs", "body", "before", "role"))


def _after_household(text: Reading, at: int, begin: int) -> Named | None:
    while begin < len(text) and text.keys[begin] in ("nghèo", "cận", "chính", "sách", "ngheo"):
        begin += 1
    if begin >= len(text) or text.gaps[begin - 1] not in (Gap.NONE, Gap.COLON) or text.phrase("title", begin):
        return None
    initials = _initials(text, begin)
    if initials is not None:
        return initials
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return Named(begin, found.end, True)
    if not _is_written_as_name(text, begin):
        return None if text.phrase("pairs", begin) else _small_after_title(text, begin, alone=False)
    one = text.lexemes[begin]
    if not _may_begin(text, begin) or text.phrase("before", begin) or text.phrase("role", begin):
        return None
    kinds = text.kinds[begin]
    if kinds & Is.PEOPLE or (text.phrase("body", begin) and not kinds & Is.GIVEN):
        return None
    if not kinds & (Is.GIVEN | Is.STRANGE | Is.FAMILY) and not one.is_spoken:
        return None
    return Named(begin, run_end(text, begin, 4), bool(kinds & Is.GIVEN) and not kinds & Is.WHERE)


def _lone_given(text: Reading, at: int, begin: int) -> Named | None:
    """Read a given name alone, where the word before it makes one likely."""
    if text.gaps[begin - 1] is not Gap.NONE:
        return None
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return found
    kinds = text.kinds[begin]
    if not _is_written_as_name(text, begin) or not kinds & (Is.GIVEN | Is.STRANGE) or kinds & (Is.WHERE | Is.NEVER):
        return None
    end = run_end(text, begin)
    if end < len(text) and text.joined(end - 1) and text.lexemes[end].is_capital:
        return None
    if not _may_begin(text, begin) or text.phrase("pairs", begin - 1):
        return None
    both = end - begin == 2 and text.phrase("home", at) and text.kinds[begin + 1] & Is.GIVEN
    both = both and not (kinds | text.kinds[begin + 1]) & Is.SELDOM
    return Named(begin, end, False) if end - begin == 1 or both else None


def _after_called(text: Reading, at: int, begin: int) -> Named | None:
    """Read what somebody is called by: “tức Hùng Sẹo”."""
    found = full_name(text, begin, in_place=True)
    kinds = text.kinds[begin]
    if found is not None or text.gaps[begin - 1] is not Gap.NONE:
        return found
    if not _is_written_as_name(text, begin) or not kinds & Is.GIVEN or kinds & (Is.WHERE | Is.PLACEY | Is.NEVER):
        return None
    return Named(begin, run_end(text, begin, 3), False) if _may_begin(text, begin) else None


def _after_label(text: Reading, at: int, begin: int) -> Named | None:
    """Read what follows the heading of a form: “Người tố cáo: …”."""
    if text.keys[begin] in ("là", "la") and begin + 1 < len(text):
        begin += 1
    elif text.gaps[begin - 1] is not Gap.COLON:
        return None
    if text.phrase("title", begin) or text.phrase("role", begin):
        return None
    found = full_name(text, begin, in_place=True)
    if found is not None:
        return Named(begin, found.end, True)
    initials = _initials(text, begin)
    if initials is not None and initials.end - begin > 1:
        return initials
    kinds = text.kinds[begin]
    if not _may_begin(text, begin) or text.phrase("before", begin):
        return None
    if _is_written_as_name(text, begin) and not (text.phrase("body", begin) and not kinds & Is.GIVEN):
        likely, end = bool(kinds & (Is.GIVEN | Is.STRANGE)), run_end(text, begin, 4)
        return Named(begin, end, likely) if likely or (text.lexemes[begin].is_spoken and end - begin > 1) else None
    if kinds & Is.GIVEN and not kinds & Is.SELDOM:
        return Named(begin, begin + 1, False)
    return None


def _after_net(text: Reading, at: int, begin: int) -> Named | None:
    """Read what somebody calls himself on the net: “zalo Lan Béo”."""
    while begin < len(text) and (text.keys[begin] in _OF_NET or text.phrase("net", begin)):
        begin += 1
    if begin >= len(text) or text.gaps[begin - 1] not in (Gap.NONE, Gap.COLON) or _is_known(text, begin):
        return None
    kinds, end = text.kinds[begin], run_end(text, begin)
    likely = kinds & (Is.GIVEN | Is.FAMILY | Is.STRANGE) and not kinds & Is.NEVER
    several = end - begin > 1 and not any(text.phrase(name, begin) for name in ("body", "before", "role"))
    return Named(begin, end, False) if _is_written_as_name(text, begin) and (likely or several) else None


_OF_NET = frozenset(("là", "tên", "của", "có", "cá", "nhân", "chủ", "cho", "với", "qua", "ghi", "lấy"))
_CUES = (
    ("title", _after_title),
    ("kin", _after_kin),
    ("role", _after_role),
    ("household", _after_household),
    ("home", _lone_given),
    ("called", _after_called),
    ("net", _after_net),
    ("label", _after_label),
    ("addressed", _lone_given),
)


def without_title(value: str) -> str:
    """Return what stands where a name was asked for without the forms of address before it."""
    text, at = Reading(value), 0
    while at < len(text) and full_name(text, at) is None:
        sizes = (text.phrase(cue, at) for cue in ("title", "kin", "household", "home"))
        size = next(filter(None, sizes), 0)
        if not size:
            break
        at += size
    return value[text.starts[at] :] if at < len(text) else ""


def is_titled(before: str) -> bool:
    """Say whether a text ends with a form of address or a “hộ”."""
    text = Reading(before[-_LOOK_BACK:])
    at = len(text)
    if not at or text.text[text.ends[-1] :].strip(" .:("):
        return False
    return any(text.phrase_before(cue, at) for cue in ("title", "kin", "household", "home"))


_LOOK_BACK = 100


def is_addressed(before: str) -> bool:
    """Say whether a text ends with a title, an office or a “hộ”: a word that may be a name then is one."""
    text = Reading(before[-_LOOK_BACK:])
    at = len(text)
    if is_titled(before):
        return True
    if not at or text.text[text.ends[-1] :].strip(" .:("):
        return False
    while not text.phrase_before("role", at):
        size = text.phrase_before("body", at)
        if not size:
            return False
        at -= size
    return True


def _next_of_list(text: Reading, at: int) -> Named | None:
    """Return the given name that goes on a list of people: “ông Tám, Hùng và Lan”."""
    begin = at
    if begin < len(text) and text.gaps[at - 1] is Gap.NONE and text.keys[at] in _AND and text.gaps[at] is Gap.NONE:
        begin = at + 1
    elif text.gaps[at - 1] is not Gap.LIST:
        return None
    if begin >= len(text) or text.phrase("title", begin):
        return None
    found = full_name(text, begin)
    if found is not None:
        return found
    kinds = text.kinds[begin]
    if not kinds & Is.GIVEN or not _is_written_as_name(text, begin) or not _may_begin(text, begin):
        return None
    alone = run_end(text, begin) - begin == 1
    goes_on = text.gaps[begin] is not Gap.NONE or (begin + 1 < len(text) and text.keys[begin + 1] in _AND)
    return Named(begin, begin + 1, False) if alone and (goes_on or not kinds & Is.WHERE) else None


# --------------------------------------------------------------------------- by themselves


def _by_itself(text: Reading, at: int) -> Named | None:
    one = text.lexemes[at]
    account = _account(text, at)
    if account is not None:
        return account
    if len(one.plain) > 8 and _GLUED.fullmatch(one.plain):
        return Named(at, at + 1, False)
    if not one.is_capital or text.phrase_before("before", at):
        return None
    if text.kinds[at] & Is.STRANGE:
        end = run_end(text, at, 4)
        return Named(at, end, True) if end - at > 1 or "'" in one.key else None
    if one.shape is Shape.INITIAL:
        if one.key in ("ô", "b", "c", "a") and text.gaps[at] is Gap.DOT and at + 1 < len(text):
            return _after_short_title(text, at + 1)
        return _highland(text, at) or _bare_initials(text, at)
    return _family_last(text, at) or _given_alone(text, at)


def _given_alone(text: Reading, at: int) -> Named | None:
    """Read a given name alone where a relative or another given name follows: “Sáu (con cụ Tám)”, “Thắng và Hòa”."""
    if not _is_clear_given(text, at) or at + 2 >= len(text):
        return None
    kin = text.gaps[at] is Gap.COLON and text.text[text.ends[at] :].lstrip()[:1] == "("
    if kin and (text.phrase("kin", at + 1) or text.phrase("title", at + 1)):
        return Named(at, at + 1, False)
    joined = text.gaps[at] is Gap.NONE and text.keys[at + 1] in ("và", "với") and text.gaps[at + 1] is Gap.NONE
    return Named(at, at + 1, False) if joined and _is_clear_given(text, at + 2) else None


def _is_clear_given(text: Reading, at: int) -> bool:
    kinds = text.kinds[at]
    if not kinds & Is.GIVEN or kinds & (Is.PLACEY | Is.WHERE | Is.NEVER | Is.SELDOM):
        return False
    return _is_written_as_name(text, at) and _may_begin(text, at) and run_end(text, at) == at + 1


def _account(text: Reading, at: int) -> Named | None:
    """Read lan.nguyen: what somebody is called in a network, in whichever order."""
    if text.gaps[at] is not Gap.DOT or not text.joined(at) or at + 1 >= len(text):
        return None
    both = text.lexemes[at], text.lexemes[at + 1]
    family = [one.plain in _UNMISTAKABLE and one.key == one.plain for one in both]
    given = [bool(one.plain_kinds & Is.GIVEN) for one in both]
    named = (family[0] and given[1]) or (family[1] and given[0])
    return Named(at, at + 2, False) if named else None


def _after_short_title(text: Reading, at: int) -> Named | None:
    """Read Ô. Tám, C. Lan: a title of one letter."""
    if not _is_written_as_name(text, at) or not text.kinds[at] & (Is.GIVEN | Is.FAMILY) or not _may_begin(text, at):
        return None
    return Named(at, run_end(text, at, 4), False)


def _highland(text: Reading, at: int) -> Named | None:
    """Read Y Bhíp Niê, A Thút: a letter that says man or woman, and a name."""
    key = text.keys[at]
    if key not in ("y", "a", "h", "k", "i") or not text.joined(at) or text.is_caseless:
        return None
    following, kinds = text.lexemes[at + 1], text.kinds[at + 1]
    if following.shape is not Shape.CAPITAL or following.key in _AFTER_Y or _is_known(text, at):
        return None
    if (at and text.keys[at - 1] in _BESIDE_A) or text.text[: text.starts[at]][-1:].isdigit():
        return None
    strange = bool(kinds & Is.STRANGE) or not following.is_spoken
    if not strange and key in ("h", "k") and text.text[text.ends[at] : text.starts[at + 1]].isspace():
        return None
    return Named(at, run_end(text, at + 1, 4), strange)


def _bare_initials(text: Reading, at: int) -> Named | None:
    found = _initials(text, at)
    if found is None or found.end - at < 3 or text.keys[at + 1] not in ("v", "t") or text.keys[at] in ("h", "u"):
        return None
    return Named(at, found.end, False)


def _family_last(text: Reading, at: int) -> Named | None:
    """Read Tám Nguyễn, as people call themselves on the net."""
    if not text.kinds[at] & Is.GIVEN or text.is_caseless or not text.joined(at):
        return None
    last = text.lexemes[at + 1]
    if last.plain not in _UNMISTAKABLE or not last.is_capital or run_end(text, at + 1) != at + 2:
        return None
    return Named(at, at + 2, False)
