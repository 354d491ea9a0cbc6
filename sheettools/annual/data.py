"""The year's rows, typed, as figures are worked out from them: those of one office, or of several.

No paper is written from them before `privacy` has covered them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from sheettools.frozen import dataclass
from sheettools.template.conditions import RowValues
from sheettools.template.issue import FilledBook
from sheettools.template.model import ORIGIN, SENDER, Field, RowsFrom, Sheet, Template
from sheettools.template.naming import RowNames
from sheettools.template.report import Coverage
from sheettools.words.text import fold

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Frame:
    """The rows of one table, column by column; None where a cell is empty.

    It is never changed: two editions share the columns that are the same in both.
    """

    columns: Mapping[str, Sequence[Any]]
    """A value a row, by the column's name; at least one column."""

    @classmethod
    def of(cls, names: Iterable[str], rows: Iterable[RowValues]) -> Frame:
        """Lay rows out; what a row does not say is None."""
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for row in rows:
            for name, values in columns.items():
                values.append(row.get(name))
        return cls(columns)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Sequence[Any]:
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each row by the names of the columns."""
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, values, strict=True))

    def parts(self, names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """Yield of each row what stands in some columns."""
        return zip(*(self.columns[name] for name in names), strict=True)

    def pick(self, numbers: Sequence[int]) -> Frame:
        """Return the rows of some numbers, from 0, in their order."""
        if len(numbers) == len(self) and numbers == range(len(self)):
            return self
        picked: dict[str, Sequence[Any]] = {}
        for name, column in self.columns.items():
            picked[name] = [column[number] for number in numbers]
        return Frame(picked)

    def putting(self, columns: Mapping[str, Sequence[Any]]) -> Frame:
        """Return it with other columns in the place of its own."""
        return Frame({**self.columns, **columns})

    def to_pandas(self) -> pd.DataFrame:
        """Return a copy as a DataFrame, for whoever reckons on.

        Whole numbers keep their empty cells (Int64); dates, times and texts are objects.
        """
        import pandas as pd  # half a second that no command needs

        frame = pd.DataFrame(self.columns, dtype=object)
        for name, values in self.columns.items():
            kinds = {type(value) for value in values if value is not None}
            if kinds == {int}:
                frame[name] = frame[name].astype("Int64")
            elif kinds and kinds <= {int, float}:
                frame[name] = frame[name].astype("Float64")
        return frame


@dataclass(frozen=True, order=True)
class Sender:
    """An office that makes an annual report; `above` is the body that it reports to, where its
    profile says so.
    """

    code: str
    name: str
    above: str = ""


@dataclass(frozen=True)
class Unit:
    """One unit that fills in workbooks, and the code of the office that it sends them to."""

    code: str
    name: str
    sender: str = ""


@dataclass(frozen=True)
class CoverageRow:
    """A planned row and what was reported of it: its values, and the place they came from."""

    unit: str
    values: RowValues
    reported: bool
    origin: str = ""
    sender: str = ""


Coverages = tuple[tuple[Coverage, tuple[CoverageRow, ...]], ...]


@dataclass(frozen=True)
class Remainder:
    """What rows that are not listed add to the figures of a sender: what must not be known, what
    came back from nobody.

    `known` are the fields whose value may be told of them, and by which they count in a breakdown;
    `secret` where it must not be told of whom, when or about what they are.
    """

    sender: str
    figures: Mapping[str, float]
    known: Mapping[str, Any] = field(default_factory=dict)
    secret: bool = False


@dataclass(frozen=True)
class Data:
    """The rows of one office's year, or of several offices' (`several`).

    `tables` holds a frame a table: whose report (SENDER), where each row came from (ORIGIN), then
    the fields. `plan` holds the plan's forms and tables; of several offices the tables alone, each
    row with its sender's code. `added` is what counts without being listed; of senders in
    `withheld` it is not told what must not be known, nor whether there is any.
    """

    template: Template
    plan: FilledBook
    senders: tuple[Sender, ...]
    units: tuple[Unit, ...]
    tables: Mapping[str, Frame]
    coverages: Coverages = ()
    several: bool = False
    added: tuple[Remainder, ...] = ()
    withheld: frozenset[str] = frozenset()
    upward: bool = False
    """Whether its rows are those that go up: in an order that tells nothing, without where they
    came from.
    """

    @property
    def tells_secrets(self) -> bool:
        """Whether it is told of any sender how much there is that must not be known."""
        return any(sender.code not in self.withheld for sender in self.senders)

    def rows(self, sheet: Sheet) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table, None where a cell is empty."""
        return self.tables[sheet.name].rows()

    def sender_name(self, code: str) -> str:
        """Return the name of a sender."""
        return next((sender.name for sender in self.senders if sender.code == code), code)

    def unit_names(self, plan: Template, origin: RowsFrom | None = None) -> dict[str, str]:
        """Return the units' names by what the plan of their office names them by, folded: in its
        tables, or in the one from which a table begins.
        """
        rows = self.plan.tables.get(plan.unit, ())
        of_office: dict[Any, list[RowValues]] = {}
        for row in rows:
            of_office.setdefault(row.get(SENDER[1]), []).append(row)
        names = {office: RowNames.of_units(plan, own, origin) for office, own in of_office.items()}
        # What goes out is in the order of the plan's rows.
        pairs = zip(rows, self.units, strict=False)
        return {fold(str(names[row.get(SENDER[1])].key(row))): one.name for row, one in pairs}


@dataclass(frozen=True)
class Limits:
    """How many rows a workbook holds: `sheet` of them stand on one sheet, those of a longer list go
    on in “(2)”; where all tables together have more than `book`, their rows lie beside it, and of a
    list that is drawn from them no more than `listed` are in it, else nobody could read it back.
    """

    sheet: int = 1_048_000
    book: int = 200_000
    listed: int = 5_000


LIMITS = Limits()
"""A sheet of Excel has 1,048,576 rows, some of which are headings; with 200,000 it opens in half a
minute.
"""


def as_number(value: Any) -> float:
    """Return a number as figures are: whole where it is whole, else to six places."""
    return int(value) if float(value).is_integer() else round(float(value), 6)


def frame_of(sheet: Sheet, rows: Iterable[RowValues], *, texts: bool = False) -> Frame:
    """Lay rows into a frame: whose, where from, then the fields, numbers as their kinds store them;
    all as `texts` where asked for.
    """
    names = (*SENDER, *ORIGIN, *(target.name for target in sheet.fields))
    frame = Frame.of(names, rows)
    if texts:
        return frame
    numbers = (target for target in sheet.fields if target.kind.number is not None)
    return frame.putting({one.name: _numbers(one, frame[one.name]) for one in numbers})


def _numbers(target: Field, values: Sequence[Any]) -> Sequence[Any]:
    # Of a column of numbers something may be covered.
    if any(isinstance(value, str) for value in values):
        return values
    made = target.kind.number
    assert made is not None
    return [None if value is None else made(value) for value in values]


def plan_rows(rows: Iterable[RowValues], sender: str) -> tuple[RowValues, ...]:
    """Return the rows of a table of the plan, each with whose plan it is."""
    return tuple({**row, SENDER[1]: sender} for row in rows)
