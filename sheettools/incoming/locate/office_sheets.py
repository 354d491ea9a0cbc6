"""The sheets that the office adds to a workbook that it hands back, when they come in again with
it.
"""

from __future__ import annotations

from sheettools.findings import Severity, declare
from sheettools.incoming.cage.read import RawCell, RawSheet
from sheettools.incoming.locate.tables import outside
from sheettools.incoming.locate.workbook import Remarks, Stray, is_filled
from sheettools.template import layout

KEPT_OUTSIDE = declare(
    "F235",
    Severity.WARNING,
    why=(
        "Trang “{title}” còn giữ {rows} chỗ ghi ngoài biểu của bản gửi trước; chưa được tính.",
        "The sheet “{title}” still keeps {rows:remark|remarks} from outside the tables of the "
        "return before; they do not count.",
    ),
    remedy=(
        (
            "Nếu cần báo cáo thì chép vào đúng cột, đúng trang; không cần thì xóa dòng đó ở trang "
            "“{title}”."
        ),
        "Move what is to be reported to its column and sheet; delete the other rows of “{title}”.",
    ),
)


def added_by_office(raw: RawSheet) -> str | None:
    """Return the title of a sheet that the office added; None for any other."""
    first = raw.single.get((1, 1))
    known = (layout.FIX_TITLE, layout.OUTSIDE_TITLE)
    return next((title for title in known if first is not None and first.value == title), None)


def office_rows(raw: RawSheet, title: str, remarks: Remarks) -> tuple[int, int]:
    """Return how many rows of such a sheet are the office's, and how many hold what the sender
    wrote.
    """
    if title == layout.FIX_TITLE:
        outside(raw, [cell for _, cell in raw.cells.items() if _is_answer(cell)], remarks)
        return len(raw.rows_seen), 0
    below = sum(row > layout.OUTSIDE_HEADER_ROW for row in raw.rows_seen)
    _take_over(raw, remarks)
    return len(raw.rows_seen) - below, below


def _is_answer(cell: RawCell) -> bool:
    """Say whether somebody wrote more than a tick into the list of what to fix."""
    if cell.row <= layout.FIX_HEADER_ROW or cell.column < layout.FIX_TICK:
        return False
    return is_filled(cell) and len(str(cell.value).strip()) > 1


def _take_over(raw: RawSheet, remarks: Remarks) -> None:
    """Take over what a marked copy kept apart and nobody has moved or deleted, from where it stood
    at first.
    """
    kept = [
        cell
        for (row, column), cell in raw.cells.items()
        if row > layout.OUTSIDE_HEADER_ROW and column >= layout.OUTSIDE_TEXT and is_filled(cell)
    ]
    for cell in kept:
        sheet, place = (
            raw.cells.get((cell.row, n)) for n in (layout.OUTSIDE_FROM, layout.OUTSIDE_CELL)
        )
        known = cell.column == layout.OUTSIDE_TEXT and sheet is not None and place is not None
        where = (
            (str(sheet.value), str(place.value))
            if known and sheet and place
            else (raw.name, cell.address)
        )
        remarks.outside.append(Stray(*where, cell))
    if kept:
        remarks.add(KEPT_OUTSIDE, raw, kept[0].address, title=raw.name, rows=len(kept))
