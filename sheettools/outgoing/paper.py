"""Template + what was issued → the workbook's twin on paper, to fill in with a pen; and a PDF of
it.

The twin has the row codes of the workbook, so that the office types each row where it belongs.
Every sheet of paper stands by itself: whose it is, the row's number and code, the headings, and
under the rows the items to choose from.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sheettools.outgoing.workbook.laid import Contents, LaidRow, lay_out
from sheettools.outgoing.workbook.printing import (
    SHEET_HEIGHT,
    SHEET_WIDTH,
    part_columns,
    part_rows,
    print_by_hand,
)
from sheettools.outgoing.workbook.write import MAX_HEIGHT, BookWriter, SheetWriter
from sheettools.template import layout
from sheettools.template.issue import Issued
from sheettools.template.kinds import show_date
from sheettools.template.model import Field, Sheet, Template

ENDING = "_giay"
"""What the name of the twin's file ends in."""
PLANNED_MORE, FREE_MORE = 3, 12
"""How many blank rows follow the rows of a plan, and how many stand in a table that has no plan."""
TALL, TALLEST, FOOT_HEIGHT, LEGEND_LINE = 40, 56, 22, 12.5
"""Heights in points: of a row to write in by hand, which grows where its page has room; of a line
under the rows.
"""
LEAST_ROWS = 3
STYLES: Mapping[str, dict[str, Any]] = {
    "cover": {"bold": True, "font_size": 22, "align": "center"},
    "under": {"font_size": 14, "align": "center"},
    "due": {"bold": True, "font_size": 14, "align": "center"},
    "title": {"bold": True, "font_size": 14},
    "line": {"font_size": 11, "font_color": "#1F3864"},
    "note": {"italic": True, "font_size": 11, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "font_size": 13},
    "text": {"text_wrap": True, "valign": "top"},
    "band": {"bold": True, "font_size": 10, "border": 1, "bg_color": "#BFC9D6", "text_wrap": True,
        "valign": "vcenter"},
    "header": {"bold": True, "font_size": 10, "border": 1, "bg_color": "#E4E9EF", "text_wrap": True,
               "align": "center", "valign": "vcenter"},
    "number": {"border": 1, "align": "center", "valign": "vcenter", "bg_color": "#EDEDED"},
    "code": {"border": 1, "bold": True, "font_size": 11, "valign": "vcenter", "text_wrap": True,
    "bg_color": "#EDEDED"},
    "given": {"border": 1, "font_size": 11, "valign": "vcenter", "text_wrap": True,
    "bg_color": "#EDEDED"},
    "blank": {"border": 1, "font_size": 11, "valign": "vcenter", "text_wrap": True},
    "label": {"bold": True, "border": 1, "bg_color": "#E4E9EF", "text_wrap": True,
        "valign": "vcenter"},
    "legend": {"font_size": 10, "text_wrap": True, "valign": "top"},
    "nil": {"bold": True, "text_wrap": True, "valign": "vcenter"},
    "signature": {"bold": True, "align": "center"},
}  # fmt: skip
NUMBER_WIDTH, CHOICE_WIDTH, CODE_WIDTH, BESIDE = 4.0, 10.0, 13.5, 0.72
"""Widths in characters; BESIDE is what Excel adds to every column."""
CHOICE_HINT, CODE_HINT = "(xem dưới)", "(ghi mã)"
NIL, SIGN = "☐ Không phát sinh: ", "Người ghi (ký, ghi rõ họ tên): …………………………………………………………"
ON_SCREEN = ("ô nền", "mũi tên", "tô màu", "gõ ", "bấm ", "tệp", "danh sách thả")
"""Words of a guide's lines that speak of a screen."""
COVER_COLUMNS, COVER_WIDTH = 6, 20.3
HOW = (
    "Ghi bằng bút mực, chữ rõ ràng, mỗi dòng một việc; ghi sai thì gạch ngang, ghi lại bên cạnh.",
    (
        "Giữ nguyên số thứ tự và mã ở đầu mỗi dòng: văn phòng theo mã này để nhập vào sổ. Ô nền "
        "xám không phải ghi."
    ),
    "Cột có dấu * là cột phải ghi.",
    "Cột có chữ “xem dưới”: chọn một mục in dưới bảng, ghi số của mục đó vào ô.",
    "Bảng rộng in trên nhiều tờ (phần 1, phần 2…): cùng một mã là cùng một dòng.",
    "Bảng nào không có gì để ghi thì đánh dấu X vào ô vuông dưới bảng.",
    "Hết dòng thì ghi tiếp ra tờ giấy khác, ghim vào sau.",
)


