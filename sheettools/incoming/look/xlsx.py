"""Our own look at a workbook, with the standard library alone, before any reader opens it.

It keeps bombs and traps from the readers, and counts what they must find: rows, error cells,
formulas.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import field, replace
from functools import lru_cache
from typing import TypeVar

from sheettools.frozen import dataclass
from sheettools.incoming.look.aside import asides_of, may_have_asides, pictures_in
from sheettools.incoming.look.cells import MAX_WHOLE, CellsPass
from sheettools.incoming.look.looks import CellLooks
from sheettools.incoming.look.manifest import kind_of
from sheettools.incoming.look.mend import (
    mended_sheet,
    mended_strings,
    packed_again,
    without_ids,
)
from sheettools.incoming.look.package import Package, usual
from sheettools.incoming.look.parts import (
    MAIN,
    MAX_TOKEN,
    STRICT,
    Attributes,
    Pass,
    RefusedError,
    UnusualError,
    pieces,
)
from sheettools.incoming.look.seen import StringsWithRuns, strings_of
from sheettools.incoming.look.sheet import SheetLook, SheetPass, cell_key
from sheettools.incoming.look.values import GONE, Aside

__all__ = ["Look", "Package", "check_other_parts", "elements_of", "look_at", "other_kind"]

MAX_SHEETS = 2000
MAX_SMALL = 32 << 20  # parts held in memory whole: lists of sheets, of relationships
MAX_NAMES = 2000
MAX_REMEMBERED = 1 << 16
"""How large a part may be of which it is remembered, from file to file, what stands in it."""

TYPES = "[Content_Types].xml"

_XML_NAMES = (".xml", ".rels")
_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_MAIN_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
)


NOTHING: Mapping[int, Set[int]] = {}


@dataclass(frozen=True, slots=True)
class Look:
    """What the look saw of a workbook."""

    sheets: tuple[SheetLook, ...]
    notes: tuple[str, ...]
    """What the file holds besides cells: macros, links, embedded, orphan, tail."""
    avoid_first: str
    """Why calamine must not read this file; empty if it may."""
    properties: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    """The sheets of which there is but the name."""
    lost: tuple[str, ...] = ()
    """The sheets of which a part should be there and is not."""
    plain: bytes = b""
    """The workbook as readers are to see it; empty where that is as it came."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a `.rels` part, its target made absolute."""

    id: str
    type: str
    target: str


def look_at(data: bytes, apart: Mapping[int, Set[int]] = NOTHING) -> Look:
    """Check a workbook and return what stands in it; raise RefusedError if it must not go to a
    reader.

    The cells that stand `apart`, by the place of their sheet, are kept from readers.
    """
    package = Package(data)
    types, relations, main = _find_workbook(package)
    book = _Elements.of(package, main)
    if book.root.rpartition(" ")[0] not in (MAIN, STRICT):
        raise RefusedError("incomplete", part=main)
    own = relationships_of(package, main)
    strings, avoid = _look_at_strings(package, own)
    styles = _look_at_styles(package, own)
    listed, skipped, lost = _listed_sheets(book, own, package)
    looked = _SheetsLook(package, strings, styles, apart)
    if strings and strings.is_odd and strings.texts is not None:
        looked.plain[strings.part.lower()] = mended_strings(strings.texts)
    for sheet in listed:
        looked.add(*sheet)
    _check_missing(package, own, looked.sheets)
    done = {*(part for _, _, part, _ in listed), *(scan.part for scan in (strings, styles) if scan)}
    done |= {TYPES, relations_part(""), main, relations_part(main)}
    check_other_parts(package, {part.lower() for part in done})
    plain = looked.plain
    nowhere = list(filter(None, (*skipped.values(), *lost.values())))
    if nowhere:
        plain[main.lower()] = without_ids(b"".join(package.chunks(main)), nowhere)
    return Look(
        sheets=tuple(looked.sheets),
        notes=notes_of(package, types.of(main), {part.lower() for _, _, part, _ in listed}),
        avoid_first=avoid,
        properties={**properties_of(package, relations), DATES_1904: _counts_from_1904(book)},
        names=_defined_names(book),
        skipped=tuple(skipped),
        lost=tuple(lost),
        plain=packed_again(package, plain) if plain or package.is_renamed else b"",
    )


DATES_1904 = "date1904"


def _counts_from_1904(book: _Elements) -> str:
    """Say "1" where the workbook counts days from 1904, as old Macs did, else ""."""
    flags = [
        attributes.get("date1904", "") for element, attributes, _ in book if element == "workbookPr"
    ]
    return "1" if flags and flags[0] in ("1", "true") else ""


