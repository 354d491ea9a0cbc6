"""Sheets of the annual workbook laid out as state forms print them: grouped headings, numbered
columns, Roman numerals.

They are the appendices of the Word report; here the figures are formulas, and both come from one
declaration.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, islice
from typing import Any

from sheettools.annual.appendix import TOTAL, Head, PrintedRow, PrintedTable, figure_grid
from sheettools.annual.figures import Cross
from sheettools.annual.gate.public import Public
from sheettools.annual.live import Live
from sheettools.annual.xlsx.print_setup import HEAD_ROW, Pages
from sheettools.outgoing.workbook.list_rows import ListLook, ListRows
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template.document import FigureTable, RowList
from sheettools.template.report import Report

NUMBERS_ROW = HEAD_ROW + 2
"""The row of the column numbers, below two rows of headings."""
PER_WIDTH, NARROWEST = 0.5, 7.0
"""What a share of the paper is in letters of a column, and how narrow none may be."""


def write_state_forms(pages: Pages, public: Public, live: Live) -> None:
    """Write the tables and lists of the Word report that the template gives a sheet."""
    report = public.figures.report
    for table, cross in zip(report.word.tables, public.figures.tables, strict=True):
        if table.sheet:
            _write_table(pages, table, cross, report, live)
    for wanted in report.word.lists if public.plan is not None else ():
        if wanted.sheet:
            _write_list(pages, wanted, public.printed(wanted).grid)


def _write_table(
    pages: Pages, table: FigureTable, cross: Cross, report: Report, live: Live
) -> None:
    page = _begin(pages, table.sheet, figure_grid(table, cross, report))
    figures = [report.figure(column.figure) for column in table.columns]
    row = NUMBERS_ROW
    for row, line in enumerate(cross.lines(), start=NUMBERS_ROW + 1):
        style = "number" if line.number else "group"
        page.put(row, 1, line.number or "", style, align="center")
        page.put(row, 2, line.label, "cell" if line.number else "group")
        for column, (figure, value) in enumerate(zip(figures, line.values, strict=True), start=3):
            formula = None if line.kept else live.formula(figure, line.by, line.key)
            pages.figure(page, (row, column), formula, value, style)
    page.put(row + 1, 1, "", "total")
    page.put(row + 1, 2, TOTAL, "total")
    for column, (figure, value) in enumerate(zip(figures, cross.total, strict=True), start=3):
        pages.figure(page, (row + 1, column), live.formula(figure), value, "total")
    page.finish()


def _write_list(pages: Pages, wanted: RowList, grid: PrintedTable) -> None:
    page = _begin(pages, wanted.sheet, grid)
    more = [{"align": "center" if head.align == "center" else "left"} for head in grid.heads]

    def other(page: SheetWriter, row: int, column: int, value: Any) -> None:
        page.put(row, column, value, "cell", **more[column - 1])

    row, look = NUMBERS_ROW, ListLook("cell", "cell", other, more)
    shown = islice(grid.rows, pages.listed)
    for kind, lines in groupby(shown, key=lambda line: line.kind):
        if kind != "group":
            row = ListRows(page, look).put_all(row + 1, map(_numbered, lines))
            continue
        for line in lines:
            row += 1
            page.merge((row, 1), (row, len(grid.heads)), line.cells[0], "group")
    free = pages.say_rest(page, row + 1, len(grid.rows))
    for number, note in enumerate(grid.notes, start=free + 1):
        page.put(number, 1, note, "line")
    page.finish()


def _numbered(line: PrintedRow) -> tuple[str | int, ...]:
    """Return the cells of a row, the first as a number where it is one."""
    first, *others = line.cells
    return int(first) if first.isdecimal() else first, *others


def _begin(pages: Pages, title: str, grid: PrintedTable) -> SheetWriter:
    """Begin a sheet with two rows of headings and the column numbers."""
    widths = [max(NARROWEST, head.width * PER_WIDTH) for head in grid.heads]
    page = pages.page(title, [""] * len(widths), widths, head=NUMBERS_ROW)
    first = 1
    for group, heads in groupby(grid.heads, key=lambda head: head.group):
        first = _head(page, first, group, list(heads))
    for column, number in enumerate(grid.numbers, start=1):
        page.put(NUMBERS_ROW, column, f"({number})", "cell", align="center", italic=True)
    return page


def _head(page: SheetWriter, first: int, group: str, heads: Sequence[Head]) -> int:
    """Write headings side by side, under what they share; return the next column."""
    if group and len(heads) > 1:
        page.merge((HEAD_ROW, first), (HEAD_ROW, first + len(heads) - 1), group, "header")
    for column, head in enumerate(heads, start=first):
        if not group:
            page.merge((HEAD_ROW, column), (HEAD_ROW + 1, column), head.title, "header")
            continue
        if len(heads) == 1:
            page.put(HEAD_ROW, column, group, "header")
        page.put(HEAD_ROW + 1, column, head.title, "header")
    return first + len(heads)
