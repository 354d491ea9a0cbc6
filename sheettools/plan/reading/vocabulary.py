"""The words of plans, from `words.toml`: what offices call things, and how they begin."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _lists() -> dict[str, Any]:
    text = (files(__package__) / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words(name: str) -> tuple[str, ...]:
    """Return a list of words by its name: `task.verbs`."""
    group, _, own = name.partition(".")
    return tuple(_lists()[group][own])


def one_of(name: str) -> str:
    """Return a pattern that matches any of a list."""
    return "|".join(words(name))


def sections() -> dict[str, str]:
    """Return the sections of the form, each with the pattern of what a heading calls it."""
    return {name: "|".join(own) for name, own in _lists()["section"].items()}


def columns() -> tuple[tuple[str, str], ...]:
    """Return what columns hold, each with the pattern of its heading, in the order of trying."""
    return tuple((one["role"], "|".join(one["words"])) for one in _lists()["column"])
