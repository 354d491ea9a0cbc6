"""What all numbers have in common, and what whole numbers have."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from sheettools.findings import Problem, Severity, declare
from sheettools.template.excel.formula import every, literal
from sheettools.template.kinds.kind import Kind, Limit, ParsedValue, Question, Scalar
from sheettools.words.nothing import says_none
from sheettools.words.numbers import (
    NOT_A_NUMBER,
    NumberColumn,
    read_number,
    to_15_digits,
    write_number,
)

NOT_WHOLE = declare(
    "C105",
    Severity.ERROR,
    why=("“{value}” không phải là số nguyên.", "“{value}” is not a whole number."),
    remedy=("Ghi số nguyên, ví dụ 12.", "Write a whole number, for example 12."),
)
NEXT = "sau"
"""The form of a reference that asks for the number after a whole one: the year after this."""


class Numeric(Kind):
    """A number: whole where it is whole, else a float."""

    adds_up = True
    ordered, bound = True, "12"
    validation: ClassVar[str] = "decimal"
    """What Excel calls it."""

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read a number as Vietnamese write it: 1.234,5 and “12 người”."""
        return read(raw, question, whole=False)

    def show(self, value: float) -> str:
        return show_number(value)

    def as_text(self, value: float) -> str:
        return str(value)

    def say(self, value: float, form: str) -> str:
        return write_number(value) if self.counts else super().say(value, form)

    def broken_limit(self, value: Any, question: Question) -> Limit:
        if question.minimum is not None and value is not None and value < question.minimum:
            return "minimum"
        if question.maximum is not None and value is not None and value > question.maximum:
            return "maximum"
        return ""

    def guard(self, question: Question) -> dict[str, Any]:
        low, high = question.minimum, question.maximum
        if low is not None and high is not None:
            limits = {"criteria": "between", "minimum": low, "maximum": high}
        elif high is not None:
            limits = {"criteria": "<=", "value": high}
        else:
            limits = {"criteria": ">=", "value": -(10**9) if low is None else low}
        return {"validate": self.validation, **limits}

    def formula(self, question: Question, cell: str) -> str:
        said = [f"ISNUMBER({cell})"]
        said += [f"{cell}>={literal(question.minimum)}"] if question.minimum is not None else []
        said += [f"{cell}<={literal(question.maximum)}"] if question.maximum is not None else []
        return every(said)

    def in_report(self, value: float) -> float:
        return int(value) if float(value).is_integer() else float(value)

    def plain(self, value: float, clean: Callable[[str], str]) -> float:
        return float(value)

    def restore(self, text: str) -> float:
        return self.in_report(float(text))


class Whole(Numeric):
    """A whole number."""

    number = int
    validation = "integer"

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read a whole number."""
        parsed = read(raw, question, whole=True)
        if not isinstance(parsed.value, float):
            return parsed
        if not parsed.value.is_integer():
            return ParsedValue(problem=NOT_WHOLE)
        return replace(parsed, value=int(parsed.value))

    def say(self, value: float, form: str) -> str:
        return str(int(value) + 1) if form == NEXT else super().say(value, form)

    def takes(self, other: Kind) -> bool:
        return isinstance(other, Whole)

    def formula(self, question: Question, cell: str) -> str:
        whole = f"IF(ISNUMBER({cell}),{cell}=INT({cell}),FALSE)"
        return every([super().formula(question, cell), whole])

    def plain(self, value: float, clean: Callable[[str], str]) -> int:
        return int(value)

    def restore(self, text: str) -> int:
        return int(text)


def read(raw: Scalar, question: Question, *, whole: bool) -> ParsedValue:
    """Read a number; in a `whole` column a sign between digits can only part thousands."""
    if isinstance(raw, bool | date | datetime | time | timedelta):
        return ParsedValue(problem=NOT_A_NUMBER)
    if isinstance(raw, int | float):
        if not math.isfinite(raw):
            return ParsedValue(problem=NOT_A_NUMBER)
        number = to_15_digits(raw) if isinstance(raw, float) else raw
        return ParsedValue(int(number) if float(number).is_integer() else number)
    if question.kind.counts and says_none(str(raw)):
        return ParsedValue(0, repaired=True)
    said = read_number(str(raw), NumberColumn(question.title, whole, question.unit))
    if isinstance(said, Problem):
        return ParsedValue(problem=said)
    return ParsedValue(said, repaired=said is not None)


def show_number(value: float) -> str:
    """Write a number as Vietnamese offices do: 1.234,5."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")
