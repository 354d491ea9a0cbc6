"""Tables of the Word report, laid out by python-docx: headings that repeat, a row of numbers,
groups, totals, notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm
from docx.table import Table
from docx.text.paragraph import Paragraph

from sheettools.annual.appendix import Head, PrintedTable
from sheettools.disk.scratch import scratch_folder
from sheettools.frozen import dataclass

HEADING, CELL, NOTE = "Bảng, tiêu đề", "Bảng, chữ", "Bảng, ghi chú"
CELL_MARGIN = 45
"""The room left and right of a cell's text, in twentieths of a point: numbers need their column's
width.
"""
TWO_DEEP = 12
"""The least height of the second row of headings, in millimetres."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BOX_TITLE = "DỰ THẢO – chưa đủ điều kiện trình ký (xem tệp Excel cùng tên):"


def xml_text(text: str) -> str:
    """Return text that a Word file can hold: what XML does not know becomes U+FFFD, as in a
    workbook.
    """
    return _NOT_XML.sub("\ufffd", text)


_AFTER = "</w:t></w:r></w:p></w:tc>"
"""What stands behind the text of a cell."""
MARK = re.compile(rb"(<!--sheettools \d+-->)")


IN_MEMORY = 1 << 20
"""Up to how many bytes the rows of a table are kept in memory: 2 kB each."""


