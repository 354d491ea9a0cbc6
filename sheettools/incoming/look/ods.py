"""Our own look at an OpenDocument spreadsheet (.ods): its cells counted before a reader opens it.

What a program keeps beside them is left alone: its macros are not even parsed, and what LibreOffice
remembers of linked workbooks, in tables that nobody sees, is no sheet.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta

from sheettools.frozen import dataclass
from sheettools.incoming.look.aside import MAX_ASIDES, MAX_WORDS
from sheettools.incoming.look.extent import MAX_BOX, Extent
from sheettools.incoming.look.looks import CellLook, OpenLooks
from sheettools.incoming.look.manifest import MANIFEST, is_locked
from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import MAX_TOKEN, Attributes, Pass, RefusedError, is_blank
from sheettools.incoming.look.seen import PLAIN_RUN, TextRun
from sheettools.incoming.look.sheet import (
    MAX_CELLS,
    MAX_MERGES,
    Said,
    SheetLook,
    cell_key,
)
from sheettools.incoming.look.values import SOMEBODY, Aside
from sheettools.incoming.look.xlsx import Look, check_other_parts, elements_of
from sheettools.template.excel.address import MAX_COLUMN, MAX_ROW, address

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (
    f"{_ODF}{name}:1.0" for name in ("table", "office", "text", "style")
)
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_NOT_CONTENT = (f"{_OFFICE} annotation", f"{_TABLE} table", f"{_ODF}drawing:1.0 ")
"""What may stand in a cell and is not its text: a remark, a table inside it, a drawing."""
_LINKED = f"{_TABLE} dde-links"
"""What is remembered of other programs' tables."""
_OVER = (f"{_TABLE} shapes", f"{_OFFICE} forms", f"{_ODF}drawing:1.0 ")
"""What lies over a sheet, with tables of its own perhaps."""
_CELLS = (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell")
_ROW = f"{_TABLE} table-row"
_DRAW = f"{_ODF}drawing:1.0"
_CREATOR = "http://purl.org/dc/elements/1.1/ creator"
_NO_WORDS = (" date", " date-string", " title", " desc", " binary-data")
"""What stands in a remark or a drawing and is not its words."""
_SPAN = f"{_TEXT} span"
_LINES = (f"{_TEXT} p", f"{_TEXT} line-break", f"{_TEXT} s", f"{_TEXT} tab")
_DEFAULT_STYLE, _VISIBILITY = f"{_TABLE} default-cell-style-name", f"{_TABLE} visibility"
_LINE, _BODY = f"{_TEXT} p", f"{_OFFICE} spreadsheet"
_BREAKS = {f"{_TEXT} line-break": "\n", f"{_TEXT} tab": "\t"}
_BLANKS = re.compile(rb">\s+(?=</?table:|</?office:|</?draw:|<text:[hp]\b)")
_AROUND = re.compile(rb'(office:value=")\s*([^"]*?)\s*"')
_DURATION = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,6})\d*)?S)?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)?")
_DAY_0 = datetime(1899, 12, 30)
_NUMBERS = frozenset(("float", "percentage", "currency"))
_KNOWN = re.compile("float|percentage|currency|string|date|time|boolean")
_DOCUMENT = re.compile(rb"<office:document\s[^>]*>")
_PROGRAMS = ("basic/", "dialogs/", "scripts/")
"""Where macros and their dialogues lie, each with a DTD that LibreOffice names in it."""
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_REMEMBERED = re.compile(r"'.*'#\$", re.DOTALL)
"""How the name of a table begins that remembers a sheet of a linked workbook."""


