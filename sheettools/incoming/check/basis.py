"""What every step of a check looks at and none of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sheettools.incoming.locate.workbook import Workbook
from sheettools.template.conditions import RowValues
from sheettools.template.issue import Issue
from sheettools.template.model import Template


@dataclass(frozen=True)
class Basis:
    """A workbook that came in, and what went out of which it is the return; None of a plan."""

    workbook: Workbook
    issued: Issue | None = None

    @property
    def template(self) -> Template:
        """The template that it was laid against."""
        return self.workbook.template

    @cached_property
    def stale(self) -> bool:
        """Whether the plan was changed after the workbook went out."""
        number = self.workbook.identity.get("issue", "")
        return bool(number) and self.issued is not None and number != self.issued.number

    @cached_property
    def from_1904(self) -> bool:
        """Whether the workbook counts days from 1904."""
        return self.workbook.book.from_1904

    def rows_issued(self, sheet: str) -> Sequence[RowValues]:
        """Return the rows with which a table went out."""
        return self.issued.rows.get(sheet, ()) if self.issued else ()

    def rows_planned(self, sheet: str) -> Sequence[RowValues]:
        """Return the rows of a table that the plan asked for; they are the first that went out."""
        planned = self.issued.planned.get(sheet, 0) if self.issued else 0
        return self.rows_issued(sheet)[:planned]
