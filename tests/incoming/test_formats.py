"""The kinds of file in which a return comes back: old and binary workbooks, OpenDocument, pages and
texts, archives.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest
import xlsxwriter
from binary import Error, Formula, Page, container, locked_xls, xls, xls_stream, xlsb
from for_each import for_each
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from opendocument import ods, packed
from properties import up_to

from sheettools.incoming.cage import read
from sheettools.incoming.cage.arrivals import files_in, is_by_product, shown_names
from sheettools.incoming.cage.process import answer
from sheettools.incoming.look.sniff import sniff

PASSWORD = "Thôn-Đồng 2024"  # noqa: S105
Cells = Mapping[tuple[int, int], Any]


def book_bytes(*rows: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("S")
        for number, text in enumerate(rows):
            page.write_string(number, 0, text)
    return out.getvalue()


def locked_xlsx(data: bytes, password: str, times: int = 1000) -> bytes:
    """Return a locked workbook whose password is hashed so often; Excel does so 100,000 times."""
    return bytes(ECMA376Agile.encrypt(password, io.BytesIO(data), spin_count=times))


def all_readings(
    folder: Path, files: Mapping[str, bytes], passwords: tuple[str, ...] = ()
) -> list[read.Reading]:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(read.read_books([folder / name for name in files], [folder], passwords))


def codes(reading: read.Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def said(readings: list[read.Reading]) -> dict[str, list[str]]:
    """Return the codes of each file by the name that it is shown with."""
    assert len({reading.file for reading in readings}) == len(readings)
    for reading in readings:
        places = {finding.location.file for finding in reading.findings if finding.code != "F145"}
        assert places <= {reading.file}
    return {reading.file: codes(reading) for reading in readings}


def shown(sheet: read.RawSheet) -> dict[str, Any]:
    return {cell.address: cell.value for cell in sheet.cells.values()}


# --------------------------------------------------------------------------- other kinds of workbook

MIXED: Cells = {
    (3, 2): "chữ", (3, 3): 12, (3, 4): 1.5, (3, 5): date(2024, 3, 15), (3, 6): datetime(2024, 3, 15, 13, 30),
    (3, 7): time(7, 30), (3, 8): True, (3, 9): Error("#REF!"), (3, 10): Formula(Error("#N/A")), (3, 11): Formula("x"),
    (3, 12): Formula(2), (4, 1): "  ", (6, 2): timedelta(hours=36), (6, 30): "00123", (9, 2): "gộp",
}  # fmt: skip
HIDDEN: Cells = {(1, 1): "code", (1, 2): "99901-02-2024", (2, 1): "dài " * 60 + "😀"}


WRITERS = {"xls": xls, "xlsb": xlsb, "ods": ods}


@for_each("kind", WRITERS)
def test_another_kind_of_workbook_is_read_as_it_stands(kind: str, tmp_path: Path) -> None:
    pages = [
        Page("Một", MIXED, merged=((9, 9, 2, 3),)),
        Page("_sheettools", HIDDEN, hidden=True),
        Page("Trống", {}),
    ]
    (reading,) = all_readings(tmp_path, {f"so.{kind}": WRITERS[kind](pages)})
    assert codes(reading) == ["F138"]
    assert reading.book is not None
    first, identity, empty = reading.book.sheets
    assert [(s.name, s.visible) for s in reading.book.sheets] == [
        ("Một", True),
        ("_sheettools", False),
        ("Trống", True),
    ]
    expected = {
        key: (value.result if isinstance(value, Formula) else value) for key, value in MIXED.items()
    }
    assert {key: cell.value for key, cell in first.cells.items()} == {
        key: None if isinstance(value, Error) else value for key, value in expected.items()
    }
    assert {c.address: c.error for c in first.cells.values() if c.error} == {
        "I3": "#REF!",
        "J3": "#N/A",
    }
    assert {c.address for c in first.cells.values() if c.formula} == {"J3", "K3", "L3"}
    assert first.rows_seen == {3, 6, 9}
    assert first.merged == (() if kind == "ods" else ("B9:C9",))
    assert {key: cell.value for key, cell in identity.cells.items()} == HIDDEN
    assert (empty.cells, empty.rows_seen) == ({}, frozenset())


def test_an_old_workbook_whose_texts_go_on_in_the_next_record_is_read(tmp_path: Path) -> None:
    texts = {(row, 1): f"dòng {row} " + "Đ" * row for row in range(1, 60)} | {(70, 2): " "}
    (reading,) = all_readings(tmp_path, {"so.xls": xls([Page("S", texts)], most=100)})
    assert reading.book is not None
    (sheet,) = reading.book.sheets
    assert {key: cell.value for key, cell in sheet.cells.items()} == texts
    assert sheet.rows_seen == set(range(1, 60))


VALUES = st.one_of(
    st.integers(-(10**9), 10**9),
    st.integers(-(10**6), 10**6).filter(lambda n: n % 1000).map(lambda n: n / 1000),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zs", "Zl", "Zp"]),
        min_size=1,
        max_size=9,
    ).filter(lambda text: text.strip("\ufeff")),  # that mark alone is no text
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)
CELLS = st.dictionaries(
    st.tuples(st.integers(1, 900), st.integers(1, 90)),
    st.one_of(VALUES, VALUES.map(Formula)),
    max_size=12,
)


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=up_to(60), deadline=None)
@given(cells=CELLS)
def test_addresses_are_true_in_every_kind(kind: str, cells: Cells) -> None:
    reply = answer(kind, WRITERS[kind]([Page("S", cells)]))
    (sheet,) = reply["sheets"]
    found = read._sheet(sheet).cells
    assert list(found) == sorted(found)
    assert {key: cell.value for key, cell in found.items()} == {
        key: value.result if isinstance(value, Formula) else value for key, value in cells.items()
    }
    assert sheet["rows"] == sorted({row for row, _ in cells})
    formulas = {key for key, cell in found.items() if cell.formula}
    assert formulas == {key for key, value in cells.items() if isinstance(value, Formula)}


def test_cells_that_stand_for_several_are_counted_as_often(tmp_path: Path) -> None:
    content = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell '
        'table:number-columns-repeated="2" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    blank = ods([Page("S", {})])
    with zipfile.ZipFile(io.BytesIO(blank)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(
        "<table:table-row", content + "<table:table-row", 1
    )
    (reading,) = all_readings(tmp_path, {"so.ods": packed(parts)})
    assert reading.book is not None
    assert shown(reading.book.sheets[0]) == dict.fromkeys(("A1", "B1", "A2", "B2", "A3", "B3"), "x")
    assert reading.book.sheets[0].rows_seen == {1, 2, 3}


def test_an_ods_may_be_written_in_lines_and_its_texts_broken(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(ods([Page("S", {(2, 2): "một|hai", (4, 1): 5})]))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    content = (
        parts["content.xml"].replace("|", "<text:line-break/>").replace("<table:", "\n  <table:")
    )
    remark = "<office:annotation><text:p>nhận xét</text:p></office:annotation>"
    space = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    drawing = f"<draw:frame {space}><text:p>hình</text:p></draw:frame>"
    content = content.replace(
        "<table:table-cell/>", f"<table:table-cell>{remark}{drawing}</table:table-cell>", 1
    )
    (reading,) = all_readings(tmp_path, {"so.ods": packed(parts | {"content.xml": content})})
    assert reading.book is not None, reading.findings
    assert shown(reading.book.sheets[0]) == {"B2": "một\nhai", "A4": 5}
    assert reading.book.sheets[0].rows_seen == {2, 4}


GOOD_XLS = xls([Page("S", MIXED)])
DAMAGED = {
    "cut.xls": (GOOD_XLS[: len(GOOD_XLS) // 2], "F111"),
    "empty.xls": (GOOD_XLS[:512], "F111"),
    "cut.xlsb": (xlsb([Page("S", MIXED)])[:700], "F111"),
    "cut.ods": (ods([Page("S", MIXED)])[:300], "F111"),
    "no-content.ods": (
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "F113",
    ),
    "text.odt": (
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "F108",
    ),
    "trap.ods": (ods([], **{"styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "F116"),
    "locked.ods": (
        ods([Page("S", MIXED)], **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "F142",
    ),
    "far.ods": (ods([Page("S", {(1048576, 1): 1, (1, 16000): 2})]), "F119"),
}


@for_each("name", DAMAGED)
def test_a_damaged_one_is_a_finding(name: str, tmp_path: Path) -> None:
    data, code = DAMAGED[name]
    (reading,) = all_readings(tmp_path, {name: data})
    assert (reading.book, codes(reading)) == (None, [code])


@pytest.mark.parametrize("kind", WRITERS)
def test_whatever_is_wrong_with_one_the_next_is_read(kind: str, tmp_path: Path) -> None:
    whole = WRITERS[kind]([Page("S", MIXED)])
    files = {}
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        broken = bytearray(whole)
        broken[place : place + 3] = b"\xff\x80\x01"
        files[f"{place:06}.{kind}"] = bytes(broken)
    files["last.xlsx"] = book_bytes("một")
    readings = all_readings(tmp_path, files)
    # A zip whose directory is damaged may look like an archive with a file in it.
    assert list(dict.fromkeys(reading.file.partition("/")[0] for reading in readings)) == list(
        files
    )
    assert all(reading.book is not None or reading.findings for reading in readings)
    assert readings[-1].book is not None


# --------------------------------------------------------------------------- pages and texts


def tables_of(data: bytes, name: str, folder: Path) -> list[dict[str, Any]]:
    (reading,) = all_readings(folder, {name: data})
    assert reading.book is not None, reading.findings
    assert codes(reading) == ["F139"]
    return [shown(sheet) for sheet in reading.book.sheets]


@for_each("delimiter", [",", ";", "\t"])
@for_each("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_values_in_a_text_have_the_addresses_that_excel_shows(
    delimiter: str, encoding: str, tmp_path: Path
) -> None:
    lines = ["Mã,Tên,Số", "", '01,"Đồng, thượng",12', ',"hai\ndòng",', ",,3"]
    text = (
        "\r\n".join(lines)
        if delimiter == ","
        else "\r\n".join(lines).replace("Đồng, thượng", "Đồng").replace(",", delimiter)
    )
    name = "Đồng, thượng" if delimiter == "," else "Đồng"
    (cells,) = tables_of(text.encode(encoding), "so.xls", tmp_path)
    assert cells == {
        "A1": "Mã",
        "B1": "Tên",
        "C1": "Số",
        "A3": "01",
        "B3": name,
        "C3": "12",
        "B4": "hai\ndòng",
        "C5": "3",
    }


def test_an_order_to_excel_is_no_row(tmp_path: Path) -> None:
    assert tables_of(b"sep=|\nA|B\n1|2\n", "a.csv", tmp_path) == [
        {"A1": "A", "B1": "B", "A2": "1", "B2": "2"}
    ]


def test_a_text_of_old_windows_is_decoded(tmp_path: Path) -> None:
    (cells,) = tables_of("Thôn;Tên\nĐông;3\n".encode("cp1258"), "a.csv", tmp_path)
    assert cells == {"A1": "Thôn", "B1": "Tên", "A2": "Đông", "B2": "3"}


PAGE = """<html><head><style>td {color: red}</style><title>Báo cáo</title></head><body><h1>Không phải ô</h1>
<table border=1><caption>x</caption>
 <tr><th rowspan=2>Mã<th colspan="2">Hai  cột
 <tr><td>B<br>b</td><td>C &amp; c</td></tr>
 <tr><td></td><td><b>trong</b> <table><tr><td>bảng con</td></tr></table></td></tr>
