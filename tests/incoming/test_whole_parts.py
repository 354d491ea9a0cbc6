"""The packages and the parts of workbooks, piece by piece: names and heads of entries, strings,
cells, pages, and what is put plainly for readers.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
from for_each import for_each
from test_whole_look import ASIDES, BOOK, pack, parts, relations, with_asides
from test_whole_records import refused

from sheettools.incoming.look import package as packages
from sheettools.incoming.look.mend import (
    PlainCell,
    mended_sheet,
    mended_strings,
    packed_again,
    without_ids,
)
from sheettools.incoming.look.package import Package, is_damaged, open_zip, part_name, usual
from sheettools.incoming.look.parts import Pass, StylesPass
from sheettools.incoming.look.plain import read_html, read_text
from sheettools.incoming.look.seen import StringsWithRuns, TextRun, strings_of
from sheettools.incoming.look.sheet import SheetPass, cell_key
from sheettools.incoming.look.values import Aside
from sheettools.incoming.look.xlsx import _climbs_out, look_at, other_kind, relationships_of
from sheettools.template.excel.address import split_address

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
A = "xl/a.xml"

# ------------------------------------------------------------------ names in a package


@for_each(
    ("written", "known"),
    [
        ("a/b.xml", "a/b.xml"), ("a\\b.xml", "a/b.xml"), ("a//b", "a/b"), ("a/./b", "a/b"),
        ("./a", "a"), (".\\a", "a"), ("x./y", "x./y"), ("//a", "/a"), ("\\a", "/a"), ("a//", "a/"),
        ("../a", "../a"), ("..\\a", "../a"), ("a/.//./b\\c", "a/b/c"), ("a", "a"), ("", ""),
        ("/a/b", "/a/b"),
    ],
)  # fmt: skip
def test_paths_as_all_programs_know_them(written: str, known: str) -> None:
    assert usual(written) == known
    assert part_name(written) == known.lstrip("/")


def zipped(*files: tuple[str, bytes], extra: bytes = b"", comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files:
            info = zipfile.ZipInfo(name)
            info.extra = extra
            archive.writestr(info, body)
        archive.comment = comment
    return out.getvalue()


def entry_of(data: bytes, number: int) -> int:
    """Return where an entry stands in the directory."""
    at = -1
    for _ in range(number):
        at = data.index(b"PK\1\2", at + 1)
    return at


def put(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


EXTRA = struct.pack("<HH", 0x7777, 96) + bytes(96)


def test_the_end_of_a_package_is_told_from_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    for comment in (b"", b"said"):
        data = zipped((A, b"1"), ("xl/b", b"2"), comment=comment)
        assert not open_zip(data)[1]
    assert open_zip(zipped((A, b"1")) + b"\0")[1]
    monkeypatch.setattr(packages, "MAX_ENTRIES", 2)
    assert open_zip(data)
    assert refused(lambda: open_zip(zipped((A, b""), ("b", b""), ("c", b"")))) == ("parts", {})
    assert refused(lambda: open_zip(b"PK\3\4")) == ("zip", {})


def test_entries_may_say_more_of_themselves() -> None:
    found = Package(zipped((A, b"12"), ("xl/b.xml", b"3"), extra=EXTRA))
    assert [found.whole(name) for name in found.parts] == [b"12", b"3"]
    assert Package(zipped((A, b""))).whole(A) == b""


@for_each(("name", "extra"), [(A, EXTRA), ("xl/" + "a" * 100, b"")])
def test_an_entry_inside_another_is_refused(name: str, extra: bytes) -> None:
    """However long what stands before the first one's content is."""
    inner = zipped(("xl/b.xml", b"3"))
    inner = inner[: inner.index(b"PK\1\2")]
    data = zipped((name, inner), ("xl/b.xml", b"3"), extra=extra)
    directory = entry_of(data, 2)
    inside = put(data, directory + 42, struct.pack("<I", 30 + len(name) + len(extra)))
    assert refused(lambda: Package(inside)) == ("odd", {"part": "xl/b.xml"})


def test_a_damaged_part_is_named() -> None:
    damaged = Package(zipped((A, b"1234"), ("xl/b.xml", b"5678")).replace(b"5678", b"5679"))
    assert refused(lambda: damaged.whole("xl/B.xml")) == ("zip", {"part": "xl/B.xml"})
    assert refused(lambda: damaged.drain("xl/B.xml")) == ("zip", {"part": "xl/B.xml"})
    assert refused(lambda: damaged.drain("xl/c.xml")) == ("incomplete", {"part": "xl/c.xml"})
    damaged.drain(A)


