"""The door: files to raw cells, whatever the file is."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time as clock
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from for_each import for_each
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties import up_to
from told_cells import cells_told

from sheettools.findings import Severity
from sheettools.incoming.cage import file, keeper, read
from sheettools.incoming.cage import process as cage
from sheettools.template.excel.address import MAX_ROW
from sheettools.words.text import is_padded, seen

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"
CT = "application/vnd.openxmlformats-officedocument.spreadsheetml."


@pytest.fixture
def own_process(monkeypatch):
    """Give each keeper a process of its own, as in the program; the other tests hand one on."""
    monkeypatch.setattr(keeper, "_handed_on", None)


def book_bytes(cells: dict[tuple[int, int], object], sheet: str = "Dữ liệu") -> bytes:
    out = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(out, options) as book:
        worksheet = book.add_worksheet(sheet)
        for (row, column), value in cells.items():
            worksheet.write(row - 1, column - 1, value)
    return out.getvalue()


def raw_bytes(rows: str, extra: dict[str, str | bytes] | None = None) -> bytes:
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PKG}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{CT}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{CT}worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PKG}/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, body in (parts | (extra or {})).items():
            z.writestr(name, body)
    return out.getvalue()


def place(folder: Path, data: bytes, name: str = "thon.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def found(reading: read.Reading) -> set[tuple[str, str]]:
    return {(f.code, f.location.cell) for f in reading.findings}


def values(reading: read.Reading, sheet: int = 0) -> dict[str, object]:
    assert reading.book is not None, reading.findings
    return {cell.address: cell.value for cell in reading.book.sheets[sheet].cells.values()}


# ------------------------------------------------------------------ what is read

SIMPLE = {(1, 1): "Mã", (3, 2): 12, (3, 3): 1.5, (9, 5): "00123"}


def test_reads_a_workbook_and_leaves_it_as_it_was(tmp_path):
    path = place(tmp_path, book_bytes(SIMPLE))
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    reading = read.read_book(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert values(reading) == {"A1": "Mã", "B3": 12, "C3": 1.5, "E9": "00123"}
    book = reading.book
    assert book is not None
    assert (book.file, book.size, len(book.sha256)) == ("thon.xlsx", len(before[0]), 64)
    assert (reading.sha256, reading.size) == (book.sha256, book.size)
    (sheet,) = book.sheets
    assert (sheet.name, sheet.visible, sheet.rows_seen) == ("Dữ liệu", True, frozenset({1, 3, 9}))
    assert reading.findings == ()
    assert book.modified


TYPES = {
    (1, 1): ("chữ", "chữ"),
    (2, 1): (7, 7),
    (3, 1): (7.25, 7.25),
    (4, 1): (True, True),
    (5, 1): (date(2024, 3, 15), date(2024, 3, 15)),
    (6, 1): (datetime(2024, 3, 15, 13, 30), datetime(2024, 3, 15, 13, 30)),
    (7, 1): (time(13, 12), time(13, 12)),
    (8, 1): (datetime(2024, 3, 15), date(2024, 3, 15)),
    (9, 1): ("  ", "  "),
    (10, 1): (2**60, float(2**60)),
}


@pytest.mark.parametrize("reader", ["calamine", "openpyxl"])
def test_both_readers_give_the_same_types(reader):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        worksheet = book.add_worksheet()
        for (row, column), (value, _) in TYPES.items():
            worksheet.write(row - 1, column - 1, value)
        worksheet.write(10, 0, 1.5, book.add_format({"num_format": "[h]:mm"}))
    reply = cage.answer(reader, out.getvalue())
    got = {
        (row, column): read._untagged(value)
        for row, column, value, *_ in cells_told(reply["sheets"][0])
    }
    expected = {key: value for key, (_, value) in TYPES.items()} | {(11, 1): timedelta(hours=36)}
    assert got == expected
    assert {key: type(value) for key, value in got.items()} == {
        k: type(v) for k, v in expected.items()
    }
    assert reply["sheets"][0]["rows"] == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11]


RESULTS = ["", "", 0, 0, True, 1, "x", 1.5, "", "#N/A", 0, 0]
"""What formulas come to, row by row; empty for none."""


@pytest.mark.parametrize("reader", ["calamine", "openpyxl"])
def test_formulas_with_one_result_come_as_a_run(reader):
    """Cell by cell they are what they were, in their order; no column comes unasked."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        worksheet = book.add_worksheet()
        for row, result in enumerate(RESULTS):
            worksheet.write_formula(row, 0, "=1", None, result)
            worksheet.write_formula(row, 3, "=1", None, 0)
        worksheet.write(3, 1, "chữ")
        worksheet.write_formula(20, 0, "=1", None, 0)
    (said,) = cage.answer(reader, out.getvalue())["sheets"]
    sheet = read._sheet(said)
    assert [run for run in sheet.runs if run.column == 1] == [
        (1, 1, 2, None),
        (1, 3, 4, 0),
        (1, 6, 6, 1),
        (1, 9, 9, None),
        (1, 11, 12, 0),
        (1, 21, 21, 0),
    ]
    assert list(sheet.cells) == sorted(sheet.cells)
    column = [cell for (_, number), cell in sheet.cells.items() if number == 1]
    # What xlsxwriter writes for an empty text no program has worked out.
    told = [None if result == "" else result for result in RESULTS]
    assert [cell.error or cell.value for cell in column] == [*told, 0]
    assert all(cell.formula for cell in column)
    assert {type(cell.value) for cell in column if cell.value == 1} == {bool, int}
    assert sheet.cells_of(range(3, 5), without={4}) == {
        place: cell for place, cell in sheet.cells.items() if place[0] in (3, 4) and place[1] != 4
    }
    assert sheet.rows_below(4) == [*range(5, 13), 21]


