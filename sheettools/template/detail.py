"""What is told of each item of a list, declared once: of a file of the ledger, of a unit on the
board.

A `Detail` says how one thing of an item is called and how wide it is in a workbook, what it is
called on the screen, and by which key programs know it. Whoever writes the list anywhere, or reads
it back, walks its details. A dataclass may declare them beside its fields, with `detail_field`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, fields, replace
from datetime import date
from typing import Any

from sheettools.findings import Language, Words
from sheettools.frozen import dataclass
from sheettools.template.kinds import show_date

DETAIL = "detail"
"""Under which key a field of a dataclass keeps its detail."""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One thing that is told of an item: the value that the item has under `name`."""

    name: str = ""
    title: str = ""
    """Its heading in workbooks, in Vietnamese; it has no column there without one."""
    width: float = 10
    """Of its column, in letters."""
    screen: Words | None = None
    """Its heading on the screen, where it is shown there."""
    key: str | None = ""
    """By which programs know it, if not by its name; None where they are not told."""
    counts: bool = False
    """Whether it is a whole number, not a text."""
    later: bool = False
    """Whether workbooks of before it was there, which lack its column, are read all the same."""
    words: Mapping[Any, Words] | None = None
    """What stands for each of its values before people."""
    codes: Mapping[Any, str] | None = None
    """What stands for each of its values before programs."""
    get: Callable[[Any], Any] | None = None
    """How it is taken from an item that does not have it under its name."""
    when: Callable[[Any], bool] | None = None
    """Of which items people are shown it; of all without."""

    def value(self, item: Any) -> Any:
        """Return what an item has."""
        return getattr(item, self.name) if self.get is None else self.get(item)

    def cell(self, item: Any) -> Any:
        """Return what stands in a cell of a workbook; None where there is nothing to show."""
        value = self._shown(item)
        if value is None or value == "":
            return None
        return value if self.words is None else self.words[value].vi

    def said(self, item: Any, language: Language) -> str:
        """Return what stands on the screen."""
        value = self._shown(item)
        if value is None:
            return ""
        if self.words is not None:
            return self.words[value].say(language)
        return show_date(value) if isinstance(value, date) else str(value)

    def fact(self, item: Any) -> Any:
        """Return what programs get, as plain data."""
        value = self.value(item)
        if self.codes is not None:
            return self.codes[value]
        return value.isoformat() if isinstance(value, date) else value

    def _shown(self, item: Any) -> Any:
        hidden = self.when is not None and not self.when(item)
        return None if hidden else self.value(item)


def detail_field(detail: Detail, **more: Any) -> Any:
    """Return a field of a dataclass that declares what is told of it; `more` as for `field`."""
    return field(metadata={DETAIL: detail}, **more)


def details_of(listed: type) -> tuple[Any, ...]:
    """Return the details that a dataclass declares, in the order of its fields."""
    declared = (one for one in fields(listed) if DETAIL in one.metadata)
    return tuple(replace(one.metadata[DETAIL], name=one.name) for one in declared)


def facts_of(item: Any, details: tuple[Detail, ...]) -> dict[str, Any]:
    """Return what programs get of an item."""
    told = (detail for detail in details if detail.key is not None)
    return {detail.key or detail.name: detail.fact(item) for detail in told}
