"""Last year's annual workbook: the figures that this year's are held against, and the matters that it left open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sheettools.annual.merge import Merged
from sheettools.incoming.read import RawSheet, read_book
from sheettools.outgoing.carry import find_last_year
from sheettools.outgoing.plan import Plan
from sheettools.template.findings import Finding, Severity, declare
from sheettools.template.layout import REPORT_SHEETS
from sheettools.template.text import fold

LOST = declare(
    "R307", Severity.ERROR,
    why=("Việc “{value}” của {unit} năm trước chưa xong, năm nay không có trong sổ nào.",
         "“{value}” of {unit} was open last year and is in no workbook of this one."),
    remedy=("Ghi việc này vào sổ của đơn vị nhận, kèm mã kỳ trước và tình trạng hiện nay; nếu bỏ hẳn thì ghi ở trang "
            "“Ngoại lệ” của ke-hoach.xlsx.",
            "Write it into the workbook of the unit that took it over, with this code and how it stands; if it is "
            "dropped for good, say so on the sheet “Ngoại lệ” of ke-hoach.xlsx."),
)  # fmt: skip
CODE, VALUE = "Mã số", "Số lượng"
HEADINGS_WITHIN = 20


def read_previous(plan: Plan, folder: Path) -> Mapping[str, float]:
    """Return last year's figures by their codes; none where the plan names no annual workbook, or it has none."""
    for said in _named(plan):
        path = find_last_year(said, folder)
        book = read_book(path).book if path is not None else None
        page = next((sheet for sheet in book.sheets if sheet.name == REPORT_SHEETS[0]), None) if book else None
        if page is not None:
            return _figures(page)
    return {}


def find_lost(plan: Plan, merged: Merged) -> tuple[Finding, ...]:
    """Return what was open last year, went out to nobody because its unit is not in the plan, and came back from none.

    What did go out is missed in the return itself.
    """
    units = {one.unit_code for one in plan.issued}
    found: list[Finding] = []
    for name, rows in plan.carried.items():
        carry = plan.collects.sheet(name).carry_over
        if carry is None:
            continue
        frames = (merged.tables[name], merged.set_aside[name])
        back = {fold(str(code)) for frame in frames for code in frame[carry.into] if isinstance(code, str)}
        lost = (row for row in rows if row.unit_code not in units and fold(row.code) not in back)
        found += [Finding(LOST, row.place, row.code, {"unit": row.unit_name or row.unit_code}) for row in lost]
    return tuple(found)


def _named(plan: Plan) -> list[str]:
    """Return the files that the plan's form names for what tables carry over."""
    found = []
    for sheet in plan.collects.tables:
        if sheet.carry_over is not None:
            form, _, name = sheet.carry_over.file.partition(".")
            found.append(plan.filled.forms.get(form, {}).get(name))
    return list(dict.fromkeys(str(one) for one in found if one))


def _figures(page: RawSheet) -> dict[str, float]:
    heads = {fold(str(cell.value)): place for place, cell in page.cells.items() if place[0] <= HEADINGS_WITHIN}
    code, value = heads.get(fold(CODE)), heads.get(fold(VALUE))
    if code is None or value is None:
        return {}
    found: dict[str, float] = {}
    for (row, column), cell in page.cells.items():
        number = page.cells.get((row, value[1]))
        if column == code[1] and row > code[0] and number is not None and isinstance(number.value, int | float):
            found[str(cell.value)] = number.value
    return found
