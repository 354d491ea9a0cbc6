"""The register as the staff left it → what of it is their own. Nothing that they wrote is passed
over: what has no place goes to a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from sheettools.findings import Finding, Location, Severity, declare
from sheettools.follow_up.additions import (
    OWN_SHEET,
    AddedCell,
    AddedColumn,
    AddedPage,
    AddedRow,
    AddedSheet,
    Additions,
    SetFilter,
    Width,
)
from sheettools.follow_up.form import (
    BY_BODY_TITLE,
    REMARK_COLUMN,
    REMARK_HEAD,
    WRITTEN_PAGES,
    Page,
    RegisterForm,
)
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.incoming.check.record import Record
from sheettools.incoming.locate.workbook import RawTable, Workbook, is_filled
from sheettools.outgoing.workbook.widths import mark_width, number_width, table_widths
from sheettools.outgoing.workbook.write import LINE_HEIGHT, MAX_HEIGHT
from sheettools.template import layout
from sheettools.template.excel.address import split_address
from sheettools.template.model import Template
from sheettools.words.text import fold, seen

NOT_KEPT = declare(
    "F298",
    Severity.WARNING,
    why=(
        "Sổ theo dõi được ghi lại: giữ nguyên chữ, số, ghi chú của văn phòng, nhưng không giữ được "
        "{found}.",
        "The register is written anew with the office's words, numbers and notes, but without "
        "{found}.",
    ),
    remedy=(
        "Cần xem lại thì mở bản trước ở noi-bo/so-theo-doi_truoc.xlsx; công thức và hình nên để ở "
        "một tệp riêng.",
        "The one before is noi-bo/so-theo-doi_truoc.xlsx; better keep formulas and pictures in a "
        "file of their own.",
    ),
)
PUT_ASIDE = declare(
    "F299",
    Severity.WARNING,
    why=(
        f"Chữ ghi ngoài các dòng, các cột của sổ theo dõi được chuyển sang trang “{OWN_SHEET}”: "
        "“{value}”{more}.",
        "What was written outside the rows and columns of the register went to the sheet "
        f"“{OWN_SHEET}”: “{{value}}”{{more}}.",
    ),
    remedy=(
        "Là một việc văn phòng nhận thì ghi vào trang dành cho việc ấy; là ghi chú thì ghi vào cột "
        "riêng ở bên phải.",
        "A matter that the office received has a sheet of its own; remarks go into a column of "
        "your own on the right.",
    ),
    private=True,
)
PADDING, WIDE = 0.71, 0.3
"""What a file adds to a column's width, and from which difference on it was set by somebody."""
_OWN_TEXTS = frozenset((*layout.HELPERS, layout.NUMBER_KEY, layout.MARK_KEY))
At = str | AddedColumn


def _is_helper_of_field(name: str) -> bool:
    return name.startswith(layout.HELPERS_OF_FIELDS)


@dataclass(frozen=True)
class Gathered:
    """What is the staff's own, that of rows by page and row; and what is to be said of it."""

    additions: Additions
    rows: Mapping[tuple[str, int], AddedRow]
    findings: tuple[Finding, ...] = ()


def gather(
    book: RawBook,
    workbook: Workbook,
    form: RegisterForm,
    records: Sequence[Record],
    arranged: Sequence[Mapping[str, Any]],
) -> Gathered:
    """Gather it; `arranged` is what is known of how the sheets are arranged."""
    found = _Gatherer(book, workbook, arranged)
    for page in form.pages:
        if page.sheet.name in workbook.tables:
            matters = {one.number for one in records if one.sheet == page.sheet.name}
            found.page(page, matters)
    return found.gathered()


