"""The rows below the headings of a table: which hold data, which are the workbook's own, which
somebody wrote beneath.

Headings that stand again, and rows of column numbers, are layout. Totals, signatures and notes lie
outside the area: they are reported, and no row of data. Every other row is data, however little
stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise

from sheettools.findings import Severity, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawCell, RawSheet
from sheettools.incoming.locate.headings import Headings, plain
from sheettools.incoming.locate.workbook import Cells, Remarks, is_filled
from sheettools.template import layout
from sheettools.template.excel.address import MAX_ROW, address, column_letter
from sheettools.template.model import Field, Sheet
from sheettools.words.text import fold

NUMBERS_ROW = declare(
    "S005",
    Severity.REPAIR,
    why=(
        "Dòng số thứ tự cột dưới tiêu đề không phải là số liệu; không tính.",
        "The row of column numbers below the headings is no data; it was not counted.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
HEADINGS_AGAIN = declare(
    "S006",
    Severity.REPAIR,
    why=(
        "Dòng này ghi lại tiêu đề các cột; không tính là số liệu.",
        "This row repeats the headings; it was not counted as data.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
TOTALS_ROW = declare(
    "S007",
    Severity.REPAIR,
    why=(
        "Dòng “{value}” là dòng cộng; không tính là số liệu.",
        "The row “{value}” is a total; it was not counted as data.",
    ),
    remedy=("Không phải làm gì; báo cáo tự cộng.", "Nothing to do; the report adds up by itself."),
)
HEADINGS_DIFFER = declare(
    "S113",
    Severity.ERROR,
    why=(
        "Từ dòng này tiêu đề các cột xếp khác thứ tự với tiêu đề đầu trang: {columns}.",
        "From this row on the headings stand in another order than at the top: {columns}.",
    ),
    remedy=(
        "Xếp lại các dòng bên dưới theo đúng cột ở đầu trang.",
        "Put the rows below in the order of the columns at the top.",
    ),
)

FAR = 10
"""How many empty rows below the data a lone text stands that belongs to nobody's row."""
MOST_NOTES = 3
"""How many texts a line of signatures has at most."""
LEAST_FIELDS = 5
"""A table of fewer columns has rows that look like a note."""
MOSTLY = 0.6

# All of these are held against folded text: small letters, no blanks around signs.
_TOTALS = re.compile(
    r"(tổng|cộng|tổng cộng|tổng số|tc|t/c)( (toàn|cả) (thôn|xã|năm|kỳ)| chung)?(:? ?[\d.,]+( "
    r"\w+){0,3})?"
)
_NOTES = re.compile(
    r"(ghi chú|lưu ý|chú thích|nơi nhận)(:.*)?|người (lập|ghi|tổng hợp|báo cáo)( \w+){0,3}([:(].*)?"
    r"|xác nhận của .{0,60}|\((đã )?ký.{0,60}|(tm|t/m|kt)\. ?.{0,60}"
    r"|(.{0,40},)?ngày[ .…\d]+tháng[ .…\d]+(năm[ .…\d]*)?",
    re.DOTALL,
)
_SIGNERS = re.compile(
    r"(trưởng (thôn|bản|khu|ban)|bí thư|chủ tịch|thư ký|kế toán|đại diện|thủ trưởng)( \w+){0,4}"
)
_ORDINAL = re.compile(r"\(?(\d{1,3}|[a-z])\)?( ?= ?[\d()+\-]*)?")


@dataclass(frozen=True)
class Sorting:
    """The rows below the headings: data rows with their cells, the others by what they are, and
    stray cells.
    """

    data: Mapping[int, Cells]
    layout: frozenset[int]
    outside: frozenset[int]
    strays: tuple[RawCell, ...]


