"""Computed fields: worked out, never asked for.

A computation is one class that holds its value and its Excel formula. To add one, write the class
and enter it in `COMPUTES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheettools.frozen import dataclass
from sheettools.template.computes.days import (
    Answered,
    DaysLeft,
    OverdueSince,
    QuarterOf,
    WorkingDaysAfter,
)
from sheettools.template.computes.rows import (
    IsFilled,
    Item,
    Lookup,
    OnlyOne,
    SameAs,
    Total,
    WhenFilled,
)
from sheettools.template.conditions import Book, FieldName, FieldNames
from sheettools.template.excel.cells import Cells
from sheettools.template.model import Compute, Field

Values = Mapping[str, Any]


@dataclass(frozen=True)
class FirstOf(Compute):
    """The first of several computations that gives a value."""

    parts: tuple[Compute, ...]

    def fields(self) -> FieldNames:
        names: dict[FieldName, None] = {}
        for part in self.parts:
            names |= dict.fromkeys(part.fields())
        return tuple(names)

    def value(self, values: Values, book: Book) -> Any:
        found = (part.value(values, book) for part in self.parts)
        return next((value for value in found if value is not None), None)

    def formula(self, target: Field, grid: Cells) -> str:
        *firsts, last = (part.formula(target, grid) for part in self.parts)
        for first in reversed(firsts):
            last = f'IF(({first})<>"",{first},{last})'
        return last

    def working_days(self) -> int:
        return max(part.working_days() for part in self.parts)


COMPUTES: Mapping[str, type[Compute]] = {
    "working_days_after": WorkingDaysAfter,
    "answered": Answered,
    "overdue_since": OverdueSince,
    "days_left_to": DaysLeft,
    "quarter_of": QuarterOf,
    "total_of": Total,
    "lookup": Lookup,
    "when_filled": WhenFilled,
    "is_filled": IsFilled,
    "item": Item,
    "same_as": SameAs,
    "only_one": OnlyOne,
}
"""Each by its word; a list of several in a template is `FirstOf` them."""

__all__ = [
    "COMPUTES",
    "Answered",
    "DaysLeft",
    "FirstOf",
    "Item",
    "Lookup",
    "OnlyOne",
    "OverdueSince",
    "QuarterOf",
    "SameAs",
    "Total",
    "WhenFilled",
    "WorkingDaysAfter",
]
