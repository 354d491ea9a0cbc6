"""One form sheet: the row of each field, by its name in the hidden column, else by its label."""

from __future__ import annotations

from sheettools.incoming.located import LocatedForm, Remarks
from sheettools.incoming.read import RawCell, RawSheet
from sheettools.incoming.tables import heading, outside
from sheettools.template import layout
from sheettools.template.address import address
from sheettools.template.template import Sheet
from sheettools.template.text import fold


def locate_form(sheet: Sheet, raw: RawSheet, remarks: Remarks) -> LocatedForm:
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
    last = max(layout.FORM_FIRST_ROW + len(sheet.fields) - 1, *rows.values(), 0)
    beside = layout.FORM_STATE + len(layout.COUNTS) - 1
    cells_by_place = sorted(raw.cells.items())
    own = range(layout.FORM_STATE, beside + 1) if not sheet.read_only else ()
    outside(
        raw,
        [c for (row, column), c in cells_by_place
         if row > last or (column > layout.FORM_NOTE and column not in own)],
        remarks,
    )  # fmt: skip
    return LocatedForm(sheet, raw.name, cells, places)


def _form_rows(sheet: Sheet, raw: RawSheet) -> dict[str, int]:
    """Return the row of each field: by its name in the hidden column, else by its label."""
    names = {str(c.value): row for (row, column), c in raw.cells.items() if column == layout.FORM_KEY}
    labels = {heading(c): row for (row, column), c in raw.cells.items() if column == layout.FORM_LABEL}
    found = {f.name: names.get(f.name) or labels.get(fold(f.title)) for f in sheet.fields}
    return {name: row for name, row in found.items() if row}
