"""Where the table of a foreign sheet stands: its headings in one row or several, its rows, or the
lines of a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sheettools.forms.laid import LaidSheet
from sheettools.frozen import dataclass
from sheettools.words.text import bare, fold

WITHIN, DEEPEST, LONGEST = 60, 3, 150
"""How far down headings are looked for, how many rows they have at most, and how long one is."""
ENOUGH = 0.6
"""What part of the fullest row's texts the headings have at least: letterheads have fewer."""
MOST_ROWS, MOST_COLUMNS = 300, 500
NUMBERS = frozenset(("tt", "stt", "so tt", "so thu tu", "no", "no."))
TOTALS = ("tong", "cong", "tong cong", "tong so", "cong chung", "total")
_COUNTED = re.compile(r"\(?\s*(?:[0-9]{1,2}|[A-Za-z])\s*\)?(?:\s*[=+].*)?")
"""What stands in a row that numbers the columns: (1), A, 5=3+4."""


@dataclass(frozen=True)
class FormColumn:
    """One column of a table: where it stands, what is written above it."""

    number: int
    title: str
    group: str = ""
    rows: range = range(0)
    """The rows of its headings."""


@dataclass(frozen=True)
class FormTable:
    """The table of a sheet; `first` and `last` are its rows, `totals` the row of its totals, if it
    has one.
    """

    title: str
    columns: tuple[FormColumn, ...]
    first: int
    last: int
    totals: int = 0
    numbered: int = 0
    """The column that numbers the rows, if there is one."""


@dataclass(frozen=True)
class FormLine:
    """One line of a form: its words, and the cell beside them."""

    title: str
    row: int
    label: int
    column: int


def find_table(sheet: LaidSheet) -> FormTable | None:
    """Return the table of a sheet; None where it has none."""
    rows = {row: list(columns) for row, columns in _texts(sheet).items() if row <= WITHIN}
    most = max((len(columns) for columns in rows.values()), default=0)
    if most < 2:
        return None
    begin = min(row for row, columns in rows.items() if len(columns) >= max(2, ENOUGH * most))
    top, last = _grown(sheet, rows, begin)
    columns = list(_columns(sheet, top, last))
    if len(columns) < 2:
        return None
    first = last + 1
    if _numbers_columns(sheet, first, columns):
        first += 1
    end, totals = _end(sheet, first, columns)
    number = next((one.number for one in columns if bare(one.title).strip(" .") in NUMBERS), 0)
    kept = tuple(one for one in columns if one.number != number)
    return FormTable(_title(sheet, top), kept, first, end, totals, number)


def _texts(sheet: LaidSheet) -> Mapping[int, list[int]]:
    """Return by row the columns in which a short text stands, a merged one once."""
    found: dict[int, list[int]] = {}
    for (row, column), value in sorted(sheet.values.items()):
        short = isinstance(value, str) and 0 < len(value.strip()) <= LONGEST
        seen = row not in sheet.raw.hidden_rows and not sheet.hidden(column)
        if short and seen and (row, column) not in sheet.formulas:
            found.setdefault(row, []).append(column)
    return found


def _grown(sheet: LaidSheet, rows: Mapping[int, list[int]], row: int) -> tuple[int, int]:
    """Return the first and the last row of the headings of which one row is found."""
    top = last = row
    while top > 1 and last - top + 1 < DEEPEST and _joins(sheet, rows, top - 1, top):
        top -= 1
    while last - top + 1 < DEEPEST and _joins(sheet, rows, last, last + 1):
        last += 1
    return top, last


def _joins(sheet: LaidSheet, rows: Mapping[int, list[int]], above: int, below: int) -> bool:
    """Say whether two rows are one heading: merged downwards, or wide above and parted below."""
    if above not in rows:
        return False
    for (row, column), (to_row, to_column) in sheet.merged:
        if row <= above and to_row >= below and sheet.text(row, column):
            return True
        wide = to_row == row == above and to_column > column
        parted = [one for one in rows.get(below, ()) if column <= one <= to_column]
        if wide and len(parted) > 1 and len(rows[above]) > 1:
            return True
    return False


