"""A Word file as Word shows it: the final text line by line, tables row by row, and what stands
aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from sheettools.incoming.document.letters import in_unicode
from sheettools.incoming.document.numbering import Numbering
from sheettools.incoming.document.package import WordFile
from sheettools.incoming.document.runs import (
    LEFT_OUT,
    Paragraphs,
    ShownParagraph,
    choice,
    is_hidden_row,
    words_of,
)
from sheettools.incoming.document.styles import Styles
from sheettools.incoming.document.text import (
    MAX_LETTERS,
    DocumentAside,
    DocumentLine,
    DocumentText,
)
from sheettools.incoming.document.tree import is_on, number_of, value_of
from sheettools.incoming.look.parts import RefusedError

MAX_COLUMNS = 63
"""Word's own bound."""

_PAGE_NUMBER = re.compile(r"\b(?:trang|tờ|page|of|số)\b|[^\w\s]|[\d_]", re.IGNORECASE)


def read_word(data: bytes) -> DocumentText:
    """Return what a Word file shows; raise RefusedError where it is none or hides a trap."""
    file = WordFile(data)
    room = _Room()
    notes = {}
    for key, note in file.notes.items():
        notes[key] = _plain(note, file, room)
    body = _Story(file, room, notes, Numbering(file.numbering, file.styles))
    body.read(file.main)
    for margin in file.margins:
        text = _plain(margin, file, room)
        if _PAGE_NUMBER.sub("", text).strip():
            body.asides.append(DocumentAside("margin", text, 0))
    if not any(line.text.strip() for line in body.lines):
        raise RefusedError("no words")
    document = DocumentText(tuple(body.lines), tuple(_in_one(body.asides)))
    if body.had_old_letters:
        return replace(document, notes=("old letters",))
    return in_unicode(document)


def _plain(root: Element, file: WordFile, room: _Room) -> str:
    """Return what a story beside the text says, such as a footnote."""
    story = _Story(file, room, {}, Numbering(None, file.styles))
    story.read(root)
    return "\n".join(line.text for line in story.lines if line.text.strip())


def _in_one(asides: list[DocumentAside]) -> Iterator[DocumentAside]:
    """Yield the asides, those of deleted words as one, by the first of their lines."""
    deleted = [aside for aside in asides if aside.why == "deleted"]
    if deleted:
        text = "\n".join(aside.text for aside in deleted)
        yield DocumentAside("deleted", text, deleted[0].line)
    for aside in asides:
        if aside.why != "deleted":
            yield aside


class _Room:
    """How much more may be said: cells that go on over many rows say it again."""

    def __init__(self) -> None:
        self._left = MAX_LETTERS

    def take(self, *texts: str) -> None:
        """Take the room of texts; raise RefusedError where there is none left."""
        self._left -= sum(map(len, texts)) + 1
        if self._left < 0:
            raise RefusedError("long", part="word/document.xml")


@dataclass
class _Row:
    """A row of a table in the making."""

    cells: list[str] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    asides: list[tuple[str, str]] = field(default_factory=list)
    tables: list[tuple[Element, Paragraphs]] = field(default_factory=list)
    """Those inside its cells, which follow it."""

    def add(self, text: str, width: int, *, repeated: bool = False) -> None:
        """Add a cell that spans some columns."""
        width = min(width, MAX_COLUMNS - len(self.cells))
        if width < 1:
            raise RefusedError("odd", part="w:tbl")
        if repeated:
            self.repeated.update(range(len(self.cells), len(self.cells) + width))
        self.cells += [text, *[""] * (width - 1)]


