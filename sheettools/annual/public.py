"""What of the annual report may leave the office, as plain data: what every door but the workbook is made from.

Personal fields are left out, numbers of persons and phones are covered in every text, and a row that may say who made
a denunciation is only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import pandas as pd

from sheettools.annual.figures import Figures
from sheettools.annual.merge import LedgerLine, Merged
from sheettools.annual.reasons import find_reasons, say_reasons, say_waived
from sheettools.annual.workbook import QUOTED, cover
from sheettools.outgoing.guards import shorten
from sheettools.outgoing.write import clean_text
from sheettools.template.findings import Finding, Severity
from sheettools.template.template import ORIGIN, Field, ReportBook, Sheet, Template

ENDINGS = (".xlsx", ".docx", ".html", ".json", ".csv")
"""What a name that somebody gave a report may end with; all else after a full stop is part of the name."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""The typed rows of each table, with their origin; what is missing in them is None."""
Plain = str | int | float | bool | date | time | tuple[str, ...] | None


@dataclass(frozen=True)
class PublicTable:
    """The rows of a table that may leave: their origin, then the fields. `kept_back` counts those that may not."""

    sheet: Sheet
    fields: tuple[Field, ...]
    rows: tuple[Mapping[str, Plain], ...]
    kept_back: int


@dataclass(frozen=True)
class PublicBook:
    """A book that the office keeps, a text or number a column; `kept_back` rows are for it to write in by hand."""

    book: ReportBook
    rows: tuple[tuple[Plain, ...], ...]
    kept_back: int


@dataclass(frozen=True)
class PublicCoverage:
    """Planned against reported: (unit, values by field, whether anything was reported, origin)."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, Mapping[str, Plain], bool, str], ...]


@dataclass(frozen=True)
class Source:
    """One file that came back."""

    file: str
    unit: str
    code: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Public:
    """The annual report without anything that says who somebody is."""

    template: Template
    title: str
    line: str
    year: int
    draft: tuple[str, ...]
    waived: tuple[str, ...]
    """What is not in order and was accepted by name."""
    missing: tuple[str, ...]
    figures: Figures
    before: Mapping[str, float]
    """Last year's figures by code, where there are any."""
    tables: tuple[PublicTable, ...]
    books: tuple[PublicBook, ...]
    coverages: tuple[PublicCoverage, ...]
    ledger: tuple[LedgerLine, ...]
    sources: tuple[Source, ...]
    findings: tuple[Mapping[str, str | int], ...]


def make_public(merged: Merged, figures: Figures, line: str, before: Mapping[str, float]) -> Public:
    """Return what may leave the office."""
    reasons = find_reasons(merged, figures)
    # As in the annual workbook: first what is to be done, then what was mended.
    findings = sorted((*figures.findings, *merged.findings), key=lambda one: one.severity is Severity.REPAIR)
    template = merged.template
    year = next((one.facts["nam"] for one in merged.issued if one.facts.get("nam")), 0)
    rows = {sheet.name: list(_rows(merged, sheet)) for sheet in template.tables}
    return Public(
        template=template,
        title=template.report.title or template.title,
        line=line,
        year=int(year),
        draft=tuple(say_reasons(reasons)),
        waived=tuple(safe_text(said) for said in say_waived(reasons)),
        missing=tuple(issued.unit_name for issued in merged.missing),
        figures=figures,
        before={f.code: before[f.code] for f in figures.report.figures if f.code in before},
        tables=public_tables(template, rows),
        books=public_books(template, rows),
        coverages=tuple(_coverages(template, figures)),
        ledger=merged.ledger,
        sources=tuple(
            Source(one.file, one.issued.unit_name if one.issued else "", one.issued.code if one.issued else "",
                   one.sha256, one.size)
            for one in merged.returns
        ),
        findings=tuple(_finding(one) for one in findings),
    )  # fmt: skip


def lists_people(sheet: Sheet) -> bool:
    """Say whether every row of a table is somebody: people are counted in what goes up, not listed."""
    return any(target.personal and target.required for target in sheet.fields)


def _finding(finding: Finding) -> Mapping[str, str | int]:
    said = {key: safe_text(v) if isinstance(v, str) else v for key, v in finding.covered().as_dict("vi").items()}
    # As the annual workbook quotes it.
    return said | {key: shorten(str(said[key]), QUOTED) for key in ("message", "value")}


def beside(path: Path, ending: str) -> Path:
    """Return the place beside the annual workbook at `path` of what is made from it."""
    stem = path.stem if path.suffix.lower() in ENDINGS else path.name
    return path.with_name(stem + ending)


# --------------------------------------------------------------------------- values


def safe_text(text: str) -> str:
    """Return text as it may leave: numbers of persons and phones covered, nothing that no file can hold."""
    return cover(clean_text(text))


