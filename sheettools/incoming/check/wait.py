"""Last step: a row that names one with something to fix waits with it, and so does what names that
one in turn.

An attendance without its dialogue would be people who were nowhere. So what hangs on a row is in
the figures with it or not at all.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sheettools.findings import Finding, Severity, Words, declare, english
from sheettools.frozen import dataclass
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.check.refer import target_key
from sheettools.template.conditions import RowValues
from sheettools.template.model import Field, Sheet
from sheettools.template.naming import RowNames, Ways, several, ways_to_name

WAITS = declare(
    "R150",
    Severity.WARNING,
    why=(
        "Dòng này chưa được tính vì đi theo “{value}”, mà {cause}.",
        "This row is not counted yet: it goes with “{value}”, and {cause}.",
    ),
    remedy=(
        "Không phải làm gì ở đây; sửa xong chỗ đó thì dòng này tự được tính.",
        "Nothing to do here; once that is put right, this row counts by itself.",
    ),
)

Key = tuple[str, str, Any]
"""What rows are named by: the sheet, the field, and what stands in it."""


@dataclass(frozen=True)
class Cause:
    """The row that others wait for: its sheet and number; 0 where a planned row is gone from what
    came back.
    """

    sheet: str
    number: int = 0

    def words(self, title: str) -> Words:
        """Say what is wrong with it, as the end of a sentence."""
        if not self.number:
            return Words(
                f"dòng in sẵn đó không còn ở trang “{title}”",
                f"that prefilled row is gone from “{english(title)}”",
            )
        return Words(
            f"dòng {self.number} trang “{title}” còn chỗ phải sửa",
            f"row {self.number} of “{english(title)}” still has something to fix",
        )


@dataclass(frozen=True)
class Waiting:
    """A row that waits, the field by which it names another row, and the row that is to be fixed in
    the end.
    """

    sheet: Sheet
    line: Line
    target: Field
    value: Any
    cause: Cause


def wait(basis: Basis, entries: Entries) -> tuple[Entries, list[Finding]]:
    """Set aside with a row what hangs on it, and say at its key what it waits for.

    The rows of a plan are not counted, so none waits to be.
    """
    if basis.issued is None:
        return entries, []
    gone = _lost_keys(basis, entries)
    found = find_waiting(list(basis.template.tables), entries.tables, gone)
    numbers: dict[str, set[int]] = {}
    for one in found:
        numbers.setdefault(one.sheet.name, set()).add(one.line.number)
    for name, those in numbers.items():
        lines = [
            replace(line, waits=True) if line.number in those else line
            for line in entries.tables[name]
        ]
        entries = entries.with_table(name, lines)
    return entries, [_finding(basis, one) for one in found]


def _finding(basis: Basis, one: Waiting) -> Finding:
    tables = basis.workbook.tables
    table, there = tables[one.sheet.name], tables.get(one.cause.sheet)
    title = there.title if there else basis.template.sheet(one.cause.sheet).title
    place = basis.workbook.place(table.title, table.cell(one.line.number, one.target.name))
    return Finding(WAITS, place, one.target.show(one.value), {"cause": one.cause.words(title)})


def _lost_keys(basis: Basis, entries: Entries) -> Iterator[Key]:
    """Yield the keys of planned rows that did not come back: no row of the sheet is one of them."""
    if basis.stale:
        return  # it may never have been in the workbook
    for sheet, name in sorted(_keys_named(basis.template.tables)):
        back = {line.origin.number for line in entries.tables.get(sheet, ())}
        for number, row in enumerate(basis.rows_planned(sheet)):
            if number not in back:
                yield sheet, name, row.get(name)


def _keys_named(sheets: Iterable[Sheet]) -> set[tuple[str, str]]:
    """Return the fields, with their sheets, that any field refers to."""
    named: set[tuple[str, str]] = set()
    for sheet in sheets:
        named |= {target_key(target) for target in sheet.fields if target.foreign_key}
    return named


# --------------------------------------------------------------------------- the web of rows


def find_waiting(
    sheets: Sequence[Sheet], lines: Mapping[str, Sequence[Line]], gone: Iterable[Key] = ()
) -> list[Waiting]:
    """Return the rows that wait, each once, in an order that depends on the rows alone.

    `gone` are the keys of planned rows that did not come back. Every row is looked at a fixed
    number of times.
    """
    web = _Web(sheets, lines)
    found: list[Waiting] = []
    seen: set[tuple[str, int]] = set()
    fallen = deque(web.at_fault())
    fallen += ((key, Cause(key[0])) for key in gone)
    while fallen:
        key, cause = fallen.popleft()
        if web.sound[key]:
            continue  # another row bears it too; if that one falls, the key comes up again
        for sheet, target, line in web.naming.pop(key, ()):
            if (sheet.name, line.number) not in seen:
                seen.add((sheet.name, line.number))
                fallen += ((lost, cause) for lost in web.give_up(sheet, line))
                found.append(Waiting(sheet, line, target, key[2], cause))
    return found


class _Web:
    """Who bears which key, and who names it. `sound` counts the rows in order that bear one."""

    def __init__(self, sheets: Sequence[Sheet], lines: Mapping[str, Sequence[Line]]) -> None:
        self.sheets, self.lines = sheets, lines
        self.borne: dict[str, dict[str, RowNames]] = {}
        of_name = {sheet.name: sheet for sheet in sheets}
        for _, target in self._references():
            named, name = target_key(target)
            if named in of_name:
                ways = ways_to_name(target)[named]
                names = RowNames(of_name[named], ways, self._held_in(named, ways))
                self.borne.setdefault(named, {}).setdefault(name, names)
        self.sound: Counter[Key] = Counter()
        for sheet, line in self._rows():
            if not line.errors:
                self.sound.update(self._keys(sheet, line))
        self.naming: dict[Key, list[tuple[Sheet, Field, Line]]] = {}
        for sheet, target in self._references():
            for line in lines.get(sheet.name, ()):
                if line.begun and not line.errors:
                    self._note(sheet, target, line)

    def at_fault(self) -> Iterator[tuple[Key, Cause]]:
        """Yield the keys of the rows that have something to fix."""
        for sheet, line in self._rows():
            if line.errors:
                for key in self._keys(sheet, line):
                    yield key, Cause(sheet.name, line.number)

    def give_up(self, sheet: Sheet, line: Line) -> list[Key]:
        """Count a row no more; give the keys that it bore."""
        keys = list(self._keys(sheet, line))
        self.sound.subtract(keys)
        return keys

    def _references(self) -> Iterator[tuple[Sheet, Field]]:
        for sheet in self.sheets:
            for target in sheet.fields:
                if target.foreign_key:
                    yield sheet, target

    def _held_in(self, name: str, ways: Ways) -> list[RowValues]:
        """Return what stands in the rows that may be named, where one way alone may not do."""
        if not any("+" in way for way in ways):
            return []
        return [_all_held(line) for line in self.lines.get(name, ()) if line.counts]

    def _rows(self) -> Iterator[tuple[Sheet, Line]]:
        """Yield the rows that may be named."""
        for sheet in self.sheets:
            for line in self.lines.get(sheet.name, ()):
                if line.counts:
                    yield sheet, line

    def _keys(self, sheet: Sheet, line: Line) -> Iterator[Key]:
        for name, names in self.borne.get(sheet.name, {}).items():
            value = names.key(_all_held(line)) if names.joined else _held(line, name)
            if value is not None:
                yield sheet.name, name, value

    def _note(self, sheet: Sheet, target: Field, line: Line) -> None:
        for one in several(_held(line, target.name)):
            if one is not None:
                key = (*target_key(target), one)
                self.naming.setdefault(key, []).append((sheet, target, line))


def _held(line: Line, name: str) -> Any:
    """Return what stands in a field; what it was sent out with where its column is lost."""
    return line.values.get(name, line.origin.values.get(name))


def _all_held(line: Line) -> RowValues:
    """Return the same of all fields of a row."""
    return {**line.origin.values, **line.values}