def paper_path(path: Path) -> Path:
    """Return where the twin of a workbook is written: beside it."""
    return path.with_name(f"{path.stem}{ENDING}.xlsx")


def write_paper(path: Path, template: Template, issued: Issued) -> None:
    """Write the twin of one unit's workbook. The same arguments give the same bytes. Raises
    SheettoolsError (F001).
    """
    year = issued.facts.get("nam") or 2000
    title = f"{template.title} – {issued.line} (bản giấy)"
    # It has no identity, neither on a sheet nor in its properties: typed into, it must not pass for
    # the workbook.
    with BookWriter(path, title=title, created=date(int(year), 1, 1)) as book:
        book.styles.update(STYLES)
        _Paper(book, template, issued).write()


@dataclass(frozen=True)
class _Page:
    """Columns that go on one sheet of paper, with their widths; `first` is the column where they
    begin.
    """

    fields: Sequence[Field]
    widths: Sequence[float]
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.fields) - 1

    @property
    def width(self) -> float:
        return sum(self.widths) + BESIDE * (len(self.widths) - 1)


class _Paper:
    def __init__(self, book: BookWriter, template: Template, issued: Issued) -> None:
        self.book, self.template, self.issued = book, template, issued
        self.rows = {sheet.name: self._rows(sheet, rows) for sheet, rows in self._laid()}

    def write(self) -> None:
        sheets = [
            sheet for sheet in self.template.filled if not sheet.read_only and self.rows[sheet.name]
        ]
        titles = {sheet.title.casefold() for sheet in sheets}
        self._cover(self._page("Bìa" if "bìa" not in titles else "Bìa sổ giấy"))
        for sheet in sheets:
            page = self._page(sheet.title)
            if sheet.kind == "form":
                self._form(sheet, page)
            else:
                _Table(self, sheet, page).write()

    def _laid(self) -> Iterator[tuple[Sheet, Sequence[LaidRow]]]:
        laid = lay_out(self.template, self.issued, Contents())
        yield from ((sheet, laid.rows[sheet.name]) for sheet in self.template.filled)

    def _rows(self, sheet: Sheet, rows: Sequence[LaidRow]) -> Sequence[LaidRow]:
        """Return the rows to print: those with something in them, and blank ones after them."""
        if sheet.kind == "form":
            return rows
        filled = max(self.issued.planned.get(sheet.name, 0), self.issued.carried.get(sheet.name, 0))
        more = 0 if sheet.optional else PLANNED_MORE if sheet.rows_from else FREE_MORE
        return rows[: filled + more]

    def _page(self, title: str) -> SheetWriter:
        page = self.book.sheet(title)
        print_by_hand(page, self.issued)
        return page

    @property
    def line(self) -> str:
        code = f" – {layout.CODE_WORDS.vi}: {self.issued.code}" if self.issued.code else ""
        return f"{self.issued.line}{code}"

    # ----- the cover

    def _cover(self, page: SheetWriter) -> None:
        for column in range(1, COVER_COLUMNS + 1):
            page.column(column, COVER_WIDTH)
        due = (
            f"Hạn nộp về văn phòng: {show_date(self.issued.deadline)}"
            if self.issued.deadline
            else ""
        )
        head = (
            (self.template.title.upper(), "cover", 30),
            (layout.PAPER_WORDS, "under", 22),
            (self.line, "under", 22),
            (due, "due", 24),
        )
        row = 1
        height: float
        for text, style, height in head:
            if text:
                over(page, row, (1, COVER_COLUMNS), text, style, height)
                row += 1
        page.put(row + 1, 1, "Cách ghi bản giấy", "heading")
        row += 2
        for text in (*(f"- {line}" for line in HOW), *self._guide()):
            if text.startswith("# "):
                page.put(row, 1, text[2:], "heading")
                page.sheet.set_row(row - 1, 22)
            else:
                said = f"• {text[2:]}" if text.startswith("- ") else text
                height = 16.0 * count_lines(said, COVER_COLUMNS * COVER_WIDTH, 12) + 1
                over(page, row, (1, COVER_COLUMNS), said, "text", height)
            row += 1
        self._signatures(page, row + 1)
        page.sheet.fit_to_pages(1, 0)

    def _guide(self) -> list[str]:
        """Return the guide's own lines that hold for paper too; a heading stays if anything under
        it does.
        """
        first = layout.guide(self.template)
        text = self.issued.texts.get(first.name, first.text) if first is not None else ""
        lines = [
            line
            for line in text.strip().splitlines()
            if not any(word in line.lower() for word in ON_SCREEN)
        ]
        after = [*lines[1:], "# "]
        return [
            line
            for line, following in zip(lines, after, strict=True)
            if not (line.startswith("# ") and following.startswith("# "))
        ]

    def _signatures(self, page: SheetWriter, row: int) -> None:
        signers = self.template.signers
        if not signers:
            return
        over(page, row, (COVER_COLUMNS - 1, COVER_COLUMNS), "Ngày …… tháng …… năm ………", "signature")
        for number, signer in enumerate(signers):
            over(
                page,
                row + 1,
                (2 * number + 1, 2 * number + 2),
                f"{signer}\n(ký, ghi rõ họ tên)",
                "signature",
                36,
            )
        page.sheet.set_row(row + 1, 60)

    # ----- a form

    def _form(self, sheet: Sheet, page: SheetWriter) -> None:
        label, value = 34.0, SHEET_WIDTH - 34.0 - 2 * BESIDE
        page.column(1, label)
        page.column(2, value)
        row = 1
        for text, style in (
            (sheet.title.upper(), "title"),
            (self.line, "line"),
            (sheet.description, "note"),
        ):
            if text:
                over(page, row, (1, 2), text, style)
                row += 1
        (laid,) = self.rows[sheet.name]
        asked = [
            f
            for f in sheet.fields
            if not f.locked or (f.compute is None and laid.given.get(f.name) is not None)
        ]
        for target in asked:
            shown = target.show(laid.given.get(target.name))
            height = max(
                TALL - 6,
                15.0
                * max(
                    count_lines(heading(target), label, 12, bold=True),
                    count_lines(shown, value, 11),
                )
                + 6,
            )
            put_row(
                page,
                row,
                height,
                {
                    1: (heading(target).replace("\n", " "), "label"),
                    2: (shown, "given" if target.name in laid.locked else "blank"),
                },
            )
            row += 1
        legends = [
            text
            for target in asked
            if target.name not in laid.locked and (text := self.legend(target))
        ]
        for text in (*self.nil(sheet), *legends, SIGN):
            over(page, row + 1, (1, 2), text, "nil" if text.startswith(NIL) else "legend")
            row += 1

    # ----- what stands under tables and forms

    @staticmethod
    def nil(sheet: Sheet) -> list[str]:
        """Return the line with the box of nothing to report, none where a sheet has no such box."""
        return [f"{NIL}{sheet.nil}"] if sheet.nil else []

    def legend(self, target: Field) -> str:
        """Say what may be written into a field that has a list, which is no drop-down on paper."""
        if target.categories is not None:
            # A number never stands at the end of a line, away from what it is the number of.
            items = (
                f"{n}.\u00a0{item.label}"
                for n, item in enumerate(target.categories.categories, start=1)
            )
            return f"{target.title} – chọn một trong: {'; '.join(items)}."
        if not target.chosen:
            return ""
        name, _, key = target.foreign_key[0].partition(".")
        sheet = self.template.sheet(name)
        codes = [
            str(code) for row in self.rows.get(name, ()) if (code := row.given.get(key)) is not None
        ]
        there = f"ghi “{sheet.field(key).title}” như ở trang “{sheet.title}”"
        return f"{target.title} – {there}{': ' if codes else ''}{'; '.join(codes)}."


