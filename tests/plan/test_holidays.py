"""The days off of a plan: what `init` writes, what an older plan lacks, and which commands say
so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_year import IN, make_year, write_plan
from standing import give_own

import sheettools
from sheettools.cli.entry import run
from sheettools.plan.holidays import days_for
from sheettools.template.calendar import WorkingDays
from sheettools.template.load.library import find_profile
from sheettools.year import PLAN_FILE, TEMPLATES, Year, check_plan_file

TEXT = Path(sheettools.__file__).parent / "demo/ke_hoach_cam_son_2024.txt"
NEW_COLUMNS = ("loai", "nguon", "tam_tinh")


def sheet_of(folder: Path) -> list[Mapping[str, Any]]:
    """Return the rows of a plan's sheet “Ngày nghỉ”, as they are read again."""
    checked = check_plan_file(folder / PLAN_FILE, folder).checked
    assert checked is not None
    return list(checked.filled().tables["ngay_nghi"])


def codes(folder: Path) -> list[str]:
    """Return what is said of a plan's days when it is looked at by itself."""
    return [
        f.code
        for f in check_plan_file(folder / PLAN_FILE, folder).findings
        if f.code.startswith("T06")
    ]


# --------------------------------------------------------------------------- init


@pytest.mark.parametrize(
    ("command", "counts"),
    [
        (["--year", "2026"], {2025: 13, 2026: 16, 2027: 6}),
        (["--from", str(TEXT)], {2023: 11, 2024: 13, 2025: 6}),
        (
            ["--year", "2025"],
            {2024: 13, 2025: 13, 2026: 7 + 1},
        ),  # of 2026: two of New Year, one made up, five of Tết
    ],
)
def test_a_plan_begins_with_the_days_of_its_year_and_its_neighbours(
    command: list[str], counts: dict[int, int], tmp_path: Path
) -> None:
    assert run(["init", str(tmp_path / "nam"), *command]) == 0
    rows = sheet_of(tmp_path / "nam")
    years = [row["ngay"].year for row in rows]
    assert {year: years.count(year) for year in set(years)} == counts
    assert all(row["ten"] and row["nguon"] for row in rows)
    assert codes(tmp_path / "nam") == []


def test_a_made_up_saturday_is_marked_and_a_day_off_is_not(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "nam"), "--year", "2026"]) == 0
    rows = {row["ngay"]: row for row in sheet_of(tmp_path / "nam")}
    assert [day for day, row in rows.items() if row["loai"] == "LAM_BU"] == [
        date(2025, 4, 26),
        date(2026, 1, 10),
        date(2026, 8, 22),
    ]
    assert {row["loai"] for row in rows.values()} == {None, "LAM_BU"}
    assert rows[date(2026, 11, 24)]["nguon"] == "Nghị quyết 28/2026/QH16"


def test_a_period_that_is_no_calendar_year_takes_the_year_before_it_too() -> None:
    days = [row["ngay"] for row in days_for(date(2023, 12, 15), date(2024, 12, 14), None)]
    assert (days[0], days[-1]) == (date(2023, 1, 2), date(2025, 1, 31))
    days = [row["ngay"] for row in days_for(date(2025, 1, 1), date(2025, 12, 31), None)]
    assert (days[0], days[-1]) == (date(2024, 1, 1), date(2026, 2, 20))


OWN = """
name = "rieng"
title = "Riêng"
valid_from = "2026-01-01"
[tables]
ngay_nghi = [
  { ngay = 2026-02-16, ten = "Tết" },
  { ngay = 2026-02-17, ten = "Tết" },
]
"""


def test_an_office_s_own_profile_says_all_of_its_year(tmp_path: Path) -> None:
    (tmp_path / "rieng.toml").write_text(OWN, encoding="utf-8")
    assert (
        run(
            [
                "init",
                str(tmp_path / "nam"),
                "--year",
                "2026",
                "--profile",
                str(tmp_path / "rieng.toml"),
            ]
        )
        == 0
    )
    off = [row["ngay"] for row in sheet_of(tmp_path / "nam") if row["loai"] != "LAM_BU"]
    assert [day for day in off if day.year == 2026] == [date(2026, 2, 16), date(2026, 2, 17)]
    assert sum(day.year == 2025 for day in off) == 12


def test_a_year_that_nobody_knows_yet_is_told_at_init(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "nam"), "--year", "2028"]) == 0
    said = capsys.readouterr().out
    assert "chưa có ngày nghỉ nào của năm 2028, 2029" in said.replace("\n", " ")
    assert said.count("T060") == 1


# --------------------------------------------------------------------------- every command

COMMANDS = {
    "generate": ["generate", "{}"],
    "validate": ["validate", "{}", "--no-copies"],
    "validate the plan": ["validate", "{}/ke-hoach.xlsx"],
    "status": ["status", "{}"],
    "merge": ["merge", "{}"],
}


