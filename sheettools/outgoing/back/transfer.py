"""What came back, laid into a fresh workbook: each value in its place, nothing lost.

The copy is never the returned file edited: a library that opens and saves one loses its drop-downs.
It is built from the template, as what went out was, and holds what was read: values as values, what
was mended as mended, and what could not be read as it was written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sheettools.findings import Finding, Location, Problem, Severity, SheettoolsError, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawCell, RawSheet
from sheettools.incoming.check.read import PREFILLED_CHANGED
from sheettools.incoming.check.validate import CheckedBook, Record
from sheettools.incoming.locate.cells import read_cell, shown
from sheettools.incoming.locate.workbook import RawForm, RawTable, Stray, Workbook
from sheettools.incoming.look.values import GONE
from sheettools.outgoing.workbook.initial import Contents, KeptCell, Place
from sheettools.outgoing.workbook.write import MAX_TEXT
from sheettools.template import layout
from sheettools.template.conditions import RowValues
from sheettools.template.excel.address import address
from sheettools.template.issue import Issue
from sheettools.template.kinds import show_date, show_number
from sheettools.template.model import Field, Sheet, Template
from sheettools.template.shares import of_unit, office_fields
from sheettools.words.text import fold

MOST_ROWS = 1_000
"""How many rows a copy grows by; what goes past it is no village's workbook."""
TOO_MANY_ROWS = declare(
    "F238",
    Severity.WARNING,
    why=(
        "Trang “{value}” có thêm {rows} dòng dưới các dòng in sẵn, quá nhiều để làm bản gửi lại.",
        (
            "The sheet “{value}” has {rows:row|rows} below the prepared ones, too many for a "
            "copy to send back."
        ),
    ),
    remedy=(
        "Xem các lỗi ở trên và báo người gửi; nhờ bỏ các dòng thừa rồi gửi lại.",
        "Tell the sender what is listed above, and ask that needless rows be deleted.",
    ),
)
CHUNK = 8_000
_LONGEST = MAX_TEXT // 2
"""How many letters fit into a cell, whatever letters they are."""


@dataclass(frozen=True)
class Spot:
    """A cell of the copy: its sheet's title, row and column; its field and row number from 1 (0 in
    a form).
    """

    title: str
    row: int
    column: int
    sheet: Sheet | None = None
    field: Field | None = None
    number: int = 0

    @property
    def cell(self) -> str:
        """The address."""
        return address(self.row, self.column)

    @property
    def place(self) -> Place | None:
        """The cell as contents name it; None for one that is no field's."""
        if (
            self.sheet is None
            or self.field is None
            or (self.sheet.kind == "table" and not self.number)
        ):
            return None
        return self.sheet.name, self.number, self.field.name


@dataclass(frozen=True)
class RestoredBook:
    """A returned workbook in its new place.

    `spots` say where each of the sender's cells stands now.
    """

    template: Template
    contents: Contents
    spots: Mapping[tuple[str, str], Spot]
    titles: Mapping[str, Sheet]
    """The declared sheet that each of the sender's is."""
    outside: tuple[Stray, ...]
    left: Mapping[str, tuple[Stray, ...]]
    """By a sheet's title, the cells that are its own, if they still say what it says."""


Told = Mapping[tuple[str, str], RowValues]
"""What the office tells a unit of its rows, by table and the row's code."""


class Copied:
    """The templates that the copies of a template's workbooks are made from: each once."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._shares: dict[object, Template] = {}
        self._grown: dict[object, Template] = {}

    def share(self, telling: Mapping[str, Collection[str]]) -> Template:
        """Return the share of a unit, with what is told of the office's fields, by table."""
        key = frozenset((name, frozenset(written)) for name, written in telling.items())
        if key not in self._shares:
            own = of_unit(self.template, telling)
            sheets = tuple(_as_told(sheet, telling.get(sheet.name, ())) for sheet in own.sheets)
            self._shares[key] = replace(own, sheets=sheets)
        return self._shares[key]

    def grown(self, share: Template, rows: Mapping[str, Collection[object]]) -> Template:
        """Return a share with room for all rows of its tables."""
        counts = tuple(max(sheet.rows, len(rows.get(sheet.name, ()))) for sheet in share.sheets)
        key = id(share), counts  # a share stays as long as this does
        if key not in self._grown:
            pairs = zip(share.sheets, counts, strict=True)
            sheets = tuple(replace(sheet, rows=count) for sheet, count in pairs)
            self._grown[key] = replace(share, sheets=sheets)
        return self._grown[key]


