"""A unit is asked for little: how many cells a village head types, how many columns are open to
him, and that nothing which must be filled in stands among the rarely needed ones.
"""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from for_each import for_each
from openpyxl.workbook.workbook import Workbook
from standing import run_demo, shipped_template

from sheettools.template.model import Sheet
from sheettools.template.shares import of_unit
from sheettools.year import IN, OUT

MOST_TYPED = 60
MOST_OPEN = {"kien_nghi": 10, "lich": 8, "tham_du": 10}
RARELY = "Chỉ ghi khi khác"
TEMPLATE = of_unit(shipped_template("so-tiep-xuc", "bac-giang-2024"))
MOI = "07528-01_moi_2024.xlsx"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_demo(tmp_path_factory.mktemp("chay-thu") / "nam")


def typed(before: Workbook, after: Workbook) -> list[str]:
    """Return the cells in which something else stands than was sent, ticks included."""
    found = []
    for page in after:
        sent = before[page.title]
        for row in page.iter_rows():
            for cell in row:
                if cell.value != sent[cell.coordinate].value:
                    found.append(f"{page.title}!{cell.coordinate}")
    return found


def test_a_village_with_one_dialogue_and_eight_petitions_types_little(demo: Path) -> None:
    before, after = (openpyxl.load_workbook(demo / part / MOI) for part in (OUT, IN))
    cells = typed(before, after)
    title = TEMPLATE.sheet("kien_nghi").title
    rows = {re.sub(r".*![A-Z]+", "", cell) for cell in cells if cell.startswith(title)}
    assert len(rows) == 8
    assert any(cell.startswith(TEMPLATE.sheet("lich").title) for cell in cells)
    assert len(cells) <= MOST_TYPED, sorted(cells)


@for_each("name", MOST_OPEN)
def test_few_columns_are_open(name: str) -> None:
    sheet = TEMPLATE.sheet(name)
    opened = [field.name for field in sheet.fields if not field.locked]
    assert len(opened) <= MOST_OPEN[name], opened


def rarely_needed(sheet: Sheet) -> list[str]:
    """Name the fields of the band that is headed as rarely needed."""
    band, found = "", []
    for field in sheet.fields:
        band = field.group or band
        if band == RARELY:
            found.append(field.name)
    return found


def test_nothing_that_must_be_filled_in_stands_behind_a_group() -> None:
    rare = {sheet.name: rarely_needed(sheet) for sheet in TEMPLATE.tables}
    assert rare["kien_nghi"], "there is such a band"
    for name, fields in rare.items():
        sheet = TEMPLATE.sheet(name)
        assert not [field for field in fields if sheet.field(field).always_asked], name
