"""What a section of a plan is about, told by the words of its heading, however it is numbered."""

from __future__ import annotations

import re

from sheettools.plan.reading import vocabulary
from sheettools.plan.reading.text import fold

SECTIONS = vocabulary.sections()
"""The sections that the form has a place for, by the words that name them."""
_COVERING = ("nhiem_vu", "tiep_dan", "danh_sach")
"""Sections of which the other words of the heading say no more."""
_OTHERS = re.compile(rf"\b(?:{vocabulary.one_of('heading.others')})\b")
"""What else plans have sections for, and the form no place."""
_LABEL_WORDS = frozenset(vocabulary.words("heading.words"))
"""Words that a heading has besides those that say what it is about."""
_LONGEST = 25


def sections_of(label: str) -> set[str]:
    """Return the sections that the words of a heading name."""
    key = fold(label)
    found = {name for name, words in SECTIONS.items() if re.search(rf"\b(?:{words})\b", key)}
    if is_about_dialogues(label):
        # Under “Lịch tiếp công dân và đối thoại” each line says which it is.
        found.discard("tiep_dan")
    for name in _COVERING:
        if name in found:
            return {name}
    return found


def is_about_dialogues(label: str) -> bool:
    """Tell whether a heading says no more than that what follows is about the dialogues."""
    return bool(re.search(r"\b(?:doi thoai|tiep xuc|gap go|trao doi)\b", fold(label)))


def is_other(label: str) -> bool:
    """Tell whether the words name a section that the form has no place for."""
    return bool(_OTHERS.search(fold(label)))


def is_label(label: str) -> bool:
    """Tell whether a text says what follows it is about, and nothing else."""
    key = re.sub(r"\([^)]*\)", " ", fold(label))
    if len(key.split()) > _LONGEST:
        return False
    rest = key
    for words in SECTIONS.values():
        rest = re.sub(rf"\b(?:{words})\b", " ", rest)
    rest = _OTHERS.sub(" ", rest)
    if rest == key and not is_about_dialogues(label):
        return False
    left = re.findall(r"[^\W_]+", rest)
    return all(word in _LABEL_WORDS or word.isdecimal() for word in left)
