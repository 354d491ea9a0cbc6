"""Which of the rows that went out each returned row is: by its key, else by its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sheettools.findings import Finding, Location, Severity, declare
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Origin
from sheettools.incoming.locate.cells import read_cell, shown
from sheettools.incoming.locate.workbook import RawRow, RawTable, is_filled
from sheettools.template import layout
from sheettools.template.conditions import RowValues
from sheettools.template.issue import Issue
from sheettools.template.model import Field
from sheettools.words.nothing import says_nothing
from sheettools.words.text import fold

PLANNED_ROW_LOST = declare(
    "R203",
    Severity.ERROR,
    why=(
        "Dòng in sẵn “{value}” không còn trong trang.",
        "The prefilled row “{value}” is gone from the sheet.",
    ),
    remedy=(
        "Ghi lại dòng “{value}”, hoặc điền vào bản gửi lại, ở đó có lại dòng này.",
        "Write the row “{value}” again, or fill in the copy handed back, which has it again.",
    ),
)

Pairs = dict[int, int]
"""Which of the rows that went out, from 0, each row that came back is, by its number."""


def pair_rows(basis: Basis, table: RawTable) -> tuple[dict[int, Origin], list[Finding]]:
    """Return the origin of each row that came back, by its number, and what is to be said of
    planned rows that are gone.
    """
    went_out, name = basis.rows_issued(table.sheet.name), layout.row_key(table.sheet)
    if basis.issued is None or not went_out or not name:
        return {}, []
    key = table.sheet.field(name)
    pairs = _by_key(table, went_out, key) if name in table.columns else {}
    pairs, numbers = _set_apart(basis, table, pairs)
    pairs |= _by_place(table, went_out, key, pairs, numbers)
    origins = {row: Origin({name: number}) for row, number in numbers.items()}
    for row, number in pairs.items():
        values = dict(went_out[number])
        values[name] = numbers.get(row, values.get(name))
        origins[row] = _origin(basis.issued, table, number, values)
    lost = _lost(basis, table, key, set(pairs.values()))
    later = basis.issued.later.get(table.sheet.name)
    if later and not lost:  # else a row without a code may be one that is missed
        # Rows from the plan have codes of their own; the count of the others begins with 1.
        planned = basis.issued.planned.get(table.sheet.name, 0) if table.sheet.rows_from else 0
        origins |= _given(later, table, key, origins, len(went_out) - planned)
    return origins, lost


def _origin(issued: Issue, table: RawTable, number: int, values: RowValues) -> Origin:
    sheet = table.sheet.name
    carried = number < issued.carried.get(sheet, 0)
    fixed = (
        target.name
        for target in (table.sheet.fields if carried else ())
        if issued.fixes(sheet, number, target.name)
    )
    planned = number < issued.planned.get(sheet, 0)
    return Origin(values, planned, frozenset(fixed), number)


def _given(
    later: Mapping[str, str],
    table: RawTable,
    key: Field,
    origins: Mapping[int, Origin],
    prepared: int,
) -> dict[int, Origin]:
    """Give the rows past the prepared ones, if something is written there, what a prepared row
    bears: the next code that nobody has, and whatever else the workbook writes by itself.
    """
    taken = {fold(shown(row.cells.get(key.name))) for row in table.rows}
    given: dict[int, Origin] = {}
    number = prepared
    for row in table.rows:
        if row.number in origins:
            continue
        if not _is_written(table, row):
            code = shown(row.cells.get(key.name))
            if key.name in later and _is_next(code, later[key.name]):
                # Of a copy of the office's, or of a workbook that was prepared with more rows.
                given[row.number] = Origin({**_printed(table, row), key.name: code})
            continue
        number += 1
        while key.name in later and fold(later[key.name].format(number)) in taken:
            number += 1
        values = {
            name: text.format(number)
            for name, text in later.items()
            if name in table.columns and says_nothing(shown(row.cells.get(name)))
        }
        given[row.number] = Origin(values)
    return given


def _printed(table: RawTable, row: RawRow) -> RowValues:
    """Return what stands in a row that a prepared row is printed with, whatever that is."""
    return {
        target.name: read_cell(row.cells.get(target.name), target, Location()).value
        for target in table.sheet.fields
        if target.read_only and target.prefill_more
    }


def _is_next(code: str, pattern: str) -> bool:
    """Say whether a code is one that a row past the prepared ones gets."""
    number = re.search(r"(\d+)\D*$", code)
    return number is not None and pattern.format(int(number[1])) == code


def _is_written(table: RawTable, row: RawRow) -> bool:
    """Say whether anything is written in a row that a person writes."""
    given = table.sheet.given
    for name, cell in row.cells.items():
        if name not in given and is_filled(cell) and not says_nothing(shown(cell)):
            return True
    return False


def _lost(basis: Basis, table: RawTable, key: Field, back: set[int]) -> list[Finding]:
    """Report the planned rows that are gone."""
    # It may never have been in the workbook if the plan was changed after that went out.
    severity = Severity.WARNING if basis.stale else PLANNED_ROW_LOST.severity
    place = basis.workbook.place(table.title)
    return [
        Finding(PLANNED_ROW_LOST, place, key.show(row.get(key.name)), severity=severity)
        for number, row in enumerate(basis.rows_planned(table.sheet.name))
        if number not in back
    ]


# --------------------------------------------------------------------------- by key


def _by_key(table: RawTable, went_out: Sequence[RowValues], key: Field) -> Pairs:
    """Pair the rows that still bear a key with which one went out."""
    by_key = {fold(key.show(row.get(key.name))): number for number, row in enumerate(went_out)}
    pairs: Pairs = {}
    taken: set[int] = set()
    for row in table.rows:
        number = by_key.get(fold(shown(row.cells.get(key.name))))
        if number is not None and number not in taken:
            pairs[row.number] = number
            taken.add(number)
    return pairs


def _set_apart(basis: Basis, table: RawTable, pairs: Pairs) -> tuple[Pairs, dict[int, Any]]:
    """Keep apart, in a return of an older issue, what only bears the number that a row carried
    over has now.

    When it went out, that number was another matter's, which must not be written over. A row
    carried over is known by the code it had last year instead. Returns the pairs that hold, and the
    rows concerned with the numbers they bear.
    """
    carry, went_out = table.sheet.carry_over, basis.rows_issued(table.sheet.name)
    carried = basis.issued.carried.get(table.sheet.name, 0) if basis.issued else 0
    if not basis.stale or carry is None or not carried:
        return pairs, {}
    same: Pairs = {}
    if carry.into in table.columns:
        same = _by_key(table, went_out[:carried], table.sheet.field(carry.into))
    apart = {row for row, number in pairs.items() if number < carried or row in same}
    numbers = {row: went_out[pairs[row]][carry.key] for row in pairs if row in apart}
    rest = {row: number for row, number in pairs.items() if row not in apart}
    return rest | same, numbers


# --------------------------------------------------------------------------- by place


def _by_place(
    table: RawTable,
    went_out: Sequence[RowValues],
    key: Field,
    pairs: Mapping[int, int],
    apart: Collection[int],
) -> Pairs:
    """Pair the rows whose key was wiped, typed over or deleted: each still stands where it went
    out.
    """
    free = set(range(len(went_out))) - set(pairs.values())
    found: Pairs = {}
    for row in table.rows:
        number = row.number - table.first_row
        if row.number in pairs or row.number in apart or number not in free:
            continue
        if _agrees(table, row, went_out[number], key):
            found[row.number] = number
            free.remove(number)
    return found


def _agrees(table: RawTable, row: RawRow, went_out: RowValues, key: Field) -> bool:
    """Say whether a row still shows everything it went out with for reading, but its key."""
    for target in table.sheet.fields:
        wanted = went_out.get(target.name)
        if not target.read_only or target is key or wanted is None:
            continue
        if read_cell(row.cells.get(target.name), target, Location()).value != wanted:
            return False
    return True
