"""Our own look at an old workbook (.xls, Excel 97 to 2003): its cells counted before a reader opens
it.

The records of BIFF8 are walked and what each cell holds is taken from them; what of it is a date is
left to the reader. It gets no more than the cells, as values: a program's odd formulas, names and
counts do not reach it. What cannot be known here is left open: properties of the office's own (the
identity stands on its sheet), defined names.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from sheettools.incoming.look.aside import OF_SHAPES, AsidesOfXls
from sheettools.incoming.look.biff import (
    BOF,
    CONTINUE,
    EOF,
    BinarySheet,
    Marks,
    container,
    decode,
    record,
    records,
    rk_number,
    shared_strings,
    stream_in,
    text_at,
    u16,
)
from sheettools.incoming.look.extent import MAX_BOX
from sheettools.incoming.look.looks import CellLook, LooksOfXls
from sheettools.incoming.look.parts import RefusedError, is_blank
from sheettools.incoming.look.seen import TextRun
from sheettools.incoming.look.sheet import (
    MAX_CELLS,
    MAX_MERGES,
    Said,
    SheetLook,
    cell_key,
    split_key,
)
from sheettools.incoming.look.sniff import OLE
from sheettools.incoming.look.xlsb import ERRORS
from sheettools.incoming.look.xlsx import DATES_1904, MAX_SHEETS, Look
from sheettools.template.excel.address import address

_PASSWORD, _CODE_PAGE, _FROM_1904, _SHEET = 0x2F, 0x42, 0x22, 0x85
_FONT, _FORMAT, _STYLE, _STRINGS = 0x31, 0x41E, 0xE0, 0xFC
_ROW, _COLUMNS = 0x208, 0x7D
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 1
_SHARED, _LABEL, _RICH, _NUMBER, _RK, _RKS, _BOOL, _STRING, _MERGED = (
    0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD, 0x205, 0x207, 0xE5,
)  # fmt: skip
_FORMULAS = frozenset((0x06, 0x206, 0x406))
"""Formulas as Excel 97, 3 and 4 write them; what they come to stands at the same place in each."""
_OLDER = frozenset((0x02, 0x03, 0x04, 0x05, 0x7E))
"""Cells as Excel 2 writes them: not even their addresses stand where others look for them."""
_SIZES = {_SHARED: 10, _LABEL: 8, _RICH: 8, _NUMBER: 14, _RK: 10, _RKS: 6, _BOOL: 8}
_SIZES |= dict.fromkeys(_FORMULAS, 14)
_BIFF8 = 0x600
_UNICODE = 1200
_OTHERS = (
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
    ("__properties_version1.0", "email"),
    ("Book", "xls95"),
)
"""What else a container may be, that has a workbook only inside it."""
_CHART_OR_MODULE = (2, 6)
_MAX_ROW, _MAX_COLUMN = 0x10000, 256
_MAX_RECORD = 0xFFFF
_PAIRS = "\U00010000"
"""The first letter that an .xls counts as two."""
_STYLE_IN_RECORD = 8
"""Where the number of its style stands in the record of a cell."""


@dataclass
class _Globals:
    """What stands before the sheets."""

    sheets: list[tuple[int, bool, int, bytes]] = field(default_factory=list)
    """(offset, visible, kind, name as it stands) a sheet."""
    strings: list[str] = field(default_factory=list)
    from_1904: bool = False
    marks: Marks = field(default_factory=dict)
    looks: LooksOfXls = field(default_factory=LooksOfXls)
    kept: list[bytes] = field(default_factory=list)
    """Records that a reader needs: the formats, by which it tells dates."""
    table: list[bytes] = field(default_factory=list)
    """The shared strings as they stand."""


def look_at_xls(data: bytes) -> Look:
    """Check an .xls and return what stands in it; raise RefusedError if it must not go to a
    reader.
    """
    stream, notes, properties = _opened(data)
    book = _globals(stream)
    looks: list[SheetLook] = []
    bodies: list[tuple[bool, bytes, list[bytes]]] = []
    for offset, visible, kind, written in book.sheets:
        if kind in _CHART_OR_MODULE:
            continue
        sheet = _SheetPass(_name(written), book)
        sheet.run(stream, offset)
        bodies.append((visible, written, sheet.plain))
        looks.append(sheet.look(len(looks), visible))
    if not looks:
        raise RefusedError("incomplete", part="Workbook")
    properties[DATES_1904] = "1" if book.from_1904 else ""
    return Look(tuple(looks), notes, "", properties, plain=_plain(book, bodies))


def _opened(data: bytes) -> tuple[bytes, tuple[str, ...], dict[str, str]]:
    """Return the stream of the workbook, what the file holds besides cells, and its properties.

    A container that is not in order is read by our own means, as far as it leaves no doubt.
    """
    import olefile

    if not data.startswith(OLE):
        return data, (), {}
    try:
        file = olefile.OleFileIO(BytesIO(data))
        stream = file.openstream("Workbook").read() if file.exists("Workbook") else None
        listed = file.listdir()
    except Exception:  # olefile fails in many ways
        return stream_in(data, "Workbook"), _macros(data), {}
    if stream is not None:
        return stream, _macros(data), _properties(file)
    others = [kind for name, kind in _OTHERS if file.exists(name)]
    if others or any(path[-1] == "Workbook" for path in listed):
        raise RefusedError("kind", kind=next(iter(others), "office"))
    try:
        return stream_in(data, "Workbook"), _macros(data), {}
    except RefusedError:
        raise RefusedError("kind", kind="office") if listed else RefusedError("zip") from None


def _macros(data: bytes) -> tuple[str, ...]:
    return ("macros",) if "_VBA_PROJECT_CUR".encode("utf-16-le") in data else ()


def _properties(file: Any) -> dict[str, str]:
    """Return who saved it and when, by the names that an .xlsx has for them; damage there harms no
    cell.
    """
    try:
        known = file.get_metadata()
    except Exception:  # olefile fails in many ways
        return {}
    saved, author = known.last_saved_time, known.last_saved_by
    found = {"modified": f"{saved:%Y-%m-%dT%H:%M:%SZ}"} if hasattr(saved, "year") else {}
    if isinstance(author, bytes):
        author = author.decode("utf-8", "replace")
    return found | ({"lastModifiedBy": author.partition("\0")[0]} if author else {})


def _globals(stream: bytes) -> _Globals:
    book = _Globals()
    for number, (kind, parts) in enumerate(records(stream, 0)):
        content = parts[0]
        if number == 0 and (kind != BOF or u16(content, 0) != _BIFF8):
            raise RefusedError("kind", kind="xls95")
        if kind == _PASSWORD:
            raise RefusedError("password")
        if kind == _SHEET and len(content) > 7:
            offset, state = int.from_bytes(content[:4], "little"), content[4]
            book.sheets.append((offset, state & 3 == 0, content[5], content[6:]))
        elif kind == _FROM_1904:
            book.from_1904 = u16(content, 0) == 1
        elif kind == _FONT:
            book.looks.add_font(content)
        elif kind == _FORMAT:
            book.looks.add_format(u16(content, 0), text_at(parts, 2))
            book.kept.append(record(kind, content))
        elif kind == _STYLE:
            book.looks.add_style(content)
            book.kept.append(record(kind, content))
        elif kind == _STRINGS:
            book.table += parts
    if len(book.sheets) > MAX_SHEETS:
        raise RefusedError("sheets")
    book.strings = shared_strings(book.table, book.marks)
    return book


def _name(written: bytes) -> str:
    return decode(written[2:], written[0], wide=bool(written[1] & 1)).replace("\0", "")


# ------------------------------------------------------------------ sheets


class _SheetPass:
    """One sheet, record by record; each cell is written anew as a plain value."""

    def __init__(self, name: str, book: _Globals) -> None:
        self.name, self._strings, self._looks = name, book.strings, book.looks
        self._marks, self._seen = book.marks, BinarySheet(name)
        self.runs: dict[int, tuple[TextRun, ...]] = {}
        self.looks: dict[int, CellLook] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[tuple[int, int]] = []
        self.plain: list[bytes] = []
        self._over = AsidesOfXls()
        self._waiting: bytes | None = None
        """The address of a formula whose text stands in a record behind it."""

    def run(self, stream: bytes, offset: int) -> None:
        """Take all records of the sheet."""
        for kind, parts in records(stream, offset):
            if kind == _MERGED:
                self._seen.merged += _merged(parts[0])
            elif kind in (_ROW, _COLUMNS):
                self._hide(kind, parts[0])
            elif kind in OF_SHAPES:
                self._over.add(kind, parts)
            elif kind in _OLDER:
                raise RefusedError("odd", part=self.name)
            elif kind == _STRING and self._waiting is not None:
                self._text(self._waiting, parts, 0)
                self._waiting = None
            elif kind in _SIZES:
                self._cell(kind, parts)
            if len(self.plain) > MAX_CELLS or len(self._seen.merged) > MAX_MERGES:
                raise RefusedError("big", part="Workbook")

    def look(self, place: int, visible: bool) -> SheetLook:
        """Return what was seen."""
        return self._seen.look(
            place,
            visible,
            (MAX_BOX, _MAX_ROW, _MAX_COLUMN),
            asides=self._over.all(),
            looks=self.looks,
            runs=self.runs,
            hidden_rows=frozenset(self._hidden_rows & {key >> 14 for key in self._seen.said}),
            hidden_columns=tuple(self._hidden_columns),
        )

    def _cell(self, kind: int, parts: list[bytes]) -> None:
        content = parts[0]
        if len(content) < _SIZES[kind]:
            raise RefusedError("zip")
        head = content[:6]
        key = self._place(head)
        if kind in (_LABEL, _RICH):
            self._text(head, parts, 6)
        elif kind == _SHARED:
            self._shared(key, content)
        elif kind == _NUMBER:
            self._number(head, content[6:14])
        elif kind == _RK:
            self._enter(key, rk_number(content[6:10]), record(_RK, content))
        elif kind == _RKS:
            self._several(content)
        elif kind == _BOOL:
            self._truth(head, content[6], content[7])
        else:
            self._seen.formulas.add(key)
            self._result(head, content[6:14])

    def _place(self, head: bytes) -> int:
        row, column = u16(head, 0) + 1, u16(head, 2) + 1
        if column > _MAX_COLUMN:
            raise RefusedError("address", sheet=self.name, value=f"{row}:{column}")
        return cell_key(row, column)

    def _enter(self, key: int, value: Said, plain: bytes) -> None:
        """Enter a cell that shows something."""
        if self._seen.enter(key, value):
            self._note_look(key, value, u16(plain, _STYLE_IN_RECORD))
            self._write(key, plain)

    def _note_look(self, key: int, value: Said, style: int) -> None:
        """Note how a cell looks that may show something else than it holds."""
        look = self._looks.of(style)
        if not look.is_usual or (isinstance(value, float) and not value.is_integer()):
            self.looks[key] = look

    def _note_runs(self, key: int, index: int, style: int) -> None:
        """Note the runs of a text that has several fonts: the cell's own is but the first one's."""
        text, fonts = self._strings[index], self._marks.get(index, ())
        if fonts and max(text) < _PAIRS:
            runs = self._looks.runs(style, text, fonts)
            self.runs[key] = runs
            self.looks[key] = self._looks.of(style)._replace(struck=False, unseen=False)

    def _hide(self, kind: int, content: bytes) -> None:
        """Note rows and columns that are hidden."""
        if kind == _ROW and u16(content, 12) & _HIDDEN_ROW:
            self._hidden_rows.add(u16(content, 0) + 1)
        elif kind == _COLUMNS and u16(content, 8) & _HIDDEN_COLUMN:
            last = min(u16(content, 2) + 1, _MAX_COLUMN)
            self._hidden_columns.append((u16(content, 0) + 1, last))

    def _write(self, key: int, plain: bytes) -> None:
        self._seen.extent.reach(*split_key(key))
        self.plain.append(plain)

    def _text(self, head: bytes, parts: list[bytes], at: int) -> None:
        text, key = text_at(parts, at), self._place(head)
        written = parts[0][at:]
        if len(parts) > 1:  # the reader knows no text of a cell that goes on
            letters = text.encode("utf-16-le")[: (_MAX_RECORD - 9) // 2 * 2]
            written = struct.pack("<HB", len(letters) // 2, 1) + letters
        if is_blank(text):
            self._write(key, record(_LABEL, head, written))
        else:
            self._enter(key, text, record(_LABEL, head, written))

    def _shared(self, key: int, content: bytes) -> None:
        index = int.from_bytes(content[6:10], "little")
        if index >= len(self._strings):
            raise RefusedError("index", sheet=self.name, cell=address(*split_key(key)))
        if is_blank(self._strings[index]):
            self._write(key, record(_SHARED, content))
        else:
            self._enter(key, self._strings[index], record(_SHARED, content))
            self._note_runs(key, index, u16(content, 4))

    def _number(self, head: bytes, number: bytes) -> None:
        value: float = struct.unpack("<d", number)[0]
        self._enter(self._place(head), value, record(_NUMBER, head, number))

    def _several(self, content: bytes) -> None:
        row, first, last = u16(content, 0) + 1, u16(content, 2) + 1, u16(content, len(content) - 2)
        places = range(first, last + 2)
        if last >= _MAX_COLUMN or len(content) != 6 + 6 * len(places):
            raise RefusedError("zip")
        for at, column in zip(range(4, len(content), 6), places, strict=False):
            plain = record(_RK, content[:2], struct.pack("<H", column - 1), content[at : at + 6])
            self._enter(cell_key(row, column), rk_number(content[at + 2 : at + 6]), plain)

    def _truth(self, head: bytes, value: int, is_error: int) -> None:
        if is_error:
            self._seen.fail(self._place(head), ERRORS.get(value, "#N/A"))
        else:
            plain = record(_BOOL, head, bytes((value, 0)))
            self._enter(self._place(head), value != 0, plain)

    def _result(self, head: bytes, result: bytes) -> None:
        """Enter what a formula comes to; where it is a text, that follows."""
        self._waiting = None
        if result[6:] != b"\xff\xff":
            self._number(head, result)
        elif result[0] == 0:
            self._waiting = head
        elif result[0] in (1, 2):
            self._truth(head, result[2], result[0] == 2)


def _merged(content: bytes) -> Iterator[str]:
    for at in range(2, 2 + 8 * u16(content, 0), 8):
        top, bottom, left, right = (u16(content, at + 2 * n) + 1 for n in range(4))
        if top <= bottom and left <= right <= _MAX_COLUMN:
            yield f"{address(top, left)}:{address(bottom, right)}"


# ------------------------------------------------------------------ what a reader sees


def _plain(book: _Globals, bodies: Sequence[tuple[bool, bytes, list[bytes]]]) -> bytes:
    """Return the workbook as a reader is to see it: its cells and how they are shown.

    The code page is set to what the texts are written in, and the count of the shared strings to
    how many there are.
    """
    begin = struct.pack("<HHHHII", _BIFF8, 5, 0, 0, 0, 6)
    start = record(BOF, begin) + record(_CODE_PAGE, struct.pack("<H", _UNICODE))
    start += record(_FROM_1904, struct.pack("<H", book.from_1904)) + b"".join(book.kept)
    end = _table(book) + record(EOF)
    sheets = [
        record(BOF, struct.pack("<HHHHII", _BIFF8, 0x10, 0, 0, 0, 6))
        + b"".join(cells)
        + record(EOF)
        for _, _, cells in bodies
    ]
    offset = len(start) + len(end) + sum(len(written) + 10 for _, written, _ in bodies)
    listed = []
    for (visible, written, _), sheet in zip(bodies, sheets, strict=True):
        listed.append(record(_SHEET, struct.pack("<IBB", offset, not visible, 0), written))
        offset += len(sheet)
    return container(b"".join((start, *listed, end, *sheets)))


def _table(book: _Globals) -> bytes:
    """Return the shared strings, those records left out that hold nothing."""
    parts = [part for part in book.table if part]
    if not book.strings:
        return b""
    count = struct.pack("<II", len(book.strings), len(book.strings))
    first, *more = parts
    return record(_STRINGS, count, first[8:]) + b"".join(record(CONTINUE, part) for part in more)
