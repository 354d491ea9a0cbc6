"""The methods of xlsxwriter that `outgoing.workbook.in_file` and `write` replace are still there,
still asked, and still do what ours leave out or pass on.

When one of these fails after an upgrade, read the new method, mend ours, and raise the upper bound
in pyproject.toml.
"""

from __future__ import annotations

import inspect
import re
import zipfile
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.color import Color
from xlsxwriter.contenttypes import ContentTypes
from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.theme import Theme
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from sheettools.findings import SheettoolsError
from sheettools.outgoing.workbook import in_file, write
from sheettools.outgoing.workbook.in_file import _open_part
from sheettools.outgoing.workbook.row_formula import ANY_ROW, RowFormula
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter

pytestmark = pytest.mark.anew


def test_a_formula_comes_to_the_method_that_is_replaced() -> None:
    method = Worksheet._prepare_formula
    assert list(inspect.signature(method).parameters) == [
        "self",
        "formula",
        "expand_future_functions",
    ]
    sheet = Worksheet()
    sheet.use_future_functions = False
    # What ours does not do is all that it does besides: newer functions get their prefix.
    assert method(sheet, "=SUM(A1:A9)") == "SUM(A1:A9)"
    assert method(sheet, "=SORT(A1:A9)") == "_xlfn._xlws.SORT(A1:A9)"


def test_a_row_s_tag_comes_to_the_method_that_is_replaced() -> None:
    method = XMLwriter._xml_start_tag_unencoded
    assert list(inspect.signature(method).parameters) == ["self", "tag", "attributes"]
    writer = XMLwriter()
    writer.fh = StringIO()
    method(writer, "row", [("r", 1), ("customHeight", 1)])
    assert writer.fh.getvalue() == '<row r="1" customHeight="1">'


def test_a_part_is_opened_by_the_method_that_is_replaced(tmp_path: Path) -> None:
    """Each has its own file, or stands in memory and is not closed; so it is with ours."""
    assert XMLwriter._set_xml_writer is Theme._set_xml_writer is _open_part
    for file, closed in ((StringIO(), False), (tmp_path / "a.xml", True)):
        part, theme = ContentTypes(), Theme()
        part._set_xml_writer(file)
        part._assemble_xml_file()
        theme._set_xml_writer(file)
        theme._assemble_xml_file("")
        assert part.fh.closed is theme.fh.closed is closed


def test_an_attribute_comes_to_the_method_that_is_replaced() -> None:
    assert list(inspect.signature(in_file._escape_attributes).parameters) == ["self", "attribute"]
    assert XMLwriter._escape_attributes is in_file._escape
    for one in ("a", 'a<b>&"\n', 1, 1.5, True, None):
        assert in_file._escape(XMLwriter(), one) == in_file._escape_attributes(XMLwriter(), one)