def plan_of(folder: Path, year: int, days: Sequence[Mapping[str, Any]] | None = None) -> Path:
    """Write the plan of a year, with these days off or all that it needs."""
    own = {} if days is None else {"more": {"ngay_nghi": days}}
    write_plan(folder / PLAN_FILE, year=year, rules="bac-ninh-2026", **own)
    (folder / IN).mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    ("year", "told"), [(2026, []), (2027, ["T060", "T061"]), (2028, ["T060", "T061"])]
)
def test_what_is_missing_is_told_once_by_every_command(
    command: list[str],
    year: int,
    told: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = plan_of(tmp_path, year)
    words = [word.format(folder) for word in command]
    assert run(words) == 0
    said = capsys.readouterr().out
    assert [code for code in ("T060", "T061", "T062") if f"[{code}]" in said] == told
    assert all(said.count(f"[{code}]") == 1 for code in told)
    assert run([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [f["code"] for f in found if f["code"].startswith("T06")] == told
    assert {f["sheet"] for f in found if f["code"] in told} <= {"Ngày nghỉ"}


def test_which_year_is_missing_is_said(tmp_path: Path) -> None:
    plan = Year(plan_of(tmp_path, 2027)).plan
    assert [(f.code, f.value) for f in plan.calendar] == [
        ("T060", "2028"),
        ("T061", "16/04/2027, 03/05/2027"),
    ]
    assert "2028" in plan.calendar[0].message()
    assert "16/04/2027" in plan.calendar[1].message("en")


def test_it_is_told_to_programs_that_read_sarif_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = plan_of(tmp_path, 2028)
    assert run(["validate", str(folder), "--no-copies", "--format", "sarif"]) == 0
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ["T060", "T061"]


def test_that_nothing_came_back_is_still_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", str(plan_of(tmp_path, 2028)), "--no-copies"]) == 0
    assert "Chưa có sổ nào được gửi về." in capsys.readouterr().out


def test_a_plan_whose_period_ends_in_summer_needs_no_next_year(tmp_path: Path) -> None:
    ends = {"chung": {"den_ngay": date(2027, 6, 30)}}
    write_plan(tmp_path / PLAN_FILE, year=2027, rules="bac-ninh-2026", more=ends)
    assert codes(tmp_path) == ["T061"]


def test_a_made_up_day_alone_is_no_holiday(tmp_path: Path) -> None:
    days = [{"ngay": date(2028, 1, 8), "loai": "LAM_BU"}]
    (found,) = Year(plan_of(tmp_path, 2028, days)).plan.calendar
    assert (found.code, found.value) == ("T060", "2028, 2029")


# --------------------------------------------------------------------------- older plans

ONLY_2024 = [
    {"ngay": date(2024, 1, 1), "ten": "Tết Dương lịch"},
    {"ngay": date(2024, 9, 2), "ten": "Quốc khánh"},
]


def test_a_year_that_the_plan_leaves_out_is_taken_from_the_country_s_list(tmp_path: Path) -> None:
    year = make_year(tmp_path / "2024", more={"ngay_nghi": ONLY_2024})
    (found,) = year.plan.calendar
    assert (found.code, found.value) == ("T062", "2025")
    assert "01/01/2025, 27/01/2025" in found.message()
    calendar = WorkingDays.of(year.plan.issued[0].facts)
    assert not calendar.works_on(date(2025, 1, 1))
    assert calendar.works_on(date(2024, 4, 30)), "what the plan says of a year is all of it"


def without_new_columns(text: str) -> str:
    """Return the plan template as it was: its days had a date and a name."""
    before, sheet, after = text.partition('[[sheet]]\nname = "ngay_nghi"')
    for name in NEW_COLUMNS:
        start = after.index(f'[[sheet.field]]\nname = "{name}"')
        end = after.index("[[sheet.", start + 1)
        after = after[:start] + after[end:]
    return before + sheet + after


def test_a_plan_made_before_the_columns_were_there_still_works(tmp_path: Path) -> None:
    folder = tmp_path / "2024"
    give_own(folder)
    own = folder / TEMPLATES / "ke-hoach.toml"
    own.write_text(without_new_columns(own.read_text(encoding="utf-8")), encoding="utf-8")
    assert run(["init", str(folder), "--from", str(TEXT)]) == 0
    assert set(sheet_of(folder)[0]) == {"ngay", "ten"}
    give_own(folder)

    rows = sheet_of(folder)
    assert len(rows) == 30
    assert {row.get("loai") for row in rows} == {None}
    assert [
        f.code
        for f in check_plan_file(folder / PLAN_FILE, folder).findings
        if f.location.sheet == "Ngày nghỉ"
    ] == []


# --------------------------------------------------------------------------- what it is for


def test_deadlines_at_the_ends_of_a_year_are_counted_with_the_neighbours_holidays(
    tmp_path: Path,
) -> None:
    calendar = WorkingDays.of(make_year(tmp_path / "2024").plan.issued[0].facts)
    # 18/12/2024: 19, 20, 23 – 27, 30, 31/12, then 01/01 is off, so 02/01. 31/12: 2, 3, 6 – 10, 13 –
    # 15/01.
    assert calendar.after(date(2024, 12, 18), 10) == date(2025, 1, 2)
    assert calendar.after(date(2024, 12, 31), 10) == date(2025, 1, 15)
    # Carried over from last year: 25 – 29/12, then 01/01 is off, 2 – 5 and 8/01. Tết 2023 was from
    # 20 to 26/01.
    assert calendar.after(date(2023, 12, 22), 10) == date(2024, 1, 8)
    assert calendar.after(date(2023, 1, 19), 1) == date(2023, 1, 27)


def test_the_year_2025_has_its_tet() -> None:
    # 22/01/2025: 23, 24, then Tết from 27 to 31/01, 3 – 7 and 10 – 12/02.
    days = days_for(date(2025, 1, 1), date(2025, 12, 31), find_profile("bac-giang-2024"))
    facts = {"ngay_nghi": {row["ngay"] for row in days}}
    assert WorkingDays.of(facts).after(date(2025, 1, 22), 10) == date(2025, 2, 12)
