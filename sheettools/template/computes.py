"""Computed fields: worked out, never asked for.

A computation is one class that holds its value and its Excel formula. To add one, write the class and enter it in
`COMPUTES` under the word that the template uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheettools.template.calendar import QUARTERS, WorkingDays, quarter_of
from sheettools.template.conditions import Book, FactName, FieldName, FieldNames, OtherField, SheetName
from sheettools.template.excel import literal, working_day_after

if TYPE_CHECKING:
    from sheettools.template.excel import Grid
    from sheettools.template.template import Field

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Compute:
    """A field that is worked out, never asked for: a locked formula in the workbook, the same sum here."""

    def fields(self) -> FieldNames:
        """Name the fields it reads."""
        raise NotImplementedError

    def value(self, values: Values, book: Book) -> Any:
        """Work it out from a row's values and the rest of the workbook; None where it cannot be known yet."""
        raise NotImplementedError

    def formula(self, target: Field, grid: Grid) -> str:
        """Give the Excel formula; it shows nothing where the value cannot be known yet."""
        raise NotImplementedError

    def working_days(self) -> int:
        """Say how many working days it counts at most."""
        return 0


@dataclass(frozen=True)
class WorkingDaysAfter(Compute):
    """A day some working days after another."""

    working_days_after: FieldName
    days: int

    def fields(self) -> FieldNames:
        return (self.working_days_after,)

    def value(self, values: Values, book: Book) -> Any:
        start = values.get(self.working_days_after)
        return None if start is None else WorkingDays.of(book.facts).after(start, self.days)

    def formula(self, target: Field, grid: Grid) -> str:
        start = grid.cell(self.working_days_after)
        return f'IF(ISNUMBER({start}),{working_day_after(f"INT({start})", self.days)},"")'

    def working_days(self) -> int:
        return self.days


@dataclass(frozen=True)
class Answered(Compute):
    """Whether a date came by its deadline: DUNG_HAN, QUA_HAN, or CHUA_TRA_LOI while it is empty."""

    answered: FieldName
    deadline: FieldName

    def fields(self) -> FieldNames:
        return (self.answered, self.deadline)

    def value(self, values: Values, book: Book) -> Any:
        answered, deadline = values.get(self.answered), values.get(self.deadline)
        if deadline is None:
            return None
        return "CHUA_TRA_LOI" if answered is None else "DUNG_HAN" if answered <= deadline else "QUA_HAN"

    def formula(self, target: Field, grid: Grid) -> str:
        answered, deadline = grid.cell(self.answered), grid.cell(self.deadline)
        in_time, late, not_yet = (literal(target.show(one)) for one in ("DUNG_HAN", "QUA_HAN", "CHUA_TRA_LOI"))
        state = f"IF(ISNUMBER({answered}),IF(INT({answered})<={deadline},{in_time},{late}),{not_yet})"
        return f'IF(ISNUMBER({deadline}),{state},"")'


@dataclass(frozen=True)
class DaysLeft(Compute):
    """The days from the day of checking to a deadline, negative when it has passed; empty once answered."""

    days_left_to: FieldName
    answered: FieldName

    def fields(self) -> FieldNames:
        return (self.days_left_to, self.answered)

    def value(self, values: Values, book: Book) -> Any:
        deadline, answered, today = values.get(self.days_left_to), values.get(self.answered), book.facts.get("hom_nay")
        return None if deadline is None or answered is not None or today is None else (deadline - today).days

    def formula(self, target: Field, grid: Grid) -> str:
        deadline = grid.cell(self.days_left_to)
        return f'IF(AND(ISNUMBER({deadline}),{grid.blank(self.answered)}),{deadline}-TODAY(),"")'


@dataclass(frozen=True)
class QuarterOf(Compute):
    """The quarter (I to IV) of a date; one before the fact `since` counts where the period begins."""

    quarter_of: FieldName
    since: FactName = ""

    def fields(self) -> FieldNames:
        return (self.quarter_of,)

    def value(self, values: Values, book: Book) -> Any:
        day, since = values.get(self.quarter_of), book.facts.get(self.since)
        return None if day is None else quarter_of(max(day, since) if since else day)

    def formula(self, target: Field, grid: Grid) -> str:
        day, since = grid.cell(self.quarter_of), grid.facts.get(self.since)
        counted = f"MAX({day},{literal(since)})" if since else day
        names = ",".join(literal(target.show(name)) for name in QUARTERS)
        return f'IF(ISNUMBER({day}),CHOOSE(ROUNDUP(MONTH({counted})/3,0),{names}),"")'


@dataclass(frozen=True)
class Total(Compute):
    """The sum of other fields; empty while all of them are."""

    total_of: FieldNames

    def fields(self) -> FieldNames:
        return self.total_of

    def value(self, values: Values, book: Book) -> Any:
        parts = [value for name in self.total_of if (value := values.get(name)) is not None]
        return sum(parts) if parts else None

    def formula(self, target: Field, grid: Grid) -> str:
        cells = ",".join(grid.cell(name) for name in self.total_of)
        return f'IF(COUNT({cells})=0,"",SUM({cells}))'


@dataclass(frozen=True)
class Lookup(Compute):
    """What stands under `take` in the row of another sheet that the field names by its `on`."""

    lookup: FieldName
    sheet: SheetName
    on: OtherField
    take: OtherField

    def fields(self) -> FieldNames:
        return (self.lookup,)

    def value(self, values: Values, book: Book) -> Any:
        key = values.get(self.lookup)
        found = book.find(self.sheet, self.on, key) if key is not None else ()
        return found[0].values.get(self.take) if found else None

    def formula(self, target: Field, grid: Grid) -> str:
        there, key = grid.there(self.sheet), grid.cell(self.lookup)
        found = f"INDEX({there.column(self.take)},MATCH({key},{there.column(self.on)},0))"
        # An empty cell would be shown as 0; a text stays what it is.
        shown = f'{found}&""' if target.categories is not None or target.kind.name == "string" else found
        return f'IF({grid.blank(self.lookup)},"",IFERROR({shown},""))'


@dataclass(frozen=True)
class FirstOf(Compute):
    """The first of several computations that gives a value."""

    parts: tuple[Compute, ...]

    def fields(self) -> FieldNames:
        return tuple(dict.fromkeys(name for part in self.parts for name in part.fields()))

    def value(self, values: Values, book: Book) -> Any:
        return next((value for part in self.parts if (value := part.value(values, book)) is not None), None)

    def formula(self, target: Field, grid: Grid) -> str:
        *firsts, last = (part.formula(target, grid) for part in self.parts)
        for first in reversed(firsts):
            last = f'IF(({first})<>"",{first},{last})'
        return last

    def working_days(self) -> int:
        return max(part.working_days() for part in self.parts)


COMPUTES: Mapping[str, type[Compute]] = {
    "working_days_after": WorkingDaysAfter,
    "answered": Answered,
    "days_left_to": DaysLeft,
    "quarter_of": QuarterOf,
    "total_of": Total,
    "lookup": Lookup,
}
"""Each by its word; a list of several in a template is `FirstOf` them."""