def test_what_stands_before_an_entry_agrees_with_the_directory() -> None:
    data = zipped((A, b"1234"), ("xl/b.xml", b"5678"))
    second = data.index(b"PK\3\4", 1)
    for place, value, damaged in (
        (8, b"\x08", True), (18, b"\5", True), (22, b"\5", True), (0, b"XX", True), (4, b"\x2d", False),
        (10, b"\1\1\1\1", False), (18, b"\xff\xff\xff\xff", False), (22, b"\xff\xff\xff\xff", False),
        (18, b"\xff\xff\xff\xfe", True),
    ):  # fmt: skip
        assert is_damaged(put(data, second + place, value)) is damaged, (place, value)
    # The sizes follow the content, and stand in the directory.
    assert not is_damaged(put(put(data, second + 6, b"\x08"), second + 18, bytes(8)))
    assert is_damaged(put(put(data, second + 6, b"\x04"), second + 18, bytes(8)))
    wrong = data.replace(b"5678", b"5679")
    assert is_damaged(wrong)
    locked = put(put(wrong, entry_of(wrong, 2) + 8, b"\1"), second + 6, b"\1")
    assert not is_damaged(locked), "nobody can say"


@for_each(
    ("names", "kind"),
    [
        (["[Content_Types].xml", A], ""),
        (["[Content_Types].xml", "xl/workbook.bin"], "xlsb"),
        (["[Content_Types].xml", "word/a.xml"], "word"),
        (["[Content_Types].xml", "ppt/a.xml"], "slides"),
        (["[Content_Types].xml", "ppt/a.xml", "word/a.xml"], "word"),
        (["[Content_Types].xml", "word/a.xml", A], ""),
        (["mimetype", "content.xml"], "office"),
        (["Index/Document.iwa"], "numbers"),
        (["Index.zip", "[Content_Types].xml"], "numbers"),
        (["[Content_Types].xml", "xl"], ""),
        (["_rels/.rels", "a.xml"], "zip"),
        (["[Content_Types].xml", "word"], ""),
    ],
)
def test_what_a_package_is(names: list[str], kind: str) -> None:
    assert other_kind(Package(zipped(*((name, b"<x/>") for name in names)))) == kind


@for_each(
    ("folder", "target", "out"),
    [
        ("xl", "a.xml", False), ("xl", "../a.xml", False), ("xl", "../../a.xml", True),
        ("", "../a", True), ("xl", "/a", False), ("xl/b", "/../a", True), ("xl/b", "../../a", False),
    ],
)  # fmt: skip
def test_what_leads_out_of_a_package(folder: str, target: str, out: bool) -> None:
    assert _climbs_out(folder, target) is out


def test_the_relations_of_a_part() -> None:
    lines = relations(
        ("a", "worksheet", "w\\1.xml"),
        ("b", "x", "/y.xml"),
        ("c", "theme", "../../z"),
        ("d", "theme", "/Xa.xml"),
    )
    lines = lines.replace('Target="/y.xml"', 'Target="/y.xml" TargetMode="External"')
    found = Package(zipped((A, b""), ("xl/_rels/a.xml.rels", lines.encode())))
    assert [(one.id, one.type, one.target) for one in relationships_of(found, A)] == [
        ("a", "worksheet", "xl/w/1.xml"), ("c", "theme", "z"), ("d", "theme", "Xa.xml"),
    ]  # fmt: skip
    assert found.is_renamed
    for kind in ("worksheet", "sharedStrings", "styles", "officeDocument"):
        out = relations(("a", kind, "../../z")).encode()
        escaping = Package(zipped((A, b""), ("xl/_rels/a.xml.rels", out)))
        assert refused(lambda found=escaping: relationships_of(found, A)) == ("odd", {"part": A})  # type: ignore[misc]


# ------------------------------------------------------------------ strings and styles

