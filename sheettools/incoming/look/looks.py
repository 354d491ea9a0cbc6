"""How cells look by their style, as far as it says what a person sees: struck out, in letters that
nobody sees, under which number format.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from sheettools.incoming.look.parts import Attributes, StylesPass
from sheettools.incoming.look.seen import INDEXED as _INDEXED
from sheettools.incoming.look.seen import (
    LOWERED,
    PLAIN_RUN,
    RAISED,
    SMALL,
    WHITE,
    TextRun,
    colour_of,
    is_on,
)

GENERAL = "General"
_FORMATS = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-;@", 42: "#,##0;-#,##0;-;@",
    43: "#,##0.00;-#,##0.00;-;@", 44: "#,##0.00;-#,##0.00;-;@", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""The formats that have a number only; days are shown as Windows is set, here in Vietnam."""
_USUAL = re.compile(
    r"general|@|0|#,##0|#,##0\.0+|0\.0+|(?:\[\$-[^\]]*\])?d{1,2}(\\?[-/. ])m{1,2}\1y{2,4}(?:;@)?",
    re.IGNORECASE,
)
"""Formats that show whole numbers, days and texts as they are."""


class CellLook(NamedTuple):
    """How the cells of one style look."""

    format: str = GENERAL
    struck: bool = False
    unseen: bool = False
    """Whether the letters have the colour of the paper, or are too small to be seen."""
    paper: str = WHITE
    """The colour of what they stand on."""

    @property
    def is_usual(self) -> bool:
        """Whether cells of this style show what they hold, unless it is a part of a number."""
        return not (self.struck or self.unseen) and _USUAL.fullmatch(self.format) is not None


class _Letters(NamedTuple):
    colour: str = ""
    struck: bool = False
    size: float = 11.0
    place: str = ""
    """Whether they are raised or lowered."""