class RowsBeside:
    """The rows of a table as XML, in a file beside where they are many."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(  # noqa: SIM115  # as long as the document
            IN_MEMORY, dir=str(scratch_folder())
        )

    def add(self, row: bytes) -> None:
        """Put one row below the others."""
        self._file.write(row)

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while piece := self._file.read(IN_MEMORY):
            yield piece


@dataclass(frozen=True)
class LaidRows:
    """The rows of a table, and the mark that stands for them until the file is saved."""

    mark: bytes
    rows: RowsBeside


def lay_table(document: Any, paragraph: Any, grid: PrintedTable, number: int) -> LaidRows:
    """Put a table in the place of a paragraph, as wide as the page there, and return its rows, for
    which a mark with that number stands in it.
    """
    table = document.add_table(rows=0, cols=len(grid.heads))
    paragraph._p.addprevious(table._tbl)
    _dress(table)
    widths = _widths(grid.heads, _page_width(document, paragraph))
    laid = _Laid(document, table, widths)
    laid.headings(grid.heads)
    laid.numbers(grid.numbers)
    for row in grid.rows:
        if row.kind == "group":
            laid.group(row.cells[0])
        else:
            laid.row(row.cells, grid.heads, bold=row.kind == "total")
    for note in grid.notes:
        _say(document, paragraph.insert_paragraph_before(""), note, NOTE)
    parent = paragraph._p.getparent()
    parent.remove(paragraph._p)
    if parent.tag == qn("w:tc") and parent[-1].tag == qn("w:tbl"):
        parent.append(OxmlElement("w:p"))  # a cell must end with a paragraph
    mark = f"<!--sheettools {number}-->"
    table._tbl.append(parse_xml(f"<w:tbl {nsdecls('w')}>{mark}</w:tbl>")[0])
    return LaidRows(mark.encode(), laid.rows)


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


@dataclass(frozen=True)
class _Cell:
    """One cell: `span` columns wide; `down` is restart or continue where it goes on into the row
    below.
    """

    text: str
    style: str
    align: str = ""
    span: int = 1
    down: str = ""
    bold: bool | None = None
    italic: bool = False
    with_next: bool = False


class _Laid:
    """A table being laid out row by row, as XML: python-docx takes a minute for a thousand rows,
    and a tree of them a quarter of a megabyte for each return.
    """

    def __init__(self, document: Any, table: Table, widths: Sequence[int]) -> None:
        self.widths, self.rows = widths, RowsBeside()
        self.befores: dict[bool, list[str]] = {}
        """What stands before the text of each cell of a row, and of one in bold."""
        # A template may call the language of Word otherwise than everybody does.
        known = table._tbl.nsmap.get("w") == qn("w:p").partition("}")[0][1:]
        self.declared = "" if known else f" {nsdecls('w')}"
        self.styles = {
            style.name: f"<w:pStyle w:val={_quoted(style.style_id)}/>" for style in document.styles
        }
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)

    def headings(self, heads: Sequence[Head]) -> None:
        """Write one or two rows of headings; columns of one group share a cell above."""
        if not any(head.group for head in heads):
            self._add([_Cell(head.title, HEADING) for head in heads], repeat=True)
            return
        top: list[_Cell] = []
        below: list[_Cell] = []
        for group, together in groupby(heads, key=lambda head: head.group):
            several = list(together)
            if group:
                top.append(_Cell(group, HEADING, span=len(several)))
                below += [_Cell(head.title, HEADING) for head in several]
            else:
                top += [_Cell(head.title, HEADING, down="restart") for head in several]
                below += [_Cell("", HEADING, down="continue") for _ in several]
        self._add(top, repeat=True)
        # A cell over two rows does not make them taller everywhere.
        self._add(below, repeat=True, height=TWO_DEEP)

    def numbers(self, texts: Sequence[str]) -> None:
        """Write the row of column numbers, which repeats with the headings."""
        self._add([_Cell(text, HEADING, bold=False, italic=True) for text in texts], repeat=True)

    def row(self, texts: Sequence[str], heads: Sequence[Head], *, bold: bool) -> None:
        """Write one row."""
        if bold not in self.befores:
            cells = [_Cell("", CELL, head.align, bold=bold or None) for head in heads]
            sized = zip(cells, self.widths, strict=True)
            self.befores[bold] = [self._before(cell, width) for cell, width in sized]
        said = zip(self.befores[bold], texts, strict=True)
        self._add_row("<w:cantSplit/>", "".join(f"{b}{_escaped(text)}{_AFTER}" for b, text in said))

    def group(self, text: str) -> None:
        """Write a row that is one cell over all columns."""
        self._add([_Cell(text, CELL, span=len(self.widths), bold=True, with_next=True)])

    def _add(self, cells: Sequence[_Cell], *, repeat: bool = False, height: int = 0) -> None:
        said = "<w:cantSplit/>"
        if height:
            said += f'<w:trHeight w:val="{Mm(height).twips}" w:hRule="atLeast"/>'
        if repeat:
            said += "<w:tblHeader/>"
        at, row = 0, ""
        for cell in cells:
            row += self._before(cell, sum(self.widths[at : at + cell.span]))
            row += _escaped(cell.text) + _AFTER
            at += cell.span
        self._add_row(said, row)

    def _add_row(self, said: str, cells: str) -> None:
        row = f"<w:tr{self.declared}><w:trPr>{said}</w:trPr>{cells}</w:tr>"
        self.rows.add(row.encode())

    def _before(self, cell: _Cell, width: int) -> str:
        """Return what stands before the text of a cell."""
        place = f'<w:tcW w:w="{Emu(width).twips}" w:type="dxa"/>'
        place += f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        place += f'<w:vMerge w:val="{cell.down}"/>' if cell.down else ""
        place += '<w:vAlign w:val="center"/>' if cell.style == HEADING else ""
        layout = self.styles.get(cell.style, "")
        layout += "<w:keepNext/>" if cell.with_next else ""
        layout += f'<w:jc w:val="{cell.align}"/>' if cell.align else ""
        look = "" if cell.bold is None else f'<w:b w:val="{int(cell.bold)}"/>'
        look += "<w:i/>" if cell.italic else ""
        return (
            f"<w:tc>{_element_of('w:tcPr', place)}<w:p>{_element_of('w:pPr', layout)}"
            f'<w:r>{_element_of("w:rPr", look)}<w:t xml:space="preserve">'
        )


def _element_of(tag: str, inside: str) -> str:
    return f"<{tag}>{inside}</{tag}>" if inside else f"<{tag}/>"


def _escaped(text: str) -> str:
    """Return text as it stands in XML; a parser would take a carriage return for a new line."""
    # What Python has for it brings in all that speaks with other machines: a fortieth of a second.
    said = xml_text(text).replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return said.replace("\r", "&#13;")


def _quoted(text: str) -> str:
    """Return text as it stands in an attribute."""
    return '"' + _escaped(text).replace('"', "&quot;") + '"'


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _within(parent: Any, tag: str, **attributes: str) -> None:
    parent.append(_element(tag, **attributes))


def _say(document: Any, paragraph: Paragraph, text: str, style: str | None) -> Any:
    if style in {one.name for one in document.styles}:
        paragraph.style = document.styles[style]
    return paragraph.add_run(xml_text(text))


def _dress(table: Table) -> None:
    """Give a table its lines, fixed columns and narrow margins, whatever styles the template
    has.
    """
    properties = table._tbl.tblPr
    table.autofit = False
    borders, margins = _element("w:tblBorders"), _element("w:tblCellMar")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _within(borders, f"w:{edge}", val="single", sz="4", space="0", color="000000")
    for edge in ("left", "right"):
        _within(margins, f"w:{edge}", w=str(CELL_MARGIN), type="dxa")
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
