"""OpenDocument spreadsheets (.ods) with what programs keep beside the cells, or leave out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from binary import Page
from opendocument import Raw, ods, packed

from sheettools.incoming.cage import read

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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("mimetype", [None, "", " \n"])
@pytest.mark.parametrize("kind", ["spreadsheet", "spreadsheet-template"])
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


@pytest.mark.parametrize("name", CELLS)
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


@pytest.mark.parametrize("name", ELSEWHERE)
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
