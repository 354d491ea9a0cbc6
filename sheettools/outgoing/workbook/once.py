"""What the workbooks of one template have in common, worked out once for all that are written one
after the other: formulas, guards, widths, what is said at headings. None of it hangs on what stands
in a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sheettools.template.facts import Facts
from sheettools.template.model import Template

MOST = 40
"""For how many templates and facts it is remembered: of one year's there are a few."""
T = TypeVar("T")


class Common:
    """What is the same in all workbooks of one template under the same facts."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under this name, made now if it is asked for the first time."""
        if what not in self._known:
            self._known[what] = make()
        made: T = self._known[what]
        return made


class Commons:
    """What workbooks have in common, by their template, as long as this lives."""

    def __init__(self) -> None:
        self._found: list[tuple[Template, Facts, Common]] = []

    def of(self, template: Template, facts: Facts) -> Common:
        """Return what the workbooks of this very template have in common under these facts."""
        for one, others, common in self._found:
            if one is template and others == facts:
                return common
        common = Common()
        self._found = [*self._found[1 - MOST :], (template, facts, common)]
        return common
