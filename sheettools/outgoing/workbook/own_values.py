"""What of a unit's workbook is its own, and the shape of the rest.

Workbooks of one shape differ in nothing but these values, each of which stands in its own place:
texts, numbers and items of lists in cells that were prefilled, the heights of their rows, and what
the workbook says of itself. Whatever else an issue holds is part of the shape, as it is.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import field, replace
from datetime import date, datetime
from typing import Any

from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.generate import STYLES, items
from sheettools.outgoing.workbook.initial import Contents, LaidRow, lay_out
from sheettools.outgoing.workbook.once import Commons
from sheettools.outgoing.workbook.widths import form_widths, table_widths
from sheettools.outgoing.workbook.write import count_lines
from sheettools.template import layout
from sheettools.template.facts import SHEET_TITLES
from sheettools.template.identity import as_named_text, identity_of, read_named_text
from sheettools.template.issue import Issue
from sheettools.template.model import Field, Sheet, Template

LONGEST_LINE, LONGEST_TEXT, MOST_TEXTS = 120, 8_000, 6_000
FIRST_GAP = 0xE000
"""The first of the signs that stand for own texts; no file of Excel means anything by them."""
IDENTITY = ("code", "unit_code", "unit_name", "issue", "seal")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\uf8ff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^<r>|^\s")
_FRAME = re.compile(r"([=+\-@]?)(.*?)(\s*)", re.DOTALL)
"""What of a text decides how its cell is written: a sign of arithmetic before it, blanks after."""


class NotPlainError(Exception):
    """A value of the unit's that is written in another way than most: its workbook is no model."""


@dataclass(frozen=True)
class OwnCell:
    """A cell with a number or an item of a list: where it stands, and what its `<v>` holds."""

    sheet: str
    row: int
    column: int
    held: str
    item: bool = False
    """Whether `held` is an item, which cells hold by its number."""


@dataclass
class OwnValues:
    """What is one unit's own, in a set order: what has the same place is the same unit's value."""

    texts: dict[str, int] = field(default_factory=dict)
    """Its texts, each once, with the number of its sign."""
    cells: list[OwnCell] = field(default_factory=list)
    lines: dict[tuple[str, int], int] = field(default_factory=dict)
    """How many lines the text of a row takes, by sheet and row."""
    prepared: dict[tuple[str, int], int] = field(default_factory=dict)
    """The same of the rows below the planned ones, where it is part of the shape."""
    shape: Hashable = ()

    def gap(self, text: str) -> str:
        """Return the sign that stands for a text, in the text's frame."""
        before, _, after = framed(text)
        return f"{before}{chr(FIRST_GAP + self.texts[text])}{after}"


