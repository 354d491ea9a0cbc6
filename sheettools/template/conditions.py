"""What rules look at, and the conditions under which they hold. Data only: `model.Sheet` says a
condition in words, `grid.Grid` says it to Excel.

The parameters of rules and computations are annotated with the types below: `FieldName` is a text
that stands for a field of the same sheet. The loader goes by them when it reads a rule from TOML.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field as default
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar

from sheettools.frozen import dataclass
from sheettools.template import keys
from sheettools.template.facts import SHEET_TITLES, TODAY, Facts

FieldName = Annotated[str, keys.OwnField]
FieldNames = tuple[FieldName, ...]
SheetName = Annotated[str, keys.OtherSheet]
FactName = Annotated[str, keys.Fact]
OtherField = Annotated[str, keys.FieldOfOther]
Values = Annotated[tuple[Any, ...], keys.ListedValues]
Op = Annotated[str, keys.Comparison]
Phrase = str

RowValues = Mapping[str, Any]
"""The typed values of one row of a table, or of one form, by the names of its fields: the shape in
which what people wrote goes from the check to the report. None where nothing was written.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row (or one form, with `number` 0) as the rules see it.

    `values` are typed; `broken` names the fields whose cell has an error of its own, so that no
    rule echoes it; a row is `begun` when the sender filled something in that was not prefilled;
    `prefilled` is what it came with, `raw` the texts that had more signs than anybody sees,
    `doubted` the fields of which it is asked already whether they are right.
    """

    number: int
    values: RowValues
    broken: frozenset[str] = frozenset()
    begun: bool = True
    prefilled: RowValues = default(default_factory=dict)
    raw: Mapping[str, str] = default(default_factory=dict)
    doubted: frozenset[str] = frozenset()

    def written(self, name: str) -> str | None:
        """Return the text that the sender wrote into a field; None where its cell has an error, or
        holds what it came with.
        """
        text = self.values.get(name)
        if not isinstance(text, str) or name in self.broken or text == self.prefilled.get(name):
            return None
        return text


@dataclass(frozen=True)
class Book:
    """All rows of one workbook by sheet, and the facts it was issued with (period, today, holidays,
    plan).
    """

    rows: Mapping[str, Sequence[Row]]
    facts: Facts = default(default_factory=dict)
    under_way: str = ""
    """The sheet whose rows are being filled in while they are asked for."""

    @property
    def today(self) -> date | None:
        """The day of checking; None where nobody said it."""
        return self.facts.get(TODAY)

    def title_of(self, sheet: str) -> str:
        """Return the title of a sheet; where it is not known, its name."""
        return str(self.facts.get(SHEET_TITLES, {}).get(sheet, sheet))

    @cached_property
    def _found(self) -> dict[tuple[str, str], dict[Any, list[Row]]]:
        return {}

    def find(self, sheet: str, field: str, value: Any) -> Sequence[Row]:
        """Return the rows of `sheet` whose `field` holds `value`, begun or not."""
        if (sheet, field) not in self._found:
            known: dict[Any, list[Row]] = {}
            for row in self.rows.get(sheet, ()):
                known.setdefault(row.values.get(field), []).append(row)
            self._found[sheet, field] = known
        return self._found[sheet, field].get(value, ())

    @cached_property
    def _alone(self) -> dict[tuple[str, str, int], Any]:
        return {}

    def only(self, sheet: str, field: str, where: Condition) -> Any:
        """Return what stands in a field of the rows of `sheet` that pass a condition, where it
        stands in one alone.
        """
        asked = sheet, field, id(where)  # the template's own; to hash it takes as long as to judge
        if asked in self._alone and sheet != self.under_way:
            return self._alone[asked]
        passed = [row.values for row in self.rows.get(sheet, ()) if where.holds(row.values)]
        there = [own[field] for own in passed if own.get(field) is not None]
        self._alone[asked] = there[0] if len(there) == 1 else None
        return self._alone[asked]

    def begun(self, sheet: str) -> Iterator[Row]:
        """Yield the rows of `sheet` that somebody began to fill."""
        return (row for row in self.rows.get(sheet, ()) if row.begun)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not kept: which row, which field to look at, what to fill the sentences
    with; and the other fields of the row that it may be as well.
    """

    row: Row
    field: str
    values: RowValues = default(default_factory=dict)
    others: FieldNames = ()


ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""How a number, a day or an hour may stand to a bound."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a field: `op` is in, not_in, filled, blank, or one of `ORDERS`, whose bound
    is the one that is `wanted`.
    """

    field: str
    op: str
    wanted: tuple[Any, ...] = ()

    def holds(self, values: RowValues) -> bool:
        """Say whether a row passes."""
        return self.passes(values.get(self.field))

    def passes(self, value: Any) -> bool:
        """Say whether a value of its field passes; one that is not there has no order."""
        if self.op in ("in", "not_in"):
            return (value in self.wanted) == (self.op == "in")
        if self.op in ORDERS:
            return value is not None and ORDERS[self.op](value, self.wanted[0])
        return (value is not None) == (self.op == "filled")

    def met_by(self, values: RowValues) -> Test:
        """Return the comparison with the row's own value, where it names others."""
        value = values.get(self.field)
        return Test(self.field, "in", (value,)) if self.wanted and value is not None else self


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons that must all hold; none at all always holds."""

    may_be_left_out: ClassVar[bool] = True
    """A part of a template that says none means every row."""
    tests: tuple[Test, ...] = ()

    def met_by(self, values: RowValues) -> Condition:
        """Return it as a row meets it: of a list of values, the one that stands in the row."""
        return Condition(tuple(test.met_by(values) for test in self.tests))

    def holds(self, values: RowValues) -> bool:
        """Say whether a row passes every comparison."""
        # Asked of every row, many times: a generator would take as long as the comparison.
        for test in self.tests:  # noqa: SIM110
            if not test.passes(values.get(test.field)):
                return False
        return True

    @property
    def fields(self) -> FieldNames:
        """The fields it reads."""
        return tuple(test.field for test in self.tests)


OtherCondition = Annotated[Condition, keys.RowsOfOther]
ALWAYS = Condition()
