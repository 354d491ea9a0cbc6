"""What a sheet shows beside the values of its cells: notes, comments, words in shapes and on
controls, pictures over cells and in them.

Only sheets that have such parts, or whose bytes speak of such pictures, are looked at.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import Attributes, Pass, RefusedError
from sheettools.incoming.look.values import SOMEBODY, Aside
from sheettools.template.excel.address import address, split_address

MAX_WORDS = 2000
"""How many letters of one note are kept."""
MAX_ASIDES = 1000

_PARTS = ("comments", "threadedcomments/", "/drawings/drawing", "persons/", "vmldrawing")
_KINDS = ("threadedComment", "comments", "drawing", "vmlDrawing")
_THREADS, _NOTES, _, _OLD_SHAPES = range(4)
_MAX_OLD_SHAPES = 4 << 20
_PICTURES = ("blip", "contentPart")
"""What draws a photo in a shape, and what somebody drew with a pen."""
_PICTURE = re.compile(r"\b(?:DISPIMG|IMAGE)\(")
_PICTURE_HINTS = (b"DISPIMG(", b"IMAGE(")
_KEPT_HINT = b' vm="'
_RICH = "xl/richdata/rdrichvaluestructure.xml"


def may_have_asides(package: Package) -> bool:
    """Say whether any sheet may have notes or shapes."""
    names = "\n".join(package.parts)
    return any(map(names.__contains__, _PARTS))


def asides_of(package: Package, relations: Iterable[tuple[str, str]]) -> Iterator[Aside]:
    """Yield the words beside the cells of a sheet, by the kinds and names of the parts that it
    relates to. A damaged part harms no cell: it counts as none.
    """
    found = sorted((_KINDS.index(kind), part) for kind, part in relations if kind in _KINDS)
    threads: set[str] = set()
    said: set[str] = set()
    for kind, part in found:
        for at, author, text in _in_part(package, kind, part):
            if kind == _NOTES and at in threads:
                continue  # it stands in for the thread, where a program knows none
            if kind == _OLD_SHAPES and text in said:
                continue  # a newer program has written it in both ways
            if kind == _THREADS:
                threads.add(at)
            said.add(text)
            told = text.removeprefix(f"{author}:" if author else "").strip()
            if told or not text:
                yield Aside(at, told[:MAX_WORDS], author, not text)


def _in_part(package: Package, kind: int, part: str) -> list[tuple[str, str, str]]:
    """Return where words stand in a part, whose they are and what they say; a picture says
    nothing.
    """
    words = _OldShapesPass(part) if kind == _OLD_SHAPES else _WordsPass(part)
    with suppress(RefusedError):
        if kind != _OLD_SHAPES:
            words.run(package.chunks(part))
        elif part in package and package.size(part) <= _MAX_OLD_SHAPES:
            words.run([_OPEN_BREAK.sub(b"<br/>", b"".join(package.chunks(part)))])
    return words.found[:MAX_ASIDES]


class _WordsPass(Pass):
    """The words in a part of notes, of comments, or of shapes, each with where it stands and whose
    it is.
    """

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.found: list[tuple[str, str, str]] = []
        self._authors: list[str] = []
        self._at = self._author = ""
        self._is_picture = False
        self._corner: dict[str, str] = {}
        self._words: list[str] = []
        self._in: list[str] = []
        self.parser.CharacterDataHandler = self._gather

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a note or a shape."""
        super().start(name, attributes)
        local = name.rpartition(" ")[2]
        self._in.append(local)
        if local in ("comment", "threadedComment"):
            self._at, self._words = attributes.get("ref", ""), []
            self._author = self._author_of(attributes.get("authorId", ""))
        elif local.endswith("Anchor"):
            self._at, self._author, self._corner, self._words = "", "", {}, []
            self._is_picture = False
        elif local == "author":
            self._authors.append("")
        elif local in _PICTURES and "Fallback" not in self._in:
            self._is_picture = True

    def end(self, name: str) -> None:
        """End a note or a shape."""
        super().end(name)
        local = self._in.pop()
        if local == "p":
            self._words.append(" ")
        elif local in ("comment", "threadedComment") or local.endswith("Anchor"):
            words = " ".join("".join(self._words).split())
            if words:
                self.found.append((self._at or self._cell("from"), self._author, words))
            if self._is_picture and local.endswith("Anchor"):
                self.found.append((self._range(), "", ""))

    def _author_of(self, number: str) -> str:
        known = number.isascii() and number.isdigit() and int(number) < len(self._authors)
        return self._authors[int(number)] if known else ""

    def _cell(self, corner: str) -> str:
        """Return the cell in which a corner of a shape lies."""
        row, column = (self._corner.get(f"{corner} {of}", "0") for of in ("row", "col"))
        return _cell_at(row, column)

    def _range(self) -> str:
        first = self._cell("from")
        return first if "to row" not in self._corner else _joined(first, self._cell("to"))

    def _gather(self, text: str) -> None:
        inner = self._in[-1] if self._in else ""
        if inner == "author":
            self._authors[-1] += text
        elif inner in ("row", "col") and self._in[-2] in ("from", "to"):
            place = f"{self._in[-2]} {inner}"
            self._corner[place] = self._corner.get(place, "") + text
        elif self._is_word(inner):
            self._words.append(text)

    def _is_word(self, inner: str) -> bool:
        if inner == "text":
            return "threadedComment" in self._in
        return inner == "t" and "rPh" not in self._in and "Fallback" not in self._in


