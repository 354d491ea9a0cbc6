"""Draft a plan workbook: what a plan's text says, fact by fact, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.drafting.body import Body
from sheettools.plan.drafting.book import Draft, DraftBook, DraftFact
from sheettools.plan.drafting.head import (
    cells_of,
    clauses_of,
    read_clause,
    read_letterhead,
    read_units,
    read_year,
)
from sheettools.plan.drafting.passages import Passage, paragraphs, passage, read_lines
from sheettools.plan.drafting.tail import columns, read_tail
from sheettools.plan.drafting.text import capital, tidy
from sheettools.plan.drafting.zones import is_heading, zones

__all__ = ["Draft", "DraftFact", "draft_plan"]


def draft_plan(paragraph_lines: Sequence[str], file: str = "") -> Draft:
    """Return the facts a plan's text states; its lines may be paragraphs or broken anywhere."""
    book = DraftBook(file)
    parts = zones(read_lines(paragraph_lines))
    letterhead = list(cells_of(parts.letterhead))
    subject = [passage(parts.subject)] if parts.subject else []
    texts = paragraphs(parts.body)
    first = next((at for at, text in enumerate(texts) if is_heading(text)), len(texts))
    clauses: list[Passage] = []
    for text in texts[:first]:
        clauses += clauses_of(text)
    for cell in letterhead:
        read_letterhead(book, cell)
    for text in subject:
        about = re.sub(r"(?i)^(?:về việc|về|v/v)\s+", "", tidy(text.text))
        book.say("trich_yeu", capital(about), text)
    read_year(book, [*subject, *clauses, *letterhead])
    for clause in clauses:
        read_clause(book, clause)
    received, signed = columns(parts.tail)
    read_units(book, [*clauses[-1:], *letterhead, *subject, *clauses, *received, *texts[first:]])
    reader = Body(book)
    for text in texts[first:]:
        reader.read(text)
    reader.finish()
    read_tail(book, received, signed)
    return book.done()
