"""Template + what was issued → the workbook in the village head's hands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from sheettools.outgoing.whole import write_bytes
from sheettools.outgoing.workbook import office_notes as said
from sheettools.outgoing.workbook.first_page import FirstPage
from sheettools.outgoing.workbook.guards import guard, heading_prompt, shorten
from sheettools.outgoing.workbook.initial import Contents, InitialBook, KeptCell, LaidRow, lay_out
from sheettools.outgoing.workbook.lists import Lists, write_identity
from sheettools.outgoing.workbook.live_help import Marks, counter, next_link, told, told_now
from sheettools.outgoing.workbook.once import Commons
from sheettools.outgoing.workbook.printing import print_form, print_guide, print_table
from sheettools.outgoing.workbook.row_formula import ANY_ROW, RowFormula
from sheettools.outgoing.workbook.widths import (
    HEADING_LINES,
    column_width,
    form_widths,
    mark_width,
    number_width,
    pixels,
    table_widths,
    wrapped,
    written_height,
)
from sheettools.outgoing.workbook.write import (
    LINE_HEIGHT,
    WRITTEN_HEIGHT,
    BookWriter,
    SheetWriter,
    count_lines,
)
from sheettools.template import layout
from sheettools.template.conditions import RowValues
from sheettools.template.grid import Grid
from sheettools.template.identity import identity_of
from sheettools.template.issue import Issue
from sheettools.template.model import Field, Sheet, Template

MISSING, WRONG, DOUBTFUL = "#FFE699", "#F8CBAD", "#DDEBF7"
STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "line": {"font_size": 12, "font_color": "#1F3864"},
    "head": {"bold": True, "font_size": 15, "text_wrap": True, "valign": "top"},
    "head_line": {"font_size": 12, "font_color": "#1F3864", "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "font_size": 13, "font_color": "#1F3864"},
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0B5394", "underline": 1, "font_size": 12, "border": 1,
        "valign": "top", "text_wrap": True},
    "link_cell": {"font_color": "#0B5394", "underline": 1, "border": 1, "valign": "top",
        "text_wrap": True},
    "next": {"font_color": "#0B5394", "underline": 1},
    "count": {"bold": True},
    "count_cell": {"border": 1, "align": "center", "valign": "top"},
    "status": {"border": 1, "text_wrap": True, "valign": "top"},
    "header": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
               "bg_color": "#D9E2EC"},
    "band": {"bold": True, "align": "left", "valign": "vcenter", "font_size": 11,
    "font_color": "#FFFFFF",
             "bg_color": "#1F3864", "border": 1},
    "label": {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#D9E2EC"},
    "input": {"text_wrap": True, "valign": "top", "border": 1, "locked": False},
    "locked": {"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EDEDED"},
    "open": {"text_wrap": True, "valign": "top", "locked": False},
    "tick": {"border": 2, "align": "center", "bold": True, "locked": False},
    "mark": {"border": 1, "font_size": 10, "text_wrap": True, "valign": "top",
    "bg_color": "#F2F2F2"},
    "number": {"border": 1, "align": "center", "valign": "top", "bg_color": "#EDEDED"},
    "helper": {"font_size": 8, "font_color": "#595959"},
    "key": {"font_size": 8, "font_color": "#595959"},
    "signature": {"bold": True, "align": "center"},
    "missing": {"bg_color": MISSING, "font_color": "#000000"},
    "wrong": {"bg_color": WRONG, "font_color": "#7F0000", "bold": True},
    "doubtful": {"bg_color": DOUBTFUL, "font_color": "#1F3864", "italic": True},
    "to_fix": {"bg_color": "#FF9F9F", "font_color": "#000000"},
    "to_check": {"bg_color": "#D9C3F0", "font_color": "#000000"},
    "fixed": {"bg_color": "#FFFFFF", "font_color": "#000000"},
    "complete": {"bg_color": "#E2EFDA", "font_color": "#1E5631"},
}  # fmt: skip
ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True,
"format_cells": False,
           "select_locked_cells": True, "select_unlocked_cells": True}  # fmt: skip
LINKS_AT = (235, 415)
"""How far from the left the links above a table may begin, in pixels: the counters end before."""


class OfficeSheets(Protocol):
    """What the office adds to a workbook that it hands back: sheets before and after its own."""

    identity: Mapping[str, str]
    """What the workbook that came back says of itself: the number of its issue, and its seal."""
    writer: tuple[str, int]
    """The author of the notes, and the size of their letters."""

    def before(self, book: BookWriter) -> None:
        """Add the sheets that come first."""

    def after(self, book: BookWriter) -> None:
        """Add the sheets that come last, once all others are written."""


def write_workbook(
    path: Path,
    template: Template,
    issued: Issue,
    contents: Contents | None = None,
    added: OfficeSheets | None = None,
) -> None:
    """Write one unit's workbook. Raises SheettoolsError (F001, F002).

    The same arguments give the same bytes.
    """
    write_bytes(path, make_workbook(template, issued, contents, added))


def make_workbook(
    template: Template,
    issued: Issue,
    contents: Contents | None = None,
    added: OfficeSheets | None = None,
    commons: Commons | None = None,
) -> bytes:
    """Make one unit's workbook. Raises SheettoolsError (F001, F002).

    The same arguments give the same bytes; `commons` spare the work that was done for others.
    """
    contents = contents or Contents()
    common = commons.of(template, issued.facts) if commons else None
    return make_laid(lay_out(template, issued, contents, common), contents, added)


def make_laid(
    laid: InitialBook,
    contents: Contents,
    added: OfficeSheets | None = None,
    *,
    identity: Mapping[str, str] | None = None,
    watch: Callable[[BookWriter], None] | None = None,
) -> bytes:
    """Make a workbook that is laid out. Raises SheettoolsError (F001, F002).

    `identity` is what it says of itself, where that is not what its issue says; `watch` sees
    the book when all its sheets are written and the rows not yet fitted.
    """
    own = identity or identity_of(laid.template, laid.issued)
    return _Generator(laid, contents).make(own, added, watch)


def items(template: Template) -> list[str]:
    """Return the texts that cells are filled with by choice, not by anybody's words."""
    said: list[str] = []
    for known in template.lists.values():
        said += [category.label for category in known.categories]
    for sheet in template.filled:
        for target in sheet.fields:
            if target.prefill:
                said += target.kind.choices
    return list(dict.fromkeys(said))


