"""An annual workbook that was written before → what may leave the office, without the returns that it came from.

Everything is read from the sheets that people see; a hidden one says with which template the workbook was made. What
somebody changed in it by hand is taken as it stands, and the identities of the figures are worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheettools.annual.figures import Cross, Figures, check_identities
from sheettools.annual.merge import LedgerLine
from sheettools.annual.public import (
    Public,
    PublicCoverage,
    Rows,
    Source,
    plain,
    public_books,
    public_tables,
    safe_text,
)
from sheettools.annual.reasons import WORDS
from sheettools.annual.workbook import (
    ACCEPTED,
    BEFORE_HEADS,
    FINDINGS,
    HEAD_ROW,
    LEDGER,
    NOTHING_YET,
    REPAIRS,
    SEVERITIES,
    SOURCES,
    STATE_TITLE,
    STATES,
    SUMMARY,
    SUMMARY_HEADS,
    TOTAL,
)
from sheettools.incoming.read import RawBook, RawCell, RawSheet, read_book
from sheettools.template.address import address
from sheettools.template.findings import COVERED, Finding, Location, Severity, SheettoolsError, declare
from sheettools.template.layout import ANNUAL_SHEET, DRAFT_PLACE, DRAFT_WORDS
from sheettools.template.library import find_profile, find_template
from sheettools.template.load import load_template
from sheettools.template.template import ORIGIN, Breakdown, Coverage, Field, Sheet, Template

NOT_REREAD = declare(
    "F303", Severity.ERROR,
    why=("Tệp này không phải báo cáo tổng hợp đọc lại được: thiếu hoặc đã đổi “{value}”.",
         "This is no annual workbook that can be read back: “{value}” is missing or was changed."),
    remedy=("Chọn tệp tong-hop_….xlsx do lệnh sheettools merge làm ra, còn đủ các trang và cột; hoặc chạy lại merge.",
            "Choose a tong-hop_….xlsx that sheettools merge made, with all its sheets and columns; or merge again."),
)  # fmt: skip
OTHER_TEMPLATE = declare(
    "F304", Severity.ERROR,
    why=("Mẫu “{value}” đã đổi từ khi làm báo cáo này; đọc lại có thể hiểu sai cột.",
         "The template “{value}” has changed since this report was made; its columns might be misread."),
    remedy=("Chạy lại lệnh sheettools merge từ các sổ đã nhận.", "Run sheettools merge again from the returns."),
)  # fmt: skip
UNREADABLE = declare(
    "F305", Severity.ERROR,
    why=("Báo cáo có ô đã sửa tay, không đọc được theo mẫu: “{value}”.",
         "A cell of the report was changed by hand and cannot be read as the template has it: “{value}”."),
    remedy=("Sửa lại ô này như báo cáo ban đầu, hoặc chạy lại lệnh sheettools merge.",
            "Put the cell back as the report had it, or run sheettools merge again."),
)  # fmt: skip


def read_annual(path: Path) -> Public:
    """Read an annual workbook back.

    Raises SheettoolsError where it cannot be read, is no such workbook (F303), its template has changed (F304), or a
    cell holds what it cannot (F305).
    """
    reading = read_book(path)
    if reading.book is None:
        raise SheettoolsError(*reading.findings)
    book = _Book(reading.book)
    said, missing = _made_with(book)
    template = _template(path, said)
    figures, sources = _figures(book, template), book.page(SOURCES)
    rows: Rows = {sheet.name: list(_rows(book.page(sheet.title[:31]), sheet)) for sheet in template.tables}
    draft, waived = _reasons(book)
    unbalanced = WORDS["unbalanced"].vi
    told = any(said.startswith(unbalanced) for said in (*draft, *waived))
    if not told and not all(identity.holds for identity in figures.identities):
        draft = (*draft, unbalanced)  # a figure was changed by hand
    return Public(
        template=template,
        title=template.report.title or template.title,
        line=said["line"],
        year=int(said["year"]),
        draft=draft,
        waived=waived,
        missing=missing,
        figures=figures,
        before=_before(book, template),
        tables=public_tables(template, rows),
        books=public_books(template, rows),
        coverages=tuple(_coverage(book.page(one.title), template, one) for one in template.report.coverages),
        ledger=tuple(_ledger(book.page(LEDGER))),
        sources=tuple(
            Source(
                file=sources.text(row, 1),
                unit=sources.text(row, 2),
                code=sources.text(row, 3),
                sha256=sources.text(row, 4),
                size=sources.count(row, 5),
            )
            for row in sources.rows(HEAD_ROW + 1)
        ),
        findings=(*_findings(book.page(FINDINGS)), *_findings(book.page(REPAIRS))),
    )


# --------------------------------------------------------------------------- the file


@dataclass(frozen=True)
class _Page:
    """One sheet."""

    raw: RawSheet

    def value(self, row: int, column: int) -> Any:
        """Return a cell's value, of a formula its result. Raises SheettoolsError (F305) where that is missing."""
        cell: RawCell | None = self.raw.cells.get((row, column))
        if cell is not None and (cell.error or (cell.formula and cell.value is None)):
            raise self.unreadable(row, column)
        return None if cell is None else cell.value

    def text(self, row: int, column: int) -> str:
        value = self.value(row, column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value)

    def number(self, row: int, column: int) -> float:
        """Return a number; an empty cell is 0. Raises SheettoolsError (F305)."""
        value = self.value(row, column)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self.unreadable(row, column)
        return _number(value or 0)

    def count(self, row: int, column: int) -> int:
        """Return a whole number. Raises SheettoolsError (F305)."""
        number = self.number(row, column)
        if number != int(number):
            raise self.unreadable(row, column)
        return int(number)

    def unreadable(self, row: int, column: int) -> SheettoolsError:
        """Return the error that a cell cannot be read."""
        place, cell = Location(sheet=self.raw.name, cell=address(row, column)), self.raw.cells[row, column]
        said = cell.error or ("=…" if cell.value is None else self.text(row, column))
        return SheettoolsError(Finding(UNREADABLE, place, said))

    def rows(self, first: int) -> list[int]:
        """Return every filled row from `first` on: one that somebody emptied hides none below it."""
        filled = {row for (row, column), cell in self.raw.cells.items() if cell.value not in (None, "") or cell.error}
        return sorted(row for row in filled if row >= first)

    def block(self, first: int) -> list[int]:
        """Return the filled rows from `first` down to the first gap."""
        return [row for number, row in enumerate(self.rows(first)) if row == first + number]

    def texts(self, first: int, columns: int) -> Iterator[list[str]]:
        """Yield the texts of every filled row."""
        for row in self.rows(first):
            yield [self.text(row, column) for column in range(1, columns + 1)]

    def headed(self, column: int, title: str) -> int:
        """Return a column that must be headed so. Raises SheettoolsError (F303)."""
        if self.text(HEAD_ROW, column) != title:
            raise _lacks(f"{self.raw.name}: {title}")
        return column


