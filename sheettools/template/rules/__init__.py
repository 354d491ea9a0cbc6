"""Rules on cells, rows, sheets and the whole workbook, a file a family."""

from __future__ import annotations

from collections.abc import Mapping

from sheettools.template.model import Rule
from sheettools.template.rules import comparisons as compared
from sheettools.template.rules import (
    days,
    lists,
    periods,
    personal,
    quarters,
    rows,
    sense,
    sheets,
    waits,
)
from sheettools.template.rules import filling as filled
from sheettools.template.rules.rule import REGISTER

FAMILIES = (filled, compared, periods, quarters, waits, days, personal, sense, rows, sheets, lists)
"""In the order in which the documents list them."""


def _in_order() -> dict[str, type[Rule]]:
    modules = [family.__name__ for family in FAMILIES]
    listed = sorted(REGISTER.items(), key=lambda one: modules.index(one[1].__module__))
    return dict(listed)


RULES: Mapping[str, type[Rule]] = _in_order()
"""Every rule by its keyword in a template, family by family."""
