"""Template + what was issued → the workbook in the village head's hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sheettools import __version__
from sheettools.outgoing.write import BookWriter, SheetWriter
from sheettools.template import layout
from sheettools.template.address import address, column_letter
from sheettools.template.issue import Issued
from sheettools.template.template import Field, Sheet, Template

STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "line": {"font_size": 12, "font_color": "#1F3864"},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "font_size": 13, "font_color": "#1F3864"},
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0B5394", "underline": 1, "font_size": 13},
    "header": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
               "bg_color": "#D9E2EC"},
    "label": {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#D9E2EC"},
    "input": {"text_wrap": True, "valign": "top", "border": 1, "locked": False},
    "locked": {"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EDEDED"},
    "open": {"text_wrap": True, "valign": "top", "locked": False},
    "tick": {"border": 2, "align": "center", "bold": True, "locked": False},
    "key": {"font_size": 8, "font_color": "#7F7F7F"},
}  # fmt: skip
WIDTHS = {"integer": 10.0, "number": 11.0, "date": 12.5, "time": 9.0, "boolean": 10.0, "year": 8.0}
ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True, "format_cells": False,
           "select_locked_cells": True, "select_unlocked_cells": True}  # fmt: skip
PROMPT_TITLE, PROMPT, ERROR = 32, 255, 224
"""The lengths Excel allows for the texts of a data validation."""


@dataclass(frozen=True)
class Contents:
    """Typed values to write on top of what was issued, with notes; rows count from 0. Used for drafts."""

    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    notes: Mapping[tuple[str, int, str], str] = field(default_factory=dict)


def write_workbook(path: Path, template: Template, issued: Issued, contents: Contents | None = None) -> None:
    """Write one unit's workbook. The same arguments give the same bytes. Raises SheettoolsError (F001, F002)."""
    _Generator(template, issued, contents or Contents()).write(path)


def shorten(text: str, limit: int) -> str:
    """Return text of at most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"


def column_width(target: Field) -> float:
    """Return the width of a field's column, in characters."""
    return target.width or WIDTHS.get(target.kind.name, max(12.0, min(24.0, len(target.title) + 2.0)))


