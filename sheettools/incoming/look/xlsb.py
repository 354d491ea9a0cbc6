"""Our own look at a binary workbook (.xlsb): its cells counted before a reader opens it."""

from __future__ import annotations

from collections.abc import Iterator

from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import MAX_STRINGS, RefusedError, is_blank
from sheettools.incoming.look.sheet import MAX_BOX, MAX_CELLS, MAX_MERGES, SheetLook, cell_key
from sheettools.incoming.look.xlsx import (
    Look,
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

_ROW, _SHARED_STRING, _SHEET, _MERGE = 0, 19, 156, 176
_BLANK, _ERROR, _TEXT, _SHARED, _RICH = 1, 3, 6, 7, 62
_FORMULA_TEXT, _FORMULA_ERROR = 8, 11
_CELLS = frozenset(range(1, 12)) | {_RICH}
_FORMULAS = frozenset(range(8, 12))
_HEAD = 8  # the column, the style


def look_at_xlsb(data: bytes) -> Look:
    """Check an .xlsb and return what stands in it; raise RefusedError if it must not go to a
    reader.
    """
    package = Package(data)
    relations = relationships_of(package, "")
    main = next((r.target for r in relations if r.type == "officeDocument"), "")
    own = relationships_of(package, main)
    parts = {r.id: r for r in own}
    blanks = _blank_strings(package, next((r.target for r in own if r.type == "sharedStrings"), ""))
    looks = []
    for place, (name, visible, ident) in enumerate(_sheets(package, main)):
        relation = parts.get(ident)
        if relation is None:
            raise RefusedError("incomplete", part=name)
        if relation.type == "worksheet":
            looks.append(_look_at_sheet(package, relation.target, blanks, name, visible, place))
    if not looks:
        raise RefusedError("incomplete", part=main)
    check_other_parts(package, set())
    listed = {r.target.lower() for r in own}
    return Look(tuple(looks), notes_of(package, "", listed), "", properties_of(package, relations))


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


def _sheets(package: Package, main: str) -> Iterator[tuple[str, bool, str]]:
    """Yield (name, visible, relationship) of each sheet that the workbook lists."""
    for kind, record in _records(package, main):
        if kind == _SHEET:
            ident, end = _text(record, 8)
            yield _text(record, end)[0], _integer(record, 0) == 0, ident


def _blank_strings(package: Package, part: str) -> tuple[set[int], int]:
    """Return which of the shared strings show nothing, and how many there are."""
    blanks: set[int] = set()
    count = 0
    for kind, record in _records(package, part) if part in package else ():
        if kind == _SHARED_STRING:
            if is_blank(_text(record, 1)[0]):
                blanks.add(count)
            count += 1
            if count > MAX_STRINGS:
                raise RefusedError("big", part=part)
    return blanks, count


def _look_at_sheet(
    package: Package, part: str, strings: tuple[set[int], int], name: str, visible: bool, place: int
) -> SheetLook:
    filled: set[int] = set()
    look = SheetLook(name, visible, place, filled, {}, {}, set(), (), (0, 0))
    merged: list[str] = []
    row = last = right = cells = 0
    for kind, record in _records(package, part):
        if kind == _ROW:
            row = _integer(record, 0) + 1
        elif kind == _MERGE:
            top, bottom, left, end = (_integer(record, at) + 1 for at in (0, 4, 8, 12))
            if top <= bottom <= MAX_ROW and left <= end <= MAX_COLUMN:
                merged.append(f"{address(top, left)}:{address(bottom, end)}")
        elif kind in _CELLS and kind != _BLANK:
            column, cells = _integer(record, 0) + 1, cells + 1
            if row not in range(1, MAX_ROW + 1) or column > MAX_COLUMN:
                raise RefusedError("address", sheet=name, value=f"{row}:{column}")
            last, right = max(last, row), max(right, column)
            if cells > MAX_CELLS or len(merged) > MAX_MERGES:
                raise RefusedError("big", part=part)
            if last * right > MAX_BOX:
                raise RefusedError("far", sheet=name, cell=address(row, column))
            if _enter(look, cell_key(row, column), kind, record, strings):
                filled.add(cell_key(row, column))
    return SheetLook(
        name,
        visible,
        place,
        filled,
        look.errors,
        {},
        look.formulas,
        tuple(merged),
        (last, right),
    )


def _enter(
    look: SheetLook, key: int, kind: int, record: bytes, strings: tuple[set[int], int]
) -> bool:
    """Enter one cell as an error, as a formula; say whether it shows something."""
    blanks, count = strings
    if kind in _FORMULAS:
        look.formulas.add(key)
    if kind in (_ERROR, _FORMULA_ERROR):
        look.errors[key] = ERRORS.get(record[_HEAD] if len(record) > _HEAD else -1, "#N/A")
    elif kind == _SHARED:
        if _integer(record, _HEAD) >= count:
            raise RefusedError(
                "index", sheet=look.name, cell=address(key >> 14, (key & 0x3FFF) + 1)
            )
        if _integer(record, _HEAD) in blanks:
            return False
    elif kind in (_TEXT, _RICH, _FORMULA_TEXT) and is_blank(
        _text(record, _HEAD + (kind == _RICH))[0]
    ):
        return False
    return True
