"""The pass by one pattern: it sees what the ordinary pass sees, or leaves the sheet to it."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator

import pytest
import village
from for_each import for_each

from sheettools.incoming.look.cells import CellsPass
from sheettools.incoming.look.parts import RefusedError, UnusualError
from sheettools.incoming.look.seen import StringsWithRuns, strings_of
from sheettools.incoming.look.sheet import SheetLook, SheetPass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>không</t></si><si><t> </t></si><si><r><t>một</t></r>'
    '<r><t xml:space="preserve"> hai</t></r><rPh sb="0" eb="1"><t>ẩn</t></rPh></si></sst>'
)
FONTS = {"7": ".VnTime"}
CELLS = (
    '<row r="1" spans="1:9" hidden="1"><c r="A1" s="7" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v>'
    '</c><c r="D1" t="s"><v>2</v></c><c r="F1"><v>12.5</v></c><c r="G1" s="3"><v>-3e2</v></c>'
    '<c r="H1" s="4"/><c r="I1" t="b"><v>1</v></c><c r="J1" t="e"><v>#N/A</v></c></row>'
    '<row r="2"/><row r="4"><c r="A4" t="str"><f>B1&amp;"&lt;"</f><v>a &amp; '
    "&#7841; &#x1EA1;</v></c>"
    '<c r="B4" t="inlineStr"><is><t xml:space="preserve"> chữ </t></is></c>'
    '<c r="C4"><f t="shared" ref="C4:C9" si="0">1+1</f><v>2</v></c><c r="D4" s="7"><f t="shared" '
    'si="0"/><v></v></c><c r="F4" t="d"><v>2024-03-15</v></c>'
    '<c r="XFD4"><f>1</f></c></row>'
)


def sheet(rows: str, *, before: str = "", after: str = "", head: str = "") -> bytes:
    part = (
        f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )
    return part.encode()


def strings() -> StringsWithRuns:
    found = StringsWithRuns("strings")
    found.run([STRINGS.encode()])
    return found


def quickly(part: bytes) -> SheetLook:
    return CellsPass("part", "S", strings(), FONTS, 100).look_whole(part, 0, True)


def slowly(part: bytes) -> SheetLook:
    return SheetPass("part", "S", strings(), FONTS, 100).look([part], 0, True)


def test_it_sees_what_the_ordinary_pass_sees() -> None:
    part = sheet(
        CELLS,
        before='<cols><col min="2" max="3" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>\r\n',
        head='<?xml version="1.0" encoding="UTF-8"?>\r\n',
    )
    look = quickly(part)
    assert look == slowly(part)
    said = ["không", "một hai", "12.5", "-300.0", "True", "a & ạ ạ", " chữ ", "2.0"]
    assert sorted(map(str, look.said.values())) == sorted(["None", "2024-03-15 00:00:00", *said])
    assert len(look.formulas) == 4
    assert look.hidden_columns == ((2, 3),)


def test_rows_that_were_met_before_are_read_the_same() -> None:
    other = CELLS.replace("<v>12.5</v>", "<v>7</v>").replace('hidden="1"', 'ht="20"')
    for part in (sheet(CELLS), sheet(other), sheet(CELLS), sheet(CELLS), sheet(other)):
        assert quickly(part) == slowly(part)


def test_a_cell_without_a_style_has_the_first() -> None:
    part = sheet('<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" s="1"><v>1</v></c></row>')
    looks = [kind("part", "S", None, {"0": ".VnTime"}, 2) for kind in (CellsPass, SheetPass)]
    quick, slow = looks[0].look_whole(part, 0, True), looks[1].look([part], 0, True)
    assert quick.fonts == slow.fonts == {1 << 14: ".VnTime"}


def test_it_says_where_a_formula_may_show_a_picture() -> None:
    for formula, may in (("IMAGE(A1)", True), ('_xlfn.DISPIMG("a",1)', True), ("MAX(A1)", False)):
        for _ in range(3):
            looked = CellsPass("part", "S", None, {}, 1)
            looked.look_whole(sheet(f'<row r="1"><c r="B1"><f>{formula}</f></c></row>'), 0, True)
            assert looked.may_show_pictures is may


UNUSUAL = {
    "a prefix": sheet(CELLS).replace(b"<v>", b"<x:v>").replace(b"</v>", b"</x:v>"),
    "a word for a number": sheet('<row r="1"><c r="A1" t="n"><v>abc</v></c></row>'),
    "a text in a value": sheet('<row r="1"><c r="A1" t="inlineStr"><v>7</v></c></row>'),
    "a comment": sheet('<row r="1"><c r="A1"><v>1<!-- --></v></c></row>'),
    "a comment around": sheet('<!-- <row r="1"><c r="A1"><v>1</v></c></row> -->'),
    "a piece of plain text": sheet('<row r="1"><c r="A1" t="str"><v><![CDATA[<]]></v></c></row>'),
    "an instruction": sheet('<row r="1"><?a b?><c r="A1"><v>1</v></c></row>'),
    "another order": sheet('<row r="1"><c s="1" r="A1"><v>1</v></c></row>'),
    "another quote": sheet("<row r='1'><c r='A1'><v>1</v></c></row>"),
    "an attribute twice": sheet('<row r="1"><c r="A1" r="A1"><v>1</v></c></row>'),
    "an attribute of the formula twice": sheet('<row r="1"><c r="A1"><f a="1" a="1"/></c></row>'),
    "a formula of another family": sheet('<row r="1"><c r="A1"><f xmlns="x"/></c></row>'),
    "a prefix that is not declared": sheet('<row r="1" a:b="1"><c r="A1"><v>1</v></c></row>'),
    "a row past the last": sheet('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
    "an empty row past the last": sheet('<row r="1"><c r="A1"/></row><row r="1048577"/>'),
    "an empty row twice": sheet('<row r="2"><c r="A2"/></row><row r="2"/>'),
    "no address": sheet('<row r="1"><c><v>1</v></c></row>'),
    "a small letter": sheet('<row r="1"><c r="a1"><v>1</v></c></row>'),
    "another row": sheet('<row r="1"><c r="A2"><v>1</v></c></row>'),
    "a far column": sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
    "backwards": sheet('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'),
    "a cell twice": sheet('<row r="1"><c r="A1"/><c r="A1"><v>1</v></c></row>'),
    "a row twice": sheet('<row r="1"><c r="A1"/></row><row r="1"><c r="A1"><v>1</v></c></row>'),
    "two values": sheet('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'),
    "blanks between": sheet('<row r="1"> <c r="A1"><v>1</v></c></row>'),
    "runs": sheet('<row r="1"><c r="A1" t="inlineStr"><is><r><t>1</t></r></is></c></row>'),
    "a row in a row": sheet('<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>'),
    "rows of another family": sheet('<row xmlns="x" r="1"><c r="A1"><v>1</v></c></row>'),
    "cells of another family": sheet('<row r="1"><a xmlns="x"><c r="A1"><v>1</v></c></a></row>'),
    "merged cells among rows": sheet('<row r="1"><mergeCell ref="A1:B1"/></row>'),
    "a string that is not there": sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
    "an unknown entity": sheet('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>'),
    "no such sign": sheet('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>'),
    "the sign between texts": sheet('<row r="1"><c r="A1" t="str"><v>a&#xE000;b</v></c></row>'),
    "the mark of a value": sheet('<row r="1"><c r="A1" t="str"><v>a\x7fb</v></c></row>'),
    "no value but its mark": sheet('<row r="1"><c r="A1"><v>\x7f</v></c></row>'),
    "a value that does not end": sheet('<row r="1"><c r="A1"><v>1</c></row>'),
    "an end within plain text": sheet('<row r="1"><c r="A1" t="str"><v>]]></v></c></row>'),
    "another line end": sheet('<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>'),
    "another encoding": sheet(CELLS, head="<?xml version='1.0' encoding='latin-1'?>"),
    "a declaration": sheet(CELLS, head='<!DOCTYPE worksheet [<!ENTITY a "b">]>'),
    "an end too few": sheet(CELLS)[: -len("</worksheet>")],
    "half": sheet(CELLS)[:400],
    "no rows": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode(),
    "nothing": b"",
}


@for_each("part", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_what_is_unusual_is_left_to_the_ordinary_pass(part: bytes) -> None:
    with pytest.raises(UnusualError):
        quickly(part)


def test_the_rows_of_a_comment_are_none() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    part = f'<worksheet xmlns="{MAIN}"><!-- <sheetData>{row}</sheetData> --></worksheet>'
    with pytest.raises(UnusualError):
        quickly(part.encode())


def _changed(part: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield a part changed at one place, again and again."""
    tokens = [b"<", b">", b'"', b"&", b"/", b" ", b"<c", b"</c>", b"<row>", b"<v>", b"\r", b"&lt;"]
    while True:
        at = chance.randrange(len(part))
        cut = chance.choice((0, 0, 1, 2, 7, 30))
        put = chance.choice((b"", b"", *tokens, part[at - 9 : at + 9]))
        yield part[:at] + put + part[at + cut :]


