"""Old workbooks (.xls) of programs that write them in ways of their own: read as they are meant, or
held.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from binary import (
    Error,
    Formula,
    Page,
    Record,
    changed,
    container,
    entry,
    record,
    short_text,
    xls,
    xls_stream,
)
from for_each import for_each
from told_cells import cells_told

from sheettools.incoming.cage import read
from sheettools.incoming.cage.process import answer
from sheettools.incoming.look.biff import stream_in
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.values import SOMEBODY, Aside, Seen

CELLS = {
    (1, 1): "Đường vào thôn",
    (2, 1): 12,
    (2, 2): 0.25,
    (3, 1): Formula("Đã sửa"),
    (3, 2): Formula(7),
    (3, 3): Formula(True),
    (4, 1): Formula(Error("#DIV/0!")),
    (5, 1): date(2024, 3, 15),
    (6, 1): "   ",
    (7, 1): "cuối",
}
SHOWN = {
    (1, 1): "Đường vào thôn",
    (2, 1): 12,
    (2, 2): 0.25,
    (3, 1): "Đã sửa",
    (3, 2): 7,
    (3, 3): True,
    (4, 1): None,
    (5, 1): date(2024, 3, 15),
    (6, 1): "   ",
    (7, 1): "cuối",
}
Change = Callable[[int, bytes], Iterable[Record]]


def whole(stream: bytes) -> bytes:
    return container({"Workbook": stream})


def reading(folder: Path, data: bytes) -> read.Reading:
    path = folder / "so.xls"
    path.write_bytes(data)
    return read.read_book(path)


def values(found: read.Reading) -> dict[tuple[int, int], read.RawValue]:
    assert found.book is not None, found.findings
    (sheet,) = found.book.sheets
    return {place: cell.value for place, cell in sheet.cells.items()}


def code_page(number: int) -> Change:
    def change(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, struct.pack("<H", number) if kind == 0x42 else content

    return change


def formulas(number: int) -> Change:
    def change(kind: int, content: bytes) -> Iterable[Record]:
        yield number if kind == 0x06 else kind, content

    return change


def counts(total: int, unique: int) -> Change:
    def change(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, struct.pack("<II", total, unique) + content[8:] if kind == 0xFC else content

    return change


def no_code_page(kind: int, content: bytes) -> Iterable[Record]:
    if kind != 0x42:
        yield kind, content


def empty_pieces(kind: int, content: bytes) -> Iterable[Record]:
    if kind == 0xFC:
        yield from ((kind, content[:8]), (0x3C, b""), (0x3C, content[8:]), (0x3C, b""))
    else:
        yield kind, content


def several_numbers(kind: int, content: bytes) -> Iterable[Record]:
    """The number 12 in A2 as one of a row of two, packed in four bytes; the other is 0.25."""
    if kind == 0x203 and content[:4] == b"\1\0\0\0":
        packed = ((12 << 2) | 2).to_bytes(4, "little"), ((25 << 2) | 3).to_bytes(4, "little")
        yield 0xBD, content[:4] + b"\0\0" + packed[0] + b"\0\0" + packed[1] + b"\1\0"
    elif kind != 0x203 or content[:4] != b"\1\0\1\0":
        yield kind, content


ODD_WRITERS: dict[str, Change] = {
    "code page of the West": code_page(1252),
    "code page of Vietnam": code_page(1258),
    "code page of old Macs": code_page(10000),
    "code page that is none": code_page(0x8001),
    "no code page": no_code_page,
    "formulas as Excel 3 numbers them": formulas(0x206),
    "formulas as Excel 4 numbers them": formulas(0x406),
    "no string counted": counts(0, 0),
    "too few strings counted": counts(1, 1),
    "too many strings counted": counts(900, 900),
    "a count beyond all memory": counts(0xFFFFFFFF, 0x7FFFFFFF),
    "pieces that hold nothing": empty_pieces,
    "numbers side by side": several_numbers,
}


@for_each("name", ODD_WRITERS)
def test_what_programs_write_in_ways_of_their_own_is_read(name: str, tmp_path: Path) -> None:
    stream = changed(xls_stream([Page("S", CELLS)]), ODD_WRITERS[name])
    found = reading(tmp_path, whole(stream))
    assert values(found) == SHOWN
    assert [finding.code for finding in found.findings] == ["F138"]
    assert found.book is not None
    (sheet,) = found.book.sheets
    assert {c.address for c in sheet.cells.values() if c.formula} == {"A3", "B3", "C3", "A4"}
    assert {c.address: c.error for c in sheet.cells.values() if c.error} == {"A4": "#DIV/0!"}


def shape(
    kind: int, number: int, text: str = "", at: tuple[int, ...] = (2, 6, 4, 8)
) -> list[Record]:
    """Return the records of a shape from one corner to another."""
    left, top, right, bottom = at
    anchor = struct.pack("<9H", 0, left, 0, top, 0, right, 0, bottom, 0)
    made = [
        (0xEC, b"\x0f\0\4\xf0" + bytes(8) + b"\0\0\x10\xf0\x12\0\0\0" + anchor),
        (0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, number) + bytes(14)),
    ]
    if text:
        length = len(text.encode("utf-16-le")) // 2
        made.append((0x1B6, bytes(10) + struct.pack("<HH", length, 16) + bytes(4)))
        made += [(0x3C, b"\1" + text.encode("utf-16-le")), (0x3C, bytes(16))]
    return made


def note(number: int, author: str) -> Record:
    head = struct.pack("<4H", 1, 3, 0, number)
    return 0x1C, head + struct.pack("<HB", len(author), 0) + author.encode() + b"\0"


OVER = {
    "a note": ([*shape(25, 1, "Ba Mau:\nSửa lại: 59"), note(1, "Ba Mau")],
               [Aside("D2", "Sửa lại: 59", "Ba Mau")]),
    "a note of nobody": ([*shape(25, 1, "Sửa"), note(1, " ")], [Aside("D2", "Sửa", SOMEBODY)]),
    "a text box": (shape(6, 2, "Còn 3 ý kiến\ngửi sau"), [Aside("C7", "Còn 3 ý kiến gửi sau", "")]),
    "a picture": (shape(8, 3), [Aside("C7:E9", "", "", True)]),
    "two": ([*shape(8, 3), *shape(6, 4, "chữ", (0, 0, 1, 1))],
            [Aside("C7:E9", "", "", True), Aside("A1", "chữ", "")]),
    "a box without words": (shape(6, 2), []),
    "records cut short": ([(0x5D, b"\1"), (0x1C, b"\1"), (0x1B6, b"\1"), (0xEC, b"\1")], []),
}  # fmt: skip


@for_each("name", OVER)
def test_what_lies_over_the_cells_is_known(name: str, tmp_path: Path) -> None:
    records, expected = OVER[name]

    def change(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, content
        if kind == 0x203:  # behind a number of the sheet
            yield from records

    stream = changed(xls_stream([Page("S", {(1, 1): 5})]), change)
    found = reading(tmp_path, whole(stream))
    assert found.book is not None
    assert list(found.book.sheets[0].asides) == expected
    assert values(found) == {(1, 1): 5}


def font(colour: int = 0x7FFF, *, struck: bool = False, size: int = 11, script: int = 0) -> bytes:
    return record(0x31, struct.pack("<5H", size * 20, 8 * struck, colour, 400, script) + bytes(6))


def style(font: int = 0, code: int = 0, fill: int = 0, paint: int = 64) -> bytes:
    return record(0xE0, struct.pack("<HH10xIH", font, code, fill << 26, paint))


FONTS = [font(), font(struck=True), font(9), font(size=1), font(script=1), font(script=2)]
"""In a style the last two have the numbers 5 and 6: none has the number 4."""
CODE = record(0x41E, struct.pack("<H", 170) + short_text('#,##0,"k"'))
CELL_STYLES = [
    style(), style(1), style(2), style(2, fill=1, paint=18), style(2, fill=1, paint=9), style(3),
    style(code=170), style(code=99),
]  # fmt: skip
STYLES = b"".join([*FONTS[:4], *FONTS[4:], CODE, *CELL_STYLES])
STYLED = {
    0: (7, None), 1: (7, Seen(all_struck=True)), 2: (7, Seen(unseen=True)), 3: (7, None),
    4: (7, Seen(unseen=True)), 5: (7, Seen(unseen=True)), 6: (34000, Seen(shown="34k")),
    7: (7, None), 999: (7, None),
}  # fmt: skip


@for_each("number", STYLED)
def test_a_cell_is_seen_as_its_style_shows_it(number: int, tmp_path: Path) -> None:
    value, seen = STYLED[number]
    cell = struct.pack("<HHHd", 0, 1, number, value)
    sheet = seen_in(tmp_path, {(1, 1): 5}, 0x203, [(0x203, cell)])
    assert sheet.cells[1, 2].value == value
    assert sheet.seen == ({} if seen is None else {(1, 2): seen})


def seen_in(
    folder: Path, cells: dict[tuple[int, int], Any], behind: int, more: list[Record]
) -> read.RawSheet:
    """Return a sheet of a workbook with styles, and with records behind those of a kind."""

    def change(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, content
        if kind == behind:
            yield from more

    found = reading(
        folder, whole(changed(xls_stream([Page("S", cells)], after_start=STYLES), change))
    )
    assert found.book is not None, found.findings
    return found.book.sheets[0]


RUNS = {
    "struck, then not": (1, "45", [(1, 0)], ("5", Seen(struck="4"))),
    "not, then struck": (0, "45", [(1, 1)], ("4", Seen(struck="5"))),
    "raised": (0, "491", [(2, 5)], ("49¹", Seen(on_the_line="49"))),
    "lowered": (0, "492", [(2, 6)], ("49₂", Seen(on_the_line="49"))),
    "white": (0, "a b", [(1, 2)], ("a b", Seen(hidden="b"))),
    "tiny, then not": (0, "abc", [(1, 3), (2, 0)], ("abc", Seen(hidden="b"))),
    "all in one font": (1, "45", [(2, 0)], ("45", Seen(all_struck=True))),
    "letters of two parts": (0, "😀45", [(3, 1)], ("😀45", None)),
}  # fmt: skip


@for_each("name", RUNS)
def test_runs_of_a_text_are_read_as_they_are_seen(name: str, tmp_path: Path) -> None:
    number, text, fonts, (value, seen) = RUNS[name]
    letters = text.encode("utf-16-le")
    written = struct.pack("<HBH", len(letters) // 2, 9, len(fonts)) + letters
    written += b"".join(struct.pack("<HH", *one) for one in fonts)

    def change(kind: int, content: bytes) -> Iterable[Record]:
        if kind == 0xFC:
            yield kind, struct.pack("<II", 1, 1) + written
        elif kind == 0xFD:
            yield kind, content[:4] + struct.pack("<H", number) + content[6:]
        else:
            yield kind, content

    stream = xls_stream([Page("S", {(1, 1): "x"})], after_start=STYLES)
    found = reading(tmp_path, whole(changed(stream, change)))
    assert found.book is not None, found.findings
    (sheet,) = found.book.sheets
    assert sheet.cells[1, 1].value == value
    assert sheet.seen == ({} if seen is None else {(1, 1): seen})


def test_hidden_rows_and_columns_are_known(tmp_path: Path) -> None:
    cells = {(row, 1): 5 for row in (1, 2, 3)}
    more = [(0x208, struct.pack("<7H2x", row, 0, 1, 255, 0, 0, flags))
            for row, flags in ((1, 0x20), (2, 0x40), (8, 0x20))]  # fmt: skip
    more += [(0x7D, struct.pack("<6H", first, last, 0, 0, flags, 0))
             for first, last, flags in ((2, 4, 1), (5, 5, 0), (7, 256, 1))]  # fmt: skip
    sheet = seen_in(tmp_path, cells, 0x85, [])
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset(), ())
    sheet = seen_in(tmp_path, cells, 0x203, more)
    assert (sheet.hidden_rows, set(sheet.hidden_columns)) == ({2}, {(3, 5), (8, 256)})


def put(data: bytes, at: int, *numbers: int) -> bytes:
    """Return a container with other numbers there."""
    new = struct.pack(f"<{len(numbers)}I", *numbers)
    return data[:at] + new + data[at + len(new) :]


GOOD = whole(xls_stream([Page("S", CELLS)]))
ENTRY = GOOD.index("Workbook".encode("utf-16-le"))
ROOT = GOOD.index("Root Entry".encode("utf-16-le"))
CONTAINERS = {
    "a list of sectors that ends nowhere": put(GOOD, 68, 3, 1),
    "more lists of sectors than there are": put(GOOD, 68, 0xFFFFFFFE, 7),
    "no count of sectors": put(GOOD, 44, 0),
    "a root that leads nowhere": put(GOOD, ROOT + 76, 99),
    "a root that has no child": put(GOOD, ROOT + 76, 0xFFFFFFFF),
    "a root of no kind": GOOD[: ROOT + 66] + b"\0" + GOOD[ROOT + 67 :],
    "an entry that follows itself": put(GOOD, ENTRY + 68, 1, 1),
    "no container": xls_stream([Page("S", CELLS)]),
}


@for_each("name", CONTAINERS)
def test_a_container_that_is_not_in_order_is_read(name: str, tmp_path: Path) -> None:
    assert values(reading(tmp_path, CONTAINERS[name])) == SHOWN


def test_small_sectors_are_read_by_our_own_means() -> None:
    """A stream below the limit stands in sectors of 64 bytes inside the root's."""
    small = b"".join(bytes((number,)) * 64 for number in range(1, 6)).ljust(512, b"\0")
    head = GOOD[:60] + struct.pack("<4I", 2, 1, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    chain = struct.pack("<4I", 0xFFFFFFFD, *[0xFFFFFFFE] * 3).ljust(512, b"\xff")
    root = entry("Root Entry", 5, child=1, first=3, size=320)
    after = struct.pack("<5I", 4, *[0xFFFFFFFE] * 4).ljust(512, b"\xff")

    def holding(size: int) -> bytes:
        entries = root + entry("Workbook", 2, first=0, size=size) + bytes(256)
        return b"".join((head, chain, entries, after, small))

    assert stream_in(holding(120), "Workbook") == b"\1" * 64 + b"\5" * 56
    with pytest.raises(RefusedError):  # a third sector is wanted
        stream_in(holding(150), "Workbook")


DISORDER = put(GOOD, ROOT + 76, 99)
HELD_CONTAINERS = {
    "two workbooks": DISORDER[:1280] + DISORDER[1152:1280] + DISORDER[1408:],
    "sectors in a circle": put(DISORDER, 512 + 4 * 5, 5),
    "a chain that is cut off": put(DISORDER, 512 + 4 * 5, 0xFFFFFFFE),
}


@for_each("name", HELD_CONTAINERS)
def test_a_container_that_leaves_a_doubt_is_held(name: str, tmp_path: Path) -> None:
    found = reading(tmp_path, HELD_CONTAINERS[name])
    assert [finding.code for finding in found.findings] == ["F111"]


def test_days_may_count_from_1904(tmp_path: Path) -> None:
    def change(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, content
        if kind == 0x42:
            yield 0x22, b"\1\0"

    found = reading(tmp_path, whole(changed(xls_stream([Page("S", CELLS)]), change)))
    assert values(found) == SHOWN | {(5, 1): date(2028, 3, 16)}
    assert found.book is not None
    assert found.book.from_1904


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    corners = {(1, 1): "bảng", (2, 200): "xa", (65_536, 2): "xa nữa"}
    (finding,) = reading(tmp_path, xls([Page("S", corners)])).findings
    assert (finding.code, finding.location.sheet, finding.location.cell) == ("F119", "S", "B65536")


def test_the_farthest_row_alone_is_read(tmp_path: Path) -> None:
    corners = {(1, 1): "bảng", (3, 90): "rộng", (65_536, 2): "xa"}
    assert values(reading(tmp_path, xls([Page("S", corners)]))) == corners


def in_bytes_of_excel_2(kind: int, content: bytes) -> Iterable[Record]:
    yield (0x03, content) if kind == 0x203 else (kind, content)


def without_string(kind: int, content: bytes) -> Iterable[Record]:
    yield (kind, content[:8] + content[8:-15]) if kind == 0xFC else (kind, content)


HELD = {
    "cells as Excel 2 has them": (in_bytes_of_excel_2, "F114"),
    "strings cut off": (without_string, "F111"),
}


@pytest.mark.parametrize("name", HELD)
def test_what_is_not_sure_is_held(name: str, tmp_path: Path) -> None:
    change, code = HELD[name]
    stream = changed(xls_stream([Page("S", CELLS)]), change)
    (finding,) = reading(tmp_path, whole(stream)).findings
    assert finding.code == code


def test_a_text_that_goes_on_in_the_next_record_is_one_text() -> None:
    """A cell's own text, not a shared one: the reader knows none that goes on."""
    text = "Đề nghị " * 600
    letters = text.encode("utf-16-le")
    first, rest = letters[:8000], letters[8000:]

    def change(kind: int, content: bytes) -> Iterable[Record]:
        if kind == 0xFD:
            head = content[:6] + struct.pack("<H", len(text)) + b"\1"
            yield from ((0x204, head + first), (0x3C, b"\1" + rest))
        else:
            yield kind, content

    (sheet,) = answer("xls", whole(changed(xls_stream([Page("S", {(1, 1): "?"})]), change)))[
        "sheets"
    ]
    assert cells_told(sheet) == [[1, 1, text]]


def test_every_cut_is_told_as_damage() -> None:
    """A file that ends too soon is damaged, wherever it ends."""
    stream = xls_stream([Page("S", CELLS)])
    for size in range(4200, len(stream), 37):
        reply = answer("xls", whole(stream[:size]))
        assert reply.get("refused") == "zip", size
