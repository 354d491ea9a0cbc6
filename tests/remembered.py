"""What comes out the same however often it is asked for, asked for once: the tests open the same
few workbooks over and over.

Nothing here is another way to work something out: the first time, the program and openpyxl do.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import openpyxl.worksheet._reader
import pytest
from opened import moved
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Border
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.merge import MergedCellRange

from sheettools.incoming.cage import keeper
from sheettools.incoming.cage.keeper import Allowance, Keeper

MOST_ANSWERS = 64
GOOD = {"sheets", "arranged"}
"""What an answer has that tells of a file, and not why it tells nothing."""
SIDES = ("top", "left", "right", "bottom")


@contextmanager
def remembered() -> Iterator[None]:
    """Remember answers of the process that is handed on, formulas and borders while this lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Keeper, "ask", _asked_once(Keeper.ask))
        patch.setattr(Keeper, "ask_ahead", _when_asked(Keeper.ask_ahead))
        patch.setattr(openpyxl.worksheet._reader, "Translator", _Remembered)
        patch.setattr(MergedCellRange, "_get_borders", _start_with_borders)
        patch.setattr(MergedCellRange, "format", _lay_borders)
        yield


def _asked_once(ask: Any) -> Any:
    """Return the answer that the reading process gave to the same bytes; the tests of that process
    have one of their own and ask it each time.
    """
    answers: OrderedDict[object, dict[str, Any]] = OrderedDict()

    def asked(
        self: Keeper, reader: str, data: bytes, allowed: Allowance, room: int = 0
    ) -> dict[str, Any]:
        if keeper._handed_on is None:
            return ask(self, reader, data, allowed, room)  # type: ignore[no-any-return]
        key = reader, hashlib.sha256(data).digest(), tuple(self._passwords), room
        if key in answers:
            answers.move_to_end(key)
            return answers[key]
        reply: dict[str, Any] = ask(self, reader, data, allowed, room)
        if GOOD & reply.keys():
            answers[key] = reply
            if len(answers) > MOST_ANSWERS:
                answers.popitem(last=False)
        return reply

    return asked


def _when_asked(ask_ahead: Any) -> Any:
    """Ask nothing ahead whose answer may be known."""

    def asked(self: Keeper, reader: str, data: bytes) -> None:
        if keeper._handed_on is None:
            ask_ahead(self, reader, data)

    return asked


@dataclass
class _Remembered:
    """openpyxl's own translation of a shared formula to one of its cells, worked out once: it took
    half the time of loading a workbook.
    """

    formula: str
    origin: str

    def translate_formula(self, to: str) -> str:
        return moved(self.formula, self.origin, to)


# --------------------------------------------------------------------- borders of merged cells
#
# openpyxl adds up borders for each cell of a merged range, which took a third of loading a report.
# What two looks come to is the same in all cells that have them.


def _start_with_borders(self: Any) -> None:
    cells = self.ws._cells
    start = cells.get((self.min_row, self.min_col))
    self.start_cell = start = start or self.ws.cell(row=self.min_row, column=self.min_col)
    end = cells.get((self.max_row, self.max_col))
    if end is not None:
        _add_border(start, _style(end).borderId, ("right", "bottom"))


def _lay_borders(self: Any) -> None:
    start = self.start_cell
    for name in SIDES:
        # Asked anew each time: the first cell is one of those that get the border.
        side = getattr(start.border, name)
        if side and side.style is None:
            continue
        for place in getattr(self, name):
            _add_border(_cell(self.ws, place), _style(start).borderId, (name,))
    for place in self.cells:
        _style(_cell(self.ws, place)).protectionId = _style(start).protectionId


def _cell(page: Any, place: tuple[int, int]) -> Any:
    cell = page._cells.get(place)
    if cell is None:
        cell = page._cells[place] = MergedCell(page, *place)
    return cell


def _style(cell: Any) -> StyleArray:
    if not cell._style:
        cell._style = StyleArray()
    return cell._style


def _add_border(cell: Any, other: int, sides: tuple[str, ...]) -> None:
    """Add these sides of the border that a number stands for to a cell's own."""
    book = cell.parent.parent
    known = vars(book).setdefault("_borders_added", {})
    own = _style(cell).borderId
    key = own, other, sides
    if key not in known:
        more = Border(**{side: getattr(book._borders[other], side) for side in sides})
        known[key] = book._borders.add(book._borders[own] + more)
    _style(cell).borderId = known[key]
