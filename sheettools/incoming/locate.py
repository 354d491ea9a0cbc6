"""Raw cells → the declared forms and tables, wherever they stand now, with what had moved.

A sheet is found by the hidden row (or column) of field names, else by its title; a column by its field name, else by
its heading. What lies outside the declared area is reported, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from sheettools.incoming.cells import NO_RESULT
from sheettools.incoming.evidence import read_evidence
from sheettools.incoming.read import RawBook, RawCell, RawSheet
from sheettools.template import layout
from sheettools.template.address import address, column_letter
from sheettools.template.findings import Finding, Location, Problem, Severity, declare
from sheettools.template.template import Sheet, Template
from sheettools.template.text import fold

SHEET_MISSING = declare(
    "S101", Severity.ERROR,
    why=("Không tìm thấy trang “{title}” trong sổ.", "The workbook has no sheet “{title}”."),
    remedy=("Lấy lại sổ văn phòng đã gửi, chép phần đã điền sang rồi gửi lại.",
            "Take the workbook as the office sent it, copy what you filled in, and send it again."),
)  # fmt: skip
HEADING_MISSING = declare(
    "S102", Severity.ERROR,
    why=("Trang “{title}” không còn cột “{column}”.", "The sheet “{title}” has lost the column “{column}”."),
    remedy=("Ghi lại tiêu đề “{column}” ở dòng tiêu đề, hoặc điền vào sổ văn phòng đã gửi.",
            "Write the heading “{column}” again, or fill in the workbook that the office sent."),
)  # fmt: skip
OUTSIDE = declare(
    "S103", Severity.WARNING,
    why=("Có nội dung ngoài vùng cần điền: “{value}”{more}.",
         "There is content outside the area to fill in: “{value}”{more}."),
    remedy=("Nếu là số liệu thì chép vào đúng cột, đúng trang; nếu là ghi chú thì để ở cột “Ghi chú”.",
            "If it is data, move it to its column and sheet; if it is a remark, put it under “Ghi chú”."),
    private=True,
)  # fmt: skip
SHEET_RENAMED = declare(
    "S001", Severity.REPAIR,
    why=("Trang “{title}” đã đổi tên thành “{value}”; vẫn đọc được.",
         "The sheet “{title}” was renamed “{value}”; it was read all the same."),
    remedy=("Không phải làm gì.", "Nothing to do."),
)  # fmt: skip
COLUMN_MOVED = declare(
    "S002", Severity.REPAIR,
    why=("Cột “{column}” đã chuyển từ {before} sang {after}; vẫn đọc được.",
         "The column “{column}” moved from {before} to {after}; it was read all the same."),
    remedy=("Không phải làm gì.", "Nothing to do."),
)  # fmt: skip
EXTRA_SHEET = declare(
    "S104", Severity.WARNING,
    why=("Trang “{value}” không có trong sổ mẫu; {rows} dòng ở đó không được tổng hợp.",
         "The sheet “{value}” is not part of the workbook; its {rows} rows are not counted."),
    remedy=("Chép số liệu cần báo cáo sang đúng trang của sổ.",
            "Move what is to be reported to the sheets of the workbook."),
    private=True,
)  # fmt: skip

KEPT_OUTSIDE = declare(
    "F235", Severity.WARNING,
    why=("Trang “{title}” còn giữ {rows} chỗ ghi ngoài biểu của bản gửi trước; chưa được tính.",
         "The sheet “{title}” still keeps {rows} remarks from outside the tables of the return before; they do not"
         " count."),
    remedy=("Nếu cần báo cáo thì chép vào đúng cột, đúng trang; không cần thì xóa dòng đó ở trang “{title}”.",
            "Move what is to be reported to its column and sheet; delete the other rows of “{title}”."),
)  # fmt: skip


@dataclass(frozen=True)
class Stray:
    """One cell that lies outside the declared area: where the sender wrote it, and what stands there."""

    sheet: str
    address: str
    raw: RawCell


@dataclass(frozen=True)
class LocatedForm:
    """The cells of a form by field; a missing cell is an empty one."""

    sheet: Sheet
    title: str
    cells: Mapping[str, RawCell]
    places: Mapping[str, str]


@dataclass(frozen=True)
class LocatedRow:
    """One data row: its number as the sender sees it, its cells by field."""

    number: int
    cells: Mapping[str, RawCell]


@dataclass(frozen=True)
class LocatedTable:
    """The rows of a table from `first_row`, the one below its headings. `columns` gives each field's column."""

    sheet: Sheet
    title: str
    columns: Mapping[str, int]
    first_row: int
    rows: tuple[LocatedRow, ...]


