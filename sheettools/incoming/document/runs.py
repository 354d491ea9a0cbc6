"""What a paragraph of a Word file shows, run by run, and the words in it that it does not show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sheettools.incoming.document.fields import Fields, chosen
from sheettools.incoming.document.letters import in_run
from sheettools.incoming.document.styles import RunFormat, Styles
from sheettools.incoming.document.symbols import symbol
from sheettools.incoming.document.tree import is_on, value_of

BOX = "w:txbxContent"
LEFT_OUT = frozenset({"w:pPr", "w:rPr", "w:rt"})
"""What holds nothing that is shown; all else is looked into, whether it is known or not."""


class RunText(NamedTuple):
    """Words that are shown, in the font of their run."""

    text: str
    font: str
    capitals: bool


@dataclass(slots=True)
class ShownParagraph:
    """What a paragraph shows; several, where the marks between them are hidden or deleted."""

    properties: Element | None
    style: str
    goes_on: bool
    """Whether the mark at its end is not shown: what follows stands in the same paragraph."""
    pieces: list[RunText] = field(default_factory=list)
    asides: list[tuple[str, str]] = field(default_factory=list)
    """Why not shown, and which words."""
    boxes: list[Element] = field(default_factory=list)
    """The text boxes that hang on it."""
    had_old_letters: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it shows no words."""
        return not any(piece.text.strip() for piece in self.pieces)

    def join(self, other: ShownParagraph) -> None:
        """Take in the paragraph that follows; the number is that of the first with words."""
        if self.is_empty:
            self.properties, self.style = other.properties, other.style
        self.goes_on = other.goes_on
        self.pieces += other.pieces
        self.asides += other.asides
        self.boxes += other.boxes

    def text(self) -> str:
        """Return what it shows, letters of old fonts in Unicode."""
        said = []
        for text, font, capitals in _by_font(self.pieces):
            shown = in_run(text, font)
            self.had_old_letters |= shown != text and shown != text.upper()
            said.append(shown.upper() if capitals else shown)
        return "".join(said).strip("\n")


class Paragraphs:
    """Reads the paragraphs of one story: of the text, a footnote, a box, the head of a page."""

    def __init__(
        self, story: Element, styles: Styles, notes: Mapping[tuple[str, str], str]
    ) -> None:
        self._styles = styles
        self._notes = notes
        """The words of footnotes and comments, by what refers to them and their id."""
        self._fields = Fields(story)
        self._style = ""
        self._format = RunFormat()
        self._shown = ShownParagraph(None, "", goes_on=False)
        self._last_aside = ""

    def read(self, paragraph: Element) -> ShownParagraph:
        """Return what a paragraph shows."""
        properties = paragraph.find("w:pPr")
        self._style = value_of(properties, "w:pStyle") or self._styles.default
        mark = properties.find("w:rPr") if properties is not None else None
        self._shown = ShownParagraph(properties, self._style, self._is_gone(mark))
        self._last_aside = ""
        self._walk(paragraph)
        return self._shown

    def _is_gone(self, mark: Element | None) -> bool:
        """Say whether the mark at the end of a paragraph is deleted, moved or hidden."""
        if mark is not None and (mark.find("w:del"), mark.find("w:moveFrom")) != (None, None):
            return True
        return self._styles.format_of(mark, self._style).hidden

    def _walk(self, node: Element) -> None:
        for child in node:
            if child.tag == "w:r":
                self._format = self._styles.format_of(child.find("w:rPr"), self._style)
                self._walk(child)
                self._format = RunFormat()
            elif child.tag in _SHOWN:
                _SHOWN[child.tag](self, child)
            elif child.tag == "mc:AlternateContent":
                self._walk(choice(child))
            elif child.tag == BOX:
                self._shown.boxes.append(child)
            elif child.tag in ("w:del", "w:moveFrom"):
                self._pass_by(child)
            elif child.tag not in LEFT_OUT:
                self._walk(child)

    def _say(self, text: str) -> None:
        if not text or not self._fields.shown:
            return
        if self._format.hidden or self._format.struck:
            why = "hidden" if self._format.hidden else "struck"
            self._put_aside(why, in_run(text, self._format.font))
            return
        self._shown.pieces.append(RunText(text, self._format.font, self._format.capitals))
        self._last_aside = ""

    def _put_aside(self, why: str, text: str) -> None:
        """Put words aside, with those just before them that stand aside for the same reason."""
        asides = self._shown.asides
        if self._last_aside == why:
            text = asides.pop()[1] + text
        asides.append((why, text))
        self._last_aside = why

    def _pass_by(self, node: Element) -> None:
        """Pass by what was deleted or moved away; fields that begin in it may end behind it."""
        for inner in node.iter():
            if inner.tag == "w:fldChar":
                self._fields.pass_by(inner)
        if node.tag == "w:del":
            self._put_aside("deleted", words_of(node))

    def _text(self, node: Element) -> None:
        # A line end in the file is a blank to Word; breaks are elements.
        self._say((node.text or "").translate(_BLANKS))

    def _break(self, node: Element) -> None:
        self._say("\n")

    def _tab(self, node: Element) -> None:
        self._say("\t")

    def _hyphen(self, node: Element) -> None:
        self._say("-")

    def _soft_hyphen(self, node: Element) -> None:
        # Nobody sees it; only in a font of TCVN3 it is a letter, ư.
        self._say("\xad" if self._format.font.casefold().startswith(".vn") else "")

    def _symbol(self, node: Element) -> None:
        self._say(symbol(node.get("w:font", ""), node.get("w:char", "")))

    def _word_art(self, node: Element) -> None:
        self._say(node.get("string", ""))

    def _field_mark(self, node: Element) -> None:
        self._say(chosen(node))
        self._fields.pass_by(node)

    def _note(self, node: Element) -> None:
        why, kind = _NOTES[node.tag]
        text = self._notes.get((kind, node.get("w:id", "")), "")
        if text:
            self._last_aside = ""
            self._shown.asides.append((why, text))

    def _embedded(self, node: Element) -> None:
        self._last_aside = ""
        name = _DRAWN.get(node.tag, node.get("ProgID", "OLE"))
        self._shown.asides.append(("embedded", name))


