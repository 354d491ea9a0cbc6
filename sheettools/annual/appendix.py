"""The tables of the Word report as plain text: figures by village, and the list of what was raised.
No Word here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sheettools.annual.figures import KEPT, Cross
from sheettools.annual.narrative import RowAtHand, WordFacts, Wording
from sheettools.annual.phrases import roman, tidy_sentence, write_sum
from sheettools.frozen import dataclass
from sheettools.template.conditions import RowValues
from sheettools.template.document import FigureTable, ListColumn, RowList
from sheettools.template.model import Sheet
from sheettools.template.report import Report
from sheettools.words.numbers import write_count, write_number

MARK = "x"
NUMBER = "TT"
TOTAL = "Tổng cộng"
KEPT_BACK = "Không liệt kê {so} nội dung phải giữ kín."
"""What a list says of rows that a cover hides, where its template has no words for them."""


@dataclass(frozen=True)
class Head:
    """One column: its heading, the heading it shares with its neighbours, its share of the width,
    how it is set.
    """

    title: str
    group: str = ""
    width: float = 10
    align: str = "center"


@dataclass(frozen=True)
class PrintedRow:
    """One row: `kind` is row, group (one cell over all columns), or total."""

    cells: tuple[str, ...]
    kind: str = "row"


@dataclass(frozen=True)
class PrintedTable:
    """A table ready to be laid out, with the row of column numbers and the notes below."""

    heads: tuple[Head, ...]
    numbers: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...] = ()


def figure_grid(table: FigureTable, cross: Cross, report: Report) -> PrintedTable:
    """Lay out a table of figures."""
    heads = [Head(NUMBER, width=7), Head(table.title, width=27, align="left")]
    heads += [
        Head(column.title, column.group, 218 / len(table.columns)) for column in table.columns
    ]
    rows = [
        PrintedRow((str(number), label, *map(write_count, values)))
        for number, (label, values) in enumerate(cross.rows, start=1)
    ]
    rows += [PrintedRow(("", KEPT, *map(write_count, cross.kept)))] if cross.kept else []
    rows.append(PrintedRow(("", TOTAL, *map(write_count, cross.total)), "total"))
    return PrintedTable(tuple(heads), ("A", "B", *_column_numbers(table, report)), tuple(rows))


def _column_numbers(table: FigureTable, report: Report) -> Iterator[str]:
    """Return the numbers of the columns, with the identities of figures whose parts are all
    there.
    """
    numbers = {column.figure: number for number, column in enumerate(table.columns, start=1)}
    for column in table.columns:
        parts = report.figure(column.figure).equals
        if parts and all(part in numbers for part in parts):
            yield write_sum(numbers[column.figure], [numbers[part] for part in parts])
        else:
            yield str(numbers[column.figure])


# --------------------------------------------------------------------------- lists of rows


@dataclass(frozen=True)
class PrintedList:
    """A list of rows laid out, and what of its words was not known, or is missing in the plan."""

    grid: PrintedTable
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def print_list(wanted: RowList, source: WordFacts) -> PrintedList:
    """Lay out a list of rows for whichever paper shows it."""
    wording = Wording(source)
    grid = list_grid(wanted, wording)
    return PrintedList(grid, tuple(wording.unknown), tuple(wording.missing))


def list_grid(wanted: RowList, wording: Wording) -> PrintedTable:
    """Lay out a list of rows by group, without those it must not show, which are counted below
    it.
    """
    data = wording.source.data
    sheet = data.template.sheet(wanted.table)
    shown, omitted = _part(wanted, sheet, list(data.rows(sheet)))
    heads = [Head(NUMBER, width=8)]
    heads += [
        Head(c.title, c.group, c.width, "center" if c.mark or c.width < 15 else "left")
        for c in wanted.columns
    ]
    rows = [*_grouped(wanted, sheet, shown, wording), *_total(wanted, shown)]
    if not rows and wanted.empty:
        rows = [PrintedRow((wanted.empty,), "group")]
    notes = [wording.fill(text, {"so": write_number(count)}) for text, count in omitted if count]
    notes += filter(None, [tidy_sentence(wording.fill(wanted.note, {}))])
    return PrintedTable(
        tuple(heads), tuple(str(n) for n in range(1, len(heads) + 1)), tuple(rows), tuple(notes)
    )


def _part(
    wanted: RowList, sheet: Sheet, rows: Sequence[RowValues]
) -> tuple[list[RowValues], list[tuple[str, int]]]:
    """Part the rows into those to show and counts of the others, each with what is said of it."""
    shown: list[RowValues] = []
    counts = [0] * (len(wanted.omit) + 1)
    for row in rows:
        at = next((n for n, one in enumerate(wanted.omit) if one.where.holds(row)), None)
        if at is None and not any(cover.applies(row) for cover in sheet.covers if cover.fields):
            shown.append(row)
        else:
            counts[len(wanted.omit) if at is None else at] += 1
    texts = [*(one.text for one in wanted.omit), KEPT_BACK]
    return shown, list(zip(texts, counts, strict=True))


def _grouped(
    wanted: RowList, sheet: Sheet, rows: Sequence[RowValues], wording: Wording
) -> Iterator[PrintedRow]:
    field = sheet.field(wanted.group)
    known = [c.value for c in field.categories.categories] if field.categories else []
    of_group: dict[Any, list[RowValues]] = {}
    for row in rows:
        of_group.setdefault(row[wanted.group], []).append(row)
    groups = [value for value in (*known, None) if value in of_group]
    columns = [_ColumnWords(column, sheet, wording) for column in wanted.columns]
    for number, value in enumerate(groups, start=1):
        label = field.show(value) or "Chưa ghi"
        words = {"ten": label, "so": write_number(len(of_group[value]))}
        heading = wording.fill(wanted.heading, words)
        yield PrintedRow((f"{roman(number)}. {heading}",), "group")
        for line, row in enumerate(of_group[value], start=1):
            yield PrintedRow((str(line), *(column.say(row) for column in columns)))


def _total(wanted: RowList, rows: Sequence[RowValues]) -> Iterator[PrintedRow]:
    """Yield how many rows there are, and how many crosses each column has; nothing where there are
    no rows.
    """
    if rows:
        marked = (_crosses(column, rows) for column in wanted.columns[1:])
        yield PrintedRow(("", f"{TOTAL}: {write_count(len(rows))}", *marked), "total")


def _crosses(column: ListColumn, rows: Sequence[RowValues]) -> str:
    """Say how many crosses a column has; nothing of a column of text."""
    return "" if column.mark is None else write_count(sum(map(column.mark.holds, rows)))


class _ColumnWords:
    """What a column of a list says of a row; once of all rows in which that must be the same."""

    def __init__(self, column: ListColumn, sheet: Sheet, wording: Wording) -> None:
        self.column, self.sheet, self.wording = column, sheet, wording
        self.names = wording.hangs_on(column.text, sheet)
        self.said: dict[tuple[Any, ...], str] = {}

    def say(self, row: RowValues) -> str:
        """Say it of a row."""
        if self.column.mark is not None:
            return MARK if self.column.mark.holds(row) else ""
        if self.names is None:
            return self._say(row)
        asked = tuple(row.get(name) for name in self.names)
        if asked not in self.said:
            self.said[asked] = self._say(row)
        return self.said[asked]

    def _say(self, row: RowValues) -> str:
        return tidy_sentence(self.wording.fill(self.column.text, {}, RowAtHand(self.sheet, row)))
