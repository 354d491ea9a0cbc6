"""The pass over one sheet: what stands in which cell, before any reader opens the workbook."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, time

from sheettools.incoming.look.parts import (
    Attributes,
    RefusedError,
    StringsPass,
    TextPass,
    is_blank,
    unescape,
)
from sheettools.template.excel.address import MAX_COLUMN, MAX_ROW, address, column_number

__all__ = ["RefusedError", "Said", "SheetLook", "SheetPass", "cell_key", "split_key", "unescape"]

Said = float | bool | str | None
"""What a cell holds as its part of the file says it; a date is the number of its day there, and
None is what cannot be said.
"""

MAX_CELLS = 10_000_000
MAX_BOX = 20_000_000  # calamine fills the whole box in memory
MAX_MERGES = 50_000

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_RANGE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?")


class Columns(dict[str, int]):
    """Column numbers by their letters, worked out once each; 0 for what is no column."""

    def __missing__(self, letters: str) -> int:
        try:
            number = column_number(letters)
        except ValueError:
            return 0
        self[letters] = number
        return number


COLUMNS = Columns()


def cell_key(row: int, column: int) -> int:
    """Pack an address in one number: a large sheet has a million of them."""
    return row << 14 | (column - 1)


def split_key(key: int) -> tuple[int, int]:
    """Return the (row, column) of a packed address."""
    return key >> 14, (key & 0x3FFF) + 1


@dataclass(frozen=True, slots=True)
class SheetLook:
    """What the look saw on one sheet; addresses are packed, see `split_key`."""

    name: str
    visible: bool
    place: int
    """Position among all sheets of the workbook, charts included."""
    filled: Set[int]
    """Cells that show something."""
    errors: dict[int, str]
    odd: dict[int, str]
    """Cells whose text does not fit their declared type, with the text as it stands."""
    formulas: set[int]
    merged: tuple[str, ...]
    last: tuple[int, int]
    """Last row and column with content."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows that show something and are hidden, by hand or by a filter."""
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """First and last of each run of hidden columns."""
    fonts: Mapping[int, str] = field(default_factory=dict)
    """The fonts of filled cells that stand in an old Vietnamese one."""
    said: Mapping[int, Said] = field(default_factory=dict)
    """What filled cells hold, for readers to be held against; empty where a look takes no
    values.
    """

    @property
    def rows(self) -> set[int]:
        """Numbers of the rows that show something."""
        return {key >> 14 for key in self.filled}