# --------------------------------------------------------------------------- a table


class _Table:
    """One table: its columns over pages side by side, its rows over pages one under another."""

    def __init__(self, paper: _Paper, sheet: Sheet, page: SheetWriter) -> None:
        self.paper, self.sheet, self.page = paper, sheet, page
        self.rows = paper.rows[sheet.name]
        self.key = layout.row_key(sheet)
        self.first = 3 if self.key else 2
        self.band_of: dict[str, str] = {}
        band = ""
        for target in sheet.fields:
            band = self.band_of[target.name] = target.group or band
        self.key_width = self._key_width()
        self.pages = self._pages()

    def write(self) -> None:
        self.page.column(1, NUMBER_WIDTH)
        if self.key:
            self.page.column(2, self.key_width)
        for part in self.pages:
            for column, width in enumerate(part.widths, start=part.first):
                self.page.column(column, width)
        head_rows, head = self._head()
        room = SHEET_HEIGHT - head - self._foot_height()
        # A list so long that it leaves no room for rows stands once, on a page of its own.
        apart = room - self._legend_height < LEAST_ROWS * TALL
        groups, heights = self._groups(room if apart else room - self._legend_height)
        row, breaks = head_rows + 1, []
        for number, group in enumerate(groups):
            if number:
                breaks.append(row - 1)
            for index in group:
                self._row(row, self.rows[index], index + 1, heights[index])
                row += 1
            row = self._foot(row, first=number == 0, last=number == len(groups) - 1)
            if not apart:
                row = self._legend(row)
        if apart:
            breaks.append(row - 1)
            row = self._legend(row)
        self._set_up(head_rows, row - 1, breaks)

    def _set_up(self, head_rows: int, last: int, breaks: Sequence[int]) -> None:
        sheet = self.page.sheet
        sheet.print_area(0, 0, last - 1, self.pages[-1].last - 1)
        sheet.repeat_rows(0, head_rows - 1)
        sheet.repeat_columns(0, self.first - 2)
        sheet.freeze_panes(head_rows, self.first - 1)
        sheet.set_v_pagebreaks([part.first - 1 for part in self.pages[1:]])
        sheet.set_h_pagebreaks(list(breaks))

    # ----- columns

    def _fields(self) -> list[Field]:
        """Return what is printed: what to read first, then what to write, in the template's
        order.
        """
        others = [target for target in self.sheet.fields if target.name != self.key]
        given = {
            f.name for f in others if any(row.given.get(f.name) is not None for row in self.rows)
        }
        read = [
            f for f in others if f.locked and f.name in given and (f.compute is None or f.prefill)
        ]
        return [*read, *(f for f in others if not f.locked)]

    def _key_width(self) -> float:
        longest = max((len(str(row.given.get(self.key) or "")) for row in self.rows), default=0)
        return max(CODE_WIDTH, longest * 0.98 + 1.5)

    def _pages(self) -> list[_Page]:
        fields = self._fields()
        widths = [column_width(target) for target in fields]
        bands = [self.band_of[target.name] for target in fields]
        begins = {n for n in range(1, len(fields)) if bands[n] != bands[n - 1]}
        repeated = NUMBER_WIDTH + BESIDE + (self.key_width + BESIDE if self.key else 0)
        room = SHEET_WIDTH - repeated
        made, first = [], self.first
        for part in part_columns([width + BESIDE for width in widths], begins, room):
            chosen = fields[part.start : part.stop]
            made.append(_Page(chosen, stretch(chosen, widths[part.start : part.stop], room), first))
            first += len(chosen)
        return made

    # ----- the rows above

    def _head(self) -> tuple[int, float]:
        """Write title, line, purpose, bands and headings; return how many rows they take, and how
        high they are.
        """
        sheet, heights = self.sheet, [20.0, 16.0]
        for number, part in enumerate(self.pages, start=1):
            several = f" (phần {number}/{len(self.pages)})" if len(self.pages) > 1 else ""
            over(
                self.page,
                1,
                (part.first, part.last),
                sheet.title.upper() + several,
                "title",
                heights[0],
            )
            over(self.page, 2, (part.first, part.last), self.paper.line, "line", heights[1])
        if sheet.description:
            heights.append(
                max(
                    15.0 * count_lines(sheet.description, part.width, 11) + 2 for part in self.pages
                )
            )
            for part in self.pages:
                over(
                    self.page,
                    len(heights),
                    (part.first, part.last),
                    sheet.description,
                    "note",
                    heights[-1],
                )
        if any(self.band_of.values()):
            heights.append(self._bands(len(heights) + 1))
        heights.append(self._headings(len(heights) + 1))
        return len(heights), sum(heights)

    def _bands(self, row: int) -> float:
        height = 16.0
        for column in range(1, self.first):
            self.page.put(row, column, None, "band")
        for part in self.pages:
            for title, columns in runs([self.band_of[target.name] for target in part.fields]):
                place = (part.first + columns.start, part.first + columns.stop - 1)
                over(self.page, row, place, title, "band")
                width = sum(part.widths[columns.start : columns.stop])
                height = max(height, 13.0 * count_lines(title, width, 10, bold=True) + 3)
        set_height(self.page, row, height)
        return height

    def _headings(self, row: int) -> float:
        cells = {1: (layout.NUMBER_TITLE, "header")}
        if self.key:
            cells[2] = (self.sheet.field(self.key).title, "header")
        height = 34.0
        for part in self.pages:
            for column, (target, width) in enumerate(
                zip(part.fields, part.widths, strict=True), start=part.first
            ):
                text = heading(target)
                cells[column] = (text, "header")
                height = max(height, 13.0 * count_lines(text, width, 10, bold=True) + 6)
        put_row(self.page, row, height, cells)
        return height

    # ----- the rows themselves

    def _groups(self, room: float) -> tuple[list[range], list[float]]:
        """Return which rows go on which page, and how tall each row is: as tall as the pages have
        room for.
        """
        groups = part_rows(self._heights(TALL), room)
        for tall in range(TALLEST, TALL - 1, -2):
            heights = self._heights(tall)
            if all(sum(heights[index] for index in group) <= room for group in groups):
                return groups, heights
        return groups, self._heights(TALL)

    def _heights(self, tall: float) -> list[float]:
        return [max(tall, self._need(row)) for row in self.rows]

    def _need(self, row: LaidRow) -> float:
        lines = (
            count_lines(target.show(row.given.get(target.name)), width, 11)
            for part in self.pages
            for target, width in zip(part.fields, part.widths, strict=True)
        )
        return min(400.0, 14.5 * max(lines, default=1) + 6)

    def _row(self, row: int, laid: LaidRow, number: int, height: float) -> None:
        cells = {1: (str(number), "number")}
        if self.key:
            cells[2] = self._cell(laid, self.sheet.field(self.key), "code")
        for part in self.pages:
            for column, target in enumerate(part.fields, start=part.first):
                cells[column] = self._cell(laid, target, "given")
        put_row(self.page, row, height, cells)

    @staticmethod
    def _cell(laid: LaidRow, target: Field, given: str) -> tuple[str, str]:
        value = laid.given.get(target.name)
        return target.show(value), given if target.name in laid.locked else "blank"

    # ----- the rows below

    @cached_property
    def _legends(self) -> list[str]:
        """What may be chosen, for each page side by side."""
        said = []
        for part in self.pages:
            legends = [
                text
                for target in part.fields
                if not target.locked and (text := self.paper.legend(target))
            ]
            said.append("\n".join(legends))
        return said

    @cached_property
    def _legend_height(self) -> float:
        both = zip(self.pages, self._legends, strict=True)
        lines = (count_lines(text, part.width, 10) for part, text in both if text)
        return min(MAX_HEIGHT, LEGEND_LINE * max(lines, default=0) + 6)

    def _legend(self, row: int) -> int:
        for part, text in zip(self.pages, self._legends, strict=True):
            if text:
                over(self.page, row, (part.first, part.last), text, "legend", self._legend_height)
        return row + 1

    def _foot_height(self) -> float:
        """Return how high the box of nothing to report and the signature are; they stand side by
        side if they can.
        """
        return FOOT_HEIGHT * (2 if self.sheet.nil and len(self.pages) == 1 else 1)

    def _foot(self, row: int, *, first: bool, last: bool) -> int:
        boxes = self.paper.nil(self.sheet) if first else []
        for text, part in (
            *((box, self.pages[0]) for box in boxes),
            *([(SIGN, self.pages[-1])] if last else []),
        ):
            row += text == SIGN and bool(boxes) and len(self.pages) == 1
            over(self.page, row, (part.first, part.last), text, "nil", FOOT_HEIGHT)
        return row + 1