@for_each(
    ("microseconds", "read_as"),
    [(999_400, time(7, 29, 59, 999_000)), (999_500, time(7, 30)), (999_600, time(7, 30))],
)
def test_a_time_is_rounded_to_the_nearest_millisecond(microseconds, read_as):
    """A fraction of a day holds 07:30 as a little less; rounded down it would be 07:29."""
    typed = time(7, 29, 59, microseconds)
    assert cage.normal(typed) == read_as
    day = date(2024, 3, 15)
    assert cage.normal(datetime.combine(day, typed)) == datetime.combine(day, read_as)


@pytest.mark.parametrize("reader", ["calamine", "openpyxl"])
def test_days_counted_from_1904_are_the_days_meant(reader, tmp_path):
    """A workbook of an old Mac: dates as they were typed, not four years and a day before; a bare
    number stays one.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy", "date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, datetime(2024, 3, 15))
        sheet.write_datetime(
            1, 0, datetime(2024, 3, 15, 7, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        )
        sheet.write_number(2, 0, 43904)
    reply = cage.answer(reader, out.getvalue())
    got = [read._untagged(value) for _, _, value, *_ in cells_told(reply["sheets"][0])]
    assert got == [date(2024, 3, 15), datetime(2024, 3, 15, 7, 30), 43904]
    reading = read.read_book(place(tmp_path, out.getvalue()))
    assert reading.book is not None
    assert reading.book.from_1904
    other = read.read_book(place(tmp_path, book_bytes(SIMPLE), "khac.xlsx"))
    assert other.book is not None
    assert not other.book.from_1904


CELLS = st.dictionaries(
    st.tuples(st.integers(1, 3000), st.integers(1, 300)),
    st.one_of(
        st.integers(-(10**12), 10**12),
        st.integers(-(10**12), 10**12).filter(lambda n: n % 1000).map(lambda n: n / 1000),
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]),
            min_size=1,
            max_size=20,
        ),
        st.booleans(),
        st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    ),
    max_size=12,
)


def with_openpyxl(cells: dict[tuple[int, int], object]) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        cell = book.active.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("write", [book_bytes, with_openpyxl])
@settings(
    max_examples=up_to(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cells=CELLS)
def test_what_is_written_is_read_at_its_own_address(write, cells, tmp_path):
    plain = {
        key: value for key, value in cells.items() if not (isinstance(value, str) and "_x" in value)
    }
    reading = read.read_book(place(tmp_path, write(plain)))
    assert reading.book is not None, reading.findings
    sheet = reading.book.sheets[0]
    assert {key: cell.value for key, cell in sheet.cells.items()} == {
        key: seen(value) if isinstance(value, str) and is_padded(value) else value
        for key, value in plain.items()
    }
    assert sheet.rows_seen == {
        row
        for (row, _), value in plain.items()
        if not (isinstance(value, str) and not value.strip())
    }


@pytest.mark.parametrize("reader", ["calamine", "openpyxl"])
def test_an_empty_text_is_a_result(reader):
    rows = (
        '<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="C1" t="str"><f>B1</f></c>'
        '<c r="E1"><f>B1</f></c><c r="F1"><f>B1</f><v/></c></row>'
    )
    (said,) = cage.answer(reader, raw_bytes(rows))["sheets"]
    values = {place[1]: cell.value for place, cell in read._sheet(said).cells.items()}
    assert values == {1: "", 3: "", 5: None, 6: None}


def test_errors_and_formulas_are_kept(tmp_path):
    rows = (
        '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2"><f>A1</f></c></row>'
        '<row r="4"><c r="A4" t="e"><v>#REF!</v></c></row>'
    )
    reading = read.read_book(place(tmp_path, raw_bytes(rows)))
    assert reading.book is not None
    sheet = reading.book.sheets[0]
    assert {c.address: (c.value, c.formula, c.error) for c in sheet.cells.values()} == {
        "B2": (None, True, "#DIV/0!"),
        "C2": (None, True, ""),
        "A4": (None, False, "#REF!"),
    }
    assert sheet.rows_seen == {2, 4}


def test_a_wrong_dimension_loses_no_row(tmp_path):
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 1001))
    path = place(tmp_path, raw_bytes(rows))
    assert len(values(read.read_book(path))) == 1000
    assert len(cage.answer("openpyxl", path.read_bytes())["sheets"][0]["rows"]) == 1000


def test_strict_open_xml_is_read(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_bytes(SIMPLE))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name).replace(
                MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"
            )
            new.writestr(
                name,
                body.replace(
                    REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
                ),
            )
    assert values(read.read_book(place(tmp_path, out.getvalue())))["E9"] == "00123"


def test_a_comment_inside_a_number_changes_nothing(tmp_path):
    data = raw_bytes('<row r="1"><c r="A1"><v>12<!-- -->34</v></c></row>')
    assert values(read.read_book(place(tmp_path, data))) == {"A1": 1234}


def test_a_value_that_is_not_what_it_is_declared_as_is_shown_as_text(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><v>chữ</v></c></row>'
    reading = read.read_book(place(tmp_path, raw_bytes(rows)))
    assert values(reading) == {"A1": 1, "B1": "chữ"}
    assert found(reading) == {("F137", "B1")}


def test_names_of_another_kind_are_read_by_content(tmp_path):
    reading = read.read_book(place(tmp_path, book_bytes(SIMPLE), "thon.xls"))
    assert reading.book is not None
    assert found(reading) == {("F132", "")}


def test_macros_are_disclosed(tmp_path):
    reading = read.read_book(
        place(tmp_path, raw_bytes("", {"xl/vbaProject.bin": "x"}), "thon.xlsm")
    )
    assert reading.book is not None
    assert found(reading) == {("F131", "")}


def test_what_a_file_holds_besides_cells_is_disclosed(tmp_path):
    extra = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": "<x/>",
        "xl/embeddings/oleObject1.bin": b"x",
        "xl/worksheets/sheet9.xml": f'<worksheet xmlns="{MAIN}"/>',
    }
    reading = read.read_book(place(tmp_path, raw_bytes("", extra) + b"\r\n--mail--", "thon.xlsm"))
    assert reading.book is not None
    assert found(reading) == {(code, "") for code in ("F131", "F133", "F134", "F135", "F136")}


# ------------------------------------------------------------------ what is not

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@cache
def kinds():
    """Return files of other kinds, and what each is said to be."""
    return {
        "empty.xlsx": (b"", "F104"),
        "~$thon.xlsx": (bytes(165), "F105"),
        "._thon.xlsx": (b"\0\x05\x16\x07" + bytes(50), "F105"),
        "password.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "F106"),
        "old.xls": (OLE + "Workbook".encode("utf-16-le"), "F111"),
        "older.xls": (b"\x09\x04\x06\x00" + bytes(20), "F107"),
        "old.doc": (OLE + "WordDocument".encode("utf-16-le"), "F108"),
        "page.xls": ("<html><title>Đăng nhập</title><p>Hết hạn</html>".encode(), "F107"),
        "letter.xlsx": ("Kính gửi văn phòng\n".encode(), "F107"),
        "scan.xlsx": (b"%PDF-1.4\n", "F108"),
        "photo.xlsx": (b"\xff\xd8\xff\xe0" + bytes(20), "F108"),
        "photo.heic": (b"\0\0\0\x18ftypheic" + bytes(20), "F108"),
        "film.mp4": (b"\0\0\0\x18ftypisom" + bytes(20), "F108"),
        "pack.rar": (b"Rar!\x1a\x07\x01\0", "F109"),
        "zeros.xlsx": (bytes(20_000), "F150"),
        "noise.xlsx": (b"\x01\0\x02" * 700, "F110"),
        "cut.xlsx": (book_bytes(SIMPLE)[:3000], "F111"),
        "xml.xlsx": (raw_bytes("<row>"), "F112"),
        "no_sheet.xlsx": (raw_bytes("", {"xl/worksheets/sheet1.xml": "<other/>"}), "F113"),
        "climbs.xlsx": (raw_bytes("", {"../evil": "x"}), "F114"),
        "bomb.xlsx": (raw_bytes("", {"xl/a.bin": " " * (40 << 20)}), "F115"),
        "dtd.xlsx": (
            raw_bytes("", {"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
            "F116",
        ),
    }


@for_each("name", kinds)
def test_a_file_of_another_kind_is_a_finding(name, tmp_path):
    data, code = kinds()[name]
    path = place(tmp_path, data, name)
    reading = read.read_book(path)
    assert reading.book is None
    assert found(reading) == {(code, "")}
    assert [f.location.file for f in reading.findings] == [name]
    assert path.read_bytes() == data


FAR_APART = '<row r="1"/>' + "".join(
    f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>'
    for row in range(MAX_ROW - 100, MAX_ROW + 1)
)
ROWS = {
    "address": ('<row r="1"><c r="XFE1"><v>1</v></c></row>', ("F117", "")),
    "twice": ('<row r="2"/><row r="2"><c r="A2"><v>1</v></c></row>', ("F118", "A2")),
    "far": (FAR_APART, ("F119", "XFD1048576")),
}


@for_each("case", ROWS)
def test_a_trap_in_a_sheet_is_a_finding_at_its_place(case, tmp_path):
    rows, expected = ROWS[case]
    assert found(read.read_book(place(tmp_path, raw_bytes(rows)))) == {expected}


def test_a_number_format_that_hangs_a_reader_is_refused(tmp_path):
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="{"[" * 500_000}"/>'
        "</numFmts></styleSheet>"
    )
    rels = (
        f'<Relationships xmlns="{PKG}/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{REL}/styles" Target="styles.xml"/></Relationships>'
    )
    data = raw_bytes("", {"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": rels})
    assert found(read.read_book(place(tmp_path, data))) == {("F120", "")}


def test_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "big.xlsx"
    with path.open("wb") as stream:
        stream.truncate(file.MAX_SIZE + 1)
    assert found(read.read_book(path)) == {("F103", "")}


def test_readers_that_disagree_hold_the_file(tmp_path):
    # calamine fails on UTF-16, and openpyxl drops rows that are out of order: nobody has read row
    # 1.
    body = (
        f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"><sheetData>'
        '<row r="3"><c r="A3"><v>3</v></c></row>'
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    parts = {"xl/worksheets/sheet1.xml": body.encode("utf-16")}
    reading = read.read_book(place(tmp_path, raw_bytes("", parts)))
    assert reading.book is None
    assert found(reading) == {("F122", "A1")}


def test_a_difference_is_named_by_its_first_cell():
    finding = read._refusal({"differs": {"sheet": "S", "cell": "A3"}})
    assert (finding.code, finding.location.sheet, finding.location.cell) == ("F122", "S", "A3")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipes_links_and_folders_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "link.xlsx").symlink_to("/dev/zero")
    (tmp_path / "folder.xlsx").mkdir()
    for name, code in (("pipe", "F102"), ("link", "F102"), ("folder", "F102"), ("absent", "F101")):
        assert found(read.read_book(tmp_path / f"{name}.xlsx")) == {(code, "")}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_file_that_becomes_a_pipe_before_it_is_opened_is_not_read(tmp_path, monkeypatch):
    path = place(tmp_path, book_bytes(SIMPLE))
    before = path.lstat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(file.os, "lstat", lambda _: before)
    assert found(read.read_book(path)) == {("F102", "")}


def test_every_finding_speaks_both_languages(tmp_path):
    for name, (data, _) in kinds().items():
        for finding in read.read_book(place(tmp_path, data, name)).findings:
            assert finding.severity is Severity.ERROR
            for language in ("vi", "en"):
                text = finding.message(language) + finding.remedy(language)
                assert "{" not in text
                assert "invalid" not in text.lower()


# ------------------------------------------------------------------ the cage


@pytest.mark.usefixtures("own_process")
def test_one_bad_file_never_hides_another(tmp_path):
    good = book_bytes(SIMPLE)
    paths = []
    for number, (name, (data, _)) in enumerate(kinds().items()):
        paths += [place(tmp_path, data, name), place(tmp_path, good, f"good{number}.xlsx")]
    readings = list(read.read_books(paths))
    assert [r.path for r in readings] == paths
    assert [r.book is not None for r in readings] == [False, True] * len(kinds())


@pytest.mark.usefixtures("own_process")
def test_a_process_that_dies_is_replaced(tmp_path):
    with keeper.Keeper() as guarded:
        first = guarded._running().process
        first.kill()
        first.wait()
        reading = read._read(place(tmp_path, book_bytes(SIMPLE)), guarded)
        assert reading.book is not None
        assert guarded._running().process.pid != first.pid


@pytest.mark.usefixtures("own_process")
def test_a_reader_that_aborts_loses_no_other_file(tmp_path, monkeypatch):
    # Without the bounding box calamine sets memory aside for every cell up to the far corner, and
    # aborts.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "weak"))
    weak = tmp_path / "weak"
    weak.mkdir()
    (weak / "sitecustomize.py").write_text(
        "import sheettools.incoming.look.sheet as s\ns.MAX_BOX = 1 << 60\n", "utf-8"
    )
    far = raw_bytes(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c '
        'r="XFD1048576"><v>2</v></c></row>'
    )
    paths = [
        place(tmp_path, book_bytes(SIMPLE), "1.xlsx"),
        place(tmp_path, far, "2.xlsx"),
        place(tmp_path, book_bytes(SIMPLE), "3.xlsx"),
    ]
    with keeper.Keeper() as guarded:
        assert guarded.ask("calamine", far, keeper.Allowance(20, 20)) == {"failed": "died"}
    readings = list(read.read_books(paths))
    assert readings[0].book is not None
    assert readings[2].book is not None
    # Either the second reader saves the file or it is refused; it is never half read.
    if readings[1].book is not None:
        assert values(readings[1]) == {"A1": 1, "XFD1048576": 2}


ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture
def odd_reader(tmp_path, monkeypatch, own_process):
    """Return a file on which the process that reads does what it is told, once or always."""
    weak, done = tmp_path / "weak", tmp_path / "done"
    weak.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(weak))
    monkeypatch.setattr(read, "SECONDS", 0.5)  # to start it takes a fifth of that
    monkeypatch.setattr(keeper, "LOOK_EVERY", 0.1)

    def odd(does: str) -> Path:
        (weak / "sitecustomize.py").write_text(ODD.format(does=does, done=str(done)), "utf-8")
        return place(tmp_path, raw_bytes(ONE_CELL, {"odd.bin": b""}), "odd.xlsx")

    return odd


ODD = """
import os, time
import sheettools.incoming.look.xlsx as xlsx

