"""All that the look says of a binary workbook (.xlsb), told by hand and held against it whole."""

from __future__ import annotations

import io
import math
import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest
from binary import Error, Formula, Page, part, wide_text, xlsb
from for_each import for_each
from test_whole_xls import RK, at, keyed
from test_xlsb import BOOK as WORKBOOK
from test_xlsb import SHEET, changed, parts_of

from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.sheet import SheetLook
from sheettools.incoming.look.xlsb import XlsbLook, in_plain_ways, look_at_xlsb

PAGE = Page(
    "Sổ",
    {
        (1, 1): "chữ", (1, 2): " ", (1, 3): "chữ", (2, 1): 12, (2, 2): 0.5, (2, 3): True,
        (2, 4): Error("#REF!"), (3, 1): date(2024, 3, 15), (3, 2): Formula(7),
        (3, 3): Formula("xong"), (3, 4): Formula(True), (3, 5): Formula(Error("#N/A")),
        (3, 6): Formula(" "),
    },
    merged=(
        (1, 2, 1, 3), (5, 4, 1, 1), (4, 4, 2, 1), (1, 1048576, 1, 16384), (1, 1048577, 1, 1),
        (1, 1, 1, 16385), (5, 5, 5, 5),
    ),
)  # fmt: skip
HIDDEN = Page("Ẩn", {}, hidden=True)
LONG = "dài" * 3000
SAID = keyed(
    {
        "A1": "chữ", "C1": "chữ", "A2": 12.0, "B2": 0.5, "C2": True, "D2": None, "A3": 45366.0,
        "B3": 7.0, "C3": "xong", "D3": True, "E3": None,
        "A10": 12.0, "B10": -3.0, "C10": 12.34, "D10": 1.5, "E10": 0.015,
        "A11": None, "B11": None, "C11": None, "D11": LONG, "E11": "kiểu", "F11": False,
        "G11": None, "A12": 12.0, "C12": "chữ", "D12": 2.5, "E12": "chữ", "A13": True,
    }
)  # fmt: skip
LOOK = SheetLook(
    name="Sổ",
    visible=True,
    place=0,
    filled=set(SAID),
    errors=keyed(
        {
            "D2": "#REF!", "E3": "#N/A", "A11": "#N/A", "B11": "#GETTING_DATA", "C11": "#NUM!",
            "G11": "#NUM!",
        }
    ),
    odd={},
    formulas=set(map(at, ["B3", "C3", "D3", "E3", "F3"])),
    merged=("A1:C2", "A1:XFD1048576", "E5:E5"),
    last=(13, 8),
    said=SAID,
)  # fmt: skip
EMPTY = SheetLook("Ẩn", False, 1, set(), {}, {}, set(), (), (0, 0))
BOOK = XlsbLook(
    (LOOK, EMPTY),
    (),
    "",
    {"date1904": ""},
    own_ways=frozenset({"xl/worksheets/sheet1.bin"}),
    no_sheets=frozenset({""}),
)


def row(number: int) -> tuple[int, bytes]:
    return 0, struct.pack("<II", number - 1, 0) + bytes(9)


def head(column: int) -> bytes:
    return struct.pack("<II", column - 1, 0)


def more_cells() -> list[tuple[int, bytes]]:
    """Return cells of all sorts that `binary` does not write."""
    style = bytes(4)
    packed = [struct.pack("<I", number) for number in RK.values()]
    return [
        row(10), *((2, head(column) + one) for column, one in enumerate(packed, start=1)),
        row(11), (3, head(1) + b"\x99"), (3, head(2) + b"\x2b"),
        (5, head(3) + struct.pack("<d", math.inf)), (6, head(4) + wide_text(LONG)),
        (62, head(5) + b"\0" + wide_text("kiểu")), (4, head(6) + b"\0"),
        (5, head(7) + struct.pack("<d", -math.inf)),
        (6, head(8) + b"\xff\xff\xff\xff"), (1, head(20)),
        row(12), (13, style + packed[0]), (7, head(3) + bytes(4)),
        (16, style + struct.pack("<d", 2.5)), (18, style + bytes(4)), (12, style),
        row(13), (15, style + b"\1"),
    ]  # fmt: skip