# --------------------------------------------------------------------------- widths, heights, cells


def column_width(target: Field) -> float:
    """Return the narrowest width, in characters, in which a pen has room."""
    if target.categories is not None:
        return CHOICE_WIDTH
    if target.chosen:
        return CODE_WIDTH
    return target.kind.paper_width or max(14.0, min(30.0, 0.75 * (target.width or 20.0)))


def stretch(fields: Sequence[Field], widths: Sequence[float], room: float) -> list[float]:
    """Share what is left of a page among its columns: texts first, up to twice their width, then
    all.
    """
    wide = list(widths)
    texts = [n for n, target in enumerate(fields) if target.free_text]
    for chosen, most in ((texts, 2.0), (range(len(wide)), room)):
        spare = room - sum(wide) - BESIDE * len(wide)
        total = sum(wide[n] for n in chosen)
        if spare > 0 and total:
            by = min(most, 1 + spare / total)
            for n in chosen:
                wide[n] *= by
    return [int(width * 10) / 10 for width in wide]


def heading(target: Field) -> str:
    """Return a field's title with what to write, in two lines."""
    hint = target.kind.paper_hint
    if target.chosen:
        hint = CHOICE_HINT if target.categories else CODE_HINT
    star = " *" if target.required and not target.locked else ""
    return f"{target.title}{star}" + (f"\n{hint}" if hint and not target.locked else "")


