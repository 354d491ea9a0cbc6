"""What is taken from a workbook for a template: its sheets, fields, lists and sums, and what only a
person can say of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sheettools.findings import Words
from sheettools.forms.guess import WHOLE, AnswerCells, Guess, formulas_of, guess, summed
from sheettools.forms.headings import (
    FormTable,
    find_lines,
    find_table,
    is_text_sheet,
)
from sheettools.forms.laid import LaidBook, LaidSheet, letter
from sheettools.template.layout import LISTS_SHEET, REPORT_SHEETS
from sheettools.template.load.checks import TITLE_LENGTH
from sheettools.template.model import ORIGIN, SENDER
from sheettools.words.text import slug

TAKEN = frozenset((*ORIGIN, *SENDER))
MOST_NAME, MOST_GUIDE = 28, 60
REST = "Khác"
"""What stands over columns behind a band that have none themselves."""


@dataclass
class DraftField:
    """One column of a table or line of a form, as it was drafted."""

    name: str
    guess: Guess
    column: int
    group: str = ""
    total_of: tuple[str, ...] = ()
    notes: list[Words] = field(default_factory=list)


@dataclass
class DraftSheet:
    """One sheet, as it was drafted."""

    name: str
    title: str
    kind: str
    fields: list[DraftField] = field(default_factory=list)
    rows: int = 0
    text: str = ""
    notes: list[Words] = field(default_factory=list)


class FormDraft:
    """What is taken from a workbook: its sheets, fields and lists."""

    def __init__(self, book: LaidBook, name: str, file: str) -> None:
        self.book, self.name, self.file = book, name, file
        self.lists: dict[tuple[str, ...], tuple[str, str]] = {}
        """The lists by their items: name and title."""
        self.sheets: list[DraftSheet] = []
        self.title = ""
        """What the workbook is called: the title above its first table, else the file's name."""
        self.passed: list[Words] = []
        """What was not taken over."""
        self._names: set[str] = set()
        of_lists = set(_list_sheets(book))
        for sheet in book.sheets:
            self._take(sheet, of_lists)
        self.title = self.title or file.rpartition(".")[0]

    def _take(self, sheet: LaidSheet, of_lists: set[str]) -> None:
        title = sheet.name
        if not sheet.raw.visible:
            self._pass(title, Words("trang bị ẩn", "the sheet is hidden"))
        elif title in of_lists:
            self._pass(
                title, Words("trang danh mục: xem các [[list]]", "it holds lists: see [[list]]")
            )
        elif not sheet.values:
            self._pass(title, Words("trang trống", "the sheet is empty"))
        else:
            table, lines = find_table(sheet), find_lines(sheet)
            many = table is not None and len(table.columns) > 2
            if lines and not many:
                self._form(sheet)
            elif table is not None:
                self._table(sheet, table)
            elif is_text_sheet(sheet):
                self._guide(sheet)
            else:
                self._pass(title, Words("không thấy hàng tiêu đề", "no row of headings was found"))

    def _pass(self, title: str, why: Words) -> None:
        self.passed.append(
            Words(
                f"Trang “{title}” không lấy: {why.vi}.",
                f"The sheet “{title}” was left out: {why.en}.",
            )
        )

    def _new(self, sheet: LaidSheet, kind: str) -> DraftSheet:
        made = DraftSheet(name_of(sheet.name, self._names), _sheet_title(sheet.name), kind)
        self.sheets.append(made)
        return made

    def _guide(self, sheet: LaidSheet) -> None:
        made = self._new(sheet, "guide")
        texts = [str(value) for _, value in sorted(sheet.values.items()) if isinstance(value, str)]
        safe = (re.sub(r"[{}\[\]]", "", " ".join(text.split())) for text in texts[:MOST_GUIDE])
        made.text = "\n".join(filter(None, safe))

    def _form(self, sheet: LaidSheet) -> None:
        made, names = self._new(sheet, "form"), set[str]()
        for line in find_lines(sheet):
            rows = range(line.row, line.row + 1)
            words = ((line.row, line.label),)
            cells = AnswerCells(self.book, sheet, line.title, words, line.column, rows)
            said = guess(cells)
            said.width = 0
            made.fields.append(self._field(said, names, line.column))

    def _table(self, sheet: LaidSheet, table: FormTable) -> None:
        made, names = self._new(sheet, "table"), set[str]()
        self.title = self.title or _sentence(table.title)
        rows = range(table.first, max(table.first, table.last) + 1)
        made.rows = max(20, -(-len(rows) // 10) * 10)
        titles = [one.title for one in table.columns]
        band = ""
        for column in table.columns:
            title = column.title
            if column.group and titles.count(title) > 1:
                title = f"{column.group} – {title}"
            words = tuple((row, column.number) for row in column.rows)
            cells = AnswerCells(self.book, sheet, title, words, column.number, rows)
            # A band goes on until another begins.
            over = column.group or (REST if band else "")
            found = self._field(guess(cells), names, column.number, over if over != band else "")
            band = over
            made.fields.append(found)
        for one in made.fields:
            cells = AnswerCells(self.book, sheet, one.guess.title, (), one.column, rows)
            _check_formulas(cells, one, made.fields)
            _check_locked(cells, one)
        self._tell_of(sheet, table, made)

    def _tell_of(self, sheet: LaidSheet, table: FormTable, made: DraftSheet) -> None:
        if table.numbered:
            made.notes.append(
                Words(
                    "Cột số thứ tự: chương trình tự đánh số.",
                    "The column of numbers: the program numbers the rows itself.",
                )
            )
        if table.totals:
            made.notes.append(
                Words(
                    f"Dòng tổng cộng (dòng {table.totals}) là số liệu của báo cáo.",
                    f"The row of totals (row {table.totals}) is the report's figures.",
                )
            )
        known = {one.number for one in table.columns} | {table.numbered}
        rows = range(table.first, table.last + 1)
        filled = {column for row, column in sheet.values if row in rows}
        beside = sorted(one for one in filled - known if not sheet.hidden(one))
        if beside:
            shown = ", ".join(map(letter, beside[:10]))
            made.notes.append(
                Words(
                    f"Hỏi: cột {shown} có nội dung mà không có tiêu đề, chưa lấy.",
                    f"Ask: {shown} hold something without a heading: left out.",
                )
            )

    def _field(self, said: Guess, names: set[str], column: int, group: str = "") -> DraftField:
        made = DraftField(name_of(said.title, names), said, column, group)
        if said.items and said.items not in self.lists:
            taken = {name for name, _ in self.lists.values()}
            self.lists[said.items] = (name_of(said.title, taken), said.title)
        return made


def _check_formulas(cells: AnswerCells, one: DraftField, fields: Sequence[DraftField]) -> None:
    """Take a column of sums for what it is; of any other formula ask."""
    said = list(formulas_of(cells))
    if said:
        row, formula = said[0]
        by_column = {other.column: other for other in fields if other is not one}
        parts = [by_column.get(column) for column in summed(formula, row)]
        counted = [part for part in parts if part is not None and part.guess.counts]
        if parts and len(counted) == len(parts):
            _take_sum(one, counted, formula)
            return
        shown = " ".join(formula.split())[:80].removeprefix("=")
        one.notes.append(
            Words(
                f"Hỏi: tệp có công thức ={shown}; tự tính thì khai compute, không thì để ghi tay.",
                f"Ask: it is the formula ={shown} in the file; declare compute, or let it be "
                f"written.",
            )
        )
    elif _has_formula(cells):
        one.notes.append(
            Words(
                "Hỏi: cột này là công thức trong tệp.", "Ask: this column is a formula in the file."
            )
        )


def _take_sum(one: DraftField, parts: Sequence[DraftField], formula: str) -> None:
    one.total_of = tuple(part.name for part in parts)
    fractions = [part.guess.kind for part in parts if part.guess.kind != WHOLE]
    one.guess.kind = (fractions or [WHOLE])[0]
    shown = formula.removeprefix("=")
    one.guess.because = Words(f"công thức ={shown}", f"the formula ={shown}")
    one.guess.required, one.guess.asks, one.guess.items, one.guess.limits = False, [], (), {}


def _has_formula(cells: AnswerCells) -> bool:
    there = cells.sheet.raw.cells
    found = (there.get((row, cells.column)) for row in cells.rows)
    return any(cell is not None and cell.formula for cell in found)


def _check_locked(cells: AnswerCells, one: DraftField) -> None:
    """Ask of a column that is locked and filled: it is printed for whoever fills in the rest."""
    first = cells.rows[:5]
    locked = [row for row in first if cells.sheet.locked(row, cells.column)]
    if one.total_of or one.notes or len(locked) < len(first) or not cells.values:
        return
    one.notes.append(
        Words(
            "Hỏi: trong tệp cột này in sẵn và khóa; muốn in sẵn thì khai prefill và read_only.",
            "Ask: it is printed and locked in the file; for that declare prefill and read_only.",
        )
    )


# --------------------------------------------------------------------------- names


def name_of(title: str, taken: set[str]) -> str:
    """Return a name for a part, and take it."""
    name = slug(re.sub(r"\([^()]*\)", " ", title) or title).replace("-", "_")[:MOST_NAME].strip("_")
    if not name[:1].isalpha() or name in TAKEN or name == "x":
        name = f"cot_{name}".strip("_")
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return found


def _sheet_title(title: str) -> str:
    """Return the title of a sheet; one that the program keeps for its own gets a word before it."""
    kept = {
        one.casefold() for one in (*REPORT_SHEETS, LISTS_SHEET, "history", "cần sửa", "ngoài biểu")
    }
    return f"Biểu {title}"[:TITLE_LENGTH] if title.casefold() in kept else title


def _sentence(text: str) -> str:
    """Return a title in capitals as one of small letters."""
    text = " ".join(text.split())
    return text.capitalize() if text == text.upper() else text


def _list_sheets(book: LaidBook) -> Iterator[str]:
    """Yield the sheets of which nearly all is items of drop-downs."""
    areas: dict[str, set[int]] = {}
    for sheet in book.sheets:
        for guard in sheet.guards:
            found = book.area(guard.first, sheet) if guard.kind == "list" else None
            if found is not None and found[0] != sheet.name:
                columns = range(found[1][1], min(found[2][1], found[1][1] + 50) + 1)
                areas.setdefault(found[0], set()).update(columns)
    for sheet in book.sheets:
        filled = {column for _, column in sheet.values}
        if filled and len(filled - areas.get(sheet.name, set())) * 3 <= len(filled):
            yield sheet.name
