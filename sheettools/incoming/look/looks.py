"""How cells look by their style, as far as it says what a person sees: struck out, in letters that
nobody sees, under which number format.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from sheettools.incoming.look.parts import Attributes, StylesPass
from sheettools.incoming.look.seen import SMALL, WHITE, colour_of, is_on

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
