"""Our own look at a binary workbook (.xlsb): its cells counted before a reader opens it.

Some programs leave out the column of a cell that stands right of another, or list sheets that lead
nowhere, as old macro sheets do. No reader knows such cells: in the bytes that it gets they are
written whole, and those sheets left out.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import field

from sheettools.frozen import dataclass
from sheettools.incoming.look.biff import BinarySheet, rk_number
from sheettools.incoming.look.mend import packed_again
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import MAX_STRINGS, RefusedError
from sheettools.incoming.look.sheet import (
    MAX_BOX,
    MAX_CELLS,
    MAX_MERGES,
    Said,
    SheetLook,
    cell_key,
    split_key,
)
from sheettools.incoming.look.xlsx import (
    DATES_1904,
    Look,
    Relationship,
    check_other_parts,
    notes_of,
    properties_of,
    relationships_of,
)
from sheettools.template.excel.address import MAX_COLUMN, MAX_ROW, address

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
"""What the codes of errors stand for, in .xlsb and in .xls alike."""
MAX_SHEET_PART = 128 << 20  # held in memory whole, beside the file

_ROW, _SHARED_STRING, _SHEET, _MERGE, _WORKBOOK = 0, 19, 156, 176, 153
_BLANK, _PACKED, _ERROR, _TRUTH, _NUMBER, _TEXT, _SHARED, _RICH = 1, 2, 3, 4, 5, 6, 7, 62
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_TRUTH, _FORMULA_ERROR = 8, 9, 10, 11
_SHORT = range(12, 19)
"""Cells without their column: it is the one right of the cell before."""
_TO_WHOLE = _SHORT.start - _BLANK
_CELLS = frozenset(range(_BLANK, _SHORT.stop)) | {_RICH}
_FORMULAS = frozenset(range(_FORMULA_TEXT, _SHORT.start))
_HEAD = 8  # the column, the style
_SIZES = {
    _PACKED: 4, _ERROR: 1, _TRUTH: 1, _NUMBER: 8, _TEXT: 4, _SHARED: 4, _RICH: 5,
    _FORMULA_TEXT: 4, _FORMULA_NUMBER: 8, _FORMULA_TRUTH: 1, _FORMULA_ERROR: 1,
}  # fmt: skip
_FROM_1904 = 1
_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")
"""Relationships of sheets in which Excel 4 kept its macros; the reader stops at them."""


@dataclass(frozen=True, slots=True)
class XlsbLook(Look):
    """What the look saw of an .xlsb."""

    own_ways: frozenset[str] = frozenset()
    """The parts, in small letters, with records that the reader does not know."""
    no_sheets: frozenset[str] = frozenset()
    """The relationships of what is listed as a sheet and is none."""


@dataclass
class _Book:
    """What stands beside the sheets."""

    strings: list[str]
    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    """(name, visible, relationship) of each that the workbook lists."""
    from_1904: bool = False
    is_odd: bool = False
    """Whether it lists them in ways that the reader does not know."""


@dataclass
class _Sheet:
    """One sheet while it is being read."""

    seen: BinarySheet
    part: str
    strings: list[str]
    cells: int = 0


def look_at_xlsb(data: bytes) -> XlsbLook:
    """Check an .xlsb and return what stands in it; raise RefusedError if it must not go to a
    reader.
    """
    package = Package(data)
    relations = relationships_of(package, "")
    main = next((r.target for r in relations if r.type == "officeDocument"), "")
    own = relationships_of(package, main)
    no_sheets = frozenset({"", *(r.id for r in own if r.type in _MACRO_SHEETS)})
    book = _read_book(package, main, own, no_sheets)
    lost = _lost(book, package, own)
    book.sheets = [sheet for sheet in book.sheets if sheet not in lost]
    looks, own_ways = _looks(package, book, own)
    if not looks:
        raise RefusedError("incomplete", part=main)
    if book.is_odd or lost:
        own_ways.add(main.lower())
    check_other_parts(package, set())
    listed = {r.target.lower() for r in own}
    properties = {
        **properties_of(package, relations),
        DATES_1904: "1" if book.from_1904 else "",
    }
    notes = notes_of(package, "", listed)
    return XlsbLook(
        tuple(looks),
        notes,
        "",
        properties,
        own_ways=frozenset(own_ways),
        no_sheets=no_sheets.union(ident for _, _, ident in lost),
        lost=tuple(name for name, _, _ in lost),
        plain=packed_again(package, {}) if package.is_renamed else b"",
    )


def _lost(
    book: _Book, package: Package, own: Iterable[Relationship]
) -> list[tuple[str, bool, str]]:
    """Return the sheets that lead to no part, or to one that is not there."""
    there = {r.id for r in own if r.type != "worksheet" or r.target in package}
    return [sheet for sheet in book.sheets if sheet[2] not in there]


def _looks(
    package: Package, book: _Book, own: Iterable[Relationship]
) -> tuple[list[SheetLook], set[str]]:
    """Return the look at each sheet, and the parts with records that the reader does not know."""
    parts = {r.id: r for r in own}
    looks, own_ways = [], set()
    for place, (name, visible, ident) in enumerate(book.sheets):
        relation = parts[ident]
        if relation.type == "worksheet":
            sheet = _Sheet(BinarySheet(name), relation.target, book.strings)
            if _read(sheet, package):
                own_ways.add(relation.target.lower())
            looks.append(sheet.seen.look(place, visible, (MAX_BOX, MAX_ROW, MAX_COLUMN)))
    return looks, own_ways


def in_plain_ways(data: bytes, look: XlsbLook) -> bytes:
    """Return an .xlsb that holds nothing that the reader does not know."""
    package = Package(data)
    parts = {part: _in_plain_ways(package, part, look.no_sheets) for part in look.own_ways}
    return packed_again(package, parts)


def _in_plain_ways(package: Package, part: str, no_sheets: Collection[str]) -> bytes:
    return b"".join(_written(kind, record) for kind, record in _Plain(package, part, no_sheets))


# ------------------------------------------------------------------ records


def _records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, content) of each record of a binary part."""
    if part in package and package.parts[part.lower()].file_size > MAX_SHEET_PART:
        raise RefusedError("big", part=part)
    data, at = b"".join(package.chunks(part)), 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if at + size > len(data):
            raise RefusedError("xml", part=part)
        yield kind, data[at : at + size]
        at += size