class _Gatherer:
    """Gathers page by page, then what stands on sheets of their own."""

    def __init__(
        self, book: RawBook, workbook: Workbook, arranged: Sequence[Mapping[str, Any]]
    ) -> None:
        told = {seen(str(one["name"])): one for one in arranged}
        self._book, self._workbook = book, workbook
        self._sheets = {raw.name: Arranged(raw, told.get(raw.name, {})) for raw in book.sheets}
        self._pages: dict[str, AddedPage] = {}
        self._rows: dict[tuple[str, int], AddedRow] = {}
        self._strays: list[tuple[str, RawCell]] = []
        self._lost: list[str] = []

    def page(self, page: Page, matters: Collection[int]) -> None:
        """Gather what was added to a page, of whose rows some hold `matters`."""
        name = page.sheet.name
        table = self._workbook.tables[name]
        look = _PageLook(self._workbook.template, page, table, self._sheets[table.title])
        self._pages[name] = look.page(matters)
        self._rows |= {(name, row): own for row, own in look.rows(matters).items()}
        self._strays += [(table.title, cell) for cell in look.strays(self._workbook, matters)]
        self._lost += look.lost()

    def gathered(self) -> Gathered:
        """Return all of it."""
        taken = {table.title for table in self._workbook.tables.values()}
        own = [
            AddedSheetLook(sheet)
            for name, sheet in self._sheets.items()
            if name not in taken and not _is_programs(name)
        ]
        for one in own:
            self._lost += one.lost()
        lists = [self._sheets[title] for title in WRITTEN_PAGES if title in self._sheets]
        for one_list in lists:
            self._strays += [(one_list.raw.name, cell) for cell in _written_on(one_list)]
        sheets = _with_strays([one.sheet() for one in own], self._strays)
        widths = {one_list.raw.name: one_list.widths for one_list in lists}
        said = tuple(_said(self._book.file, self._lost, self._strays))
        return Gathered(Additions(self._pages, tuple(sheets), widths), self._rows, said)


def _is_programs(name: str) -> bool:
    known = (*WRITTEN_PAGES, layout.LISTS_SHEET, layout.IDENTITY_SHEET)
    return fold(name) in map(fold, known)


def _written_on(page: Arranged) -> Iterator[RawCell]:
    """Yield what somebody wrote on a page that the program alone writes: remarks and notes."""
    by_body = page.raw.name == BY_BODY_TITLE
    for (_, column), cell in page.raw.cells.items():
        is_remark = by_body and column == REMARK_COLUMN and cell.value != REMARK_HEAD
        if is_filled(cell) and (is_remark or column > REMARK_COLUMN):
            yield cell
    for (row, column), text in page.notes.items():
        yield RawCell(row, column, text)


def _said(
    file: str, lost: Sequence[str], strays: Sequence[tuple[str, RawCell]]
) -> Iterator[Finding]:
    if lost:
        found = "; ".join(lost[:SHOWN]) + "; …" * (len(lost) > SHOWN)
        yield Finding(NOT_KEPT, Location(file), values={"found": found})
    if strays:
        page, cell = strays[0]
        more = f" (+{len(strays) - 1})" if len(strays) > 1 else ""
        text = str(cell.value or cell.error)[:80]
        yield Finding(PUT_ASIDE, Location(file, page, cell.address), text, {"more": more})


SHOWN = 4


def _with_strays(
    sheets: Sequence[AddedSheet], strays: Sequence[tuple[str, RawCell]]
) -> Iterator[AddedSheet]:
    """Yield the sheets, with what has no place written below what such a sheet has already."""
    kept = next((one for one in sheets if fold(one.name) == fold(OWN_SHEET)), None)
    yield from (one for one in sheets if one is not kept)
    if kept is None and not strays:
        return
    kept = kept or AddedSheet(OWN_SHEET, widths={1: Width(24, False), 2: Width(9, False),
                                               3: Width(80, False)})  # fmt: skip
    cells = dict(kept.cells)
    row = max((row for row, _ in cells), default=0) + 1
    for number, (page, cell) in enumerate(strays, start=row):
        cells[number, 1], cells[number, 2] = AddedCell(page), AddedCell(cell.address)
        cells[number, 3] = AddedCell(cell.error or cell.value)
    yield replace(kept, cells=cells)


# ------------------------------------------------------------------ how a sheet is arranged


