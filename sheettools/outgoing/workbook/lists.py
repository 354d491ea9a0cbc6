"""The hidden sheets: the lists that drop-downs, formulas and marks draw on, and the identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sheettools.outgoing.workbook.initial import InitialBook
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template import layout
from sheettools.template.calendar import WorkingDays
from sheettools.template.excel.address import address
from sheettools.template.excel.formula import (
    SAME_AS_ABOVE,
    SAYS_NOTHING,
    WORKED,
    keys_name,
    list_name,
    pairs_name,
    words_name,
)
from sheettools.template.facts import HOLIDAYS
from sheettools.template.grid import OtherTable
from sheettools.template.identity import as_named_text
from sheettools.template.kinds import DITTO_WORDS
from sheettools.template.model import Field, Sheet, Template
from sheettools.template.naming import RowNames, ways_to_name
from sheettools.template.rules.lists import Follows
from sheettools.template.vocabulary import CategoryList
from sheettools.words.nothing import NOTHING_WORDS, is_line

BLANK_BETWEEN = '&" "&'
_ENDINGS = ("", ".", "...", "…")


class Lists:
    """The hidden sheet of lists, a column a list, each under a defined name."""

    def __init__(self, book: BookWriter, laid: InitialBook) -> None:
        self.book, self.laid = book, laid
        self.page: SheetWriter = book.sheet(layout.LISTS_SHEET)
        self.column = 0

    def write(self) -> None:
        """Write all lists and hide the sheet."""
        template = self.laid.template
        for known in template.lists.values():
            self._list(list_name(known.name), known.title, [c.label for c in known.categories])
        self._days()
        nothing, ditto = self.laid.common.once(
            "spellings", lambda: (_spellings(NOTHING_WORDS), _spellings(DITTO_WORDS))
        )
        self._list(SAYS_NOTHING, "Chữ không nói gì", nothing, num_format="@")
        self._list(SAME_AS_ABOVE, "Chữ nhắc dòng trên", ditto, num_format="@")
        for sheet in template.filled:
            if not sheet.read_only:
                self._words(sheet)
        for target in _chosen_keys(template):
            self._keys(target)
        self.page.sheet.protect("")
        self.page.sheet.hide()

    def _words(self, sheet: Sheet) -> None:
        """Write what the marks of a sheet say, and what its drop-downs offer beside others."""
        words = self.laid.words(sheet)
        self._list(words_name(sheet.name), f"Lời nhắc: {sheet.title}", words)
        for use in sheet.rules:
            if isinstance(use.rule, Follows):
                self._pairs(sheet, use.rule)

    def _days(self) -> None:
        calendar = WorkingDays.of(self.laid.issued.facts)
        worked = calendar.around_made_up(self.laid.template.longest_wait)
        self._list(HOLIDAYS, "Ngày nghỉ", sorted(calendar.holidays), num_format="dd/mm/yyyy")
        self._list(WORKED, "Ngày làm việc, quanh ngày làm bù", worked, num_format="dd/mm/yyyy")

    def _list(self, name: str, title: str, items: Sequence[Any], **more: Any) -> None:
        self.column += 1
        self.page.put(1, self.column, title, "header")
        for row, item in enumerate(items, start=2):
            self.page.put(row, self.column, item, **more)
        self._define(name, len(items))

    def _define(self, name: str, count: int) -> None:
        first = address(2, self.column, absolute=True)
        # A formula wants a range even where the list is empty.
        last = address(1 + max(count, 1), self.column, absolute=True)
        self.book.define(name, f"{layout.LISTS_SHEET}!{first}:{last}")

    def _pairs(self, sheet: Sheet, rule: Follows) -> None:
        """Write what may be chosen beside each item of the leading list, sorted by that item."""
        leading, target = sheet.field(rule.other).categories, sheet.field(rule.field).categories
        assert leading is not None
        assert target is not None
        pairs = list(goes_with(leading, target))
        name = pairs_name(sheet.name, rule.field)
        self._list(f"{name}_truoc", sheet.field(rule.other).title, [a for a, _ in pairs])
        self._list(name, sheet.field(rule.field).title, [b for _, b in pairs])

    def _keys(self, target: Field) -> None:
        """Write what the rows that may be referred to are named by: those planned or begun."""
        reference = target.foreign_key[0]
        sheet_name, _, name = reference.partition(".")
        sheet = self.laid.template.sheet(sheet_name)
        there = OtherTable(self.laid.template, sheet)
        rows = self.laid.rows[sheet_name]
        said = [row.sound for row in rows if row.planned or row.begun]
        names = RowNames(sheet, ways_to_name(target)[sheet_name], said)
        now = [names.key(row) for row in said]
        self.column += 1
        self.page.put(1, self.column, f"{sheet.title}: {sheet.field(name).title}", "header")
        for number in range(1, len(rows) + 1):
            found = _named(there, names, f"MATCH({number},{there.order()},0)")
            shown = now[number - 1] if number <= len(now) else ""
            self.page.formula(number + 1, self.column, f'IFERROR({found}&"","")', shown or "")
        first = address(2, self.column, absolute=True)
        # The whole column, empty lines at its end: a name that is a formula is lost in more than
        # one client.
        last = address(1 + len(rows), self.column, absolute=True)
        self.book.define(keys_name(reference), f"{layout.LISTS_SHEET}!{first}:{last}")


def _named(there: OtherTable, names: RowNames, at: str) -> str:
    """Say to Excel what the row at a place is named by, as `RowNames.key` does."""
    column = there.column(names.ways[0])
    own = f"INDEX({column},{at})"
    if not names.joined:
        return own
    parts = (f"INDEX({there.column(part)},{at})" for part in names.joined.split("+"))
    both = BLANK_BETWEEN.join(parts)
    return f"IF(SUMPRODUCT(--({column}={own}))>1,{both},{own})"


def _spellings(words: Iterable[str]) -> list[str]:
    """Return words as a cell may have them, with the dashes and endings that people give them."""
    spellings: set[str] = set()
    for word in words:
        for dash in "-–—−":
            dashed = word.replace("-", dash)
            endings = ("",) if is_line(word) else _ENDINGS
            spellings.update(dashed + ending for ending in endings)
    return sorted(spellings)


def _chosen_keys(template: Template) -> list[Field]:
    """Return the fields that choose from the rows of another sheet, one for each key there."""
    keys: dict[str, Field] = {}
    for sheet in template.filled:
        for target in sheet.fields:
            if target.chosen and target.foreign_key:
                keys.setdefault(target.foreign_key[0], target)
    return list(keys.values())


def goes_with(leading: CategoryList, target: CategoryList) -> Iterable[tuple[str, str]]:
    """Yield what may be chosen beside each item of the leading list, as labels, in its order."""
    for leader in leading.categories:
        for category in target.categories:
            if category.goes_with(leader.value):
                yield leader.label, category.label


def write_identity(book: BookWriter, identity: Mapping[str, str]) -> None:
    """Write the hidden sheet that says whose workbook it is, and the name that says it too."""
    book.define(layout.IDENTITY_NAME, as_named_text(identity))
    page = book.sheet(layout.IDENTITY_SHEET)
    for row, (key, value) in enumerate(identity.items(), start=1):
        page.put(row, 1, key)
        page.put(row, 2, value, num_format="@")
    page.sheet.protect("")
    page.sheet.hide()
