"""The styles of a Word file, as far as they say what is shown: hidden, struck, in capitals, in
which font, numbered.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from sheettools.incoming.document.tree import is_on, under, value_of

LONGEST_CHAIN = 50
"""Word itself bases a style on ten others, one on the next, at most."""


class RunFormat(NamedTuple):
    """How a run is shown."""

    hidden: bool = False
    struck: bool = False
    capitals: bool = False
    font: str = ""


class Styles:
    """The styles by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._said: dict[tuple[str, str], Element | None] = {}
        self.default = ""
        """The style of paragraphs that name none."""
        self._defaults: Element | None = None
        if root is None:
            return
        self._defaults = under(root, "w:docDefaults/w:rPrDefault/w:rPr")
        for style in root.iter("w:style"):
            name = style.get("w:styleId", "")
            self._styles[name] = style
            if style.get("w:type") == "paragraph" and style.get("w:default") in ("1", "true", "on"):
                self.default = name

    def chain(self, name: str) -> list[str]:
        """Return a style and those that it is based on, the nearest first."""
        found: list[str] = []
        while name in self._styles and name not in found and len(found) < LONGEST_CHAIN:
            found.append(name)
            name = value_of(self._styles[name], "w:basedOn")
        return found

    def says(self, name: str, path: str) -> Element | None:
        """Return what a style, or the nearest of those it is based on, says: `w:rPr/w:vanish`."""
        key = (name, path)
        if key not in self._said:
            found = (under(self._styles[one], path) for one in self.chain(name))
            self._said[key] = next((node for node in found if node is not None), None)
        return self._said[key]

    def format_of(self, own: Element | None, paragraph_style: str) -> RunFormat:
        """Return how a run with these properties (`w:rPr`) in such a paragraph is shown."""
        styles = (paragraph_style, value_of(own, "w:rStyle"))
        return RunFormat(
            self._shows(own, styles, "w:vanish"),
            self._shows(own, styles, "w:strike") or self._shows(own, styles, "w:dstrike"),
            self._shows(own, styles, "w:caps"),
            self._font(own, styles),
        )

    def _shows(self, own: Element | None, styles: tuple[str, str], name: str) -> bool:
        """Say whether a property is on: two styles that both say it take it back (17.7.3)."""
        direct = own.find(name) if own is not None else None
        if direct is not None:
            return is_on(direct)
        if self._defaults is not None and is_on(self._defaults.find(name)):
            return True
        paragraph, character = (is_on(self.says(style, f"w:rPr/{name}")) for style in styles)
        return paragraph != character

    def _font(self, own: Element | None, styles: tuple[str, str]) -> str:
        paragraph, character = (self.says(style, "w:rPr/w:rFonts") for style in styles)
        direct = own.find("w:rFonts") if own is not None else None
        defaults = self._defaults.find("w:rFonts") if self._defaults is not None else None
        for fonts in (direct, character, paragraph, defaults):
            name = fonts.get("w:hAnsi") or fonts.get("w:ascii") if fonts is not None else ""
            if name:
                return name
        return ""
