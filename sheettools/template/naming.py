"""How a row is named where another refers to it: by its key, with its kind where two rows bear one
key. Pure functions of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sheettools.frozen import dataclass
from sheettools.template.conditions import RowValues
from sheettools.template.model import Field, RowsFrom, Sheet, Template
from sheettools.words.text import fold

Ways = tuple[str, ...]
"""The fields by which a row may be named; `loai+ten` is two of them, one after the other."""


def ways_to_name(target: Field) -> Mapping[str, Ways]:
    """Return the ways in which a field that refers to rows names them, by their sheet."""
    ways: dict[str, Ways] = {}
    for reference in target.foreign_key:
        sheet, _, way = reference.partition(".")
        ways[sheet] = (*ways.get(sheet, ()), way)
    return ways


@dataclass(frozen=True)
class RowNames:
    """The names of a table's rows: the first way gives a row's key, and where two rows bear the
    same, the first way of several fields does: “Khóm 1”, “Ấp 1”.
    """

    sheet: Sheet
    ways: Ways
    rows: Sequence[RowValues]

    @classmethod
    def of_units(
        cls, plan: Template, rows: Sequence[RowValues], origin: RowsFrom | None = None
    ) -> RowNames:
        """Return how those rows of a plan name its units: in the table from which one of the
        workbook's begins, or else in the first that names any.
        """
        if origin is None:
            return cls(plan.sheet(plan.unit), _first_ways(plan), rows)
        target = plan.sheet(origin.table).field(origin.match)
        ways = ways_to_name(target).get(plan.unit, ())
        return cls(plan.sheet(plan.unit), ways if origin.unit in ways[:1] else (origin.unit,), rows)

    def key(self, row: RowValues) -> Any:
        """Return what a row is named by, None where it does not say it."""
        own = self.plain(row)
        if not self.joined or own is None or self._borne[fold(str(own))] < 2:
            return own
        return self._said(row, self.joined)

    def plain(self, row: RowValues) -> Any:
        """Return what stands in a row's first way, though others may bear it too."""
        return row.get(self.ways[0]) if self.ways else None

    def spellings(self, row: RowValues) -> Iterator[str]:
        """Yield all by which a row may be named, in the order of the ways."""
        for way in self.ways:
            if "+" in way:
                yield self._said(row, way)
            else:
                yield from (str(one) for one in several(row.get(way)) if one is not None)

    @cached_property
    def joined(self) -> str:
        """The first way of several fields, empty where there is none."""
        return next((way for way in self.ways if "+" in way), "")

    @cached_property
    def _borne(self) -> Counter[str]:
        return Counter(fold(str(self.plain(row))) for row in self.rows)

    def _said(self, row: RowValues, way: str) -> str:
        shown = (self.sheet.field(part).show(row.get(part)) for part in way.split("+"))
        return " ".join(filter(None, shown))


def _first_ways(plan: Template) -> Ways:
    ways: Ways = ()
    for sheet in plan.tables:
        for target in sheet.fields:
            ways = ways or ways_to_name(target).get(plan.unit, ())
    return ways


def several(value: Any) -> tuple[Any, ...]:
    """Return the values of a cell that may hold several."""
    return value if isinstance(value, tuple) else (value,)
