"""Third step: what follows from other cells where one was left empty is taken, not asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.template.conditions import Book, Row
from sheettools.template.facts import Facts
from sheettools.template.model import Compute


def follow(basis: Basis, entries: Entries, facts: Facts) -> Entries:
    """Take the defaults of empty cells, in the rows that somebody began; a table sees what was
    taken in those before it, a field what was taken before it.
    """
    known = entries.rows()
    for name, table in basis.workbook.tables.items():
        defaults = [
            (one.name, one.default) for one in table.sheet.fields if one.default is not None
        ]
        if not defaults:
            continue
        lines = entries.tables[name]
        values = [dict(line.values) for line in lines]
        rows = [
            Row(line.number, own, line.broken, line.begun)
            for line, own in zip(lines, values, strict=True)
        ]
        book = Book(known.with_table(name, rows), facts, under_way=name)
        followed = []
        for line, own in zip(lines, values, strict=True):
            taken = line.begun and _take(defaults, line, own, book)
            followed.append(replace(line, values=own) if taken else line)
        entries = entries.with_table(name, followed)
        known = known.after(entries, name)
    return entries


def _take(
    defaults: Sequence[tuple[str, Compute]], line: Line, values: dict[str, Any], book: Book
) -> bool:
    """Put into a row what its empty cells come to, and say whether any came to something; a cell
    with a fault of its own is not empty.
    """
    taken = False
    for name, default in defaults:
        if values.get(name) is None and name not in line.broken:
            values[name] = default.value(values, book)
            taken = True
    return taken
