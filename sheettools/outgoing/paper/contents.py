"""What goes on paper of one unit: the rows, and what is said under tables and forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.initial import Contents, LaidRow, lay_out
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.model import Field, Sheet, Template

PLANNED_MORE, FREE_MORE = 3, 12
"""How many blank rows follow the rows of a plan, and how many stand in a table that has no plan."""
NIL, SIGN = "☐ Không phát sinh: ", "Người ghi (ký, ghi rõ họ tên): …………………………………………………………"


@dataclass(frozen=True)
class Twin:
    """What the twin of one unit's workbook holds."""

    template: Template
    issued: Issue
    rows: Mapping[str, Sequence[LaidRow]]
    """The rows of each sheet that are printed."""

    @classmethod
    def of(cls, template: Template, issued: Issue) -> Twin:
        """Lay out what was issued."""
        laid = lay_out(template, issued, Contents())
        rows = {
            sheet.name: laid.rows[sheet.name][: _count(sheet, issued)] for sheet in template.filled
        }
        return cls(template, issued, rows)

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets that have anything to print."""
        return [
            sheet for sheet in self.template.filled if self.rows[sheet.name] and not sheet.read_only
        ]

    @property
    def line(self) -> str:
        """Whose it is."""
        code = f" – {layout.CODE_WORDS.vi}: {self.issued.code}" if self.issued.code else ""
        return f"{self.issued.line}{code}"

    def legend(self, target: Field) -> str:
        """Say what may be written into a field that has a list, which is no drop-down on paper."""
        if target.categories is not None:
            # A number never stands at the end of a line, away from what it is the number of.
            items = [
                f"{number}.\u00a0{item.label}"
                for number, item in enumerate(target.categories.categories, start=1)
            ]
            return f"{target.title} – chọn một trong: {'; '.join(items)}."
        if not target.chosen:
            return ""
        name, _, key = target.foreign_key[0].partition(".")
        sheet = self.template.sheet(name)
        there = f"ghi “{sheet.field(key).title}” như ở trang “{sheet.title}”"
        given = [row.given.get(key) for row in self.rows.get(name, ())]
        codes = "; ".join(str(code) for code in given if code is not None)
        return f"{target.title} – {there}{': ' if codes else ''}{codes}."

    def legends(self, fields: Sequence[Field]) -> list[str]:
        """Return what may be written into those of some fields that have a list."""
        return list(filter(None, map(self.legend, fields)))


def nil(sheet: Sheet) -> list[str]:
    """Return the line with the box of nothing to report, none where a sheet has no such box."""
    return [f"{NIL}{sheet.nil}"] if sheet.nil else []


def _count(sheet: Sheet, issued: Issue) -> int | None:
    """Return how many rows are printed: those with something in them, and blank ones after them."""
    if sheet.kind == "form":
        return None
    filled = max(issued.planned.get(sheet.name, 0), issued.carried.get(sheet.name, 0))
    if sheet.optional:
        return filled
    return filled + (PLANNED_MORE if sheet.rows_from else FREE_MORE)