class CellLooks(StylesPass):
    """The styles, with how the cells of each look, and of which a cell must be noted."""

    def __init__(self, part: str = "") -> None:
        super().__init__(part)
        self.looks: list[CellLook] = []
        self.noted: set[str] = set()
        """The numbers of the styles that show otherwise than usual."""
        self._formats = dict(_FORMATS)
        self._letters: list[_Letters] = []
        self._papers: list[str] = []
        self._in_fills = False
        for name in ("strike", "dstrike"):
            self.on(name, self._strike)
        self.on("color", self._colour)
        self.on("sz", self._height)
        self.on("fills", partial(self._fills, True), partial(self._fills, False))
        self.on("fill", self._fill)
        self.on("patternFill", self._pattern)
        self.on("fgColor", self._paint)

    def of(self, style: str) -> CellLook:
        """Return the look of a style; one that is not there looks like any."""
        number = int(style) if style.isascii() and style.isdigit() else 0
        return self.looks[number] if number < len(self.looks) else CellLook()

    def _open_format(self, attributes: Attributes) -> None:
        super()._open_format(attributes)
        with suppress(ValueError):
            self._formats[int(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")

    def _open_font(self, attributes: Attributes) -> None:
        super()._open_font(attributes)
        if self._in_fonts:
            self._letters.append(_Letters())

    def _change(self, **said: object) -> None:
        if self._in_fonts and self._letters:
            self._letters[-1] = self._letters[-1]._replace(**said)  # type: ignore[arg-type]

    def _strike(self, attributes: Attributes) -> None:
        self._change(struck=is_on(attributes))

    def _colour(self, attributes: Attributes) -> None:
        self._change(colour=colour_of(attributes))

    def _height(self, attributes: Attributes) -> None:
        with suppress(ValueError):
            self._change(size=float(attributes.get("val", "")))

    def _fills(self, begin: bool, _: Attributes | None = None) -> None:
        self._in_fills = begin

    def _fill(self, _: Attributes) -> None:
        if self._in_fills:
            self._papers.append("")

    def _pattern(self, attributes: Attributes) -> None:
        if self._in_fills and self._papers:
            painted = attributes.get("patternType", "none") != "none"
            self._papers[-1] = "?" if painted else ""

    def _paint(self, attributes: Attributes) -> None:
        if self._in_fills and self._papers and self._papers[-1]:
            self._papers[-1] = colour_of(attributes) or "?"

    def _open_style(self, attributes: Attributes) -> None:
        super()._open_style(attributes)
        if not self._in_cells:
            return
        font, fill, code = (_number(attributes, f"{of}Id") for of in ("font", "fill", "numFmt"))
        letters = self._letters[font] if font < len(self._letters) else _Letters()
        paper = (self._papers[fill] if fill < len(self._papers) else "") or WHITE
        unseen = (bool(letters.colour) and letters.colour == paper) or letters.size < SMALL
        look = CellLook(self._formats.get(code, GENERAL) or GENERAL, letters.struck, unseen, paper)
        if not look.is_usual:
            self.noted.add(str(len(self.looks)))
        self.looks.append(look)


def _number(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else 0


# ------------------------------------------------------------------ an .xls

_STRIKE, _AUTOMATIC, _NO_PATTERN = 8, 0x7FFF, 0


class LooksOfXls:
    """How the cells of an .xls look, by the number of their style, record by record."""

    def __init__(self) -> None:
        self._formats = dict(_FORMATS)
        self._letters: list[_Letters] = []
        self._styles: list[tuple[int, int, int, int]] = []

    def add_font(self, content: bytes) -> None:
        """Take in a font; none has the number 4."""
        height, flags, colour, _, script = struct.unpack_from("<5H", content.ljust(10, b"\0"))
        name = "" if colour == _AUTOMATIC else _INDEXED.get(str(colour), f"indexed {colour}")
        place = {1: RAISED, 2: LOWERED}.get(script, "")
        letters = _Letters(name, bool(flags & _STRIKE), height / 20, place)
        self._letters += [letters] * (2 if len(self._letters) == _FONT_LEFT_OUT else 1)

    def add_format(self, number: int, code: str) -> None:
        """Take in a format of numbers."""
        self._formats[number] = code

    def add_style(self, content: bytes) -> None:
        """Take in a style."""
        content = content.ljust(20, b"\0")
        font, code = struct.unpack_from("<2H", content)
        (border,) = struct.unpack_from("<I", content, 14)
        (paint,) = struct.unpack_from("<H", content, 18)
        self._styles.append((font, code, border >> 26, paint & 0x7F))

    def of(self, style: int) -> CellLook:
        """Return the look of a style; one that is not there looks like any."""
        if style >= len(self._styles):
            return CellLook()
        font, code, pattern, paint = self._styles[style]
        letters = self._font(font)
        paper = WHITE if pattern == _NO_PATTERN else _INDEXED.get(str(paint), f"indexed {paint}")
        unseen = letters.colour == paper or letters.size < SMALL
        return CellLook(self._formats.get(code, GENERAL), letters.struck, unseen, paper)

    def runs(self, style: int, text: str, fonts: Sequence[tuple[int, int]]) -> tuple[TextRun, ...]:
        """Return the runs of a text that has several fonts; the first is the cell's own."""
        font = self._styles[style][0] if style < len(self._styles) else 0
        ends = [*(at for at, _ in fonts), len(text)]
        found, begin = [], 0
        for end, following in zip(ends, [*(one for _, one in fonts), 0], strict=True):
            letters = self._font(font)
            small = letters.size < SMALL
            found.append(
                TextRun(text[begin:end], letters.struck, letters.place, letters.colour, small)
            )
            begin, font = end, following
        return tuple(run for run in found if run.text)

    def _font(self, number: int) -> _Letters:
        return self._letters[number] if number < len(self._letters) else _Letters()


_FONT_LEFT_OUT = 4

# ------------------------------------------------------------------ OpenDocument

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_FO, _STYLE, _NUMBER = f"{_ODF}xsl-fo-compatible:1.0", f"{_ODF}style:1.0", f"{_ODF}datastyle:1.0"
_SORTS = ("number", "percentage", "currency", "date", "time", "text", "boolean")
_FORMATS_OF = frozenset(f"{_NUMBER} {sort}-style" for sort in _SORTS)
_DAYS = {
    "day": "d", "month": "m", "year": "yy", "hours": "h", "minutes": "m", "seconds": "s",
    "day-of-week": "ddd",
}  # fmt: skip
_PLAIN_TEXT = re.compile(r"[-/.,: %()]*")
_THOUSAND = 3


class OpenLooks:
    """How the cells and the runs of text of an OpenDocument spreadsheet look, by the names of their
    styles. A format is put as Excel would say it.
    """

    def __init__(self) -> None:
        self.texts: dict[str, TextRun] = {}
        self._cells: dict[str, tuple[TextRun, str]] = {}
        """How the letters of a cell look, and what they stand on."""
        self._above: dict[str, str] = {}
        self._data: dict[str, str] = {}
        self._formats: dict[str, list[str]] = {}
        self._maps: dict[str, list[tuple[str, str]]] = {}
        self._elapsed = False
        self._style = self._format = ""
        self._known: dict[str, CellLook] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in the opening tag of a style, or of what is in one."""
        family, _, local = name.rpartition(" ")
        if name in _FORMATS_OF:
            self._format = attributes.get(f"{_STYLE} name", "")
            self._elapsed = attributes.get(f"{_NUMBER} truncate-on-overflow") == "false"
            self._formats[self._format] = []
        elif family == _NUMBER and self._format in self._formats:
            self._formats[self._format].append(self._piece(local, attributes))
        elif local == "style" and family == _STYLE:
            self._begin(attributes)
        elif local == "map" and self._format:
            said = tuple(
                attributes.get(f"{_STYLE} {of}", "") for of in ("condition", "apply-style-name")
            )
            self._maps.setdefault(self._format, []).append((said[0], said[1]))
        elif local == "text-properties" and self._style and not self._format:
            self._paint(attributes)
        elif local == "table-cell-properties" and self._style in self._cells:
            paper = _hex(attributes.get(f"{_FO} background-color", ""))
            self._cells[self._style] = self._cells[self._style][0], paper

    def gather(self, inside: str, text: str) -> None:
        """Take in text that stands in a format."""
        if inside in (f"{_NUMBER} text", f"{_NUMBER} currency-symbol") and self._format:
            self._formats[self._format].append(_literal(text))

    def end(self, name: str) -> None:
        """End a format or a style."""
        if name in _FORMATS_OF:
            self._format = ""
        elif name == f"{_STYLE} style":
            self._style = ""

    def of(self, style: str) -> CellLook:
        """Return the look of a cell of some style."""
        if style not in self._known:
            letters, paper, code = PLAIN_RUN, "", ""
            name: str | None = style
            for _ in range(_MAX_STYLES_ABOVE):
                if name is None or name not in self._cells:
                    break
                own, ground = self._cells[name]
                letters = letters if letters != PLAIN_RUN else own
                paper, code = paper or ground, code or self._data.get(name, "")
                name = self._above.get(name)
            unseen = letters.small or letters.colour == (paper or WHITE)
            self._known[style] = CellLook(self._code(code), letters.struck, unseen, paper or WHITE)
        return self._known[style]

    def _begin(self, attributes: Attributes) -> None:
        name, family = (attributes.get(f"{_STYLE} {of}", "") for of in ("name", "family"))
        self._style = name if family in ("table-cell", "text") else ""
        if family == "table-cell":
            self._cells[name] = PLAIN_RUN, ""
            self._above[name] = attributes.get(f"{_STYLE} parent-style-name", "")
            self._data[name] = attributes.get(f"{_STYLE} data-style-name", "")

    def _paint(self, attributes: Attributes) -> None:
        lines = {
            attributes.get(f"{_STYLE} text-line-through-{of}", "none") for of in ("style", "type")
        }
        place = attributes.get(f"{_STYLE} text-position", "").partition(" ")[0]
        size = attributes.get(f"{_FO} font-size", "")
        look = TextRun(
            "",
            struck=lines != {"none"},
            place=_place(place),
            colour=_hex(attributes.get(f"{_FO} color", "")),
            small=size.endswith("pt") and _points(size[:-2]) < SMALL,
        )
        if self._style in self._cells:
            self._cells[self._style] = look, self._cells[self._style][1]
        else:
            self.texts[self._style] = look

    def _piece(self, local: str, attributes: Attributes) -> str:
        if local == "number":
            return _digits(attributes)
        if local == "text-content":
            return "@"
        if local in ("text", "currency-symbol"):
            return ""
        if local == "am-pm":
            return "AM/PM"
        if local not in _DAYS or attributes.get(f"{_NUMBER} textual") == "true":
            return _UNKNOWN
        code = _DAYS[local]
        long = attributes.get(f"{_NUMBER} style") == "long"
        if local == "hours" and self._elapsed:
            return "[h]"
        return code * 2 if long and local != "day-of-week" else code

    def _code(self, name: str) -> str:
        """Return a format as Excel would write it; the general one where it can't be told."""
        own, maps = self._written(name), self._maps.get(name, [])
        tests = [condition.replace("value()", "") for condition, _ in maps]
        if tests and tests not in _SECTIONS:
            return GENERAL
        code = ";".join([*(self._written(one) for _, one in maps), own])
        return GENERAL if _UNKNOWN in code or (not code and name not in self._formats) else code

    def _written(self, name: str) -> str:
        return "".join(self._formats.get(name, ()))


_UNKNOWN = "\0"
_MAX_STYLES_ABOVE = 8
_SECTIONS = ([">=0"], [">0"], [">0", "<0"], [">0", "<0", "=0"])
"""Of which sorts of numbers formats have sections, as Excel knows them."""


def _digits(attributes: Attributes) -> str:
    """Return the part of a format that shows a number."""
    said = {of: attributes.get(f"{_NUMBER} {of}", "") for of in _OF_DIGITS}
    grouped, factor = said["grouping"] == "true", said["display-factor"] or "1"
    if not said["decimal-places"] and not grouped and factor == "1":
        return GENERAL
    decimals, whole = _small(said["decimal-places"]), _small(said["min-integer-digits"])
    least = _small(said["min-decimal-places"] or said["decimal-places"])
    scaled = "," * ((len(factor.partition(".")[0]) - 1) // _THOUSAND)
    code = "0" * whole or "#"
    if grouped:
        code = "#,##" + code if len(code) == 1 else "#," + code.rjust(_THOUSAND, "#")
    behind = "0" * least + "#" * (decimals - least)
    return code + ("." + behind if behind else "") + scaled


_OF_DIGITS = (
    "decimal-places", "min-decimal-places", "min-integer-digits", "grouping", "display-factor",
)  # fmt: skip


def _small(text: str) -> int:
    return min(int(text), 20) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _literal(text: str) -> str:
    if _PLAIN_TEXT.fullmatch(text):
        return text
    return _UNKNOWN if '"' in text else f'"{text}"'


def _hex(colour: str) -> str:
    return colour[1:].upper() if colour.startswith("#") else ""


def _place(position: str) -> str:
    if position in ("super", "sub"):
        return _PLACES[position]
    share = _points(position.rstrip("%"))
    if not share:
        return ""
    return RAISED if share > 0 else LOWERED


_PLACES = {"super": RAISED, "sub": LOWERED}


def _points(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
