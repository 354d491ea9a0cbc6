"""The annual report → the annual workbook, from which the report can be read back (`reread`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pandas as pd

from sheettools.annual.appendix import TOTAL
from sheettools.annual.data import known
from sheettools.annual.figures import SENDER_BY, Cross, field_of, figure_title, select
from sheettools.annual.front import COLUMNS, WIDTH, write_cards, write_charts
from sheettools.annual.live import FED, Live, data_place, feeds
from sheettools.annual.merge import LedgerLine, origin_line
from sheettools.annual.pages import HEAD_ROW, Pages
from sheettools.annual.public import Public
from sheettools.annual.sheets import (
    FINDINGS,
    FRONT,
    ORIGIN_HEAD,
    REPAIRS,
    SUMMARY,
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
from sheettools.annual.state_forms import write_state_forms
from sheettools.outgoing.generate import column_width
from sheettools.outgoing.write import BookWriter, SheetWriter
from sheettools.template.findings import Severity
from sheettools.template.layout import ANNUAL_SHEET, PLAN_SHEET
from sheettools.template.template import ORIGIN_TITLES, SENDER, SENDER_TITLES, Breakdown, Extract, Sheet

STATE_TITLE = "Tình trạng báo cáo"
OPEN, ACCEPTED = "•", "✓"
"""What stands before a thing that keeps the report a draft, and before one that was accepted."""
SUMMARY_HEADS, BEFORE_HEADS = ("Mã số", "Số liệu", "Số lượng", "Xem"), ("Năm trước", "Tăng, giảm")


def write_annual(path: Path, public: Public) -> Path:
    """Write the annual workbook and return where. Same inputs, same bytes.

    Raises SheettoolsError (F001, F002).
    """
    with BookWriter(path, title=f"{public.title} – {public.line}", created=date(public.year or 2000, 12, 31)) as book:
        _Annual(Pages(book, f"{public.title} – {public.line}", public.line, draft=bool(public.draft)), public).write()
    return path


class _Annual:
    def __init__(self, pages: Pages, public: Public) -> None:
        self.pages, self.public = pages, public
        self.data, self.figures, self.before = public.data, public.figures, public.before
        self.places = {
            sheet.name: data_place(self.data, sheet, len(self.data.tables[sheet.name]), HEAD_ROW + 1)
            for sheet in public.template.tables
        }
        self.whose = Whose(self.data.senders, self.data.several)
        self.live, self.fed = Live(self.data, self.places), feeds(self.data)

    def write(self) -> None:
        report = self.figures.report
        if report.key or report.charts:
            self._front()
        self._summary()
        for cross in self.figures.crosses:
            self._cross(cross)
        write_state_forms(self.pages, self.public, self.live)
        self._coverage()
        for extract in report.extracts:
            self._extract(extract)
        for sheet in self.public.template.tables:
            self._data(sheet, self.data.tables[sheet.name])
        for book in self.public.books:
            self.pages.book_page(book, self.public.template.sheet(book.book.table))
        set_aside_sheet(self.whose).write(self.pages, self.public.set_aside)
        self._findings(FINDINGS, (Severity.ERROR, Severity.WARNING))
        self._findings(REPAIRS, (Severity.REPAIR,))
        self._ledger()
        sources_sheet(self.whose).write(self.pages, self.public.sources)
        if self.public.several:
            parts_sheet(self.whose).write(self.pages, self.public.parts)
        self._made_with()
        self._plan()

    # ----- pages

    def _front(self) -> None:
        page = self.pages.page(FRONT, [], [])
        for column in range(1, COLUMNS + 1):
            page.column(column, WIDTH)
        row = write_cards(page, self.figures, self.live, self.before)
        for reason in (*self.public.draft, *self.public.waived):
            page.merge((row, 1), (row, COLUMNS), "• " + reason, "reason")
            row += 1
        write_charts(page, row + 1, self.figures, HEAD_ROW)
        page.sheet.set_portrait()
        page.sheet.fit_to_pages(1, 1)
        page.sheet.hide_gridlines(2)

    def _extract(self, extract: Extract) -> None:
        sheet = self.public.template.sheet(extract.table)
        fields = [sheet.field(name) for name in extract.columns]
        frame = select(self.data.tables[sheet.name], extract.where)
        whose = self.whose.columns(SENDER[1])[:1]
        heads = ["TT", *(one.title for one in whose), ORIGIN_TITLES[0], *(f.title for f in fields), ORIGIN_HEAD]
        widths = [5.0, *(one.width for one in whose), 18.0, *(column_width(f) for f in fields), 34.0]
        page = self.pages.page(extract.title, heads, widths, subtitle=f"{len(frame)} dòng.")
        self.pages.fill(page, [
            (number, *(one.cell(row) for one in whose), row["don_vi"], *(shown_value(f, row[f.name]) for f in fields),
             origin_line(row))
            for number, row in enumerate(({str(k): known(v) for k, v in r.items()} for r in frame.to_dict("records")),
                                         start=1)
        ])  # fmt: skip

    def _cross(self, cross: Cross) -> None:
        figures = [self.figures.report.figure(name) for name in cross.breakdown.figures]
        heads = ["TT", self._by(cross.breakdown), *map(figure_title, figures)]
        page = self.pages.page(cross.breakdown.title, heads, [5, 34, *[9.5] * len(figures)])
        codes = ["", "Mã số liệu", *self._codes(cross)]
        for column, code in enumerate(codes, start=1):
            page.put(HEAD_ROW + 1, column, code, "cell", align="center", italic=True, text_wrap=True)
        row = HEAD_ROW + 2
        for row, line in enumerate(cross.lines(), start=HEAD_ROW + 2):
            style = "number" if line.number else "group"
            page.put(row, 1, line.number or "", style)
            inside = int(bool(cross.groups and line.number))
            page.put(row, 2, line.label, "cell" if line.number else "group", indent=inside)
            self._figures(page, row, cross, line.values, line.by, line.key, style)
        row += bool(cross.rows or cross.groups)
        page.put(row, 1, "", "total")
        page.put(row, 2, TOTAL, "total")
        self._figures(page, row, cross, cross.total, style="total")

    def _codes(self, cross: Cross) -> list[str]:
        """Return what stands above the columns: the codes of their figures, with the sums whose parts are all there."""
        names, figure = set(cross.breakdown.figures), self.figures.report.figure
        sums = {
            name: "=" + "+".join(figure(part).code for part in figure(name).equals)
            for name in names if figure(name).equals and names.issuperset(figure(name).equals)
        }  # fmt: skip
        return [f"({figure(name).code}{sums.get(name, '')})" for name in cross.breakdown.figures]

    def _figures(
        self,
        page: SheetWriter,
        row: int,
        cross: Cross,
        values: Sequence[float],
        by: str = "",
        key: Any = None,
        style: str = "number",
    ) -> None:
        for column, (name, value) in enumerate(zip(cross.breakdown.figures, values, strict=True), start=3):
            formula = self.live.formula(self.figures.report.figure(name), by, key)
            self.pages.figure(page, (row, column), formula, value, style)

    def _summary(self) -> None:
        year_before = BEFORE_HEADS if self.before else ()
        heads = [*SUMMARY_HEADS, *year_before]
        page = self.pages.page(SUMMARY, heads, [9, 62, 13, 11, *[12] * len(year_before)])
        row = HEAD_ROW
        for figure in self.figures.report.figures:
            row += 1
            page.put(row, 1, figure.code, "cell")
            page.put(row, 2, figure.title, "cell")
            self.pages.figure(page, (row, 3), self.live.formula(figure), self.figures.values[figure.name])
            if figure.table in self.places:
                page.link(row, 4, self.places[figure.table].title, f"A{HEAD_ROW}", "các dòng")
            old = self.before.get(figure.code)
            if old is not None:
                page.put(row, 5, old, "number")
                page.formula(row, 6, f"C{row}-E{row}", self.figures.values[figure.name] - old, "number",
                             num_format="+#,##0;-#,##0;0")  # fmt: skip
        row += 2
        page.put(row, 1, "Kiểm tra cân đối", "line", bold=True)
        for identity in self.figures.identities:
            row += 1
            page.put(row, 1, "đúng" if identity.holds else "SAI", "good" if identity.holds else "bad")
            page.put(row, 2, identity.text, "cell")
            page.put(row, 3, f"{identity.left} / {identity.right}", "cell", align="right")
        row += 2
        page.put(row, 1, STATE_TITLE, "line", bold=True)
        nothing = [] if self.public.waived else ["Đủ sổ, không còn chỗ phải sửa, số liệu cân."]
        open_ones = [(OPEN, reason) for reason in self.public.draft or nothing]
        for mark, reason in (*open_ones, *((ACCEPTED, reason) for reason in self.public.waived)):
            row += 1
            page.put(row, 1, mark, align="right")
            page.put(row, 2, reason, text_wrap=True, valign="top")
        page.sheet.set_portrait()

    def _by(self, breakdown: Breakdown) -> str:
        if breakdown.by == "unit":
            return ORIGIN_TITLES[0]
        if breakdown.by == SENDER_BY:
            return SENDER_TITLES[0]
        return field_of(self.public.template, breakdown).title

    def _coverage(self) -> None:
        for coverage, rows in self.data.coverages:
            coverage_sheet(coverage, self.public.template, self.whose).write(self.pages, rows)

    # ----- data

    def _data(self, sheet: Sheet, frame: pd.DataFrame) -> None:
        records = zip(frame.to_dict("records"), self.fed[sheet.name], strict=True)
        rows = [{**{str(name): value for name, value in row.items()}, FED: fed} for row, fed in records]
        declared = data_sheet(sheet, self.whose)
        page, last = declared.write(self.pages, rows)
        page.sheet.autofilter(HEAD_ROW - 1, 0, max(HEAD_ROW, last - 2), len(declared.columns) - 1)

    def _findings(self, name: str, severities: Collection[str]) -> None:
        found = [one for one in self.public.findings if one.severity in severities]
        findings_sheet(name, self.whose).write(self.pages, found)

    def _ledger(self) -> None:
        """Write the ledger, and what all files come to: a total of no sender."""
        declared = ledger_sheet(self.whose)
        page, last = declared.write(self.pages, self.public.ledger)
        for column, value in enumerate(declared.cells(total_of(self.public.ledger)), start=1):
            page.put(last, column, value, "total")
        rule = "Dòng đã đọc = đã tính + có bản mới hơn + để riêng + in sẵn chưa ghi + ngoài vùng khai"
        page.put(last + 2, 1, rule, "line")

    # ----- what it takes to read it back

    def _made_with(self) -> None:
        """Say, hidden, with what the workbook was made."""
        public, template = self.public, self.public.template
        said = [("template", template.name), ("fingerprint", template.fingerprint), ("profile", template.profile),
                ("plan", public.plan.name if public.plan else ""), ("year", str(public.year)), ("line", public.line),
                ("until", public.until.isoformat() if public.until else "")]  # fmt: skip
        if not public.several:
            (sender,) = self.data.senders
            said += [("sender", sender.name), ("sender_code", sender.code), ("above", sender.above)]
        lines: list[tuple[Any, ...]] = list(said)
        for told in public.told:
            lines += [("missing", told.sender, name) for name in told.missing]
            if public.several:  # a report of one office says it where people see it
                lines += [("draft", told.sender, reason) for reason in told.draft]
                lines += [("waived", told.sender, reason) for reason in told.waived]
                lines += [("before", told.sender, code, value) for code, value in told.before.items()]
        lines += [("unit", unit.code, unit.name, unit.sender) for unit in self.data.units]
        self._hidden(ANNUAL_SHEET, lines)

    def _plan(self) -> None:
        """Write the plan, hidden, a value a row: sheet, number of the row, column, value."""
        lines: list[tuple[Any, ...]] = []
        plan = self.data.plan
        for name, form in plan.forms.items():
            lines += [(name, 0, key, _stored(value)) for key, value in form.items()]
        for name, rows in plan.tables.items():
            for number, row in enumerate(rows, start=1):
                lines += [(name, number, key, _stored(value)) for key, value in row.items()]
        self._hidden(PLAN_SHEET, lines)

    def _hidden(self, name: str, lines: Sequence[Sequence[Any]]) -> None:
        page = self.pages.book.sheet(name)
        for row, values in enumerate(lines, start=1):
            for column, value in enumerate(values, start=1):
                if value not in ("", None):
                    page.put(row, column, value)
        page.sheet.hide()


def _stored(value: Any) -> str:
    """Return a value of the plan as a text that `reread` turns back into the value; a list has a line an item."""
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    if isinstance(value, date | time):
        return value.isoformat()
    return str(int(value)) if isinstance(value, bool) else str(value)


def total_of(ledger: Sequence[LedgerLine]) -> LedgerLine:
    """Return what all lines of a ledger come to, those of several offices too."""
    counts = (sum(getattr(line, name) for line in ledger) for name in
              ("seen", "layout", "blank", "accepted", "superseded", "set_aside", "outside"))  # fmt: skip
    return LedgerLine(TOTAL, "", "total", *counts)
