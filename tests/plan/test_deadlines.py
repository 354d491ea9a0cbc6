"""A deadline in the workbook and in the check on return: the same day for every day of receipt of
four years.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from office import Convert, find_program
from opened import as_file, one_page, opened
from small_year import Hands, issued_file, make_year

from sheettools.template import layout
from sheettools.template.calendar import WorkingDays
from sheettools.template.excel.formula import working_day_after
from sheettools.template.load.library import find_days
from sheettools.year import Year

pytestmark = pytest.mark.office

COUNTS = (1, 2, 5, 9, 10)
"""How many working days are counted: the plan's own 10, and fewer, so that the border falls
elsewhere.
"""
TRIED = "Thử"
SHARED_WEEK = [date(2026, 3, day) for day in range(2, 7)]
MADE_UP = [
    date(2026, 3, 7),
    date(2026, 3, 8),
    date(2026, 3, 14),
    date(2026, 8, 22),
    date(2026, 12, 26),
]
STRANGE = [{"ngay": day, "loai": "NGHI"} for day in SHARED_WEEK] + [
    {"ngay": day, "loai": "LAM_BU"} for day in MADE_UP
]
"""A calendar that no year had: a Saturday and a Sunday made up, the next Saturday too, another at
the year's end.
"""
NONE_MADE_UP = [{"ngay": day, "loai": "NGHI"} for day in SHARED_WEEK]


def days_of(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


CALENDARS: Mapping[str, tuple[Sequence[Mapping[str, Any]], date, date]] = {
    "the country's": (find_days(), date(2024, 1, 1), date(2027, 12, 31)),
    "one that no year had": (STRANGE, date(2026, 1, 1), date(2027, 1, 31)),
    "one without made-up days": (NONE_MADE_UP, date(2026, 2, 1), date(2026, 4, 30)),
}
FAR = (date(1990, 5, 5), date(2019, 12, 31), date(2041, 2, 2))
"""Days outside every calendar: plain weeks."""


@pytest.fixture(scope="module", params=CALENDARS)
def tried(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Year, list[date], Path]:
    """Return a year with a calendar, the days of receipt, and of a village's workbook the sheet of
    lists with one of deadlines more.
    """
    rows, first, last = CALENDARS[request.param]
    folder = tmp_path_factory.mktemp("nam")
    year = make_year(
        folder / "mau-son-2026", year=2026, rules="bac-ninh-2026", more={"ngay_nghi": rows}
    )
    days = [*days_of(first, last), *FAR]
    book = opened(issued_file(year, "01"))
    for page in book.worksheets:
        if page.title != layout.LISTS_SHEET:
            book.remove(page)
    page = book.create_sheet(TRIED)
    for number, day in enumerate(days, start=1):
        page.cell(number, 1, day)
        for column, count in enumerate(COUNTS, start=2):
            page.cell(number, column, "=" + working_day_after(f"INT($A{number})", count))
    path = folder / "so.xlsx"
    path.write_bytes(as_file(book))
    return year, days, path


def worked_out(path: Path, days: list[date]) -> dict[tuple[date, int], Any]:
    """Return what a client made of the formulas."""
    page = one_page(path, TRIED, results=True)
    return {
        (day, count): as_day(page.cell(number, column).value)
        for number, day in enumerate(days, start=1)
        for column, count in enumerate(COUNTS, start=2)
    }


def as_day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return date(1899, 12, 30) + timedelta(days=value) if isinstance(value, int | float) else value


def reckoned(year: Year, days: list[date]) -> dict[tuple[date, int], date]:
    calendar = WorkingDays.of(year.plan.issued[0].facts)
    return {(day, count): calendar.after(day, count) for day in days for count in COUNTS}


def test_libreoffice_counts_as_the_program_does(
    convert: Convert, tried: tuple[Year, list[date], Path], tmp_path: Path
) -> None:
    year, days, path = tried
    (saved,) = convert("xlsx", tmp_path, path, untitled=True)
    shown, wanted = worked_out(saved, days), reckoned(year, days)
    assert {key: (shown[key], wanted[key]) for key in wanted if shown[key] != wanted[key]} == {}


def test_gnumeric_counts_as_the_program_does(
    tried: tuple[Year, list[date], Path], tmp_path: Path
) -> None:
    year, days, path = tried
    saved = tmp_path / "so.xlsx"
    program = find_program("ssconvert")
    subprocess.run(
        [program, "--recalc", str(path), str(saved)], check=True, capture_output=True, timeout=240
    )
    shown, wanted = worked_out(saved, days), reckoned(year, days)
    assert {key: (shown[key], wanted[key]) for key in wanted if shown[key] != wanted[key]} == {}


def test_the_village_s_cells_hold_this_formula(tried: tuple[Year, list[date], Path]) -> None:
    year, _, _ = tried
    hands = Hands(year.plan.collects)
    row = hands.first_row("kien_nghi")
    start = "$" + hands.column("kien_nghi", "ngay_tiep_nhan") + str(row)
    page = one_page(issued_file(year, "01"), hands.title("kien_nghi"))
    formula = page[f"{hands.column('kien_nghi', 'han_tra_loi')}{row}"].value
    assert working_day_after(f"INT({start})", 10) in formula


def test_the_workbook_lists_no_more_days_than_it_needs(
    tried: tuple[Year, list[date], Path],
) -> None:
    year, _, _ = tried
    calendar = WorkingDays.of(year.plan.issued[0].facts)
    names = opened(issued_file(year, "01")).defined_names
    _, cells = next(iter(names["ngay_lam_viec"].destinations))
    count = len(calendar.around_made_up(10))
    first, last = (int(cell.rpartition("$")[2]) for cell in cells.split(":"))
    assert last - first + 1 == max(count, 1)
