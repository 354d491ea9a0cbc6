"""Formulas made once for all rows of a table: those of two rows differ in the row's number only.

A formula is made for `ANY_ROW`, which leaves a gap where its number would stand; each row fills the
gaps with its own. A gap is a sign that no file of Excel can hold, so no text of a template is ever
taken for one. Where each gap is the row of a reference, a file may say the formula once for a run
of rows (`fills_down`).
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache

from sheettools.frozen import dataclass

_GAP = "\x01"
_ROW_OF_A_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.])\$?[A-Z]{1,3}$")
_FIXED_ROW = re.compile(r"(?<![A-Za-z0-9_.$])\$?[A-Za-z]{1,3}\d+(?![A-Za-z0-9_.(])")
_NEVER_SHARED = re.compile(r"[!{]|\):|:[A-Z]+\(")
"""Other sheets, constants in braces, ranges whose ends are worked out: no shared formula of Excel
holds one ([MS-XLSB] 2.5.98.98), and it reads those that hold one wrongly.
"""


class _AnyRow(int):
    """The number of a row that is written as a gap."""

    def __format__(self, spec: str) -> str:
        return _GAP

    def __str__(self) -> str:
        return _GAP


ANY_ROW = _AnyRow(1)


@dataclass(frozen=True, slots=True)
class RowFormula:
    """A formula for any row, in pieces between which the row's number stands.

    `fills_down` says that a file may say it once for a run of rows, each of which every program
    then reads as `at` says it.
    """

    pieces: tuple[str, ...]
    fills_down: bool = field(compare=False)

    @classmethod
    def of(cls, formula: str) -> RowFormula:
        """Take a formula apart that was made for `ANY_ROW`."""
        pieces = tuple(formula.split(_GAP))
        return cls(pieces, _fills_down(pieces))

    def at(self, row: int) -> str:
        """Return the formula for one row."""
        return str(row).join(self.pieces)


@lru_cache(maxsize=4096)
def _fills_down(pieces: tuple[str, ...]) -> bool:
    """Say whether moving a formula down changes what its gaps hold, and nothing else."""
    if not all(_ROW_OF_A_REFERENCE.search(piece) for piece in pieces[:-1]):
        return False
    # Some programs move whatever looks like a reference, in a text too.
    return not any(_FIXED_ROW.search(piece) or _NEVER_SHARED.search(piece) for piece in pieces)
