"""What texts of a template may stand for, and what is read otherwise than by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sheettools.findings import Severity, Title, Words
from sheettools.template import keys
from sheettools.template import model as t
from sheettools.template import report as r
from sheettools.template.computes import COMPUTES, FirstOf
from sheettools.template.conditions import Condition
from sheettools.template.document import Sentence, SentencePart
from sheettools.template.keys import Key, Meaning
from sheettools.template.kinds import KINDS
from sheettools.template.load import report, sheets
from sheettools.template.load.condition import read_other, read_own, read_values
from sheettools.template.load.reader import OFF, Known, Language, Reader, Scope, called
from sheettools.template.load.source import MISSING_WORD, Node
from sheettools.template.rules import RULES
from sheettools.template.rules.comparisons import OPS

SEVERITIES: Mapping[str, Severity] = {s.value: s for s in Severity}
COMPUTE = Words("phép tính", "compute")

# --------------------------------------------------------------------------- names


def _tables(known: Known) -> Mapping[str, t.Sheet]:
    return {name: sheet for name, sheet in known.sheets.items() if sheet.kind == "table"}


NAMES: Mapping[type[Meaning], Callable[[Known, Scope], Mapping[str, Any]]] = {
    keys.OwnField: lambda known, scope: scope.fields or {},
    keys.FieldOfOther: lambda known, scope: scope.others,
    keys.OtherSheet: lambda known, scope: known.sheets,
    keys.OwnSheet: lambda known, scope: known.sheets,
    keys.OwnTable: lambda known, scope: _tables(known),
    keys.Fact: lambda known, scope: known.facts,
    keys.ListName: lambda known, scope: known.lists,
    keys.Comparison: lambda known, scope: OPS,
    keys.KindName: lambda known, scope: KINDS,
}
"""What a text may be, of the meanings that are known when it is read."""

# --------------------------------------------------------------------------- scopes


def _own_sheet(known: Known, node: Node, key: Key | None, scope: Scope) -> Scope:
    name = str(node.data.get(key.name)) if key else ""
    return replace(scope, fields=dict(known.fields(name)), table=name)


def _own_table(known: Known, node: Node, key: Key | None, scope: Scope) -> Scope:
    found = _own_sheet(known, node, key, scope)
    return found if found.table in _tables(known) else replace(scope, fields={}, table="")


def _other_sheet(known: Known, node: Node, key: Key | None, scope: Scope) -> Scope:
    return replace(scope, others=known.fields(node.data.get(key.name) if key else ""))


def _of_sheet(known: Known, node: Node, key: Key | None, scope: Scope) -> Scope:
    """Begin with the fields that people fill in; those that are worked out enter when they are
    read, so that a computation reads no later one.
    """
    fields = node.data.get("field")
    typed: dict[str, t.Field | None] = {}
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, dict) and "compute" not in field:
            typed[str(field.get("name"))] = None
    return Scope(typed)


def _of_figure(known: Known, node: Node, key: Key | None, scope: Scope) -> Scope:
    """Of rows of the plan no more is known than how many there are."""
    how = next((word for word in r.WAYS if word in node.data), "")
    target = str(node.data.get(how, ""))
    if target.startswith(r.OF_PLAN):
        return Scope()
    name = target.partition(".")[0]
    return Scope(dict(known.fields(name)), table=name)


def _of_sentence(known: Known, node: Node, key: Key | None, scope: Scope) -> Scope:
    said = node.data.get("each")
    name = said if isinstance(said, str) else ""
    return Scope(dict(known.fields(name)) if name in known.sheets else None, table=name)


def _of_nothing(known: Known, node: Node, key: Key | None, scope: Scope) -> Scope:
    """Begin anew: a part of a sentence tells of its figure alone, of no row."""
    return Scope()


SCOPES: Mapping[type, Callable[[Known, Node, Key | None, Scope], Scope]] = {
    keys.OwnSheet: _own_sheet,
    keys.OwnTable: _own_table,
    keys.OtherSheet: _other_sheet,
    t.Sheet: _of_sheet,
    r.Figure: _of_figure,
    Sentence: _of_sentence,
    SentencePart: _of_nothing,
}
"""What a part may name, by a key that it has or by its class."""

# --------------------------------------------------------------------------- converters


def _facts(reader: Reader, node: Node, key: Key, scope: Scope) -> dict[str, str]:
    """Read the facts: a pattern, or which rows of a table of the plan."""
    said = node.take(key.name, dict)
    for name, fact in said.items():
        if not isinstance(fact, dict):
            reader.known.facts[name] = fact
            continue
        words = keys.FactTexts.called
        place = Words(f"{words.vi} {name}", f"{words.en} {name}")
        child = Node(node.source, (*node.path, key.name, name), fact, place)
        # Its fields are the plan's, which is not known yet: `against_plan` holds them against it.
        where = fact.get("where")
        unknown = dict.fromkeys(where) if isinstance(where, dict) else {}
        picked = reader.read(t.PickedFact, child, Scope(unknown))
        if picked.of:
            reader.known.facts[name] = picked.of
        reader.known.facts_where[name] = picked.where
    return reader.known.facts


def _title(reader: Reader, node: Node, key: Key, scope: Scope) -> str:
    """Read a title: its text, or a table of it in both languages."""
    said = node.data.get(key.name)
    if not isinstance(said, dict):
        return node.take(key.name, str, "", required=key.needed)
    child = node.child(key.name, called(node, key))
    if child is None:
        node.fault(MISSING_WORD, key.name)
        return ""
    vi, en = (child.take(name, str, required=True) for name in ("vi", "en"))
    child.finish()
    return Title(vi, en)


def _rule(reader: Reader, node: Node, key: Key, scope: Scope) -> Any:
    """Read a rule, whose parameters stand beside its name."""
    cls = node.choose(key.name, RULES, keys.RuleName.called)
    if cls is None:
        node.taken += node.data  # whether these belong there nobody can say
        return OFF
    return reader.inline(cls, node, replace(scope, off=OFF))


def _severity(reader: Reader, node: Node, key: Key, scope: Scope) -> Severity:
    assert key.toml.called is not None
    return node.choose(key.name, SEVERITIES, key.toml.called) or Severity.ERROR


def _compute(reader: Reader, node: Node, key: Key, scope: Scope) -> Any:
    """Read how a field is worked out; of several computations the first that gives a value
    counts.
    """
    if isinstance(node.data.get(key.name), list):
        children = list(node.children(key.name, called(node, key)))
    else:
        child = node.child(key.name, called(node, key))
        children = [child] if child else []
    # Without any profile the column stays, so that a template can be listed and shown by itself.
    scope = replace(scope, off=OFF if reader.known.profile.name else 0)
    made = [_one_compute(reader, child, scope) for child in children]
    if OFF in made:
        return OFF
    if len(made) < 2:
        return made[0] if made else None
    return FirstOf(tuple(made))


def _one_compute(reader: Reader, node: Node, scope: Scope) -> Any:
    word = next((key for key in node.data if key in COMPUTES), None)
    if word is None:
        node.unknown(next(iter(node.data)), COMPUTE, COMPUTES)
        return None
    return reader.read(COMPUTES[word], node, scope)


CONVERTERS: Mapping[Any, Callable[[Reader, Node, Key, Scope], Any]] = {
    Condition: read_own,
    keys.RowsOfOther: read_other,
    keys.ListedValues: read_values,
    keys.FactTexts: _facts,
    keys.RuleName: _rule,
    keys.TitleText: _title,
    Severity: _severity,
    t.Compute: _compute,
}
"""What is read otherwise than by its type, by its meaning or its class."""

LANGUAGE = Language(CONVERTERS, SCOPES, NAMES, {**sheets.SETTLED, **report.SETTLED})
