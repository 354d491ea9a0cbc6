"""How values stand to a bound: what Excel is told, worked out, is what the check says."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import Convert

from sheettools.template import conditions
from sheettools.template.conditions import ORDERS
from sheettools.template.kinds import DATE, INTEGER, KINDS, NUMBER, TIME, Kind

BOUNDS: list[tuple[Kind, Any, list[tuple[Any, Any]]]] = [
    (INTEGER, 5, [(4, 4), (5, 5), (6, 6)]),
    (NUMBER, 2.5, [(2.4, 2.4), (2.5, 2.5), (2.6, 2.6)]),
    (DATE, date(2024, 6, 30), [
        (date(2024, 6, 29), date(2024, 6, 29)),
        (datetime(2024, 6, 30, 23, 59), date(2024, 6, 30)),  # a cell of a day may hold an hour
        (date(2024, 7, 1), date(2024, 7, 1)),
    ]),
    (KINDS["yearmonth"], date(2024, 12, 1), [
        (date(2024, 11, 30), date(2024, 11, 1)),
        (date(2024, 12, 31), date(2024, 12, 1)),
        (date(2025, 1, 1), date(2025, 1, 1)),
    ]),
    (TIME, time(7, 30), [
        (time(7, 29, 59), time(7, 29, 59)),
        (time(7, 30), time(7, 30)),
        (time(7, 30, 1), time(7, 30, 1)),
    ]),
]  # fmt: skip
"""By kind a bound, and what a cell may hold beside what is read of it."""


@pytest.mark.office
def test_excel_orders_values_as_the_check_does(convert: Convert, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    wanted: list[tuple[str, bool]] = []
    for kind, bound, values in BOUNDS:
        for (held, value), op in product([*values, ("chữ", None), (None, None)], ORDERS):
            row = len(wanted) + 1
            page.cell(row, 1, held)
            formula = f"=IF(ISNUMBER(A{row}),A{row}{kind.against(op, bound)},FALSE)"
            page.cell(row, 2, formula)
            wanted.append((formula, conditions.Test("x", op, (bound,)).passes(value)))
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "out").mkdir()
    (worked,) = convert("xlsx", tmp_path / "out", tmp_path / "a.xlsx")
    done = openpyxl.load_workbook(worked, data_only=True).worksheets[0]
    for row, (formula, said) in enumerate(wanted, 1):
        assert bool(done.cell(row, 2).value) is said, (formula, done.cell(row, 1).value)


def test_a_kind_with_an_order_says_how_its_bounds_are_written() -> None:
    for kind in KINDS.values():
        assert kind.ordered == bool(kind.bound), kind.name
