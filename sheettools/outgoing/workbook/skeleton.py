"""Many workbooks of one plan: each shape is written once, and of each workbook what is its own.

A skeleton is a workbook written as any other, with a sign of its own, which no file uses, where a
text of the unit's would stand. Its parts are kept deflated; what lies between the unit's values is
copied, and these alone are deflated anew. The parts of what is made hold the same bytes as if the
workbook had been written by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.generate import make_laid, make_workbook
from sheettools.outgoing.workbook.initial import Contents, LaidRow, lay_out
from sheettools.outgoing.workbook.own_values import (
    FIRST_GAP,
    IDENTITY,
    Gatherer,
    NotPlainError,
    OwnValues,
    framed,
)
from sheettools.outgoing.workbook.package import Part, pack
from sheettools.outgoing.workbook.write import BookWriter, row_height
from sheettools.template import layout
from sheettools.template.excel.address import address
from sheettools.template.identity import identity_of
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet, Template

_GAP = re.compile(rb"\xee[\x80-\xbf]{2}|\xef[\x80-\xa3][\x80-\xbf]")
_FOOTER = b"<headerFooter"
TALL = 4
"""How many lines the rows of a skeleton have whose height is the unit's own."""
MOST_SHAPES = 40
"""Of how many shapes the skeletons are kept: each takes a megabyte."""
Fill = Callable[["Filling"], bytes]


@dataclass(frozen=True)
class Filling:
    """What one unit puts into the gaps of a skeleton."""

    texts: Sequence[bytes]
    footers: Sequence[bytes]
    """The same as they stand in a footer, where a sign of its own begins with “&”."""
    cells: Sequence[bytes]
    heights: Sequence[bytes]


class Workbooks:
    """Makes the workbooks of a template, a skeleton a shape."""

    def __init__(self, template: Template) -> None:
        self.gatherer = Gatherer(template)
        self._skeletons: dict[object, Skeleton | None] = {}

    def make(self, issued: Issue) -> bytes:
        """Return one unit's workbook. Raises SheettoolsError (F001, F002)."""
        try:
            own, skeleton = self._gathered(issued)
            known = skeleton.fixed.intersection(own.texts) if skeleton is not None else ()
            if known:  # such a text has one number, wherever it stands
                self.gatherer.fixed.update(known)
                own, skeleton = self._gathered(issued)
            if skeleton is not None:
                return skeleton.fill(issued, own)
        except NotPlainError:
            pass
        return make_workbook(self.gatherer.template, issued, commons=self.gatherer.commons)

    def _gathered(self, issued: Issue) -> tuple[OwnValues, Skeleton | None]:
        own = self.gatherer.gather(issued)
        return own, self._skeleton(issued, own)

    def _skeleton(self, issued: Issue, own: OwnValues) -> Skeleton | None:
        """Return the skeleton of a unit's shape; of too many, that least lately used goes."""
        kept, shape = self._skeletons, own.shape
        kept[shape] = kept.pop(shape) if shape in kept else build(self.gatherer, issued, own)
        if len(kept) > MOST_SHAPES:
            del kept[next(iter(kept))]
        return kept[shape]


# --------------------------------------------------------------------------- made once


class _Watcher:
    """Gives the rows whose height is the unit's own one that can be found again."""

    def __init__(self, own: OwnValues) -> None:
        self.own = own
        self.least: dict[tuple[str, int], int] = {}
        self.growing: set[tuple[str, int]] = set()
        self.numbers: dict[str, int] = {}
        self.tall: dict[str, float] = {}

    def __call__(self, book: BookWriter) -> None:
        pages = {page.name: page for page in book.pages}
        self.tall = {name: page.least for name, page in pages.items()}
        for (title, row), lines in self.own.prepared.items():
            pages[title].lines[row] = lines
        for title, row in self.own.lines:
            page = pages[title]
            self.least[title, row] = page.lines.get(row, 1) if row not in page.growing else 1
            if row in page.growing:
                self.growing.add((title, row))
            page.lines[row] = TALL
        self.numbers = book.text_numbers()


