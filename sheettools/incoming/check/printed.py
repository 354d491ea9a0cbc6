"""What a workbook was printed with of other units: while its own plan stands, it stays as it is."""

from __future__ import annotations

from dataclasses import replace

from sheettools.incoming.cage.read import RawBook
from sheettools.incoming.locate.cells import shown
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.template.issue import Issue
from sheettools.template.model import Template


def as_printed(issued: Issue, book: RawBook, template: Template) -> Issue:
    """Return what goes out to a unit, with what its workbook says of others where it tells of all
    units' rows.

    Whoever is told of a dialogue elsewhere needs no other workbook.
    """
    if not issued.of_its_own:
        return issued
    there = locate(book, read_evidence(book), template).forms
    forms = dict(issued.forms)
    for name, fields in issued.of_its_own.items():
        if name in there:
            texts = {one: shown(there[name].cells.get(one)) or None for one in fields}
            forms[name] = {**forms[name], **texts}
    return replace(issued, forms=forms)
