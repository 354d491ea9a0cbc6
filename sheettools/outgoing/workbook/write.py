"""The only door to xlsxwriter: a workbook is written whole or not at all, and text stays text.

The file is drafted beside its place and renamed when it is closed, so that a kill or a full disk
leaves the old one. The same calls give the same bytes: `created` is given, never the clock's.
"""

from __future__ import annotations

import contextlib
import gc
import math
import re
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO, StringIO
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, NoReturn

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.theme import Theme
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)
from xlsxwriter.xmlwriter import XMLwriter

from sheettools.disk.draft import draft_of
from sheettools.disk.scratch import scratch_folder
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Stop, declare
from sheettools.frozen import dataclass
from sheettools.outgoing.whole import flush, not_written, replace_file
from sheettools.outgoing.workbook.package import sign_of_no_system
from sheettools.outgoing.workbook.row_formula import RowFormula
from sheettools.template.conditions import RowValues
from sheettools.template.excel.address import column_letter

MAX_ROW, MAX_COLUMN, MAX_TEXT = 1_048_576, 16_384, 32_767
MAX_HEIGHT, LINE_HEIGHT = 409, 16.5
"""The tallest row Excel allows and the height of a line of 12-point text, in points."""
WRITTEN_HEIGHT = 39.0
"""How tall a row is at least that people write into: two lines of 12 points, three of 10."""
FONT = "Times New Roman"
MOST_KNOWN = 2_000
"""Up to how many texts a workbook has those that many others have too."""
UNDATED = date(1980, 1, 1)
"""When a workbook of no year says that it was made: the first day that a zip file knows, never
today.
"""
NOTE_SIGNS, NOTE_LINES = 45, 14
"""How many letters of 10 points a line of a note takes, and how many lines it shows at most."""
FILLED_IN = ("input", "tick")
"""The styles of cells that people fill in."""

CANNOT_HOLD = declare(
    "F002",
    Severity.ERROR,
    why=(
        "Excel không chứa được giá trị ở ô này: {detail}.",
        "Excel cannot hold this value: {detail}.",
    ),
    remedy=("Rút ngắn hoặc tách nội dung ra nhiều ô.", "Shorten it or part it into several cells."),
    stop=Stop.NOT_WRITTEN,
)


SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return text that a workbook can hold: lone surrogates, which lose it, become U+FFFD."""
    return SURROGATE.sub("�", text)


def plain_text(text: str) -> str:
    """Return text for a note, a pop-up or a stored result, which hold no control characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]", "�", clean_text(text))


def _open_part(part: XMLwriter | Theme, file: Any) -> None:
    """Have a part written into a file, or into memory, with the same line ends on every system."""
    part.fh, part.internal_fh = file, not isinstance(file, StringIO)
    if part.internal_fh:  # xlsxwriter closes it when the part is written
        part.fh = Path(file).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115


XMLwriter._set_xml_writer = Theme._set_xml_writer = _open_part
_write_si = SharedStrings._write_si


@lru_cache(maxsize=4096)  # nearly all texts of a template's workbooks are the same in each
def _as_in_file(text: str) -> str:
    """Return a text as it stands among a workbook's."""
    part = SharedStrings()
    part.fh = StringIO(newline="")
    _write_si(part, text)
    return str(part.fh.getvalue())


def _write_text(part: SharedStrings, text: str) -> None:
    """Write a text among a workbook's; those of a large one are hardly another's."""
    if part.string_table.unique_count > MOST_KNOWN:
        _write_si(part, text)
    else:
        part.fh.write(_as_in_file(text))


SharedStrings._write_si = _write_text


def _as_it_is(formula: str, expand_future_functions: bool = False) -> str:
    return formula.removeprefix("=")


def _is_exact(value: float) -> bool:
    """Say whether a cell, which holds a double, can hold the number without losing a digit."""
    try:
        return math.isfinite(value) and float(value) == value
    except OverflowError:
        return False


SHADES = ("#1F4E79", "#2E8B57", "#C55A11", "#7F6000", "#6A3D9A", "#7F7F7F")
"""The colours of a chart's series, which differ in grey too."""


@dataclass(frozen=True)
class ChartOf:
    """A chart: its title, kind, the cells of its categories, and of each series the cells of its
    name and values.

    `step` is the distance of two numbers on its axis; 0 leaves that to the program.
    """

    title: str
    kind: str
    categories: str
    series: Sequence[tuple[str, str]]
    step: int = 0


@dataclass
class FilledDown:
    """Rows of a column, one below the other, that have the same formula.

    `number` is the run's own on its sheet, once its first cell is in the file.
    """

    formula: RowFormula
    column: str
    first: int
    last: int
    number: int | None = None