class _Generator:
    def __init__(self, laid: InitialBook, contents: Contents) -> None:
        self.laid, self.contents = laid, contents
        self.template, self.issued, self.common = laid.template, laid.issued, laid.common
        self.handed_back = False
        self.writer: tuple[str, int] = ("sheettools", 10)

    def make(
        self,
        own: Mapping[str, str],
        added: OfficeSheets | None,
        watch: Callable[[BookWriter], None] | None,
    ) -> bytes:
        identity = {**own, **(added.identity if added else {})}
        title = f"{self.template.title} – {self.issued.line}"
        properties = {
            layout.IDENTITY_PREFIX + key: value for key, value in identity.items() if value
        }
        with BookWriter(
            None, title=title, created=self.issued.new_year, properties=properties, small=True
        ) as book:
            book.styles.update(STYLES)
            book.keep_texts(self.common.once("items", lambda: items(self.template)))
            if added:
                self.writer = added.writer
                added.before(book)
                self.handed_back = any(page.name == layout.FIX_SHEET for page in book.pages)
            writers = {"guide": self._guide, "form": self._form, "table": self._table}
            for sheet in self.template.sheets:
                writers[sheet.kind](sheet, book.sheet(sheet.title))
            Lists(book, self.laid).write()
            write_identity(book, identity)
            if added:
                added.after(book)
            if watch:
                watch(book)
        return book.made

    def _guide(self, sheet: Sheet, page: SheetWriter) -> None:
        FirstPage(self.laid, page).write(sheet)
        print_guide(page, sheet, self.issued)
        page.sheet.protect("", ALLOWED)

    # ----- form

    def _form(self, sheet: Sheet, page: SheetWriter) -> None:
        page.least = WRITTEN_HEIGHT if self.template.plan else 0
        for column, width in enumerate(form_widths(self.template), start=layout.FORM_KEY):
            page.column(
                column,
                width,
                hidden=column == layout.FORM_KEY
                or (sheet.read_only and column >= layout.FORM_MARK),
            )
        page.put(layout.TITLE_ROW, layout.FORM_LABEL, sheet.title.upper(), "title")
        self._line(page, layout.TITLE_ROW + 1, layout.FORM_LABEL, layout.FORM_VALUE)
        note_row = layout.FORM_FIRST_ROW - 1
        page.put(note_row, layout.FORM_LABEL, sheet.description, "note", text_wrap=False)
        (row,) = self.laid.rows[sheet.name]
        for number, target in enumerate(sheet.fields):
            self._form_line(sheet, page, row, layout.FORM_FIRST_ROW + number, target)
        said.colour_first(page, sheet, self.contents, self.laid)
        if not sheet.read_only:
            links = (layout.FORM_VALUE, layout.FORM_NOTE)
            self._counters(sheet, page, (layout.FORM_COUNT_ROW, layout.FORM_LABEL), links)
            Marks(self.laid, sheet, page).form()
        said.colour_last(page, sheet, self.contents, self.laid)
        page.sheet.freeze_panes(layout.FORM_FIRST_ROW - 1, 0)
        print_form(page, sheet, self.issued)
        page.sheet.protect("", ALLOWED)

    def _form_line(
        self, sheet: Sheet, page: SheetWriter, row: LaidRow, line: int, target: Field
    ) -> None:
        value, locked = row.values.get(target.name), target.name in row.locked
        page.put(line, layout.FORM_KEY, target.name, "key")
        page.put(line, layout.FORM_LABEL, _heading(target), "label")
        place = (sheet.name, 0, target.name)
        look = {"align": "left", **said.look(self.contents.marks.get(place))}
        self._value(page, line, layout.FORM_VALUE, target, value, locked=locked, **look)
        page.put(line, layout.FORM_NOTE, "" if locked else target.explanation, "note")
        if not locked:
            page.growing.add(line)
            cell = (line, layout.FORM_VALUE)
            rule = guard(target, Marks(self.laid, sheet, page).grid(row))
            page.guard(cell, cell, said.asked(rule, self.contents.marks.get(place)))
        if place in self.contents.notes:
            page.note(line, layout.FORM_VALUE, self.contents.notes[place], *self.writer)

    # ----- table

    def _table(self, sheet: Sheet, page: SheetWriter) -> None:
        rows, last = self.laid.rows[sheet.name], layout.last_row(sheet)
        page.least = self.common.once(
            ("least", sheet.name), lambda: written_height(self.template, sheet)
        )
        page.column(layout.NUMBER_COLUMN, number_width(sheet))
        page.column(layout.MARK_COLUMN, mark_width(self.template))
        widths = self.common.once(
            ("widths", sheet.name), lambda: table_widths(self.template, sheet)
        )
        for target in sheet.fields:
            column = layout.field_column(sheet, target.name)
            width = self.contents.widths.get((sheet.name, target.name), widths[target.name])
            page.column(column, width, _open(page, target))
        self._top(sheet, page)
        self._rows(sheet, page)
        marks = Marks(self.laid, sheet, page)
        for target in sheet.fields:
            if target.compute is None:
                column = layout.field_column(sheet, target.name)
                for first, after, mark in said.parts(
                    sheet, target, self.contents, (layout.FIRST_ROW, last)
                ):
                    rule = self._guard(target, marks, rows[first - layout.FIRST_ROW])
                    page.guard((first, column), (after, column), said.asked(rule, mark))
        said.colour_first(page, sheet, self.contents, self.laid)
        marks.table()
        self._fit_marked(sheet, page, marks)
        said.colour_last(page, sheet, self.contents, self.laid)
        page.put(
            rows[-1].number + 1, layout.MARK_COLUMN, layout.FULL_WORDS, "note", text_wrap=False
        )
        left, right = _sortable(sheet)
        page.sheet.autofilter(layout.HEADER_ROW - 1, left - 1, last - 1, right - 1)
        page.sheet.freeze_panes(layout.HEADER_ROW, layout.MARK_COLUMN)
        begun = max((row.number for row in rows if row.begun), default=0)
        print_table(page, sheet, self.issued, begun)
        page.sheet.protect("", ALLOWED)

    def _guard(self, target: Field, marks: Marks, row: LaidRow) -> RowValues:
        """Return the validation of a field's cells from a row on."""
        what = "guard", marks.sheet.name, target.name, row.number
        return self.common.once(what, lambda: guard(target, marks.grid(row)))

    def _fit_marked(self, sheet: Sheet, page: SheetWriter, marks: Marks) -> None:
        """Make a row that the office has marked as tall as what it still needs."""
        rows = self.laid.rows[sheet.name]
        for number in {number for name, number, _ in self.contents.marks if name == sheet.name}:
            row = rows[number - 1]
            width = mark_width(self.template)
            lines = count_lines(marks.mark_now(row), width, STYLES["mark"])
            page.lines[row.number] = max(lines, page.lines.get(row.number, 1))

    def _top(self, sheet: Sheet, page: SheetWriter) -> None:
        # The rows above the headings are locked, whatever their columns are.
        for row in range(1, layout.HEADER_ROW + 1):
            page.sheet.set_row(
                row - 1,
                21 if row == layout.TITLE_ROW else 17,
                page.book.format("", locked=True),
                {"hidden": row == layout.KEY_ROW},
            )
        purpose = f": {sheet.description}" if sheet.description else ""
        page.rich(layout.TITLE_ROW, 1, sheet.title.upper(), purpose, "title")
        self._counters(sheet, page, (layout.COUNT_ROW, 1), _link_columns(sheet, page))
        self._line(page, layout.LINE_ROW, 1)
        names = (
            (layout.NUMBER_COLUMN, layout.NUMBER_KEY, layout.NUMBER_TITLE),
            (layout.MARK_COLUMN, layout.MARK_KEY, layout.MARK_TITLE),
            *((layout.field_column(sheet, f.name), f.name, _heading(f)) for f in sheet.fields),
        )
        for column, key, title in names:
            page.put(layout.KEY_ROW, column, key, "key")
            page.put(layout.HEADER_ROW, column, title, "header")
        # The widths of columns may be somebody's own.
        wide = tuple(page.widths.values())
        height = self.common.once(
            ("heading", sheet.name, wide), lambda: _header_height(sheet, page)
        )
        page.height(layout.HEADER_ROW, height)
        for column, prompt in self.common.once(("prompts", sheet.name), lambda: _prompts(sheet)):
            page.guard((layout.HEADER_ROW, column), (layout.HEADER_ROW, column), prompt)
        self._bands(sheet, page)

    def _bands(self, sheet: Sheet, page: SheetWriter) -> None:
        title = ""
        for target in sheet.fields:
            began, title = target.group, target.group or title
            if title:
                # The words run on into the columns after them.
                page.put(
                    layout.BAND_ROW, layout.field_column(sheet, target.name), began or None, "band"
                )
        if not title:
            page.sheet.set_row(layout.BAND_ROW - 1, None, None, {"hidden": True})

    def _rows(self, sheet: Sheet, page: SheetWriter) -> None:
        """Write the rows of a table. Most are empty in the same fields as the one above."""
        computed = self.common.once(("computed", sheet.name), lambda: _computed(self.laid, sheet))
        noted = {place[:2] for place in (*self.contents.marks, *self.contents.notes)}
        above: tuple[Collection[str], Sequence[str]] = ((), ())
        for row in self.laid.rows[sheet.name]:
            is_noted = (sheet.name, row.number - layout.FIRST_ROW + 1) in noted
            here = row.locked, () if is_noted else _empty(sheet, row)
            self._row(sheet, page, row, computed, here[1] if here == above else ())
            above = here

    def _row(
        self,
        sheet: Sheet,
        page: SheetWriter,
        row: LaidRow,
        computed: Mapping[str, RowFormula],
        repeated: Collection[str],
    ) -> None:
        """Write a row; the `repeated` fields have the same cells as in the row above."""
        page.growing.add(row.number)
        page.put(row.number, layout.NUMBER_COLUMN, row.number - layout.FIRST_ROW + 1, "number")
        page.repeat(row.number, [layout.field_column(sheet, name) for name in repeated])
        for target in sheet.fields:
            if target.name in repeated:
                continue
            column, value = layout.field_column(sheet, target.name), row.values.get(target.name)
            place = (sheet.name, row.number - layout.FIRST_ROW + 1, target.name)
            look = said.look(self.contents.marks.get(place))
            if target.compute is not None and row.given.get(target.name) is None:
                shown = target.in_cell(value)
                page.formula(
                    row.number,
                    column,
                    computed[target.name],
                    shown,
                    "locked",
                    num_format=target.kind.number_format,
                    **look,
                )
            else:
                self._value(
                    page,
                    row.number,
                    column,
                    target,
                    value,
                    locked=target.name in row.locked,
                    **look,
                )
            if place in self.contents.notes:
                page.note(row.number, column, self.contents.notes[place], *self.writer)

    # ----- what both have

    def _line(self, page: SheetWriter, row: int, column: int, last: int = 0) -> None:
        """Say whose it is: in a cell, or over columns up to `last`, where it takes two lines."""
        code = f" – {layout.CODE_WORDS.vi}: {self.issued.code}" if self.issued.code else ""
        said = f"{self.issued.line}{code}"
        if last:
            page.merge((row, column), (row, last), said, "head_line")
            page.height(row, 2 * LINE_HEIGHT)
        else:
            page.put(row, column, said, "line")

    def _counters(
        self, sheet: Sheet, page: SheetWriter, place: tuple[int, int], links: tuple[int, int]
    ) -> None:
        row, (following, home) = place[0], links
        page.formula(
            *place,
            told(sheet, lambda what: counter(sheet, what)),
            told_now(self.laid, sheet),
            "count",
        )
        shown = layout.NEXT_WORDS if self.laid.count(sheet, "flagged") else ""
        page.formula(row, following, next_link(sheet, layout.NEXT_WORDS), shown, "next")
        first = layout.guide(self.template)
        if first is not None:
            page.link(row, home, first.title, "A1", layout.HOME_WORDS, "next")
        if self.handed_back:
            page.link(row + 1, home, layout.FIX_SHEET, "A1", layout.FIX_WORDS, "next")

    def _value(
        self,
        page: SheetWriter,
        row: int,
        column: int,
        target: Field,
        value: Any,
        *,
        locked: bool,
        **more: Any,
    ) -> None:
        style = "locked" if locked else "input"
        if isinstance(value, KeptCell):
            said.put_kept(page, (row, column), value, target, style, **more)
            return
        held = target.in_cell(value)
        page.put(row, column, held, style, num_format=target.kind.number_format, **more)


