"""Pages one after the other: paragraphs and tables that go on over them, what stands on each."""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sheettools.incoming.document.page import (
    Block,
    Letter,
    blocks_of,
    cell_text,
    lines_of,
)
from sheettools.incoming.document.ruled import RuledTable, Stroke, ruled_tables
from sheettools.incoming.document.text import DocumentAside, DocumentLine, DocumentText

_NEAR = 3.0
"""How far apart, in points, the columns of one table stand on two pages at most."""
_LEAST_MARGIN = 0.75
"""How far across a page a full line goes at least, whatever else stands there."""
_LOW, _HIGH = 0.12, 0.45
"""How far up a letter, as a part of its size, a line strikes it out."""
_INSET = 10.0
"""How far from the edge of a cell its text stands at most; beyond, it is centred."""
_PAGE_NUMBER = re.compile(r"(?:trang|page)?[\s\-–./|]*\d{1,3}[\s\-–./|]*(?:\d{1,3})?[\s\-–]*", re.I)

_Held = dict[tuple[int, int], list[Letter]]
"""The letters in the cells of a table."""


@dataclass
class Printed:
    """What is printed on a page, wherever."""

    width: float
    letters: list[Letter] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    turned: str = ""
    """What is written aslant, such as “DỰ THẢO” across it."""
    unmapped: int = 0
    """How many of the letters are not known."""
    has_picture: bool = False


def put_together(pages: Sequence[Printed]) -> DocumentText:
    """Return what pages say, one after the other."""
    made = _Made()
    laid = [_LaidOut(page) for page in pages]
    repeated = _on_most_pages(laid)
    for number, page in enumerate(laid, start=1):
        for text in page.take_off_edges(repeated):
            made.put_aside("margin", text)
        if page.printed.has_picture and not page.printed.letters:
            made.put_aside("embedded", f"trang {number}")
        made.put_aside("margin", page.printed.turned.strip())
        for line in page.struck:
            made.put_aside("struck", line.text())
        made.add(page)
    return DocumentText(tuple(made.lines), tuple(made.asides), ("pdf",))


class _LaidOut:
    """A page whose letters stand in lines and in the cells of its tables."""

    def __init__(self, printed: Printed) -> None:
        self.printed = printed
        self.tables = ruled_tables(printed.strokes)
        self.held: list[_Held] = [{} for _ in self.tables]
        level = [stroke for stroke in printed.strokes if not stroke.upright]
        struck: list[Letter] = []
        free: list[Letter] = []
        for letter in printed.letters:
            if any(_goes_through(stroke, letter) for stroke in level):
                struck.append(letter)
                continue
            place = _place(self.tables, letter)
            if place is None:
                free.append(letter)
            else:
                self.held[place[0]].setdefault(place[1], []).append(letter)
        self.struck = lines_of(struck)
        self.lines = lines_of(free)
        self._take_off_number()

    @property
    def margin(self) -> float:
        """How far to the right its text goes."""
        widest = max((line.right for line in self.lines), default=0.0)
        return max(widest, self.printed.width * _LEAST_MARGIN)

    def edges(self) -> set[str]:
        """Return what its first and its last line say."""
        return {self.lines[at].text() for at in (0, -1) if self.lines}

    def take_off_edges(self, repeated: set[str]) -> Iterator[str]:
        """Yield and take away the first and the last line where most pages have them too."""
        for at in (0, -1):
            if self.lines and self.lines[at].text() in repeated:
                yield self.lines.pop(at).text()
        self._take_off_number()

    def _take_off_number(self) -> None:
        """Take away the number of the page; it may stand below a head that all pages have."""
        for at in (0, -1):
            if self.lines and _PAGE_NUMBER.fullmatch(self.lines[at].text()):
                del self.lines[at]


