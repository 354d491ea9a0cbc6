"""Located tables → typed records and findings: kinds, lists, keys, rules, and what was changed of
the prefilled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, get_args

from sheettools.findings import Finding, Location, Problem, Severity, Words, declare
from sheettools.incoming.cage.read import RawBook, RawCell
from sheettools.incoming.check.completing import complete_years
from sheettools.incoming.check.waiting import WAITS, Key, find_waiting
from sheettools.incoming.locate.cells import MISSING, check_limit, read_cell, shown
from sheettools.incoming.locate.locate import Located, LocatedRow, LocatedTable, Tick, locate
from sheettools.template import layout
from sheettools.template.address import address, split_address
from sheettools.template.conditions import Book, Breach, Row
from sheettools.template.issue import Filled, Issued, collect_facts
from sheettools.template.model import Field, RuleUse, Sheet, Template
from sheettools.words.dates import DATE_WITHOUT_YEAR
from sheettools.words.text import fold, suggest

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
PLANNED_ROW_LOST = declare(
    "R203",
    Severity.ERROR,
    why=(
        "Dòng in sẵn “{value}” không còn trong trang.",
        "The prefilled row “{value}” is gone from the sheet.",
    ),
    remedy=(
        "Ghi lại dòng “{value}” hoặc điền vào sổ văn phòng đã gửi.",
        "Write the row “{value}” again, or fill in the workbook that the office sent.",
    ),
)
NIL_BUT_ROWS = declare(
    "S105",
    Severity.ERROR,
    why=(
        "Trang “{title}” đánh dấu không phát sinh nhưng có {rows} dòng đã ghi.",
        "The sheet “{title}” is ticked as having nothing to report, yet {rows} rows are filled in.",
    ),
    remedy=("Xóa dấu x nếu có phát sinh; xóa các dòng nếu không.", "Remove the tick, or the rows."),
)
NOTHING_SAID = declare(
    "S106",
    Severity.WARNING,
    why=(
        "Trang “{title}” chưa ghi gì và cũng chưa đánh dấu không phát sinh.",
        "The sheet “{title}” is empty and not ticked as having nothing to report.",
    ),
    remedy=(
        "Điền số liệu, hoặc gõ x vào cột “Không phát sinh” ở trang đầu.",
        "Fill it in, or put an x under “Không phát sinh” on the first page.",
    ),
)
NIL_UNCLEAR = declare(
    "S107",
    Severity.WARNING,
    why=(
        "Ô “Không phát sinh” của trang “{title}” ghi “{value}”; coi là không đánh dấu.",
        "The nothing-to-report box of “{title}” says “{value}”; it was taken as not ticked.",
    ),
    remedy=(
        "Gõ x nếu không phát sinh, nếu không thì để trống.",
        "Put an x for nothing to report, or leave it empty.",
    ),
)

MOST_SUGGESTIONS = 20

Status = Literal["accepted", "set aside", "blank"]
RowIssued = tuple[Mapping[str, Any], bool, frozenset[str], int]
NO_ROW: RowIssued = ({}, False, frozenset(), -1)


@dataclass(frozen=True)
class Record:
    """One data row, typed. `cells` gives each field's address, `texts` what stood there."""

    sheet: str
    title: str
    number: int
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    cells: Mapping[str, str]
    status: Status = "accepted"
    planned: bool = False
    origin: int = -1
    """Which of the rows that went out it is, from 0; -1 where it is none of them."""


