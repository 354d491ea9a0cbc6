"""The lists of the register, and what of it is shown and printed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from opened import looked_at
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from school_year import TODAY, ask, school_year
from test_register import ANSWER, CHAIRS, FENCE, ONE, PARKED, ROOF, SECRET, THREE, TWO, sent, write

from sheettools.follow_up.form import BY_BODY_TITLE, OVERDUE_TITLE, REMARK_HEAD
from sheettools.follow_up.lists import NOBODY
from sheettools.follow_up.office import REGISTER
from sheettools.template import layout
from sheettools.year import Year

SECOND_SECRET = ask("Đã hướng dẫn gửi đơn riêng lần nữa", "KIN")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year with a register in which the office has written, made once."""
    made = school_year(tmp_path_factory.mktemp("nam") / "y")
    sent(made, ROOF, CHAIRS, FENCE, SECRET, SECOND_SECRET)
    write(made, "Đề nghị", ONE, {"ai": "Ủy ban"})
    write(made, "Đề nghị", TWO, {"ai": "Phòng"})
    write(made, "Phòng nhận", "P7-VP-2024-001", {**SAID, "loai": "Sửa chữa"})
    write(made, "Tố giác – Phòng nhận", "P7-VPM-2024-001", {**SAID, "loai": "Tố giác"})
    Year(made.folder).keep_register(TODAY)
    return made.folder


@pytest.fixture
def year(kept: Path, tmp_path: Path) -> Year:
    return Year(Path(shutil.copytree(kept, tmp_path / "y")))


SAID = {"cua_don_vi": "Trường Súng", "noi_dung": "Sửa cửa sổ phòng học nhạc", "nguon": "Gửi thư",
        "tra_loi": "Không", "ai": "Phòng", "trang_thai": "Mới nhận"}  # fmt: skip


def page(year: Year, title: str) -> Worksheet:
    return looked_at(year.folder / REGISTER)[title]


def column(sheet: Worksheet, number: int) -> list[Any]:
    return [row[number - 1] for row in sheet.iter_rows(values_only=True) if row[number - 1]]


def test_each_body_has_a_list_on_a_page_of_its_own(year: Year) -> None:
    sheet = page(year, BY_BODY_TITLE)
    begins = [cell.row for cell in sheet["A"] if cell.value in ("Phòng", "Ủy ban", NOBODY)]
    assert [sheet.cell(row, 1).value for row in begins] == ["Phòng", "Ủy ban", NOBODY]
    assert [one.id for one in sheet.row_breaks.brk] == [row - 1 for row in begins[1:]]
    assert sheet.print_title_rows == f"$1:${begins[0] - 1}"
    remarks = column(sheet, 7)
    assert set(remarks) == {REMARK_HEAD}  # room to write
    listed = [code for code in column(sheet, 2) if code != "Mã"]
    assert listed == [TWO, "P7-VP-2024-001", ONE, THREE]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_what_stays_in_the_office_is_on_no_list(year: Year) -> None:
    sent(year, ROOF, CHAIRS, FENCE)  # both of these are gone: nobody had written of them
    write(year, "Đề nghị", ONE, ANSWER)
    sent(year, FENCE, CHAIRS, SECRET)  # the roof's is parked
    for title in (OVERDUE_TITLE, BY_BODY_TITLE):
        said = " ".join(str(cell) for row in page(year, title).values for cell in row if cell)
        assert SECRET["noi_dung"] not in said
        assert ROOF["noi_dung"] not in said
        assert "P7-VPM-2024-001" not in said
        assert page(year, title).protection.sheet, "what is written there would be gone"


def test_what_is_overdue_comes_first_as_of_the_day(year: Year) -> None:
    book = looked_at(year.folder / REGISTER)
    assert book.sheetnames[0] == OVERDUE_TITLE
    sheet = book[OVERDUE_TITLE]
    assert sheet["A3"].value == "2 việc quá hạn đến ngày 10/01/2025."
    assert column(sheet, 2)[1:] == [ONE, THREE]  # the letter has no day, so no deadline


def test_what_holds_nothing_is_neither_printed_nor_in_the_way(year: Year) -> None:
    book = looked_at(year.folder / REGISTER)
    shown = {sheet.title: sheet.sheet_state for sheet in book}
    assert (shown[PARKED], shown["Tố giác"]) == ("hidden", "visible")
    printed = {title: _rows(book[title]) for title in ("Đề nghị", "Phòng nhận", "Tố giác")}
    assert printed == {"Đề nghị": 9, "Phòng nhận": 7, "Tố giác": 8}
    write(year, "Đề nghị", ONE, ANSWER)
    sent(year, CHAIRS)
    book = looked_at(year.folder / REGISTER)
    assert (book[PARKED].sheet_state, book["Tố giác"].sheet_state) == ("visible", "hidden")


def _rows(sheet: Worksheet) -> int:
    last: int = range_boundaries(sheet.print_area.rpartition("!")[2])[3]
    return last


def test_nothing_of_a_page_without_matters_is_printed(tmp_path: Path) -> None:
    year = school_year(tmp_path / "y")
    sent(year, ROOF)
    sheet = page(year, "Phòng nhận")
    assert _rows(sheet) == layout.KEY_ROW
    assert sheet.row_dimensions[layout.KEY_ROW].hidden


def test_no_link_leads_nowhere(year: Year) -> None:
    book = looked_at(year.folder / REGISTER)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink and cell.hyperlink.location:
                    title = cell.hyperlink.location.rpartition("!")[0].strip("'")
                    assert title in book.sheetnames, cell.coordinate
