"""Raw cells → the declared forms and tables, wherever they stand now, with what had moved.

A sheet is found by the hidden row (or column) of field names, else by its title; a column by its field name, else by
its heading. What lies outside the declared area is reported, never dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from sheettools.incoming.forms import locate_form
from sheettools.incoming.located import Located, LocatedForm, LocatedRow, LocatedTable, Remarks, Tick
from sheettools.incoming.read import RawBook, RawSheet
from sheettools.incoming.sheets import extra_rows, match_sheets
from sheettools.incoming.tables import locate_table
from sheettools.template import layout
from sheettools.template.address import address
from sheettools.template.findings import Severity, declare
from sheettools.template.template import Sheet, Template
from sheettools.template.text import fold

SHEET_MISSING = declare(
    "S101", Severity.ERROR,
    why=("Không tìm thấy trang “{title}” trong sổ.", "The workbook has no sheet “{title}”."),
    remedy=("Lấy lại sổ văn phòng đã gửi, chép phần đã điền sang rồi gửi lại.",
            "Take the workbook as the office sent it, copy what you filled in, and send it again."),
)  # fmt: skip


def read_identity(book: RawBook) -> dict[str, str]:
    """Return the identity from the hidden sheet; what is missing there comes from the custom properties."""
    prefix = "sheettools."
    found = {k.removeprefix(prefix): v for k, v in book.properties.items() if k.startswith(prefix)}
    for sheet in book.sheets:
        if sheet.name == layout.IDENTITY_SHEET:
            keys = {row: str(cell.value) for (row, column), cell in sheet.cells.items() if column == 1}
            values = {key: sheet.cells.get((row, 2)) for row, key in keys.items()}
            found |= {key: str(cell.value) for key, cell in values.items() if cell is not None}
    return found


def locate(book: RawBook, template: Template) -> Located:
    """Lay a workbook against its template."""
    return _Locator(book, template).run()


class _Locator:
    def __init__(self, book: RawBook, template: Template) -> None:
        self.book, self.template = book, template
        self.remarks = Remarks(book.file)
        self.layout_rows = 0
        self.outside_rows = 0

    def run(self) -> Located:
        forms: dict[str, LocatedForm] = {}
        tables: dict[str, LocatedTable] = {}
        matched = match_sheets(self.book, self.template, self.remarks)
        for sheet in self.template.sheets:
            raw = matched.get(sheet.name)
            if raw is None:
                if sheet.kind != "guide":
                    self.remarks.add(SHEET_MISSING, title=sheet.title)
            elif sheet.kind == "guide":
                self.layout_rows += len(raw.rows_seen)
            elif sheet.kind == "form":
                forms[sheet.name] = locate_form(sheet, raw, self.remarks)
                self.layout_rows += len(raw.rows_seen)
            else:
                table, inside, out = locate_table(sheet, raw, self.remarks)
                self._count(inside, out)
                if table is None:
                    self.remarks.add(SHEET_MISSING, raw, title=sheet.title)
                else:
                    tables[sheet.name] = table
        self._count(*extra_rows(self.book, {id(raw) for raw in matched.values()}, self.remarks))
        first = layout.guide(self.template)
        page = matched.get(first.name) if first else None
        return Located(
            forms=forms,
            tables=tables,
            identity=read_identity(self.book),
            nil=self._ticks(page, layout.NIL_TITLE, [sheet for sheet in self.template.tables if sheet.nil]),
            done=self._ticks(page, layout.DONE_TITLE, [s for s in self.template.filled if not s.read_only]),
            findings=tuple(self.remarks.findings),
            layout_rows=self.layout_rows,
            outside_rows=self.outside_rows,
        )

    def _count(self, inside: int, outside: int) -> None:
        self.layout_rows += inside
        self.outside_rows += outside

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


__all__ = ["Located", "LocatedForm", "LocatedRow", "LocatedTable", "Tick", "locate", "read_identity"]
