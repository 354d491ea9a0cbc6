"""Computed fields: worked out, never asked for.

A computation is one class that holds its value and its Excel formula. To add one, write the class and enter it in
`COMPUTES` under the word that the template uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sheettools.template.calendar import QUARTERS, add_working_days, quarter_of
from sheettools.template.conditions import FactName, FieldName, FieldNames


@dataclass(frozen=True)
class Compute:
    """A field that is worked out, never asked for: a locked formula in the workbook, the same sum here."""

    def fields(self) -> FieldNames:
        """Name the fields it reads."""
        raise NotImplementedError

    def value(self, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        """Work it out from a row's values; None where it cannot be known yet."""
        raise NotImplementedError

    def formula(self, cell: Callable[[str], str], facts: Mapping[str, Any]) -> str:
        """Give the Excel formula; `cell(field)` is the address of a field in the same row, `facts` the issue's."""
        raise NotImplementedError


@dataclass(frozen=True)
class WorkingDaysAfter(Compute):
    """A day some working days after another."""

    working_days_after: FieldName
    days: int

    def fields(self) -> FieldNames:
        return (self.working_days_after,)

    def value(self, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        start = values.get(self.working_days_after)
        return None if start is None else add_working_days(start, self.days, facts.get("ngay_nghi", frozenset()))

    def formula(self, cell: Callable[[str], str], facts: Mapping[str, Any]) -> str:
        start = cell(self.working_days_after)
        return f'IF(ISNUMBER({start}),WORKDAY({start},{self.days},ngay_nghi),"")'


@dataclass(frozen=True)
class Answered(Compute):
    """Whether a date came by its deadline: DUNG_HAN, QUA_HAN, or CHUA_TRA_LOI while it is empty."""

    answered: FieldName
    deadline: FieldName

    def fields(self) -> FieldNames:
        return (self.answered, self.deadline)

    def value(self, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        answered, deadline = values.get(self.answered), values.get(self.deadline)
        if deadline is None:
            return None
        return "CHUA_TRA_LOI" if answered is None else "DUNG_HAN" if answered <= deadline else "QUA_HAN"

    def formula(self, cell: Callable[[str], str], facts: Mapping[str, Any]) -> str:
        answered, deadline = cell(self.answered), cell(self.deadline)
        late = f'IF(ISNUMBER({answered}),IF({answered}<={deadline},"Đúng hạn","Quá hạn"),"Chưa trả lời")'
        return f'IF(ISNUMBER({deadline}),{late},"")'


@dataclass(frozen=True)
class QuarterOf(Compute):
    """The quarter (I to IV) of a date; one before the fact `since` counts where the period begins."""

    quarter_of: FieldName
    since: FactName = ""

    def fields(self) -> FieldNames:
        return (self.quarter_of,)

    def value(self, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        day, since = values.get(self.quarter_of), facts.get(self.since)
        return None if day is None else quarter_of(max(day, since) if since else day)

    def formula(self, cell: Callable[[str], str], facts: Mapping[str, Any]) -> str:
        day, since = cell(self.quarter_of), facts.get(self.since)
        if since:
            return _quarter(cell(self.quarter_of), f"MAX({day},DATE({since.year},{since.month},{since.day}))")
        return _quarter(day, day)


def _quarter(given: str, day: str) -> str:
    names = ",".join(f'"Quý {name}"' for name in QUARTERS)
    return f'IF(ISNUMBER({given}),CHOOSE(ROUNDUP(MONTH({day})/3,0),{names}),"")'


@dataclass(frozen=True)
class Total(Compute):
    """The sum of other fields; empty while all of them are."""

    total_of: FieldNames

    def fields(self) -> FieldNames:
        return self.total_of

    def value(self, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        parts = [value for name in self.total_of if (value := values.get(name)) is not None]
        return sum(parts) if parts else None

    def formula(self, cell: Callable[[str], str], facts: Mapping[str, Any]) -> str:
        cells = ",".join(cell(name) for name in self.total_of)
        return f'IF(COUNT({cells})=0,"",SUM({cells}))'


COMPUTES: Mapping[str, type[Compute]] = {
    "working_days_after": WorkingDaysAfter,
    "answered": Answered,
    "quarter_of": QuarterOf,
    "total_of": Total,
}
