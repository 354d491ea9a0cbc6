"""The parts of a Word file: found by what leads to them, whatever they are called and whichever of
Word's kinds the file is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from sheettools.incoming.document.styles import Styles
from sheettools.incoming.document.tree import Forest, is_on
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.xlsx import (
    Relationship,
    check_other_parts,
    other_kind,
    relationships_of,
)

_NOTES = {"footnotes": "w:footnote", "endnotes": "w:endnote", "comments": "w:comment"}


class WordFile:
    """A Word file (.docx, .docm, .dotx, .dotm; strict or not), its parts guarded and read."""

    def __init__(self, data: bytes) -> None:
        package = Package(data)
        if "_rels/.rels" not in package:
            raise RefusedError("kind", kind=_kind(package))
        main = [r.target for r in relationships_of(package, "") if r.type == "officeDocument"]
        if not main or main[0] not in package:
            raise RefusedError("kind", kind=_kind(package))
        self._forest = Forest(package)
        self.main = self._forest.tree(main[0])
        if self.main.tag != "w:document":
            raise RefusedError("kind", kind=_kind(package))
        self._relations = _relations(package, main[0])
        self.styles = Styles(self._first("styles"))
        self.numbering = self._first("numbering")
        self.notes = dict(self._notes())
        """Footnotes, endnotes and comments, by their kind and id."""
        self.margins = list(self._margins())
        """The heads and feet of pages that are shown."""
        check_other_parts(package, self._forest.read)

    def name_of(self, relation: str) -> str:
        """Return the name of the part to which a relationship leads."""
        found = self._relations.get(relation)
        return "" if found is None else found.target.rpartition("/")[2]

    def _first(self, kind: str) -> Element | None:
        package = self._forest.package
        for relation in self._relations.values():
            if relation.type == kind and relation.target in package:
                return self._forest.tree(relation.target)
        return None

    def _notes(self) -> Iterator[tuple[tuple[str, str], Element]]:
        for kind, tag in _NOTES.items():
            root = self._first(kind)
            for note in root.iter(tag) if root is not None else ():
                if note.get("w:type", "normal") == "normal":
                    yield (tag, note.get("w:id", "")), note

    def _margins(self) -> Iterator[Element]:
        settings = self._first("settings")
        has_even = settings is not None and is_on(settings.find("w:evenAndOddHeaders"))
        seen: set[str] = set()
        for section in self.main.iter("w:sectPr"):
            shown = {"default", "even"} if has_even else {"default"}
            if is_on(section.find("w:titlePg")):
                shown.add("first")
            for node in section:
                if node.tag not in ("w:headerReference", "w:footerReference"):
                    continue
                relation = self._relations.get(node.get("r:id", ""))
                if relation is None or node.get("w:type", "default") not in shown:
                    continue
                if relation.target not in seen and relation.target in self._forest.package:
                    seen.add(relation.target)
                    yield self._forest.tree(relation.target)


def _kind(package: Package) -> str:
    """Say what a package is that is no Word file."""
    if "mimetype" in package:
        mime = b"".join(package.chunks("mimetype"))[:100]
        if b"opendocument.text" in mime:
            return "odt"
    kind = other_kind(package) or "xlsx"
    return "office" if kind == "word" else kind


def _relations(package: Package, part: str) -> Mapping[str, Relationship]:
    folder, _, name = part.rpartition("/")
    if f"{folder}/_rels/{name}.rels".lstrip("/") not in package:
        return {}
    return {relation.id: relation for relation in relationships_of(package, part)}