def check_other_parts(package: Package, done: set[str]) -> None:
    """Check the checksums of parts that no pass has read, and that those in XML hide no trap.

    Readers open more parts than they need. One that is no XML at all harms nobody: a reader stops
    there too.
    """
    for name in package.parts:
        if name in done:
            continue
        if name.endswith(_XML_NAMES):
            try:
                _check_xml(package, name)
                continue
            except RefusedError as refused:
                if refused.reason != "xml":
                    raise
        package.drain(name)


def _check_xml(package: Package, name: str) -> None:
    if package.size(name) <= MAX_REMEMBERED:
        _has_no_trap(name, package.whole(name))
    else:
        Pass(name).run(package.chunks(name))


@lru_cache(maxsize=64)  # a theme is the same in all workbooks of a program
def _has_no_trap(name: str, whole: bytes) -> None:
    Pass(name).run([whole])


# ------------------------------------------------------------------ small parts


class _Elements(Pass):
    """A small part as a flat list of (name, attributes, text), in the order of opening tags."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.root = ""
        self._found: list[tuple[str, Attributes, list[str]]] = []
        self._open: list[list[str]] = []
        self.parser.CharacterDataHandler = self._gather

    @classmethod
    def of(cls, package: Package, part: str) -> _Elements:
        """Read a part of a package."""
        if part in package and package.parts[part.lower()].file_size > MAX_SMALL:
            raise RefusedError("big", part=part)
        elements = cls(part)
        elements.run(package.chunks(part))
        return elements

    def __iter__(self) -> Iterator[tuple[str, Attributes, str]]:
        for name, attributes, text in self._found:
            yield name.rpartition(" ")[2], attributes, "".join(text)

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        self.root = self.root or name
        text: list[str] = []
        self._found.append((name, attributes, text))
        self._open.append(text)

    def end(self, name: str) -> None:
        super().end(name)
        self._open.pop()

    def _gather(self, data: str) -> None:
        if self._open:
            self._open[-1].append(data)


def elements_of(package: Package, part: str) -> Iterator[tuple[str, Attributes, str]]:
    """Yield (local name, attributes, text) of each element of a small part."""
    yield from _Elements.of(package, part)


class _Types:
    """The content types of the parts."""

    def __init__(self, package: Package) -> None:
        self._own: dict[str, str] = {}
        self._by_ending: dict[str, str] = {}
        for name, attributes, _ in _Elements.of(package, TYPES):
            kind = attributes.get("ContentType", "").lower()
            if name == "Override":
                self._own[usual(attributes.get("PartName", "")).lstrip("/").lower()] = kind
            elif name == "Default":
                self._by_ending[attributes.get("Extension", "").lower()] = kind

    def of(self, part: str) -> str:
        """Return the content type of a part, in lower case."""
        ending = part.lower().rpartition(".")[2]
        return self._own.get(part.lower()) or self._by_ending.get(ending, "")


def relations_part(part: str) -> str:
    """Return the part that tells the relationships of another."""
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships_of(package: Package, part: str) -> list[Relationship]:
    """Return the relationships of a part (`""` is the package), those that lead outside left
    out.
    """
    folder = part.rpartition("/")[0]
    found = []
    for element, attributes, _ in _Elements.of(package, relations_part(part)):
        if element != "Relationship" or attributes.get("TargetMode") == "External":
            continue
        target = usual(attributes.get("Target", ""))
        package.is_renamed |= target != attributes.get("Target", "")
        inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        if _climbs_out(folder, target) and kind in {
            "officeDocument",
            "worksheet",
            "sharedStrings",
            "styles",
        }:
            raise RefusedError("odd", part=part)
        found.append(Relationship(attributes.get("Id", ""), kind, inside))
    return found


def _climbs_out(folder: str, target: str) -> bool:
    if target.startswith("/"):
        folder = ""
    return posixpath.normpath(posixpath.join(folder, target.lstrip("/"))).startswith("..")


def _find_workbook(package: Package) -> tuple[_Types, list[Relationship], str]:
    """Return content types, the package's relationships and the name of the workbook part."""
    kind = other_kind(package)
    if kind:
        raise RefusedError("kind", kind=kind)
    types = _Types(package)
    relations = relationships_of(package, "")
    main = next((r.target for r in relations if r.type == "officeDocument"), "")
    if types.of(main).startswith("application/vnd.ms-excel.sheet.binary"):
        raise RefusedError("kind", kind="xlsb")
    if types.of(main) not in _MAIN_TYPES:
        raise RefusedError("incomplete", part=main)
    return types, relations, main


