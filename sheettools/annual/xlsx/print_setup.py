"""How a printed sheet of the annual workbook looks: title, headings, A4, what every page says of
itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

from sheettools.annual.data import LIMITS
from sheettools.annual.gate.public import PublicBook
from sheettools.annual.xlsx.front_page import CARD_STYLES
from sheettools.outgoing.workbook.list_rows import ListLook, ListRows
from sheettools.outgoing.workbook.widths import column_width
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template.layout import DRAFT_PLACE, DRAFT_WORDS
from sheettools.template.model import Sheet
from sheettools.template.report import BookColumn

STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "line": {"font_color": "#1F3864"},
    "draft": {"bold": True, "font_color": "#C00000"},
    "header": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
               "bg_color": "#D9E2EC"},
    "cell": {"border": 1, "valign": "top", "text_wrap": True},
    "number": {"border": 1, "valign": "top", "num_format": "#,##0"},
    "total": {"border": 1, "bold": True, "num_format": "#,##0", "bg_color": "#F2F2F2"},
    "group": {"border": 1, "bold": True, "num_format": "#,##0", "bg_color": "#E8EEF5"},
    "link": {"border": 1, "valign": "top", "font_color": "#0B5394", "underline": 1},
    "reason": {"text_wrap": True, "valign": "top", "font_color": "#8B0000"},
    **CARD_STYLES,
    "good": {"border": 1, "font_color": "#1E6B2E"},
    "bad": {"border": 1, "bold": True, "font_color": "#C00000"},
}  # fmt: skip
HEAD_ROW = 5
"""The row of the headings; above it stand the title, whose it is, and whether it is a draft."""
DRAFT_HEADER = "DỰ THẢO"
LONGEST_NAME = 31
"""How long the name of a sheet may be, in signs."""
PART = 15_000
"""How much of a long text stands in one cell, in characters; a cell holds 32,767."""
WIDEST = 210.0
"""How wide the columns of one printed page may be together, in letters: more could not be read."""


def _book_width(column: BookColumn, sheet: Sheet) -> float:
    """Return how wide a column of a book is: as its field, or as what it is marked with."""
    if column.fields:
        return column_width(sheet.field(column.fields[0]))
    if column.numbered:
        return 6.0
    return 12.0 if column.mark else 22.0


def continued(name: str, number: int) -> str:
    """Return what the sheet is called on which a list goes on."""
    more = f" ({number})"
    return name[: LONGEST_NAME - len(more)] + more


@dataclass
class Pages:
    """Lay sheets into a workbook. `about` stands under each title, `line` at the foot of each page.

    `edition` is printed on top of each page and stands under its title; a `draft` says so there
    too.
    """

    book: BookWriter
    about: str
    line: str
    draft: bool = False
    edition: str = ""
    most: int = LIMITS.sheet
    """How many rows stand on one sheet."""
    listed: int | None = None
    """How many rows of a list are in the workbook at most."""

    def __post_init__(self) -> None:
        self.book.styles.update(STYLES)

    def page(
        self,
        name: str,
        headings: Sequence[str],
        widths: Sequence[float],
        *,
        subtitle: str = "",
        head: int = HEAD_ROW,
    ) -> SheetWriter:
        """Begin a sheet; its headings stand in row `head` and are printed again on each page."""
        page = self.book.sheet(name)
        abreast = max(1, math.ceil(sum(widths) / WIDEST))
        # The first column is printed on every page of a wide sheet: a title in it would be cut
        # there.
        at = 1 if abreast == 1 else 2
        page.put(1, at, name.upper(), "title")
        page.put(2, at, " – ".join(filter(None, (self.about, self.edition))), "line")
        if self.draft:
            page.put(DRAFT_PLACE[0], at, DRAFT_WORDS, "draft")
        elif subtitle:
            page.put(3, at, subtitle)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
            page.column(column, width)
            page.put(head, column, heading, "header")
        if headings:
            page.sheet.freeze_panes(head, 2 if len(headings) > 3 else 0)
            page.sheet.repeat_rows(HEAD_ROW - 1, head - 1)
        header = " – ".join(filter(None, (DRAFT_HEADER if self.draft else "", self.edition)))
        if header:
            page.sheet.set_header(f'&C&"Times New Roman,Bold"&12{header}')
        page.sheet.set_paper(9)
        page.sheet.set_landscape()
        page.sheet.fit_to_pages(abreast, 0)
        if abreast > 1:
            page.sheet.repeat_columns(0)
        page.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        foot = self.line.replace("&", "&&")[:180]
        page.sheet.set_footer(f'&L&"Times New Roman,Regular"&9{foot}&R&9Trang &P/&N')
        return page

    def listing(
        self,
        name: str,
        headings: Sequence[str],
        widths: Sequence[float],
        rows: Iterable[Sequence[Any]],
        *,
        subtitle: str = "",
    ) -> tuple[SheetWriter, int]:
        """Write a sheet of rows, what it cannot hold on “(2)” and so on; return the last one and
        its next free row.
        """
        left = iter(rows)
        page = self.page(name, headings, widths, subtitle=subtitle)
        free = self.fill(page, islice(left, self.most))
        for number, row in enumerate(left, start=2):
            page.finish()
            page = self.page(continued(name, number), headings, widths, subtitle=subtitle)
            free = self.fill(page, chain([row], islice(left, self.most - 1)))
        return page, free

    def fill(
        self, page: SheetWriter, rows: Iterable[Sequence[Any]], first: int = HEAD_ROW + 1
    ) -> int:
        """Write rows below the headings and return the next free row."""
        return ListRows(page, ListLook("cell", "number", self.put)).put_all(first, rows) + 1

    def say_rest(self, page: SheetWriter, row: int, count: int) -> int:
        """Say below a list that it goes on elsewhere, where it does; return the next free row."""
        if self.listed is None or count <= self.listed:
            return row
        said = f"Ở đây là {self.listed} dòng đầu; tất cả {count} dòng nằm ở các tệp đi kèm."
        page.put(row, 1, said, "line")
        return row + 1

    def hide_empty(self, page: SheetWriter, rows: Sized) -> None:
        """Hide a sheet without rows: a hidden sheet is not printed, and whoever looks for it still
        finds it.
        """
        if not len(rows):
            page.sheet.hide()

    def book_page(self, made: PublicBook, sheet: Sheet) -> None:
        """Write a book that the office keeps, in its legal columns; what must not be known here
        stays blank.
        """
        columns = made.book.columns
        widths = [_book_width(column, sheet) for column in columns]
        page = self.page(made.book.title, [c.title for c in columns], widths)
        for number in range(1, len(columns) + 1):
            page.put(HEAD_ROW + 1, number, f"({number})", "cell", align="center", italic=True)
        last = self.fill(page, made.rows[: self.listed], first=HEAD_ROW + 2)
        last = self.say_rest(page, last, len(made.rows))
        if made.kept_back:
            said = (
                f"Còn {made.kept_back} lượt phải giữ kín: không ghi ở đây, văn phòng "
                "ghi vào sổ của mình."
            )
            page.put(last + 1, 1, said, "line")
        self.hide_empty(page, made.rows or range(made.kept_back))

    def put(self, page: SheetWriter, row: int, column: int, value: Any) -> None:
        """Write a value as its kind is shown."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if isinstance(value, date):
            page.put(row, column, value, "cell", num_format="dd/mm/yyyy")
        else:
            parts = isinstance(value, float) and not value.is_integer()
            more = {"num_format": "#,##0.0##"} if parts else {}
            page.put(row, column, value, "number" if number else "cell", **more)

    def figure(
        self,
        page: SheetWriter,
        place: tuple[int, int],
        formula: str | None,
        value: float,
        style: str = "number",
    ) -> None:
        """Write a figure as a formula over the data, with its value; as the value alone where no
        formula says it.
        """
        row, column = place
        more: dict[str, Any] = {} if float(value).is_integer() else {"num_format": "#,##0.0##"}
        if formula is None:
            page.put(row, column, value, style, **more)
        else:
            page.formula(row, column, formula, value, style, **more)
