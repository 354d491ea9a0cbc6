"""The cells of a workbook as its formulas name them: what `cells` promises to rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any

from sheettools.frozen import dataclass
from sheettools.template import layout
from sheettools.template.conditions import ORDERS, Condition, Test
from sheettools.template.excel.address import address, column_letter
from sheettools.template.excel.formula import (
    SAYS_NOTHING,
    every,
    literal,
    pairs_name,
    sheet_name,
    some,
)
from sheettools.template.facts import Facts
from sheettools.template.model import Compute, Field, Sheet, Template


@dataclass(frozen=True)
class Grid:
    """The cells of one row of a table, or of a form, as formulas name them. `facts` are the
    issue's.
    """

    template: Template
    sheet: Sheet
    row: int
    facts: Facts = field(default_factory=dict)

    def cell(self, name: str) -> str:
        """Return the cell of a field: `$E7`, or `$C$5` in a form."""
        return self._fixed(*layout.field_cell(self.sheet, name, self.row))

    def state(self, name: str) -> str:
        """Return the cell that holds a field's state."""
        return self._helper(
            name, layout.FORM_STATE if self._form else layout.helpers(self.sheet).state
        )

    def base(self, name: str) -> str:
        """Return the cell that says whether a field's cell is fine by itself: 0, or what is wrong
        with it.
        """
        if not self.sheet.blamed(name):
            return self.state(name)
        return self._helper(
            name, layout.FORM_STATE + 1 if self._form else layout.helpers(self.sheet).base
        )

    def begun(self) -> str:
        """Return the cell that is 1 where somebody began the row; a form is always begun."""
        return (
            "1" if self._form else f"${column_letter(layout.helpers(self.sheet).begun)}{self.row}"
        )

    def target(self, name: str) -> Field:
        """Return the field of this name."""
        return self.sheet.field(name)

    def blank(self, name: str) -> str:
        """Say that a cell holds nothing, and that nothing is taken in its place."""
        if self.target(name).default is None:
            return self.empty(name)
        return f"LEN({self.given(name)})=0"

    def empty(self, name: str) -> str:
        """Say that a cell holds nothing, whatever is taken in its place."""
        cell = self.cell(name)
        nothing = f"LEN(TRIM({cell}))=0"
        if not self.target(name).free_text:
            return nothing
        # “-” and “không” in a cell of text say that there is nothing to say.
        in_words = f"SUMPRODUCT(--({SAYS_NOTHING}=LOWER(TRIM({cell}))))>0"
        return f"OR({nothing},AND(LEN({cell})<20,{in_words}))"

    def filled(self, name: str) -> str:
        """Say that a cell holds something."""
        return f"NOT({self.blank(name)})"

    def given(self, name: str) -> str:
        """Return what a field holds: its cell, or what is taken where that is left empty."""
        target = self.target(name)
        if target.default is None:
            return self.cell(name)
        if not self._form:
            return self._fixed(self.row, layout.held_column(self.sheet, name))
        return self.held(target, target.default)

    def held(self, target: Field, default: Compute) -> str:
        """Work out what a field with a default holds, which is taken in rows that somebody began:
        the formula of its hidden column, so that no other has to say it again.
        """
        taken = default.formula(target, self)
        if not self._form:
            taken = f'IF({self.begun()}=0,"",{taken})'
        return f"IF({self.empty(target.name)},{taken},{self.cell(target.name)})"

    def value(self, name: str) -> str:
        """Return a field's value as it is compared."""
        return self.target(name).kind.compared(self.given(name))

    def shown(self, name: str, value: Any) -> str:
        """Return a value of a field as its cell shows it, for a formula."""
        target = self.target(name)
        return literal(target.show(value)) if target.categories is not None else literal(value)

    def is_one_of(self, name: str, values: Iterable[Any]) -> str:
        """Say that a field is one of these stored values."""
        cell = self.given(name)
        return some(f"{cell}={self.shown(name, value)}" for value in values)

    def prefilled(self) -> list[str]:
        """Say of each field that comes prefilled for reading that its cell holds something."""
        return [self.filled(field.name) for field in self.sheet.fields if field.read_only]

    def pairs(self, name: str) -> str:
        """Return the defined name of a field's items that follow another field."""
        return pairs_name(self.sheet.name, name)

    def holds(self, condition: Condition) -> str:
        """Say that the row passes a condition."""
        return every(self._passes(test) for test in condition.tests)

    def _passes(self, test: Test) -> str:
        if test.op in ("filled", "blank"):
            return self.filled(test.field) if test.op == "filled" else self.blank(test.field)
        if test.op in ORDERS:
            held = self.given(test.field)
            stands = self.target(test.field).kind.against(test.op, test.wanted[0])
            return f"IF(ISNUMBER({held}),{held}{stands},FALSE)"
        hit = self.is_one_of(test.field, test.wanted)
        return hit if test.op == "in" else f"NOT({hit})"

    def sound(self, names: Iterable[str]) -> list[str]:
        """Say of each of these fields that nothing is wrong with its cell by itself."""
        return [f"{self.base(name)}=0" for name in dict.fromkeys(names)]

    # ----- other rows

    def column(self, name: str) -> str:
        """Return the whole prepared column of a field, `$E$7:$E$156`."""
        return self.column_of(layout.field_column(self.sheet, name))

    def down_to_here(self, name: str) -> str:
        """Return a field's column from the first row to this one."""
        letter = column_letter(layout.field_column(self.sheet, name))
        return f"${letter}${layout.FIRST_ROW}:${letter}{self.row}"

    def column_of(self, column: int) -> str:
        """Return the whole prepared part of a column."""
        first, last = (address(row, column, absolute=True) for row in self._rows())
        return f"{first}:{last}"

    def there(self, sheet: str) -> OtherTable:
        """Return how formulas of this sheet name the columns of another."""
        return OtherTable(self.template, self.template.sheet(sheet))

    def _rows(self) -> tuple[int, int]:
        return layout.first_row(self.sheet), layout.last_row(self.sheet)

    @property
    def _form(self) -> bool:
        return self.sheet.kind == "form"

    def _helper(self, name: str, first: int) -> str:
        if self._form:
            return self._fixed(layout.field_cell(self.sheet, name)[0], first)
        return self._fixed(self.row, first + self.sheet.position(name))

    def _fixed(self, row: int, column: int) -> str:
        return (
            address(row, column, absolute=True) if self._form else f"${column_letter(column)}{row}"
        )


