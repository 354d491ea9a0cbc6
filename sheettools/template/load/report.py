"""What the parts of `[report]` must keep, beyond what their keys say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sheettools.findings import Words
from sheettools.template import document as d
from sheettools.template import keys
from sheettools.template import report as r
from sheettools.template.load import checks
from sheettools.template.load.reader import Known, Reader, Scope
from sheettools.template.load.source import MISSING_WORD, WRONG_TYPE, Node

KEY_FIGURES, TABLE_FIGURES = 8, 4
"""How many figures the one-page summary shows where the template does not say which: in large, and
of each breakdown.
"""


def _figure(reader: Reader, node: Node, made: r.Figure, scope: Scope) -> r.Figure:
    known = reader.known
    checks.check_name(node, made.name)
    if made.name in known.figures:
        node.twice(made.name, "name", "[[report.figure]]")
    if made.code in {figure.code for figure in known.figures.values()}:
        node.twice(made.code, "code", "[[report.figure]]")
    made = _with_unit(known, made)
    known.figures[made.name] = made
    how = next((way for way in r.WAYS if way in node.data), "")
    if not how:
        node.fault(MISSING_WORD, " / ".join(r.WAYS))
    elif not made.of_plan:  # of rows of the plan no more is known than how many there are
        _check_counted(known, node, how, made)
        checks.check_personal(node, "where", made.where.fields, known.fields(made.table))
    return made


def _with_unit(known: Known, figure: r.Figure) -> r.Figure:
    """Return a figure whose title says in what it counts."""
    field = known.fields(figure.table).get(figure.column) if figure.sum_of else None
    unit = figure.unit or (field.unit if field is not None else "")
    return replace(figure, unit=unit, title=checks.title_with(figure.title, unit))


def _check_counted(known: Known, node: Node, how: str, figure: r.Figure) -> None:
    """Complain about a sheet or column that is not there, or that cannot be counted so."""
    fields, column = known.fields(figure.table), figure.column
    if figure.table not in known.sheets:
        node.unknown(figure.table, keys.Counted.called, known.sheets, how)
    elif column and column not in fields:
        node.unknown(column, keys.OwnField.called, fields, how)
    if how == "sum" and column in fields and not fields[column].kind.adds_up:
        node.fault(WRONG_TYPE, how, how, wanted=Words("cột số", "a column of numbers"))
    checks.check_personal(node, how, [column], fields)


def _breakdown(reader: Reader, node: Node, made: r.Breakdown, scope: Scope) -> r.Breakdown:
    reader.known.breakdowns[made.name] = made
    return made


def _book(reader: Reader, node: Node, made: r.ReportBook, scope: Scope) -> r.ReportBook:
    checks.check_name(node, made.name)
    return made


def _report(reader: Reader, node: Node, made: r.Report, scope: Scope) -> r.Report:
    """Complain about titles of sheets of the annual workbook; choose what its page shows."""
    titled = [(reader.node_of(part), part.title) for part in made.breakdowns]
    titled += [(reader.node_of(part), part.title) for part in made.coverages]
    titled += [(reader.node_of(part), part.title) for part in made.extracts]
    titled += [(reader.node_of(part), part.title) for part in made.books]
    for_word = [
        *(part.sheet for part in made.word.tables),
        *(part.sheet for part in made.word.lists),
    ]
    titled += [(node, title) for title in for_word if title]
    sheets = reader.known.sheets.values()
    checks.check_titles(titled, [sheet.title for sheet in sheets if sheet.kind == "table"])
    return made if "page" in node.tables else replace(made, page=_page(made))


def _page(report: r.Report) -> r.LeadersPage:
    """Return the page where none is written: the key figures or the totals, and every breakdown by
    its first.
    """
    names = [figure.name for figure in report.figures]
    totals = [figure.name for figure in report.figures if figure.equals]
    shown = [
        r.PageTable(table.name, table.figures[:TABLE_FIGURES], table.figures[0])
        for table in report.breakdowns
        if table.figures
    ]
    return r.LeadersPage((report.key or tuple(totals or names))[:KEY_FIGURES], tuple(shown))


# --------------------------------------------------------------------------- in Word


def _sentence(reader: Reader, node: Node, made: d.Sentence, scope: Scope) -> d.Sentence:
    known, each = reader.known, made.each
    _check_word_name(known, node, made.name)
    sources = [*known.breakdowns, *known.sheets]
    if each and each not in sources and not each.startswith(r.OF_PLAN):
        node.unknown(each, Words("bảng, trang", "breakdown or sheet"), sources, "each")
    if each and "item" not in node.data:
        node.fault(MISSING_WORD, "item")
    return made


def _table(reader: Reader, node: Node, made: d.FigureTable, scope: Scope) -> d.FigureTable:
    _check_word_name(reader.known, node, made.name)
    return made


def _list(reader: Reader, node: Node, made: d.RowList, scope: Scope) -> d.RowList:
    known = reader.known
    _check_word_name(known, node, made.name)
    listed = [name for name, field in known.fields(scope.table).items() if field.categories]
    if scope.table and made.group not in listed:
        node.unknown(made.group, keys.OwnField.called, listed, "group")
    return made


def _check_word_name(known: Known, node: Node, name: str) -> None:
    if name in known.for_word:
        node.twice(name, "name", "[report]")
    known.for_word.add(name)


SETTLED: Mapping[type, Callable[[Reader, Node, Any, Scope], Any]] = {
    r.Figure: _figure,
    r.Breakdown: _breakdown,
    r.ReportBook: _book,
    r.Report: _report,
    d.Sentence: _sentence,
    d.FigureTable: _table,
    d.RowList: _list,
}
"""The checks of a part by itself, as soon as it is read; each returns it, completed."""
