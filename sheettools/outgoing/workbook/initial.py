"""What stands in a workbook's cells before anybody opens it, and how its marks read then.

Formulas are worked out again by most programs as they open a file; a preview on a phone shows what
was stored. So the values stored with the formulas come from the same rules in Python, never from
the clock.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.once import Common
from sheettools.template import layout
from sheettools.template.conditions import Book, Row, RowValues
from sheettools.template.issue import Issue
from sheettools.template.model import Field, Sheet, Template
from sheettools.template.sayings import MISSING, Sayings


@dataclass(frozen=True)
class KeptCell:
    """What stood in a cell and is no value of its field: it goes back as it was.

    A formula that had no result is kept as one, `unresolved`: what it was made of is not known.
    """

    text: str | int | float | bool = ""
    error: str = ""
    unresolved: bool = False

    @property
    def said(self) -> str:
        """What a person sees there."""
        return self.error or str(self.text)


@dataclass(frozen=True)
class Mark:
    """What the office says at a cell: it must be fixed, or it should be looked at again."""

    text: str
    error: bool


Place = tuple[str, int, str]
"""A cell by sheet, row from 1 (0 in a form), and field."""


@dataclass(frozen=True)
class Contents:
    """Typed values to write on top of what was issued, with notes; rows of tables count from 0.

    Used for drafts, and for what was sent back: `order` then says which issued row stands in each
    row (-1 for none), `ticks` what stands in the ticks of the first page, `marks` what is said at
    the cells. `widths` are those of columns that somebody has set, by sheet and field.
    """

    forms: Mapping[str, RowValues] = field(default_factory=dict)
    tables: Mapping[str, Sequence[RowValues]] = field(default_factory=dict)
    notes: Mapping[Place, str] = field(default_factory=dict)
    order: Mapping[str, Sequence[int]] = field(default_factory=dict)
    ticks: Mapping[tuple[str, int], str] = field(default_factory=dict)
    marks: Mapping[Place, Mark] = field(default_factory=dict)
    widths: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class LaidRow:
    """One row of a table, or a form (number 0): its values, what came prefilled, what is locked."""

    number: int
    values: dict[str, Any]
    given: RowValues
    locked: frozenset[str]
    planned: bool = False
    taken: dict[str, Any] = field(default_factory=dict)
    """What follows for cells that are left empty."""

    @cached_property
    def begun(self) -> bool:
        """Whether it holds anything that did not come prefilled.

        What is worked out is locked: it does not count, whenever it is put in.
        """
        return any(
            v is not None and v != self.given.get(n)
            for n, v in self.values.items()
            if n not in self.locked
        )

    @cached_property
    def _keeps(self) -> bool:
        return any(isinstance(value, KeptCell) for value in self.values.values())

    @property
    def sound(self) -> RowValues:
        """Its values, those included that follow, without those that are none of their field's."""
        if not self._keeps:
            return {**self.values, **self.taken} if self.taken else self.values
        sound = {
            name: None if isinstance(value, KeptCell) else value
            for name, value in self.values.items()
        }
        return {**sound, **self.taken}


@dataclass(frozen=True)
class InitialBook:
    """All sheets of one workbook, and the state of each cell that has one."""

    template: Template
    issued: Issue
    rows: Mapping[str, Sequence[LaidRow]]
    states: Mapping[tuple[str, int, str], int]
    ticks: Mapping[tuple[str, int], str] = field(default_factory=dict)
    common: Common = field(default_factory=Common, repr=False, compare=False)

    def sayings(self, sheet: Sheet) -> Sayings:
        """Return what a sheet's marks may say, worked out once for all workbooks."""
        return _sayings(self.common, sheet)

    def words(self, sheet: Sheet) -> Sequence[str]:
        """Return the words of what a sheet's marks may say, by their states."""
        said = self.sayings(sheet)
        return self.common.once(("words", sheet.name), lambda: [one.vi for one in said.words()])

    def state(self, sheet: Sheet, row: LaidRow, name: str) -> int:
        """Return a cell's state: 0 fine, 1 missing, 2 and more what is wrong."""
        return self.states.get((sheet.name, row.number, name), 0)

    @cached_property
    def _found(self) -> Mapping[str, Sequence[tuple[int, str, int]]]:
        """The cells of each sheet that have a state: row, field, state."""
        found: dict[str, list[tuple[int, str, int]]] = {}
        for (sheet, row, name), code in self.states.items():
            found.setdefault(sheet, []).append((row, name, code))
        return found

    def count(self, sheet: Sheet, what: str) -> int:
        """Return a sheet's counter (`layout.COUNTS`)."""
        last_error, found = self.sayings(sheet).last_error, self._found.get(sheet.name, ())
        if what == "rows":
            return (
                len(sheet.fields)
                if sheet.kind == "form"
                else sum(row.begun for row in self.rows[sheet.name])
            )
        if what == "flagged":
            return min(
                (layout.field_cell(sheet, name, row)[0] for row, name, _ in found), default=0
            )
        wanted = {
            "missing": range(MISSING, MISSING + 1),
            "wrong": range(MISSING + 1, last_error + 1),
            "doubtful": range(last_error + 1, sys.maxsize),
        }[what]
        return sum(code in wanted for _, _, code in found)


