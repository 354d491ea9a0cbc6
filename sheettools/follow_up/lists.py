"""The pages of the register that the program writes: what is overdue, and a list for each body that
settles matters. No row that stays in the office is on either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sheettools.follow_up.additions import Width
from sheettools.follow_up.book import given_of
from sheettools.follow_up.form import (
    BY_BODY_TITLE,
    OVERDUE_TITLE,
    REMARK_HEAD,
    Page,
    RegisterForm,
)
from sheettools.follow_up.matters import Matter
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.generate import ALLOWED
from sheettools.outgoing.workbook.initial import KeptCell
from sheettools.outgoing.workbook.printing import A4
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template.issue import Issue
from sheettools.template.kinds import show_date

NOBODY = "Chưa ghi cơ quan giải quyết"
HEADS = ("TT", "Mã", "Đơn vị", "Nội dung", "Hạn trả lời", "Ngày trả lời")
BODY_HEAD = "Cơ quan giải quyết"
"""The last heading: of what is overdue who settles it, of a body's list room to write."""
WIDTHS = (5.0, 19.0, 16.0, 48.0, 12.0, 12.0, 24.0)
TITLE_ROW, LINE_ROW, SAID_ROW, HEAD_ROW = 1, 2, 3, 5
STYLES: Mapping[str, dict[str, Any]] = {
    "list_cell": {"border": 1, "valign": "top", "text_wrap": True},
    "list_number": {"border": 1, "valign": "top", "align": "center"},
    "list_date": {"border": 1, "valign": "top", "num_format": "dd/mm/yyyy", "align": "center"},
    "late": {"border": 1, "valign": "top", "num_format": "dd/mm/yyyy", "align": "center",
             "bold": True, "font_color": "#8B0000"},
    "body": {"bold": True, "font_size": 12, "font_color": "#1F3864"},
}  # fmt: skip


@dataclass(frozen=True)
class ListedMatter:
    """One matter as the lists have it."""

    matter: Matter
    text: str
    due: date | None
    answered: date | None
    body: str

    def late(self, day: date | None) -> bool:
        """Say whether it should have been answered by a day and was not."""
        return day is not None and self.due is not None and not self.answered and self.due < day


def entries(form: RegisterForm, matters: Sequence[Matter]) -> Iterator[ListedMatter]:
    """Yield the matters that have a deadline, those left out that stay in the office."""
    pages = {(page.table.name, page.kind): page for page in form.pages}
    for matter in matters:
        page = pages.get((matter.table, matter.kind))
        listed = page is not None and matter.kind in ("units", "received")
        if page is not None and listed and page.table.register.due:
            yield _entry(page, matter)


def _entry(page: Page, matter: Matter) -> ListedMatter:
    table, said = page.table, page.table.register
    values = {**given_of(page, matter), **matter.seen, **matter.answer}
    text = next((name for name in said.known_by if table.field(name).free_text), "")
    body = values.get(said.by)
    shown = "" if isinstance(body, KeptCell) or body is None else table.field(said.by).show(body)
    return ListedMatter(
        matter,
        str(values.get(text) or ""),
        _day(values.get(said.due)),
        _day(values.get(said.answered)),
        shown,
    )


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


class ListPages:
    """The sheets that stand before and after those that the office fills in."""

    identity: Mapping[str, str] = {}
    writer = ("Văn phòng", 10)

    def __init__(
        self,
        form: RegisterForm,
        issue: Issue,
        matters: Sequence[Matter],
        today: date | None,
        widths: Mapping[str, Mapping[int, Width]],
    ) -> None:
        self.issue, self.today, self._widths = issue, today, widths
        self.entries = list(entries(form, matters))

    def before(self, book: BookWriter) -> None:
        """Add the page of what is overdue."""
        book.styles.update(STYLES)
        self.overdue = book.sheet(OVERDUE_TITLE)

    def after(self, book: BookWriter) -> None:
        """Fill that page, and add the lists of the bodies."""
        late = [one for one in self.entries if one.late(self.today)]
        late.sort(key=lambda one: (one.due or date.max, one.matter.code))
        day = f" đến ngày {show_date(self.today)}" if self.today else ""
        said = f"{len(late)} việc quá hạn{day}." if late else f"Không có việc nào quá hạn{day}."
        self._head(self.overdue, "VIỆC QUÁ HẠN TRẢ LỜI", said)
        self._heads(self.overdue, HEAD_ROW, BODY_HEAD)
        self._rows(self.overdue, HEAD_ROW + 1, late, with_body=True)
        _paper(self.overdue)
        self._bodies(book.sheet(BY_BODY_TITLE))

    def _bodies(self, page: SheetWriter) -> None:
        day = f"Tính đến ngày {show_date(self.today)}." if self.today else ""
        self._head(page, "DANH SÁCH THEO CƠ QUAN GIẢI QUYẾT", day)
        ordered = sorted(self.entries, key=lambda one: (not one.body, one.body, one.matter.code))
        row, breaks = HEAD_ROW, []
        for body, several in groupby(ordered, key=lambda one: one.body):
            if row > HEAD_ROW:
                breaks.append(row - 1)
            page.put(row, 1, body or NOBODY, "body", text_wrap=False)
            self._heads(page, row + 1, REMARK_HEAD)
            row = self._rows(page, row + 2, list(several), with_body=False) + 1
        _paper(page)
        page.sheet.repeat_rows(TITLE_ROW - 1, HEAD_ROW - 2)  # each list is handed on by itself
        page.sheet.set_h_pagebreaks(breaks)

    def _head(self, page: SheetWriter, title: str, said: str) -> None:
        own = self._widths.get(page.name, {})
        for column, usual in enumerate(WIDTHS, start=1):
            width, hidden = own.get(column, Width(usual, False))
            page.column(column, width or usual, hidden=hidden)
        page.put(TITLE_ROW, 1, title, "title", text_wrap=False)
        page.put(LINE_ROW, 1, self.issue.line, "line", text_wrap=False)
        page.put(SAID_ROW, 1, said, "count", text_wrap=False)

    def _heads(self, page: SheetWriter, row: int, last: str) -> None:
        for column, title in enumerate((*HEADS, last), start=1):
            page.put(row, column, title, "header")

    def _rows(
        self, page: SheetWriter, row: int, several: Sequence[ListedMatter], *, with_body: bool
    ) -> int:
        """Write rows from `row` on, and return the one after them."""
        for number, one in enumerate(several, start=1):
            page.growing.add(row)
            page.put(row, 1, number, "list_number")
            for column, text in enumerate((one.matter.code, one.matter.unit_name, one.text), 2):
                page.put(row, column, text, "list_cell")
            page.put(row, 5, one.due, "late" if one.late(self.today) else "list_date")
            page.put(row, 6, one.answered, "list_date")
            page.put(row, 7, one.body if with_body else None, "list_cell")
            row += 1
        return row


def _paper(page: SheetWriter) -> None:
    sheet = page.sheet
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(HEAD_ROW, 0)
    sheet.set_footer("&R&P/&N")
    sheet.protect("", ALLOWED)  # what is written here would be gone with the next run
