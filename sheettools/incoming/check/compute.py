"""Fourth step: the fields that the workbook works out are worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sheettools.findings import Finding
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.cells import check_limit
from sheettools.incoming.locate.workbook import RawTable
from sheettools.template.conditions import Book, Row
from sheettools.template.excel.address import address
from sheettools.template.facts import Facts


def compute(basis: Basis, entries: Entries, facts: Facts) -> tuple[Entries, list[Finding]]:
    """Work out the fields of each table; a table sees what was worked out in those before it."""
    findings: list[Finding] = []
    for name, table in basis.workbook.tables.items():
        values = [dict(line.values) for line in entries.tables[name]]
        # A row sees what was worked out in the rows above it: the values are filled in as we go.
        rows = [
            Row(line.number, own, line.broken, line.begun)
            for line, own in zip(entries.tables[name], values, strict=True)
        ]
        book = Book({**entries.rows(), name: rows}, facts)
        lines = []
        made_of = {
            target.name: frozenset(target.compute.fields())
            for target in table.sheet.fields
            if target.compute is not None
        }
        for line, own in zip(entries.tables[name], values, strict=True):
            computed, said = _compute_row(basis, table, made_of, line, own, book)
            lines.append(computed)
            findings += said
        entries = entries.with_table(name, lines)
    return entries, findings


def _compute_row(
    basis: Basis,
    table: RawTable,
    made_of: Mapping[str, frozenset[str]],
    line: Line,
    values: dict[str, Any],
    book: Book,
) -> tuple[Line, list[Finding]]:
    """Work out the fields of one row into `values`; hold each against its limits. `made_of` says
    what each is worked out of.
    """
    broken = set(line.broken)
    findings: list[Finding] = []
    for target in table.sheet.fields:
        if target.compute is None or values.get(target.name) is not None:
            continue
        value = target.compute.value(values, book)
        values[target.name] = value
        if not broken.isdisjoint(made_of[target.name]):
            broken.add(target.name)  # what it is worked out of has its own finding
        if target.name in broken or not line.begun:
            continue
        cell = address(line.number, table.columns.get(target.name, 1))
        limit = check_limit(target, value, basis.workbook.place(table.title, cell))
        if limit is not None:
            findings.append(limit)
            broken.add(target.name)
    errors = line.errors or bool(findings)
    return replace(line, values=values, broken=frozenset(broken), errors=errors), findings