class Arranged:
    """How one sheet is arranged, as far as it is known."""

    def __init__(self, raw: RawSheet, told: Mapping[str, Any]) -> None:
        self.raw, self._told = raw, told

    @cached_property
    def widths(self) -> dict[int, Width]:
        """The widths of columns, in characters, and whether they are hidden."""
        found: dict[int, Width] = {}
        for first, last, width, hidden in self._told.get("columns", ()):
            for column in range(first, min(last, first + FEW_COLUMNS) + 1):
                found[column] = Width(round(max(0.0, width - PADDING), 2), hidden)
        return found

    @cached_property
    def rows(self) -> dict[int, tuple[float, bool]]:
        """The heights that somebody has set, and which rows are hidden: of so many lines the
        program makes rows itself.
        """
        found: dict[int, tuple[float, bool]] = {}
        for row, height, hidden in self._told.get("rows", ()):
            own = 0.0 if height % LINE_HEIGHT == 0 or height == MAX_HEIGHT else height
            if own or hidden:
                found[row] = own, hidden
        return found

    @cached_property
    def notes(self) -> dict[tuple[int, int], str]:
        """Notes by the row and column of their cell."""
        told = [tuple(one) for one in self._told.get("notes", ())]
        if not self._told:
            told = [(one.cell, one.words) for one in self.raw.asides if not one.is_picture]
        found: dict[tuple[int, int], str] = {}
        for cell, text in told:
            place = split_address(cell.partition(":")[0].replace("$", ""))
            found[place] = f"{found[place]}\n{text}" if place in found else text
        return found

    @property
    def formulas(self) -> frozenset[tuple[int, int]]:
        """The cells with a formula."""
        return frozenset(map(split_address, self._told.get("formulas", ())))

    def cell(self, raw: RawCell) -> AddedCell:
        """Return a cell as it is kept."""
        code = self._told.get("formats", {}).get(raw.address, "")
        return AddedCell(raw.error or raw.value, code)

    @property
    def filter(self) -> tuple[str, Sequence[Any]]:
        """The block that can be filtered, and what is set of it."""
        block, columns = self._told.get("filter", ("", ()))
        return block, columns

    def lost(self, formulas: Collection[RawCell]) -> Iterator[str]:
        """Say what of it cannot be kept."""
        cells = sorted(formulas, key=lambda cell: (cell.row, cell.column))
        if cells:
            yield f"công thức ở {self.raw.name}!{cells[0].address}" + ", …" * (len(cells) > 1)
        pictures = [one.cell for one in self.raw.asides if one.is_picture]
        if pictures:
            yield f"hình ở {self.raw.name}!{pictures[0]}" + ", …" * (len(pictures) > 1)


FEW_COLUMNS = 500
"""Of how many columns in a run of equal widths each is remembered."""


class AddedSheetLook:
    """A sheet that the staff have added."""

    def __init__(self, arranged: Arranged) -> None:
        self.raw, self._arranged = arranged.raw, arranged

    def sheet(self) -> AddedSheet:
        """Return what is kept of it."""
        cells = {
            place: self._arranged.cell(cell)
            for place, cell in self.raw.cells.items()
            if is_filled(cell)
        }
        notes, rows = self._arranged.notes, self._arranged.rows
        widths, merged = self._arranged.widths, self.raw.merged
        return AddedSheet(self.raw.name, self.raw.visible, cells, notes, widths, rows, merged)

    def lost(self) -> Iterator[str]:
        """Say what of it cannot be kept."""
        return self._arranged.lost([cell for cell in self.raw.cells.values() if cell.formula])


# ------------------------------------------------------------------ a page of matters


