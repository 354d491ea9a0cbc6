"""The records of an old workbook (BIFF8) and the container around them: walked, and put together
anew; and what the cells of a binary sheet come to, be it one of an .xls or of an .xlsb.

Long records go on in the next; a text that does so says anew how wide its letters are.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheettools.incoming.look.extent import Extent
from sheettools.incoming.look.parts import MAX_STRINGS, RefusedError, is_blank
from sheettools.incoming.look.sheet import Said, SheetLook

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C

_SECTOR = 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_HEAD, _STREAM, _ROOT = 512, 2, 5
_IN_HEADER = 109  # how many sectors of the table the header names

Record = tuple[int, list[bytes]]


@dataclass
class BinarySheet:
    """One sheet while its records are taken: what its cells come to."""

    name: str
    said: dict[int, Said] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    extent: Extent = field(default_factory=Extent)

    def enter(self, key: int, value: Said) -> bool:
        """Enter what a cell holds; say whether it shows it. A number that is none is an error."""
        if isinstance(value, float) and not math.isfinite(value):
            self.fail(key, "#NUM!")
            return False
        if isinstance(value, str) and is_blank(value):
            return False
        self.said[key] = value
        return True

    def fail(self, key: int, error: str) -> None:
        """Enter a cell with an error of Excel's."""
        self.errors[key] = error
        self.said[key] = None

    def look(self, place: int, visible: bool, most: tuple[int, int, int], **more: Any) -> SheetLook:
        """Return what was seen, and `more`; `most` says how many cells the box may have, and how
        many rows and columns there are at all.
        """
        return SheetLook(
            name=self.name,
            visible=visible,
            place=place,
            filled=self.said.keys(),
            errors=self.errors,
            odd={},
            formulas=self.formulas,
            merged=tuple(self.merged),
            last=self.extent.check(self.name, most[0], most[1:]),
            said=self.said,
            **more,
        )


def records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield (kind, what it holds and what of it goes on in the next ones) of each record up to the
    end of this part of the stream, parts inside it left out.
    """
    depth, last = 0, None
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + size]
        if len(content) < size:
            break
        at += 4 + size
        if kind == CONTINUE and last is not None:
            last[1].append(content)
            continue
        if last is not None:
            yield last
            last = None
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return
        if depth == 1:
            last = kind, [content]
    raise RefusedError("zip")  # cut off


def record(kind: int, *parts: bytes) -> bytes:
    """Return a record."""
    content = b"".join(parts)
    return struct.pack("<HH", kind, len(content)) + content


def u16(content: bytes, at: int) -> int:
    """Return a number of two bytes; what is past the end counts as zero."""
    return int.from_bytes(content[at : at + 2], "little")


def decode(data: bytes, length: int, *, wide: bool) -> str:
    """Return a text of so many letters. Its bytes mean the same whatever code page the file
    names.
    """
    if wide:
        return data[: 2 * length].decode("utf-16-le", "replace")
    return data[:length].decode("latin-1")


def rk_number(packed: bytes) -> float:
    """Return a number that is written in four bytes."""
    flags = packed[0] & 3
    if flags & 2:
        value = float(int.from_bytes(packed, "little", signed=True) >> 2)
    else:
        (value,) = struct.unpack("<d", bytes(4) + bytes((packed[0] & 0xFC,)) + packed[1:])
    return value / 100 if flags & 1 else value


def text_at(parts: Sequence[bytes], at: int) -> str:
    """Return the text that begins there in a record."""
    first = parts[0]
    length, wide = u16(first, at), len(first) > at + 2 and bool(first[at + 2] & 1)
    if len(parts) == 1:
        return decode(first[at + 3 :], length, wide=wide)
    pieces = _Pieces(parts)
    pieces.at = at + 3
    return pieces.text(length, wide=wide)


# ------------------------------------------------------------------ shared strings


class _Pieces:
    """A record that goes on over several."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self.parts, self.part, self.at = [part for part in parts if part], 0, 0

    def at_end(self) -> bool:
        """Say whether all is read."""
        left = len(self.parts) - self.part
        return left < 1 or (left == 1 and self.at >= len(self.parts[self.part]))

    def head(self, size: int) -> bytes:
        """Return fields that are never split between records."""
        if self.at_end():
            raise RefusedError("zip")
        if self.at >= len(self.parts[self.part]):
            self._next()
        found = self.parts[self.part][self.at : self.at + size]
        self.at += size
        if len(found) < size:
            raise RefusedError("zip")
        return found

    def skip(self, size: int) -> None:
        """Pass over what may be split anywhere."""
        self.take(size)

    def take(self, size: int) -> bytes:
        """Return what may be split anywhere."""
        taken = []
        while size:
            step = min(size, len(self.parts[self.part]) - self.at)
            taken.append(self.parts[self.part][self.at : self.at + step])
            self.at, size = self.at + step, size - step
            if size:
                self._next()
        return b"".join(taken)

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
            found += decode(data, count, wide=wide)
            self.at, length = self.at + count * (1 + wide), length - count
        return found

    def _next(self) -> None:
        self.part, self.at = self.part + 1, 0
        if self.part >= len(self.parts):
            raise RefusedError("zip")


Marks = dict[int, list[tuple[int, int]]]
"""By the number of a string: from which letter on it has which font."""


