"""The annual report → the annual workbook of one edition, from which the report can be read back
(`reread`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sheettools.annual.appendix import TOTAL
from sheettools.annual.data import Data, Frame
from sheettools.annual.figures import (
    BreakdownRow,
    Cross,
    figure_title,
    select,
    title_of_rows,
)
from sheettools.annual.gate.public import Public, PublicFinding
from sheettools.annual.ledger import balance_rule, total_of
from sheettools.annual.live import FED, NUMBERED, DataPlace, Live, data_place, feeds_of
from sheettools.annual.merge import origin_line
from sheettools.annual.proof import digest_entries
from sheettools.annual.xlsx.front_page import COLUMNS, WIDTH, write_cards, write_charts
from sheettools.annual.xlsx.hidden import BESIDE, Entry, entries_of, write_hidden, write_plan
from sheettools.annual.xlsx.print_setup import HEAD_ROW, Pages
from sheettools.annual.xlsx.service import ServiceSheet
from sheettools.annual.xlsx.sheets import (
    FINDINGS,
    FRONT,
    ORIGIN_HEAD,
    REPAIRS,
    Whose,
    coverage_sheet,
    data_sheet,
    findings_sheet,
    ledger_sheet,
    parts_sheet,
    set_aside_sheet,
    shown_value,
    sources_sheet,
)
from sheettools.annual.xlsx.state_forms import write_state_forms
from sheettools.annual.xlsx.stored import StoredTable, drop_rows, place_beside, write_rows
from sheettools.annual.xlsx.summary import write_summary
from sheettools.findings import Severity
from sheettools.outgoing.workbook.widths import column_width
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template.layout import ANNUAL_SHEET, KEPT_SHEET, LEFT_SHEET
from sheettools.template.model import ORIGIN_TITLES, SENDER, Sheet
from sheettools.template.report import Extract, Figure

UPWARD_WORDS, OFFICE_WORDS = "BẢN GỬI CẤP TRÊN", "BẢN NỘI BỘ – KHÔNG GỬI RA NGOÀI"
"""What every page says of which edition it is."""
IN_MEMORY = 1_000
"""Up to how many rows the parts of a workbook are kept in memory until it is done, 10 kB a row: a
file for each part takes more time than all that stands in it.
"""


def write_annual(path: Path, public: Public) -> Path:
    """Write the annual workbook of an edition and return where. Same inputs, same bytes.

    Raises SheettoolsError (F001, F002).
    """
    about, edition = (
        f"{public.title} – {public.line}",
        UPWARD_WORDS if public.upward else OFFICE_WORDS,
    )
    title = about if public.upward else f"{OFFICE_WORDS}: {about}"
    created = date(public.year, 12, 31) if public.year else None
    if public.rows_beside:
        write_rows(path, stored_tables(public))
    else:
        drop_rows(path)
    small = public.row_count <= IN_MEMORY
    with BookWriter(path, title=title, created=created, small=small) as book:
        _Annual(
            Pages(
                book,
                about,
                public.line,
                draft=bool(public.draft),
                edition=edition,
                most=public.limits.sheet,
                listed=public.limits.listed if public.rows_beside else None,
            ),
            public,
        ).write()
    return path


class _Annual:
    def __init__(self, pages: Pages, public: Public) -> None:
        self.pages, self.public = pages, public
        self.data, self.figures, self.before = public.data, public.figures, public.before
        self.shown: dict[str, Mapping[str, int]] = {}
        self.places: dict[str, DataPlace] = {}
        for sheet in public.template.tables:
            rows = len(self.data.tables[sheet.name])
            place = data_place(self.data, sheet, rows, HEAD_ROW + 1)
            self.shown[sheet.name] = place.columns
            # A formula looks at one sheet: where rows are elsewhere, figures stand as values.
            if rows <= pages.most and not public.rows_beside:
                self.places[sheet.name] = place
        self.whose = Whose(self.data.senders, self.data.several)
        self.live = Live(self.data, self.places)
        charts = self.figures.report.charts
        self.drawn = [self.figures.shown(chart.breakdown) for chart in charts]

    def write(self) -> None:
        report = self.figures.report
        if report.key or report.charts:
            self._front()
        write_summary(self.pages, self.public, self.live, self.places)
        for cross in self.figures.crosses:
            self._cross(cross)
        write_state_forms(self.pages, self.public, self.live)
        for coverage, rows in self.data.coverages:
            self._items(coverage_sheet(coverage, self.data, self.whose), rows)
        for extract in report.extracts:
            self._extract(extract)
        for sheet in self.public.template.tables if not self.public.rows_beside else ():
            self._data(sheet)
        for book in self.public.books:
            self.pages.book_page(book, self.public.template.sheet(book.book.table))
        self._balance()
        if self.public.office is not None:
            self._office()
        if self.public.several:
            self._items(findings_sheet(FINDINGS, self.whose), self.public.findings)
            self._items(parts_sheet(self.whose), self.public.parts)
        entries = [*entries_of(self.public), *digest_entries(self.public)]
        if self.public.rows_beside:
            name = place_beside(self.pages.book.path).name
            entries.append(Entry(BESIDE, key=name))
        lines = ((one.about, one.sender, one.key, one.name, one.value) for one in entries)
        write_hidden(self.pages.book, ANNUAL_SHEET, lines)
        write_plan(self.pages.book, self.data.plan, self.public.plan)

    # ----- pages

    def _front(self) -> None:
        page = self.pages.page(FRONT, [], [])
        for column in range(1, COLUMNS + 1):
            page.column(column, WIDTH)
        row = write_cards(page, self.figures, self.live, self.before, self.public.touched)
        said = [self.public.missing_rows] if self.public.missing_rows else []
        for reason in (*self.public.draft, *self.public.waived, *said):
            page.merge((row, 1), (row, COLUMNS), "• " + reason, "reason")
            row += 1
        page.merge((row, 1), (row, COLUMNS), f"Mã kiểm tra: {self.public.seal}", "line")
        row += 1
        write_charts(page, row + 1, self.figures, HEAD_ROW)
        page.sheet.set_portrait()
        page.sheet.fit_to_pages(1, 1)
        page.sheet.hide_gridlines(2)

    def _extract(self, extract: Extract) -> None:
        sheet = self.public.template.sheet(extract.table)
        shown = self.shown[sheet.name]
        fields = [sheet.field(name) for name in extract.columns if name in shown]
        frame = self.data.tables[sheet.name]
        picked = frame.pick(select(frame, extract.where))
        rows = islice(picked.rows(), self.pages.listed)
        whose = self.whose.columns(SENDER[1])[:1]
        origin = [] if self.public.upward else [ORIGIN_HEAD]
        heads = [
            "TT",
            *(one.title for one in whose),
            ORIGIN_TITLES[0],
            *(f.title for f in fields),
            *origin,
        ]
        widths = [
            5.0,
            *(one.width for one in whose),
            18.0,
            *(column_width(f) for f in fields),
            *(34.0 for _ in origin),
        ]
        made = []
        for number, row in enumerate(rows, start=1):
            values = (shown_value(field, row[field.name]) for field in fields)
            came_from = [] if self.public.upward else [origin_line(row)]
            made.append(
                (number, *(one.cell(row) for one in whose), row["don_vi"], *values, *came_from)
            )
        subtitle = f"{len(picked)} dòng."
        page, free = self.pages.listing(extract.title, heads, widths, made, subtitle=subtitle)
        self.pages.say_rest(page, free, len(picked))
        self.pages.hide_empty(page, made)
        page.finish()

    def _cross(self, cross: Cross) -> None:
        figures = [self.figures.report.figure(name) for name in cross.breakdown.figures]
        heads = [
            "TT",
            title_of_rows(self.public.template, cross.breakdown),
            *map(figure_title, figures),
        ]
        page = self.pages.page(cross.breakdown.title, heads, [5, 34, *[9.5] * len(figures)])
        codes = ["", "Mã số liệu", *self._codes(cross)]
        for column, code in enumerate(codes, start=1):
            page.put(
                HEAD_ROW + 1, column, code, "cell", align="center", italic=True, text_wrap=True
            )
        row = HEAD_ROW + 2
        for row, line in enumerate(cross.lines(), start=HEAD_ROW + 2):
            style = "number" if line.number else "group"
            page.put(row, 1, line.number or "", style)
            inside = int(bool(cross.groups and (line.number or line.kept)))
            page.put(row, 2, line.label, "cell" if line.number else "group", indent=inside)
            self._figures(page, row, cross, line, style)
        row += bool(cross.rows or cross.groups)
        page.put(row, 1, "", "total")
        page.put(row, 2, TOTAL, "total")
        self._figures(page, row, cross, BreakdownRow(0, TOTAL, cross.total, "", None), "total")
        if cross not in self.drawn:  # a chart keeps what its cells hold
            page.finish()

    def _codes(self, cross: Cross) -> list[str]:
        """Return what stands above the columns: the codes of their figures, with the sums whose
        parts are all there.
        """
        figures = [self.figures.report.figure(name) for name in cross.breakdown.figures]
        codes = {figure.name: figure.code for figure in figures}
        return [f"({figure.code}{_sum_of(figure, codes)})" for figure in figures]

    def _figures(
        self, page: SheetWriter, row: int, cross: Cross, line: BreakdownRow, style: str
    ) -> None:
        for column, (name, value) in enumerate(
            zip(cross.breakdown.figures, line.values, strict=True), start=3
        ):
            figure = self.figures.report.figure(name)
            formula = None if line.kept else self.live.formula(figure, line.by, line.key)
            self.pages.figure(page, (row, column), formula, value, style)

    # ----- rows

    def _items(self, declared: ServiceSheet[Any], items: Sequence[Any] | Frame) -> None:
        page, _ = declared.write(self.pages, items)
        self.pages.hide_empty(page, items)
        page.finish()

    def _data(self, sheet: Sheet) -> None:
        declared = data_sheet(self.data, sheet, self.whose)
        page, last = declared.write(self.pages, _numbered(self.data, sheet))
        page.sheet.autofilter(HEAD_ROW - 1, 0, max(HEAD_ROW, last - 2), len(declared.columns) - 1)
        self.pages.hide_empty(page, self.data.tables[sheet.name])
        page.finish()

    def _balance(self) -> None:
        """Write the ledger, and what all files come to; of what goes up what each office's files
        come to.
        """
        public, several = self.public, self.public.several
        declared = ledger_sheet(self.whose, upward=public.upward)
        lines = public.office.ledger if public.office else public.balance
        page, last = declared.write(self.pages, lines)
        if public.office or several:
            for column, value in enumerate(declared.cells(total_of(lines, TOTAL)), start=1):
                page.put(last, column, value, "total")
        page.put(last + 2, 1, balance_rule(upward=public.upward), "line")

    def _office(self) -> None:
        """Write what stays in the office."""
        office = self.public.office
        assert office is not None
        for title, sheet, frame in _held_back(self.public) if not self.public.rows_beside else ():
            if len(frame):
                declared = data_sheet(self.data, sheet, self.whose, title)
                self._items(declared, frame)
        self._items(set_aside_sheet(self.whose), office.set_aside)
        repairs: list[PublicFinding] = []
        others: list[PublicFinding] = []
        for one in office.findings:
            (repairs if one.severity == Severity.REPAIR else others).append(one)
        self._items(findings_sheet(FINDINGS, self.whose), others)
        self._items(findings_sheet(REPAIRS, self.whose), repairs)
        self._items(sources_sheet(self.whose), office.sources)


def _numbered(data: Data, sheet: Sheet) -> Frame:
    """Return the rows of a table, each with its number and the figures in which it counts."""
    frame = data.tables[sheet.name]
    numbers = range(1, len(frame) + 1)
    return frame.putting({FED: feeds_of(data, sheet), NUMBERED: numbers})


def _held_back(public: Public) -> Iterator[tuple[str, Sheet, Frame]]:
    """Yield the rows of each table that stay in the office, with the title of their sheet."""
    assert public.office is not None
    for sheet in public.template.tables:
        for pattern, frames in (
            (KEPT_SHEET, public.office.kept),
            (LEFT_SHEET, public.office.left),
        ):
            frame = frames[sheet.name]
            counts_nowhere = {FED: [None] * len(frame)}
            yield pattern.format(title=sheet.title), sheet, frame.putting(counts_nowhere)


def stored_tables(public: Public) -> Iterator[StoredTable]:
    """Yield the rows of a report as they lie beside its workbook: what would stand on its
    sheets.
    """
    data = public.data
    whose = Whose(data.senders, data.several)
    for sheet in public.template.tables:
        declared = data_sheet(data, sheet, whose)
        rows = declared.rows(_numbered(data, sheet))
        yield StoredTable(declared.title, declared.headings, rows, len(data.tables[sheet.name]))
    for title, sheet, frame in _held_back(public) if public.office is not None else ():
        declared = data_sheet(data, sheet, whose, title)
        rows = declared.rows(frame)
        yield StoredTable(declared.title, declared.headings, rows, len(frame))


def _sum_of(figure: Figure, codes: Mapping[str, str]) -> str:
    """Return a figure's sum, “=5a+5b”, where all its parts have a code here."""
    if not figure.equals or not codes.keys() >= set(figure.equals):
        return ""
    return "=" + "+".join(codes[part] for part in figure.equals)