def _columns(sheet: LaidSheet, top: int, last: int) -> Iterator[FormColumn]:
    numbers = [column for (row, column) in sheet.values if top <= row <= last]
    for _, (to_row, to_column) in sheet.merged:
        if top <= to_row <= last:
            numbers.append(to_column)
    for number in range(min(numbers, default=1), max(numbers, default=0) + 1):
        said = [(row, _above(sheet, row, number)) for row in range(top, last + 1)]
        words = [(row, text) for row, text in said if text]
        if not words or sheet.hidden(number):
            continue
        _, title = words[-1]
        groups = [text for _, text in words[:-1] if text != title]
        yield FormColumn(number, title, groups[0] if groups else "", range(top, last + 1))


def _above(sheet: LaidSheet, row: int, column: int) -> str:
    """Return the heading at a cell: its own, or that of the merged cells that it is part of."""
    for (first, left), (last, right) in sheet.merged:
        if first <= row <= last and left <= column <= right:
            return sheet.text(first, left)
    return sheet.text(row, column)


def _numbers_columns(sheet: LaidSheet, row: int, columns: list[FormColumn]) -> bool:
    said = [sheet.values.get((row, one.number)) for one in columns]
    texts = [str(value) for value in said if value is not None]
    return len(texts) * 2 > len(columns) and all(_COUNTED.fullmatch(text) for text in texts)


def _end(sheet: LaidSheet, first: int, columns: list[FormColumn]) -> tuple[int, int]:
    """Return the last row of a table, and the row of its totals: what stands below a blank row is
    no longer of it, what is only laid down is.
    """
    numbers = {one.number for one in columns}
    filled = {row for row, column in sheet.values if column in numbers and row >= first}
    last, blank, totals = first - 1, 0, 0
    for row in range(first, first + MOST_ROWS):
        if _is_total(sheet, row, numbers):
            totals = row
            break
        if row in filled and blank < 2:
            last, blank = row, 0
        else:
            blank += 1
    prepared = min(_laid_until(sheet, first, numbers), first + MOST_ROWS)
    return max(last, prepared if not totals else min(prepared, totals - 1)), totals


def _laid_until(sheet: LaidSheet, first: int, numbers: set[int]) -> int:
    """Return the last row for which limits are laid down on the columns of a table."""
    last = 0
    for guard in sheet.guards:
        for (row, column), (to_row, to_column) in guard.where:
            meets = numbers & set(range(column, min(to_column, MOST_COLUMNS) + 1))
            if row <= first + 1 and meets:
                last = max(last, to_row)
    return last


def _is_total(sheet: LaidSheet, row: int, numbers: set[int]) -> bool:
    texts = [sheet.text(row, column) for column in sorted(numbers | {min(numbers) - 1, 1})]
    said = next(filter(None, texts), "")
    return bare(said).strip(" :.") in TOTALS


def _title(sheet: LaidSheet, top: int) -> str:
    """Return what stands in large above a table: the longest text of one cell in capitals, else the
    last text.
    """
    above = [
        sheet.text(row, column)
        for row, column in sorted(sheet.values)
        if row < top and sheet.text(row, column)
    ]
    loud = [text for text in above if text == text.upper() and any(map(str.isalpha, text))]
    return max(loud or above[-1:], key=len, default="")


# --------------------------------------------------------------------------- forms


def find_lines(sheet: LaidSheet) -> list[FormLine]:
    """Return the lines of a form: words, and beside them an empty cell or an answer."""
    texts = _texts(sheet)
    found: list[FormLine] = []
    for row, columns in texts.items():
        label = columns[0]
        words = sheet.text(row, label)
        if len(columns) > 2 or not _is_label(sheet, row, label, words):
            continue
        found.append(FormLine(words.rstrip(" :…."), row, label, _beside(sheet, row, label)))
    return found if len(found) > 1 else []


def _is_label(sheet: LaidSheet, row: int, column: int, words: str) -> bool:
    if words.endswith((":", "*")) or "……" in words or "...." in words:
        return True
    beside = _beside(sheet, row, column)
    guarded = any(guard.holds(row, beside) for guard in sheet.guards)
    return guarded or (sheet.protected and not sheet.locked(row, beside))


def _beside(sheet: LaidSheet, row: int, column: int) -> int:
    """Return the column of the cell right of a label, which may be merged."""
    for (first, left), (last, right) in sheet.merged:
        if first <= row <= last and left <= column <= right:
            return right + 1
    return column + 1


def is_text_sheet(sheet: LaidSheet) -> bool:
    """Say whether a sheet is there to be read: sentences, no table and no lines."""
    texts = [value for value in sheet.values.values() if isinstance(value, str)]
    return bool(texts) and any(len(fold(text)) > 40 for text in texts)