@dataclass(frozen=True)
class OtherTable:
    """The columns of another table, as formulas name them; conditions on them are products of 0 and
    1.
    """

    template: Template
    sheet: Sheet

    def column(self, name: str) -> str:
        """Return the whole prepared column of what a field holds."""
        if self.sheet.field(name).default is not None:
            return self._range(layout.held_column(self.sheet, name))
        return self._range(layout.field_column(self.sheet, name))

    def begun(self) -> str:
        """Return the column that is 1 on rows that somebody began."""
        return self._range(layout.helpers(self.sheet).begun)

    def order(self) -> str:
        """Return the column that counts the rows which may be referred to."""
        return self._range(layout.helpers(self.sheet).order)

    def sound(self, names: Iterable[str]) -> list[str]:
        """Return a factor a field: 1 where nothing is wrong with its cell by itself."""
        place = layout.helpers(self.sheet)
        starts = [
            (place.base if self.sheet.blamed(n) else place.state) + self.sheet.position(n)
            for n in names
        ]
        return [f"({self._range(start)}=0)" for start in starts]

    def factors(self, condition: Condition) -> list[str]:
        """Return a factor a comparison of a condition: 1 on rows that pass it."""
        return [self._factor(test) for test in condition.tests]

    def _factor(self, test: Test) -> str:
        column = self.column(test.field)
        if test.op in ("filled", "blank"):
            return f'({column}{"<>" if test.op == "filled" else "="}"")'
        if test.op in ORDERS:
            stands = self.sheet.field(test.field).kind.against(test.op, test.wanted[0])
            # To Excel a text is more than any number.
            return f"ISNUMBER({column})*({column}{stands})"
        shown = Grid(self.template, self.sheet, layout.FIRST_ROW)
        hits = "+".join(f"({column}={shown.shown(test.field, value)})" for value in test.wanted)
        # The 0 makes numbers of the truth values: to Excel even FALSE is more than any number.
        return f"((0+{hits}){'>' if test.op == 'in' else '='}0)"

    def _range(self, column: int) -> str:
        first = address(layout.FIRST_ROW, column, absolute=True)
        last = address(layout.last_row(self.sheet), column, absolute=True)
        return f"{sheet_name(self.sheet.title)}!{first}:{last}"