def _ordinary_strings(part: bytes) -> StringsWithRuns:
    found = StringsWithRuns("strings")
    found.run([part])
    return found


def _strings(look: Callable[[bytes], StringsWithRuns], part: bytes) -> dict[str, object] | str:
    """Return what a look at strings comes to: what it sees, or why it refuses."""
    try:
        found = look(part)
    except RefusedError as refused:
        return refused.reason
    names = ("count", "blanks", "declared", "texts", "runs", "is_odd")
    return {name: getattr(found, name) for name in names}


def test_damaged_strings_are_never_read_otherwise() -> None:
    """What is taken in of shared strings by a pattern is what the ordinary pass sees, and so is a
    refusal.
    """
    many = "".join(f"<si><t>chữ {number} &lt;&#7841;</t></si>" for number in range(9))
    struck = '<si><r><rPr><strike/></rPr><t>bỏ</t></r><r><t xml:space="preserve"> giữ</t></r></si>'
    changes = _changed(
        STRINGS.replace("</sst>", f"{many}{struck}<si><t/></si><si><t>z</t></si></sst>").encode(),
        random.Random(14),  # noqa: S311  # the same each time
    )
    read = 0
    for _ in range(1500):
        part = next(changes)
        seen = _strings(_ordinary_strings, part)
        assert _strings(lambda whole: strings_of("strings", whole), part) == seen
        read += isinstance(seen, dict)
    assert read > 100


def test_a_damaged_sheet_is_never_read_otherwise(commune: village.Commune) -> None:
    """Wherever the pattern takes a changed sheet, the ordinary pass sees the very same in it."""
    with zipfile.ZipFile(io.BytesIO(commune.workbook("01"))) as package:
        first = package.read("xl/worksheets/sheet2.xml")
    taken = 0
    for part in (sheet(CELLS), first):
        changes = _changed(part, random.Random(13))  # noqa: S311  # the same each time
        for _ in range(1500):
            changed = next(changes)
            try:
                look = quickly(changed)
            except UnusualError:
                continue
            taken += 1
            try:
                assert look == slowly(changed)
            except RefusedError:
                pytest.fail("taken where the ordinary pass refuses")
    assert taken > 100
