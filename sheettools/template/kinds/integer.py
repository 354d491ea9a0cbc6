"""Whole numbers: how many."""

from __future__ import annotations

from sheettools.findings import Words
from sheettools.template.kinds.kind import register
from sheettools.template.kinds.numeric import Whole


class Integer(Whole):
    """A count."""

    name = "integer"
    words = Words("ghi số nguyên", "write a whole number")
    example = "12"
    schema_type = "integer"
    counts = True
    number_format = "#,##0"
    width = 10.0
    paper_width = 7.5


INTEGER = register(Integer())
