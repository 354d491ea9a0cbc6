"""All that the look says of an old workbook (.xls), told by hand and held against it whole."""

from __future__ import annotations

import io
import math
import struct
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import olefile
import pytest
from binary import Error, Formula, Page, changed, container, record, short_text, xls_stream
from for_each import for_each
from python_calamine import CalamineWorkbook

from sheettools.incoming.look.looks import CellLook
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.sheet import SheetLook, cell_key
from sheettools.incoming.look.xls import look_at_xls
from sheettools.incoming.look.xlsx import Look
from sheettools.template.excel.address import split_address


def at(cell: str) -> int:
    return cell_key(*split_address(cell))


def keyed(cells: dict[str, Any]) -> dict[int, Any]:
    return {at(cell): value for cell, value in cells.items()}


PAGE = Page(
    "Sổ",
    {
        (1, 1): "chữ", (1, 2): " ", (1, 3): "chữ", (2, 1): 12, (2, 2): 0.5, (2, 3): True,
        (2, 4): Error("#REF!"), (3, 1): date(2024, 3, 15), (3, 2): Formula(7),
        (3, 3): Formula("xong"), (3, 4): Formula(True), (3, 5): Formula(Error("#N/A")),
        (3, 6): Formula(" "),
    },
    merged=((1, 2, 1, 3), (5, 4, 1, 1), (4, 4, 2, 1), (6, 7, 256, 256), (6, 7, 256, 257)),
)  # fmt: skip
HIDDEN = Page("Ẩn", {}, hidden=True)
RK = {
    12.0: 12 << 2 | 2,
    -3.0: -3 << 2 & 0xFFFFFFFF | 2,
    12.34: 1234 << 2 | 3,
    1.5: struct.unpack("<II", struct.pack("<d", 1.5))[1],
    0.015: struct.unpack("<II", struct.pack("<d", 1.5))[1] | 1,
}
"""Numbers as four bytes have them: whole ones, hundredths, the beginning of a long one."""
SAID = keyed(
    {
        "A1": "chữ", "C1": "chữ", "A2": 12.0, "B2": 0.5, "C2": True, "D2": None, "A3": 45366.0,
        "B3": 7.0, "C3": "xong", "D3": True, "E3": None,
        "A10": 12.0, "B10": -3.0, "C10": 12.34, "D10": 1.5, "E10": 0.015,
        "B11": -3.0, "C11": 12.34, "A12": "nhãn", "B12": "\xe0", "C12": "kiểu", "A13": None,
        "B13": None, "C13": False, "D13": "dài" * 3000, "A14": 3.5, "B14": 4.5, "IV15": 1.0,
    }
)  # fmt: skip
SHEET = SheetLook(
    name="Sổ",
    visible=True,
    place=0,
    filled=set(SAID),
    errors=keyed({"D2": "#REF!", "E3": "#N/A", "A13": "#NUM!", "B13": "#N/A"}),
    odd={},
    formulas=set(map(at, ["B3", "C3", "D3", "E3", "F3", "A14", "B14"])),
    merged=("A1:C2", "IV6:IV7"),
    last=(15, 256),
    said=SAID,
    looks={key: CellLook() for key, said in SAID.items() if isinstance(said, float) and said % 1},
)
EMPTY = SheetLook("Ẩn", False, 1, set(), {}, {}, set(), (), (0, 0))
BOOK = Look((SHEET, EMPTY), (), "", {"date1904": ""})


def cell(kind: int, address: str, content: bytes) -> bytes:
    row, column = split_address(address)
    return record(kind, struct.pack("<HHH", row - 1, column - 1, 0) + content)


def more_cells() -> bytes:
    """Return cells of all sorts that `binary` does not write."""
    packed = [struct.pack("<I", number) for number in RK.values()]
    cells = [cell(0x27E, f"{letter}10", one) for letter, one in zip("ABCDE", packed, strict=True)]
    several = b"".join(b"\0\0" + one for one in packed[1:3])
    cells.append(record(0xBD, struct.pack("<HH", 10, 1) + several + struct.pack("<H", 2)))
    cells.append(cell(0x204, "A12", short_text("nhãn")))
    cells.append(cell(0x204, "B12", b"\1\0\0\xe0"))
    cells.append(cell(0xD6, "C12", short_text("kiểu") + b"\0\0"))
    cells.append(cell(0x203, "A13", struct.pack("<d", math.inf)))
    cells.append(cell(0x205, "B13", b"\x99\1"))
    cells.append(cell(0x205, "C13", b"\0\0"))
    long = ("dài" * 3000).encode("utf-16-le")
    first, rest = long[:8000], long[8000:]
    cells.append(cell(0x204, "D13", struct.pack("<HB", 9000, 1) + first))
    cells += [record(0x3C, b"\1" + rest[:8000]), record(0x3C, b"\1" + rest[8000:])]
    cells.append(cell(0x206, "A14", struct.pack("<d", 3.5) + bytes(6)))
    cells.append(cell(0x406, "B14", struct.pack("<d", 4.5) + bytes(6)))
    cells.append(cell(0x203, "IV15", struct.pack("<d", 1)))
    return b"".join(cells)


