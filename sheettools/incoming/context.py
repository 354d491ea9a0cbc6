"""What the check of a file hangs on beside the file: while it is the same, so is the outcome."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import sheettools
from sheettools.incoming.whose.identify import SentBooks
from sheettools.version import __version__


def context_of(sent: SentBooks, today: date | None) -> str:
    """Return a digest of the program, the template with its accepted spellings, the plan, all that
    was issued, the key and the day.
    """
    return digest_of(sent, today)


def digest_of(*parts: Any) -> str:
    """Return a digest of what something is made of, and of the program that makes it."""
    said = json.dumps([_program(), *parts], default=_plain)
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _program() -> str:
    """Return a digest of the program itself: another one may find other things."""
    made = hashlib.sha256(__version__.encode())
    for path in _files():
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # half the time for 400 files
            made.update(file.read())
    return made.hexdigest()


def _files() -> list[str]:
    found: list[str] = []
    for folder, _, names in os.walk(Path(sheettools.__file__).parent):
        found += [f"{folder}/{name}" for name in names if name.endswith((".py", ".toml"))]
    found.sort(key=lambda path: path.replace(os.sep, "/"))  # the same order on every system
    if getattr(sys, "frozen", False):  # its modules are in one file, its templates may lie beside
        found.append(sys.executable)
    return found


def _of_a_set(value: Any) -> str:
    """Return a member of a set as a text: mostly a name, or a day off."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, date) else json.dumps(value, default=_plain)


_NAMES: dict[type, tuple[str, ...]] = {}


def _names_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the fields of a dataclass; there are few classes and many values."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(part.name for part in fields(kind))
    return _NAMES[kind]


def _plain(value: Any) -> Any:
    """Return plain data for what JSON does not know, the same in every run."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = [(name, getattr(value, name)) for name in _names_of(type(value))]
        return [type(value).__qualname__, parts]
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, frozenset | set):
        return sorted(map(_of_a_set, value))
    if isinstance(value, Iterable):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    # A kind of value, or a function: it is told by its name, and by what it holds.
    named = value if hasattr(value, "__qualname__") else type(value)
    return [named.__qualname__, list(vars(value).items())]
