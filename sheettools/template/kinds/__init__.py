"""Kinds of value: how people write one, how a cell holds it, how Excel guards it, how it is stored
and printed.

A kind is one class in one module of this package that ends with `register(...)`. To add one, add a
module: it is found here by itself.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import Any

from sheettools.template.kinds.date import DATE
from sheettools.template.kinds.integer import INTEGER
from sheettools.template.kinds.kind import (
    FOUND,
    READ_AS,
    Kind,
    Limit,
    ParsedValue,
    Question,
    Scalar,
)
from sheettools.template.kinds.number import NUMBER
from sheettools.template.kinds.numeric import show_number
from sheettools.template.kinds.several import SEVERAL
from sheettools.template.kinds.text import DITTO_WORDS, TEXT, pattern_formula, written
from sheettools.template.kinds.time import TIME
from sheettools.template.kinds.year import YEAR
from sheettools.template.kinds.yes_no import YES_NO
from sheettools.words.dates import show_date

for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
_FIRST = (TEXT, INTEGER, NUMBER, YEAR, DATE, TIME, YES_NO, SEVERAL)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*_FIRST, *FOUND)}
"""By their names, in the order of the docs: the common ones, then the others."""


def kind_of(value: Any) -> Kind:
    """Return the kind of what stands in a cell of a report that no field declares: days and whole
    numbers, text for all else.
    """
    of_type: Mapping[type, Kind] = {date: DATE, int: INTEGER}
    return of_type.get(type(value), TEXT)


__all__ = [
    "DATE",
    "DITTO_WORDS",
    "INTEGER",
    "KINDS",
    "NUMBER",
    "READ_AS",
    "SEVERAL",
    "TEXT",
    "TIME",
    "YEAR",
    "YES_NO",
    "Kind",
    "Limit",
    "ParsedValue",
    "Question",
    "Scalar",
    "kind_of",
    "pattern_formula",
    "show_date",
    "show_number",
    "written",
]
