"""A workbook that came in becomes typed records and findings, step by step; each step is a function
of what those before it gave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sheettools.findings import Finding
from sheettools.incoming.cage.read import RawBook
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.complete import complete_years
from sheettools.incoming.check.compute import compute
from sheettools.incoming.check.follow import follow
from sheettools.incoming.check.judge import judge
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.check.read import read_entries
from sheettools.incoming.check.record import (
    CheckedBook,
    Record,
    Status,
    sort_findings,
    with_findings,
)
from sheettools.incoming.check.refer import refer
from sheettools.incoming.check.require import require
from sheettools.incoming.check.seen import words_aside
from sheettools.incoming.check.theirs import say_theirs
from sheettools.incoming.check.ticks import is_ticked, read_nil
from sheettools.incoming.check.wait import wait
from sheettools.incoming.locate.cells import cleaned_once, shown
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.incoming.locate.workbook import RawTable, Workbook
from sheettools.template.facts import TODAY, Facts
from sheettools.template.issue import Issue, collect_facts
from sheettools.template.model import Template


def check_book(
    book: RawBook, template: Template, issued: Issue | None = None, today: date | None = None
) -> CheckedBook:
    """Check a workbook of which nothing is known yet but its cells."""
    return check(locate(book, read_evidence(book), template), issued, today)


def check(
    workbook: Workbook, issued: Issue | None = None, today: date | None = None
) -> CheckedBook:
    """Check one workbook against its template and, for a return, against what was issued."""
    basis = Basis(workbook, issued)
    entries, read = read_entries(basis)
    facts = _facts(basis, entries, today)
    entries, completed = complete_years(basis, entries, facts)
    entries = follow(basis, entries, facts)
    entries, missing = require(basis, entries)
    entries, beyond = compute(basis, entries, facts)
    entries, unknown = refer(basis, entries)
    entries, breaches = judge(basis, entries, facts)
    entries, waiting = wait(basis, entries)
    nil, ticks = read_nil(basis, entries)
    book = workbook.book
    aside = words_aside(book.sheets, book.file) if issued is not None else ()
    theirs = say_theirs(basis, entries)
    said = [
        *aside,
        *read,
        *theirs,
        *completed,
        *missing,
        *beyond,
        *unknown,
        *breaches,
        *waiting,
        *ticks,
    ]
    findings = cleaned_once([*workbook.findings, *said], book.file)
    return _checked(basis, entries, nil, findings)


def _facts(basis: Basis, entries: Entries, today: date | None) -> Facts:
    """Return the facts of what went out; a plan says them itself."""
    if basis.issued is not None:
        facts: dict[str, Any] = dict(basis.issued.facts)
    else:
        facts = collect_facts(basis.template, basis.template, entries.filled())
    return facts | {TODAY: today}


# --------------------------------------------------------------------------- the outcome


def _checked(
    basis: Basis, entries: Entries, nil: frozenset[str], findings: list[Finding]
) -> CheckedBook:
    workbook, book = basis.workbook, basis.workbook.book
    hidden = set(_hidden_cells(workbook, entries)) if findings else frozenset[tuple[str, str]]()
    covered = [
        f if hidden.isdisjoint(f.location.places) else replace(f, private=True) for f in findings
    ]
    titles = [sheet.title for sheet in basis.template.sheets]
    return CheckedBook(
        file=book.file,
        sha256=book.sha256,
        size=book.size,
        template=basis.template.name,
        identity=workbook.identity,
        forms={name: line.values for name, line in entries.forms.items()},
        records=tuple(_records(workbook, entries)),
        nil=nil,
        done=frozenset(name for name, tick in workbook.done.items() if is_ticked(tick)),
        findings=tuple(sort_findings(covered, titles)),
        seen_rows=sum(len(sheet.rows_seen) for sheet in book.sheets),
        layout_rows=workbook.layout_rows,
        outside_rows=workbook.outside_rows,
    )


def _hidden_cells(workbook: Workbook, entries: Entries) -> Iterator[tuple[str, str]]:
    """Yield the cells, by sheet and address, that are not for a report that goes up."""
    for name, table in workbook.tables.items():
        personal = {target.name for target in table.sheet.fields if target.personal}
        for line in entries.tables[name]:
            hidden = personal.union(*(cover.fields for cover in table.sheet.covers_of(line.values)))
            for field_name in hidden & line.cells.keys():
                yield table.title, line.cells[field_name].address


def _records(workbook: Workbook, entries: Entries) -> Iterator[Record]:
    for name, table in workbook.tables.items():
        for line in entries.tables[name]:
            yield _record(table, line)


def _record(table: RawTable, line: Line) -> Record:
    return Record(
        sheet=table.sheet.name,
        title=table.title,
        number=line.number,
        values=line.values,
        texts={name: shown(cell) for name, cell in line.cells.items()},
        cells={name: cell.address for name, cell in line.cells.items()},
        status=_status(line),
        planned=line.origin.planned,
        origin=line.origin.number,
    )


def _status(line: Line) -> Status:
    if not line.begun:
        return "blank"
    return "set aside" if line.errors or line.waits else "accepted"


__all__ = ["CheckedBook", "Record", "check", "check_book", "sort_findings", "with_findings"]