class _Story:
    """The lines of one story, from its paragraphs and tables."""

    def __init__(
        self,
        file: WordFile,
        room: _Room,
        notes: Mapping[tuple[str, str], str],
        numbering: Numbering,
    ) -> None:
        self.lines: list[DocumentLine] = []
        self.asides: list[DocumentAside] = []
        self.had_old_letters = False
        self._file = file
        self._styles: Styles = file.styles
        self._room = room
        self._notes = notes
        self._numbering = numbering
        self._tables = 0

    def read(self, story: Element) -> None:
        """Read all of it."""
        self._blocks(story, self._paragraphs_of(story))

    def _paragraphs_of(self, story: Element) -> Paragraphs:
        return Paragraphs(story, self._styles, self._notes)

    # ----- paragraphs

    def _blocks(self, container: Element, paragraphs: Paragraphs) -> None:
        """Read what stands in the text itself or in a box: each paragraph is a line."""
        for block in self._shown(container, paragraphs):
            if isinstance(block, Element):
                self._table(block, paragraphs)
                continue
            text = self._text_of(block)
            # Where a box, an object or a hidden line hangs on a paragraph without words, that shows
            # nothing itself.
            if text or not (block.boxes or block.asides or block.goes_on):
                self._add(DocumentLine((text,)))
            self._put_aside(block.asides)
            for box in block.boxes:
                self._blocks(box, self._paragraphs_of(box))

    def _shown(
        self, container: Element, paragraphs: Paragraphs
    ) -> Iterator[ShownParagraph | Element]:
        """Yield the paragraphs and tables that are shown; what a hidden or deleted mark parts is
        one paragraph.
        """
        begun: ShownParagraph | None = None
        for block in _inside(container, _BLOCKS):
            if block.tag != "w:p":
                if begun is not None:
                    yield begun
                    begun = None
                yield self._told(block) if block.tag in _TOLD else block
                continue
            shown = paragraphs.read(block)
            if begun is None:
                begun = shown
            else:
                begun.join(shown)
            if not begun.goes_on:
                yield begun
                begun = None
        if begun is not None:
            yield begun

    def _told(self, block: Element) -> ShownParagraph:
        """Return a paragraph that tells of a file put into this one."""
        told = ShownParagraph(None, "", goes_on=True)
        told.asides.append(("embedded", self._file.name_of(block.get("r:id", ""))))
        return told

    def _text_of(self, block: ShownParagraph) -> str:
        """Return what a paragraph says, with its number."""
        text = block.text()
        self.had_old_letters |= block.had_old_letters
        if block.goes_on and not text:
            return ""  # it is hidden or deleted as a whole, and not counted
        return self._numbering.mark(block.properties, block.style) + text

    def _add(self, line: DocumentLine) -> None:
        self._room.take(*line.cells)
        self.lines.append(line)

    def _put_aside(self, asides: list[tuple[str, str]]) -> None:
        for why, text in asides:
            if text.strip():
                self._room.take(text)
                self.asides.append(DocumentAside(why, text.strip(), len(self.lines)))

    # ----- tables

    def _table(self, table: Element, paragraphs: Paragraphs) -> None:
        self._tables += 1
        number, first = self._tables, len(self.lines)
        above: list[str] = []
        for row in _inside(table, _ROWS):
            properties = row.find("w:trPr")
            why = _why_not_shown(properties)
            if why:
                self._put_aside([(why, words_of(row))])
                continue
            made = self._row(row, above, paragraphs)
            above = made.cells
            is_heading = properties is not None and is_on(properties.find("w:tblHeader"))
            repeated = frozenset(made.repeated)
            self._add(DocumentLine(tuple(made.cells), number, repeated, is_heading))
            self._put_aside(made.asides)
            for inner, its_paragraphs in made.tables:
                self._table(inner, its_paragraphs)
        self._even_out(number, first)

    def _even_out(self, number: int, first: int) -> None:
        """Give all rows of a table as many cells as the widest has."""
        rows = [at for at in range(first, len(self.lines)) if self.lines[at].table == number]
        width = max((len(self.lines[at].cells) for at in rows), default=0)
        for at in rows:
            cells = self.lines[at].cells
            if len(cells) < width:
                more = ("",) * (width - len(cells))
                self.lines[at] = replace(self.lines[at], cells=cells + more)

    def _row(self, row: Element, above: list[str], paragraphs: Paragraphs) -> _Row:
        made = _Row()
        before, after = _gaps(row.find("w:trPr"))
        for _ in range(before):
            made.add("", 1)
        for cell in _inside(row, _CELLS):
            properties = cell.find("w:tcPr")
            if properties is not None and properties.find("w:cellDel") is not None:
                made.asides.append(("deleted", words_of(cell)))
                continue
            place = len(made.cells)
            width = max(1, number_of(value_of(properties, "w:gridSpan"), 1))
            if place < len(above) and _goes_on(properties, "w:vMerge"):
                made.asides.append(("hidden", words_of(cell)))
                made.add(above[place], width, repeated=True)
            elif place and _goes_on(properties, "w:hMerge"):
                made.asides.append(("hidden", words_of(cell)))
                made.add("", width)
            else:
                made.add(self._cell(cell, made, paragraphs), width)
        for _ in range(after):
            made.add("", 1)
        return made

    def _cell(self, cell: Element, row: _Row, paragraphs: Paragraphs) -> str:
        """Return what a cell or a box in it says; tables inside wait for the end of the row."""
        texts = []
        for block in self._shown(cell, paragraphs):
            if isinstance(block, Element):
                row.tables.append((block, paragraphs))
                continue
            texts.append(self._text_of(block))
            row.asides += block.asides
            for box in block.boxes:
                texts.append(self._cell(box, row, self._paragraphs_of(box)))
        return "\n".join(texts).strip()


_TOLD = frozenset({"w:altChunk", "w:subDoc"})
_BLOCKS = frozenset({"w:p", "w:tbl"}) | _TOLD
_ROWS = frozenset({"w:tr"})
_CELLS = frozenset({"w:tc"})


def _inside(container: Element, wanted: frozenset[str]) -> Iterator[Element]:
    """Yield the blocks, rows or cells of a container, whatever else is around them."""
    for child in container:
        if child.tag in wanted:
            yield child
        elif child.tag == "mc:AlternateContent":
            yield from _inside(choice(child), wanted)
        elif child.tag not in LEFT_OUT:
            yield from _inside(child, wanted)


def _why_not_shown(properties: Element | None) -> str:
    if properties is not None and properties.find("w:del") is not None:
        return "deleted"
    return "hidden" if is_hidden_row(properties) else ""


def _gaps(properties: Element | None) -> tuple[int, int]:
    """Return how many columns a row leaves free before and after its cells."""
    before = number_of(value_of(properties, "w:gridBefore"), 0)
    after = number_of(value_of(properties, "w:gridAfter"), 0)
    return min(before, MAX_COLUMNS), min(after, MAX_COLUMNS)


def _goes_on(properties: Element | None, name: str) -> bool:
    """Say whether a cell only goes on from the one above it or before it."""
    node = properties.find(name) if properties is not None else None
    return node is not None and node.get("w:val", "continue") == "continue"
