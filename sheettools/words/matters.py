"""Several matters in one cell, by their numbers, dashes and wishes. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sheettools.words.talk import words_of_matter
from sheettools.words.text import is_common, tidy

_ITEM = re.compile(
    r"(?:(?:ý kiến|kiến nghị|phản ánh|đề nghị|nội dung|vấn đề|việc|câu hỏi|câu)(?: (?:số|thứ))? )?"
    r"\(?(\d{1,2})(?:[.)/:]+| ?[-–])\s*(?=[^\W\d])",
    re.IGNORECASE,
)
_INLINE = re.compile(r"(\S*)(?: |(?<=;))\(?(\d{1,2})(?:[.)/]+| -)\s*([^\W\d])")
_NUMBERED = re.compile(
    r"(?:điều|khoản|điểm|mục|phần|thôn|xóm|tổ|khu|số|đội|lớp|cấp|tháng|quý|ngày|năm|kỳ|lần|đợt)",
    re.IGNORECASE,
)
_GLYPHS = "*+•·●▪◦➢✓✔→►❖§○"
_BULLET = re.compile(rf"(?m)^[ \t]*[-–—{_GLYPHS}]\s*(?=[^\W\d])")
_WISH = r"(?:đ[./]nghị|đề nghị|kiến nghị|phản ánh|đề xuất|yêu cầu|xin|mong)"
_BEFORE_WISH = r"(?:(?:và|đồng thời|kính|rất|bà con|nhân dân|thôn|chúng tôi|tôi)\s+)*"
_INLINE_BULLET = re.compile(
    rf"(?:\s[{_GLYPHS}]\s*(?=[A-ZĐÂĂÊÔƠƯ\u00c0-\u1ef9]|{_WISH})|[;.,]\s*[-–]\s+(?=[^\W\d])"
    rf"|\s[-–]\s+(?={_WISH}))",
    re.IGNORECASE,
)


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
        is_item = before.endswith((".", ";", ":", ",")) or letter.isupper() or ")" in first[0]
        if is_item and not _NUMBERED.fullmatch(before):
            numbers.append(int(number))
    return _run(numbers)


# --- other ways to number -------------------------------------------------------------------------

_ORDERS = ("nhất hai ba tư năm", "một hai ba bốn năm", "a b c d đ e", "i ii iii iv v", "① ② ③ ④ ⑤")
_VALUES: dict[str, int] = {}
for _order in _ORDERS:
    _VALUES |= {word: number for number, word in enumerate(_order.split(), start=1)}
_WAYS = (
    ("thứ hai", r"(?i)(?<!\w)thứ (nhất|hai|ba|tư|năm)(?!\w)"),
    ("hai là", r"(?i)(?<!\w)(một|hai|ba|bốn|năm) là(?!\w)"),
    (
        "",
        r"(?i)(?<!\w)(?:ý kiến|kiến nghị|câu hỏi|câu|vấn đề|nội dung|việc)(?: số)? (\d)[:.)]",
    ),
    ("b)", r"(?:^|[\s;,.(])([a-eđ])\)\s*(?=[^\W\d])"),
    ("b.", r"(?m)^\s*([a-eđ])\.\s*(?=[^\W\d])"),
    ("ii)", r"(?i)(?:^|[\s;,.(])(i{1,3}|iv|v)\)\s*(?=[^\W\d])"),
    ("ii", r"(?m)^\s*(I{1,3}|IV|V)[.)]\s*(?=[^\W\d])"),
    ("②", "([①-⑤])"),
)
"""The ways, each with the second of its numbers in small letters: there are no two without it."""
_SECOND_DIGIT = re.compile(r" \d[:.)]")


def _counted(s: str) -> int:
    """Count what is numbered in words or letters: thứ nhất …, một là …, a) …, I. …, ① and so on.
    One by itself is not counted.
    """
    small = s.lower()
    most = 0
    for second, way in _WAYS:
        if second in small if second else len(_SECOND_DIGIT.findall(small)) > 1:
            most = max(most, _run(map(_value, re.findall(way, s))))
    return most


def _value(number: str) -> int:
    """Return what a number is; 0 of one in letters of another language, as “ıı” is in Turkish."""
    return int(number) if number.isdecimal() else _VALUES.get(number.lower(), 0)


def _inline_bullets(s: str) -> int:
    """Count what is listed with dashes in one line that begins with one."""
    return len(_INLINE_BULLET.findall(s)) + 1 if _BULLET.match(s) else 0


# --- wishes ---------------------------------------------------------------------------------------

_PARTS = r"(?i)\s*[;\n]\s*|[.,]?\s*(?<!\w)(?:ngoài ra|bên cạnh đó|đồng thời)(?!\w),?\s*"
_SENTENCES = r"[.!]+\s+(?=[^\W\da-z])|\s*[;\n]\s*"
_CLAUSES = r"\s*[,;]\s*"
_ANY_WISH = re.compile(rf"(?<!\w){_WISH}(?!\w)", re.IGNORECASE)
_FIRST_WISH = rf"(?i){_BEFORE_WISH}{_WISH}(?!\w)"
_UNMARKED = {"de nghi": "đề nghị", "kien nghi": "kiến nghị", "phan anh": "phản ánh"}
_MANY_CLAUSES = 3
_FEWEST = 2
_DEEDS = frozenset(("sửa", "xây", "mở", "thay", "lắp", "tu", "bổ", "dựng", "sua", "thay", "lap"))
"""What a wish may ask for without naming a matter of its own: “đề nghị sửa”."""


def _wishes(s: str) -> int:
    """Count wishes that each name something: parted by “;”, lines, “ngoài ra”, or as sentences; of
    those parted by commas three are needed.
    """
    if s.isascii():
        for word, marked in _UNMARKED.items():
            s = re.sub(word, marked, s, flags=re.IGNORECASE)
    if _has_few_wishes(s) or len(_ANY_WISH.findall(s)) < _FEWEST:
        return 0
    apart = len(list(_telling(re.split(_PARTS, s), _ANY_WISH.search)))
    sentences = len(list(_telling(re.split(_SENTENCES, s), _first_wish)))
    clauses = len(list(_telling(re.split(_CLAUSES, s), _first_wish)))
    return max(apart, sentences, clauses if clauses >= _MANY_CLAUSES else 0)


_IN_WISHES = ("nghị", "phản ánh", "đề xuất", "yêu cầu", "xin", "mong")
"""What stands in every wish."""


def _has_few_wishes(s: str) -> bool:
    """Say whether there are too few of the words that a wish has, as in nearly all texts."""
    return is_common(s) and sum(map(s.lower().count, _IN_WISHES)) < _FEWEST


def _first_wish(part: str) -> object:
    return re.match(_FIRST_WISH, part)


def _telling(parts: Iterable[str], is_wish: Callable[[str], object]) -> Iterator[str]:
    for part in parts:
        if is_wish(part) and set(words_of_matter(part)) - _DEEDS:
            yield part


def looks_like_many(s: str) -> int:
    """Say how many matters a cell seems to hold: numbered, listed with dashes, wished for one by
    one; else 1.
    """
    s = tidy(s)
    items = [_ITEM.match(line.lstrip()) for line in s.split("\n")]
    numbered = max(_run(int(item[1]) for item in items if item), _inline(s), _counted(s))
    if numbered > 1:
        return numbered
    bullets = len(_BULLET.findall(s)) if "\n" in s else 1
    return max(bullets, _inline_bullets(s), _wishes(s), 1)
