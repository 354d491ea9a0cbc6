"""What lies over the cells of a sheet, and cells far away, told by hand."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from for_each import for_each
from opendocument import packed

from sheettools.incoming.look import aside as over_cells
from sheettools.incoming.look.aside import (
    AsidesOfXls,
    _OldShapesPass,
    _PicturesPass,
    _WordsPass,
    asides_of,
)
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.sheet import _far_away, cell_key
from sheettools.incoming.look.values import Aside
from sheettools.template.excel.address import split_address

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


# ------------------------------------------------------------------ what lies over the cells

VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">{}</xml>'
)


def shape(inner: str, sort: str = "Shape", anchor: str = "1, 15, 2, 10, 3, 15, 5, 4") -> str:
    placed = f"<x:Anchor> {anchor} </x:Anchor>" if anchor else ""
    return f'<v:shape>{inner}<x:ClientData ObjectType="{sort}">{placed}</x:ClientData></v:shape>'


def box(words: str) -> str:
    return f"<v:textbox>{words}</v:textbox>"


@for_each(
    ("drawn", "found"),
    [
        (shape(box("<div><font>một</font></div><div>hai</div>")), [("B3", "", "một hai")]),
        (shape(box("một<br/>hai")), [("B3", "", "một hai")]),
        (shape(box("<p>một</p>hai")), [("B3", "", "một hai")]),
        (shape(box("<b>một</b>hai")), [("B3", "", "mộthai")]),
        (shape(box("một"), "Note"), []),
        (shape(box("một"), ""), []),
        (shape(box(" ")), []),
        (shape(box("nút"), "Button"), [("B3", "", "nút")]),
        (shape('<v:imagedata o:relid="a"/>', "Pict"), [("B3:D6", "", "")]),
        (shape('<v:imagedata o:relid="a"/>', "Pict", "1, 0, 2, 0, 1, 9, 2, 9"), [("B3", "", "")]),
        (shape('<v:imagedata o:relid="a"/>', "Button"), []),
        (shape("", "Pict"), []),
        (shape('<v:imagedata/>' + box("chữ"), "Pict"), [("B3", "", "chữ")]),
        (shape(box("một"), anchor=""), [("A1", "", "một")]),
        (shape(box("một"), anchor="x, 1, 2"), [("A1", "", "một")]),
        ("<x:other>" + box("một") + "</x:other>", []),
        ("<v:shape>" + box("một") + "<x:ClientData/></v:shape>", []),
        ("<v:shape>" + box("một") + '<x:ClientData ObjectType="a"><x:Anchor/></x:ClientData></v:shape>', [("A1", "", "một")]),
        (
            shape('<v:imagedata/>', "Note") + shape(box("hai"), anchor="0,0,0,0,0,0,0,0") + shape("", "Pict"),
            [("A1", "", "hai")],
        ),
        ("<v:group>" + shape(box("một")) + "</v:group>", [("B3", "", "một")]),
    ],
)  # fmt: skip
def test_shapes_as_excel_2003_wrote_them(drawn: str, found: list[tuple[str, str, str]]) -> None:
    words = _OldShapesPass("x")
    words.run([VML.format(drawn).encode()])
    assert words.found == found


XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def corner(name: str, column: str, row: str) -> str:
    return f"<{name}><col>{column}</col><colOff>7</colOff><row>{row}</row></{name}>"


def anchor(inner: str, *corners: str, name: str = "twoCellAnchor") -> str:
    return f"<{name}>{''.join(corners)}{inner}</{name}>"


FROM, TO = corner("from", "1", "2"), corner("to", "3", "5")


@for_each(
    ("drawn", "found"),
    [
        (anchor("<p><t>một</t><t>hai</t></p><p><t>ba</t></p>", FROM, TO), [("B3", "", "mộthai ba")]),
        (anchor("<blip/>", FROM, TO), [("B3:D6", "", "")]),
        (anchor("<blip/>", FROM), [("B3", "", "")]),
        (anchor("<blip/>", FROM, corner("to", "1", "2")), [("B3", "", "")]),
        (anchor("<contentPart/>", FROM, TO), [("B3:D6", "", "")]),
        (anchor("<blip/><t>chữ</t>", FROM, TO), [("B3", "", "chữ"), ("B3:D6", "", "")]),
        (anchor("<Fallback><blip/><t>chữ</t></Fallback>", FROM, TO), []),
        (anchor("<blip/>", name="absoluteAnchor"), [("A1", "", "")]),
        (anchor("<t>xa</t>", corner("from", "x", "2")), [("A1", "", "xa")]),
        (anchor("<t>a</t>", "<from><row>2</row></from>"), [("A3", "", "a")]),
        (anchor("<t>a</t>", "<from><col>2</col></from>"), [("C1", "", "a")]),
        (anchor("<t>a</t><row>7</row>", "<from><row>1<x/>2</row></from>"), [("A13", "", "a")]),
        (anchor("<blip/>", FROM, TO) + anchor("<t>b</t>", name="oneCellAnchor"), [("B3:D6", "", ""), ("A1", "", "b")]),
        (anchor("<rPh><t>đọc</t></rPh><text>không</text>", FROM), []),
        (
            '<authors><author>Bà <b/>A</author><author>B</author></authors><comment ref="C4" authorId="0"><t>x</t></comment>'
            '<comment ref="C5" authorId="1"><t>y</t></comment><comment authorId="2"><t>z</t></comment>'
            '<comment ref="C6" authorId="-1"><t> </t></comment>' + anchor("<t>w</t>", FROM),
            [("C4", "Bà A", "x"), ("C5", "B", "y"), ("A1", "", "z"), ("B3", "", "w")],
        ),
        ('<threadedComment ref="A2"><text>một  hai</text><t>ba</t></threadedComment>', [("A2", "", "một haiba")]),
    ],
)  # fmt: skip
def test_words_and_pictures_over_the_cells(drawn: str, found: list[tuple[str, str, str]]) -> None:
    words = _WordsPass("x")
    words.run([f"<x>{drawn}</x>".encode()])
    assert words.found == found


def beside(*told: tuple[str, str]) -> list[tuple[Any, ...]]:
    """Return what stands beside the cells of a sheet that relates to parts of these kinds."""
    files = {f"xl/{number}.xml": text for number, (_, text) in enumerate(told)}
    package = Package(packed({"[Content_Types].xml": "", **files}))
    relations = [(kind, f"xl/{number}.xml") for number, (kind, _) in enumerate(told)]
    return [
        tuple(one) for one in asides_of(package, [*relations, ("theme", "a"), ("comments", "b")])
    ]


def notes(*told: tuple[str, str]) -> str:
    listed = "".join(
        f'<comment ref="{cell}" authorId="0"><t>{words}</t></comment>' for cell, words in told
    )
    return f"<x><author>Bà A</author>{listed}</x>"


THREAD = '<x><threadedComment ref="A1"><text>một</text></threadedComment></x>'
OLD = VML.format(shape(box("một")) + shape(box("hai<br>ba"), "Button"))


@for_each(
    ("told", "asides"),
    [
        (
            [("comments", notes(("A1", "no"), ("B1", "Bà A: hai"), ("C1", "Bà A:"), ("D1", "Bà B: x")))],
            [("A1", "no", "Bà A", False), ("B1", "hai", "Bà A", False), ("D1", "Bà B: x", "Bà A", False)],
        ),
        (
            [("comments", notes(("A1", "no"), ("B1", "hai"))), ("threadedComment", THREAD)],
            [("A1", "một", "", False), ("B1", "hai", "Bà A", False)],
        ),
        ([("drawing", f"<x>{anchor('<blip/>', FROM, TO)}</x>")], [("B3:D6", "", "", True)]),
        ([("vmlDrawing", OLD)], [("B3", "một", "", False), ("B3", "hai ba", "", False)]),
        (
            [("vmlDrawing", OLD), ("drawing", f"<x>{anchor('<t>một</t>', FROM)}</x>")],
            [("B3", "một", "", False), ("B3", "hai ba", "", False)],
        ),
        (
            [("vmlDrawing", OLD), ("comments", notes(("A1", "hai ba")))],
            [("A1", "hai ba", "Bà A", False), ("B3", "một", "", False)],
        ),
        ([("vmlDrawing", OLD[:-6]), ("comments", notes(("A1", "a"))[:-4])], [("A1", "a", "Bà A", False), ("B3", "một", "", False), ("B3", "hai ba", "", False)]),
        ([("theme", notes(("A1", "a")))], []),
    ],
)  # fmt: skip
def test_what_stands_beside_the_cells(
    told: list[tuple[str, str]], asides: list[tuple[Any, ...]]
) -> None:
    assert beside(*told) == asides


def test_bounds_of_what_stands_beside_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(over_cells, "MAX_WORDS", 3)
    monkeypatch.setattr(over_cells, "MAX_ASIDES", 2)
    four = notes(("A1", "abcd"), ("B1", "b"), ("C1", "c"))
    assert beside(("comments", four)) == [("A1", "abc", "Bà A", False), ("B1", "b", "Bà A", False)]
    monkeypatch.setattr(over_cells, "_MAX_OLD_SHAPES", len(OLD.encode()))
    assert len(beside(("vmlDrawing", OLD))) == 2
    monkeypatch.setattr(over_cells, "_MAX_OLD_SHAPES", len(OLD.encode()) - 1)
    assert beside(("vmlDrawing", OLD)) == []


def test_which_cells_hold_pictures() -> None:
    rows = (
        '<c r="A1" t="e" vm="1"/><c r="B1" t="n" vm="1"/><c r="C1" t="e"/>'
        '<c r="D1"><f>_xlfn.IMAGE(1)</f><v>DISPIMG(</v></c><c r="E1"><f>XIMAGE(1)</f></c>'
        '<c r="F1"><v>IMAGE(</v></c><c><f>IMAGE(1)</f></c>'
    )
    for kept, cells in ((True, ["A1", "D1", ""]), (False, ["D1", ""])):
        scan = _PicturesPass("x", kept=kept)
        scan.run([f'<s xmlns="{MAIN}">{rows}</s>'.encode()])
        assert scan.found == cells


def placed(*numbers: int) -> bytes:
    return b"--\x00\x00\x10\xf0\x12\x00\x00\x00" + struct.pack("<9H", *numbers) + b"--"


def drawn_object(kind: int, number: int) -> bytes:
    return b"\x15\0\x12\0" + struct.pack("<HH", kind, number)


def text_of(words: str, *, wide: bool = False) -> list[bytes]:
    letters_ = words.encode("utf-16-le" if wide else "latin-1")
    return [bytes(10) + struct.pack("<H", len(words)), bytes((wide,)) + letters_ + b"behind"]


def note(row: int, column: int, number: int, author: str, *, wide: bool = False) -> bytes:
    letters_ = author.encode("utf-16-le" if wide else "latin-1")
    return struct.pack("<5HB", row, column, 0, number, len(author), wide) + letters_ + b"\0"


NOTE, OBJECT, TEXT, DRAWING = 0x1C, 0x5D, 0x1B6, 0xEC


def over(*told: tuple[int, list[bytes]]) -> tuple[Aside, ...]:
    found = AsidesOfXls()
    for kind, parts in told:
        found.add(kind, parts)
    return found.all()


def test_what_lies_over_the_cells_of_an_xls(monkeypatch: pytest.MonkeyPatch) -> None:
    place = (DRAWING, [placed(0, 1, 15, 2, 10, 3, 15, 5, 4)])
    dot = (DRAWING, [placed(0, 1, 0, 2, 0, 1, 9, 2, 9)])
    picture, shape_ = (OBJECT, [drawn_object(8, 1)]), (OBJECT, [drawn_object(6, 2)])
    assert over(place, picture) == (Aside("B3:D6", "", "", True),)
    assert over(dot, picture) == (Aside("B3", "", "", True),)
    assert over(picture) == (Aside("A1", "", "", True),)
    assert over((OBJECT, [drawn_object(8, 1)[:7]])) == ()
    words = (TEXT, text_of(" một  hai ".replace("ộ", "o")))
    assert over(place, shape_, words) == (Aside("B3", "mot hai", ""),)
    assert over(place, shape_, (TEXT, text_of("một", wide=True))) == (Aside("B3", "một", ""),)
    assert over(shape_, (TEXT, text_of(" "))) == ()
    assert over(shape_, (TEXT, words[1][:1])) == over(shape_, (TEXT, [words[1][0], b""])) == ()
    said_by = (TEXT, text_of("Ba A: loi"))
    assert over(place, shape_, said_by, (NOTE, [note(4, 6, 2, " Ba A ")])) == (
        Aside("G5", "loi", "Ba A"),
    )
    assert over(shape_, said_by, (NOTE, [note(4, 6, 2, "Bà", wide=True)])) == (
        Aside("G5", "Ba A: loi", "Bà"),
    )
    assert over(shape_, said_by, (NOTE, [note(4, 6, 2, "")])) == (Aside("G5", "Ba A: loi", "?"),)
    assert over(shape_, said_by, (NOTE, [note(4, 6, 3, "x")])) == (Aside("A1", "Ba A: loi", ""),)
    assert over(shape_, said_by, (NOTE, [note(4, 6, 2, "")[:10]])) == (
        Aside("A1", "Ba A: loi", ""),
    )
    assert over((DRAWING, [placed(*range(9))[:20]]), picture) == (Aside("A1", "", "", True),)
    monkeypatch.setattr("sheettools.incoming.look.aside.MAX_ASIDES", 1)
    monkeypatch.setattr("sheettools.incoming.look.aside.MAX_WORDS", 3)
    assert over(place, picture, shape_, words) == (Aside("B3:D6", "", "", True),)
    assert over(shape_, words, picture) == (Aside("A1", "mot", ""),)


# ------------------------------------------------------------------ cells far away


def keys(*cells: str) -> set[int]:
    return {cell_key(*split_address(cell)) for cell in cells}


def test_the_few_cells_without_which_a_sheet_is_small_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sheettools.incoming.look.sheet.MAX_BOX", 6)
    monkeypatch.setattr("sheettools.incoming.look.sheet.FEW", 3)
    near = ("A1", "B1", "A2", "B2", "A3", "B3")
    assert _far_away(keys(*near)) == set()
    assert _far_away(keys(*near, "C9")) == keys("C9")
    assert _far_away(keys(*near, "A4")) == keys("A4")
    assert _far_away(keys(*near, "C1")) == keys("C1")
    assert _far_away(keys(*near, "C9", "A7")) == keys("C9", "A7")
    assert _far_away(keys(*near, "C9", "A7", "D1")) == set(), "these are many"
    assert _far_away(set()) == set()
    assert _far_away(keys("D9")) == keys("D9")
