"""The report's figures, computed once from the declaration in the template, and their identities."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sheettools.annual.merge import Merged
from sheettools.template.conditions import Condition
from sheettools.template.document import FigureTable
from sheettools.template.findings import Finding, Severity, declare
from sheettools.template.template import Breakdown, Coverage, Figure, Report

BROKEN_SUM = declare(
    "R301", Severity.ERROR,
    why=("Số liệu không cân: {whole} = {total}, nhưng {parts} = {sum}.",
         "The figures do not add up: {whole} = {total}, but {parts} = {sum}."),
    remedy=("Xem trang “Phát hiện” và “Để riêng”: thường do ô còn thiếu hoặc dòng bị để riêng.",
            "Look at the findings and the rows set aside: mostly a cell is missing or a row was left out."),
)  # fmt: skip
BROKEN_BOUND = declare(
    "R302", Severity.ERROR,
    why=("Số liệu không cân: {part} ({value}) lớn hơn {whole} ({total}).",
         "The figures do not agree: {part} ({value}) is more than {whole} ({total})."),
    remedy=("Xem lại các dòng đã cộng vào hai số này.", "Check the rows that make up these two figures."),
)  # fmt: skip
BROKEN_TABLE = declare(
    "R303", Severity.ERROR,
    why=("Bảng “{table}”: cộng các dòng của “{title}” được {sum}, tổng là {total}.",
         "Table “{table}”: the rows of “{title}” add up to {sum}, the total is {total}."),
    remedy=("Có dòng chưa phân loại: xem trang “Phát hiện”.", "Some rows are not classified: see the findings."),
)  # fmt: skip


BLANK = "Chưa ghi"
"""The row of a breakdown for records that leave its field empty."""


@dataclass(frozen=True)
class Identity:
    """One identity of the figures, as printed: “5 = 5a + 5b + 5c”, and whether it holds."""

    text: str
    left: float
    right: float
    holds: bool


@dataclass(frozen=True)
class Cross:
    """A breakdown: a row a category with its figures, and the total. `keys` holds the value each row stands for."""

    breakdown: Breakdown
    rows: tuple[tuple[str, tuple[float, ...]], ...]
    total: tuple[float, ...]
    keys: tuple[Any, ...] = ()


@dataclass(frozen=True)
class CoverageRow:
    """A planned row against what was reported."""

    unit: str
    planned: Mapping[str, Any]
    reported: Mapping[Any, Any] | None
    origin: str = ""


@dataclass(frozen=True)
class Figures:
    """All figures of the year."""

    report: Report
    values: Mapping[str, float]
    identities: tuple[Identity, ...]
    crosses: tuple[Cross, ...]
    tables: tuple[Cross, ...]
    """The tables of the Word report, in the order of their declarations."""
    coverages: tuple[tuple[Coverage, tuple[CoverageRow, ...]], ...]
    findings: tuple[Finding, ...]


def compute_figures(merged: Merged) -> Figures:
    """Compute every figure, breakdown and identity that the template declares."""
    report = merged.template.report
    values = {figure.name: _value(figure, _table(merged, figure)) for figure in report.figures}
    identities, broken = check_identities(report, values)
    crosses = tuple(_cross(merged, breakdown) for breakdown in report.breakdowns)
    broken += [finding for cross in crosses for finding in _check_cross(cross, report, values)]
    coverages = tuple((coverage, tuple(_coverage(merged, coverage))) for coverage in report.coverages)
    tables = tuple(_cross(merged, _as_breakdown(table)) for table in report.word.tables)
    return Figures(report, values, tuple(identities), crosses, tables, coverages, tuple(broken))


def select(frame: pd.DataFrame, where: Condition) -> pd.DataFrame:
    """Return the rows of a frame that pass a condition."""
    keep = pd.Series(True, index=frame.index)
    for test in where.tests:
        column = frame[test.field]
        match test.op:
            case "filled":
                keep &= column.notna()
            case "blank":
                keep &= column.isna()
            case "in":
                keep &= column.isin(list(test.wanted))
            case _:
                keep &= ~column.isin(list(test.wanted))
    return frame.loc[keep]


def _table(merged: Merged, figure: Figure) -> pd.DataFrame:
    if figure.table.startswith("plan."):
        return pd.DataFrame(list(merged.plan.tables.get(figure.table.removeprefix("plan."), ())))
    return merged.tables[figure.table]


def _value(figure: Figure, frame: pd.DataFrame) -> float:
    chosen = select(frame, figure.where) if figure.where.tests else frame
    if figure.sum:
        return _add(chosen[figure.sum].dropna()) if len(chosen) else 0
    if figure.distinct:
        return len({one for value in chosen[figure.distinct] for one in _several(value)})
    return len(chosen)


def _add(numbers: Iterable[float]) -> float:
    """Add up whole numbers exactly, others to six places: the same sum whatever the order of the files."""
    total = math.fsum(numbers)
    return int(total) if total.is_integer() else round(total, 6)


def _several(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None or value is pd.NA else (value,)


def check_identities(report: Report, values: Mapping[str, float]) -> tuple[list[Identity], list[Finding]]:
    """Return every identity of the figures, and what is to be said of those that do not hold."""
    identities: list[Identity] = []
    broken: list[Finding] = []
    for figure in report.figures:
        value = values[figure.name]
        if figure.equals:
            parts = [report.figure(name) for name in figure.equals]
            added, codes = _add(values[p.name] for p in parts), " + ".join(p.code for p in parts)
            identities.append(Identity(f"{figure.code} = {codes}", value, added, value == added))
            if value != added:
                shown = {"whole": figure.code, "total": value, "parts": codes, "sum": added}
                broken.append(Finding(BROKEN_SUM, value=str(value), values=shown))
        if figure.at_most:
            whole = report.figure(figure.at_most)
            total = values[whole.name]
            identities.append(Identity(f"{figure.code} ≤ {whole.code}", value, total, value <= total))
            if value > total:
                shown = {"part": figure.code, "whole": whole.code, "total": total}
                broken.append(Finding(BROKEN_BOUND, value=str(value), values=shown))
    return identities, broken


# --------------------------------------------------------------------------- breakdowns


def _cross(merged: Merged, breakdown: Breakdown) -> Cross:
    figures = [merged.template.report.figure(name) for name in breakdown.figures]
    categories = _categories(merged, breakdown, figures)
    rows = [
        (label, tuple(_value(f, _where(_table(merged, f), breakdown.by, value)) for f in figures))
        for value, label in categories
    ]
    total = tuple(_value(f, _table(merged, f)) for f in figures)
    return Cross(breakdown, tuple(rows), total, tuple(value for value, _ in categories))


def _as_breakdown(table: FigureTable) -> Breakdown:
    return Breakdown(table.name, table.title, table.by, tuple(column.figure for column in table.columns))


def _where(frame: pd.DataFrame, by: str, value: Any) -> pd.DataFrame:
    column = frame["ma_don_vi" if by == "unit" else by]
    if isinstance(value, tuple):
        return frame.loc[column.isin(value)]
    return frame.loc[column.isna() if value is None else column.eq(value)]


def _categories(merged: Merged, breakdown: Breakdown, figures: Sequence[Figure]) -> list[tuple[Any, str]]:
    """Return the rows of a breakdown: every unit of the plan, or every item or group of the field's list, in order."""
    by = breakdown.by
    if by == "unit":
        return [(issued.unit_code, issued.unit_name) for issued in merged.issued]
    target = merged.template.sheet(figures[0].table).field(by)
    columns = [merged.tables[figure.table][by] for figure in figures]
    blank: list[tuple[Any, str]] = [(None, BLANK)] if any(column.isna().any() for column in columns) else []
    if target.categories is not None and breakdown.grouped:
        groups: dict[str, tuple[str, ...]] = {}
        for item in target.categories.categories:
            name = item.group or item.label
            groups[name] = (*groups.get(name, ()), item.value)
        return [(values, name) for name, values in groups.items()] + blank
    if target.categories is not None:
        return [(category.value, category.label) for category in target.categories.categories] + blank
    found = {value for column in columns for value in column.dropna()}
    return [(value, target.show(value)) for value in sorted(found)] + blank


