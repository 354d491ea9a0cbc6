"""A form on paper: a line a field, what to choose from below."""

from __future__ import annotations

from sheettools.outgoing.paper.cells import BESIDE, TALL, count_lines, heading, over, put_row
from sheettools.outgoing.paper.contents import NIL, SIGN, Twin, nil
from sheettools.outgoing.workbook.initial import LaidRow
from sheettools.outgoing.workbook.printing import SHEET_WIDTH
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template.model import Field, Sheet

LABEL_WIDTH = 34.0
VALUE_WIDTH = SHEET_WIDTH - LABEL_WIDTH - 2 * BESIDE


def write_form(page: SheetWriter, twin: Twin, sheet: Sheet) -> None:
    """Write a form."""
    page.column(1, LABEL_WIDTH)
    page.column(2, VALUE_WIDTH)
    row = 1
    head = ((sheet.title.upper(), "title"), (twin.line, "line"), (sheet.description, "note"))
    for text, style in head:
        if text:
            over(page, row, (1, 2), text, style)
            row += 1
    (laid,) = twin.rows[sheet.name]
    asked = [target for target in sheet.fields if _is_printed(target, laid)]
    for target in asked:
        _line(page, row, target, laid)
        row += 1
    legends = twin.legends([target for target in asked if target.name not in laid.locked])
    for text in (*nil(sheet), *legends, SIGN):
        over(page, row + 1, (1, 2), text, "nil" if text.startswith(NIL) else "legend")
        row += 1


def _is_printed(target: Field, laid: LaidRow) -> bool:
    """Say whether a field is to be written into, or read: what is worked out is neither."""
    if not target.locked:
        return True
    return target.compute is None and laid.given.get(target.name) is not None


def _line(page: SheetWriter, row: int, target: Field, laid: LaidRow) -> None:
    label, shown = heading(target), target.show(laid.given.get(target.name))
    lines = max(count_lines(label, LABEL_WIDTH, 12, bold=True), count_lines(shown, VALUE_WIDTH, 11))
    height = max(TALL - 6, 15.0 * lines + 6)
    style = "given" if target.name in laid.locked else "blank"
    put_row(page, row, height, {1: (label.replace("\n", " "), "label"), 2: (shown, style)})
