"""The ticks of the first page: which sheets have nothing to report, which are done."""

from __future__ import annotations

from collections.abc import Sequence

from sheettools.findings import Finding, Severity, declare
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries, Line
from sheettools.incoming.locate.cells import shown
from sheettools.incoming.locate.workbook import RawTable, Tick
from sheettools.template.kinds import YES_NO
from sheettools.template.layout import NIL_TITLE
from sheettools.template.model import Field
from sheettools.words.text import fold

NIL_BUT_ROWS = declare(
    "S105",
    Severity.ERROR,
    why=(
        "Trang “{title}” đánh dấu không phát sinh nhưng có {rows} dòng đã ghi.",
        "The sheet “{title}” is ticked as having nothing to report, yet has "
        "{rows:filled row|filled rows}.",
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

_TICK = Field("khong_phat_sinh", NIL_TITLE, YES_NO)
"""A tick is read as any yes or no is."""
_SAID = ("không phát sinh", "khong phat sinh")
"""What stands above the boxes, written into one: it says what a tick says."""


def is_ticked(tick: Tick) -> bool:
    """Say whether the box says yes: an x, a tick, a word for it, or what stands above it."""
    text = shown(tick.raw)
    return fold(text) in _SAID or _TICK.parse(text).value is True


def read_nil(basis: Basis, entries: Entries) -> tuple[frozenset[str], list[Finding]]:
    """Return the tables that are ticked as having nothing to report, and what is to be said of
    that.
    """
    nil: set[str] = set()
    findings: list[Finding] = []
    for name, table in basis.workbook.tables.items():
        tick = basis.workbook.nil.get(name, Tick())
        if is_ticked(tick):
            nil.add(name)
        findings += _remarks(basis, table, entries.tables[name], tick)
    return frozenset(nil), findings


def _remarks(basis: Basis, table: RawTable, lines: Sequence[Line], tick: Tick) -> list[Finding]:
    sheet, text = table.sheet, shown(tick.raw)
    begun = sum(line.begun for line in lines)
    place = basis.workbook.place(tick.page or table.title, tick.cell)
    if is_ticked(tick):
        values = {"title": sheet.title, "rows": begun}
        return [Finding(NIL_BUT_ROWS, place, text, values)] if begun else []
    if not _TICK.kind.says_nothing(text):
        return [Finding(NIL_UNCLEAR, place, text, {"title": sheet.title})]
    asked = basis.issued is not None and bool(sheet.nil)
    if asked and not begun and not any(line.origin.planned for line in lines):
        return [Finding(NOTHING_SAID, place, values={"title": sheet.title})]
    return []
