"""What is left of the look, piece by piece: what an .ods tells over its sheets and of itself,
records of an .xlsb, what readers are given of an .xls, kinds told by their first bytes.
"""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import olefile
import pytest
from binary import Formula, Page, part, wide_text, xls, xlsb
from for_each import for_each
from opendocument import packed
from test_whole_ods import NAMESPACES, cell, line, number, rows, table
from test_whole_records import refused
from test_whole_xls import at, keyed

from sheettools.incoming.look import ods
from sheettools.incoming.look import rows as quick
from sheettools.incoming.look import xlsb as binaries
from sheettools.incoming.look.cells import CellsPass
from sheettools.incoming.look.extent import Extent
from sheettools.incoming.look.looks import CellLook, OpenLooks
from sheettools.incoming.look.manifest import is_locked, kind_of
from sheettools.incoming.look.ods import _ContentPass, look_at_flat, look_at_ods
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.seen import TextRun
from sheettools.incoming.look.sheet import SheetPass
from sheettools.incoming.look.sniff import sniff
from sheettools.incoming.look.values import Aside
from sheettools.incoming.look.xls import _name, look_at_xls

# ------------------------------------------------------------------ over the sheets of an .ods

MORE = NAMESPACES + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
NOTE = "<office:annotation>{}</office:annotation>"
BY = "<dc:creator>{}</dc:creator><dc:date>2024-03-15</dc:date>"
IMAGE = "<draw:image/>"


def read(body: str, before: str = "") -> _ContentPass:
    """Read the content of a document of one sheet."""
    scan = _ContentPass("content.xml", OpenLooks())
    text = (
        f"<office:document-content{MORE}><office:automatic-styles>{before}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    scan.run([text.encode()])
    return scan


def frame(inner: str, name: str = "frame") -> str:
    return f"<draw:{name}>{inner}</draw:{name}>"


@for_each(
    ("inner", "asides", "text"),
    [
        (NOTE.format(BY.format("Bà A") + line("một") + line("hai")) + line("x"), [("một hai", "Bà A")], "x"),
        (NOTE.format(line("một")) + line("x"), [("một", "?")], "x"),
        (NOTE.format(BY.format("Bà A")), [], None),
        (NOTE.format(BY.format("B") + line("một")) + NOTE.format(line("hai")), [("một", "B"), ("hai", "?")], None),
        (frame(f"<draw:text-box>{line('một')}</draw:text-box><svg:title xmlns:svg='s'>x</svg:title>"), [("một", "")], None),
        (frame(IMAGE), [("", "", True)], None),
        (frame(IMAGE + line("một")), [("một", ""), ("", "", True)], None),
        (frame(f"<draw:object/>{IMAGE}{line('một')}"), [], None),
        (frame(f"<draw:object-ole/>{IMAGE}"), [], None),
        (frame("<draw:image><office:binary-data>QUJD</office:binary-data></draw:image>"), [("", "", True)], None),
        (line("a" + frame(line("b")) + "c"), [("b", "")], "ac"),
        (frame("a<text:s/>b<text:tab/>c<text:line-break/>d"), [("a b c d", "")], None),
    ],
)  # fmt: skip
def test_what_is_told_in_a_cell_and_is_not_its_text(
    inner: str, asides: list[Any], text: str | None
) -> None:
    (sheet,) = read(table("S", rows(cell() + cell("string", text=inner)))).sheets
    assert sheet.asides == [Aside("B1", *aside) for aside in asides]
    assert sheet.said == ({at("B1"): text} if text else {})


@for_each(
    ("over", "asides"),
    [
        (frame(IMAGE) + frame(line("một")), [("", "", True), ("một", "")]),
        (frame(f"<draw:object/>{IMAGE}") + frame(line("một")), [("một", "")]),
        (frame(IMAGE) + frame("<draw:object/>"), [("", "", True)]),
        (frame(line("một"), "custom-shape") + frame(line("hai"), "custom-shape"), [("một", ""), ("hai", "")]),
    ],
)  # fmt: skip
def test_what_lies_over_a_sheet(over: str, asides: list[Any]) -> None:
    body = f"<table:shapes>{over}</table:shapes>" + rows(cell() + number("1"))
    (sheet,) = read(table("S", body)).sheets
    assert sheet.asides == [Aside("A1", *aside) for aside in asides]
    assert sheet.said == {at("B1"): 1.0}
    alone = f"<office:forms>{line('một')}</office:forms>" + frame(line("hai")) + rows(number("1"))
    (sheet,) = read(table("S", alone)).sheets
    assert sheet.asides == [Aside("A1", "một", ""), Aside("A1", "hai", "")]


def test_tables_over_a_sheet_are_kept_from_the_reader() -> None:
    inner = table("T", rows(number("9")))
    for over, times in ((frame(f"<draw:object>{inner}</draw:object>"), 1), (frame(line("x")), 0)):
        scan = read(table("S", rows(number("1")) + f"<table:shapes>{over}</table:shapes>"))
        assert (len(scan.sheets), len(scan.remembered)) == (1, times)
        assert scan.sheets[0].said == {at("A1"): 1.0}


def test_long_words_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods, "MAX_WORDS", 3)
    (sheet,) = read(table("S", rows(cell(text=NOTE.format(line("một hai")))))).sheets
    assert sheet.asides == [Aside("A1", "một", "?")]