def _cell_at(row: str, column: str) -> str:
    """Return the address of a cell by its numbers, which begin at 0."""
    try:
        return address(int(row) + 1, int(column) + 1)
    except ValueError:
        return "A1"


def _joined(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last}"


_OPEN_BREAK = re.compile(rb"<br\s*>", re.IGNORECASE)
"""Excel leaves line breaks open in its old shapes, as pages once did."""
_WHERE = ("from col", "", "from row", "", "to col", "", "to row", "")
_SHAPES = "urn:schemas-microsoft-com:vml "


class _OldShapesPass(_WordsPass):
    """The words in shapes and on controls as Excel 2003 wrote them, and still does controls; notes
    stand elsewhere, with their words.
    """

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a shape."""
        Pass.start(self, name, attributes)
        local = name.rpartition(" ")[2]
        self._in.append(local)
        if name.startswith(_SHAPES) and len(self._in) == _TOP:
            self._corner, self._words, self._at = {}, [], ""
            self._is_picture = False
        elif local == "ClientData":
            self._at = attributes.get("ObjectType", "")
        elif local == "imagedata":
            self._is_picture = True

    def end(self, name: str) -> None:
        """End a shape."""
        Pass.end(self, name)
        local = self._in.pop()
        if local in ("div", "br", "p"):
            self._words.append(" ")
        elif len(self._in) == _TOP - 1 and self._at not in ("", "Note"):
            words = " ".join("".join(self._words).split())
            self._place()
            if words:
                self.found.append((self._cell("from"), "", words))
            elif self._is_picture and self._at == "Pict":
                self.found.append((self._range(), "", ""))

    def _place(self) -> None:
        numbers = [number.strip() for number in self._corner.get("Anchor", "").split(",")]
        self._corner.update(zip(_WHERE, numbers, strict=False))

    def _gather(self, text: str) -> None:
        if self._in[-1:] == ["Anchor"]:
            self._corner["Anchor"] = self._corner.get("Anchor", "") + text
        elif "textbox" in self._in:
            self._words.append(text)


_TOP = 2
"""How deep a shape stands in its part."""


# ------------------------------------------------------------------ pictures in cells


def pictures_in(package: Package, part: str, whole: bytes) -> frozenset[tuple[int, int]]:
    """Return the cells, by row and column, whose value is a picture: as Excel keeps one, or by a
    formula.
    """
    rich = b"".join(package.chunks(_RICH)) if _RICH in package else b""
    kept = b"_localImage" in rich or b"_webImage" in rich
    hints = (*_PICTURE_HINTS, _KEPT_HINT) if kept else _PICTURE_HINTS
    if not any(map(whole.__contains__, hints)):
        return frozenset()
    scan = _PicturesPass(part, kept=kept)
    scan.run([whole])
    return frozenset(split_address(cell) for cell in scan.found)


class _PicturesPass(Pass):
    """The cells of a sheet that hold a picture."""

    def __init__(self, part: str, *, kept: bool) -> None:
        super().__init__(part)
        self.found: list[str] = []
        self._kept = kept
        """Whether the workbook keeps pictures as values."""
        self._cell = ""
        self._in_formula = False
        self._formula: list[str] = []
        self.parser.CharacterDataHandler = self._gather

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a cell or its formula."""
        super().start(name, attributes)
        local = name.rpartition(" ")[2]
        if local == "c":
            self._cell, self._formula = attributes.get("r", ""), []
            if self._kept and attributes.get("t") == "e" and "vm" in attributes:
                self.found.append(self._cell)
        self._in_formula = local == "f"

    def end(self, name: str) -> None:
        """End a cell."""
        super().end(name)
        self._in_formula = False
        if name.endswith(" c") and _PICTURE.search("".join(self._formula)):
            self.found.append(self._cell)

    def _gather(self, text: str) -> None:
        if self._in_formula:
            self._formula.append(text)


