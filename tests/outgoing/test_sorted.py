"""Somebody sorts, filters and types on in LibreOffice, in a workbook whose formulas are said once
for many rows: the help answers for each row as if it had been typed where it stands now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from incoming.test_clients import Place, colours, formula, validations, values
from office import Convert, macro
from opened import one_page
from openpyxl.workbook.workbook import Workbook
from small_year import fill, issued_file, make_year, petition
from typed_in import typed_in

from sheettools.template import layout
from sheettools.template.excel.address import address
from sheettools.year import Year

pytestmark = pytest.mark.office
BASIC = """
Function Named(name As String, value As Variant)
  Dim one As New com.sun.star.beans.PropertyValue
  one.Name = name : one.Value = value
  Named = one
End Function

Sub Work(source As String, xlsx As String, ods As String, sheet As String, rows As String, _
         column As String, cell As String, said As String)
  doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, Array(Named("Hidden", True)))
  block = doc.Sheets.getByIndex(CInt(sheet)).getCellRangeByName(rows)
  Dim by(0) As New com.sun.star.table.TableSortField
  by(0).Field = CInt(column) : by(0).IsAscending = False
  block.sort(Array(Named("SortFields", by()), Named("ContainsHeader", False)))
  doc.Sheets.getByIndex(CInt(sheet)).getCellRangeByName(cell).setString(said)
  Dim only(0) As New com.sun.star.sheet.TableFilterField
  only(0).Field = CInt(column) : only(0).Operator = com.sun.star.sheet.FilterOperator.NOT_EMPTY
  picked = block.createFilterDescriptor(True)
  picked.ContainsHeader = False
  picked.setFilterFields(only())
  block.filter(picked)
  doc.storeToURL(xlsx, Array(Named("FilterName", "Calc MS Excel 2007 XML")))
  doc.storeToURL(ods, Array(Named("FilterName", "calc8")))
  doc.close(True)