STRINGS = (
    f'<sst xmlns="{MAIN}" uniqueCount="9"><si><t>một</t><rPh><t>ẩn</t></rPh></si><si><rPh><t>ẩn</t>'
    "</rPh><t>hai</t></si><si><t> </t></si><si/><si><r><t>b</t></r><r><rPr><strike/></rPr><t>a</t>"
    '</r></si><si><r><rPr><sz val="2"/><vertAlign val="subscript"/></rPr><t>c</t></r></si><si><r>'
    '<rPr><vertAlign val="baseline"/><color rgb="FF000000"/><strike val="0"/></rPr><t>d</t></r>'
    "</si><si><r><rPr><dstrike/></rPr><t> </t></r><r><t>e</t></r></si><si><r><t>f</t></r><r><rPr>"
    '<color rgb="FFFFFFFF"/></rPr><t>g</t></r><r><t>h</t></r></si></sst>'
)
TEXTS = ["một", "hai", " ", "", "ba", "c", "d", " e", "fgh"]


@for_each("quickly", [False, True])
def test_the_shared_strings_of_a_workbook(quickly: bool) -> None:
    if quickly:
        found = strings_of(
            "s", STRINGS.replace("<t>một</t><rPh><t>ẩn</t></rPh>", "<t>một</t>").encode()
        )
    else:
        found = StringsWithRuns("s")
        found.run([STRINGS.encode()])
    assert (found.count, found.declared, found.is_odd) == (9, "9", False)
    assert list(found.texts or ()) == TEXTS
    assert [found.text(at) for at in (0, 8, 9)] == ["một", "fgh", None]
    assert found.blanks == {2, 3}
    assert found.runs == {
        4: (TextRun("b"), TextRun("a", struck=True)),
        5: (TextRun("c", place="lowered", small=True),),
        8: (TextRun("f"), TextRun("g", colour="FFFFFF"), TextRun("h")),
    }


@for_each(
    ("item", "is_odd", "text"),
    [
        ("<si><t>a<!-- --></t></si>", True, "a"),
        ("<si><!-- --><t>a</t></si>", False, "a"),
        ("<si><t><![CDATA[a]]></t></si>", True, "a"),
        ("<si><t>a<?x y?></t></si>", True, "a"),
        ('<si><t>a</t><x:y xmlns:x="z"><t>b</t></x:y></si>', True, "a"),
        ('<si xmlns:x="z"><t>a</t></si>', False, "a"),
        ('<si xmlns:x="z"><x:y/><t>a</t></si>', True, "a"),
    ],
)
def test_strings_that_readers_may_take_amiss(item: str, is_odd: bool, text: str) -> None:
    found = StringsWithRuns("s")
    found.run([f'<sst xmlns="{MAIN}">{item}<si><t>b</t></si></sst>'.encode()])
    assert (found.is_odd, found.texts) == (is_odd, [text, "b"])


def test_strings_that_stand_there_twice_are_refused() -> None:
    other = 'xmlns:m="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    twice = f'<sst xmlns="{MAIN}" {other}><si><m:AlternateContent/></si></sst>'.encode()
    assert refused(lambda: StringsWithRuns("s").run([twice])) == ("odd", {"part": "s"})


@for_each(
    ("declared", "sound"),
    [(None, True), ("0", True), ("1001", True), ("1002", False), ("-1", False), ("²", False), ("x", False)],
)  # fmt: skip
def test_a_promise_of_strings_within_reason(declared: str | None, sound: bool) -> None:
    found = StringsWithRuns("s")
    said = "" if declared is None else f' uniqueCount="{declared}"'
    found.run([f'<sst xmlns="{MAIN}"{said}><si><t>b</t></si></sst>'.encode()])
    assert found.count_is_sound() is sound


def test_styles_in_old_fonts() -> None:
    found = StylesPass("s")
    found.run(
        [
            f'<s xmlns="{MAIN}"><font><name val=".VnOut"/></font><fonts><font><name val="Arial"/></font>'
            f'<font><name val="VNI-Times{"x" * 40}"/></font><font/><font><name val=".vnTime"/></font>'
            '</fonts><cellStyleXfs><xf fontId="1"/></cellStyleXfs><cellXfs><xf fontId="3"/><xf/>'
            '<xf fontId="1"/><xf fontId="9"/></cellXfs><x><name val=".VnTime"/><xf fontId="1"/></x>'
            "</s>".encode()
        ]
    )
    assert found.count == 4
    assert found.old_styles == {"0": ".vnTime", "2": ("VNI-Times" + "x" * 40)[:40]}


@for_each(
    ("text", "reason"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a/>', "dtd"),
        ("<!DOCTYPE a><a/>", "dtd"),
        ("<a>", "xml"),
        ("", "xml"),
        ("<a>" * 65 + "</a>" * 65, "depth"),
    ],
)
def test_traps_in_a_part(text: str, reason: str) -> None:
    assert refused(lambda: Pass("p").run([text.encode()])) == (reason, {"part": "p"})
    sheet = SheetPass("p", "S", None)
    assert refused(lambda: sheet.run([text.encode()])) == (reason, {"part": "p"})


