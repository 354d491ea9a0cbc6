"""A page of letters that only have a place: put together into lines, columns and paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheettools.incoming.document.letters import in_run

_GAP = 0.2
"""From how much of a letter's height on a gap is a blank."""
_GUTTER, _TAB = 1.2, 2.5
"""From how much on it may part what stands side by side; and from how much on it does so in a line
by itself.
"""
_PITCH = 2.0
"""How far below each other, in letters' heights, two lines of one paragraph stand at most."""
_INDENT = 8.0
_MARK = re.compile(r"[-+*•–▪➢]\s|(?:\d{1,2}|[a-zđ]|[IVXL]{1,5})[.)/-]\s?(?!\d)")
"""What opens a paragraph."""
_SHORT_MARK = 5

Gap = tuple[float, float]
"""From where to where nothing stands."""


class Letter(NamedTuple):
    """A letter and where it stands, in points from the left and from the foot of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    font: str


@dataclass(slots=True)
class Span:
    """Letters of one line without a wide gap between them."""

    letters: list[Letter]

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.letters[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.letters[-1].right

    @property
    def size(self) -> float:
        """How high its letters are."""
        return max(letter.size for letter in self.letters)

    @property
    def fonts(self) -> set[str]:
        """The fonts of its letters."""
        return {letter.font for letter in self.letters if not letter.text.isspace()}

    @property
    def first_word(self) -> float:
        """How wide its first word is, with a blank."""
        last = self.letters[0]
        for letter in self.letters[1:]:
            if letter.text.isspace() or letter.left - last.right > _GAP * last.size:
                break
            last = letter
        return last.right - self.left + _GAP * self.size

    def text(self) -> str:
        """Return what it says, in Unicode."""
        said, run, font = "", "", self.letters[0].font
        last: Letter | None = None
        for letter in self.letters:
            if letter.font != font:
                said, run, font = said + in_run(run, font), "", letter.font
            blank = last is not None and letter.left - last.right > _GAP * letter.size
            run += (" " if blank else "") + letter.text
            last = letter
        whole = unicodedata.normalize("NFC", said + in_run(run, font))
        return " ".join(whole.split())


@dataclass(slots=True)
class PageLine:
    """What stands at one height, from the left."""

    base: float
    spans: list[Span]

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.spans[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.spans[-1].right

    @property
    def size(self) -> float:
        """How high its letters are."""
        return max(span.size for span in self.spans)

    def text(self) -> str:
        """Return what it says; wide gaps are tabs."""
        said, last = "", None
        for span in self.spans:
            if last is not None:
                said += "\t" if span.left - last.right > _TAB * span.size else " "
            said, last = said + span.text(), span
        return said


def lines_of(letters: Iterable[Letter]) -> list[PageLine]:
    """Put letters into lines, from the top."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda one: -one.base):
        if rows and rows[-1][0].base - letter.base <= 0.4 * letter.size:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    found = []
    for row in rows:
        spans = list(_spans(sorted(row, key=lambda one: one.left)))
        if spans:
            found.append(PageLine(row[0].base, spans))
    return found


def _spans(letters: Sequence[Letter]) -> Iterator[Span]:
    """Part a line where a gap is wide; letters printed twice for boldness count once."""
    begun: list[Letter] = []
    solid: Letter | None = None
    for letter in letters:
        if letter.text.isspace():
            if begun:
                begun.append(letter)
            continue
        if solid is not None:
            twice = letter.text == solid.text and letter.left - solid.left < 0.1 * letter.size
            if twice:
                continue
            if letter.left - solid.right > _GUTTER * letter.size:
                yield _trimmed(begun)
                begun = []
        begun.append(letter)
        solid = letter
    if begun:
        yield _trimmed(begun)


def _trimmed(letters: list[Letter]) -> Span:
    while letters[-1].text.isspace():
        letters.pop()
    return Span(letters)


# ------------------------------------------------------------------ side by side


