"""What a test needs, told from its code: a whole year, or another program.

Followed are its fixtures and whatever function of the tests it names, so that nobody has to mark a
test by hand.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
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
DRIVEN = ("office", "browser")
"""Marks of tests that drive another program; the product may start it for them."""


def needs(item: pytest.Function) -> frozenset[str]:
    """Return the marks of whatever a test reaches."""
    definitions = item._fixtureinfo.name2fixturedefs.values()
    fixtures = [definition.func for several in definitions for definition in several]
    found = _needs(item.function, *fixtures)
    driven = any(item.get_closest_marker(mark) for mark in DRIVEN)
    return found | {"program"} if driven else found


@cache
def _needs(*functions: Any) -> frozenset[str]:
    """Return the marks of what these reach; the tests of one function reach the same."""
    found, waiting = _sorted_out(functions)
    reached: set[FunctionType] = set()
    while waiting:
        function = waiting.pop()
        if function not in reached:
            reached.add(function)
            marks, named = _named(function)
            found |= marks
            waiting |= named
    return frozenset(found)


def _sorted_out(several: Iterable[Any]) -> tuple[set[str], set[FunctionType]]:
    """Return the marks of those that have one beside it, and those that are of the tests."""
    marks: set[str] = set()
    functions: set[FunctionType] = set()
    for one in several:
        marks.update(mark for known, mark in NEEDS if one is known)
        function = _of_the_tests(one)
        if function is not None:
            functions.add(function)
    return marks, functions


def _of_the_tests(one: Any) -> FunctionType | None:
    """Return a function that stands in this folder, without what it is wrapped in."""
    while hasattr(one, "__wrapped__"):
        one = one.__wrapped__
    if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(TESTS):
        return one
    return None


@cache
def _named(function: FunctionType) -> tuple[set[str], set[FunctionType]]:
    """Return what a function's names stand for in its module, those of functions inside it too."""
    named: list[Any] = []
    codes = [function.__code__]
    while codes:
        code = codes.pop()
        codes += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
        named += [function.__globals__.get(name) for name in code.co_names]
    return _sorted_out(named)
