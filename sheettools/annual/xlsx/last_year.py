"""Last year's annual workbook → its figures, as far as they can be known: it may be of any version
and edition, or another office's.
"""

from __future__ import annotations

from pathlib import Path

from sheettools.annual.previous import LastYear
from sheettools.annual.xlsx.hidden import published_of, read_entries
from sheettools.annual.xlsx.readback import AnnualFile
from sheettools.annual.xlsx.sheets import SUMMARY
from sheettools.annual.xlsx.summary import CODE, HEADS, VALUE
from sheettools.incoming.cage.read import RawSheet, read_book
from sheettools.plan.carry import find_last_year
from sheettools.plan.plan import Plan
from sheettools.template.layout import ANNUAL_SHEET
from sheettools.words.text import fold

HEADINGS_WITHIN = 20


def read_last_year(plan: Plan, folder: Path) -> LastYear:
    """Return last year's figures; none where the plan names no annual workbook, or it has none."""
    for said in _named(plan):
        path = find_last_year(said, folder)
        raw = read_book(path).book if path is not None else None
        book = AnnualFile(raw, said) if raw is not None else None
        if book is None or SUMMARY not in book.pages:
            continue
        published: dict[str, float | None] = {}
        if ANNUAL_SHEET in book.pages:
            published = published_of(read_entries(book.page(ANNUAL_SHEET)))
        return LastYear(_figures(book.page(SUMMARY).raw), published)
    return LastYear()


def _named(plan: Plan) -> list[str]:
    """Return the files that the plan's form names for what tables carry over."""
    found = []
    for sheet in plan.collects.tables:
        if sheet.carry_over is not None:
            form, _, name = sheet.carry_over.file.partition(".")
            found.append(plan.filled.forms.get(form, {}).get(name))
    return list(dict.fromkeys(str(one) for one in found if one))


def _figures(page: RawSheet) -> dict[str, float]:
    """Return the figures by their codes, wherever the columns stand."""
    heads = {
        fold(str(cell.value)): place
        for place, cell in page.cells.items()
        if place[0] <= HEADINGS_WITHIN
    }
    code, value = (heads.get(fold(HEADS[column - 1])) for column in (CODE, VALUE))
    if code is None or value is None:
        return {}
    found: dict[str, float] = {}
    for (row, column), cell in page.cells.items():
        number = page.cells.get((row, value[1]))
        is_code = column == code[1] and row > code[0]
        if is_code and number is not None and isinstance(number.value, int | float):
            found[str(cell.value)] = number.value
    return found
