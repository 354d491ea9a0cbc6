"""A zip file of parts with gaps: what lies between the gaps is deflated once.

A piece that is deflated by itself and ended with a full flush can stand before and after any other
(RFC 1951): the pieces of a part follow each other, and an empty last block ends it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any
from zipfile import ZipFile

from sheettools.frozen import dataclass

LEAST = 4_096
"""From how many bytes on a piece without a gap is worth keeping deflated."""
_END = b"\x03\x00"
_DATE = (1 << 5) | 31  # in January 1980, as the writer says
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LAST = struct.Struct("<4s4H2LH")
Gap = tuple[int, int, Callable[[Any], bytes]]
"""From where to where, and what fills it."""


@dataclass(frozen=True)
class Piece:
    """Bytes that are always the same, deflated; or, with `filled`, what the gaps and the bytes
    between them give.
    """

    data: bytes
    deflated: bytes = b""
    filled: tuple[bytes | Callable[[Any], bytes], ...] = ()


@dataclass(frozen=True)
class Part:
    """One member of the file."""

    name: bytes
    pieces: tuple[Piece, ...]
    crc: int
    """Of its first piece, which most often is nearly all of it."""

    @classmethod
    def of(cls, name: str, data: bytes, gaps: Sequence[Gap]) -> Part:
        """Take a member apart at its gaps, which come in order."""
        pieces: list[Piece] = []
        mixed: list[bytes | Callable[[Any], bytes]] = []
        at = 0
        for start, end, fill in (*gaps, (len(data), len(data), None)):
            between = data[at:start]
            if len(between) >= LEAST or (fill is None and not gaps):
                pieces += [Piece(b"", filled=tuple(mixed))] if mixed else []
                pieces.append(Piece(between, _deflate(between)))
                mixed = []
            else:
                mixed.append(between)
            mixed += [fill] if fill is not None else []
            at = end
        pieces += [Piece(b"", filled=tuple(mixed))] if mixed else []
        return cls(name.encode(), tuple(pieces), zlib.crc32(pieces[0].data))

    def fill(self, filling: object) -> tuple[bytes, int, int]:
        """Return the deflated bytes of the member, its checksum, and its size."""
        made: list[bytes] = []
        crc, size = 0, 0
        for number, piece in enumerate(self.pieces):
            data = piece.data or b"".join(
                one if isinstance(one, bytes) else one(filling) for one in piece.filled
            )
            made.append(piece.deflated or _deflate(data))
            crc = self.crc if number == 0 and piece.data else zlib.crc32(data, crc)
            size += len(data)
        return b"".join([*made, _END]), crc, size


def _deflate(data: bytes) -> bytes:
    writer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return writer.compress(data) + writer.flush(zlib.Z_FULL_FLUSH)


def pack(parts: Iterable[Part], filling: object) -> bytes:
    """Return the zip file of filled parts, in their order."""
    made: list[bytes] = []
    index: list[bytes] = []
    at = 0
    for part in parts:
        deflated, crc, size = part.fill(filling)
        sizes = (crc, len(deflated), size, len(part.name), 0)
        said = (20, 0, 8, 0, _DATE, *sizes)
        index.append(_CENTRAL.pack(b"PK\x01\x02", 20, *said, 0, 0, 0, 0, at) + part.name)
        made += [_LOCAL.pack(b"PK\x03\x04", *said), part.name, deflated]
        at += _LOCAL.size + len(part.name) + len(deflated)
    listed = b"".join(index)
    count = len(index)
    made += [listed, _LAST.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)]
    return b"".join(made)


def sign_of_no_system(file: IO[bytes]) -> None:
    """Take out of a zip file on which system its members were made and who may read them there: the
    same calls give the same bytes on all.
    """
    with ZipFile(file) as archive:
        at, members = archive.start_dir, len(archive.infolist())
    for _ in range(members):
        file.seek(at)
        said = list(_CENTRAL.unpack(file.read(_CENTRAL.size)))
        said[1] &= 0xFF  # the version, without the system
        said[15] = 0
        file.seek(at)
        file.write(_CENTRAL.pack(*said))
        at += _CENTRAL.size + sum(said[10:13])
