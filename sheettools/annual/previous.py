"""Last year's figures, out of last year's annual workbook: what this year's are held against."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sheettools.incoming.read import RawSheet, read_book
from sheettools.outgoing.carry import find_last_year
from sheettools.outgoing.plan import Plan
from sheettools.template.layout import REPORT_SHEETS
from sheettools.template.text import fold

CODE, VALUE = "Mã số", "Số lượng"
HEADINGS_WITHIN = 20


def read_previous(plan: Plan, folder: Path) -> Mapping[str, float]:
    """Return last year's figures by their codes; none where the plan names no annual workbook, or it has none."""
    for said in _named(plan):
        path = find_last_year(said, folder)
        book = read_book(path).book if path is not None else None
        page = next((sheet for sheet in book.sheets if sheet.name == REPORT_SHEETS[0]), None) if book else None
        if page is not None:
            return _figures(page)
    return {}


def _named(plan: Plan) -> list[str]:
    """Return the files that the plan's form names for what tables carry over."""
    found = []
    for sheet in plan.collects.tables:
        if sheet.carry_over is not None:
            form, _, name = sheet.carry_over.file.partition(".")
            found.append(plan.filled.forms.get(form, {}).get(name))
    return list(dict.fromkeys(str(one) for one in found if one))


def _figures(page: RawSheet) -> dict[str, float]:
    heads = {fold(str(cell.value)): place for place, cell in page.cells.items() if place[0] <= HEADINGS_WITHIN}
    code, value = heads.get(fold(CODE)), heads.get(fold(VALUE))
    if code is None or value is None:
        return {}
    found: dict[str, float] = {}
    for (row, column), cell in page.cells.items():
        number = page.cells.get((row, value[1]))
        if column == code[1] and row > code[0] and number is not None and isinstance(number.value, int | float):
            found[str(cell.value)] = number.value
    return found