WHOLE = 10**15
"""Below that a whole number stands in the file as it is written."""
PLAIN_CELLS = frozenset((CellBlankTuple, CellDatetimeTuple, CellNumberTuple, CellStringTuple))
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""The errors that every client knows."""


def _kind_of(result: Any) -> str:
    """Return what kind a cell says that a formula's result is; none for a number or nothing."""
    if isinstance(result, bool):
        return "b"
    if not isinstance(result, str) or not result:
        return ""
    return "e" if result in ERRORS else "str"


def count_lines(value: str, width: float, look: RowValues) -> int:
    """Return how many lines a text takes in a column, of so many characters."""
    room = line_room(width, look)
    if len(value) <= room and "\n" not in value:
        return 1
    return _count_lines(value, room)


def line_room(width: float, look: RowValues) -> float:
    """Return how many characters a line holds in a column of so many."""
    # A bold or larger letter is wider than the digit in which Excel counts a column's width.
    room = width * 12 / look.get("font_size", 12) * (0.88 if look.get("bold") else 0.97)
    return max(1.0, float(room))


@lru_cache(maxsize=8192)  # each text stands in both editions of a report, and in several lists
def _count_lines(text: str, room: float) -> int:
    """Return how many lines a text takes, broken between words, and within longer ones."""
    lines = 0
    for line in text.split("\n"):
        used = 0
        lines += 1
        for word in map(len, line.split(" ")):
            if used and used + word > room:
                lines, used = lines + 1, 0
            if word > room:
                lines += math.ceil(word / room) - 1
            used += word + 1
    return lines


def row_height(lines: int, least: float = 0) -> float:
    """Return how tall a row is, in points; 0 where it is as tall as any."""
    return min(MAX_HEIGHT, max(least, LINE_HEIGHT * lines if lines > 1 else 0))


Put = Callable[["SheetWriter", int, int, Any], object]
"""Writes a value: sheet, row, column, value."""


@dataclass(frozen=True)
class ListLook:
    """How the rows of a list look: the style of texts and of what is empty, the one of whole
    numbers, by `other` whatever is neither; `more` is what a column has otherwise, where any does.
    """

    text: str
    number: str
    other: Put
    more: Sequence[Mapping[str, Any]] = ()
    sparse: bool = False
    """Whether what is empty has no cell."""

    def reach(self, values: Sequence[Any]) -> tuple[int, int] | None:
        """Return the first and the last column in which a row has a cell; None where it has
        none.
        """
        if not self.sparse:
            return (1, len(values)) if values else None
        filled = [at for at, value in enumerate(values, start=1) if value not in (None, "")]
        return (filled[0], filled[-1]) if filled else None


