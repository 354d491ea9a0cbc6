"""How wide the columns of a workbook's tables are: a phone shows what is filled in first, a sheet
of paper shows all of it.

Widths are in characters, as files hold them; room on a screen is in pixels at 100 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sheettools.template.model import Field, Sheet, Template

PHONE = 360
"""How wide the screen of a small phone is."""
PAPER = {"landscape": 1010, "portrait": 690}
"""How wide an A4 page is between its margins, a little less, in the pixels that a screen has to the
inch.
"""
LEAST_SCALE = 70
"""To how many percent print may be made smaller: below, the smallest letters have under 7 points.
"""
SEEN_FIRST = 3
"""How many of the columns to fill in a phone shows beside the row's number and its mark."""
HEADING_LINES = 4
"""How many lines a heading takes at most."""
_DIGIT, _BESIDE = 8, 0.7109
"""How wide a digit of 12-point Times New Roman is, and what the writer adds to each width."""
_NARROW = frozenset("iìíỉĩịjltfrI.,;:!'|()[]/ -")
_MIDDLE = frozenset("aàáảãạăằắẳẵặâầấẩẫậceèéẻẽẹêềếểễệsz")
_WIDE = frozenset("mMWw%@—")
_AROUND = 8
"""What a cell keeps free beside its text, with what programs differ in."""
_LEAST_TEXT, _LEAST_SHOWN, _LEAST_CODE, _LEAST = 12.0, 9.0, 5.2, 4.0
"""How narrow a column may become that holds sentences, that shows some that came with the workbook,
or a code, which is broken at its hyphens, and any.
"""
_CODE = 16.0
"""How wide a column of codes is at most."""


def pixels(width: float) -> int:
    """Return how wide a program shows a column of so many characters."""
    return int(_DIGIT * (width + _BESIDE))


def text_pixels(text: str, points: float = 12, *, bold: bool = False) -> float:
    """Return about how wide a text is in Times New Roman."""
    em = sum(map(_share, text))
    return em * points * 4 / 3 * (1.06 if bold else 1.0)


def _share(sign: str) -> float:
    """Return how much of its height a letter is wide."""
    if sign in _NARROW:
        return 0.3
    if sign in _MIDDLE:
        return 0.44
    if sign in _WIDE:
        return 0.82
    return 0.69 if sign.isupper() else 0.5


def wrapped(text: str, room: float, points: float = 12, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a column of so many pixels, broken between words."""
    lines = 0
    for line in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in line.split(" "):
            wide = text_pixels(f"{word} ", points, bold=bold)
            if used and used + wide > room - _AROUND / 2:
                lines, used = lines + 1, 0.0
            used += wide
    return lines


def written_height(template: Template, sheet: Sheet) -> float:
    """Return how tall the rows of a table are at least that people write into, in points: as what
    their marks say most often. At a desk they grow with what is typed.
    """
    if not template.plan:
        return 0
    asked = [target.name for target in sheet.fields if target.required and not target.locked]
    for use in sheet.rules:
        asked += use.rule.blames() if use.rule.asks else ()
    said = (f"Thiếu 2 ô: “{sheet.field(name).title}” …" for name in asked)
    room = pixels(mark_width(template))
    lines = max((wrapped(one, room, 10) for one in said), default=0)
    return 13.0 * min(max(lines, 2), 3)


def number_width(sheet: Sheet) -> float:
    """Return the width of the column of row numbers."""
    return 2.8 if sheet.rows < 100 else 3.4


def mark_width(template: Template) -> float:
    """Return the width of the marks: a plan is filled in at a desk."""
    return 10.0 if template.plan else 17.0


def form_widths(template: Template) -> tuple[float, ...]:
    """Return the widths of a form's names, labels, values, marks and explanations: on a phone the
    values stand beside their labels.
    """
    return (12.0, 14.5, 28.9, 14.0, 34.0) if template.plan else (12.0, 24.0, 36.0, 16.0, 34.0)


def guide_widths(template: Template) -> tuple[float, ...]:
    """Return the widths of the first page: together those of a phone, where neither ticks nor text
    are looked for sideways.
    """
    return (2.4, 11.3, 9.8, 5.2, 6.5, 5.3) if template.plan else (3.0, 24.0, 25.0, 11.0, 12.0, 9.0)


def column_width(target: Field) -> float:
    """Return the width of a field's column as the template wants it."""
    of_title = max(12.0, min(24.0, len(target.title) + 2.0))
    return target.width or target.kind.width or of_title


def table_widths(template: Template, sheet: Sheet) -> dict[str, float]:
    """Return the width of each field's column of a table."""
    wanted = {target.name: _wanted(target) for target in sheet.fields}
    least = {target.name: min(_least(target), wanted[target.name]) for target in sheet.fields}
    beside = pixels(number_width(sheet)) + pixels(mark_width(template))
    if template.plan:  # what a village fills in may be filled in on a phone
        _squeeze(wanted, least, _first(sheet), PHONE - beside)
    room = PAPER[sheet.orientation] * 100 // LEAST_SCALE - beside
    if sum(map(pixels, least.values())) <= room:  # else it is printed over several pages anyway
        _squeeze(wanted, least, [target.name for target in sheet.fields], room)
    return wanted


def _first(sheet: Sheet) -> list[str]:
    """Return the columns up to the last of those that are to be seen first."""
    seen = islice((target.name for target in sheet.fields if not target.locked), SEEN_FIRST)
    last = max((sheet.position(name) for name in seen), default=-1)
    return [target.name for target in sheet.fields[: last + 1]]


def _squeeze(
    widths: dict[str, float], least: dict[str, float], names: Sequence[str], room: int
) -> None:
    """Make some columns narrower until they have room, each by as much of what it can spare."""
    over = sum(pixels(widths[name]) for name in names) - room
    spare = sum(widths[name] - least[name] for name in names) * _DIGIT
    if over > 0 and spare:
        part = min(1.0, over / spare)
        for name in names:
            widths[name] -= part * (widths[name] - least[name])
            widths[name] = int(widths[name] * 10) / 10


def _wanted(target: Field) -> float:
    """Return the width of a column as far as nothing forbids it: numbers need no more than they
    take.
    """
    is_short = target.categories is None and not target.free_text and not target.foreign_key
    return _least(target) if is_short and not target.width else column_width(target)


def _least(target: Field) -> float:
    """Return the width below which a word of the heading is broken, or a value does not show."""
    wide = _longest_word(target.title, bold=True)
    if target.categories is not None:
        wide = max(wide, *(_longest_word(one.label) for one in target.categories.categories))
    elif not target.free_text:
        shown = target.show(target.maximum) if target.maximum is not None else target.kind.example
        wide = max(wide, text_pixels(shown))
    fitting = (wide + _AROUND) / _DIGIT - _BESIDE
    width = max(_floor(target), int(fitting * 10 + 1) / 10)
    while wrapped(target.title, pixels(width), bold=True) > HEADING_LINES:
        width += 0.5
    return width


def _longest_word(text: str, *, bold: bool = False) -> float:
    return max(text_pixels(word, bold=bold) for word in text.split())


def _floor(target: Field) -> float:
    if target.free_text and not target.read_only:
        return _LEAST_TEXT
    if target.free_text or target.kind.several:
        return _LEAST_CODE if 0 < target.width <= _CODE else _LEAST_SHOWN
    return _LEAST
