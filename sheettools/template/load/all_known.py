"""What can be checked only when a whole file is read: names of what may come later, and parts that
others must agree with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sheettools.findings import Words
from sheettools.template import document as d
from sheettools.template import keys
from sheettools.template import model as t
from sheettools.template import report as r
from sheettools.template.keys import Meaning
from sheettools.template.load import checks
from sheettools.template.load.reader import Known, NamedText, Reader
from sheettools.template.load.source import WRONG_TYPE, Node
from sheettools.template.pattern import Reference, references

OF_WORKBOOKS = Words("số liệu của sổ", "a figure of the workbooks")
UNIT = "unit"
"""By this word a table of figures has a row a unit."""
LOCAL = ("so", "tl", "ten", "parts", "items")
"""What a part or an item gives its pattern: its number, share and name; and what parts and items
give the sentence.
"""
PROFILE = "ho_so"


def check_all(reader: Reader) -> None:
    """Hold every text and every part of a file against all that the file declares."""
    for said in reader.said:
        if said.meaning in TEXTS:
            TEXTS[said.meaning](reader.known, said)
    for node, made in reader.parts:
        if type(made) in PARTS:
            PARTS[type(made)](reader, node, made)


# --------------------------------------------------------------------------- texts


def _one_of(said: NamedText, names: Collection[str]) -> None:
    if said.text not in names and "" not in names:  # one without its name may be meant
        said.node.unknown(said.text, said.meaning.called, names, said.key)


def _figure(known: Known, said: NamedText) -> None:
    _one_of(said, known.figures)


def _other_figure(known: Known, said: NamedText) -> None:
    own = said.node.data.get("name")
    _one_of(said, [name for name in known.figures if name != own])


def _breakdown(known: Known, said: NamedText) -> None:
    _one_of(said, known.breakdowns)


def _shown_figure(known: Known, said: NamedText) -> None:
    """Complain about a figure that the breakdown lacks; one that is not there is a fault itself."""
    breakdown = known.breakdowns.get(str(said.node.data.get("breakdown")))
    if breakdown is not None:
        _one_of(said, breakdown.figures)


def _one_of_these(known: Known, said: NamedText) -> None:
    _one_of(said, said.node.names("figures"))


def _key_of_other(known: Known, said: NamedText) -> None:
    """Complain about a `sheet.field+field` of which a field is not there."""
    sheet, _, names = said.text.partition(".")
    fields = known.fields(sheet)
    if all(name in fields for name in names.split("+")):
        return
    listed: list[str] = []
    for other in known.sheets:
        listed += [f"{other}.{name}" for name in known.fields(other)]
    said.node.unknown(said.text, said.meaning.called, listed, said.key)


def _word_pattern(known: Known, said: NamedText) -> None:
    """Complain about figures and fields of the rows at hand that are not there; the plan comes
    later.
    """
    for reference in references(said.text):
        if reference.over and reference.over not in known.figures:
            said.node.unknown(reference.over, keys.AFigure.called, known.figures, said.key)
        sheet, dot, field = reference.name.partition(".")
        if not dot:
            _check_local(known, said, reference)
        elif of_rows(known, said, reference) and field not in known.sheets[sheet]:
            fields = known.fields(sheet)
            said.node.unknown(field, keys.OwnField.called, fields, said.key)


def of_rows(known: Known, said: NamedText, reference: Reference) -> bool:
    """Say whether a reference is to the rows that the sentence or list goes through."""
    sheet = reference.name.partition(".")[0]
    return sheet in known.sheets and sheet == said.scope.table


def _check_local(known: Known, said: NamedText, reference: Reference) -> None:
    names = {*known.figures, *LOCAL}
    if said.scope.table:
        names |= {*t.ORIGIN}
    if reference.name not in names:
        said.node.unknown(reference.name, keys.AFigure.called, sorted(names), said.key)


TEXTS: Mapping[type[Meaning], Callable[[Known, NamedText], None]] = {
    keys.AFigure: _figure,
    keys.AnotherFigure: _other_figure,
    keys.ABreakdown: _breakdown,
    keys.ShownFigure: _shown_figure,
    keys.OneOfThese: _one_of_these,
    keys.KeyOfOther: _key_of_other,
    keys.WordPattern: _word_pattern,
}

# --------------------------------------------------------------------------- parts


def _sheet(reader: Reader, node: Node, sheet: t.Sheet) -> None:
    if sheet.carry_over is None or (sheet.kind == "table" and sheet.rows_from is None):
        return
    reason = checks.TABLES_ONLY if sheet.rows_from is None else checks.FIRST_ROWS
    reader.node_of(sheet.carry_over).fault(checks.BAD_CARRY, "carry_over", reason=reason)


def _by_field(reader: Reader, node: Node, table: r.Breakdown) -> None:
    """Complain about a breakdown by a field that a figure's table lacks, or by who somebody is."""
    figures = [known for name in table.figures if (known := reader.known.figures.get(name))]
    for figure in figures:
        if table.by == UNIT and figure.of_plan:
            node.fault(WRONG_TYPE, figure.name, "figures", wanted=OF_WORKBOOKS)
        elif figure.table in reader.known.sheets:
            _check_by(reader.known, node, table.by, figure.table)
    if table.figures and table.by != UNIT and all(figure.of_plan for figure in figures):
        node.fault(WRONG_TYPE, table.figures[0], "figures", wanted=OF_WORKBOOKS)


def _check_by(known: Known, node: Node, by: str, sheet: str) -> None:
    fields = known.fields(sheet)
    if by != UNIT and by not in fields:
        wanted = Words(f"cột của trang “{sheet}”", f"column of “{sheet}”")
        node.unknown(by, wanted, [UNIT, *fields], "by")
    checks.check_personal(node, "by", [by], fields)


def _figure_table(reader: Reader, node: Node, table: d.FigureTable) -> None:
    known = reader.known
    figures = [known.figures.get(column.figure) for column in table.columns]
    for sheet in sorted({figure.table for figure in figures if figure is not None}):
        fields = known.fields(sheet)
        if table.by != UNIT and table.by not in fields:
            node.unknown(table.by, keys.OwnField.called, list(fields), "by")


PARTS: Mapping[type, Callable[[Reader, Node, Any], None]] = {
    t.Sheet: _sheet,
    r.Breakdown: _by_field,
    d.FigureTable: _figure_table,
}
