"""Fifth step: what names a row of another sheet is held against the keys there, and becomes that
row's own key.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sheettools.findings import Finding, Severity, Words, declare
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.workbook import RawTable
from sheettools.template.model import Field, Sheet
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
        "Ghi rõ hơn, ví dụ ghi mã thay cho tên.",
        "Be more exact: write the code in place of the name.",
    ),
)

MOST_SUGGESTIONS = 20

Keys = Mapping[str, set[Any]]
"""What each spelling stands for: the values of the first key field of the rows that bear it."""


def refer(basis: Basis, entries: Entries) -> tuple[Entries, list[Finding]]:
    """Resolve all references, table by table: those of later tables see what earlier ones name."""
    findings: list[Finding] = []
    hints = _Hints()
    for name, table in basis.workbook.tables.items():
        for target in table.sheet.fields:
            if not target.foreign_key or not _can_refer(basis, target):
                continue
            reference = _Reference(basis, table, target, _known_keys(basis, entries, target), hints)
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


def _known_keys(basis: Basis, entries: Entries, target: Field) -> Keys:
    _, main = target_key(target)
    known: dict[str, set[Any]] = {}
    for reference in target.foreign_key:
        sheet, _, name = reference.partition(".")
        for text, key in _planned(basis, sheet, name, main):
            known.setdefault(fold(text), set()).add(key)
        for text, key in _written(basis, entries, sheet, name, main):
            known.setdefault(fold(text), set()).add(key)
    return known


def _planned(basis: Basis, sheet: str, name: str, main: str) -> Iterator[tuple[str, Any]]:
    """Yield the keys of planned rows; also of one that is gone, for that has its own finding."""
    for row in basis.rows_planned(sheet):
        if row.get(main) is not None and isinstance(row.get(name), str):
            yield row[name], row[main]


def _written(
    basis: Basis, entries: Entries, sheet: str, name: str, main: str
) -> Iterator[tuple[str, Any]]:
    """Yield the keys of the rows that came back."""
    for line in entries.tables.get(sheet, ()):
        key = line.values.get(main)
        if key is None or not line.counts:
            continue
        for one in several(_spelled(basis.template.sheet(sheet), line, name)):
            if one is not None:
                yield str(one), key


def _spelled(sheet: Sheet, line: Line, name: str) -> Any:
    """Return what a key field holds; “loai+ten” is two fields one after the other, “Thôn Mới”."""
    if "+" not in name:
        return line.values.get(name)
    return " ".join(sheet.field(part).show(line.values.get(part)) for part in name.split("+"))


def several(value: Any) -> tuple[Any, ...]:
    """Return the values of a cell that may hold several."""
    return value if isinstance(value, tuple) else (value,)


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
    known: Keys
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
            rows = self.known.get(fold(str(one)), set())
            if len(rows) != 1:
                return line.with_errors([name]), [self._wrong(line, str(one), rows)]
            keys += rows
        return line.with_value(name, tuple(keys) if isinstance(value, tuple) else keys[0]), []

    def _wrong(self, line: Line, text: str, rows: set[Any]) -> Finding:
        sheet, _ = target_key(self.target)
        near = None if rows else self.hints.near(text, self.known)
        place = self.basis.workbook.place(
            self.table.title, self.table.cell(line.number, self.target.name)
        )
        values = {
            "other": self.basis.template.sheet(sheet).title,
            "hint": Words(f", có thể là “{near}”", f", perhaps “{near}”") if near else "",
        }
        return Finding(TWO_KEYS if rows else NO_SUCH_KEY, place, text, values)
