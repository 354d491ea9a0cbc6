"""Proof that nothing of a sender's is lost: each of his cells is in the copy's contents, its own,
or kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheettools.findings import Location, Severity
from sheettools.incoming.cage.read import RawBook, RawCell
from sheettools.incoming.check.validate import CheckedBook
from sheettools.incoming.locate.cells import read_cell
from sheettools.outgoing.back.transfer import RestoredBook, Spot, as_written, holds
from sheettools.outgoing.workbook.initial import KeptCell
from sheettools.template import layout
from sheettools.template.model import Template

OWN = (layout.IDENTITY_SHEET, layout.LISTS_SHEET)


def lost(book: RawBook, back: RestoredBook, checked: CheckedBook) -> Iterator[str]:
    """Yield the sender's cells that are nowhere in the copy."""
    apart = {(one.sheet, one.address) for one in back.outside}
    apart |= {(one.sheet, one.address) for several in back.left.values() for one in several}
    changed = [f for f in checked.findings if f.severity is Severity.REPAIR or f.code == "C117"]
    mended = {(f.location.sheet, f.location.cell) for f in changed}
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            key = (sheet.name, cell.address)
            if not holds(cell) or key in apart or sheet.name in OWN:
                continue
            spot = back.spots.get(key)
            if spot is not None and not _stands(cell, spot, back, mended=key in mended):
                yield f"{sheet.name}!{cell.address}: {as_written(cell)!r} is not in its field"
            if (
                spot is None
                and not cell.formula
                and any(one.formula for one in sheet.cells.values())
            ):
                yield f"{sheet.name}!{cell.address}: {as_written(cell)!r} is nowhere"


def _stands(cell: RawCell, spot: Spot, back: RestoredBook, *, mended: bool) -> bool:
    if spot.place is None or spot.field is None or spot.sheet is None:
        return as_written(cell) in back.contents.ticks.values()
    value = _value(spot, back)
    if isinstance(value, KeptCell):
        return value.said in (as_written(cell), str(cell.value))
    if mended or spot.field.locked or spot.sheet.read_only:
        return True
    if value is None:
        return False
    read = read_cell(cell, spot.field, Location()).value
    return (
        bool(read == value)
        or spot.field.show(value) == as_written(cell)
        or bool(spot.field.foreign_key)
    )


def _value(spot: Spot, back: RestoredBook) -> Any:
    assert spot.sheet is not None
    assert spot.field is not None
    if spot.sheet.kind == "form":
        return back.contents.forms[spot.sheet.name].get(spot.field.name)
    return back.contents.tables[spot.sheet.name][spot.number - 1].get(spot.field.name)


def hanging(checked: CheckedBook, template: Template) -> Iterator[str]:
    """Yield the rows that count although every row they name by one of their keys was set aside."""
    for record in checked.records:
        targets = [
            f
            for f in template.sheet(record.sheet).fields
            if f.foreign_key and record.status == "accepted"
        ]
        for target in targets:
            sheet, _, name = target.foreign_key[0].partition(".")
            named = [
                one
                for one in checked.records
                if one.sheet == sheet
                and one.values.get(name) is not None
                and one.values[name] == record.values.get(target.name)
            ]
            if named and all(one.status == "set aside" for one in named):
                yield (
                    f"{record.title}!{record.cells.get(target.name)} → {named[0].title}, dòng "
                    f"{named[0].number}"
                )
