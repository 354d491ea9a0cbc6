"""On paper: A4, headings and row numbers on every page, whose it is and which page, room to sign.

A table that is wider than a page at a readable size goes over several pages side by side, parted
between its bands of columns where they fit, with the row numbers on each.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet

A4 = 9
LANDSCAPE, PORTRAIT = 126.0, 86.0
"""How many characters of 12 points are as wide as the page between its margins."""
SCALES = range(100, 65, -5)
"""Percentages of the size on the screen; below 70 the smallest letters are under 7 points."""
FOOTER = 255
"""How long Excel allows a footer to be."""
SHEET_WIDTH, SHEET_HEIGHT = 128.0, 512.0
"""The room of an A4 sheet lying down, in characters and points, a little less than it has."""


def print_guide(page: SheetWriter, sheet: Sheet, issued: Issue) -> None:
    """Set a page of text up for printing."""
    _paper(page, sheet, issued)
    page.sheet.fit_to_pages(1, 0)


def print_form(page: SheetWriter, sheet: Sheet, issued: Issue) -> None:
    """Set a form up for printing."""
    _paper(page, sheet, issued)
    page.sheet.fit_to_pages(1, 0)
    last = layout.FORM_VALUE if sheet.read_only else layout.FORM_NOTE
    # Without it the boxes of the notes count as printed, and shrink the page.
    page.sheet.print_area(0, 0, layout.last_row(sheet) - 1, last - 1)


def print_table(page: SheetWriter, sheet: Sheet, issued: Issue) -> None:
    """Set a table up for printing, over as many pages side by side as its columns want."""
    _paper(page, sheet, issued, signed=True)
    page.sheet.print_area(0, 0, layout.last_row(sheet) - 1, layout.last_column(sheet) - 1)
    page.sheet.repeat_rows(layout.BAND_ROW - 1, layout.HEADER_ROW - 1)
    page.sheet.repeat_columns(0, layout.MARK_COLUMN - 1)
    page.sheet.print_across()
    room = LANDSCAPE if sheet.orientation == "landscape" else PORTRAIT
    scale, breaks = plan_pages(sheet, page.widths, room)
    page.sheet.set_print_scale(scale)
    page.sheet.set_v_pagebreaks([column - 1 for column in breaks])


def plan_pages(sheet: Sheet, widths: dict[int, float], room: float) -> tuple[int, list[int]]:
    """Return the scale in percent, and the columns with which a new page begins."""
    repeated = widths[layout.NUMBER_COLUMN] + widths[layout.MARK_COLUMN]
    bands = _bands(sheet)
    columns: list[int] = []
    begins: set[int] = set()
    widest = 0.0
    for band in bands:
        begins.add(len(columns))
        columns += band
        widest = max(widest, sum(widths[column] for column in band))
    scale = next((s for s in SCALES if widest + repeated <= room * 100 / s), SCALES[-1])
    free = room * 100 / scale - repeated
    parts = part_columns([widths[column] for column in columns], begins, free)
    return scale, [columns[part.start] for part in parts[1:]]


def print_by_hand(page: SheetWriter, issued: Issue) -> None:
    """Set a sheet up that is filled in with a pen: lying down, nothing made smaller."""
    page.sheet.set_paper(A4)
    page.sheet.set_landscape()
    page.sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    page.sheet.print_across()
    page.sheet.set_footer(_footer(issued))


def part_columns(widths: Sequence[float], begins: Collection[int], room: float) -> list[range]:
    """Part columns into the fewest pages, with as few bands cut as can be, alike in width.

    `begins` are the columns, from 0, with which a band begins.
    """
    count = len(widths)
    # From the last column back to the first: of the columns from each on, the best way to part
    # them, as the pages, the bands cut, how unlike the pages are, and where the second begins.
    best: list[tuple[int, int, float, int]] = [(0, 0, 0.0, count)] * (count + 1)
    for first in reversed(range(count)):
        used = 0.0
        choices: list[tuple[int, int, float, int]] = []
        for after in range(first + 1, count + 1):
            used += widths[after - 1]
            if used > room and choices:
                break
            pages, cut, unlike, _ = best[after]
            cuts = after < count and after not in begins
            choices.append((pages + 1, cut + cuts, unlike + (room - used) ** 2, after))
        best[first] = min(choices)
    parts, first = [], 0
    while first < count:
        parts.append(range(first, best[first][3]))
        first = best[first][3]
    return parts


def part_rows(heights: Sequence[float], room: float) -> list[range]:
    """Part rows into the fewest pages, about as many on each."""
    parts = _fill_pages(heights, room, len(heights))
    even = _fill_pages(heights, room, -(-len(heights) // max(1, len(parts))))
    return even if len(even) == len(parts) else parts


def _fill_pages(heights: Sequence[float], room: float, most: int) -> list[range]:
    parts, first, used = [], 0, 0.0
    for number, height in enumerate(heights):
        if number > first and (used + height > room or number - first == most):
            parts.append(range(first, number))
            first, used = number, 0.0
        used += height
    return [*parts, range(first, len(heights))]


def _bands(sheet: Sheet) -> list[list[int]]:
    bands: list[list[int]] = []
    for target in sheet.fields:
        if target.group or not bands:
            bands.append([])
        bands[-1].append(layout.field_column(sheet, target.name))
    return bands


def _paper(page: SheetWriter, sheet: Sheet, issued: Issue, *, signed: bool = False) -> None:
    page.sheet.set_paper(A4)
    if sheet.orientation == "landscape":
        page.sheet.set_landscape()
    else:
        page.sheet.set_portrait()
    page.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    page.sheet.set_footer(_footer(issued, "&C&9Người ghi ký: ………………………" if signed else ""))


def _footer(issued: Issue, sign: str = "") -> str:
    line = f"{issued.line}  {issued.code}".replace("&", "&&").strip()
    room = FOOTER - len(sign) - 60
    return f'&L&"Times New Roman,Regular"&9{line[:room]}{sign}&R&9Trang &P/&N'
