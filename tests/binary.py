"""Workbooks in the binary kinds, made record by record for tests: .xls (BIFF8), .xlsb, and the
container of an .xls.

Only values are written. A cell is a text, a number, a truth value, a date or time (a number with a
date's format), `Error("#N/A")` or `Formula(result)`.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import md5
from typing import Any

CODES = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}
FORMATS = (0, 14, 22, 20, 46)  # General, a date, a date with time, a time, [h]:mm:ss
Cells = Mapping[tuple[int, int], Any]


@dataclass(frozen=True)
class Error:
    said: str


@dataclass(frozen=True)
class Formula:
    result: Any


@dataclass(frozen=True)
class Page:
    name: str
    cells: Cells
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row, last row, first column, last column."""


def number(value: Any) -> tuple[float, int] | None:
    """Return a value as a number and which of FORMATS it has; None if it is no number."""
    if isinstance(value, bool | str | Error | None):
        return None
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)) / timedelta(days=1), 2
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days), 1
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / timedelta(
            days=1
        ), 3
    if isinstance(value, timedelta):
        return value / timedelta(days=1), 4
    return float(value), 0


# --------------------------------------------------------------------------- .xls


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def short_text(text: str, *, length: str = "<H") -> bytes:
    return (
        struct.pack(length, len(text.encode("utf-16-le")) // 2) + b"\1" + text.encode("utf-16-le")
    )


def strings_table(texts: list[str], most: int) -> bytes:
    """Return the shared strings; a record of more than `most` bytes goes on in the next, in the
    midst of a text.
    """
    parts = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        data = text.encode("utf-16-le")
        if len(parts[-1]) + 3 > most:
            parts.append(b"")
        parts[-1] += struct.pack("<H", len(data) // 2) + b"\1"
        while data:
            room = (most - len(parts[-1])) // 2 * 2
            if room <= 0:
                parts.append(b"\1")
                continue
            parts[-1], data = parts[-1] + data[:room], data[room:]
    first, *more = parts
    return record(0xFC, first) + b"".join(record(0x3C, part) for part in more)


def xls_cell(row: int, column: int, value: Any, texts: dict[str, int]) -> bytes:
    at = struct.pack("<HH", row - 1, column - 1)
    plain = at + b"\0\0"
    if isinstance(value, Formula):
        tail = b"\0" * 6 + struct.pack("<H", 3) + b"\x1e\1\0"  # the formula itself: the number 1
        shown = number(value.result)
        if shown:
            return record(
                0x06, at + struct.pack("<H", shown[1]) + struct.pack("<d", shown[0]) + tail
            )
        if isinstance(value.result, str):
            return record(0x06, plain + b"\0\0\0\0\0\0\xff\xff" + tail) + record(
                0x207, short_text(value.result)
            )
        kind, content = (
            (2, CODES[value.result.said])
            if isinstance(value.result, Error)
            else (1, int(value.result))
        )
        return record(0x06, plain + bytes((kind, 0, content, 0, 0, 0, 0xFF, 0xFF)) + tail)
    if isinstance(value, Error):
        return record(0x205, plain + bytes((CODES[value.said], 1)))
    if isinstance(value, bool):
        return record(0x205, plain + bytes((value, 0)))
    shown = number(value)
    if shown:
        return record(0x203, at + struct.pack("<Hd", shown[1], shown[0]))
    return record(0xFD, plain + struct.pack("<I", texts.setdefault(value, len(texts))))


def xls_stream(pages: list[Page], *, after_start: bytes = b"", most: int = 8224) -> bytes:
    """Return the stream of a workbook; `after_start` stands behind its first record."""
    texts: dict[str, int] = {}
    bodies = []
    for page in pages:
        cells = b"".join(
            xls_cell(*place, value, texts) for place, value in sorted(page.cells.items())
        )
        merged = b"".join(
            struct.pack("<HHHH", a - 1, b - 1, c - 1, d - 1) for a, b, c, d in page.merged
        )
        over = record(0xE5, struct.pack("<H", len(page.merged)) + merged) if merged else b""
        bodies.append(
            record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
            + cells
            + over
            + record(0x0A)
        )
    start = (
        record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
        + after_start
        + record(0x42, b"\xb0\x04")
    )
    start += record(0x5C, bytes(4096))  # long enough to need no small sectors
    looks = b"".join(record(0xE0, struct.pack("<HH", 0, code) + bytes(16)) for code in FORMATS)
    tail = strings_table(list(texts), most) + record(0x0A)
    names = [short_text(page.name, length="<B") for page in pages]
    offset = len(start) + len(looks) + sum(4 + 6 + len(name) for name in names) + len(tail)
    sheets = b""
    for page, name, body in zip(pages, names, bodies, strict=True):
        sheets += record(0x85, struct.pack("<IBB", offset, int(page.hidden), 0) + name)
        offset += len(body)
    return start + looks + sheets + tail + b"".join(bodies)


Record = tuple[int, bytes]


def records(stream: bytes) -> Iterator[Record]:
    at = 0
    while at < len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def changed(stream: bytes, change: Callable[[int, bytes], Iterable[Record]]) -> bytes:
    """Return a stream with others in the place of each record; where its sheets begin is told
    right.
    """
    out, begins = b"", []
    for kind, content in records(stream):
        begins += [len(out)] * (kind == 0x809)
        out += b"".join(record(*one) for one in change(kind, content))
    at = 0
    for place in begins[1:]:
        at = out.index(b"\x85\0", at)
        out = out[: at + 4] + struct.pack("<I", place) + out[at + 8 :]
        at += 8
    return out


def container(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE container with these streams, none of which may be shorter than 4096 bytes."""
    padded = {name: data + bytes(-len(data) % 512) for name, data in streams.items()}
    directories = -(-(len(padded) + 1) // 4)
    data_sectors = sum(len(data) // 512 for data in padded.values())
    tables = 1
    while tables * 128 < tables + directories + data_sectors:
        tables += 1
    assert tables <= 109
    chain = [0xFFFFFFFD] * tables + [*range(tables + 1, tables + directories), 0xFFFFFFFE]
    entries = [entry("Root Entry", 5, child=1)]
    for number_, (name, data) in enumerate(padded.items(), start=1):
        right = number_ + 1 if number_ < len(padded) else 0xFFFFFFFF
        entries.append(entry(name, 2, right=right, first=len(chain), size=len(streams[name])))
        chain += [*range(len(chain) + 1, len(chain) + len(data) // 512), 0xFFFFFFFE]
    entries += [bytes(68) + b"\xff" * 12 + bytes(48)] * (-len(entries) % 4)
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    return (
        head
        + struct.pack(f"<{len(chain)}I", *chain)
        + b"".join(entries)
        + b"".join(padded.values())
    )


def entry(
    name: str,
    kind: int,
    *,
    right: int = 0xFFFFFFFF,
    child: int = 0xFFFFFFFF,
    first: int = 0xFFFFFFFE,
    size: int = 0,
) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def xls(pages: list[Page], *, most: int = 8224) -> bytes:
    return container({"Workbook": xls_stream(pages, most=most)})


def locked_xls(pages: list[Page], password: str) -> bytes:
    """Return an .xls locked with RC4, as Excel 97 to 2003 do it."""
    salt, verifier = bytes(range(16)), bytes(range(100, 116))
    secret = rc4(
        rc4_key(password, salt, 0), verifier + md5(verifier, usedforsecurity=False).digest()
    )
    lock = record(0x2F, struct.pack("<HHH", 1, 1, 1) + salt + secret)
    stream = xls_stream(pages, after_start=lock)
    keys: list[bytes] = []
    for block in range(0, len(stream), 1024):
        keys.append(rc4(rc4_key(password, salt, block // 1024), bytes(1024)))
    mask, out, at = b"".join(keys), bytearray(stream), 0
    while at < len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        open_part = size if kind in (0x809, 0x2F) else 4 if kind == 0x85 else 0
        for place in range(at + 4 + open_part, at + 4 + size):
            out[place] ^= mask[place]
        at += 4 + size
    return container({"Workbook": bytes(out)})


def rc4_key(password: str, salt: bytes, block: int) -> bytes:
    first = md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    second = md5((first + salt) * 16, usedforsecurity=False).digest()[:5]
    return md5(second + struct.pack("<I", block), usedforsecurity=False).digest()


def rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


# --------------------------------------------------------------------------- .xlsb


def part(kind: int, content: bytes = b"") -> bytes:
    head = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    size, length = b"", len(content)
    while True:
        size += bytes((length & 0x7F | (0x80 if length > 0x7F else 0),))
        length >>= 7
        if not length:
            return head + size + content


def wide_text(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def xlsb_cell(column: int, value: Any, texts: dict[str, int]) -> bytes:
    formula = isinstance(value, Formula)
    tail = (
        struct.pack("<HII", 0, 3, 0)[:2] + struct.pack("<I", 3) + b"\x1e\1\0" + struct.pack("<I", 0)
    )
    value, tail = (value.result, tail) if formula else (value, b"")
    shown = number(value)
    head = struct.pack("<II", column - 1, shown[1] if shown else 0)
    if shown:
        return part(9 if formula else 5, head + struct.pack("<d", shown[0]) + tail)
    if isinstance(value, Error):
        return part(11 if formula else 3, head + bytes((CODES[value.said],)) + tail)
    if isinstance(value, bool):
        return part(10 if formula else 4, head + bytes((value,)) + tail)
    if formula:
        return part(8, head + wide_text(value) + tail)
    return part(7, head + struct.pack("<I", texts.setdefault(value, len(texts))))


def xlsb(pages: list[Page]) -> bytes:
    texts: dict[str, int] = {}
    parts: dict[str, bytes] = {}
    for n, page in enumerate(pages, start=1):
        far = [max((place[n] for place in page.cells), default=1) - 1 for n in (0, 1)]
        body, row = part(129) + part(148, struct.pack("<IIII", 0, far[0], 0, far[1])) + part(145), 0
        for (at, column), value in sorted(page.cells.items()):
            if at != row:
                row = at
                body += part(0, struct.pack("<II", row - 1, 0) + bytes(9))
            body += xlsb_cell(column, value, texts)
        body += part(146)
        if page.merged:
            merged = [part(176, struct.pack("<IIII", *(n - 1 for n in one))) for one in page.merged]
            body += part(177, struct.pack("<I", len(merged))) + b"".join(merged) + part(178)
        parts[f"xl/worksheets/sheet{n}.bin"] = body + part(130)
    sheets = b"".join(
        part(
            156,
            struct.pack("<II", int(page.hidden), n) + wide_text(f"rId{n}") + wide_text(page.name),
        )
        for n, page in enumerate(pages, start=1)
    )
    parts["xl/workbook.bin"] = part(131) + part(143) + sheets + part(144) + part(132)
    parts["xl/styles.bin"] = (
        part(278)
        + part(617, struct.pack("<I", len(FORMATS)))
        + b"".join(part(47, struct.pack("<HH", 0, code) + bytes(12)) for code in FORMATS)
        + part(618)
        + part(279)
    )
    items = b"".join(part(19, b"\0" + wide_text(text)) for text in texts)
    parts["xl/sharedStrings.bin"] = (
        part(159, struct.pack("<II", len(texts), len(texts))) + items + part(160)
    )
    return pack(parts, len(pages))


def pack(parts: Mapping[str, bytes], count: int) -> bytes:
    main = "http://schemas.openxmlformats.org"
    kinds = f"{main}/officeDocument/2006/relationships"
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, count + 1)]
    links += [("rIdS", "styles", "styles.bin"), ("rIdT", "sharedStrings", "sharedStrings.bin")]
    xml = {
        "[Content_Types].xml": f'<Types xmlns="{main}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{main}/package/2006/relationships">'
        '<Relationship Id="rId1" '
        f'Type="{kinds}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{main}/package/2006/relationships">'
        + "".join(f'<Relationship Id="{i}" Type="{kinds}/{k}" Target="{t}"/>' for i, k, t in links)
        + "</Relationships>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in {**xml, **parts}.items():
            package.writestr(name, body)
    return out.getvalue()
