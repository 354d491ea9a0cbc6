"""How the parts of a template are written in TOML, said beside the fields of their dataclasses.

A field is written under its own name, as its type and its default say. What is otherwise stands in
its annotation: `Toml` where the file writes it otherwise, a `Meaning` where its text stands for
something. The docstring below a field is its line in the reference. The loader, the reference of
the language and the JSON Schema for editors all walk `keys_of`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from sheettools.findings import Words
from sheettools.frozen import dataclass


@dataclass(frozen=True)
class Toml:
    """How the file writes a field where that is not as the field is named and typed.

    `name` is its key, `within` the sub-table that has the key. Keys of a part that is `inline`
    stand in the table around it. `called` is what faults call a part or a choice; `alone` says that
    they leave out the part around it. `needed` goes before what follows from the default.
    """

    name: str = ""
    within: str = ""
    inline: bool = False
    called: Words | None = None
    alone: bool = False
    needed: bool | None = None
    turn: Literal["first", "", "last"] = ""
    """When it is read: before the others, which name it; or after all parts of its kind, which it
    may name.
    """


UNWRITTEN = Toml("-")
"""Marks a field that no file gives: the program fills it in."""


class Meaning:
    """Something that a text stands for; the docstring is what the reference says of its type."""

    called: Words
    """What it is called in a fault."""


class OwnField(Meaning):
    """A field of the same sheet."""

    called = Words("cột", "field")


class FieldOfOther(Meaning):
    """A field of the sheet that `sheet` names."""

    called = Words("cột", "field")


class OtherSheet(Meaning):
    """A sheet."""

    called = Words("trang", "sheet")


class OwnSheet(Meaning):
    """The sheet whose rows are meant."""

    called = Words("trang", "sheet")


class OwnTable(Meaning):
    """The table whose rows are meant."""

    called = Words("trang", "sheet")


class Fact(Meaning):
    """A fact of `[template.facts]`."""

    called = Words("dữ kiện", "fact")


class Comparison(Meaning):
    """A comparison: `<=`, `<`, `>=`, `>` or `==`."""

    called = Words("phép so", "comparison")


class ListName(Meaning):
    """A `[[list]]`, its own or the plan template's."""

    called = Words("danh mục", "list")


class KindName(Meaning):
    """A kind of value."""

    called = Words("kiểu", "type")


class RuleName(Meaning):
    """A rule."""

    called = Words("quy tắc", "rule")


class AFigure(Meaning):
    """A figure."""

    called = Words("số liệu", "figure")


class AnotherFigure(Meaning):
    """Another figure."""

    called = Words("số liệu", "figure")


class ShownFigure(Meaning):
    """A figure of the breakdown."""

    called = Words("số liệu", "figure")


class OneOfThese(Meaning):
    """One of `figures`."""

    called = Words("số liệu", "figure")


class ABreakdown(Meaning):
    """A breakdown."""

    called = Words("bảng", "breakdown")


class Counted(Meaning):
    """`sheet` or `sheet.field`; `plan.sheet` of the plan."""

    called = Words("trang", "sheet")


class KeyOfOther(Meaning):
    """`sheet.field`, or `sheet.field+field` for several together."""

    called = Words("cột", "field")


class TextOfPlan(Meaning):
    """`sheet.field` of a form of the plan."""

    called = Words("ô chữ trên một trang form của mẫu kế hoạch",
                   "field of text on a form of the plan template")  # fmt: skip


class FieldOfPlan(Meaning):
    """One field of the plan: `{sheet.field}`."""

    called = Words("ô của mẫu kế hoạch", "field of the plan template")


class TableOfPlan(Meaning):
    """A table of the plan."""

    called = Words("bảng của mẫu kế hoạch", "table of the plan template")


class PlanPattern(Meaning):
    """A pattern filled from the plan."""

    called = Words("ô của mẫu kế hoạch", "field of the plan template")


class WordPattern(Meaning):
    """A pattern of the Word report."""

    called = Words("số liệu", "figure")


