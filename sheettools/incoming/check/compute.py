"""Fifth step: the fields that the workbook works out are worked out anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sheettools.findings import Finding, Severity, Words, declare
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.cells import check_limit, shown
from sheettools.incoming.locate.workbook import RawTable
from sheettools.template.conditions import Book, Row
from sheettools.template.excel.address import address
from sheettools.template.facts import Facts
from sheettools.template.model import Compute, Field, Sheet
from sheettools.words.nothing import says_nothing

TYPED_OVER = declare(
    "C140",
    Severity.WARNING,
    why=(
        "Ô tự tính “{title}” bị ghi đè thành “{value}”, khác với kết quả tính từ các ô khác của "
        "dòng ({worked}); đã lấy kết quả tính.",
        "The computed “{title}” was typed over with “{value}”, which is not what the other cells "
        "of the row come to ({worked}); the latter was taken.",
    ),
    remedy=(
        "Nếu “{value}” là đúng thì sửa các ô được dùng để tính; nếu không thì xóa chữ ghi đè.",
        "If “{value}” is right, correct the cells that it is worked out of; otherwise delete it.",
    ),
)
_NOTHING = Words("chưa có gì", "nothing yet")


class _Computed(NamedTuple):
    """A field that is worked out, how, and of which others."""

    target: Field
    compute: Compute
    parts: frozenset[str]


def compute(basis: Basis, entries: Entries, facts: Facts) -> tuple[Entries, list[Finding]]:
    """Work out the fields of each table; a table sees what was worked out in those before it."""
    findings: list[Finding] = []
    known = entries.rows()
    for name, table in basis.workbook.tables.items():
        fields = _computed(table.sheet)
        values = [dict(line.values) for line in entries.tables[name]]
        # A row sees what was worked out in the rows above it: the values are filled in as we go.
        rows = [
            Row(line.number, own, line.broken, line.begun)
            for line, own in zip(entries.tables[name], values, strict=True)
        ]
        book = Book(known.with_table(name, rows), facts, under_way=name)
        lines = []
        for line, own in zip(entries.tables[name], values, strict=True):
            computed, said = _compute_row(basis, table, fields, line, own, book)
            lines.append(computed)
            findings += said
        entries = entries.with_table(name, lines)
        known = known.after(entries, name)
    return entries, findings


def _computed(sheet: Sheet) -> list[_Computed]:
    return [
        _Computed(target, target.compute, frozenset(target.compute.fields()))
        for target in sheet.fields
        if target.compute is not None
    ]


def _compute_row(
    basis: Basis,
    table: RawTable,
    fields: Sequence[_Computed],
    line: Line,
    values: dict[str, Any],
    book: Book,
) -> tuple[Line, list[Finding]]:
    """Work out the `fields` of one row into `values`; hold each against its limits."""
    broken = set(line.broken)
    findings: list[Finding] = []
    for target, computing, parts in fields:
        if values.get(target.name) is not None:
            continue
        value = computing.value(values, book)
        values[target.name] = value
        if not broken.isdisjoint(parts):
            broken.add(target.name)  # what it is worked out of has its own finding
        else:
            findings += _typed_over(basis, table, target, line, value)
        if target.name in broken or not line.begun:
            continue
        if target.kind.broken_limit(value, target):
            cell = address(line.number, table.columns.get(target.name, 1))
            limit = check_limit(target, value, basis.workbook.place(table.title, cell))
            assert limit is not None
            findings.append(limit)
            broken.add(target.name)
    errors = line.errors or any(one.severity is Severity.ERROR for one in findings)
    return replace(line, values=values, broken=frozenset(broken), errors=errors), findings


def _typed_over(
    basis: Basis, table: RawTable, target: Field, line: Line, value: Any
) -> list[Finding]:
    """Ask about what somebody typed over a formula, a formula of his own too, where it says another
    thing. Of an item of a list that is not asked: a state may be another today than on the day when
    it was typed.
    """
    cell = line.cells.get(target.name)
    if cell is None or cell.error or not line.begun:
        return []
    if cell.formula and not _is_ones_own(table, target, line):
        return []
    if target.kind.free_text or target.categories or (basis.stale and target.kind.number is None):
        return []
    text = shown(cell)
    if says_nothing(text) or target.parse(cell.value).value == value:
        return []
    worked = target.show(value) or _NOTHING
    place = basis.workbook.place(table.title, table.cell(line.number, target.name))
    values = {"title": target.title, "worked": worked}
    return [Finding(TYPED_OVER, place, text, values, private=target.personal)]


def _is_ones_own(table: RawTable, target: Field, line: Line) -> bool:
    """Say whether a formula whose result is another must be the sender's.

    The workbook's own comes to the same where it is made of nothing but numbers, as Excel has them
    too; where no program has worked it out it shows nothing, or none.
    """
    assert target.compute is not None
    names = target.compute.fields()
    if target.kind.number is None or not line.cells[target.name].value:
        return False
    if any(table.sheet.field(name).kind.number is None for name in names):
        return False
    parts = [line.cells[name].value for name in names if name in line.cells]
    return bool(parts) and all(isinstance(part, int | float) for part in parts)