def spin():
    while True:
        pass

def fill():
    kept = bytearray(400 << 20)
    time.sleep(60)

def once(do):
    if not os.path.exists({done!r}):
        open({done!r}, "w").close()
        do()

before = xlsx.look_at

def look_at(data):
    if b"odd.bin" in data:
        {does}
    return before(data)

xlsx.look_at = look_at
"""


def test_a_reader_that_spins_is_stopped(odd_reader, tmp_path):
    """It is tried once more, after all others, and then refused."""
    good = place(tmp_path, book_bytes(SIMPLE), "good.xlsx")
    readings = list(read.read_books([odd_reader("spin()"), good]))
    assert [(reading.path.name, found(reading)) for reading in readings] == [
        ("good.xlsx", set()),
        ("odd.xlsx", {("F123", "")}),
    ]


def test_a_reader_that_spins_once_has_another_chance(odd_reader, tmp_path):
    odd = odd_reader("once(spin)")
    good = place(tmp_path, book_bytes(SIMPLE), "good.xlsx")
    assert [r.book is not None for r in read.read_books([odd, good])] == [True, True]
    (tmp_path / "done").unlink()
    assert read.read_book(odd).book is not None
    (tmp_path / "done").unlink()
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(odd, "odd.xlsx")
    assert [r.book is not None for r in read.read_books([archive])] == [True]


def test_a_reader_that_is_only_slow_is_waited_for(odd_reader):
    """A busy computer, or one that sleeps, refuses no file: only the processor's time counts."""
    path = odd_reader("time.sleep(1.2)")
    assert read.read_book(path).book is not None


