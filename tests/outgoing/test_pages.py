"""How much of a workbook a phone shows at once, and on how many pages it prints.

Everything is read from the file by a stranger's library; the pages are LibreOffice's, which prints
all prepared rows: it knows no print area made by a formula. What Excel prints is what that formula
counts.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from office import Convert, find_program, results
from opened import looked_at
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from small_year import fill, issued_file, make_year

from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template import layout
from sheettools.template.excel.address import address, split_address
from sheettools.template.model import Sheet, Template
from sheettools.template.shares import of_unit
from sheettools.year import Year

PHONE = 360, 640
"""How wide and how high a small phone shows a workbook at 100 %, in pixels."""
DIGIT = 8
"""How wide a digit of 12-point Times New Roman is on a screen: the unit of a column's width."""
A4 = {"landscape": 1026, "portrait": 697}
"""How wide A4 is between margins of half an inch, in pixels of a 96th of an inch."""
MOST_PAGES, MOST_OF_PLAN = 12, 6


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024", shipped=True)


@pytest.fixture(scope="module")
def template(year: Year) -> Template:
    return of_unit(year.plan.collects)


@pytest.fixture(scope="module")
def book(year: Year) -> Workbook:
    return looked_at(issued_file(year, "01"))


def pixels(page: Worksheet, columns: range) -> int:
    """Return how wide a program shows columns."""
    wide: dict[int, int] = {}
    for several in page.column_dimensions.values():
        for column in range(several.min, several.max + 1):
            wide[column] = int(several.width * DIGIT)
    return sum(wide[column] for column in columns)


def asked(sheet: Sheet) -> list[int]:
    """Return the columns of a table that are filled in."""
    return [layout.field_column(sheet, field.name) for field in sheet.fields if not field.locked]


# --------------------------------------------------------------------------- on a phone


def test_the_first_things_to_fill_in_are_seen(book: Workbook, template: Template) -> None:
    for sheet in template.tables:
        third = asked(sheet)[:3][-1]
        assert pixels(book[sheet.title], range(1, third + 1)) <= PHONE[0], sheet.name


def test_the_first_page_is_no_wider_than_a_phone(book: Workbook, template: Template) -> None:
    first = layout.guide(template)
    assert first is not None
    assert pixels(book[first.title], range(1, layout.GUIDE_DONE + 1)) <= PHONE[0]


def test_what_stays_leaves_room_for_the_rest(book: Workbook, template: Template) -> None:
    for sheet in template.tables:
        page = book[sheet.title]
        assert page.freeze_panes == f"{get_column_letter(layout.FIRST_COLUMN)}{layout.FIRST_ROW}"
        assert pixels(page, range(1, layout.FIRST_COLUMN)) <= PHONE[0] / 2
        rows = (page.row_dimensions[row] for row in range(1, layout.FIRST_ROW))
        points = sum(row.height for row in rows if not row.hidden)
        assert points * 4 / 3 <= PHONE[1] / 3


def test_a_mark_that_says_what_is_missing_is_whole(book: Workbook, template: Template) -> None:
    """In letters of 10 points, 5.6 pixels a letter and 13 points a line, broken between words."""
    for sheet in template.tables:
        page = book[sheet.title]
        room = int((pixels(page, range(2, 3)) - 5) / 5.6)
        lines = int(page.row_dimensions[layout.last_row(sheet)].height / 13)
        for field in sheet.fields:
            if not field.locked and field.required and len(field.title) < 20:
                said = f"Thiếu 3 ô: “{field.title}” …"
                assert broken(said, room) <= lines, said


