"""The year's rows, typed, as figures are worked out from them: those of one office, or of several.

No paper is written from them before `privacy` has covered them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sheettools.template.conditions import RowValues
from sheettools.template.issue import FilledBook
from sheettools.template.model import ORIGIN, SENDER, Field, Sheet, Template
from sheettools.template.report import Coverage


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
    tables: Mapping[str, pd.DataFrame]
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
        """Yield the rows of a table as plain values, None where a cell is empty."""
        yield from plain_rows(self.tables[sheet.name])

    def sender_name(self, code: str) -> str:
        """Return the name of a sender."""
        return next((sender.name for sender in self.senders if sender.code == code), code)


def known(value: Any) -> Any:
    """Return a value as conditions want it: None where pandas says in one of its ways that there is
    none.
    """
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and math.isnan(value))
    ):
        return None
    return value


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as plain values, None where a cell is empty."""
    return [_plain_row(row) for row in frame.to_dict("records")]


def _plain_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): known(value) for name, value in row.items()}


def as_number(value: Any) -> float:
    """Return a number as figures are: whole where it is whole, else to six places."""
    return int(value) if float(value).is_integer() else round(float(value), 6)


def frame_of(sheet: Sheet, rows: Iterable[RowValues], *, texts: bool = False) -> pd.DataFrame:
    """Lay rows into a frame, with the dtypes that the template's kinds give; all as `texts` where
    asked for.
    """
    rows = list(rows)
    names = (*SENDER, *ORIGIN)
    origin = {name: _column(rows, name) for name in names}
    frame = pd.DataFrame(origin, columns=list(names), dtype="object")
    frame = frame.astype({"dong": "Int64"})
    for target in sheet.fields:
        values = [row.get(target.name) for row in rows]
        frame[target.name] = pd.Series(values, dtype="object" if texts else _dtype(target, values))
    return frame


def _column(rows: Iterable[RowValues], name: str) -> list[Any]:
    return [row[name] for row in rows]


def _dtype(target: Field, values: Sequence[Any]) -> str:
    # Of a column of numbers something may be covered.
    return "object" if any(isinstance(v, str) for v in values) else target.kind.dtype


def plan_rows(rows: Iterable[RowValues], sender: str) -> tuple[RowValues, ...]:
    """Return the rows of a table of the plan, each with whose plan it is."""
    return tuple({**row, SENDER[1]: sender} for row in rows)
