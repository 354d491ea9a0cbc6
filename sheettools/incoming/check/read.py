"""First step: the cells of forms and tables become typed values; what came prefilled counts as it
went out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sheettools.findings import Finding, Location, Severity, declare, disclose
from sheettools.incoming.cage.read import RawCell, RawValue
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line, Origin
from sheettools.incoming.check.pair import pair_rows
from sheettools.incoming.check.seen import asked_of_look, read_as_seen, rows_to_ask_about
from sheettools.incoming.locate.cells import CellRead, read_cell, shown
from sheettools.incoming.locate.rows import typed_cells
from sheettools.incoming.locate.workbook import RawForm, RawRow, RawTable
from sheettools.incoming.look.values import Seen
from sheettools.template.excel.address import address
from sheettools.template.issue import EACH
from sheettools.template.model import Field
from sheettools.words.dates import DATE_WITHOUT_YEAR
from sheettools.words.nothing import says_nothing
from sheettools.words.text import looks, tidy

PREFILLED_CHANGED = declare(
    "C003",
    Severity.REPAIR,
    why=(
        "Ô in sẵn “{title}” bị đổi thành “{value}”; đã lấy lại “{after}”.",
        "The prefilled “{title}” was changed to “{value}”; “{after}” was taken again.",
    ),
    remedy=(
        "Nếu điều in sẵn là sai thì báo cho văn phòng.",
        "If what was prefilled is wrong, tell the office.",
    ),
)


Known = dict[tuple[str, RawValue, type, str, Seen | None], CellRead]
"""What was read in a table of which there was nothing to say: by the field, what stood there, its
type, its font and how it looks. Items of lists, codes and days come again by the thousand.
"""


def read_entries(basis: Basis) -> tuple[Entries, list[Finding]]:
    """Read all forms and tables."""
    forms: dict[str, Line] = {}
    tables: dict[str, list[Line]] = {}
    findings: list[Finding] = []
    for name, form in basis.workbook.forms.items():
        forms[name], said = _read_form(basis, form)
        findings += said
    for name, table in basis.workbook.tables.items():
        origins, said = pair_rows(basis, table)
        findings += said
        tables[name] = []
        reader = _RowReader(basis, table)
        for row in table.rows:
            line, said = reader.read(row, origins.get(row.number, _NO_ORIGIN))
            tables[name].append(line)
            findings += said
            findings += reader.asked_of_look(row)
    return Entries(forms, tables), findings


def _read_form(basis: Basis, form: RawForm) -> tuple[Line, list[Finding]]:
    went_out = basis.issued.forms.get(form.sheet.name, {}) if basis.issued else {}
    values: dict[str, Any] = {}
    broken: set[str] = set()
    emptied: dict[str, Finding] = {}
    findings: list[Finding] = []
    for target in form.sheet.fields:
        raw = form.cells.get(target.name)
        place = basis.workbook.place(form.title, form.places[target.name])
        if target.locked or form.sheet.read_only:
            wanted = went_out.get(target.name)
            read = (
                CellRead(wanted)
                if _tells_of_its_own(basis, form.sheet.name, target, raw)
                else _prefilled(basis, target, raw, wanted, place)
            )
        else:
            look = basis.seen_at(form.title, raw)
            read = read_as_seen(raw, look, target, place, basis.years)
            if raw is not None and look is not None:
                findings += asked_of_look([raw], {(raw.row, raw.column): look}, place, is_row=False)
        values[target.name] = read.value
        if read.emptied:
            emptied[target.name] = read.findings[0]
        else:
            findings += read.findings
        if read.broken:
            broken.add(target.name)
    line = Line(0, form.cells, Origin(went_out), values, frozenset(broken), begun=True)
    return replace(line, emptied=emptied), findings


def _tells_of_its_own(basis: Basis, form: str, target: Field, raw: RawCell | None) -> bool:
    """Say whether a cell that tells of all units' rows tells of the unit's own as the plan does:
    what it tells of the others may have been changed since it went out.
    """
    own = basis.issued.of_its_own.get(form, {}) if basis.issued else {}
    if target.name not in own:
        return False
    said = shown(raw).splitlines()
    as_printed = len(said) < 2 or all(line.startswith(EACH) for line in said)
    there = {tidy(line.removeprefix(EACH)) for line in said}
    lines = target.show(own[target.name]).splitlines()
    return as_printed and all(tidy(line.removeprefix(EACH)) in there for line in lines)


_NO_ORIGIN = Origin()


class _RowReader:
    """Reads the rows of one table."""

    def __init__(self, basis: Basis, table: RawTable) -> None:
        self.basis, self.table = basis, table
        self.there = [target for target in table.sheet.fields if target.name in table.columns]
        self.known: Known = {}
        self.seen = basis.seen.get(table.title, {})
        self.odd_rows = rows_to_ask_about(self.seen)

    def read(self, row: RawRow, origin: Origin) -> tuple[Line, list[Finding]]:
        """Read one row."""
        values: dict[str, Any] = {}
        broken: set[str] = set()
        yearless: dict[str, Finding] = {}
        emptied: dict[str, Finding] = {}
        findings: list[Finding] = []
        begun = False
        cells, printed = row.cells, origin.values
        for target in self.there:
            name = target.name
            if printed.get(name) is None:
                if target.compute is not None:
                    continue  # it is worked out
                if name not in cells:
                    values[name] = None
                    continue
            read = self._field(row, target, origin)
            values[name] = read.value
            begun = begun or read.broken or read.value not in (None, printed.get(name))
            if not read.findings:
                continue
            if read.broken:
                broken.add(name)
            if read.broken and read.findings[0].problem is DATE_WITHOUT_YEAR:
                yearless[name] = read.findings[0]  # asked only if the period does not give the year
            elif read.emptied:
                emptied[name] = read.findings[0]  # disclosed only if nothing must stand there
            else:
                findings += read.findings
        line = Line(
            row.number,
            cells,
            origin,
            values,
            broken=frozenset(broken),
            yearless=yearless,
            emptied=emptied,
            errors=bool(broken),
            begun=begun,
        )
        return line, findings

    def _field(self, row: RawRow, target: Field, origin: Origin) -> CellRead:
        name, basis = target.name, self.basis
        raw, wanted = row.cells.get(name), origin.values.get(name)
        if raw is not None and basis.from_1904:
            # A date that lost its format; other workbooks count otherwise.
            raw = raw._replace(value=target.kind.counted_from_1904(raw.value))
        prefilled = wanted is not None and (target.read_only or name in origin.fixed)
        seen = self.seen.get((raw.row, raw.column)) if raw is not None else None
        key = None
        if not (raw is None or raw.formula or raw.error or prefilled):
            key = (name, raw.value, raw.value.__class__, raw.font, seen)
            if key in self.known:
                return self.known[key]
        cell = address(row.number, self.table.columns[name])
        place = basis.workbook.place(self.table.title, cell)
        if prefilled:
            return _prefilled(basis, target, raw, wanted, place, printed=origin.number >= 0)
        read = read_as_seen(raw, seen, target, place, basis.years)
        if key is not None and not read.findings:
            self.known[key] = read
        return read

    def asked_of_look(self, row: RawRow) -> Iterable[Finding]:
        """Ask about what of a row is struck out, or not to be seen; of hardly any is that so."""
        if self.odd_rows.isdisjoint(cell.row for cell in row.cells.values()):
            return ()
        written = typed_cells(self.table.sheet, row.cells).values()
        place = self.basis.workbook.place(self.table.title)
        return asked_of_look(written, self.seen, place, is_row=True)


def _prefilled(
    basis: Basis,
    target: Field,
    raw: RawCell | None,
    wanted: Any,
    place: Location,
    *,
    printed: bool = True,
) -> CellRead:
    """Return what the cell came prefilled with; say so where that has been changed. Past the
    prepared rows nothing was printed that could be missed.
    """
    said, went_out = shown(raw), target.show(wanted)
    if said == went_out or (not printed and says_nothing(said)):
        return CellRead(wanted)
    if basis.stale or looks(said) == looks(went_out):
        return CellRead(wanted)
    if read_cell(raw, target, place).value == wanted:
        return CellRead(wanted)
    changed = disclose(PREFILLED_CHANGED, place, said, went_out, title=target.title)
    return CellRead(wanted, tuple(changed))
