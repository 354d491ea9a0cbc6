"""What is kept in memory of a workbook while it is written, and after."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from sheettools.outgoing.workbook.write import BookWriter


def test_cells_that_say_the_same_are_kept_once_and_none_when_written(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    with BookWriter(path, title="Sổ", created=None) as book:
        page = book.sheet("Dòng")
        for row in range(1, 1001):
            page.put(row, 1, "Thôn Thượng")
            page.put(row, 2, None)
            page.put(row, 3, row % 2)
            page.put(row, 4, "Thôn Thượng", bold=True)
        kept = {id(cell) for cells in page.sheet.table.values() for cell in cells.values()}
        numbers = 1000
        assert len(kept) <= numbers + 3
    assert not page.sheet.table
    rows = openpyxl.load_workbook(path).active
    assert rows is not None
    assert [cell.value for cell in rows[1]] == ["Thôn Thượng", None, 1, "Thôn Thượng"]
    assert [cell.font.b for cell in rows[1000]] == [False, False, False, True]
