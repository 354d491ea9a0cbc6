"""One form sheet: the row of each field, by its name in the hidden column, else by its label."""

from __future__ import annotations

from collections.abc import Iterator

from sheettools.incoming.cage.read import RawCell, RawSheet
from sheettools.incoming.locate.headings import plain
from sheettools.incoming.locate.rows import is_printed
from sheettools.incoming.locate.tables import Surroundings, outside
from sheettools.incoming.locate.workbook import RawForm, Remarks
from sheettools.template import layout
from sheettools.template.excel.address import address
from sheettools.template.model import Sheet
from sheettools.words.text import fold


def locate_form(sheet: Sheet, raw: RawSheet, remarks: Remarks, around: Surroundings) -> RawForm:
    """Find the cells of a form."""
    rows = _form_rows(sheet, raw)
    cells: dict[str, RawCell] = {}
    places: dict[str, str] = {}
    for number, target in enumerate(sheet.fields):
        row = rows.get(target.name, layout.FORM_FIRST_ROW + number)
        places[target.name] = address(row, layout.FORM_VALUE)
        cell = raw.cells.get((row, layout.FORM_VALUE))
        if cell is not None:
            cells[target.name] = cell
    outside(raw, _strays(sheet, raw, rows, around), remarks)
    return RawForm(sheet, raw.name, cells, places)


def _form_rows(sheet: Sheet, raw: RawSheet) -> dict[str, int]:
    """Return the row of each field: by its name in the hidden column, else by its label, former
    ones last.
    """
    names = {
        str(c.value): row for (row, column), c in raw.cells.items() if column == layout.FORM_KEY
    }
    labels = {
        plain(str(c.value)): row
        for (row, column), c in raw.cells.items()
        if column == layout.FORM_LABEL
    }
    found: dict[str, int] = {}
    for target in sheet.fields:
        titles = [fold(title) for title in (target.title, *target.formerly_titled)]
        known = [names.get(name) for name in (target.name, *target.formerly)] + [
            labels.get(title) for title in titles
        ]
        row = next((row for row in known if row), None)
        if row is not None:
            found[target.name] = row
    return found


def _strays(
    sheet: Sheet, raw: RawSheet, rows: dict[str, int], around: Surroundings
) -> Iterator[RawCell]:
    """Yield what stands below the form, beside it, in the column of its marks, or above it."""
    last = max(layout.FORM_FIRST_ROW + len(sheet.fields) - 1, *rows.values(), 0)
    first = min(rows.values(), default=layout.FORM_FIRST_ROW)
    counters = range(layout.FORM_STATE, layout.FORM_STATE + len(layout.COUNTS))
    if sheet.read_only:
        counters = range(0)
    notes = {row: fold(sheet.field(name).explanation) for name, row in rows.items()}
    for (row, column), cell in raw.cells.items():
        if column in counters and row <= last:
            continue
        if column == layout.FORM_NOTE and row in notes:
            ours = around.older or fold(str(cell.value)) == notes[row]
        elif row > last or column > layout.FORM_NOTE:
            ours = False
        elif row >= first:
            ours = _is_of_the_form(cell)
        else:
            ours = _is_of_the_head(sheet, cell, around)
        if not ours:
            yield cell


def _is_of_the_form(cell: RawCell) -> bool:
    """Say whether a cell beside a field is the workbook's: a label, a value, a mark of its own."""
    if cell.column != layout.FORM_MARK or cell.formula:
        return True
    return str(cell.value).strip().startswith(layout.MARK_WORDS)


def _is_of_the_head(sheet: Sheet, cell: RawCell, around: Surroundings) -> bool:
    """Say whether the workbook has the like above the form; an older version may have had other
    words there.
    """
    if around.older or cell.row == layout.TITLE_ROW + 1 or is_printed(cell, sheet):
        return True
    return str(cell.value) in {*around.shared, sheet.description}