def test_what_is_as_deep_as_may_be() -> None:
    for kind in (Pass("p"), SheetPass("p", "S", None)):
        kind.run([b"<a>" * 64 + b"</a>" * 64])
        assert kind.depth == 0


# ------------------------------------------------------------------ the cells of a sheet


def at(cell: str) -> int:
    return cell_key(*split_address(cell))


def looked(rows: str, **how: Any) -> SheetPass:
    strings = StringsWithRuns("s")
    strings.run([STRINGS.encode()])
    scan = SheetPass("p", "S", strings, {"1": ".VnTime"}, 3, **how)
    scan.whole = (
        f'<worksheet xmlns="{MAIN}" xmlns:x="y"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )
    scan.run([scan.whole])
    return scan


def plain(kind: str, text: str, style: str = "0") -> tuple[str, str, str]:
    return kind, text, style


@for_each(
    ("cell", "said", "told"),
    [
        ('<c r="A1"><v>1</v></c>', 1.0, None),
        ('<c><v>1</v></c>', 1.0, None),
        ('<c r="$A$1"><v>1</v></c>', 1.0, plain("n", "1")),
        ('<c r=" a1 "><v>1</v></c>', 1.0, plain("n", "1")),
        ('<c r="A1" s=" 2 "><v>1</v></c>', 1.0, plain("n", "1", "2")),
        ('<c r="A1"><v> 1</v></c>', 1.0, plain("n", "1")),
        ('<c r="A1"><v>&#49;</v></c>', 1.0, plain("n", "1")),
        ('<c r="A1"><v>1<!-- -->2</v></c>', 12.0, plain("n", "12")),
        ('<c r="A1"><x:z/><v>1</v></c>', 1.0, plain("n", "1")),
        ('<c r="A1"><x:z><v>2</v></x:z><v>1</v></c>', 1.0, plain("n", "1")),
        ('<c r="A1" t="b"><v>true</v></c>', True, plain("b", "1")),
        ('<c r="A1" t="b"><v>0</v></c>', False, None),
        ('<c r="A1" t="s"><v>0</v></c>', "một", None),
        ('<c r="A1" t="s"><v> 0</v></c>', "một", plain("s", "0")),
        ('<c r="A1" t="str"><v> a&amp;b </v></c>', " a&b ", None),
        ('<c r="A1" t="str"><v>a<!-- --></v></c>', "a", plain("str", "a")),
        ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', "a", None),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><rPh><t>x</t></rPh><r><t>b</t></r></is></c>', "ab", None),
        ('<c r="A1" t="str"><is><t>a</t></is></c>', "a", plain("str", "a")),
        ('<c r="A1" t="inlineStr"><is><t>a</t></is><v>a</v></c>', "a", None),
        ('<c r="A1" t="inlineStr"><v>a</v></c>', None, plain("inlineStr", "")),
        ('<c r="A1" t="d"><v>2024-03-15T06:00:00Z</v></c>', datetime(2024, 3, 15, 6), plain("d", "2024-03-15T06:00:00")),
        ('<c r="A1" t="d"><v>06:00</v></c>', time(6), None),
        ('<c r="A1" t="n"><v>abc</v></c>', None, plain("n", "")),
        ('<c r="A1" t="e"><v>#N/A</v></c>', None, None),
        ('<c r="A1" t="e"><v>#LỖI!</v></c>', None, plain("e", "")),
        ('<c r="A1" t="s"><v>9</v></c>', None, plain("s", "")),
        ('<c r="A1" t="s"><v>x</v></c>', None, plain("s", "")),
        ('<c r="A1" t="n"><is><t>5</t></is></c>', None, plain("n", "")),
    ],
)  # fmt: skip
def test_a_cell_as_it_stands(cell: str, said: Any, told: tuple[str, str, str] | None) -> None:
    """What readers may take amiss is put plainly for them; the next cell is none of it."""
    found = looked(f'<row r="1">{cell}<c r="B1" t="inlineStr"><is><t>z</t></is></c></row>')
    assert found.said == {at("A1"): said, at("B1"): "z"}
    assert [(one.kind, one.text, one.style) for one in found.unclear] == ([told] if told else [])
    assert [one.address for one in found.unclear] == ["A1"] * bool(told)


