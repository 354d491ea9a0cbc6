"""Returns and register joined: each row gets the office's words, and what is worked out of them.

Where the office has written nothing, what an older workbook says counts, and else what the template
takes. What the office received itself comes in as rows of the register's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sheettools.incoming.check.record import CheckedBook, Record, Status
from sheettools.outgoing.workbook.initial import KeptCell
from sheettools.register.form import RECEIVED, RegisterForm
from sheettools.register.matters import Key, Matter
from sheettools.template import layout
from sheettools.template.conditions import Book, Row, RowValues
from sheettools.template.facts import TODAY, Facts
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet, Template
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
    if all(not office_fields(sheet) for sheet in template.tables):
        return checked
    records = [_promoted(one, issued, template, matters) for one in checked.records]
    filled = [_with_answer(one, template, matters) for one in records]
    return replace(checked, records=tuple(_worked_out(filled, template, issued.facts, today)))


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
    nobody = replace(units[0], code="", unit_code="", unit_name=OFFICE_NAME)
    for issued in (*units, nobody):
        if issued.unit_code in own:
            records = _worked_out(own[issued.unit_code], form.whole, issued.facts, today)
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


def _promoted(
    record: Record, issued: Issue, template: Template, matters: Mapping[Key, Matter]
) -> Record:
    """Let a row count that came over from last year, once the office has written of it."""
    carried = issued.carried.get(record.sheet, 0)
    if record.status != "blank" or not 0 <= record.origin < carried:
        return record
    matter = _matter(record, template, matters)
    return replace(record, status="accepted") if matter and matter.answer else record


def _matter(record: Record, template: Template, matters: Mapping[Key, Matter]) -> Matter | None:
    key = layout.row_key(template.sheet(record.sheet))
    return matters.get((record.sheet, str(record.values.get(key) or "")))


def _with_answer(record: Record, template: Template, matters: Mapping[Key, Matter]) -> Record:
    matter = _matter(record, template, matters) if record.sheet in _tables(template) else None
    if matter is None or record.status == "blank":
        return record
    values = {**record.values, **values_of(matter.answer)}
    return replace(record, values=values, answered=_place_of(matter))


def _place_of(matter: Matter) -> str:
    """Say where in the register an answer stands: sheet and cells."""
    cells = [matter.cells[name] for name in matter.answer if name in matter.cells]
    return f"{matter.page}!{', '.join(cells)}" if cells else ""


def _tables(template: Template) -> set[str]:
    return {sheet.name for sheet in template.tables if office_fields(sheet)}


def values_of(answer: RowValues) -> dict[str, Any]:
    """Return what the office wrote, those cells left out that hold no value of their field."""
    return {name: value for name, value in answer.items() if not isinstance(value, KeptCell)}


def _worked_out(
    records: Sequence[Record], template: Template, facts: Facts, today: date | None
) -> Iterator[Record]:
    """Yield the rows with what is taken and worked out where the office's words are read."""
    values = [dict(record.values) for record in records]
    rows: dict[str, list[Row]] = {}
    for record, own in zip(records, values, strict=True):
        begun = record.status != "blank"
        rows.setdefault(record.sheet, []).append(Row(record.number, own, begun=begun))
    book = Book(rows, {**facts, TODAY: today})
    for record, own in zip(records, values, strict=True):
        sheet = next((one for one in template.tables if one.name == record.sheet), None)
        if sheet is not None and record.status == "accepted":
            _work_out(sheet, own, book)
        yield replace(record, values=own)


def _work_out(sheet: Sheet, values: dict[str, Any], book: Book) -> None:
    for target in sheet.fields:
        if target.name not in office_fields(sheet):
            continue
        if target.compute is not None:
            values[target.name] = target.compute.value(values, book)
        elif target.default is not None and values.get(target.name) is None:
            values[target.name] = target.default.value(values, book)
