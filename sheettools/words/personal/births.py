"""When somebody was born. Pure functions.

The year of a cohort (“công dân sinh năm 2006”) is nobody's in particular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.words.personal.lists import any_of
from sheettools.words.personal.patterns import Hit, Pattern, Signs

_YEAR = r"(?:19[2-9]\d|20[0-2]\d)"
_DAY = (
    rf"(?:(?:ngày\s*)?\d{{1,2}}(?:\s*[/.\-]\s*|\s+tháng\s+)\d{{1,2}}(?:\s*[/.\-]\s*|\s+năm\s+)"
    rf"(?:{_YEAR}|\d{{2}}(?!\d))|{_YEAR}[./\-]\d{{1,2}}[./\-]\d{{1,2}})"
)
_LUNAR = rf"(?:ngày\s+)?(?:mùng\s+|mồng\s+)?\w+\s+tháng\s+\w+\s*,?\s*(?:năm\s+)?{_YEAR}"
_MONTH = rf"(?:(?:tháng\s*)?\d{{1,2}}(?:\s*[/.\-]\s*|\s+năm\s+){_YEAR})"
_ONE = rf"(?:{_DAY}|{_LUNAR}|{_MONTH}|{_YEAR})"
_BORN = Pattern(
    r"(?<!\w)(?P<cue>ngày\s*,?\s*tháng\s*,?\s*năm\s*sinh|sinh\s+(?:ngày|năm|tháng|nhật|vào|hồi)|(?:năm|ngày)\s+sinh"
    r"|sinh|s\.(?=\s?19)|s/n|s\.n\.?|sn|n\.?sinh|ngsinh|dob|đẻ\s+năm)"
    rf"[\s:.\-]*(?:ngày|năm|vào|là|:)?\s*(?P<when>{_ONE}(?:(?:\s*[,/\-]\s*|\s+và\s+){_YEAR})?"
    r"|\d{1,2}/\d{1,2}(?![\d/])|\d{2}(?![\d/%]|[.,]\d|\s*\w))(?!\d)",
    signs=["sinh", "s.", "s/n", "sn", "dob", "đẻ"],
)
_DIGIT = "(?:không|một|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín)"
_OF_AGE = Pattern(
    rf"(?<!\w)(?:(?P<when>{_YEAR})\s*\(\d{{2}} tuổi|(?:tuổi|ns)\s*:?\s*(?P<old>19[2-9]\d)(?![\d/])"
    rf"|sinh\s+năm\s+(?P<said>{_DIGIT}(?:\s+{_DIGIT}){{3}}))",
    signs=["tuổi", "ns", "sinh"],
)
_SPOKEN_OF = Pattern(
    r"(?<!\w)(?:năm\s+sinh|ngày\s+sinh|ngày\s+tháng\s+năm\s+sinh|sinh\s+đôi|sinh\s+ba|sinh\s+năm|tuổi\s+thật|\d{2}\s+tuổi)",
    signs=["sinh", "tuổi"],
)
_ANY_DAY = Pattern(rf"(?<![\d/.\-])(?:{_DAY}|(?:19[2-9]\d|200\d|201\d))(?![\d/\-]|\.\d)")
_OF_SEX = Pattern(rf"(?<!\w)(?:nam|nữ)\s*,\s*(?P<when>{_DAY}|{_YEAR})(?![\d/.\-])")
_WORDS = Signs(("sinh", "ns", "s.", "s/n", "sn", "tuổi", "đẻ", "dob", "nam", "nữ"))
"""One of them stands in whatever is said of a birth."""
_NOT_BORN = Pattern(rf"{any_of('numbers', 'not_born')}\s+$")
_COHORT = Pattern(rf"{any_of('numbers', 'cohort')}(?: nam| nữ)?(?: có| được)?\s+$")
_SHORT_CUES = ("sn", "s.n", "s.n.", "s/n", "năm sinh", "sinh năm", "nsinh", "sinh nam", "nam sinh")
_AFTER_NAME = Pattern(
    rf"\s*[(,\-:;]?\s*(?P<when>{_DAY}|{_YEAR}\s*-\s*{_YEAR}(?=\))|(?:19[2-9]\d|200\d|201\d))(?![\d/.\-]|\s*-\s*\d)"
)
YEAR_ALONE = re.compile(r"\((?:19[2-9]\d|200\d)\)|(?<=, )(?:19[2-9]\d|200\d)(?=[,.;)]|$)")
"""A year in brackets, as it stands after a name."""


def find_births(text: str, *, bare: bool) -> Iterator[Hit]:
    """Yield days and years of birth; some may overlap."""
    if not bare and not _WORDS.stand_in(text):
        return
    for match in _OF_SEX.finditer(text, bare=bare):
        yield Hit("birth", *match.span("when"), True)
    for match in _OF_AGE.finditer(text, bare=bare):
        name = next(group for group in ("when", "old", "said") if match[group])
        yield Hit("birth", *match.span(name), True)
    for match in _BORN.finditer(text, bare=bare):
        if not _is_other(text, match):
            yield Hit("birth", *match.span("when"), True)
            yield from _others_in_sentence(text, match.end())
    for match in _SPOKEN_OF.finditer(text, bare=bare):
        is_twins = match[0].lower().endswith(("đôi", "ba", "doi"))
        if is_twins or not _COHORT.search(_before_birth(text, match)):
            yield from _others_in_sentence(text, match.end())


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Say whether no birth is told: “học sinh 2010”, “công dân sinh năm 2006”.

    Two digits are a year only after a cue that hardly means anything else: sn 56.
    """
    cue, when = match["cue"].lower(), match["when"]
    before = _before_birth(text, match)
    if cue == "sinh" and _NOT_BORN.search(before):
        return True
    if len(when) == 2 and (cue not in _SHORT_CUES or int(when) < 20):
        return True
    return bool(re.fullmatch(_YEAR, when) and _COHORT.search(before))


def _before_birth(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _LOOK_BACK) : match.start()]


_LOOK_BACK = 30
"""How far before the word “sinh” is read whom it is said of, in characters."""


def _others_in_sentence(text: str, start: int) -> Iterator[Hit]:
    """Yield the days that follow in a sentence about a birth: “ghi 1958 nhưng hồ sơ gốc 1955”."""
    first = max(0, start - 1)  # what stands before a number tells whether it is one
    window = text[first : start + _NEAR]
    stop = _STOP.search(window, start - first)
    for match in _ANY_DAY.finditer(window[: stop.start()] if stop else window):
        if match.start() >= start - first:
            yield Hit("birth", first + match.start(), first + match.end(), False)


_STOP = re.compile(r"[.;!?](?=\s|$)|\n")
_NEAR = 80


def birth_after(text: str, end: int) -> Hit | None:
    """Return the day or year of birth that stands right after a name: “Lan (1956)”."""
    match = _AFTER_NAME.match(text, end)
    return Hit("birth", *match.span("when"), False) if match else None
