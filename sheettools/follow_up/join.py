"""Returns and register joined: each row gets the office's words, and what is worked out of them.

Where the office has written nothing, what an older workbook says counts, and else what the template
takes. What the office received itself comes in as rows of the register's own.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sheettools.follow_up.form import RECEIVED, RegisterForm
from sheettools.follow_up.matters import Key, Matter
from sheettools.incoming.check.record import CheckedBook, Record, Status
from sheettools.outgoing.workbook.initial import KeptCell
from sheettools.template import layout
from sheettools.template.conditions import Book, Row, RowValues
from sheettools.template.facts import TODAY, Facts
from sheettools.template.issue import Issue
from sheettools.template.model import Field, Template
from sheettools.template.shares import office_fields

OFFICE_NAME = "Văn phòng"
"""Whose a matter is of which the office has not said from which unit it came."""


def joined(
    checked: CheckedBook,
    issued: Issue,
    template: Template,
    matters: Mapping[Key, Matter],
    today: date | None,
) -> CheckedBook:
    """Return a return's rows with the office's words; `template` is the whole one.

    A row that came over from last year and in which the unit wrote nothing counts as soon as the
    office has written of it.
    """
    written = _written_by_office(template)
    if not written:
        return checked
    keys = {name: layout.row_key(template.sheet(name)) for name in written}
    filled: list[Record] = []
    for record in checked.records:
        code = record.values.get(keys.get(record.sheet, ""))
        matter = matters.get((record.sheet, str(code or "")))
        # A code may stand in another unit's workbook: its answer is not this one's.
        is_own = matter is not None and matter.unit_code == issued.unit_code
        filled.append(_answered(record, issued, matter) if matter and is_own else record)
    return replace(checked, records=tuple(_worked_out(filled, written, issued.facts, today)))


def _written_by_office(template: Template) -> dict[str, tuple[Field, ...]]:
    """Return by table the fields that the office fills in, or that follow from these."""
    found: dict[str, tuple[Field, ...]] = {}
    for sheet in template.tables:
        names = office_fields(sheet)
        if names:
            found[sheet.name] = tuple(one for one in sheet.fields if one.name in names)
    return found


def rows_of_its_own(
    form: RegisterForm,
    matters: Iterable[Matter],
    units: Sequence[Issue],
    back: Collection[str],
    today: date | None,
) -> Iterator[tuple[Issue, tuple[Record, ...]]]:
    """Yield by unit the rows that the register alone has: what the office received itself, and what
    came over from last year to units of which nothing is `back`, once the office has written of it.
    """
    own: dict[str, list[Record]] = {}
    for matter in matters:
        if matter.kind in RECEIVED or _is_left_to_office(form, matter, back):
            own.setdefault(matter.unit_code, []).append(_record(form, matter))
    written = _written_by_office(form.whole)
    nobody = replace(units[0], code="", unit_code="", unit_name=OFFICE_NAME)
    for issued in (*units, nobody):
        if issued.unit_code in own:
            records = _worked_out(own[issued.unit_code], written, issued.facts, today)
            yield issued, tuple(records)


def _is_left_to_office(form: RegisterForm, matter: Matter, back: Collection[str]) -> bool:
    carry = form.whole.sheet(matter.table).carry_over
    if matter.kind not in ("units", "kept") or matter.unit_code in back or carry is None:
        return False
    return bool(matter.answer) and matter.row > 0 and matter.seen.get(carry.into) is not None


def _record(form: RegisterForm, matter: Matter) -> Record:
    key = layout.row_key(form.whole.sheet(matter.table))
    values = {key: matter.code, **matter.seen, **values_of(matter.answer)}
    status: Status = "accepted" if matter.counts and matter.unit_code else "set aside"
    texts = {name: str(value) for name, value in values.items() if value is not None}
    return Record(matter.table, matter.page, matter.row, values, texts, matter.cells, status)


def _answered(record: Record, issued: Issue, matter: Matter) -> Record:
    """Return a row with the office's words; one that came over from last year counts by these."""
    status = record.status
    if status == "blank" and 0 <= record.origin < issued.carried.get(record.sheet, 0):
        status = "accepted" if matter.answer else "blank"
    if status == "blank":
        return record
    values = {**record.values, **values_of(matter.answer)}
    return replace(record, status=status, values=values, answered=_place_of(matter))


def _place_of(matter: Matter) -> str:
    """Say where in the register an answer stands: sheet and cells."""
    cells = [matter.cells[name] for name in matter.answer if name in matter.cells]
    return f"{matter.page}!{', '.join(cells)}" if cells else ""


def values_of(answer: RowValues) -> dict[str, Any]:
    """Return what the office wrote, those cells left out that hold no value of their field."""
    return {name: value for name, value in answer.items() if not isinstance(value, KeptCell)}


def _worked_out(
    records: Sequence[Record],
    written: Mapping[str, Sequence[Field]],
    facts: Facts,
    today: date | None,
) -> Iterator[Record]:
    """Yield the rows with what is taken and worked out where the office's words are read."""
    values = [
        dict(record.values) if _is_worked_out(record, written) else record.values
        for record in records
    ]
    rows: dict[str, list[Row]] = {}
    for record, own in zip(records, values, strict=True):
        begun = record.status != "blank"
        rows.setdefault(record.sheet, []).append(Row(record.number, own, begun=begun))
    book = Book(rows, {**facts, TODAY: today})
    for record, own in zip(records, values, strict=True):
        if isinstance(own, dict) and _is_worked_out(record, written):
            _work_out(written[record.sheet], own, book)
            yield replace(record, values=own)
        else:
            yield record


def _is_worked_out(record: Record, written: Container[str]) -> bool:
    return record.status == "accepted" and record.sheet in written


def _work_out(fields: Iterable[Field], values: dict[str, Any], book: Book) -> None:
    for target in fields:
        if target.compute is not None:
            values[target.name] = target.compute.value(values, book)
        elif target.default is not None and values.get(target.name) is None:
            values[target.name] = target.default.value(values, book)
