"""What last year's report means for this year's: the figures that it is held against, and the
matters that were left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from sheettools.annual.merge import MergedReturns
from sheettools.findings import COVERED, Finding, Severity, declare
from sheettools.frozen import dataclass
from sheettools.plan.carry import CarriedRow
from sheettools.plan.plan import Plan
from sheettools.plan.reading.villages import within_sentence
from sheettools.template.conditions import Condition, RowValues
from sheettools.template.model import Sheet
from sheettools.words.text import fold

LOST = declare(
    "R307",
    Severity.ERROR,
    why=(
        "Việc “{value}” của {whose} năm trước chưa xong, năm nay không có trong sổ nào.",
        "“{value}” of {whose} was open last year and is in no workbook of this one.",
    ),
    remedy=(
        "Ghi việc này vào sổ của đơn vị nhận, kèm mã kỳ trước và tình trạng hiện nay; hoặc "
        "văn phòng ghi mã và kết "
        "quả ở trang “Việc kỳ trước” của ke-hoach.xlsx.",
        "Write it into the workbook of the unit that took it over, with this code and how it "
        "stands; or the office "
        "writes its code and how it ended on the sheet “Việc kỳ trước” of ke-hoach.xlsx.",
    ),
)
OPENING_DIFFERS = declare(
    "R315",
    Severity.ERROR,
    why=(
        "Đầu kỳ có {opening} việc chuyển sang, nhưng cuối kỳ trước còn tồn {closing}{codes}.",
        (
            "Carried into this period: {opening:matter|matters}; open at the end of the last: "
            "{closing}{codes}."
        ),
    ),
    remedy=(
        (
            "Xem lại mã kỳ trước trong các sổ: mã ghi sai, ghi hai lần, hoặc việc không có trong "
            "báo cáo năm trước."
        ),
        "Look at the last year's codes in the workbooks: one is wrong, stands twice, or was "
        "not in last year's "
        "report.",
    ),
)


@dataclass(frozen=True)
class LastYear:
    """Last year's figures by their codes; those that went up otherwise, None for one that was not
    told.
    """

    figures: Mapping[str, float] = field(default_factory=dict)
    published: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftMatter:
    """A matter of last year that is in no workbook of this one: what is known of it, and how it
    stands now.

    `gone` is one whose unit is not in the plan and that nobody took up, nor the office said a word
    about.
    """

    sheet: str
    row: CarriedRow
    values: RowValues
    gone: bool = False


def find_left(plan: Plan, merged: MergedReturns) -> tuple[LeftMatter, ...]:
    """Return what was open last year and counts in no accepted row of this one: it is open still.

    It may have gone out to nobody, for its unit is not in the plan or it must be kept secret; or it
    went out, and what came back of it was taken away, was set aside, or is missing.
    """
    units = {one.unit_code for one in plan.issued}
    left: list[LeftMatter] = []
    for name, rows in plan.carried.items():
        sheet = plan.collects.sheet(name)
        if sheet.carry_over is None:
            continue
        taken = _codes(merged.tables[name][sheet.carry_over.into])
        waiting = taken | _codes(merged.set_aside[name][sheet.carry_over.into])
        settled = _settled(plan)
        for row in rows:
            code = fold(row.code)
            if code and code in taken:
                continue
            gone = (
                not row.secret
                and row.unit_code not in units
                and code not in waiting
                and code not in settled
            )
            left.append(
                LeftMatter(
                    name, row, _as_it_stands(sheet, row, done=settled.get(code, False)), gone
                )
            )
    return tuple(left)


def find_lost(left: tuple[LeftMatter, ...]) -> tuple[Finding, ...]:
    """Say of which matters nobody says anything. What did go out is missed in the return itself."""
    return tuple(_lost(one.row) for one in left if one.gone)


def _lost(row: CarriedRow) -> Finding:
    unit = row.unit_name or row.unit_code
    return Finding(LOST, row.place, row.code, {"unit": unit, "whose": within_sentence(unit)})


def check_opening(
    plan: Plan, merged: MergedReturns, opening: float, closing: float | None
) -> tuple[Finding, ...]:
    """Say where this year does not begin with what last year ended with, and which codes nobody
    knows.
    """
    if closing is None or opening == closing:
        return ()
    strange: list[str] = []
    for name, rows in plan.carried.items():
        strange += _strange(merged, name, rows)
    codes = f": {', '.join(strange)}" if strange else ""
    return (
        Finding(
            OPENING_DIFFERS,
            value=str(opening),
            values={"opening": opening, "closing": closing, "codes": codes},
        ),
    )


def _strange(merged: MergedReturns, name: str, rows: tuple[CarriedRow, ...] | Any) -> Iterator[str]:
    """Yield the codes of last year that last year's report does not have, and those that stand
    twice.
    """
    carry = merged.template.sheet(name).carry_over
    known = {fold(row.code) for row in rows}
    seen: set[str] = set()
    for code in merged.tables[name][carry.into] if carry else ():
        if not isinstance(code, str):
            continue
        if fold(code) not in known or fold(code) in seen:
            yield code
        seen.add(fold(code))


def _codes(column: Any) -> set[str]:
    return {fold(code) for code in column if isinstance(code, str)}


def _settled(plan: Plan) -> Mapping[str, bool]:
    """Return what the office says of last year's matters: by code, whether it is done with."""
    rows = plan.filled.tables.get(plan.collects.report.settled, ())
    return {fold(str(row.get("ma"))): row.get("da_xong") is not False for row in rows}


def _as_it_stands(sheet: Sheet, row: CarriedRow, *, done: bool) -> RowValues:
    """Return what is known of a matter, as a row: as it stood last year, or done with."""
    assert sheet.carry_over is not None
    values = {**row.known, sheet.carry_over.into: row.code or COVERED}
    return {**values, **_closed(sheet, sheet.carry_over.where)} if done else values


def _closed(sheet: Sheet, where: Condition) -> dict[str, Any]:
    """Return what makes a row one that is not carried over: the first item of the list that is not
    open.
    """
    made = {}
    for test in where.tests:
        known = sheet.field(test.field).categories
        if known is not None:
            made[test.field] = next(
                (c.value for c in known.categories if not test.holds({test.field: c.value})), None
            )
    return made
