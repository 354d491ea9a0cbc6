"""Guarded passes over the XML parts of a workbook, and those over its shared strings and its
styles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from xml.parsers import expat

MAX_DEPTH = 64
MAX_TOKEN = 1 << 20
MAX_STRINGS = 10_000_000
MAX_KEPT = 32 << 20  # characters of shared strings that are held against the reader's
MAX_STYLES = 66_000
MAX_FORMAT = 4096  # openpyxl's time grows with the square of this
COUNT_SLACK = 1000  # calamine sets memory aside by the declared count

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
FAMILIES = (f"{MAIN} ", f"{STRICT} ")
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
"""Its elements hold the same thing twice, for programs of different knowledge."""

_ESCAPES = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_ESCAPE_LENGTH = len("_x0007_")

Attributes = Mapping[str, str]


class RefusedError(Exception):
    """The look does not let the file through: a reason and the values of its sentence."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason, values)
        self.reason, self.values = reason, values


def unescape(text: str) -> str:
    """Decode `_x0007_`, as the standard has characters that XML cannot hold; half a pair stays as
    it is.
    """

    def decode(found: re.Match[str]) -> str:
        run = found[0]
        codes = [int(run[at + 2 : at + 6], 16) for at in range(0, len(run), _ESCAPE_LENGTH)]
        try:
            return b"".join(code.to_bytes(2, "little") for code in codes).decode("utf-16-le")
        except UnicodeDecodeError:
            return run

    return _ESCAPES.sub(decode, text) if "_x" in text else text


def is_blank(text: str) -> bool:
    """Tell whether a text shows nothing: empty, or white space only."""
    return not text or text.isspace() or not unescape(text).replace("\ufeff", "").strip()


# ------------------------------------------------------------------ bytes that are held whole

