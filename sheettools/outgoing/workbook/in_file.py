"""How what a workbook holds stands in its file: xlsxwriter's own words, said with less work.

What is alike in many rows or workbooks is said once. The bytes are xlsxwriter's, but for formulas
that run down a column (`FilledDown`), of which it knows nothing; `tests/outgoing/test_patched.py`
holds both against each other.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.theme import Theme
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)
from xlsxwriter.xmlwriter import XMLwriter

from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.row_formula import RowFormula
from sheettools.template.conditions import RowValues
from sheettools.template.excel.address import column_letter

MOST_KNOWN = 2_000
"""Up to how many texts a workbook has those that many others have too."""


def _open_part(part: XMLwriter | Theme, file: Any) -> None:
    """Have a part written into a file, or into memory, with the same line ends on every system."""
    part.fh, part.internal_fh = file, not isinstance(file, StringIO)
    if part.internal_fh:  # xlsxwriter closes it when the part is written
        part.fh = Path(file).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115


XMLwriter._set_xml_writer = Theme._set_xml_writer = _open_part
_escape_attributes = XMLwriter._escape_attributes


def _escape(part: XMLwriter, attribute: Any) -> Any:
    """Return an attribute as it stands in the file: xlsxwriter lets the search for signs in a
    number fail.
    """
    return _escape_attributes(part, attribute) if isinstance(attribute, str) else attribute


XMLwriter._escape_attributes = _escape
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


_AT = ' sqref="'


def words_of(rule: RowValues) -> tuple[tuple[str, type, Any], ...]:
    """Return a data validation as something that can be looked up; 1 is not 1.0 there."""
    return tuple(
        (key, type(value), tuple(value) if isinstance(value, list) else value)
        for key, value in rule.items()
    )


@lru_cache(maxsize=1024)  # nearly all are the same in each workbook of a template
def guard_in_file(words: tuple[tuple[str, type, Any], ...]) -> tuple[str, str] | None:
    """Return a data validation as it stands in the file, before and after the cells that it is for;
    None where xlsxwriter takes none like that.
    """
    sheet = Worksheet()
    sheet._prepare_formula = as_it_is
    rule = {key: list(value) if kind is list else value for key, kind, value in words}
    if sheet.data_validation(0, 0, 0, 0, rule):
        return None
    sheet.fh = StringIO(newline="")
    sheet._write_data_validation(sheet.validations[0])
    before, _, after = sheet.fh.getvalue().partition(f'{_AT}A1"')
    return f"{before}{_AT}", f'"{after}'


def as_it_is(formula: str, expand_future_functions: bool = False) -> str:
    """Return a formula in the place of xlsxwriter's, which looks for newer functions in it."""
    return formula.removeprefix("=")


CellLook: TypeAlias = Format
"""How a cell looks, as its book numbers it."""


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
    cell: CellFormulaTuple | None = None
    """The last cell that was made for it."""

    def has(self, formula: RowFormula) -> bool:
        """Say whether a formula is this one."""
        return self.formula is formula or self.formula == formula

    def cell_of(self, look: CellLook, result: Any) -> CellFormulaTuple:
        """Return the cell of a row, the same for rows that come to the same."""
        known = self.cell
        if known is None or known.format is not look or not is_same(known.value, result):
            known = self.cell = CellFormulaTuple(self, look, result)
        return known


NOT_SAID: tuple[Any, str] = (None, "")
PLAIN_CELLS = frozenset((CellBlankTuple, CellDatetimeTuple, CellNumberTuple, CellStringTuple))
INDICES = ("xf_format_indices", "dxf_format_indices")
"""Where a look of xlsxwriter's holds the numbers of its book's looks."""
LOOKS: dict[str, dict[str, Any]] = {}
"""What xlsxwriter notes of a look that no cell has yet, by the words in which it is wanted."""
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""The errors that every client knows."""


def kind_of(result: Any) -> str:
    """Return what kind a cell says that a formula's result is; none for a number or nothing."""
    if isinstance(result, bool):
        return "b"
    if not isinstance(result, str) or not result:
        return ""
    return "e" if result in ERRORS else "str"


@lru_cache(maxsize=4096)  # they are the same in each workbook of a template, and in most rows
def formula_in_file(formula: RowFormula, *, shared: bool = False) -> RowFormula:
    """Return a formula for any row as it stands in the file."""
    pieces = map(XMLwriter()._escape_data, formula.pieces)
    if shared:
        pieces = map(XMLwriter._escape_control_characters, pieces)
    return RowFormula(tuple(pieces), formula.fills_down)


def is_same(one: Any, other: Any) -> bool:
    """Say whether two results stand in a file alike: 1 and TRUE do not, nor 0 and -0.0."""
    return type(one) is type(other) and not isinstance(one, float) and bool(one == other)


def _is_said_alike(cell: Any) -> bool:
    """Say whether a cell that is about to be written stands in the file alike in rows further
    down: a formula does where it is said there by its number.
    """
    if type(cell) is not CellFormulaTuple:
        return True
    run = cell.formula
    return isinstance(run, FilledDown) and run.number is not None


def look_of(book: Workbook, key: str, wanted: RowValues) -> Format:
    """Add a look to a book. xlsxwriter asks for each property of each; ours copies the one that
    another book had by these words.
    """
    if key not in LOOKS:
        made = book.add_format(wanted)
        made._get_format_key()
        LOOKS[key] = {name: one for name, one in vars(made).items() if name not in INDICES}
        return made
    look = Format.__new__(Format)
    vars(look).update(LOOKS[key])
    look.xf_format_indices, look.dxf_format_indices = (getattr(book, one) for one in INDICES)
    book.formats.append(look)
    return look