def test_cells_that_show_nothing() -> None:
    found = looked(
        '<row r="2"><c r="A2"/><c r="B2"><v></v></c><c r="C2"><v> </v></c><c r="D2" t="str"><v> </v></c>'
        '<c r="E2" t="s"><v>2</v></c><c r="F2" s="1"><f>1</f></c><c r="G2" t="str"><f>1</f><v></v></c>'
        '<c r="H2" s=" 1"/></row>'
    )
    assert (found.said, found.odd, found.errors) == ({}, {}, {})
    assert found.formulas == {at("F2"), at("G2")}
    assert found.unworked == {at("F2")}
    assert (found.last_row, found.last_column) == (2, 7)
    assert found.fonts == {at("F2"): ".VnTime"}
    assert [one.address for one in found.unclear] == ["C2", "H2"]


def test_cells_kept_apart_from_readers() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row><row r="9"><c r="B9"><f>1</f></c></row>'
    found = looked(rows, apart={at("C1"), at("B9")})
    look = found.looked(0, True)
    assert (look.last, look.own, look.filled) == ((1, 1), {at("C1")}, {at("A1"), at("C1")})
    assert [(one.address, one.text) for one in found.unclear] == [("C1", ""), ("B9", "")]


def test_what_is_told_of_numbers_without_a_style_and_odd_cells() -> None:
    found = looked(
        '<row r="1"><c r="A1" s="2"><v>1</v></c><c r="B1" s="3"><v>1</v></c><c r="C1" s="x"><v>1</v></c>'
        '<c r="D1" s="3" t="str"><v>a</v></c><c r="E1" t="s"><v>9</v></c><c r="F1"><v> ab </v></c></row>'
    )
    assert found.unstyled == [at("B1"), at("C1")]
    assert found.errors == {at("E1"): "#?"}
    assert found.odd == {at("F1"): "ab"}


@for_each(
    ("rows", "reason", "values"),
    [
        ('<row r="1"/><row r="1"/>', "twice", {"sheet": "S", "cell": "A1"}),
        ('<row r="3"><c r="B3"/><c r="B3"/></row>', "twice", {"sheet": "S", "cell": "B3"}),
        ('<row r="3"><c r="B3"><v>1</v><v>1</v></c></row>', "twice", {"sheet": "S", "cell": "B3"}),
        ('<row r="3"><c r="B3" t="str"><is><t>a</t></is><v>b</v></c></row>', "twice", {"sheet": "S", "cell": "B3"}),
        ('<row r="0"/>', "address", {"sheet": "S", "value": "0"}),
        ('<row r="1048577"/>', "address", {"sheet": "S", "value": "1048577"}),
        ('<row r="1048576"/><row/>', "address", {"sheet": "S", "value": "1048577"}),
        ('<row r="x"/>', "address", {"sheet": "S", "value": "x"}),
        ('<row r=""/>', "address", {"sheet": "S", "value": "0"}),
        ('<row r="1"><c r="XFE1"/></row>', "address", {"sheet": "S", "value": "XFE1"}),
        ('<row r="1"><c r="XFD1"/><c/></row>', "address", {"sheet": "S", "value": ""}),
        (f'<row r="1"><c r="{"A" * 30}1"/></row>', "address", {"sheet": "S", "value": "A" * 20}),
        ('<row r="1"><c r="A2"/></row>', "address", {"sheet": "S", "value": "A2"}),
        ('<row r="1"><row r="2"/></row>', "odd", {"part": "p"}),
        ('<row r="1"><x:y><c r="A1"/></x:y></row>', "odd", {"part": "p"}),
    ],
)  # fmt: skip
def test_rows_and_cells_that_are_refused(rows: str, reason: str, values: dict[str, str]) -> None:
    assert refused(lambda: looked(rows)) == (reason, values)


def test_rows_and_columns_that_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    scan = SheetPass("p", "S", None)
    columns = (
        '<col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="true"/><col min="5" max="5"/>'
        '<col min="x" max="6" hidden="1"/><col min="6" max="-1" hidden="1"/><col hidden="1"/>'
        '<col min="7" max="20000" hidden="1"/>'
    )
    rows = '<row hidden="1"><c><v>1</v></c></row><row hidden="true"/><row r="5" hidden="0"><c><v>1</v></c></row>'
    text = (
        f'<worksheet xmlns="{MAIN}"><cols>{columns}</cols><sheetData>{rows}</sheetData></worksheet>'
    )
    look = scan.look([text.encode()], 3, False)
    assert look.hidden_columns == ((2, 3), (4, 4), (7, 16384))
    assert (look.hidden_rows, scan.hidden_rows) == ({1}, {1, 2})
    assert (look.place, look.visible, look.rows, look.last) == (3, False, {1, 5}, (5, 1))
    assert refused(lambda: SheetPass("p", "S", None).look([b"<worksheet/>"], 0, True)) == (
        "incomplete",
        {"part": "p"},
    )


