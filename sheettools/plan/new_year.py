"""Values moved from one year into another: days, years, and texts with the year in them. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any


class YearMover:
    """Moves values from one year into another."""

    def __init__(self, before: int, year: int) -> None:
        self.before, self.year = before, year
        near = f"(?:{before}|{before + 1})"
        self._days = re.compile(
            rf"(\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?{near}(?!\d)"
            rf"|ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+{near}(?!\d))",
            re.IGNORECASE,
        )
        # Not a year of several: “giai đoạn 2021-2025”, “2024 – 2026”.
        begun = r"(?<!(?<!\d)20\d\d[-–])(?<!(?<!\d)20\d\d [-–] )"
        self._year = re.compile(rf"(?<!\d){begun}{before}(?!\d)(?!\s?[-–]\s?20\d\d)")

    def days_in(self, value: Any) -> list[str]:
        """Return the days that a text names, of last year or of the January after it."""
        return self._days.findall(value) if isinstance(value, str) else []

    def move(self, value: Any) -> Any:
        """Return a value as it is in the new year; days that a text names stay what they were."""
        if isinstance(value, date):
            return self._same_day(value)
        if isinstance(value, int):
            return value + self.year - self.before
        if isinstance(value, tuple):
            return tuple(map(self.move, value))
        parts = self._days.split(str(value))
        parts[::2] = [self._year.sub(str(self.year), part) for part in parts[::2]]
        return "".join(parts)

    def _same_day(self, day: date) -> date:
        year = day.year + self.year - self.before
        try:
            return day.replace(year=year)
        except ValueError:  # 29/2
            return day.replace(year=year, day=28)
