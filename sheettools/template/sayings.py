"""What can be said of a sheet's cells, numbered: the marks of a workbook name a saying by its
number.
"""

from __future__ import annotations

from functools import cached_property

from sheettools.findings import Severity, Words
from sheettools.frozen import dataclass
from sheettools.template.model import Field, RuleUse, Sheet

MISSING = 1
"""The state of a cell that must still be filled in; what is wrong with a cell begins at 2."""


@dataclass(frozen=True)
class Sayings:
    """The sayings of one sheet: first what is wrong with a cell by itself, a field each, then the
    rules.

    Errors come before questions; the states above `last_error` are questions.
    """

    sheet: Sheet
    rules: tuple[RuleUse, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> Sayings:
        """Return the sayings of a sheet, numbered."""
        return cls(
            sheet,
            tuple(use for use in sheet.judged if use.rule.unsaid is None and not use.rule.asks),
        )

    @property
    def last_of_cell(self) -> int:
        """The last state that says what is wrong with a cell by itself."""
        return MISSING + len(self.sheet.fields)

    @cached_property
    def last_error(self) -> int:
        """The last state that is an error."""
        errors = sum(use.severity is Severity.ERROR for use in self.rules)
        return self.last_of_cell + errors

    def of_cell(self, target: Field) -> int:
        """Return the state of a cell that is wrong by itself."""
        return MISSING + 1 + self.sheet.position(target.name)

    def of_rule(self, use: RuleUse) -> int:
        """Return the state of a cell at which a rule complains."""
        return MISSING + 1 + len(self.sheet.fields) + self.rules.index(use)

    def words(self) -> list[Words]:
        """Return all sayings in order; the first is that of state 2."""
        said = [target.how() for target in self.sheet.fields]
        return said + [use.rule.sentence(self.sheet) for use in self.rules]
