"""The register's workbook, written from the matters of the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sheettools.follow_up.additions import NO_ADDITIONS, NO_OWN, AddedRow, Additions
from sheettools.follow_up.book import base_issue, given_of
from sheettools.follow_up.form import (
    BELONGS,
    RECEIVED,
    RECEIVED_ROWS,
    UNIT,
    Page,
    PageKind,
    RegisterForm,
)
from sheettools.follow_up.lists import ListPages
from sheettools.follow_up.matters import Matter
from sheettools.follow_up.put_back import WithAdditions, WrittenPage
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.template.conditions import RowValues
from sheettools.template.issue import Issue, office_code_of
from sheettools.template.model import Template

TITLE = "Sổ theo dõi của văn phòng"


def write_register(
    path: Path,
    form: RegisterForm,
    issued: Sequence[Issue],
    matters: Sequence[Matter],
    today: date | None,
    kept: Additions = NO_ADDITIONS,
) -> Template:
    """Write the register, with all that the staff had added to it, and return what it was made
    from, with the rows that it has. Same matters, same bytes. Raises SheettoolsError (F001, F002).
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    said: dict[str, list[dict[str, Any]]] = {}
    pages: list[WrittenPage] = []
    for page in form.pages:
        own = list(_of_page(page, matters))
        given = [given_of(page, matter) for matter in own]
        contents = [_written(page, matter) for matter in own]
        if page.kind in RECEIVED:
            given += _free(page, base_code(issued, page.kind), {one.code for one in matters})
        rows[page.sheet.name], said[page.sheet.name] = given, contents
        sheet = replace(page.sheet, rows=max(1, len(given)))
        added = tuple(_own_rows(own, given, page, kept))
        pages.append(WrittenPage(page, sheet, added, len(own)))
    issue = replace(base_issue(issued), rows=rows)
    sheets = tuple(page.sheet for page in pages)
    template = replace(form.template, title=TITLE, sheets=sheets, message="", signers=())
    lists = ListPages(form, issue, matters, today, kept.list_widths)
    held = Contents(tables=said, widths=dict(_widths(pages, kept)))
    write_workbook(path, template, issue, held, WithAdditions(lists, pages, kept))
    return template


def _own_rows(
    matters: Sequence[Matter], given: Sequence[RowValues], page: Page, kept: Additions
) -> Iterator[AddedRow]:
    """Yield what was added to each row of a page, those included that hold no matter."""
    free = kept.page(page.sheet.name).rows
    for number, values in enumerate(given):
        own = matters[number].own if number < len(matters) else NO_OWN
        yield own if own != NO_OWN else free.get(str(values.get(page.key)), NO_OWN)


def _widths(
    pages: Sequence[WrittenPage], kept: Additions
) -> Iterator[tuple[tuple[str, str], float]]:
    for page in pages:
        for at, (width, _) in kept.page(page.sheet.name).widths.items():
            if width and isinstance(at, str):
                yield (page.sheet.name, at), width


def base_code(issued: Sequence[Issue], kind: PageKind = "received") -> str:
    """Return what the codes of matters begin with that the office received itself; on each of its
    pages another.
    """
    mark = "VP" if kind == "received" else "VPM"
    return f"{office_code_of(issued) or 'CQ'}-{mark}-{issued[0].year or ''}"


def _of_page(page: Page, matters: Sequence[Matter]) -> Iterator[Matter]:
    for matter in matters:
        if (matter.table, matter.kind) == (page.table.name, page.kind):
            yield matter


def _written(page: Page, matter: Matter) -> dict[str, Any]:
    """Return what stands in a row by the office's hand."""
    if page.kind in RECEIVED:
        return {UNIT: matter.unit_code or None, **matter.seen, **matter.answer}
    if page.kind == "parked":
        return {BELONGS: matter.belongs or None, **matter.answer}
    return dict(matter.answer)


def _free(page: Page, begin: str, codes: set[str]) -> list[dict[str, Any]]:
    """Return rows for further matters, each with a code that nobody has yet."""
    made: list[dict[str, Any]] = []
    number = 0
    while len(made) < RECEIVED_ROWS:
        number += 1
        code = f"{begin}-{number:03}"
        if code not in codes:
            made.append({page.key: code})
    return made
