"""The text of a PDF: its letters put together into lines, its ruled tables into rows."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from sheettools.incoming.document.letters import in_unicode
from sheettools.incoming.document.page import (
    Block,
    Letter,
    PageLine,
    blocks_of,
    cell_text,
    lines_of,
)
from sheettools.incoming.document.ruled import RuledTable, Stroke, ruled_tables
from sheettools.incoming.document.text import DocumentAside, DocumentLine, DocumentText
from sheettools.incoming.look.parts import RefusedError

MAX_PAGES = 300
_THIN = 3.0
"""Up to how many points a filled rectangle is a line."""
_LEAST_MARGIN = 0.75
"""How far across a page a full line goes at least, whatever else stands there."""
_LOW, _HIGH = 0.12, 0.45
"""How far up a letter, as a part of its size, a line strikes it out."""
_SLANT = 0.1
"""How much a line of text may rise."""
_INSET = 10.0
"""How far from the edge of a cell its text stands at most; beyond, it is centred."""
_UNMAPPED, _UNKNOWN = "(cid:", "\ufffd"
"""What pdfminer gives for a letter of which the file does not say which it is, and what is said
then.
"""
_PAGE_NUMBER = re.compile(r"(?:trang|page)?[\s\-–./|]*\d{1,3}[\s\-–./|]*(?:\d{1,3})?[\s\-–]*", re.I)

_Held = dict[tuple[int, int], list[Letter]]
"""The letters in the cells of a grid."""


def read_pdf(data: bytes) -> DocumentText:
    """Return what a PDF says; raise RefusedError where it is locked, damaged, or has no text."""
    made = _Made()
    try:
        for number, page in enumerate(_pages(data)):
            if number >= MAX_PAGES:
                raise RefusedError("long", part="pdf")
            made.add(_Sheet.of(page))
    except RefusedError:
        raise
    except Exception as error:
        locked = type(error).__name__ == "PDFPasswordIncorrect"
        raise RefusedError("password" if locked else "zip", part="pdf") from error
    if made.letters <= made.unmapped * 2:
        raise RefusedError("no words")
    asides = [DocumentAside(why, text, 0) for why, text in made.asides]
    return in_unicode(DocumentText(tuple(made.lines), tuple(asides), ("pdf",)))


def _pages(data: bytes) -> Iterator[Any]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)  # letters, not its guess at their order
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(BytesIO(data)):
        interpreter.process_page(page)
        yield device.get_result()


@dataclass
class _Sheet:
    """One page: its letters and its lines."""

    letters: list[Letter] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    width: float = 0.0
    turned: str = ""
    """What is written aslant, such as “DỰ THẢO” across it."""
    unmapped: int = 0
    has_picture: bool = False

    @classmethod
    def of(cls, page: Any) -> _Sheet:
        """Return what pdfminer found on a page."""
        sheet = cls(width=page.width)
        sheet._take(page)
        return sheet

    def shown_and_struck(self) -> tuple[list[Letter], list[Letter]]:
        """Return the letters, and apart those through which a line goes."""
        level = [stroke for stroke in self.strokes if not stroke.upright]
        parted: tuple[list[Letter], list[Letter]] = [], []
        for letter in self.letters:
            through = (stroke for stroke in level if _goes_through(stroke, letter))
            parted[any(through)].append(letter)
        return parted

    def _take(self, container: Iterable[Any]) -> None:
        from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage

        for thing in container:
            if isinstance(thing, LTChar):
                self._letter(thing)
            elif isinstance(thing, LTFigure):
                self._take(thing)
            elif isinstance(thing, LTImage):
                self.has_picture = True
            elif isinstance(thing, LTCurve):  # lines and rectangles too
                self.strokes += _strokes(thing)

    def _letter(self, thing: Any) -> None:
        text = thing.get_text()
        if text.startswith(_UNMAPPED):
            text = _UNKNOWN
            self.unmapped += 1
        along, up, _, _, _, base = thing.matrix
        if abs(up) > abs(along) * _SLANT:
            self.turned += text
            return
        font = _font(thing.fontname)
        self.letters.append(Letter(text, thing.x0, thing.x1, base, thing.size, font))


def _goes_through(stroke: Stroke, letter: Letter) -> bool:
    """Say whether a line strikes a letter out; one below it or above it does not."""
    height = (stroke.at - letter.base) / letter.size
    return _LOW < height < _HIGH and stroke.first <= (letter.left + letter.right) / 2 <= stroke.last


def _font(name: str) -> str:
    """Return a font's name without the letters that say which part of it is in the file."""
    return name.partition("+")[2] or name