def made(more: Iterable[tuple[int, bytes]] = (), pages: list[Page] | None = None) -> bytes:
    """Return a workbook with more records behind the rows of its first sheet."""

    def change(kind: int, content: bytes) -> Iterable[tuple[int, bytes]]:
        return [*more, (kind, content)] if kind == 146 else [(kind, content)]

    return changed(xlsb(pages or [PAGE, HIDDEN]), {SHEET: change})


def refused(data: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(RefusedError) as caught:
        look_at_xlsb(data)
    return caught.value.reason, caught.value.values


def test_an_xlsb() -> None:
    assert look_at_xlsb(made(more_cells())) == BOOK
    plain = look_at_xlsb(xlsb([HIDDEN]))
    assert plain.own_ways == frozenset()
    assert plain.sheets == (replace(EMPTY, place=0),)


def test_what_a_reader_is_given_of_an_xlsb() -> None:
    data = made(more_cells())
    with zipfile.ZipFile(io.BytesIO(in_plain_ways(data, look_at_xlsb(data)))) as file:
        found = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        given = {name: file.read(name) for name in file.namelist()}
    packed = struct.pack("<I", RK[12.0])
    whole = [
        (2, head(1) + packed), (7, head(3) + bytes(4)), (5, head(4) + struct.pack("<d", 2.5)),
        (7, head(5) + bytes(4)), (1, head(6)), row(13), (4, head(1) + b"\1"),
    ]  # fmt: skip
    records, before = list(parts_of(found.pop(SHEET))), list(parts_of(given.pop(SHEET)))
    first = before.index(row(12)) + 1
    assert records == [*before[:first], *whole, *before[first + len(whole) :]]
    assert found == given


def listing(change: Callable[[int, bytes], Iterable[tuple[int, bytes]]]) -> bytes:
    return changed(xlsb([PAGE, HIDDEN]), {WORKBOOK: change})


def test_what_an_xlsb_lists_and_is_no_sheet() -> None:
    """The reader gets the workbook without it."""

    def more(kind: int, content: bytes) -> Iterable[tuple[int, bytes]]:
        sheet = struct.pack("<II", 0, 9) + b"\xff\xff\xff\xff" + wide_text("Macro")
        return [(156, sheet), (kind, content)] if kind == 144 else [(kind, content)]

    data = listing(more)
    look = look_at_xlsb(data)
    assert [sheet.name for sheet in look.sheets] == ["Sổ", "Ẩn"]
    assert look.own_ways == {WORKBOOK}
    with zipfile.ZipFile(io.BytesIO(in_plain_ways(data, look))) as plain:
        written = plain.read(WORKBOOK)
    with zipfile.ZipFile(io.BytesIO(xlsb([PAGE, HIDDEN]))) as plain:
        assert written == plain.read(WORKBOOK)


@for_each(("flags", "counted"), [(0, ""), (1, "1"), (2, ""), (3, "1")])
def test_from_when_days_of_an_xlsb_count(flags: int, counted: str) -> None:
    def more(kind: int, content: bytes) -> Iterable[tuple[int, bytes]]:
        return [(kind, content), (153, struct.pack("<II", flags, 0))][: 1 + (kind == 131)]

    assert look_at_xlsb(listing(more)).properties == {"date1904": counted}


def renamed(old: str, new: str, files: Callable[[str], bool] = lambda _: True) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsb([PAGE, HIDDEN]))) as source,
        zipfile.ZipFile(out, "w") as to,
    ):
        for name in filter(files, source.namelist()):
            body = source.read(name)
            to.writestr(name, body.replace(old.encode(), new.encode()) if "rels" in name else body)
    return out.getvalue()


def test_charts_of_an_xlsb_are_no_sheets_and_keep_their_place() -> None:
    look = look_at_xlsb(renamed('/worksheet" Target="worksheets/sheet1', '/chartsheet" Target="x'))
    assert look.sheets == (EMPTY,)


def test_sheets_of_an_xlsb_that_lead_to_no_part_are_lost() -> None:
    """The reader gets the workbook without them, and the places of the others are those in it."""
    nowhere = look_at_xlsb(renamed("rId2", "rId9"))
    assert [sheet.name for sheet in nowhere.sheets] == ["Sổ"]
    assert nowhere.lost == ("Ẩn",)
    assert nowhere.own_ways == {WORKBOOK}
    assert nowhere.no_sheets == {"", "rId2"}
    gone = look_at_xlsb(renamed("", "", lambda name: "sheet1" not in name))
    assert gone.lost == ("Sổ",)
    assert gone.no_sheets == {"", "rId1"}
    assert gone.sheets == (replace(EMPTY, place=0),)


