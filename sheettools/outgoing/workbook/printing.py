"""On paper: A4, headings and row numbers on every page, whose it is and which page, room to sign.

All columns of a table stand side by side on one page, at a size that can be read; what is worked
out is left to the screen where there is no room for it. A table that is still wider goes over
several pages side by side, parted between its bands of columns where they fit. Excel prints the
rows with something in them and some more; programs that know no print area made by a formula print
all that are prepared.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sheettools.outgoing.workbook.widths import LEAST_SCALE, PAPER, pixels
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template import layout
from sheettools.template.excel.address import address
from sheettools.template.excel.formula import quote, sheet_name
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet

A4 = 9
SCALES = range(100, LEAST_SCALE - 5, -5)
"""Percentages of the size on the screen."""
FOOTER = 255
"""How long Excel allows a footer to be."""
SHEET_WIDTH, SHEET_HEIGHT = 128.0, 512.0
"""The room of an A4 sheet lying down, in characters and points, a little less than it has."""
BLANK_MORE, PAST = 10, 500
"""How many blank rows are printed after the last with something in it, and how far past the
prepared rows these are looked for.
"""


def print_guide(page: SheetWriter, sheet: Sheet, issued: Issue) -> None:
    """Set a page of text up for printing: one page, whatever stands on it."""
    _paper(page, sheet, issued)
    page.sheet.center_horizontally()
    page.sheet.fit_to_pages(1, 1)


def print_form(page: SheetWriter, sheet: Sheet, issued: Issue) -> None:
    """Set a form up for printing: one page where it is only to be read."""
    _paper(page, sheet, issued)
    page.sheet.fit_to_pages(1, int(sheet.read_only))
    last = layout.FORM_VALUE if sheet.read_only else layout.FORM_NOTE
    # Without it the boxes of the notes count as printed, and shrink the page.
    page.sheet.print_area(0, 0, layout.last_row(sheet) - 1, last - 1)


def print_table(page: SheetWriter, sheet: Sheet, issued: Issue, begun: int) -> None:
    """Set a table up for printing; `begun` is the last row with something in it, 0 for none."""
    _paper(page, sheet, issued, signed=True)
    page.sheet.repeat_rows(layout.BAND_ROW - 1, layout.HEADER_ROW - 1)
    if not sheet.printed:
        # Of a hidden row there is nothing to print.
        page.sheet.print_area(layout.KEY_ROW - 1, 0, layout.KEY_ROW - 1, 0)
        return
    last = layout.last_column(sheet)
    printed = last_printed(sheet, page.widths)
    if printed:
        page.sheet.fit_to_pages(1, 0)
    else:
        _side_by_side(page, sheet)
    if printed == last:
        now = rows_printed_now(sheet, issued, begun)
        page.formula(*layout.printed_place(sheet), rows_printed(sheet, issued), now, "helper")
        # A name of our own, and nothing but that: programs that cannot work a print area out have
        # been seen to stop at a formula, and leave out a name.
        page.book.define(area_name(sheet), filled_area(sheet))
        page.sheet.print_area_range = area_name(sheet)
    else:
        page.sheet.print_area(0, 0, layout.last_row(sheet) - 1, (printed or last) - 1)


def last_printed(sheet: Sheet, widths: dict[int, float]) -> int:
    """Return the last column of those that have room on one page, 0 where not even all have that
    are filled in, or that tell what the office wrote.
    """
    room = PAPER[sheet.orientation] * 100 // LEAST_SCALE
    fields = {layout.field_column(sheet, target.name): target for target in sheet.fields}
    needed = [
        column for column, target in fields.items() if not target.locked or target.by == "office"
    ]
    used, last = 0, 0
    for column in range(1, layout.last_column(sheet) + 1):
        used += pixels(widths[column])
        if used > room:
            break
        last = column
    return last if last >= max(needed, default=0) else 0


def area_name(sheet: Sheet) -> str:
    """Return the defined name of what is printed of a table."""
    return f"in_{sheet.name}"


def filled_area(sheet: Sheet) -> str:
    """Return the formula of what is printed of a table."""
    here, count = sheet_name(sheet.title), address(*layout.printed_place(sheet), absolute=True)
    return f"OFFSET({here}!$A$1,0,0,{here}!{count},{layout.last_column(sheet)})"


def rows_printed(sheet: Sheet, issued: Issue) -> str:
    """Return the formula of how many rows are printed: those with something in them, that came so
    or past the prepared ones too, and some more.
    """
    last = layout.last_row(sheet)
    begun = _block((layout.FIRST_ROW, layout.helpers(sheet).begun), (last, 0))
    filled = [
        layout.field_column(sheet, target.name) for target in sheet.fields if not target.locked
    ]
    past = _block((last + 1, filled[0]), (last + PAST, filled[-1])) if filled else begun
    most = f"MIN({last},{_last_of(begun, '>0')}+{BLANK_MORE})"
    return f"MAX({rows_printed_now(sheet, issued, 0)},{most},{_last_of(past, '<>' + quote(''))})"


def rows_printed_now(sheet: Sheet, issued: Issue, begun: int) -> int:
    """Return how many rows are printed as long as row `begun` is the last with something in it."""
    came = max(issued.planned.get(sheet.name, 0), issued.carried.get(sheet.name, 0))
    filled = max(layout.FIRST_ROW - 1 + came, begun)
    return max(min(layout.last_row(sheet), filled + BLANK_MORE), begun)


def _last_of(block: str, condition: str) -> str:
    return f"SUMPRODUCT(LARGE(({block}{condition})*ROW({block}),1))"


def _block(first: tuple[int, int], last: tuple[int, int]) -> str:
    ends = first, (last[0], last[1] or first[1])
    return ":".join(address(*end, absolute=True) for end in ends)


def _side_by_side(page: SheetWriter, sheet: Sheet) -> None:
    page.sheet.repeat_columns(0, layout.MARK_COLUMN - 1)
    page.sheet.print_across()
    scale, breaks = plan_pages(sheet, page.widths, PAPER[sheet.orientation])
    page.sheet.set_print_scale(scale)
    page.sheet.set_v_pagebreaks([column - 1 for column in breaks])


def plan_pages(sheet: Sheet, widths: dict[int, float], room: float) -> tuple[int, list[int]]:
    """Return the scale in percent, and the columns with which a new page begins."""
    repeated = pixels(widths[layout.NUMBER_COLUMN]) + pixels(widths[layout.MARK_COLUMN])
    bands = _bands(sheet)
    columns: list[int] = []
    begins: set[int] = set()
    widest = 0
    for band in bands:
        begins.add(len(columns))
        columns += band
        widest = max(widest, sum(pixels(widths[column]) for column in band))
    scale = next((s for s in SCALES if widest + repeated <= room * 100 / s), SCALES[-1])
    free = room * 100 / scale - repeated
    parts = part_columns([pixels(widths[column]) for column in columns], begins, free)
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