def column(times: int = 1, style: str = "", visible: str = "") -> str:
    told = f' table:number-columns-repeated="{times}"'
    told += f' table:default-cell-style-name="{style}"' * bool(style)
    told += f' table:visibility="{visible}"' * bool(visible)
    return f"<table:table-column{told}/>"


def row(inner: str, more: str = "") -> str:
    return f"<table:table-row {more}>{inner}</table:table-row>"


STRUCK = (
    '<style:style style:name="{}" style:family="{}"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
)


def test_columns_and_rows_with_a_style_or_hidden() -> None:
    body = (
        column(2, visible="collapse") + column(1, "s") + column(1, visible="visible") + column(1, visible="filter")
        + row(number("1") * 5)
        + row(number("2") * 2, 'table:default-cell-style-name="s" table:visibility="filter"')
        + row(number("3") + cell("float", 'office:value="4" table:style-name="s"'), 'table:visibility="visible"')
        + row(cell(), 'table:visibility="collapse"')
    )  # fmt: skip
    (sheet,) = read(table("S", body), STRUCK.format("s", "table-cell")).sheets
    struck = CellLook(struck=True)
    assert sheet.hidden_columns == [(1, 2), (5, 5)]
    assert sheet.hidden_rows == {2}
    assert sheet.looks == dict.fromkeys(map(at, ["C1", "A2", "B2", "B3"]), struck)
    many = column(16383) + column(5, visible="collapse") + column(5, visible="collapse")
    (sheet,) = read(table("S", many + row(number("1")))).sheets
    assert sheet.hidden_columns == [(16384, 16384)]


@for_each(
    ("text", "runs"),
    [
        ("a<text:span text:style-name='t'>b</text:span>c", ("a", "-b", "c")),
        ("<text:span text:style-name='t'>b</text:span>", ("-b",)),
        ("<text:span text:style-name='t'>b<text:span text:style-name='u'>c</text:span>d</text:span>", ("-b", "c", "-d")),
        ("a<text:span text:style-name='none'>b</text:span>", ()),
        ("a<text:span text:style-name='t'/>b", ()),
        ("a<text:span text:style-name='t'>b<text:s text:c='2'/></text:span>", ("a", "-b", "-  ")),
    ],
)  # fmt: skip
def test_runs_of_a_text_of_an_ods(text: str, runs: Sequence[str]) -> None:
    (sheet,) = read(
        table("S", rows(cell("string", text=line(text)))), STRUCK.format("t", "text")
    ).sheets
    told = tuple(TextRun(one.lstrip("-"), struck=one.startswith("-")) for one in runs)
    assert sheet.runs == ({at("A1"): told} if told else {})
    assert sheet.looks == ({at("A1"): CellLook()} if told else {})


