"""The workbook in the hand of its reader: what stands first, what stays, what is open, what is
printed.

Everything is read from the file by a stranger's library.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from office import Convert, results
from opened import looked_at
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from small_year import issued_file, make_year
from standing import shipped_template
from typed_in import put_in_all

from sheettools.template import layout
from sheettools.template.model import Sheet, Template
from sheettools.year import Year

MOST_COLUMNS = 15
"""How many columns a sheet may have before it is parted into groups, and how many a group may
have.
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024", shipped=True)


@pytest.fixture(scope="module")
def template(year: Year) -> Template:
    return year.asked


@pytest.fixture(scope="module")
def book(year: Year) -> Workbook:
    return openpyxl.load_workbook(issued_file(year, "01"))


def inputs(page: Worksheet, sheet: Sheet) -> list[str]:
    """Return the cells of a sheet's prepared rows that are open to fill in."""
    rows = [0] if sheet.kind == "form" else range(layout.FIRST_ROW, layout.last_row(sheet) + 1)
    places = [layout.field_cell(sheet, f.name, row) for row in rows for f in sheet.fields]
    return [
        page.cell(*place).coordinate for place in places if not page.cell(*place).protection.locked
    ]


# --------------------------------------------------------------------------- on a small screen


@pytest.mark.parametrize(
    ("name", "profile"), [("so-tiep-xuc", "bac-giang-2024"), ("ke-hoach", "bac-ninh-2026")]
)
def test_a_sheet_with_many_columns_is_parted_into_groups(name: str, profile: str) -> None:
    for sheet in shipped_template(name, profile).tables:
        groups: list[int] = []
        for target in sheet.fields:
            if target.group or not groups:
                groups.append(0)
            groups[-1] += 1
        assert len(sheet.fields) <= MOST_COLUMNS or len(groups) > 1, sheet.name
        assert max(groups) <= MOST_COLUMNS, sheet.name


def test_what_is_filled_in_first_stands_first(book: Workbook, template: Template) -> None:
    """On the petitions the content, then what must always be chosen; what is worked out stands
    last.
    """
    sheet = template.sheet("kien_nghi")
    assert sheet.fields[0].name == "noi_dung"
    computed = [field.compute is not None or field.read_only for field in sheet.fields]
    assert computed == sorted(computed)


# --------------------------------------------------------------------------- open and locked


@pytest.mark.parametrize("name", ["kien_nghi", "danh_sach"])
def test_whole_columns_can_be_sorted(book: Workbook, template: Template, name: str) -> None:
    """Excel sorts a protected sheet only where every cell of the range is open."""
    sheet = template.sheet(name)
    page = book[sheet.title]
    left, top, right, bottom = range_boundaries(page.auto_filter.ref)
    assert (top, bottom) == (layout.HEADER_ROW, layout.last_row(sheet))
    assert right - left >= 4
    cells = [
        page.cell(row, column)
        for row in range(top + 1, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert not [cell.coordinate for cell in cells if cell.protection.locked]
    assert not page.protection.sort, "False allows it"
    assert not page.protection.autoFilter
    assert not page.protection.formatColumns
    assert page.protection.password is None


def test_every_input_has_its_prompt_and_every_rule_its_own_words(
    book: Workbook, template: Template
) -> None:
    for sheet in (s for s in template.filled if not s.read_only):
        page = book[sheet.title]
        guarded = {}
        for rule in page.data_validations.dataValidation:
            for block in rule.sqref.ranges:
                guarded |= {page.cell(*cell).coordinate: rule for cell in block.cells}
        for cell in inputs(page, sheet):
            assert guarded[cell].prompt, cell
            assert guarded[cell].promptTitle, cell
            if guarded[cell].type:
                assert "“" in guarded[cell].error, "it names the column"


def test_drop_downs_take_their_items_from_names(book: Workbook, template: Template) -> None:
    names = set(book.defined_names)
    for sheet in (s for s in template.filled if not s.read_only):
        for rule in book[sheet.title].data_validations.dataValidation:
            if rule.type == "list" and not rule.formula1.startswith('"'):
                used = set(re.findall(r"\bds_\w+", rule.formula1))
                assert used
                assert used <= names
                assert "!" not in rule.formula1, "no other sheet is named in a rule"


def test_past_the_last_row_the_sheet_says_what_to_do(book: Workbook, template: Template) -> None:
    for sheet in template.tables:
        page = book[sheet.title]
        after = layout.last_row(sheet) + 1
        assert "ghi tiếp" in page.cell(after, layout.MARK_COLUMN).value.lower()
        column = get_column_letter(
            layout.field_column(sheet, next(f.name for f in sheet.fields if not f.locked))
        )
        assert not page.column_dimensions[column].protection.locked


# --------------------------------------------------------------------------- on paper


def test_every_sheet_is_an_a4_page_that_says_whose_it_is(book: Workbook, year: Year) -> None:
    code = year.plan.issued[0].code
    for page in (page for page in book if page.sheet_state == "visible"):
        assert page.page_setup.paperSize == 9
        assert code in page.oddFooter.left.text
        assert "&P/&N" in page.oddFooter.right.text.replace("Trang ", "")


def test_tables_repeat_headings_and_leave_room_to_sign(book: Workbook, template: Template) -> None:
    for sheet in template.tables:
        page = book[sheet.title]
        assert page.print_title_rows == f"${layout.BAND_ROW}:${layout.HEADER_ROW}"
        assert page.print_title_cols in (None, "$A:$B"), "numbers stand beside parted columns"
        assert (page.page_setup.scale or 100) >= 70
        assert "ký" in page.oddFooter.center.text


def test_rows_that_people_write_into_may_grow(year: Year) -> None:
    """A height that counts as set by hand would cut a long text off."""
    with zipfile.ZipFile(issued_file(year, "01")) as package:
        for number in (3, 4, 5, 6):
            text = package.read(f"xl/worksheets/sheet{number}.xml").decode()
            rows = re.findall(
                rf'<row r="({layout.FIRST_ROW}|{layout.FIRST_ROW + 5})"([^>]*)>', text
            )
            assert len(rows) == 2
            assert all('ht="' in more and "customHeight" not in more for _, more in rows)


# --------------------------------------------------------------------------- what a preview shows


@pytest.mark.office
def test_what_is_stored_with_the_formulas_is_what_they_give(
    convert: Convert, year: Year, tmp_path: Path
) -> None:
    """A phone's preview shows the stored values; only what is counted from today is not stored."""
    for path in (issued_file(year, "02"), year.plan_path):
        told, asked = looked_at(path, results=True), looked_at(path)
        bare = tmp_path / path.name
        put_in_all(path, bare, {})  # without the results that are stored
        (worked,) = convert("results", tmp_path / "ra", bare, untitled=True)
        compared = 0
        for page in asked:
            given = results(worked, page.title)
            for cell in (cell for row in page.iter_rows() for cell in row):
                if cell.data_type == "f" and "TODAY()" not in cell.value:
                    stored = told[page.title][cell.coordinate].value
                    found = given[cell.row - 1][cell.column - 1]
                    assert (stored or None) == (found or None), (page.title, cell.coordinate)
                    compared += 1
        assert compared > 1500
