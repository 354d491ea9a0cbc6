"""Pages and plain texts that carry a table: HTML, CSV, text between tabs, whatever name they came
under.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser

from sheettools.incoming.look.parts import MAX_TOKEN, RefusedError
from sheettools.incoming.look.sheet import MAX_CELLS
from sheettools.template.excel.address import MAX_COLUMN, MAX_ROW, address

DELIMITERS = "\t;,"
MAX_SPAN = 1000  # what browsers allow
LONGEST_FIELD = 131_072  # characters: four times as many as a cell holds
_SAMPLE = 200  # records from which the delimiter is told
_WHITE = re.compile(r"\s+")
_TABLE_NAME, _TEXT_NAME = "Bảng {}", "Trang 1"


@dataclass
class PlainTable:
    """One table: its texts by (row, column) from 1, where a spreadsheet program would show them."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()


def decode(data: bytes) -> str | None:
    """Decode a text as Vietnamese programs save them; None if it is none."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1258"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return None


def _put(table: PlainTable, row: int, column: int, text: str) -> None:
    if row > MAX_ROW or column > MAX_COLUMN:
        raise RefusedError("address", sheet=table.name, value=f"{row}:{column}")
    if len(table.cells) >= MAX_CELLS:
        raise RefusedError("big")
    if text:
        table.cells[row, column] = text


# ------------------------------------------------------------------ text


def read_text(data: bytes) -> list[PlainTable]:
    """Read values between commas, semicolons or tabs; raise RefusedError where there are none of
    these.
    """
    text = decode(data)
    if text is None:
        raise RefusedError("kind", kind="unknown")
    begin, _, rest = text.partition("\n")
    if begin.lower().startswith("sep=") and len(begin.strip()) == len(
        "sep=;"
    ):  # an order to Excel, not a row
        delimiter: str | None = begin[len("sep=")]
        text = rest
    else:
        delimiter = _delimiter(text)
    if delimiter is None:
        raise RefusedError("kind", kind="text")
    table = PlainTable(_TEXT_NAME)
    csv.field_size_limit(LONGEST_FIELD)  # whatever another library in this process has set
    try:
        for row, record in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            for column, value in enumerate(record, start=1):
                _put(table, row, column, value)
    except csv.Error as error:  # a field longer than any cell
        raise RefusedError("token", part="CSV") from error
    return [table]


def _delimiter(text: str) -> str | None:
    """Return what parts the values: what gives the most records the same number of them."""
    best, most = None, (0, 0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        with suppress(csv.Error):
            for number, record in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            ):
                if number == _SAMPLE:
                    break
                if len(record) > 1:
                    widths[len(record)] += 1
        score = max(((count, width) for width, count in widths.items()), default=(0, 0))
        if score > most:
            best, most = delimiter, score
    return best


# ------------------------------------------------------------------ pages


def read_html(data: bytes) -> list[PlainTable]:
    """Read the tables of a page, a sheet each; raise RefusedError where there is none."""
    text = decode(data)
    if text is None:
        raise RefusedError("kind", kind="unknown")
    page = _Page()
    page.feed(text)
    page.close()
    page.end_table()
    if not page.tables:
        raise RefusedError("kind", kind="html")
    return page.tables


class _Page(HTMLParser):
    """The tables of a page; a table inside a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[PlainTable] = []
        self._depth = self._row = self._column = self._size = 0
        self._cell: tuple[int, int] | None = None
        self._text: list[str] = []
        self._taken: dict[int, int] = {}
        self._merged: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(PlainTable(_TABLE_NAME.format(len(self.tables) + 1)))
                self._row, self._taken, self._merged = 0, {}, []
        elif tag in ("script", "style"):
            self._hidden += 1
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._row, self._column = self._row + 1, 1
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._start_cell(dict(attrs))
        elif tag in ("br", "p", "div", "li", "tr") and self._cell and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._depth -= 1
            if self._depth == 0:
                self.end_table()
        elif tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._hidden:
            self._size += len(data)
            if self._size > MAX_TOKEN:
                raise RefusedError("token", part="HTML")
            self._text.append(_WHITE.sub(" ", data))  # a blank beside a tag parts words

    def end_table(self) -> None:
        """End the table that is open: a page may be cut off."""
        self._end_cell()
        self._depth = 0
        if self.tables:
            self.tables[-1].merged = tuple(self._merged)

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self._row = max(self._row, 1)  # a cell without a row
        while self._taken.get(self._column, 0) >= self._row:
            self._column += 1
        right, down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        first = max(self._column, 1)
        self._cell, self._text, self._size, self._column = (self._row, first), [], 0, first + right
        if self._column > MAX_COLUMN or self._row + down > MAX_ROW:
            raise RefusedError(
                "address", sheet=self.tables[-1].name, value=f"{self._row}:{self._column}"
            )
        for column in range(first, first + right) if down > 1 else ():
            self._taken[column] = self._row + down - 1
        if right * down > 1:
            self._merged.append(
                f"{address(self._row, first)}:{address(self._row + down - 1, first + right - 1)}"
            )

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        _put(self.tables[-1], *self._cell, "\n".join(lines).strip())
        self._cell = None


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return (
        min(max(1, int(text)), MAX_SPAN)
        if text.isascii() and text.isdigit() and len(text) < 10
        else 1
    )
