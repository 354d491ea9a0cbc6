"""What the staff add to the register is there again when it is written anew."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from opened import as_file
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.worksheet import Worksheet
from school_year import TODAY, school_year
from test_register import (
    ANSWER,
    CHAIRS,
    FENCE,
    ONE,
    PARKED,
    ROOF,
    SECRET,
    THREE,
    TWO,
    codes,
    rows,
    sent,
    write,
)

from sheettools.cli.entry import run
from sheettools.follow_up.additions import OWN_SHEET
from sheettools.follow_up.form import BY_BODY_TITLE, OVERDUE_TITLE
from sheettools.follow_up.office import PREVIOUS, REGISTER
from sheettools.template import layout
from sheettools.template.layout import OFFICE_FOLDER
from sheettools.year import Year

PAGE = "Đề nghị"
OURS = layout.HEADER_ROW
"""The row of the headings."""


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return school_year(tmp_path / "y")


@contextmanager
def opened(year: Year) -> Iterator[Workbook]:
    """Open the register, as the staff do, and save it again."""
    book = openpyxl.load_workbook(year.folder / REGISTER)
    yield book
    (year.folder / REGISTER).write_bytes(as_file(book))


def columns(sheet: Worksheet) -> dict[Any, int]:
    return {cell.value: cell.column for cell in sheet[layout.KEY_ROW] if cell.value}


def row_of(sheet: Worksheet, code: str) -> int:
    """Return the row of a code on a page."""
    place = columns(sheet)["ma"]
    return next(n for n in range(7, sheet.max_row + 1) if sheet.cell(n, place).value == code)


def spare(sheet: Worksheet) -> int:
    """Return the first column in which the staff may write what they want."""
    return max(columns(sheet).values()) + 1


def again(year: Year) -> Workbook:
    """Return the register as it was written just now."""
    return openpyxl.load_workbook(year.folder / REGISTER)


def test_a_note_and_an_own_column_go_with_their_matter(year: Year) -> None:
    sent(year, ROOF, CHAIRS)
    with opened(year) as book:
        sheet = book[PAGE]
        at, place = row_of(sheet, ONE), spare(sheet)
        sheet.cell(at, columns(sheet)["ai"]).comment = Comment("Hỏi lại\nphòng Mẫu", "An")
        sheet.cell(OURS, place).value, sheet.cell(OURS, place + 1).value = "Giao cho", "Ngày giao"
        sheet.cell(at, place).value = "Cán bộ Mẫu"
        sheet.cell(at, place + 1).value = date(2024, 4, 1)
        sheet.cell(at, place + 1).number_format = "d/m/yy"
    made = sent(year, FENCE, CHAIRS, ROOF)
    assert codes(made) == ["F291"]
    sheet = again(year)[PAGE]
    at = row_of(sheet, THREE)
    assert sheet.cell(at, columns(sheet)["ai"]).comment.text == "Hỏi lại\nphòng Mẫu"
    assert [sheet.cell(OURS, place + n).value for n in (0, 1)] == ["Giao cho", "Ngày giao"]
    assert sheet.cell(at, place).value == "Cán bộ Mẫu"
    assert sheet.cell(at, place + 1).value.date() == date(2024, 4, 1)
    assert sheet.cell(at, place + 1).number_format == "d/m/yy"
    others = [row_of(sheet, code) for code in (ONE, TWO)]
    assert not any(sheet.cell(row, place).value for row in others)
    assert not any(cell.comment for row in others for cell in sheet[row])
    assert codes(Year(year.folder).keep_register(TODAY)) == []


def test_what_was_written_beside_a_matter_that_is_gone_is_parked_with_it(year: Year) -> None:
    sent(year, ROOF, CHAIRS)
    with opened(year) as book:
        sheet = book[PAGE]
        sheet.cell(OURS, spare(sheet)).value = "Giao cho"
        sheet.cell(row_of(sheet, ONE), spare(sheet)).value = "Cán bộ Mẫu"
    assert codes(sent(year, FENCE, CHAIRS)) == ["F292"]
    sheet = again(year)[PARKED]
    at = row_of(sheet, ONE)
    assert "Cán bộ Mẫu" in {cell.value for cell in sheet[at]}
    write(year, PARKED, ONE, {"cua_ma": ONE})
    Year(year.folder).keep_register(TODAY)
    sheet = again(year)[PAGE]
    assert "Cán bộ Mẫu" in {cell.value for cell in sheet[row_of(sheet, ONE)]}


def test_the_order_the_filter_and_the_widths_stay(year: Year) -> None:
    sent(year, ROOF, CHAIRS, FENCE)
    write(year, PAGE, ONE, ANSWER)
    with opened(year) as book:
        sheet = book[PAGE]
        _swap(sheet, row_of(sheet, ONE), row_of(sheet, THREE))
        letters = {name: openpyxl.utils.get_column_letter(n) for name, n in columns(sheet).items()}
        sheet.column_dimensions[letters["ket_qua"]].width = 41.0
        sheet.column_dimensions[letters["nguon"]].hidden = True
        state = columns(sheet)["trang_thai"] - openpyxl.utils.range_boundaries(
            sheet.auto_filter.ref
        )[0]  # fmt: skip
        told = FilterColumn(colId=state, filters=Filters(blank=True, filter=["Mới nhận"]))
        sheet.auto_filter.filterColumn.append(told)
        sheet.row_dimensions[row_of(sheet, ONE)].hidden = True
        sheet.row_dimensions[row_of(sheet, TWO)].height = 69.75
    write(year, PAGE, THREE, {"ai": "Phòng"})
    made = sent(year, ROOF, CHAIRS, FENCE, SECRET)
    assert codes(made) == []
    sheet = again(year)[PAGE]
    assert list(rows(year, PAGE)) == [THREE, TWO, ONE]
    assert rows(year, PAGE)[ONE]["ket_qua"] == ANSWER["ket_qua"]
    assert round(sheet.column_dimensions[letters["ket_qua"]].width) == 41
    assert sheet.column_dimensions[letters["nguon"]].hidden
    (told,) = sheet.auto_filter.filterColumn
    first = openpyxl.utils.range_boundaries(sheet.auto_filter.ref)[0]
    assert first + told.colId == columns(sheet)["trang_thai"]
    assert (told.filters.filter, told.filters.blank) == (["Mới nhận"], True)
    assert sheet.row_dimensions[row_of(sheet, ONE)].hidden
    assert not sheet.row_dimensions[row_of(sheet, THREE)].hidden
    assert sheet.row_dimensions[row_of(sheet, TWO)].height == 69.75
    before = (year.folder / REGISTER).read_bytes()
    Year(year.folder).keep_register(TODAY)
    assert (year.folder / REGISTER).read_bytes() == before


def _swap(sheet: Worksheet, one: int, other: int) -> None:
    """Have two rows change places, as cut and paste does."""
    for column in range(layout.FIRST_COLUMN, max(columns(sheet).values()) + 1):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def test_nobody_can_sort_answers_away_from_their_matters(year: Year) -> None:
    """Excel lets cells be sorted that are open: in the register these are the answers alone."""
    sent(year, ROOF, CHAIRS)
    for sheet in again(year):
        if sheet.auto_filter.ref:
            first, _, last, _ = openpyxl.utils.range_boundaries(sheet.auto_filter.ref)
            assert sheet.protection.sort, sheet.title  # locked, as the file says it
            assert not sheet.protection.autoFilter
            assert not sheet.protection.objects  # notes may be added
            assert first <= layout.FIRST_COLUMN, sheet.title
            assert last >= spare(sheet), sheet.title
            assert not sheet.cell(OURS, spare(sheet)).protection.locked
            assert "Cột riêng" in {one.promptTitle for one in sheet.data_validations.dataValidation}


def test_a_sheet_of_their_own_stays(year: Year) -> None:
    sent(year, ROOF)
    with opened(year) as book:
        sheet = book.create_sheet("Phân công")
        sheet["A1"], sheet["B2"], sheet["C3"] = "Việc", date(2024, 5, 6), 0.25
        sheet["C3"].number_format = "0%"
        sheet["A1"].comment = Comment("Chị Mẫu giữ", "An")
        sheet["B5"], sheet["B6"] = "=1+1", 7
        sheet.merge_cells("A8:C8")
        sheet.column_dimensions["A"].width = 33.0
    made = Year(year.folder).keep_register(TODAY)
    (lost,) = made.findings
    assert (lost.code, "Phân công!B5" in lost.message()) == ("F298", True)
    sheet = again(year)["Phân công"]
    assert (sheet["A1"].value, sheet["B2"].value.date()) == ("Việc", date(2024, 5, 6))
    assert (sheet["C3"].value, sheet["C3"].number_format) == (0.25, "0%")
    assert (sheet["A1"].comment.text, sheet["B6"].value) == ("Chị Mẫu giữ", 7)
    assert "A8:C8" in map(str, sheet.merged_cells.ranges)
    assert round(sheet.column_dimensions["A"].width) == 33
    assert codes(Year(year.folder).keep_register(TODAY)) == []


def test_what_has_no_place_goes_to_a_sheet_of_its_own(year: Year) -> None:
    sent(year, ROOF)
    with opened(year) as book:
        sheet = book[PAGE]
        sheet.cell(15, columns(sheet)["ket_qua"]).value = "Nhớ gọi trường"
        sheet.cell(row_of(sheet, ONE) + 1, columns(sheet)["noi_dung"]).value = "Xin thêm sách"
        lists = book[BY_BODY_TITLE]
        lists["G7"], lists["I2"] = "Đã chuyển", "Gửi ngày 2/5"
        book[OVERDUE_TITLE]["B6"].comment = Comment("Gấp", "An")
    assert "F299" in codes(Year(year.folder).keep_register(TODAY))
    kept = {cell.value for row in again(year)[OWN_SHEET].iter_rows() for cell in row}
    assert {"Nhớ gọi trường", "Xin thêm sách", PAGE} <= kept
    assert {"Đã chuyển", "Gửi ngày 2/5", BY_BODY_TITLE, "Gấp", OVERDUE_TITLE} <= kept
    before = (year.folder / REGISTER).read_bytes()
    assert codes(Year(year.folder).keep_register(TODAY)) == []
    assert (year.folder / REGISTER).read_bytes() == before


def test_the_one_before_is_kept(year: Year) -> None:
    sent(year, ROOF)
    write(year, PAGE, ONE, ANSWER)
    before = (year.folder / REGISTER).read_bytes()
    sent(year, ROOF, CHAIRS)
    kept = year.folder / OFFICE_FOLDER / PREVIOUS
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (before, 0o600)
    Year(year.folder).keep_register(TODAY)  # the same again takes nobody's place
    assert kept.read_bytes() == before


def test_none_of_it_leaves_the_register(year: Year) -> None:
    """Neither a report nor what a unit is told has any of it."""
    sent(year, ROOF)
    write(year, PAGE, ONE, ANSWER)
    with opened(year) as book:
        sheet = book[PAGE]
        at, place = row_of(sheet, ONE), spare(sheet)
        sheet.cell(OURS, place).value = HIDDEN_NAME
        sheet.cell(at, place).value = HIDDEN_NAME
        sheet.cell(at, columns(sheet)["ket_qua"]).comment = Comment(HIDDEN_NAME, HIDDEN_NAME)
        sheet.cell(at + 5, columns(sheet)["ket_qua"]).value = HIDDEN_NAME
        book.create_sheet(HIDDEN_NAME)["A1"] = HIDDEN_NAME
    folder, day = str(year.folder), ("--today", TODAY.isoformat())
    for command in (
        ["register", folder, "--tell"],
        ["merge", folder],
        ["status", folder, "--board"],
    ):
        assert run([*command, *day]) in (0, 1)
    said = [path for path in year.folder.rglob("*") if path.is_file() and _says(path)]
    assert {path.name for path in said} == {REGISTER, PREVIOUS}


HIDDEN_NAME = "Mẫu Thị Bí Mật"


def _says(path: Path) -> bool:
    """Say whether a file has the secret name anywhere in it."""
    parts = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            parts += [package.read(name) for name in package.namelist()]
    return any(HIDDEN_NAME.encode() in part for part in parts)
