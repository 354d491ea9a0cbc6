"""Figures and tables → the annual workbook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheettools.annual.figures import Cross, Figures, compute_figures, select
from sheettools.annual.front import CARD_STYLES, COLUMNS, WIDTH, write_cards, write_charts
from sheettools.annual.live import FED, Live, data_place, feeds, shown_fields
from sheettools.annual.merge import LedgerLine, Merged
from sheettools.annual.reasons import find_reasons, say_reasons, say_waived
from sheettools.outgoing.generate import column_width, shorten
from sheettools.outgoing.write import BookWriter, SheetWriter
from sheettools.template.findings import COVERED, Finding, Severity
from sheettools.template.layout import ANNUAL_SHEET, DRAFT_PLACE, DRAFT_WORDS, REPORT_SHEETS
from sheettools.template.template import ORIGIN, ORIGIN_TITLES, Breakdown, Extract, Field, Sheet
from sheettools.template.text import mask_hints

if TYPE_CHECKING:
    from sheettools.annual.public import PublicBook

STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "line": {"font_color": "#1F3864"},
    "draft": {"bold": True, "font_color": "#C00000"},
    "header": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
               "bg_color": "#D9E2EC"},
    "cell": {"border": 1, "valign": "top", "text_wrap": True},
    "number": {"border": 1, "valign": "top", "num_format": "#,##0"},
    "total": {"border": 1, "bold": True, "num_format": "#,##0", "bg_color": "#F2F2F2"},
    "link": {"border": 1, "valign": "top", "font_color": "#0B5394", "underline": 1},
    "reason": {"text_wrap": True, "valign": "top", "font_color": "#8B0000"},
    **CARD_STYLES,
    "good": {"border": 1, "font_color": "#1E6B2E"},
    "bad": {"border": 1, "bold": True, "font_color": "#C00000"},
}  # fmt: skip
ORIGIN_WIDTHS = (20.0, 11.0, 26.0, 16.0, 7.0)
SEVERITIES = {Severity.ERROR: "Phải sửa", Severity.WARNING: "Cần xem", Severity.REPAIR: "Đã tự sửa"}
STATES = {"counted": "Đã tính", "superseded": "Có bản mới hơn", "refused": "Không đọc được"}
HEAD_ROW = 5
TOTAL, NOTHING_YET, STATE_TITLE = "Tổng cộng", "chưa có số liệu", "Tình trạng báo cáo"
OPEN, ACCEPTED = "•", "✓"
"""What stands before a thing that keeps the report a draft, and before one that was accepted."""
SUMMARY_HEADS, BEFORE_HEADS = ("Mã số", "Số liệu", "Số lượng", "Xem"), ("Năm trước", "Tăng, giảm")
QUOTED, PART = 600, 15_000
"""How much of a text a finding quotes, and how much of a row set aside stands in one cell, in characters."""
SUMMARY, SET_ASIDE, FINDINGS, LEDGER, SOURCES, FRONT, REPAIRS = REPORT_SHEETS


def write_annual(
    path: Path,
    merged: Merged,
    line: str,
    figures: Figures | None = None,
    before: Mapping[str, float] | None = None,
    books: Sequence[PublicBook] = (),
) -> Figures:
    """Write the annual workbook, with the books that the office keeps, and return its figures. Same inputs, same bytes.

    `before` holds last year's figures by code.

    Raises SheettoolsError (F001, F002).
    """
    figures = figures or compute_figures(merged)
    year = next((one.facts["nam"] for one in merged.issued if one.facts.get("nam")), 2000)
    title = f"{merged.template.report.title or merged.template.title}"
    with BookWriter(path, title=f"{title} – {line}", created=date(int(year), 12, 31)) as book:
        book.styles.update(STYLES)
        _Annual(book, merged, figures, title, line, before or {}, books).write()
    return figures


class _Annual:
    def __init__(
        self,
        book: BookWriter,
        merged: Merged,
        figures: Figures,
        title: str,
        line: str,
        before: Mapping[str, float],
        books: Sequence[PublicBook],
    ) -> None:
        self.book, self.merged, self.figures, self.books = book, merged, figures, books
        self.title, self.line, self.before = title, line, before
        reasons = find_reasons(merged, figures)
        self.draft, self.waived = say_reasons(reasons), [cover(said) for said in say_waived(reasons)]
        self.found = [*figures.findings, *merged.findings]
        self.places = {
            sheet.name: data_place(sheet, sheet.title[:31], len(merged.tables[sheet.name]), HEAD_ROW + 1)
            for sheet in merged.template.tables
        }
        self.live, self.fed = Live(merged, self.places), feeds(merged)

    def write(self) -> None:
        if self.figures.report.key or self.figures.report.charts:
            self._front()
        self._summary()
        for cross in self.figures.crosses:
            self._cross(cross)
        self._coverage()
        for extract in self.figures.report.extracts:
            self._extract(extract)
        for sheet in self.merged.template.tables:
            self._data(sheet, sheet.title, self.merged.tables[sheet.name])
        for book in self.books:
            self._office_book(book)
        self._set_aside()
        self._findings(FINDINGS, [f for f in self.found if f.severity is not Severity.REPAIR])
        self._findings(REPAIRS, [f for f in self.found if f.severity is Severity.REPAIR])
        self._ledger()
        self._sources()
        self._made_with()

    # ----- pages

    def _front(self) -> None:
        page = self._page(FRONT, [], [])
        for column in range(1, COLUMNS + 1):
            page.column(column, WIDTH)
        row = write_cards(page, self.figures, self.live, self.before)
        for reason in (*self.draft, *self.waived):
            page.merge((row, 1), (row, COLUMNS), "• " + reason, "reason")
            row += 1
        write_charts(page, row + 1, self.figures.report.charts, self.figures.crosses, HEAD_ROW)
        page.sheet.set_portrait()
        page.sheet.hide_gridlines(2)

    def _extract(self, extract: Extract) -> None:
        sheet = self.merged.template.sheet(extract.table)
        fields = [sheet.field(name) for name in extract.columns]
        frame = select(self.merged.tables[sheet.name], extract.where)
        heads = ["TT", ORIGIN_TITLES[0], *(f.title for f in fields), "Nguồn (tệp / trang / dòng)"]
        widths = [5.0, 18.0, *(column_width(f) for f in fields), 34.0]
        page = self._page(extract.title, heads, widths, subtitle=f"{len(frame)} dòng.")
        self._fill(page, [
            (number, row["don_vi"], *(_plain(_reported(sheet, f, row)) for f in fields),
             f"{row['tep']} / {row['trang']} / {row['dong']}")
            for number, row in enumerate(frame.to_dict("records"), start=1)
        ])  # fmt: skip

    def _cross(self, cross: Cross) -> None:
        figures = [self.figures.report.figure(name) for name in cross.breakdown.figures]
        heads = ["TT", self._by(cross.breakdown), *(f.title.lstrip("– ") for f in figures)]
        page = self._page(cross.breakdown.title, heads, [5, 34, *[9.5] * len(figures)])
        codes = ["", "Mã số liệu", *(f"({f.code})" for f in figures)]
        for column, code in enumerate(codes, start=1):
            page.put(HEAD_ROW + 1, column, code, "cell", align="center", italic=True)
        row = HEAD_ROW + 2
        for number, (label, values) in enumerate(cross.rows, start=1):
            page.put(row, 1, number, "number")
            page.put(row, 2, label, "cell")
            for column, (figure, value) in enumerate(zip(figures, values, strict=True), start=3):
                formula = self.live.formula(figure, cross.breakdown.by, cross.keys[number - 1])
                self._figure(page, (row, column), formula, value)
            row += 1
        page.put(row, 1, "", "total")
        page.put(row, 2, TOTAL, "total")
        for column, (figure, value) in enumerate(zip(figures, cross.total, strict=True), start=3):
            self._figure(page, (row, column), self.live.formula(figure), value, "total")

    def _figure(
        self, page: SheetWriter, place: tuple[int, int], formula: str | None, value: float, style: str = "number"
    ) -> None:
        """Write a figure as a formula over the data, with its value; as the value alone where no formula says it."""
        row, column = place
        more: dict[str, Any] = {} if float(value).is_integer() else {"num_format": "#,##0.0##"}
        if formula is None:
            page.put(row, column, value, style, **more)
        else:
            page.formula(row, column, formula, value, style, **more)

    def _page(
        self,
        name: str,
        headings: Sequence[str],
        widths: Sequence[float],
        *,
        subtitle: str = "",
    ) -> SheetWriter:
        page = self.book.sheet(name)
        page.put(1, 1, name.upper(), "title")
        page.put(2, 1, f"{self.title} – {self.line}", "line")
        if self.draft:
            page.put(*DRAFT_PLACE, DRAFT_WORDS, "draft")
        elif subtitle:
            page.put(3, 1, subtitle)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
            page.column(column, width)
            page.put(HEAD_ROW, column, heading, "header")
        if headings:
            page.sheet.freeze_panes(HEAD_ROW, 2 if len(headings) > 3 else 0)
            page.sheet.repeat_rows(HEAD_ROW - 1)
        if self.draft:
            page.sheet.set_header('&C&"Times New Roman,Bold"&12DỰ THẢO')
        page.sheet.set_paper(9)
        page.sheet.set_landscape()
        page.sheet.fit_to_pages(1, 0)
        page.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.sheet.set_footer(f'&L&"Times New Roman,Regular"&9{self.line.replace("&", "&&")[:180]}&R&9Trang &P/&N')
        return page

    def _fill(self, page: SheetWriter, rows: Iterable[Sequence[Any]], first: int = HEAD_ROW + 1) -> int:
        """Write rows below the headings and return the next free row."""
        row = first
        for row, values in enumerate(rows, start=first):
            for column, value in enumerate(values, start=1):
                self._put(page, row, column, value)
        return row + 1 if rows else first

    def _put(self, page: SheetWriter, row: int, column: int, value: Any) -> None:
        value = cover(value) if isinstance(value, str) else value
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if isinstance(value, date):
            page.put(row, column, value, "cell", num_format="dd/mm/yyyy")
        else:
            parts = isinstance(value, float) and not value.is_integer()
            more = {"num_format": "#,##0.0##"} if parts else {}
            page.put(row, column, value, "number" if number else "cell", **more)

    def _summary(self) -> None:
        year_before = BEFORE_HEADS if self.before else ()
        heads = [*SUMMARY_HEADS, *year_before]
        page = self._page(SUMMARY, heads, [9, 62, 13, 11, *[12] * len(year_before)])
        row = HEAD_ROW
        for figure in self.figures.report.figures:
            row += 1
            page.put(row, 1, figure.code, "cell")
            page.put(row, 2, figure.title, "cell")
            self._figure(page, (row, 3), self.live.formula(figure), self.figures.values[figure.name])
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
        nothing = [] if self.waived else ["Đủ sổ, không còn chỗ phải sửa, số liệu cân."]
        open_ones = [(OPEN, reason) for reason in self.draft or nothing]
        for mark, reason in (*open_ones, *((ACCEPTED, reason) for reason in self.waived)):
            row += 1
            page.put(row, 1, mark, align="right")
            page.put(row, 2, reason, text_wrap=True, valign="top")
        page.sheet.set_portrait()

    def _by(self, breakdown: Breakdown) -> str:
        if breakdown.by == "unit":
            return ORIGIN_TITLES[0]
        figure = self.figures.report.figure(breakdown.figures[0])
        return self.merged.template.sheet(figure.table).field(breakdown.by).title

    def _coverage(self) -> None:
        for coverage, rows in self.figures.coverages:
            sheet = self.merged.template.sheet(coverage.table)
            fields = [sheet.field(name) for name in (coverage.key, *coverage.columns)]
            heads = ["Đơn vị", *(f.title for f in fields), "Nguồn (tệp / trang / dòng)"]
            widths = [18.0, *(column_width(f) for f in fields), 34.0]
            page = self._page(coverage.title, heads, widths)
            lines = []
            for row in rows:
                values = {**row.planned, **{k: v for k, v in (row.reported or {}).items() if not _empty(v)}}
                origin = row.origin or NOTHING_YET
                lines.append((row.unit, *(_shown(f, values.get(f.name)) for f in fields), origin))
            self._fill(page, lines)

    # ----- data

    def _data(self, sheet: Sheet, name: str, frame: pd.DataFrame) -> None:
        fields = shown_fields(sheet)
        heads = [*ORIGIN_TITLES, *(f.title for f in fields), FED]
        widths = [*ORIGIN_WIDTHS, *(column_width(f) for f in fields), 24.0]
        page = self._page(name[:31], heads, widths)
        rows = [
            (*(row[o] for o in ORIGIN), *(_reported(sheet, f, row) for f in fields), fed)
            for row, fed in zip(frame.to_dict("records"), self.fed[sheet.name], strict=True)
        ]
        last = self._fill(page, [[_plain(value) for value in row] for row in rows])
        page.sheet.autofilter(HEAD_ROW - 1, 0, max(HEAD_ROW, last - 2), len(heads) - 1)

    def _office_book(self, made: PublicBook) -> None:
        """Write a book that the office keeps, in its legal columns; what must not be known here stays blank."""
        sheet = self.merged.template.sheet(made.book.table)
        columns = made.book.columns
        widths = [
            column_width(sheet.field(c.fields[0])) if c.fields else 6.0 if c.numbered else 12.0 if c.mark else 22.0
            for c in columns
        ]
        page = self._page(made.book.title, [c.title for c in columns], widths)
        for number in range(1, len(columns) + 1):
            page.put(HEAD_ROW + 1, number, f"({number})", "cell", align="center", italic=True)
        last = self._fill(page, made.rows, first=HEAD_ROW + 2)
        if made.kept_back:
            said = (
                f"Còn {made.kept_back} lượt có thể cho biết ai tố cáo: không ghi ở đây, văn phòng ghi vào sổ của mình."
            )
            page.put(last + 1, 1, said, "line")

    def _set_aside(self) -> None:
        heads = [*ORIGIN_TITLES, "Nội dung người gửi đã ghi"]
        page = self._page(SET_ASIDE, heads, [*ORIGIN_WIDTHS, 110.0], subtitle="Không có dòng nào để riêng.")
        rows = []
        for sheet in self.merged.template.tables:
            titles = {f.name: f.title for f in sheet.fields if not f.personal}
            for row in self.merged.set_aside[sheet.name].to_dict("records"):
                said = "; ".join(f"{titles[k]}: {v}" for k, v in row.items() if k in titles and not _empty(v))
                # A cell holds 32,767 characters; what is longer goes on in the next row.
                parts = [said[at : at + PART] for at in range(0, max(len(said), 1), PART)]
                rows += [(*(_plain(row[o]) for o in ORIGIN), cover(part)) for part in parts]
        self._fill(page, rows)

    def _findings(self, name: str, found: Sequence[Finding]) -> None:
        heads = ["Mức", "Mã", "Tệp", "Trang", "Ô", "Vấn đề", "Cách xử lý", "Giá trị"]
        page = self._page(name, heads, [11, 8, 26, 18, 10, 56, 50, 24])
        self._fill(page, [_finding(f.covered()) for f in found])

    def _ledger(self) -> None:
        heads = ["Tệp", "Đơn vị", "Tình trạng", "Dòng đã đọc", "Đã tính", "Có bản mới hơn", "Để riêng",
                 "In sẵn, chưa ghi", "Ngoài vùng khai", "Cân đối"]  # fmt: skip
        page = self._page(LEDGER, heads, [30, 20, 18, 10, 10, 10, 10, 10, 10, 10])
        rows = [_ledger_row(line.file, line.unit, STATES[line.state], [line]) for line in self.merged.ledger]
        last = self._fill(page, rows)
        total = _ledger_row(TOTAL, "", "", self.merged.ledger)
        for column, value in enumerate(total, start=1):
            page.put(last, column, value, "total")
        rule = "Dòng đã đọc = đã tính + có bản mới hơn + để riêng + in sẵn chưa ghi + ngoài vùng khai"
        page.put(last + 2, 1, rule, "line")

    def _sources(self) -> None:
        page = self._page(SOURCES, ["Tệp", "Đơn vị", "Mã sổ", "SHA-256", "Số byte"], [34, 22, 18, 70, 12])
        self._fill(page, [
            (one.file, one.issued.unit_name if one.issued else "", one.issued.code if one.issued else "",
             one.sha256, one.size)
            for one in self.merged.returns
        ])  # fmt: skip

    def _made_with(self) -> None:
        """Say, hidden, with what the workbook was made: as much as it takes to read it back."""
        template, year = (
            self.merged.template,
            next((i.facts["nam"] for i in self.merged.issued if i.facts.get("nam")), 0),
        )
        said = {"template": template.name, "fingerprint": template.fingerprint, "profile": template.profile,
                "year": str(year), "line": self.line}  # fmt: skip
        page = self.book.sheet(ANNUAL_SHEET)
        missing = [("missing", issued.unit_name) for issued in self.merged.missing]
        for number, (key, value) in enumerate([*said.items(), *missing], start=1):
            page.put(number, 1, key)
            page.put(number, 2, value)
        page.sheet.hide()


def _finding(finding: Finding) -> tuple[str, ...]:
    place = finding.location
    return (SEVERITIES[finding.severity], finding.code, place.file, place.sheet, place.cell,
            shorten(cover(finding.message()), QUOTED), finding.remedy(),
            shorten(cover(finding.value), QUOTED))  # fmt: skip


def _ledger_row(file: str, unit: str, state: str, lines: Sequence[LedgerLine]) -> tuple[Any, ...]:
    balanced = "đúng" if all(line.balanced for line in lines) else "SAI"
    sums = (sum(getattr(line, name) for line in lines) for name in
            ("read", "accepted", "superseded", "set_aside", "blank", "outside"))  # fmt: skip
    return (file, unit, state, *sums, balanced)


def _reported(sheet: Sheet, target: Field, row: Mapping[Any, Any]) -> Any:
    """Return a value as the report shows it: covered where it may say who somebody is."""
    value = _shown(target, row[target.name])
    return COVERED if value is not None and sheet.hides(target.name, row) else value


def _empty(value: Any) -> bool:
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or value == ""
        or (isinstance(value, float) and math.isnan(value))
    )


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return cover(value)
    return None if _empty(value) else value


def cover(text: str) -> str:
    """Return text with ID and phone numbers covered: the report leaves the office."""
    for _, start, end in reversed(mask_hints(text)):
        text = text[:start] + COVERED + text[end:]
    return text


def _shown(target: Field, value: Any) -> Any:
    """Return a value as a cell holds it: numbers and dates as such, lists by their label."""
    if _empty(value):
        return None
    if target.kind.name in ("integer", "number", "year") and target.categories is None:
        return int(value) if float(value).is_integer() else float(value)
    if target.kind.name == "date":
        return value
    return target.show(value)
