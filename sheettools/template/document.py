"""What the annual report says in Word, declared: sentences made from figures, tables of figures,
lists of rows.
"""

from __future__ import annotations

from typing import Annotated

from sheettools.findings import Words
from sheettools.frozen import dataclass
from sheettools.template.conditions import ALWAYS, Condition, FieldName
from sheettools.template.keys import FigureName, OwnTable, Toml, WordText

COLUMNS = Toml(called=Words("cột", "column"), alone=True)


@dataclass(frozen=True)
class SentencePart:
    """One part of a sentence, said where its figure is not nought."""

    figure: FigureName
    """The figure that it tells."""
    text: WordText
    """What it says: `{so}` is the number, `{tl}` its share of `of`."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, or several lines, made from figures."""

    name: str
    """What the Word file asks for: `{{cau: name}}`."""
    text: WordText
    """What it says: `{parts}` stands for its parts, `{items}` for its items."""
    none: WordText = ""
    """What it says where `of` is nought, or where there is no part or item."""
    one: WordText = ""
    """What it says where there is one part or item alone."""
    of: FigureName = ""
    """The figure that its parts are of."""
    when: FigureName = ""
    """Where this figure is nought, it says nothing."""
    join: str = "; "
    """What stands between parts or items."""
    parts: Annotated[tuple[SentencePart, ...], Toml(called=Words("phần", "part"), alone=True)] = ()
    """What it says one after the other, each of a figure."""
    each: str = ""
    """A breakdown, a sheet, or a table of the plan (`plan.cuoc`), of which each row gives an item.
    """
    item: WordText = ""
    """What it says of a row of `each`."""
    where: Condition = ALWAYS
    """Which rows of the sheet give an item."""
    sort: FieldName = ""
    """The field of the sheet by which its items are sorted."""
    leave_out: str = ""
    """Items that begin so are left out."""


@dataclass(frozen=True)
class FigureColumn:
    """A column of a table of figures, under a heading that several may share."""

    figure: FigureName
    """The figure that it shows."""
    title: str
    """Its heading."""
    group: str = ""
    """The heading above it, which columns side by side may share."""


@dataclass(frozen=True)
class FigureTable:
    """A table of figures by a field or by unit, as the Word report lays it out."""

    name: str
    """What the Word file asks for: `{{bang: name}}`."""
    title: str
    """The heading of its first column."""
    by: str
    """A field that the tables of its figures share, or `unit`."""
    columns: Annotated[tuple[FigureColumn, ...], COLUMNS]
    """Its columns."""
    sheet: str = ""
    """The title of the sheet of the annual workbook on which it stands too, if it does."""


@dataclass(frozen=True)
class ListColumn:
    """A column of a list of rows: a pattern, or a cross where a condition holds."""

    title: str
    """Its heading."""
    text: WordText = ""
    """What it says of a row."""
    mark: Condition | None = None
    """In which rows it has a cross in place of a text."""
    group: str = ""
    """The heading above it, which columns side by side may share."""
    width: int = 10
    """Its share of the page."""


@dataclass(frozen=True)
class Omission:
    """Rows that a list leaves out and counts."""

    where: Condition
    """Which rows."""
    text: str
    """What is said of them; `{so}` is how many."""


@dataclass(frozen=True)
class RowList:
    """A list of a sheet's rows, grouped by a field of a list. Rows that a cover hides are never in
    it.
    """

    name: str
    """What the Word file asks for: `{{bang: name}}`."""
    table: Annotated[str, OwnTable]
    """The table whose rows it lists."""
    group: str
    """The field of a list by which they stand together."""
    heading: str = "{ten}"
    """What stands above each group; `{ten}` is its name."""
    columns: Annotated[tuple[ListColumn, ...], COLUMNS] = ()
    """Its columns."""
    omit: Annotated[
        tuple[Omission, ...], Toml(called=Words("phần bỏ ra", "omission"), alone=True)
    ] = ()
    """Rows that it leaves out and counts."""
    empty: str = ""
    """What it says where there is no row."""
    note: str = ""
    """A pattern said below it; `[…]` falls away where its figures are nought."""
    sheet: str = ""
    """The title of the sheet of the annual workbook on which it stands too, if it does."""


@dataclass(frozen=True)
class WordReport:
    """The Word report of a template: the name of its Word file, and what may be asked for there."""

    file: Annotated[str, Toml("document")] = ""
    """The Word file that the report in Word is made from; without it there is none."""
    sentences: Annotated[
        tuple[Sentence, ...], Toml("sentence", called=Words("câu", "sentence"), alone=True)
    ] = ()
    """What the Word file may say."""
    tables: Annotated[
        tuple[FigureTable, ...], Toml("table", called=Words("bảng Word", "Word table"), alone=True)
    ] = ()
    """Which tables of figures the Word file may show."""
    lists: Annotated[
        tuple[RowList, ...], Toml("list", called=Words("danh sách", "list of rows"), alone=True)
    ] = ()
    """Which lists of rows the Word file may show."""
