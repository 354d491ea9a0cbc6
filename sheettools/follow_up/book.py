"""The register as it lies in the year's folder: read, and checked by the engine that checks
returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sheettools.findings import Finding, Location, Severity, declare
from sheettools.follow_up.additions import NO_ADDITIONS, NO_OWN, Additions
from sheettools.follow_up.form import BELONGS, RECEIVED, UNIT, WRITTEN_PAGES, Page, RegisterForm
from sheettools.follow_up.gather import Gathered, gather
from sheettools.follow_up.matters import Matter
from sheettools.frozen import dataclass
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import bytes_of, checksum, read_arrangement, read_book
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Line
from sheettools.incoming.check.read import read_entries
from sheettools.incoming.check.record import Record
from sheettools.incoming.check.seen import PICTURES_ASIDE, WORDS_ASIDE
from sheettools.incoming.check.validate import check
from sheettools.incoming.locate.columns import HEADING_MISSING, INSERTED
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import SHEET_MISSING, locate
from sheettools.incoming.locate.sheets import EXTRA_SHEET, SHEET_HIDDEN
from sheettools.incoming.locate.tables import HIDDEN_COLUMNS, HIDDEN_ROWS, OUTSIDE
from sheettools.incoming.locate.workbook import Workbook
from sheettools.outgoing.workbook.initial import KeptCell
from sheettools.template.conditions import Book, RowValues
from sheettools.template.issue import Issue

UNREADABLE = declare(
    "F290",
    Severity.ERROR,
    why=(
        "Không đọc được sổ theo dõi {value}: tệp hỏng, hoặc không phải sổ theo dõi của năm nay.",
        "The register {value} cannot be read: it is damaged, or not the register of this year.",
    ),
    remedy=(
        "Mở tệp xem có đúng không; mở được thì lưu lại dạng .xlsx, không thì lấy bản trước: "
        "noi-bo/so-theo-doi_truoc.xlsx.",
        "See whether it opens; if so save it as .xlsx again, if not take the one before: "
        "noi-bo/so-theo-doi_truoc.xlsx.",
    ),
)
OWN_AFFAIRS = (
    OUTSIDE, INSERTED, EXTRA_SHEET, SHEET_HIDDEN, HIDDEN_ROWS, HIDDEN_COLUMNS, WORDS_ASIDE,
    PICTURES_ASIDE,
)  # fmt: skip
"""What is no fault in a register: it is the staff's, and what they add to it is kept."""