class _Generator:
    def __init__(self, template: Template, issued: Issued, contents: Contents) -> None:
        self.template, self.issued, self.contents = template, issued, contents

    def write(self, path: Path) -> None:
        identity = {
            "code": self.issued.code,
            "unit_code": self.issued.unit_code,
            "unit_name": self.issued.unit_name,
            "template": self.template.name,
            "version": self.template.version,
            "fingerprint": self.template.fingerprint,
            "profile": self.template.profile,
            "issue": self.issued.number,
            "program": f"sheettools {__version__}",
        }
        year = self.issued.facts.get("nam") or 2000
        title = f"{self.template.title} – {self.issued.line}"
        properties = {f"sheettools.{key}": value for key, value in identity.items() if value}
        with BookWriter(path, title=title, created=date(int(year), 1, 1), properties=properties) as book:
            book.styles.update(STYLES)
            writers = {"guide": self._guide, "form": self._form, "table": self._table}
            for sheet in self.template.sheets:
                writers[sheet.kind](sheet, book.sheet(sheet.title))
            self._lists(book)
            self._identity(book, identity)

    # ----- what every sheet has

    def _head(self, sheet: Sheet, page: SheetWriter, first_column: int = 1) -> None:
        page.put(layout.TITLE_ROW, first_column, sheet.title.upper(), "title")
        line = f"{self.issued.line} – {layout.CODE_WORDS.vi}: {self.issued.code}" if self.issued.code else ""
        page.put(layout.LINE_ROW, first_column, line or self.issued.line, "line")
        page.put(layout.NOTE_ROW, first_column, sheet.description, "note", text_wrap=False)

    def _print(self, sheet: Sheet, page: SheetWriter, *, repeat: tuple[int, int] | None = None) -> None:
        page.sheet.set_paper(9)
        page.sheet.set_landscape() if sheet.orientation == "landscape" else page.sheet.set_portrait()
        page.sheet.fit_to_pages(1, 0)
        page.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        line = f"{self.issued.line}  {self.issued.code}".replace("&", "&&").strip()
        page.sheet.set_footer(f'&L&"Times New Roman,Regular"&9{line[:180]}&R&9Trang &P/&N')
        if repeat:
            page.sheet.repeat_rows(*repeat)
        page.sheet.protect("", ALLOWED)

    # ----- guide

    def _guide(self, sheet: Sheet, page: SheetWriter) -> None:
        for column, width in enumerate((4, 30, 66), start=1):
            page.column(column, width)
        page.put(layout.TITLE_ROW, 1, self.template.title.upper(), "title")
        line = f"{self.issued.line} – {layout.CODE_WORDS.vi}: {self.issued.code}" if self.issued.code else ""
        page.put(layout.LINE_ROW, 1, line or self.issued.line, "line")
        row = 4
        page.put(row, 1, "Các trang cần điền", "heading")
        for other in self.template.filled:
            row += 1
            page.link(row, 2, other.title, "A1", other.title)
            page.put(row, 3, other.description, "text")
        row += 2
        for text in self.issued.texts.get(sheet.name, sheet.text).strip().splitlines():
            self._guide_line(page, row, text)
            row += 1
        for other in self.template.filled:
            if not other.read_only:
                row = self._guide_fields(page, row + 1, other)
        self._print(sheet, page)

    def _guide_line(self, page: SheetWriter, row: int, text: str) -> None:
        if text.startswith("# "):
            page.put(row, 1, text[2:], "heading")
            return
        bullet = text.startswith("- ")
        page.put(row, 1, "•" if bullet else "", "text", align="right")
        page.merge((row, 2), (row, 3), text.removeprefix("- "), "text")

    def _guide_fields(self, page: SheetWriter, row: int, sheet: Sheet) -> int:
        page.put(row, 1, f"Trang “{sheet.title}”", "heading")
        for target in sheet.fields:
            if target.locked:
                continue
            row += 1
            said = [target.description.rstrip("."), target.how().vi]
            needed = " (bắt buộc)" if target.required else ""
            text = ". ".join(part[:1].upper() + part[1:] for part in said if part) + "."
            page.put(row, 2, target.title + needed, "text")
            page.put(row, 3, text, "text")
        return row + 1

    # ----- form

    def _form(self, sheet: Sheet, page: SheetWriter) -> None:
        for column, width in enumerate((12, 26, 50, 36), start=layout.FORM_KEY):
            page.column(column, width, hidden=column == layout.FORM_KEY)
        self._head(sheet, page, layout.FORM_LABEL)
        values = {**self.issued.forms.get(sheet.name, {}), **self.contents.forms.get(sheet.name, {})}
        for number, target in enumerate(sheet.fields):
            row = layout.FORM_FIRST_ROW + number
            value = values.get(target.name)
            locked = sheet.read_only or (target.locked and value is not None)
            page.put(row, layout.FORM_KEY, target.name, "key")
            page.put(row, layout.FORM_LABEL, target.title + (" *" if target.required else ""), "label")
            self._value(page, row, layout.FORM_VALUE, target, value, locked=locked, align="left")
            page.put(row, layout.FORM_NOTE, self._explain(target, locked=locked), "note")
            if not locked:
                self._guard(page, target, (row, layout.FORM_VALUE), (row, layout.FORM_VALUE))
            if (sheet.name, 0, target.name) in self.contents.notes:
                page.note(row, layout.FORM_VALUE, self.contents.notes[sheet.name, 0, target.name])
        page.sheet.freeze_panes(layout.FORM_FIRST_ROW - 1, 0)
        # Without it the boxes of the notes count as printed, and shrink the page.
        page.sheet.print_area(0, 0, layout.FORM_FIRST_ROW + len(sheet.fields) - 2, layout.FORM_NOTE - 1)
        self._print(sheet, page)

    def _explain(self, target: Field, *, locked: bool) -> str:
        if locked:
            return ""
        example = f"Ví dụ: {target.example}" if target.example else ""
        return " ".join(part for part in (target.description, example) if part)

    # ----- table

    def _table(self, sheet: Sheet, page: SheetWriter) -> None:
        self._head(sheet, page)
        for row in range(1, layout.HEADER_ROW):
            page.sheet.set_row(row - 1, 20 if row == 1 else 17, page.book.format("", locked=True))
        if sheet.nil:
            page.put(layout.NIL_ROW, layout.NIL_COLUMN, None, "tick")
            page.put(
                layout.NIL_ROW,
                layout.NIL_COLUMN + 1,
                f"← gõ x vào ô bên trái nếu: {sheet.nil}",
                "",
                bold=True,
            )
            tick = {"validate": "list", "source": [layout.NIL_MARK, layout.NIL_MARK.upper()],
                    "input_title": "Không phát sinh", "input_message": shorten(sheet.nil, PROMPT),
                    "error_title": "Chưa đúng",
                    "error_message": "Gõ x nếu không phát sinh; nếu có thì để trống."}  # fmt: skip
            cell = (layout.NIL_ROW, layout.NIL_COLUMN)
            page.guard(cell, cell, tick)
        page.sheet.set_row(layout.KEY_ROW - 1, None, None, {"hidden": True})
        page.sheet.set_row(layout.HEADER_ROW - 1, 50)
        for number, target in enumerate(sheet.fields, start=1):
            page.column(number, column_width(target), self._open(page, target))
            page.put(layout.KEY_ROW, number, target.name, "key")
            page.put(layout.HEADER_ROW, number, target.title + (" *" if target.required else ""), "header")
        self._rows(sheet, page)
        last = layout.last_row(sheet)
        for number, target in enumerate(sheet.fields, start=1):
            if target.compute is None:
                self._guard(page, target, (layout.FIRST_ROW, number), (last, number))
        page.sheet.autofilter(layout.HEADER_ROW - 1, 0, last - 1, len(sheet.fields) - 1)
        page.sheet.freeze_panes(layout.HEADER_ROW, min(2, len(sheet.fields)))
        page.sheet.print_area(0, 0, last - 1, len(sheet.fields) - 1)
        self._print(sheet, page, repeat=(layout.HEADER_ROW - 1, layout.HEADER_ROW - 1))

    def _open(self, page: SheetWriter, target: Field) -> Any:
        """Give rows past the prepared ones the same number format, open to fill."""
        style = "locked" if target.compute is not None else "open"
        return page.book.format(style, num_format=target.kind.number_format, border=0)

    def _rows(self, sheet: Sheet, page: SheetWriter) -> None:
        issued, drafted = self.issued.rows.get(sheet.name, ()), self.contents.tables.get(sheet.name, ())
        for number in range(max(sheet.rows, self.issued.planned.get(sheet.name, 0), len(drafted))):
            row = layout.FIRST_ROW + number
            values = {
                **(issued[number] if number < len(issued) else {}),
                **(drafted[number] if number < len(drafted) else {}),
            }
            for column, target in enumerate(sheet.fields, start=1):
                if target.compute is not None:
                    self._computed(sheet, page, row, column, target, values)
                    continue
                value = values.get(target.name)
                locked = target.read_only and value is not None
                self._value(page, row, column, target, value, locked=locked)
                if (sheet.name, number + 1, target.name) in self.contents.notes:
                    page.note(row, column, self.contents.notes[sheet.name, number + 1, target.name])

    def _computed(
        self, sheet: Sheet, page: SheetWriter, row: int, column: int, target: Field, values: Mapping[str, Any]
    ) -> None:
        assert target.compute is not None
        formula = target.compute.formula(self._cells(sheet, row), self.issued.facts)
        cached = target.compute.value(values, self.issued.facts)
        shown = target.show(cached) if target.categories is not None else cached
        page.formula(row, column, formula, shown, "locked", num_format=target.kind.number_format)

    def _cells(self, sheet: Sheet, row: int) -> Callable[[str], str]:
        columns = {target.name: column_letter(n) for n, target in enumerate(sheet.fields, start=1)}
        return lambda name: f"${columns[name]}{row}"

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
        if target.categories is not None or target.kind.name in ("boolean", "list"):
            value = target.show(value) if value is not None else None
        style = "locked" if locked else "input"
        page.put(row, column, value, style, num_format=target.kind.number_format, **more)

    # ----- rules in the cells

    def _guard(self, page: SheetWriter, target: Field, first: tuple[int, int], last: tuple[int, int]) -> None:
        rule = self._rule(target)
        prompt = " ".join(p for p in (target.description, target.how().vi[:1].upper() + target.how().vi[1:] + ".") if p)
        shown = {"input_title": shorten(target.title, PROMPT_TITLE), "input_message": shorten(prompt, PROMPT)}
        if rule is None:
            page.guard(first, last, {"validate": "any", **shown})
            return
        length = f" Không quá {target.max_length} chữ cái." if target.max_length else ""
        error = f"“{target.title}”: {target.how().vi}.{length}"
        page.guard(first, last, {
            **rule, **shown, "error_title": "Chưa đúng", "error_message": shorten(error, ERROR),
        })  # fmt: skip

    def _rule(self, target: Field) -> Mapping[str, Any] | None:
        if target.categories is not None:
            return {"validate": "list", "source": f"=ds_{target.categories.name}"}
        if target.chosen:
            return {"validate": "list", "source": "=" + self._column(target.foreign_key[0])}
        return target.kind.guard(target)

    def _column(self, reference: str) -> str:
        name, _, wanted = reference.partition(".")
        sheet = self.template.sheet(name)
        column = 1 + [target.name for target in sheet.fields].index(wanted)
        first = address(layout.FIRST_ROW, column, absolute=True)
        last = address(layout.last_row(sheet), column, absolute=True)
        return f"'{sheet.title}'!{first}:{last}"

    # ----- hidden sheets

    def _lists(self, book: BookWriter) -> None:
        page = book.sheet(layout.LISTS_SHEET)
        column = 0
        for column, known in enumerate(self.template.lists.values(), start=1):
            page.put(1, column, known.title, "header")
            for row, category in enumerate(known.categories, start=2):
                page.put(row, column, category.label)
            first, last = (
                address(2, column, absolute=True),
                address(1 + len(known.categories), column, absolute=True),
            )
            book.define(f"ds_{known.name}", f"{layout.LISTS_SHEET}!{first}:{last}")
        self._holidays(book, page, column + 1)
        page.sheet.protect("", ALLOWED)
        page.sheet.hide()

    def _holidays(self, book: BookWriter, page: SheetWriter, column: int) -> None:
        days = sorted(self.issued.facts.get("ngay_nghi") or ())
        page.put(1, column, "Ngày nghỉ", "header")
        for row, day in enumerate(days, start=2):
            page.put(row, column, day, num_format="dd/mm/yyyy")
        # WORKDAY wants a range even where there is no holiday.
        first, last = (
            address(2, column, absolute=True),
            address(2 + max(len(days) - 1, 0), column, absolute=True),
        )
        book.define("ngay_nghi", f"{layout.LISTS_SHEET}!{first}:{last}")

    def _identity(self, book: BookWriter, identity: Mapping[str, str]) -> None:
        page = book.sheet(layout.IDENTITY_SHEET)
        for row, (key, value) in enumerate(identity.items(), start=1):
            page.put(row, 1, key)
            page.put(row, 2, value, num_format="@")
        page.sheet.protect("", ALLOWED)
        page.sheet.hide()
