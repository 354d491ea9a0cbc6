"""The three methods of xlsxwriter that `outgoing.workbook.write` replaces are still there, still
asked, and still do what ours leave out or pass on.

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

import pytest
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from sheettools.outgoing.workbook.row_formula import ANY_ROW, RowFormula
from sheettools.outgoing.workbook.write import BookWriter


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


def test_a_formula_s_cell_comes_to_the_method_that_is_replaced() -> None:
    """Ours writes the same cell by these four where nothing is shared."""
    method = XMLwriter._xml_formula_element
    assert list(inspect.signature(method).parameters) == [
        "self",
        "formula",
        "result",
        "attributes",
    ]
    one, other = XMLwriter(), XMLwriter()
    one.fh, other.fh = StringIO(), StringIO()
    cell = [("r", "F7"), ("s", 3), ("t", "str")]
    method(one, 'IF(A7<1,"&","")', "<", cell)
    other._xml_start_tag("c", cell)
    other._xml_data_element("f", 'IF(A7<1,"&","")', [])
    other._xml_data_element("v", "<")
    other._xml_end_tag("c")
    assert one.fh.getvalue() == other.fh.getvalue()
    other._xml_empty_tag("f", [("t", "shared"), ("si", 0)])
    assert other.fh.getvalue().endswith('</c><f t="shared" si="0"/>')


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
    assert ">SORT(A1:A2)</f>" in xml
    assert re.findall(r'<c r="B[^>]*>(.*?)</c>', xml) == [
        '<f t="shared" ref="B4:B5" si="0">"&lt;"&amp;A4</f><v>&lt;</v>',
        '<f t="shared" si="0"/><v>&lt;</v>',
        '<f>"&lt;"&amp;A7</f><v>&lt;</v>',
    ]