@dataclass
class _Line:
    """One row: the cells of fields, and those elsewhere."""

    number: int
    cells: dict[str, RawCell] = field(default_factory=dict)
    strays: list[RawCell] = field(default_factory=list)
    twins: list[RawCell] = field(default_factory=list)
    """What stands in columns that nobody asked for and that have their own finding."""
    strange: list[RawCell] = field(default_factory=list)
    """What somebody wrote into the workbook's own columns."""

    @property
    def beside(self) -> bool:
        """Whether anything stands in such a column."""
        return any(map(is_filled, self.twins))


def sort_rows(sheet: Sheet, raw: RawSheet, found: Headings, remarks: Remarks) -> Sorting:
    """Tell the rows of data from all others, and disclose the others."""
    return _Sorter(sheet, raw, found, remarks).run()


def typed_cells(sheet: Sheet, cells: Cells) -> dict[str, RawCell]:
    """Return what somebody may have typed into a row: nothing worked out, no code that came
    printed.
    """
    given = sheet.given
    return {name: cell for name, cell in cells.items() if name not in given and is_filled(cell)}


class _Sorter:
    def __init__(self, sheet: Sheet, raw: RawSheet, found: Headings, remarks: Remarks) -> None:
        self.sheet, self.raw, self.found, self.remarks = sheet, raw, found, remarks
        self.lines = _lines(raw, found, sheet)
        self.titles: set[str] = set()
        for target in sheet.fields:
            self.titles |= _titles(target)
        self.names = {f.name for f in sheet.fields}
        self.asked = [f for f in sheet.fields if f.name not in sheet.given]
        self.given = sheet.given
        self.layout: set[int] = set()
        self.outside: set[int] = set()
        self.noted: set[int] = set()
        self.data: dict[int, Cells] = {}
        self.strays: list[RawCell] = []
        self.texts: dict[int, dict[str, RawCell]] = {}

    def run(self) -> Sorting:
        before = 0
        for line in self.lines.values():
            self._look(line, before)
            before = line.number
        self._notes()
        for line in self.lines.values():
            if line.number not in self.layout:
                self._place(line)
        layout_rows, outside = frozenset(self.layout), frozenset(self.outside)
        return Sorting(self.data, layout_rows, outside, tuple(self.strays))

    def _look(self, line: _Line, before: int) -> None:
        """Set apart what is seen from a row alone: headings, column numbers, totals."""
        if not line.cells and not line.strange:
            return  # nothing but what the workbook writes there
        if self._is_heading(line) or self._is_numbers(line, before):
            self.layout.add(line.number)
            return
        label = self._total(line)
        if label is not None:
            self.outside.add(line.number)
            self.remarks.add(TOTALS_ROW, self.raw, label.address, str(label.value)[:80])

    def _place(self, line: _Line) -> None:
        """Put a row where it belongs, and what stands beside it among the strays."""
        self.remarks.keep(self.raw, line.twins)
        if line.number in self.noted:
            self.strays += self._written(line)
        elif line.number in self.outside:  # a total has its own finding
            self.remarks.keep(self.raw, self._written(line))
        else:
            strays = line.strays + line.strange
            self.strays += strays
            if self._holds_data(line):
                self.data[line.number] = line.cells
            elif line.beside or any(map(is_filled, strays)):
                self.outside.add(line.number)
            else:  # nothing but its number, its mark and what is worked out
                self.layout.add(line.number)

    def _holds_data(self, line: _Line) -> bool:
        return any(
            self.sheet.field(n).compute is None or not cell.formula
            for n, cell in line.cells.items()
        )

    def _written(self, line: _Line) -> list[RawCell]:
        """Return what somebody wrote into a row that is no data."""
        return [*line.strange, *self._texts(line).values(), *line.strays]

    # ----- headings

    def _is_heading(self, line: _Line) -> bool:
        """Say whether the headings, or their hidden names, stand here once more; disclose it."""
        filled = {name: str(cell.value) for name, cell in line.cells.items() if is_filled(cell)}
        needed = max(min(2, len(self.sheet.fields)), len(filled) * MOSTLY)
        if len(filled) < needed:
            return False
        if sum(map(self.names.__contains__, filled.values())) >= needed:
            return True
        may_be = len(filled)
        for text in filled.values():
            may_be -= plain(text) not in self.titles
            if may_be < needed:  # as in most rows after a few cells
                return False
        wrong = [
            column_letter(self.found.columns[name])
            for name, text in filled.items()
            if plain(text) in self.titles and plain(text) not in _titles(self.sheet.field(name))
        ]
        first = min(self.found.columns[name] for name in filled)
        problem = HEADINGS_DIFFER if wrong else HEADINGS_AGAIN
        place = address(line.number, first)
        self.remarks.add(problem, self.raw, place, columns=", ".join(wrong[:10]))
        return True

    def _is_numbers(self, line: _Line, before: int) -> bool:
        """Say whether the row counts the columns, (1) (2) (3), right below headings; disclose
        it.
        """
        if before and before not in self.layout:
            return False
        if len(typed_cells(self.sheet, line.cells)) < MOSTLY * len(self.asked):
            return False
        cells = [cell for cell in line.cells.values() if is_filled(cell) and not cell.formula]
        cells.sort(key=lambda cell: cell.column)
        if not _count_up(cells):
            return False
        self.remarks.add(NUMBERS_ROW, self.raw, cells[0].address)
        return True

    # ----- totals

    def _total(self, line: _Line) -> RawCell | None:
        """Return the label of a row that holds a total: that word, and only numbers beside it."""
        label: RawCell | None = None
        for cell in (*line.strange, *self._told(line)):
            if _is_total(cell):
                label = label or cell
            elif not _is_number(cell) and (is_filled(cell) or cell.formula):
                return None
        return label

    def _told(self, line: _Line) -> Iterator[RawCell]:
        """Yield the cells of a row that came empty, and a total typed over what came printed."""
        for name, cell in line.cells.items():
            if name not in self.given or _is_total(cell):
                yield cell

    # ----- notes

    def _notes(self) -> None:
        """Set apart what is written beneath the table: signatures, remarks, a lone text far
        below.
        """
        if len([f for f in self.sheet.fields if f.compute is None]) < LEAST_FIELDS:
            return
        lines = self._lines_with_text()
        last = max((line.number for line in lines if self._is_full(line)), default=0)
        before, begun = self.found.last, False
        for line in lines:
            texts = list(self._texts(line).values())
            tail = line.number > last
            begun = begun or (tail and _begins_notes(texts))
            lone = tail and self._is_lone(line, before)
            if not self._is_full(line) and (begun or lone or any(map(_is_note, texts))):
                self.noted.add(line.number)
            else:
                before = line.number
        self.outside |= self.noted

    def _lines_with_text(self) -> list[_Line]:
        """Return the rows, none of those set apart, in which something stands."""
        apart = self.layout | self.outside
        lines = [line for line in self.lines.values() if line.number not in apart]
        return [line for line in lines if self._texts(line)]

    def _is_lone(self, line: _Line, before: int) -> bool:
        """Say whether a single text stands so far below the rows that it belongs to none."""
        far = max(layout.last_row(self.sheet), before + FAR)
        return len(self._texts(line)) == 1 and line.number > far

    def _texts(self, line: _Line) -> dict[str, RawCell]:
        """Return what stands in a row besides what came printed; a note typed over a code
        counts.
        """
        if line.number in self.texts:
            return self.texts[line.number]
        self.texts[line.number] = {
            name: cell
            for name, cell in line.cells.items()
            if is_filled(cell) and (name not in self.given or _is_note(cell))
        }
        return self.texts[line.number]

    def _is_full(self, line: _Line) -> bool:
        """Say whether a row has so much in it, or other than text, that it can be no note."""
        texts = self._texts(line)
        if len(texts) > MOST_NOTES:
            return True
        if not all(isinstance(cell.value, str) and not cell.error for cell in texts.values()):
            return True
        required = [target.name for target in self.asked if target.required]
        return sum(name in texts for name in required) * 2 > len(required)