@dataclass(frozen=True)
class Tick:
    """One tick of the first page: what stands in its cell, and where that is. `cell` is empty where it was lost."""

    page: str = ""
    cell: str = ""
    raw: RawCell | None = None


@dataclass(frozen=True)
class Located:
    """A workbook laid against its template.

    The rows that the look counted fall into `layout_rows` (titles, headings, guide, lists, identity), the rows of
    the tables and forms, and `outside_rows` (not declared at all).
    """

    forms: Mapping[str, LocatedForm] = field(default_factory=dict)
    tables: Mapping[str, LocatedTable] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    nil: Mapping[str, Tick] = field(default_factory=dict)
    done: Mapping[str, Tick] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    layout_rows: int = 0
    outside_rows: int = 0
    outside: tuple[Stray, ...] = ()
    """Every cell outside the declared area."""


def read_identity(book: RawBook) -> dict[str, str]:
    """Return the identity from the hidden sheet; what is missing there comes from its backups."""
    return dict(read_evidence(book).facts())


def locate(book: RawBook, template: Template) -> Located:
    """Lay a workbook against its template."""
    return _Locator(book, template).run()


class _Locator:
    def __init__(self, book: RawBook, template: Template) -> None:
        self.book, self.template = book, template
        self.findings: list[Finding] = []
        self.layout_rows = 0
        self.outside_rows = 0
        self.outside: list[Stray] = []

    def run(self) -> Located:
        forms: dict[str, LocatedForm] = {}
        tables: dict[str, LocatedTable] = {}
        matched = self._match_sheets()
        for sheet in self.template.sheets:
            raw = matched.get(sheet.name)
            if raw is None:
                if sheet.kind != "guide":
                    self._report(SHEET_MISSING, "", title=sheet.title)
            elif sheet.kind == "guide":
                self.layout_rows += len(raw.rows_seen)
            elif sheet.kind == "form":
                forms[sheet.name] = self._form(sheet, raw)
            else:
                table = self._table(sheet, raw)
                if table is not None:
                    tables[sheet.name] = table
        self._extra_sheets({id(raw) for raw in matched.values()})
        first = layout.guide(self.template)
        page = matched.get(first.name) if first else None
        return Located(
            forms=forms,
            tables=tables,
            identity=read_identity(self.book),
            nil=self._ticks(page, layout.NIL_TITLE, [sheet for sheet in self.template.tables if sheet.nil]),
            done=self._ticks(page, layout.DONE_TITLE, [s for s in self.template.filled if not s.read_only]),
            findings=tuple(self.findings),
            layout_rows=self.layout_rows,
            outside_rows=self.outside_rows,
            outside=tuple(self.outside),
        )

    def _ticks(self, page: RawSheet | None, title: str, sheets: Sequence[Sheet]) -> dict[str, Tick]:
        """Return the ticks under a heading of the first page: each in the line that names its sheet."""
        if page is None:
            return {}
        wanted = {fold(sheet.title): sheet.name for sheet in sheets}
        head = next((place for place, cell in sorted(page.cells.items()) if fold(str(cell.value)) == fold(title)), None)
        ticks: dict[str, Tick] = {}
        for (row, _), cell in sorted(page.cells.items()) if head else ():
            name = wanted.get(fold(str(cell.value)))
            if head and name is not None and row > head[0] and name not in ticks:
                ticks[name] = Tick(page.name, address(row, head[1]), page.cells.get((row, head[1])))
        return ticks

    def _report(
        self, problem: Problem, cell: str, raw: RawSheet | None = None, value: str = "", **values: object
    ) -> None:
        place = Location(file=self.book.file, sheet=raw.name if raw else "", cell=cell)
        self.findings.append(Finding(problem, place, value, values))

    # ----- sheets

    def _match_sheets(self) -> dict[str, RawSheet]:
        """Pair declared sheets with real ones: by title, else by the field names they carry."""
        sheets = [raw for raw in self.book.sheets if _added_by_office(raw) is None]
        by_title = {fold(raw.name): raw for raw in sheets}
        matched = {s.name: by_title[fold(s.title)] for s in self.template.sheets if fold(s.title) in by_title}
        taken = {id(raw) for raw in matched.values()}
        for sheet in self.template.sheets:
            if sheet.name in matched or sheet.kind == "guide":
                continue
            raw = next((r for r in sheets if id(r) not in taken and _carries(r, sheet)), None)
            if raw is not None:
                matched[sheet.name] = raw
                taken.add(id(raw))
                self._report(SHEET_RENAMED, "", raw, raw.name, title=sheet.title)
        return matched

    def _extra_sheets(self, taken: set[int]) -> None:
        own = {layout.IDENTITY_SHEET, layout.LISTS_SHEET}
        for raw in self.book.sheets:
            if id(raw) in taken:
                continue
            added = _added_by_office(raw)
            if raw.name in own:
                self.layout_rows += len(raw.rows_seen)
            elif added == layout.FIX_TITLE:
                self.layout_rows += len(raw.rows_seen)
                self._outside(raw, [cell for _, cell in sorted(raw.cells.items()) if _is_answer(cell)])
            elif added == layout.OUTSIDE_TITLE:
                self._kept_outside(raw)
            elif raw.rows_seen:
                self.outside_rows += len(raw.rows_seen)
                self._lay_outside(raw, [cell for _, cell in sorted(raw.cells.items())])
                self._report(EXTRA_SHEET, "", raw, raw.name, rows=len(raw.rows_seen))

    def _kept_outside(self, raw: RawSheet) -> None:
        """Take over what a marked copy kept apart and nobody has moved or deleted, from where it stood at first."""
        below = sorted(row for row in raw.rows_seen if row > layout.OUTSIDE_HEADER_ROW)
        self.layout_rows += len(raw.rows_seen) - len(below)
        self.outside_rows += len(below)
        kept = [cell for (row, column), cell in sorted(raw.cells.items())
                if row > layout.OUTSIDE_HEADER_ROW and column >= layout.OUTSIDE_TEXT and _holds(cell)]  # fmt: skip
        for cell in kept:
            sheet, place = (raw.cells.get((cell.row, n)) for n in (layout.OUTSIDE_FROM, layout.OUTSIDE_CELL))
            known = cell.column == layout.OUTSIDE_TEXT and sheet is not None and place is not None
            where = (str(sheet.value), str(place.value)) if known and sheet and place else (raw.name, cell.address)
            self.outside.append(Stray(*where, cell))
        if kept:
            self._report(KEPT_OUTSIDE, kept[0].address, raw, title=raw.name, rows=len(kept))

    # ----- forms

    def _form(self, sheet: Sheet, raw: RawSheet) -> LocatedForm:
        rows = self._form_rows(sheet, raw)
        cells: dict[str, RawCell] = {}
        places: dict[str, str] = {}
        for number, target in enumerate(sheet.fields):
            row = rows.get(target.name, layout.FORM_FIRST_ROW + number)
            places[target.name] = address(row, layout.FORM_VALUE)
            cell = raw.cells.get((row, layout.FORM_VALUE))
            if cell is not None:
                cells[target.name] = cell
        self.layout_rows += len(raw.rows_seen)
        last = max(layout.FORM_FIRST_ROW + len(sheet.fields) - 1, *rows.values(), 0)
        beside = layout.FORM_STATE + len(layout.COUNTS) - 1
        cells_by_place = sorted(raw.cells.items())
        own = range(layout.FORM_STATE, beside + 1) if not sheet.read_only else ()
        self._outside(
            raw,
            [c for (row, column), c in cells_by_place
             if row > last or (column > layout.FORM_NOTE and column not in own)],
        )  # fmt: skip
        return LocatedForm(sheet, raw.name, cells, places)

    def _form_rows(self, sheet: Sheet, raw: RawSheet) -> dict[str, int]:
        """Return the row of each field: by its name in the hidden column, else by its label."""
        names = {str(c.value): row for (row, column), c in raw.cells.items() if column == layout.FORM_KEY}
        labels = {_heading(c): row for (row, column), c in raw.cells.items() if column == layout.FORM_LABEL}
        found = {f.name: names.get(f.name) or labels.get(fold(f.title)) for f in sheet.fields}
        return {name: row for name, row in found.items() if row}

    # ----- tables

    def _table(self, sheet: Sheet, raw: RawSheet) -> LocatedTable | None:
        key_row, header, columns = self._columns(sheet, raw)
        if not columns:
            self.outside_rows += len(raw.rows_seen)
            self._lay_outside(raw, [cell for _, cell in sorted(raw.cells.items())])
            self._report(SHEET_MISSING, "", raw, title=sheet.title)
            return None
        for target in sheet.fields:
            if target.name not in columns and target.compute is None:
                self._report(HEADING_MISSING, address(header, 1), raw, title=sheet.title, column=target.title)
        self._moved(sheet, raw, columns, header)
        names = {column: name for name, column in columns.items()}
        own = {column for (row, column), cell in raw.cells.items() if row in (key_row, header) and _is_own(cell)}
        found: dict[int, dict[str, RawCell]] = {}
        strays: list[RawCell] = []
        texts = layout.head_texts(sheet)
        # Titles, counters and marks stand with the table or where they were.
        above, heading = {1, 2, *own, min(names)}, {*own, *names}
        for (row, column), cell in sorted(raw.cells.items()):
            if row > header and column in names:
                found.setdefault(row, {})[names[column]] = cell
            elif row > header:
                if column not in own:
                    strays.append(cell)
                    found.setdefault(row, {})
            elif row == header:
                strays += [cell] if column not in heading else []
            elif row != key_row and column not in above and not _is_printed(cell, texts):
                strays.append(cell)
        self._outside(raw, strays)
        self._no_results(sheet, raw, found)
        # A row with nothing but its number, its mark and what is worked out holds no data.
        worked_out = {f.name for f in sheet.fields if f.compute is not None}
        data = {row for row, cells in found.items() if not cells or not cells.keys() <= worked_out}
        data |= {row for row, cells in found.items() if any(not cell.formula for cell in cells.values())}
        marked = {row for (row, column) in raw.cells if row > header and column in own} - data
        seen = sorted(row for row in raw.rows_seen if row > header and row not in marked)
        rows = tuple(LocatedRow(row, found.get(row, {})) for row in seen)
        self.layout_rows += sum(row <= header or row in marked for row in raw.rows_seen)
        return LocatedTable(sheet, raw.name, columns, header + 1, rows)

    def _no_results(self, sheet: Sheet, raw: RawSheet, rows: Mapping[int, Mapping[str, RawCell]]) -> None:
        """Report formulas without a result on rows where nothing else stands: nobody sees such a row as filled."""
        for row, cells in rows.items():
            for name, cell in cells.items():
                if row not in raw.rows_seen and cell.formula and sheet.field(name).compute is None:
                    self._report(NO_RESULT, cell.address, raw)

    def _columns(self, sheet: Sheet, raw: RawSheet) -> tuple[int, int, dict[str, int]]:
        """Return the row of field names, the heading row, and the column of each field found."""
        known = {f.name for f in sheet.fields}
        titles = {fold(f.title): f.name for f in sheet.fields}
        by_row: dict[int, dict[int, RawCell]] = {}
        for (row, column), cell in raw.cells.items():
            if row <= 60:
                by_row.setdefault(row, {})[column] = cell
        by_name = _best_row(by_row, lambda cell: str(cell.value) if str(cell.value) in known else None)
        by_title = _best_row(by_row, lambda cell: titles.get(_heading(cell)))
        columns = {**by_title[1], **by_name[1]}
        header = by_title[0] or by_name[0] + 1
        return by_name[0] or header - 1, header, columns

    def _moved(self, sheet: Sheet, raw: RawSheet, columns: Mapping[str, int], header: int) -> None:
        # Where a column was inserted or deleted, those after it shift together: only a change of order is a move.
        order = [f.name for f in sheet.fields if f.name in columns]
        now = sorted(order, key=lambda name: columns[name])
        blocks = SequenceMatcher(None, order, now, autojunk=False).get_matching_blocks()
        kept = {name for block in blocks for name in order[block.a : block.a + block.size]}
        for name in order:
            before = layout.field_column(sheet, name)
            if name not in kept:
                self._report(
                    COLUMN_MOVED, address(header, columns[name]), raw, column=sheet.field(name).title,
                    before=column_letter(before), after=column_letter(columns[name]),
                )  # fmt: skip

    def _outside(self, raw: RawSheet, cells: Iterable[RawCell]) -> None:
        by_column: dict[int, list[RawCell]] = {}
        for cell in self._lay_outside(raw, cells):
            if str(cell.value).strip() or cell.error:
                by_column.setdefault(cell.column, []).append(cell)
        for found in by_column.values():
            more = f" (+{len(found) - 1})" if len(found) > 1 else ""
            places = ", ".join(cell.address for cell in found[:6])
            self._report(OUTSIDE, places, raw, str(found[0].value or found[0].error)[:80], more=more)

    def _lay_outside(self, raw: RawSheet, cells: Iterable[RawCell]) -> list[RawCell]:
        """Remember cells outside the declared area; return them."""
        laid = list(cells)
        self.outside += [Stray(raw.name, cell.address, cell) for cell in laid if _holds(cell)]
        return laid