@dataclass
class _Sheet:
    """One table of the document while it is being read."""

    name: str
    visible: bool
    said: dict[int, Said] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    odd: dict[int, str] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)
    own: dict[int, timedelta | str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    extent: Extent = field(default_factory=Extent)
    runs: dict[int, tuple[TextRun, ...]] = field(default_factory=dict)
    looks: dict[int, CellLook] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_remembered(self) -> bool:
        """Whether it is no sheet but what LibreOffice remembers of another workbook."""
        return _REMEMBERED.match(self.name) is not None


_CellSeen = tuple[tuple[TextRun, ...], CellLook]


class _StylesPass(Pass):
    """The styles that a document has names for, and the formats of numbers."""

    def __init__(self, part: str, looks: OpenLooks) -> None:
        super().__init__(part)
        self._looks = looks
        self._open: list[str] = []
        self.parser.CharacterDataHandler = self._gather

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        self._open.append(name)
        self._looks.start(name, attributes)

    def end(self, name: str) -> None:
        self._looks.end(name)
        self._open.pop()
        super().end(name)

    def _gather(self, text: str) -> None:
        self._looks.gather(self._open[-1], text)


class _ContentPass(Pass):
    """The content, cell by cell; a cell or row that stands for several counts as often as it
    says.
    """

    def __init__(self, part: str, looks: OpenLooks) -> None:
        super().__init__(part)
        self.sheets: list[_Sheet] = []
        self.remembered: list[tuple[int, int]] = []
        """Where what is no sheet's content begins, and where its closing tag does: what is
        remembered of linked workbooks, and tables over a sheet.
        """
        self.looks = looks
        self._in_body = False
        self._span: list[TextRun] = []
        self._runs: list[TextRun] = []
        self._columns: list[str] = []
        """The style of cells without one, a column each."""
        self._row_style = ""
        self._hidden_row = False
        self._aside: list[str] = []
        self._author = ""
        self._is_note = self._is_picture = self._is_object = False
        self._drawn = 0
        """How deep what lies over the sheet began, while that goes on."""
        self._begin = self._apart = self._sheet_depth = 0
        self._holds_rows = False
        self.is_loose = False
        """Whether blanks part the tags around cells; readers take them for text."""
        self._open: list[str] = []
        self._hidden: set[str] = set()
        self._style = ""
        self._row = self._rows = self._column = self._cells = self._quiet = 0
        self._cell: Attributes | None = None
        self._cell_depth = 0
        self._text: list[str] = []
        self._size = 0
        self._broken = False
        self._found: list[tuple[int, Attributes, str, bool, _CellSeen]] = []
        self.parser.CharacterDataHandler = self._gather
        self.parser.StartCdataSectionHandler = self._break

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        above = self._open[-1] if self._open else ""
        self._open.append(name)
        self._holds_rows = self._holds_rows or name == _ROW
        if not self._in_body:
            self.looks.start(name, attributes)
            self._in_body = name == _BODY
        if name == f"{_STYLE} style":
            self._style = attributes.get(f"{_STYLE} name", "")
        elif (
            name == f"{_STYLE} table-properties" and attributes.get(f"{_TABLE} display") == "false"
        ):
            self._hidden.add(self._style)
        elif name == f"{_TABLE} table" and above == _BODY:
            style = attributes.get(f"{_TABLE} style-name", "")
            self.sheets.append(
                _Sheet(attributes.get(f"{_TABLE} name", ""), style not in self._hidden)
            )
            self._row = self._rows = 0
            self._columns = []
            self._begin, self._sheet_depth = self.parser.CurrentByteIndex, len(self._open)
        elif name == _LINKED and above == _BODY:
            self._begin = self.parser.CurrentByteIndex
        elif self._cell is not None:
            self._start_in_cell(name, attributes)
        elif self._drawn:
            self._start_apart(name)
        elif self._sheet_depth:
            self._start_in_sheet(name, attributes)

    def _start_in_sheet(self, name: str, attributes: Attributes) -> None:
        if name == _ROW:
            self._row += self._rows
            self._rows, self._column = _times(attributes, "rows"), 0
            self._found = []
            self._row_style = attributes.get(_DEFAULT_STYLE, "")
            self._hidden_row = attributes.get(_VISIBILITY, "visible") != "visible"
        elif name == f"{_TABLE} table-column":
            self._add_columns(attributes)
        elif name in _CELLS:
            self._cell, self._cell_depth, self._text, self._size = attributes, self.depth, [], 0
            self._runs, self._span = [], []
            self._broken = False
        elif name.startswith(_OVER):
            self._drawn = self.depth
            self._begin_apart()
            self._start_apart(name)

    def _start_in_cell(self, name: str, attributes: Attributes) -> None:
        if name.startswith(_NOT_CONTENT):
            if not self._quiet:
                self._begin_apart()
            self._start_apart(name)
            self._quiet += 1
            if not name.endswith(" annotation"):
                self._break()
        elif self._quiet:
            self._start_apart(name)
        elif name == _LINE and self._text:
            self._add("\n")
        elif name == _SPAN:
            style = attributes.get(f"{_TEXT} style-name", "")
            self._span.append(self.looks.texts.get(style, PLAIN_RUN))
        elif name == f"{_TEXT} s":
            self._gather(" " * min(_count(attributes.get(f"{_TEXT} c", "1")), MAX_TOKEN + 1))
        elif name in _BREAKS:
            self._break()
            self._gather(_BREAKS[name])

    def end(self, name: str) -> None:
        if not self._in_body:
            self.looks.end(name)
        elif self._cell is not None:
            self._end_in_cell(name, self._cell)
        elif self._drawn:
            if self._drawn == self.depth:
                self._drawn = 0
                self._end_apart()
        elif name == _ROW and self._sheet_depth:
            self._close_row()
        elif name == f"{_TABLE} table" and len(self._open) == self._sheet_depth:
            self._close_sheet()
        elif name == _LINKED:
            self.remembered.append((self._begin, self.parser.CurrentByteIndex))
        self._open.pop()
        super().end(name)

    def _end_in_cell(self, name: str, cell: Attributes) -> None:
        if self._quiet:
            self._quiet -= name.startswith(_NOT_CONTENT)
            if not self._quiet:
                self._end_apart()
        elif name == _SPAN:
            del self._span[-1:]
        elif self.depth == self._cell_depth:  # its own closing tag
            self._close_cell(cell)
            self._cell = None

    def _break(self) -> None:
        """Note that the reader takes other words for the cell's than are its own."""
        self._broken = True

    def _begin_apart(self) -> None:
        """Begin what is no content of the sheet."""
        self._apart, self._holds_rows = self.parser.CurrentByteIndex, False
        self._aside, self._author = [], ""
        self._is_note = self._is_picture = self._is_object = False

    def _start_apart(self, name: str) -> None:
        """Go on with it."""
        if self._open[-2] == f"{_TABLE} shapes":  # another shape
            self._tell()
            self._aside, self._is_picture, self._is_object = [], False, False
        self._is_note = self._is_note or name == f"{_OFFICE} annotation"
        if name in _LINES and self._aside:
            self._aside.append(" ")
        self._is_picture = self._is_picture or name == f"{_DRAW} image"
        self._is_object = self._is_object or name.startswith(f"{_DRAW} object")

    def _end_apart(self) -> None:
        """Keep it from the reader if that takes its rows for the sheet's own."""
        self._tell()
        if self._holds_rows and not self.sheets[-1].is_remembered:
            self.remembered.append((self._apart, self.parser.CurrentByteIndex))

    def _tell(self) -> None:
        """Note what is written or drawn there."""
        at = "A1" if self._cell is None else address(self._row + 1, self._column + 1)
        words = " ".join("".join(self._aside).split())
        if not self._is_object:
            if words:
                author = self._author or SOMEBODY * self._is_note
                self.sheets[-1].asides.append(Aside(at, words[:MAX_WORDS], author))
            if self._is_picture:
                self.sheets[-1].asides.append(Aside(at, "", "", True))

    def _close_sheet(self) -> None:
        self._sheet_depth = 0
        if self.sheets[-1].is_remembered:
            self.remembered.append((self._begin, self.parser.CurrentByteIndex))
            self.sheets.pop()

    def _add(self, text: str) -> None:
        self._text.append(text)
        if self._span or self._runs:
            if not self._runs:
                self._runs = [PLAIN_RUN._replace(text=one) for one in self._text[:-1]]
            look = self._span[-1] if self._span else PLAIN_RUN
            self._runs.append(look._replace(text=text))

    def _add_columns(self, attributes: Attributes) -> None:
        """Add columns: which style cells without one have, and whether they are hidden."""
        times = min(_times(attributes, "columns"), MAX_COLUMN - len(self._columns))
        first = len(self._columns) + 1
        self._columns += [attributes.get(_DEFAULT_STYLE, "")] * times
        if attributes.get(_VISIBILITY, "visible") != "visible" and times > 0:
            self.sheets[-1].hidden_columns.append((first, len(self._columns)))

    def _gather(self, data: str) -> None:
        if not self._in_body:
            self.looks.gather(self._open[-1] if self._open else "", data)
        elif self._quiet or self._drawn:
            if self._open[-1] == _CREATOR:
                self._author += data
            elif not self._open[-1].endswith(_NO_WORDS):
                self._aside.append(data)
        elif self._cell is not None:
            if self._open[-1] in _CELLS and data.isspace():
                self.is_loose = True
                return
            self._size += len(data)
            if self._size > MAX_TOKEN:
                raise RefusedError("token", part=self.part)
            self._add(data)

    def _close_cell(self, cell: Attributes) -> None:
        times = _times(cell, "columns")
        first = self._column + 1
        self._column += times
        text = cell.get(f"{_OFFICE} string-value") or "".join(self._text)
        kind = cell.get(f"{_OFFICE} value-type", "")
        if f"{_TABLE} formula" in cell or kind or not is_blank(text):
            broken = not _KNOWN.fullmatch(kind) or (self._broken and kind == "string")
            look = self._look(cell, first)
            self._found += [
                (column, cell, text, broken, look)
                for column in range(first, first + min(times, MAX_COLUMN))
            ]
            if self._column > MAX_COLUMN and not self.sheets[-1].is_remembered:
                raise RefusedError(
                    "address", sheet=self.sheets[-1].name, value=str(self._column)[:20]
                )
        self._merge(cell, first)

    def _look(self, cell: Attributes, column: int) -> _CellSeen:
        """Return how a cell looks; the style of its row, or of its column, is its own where it has
        none.
        """
        of_column = self._columns[column - 1] if column <= len(self._columns) else ""
        style = cell.get(f"{_TABLE} style-name") or self._row_style or of_column
        runs = tuple(self._runs) if any(run.is_odd for run in self._runs) else ()
        return runs, self.looks.of(style)

    def _merge(self, cell: Attributes, column: int) -> None:
        down, right = _times(cell, "rows", "spanned"), _times(cell, "columns", "spanned")
        last = self._row + down, column + right - 1
        if down * right > 1 and last[0] <= MAX_ROW and last[1] <= MAX_COLUMN:
            self.sheets[-1].merged.append(f"{address(self._row + 1, column)}:{address(*last)}")
            if len(self.sheets[-1].merged) > MAX_MERGES:
                raise RefusedError("big", part=self.part)

    def _close_row(self) -> None:
        sheet = self.sheets[-1]
        if not self._found or sheet.is_remembered:
            return
        if self._row + self._rows > MAX_ROW:
            raise RefusedError("address", sheet=sheet.name, value=str(self._row + self._rows)[:20])
        self._cells += len(self._found) * self._rows
        if self._cells > MAX_CELLS:
            raise RefusedError("big", part=self.part)
        sheet.extent.reach(self._row + self._rows, self._found[0][0])
        sheet.extent.reach(self._row + self._rows, self._found[-1][0])
        sheet.extent.check(sheet.name, MAX_BOX, (MAX_ROW, MAX_COLUMN))
        for row in range(self._row + 1, self._row + self._rows + 1):
            for column, cell, text, broken, look in self._found:
                key = cell_key(row, column)
                _enter(sheet, key, cell, text)
                _enter_look(sheet, key, look)
                if broken:
                    sheet.own[key] = text
                if self._hidden_row and key in sheet.said:
                    sheet.hidden_rows.add(row)


def _enter_look(sheet: _Sheet, key: int, look: _CellSeen) -> None:
    """Enter how a cell looks that may show something else than it holds."""
    runs, style = look
    if key not in sheet.said:
        return
    if runs:
        sheet.runs[key] = runs
    value = sheet.said[key]
    part = isinstance(value, float) and not value.is_integer()
    if runs or part or not style.is_usual:
        sheet.looks[key] = style


def _enter(sheet: _Sheet, key: int, cell: Attributes, text: str) -> None:
    """Enter one cell as filled, as an error, as a formula."""
    kind = cell.get(f"{_OFFICE} value-type", "")
    if f"{_TABLE} formula" in cell:
        sheet.formulas.add(key)
    if "error" in (kind, cell.get(f"{_CALC} value-type")):
        sheet.errors[key] = text.strip() or "#N/A"
        sheet.said[key] = None
    elif kind in _NUMBERS:
        _enter_number(sheet, key, cell.get(f"{_OFFICE} value", ""), text)
    elif kind == "time":
        span = _span(cell.get(f"{_OFFICE} time-value", ""))
        sheet.said[key] = None if span is None else span / timedelta(days=1)
        if span is not None and span >= timedelta(days=1):
            sheet.own[key] = span  # the reader gives those as the text `PT36H00M00S`
    elif kind == "date":
        sheet.said[key] = _day(cell.get(f"{_OFFICE} date-value", ""))
    elif kind == "boolean":
        sheet.said[key] = cell.get(f"{_OFFICE} boolean-value") == "true"
    elif not is_blank(text):
        sheet.said[key] = text


def _enter_number(sheet: _Sheet, key: int, written: str, shown: str) -> None:
    """Enter a number; readers stop at what is none."""
    try:
        number = float(written)
    except ValueError:
        if not is_blank(written + shown):
            sheet.said[key], sheet.odd[key] = None, written.strip() or shown
        return
    sheet.said[key] = number if math.isfinite(number) else None
    if not math.isfinite(number):
        sheet.errors[key] = "#NUM!"


def _times(attributes: Attributes, what: str, how: str = "repeated") -> int:
    """Return how often an element stands, or over how many places it goes."""
    return _count(attributes.get(f"{_TABLE} number-{what}-{how}", "1"))


def _count(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _span(text: str) -> timedelta | None:
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[:4])
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _day(text: str) -> float | None:
    """Return a moment as the number of its day; None for one that readers write in other ways."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return (datetime.fromisoformat(text) - _DAY_0) / timedelta(days=1)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class OdsLook(Look):
    """What the look saw of an .ods, and the values that the reader does not give as they stand, a
    sheet each.

    These are lengths of time of a day or more, texts with breaks inside a paragraph or with a
    drawing beside them, and texts in cells that do not say what they hold.
    """

    own: tuple[dict[int, timedelta | str], ...] = ()
    remembered: tuple[tuple[int, int], ...] = ()
    """From which byte to which closing tag goes what readers are not to see."""
    is_loose: bool = False
    """Whether blanks part the tags."""


def look_at_ods(data: bytes) -> OdsLook:
    """Check an .ods and return what stands in it; raise RefusedError if it must not go to a
    reader.
    """
    package = Package(data)
    if is_locked(package):
        raise RefusedError("lock")
    looks = OpenLooks()
    if "styles.xml" in package:
        _StylesPass("styles.xml", looks).run(package.chunks("styles.xml"))
    content = _ContentPass("content.xml", looks)
    content.run(package.chunks("content.xml"))
    if not content.sheets:  # they stand in a spreadsheet alone
        raise RefusedError("incomplete", part="content.xml")
    programs = {name for name in package.parts if name.startswith(_PROGRAMS)}
    for name in programs:
        package.drain(name)
    check_other_parts(package, {"content.xml", "styles.xml", MANIFEST.lower(), *programs})
    return OdsLook(
        sheets=tuple(
            SheetLook(
                name=sheet.name,
                visible=sheet.visible,
                place=place,
                filled=sheet.said.keys(),
                errors=sheet.errors,
                odd=sheet.odd,
                formulas=sheet.formulas,
                merged=tuple(sheet.merged),
                last=(sheet.extent.rows, sheet.extent.columns),
                said=sheet.said,
                hidden_rows=frozenset(sheet.hidden_rows),
                hidden_columns=tuple(sheet.hidden_columns),
                runs=sheet.runs,
                looks=sheet.looks,
                asides=tuple(sheet.asides[:MAX_ASIDES]),
            )
            for place, sheet in enumerate(content.sheets)
        ),
        notes=("macros",) if programs else (),
        avoid_first="",
        properties=_properties(package),
        own=tuple(sheet.own for sheet in content.sheets),
        remembered=tuple(content.remembered),
        is_loose=content.is_loose,
    )


def look_at_flat(data: bytes) -> OdsLook:
    """Check an OpenDocument spreadsheet that is one XML file (.fods): the reader gets it as the
    package that it might have been.
    """
    if b"spreadsheet" not in data:
        raise RefusedError("kind", kind="office")
    begin, end = data.find(b"<office:meta>"), data.find(b"</office:meta>")
    opened = _DOCUMENT.search(data)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(zipfile.ZipInfo("mimetype"), _KIND)
        package.writestr(zipfile.ZipInfo(MANIFEST), "<manifest/>")
        package.writestr(zipfile.ZipInfo("content.xml"), data)
        if opened and -1 < begin < end:
            meta = opened[0] + data[begin:end] + b"</office:meta></office:document>"
            package.writestr(zipfile.ZipInfo("meta.xml"), meta)
    return replace(look_at_ods(out.getvalue()), plain=out.getvalue())


def tidied(data: bytes, remembered: Sequence[tuple[int, int]]) -> bytes:
    """Return an .ods as the reader wants it.

    It stumbles over what only sets tags apart, which Gnumeric writes, and over blanks around a
    number; without the part that tells its kind, or without a manifest, it does not know it; and
    tables that nobody sees may be too large for it.
    """
    package = Package(data)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as tidy:
        tidy.writestr(zipfile.ZipInfo("mimetype"), _KIND)
        if MANIFEST not in package:
            tidy.writestr(zipfile.ZipInfo(MANIFEST), "<manifest/>")
        for name in package.parts:
            if name == "content.xml":
                content = b"".join(package.chunks(name))
                for begin, end in reversed(remembered):
                    content = content[:begin] + content[content.index(b">", end) + 1 :]
                content = _BLANKS.sub(b">", content)
                tidy.writestr(zipfile.ZipInfo(name), _AROUND.sub(rb'\1\2"', content))
            elif name == MANIFEST.lower():
                tidy.writestr(zipfile.ZipInfo(MANIFEST), b"".join(package.chunks(name)))
    return out.getvalue()


def _properties(package: Package) -> dict[str, str]:
    """Return the document's properties by the names that an .xlsx has for them."""
    if "meta.xml" not in package:
        return {}
    names = {
        "date": "modified",
        "creation-date": "created",
        "creator": "lastModifiedBy",
        "generator": "Application",
    }
    found: dict[str, str] = {}
    try:
        elements = list(elements_of(package, "meta.xml"))
    except RefusedError:
        return {}  # damage there harms no cell
    for name, attributes, text in elements:
        said = text.strip()[:MAX_TOKEN]
        if name == "user-defined":
            own = next((value for key, value in attributes.items() if key.endswith(" name")), "")
            found.setdefault(own, said)
        elif name in names and said:
            found[names[name]] = said
    return found
