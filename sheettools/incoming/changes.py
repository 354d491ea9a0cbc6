"""What changed between two returns of one workbook, row by row.

Rows are paired by the key that they bear, else by being the same, else by their place among those
left over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal

from sheettools.frozen import dataclass
from sheettools.incoming.check.validate import CheckedBook, Record
from sheettools.template import layout
from sheettools.template.model import Sheet, Template
from sheettools.words.text import fold

ChangeKind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Change:
    """One cell that reads otherwise, or a row that came or went (then `field` is empty).

    `row` names the row in words; `cell_before` and `cell_after` are addresses in either file, empty
    where it is not.
    """

    kind: ChangeKind
    sheet: str
    row: str
    field: str = ""
    before: str = ""
    after: str = ""
    cell_before: str = ""
    cell_after: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return plain data."""
        return {
            "kind": self.kind,
            "sheet": self.sheet,
            "row": self.row,
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "cell_before": self.cell_before,
            "cell_after": self.cell_after,
        }


def compare_returns(before: CheckedBook, after: CheckedBook, template: Template) -> list[Change]:
    """Return the changes, sheet by sheet in the order of the template."""
    changes: list[Change] = []
    for sheet in template.filled:
        if sheet.kind == "form":
            changes += _form_changes(sheet, before, after)
        else:
            changes += _table_changes(sheet, before, after)
    changes += _tick_changes(before, after, template)
    return changes


def _form_changes(sheet: Sheet, before: CheckedBook, after: CheckedBook) -> Iterator[Change]:
    old, new = before.forms.get(sheet.name, {}), after.forms.get(sheet.name, {})
    for target in sheet.fields:
        was, now = target.show(old.get(target.name)), target.show(new.get(target.name))
        if was != now:
            yield Change("changed", sheet.title, "", target.title, was, now)


def _tick_changes(before: CheckedBook, after: CheckedBook, template: Template) -> Iterator[Change]:
    for sheet in template.tables:
        was, now = sheet.name in before.nil, sheet.name in after.nil
        if was != now:
            yield Change("changed", sheet.title, "", layout.NIL_TITLE, "x" * was, "x" * now)


def _table_changes(sheet: Sheet, before: CheckedBook, after: CheckedBook) -> Iterator[Change]:
    old, new = _compared(sheet, before), _compared(sheet, after)
    pairs = _pairs(sheet, old, new)
    for was, now in pairs:
        yield from _row_changes(sheet, was, now)
    kept_old, kept_new = {id(was) for was, _ in pairs}, {id(now) for _, now in pairs}
    yield from (_whole(sheet, "removed", one) for one in old if id(one) not in kept_old)
    yield from (_whole(sheet, "added", one) for one in new if id(one) not in kept_new)


def _compared(sheet: Sheet, book: CheckedBook) -> list[Record]:
    """Return the rows of a sheet that are filled, or came prefilled and may be filled in the other
    return.
    """
    return [
        record
        for record in book.records
        if record.sheet == sheet.name and (record.planned or record.status != "blank")
    ]


def _pairs(
    sheet: Sheet, old: Sequence[Record], new: Sequence[Record]
) -> list[tuple[Record, Record]]:
    """Pair rows: by their key, then those that say the same, then those that share most with one
    another.
    """
    key = layout.row_key(sheet)
    left_old, left_new = list(old), list(new)
    pairs: list[tuple[Record, Record]] = []
    ways: list[Callable[[Record], Any]] = [_by_key(key)] if key else []
    for same in (*ways, _by_content):
        found = list(_alike(left_old, left_new, same))
        pairs += found
        paired = set(map(id, chain.from_iterable(found)))
        left_old = [one for one in left_old if id(one) not in paired]
        left_new = [one for one in left_new if id(one) not in paired]
    for was in left_old:
        near = max(left_new, key=lambda one: _shared(was, one), default=None)
        if near is not None and _shared(was, near) * 2 > len(_filled(was)):
            pairs.append((was, near))
            left_new.remove(near)
    order = {id(one): number for number, one in enumerate(old)}
    return sorted(pairs, key=lambda pair: order[id(pair[0])])


def _alike(
    old: Sequence[Record], new: Sequence[Record], same: Callable[[Record], Any]
) -> Iterator[tuple[Record, Record]]:
    """Pair each row with the first of the new ones of which the same is said, each one once."""
    waiting: dict[Any, deque[Record]] = {}
    for one in new:
        waiting.setdefault(same(one), deque()).append(one)
    for was in old:
        said = same(was)
        if said and waiting.get(said):
            yield was, waiting[said].popleft()


def _by_key(name: str) -> Callable[[Record], Any]:
    return lambda record: fold(record.texts.get(name, ""))


def _by_content(record: Record) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(_filled(record).items()))


def _filled(record: Record) -> Mapping[str, str]:
    return {name: text for name, text in record.texts.items() if text}


def _shared(one: Record, other: Record) -> int:
    return sum(other.texts.get(name) == text for name, text in _filled(one).items())


def _row_changes(sheet: Sheet, was: Record, now: Record) -> Iterator[Change]:
    for target in sheet.fields:
        if target.compute is not None:
            continue  # it follows from the others
        before, after = (_said(sheet, record, target.name) for record in (was, now))
        if before != after:
            cells = (was.cells.get(target.name, ""), now.cells.get(target.name, ""))
            yield Change(
                "changed", sheet.title, _name(sheet, now), target.title, before, after, *cells
            )


def _said(sheet: Sheet, record: Record, name: str) -> str:
    """Return a value as people write it, or the text as it stood where it could not be read."""
    value = record.values.get(name)
    return sheet.field(name).show(value) if value is not None else record.texts.get(name, "")


def _whole(sheet: Sheet, kind: ChangeKind, record: Record) -> Change:
    texts = [_said(sheet, record, target.name) for target in sheet.fields if target.compute is None]
    text = " · ".join(text for text in texts if text)
    cell = next(iter(record.cells.values()), "")
    row = _name(sheet, record)
    if kind == "added":
        return Change(kind, sheet.title, row, after=text, cell_after=cell)
    return Change(kind, sheet.title, row, before=text, cell_before=cell)


def _name(sheet: Sheet, record: Record) -> str:
    """Name a row: by its key, else by its number."""
    key = layout.row_key(sheet)
    return record.texts.get(key, "") if key and record.texts.get(key) else str(record.number)
