"""Tables of the Word report, laid out by python-docx: headings that repeat, a row of numbers, groups, totals, notes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from docx.table import Table
from docx.text.paragraph import Paragraph

from sheettools.annual.appendix import Grid, Head

HEADING, CELL, NOTE = "Bảng, tiêu đề", "Bảng, chữ", "Bảng, ghi chú"
CELL_MARGIN = 45
"""The room left and right of a cell's text, in twentieths of a point: numbers need their column's width."""
TWO_DEEP = 12
"""The least height of the second row of headings, in millimetres."""
ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER}
BOX_TITLE = "DỰ THẢO – chưa đủ điều kiện trình ký (xem tệp Excel cùng tên):"


def lay_table(document: Any, paragraph: Any, grid: Grid) -> None:
    """Put a table in the place of a paragraph, as wide as the page there."""
    table = document.add_table(rows=0, cols=len(grid.heads))
    paragraph._p.addprevious(table._tbl)
    _dress(table)
    widths = _widths(grid.heads, _page_width(document, paragraph))
    laid = _Laid(document, table, widths)
    laid.headings(grid.heads)
    laid.row(grid.numbers, HEADING, repeat=True, italic=True)
    for row in grid.rows:
        if row.kind == "group":
            laid.group(row.cells[0])
        else:
            laid.row(row.cells, CELL, heads=grid.heads, bold=row.kind == "total")
    for note in grid.notes:
        _say(document, paragraph.insert_paragraph_before(""), note, NOTE)
    parent = paragraph._p.getparent()
    parent.remove(paragraph._p)
    if parent.tag == qn("w:tc") and parent[-1].tag == qn("w:tbl"):
        parent.append(OxmlElement("w:p"))  # a cell must end with a paragraph


def reasons_box(document: Any, style: str | None, reasons: Sequence[str]) -> Any:
    """Return a framed box that says why the report is a draft."""
    table = document.add_table(rows=1, cols=1)
    _dress(table)
    table.columns[0].width = table.cell(0, 0).width = Emu(_room(document.sections[0]))
    cell = table.cell(0, 0)
    _say(document, cell.paragraphs[0], BOX_TITLE, style)
    for reason in reasons:
        _say(document, cell.add_paragraph(""), f"– {reason}", style)
        cell.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.LEFT
        cell.paragraphs[-1].runs[0].bold = False
    element = table._tbl
    element.getparent().remove(element)
    return element


class _Laid:
    """A table being laid out, row by row."""

    def __init__(self, document: Any, table: Table, widths: Sequence[int]) -> None:
        self.document, self.widths = document, widths
        self.table: Any = table
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)

    def headings(self, heads: Sequence[Head]) -> None:
        """Write one or two rows of headings; columns of one group share a cell above."""
        deep = any(head.group for head in heads)
        top = self._new_row(repeat=True)
        below = self._new_row(repeat=True) if deep else top
        if deep:
            # A cell over two rows does not make them taller everywhere.
            self.table.rows[-1].height = Mm(TWO_DEEP)
        at = 0
        for group, together in groupby(heads, key=lambda head: head.group):
            several = list(together)
            if group:
                top[at].merge(top[at + len(several) - 1])
                self._put(top[at], group, HEADING)
            for number, head in enumerate(several, start=at):
                if deep and not group:
                    top[number].merge(below[number])
                self._put((below if group else top)[number], head.title, HEADING)
            at += len(several)

    def row(
        self,
        cells: Sequence[str],
        style: str,
        *,
        heads: Sequence[Head] = (),
        repeat: bool = False,
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        """Write one row."""
        new = self._new_row(repeat=repeat)
        for number, text in enumerate(cells):
            run = self._put(new[number], text, style)
            run.bold = bold or run.bold
            if italic:
                run.italic, run.bold = True, False
            if heads:
                new[number].paragraphs[0].alignment = ALIGN[heads[number].align]

    def group(self, text: str) -> None:
        """Write a row that is one cell over all columns."""
        new = self._new_row()
        new[0].merge(new[-1])
        self._put(new[0], text, CELL).bold = True
        new[0].paragraphs[0].paragraph_format.keep_with_next = True

    def _new_row(self, *, repeat: bool = False) -> list[Any]:
        row = self.table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if repeat:
            properties.append(OxmlElement("w:tblHeader"))
        cells = list(row.cells)
        for cell, width in zip(cells, self.widths, strict=True):
            cell.width = Emu(width)
        return cells

    def _put(self, cell: Any, text: str, style: str) -> Any:
        while len(cell.paragraphs) > 1:  # merging leaves a paragraph of each cell
            cell._tc.remove(cell.paragraphs[-1]._p)
        if style == HEADING:
            cell.vertical_alignment = 1
        return _say(self.document, cell.paragraphs[0], text, style)


def _say(document: Any, paragraph: Paragraph, text: str, style: str | None) -> Any:
    if style in {one.name for one in document.styles}:
        paragraph.style = document.styles[style]
    return paragraph.add_run(text)


def _dress(table: Table) -> None:
    """Give a table its lines, fixed columns and narrow margins, whatever styles the template has."""
    properties = table._tbl.tblPr
    table.autofit = False
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    for edge in ("left", "right"):
        room = OxmlElement(f"w:{edge}")
        room.set(qn("w:w"), str(CELL_MARGIN))
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    # The schema's order: borders, shading, layout, margins, look.
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def _page_width(document: Any, paragraph: Any) -> int:
    """Return the width between the margins where a paragraph stands."""
    after = paragraph._p.xpath("following::w:sectPr")
    sections = {section._sectPr: section for section in document.sections}
    section = next((sections[one] for one in after if one in sections), document.sections[-1])
    return _room(section)


def _room(section: Any) -> int:
    return int(section.page_width - section.left_margin - section.right_margin)


def _widths(heads: Sequence[Head], room: int) -> list[int]:
    whole = sum(head.width for head in heads)
    return [int(room * head.width / whole) for head in heads]
