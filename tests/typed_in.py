"""A workbook in which somebody typed, with its formulas said once for many cells as they went out.

openpyxl, by which the tests fill in workbooks, writes every formula into its cell. And where a file
is typed into but once, to write its cells alone takes a tenth of the time of reading and saving it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELL = f"{{{MAIN}}}c"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def typed_in(issued: Path, filled: Path, path: Path) -> Path:
    """Put the values in which `filled` differs from what was issued into the issued file's cells.

    What its formulas showed is left out: whoever opens the file works it out.
    """
    values = list(_typed(issued, filled))
    with zipfile.ZipFile(issued) as package, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as to:
        for part in package.infolist():
            data = package.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                number = int(part.filename.removeprefix("xl/worksheets/sheet").partition(".")[0])
                data = _with_values(data, {cell: v for sheet, cell, v in values if sheet == number})
            to.writestr(part, data)
    return path


def _typed(issued: Path, filled: Path) -> Iterator[tuple[int, str, Any]]:
    before, after = openpyxl.load_workbook(issued), openpyxl.load_workbook(filled)
    for number, page in enumerate(after.worksheets, start=1):
        old = before[page.title]
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type != "f" and cell.value != old[cell.coordinate].value:
                    yield number, cell.coordinate, cell.value


def _with_values(
    data: bytes, values: dict[str, Any], beside: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    page = etree.fromstring(RESULT.sub(_without_result, data))
    left = set(values)
    for cell in page.iter(CELL):
        place = cell.get("r")
        if place in left:
            _put(cell, values[place])
            left.remove(place)
    assert not left, "all that is typed stands in a cell of the form"
    if beside:
        _put_beside(page, beside)
    return etree.tostring(page, xml_declaration=True, encoding="UTF-8", standalone=True)


def _put_beside(page: Any, formulas: Mapping[str, str]) -> None:
    """Add cells with formulas at the ends of rows."""
    rows = {int(row.get("r")): row for row in page.iter(f"{{{MAIN}}}row")}
    for place in sorted(formulas, key=coordinate_to_tuple):
        row = rows[coordinate_to_tuple(place)[0]]
        row.attrib.pop("spans", None)
        cell = etree.SubElement(row, f"{{{MAIN}}}c", r=place)
        etree.SubElement(cell, f"{{{MAIN}}}f").text = formulas[place].removeprefix("=")


def _put(cell: Any, value: Any) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, bool):
        cell.set("t", "b")
    elif isinstance(value, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = value
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return
    if isinstance(value, date | datetime | time | timedelta):
        value = to_excel(value)
    if value is not None:
        etree.SubElement(cell, f"{{{MAIN}}}v").text = str(int(value) if value is True else value)


# ----------------------------------------------------------------------------- in one page


def put_in(path: Path, title: str, values: Mapping[str, Any]) -> None:
    """Put values into cells of one page of a file that are there already; no formula keeps its
    result.
    """
    put_in_all(path, path, {title: values})


def put_in_all(
    path: Path,
    target: Path,
    values: Mapping[str, Mapping[str, Any]],
    beside: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    saved: datetime | None = None,
) -> None:
    """Put values into cells of several pages that are there already, and formulas `beside` their
    rows, where there are no cells; no formula keeps its result. The file says when it was `saved`.
    """
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    pages = {part_of(parts, title): title for title in values}
    for name, data in parts.items():
        if pages.get(name) in beside:
            title = pages[name]
            parts[name] = _with_values(data, dict(values[title]), beside[title])
        elif name.startswith("xl/worksheets/sheet"):
            bare = RESULT.sub(_without_result, data)
            parts[name] = _with_cells(bare, values[pages[name]]) if name in pages else bare
        elif name == "docProps/core.xml" and saved:
            parts[name] = MODIFIED.sub(rf"\g<1>{saved:%Y-%m-%dT%H:%M:%SZ}".encode(), data)
    with zipfile.ZipFile(target, "w") as package:
        for name, data in parts.items():
            # At no hour of the clock's: the same values give the same bytes.
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, compresslevel=1)


STARTED = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*>')
NAMED = f' xmlns="{MAIN}"'.encode()
MODIFIED = re.compile(rb"(<dcterms:modified [^>]*>)[^<]*")
RESULT = re.compile(rb"(<c [^>]*>)(<f[^>]*/>|<f[^>]*>[^<]*</f>)<v>[^<]*</v>")
"""A formula with its result, which stands in its cell after it."""
KIND = re.compile(rb' t="\w+"')


def _without_result(found: re.Match[bytes]) -> bytes:
    return KIND.sub(b"", found[1]) + found[2]


def _with_cells(data: bytes, values: Mapping[str, Any]) -> bytes:
    """Return a page with values in its cells, none of which is taken apart but those."""
    left = {place.encode(): value for place, value in values.items()}
    new, done = [], 0
    for found in STARTED.finditer(data):
        if found[1] in left:
            tag = found.end()
            end = tag if data[tag - 2 : tag] == b"/>" else data.index(b"</c>", tag) + 4
            (cell,) = etree.fromstring(b"<row%s>%s</row>" % (NAMED, data[found.start() : end]))
            _put(cell, left.pop(found[1]))
            new += [data[done : found.start()], etree.tostring(cell).replace(NAMED, b"")]
            done = end
    assert not left, "all that is typed stands in a cell of the form"
    return b"".join([*new, data[done:]])


def part_of(parts: Mapping[str, bytes], title: str) -> str:
    """Return the part in which a page stands."""
    sheets = etree.fromstring(parts["xl/workbook.xml"]).iter(f"{{{MAIN}}}sheet")
    (known,) = (sheet.get(f"{{{RELATION}}}id") for sheet in sheets if sheet.get("name") == title)
    relations = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    (part,) = (one.get("Target") for one in relations if one.get("Id") == known)
    return f"xl/{part.removeprefix('/xl/')}"
