"""What every step of a check looks at and none of them changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from functools import cached_property

from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import Place, RawCell
from sheettools.incoming.locate.workbook import Workbook
from sheettools.incoming.look.values import Seen
from sheettools.template.conditions import RowValues
from sheettools.template.facts import PERIOD_END, PERIOD_START
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
        return bool(number) and self.issued is not None and not self.issued.bears(number)

    @cached_property
    def from_1904(self) -> bool:
        """Whether the workbook counts days from 1904."""
        return self.workbook.book.from_1904

    @cached_property
    def seen(self) -> Mapping[str, Mapping[Place, Seen]]:
        """The cells that show a person something else than they hold, by sheet."""
        return {sheet.name: sheet.seen for sheet in self.workbook.book.sheets if sheet.seen}

    def seen_at(self, sheet: str, cell: RawCell | None) -> Seen | None:
        """Return what a person sees of a cell otherwise than it holds."""
        odd = self.seen.get(sheet)
        return odd.get((cell.row, cell.column)) if odd and cell is not None else None

    @cached_property
    def years(self) -> Set[int]:
        """The years that the report looks on; none where that is not known."""
        facts = self.issued.facts if self.issued else {}
        ends = facts.get(PERIOD_START), facts.get(PERIOD_END)
        years = [day.year for day in ends if isinstance(day, date)]
        return set(range(years[0], years[-1] + 1)) if years else set()

    def rows_issued(self, sheet: str) -> Sequence[RowValues]:
        """Return the rows with which a table went out."""
        return self.issued.rows.get(sheet, ()) if self.issued else ()

    def rows_planned(self, sheet: str) -> Sequence[RowValues]:
        """Return the rows of a table that the plan asked for; they are the first that went out."""
        planned = self.issued.planned.get(sheet, 0) if self.issued else 0
        return self.rows_issued(sheet)[:planned]
