"""Parts of formulas: how values, texts and names are written in one.

Every formula of a workbook is made of these parts, by kinds, rules and computed fields themselves,
so that what the workbook says and what the check on return says come from one declaration. Only
functions that Excel 2010, LibreOffice, WPS and Gnumeric all know; the decimal point and the comma,
as the file format has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from sheettools.template.facts import HOLIDAYS

LONGEST_TEXT = 255
"""How long one text inside a formula may be in Excel."""
WORKED, SAYS_NOTHING, SAME_AS_ABOVE = "ngay_lam_viec", "khong_noi_gi", "nhu_tren"
"""Names of lists on the hidden sheet that formulas ask for, beside that of the holidays."""


def quote(text: str) -> str:
    """Return a text as it stands in a formula, in parts where it is longer than Excel allows."""
    parts = [text[at : at + LONGEST_TEXT - 5] for at in range(0, len(text), LONGEST_TEXT - 5)] or [
        ""
    ]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(value: Any) -> str:
    """Return a value as it stands in a formula. Raises TypeError for what no cell holds."""
    if isinstance(value, bool):
        return quote("Có" if value else "Không")
    if isinstance(value, date):
        return f"DATE({value.year},{value.month},{value.day})"
    if isinstance(value, time):
        return f"TIME({value.hour},{value.minute},{value.second})"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    if isinstance(value, str):
        return quote(value)
    raise TypeError(type(value).__name__)


def every(parts: Iterable[str]) -> str:
    """Join conditions that must all hold."""
    return _joined("AND", parts, "TRUE")


def some(parts: Iterable[str]) -> str:
    """Join conditions of which one must hold."""
    return _joined("OR", parts, "FALSE")


def _joined(function: str, parts: Iterable[str], none: str) -> str:
    """Join different conditions by a function, which one alone does not need."""
    parts = list(dict.fromkeys(parts))
    if not parts:
        return none
    return parts[0] if len(parts) == 1 else f"{function}({','.join(parts)})"


def working_day_after(start: str, days: int) -> str:
    """Return the day that is so many working days after `start`, as a formula says a day without
    its hours.

    Among the listed days round the made-up ones it stands so many places on; elsewhere WORKDAY,
    which does not know them, meets none.
    """
    listed = f"INDEX({WORKED},MATCH({start},{WORKED},1)+{days})"
    return f"IFERROR({listed},WORKDAY({start},{days},{HOLIDAYS}))"


def list_name(name: str) -> str:
    """Return the defined name of a list's items."""
    return f"ds_{name}"


def keys_name(reference: str) -> str:
    """Return the defined name of the values that may be referred to: `lich.ma_cuoc`."""
    return f"ds_{reference.replace('.', '_')}"


def pairs_name(sheet: str, name: str) -> str:
    """Return the defined name of a list whose items follow another field; with `_truoc`, what they
    follow.
    """
    return f"ds_{sheet}_{name}_theo"


def words_name(sheet: str) -> str:
    """Return the defined name of what can be said of a sheet's cells."""
    return f"loi_{sheet}"


def sheet_name(title: str) -> str:
    """Return a sheet's title as it stands in a formula."""
    return "'" + title.replace("'", "''") + "'"
