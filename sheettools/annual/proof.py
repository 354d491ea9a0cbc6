"""How a report proves itself: a digest over the values of each part of it, kept with it.

A digest goes by values, not by bytes: whoever saves a report unchanged, with any program, leaves it
as it is. It shows that something was changed by hand; it does not show who made the report, for
whoever has this program can make another.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from datetime import date, time
from itertools import chain
from json.encoder import encode_basestring
from typing import Any

from sheettools.annual.data import Data, Frame, as_number
from sheettools.annual.gate.public import Public, PublicFinding, Section, said_of
from sheettools.annual.live import shown_fields
from sheettools.annual.xlsx.hidden import DIGEST, Entry, HiddenEntries, entries_of, plan_lines
from sheettools.findings import COVERED, Finding, Location, Severity, declare
from sheettools.frozen import dataclass
from sheettools.template.computes import FirstOf, Lookup
from sheettools.template.conditions import Book, Row, RowValues
from sheettools.template.layout import (
    ANNUAL_SHEET,
    KEPT_SHEET,
    LEFT_SHEET,
    PARTS_SHEET,
    PLAN_SHEET,
    REPORT_SHEETS,
)
from sheettools.template.model import ORIGIN, SENDER, Field, Sheet

CHANGED_PART = declare(
    "R316",
    Severity.ERROR,
    why=(
        (
            "“{value}” của báo cáo không còn như khi làm ra: lúc đó có {made} dòng, nay có "
            "{count} dòng."
        ),
        (
            "“{value}” of the report is not as it was made: it had {made:row|rows} then, it "
            "has {count} now."
        ),
    ),
    remedy=(
        (
            "Báo cáo đã bị sửa tay sau khi làm ra. Làm lại bằng sheettools merge, hoặc xin lại "
            "bản gốc."
        ),
        (
            "The report was changed by hand. Make it again with sheettools merge, or ask for the "
            "original."
        ),
    ),
)
CHANGED_COMPUTED = declare(
    "R317",
    Severity.ERROR,
    why=(
        "“{title}” ghi “{value}”, tính lại được “{count}”.",
        "“{title}” says “{value}”; worked out anew: “{count}”.",
    ),
    remedy=(
        "Cột này tự tính, không sửa tay; số liệu lấy theo giá trị tính lại.",
        "This column is worked out, not typed; the figures go by what it comes to.",
    ),
)
CHANGED_STATE = declare(
    "R318",
    Severity.ERROR,
    why=(
        "Báo cáo ghi là {value}, nhưng theo phát hiện, sổ cân đối và các dòng thì là {count}.",
        (
            "The report says that it is {value}; by its findings, its ledger and its rows it is "
            "{count}."
        ),
    ),
    remedy=(
        (
            "Tình trạng tính theo số liệu, không theo chữ ghi trên báo cáo. Sửa các điều còn lại "
            "rồi tổng hợp lại."
        ),
        (
            "Its state follows from what it holds, not from its words. Settle what is left and "
            "merge again."
        ),
    ),
)
SHEET_GONE = declare(
    "R319",
    Severity.ERROR,
    why=("Báo cáo thiếu trang “{value}”.", "The report lacks the sheet “{value}”."),
    remedy=(
        "Trang này đã bị xóa. Làm lại bằng sheettools merge, hoặc xin lại bản gốc.",
        "The sheet was deleted. Make it again with sheettools merge, or ask for the original.",
    ),
)
ROWS_AGAINST_LEDGER = declare(
    "R320",
    Severity.ERROR,
    why=(
        "Sổ cân đối ghi đã tính {made} dòng{of}, báo cáo có {count} dòng.",
        "The ledger counts {made:row|rows}{of}; the report has {count}.",
    ),
    remedy=(
        "Có dòng bị xóa hoặc thêm sau khi làm báo cáo. Làm lại bằng sheettools merge.",
        (
            "A row was deleted or added since the report was made. Make it again with sheettools "
            "merge."
        ),
    ),
)
KEPT = (str, date)
"""Of which values it is kept how they are told; none of them is the same as one of another kind."""
NOTHING = encode_basestring("")
HEX = 32
"""How many signs of a SHA-256 are kept."""


def sections_of(public: Public) -> Iterator[Section]:
    """Yield every part of a report that must be as it was made."""
    data = public.data
    for sheet in public.template.tables:
        yield _section(sheet.title, _row_values(data, sheet, data.tables[sheet.name]))
        if public.office is not None:
            for pattern, frames in (
                (KEPT_SHEET, public.office.kept),
                (LEFT_SHEET, public.office.left),
            ):
                yield _section(
                    pattern.format(title=sheet.title), _row_values(data, sheet, frames[sheet.name])
                )
    for coverage, rows in data.coverages:
        told = (
            (row.sender, row.unit, row.reported, row.origin, *sorted(row.values.items()))
            for row in rows
        )
        yield _section(coverage.title, told)
    yield _section(PLAN_SHEET, plan_lines(data.plan, public.plan))
    yield _section(
        ANNUAL_SHEET, ((e.about, e.sender, e.key, e.name, e.value) for e in entries_of(public))
    )
    yield from _of_the_office(public)
    if public.several:
        yield _section(PARTS_SHEET, map(astuple, public.parts))


def _of_the_office(public: Public) -> Iterator[Section]:
    _, aside, found, ledger, sources, _, _ = REPORT_SHEETS
    if public.office is None:
        yield _section(ledger, (line.values for line in public.balance))
        return
    office = public.office
    yield _section(aside, ((*_sorted(row.origin), row.text) for row in office.set_aside))
    yield _section(ledger, (line.values for line in office.ledger))
    yield _section(sources, map(astuple, office.sources))
    # Not by the sentences: a newer program may say the same in other words.
    yield _section(
        found,
        ((f.severity, f.code, f.file, f.unit, f.sheet, f.cell, f.value) for f in office.findings),
    )


def _row_values(data: Data, sheet: Sheet, frame: Frame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table as they are shown: whose, where from, the fields."""
    origin = ORIGIN[:2] if data.upward else ORIGIN
    names = [SENDER[1], *origin, *(field.name for field in shown_fields(data, sheet))]
    return frame.parts(names)


