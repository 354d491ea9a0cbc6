"""Which real sheet is which declared one: by its title, else by the field names or headings that it carries."""

from __future__ import annotations

from sheettools.incoming.located import Remarks
from sheettools.incoming.read import RawBook, RawSheet
from sheettools.incoming.tables import heading
from sheettools.template import layout
from sheettools.template.findings import Severity, declare
from sheettools.template.template import Sheet, Template
from sheettools.template.text import fold

SHEET_RENAMED = declare(
    "S001", Severity.REPAIR,
    why=("Trang “{title}” đã đổi tên thành “{value}”; vẫn đọc được.",
         "The sheet “{title}” was renamed “{value}”; it was read all the same."),
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


def match_sheets(book: RawBook, template: Template, remarks: Remarks) -> dict[str, RawSheet]:
    """Pair declared sheets with real ones: by title, else by the field names they carry."""
    by_title = {fold(raw.name): raw for raw in book.sheets}
    matched = {s.name: by_title[fold(s.title)] for s in template.sheets if fold(s.title) in by_title}
    taken = {id(raw) for raw in matched.values()}
    for sheet in template.sheets:
        if sheet.name in matched or sheet.kind == "guide":
            continue
        raw = next((r for r in book.sheets if id(r) not in taken and _carries(r, sheet)), None)
        if raw is not None:
            matched[sheet.name] = raw
            taken.add(id(raw))
            remarks.add(SHEET_RENAMED, raw, "", raw.name, title=sheet.title)
    return matched


def extra_rows(book: RawBook, taken: set[int], remarks: Remarks) -> tuple[int, int]:
    """Return how many rows of further sheets are the workbook's own, and how many nobody asked for."""
    inside = outside = 0
    own = {layout.IDENTITY_SHEET, layout.LISTS_SHEET}
    for raw in book.sheets:
        if id(raw) in taken:
            continue
        if raw.name in own:
            inside += len(raw.rows_seen)
        elif raw.rows_seen:
            outside += len(raw.rows_seen)
            remarks.add(EXTRA_SHEET, raw, "", raw.name, rows=len(raw.rows_seen))
    return inside, outside


def _carries(raw: RawSheet, sheet: Sheet) -> bool:
    """Say whether a sheet carries most of the field names or headings of a declared one."""
    wanted = {f.name for f in sheet.fields} | {fold(f.title) for f in sheet.fields}
    texts = {v for cell in raw.cells.values() if isinstance(cell.value, str) for v in (cell.value, heading(cell))}
    return len(wanted & texts) > len(sheet.fields) * 0.6
