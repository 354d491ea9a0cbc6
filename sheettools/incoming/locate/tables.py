"""One table sheet: its headings, its columns and its rows, wherever they stand now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from sheettools.findings import Severity, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawCell, RawSheet
from sheettools.incoming.locate.blocks import fill_merged
from sheettools.incoming.locate.cells import NO_RESULT
from sheettools.incoming.locate.columns import check_columns
from sheettools.incoming.locate.headings import NUMBER_TITLES, Headings, find_headings, plain
from sheettools.incoming.locate.rows import is_printed, sort_rows, typed_cells
from sheettools.incoming.locate.workbook import Cells, RawRow, RawTable, Remarks, is_filled
from sheettools.template import layout
from sheettools.template.excel.address import address, column_letter
from sheettools.template.model import Sheet
from sheettools.words.nothing import is_line

OUTSIDE = declare(
    "S103",
    Severity.WARNING,
    why=(
        "Có nội dung ngoài vùng cần điền: “{value}”{more}.",
        "There is content outside the area to fill in: “{value}”{more}.",
    ),
    remedy=(
        "Nếu là số liệu thì chép vào đúng cột, đúng trang; nếu là ghi chú thì để ở cột “Ghi chú”.",
        (
            "If it is data, move it to its column and sheet; if it is a remark, put it under “Ghi "
            "chú”."
        ),
    ),
    private=True,
)
HIDDEN_ROWS = declare(
    "S117",
    Severity.WARNING,
    why=(
        "{count} dòng có số liệu đang bị ẩn hoặc bị lọc; vẫn đọc và tính đủ.",
        (
            "Hidden or filtered out: {count:row|rows} with data; they were read and count like all "
            "others."
        ),
    ),
    remedy=(
        "Bỏ ẩn, bỏ lọc để xem lại; dòng nào không tính thì xóa.",
        "Show them and look again; delete those that are not to count.",
    ),
)
HIDDEN_COLUMNS = declare(
    "S011",
    Severity.REPAIR,
    why=(
        "Cột đang bị ẩn có số liệu: {columns}; vẫn đọc được.",
        "Hidden columns hold data: {columns}; they were read.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)

SHOWN = 6
"""How many addresses a finding names."""


@dataclass(frozen=True)
class Surroundings:
    """What must be known of the workbook around a sheet.

    `older` says that it was made from another version of the template; `shared` are texts that
    several of its sheets have on top, such as the line that says whose it is.
    """

    older: bool = False
    shared: Collection[str] = ()


def locate_table(
    sheet: Sheet, raw: RawSheet, remarks: Remarks, around: Surroundings
) -> tuple[RawTable | None, int, int]:
    """Find a table; return it with how many rows are the layout's, and how many lie outside."""
    found = find_headings(sheet, raw)
    if found is None:
        return None, 0, len(raw.rows_seen)
    found = check_columns(sheet, raw, found, remarks, older=around.older)
    remarks.keep(raw, _strange_headings(raw, found))
    sorted_rows = sort_rows(sheet, raw, found, remarks)
    strays = [*_above(sheet, raw, found, around), *sorted_rows.strays]
    outside(raw, strays, remarks)
    _no_results(sheet, raw, sorted_rows.data, remarks)
    filled, asked = fill_merged(sheet, raw, found, sorted_rows.data, remarks)
    _hidden(sheet, raw, found, sorted_rows.data, remarks)
    rows = tuple(RawRow(row, filled[row]) for row in sorted(filled) if row in raw.rows_seen)
    out = len(raw.rows_seen & sorted_rows.outside)
    inside = len(raw.rows_seen) - len(rows) - out
    return RawTable(sheet, raw.name, found.columns, found.last + 1, rows, asked), inside, out


def outside(raw: RawSheet, cells: Iterable[RawCell], remarks: Remarks) -> None:
    """Report content outside the area to fill in, column by column."""
    by_column: dict[int, list[RawCell]] = {}
    cells = list(cells)
    remarks.keep(raw, cells)
    for cell in cells:
        if is_filled(cell) and not _is_line(cell):
            by_column.setdefault(cell.column, []).append(cell)
    for _, several in sorted(by_column.items()):
        several.sort(key=lambda cell: cell.row)
        more = f" (+{len(several) - 1})" if len(several) > 1 else ""
        places = ", ".join(cell.address for cell in several[:SHOWN])
        remarks.add(OUTSIDE, raw, places, str(several[0].value or several[0].error)[:80], more=more)


