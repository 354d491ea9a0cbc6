"""Values moved from one year into the next."""

from __future__ import annotations

from datetime import date
from typing import Any

from for_each import for_each

from sheettools.plan.new_year import YearMover


@for_each(
    ("before", "after"),
    [
        ("năm 2024", "năm 2025"),
        ("Quý I/2024", "Quý I/2025"),
        ("2024-Q2-1", "2025-Q2-1"),
        ("07528-2024-1", "07528-2025-1"),
        ("giai đoạn 2021-2024", "giai đoạn 2021-2024"),
        ("giai đoạn 2024 – 2026", "giai đoạn 2024 – 2026"),
        ("12024", "12024"),
        ("năm 2023", "năm 2023"),
        ("ngày 5 tháng 3 năm 2024, năm 2024", "ngày 5 tháng 3 năm 2024, năm 2025"),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 12, 15), date(2024, 12, 15)),
        (2024, 2025),
        (("Quý I/2024", "b"), ("Quý I/2025", "b")),
    ],
)
def test_a_value_is_moved_into_the_new_year(before: Any, after: Any) -> None:
    assert YearMover(2024, 2025).move(before) == after


@for_each(
    ("text", "days"),
    [
        ("trước ngày 15/12/2024", 1),
        ("5-3-2024 và 10.01.2025", 2),
        ("ngày 5 tháng 3 năm 2024", 1),
        ("trước 15 ngày, quý I/2024", 0),
        ("3/2024", 0),
        ("ngày 02/7/2013", 0),
    ],
)
def test_the_days_that_a_text_names_are_found(text: str, days: int) -> None:
    assert len(YearMover(2024, 2025).days_in(text)) == days
