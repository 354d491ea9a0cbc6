"""What lists, fields, sheets and the template itself must keep, beyond what their keys say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sheettools.template import model as t
from sheettools.template import vocabulary as v
from sheettools.template.load import checks
from sheettools.template.load.reader import Known, Reader, Scope
from sheettools.template.load.source import MISSING_WORD, Node


def _category(reader: Reader, node: Node, made: v.Category, scope: Scope) -> v.Category:
    return made if made.label else replace(made, label=made.value)


def _list(reader: Reader, node: Node, made: v.CategoryList, scope: Scope) -> v.CategoryList:
    known = reader.known
    checks.check_name(node, made.name)
    if made.name in known.lists:
        node.twice(made.name, "name", "[[list]]")
    checks.check_spellings([(reader.node_of(item), item) for item in made.categories])
    dropped = known.profile.without.get(made.name, ())
    kept = [item for item in made.categories if item.value not in dropped]
    kept = [item for item in kept if _has_its_leader(known, item)]
    if made.categories and not kept:
        node.fault(MISSING_WORD, "categories")
    made = replace(made, categories=tuple(kept))
    known.lists[made.name] = made
    return made


def _has_its_leader(known: Known, item: v.Category) -> bool:
    """Say whether any item that it goes with is left: a profile may drop a level and with it all
    its bodies.
    """
    dropped = set().union(*known.profile.without.values())
    return not item.follows or not dropped.issuperset(item.follows)


def _field(reader: Reader, node: Node, made: t.Field, scope: Scope) -> t.Field:
    checks.check_field(node, node.tables.get("constraints", node), made)
    made = replace(made, title=checks.title_with(made.title, made.unit))
    if scope.fields is not None:
        scope.fields[made.name] = made
    return made


def _sheet(reader: Reader, node: Node, made: t.Sheet, scope: Scope) -> t.Sheet:
    known = reader.known
    checks.check_name(node, made.name)
    if made.name in known.sheets:
        node.twice(made.name, "name", "[[sheet]]")
    _check_fields(reader, node, made)
    if made.kind == "table" and "rows" not in node.data:
        made = replace(made, rows=t.PREPARED_ROWS)
    known.sheets[made.name] = made
    return made


def _check_fields(reader: Reader, node: Node, sheet: t.Sheet) -> None:
    taken = (*t.SENDER, *t.ORIGIN) if sheet.kind == "table" else ()
    seen: set[str] = set()
    made = [(reader.node_of(field), field) for field in sheet.fields]
    for child, field in made:
        checks.check_name(child, field.name, taken)
        if field.name in seen:
            child.twice(field.name, "name", node.where)
        seen.add(field.name)
    checks.check_former("formerly", [(child, one.name, one.formerly) for child, one in made])
    titled = [(child, one.title, one.formerly_titled) for child, one in made]
    checks.check_former("formerly_titled", titled)
    if not sheet.fields and sheet.kind != "guide":
        node.fault(MISSING_WORD, "field")


def _carry_over(reader: Reader, node: Node, made: t.CarryOver, scope: Scope) -> t.CarryOver:
    fields = {name: field for name, field in (scope.fields or {}).items() if field is not None}
    checks.check_carry_over(node, made, fields)
    return made


def _rule_use(reader: Reader, node: Node, made: t.RuleUse, scope: Scope) -> t.RuleUse:
    said = "severity" in node.data
    return made if said else replace(made, severity=made.rule.problem.severity)


def _template(reader: Reader, node: Node, made: t.Template, scope: Scope) -> t.Template:
    sheets = [(reader.node_of(sheet), sheet) for sheet in made.sheets]
    checks.check_titles([(child, sheet.title) for child, sheet in sheets])
    titled = [(child, sheet.title, sheet.formerly_titled) for child, sheet in sheets]
    checks.check_former("formerly_titled", titled)
    kinds = {sheet.kind for sheet in made.sheets}
    if any(sheet.nil for sheet in made.sheets) and "guide" not in kinds:
        node.fault(MISSING_WORD, 'kind = "guide"')  # the ticks stand on the first page
    return replace(made, facts_where=reader.known.facts_where)


SETTLED: Mapping[type, Callable[[Reader, Node, Any, Scope], Any]] = {
    v.Category: _category,
    v.CategoryList: _list,
    t.Field: _field,
    t.Sheet: _sheet,
    t.CarryOver: _carry_over,
    t.RuleUse: _rule_use,
    t.Template: _template,
}
"""The checks of a part by itself, as soon as it is read; each returns it, completed."""