</table>
<table><tr><td>Bảng sau</td></tr></table>"""


def test_tables_of_a_page_are_sheets(tmp_path: Path) -> None:
    first, second = tables_of(PAGE.encode(), "bao-cao.xls", tmp_path)
    assert first == {
        "A1": "Mã",
        "B1": "Hai cột",
        "B2": "B\nb",
        "C2": "C & c",
        "B3": "trong\nbảng con",
    }
    assert second == {"A1": "Bảng sau"}
    (reading,) = all_readings(tmp_path, {"bao-cao.xls": PAGE.encode()})
    assert reading.book is not None
    assert reading.book.sheets[0].merged == ("A1:A2", "B1:C1")


def test_a_page_with_far_cells_takes_no_memory(tmp_path: Path) -> None:
    wide = "<table><tr>" + "<td colspan=999999999 rowspan=99999999>x</td>" * 50 + "</table>"
    (reading,) = all_readings(tmp_path, {"a.xls": wide.encode()})
    assert codes(reading) == ["F117"]


# --------------------------------------------------------------------------- what is no workbook at all

OTHERS = {
    "a.gsheet": (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1", "email": "a@example.org"}', "F147"),
    "b.gsheet": (b'{"":"WARNING! DO NOT EDIT THIS FILE!","doc_id":"1","x":"docs.google.com"}', "F147"),
    "a.url": (b"[InternetShortcut]\r\nURL=https://example.org/so.xlsx\r\n", "F147"),
    "a.lnk": (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(80), "F147"),
    "a.desktop": (b"[Desktop Entry]\nType=Link\nURL=https://example.org\n", "F147"),
    ".so.xlsx.icloud": (b"bplist00\xd3\x01\x02" + bytes(60), "F147"),
    "a.eml": (b"Return-Path: <a@example.org>\r\nReceived: from x\r\n\tby y\r\nSubject: So\r\n\r\n", "F148"),
    "b.eml": (b"From: a@example.org\nTo: b@example.org\nSubject: So\n\nHi, all\n", "F148"),
    "a.mht": (b"MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related\n\n", "F107"),
    "a.numbers": (packed({"Index/Document.iwa": "x", "Metadata/Properties.plist": "y", "preview.jpg": "z"}), "F149"),
    "old.numbers": (packed({"so.numbers/Index.zip": packed({"Index/Document.iwa": "x"})}), "F149"),
    "a.fodt": ((
        b'<?xml version="1.0"?><document '
        b'xmlns="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
    ),
               "F108"),
    "a.sxc": (packed({"mimetype": "application/vnd.sun.xml.calc", "content.xml": "<a/>"}), "F183"),
    "a.sxw": (packed({"mimetype": "application/vnd.sun.xml.writer", "content.xml": "<a/>"}), "F108"),
    "a.gnumeric": (gzip.compress(b'<?xml version="1.0"?><Workbook xmlns="http://www.gnumeric.org/v10.dtd"/>'), "F183"),
    "b.gnumeric": (b'<?xml version="1.0"?><Workbook xmlns="http://www.gnumeric.org/v10.dtd"/>', "F183"),
    "a.gz": (gzip.compress(b"chu"), "F109"),
    "a.wk1": (b"\0\0\x02\0\x06\x04\x06\0" + bytes(80), "F183"),
    "a.slk": (b"ID;PWXL;N;E\r\nC;Y1;X1;K12\r\nE\r\n", "F107"),
    "stream-from-1995.xls": (b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(80), "F107"),
    "a.heic": (b"\0\0\0\x18ftypheic" + bytes(20), "F108"),
    "a.bmp": (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0" + bytes(40), "F108"),
    "a.pdf": (b"%PDF-1.7\n", "F108"),
    "zeros.xlsx": (bytes(3000), "F150"),
    "a.rar": (b"Rar!\x1a\x07\x01\0", "F109"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(20), "F109"),
    ".~lock.so.xlsx#": (b",an,may-an,25.11.2024 08:00,file:///home/an/.config/libreoffice/4;", "F105"),
    "~$so.xlsx": (b"\x02an" + bytes(160), "F105"),
}  # fmt: skip


BOX = bytes(4096)
CONTAINERS = {
    "a.msg": ({"__properties_version1.0": BOX}, ["F148"]),
    "with-a-workbook.msg": (
        {"__properties_version1.0": BOX, "__substg1.0_37010102": GOOD_XLS},
        ["F148"],
    ),
    "with-a-workbook.doc": ({"WordDocument": BOX, "ObjectPool": GOOD_XLS}, ["F108"]),
    "a.ppt": ({"PowerPoint Document": BOX}, ["F108"]),
    "from-1995.xls": ({"Book": BOX}, ["F107"]),
    "something.xls": ({"Contents": BOX}, ["F108"]),
    "macros.xls": (
        {"Workbook": xls_stream([Page("S", MIXED)]), "_VBA_PROJECT_CUR": BOX},
        ["F138", "F131"],
    ),
}


@for_each("name", CONTAINERS)
def test_a_container_is_judged_by_what_it_holds_itself(name: str, tmp_path: Path) -> None:
    streams, expected = CONTAINERS[name]
    (reading,) = all_readings(tmp_path, {name: container(streams)})
    assert codes(reading) == expected


TORN = {
    "overwritten by zeros": lambda data: bytes(64) + data[64:],
    "overwritten by letters": lambda data: b"A" * 30 + data[30:],
    "the first bytes gone": lambda data: data[4:],
    "the first part gone": lambda data: data[900:],
    "blanks before it": lambda data: b"\r\n\r\n" + data,
    "a page before it": lambda data: b"<html><p>404</p></html>" + data,
}


@for_each("name", TORN)
@for_each("whole", [book_bytes("chữ"), GOOD_XLS])
def test_a_file_without_its_beginning_is_damaged(name: str, whole: bytes, tmp_path: Path) -> None:
    (reading,) = all_readings(tmp_path, {"so.xlsx": TORN[name](whole)})
    assert codes(reading) == ["F111"]


FLAT = (
    '<?xml version="1.0"?>\n<office:document {} xmlns:dc="http://purl.org/dc/elements/1.1/">\n '
    "<office:meta><dc:creator>Bà Mẫu</dc:creator></office:meta>\n{}\n</office:document>"
)


def test_a_flat_spreadsheet_is_read(tmp_path: Path) -> None:
    package = zipfile.ZipFile(io.BytesIO(ods([Page("S", MIXED)]))).read("content.xml").decode()
    opened, spaces, rest = re.split(r"<office:document-content(.*?)>", package, maxsplit=1)
    body = re.sub("><(?=table:|text:p)", ">\n  <", rest.partition("</office:document-content>")[0])
    flat = FLAT.format(spaces, body)
    wanted, found = all_readings(
        tmp_path, {"a.ods": ods([Page("S", MIXED)]), "b.fods": flat.encode()}
    )
    assert (codes(found), opened) == (["F138"], "")
    assert found.book is not None
    assert wanted.book is not None
    assert shown(found.book.sheets[0]) == shown(wanted.book.sheets[0])
    assert found.book.properties["lastModifiedBy"] == "Bà Mẫu"


@for_each("name", OTHERS)
def test_what_is_no_workbook_is_told_apart(name: str, tmp_path: Path) -> None:
    data, code = OTHERS[name]
    (reading,) = all_readings(tmp_path, {name: data})
    assert (reading.book, codes(reading)) == (None, [code])
    for language in ("vi", "en"):
        assert "{" not in reading.findings[0].message(language) + reading.findings[0].remedy(
            language
        )


def test_a_short_flat_spreadsheet_is_told_from_one_of_excel() -> None:
    odf = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    flat = f'<?xml version="1.0"?><office:document xmlns:office="{odf}"><office:body>'
    assert sniff(f"{flat}<office:spreadsheet/>".encode()) == "fods"
    excel = "urn:schemas-microsoft-com:office:spreadsheet"
    assert sniff(f'<?xml version="1.0"?><Workbook xmlns="{excel}">'.encode()) == "xml"


def test_a_text_that_begins_like_a_picture_is_a_text() -> None:
    assert sniff("BM01,Thôn\n1,2\n".encode()) == "text"


# --------------------------------------------------------------------------- archives

ONE, TWO = book_bytes("một"), book_bytes("hai")


def test_each_file_of_an_archive_is_a_return_of_its_own(tmp_path: Path) -> None:
    inner = packed({"so-03.xlsx": TWO})
    archive = packed(
        {
            "so-01.xlsx": ONE,
            "thon/so-01.xlsx": TWO,
            "anh.jpg": b"\xff\xd8\xff\xe0",
            "trong.zip": inner,
            "rong.xlsx": b"",
            "__MACOSX/._so-01.xlsx": b"\0\x05\x16\x07",
            "thon/~$so-01.xlsx": bytes(165),
            "thon/.DS_Store": b"x",
            "so.csv": "a,b\n",
        }
    )
    readings = all_readings(tmp_path, {"goi.zip": archive, "thang/so-01.xlsx": ONE})
    assert said(readings) == {
        "goi.zip/anh.jpg": ["F145", "F108"],  # the first says what was left in
        "goi.zip/rong.xlsx": ["F104"],
        "goi.zip/so-01.xlsx": [],
        "goi.zip/so.csv": ["F139"],
        "goi.zip/thon/so-01.xlsx": [],
        "goi.zip/trong.zip/so-03.xlsx": [],
        "thang/so-01.xlsx": [],
    }
    (left,) = [finding for finding in readings[0].findings if finding.code == "F145"]
    assert left.values["count"] == 3
    by_name = {reading.file: reading for reading in readings}
    assert by_name["goi.zip/so-01.xlsx"].sha256 == by_name["thang/so-01.xlsx"].sha256
    assert by_name["goi.zip/thon/so-01.xlsx"].book.file == "goi.zip/thon/so-01.xlsx"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        "goi.zip",
        "so-01.xlsx",
    ]


def test_a_workbook_is_never_taken_for_an_archive(tmp_path: Path) -> None:
    assert said(all_readings(tmp_path, {"a.zip": ONE})) == {"a.zip": ["F132"]}


def test_an_archive_is_no_workbook_where_one_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"so.xlsx": ONE}))
    assert codes(read.read_book(tmp_path / "a.zip")) == ["F109"]


def test_archives_too_deep_are_not_opened(tmp_path: Path) -> None:
    deep = packed({"a.xlsx": ONE, "3.zip": packed({"b.xlsx": TWO})})
    readings = all_readings(tmp_path, {"1.zip": packed({"2.zip": deep})})
    assert said(readings) == {"1.zip/2.zip/3.zip": ["F144"], "1.zip/2.zip/a.xlsx": []}


def test_an_archive_that_holds_nothing_is_said(tmp_path: Path) -> None:
    only_remains = packed({"__MACOSX/._a.xlsx": b"x"})
    readings = all_readings(
        tmp_path, {"a.zip": packed({}), "b.zip": packed({"thu-muc/": b""}), "c.zip": only_remains}
    )
    assert said(readings) == {"a.zip": ["F146"], "b.zip": ["F146"], "c.zip": ["F145", "F146"]}


def test_a_bomb_in_an_archive_hides_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_Room", partial(read._Room, size=1 << 20))
    zeros = bytes(3 << 20)
    readings = all_readings(
        tmp_path, {"a.zip": packed({"1.xlsx": zeros, "2.xlsx": ONE, "3.zip": packed({"x": zeros})})}
    )
    assert said(readings) == {
        "a.zip/1.xlsx": ["F115"],
        "a.zip/2.xlsx": [],
        "a.zip/3.zip/x": ["F115"],
    }


def test_too_many_files_in_an_archive_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_Room", partial(read._Room, members=2))
    inner = packed({f"{n}.txt": b"" for n in range(3)})
    assert said(all_readings(tmp_path, {"a.zip": inner})) == {
        "a.zip/0.txt": ["F104"],
        "a.zip/1.txt": ["F104"],
        "a.zip/2.txt": ["F115"],
    }


def test_the_archive_itself_may_hold_too_many(tmp_path: Path) -> None:
    assert said(
        all_readings(tmp_path, {"a.zip": packed({f"{n}.txt": b"" for n in range(501)})})
    ) == {"a.zip": ["F115"]}


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    files = {"../../evil.xlsx": ONE, "/etc/so.xlsx": ONE, "C:\\so.xlsx": ONE}
    readings = all_readings(tmp_path, {"a.zip": packed(files)})
    assert said(readings) == {
        "a.zip/C_/so.xlsx": [],
        "a.zip/etc/so.xlsx": [],
        "a.zip/evil.xlsx": [],
    }
    assert all(reading.path.is_relative_to(tmp_path / "a.zip") for reading in readings)


def test_a_locked_file_in_an_archive_is_said(tmp_path: Path) -> None:
    data = bytearray(packed({"a.xlsx": ONE, "b.xlsx": TWO}))
    for mark, offset in (
        (b"PK\3\4", 6),
        (b"PK\1\2", 8),
    ):  # the flag of the first file, in both directories
        data[data.index(mark) + offset] |= 1
    assert said(all_readings(tmp_path, {"a.zip": bytes(data)})) == {
        "a.zip/a.xlsx": ["F143"],
        "a.zip/b.xlsx": [],
    }


def test_a_damaged_file_in_an_archive_hides_no_other(tmp_path: Path) -> None:
    data = bytearray(packed({"a.xlsx": ONE, "b.xlsx": TWO}))
    at = data.index(b"PK\3\4") + 200
    data[at : at + 40] = bytes(40)
    assert said(all_readings(tmp_path, {"a.zip": bytes(data)})) == {
        "a.zip/a.xlsx": ["F111"],
        "a.zip/b.xlsx": [],
    }


def test_names_of_old_archives_are_decoded(tmp_path: Path) -> None:
    data = packed({"X" * 7 + ".xlsx": ONE})
    for text, encoding in (("Xã Đo", "utf-8"), ("Thôn Đô", "cp1258")):
        named = data.replace(b"X" * 7, text.encode(encoding))
        (reading,) = all_readings(tmp_path, {"a.zip": named})
        assert reading.file == f"a.zip/{text}.xlsx"


def test_two_files_of_one_name_in_an_archive_are_told_apart(tmp_path: Path) -> None:
    data = packed({"a.xlsx": ONE, "b.xlsx": TWO}).replace(b"b.xlsx", b"a.xlsx")
    assert list(said(all_readings(tmp_path, {"a.zip": data}))) == [
        "a.zip/a.xlsx",
        "a.zip/a.xlsx (2)",
    ]


# --------------------------------------------------------------------------- names, by-products


def test_files_of_one_name_are_shown_with_their_folders(tmp_path: Path) -> None:
    paths = [
        tmp_path / name
        for name in ("a/so.xlsx", "b/so.xlsx", "b/x/so.xlsx", "c/x/so.xlsx", "d.xlsx")
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    names = ["a/so.xlsx", "b/so.xlsx", "b/x/so.xlsx", "c/x/so.xlsx", "d.xlsx"]
    assert shown_names(paths, [tmp_path]) == names
    assert shown_names(paths) == names
    assert shown_names(paths[:2], [tmp_path / "a", tmp_path / "b"]) == ["a/so.xlsx", "b/so.xlsx"]
    assert shown_names(paths[2:3]) == ["so.xlsx"]


def test_by_products_are_apart_from_returns(tmp_path: Path) -> None:
    returns = [
        "so.xlsx",
        ".so.xlsx",
        "sub/.so.xlsx.icloud",
        "so.xlsx.crdownload",
        "ảnh.jpg",
        "~so.xlsx",
    ]
    own = [
        "~$so.xlsx",
        ".~lock.so.xlsx#",
        "._so.xlsx",
        ".DS_Store",
        "Thumbs.db",
        "sub/desktop.ini",
        ".sync/so.xlsx",
        ".~so.123.tmp",
    ]
    for name in (*returns, *own):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, left = files_in(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in found} == set(returns)
    assert {path.relative_to(tmp_path).as_posix() for path in left} == set(own)
    assert is_by_product("__MACOSX/so.xlsx")


# --------------------------------------------------------------------------- passwords


@cache
def locked() -> dict[str, bytes]:
    """Return workbooks with a password."""
    return {
        "a.xlsx": locked_xlsx(ONE, PASSWORD),
        "b.xls": locked_xls([Page("S", MIXED)], PASSWORD),
    }


def test_a_locked_file_asks_for_its_password(tmp_path: Path) -> None:
    assert said(all_readings(tmp_path, locked())) == {"a.xlsx": ["F106"], "b.xls": ["F106"]}


def test_a_wrong_password_is_said_to_be_wrong(tmp_path: Path) -> None:
    readings = all_readings(tmp_path, locked(), (PASSWORD.lower(), ""))
    assert said(readings) == {"a.xlsx": ["F141"], "b.xls": ["F141"]}


def test_the_right_password_opens_it(tmp_path: Path) -> None:
    readings = all_readings(tmp_path, {**locked(), "c.xlsx": TWO}, ("khác", PASSWORD))
    assert said(readings) == {"a.xlsx": ["F140"], "b.xls": ["F138", "F140"], "c.xlsx": []}
    first, second, _ = (reading.book for reading in readings)
    assert first is not None
    assert second is not None
    assert shown(first.sheets[0]) == {"A1": "một"}
    assert second.sheets[0].cells[3, 5].value == date(2024, 3, 15)
    assert PASSWORD not in repr(readings)
    assert (tmp_path / "a.xlsx").read_bytes() == locked()["a.xlsx"]


def test_a_locked_file_in_an_archive_is_opened_too(tmp_path: Path) -> None:
    readings = all_readings(tmp_path, {"a.zip": packed(locked())}, (PASSWORD,))
    assert said(readings) == {"a.zip/a.xlsx": ["F140"], "a.zip/b.xls": ["F138", "F140"]}


def test_a_file_that_a_program_locked_by_itself_needs_no_password(tmp_path: Path) -> None:
    data = locked_xlsx(ONE, "VelvetSweatshop", 100_000)
    assert said(all_readings(tmp_path, {"a.xlsx": data})) == {"a.xlsx": ["F140"]}


def test_a_lock_of_an_unknown_kind_is_said(tmp_path: Path) -> None:
    data = locked()["a.xlsx"]
    info = msoffcrypto.OfficeFile(io.BytesIO(data)).file.openstream("EncryptionInfo").read()
    odd = data.replace(info[:8], b"\x09\0\x09\0" + info[4:8])
    assert odd != data
    assert said(all_readings(tmp_path, {"a.xlsx": odd}, ("x",))) == {"a.xlsx": ["F142"]}
    assert said(all_readings(tmp_path, {"a.xlsx": odd})) == {"a.xlsx": ["F106"]}


def test_a_lock_that_takes_for_ever_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "SECONDS", 0.5)
    data = locked_xlsx(ONE, PASSWORD, 100_000)
    slow = data.replace(b'spinCount="100000"', b'spinCount="999999"')
    assert slow != data
    readings = all_readings(
        tmp_path, {"a.xlsx": slow, "b.xlsx": ONE}, tuple(f"{n}" for n in range(30))
    )
    assert said(readings) == {"a.xlsx": ["F123"], "b.xlsx": []}
