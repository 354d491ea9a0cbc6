"""The numbers that Word counts by itself: they stand in no paragraph's text, yet “I-” and “1-” part
a plan (WordprocessingML, ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from xml.etree.ElementTree import Element

from sheettools.frozen import dataclass
from sheettools.incoming.document.styles import Styles
from sheettools.incoming.document.tree import is_on, number_of, value_of

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
(40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_LAST_ROMAN, _LAST_LETTER = 3999, 780
"""Beyond these Word itself does not count so."""


def roman(number: int) -> str:
    """Return a number in Roman numerals."""
    if number > _LAST_ROMAN:
        return str(number)
    said = ""
    for value, letters in _ROMAN:
        while number >= value:
            said, number = said + letters, number - value
    return said


def letter(number: int) -> str:
    """Return a, b, … z, then aa, bb, as Word counts."""
    if not 0 < number <= _LAST_LETTER:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": lambda number: letter(number).upper(),
    "lowerLetter": letter,
    "decimalZero": lambda number: f"{number:02}",
    "none": lambda _: "",
}
_DASHES = ("+", "*")
"""What plans put before their lines beside “-”; every other sign of Word's is read as one."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How the paragraphs of one level of a list are numbered."""

    shape: str
    text: str
    start: int
    after: str
    """What stands between the number and the text."""
    restart: int | None
    """The level from which on, upwards, it begins anew, counted from 1; 0 never; None any."""
    legal: bool
    """Whether the numbers of all levels are shown as 1, 2, 3."""
    style: str
    """The style whose paragraphs are of this level."""


@dataclass(slots=True)
class _List:
    """One list (`w:num`): the declaration that it counts with, and what it has otherwise."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    """Where it begins anew with a number of its own: level → number."""


class Numbering:
    """Count the list paragraphs of a document in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        """By declaration: lists that share one go on counting."""
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        declared = {node.get("w:abstractNumId", ""): node for node in root.iter("w:abstractNum")}
        numbers = {node.get("w:numId", ""): node for node in root.iter("w:num")}
        for name, number in numbers.items():
            abstract = value_of(number, "w:abstractNumId")
            link = value_of(declared.get(abstract), "w:numStyleLink")
            if link:
                linked = value_of(self._styles.says(link, "w:pPr/w:numPr"), "w:numId")
                abstract = value_of(numbers.get(linked), "w:abstractNumId")
            node = declared.get(abstract)
            if node is not None:
                found = self._lists[name] = _List(abstract, _levels(node))
                _override(found, number)

    def mark(self, properties: Element | None, style: str) -> str:
        """Return what Word prints before a paragraph (“I- ”), empty where it is no list
        paragraph.
        """
        name, place = self._key(properties, style)
        counted = self._lists.get(name)
        if counted is None or place not in counted.levels:
            return ""
        level = counted.levels[place]
        counts = self._count(name, counted, place)
        if level.shape == "bullet":
            return (level.text if level.text in _DASHES else "-") + " "

        def said(match: re.Match[str]) -> str:
            return _said(counted, counts, int(match[1]) - 1, level.legal)

        mark = re.sub(r"%([1-9])", said, level.text)
        return mark + level.after if mark else ""

    def _count(self, name: str, counted: _List, place: int) -> dict[int, int]:
        counts = self._counts.setdefault(counted.abstract, {})
        begins = place in counted.starts and (name, place) not in self._begun
        self._begun.add((name, place))
        if begins or place not in counts:
            counts[place] = counted.starts.get(place, counted.levels[place].start)
        else:
            counts[place] += 1
        for deeper in [one for one in counts if one > place]:
            restart = counted.levels[deeper].restart if deeper in counted.levels else None
            if restart is None or place < restart:
                del counts[deeper]
        return counts

    def _key(self, properties: Element | None, style: str) -> tuple[str, int]:
        """Return the list and level of a paragraph, its own or its style's."""
        own = properties.find("w:numPr") if properties is not None else None
        name = value_of(own, "w:numId")
        if name:
            return name, number_of(value_of(own, "w:ilvl"), 0)
        name = value_of_chain(self._styles, style, "w:pPr/w:numPr/w:numId")
        said = value_of(own, "w:ilvl") or value_of_chain(
            self._styles, style, "w:pPr/w:numPr/w:ilvl"
        )
        return name, number_of(said, self._level_of(name, style))

    def _level_of(self, name: str, style: str) -> int:
        """Return the level that names a style, or one that it is based on; 0 where none does."""
        levels = self._lists[name].levels if name in self._lists else {}
        for one in self._styles.chain(style):
            for place, level in levels.items():
                if level.style == one:
                    return place
        return 0


def value_of_chain(styles: Styles, style: str, path: str) -> str:
    """Return a value that a style, or the nearest of those it is based on, gives."""
    node = styles.says(style, path)
    return "" if node is None else node.get("w:val", "")


def _levels(node: Element) -> dict[int, _Level]:
    return {number_of(level.get("w:ilvl", ""), 0): _level(level) for level in node.iter("w:lvl")}


def _level(node: Element) -> _Level:
    restart = value_of(node, "w:lvlRestart")
    return _Level(
        shape=value_of(node, "w:numFmt") or "decimal",
        text=value_of(node, "w:lvlText"),
        start=number_of(value_of(node, "w:start"), 1),
        after="" if value_of(node, "w:suff") == "nothing" else " ",
        restart=number_of(restart, 0) if restart else None,
        legal=is_on(node.find("w:isLgl")),
        style=value_of(node, "w:pStyle"),
    )


def _override(found: _List, number: Element) -> None:
    """Note what a list has otherwise than its declaration."""
    for override in number.iter("w:lvlOverride"):
        place = number_of(override.get("w:ilvl", ""), 0)
        own = override.find("w:lvl")
        if own is not None:
            found.levels = {**found.levels, place: _level(own)}
        start = value_of(override, "w:startOverride")
        if start:
            found.starts[place] = number_of(start, 1)


def _said(counted: _List, counts: dict[int, int], place: int, legal: bool) -> str:
    level = counted.levels.get(place)
    if level is None:
        return ""
    number = counts.get(place, counted.starts.get(place, level.start))
    if legal and level.shape != "none":
        return str(number)
    return _FORMATS.get(level.shape, str)(number)
