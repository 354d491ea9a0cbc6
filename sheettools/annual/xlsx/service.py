"""A sheet of the annual workbook that is written and read back, declared once: its columns know
both ways.

A `Column` says how one thing of an item stands in a cell and how it is taken from there again. What
is only shown has a `get` and no name. A `ServiceSheet` writes items, one a row, and makes the same
items of what it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import chain
from typing import Any, Generic, TypeVar

from sheettools.annual.data import Frame
from sheettools.annual.xlsx.print_setup import HEAD_ROW, PART, Pages
from sheettools.annual.xlsx.readback import AnnualSheet
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template.detail import Detail

Item = TypeVar("Item")
Take = Callable[[AnnualSheet, int, int], Any]
"""Takes a value from a cell: sheet, row, column. Raises SheettoolsError (F305)."""


@dataclass(frozen=True)
class Column:
    """One column: the name of what it holds, its heading and width; `get` gives the cell's value,
    `take` the item's.
    """

    name: str
    title: str
    width: float
    get: Callable[[Any], Any] | None = None
    take: Take = AnnualSheet.text
    later: bool = False
    """Whether a sheet that was written before it was there may lack it."""
    of: str = ""
    """What an item calls it, where it is not by its name."""
    show: Callable[[Any], Any] | None = None
    """How a value stands in a cell; as it is where that is not said."""

    def cell(self, item: Any) -> Any:
        """Return what stands in the cell of an item."""
        if self.get is not None:
            return self.get(item)
        name = self.of or self.name
        value = item[name] if isinstance(item, Mapping) else getattr(item, name)
        return value if self.show is None else self.show(value)

    def cells(self, frame: Frame) -> Iterable[Any]:
        """Return what stands in the cells of the rows of a frame."""
        if self.get is not None:
            return map(self.get, frame.rows())
        values = frame[self.of or self.name]
        return values if self.show is None else map(self.show, values)


def worded(words: Mapping[Any, str]) -> tuple[Callable[[Any], Any], Take]:
    """Return how a value that has words is put into a cell and taken from there: the words, and
    back.
    """
    back = {said: value for value, said in words.items()}

    def take(page: AnnualSheet, row: int, column: int) -> Any:
        said = page.text(row, column)
        if said not in back:
            raise page.unreadable(row, column)
        return back[said]

    return words.__getitem__, take


def worded_column(name: str, title: str, width: float, words: Mapping[Any, str]) -> Column:
    """Return a column of something that is shown by its words."""
    put, take = worded(words)

    def get(item: Any) -> Any:
        return put(item[name] if isinstance(item, Mapping) else getattr(item, name))

    return Column(name, title, width, get, take)


def detail_columns(details: Iterable[Detail], first: Sequence[str] = ()) -> list[Column]:
    """Return the columns of what a list declares, those named `first` before the others."""
    titled = [detail for detail in details if detail.title]
    places = {name: place for place, name in enumerate(first)}
    titled.sort(key=lambda detail: places.get(detail.name, len(first)))
    return [_column_of(detail) for detail in titled]


def _column_of(detail: Detail) -> Column:
    """Return the column of a detail: shown and read back as it says."""
    if detail.words is not None:
        said = {value: words.vi for value, words in detail.words.items()}
        return worded_column(detail.name, detail.title, detail.width, said)
    take = AnnualSheet.count if detail.counts else AnnualSheet.text
    return Column(detail.name, detail.title, detail.width, take=take, later=detail.later)


def _itself(item: Any) -> Any:
    return item


@dataclass(frozen=True)
class ServiceSheet(Generic[Item]):
    """A sheet of items, one a row.

    `fixed` is what every item has that is not written; `goes_on` names a text that may be longer
    than a cell: it goes on in the rows below. A `block` ends at the first empty row; what stands
    below is no item.
    """

    title: str
    columns: tuple[Column, ...]
    make: Callable[..., Item]
    subtitle: str = ""
    goes_on: str = ""
    block: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    parts: Callable[[Item], Any] = _itself
    """What its columns look into: the item itself, or what is laid out of it."""

    def write(self, pages: Pages, items: Iterable[Item] | Frame) -> tuple[SheetWriter, int]:
        """Write the sheet; return the last one that it takes and the next free row there."""
        rows = self.rows(items) if isinstance(items, Frame) else map(self.cells, items)
        if self.goes_on:
            at = [column.name for column in self.columns].index(self.goes_on)
            rows = chain.from_iterable(parted(row, at) for row in rows)
        widths = [column.width for column in self.columns]
        return pages.listing(self.title, self.headings, widths, rows, subtitle=self.subtitle)

    @property
    def headings(self) -> list[str]:
        """What stands above its columns."""
        return [column.title for column in self.columns]

    def cells(self, item: Item) -> tuple[Any, ...]:
        """Return what stands in the cells of an item."""
        parts = self.parts(item)
        return tuple(column.cell(parts) for column in self.columns)

    def rows(self, frame: Frame) -> Iterator[tuple[Any, ...]]:
        """Yield what stands in the cells of each row of a frame, worked out column by column."""
        return zip(*(column.cells(frame) for column in self.columns), strict=True)

    def read(self, *pages: AnnualSheet) -> Iterator[Item]:
        """Yield the items of a sheet, or of several on which it goes on. Raises SheettoolsError: a
        heading was changed (F303), or a cell (F305).
        """
        values = chain.from_iterable(map(self._values, pages))
        for one in _joined(values, self.goes_on) if self.goes_on else values:
            yield self.make(**self.fixed, **one)

    def _values(self, page: AnnualSheet) -> Iterator[dict[str, Any]]:
        there = self._there(page)
        for row in page.block(HEAD_ROW + 1) if self.block else page.rows(HEAD_ROW + 1):
            yield _taken(page, row, there)

    def _there(self, page: AnnualSheet) -> list[tuple[int, Column]]:
        """Return the columns of a sheet, each with its place."""
        found: list[tuple[int, Column]] = []
        for column in self.columns:
            at = len(found) + 1
            if not column.later or page.text(HEAD_ROW, at) == column.title:
                found.append((page.headed(at, column.title), column))
        return found


def _taken(page: AnnualSheet, row: int, columns: Iterable[tuple[int, Column]]) -> dict[str, Any]:
    """Return what stands in a row of a sheet, by the names of the columns that have one."""
    return {column.name: column.take(page, row, at) for at, column in columns if column.name}


def parted(row: Sequence[Any], at: int) -> Iterator[tuple[Any, ...]]:
    """Yield a row as often as its long text has parts."""
    text = str(row[at] or "")
    for begin in range(0, max(len(text), 1), PART):
        part = text[begin : begin + PART]
        yield (*row[:at], part) if at in (-1, len(row) - 1) else (*row[:at], part, *row[at + 1 :])


def _joined(rows: Iterable[dict[str, Any]], long: str) -> Iterator[dict[str, Any]]:
    """Put together again what was too long for one cell: the rows of an item differ in that text
    alone.
    """
    made: dict[str, Any] | None = None
    for row in rows:
        if (
            made is not None
            and len(made[long]) % PART == 0
            and {**row, long: ""} == {**made, long: ""}
        ):
            made = {**made, long: made[long] + row[long]}
            continue
        if made is not None:
            yield made
        made = row
    if made is not None:
        yield made