@pytest.mark.parametrize("most_known", [0, 2_000])
def test_a_text_comes_to_the_method_that_is_replaced(
    most_known: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours writes the same, be it for the first time, again, or in a workbook of many texts."""
    assert list(inspect.signature(in_file._write_si).parameters) == ["self", "string"]
    assert SharedStrings._write_si is in_file._write_text
    monkeypatch.setattr(in_file, "MOST_KNOWN", most_known)
    texts = ("a", " b", "a<b&c", "x\r\ny", "\x07", "_x0041_", "<r><t>c</t></r>", "a")
    said = []
    for method in (in_file._write_text, in_file._write_si):
        part = SharedStrings()
        part.string_table, part.fh = SharedStringTable(), StringIO(newline="")
        part.string_table.unique_count = 1
        for text in texts:
            method(part, text)
        said.append(part.fh.getvalue())
    assert said[0] == said[1]
    assert said[0].count("<si>") == len(texts)


RESULTS = ("<", "", 0, 1.5, True, "#N/A", None, "Đủ")


def test_a_cell_comes_to_the_method_that_is_replaced(tmp_path: Path) -> None:
    """Ours writes the same as xlsxwriter's where no formula is shared."""
    method = Worksheet._write_cell
    assert list(inspect.signature(method).parameters) == ["self", "row", "col", "cell"]
    with BookWriter(tmp_path / "a.xlsx", title="", created=None) as book:
        page = book.sheet("Trang")
        for row, value in enumerate(("a<b", None, 7, 1.5, True, date(2024, 3, 15)), start=1):
            page.put(row, 1, value)
            page.put(row, 2, value, border=1)
        for row, result in enumerate(RESULTS, start=1):
            page.formula(row, 3, f'IF(A7<{row},"&","")', result)
        for row, cells in page.sheet.table.items():
            for column, cell in cells.items():
                told = _written(page, row, column)
                page.sheet.fh = StringIO()
                method(page.sheet, row, column, cell)
                assert told == page.sheet.fh.getvalue()


def test_rows_are_written_as_xlsxwriter_writes_them(tmp_path: Path) -> None:
    """With cells that the row above has too, of every kind, and rows in which there is none."""
    assert list(inspect.signature(Worksheet._write_row).parameters)[:4] == [
        "self",
        "row",
        "spans",
        "row_info",
    ]
    assert list(inspect.signature(Worksheet._write_empty_row).parameters)[1:] == [
        "row",
        "spans",
        "row_info",
    ]
    with BookWriter(tmp_path / "a.xlsx", title="", created=None) as book:
        page, look = book.sheet("Trang"), book.format(italic=True)
        page.sheet.set_column(7, 7, 12, look)
        for row in (3, 4, 5, 7, 9, 30, 31, 32):
            for column, value in enumerate(("a<b", None, 7, True, date(2024, 3, 15)), start=1):
                page.put(row, column, value, border=1)
            page.formula(row, 6, "A7&A8", row // 5)
            page.put(row, 8, "x")
            page.hold(row - 1, 8, page.blank_cell(None))
        page.sheet.set_row(4, 30, look, {"hidden": True})
        page.sheet.set_row(9, 20)
        page.sheet.set_row(11, 20)
        page.sheet.write_comment(10, 1, "ghi chú")
        ours = page.sheet.fh = StringIO()
        page.rows.say()
        theirs = page.sheet.fh = StringIO()
        Worksheet._write_rows(page.sheet)
    assert ours.getvalue() == theirs.getvalue()
    assert ours.getvalue().count("<row") == 11


def test_a_shared_formula_has_its_result_as_any_has(tmp_path: Path) -> None:
    with BookWriter(tmp_path / "a.xlsx", title="", created=None) as book:
        page = book.sheet("Trang")
        for row, result in enumerate(RESULTS, start=1):
            page.formula(row, 1, RowFormula.of(f"C{ANY_ROW}"), result)
            page.formula(row, 2, f"C{row}", result)
        for row in range(len(RESULTS)):
            shared, alone = _written(page, row, 0), _written(page, row, 1)
            assert "shared" in shared
            assert re.sub("<f.*(/>|</f>)", "", shared.replace('r="A', 'r="B')) == re.sub(
                "<f.*</f>", "", alone
            )


def _written(page: SheetWriter, row: int, column: int) -> str:
    page.sheet.fh = StringIO()
    page.rows.say_cell(row, column, page.sheet.table[row][column])
    return str(page.sheet.fh.getvalue())


GUARDS: tuple[dict[str, Any], ...] = (
    {"validate": "list", "source": ["Có", "Không & chưa"], "error_type": "information"},
    {"validate": "list", "source": "=danh_muc"},
    {"validate": "custom", "value": '=A1<>"x"', "error_title": 'a"b', "error_type": "warning"},
    {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 9},
    {"validate": "decimal", "criteria": ">=", "value": 1},
    {"validate": "decimal", "criteria": ">=", "value": 1.0},
    {"validate": "date", "criteria": "<=", "value": date(2024, 12, 31)},
    {"validate": "any", "input_title": "Ở đây", "input_message": ' sqref="A1"\n'},
)


def test_a_data_validation_comes_to_the_method_that_is_replaced(tmp_path: Path) -> None:
    """Ours writes the same, be it for the first time or again."""
    for method, taken in (
        (Worksheet._write_data_validations, ["self"]),
        (Worksheet._write_data_validation, ["self", "options"]),
    ):
        assert list(inspect.signature(method).parameters) == taken
    theirs = Worksheet()
    theirs._prepare_formula = in_file.as_it_is
    with BookWriter(tmp_path / "a.xlsx", title="", created=None) as book:
        page = book.sheet("Trang")
        for number, rule in enumerate(GUARDS * 2, start=1):
            page.guard((1, number), (number, number), rule)
            theirs.data_validation(0, number - 1, number - 1, number - 1, rule)
        said = []
        for sheet in (page.sheet, theirs):
            sheet.fh = StringIO()
            sheet._write_data_validations()
            said.append(sheet.fh.getvalue())
    assert said[0] == said[1]
    assert said[0].count("<dataValidation ") == 2 * len(GUARDS)


def test_a_data_validation_that_cannot_be_is_refused(tmp_path: Path) -> None:
    wanted = {"validate": "any", "input_title": "x"}
    for last, rule in (((1, 20_000), wanted), ((0, 1), wanted), ((1, 1), {"validate": "any"})):
        with (
            pytest.raises(SheettoolsError) as raised,
            BookWriter(tmp_path / "a.xlsx", title="", created=None) as book,
        ):
            book.sheet("Trang").guard((1, 1), last, rule)
        assert [finding.code for finding in raised.value.findings] == ["F002"]


def test_a_look_is_as_xlsxwriter_makes_it_where_another_book_had_it(tmp_path: Path) -> None:
    wanted = {"bold": True, "bg_color": "#FF9F9F", "border": 1, "num_format": "0.0", "indent": 1}
    for name in ("a", "b"):
        with BookWriter(tmp_path / f"{name}.xlsx", title="", created=None) as book:
            book.styles["x"] = {"bg_color": "#E2EFDA", "italic": True}
            ours = [book.format("", **wanted), book.condition_format("x")]
            plain = {"font_name": write.FONT, "font_size": 12, **wanted}
            theirs = [book.book.add_format(one) for one in (plain, book.styles["x"])]
            for one in theirs:
                one._get_format_key()
            assert list(map(_noted, ours)) == list(map(_noted, theirs))
            assert ours[0]._get_xf_index() == theirs[0]._get_xf_index() == 1
            assert ours[1]._get_dxf_index() == theirs[1]._get_dxf_index() == 0
            assert set(map(id, ours)) <= set(map(id, book.book.formats))


def _noted(look: Format) -> dict[str, Any]:
    """Return all that xlsxwriter notes of a look."""
    return {k: vars(one) if isinstance(one, Color) else one for k, one in vars(look).items()}


def test_a_sheet_that_is_finished_is_written_as_if_it_had_not_been(tmp_path: Path) -> None:
    """Its cells are out of memory then; texts and looks have the same numbers."""
    assert list(inspect.signature(Worksheet._write_rows).parameters) == ["self"]
    parts = []
    for finished in (True, False):
        path = tmp_path / f"{finished}.xlsx"
        with BookWriter(path, title="", created=None) as book:
            for name, border in (("Một", 1), ("Hai", 2), ("Ba", 3), ("Tư", 4)):
                page = book.sheet(name)
                page.column(2, 12)
                for row in range(1, 40):
                    page.put(row, 2, f"{name}\r\n{row}", border=border, text_wrap=True)
                    page.put(row, 3, row, num_format="0.0", border=row % 4)
                    in_parts = name in ("Ba", "Tư")
                    formula = f"C{row}" if in_parts else RowFormula.of(f"C{ANY_ROW}")
                    page.formula(row, 4, formula, row)
                    if finished and in_parts:
                        page.finish(row)
                        assert len(page.sheet.table) <= 16
                if finished and name in ("Hai", "Tư"):
                    page.finish()
                    assert not page.sheet.table
        with zipfile.ZipFile(path) as package:
            parts.append({name: package.read(name) for name in package.namelist()})
    assert parts[0] == parts[1]


def test_how_far_cells_go_is_told_as_xlsxwriter_tells_it(tmp_path: Path) -> None:
    method = Worksheet._calculate_spans
    assert list(inspect.signature(method).parameters) == ["self"]
    with BookWriter(tmp_path / "a.xlsx", title="", created=None) as book:
        sheet = book.sheet("Trang").sheet
        # Both sides of where sixteen rows end, cells and notes apart, and a block without any.
        for row, column in ((2, 4), (15, 1), (16, 6), (17, 3), (63, 2)):
            sheet.write_number(row, column, 1)
        for row, column in ((9, 8), (16, 0), (70, 5)):
            sheet.write_comment(row, column, "ghi chú")
        sheet._calculate_spans()
        ours = sheet.row_spans
        method(sheet)
        assert ours == sheet.row_spans == {0: "2:9", 1: "1:7", 3: "3:3", 4: "6:6"}


def test_a_row_that_is_repeated_is_as_if_it_had_been_written_again(tmp_path: Path) -> None:
    parts = []
    for again in (True, False):
        path = tmp_path / f"{again}.xlsx"
        with BookWriter(path, title="", created=None) as book:
            page = book.sheet("Trang")
            for row in range(1, 40):
                if row > 2 and not again:
                    page.repeat(row, (4, 3, 2))
                else:
                    page.put(row, 2, None, border=1)
                    page.formula(row, 3, RowFormula.of(f"A{ANY_ROW}"), 0)
                    page.formula(row, 4, RowFormula.of(f"Khác!A{ANY_ROW}"), "x")
                page.put(row, 1, row)
        with zipfile.ZipFile(path) as package:
            parts.append({name: package.read(name) for name in package.namelist()})
    assert parts[0] == parts[1]
    assert b"<f>Kh\xc3\xa1c!A39</f>" in parts[0]["xl/worksheets/sheet1.xml"]


def test_all_are_asked_while_a_workbook_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of growing text has a height that is not marked as set by hand; a formula stands as it
    was given, once for rows below each other.
    """
    path = tmp_path / "a.xlsx"
    with BookWriter(path, title="", created=date(2024, 1, 1)) as book:
        sheet = book.sheet("Trang")
        sheet.growing.add(2)
        sheet.put(2, 1, "x")
        sheet.formula(3, 1, "SORT(A1:A2)", 0)
        for row in (4, 5, 7):
            sheet.formula(row, 2, RowFormula.of(f'"<"&A{ANY_ROW}'), "<")
        sheet.fit_rows()
    with zipfile.ZipFile(path) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    row = xml[xml.index('<row r="2"') :].partition(">")[0]
    assert "ht=" in row
    assert "customHeight" not in row
    assert "<f>SORT(A1:A2)</f>" in xml
    assert re.findall(r'<c r="B[^>]*>(.*?)</c>', xml) == [
        '<f t="shared" ref="B4:B5" si="0">"&lt;"&amp;A4</f><v>&lt;</v>',
        '<f t="shared" si="0"/><v>&lt;</v>',
        '<f>"&lt;"&amp;A7</f><v>&lt;</v>',
    ]