def _titles(target: Field) -> set[str]:
    """Return the headings of a field, those of older versions included."""
    return {plain(title) for title in (target.title, *target.formerly_titled)}


def _count_up(cells: Sequence[RawCell]) -> bool:
    """Say whether cells hold numbers that follow one another, or letters, and three numbers at
    least.
    """
    read = [_ORDINAL.fullmatch(fold(str(cell.value))) for cell in cells]
    if not all(read):
        return False
    numbers = [int(found[1]) for found in read if found and found[1].isdigit()]
    return len(numbers) >= 3 and all(b == a + 1 for a, b in pairwise(numbers))


# --------------------------------------------------------------------------- cells


def _lines(raw: RawSheet, found: Headings, sheet: Sheet) -> dict[int, _Line]:
    """Return what stands below the headings, row by row. Of the workbook's own columns, formulas
    with the same result as those above are left out: they are what the workbook writes there.
    """
    fields, last = found.fields, found.last
    lines = {row: _Line(row) for row in raw.rows_below(last)}
    twins = set(found.unknown)
    for several in found.doubles.values():
        twins.update(several)
    for (row, column), cell in raw.cells_of(range(last + 1, MAX_ROW + 1), found.own).items():
        line = lines[row]
        if column in fields:
            line.cells[fields[column]] = cell
        elif column in found.own:
            if not is_own_content(cell, found, sheet):
                line.strange.append(cell)
        elif column in twins and found.texts.get(column, "").strip():
            line.twins.append(cell)
        else:
            line.strays.append(cell)
    return lines


