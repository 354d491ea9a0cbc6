"""One reader for all parts of a template: it walks the declared keys of a part's dataclass.

What a text means is read by `Language.converters`, the rest by its type. A part is checked by
itself as soon as it is read (`Language.settled`); what needs other parts too is checked when all
are known, by those who ask the reader for what it read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import field
from functools import cached_property
from typing import Any, TypeVar, get_origin

from sheettools.findings import Words
from sheettools.frozen import dataclass
from sheettools.template import model as t
from sheettools.template import report as r
from sheettools.template import vocabulary as v
from sheettools.template.conditions import Condition
from sheettools.template.keys import Key, Meaning, keys_of
from sheettools.template.load.source import MISSING_WORD, WRONG_TYPE, Node, Source

OFF = object()
"""What a `"$setting"` becomes where the profile does not have it: the rule or field that names it
is left out.
"""
LIST = Words("danh sách", "a list")
Part = TypeVar("Part")
Converter = Callable[["Reader", Node, Key, "Scope"], Any]
"""Reads what stands under a key."""


@dataclass
class Known:
    """What a file has declared so far, by name, and the profile that it is read with."""

    profile: t.Profile
    lists: dict[str, v.CategoryList] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    facts_where: dict[str, Condition] = field(default_factory=dict)
    sheets: dict[str, t.Sheet] = field(default_factory=dict)
    figures: dict[str, r.Figure] = field(default_factory=dict)
    breakdowns: dict[str, r.Breakdown] = field(default_factory=dict)
    for_word: set[str] = field(default_factory=set)
    """What the Word file may ask for."""

    def fields(self, sheet: object) -> dict[str, t.Field]:
        """Return the fields of a sheet by name; none where there is no such sheet."""
        found = self.sheets.get(str(sheet))
        return {one.name: one for one in found.fields} if found else {}


Fields = Mapping[str, t.Field | None]
"""Fields by name; None for one of which no more is known than its name."""


@dataclass(frozen=True)
class Scope:
    """What a part may name: the fields of the rows at hand, and those of the sheet it names.

    `fields` is None where there are no rows at hand. `table` is the sheet of `fields`. `off` is
    what a setting becomes that the profile lacks; None where no number is a setting.
    """

    fields: dict[str, t.Field | None] | None = None
    others: Fields = field(default_factory=dict)
    table: str = ""
    off: object = None


@dataclass(frozen=True)
class NamedText:
    """One text of a file that stands for something, and where it is said."""

    node: Node
    key: str
    text: str
    meaning: type[Meaning]
    scope: Scope


@dataclass(frozen=True, eq=False)
class Language:
    """What is particular to some parts and texts; all else follows from their declarations.

    `converters` read a key by what it means, or by the class of its part, in place of its type.
    `scopes` say what a part may name, by its class or by the meaning of one of its keys.
    `names` give what a text may be, by its meaning. `settled` checks a part that was just read, and
    may complete it.
    """

    converters: Mapping[Any, Converter]
    scopes: Mapping[type, Callable[[Known, Node, Key | None, Scope], Scope]]
    names: Mapping[type[Meaning], Callable[[Known, Scope], Mapping[str, Any]]]
    settled: Mapping[type, Callable[[Reader, Node, Any, Scope], Any]]

    @cached_property
    def _found(self) -> dict[Key, Converter]:
        return {}

    def converter_of(self, key: Key) -> Converter:
        """Return what reads a key: looked for once, as a file has thousands of keys."""
        if key not in self._found:
            self._found[key] = self._searched(key)
        return self._found[key]

    def _searched(self, key: Key) -> Converter:
        for mark in (key.meaning, key.type):
            if mark in self.converters:
                return self.converters[mark]
        if key.meaning in self.names and not key.many:
            return _named
        if key.choices:
            return _choice
        if key.part is not None and key.item is None:
            return _table
        return TYPES[get_origin(key.type) or key.type]


@dataclass(frozen=True)
class _Turns:
    """The keys of a part by when they are read; and those that mean something."""

    early: tuple[Key, ...]
    last: tuple[Key, ...]
    meaning: tuple[Key, ...]


_TURNS: dict[type[Any], _Turns] = {}


def _turns_of(cls: type[Any]) -> _Turns:
    if cls not in _TURNS:
        _TURNS[cls] = _turns(keys_of(cls))
    return _TURNS[cls]


def _turns(keys: Sequence[Key]) -> _Turns:
    first = [key for key in keys if key.toml.turn == "first"]
    then = [key for key in keys if not key.toml.turn]
    last = [key for key in keys if key.toml.turn == "last"]
    meaning = tuple(key for key in keys if key.meaning is not None)
    return _Turns((*first, *then), tuple(last), meaning)


@dataclass
class _Begun:
    """A part of which all is read but what may name others of its kind."""

    cls: type[Any]
    node: Node
    scope: Scope
    made: Any


class Reader:
    """Reads the parts of one file; faults go to the file's common list."""

    def __init__(self, source: Source, known: Known, language: Language) -> None:
        self.source, self.known, self.language = source, known, language
        self.parts: list[tuple[Node, Any]] = []
        """Every part that was read, in the order in which they were."""
        self.said: list[NamedText] = []
        """Every text that stands for something."""
        self.settings: list[tuple[Node, str, str]] = []
        """Every number that is taken from a profile: where, under which key, by which name."""
        self._nodes: dict[int, tuple[Node, Any]] = {}

    def read(self, cls: type[Part], node: Node, scope: Scope) -> Part | Any:
        """Return a table of the file as a part; OFF where a setting that it needs is missing."""
        return self._end(self._begin(cls, node, scope))

    def node_of(self, part: object) -> Node:
        """Return where a part was written. Raises KeyError."""
        return self._nodes[id(part)][0]

    def of(self, cls: type[Part]) -> Iterator[tuple[Node, Part]]:
        """Yield all parts of a class with where they were written."""
        for node, made in self.parts:
            if isinstance(made, cls):
                yield node, made

    # ----- one part

    def _begin(self, cls: type[Any], node: Node, scope: Scope) -> _Begun:
        scope = self._scope(cls, node, scope)
        values = self._values(node, _turns_of(cls).early, scope)
        made = OFF if _is_off(values) else cls(**values)
        settle = self.language.settled.get(cls)
        if settle is not None and made is not OFF:
            made = settle(self, node, made, scope)
        return _Begun(cls, node, scope, made)

    def _end(self, begun: _Begun) -> Any:
        made = begun.made
        values = self._values(begun.node, _turns_of(begun.cls).last, begun.scope)
        if values and made is not OFF:
            made = dataclasses.replace(made, **values)
        begun.node.finish()
        if made is not OFF:
            self._keep(begun.node, made)
        return made

    def _keep(self, node: Node, made: Any) -> None:
        self.parts.append((node, made))
        self._nodes[id(made)] = (node, made)

    def _scope(self, cls: type[Any], node: Node, scope: Scope) -> Scope:
        scopes = self.language.scopes
        for key in _turns_of(cls).meaning:
            if key.meaning is not None and key.meaning in scopes:
                scope = scopes[key.meaning](self.known, node, key, scope)
        own = scopes.get(cls)
        return scope if own is None else own(self.known, node, None, scope)

    def _values(self, node: Node, keys: Sequence[Key], scope: Scope) -> dict[str, Any]:
        values: dict[str, Any] = {}
        places: dict[str, Node] = {"": node}
        for key in keys:
            within = key.toml.within
            if within not in places:
                places[within] = self._inside(node, within, keys)
            values[key.field] = self._value(places[within], key, scope)
        for within, place in places.items():
            if within:
                place.finish()
        return values

    def _inside(self, node: Node, name: str, keys: Sequence[Key]) -> Node:
        """Return the sub-table of this name. One that is missing is one fault, not one for each of
        its keys.
        """
        found = node.child(name, _called(node, Words(name, name)))
        if found is not None:
            return found
        if any(key.needed for key in keys if key.toml.within == name):
            node.fault(MISSING_WORD, name)
        return node.without(name)

    # ----- one key

    def _value(self, node: Node, key: Key, scope: Scope) -> Any:
        optional = not key.needed or node.absent
        if optional and key.name not in node.data and not key.toml.inline:
            node.taken.append(key.name)
            return _empty(key)
        return self.language.converter_of(key)(self, node, key, scope)

    def note(self, node: Node, key: Key, text: str, scope: Scope) -> None:
        """Keep what a text stands for, and complain if it can be none of those that are known."""
        if key.meaning is None:
            return
        self.said.append(NamedText(node, key.name, text, key.meaning, scope))
        names = self.language.names.get(key.meaning)
        if names is not None:
            known = names(self.known, scope)
            if text not in known:
                node.unknown(text, key.meaning.called, known, key.name)

    def inline(self, cls: type[Part], node: Node, scope: Scope) -> Part | Any:
        """Read a part whose keys stand in the table of another; OFF as `read` has it."""
        scope = self._scope(cls, node, scope)
        values = self._values(node, keys_of(cls), scope)
        if _is_off(values):
            return OFF
        made = cls(**values)
        self._keep(node, made)
        return made

    def tables(self, node: Node, key: Key, scope: Scope) -> list[Any]:
        """Read an array of tables; those that a missing setting leaves out are not among them."""
        assert key.part is not None
        begun = [
            self._begin(key.part, child, scope)
            for child in node.children(key.name, called(node, key))
        ]
        ended = [self._end(one) for one in begun]
        if key.needed and not begun:
            node.fault(MISSING_WORD, key.name)
        return [made for made in ended if made is not OFF]


