"""Numbers that may have a fraction: areas, prices."""

from __future__ import annotations

from sheettools.findings import Words
from sheettools.template.kinds.kind import Kind, register
from sheettools.template.kinds.numeric import Numeric


class Number(Numeric):
    """A measure."""

    name = "number"
    words = Words("ghi số", "write a number")
    example = "1.234,5"
    schema_type = "number"
    counts = True
    number_format = "General"
    number = float
    width = 11.0
    paper_width = 9.0

    def takes(self, other: Kind) -> bool:
        return isinstance(other, Numeric)


NUMBER = register(Number())