# ------------------------------------------------------------------ in an .xls

NOTE, OBJECT, TEXT, DRAWING = 0x1C, 0x5D, 0x1B6, 0xEC
OF_SHAPES = frozenset((NOTE, OBJECT, TEXT, DRAWING))
"""The records of an .xls that tell of what lies over the cells."""
_ANCHOR = re.compile(rb"\x00\x00\x10\xf0\x12\x00\x00\x00(.{18})", re.DOTALL)
_OF_PICTURE = 8


class AsidesOfXls:
    """What lies over the cells of a sheet, record by record."""

    def __init__(self) -> None:
        self._found: dict[int, Aside] = {}
        """By the number of the shape."""
        self._notes: list[tuple[int, str, str]] = []
        """Which shape, at which cell, whose."""
        self._place = "A1"
        self._number = self._kind = -1

    def add(self, kind: int, parts: Sequence[bytes]) -> None:
        """Take in a record and those that it goes on in."""
        content = parts[0]
        if kind == DRAWING:
            for anchor in _ANCHOR.findall(content):
                _, left, _, top, _, right, _, bottom, _ = struct.unpack("<9H", anchor)
                first, last = address(top + 1, left + 1), address(bottom + 1, right + 1)
                self._place = _joined(first, last)
        elif kind == OBJECT and len(content) >= _HEAD_OF_OBJECT:
            self._kind, self._number = struct.unpack_from("<HH", content, 4)
            if self._kind == _OF_PICTURE:
                self._found[self._number] = Aside(self._place, "", "", True)
        elif kind == TEXT and len(parts) > 1 and parts[1]:
            at, text = self._place.partition(":")[0], _text_of(content, parts[1])
            self._found[self._number] = Aside(at, text, "")
        elif kind == NOTE and len(content) >= _HEAD_OF_NOTE:
            row, column, _, number, length = struct.unpack_from("<5H", content)
            letters = content[11 : 11 + length * (1 + content[10])]
            author = letters.decode("utf-16-le" if content[10] else "latin-1", "replace").strip()
            self._notes.append((number, address(row + 1, column + 1), author or SOMEBODY))

    def all(self) -> tuple[Aside, ...]:
        """Return what was found, notes at their own cells."""
        for number, cell, author in self._notes:
            if number in self._found:
                note = self._found[number]
                words = note.words.removeprefix(f"{author}:").strip()
                self._found[number] = Aside(cell, words, author)
        told = (one for one in self._found.values() if one.words or one.is_picture)
        return tuple(islice(told, MAX_ASIDES))


_HEAD_OF_OBJECT, _HEAD_OF_NOTE = 8, 11


def _text_of(head: bytes, content: bytes) -> str:
    count, wide = int.from_bytes(head[10:12], "little"), content[0] & 1
    letters = content[1 : 1 + count * (1 + wide)]
    text = letters.decode("utf-16-le" if wide else "latin-1", "replace")
    return " ".join(text.split())[:MAX_WORDS]