_BLANKS = str.maketrans("\r\n\t", "   ")
_DRAWN = {"dgm:relIds": "SmartArt", "c:chart": "Chart"}
"""What is drawn from a part of its own, whose words are not read."""
_NOTES = {
    "w:footnoteReference": ("footnote", "w:footnote"),
    "w:endnoteReference": ("footnote", "w:endnote"),
    "w:commentReference": ("comment", "w:comment"),
}
_SHOWN: Mapping[str, Callable[[Paragraphs, Element], None]] = {
    "w:t": Paragraphs._text,
    "m:t": Paragraphs._text,
    "w:br": Paragraphs._break,
    "w:cr": Paragraphs._break,
    "w:tab": Paragraphs._tab,
    "w:ptab": Paragraphs._tab,
    "w:noBreakHyphen": Paragraphs._hyphen,
    "w:softHyphen": Paragraphs._soft_hyphen,
    "w:sym": Paragraphs._symbol,
    "w:fldChar": Paragraphs._field_mark,
    "v:textpath": Paragraphs._word_art,
    "o:OLEObject": Paragraphs._embedded,
    "dgm:relIds": Paragraphs._embedded,
    "c:chart": Paragraphs._embedded,
    **dict.fromkeys(_NOTES, Paragraphs._note),
}


def choice(node: Element) -> Element:
    """Return what of two ways to say one thing Word takes; an empty one where there is none."""
    for name in ("mc:Choice", "mc:Fallback"):
        found = node.find(name)
        if found is not None:
            return found
    return Element("none")


def words_of(node: Element) -> str:
    """Return all words in an element, shown or not, a line for each paragraph."""
    lines = [""]
    for inner in node.iter():
        if inner.tag == "w:p":
            lines.append("")
        elif inner.tag in ("w:t", "w:delText"):
            lines[-1] += inner.text or ""
    return "\n".join(line for line in lines if line.strip())


def is_hidden_row(properties: Element | None) -> bool:
    """Say whether a row of a table is hidden."""
    return properties is not None and is_on(properties.find("w:hidden"))


def _by_font(pieces: list[RunText]) -> list[RunText]:
    """Put pieces of one font together: a word may be cut into several runs, and a blank between
    them may have any font.
    """
    found: list[RunText] = []
    for piece in pieces:
        last = found[-1] if found else None
        same = last is not None and (last.font, last.capitals) == (piece.font, piece.capitals)
        if last is not None and (same or piece.text.isspace()):
            found[-1] = last._replace(text=last.text + piece.text)
        else:
            found.append(piece)
    return found
