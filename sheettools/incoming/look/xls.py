"""Our own look at an old workbook (.xls, Excel 97 to 2003): its cells counted before a reader opens
it.

The records of BIFF8 are walked, nothing is worked out: what a cell shows is left to the reader.
What cannot be known here is left open: properties of the office's own (the identity stands on its
sheet), defined names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from sheettools.incoming.look.parts import MAX_STRINGS, RefusedError, is_blank
from sheettools.incoming.look.sheet import MAX_CELLS, MAX_MERGES, SheetLook, cell_key
from sheettools.incoming.look.xlsb import ERRORS
from sheettools.incoming.look.xlsx import MAX_SHEETS, Look
from sheettools.template.excel.address import address

_BOF, _EOF, _CONTINUE, _PASSWORD, _SHEET, _STRINGS = 0x809, 0x0A, 0x3C, 0x2F, 0x85, 0xFC
_SHARED, _LABEL, _RICH, _NUMBER, _RK, _RKS, _BOOL, _FORMULA, _STRING, _MERGED = (
    0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD, 0x205, 0x06, 0x207, 0xE5,
)  # fmt: skip
_CELLS = frozenset((_SHARED, _LABEL, _RICH, _NUMBER, _RK, _RKS, _BOOL, _FORMULA))
_BIFF8 = 0x600
_OTHERS = (
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
    ("__properties_version1.0", "email"),
    ("Book", "xls95"),
)
"""What else a container may be, that has a workbook only inside it."""
_CHART_OR_MODULE = (2, 6)
_MAX_COLUMN = 256


@dataclass
class _Found:
    filled: set[int] = field(default_factory=set)
    errors: dict[int, str] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)


def look_at_xls(data: bytes) -> Look:
    """Check an .xls and return what stands in it; raise RefusedError if it must not go to a
    reader.
    """
    import olefile

    try:
        container = olefile.OleFileIO(BytesIO(data))
        other = next((kind for name, kind in _OTHERS if container.exists(name)), "office")
        stream = container.openstream("Workbook").read() if container.exists("Workbook") else None
        notes = ("macros",) if container.exists("_VBA_PROJECT_CUR") else ()
        properties = _properties(container)
    except Exception as error:  # olefile fails in many ways, all of which mean damage
        raise RefusedError("zip") from error
    if stream is None:
        raise RefusedError("kind", kind=other) if container.listdir() else RefusedError("zip")
    strings, sheets = _globals(stream)
    looks = []
    for place, (offset, visible, kind, name) in enumerate(sheets):
        if kind in _CHART_OR_MODULE:
            continue
        found = _look_at_sheet(stream, offset, name, strings)
        looks.append(
            SheetLook(
                name=name,
                visible=visible,
                place=place,
                filled=found.filled,
                errors=found.errors,
                odd={},
                formulas=found.formulas,
                merged=tuple(found.merged),
                last=found.last,
            )
        )
    if not looks:
        raise RefusedError("incomplete", part="Workbook")
    return Look(tuple(looks), notes, "", properties)


def _properties(container: Any) -> dict[str, str]:
    """Return who saved it and when, by the names that an .xlsx has for them."""
    known = container.get_metadata()
    saved, author = known.last_saved_time, known.last_saved_by
    found = {"modified": f"{saved:%Y-%m-%dT%H:%M:%SZ}"} if hasattr(saved, "year") else {}
    if isinstance(author, bytes):
        author = author.decode("utf-8", "replace")
    return found | ({"lastModifiedBy": author.rstrip("\0")} if author else {})


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, content) of each record up to the end of this part of the stream, parts inside
    it left out.
    """
    depth = 0
    while at + 4 <= len(stream):
        kind = int.from_bytes(stream[at : at + 2], "little")
        size = int.from_bytes(stream[at + 2 : at + 4], "little")
        content = stream[at + 4 : at + 4 + size]
        if len(content) < size:
            break
        at += 4 + size
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
        if depth == 0:
            return
        if depth == 1:
            yield kind, content
    raise RefusedError("zip")  # cut off


def _u16(record: bytes, at: int) -> int:
    return int.from_bytes(record[at : at + 2], "little")


def _globals(stream: bytes) -> tuple[tuple[set[int], int], list[tuple[int, bool, int, str]]]:
    """Return the shared strings that show nothing and how many there are, and (offset, visible,
    kind, name) a sheet.
    """
    sheets: list[tuple[int, bool, int, str]] = []
    parts: list[bytes] = []
    in_strings = False
    for number, (kind, record) in enumerate(_records(stream, 0)):
        if number == 0 and (kind != _BOF or _u16(record, 0) != _BIFF8):
            raise RefusedError("kind", kind="xls95")
        if kind == _PASSWORD:
            raise RefusedError("password")
        if kind == _SHEET:
            size = record[6] if len(record) > 7 else 0
            name = _decode(record[8:], size, wide=len(record) > 7 and bool(record[7] & 1))
            sheets.append(
                (int.from_bytes(record[:4], "little"), record[4] & 3 == 0, record[5], name)
            )
        if kind == _STRINGS or (kind == _CONTINUE and in_strings):
            parts.append(record)
        in_strings = kind == _STRINGS or (kind == _CONTINUE and in_strings)
    if len(sheets) > MAX_SHEETS:
        raise RefusedError("sheets")
    return _blank_strings(parts), sheets


def _decode(data: bytes, length: int, *, wide: bool) -> str:
    return (
        data[: 2 * length].decode("utf-16-le", "replace")
        if wide
        else data[:length].decode("latin-1")
    )


