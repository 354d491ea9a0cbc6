"""Our frozen dataclasses are what the standard library's are."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field, replace
from functools import cached_property
from typing import Any

import pytest
from for_each import for_each
from trees import PATHS

from sheettools import frozen

Maker = Callable[..., Any]
MAKERS: tuple[Maker, Maker] = (dataclasses.dataclass, frozen.dataclass)


def kinds(dataclass: Maker) -> list[Any]:
    """Classes of every sort that the program has, made by one of the two."""

    @dataclass(frozen=True)
    class Nothing:
        pass

    @dataclass(frozen=True)
    class One:
        a: float = 1

    @dataclass(frozen=True)
    class Several:
        a: int = 1
        b: str = field(default="b", repr=False)
        c: tuple[int, ...] = field(default=(), compare=False)
        d: Any = field(default_factory=list, hash=False)

        @cached_property
        def twice(self) -> int:
            return self.a * 2

    @dataclass(frozen=True)
    class More(Several):
        e: int = 5

    @dataclass(frozen=True, slots=True)
    class Slots:
        a: int = 1
        b: str = "b"

    @dataclass(frozen=True, kw_only=True)
    class ByName:
        a: int = 1

    @dataclass(frozen=True, eq=False)
    class Itself:
        a: int = 1

    @dataclass(frozen=True, order=True)
    class Ordered:
        a: int = 1

    @dataclass(frozen=True)
    class Told:
        a: int = 1

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Told)

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "told"

    @dataclass
    class Changing:
        a: int = 1

    return [Nothing, One, Several, More, Slots, ByName, Itself, Ordered, Told, Changing]


PAIRS = list(zip(kinds(dataclasses.dataclass), kinds(frozen.dataclass), strict=True))


def facts(cls: Any) -> list[Any]:
    """All that instances of a class are asked for."""
    one, same = cls(), cls()
    others = [replace(one, **{part.name: 2}) for part in dataclasses.fields(cls)]
    several = [one, same, *others]
    return [
        [repr(other).rpartition(".")[2] for other in several],
        [[left == right for right in several] for left in several],
        cls.__hash__ and [hash(one) == hash(other) for other in several],
        [one == 1, one != same, cls.__match_args__],
        [(part.name, part.compare, part.hash, part.repr) for part in dataclasses.fields(cls)],
        [dataclasses.asdict(other) for other in several],
    ]


@for_each(("theirs", "ours"), PAIRS)
def test_it_is_compared_hashed_and_shown_as_theirs(theirs: Any, ours: Any) -> None:
    assert facts(ours) == facts(theirs)


def test_what_is_no_field_is_not_compared() -> None:
    several = PAIRS[2][1]
    one, other = several(d=1), several(d=1)
    assert one.twice == 2
    assert one == other
    assert hash(one) == hash(several(d=2))
    with pytest.raises(TypeError, match="unhashable"):
        hash(several(a=[]))


def test_no_other_class_is_equal() -> None:
    _, _, several, more, *_ = (ours for _, ours in PAIRS)
    assert more() != several()
    assert several() != more()


@frozen.dataclass(frozen=True, slots=True)
class Kept:
    a: int
    b: str = "b"


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Kept(1))) == Kept(1)  # noqa: S301  # our own
    assert not hasattr(Kept(1), "__dict__")


def test_every_frozen_class_of_the_program_is_made_so() -> None:
    frozen_ones = [name for name, path in PATHS.items() if MADE in path.read_text("utf-8")]
    otherwise = [name for name in frozen_ones if OURS not in PATHS[name].read_text("utf-8")]
    assert len(frozen_ones) > 100
    assert otherwise == []


MADE, OURS = "@dataclass(frozen=True", "from sheettools.frozen import dataclass"
