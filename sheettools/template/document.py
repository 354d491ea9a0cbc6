"""What the annual report says in Word, declared: sentences made from figures, tables of figures,
lists of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from sheettools.template.conditions import ALWAYS, Condition


@dataclass(frozen=True)
class Part:
    """One part of a sentence, said where its figure is not nought: `{so}` the number, `{tl}` its
    share.
    """

    figure: str
    text: str


@dataclass(frozen=True)
class Sentence:
    """A sentence, or several lines, made from figures.

    `text` is a pattern; `{parts}` stands for its `parts` and `{items}` for an `item` a row of
    `each`: a breakdown, a table of the plan (`plan.cuoc`) or a sheet. Where `of` is nought, or
    there is no part or item, it says `none`; where there is one part or item alone, `one`. Where
    the figure `when` is nought it says nothing.
    """

    name: str
    text: str
    none: str = ""
    one: str = ""
    of: str = ""
    when: str = ""
    join: str = "; "
    parts: tuple[Part, ...] = ()
    each: str = ""
    item: str = ""
    where: Condition = ALWAYS
    sort: str = ""
    leave_out: str = ""
    """Items that begin so are left out."""


@dataclass(frozen=True)
class FigureColumn:
    """A column of a table of figures, under a heading that several may share."""

    figure: str
    title: str
    group: str = ""


@dataclass(frozen=True)
class FigureTable:
    """A table of figures `by` a field or by `unit`, as the Word report lays it out.

    `sheet` is the title of the sheet of the annual workbook on which it stands too, if it does.
    """

    name: str
    title: str
    by: str
    columns: tuple[FigureColumn, ...]
    sheet: str = ""


@dataclass(frozen=True)
class ListColumn:
    """A column of a list of rows: a pattern, or a cross where a condition holds. `width` is its
    share of the page.
    """

    title: str
    text: str = ""
    mark: Condition | None = None
    group: str = ""
    width: int = 10


@dataclass(frozen=True)
class Omission:
    """Rows that a list leaves out and counts: `text` says so, `{so}` being how many."""

    where: Condition
    text: str


@dataclass(frozen=True)
class RowList:
    """A list of a sheet's rows, grouped by a field of a list. Rows that a cover hides are never in
    it.

    `note` is a pattern that is said below it: `[…]` falls away where its figures are nought.
    `sheet` is the title of the sheet of the annual workbook on which it stands too, if it does.
    """

    name: str
    table: str
    group: str
    heading: str
    columns: tuple[ListColumn, ...]
    omit: tuple[Omission, ...] = ()
    empty: str = ""
    note: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class WordReport:
    """The Word report of a template: the name of its Word file, and what may be asked for there."""

    file: str = ""
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[FigureTable, ...] = ()
    lists: tuple[RowList, ...] = ()