def lay_back(
    workbook: Workbook,
    copied: Copied,
    issued: Issue,
    checked: CheckedBook,
    told: Told | None = None,
) -> RestoredBook:
    """Lay a returned workbook into a fresh one, of the unit's share of a template; what an older
    one has of the office's is shown, and what the office has `told` since.

    Raises SheettoolsError (F238) if it is endless.
    """
    told = told or {}
    share = copied.share(_telling(workbook, told))
    return _Layer(workbook.under(share), copied, issued, checked, told).run()


def _telling(workbook: Workbook, told: Told) -> dict[str, set[str]]:
    """Name by table the fields of the office in which something is written."""
    found: dict[str, set[str]] = {}
    for (name, _), values in told.items():
        found.setdefault(name, set()).update(values)
    for name, table in workbook.tables.items():
        office = office_fields(table.sheet)
        for row in table.rows:
            written = {one for one in office if holds(row.cells.get(one))}
            if written:
                found.setdefault(name, set()).update(written)
    return found


def _as_told(sheet: Sheet, written: Collection[str]) -> Sheet:
    """Return a sheet without the office's columns in which nothing stands."""
    group, fields = "", []
    for one in sheet.fields:
        group = one.group or group  # of a band whose first column goes the next is the first
        if one.by == "unit" or one.name in written:
            fields.append(replace(one, group=group))
            group = ""
    return replace(sheet, fields=tuple(fields))


def as_written(raw: RawCell) -> str:
    """Return what a person saw in a cell."""
    value = raw.value
    if raw.error == GONE:
        return ""
    if raw.error or value is None:
        return raw.error
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return str(value)
    return show_number(value).replace(".", "") if isinstance(value, int | float) else value


def lines_of(stray: Stray) -> list[str]:
    """Return what stands in a cell, in several lines where it is too long to be read in one."""
    text = as_written(stray.raw)
    return [text[at : at + CHUNK] for at in range(0, max(1, len(text)), CHUNK)]


def holds(raw: RawCell | None) -> bool:
    """Say whether anything stands in a cell."""
    if raw is None:
        return False
    if raw.error:
        return raw.error != GONE
    return raw.value is not None and bool(str(raw.value).strip())


