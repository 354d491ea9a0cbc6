"""What a rule or a computed field may ask of a workbook's cells when it says itself to Excel.

`grid.Grid` and `grid.OtherTable` answer; rules need not know how a sheet is laid out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from sheettools.template.conditions import Condition


class OtherCells(Protocol):
    """The columns of another table, as formulas name them."""

    def column(self, name: str) -> str:
        """Return the whole prepared column of a field."""

    def begun(self) -> str:
        """Return the column that is 1 on rows that somebody began."""

    def sound(self, names: Iterable[str]) -> list[str]:
        """Return a factor a field: 1 where nothing is wrong with its cell by itself."""

    def factors(self, condition: Condition) -> list[str]:
        """Return a factor a comparison of a condition: 1 on rows that pass it."""


class Cells(Protocol):
    """The cells of one row of a table, or of a form, as formulas name them."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts of the issue, of which a formula may hold some as they are."""

    def cell(self, name: str) -> str:
        """Return the cell of a field: `$E7`, or `$C$5` in a form."""

    def given(self, name: str) -> str:
        """Return what a field holds: its cell, or what is taken where that is left empty."""

    def value(self, name: str) -> str:
        """Return a field's value as it is compared: dates without their hours."""

    def shown(self, name: str, value: Any) -> str:
        """Return a value of a field as its cell shows it, for a formula."""

    def blank(self, name: str) -> str:
        """Say that a cell holds nothing, and that nothing is taken in its place."""

    def filled(self, name: str) -> str:
        """Say that a cell holds something."""

    def begun(self) -> str:
        """Return the cell that is 1 where somebody began the row; a form is always begun."""

    def prefilled(self) -> list[str]:
        """Say of each field that comes prefilled for reading that its cell holds something."""

    def is_one_of(self, name: str, values: Iterable[Any]) -> str:
        """Say that a field is one of these stored values."""

    def holds(self, condition: Condition) -> str:
        """Say that the row passes a condition."""

    def down_to_here(self, name: str) -> str:
        """Return a field's column from the first row to this one."""

    def pairs(self, name: str) -> str:
        """Return the defined name of a field's items that follow another field."""

    def there(self, sheet: str) -> OtherCells:
        """Return how formulas of this sheet name the columns of another."""
