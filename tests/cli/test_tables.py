"""A small table looks the same whether rich draws it or we do."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from sheettools.show import NARROW, WIDTH, show_table

HEADS = ("Mã", "Nội dung")
TABLES = {
    "narrow": [("1a", "Số cuộc theo kế hoạch"), ("", "– đột xuất … “có”"), (30, None)],
    "without rows": [],
    "as wide as a line": [("1", "x" * (WIDTH - 9))],
    "wider than a line": [("1", "từ " * 60)],
    "of several lines": [("1", "một\nhai")],
    "with wide letters": [("1", "会议"), ("2", "hội")],
    "with marks of their own": [("1", "Ho\u0323\u0302i")],
    "with what looks like markup": [("1", "[b] :smile:")],
}


def by_rich(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table as rich draws it where there is no terminal."""
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    console = Console(width=WIDTH, markup=False, emoji=False)
    with console.capture() as drawn:
        console.print(table)
    return drawn.get()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_drawn_as_rich_draws_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_table(HEADS, TABLES[name])
    assert capsys.readouterr().out == by_rich(HEADS, TABLES[name])


def test_letters_that_are_taken_for_narrow_are() -> None:
    letters = filter(NARROW.fullmatch, map(chr, range(1, sys.maxunicode)))
    assert {cell_len(letter) for letter in letters} == {1}
    assert re.fullmatch(NARROW, "Đảng ủy xã Cấm Sơn – “ỹ”")