def other_kind(package: Package) -> str:
    """Name what a zip is if it is no workbook; empty if it may be one."""
    folders = {name.partition("/")[0] for name in package.parts if "/" in name}
    if "xl" in folders:
        return "xlsb" if "xl/workbook.bin" in package else ""
    for folder, kind in (("word", "word"), ("ppt", "slides")):
        if folder in folders:
            return kind
    open_document = kind_of(package)
    if open_document:
        return open_document
    if any(name.endswith((".iwa", "index.zip")) for name in package.parts):
        return "numbers"
    return "" if "[Content_Types].xml" in package else "zip"


# ------------------------------------------------------------------ the workbook


def _look_at_strings(
    package: Package, own: list[Relationship]
) -> tuple[StringsWithRuns | None, str]:
    """Return the pass over the shared strings, if there are any, and why calamine must not read
    them.
    """
    part = next((r.target for r in own if r.type == "sharedStrings" and r.target in package), None)
    if part is None:
        return None, ""
    if package.size(part) <= MAX_WHOLE:
        strings = strings_of(part, package.whole(part))
    else:
        strings = StringsWithRuns(part)
        strings.run(package.chunks(part))
    strings.is_odd = strings.is_odd or not strings.count_is_sound()
    return strings, "too many odd strings" if strings.is_odd and strings.texts is None else ""


def _look_at_styles(package: Package, own: list[Relationship]) -> CellLooks | None:
    part = next((r.target for r in own if r.type == "styles" and r.target in package), None)
    if part is None:
        return None
    if package.size(part) <= MAX_REMEMBERED:
        return _styles_of(part, package.whole(part))
    styles = CellLooks(part)
    styles.run(package.chunks(part))
    return styles


@lru_cache(maxsize=8)  # the workbooks of a year have the same, whichever of its programs saved them
def _styles_of(part: str, whole: bytes) -> CellLooks:
    styles = CellLooks(part)
    styles.run([whole])
    return styles


def _check_missing(package: Package, own: list[Relationship], sheets: list[SheetLook]) -> None:
    """Refuse a workbook that names a part and uses it, and does not have it."""
    needed = {
        "sharedStrings": any(GONE in sheet.errors.values() for sheet in sheets),
        "styles": any(sheet.unstyled for sheet in sheets),
    }
    for relation in own:
        if needed.get(relation.type) and relation.target not in package:
            raise RefusedError("incomplete", part=relation.target)


_Listed = tuple[int, str, str, bool]
"""A sheet's position, name, part, and whether it is visible."""


def _listed_sheets(
    book: _Elements, own: list[Relationship], package: Package
) -> tuple[list[_Listed], dict[str, str], dict[str, str]]:
    """Return the worksheets that the workbook lists; the names of sheets that lead to no part, with
    their ids, as old macro sheets are kept that Excel no longer shows; and of those whose part has
    gone.
    """
    by_id = {r.id: r for r in own}
    found: list[_Listed] = []
    skipped: dict[str, str] = {}
    lost: dict[str, str] = {}
    for place, attributes in enumerate(_named_sheets(book)):
        name, visible = attributes.get("name", ""), attributes.get("state", "visible") == "visible"
        ident = _ident(attributes)
        relation = by_id.get(ident)
        if relation is None:
            (lost if ident and visible else skipped)[name] = ident
        elif relation.type == "worksheet" and relation.target not in package:
            lost[name] = ident
        elif relation.type == "worksheet":
            found.append((place, name, relation.target, visible))
    if (skipped or lost) and not found:
        raise RefusedError("incomplete", part=next(iter(lost or skipped)))
    return found, skipped, lost


def _named_sheets(book: _Elements) -> list[Attributes]:
    sheets = [attributes for element, attributes, _ in book if element == "sheet"]
    if not sheets:
        raise RefusedError("incomplete", part=book.part)
    if len(sheets) > MAX_SHEETS:
        raise RefusedError("sheets")
    if len({attributes.get("name", "").casefold() for attributes in sheets}) < len(sheets):
        raise RefusedError("odd", part=book.part)
    return sheets


def _ident(attributes: Attributes) -> str:
    ids = (attributes.get(f"{namespace} id", "").strip() for namespace in _RELATIONSHIPS)
    return next(filter(None, ids), "")


_Pass = TypeVar("_Pass", bound=SheetPass)