@dataclass(slots=True)
class Block:
    """A paragraph of several lines, or what stands side by side in two columns."""

    lines: list[PageLine] = field(default_factory=list)
    gutter: Gap | None = None

    def takes(self, other: Block, margin: float) -> bool:
        """Say whether a block on the next page goes on with this one."""
        plain = self.gutter is None and other.gutter is None
        return plain and goes_on(self.lines, other.lines[0], margin)

    def cells(self) -> tuple[str, ...]:
        """Return its text, or those of its two columns."""
        if self.gutter is None:
            return (_flowing(self.lines),)
        middle = sum(self.gutter) / 2
        sides: tuple[list[str], list[str]] = [], []
        for line in self.lines:
            for span in line.spans:
                sides[span.left > middle].append(span.text())
        return "\n".join(sides[0]), "\n".join(sides[1])


def blocks_of(lines: Sequence[PageLine], margin: float) -> list[Block]:
    """Put lines into paragraphs, whose text may go as far as `margin`, and into columns."""
    blocks: list[Block] = []
    for at, line in enumerate(lines):
        last = blocks[-1] if blocks else None
        if last is None:
            blocks.append(_begun(line, lines[at + 1 :]))
        elif last.gutter is not None and (gutter := _narrowed(last, line)) is not None:
            last.lines.append(line)
            last.gutter = gutter
        elif last.gutter is None and goes_on(last.lines, line, margin):
            last.lines.append(line)
        else:
            blocks.append(_begun(line, lines[at + 1 :]))
    return blocks


def _begun(line: PageLine, below: Sequence[PageLine]) -> Block:
    """Begin a block: of two columns where one of the next lines has two there too."""
    gutter = _gap(line)
    if gutter is None or len(line.spans[0].text()) < _SHORT_MARK:
        return Block([line])
    tried = Block([line], gutter)
    for other in below[:3]:
        tried.gutter = _narrowed(tried, other)
        if tried.gutter is None:
            break
        tried.lines.append(other)
        if _gap(other) is not None:
            return Block([line], gutter)
    return Block([line])


def _gap(line: PageLine) -> Gap | None:
    """Return where the gap of a line of two spans is."""
    return (line.spans[0].right, line.spans[1].left) if len(line.spans) == 2 else None


def _shared(one: tuple[float, float], other: tuple[float, float] | None) -> Gap | None:
    if other is None:
        return None
    left, right = max(one[0], other[0]), min(one[1], other[1])
    return (left, right) if right > left else None


def _narrowed(block: Block, line: PageLine) -> Gap | None:
    """Return the gutter of two columns with one more line, None where that stands in neither."""
    if block.gutter is None:
        return None
    gap = _gap(line)
    if gap is not None:
        return _shared(block.gutter, gap)
    if len(line.spans) > 1:
        return None
    left, right = block.gutter
    if line.left > left:
        return left, min(right, line.left)
    near = block.lines[-1].base - line.base < _PITCH * line.size
    return (max(left, line.right), right) if near and line.right < right else None


# ------------------------------------------------------------------ paragraphs


def goes_on(lines: Sequence[PageLine], line: PageLine, margin: float) -> bool:
    """Say whether a line goes on with a paragraph: its first word had no room above it."""
    last = lines[-1]
    if len(line.spans) > 1 or len(last.spans) > 1 or _MARK.match(line.text() + " "):
        return False
    if last.base - line.base > _PITCH * line.size or abs(last.size - line.size) > 1:
        return False
    fonts = last.spans[0].fonts, line.spans[0].fonts
    if fonts[0].isdisjoint(fonts[1]):
        return False  # a heading in bold, and what stands below it
    if len(lines) > 1 and line.left > last.left + _INDENT:
        return False
    return margin - last.right < line.spans[0].first_word


def cell_text(letters: Iterable[Letter], margin: float) -> str:
    """Return what a cell says whose text may go as far as `margin`."""
    paragraphs: list[list[PageLine]] = []
    for line in lines_of(letters):
        if paragraphs and goes_on(paragraphs[-1], line, margin):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return "\n".join(_flowing(lines) for lines in paragraphs)


def _flowing(lines: Sequence[PageLine]) -> str:
    """Return lines as one text; a number parted behind its dash is one again."""
    said = ""
    for line in lines:
        text = line.text()
        whole = said[-1:] == "-" and said[-2:-1].isalnum()
        said += ("" if whole or not said else " ") + text
    return said