# ------------------------------------------------------------------ what is put plainly


def test_cells_put_plainly_in_their_part() -> None:
    part = b"<a><c r=\"A1\"><v>1</v></c><x:c  r = 'B1' /><c/><d/></a>"
    cells = [
        PlainCell(part.index(b"<c r"), part.index(b"</c>"), "A1", "3", "str", "<ạ&\r>"),
        PlainCell(part.index(b"<x:c"), 0, "B1", "0", "n", "5"),
        PlainCell(part.index(b"<c/>"), 0, "C1", "0", "n", ""),
    ]
    assert mended_sheet(part, cells).decode() == (
        '<a><c r="A1" s="3" t="str"><v>&lt;&#7841;&amp;&#13;&gt;</v></c>'
        '<x:c r="B1" s="0" t="n"><x:v>5</x:v></x:c><c r="C1" s="0"/><d/></a>'
    )
    assert mended_sheet(part, []) == part
    assert mended_sheet(part, [PlainCell(1, 0, "A1", "0", "n", "")]) == part
    assert mended_strings(["<ạ", " "]).decode() == (
        f'<sst xmlns="{MAIN}"><si><t xml:space="preserve">&lt;&#7841;</t></si>'
        '<si><t xml:space="preserve"> </t></si></sst>'
    )


def test_ids_that_lead_nowhere_are_taken_out() -> None:
    book = b'<s id="a.b" x=\' a.b \' y="axb" z="c&amp;d" w="a.bc"/>'
    assert without_ids(book, ["a.b", "", "c&d"]) == b'<s id="" x=\'\' y="axb" z="" w="a.bc"/>'


def test_a_package_whose_names_are_usual() -> None:
    types = b"<Types><Override PartName=\"\\xl\\a.xml\"/><x PartName = './b'/></Types>"
    links = b'<R Target="xl\\\\a.xml"/><R Target="http://x\\y"/><R Other="a\\b"/>'
    found = Package(
        zipped(
            ("[Content_Types].xml", types),
            ("_rels\\.rels", links),
            ("xl\\a.xml", b"1"),
            ("xl/B.xml", b'Target="a\\b"'),
        )
    )
    with zipfile.ZipFile(io.BytesIO(packed_again(found, {"xl/a.xml": b"2"}))) as made:
        assert {name: made.read(name) for name in made.namelist()} == {
            "[Content_Types].xml": b"<Types><Override PartName=\"/xl/a.xml\"/><x PartName = 'b'/></Types>",
            "_rels/.rels": b'<R Target="xl/a.xml"/><R Target="http://x\\y"/><R Other="a\\b"/>',
            "xl/a.xml": b"2",
            "xl/B.xml": b'Target="a\\b"',
        }


# ------------------------------------------------------------------ a workbook's own lists


def with_book(old: str, new: str, **more: str | bytes) -> dict[str, str | bytes]:
    files = parts() | more
    book = str(files["xl/workbook.xml"])
    assert old in book
    return files | {"xl/workbook.xml": book.replace(old, new)}


@for_each(
    ("files", "reason", "values"),
    [
        (with_book('name="Hai"', 'name="MỘT"'), "odd", {"part": "xl/workbook.xml"}),
        (with_book("<sheets>", "<other>").copy() | with_book('<sheet name', '<other name'), "incomplete", {"part": "xl/workbook.xml"}),
        (with_book(MAIN, "x"), "incomplete", {"part": "xl/workbook.xml"}),
        (with_book('r:id="rId1"', 'r:id="rId77"') | {"xl/_rels/workbook.xml.rels": relations()}, "incomplete", {"part": "Một"}),
    ],
)  # fmt: skip
def test_lists_of_sheets_that_are_refused(
    files: dict[str, str | bytes], reason: str, values: dict[str, str]
) -> None:
    assert refused(lambda: look_at(pack(files))) == (reason, values)


