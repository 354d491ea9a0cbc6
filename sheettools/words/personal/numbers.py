"""Numbers that are somebody's: of phones, papers, accounts, cars. Pure functions.

Amounts, dates, quantities and the numbers of documents look alike; what stands before and after a
number decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.words.personal.lists import any_of, listed
from sheettools.words.personal.patterns import Hit, Pattern, before_of, is_counted

_NINE, _TWELVE = 9, 12

_UNIT = r"(?:đồng|nghìn|ngàn|triệu|tỷ|tỉ|đ|vnđ|vnd|m2|m²|m3|m|km|ha|kg|tấn|tạ|kwh|usd|%)"
_UNLESS = rf"(?!\d|%|[.,]\d|_|[-/]?[^\W\d]|/(?!0[1-9]\d{{8}})|\s*{_UNIT}\b)"
_PHONE = re.compile(
    r"""(?<![\w+])(?<!\d[.,])(?:
        0[1-9]\d{8,9}                                                  # 0912345678, 02043881234
      | 0[1-9]\d{1,2}([ .\-])\d{3,4}\1\d{3,4}                          # 0912 345 678, 091-234-5678
      | 0[1-9]\d{2}[ .\-]\d{6,7}                                       # 0912 345678, 0204 3881234
      | (?:\(02\d{1,2}\)|02\d{1,2})[ .\-]?\d[ .]?\d{3}[ .]?\d{3,4}     # (0204) 3.881.234
      | 0[1-9](?:([ .\-])\d{2}(?:\2\d{2}){3})                          # 09 12 34 56 78
      | 0[1-9]\d{2}([ ]?[/|*·•][ ]?)\d{3}\3\d{3}                        # 0912/345/678
      | (?:\+84|\(\+84\))[ .\-]?(?:\(0\))?[1-9]\d(?:[ .\-]?\d){7,8}    # +84 912 345 678
    )"""
    + _UNLESS,
    re.VERBOSE | re.IGNORECASE,
)
_CITIZEN = re.compile(
    r"(?<![\w/\-])(?<!\d[.,])"
    r"(?:\d{12}|0\d{2}([ .])\d{3}\1\d{3}\1\d{3}|0\d{3}([ .])\d{4}\2\d{4}|\d{9}|\d{3} \d{3} \d{3})"
    + _UNLESS,
    re.IGNORECASE,
)
_ABOUT_PHONE = Pattern(
    any_of("numbers", "phone"), r"[^\d\n]{0,12}$", signs=listed("numbers", "phone")
)
_ABOUT_CITIZEN = Pattern(
    any_of("numbers", "citizen"), r"[^\d\n]{0,20}$", signs=listed("numbers", "citizen")
)
_ABOUT_ACCOUNT = Pattern(
    rf"(?:{any_of('numbers', 'account')}|\b(?:tk|mb|ck|atm)"
    r"|(?:chuyển|nộp|gửi|trả)[^\d\n]{0,30}(?:vào|qua|đến)(?: số)?|\bvào(?: số)?)[^\d\n]{0,30}$",
    signs=[
        *listed("numbers", "account"),
        "tk",
        "mb",
        "ck",
        "chuyển",
        "nộp",
        "gửi",
        "trả",
        "vào",
        "atm",
    ],
)
ABOUT_DOCUMENT = Pattern(
    rf"(?:{any_of('numbers', 'document')}(?: số| của)?[^\d\n]{{0,25}}|mã số)[\s:.]*$",
    signs=listed("numbers", "document"),
)
_DATE_FIRST = re.compile(
    r"\d{1,2}[ ./\-]+\d{1,2}[ "
    r"./\-]+(?:19|20)\d\d(?!\d)|(?:19[5-9]|20[0-3])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)


_SIX_CLOSE, _NINE_CLOSE = (
    re.compile(rf"[\doOxX*](?:[^\w*]{{0,3}}[\doOxX*]){{{more}}}") for more in (5, 8)
)
"""Digits close together, or what may stand for them: no number has fewer than six."""


def find_numbers(text: str) -> Iterator[Hit]:
    """Yield the numbers in a text that are somebody's; some may overlap."""
    six = _SIX_CLOSE.search(text) is not None
    nine = six and _NINE_CLOSE.search(text) is not None
    if nine:
        yield from _clear_ones(text)
        yield from _phones(text)
        yield from _cards(text)
    for match in _IN_WORDS.finditer(text):
        yield Hit("phone", *match.span(), True)
    if six:
        yield from _short_phones(text)
        yield from _long_runs(text)


# ----------------------------------------------------------- phones and citizens, as mostly written


def _clear_ones(text: str) -> Iterator[Hit]:
    for match in _PHONE.finditer(text):
        digits = len(re.sub(r"\D", "", match[0]))
        as_many = digits > _NINE and (digits < _TWELVE or "+" in match[0])
        if as_many and not _ends_code(text, match):
            yield Hit("phone", *match.span(), True)
    for match in _CITIZEN.finditer(text):
        found = _citizen(text, match)
        if found is not None:
            yield found


_UNIT_AND_YEAR = re.compile(r"\d{3,4}-(?:19|20)\d\d-")
_OFFICE_BEFORE = re.compile(r"(?<!\d)\d{5}-$")


def _ends_code(text: str, match: re.Match[str]) -> bool:
    """Say whether what looks like a phone is of the code of a matter, which the program makes: the
    office's number, the unit's, the year and a row (07528-0912-2024-001).
    """
    if not _UNIT_AND_YEAR.match(match[0]):
        return False
    return _OFFICE_BEFORE.search(before_of(text, match.start())) is not None