def _strokes(thing: Any) -> Iterator[Stroke]:
    """Yield the straight lines that something drawn shows."""
    left, foot, right, top = thing.bbox
    if right - left < _THIN and top - foot >= _THIN:
        yield Stroke((left + right) / 2, foot, top, upright=True)
    elif top - foot < _THIN and right - left >= _THIN:
        yield Stroke((foot + top) / 2, left, right, upright=False)
    elif thing.stroke and len(thing.pts) in (4, 5):
        for at in (left, right):
            yield Stroke(at, foot, top, upright=True)
        for at in (foot, top):
            yield Stroke(at, left, right, upright=False)


class _Made:
    """The lines of the pages so far."""

    def __init__(self) -> None:
        self.lines: list[DocumentLine] = []
        self.asides: list[tuple[str, str]] = []
        self.letters = self.unmapped = 0
        self._tables = self._pages = 0
        self._columns: list[float] = []
        """Those of the table with which the page before ended."""
        self._heading: tuple[str, ...] = ()
        self._block: Block | None = None
        """The paragraph with which the page before ended."""
        self._margin = 0.0

    def add(self, sheet: _Sheet) -> None:
        """Add what a page says, from the top."""
        self.letters += len(sheet.letters)
        self.unmapped += sheet.unmapped
        self._pages += 1
        if sheet.has_picture and not sheet.letters:
            self.asides.append(("embedded", f"trang {self._pages}"))
        turned = ("margin", sheet.turned.strip())
        if turned[1] and turned not in self.asides:
            self.asides.append(turned)
        shown, struck = sheet.shown_and_struck()
        self.asides += [("struck", line.text()) for line in lines_of(struck)]
        grids = ruled_tables(sheet.strokes)
        held: list[_Held] = [{} for _ in grids]
        free: list[Letter] = []
        for letter in shown:
            place = _place(grids, letter)
            if place is None:
                free.append(letter)
            else:
                held[place[0]].setdefault(place[1], []).append(letter)
        lines = _without_page_number(lines_of(free))
        margin = max((line.right for line in lines), default=0.0)
        margin = max(margin, sheet.width * _LEAST_MARGIN)
        blocks = blocks_of(lines, margin)
        for grid, cells in zip(grids, held, strict=True):
            while blocks and blocks[0].lines[0].base > grid.top:
                self._say(blocks.pop(0))
            self._table(grid, cells)
        for block in blocks:
            self._say(block)
        self._margin = margin

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

    def _table(self, grid: RuledTable, held: _Held) -> None:
        self._block = None
        texts = {}
        for place, letters in held.items():
            texts[place] = cell_text(letters, _margin_of(grid, place, letters))
        rows = [_row(grid, texts, row) for row in range(len(grid.rows) - 1)]
        if _same(grid.columns, self._columns):
            if rows[0].cells == self._heading:
                del rows[0]
                self._mark_heading()
            if rows and _is_rest(rows[0], self.lines[-1]):
                self.lines[-1] = _with_rest(self.lines[-1], rows.pop(0))
        else:
            self._tables += 1
            self._heading = rows[0].cells
        self._columns = grid.columns
        self.lines += [replace(row, table=self._tables) for row in rows]

    def _mark_heading(self) -> None:
        """Note that a table's first row is its heading: the next page has it again."""
        for at, line in enumerate(self.lines):
            if line.table == self._tables:
                self.lines[at] = replace(line, is_heading=True)
                return


def _without_page_number(lines: list[PageLine]) -> list[PageLine]:
    for edge in (0, -1):
        if lines and _PAGE_NUMBER.fullmatch(lines[edge].text()):
            del lines[edge]
    return lines


def _margin_of(grid: RuledTable, place: tuple[int, int], letters: list[Letter]) -> float:
    """Return how far the text of a cell may go: as far from its right edge as from its left."""
    row, column = place
    last = column + 1
    while last + 1 < len(grid.columns) and grid.anchor_of(row, last) == place:
        last += 1
    inset = min(letter.left for letter in letters) - grid.columns[column]
    return grid.columns[last] - min(max(inset, 0.0), _INSET)


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


def _place(grids: list[RuledTable], letter: Letter) -> tuple[int, tuple[int, int]] | None:
    x, y = (letter.left + letter.right) / 2, letter.base + letter.size / 4
    for number, grid in enumerate(grids):
        cell = grid.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _row(grid: RuledTable, texts: dict[tuple[int, int], str], row: int) -> DocumentLine:
    cells, repeated = [], set()
    for column in range(len(grid.columns) - 1):
        anchor = grid.anchor_of(row, column)
        cells.append(texts.get(anchor, "") if anchor[1] == column else "")
        if anchor[0] < row:
            repeated.add(column)
    return DocumentLine(tuple(cells), 0, frozenset(repeated))


def _same(one: list[float], other: list[float]) -> bool:
    if len(one) != len(other):
        return False
    return all(abs(a - b) <= _THIN for a, b in zip(one, other, strict=True))