def test_sheets_without_their_part_and_names_twice() -> None:
    files = with_book('state="veryHidden"', 'state="visible"')
    del files["xl/worksheets/sheet2.xml"]
    look = look_at(pack(files))
    assert (look.skipped, look.lost) == ((), ("Hai",))
    assert [sheet.name for sheet in look.sheets] == ["Một"]
    hidden = with_book('r:id="rId3"', 'r:id="rId99"')
    assert look_at(pack(hidden)).skipped == ("Hai",)
    shown = with_book('state="veryHidden" r:id="rId3"', 'r:id="rId99"')
    assert look_at(pack(shown)).lost == ("Hai",)
    nothing = with_book('state="veryHidden" r:id="rId3"', 'r:id=" "')
    assert look_at(pack(nothing)).skipped == ("Hai",)


def test_a_large_part_is_put_plainly_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it is not held whole while it is looked at."""
    monkeypatch.setattr("sheettools.incoming.look.xlsx.MAX_WHOLE", 10)
    files = parts('<row r="1"><c r="$A$1"><v>7</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(look_at(pack(files)).plain)) as given:
        sheet = given.read("xl/worksheets/sheet1.xml").decode()
    assert '<row r="1"><c r="A1" s="0" t="n"><v>7</v></c></row>' in sheet


def put_in(files: dict[str, str | bytes], name: str, end: str, more: str) -> None:
    text = str(files[name])
    assert end in text, (name, end)
    files[name] = text.replace(end, more + end, 1)


def test_elements_without_attributes_say_nothing() -> None:
    """Nor does a property without a value, or a sheet's part of another kind."""
    files = with_asides()
    for name, end, more in (
        ("[Content_Types].xml", "</Types>", "<Override/><Default/><Other/>"),
        ("_rels/.rels", "</Relationships>", "<Relationship/>"),
        ("xl/_rels/workbook.xml.rels", "</Relationships>", "<Relationship/><Other/>"),
        ("xl/worksheets/_rels/sheet1.xml.rels", "</Relationships>", "<Relationship/>"),
        (
            "xl/workbook.xml",
            "</workbook>",
            "<definedName>z</definedName><workbookPr date1904='0'/>",
        ),
        ("xl/styles.xml", "</numFmts>", "<numFmt/>"),
        ("xl/styles.xml", "</fonts>", "<font><name/><sz/><color/><strike val='0'/></font>"),
        ("xl/styles.xml", "</fills>", "<fill><patternFill/><fgColor/></fill>"),
        ("xl/styles.xml", "</cellXfs>", '<xf fontId="6" fillId="2"/>'),
        (
            "xl/sharedStrings.xml",
            "</sst>",
            "<si><r><rPr><sz/><color/><vertAlign/></rPr><t>x</t></r></si>",
        ),
        ("xl/worksheets/sheet1.xml", "</cols>", '<col/><col hidden="1"/><col min="1" hidden="1"/>'),
        ("xl/worksheets/sheet1.xml", "</mergeCells>", "<mergeCell/>"),
        ("xl/comments1.xml", "</commentList>", "<comment><text><t>một</t></text></comment>"),
    ):
        put_in(files, name, end, more)
    found = look_at(pack(files))
    first = BOOK.sheets[0]
    bare = Aside("A1", "một", "")
    asides = (*ASIDES[:5], bare, *ASIDES[5:])
    assert found == replace(
        BOOK,
        names=BOOK.names | {"": "z"},
        sheets=(replace(first, asides=asides), BOOK.sheets[1]),
    )


def test_properties_of_a_workbook() -> None:
    files = parts()
    files["docProps/custom.xml"] = (
        '<p><property><v>no</v></property><property name="a"><v> một </v></property><property name="a">'
        '<v>hai</v></property><property name="b"><v> </v></property><property name="c"><v/><w>ba</w>'
        "</property></p>"
    )
    files["docProps/app.xml"] = (
        "<p><Application> E </Application><AppVersion>1</AppVersion><Other>x</Other><creator> </creator></p>"
    )
    files["docProps/core.xml"] = "<p><Application>F</Application><created>2024</created></p>"
    assert look_at(pack(files)).properties == {
        "a": "một", "c": "ba", "Application": "F", "AppVersion": "1", "created": "2024", "date1904": "1",
    }  # fmt: skip


# ------------------------------------------------------------------ pages and texts


