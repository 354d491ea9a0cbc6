"""Merged cells among the data: one value for several rows is written into each, where that is
certain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from sheettools.findings import Severity, declare
from sheettools.incoming.cage.read import RawCell, RawSheet
from sheettools.incoming.locate.headings import Headings
from sheettools.incoming.locate.rows import typed_cells
from sheettools.incoming.locate.workbook import Remarks, corners, is_filled
from sheettools.template.excel.address import address
from sheettools.template.model import Sheet

FILLED_DOWN = declare(
    "S008",
    Severity.REPAIR,
    why=(
        "Ô gộp {block} cột “{column}”: các ô dưới để trống, đã ghi “{after}” cho từng dòng.",
        (
            "{block} is one merged cell in “{column}”: the rows below it were empty and were "
            "given “{after}”."
        ),
    ),
    remedy=(
        "Không phải làm gì; lần sau không gộp ô, mỗi dòng ghi đủ.",
        "Nothing to do; next time fill in each row in place of merging cells.",
    ),
    private=True,
)
NUMBER_MERGED = declare(
    "S114",
    Severity.WARNING,
    why=(
        (
            "Ô gộp {block} cột “{column}”: không rõ số {value} là của một dòng hay của cả các "
            "dòng; chỉ tính ở dòng đầu."
        ),
        (
            "{block} is one merged cell in “{column}”: {value} may be one row's or that of all; "
            "it counts in the first."
        ),
    ),
    remedy=(
        "Bỏ gộp ô, ghi số riêng cho từng dòng (không có thì ghi 0).",
        "Unmerge it and write each row's own number (0 where there is none).",
    ),
    private=True,
)
MERGED_ACROSS = declare(
    "S115",
    Severity.ERROR,
    why=(
        "Ô gộp {block} che mất cột “{column}”; nội dung chỉ tính cho cột đầu.",
        (
            "The merged cell {block} covers the column “{column}”; what it holds counts for the "
            "first column."
        ),
    ),
    remedy=("Bỏ gộp ô rồi ghi riêng cột “{column}”.", "Unmerge it and fill in “{column}”."),
)

Rows = Mapping[int, Mapping[str, RawCell]]


def fill_merged(
    sheet: Sheet, raw: RawSheet, found: Headings, rows: Rows, remarks: Remarks
) -> tuple[dict[int, Mapping[str, RawCell]], frozenset[tuple[int, str]]]:
    """Return the rows with merged values filled down, and the cells that were asked about."""
    filled = dict(rows)
    asked: set[tuple[int, str]] = set()
    numbers = sorted(rows)
    for block in raw.merged:
        top, left, bottom, right = corners(block)
        names = [name for column, name in sorted(found.fields.items()) if left <= column <= right]
        if top not in rows or not names:
            continue
        first = raw.cells.get((top, left))
        if first is None or not is_filled(first):
            continue
        within = numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]
        below = [row for row in within if not typed_cells(sheet, rows[row]).keys() <= set(names)]
        name = found.fields.get(left)
        if name is not None and below:
            asked |= _down(sheet, raw, (block, first, name), below, filled, remarks)
        covered = names if name is None else names[1:]
        asked |= _across(sheet, raw, (block, covered, found), [top, *below], rows, remarks)
    return filled, frozenset(asked)


def _down(
    sheet: Sheet,
    raw: RawSheet,
    merged: tuple[str, RawCell, str],
    below: Sequence[int],
    rows: dict[int, Mapping[str, RawCell]],
    remarks: Remarks,
) -> set[tuple[int, str]]:
    """Give each row below what stands in the merged cell; ask where it is a number. It is said at
    the first cell too: that is the one which a person sees, and whose number is in doubt.
    """
    block, first, name = merged
    target = sheet.field(name)
    empty = [row for row in below if name not in rows[row] or not is_filled(rows[row][name])]
    if not empty or target.locked:
        return set()
    places = ", ".join(address(row, first.column) for row in [first.row, *empty][:6])
    if target.kind.counts:
        severity = Severity.ERROR if target.required else Severity.WARNING
        remarks.add(
            NUMBER_MERGED, raw, places, str(first.value), severity, block=block, column=target.title
        )
        return {(row, name) for row in empty}
    for row in empty:
        rows[row] = {**rows[row], name: first._replace(row=row)}
    remarks.add(
        FILLED_DOWN, raw, places, block=block, column=target.title, after=str(first.value)[:80]
    )
    return set()


def _across(
    sheet: Sheet,
    raw: RawSheet,
    merged: tuple[str, Sequence[str], Headings],
    numbers: Sequence[int],
    rows: Rows,
    remarks: Remarks,
) -> set[tuple[int, str]]:
    """Ask for what must be filled in and lies under a merged cell."""
    block, covered, found = merged
    asked: set[tuple[int, str]] = set()
    for name in covered:
        target = sheet.field(name)
        empty = [row for row in numbers if name not in rows[row] or not is_filled(rows[row][name])]
        if target.required and not target.locked and empty:
            places = ", ".join(address(row, found.columns[name]) for row in empty[:6])
            remarks.add(MERGED_ACROSS, raw, places, block=block, column=target.title)
            asked |= {(row, name) for row in empty}
    return asked
