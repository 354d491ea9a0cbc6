"""OpenDocument spreadsheets (.ods) with what programs keep beside the cells, or leave out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from binary import Page
from for_each import for_each
from opendocument import Raw, ods, packed

from sheettools.incoming.cage import read
from sheettools.incoming.check.seen import words_aside
from sheettools.incoming.look.values import Seen

PAGE = Page("Sổ", {(1, 1): "chữ", (2, 2): 7})
DTD = '<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
MODULE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    + DTD.format("script:module", "module")
    + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M">REM\n'
    "</script:module>"
)
LIBRARIES = DTD.format("library:libraries", "libraries") + (
    '<library:libraries xmlns:library="http://openoffice.org/2000/library"/>'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:version="1.2" '
    'manifest:media-type="application/vnd.oasis.opendocument.{}"/></manifest:manifest>'
)
OLD_DTD = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "M.dtd">'


def reading(folder: Path, data: bytes) -> read.Reading:
    path = folder / "so.ods"
    path.write_bytes(data)
    return read.read_book(path)


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def codes(found: read.Reading) -> list[str]:
    return [finding.code for finding in found.findings]


def values(found: read.Reading) -> dict[tuple[int, int], read.RawValue]:
    assert found.book is not None, found.findings
    (sheet,) = found.book.sheets
    return {place: cell.value for place, cell in sheet.cells.items()}


@pytest.mark.parametrize("folder", ["Basic", "Dialogs", "Scripts"])
def test_macros_are_told_and_not_parsed(folder: str, tmp_path: Path) -> None:
    own = {f"{folder}/Standard/Module1.xml": MODULE, f"{folder}/script-lc.xml": LIBRARIES}
    found = reading(tmp_path, ods([PAGE], **own))
    assert codes(found) == ["F138", "F131"]
    assert values(found) == PAGE.cells


@for_each(
    "own",
    [
        {"Configurations2/x.xml": MODULE},
        {"content.xml": DTD.format("x", "x") + "<x/>"},
        {"META-INF/manifest.xml": '<!DOCTYPE m [<!ENTITY a "b">]><m/>'},
    ],
)
def test_a_declaration_elsewhere_is_a_trap(own: dict[str, str], tmp_path: Path) -> None:
    assert codes(reading(tmp_path, ods([PAGE], **own))) == ["F116"]


def test_old_manifests_name_a_dtd(tmp_path: Path) -> None:
    own = {"META-INF/manifest.xml": OLD_DTD + MANIFEST.format("spreadsheet")}
    assert values(reading(tmp_path, ods([PAGE], **own))) == PAGE.cells


@for_each("mimetype", [None, "", " \n"])
@for_each("kind", ["spreadsheet", "spreadsheet-template"])
def test_the_manifest_tells_the_kind_too(mimetype: str | None, kind: str, tmp_path: Path) -> None:
    own = {"mimetype": mimetype, "META-INF/manifest.xml": MANIFEST.format(kind)}
    found = reading(tmp_path, ods([PAGE], **own))
    assert codes(found) == ["F138"]
    assert values(found) == PAGE.cells


@pytest.mark.parametrize(
    "mimetype",
    [
        "application/vnd.oasis.opendocument.spreadsheet-template",
        "application/vnd.oasis.opendocument.spreadsheet\r\n",
    ],
)
def test_the_kind_may_be_written_in_other_ways(mimetype: str, tmp_path: Path) -> None:
    assert values(reading(tmp_path, ods([PAGE], mimetype=mimetype))) == PAGE.cells


def test_a_text_document_is_no_spreadsheet(tmp_path: Path) -> None:
    own = {"mimetype": None, "META-INF/manifest.xml": MANIFEST.format("text")}
    assert codes(reading(tmp_path, ods([PAGE], **own))) == ["F108"]


def test_without_a_manifest_it_is_read(tmp_path: Path) -> None:
    assert values(reading(tmp_path, ods([PAGE], **{"META-INF/manifest.xml": None}))) == PAGE.cells


@pytest.mark.parametrize("link", ["file:///C:/so/07528-01_moi_2023.xlsx", "https://x.example/a'b"])
def test_what_is_remembered_of_a_link_is_no_sheet(link: str, tmp_path: Path) -> None:
    """It may even be larger than any sheet: nobody sees it."""
    far = {(1, 1): "chữ cũ", (2, 900): 1, (900_000, 2): 2}
    found = reading(tmp_path, ods([Page(f"'{link}'#$Sổ", far), PAGE]))
    assert codes(found) == ["F138"]
    assert values(found) == PAGE.cells


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    corners = {(1, 1): "bảng", (2, 90): "rộng", (900_000, 3): "xa"}
    (finding,) = reading(tmp_path, ods([Page("S", corners)])).findings
    assert (finding.code, finding.location.sheet, finding.location.cell) == ("F119", "S", "C900000")


def test_empty_folders_may_begin_with_a_stroke(tmp_path: Path) -> None:
    own = {"/Configurations2/statusbar/": ""}
    assert values(reading(tmp_path, ods([PAGE], **own))) == PAGE.cells
    assert codes(reading(tmp_path, ods([PAGE], **{"/x.xml": "<x/>"}))) == ["F138"]


BOX = "<draw:frame><draw:text-box><text:p>lời trong hình</text:p></draw:text-box></draw:frame>"
CELLS = {
    "a text beside a drawing": (f'string"><text:p>chữ</text:p>{BOX}', "chữ"),
    "a drawing before a text": (f'string">{BOX}<text:p>chữ</text:p>', "chữ"),
    "a text in brackets of XML": ('string"><text:p>12<![CDATA[ab]]>34</text:p>', "12ab34"),
    "no kind that is known": ('void"><text:p>chữ</text:p>', "chữ"),
    "blanks around a number": ('float" office:value=" 12.5 "><text:p>12,5</text:p>', 12.5),
    "a share": ('percentage" office:value="0.5"><text:p>50%</text:p>', 0.5),
    "a sum of money": ('currency" office:value="5000"><text:p>5.000 đ</text:p>', 5000),
    "no number": ('float"><text:p>bảy</text:p>', "bảy"),
}  # fmt: skip


@for_each("name", CELLS)
def test_a_cell_holds_what_is_its_own(name: str, tmp_path: Path) -> None:
    written, expected = CELLS[name]
    cell = Raw(f'<table:table-cell office:value-type="{written}</table:table-cell>')
    assert values(reading(tmp_path, ods([Page("S", {(1, 1): cell})]))) == {(1, 1): expected}


def test_a_number_that_is_none_is_named(tmp_path: Path) -> None:
    cell = Raw('<table:table-cell office:value-type="float" office:value="bảy"/>')
    (finding,) = reading(tmp_path, ods([Page("S", {(1, 1): 1, (2, 1): cell})])).findings
    assert (finding.code, finding.location.sheet, finding.location.cell) == ("F124", "S", "A2")


TABLE = (
    '<table:table><table:table-row><table:table-cell office:value-type="string"><text:p>lạ</text:p>'
    "</table:table-cell></table:table-row></table:table>"
)
TEXT_BOX = f"<draw:frame><draw:text-box><text:p>lời</text:p>{TABLE}</draw:text-box></draw:frame>"
ELSEWHERE = {
    "what DDE brought": (
        "</office:spreadsheet>",
        f"<table:dde-links><table:dde-link>{TABLE}</table:dde-link></table:dde-links>",
    ),
    "a table over the sheet": (
        "<table:table-row>",
        f"<table:shapes>{TEXT_BOX}</table:shapes>",
    ),
    "a table over a cell": ("</table:table-cell>", TEXT_BOX),
    "a table in a cell": ("</table:table-cell>", TABLE),
    "a remembered table without an end": (
        "</office:spreadsheet>",
        "<table:table table:name=\"'file:///C:/so.ods'#$Sổ\"><table:table-row "
        'table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
        'office:value="5" table:number-columns-repeated="99999"/></table:table-row></table:table>',
    ),
}


@for_each("name", ELSEWHERE)
def test_rows_that_stand_elsewhere_are_none_of_the_sheet(name: str, tmp_path: Path) -> None:
    before, more = ELSEWHERE[name]
    parts = parts_of(ods([PAGE]))
    parts["content.xml"] = parts["content.xml"].replace(before, more + before, 1)
    found = reading(tmp_path, packed(parts))
    assert values(found) == PAGE.cells
    assert codes(found) == ["F138"]


def test_blanks_between_tags_are_no_text(tmp_path: Path) -> None:
    parts = parts_of(ods([PAGE]))
    parts["content.xml"] = parts["content.xml"].replace("><", ">\n  <")
    assert values(reading(tmp_path, packed(parts))) == PAGE.cells


# --------------------------------------------------------------------------- as a person sees it

STYLES = (
    '<number:number-style style:name="N1"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1" number:grouping="true" number:display-factor="1000"/>'
    "<number:text> nghìn</number:text></number:number-style>"
    '<number:number-style style:name="N2P0"><number:text/></number:number-style>'
    '<number:number-style style:name="N2"><number:text/><style:map style:condition="value()&gt;=0" '
    'style:apply-style-name="N2P0"/></number:number-style>'
    '<number:date-style style:name="N3"><number:day/><number:text>/</number:text>'
    '<number:month number:style="long"/></number:date-style>'
    '<number:date-style style:name="N4"><number:month number:textual="true"/></number:date-style>'
    '<number:number-style style:name="N5"><number:number number:min-integer-digits="1"/>'
    "</number:number-style>"
    '<style:style style:name="N1" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="N2" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="N3" style:family="table-cell" style:data-style-name="N3"/>'
    '<style:style style:name="N4" style:family="table-cell" style:data-style-name="N4"/>'
    '<style:style style:name="N5" style:family="table-cell" style:data-style-name="N5"/>'
    '<style:style style:name="struck" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="child" style:family="table-cell" style:parent-style-name="struck"/>'
    '<style:style style:name="white" style:family="table-cell">'
    '<style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="dark" style:family="table-cell"><style:table-cell-properties '
    'fo:background-color="#1f3864"/><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="tiny" style:family="table-cell">'
    '<style:text-properties fo:font-size="1pt"/></style:style>'
    '<style:style style:name="s" style:family="text"><style:text-properties '
    'style:text-line-through-type="single"/></style:style>'
    '<style:style style:name="up" style:family="text"><style:text-properties '
    'style:text-position="super 58%"/></style:style>'
    '<style:style style:name="up2" style:family="text"><style:text-properties '
    'style:text-position="33% 58%"/></style:style>'
    '<style:style style:name="w" style:family="text"><style:text-properties '
    'fo:color="#FFFFFF"/></style:style>'
)


def text_cell(inside: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{named} office:value-type="string">{inside}</table:table-cell>'


def number_cell(value: str, style: str, more: str = "") -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="float" '
        f'office:value="{value}"{more}><text:p>x</text:p></table:table-cell>'
    )


def day_cell(style: str) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="date" '
        'office:date-value="2024-03-15"/>'
    )


SEEN = {
    "a struck run": (text_cell('<text:p><text:span text:style-name="s">4</text:span>5</text:p>'),
                     "5", Seen(struck="4")),
    "a struck run behind a line": (
        text_cell('<text:p>một</text:p><text:p>hai <text:span text:style-name="s">ba</text:span>'
                  "</text:p>"), "một\nhai", Seen(struck="ba")),
    "all struck": (text_cell("<text:p>chữ</text:p>", "struck"), "chữ", Seen(all_struck=True)),
    "struck by the style above": (text_cell("<text:p>chữ</text:p>", "child"), "chữ",
                                  Seen(all_struck=True)),
    "a raised mark": (text_cell('<text:p>49<text:span text:style-name="up">1</text:span></text:p>'),
                      "49¹", Seen(on_the_line="49")),
    "a mark raised by a share": (
        text_cell('<text:p>49<text:span text:style-name="up2">1</text:span></text:p>'),
        "49¹", Seen(on_the_line="49")),
    "a white run": (text_cell('<text:p>a<text:span text:style-name="w"> b</text:span></text:p>'),
                    "a b", Seen(hidden="b")),
    "white letters": (text_cell("<text:p>chữ</text:p>", "white"), "chữ", Seen(unseen=True)),
    "white letters on dark": (text_cell("<text:p>chữ</text:p>", "dark"), "chữ", None),
    "tiny letters": (text_cell("<text:p>chữ</text:p>", "tiny"), "chữ", Seen(unseen=True)),
    "a plain run": (text_cell('<text:p>a<text:span text:style-name="x">b</text:span></text:p>'),
                    "ab", None),
    "thousands": (number_cell("34000", "N1"), 34000, Seen(shown="34 nghìn")),
    "a format that shows nothing": (number_cell("7", "N2"), 7, Seen(unseen=True)),
    "a general format": (number_cell("7.5", "N5"), 7.5, None),
    "a day without its year": (day_cell("N3"), date(2024, 3, 15),
                               Seen(shown="15/03", of_dates=True)),
    "a month in words": (day_cell("N4"), date(2024, 3, 15), None),
}  # fmt: skip


def seen_in(folder: Path, cell: str, **more: str) -> read.RawSheet:
    parts = parts_of(ods([Page("S", {(1, 1): Raw(cell)})], **more))
    styles = "" if more else STYLES
    parts["content.xml"] = (
        parts["content.xml"]
        .replace("<office:document-content", f"<office:document-content {SPACES}", 1)
        .replace("<office:automatic-styles>", f"<office:automatic-styles>{styles}")
    )
    book = reading(folder, packed(parts)).book
    assert book is not None
    return book.sheets[0]


SPACES = (
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


@for_each("named", [False, True])
@for_each("name", SEEN)
def test_a_cell_is_seen_as_its_style_shows_it(name: str, named: bool, tmp_path: Path) -> None:
    """The styles stand beside the cells, or in a part of their own."""
    cell, value, seen = SEEN[name]
    odf = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = f'xmlns:office="{odf}office:1.0" xmlns:style="{odf}style:1.0" {SPACES}'
    part = f"<office:document-styles {spaces}>{STYLES}</office:document-styles>"
    sheet = seen_in(tmp_path, cell, **({"styles.xml": part} if named else {}))
    assert sheet.cells[1, 1].value == value
    assert sheet.seen == ({} if seen is None else {(1, 1): seen})


def test_a_cell_without_a_style_has_its_columns_or_its_rows(tmp_path: Path) -> None:
    rows = (
        '<table:table-column/><table:table-column table:default-cell-style-name="N1"/>'
        f"<table:table-row>{number_cell('5', 'N5')}{number_cell('5000', '')}</table:table-row>"
        '<table:table-row table:default-cell-style-name="N2">'
        f"{number_cell('5', '')}</table:table-row>"
    ).replace(' table:style-name=""', "")
    sheet = with_rows(tmp_path, rows)
    assert sheet.seen == {(1, 2): Seen(shown="5 nghìn"), (2, 1): Seen(unseen=True)}


def with_rows(folder: Path, rows: str) -> read.RawSheet:
    parts = parts_of(ods([Page("S", {})]))
    parts["content.xml"] = (
        parts["content.xml"]
        .replace("<office:document-content", f"<office:document-content {SPACES}", 1)
        .replace("<office:automatic-styles>", f"<office:automatic-styles>{STYLES}")
        .replace('table:style-name="t0">', f'table:style-name="t0">{rows}', 1)
    )
    book = reading(folder, packed(parts)).book
    assert book is not None
    return book.sheets[0]


def test_hidden_rows_and_columns_are_known(tmp_path: Path) -> None:
    filled = text_cell("<text:p>chữ</text:p>")
    rows = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        f"<table:table-row>{filled}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{filled}</table:table-row>'
        f'<table:table-row table:visibility="filter" table:number-rows-repeated="2">{filled}'
        '</table:table-row><table:table-row table:visibility="collapse"><table:table-cell/>'
        "</table:table-row>"
    )
    sheet = with_rows(tmp_path, rows)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2, 3, 4}, ((3, 4),))


PHOTO = "<draw:frame><draw:image><text:p/></draw:image></draw:frame>"
CHART = "<draw:frame><draw:object/><draw:image/></draw:frame>"


def test_what_lies_over_the_cells_is_told(tmp_path: Path) -> None:
    note = (
        "<office:annotation><dc:creator>{}</dc:creator><dc:date>2024</dc:date><text:p>59</text:p>"
        "<text:p>người</text:p></office:annotation>"
    )
    rows = (
        f"<table:shapes>{BOX}{CHART}</table:shapes><table:table-row>"
        + text_cell(f"{note.format('Bà Mẫu')}<text:p>chữ</text:p>")
        + f"<table:table-cell>{PHOTO}</table:table-cell>"
        + text_cell(f"{note.format('')}<text:p>chữ</text:p>")
        + text_cell(f"{note.format('Văn phòng')}<text:p>chữ</text:p>")
        + "</table:table-row>"
    )
    sheet = with_rows(tmp_path, rows)
    said = {f.code: f.values["found"] for f in words_aside([sheet], "so.ods")}
    assert said == {
        "S121": "B1",
        "S120": "A1: “lời trong hình”; A1: “59 người”; C1: “59 người”",
    }
    marked = [sheet, replace(sheet, name="Cần sửa", asides=())]
    (_, words) = words_aside(marked, "so.ods")
    assert words.values["found"] == "A1: “lời trong hình”; A1: “59 người”"
