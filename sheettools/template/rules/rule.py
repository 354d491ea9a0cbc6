"""What all rules are made with: their register, and what they share in words and in formulas.

A rule is one class that holds its keyword in the template, its sentence, its check, its Excel
formula and the problem it reports. To add one, write the class with `@rule` in the file of its
family; the types of its parameters say what the template must give. A parameter written `"$name"`
in a template is taken from the profile; where the profile has no such setting the rule does not
apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sheettools.findings import Problem, quoted
from sheettools.frozen import dataclass
from sheettools.template.conditions import Condition
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import some
from sheettools.template.model import Rule, Sheet

REGISTER: dict[str, type[Rule]] = {}
"""Every rule by its keyword, in the order in which the families were imported."""
RuleType = TypeVar("RuleType", bound=type[Rule])


def rule(keyword: str, problem: Problem) -> Callable[[RuleType], RuleType]:
    """Register a rule class under its keyword, as a frozen dataclass."""

    def register(cls: RuleType) -> RuleType:
        cls.keyword, cls.problem = keyword, problem
        REGISTER[keyword] = dataclass(frozen=True)(cls)
        return cls

    return register


def titles_of(sheet: Sheet, names: Iterable[str], joint: str = ", ") -> str:
    """Return the titles of fields in quotes, one after the other."""
    return quoted((sheet.field(name).title for name in names), joint)


def once_filled(grid: Cells, names: Iterable[str], kept: str) -> str:
    """Say to Excel that a rule is kept as long as one of these fields is still empty."""
    return f"IF({some(grid.blank(name) for name in names)},TRUE,{kept})"


def unmet(grid: Cells, when: Condition) -> list[str]:
    """Say to Excel that a condition does not hold; nothing where it always does."""
    return [f"NOT({grid.holds(when)})"] if when.tests else []


def where_met(grid: Cells, when: Condition, kept: str) -> str:
    """Say to Excel that a rule is kept wherever its condition does not hold."""
    return some([kept, *unmet(grid, when)])
