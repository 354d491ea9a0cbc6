"""Fourth step: what must be filled in and is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sheettools.findings import Finding, Location, Words
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.cells import MISSING
from sheettools.incoming.locate.workbook import RawForm, RawTable
from sheettools.template.model import Field


def require(basis: Basis, entries: Entries) -> tuple[Entries, list[Finding]]:
    """Ask for what is missing in forms, and in the rows that somebody began; disclose where a dash
    was taken for an empty cell that may be one.
    """
    findings: list[Finding] = []
    for name, form in basis.workbook.forms.items():
        line = entries.forms[name]
        missing = list(_missing_of_form(form, line))
        for target in missing:
            place = basis.workbook.place(form.title, form.places[target.name])
            findings.append(_missing(target, line, place))
        findings += _disclosed(line, missing)
    for name, table in basis.workbook.tables.items():
        lines = []
        for line in entries.tables[name]:
            missing = list(_missing_of_row(table, line))
            lines.append(line.with_errors(target.name for target in missing))
            for target in missing:
                if (line.number, target.name) not in table.asked:
                    cell = table.cell(line.number, target.name)
                    place = basis.workbook.place(table.title, cell)
                    findings.append(_missing(target, line, place))
            findings += _disclosed(line, missing)
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


def _missing(target: Field, line: Line, place: Location) -> Finding:
    emptied = line.emptied.get(target.name)
    stood = emptied.value if emptied else ""
    said = Words(f"; ô chỉ ghi “{stood}”", f": the cell has only “{stood}”") if stood else ""
    values = {"title": target.title, "how": target.how(), "stood": said}
    return Finding(MISSING, place, stood, values, private=bool(emptied and emptied.private))


def _disclosed(line: Line, missing: Collection[Field]) -> Iterator[Finding]:
    """Yield what was taken for an empty cell; of a row in which nothing else stands once."""
    if not line.emptied:  # as nearly all
        return
    if not line.begun:
        yield next(iter(line.emptied.values()))
        return
    asked = {target.name for target in missing}
    yield from (said for name, said in line.emptied.items() if name not in asked)