class RowsInFile:
    """The rows of a sheet on their way into the file. `growing` are those that have no height of
    their own, numbered from 1.
    """

    def __init__(self, sheet: Worksheet, growing: Set[int]) -> None:
        self.sheet, self._growing = sheet, growing
        self._shared = 0
        """How many formulas that run down a column the sheet has until now."""

    def note_spans(self) -> None:
        """Note how far the cells of sixteen rows go, as xlsxwriter does, which looks at each."""
        sheet = self.sheet
        spans: dict[int, list[int]] = {}
        for row in range(sheet.dim_rowmin, sheet.dim_rowmax + 1):
            for cells in (sheet.table.get(row), sheet.comments.get(row)):
                if cells:
                    spans.setdefault(row // 16, []).extend((min(cells), max(cells)))
        told = {block: f"{min(ends) + 1}:{max(ends) + 1}" for block, ends in spans.items()}
        sheet.row_spans = told

    def say(self) -> None:
        """Write the rows that are not finished into the file, as xlsxwriter does.

        It goes through each cell anew; ours says again what the row above has in the same column.
        """
        sheet, write = self.sheet, self.sheet.fh.write
        self.note_spans()
        above: dict[int, tuple[Any, str]] = {}
        told: tuple[Any, ...] = ()
        tag = ""
        for row in range(sheet.dim_rowmin, sheet.dim_rowmax + 1):
            cells, how = sheet.table.get(row), sheet.row_info.get(row)
            span = sheet.row_spans.get(row // 16)
            if not cells:
                if how or row in sheet.comments:
                    sheet._write_empty_row(row, span, how)
                continue
            number = str(row + 1)
            here = span, row + 1 in self._growing, how and vars(how)
            if here != told:
                told, tag = here, self._row_tag(row, span, how)
            write(f'<row r="{number}{tag}')
            for column in sorted(cells):
                cell = cells[column]
                known, rest = above.get(column, NOT_SAID)
                if known is not cell:
                    is_alike = _is_said_alike(cell)
                    rest = self._rest(row, cell)
                    if not rest:
                        type(sheet)._write_cell(sheet, row, column, cell)
                        continue
                    if is_alike:
                        above[column] = cell, rest
                write(f'<c r="{column_letter(column + 1)}{number}{rest}')
            write("</row>")

    def _row_tag(self, row: int, span: str | None, how: Any) -> str:
        """Return what follows the number of a row in its tag."""
        kept, self.sheet.fh = self.sheet.fh, StringIO(newline="")
        self.sheet._write_row(row, span, how)
        made, self.sheet.fh = self.sheet.fh.getvalue(), kept
        return str(made).removeprefix(f'<row r="{row + 1}')

    def say_cell(self, row: int, column: int, cell: Any) -> None:
        """Write one cell into the file, as xlsxwriter does, at a place from 0."""
        rest = self._rest(row, cell)
        if rest:
            self.sheet.fh.write(f'<c r="{column_letter(column + 1)}{row + 1}{rest}')
        else:
            type(self.sheet)._write_cell(self.sheet, row, column, cell)

    def _rest(self, row: int, cell: Any) -> str:
        """Return what follows the address of a cell in the file, for those of the most frequent
        kinds: xlsxwriter escapes every attribute of each, and these need none.
        """
        kind, look = type(cell), cell.format
        if not look:
            return ""
        begun = f'" s="{look._get_xf_index()}"'
        if kind is CellStringTuple:
            return f'{begun} t="s"><v>{cell.string}</v></c>'
        if kind is CellBlankTuple:
            return f"{begun}/>"
        if kind is CellFormulaTuple:
            return begun + self._formula_rest(row, cell)
        if kind in PLAIN_CELLS:
            return f"{begun}><v>{cell.number:.16G}</v></c>"
        return ""

    def _formula_rest(self, row: int, cell: CellFormulaTuple) -> str:
        sheet, run, result, kind = self.sheet, cell.formula, cell.value, kind_of(cell.value)
        if kind == "b":
            result = int(result)
        elif kind:
            result = sheet._escape_data(result)
        begun = f' t="{kind}">' if kind else ">"
        if isinstance(run, FilledDown):
            if run.first != run.last:
                if kind:
                    result = sheet._escape_control_characters(result)
                return f"{begun}{self._filled(run, row + 1)}<v>{result}</v></c>"
            run = run.formula
        if isinstance(run, RowFormula):
            said = formula_in_file(run).at(row + 1)
        else:
            said = sheet._escape_data(run)
        return f"{begun}<f>{said}</f><v>{result}</v></c>"

    def _filled(self, run: FilledDown, row: int) -> str:
        # xlsxwriter knows no shared formulas (ECMA-376, part 1, 18.3.1.40): the first cell of a run
        # says the formula and how far it goes, the others name it by its number.
        if run.number is not None:
            return f'<f t="shared" si="{run.number}"/>'
        run.number, self._shared = self._shared, self._shared + 1
        reach = f"{run.column}{row}:{run.column}{run.last}"
        said = formula_in_file(run.formula, shared=True)
        return f'<f t="shared" ref="{reach}" si="{run.number}">{said.at(row)}</f>'