class _PageLook:
    """A page of the register, and which of its columns is whose."""

    def __init__(self, template: Template, page: Page, table: RawTable, arranged: Arranged) -> None:
        self._template = template
        self._page, self._table, self._raw, self._arranged = page, table, arranged.raw, arranged
        self._first = table.first_row
        self._fields = {column: name for name, column in table.columns.items()}
        self._programs = self._program_columns()
        self._own = self._own_columns()
        self._notes = arranged.notes

    def _program_columns(self) -> dict[int, str]:
        """Return the columns that are the program's, with the name of each."""
        found: dict[int, str] = {}
        for (row, column), cell in self._raw.cells.items():
            text = str(cell.value)
            if row < self._first and (
                text in _OWN_TEXTS or text.startswith(layout.HELPERS_OF_FIELDS)
            ):
                found[column] = text
            elif row == self._first - 1 and text == layout.NUMBER_TITLE:
                found.setdefault(column, layout.NUMBER_KEY)
            elif row == self._first - 1 and text == layout.MARK_TITLE:
                found.setdefault(column, layout.MARK_KEY)
        return found

    def _own_columns(self) -> dict[int, AddedColumn]:
        used = {column for (row, column), cell in self._raw.cells.items()
                if row >= self._first - 1 and is_filled(cell)}  # fmt: skip
        used |= {column for row, column in self._arranged.notes if row >= self._first - 1}
        counts: dict[str, int] = {}
        found: dict[int, AddedColumn] = {}
        for column in sorted(used - self._fields.keys() - self._programs.keys()):
            cell = self._raw.cells.get((self._first - 1, column))
            heading = str(cell.value).strip() if cell is not None and is_filled(cell) else ""
            counts[heading] = counts.get(heading, 0) + 1
            found[column] = AddedColumn(heading, counts[heading])
        return found

    def _at(self, column: int) -> At | None:
        """Return whose column it is: a field's, the program's, or one of the staff's own."""
        return self._fields.get(column) or self._own.get(column) or self._programs.get(column)

    # ----- rows

    def rows(self, matters: Collection[int]) -> dict[int, AddedRow]:
        """Return what was added to each row that holds a matter."""
        found = {row: self._row(row) for row in self._of_rows}
        return {row: own for row, own in found.items() if row in matters}

    @cached_property
    def _of_rows(self) -> list[int]:
        """The rows at which there may be anything of the staff's own."""
        rows = {row for row, column in self._raw.cells if column in self._own}
        rows |= {row for row, _ in self._notes} | self._arranged.rows.keys()
        return sorted(row for row in rows if row >= self._first)

    def _row(self, row: int) -> AddedRow:
        cells = {
            column: self._arranged.cell(self._raw.cells[row, number])
            for number, column in self._own.items()
            if (row, number) in self._raw.cells and is_filled(self._raw.cells[row, number])
        }
        notes = {
            at: text
            for (line, number), text in self._notes.items()
            if line == row and (at := self._at(number)) is not None
        }
        height, hidden = self._arranged.rows.get(row, (0.0, False))
        return AddedRow(cells, notes, height, hidden)

    def _code(self, row: int) -> str:
        column = self._table.columns.get(self._page.key, 0)
        cell = self._raw.cells.get((row, column))
        return str(cell.value).strip() if cell is not None and is_filled(cell) else ""

    # ----- the page

    def page(self, matters: Collection[int]) -> AddedPage:
        """Return what was done to the page."""
        above = {
            (row, self._own[column]): self._arranged.cell(cell)
            for (row, column), cell in self._raw.cells.items()
            if row < self._first - 1 and column in self._own and is_filled(cell)
        }
        notes = {
            (row, at): text
            for (row, column), text in self._notes.items()
            if row < self._first and (at := self._at(column)) is not None
        }
        free = {
            code: self._row(row)
            for row in self._of_rows
            if row not in matters and (code := self._code(row))
        }
        return AddedPage(
            {own: column for column, own in self._own.items()},
            dict(self._widths()),
            self._filter(),
            above,
            notes,
            free,
        )

    def _widths(self) -> Iterator[tuple[At, Width]]:
        """Yield the columns whose width somebody has set, or that somebody has hidden."""
        sheet = self._page.sheet
        usual: dict[At, float] = {layout.NUMBER_KEY: number_width(sheet)}
        usual[layout.MARK_KEY] = mark_width(self._template)
        usual.update(table_widths(self._template, sheet))
        for column, (width, hidden) in self._arranged.widths.items():
            at = self._at(column)
            if (
                at is None
                or (at in _OWN_TEXTS and at not in usual)
                or str(at).startswith(layout.HELPERS_OF_FIELDS)
            ):
                continue
            is_set = width > 0 and abs(width - usual.get(at, 0.0)) >= WIDE
            if is_set or hidden:
                yield at, Width(width if is_set else 0.0, hidden)

    def _filter(self) -> SetFilter:
        block, told = self._arranged.filter
        if not told:
            return SetFilter()
        first = split_address(block.partition(":")[0].replace("$", ""))[1]
        columns: dict[At, Sequence[Any]] = {}
        for _, attributes, inner in told:
            number = str(attributes.get("colId", ""))
            at = self._at(first + int(number)) if number.isdecimal() else None
            if at is not None and inner:
                columns[at] = inner
        return SetFilter(columns)

    # ----- what has no place

    def strays(self, workbook: Workbook, matters: Collection[int]) -> Iterator[RawCell]:
        """Yield what somebody wrote outside the rows and the columns, their own included."""
        for stray in workbook.outside:
            row, column = split_address(stray.address)
            kept = column in self._own and (row < self._first or self._code(row))
            if stray.sheet == self._raw.name and not kept and column not in self._programs:
                yield stray.raw
        for line in self._table.rows:
            code = self._code(line.number)
            if not code or line.number not in matters:
                yield from self._typed(line.cells, has_code=bool(code))

    def _typed(self, cells: Mapping[str, RawCell], *, has_code: bool) -> Iterator[RawCell]:
        """Yield what the office wrote into a row that holds no matter."""
        names = set(cells)
        if has_code:
            names &= {target.name for target in self._page.sheet.fields if not target.read_only}
        for name, cell in cells.items():
            if name in names and is_filled(cell) and not cell.formula:
                yield cell

    def lost(self) -> Iterator[str]:
        """Say what cannot be kept."""
        own = [cell for (_, column), cell in self._raw.cells.items() if column in self._own]
        return self._arranged.lost([cell for cell in own if cell.formula])
