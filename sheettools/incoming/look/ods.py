"""Our own look at an OpenDocument spreadsheet (.ods): its cells counted before a reader opens
it.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta

from sheettools.incoming.look.package import Package
from sheettools.incoming.look.parts import MAX_TOKEN, Attributes, Pass, RefusedError, is_blank
from sheettools.incoming.look.sheet import MAX_BOX, MAX_CELLS, MAX_MERGES, SheetLook, cell_key
from sheettools.incoming.look.xlsx import Look, check_other_parts, elements_of
from sheettools.template.excel.address import MAX_COLUMN, MAX_ROW, address

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (
    f"{_ODF}{name}:1.0" for name in ("table", "office", "text", "style")
)
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_NOT_CONTENT = (f"{_OFFICE} annotation", f"{_TABLE} table", f"{_ODF}drawing:1.0 ")
"""What may stand in a cell and is not its text: a remark, a table inside it, a drawing."""
_LINE, _BODY = f"{_TEXT} p", f"{_OFFICE} spreadsheet"
_BREAKS = {f"{_TEXT} line-break": "\n", f"{_TEXT} tab": "\t"}
_BLANKS = re.compile(rb">\s+(?=</?table:)")
_DURATION = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,6})\d*)?S)?")


@dataclass
class _Sheet:
    """One table of the document while it is being read."""

    name: str
    visible: bool
    filled: set[int] = field(default_factory=set)
    errors: dict[int, str] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)
    own: dict[int, timedelta | str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)


class _ContentPass(Pass):
    """The content, cell by cell; a cell or row that stands for several counts as often as it
    says.
    """

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.sheets: list[_Sheet] = []
        self.is_spreadsheet = False
        self._open: list[str] = []
        self._hidden: set[str] = set()
        self._style = ""
        self._row = self._rows = self._column = self._cells = self._quiet = 0
        self._cell: Attributes | None = None
        self._cell_depth = 0
        self._text: list[str] = []
        self._size = 0
        self._broken = False
        self._found: list[tuple[int, Attributes, str, bool]] = []
        self.parser.CharacterDataHandler = self._gather

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        above = self._open[-1] if self._open else ""
        self._open.append(name)
        self.is_spreadsheet = self.is_spreadsheet or name == _BODY
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
        elif self.sheets and self._cell is None:
            self._start_in_sheet(name, attributes)
        elif self._cell is not None:
            self._start_in_cell(name, attributes)

    def _start_in_sheet(self, name: str, attributes: Attributes) -> None:
        if name == f"{_TABLE} table-row":
            self._row += self._rows
            self._rows, self._column = _times(attributes, "rows"), 0
            self._found = []
        elif name in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self._cell, self._cell_depth, self._text, self._size = attributes, self.depth, [], 0
            self._broken = False

    def _start_in_cell(self, name: str, attributes: Attributes) -> None:
        if name.startswith(_NOT_CONTENT):
            self._quiet += 1
        elif name == _LINE and self._text:
            self._text.append("\n")
        elif name == f"{_TEXT} s":
            self._gather(" " * min(_count(attributes.get(f"{_TEXT} c", "1")), MAX_TOKEN + 1))
        elif name in _BREAKS:
            self._broken = True
            self._gather(_BREAKS[name])

    def end(self, name: str) -> None:
        if self._quiet:
            self._quiet -= name.startswith(_NOT_CONTENT)
        elif self._cell is not None and self.depth == self._cell_depth:  # its own closing tag
            self._close_cell(self._cell)
            self._cell = None
        elif name == f"{_TABLE} table-row" and self.sheets and self._cell is None:
            self._close_row()
        self._open.pop()
        super().end(name)

    def _gather(self, data: str) -> None:
        if self._cell is not None and not self._quiet:
            self._size += len(data)
            if self._size > MAX_TOKEN:
                raise RefusedError("token", part=self.part)
            self._text.append(data)

    def _close_cell(self, cell: Attributes) -> None:
        times = _times(cell, "columns")
        first = self._column + 1
        self._column += times
        text = cell.get(f"{_OFFICE} string-value") or "".join(self._text)
        kind = cell.get(f"{_OFFICE} value-type", "")
        if f"{_TABLE} formula" in cell or kind or not is_blank(text):
            broken = self._broken and kind == "string"
            self._found += [
                (column, cell, text, broken)
                for column in range(first, first + min(times, MAX_COLUMN))
            ]
            if self._column > MAX_COLUMN:
                raise RefusedError(
                    "address", sheet=self.sheets[-1].name, value=str(self._column)[:20]
                )
        self._merge(cell, first)

    def _merge(self, cell: Attributes, column: int) -> None:
        down, right = _times(cell, "rows", "spanned"), _times(cell, "columns", "spanned")
        last = self._row + down, column + right - 1
        if down * right > 1 and last[0] <= MAX_ROW and last[1] <= MAX_COLUMN:
            self.sheets[-1].merged.append(f"{address(self._row + 1, column)}:{address(*last)}")
            if len(self.sheets[-1].merged) > MAX_MERGES:
                raise RefusedError("big", part=self.part)

    def _close_row(self) -> None:
        if not self._found:
            return
        sheet = self.sheets[-1]
        if self._row + self._rows > MAX_ROW:
            raise RefusedError("address", sheet=sheet.name, value=str(self._row + self._rows)[:20])
        self._cells += len(self._found) * self._rows
        if self._cells > MAX_CELLS:
            raise RefusedError("big", part=self.part)
        sheet.last = (self._row + self._rows, max(sheet.last[1], self._found[-1][0]))
        if sheet.last[0] * sheet.last[1] > MAX_BOX:
            raise RefusedError("far", sheet=sheet.name, cell=address(*sheet.last))
        for row in range(self._row + 1, self._row + self._rows + 1):
            for column, cell, text, broken in self._found:
                _enter(sheet, cell_key(row, column), cell, text)
                if broken:
                    sheet.own[cell_key(row, column)] = text


def _enter(sheet: _Sheet, key: int, cell: Attributes, text: str) -> None:
    """Enter one cell as filled, as an error, as a formula."""
    kind = cell.get(f"{_OFFICE} value-type", "")
    if f"{_TABLE} formula" in cell:
        sheet.formulas.add(key)
    if "error" in (kind, cell.get(f"{_CALC} value-type")):
        sheet.errors[key] = text.strip() or "#N/A"
        sheet.filled.add(key)
    elif kind == "time":
        sheet.filled.add(key)
        span = _span(cell.get(f"{_OFFICE} time-value", ""))
        if span is not None and span >= timedelta(days=1):
            sheet.own[key] = span  # the reader gives those as the text `PT36H00M00S`
    elif kind not in ("", "string") or not is_blank(text):
        sheet.filled.add(key)


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


@dataclass(frozen=True, slots=True)
class OdsLook(Look):
    """What the look saw of an .ods, and the values that the reader does not give as they stand, a
    sheet each.

    These are lengths of time of a day or more, and texts with breaks inside a paragraph.
    """

    own: tuple[dict[int, timedelta | str], ...] = ()


def look_at_ods(data: bytes) -> OdsLook:
    """Check an .ods and return what stands in it; raise RefusedError if it must not go to a
    reader.
    """
    package = Package(data)
    # Without this part the reader does not know what kind of file it has before it.
    if "encryption-data" in {name for name, _, _ in elements_of(package, "META-INF/manifest.xml")}:
        raise RefusedError("lock")
    content = _ContentPass("content.xml")
    content.run(package.chunks("content.xml"))
    if not content.is_spreadsheet or not content.sheets:
        raise RefusedError("incomplete", part="content.xml")
    check_other_parts(package, {"content.xml"})
    return OdsLook(
        sheets=tuple(
            SheetLook(
                name=sheet.name,
                visible=sheet.visible,
                place=place,
                filled=sheet.filled,
                errors=sheet.errors,
                odd={},
                formulas=sheet.formulas,
                merged=tuple(sheet.merged),
                last=sheet.last,
            )
            for place, sheet in enumerate(content.sheets)
        ),
        notes=("macros",)
        if any(name.startswith(("basic/", "scripts/")) for name in package.parts)
        else (),
        avoid_first="",
        properties=_properties(package),
        own=tuple(sheet.own for sheet in content.sheets),
    )


def without_blanks(data: bytes) -> bytes:
    """Return an .ods without what only sets its tags apart: Gnumeric writes such, and the reader
    stumbles over it.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as tidy:
        package = Package(data)
        for name in package.parts:
            content = b"".join(package.chunks(name))
            content = _BLANKS.sub(b">", content) if name == "content.xml" else content
            tidy.writestr(package.parts[name].filename, content)
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
