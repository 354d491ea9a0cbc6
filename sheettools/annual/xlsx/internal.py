"""The office's own register: the year's rows with the names in them. Only `merge --internal` writes
it.

It is made from what came in, not from what may leave, and so says on every page that it stays. What
a cover of the template hides (who made a denunciation) is not in it either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheettools.annual.gate.public import draw_book
from sheettools.annual.merge import MergedReturns, line_of
from sheettools.annual.xlsx.print_setup import HEAD_ROW, Pages
from sheettools.annual.xlsx.service import parted
from sheettools.annual.xlsx.sheets import ASIDE_HEAD, ORIGIN_WIDTHS, SET_ASIDE, shown_value
from sheettools.findings import COVERED
from sheettools.outgoing.workbook.widths import column_width
from sheettools.outgoing.workbook.write import BookWriter
from sheettools.template.issue import year_of
from sheettools.template.model import ORIGIN, ORIGIN_TITLES, Sheet

HEADER = "TÀI LIỆU NỘI BỘ – KHÔNG GỬI RA NGOÀI"
COVER = "Sổ nội bộ"
WARNING = (
    "Có họ tên và thông tin riêng của người dân như các đơn vị đã ghi.",
    (
        "Chỉ dùng trong cơ quan để trả lời, mời họp, ghi sổ. Không gửi lên trên, "
        "không đưa lên mạng, Zalo."
    ),
    "Báo cáo gửi lên trên nằm trong thư mục bao-cao: không có họ tên.",
    "Nội dung phải giữ kín không có ở đây: văn phòng ghi vào sổ riêng theo quy định.",
)


def write_register(path: Path, merged: MergedReturns) -> Path:
    """Write the register and return where. Same inputs, same bytes.

    Raises SheettoolsError (F001, F002).
    """
    year = year_of(merged.issued)
    created = date(year, 12, 31) if year else None
    line, title = line_of(merged.issued), merged.template.report.title or merged.template.title
    with BookWriter(path, title=f"{HEADER}: {title} – {line}", created=created) as book:
        _Register(Pages(book, f"{title} – {line}", line, edition=HEADER), merged).write()
    return path


class _Register:
    def __init__(self, pages: Pages, merged: MergedReturns) -> None:
        self.pages, self.merged = pages, merged

    def write(self) -> None:
        template = self.merged.template
        page = self.pages.page(COVER, [], [])
        page.column(1, 100)
        page.put(3, 1, HEADER, "draft")
        for row, text in enumerate(WARNING, start=HEAD_ROW):
            page.put(row, 1, text, text_wrap=True)
        page.sheet.set_portrait()
        for book in template.report.books:
            sheet = template.sheet(book.table)
            made = draw_book(book, sheet, list(self.merged.data.rows(sheet)), internal=True)
            self.pages.book_page(made, sheet)
        for sheet in template.tables:
            self._rows(sheet)
        self._aside()

    def _rows(self, sheet: Sheet) -> None:
        heads = [*ORIGIN_TITLES, *(f.title for f in sheet.fields)]
        widths = [*ORIGIN_WIDTHS, *map(column_width, sheet.fields)]
        rows = []
        for row in self.merged.data.rows(sheet):
            origin = [row[name] for name in ORIGIN]
            rows.append([*origin, *self._values(sheet, row)])
        self.pages.listing(sheet.title[:31], heads, widths, rows)

    @staticmethod
    def _values(sheet: Sheet, row: dict[str, Any]) -> Iterator[Any]:
        for target in sheet.fields:
            value = row[target.name]
            hidden = value is not None and sheet.is_covered(target.name, row)
            yield COVERED if hidden else shown_value(target, value)

    def _aside(self) -> None:
        """Write what was left out, as its senders wrote it."""
        rows: list[Sequence[Any]] = []
        for sheet in self.merged.template.tables:
            titles = {f.name: f.title for f in sheet.fields}
            for row in self.merged.set_aside[sheet.name].rows():
                told = "; ".join(f"{titles[k]}: {v}" for k, v in row.items() if k in titles and v)
                origin = [row[name] for name in ORIGIN]
                rows += parted([*origin, told], -1)
        heads, widths = [*ORIGIN_TITLES, ASIDE_HEAD], [*ORIGIN_WIDTHS, 110.0]
        self.pages.listing(SET_ASIDE, heads, widths, rows)