class _SheetsLook:
    """The sheets of a workbook, looked at one after the other."""

    def __init__(
        self,
        package: Package,
        strings: StringsWithRuns | None,
        styles: CellLooks | None,
        apart: Mapping[int, Set[int]],
    ) -> None:
        self._package, self._strings, self._apart = package, strings, apart
        self._old_styles = styles.old_styles if styles else {}
        self._styles = styles.count if styles else 0
        self._looks = styles
        self.sheets: list[SheetLook] = []
        self._may_have_asides = may_have_asides(package)
        self.plain: dict[str, bytes] = {}
        """The parts that readers must not see as they stand, put plainly."""

    def add(self, place: int, name: str, part: str, visible: bool) -> None:
        """Look at a sheet, and at what it shows beside its cells."""
        small = part in self._package and self._package.size(part) <= MAX_WHOLE
        whole = self._package.whole(part) if small else b""
        look, may_show = self._cells(place, name, part, visible, whole)
        pictures = pictures_in(self._package, part, whole) if may_show else ()
        asides = tuple(self._asides(part)) if self._may_have_asides else ()
        if pictures or asides:
            keys = frozenset(cell_key(*cell) for cell in pictures)
            look = replace(look, pictures=keys, asides=asides)
        self.sheets.append(look)

    def _asides(self, part: str) -> Iterator[Aside]:
        if relations_part(part) not in self._package:
            return
        related = relationships_of(self._package, part)
        yield from asides_of(self._package, ((one.type, one.target) for one in related))

    def _cells(
        self, place: int, name: str, part: str, visible: bool, whole: bytes
    ) -> tuple[SheetLook, bool]:
        """Look at the cells: quickly where nothing in them is unusual. Say too whether any may show
        a picture.
        """
        apart = self._apart.get(place, frozenset())
        if whole and not apart:
            quick = self._pass(CellsPass, part, name, apart)
            with suppress(UnusualError):
                return quick.look_whole(whole, place, visible), quick.may_show_pictures
        scan = self._scan(part, name, whole, apart)
        far = scan.far_cells()
        if far:
            scan = self._scan(part, name, whole, apart | far)
        if scan.unclear:
            kept = whole or b"".join(self._package.chunks(part))
            self.plain[part.lower()] = mended_sheet(kept, scan.unclear)
        return scan.looked(place, visible), True

    def _pass(self, kind: type[_Pass], part: str, name: str, apart: Set[int]) -> _Pass:
        return kind(part, name, self._strings, self._old_styles, self._styles, apart, self._looks)

    def _scan(self, part: str, name: str, whole: bytes, apart: Set[int]) -> SheetPass:
        scan = self._pass(SheetPass, part, name, apart)
        scan.whole = whole
        scan.run(pieces(whole) if whole else self._package.chunks(part))
        return scan


def notes_of(package: Package, main_type: str, listed: set[str]) -> tuple[str, ...]:
    parts = package.parts
    beside = {name for name in parts if name.startswith("xl/worksheets/") and name.endswith(".xml")}
    notes = {
        "macros": "macroenabled" in main_type
        or any(
            name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in parts
        ),
        "links": any(
            name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in parts
        ),
        "embedded": any(name.startswith("xl/embeddings/") for name in parts),
        "orphan": bool({name for name in beside if "/_rels/" not in name} - listed),
        "tail": package.tail,
    }
    return tuple(name for name, present in notes.items() if present)


def properties_of(package: Package, relations: list[Relationship]) -> dict[str, str]:
    """Return the document's properties; damage there harms no cell, so it counts as none."""
    found: dict[str, str] = {}
    for kind in ("custom-properties", "extended-properties", "core-properties"):
        for relation in relations:
            if relation.type != kind or relation.target not in package:
                continue
            try:
                elements = list(_Elements.of(package, relation.target))
            except RefusedError:
                continue
            found |= _custom(elements) if kind == "custom-properties" else _plain(elements)
    return found


def _plain(elements: list[tuple[str, Attributes, str]]) -> dict[str, str]:
    wanted = {"creator", "lastModifiedBy", "created", "modified", "Application", "AppVersion"}
    return {name: text.strip() for name, _, text in elements if name in wanted and text.strip()}


def _custom(elements: list[tuple[str, Attributes, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    current = ""
    for name, attributes, text in elements:
        if name == "property":
            current = attributes.get("name", "")
        elif current and text.strip():
            found.setdefault(current, text.strip()[:MAX_TOKEN])
    return found


def _defined_names(book: _Elements) -> dict[str, str]:
    found: dict[str, str] = {}
    for element, attributes, text in book:
        if element == "definedName" and len(found) < MAX_NAMES:
            found.setdefault(attributes.get("name", ""), text)
    return found
