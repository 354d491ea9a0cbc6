"""Raw cells → the declared forms and tables, wherever they stand now, with what had moved.

A sheet is found by the hidden row (or column) of field names, else by its title; a column by its
field name, else by its heading. What lies outside the declared area is reported, never dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sheettools.findings import Severity, Words, declare
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.incoming.locate.evidence import Evidence, read_evidence
from sheettools.incoming.locate.forms import locate_form
from sheettools.incoming.locate.sheets import extra_rows, match_sheets
from sheettools.incoming.locate.tables import Surroundings, locate_table, outside
from sheettools.incoming.locate.workbook import (
    RawForm,
    RawTable,
    Remarks,
    Tick,
    Workbook,
)
from sheettools.template import layout
from sheettools.template.excel.address import address
from sheettools.template.model import Sheet, Template
from sheettools.words.text import fold

SHEET_MISSING = declare(
    "S101",
    Severity.ERROR,
    why=("Không tìm thấy trang “{title}” trong sổ.", "The workbook has no sheet “{title}”."),
    remedy=(
        "Đề nghị đơn vị điền vào bản gửi lại, ở đó có lại trang này; hoặc vào sổ như lúc phát ra.",
        "Ask that the copy handed back be filled in, which has the sheet again; or the workbook as "
        "it was sent out.",
    ),
)


SHEET_NEW = declare(
    "F232",
    Severity.WARNING,
    why=(
        "Sổ làm theo mẫu cũ, chưa có trang “{title}”.",
        "The workbook was made from an older template, which has no sheet “{title}”.",
    ),
    remedy=(
        "Hỏi người gửi nội dung trang này, hoặc phát sổ mới để điền tiếp.",
        "Ask the sender for it, or send out a new workbook.",
    ),
)
DROPPED = declare(
    "F230",
    Severity.WARNING,
    why=(
        "Sổ làm theo mẫu cũ; các cột sau không còn trong mẫu nên không tổng hợp: {found}.",
        (
            "The workbook was made from an older template; these columns are no longer part of "
            "it: {found}."
        ),
    ),
    remedy=(
        "Nội dung vẫn còn trong tệp gửi về; cần thì chép sang cột “Ghi chú”.",
        "It is still in the returned file; if needed, copy it into “Ghi chú”.",
    ),
    private=True,
)

TOP = 20
"""How many rows from the top sheets are compared for what all of them have there."""


def read_identity(book: RawBook) -> dict[str, str]:
    """Return the identity from the hidden sheet; what is missing there comes from its backups."""
    return dict(read_evidence(book).facts())


def locate(book: RawBook, evidence: Evidence, template: Template) -> Workbook:
    """Lay a workbook against its template."""
    return _Locator(book, evidence, template).run()


class _Locator:
    """Goes through the sheets of a template, and counts and keeps what it meets on the way."""

    def __init__(self, book: RawBook, evidence: Evidence, template: Template) -> None:
        self.book, self.evidence, self.template = book, evidence, template
        self.remarks = Remarks(book.file)
        self.layout_rows = 0
        self.outside_rows = 0
        self.forms: dict[str, RawForm] = {}
        self.tables: dict[str, RawTable] = {}
        made_from = evidence.facts().get("fingerprint", "")
        older = bool(made_from) and made_from != template.fingerprint
        self.around = Surroundings(older, _shared_texts(book))

    def run(self) -> Workbook:
        matched = match_sheets(self.book, self.template, self.remarks, older=self.around.older)
        for sheet in self.template.sheets:
            self._sheet(sheet, matched.get(sheet.name))
        self._count(*extra_rows(self.book, self.template, matched, self.remarks, self.around))
        self._dropped()
        first = layout.guide(self.template)
        page = matched.get(first.name) if first else None
        may_be_nil = [sheet for sheet in self.template.tables if sheet.nil]
        may_be_done = [sheet for sheet in self.template.filled if not sheet.read_only]
        return Workbook(
            book=self.book,
            evidence=self.evidence,
            template=self.template,
            forms=self.forms,
            tables=self.tables,
            nil=_ticks(page, layout.NIL_TITLE, may_be_nil),
            done=_ticks(page, layout.DONE_TITLE, may_be_done),
            findings=tuple(self.remarks.findings),
            layout_rows=self.layout_rows,
            outside_rows=self.outside_rows,
            outside=tuple(self.remarks.outside),
        )

    def _sheet(self, sheet: Sheet, raw: RawSheet | None) -> None:
        if sheet.kind == "guide":
            self._guide(raw)
        elif raw is None:
            missing = SHEET_NEW if self.around.older else SHEET_MISSING
            self.remarks.add(missing, title=sheet.title)
        elif sheet.kind == "form":
            self.forms[sheet.name] = locate_form(sheet, raw, self.remarks, self.around)
            self.layout_rows += len(raw.rows_seen)
        else:
            self._table(sheet, raw)

    def _guide(self, raw: RawSheet | None) -> None:
        if raw is not None:
            self.layout_rows += len(raw.rows_seen)
            outside(raw, _beside_guide(raw), self.remarks)

    def _table(self, sheet: Sheet, raw: RawSheet) -> None:
        table, inside, out = locate_table(sheet, raw, self.remarks, self.around)
        self._count(inside, out)
        if table is None:
            self.remarks.keep(raw, raw.cells.values())
            self.remarks.add(SHEET_MISSING, raw, title=sheet.title)
        else:
            self.tables[sheet.name] = table

    def _dropped(self) -> None:
        """List once what an older version had and nothing of the present one takes."""
        filled = [column for column in self.remarks.former if column.count]
        if filled:
            vi = ", ".join(column.words("ô") for column in filled)
            en = ", ".join(column.words("cells") for column in filled)
            self.remarks.add(DROPPED, found=Words(vi, en))

    def _count(self, inside: int, outside: int) -> None:
        self.layout_rows += inside
        self.outside_rows += outside


def _ticks(page: RawSheet | None, title: str, sheets: Sequence[Sheet]) -> dict[str, Tick]:
    """Return the ticks under a heading of the first page: each in the line that names its sheet."""
    cells = page.cells.items() if page is not None else []
    heads = [place for place, cell in cells if fold(str(cell.value)) == fold(title)]
    if page is None or not heads:
        return {}
    head_row, column = heads[0]
    wanted = _names_by_title(sheets)
    ticks: dict[str, Tick] = {}
    for (row, _), cell in cells:
        name = wanted.get(fold(str(cell.value)))
        if name is not None and row > head_row and name not in ticks:
            ticks[name] = Tick(page.name, address(row, column), page.cells.get((row, column)))
    return ticks


def _names_by_title(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return the name of each sheet by its title and by those that it had before."""
    names: dict[str, str] = {}
    for sheet in sheets:
        for title in (*sheet.formerly_titled, sheet.title):
            names[fold(title)] = sheet.name
    return names


def _beside_guide(raw: RawSheet) -> list[RawCell]:
    """Return what somebody wrote to the right of the first page, where nothing of the workbook's
    own is typed.
    """
    return [
        c
        for (_, column), c in raw.cells.items()
        if column > layout.GUIDE_DONE and not _is_helper(c)
    ]


def _is_helper(cell: RawCell) -> bool:
    """Say whether a cell counts what is left to do; some programs keep the number and drop the
    formula.
    """
    return cell.column == layout.GUIDE_DONE + 1 and (cell.formula or cell.value in (0, 1))


def _shared_texts(book: RawBook) -> frozenset[str]:
    """Return the texts that stand on top of several sheets: the line that says whose workbook it
    is.
    """
    counts: Counter[str] = Counter()
    for raw in book.sheets:
        top = (cell.value for (row, _), cell in raw.single.items() if row <= TOP)
        counts.update({value for value in top if isinstance(value, str)})
    return frozenset(text for text, count in counts.items() if count > 1)
