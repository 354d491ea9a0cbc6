"""Figures as formulas over the data sheets of the annual workbook, so that a reader can go on
working with them.

Each formula says what `figures` computed: the value stored with it is that one, and a test lets
LibreOffice work all of them out anew. What no formula says (different values in a column, rows of
the plan) stands as the value alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product
from typing import Any

from sheettools.annual.data import Data
from sheettools.annual.figures import SENDER_BY, add_up, select, several_of
from sheettools.frozen import dataclass
from sheettools.template.conditions import ORDERS, Test
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
        return self._ranges[name]

    @cached_property
    def _ranges(self) -> Mapping[str, str]:
        sheet = self.title.replace("'", "''")
        found: dict[str, str] = {}
        for name, column in self.columns.items():
            letter = column_letter(column)
            found[name] = f"'{sheet}'!${letter}${self.first}:${letter}${self.last}"
        return found


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


Criterion = tuple[str, ...]
"""Cells and what they must match, “,cells,wanted”, as a formula says it: one of these."""
Ways = tuple[str, ...]
"""How criteria can be met, all of them in each: “,cells,wanted,cells,wanted”."""


class Live:
    """Say figures as formulas.

    A breakdown asks for a figure once a row: what is the same in all of its rows is said once.
    """

    def __init__(self, data: Data, places: Mapping[str, DataPlace]) -> None:
        self.data, self.places = data, places
        self._said: dict[Hashable, Ways | None] = {}
        self._unlisted: dict[tuple[str, str], Mapping[Any, list[float]]] = {}

    def formula(self, figure: Figure, by: str = "", value: Any = None) -> str | None:
        """Return a figure's formula, of one row of a breakdown where `by` is given; None where
        there is none.
        """
        place = self.places.get(figure.table)
        if place is None:
            return None
        if figure.distinct:
            return None if by else self._distinct(figure, place)
        of_row = _of_row(by, value)
        own = self._own(figure, place, of_row)
        more = self._of_row(figure, place, of_row, by, value)
        if own is None or more is None:
            return None
        ways = [one + other for one, other in product(own, more)]
        added = self._added(figure, by, value)
        return self._counted(figure, place, ways) + (f"+{added}" if added else "")

    def _own(self, figure: Figure, place: DataPlace, of_row: Sequence[Test]) -> Ways | None:
        """Return how the tests of a figure can be passed in a row of a breakdown, said once."""
        key = figure.name, any(map(_asks_for_none, of_row))
        if key not in self._said:
            tests, filled = figure.where.tests, []
            if any(map(_asks_for_none, (*tests, *of_row))):
                # A row that somebody emptied, or the one blank row of an empty table, must not
                # count as one that lacks it. LibreOffice finds nothing where a test for empty cells
                # comes first.
                filled = [_criterion(place.range(ORIGIN[0]), quote("<>"))]
            self._said[key] = self._ways(figure, place, tests, filled)
        return self._said[key]

    def _of_row(
        self, figure: Figure, place: DataPlace, tests: Sequence[Test], by: str, value: Any
    ) -> Ways | None:
        """Return how cells can be of a row of a breakdown, said once for all of its figures."""
        key = figure.table, by, value
        if key not in self._said:
            self._said[key] = self._ways(figure, place, tests, self._whose(place, by, value))
        return self._said[key]

    def _whose(self, place: DataPlace, by: str, value: Any) -> Iterator[Criterion]:
        """Yield whose the rows must be that count in a row of a breakdown by unit or by sender."""
        if by not in ("unit", SENDER_BY):
            return
        sender = value
        if by == "unit":
            sender, unit = value
            yield _criterion(place.range("ma_don_vi"), quote(unit))
        if self.data.several:
            yield _criterion(place.range(SENDER[1]), quote(sender))

    def _added(self, figure: Figure, by: str, value: Any) -> float:
        """Return what counts there without being listed."""
        if (figure.name, by) not in self._unlisted:
            self._unlisted[figure.name, by] = self._unlisted_by(figure.name, by)
        unlisted = self._unlisted[figure.name, by]
        if not unlisted:
            return 0
        wanted = value if by != SENDER_BY and isinstance(value, tuple) else (value,)
        keys = dict.fromkeys(wanted if by else (None,))
        return add_up(chain.from_iterable(unlisted.get(key, ()) for key in keys))

    def _unlisted_by(self, figure: str, by: str) -> Mapping[Any, list[float]]:
        """Return what counts in a figure without being listed, by what is known of it."""
        found: dict[Any, list[float]] = {}
        for one in self.data.added:
            if figure in one.figures and (by in ("", SENDER_BY) or by in one.known):
                key = one.sender if by == SENDER_BY else one.known.get(by)
                found.setdefault(key if by else None, []).append(one.figures[figure])
        return found

    def _distinct(self, figure: Figure, place: DataPlace) -> str | None:
        """Say how many different things are named: of each that is known whether any row that
        counts names it.

        Too many for one formula, and the things of several offices, stand as the value alone.
        """
        frame = self.data.tables[figure.table]
        values = (frame[figure.distinct][number] for number in select(frame, figure.where))
        names = sorted(set(chain.from_iterable(map(several_of, values))))
        can_say = all(self._can_say(figure.table, test) for test in figure.where.tests)
        if self.data.several or not names or place.empty or not can_say:
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
        if test.op in ORDERS:
            return f"ISNUMBER({cells})*({cells}{target.kind.against(test.op, test.wanted[0])})"
        hits = "+".join(f"({cells}={quote(target.as_text(wanted))})" for wanted in test.wanted)
        return f"(({hits})>0)" if test.op == "in" else f"(({hits})=0)"

    def _can_say(self, table: str, test: Test) -> bool:
        """Say whether the cells of a report tell what a test asks: an order only where they hold
        numbers or days.
        """
        target = self.data.template.sheet(table).field(test.field)
        return test.op not in ORDERS or not isinstance(target.in_report(test.wanted[0]), str)

    def _ways(
        self, figure: Figure, place: DataPlace, tests: Sequence[Test], more: Iterable[Criterion]
    ) -> Ways | None:
        """Return how criteria can be met and tests passed; None where one asks for a field that is
        not shown.
        """
        if not all(
            one.field in place.columns and self._can_say(figure.table, one) for one in tests
        ):
            return None
        asked = chain.from_iterable(self._tested(figure.table, place, one) for one in tests)
        return tuple(map("".join, product(*more, *asked)))

    def _tested(self, table: str, place: DataPlace, test: Test) -> Iterator[Criterion]:
        """Yield what the cells of a field must match to pass a test."""
        cells = place.range(test.field)
        if test.op in ("filled", "blank"):
            yield _criterion(cells, quote("<>" if test.op == "filled" else "="))
            return
        target = self.data.template.sheet(table).field(test.field)
        if test.op in ORDERS:
            stands = target.kind.against(test.op, test.wanted[0])
            sign = stands[: 2 if stands[1] == "=" else 1]
            # Put together by Excel itself, which writes a fraction as its reader does.
            yield _criterion(cells, f"{quote(sign)}&({stands.removeprefix(sign)})")
            return
        labels = [_plain(target.as_text(wanted)) for wanted in test.wanted]
        if test.op == "in":
            yield _criterion(cells, *map(quote, labels))
        else:
            yield from (_criterion(cells, quote("<>" + label)) for label in labels)

    def _counted(self, figure: Figure, place: DataPlace, ways: Sequence[str]) -> str:
        """Say what counts; of criteria that can be met in several ways each is a term."""
        added = place.range(figure.sum) if figure.sum else ""
        if ways == [""]:
            return f"SUM({added})" if added else f"COUNTA({place.range(ORIGIN[0])})"
        if added:
            return "+".join(f"SUMIFS({added}{way})" for way in ways)
        return "+".join(f"COUNTIFS({way[1:]})" for way in ways)


def _criterion(cells: str, *wanted: str) -> Criterion:
    return tuple(f",{cells},{text}" for text in wanted)


def _asks_for_none(test: Test) -> bool:
    return test.op in ("blank", "not_in")


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
