"""The facts of an issue that the program itself asks for, by their names.

A template gives facts names of its own (`[template.facts]`), and its rules and computed fields ask
for them by these. Only what stands here is known to the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Facts = Mapping[str, Any]
"""What an issue knows of its plan beside the rows: by a name that its template gives."""
TODAY = "hom_nay"
"""The day of checking; a workbook that is only laid out has none."""
HOLIDAYS, MADE_UP = "ngay_nghi", "ngay_lam_bu"
"""The days off, and the days worked in exchange for one of them."""
PERIOD_START, PERIOD_END = "tu_ngay", "den_ngay"
"""The first and the last day on which the report looks."""
SHEET_TITLES = "sheet_titles"
"""The titles of the template's own sheets, by their names."""
YEAR = "nam"
"""The fact that is the year of a workbook, where its template names no other."""


def year_in(facts: Facts, name: str) -> int | None:
    """Return the year that a fact gives, itself or as a day of that year; None where it gives
    none.
    """
    said = facts.get(name)
    if isinstance(said, date):
        return said.year
    return said if isinstance(said, int) else None
