"""One table sheet: its headings, its columns and its rows, wherever they stand now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from sheettools.incoming.cells import NO_RESULT
from sheettools.incoming.located import LocatedRow, LocatedTable, Remarks
from sheettools.incoming.read import RawCell, RawSheet
from sheettools.template import layout
from sheettools.template.address import address, column_letter
from sheettools.template.findings import Severity, declare
from sheettools.template.template import Sheet
from sheettools.template.text import fold

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
COLUMN_MOVED = declare(
    "S002", Severity.REPAIR,
    why=("Cột “{column}” đã chuyển từ {before} sang {after}; vẫn đọc được.",
         "The column “{column}” moved from {before} to {after}; it was read all the same."),
    remedy=("Không phải làm gì.", "Nothing to do."),
)  # fmt: skip


def locate_table(sheet: Sheet, raw: RawSheet, remarks: Remarks) -> tuple[LocatedTable | None, int, int]:
    """Find a table; return it with how many rows are the layout's, and how many lie outside."""
    key_row, header, columns = _columns(sheet, raw)
    if not columns:
        return None, 0, len(raw.rows_seen)
    for target in sheet.fields:
        if target.name not in columns and target.compute is None:
            remarks.add(HEADING_MISSING, raw, address(header, 1), title=sheet.title, column=target.title)
    _moved(sheet, raw, columns, header, remarks)
    names = {column: name for name, column in columns.items()}
    own = {column for (row, column), cell in raw.cells.items() if row in (key_row, header) and _is_own(cell)}
    found: dict[int, dict[str, RawCell]] = {}
    strays: list[RawCell] = []
    texts = layout.head_texts(sheet)
    # Titles, counters and marks stand with the table or where they were.
    above, headed = {1, 2, *own, min(names)}, {*own, *names}
    for (row, column), cell in sorted(raw.cells.items()):
        if row > header and column in names:
            found.setdefault(row, {})[names[column]] = cell
        elif row > header:
            if column not in own:
                strays.append(cell)
                found.setdefault(row, {})
        elif row == header:
            strays += [cell] if column not in headed else []
        elif row != key_row and column not in above and not _is_printed(cell, texts):
            strays.append(cell)
    outside(raw, strays, remarks)
    _no_results(sheet, raw, found, remarks)
    # A row with nothing but its number, its mark and what is worked out holds no data.
    worked_out = {f.name for f in sheet.fields if f.compute is not None}
    data = {row for row, cells in found.items() if not cells or not cells.keys() <= worked_out}
    data |= {row for row, cells in found.items() if any(not cell.formula for cell in cells.values())}
    marked = {row for (row, column) in raw.cells if row > header and column in own} - data
    seen = sorted(row for row in raw.rows_seen if row > header and row not in marked)
    rows = tuple(LocatedRow(row, found.get(row, {})) for row in seen)
    inside = sum(row <= header or row in marked for row in raw.rows_seen)
    return LocatedTable(sheet, raw.name, columns, header + 1, rows), inside, 0


def _no_results(sheet: Sheet, raw: RawSheet, rows: Mapping[int, Mapping[str, RawCell]], remarks: Remarks) -> None:
    """Report formulas without a result on rows where nothing else stands: nobody sees such a row as filled."""
    for row, cells in rows.items():
        for name, cell in cells.items():
            if row not in raw.rows_seen and cell.formula and sheet.field(name).compute is None:
                remarks.add(NO_RESULT, raw, cell.address)


def _columns(sheet: Sheet, raw: RawSheet) -> tuple[int, int, dict[str, int]]:
    """Return the row of field names, the heading row, and the column of each field found."""
    known = {f.name for f in sheet.fields}
    titles = {fold(f.title): f.name for f in sheet.fields}
    by_row: dict[int, dict[int, RawCell]] = {}
    for (row, column), cell in raw.cells.items():
        if row <= 60:
            by_row.setdefault(row, {})[column] = cell
    by_name = _best_row(by_row, lambda cell: str(cell.value) if str(cell.value) in known else None)
    by_title = _best_row(by_row, lambda cell: titles.get(heading(cell)))
    columns = {**by_title[1], **by_name[1]}
    header = by_title[0] or by_name[0] + 1
    return by_name[0] or header - 1, header, columns


def _moved(sheet: Sheet, raw: RawSheet, columns: Mapping[str, int], header: int, remarks: Remarks) -> None:
    # Where a column was inserted or deleted, those after it shift together: only a change of order is a move.
    order = [f.name for f in sheet.fields if f.name in columns]
    now = sorted(order, key=lambda name: columns[name])
    blocks = SequenceMatcher(None, order, now, autojunk=False).get_matching_blocks()
    kept = {name for block in blocks for name in order[block.a : block.a + block.size]}
    for name in order:
        before = layout.field_column(sheet, name)
        if name not in kept:
            remarks.add(
                COLUMN_MOVED, raw, address(header, columns[name]), column=sheet.field(name).title,
                before=column_letter(before), after=column_letter(columns[name]),
            )  # fmt: skip


def outside(raw: RawSheet, cells: Iterable[RawCell], remarks: Remarks) -> None:
    """Report content outside the area to fill in, column by column."""
    by_column: dict[int, list[RawCell]] = {}
    for cell in cells:
        if str(cell.value).strip() or cell.error:
            by_column.setdefault(cell.column, []).append(cell)
    for found in by_column.values():
        more = f" (+{len(found) - 1})" if len(found) > 1 else ""
        places = ", ".join(cell.address for cell in found[:6])
        remarks.add(OUTSIDE, raw, places, str(found[0].value or found[0].error)[:80], more=more)


def _is_printed(cell: RawCell, texts: frozenset[str]) -> bool:
    """Say whether a cell above the headings is the workbook's own; in some files its link has no result."""
    return str(cell.value) in texts or (cell.formula and (cell.value is None or bool(cell.error)))


def _is_own(cell: RawCell) -> bool:
    return layout.is_own(str(cell.value))


def heading(cell: RawCell) -> str:
    """Return the text of a heading, as headings are compared."""
    return fold(str(cell.value).rstrip(" *"))


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