def stream(more: bytes = b"", pages: list[Page] | None = None, **how: Any) -> bytes:
    """Return a workbook's stream with more records in its first sheet."""
    plain = xls_stream(pages or [PAGE, HIDDEN], **how)
    seen = 0

    def change(kind: int, content: bytes) -> list[tuple[int, bytes]]:
        nonlocal seen
        seen += kind == 0x809
        if kind == 0x0A and seen == 2:
            seen += 1
            return [*split(more), (kind, content)]
        return [(kind, content)]

    return changed(plain, change)


def split(written: bytes) -> list[tuple[int, bytes]]:
    found, place = [], 0
    while place < len(written):
        kind, size = struct.unpack_from("<HH", written, place)
        found.append((kind, written[place + 4 : place + 4 + size]))
        place += 4 + size
    return found


def book(written: bytes, **others: bytes) -> bytes:
    return container({"Workbook": written, **others})


@pytest.mark.parametrize("most", [8224, 12])
def test_an_xls(most: int) -> None:
    """The shared strings are whole, or cut in the midst of their texts."""
    look = look_at_xls(book(stream(more_cells(), most=most)))
    assert replace(look, plain=b"") == BOOK


def test_what_a_reader_is_given_of_an_xls() -> None:
    plain = look_at_xls(book(stream(more_cells()))).plain
    with olefile.OleFileIO(io.BytesIO(plain), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert file.listdir() == [["Workbook"]]
        assert not file.parsing_issues
        written = file.openstream("Workbook").read()
    again = look_at_xls(book(written.ljust(4096, b"\0")))
    (sheet, empty) = again.sheets
    left = {key: value for key, value in SAID.items() if key not in SHEET.errors}
    assert sheet == replace(
        SHEET, said=left, filled=set(left), errors={}, formulas=set(), merged=()
    )
    assert empty == EMPTY
    assert again.properties == BOOK.properties
    found = CalamineWorkbook.from_filelike(io.BytesIO(plain))
    rows = found.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[2][0] == date(2024, 3, 15)
    for key, value in left.items():
        if key != at("A3"):
            assert rows[(key >> 14) - 1][key & 0x3FFF] == value


def summary(*properties: tuple[int, bytes]) -> bytes:
    """Return the stream of a document's properties, each a number and its value as it stands."""
    head = struct.pack("<HHI16xI", 0xFFFE, 0, 2, 1)
    head += bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9") + struct.pack("<I", 48)
    listed, values = b"", b""
    begin = 8 + 8 * len(properties)
    for number, value in properties:
        listed += struct.pack("<II", number, begin + len(values))
        values += value + bytes(-len(value) % 4)
    section = struct.pack("<II", begin + len(values), len(properties)) + listed + values
    return (head + section).ljust(4096, b"\0")


WRITTEN = {
    "bytes": struct.pack("<II", 30, 6) + "Bà A".encode() + b"\0",
    "wide": struct.pack("<II", 31, 7) + "Bà A \0\0".encode("utf-16-le"),
}


@pytest.mark.parametrize(("how", "author"), [("bytes", "Bà A"), ("wide", "Bà A ")])
def test_who_saved_an_xls_and_when(how: str, author: str) -> None:
    since = int((datetime(2024, 3, 15, 6, 7, 8) - datetime(1601, 1, 1)).total_seconds()) * 10**7
    told = summary((8, WRITTEN[how]), (13, struct.pack("<IQ", 64, since)))
    look = look_at_xls(book(stream(more_cells()), **{"\x05SummaryInformation": told}))
    properties = {"modified": "2024-03-15T06:07:08Z", "lastModifiedBy": author, "date1904": ""}
    assert replace(look, plain=b"") == replace(BOOK, properties=properties)


def test_macros_and_days_from_1904_of_an_xls() -> None:
    written = stream(more_cells(), after_start=record(0x22, b"\1\0"))
    look = look_at_xls(book(written, _VBA_PROJECT_CUR=bytes(4096)))
    assert replace(look, plain=b"") == replace(
        BOOK, notes=("macros",), properties={"date1904": "1"}
    )
    assert look_at_xls(look.plain.replace(b"x", b"x")).properties == {"date1904": "1"}


@pytest.mark.parametrize("kind", [2, 6])
def test_charts_and_modules_of_an_xls_are_no_sheets(kind: int) -> None:
    def change(number: int, content: bytes) -> list[tuple[int, bytes]]:
        other = number == 0x85 and content[4] == 0
        return [(number, content[:5] + bytes((kind,)) + content[6:] if other else content)]

    look = look_at_xls(book(changed(stream(), change)))
    assert look.sheets == (replace(EMPTY, place=0),)


def refused(data: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(RefusedError) as caught:
        look_at_xls(data)
    return caught.value.reason, caught.value.values


STREAMS = {
    "Book": "xls95",
    "WordDocument": "word",
    "PowerPoint Document": "slides",
    "__properties_version1.0": "email",
    "Other": "office",
}


@for_each("name", STREAMS)
def test_containers_of_other_kinds(name: str) -> None:
    data = container({name: bytes(4096)})
    assert refused(data) == ("kind", {"kind": STREAMS[name]})
    both = container({name: bytes(4096), "Workbook": stream(more_cells())})
    assert replace(look_at_xls(both), plain=b"") == BOOK


ODD = {
    "a cell of Excel 2": (record(0x02, bytes(9)), ("odd", {"part": "Sổ"})),
    "another": (record(0x7E, bytes(9)), ("odd", {"part": "Sổ"})),
    "a short number": (record(0x203, bytes(13)), ("zip", {})),
    "a short formula": (record(0x06, bytes(13)), ("zip", {})),
    "a short truth": (record(0x205, bytes(7)), ("zip", {})),
    "a short string": (record(0xFD, bytes(9)), ("zip", {})),
    "a short packed number": (record(0x27E, bytes(9)), ("zip", {})),
    "short packed numbers": (record(0xBD, bytes(5)), ("zip", {})),
    "packed numbers too few": (
        record(0xBD, struct.pack("<HH", 0, 0) + bytes(6) + struct.pack("<H", 1)),
        ("zip", {}),
    ),
    "packed numbers beyond": (
        record(0xBD, struct.pack("<HH", 0, 255) + bytes(12) + struct.pack("<H", 256)),
        ("zip", {}),
    ),
    "a column beyond": (
        record(0x203, struct.pack("<HHHd", 4, 256, 0, 1)),
        ("address", {"sheet": "Sổ", "value": "5:257"}),
    ),
    "a string that is not there": (
        record(0xFD, struct.pack("<HHHI", 20, 1, 0, 2)),
        ("index", {"sheet": "Sổ", "cell": "B21"}),
    ),
}


@for_each("case", ODD)
def test_what_an_xls_is_refused_for(case: str) -> None:
    more, expected = ODD[case]
    assert refused(book(stream(more))) == expected


def test_whole_streams_that_are_refused() -> None:
    whole = stream()
    older = whole.replace(struct.pack("<H", 0x600), struct.pack("<H", 0x500), 1)
    assert refused(book(older)) == ("kind", {"kind": "xls95"})
    assert refused(book(record(0x42) + whole)) == ("incomplete", {"part": "Workbook"})
    locked = stream(after_start=record(0x2F, bytes(6)))
    assert refused(book(locked)) == ("password", {})
    assert refused(book(whole[:-1])) == ("zip", {})
    gone = b"".join(record(*one) for one in split(whole) if one[0] != 0x85)
    assert refused(book(gone)) == ("incomplete", {"part": "Workbook"})
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == ("zip", {})


def many(count: int) -> bytes:
    return b"".join(record(0x203, struct.pack("<HHHd", row, 0, 0, 1)) for row in range(count))


def merged(count: int) -> bytes:
    return record(0xE5, struct.pack("<H", count) + struct.pack("<HHHH", 0, 1, 0, 0) * count)


ONE = Page("Sổ", {})
LIMITS = {
    "cells": ("MAX_CELLS", lambda n: stream(many(n), [ONE]), ("big", {"part": "Workbook"})),
    "merges": ("MAX_MERGES", lambda n: stream(merged(n), [ONE]), ("big", {"part": "Workbook"})),
    "sheets": ("MAX_SHEETS", lambda n: stream(pages=[ONE] * n), ("sheets", {})),
}


@for_each("case", LIMITS)
def test_limits_of_an_xls(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, made, expected = LIMITS[case]
    monkeypatch.setattr(f"sheettools.incoming.look.xls.{name}", 3)
    assert look_at_xls(book(made(3))).sheets
    assert refused(book(made(4))) == expected


@for_each(
    ("row", "column", "far"),
    [(0, 3, "D1"), (3, 0, "A4"), (1040, 3, "A1041"), (511, 1, "A512"), (510, 1, "B1")],
)
def test_how_far_the_cells_of_an_xls_may_reach(
    row: int, column: int, far: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused is a box of more cells; what is named is farther out of the usual."""
    cells = b"".join(
        record(0x203, struct.pack("<HHHd", *place, 0, 1)) for place in ((row, 0), (0, column))
    )
    box = (row + 1) * (column + 1)
    monkeypatch.setattr("sheettools.incoming.look.xls.MAX_BOX", box)
    assert look_at_xls(book(stream(cells, [ONE]))).sheets[0].last == (row + 1, column + 1)
    monkeypatch.setattr("sheettools.incoming.look.xls.MAX_BOX", box - 1)
    assert refused(book(stream(cells, [ONE]))) == ("far", {"sheet": "Sổ", "cell": far})


def test_how_many_strings_an_xls_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheettools.incoming.look.biff.MAX_STRINGS", 2)
    two = Page("Sổ", {(1, 1): "a", (2, 1): "b"})
    assert look_at_xls(book(stream(pages=[two]))).sheets
    three = replace(two, cells={**two.cells, (3, 1): "c"})
    assert refused(book(stream(pages=[three]))) == ("big", {"part": "Workbook"})
