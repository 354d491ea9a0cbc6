"""Draft a plan workbook: what a plan's text says, fact by fact, each with its sentence."""

from __future__ import annotations

import re

from sheettools.incoming.document.text import DocumentText
from sheettools.plan.drafting.body import Body
from sheettools.plan.drafting.book import Draft, DraftBook, DraftFact, LedgerEntry
from sheettools.plan.drafting.head import (
    clauses_of,
    issuer_lines,
    letterhead_cells,
    read_clause,
    read_issuer,
    read_letterhead,
    read_units,
    read_year,
)
from sheettools.plan.drafting.lines import read_lines
from sheettools.plan.drafting.passages import Passage, cell_of, marker, paragraphs, passage
from sheettools.plan.drafting.sections import is_label
from sheettools.plan.drafting.tail import columns, read_tail
from sheettools.plan.drafting.text import capital, tidy
from sheettools.plan.drafting.zones import zones

__all__ = ["Draft", "DraftFact", "LedgerEntry", "draft_plan"]


def draft_plan(document: DocumentText, file: str = "") -> Draft:
    """Return the facts a plan's text states, what could not be placed, and what became of each
    cell; its lines may be paragraphs or broken anywhere.
    """
    lines = read_lines(document)
    book = DraftBook(file, lines)
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


def _begins_body(text: Passage) -> bool:
    """Tell whether a paragraph is the heading of the first section, or the row of a table."""
    if text.row is not None:
        return True
    kind, at = marker(text.text)
    label = text.text[at:].partition(":")[0]
    return kind in ("roman", "upper") or is_label(label)