class Gatherer:
    """Gathers what is the units' own in the workbooks of one template."""

    def __init__(self, template: Template) -> None:
        self.template, self.commons = template, Commons()
        self.items = frozenset(items(template))
        self.fixed: set[str] = set()
        """Texts that stand elsewhere in the workbook too, as far as is known: part of the shape."""
        self.referred: set[str] = set()
        self.widths: dict[tuple[str, str], float] = {}
        for sheet in template.filled:
            widths = _widths(template, sheet)
            for target in sheet.fields:
                self.referred.update(target.foreign_key)
                self.widths[sheet.name, target.name] = widths[target.name]
        self._few_rows: dict[tuple[int, ...], Template] = {}

    def gather(self, issued: Issue) -> OwnValues:
        """Gather what is one unit's own. Raises NotPlainError."""
        own = OwnValues()
        own.shape = tuple(self._shape(issued, own))
        if len(own.texts) > MOST_TEXTS:
            raise NotPlainError
        return own

    def is_own_text(self, target: Field, row: LaidRow, held: Any) -> bool:
        """Say whether a cell holds a text that is the unit's own: locked, written, not chosen."""
        if not isinstance(held, str) or not held or is_worked_out(target, row):
            return False
        chosen = target.categories is not None or bool(target.kind.choices)
        known = held in self.items or held in self.fixed
        return target.name in row.locked and not chosen and not known

    def _shape(self, one: Issue, own: OwnValues) -> Iterator[Hashable]:
        yield from self._identity(one, own)
        yield tuple((name, said) for name, said in one.facts.items() if name != SHEET_TITLES)
        yield one.year, one.deadline, *sorted(one.texts.items())
        yield *sorted(one.planned.items()), *sorted(one.carried.items())
        # What the rules say hangs on the rows that came planned; of the others one stands for all.
        laid = lay_out(self.with_few_rows(one), one, Contents())
        yield tuple(sorted(laid.states.items()))
        for sheet in self.template.filled:
            count = planned_rows(sheet, one)
            for row in laid.rows[sheet.name][:count]:
                yield tuple(self._row(sheet, row, own))
            if sheet.kind == "table":
                yield from self._prepared_rows(sheet, one, own)

    def with_few_rows(self, issued: Issue) -> Template:
        """Return the template with the planned rows and one more in each table."""
        counts = tuple(planned_rows(sheet, issued) for sheet in self.template.sheets)
        if counts not in self._few_rows:
            pairs = zip(self.template.sheets, counts, strict=True)
            sheets = [replace(one, rows=min(one.rows, count + 1)) for one, count in pairs]
            self._few_rows[counts] = replace(self.template, sheets=tuple(sheets))
        return self._few_rows[counts]

    # ----- what it says of itself

    def _identity(self, issued: Issue, own: OwnValues) -> Iterator[Hashable]:
        identity, line = identity_of(self.template, issued), issued.line
        texts = [line, *(identity[name] for name in IDENTITY)]
        if not issued.code or len(f"{line}{issued.code}") > LONGEST_LINE:
            raise NotPlainError
        for text in texts:
            if any(sign in text for sign in '"|'):
                raise NotPlainError
            yield _text(text, own) if text else None
        yield tuple(read_named_text(as_named_text(identity)))

    # ----- rows

    def _row(self, sheet: Sheet, row: LaidRow, own: OwnValues) -> Iterator[Hashable]:
        for target in sheet.fields:
            held = target.in_cell(row.values.get(target.name))
            place = layout.field_cell(sheet, target.name, row.number)
            if held is None or held == "":
                yield None
            elif self.is_own_text(target, row, held):
                yield _text(held, own)
            elif target.name not in row.locked or f"{sheet.name}.{target.name}" in self.referred:
                yield "as it is", type(held), held
            else:
                yield self._cell(sheet, place, held, own, worked_out=is_worked_out(target, row))
            if isinstance(held, str) and not is_worked_out(target, row):
                width = self.widths[sheet.name, target.name]
                _count(own, (sheet.title, place[0]), held, width)

    def _cell(
        self,
        sheet: Sheet,
        place: tuple[int, int],
        held: Any,
        own: OwnValues,
        *,
        worked_out: bool,
    ) -> Hashable:
        number = _number(held)
        if number:
            own.cells.append(OwnCell(sheet.title, *place, number))
            return "number", worked_out
        is_item = held in self.items and sheet.kind == "table"
        if is_item and not any(sign in held for sign in "<&>#"):
            own.cells.append(OwnCell(sheet.title, *place, held, item=not worked_out))
            return "item", worked_out
        return "as it is", type(held), held

    def _prepared_rows(self, sheet: Sheet, one: Issue, own: OwnValues) -> Iterator[Hashable]:
        """Yield the shape of the rows below the planned ones, and how tall each is."""
        count = planned_rows(sheet, one)
        given = one.rows.get(sheet.name, ())[count : max(sheet.rows, count)]
        locked = frozenset(target.name for target in sheet.fields if target.read_only)
        for number, values in enumerate(given, start=layout.FIRST_ROW + count):
            lines, row = 2, LaidRow(0, {}, values, locked)
            for name, value in values.items():
                target = sheet.field(name)
                held = target.in_cell(value)
                if self.is_own_text(target, row, held):
                    yield name, _text(held, own)
                else:
                    yield name, type(held), held
                if isinstance(held, str):
                    width = self.widths[sheet.name, name]
                    lines = max(lines, count_lines(held, width, STYLES["locked"]))
            own.prepared[sheet.title, number] = lines
            yield lines


def planned_rows(sheet: Sheet, issued: Issue) -> int:
    """Return how many rows of a sheet came planned; a form has its one."""
    return issued.planned.get(sheet.name, 0) if sheet.kind == "table" else 1


def is_worked_out(target: Field, row: LaidRow) -> bool:
    """Say whether a cell holds a formula of the workbook's own."""
    return target.compute is not None and row.given.get(target.name) is None


def framed(text: str) -> tuple[str, str, str]:
    """Return a text in three parts, of which the first and the last are its frame."""
    found = _FRAME.fullmatch(text)
    assert found is not None
    return found[1], found[2], found[3]


def _text(text: str, own: OwnValues) -> Hashable:
    before, inner, after = framed(text)
    if _ODD.search(text) or not inner or len(text) > LONGEST_TEXT:
        raise NotPlainError
    number = own.texts.setdefault(text, len(own.texts))
    return number, before, after


def _count(own: OwnValues, place: tuple[str, int], held: str, width: float) -> None:
    lines = count_lines(held, width, STYLES["locked"])
    own.lines[place] = max(lines, own.lines.get(place, 1))


def _widths(template: Template, sheet: Sheet) -> dict[str, float]:
    """Return how wide the cells of a sheet's fields are."""
    if sheet.kind == "table":
        return table_widths(template, sheet)
    return dict.fromkeys(
        (target.name for target in sheet.fields),
        form_widths(template)[layout.FORM_VALUE - layout.FORM_KEY],
    )


def _number(held: Any) -> str:
    """Return a number or a day as a cell holds it; nothing for any other value."""
    if isinstance(held, bool | datetime):
        return ""
    if isinstance(held, date):
        days = (held - date(1899, 12, 30)).days
        return str(days) if days > 366 else ""
    return str(held) if isinstance(held, int) and abs(held) < 10**15 else ""
