"""Conditions on rows from TOML: `{ field = value }`, `{ field = { not = … } }`, filled, blank,
group.
"""

from __future__ import annotations

from typing import Any

from sheettools.findings import Words
from sheettools.template import vocabulary as v
from sheettools.template.conditions import ALWAYS, Condition, Test
from sheettools.template.keys import Key, OwnField
from sheettools.template.load import checks
from sheettools.template.load.reader import Fields, Known, Reader, Scope
from sheettools.template.load.source import WRONG_TYPE, Node
from sheettools.template.model import Field

FIELD = OwnField.called
OPERATORS = ("filled", "blank", "not", "group")
"""What may stand in place of a value."""


def read_own(reader: Reader, node: Node, key: Key, scope: Scope) -> Condition:
    """Read a condition on the rows at hand. Where there are none the key is not looked at."""
    if scope.fields is None:
        return ALWAYS
    return read_condition(reader.known, node, key.name, scope.fields)


def read_other(reader: Reader, node: Node, key: Key, scope: Scope) -> Condition:
    """Read a condition on the rows of the sheet that the part names."""
    return read_condition(reader.known, node, key.name, scope.others)


def read_values(reader: Reader, node: Node, key: Key, scope: Scope) -> tuple[Any, ...]:
    """Read values of the field that `field` names."""
    field = (scope.fields or {}).get(node.data.get("field", ""))
    said = node.take(key.name, list, required=True)
    return _test(reader.known, node, key.name, "", said, field).wanted


def read_condition(known: Known, node: Node, key: str, fields: Fields) -> Condition:
    """Read what rows must pass; all its tests must hold."""
    tests = []
    for name, wanted in node.take(key, dict).items():
        if name and name not in fields:
            node.unknown(name, FIELD, fields, key)
        tests.append(_test(known, node, key, name, wanted, fields.get(name)))
    return Condition(tuple(tests))


def _test(known: Known, node: Node, key: str, name: str, wanted: Any, field: Field | None) -> Test:
    op = "in"
    if isinstance(wanted, dict):
        op, wanted = next(iter(wanted.items()), ("in", []))
        if op in ("filled", "blank") and wanted is True:
            return Test(name, op)
        if op == "not":
            op = "not_in"
        elif op == "group" and field and field.categories:
            op, wanted = "in", _group(node, key, field.categories, wanted)
        else:
            node.fault(WRONG_TYPE, key, key, wanted=", ".join(OPERATORS))
    values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
    if field is not None:
        for value in values:
            _check_value(known, node, key, field, value)
    return Test(name, op, values)


def _group(node: Node, key: str, items: v.CategoryList, wanted: Any) -> list[str]:
    groups = {c.group for c in items.categories if c.group}
    named = wanted if isinstance(wanted, list) else [wanted]
    called = Words(f"nhóm của danh sách “{items.name}”", f"group of “{items.name}”")
    for name in named:
        if name not in groups:
            node.unknown(name, called, groups, key)
    return [c.value for c in items.categories if c.group in named]


def _check_value(known: Known, node: Node, key: str, field: Field, value: Any) -> None:
    """Complain about a value of a condition that its field does not know."""
    if field.categories is None:
        checks.check_value(node, key, field, value)
        return
    name = field.categories.name
    if value not in field.categories and value not in known.profile.without.get(name, ()):
        called = Words(f"mục của danh sách “{name}”", f"item of the list “{name}”")
        node.unknown(value, called, [c.value for c in field.categories.categories], key)
