"""Frozen dataclasses as `dataclasses` has them, made in a third of the time.

The standard library writes six methods as text for each class and compiles them when a module is
loaded: a sixth of what a command takes before it begins. Here the one that makes an instance is
written so; how two are compared, hashed and shown is the same for all. That none is changed is held
by mypy alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, eq=True, order=False, **how):
        """Make a class a dataclass; it is written as the standard library's own."""

        def made(cls):
            if not frozen or order:
                return dataclasses.dataclass(frozen=frozen, eq=eq, order=order, **how)(cls)
            cls = dataclasses.dataclass(eq=False, repr=False, **how)(cls)
            _add(cls, (("__repr__", _repr), *(_COMPARED if eq else ())))
            return cls

        return made if cls is None else made(cls)


def _add(cls: Any, methods: Iterable[tuple[str, Any]]) -> None:
    """Give a class what it does not say of itself."""
    fields = dataclasses.fields(cls)
    cls.__compared__ = _values(one.name for one in fields if one.compare)
    cls.__hashed__ = _values(
        one.name for one in fields if (one.compare if one.hash is None else one.hash)
    )
    for name, method in methods:
        if name not in vars(cls):
            setattr(cls, name, method)


def _values(names: Iterable[str]) -> staticmethod[[Any], Any]:
    """Return what gives the values of some fields, as a tuple where there are several."""
    named = tuple(names)
    value: Callable[[Any], Any] = attrgetter(*named) if named else _nothing
    return staticmethod(value)


def _nothing(_: object) -> tuple[()]:
    return ()


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__compared__(self) == self.__compared__(other)


def _hash(self: Any) -> int:
    return hash(self.__hashed__(self))


def _repr(self: Any) -> str:
    said = (
        f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr
    )
    return f"{type(self).__qualname__}({', '.join(said)})"


_COMPARED = (("__eq__", _eq), ("__hash__", _hash))
