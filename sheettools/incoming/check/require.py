"""Third step: what must be filled in and is not."""

from __future__ import annotations

from collections.abc import Iterator

from sheettools.findings import Finding, Location
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.cells import MISSING
from sheettools.incoming.locate.workbook import RawForm, RawTable
from sheettools.template.model import Field


def require(basis: Basis, entries: Entries) -> tuple[Entries, list[Finding]]:
    """Ask for what is missing in forms, and in the rows that somebody began."""
    findings: list[Finding] = []
    for name, form in basis.workbook.forms.items():
        for target in _missing_of_form(form, entries.forms[name]):
            place = basis.workbook.place(form.title, form.places[target.name])
            findings.append(_missing(target, place))
    for name, table in basis.workbook.tables.items():
        lines = []
        for line in entries.tables[name]:
            missing = list(_missing_of_row(table, line))
            lines.append(line.with_errors(target.name for target in missing))
            for target in missing:
                if (line.number, target.name) not in table.asked:
                    cell = table.cell(line.number, target.name)
                    findings.append(_missing(target, basis.workbook.place(table.title, cell)))
        entries = entries.with_table(name, lines)
    return entries, findings


def _missing_of_form(form: RawForm, line: Line) -> Iterator[Field]:
    if form.sheet.read_only:
        return
    for target in form.sheet.fields:
        if _lacks(line, target):
            yield target


def _missing_of_row(table: RawTable, line: Line) -> Iterator[Field]:
    if not line.begun:
        return
    for target in table.sheet.fields:
        if target.compute is None and target.name in table.columns and _lacks(line, target):
            yield target


def _lacks(line: Line, target: Field) -> bool:
    """Say whether a field must be filled in and is empty, and nothing was said of it yet."""
    name = target.name
    return target.required and line.values.get(name) is None and name not in line.broken


def _missing(target: Field, place: Location) -> Finding:
    return Finding(MISSING, place, values={"title": target.title, "how": target.how()})
