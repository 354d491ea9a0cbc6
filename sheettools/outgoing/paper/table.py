"""A table on paper: its columns over pages side by side, its rows over pages one under another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sheettools.frozen import dataclass
from sheettools.outgoing.paper.cells import (
    BESIDE,
    CODE_WIDTH,
    TALL,
    column_width,
    count_lines,
    heading,
    over,
    put_row,
    runs,
    set_height,
    stretch,
)
from sheettools.outgoing.paper.contents import SIGN, Twin, nil
from sheettools.outgoing.workbook.initial import LaidRow
from sheettools.outgoing.workbook.printing import SHEET_HEIGHT, SHEET_WIDTH, part_columns, part_rows
from sheettools.outgoing.workbook.write import MAX_HEIGHT, SheetWriter
from sheettools.template import layout
from sheettools.template.model import Field, Sheet

NUMBER_WIDTH = 4.0
TALLEST = 56
"""How tall a row grows where its page has room."""
FOOT_HEIGHT, LEGEND_LINE = 22, 12.5
"""The heights of a line under the rows."""
LEAST_ROWS = 3


@dataclass(frozen=True)
class _Page:
    """Columns that go on one sheet of paper, with their widths."""

    fields: Sequence[Field]
    widths: Sequence[float]
    first: int
    """The column where they begin."""

    @property
    def last(self) -> int:
        return self.first + len(self.fields) - 1

    @property
    def width(self) -> float:
        return sum(self.widths) + BESIDE * (len(self.widths) - 1)


class PaperTable:
    """One table: its columns over pages side by side, its rows over pages one under another."""

    def __init__(self, twin: Twin, sheet: Sheet, page: SheetWriter) -> None:
        self.twin, self.sheet, self.page = twin, sheet, page
        self.rows = twin.rows[sheet.name]
        self.key = layout.row_key(sheet)
        self.first = 3 if self.key else 2
        self.band_of: dict[str, str] = {}
        band = ""
        for target in sheet.fields:
            band = self.band_of[target.name] = target.group or band
        self.key_width = self._key_width()
        self.pages = self._pages()

    def write(self) -> None:
        """Write the table and say where its pages part."""
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
        """Return what is printed, in the template's order: to read first, then to write."""
        others = [target for target in self.sheet.fields if target.name != self.key]
        read = [target for target in others if target.locked and self._is_read(target)]
        return [*read, *(target for target in others if not target.locked)]

    def _is_read(self, target: Field) -> bool:
        """Say whether anything was issued under a field that is not to be changed."""
        if target.compute is not None and not target.prefill:
            return False
        return any(row.given.get(target.name) is not None for row in self.rows)

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
        """Write what stands above the rows; return how many rows, and how high."""
        sheet, heights = self.sheet, [20.0, 16.0]
        for number, part in enumerate(self.pages, start=1):
            several = f" (phần {number}/{len(self.pages)})" if len(self.pages) > 1 else ""
            self._over(part, 1, sheet.title.upper() + several, "title", heights[0])
            self._over(part, 2, self.twin.line, "line", heights[1])
        if sheet.description:
            lines = [count_lines(sheet.description, part.width, 11) for part in self.pages]
            heights.append(15.0 * max(lines) + 2)
            for part in self.pages:
                self._over(part, len(heights), sheet.description, "note", heights[-1])
        if any(self.band_of.values()):
            heights.append(self._bands(len(heights) + 1))
        heights.append(self._headings(len(heights) + 1))
        return len(heights), sum(heights)

    def _over(self, part: _Page, row: int, text: str, style: str, height: float) -> None:
        """Write one text over the columns of one page."""
        over(self.page, row, (part.first, part.last), text, style, height)

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
            column = part.first
            for target, width in zip(part.fields, part.widths, strict=True):
                text = heading(target)
                cells[column] = (text, "header")
                column += 1
                height = max(height, 13.0 * count_lines(text, width, 10, bold=True) + 6)
        put_row(self.page, row, height, cells)
        return height

    # ----- the rows themselves

    def _groups(self, room: float) -> tuple[list[range], list[float]]:
        """Return which rows go on which page, and how tall each is, as the pages have room."""
        groups = part_rows(self._heights(TALL), room)
        for tall in range(TALLEST, TALL - 1, -2):
            heights = self._heights(tall)
            highest = max(sum(heights[group.start : group.stop]) for group in groups)
            if highest <= room:
                return groups, heights
        return groups, self._heights(TALL)

    def _heights(self, tall: float) -> list[float]:
        return [max(tall, self._need(row)) for row in self.rows]

    def _need(self, row: LaidRow) -> float:
        """Return how high the texts make a row that were issued in it."""
        most = 1
        for part in self.pages:
            for target, width in zip(part.fields, part.widths, strict=True):
                shown = target.show(row.given.get(target.name))
                most = max(most, count_lines(shown, width, 11))
        return min(400.0, 14.5 * most + 6)

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
            open_fields = [target for target in part.fields if not target.locked]
            said.append("\n".join(self.twin.legends(open_fields)))
        return said

    @cached_property
    def _legend_height(self) -> float:
        both = zip(self.pages, self._legends, strict=True)
        lines = (count_lines(text, part.width, 10) for part, text in both if text)
        return min(MAX_HEIGHT, LEGEND_LINE * max(lines, default=0) + 6)

    def _legend(self, row: int) -> int:
        for part, text in zip(self.pages, self._legends, strict=True):
            if text:
                self._over(part, row, text, "legend", self._legend_height)
        return row + 1

    def _foot_height(self) -> float:
        """Return how high the box of nothing to report and the signature are.

        They stand side by side where the table has several pages side by side.
        """
        return FOOT_HEIGHT * (2 if self.sheet.nil and len(self.pages) == 1 else 1)

    def _foot(self, row: int, *, first: bool, last: bool) -> int:
        """Write the box under the first rows and the signature under the last."""
        boxes = nil(self.sheet) if first else []
        for box in boxes:
            self._over(self.pages[0], row, box, "nil", FOOT_HEIGHT)
        if last:
            if boxes and len(self.pages) == 1:
                row += 1
            self._over(self.pages[-1], row, SIGN, "nil", FOOT_HEIGHT)
        return row + 1
