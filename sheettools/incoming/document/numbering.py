"""The numbers that Word counts by itself: they stand in no paragraph's text, yet “I-” and “1-” part
a plan.

Only the cage imports this; it works on python-docx's objects (WordprocessingML, ECMA-376 part 1,
17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
(40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def roman(number: int) -> str:
    """Return a number in Roman numerals."""
    said = ""
    for value, letters in _ROMAN:
        while number >= value:
            said, number = said + letters, number - value
    return said


def letter(number: int) -> str:
    """Return a, b, … z, then aa, bb, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": lambda number: letter(number).upper(),
    "lowerLetter": letter,
    "decimalZero": lambda number: f"{number:02}",
}


class Numbering:
    """Count the list paragraphs of a document in their order."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: dict[tuple[str, int], int] = {}
        relations = document.part.rels.values()
        part = next((r.target_part for r in relations if r.reltype.endswith("/numbering")), None)
        if part is not None:
            self._read(part.element)

    def _read(self, root: Any) -> None:
        abstract = {node.get(_W + "abstractNumId"): node for node in root.iter(_W + "abstractNum")}
        for number in root.iter(_W + "num"):
            source = number.find(_W + "abstractNumId")
            levels = abstract.get(source.get(_W + "val")) if source is not None else None
            for level in levels.iter(_W + "lvl") if levels is not None else ():
                key = (str(number.get(_W + "numId")), int(level.get(_W + "ilvl", "0")))
                start = int(_value(level, "start") or 1)
                self.levels[key] = (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText"),
                    start,
                )

    def mark(self, paragraph: Any) -> str:
        """Return what Word prints before a paragraph (“I- ”), empty where it is no list
        paragraph.
        """
        key = self._key(paragraph)
        if key not in self.levels:
            return ""
        shape, text, start = self.levels[key]
        if shape in ("bullet", "none"):
            return "- " if shape == "bullet" else ""
        self.counts[key] = self.counts.get(key, start - 1) + 1
        for deeper in [k for k in self.counts if k[0] == key[0] and k[1] > key[1]]:
            del self.counts[deeper]
        return re.sub(r"%(\d)", lambda match: self._said(key[0], int(match[1]) - 1), text) + " "

    def _said(self, numbering: str, level: int) -> str:
        shape, _, start = self.levels.get((numbering, level), ("decimal", "", 1))
        return _FORMATS.get(shape, str)(self.counts.get((numbering, level), start))

    def _key(self, paragraph: Any) -> tuple[str, int]:
        """Return the list and level of a paragraph, its own or its style's."""
        style = paragraph.style
        holders = [paragraph._p, *([style.element] if style is not None else [])]
        for holder in holders:
            found = holder.find(f"{_W}pPr/{_W}numPr")
            if found is not None:
                return _value(found, "numId"), int(_value(found, "ilvl") or 0)
        return "", 0


def _value(node: Any, name: str) -> str:
    child = node.find(_W + name)
    return "" if child is None else str(child.get(_W + "val", ""))
