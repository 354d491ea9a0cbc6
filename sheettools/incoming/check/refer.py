"""Sixth step: what names a row of another sheet is held against the keys there, and becomes that
row's own key.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from sheettools.findings import Finding, Severity, Words, declare
from sheettools.frozen import dataclass
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.workbook import RawTable
from sheettools.template.model import Field
from sheettools.template.naming import RowNames, several, ways_to_name
from sheettools.words.suggest import suggest
from sheettools.words.text import fold

NO_SUCH_KEY = declare(
    "R201",
    Severity.ERROR,
    why=("Không có “{value}” ở trang “{other}”.", "There is no “{value}” on the sheet “{other}”."),
    remedy=(
        "Chọn một mục đã có ở trang “{other}”{hint}.",
        "Choose one that stands on the sheet “{other}”{hint}.",
    ),
)
TWO_KEYS = declare(
    "R202",
    Severity.ERROR,
    why=(
        "“{value}” ở trang “{other}” có nhiều hơn một dòng.",
        "“{value}” stands on more than one row of “{other}”.",
    ),
    remedy=(
        "Ghi rõ là dòng nào: {ways}.",
        "Say which row is meant: {ways}.",
    ),
)

MOST_SUGGESTIONS = 20

Keys = Mapping[str, set[Any]]
"""What each spelling stands for: the keys of the rows that bear it."""
MOST_WAYS = 5
"""How many rows are named of those that a spelling may mean."""


def refer(basis: Basis, entries: Entries) -> tuple[Entries, list[Finding]]:
    """Resolve all references, table by table: those of later tables see what earlier ones name."""
    findings: list[Finding] = []
    hints = _Hints()
    for name, table in basis.workbook.tables.items():
        for target in table.sheet.fields:
            if not target.foreign_key or not _can_refer(basis, target):
                continue
            known = _KnownKeys.of(basis, entries, target)
            reference = _Reference(basis, table, target, known, hints)
            lines = []
            for line in entries.tables[name]:
                resolved, said = reference.resolve(line)
                lines.append(resolved)
                findings += said
            entries = entries.with_table(name, lines)
    return entries, findings


def _can_refer(basis: Basis, target: Field) -> bool:
    """Say whether the column referred to was found; a lost one is reported once, not once a
    reference.
    """
    sheet, name = target_key(target)
    there = basis.workbook.tables.get(sheet)
    return there is not None and name in there.columns


def target_key(target: Field) -> tuple[str, str]:
    """Return the sheet and the field that a field refers to; other spellings were made that one's
    when it was read.
    """
    sheet, _, name = target.foreign_key[0].partition(".")
    return sheet, name


# --------------------------------------------------------------------------- the keys there


@dataclass(frozen=True)
class _KnownKeys:
    """What each spelling stands for, of all rows that a field may name."""

    tables: Sequence[RowNames]
    by_spelling: Keys

    @classmethod
    def of(cls, basis: Basis, entries: Entries, target: Field) -> _KnownKeys:
        """Gather the keys of the rows that came back, and of those planned: one that is gone has a
        finding of its own.
        """
        tables: list[RowNames] = []
        known: dict[str, set[Any]] = {}
        for sheet, ways in ways_to_name(target).items():
            back = [line.values for line in entries.tables.get(sheet, ()) if line.counts]
            names = RowNames(basis.template.sheet(sheet), ways, back)
            tables.append(names)
            for row in (*basis.rows_planned(sheet), *back):
                key = names.key(row)
                for text in names.spellings(row) if key is not None else ():
                    known.setdefault(fold(text), set()).add(key)
        return cls(tables, known)

    def exact(self, keys: set[Any]) -> list[str]:
        """Return for each of several keys the first spelling that means it alone, in the order of
        the rows.
        """
        found: dict[Any, str] = {}
        for names in self.tables:
            for row in names.rows:
                key = names.key(row)
                if key in keys:
                    clear = (one for one in names.spellings(row) if self._is_clear(one))
                    found.setdefault(key, next(clear, str(key)))
        gone = sorted(str(key) for key in keys - found.keys())
        return [*found.values(), *gone]

    def _is_clear(self, text: str) -> bool:
        return len(self.by_spelling[fold(text)]) == 1


# --------------------------------------------------------------------------- one reference


class _Hints:
    """Suggests the key that was probably meant; a file full of wrong keys gets few suggestions, not
    hours of them.
    """

    def __init__(self) -> None:
        self.left = MOST_SUGGESTIONS

    def near(self, text: str, known: Keys) -> str | None:
        """Return the key that is nearest to a text, None where none is near."""
        self.left -= 1
        if self.left < 0:
            return None
        every = itertools.chain.from_iterable(known.values())
        return suggest(text, sorted(map(str, every)))


@dataclass(frozen=True)
class _Reference:
    """A column that names rows of another sheet, and the keys there."""

    basis: Basis
    table: RawTable
    target: Field
    known: _KnownKeys
    hints: _Hints

    def resolve(self, line: Line) -> tuple[Line, list[Finding]]:
        """Put the keys of the rows in place of what names them; say which name none or two."""
        name = self.target.name
        value = line.values.get(name)
        given = self.target.read_only and name in line.origin.values
        if value is None or given:
            return line, []
        keys: list[Any] = []
        for one in several(value):
            rows = self.known.by_spelling.get(fold(str(one)), set())
            if len(rows) != 1:
                return line.with_errors([name]), [self._wrong(line, str(one), rows)]
            keys += rows
        return line.with_value(name, tuple(keys) if isinstance(value, tuple) else keys[0]), []

    def _wrong(self, line: Line, text: str, rows: set[Any]) -> Finding:
        sheet, _ = target_key(self.target)
        near = None if rows else self.hints.near(text, self.known.by_spelling)
        place = self.basis.workbook.place(
            self.table.title, self.table.cell(line.number, self.target.name)
        )
        values = {
            "other": self.basis.template.sheet(sheet).title,
            "hint": Words(f", có thể là “{near}”", f", perhaps “{near}”") if near else "",
            "ways": _one_of(self.known.exact(rows)),
        }
        return Finding(TWO_KEYS if rows else NO_SUCH_KEY, place, text, values)


def _one_of(ways: Sequence[str]) -> Words:
    """Say what may be written to be exact."""
    quoted = [f"“{way}”" for way in ways[:MOST_WAYS]]
    if len(ways) > MOST_WAYS:
        quoted.append("…")
    return Words(" hay ".join(quoted), " or ".join(quoted))
