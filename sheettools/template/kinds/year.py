"""Years."""

from __future__ import annotations

from sheettools.findings import Words
from sheettools.template.kinds.kind import register
from sheettools.template.kinds.numeric import Whole


class YearNumber(Whole):
    """A year, written without a sign between its digits."""

    name = "year"
    words = Words("ghi năm", "write a year")
    example = "2024"
    more, less = Words("muộn hơn", "later than"), Words("sớm hơn", "earlier than")
    schema_type = "year"
    number_format = "0"
    width = 8.0
    paper_width = 8.0

    def show(self, value: float) -> str:
        return str(value)


YEAR = register(YearNumber())
