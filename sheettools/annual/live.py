"""Figures as formulas over the data sheets of the annual workbook, so that a reader can go on
working with them.

Each formula says what `figures` computed: the value stored with it is that one, and a test lets
LibreOffice work all of them out anew. What no formula says (different values in a column, rows of
the plan) stands as the value alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

from sheettools.annual.data import Data
from sheettools.annual.figures import SENDER_BY, add_up, select, several_of
from sheettools.template.conditions import Test
from sheettools.template.excel.address import column_letter
from sheettools.template.excel.formula import quote
from sheettools.template.model import ORIGIN, SENDER, Field, Sheet
from sheettools.template.report import Figure

NUMBERED = "tt"
"""The column of what goes up that numbers its rows."""
BETWEEN = "; "
"""What stands between the items of a list in a cell."""
LONGEST = 8_000
"""How long a formula may be, in signs; Excel takes 8,192."""
FED = "Tính vào số liệu"
"""The heading of the column that says in which figures a row counts."""


@dataclass(frozen=True)
class DataPlace:
    """Where the rows of one table stand: the sheet's title, the column of each field, the first and
    the last row.
    """

    title: str
    columns: Mapping[str, int]
    first: int
    last: int
    empty: bool = False

    def range(self, name: str) -> str:
        """Return all cells of a field, as a formula says it."""
        letter = column_letter(self.columns[name])
        sheet = self.title.replace("'", "''")
        return f"'{sheet}'!${letter}${self.first}:${letter}${self.last}"


def data_place(data: Data, sheet: Sheet, rows: int, first: int) -> DataPlace:
    """Lay out a table as the annual workbook writes it: where each row came from, then what may go
    up.
    """
    whose = SENDER if data.several else ()
    origin = (NUMBERED, *ORIGIN[:2]) if data.upward else ORIGIN
    names = [*whose, *origin, *(f.name for f in shown_fields(data, sheet))]
    columns = {name: number for number, name in enumerate(names, start=1)}
    return DataPlace(sheet.title[:31], columns, first, first + max(rows, 1) - 1, empty=not rows)


def shown_fields(data: Data, sheet: Sheet) -> list[Field]:
    """Return the fields of a table that the annual workbook shows.

    What goes up shows of a field that stays in the office no more than that it is filled in, where
    a figure asks that.
    """
    fields = [field for field in sheet.fields if not field.personal]
    if not data.upward:
        return fields
    figures = [figure for figure in data.template.report.figures if figure.table == sheet.name]
    asked = set(chain.from_iterable(figure.where.fields for figure in figures))
    return [field for field in fields if not field.stays or field.name in asked]


@dataclass(frozen=True)
class Criterion:
    """Cells, and what they must match, each as a formula says it: one of `wanted`."""

    cells: str
    wanted: tuple[str, ...]


class Live:
    """Say figures as formulas."""

    def __init__(self, data: Data, places: Mapping[str, DataPlace]) -> None:
        self.data, self.places = data, places

    def formula(self, figure: Figure, by: str = "", value: Any = None) -> str | None:
        """Return a figure's formula, of one row of a breakdown where `by` is given; None where
        there is none.
        """
        place = self.places.get(figure.table)
        if place is None:
            return None
        if figure.distinct:
            return None if by else self._distinct(figure, place)
        tests = [*figure.where.tests, *_of_row(by, value)]
        if any(test.field not in place.columns for test in tests):
            return None
        criteria: list[Criterion] = []
        if any(test.op in ("blank", "not_in") for test in tests):
            # A row that somebody emptied, or the one blank row of an empty table, must not count as
            # one that lacks it. LibreOffice finds nothing where a test for empty cells comes first.
            criteria.append(Criterion(place.range(ORIGIN[0]), (quote("<>"),)))
        for test in tests:
            criteria += self._criteria(figure.table, place, test)
        criteria += self._whose(place, by, value)
        more = self._added(figure, by, value)
        return self._counted(figure, place, criteria) + (f"+{more}" if more else "")

    def _whose(self, place: DataPlace, by: str, value: Any) -> Iterator[Criterion]:
        """Yield whose the rows must be that count in a row of a breakdown by unit or by sender."""
        if by not in ("unit", SENDER_BY):
            return
        sender = value
        if by == "unit":
            sender, unit = value
            yield Criterion(place.range("ma_don_vi"), (quote(unit),))
        if self.data.several:
            yield Criterion(place.range(SENDER[1]), (quote(sender),))

    def _added(self, figure: Figure, by: str, value: Any) -> float:
        """Return what counts there without being listed."""
        added = [one for one in self.data.added if figure.name in one.figures]
        wanted = value if isinstance(value, tuple) else (value,)
        if by == SENDER_BY:
            added = [one for one in added if one.sender == value]
        elif by:
            added = [one for one in added if one.known.get(by) in wanted and by in one.known]
        return add_up(one.figures[figure.name] for one in added)

    def _distinct(self, figure: Figure, place: DataPlace) -> str | None:
        """Say how many different things are named: of each that is known whether any row that
        counts names it.

        Too many for one formula, and the things of several offices, stand as the value alone.
        """
        frame = self.data.tables[figure.table]
        values = (frame[figure.distinct][number] for number in select(frame, figure.where))
        names = sorted(set(chain.from_iterable(map(several_of, values))))
        if self.data.several or not names or place.empty:
            return None
        factors = [self._factor(figure.table, place, test) for test in figure.where.tests]
        text = f'"{BETWEEN}"&{place.range(figure.distinct)}&"{BETWEEN}"'
        terms = []
        for name in names:
            wanted = quote(BETWEEN + _plain(name) + BETWEEN)
            named = "*".join([*factors, f"ISNUMBER(SEARCH({wanted},{text}))"])
            terms.append(f"(SUMPRODUCT({named})>0)")
        formula = "+".join(terms) if len(terms) > 1 else f"{terms[0]}*1"
        return formula if len(formula) <= LONGEST else None

    def _factor(self, table: str, place: DataPlace, test: Test) -> str:
        """Return a test of each row as a factor, 1 or 0."""
        cells = place.range(test.field)
        if test.op in ("filled", "blank"):
            return f'({cells}{"<>" if test.op == "filled" else "="}"")'
        target = self.data.template.sheet(table).field(test.field)
        hits = "+".join(f"({cells}={quote(target.as_text(wanted))})" for wanted in test.wanted)
        return f"(({hits})>0)" if test.op == "in" else f"(({hits})=0)"

    def _criteria(self, table: str, place: DataPlace, test: Test) -> Iterator[Criterion]:
        """Yield what the cells of a field must match to pass a test."""
        cells = place.range(test.field)
        if test.op in ("filled", "blank"):
            yield Criterion(cells, (quote("<>" if test.op == "filled" else "="),))
            return
        target = self.data.template.sheet(table).field(test.field)
        labels = [_plain(target.as_text(wanted)) for wanted in test.wanted]
        if test.op == "in":
            yield Criterion(cells, tuple(map(quote, labels)))
        else:
            yield from (Criterion(cells, (quote("<>" + label),)) for label in labels)

    def _counted(self, figure: Figure, place: DataPlace, criteria: Sequence[Criterion]) -> str:
        """Say what counts; a criterion of several alternatives makes as many terms."""
        added = place.range(figure.sum) if figure.sum else ""
        if not criteria:
            return f"SUM({added})" if added else f"COUNTA({place.range(ORIGIN[0])})"
        terms = []
        for wanted in product(*(one.wanted for one in criteria)):
            pairs = zip(criteria, wanted, strict=True)
            said = ",".join(f"{one.cells},{text}" for one, text in pairs)
            terms.append(f"SUMIFS({added},{said})" if added else f"COUNTIFS({said})")
        return "+".join(terms)


def _of_row(by: str, value: Any) -> list[Test]:
    """Return what a field must hold in the rows that count in a row of a breakdown by it."""
    if by in ("", "unit", SENDER_BY):
        return []
    if value is None:
        return [Test(by, "blank")]
    return [Test(by, "in", value if isinstance(value, tuple) else (value,))]


def _plain(text: str) -> str:
    """Return a text with the signs that stand for any letters taken literally."""
    return text.replace("~", "~~").replace("*", "~*").replace("?", "~?")


def feeds_of(data: Data, sheet: Sheet) -> list[str]:
    """Return for each row of a table the codes of the figures in which it counts: “5, 5b, 10”."""
    frame = data.tables[sheet.name]
    codes: list[list[str]] = [[] for _ in range(len(frame))]
    for figure in (one for one in data.template.report.figures if one.table == sheet.name):
        for number in select(frame, figure.where):
            if not figure.sum or frame[figure.sum][number] is not None:
                codes[number].append(figure.code)
    return [", ".join(row) for row in codes]
