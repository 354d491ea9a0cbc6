"""The report's figures, computed once from the declaration in the template, and their
identities.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice
from typing import Any

from sheettools.annual.data import Data, Frame, Remainder
from sheettools.findings import Finding, Severity, Title, declare
from sheettools.frozen import dataclass
from sheettools.template.conditions import Condition, Test
from sheettools.template.document import FigureTable
from sheettools.template.model import (
    ORIGIN_TITLES,
    SENDER,
    SENDER_TITLES,
    Field,
    Sheet,
    Template,
)
from sheettools.template.report import Breakdown, Figure, Report
from sheettools.template.vocabulary import CategoryList

BROKEN_SUM = declare(
    "R301",
    Severity.ERROR,
    why=(
        "Số liệu không cân: {whole} = {total}, nhưng {parts} = {sum}.",
        "The figures do not add up: {whole} = {total}, but {parts} = {sum}.",
    ),
    remedy=(
        "Xem trang “Phát hiện” và “Để riêng”: thường do ô còn thiếu hoặc dòng bị để riêng.",
        (
            "Look at the sheets “Phát hiện” and “Để riêng”: mostly a cell is missing or a row was "
            "set aside."
        ),
    ),
)
BROKEN_BOUND = declare(
    "R302",
    Severity.ERROR,
    why=(
        "Số liệu không cân: {part} ({value}) lớn hơn {whole} ({total}).",
        "The figures do not agree: {part} ({value}) is more than {whole} ({total}).",
    ),
    remedy=(
        "Xem lại các dòng đã cộng vào hai số này.",
        "Check the rows that make up these two figures.",
    ),
)
BROKEN_TABLE = declare(
    "R303",
    Severity.ERROR,
    why=(
        "Bảng “{table}”: cộng các dòng của “{title}” được {sum}, tổng là {total}.",
        "Table “{table}”: the rows of “{title}” add up to {sum}, the total is {total}.",
    ),
    remedy=(
        "Có dòng chưa phân loại: xem trang “Phát hiện”.",
        "Some rows are not classified: see the sheet “Phát hiện”.",
    ),
)


SENDER_BY = "sender"
"""The `by` of a breakdown whose rows are the offices whose reports were merged."""
SENDERS_TITLE = f"Theo {SENDER_TITLES[0].lower()}"
BLANK = "Chưa ghi"
"""The row of a breakdown for records that leave its field empty."""
KEPT = "Chỉ tính vào tổng số"
"""The row of a breakdown for what counts without being listed: what must be kept secret, what came
back from nobody.
"""


@dataclass(frozen=True)
class Identity:
    """One identity of the figures, as printed: “5 = 5a + 5b + 5c”, and whether it holds.

    `whole` is the figure on its left, `parts` less `less` those on its right.
    """

    text: str
    left: float
    right: float
    holds: bool
    whole: str = ""
    parts: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    at_most: bool = False


@dataclass(frozen=True)
class SenderRows:
    """The rows of one sender within a breakdown: its name and code, its figures, how many rows it
    has, what is kept.
    """

    label: str
    key: str
    values: tuple[float, ...]
    size: int
    kept: tuple[float, ...] = ()


@dataclass(frozen=True)
class BreakdownRow:
    """One printed row of a breakdown: its number, and what its figures are broken down by.

    A sender's row and the one of what is `kept` have the number 0.
    """

    number: int
    label: str
    values: tuple[float, ...]
    by: str
    key: Any
    kept: bool = False


@dataclass(frozen=True)
class Cross:
    """A breakdown: a row a category with its figures, and the total. `keys` holds the value each
    row stands for.

    Of several senders the rows of units come in `groups`, one a sender, each with what all its
    units make up. `kept` is what counts in the total alone; empty where there is none.
    """

    breakdown: Breakdown
    rows: tuple[tuple[str, tuple[float, ...]], ...]
    total: tuple[float, ...]
    keys: tuple[Any, ...] = ()
    groups: tuple[SenderRows, ...] = ()
    kept: tuple[float, ...] = ()

    def lines(self) -> Iterator[BreakdownRow]:
        """Yield its rows as they are printed: those of each sender under what they make up
        together.
        """
        rows = zip(self.rows, self.keys, strict=True)
        for group in self.groups or (None,):
            if group is not None:
                yield BreakdownRow(0, group.label, group.values, SENDER_BY, group.key)
            size = len(self.rows) if group is None else group.size
            for number, ((label, values), key) in enumerate(islice(rows, size), start=1):
                yield BreakdownRow(number, label, values, self.breakdown.by, key)
            kept = self.kept if group is None else group.kept
            if kept:
                yield BreakdownRow(0, KEPT, kept, self.breakdown.by, None, kept=True)


@dataclass(frozen=True)
class Figures:
    """All figures of the year."""

    report: Report
    values: Mapping[str, float]
    identities: tuple[Identity, ...]
    crosses: tuple[Cross, ...]
    tables: tuple[Cross, ...]
    """The tables of the Word report, in the order of their declarations."""
    findings: tuple[Finding, ...] = ()
    withheld: frozenset[str] = frozenset()
    """The figures that are not told; their value is 0."""

    def told(self, name: str) -> float | None:
        """Return a figure; None where it is not told."""
        return None if name in self.withheld else self.values[name]

    def shown(self, name: str) -> Cross:
        """Return a breakdown as a picture or a page for leaders shows it: of several senders, by
        these.
        """
        by_name = {cross.breakdown.name: cross for cross in self.crosses}
        return by_name.get(f"{name}_{SENDER_BY}") or by_name[name]


def compute_figures(data: Data) -> Figures:
    """Compute every figure, breakdown and identity that the template declares."""
    report = data.template.report
    counts = {figure.name: _Count(data, figure) for figure in report.figures}
    values = {name: count.total() for name, count in counts.items()}
    withheld = withheld_figures(data)
    identities, broken = check_identities(report, values, withheld)
    crosses = tuple(
        _cross(data, breakdown, counts) for breakdown in breakdowns_of(report, several=data.several)
    )
    for cross in crosses:
        broken += _check_cross(cross, report, values)
    tables = tuple(_cross(data, _as_breakdown(table), counts) for table in report.word.tables)
    return Figures(report, values, tuple(identities), crosses, tables, tuple(broken), withheld)


def told_values(data: Data) -> dict[str, float | None]:
    """Return every figure as it is told, None where it is not; no breakdown is computed."""
    withheld = withheld_figures(data)
    return {
        figure.name: None if figure.name in withheld else _Count(data, figure).total()
        for figure in data.template.report.figures
    }


def withheld_figures(data: Data) -> frozenset[str]:
    """Return the figures that are not told, nought included: they would set apart what must not be
    known.
    """
    report, sheets = data.template.report, {sheet.name: sheet for sheet in data.template.tables}
    if data.tells_secrets:
        return frozenset()
    return frozenset(
        figure.name
        for figure in report.figures
        if figure.table in sheets and _sets_apart(figure, sheets[figure.table])
    )


def _sets_apart(figure: Figure, sheet: Sheet) -> bool:
    """Say whether a figure counts only rows that a cover keeps in the office."""
    return any(cover.takes_all(figure.where) for cover in sheet.keeping)


def breakdowns_of(report: Report, *, several: bool) -> tuple[Breakdown, ...]:
    """Return the breakdowns of a report; of several senders each one by unit comes after another by
    sender.

    That one has the figures of the plan too: what was meant to be done is the sender's, not the
    unit's.
    """
    planned = tuple(figure.name for figure in report.figures if figure.table.startswith("plan."))
    found: list[Breakdown] = []
    for breakdown in report.breakdowns:
        if several and breakdown.by == "unit":
            number = sum(one.by == SENDER_BY for one in found) + 1
            title = breakdown.above or SENDERS_TITLE + (f" ({number})" if number > 1 else "")
            found.append(
                Breakdown(
                    f"{breakdown.name}_{SENDER_BY}", title, SENDER_BY, planned + breakdown.figures
                )
            )
        found.append(breakdown)
    return tuple(found)


def select(frame: Frame, where: Condition) -> Sequence[int]:
    """Return the numbers of the rows of a frame that pass a condition, from 0."""
    numbers: Sequence[int] = range(len(frame))
    for test in where.tests:
        numbers = _passing(test, frame[test.field], numbers)
    return numbers


def _passing(test: Test, column: Sequence[Any], numbers: Sequence[int]) -> list[int]:
    """Return those of some rows that pass a test: `Test.passes`, column by column."""
    match test.op:
        case "filled":
            return [number for number in numbers if column[number] is not None]
        case "blank":
            return [number for number in numbers if column[number] is None]
        case "in":
            return [number for number in numbers if column[number] in test.wanted]
        case _:
            return [number for number in numbers if test.passes(column[number])]


def _table(data: Data, figure: Figure) -> Frame:
    if figure.table.startswith("plan."):
        rows = data.plan.tables.get(figure.table.removeprefix("plan."), ())
        # Of a plan that says nothing there is only the column of whose it is.
        return Frame.of(dict.fromkeys(chain([SENDER[1]], *rows)), rows)
    return data.tables[figure.table]


class _Count:
    """Work out one figure: each row that counts is looked at once, however many breakdowns it is
    in.
    """

    def __init__(self, data: Data, figure: Figure) -> None:
        self.figure, self.added = figure, [one for one in data.added if figure.name in one.figures]
        self.frame = _table(data, figure)
        self.numbers = select(self.frame, figure.where)
        self.amounts = list(self._amounts())

    def _amounts(self) -> Iterator[Any]:
        """Yield what each row adds: a number, or the things to be counted once."""
        figure = self.figure
        if figure.sum:
            yield from self._column(figure.sum) if self.numbers else ()
        elif figure.distinct:
            # Two communes may each have a village of the same name.
            columns = (self._column(SENDER[1]), self._column(figure.distinct))
            for sender, value in zip(*columns, strict=True):
                yield [(sender, one) for one in several_of(value)]
        else:
            yield from [1] * len(self.numbers)

    def _column(self, name: str) -> list[Any]:
        """Return what the rows that count hold in a column."""
        column = self.frame[name]
        return [column[number] for number in self.numbers]

    def total(self) -> float:
        """Return the figure, with what counts without being listed."""
        return add_up([self._added(self.amounts), *self._kept()])

    def kept(self, by: str, sender: str = "") -> float:
        """Return what counts in no row of a breakdown but in what all come to, of a sender where
        one is named.
        """
        return add_up(
            self._kept(lambda one: sender in ("", one.sender) and by not in (SENDER_BY, *one.known))
        )

    def _kept(self, wanted: Callable[[Remainder], bool] = lambda _: True) -> Iterator[float]:
        return (one.figures[self.figure.name] for one in self.added if wanted(one))

    def by(self, by: str) -> Callable[[Iterable[Any]], float]:
        """Return what gives the figure of the rows that stand for any of some keys."""
        found: dict[Any, list[Any]] = {}
        for key, amount in zip(self._keys(by), self.amounts, strict=True):
            found.setdefault(key, []).append(amount)
        more: dict[Any, list[float]] = {}
        for one in self.added:
            if by == SENDER_BY or by in one.known:
                more.setdefault(one.sender if by == SENDER_BY else one.known[by], []).append(
                    one.figures[self.figure.name]
                )

        def count(keys: Iterable[Any]) -> float:
            amounts: list[Any] = []
            unlisted: list[float] = []
            for key in keys:
                amounts += found.get(key, ())
                unlisted += more.get(key, ())
            return add_up([self._added(amounts), *unlisted])

        return count

    def _keys(self, by: str) -> Iterable[Any]:
        if by == SENDER_BY:
            return self._column(SENDER[1])
        if by == "unit":
            return zip(self._column(SENDER[1]), self._column("ma_don_vi"), strict=True)
        # Of a plan that says nothing there is not even the column.
        return self._column(by) if by in self.frame else [None] * len(self.numbers)

    def _added(self, amounts: Sequence[Any]) -> float:
        if self.figure.sum:
            return add_up(number for number in amounts if number is not None)
        if self.figure.distinct:
            return len(set(chain.from_iterable(amounts)))
        return len(amounts)


def add_up(numbers: Iterable[float]) -> float:
    """Add up whole numbers exactly, others to six places: the same sum whatever the order of the
    files.
    """
    total = math.fsum(numbers)
    return int(total) if total.is_integer() else round(total, 6)


def several_of(value: Any) -> tuple[Any, ...]:
    """Return the things that a value names: the items of a list, the value itself, none where it is
    empty.
    """
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def check_identities(
    report: Report, values: Mapping[str, float], withheld: Set[str] = frozenset()
) -> tuple[list[Identity], list[Finding]]:
    """Return every identity of the figures that are told, and what is to be said of those that do
    not hold.
    """
    identities: list[Identity] = []
    for figure in report.figures:
        if figure.name in withheld:
            continue
        if figure.equals:
            parts = tuple(name for name in figure.equals if name not in withheld)
            less = tuple(name for name in figure.less if name not in withheld)
            identities.append(_sum(report, figure, parts, less, values))
        if figure.at_most:
            identities.append(_bound(report, figure, values))
    return identities, [_broken(report, one) for one in identities if not one.holds]


def _sum(
    report: Report,
    figure: Figure,
    parts: tuple[str, ...],
    less: tuple[str, ...],
    values: Mapping[str, float],
) -> Identity:
    """Hold a figure against what parts less others come to."""
    value = values[figure.name]
    added = add_up([*(values[name] for name in parts), *(-values[name] for name in less)])
    text = f"{figure.code} = {_codes(report, parts, less)}"
    return Identity(text, value, added, value == added, figure.name, parts, less)


def _bound(report: Report, figure: Figure, values: Mapping[str, float]) -> Identity:
    """Hold a figure against the one that it may not be more than."""
    whole = report.figure(figure.at_most)
    value, total = values[figure.name], values[whole.name]
    text = f"{figure.code} ≤ {whole.code}"
    return Identity(text, value, total, value <= total, figure.name, (whole.name,), at_most=True)


def _broken(report: Report, identity: Identity) -> Finding:
    """Say that an identity does not hold."""
    code, value = report.figure(identity.whole).code, str(identity.left)
    codes = _codes(report, identity.parts, identity.less)
    if identity.at_most:
        bound = {"part": code, "whole": codes, "total": identity.right}
        return Finding(BROKEN_BOUND, value=value, values=bound)
    added = {"whole": code, "total": identity.left, "parts": codes, "sum": identity.right}
    return Finding(BROKEN_SUM, value=value, values=added)


def _codes(report: Report, parts: Sequence[str], less: Sequence[str]) -> str:
    """Return the codes of parts less others as they are printed: “14a + 14b − 11d”."""
    added = " + ".join(report.figure(name).code for name in parts)
    return " − ".join([added, *(report.figure(name).code for name in less)])


# --------------------------------------------------------------------------- breakdowns


def _cross(data: Data, breakdown: Breakdown, counts: Mapping[str, _Count]) -> Cross:
    figures = [data.template.report.figure(name) for name in breakdown.figures]
    categories = _categories(data, breakdown, figures)
    by = [counts[figure.name].by(breakdown.by) for figure in figures]
    rows = []
    for value, label in categories:
        keys = value if breakdown.grouped and isinstance(value, tuple) else (value,)
        rows.append((label, tuple(count(keys) for count in by)))
    total = tuple(counts[figure.name].total() for figure in figures)
    groups: tuple[SenderRows, ...] = ()
    if data.several and breakdown.by == "unit":
        groups = tuple(_groups(data, [counts[figure.name] for figure in figures]))
    kept = tuple(counts[figure.name].kept(breakdown.by) for figure in figures)
    return Cross(
        breakdown,
        tuple(rows),
        total,
        tuple(value for value, _ in categories),
        groups,
        kept if any(kept) else (),
    )


def _groups(data: Data, counts: Sequence[_Count]) -> Iterator[SenderRows]:
    sizes = Counter(unit.sender for unit in data.units)
    by_sender = [count.by(SENDER_BY) for count in counts]
    for sender in data.senders:
        values = tuple(count((sender.code,)) for count in by_sender)
        kept = tuple(count.kept("unit", sender.code) for count in counts)
        yield SenderRows(
            sender.name, sender.code, values, sizes[sender.code], kept if any(kept) else ()
        )


def _as_breakdown(table: FigureTable) -> Breakdown:
    return Breakdown(
        table.name, table.title, table.by, tuple(column.figure for column in table.columns)
    )


def figure_title(figure: Figure) -> str:
    """Return what a figure is called by itself, out of the list in which it is a part of
    another.
    """
    alone = _alone(figure.title)
    return Title(alone, _alone(figure.title.en)) if isinstance(figure.title, Title) else alone


def _alone(title: str) -> str:
    bare = title.lstrip("– ")
    return bare[:1].upper() + bare[1:]


def title_of_rows(template: Template, breakdown: Breakdown) -> str:
    """Return what stands above the rows of a breakdown: what they are."""
    if breakdown.by == "unit":
        return ORIGIN_TITLES[0]
    if breakdown.by == SENDER_BY:
        return SENDER_TITLES[0]
    return field_of(template, breakdown).title


def field_of(template: Template, breakdown: Breakdown) -> Field:
    """Return the field whose items are the rows of a breakdown, as the workbooks declare it."""
    figures = map(template.report.figure, breakdown.figures)
    table = next(figure.table for figure in figures if not figure.table.startswith("plan."))
    return template.sheet(table).field(breakdown.by)


def _categories(
    data: Data, breakdown: Breakdown, figures: Sequence[Figure]
) -> list[tuple[Any, str]]:
    """Return the rows of a breakdown: every sender or unit, or every item or group of the field's
    list, in order.
    """
    by = breakdown.by
    if by == SENDER_BY:
        return [(sender.code, sender.name) for sender in data.senders]
    if by == "unit":
        return [((unit.sender, unit.code), unit.name) for unit in data.units]
    target = field_of(data.template, breakdown)
    columns = [frame[by] for figure in figures if by in (frame := _table(data, figure))]
    if target.categories is None:
        rows = _found(target, columns)
    elif breakdown.grouped:
        rows = _grouped(target.categories)
    else:
        secret = set() if data.tells_secrets else _secret_values(data, figures, by)
        items = [item for item in target.categories.categories if item.value not in secret]
        rows = [(item.value, item.label) for item in items]
    if any(None in column for column in columns):
        rows.append((None, BLANK))
    return rows


def _found(target: Field, columns: Iterable[Sequence[Any]]) -> list[tuple[Any, str]]:
    """Return the values of a field without a list as they occur, in their order."""
    values: set[Any] = set()
    for column in columns:
        values.update(column)
    values.discard(None)
    return [(value, target.show(value)) for value in sorted(values)]


def _grouped(known: CategoryList) -> list[tuple[Any, str]]:
    """Return the groups of a list, each for all its items; an item of no group is one by itself."""
    groups: dict[str, tuple[str, ...]] = {}
    for item in known.categories:
        name = item.group or item.label
        groups[name] = (*groups.get(name, ()), item.value)
    return [(values, name) for name, values in groups.items()]


def _secret_values(data: Data, figures: Sequence[Figure], by: str) -> set[Any]:
    """Return the items of a list that only rows have which must not be known."""
    tables = {figure.table for figure in figures}
    sheets = (sheet for sheet in data.template.tables if sheet.name in tables)
    secret: set[Any] = set()
    for cover in chain.from_iterable(sheet.keeping for sheet in sheets):
        for test in cover.when.tests:
            if test.field == by:
                secret.update(test.wanted)
    return secret


def _check_cross(cross: Cross, report: Report, values: Mapping[str, float]) -> list[Finding]:
    broken = []
    for number, name in enumerate(cross.breakdown.figures):
        figure = report.figure(name)
        kept = cross.kept[number] if cross.kept else 0
        added = add_up([kept, *(row[number] for _, row in cross.rows)])
        if not figure.distinct and added != values[name]:
            shown = {
                "table": cross.breakdown.title,
                "title": figure.title,
                "sum": added,
                "total": values[name],
            }
            broken.append(Finding(BROKEN_TABLE, value=str(added), values=shown))
    return broken
