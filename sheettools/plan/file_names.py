"""The names of the files that go out to a plan's units: no two may be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.incoming.check.record import CheckedBook, Record
from sheettools.template.issue import (
    REFERENCE,
    FilledBook,
    Filler,
    PlannedRows,
    file_name_of,
)
from sheettools.template.model import Template

SAME_FILE = declare(
    "F273",
    Severity.ERROR,
    why=(
        "Sổ của “{unit}” và của “{other}” sẽ cùng là tệp {value}.xlsx: sổ này ghi đè sổ kia.",
        "The workbooks of “{unit}” and “{other}” would both be {value}.xlsx: one would replace "
        "the other.",
    ),
    remedy=(
        "Tên tệp không phân biệt dấu và chữ hoa: ghi thêm vào tên một đơn vị cho khác hẳn (ví dụ "
        "thêm số), hoặc thêm mã đơn vị vào file_name của mẫu.",
        "Names of files know neither marks nor capitals: add something to one of the names (a "
        "number, say), or put the unit's code into the template's file_name.",
    ),
)


def check_file_names(checked: CheckedBook, source: Template, template: Template) -> list[Finding]:
    """Return a finding for each unit whose file would be that of another before it, at its cell of
    the plan; `template` is what goes out, `source` the plan's own.
    """
    units = checked.of(source.unit)
    column = _column(template, source)
    first: dict[str, int] = {}
    found: list[Finding] = []
    for number, name in enumerate(_names(checked.filled(), source, template)):
        other = first.setdefault(name.casefold(), number)
        if other != number:
            unit, before = units[number], units[other]
            place = Location(checked.file, unit.title, unit.cells.get(column, ""))
            values = {"unit": _said(unit, column), "other": _said(before, column)}
            found.append(Finding(SAME_FILE, place, name, values))
    return found


def _names(plan: FilledBook, source: Template, template: Template) -> Iterator[str]:
    """Yield the name of each unit's files; what the plan does not say yet is told elsewhere."""
    planned = PlannedRows(source, plan)
    for unit in plan.tables.get(source.unit, ()):
        try:
            text = Filler(source, plan, unit, planned).need(template.file_name)
        except SheettoolsError:
            return
        yield file_name_of(text)


def _column(template: Template, source: Template) -> str:
    """Return the field of a unit's row by which its files are told from others."""
    asked: Sequence[str] = [match[1] for match in REFERENCE.finditer(template.file_name)]
    own = [name.partition(".")[2] for name in asked if name.startswith(f"{source.unit}.")]
    return own[-1] if own else source.sheet(source.unit).fields[0].name


def _said(unit: Record, column: str) -> str:
    return str(unit.values.get(column) or "")