class _Book:
    def __init__(self, book: RawBook) -> None:
        self.pages = {raw.name: _Page(raw) for raw in book.sheets}

    def page(self, name: str) -> _Page:
        """Return a sheet. Raises SheettoolsError (F303)."""
        if name not in self.pages:
            raise _lacks(name)
        return self.pages[name]


def _lacks(what: str) -> SheettoolsError:
    return SheettoolsError(Finding(NOT_REREAD, Location(), what))


def _made_with(book: _Book) -> tuple[Mapping[str, str], tuple[str, ...]]:
    pairs = [(key, value) for key, value in book.page(ANNUAL_SHEET).texts(1, 2)]
    said = dict(pairs)
    for key in ("template", "fingerprint", "year", "line"):
        if key not in said or (key == "year" and not said[key].isdecimal()):
            raise _lacks(f"{ANNUAL_SHEET}: {key}")
    return said, tuple(value for key, value in pairs if key == "missing")


def _template(path: Path, said: Mapping[str, str]) -> Template:
    """Return the template that the workbook was made with: the year's own, beside its folder, or the built-in one."""
    folder = path.absolute().parent.parent
    name = said.get("profile", "")
    profile = find_profile(name, folder, from_workbook=True) if name else None
    template = load_template(find_template(said["template"], folder, from_workbook=True), profile)
    if template.fingerprint != said["fingerprint"]:
        raise SheettoolsError(Finding(OTHER_TEMPLATE, value=template.name))
    return template


# --------------------------------------------------------------------------- the figures


def _figures(book: _Book, template: Template) -> Figures:
    report, page = template.report, book.page(SUMMARY)
    by_code = {page.text(row, 1): page.value(row, 3) for row in page.block(HEAD_ROW + 1)}
    for figure in report.figures:
        if not isinstance(by_code.get(figure.code), int | float):
            raise _lacks(f"{SUMMARY}: {figure.code}")
    values = {figure.name: _number(by_code[figure.code]) for figure in report.figures}
    crosses = tuple(_cross(book.page(breakdown.title), breakdown) for breakdown in report.breakdowns)
    return Figures(report, values, tuple(check_identities(report, values)[0]), crosses, (), (), ())


def _before(book: _Book, template: Template) -> Mapping[str, float]:
    """Return last year's figures by code; none where the workbook has no column for them."""
    page, column = book.page(SUMMARY), len(SUMMARY_HEADS) + 1
    if page.text(HEAD_ROW, column) != BEFORE_HEADS[0]:
        return {}
    known = {figure.code for figure in template.report.figures}
    rows = ((row, page.text(row, 1)) for row in page.block(HEAD_ROW + 1))
    return {
        code: page.number(row, column)
        for row, code in rows
        if code in known and page.value(row, column) not in (None, "")
    }


