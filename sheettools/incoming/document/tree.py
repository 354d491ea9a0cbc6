"""A part of a Word package as a tree: guarded while it is read, one set of names for its two
dialects.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder

from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import Attributes, Pass, RefusedError

MAX_ELEMENTS = 500_000
"""All trees of a file together: some thousand pages."""

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
"""What the namespaces are called here, whatever prefixes a file gives them; strict files have
others for the same.
"""
_WITH_TEXT = frozenset({"w:t", "w:delText", "m:t"})


class Forest:
    """The trees of one package; they may have so many elements together."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.left = MAX_ELEMENTS
        self.read: set[str] = set()
        """The parts that were read, in small letters."""

    def tree(self, part: str) -> Element:
        """Return the tree of a part, its names as `w:p`; raise RefusedError where it hides a trap,
        is no XML or is too long.
        """
        grown = _Growing(part, self.left)
        grown.run(self.package.chunks(part))
        self.left = grown.left
        self.read.add(part.lower())
        return grown.builder.close()


class _Growing(Pass):
    """The guarded pass that builds a tree."""

    def __init__(self, part: str, left: int) -> None:
        super().__init__(part)
        self.left = left
        self.builder = TreeBuilder()
        self._names: dict[str, str] = {}
        self._keeps = False
        self.parser.CharacterDataHandler = self._gather

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        self.left -= 1
        if self.left < 0:
            raise RefusedError("long", part=self.part)
        short = self._short(name)
        self._keeps = short in _WITH_TEXT
        self.builder.start(short, {self._short(one): value for one, value in attributes.items()})

    def end(self, name: str) -> None:
        super().end(name)
        self._keeps = False
        self.builder.end(self._short(name))

    def _gather(self, data: str) -> None:
        if self._keeps:
            self.builder.data(data)

    def _short(self, name: str) -> str:
        short = self._names.get(name)
        if short is None:
            space, _, local = name.rpartition(" ")
            prefix = _PREFIXES.get(space, "other") + ":" if space else ""
            short = self._names[name] = prefix + local
        return short


def under(node: Element | None, path: str) -> Element | None:
    """Return what stands at the end of a path, `w:pPr/w:numPr`, the first at each step.

    ElementTree would ask for a map of the prefixes, which are part of the names here.
    """
    for name in path.split("/"):
        if node is None:
            return None
        node = node.find(name)
    return node


def value_of(node: Element | None, name: str) -> str:
    """Return the value of an element's child, `<w:start w:val="1"/>`; empty where it has none."""
    child = node.find(name) if node is not None else None
    return "" if child is None else child.get("w:val", "")


def number_of(text: str, default: int) -> int:
    """Return a whole number as Word writes one; `default` where it is none that Word would."""
    short = text.isascii() and text.isdigit() and len(text) < 8
    return int(text) if short else default


def is_on(node: Element | None) -> bool:
    """Say whether a property that is on or off is there and on."""
    return node is not None and node.get("w:val", "1") not in ("0", "false", "off")