def _on_most_pages(pages: Sequence[_LaidOut]) -> set[str]:
    """Return what the head or the foot of more than half of the pages says."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update(page.edges())
    return {text for text, count in counts.items() if count > 1 and count * 2 > len(pages)}


class _Made:
    """The lines of the pages so far."""

    def __init__(self) -> None:
        self.lines: list[DocumentLine] = []
        self.asides: list[DocumentAside] = []
        self._tables = 0
        self._columns: list[float] = []
        """Those of the table with which the page before ended."""
        self._first_rows: list[tuple[str, ...]] = []
        self._block: Block | None = None
        """The paragraph with which the page before ended."""
        self._margin = 0.0

    def put_aside(self, why: str, text: str) -> None:
        """Put words aside; what stands in the margin of many pages once."""
        aside = DocumentAside(why, text, 0)
        if text and (why == "struck" or aside not in self.asides):
            self.asides.append(aside)

    def add(self, page: _LaidOut) -> None:
        """Add what a page says, from the top."""
        blocks = blocks_of(page.lines, page.margin)
        for table, held in zip(page.tables, page.held, strict=True):
            while blocks and blocks[0].lines[0].base > table.top:
                self._say(blocks.pop(0))
            self._table(table, held)
        for block in blocks:
            self._say(block)
        self._margin = page.margin

    def _say(self, block: Block) -> None:
        last, self._block, self._columns = self._block, block, []
        above = last is not None and last.lines[-1].base < block.lines[0].base
        if last is not None and above and last.takes(block, self._margin):
            last.lines += block.lines
            self._block = last
            self.lines[-1] = DocumentLine(last.cells())
            return
        cells = block.cells()
        self._tables += len(cells) > 1
        self.lines.append(DocumentLine(cells, self._tables if len(cells) > 1 else 0))

    def _table(self, table: RuledTable, held: _Held) -> None:
        self._block = None
        texts = {}
        for place, letters in held.items():
            texts[place] = cell_text(letters, _margin_of(table, place, letters))
        rows = [_row(table, texts, row) for row in range(len(table.rows) - 1)]
        if _same(table.columns, self._columns):
            rows = rows[self._headings(rows) :]
            if rows and _is_rest(rows[0], self.lines[-1]):
                self.lines[-1] = _with_rest(self.lines[-1], rows.pop(0))
        else:
            self._tables += 1
            self._first_rows = [row.cells for row in rows]
        self._columns = table.columns
        self.lines += [replace(row, table=self._tables) for row in rows]

    def _headings(self, rows: Sequence[DocumentLine]) -> int:
        """Return how many rows are the headings of the page before once more; mark those there."""
        count = 0
        for row, first in zip(rows, self._first_rows, strict=False):
            if row.cells != first:
                break
            count += 1
        begun = [at for at, line in enumerate(self.lines) if line.table == self._tables]
        for at in begun[:count]:
            self.lines[at] = replace(self.lines[at], is_heading=True)
        return count


def _goes_through(stroke: Stroke, letter: Letter) -> bool:
    """Say whether a line strikes a letter out; one below it or above it does not."""
    height = (stroke.at - letter.base) / letter.size
    return _LOW < height < _HIGH and stroke.first <= (letter.left + letter.right) / 2 <= stroke.last


def _margin_of(table: RuledTable, place: tuple[int, int], letters: list[Letter]) -> float:
    """Return how far the text of a cell may go: as far from its right edge as from its left."""
    row, column = place
    last = column + 1
    while last + 1 < len(table.columns) and table.anchor_of(row, last) == place:
        last += 1
    inset = min(letter.left for letter in letters) - table.columns[column]
    return table.columns[last] - min(max(inset, 0.0), _INSET)


def _is_rest(row: DocumentLine, last: DocumentLine) -> bool:
    """Say whether the first row of a page is the rest of the last one of the page before."""
    filled = [bool(cell) for cell in row.cells]
    before = [bool(cell) for cell in last.cells]
    if row.cells[0] or not last.cells[0]:
        return False
    return sum(filled) * 2 <= sum(before) and all(map(operator.le, filled, before))


def _with_rest(last: DocumentLine, rest: DocumentLine) -> DocumentLine:
    pairs = zip(last.cells, rest.cells, strict=True)
    return replace(last, cells=tuple(" ".join(filter(None, pair)) for pair in pairs))


def _place(tables: list[RuledTable], letter: Letter) -> tuple[int, tuple[int, int]] | None:
    x, y = (letter.left + letter.right) / 2, letter.base + letter.size / 4
    for number, table in enumerate(tables):
        cell = table.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _row(table: RuledTable, texts: dict[tuple[int, int], str], row: int) -> DocumentLine:
    cells, repeated = [], set()
    for column in range(len(table.columns) - 1):
        anchor = table.anchor_of(row, column)
        cells.append(texts.get(anchor, "") if anchor[1] == column else "")
        if anchor[0] < row:
            repeated.add(column)
    return DocumentLine(tuple(cells), 0, frozenset(repeated))


def _same(one: list[float], other: list[float]) -> bool:
    if len(one) != len(other):
        return False
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))
