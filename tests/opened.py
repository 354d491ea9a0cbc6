"""A workbook as openpyxl opens it, types into it and saves it, without doing all of it each time.

The same few workbooks are filled in hundreds of times. To copy one takes a tenth of the time of
reading it; and where no more than values are typed into cells, the cells alone are written anew.
openpyxl's own `load_workbook` is for what is read once.
"""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell._writer import write_cell
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.formula.translate import Translator
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring, xmlfile

CELL = re.compile(rb'<c r="([A-Z]+\d+)"(?:[^>]*/>|[^>]*>.*?</c>)', re.DOTALL)
CORE = "docProps/core.xml"


def opened(source: Path | bytes, *, results: bool = False) -> Workbook:
    """Return a workbook of one's own, from a file or its bytes, with formulas or their results."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    book: Workbook = pickle.loads(_packed(data, results))  # noqa: S301 - packed here
    book.__class__ = _Opened
    vars(book).update(_untouched=set(book.sheetnames), _as_they_were=_parts_of(data, results))
    return book


class _Opened(Workbook):
    """A workbook that knows which of its sheets nobody has asked for: these are as they were."""

    _untouched: set[str]
    _as_they_were: dict[str, bytes]
    """What openpyxl once wrote of such sheets, by title."""

    def __getitem__(self, title: str) -> Any:
        others = self._untouched - {title}
        page = super().__getitem__(title)
        self._untouched = others  # openpyxl asks for all of them to find one
        return page

    @property
    def worksheets(self) -> list[Any]:
        self._untouched.clear()
        return super().worksheets

    @property
    def active(self) -> Any:
        self._untouched.clear()
        return super().active

    @property
    def epoch(self) -> Any:
        return super().epoch

    @epoch.setter
    def epoch(self, value: Any) -> None:
        self._untouched.clear()  # each day is another number
        Workbook.epoch.fset(self, value)


@lru_cache(maxsize=16)
def _parts_of(data: bytes, results: bool) -> dict[str, bytes]:
    return {}


@lru_cache(maxsize=16)
def _packed(data: bytes, results: bool) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=results)
    return pickle.dumps(book, pickle.HIGHEST_PROTOCOL)


def looked_at(path: Path, *, results: bool = False) -> Workbook:
    """Return a workbook that is only looked at: the same one whenever a file holds the same."""
    return _looked_at(path.read_bytes(), results)


@lru_cache(maxsize=8)
def _looked_at(data: bytes, results: bool) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=results)


def one_page(source: Path | str, title: str, *, results: bool = False) -> Worksheet:
    """Return one sheet of a file, with formulas or their results; the others are not read, nor the
    names that hang on a sheet.
    """
    reader = _OnePage(source, title, results=results)
    reader.read()
    found: Worksheet = reader.wb[title]
    return found


class _OnePage(ExcelReader):
    def __init__(self, source: Path | str, title: str, *, results: bool) -> None:
        super().__init__(source, data_only=results)
        self._title = title

    def read_workbook(self) -> None:
        super().read_workbook()
        self.parser.sheets = [sheet for sheet in self.parser.sheets if sheet.name == self._title]
        self.parser.assign_names = lambda: None


@cache
def moved(formula: str, origin: str, to: str) -> str:
    """Return a formula of the cell `origin` as it stands in another one."""
    return str(_translator(formula, origin).translate_formula(to))


@cache
def _translator(formula: str, origin: str) -> Translator:
    """Take a formula apart once for all cells: that is most of the work."""
    return Translator(formula, origin)


def typed(
    data: bytes,
    type_in: Callable[[Workbook], None],
    when: datetime | None = None,
    *,
    results: bool = False,
) -> bytes:
    """Return the file as openpyxl saves it after `type_in`, which does no more than give values to
    cells; `when` it was saved is by the clock if nothing else is said. Formulas stand there, or
    their `results` in their place.
    """
    changed = _written(data, results).with_typed(type_in, when)
    if changed is not None:
        return changed
    book = opened(data, results=results)
    type_in(book)
    return as_file(book, when)


def as_file(book: Workbook, when: datetime | None = None) -> bytes:
    """Return the file of a workbook; openpyxl's own `save` knows no time but the clock's."""
    book.properties.modified = when or _now()
    target = io.BytesIO()
    archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    (_Writer if isinstance(book, _Opened) else ExcelWriter)(book, archive).save()
    return target.getvalue()


class _Writer(ExcelWriter):
    """Writes a sheet that nobody has asked for as it was written before."""

    def __init__(self, book: _Opened, archive: zipfile.ZipFile) -> None:
        super().__init__(book, archive)
        self._untouched, self._known = set(book._untouched), book._as_they_were

    def write_worksheet(self, page: Any) -> None:
        aside = page._charts or page._images or page._comments or page._tables or page._pivots
        if page.title not in self._untouched or aside or page.legacy_drawing:
            super().write_worksheet(page)
            return
        if page.title not in self._known:
            writer = WorksheetWriter(page)
            writer.write()
            if writer._rels:
                self._untouched.discard(page.title)
            else:
                self._known[page.title] = Path(writer.out).read_bytes()
            writer.cleanup()
            self.write_worksheet(page)
            return
        page._drawing, page._rels = SpreadsheetDrawing(), RelationshipList()
        self._archive.writestr(page.path[1:], self._known[page.title])
        self.manifest.append(page)


@lru_cache(maxsize=16)
def _written(data: bytes, results: bool = False) -> _Written:
    return _Written(openpyxl.load_workbook(io.BytesIO(data), data_only=results))


class _Written:
    """A workbook that openpyxl has saved, and where each of its cells stands in the file."""

    def __init__(self, book: Workbook) -> None:
        with zipfile.ZipFile(io.BytesIO(as_file(book))) as file:
            self._parts = {name: file.read(name) for name in file.namelist()}
        self._book = book
        self._looks = len(book._cell_styles)
        self._before = {page.title: _contents(page) for page in book.worksheets}
        self._places = {
            page.title: {found[1].decode(): found.span() for found in CELL.finditer(self._of(page))}
            for page in book.worksheets
        }

    def with_typed(
        self, type_in: Callable[[Workbook], None], when: datetime | None
    ) -> bytes | None:
        """Return the file with what was typed; None where more than known cells would change."""
        try:
            type_in(self._book)
            parts = self._changed_parts()
        finally:
            self._undo()
        if parts is None:
            return None
        self._book.properties.modified = when or _now()
        parts[CORE] = tostring(self._book.properties.to_tree())
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            for name, part in self._parts.items():
                file.writestr(name, parts.get(name, part))
        return target.getvalue()

    def _of(self, page: Any) -> bytes:
        return self._parts[page.path[1:]]

    def _changed_parts(self) -> dict[str, bytes] | None:
        parts: dict[str, bytes] = {}
        for page in self._book.worksheets:
            cells = self._changed_cells(page)
            places = self._places[page.title]
            if not all(self._is_plain(cell) and cell.coordinate in places for cell in cells):
                return None
            spans = sorted((places[cell.coordinate], _as_xml(cell)) for cell in cells)
            old, new, end = self._of(page), [], 0
            for (start, after), xml in spans:
                new += [old[end:start], xml]
                end = after
            if spans:
                parts[page.path[1:]] = b"".join([*new, old[end:]])
        return parts

    def _changed_cells(self, page: Any) -> list[Any]:
        before = self._before[page.title]
        return [cell for place, cell in page._cells.items() if _content(cell) != before.get(place)]

    def _is_plain(self, cell: Cell) -> bool:
        """Tell whether a cell needs nothing elsewhere in the file: no look that no cell had, no
        comment, no link.
        """
        known = cell.style_id < self._looks
        return known and cell.comment is None and cell.hyperlink is None

    def _undo(self) -> None:
        for page in self._book.worksheets:
            before = self._before[page.title]
            for cell in self._changed_cells(page):
                place = (cell.row, cell.column)
                if place in before:
                    cell._value, cell.data_type, style = before[place]
                    cell._style = style and StyleArray(style)
                else:
                    del page._cells[place]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _contents(page: Any) -> dict[tuple[int, int], Any]:
    return {place: _content(cell) for place, cell in page._cells.items()}


def _content(cell: Any) -> Any:
    if isinstance(cell, MergedCell):
        return None
    return cell._value, cell.data_type, cell._style and tuple(cell._style)


def _as_xml(cell: Cell) -> bytes:
    target = io.BytesIO()
    with xmlfile(target) as file:
        write_cell(file, cell.parent, cell, cell.has_style)
    return target.getvalue()
