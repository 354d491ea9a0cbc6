"""What the maker of a form has laid down in a workbook (.xlsx) beside its values: drop-downs and
limits, formulas, formats, notes, widths, what is locked. It is read where a template is drafted.
"""

from __future__ import annotations

from typing import Any

from sheettools.incoming.cage.arrangement import (
    is_set,
    notes_of,
    number_of,
    part_of,
    sheets_of,
)
from sheettools.incoming.look.looks import GENERAL, CellLooks
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import Attributes, Pass, unescape

MOST_ROWS, MOST_CELLS, MOST_GUARDS, MOST_FORMULA = 400, 40_000, 2_000, 500
"""How far down and of how many cells it is told: a form says in its first rows what it asks."""


def design_of(data: bytes) -> list[dict[str, Any]]:
    """Return what is laid down on each sheet of a workbook, as plain data."""
    package = Package(data)
    main = part_of(package, "", "officeDocument")
    part = part_of(package, main, "styles")
    styles = _Styles(part)
    if part in package:
        styles.run(package.chunks(part))
    found = []
    for name, sheet_part in sheets_of(package, main):
        sheet = _DesignPass(sheet_part, styles)
        sheet.run(package.chunks(sheet_part))
        found.append(sheet.told() | {"name": name, "notes": list(notes_of(package, sheet_part))})
    return found


class _Styles(CellLooks):
    """The styles, and which of them are not locked on a protected sheet."""

    def __init__(self, part: str = "") -> None:
        super().__init__(part)
        self.open: set[str] = set()
        self.on("protection", self._protection)

    def _protection(self, attributes: Attributes) -> None:
        if self._in_cells and self.looks and not is_set(attributes, "locked", "1"):
            self.open.add(str(len(self.looks) - 1))


class _DesignPass(Pass):
    """One sheet, without its values."""

    def __init__(self, part: str, styles: _Styles) -> None:
        super().__init__(part)
        self._styles = styles
        self._columns: list[list[Any]] = []
        self._formats: dict[str, str] = {}
        self._open: list[str] = []
        self._formulas: dict[str, str] = {}
        self._guards: list[dict[str, str]] = []
        self._protected = False
        self._cell = self._in = ""
        self._row = 0
        self._text: list[str] = []
        self.parser.CharacterDataHandler = self._take

    def told(self) -> dict[str, Any]:
        """Return what was found."""
        return {
            "columns": self._columns,
            "formats": self._formats,
            "open": self._open,
            "formulas": self._formulas,
            "guards": self._guards,
            "protected": self._protected,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in a tag."""
        super().start(name, attributes)
        local = name.rpartition(" ")[2]
        if local == "c":
            self._of_cell(attributes)
        elif local == "row":
            self._row = int(number_of(attributes, "r"))
        elif local == "col":
            self._column(attributes)
        elif local == "sheetProtection":
            self._protected = is_set(attributes, "sheet")
        elif local == "dataValidation" and len(self._guards) < MOST_GUARDS:
            self._guards.append({key: text for key, text in attributes.items() if " " not in key})
        if local in ("f", "formula1", "formula2", "sqref"):
            self._in, self._text = (local if local != "f" or not self._in else self._in), []

    def end(self, name: str) -> None:
        """End a tag."""
        super().end(name)
        local = name.rpartition(" ")[2]
        if local == "f" and self._in == "f" and self._cell:
            if self._row <= MOST_ROWS and len(self._formulas) < MOST_CELLS:
                self._formulas[self._cell] = self._said()
        elif local in ("f", "formula1", "formula2", "sqref") and self._guards and self._in != "f":
            self._guards[-1][self._in] = self._said() or self._guards[-1].get(self._in, "")
        if local == self._in:
            self._in = ""

    def _said(self) -> str:
        return unescape("".join(self._text)).strip()[:MOST_FORMULA]

    def _take(self, text: str) -> None:
        if self._in and len(self._text) < MOST_FORMULA:
            self._text.append(text)

    def _column(self, attributes: Attributes) -> None:
        first, last = (int(number_of(attributes, of)) for of in ("min", "max"))
        style = attributes.get("style", "0")
        width = number_of(attributes, "width") if is_set(attributes, "customWidth") else 0.0
        look = self._styles.of(style)
        is_open = style in self._styles.open
        self._columns.append(
            [first, last, width, is_set(attributes, "hidden"), look.format, is_open]
        )

    def _of_cell(self, attributes: Attributes) -> None:
        self._cell = attributes.get("r", "")
        if self._row > MOST_ROWS or len(self._formats) + len(self._open) > MOST_CELLS:
            return
        style = attributes.get("s", "0")
        code = self._styles.of(style).format
        if code != GENERAL:
            self._formats[self._cell] = code
        if style in self._styles.open:
            self._open.append(self._cell)