def _sorted(values: RowValues) -> list[Any]:
    return [values[name] for name in (SENDER[1], *ORIGIN)]


def _section(name: str, rows: Iterable[Iterable[Any]]) -> Section:
    # A row that was moved is the same row: what is sorted or filtered in a spreadsheet stays as it
    # was made.
    known: dict[str | date, str] = {}
    told = sorted(f"[{', '.join(_told(row, known))}]" for row in rows)
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:HEX]
    return Section(name, len(told), digest)


def _told(row: Iterable[Any], known: dict[str | date, str]) -> Iterator[str]:
    """Yield the values of a row as they stand in a list of JSON; texts and days are the same in
    many, and most is empty.
    """
    for value in row:
        if value is None:
            yield NOTHING
            continue
        if type(value) not in KEPT:
            yield encode_basestring(canonical(value))
            continue
        said = known.get(value)
        if said is None:
            said = known[value] = encode_basestring(canonical(value))
        yield said


def canonical(value: Any) -> str:
    """Return a value as digests go by it: the same however a program stores it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, tuple | list):
        return "; ".join(canonical(one) for one in value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(as_number(value))
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def digest_entries(public: Public) -> Iterator[Entry]:
    """Yield the digests of a report, as its hidden sheet keeps them."""
    for section in public.sections or sections_of(public):
        yield Entry(DIGEST, key=section.name, name=str(section.rows), value=section.digest)


def sealed(public: Public) -> Public:
    """Return a report with one digest over all of it: what is printed on the first page."""
    sections = tuple(sections_of(public))
    lines = (f"{section.name} {section.digest}" for section in sections)
    seal = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12].upper()
    return replace(public, seal=seal, sections=sections)


# --------------------------------------------------------------------------- what was changed


def changed_parts(public: Public, said: HiddenEntries, file: str) -> Iterator[PublicFinding]:
    """Say which parts of a report that was read back are not as they were made."""
    kept = {entry.key: entry for entry in said.about(DIGEST)}
    for section in sections_of(public):
        was = kept.get(section.name)
        if was is None or (was.name, was.value) != (str(section.rows), section.digest):
            values = {"made": was.name if was else "?", "count": section.rows}
            yield _said(
                public, Finding(CHANGED_PART, Location(file, section.name), section.name, values)
            )


def rows_against_ledger(public: Public, file: str) -> Iterator[PublicFinding]:
    """Say where the ledger counts other rows than there are."""
    ledger_title = REPORT_SHEETS[3]
    if public.office is None:
        tables = public.data.tables.values()
        counts = Counter(chain.from_iterable(frame[SENDER[1]] for frame in tables))
        for line in public.balance:
            count = counts[line.sender]
            if count != line.accepted:
                values = {"made": line.accepted, "count": count, "of": ""}
                yield _said(
                    public,
                    Finding(ROWS_AGAINST_LEDGER, Location(file, ledger_title), values=values),
                )
        return
    frames = [*public.data.tables.values(), *public.office.kept.values()]
    counts = Counter(chain.from_iterable(frame["tep"] for frame in frames))
    by_file: dict[str, int] = {}
    for one in public.office.ledger:
        by_file[one.file] = by_file.get(one.file, 0) + one.accepted
    for name, accepted in by_file.items():
        count = counts[name]
        if count != accepted:
            values = {"made": accepted, "count": count, "of": f" của {name}"}
            yield _said(
                public, Finding(ROWS_AGAINST_LEDGER, Location(file, ledger_title), name, values)
            )


def _said(public: Public, finding: Finding) -> PublicFinding:
    sender = "" if public.several else public.data.senders[0].code
    return said_of(finding, sender)


# --------------------------------------------------------------------------- what is worked out


@dataclass(frozen=True)
class Recomputation:
    """A value that was worked out anew and is another: which row of which table, its field, what it
    says and is.
    """

    table: str
    row: int
    field: Field
    said: Any
    value: Any


def recompute(public: Public) -> list[Recomputation]:
    """Work out every computed field anew from its row, and return where it comes to something else
    than it says.

    A field that looks up another sheet is left as it is where its row is not among those that
    count.
    """
    found: list[Recomputation] = []
    if public.several or not public.facts:
        return found
    books = _books_by_unit(public)
    for sheet in public.template.tables:
        shown = {field.name for field in shown_fields(public.data, sheet)}
        fields = [
            f for f in sheet.fields if f.compute is not None and not f.prefill and f.name in shown
        ]
        for number, row in enumerate(public.rows[sheet.name]):
            book = books[row["ma_don_vi"]]
            for field in fields:
                if not _can_be_judged(field, row, book):
                    continue
                said, value = row[field.name], _worked_out(field, row, book)
                if canonical(value) != canonical(said):
                    found.append(Recomputation(sheet.name, number, field, said, value))
    return found


def _worked_out(field: Field, row: RowValues, book: Book) -> Any:
    assert field.compute is not None
    return field.compute.value(row, book)


def _books_by_unit(public: Public) -> dict[str, Book]:
    """Return the rows of each unit as computed fields look them up."""
    rows: dict[str, dict[str, list[Row]]] = {}
    for name, table in public.rows.items():
        for number, row in enumerate(table):
            rows.setdefault(row["ma_don_vi"], {}).setdefault(name, []).append(Row(number, row))
    return {unit: Book(tables, public.facts) for unit, tables in rows.items()}


def _can_be_judged(field: Field, row: RowValues, book: Book) -> bool:
    compute = field.compute
    for one in compute.parts if isinstance(compute, FirstOf) else (compute,):
        if one is None or any(row.get(name) == COVERED for name in one.fields()):
            return False
        if isinstance(one, Lookup):
            key = row.get(one.lookup)
            if key is not None and not book.find(one.sheet, one.on, key):
                return False
    return True