def test_tables_and_their_names() -> None:
    shown = (
        '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    )
    scan = read(table("A", rows(number("1")), "h") + table("B", rows(number("2")), "x"), shown)
    assert [(one.name, one.visible, one.said) for one in scan.sheets] == [
        ("A", False, {at("A1"): 1.0}), ("B", True, {at("A1"): 2.0}),
    ]  # fmt: skip
    (bare,) = read("<table:table>" + rows(number("1")) + "</table:table>").sheets
    assert (bare.name, bare.visible) == ("", True)
    links = "<table:dde-links>" + table("X", rows(number("9"))) + "</table:dde-links>"
    scan = read(table("A", rows(number("1"))) + links)
    assert ([one.name for one in scan.sheets], len(scan.remembered)) == (["A"], 1)
    assert not scan.is_loose
    assert read(table("A", rows(cell("string", text=" " + line("a"))))).is_loose


@for_each(
    ("text", "span"),
    [
        ("PT06H30M15S", timedelta(hours=6, minutes=30, seconds=15)), ("P1DT2H", timedelta(days=1, hours=2)),
        ("PT5M", timedelta(minutes=5)), ("PT1.25S", timedelta(seconds=1)), ("PT", timedelta(0)),
        ("PT1,1234567S", timedelta(seconds=1)), ("P1D", None), ("6:30", None), ("", None),
    ],
)  # fmt: skip
def test_lengths_of_time_of_an_ods(text: str, span: timedelta | None) -> None:
    assert ods._span(text) == span


@for_each(
    ("text", "day"),
    [
        ("2024-03-15", 45_366.0), ("2024-03-15T12:00:00", 45_366.5), ("1899-12-31", 1.0),
        ("2024-03-15T12:00:00.5", 45_366.5 + 0.5 / 86_400), ("2024-02-30", None), ("15/03/2024", None),
        ("2024-03-15T12:00", None), ("2024-03-15 12:00:00", None),
    ],
)  # fmt: skip
def test_days_of_an_ods(text: str, day: float | None) -> None:
    assert ods._day(text) == day


def test_counts_of_an_ods() -> None:
    counts = {
        "1": 1,
        "0": 1,
        "7": 7,
        "-2": 1,
        "x": 1,
        "²": 1,
        "": 1,
        "12345678": 12_345_678,
        "123456789": 1,
    }
    assert {text: ods._count(text) for text in counts} == counts


META = "<office:meta><dc:creator>Bà A</dc:creator></office:meta>"


def test_a_flat_ods() -> None:
    content = (
        f'<?xml version="1.0"?>\n<office:document {MORE} office:mimetype="x">{{}}<office:body>'
        f"<office:spreadsheet>{table('S', rows(number('1')))}</office:spreadsheet></office:body>"
        "</office:document>"
    )
    for meta, told in (
        (META, {"lastModifiedBy": "Bà A"}),
        ("", {}),
        (META.replace("</office:meta>", ""), None),
    ):
        data = content.format(meta).encode()
        if told is None:
            assert refused(lambda data=data: look_at_flat(data)) == ("xml", {"part": "content.xml"})  # type: ignore[misc]
            continue
        look = look_at_flat(data)
        assert look.properties == told
        assert look.sheets[0].said == {at("A1"): 1.0}
        with zipfile.ZipFile(io.BytesIO(look.plain)) as given:
            assert given.namelist() == [
                "mimetype", "META-INF/manifest.xml", "content.xml", *(["meta.xml"] if told else []),
            ]  # fmt: skip
            assert given.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
            assert given.read("content.xml") == data
            assert given.read("META-INF/manifest.xml") == b"<manifest/>"
    assert refused(lambda: look_at_flat(b"<x/>")) == ("kind", {"kind": "office"})


def test_what_an_ods_says_of_itself_without_a_name() -> None:
    content = f"<office:document-content{MORE}><office:body><office:spreadsheet>{table('S', rows(cell()))}</office:spreadsheet></office:body></office:document-content>"
    files = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<m/>",
        "content.xml": content,
        "meta.xml": "<m xmlns:n='n'><user-defined>a</user-defined><user-defined n:name='b'>c</user-defined>"
        "<generator> </generator></m>",
    }
    assert look_at_ods(packed(files)).properties == {"": "a", "b": "c"}
    assert look_at_ods(packed(files)).sheets[0].last == (0, 0)


