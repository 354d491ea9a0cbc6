"""Third step: what follows from other cells where one was left empty is taken, not asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.workbook import RawTable
from sheettools.template.conditions import Book, Row
from sheettools.template.facts import Facts


def follow(basis: Basis, entries: Entries, facts: Facts) -> Entries:
    """Take the defaults of empty cells, in the rows that somebody began; a table sees what was
    taken in those before it, a field what was taken before it.
    """
    known = entries.rows()
    for name, table in basis.workbook.tables.items():
        if all(target.default is None for target in table.sheet.fields):
            continue
        lines = entries.tables[name]
        values = [dict(line.values) for line in lines]
        rows = [
            Row(line.number, own, line.broken, line.begun)
            for line, own in zip(lines, values, strict=True)
        ]
        book = Book({**known, name: rows}, facts)
        followed = []
        for line, own in zip(lines, values, strict=True):
            if line.begun:
                _take(table, line, own, book)
            followed.append(replace(line, values=own) if own != line.values else line)
        entries = entries.with_table(name, followed)
        known[name] = [line.as_row() for line in followed]
    return entries


def _take(table: RawTable, line: Line, values: dict[str, Any], book: Book) -> None:
    """Put into a row what its empty cells come to; one with a fault of its own is not empty."""
    for target in table.sheet.fields:
        is_empty = values.get(target.name) is None and target.name not in line.broken
        if target.default is not None and is_empty:
            values[target.name] = target.default.value(values, book)
