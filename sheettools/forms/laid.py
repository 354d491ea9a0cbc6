"""A foreign form as it was opened: what stands in its cells, and what its maker has laid down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import Any

from sheettools.findings import SheettoolsError
from sheettools.frozen import dataclass
from sheettools.incoming.cage.file import file_bytes
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import RawBook, RawSheet, read_book, read_design
from sheettools.template.excel.address import address, column_letter, split_address

Place = tuple[int, int]
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
MOST_ITEMS = 500
"""How many items of a list are taken from a range."""
FAR = 400
"""How far down guards and formats are looked at."""


@dataclass(frozen=True)
class Guard:
    """A limit that Excel sets on some cells: its kind, its two formulas, and where it holds."""

    kind: str
    operator: str
    first: str
    second: str
    where: tuple[tuple[Place, Place], ...]
    prompt: str

    def holds(self, row: int, column: int) -> bool:
        """Say whether it holds at a cell."""
        return any(a[0] <= row <= b[0] and a[1] <= column <= b[1] for a, b in self.where)


@dataclass(frozen=True)
class LaidSheet:
    """One sheet: its cells, and what is laid down on it; of that nothing where it is no .xlsx."""

    raw: RawSheet
    laid: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name."""
        return self.raw.name

    @cached_property
    def values(self) -> Mapping[Place, Any]:
        """What stands in its cells, formulas by what they came to."""
        return {place: cell.value for place, cell in self.raw.cells.items()}

    @cached_property
    def merged(self) -> Sequence[tuple[Place, Place]]:
        """The first and the last cell of each merged area."""
        return list(_areas(" ".join(self.raw.merged)))

    @cached_property
    def formulas(self) -> Mapping[Place, str]:
        """The formulas that are written out, by cell; one that goes on from another is empty."""
        said: dict[str, str] = self.laid.get("formulas", {})
        return {split_address(cell): text for cell, text in said.items() if _RANGE.fullmatch(cell)}

    @cached_property
    def notes(self) -> Mapping[Place, str]:
        """The notes, by cell."""
        said = self.laid.get("notes", ())
        return {split_address(cell): text for cell, text in said if _RANGE.fullmatch(cell)}

    @cached_property
    def guards(self) -> Sequence[Guard]:
        """The limits that Excel sets on its cells."""
        return [_guard(one) for one in self.laid.get("guards", ())]

    @property
    def protected(self) -> bool:
        """Whether its cells cannot be changed but those that are not locked."""
        return bool(self.laid.get("protected"))

    @cached_property
    def _open(self) -> frozenset[str]:
        return frozenset(self.laid.get("open", ()))

    def locked(self, row: int, column: int) -> bool:
        """Say whether a cell cannot be changed."""
        return self.protected and address(row, column) not in self._open

    def format(self, row: int, column: int) -> str:
        """Return the number format of a cell, that of its column where it has none itself."""
        own: str = self.laid.get("formats", {}).get(address(row, column), "")
        return own or str(next((one[4] for one in self._of_column(column)), ""))

    def width(self, column: int) -> float:
        """Return the width that somebody gave a column; 0 where nobody did."""
        return float(next((one[2] for one in self._of_column(column)), 0.0))

    def hidden(self, column: int) -> bool:
        """Say whether nobody sees a column."""
        own = self.raw.hidden_columns
        return any(first <= column <= last for first, last in own)

    def _of_column(self, column: int) -> Iterator[Sequence[Any]]:
        return (one for one in self.laid.get("columns", ()) if one[0] <= column <= one[1])

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell on one line; empty where it holds none."""
        value = self.values.get((row, column))
        return " ".join(value.split()) if isinstance(value, str) else ""


@dataclass(frozen=True)
class LaidBook:
    """A foreign workbook as it was opened."""

    raw: RawBook
    sheets: tuple[LaidSheet, ...]
    design_known: bool
    """Whether it is of a kind of which more is known than what stands in its cells."""

    def items(self, formula: str, sheet: LaidSheet) -> tuple[str, ...]:
        """Return the items of a drop-down from its formula: written out, a range, a name."""
        text = formula.strip().removeprefix("=")
        if text.startswith('"') and text.endswith('"'):
            return _clean(text[1:-1].replace('""', '"').split(","))
        name = self.raw.names.get(text)
        if name is not None:
            text = name.removeprefix("=")
        home, _, area = text.rpartition("!")
        title = home.strip("'").replace("''", "'")
        where = next((one for one in self.sheets if one.name == title), None if home else sheet)
        areas = list(_areas(area.replace("$", "")))
        if where is None or len(areas) != 1:
            return ()
        return _clean(_texts_in(where, *areas[0]))

    def area(self, formula: str, sheet: LaidSheet) -> tuple[str, Place, Place] | None:
        """Return the sheet and the cells that a drop-down takes its items from."""
        text = formula.strip().removeprefix("=")
        text = self.raw.names.get(text, text).removeprefix("=")
        home, _, area = text.rpartition("!")
        areas = list(_areas(area.replace("$", "")))
        if len(areas) != 1 or text.startswith('"'):
            return None
        return (home.strip("'").replace("''", "'") or sheet.name, *areas[0])


def open_form(path: Path) -> LaidBook:
    """Open a foreign workbook in the cage. Raises SheettoolsError where it cannot be read, or is
    none.
    """
    with Keeper() as cage:
        reading = read_book(path, cage)
        if reading.book is None:
            raise SheettoolsError(*reading.findings)
        laid = {one["name"]: one for one in read_design(file_bytes(path), cage)}
    sheets = tuple(LaidSheet(raw, laid.get(raw.name, {})) for raw in reading.book.sheets)
    return LaidBook(reading.book, sheets, bool(laid))


def _guard(said: Mapping[str, str]) -> Guard:
    return Guard(
        said.get("type", "none"),
        said.get("operator", "between"),
        said.get("formula1", ""),
        said.get("formula2", ""),
        tuple(_areas(said.get("sqref", ""))),
        " ".join(said.get("prompt", "").split()),
    )


def _areas(said: str) -> Iterator[tuple[Place, Place]]:
    """Yield the areas of `A1:B2 C3`."""
    for part in said.split():
        match = _RANGE.fullmatch(part)
        if match is not None:
            first = split_address(match[1] + match[2])
            yield first, split_address(match[3] + match[4]) if match[3] else first


def _texts_in(sheet: LaidSheet, first: Place, last: Place) -> Iterator[str]:
    for (row, column), value in sorted(sheet.values.items()):
        if first[0] <= row <= last[0] and first[1] <= column <= last[1] and value is not None:
            yield str(value)


def _clean(texts: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    shown = (" ".join(text.split()) for text in texts)
    return tuple(dict.fromkeys(filter(None, shown)))[:MOST_ITEMS]


def letter(column: int) -> str:
    """Return the letters of a column."""
    return column_letter(column)
