"""Several matters in one cell, by their numbers or dashes. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sheettools.words.text import tidy

_ITEM = re.compile(
    r"(?:(?:ý kiến|kiến nghị|nội dung|câu)(?: số)? )?\(?(\d{1,2})[.)/:]+\s*(?=[^\W\d])",
    re.IGNORECASE,
)
_INLINE = re.compile(r"(\S*) \(?(\d{1,2})[.)]+\s*([^\W\d])")
_NUMBERED = re.compile(
    r"(?:điều|khoản|điểm|mục|phần|thôn|xóm|tổ|khu|số|đội|lớp|cấp|tháng|quý|ngày|năm|kỳ|lần|đợt)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?m)^[ \t]*[-–—+*•·]\s*(?=[^\W\d])")


def _run(numbers: Iterable[int]) -> int:
    """Count 1, 2, 3 … as far as they come in order."""
    expected = 1
    for number in numbers:
        expected += number == expected
    return expected - 1


def _inline(paragraph: str) -> int:
    """Count "1. … 2. …" in one paragraph: after a stop or before a capital, and not "khoản 2)"."""
    first = _ITEM.match(paragraph)
    if not first:
        return 0
    numbers = [int(first[1])]
    for before, number, letter in _INLINE.findall(paragraph):
        is_item = before.endswith((".", ";", ":", ",")) or letter.isupper()
        if is_item and not _NUMBERED.fullmatch(before):
            numbers.append(int(number))
    return _run(numbers)


def looks_like_many(s: str) -> int:
    """Say how many matters a cell seems to hold: numbered items, lines with a dash; else 1."""
    s = tidy(s)
    items = [_ITEM.match(line.lstrip()) for line in s.split("\n")]
    numbered = _run(int(item[1]) for item in items if item)
    most = max(numbered, _inline(s))
    return most if most > 1 else max(len(_BULLET.findall(s)), 1)
