"""When a planned dialogue begins: said where the plan says it, to whom it concerns."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from small_year import write_plan

from sheettools.template.issue import Issue
from sheettools.year import PLAN_FILE, Year

PLANNED = (
    ("2024-Q1-1", "I", ("Thượng",), "Nhà văn hóa", date(2024, 3, 20), time(14, 0)),
    ("2024-Q2-1", "II", ("Trung", "Hạ"), "Sân đình", date(2024, 5, 15), None),
    ("2024-Q4-1", "IV", ("Hạ",), None, None, None),
)
COLUMNS = ("ma", "quy", "cac_thon", "dia_diem", "ngay_du_kien", "gio")


def issued(folder: Path, **form: Any) -> dict[str, Issue]:
    """Return what goes out to each village of a plan, of whose form something else is said."""
    rows = [dict(zip(COLUMNS, planned, strict=True)) for planned in PLANNED]
    write_plan(folder / PLAN_FILE, more={"chung": form, "cuoc": rows}, shipped=True)
    return {one.unit_name: one for one in Year(folder).plan.issued}


def of_plan(one: Issue) -> list[str]:
    """Return what a message says of planned dialogues."""
    return [line for line in one.message.splitlines() if line.startswith("Đối thoại")]


@pytest.mark.parametrize(("common", "hour"), [(None, ""), (time(7, 30), ", lúc 07:30")])
def test_a_dialogue_without_an_hour_of_its_own_begins_as_all_do(
    tmp_path: Path, common: time | None, hour: str
) -> None:
    villages = issued(tmp_path, gio=common)
    assert [one.forms["ke_hoach"]["lich_ca_xa"].splitlines() for one in villages.values()] == 3 * [
        [
            "- Quý I: Thượng – Nhà văn hóa, lúc 14:00, ngày 20/03/2024",
            f"- Quý II: Trung; Hạ – Sân đình{hour}, ngày 15/05/2024",
            f"- Quý IV: Hạ{hour}",
        ]
    ]
    # Whom it concerns: each village is told of its own, with a day.
    shared = f"Đối thoại theo kế hoạch: ngày 15/05/2024{hour}, tại Sân đình."
    assert {name: of_plan(one) for name, one in villages.items()} == {
        "Thôn Thượng": [
            "Đối thoại theo kế hoạch: ngày 20/03/2024, lúc 14:00, tại Nhà văn hóa.",
        ],
        "Thôn Trung": [shared],
        "Thôn Hạ": [shared],
    }
