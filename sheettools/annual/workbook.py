"""The annual report → the annual workbook, from which the report can be read back (`reread`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pandas as pd

from sheettools.annual.appendix import TOTAL
from sheettools.annual.data import known
from sheettools.annual.figures import SENDER_BY, Cross, field_of, figure_title, select
from sheettools.annual.front import COLUMNS, WIDTH, write_cards, write_charts
from sheettools.annual.live import FED, Live, data_place, feeds, shown_fields
from sheettools.annual.merge import LedgerLine, origin_line
from sheettools.annual.pages import HEAD_ROW, Pages
from sheettools.annual.public import Public, Said
from sheettools.annual.state_forms import write_state_forms
from sheettools.outgoing.generate import column_width
from sheettools.outgoing.write import BookWriter, SheetWriter
from sheettools.template.findings import COVERED, Severity
from sheettools.template.layout import (
    ANNUAL_SHEET,
    PARTS_SHEET,
    PLAN_SHEET,
    REPORT_SHEETS,
)
from sheettools.template.template import (
    ORIGIN,
    ORIGIN_TITLES,
    SENDER,
    SENDER_TITLES,
    Breakdown,
    Extract,
    Field,
    Sheet,
)

SENDER_WIDTHS, ORIGIN_WIDTHS = (20.0, 10.0), (20.0, 11.0, 26.0, 16.0, 7.0, 11.0)
ORIGIN_HEAD = "Nguồn (tệp / trang / dòng / ô)"
SEVERITIES = {Severity.ERROR: "Phải sửa", Severity.WARNING: "Cần xem", Severity.REPAIR: "Đã tự sửa"}
STATES = {"counted": "Đã tính", "superseded": "Có bản mới hơn", "refused": "Không đọc được"}
NOTHING_YET, STATE_TITLE = "chưa có số liệu", "Tình trạng báo cáo"
OPEN, ACCEPTED = "•", "✓"
"""What stands before a thing that keeps the report a draft, and before one that was accepted."""
ASIDE_HEAD = "Nội dung người gửi đã ghi"
FINDING_HEADS = ("Mức", "Mã", "Tệp", "Trang", "Ô", "Vấn đề", "Cách xử lý", "Giá trị")
PARTS_HEADS = (*SENDER_TITLES, "Báo cáo lên", "Tệp", "Tình trạng", "Số dòng", "SHA-256", "Số byte")
PART_STATES = {False: "Đủ điều kiện", True: "Dự thảo"}
SUMMARY_HEADS, BEFORE_HEADS = ("Mã số", "Số liệu", "Số lượng", "Xem"), ("Năm trước", "Tăng, giảm")
SUMMARY, SET_ASIDE, FINDINGS, LEDGER, SOURCES, FRONT, REPAIRS = REPORT_SHEETS


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
        self._set_aside()
        repair = SEVERITIES[Severity.REPAIR]
        self._findings(FINDINGS, [f for f in self.public.findings if SEVERITIES[Severity(f.severity)] != repair])
        self._findings(REPAIRS, [f for f in self.public.findings if SEVERITIES[Severity(f.severity)] == repair])
        self._ledger()
        self._sources()
        if self.public.several:
            self._parts()
        self._made_with()
        self._plan()

    # ----- whose

    @property
    def _whose_heads(self) -> tuple[str, ...]:
        """The headings of the columns that say whose report a row is from, where there are several."""
        return SENDER_TITLES if self.data.several else ()

    @property
    def _whose_widths(self) -> tuple[float, ...]:
        return SENDER_WIDTHS if self.data.several else ()

    def _whose(self, code: str) -> tuple[str, ...]:
        return (self.data.sender_name(code) if code else "", code) if self.data.several else ()

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
        heads = ["TT", *self._whose_heads[:1], ORIGIN_TITLES[0], *(f.title for f in fields), ORIGIN_HEAD]
        widths = [5.0, *self._whose_widths[:1], 18.0, *(column_width(f) for f in fields), 34.0]
        page = self.pages.page(extract.title, heads, widths, subtitle=f"{len(frame)} dòng.")
        self.pages.fill(page, [
            (number, *self._whose(row[SENDER[1]])[:1], row["don_vi"], *(shown_value(f, row[f.name]) for f in fields),
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
            sheet = self.public.template.sheet(coverage.table)
            fields = [sheet.field(name) for name in (coverage.key, *coverage.columns)]
            heads = [*self._whose_heads, ORIGIN_TITLES[0], *(f.title for f in fields), ORIGIN_HEAD]
            widths = [*self._whose_widths, 18.0, *(column_width(f) for f in fields), 34.0]
            page = self.pages.page(coverage.title, heads, widths)
            self.pages.fill(page, [
                (*self._whose(row.sender), row.unit, *(shown_value(f, row.values.get(f.name)) for f in fields),
                 row.origin or NOTHING_YET)
                for row in rows
            ])  # fmt: skip

    # ----- data

    def _data(self, sheet: Sheet, frame: pd.DataFrame) -> None:
        fields = shown_fields(sheet)
        heads = [*self._whose_heads, *ORIGIN_TITLES, *(f.title for f in fields), FED]
        widths = [*self._whose_widths, *ORIGIN_WIDTHS, *(column_width(f) for f in fields), 24.0]
        page = self.pages.page(sheet.title[:31], heads, widths)
        rows = [
            (*self._whose(row[SENDER[1]]), *(known(row[o]) for o in ORIGIN),
             *(shown_value(f, row[f.name]) for f in fields), fed)
            for row, fed in zip(frame.to_dict("records"), self.fed[sheet.name], strict=True)
        ]  # fmt: skip
        last = self.pages.fill(page, rows)
        page.sheet.autofilter(HEAD_ROW - 1, 0, max(HEAD_ROW, last - 2), len(heads) - 1)

    def _set_aside(self) -> None:
        heads = [*self._whose_heads, *ORIGIN_TITLES, ASIDE_HEAD]
        widths = [*self._whose_widths, *ORIGIN_WIDTHS, 110.0]
        page = self.pages.page(SET_ASIDE, heads, widths, subtitle="Không có dòng nào để riêng.")
        self.pages.fill_long(page, [
            (*self._whose(row.origin[SENDER[1]]), *(known(row.origin[name]) for name in ORIGIN), row.text)
            for row in self.public.set_aside
        ])  # fmt: skip

    def _findings(self, name: str, found: Sequence[Said]) -> None:
        heads = [*self._whose_heads, *FINDING_HEADS]
        page = self.pages.page(name, heads, [*self._whose_widths, 11, 8, 26, 18, 10, 56, 50, 24])
        self.pages.fill(page, [
            (*self._whose(one.sender), SEVERITIES[Severity(one.severity)], one.code, one.file, one.sheet, one.cell,
             one.message, one.remedy, one.value)
            for one in found
        ])  # fmt: skip

    def _ledger(self) -> None:
        heads = [*self._whose_heads, "Tệp", "Đơn vị", "Tình trạng", "Dòng đã đọc", "Đã tính", "Có bản mới hơn",
                 "Để riêng", "In sẵn, chưa ghi", "Ngoài vùng khai", "Cân đối"]  # fmt: skip
        page = self.pages.page(LEDGER, heads, [*self._whose_widths, 30, 20, 18, 10, 10, 10, 10, 10, 10, 10])
        rows = [
            (*self._whose(line.sender), *_ledger_row(line.file, line.unit, STATES[line.state], [line]))
            for line in self.public.ledger
        ]
        last = self.pages.fill(page, rows)
        # Of no sender: the total is everybody's.
        total = (*self._whose(""), *_ledger_row(TOTAL, "", "", self.public.ledger))
        for column, value in enumerate(total, start=1):
            page.put(last, column, value, "total")
        rule = "Dòng đã đọc = đã tính + có bản mới hơn + để riêng + in sẵn chưa ghi + ngoài vùng khai"
        page.put(last + 2, 1, rule, "line")

    def _sources(self) -> None:
        heads = [*self._whose_heads, "Tệp", "Đơn vị", "Mã sổ", "SHA-256", "Số byte"]
        page = self.pages.page(SOURCES, heads, [*self._whose_widths, 34, 22, 18, 70, 12])
        self.pages.fill(page, [
            (*self._whose(one.sender), one.file, one.unit, one.code, one.sha256, one.size)
            for one in self.public.sources
        ])  # fmt: skip

    def _parts(self) -> None:
        """Say which annual workbooks were merged."""
        page = self.pages.page(PARTS_SHEET, PARTS_HEADS, [*SENDER_WIDTHS, 28, 34, 13, 10, 70, 12])
        above = {sender.code: sender.above for sender in self.data.senders}
        self.pages.fill(page, [
            (*self._whose(one.sender), above[one.sender], one.file, PART_STATES[one.draft], one.rows, one.sha256,
             one.size)
            for one in self.public.parts
        ])  # fmt: skip

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


def _ledger_row(file: str, unit: str, state: str, lines: Sequence[LedgerLine]) -> tuple[Any, ...]:
    balanced = "đúng" if all(line.balanced for line in lines) else "SAI"
    sums = (sum(getattr(line, name) for line in lines) for name in
            ("read", "accepted", "superseded", "set_aside", "blank", "outside"))  # fmt: skip
    return (file, unit, state, *sums, balanced)


def shown_value(target: Field, value: Any) -> Any:
    """Return a value as a cell holds it: numbers and dates as such, lists by their label."""
    value = known(value)
    if value in (None, "", COVERED):
        return value or None
    if target.kind.name in ("integer", "number", "year") and target.categories is None:
        return int(value) if float(value).is_integer() else float(value)
    if target.kind.name == "date":
        return value
    return target.show(value)
