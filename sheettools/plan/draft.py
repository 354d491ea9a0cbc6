"""Draft a plan workbook: what a plan's text says, fact by fact, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.findings import Finding, Location, Words
from sheettools.incoming.document.text import DocumentAside, DocumentText
from sheettools.plan.drafting.bases import clauses_of, read_clause
from sheettools.plan.drafting.body import Body
from sheettools.plan.drafting.book import Draft, DraftBook, DraftFact, LedgerEntry
from sheettools.plan.drafting.head import (
    issuer_lines,
    letterhead_cells,
    read_issuer,
    read_letterhead,
    read_units,
    read_year,
)
from sheettools.plan.drafting.problems import BESIDE, HIDDEN, READ_AS, STRUCK, UNMARKED
from sheettools.plan.drafting.tail import columns, read_tail
from sheettools.plan.reading.lines import TextLine, cells_of, read_lines
from sheettools.plan.reading.passages import Passage, cell_of, marker, paragraphs, passage
from sheettools.plan.reading.scan import Slip, is_unmarked, mend
from sheettools.plan.reading.sections import is_label
from sheettools.plan.reading.text import capital, tidy
from sheettools.plan.reading.zones import zones

__all__ = ["Draft", "DraftFact", "LedgerEntry", "draft_plan"]


def draft_plan(document: DocumentText, file: str = "") -> Draft:
    """Return the facts a plan's text states, what could not be placed, and what became of each
    cell; its lines may be paragraphs or broken anywhere.
    """
    document, slips = mend(document)
    lines = read_lines(document)
    book = DraftBook(file, lines)
    _tell_slips(book, slips)
    _tell_asides(book, document.asides)
    _tell_unmarked(book, lines)
    parts = zones(lines)
    for line in parts.layout:
        book.pass_over(cell_of(line, line.text))
    left, right = letterhead_cells(parts.letterhead)
    issuers = issuer_lines(left)
    subject = [passage(parts.subject)] if parts.subject else []
    texts = [*paragraphs(parts.body), *paragraphs(parts.appendix)]
    first = next((at for at, text in enumerate(texts) if _begins_body(text)), len(texts))
    clauses: list[Passage] = []
    for text in texts[:first]:
        clauses += clauses_of(text)
    for cell in (*left, *right):
        read_letterhead(book, cell)
    for text in subject:
        about = re.sub(r"(?i)^(?:về việc|về|v/v)\s+", "", tidy(text.text))
        book.say("trich_yeu", capital(about), text)
    read_year(book, [*subject, *clauses, *left, *right])
    for clause in clauses:
        read_clause(book, clause)
    read_issuer(book, issuers)
    received, signed = columns(book, parts.tail)
    read_units(
        book, [*clauses[-1:], *issuers, *right, *subject, *clauses, *received, *texts[first:]]
    )
    reader = Body(book)
    reader.read_all(texts[first:])
    reader.finish()
    read_tail(book, received, signed)
    return book.done()


def _tell_slips(book: DraftBook, slips: Sequence[Slip]) -> None:
    """Disclose in one what was read otherwise than it stands."""
    if slips:
        pairs = dict.fromkeys((slip.before, slip.after) for slip in slips)
        vi = ", ".join(f"“{before}” là “{after}”" for before, after in pairs)
        en = ", ".join(f"“{before}” as “{after}”" for before, after in pairs)
        place = Location(file=book.file, line=slips[0].line)
        book.findings.append(Finding(READ_AS, place, vi, {"words": Words(vi, en)}))


def _tell_unmarked(book: DraftBook, lines: Sequence[TextLine]) -> None:
    """Ask about lines that lost their marks: no name can be read from them for certain."""
    for line in lines:
        for column, cell in cells_of(line):
            if is_unmarked(cell):
                book.note(UNMARKED, cell_of(line, cell, column))


def _tell_asides(book: DraftBook, asides: Sequence[DocumentAside]) -> None:
    """Tell what stands in the file beside its text."""
    for aside in asides:
        place = Location(file=book.file, line=aside.line)
        problem = _OF_ASIDES.get(aside.why, BESIDE)
        book.findings.append(Finding(problem, place, aside.text))


_OF_ASIDES = {"struck": STRUCK, "hidden": HIDDEN}


def _begins_body(text: Passage) -> bool:
    """Tell whether a paragraph is the heading of the first section, or the row of a table."""
    if text.row is not None:
        return True
    kind, at = marker(text.text)
    label = text.text[at:].partition(":")[0]
    return kind in ("roman", "upper") or is_label(label)
