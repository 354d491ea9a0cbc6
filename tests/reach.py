"""What a test needs, told from its code: a whole year, or another program.

Followed are its fixtures and whatever function of the tests it names, so that nobody has to mark a
test by hand.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from benchmarks.__main__ import main as bench
from benchmarks.corpora import open_corpora
from sheettools.cli.entry import run
from sheettools.year import Year

TESTS = str(Path(__file__).parent)
NEEDS = (
    (Year, "year"),
    (run, "year"),
    (open_corpora, "year"),
    (bench, "year"),
    (subprocess, "program"),
)
"""Who names one of these has the need, and so the mark, beside it."""


def needs(item: pytest.Function) -> frozenset[str]:
    """Return the marks of whatever a test reaches."""
    definitions = item._fixtureinfo.name2fixturedefs.values()
    fixtures = [definition.func for several in definitions for definition in several]
    return _needs(item.function, *fixtures)


@cache
def _needs(*functions: Any) -> frozenset[str]:
    """Return the marks of what these reach; the tests of one function reach the same."""
    reached: set[FunctionType] = set()
    found: set[str] = set()
    waiting: list[Any] = list(functions)
    while waiting:
        one = waiting.pop()
        found.update(mark for known, mark in NEEDS if one is known)
        function = _of_the_tests(one)
        if function is not None and function not in reached:
            reached.add(function)
            waiting += _named(function)
    return frozenset(found)


def _of_the_tests(one: Any) -> FunctionType | None:
    """Return a function that stands in this folder, without what it is wrapped in."""
    while hasattr(one, "__wrapped__"):
        one = one.__wrapped__
    if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(TESTS):
        return one
    return None


def _named(function: FunctionType) -> Iterator[Any]:
    """Yield what a function's names stand for in its module, those of functions inside it too."""
    codes = [function.__code__]
    while codes:
        code = codes.pop()
        codes += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
        for name in code.co_names:
            yield function.__globals__.get(name)