def plain(target: Field, value: Any) -> Plain:
    """Return a value as programs take it: an item of a list by its stored value, all else typed."""
    if isinstance(value, tuple | list):
        return tuple(safe_text(str(one)) for one in value) or None
    if value is None or value == "" or pd.isna(value):
        return None
    if isinstance(value, bool | date | time):
        return value
    if target.categories is None and target.kind.name in ("integer", "year"):
        return int(value)
    if target.categories is None and target.kind.name == "number":
        return float(value)
    return bool(value) if target.kind.name == "boolean" else safe_text(str(value))


def _is_kept_back(sheet: Sheet, row: Mapping[Any, Any]) -> bool:
    """Say whether anything of a row is covered; then all of it stays, for the rest may tell who it was."""
    return any(sheet.hides(target.name, row) for target in sheet.fields if not target.personal)


def _rows(merged: Merged, sheet: Sheet) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a table; what is missing in them is None, as conditions want it."""
    for row in merged.tables[sheet.name].to_dict("records"):
        yield {str(name): _known(value) for name, value in row.items()}


def _known(value: Any) -> Any:
    return value if isinstance(value, tuple | list) or not pd.isna(value) else None


def _origin(row: Mapping[str, Any]) -> dict[str, Plain]:
    return {name: int(row[name]) if name == "dong" else safe_text(str(row[name])) for name in ORIGIN}


def public_tables(template: Template, rows: Rows) -> tuple[PublicTable, ...]:
    """Return what may leave of the typed rows of each table."""
    return tuple(_table(sheet, rows[sheet.name]) for sheet in template.tables if not lists_people(sheet))


def _table(sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> PublicTable:
    fields = tuple(target for target in sheet.fields if not target.personal)
    shown = [row for row in rows if not _is_kept_back(sheet, row)]
    public = ({**_origin(row), **{f.name: plain(f, row[f.name]) for f in fields}} for row in shown)
    return PublicTable(sheet, fields, tuple(public), len(rows) - len(shown))


def _coverages(template: Template, figures: Figures) -> Iterator[PublicCoverage]:
    for coverage, rows in figures.coverages:
        sheet = template.sheet(coverage.table)
        names = dict.fromkeys((coverage.key, *coverage.columns))
        fields = tuple(target for name in names if not (target := sheet.field(name)).personal)
        shown = []
        for row in rows:
            reported = {str(k): _known(v) for k, v in (row.reported or {}).items() if _known(v) is not None}
            values = {**row.planned, **reported}
            hidden = bool(row.reported) and _is_kept_back(sheet, {f.name: None for f in sheet.fields} | reported)
            taken = row.planned if hidden else values
            said = {f.name: plain(f, taken.get(f.name)) for f in fields}
            shown.append((safe_text(row.unit), said, row.reported is not None, safe_text(row.origin)))
        yield PublicCoverage(coverage.name, coverage.title, fields, tuple(shown))


# --------------------------------------------------------------------------- books


def public_books(template: Template, rows: Rows) -> tuple[PublicBook, ...]:
    """Return the books that the office keeps, drawn from the typed rows of the tables."""
    return tuple(_book(book, template.sheet(book.table), rows[book.table]) for book in template.report.books)


def _book(book: ReportBook, sheet: Sheet, all_rows: Sequence[Mapping[str, Any]]) -> PublicBook:
    rows = [row for row in all_rows if book.where.holds(row)]
    shown = [row for row in rows if not _is_kept_back(sheet, row)]
    # What has no day to go by comes last; then as the units and their rows follow each other.
    shown.sort(key=lambda row: (row[book.order] is None, str(row[book.order] or "")))
    made = (tuple(_book_cells(book, sheet, number, row)) for number, row in enumerate(shown, start=1))
    return PublicBook(book, tuple(made), len(rows) - len(shown))


def _book_cells(book: ReportBook, sheet: Sheet, number: int, row: Mapping[str, Any]) -> Iterator[Plain]:
    for column in book.columns:
        if column.numbered:
            yield number
        elif not column.when.holds(row):
            yield None
        else:
            targets = [target for name in column.fields if not (target := sheet.field(name)).personal]
            yield column.mark or _written(targets, row, by_group=column.by_group)


def _written(targets: Sequence[Field], row: Mapping[str, Any], *, by_group: bool) -> Plain:
    """Return one field's value as it is, several in one line of text."""
    if len(targets) == 1 and targets[0].categories is None:
        return plain(targets[0], row[targets[0].name])
    said = (_shown(target, row[target.name], by_group=by_group) for target in targets)
    return "; ".join(text for text in said if text) or None


def _shown(target: Field, value: Any, *, by_group: bool) -> str:
    if by_group and target.categories is not None and value in target.categories:
        return target.categories.get(value).group or target.show(value)
    return safe_text(target.show(value))
