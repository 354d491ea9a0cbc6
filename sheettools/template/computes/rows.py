"""Computations on the cells of a row and on other rows: sums, what is looked up, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheettools.frozen import dataclass
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Condition,
    FieldName,
    FieldNames,
    OtherCondition,
    OtherField,
    Phrase,
    SheetName,
)
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import every, literal
from sheettools.template.model import Compute, Field

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Total(Compute):
    """The sum of other fields; empty while all of them are."""

    total_of: FieldNames

    def value(self, values: Values, book: Book) -> Any:
        parts = [value for name in self.total_of if (value := values.get(name)) is not None]
        return sum(parts) if parts else None

    def formula(self, target: Field, grid: Cells) -> str:
        cells = ",".join(grid.cell(name) for name in self.total_of)
        return f'IF(COUNT({cells})=0,"",SUM({cells}))'


@dataclass(frozen=True)
class Lookup(Compute):
    """What stands under `take` in the row of another sheet that the field names by its `on`."""

    lookup: FieldName
    sheet: SheetName
    on: OtherField
    take: OtherField

    def value(self, values: Values, book: Book) -> Any:
        key = values.get(self.lookup)
        found = book.find(self.sheet, self.on, key) if key is not None else ()
        return found[0].values.get(self.take) if found else None

    def formula(self, target: Field, grid: Cells) -> str:
        there, key = grid.there(self.sheet), grid.given(self.lookup)
        found = f"INDEX({there.column(self.take)},MATCH({key},{there.column(self.on)},0))"
        shown = target.held.looked_up(found)
        return f'IF({grid.blank(self.lookup)},"",IFERROR({shown},""))'


@dataclass(frozen=True)
class WhenFilled(Compute):
    """The item `gives` of the field's list wherever another field is filled in."""

    when_filled: FieldName
    gives: Phrase

    def value(self, values: Values, book: Book) -> Any:
        return None if values.get(self.when_filled) is None else self.gives

    def formula(self, target: Field, grid: Cells) -> str:
        return f'IF({grid.filled(self.when_filled)},{literal(target.show(self.gives))},"")'


@dataclass(frozen=True)
class IsFilled(Compute):
    """Yes where another field is filled in, no where it is not: for a field of yes or no."""

    is_filled: FieldName

    def value(self, values: Values, book: Book) -> Any:
        return values.get(self.is_filled) is not None

    def formula(self, target: Field, grid: Cells) -> str:
        yes, no = (literal(target.show(answer)) for answer in (True, False))
        return f"IF({grid.filled(self.is_filled)},{yes},{no})"


@dataclass(frozen=True)
class Item(Compute):
    """An item of the field's list, under a condition."""

    item: Phrase
    when: Condition = ALWAYS

    def value(self, values: Values, book: Book) -> Any:
        return self.item if self.when.holds(values) else None

    def formula(self, target: Field, grid: Cells) -> str:
        shown = literal(target.show(self.item))
        return f'IF({grid.holds(self.when)},{shown},"")' if self.when.tests else shown


@dataclass(frozen=True)
class SameAs(Compute):
    """What another field of the row holds, under a condition."""

    same_as: FieldName
    when: Condition = ALWAYS

    def value(self, values: Values, book: Book) -> Any:
        return values.get(self.same_as) if self.when.holds(values) else None

    def formula(self, target: Field, grid: Cells) -> str:
        wanted = every([grid.filled(self.same_as), grid.holds(self.when)])
        return f'IF({wanted},{grid.given(self.same_as)},"")'


@dataclass(frozen=True)
class OnlyOne(Compute):
    """What stands in a field of another sheet, where one row alone passes a condition; `when` is
    a condition on the own row.
    """

    only_one: OtherField
    sheet: SheetName
    where: OtherCondition = ALWAYS
    when: Condition = ALWAYS

    def value(self, values: Values, book: Book) -> Any:
        if not self.when.holds(values):
            return None
        return book.only(self.sheet, self.only_one, self.where)

    def formula(self, target: Field, grid: Cells) -> str:
        there = grid.there(self.sheet)
        passed = "*".join([f"(LEN({there.column(self.only_one)})>0)", *there.factors(self.where)])
        found = f"MATCH(1,INDEX(({passed})*1,0),0)"
        shown = target.held.looked_up(f"INDEX({there.column(self.only_one)},{found})")
        own = [grid.holds(self.when)] if self.when.tests else []
        return f'IF({every([*own, f"SUMPRODUCT(({passed})*1)=1"])},{shown},"")'
