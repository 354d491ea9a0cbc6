"""How far the cells of a sheet reach: readers fill the whole box up to the farthest one."""

from __future__ import annotations

from dataclasses import dataclass

from sheettools.incoming.look.parts import RefusedError
from sheettools.template.excel.address import address

MAX_BOX = 8_000_000
"""How many cells the box may have where the reader holds it twice, as those of .xls and .ods."""


@dataclass(slots=True)
class Extent:
    """The last row and the last column, each with the cell that made it so."""

    rows: int = 0
    columns: int = 0
    _lowest: tuple[int, int] = (0, 0)
    _rightmost: tuple[int, int] = (0, 0)

    def reach(self, row: int, column: int) -> None:
        """Enter a cell."""
        if row > self.rows:
            self.rows, self._lowest = row, (row, column)
        if column > self.columns:
            self.columns, self._rightmost = column, (row, column)

    def check(self, sheet: str, most: int, whole: tuple[int, int]) -> tuple[int, int]:
        """Return the corner; refuse a box of more than `most` cells, with the cell that is farther
        out of what is usual on a sheet as large as `whole`.
        """
        if self.rows * self.columns > most:
            lower = self.rows / whole[0] >= self.columns / whole[1]
            far = self._lowest if lower else self._rightmost
            raise RefusedError("far", sheet=sheet, cell=address(*far))
        return self.rows, self.columns