def test_a_reader_that_is_held_up_is_waited_for(odd_reader):
    if not hasattr(signal, "SIGSTOP"):
        pytest.skip("this system cannot hold a process up")
    with keeper.Keeper() as guarded:
        process = guarded._running().process
        os.kill(process.pid, signal.SIGSTOP)
        later = threading.Timer(1.2, os.kill, (process.pid, signal.SIGCONT))
        later.start()
        assert read._read(odd_reader("pass"), guarded).book is not None
        assert guarded._running().process is process


def test_what_never_ends_is_stopped_by_the_clock(odd_reader, monkeypatch):
    monkeypatch.setattr(read, "WALL", 1.0)
    assert found(read.read_book(odd_reader("time.sleep(60)"))) == {("F123", "")}


@for_each(
    ("does", "reads_on"),
    [
        ("raise ValueError", True),
        ("raise MemoryError", False),
        ("raise SystemExit", False),  # a panic of calamine is no Exception either
    ],
)
def test_only_a_process_that_is_whole_reads_on(odd_reader, does, reads_on):
    data = odd_reader(does).read_bytes()
    with keeper.Keeper() as guarded:
        process = guarded._running().process
        reply = guarded.ask("calamine", data, keeper.Allowance(20, 20))
        assert does.removeprefix("raise ") in reply["failed"]
        assert (guarded._running().process is process) == reads_on


