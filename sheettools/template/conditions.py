"""What rules look at, and the conditions under which they hold.

The names of parameter types (`FieldName`, `FactName` …) are what the loader goes by when it reads a
rule from TOML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sheettools.findings import Words
from sheettools.template.excel import every

if TYPE_CHECKING:
    from sheettools.template.excel import Grid
    from sheettools.template.model import Sheet

FieldName = str
FieldNames = tuple[str, ...]
SheetName = str
FactName = str
OtherField = str
Values = tuple[Any, ...]
Op = str
Phrase = str


@dataclass(frozen=True, slots=True)
class Row:
    """One row (or one form, with `number` 0) as the rules see it.

    `values` are typed; `broken` names the fields whose cell has an error of its own, so that no
    rule echoes it; a row is `begun` when the sender filled something in that was not prefilled.
    """

    number: int
    values: Mapping[str, Any]
    broken: frozenset[str] = frozenset()
    begun: bool = True


@dataclass(frozen=True)
class Book:
    """All rows of one workbook by sheet, and the facts it was issued with (period, today, holidays,
    plan).
    """

    rows: Mapping[str, Sequence[Row]]
    facts: Mapping[str, Any] = default(default_factory=dict)

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

    def begun(self, sheet: str) -> Iterator[Row]:
        """Yield the rows of `sheet` that somebody began to fill."""
        return (row for row in self.rows.get(sheet, ()) if row.begun)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not kept: which row, which field to look at, what to fill the sentences
    with.
    """

    row: Row
    field: str
    values: Mapping[str, Any] = default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a field: `op` is in, not_in, filled or blank."""

    field: str
    op: str
    wanted: tuple[Any, ...] = ()

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Say whether a row passes."""
        value = values.get(self.field)
        if self.op in ("filled", "blank"):
            return (value is not None) == (self.op == "filled")
        return (value in self.wanted) == (self.op == "in")

    def formula(self, grid: Grid) -> str:
        """Say the comparison to Excel."""
        if self.op in ("filled", "blank"):
            return grid.filled(self.field) if self.op == "filled" else grid.blank(self.field)
        hit = grid.is_one_of(self.field, self.wanted)
        return hit if self.op == "in" else f"NOT({hit})"

    def sentence(self, sheet: Sheet) -> Words:
        """Say the comparison in words: “Trạng thái là Hoãn hoặc Hủy”."""
        target = sheet.field(self.field)
        labels = [f"“{target.show(value)}”" for value in self.wanted]
        vi = {"in": "là", "not_in": "không phải là", "filled": "đã ghi", "blank": "để trống"}[
            self.op
        ]
        en = {"in": "is", "not_in": "is not", "filled": "is filled in", "blank": "is empty"}[
            self.op
        ]
        return Words(
            f"“{target.title}” {vi} {' hoặc '.join(labels)}".rstrip(),
            f"“{target.title}” {en} {' or '.join(labels)}".rstrip(),
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons that must all hold; none at all always holds."""

    tests: tuple[Test, ...] = ()

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Say whether a row passes every comparison."""
        return all(test.holds(values) for test in self.tests)

    @property
    def fields(self) -> FieldNames:
        """The fields it reads."""
        return tuple(test.field for test in self.tests)

    def formula(self, grid: Grid) -> str:
        """Say the condition to Excel."""
        return every(test.formula(grid) for test in self.tests)

    def sentence(self, sheet: Sheet) -> Words:
        """Say the condition in words, with “khi” before it; empty when it always holds."""
        if not self.tests:
            return Words("", "")
        said = [test.sentence(sheet) for test in self.tests]
        return Words(
            " khi " + " và ".join(s.vi for s in said), " when " + " and ".join(s.en for s in said)
        )


OtherCondition = Condition
ALWAYS = Condition()