def _added_by_office(raw: RawSheet) -> str | None:
    """Return the title of a sheet that the office added to a workbook it handed back; None for any other."""
    first = raw.cells.get((1, 1))
    known = (layout.FIX_TITLE, layout.OUTSIDE_TITLE)
    return next((title for title in known if first is not None and first.value == title), None)


def _is_answer(cell: RawCell) -> bool:
    """Say whether somebody wrote more than a tick into the list of what to fix."""
    if cell.row <= layout.FIX_HEADER_ROW or cell.column < layout.FIX_TICK:
        return False
    return _holds(cell) and len(str(cell.value).strip()) > 1


def _holds(cell: RawCell) -> bool:
    return bool(cell.error) or (cell.value is not None and bool(str(cell.value).strip()))


def _is_printed(cell: RawCell, texts: frozenset[str]) -> bool:
    """Say whether a cell above the headings is the workbook's own; in some files its link has no result."""
    return str(cell.value) in texts or (cell.formula and (cell.value is None or bool(cell.error)))


def _is_own(cell: RawCell) -> bool:
    return layout.is_own(str(cell.value))


def _heading(cell: RawCell) -> str:
    return fold(str(cell.value).rstrip(" *"))


def _carries(raw: RawSheet, sheet: Sheet) -> bool:
    """Say whether a sheet carries most of the field names or headings of a declared one."""
    wanted = {f.name for f in sheet.fields} | {fold(f.title) for f in sheet.fields}
    texts = {v for cell in raw.cells.values() if isinstance(cell.value, str) for v in (cell.value, _heading(cell))}
    return len(wanted & texts) > len(sheet.fields) * 0.6


def _best_row(
    by_row: Mapping[int, Mapping[int, RawCell]], name_of: Callable[[RawCell], str | None]
) -> tuple[int, dict[str, int]]:
    """Return the row that names most fields, and their columns."""
    best: tuple[int, dict[str, int]] = (0, {})
    for row, cells in sorted(by_row.items()):
        found: dict[str, int] = {}
        for column, name in _named(cells, name_of):
            found.setdefault(name, column)
        if len(found) > len(best[1]):
            best = (row, found)
    return best


def _named(cells: Mapping[int, RawCell], name_of: Callable[[RawCell], str | None]) -> Iterator[tuple[int, str]]:
    for column, cell in sorted(cells.items()):
        name = name_of(cell)
        if name is not None:
            yield column, name