class SheetPass(TextPass):
    """One sheet, cell by cell."""

    def __init__(
        self,
        part: str,
        sheet: str,
        strings: StringsPass | None,
        old_styles: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(part)
        self._old_styles = old_styles or {}
        self._font: str | None = None
        self.fonts: dict[int, str] = {}
        self.sheet = sheet
        self.said: dict[int, Said] = {}
        self.errors: dict[int, str] = {}
        self.odd: dict[int, str] = {}
        self.formulas: set[int] = set()
        self.merged: list[str] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.last_row = self.last_column = 0
        self._farthest = ["", ""]
        self._strings = strings
        self._is_sheet = self._in_row = self._in_cell = False
        self._cells = self._row = self._column = 0
        self._rows_seen = bytearray()
        self._columns_seen: set[int] = set()
        self._type = self._row_text = ""
        self._value: str | None = None
        self._inline: list[str] = []
        self._has_formula = False
        self._phonetic = 0
        self._watch()

    def look(self, chunks: Iterable[bytes], place: int, visible: bool) -> SheetLook:
        """Run the pass and return what was seen."""
        self.run(chunks)
        return self.looked(place, visible)

    def looked(self, place: int, visible: bool) -> SheetLook:
        """Return what was seen; raise RefusedError where a reader must not see it."""
        if not self._is_sheet:
            raise RefusedError("incomplete", part=self.part)
        if self.last_row * self.last_column > MAX_BOX:
            far = self._farthest[self.last_row / MAX_ROW < self.last_column / MAX_COLUMN]
            raise RefusedError("far", sheet=self.sheet, cell=far)
        return SheetLook(
            name=self.sheet,
            visible=visible,
            place=place,
            filled=self.said.keys(),
            errors=self.errors,
            odd=self.odd,
            formulas=self.formulas,
            merged=tuple(self.merged),
            last=(self.last_row, self.last_column),
            hidden_rows=frozenset(self.hidden_rows & {key >> 14 for key in self.said}),
            hidden_columns=tuple(self.hidden_columns),
            fonts={key: font for key, font in self.fonts.items() if key in self.said},
            said=self.said,
        )

    def _watch(self) -> None:
        self.on("worksheet", self._open_sheet)
        self.on("col", self._open_column)
        self.on("row", self._open_row, self._close_row)
        self.on("c", self._open_cell, self._close_cell)
        self.on("v", self._open_value, self._close_value)
        self.on("t", self._open_text, self._close_text)
        self.on("f", self._open_formula)
        self.on("rPh", self._open_hint, self._close_hint)
        self.on("mergeCell", self._open_merge)

    def _open_sheet(self, _: Attributes) -> None:
        self._is_sheet = self._is_sheet or self.depth == 1

    def _open_column(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if (
            _is_hidden(attributes)
            and _is_count(first)
            and _is_count(last)
            and len(self.hidden_columns) < MAX_COLUMN
        ):
            self.hidden_columns.append((int(first), min(int(last), MAX_COLUMN)))

    def _open_row(self, attributes: Attributes) -> None:
        text = attributes.get("r", str(self._row + 1))
        row = int(text) if _is_count(text) else 0
        if not 1 <= row <= MAX_ROW:
            raise RefusedError("address", sheet=self.sheet, value=text or str(row))
        missing = row - len(self._rows_seen) + 1
        if missing > 0:
            self._rows_seen.extend(bytes(missing))
        if self._rows_seen[row]:
            raise RefusedError("twice", sheet=self.sheet, cell=address(row, 1))
        self._rows_seen[row] = 1
        if _is_hidden(attributes):
            self.hidden_rows.add(row)
        self._row, self._row_text, self._column, self._in_row = row, str(row), 0, True
        self._columns_seen.clear()

    def _close_row(self) -> None:
        self._in_row = False

    def _open_cell(self, attributes: Attributes) -> None:
        if not self._in_row:
            return
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise RefusedError("big", part=self.part)
        reference = attributes.get("r")
        # The row's number comes off first: a cell that names another row has no column then.
        letters = None if reference is None else reference.removesuffix(self._row_text)
        column = self._column + 1 if letters is None else COLUMNS[letters]
        if not 1 <= column <= MAX_COLUMN or (reference is not None and letters == reference):
            raise RefusedError("address", sheet=self.sheet, value=(reference or "")[:20])
        if column in self._columns_seen:
            raise RefusedError("twice", sheet=self.sheet, cell=address(self._row, column))
        self._columns_seen.add(column)
        self._column = column
        self._type = attributes.get("t", "n")
        self._font = self._old_styles.get(attributes.get("s", "")) if self._old_styles else None
        self._in_cell, self._has_formula, self._value = True, False, None

    def _open_value(self, _: Attributes) -> None:
        if self._in_cell:
            if self._value is not None:
                raise RefusedError("twice", sheet=self.sheet, cell=address(self._row, self._column))
            self.collect()

    def _close_value(self) -> None:
        if self._in_cell:
            self._value = self.collected()

    def _open_text(self, _: Attributes) -> None:
        if self._in_cell:
            self.collect()

    def _close_text(self) -> None:
        if self._in_cell:
            text = self.collected()
            if not self._phonetic:
                self._inline.append(text)

    def _open_hint(self, _: Attributes) -> None:
        self._phonetic += 1

    def _close_hint(self) -> None:
        self._phonetic -= 1

    def _open_formula(self, _: Attributes) -> None:
        self._has_formula = self._in_cell

    def _open_merge(self, attributes: Attributes) -> None:
        reference = attributes.get("ref", "")
        if _RANGE.fullmatch(reference):
            self.merged.append(reference)
        if len(self.merged) > MAX_MERGES:
            raise RefusedError("big", part=self.part)

    def _close_cell(self) -> None:
        if not self._in_cell:
            return
        self._in_cell = False
        if not (self._value or self._inline or self._has_formula):
            return
        value, inline = self._value or "", "".join(self._inline)
        self._inline = []
        key = self.reach(self._row, self._column, formula=self._has_formula, font=self._font)
        if self._type == "inlineStr" and not is_blank(inline):
            self.said[key] = inline
        elif not is_blank(value):
            self.enter(key, self._type, value)

    def reach(self, row: int, column: int, *, formula: bool, font: str | None) -> int:
        """Note where a cell stands that holds anything, be it a formula without result."""
        if row > self.last_row:
            self.last_row, self._farthest[0] = row, address(row, column)
        if column > self.last_column:
            self.last_column, self._farthest[1] = column, address(row, column)
        key = cell_key(row, column)
        if formula:
            self.formulas.add(key)
        if font is not None:
            self.fonts[key] = font
        return key

    def enter(self, key: int, kind: str, text: str) -> None:
        """Enter a cell with a `<v>` that is not blank: as filled, as an error or as odd."""
        value = text.strip()
        if kind == "s" and _is_count(value):
            self._enter_shared(key, int(value))
            return
        self.said[key] = None
        if kind == "e":
            self.errors[key] = value
        elif not _fits(kind, value):
            self.odd[key] = value
        else:
            self.said[key] = _said(kind, text)

    def _enter_shared(self, key: int, index: int) -> None:
        if self._strings is None or index >= self._strings.count:
            raise RefusedError("index", sheet=self.sheet, cell=address(*split_key(key)))
        if index not in self._strings.blanks:
            self.said[key] = self._strings.text(index)


def _said(kind: str, text: str) -> Said:
    if kind == "n":
        return float(text)
    if kind == "b":
        return text.strip() in {"1", "true"}
    return text if kind == "str" else None


def _is_hidden(attributes: Attributes) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len("4294967295")


def _fits(kind: str, value: str) -> bool:
    """Tell whether a cell's text is what its type says; readers fail or guess where it is not."""
    if kind == "n":
        return bool(_NUMBER.fullmatch(value)) and math.isfinite(float(value))
    if kind == "b":
        return value in {"0", "1", "true", "false"}
    if kind == "d":
        return _is_moment(value)
    return kind == "str"


def _is_moment(value: str) -> bool:
    for kind in (datetime, time):
        try:
            kind.fromisoformat(value)
        except ValueError:
            continue
        return True
    return False