def shared_strings(parts: Sequence[bytes], marks: Marks | None = None) -> list[str]:
    """Return the shared strings of a workbook.

    How many there are is told by what is there: programs write other counts at the head. What
    cannot be read behind as many as the head promises is left. Where they have several fonts, that
    goes into `marks`.
    """
    table = _Pieces(parts)
    if table.at_end():
        return []
    promised = int.from_bytes(table.head(8)[4:], "little")
    found: list[str] = []
    while not table.at_end():
        try:
            text, fonts = _next_string(table)
            if fonts and marks is not None:
                marks[len(found)] = fonts
            found.append(text)
        except RefusedError:
            if len(found) < promised:
                raise
            break
        if len(found) > MAX_STRINGS:
            raise RefusedError("big", part="Workbook")
    return found


def _next_string(table: _Pieces) -> tuple[str, list[tuple[int, int]]]:
    head = table.head(3)
    flags = head[2]
    runs = u16(table.head(2), 0) if flags & 8 else 0
    extra = int.from_bytes(table.head(4), "little") if flags & 4 else 0
    text = table.text(u16(head, 0), wide=bool(flags & 1))
    fonts = struct.iter_unpack("<HH", table.take(4 * runs))
    table.skip(extra)
    return text, [(at, font) for at, font in fonts]


# ------------------------------------------------------------------ out of its container


class _Container:
    """A container whose own lists are wrong in places, read by what its sectors say of each other:
    which one follows which, and what the directory calls them.
    """

    def __init__(self, data: bytes) -> None:
        shift = u16(data, 30)
        if shift not in (9, 12) or len(data) < _HEAD:
            raise RefusedError("zip")
        self._data, self._size = data, 1 << shift
        head = struct.unpack_from("<5I", data, 48)
        self._directory, self._cutoff, self._small_table = head[0], head[2], head[3]
        self._next = self._table(struct.unpack_from("<II", data, 68))

    def stream(self, name: str) -> bytes:
        """Return the one stream of that name."""
        directory, root = self._chained(self._directory), b""
        found = []
        for at in range(0, len(directory) - 127, 128):
            entry = directory[at : at + 128]
            kind, length = entry[66], u16(entry, 64)
            root = entry if kind == _ROOT and not root else root
            if kind == _STREAM and entry[: max(length - 2, 0)] == name.encode("utf-16-le"):
                found.append(entry)
        if len(found) != 1:
            raise RefusedError("zip")
        return self._content(found[0], root)

    def _content(self, entry: bytes, root: bytes) -> bytes:
        first, size = struct.unpack_from("<II", entry, 116)
        if size >= self._cutoff or not root:
            return self._enough(self._chained(first), size)
        small = self._chained(int.from_bytes(root[116:120], "little"))
        table = self._chained(self._small_table)
        follows = struct.unpack(f"<{len(table) // 4}I", table)
        parts = [small[at << 6 : at + 1 << 6] for at in self._chain(first, follows)]
        return self._enough(b"".join(parts), size)

    @staticmethod
    def _enough(content: bytes, size: int) -> bytes:
        if len(content) < size:
            raise RefusedError("zip")
        return content[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _chained(self, first: int) -> bytes:
        return b"".join(map(self._sector, self._chain(first, self._next)))

    @staticmethod
    def _chain(first: int, follows: Sequence[int]) -> Iterator[int]:
        """Yield a chain of sectors up to its end; one that comes to a sector again has none."""
        seen: set[int] = set()
        while first != _END:
            if first in seen or first >= len(follows):
                raise RefusedError("zip")
            seen.add(first)
            yield first
            first = follows[first]

    def _table(self, more: tuple[int, int]) -> Sequence[int]:
        """Return which sector follows each. Its own sectors are named in the head and, as far as
        they are there, in those that it leads to.
        """
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, _HEAD - 4 * _IN_HEADER))
        (at, count), last = more, self._size // 4 - 1
        while count and at < len(self._data) // self._size:
            listed = self._sector(at)
            if len(listed) < self._size or len(sectors) > len(self._data) // self._size + last:
                break
            *named, at = struct.unpack(f"<{last + 1}I", listed)
            sectors, count = sectors + named, count - 1
        there = [one for one in sectors if one < len(self._data) // self._size]
        table = b"".join(map(self._sector, there))
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def stream_in(data: bytes, name: str) -> bytes:
    """Return the one stream of that name from a container that is not quite in order; raise
    RefusedError where it is not whole or there are several.
    """
    return _Container(data).stream(name)


# ------------------------------------------------------------------ put together anew


def container(stream: bytes) -> bytes:
    """Return a container that holds the stream of a workbook and nothing else."""
    stream += bytes(-len(stream) % _SECTOR)
    data = len(stream) // _SECTOR
    tables = 1  # then the directory, a sector for small streams (none is in it), the stream
    while tables * _SECTOR // 4 < tables + 2 + data:
        tables += 1
    if tables > _IN_HEADER:
        raise RefusedError("big", part="Workbook")
    first = tables + 2
    chain = [_TABLE] * tables + [_END, _END, *range(first + 1, first + data), _END]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
    head += struct.pack("<IIIIIIIII", 1, tables, tables, 0, 4096, _END, 0, _END, 0)
    named = [*range(tables), *[_FREE] * (_IN_HEADER - tables)]
    head += struct.pack(f"<{_IN_HEADER}I", *named)
    entries = _entry("Root Entry", 5, first - 1, 64, child=1)
    entries += _entry("Workbook", 2, first, len(stream))
    entries += _entry("", 0) * ((_SECTOR - len(entries)) // 128)
    table = struct.pack(f"<{len(chain)}I", *chain)
    return b"".join((head.ljust(_SECTOR, b"\0"), table, entries, bytes(_SECTOR), stream))


def _entry(name: str, kind: int, first: int = _END, size: int = 0, *, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", length, kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )
