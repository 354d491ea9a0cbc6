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
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, NoReturn

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from sheettools.disk.draft import draft_of
from sheettools.disk.scratch import scratch_folder
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Stop, declare
from sheettools.frozen import dataclass
from sheettools.outgoing.whole import flush, not_written, replace_file
from sheettools.outgoing.workbook.in_file import (
    CellLook,
    FilledDown,
    RowsInFile,
    as_it_is,
    guard_in_file,
    look_of,
    words_of,
)
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


def is_exact(value: float) -> bool:
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


def count_lines(value: str, width: float, look: RowValues) -> int:
    """Return how many lines a text takes in a column, of so many characters."""
    room = line_room(width, look)
    if len(value) <= room and "\n" not in value:
        return 1
    return count_broken(value, room)


def line_room(width: float, look: RowValues) -> float:
    """Return how many characters a line holds in a column of so many."""
    # A bold or larger letter is wider than the digit in which Excel counts a column's width.
    room = width * 12 / look.get("font_size", 12) * (0.88 if look.get("bold") else 0.97)
    return max(1.0, float(room))


@lru_cache(maxsize=8192)  # each text stands in both editions of a report, and in several lists
def count_broken(text: str, room: float) -> int:
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


class SheetWriter:
    """One sheet being written. Rows and columns count from 1, as people see them."""

    def __init__(self, book: BookWriter, sheet: Worksheet, name: str) -> None:
        self.book, self.sheet, self.name = book, sheet, name
        # xlsxwriter looks for newer functions in every formula, which takes most of the time of a
        # workbook full of them. Ours use none of these: the tests hold their functions against a
        # list. So `formula` puts its cells past that, and guards and colours say theirs as it is.
        sheet._prepare_formula = as_it_is
        sheet._xml_start_tag_unencoded = self._start_tag
        sheet._write_rows = self._write_rows
        sheet._write_data_validations = self._write_guards
        self.widths: dict[int, float] = {}
        self.lines: dict[int, int] = {}
        self.growing: set[int] = set()
        self.rows = RowsInFile(sheet, self.growing)
        sheet._calculate_spans = self.rows.note_spans
        self.least = WRITTEN_HEIGHT
        """How tall those rows are at least."""
        self.hidden: set[int] = set()
        """The rows that nobody sees."""
        self.texts: set[str] = set()
        """What stands on the sheet, but for what people fill in."""
        self._guards: list[str] = []
        """The data validations of the sheet, as they stand in the file."""
        self._last_filled: dict[int, FilledDown] = {}
        self._finished: IO[str] | None = None
        """Rows that are finished, as they stand in the file, and how many these are."""
        self._finished_rows = 0

    def column(
        self, column: int, width: float, look: Format | None = None, *, hidden: bool = False
    ) -> None:
        """Set the width of a column, in characters."""
        self.widths[column] = width
        self.sheet.set_column(
            column - 1, column - 1, width, look, {"hidden": True} if hidden else {}
        )

    def hidden_columns(self, first: int, last: int, width: float, look: Format) -> None:
        """Set columns side by side that nobody sees."""
        self.widths.update(dict.fromkeys(range(first, last + 1), width))
        self.sheet.set_column(first - 1, last - 1, width, look, {"hidden": True})

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

    def note_lines(self, row: int, value: str, width: float, look: RowValues) -> None:
        """Have a row be as tall as a text in it needs."""
        lines = count_lines(value, width, look)
        if lines > self.lines.get(row, 0):
            self.lines[row] = lines

    def put(self, row: int, column: int, value: Any, style: str = "", **more: Any) -> None:
        """Write one value with a named style. Raises SheettoolsError if the cell cannot hold it."""
        if not self._finished_rows < row <= MAX_ROW or not 1 <= column <= MAX_COLUMN:
            self.refuse(f"{row}, {column}")
        if value is not None and style not in FILLED_IN:
            self.texts.add(str(value))
        if isinstance(value, str) and value:
            width = self.widths.get(column)
            if width is not None:
                look = self.book.styles.get(style, {})
                look = {**look, **more} if more else look
                if look.get("text_wrap"):
                    self.note_lines(row, value, width, look)
            # The quote prefix keeps text text when somebody edits a cell that begins with a sign.
            if not value[0].isalnum() and value.lstrip()[:1] in ("=", "+", "-", "@"):
                more = {**more, "quote_prefix": True}
        code = self._write(row - 1, column - 1, value, self.book.format(style, **more))
        if code:
            self.refuse(f"xlsxwriter {code}")

    def _write(self, row: int, column: int, value: Any, look: Format) -> int:
        """Write a value by its type, at a place from 0; return xlsxwriter's code, 0 for well."""
        if value is None or value == "":
            code = self.hold(row, column, self.blank_cell(look))
        elif isinstance(value, str):
            code = self.hold(row, column, self.text_cell(value, look))
        elif isinstance(value, bool):
            code = self.sheet.write_boolean(row, column, value, look)
        elif isinstance(value, int | float):
            if not is_exact(value):
                self.refuse(str(value)[:40])
            code = self.hold(row, column, self.number_cell(value, look))
        elif isinstance(value, date | datetime | time):
            code = self.sheet.write_datetime(row, column, value, look)
        else:
            self.refuse(type(value).__name__)
        return int(code)

    def blank_cell(self, look: CellLook) -> CellBlankTuple:
        """Return the cell in which nothing stands."""
        return self._shared_cell(CellBlankTuple(look))

    def number_cell(self, value: float, look: CellLook) -> CellNumberTuple:
        """Return the cell of a number."""
        return CellNumberTuple(value, look)

    def text_cell(self, value: str, look: CellLook) -> CellStringTuple:
        """Return the cell of a text, which stands among the book's texts then."""
        return self._shared_cell(CellStringTuple(self.text_number(value), look))

    def text_number(self, value: str) -> int:
        """Return the number of a text among the book's."""
        texts = self.book.book.str_table
        number = texts.string_table.get(value)
        if number is not None:  # what stands there has been looked at
            texts.count += 1
            return int(number)
        if len(value) > MAX_TEXT // 2:
            length = len(value.encode("utf-16-le", "replace")) // 2
            if length > MAX_TEXT:
                self.refuse(f"{length} > {MAX_TEXT}")
        return int(texts._get_shared_string_index(clean_text(value)))

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
        self.note_lines(first[0], value, width, self.book.styles.get(style, {}))

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
        if cached is None:
            cached = ""
        elif isinstance(cached, str):
            cached = plain_text(cached) if cached else ""
        elif isinstance(cached, date):
            cached = (cached - date(1899, 12, 30)).days
        elif isinstance(cached, time):
            cached = (cached.hour * 60 + cached.minute) / (24 * 60)
        look = self.book.format(style, **more)
        if isinstance(formula, RowFormula) and formula.fills_down:
            cell = self._fill_down(row, column, formula).cell_of(look, cached)
        else:
            cell = CellFormulaTuple(formula, look, cached)
        if self.hold(row - 1, column - 1, cell):
            self.refuse(str(formula))

    def hold(self, row: int, column: int, cell: Any) -> int:
        """Put a cell in its place from 0, past what xlsxwriter does for callers of its own."""
        sheet = self.sheet
        if row < self._finished_rows or sheet._check_dimensions(row, column):
            return -1
        sheet.table[row][column] = cell
        return 0

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
        if run is None or run.last != row - 1 or not run.has(formula):
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
        self.rows.say()
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
                self.refuse(f"{row}, {column}")
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
            self.rows.say()

    def said(self, row: int, column: int) -> str:
        """Return a cell as it stands in the file, and forget it."""
        sheet = self.sheet
        kept, sheet.fh = sheet.fh, StringIO(newline="")
        self.rows.say_cell(row - 1, column - 1, sheet.table[row - 1].pop(column - 1))
        made, sheet.fh = sheet.fh.getvalue(), kept
        return str(made)

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
            self.refuse(bold)

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
            self.refuse(condition)

    def guard(self, first: tuple[int, int], last: tuple[int, int], rule: RowValues) -> None:
        """Put a data validation on a block of cells."""
        said = guard_in_file(words_of(rule))
        inside = all(
            1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN for row, column in (first, last)
        )
        if said is None or not inside:
            self.refuse(str(rule))
        block = xl_range(first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1)
        self._guards.append(block.join(said))

    def _write_guards(self) -> None:
        """Write the data validations of the sheet."""
        if self._guards:
            said = "".join(self._guards)
            count = len(self._guards)
            self.sheet.fh.write(f'<dataValidations count="{count}">{said}</dataValidations>')

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

    def refuse(self, detail: str) -> NoReturn:
        """Raise SheettoolsError (F002): a cell cannot hold that."""
        raise SheettoolsError(
            Finding(CANNOT_HOLD, Location(sheet=self.name), values={"detail": detail})
        )


def _file_beside() -> IO[str]:
    """Return a file for rows that are finished, as long as the book is written."""
    return TemporaryFile("w+", encoding="utf-8", newline="", dir=scratch_folder())


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
        asked = (style, *more.items()) if more else (style,)
        look = self._asked.get(asked)
        if look is None:  # most cells ask for what another has asked for before
            wanted = {"font_name": FONT, "font_size": 12, **self.styles.get(style, {}), **more}
            key = repr(sorted(wanted.items()))
            if key not in self._formats:
                self._formats[key] = look_of(self.book, key, wanted)
            look = self._asked[asked] = self._formats[key]
        return look

    def condition_format(self, style: str) -> Format:
        """Return a named style for a condition, which changes colours only."""
        key = f"condition {style}"
        if key not in self._formats:
            wanted = self.styles[style]
            self._formats[key] = look_of(self.book, f"{key} {sorted(wanted.items())}", wanted)
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