@for_each(
    ("manifest", "kind", "locked"),
    [
        ('<file-entry full-path="/" media-type="x.opendocument.spreadsheet"/>', "ods", False),
        ('<file-entry full-path="/" media-type="application/vnd.sun.xml.calc"/>', "sxc", False),
        ('<file-entry full-path="/a" media-type="opendocument.spreadsheet"/>', "", False),
        ('<other full-path="/" media-type="opendocument.spreadsheet"/>', "", False),
        ('<file-entry full-path="/"/><file-entry><encryption-data/></file-entry><x/>', "", True),
    ],
)
def test_what_a_manifest_says(manifest: str, kind: str, locked: bool) -> None:
    for head in ("", '<!DOCTYPE m PUBLIC "a" "b.dtd">'):
        found = Package(
            packed({"content.xml": "<x/>", "META-INF/manifest.xml": f"{head}<m>{manifest}</m>"})
        )
        assert (kind_of(found), is_locked(found)) == (kind, locked)


# ------------------------------------------------------------------ an .xlsb


def test_numbers_and_texts_of_an_xlsb() -> None:
    for number_, most, written in (
        (0, 2, b"\0"), (127, 2, b"\x7f"), (128, 2, b"\x80\1"), (300, 4, b"\xac\2"),
        (1 << 27, 4, b"\x80\x80\x80\x40"),
    ):  # fmt: skip
        assert binaries._number(b"-" + written + b"x", 1, most) == (number_, 1 + len(written))
        assert binaries._seven_bits(number_) == written
    assert binaries._number(b"\xff\xff\xff", 0, 2) == (0x3FFF, 2)
    assert binaries._number(b"\x81", 0, 2) == (1, 2)
    assert binaries._text(b"-" + wide_text("đa") + b"x", 1) == ("đa", 9)
    assert binaries._text(b"\xff\xff\xff\xffab", 0) == ("", 4)
    assert binaries._integer(b"-\1\2\0\0\5", 1) == 0x201


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        files = {one: before.read(one) for one in before.namelist()}
    assert name in files
    return packed(files | {name: content})


SHEET = "xl/worksheets/sheet1.bin"


def cells_of(*records: bytes) -> bytes:
    return with_part(xlsb([Page("S", {(1, 1): "a"})]), SHEET, b"".join(records))


def of_column(number_: int, content: bytes = b"") -> bytes:
    return struct.pack("<II", number_, 0) + content


def test_cells_of_an_xlsb_without_their_column() -> None:
    packed_ = struct.pack("<I", 5 << 2 | 2)
    data = cells_of(
        part(0, struct.pack("<I", 1)), part(1, of_column(1)), part(13, struct.pack("<I", 0) + packed_),
        part(13, struct.pack("<I", 0) + packed_), part(2, of_column(7, packed_)),
        part(0, struct.pack("<I", 4)), part(13, struct.pack("<I", 0) + packed_),
    )  # fmt: skip
    look = binaries.look_at_xlsb(data)
    assert look.sheets[0].said == keyed({"C2": 5.0, "D2": 5.0, "H2": 5.0, "A5": 5.0})
    assert look.own_ways == {SHEET}
    again = binaries.look_at_xlsb(binaries.in_plain_ways(data, look))
    assert (again.sheets, again.own_ways) == (look.sheets, frozenset())


def test_an_xlsb_whose_parts_go_by_other_names() -> None:
    data = xlsb([Page("S", {(1, 1): "a"})])
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        files = {one.replace("/sheet1", "\\sheet1"): before.read(one) for one in before.namelist()}
    look = binaries.look_at_xlsb(packed(files))
    assert look.sheets == binaries.look_at_xlsb(data).sheets
    with zipfile.ZipFile(io.BytesIO(look.plain)) as given, zipfile.ZipFile(io.BytesIO(data)) as own:
        assert given.namelist() == own.namelist()
        assert given.read(SHEET) == own.read(SHEET)


