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
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.formula.translate import Translator
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, tostring, xmlfile

CELL = re.compile(rb'<c r="([A-Z]+\d+)"(?:[^>]*/>|[^>]*>.*?</c>)', re.DOTALL)
CORE = "docProps/core.xml"


def opened(source: Path | bytes, *, results: bool = False) -> Workbook:
    """Return a workbook of one's own, from a file or its bytes, with formulas or their results."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    packed, contents = _packed(data, results)
    book: Workbook = pickle.loads(packed)  # noqa: S301 - packed here
    for page in book.worksheets:
        page.__class__ = _Page
        vars(page)["_packed"] = contents[page.title]
    book.__class__ = _Opened
    vars(book).update(_as_they_were=_parts_of(data, results))
    return book


Key = tuple[bytes, bytes]
"""What a sheet contains, packed, and its filter."""


class _Opened(Workbook):
    """A workbook that keeps what openpyxl once wrote of its sheets as they were."""

    _as_they_were: dict[Key, bytes]

    @property
    def epoch(self) -> Any:
        return super().epoch

    @epoch.setter
    def epoch(self, value: Any) -> None:
        for page in self.worksheets:
            page.unpack()  # each day is another number
        Workbook.epoch.fset(self, value)


ALWAYS_THERE = {
    "_parent",
    "_WorkbookChild__title",
    "_id",
    "_rels",
    "_current_row",
    "sheet_state",
    "defined_names",
    "auto_filter",
    "_print_rows",
    "_print_cols",
    "_print_area",
    "_drawing",
    "legacy_drawing",
    "_charts",
    "_images",
    "_comments",
    "_tables",
    "_pivots",
}
"""What openpyxl asks each sheet for when it writes the rest of a workbook; next to nothing."""


class _Page(Worksheet):
    """A sheet whose contents are unpacked once somebody asks for any of them."""

    _packed: bytes | None

    def __getattr__(self, name: str) -> Any:
        if self._packed is None or name.startswith("__"):
            raise AttributeError(name)
        self.unpack()
        return getattr(self, name)

    def unpack(self) -> None:
        packed, self._packed = self._packed, None
        if packed is not None:
            reader = pickle.Unpickler(io.BytesIO(packed))  # noqa: S301 - packed below
            reader.persistent_load = lambda _: self  # type: ignore[method-assign]
            vars(self).update({**reader.load(), **vars(self)})

    @property
    def key(self) -> Key | None:
        """What a sheet is known by as long as nobody has asked for its contents or put anything
        over them.
        """
        over = self._charts or self._images or self._comments or self._tables or self._pivots
        if self._packed is None or over or self.legacy_drawing:
            return None
        return self._packed, pickle.dumps(self.auto_filter)


class _Packer(pickle.Pickler):
    """Packs what a sheet contains without the sheet itself."""

    def __init__(self, target: io.BytesIO, page: Worksheet) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self._page = page

    def persistent_id(self, part: Any) -> str | None:
        assert not isinstance(part, Workbook), "only by its sheet does anything know its workbook"
        return "its sheet" if part is self._page else None


@lru_cache(maxsize=16)
def _parts_of(data: bytes, results: bool) -> dict[Key, bytes]:
    return {}


@lru_cache(maxsize=16)
def _packed(data: bytes, results: bool) -> tuple[bytes, dict[str, bytes]]:
    """Return a workbook without the contents of its sheets, and these by title."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=results)
    packed: dict[str, bytes] = {}
    for page in book.worksheets:
        target = io.BytesIO()
        contents = vars(page).keys() - ALWAYS_THERE
        _Packer(target, page).dump({name: vars(page).pop(name) for name in contents})
        packed[page.title] = target.getvalue()
    return pickle.dumps(book, pickle.HIGHEST_PROTOCOL), packed


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
    _Writer(book, archive).save()
    return target.getvalue()


class _Writer(ExcelWriter):
    """Writes a sheet whose contents nobody has asked for as it was written before."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(book, archive)
        self._known = book._as_they_were if isinstance(book, _Opened) else {}

    def write_worksheet(self, page: Worksheet) -> None:
        key = page.key if isinstance(page, _Page) else None
        page._drawing, page._rels = SpreadsheetDrawing(), RelationshipList()
        page._drawing.charts, page._drawing.images = page._charts, page._images
        data = self._known.get(key) if key is not None else None
        if data is None:
            writer = _PageWriter(page, io.BytesIO())
            writer.write()
            page._rels, data = writer._rels, writer.read()
            if key is not None and not page._rels:  # it needs nothing beside it in the file
                self._known[key] = data
        self._archive.writestr(page.path[1:], data)
        self.manifest.append(page)


ROWS, ROWS_END = b"<sheetData>", b"</sheetData>"
PLAIN = (str, int, float, bool, type(None))
MOST_CELLS = 50_000
_cells: dict[tuple[Any, ...], bytes] = {}
"""What openpyxl writes of a cell after its place, by what it holds and how it looks."""


class _PageWriter(WorksheetWriter):
    """Writes what openpyxl does; of cells that hold and look the same it is asked once."""

    def write_rows(self) -> None:
        xf = self.xf.send(True)
        with xf.element("sheetData"):  # whose rows are put in by `read`
            pass
        self.xf.send(None)
        self._looks: dict[bytes, int | None] = {}
        self._done = b"".join(self._row(number, cells) for number, cells in self.rows())

    def read(self) -> bytes:
        before, empty, after = super().read().partition(ROWS + ROWS_END)
        assert empty
        return b"".join((before, ROWS, self._done, ROWS_END, after))

    def _row(self, number: int, cells: list[Any]) -> bytes:
        said = {"r": str(number)}
        said.update(self.ws.row_dimensions.get(number, {}))
        begun = tostring(Element("row", said)).removesuffix(b"/>")
        return b"".join((begun, b">", *map(self._cell, cells), b"</row>"))

    def _cell(self, cell: Any) -> bytes:
        value, look = cell._value, self._look(cell)
        if cell._comment is not None:
            self.ws._comments.append(CommentRecord.from_cell(cell))
        elif value is None and look is None:
            return b""
        if type(value) not in PLAIN or cell.hyperlink:
            return _as_xml(cell)
        begun = f'<c r="{cell.coordinate}"'.encode()
        key = repr(value), cell.data_type, look
        if key not in _cells:
            if len(_cells) > MOST_CELLS:
                _cells.clear()
            _cells[key] = _as_xml(cell).removeprefix(begun)
        return begun + _cells[key]

    def _look(self, cell: Any) -> int | None:
        """Return the number of a cell's style in its workbook, None where it has none."""
        style = cell._style.tobytes() if cell._style is not None else b""
        if style not in self._looks:
            self._looks[style] = cell.style_id if cell.has_style else None
        return self._looks[style]


@lru_cache(maxsize=16)
def _written(data: bytes, results: bool = False) -> _Written:
    return _Written(opened(data, results=results))


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
        with zipfile.ZipFile(target, "w") as file:
            for name, part in self._parts.items():
                data, info = parts.get(name, part), zipfile.ZipInfo(name)
                file.writestr(info, data, zipfile.ZIP_DEFLATED, compresslevel=1)
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
