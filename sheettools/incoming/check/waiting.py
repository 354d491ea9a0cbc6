"""Rows that wait: one that names a row with something to fix goes with it, and so does what names
that one in turn.

An attendance without its dialogue would be people who were nowhere. So what hangs on a row is in
the figures with it or not at all.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sheettools.findings import Severity, Words, declare
from sheettools.template.model import Field, Sheet

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


class Line(Protocol):
    """A row after all rules: `errors` where something in it must be fixed, `waits` where it goes
    with such a row.
    """

    number: int
    values: dict[str, Any]
    prefilled: Mapping[str, Any]
    planned: bool
    begun: bool
    errors: bool
    waits: bool


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
                f"that prefilled row is gone from “{title}”",
            )
        return Words(
            f"dòng {self.number} trang “{title}” còn chỗ phải sửa",
            f"row {self.number} of “{title}” still has something to fix",
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


def find_waiting(
    sheets: Sequence[Sheet], lines: Mapping[str, Sequence[Line]], gone: Iterable[Key] = ()
) -> Iterator[Waiting]:
    """Mark the rows that wait, and yield each once, in an order that depends on the rows alone.

    `gone` are the keys of planned rows that did not come back. Every row is looked at a fixed
    number of times.
    """
    web = _Web(sheets, lines)
    fallen = deque(web.at_fault())
    fallen += ((key, Cause(key[0])) for key in gone)
    while fallen:
        key, cause = fallen.popleft()
        if web.sound[key]:
            continue  # another row bears it too; if that one falls, the key comes up again
        for sheet, target, line in web.naming.pop(key, ()):
            if not line.waits:
                line.waits = True
                fallen += ((lost, cause) for lost in web.give_up(sheet, line))
                yield Waiting(sheet, line, target, key[2], cause)


class _Web:
    """Who bears which key, and who names it. `sound` counts the rows in order that bear one."""

    def __init__(self, sheets: Sequence[Sheet], lines: Mapping[str, Sequence[Line]]) -> None:
        self.sheets, self.lines = sheets, lines
        self.borne: dict[str, dict[str, None]] = {}
        for _, target in self._references():
            named, name = _named(target)
            self.borne.setdefault(named, {})[name] = None
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
                yield from (
                    (key, Cause(sheet.name, line.number)) for key in self._keys(sheet, line)
                )

    def give_up(self, sheet: Sheet, line: Line) -> list[Key]:
        """Count a row no more; give the keys that it bore."""
        keys = list(self._keys(sheet, line))
        self.sound.subtract(keys)
        return keys

    def _references(self) -> Iterator[tuple[Sheet, Field]]:
        return (
            (sheet, target)
            for sheet in self.sheets
            for target in sheet.fields
            if target.foreign_key
        )

    def _rows(self) -> Iterator[tuple[Sheet, Line]]:
        """Yield the rows that may be named: those that are written down, and those of the plan that
        nobody began.
        """
        for sheet in self.sheets:
            for line in self.lines.get(sheet.name, ()):
                if line.begun or line.planned:
                    yield sheet, line

    def _keys(self, sheet: Sheet, line: Line) -> Iterator[Key]:
        for name in self.borne.get(sheet.name, ()):
            value = _held(line, name)
            if value is not None:
                yield sheet.name, name, value

    def _note(self, sheet: Sheet, target: Field, line: Line) -> None:
        value = _held(line, target.name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                self.naming.setdefault((*_named(target), one), []).append((sheet, target, line))


def _named(target: Field) -> tuple[str, str]:
    """Return which field of which sheet a field refers to; other spellings were made that one's
    when it was read.
    """
    sheet, _, name = target.foreign_key[0].partition(".")
    return sheet, name


def _held(line: Line, name: str) -> Any:
    """Return what stands in a field; what it was sent out with where its column is lost."""
    return line.values.get(name, line.prefilled.get(name))