@dataclass(frozen=True)
class Checked:
    """One workbook after all checks.

    `seen_rows` is the look's count of filled rows over all sheets; it equals `layout_rows` +
    `outside_rows` + the records, which is what the ledger proves.
    """

    file: str
    sha256: str
    size: int
    template: str
    identity: Mapping[str, str]
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    nil: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    seen_rows: int = 0
    layout_rows: int = 0
    outside_rows: int = 0

    def of(self, sheet: str, status: Status = "accepted") -> list[Record]:
        """Return the records of a sheet with a status."""
        return [r for r in self.records if r.sheet == sheet and r.status == status]

    def count_rows(self) -> dict[str, int]:
        """Return how many records there are of each status."""
        return {
            status: sum(r.status == status for r in self.records) for status in get_args(Status)
        }

    @property
    def has_errors(self) -> bool:
        """Whether anything must be fixed."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    def filled(self) -> Filled:
        """Return its typed values: forms, and the accepted rows of its tables."""
        tables: dict[str, list[Mapping[str, Any]]] = {}
        for record in self.records:
            if record.status == "accepted":
                tables.setdefault(record.sheet, []).append(record.values)
        return Filled(self.forms, tables)


def check_book(
    book: RawBook, template: Template, issued: Issued | None = None, today: date | None = None
) -> Checked:
    """Check one workbook against its template and, for a return, against what was issued."""
    return _Checker(book, template, issued, today).run()


@dataclass
class _Line:
    """A row on its way: values fill up, broken fields are noted."""

    number: int
    cells: Mapping[str, RawCell]
    values: dict[str, Any] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    errors: bool = False
    waits: bool = False
    begun: bool = False
    prefilled: Mapping[str, Any] = field(default_factory=dict)
    planned: bool = False
    fixed: frozenset[str] = frozenset()
    origin: int = -1
    yearless: dict[str, Finding] = field(default_factory=dict)


class _Checker:
    def __init__(
        self, book: RawBook, template: Template, issued: Issued | None, today: date | None
    ) -> None:
        self.book, self.template, self.issued, self.today = book, template, issued, today
        self.findings: list[Finding] = []
        self.located: Located = locate(book, template)
        self.lines: dict[str, list[_Line]] = {}
        self.forms: dict[str, dict[str, Any]] = {}
        self.form_broken: dict[str, set[str]] = {}
        self.nil: set[str] = set()
        number = self.located.identity.get("issue", "")
        self.stale = bool(issued is not None and number and number != issued.number)
        self.suggestions = MOST_SUGGESTIONS

    def run(self) -> Checked:
        self.findings += self.located.findings
        for name in self.located.forms:
            self._form(name)
        for name, table in self.located.tables.items():
            self._table(name, table)
        facts = self._facts()
        for name in self.located.tables:
            complete_years(self.template.sheet(name), self.lines[name], facts, self.findings)
        self._required()
        for table in self.located.tables.values():
            self._compute(table, Book(self._rows(), facts))
        for table in self.located.tables.values():
            self._keys(table)
        self._rules(facts)
        if self.issued is not None:  # the rows of a plan are not counted, so none waits to be
            self._wait()
        for table in self.located.tables.values():
            self._nil(table)
        return self._checked()

    def _add(
        self, problem: Problem, page: str, cell: str, value: str = "", **values: Any
    ) -> Finding:
        finding = Finding(problem, Location(self.book.file, page, cell), value, values)
        self.findings.append(finding)
        return finding

    # ----- cells

    def _form(self, name: str) -> None:
        form = self.located.forms[name]
        issued = self.issued.forms.get(name, {}) if self.issued else {}
        values: dict[str, Any] = {}
        broken: set[str] = set()
        for target in form.sheet.fields:
            if target.locked or form.sheet.read_only:
                values[target.name] = issued.get(target.name)
                place = self._place(form.title, form.places[target.name])
                self._restore(target, form.cells.get(target.name), values[target.name], place)
                continue
            read = read_cell(
                form.cells.get(target.name),
                target,
                self._place(form.title, form.places[target.name]),
            )
            self.findings += read.findings
            values[target.name] = read.value
            if read.broken:
                broken.add(target.name)
        self.forms[name], self.form_broken[name] = values, broken

    def _table(self, name: str, table: LocatedTable) -> None:
        prefilled = self._match_rows(table)
        lines = []
        for row in table.rows:
            line = _Line(row.number, row.cells)
            line.prefilled, line.planned, line.fixed, line.origin = prefilled.get(
                row.number, NO_ROW
            )
            for target in table.sheet.fields:
                worked_out = target.compute is not None and line.prefilled.get(target.name) is None
                if target.name in table.columns and not worked_out:
                    self._cell(table, line, target)
            lines.append(line)
        self.lines[name] = lines

    def _cell(self, table: LocatedTable, line: _Line, target: Field) -> None:
        place = self._place(table.title, address(line.number, table.columns[target.name]))
        raw, wanted = (
            self._dated(line.cells.get(target.name), target),
            line.prefilled.get(target.name),
        )
        if (target.read_only or target.name in line.fixed) and wanted is not None:
            line.values[target.name] = wanted
            self._restore(target, raw, wanted, place)
            return
        read = read_cell(raw, target, place)
        self.findings += read.findings
        line.values[target.name] = read.value
        if read.broken:
            line.broken.add(target.name)
            line.errors = True
            if read.findings[0].problem is DATE_WITHOUT_YEAR:
                line.yearless[target.name] = read.findings[0]
        if (read.value is not None and read.value != wanted) or read.broken:
            line.begun = True

    def _dated(self, raw: RawCell | None, target: Field) -> RawCell | None:
        """Return a date that lost its format, in a workbook that counts from 1904, as other
        workbooks count.
        """
        if raw is None or not self.book.from_1904:
            return raw
        return replace(raw, value=target.kind.counted_from_1904(raw.value))

    def _restore(self, target: Field, raw: RawCell | None, wanted: Any, place: Location) -> None:
        """Say so where what was prefilled has been changed; the prefilled value counts."""
        if (
            not self.stale
            and shown(raw) != target.show(wanted)
            and read_cell(raw, target, place).value != wanted
        ):
            values = {"title": target.title, "after": target.show(wanted)}
            self.findings.append(Finding(PREFILLED_CHANGED, place, shown(raw), values))

    def _place(self, title: str, cell: str) -> Location:
        return Location(self.book.file, title, cell)

    # ----- rows that came prefilled

    def _match_rows(self, table: LocatedTable) -> dict[int, RowIssued]:
        """Pair returned rows with issued ones: by their key, else by their place. Report planned
        rows that are gone.

        Gives what each came prefilled with, whether it was planned, which fields are not to be
        changed, and which of the issued rows it is.
        """
        issued = self.issued.rows.get(table.sheet.name, ()) if self.issued else ()
        name = layout.row_key(table.sheet)
        if self.issued is None or not issued or not name:
            return {}
        key = table.sheet.field(name)
        found = _by_key(table, issued, key) if name in table.columns else {}
        numbers = self._set_apart(table, issued, found)
        rest = set(range(len(issued))) - set(found.values())
        for row in table.rows:
            # A row whose key was wiped, typed over or deleted still stands where it was issued.
            number = row.number - table.first_row
            taken = row.number in found or row.number in numbers
            if not taken and number in rest and _agrees(table, row, issued[number], key):
                found[row.number] = number
                rest.remove(number)
        planned = self.issued.planned.get(table.sheet.name, 0)
        for number in sorted(rest):
            if number < planned:
                lost = self._add(
                    PLANNED_ROW_LOST, table.title, "", key.show(issued[number].get(name))
                )
                if self.stale:
                    # It may never have been in the workbook: the plan was changed after it went
                    # out.
                    self.findings[-1] = replace(lost, severity=Severity.WARNING)
        names = [target.name for target in table.sheet.fields]
        fixes = self.issued.fixes
        return {
            row: ({name: number}, False, frozenset(), -1) for row, number in numbers.items()
        } | {
            row: (
                {**issued[n], name: numbers.get(row, issued[n].get(name))},
                n < planned,
                frozenset(name for name in names if fixes(table.sheet.name, n, name)),
                n,
            )
            for row, n in found.items()
        }

    def _set_apart(
        self, table: LocatedTable, issued: Sequence[Mapping[str, Any]], found: dict[int, int]
    ) -> dict[int, Any]:
        """Keep apart, in a return of an older issue, what only bears the number that a row carried
        over has now.

        When it went out, that number was another matter's, which must not be written over. A row
        carried over is known by the code it had last year instead. Changes `found`; gives the rows
        concerned with the numbers they bear.
        """
        carry, carried = (
            table.sheet.carry_over,
            self.issued.carried.get(table.sheet.name, 0) if self.issued else 0,
        )
        if not self.stale or carry is None or not carried:
            return {}
        same = (
            _by_key(table, issued[:carried], table.sheet.field(carry.into))
            if carry.into in table.columns
            else {}
        )
        numbers = {
            row: issued[n][carry.key] for row, n in found.items() if n < carried or row in same
        }
        for row in numbers:
            del found[row]
        found.update(same)
        return numbers

    # ----- computed fields, keys, required fields

    def _facts(self) -> dict[str, Any]:
        if self.issued is not None:
            facts = dict(self.issued.facts)
        else:
            tables = {name: [line.values for line in lines] for name, lines in self.lines.items()}
            facts = collect_facts(self.template, self.template, Filled(self.forms, tables))
        return facts | {"hom_nay": self.today}

    def _compute(self, table: LocatedTable, book: Book) -> None:
        for line in self.lines[table.sheet.name]:
            for target in table.sheet.fields:
                if target.compute is not None and line.values.get(target.name) is None:
                    if line.broken & set(target.compute.fields()):
                        line.broken.add(target.name)  # what it is worked out of has its own finding
                    line.values[target.name] = value = target.compute.value(line.values, book)
                    if target.name in line.broken:
                        continue
                    place = self._place(
                        table.title, address(line.number, table.columns.get(target.name, 1))
                    )
                    limit = check_limit(target, value, place)
                    if limit is not None and line.begun:
                        self.findings.append(limit)
                        line.broken.add(target.name)
                        line.errors = True

    def _keys(self, table: LocatedTable) -> None:
        for target in table.sheet.fields:
            if not target.foreign_key or not self._can_refer(target):
                continue
            known = self._known_keys(target)
            for line in self.lines[table.sheet.name]:
                value = line.values.get(target.name)
                if value is not None and not (target.read_only and target.name in line.prefilled):
                    self._resolve(table, line, target, known)

    def _can_refer(self, target: Field) -> bool:
        """Say whether the column referred to was found; a lost one is reported once, not once a
        reference.
        """
        sheet, _, name = target.foreign_key[0].partition(".")
        there = self.located.tables.get(sheet)
        return there is not None and name in there.columns

    def _known_keys(self, target: Field) -> dict[str, set[Any]]:
        """Return what each spelling stands for: the values of the first key field of the rows that
        bear it.
        """
        main = target.foreign_key[0].partition(".")[2]
        known: dict[str, set[Any]] = {}
        for reference in target.foreign_key:
            sheet, _, name = reference.partition(".")
            for row in self._planned_rows(sheet):  # also one that is gone: it has its own finding
                if row.get(main) is not None and isinstance(row.get(name), str):
                    known.setdefault(fold(row[name]), set()).add(row[main])
            for line in self.lines.get(sheet, ()):
                spelled = _spelled(self.template.sheet(sheet), line, name)
                if (line.begun or line.planned) and line.values.get(main) is not None:
                    for one in spelled if isinstance(spelled, tuple) else (spelled,):
                        if one is not None:
                            known.setdefault(fold(str(one)), set()).add(line.values[main])
        return known

    def _planned_rows(self, sheet: str) -> Sequence[Mapping[str, Any]]:
        return (
            self.issued.rows.get(sheet, ())[: self.issued.planned.get(sheet, 0)]
            if self.issued
            else ()
        )

    def _resolve(
        self, table: LocatedTable, line: _Line, target: Field, known: Mapping[str, set[Any]]
    ) -> None:
        value = line.values[target.name]
        several = value if isinstance(value, tuple) else (value,)
        resolved = []
        for one in several:
            rows = known.get(fold(str(one)), set())
            if len(rows) != 1:
                problem = TWO_KEYS if rows else NO_SUCH_KEY
                other = self.template.sheet(target.foreign_key[0].partition(".")[0]).title
                near = None if rows else self._suggest(str(one), known)
                cell = address(line.number, table.columns[target.name])
                hint = Words(f", có thể là “{near}”", f", perhaps “{near}”") if near else ""
                self._add(problem, table.title, cell, str(one), other=other, hint=hint)
                line.broken.add(target.name)
                line.errors = True
                return
            resolved.append(next(iter(rows)))
        line.values[target.name] = tuple(resolved) if isinstance(value, tuple) else resolved[0]

    def _suggest(self, one: str, known: Mapping[str, set[Any]]) -> str | None:
        """Return the key that was probably meant; a file full of wrong keys gets few suggestions,
        not hours of them.
        """
        self.suggestions -= 1
        if self.suggestions < 0:
            return None
        return suggest(one, sorted(str(value) for values in known.values() for value in values))

    def _required(self) -> None:
        for name, form in self.located.forms.items():
            for target in form.sheet.fields:
                lacks = (
                    target.required
                    and self.forms[name].get(target.name) is None
                    and not form.sheet.read_only
                )
                if lacks and target.name not in self.form_broken[name]:
                    self._missing(form.title, form.places[target.name], target)
        for name, table in self.located.tables.items():
            for line in self.lines[name]:
                if line.begun:
                    self._required_cells(table, line)

    def _required_cells(self, table: LocatedTable, line: _Line) -> None:
        for target in table.sheet.fields:
            lacks = (
                target.required and target.compute is None and line.values.get(target.name) is None
            )
            if lacks and target.name not in line.broken and target.name in table.columns:
                if (line.number, target.name) not in table.asked:
                    self._missing(
                        table.title, address(line.number, table.columns[target.name]), target
                    )
                line.errors = True
                line.broken.add(target.name)

    def _missing(self, title: str, cell: str, target: Field) -> None:
        self._add(MISSING, title, cell, title=target.title, how=target.how())

    # ----- rules

    def _rules(self, facts: Mapping[str, Any]) -> None:
        rows = self._rows()
        # One cause, one finding: a field that breaks a rule silences those after it, warnings last.
        for sheet in self.template.filled:
            table = self.located.tables.get(sheet.name)
            if table is None and sheet.name not in self.located.forms:
                continue
            by_number = {line.number: line for line in self.lines.get(sheet.name, ())}
            for use in sorted(sheet.rules, key=lambda use: use.severity is not Severity.ERROR):
                if table is not None and not _columns_there(use.rule.fields(), table):
                    continue
                broken: dict[int, str] = {}
                for breach in use.rule.breaches(sheet, Book(rows, facts)):
                    self._breach(use, breach, sheet)
                    if use.severity is Severity.ERROR:
                        broken[breach.row.number] = breach.field
                for number in broken.keys() & by_number.keys():
                    by_number[number].errors = True
                if broken:
                    rows[sheet.name] = [
                        _and_broken(row, broken.get(row.number)) for row in rows[sheet.name]
                    ]

    def _rows(self) -> dict[str, list[Row]]:
        """Return all rows and forms as rules and computations see them."""
        rows = {name: [_as_row(line) for line in lines] for name, lines in self.lines.items()}
        return rows | {
            n: [Row(0, v, frozenset(self.form_broken[n]))] for n, v in self.forms.items()
        }

    def _breach(self, use: RuleUse, breach: Breach, sheet: Sheet) -> None:
        table, form = self.located.tables.get(sheet.name), self.located.forms.get(sheet.name)
        if table is not None:
            column = table.columns.get(breach.field, min(table.columns.values()))
            place = self._place(table.title, address(breach.row.number, column))
        else:
            assert form is not None
            place = self._place(form.title, form.places[breach.field])
        target = sheet.field(breach.field)
        value = target.show(breach.row.values.get(breach.field))
        self.findings.append(
            Finding(use.problem, place, value, breach.values, use.severity, target.personal)
        )

    # ----- rows that go with another

    def _wait(self) -> None:
        """Set aside with a row what hangs on it, and say at its key what it waits for."""
        for waiting in find_waiting(list(self.template.tables), self.lines, self._gone()):
            table, name = self.located.tables[waiting.sheet.name], waiting.target.name
            cell = address(
                waiting.line.number, table.columns.get(name, min(table.columns.values()))
            )
            there = self.located.tables.get(waiting.cause.sheet)
            title = there.title if there else self.template.sheet(waiting.cause.sheet).title
            self._add(
                WAITS,
                table.title,
                cell,
                waiting.target.show(waiting.value),
                cause=waiting.cause.words(title),
            )

    def _gone(self) -> Iterator[Key]:
        """Yield the keys of planned rows that did not come back: no row of the sheet is one of
        them.
        """
        if self.stale:
            return  # it may never have been in the workbook
        fields = (target for sheet in self.template.tables for target in sheet.fields)
        for key in sorted({target.foreign_key[0] for target in fields if target.foreign_key}):
            sheet, _, name = key.partition(".")
            back = {line.origin for line in self.lines.get(sheet, ())}
            for number, row in enumerate(self._planned_rows(sheet)):
                if number not in back:
                    yield sheet, name, row.get(name)

    def _nil(self, table: LocatedTable) -> None:
        sheet, lines = table.sheet, self.lines[table.sheet.name]
        begun = sum(line.begun for line in lines)
        tick = self.located.nil.get(sheet.name, Tick())
        ticked = shown(tick.raw)
        if ticked and not _is_tick(ticked):
            self._add(NIL_UNCLEAR, tick.page, tick.cell, ticked, title=sheet.title)
        elif ticked:
            self.nil.add(sheet.name)
            if begun:
                self._add(NIL_BUT_ROWS, tick.page, tick.cell, ticked, title=sheet.title, rows=begun)
        elif self.issued and not begun and sheet.nil and not any(line.planned for line in lines):
            self._add(NOTHING_SAID, tick.page or table.title, tick.cell, title=sheet.title)

    # ----- the outcome

    def _covered(self) -> list[Finding]:
        """Mark the findings on cells that are not for a report that goes up."""
        hidden = {
            (table.title, cell.address)
            for name, table in self.located.tables.items()
            for line in self.lines[name]
            for field_name, cell in line.cells.items()
            if table.sheet.hides(field_name, line.values)
        }
        return [
            replace(f, private=True) if (f.location.sheet, f.location.cell) in hidden else f
            for f in self.findings
        ]

    def _checked(self) -> Checked:
        records = [
            Record(
                sheet=name,
                title=table.title,
                number=line.number,
                values=line.values,
                texts={field_name: shown(cell) for field_name, cell in line.cells.items()},
                cells={field_name: cell.address for field_name, cell in line.cells.items()},
                status=_status(line),
                planned=line.planned,
                origin=line.origin,
            )
            for name, table in self.located.tables.items()
            for line in self.lines[name]
        ]
        return Checked(
            file=self.book.file,
            sha256=self.book.sha256,
            size=self.book.size,
            template=self.template.name,
            identity=self.located.identity,
            forms=self.forms,
            records=tuple(records),
            nil=frozenset(self.nil),
            done=frozenset(
                name for name, tick in self.located.done.items() if _is_tick(shown(tick.raw))
            ),
            findings=tuple(sort_findings(self._covered(), [s.title for s in self.template.sheets])),
            seen_rows=sum(len(sheet.rows_seen) for sheet in self.book.sheets),
            layout_rows=self.located.layout_rows,
            outside_rows=self.located.outside_rows,
        )


def _status(line: _Line) -> Status:
    if not line.begun:
        return "blank"
    return "set aside" if line.errors or line.waits else "accepted"


def _is_tick(text: str) -> bool:
    return fold(text) in ("x", "v", "có", "✓", "☑", "1", "true")


def _as_row(line: _Line) -> Row:
    return Row(line.number, line.values, frozenset(line.broken), line.begun)


def _by_key(table: LocatedTable, issued: Sequence[Mapping[str, Any]], key: Field) -> dict[int, int]:
    """Return which issued row each returned row is, where it still bears that row's key."""
    by_key = {fold(key.show(row.get(key.name))): number for number, row in enumerate(issued)}
    found: dict[int, int] = {}
    for row in table.rows:
        number = by_key.get(fold(shown(row.cells.get(key.name))))
        if number is not None and number not in found.values():
            found[row.number] = number
    return found


