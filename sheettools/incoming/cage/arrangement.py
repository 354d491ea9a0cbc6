"""How people had arranged the sheets of a workbook: widths, heights, what is hidden, filters,
notes, number formats. Nothing of it is a value; it is read where a workbook is written anew.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sheettools.incoming.look.looks import GENERAL, CellLooks
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import Attributes, Pass, RefusedError, unescape
from sheettools.incoming.look.xlsx import elements_of, relationships_of

MAX_NOTE, MAX_NOTES, MAX_ROWS = 8_000, 5_000, 20_000
_FILTERS = (
    "filterColumn", "filters", "filter", "dateGroupItem", "customFilters", "customFilter",
    "dynamicFilter", "top10",
)  # fmt: skip
"""What of a filter means the same wherever it stands; colours and icons are numbers of styles."""
_THREADS, _NOTES = "threadedComment", "comments"


def arrangement_of(data: bytes) -> list[dict[str, Any]]:
    """Return how each sheet of a workbook (.xlsx) is arranged, as plain data."""
    package = Package(data)
    main = part_of(package, "", "officeDocument")
    looks = _looks(package, main)
    found = []
    for name, part in sheets_of(package, main):
        sheet = _SheetPass(part, looks)
        sheet.run(package.chunks(part))
        found.append(sheet.told() | {"name": name, "notes": list(notes_of(package, part))})
    return found


def sheets_of(package: Package, main: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of each worksheet that is there, in their order."""
    own = {one.id: one for one in relationships_of(package, main)}
    for name, attributes, _ in elements_of(package, main):
        ids = [value for key, value in attributes.items() if key.endswith(" id")]
        relation = own.get(ids[0]) if name == "sheet" and ids else None
        if relation is not None and relation.type == "worksheet" and relation.target in package:
            yield attributes.get("name", ""), relation.target


def part_of(package: Package, part: str, kind: str) -> str:
    """Return the part to which a relation of some kind leads; empty where there is none."""
    return next((one.target for one in relationships_of(package, part) if one.type == kind), "")


def _looks(package: Package, main: str) -> CellLooks:
    part = part_of(package, main, "styles")
    looks = CellLooks(part)
    if part in package:
        looks.run(package.chunks(part))
    return looks


class _SheetPass(Pass):
    """The sheet, without its values."""

    def __init__(self, part: str, looks: CellLooks) -> None:
        super().__init__(part)
        self._looks = looks
        self._columns: list[tuple[int, int, float, bool]] = []
        self._rows: dict[int, tuple[float, bool]] = {}
        self._formats: dict[str, str] = {}
        self._formulas: list[str] = []
        self._range = self._cell = ""
        self._filters: list[list[Any]] = []
        self._open: list[list[Any]] = []

    def told(self) -> dict[str, Any]:
        """Return what was found."""
        return {
            "columns": self._columns,
            "rows": [[row, *said] for row, said in self._rows.items()],
            "formats": self._formats,
            "formulas": self._formulas,
            "filter": [self._range, self._filters],
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in a tag."""
        super().start(name, attributes)
        local = name.rpartition(" ")[2]
        if local in _FILTERS and self._range:
            self._filter(local, attributes)
        elif local == "c":
            self._of_cell(attributes)
        elif local == "f" and self._cell:
            self._formulas.append(self._cell)
        elif local == "row":
            self._row(attributes)
        elif local == "col":
            first, last = (int(number_of(attributes, of)) for of in ("min", "max"))
            width = number_of(attributes, "width")
            self._columns.append((first, last, width, is_set(attributes, "hidden")))
        elif local == "autoFilter":
            self._range = attributes.get("ref", "")

    def end(self, name: str) -> None:
        """End a tag."""
        super().end(name)
        if self._open and name.rpartition(" ")[2] == self._open[-1][0]:
            self._open.pop()

    def _filter(self, local: str, attributes: Attributes) -> None:
        made = [local, {key: text for key, text in attributes.items() if " " not in key}, []]
        (self._open[-1][2] if self._open else self._filters).append(made)
        self._open.append(made)

    def _row(self, attributes: Attributes) -> None:
        height = number_of(attributes, "ht") if is_set(attributes, "customHeight") else 0.0
        hidden = is_set(attributes, "hidden")
        if (height or hidden) and len(self._rows) < MAX_ROWS:
            self._rows[int(number_of(attributes, "r"))] = height, hidden

    def _of_cell(self, attributes: Attributes) -> None:
        self._cell = attributes.get("r", "")
        code = self._looks.of(attributes.get("s", "0")).format
        if code != GENERAL:
            self._formats[self._cell] = code


def number_of(attributes: Attributes, name: str) -> float:
    """Return the number that an attribute holds, within reason; 0 of one that holds none."""
    with suppress(ValueError):
        return max(0.0, min(float(attributes.get(name) or 0), 1e6))
    return 0.0


def is_set(attributes: Attributes, name: str, usual: str = "0") -> bool:
    """Say whether an attribute says yes; `usual` is what it says where it is not there."""
    return attributes.get(name, usual) in ("1", "true")


# ------------------------------------------------------------------ notes


def notes_of(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Yield the notes of a sheet as they are written, each with its cell. A damaged part harms no
    cell: it counts as none.
    """
    folder, _, name = part.rpartition("/")
    if posixpath.join(folder, "_rels", f"{name}.rels") not in package:
        return
    found: dict[str, list[str]] = {}
    relations = [one for one in relationships_of(package, part) if one.target in package]
    for kind in (_THREADS, _NOTES):
        told: dict[str, list[str]] = {}
        for relation in relations:
            if relation.type == kind:
                _gather(package, relation.target, told)
        for cell, texts in told.items():
            # A note stands in for a thread, where a program knows none.
            found.setdefault(cell, texts)
    for cell, texts in found.items():
        yield cell, "\n".join(texts)[:MAX_NOTE]


def _gather(package: Package, part: str, told: dict[str, list[str]]) -> None:
    notes = _NotesPass(part)
    with suppress(RefusedError):
        notes.run(package.chunks(part))
    for cell, text in notes.found[:MAX_NOTES]:
        told.setdefault(cell, []).append(text)


class _NotesPass(Pass):
    """The texts of notes or of comments, their lines as they are."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.found: list[tuple[str, str]] = []
        self._at = ""
        self._words: list[str] = []
        self._in: list[str] = []
        self.parser.CharacterDataHandler = self._take

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a note."""
        super().start(name, attributes)
        self._in.append(name.rpartition(" ")[2])
        if self._in[-1] in ("comment", "threadedComment"):
            self._at, self._words = attributes.get("ref", ""), []

    def end(self, name: str) -> None:
        """End a note."""
        super().end(name)
        text = unescape("".join(self._words)).strip()
        if self._in.pop() in ("comment", "threadedComment") and text:
            self.found.append((self._at, text))

    def _take(self, text: str) -> None:
        inner = self._in[-1] if self._in else ""
        thread = inner == "text" and "threadedComment" in self._in
        if thread or (inner == "t" and "rPh" not in self._in):
            self._words.append(text)
