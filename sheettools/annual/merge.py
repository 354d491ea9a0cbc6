"""Checked returns → one table a sheet with the origin of every row, and the ledger."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from sheettools.annual.data import (
    CoverageRow,
    Coverages,
    Data,
    Frame,
    Sender,
    Unit,
    frame_of,
    plan_rows,
)
from sheettools.annual.ledger import LedgerLine, Return, ledger_line
from sheettools.findings import COVERED, Finding, Location, Severity, SheettoolsError, Stop, declare
from sheettools.follow_up.form import REGISTER
from sheettools.frozen import dataclass
from sheettools.incoming.check.validate import Record
from sheettools.template.conditions import RowValues
from sheettools.template.excel.address import column_letter, split_address
from sheettools.template.issue import FilledBook, Issue, office_code_of, year_of
from sheettools.template.model import ORIGIN, SENDER, Field, Sheet, Template
from sheettools.template.report import Coverage
from sheettools.words.text import slug

UNBALANCED = declare(
    "F301",
    Severity.ERROR,
    why=(
        "Sổ cân đối không khớp ở “{value}”: đọc {seen} dòng nhưng chỉ xếp được {placed}.",
        "The ledger does not balance for “{value}”: {seen:row|rows} read, {placed} accounted for.",
    ),
    remedy=(
        "Báo cáo không được ghi ra. Gửi tệp này cho người phụ trách chương trình.",
        "No report was written. Send this file to whoever looks after the program.",
    ),
    stop=Stop.NOT_WRITTEN,
)


@dataclass(frozen=True)
class MergedReturns:
    """The year's data as they came, and those rows that were left out: of the fields what the
    sender wrote.
    """

    data: Data
    issued: tuple[Issue, ...]
    returns: tuple[Return, ...]
    set_aside: Mapping[str, Frame]
    ledger: tuple[LedgerLine, ...]
    findings: tuple[Finding, ...]
    named: frozenset[str] = frozenset()
    """What stands in the personal fields of all returns, older ones included."""

    @property
    def template(self) -> Template:
        """The template of the workbooks."""
        return self.data.template

    @property
    def tables(self) -> Mapping[str, Frame]:
        """A frame a table: origin, then fields."""
        return self.data.tables

    @property
    def missing(self) -> tuple[Issue, ...]:
        """The units of which nothing that counts came back."""
        back = {one.issued.code for one in self.returns if one.issued and one.counts}
        return tuple(issued for issued in self.issued if issued.code not in back)


def merge(
    template: Template, plan: FilledBook, issued: Sequence[Issue], returns: Iterable[Return]
) -> MergedReturns:
    """Merge returns in any order into the same result.

    Raises SheettoolsError (F301) if a row cannot be accounted for.
    """
    ordered = tuple(
        sorted(
            returns, key=lambda one: (one.issued.code if one.issued else "~", one.file, one.sha256)
        )
    )
    sender = sender_of(issued)
    rows = _Rows(template, sender)
    ledger = _accounts(map(rows.take, ordered))
    tables = {sheet.name: frame_of(sheet, rows.accepted[sheet.name]) for sheet in template.tables}
    set_aside = {}
    for sheet in template.tables:
        set_aside[sheet.name] = frame_of(sheet, rows.set_aside[sheet.name], texts=True)
    plans = {name: plan_rows(rows, sender.code) for name, rows in plan.tables.items()}
    return MergedReturns(
        data=Data(
            template=template,
            plan=FilledBook(plan.forms, plans),
            senders=(sender,),
            units=tuple(Unit(one.unit_code, one.unit_name, sender.code) for one in issued),
            tables=tables,
            coverages=_coverages(template, tables, issued, sender.code),
        ),
        issued=tuple(issued),
        returns=ordered,
        set_aside=set_aside,
        ledger=ledger,
        findings=tuple(chain.from_iterable(one.findings for one in ordered)),
        named=frozenset(rows.named),
    )


def _accounts(lines: Iterable[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Return the ledger. Raises SheettoolsError (F301) if a row cannot be accounted for."""
    ledger = tuple(lines)
    lost = []
    for line in ledger:
        if not line.balanced:
            values = {"seen": line.read, "placed": line.placed}
            lost.append(Finding(UNBALANCED, Location(file=line.file), line.file, values))
    if lost:
        raise SheettoolsError(*lost)
    return ledger


def sender_of(issued: Sequence[Issue]) -> Sender:
    """Return whose report it is, as its template declares it; of one that does not, what the lines
    and the codes of all its units have in common.
    """
    if not issued:
        return Sender("", "")
    name = issued[0].office or line_of(issued).removesuffix(_of_year(issued))
    return Sender(office_code_of(issued) or slug(name), name[:1].upper() + name[1:])


def line_of(issued: Sequence[Issue]) -> str:
    """Return whose report it is, and of which year."""
    if not issued:
        return ""
    if issued[0].office:
        return issued[0].office + _of_year(issued)
    return issued[0].line.partition(", ")[2] or issued[0].line


def _of_year(issued: Sequence[Issue]) -> str:
    year = year_of(issued)
    return "" if year is None else f", năm {year}"