def test_memory_is_bounded_where_the_system_bounds_none(odd_reader, monkeypatch):
    monkeypatch.setattr(keeper, "MEMORY", 300 << 20)
    started = clock.monotonic()
    assert found(read.read_book(odd_reader("fill()"))) == {("F124", "")}
    assert clock.monotonic() - started < 50, "it was not waited for"


@pytest.mark.usefixtures("own_process")
def test_the_process_is_replaced_after_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(keeper, "FILES_PER_WORKER", 2)
    path = place(tmp_path, book_bytes(SIMPLE))
    assert all(reading.book for reading in read.read_books([path] * 5))


@pytest.mark.usefixtures("own_process")
def test_a_file_that_is_read_ahead_comes_to_the_same(tmp_path):
    one, other = (raw_bytes(ONE_CELL.replace("1</v>", f"{number}</v>")) for number in (7, 8))
    first, second = place(tmp_path, one, "1.xlsx"), place(tmp_path, other, "2.xlsx")
    with keeper.Keeper() as guarded:
        read.read_ahead(one, guarded)
        process = guarded._running().process
        assert values(read._read(first, guarded)) == {"A1": 7}
        assert guarded._running().process is process
        read.read_ahead(one, guarded)
        assert values(read._read(second, guarded)) == {"A1": 8}, "never another's answer"
        read.read_ahead(b"", guarded)
        assert values(read._read(first, guarded)) == {"A1": 7}


