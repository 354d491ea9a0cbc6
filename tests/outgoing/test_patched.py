"""The two methods of xlsxwriter that `outgoing.workbook.write` replaces are still there, still
asked, and still do what ours leave out or pass on.

When one of these fails after an upgrade, read the new method, mend ours, and raise the upper bound
in pyproject.toml.
"""

from __future__ import annotations

import inspect
import zipfile
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

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


def test_both_are_asked_while_a_workbook_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of growing text has a height that is not marked as set by hand; a formula stands as it
    was given.
    """
    path = tmp_path / "a.xlsx"
    with BookWriter(path, title="", created=date(2024, 1, 1)) as book:
        sheet = book.sheet("Trang")
        sheet.growing.add(2)
        sheet.put(2, 1, "x")
        sheet.formula(3, 1, "SORT(A1:A2)", 0)
        sheet.fit_rows()
    with zipfile.ZipFile(path) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    row = xml[xml.index('<row r="2"') :].partition(">")[0]
    assert "ht=" in row
    assert "customHeight" not in row
    assert ">SORT(A1:A2)</f>" in xml
