"""The pass over one sheet: what stands in which cell, before any reader opens the workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import field

from sheettools.frozen import dataclass
from sheettools.incoming.look.looks import CellLook, CellLooks
from sheettools.incoming.look.mend import PlainCell
from sheettools.incoming.look.parts import (
    COMPATIBILITY,
    FAMILIES,
    Attributes,
    RefusedError,
    TextPass,
    is_blank,
    unescape,
)
from sheettools.incoming.look.seen import RunsOfText, StringsWithRuns, TextRun
from sheettools.incoming.look.values import GONE, Aside, Said, fits, is_count, is_plain, plain, said
from sheettools.template.excel.address import MAX_COLUMN, MAX_ROW, address, column_number

__all__ = ["RefusedError", "Said", "SheetLook", "SheetPass", "cell_key", "split_key", "unescape"]

MAX_CELLS = 10_000_000
MAX_BOX = 20_000_000  # calamine fills the whole box in memory
MAX_MERGES = 50_000

FEW = 100
"""How many cells may stand far away from all others and be read apart from them."""

_ROW_DEPTH = 3
_OF_A_CELL = tuple(f" {name}" for name in ("v", "f", "is"))
_COLUMN = (1 << 14) - 1  # of a packed address
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
    return key >> 14, (key & _COLUMN) + 1


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
    unworked: Set[int] = frozenset()
    """Formulas that no program has worked out; all others have a result, be it an empty text."""
    said: Mapping[int, Said] = field(default_factory=dict)
    """What filled cells hold, for readers to be held against; empty where a look takes no
    values.
    """
    own: Set[int] = frozenset()
    """Cells that are kept from readers: they hold what the look says."""
    unstyled: tuple[int, ...] = ()
    """Cells with a number whose style is not in the file."""
    runs: Mapping[int, tuple[TextRun, ...]] = field(default_factory=dict)
    """The runs of texts in which some are struck out, raised or lowered."""
    looks: Mapping[int, CellLook] = field(default_factory=dict)
    """How cells look that may show something else than they hold."""
    pictures: Set[int] = frozenset()
    """Cells whose value is a picture."""
    asides: tuple[Aside, ...] = ()
    """Words on the sheet that stand in no cell."""

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
        strings: StringsWithRuns | None,
        old_styles: Mapping[str, str] | None = None,
        styles: int = 1,
        apart: Set[int] = frozenset(),
        looks: CellLooks | None = None,
    ) -> None:
        """`styles` is how many there are for cells; those that stand `apart` are kept from
        readers.
        """
        super().__init__(part)
        self._old_styles = old_styles or {}
        self._styles, self._apart = max(styles, 1), apart
        self._font: str | None = None
        self.fonts: dict[int, str] = {}
        self.sheet = sheet
        self.said: dict[int, Said] = {}
        self.errors: dict[int, str] = {}
        self.odd: dict[int, str] = {}
        self.formulas: set[int] = set()
        self.unworked: set[int] = set()
        self.merged: list[str] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.last_row = self.last_column = 0
        self.unstyled: list[int] = []
        self.unclear: list[PlainCell] = []
        """The cells that readers must not see as they stand."""
        self.whole = b""
        """The part, where it is small enough to be held: what its values are written with."""
        self._farthest = ["", ""]
        self._strings = strings
        self._is_sheet = self._in_row = self._in_cell = False
        self._cells = self._row = self._column = 0
        self._rows_seen = bytearray()
        self._columns_seen: set[int] = set()
        self._type = self._row_text = self._style = ""
        self._value: str | None = None
        self._inline: list[str] = []
        self._has_formula = self._is_unclear = self._is_mixed = False
        self._start = self._inlines = self._foreign = self._phonetic = 0
        self._runs = RunsOfText(self)
        self.runs: dict[int, tuple[TextRun, ...]] = {}
        self._looks = looks or CellLooks()
        self.looks: dict[int, CellLook] = {}
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
            unworked=self.unworked,
            said=self.said,
            own=self._apart & self.said.keys(),
            unstyled=tuple(self.unstyled),
            runs=self.runs,
            looks=self.looks,
        )

    def far_cells(self) -> Set[int]:
        """Return the few cells that make the sheet too large, far away from all others; none where
        it is not, or where they are many.
        """
        if self.last_row * self.last_column <= MAX_BOX:
            return frozenset()
        return _far_away((self.said.keys() | self.formulas) - self._apart)

    def _watch(self) -> None:
        self.on("worksheet", self._open_sheet)
        self.on("col", self._open_column)
        self.on("row", self._open_row, self._close_row)
        self.on("c", self._open_cell, self._close_cell)
        self.on("v", self._open_value, self._close_value)
        self.on("is", self._open_inline, self._close_inline)
        self.on("t", self._open_text, self._close_text)
        self.on("f", self._open_formula)
        self.on("rPh", self._open_hint, self._close_hint)
        self.on("mergeCell", self._open_merge)

    def start(self, name: str, attributes: Attributes) -> None:
        """Call the element's own method; note what stands in a cell and is none of its parts."""
        if self._in_cell:
            self._is_mixed = self._is_mixed or self._collecting
            if self.depth == _ROW_DEPTH + 1 and not name.endswith(_OF_A_CELL):
                self._is_unclear = True
            if not name.startswith(FAMILIES):
                self._foreign += 1
                self._is_unclear = True
        if self._in_row and name.startswith(COMPATIBILITY):
            raise RefusedError("odd", part=self.part)
        super().start(name, attributes)

    def end(self, name: str) -> None:
        """Call the element's own method at its closing tag."""
        super().end(name)
        if self._foreign and not name.startswith(FAMILIES):
            self._foreign -= 1

    def _interrupt(self, *_: object) -> None:
        self._is_unclear = self._is_unclear or self._collecting

    def _open_sheet(self, _: Attributes) -> None:
        self._is_sheet = self._is_sheet or self.depth == 1

    def _open_column(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if (
            _is_hidden(attributes)
            and is_count(first)
            and is_count(last)
            and len(self.hidden_columns) < MAX_COLUMN
        ):
            self.hidden_columns.append((int(first), min(int(last), MAX_COLUMN)))

    def _open_row(self, attributes: Attributes) -> None:
        if self.depth != _ROW_DEPTH:
            raise RefusedError("odd", part=self.part)
        text = attributes.get("r", str(self._row + 1)).strip()
        row = int(text) if is_count(text) else 0
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
        if self.depth != _ROW_DEPTH + 1:
            raise RefusedError("odd", part=self.part)
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise RefusedError("big", part=self.part)
        self._start = self.parser.CurrentByteIndex
        self._is_unclear = self._is_mixed = False
        self._column = column = self._column_of(attributes.get("r"))
        if column in self._columns_seen:
            raise RefusedError("twice", sheet=self.sheet, cell=address(self._row, column))
        self._columns_seen.add(column)
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        if not is_count(self._style):
            self._style, self._is_unclear = self._style.strip(), True
        self._font = self._old_styles.get(self._style) if self._old_styles else None
        self._in_cell, self._has_formula, self._value, self._inlines = True, False, None, 0

    def _column_of(self, reference: str | None) -> int:
        """Return the column that an address names; a cell without one stands behind the last."""
        column = self._column + 1
        if reference is not None:
            # The row's number comes off first: a cell that names another row has no column then.
            letters = reference.removesuffix(self._row_text)
            if letters == reference or not COLUMNS[letters]:
                usual = reference.strip().replace("$", "").upper()
                self._is_unclear = True
                letters = usual.removesuffix(self._row_text)
                letters = "" if letters == usual else letters
            column = COLUMNS[letters]
        if not 1 <= column <= MAX_COLUMN:
            raise RefusedError("address", sheet=self.sheet, value=(reference or "")[:20])
        return column

    def _open_value(self, _: Attributes) -> None:
        if self._in_cell and not self._foreign:
            if self._value is not None:
                raise RefusedError("twice", sheet=self.sheet, cell=address(self._row, self._column))
            self.collect()

    def _close_value(self) -> None:
        if self._in_cell and not self._foreign:
            self._value = self.collected()

    def _open_inline(self, _: Attributes) -> None:
        self._inlines += 1

    def _close_inline(self) -> None:
        self._inlines += 1

    def _open_text(self, _: Attributes) -> None:
        if self._in_cell and not self._foreign:
            self._is_mixed = self._is_mixed or self._inlines != 1
            self.collect()

    def _close_text(self) -> None:
        if self._in_cell and not self._foreign:
            text = self.collected()
            if not self._phonetic:
                self._inline.append(text)
                self._runs.add(text)

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
        if not (self._value or self._inline or self._has_formula or self._is_unclear):
            return
        value, inline, runs = self._value or "", "".join(self._inline), self._runs.taken()
        self._inline = []
        key, kind, text = cell_key(self._row, self._column), self._type, value
        if value or inline or self._has_formula:
            self.reach(self._row, self._column, formula=self._has_formula, font=self._font)
            kind, text = self._one_of(value, inline)
            self._settle(key, kind, text)
            self._note_look(key, kind, text, runs if text == inline else ())
        if self._is_unclear or key in self._apart:
            self._put_plainly(key, kind, text)

    def _note_look(self, key: int, kind: str, text: str, runs: tuple[TextRun, ...]) -> None:
        """Note how a cell looks that may show something else than it holds."""
        if runs:
            self.runs[key] = runs
        odd = self._style in self._looks.noted or key in self.runs
        if odd or (kind == "n" and text and not text.isdigit()):
            self.looks[key] = self._looks.of(self._style)

    def _one_of(self, value: str, inline: str) -> tuple[str, str]:
        """Return the type and the text of a cell, which may stand in either of two places."""
        if is_blank(inline):
            self._is_unclear = self._is_unclear or self._inlines > 0 or self._is_escaped()
            return self._type, value
        if not is_blank(value) and (value != inline or self._type == "s"):
            raise RefusedError("twice", sheet=self.sheet, cell=address(self._row, self._column))
        if self._type == "inlineStr":
            return "str", inline
        self._is_unclear = True
        self._is_mixed = self._is_mixed or self._type != "str"
        return self._type, inline

    def _is_escaped(self) -> bool:
        """Say whether a value that is no text is written with references to letters."""
        if self._type == "str" or not self.whole:
            return False
        return self.whole.find(b"&", self._start, self.parser.CurrentByteIndex) >= 0

    def _settle(self, key: int, kind: str, text: str) -> None:
        """Enter a cell: as filled, as an error, as odd; say too whether readers would guess."""
        if is_blank(text):
            self._is_unclear = self._is_unclear or (bool(text) and kind != "str")
            if kind != "str" and key in self.formulas:
                self.unworked.add(key)
        elif self._is_mixed:
            self.said[key], self.odd[key], self._is_unclear = None, text.strip(), True
        elif not self.enter(key, kind, text):
            self._is_unclear = True
        if isinstance(self.said.get(key), float) and not self._has_style():
            self.unstyled.append(key)

    def _has_style(self) -> bool:
        return is_count(self._style) and int(self._style) < self._styles

    def _put_plainly(self, key: int, kind: str, text: str) -> None:
        """Have readers see a cell in plain words, or without what they would have to guess at."""
        known = key in self.said and not (key in self.odd or key in self.errors)
        self.unclear.append(
            PlainCell(
                self._start,
                self.parser.CurrentByteIndex,
                address(self._row, self._column),
                self._style if is_count(self._style) else "0",
                kind,
                plain(kind, text) if known and key not in self._apart else "",
            )
        )

    def reach(self, row: int, column: int, *, formula: bool, font: str | None) -> None:
        """Note where a cell stands that holds anything, be it a formula without result."""
        key = cell_key(row, column)
        if key not in self._apart:
            if row > self.last_row:
                self.last_row, self._farthest[0] = row, address(row, column)
            if column > self.last_column:
                self.last_column, self._farthest[1] = column, address(row, column)
        if formula:
            self.formulas.add(key)
        if font is not None:
            self.fonts[key] = font

    def enter(self, key: int, kind: str, text: str) -> bool:
        """Enter a cell with a text that is not blank; say whether readers may see it as it
        stands.
        """
        value = text.strip()
        if kind == "s":
            return self._enter_shared(key, value) and is_plain(kind, text)
        self.said[key] = None
        if kind == "e":
            self.errors[key] = value
        elif not fits(kind, value):
            self.odd[key] = value
            return False
        else:
            self.said[key] = said(kind, text)
        return is_plain(kind, text)

    def _enter_shared(self, key: int, value: str) -> bool:
        index = int(value) if is_count(value) else -1
        if self._strings is None or not 0 <= index < self._strings.count:
            self.said[key], self.errors[key] = None, GONE
            return False
        if index not in self._strings.blanks:
            self.said[key] = self._strings.text(index)
            if index in self._strings.runs:
                self.runs[key] = self._strings.runs[index]
        return True


def _far_away(keys: Set[int]) -> Set[int]:
    """Return the cells without which the box of all others is small enough, if they are few."""
    rows = sorted(Counter(key >> 14 for key in keys).items())
    columns = sorted(Counter((key & _COLUMN) + 1 for key in keys).items())
    cut = 0
    while rows and columns and rows[-1][0] * columns[-1][0] > MAX_BOX:
        min(rows, columns, key=lambda lines: lines[-1][1]).pop()
        cut += 1
        if cut > FEW:
            return frozenset()
    row, column = (lines[-1][0] if rows and columns else 0 for lines in (rows, columns))
    far = {key for key in keys if key >> 14 > row or (key & _COLUMN) >= column}
    return far if len(far) <= FEW else frozenset()


def _is_hidden(attributes: Attributes) -> bool:
    return attributes.get("hidden") in ("1", "true")
