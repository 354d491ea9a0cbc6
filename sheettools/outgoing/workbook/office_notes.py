"""What the office says at single cells of a workbook it hands back: a look and a pop-up.

The colour of a mark stays while the cell is as it came; once somebody changes it, the workbook's
own colours tell whether it is right now. The border stays, so that a client without conditional
formats shows the mark too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheettools.outgoing.workbook.guards import PROMPT, PROMPT_TITLE, shorten
from sheettools.outgoing.workbook.in_file import ERRORS
from sheettools.outgoing.workbook.initial import Contents, InitialBook, KeptCell, LaidRow, Mark
from sheettools.outgoing.workbook.write import SheetWriter, plain_text
from sheettools.template import layout
from sheettools.template.conditions import RowValues
from sheettools.template.excel.address import address
from sheettools.template.excel.formula import LONGEST_TEXT, literal, quote
from sheettools.template.grid import Grid
from sheettools.template.model import Field, Sheet

TO_FIX, TO_CHECK = "Cần sửa", "Cần xem lại"
MOST_LIVE = 300
"""How many marks of a sheet change colour with their cell; the others keep it."""
_LOOKS = {
    True: {"bg_color": "#FF9F9F", "border": 5, "border_color": "#C00000"},
    False: {"bg_color": "#D9C3F0", "border": 8, "border_color": "#7030A0"},
}


def look(mark: Mark | None) -> RowValues:
    """Return how a cell with a mark looks; a thick border means to fix, a dashed one to check."""
    return _LOOKS[mark.error] if mark else {}


def asked(rule: RowValues, mark: Mark | None) -> RowValues:
    """Return a cell's validation with what is said at it in place of the usual prompt."""
    if mark is None:
        return rule
    title = TO_FIX if mark.error else TO_CHECK
    return {
        **rule,
        "input_title": title[:PROMPT_TITLE],
        "input_message": shorten(plain_text(mark.text), PROMPT),
    }


def parts(
    sheet: Sheet, target: Field, contents: Contents, rows: tuple[int, int]
) -> Iterator[tuple[int, int, Mark | None]]:
    """Yield a column in parts: each cell with a mark by itself, the others together."""
    first, last = rows
    marked = {
        n: mark
        for (name, n, field), mark in contents.marks.items()
        if (name, field) == (sheet.name, target.name)
    }
    for number in sorted(marked):
        row = layout.FIRST_ROW + number - 1
        if row > first:
            yield first, row - 1, None
        yield row, row, marked[number]
        first = row + 1
    if first <= last:
        yield first, last, None


def put_kept(
    page: SheetWriter,
    place: tuple[int, int],
    kept: KeptCell,
    target: Field,
    style: str,
    **more: Any,
) -> None:
    """Write back what is no value of the field: a text, a number in its own form, an error."""
    if kept.error in ERRORS:
        page.formula(*place, kept.error, kept.error, style, **more)
    elif kept.unresolved:
        page.formula(*place, '""', "", style, **more)
    else:
        form = target.kind.number_format if isinstance(kept.text, str) else "General"
        page.put(*place, kept.error or kept.text, style, num_format=form, **more)


def colour_first(page: SheetWriter, sheet: Sheet, contents: Contents, laid: InitialBook) -> None:
    """Colour the marked cells that are still as they came, before anything else colours them."""
    for cell, same, _, mark in _live(sheet, contents, laid):
        page.colour(cell, cell, same, "to_fix" if mark.error else "to_check", alone=True)


def colour_last(page: SheetWriter, sheet: Sheet, contents: Contents, laid: InitialBook) -> None:
    """Take the colour from marked cells that changed, where the workbook has nothing to say."""
    for cell, same, state, _ in _live(sheet, contents, laid):
        # Not every client lets the first of several colours win: this one asks by itself whether
        # anything is wrong.
        page.colour(cell, cell, f"IF({same},FALSE,N({state})=0)", "fixed")


def _live(
    sheet: Sheet, contents: Contents, laid: InitialBook
) -> Iterator[tuple[tuple[int, int], str, str, Mark]]:
    """Yield the marked cells: where, if as they came, the cell of their state, the mark."""
    rows = {max(0, row.number - layout.FIRST_ROW + 1): row for row in laid.rows[sheet.name]}
    own = [
        (place, mark) for place, mark in sorted(contents.marks.items()) if place[0] == sheet.name
    ]
    for (_, number, name), mark in own[:MOST_LIVE]:
        row, target = rows[number], sheet.field(name)
        cell = layout.field_cell(sheet, name, row.number)
        state = Grid(laid.template, sheet, row.number).state(name)
        yield cell, _as_it_came(row, target, address(*cell, absolute=True)), state, mark


def _as_it_came(row: LaidRow, target: Field, cell: str) -> str:
    value = row.values.get(target.name)
    if isinstance(value, KeptCell) and value.error in ERRORS:
        return f"ISERROR({cell})"
    value = value.text if isinstance(value, KeptCell) else target.in_cell(value)
    if value is None or value == "":
        return f"LEN({cell})=0"
    if isinstance(value, bool):
        return f'{cell}&""={quote(str(value).upper())}'
    if isinstance(value, str):
        plain = len(value) < LONGEST_TEXT and plain_text(value) == value
        return f"EXACT({cell},{quote(value)})" if plain else f"LEN({cell})={len(value)}"
    return f"IF(ISNUMBER({cell}),{cell}={literal(value)},FALSE)"