def build(gatherer: Gatherer, issued: Issue, own: OwnValues) -> Skeleton | None:
    """Write the skeleton of a unit's workbook; None where its prepared rows change the rest."""
    template = gatherer.template
    common = gatherer.commons.of(template, issued.facts)
    laid = lay_out(template, issued, Contents(), common)
    few = lay_out(gatherer.with_few_rows(issued), issued, Contents())
    if laid.states != few.states:
        return None
    identity = identity_of(template, issued)
    for name in IDENTITY:
        if identity[name]:
            identity[name] = own.gap(identity[name])
    gapped = replace(issued, code=own.gap(issued.code), line=own.gap(issued.line))
    rows: dict[str, list[LaidRow]] = {}
    for sheet in template.filled:
        rows[sheet.name] = [_with_gaps(gatherer, sheet, row, own) for row in laid.rows[sheet.name]]
    watcher = _Watcher(own)
    book = replace(laid, issued=gapped, rows=rows)
    made = make_laid(book, Contents(), identity=identity, watch=watcher)
    with ZipFile(BytesIO(made)) as package:
        members = {info.filename: package.read(info) for info in package.infolist()}
    return Skeleton(template, members, watcher)


def _with_gaps(gatherer: Gatherer, sheet: Sheet, row: LaidRow, own: OwnValues) -> LaidRow:
    values = dict(row.values)
    for target in sheet.fields:
        held = target.in_cell(values.get(target.name))
        if gatherer.is_own_text(target, row, held):
            gap = own.gap(held)
            values[target.name] = (gap,) if target.kind.several else gap
    return replace(row, values=values)


class Skeleton:
    """A workbook with gaps."""

    def __init__(self, template: Template, members: Mapping[str, bytes], seen: _Watcher) -> None:
        self.seen = seen
        self.fixed = {text for text in seen.numbers if not _GAP.search(text.encode())}
        titles = [sheet.title for sheet in template.sheets]
        self.parts = []
        for name, data in members.items():
            at = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            number = int(at[1]) - 1 if at else len(titles)
            title = titles[number] if number < len(titles) else ""
            gaps = sorted(self._gaps(title, data), key=lambda gap: gap[0])
            self.parts.append(Part.of(name, data, gaps))

    def _gaps(self, title: str, data: bytes) -> Iterator[tuple[int, int, Fill]]:
        footer = data.find(_FOOTER) if title else -1
        for found in _GAP.finditer(data):
            number = ord(found[0].decode()) - FIRST_GAP
            in_footer = 0 <= footer < found.start()
            yield *found.span(), _footer(number) if in_footer else _text(number)
        own = self.seen.own
        for number, cell in enumerate(own.cells):
            if cell.sheet == title:
                start = data.index(f'<c r="{address(cell.row, cell.column)}" '.encode())
                end = data.index(b"</c>", start)
                yield data.rindex(b"<v>", start, end) + 3, end - 4, _cell(number)
        for number, (sheet, row) in enumerate(own.lines):
            if sheet == title:
                start = data.index(f'<row r="{row}" '.encode())
                tag = data[start : data.index(b">", start)]
                wanted = b' ht="[^"]*"' + (
                    b"" if (sheet, row) in self.seen.growing else b' customHeight="1"'
                )
                (found,) = re.finditer(wanted, tag)
                yield start + found.start(), start + found.end(), _height(number)

    def fill(self, issued: Issue, own: OwnValues) -> bytes:
        """Return a unit's workbook. Raises NotPlainError where a text of its own is one of the
        workbook's, and has its number among all texts.
        """
        head = f"{issued.line} – {layout.CODE_WORDS.vi}: {issued.code}"
        if not self.fixed.isdisjoint(own.texts) or head in own.texts or head in self.fixed:
            raise NotPlainError
        texts = [framed(text)[1] for text in own.texts]
        numbers = self.seen.numbers
        filling = Filling(
            [_escaped(text) for text in texts],
            [_escaped(text.replace("&", "&&")) for text in texts],
            [(str(numbers[c.held]) if c.item else c.held).encode() for c in own.cells],
            [self._height(place, lines) for place, lines in own.lines.items()],
        )
        return pack(self.parts, filling)

    def _height(self, place: tuple[str, int], own: int) -> bytes:
        grows = place in self.seen.growing
        least = self.seen.tall[place[0]] if grows else 0
        height = row_height(max(own, self.seen.least[place]), least)
        if not height:
            return b""
        points = int(height * 4 / 3 + 0.5) * 0.75
        custom = "" if grows else ' customHeight="1"'
        return f' ht="{points:.16g}"{custom}'.encode()


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def _text(number: int) -> Fill:
    return lambda filling: filling.texts[number]


def _footer(number: int) -> Fill:
    return lambda filling: filling.footers[number]


def _cell(number: int) -> Fill:
    return lambda filling: filling.cells[number]


def _height(number: int) -> Fill:
    return lambda filling: filling.heights[number]