# --------------------------------------------------------------------------- by type


def _text(reader: Reader, node: Node, key: Key, scope: Scope) -> str:
    text: str = node.take(key.name, str, key.default(), required=key.needed)
    if text:
        reader.note(node, key, text, scope)
    return text


def _number(reader: Reader, node: Node, key: Key, scope: Scope) -> float:
    value: float = node.take(key.name, float, key.default(), required=key.needed)
    return value


def _truth(reader: Reader, node: Node, key: Key, scope: Scope) -> bool:
    value: bool = node.take(key.name, bool, key.default(), required=key.needed)
    return value


def _whole(reader: Reader, node: Node, key: Key, scope: Scope) -> Any:
    value = node.data.get(key.name)
    if scope.off is not None and isinstance(value, str) and value.startswith("$"):
        node.taken.append(key.name)
        reader.settings.append((node, key.name, value[1:]))
        return reader.known.profile.settings.get(value[1:], scope.off)
    return node.take(key.name, int, key.default(), required=key.needed)


def _named(reader: Reader, node: Node, key: Key, scope: Scope) -> Any:
    """Read a name; where the key is no text, return what has that name."""
    name = node.take(key.name, str, "", required=key.needed)
    if name:
        reader.note(node, key, name, scope)
    if key.type is str or key.meaning is None:
        return name
    known = reader.language.names[key.meaning](reader.known, scope)
    return known[name] if name in known else key.default()