@pytest.mark.usefixtures("own_process")
def test_what_was_asked_ahead_and_not_taken_ends_with_its_process(monkeypatch):
    with keeper.Keeper() as guarded:
        read.read_ahead(raw_bytes(ONE_CELL), guarded)
        process = guarded._running().process
        monkeypatch.setattr(keeper, "_handed_on", keeper._HandedOn(whatever=True))
    assert process.poll() is not None
    assert keeper._handed_on.idle is None, "the next would take that answer for its own"


@pytest.mark.usefixtures("own_process")
def test_the_process_ends_with_the_batch(tmp_path):
    path = place(tmp_path, book_bytes(SIMPLE))
    with keeper.Keeper() as guarded:
        read._read(path, guarded)
        process = guarded._running().process
    assert process.poll() is not None


def test_the_process_has_its_limits_before_it_reads():
    """No file of any size can be written, and memory has an end."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system does not tell the limits of another process")
    with keeper.Keeper() as guarded:
        process = guarded._running().process
        assert "refused" in guarded.ask("calamine", b"PK\3\4 garbage", keeper.Allowance(60, 60))
        limits = (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_AS)
        held = [resource.prlimit(process.pid, limit) for limit in limits]
    assert held == [(0, 0), (0, 0), (cage.MEMORY, cage.MEMORY)]


@pytest.mark.usefixtures("own_process")
def test_keepers_may_hand_their_process_on(tmp_path):
    path = place(tmp_path, book_bytes(SIMPLE))
    seen = []
    with keeper.handing_on():
        for _ in range(2):
            with keeper.Keeper() as guarded:
                assert read._read(path, guarded).book is not None
                seen.append(guarded._running().process)
        process = seen[0]
        with suppress(ValueError), keeper.Keeper() as guarded:
            seen.append(guarded._running().process)
            raise ValueError("stopped")
        assert process.poll() is not None, "what was stopped in the midst is not handed on"
        with keeper.Keeper() as guarded:
            last = guarded._running().process
    assert seen == [process] * 3
    assert last.pid != process.pid
    assert last.poll() is not None


@pytest.mark.usefixtures("own_process")
@pytest.mark.parametrize("whatever", [False, True])
def test_what_has_read_a_strangers_file_reads_none_of_ones_own(whatever):
    def reads(own: bool) -> subprocess.Popen[bytes]:
        with keeper.Keeper(own=own) as guarded:
            return guarded._running().process

    with keeper.handing_on(whatever=whatever):
        first = reads(own=True)
        assert reads(own=True) is first
        assert reads(own=False) is first
        with keeper.handing_on():
            assert reads(own=False) is first, "a command that another one runs"
        assert first.poll() is None
        assert (reads(own=True) is first) is whatever
        assert reads(own=False) is first
    assert first.poll() is not None


def test_the_cage_answers_garbage_with_a_reason():
    for reader in ("calamine", "openpyxl", "docx"):
        assert "refused" in cage.answer(reader, b"PK\3\4 garbage")


def test_the_cage_keeps_its_answers_apart_from_what_libraries_print():
    out = subprocess.run(
        [sys.executable, "-m", "sheettools.incoming.cage.process"],
        input=b"",
        capture_output=True,
        check=False,
    )
    assert (out.returncode, out.stdout) == (0, b"")