def _agrees(table: LocatedTable, row: LocatedRow, issued: Mapping[str, Any], key: Field) -> bool:
    """Say whether a row still shows everything it was issued with for reading, but its key."""
    others = [
        f
        for f in table.sheet.fields
        if f.read_only and f is not key and issued.get(f.name) is not None
    ]
    return all(
        read_cell(row.cells.get(f.name), f, Location()).value == issued[f.name] for f in others
    )


def _spelled(sheet: Sheet, line: _Line, name: str) -> Any:
    """Return what a key field holds; “loai+ten” is two fields one after the other, “Thôn Mới”."""
    if "+" not in name:
        return line.values.get(name)
    return " ".join(sheet.field(part).show(line.values.get(part)) for part in name.split("+"))


def _and_broken(row: Row, name: str | None) -> Row:
    return replace(row, broken=row.broken | {name}) if name else row


def _columns_there(names: Sequence[str], table: LocatedTable) -> bool:
    """Say whether all columns a rule reads were found; a lost one is reported once, not once a
    row.
    """
    return all(
        name in table.columns or table.sheet.field(name).compute is not None for name in names
    )


def sort_findings(findings: Sequence[Finding], sheets: Sequence[str] = ()) -> Iterator[Finding]:
    """Order findings as a person goes through the workbook: file, sheet, row, column, the worst
    first.
    """
    order = {title: number for number, title in enumerate(sheets)}
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.REPAIR: 2}

    def key(finding: Finding) -> tuple[Any, ...]:
        place = finding.location
        first = place.cell.split(",")[0]
        try:
            row_column = split_address(first) if first else (0, 0)
        except ValueError:
            row_column = (0, 0)
        return (
            place.file,
            order.get(place.sheet, len(order)),
            place.sheet,
            place.line,
            *row_column,
            rank[finding.severity],
            finding.code,
        )

    return iter(sorted(findings, key=key))


def with_findings(checked: Checked, *more: Finding) -> Checked:
    """Return the same outcome with further findings in front."""
    return replace(checked, findings=(*more, *checked.findings))


__all__ = ["Checked", "Record", "Sheet", "Status", "check_book", "sort_findings", "with_findings"]
