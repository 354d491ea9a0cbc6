"""The look: what it counts, what it refuses."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest
import xlsxwriter
from for_each import for_each
from hypothesis import given
from hypothesis import strategies as st

from sheettools.incoming.look.parts import RefusedError, is_blank, unescape
from sheettools.incoming.look.sheet import cell_key, split_key
from sheettools.incoming.look.xlsx import look_at
from sheettools.template.excel.address import (
    MAX_COLUMN,
    MAX_ROW,
    address,
    column_letter,
    column_number,
    split_address,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"
CT = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def parts_of(
    rows: str, *, before: str = "", after: str = "", doctype: str = ""
) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": f'<Types xmlns="{PKG}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{CT}sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PKG}/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{doctype}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>",
    }


def with_part(
    parts: dict[str, str | bytes], kind: str, name: str, body: str
) -> dict[str, str | bytes]:
    rels = str(parts["xl/_rels/workbook.xml.rels"])
    line = f'<Relationship Id="{kind}" Type="{REL}/{kind}" Target="{name}"/></Relationships>'
    return parts | {
        "xl/_rels/workbook.xml.rels": rels.replace("</Relationships>", line),
        f"xl/{name}": body,
    }


def pack(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, body in parts.items():
            z.writestr(name, body)
    return out.getvalue()


def strings(*items: str, count: str = "") -> str:
    return f'<sst xmlns="{MAIN}"{count}>' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"


ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(RefusedError) as caught:
        look_at(data)
    return caught.value.reason, caught.value.values.get("cell", "")


# ------------------------------------------------------------------ addresses


@given(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
def test_addresses_go_both_ways(row, column):
    assert column_number(column_letter(column)) == column
    assert split_address(address(row, column)) == (row, column)
    assert split_key(cell_key(row, column)) == (row, column)


@for_each(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA"), (16384, "XFD")])
def test_column_letters(number, letters):
    assert (column_letter(number), column_number(letters)) == (letters, number)


@for_each("text", ["", "A", "A0", "A01", "XFE1", "A1048577", "a1", "1A", "$A$1", "ZZZZZZ1", "Ạ1"])
def test_no_address_outside_the_grid(text):
    with pytest.raises(ValueError, match="no c"):
        split_address(text)


def test_numbers_outside_the_grid():
    for row, column in ((0, 1), (1, 0), (MAX_ROW + 1, 1), (1, MAX_COLUMN + 1)):
        with pytest.raises(ValueError, match="no "):
            address(row, column)


# ------------------------------------------------------------------ what it counts


def test_blank_is_empty_or_white():
    assert [is_blank(text) for text in ("", " \t", "\xa0", "_x000D__x000A_", "x", "_x0007_")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]
    assert unescape("a_x0041_") == "aA"
    assert unescape("_xD83D_") == "_xD83D_"
    assert unescape("_xD83D__xDE00_") == "\U0001f600"


def test_counts_rows_errors_formulas_and_merges():
    rows = (
        '<row r="2"><c r="B2" t="s"><v>0</v></c></row>'
        '<row r="3"><c r="B3" t="s"><v>1</v></c></row>'
        '<row r="5"><c r="A5" s="1"/><c r="C5" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="6"><c r="A6"><f>B2</f></c></row>'
        '<row r="7"><c r="A7" t="inlineStr"><is><r><t> </t></r><r><t>x</t></r></is></c></row>'
        '<row r="8"><c r="A8"><v>abc</v></c></row>'
        "<row><c><v>9</v></c></row>"
    )
    merges = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="nonsense"/></mergeCells>'
    table = strings("<t>a</t>", "<t>  </t><rPh><t>hint</t></rPh>")
    look = look_at(
        pack(with_part(parts_of(rows, after=merges), "sharedStrings", "sharedStrings.xml", table))
    )
    (sheet,) = look.sheets
    assert sheet.rows == {2, 5, 7, 8, 9}
    assert {split_key(k): v for k, v in sheet.errors.items()} == {(5, 3): "#DIV/0!"}
    assert {split_key(k) for k in sheet.formulas} == {(5, 3), (6, 1)}
    assert {split_key(k): v for k, v in sheet.odd.items()} == {(8, 1): "abc"}
    assert sheet.merged == ("A1:B1",)
    assert sheet.last == (9, 3)
    assert sheet.visible
    assert look.avoid_first == ""


def test_sees_hidden_sheets_properties_and_names():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Một")
        book.add_worksheet("Hai").very_hidden()
        book.set_properties({"author": "Bà A"})
        book.set_custom_property("return_id", "xyz")
        book.define_name("ma_thon", "=Một!$A$1")
    look = look_at(out.getvalue())
    assert [(sheet.name, sheet.visible) for sheet in look.sheets] == [("Một", True), ("Hai", False)]
    assert look.properties["creator"] == "Bà A"
    assert look.properties["return_id"] == "xyz"
    assert look.properties["modified"]
    assert "Một" in look.names["ma_thon"]


def test_a_reader_sees_only_what_it_cannot_take_amiss():
    sound = look_at(pack(parts_of(ROW)))
    commented = look_at(pack(parts_of('<row r="1"><c r="A1"><v>12<!-- -->34</v></c></row>')))
    lied = with_part(
        parts_of(ROW),
        "sharedStrings",
        "s.xml",
        strings("<t>a</t>", count=' uniqueCount="4294967295"'),
    )
    assert sound.plain == b""
    assert b"<v>1234</v>" in commented.plain
    assert b"4294967295" not in look_at(pack(lied)).plain


def test_notes_what_else_is_in_the_file():
    extra = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": "<x/>",
        "xl/embeddings/oleObject1.bin": b"x",
        "xl/worksheets/sheet9.xml": f'<worksheet xmlns="{MAIN}"/>',
    }
    look = look_at(pack(parts_of(ROW) | extra) + b"\r\n--mail--")
    assert set(look.notes) == {"macros", "links", "embedded", "orphan", "tail"}


def test_folders_parted_by_backslashes_are_folders():
    parts = {name.replace("/", "\\"): body for name, body in parts_of(ROW).items()}
    assert look_at(pack(parts)).sheets[0].rows == {1}
    for more in ("xl\\..\\..\\evil.txt", "/../evil.txt", "c:\\evil.txt", "xl/workbook.xml"):
        assert refused(pack(parts | {more: "x"}))[0] == "odd"


def test_strict_namespaces_are_read():
    strict = {
        name: str(body)
        .replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(REL, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, body in parts_of(ROW).items()
    }
    assert look_at(pack(strict)).sheets[0].rows == {1}


# ------------------------------------------------------------------ what it refuses

BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
SHEETS = {
    "dtd": (parts_of(ROW, doctype=BOMB), ("dtd", "")),
    "plain doctype": (parts_of(ROW, doctype="<!DOCTYPE worksheet>"), ("dtd", "")),
    "dtd in another part": (parts_of(ROW) | {"xl/theme/theme1.xml": BOMB + "<x/>"}, ("dtd", "")),
    "deep": (parts_of(ROW, after="<a>" * 100 + "</a>" * 100), ("depth", "")),
    "long token": (parts_of(ROW, before=f'<sheetPr x="{"A" * (3 << 20)}"/>'), ("token", "")),
    "long text": (parts_of(f'<row><c t="str"><v>{"A" * (2 << 20)}</v></c></row>'), ("token", "")),
    "cut": (parts_of(ROW) | {"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}, ("xml", "")),
    "row twice": (parts_of(ROW + '<row r="2"/>' + ROW), ("twice", "A1")),
    "cell twice": (
        parts_of('<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>9</v></c></row>'),
        ("twice", "B2"),
    ),
    "no table to be far from": (
        parts_of(
            "".join(
                f'<row r="{at}000"><c r="{column_letter(at * 15)}{at}000"><v>1</v></c></row>'
                for at in range(10, 1040, 10)
            )
        ),
        ("far", "VVF1030000"),
    ),
    "format": (
        with_part(
            parts_of(ROW),
            "styles",
            "styles.xml",
            f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" '
            f'formatCode="{"[" * 500_000}"/>'
            "</numFmts></styleSheet>",
        ),
        ("format", ""),
    ),
    "no sheet part": (
        {k: v for k, v in parts_of(ROW).items() if "sheet1" not in k},
        ("incomplete", ""),
    ),
    "no relationships": (
        {k: v for k, v in parts_of(ROW).items() if k != "_rels/.rels"},
        ("incomplete", ""),
    ),
    "climbs out": (
        parts_of(ROW)
        | {
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PKG}/relationships">'
            f'<Relationship Id="rId1" Type="{REL}/worksheet" '
            'Target="../../etc/passwd"/></Relationships>'
        },
        ("odd", ""),
    ),
    "name climbs out": (parts_of(ROW) | {"../evil.txt": "x"}, ("odd", "")),
    "case clash": (parts_of(ROW) | {"xl/WORKBOOK.xml": "x"}, ("odd", "")),
    "bomb": (parts_of(ROW) | {"xl/media/a.png": bytes(40 << 20)}, ("bomb", "")),
    "many parts": (parts_of(ROW) | {f"xl/{n}": "" for n in range(4001)}, ("parts", "")),
    "word": ({"word/document.xml": "<x/>", "[Content_Types].xml": "<x/>"}, ("kind", "")),
    "archive": ({"a.xlsx": "x", "b.xlsx": "y"}, ("kind", "")),
}


@for_each("case", SHEETS)
def test_refuses(case):
    parts, expected = SHEETS[case]
    assert refused(pack(parts)) == expected


@for_each("reference", ["XFE1", "A0", "A2", "A4294967297", "1A", "R1C1", "B", "", "1"])
def test_refuses_addresses_that_are_not_the_cells_own(reference):
    assert (
        refused(pack(parts_of(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')))[0] == "address"
    )


@for_each("number", ["0", "-1", "1048577", "x", "99999999999999999999"])
def test_refuses_row_numbers_outside_the_grid(number):
    assert refused(pack(parts_of(f'<row r="{number}"><c><v>1</v></c></row>')))[0] == "address"


def test_refuses_damaged_zips():
    data = pack(parts_of(ROW), zipfile.ZIP_STORED)
    assert refused(data[: len(data) // 2])[0] == "zip"
    assert refused(data.replace(b"<v>1</v>", b"<v>2</v>"))[0] == "zip"
    assert refused(b"xxxx" + data)[0] == "odd"


def test_refuses_methods_no_office_program_writes():
    assert refused(pack(parts_of(ROW), zipfile.ZIP_LZMA))[0] == "odd"


def test_refuses_a_part_with_a_password():
    data = bytearray(pack(parts_of(ROW)))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    assert refused(bytes(data))[0] == "password"


def test_refuses_entries_that_share_bytes():
    data = pack(parts_of(ROW) | {"xl/a": "same body", "xl/b": "same body"}, zipfile.ZIP_STORED)
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        first = z.getinfo("xl/a").header_offset
        second = z.getinfo("xl/b").header_offset
    directory = data.rfind(b"PK\1\2")
    shared = bytearray(data)
    assert shared[directory + 42 : directory + 46] == second.to_bytes(4, "little")
    shared[directory + 42 : directory + 46] = first.to_bytes(4, "little")
    assert refused(bytes(shared))[0] == "odd"


def test_the_door_loads_no_reader():
    import subprocess

    code = (
        "import sys, sheettools.incoming.cage.read;"
        "print([m for m in ('openpyxl', 'python_calamine', 'docx', 'pandas', 'lxml') if m in "
        "sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_hidden_rows_and_columns_are_seen():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
        '<row r="3" hidden="true"/><row r="4" hidden="0"><c r="B4"><v>1</v></c></row>'
    )
    columns = (
        '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/><col min="x" max="9" '
        'hidden="1"/></cols>'
    )
    (sheet,) = look_at(pack(parts_of(rows, before=columns))).sheets
    assert sheet.hidden_rows == {2}, "an empty row hides nothing"
    assert sheet.hidden_columns == ((2, 3),)
