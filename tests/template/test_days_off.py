"""The country's holidays: what the file must hold, against a second source, and how an office's own
go before them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import holidays
import pytest

from sheettools.findings import SheettoolsError
from sheettools.template.days_off import DAY_WORKED, kind_of, load_days, with_own
from sheettools.template.load.built_in import built_in
from sheettools.template.load.library import copy_template, find_days

ROWS = find_days()
OFF = {row["ngay"]: row for row in ROWS if kind_of(row) != DAY_WORKED}
WORKED = {row["ngay"]: row for row in ROWS if kind_of(row) == DAY_WORKED}
YEARS = range(2023, 2028)

# --------------------------------------------------------------------------- the file


def test_each_year_has_all_its_holidays() -> None:
    # 11 days by the Labour Code, 12 from 2026, as far as they or their substitutes fall on Monday
    # to Friday, and one exchanged in 2024 and 2025, two in 2026. 2023: New Year, Giỗ Tổ and 30/4
    # fall on weekends, each with a substitute.
    assert [sum(day.year == year for day in OFF) for year in YEARS] == [11, 12, 12, 14, 12]
    assert [sum(day.year == year for day in WORKED) for year in YEARS] == [0, 1, 1, 2, 0]


def test_a_day_off_is_a_weekday_and_a_day_made_up_a_saturday() -> None:
    assert {day for day in OFF if day.weekday() > 4} == set()
    assert {day.weekday() for day in WORKED} == {5}


def test_an_exchange_names_its_other_day() -> None:
    exchanged = {day: row["ten"] for day, row in OFF.items() if "hoán đổi" in row["ten"]}
    assert exchanged == {
        date(2024, 4, 29): "Nghỉ hoán đổi với thứ Bảy 04/5",
        date(2025, 5, 2): "Nghỉ hoán đổi với thứ Bảy 26/4",
        date(2026, 1, 2): "Nghỉ hoán đổi với thứ Bảy 10/01",
        date(2026, 8, 31): "Nghỉ hoán đổi với thứ Bảy 22/8",
    }
    assert {day: row["ten"] for day, row in WORKED.items()} == {
        date(2024, 5, 4): "Làm bù cho thứ Hai 29/4",
        date(2025, 4, 26): "Làm bù cho thứ Sáu 02/5",
        date(2026, 1, 10): "Làm bù cho thứ Sáu 02/01",
        date(2026, 8, 22): "Làm bù cho thứ Hai 31/8",
    }


def test_each_day_says_where_it_is_written() -> None:
    assert [row["ngay"] for row in ROWS if not row.get("nguon")] == []


def test_only_what_no_notice_names_is_provisional() -> None:
    assert [row["ngay"] for row in ROWS if row.get("tam_tinh")] == [
        date(2027, 4, 16),
        date(2027, 5, 3),
    ]


# --------------------------------------------------------------------------- a second source

DIFFERENCES = {
    date(2026, 1, 2): (
        "off by the Government Office's letter 12729/VPCP-KGVX of 25/12/2025, which the library "
        "lacks"
    ),
    date(2026, 1, 10): "made up for 02/01/2026, by the same letter",
}
"""Days on which we and the library `holidays` differ, each with who is right and why."""


def test_another_list_says_the_same_but_for_what_is_known() -> None:
    theirs = holidays.country_holidays("VN", years=YEARS)
    theirs_off = {day for day in theirs if day.weekday() < 5}
    theirs_worked = {day for day in theirs.weekend_workdays if day.year in YEARS}
    differ = (set(OFF) ^ theirs_off) | (set(WORKED) ^ theirs_worked)
    assert differ - set(DIFFERENCES) == set()
    assert len(theirs_off) > 55, "the library knows these years"


# --------------------------------------------------------------------------- an office's own


def own(*days: tuple[date, str]) -> list[dict[str, object]]:
    return [{"ngay": day, "ten": "Riêng", "loai": kind} for day, kind in days]


def days_of(rows: list[dict[str, object]], year: int, kind: str) -> list[date]:
    found = [row["ngay"] for row in rows if kind_of(row) == kind]
    return [day for day in found if isinstance(day, date) and day.year == year]


def test_what_an_office_says_of_a_year_is_all_of_it() -> None:
    rows = with_own(ROWS, own((date(2025, 3, 3), "NGHI")))
    assert days_of(rows, 2025, "NGHI") == [date(2025, 3, 3)]
    assert days_of(rows, 2025, DAY_WORKED) == [date(2025, 4, 26)], (
        "it says nothing of what was made up"
    )
    assert days_of(rows, 2024, "NGHI") == [day for day in OFF if day.year == 2024]
    assert [row["ngay"] for row in rows] == sorted(row["ngay"] for row in rows)


def test_its_made_up_days_go_before_the_country_s() -> None:
    rows = with_own(ROWS, own((date(2026, 1, 17), DAY_WORKED)))
    assert days_of(rows, 2026, DAY_WORKED) == [date(2026, 1, 17)]
    assert len(days_of(rows, 2026, "NGHI")) == 14


def test_a_day_stands_once() -> None:
    rows = with_own(ROWS, own((date(2024, 5, 4), "NGHI")))
    assert [kind_of(row) for row in rows if row["ngay"] == date(2024, 5, 4)] == ["NGHI"]


def test_its_own_file_in_the_year_s_folder_goes_first(tmp_path: Path) -> None:
    copied = copy_template("ngay-nghi", tmp_path / "bieu-mau")
    assert find_days(tmp_path) == ROWS
    copied.write_text(
        'title = "Riêng"\nngay_nghi = [\n  { ngay = 2028-01-03, ten = "Bù" },\n]\n',
        encoding="utf-8",
    )
    assert [row["ngay"] for row in find_days(tmp_path)] == [date(2028, 1, 3)]
    assert ("ngay-nghi", "holidays") in {(name, kind) for name, kind, _ in built_in()}


# --------------------------------------------------------------------------- faults

WRONG = """title = "Sai"
ngay_nghi = [
  { ngay = 2028-01-03, ten = "Nghỉ bù" },
  { ten = "Tết Dương lịch" },
  { ngay = "03/01/2028", ten = "Tết" },
  { ngay = 2028-01-04, ten = "Tết", loai = "LAM BU" },
  { ngay = 2028-01-05 },
  { ngay = 2028-01-06, ten = "Tết", tam_tinh = "có" },
  { ngay = 2028-01-07, ten = "Tết", nghi = true },
  { ngay = 2028-01-03, ten = "Nghỉ bù" },
]
"""


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "ngay-nghi.toml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(SheettoolsError) as refused:
        load_days(path)
    assert sorted((f.location.line, f.code) for f in refused.value.findings) == [
        (4, "T003"),
        (5, "T004"),
        (6, "T005"),
        (7, "T003"),
        (8, "T004"),
        (9, "T002"),
        (10, "T006"),
    ]


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ngay-nghi.toml"
    path.write_text("ngay_nghi = [", encoding="utf-8")
    with pytest.raises(SheettoolsError) as refused:
        load_days(path)
    assert [f.code for f in refused.value.findings] == ["T001"]