class _Rows:
    """The rows of all returns, a return at a time: no more is kept of each than goes into the
    report.
    """

    def __init__(self, template: Template, sender: Sender) -> None:
        self.sender = sender
        self.sheets = {sheet.name: sheet for sheet in template.tables}
        self.accepted: dict[str, list[RowValues]] = {name: [] for name in self.sheets}
        self.set_aside: dict[str, list[RowValues]] = {name: [] for name in self.sheets}
        self.named: set[str] = set()

    def take(self, one: Return) -> LedgerLine:
        """Take the rows of a return, and account for all of them."""
        one = replace(one, held=one.checked)
        private = _private_cells(one)
        for record in one.checked.records if one.checked is not None else ():
            sheet = self.sheets.get(record.sheet)
            if sheet is None:
                continue
            self.named.update(_named(sheet, record))
            if one.counts:
                self._lay(sheet, one, record, private)
        return ledger_line(one)

    def _lay(
        self, sheet: Sheet, one: Return, record: Record, private: Container[tuple[str, str]]
    ) -> None:
        """Lay a row among the others; one that was set aside shows what was written, not what was
        read.
        """
        if record.status == "accepted":
            row = {**record.values, **_origin(one, record, self.sender)}
            self.accepted[sheet.name].append(row)
        elif record.status == "set aside":
            row = {**_texts(record, sheet, private), **_origin(one, record, self.sender)}
            self.set_aside[sheet.name].append(row)


def _named(sheet: Sheet, record: Record) -> Iterator[str]:
    """Yield what a row says in the fields that ask for somebody's name."""
    for target in sheet.fields:
        if target.personal:
            told = (record.values.get(target.name), record.texts.get(target.name))
            yield from names_among(told)


def names_among(values: Iterable[Any]) -> Iterator[str]:
    """Yield the texts among values of personal fields that are not covered."""
    for value in values:
        if isinstance(value, str) and value.strip() and value != COVERED:
            yield value


def _private_cells(one: Return) -> frozenset[tuple[str, str]]:
    """Return the cells of a file, by sheet, of which a finding says who somebody is."""
    found = (finding.location for finding in one.findings if finding.private)
    return frozenset(chain.from_iterable(place.places for place in found))


def _texts(
    record: Record, sheet: Sheet, private: Container[tuple[str, str]]
) -> dict[str, str | None]:
    return {field.name: _text(record, sheet, field, private) for field in sheet.fields}


def _text(
    record: Record, sheet: Sheet, target: Field, private: Container[tuple[str, str]]
) -> str | None:
    """Return what the sender wrote, covered where it may tell who somebody is: by its field, or by
    a finding there.
    """
    if target.compute is not None:
        return None
    if sheet.is_covered(target.name, record.values):
        return COVERED if record.texts.get(target.name) else None
    if (record.title, record.cells.get(target.name, "")) in private:
        return COVERED
    return record.texts.get(target.name)


def _origin(one: Return, record: Record, sender: Sender) -> dict[str, Any]:
    assert one.issued is not None
    place = (
        one.issued.unit_name,
        one.issued.unit_code,
        one.file,
        record.title,
        record.number,
        _cells(record) + (f" + {REGISTER} {record.answered}" if record.answered else ""),
    )
    return dict(zip((*SENDER, *ORIGIN), (sender.name, sender.code, *place), strict=True))


def _cells(record: Record) -> str:
    """Return which cells of its sheet a record was read from: `B7:N7`."""
    columns = [split_address(cell)[1] for cell in record.cells.values()]
    if not columns:
        return ""
    return (
        f"{column_letter(min(columns))}{record.number}:{column_letter(max(columns))}{record.number}"
    )


# ------------------------------------------------------------------------- planned against reported


def _coverages(
    template: Template, tables: Mapping[str, Frame], issued: Sequence[Issue], sender: str
) -> Coverages:
    made = []
    for coverage in template.report.coverages:
        rows = tuple(_coverage(coverage, tables[coverage.table], issued, sender))
        made.append((coverage, rows))
    return tuple(made)


def _coverage(
    coverage: Coverage, frame: Frame, issued: Sequence[Issue], sender: str
) -> Iterator[CoverageRow]:
    """Yield a row a planned row of each unit, with what was reported of it, set-aside rows left
    out.
    """
    reported = {
        (row["ma_don_vi"], row[coverage.key]): row
        for row in frame.rows()
        if row[coverage.key] is not None and coverage.where.holds(row)
    }
    for one in issued:
        for planned in one.rows.get(coverage.table, ())[: one.planned.get(coverage.table, 0)]:
            if coverage.where.holds(planned):
                found = reported.pop((one.unit_code, planned.get(coverage.key)), None)
                yield CoverageRow(one.unit_name, *_against(coverage, planned, found), sender)
    for found in reported.values():
        yield CoverageRow(found["don_vi"], *_against(coverage, {}, found), sender)


def _against(
    coverage: Coverage, planned: RowValues, found: RowValues | None
) -> tuple[RowValues, bool, str]:
    """Return what is known of a planned row, whether anything was reported of it, and where."""
    told = {name: value for name, value in (found or {}).items() if value is not None}
    values = {name: {**planned, **told}.get(name) for name in (coverage.key, *coverage.columns)}
    return values, found is not None, origin_line(found) if found else ""


def origin_line(row: RowValues) -> str:
    """Say where a row came from: file, sheet, row, cells."""
    return " / ".join(str(row[name]) for name in ORIGIN[2:] if row[name] not in (None, ""))
