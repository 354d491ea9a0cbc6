"""Controlled vocabularies: lists from which people choose, and the spellings that mean an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Annotated

from sheettools.findings import Severity, Words, declare
from sheettools.frozen import dataclass
from sheettools.template.keys import UNWRITTEN, Titled, TitleText, Toml
from sheettools.words.suggest import suggest
from sheettools.words.text import fold

NOT_IN_LIST = declare(
    "C108",
    Severity.ERROR,
    why=("“{value}” không có trong danh mục “{list}”.", "“{value}” is not in the list “{list}”."),
    remedy=(
        "Chọn một mục trong danh sách thả xuống{hint}.",
        "Choose an item of the drop-down list{hint}.",
    ),
)


@dataclass(frozen=True, slots=True)
class Category:
    """One item of a list: the stored value, the label people choose, other spellings, the group it
    counts in.
    """

    value: str
    """What is stored, compared and written to CSV."""
    label: Annotated[str, Toml(needed=False), TitleText]
    """What people choose and read; the value where it is not said."""
    aliases: tuple[str, ...] = ()
    """Other spellings that mean it."""
    group: str = ""
    """The group in which it counts."""
    follows: Annotated[tuple[str, ...], Toml("with")] = ()
    """The items of another list with which it may be chosen (rule `follows`); none means with any.
    """

    def goes_with(self, value: str) -> bool:
        """Say whether it may be chosen beside that item of the other list."""
        return not self.follows or value in self.follows


@dataclass(frozen=True, slots=True)
class AcceptedSpelling:
    """What a spelling means that the office has accepted for a year: the item's value, since when,
    from whom.
    """

    value: str
    day: str = ""
    origin: str = ""


@dataclass(frozen=True)
class CategoryList:
    """A controlled vocabulary, in its order. A value matches by label, value or alias, after
    folding.

    `accepted` are spellings, folded, that the office has accepted beside the template's own.
    """

    name: str
    """What the file calls it."""
    title: Titled
    """What people call it."""
    categories: Annotated[tuple[Category, ...], Toml(called=Words("mục", "item"))]
    """Its items, in the order in which they are offered."""
    accepted: Annotated[Mapping[str, AcceptedSpelling], UNWRITTEN] = field(
        default_factory=dict, compare=False
    )

    @cached_property
    def _by_key(self) -> Mapping[str, Category]:
        found: dict[str, Category] = {}
        for category in self.categories:
            for spelling in (category.label, category.value, *category.aliases):
                found.setdefault(fold(spelling), category)
        return found

    def find(self, text: str) -> Category | None:
        """Return the item that `text` means for certain."""
        key = fold(text)
        found = self._by_key.get(key)
        if found is None and key in self.accepted:
            return self.get(self.accepted[key].value)
        return found

    def accepted_as(self, text: str) -> AcceptedSpelling | None:
        """Return what the office accepted `text` as; None where the list itself knows it, or nobody
        does.
        """
        key = fold(text)
        return None if key in self._by_key else self.accepted.get(key)

    def get(self, value: str) -> Category:
        """Return the item with this stored value. Raises KeyError."""
        return self._by_value[value]

    def __contains__(self, value: object) -> bool:
        return value in self._by_value

    @cached_property
    def _by_value(self) -> Mapping[str, Category]:
        # Of two with the same value the first counts.
        return {category.value: category for category in reversed(self.categories)}

    def suggest(self, text: str) -> str | None:
        """Return the label that `text` probably means, only with a clear margin."""
        # Who writes it wrong does so in every row: each spelling is looked for once.
        if text not in self._suggested:
            self._suggested[text] = self._nearest(text)
        return self._suggested[text]

    @cached_property
    def _suggested(self) -> dict[str, str | None]:
        return {}

    def _nearest(self, text: str) -> str | None:
        spellings: list[str] = []
        for category in self.categories:
            spellings += (category.label, *category.aliases)
        near = suggest(text, spellings)
        found = self.find(near) if near else None
        return found.label if found else None
