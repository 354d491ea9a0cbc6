"""Signs that nobody sees, taken out of all texts of a workbook as it comes in: headings, names and
values read as if they were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheettools.findings import Finding, Location, Severity, declare
from sheettools.words.nothing import is_line
from sheettools.words.signs import name_unseen
from sheettools.words.text import tidy

PADDED = declare(
    "C009",
    Severity.REPAIR,
    why=(
        "Đã bỏ phần thừa không nhìn thấy ({signs}); chữ nhìn thấy vẫn giữ nguyên. Số ô: {count}.",
        "What cannot be seen was dropped ({signs}); what can be seen is kept. Cells: {count}.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)


class Padded(NamedTuple):
    """A cell with signs that nobody sees, and what stood in it."""

    sheet: str
    cell: str
    text: str


def dropped(file: str, padded: Sequence[Padded]) -> Iterator[Finding]:
    """Say once a file what was dropped from its texts; at the cell where it is one alone."""
    padded = [one for one in padded if not _has_its_own(one.text)]
    signs = name_unseen(text for _, _, text in padded)
    if signs is None:
        return
    place = Location(file, padded[0].sheet, padded[0].cell) if len(padded) == 1 else Location(file)
    yield Finding(PADDED, place, values={"signs": signs, "count": len(padded)})


def _has_its_own(text: str) -> bool:
    """Say whether a dash is left of a text: that is told in its place."""
    return is_line(text) and bool(tidy(text))