def _citizen(text: str, match: re.Match[str]) -> Hit | None:
    """Judge 9 or 12 digits: round ones may be an amount; 9 after “ĐT”, a phone without its zero."""
    before = before_of(text, match.start())
    start, end = match.span()
    if len(match[0]) == _NINE and _ABOUT_PHONE.search(before):
        return Hit("phone", start, end, True)
    if _ABOUT_CITIZEN.search(before):
        return Hit("cccd", start, end, True)
    if match[0].endswith("000") or (match[0][3] == " " and not match[0].startswith("0")):
        return None
    if len(match[0]) == _NINE and ABOUT_DOCUMENT.search(before):
        return None
    return Hit("cccd", start, end, len(match[0]) > _NINE)


# ------------------------------------------------------------------ phones as they are written else

_LOOSE_PHONE = re.compile(
    r"(?<!\d)(?<!\d[.,\-/])(?:(?:\((?=\+?\d{2,4}\)))?(?:\+|00)?84\)?(?:[ "
    r".\-]?\(?0\)?)?|\((?=\d{2,4}\))[0oO]|[0oO])"
    r"(?:(?:[ .\-]?[35789]|[ .\-]?1[ .\-]?[2689])(?:(?:[ .,\-–]|\) ?| [.\-–] )?[\doO]){8}"
    r"|[ .\-]?2(?:(?:[ .,\-–]|\) ?)?\d){9})(?!\d)(?![.,:/]\d)"
)
_HIDDEN_IN_PART = re.compile(r"(?<!\d)0[35789]\d(?:[ .*\-]?[\dx*]){7}(?!\w)", re.IGNORECASE)
_YEAR_INSIDE = re.compile(r"\d{1,2}\D+(?:.*\D)?(?:1[89]|2\d)\d\d(?!\d)")
_DIGIT_WORD = (
    r"(?:không|khong|một|mot|mốt|hai|ba|bốn|bon|tư|năm|nam|lăm"
    r"|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin)"
)
_IN_WORDS = Pattern(rf"(?<!\w){_DIGIT_WORD}(?:[\s,.\-]{{1,3}}{_DIGIT_WORD}){{8,11}}(?!\w)")
_SHORT_PHONE = re.compile(r"\d(?<![\d.,/].)(?:[ .\-]?\d){5,9}(?![\d/]|[.,]\d)")


def _phones(text: str) -> Iterator[Hit]:
    for match in _LOOSE_PHONE.finditer(text):
        if not _is_no_phone(text, match):
            yield Hit("phone", *match.span(), True)
    for match in _HIDDEN_IN_PART.finditer(text):
        if not match[0].replace(" ", "").replace(".", "").replace("-", "").isdigit():
            yield Hit("phone", *match.span(), True)


def _short_phones(text: str) -> Iterator[Hit]:
    for match in _SHORT_PHONE.finditer(text):
        if _ABOUT_PHONE.search(before_of(text, match.start())) and not _is_other(text, match):
            yield Hit("phone", *match.span(), True)


def _is_no_phone(text: str, match: re.Match[str]) -> bool:
    """Say whether what looks like a phone is a date, part of a code, or a quantity."""
    if _DATE_FIRST.match(match[0]) or _YEAR_INSIDE.match(match[0]):
        return True
    if match[0].isdigit() and match[0].startswith("0"):
        return False  # no quantity begins with a nought
    is_glued = text[: match.start()][-1:].isalpha()
    return is_glued or is_counted(text, match.end())


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Say whether digits are a date, an amount or a quantity."""
    if _DATE_FIRST.match(match[0]) or is_counted(text, match.end()):
        return True
    return match[0].endswith(("000", "1800")) or match[0].startswith(("1800", "1900"))


# --------------------------------------------------------------------------- long runs of digits

_RUN = re.compile(r"\d(?<![\d/].)(?<!\d[.,].)(?:[ .\-]?\d){5,18}(?![\d/%]|[.,]\d|-\d)")
_CARD = re.compile(r"\d(?<!\d.)\d{3}([ .\-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?(?!\d)")
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ .\-]?)+")


def _cards(text: str) -> Iterator[Hit]:
    for match in _CARD.finditer(text):
        if not _YEARS.fullmatch(match[0]):
            yield Hit("account", *match.span(), True)


def _long_runs(text: str) -> Iterator[Hit]:
    for match in _RUN.finditer(text):
        found = _run(text, match)
        if found is not None:
            yield found


def _run(text: str, match: re.Match[str]) -> Hit | None:
    """Judge a run of 6 to 19 digits by the words before it, then by itself."""
    start, end = match.span()
    before = before_of(text, start)
    digits = re.sub(r"\D", "", match[0])
    if _DATE_FIRST.match(match[0]) or is_counted(text, end) or _YEARS.fullmatch(match[0]):
        return None
    if len(digits) >= _NINE and _ABOUT_CITIZEN.search(before):
        return Hit("cccd", start, end, True)
    if digits.endswith("000"):
        return None  # a round number is an amount
    if _ABOUT_ACCOUNT.search(before):
        return Hit("account", start, end, True)
    if len(digits) == _TWELVE and digits[0] == "0" and not text[:start][-1:].isalpha():
        return Hit("cccd", start, end, True)
    is_unbroken = digits == match[0] and not text[end : end + 1].isalpha()
    if is_unbroken and len(digits) > _NINE and not ABOUT_DOCUMENT.search(before):
        return Hit("account", start, end, False)
    return None