def broken(text: str, room: int) -> int:
    """Return over how many lines of so many letters a text goes."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(f"{lines[-1]} {word}") > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return len(lines)


def test_a_prompt_speaks_of_its_own_cell(book: Workbook, template: Template) -> None:
    """What binds several columns is said once, at a heading."""
    for sheet in (one for one in template.tables if not one.read_only):
        said: list[str] = []
        for rule in book[sheet.title].data_validations.dataValidation:
            titles = re.findall(r"“([^”]*)”", rule.prompt)
            if min(block.min_row for block in rule.sqref.ranges) > layout.HEADER_ROW:
                assert len(rule.prompt) <= 100, rule.prompt
                assert len({t for t in titles if t in {f.title for f in sheet.fields}}) <= 1
            else:
                assert not rule.prompt.endswith("…")
                said += re.split(r"(?<=\.) ", rule.prompt)
        assert len(said) == len(set(said))


# --------------------------------------------------------------------------- on paper


def test_a_table_is_printed_at_a_size_that_can_be_read(book: Workbook, template: Template) -> None:
    for sheet in template.tables:
        page = book[sheet.title]
        wide = pixels(page, range(1, layout.last_column(sheet) + 1))
        assert page.page_setup.fitToHeight == 0, sheet.name
        assert wide * 70 / 100 <= A4[sheet.orientation], sheet.name


@pytest.mark.office
def test_it_prints_on_few_pages(
    year: Year, template: Template, convert: Convert, tmp_path: Path
) -> None:
    filled = fill(issued_file(year, "01"), tmp_path / "so-ghi.xlsx", template, petitions(8))
    made = convert("pdf", tmp_path, issued_file(year, "01"), filled, year.plan_path)
    counts = [len(list(texts(path))) for path in made]
    assert counts[0] <= MOST_PAGES
    assert counts[1] <= counts[0] + 2, "a filled one prints little more"
    assert counts[2] <= MOST_OF_PLAN
    for path in made:
        pages = list(texts(path))
        assert all(len(page.split()) > 12 for page in pages), "no page is all but empty"
        assert sum("Cách ghi" in page for page in pages) <= 1


def petitions(count: int) -> dict[str, list[dict[str, str]]]:
    """Return so many petitions to type."""
    text = "Đề nghị sửa đoạn kênh đầu thôn bị vỡ, ruộng xóm dưới thiếu nước, việc thứ"
    return {"kien_nghi": [{"noi_dung": f"{text} {number}"} for number in range(count)]}


def texts(path: Path) -> Iterator[str]:
    """Yield the text of each page of a PDF."""
    command = [find_program("pdftotext"), "-layout", str(path), "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    yield from said.split("\f")[:-1]


def areas(path: Path) -> dict[str, str]:
    """Return the print areas, by sheet."""
    titles = looked_at(path).sheetnames
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/workbook.xml").decode()
    found = re.findall(r'name="_xlnm.Print_Area" localSheetId="(\d+)">([^<]*)<', text)
    return {titles[int(number)]: area for number, area in found}


@pytest.mark.office
@pytest.mark.parametrize("typed", [0, 8, 45])
def test_excel_prints_what_is_filled_in_and_ten_rows_more(
    year: Year, template: Template, convert: Convert, tmp_path: Path, typed: int
) -> None:
    path = issued_file(year, "01")
    rows = {"danh_sach": [{"ho_ten": f"Mẫu {number}"} for number in range(typed)]}
    filled = fill(path, tmp_path / "so.xlsx", template, rows)
    sheet = template.sheet("danh_sach")
    count = address(*layout.printed_place(sheet), absolute=True)
    here = f"'{sheet.title}'"
    name = looked_at(path).defined_names[areas(path)[sheet.title]]
    assert name.attr_text == f"OFFSET({here}!$A$1,0,0,{here}!{count},{layout.last_column(sheet)})"
    (worked,) = convert("results", tmp_path / "ra", filled, untitled=True)
    row, column = split_address(count.replace("$", ""))
    printed = results(worked, sheet.title)[row - 1][column - 1]
    assert printed == min(layout.FIRST_ROW - 1 + typed + 10, layout.last_row(sheet))


def test_what_the_office_wrote_is_printed_too(year: Year, tmp_path: Path) -> None:
    told = of_unit(year.plan.collects, {"kien_nghi"})
    path = tmp_path / "tra-loi.xlsx"
    write_workbook(path, told, year.issued[0])
    page = looked_at(path)["Kiến nghị"]
    last = layout.field_column(told.sheet("kien_nghi"), "ghi_chu_van_phong")
    assert page.print_area.endswith(f"${get_column_letter(last)}${layout.FIRST_ROW - 1 + 40}")