PART = "xl/worksheets/sheet1.bin"
ODD: dict[str, tuple[bytes, tuple[str, dict[str, str]]]] = {
    "no sheet": (renamed("/worksheet\"", '/chartsheet"'), ("incomplete", {"part": WORKBOOK})),
    "a row beyond": (
        made([row(1048577), (4, head(1) + b"\1")]),
        ("address", {"sheet": "Sổ", "value": "1048577:1"}),
    ),
    "a column beyond": (
        made([row(9), (4, head(16385) + b"\1")]),
        ("address", {"sheet": "Sổ", "value": "9:16385"}),
    ),
    "no row": (
        changed(
            xlsb([PAGE]), {SHEET: lambda kind, content: [] if kind == 0 else [(kind, content)]}
        ),
        ("address", {"sheet": "Sổ", "value": "0:1"}),
    ),
    "a string that is not there": (
        made([row(9), (7, head(2) + struct.pack("<I", 4))]),
        ("index", {"sheet": "Sổ", "cell": "B9"}),
    ),
}  # fmt: skip
SIZES = {2: 4, 3: 1, 4: 1, 5: 8, 6: 4, 7: 4, 62: 5, 8: 4, 9: 8, 10: 1, 11: 1}


@for_each("case", ODD)
def test_what_an_xlsb_is_refused_for(case: str) -> None:
    data, expected = ODD[case]
    assert refused(data) == expected


@for_each("kind", SIZES)
def test_a_cell_of_an_xlsb_that_is_too_short(kind: int) -> None:
    size = SIZES[kind]
    assert look_at_xlsb(made([row(9), (kind, head(1) + bytes(size))])).sheets[0].last == (9, 6)
    short = made([row(9), (kind, head(1) + bytes(size - 1))])
    assert refused(short) == ("xml", {"part": PART})


def test_a_record_of_an_xlsb_that_is_cut_off() -> None:
    def replaced(body: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(xlsb([PAGE]))) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name, body if name == SHEET else old.read(name))
        return out.getvalue()

    assert look_at_xlsb(replaced(part(129) + b"\x01\x03abc")).sheets
    assert refused(replaced(part(129) + b"\x01\x03ab")) == ("xml", {"part": PART})
    assert refused(replaced(part(129) + b"\x81\x01\x80\x01")) == ("xml", {"part": PART})


def numbers(count: int) -> list[tuple[int, bytes]]:
    return [row(1), *((4, head(column) + b"\1") for column in range(1, count + 1))]


ONE = Page("Sổ", {})
LIMITS: dict[str, tuple[Callable[[int], bytes], tuple[str, dict[str, str]]]] = {
    "MAX_CELLS": (lambda n: made(numbers(n), [ONE]), ("big", {"part": PART})),
    "MAX_MERGES": (
        lambda n: made([(176, bytes(16))] * n, [ONE]), ("big", {"part": PART})
    ),
    "MAX_STRINGS": (
        lambda n: xlsb([Page("Sổ", {(at_, 1): str(at_) for at_ in range(1, n + 1)})]),
        ("big", {"part": "xl/sharedStrings.bin"}),
    ),
    "MAX_BOX": (
        lambda n: made(numbers(n), [ONE]), ("far", {"sheet": "Sổ", "cell": "D1"})
    ),
}  # fmt: skip


@for_each("name", LIMITS)
def test_limits_of_an_xlsb(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made_of, expected = LIMITS[name]
    monkeypatch.setattr(f"sheettools.incoming.look.xlsb.{name}", 3)
    assert look_at_xlsb(made_of(3)).sheets
    assert refused(made_of(4)) == expected


def test_how_large_a_part_of_an_xlsb_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(more_cells())
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        size = file.getinfo(SHEET).file_size
    monkeypatch.setattr("sheettools.incoming.look.xlsb.MAX_SHEET_PART", size)
    assert look_at_xlsb(data) == BOOK
    monkeypatch.setattr("sheettools.incoming.look.xlsb.MAX_SHEET_PART", size - 1)
    assert refused(data) == ("big", {"part": PART})