class _Plain:
    """The records of a part as the reader knows them; `changed` says whether it would not know
    some.
    """

    def __init__(
        self, package: Package, part: str, no_sheets: Collection[str] = frozenset()
    ) -> None:
        self._records = _records(package, part)
        self._no_sheets = no_sheets
        self.changed = False

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        column = -1
        for kind, record in self._records:
            if kind in _SHORT:
                column, self.changed = column + 1, True
                yield kind - _TO_WHOLE, struct.pack("<I", column) + record
                continue
            if kind == _SHEET and _text(record, 8)[0] in self._no_sheets:
                self.changed = True
                continue
            if kind in _CELLS:
                column = _integer(record, 0)
            elif kind == _ROW:
                column = -1
            yield kind, record


def _written(kind: int, record: bytes) -> bytes:
    return _seven_bits(kind) + _seven_bits(len(record)) + record


def _seven_bits(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out, number = out + bytes((number & 0x7F | 0x80,)), number >> 7
    return out + bytes((number,))


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number written in up to `most` bytes of seven bits each, and where it ends."""
    number = 0
    for place in range(most):
        byte = data[at + place] if at + place < len(data) else 0
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, at + place + 1
    return number, at + most


def _integer(record: bytes, at: int) -> int:
    return int.from_bytes(record[at : at + 4], "little")


def _text(record: bytes, at: int) -> tuple[str, int]:
    """Return a text and where it ends; one that is absent has a length of -1."""
    length = _integer(record, at)
    end = at + 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


# ------------------------------------------------------------------ the workbook


def _read_book(
    package: Package, main: str, own: Iterable[Relationship], no_sheets: Collection[str]
) -> _Book:
    strings = next((r.target for r in own if r.type == "sharedStrings"), "")
    book, plain = _Book(_strings(package, strings)), _Plain(package, main, no_sheets)
    for kind, record in plain:
        if kind == _SHEET:
            ident, end = _text(record, 8)
            book.sheets.append((_text(record, end)[0], _integer(record, 0) == 0, ident))
        elif kind == _WORKBOOK:
            book.from_1904 = bool(_integer(record, 0) & _FROM_1904)
    book.is_odd = plain.changed
    return book


def _strings(package: Package, part: str) -> list[str]:
    found: list[str] = []
    for kind, record in _records(package, part) if part in package else ():
        if kind == _SHARED_STRING:
            found.append(_text(record, 1)[0])
            if len(found) > MAX_STRINGS:
                raise RefusedError("big", part=part)
    return found


# ------------------------------------------------------------------ sheets


def _read(sheet: _Sheet, package: Package) -> bool:
    """Read a sheet; say whether it is written in ways of its own."""
    row, plain = 0, _Plain(package, sheet.part)
    for kind, record in plain:
        if kind == _ROW:
            row = _integer(record, 0) + 1
        elif kind == _MERGE:
            sheet.seen.merged += _merged(record)
        elif kind in _CELLS and kind != _BLANK:
            _cell(sheet, row, kind, record)
        if sheet.cells > MAX_CELLS or len(sheet.seen.merged) > MAX_MERGES:
            raise RefusedError("big", part=sheet.part)
    return plain.changed


def _merged(record: bytes) -> Iterator[str]:
    top, bottom, left, right = (_integer(record, at) + 1 for at in (0, 4, 8, 12))
    if top <= bottom <= MAX_ROW and left <= right <= MAX_COLUMN:
        yield f"{address(top, left)}:{address(bottom, right)}"


def _cell(sheet: _Sheet, row: int, kind: int, record: bytes) -> None:
    column = _integer(record, 0) + 1
    if row not in range(1, MAX_ROW + 1) or column > MAX_COLUMN:
        raise RefusedError("address", sheet=sheet.seen.name, value=f"{row}:{column}")
    if len(record) < _HEAD + _SIZES[kind]:
        raise RefusedError("xml", part=sheet.part)
    sheet.cells += 1
    seen, key = sheet.seen, cell_key(row, column)
    seen.extent.reach(row, column)
    if kind in _FORMULAS:
        seen.formulas.add(key)
    if kind in (_ERROR, _FORMULA_ERROR):
        seen.fail(key, ERRORS.get(record[_HEAD], "#N/A"))
    else:
        seen.enter(key, _said(sheet, key, kind, record))


def _said(sheet: _Sheet, key: int, kind: int, record: bytes) -> Said:
    if kind == _SHARED:
        index = _integer(record, _HEAD)
        if index >= len(sheet.strings):
            raise RefusedError("index", sheet=sheet.seen.name, cell=address(*split_key(key)))
        return sheet.strings[index]
    if kind in (_TEXT, _RICH, _FORMULA_TEXT):
        return _text(record, _HEAD + (kind == _RICH))[0]
    if kind in (_TRUTH, _FORMULA_TRUTH):
        return record[_HEAD] != 0
    if kind == _PACKED:
        return rk_number(record[_HEAD : _HEAD + 4])
    number: float = struct.unpack_from("<d", record, _HEAD)[0]
    return number