@for_each(
    ("records", "reason", "values"),
    [
        ([part(2, of_column(0, bytes(4)))], "address", {"sheet": "S", "value": "0:1"}),
        ([part(0, struct.pack("<I", 1048576)), part(2, of_column(0, bytes(4)))], "address", {"sheet": "S", "value": "1048577:1"}),
        ([part(0, bytes(4)), part(2, of_column(16384, bytes(4)))], "address", {"sheet": "S", "value": "1:16385"}),
        ([part(0, bytes(4)), part(7, of_column(1, struct.pack("<I", 1)))], "index", {"sheet": "S", "cell": "B1"}),
        ([part(0, bytes(4))[:-1]], "xml", {"part": SHEET}),
    ],
)  # fmt: skip
def test_cells_of_an_xlsb_that_are_refused(
    records: list[bytes], reason: str, values: dict[str, str]
) -> None:
    assert refused(lambda: binaries.look_at_xlsb(cells_of(*records))) == (reason, values)


# ------------------------------------------------------------------ what a reader gets of an .xls


def rec(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def test_the_very_bytes_that_a_reader_gets() -> None:
    pages = [Page("S", {(2, 3): 0.5}), Page("Ẩn", {(1, 1): "a", (1, 2): Formula("b")}, hidden=True)]
    with olefile.OleFileIO(io.BytesIO(look_at_xls(xls(pages)).plain)) as file:
        given = file.openstream("Workbook").read()
    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)
    start = rec(0x809, begin) + rec(0x42, struct.pack("<H", 1200)) + rec(0x22, bytes(2))
    assert given.startswith(start)
    of_sheet = rec(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    strings = rec(0xFC, struct.pack("<II", 1, 1) + b"\1\0\1a\0")
    first = given.index(of_sheet)
    second = given.index(of_sheet, first + 1)
    assert given[:first].endswith(
        rec(0x85, struct.pack("<IBB", first, 0, 0) + b"\1\1S\0")
        + rec(0x85, struct.pack("<IBB", second, 1, 0) + b"\2\1" + "Ẩn".encode("utf-16-le"))
        + strings
        + rec(0x0A)
    )
    assert given[first:second].endswith(struct.pack("<d", 0.5) + rec(0x0A))
    assert given[second:].rstrip(b"\0").endswith(rec(0x0A).rstrip(b"\0"))


def test_the_name_of_a_sheet_of_an_xls() -> None:
    assert _name(b"\2\0abc") == "ab"
    assert _name(b"\2\1" + "đ\0x".encode("utf-16-le")) == "đ"


def test_how_far_cells_reach() -> None:
    extent = Extent()
    for place in ((3, 2), (2, 5), (3, 4), (1, 5)):
        extent.reach(*place)
    assert extent.check("S", 15, (100, 100)) == (3, 5)
    for whole, cell_ in (((100, 100), "E2"), ((30, 100), "B3"), ((3, 5), "B3"), ((300, 100), "E2")):
        assert refused(lambda whole=whole: extent.check("S", 14, whole)) == (
            "far",
            {"sheet": "S", "cell": cell_},
        )  # type: ignore[misc]


# ------------------------------------------------------------------ kinds by their bytes

ROOT, BOOK = "Root Entry".encode("utf-16-le"), "Workbook".encode("utf-16-le")


@for_each(
    ("data", "kind"),
    [
        (b"x\0" + ROOT + BOOK, "torn"), (b"x\0" + ROOT, "unknown"), (b"x\0" + BOOK, "unknown"),
        (b"\0x" + b"PK\3\4" + bytes(26) + b"xl/a", "torn"),
        (b"\0x" + b"PK\1\2" + bytes(42) + b"[Content_Types].xml", "torn"),
        (b"\0x" + b"PK\3\4" + bytes(26) + b"./XL\\a", "torn"),
        (b"\0x" + b"PK\3\4" + bytes(25) + b"xl/a", "unknown"),
        (b"\0x" + b"PK\3\4" + bytes(26) + b"anh.png", "unknown"),
        (b"\x1f\x8b\x08", "gzip"), (b"x" * 1021 + b"%PDF", "text"), (b"x" * 1020 + b"%PDF", "pdf"),
        (b'{"doc_id": "docs.google.com"}', "shortcut"), (b'{"doc_id": 1}', "text"),
        ("Thư".encode("utf-16"), "text"), ("<html>".encode("utf-16"), "html"),
        (b"a" * 99 + b"\0", "unknown"), (b"a" * 90 + b"\1" * 10, "text"), (b"a" * 90 + b"\1" * 11, "unknown"),
    ],
)  # fmt: skip
def test_what_the_first_bytes_tell(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


def test_what_is_packed_is_unpacked_no_further_than_its_beginning() -> None:
    for begin, kind in ((b"<gnumeric/>", "gnumeric"), (bytes(9000) + b"<gnumeric/>", "gzip")):
        data = gzip.compress(begin + bytes(4 << 20), 1)
        tracemalloc.start()
        try:
            assert sniff(data) == kind
            assert tracemalloc.get_traced_memory()[1] < 1 << 20
        finally:
            tracemalloc.stop()


# ------------------------------------------------------------------ rows by one pattern

ROWS = (
    b'<row r="2" hidden="1"><c r="A2" s="3"/><c r="B2" s="1" t="str"><f>1</f><v>\x7f</v></c></row>'
    b'<row r="3"/><row r="5" x:a="b"><c r="A5"><f/></c><c r="C5" t="inlineStr"><is><t>\x7f</t></is></c>'
    b'<c r="D5" t="str"><f>2</f></c></row>'
)


def test_what_stands_in_rows() -> None:
    found = quick._read(ROWS.split(b"</row>")[:-1])
    assert (found.rows, found.hidden, found.last_column) == ([2, 3, 5], [2], 4)
    assert found.styles == {b"3", b"1", b""}
    assert found.used == [(at("B2"), b"1"), (at("A5"), b""), (at("C5"), b""), (at("D5"), b"")]
    assert found.formulas == [at("B2"), at("A5"), at("D5")]
    assert found.unworked == {at("A5")}
    assert found.slots == [(at("B2"), b"str", b"1"), (at("C5"), b"inlineStr", b"")]
    assert [(tag.row, tag.is_hidden, tag.is_empty, tag.attributes) for tag in found.samples.values()] == [
        (2, True, False, (b"r", b"hidden")), (3, False, True, (b"r",)), (5, False, False, (b"r", b"x:a")),
    ]  # fmt: skip
    assert [tag.without_cells for tag in found.samples.values()] == [
        b'<row r="2" hidden="1"></row>', b'<row r="3"/>', b'<row r="5" x:a="b"></row>',
    ]  # fmt: skip
    for broken in (
        ROWS.replace(b'r="B2"', b'r="B3"'), ROWS.replace(b'r="B2"', b'r="A2"'), ROWS.replace(b"<f/>", b"<g/>"),
        ROWS.replace(b'"inlineStr"', b'"str"'), ROWS.replace(b't="str"><f>1', b't="inlineStr"><f>1'),
        ROWS.replace(b'r="D5"', b'r="XFE5"'),
    ):  # fmt: skip
        with pytest.raises(quick.UnusualError):
            quick._read(broken.split(b"</row>")[:-1])


def test_values_are_taken_out_of_rows() -> None:
    rows_ = b'<c><v>1</v></c><is><t>a</t><t xml:space="preserve"> b</t></is><f>2</f><v></v>'
    marked = (
        b'<c><v>\x7f</v></c><is><t>\x7f</t><t xml:space="preserve">\x7f</t></is><f>2</f><v></v>'
    )
    assert quick.emptied(rows_) == (marked, [b"1", b"a", b" b"])
    with pytest.raises(quick.UnusualError):
        quick.emptied(rows_ + b"\x7f")


def test_what_the_values_of_rows_say() -> None:
    slots = [(key, kind, b"s%d" % key) for key, kind in enumerate(
        (b"", b"n", b"s", b"str", b"inlineStr", b"b", b"e", b"", b"s", b"", b"str")
    )]  # fmt: skip
    long, number_ = b"1" * 300, b"1" * 299
    values = [
        b"5",
        number_,
        b"7",
        b"a&amp;b",
        b" ",
        b"1",
        b"#N/A",
        long,
        b"12345678901",
        b"1.5",
        b"9",
    ]
    held = quick._read_values(slots, values)
    assert held.said == {0: 5.0, 1: float(number_), 3: "a&b", 10: "9"}
    assert held.shared == [(2, 7, b"s2")]
    assert held.others == [
        (5, "b", "1", b"s5"), (6, "e", "#N/A", b"s6"), (7, "n", long.decode(), b"s7"),
        (8, "s", "12345678901", b"s8"), (9, "n", "1.5", b"s9"),
    ]  # fmt: skip
    with pytest.raises(quick.UnusualError):
        quick._read_values([(0, b"b", b"")], [b"&#49;"])
    with pytest.raises(ValueError, match="shorter"):
        quick._read_values(slots, values[:-1])


def test_rows_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_known", {})
    monkeypatch.setattr(quick, "_met", set())
    monkeypatch.setattr(quick, "MAX_KNOWN", 2)
    monkeypatch.setattr(quick, "MAX_MET", 4)
    monkeypatch.setattr(quick, "MAX_KEPT", 30)

    def met(*numbers: int, more: bytes = b"") -> tuple[int, int]:
        stretches = [b'<row r="%d">%b' % (number_, more) for number_ in numbers]
        found, held, _ = quick.read_rows(stretches, [])
        assert sorted(row_ for one in found for row_ in one.rows) == sorted(numbers)
        assert not any(held)
        return len(quick._known), len(quick._met)

    assert [met(1, 2), met(1), met(1, 2), met(3), met(3), met(4, 5)] == [
        (0, 2), (1, 2), (2, 2), (2, 3), (1, 3), (1, 5),
    ]  # fmt: skip
    assert met(6) == (1, 1), "what was met is forgotten where it is too much"
    assert met(7, more=b'<c r="A7" s="1234"/>') == (1, 1), "it is too long"
    picture = b'<c r="A8"><f>IMAGE(1)</f></c>'
    assert quick.read_rows([b'<row r="8">' + picture], [])[2]
    assert (len(quick._known), len(quick._met)) == (1, 1)


def test_rows_at_once_or_one_by_one_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_known", {})
    monkeypatch.setattr(quick, "_met", set())
    stretches = ROWS.split(b"</row>")[:-1]
    values = [b"a", b"b"]
    whole = quick.read_rows(stretches, values)
    monkeypatch.setattr(quick, "_met", set())
    monkeypatch.setattr(quick, "AT_ONCE", 1)
    apart = quick.read_rows(stretches, values)
    assert apart[1] == whole[1]
    assert [one.rows for one in apart[0]] == [[2], [3, 5]]
    again, last = quick.read_rows(stretches, values), quick.read_rows(stretches, values)
    assert again[1] == last[1] == whole[1]
    with pytest.raises(quick.UnusualError):
        quick.read_rows(stretches, [*values, b"c"])


def test_a_sheet_of_which_all_is_seen_quickly() -> None:
    part_ = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" s="1" t="str"><v>a</v></c></row><row r="2" hidden="1"/><row r="9"/></sheetData>'
        b"</worksheet>"
    )
    found = CellsPass("p", "S", None, {"1": ".VnTime"}, 2).look_whole(part_, 4, False)
    assert found == SheetPass("p", "S", None, {"1": ".VnTime"}, 2).look([part_], 4, False)
    with pytest.raises(quick.UnusualError):
        CellsPass("p", "S", None, {}, 1).look_whole(part_, 0, True)