def count_lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a column, on the safe side."""
    room = max(1, int((width * 6 - 3) / (size * (0.46 if bold else 0.45))))
    return sum(max(1, len(textwrap.wrap(line, room))) for line in text.split("\n"))


def runs(titles: Sequence[str]) -> Iterator[tuple[str, range]]:
    """Yield each title with the places, from 0, over which it goes on."""
    first = 0
    for number in range(1, len(titles) + 1):
        if number == len(titles) or titles[number] != titles[first]:
            yield titles[first], range(first, number)
            first = number


def put_row(
    page: SheetWriter, row: int, height: float, cells: Mapping[int, tuple[str, str]]
) -> None:
    """Write a row of texts, as tall as said."""
    for column, (text, style) in cells.items():
        page.put(row, column, text or None, style)
    set_height(page, row, height)


def over(
    page: SheetWriter,
    row: int,
    columns: tuple[int, int],
    text: str,
    style: str,
    height: float | None = None,
) -> None:
    """Write one text over some columns of a row; without a height the row is as tall as its
    text.
    """
    first, last = columns
    if last > first:
        page.merge((row, first), (row, last), text, style)
    else:
        page.put(row, first, text, style)
    if height is not None:
        set_height(page, row, height)


def set_height(page: SheetWriter, row: int, height: float) -> None:
    """Make a written row as tall as said: the sheet counts on it, so that the row is not to fit its
    text.
    """
    page.lines.pop(row, None)
    page.sheet.set_row(row - 1, height)


# --------------------------------------------------------------------------- PDF

TIMEOUT = 120
"""Seconds that LibreOffice may take for one file."""
PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def find_office() -> str | None:
    """Return the program LibreOffice, None where it is not installed."""
    found = next((program for name in PROGRAMS if (program := shutil.which(name))), None)
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def make_pdf(path: Path) -> Path | None:
    """Make a PDF of a twin beside it; None where LibreOffice is missing or does not manage."""
    program, made = find_office(), path.with_suffix(".pdf")
    try:
        if made.is_file() and made.stat().st_mtime >= path.stat().st_mtime:
            return made  # an unchanged twin keeps its time, see `write.replace_file`
        made.unlink(missing_ok=True)  # an old one would tell the codes of an old plan
    except OSError:
        return None
    if program is None:
        return None
    # A profile of its own: a LibreOffice that somebody has open would take the work over and do
    # nothing.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        command = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(home / "out"),
            str(path.resolve()),
        ]
        with contextlib.suppress(OSError):
            _run(command)
            shutil.move(home / "out" / made.name, made)
            return made
    return None


def _run(command: Sequence[str]) -> None:
    process = subprocess.Popen(  # noqa: S603  # our own words, and the path of a file that we have written
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=True,
    )
    try:
        process.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        # LibreOffice starts a second program, which outlives the first; both are in the session
        # begun here.
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


__all__ = ["find_office", "make_pdf", "paper_path", "write_paper"]
