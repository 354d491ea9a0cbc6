"""A workbook in which somebody typed, with its formulas said once for many cells as they went out.

openpyxl, by which the tests fill in workbooks, writes every formula into its cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.datetime import to_excel

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


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


def _with_values(data: bytes, values: dict[str, Any]) -> bytes:
    page = etree.fromstring(data)
    left = set(values)
    for cell in page.iter(f"{{{MAIN}}}c"):
        shown = cell.find(f"{{{MAIN}}}v")
        if cell.find(f"{{{MAIN}}}f") is not None and shown is not None:
            cell.remove(shown)
            cell.attrib.pop("t", None)
        if cell.get("r") in values:
            _put(cell, values[cell.get("r")])
            left.remove(cell.get("r"))
    assert not left, "all that is typed stands in a cell of the form"
    return etree.tostring(page, xml_declaration=True, encoding="UTF-8", standalone=True)


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