def _computed(laid: InitialBook, sheet: Sheet) -> dict[str, RowFormula]:
    """Return the formulas of a table's computed fields, for any row."""
    grid = Grid(laid.template, sheet, ANY_ROW, laid.issued.facts)
    return {
        target.name: RowFormula.of(target.compute.formula(target, grid))
        for target in sheet.fields
        if target.compute is not None
    }


def _empty(sheet: Sheet, row: LaidRow) -> tuple[str, ...]:
    """Return the fields of a row in which nothing stands, nor did when it was issued."""
    names = (target.name for target in sheet.fields)
    return tuple(n for n in names if row.values.get(n) is None and row.given.get(n) is None)


def _heading(target: Field) -> str:
    return target.title + (layout.NEEDED if target.always_asked else "")


def _prompts(sheet: Sheet) -> list[tuple[int, RowValues]]:
    """Return what the headings of a table say when they are clicked, by column."""
    if sheet.read_only:
        return []
    columns = {layout.field_column(sheet, f.name): heading_prompt(f, sheet) for f in sheet.fields}
    return [(column, prompt) for column, prompt in columns.items() if prompt]


def _header_height(sheet: Sheet, page: SheetWriter) -> float:
    """Return the height of the headings, in points: no word of them is cut off."""
    lines = []
    for target in sheet.fields:
        width = page.widths[layout.field_column(sheet, target.name)]
        lines.append(wrapped(_heading(target), pixels(width), bold=True))
    return LINE_HEIGHT * min(max(2, *lines), HEADING_LINES)


