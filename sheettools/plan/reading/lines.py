"""The lines of a plan as they are read: their words, and the cells they are parted into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sheettools.frozen import dataclass
from sheettools.incoming.document.text import DocumentLine, DocumentText
from sheettools.plan.reading.text import fold, nfc, squeeze

_MANY = 10_000
_ROW = 3
"""From how many cells on a line parted by gaps is the row of a table; fewer may be two columns."""
_BROKEN = re.compile(r"[\n\v\f\r\x85\u2028\u2029]")
_GAPS = re.compile(r"\t| {3,}")
_ITEM = re.compile(
    r"(?P<village>(?:thon|ban|to dan|tdp|khu|khoi|xom|lang|ap|buon|bon|khom|phum|soc|plei|tieu khu)"
    r"\b)|(?P<number>\d)|(?P<bullet>[-+*•])|(?P<time>(?:quy|thang|ngay)\b)"
    r"|(?P<place>(?:nha|nvh|tru so)\b)"
)
"""How the items of a list begin that stand in one cell, a line each."""
_PAGE_NUMBER = re.compile(r"(?:trang )?[-~.]? ?\d{1,3}(?: ?/ ?\d{1,3})? ?[-~.]?")
# What stands in the tables that only lay out a page: letterhead, recipients and signature.
_LAYOUT = re.compile(
    r"noi nhan\b|t ?/ ?m\b|tm\.|dang cong san viet nam|cong hoa xa hoi chu nghia|\bdoc lap\b"
    r"|so[\s:.…_\d]*[-/]? ?kh\b"
)


LineId = tuple[int, int]
"""The number of a line of the document, and which of the lines broken inside it."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: `text` with single blanks, `cells` where gaps, tabs or bars divide it."""

    at: LineId
    text: str
    key: str
    cells: tuple[str, ...]
    """The cells that hold words."""
    indent: int = 0
    grid: tuple[str, ...] = ()
    """In the row of a table a cell a column, empty ones too; nothing in other lines."""
    table: int = 0
    """Which table of the document it belongs to, where the document knows."""
    repeated: frozenset[int] = frozenset()
    """Which cells of the row only go on from the row above."""
    is_heading: bool = False
    """Whether the document says that the row is a heading of its table."""
    broken: tuple[tuple[str, ...], ...] = ()
    """The lines of each cell of a row, where the document breaks any."""
    column: int = -1
    """Which column of a page's layout it stands in; -1 for a line over the whole page."""
    offsets: tuple[int, ...] = ()
    """Where each cell begins, in a row that only blanks part."""

    @property
    def is_row(self) -> bool:
        """Tell whether the line is the row of a table."""
        return bool(self.grid)


def cells_of(line: TextLine) -> list[tuple[int, str]]:
    """Return the cells of a line by their columns; those that only go on from above are none."""
    if line.is_row:
        return [(at, cell) for at, cell in enumerate(line.grid) if cell and at not in line.repeated]
    if line.column < 0 and len(line.cells) > 1:
        return list(enumerate(line.cells))
    return [(line.column, line.text)]


def one_cell(at: LineId, text: str, column: int = -1) -> TextLine:
    """Return a line of a single cell."""
    return TextLine(at, text, fold(text), (text,), column=column)


def read_lines(document: DocumentText) -> list[TextLine]:
    """Return the lines that say something, or draw a rule; no page numbers, no blank lines."""
    found: list[TextLine] = []
    layout = _layout_tables(document)
    at = 0
    while at < len(document.lines):
        line = document.lines[at]
        if line.table in layout:
            end = at
            while end < len(document.lines) and document.lines[end].table == line.table:
                end += 1
            found += _columns(document.lines[at:end], at + 1)
            at = end
            continue
        found += _row(line, at + 1) if line.table else _parts(line.cells[0], at + 1)
        at += 1
    return _mended(found)


def _mended(lines: Sequence[TextLine]) -> list[TextLine]:
    """Join the row of a table by bars that a line end broke inside a cell."""
    found: list[TextLine] = []
    for line in lines:
        before = found[-1] if found else None
        goes_on = line.is_row and line.text.startswith("|") and not line.text.endswith("|")
        if goes_on and before is not None and before.is_row and not before.text.startswith("|"):
            grid = before.grid + line.grid[1:]
            text = f"{before.text} {line.text}"
            cells = tuple(filter(None, grid))
            found[-1] = replace(before, grid=grid, cells=cells, text=text, key=fold(text))
        else:
            found.append(line)
    return found


