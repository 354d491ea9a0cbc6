"""A table of the Word report holds what it is given, letter by letter."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document

from sheettools.annual.appendix import Head, PrintedRow, PrintedTable
from sheettools.annual.word.document import FilledDocument
from sheettools.annual.word.file import _fingerprint, _packed
from sheettools.annual.word.table import IN_MEMORY, lay_table

TEXTS = ("a & b < c > “d” \"e\" 'f'", " hai  dấu cách ", "&amp; ]]>", "", "Đủ \x01\ud800")
"""None with a new line, which Word does not show as one."""


def written(*grids: PrintedTable) -> Any:
    """Return a document with these tables, as Word would open it."""
    document = Document()
    rows = []
    for number, grid in enumerate(grids):
        rows.append(lay_table(document, document.add_paragraph(), grid, number))
    return Document(BytesIO(_packed(FilledDocument(document, tuple(reversed(rows))).parts())))


def test_a_text_is_read_as_it_was_written() -> None:
    heads = [Head(text or "rỗng", width=20) for text in TEXTS]
    rows = (PrintedRow(TEXTS), PrintedRow(("Nhóm <1>",), "group"), PrintedRow(TEXTS, "total"))
    numbers = tuple(map(str, range(len(heads))))
    first, second = written(*[PrintedTable(tuple(heads), numbers, rows)] * 2).tables
    assert len(first.rows) == len(second.rows) == 5
    table = second
    expected = (*TEXTS[:4], "Đủ \ufffd\ufffd")
    for row in (table.rows[2], table.rows[4]):
        texts = []
        for cell in row.cells:
            texts += [one.text for one in cell._tc.iter("{*}t")]
        assert tuple(text or "" for text in texts) == expected
    assert {cell.text for cell in table.rows[3].cells} == {"Nhóm <1>"}


def test_a_carriage_return_stays_one() -> None:
    grid = PrintedTable((Head("Cột"),), ("1",), (PrintedRow(("một\rhai",)),))
    (text,) = written(grid).tables[0].rows[2]._tr.iter("{*}t")
    assert text.text == "một\rhai"


def test_rows_that_lie_in_a_file_beside_are_all_there_each_time() -> None:
    text = "dài " * (IN_MEMORY // 16)
    rows = tuple(PrintedRow((f"{number} {text}",)) for number in range(9))
    document = Document()
    grid = PrintedTable((Head("Cột"),), ("1",), rows)
    laid = lay_table(document, document.add_paragraph(), grid, 0)
    pieces = list(laid.rows)
    assert len(pieces) > 2
    assert max(map(len, pieces)) <= IN_MEMORY
    parts = FilledDocument(document, (laid,)).parts()
    assert _fingerprint(parts) == _fingerprint(parts)
    (table,) = Document(BytesIO(_packed(parts))).tables
    said = [next(row._tr.iter("{*}t")).text for row in table.rows]
    assert said == ["Cột", "1", *(row.cells[0] for row in rows)]
