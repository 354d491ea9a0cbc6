"""The language of templates as its dataclasses declare it: every key of every part, for the
reference in docs/template-language.md and for the schemas of `schemas.py`.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from itertools import pairwise
from typing import Any, get_origin

from sheettools.findings import Severity
from sheettools.template.computes import COMPUTES
from sheettools.template.conditions import Condition
from sheettools.template.keys import FactTexts, Key, Meaning, keys_of
from sheettools.template.model import Compute, PickedFact, Profile, Template
from sheettools.template.rules import RULES

TYPES: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    Condition: "a condition",
    Severity: " or ".join(f"`{one.value}`" for one in Severity),
    Compute: "a computation, or several of which the first that gives a value counts",
}


@dataclass(frozen=True)
class Part:
    """One table of a file: its heading there, what it is, and its keys with their lines."""

    heading: str
    what: str
    keys: tuple[Key, ...]
    lines: Mapping[str, str]
    """By field, what the reference says of it."""

    def line(self, key: Key) -> str:
        """Return what the reference says of a key."""
        return self.lines.get(key.field, "")


# --------------------------------------------------------------------------- the walk


def template_parts() -> list[Part]:
    """Return every table that a template may have, in the order of the reference."""
    return list(_parts(Template, "", ""))


def profile_parts() -> list[Part]:
    """Return every table that a profile may have."""
    return list(_parts(Profile, "", "profile"))


def _parts(cls: type[Any], path: str, heading: str) -> Iterator[Part]:
    lines = lines_of(cls)
    keys = own_keys(cls)
    for within in dict.fromkeys(key.toml.within for key in keys):
        here = tuple(key for key in keys if key.toml.within == within)
        if within:
            yield Part(f"[{_join(path, within)}]", _within(cls, within), here, lines)
        elif heading:
            yield Part(heading, first_paragraph(cls), here, lines)
        for key in sorted(here, key=lambda key: key.toml.turn != "first"):
            yield from _below(key, _join(path, within))


def _below(key: Key, path: str) -> Iterator[Part]:
    """Yield the tables that a key holds, and those below them."""
    name = _join(path, key.name)
    if key.meaning is FactTexts:
        yield from _parts(PickedFact, name, f"[{name}.…]")
    elif key.part is not None and key.part not in TYPES:
        yield from _parts(key.part, name, f"[{name}]" if key.item is None else f"[[{name}]]")


def own_keys(cls: type[Any]) -> list[Key]:
    """Return the keys of a part's table, those of parts that are written into it included."""
    keys: list[Key] = []
    for key in keys_of(cls):
        if key.toml.inline and key.part is not None:
            keys += own_keys(key.part)
        else:
            keys.append(key)
    return keys


def _join(path: str, name: str) -> str:
    return ".".join(part for part in (path, name) if part)


def _within(cls: type[Any], within: str) -> str:
    return first_paragraph(cls) if cls is Template else f"What a value must keep ({within})."


# --------------------------------------------------------------------------- what is said


def first_paragraph(cls: type[Any]) -> str:
    """Return what a class is for, on one line."""
    return " ".join((cls.__doc__ or "").split("\n\n", 1)[0].split())


def lines_of(cls: type[Any]) -> dict[str, str]:
    """Return by field the docstring below it, on one line; those of parts written into it too."""
    lines: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if is_dataclass(base):
            lines.update(_lines_in(base))
    for key in keys_of(cls):
        if key.toml.inline and key.part is not None:
            lines.update(lines_of(key.part))
    return lines


def _lines_in(cls: type[Any]) -> Iterator[tuple[str, str]]:
    body = _classes_of(cls.__module__)[cls.__name__].body
    for field, line in pairwise(body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(line, ast.Expr):
            continue
        if isinstance(field.target, ast.Name) and isinstance(line.value, ast.Constant):
            yield field.target.id, " ".join(str(line.value.value).split())


@cache
def _classes_of(module: str) -> Mapping[str, ast.ClassDef]:
    """Return the classes of a module by name; `inspect` reads the module anew for each."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {one.name: one for one in tree.body if isinstance(one, ast.ClassDef)}


def said(meaning: type[Meaning]) -> str:
    """Return what a text stands for, as it goes on in a sentence."""
    text = " ".join((meaning.__doc__ or "").split()).removesuffix(".")
    return text[:1].lower() + text[1:]


def type_of(key: Key) -> str:
    """Say in words what a key may hold."""
    if key.meaning is not None:
        return f"texts, each {said(key.meaning)}" if key.many else said(key.meaning)
    if key.type in TYPES:
        return TYPES[key.type]
    if key.choices:
        return " or ".join(f"`{word}`" for word in key.choices)
    if key.part is not None:
        return "tables" if key.item is not None else "a table"
    if get_origin(key.item) is tuple:
        return "by name a list"
    return "texts" if key.many else "a table"


def default_of(key: Key) -> str:
    """Say what a key is where the file does not say it: nothing where that is nothing."""
    if key.needed:
        return "**needed**"
    value = key.default()
    value = getattr(value, "name", value) if key.meaning is not None else value
    plain = isinstance(value, str | int | float) and bool(value)
    return f"`{json.dumps(value, ensure_ascii=False)}`" if plain else ""


def reference(parts: list[Part]) -> str:
    """Return the tables of every key of these parts."""
    lines: list[str] = []
    for part in parts:
        lines += [f"\n### `{part.heading}`\n", f"{part.what}\n"]
        lines += ["| key | holds | if not said | |", "|---|---|---|---|"]
        for key in part.keys:
            cells = (f"`{key.name}`", type_of(key), default_of(key), part.line(key))
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def template_reference() -> str:
    """Return every key of a template."""
    return reference(template_parts())


def profile_reference() -> str:
    """Return every key of a profile."""
    return reference(profile_parts())


def parameters() -> str:
    """Return every parameter of rules and computations, with those that take it."""
    users: dict[tuple[str, str, str], list[str]] = {}
    for word, cls in (*RULES.items(), *COMPUTES.items()):
        for key in keys_of(cls):
            kind = f'{type_of(key)}, or `"$setting"`' if key.type is int else type_of(key)
            need = "**needed**" if key.needed else ""
            users.setdefault((key.name, kind, need), []).append(f"`{word}`")
    lines = ["| key | holds | if not said | of |", "|---|---|---|---|"]
    for (name, kind, need), words in sorted(users.items()):
        lines.append(f"| `{name}` | {kind} | {need} | {', '.join(words)} |")
    return "\n".join(lines)
