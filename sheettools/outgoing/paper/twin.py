"""Template + what was issued → the workbook's twin on paper."""

from __future__ import annotations

from pathlib import Path

from sheettools.outgoing.paper.cells import STYLES
from sheettools.outgoing.paper.contents import Twin
from sheettools.outgoing.paper.cover import write_cover
from sheettools.outgoing.paper.form import write_form
from sheettools.outgoing.paper.table import PaperTable
from sheettools.outgoing.workbook.printing import print_by_hand
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template.issue import Issue
from sheettools.template.model import Template

ENDING = "_giay"
"""What the name of the twin's file ends in."""


def paper_path(path: Path) -> Path:
    """Return where the twin of a workbook is written: beside it."""
    return path.with_name(f"{path.stem}{ENDING}.xlsx")


def write_paper(path: Path, template: Template, issued: Issue) -> None:
    """Write the twin of one unit's workbook. Raises SheettoolsError (F001).

    The same arguments give the same bytes.
    """
    title = f"{template.title} – {issued.line} (bản giấy)"
    # It has no identity, neither on a sheet nor in its properties: typed into, it must not pass for
    # the workbook.
    with BookWriter(path, title=title, created=issued.new_year) as book:
        book.styles.update(STYLES)
        _write(book, Twin.of(template, issued))


def _write(book: BookWriter, twin: Twin) -> None:
    titles = {sheet.title.casefold() for sheet in twin.sheets}
    write_cover(_page(book, twin, "Bìa" if "bìa" not in titles else "Bìa sổ giấy"), twin)
    for sheet in twin.sheets:
        page = _page(book, twin, sheet.title)
        if sheet.kind == "form":
            write_form(page, twin, sheet)
        else:
            PaperTable(twin, sheet, page).write()


def _page(book: BookWriter, twin: Twin, title: str) -> SheetWriter:
    page = book.sheet(title)
    print_by_hand(page, twin.issued)
    return page
