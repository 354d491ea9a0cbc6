"""What a document says: line after line as its reader sees it, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sheettools.frozen import dataclass

MAX_LETTERS = 8_000_000
"""What all lines and asides of a document may say."""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A paragraph of a document or a line of a text file; or a row of a table, cell by cell.

    A row has a cell for each column of its table's grid. One that spans several columns stands in
    the first of them, the others are empty; one that spans several rows stands in each of them.
    What Word breaks inside a paragraph, and the paragraphs of a cell, are parted by line ends.
    """

    cells: tuple[str, ...]
    table: int = 0
    """The number of its table in the document; 0 for what stands in none."""
    repeated: frozenset[int] = frozenset()
    """Which cells only go on from the row above."""
    is_heading: bool = False
    """Whether the file itself says that the row is a heading, to be printed on each page."""

    @property
    def text(self) -> str:
        """All of it as one text, cells parted by bars."""
        return " | ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class DocumentAside:
    """Words that stand in the file but not in its running text, and why not."""

    why: str
    """“struck”, “hidden”, “deleted” (all that is, in one), “footnote”, “comment”, “margin” (a
    page's head or foot), “embedded” (a part of another program, a page that is a
    picture, by its name).
    """
    text: str
    line: int
    """By which line it stands, from 1; 0 where by none."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The lines of a document, numbered from 1 as they stand here, and what stands beside them."""

    lines: tuple[DocumentLine, ...] = ()
    asides: tuple[DocumentAside, ...] = ()
    notes: tuple[str, ...] = ()
    """What is to be said of the file itself, by the words of `refusals.PLAN_NOTES`."""

    @classmethod
    def of_lines(cls, lines: Iterable[str]) -> DocumentText:
        """Return a text of plain lines."""
        return cls(tuple(DocumentLine((line,)) for line in lines))

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain data, such as JSON holds."""
        return {
            "lines": [
                [line.cells, line.table, sorted(line.repeated), line.is_heading]
                for line in self.lines
            ],
            "asides": [[aside.why, aside.text, aside.line] for aside in self.asides],
            "notes": self.notes,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> DocumentText:
        """Return what `to_plain` gave."""
        lines = [
            DocumentLine(tuple(cells), table, frozenset(repeated), is_heading)
            for cells, table, repeated, is_heading in plain["lines"]
        ]
        asides = [DocumentAside(*aside) for aside in plain["asides"]]
        return cls(tuple(lines), tuple(asides), tuple(plain["notes"]))