def is_own_content(cell: RawCell, found: Headings, sheet: Sheet) -> bool:
    """Say whether a cell in one of the workbook's own columns holds what the workbook writes
    there.
    """
    if cell.formula or not is_filled(cell):
        return True
    name = found.own.get(cell.column, "")
    number = isinstance(cell.value, int | float)
    if number and name != layout.MARK_KEY:
        return True
    text = str(cell.value).strip()
    if text in (layout.NUMBER_TITLE, layout.MARK_TITLE, name) or is_printed(cell, sheet):
        return True
    if name == layout.MARK_KEY:
        return text.startswith(layout.MARK_WORDS)
    return text.rstrip(".").isdigit() or (
        name == layout.NUMBER_KEY and _ORDINAL.fullmatch(fold(text)) is not None
    )


def is_printed(cell: RawCell, sheet: Sheet) -> bool:
    """Say whether a text is one that the workbook has above its headings; in some files a link has
    no result.
    """
    if cell.formula and (not cell.value or bool(cell.error)):
        return True
    text = str(cell.value).strip()
    titled = any(text.startswith(title.upper()) for title in (sheet.title, *sheet.formerly_titled))
    return (
        titled
        or text in layout.head_texts(sheet)
        or text.startswith(layout.COUNT_WORDS)
        or layout.CODE_WORDS.vi in text
    )


def _is_total(cell: RawCell) -> bool:
    return isinstance(cell.value, str) and _TOTALS.fullmatch(fold(cell.value)) is not None


def _is_note(cell: RawCell) -> bool:
    return isinstance(cell.value, str) and _NOTES.fullmatch(fold(cell.value)) is not None


def _begins_notes(cells: Sequence[RawCell]) -> bool:
    """Say whether with these the notes and signatures beneath a table begin."""
    return any(map(_is_note, cells)) or all(map(_is_signer, cells))


def _is_signer(cell: RawCell) -> bool:
    return _SIGNERS.fullmatch(fold(str(cell.value))) is not None


def _is_number(cell: RawCell) -> bool:
    if cell.formula and not is_filled(cell):
        return True
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return number or (isinstance(cell.value, str) and cell.value.strip().replace(".", "").isdigit())
