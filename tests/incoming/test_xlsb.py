"""Binary workbooks (.xlsb) of programs other than Excel: read as they are meant, or held."""

from __future__ import annotations

import io
import math
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from binary import Error, Formula, Page, Record, part, wide_text, xlsb
from for_each import for_each

from sheettools.incoming.cage import read

CELLS = {
    (1, 1): "Đường", (1, 2): 12, (1, 3): 0.25, (1, 5): True, (1, 6): False, (1, 7): Error("#REF!"),
    (2, 2): date(2024, 3, 15), (2, 3): "chữ", (3, 1): Formula("xong"), (3, 2): 7, (3, 3): "  ",
    (3, 4): "cuối",
}  # fmt: skip
SHOWN = CELLS | {(1, 7): None, (3, 1): "xong"}
SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.bin", "xl/workbook.bin", "xl/sharedStrings.bin"
Change = Callable[[int, bytes], Iterable[Record]]


def parts_of(data: bytes) -> Iterator[Record]:
    at = 0
    while at < len(data):
        kind, at = seven_bits(data, at)
        size, at = seven_bits(data, at)
        yield kind, data[at : at + size]
        at += size


def seven_bits(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        number |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return number, at


def changed(data: bytes, changes: dict[str, Change]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in changes:
                change = changes[info.filename]
                content = b"".join(
                    part(*one) for record in parts_of(content) for one in change(*record)
                )
            new.writestr(info.filename, content)
    return out.getvalue()


def reading(folder: Path, data: bytes) -> read.Reading:
    path = folder / "so.xlsb"
    path.write_bytes(data)
    return read.read_book(path)


def values(found: read.Reading) -> dict[tuple[int, int], read.RawValue]:
    assert found.book is not None, found.findings
    return {place: cell.value for place, cell in found.book.sheets[0].cells.items()}


def short_cells() -> Change:
    """Cells right of another lose their column, as SheetJS writes them."""
    last = -1

    def change(kind: int, content: bytes) -> Iterable[Record]:
        nonlocal last
        if kind == 0:
            last = -1
        elif 1 <= kind <= 11:
            column = int.from_bytes(content[:4], "little")
            follows, last = column == last + 1, column
            if follows and kind <= 7:
                yield kind + 11, content[4:]
                return
        yield kind, content

    return change


def texts_in_their_cells(kind: int, content: bytes) -> Iterable[Record]:
    text = "chữ trong ô"
    yield (6, content[:8] + wide_text(text)) if kind == 7 else (kind, content)


def from_1904(kind: int, content: bytes) -> Iterable[Record]:
    yield kind, content
    if kind == 131:
        yield 153, struct.pack("<III", 1, 0, 0)


def with_a_sheet_of_macros(kind: int, content: bytes) -> Iterable[Record]:
    if kind == 143:
        yield kind, content
        yield 156, struct.pack("<III", 2, 9, 0) + wide_text("Module1")
    else:
        yield kind, content


def test_cells_without_their_column_stand_right_of_the_one_before(tmp_path: Path) -> None:
    found = reading(tmp_path, changed(xlsb([Page("S", CELLS)]), {SHEET: short_cells()}))
    assert values(found) == SHOWN
    assert found.book is not None
    (sheet,) = found.book.sheets
    assert {c.address: c.error for c in sheet.cells.values() if c.error} == {"G1": "#REF!"}
    assert [finding.code for finding in found.findings] == ["F138"]


def test_texts_may_stand_in_their_cells(tmp_path: Path) -> None:
    found = reading(tmp_path, changed(xlsb([Page("S", CELLS)]), {SHEET: texts_in_their_cells}))
    told = {place for place, value in CELLS.items() if isinstance(value, str)}
    assert values(found) == SHOWN | dict.fromkeys(told, "chữ trong ô")


def test_days_may_count_from_1904(tmp_path: Path) -> None:
    found = reading(tmp_path, changed(xlsb([Page("S", CELLS)]), {BOOK: from_1904}))
    assert values(found) == SHOWN | {(2, 2): date(2028, 3, 16)}
    assert found.book is not None
    assert found.book.from_1904


def test_a_sheet_that_leads_nowhere_is_none(tmp_path: Path) -> None:
    """Old macro sheets are kept so."""
    found = reading(tmp_path, changed(xlsb([Page("S", CELLS)]), {BOOK: with_a_sheet_of_macros}))
    assert values(found) == SHOWN


@pytest.mark.parametrize("gone", [False, True])
def test_a_sheet_whose_part_is_not_there_is_told(gone: bool, tmp_path: Path) -> None:
    def listed_first(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, content
        if kind == 143:
            yield 156, struct.pack("<II", 0, 9) + wide_text("rId9") + wide_text("Mất")

    data = changed(xlsb([Page("S", CELLS)]), {BOOK: listed_first})
    if gone:
        data = with_relation(data, "worksheets/sheet9.bin", "worksheet")
    found = reading(tmp_path, data)
    assert values(found) == SHOWN
    assert [(f.code, f.location.sheet) for f in found.findings] == [("F138", ""), ("F184", "Mất")]


def with_relation(data: bytes, target: str, kind: str, **more: bytes) -> bytes:
    """Return a workbook whose rId9 leads there."""
    link = (
        f'<Relationship Id="rId9" Target="{target}" '
        f'Type="http://schemas.microsoft.com/office/2006/relationships/{kind}"/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/_rels/workbook.bin.rels":
                content = content.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            new.writestr(info.filename, content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def test_a_sheet_of_old_macros_is_none(tmp_path: Path) -> None:
    """It stands first, and has a part of its own."""

    def listed_first(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, content
        if kind == 143:
            yield 156, struct.pack("<II", 2, 9) + wide_text("rId9") + wide_text("Macro1")

    data = changed(xlsb([Page("S", CELLS)]), {BOOK: listed_first})
    macros = {"xl/macrosheets/sheet1.bin": part(129) + part(130)}
    found = reading(
        tmp_path, with_relation(data, "macrosheets/sheet1.bin", "xlMacrosheet", **macros)
    )
    assert values(found) == SHOWN
    assert [finding.code for finding in found.findings] == ["F138", "F131"]


@for_each("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_an_error(number: float, tmp_path: Path) -> None:
    found = reading(tmp_path, xlsb([Page("S", {(1, 1): number, (2, 1): 5})]))
    assert values(found) == {(1, 1): None, (2, 1): 5}
    assert found.book is not None
    assert found.book.sheets[0].cells[1, 1].error == "#NUM!"


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    corners = {(1, 1): "bảng", (2, 90): "rộng", (900_000, 3): "xa"}
    (finding,) = reading(tmp_path, xlsb([Page("S", corners)])).findings
    assert (finding.code, finding.location.sheet, finding.location.cell) == ("F119", "S", "C900000")


def test_a_cell_cut_off_is_damage(tmp_path: Path) -> None:
    def cut(kind: int, content: bytes) -> Iterable[Record]:
        yield kind, content[:10] if kind == 5 else content

    (finding,) = reading(tmp_path, changed(xlsb([Page("S", CELLS)]), {SHEET: cut})).findings
    assert finding.code == "F112"