def _number(value: Any) -> float:
    return int(value) if float(value).is_integer() else round(float(value), 6)


def _cross(page: _Page, breakdown: Breakdown) -> Cross:
    places = range(3, 3 + len(breakdown.figures))
    rows = [(page.text(row, 2), tuple(page.number(row, place) for place in places)) for row in page.rows(HEAD_ROW + 2)]
    if not rows or rows[-1][0] != TOTAL:
        raise _lacks(f"{breakdown.title}: {TOTAL}")
    *shown, (_, total) = rows
    return Cross(breakdown, tuple(shown), total)


def _reasons(book: _Book) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why it is a draft, and what was accepted."""
    page = book.page(SUMMARY)
    start = next((row for row, column in sorted(page.raw.cells) if page.text(row, column) == STATE_TITLE), 0)
    if not start:
        raise _lacks(f"{SUMMARY}: {STATE_TITLE}")
    said = [(page.text(row, 1), page.text(row, 2)) for row in page.block(start + 1)]
    is_draft = page.text(*DRAFT_PLACE) == DRAFT_WORDS
    draft = tuple(reason for mark, reason in said if is_draft and mark != ACCEPTED)
    return draft, tuple(safe_text(reason) for mark, reason in said if mark == ACCEPTED)


# --------------------------------------------------------------------------- the rows


def _rows(page: _Page, sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Yield the typed rows of a table; personal fields are not in the workbook."""
    shown = [target for target in sheet.fields if not target.personal]
    targets = {target.name: (target, page.headed(at, target.title)) for at, target in enumerate(shown, len(ORIGIN) + 1)}
    for number in page.rows(HEAD_ROW + 1):
        row: dict[str, Any] = {name: page.text(number, place) for place, name in enumerate(ORIGIN, start=1)}
        row["dong"] = page.count(number, len(ORIGIN))
        row |= {target.name: None for target in sheet.fields}
        yield row | {name: _typed(page, number, at, target) for name, (target, at) in targets.items()}


def _typed(page: _Page, row: int, column: int, target: Field) -> Any:
    """Return a value as the table held it; a text that people wrote is taken as it stands."""
    value = page.value(row, column)
    if target.free_text or value in (None, ""):
        return str(value) if value not in (None, "") else None
    parsed = target.parse(value)
    # What is covered makes the whole row stay back.
    if parsed.problem is not None and value != COVERED:
        raise page.unreadable(row, column)
    return parsed.value


def _coverage(page: _Page, template: Template, coverage: Coverage) -> PublicCoverage:
    sheet = template.sheet(coverage.table)
    columns = (coverage.key, *coverage.columns)
    fields = tuple(target for name in dict.fromkeys(columns) if not (target := sheet.field(name)).personal)
    places = {f.name: page.headed(2 + columns.index(f.name), f.title) for f in fields}
    origin = 2 + len(columns)
    rows = []
    for number in page.rows(HEAD_ROW + 1):
        values = {f.name: plain(f, _typed(page, number, places[f.name], f)) for f in fields}
        said = page.text(number, origin)
        reported = said != NOTHING_YET
        rows.append((page.text(number, 1), values, reported, said if reported else ""))
    return PublicCoverage(coverage.name, coverage.title, fields, tuple(rows))


# --------------------------------------------------------------------------- where it came from


def _ledger(page: _Page) -> Iterator[LedgerLine]:
    states = {words: state for state, words in STATES.items()}
    rows = page.block(HEAD_ROW + 1)
    if not rows or page.text(rows[-1], 1) != TOTAL:
        raise _lacks(f"{LEDGER}: {TOTAL}")
    for row in rows[:-1]:
        file, unit, state = (page.text(row, column) for column in range(1, 4))
        read, accepted, superseded, aside, blank, outside = (page.count(row, column) for column in range(4, 10))
        if state not in states:
            raise page.unreadable(row, 3)
        yield LedgerLine(file, unit, states[state], read, 0, blank, accepted, superseded, aside, outside)


def _findings(page: _Page) -> Iterator[Mapping[str, str]]:
    severities = {words: severity.value for severity, words in SEVERITIES.items()}
    for row in page.rows(HEAD_ROW + 1):
        severity, code, file, sheet, cell, message, remedy, value = (page.text(row, column) for column in range(1, 9))
        if severity not in severities:
            raise page.unreadable(row, 1)
        yield {"file": file, "sheet": sheet, "cell": cell, "code": code, "severity": severities[severity],
               "message": message, "remedy": remedy, "value": value}  # fmt: skip
