"""What people write where they have nothing to write: dashes, dots, “không có”. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sheettools.words.text import fold, tidy

NONE_WORDS = frozenset((
    "không", "không có", "không có gì", "ko", "ko có", "k có", "kô", "khg", "không phát sinh",
    "khong", "khong co", "khong phat sinh",
))  # fmt: skip
"""Words for none: where one counts they are a number, elsewhere nothing."""
NOTHING_WORDS = NONE_WORDS | frozenset((
    "chưa", "chưa có", "chua", "chua co", "chưa phát sinh", "nil", "none", "null", "n/a", "n.a",
    "không áp dụng", "để trống", "bỏ trống",
    "-", "--", "---", "_", "__", "___", "/", "//", "\\", ".", "..", "...", "…",
))  # fmt: skip
"""What people write into a cell of text that they have nothing to write into; of dashes and dots
those that formulas know.
"""
_SIGNS = frozenset(" =/\\|.…‥·•・‧∙⋅●○─━═╌╍⎯〜~¯‾ˉ˗ー⁓−⁻⁃*,;:()[]{}☐□▢")
_LEFT_BEHIND = frozenset("'’‘`´")
"""Apostrophes, of which one alone is what is left of a text; two are a ditto mark."""
_DASHES = ("Pd", "Pc")
"""The categories of dashes and low lines."""
_EMPTY_LETTERS = "\u115f\u1160\u3164\uffa0"
"""Letters that show nothing."""
_LONGEST_WORD = 30
_FORM_WORDS = re.compile(r"\b(?:ngày|tháng|năm|giờ|phút|h|người|hộ|lượt|đ/c|đồng chí|đồng)\b")
"""What forms print between the dots to write on: ngày … tháng … năm …"""
_DOTS = re.compile(r"[.…_‥](?:(?<=[…‥])|(?<=\.)\.|(?<=_)_)")


def says_none(text: str) -> bool:
    """Say whether a text is a word for none: “không”, “không có”."""
    return len(text) <= _LONGEST_WORD and _word(text) in NONE_WORDS


@lru_cache(maxsize=4096)  # asked of a row several times
def says_nothing(text: str) -> bool:
    """Say whether a text says no more than that there is nothing to say."""
    if len(text) <= _LONGEST_WORD and _word(text) in NOTHING_WORDS:
        return True
    if _DOTS.search(text):
        text = _FORM_WORDS.sub("", text.casefold())
    return is_line(text)


def is_line(text: str) -> bool:
    """Say whether a text is nothing but dashes, dots and their like, as forms have them to write
    on, however long.
    """
    first = text[:1]
    if first.isalnum() and first not in _EMPTY_LETTERS:
        return False  # as nearly all
    text = tidy(text)
    if text in _LEFT_BEHIND:
        return True
    signs = set(text) - _SIGNS
    return all(sign.isspace() or unicodedata.category(sign) in _DASHES for sign in signs)


def _word(text: str) -> str:
    return fold(text).strip(" .…!;:,()")
