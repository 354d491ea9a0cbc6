"""What is drawn from the annual report besides its tables: books that the office keeps, and the
page for leaders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sheettools.findings import Words
from sheettools.template import model as t
from sheettools.template import report as r
from sheettools.template.conditions import Condition
from sheettools.template.load import checks
from sheettools.template.load.source import Node

BOOK, COLUMN, PAGE = (
    Words("sổ", "book"),
    Words("cột của sổ", "column of a book"),
    Words("[report.page]", "[report.page]"),
)
PAGE_TABLE = Words("bảng của trang", "table of the page")
SHEET, FIELD = Words("trang", "sheet"), Words("cột", "field")
FIGURE, BREAKDOWN = Words("số liệu", "figure"), Words("bảng", "breakdown")
ReadCondition = Callable[[Node, str, Mapping[str, t.Field]], Condition]


def read_book(node: Node, sheets: Mapping[str, t.Sheet], condition: ReadCondition) -> r.ReportBook:
    """Read one [[report.book]]."""
    table = node.choose("table", sheets, SHEET)
    fields = {f.name: f for f in table.fields} if table else {}
    made = r.ReportBook(
        name=node.take("name", str, required=True),
        title=node.take("title", str, required=True),
        table=table.name if table else "",
        order=node.take("order", str, required=True),
        columns=tuple(
            _column(child, fields, condition) for child in node.children("columns", COLUMN)
        ),
        where=condition(node, "where", fields),
    )
    checks.check_name(node, made.name)
    _known(node, "order", made.order, fields, FIELD)
    if not made.columns:
        node.take("columns", list, required=True)
    node.finish()
    return made


def _column(node: Node, fields: Mapping[str, t.Field], condition: ReadCondition) -> r.BookColumn:
    made = r.BookColumn(
        title=node.take("title", str, required=True),
        fields=node.names("fields"),
        internal=node.names("internal"),
        numbered=node.take("numbered", bool),
        mark=node.take("mark", str),
        by_group=node.take("by_group", bool),
        when=condition(node, "when", fields),
    )
    for key, names in (("fields", made.fields), ("internal", made.internal)):
        for name in names:
            _known(node, key, name, fields, FIELD)
    node.finish()
    return made


def read_page(
    report: Node,
    figures: Mapping[str, r.Figure],
    breakdowns: Mapping[str, r.Breakdown],
    key: tuple[str, ...],
) -> r.Page:
    """Read [report.page]; where it is not written, the key figures or the totals, and every
    breakdown by its first.
    """
    node = report.child("page", PAGE)
    if node is None:
        totals = list(key) or [f.name for f in figures.values() if f.equals] or list(figures)
        shown = (
            r.PageTable(b.name, b.figures[:4], b.figures[0])
            for b in breakdowns.values()
            if b.figures
        )
        return r.Page(tuple(totals[:8]), tuple(shown))
    names = node.names("figures", required=True)
    for name in names:
        _known(node, "figures", name, figures, FIGURE)
    made = r.Page(
        names, tuple(_page_table(child, breakdowns) for child in node.children("table", PAGE_TABLE))
    )
    node.finish()
    return made


def _page_table(node: Node, breakdowns: Mapping[str, r.Breakdown]) -> r.PageTable:
    breakdown = node.choose("breakdown", breakdowns, BREAKDOWN)
    known = dict.fromkeys(breakdown.figures if breakdown else ())
    made = r.PageTable(
        breakdown.name if breakdown else "",
        node.names("figures", required=True),
        node.take("bar", str, required=True),
    )
    for name in made.figures:
        _known(node, "figures", name, known, FIGURE)
    _known(node, "bar", made.bar, dict.fromkeys(made.figures), FIGURE)
    node.finish()
    return made


def _known(node: Node, key: str, name: str, known: Mapping[str, Any], wanted: Words) -> None:
    if name and name not in known:
        node.unknown(name, wanted, known, key)