def _layout_tables(document: DocumentText) -> set[int]:
    """Return the tables that hold no data: what stands in them is read column by column."""
    found = set()
    for line in document.lines:
        if line.table and _LAYOUT.search(fold(nfc(line.text))):
            found.add(line.table)
    return found


def _columns(rows: Sequence[DocumentLine], number: int) -> Iterator[TextLine]:
    """Yield what stands in a table of layout: each column from top to bottom."""
    width = max(len(row.cells) for row in rows)
    for column in range(width):
        for at, row in enumerate(rows):
            if column < len(row.cells) and column not in row.repeated:
                for part in _parts(row.cells[column], number + at):
                    yield replace(
                        part, column=column, at=(number + at, column * _MANY + part.at[1])
                    )


def _row(line: DocumentLine, number: int) -> list[TextLine]:
    grid = tuple(_one_line(nfc(cell)) for cell in line.cells)
    cells = tuple(filter(None, grid))
    own = [cell for at, cell in enumerate(grid) if cell and at not in line.repeated]
    if not own:
        return []
    text = " | ".join(cells)
    return [
        TextLine(
            (number, 0),
            text,
            fold(text),
            cells,
            grid=grid,
            table=line.table,
            repeated=line.repeated,
            is_heading=line.is_heading,
            broken=tuple(_lines_of(nfc(cell)) for cell in line.cells),
        )
    ]


def _one_line(cell: str) -> str:
    """Return the lines of a cell as one; lines that begin alike are the items of a list."""
    text = ""
    for before, line in pairwise(["", *_lines_of(cell)]):
        first, last = _ITEM.match(fold(line)), _ITEM.match(fold(before))
        is_item = first and last and first.lastgroup == last.lastgroup
        text = f"{text.rstrip(';, ')}; {line}" if is_item else f"{text} {line}".strip()
    return text


def _lines_of(cell: str) -> tuple[str, ...]:
    return tuple(squeeze(part) for part in _BROKEN.split(cell) if part.strip())


def _parts(text: str, number: int) -> Iterator[TextLine]:
    for number_inside, part in enumerate(_BROKEN.split(nfc(text))):
        whole = squeeze(part)
        if not whole or _PAGE_NUMBER.fullmatch(fold(whole)):
            continue
        indent = len(part) - len(part.lstrip())
        at = (number, number_inside)
        yield _by_bars(part, at, indent) if "|" in part else _by_gaps(part, at, indent)


def _by_bars(part: str, at: LineId, indent: int) -> TextLine:
    inner = part.strip().removeprefix("|").removesuffix("|")
    begins_open = part.strip().startswith("|") and not part.strip().endswith("|")
    grid = tuple(squeeze(cell) for cell in inner.split("|"))
    if begins_open:
        grid = ("", *grid)
    cells = tuple(filter(None, grid))
    text = squeeze(part)
    is_row = len(grid) > 1
    return TextLine(at, text, fold(text), cells or (text,), indent, grid if is_row else ())


def _by_gaps(part: str, line: LineId, indent: int) -> TextLine:
    text = squeeze(part)
    grid, offsets, at = list[str](), list[int](), 0
    for gap in [*_GAPS.finditer(part), None]:
        piece = part[at : gap.start() if gap else len(part)]
        if piece.strip() or (gap and gap[0] == "\t"):
            grid.append(squeeze(piece))
            offsets.append(at + len(piece) - len(piece.lstrip()))
        at = gap.end() if gap else at
    cells = tuple(filter(None, grid))
    is_row = len(cells) >= _ROW
    by_tabs = "\t" in part
    return TextLine(
        line,
        text,
        fold(text),
        cells,
        indent,
        tuple(grid) if is_row else (),
        offsets=() if by_tabs or not is_row else tuple(offsets),
    )


def is_rule(line: TextLine) -> bool:
    """Tell whether the line only separates: dashes, or the asterisk under a Party letterhead."""
    return not re.search(r"[^-_*=~.+|:–—… ]", line.text)