_PIECE = 1 << 16
_OTHER_CODE = re.compile(rb"<\?xml [^>]*encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
_BETWEEN = "\ue000"
"""What stands between texts while a parser reads them; no letter of any language."""


class UnusualError(Exception):
    """What takes in the usual by one pattern must leave this part to the ordinary pass."""


def pieces(whole: bytes) -> Iterator[bytes]:
    """Yield a part piece by piece, as passes take it."""
    for at in range(0, len(whole), _PIECE):
        yield whole[at : at + _PIECE]


def is_plainly_encoded(part: bytes, start: int, end: int) -> bool:
    """Say whether a parser sees the letters of a part, from one place to another, as they stand;
    references aside.
    """
    # Of another line end it would make its own.
    return not _OTHER_CODE.match(part) and part.find(b"\r", start, end) < 0


def check_well_formed(elements: bytes) -> None:
    """Raise what a bare parser does where some elements that follow each other are not."""
    expat.ParserCreate("utf-8").Parse(b"<x>%b</x>" % elements, True)


def texts_of(texts: Sequence[bytes]) -> Sequence[str]:
    """Return texts as a parser gives them, which has found them well-formed."""
    if not texts:
        return ()
    together = _BETWEEN.encode().join(texts)
    found = (_parsed(together) if b"&" in together else together.decode()).split(_BETWEEN)
    if len(found) != len(texts):
        raise UnusualError
    return found


def _parsed(text: bytes) -> str:
    said: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text, parser.buffer_size = True, _PIECE
    parser.CharacterDataHandler = said.append
    parser.Parse(b"<t>%b</t>" % text, True)
    return "".join(said)


# ------------------------------------------------------------------ passes


class Pass:
    """One guarded pass over an XML part: no DTD, no depth, no giant tokens."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.depth = 0
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._refuse_declaration
        parser.EntityDeclHandler = self._refuse_declaration
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def run(self, chunks: Iterable[bytes]) -> None:
        """Parse the part; raise RefusedError at the first thing that is not allowed."""
        fed = 0
        try:
            for chunk in chunks:
                self.parser.Parse(chunk, False)
                fed += len(chunk)
                # Old expats read an unfinished token again with each chunk: time grows with its
                # square.
                if fed - self.parser.CurrentByteIndex > MAX_TOKEN:
                    raise RefusedError("token", part=self.part)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise RefusedError("xml", part=self.part) from error

    def start(self, name: str, attributes: Attributes) -> None:
        """Count the depth at an opening tag."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RefusedError("depth", part=self.part)

    def end(self, name: str) -> None:
        """Count the depth at a closing tag."""
        self.depth -= 1

    def _refuse_declaration(self, *_: object) -> None:
        raise RefusedError("dtd", part=self.part)


class TextPass(Pass):
    """A pass that hands elements of the main namespace to methods, and gathers texts on demand."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self._text: list[str] = []
        self._size = 0
        self._collecting = False
        self.opens: dict[str, Callable[[Attributes], None]] = {}
        self.closes: dict[str, Callable[[], None]] = {}
        self.parser.CommentHandler = self._interrupt
        self.parser.ProcessingInstructionHandler = self._interrupt
        self.parser.StartCdataSectionHandler = self._interrupt

    def on(
        self,
        name: str,
        opened: Callable[[Attributes], None] | None,
        closed: Callable[[], None] | None = None,
    ) -> None:
        """Call `opened` and `closed` at the tags of an element."""
        for namespace in (MAIN, STRICT):
            if opened:
                self.opens[f"{namespace} {name}"] = opened
            if closed:
                self.closes[f"{namespace} {name}"] = closed

    def start(self, name: str, attributes: Attributes) -> None:
        """Call the element's own method at its opening tag."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RefusedError("depth", part=self.part)
        opened = self.opens.get(name)
        if opened is not None:
            opened(attributes)

    def end(self, name: str) -> None:
        """Call the element's own method at its closing tag."""
        closed = self.closes.get(name)
        if closed is not None:
            closed()
        self.depth -= 1

    def collect(self) -> None:
        """Begin to gather text."""
        self._text, self._size, self._collecting = [], 0, True
        self.parser.CharacterDataHandler = self._gather

    def collected(self) -> str:
        """Return the text gathered and stop."""
        self.parser.CharacterDataHandler = None
        self._collecting = False
        return "".join(self._text)

    def _gather(self, data: str) -> None:
        self._size += len(data)
        if self._size > MAX_TOKEN:
            raise RefusedError("token", part=self.part)
        self._text.append(data)

    def _interrupt(self, *_: object) -> None:
        """Note what stands within a text and is none: calamine reads `12<!-- -->34` as 12."""


class StringsPass(TextPass):
    """The shared strings: how many there are, what they say and which of them show nothing."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.count = 0
        self.blanks: set[int] = set()
        self.declared: str | None = None
        self._texts: list[str] = []
        self._kept = 0
        self._pieces: list[str] = []
        self._phonetic = self._foreign = 0
        self.is_odd = False
        """Whether readers may take the part for something else than it says."""
        self.parser.StartNamespaceDeclHandler = self._declare
        self.on("sst", self._open_table)
        self.on("si", self._open_item, self._close_item)
        self.on("rPh", self._open_hint, self._close_hint)
        self.on("t", lambda _: self.collect(), self._close_text)

    def count_is_sound(self) -> bool:
        """Tell whether memory set aside by the declared count would do no harm."""
        if self.declared is None:
            return True
        digits = self.declared.isascii() and self.declared.isdigit()
        return digits and int(self.declared) <= self.count + COUNT_SLACK

    @property
    def texts(self) -> Sequence[str] | None:
        """What the strings say; None where they are too many to be kept."""
        return self._texts if len(self._texts) == self.count else None

    def text(self, index: int) -> str | None:
        """Return what a string says; None past what is kept of very many."""
        return self._texts[index] if index < len(self._texts) else None

    def _declare(self, _: str | None, family: str) -> None:
        """Look at each element once there is another family of them than the workbook's own."""
        if f"{family} " not in FAMILIES:
            self.parser.StartElementHandler = self._start_among_others
            self.parser.EndElementHandler = self._end_among_others

    def _start_among_others(self, name: str, attributes: Attributes) -> None:
        if name.startswith(COMPATIBILITY):
            raise RefusedError("odd", part=self.part)
        if not name.startswith(FAMILIES):
            self._foreign += 1
            self.is_odd = True
        self.start(name, attributes)

    def _end_among_others(self, name: str) -> None:
        self.end(name)
        if self._foreign and not name.startswith(FAMILIES):
            self._foreign -= 1

    def _interrupt(self, *_: object) -> None:
        self.is_odd = self.is_odd or self._collecting

    def _open_table(self, attributes: Attributes) -> None:
        self.declared = attributes.get("uniqueCount")

    def _open_item(self, _: Attributes) -> None:
        self._pieces = []

    def _close_item(self) -> None:
        if all(map(is_blank, self._pieces)):
            self.blanks.add(self.count)
        text = "".join(self._pieces)
        self._kept += len(text)
        if self._kept <= MAX_KEPT:
            self._texts.append(text)
        self.count_to(self.count + 1)

    def count_to(self, count: int) -> None:
        """Note how many there are; raise RefusedError where they are too many."""
        self.count = count
        if count > MAX_STRINGS:
            raise RefusedError("big", part=self.part)

    def _open_hint(self, _: Attributes) -> None:
        self._phonetic += 1

    def _close_hint(self) -> None:
        self._phonetic -= 1

    def _close_text(self) -> None:
        text = self.collected()
        if not (self._phonetic or self._foreign):
            self._pieces.append(text)


OLD_FONTS = (".vn", "vni-")
"""How the names of fonts begin, in small letters, in which Vietnamese is typed in TCVN3 and in
VNI.
"""


class StylesPass(TextPass):
    """The styles: what can stop a reader, and which of them show text in an old Vietnamese font."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self._styles = 0
        self._font = self._style = -1
        self._in_fonts = self._in_cells = False
        self._old_fonts: dict[str, str] = {}
        self.old_styles: dict[str, str] = {}
        """The number of a cell's style → the font, where it is one of those in which TCVN3 or VNI
        is typed.
        """
        self.on("numFmt", self._open_format)
        self.on("fonts", self._open_fonts, self._close_fonts)
        self.on("font", self._open_font)
        self.on("name", self._open_name)
        self.on("cellXfs", self._open_cells, self._close_cells)
        self.on("xf", self._open_style)

    @property
    def count(self) -> int:
        """How many styles there are for cells."""
        return self._style + 1

    def _open_format(self, attributes: Attributes) -> None:
        if len(attributes.get("formatCode", "")) > MAX_FORMAT:
            raise RefusedError("format")

    def _open_fonts(self, _: Attributes) -> None:
        self._in_fonts = True

    def _close_fonts(self) -> None:
        self._in_fonts = False

    def _open_font(self, _: Attributes) -> None:
        self._font += self._in_fonts

    def _open_name(self, attributes: Attributes) -> None:
        name = attributes.get("val", "")
        if self._in_fonts and name.casefold().startswith(OLD_FONTS):
            self._old_fonts[str(self._font)] = name[:40]

    def _open_cells(self, _: Attributes) -> None:
        self._in_cells = True

    def _close_cells(self) -> None:
        self._in_cells = False

    def _open_style(self, attributes: Attributes) -> None:
        self._styles += 1
        if self._styles > MAX_STYLES:
            raise RefusedError("big", part=self.part)
        self._style += self._in_cells
        font = self._old_fonts.get(attributes.get("fontId", ""))
        if self._in_cells and font is not None:
            self.old_styles[str(self._style)] = font