@dataclass(frozen=True)
class Register:
    """What the office has written so far, and what is to be said of it.

    `refused` where the file is there and cannot be read: then nobody knows what is in it.
    """

    matters: tuple[Matter, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    lacking: bool = False
    """Whether a page or a column of it has gone, and with that what was written there."""
    on_writing: tuple[Finding, ...] = ()
    """What is to be said where it is written anew."""
    sha256: str = ""
    size: int = 0
    additions: Additions = NO_ADDITIONS
    data: bytes = b""
    """The file as it was read."""


NO_REGISTER = Register()


def read_register(
    path: Path, form: RegisterForm, issued: Sequence[Issue], today: date | None = None
) -> Register:
    """Read and check the register; an empty one where there is no file."""
    if not path.exists():
        return NO_REGISTER
    with Keeper() as cage:
        reading = read_book(path, cage)
        data = bytes_of(path)
        arranged = read_arrangement(data, cage) if reading.book is not None else ()
    book = reading.book
    if book is None or checksum(data) != book.sha256:  # saved meanwhile: none of it is certain
        return _refused(path, reading.findings)
    matched = replace(book, sheets=tuple(s for s in book.sheets if s.name not in WRITTEN_PAGES))
    workbook = locate(matched, read_evidence(matched), form.template)
    if not workbook.tables or not _is_of(workbook, form, issued):
        return _refused(path, reading.findings)
    issue = replace(base_issue(issued), **_as_it_went_out(workbook, form))
    checked = check(workbook, issue, today)
    rows = tuple(_rows_of_matters(form, checked.records))
    own = gather(book, workbook, form, rows, arranged)
    matters = tuple(_matters(form, issued, rows, own))
    said = [one for one in checked.findings if one.problem not in OWN_AFFAIRS]
    return Register(
        matters,
        (*reading.findings, *said),
        False,
        any(one.problem in (SHEET_MISSING, HEADING_MISSING) for one in said),
        own.findings,
        checked.sha256,
        checked.size,
        own.additions,
        data,
    )


def _is_of(workbook: Workbook, form: RegisterForm, issued: Sequence[Issue]) -> bool:
    """Say whether a workbook is the register of these units' year, as far as it says so."""
    name, year = (workbook.identity.get(of, "") for of in ("template", "year"))
    return name in ("", form.template.name) and year in ("", str(issued[0].year or ""))


def base_issue(issued: Sequence[Issue]) -> Issue:
    """Return what the register is issued with: the facts of the plan, no unit's own."""
    first = issued[0]
    line = first.line.partition(", ")[2] or first.line
    return Issue("", "", "", line[:1].upper() + line[1:], "", facts=first.facts, year=first.year)


def given_of(page: Page, matter: Matter) -> dict[str, Any]:
    """Return what stands in a matter's row before the office writes: what the unit wrote, and what
    is taken while the office says nothing.
    """
    values: dict[str, Any] = {page.key: matter.code}
    if page.kind not in RECEIVED:
        values[UNIT] = matter.unit_name
        values |= matter.seen
    return {**values, **defaults_of(page, values)}


def defaults_of(page: Page, values: RowValues) -> dict[str, Any]:
    """Return what is taken of the office's fields while it writes nothing."""
    taken: dict[str, Any] = {}
    if page.kind == "parked" or page.kind in RECEIVED:
        return taken
    for target in page.of_office:
        if target.default is not None:
            taken[target.name] = target.default.value({**values, **taken}, Book({}))
    return taken


def _refused(path: Path, findings: Sequence[Finding]) -> Register:
    said = Finding(UNREADABLE, Location(file=path.name), path.name)
    return Register((), (said, *findings), refused=True)


def _as_it_went_out(workbook: Workbook, form: RegisterForm) -> dict[str, Any]:
    """Return with what rows the file was written: what stands in its locked cells. It was the
    program's, whatever the returns say by now.
    """
    entries, _ = read_entries(Basis(workbook))
    rows: dict[str, list[RowValues]] = {}
    for page in form.pages:
        if page.sheet.name in workbook.tables:
            coded: dict[Any, Line] = {}
            for one in entries.tables[page.sheet.name]:
                coded.setdefault(one.values.get(page.key), one)
            coded.pop(None, None)
            rows[page.sheet.name] = [_given(page, one) for one in coded.values()]
    return {"rows": rows, "planned": {name: len(several) for name, several in rows.items()}}


def _given(page: Page, line: Line) -> RowValues:
    code = line.values.get(page.key)
    if page.kind in RECEIVED:
        return {page.key: code}
    names = [page.key, UNIT, *(target.name for target in page.of_unit)]
    values = {name: line.values.get(name) for name in names}
    return {**values, **defaults_of(page, values)}


def _rows_of_matters(form: RegisterForm, records: Sequence[Record]) -> Iterator[Record]:
    """Yield the rows that hold a matter; of several with a code in a table that knows its matters
    by nothing else the first.
    """
    pages = {page.sheet.name: page for page in form.pages}
    seen: set[tuple[str, str]] = set()
    for record in records:
        page = pages[record.sheet]
        code = str(record.values.get(page.key) or "")
        is_empty = page.kind in RECEIVED and record.status == "blank"
        again = (record.sheet, code) in seen and not page.table.register.known_by
        seen.add((record.sheet, code))
        if code and not is_empty and not again:
            yield record


def _matters(
    form: RegisterForm, issued: Sequence[Issue], records: Sequence[Record], own: Gathered
) -> Iterator[Matter]:
    pages = {page.sheet.name: page for page in form.pages}
    units = {one.unit_name: one for one in issued} | {one.unit_code: one for one in issued}
    for record in records:
        page = pages[record.sheet]
        unit = units.get(str(record.values.get(UNIT) or ""))
        matter = _matter(page, record, str(record.values[page.key]), unit)
        yield replace(matter, own=own.rows.get((record.sheet, record.number), NO_OWN))


def _matter(page: Page, record: Record, code: str, unit: Issue | None) -> Matter:
    values = record.values
    return Matter(
        page.table.name,
        code,
        unit.unit_code if unit else "",
        unit.unit_name if unit else str(values.get(UNIT) or ""),
        page.kind,
        seen={target.name: values.get(target.name) for target in page.of_unit},
        answer=dict(_answer(page, record)),
        page=record.title,
        row=record.number,
        cells=record.cells,
        belongs=str(values.get(BELONGS) or ""),
        counts=record.status != "set aside",
    )


def _answer(page: Page, record: Record) -> Iterator[tuple[str, Any]]:
    """Yield what the office wrote into a row: values, and what stands there and is none."""
    taken: Mapping[str, Any] = defaults_of(page, record.values)
    for target in page.of_office:
        value, text = record.values.get(target.name), record.texts.get(target.name, "")
        if value is None and text.strip():
            yield target.name, KeptCell(text)
        elif value is not None and value != taken.get(target.name):
            yield target.name, value