End Sub
"""
SHEET, TYPED = "kien_nghi", "Lĩnh vực lạ"
"""The table that is sorted, and what is typed in it then: no item of its list."""


def rows() -> list[dict[str, Any]]:
    """Return rows whose order by their text is another: whole ones, and two that want mending."""
    days = [date(2024, 3, 5), date(2024, 1, 9), date(2024, 2, 1), date(2024, 1, 20)]
    whole = [petition("KIEN_NGHI", "DAT_DAI", "HOM_THU", "XA", "MOI", day) for day in days]
    whole[1] |= {"ngay_tra_loi": date(2024, 1, 2)}  # before it was received
    del whole[2]["loai"]
    return [*whole, dict(whole[0])]  # and one twice


@dataclass(frozen=True)
class Sorted:
    """A workbook before it was sorted, and after: as xlsx, and as ods saved as xlsx."""

    before: Path
    xlsx: Path
    ods: Path


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


@pytest.fixture(scope="module")
def both(
    year: Year, convert: Convert, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Sorted, Sorted]:
    """Return the workbook as it went out and was typed in, and with each formula in its cell."""
    folder = tmp_path_factory.mktemp("sap-xep")
    issued, plain, shared = issued_file(year, "01"), folder / "plain.xlsx", folder / "shared.xlsx"
    fill(issued, plain, year.plan.collects, {SHEET: rows()})
    typed_in(issued, plain, shared)
    sheet = year.plan.collects.sheet(SHEET)
    columns = [layout.field_column(sheet, f.name) for f in sheet.fields if not f.read_only]
    opened = [n for n in columns if sheet.fields[n - layout.FIRST_COLUMN].compute is None]
    block = f"{address(layout.FIRST_ROW, opened[0])}:{address(layout.last_row(sheet), opened[-1])}"
    by = layout.field_column(sheet, "noi_dung") - opened[0]
    cell = address(layout.FIRST_ROW, layout.field_column(sheet, "linh_vuc"))
    number = year.plan.collects.sheets.index(sheet)
    asked = []
    for path in (shared, plain):
        made = folder / f"{path.stem}-ra.xlsx", folder / f"{path.stem}-ods.ods"
        places = [one.as_uri() for one in (path, *made)]
        asked.append([*places, str(number), block, str(by), cell, TYPED])
    macro(tmp_path_factory.mktemp("basic"), BASIC)(*asked)
    saved = convert("xlsx", folder, folder / "shared-ods.ods", folder / "plain-ods.ods")
    return (
        Sorted(shared, folder / "shared-ra.xlsx", saved[0]),
        Sorted(plain, folder / "plain-ra.xlsx", saved[1]),
    )


def formulas(path: Path) -> dict[Place, str]:
    """Return all formulas by cell."""
    found: dict[Place, str] = {}
    for page in openpyxl.load_workbook(path):
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    place = (page.title, cell.row, cell.column)
                    found[place] = formula(str(cell.value), cell.row, cell.column)
    return found


def typed_again(issued: Path, after: Path, path: Path) -> Path:
    """Type what stands in a workbook into a fresh one, whose formulas stand each in its cell."""
    book: Workbook = openpyxl.load_workbook(issued)
    there = openpyxl.load_workbook(after)
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                value = there[page.title][cell.coordinate].value
                if cell.data_type != "f" and cell.value != value:
                    cell.value = value
    book.save(path)
    return path


def test_the_rows_stand_in_another_order(year: Year, both: tuple[Sorted, Sorted]) -> None:
    sheet, (shared, _) = year.plan.collects.sheet(SHEET), both
    column = layout.field_column(sheet, "noi_dung")
    texts = [
        [
            values(path, formulas=False).get((sheet.title, layout.FIRST_ROW + n, column))
            for n in range(5)
        ]
        for path in (shared.before, shared.xlsx, shared.ods)
    ]
    assert texts[0] != texts[1] == texts[2]
    assert sorted(map(str, texts[0]), reverse=True) == texts[1]
    page = one_page(shared.xlsx, sheet.title)
    hidden = [page.row_dimensions[layout.FIRST_ROW + n].hidden for n in range(6)]
    assert hidden == [False] * 5 + [True], "the filter is on"


def test_every_formula_stands_where_it_stood(both: tuple[Sorted, Sorted]) -> None:
    shared, _ = both
    before = formulas(shared.before)
    assert len(before) > 1000
    assert formulas(shared.xlsx) == before
    assert formulas(shared.ods) == before


def test_the_help_answers_for_each_row_as_if_it_had_been_typed_there(
    year: Year, both: tuple[Sorted, Sorted], convert: Convert, tmp_path: Path
) -> None:
    sheet, (shared, _) = year.plan.collects.sheet(SHEET), both
    again = typed_again(issued_file(year, "01"), shared.xlsx, tmp_path / "lai.xlsx")
    expected = values(convert("xlsx", tmp_path / "ra", again, untitled=True)[0], formulas=True)
    assert values(shared.xlsx, formulas=True) == expected
    assert values(shared.ods, formulas=True) == expected
    marks = [
        expected.get((sheet.title, layout.FIRST_ROW + n, layout.MARK_COLUMN)) for n in range(6)
    ]
    assert sum("Thiếu" in str(mark) for mark in marks) >= 1
    assert sum("Chưa đúng" in str(mark) for mark in marks) >= 2
    assert marks[5] is None


def test_sorting_leaves_what_it_leaves_of_formulas_each_in_its_cell(
    both: tuple[Sorted, Sorted],
) -> None:
    """Colours and guards too, which some programs move with the rows."""
    shared, plain = both
    assert colours(shared.xlsx) == colours(plain.xlsx)
    assert validations(shared.xlsx) == validations(plain.xlsx)
    assert values(shared.xlsx, formulas=True) == values(plain.xlsx, formulas=True)
    assert colours(shared.xlsx)