class SheetWriter:
    """One sheet being written. Rows and columns count from 1, as people see them."""

    def __init__(self, book: BookWriter, sheet: Worksheet, name: str) -> None:
        self.book, self.sheet, self.name = book, sheet, name
        # xlsxwriter looks for newer functions in every formula, which takes most of the time of a
        # workbook full of them. Ours use none of these: the tests hold their functions against a
        # list. So `formula` puts its cells past that, and guards and colours say theirs as it is.
        sheet._prepare_formula = _as_it_is
        sheet._xml_start_tag_unencoded = self._start_tag
        sheet._write_cell = self._write_cell
        sheet._write_rows = self._write_rows
        sheet._calculate_spans = self._calculate_spans
        self.widths: dict[int, float] = {}
        self._rooms: dict[tuple[int, str], float] = {}
        self.lines: dict[int, int] = {}
        self.growing: set[int] = set()
        self.least = WRITTEN_HEIGHT
        """How tall those rows are at least."""
        self.hidden: set[int] = set()
        """The rows that nobody sees."""
        self.texts: set[str] = set()
        """What stands on the sheet, but for what people fill in."""
        self._last_filled: dict[int, FilledDown] = {}
        self._shared = 0
        self._finished: IO[str] | None = None
        """Rows that are finished, as they stand in the file, and how many these are."""
        self._finished_rows = 0

    def column(
        self, column: int, width: float, look: Format | None = None, *, hidden: bool = False
    ) -> None:
        """Set the width of a column, in characters."""
        self.widths[column] = width
        self._rooms.clear()
        self.sheet.set_column(
            column - 1, column - 1, width, look, {"hidden": True} if hidden else {}
        )

    def hide_column(self, column: int) -> None:
        """Hide a column, as wide and as it looks otherwise."""
        known = self.sheet.col_info.get(column - 1)
        look = known.column_format if known else None
        self.column(column, self.widths.get(column, 8.43), look, hidden=True)

    def fit_rows(self) -> None:
        """Make every row with wrapped text as tall as its text: not every client does so by itself.

        A row that people write into (`growing`) has room for what its mark says most often, and
        grows with what they write.
        """
        self._fit(self.lines.keys() | self.growing | self.hidden)

    def _fit(self, rows: Iterable[int]) -> None:
        for row in sorted(rows):
            least = self.least if row in self.growing else 0
            height = row_height(self.lines.get(row, 1), least)
            if row in self.hidden:
                self.sheet.set_row(row - 1, height or None, None, {"hidden": True})
            elif height:
                self.sheet.set_row(row - 1, height)

    def _start_tag(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        # xlsxwriter marks every height as set by hand, and such a row never grows again.
        if tag == "row" and attributes[0][1] in self.growing:
            attributes = [one for one in attributes if one[0] != "customHeight"]
        type(self.sheet)._xml_start_tag_unencoded(self.sheet, tag, attributes)

    def _count_lines(self, row: int, value: str, width: float, look: RowValues) -> None:
        lines = count_lines(value, width, look)
        if lines > self.lines.get(row, 0):
            self.lines[row] = lines

    def put(self, row: int, column: int, value: Any, style: str = "", **more: Any) -> None:
        """Write one value with a named style. Raises SheettoolsError if the cell cannot hold it."""
        if not self._finished_rows < row <= MAX_ROW or not 1 <= column <= MAX_COLUMN:
            self._refuse(f"{row}, {column}")
        if value is not None and style not in FILLED_IN:
            self.texts.add(str(value))
        if isinstance(value, str) and value:
            width = self.widths.get(column)
            if width is not None:
                look = self.book.styles.get(style, {})
                look = {**look, **more} if more else look
                if look.get("text_wrap"):
                    self._count_lines(row, value, width, look)
            # The quote prefix keeps text text when somebody edits a cell that begins with a sign.
            if not value[0].isalnum() and value.lstrip()[:1] in ("=", "+", "-", "@"):
                more = {**more, "quote_prefix": True}
        code = self._write(row - 1, column - 1, value, self.book.format(style, **more))
        if code:
            self._refuse(f"xlsxwriter {code}")

    def put_row(self, row: int, values: Iterable[Any], look: ListLook) -> None:
        """Write a row of a list as `put` does, of each column what is asked again in each row
        once.
        """
        cells: dict[int, Any] = {}
        text, number = self.looks(look, 1)
        for column, value in enumerate(values, start=1):
            if look.more:
                text, number = self.looks(look, column)
            if value in (None, ""):
                if not look.sparse:
                    cells[column - 1] = self._shared_cell(CellBlankTuple(text))
            elif isinstance(value, str) and value[0].isalnum():
                room = self._room(column, look.text)
                if len(value) > room or ("\n" in value and room < math.inf):
                    self._count_lines(row, value, self.widths[column], self.book.styles[look.text])
                cells[column - 1] = self._shared_cell(self._text(value, text))
            elif type(value) is int and _is_exact(value):
                cells[column - 1] = CellNumberTuple(value, number)
            else:
                look.other(self, row, column, value)
        for column in (min(cells), max(cells)) if cells else ():  # how far the sheet goes
            if self._hold(row - 1, column, cells[column]):
                self._refuse(f"{row}, {column + 1}")
        self.sheet.table[row - 1].update(cells)

    def looks(self, look: ListLook, column: int) -> tuple[Format, Format]:
        """Return how texts and whole numbers look in a column of a list."""
        more = look.more[column - 1] if look.more else {}
        return self.book.format(look.text, **more), self.book.format(look.number, **more)

    def put_rows(self, first: int, rows: Iterable[Sequence[Any]], look: ListLook) -> int:
        """Write rows of a list below each other, each as `put_row` does, and return the last one.

        Sixteen at a time go into the file beside at once: a cell is said there in less time than it
        takes to note it.
        """
        left, last = iter(rows), first - 1
        if not (self.growing or self.hidden):
            # Sixteen rows each say together how far their cells go: headings may stand among these.
            for values in islice(left, -last % 16):
                last += 1
                self.put_row(last, values, look)
            writer = _ListWriter(self, look)
            while len(block := list(islice(left, 16))) == 16 and all(map(look.reach, block)):
                writer.write(last + 1, block)
                last += 16
            left = chain(block, left)
        for values in left:
            last += 1
            self.put_row(last, values, look)
        return last

    def _room(self, column: int, style: str) -> float:
        """Return how many letters surely stand in one line of a column."""
        if (column, style) not in self._rooms:
            width, look = self.widths.get(column), self.book.styles.get(style, {})
            if width is None or not look.get("text_wrap"):
                self._rooms[column, style] = math.inf
            else:
                self._rooms[column, style] = line_room(width, look)
        return self._rooms[column, style]

    def _write(self, row: int, column: int, value: Any, look: Format) -> int:
        """Write a value by its type, at a place from 0; return xlsxwriter's code, 0 for well."""
        if value is None or value == "":
            code = self._hold(row, column, self._shared_cell(CellBlankTuple(look)))
        elif isinstance(value, str):
            code = self._hold(row, column, self._shared_cell(self._text(value, look)))
        elif isinstance(value, bool):
            code = self.sheet.write_boolean(row, column, value, look)
        elif isinstance(value, int | float):
            if not _is_exact(value):
                self._refuse(str(value)[:40])
            code = self._hold(row, column, CellNumberTuple(value, look))
        elif isinstance(value, date | datetime | time):
            code = self.sheet.write_datetime(row, column, value, look)
        else:
            self._refuse(type(value).__name__)
        return int(code)

    def _text(self, value: str, look: Format) -> CellStringTuple:
        """Return the cell of a text, which stands among the book's texts then."""
        texts = self.book.book.str_table
        number = texts.string_table.get(value)
        if number is not None:  # what stands there has been looked at
            texts.count += 1
        else:
            if len(value) > MAX_TEXT // 2:
                length = len(value.encode("utf-16-le", "replace")) // 2
                if length > MAX_TEXT:
                    self._refuse(f"{length} > {MAX_TEXT}")
            number = texts._get_shared_string_index(clean_text(value))
        return CellStringTuple(number, look)

    def _shared_cell(self, cell: Any) -> Any:
        """Return what xlsxwriter notes of a cell once for all that hold the same text or nothing:
        they are most cells of a report, and all are in memory at once.
        """
        return self.book.cells.setdefault(cell, cell)

    def merge(
        self, first: tuple[int, int], last: tuple[int, int], value: str, style: str = ""
    ) -> None:
        """Write one text over a block of cells: for headings and guides only, never over data."""
        self.sheet.merge_range(
            first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1, "", self.book.format(style)
        )
        beside = self.lines.get(first[0], 1)
        self.put(*first, value, style)
        width = sum(self.widths.get(column, 8.43) for column in range(first[1], last[1] + 1))
        self.lines[first[0]] = beside  # not as many as in the first column alone
        self._count_lines(first[0], value, width, self.book.styles.get(style, {}))

    def formula(
        self,
        row: int,
        column: int,
        formula: str | RowFormula,
        cached: Any,
        style: str = "",
        **more: Any,
    ) -> None:
        """Write a formula of our own with the value it has now.

        One for any row is said once in the file where rows below each other have it.
        """
        held: str | RowFormula | FilledDown = formula
        if isinstance(formula, RowFormula) and formula.fills_down:
            held = self._fill_down(row, column, formula)
        if cached is None:
            cached = ""
        elif isinstance(cached, str):
            cached = plain_text(cached) if cached else ""
        elif isinstance(cached, date):
            cached = (cached - date(1899, 12, 30)).days
        elif isinstance(cached, time):
            cached = (cached.hour * 60 + cached.minute) / (24 * 60)
        cell = CellFormulaTuple(held, self.book.format(style, **more), cached)
        if self._hold(row - 1, column - 1, cell):
            self._refuse(str(formula))

    def _hold(self, row: int, column: int, cell: Any) -> int:
        """Put a cell in its place from 0, past what xlsxwriter does for callers of its own."""
        code = self.sheet._check_dimensions(row, column)
        if row < self._finished_rows:
            code = -1
        if not code:
            self.sheet.table[row][column] = cell
        return int(code)

    def repeat(self, row: int, columns: Iterable[int]) -> None:
        """Give a row the cells that the row above has in these columns: empty ones, and formulas
        for any row that come to the same.
        """
        above, here = self.sheet.table[row - 2], self.sheet.table[row - 1]
        for column in columns:
            cell = here[column - 1] = above[column - 1]
            if type(cell) is CellFormulaTuple and isinstance(cell.formula, FilledDown):
                cell.formula.last = row
        if here:
            self.sheet._check_dimensions(row - 1, next(iter(here)))

    def _fill_down(self, row: int, column: int, formula: RowFormula) -> FilledDown:
        """Return the run that ends with this cell: that of the cell above, if it is the same."""
        run = self._last_filled.get(column)
        if run is None or run.last != row - 1 or run.formula != formula:
            run = self._last_filled[column] = FilledDown(formula, column_letter(column), row, row)
        run.last = row
        return run

    def finish(self, before: int = MAX_ROW + 1) -> None:
        """Write rows into a file beside and forget them: all, or those well before a row, which no
        formula fills down across. Nothing is put into these any more.

        Texts and looks have the numbers that they would have if all were written at the end.
        """
        sheet, first = self.sheet, self._finished_rows
        # Sixteen rows each say together how far their cells go.
        end = (before - 1) // 16 * 16 if before <= MAX_ROW else (sheet.dim_rowmax or 0) + 1
        if end <= first:
            return
        beside = self._beside()
        done = {row for row in self.lines.keys() | self.growing if first < row <= end}
        self._fit(done)
        for row in done:
            self.lines.pop(row, None)
        kept = sheet.fh, sheet.dim_rowmin, sheet.dim_rowmax
        # What is written into a file that is read later, too, costs more a piece than a cell does.
        sheet.fh, sheet.dim_rowmin, sheet.dim_rowmax = StringIO(newline=""), first, end - 1
        type(sheet)._write_rows(sheet)
        beside.write(sheet.fh.getvalue())
        sheet.fh, sheet.dim_rowmin, sheet.dim_rowmax = kept
        for row in range(first, end):
            sheet.table.pop(row, None)
        self._finished_rows = end

    def _beside(self) -> IO[str]:
        """Return the file in which finished rows lie; whatever looks are in use has its number
        then.
        """
        if self._finished is None:
            self.book.number_looks(self)
            self._finished = StringIO(newline="") if self.book.small else _file_beside()
        return self._finished

    def write_finished(self, first: int, rows: Sequence[str], left: int, right: int) -> None:
        """Take rows as they stand in the file, with cells from one column to another: all rows
        before are written out.
        """
        last = first + len(rows) - 1
        for row, column in ((first, left), (last, right)):
            if self.sheet._check_dimensions(row - 1, column - 1):
                self._refuse(f"{row}, {column}")
        self._beside().writelines(rows)
        self._finished_rows = last

    def _write_rows(self) -> None:
        """Write all rows into the file; those that are finished as they are."""
        if self._finished is not None:
            self.finish()
            self._finished.seek(0)
            shutil.copyfileobj(self._finished, self.sheet.fh)
            self._finished.close()
        else:
            type(self.sheet)._write_rows(self.sheet)

    def _calculate_spans(self) -> None:
        """Note how far the cells of sixteen rows go, as xlsxwriter does, which looks at each."""
        sheet = self.sheet
        spans: dict[int, list[int]] = {}
        for row in range(sheet.dim_rowmin, sheet.dim_rowmax + 1):
            for cells in (sheet.table.get(row), sheet.comments.get(row)):
                if cells:
                    spans.setdefault(row // 16, []).extend((min(cells), max(cells)))
        told = {block: f"{min(ends) + 1}:{max(ends) + 1}" for block, ends in spans.items()}
        sheet.row_spans = told

    def _write_cell(self, row: int, column: int, cell: Any) -> None:
        """Write one cell into the file, as xlsxwriter does, at a place from 0.

        It escapes every attribute of each; those of the most frequent kinds need none.
        """
        kind, look = type(cell), cell.format
        if kind is CellFormulaTuple:
            self._write_formula(row, column, cell)
        elif kind not in PLAIN_CELLS or not look:
            type(self.sheet)._write_cell(self.sheet, row, column, cell)
        else:
            begun = f'<c r="{column_letter(column + 1)}{row + 1}" s="{look._get_xf_index()}"'
            if kind is CellStringTuple:
                self.sheet.fh.write(f'{begun} t="s"><v>{cell.string}</v></c>')
            elif kind is CellBlankTuple:
                self.sheet.fh.write(f"{begun}/>")
            else:
                self.sheet.fh.write(f"{begun}><v>{cell.number:.16G}</v></c>")

    def said(self, row: int, column: int) -> str:
        """Return a cell as it stands in the file, and forget it."""
        sheet = self.sheet
        kept, sheet.fh = sheet.fh, StringIO(newline="")
        self._write_cell(row - 1, column - 1, sheet.table[row - 1].pop(column - 1))
        made, sheet.fh = sheet.fh.getvalue(), kept
        return str(made)

    def _write_formula(self, row: int, column: int, cell: CellFormulaTuple) -> None:
        sheet, run = self.sheet, cell.formula
        if isinstance(run, FilledDown) and run.first == run.last:
            run = run.formula
        if isinstance(run, FilledDown):
            look = cell.format._get_xf_index()
            begun = f'<c r="{column_letter(column + 1)}{row + 1}" s="{look}"'
            self._write_filled(begun, run, row + 1, cell.value)
            return
        if isinstance(run, RowFormula):
            cell = cell._replace(formula=run.at(row + 1))
        if type(cell.value) in (int, float) and cell.format:
            look, said = cell.format._get_xf_index(), sheet._escape_data(cell.formula)
            begun = f'<c r="{column_letter(column + 1)}{row + 1}" s="{look}"'
            sheet.fh.write(f"{begun}><f>{said}</f><v>{cell.value}</v></c>")
        else:
            type(sheet)._write_cell(sheet, row, column, cell)

    def _write_filled(self, begun: str, run: FilledDown, row: int, result: Any) -> None:
        # xlsxwriter knows no shared formulas (ECMA-376, part 1, 18.3.1.40): the first cell of a run
        # says the formula and how far it goes, the others name it by its number.
        sheet, kind = self.sheet, _kind_of(result)
        if kind == "b":
            result = int(result)
        elif kind:
            result = sheet._escape_control_characters(sheet._escape_data(result))
        begun = f'{begun} t="{kind}">' if kind else f"{begun}>"
        if run.number is None:
            run.number, self._shared = self._shared, self._shared + 1
            reach = f"{run.column}{row}:{run.column}{run.last}"
            told = [("t", "shared"), ("ref", reach), ("si", run.number)]
            sheet.fh.write(begun)
            sheet._xml_data_element("f", run.formula.at(row), told)
            sheet.fh.write(f"<v>{result}</v></c>")
        else:
            sheet.fh.write(f'{begun}<f t="shared" si="{run.number}"/><v>{result}</v></c>')

    def link(
        self, row: int, column: int, sheet: str, cell: str, text: str, style: str = "link"
    ) -> None:
        """Write a link to a cell of this workbook."""
        self.texts.add(text)
        quoted = sheet.replace("'", "''")
        self.sheet.write_url(
            row - 1, column - 1, f"internal:'{quoted}'!{cell}", self.book.format(style), text
        )

    def note(
        self, row: int, column: int, text: str, author: str = "sheettools", size: int = 10
    ) -> None:
        """Attach a note to a cell, in letters of so many points."""
        wide = NOTE_SIGNS * 10 // size
        lines = min(NOTE_LINES, 2 + len(text) // wide + text.count("\n"))
        options = {
            "author": author,
            "x_scale": 2.6,
            "y_scale": lines * size / 50,
            "font_name": FONT,
            "font_size": size,
        }
        self.sheet.write_comment(row - 1, column - 1, plain_text(text), options)

    def rich(self, row: int, column: int, bold: str, plain: str, style: str) -> None:
        """Write a text that begins in bold; what follows is small and slanted."""
        if not plain:
            self.put(row, column, bold, style)
            return
        self.texts.add(bold + plain)
        small = self.book.format("", italic=True)
        if self.sheet.write_rich_string(
            row - 1, column - 1, self.book.format(style), clean_text(bold), small, clean_text(plain)
        ):
            self._refuse(bold)

    def colour(
        self,
        first: tuple[int, int],
        last: tuple[int, int],
        condition: str,
        style: str,
        *,
        alone: bool = False,
    ) -> None:
        """Colour the cells of a block on which a condition, written for the first, is true; of
        several the first wins.

        `alone` lets no later one add anything to it.
        """
        options = {
            "type": "formula",
            "criteria": "=" + condition,
            "format": self.book.condition_format(style),
        }
        options |= {"stop_if_true": True} if alone else {}
        block = (first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1)
        if self.sheet.conditional_format(*block, options):
            self._refuse(condition)

    def guard(self, first: tuple[int, int], last: tuple[int, int], rule: RowValues) -> None:
        """Put a data validation on a block of cells."""
        if self.sheet.data_validation(
            first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1, dict(rule)
        ):
            self._refuse(str(rule))

    def height(self, row: int, points: float) -> None:
        """Set the height of a row; it is not fitted to its text then."""
        self.sheet.set_row(row - 1, points)
        self.lines.pop(row, None)

    def keep_height(self, row: int, points: float) -> None:
        """Set the height of a row as somebody wants it, whatever is written there."""
        self.growing.discard(row)
        self.hidden.discard(row)
        self.height(row, min(points, MAX_HEIGHT))

    def filtered(
        self, first: tuple[int, int], last: tuple[int, int], told: Mapping[int, Sequence[Any]]
    ) -> None:
        """Let a block be filtered, its headings on top; `told` has what is set of some columns, as
        elements of the file: each with its name, its attributes and those inside it.
        """
        self.sheet.autofilter(first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1)
        self.sheet.filter_on = int(bool(told))

        def write() -> None:
            for column, elements in sorted(told.items()):
                self._element("filterColumn", {"colId": column - first[1]}, elements)

        self.sheet._write_autofilters = write

    def _element(self, tag: str, attributes: RowValues, inner: Sequence[Any]) -> None:
        said = [(name, plain_text(str(text))) for name, text in attributes.items()]
        if not inner:
            self.sheet._xml_empty_tag(tag, said)
            return
        self.sheet._xml_start_tag(tag, said)
        for one in inner:
            self._element(*one)
        self.sheet._xml_end_tag(tag)

    def chart(self, row: int, column: int, picture: ChartOf, size: tuple[int, int]) -> None:
        """Draw a chart at a cell; `size` in pixels."""
        options: dict[str, str] = {"type": "bar" if picture.kind == "bar" else "column"}
        if picture.kind == "stacked":
            options["subtype"] = "stacked"
        chart = self.book.book.add_chart(options)
        font = {"name": FONT, "size": 10}
        for number, (name, values) in enumerate(picture.series):
            # A nought says nothing that its empty place does not.
            labels = (
                {"value": True, "font": font, "num_format": "#,##0;;;"}
                if len(picture.series) == 1
                else {}
            )
            chart.add_series(
                {
                    "name": name,
                    "categories": picture.categories,
                    "values": values,
                    "data_labels": labels,
                    "fill": {"color": SHADES[number % len(SHADES)]},
                    "gap": 60,
                }
            )
        chart.set_title(
            {
                "name": picture.title,
                "name_font": {**font, "size": 12, "bold": True},
                "overlay": False,
            }
        )
        chart.set_legend(
            {"position": "bottom", "font": font} if len(picture.series) > 1 else {"none": True}
        )
        named: dict[str, Any] = {"num_font": font, "interval_unit": 1}
        counted: dict[str, Any] = {
            "num_font": font,
            "num_format": "#,##0",
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
        if picture.step:
            counted["major_unit"] = picture.step
        if picture.kind == "bar":  # names stand on the left, the first on top as in the table
            named |= {"reverse": True, "crossing": "max"}
            named, counted = counted, named
        chart.set_x_axis(named)
        chart.set_y_axis(counted)
        chart.set_size({"width": size[0], "height": size[1]})
        self.sheet.insert_chart(
            row - 1, column - 1, chart, {"object_position": 1, "description": picture.title}
        )

    def _refuse(self, detail: str) -> NoReturn:
        raise SheettoolsError(
            Finding(CANNOT_HOLD, Location(sheet=self.name), values={"detail": detail})
        )


def _file_beside() -> IO[str]:
    """Return a file for rows that are finished, as long as the book is written."""
    return TemporaryFile("w+", encoding="utf-8", newline="", dir=scratch_folder())


@dataclass
class _ListColumn:
    """How the cells of a column stand in the file: what they begin with and, once the first of its
    kind is there, what follows the number of the row; `room` letters stand in one line of it.
    """

    begun: str
    room: float
    text: Format
    number: Format
    empty: str = ""
    filled: str = ""
    counted: str = ""


class _ListWriter:
    """Rows of a list on one sheet, said as they stand in the file."""

    def __init__(self, page: SheetWriter, look: ListLook) -> None:
        self.page, self.look = page, look
        self.columns: list[_ListColumn] = []

    def write(self, first: int, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows below each other, into the file beside."""
        page, ends = self.page, list(filter(None, map(self.look.reach, rows)))
        left, right = min(one for one, _ in ends), max(one for _, one in ends)
        for column in range(len(self.columns) + 1, right + 1):
            self.columns.append(self._column(column))
        page.finish(first)  # looks are numbered in the order of the cells
        made = []
        for row, values in enumerate(rows, start=first):
            cells = "".join(self._cells(row, values))
            height = row_height(page.lines.pop(row, 1))
            # As xlsxwriter reckons it, in pixels first.
            tall = f' ht="{int(height * 4 / 3 + 0.5) * 0.75:.16g}" customHeight="1"'
            begun = f'<row r="{row}" spans="{left}:{right}"{tall if height else ""}>'
            made.append(f"{begun}{cells}</row>")
            page.sheet.table.pop(row - 1, None)
        page.write_finished(first, made, left, right)

    def _column(self, number: int) -> _ListColumn:
        room = self.page._room(number, self.look.text)
        looks = self.page.looks(self.look, number)
        return _ListColumn(f'<c r="{column_letter(number)}', room, *looks)

    def _cells(self, row: int, values: Sequence[Any]) -> Iterator[str]:
        texts = self.page.book.book.str_table
        numbers = texts.string_table
        for number, (column, value) in enumerate(zip(self.columns, values, strict=False), start=1):
            if value in (None, ""):
                if self.look.sparse:
                    continue
                column.empty = column.empty or f'" s="{column.text._get_xf_index()}"/>'
                yield f"{column.begun}{row}{column.empty}"
            elif isinstance(value, str) and value[0].isalnum():
                if len(value) > column.room or ("\n" in value and column.room < math.inf):
                    self._count(row, number, value)
                said = numbers.get(value)
                if said is None:
                    said = self.page._text(value, column.text).string
                else:
                    texts.count += 1
                column.filled = column.filled or f'" s="{column.text._get_xf_index()}" t="s"><v>'
                yield f"{column.begun}{row}{column.filled}{said}</v></c>"
            elif type(value) is int and abs(value) < WHOLE:
                column.counted = column.counted or f'" s="{column.number._get_xf_index()}"><v>'
                yield f"{column.begun}{row}{column.counted}{value}</v></c>"
            else:
                self.look.other(self.page, row, number, value)
                yield self.page.said(row, number)

    def _count(self, row: int, column: int, value: str) -> None:
        look = self.page.book.styles[self.look.text]
        self.page._count_lines(row, value, self.page.widths[column], look)


class BookWriter:
    """A workbook being written; use it in a `with` block.

    Raises SheettoolsError (F001) when the file cannot be put in place; the old file, if any, is
    untouched. Without a `path` it is made in memory, and `made` holds it at the end. The parts of
    one that is `small` are kept in memory, not in files beside it, which takes an eighth of its
    time.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        title: str,
        created: date | None,
        properties: Mapping[str, str] | None = None,
        small: bool = False,
    ) -> None:
        created = created or UNDATED
        self.path = path or Path()
        self.made = b""
        # The draft's name is the file's own, so that two commands at once meet on the final rename
        # only.
        self.draft = draft_of(path) if path else BytesIO()
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
            "in_memory": small,
        }
        if not small:
            options["tmpdir"] = str(scratch_folder())
        self.small = small
        file = self.draft if isinstance(self.draft, BytesIO) else str(self.draft)
        self.book = xlsxwriter.Workbook(file, options)
        self.book.set_properties(
            {
                "title": clean_text(title),
                "author": "sheettools",
                "created": datetime(created.year, created.month, created.day),
            }
        )
        for name, value in (properties or {}).items():
            self.book.set_custom_property(name, clean_text(value), "text")
        self.styles: dict[str, dict[str, Any]] = {}
        self.pages: list[SheetWriter] = []
        self.cells: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        """What xlsxwriter notes of a cell of text (its number, its look) and of an empty one."""
        self._numbered = 0
        """Of how many sheets the looks have their numbers."""
        self._formats: dict[str, Format] = {}
        self._asked: dict[tuple[Any, ...], Format] = {}
        self.book.formats[0].set_font_name(FONT)
        self.book.formats[0].set_font_size(12)

    def format(self, style: str = "", **more: Any) -> Format:
        """Return the cell format of a named style, with changes; one for the same words."""
        asked = (style, *more.items())
        look = self._asked.get(asked)
        if look is None:  # most cells ask for what another has asked for before
            wanted = {"font_name": FONT, "font_size": 12, **self.styles.get(style, {}), **more}
            key = repr(sorted(wanted.items()))
            if key not in self._formats:
                self._formats[key] = self.book.add_format(wanted)
            look = self._asked[asked] = self._formats[key]
        return look

    def condition_format(self, style: str) -> Format:
        """Return a named style for a condition, which changes colours only."""
        key = f"condition {style}"
        if key not in self._formats:
            self._formats[key] = self.book.add_format(self.styles[style])
        return self._formats[key]

    def sheet(self, name: str) -> SheetWriter:
        """Add a sheet."""
        page = SheetWriter(self, self.book.add_worksheet(name), name)
        self.pages.append(page)
        return page

    def number_looks(self, following: SheetWriter) -> None:
        """Give the looks of the sheets before one their numbers, in the order in which the cells
        stand in the file.
        """
        end = self.pages.index(following)
        for page in self.pages[self._numbered : end]:
            table = page.sheet.table
            for row in sorted(table):
                for column in sorted(table[row]):
                    if table[row][column].format:
                        table[row][column].format._get_xf_index()
        self._numbered = end

    def keep_texts(self, texts: Iterable[str]) -> None:
        """Give texts the first numbers among the book's, whichever of them its cells hold."""
        table = self.book.str_table
        counted = table.count
        for text in texts:
            table._get_shared_string_index(clean_text(text))
        table.count = counted  # it counts the cells

    def text_numbers(self) -> dict[str, int]:
        """Return the texts that cells hold, with their numbers."""
        return dict(self.book.str_table.string_table)

    def define(self, name: str, formula: str) -> None:
        """Define a name."""
        self.book.define_name(name, "=" + formula)

    def __enter__(self) -> BookWriter:
        # Every cell is an object and none is given up before the end: the collector of garbage
        # would go through all of them again and again.
        self._collects = gc.isenabled()
        gc.disable()
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.filterwarnings("error", module="xlsxwriter")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                for page in self.pages:
                    page.fit_rows()
                if not isinstance(self.draft, BytesIO):
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                self.book.close()
                self._let_go()
                self._put()
            else:
                self.book.fileclosed = True  # an abandoned draft is not worth a complaint
        except (OSError, xlsxwriter.exceptions.XlsxWriterException, Warning) as problem:
            raise not_written(self.path, problem) from problem
        finally:
            self._warnings.__exit__(kind, error, trace)
            if self._collects:
                gc.enable()
            if not isinstance(self.draft, BytesIO):
                with contextlib.suppress(OSError):
                    self.draft.unlink(missing_ok=True)

    def _put(self) -> None:
        """Put the finished draft in its place."""
        if isinstance(self.draft, BytesIO):
            sign_of_no_system(self.draft)
            self.made = self.draft.getvalue()
        else:
            with self.draft.open("r+b") as file:
                sign_of_no_system(file)
            flush(self.draft)
            replace_file(self.draft, self.path)

    def _let_go(self) -> None:
        """Forget cells, rows and texts: a book and its sheets hold each other, and would stay in
        memory until Python looks for circles, through all that is written after it.
        """
        for page in self.pages:
            page.sheet.table.clear()
            page.sheet.row_info.clear()
            page.lines.clear()
        self.cells.clear()
        self.book.str_table.string_table.clear()
        self.book.str_table.string_array.clear()
