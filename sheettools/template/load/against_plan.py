"""What a template names of the plan that it is filled from, held against the plan's template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sheettools.findings import Words
from sheettools.template import document as d
from sheettools.template import keys
from sheettools.template import model as t
from sheettools.template import report as r
from sheettools.template.keys import Meaning
from sheettools.template.load import checks
from sheettools.template.load.all_known import PROFILE, UNIT, of_rows
from sheettools.template.load.condition import read_condition
from sheettools.template.load.reader import NamedText, Reader
from sheettools.template.load.source import Node
from sheettools.template.pattern import references

PLAN_TABLE = Words("bảng của kế hoạch", "table of the plan")
PLAN_FIELD = Words("ô của kế hoạch", "field of the plan")
HEAD = ("template",)


def check_against(reader: Reader, template: t.Template, plan: t.Template) -> None:
    """Hold every word that names something of the plan against the plan template.

    A plan template is its own plan, but its fields are not filled from it.
    """
    for said in reader.said:
        filled = template.plan or said.node.path == HEAD or said.meaning not in FILLED
        if filled and said.meaning in TEXTS:
            TEXTS[said.meaning](reader, said, plan)
    for node, made in reader.parts:
        if type(made) in PARTS:
            PARTS[type(made)](reader, node, made, plan)
    if template.plan:
        for _, sheet in reader.of(t.Sheet):
            _check_prefilled(reader, sheet, plan)


# --------------------------------------------------------------------------- texts


def _pattern(reader: Reader, said: NamedText, plan: t.Template) -> None:
    checks.check_pattern(said.node, said.key, said.text, plan)


def _word_pattern(reader: Reader, said: NamedText, plan: t.Template) -> None:
    fields = _all_fields(plan)
    for reference in references(said.text):
        sheet, dot, _ = reference.name.partition(".")
        outside = dot and sheet != PROFILE and not of_rows(reader.known, said, reference)
        if outside and reference.name not in fields:
            said.node.unknown(reference.name, PLAN_FIELD, fields, said.key)


def _all_fields(plan: t.Template) -> set[str]:
    fields: set[str] = set()
    for sheet in plan.sheets:
        fields |= {f"{sheet.name}.{field.name}" for field in sheet.fields}
    return fields


def _table(reader: Reader, said: NamedText, plan: t.Template) -> None:
    checks.check_plan_table(said.node, said.key, plan)


def _text(reader: Reader, said: NamedText, plan: t.Template) -> None:
    checks.check_carry_file(said.node, plan)


TEXTS: Mapping[type[Meaning], Callable[[Reader, NamedText, t.Template], None]] = {
    keys.PlanPattern: _pattern,
    keys.WordPattern: _word_pattern,
    keys.TableOfPlan: _table,
    keys.TextOfPlan: _text,
}
FILLED = (keys.PlanPattern, keys.TableOfPlan)
"""What only a template that is filled from another may say outside its head."""

# --------------------------------------------------------------------------- parts


def _template(reader: Reader, node: Node, made: t.Template, plan: t.Template) -> None:
    head = node.tables.get("template")
    if head is not None:
        where = keys.FactTexts.called
        facts = Node(node.source, (*head.path, "facts"), made.facts, where)
        checks.check_facts(facts, made.facts, plan)
        for key in ("office", "office_code"):
            checks.check_of_office(head, key, plan)


def _picked_fact(reader: Reader, node: Node, made: t.PickedFact, plan: t.Template) -> None:
    table = made.of.strip("{}").partition(".")[0]
    known = {}
    for sheet in plan.tables:
        if sheet.name == table:
            known = {field.name: field for field in sheet.fields}
    read_condition(reader.known, node, "where", known)


def _rows_from(reader: Reader, node: Node, made: t.RowsFrom, plan: t.Template) -> None:
    checks.check_rows_from(node, plan)


def _figure(reader: Reader, node: Node, made: r.Figure, plan: t.Template) -> None:
    if made.of_plan:
        checks.check_plan_count(node, plan)


def _breakdown(reader: Reader, node: Node, made: r.Breakdown, plan: t.Template) -> None:
    for name in made.figures:
        figure = reader.known.figures.get(name)
        if figure is not None and figure.of_plan and made.by != UNIT:
            table = figure.table.removeprefix(r.OF_PLAN)
            checks.check_plan_field(node, table, made.by, plan)


def _sentence(reader: Reader, node: Node, made: d.Sentence, plan: t.Template) -> None:
    tables = {sheet.name for sheet in plan.tables}
    name = made.each.removeprefix(r.OF_PLAN)
    if made.each.startswith(r.OF_PLAN) and name not in tables:
        node.unknown(name, PLAN_TABLE, tables, "each")


def _check_prefilled(reader: Reader, sheet: t.Sheet, plan: t.Template) -> None:
    rows = sheet.rows_from.table if sheet.rows_from else ""
    for field in sheet.fields:
        checks.check_prefill(reader.node_of(field), field, field.prefill_each or rows, plan)


PARTS: Mapping[type, Callable[[Reader, Node, Any, t.Template], None]] = {
    t.Template: _template,
    t.PickedFact: _picked_fact,
    t.RowsFrom: _rows_from,
    r.Figure: _figure,
    r.Breakdown: _breakdown,
    d.Sentence: _sentence,
}