@for_each(
    ("page", "cells", "merged"),
    [
        ("<table><tr><td>a<td>b<tr><td>c</table>", {(1, 1): "a", (1, 2): "b", (2, 1): "c"}, ()),
        ("<table><td>a</td><th> b  c </th></table>", {(1, 1): "a", (1, 2): "b c"}, ()),
        ("<table><tr><td>a<br>b<p>c</p></td></tr></table>", {(1, 1): "a\nb\nc"}, ()),
        ("<table><tr><td><p>a</p></td></tr></table>", {(1, 1): "a"}, ()),
        ("<table><tr><td>a<script>x</script><style>y</style>b</table>", {(1, 1): "ab"}, ()),
        ("<table><tr><td>a</style>b</table>", {(1, 1): "ab"}, ()),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</table>", {(1, 1): "a\nbc", (1, 2): "d"}, ()),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d</table>", {(1, 1): "a", (1, 2): "b", (2, 2): "c", (3, 1): "d"}, ("A1:A2",)),
        ("<table><tr><td colspan=' 2 '>a<td>b<tr><td rowspan=2 colspan=3>c<td>d<tr><td>e</table>", {(1, 1): "a", (1, 3): "b", (2, 1): "c", (2, 4): "d", (3, 4): "e"}, ("A1:B1", "A2:C3")),
        ("<table><tr><td colspan=0>a<td colspan=x>b<td colspan=-1>c<td rowspan>d</table>", {(1, 1): "a", (1, 2): "b", (1, 3): "c", (1, 4): "d"}, ()),
        ("<table><tr><td colspan=1001>a<td>b</table>", {(1, 1): "a", (1, 1001): "b"}, ("A1:ALL1",)),
        ("x<table>y<tr>z<td>a</td>w</tr>v</table>u", {(1, 1): "a"}, ()),
        ("<table><tr><td>a&amp;b&#7841;", {(1, 1): "a&bạ"}, ()),
        ("<td>x</td></table><table><tr><td>a</table>", {(1, 1): "a"}, ()),
    ],
)  # fmt: skip
def test_the_table_of_a_page(
    page: str, cells: dict[tuple[int, int], str], merged: tuple[str, ...]
) -> None:
    (table,) = read_html(page.encode())
    assert (table.name, table.cells, table.merged) == ("Bảng 1", cells, merged)


def test_pages_of_several_tables_and_of_none() -> None:
    found = read_html(b"<table><tr><td colspan=2>a</table><table><tr><td>b</table><table>")
    assert [(one.name, one.cells, one.merged) for one in found] == [
        ("Bảng 1", {(1, 1): "a"}, ("A1:B1",)), ("Bảng 2", {(1, 1): "b"}, ()), ("Bảng 3", {}, ()),
    ]  # fmt: skip
    assert refused(lambda: read_html(b"<p>a</p>")) == ("kind", {"kind": "html"})
    assert refused(lambda: read_html(b"\x81\x8d\x90")) == ("kind", {"kind": "unknown"})
    assert refused(lambda: read_text(b"\x81\x8d\x90")) == ("kind", {"kind": "unknown"})


@for_each(
    ("text", "cells"),
    [
        ("a;b\nc;d", [["a", "b"], ["c", "d"]]),
        ("a,b;c\nd,e;f\ng,h", [["a", "b;c"], ["d", "e;f"], ["g", "h"]]),
        ("a\tb;c\nd\te;f", [["a", "b;c"], ["d", "e;f"]]),
        ("a,b,c;d\ne,f,g;h", [["a", "b", "c;d"], ["e", "f", "g;h"]]),
        ("sep=|\na|b;c", [["a", "b;c"]]),
        ("SEP=,\r\na,b;c", [["a", "b;c"]]),
        ("sep=;;\na;b", [["sep=", "", ""], ["a", "b"]]),
        ('"a;""b""\nc";d', [['a;"b"\nc', "d"]]),
        ("a;\n\n;b", [["a", ""], [], ["", "b"]]),
        ("a;b\n" * 201, [["a", "b"]] * 201),
        ("a;b\n" * 200 + "a,b\n" * 900, [["a", "b"]] * 200 + [["a,b"]] * 900),
    ],
)
def test_the_table_of_a_text(text: str, cells: list[list[str]]) -> None:
    (table,) = read_text(text.encode())
    told = {}
    for row, line in enumerate(cells, start=1):
        told |= {(row, column): one for column, one in enumerate(line, start=1) if one}
    assert (table.name, table.cells, table.merged) == ("Trang 1", told, ())
