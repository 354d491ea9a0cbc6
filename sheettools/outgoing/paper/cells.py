"""What is common to all pages: their styles, how wide a column is to write in, how high a text.

Widths are in characters, heights in points.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template.model import Field

TALL = 40
"""The height of a row to write in by hand."""
STYLES: Mapping[str, dict[str, Any]] = {
    "cover": {"bold": True, "font_size": 22, "align": "center"},
    "under": {"font_size": 14, "align": "center"},
    "due": {"bold": True, "font_size": 14, "align": "center"},
    "title": {"bold": True, "font_size": 14},
    "line": {"font_size": 11, "font_color": "#1F3864"},
    "note": {"italic": True, "font_size": 11, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "font_size": 13},
    "text": {"text_wrap": True, "valign": "top"},
    "band": {"bold": True, "font_size": 10, "border": 1, "bg_color": "#BFC9D6", "text_wrap": True,
        "valign": "vcenter"},
    "header": {"bold": True, "font_size": 10, "border": 1, "bg_color": "#E4E9EF", "text_wrap": True,
               "align": "center", "valign": "vcenter"},
    "number": {"border": 1, "align": "center", "valign": "vcenter", "bg_color": "#EDEDED"},
    "code": {"border": 1, "bold": True, "font_size": 11, "valign": "vcenter", "text_wrap": True,
    "bg_color": "#EDEDED"},
    "given": {"border": 1, "font_size": 11, "valign": "vcenter", "text_wrap": True,
    "bg_color": "#EDEDED"},
    "blank": {"border": 1, "font_size": 11, "valign": "vcenter", "text_wrap": True},
    "label": {"bold": True, "border": 1, "bg_color": "#E4E9EF", "text_wrap": True,
        "valign": "vcenter"},
    "legend": {"font_size": 10, "text_wrap": True, "valign": "top"},
    "nil": {"bold": True, "text_wrap": True, "valign": "vcenter"},
    "signature": {"bold": True, "align": "center"},
}  # fmt: skip
BESIDE = 0.72
"""What Excel adds to the width of every column."""
CHOICE_WIDTH, CODE_WIDTH = 10.0, 13.5
CHOICE_HINT, CODE_HINT = "(xem dưới)", "(ghi mã)"


def column_width(target: Field) -> float:
    """Return the narrowest width, in characters, in which a pen has room."""
    if target.categories is not None:
        return CHOICE_WIDTH
    if target.chosen:
        return CODE_WIDTH
    return target.kind.paper_width or max(14.0, min(30.0, 0.75 * (target.width or 20.0)))


def stretch(fields: Sequence[Field], widths: Sequence[float], room: float) -> list[float]:
    """Share what is left of a page among its columns: texts first, up to twice, then all."""
    wide = list(widths)
    texts = [n for n, target in enumerate(fields) if target.free_text]
    for chosen, most in ((texts, 2.0), (range(len(wide)), room)):
        spare = room - sum(wide) - BESIDE * len(wide)
        total = sum(wide[n] for n in chosen)
        if spare > 0 and total:
            by = min(most, 1 + spare / total)
            for n in chosen:
                wide[n] *= by
    return [int(width * 10) / 10 for width in wide]


def heading(target: Field) -> str:
    """Return a field's title with what to write, in two lines."""
    if target.locked:
        return target.title
    star = " *" if target.always_asked else ""
    hint = _hint(target)
    return f"{target.title}{star}\n{hint}" if hint else f"{target.title}{star}"


def _hint(target: Field) -> str:
    """Say how to write a value, empty where it needs no saying."""
    if target.categories:
        return CHOICE_HINT
    return CODE_HINT if target.chosen else target.kind.paper_hint


def count_lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a column, on the safe side."""
    room = max(1, int((width * 6 - 3) / (size * (0.46 if bold else 0.45))))
    return sum(max(1, len(textwrap.wrap(line, room))) for line in text.split("\n"))


def runs(titles: Sequence[str]) -> Iterator[tuple[str, range]]:
    """Yield each title with the places, from 0, over which it goes on."""
    first = 0
    for number in range(1, len(titles) + 1):
        if number == len(titles) or titles[number] != titles[first]:
            yield titles[first], range(first, number)
            first = number


def put_row(
    page: SheetWriter, row: int, height: float, cells: Mapping[int, tuple[str, str]]
) -> None:
    """Write a row of texts, as tall as said."""
    for column, (text, style) in cells.items():
        page.put(row, column, text or None, style)
    set_height(page, row, height)


def over(
    page: SheetWriter,
    row: int,
    columns: tuple[int, int],
    text: str,
    style: str,
    height: float | None = None,
) -> None:
    """Write one text over some columns of a row, which without a height is as tall as it."""
    first, last = columns
    if last > first:
        page.merge((row, first), (row, last), text, style)
    else:
        page.put(row, first, text, style)
    if height is not None:
        set_height(page, row, height)


def set_height(page: SheetWriter, row: int, height: float) -> None:
    """Make a written row as tall as said, whatever its text: what fits on a page counts on it."""
    page.lines.pop(row, None)
    page.sheet.set_row(row - 1, height)