def lay_out(
    template: Template, issued: Issue, contents: Contents, common: Common | None = None
) -> InitialBook:
    """Lay out what was issued, with a draft's contents on top; `common` is what its workbook has in
    common with others of the template and these facts.
    """
    common = common or Common()
    rows = {sheet.name: _rows(sheet, issued, contents) for sheet in template.filled}
    read = {name: list(map(_as_read, several)) for name, several in rows.items()}
    # Computed fields may look into sheets before their own.
    for sheet in template.tables:
        book = Book(read, issued.facts)
        worked_out = [f for f in sheet.fields if f.compute is not None or f.default is not None]
        for row in rows[sheet.name]:
            for target in worked_out:
                _work_out(target, row, book)
        read = {**read, sheet.name: [_as_read(row) for row in rows[sheet.name]]}
    states = _states(template, rows, Book(read, issued.facts), common)
    return InitialBook(template, issued, rows, states, contents.ticks, common)


def _sayings(common: Common, sheet: Sheet) -> Sayings:
    return common.once(("sayings", sheet.name), lambda: Sayings.of(sheet))


def _work_out(target: Field, row: LaidRow, book: Book) -> None:
    """Put into a row what a field comes to where nothing was written: computed, or taken."""
    if row.values.get(target.name) is not None:
        return
    if target.compute is not None:
        row.values[target.name] = target.compute.value(row.sound, book)
    elif target.default is not None and row.begun:
        taken = target.default.value(row.sound, book)
        if taken is not None:
            row.taken[target.name] = taken


def _rows(sheet: Sheet, issued: Issue, contents: Contents) -> list[LaidRow]:
    if sheet.kind == "form":
        given = issued.forms.get(sheet.name, {})
        values = {**given, **contents.forms.get(sheet.name, {})}
        locked = frozenset(f.name for f in sheet.fields if sheet.read_only or _locks(f, given))
        return [LaidRow(0, values, given, locked)]
    prefilled, drafted = issued.rows.get(sheet.name, ()), contents.tables.get(sheet.name, ())
    planned, order = issued.planned.get(sheet.name, 0), contents.order.get(sheet.name, ())
    made = []
    for number in range(max(sheet.rows, planned, len(drafted))):
        origin = order[number] if order else number
        given = prefilled[origin] if 0 <= origin < len(prefilled) else {}
        draft = drafted[number] if number < len(drafted) else {}
        values = {**{f.name: given.get(f.name) for f in sheet.fields}, **draft}
        locked = frozenset(
            f.name for f in sheet.fields if _locks(f, given) or _fixes(issued, sheet, origin, f)
        )
        made.append(
            LaidRow(layout.FIRST_ROW + number, values, given, locked, 0 <= origin < planned)
        )
    return made


def _fixes(issued: Issue, sheet: Sheet, origin: int, target: Field) -> bool:
    return origin >= 0 and issued.fixes(sheet.name, origin, target.name)


def _locks(target: Field, given: RowValues) -> bool:
    """Say whether nobody is to change a cell: worked out, or prefilled for reading; what never
    comes prefilled is never written by whoever fills in the workbook.
    """
    if target.compute is not None or not target.read_only:
        return target.compute is not None
    never = not target.prefill and not target.prefill_more
    return never or given.get(target.name) is not None


# --------------------------------------------------------------------------- states


def _as_read(row: LaidRow, broken: frozenset[str] = frozenset()) -> Row:
    """Return a row as rules read it; `broken` are its fields with faults."""
    return Row(row.number, row.sound, broken, row.begun or not row.number)


def _states(
    template: Template, rows: Mapping[str, Sequence[LaidRow]], read: Book, common: Common
) -> dict[tuple[str, int, str], int]:
    """Judge every cell as the formulas do, without today: the same plan gives the same bytes."""
    states: dict[tuple[str, int, str], int] = {}
    open_sheets = [sheet for sheet in template.filled if not sheet.read_only]
    for sheet in open_sheets:
        sayings = _sayings(common, sheet)
        for row in rows[sheet.name]:
            if row.begun or not row.number:
                states |= _row_states(sheet, row, sayings)
    broken: dict[tuple[str, int], frozenset[str]] = {}
    for name, number, field_name in states:
        broken[name, number] = broken.get((name, number), frozenset()) | {field_name}
    judged = {name: list(several) for name, several in read.rows.items()}
    for (name, number), faults in broken.items():
        place = number - layout.FIRST_ROW if number else 0
        judged[name][place] = _as_read(rows[name][place], faults)
    book = Book(judged, read.facts)
    for sheet in open_sheets:
        for cell, code in _ruled_states(sheet, book, _sayings(common, sheet)):
            states.setdefault(cell, code)
    return states


def _row_states(sheet: Sheet, row: LaidRow, sayings: Sayings) -> dict[tuple[str, int, str], int]:
    """Return what is wrong with the cells of a row by themselves."""
    states = {
        (sheet.name, row.number, target.name): _cell_state(target, row, sayings)
        for target in sheet.fields
    }
    return {place: code for place, code in states.items() if code}


def _ruled_states(
    sheet: Sheet, book: Book, sayings: Sayings
) -> Iterator[tuple[tuple[str, int, str], int]]:
    """Yield the cells of a sheet at which its rules complain."""
    for use in sheet.judged:
        if use.rule.unsaid is None:
            code = MISSING if use.rule.asks else sayings.of_rule(use)
            for breach in use.rule.breaches(sheet, book):
                yield (sheet.name, breach.row.number, breach.field), code


def _cell_state(target: Field, row: LaidRow, sayings: Sayings) -> int:
    """Return what is wrong with a cell by itself, 0 where nothing is."""
    value = row.values.get(target.name)
    if value is None:
        is_asked = target.required and target.compute is None and target.name not in row.locked
        return MISSING if is_asked and target.name not in row.taken else 0
    if target.name in row.locked and target.compute is None:
        return 0
    if isinstance(value, KeptCell):
        return sayings.of_cell(target)
    return 0 if target.accepts(value) else sayings.of_cell(target)
