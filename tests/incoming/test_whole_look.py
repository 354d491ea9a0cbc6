"""All that the look says of a workbook of each kind, told here by hand and held against it whole:
what one field of it gets wrong is seen, whichever it is.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from for_each import for_each

from sheettools.incoming.look.looks import CellLook
from sheettools.incoming.look.seen import TextRun
from sheettools.incoming.look.sheet import SheetLook, cell_key
from sheettools.incoming.look.values import Aside
from sheettools.incoming.look.xlsx import Look, look_at
from sheettools.template.excel.address import split_address

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def at(cell: str) -> int:
    return cell_key(*split_address(cell))


def keyed(cells: dict[str, object]) -> dict[int, object]:
    return {at(cell): value for cell, value in cells.items()}


def keys(*cells: str) -> set[int]:
    return set(map(at, cells))


def relations(*lines: tuple[str, str, str]) -> str:
    """Return a part of relationships, each of an id, a kind and a target."""
    return (
        f'<Relationships xmlns="{PKG}/relationships">'
        + "".join(
            f'<Relationship Id="{ident}" Type="{REL}/{kind}" Target="{target}"/>'
            for ident, kind, target in lines
        )
        + "</Relationships>"
    )


STRINGS = (
    f'<sst xmlns="{MAIN}" count="9" uniqueCount="3"><si><t>chữ</t></si>'
    '<si><t xml:space="preserve">  </t></si>'
    '<si><r><rPr><strike/></rPr><t>bỏ</t></r><r><t xml:space="preserve"> còn</t></r>'
    '<rPh sb="0" eb="1"><t>ẩn</t></rPh></si></sst>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="165" formatCode="0,"/>'
    "</numFmts>"
    '<fonts><font><sz val="11"/><name val="Arial"/></font><font><name val=".VnTime"/></font>'
    '<font><strike/></font><font><color rgb="FFFFFFFF"/></font><font><sz val="2.9"/></font>'
    '<font><color rgb="FF00FF00"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="solid"><fgColor rgb="FF00FF00"/></patternFill></fill></fills>'
    '<cellStyleXfs><xf fontId="2"/></cellStyleXfs>'
    '<cellXfs><xf/><xf fontId="1"/><xf numFmtId="14" fontId="0"/><xf fontId="2"/>'
    '<xf fontId="3" fillId="0"/><xf numFmtId="165"/><xf fontId="4"/><xf fontId="5" fillId="1"/>'
    '<xf fontId="3" fillId="1" numFmtId="2"/></cellXfs>'
    "<cellStyles><cellStyle/></cellStyles><dxfs><dxf><font><strike/></font></dxf></dxfs>"
    "</styleSheet>"
)
GREEN = "00FF00"
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s" s="1"><v>1</v></c>'
    '<c r="C1" t="s"><v>2</v></c><c r="D1" t="inlineStr"><is><t>trong ô</t></is></c>'
    '<c r="E1" s="1" t="str"><v>®</v></c></row>'
    '<row r="2"><c r="A2"><v>12</v></c><c r="B2" s="2"><v>1.5</v></c><c r="C2" t="b"><v>1</v></c>'
    '<c r="D2" t="e"><v>#N/A</v></c><c r="E2"><f>1+6</f><v>7</v></c><c r="F2"><f>A1</f></c>'
    '<c r="G2" t="str"><f>A1</f><v></v></c><c r="H2" s="3"><v>5</v></c>'
    '<c r="I2" s="1"/></row>'
    '<row r="3" hidden="1"><c r="A3" s="4"><v>6</v></c><c r="B3" t="d"><v>2024-03-15</v></c>'
    '<c r="C3" s="5"><v>6000</v></c><c r="D3" s="6" t="str"><v>nhỏ</v></c>'
    '<c r="E3" s="7"><v>8</v></c><c r="F3" s="8"><v>9</v></c></row>'
    '<row r="4" hidden="true"/><row r="5" hidden="0"><c r="A5" t="b"><v>0</v></c></row>'
)
COLUMNS = (
    '<cols><col min="2" max="3" hidden="1"/><col min="5" max="6"/>'
    '<col min="9" max="99999" hidden="true"/><col min="x" max="9" hidden="1"/>'
    '<col min="1" max="y" hidden="1"/></cols>'
)
MERGES = (
    '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C4:D5"/><mergeCell ref="a1:b2"/>'
    "<mergeCell/></mergeCells>"
)
SHEET = SheetLook(
    name="Một",
    visible=True,
    place=0,
    filled=keys(
        *("A1", "C1", "D1", "E1", "A2", "B2", "C2", "D2", "E2", "H2"),
        *("A3", "B3", "C3", "D3", "E3", "F3", "A5"),
    ),
    errors={at("D2"): "#N/A"},
    odd={},
    formulas=keys("E2", "F2", "G2"),
    merged=("A1:B1", "C4:D5"),
    last=(5, 8),
    hidden_rows=frozenset({3}),
    hidden_columns=((2, 3), (9, 16384)),
    fonts={at("E1"): ".VnTime"},
    unworked=keys("F2"),
    said=keyed(
        {
            "A1": "chữ", "C1": "bỏ còn", "D1": "trong ô", "E1": "®", "A2": 12.0, "B2": 1.5,
            "C2": True, "D2": None, "E2": 7.0, "H2": 5.0, "A3": 6.0, "B3": datetime(2024, 3, 15),
            "C3": 6000.0, "D3": "nhỏ", "E3": 8.0, "F3": 9.0, "A5": False,
        }
    ),
    own=frozenset(),
    unstyled=(),
    runs={at("C1"): (TextRun("bỏ", struck=True), TextRun(" còn"))},
    looks=keyed(
        {
            "C1": CellLook(), "B2": CellLook("dd/mm/yyyy"), "H2": CellLook(struck=True),
            "A3": CellLook(unseen=True), "C3": CellLook("0,"), "D3": CellLook(unseen=True),
            "E3": CellLook(unseen=True, paper=GREEN),
        }
    ),
)  # fmt: skip
NAMES = (
    '<definedNames><definedName name="ma_thon">Một!$A$1</definedName>'
    '<definedName name="ma_thon">Một!$A$2</definedName><definedName name="b">1</definedName>'
    "</definedNames>"
)
CORE = (
    f'<x:coreProperties xmlns:x="{PKG}/metadata/core-properties" xmlns:dc="dc">'
    "<dc:creator> Bà A\n</dc:creator><x:lastModifiedBy>Ông B</x:lastModifiedBy>"
    "<created>2024-01-02T03:04:05Z</created><modified>2024-02-03T04:05:06Z</modified>"
    "<dc:title>không cần</dc:title></x:coreProperties>"
)
APP = "<Properties><Application>Excel</Application><AppVersion> </AppVersion></Properties>"
CUSTOM = (
    '<Properties><property name="a"><lpwstr> một </lpwstr></property><property name="b"><lpwstr>'
    '</lpwstr></property><property name="c"><x>hai</x><y>ba</y></property></Properties>'
)


def sheet_part(rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(rows: str = ROWS) -> dict[str, str | bytes]:
    """Return the parts of a workbook of three sheets, of which one is a chart."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state) in enumerate(
            [("Một", "visible"), ("Biểu", "visible"), ("Hai", "veryHidden")], start=1
        )
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PKG}/content-types">'
        f'<Override PartName="/xl/Workbook.xml" ContentType="{kind.upper()}"/>'
        '<Default Extension="XML" ContentType="a/b"/></Types>',
        "_rels/.rels": relations(
            ("rId1", "officeDocument", "xl/workbook.xml"),
            ("rId2", "core-properties", "docProps/core.xml"),
            ("rId3", "extended-properties", "/docProps/app.xml"),
            ("rId4", "custom-properties", "docProps/custom.xml"),
            ("rId5", "core-properties", "docProps/nowhere.xml"),
        ),
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
        "docProps/custom.xml": CUSTOM,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr date1904="1"/>'
        f"<sheets>{listed}</sheets>{NAMES}</workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "chartsheet", "chartsheets/sheet1.xml"),
            ("rId3", "worksheet", "../xl/worksheets/sheet2.xml"),
            ("rId4", "sharedStrings", "sharedStrings.xml"),
            ("rId5", "styles", "/xl/styles.xml"),
            ("rId6", "theme", "nowhere.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet_part(rows, COLUMNS, MERGES),
        "xl/chartsheets/sheet1.xml": "<chartsheet/>",
        "xl/worksheets/sheet2.xml": sheet_part(""),
        "xl/sharedStrings.xml": STRINGS,
        "xl/styles.xml": STYLES,
    }