class RowsOfOther(Meaning):
    """A condition on rows of the sheet that `sheet` names."""

    called = Words("cột", "field")


class ListedValues(Meaning):
    """A value of the field."""

    called = Words("mục", "item")


class TitleText(Meaning):
    """A title: a text, or a table with the text in the workbook and its English, `{ vi, en }`."""

    called = Words("tiêu đề", "title")


class FactTexts(Meaning):
    """For each fact a pattern, or which rows of a table of the plan."""

    called = Words("[template.facts]", "[template.facts]")


FigureName = Annotated[str, AFigure]
FigureNames = tuple[FigureName, ...]
PatternText = Annotated[str, PlanPattern]
WordText = Annotated[str, WordPattern]
Titled = Annotated[str, TitleText]
PlanTable = Annotated[str, TableOfPlan]


@dataclass(frozen=True, eq=False)
class Key:
    """One key of a part as the file has it: its name there, the field it fills, what it may hold.

    `type` is without `Annotated` and without None; `item` is the type of the items of a tuple or of
    the values of a mapping. `needed` says that a file without it is at fault.
    """

    name: str
    field: str
    type: Any
    item: Any
    meaning: type[Meaning] | None
    toml: Toml
    needed: bool
    made: Callable[[], Any] | None
    """What it is where the file does not say; None where there is no such thing."""

    @cached_property
    def many(self) -> bool:
        """Whether it holds several parts or texts, in their order."""
        return get_origin(self.type) is tuple

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The words of which it must be one; empty where it is no such key."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    @cached_property
    def part(self) -> type[Any] | None:
        """The dataclass that its tables are read as, None where it has none."""
        if self.meaning is not None:
            return None
        kind = self.item if self.item is not None else self.type
        return kind if isinstance(kind, type) and dataclasses.is_dataclass(kind) else None

    def default(self) -> Any:
        """Return what it is where the file does not say."""
        return self.made() if self.made is not None else None


_KEYS: dict[type[Any], tuple[Key, ...]] = {}


def keys_of(cls: type[Any]) -> tuple[Key, ...]:
    """Return the keys of a part, in the order of its fields."""
    if cls not in _KEYS:
        _KEYS[cls] = tuple(_keys(cls, get_type_hints(cls, include_extras=True)))
    return _KEYS[cls]


def _keys(cls: type[Any], hints: dict[str, Any]) -> Iterator[Key]:
    for part in dataclasses.fields(cls):
        declared, marks = _bare(hints[part.name])
        toml = next((mark for mark in marks if isinstance(mark, Toml)), Toml())
        if toml is UNWRITTEN:
            continue
        made = _made(part)
        optional = made is not None or getattr(declared, "may_be_left_out", False)
        needed = toml.needed if toml.needed is not None else not optional
        item = _item(declared)
        if item is not None:
            item, inner = _bare(item)
            marks += inner
        meaning = next((mark for mark in marks if _means(mark)), None)
        name = toml.name or part.name.rstrip("_")
        yield Key(name, part.name, declared, item, meaning, toml, needed, made)


def _means(mark: object) -> bool:
    return isinstance(mark, type) and issubclass(mark, Meaning)


def _made(part: dataclasses.Field[Any]) -> Callable[[], Any] | None:
    if part.default_factory is not dataclasses.MISSING:
        return part.default_factory
    if part.default is not dataclasses.MISSING:
        return lambda: part.default
    return None


def _bare(hint: Any) -> tuple[Any, list[Any]]:
    """Part a type from its marks and from None, however they are put into each other."""
    marks: list[Any] = []
    while True:
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            marks += more
        elif get_origin(hint) in (Union, UnionType):
            hint = next(one for one in get_args(hint) if one is not type(None))
        else:
            return hint, marks


def _item(declared: Any) -> Any:
    """Return the type of what a tuple or a mapping holds; None of any other type."""
    if isinstance(declared, type) or get_origin(declared) is Literal:
        return None
    arguments = get_args(declared)
    if get_origin(declared) is tuple:
        return arguments[0]
    return arguments[1] if arguments else None