def _choice(reader: Reader, node: Node, key: Key, scope: Scope) -> str:
    """Read one of a few words; for want of one the last is taken, so that the checks go on."""
    choices = {word: word for word in key.choices}
    default = key.default()
    assert key.toml.called is not None
    found = node.choose(key.name, choices, key.toml.called, default or "")
    return found or default or key.choices[-1]


def _several(reader: Reader, node: Node, key: Key, scope: Scope) -> tuple[Any, ...]:
    if key.part is not None:
        return tuple(reader.tables(node, key, scope))
    texts = node.names(key.name, required=key.needed)
    for text in texts:
        reader.note(node, key, text, scope)
    return texts


def _mapping(reader: Reader, node: Node, key: Key, scope: Scope) -> Mapping[str, Any]:
    """Read parts by their names, or a table that is taken as it is."""
    if key.part is not None:
        return {made.name: made for made in reader.tables(node, key, scope)}
    said = node.take(key.name, dict)
    if get_origin(key.item) is not tuple:
        return said
    lists = {name: value for name, value in said.items() if isinstance(value, list)}
    for name in said.keys() - lists.keys():
        node.fault(WRONG_TYPE, name, key.name, wanted=LIST)
    return {name: tuple(items) for name, items in lists.items()}


def _table(reader: Reader, node: Node, key: Key, scope: Scope) -> Any:
    assert key.part is not None
    if key.toml.inline:
        return reader.inline(key.part, node, scope)
    child = node.child(key.name, called(node, key))
    return key.default() if child is None else reader.read(key.part, child, scope)


TYPES: Mapping[Any, Converter] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _truth,
    tuple: _several,
    AnyMapping: _mapping,
}
"""How a value is read by its type, where its meaning does not say it."""


# --------------------------------------------------------------------------- words


def called(node: Node, key: Key) -> Words:
    """Return what faults call the tables of a key."""
    name = key.toml.called or Words(key.name, key.name)
    return name if key.toml.alone or not node.path else _called(node, name)


def _called(node: Node, name: Words) -> Words:
    if not node.path:
        return Words(f"[{name.vi}]", f"[{name.en}]")
    return Words(f"{node.where.vi}, {name.vi}", f"{node.where.en}, {name.en}")


def _is_off(values: Mapping[str, Any]) -> bool:
    return any(value is OFF for value in values.values())


def _empty(key: Key) -> Any:
    """Return what a key is that a file leaves out."""
    if key.made is not None:
        return key.made()
    return Condition() if key.type is Condition else _NOTHING.get(get_origin(key.type) or key.type)


_NOTHING: Mapping[Any, Any] = {str: "", int: 0, tuple: (), AnyMapping: {}}
