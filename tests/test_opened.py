"""A copy of a workbook, typed into and saved, is the file that openpyxl's own would be."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from opened import opened
from openpyxl.workbook.workbook import Workbook
from village import Commune

LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")
STYLES = "xl/styles.xml"


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def parts(data: bytes) -> dict[str, list[bytes]]:
    """Return the elements of each of a file's parts, without the numbers of styles and the hour of
    saving; openpyxl writes the merged cells in any order.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        found = {name: file.read(name) for name in file.namelist() if name != STYLES}
    aside = rb' (?:s|style)="\d+"|<dcterms:modified.*?</dcterms:modified>'
    bare = {name: re.sub(aside, b"", part) for name, part in found.items()}
    return {name: sorted(re.findall(rb"<[^<]+", part)) for name, part in bare.items()}


def cells(data: bytes) -> Iterator[Any]:
    """Yield what stands in each place of a workbook, and how it looks, whatever the number of that
    style.
    """
    looks: dict[tuple[int, ...], list[str]] = {}
    for page in openpyxl.load_workbook(io.BytesIO(data)):
        lines = [*page.column_dimensions.items(), *page.row_dimensions.items()]
        there = [(cell.coordinate, cell) for row in page for cell in row]
        for place, one in (*lines, *there):
            style = tuple(one._style or ())
            if style not in looks:
                looks[style] = [repr(getattr(one, name)) for name in LOOKS]
            yield page.title, place, getattr(one, "value", None), looks[style]


@pytest.mark.parametrize("plan", [True, False])
def test_a_copy_is_saved_as_the_workbook_that_was_read(commune: Commune, plan: bool) -> None:
    fresh = commune.plan_book if plan else commune.workbook("01")
    read = openpyxl.load_workbook(io.BytesIO(fresh))
    opened(fresh).active["A1"] = "của người khác"  # a copy is nobody else's
    copy = opened(fresh)
    for book in (read, copy):
        book.worksheets[1]["C9"] = "Gõ vào"
    expected, found = saved(read), saved(copy)
    assert parts(found) == parts(expected)
    assert list(cells(found)) == list(cells(expected))