def pack(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


EMPTY = SheetLook("Hai", False, 2, set(), {}, {}, set(), (), (0, 0))
BOOK = Look(
    sheets=(SHEET, EMPTY),
    notes=(),
    avoid_first="",
    properties={
        "creator": "Bà A", "lastModifiedBy": "Ông B", "created": "2024-01-02T03:04:05Z",
        "modified": "2024-02-03T04:05:06Z", "Application": "Excel", "a": "một", "c": "hai",
        "date1904": "1",
    },
    names={"ma_thon": "Một!$A$1", "b": "1"},
    skipped=(),
    plain=b"",
)  # fmt: skip


@pytest.mark.parametrize("between", ["", "\r\n"], ids=["by one pattern", "by the ordinary pass"])
def test_a_workbook(between: str) -> None:
    rows = ROWS.replace("</row>", f"</row>{between}")
    assert look_at(pack(parts(rows))) == BOOK


# ------------------------------------------------------------------ beside the cells

THREADS = (
    '<ThreadedComments xmlns="t"><threadedComment ref="B2" id="1"><text>xem  lại</text>'
    '</threadedComment><threadedComment ref="C3"><text> </text></threadedComment>'
    "</ThreadedComments>"
)
NOTES = (
    f'<comments xmlns="{MAIN}"><authors><author>Bà A</author><author/></authors><commentList>'
    '<comment ref="B2" authorId="0"><text><t>[Threaded comment]</t></text></comment>'
    '<comment ref="A1" authorId="0"><text><r><t>Bà A:</t></r><r><t xml:space="preserve"> một'
    "</t></r><rPh><t>không</t></rPh></text></comment>"
    '<comment ref="A2" authorId="1"><text><t>Bà A: hai</t></text></comment>'
    '<comment ref="A3" authorId="2"><text><t>ba</t></text></comment>'
    '<comment ref="A4" authorId="x"><text><t>bốn</t></text></comment>'
    '<comment ref="A5" authorId="0"><text><t>Bà A:</t></text></comment>'
    "</commentList></comments>"
)
SHAPES = (
    f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>2</xdr:col><xdr:row>10</xdr:row></xdr:from><xdr:to><xdr:col>9</xdr:col>"
    "<xdr:row>9</xdr:row></xdr:to><xdr:sp><a:p><a:r><a:t>trong</a:t></a:r><a:r><a:t>khung</a:t>"
    "</a:r></a:p><a:p><a:r><a:t>hai</a:t></a:r></a:p></xdr:sp></xdr:twoCellAnchor>"
    "<xdr:absoluteAnchor><xdr:sp><a:p><a:r><a:t>đâu đó</a:t></a:r></a:p></xdr:sp>"
    "</xdr:absoluteAnchor><xdr:oneCellAnchor><xdr:from><xdr:col>99999</xdr:col><xdr:row>0"
    "</xdr:row></xdr:from><mc:AlternateContent><mc:Choice><a:t>xa</a:t></mc:Choice><mc:Fallback>"
    "<a:t>không</a:t></mc:Fallback></mc:AlternateContent></xdr:oneCellAnchor>"
    "<xdr:oneCellAnchor><xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>"
)
ASIDES = (
    Aside("B2", "xem lại", ""),
    Aside("A1", "một", "Bà A"),
    Aside("A2", "Bà A: hai", ""),
    Aside("A3", "ba", ""),
    Aside("A4", "bốn", ""),
    Aside("C11", "trongkhung hai", ""),
    Aside("A1", "đâu đó", ""),
    Aside("A1", "xa", ""),
)


def with_asides(notes: str = NOTES) -> dict[str, str | bytes]:
    return parts() | {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("a", "drawing", "../drawings/drawing1.xml"),
            ("b", "comments", "../comments1.xml"),
            ("c", "threadedComment", "../threadedComments/threadedComment1.xml"),
            ("d", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ),
        "xl/drawings/drawing1.xml": SHAPES,
        "xl/comments1.xml": notes,
        "xl/threadedComments/threadedComment1.xml": THREADS,
        "xl/drawings/vmlDrawing1.vml": "<xml/>",
    }


def test_words_beside_the_cells() -> None:
    assert look_at(pack(with_asides())) == replace(
        BOOK, sheets=(replace(SHEET, asides=ASIDES), EMPTY)
    )


@for_each("kept", ["comments1", "threadedComment1", "drawing1"])
def test_each_sort_of_words_is_found_without_the_others(kept: str) -> None:
    files = with_asides()
    lines = str(files["xl/worksheets/_rels/sheet1.xml.rels"]).split("<Relationship ")
    left = [line for line in lines[1:] if kept in line]
    for name in list(files):
        words = "omment" in name or "drawing" in name
        if words and kept not in name:
            del files[name]
    files["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f"{lines[0]}<Relationship {left[0]}".removesuffix("</Relationships>") + "</Relationships>"
    )
    told = {
        "comments1": (Aside("B2", "[Threaded comment]", "Bà A"), *ASIDES[1:5]),
        "threadedComment1": ASIDES[:1],
        "drawing1": ASIDES[5:],
    }
    assert look_at(pack(files)).sheets[0].asides == told[kept]


def test_damaged_words_beside_the_cells_harm_no_cell() -> None:
    cut = NOTES[: NOTES.index('<comment ref="A2"')] + "<"
    (sheet, _) = look_at(pack(with_asides(cut))).sheets
    assert sheet == replace(SHEET, asides=(*ASIDES[:2], *ASIDES[5:]))


def test_long_words_are_cut_and_too_many_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheettools.incoming.look.aside.MAX_WORDS", 3)
    monkeypatch.setattr("sheettools.incoming.look.aside.MAX_ASIDES", 2)
    (sheet, _) = look_at(pack(with_asides())).sheets
    told = (ASIDES[0], ASIDES[1], *ASIDES[5:7])
    assert sheet.asides == tuple(aside._replace(words=aside.words[:3]) for aside in told)


PICTURES = (
    '<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c><c r="B1" t="str"><f>_xlfn.IMAGE('
    '"x")</f><v>-</v></c><c r="C1" t="str"><f>_xlfn.DISPIMG("ID",1)</f><v>-</v></c>'
    '<c r="D1" t="str"><f>MYIMAGE(1)</f><v>IMAGE(</v></c><c r="E1" t="n" vm="1"><v>1</v></c>'
    '<c r="F1" t="e"><v>#N/A</v></c></row>'
)


@for_each(
    ("rich", "pictures"),
    [
        (None, ("B1", "C1")),
        ('<x><s t="_entity"/></x>', ("B1", "C1")),
        ('<x><s t="_localImage"/></x>', ("A1", "B1", "C1")),
        ('<x><s t="_webImage"/></x>', ("A1", "B1", "C1")),
    ],
)
def test_pictures_in_cells(rich: str | None, pictures: tuple[str, ...]) -> None:
    files = parts(PICTURES)
    if rich:
        files["xl/richData/rdRichValueStructure.xml"] = rich
    assert look_at(pack(files)).sheets[0].pictures == keys(*pictures)


@for_each("cell", ['vm="1"', "<f>IMAGE(1)</f>", "<f>_xlfn.DISPIMG(1)</f>"])
def test_one_picture_alone_is_found(cell: str) -> None:
    more, formula = (cell, "") if cell.startswith("vm") else ("", cell)
    files = parts(f'<row r="1"><c r="B1" t="e" {more}>{formula}<v>#N/A</v></c></row>')
    files["xl/richData/rdRichValueStructure.xml"] = "<x>_localImage</x>"
    assert look_at(pack(files)).sheets[0].pictures == keys("B1")


def test_a_picture_in_a_long_formula_is_found() -> None:
    """A parser hands on a long text in pieces; the name stands in two of them."""
    formula = "1+" * 4095 + "&#73;MAGE(1)"
    files = parts(f'<row r="1"><c r="B1" t="str"><f>{formula}</f><v>IMAGE(</v></c></row>')
    assert look_at(pack(files)).sheets[0].pictures == keys("B1")


MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BESIDE: dict[str, tuple[str, ...]] = {
    "xl/vbaProject.bin": ("macros",),
    "xl/sub/VBAPROJECT.BIN": ("macros",),
    "xl/vbaProject.bin.xml": (),
    "xl/macrosheets/sheet1.xml": ("macros",),
    "xl/externalLinks/externalLink1.xml": ("links",),
    "xl/connections.xml": ("links",),
    "xl/connections2.xml": (),
    "xl/embeddings/a.bin": ("embedded",),
    "xl/worksheets/sheet9.xml": ("orphan",),
    "xl/worksheets/_rels/sheet9.xml.rels": (),
    "xl/worksheets/_rels/sheet9.xml": (),
    "xl/worksheets/sheet9.bin": (),
    "xl/dialogsheets/sheet9.xml": (),
}


@for_each("name", BESIDE)
def test_what_else_is_in_a_workbook(name: str) -> None:
    assert look_at(pack(parts() | {name: "<x/>"})) == replace(BOOK, notes=BESIDE[name])


def test_a_workbook_for_macros_and_bytes_behind_one() -> None:
    kind = f'<Types><Override PartName="xl\\workbook.xml" ContentType="{MACRO}"/></Types>'
    files = parts() | {"[Content_Types].xml": kind}
    assert look_at(pack(files)) == replace(BOOK, notes=("macros",))
    assert look_at(pack(parts()) + b"\n") == replace(BOOK, notes=("tail",))


@for_each("name", ["core", "app", "custom"])
def test_damaged_properties_harm_no_cell(name: str) -> None:
    look = look_at(pack(parts() | {f"docProps/{name}.xml": "<x"}))
    gone = {
        "core": {"creator", "lastModifiedBy", "created", "modified"},
        "app": {"Application"},
        "custom": {"a", "c"},
    }
    left = {key: value for key, value in BOOK.properties.items() if key not in gone[name]}
    assert look == replace(BOOK, properties=left)


@for_each(
    ("said", "counted"),
    [('date1904="true"', "1"), ('date1904="0"', ""), ("", ""), ('date1904="false"', "")],
)
def test_from_when_days_count(said: str, counted: str) -> None:
    files = parts()
    files["xl/workbook.xml"] = str(files["xl/workbook.xml"]).replace('date1904="1"', said)
    assert look_at(pack(files)).properties["date1904"] == counted


def test_sheets_of_which_there_is_but_the_name() -> None:
    files = parts()
    files["xl/workbook.xml"] = str(files["xl/workbook.xml"]).replace(
        "</sheets>",
        '<sheet name="Cũ" state="hidden" r:id=" rId9 "/><sheet name="Trống"/></sheets>',
    )
    look = look_at(pack(files))
    assert replace(look, plain=b"") == replace(BOOK, skipped=("Cũ", "Trống"))
    with zipfile.ZipFile(io.BytesIO(look.plain)) as plain:
        assert set(plain.namelist()) == set(files)
        book = plain.read("xl/workbook.xml").decode()
        left = {name: plain.read(name).decode() for name in files if name != "xl/workbook.xml"}
    assert book == str(files["xl/workbook.xml"]).replace('" rId9 "', '""')
    assert left == {name: body for name, body in files.items() if name != "xl/workbook.xml"}
