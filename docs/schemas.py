"""JSON Schemas of templates and profiles, by which an editor helps while one is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_origin

from language import default_of, first_paragraph, lines_of, own_keys, type_of

from sheettools.findings import Severity
from sheettools.forms.write import SCHEMA_FILE
from sheettools.template import keys
from sheettools.template.computes import COMPUTES
from sheettools.template.conditions import ORDERS, Condition
from sheettools.template.keys import Key
from sheettools.template.kinds import KINDS
from sheettools.template.load.condition import ORDER_WORDS
from sheettools.template.model import Compute, PickedFact, Profile, RuleUse, Template
from sheettools.template.report import WAYS, Figure
from sheettools.template.rules import RULES
from sheettools.template.rules.comparisons import OPS

FOLDER = Path(__file__).parent / "schema"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_VALUES: Schema = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}
_TEXTS: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_SETTING: Schema = {"type": "string", "pattern": r"^\$", "description": "A setting of the profile."}
PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}
WORDS: Mapping[Any, Any] = {
    keys.KindName: KINDS,
    keys.Comparison: OPS,
    keys.RuleName: RULES,
    Severity: [one.value for one in Severity],
}
"""Texts of which there are a few only, by what they mean or are."""


def schema(cls: type[Any], title: str) -> Schema:
    """Return the schema of a whole file."""
    made = _Maker()
    return {
        "$schema": DRAFT,
        "title": title,
        "description": first_paragraph(cls),
        **made.table(cls),
        "$defs": made.defined,
    }


class _Maker:
    """Makes the schema of a file; each kind of table is defined once."""

    def __init__(self) -> None:
        self.defined: dict[str, Schema] = {"condition": _condition()}

    def table(self, cls: type[Any], *, settings: bool = False) -> Schema:
        """Return the schema of a part's table."""
        lines, made = lines_of(cls), _object()
        for key in own_keys(cls):
            place = self._place(made, key)
            place["properties"][key.name] = self._key(key, lines.get(key.field, ""), settings)
            if key.needed:
                place["required"].append(key.name)
        if cls is Figure:
            made["anyOf"] = [{"required": [way]} for way in WAYS]
        return made

    def _place(self, made: Schema, key: Key) -> Schema:
        """Return the table that has a key: the part's own, or one within it."""
        within = key.toml.within
        if not within:
            return made
        if key.needed and within not in made["required"]:
            made["required"].append(within)
        place: Schema = made["properties"].setdefault(within, _object())
        return place

    def _key(self, key: Key, line: str, settings: bool) -> Schema:
        held = self._held(key)
        if settings and key.type is int:
            held = {"anyOf": [held, _SETTING]}
        notes = [line, f"Holds {type_of(key)}." if key.meaning is not None else ""]
        told = " ".join(note for note in notes if note)
        default = json.loads(default_of(key).strip("`")) if default_of(key)[:1] == "`" else None
        more = {"description": told} if told else {}
        return {**held, **more, **({} if default is None else {"default": default})}

    def _held(self, key: Key) -> Schema:
        """Return what a key holds, by its meaning and its type."""
        special = {
            keys.FactTexts: self._facts,
            keys.ListedValues: _listed,
            keys.TitleText: _titled,
            Condition: _of_condition,
            Compute: self._compute,
        }
        for mark in (key.meaning, key.type):
            if mark in special:
                return special[mark]()
            if mark in WORDS:
                return {"enum": list(WORDS[mark])}
        if key.choices:
            return {"enum": list(key.choices)}
        if key.part is not None:
            one = self._defined(key.part)
            return one if key.item is None else {"type": "array", "items": one}
        if key.many:
            return _TEXTS
        if get_origin(key.item) is tuple:
            return {"type": "object", "additionalProperties": {"type": "array"}}
        return PLAIN.get(key.type, PLAIN[str] if key.meaning else {"type": "object"})

    def _defined(self, cls: type[Any]) -> Schema:
        name = cls.__name__
        if name not in self.defined:
            self.defined[name] = {}  # a part may hold itself
            made = self._rule() if cls is RuleUse else self.table(cls)
            self.defined[name] = {"description": first_paragraph(cls), **made}
        return {"$ref": f"#/$defs/{name}"}

    def _facts(self) -> Schema:
        return {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, self._defined(PickedFact)]},
        }

    def _compute(self) -> Schema:
        one = {"anyOf": [self._described(cls) for cls in COMPUTES.values()]}
        return {"anyOf": [one, {"type": "array", "items": one}]}

    def _rule(self) -> Schema:
        """Return the schema of a rule: its parameters stand beside its name."""
        common = self.table(RuleUse)["properties"]
        rules = []
        for keyword, cls in RULES.items():
            made = self._described(cls)
            name = {**common["rule"], "enum": [keyword]}
            made["properties"] = {**common, "rule": name, **made["properties"]}
            made["required"] = ["rule", *made["required"]]
            rules.append(made)
        return {"oneOf": rules}

    def _described(self, cls: type[Any]) -> Schema:
        return {"description": first_paragraph(cls), **self.table(cls, settings=True)}


def _object() -> Schema:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _listed() -> Schema:
    return {"type": "array", "items": _SCALAR}


def _titled() -> Schema:
    """Describe a title: a text, or both languages side by side."""
    made = _object()
    made["properties"] = {name: {"type": "string"} for name in ("vi", "en")}
    made["required"] = ["vi", "en"]
    return {"anyOf": [PLAIN[str], made]}


def _of_condition() -> Schema:
    return {"$ref": "#/$defs/condition"}


def _condition() -> Schema:
    """Return the schema of a condition: by field a value, several, or a word that says more."""
    words: list[Schema] = [_word("filled", {"const": True}), _word("blank", {"const": True})]
    words += [_word("not", _VALUES), _word("group", _TEXTS), _orders()]
    return {
        "description": "What rows must pass, by field: a value, several of which one must be "
        "there, or filled, blank, not, group; of numbers, days and hours also >, >=, <, <=, "
        "between, before, after.",
        "type": "object",
        "additionalProperties": {"anyOf": [*_VALUES["anyOf"], *words]},
    }


def _orders() -> Schema:
    """Return the schema of bounds, of which there may be two."""
    bound: Schema = {"type": ["string", "number"]}  # a day of TOML is a text to an editor
    words = dict.fromkeys((*ORDERS, *ORDER_WORDS), bound)
    both = {"type": "array", "items": bound, "minItems": 2, "maxItems": 2}
    return {**_object(), "properties": {**words, "between": both}, "minProperties": 1}


def _word(name: str, held: Schema) -> Schema:
    return {**_object(), "properties": {name: held}, "required": [name]}


# --------------------------------------------------------------------------- files


def schemas() -> Iterator[tuple[Path, str]]:
    """Yield the path and text of each schema."""
    files = {
        "template.json": schema(Template, "A template of sheettools"),
        "profile.json": schema(Profile, "A profile of sheettools"),
    }
    for name, made in files.items():
        text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        yield FOLDER / name, text
        if name == "template.json":
            yield SCHEMA_FILE, text  # an installed program has no docs