def _check_cross(cross: Cross, report: Report, values: Mapping[str, float]) -> list[Finding]:
    broken = []
    for number, name in enumerate(cross.breakdown.figures):
        figure = report.figure(name)
        added = _add(row[number] for _, row in cross.rows)
        if not figure.distinct and added != values[name]:
            shown = {
                "table": cross.breakdown.title,
                "title": figure.title,
                "sum": added,
                "total": values[name],
            }
            broken.append(Finding(BROKEN_TABLE, value=str(added), values=shown))
    return broken


# --------------------------------------------------------------------------- planned against reported


def _coverage(merged: Merged, coverage: Coverage) -> list[CoverageRow]:
    """Return a row a planned row of each unit, with what was reported of it, set-aside rows left out."""
    frame = merged.tables[coverage.table]
    found_rows: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    reported = {
        (row["ma_don_vi"], row[coverage.key]): row
        for row in found_rows
        if row[coverage.key] is not None and coverage.where.holds(row)
    }
    rows: list[CoverageRow] = []
    for issued in merged.issued:
        planned = issued.rows.get(coverage.table, ())[: issued.planned.get(coverage.table, 0)]
        for row in planned:
            if not coverage.where.holds(row):
                continue
            found = reported.pop((issued.unit_code, row.get(coverage.key)), None)
            origin = f"{found['tep']} / {found['trang']} / {found['dong']}" if found else ""
            rows.append(CoverageRow(issued.unit_name, row, found, origin))
    for found in reported.values():
        origin = f"{found['tep']} / {found['trang']} / {found['dong']}"
        rows.append(CoverageRow(found["don_vi"], {}, found, origin))
    return rows