# ------------------------------------------------------------------ shared strings


class _Strings:
    """The table of shared strings, which goes on over several records."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    def head(self, size: int) -> bytes:
        """Return fields that are never split between records."""
        if self.at >= len(self.parts[self.part]):
            self._next()
        found = self.parts[self.part][self.at : self.at + size]
        self.at += size
        if len(found) < size:
            raise RefusedError("zip")
        return found

    def skip(self, size: int) -> None:
        """Pass over what may be split anywhere."""
        while size:
            step = min(size, len(self.parts[self.part]) - self.at)
            self.at, size = self.at + step, size - step
            if size:
                self._next()

    def text(self, length: int, *, wide: bool) -> str:
        """Return a text; each record that it goes on in says anew how wide its letters are."""
        found = ""
        while length:
            if self.at >= len(self.parts[self.part]):
                self._next()
                wide = bool(self.head(1)[0] & 1)
            data = self.parts[self.part][self.at :]
            count = min(length, len(data) // (1 + wide))
            if not count:
                raise RefusedError("zip")
            found += _decode(data, count, wide=wide)
            self.at, length = self.at + count * (1 + wide), length - count
        return found

    def _next(self) -> None:
        self.part, self.at = self.part + 1, 0
        if self.part >= len(self.parts):
            raise RefusedError("zip")


def _blank_strings(parts: list[bytes]) -> tuple[set[int], int]:
    if not parts:
        return set(), 0
    table = _Strings(parts)
    count = int.from_bytes(table.head(8)[4:], "little")
    if count > MAX_STRINGS:
        raise RefusedError("big", part="Workbook")
    blanks = set()
    for number in range(count):
        head = table.head(3)
        flags = head[2]
        runs = _u16(table.head(2), 0) if flags & 8 else 0
        extra = int.from_bytes(table.head(4), "little") if flags & 4 else 0
        if is_blank(table.text(_u16(head, 0), wide=bool(flags & 1))):
            blanks.add(number)
        table.skip(4 * runs + extra)
    return blanks, count


# ------------------------------------------------------------------ sheets


def _look_at_sheet(stream: bytes, offset: int, name: str, strings: tuple[set[int], int]) -> _Found:
    found = _Found()
    waiting: int | None = None  # a formula whose text stands in the next record but one
    for kind, record in _records(stream, offset):
        if kind == _MERGED:
            found.merged += _merged(record)
        elif kind == _STRING and waiting is not None:
            if not is_blank(_text_at(record, 0)):
                found.filled.add(waiting)
            waiting = None
        elif kind in _CELLS:
            row, column, last = _place(kind, record, name)
            found.last = max(found.last[0], row), max(found.last[1], last)
            key = cell_key(row, column)
            if kind == _RKS:
                for place in range(column, min(last, _MAX_COLUMN) + 1):
                    found.filled.add(cell_key(row, place))
            elif kind == _FORMULA:
                found.formulas.add(key)
                waiting = key if _enter_result(found, key, record) else None
            elif _shows(found, key, kind, record, strings, name):
                found.filled.add(key)
        if len(found.filled) > MAX_CELLS or len(found.merged) > MAX_MERGES:
            raise RefusedError("big", part="Workbook")
    return found


def _place(kind: int, record: bytes, sheet: str) -> tuple[int, int, int]:
    """Return the row, the column and the last column of a record of cells; most hold one cell."""
    if len(record) < 7:
        raise RefusedError("zip")
    row, column = _u16(record, 0) + 1, _u16(record, 2) + 1
    if column > _MAX_COLUMN:
        raise RefusedError("address", sheet=sheet, value=f"{row}:{column}")
    last = _u16(record, len(record) - 2) + 1 if kind == _RKS else column
    return row, column, last


def _shows(
    found: _Found, key: int, kind: int, record: bytes, strings: tuple[set[int], int], sheet: str
) -> bool:
    """Tell whether a cell shows something; an error is entered as one."""
    if kind == _SHARED:
        blanks, count = strings
        number = int.from_bytes(record[6:10], "little")
        if number >= count:
            raise RefusedError("index", sheet=sheet, cell=address(key >> 14, (key & 0x3FFF) + 1))
        return number not in blanks
    if kind in (_LABEL, _RICH):
        return not is_blank(_text_at(record, 6))
    if kind == _BOOL and len(record) > 7 and record[7]:
        found.errors[key] = ERRORS.get(record[6], "#N/A")
    return True


def _enter_result(found: _Found, key: int, record: bytes) -> bool:
    """Enter what a formula shows; return True where that is a text, which follows."""
    result = record[6:14]
    if result[6:] != b"\xff\xff":
        found.filled.add(key)
    elif result[0] == 0:
        return True
    elif result[0] == 1:
        found.filled.add(key)
    elif result[0] == 2:
        found.errors[key] = ERRORS.get(result[2], "#N/A")
        found.filled.add(key)
    return False


def _text_at(record: bytes, at: int) -> str:
    wide = len(record) > at + 2 and bool(record[at + 2] & 1)
    return _decode(record[at + 3 :], _u16(record, at), wide=wide)


def _merged(record: bytes) -> Iterator[str]:
    for at in range(2, 2 + 8 * _u16(record, 0), 8):
        top, bottom, left, right = (_u16(record, at + 2 * n) + 1 for n in range(4))
        if top <= bottom and left <= right <= _MAX_COLUMN:
            yield f"{address(top, left)}:{address(bottom, right)}"
