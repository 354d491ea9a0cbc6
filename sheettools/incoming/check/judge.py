"""Seventh step: the rules of the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sheettools.findings import Finding, Location, Severity
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries
from sheettools.incoming.locate.workbook import RawTable
from sheettools.template.conditions import Book, Breach, Row
from sheettools.template.facts import Facts
from sheettools.template.model import RuleUse, Sheet


def judge(basis: Basis, entries: Entries, facts: Facts) -> tuple[Entries, list[Finding]]:
    """Hold every sheet against its rules.

    One cause, one finding: a field that breaks a rule silences those after it, warnings last.
    """
    rows = entries.rows()
    findings: list[Finding] = []
    for sheet in basis.template.filled:
        wrong: set[int] = set()
        for use in _rules_of(basis, sheet):
            breaches = list(use.rule.breaches(sheet, Book(rows, facts)))
            findings += [_finding(basis, use, breach, sheet) for breach in breaches]
            found = {breach.row.number: breach.field for breach in breaches}
            if use.severity is Severity.ERROR and breaches:
                rows = rows.with_table(sheet.name, _silenced(rows[sheet.name], found))
                wrong.update(found)
            elif breaches:
                rows = rows.with_table(sheet.name, _doubted(rows[sheet.name], found))
        if sheet.name in entries.tables:
            lines = [
                replace(line, errors=True) if line.number in wrong else line
                for line in entries.tables[sheet.name]
            ]
            entries = entries.with_table(sheet.name, lines)
    return entries, findings


def _rules_of(basis: Basis, sheet: Sheet) -> Sequence[RuleUse]:
    """Return the rules of a sheet that can be judged, none where the sheet is lost."""
    table = basis.workbook.tables.get(sheet.name)
    if table is not None:
        there = [use for use in sheet.judged if _columns_there(use.rule.fields(), table)]
        return sorted(there, key=_can_wait)
    return sheet.judged if sheet.name in basis.workbook.forms else ()


def _can_wait(use: RuleUse) -> bool:
    return use.rule.can_wait and use.severity is not Severity.ERROR


def _columns_there(names: Sequence[str], table: RawTable) -> bool:
    """Say whether all columns a rule reads were found; a lost one is reported once, not once a
    row.
    """
    return all(
        name in table.columns or table.sheet.field(name).compute is not None for name in names
    )


def _silenced(rows: Sequence[Row], broken: Mapping[int, str]) -> list[Row]:
    """Return the rows in which the fields named are broken too, so that no further rule echoes
    it.
    """
    return [
        replace(row, broken=row.broken | {broken[row.number]}) if row.number in broken else row
        for row in rows
    ]


def _doubted(rows: Sequence[Row], asked: Mapping[int, str]) -> list[Row]:
    """Return the rows in which the fields named are asked about, so that no other row is held
    against them.
    """
    return [
        replace(row, doubted=row.doubted | {asked[row.number]}) if row.number in asked else row
        for row in rows
    ]


def _finding(basis: Basis, use: RuleUse, breach: Breach, sheet: Sheet) -> Finding:
    target = sheet.field(breach.field)
    value = target.show(breach.row.values.get(breach.field))
    place = _place(basis, breach, sheet)
    return Finding(use.problem, place, value, breach.values, use.severity, target.personal)


def _place(basis: Basis, breach: Breach, sheet: Sheet) -> Location:
    names = (breach.field, *breach.others)
    table = basis.workbook.tables.get(sheet.name)
    if table is not None:
        title, cells = table.title, [table.cell(breach.row.number, name) for name in names]
    else:
        form = basis.workbook.forms[sheet.name]
        title, cells = form.title, [form.places[name] for name in names]
    return replace(basis.workbook.place(title, cells[0]), also=tuple(cells[1:]))