def _link_columns(sheet: Sheet, page: SheetWriter) -> tuple[int, int]:
    """Return the columns of the links above a table: neither what is said before them nor the first
    is cut off.
    """
    found, left, wanted = [], 0, list(LINKS_AT)
    for column in range(1, layout.last_column(sheet) + 1):
        if wanted and left >= wanted[0]:
            found.append(column)
            wanted.pop(0)
        left += pixels(page.widths[column])
    more = layout.last_column(sheet) + 1
    first, second = [*found, more, more + 1][:2]
    return first, second


def _open(page: SheetWriter, target: Field) -> Any:
    """Give rows past the prepared ones the same number format, open to fill."""
    style = "text" if target.compute is not None else "open"
    return page.book.format(style, num_format=target.kind.number_format, border=0)


def _sortable(sheet: Sheet) -> tuple[int, int]:
    """Return the ends of the longest run of open columns: Excel sorts only open cells."""
    best, start = (0, 0), 0
    for number, target in enumerate([*sheet.fields, None]):
        if target is None or target.compute is not None or target.read_only:
            best = max(best, (number - start, -start))
            start = number + 1
    length, first = best[0], -best[1]
    if not length:
        return layout.FIRST_COLUMN, layout.last_column(sheet)
    return layout.FIRST_COLUMN + first, layout.FIRST_COLUMN + first + length - 1


__all__ = ["Contents", "column_width", "make_workbook", "shorten", "write_workbook"]
