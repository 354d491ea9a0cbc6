"""Raw cells → the declared forms and tables, wherever they stand now, with what had moved.

A sheet is found by the hidden row (or column) of field names, else by its title; a column by its
field name, else by its heading. What lies outside the declared area is reported, never dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sheettools.findings import Severity, Words, declare
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.incoming.locate.evidence import read_evidence
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
from sheettools.template.address import address
from sheettools.template.model import Sheet, Template
from sheettools.words.text import fold

SHEET_MISSING = declare(
    "S101",
    Severity.ERROR,
    why=("Không tìm thấy trang “{title}” trong sổ.", "The workbook has no sheet “{title}”."),
    remedy=(
        "Lấy lại sổ văn phòng đã gửi, chép phần đã điền sang rồi gửi lại.",
        "Take the workbook as the office sent it, copy what you filled in, and send it again.",
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


def locate(book: RawBook, template: Template) -> Workbook:
    """Lay a workbook against its template."""
    return _Locator(book, template).run()


class _Locator:
    def __init__(self, book: RawBook, template: Template) -> None:
        self.book, self.template = book, template
        self.remarks = Remarks(book.file)
        self.layout_rows = 0
        self.outside_rows = 0
        self.identity = read_identity(book)
        made_from = self.identity.get("fingerprint", "")
        self.around = Surroundings(
            bool(made_from) and made_from != template.fingerprint, _shared_texts(book)
        )

    def run(self) -> Workbook:
        forms: dict[str, RawForm] = {}
        tables: dict[str, RawTable] = {}
        matched = match_sheets(self.book, self.template, self.remarks, older=self.around.older)
        for sheet in self.template.sheets:
            raw = matched.get(sheet.name)
            if raw is None:
                if sheet.kind != "guide":
                    self.remarks.add(
                        SHEET_NEW if self.around.older else SHEET_MISSING, title=sheet.title
                    )
            elif sheet.kind == "guide":
                self.layout_rows += len(raw.rows_seen)
                outside(raw, _beside_guide(raw), self.remarks)
            elif sheet.kind == "form":
                forms[sheet.name] = locate_form(sheet, raw, self.remarks, self.around)
                self.layout_rows += len(raw.rows_seen)
            else:
                table, inside, out = locate_table(sheet, raw, self.remarks, self.around)
                self._count(inside, out)
                if table is None:
                    self.remarks.keep(raw, raw.cells.values())
                    self.remarks.add(SHEET_MISSING, raw, title=sheet.title)
                else:
                    tables[sheet.name] = table
        self._count(*extra_rows(self.book, self.template, matched, self.remarks, self.around))
        self._dropped()
        first = layout.guide(self.template)
        page = matched.get(first.name) if first else None
        return Workbook(
            forms=forms,
            tables=tables,
            identity=self.identity,
            nil=self._ticks(
                page, layout.NIL_TITLE, [sheet for sheet in self.template.tables if sheet.nil]
            ),
            done=self._ticks(
                page, layout.DONE_TITLE, [s for s in self.template.filled if not s.read_only]
            ),
            findings=tuple(self.remarks.findings),
            layout_rows=self.layout_rows,
            outside_rows=self.outside_rows,
            outside=tuple(self.remarks.outside),
        )

    def _dropped(self) -> None:
        """List once what an older version had and nothing of the present one takes."""
        filled = [one for one in self.remarks.dropped if one[3]]
        if filled:
            vi = ", ".join(
                f"“{text[:60]}” ({sheet}!{cell}: {count} ô)" for sheet, cell, text, count in filled
            )
            en = ", ".join(
                f"“{text[:60]}” ({sheet}!{cell}: {count} cells)"
                for sheet, cell, text, count in filled
            )
            self.remarks.add(DROPPED, found=Words(vi, en))

    def _count(self, inside: int, outside: int) -> None:
        self.layout_rows += inside
        self.outside_rows += outside

    def _ticks(self, page: RawSheet | None, title: str, sheets: Sequence[Sheet]) -> dict[str, Tick]:
        """Return the ticks under a heading of the first page: each in the line that names its
        sheet.
        """
        if page is None:
            return {}
        wanted = {
            fold(title): sheet.name
            for sheet in sheets
            for title in (*sheet.formerly_titled, sheet.title)
        }
        head = next(
            (
                place
                for place, cell in sorted(page.cells.items())
                if fold(str(cell.value)) == fold(title)
            ),
            None,
        )
        ticks: dict[str, Tick] = {}
        for (row, _), cell in sorted(page.cells.items()) if head else ():
            name = wanted.get(fold(str(cell.value)))
            if head and name is not None and row > head[0] and name not in ticks:
                ticks[name] = Tick(page.name, address(row, head[1]), page.cells.get((row, head[1])))
        return ticks


def _beside_guide(raw: RawSheet) -> list[RawCell]:
    """Return what somebody wrote to the right of the first page, where nothing of the workbook's
    own is typed.
    """
    return [
        c
        for (_, column), c in sorted(raw.cells.items())
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
    counts = Counter(
        text
        for raw in book.sheets
        for text in {
            str(c.value)
            for (row, _), c in raw.cells.items()
            if row <= TOP and isinstance(c.value, str)
        }
    )
    return frozenset(text for text, count in counts.items() if count > 1)