def _is_line(cell: RawCell) -> bool:
    """Say whether there are but dashes and dots in a cell: nobody need be told of them."""
    return isinstance(cell.value, str) and not cell.error and is_line(cell.value)


def _strange_headings(raw: RawSheet, found: Headings) -> Iterator[RawCell]:
    """Yield the headings over what somebody wrote into columns of his own."""
    if not found.unknown:
        return
    used = {
        column for (row, column), cell in raw.cells.items() if row > found.last and is_filled(cell)
    }
    columns = used.intersection(found.unknown)
    for (row, column), cell in raw.cells.items():
        if row in found.rows and column in columns:
            yield cell


def _above(sheet: Sheet, raw: RawSheet, found: Headings, around: Surroundings) -> Iterator[RawCell]:
    """Yield what somebody wrote above the headings, or beside them."""
    headed = _headed_columns(found)
    for (row, column), cell in raw.cells_of(range(found.last + 1)).items():
        text = str(cell.value).strip()
        if row == found.key_row and (text in sheet.hidden_names or text.startswith(layout.OWN)):
            continue
        if row in found.rows and column in headed and _is_heading(found, column, text):
            continue
        if not _is_of_the_head(sheet, found, cell, around):
            yield cell


def _headed_columns(found: Headings) -> set[int]:
    """Return the columns that have a heading, whosever it is."""
    headed = {*found.own, *found.fields, *found.unknown}
    for several in found.doubles.values():
        headed.update(several)
    return headed


def _is_heading(found: Headings, column: int, text: str) -> bool:
    """Say whether a text in the row of the headings is one: over the workbook's own columns only
    its own words are.
    """
    if column not in found.own:
        return True
    return layout.is_own(text) or plain(text) in NUMBER_TITLES


def _is_of_the_head(sheet: Sheet, found: Headings, cell: RawCell, around: Surroundings) -> bool:
    """Say whether the workbook has the like above its headings; an older version may have had other
    words there.
    """
    if around.older or is_printed(cell, sheet) or str(cell.value) in around.shared:
        return True
    # Counters stand above the workbook's own columns.
    return cell.column in found.own and (cell.formula or isinstance(cell.value, int))


def _no_results(sheet: Sheet, raw: RawSheet, rows: Mapping[int, Cells], remarks: Remarks) -> None:
    """Report formulas without a result on rows where nothing else stands: nobody sees such a row as
    filled.
    """
    for row, cells in rows.items():
        if row in raw.rows_seen:
            continue
        for name, cell in cells.items():
            unworked = cell.formula and cell.value is None  # an empty text is a result, too
            if unworked and sheet.field(name).compute is None:
                remarks.add(NO_RESULT, raw, cell.address)


def _hidden(
    sheet: Sheet,
    raw: RawSheet,
    found: Headings,
    rows: Mapping[int, Cells],
    remarks: Remarks,
) -> None:
    """Say once a sheet that hidden rows hold data, and once that hidden columns do: all of them
    were read.
    """
    unseen = [column for column in sorted(found.fields) if _is_hidden(raw, column)]
    if not raw.hidden_rows and not unseen:
        return
    hidden = [row for row in sorted(raw.hidden_rows & rows.keys()) if typed_cells(sheet, rows[row])]
    if hidden:
        first = min(found.columns.values())
        places = ", ".join(address(row, first) for row in hidden[:SHOWN])
        remarks.add(HIDDEN_ROWS, raw, places, count=len(hidden))
    columns = [column for column in unseen if _is_used(sheet, found.fields[column], rows)]
    if columns:
        titles = ", ".join(_titled(sheet, found, column) for column in columns)
        remarks.add(HIDDEN_COLUMNS, raw, found.place(columns[0]), columns=titles)


def _is_used(sheet: Sheet, name: str, rows: Mapping[int, Cells]) -> bool:
    """Say whether somebody may have typed anything into a column."""
    if name in sheet.given:
        return False
    return any(name in cells and is_filled(cells[name]) for cells in rows.values())


def _titled(sheet: Sheet, found: Headings, column: int) -> str:
    return f"“{sheet.field(found.fields[column]).title}” ({column_letter(column)})"


def _is_hidden(raw: RawSheet, column: int) -> bool:
    return any(first <= column <= last for first, last in raw.hidden_columns)
