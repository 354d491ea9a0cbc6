"""Formulas made once for all rows of a table: those of two rows differ in the row's number only.

A formula is made for `ANY_ROW`, which leaves a gap where its number would stand; each row fills the
gaps with its own. A gap is a sign that no file of Excel can hold, so no text of a template is ever
taken for one.
"""

from __future__ import annotations

from dataclasses import dataclass

_GAP = "\x01"


class _AnyRow(int):
    """The number of a row that is written as a gap."""

    def __format__(self, spec: str) -> str:
        return _GAP

    def __str__(self) -> str:
        return _GAP


ANY_ROW = _AnyRow(1)


@dataclass(frozen=True, slots=True)
class RowFormula:
    """A formula for any row, in pieces between which the row's number stands."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, formula: str) -> RowFormula:
        """Take a formula apart that was made for `ANY_ROW`."""
        return cls(tuple(formula.split(_GAP)))

    def at(self, row: int) -> str:
        """Return the formula for one row."""
        return str(row).join(self.pieces)