class _Layer:
    def __init__(
        self, workbook: Workbook, copied: Copied, issued: Issue, checked: CheckedBook, told: Told
    ) -> None:
        self.workbook, self.issued, self.checked, self.told = workbook, issued, checked, told
        self.copied = copied
        self.book, self.template = workbook.book, workbook.template
        self.raw = {sheet.name: sheet for sheet in workbook.book.sheets}
        self.problems: dict[tuple[str, str], set[Problem]] = {}
        for finding in checked.findings:
            place = finding.location.sheet, finding.location.cell
            if finding.severity is Severity.REPAIR:
                self.problems.setdefault(place, set()).add(finding.problem)
        self.spots: dict[tuple[str, str], Spot] = {}
        self.titles: dict[str, Sheet] = {}
        self.outside: list[Stray] = list(self.workbook.outside)
        self.used: set[tuple[str, str]] = {(stray.sheet, stray.address) for stray in self.outside}
        self.forms: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.order: dict[str, list[int]] = {}

    def run(self) -> RestoredBook:
        for form in self.workbook.forms.values():
            self._form(form)
        for table in self.workbook.tables.values():
            self._table(table)
        ticks = dict(self._ticks())
        contents = Contents(self.forms, self.tables, order=self.order, ticks=ticks)
        left = {
            sheet.title: tuple(self._left(self.raw[title])) for title, sheet in self.titles.items()
        }
        grown = self.copied.grown(self.template, self.tables)
        return RestoredBook(grown, contents, self.spots, self.titles, tuple(self.outside), left)

    # ----- one cell

    def _take(
        self, page: str, raw: RawCell | None, spot: Spot, value: Any, *, worked_out: bool
    ) -> Any:
        """Return what is to stand in a field's cell.

        What differs from what the workbook itself puts there goes outside.
        """
        target = spot.field
        assert target is not None
        if raw is None:
            return value
        self.used.add((page, raw.address))
        problems = self.problems.get((page, raw.address), set())
        if worked_out:
            if self._is_typed_over(page, raw, target, value):
                self.outside.append(Stray(page, raw.address, raw))
            return None
        if PREFILLED_CHANGED in problems:
            if holds(raw):
                self.outside.append(Stray(page, raw.address, raw))
            return value
        if value is not None and _fits(target.in_cell(value)):
            return value
        if raw.formula and not holds(raw):
            return KeptCell(unresolved=True)
        return None if problems or not holds(raw) else self._kept(page, raw)

    def _is_typed_over(self, page: str, raw: RawCell, target: Field, value: Any) -> bool:
        """Say whether somebody wrote something else over a formula of the workbook.

        A client that saves no formulas at all leaves their results, which nobody wrote.
        """
        if not holds(raw) or raw.formula or not self._has_formulas(page):
            return False
        return bool(read_cell(raw, target, Location()).value != value)

    def _kept(self, page: str, raw: RawCell) -> KeptCell:
        if raw.error:
            return KeptCell(error=raw.error)
        value = raw.value
        if isinstance(value, bool | int | float):
            return KeptCell(value)
        text = value if isinstance(value, str) else as_written(raw)
        if not _fits(text):
            self.outside.append(Stray(page, raw.address, raw))
        return KeptCell(text[:_LONGEST])

    def _has_formulas(self, page: str) -> bool:
        raw = self.raw[page]
        return bool(raw.runs) or any(cell.formula for cell in raw.single.values())

    # ----- forms and tables

    def _form(self, form: RawForm) -> None:
        sheet, values = form.sheet, {}
        self.titles[form.title] = sheet
        for target in sheet.fields:
            row, column = layout.field_cell(sheet, target.name)
            spot = Spot(sheet.title, row, column, sheet, target)
            self.spots[form.title, form.places[target.name]] = spot
            value = self.checked.forms[sheet.name].get(target.name)
            taken = self._take(
                form.title, form.cells.get(target.name), spot, value, worked_out=False
            )
            if not target.locked and not sheet.read_only:
                values[target.name] = taken
        self.forms[sheet.name] = values

    def _table(self, table: RawTable) -> None:
        sheet = table.sheet
        self.titles[table.title] = sheet
        records = {r.number: r for r in self.checked.records if r.sheet == sheet.name}
        at = self._rows_of(table)
        order = self._order(sheet, {index: records[number].origin for number, index in at.items()})
        self._leave(table)
        rows: list[dict[str, Any]] = [{} for _ in order]
        for row in table.rows:
            if row.number in at:
                index = at[row.number]
                record = records[row.number]
                rows[index] = self._row(table, record, row.cells, index)
                if self.told:
                    rows[index] |= self._told_of(sheet, record)
        self.tables[sheet.name], self.order[sheet.name] = rows, order

    def _told_of(self, sheet: Sheet, record: Record) -> RowValues:
        """Return what the office tells of a row, as far as the workbook shows it."""
        code = str(record.values.get(layout.row_key(sheet)) or "")
        told = self.told.get((sheet.name, code), {})
        return {name: value for name, value in told.items() if name in sheet}

    def _leave(self, table: RawTable) -> None:
        """Leave out the columns that the unit's workbook no longer has: what the office gives, and
        what is worked out of that.
        """
        gone = {column for name, column in table.columns.items() if name not in table.sheet}
        if gone:
            for (_, column), raw in self.raw[table.title].single.items():
                if column in gone:
                    self.used.add((table.title, raw.address))

    def _prepared(self, sheet: Sheet) -> int:
        return max(sheet.rows, self.issued.planned.get(sheet.name, 0))

    def _rows_of(self, table: RawTable) -> dict[int, int]:
        """Say where each row goes, from 0: a prepared one where it is, the others after those."""
        at: dict[int, int] = {}
        free = self._prepared(table.sheet)
        for row in table.rows:
            if row.cells:
                offset = row.number - table.first_row
                if offset >= free or offset >= self._prepared(table.sheet):
                    offset, free = free, free + 1
                at[row.number] = offset
        if free - self._prepared(table.sheet) > MOST_ROWS:
            values = {"rows": free - self._prepared(table.sheet)}
            place = Location(self.book.file, table.title)
            raise SheettoolsError(Finding(TOO_MANY_ROWS, place, table.title, values))
        return at

    def _order(self, sheet: Sheet, origins: Mapping[int, int]) -> list[int]:
        """Say which issued row stands in each row; one that is gone is put into a free row."""
        count = max([self._prepared(sheet), *(index + 1 for index in origins)])
        order = [origins.get(index, -1) for index in range(count)]
        free = [index for index in range(count) if index not in origins]
        gone = [n for n in range(len(self.issued.rows.get(sheet.name, ()))) if n not in order]
        for number in [n for n in gone if n in free]:
            order[number] = number
            free.remove(number)
        for number in [n for n in gone if n not in order]:
            if free:
                order[free.pop(0)] = number
            elif number < self.issued.planned.get(sheet.name, 0):
                order.append(number)
        return order

    def _row(
        self, table: RawTable, record: Record, cells: Mapping[str, RawCell], index: int
    ) -> dict[str, Any]:
        sheet, values = table.sheet, {}
        given = self.issued.rows[sheet.name][record.origin] if record.origin >= 0 else {}
        for target in sheet.fields:
            if target.name not in table.columns:
                continue
            column = layout.field_column(sheet, target.name)
            spot = Spot(sheet.title, layout.FIRST_ROW + index, column, sheet, target, index + 1)
            self.spots[table.title, address(record.number, table.columns[target.name])] = spot
            worked_out = target.compute is not None and given.get(target.name) is None
            value = record.values.get(target.name)
            taken = self._take(
                table.title, cells.get(target.name), spot, value, worked_out=worked_out
            )
            follows = target.default is not None and not holds(cells.get(target.name))
            if not worked_out and not follows:
                values[target.name] = taken
        return values

    # ----- ticks, and what else stands on the sheets

    def _ticks(self) -> Iterator[tuple[tuple[str, int], str]]:
        guide = layout.guide(self.template)
        for column, ticks in (
            (layout.GUIDE_NIL, self.workbook.nil),
            (layout.GUIDE_DONE, self.workbook.done),
        ):
            for name, tick in ticks.items():
                if guide is None or not tick.cell:
                    continue
                self.titles[tick.page] = guide
                row, _ = layout.tick_place(self.template, self.template.sheet(name), column)
                self.spots[tick.page, tick.cell] = Spot(guide.title, row, column)
                self.used.add((tick.page, tick.cell))
                if holds(tick.raw):
                    yield (name, column), shown(tick.raw)[:_LONGEST]

    def _left(self, raw: RawSheet) -> Iterator[Stray]:
        """Yield the cells of a sheet that are none of its fields' and hold no formula."""
        if not self._has_formulas(raw.name):
            return  # a program that keeps results only: marks and counters would seem typed
        for cell in raw.single.values():
            if holds(cell) and not cell.formula and (raw.name, cell.address) not in self.used:
                yield Stray(raw.name, cell.address, cell)


def said_by_sender(
    left: Mapping[str, tuple[Stray, ...]], own: Mapping[str, set[str]]
) -> list[Stray]:
    """Return the cells that do not say what the workbook itself says there (`texts` by title)."""
    found = []
    for title, strays in left.items():
        known = {fold(text) for text in own.get(title, ())}
        found += [stray for stray in strays if fold(str(stray.raw.value)) not in known]
    return found


def _fits(value: Any) -> bool:
    """Say whether a cell can hold a value exactly."""
    if isinstance(value, str):
        return len(value) <= _LONGEST
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**53
    return True
