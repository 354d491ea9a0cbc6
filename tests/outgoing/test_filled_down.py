"""Formulas that run down a column stand in the file once: each row has the formula that it had
before, none is shared that Excel cannot share, and a village's workbook is small.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from for_each import for_each
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from small_year import issued_file, make_year

from sheettools.incoming.cage.read import read_book
from sheettools.outgoing.workbook import row_formula
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.outgoing.workbook.row_formula import ANY_ROW, RowFormula
from sheettools.year import Year

pytestmark = pytest.mark.anew

MOST, MOST_XML = 80_000, 600_000
"""How many bytes a village's workbook of the shipped template may have, and its parts unpacked."""
LONGEST_FORMULA = 4_000
FORMULA = re.compile(
    r'<c r="(?P<cell>[A-Z]+\d+)"[^>]*><f(?P<how>[^>]*?)(?:/>|>(?P<said>[^<]*)</f>)'
)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024", shipped=True)


@pytest.fixture(scope="module")
def spelt_out(year: Year, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same workbook with every formula written in its cell."""
    path = tmp_path_factory.mktemp("day-du") / issued_file(year, "01").name
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_formula, "_fills_down", lambda pieces: False)
        write_workbook(path, year.asked, year.issued[0])
    return path


def parts(path: Path) -> Iterator[str]:
    """Yield the XML of each sheet."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield package.read(name).decode()


def test_a_village_s_workbook_is_small(year: Year) -> None:
    for village in ("01", "02", "03"):
        path = issued_file(year, village)
        assert path.stat().st_size <= MOST
        with zipfile.ZipFile(path) as package:
            assert sum(part.file_size for part in package.infolist()) <= MOST_XML


def test_no_formula_is_longer_than_excel_takes(spelt_out: Path) -> None:
    """8192 characters are its limit; a file with a longer one is “repaired”."""
    formulas = [found["said"] or "" for xml in parts(spelt_out) for found in FORMULA.finditer(xml)]
    assert max(map(len, formulas)) < LONGEST_FORMULA


def test_every_cell_has_the_formula_and_the_look_that_it_has_spelt_out(
    year: Year, spelt_out: Path
) -> None:
    """By openpyxl, which reads a shared formula for each of its cells."""
    path = issued_file(year, "01")
    assert path.stat().st_size * 1.5 < spelt_out.stat().st_size, "they are not the same file"
    book, plain = openpyxl.load_workbook(path), openpyxl.load_workbook(spelt_out)
    formulas = 0
    for page, other in zip(book, plain, strict=True):
        assert page.dimensions == other.dimensions
        for cells, others in zip(page.iter_rows(), other.iter_rows(), strict=True):
            for cell, its in zip(cells, others, strict=True):
                assert cell.value == its.value, (page.title, cell.coordinate)
                assert cell._style == its._style
                formulas += cell.data_type == "f"
    assert formulas > 1500


def test_what_is_read_of_both_is_the_same(year: Year, spelt_out: Path) -> None:
    book, plain = read_book(issued_file(year, "01")).book, read_book(spelt_out).book
    assert book is not None
    assert plain is not None
    assert book.sheets == plain.sheets


def test_only_what_excel_shares_is_shared(year: Year) -> None:
    """No other sheet, no constant in braces, no worked-out range ([MS-XLSB] 2.5.98.98); each run
    is said at its first cell, goes down from there, and has a number of its own.
    """
    runs = 0
    for xml in parts(issued_file(year, "01")):
        reach: dict[str, tuple[int, int, int, int]] = {}
        for found in FORMULA.finditer(xml):
            number = re.search(r' si="(\d+)"', found["how"])
            if number is None:
                continue
            row, column = coordinate_to_tuple(found["cell"])
            area = re.search(r' ref="([A-Z0-9:]+)"', found["how"])
            if area is not None:
                assert number[1] not in reach
                reach[number[1]] = left, top, right, bottom = range_boundaries(area[1])
                assert (left, top, right) == (column, row, column)
                assert bottom > top
                assert found["said"]
                assert not re.search(r"[!{}]|\):|:[A-Z]+\(", re.sub('"[^"]*"', "", found["said"]))
                runs += 1
            left, top, right, bottom = reach[number[1]]
            assert left == column
            assert top <= row <= bottom
    assert runs > 50


@for_each(
    ("formula", "filled_down"),
    [
        ("$C{row}+D{row}", True),
        ("SUM($C$7:$C{row})", True),
        ("LOG10(C{row})", True),
        ("1", True),
        ("INDEX(ds_x1,{row})", False),  # a number
        ("C${row}", False),  # a row that stays
        ("C{row}+C6", False),  # a row that is not the formula's own
        ('IF(C{row}="","Điểm A1",0)', False),  # a text that some programs would move
        ("'Trang 1'!$C$7+C{row}", False),
        ("SUM({{1,2}})+C{row}", False),
        ("SUM(C{row}:INDEX(D{row}:E{row},2))", False),
        ("SUM(OFFSET(C{row},1,1):D{row})", False),
    ],
)
def test_a_formula_is_shared_where_all_programs_read_it_as_it_is_meant(
    formula: str, filled_down: bool
) -> None:
    assert RowFormula.of(formula.format(row=ANY_ROW)).fills_down is filled_down
