"""All that a workbook says of whose it is, before anything of it is believed.

The hidden sheet says it, and three backups: the file's own properties, a defined name, and the code
printed on every page. The headings tell only which template it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sheettools.findings import Words
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.template import layout
from sheettools.template.identity import read_named_text
from sheettools.template.model import Template
from sheettools.words.text import fold, nfc, tidy

HEAD_ROWS = 10
"""How far down the line with the code is looked for, rows that were inserted above it included."""
LONGEST_LINE = 1_000
MOST_HEADINGS, MOST_SHEETS = 0.6, 0.5
"""Which part of its field names a sheet must carry to be known, and which part of its sheets a
workbook.
"""
PRINTED = re.compile(
    rf"^(?P<line>.*?)\s*[-–—]\s*{re.escape(layout.CODE_WORDS.vi)}\s*:\s*(?P<code>\S.*)$", re.DOTALL
)


class Source(StrEnum):
    """Where a workbook says whose it is, in the order in which it is believed."""

    SHEET = "sheet"
    PROPERTY = "property"
    NAME = "name"
    VISIBLE = "visible"

    @property
    def words(self) -> Words:
        """What the source is called in a sentence."""
        return _WORDS[self]


_WORDS = {
    Source.SHEET: Words("trang ẩn", "the hidden sheet"),
    Source.PROPERTY: Words("thuộc tính của tệp", "the file's properties"),
    Source.NAME: Words("tên vùng", "the defined name"),
    Source.VISIBLE: Words("dòng “Mã sổ” in trên trang", "the code printed on the sheet"),
}


@dataclass(frozen=True)
class Printed:
    """A line at the head of a sheet with the workbook's code, and where it stands."""

    sheet: str
    cell: str
    line: str
    code: str


@dataclass(frozen=True)
class Evidence:
    """What each source says; a source that says nothing is not there."""

    said: Mapping[Source, Mapping[str, str]] = field(default_factory=dict)
    printed: tuple[Printed, ...] = ()

    def get(self, name: str) -> str:
        """Return a fact from the first source that has it."""
        return next((facts[name] for facts in self.said.values() if facts.get(name)), "")

    def codes(self) -> dict[Source, str]:
        """Return the code that each source says, the source believed first at the head."""
        found = {source: facts["code"] for source, facts in self.said.items() if facts.get("code")}
        return found | ({Source.VISIBLE: self.printed[0].code} if self.printed else {})

    def facts(self, code: str = "") -> dict[str, str]:
        """Return all facts, from the first source that has each; with `code` only of sources that
        say no other.
        """
        found: dict[str, str] = {}
        for facts in self.said.values():
            if not code or facts.get("code", code) == code:
                found = {**facts, **found}
        return found

    def seals(self) -> list[str]:
        """Return the seals found."""
        return [facts["seal"] for facts in self.said.values() if facts.get("seal")]


def read_evidence(book: RawBook) -> Evidence:
    """Return all that a workbook says of whose it is."""
    prefix = layout.IDENTITY_PREFIX
    said = {
        Source.SHEET: _on_sheet(book),
        Source.PROPERTY: {
            k.removeprefix(prefix): nfc(v)
            for k, v in book.properties.items()
            if k.startswith(prefix)
        },
        Source.NAME: read_named_text(nfc(book.names.get(layout.IDENTITY_NAME, ""))),
    }
    return Evidence(
        {source: facts for source, facts in said.items() if facts}, tuple(_printed(book))
    )


def _on_sheet(book: RawBook) -> dict[str, str]:
    for sheet in book.sheets:
        if sheet.name == layout.IDENTITY_SHEET:
            keys = {row: _text(cell) for (row, column), cell in sheet.cells.items() if column == 1}
            values = {key: sheet.cells.get((row, 2)) for row, key in keys.items()}
            return {
                key: _text(cell)
                for key, cell in values.items()
                if key and cell is not None and _text(cell)
            }
    return {}


def _text(cell: RawCell) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a program that turned digits into a number
    return nfc("" if value is None else str(value)).strip()


def _printed(book: RawBook) -> Iterator[Printed]:
    for sheet in book.sheets:
        for _, cell in sorted(
            (place, cell) for place, cell in sheet.cells.items() if place[0] <= HEAD_ROWS
        ):
            text = (
                tidy(cell.value)
                if isinstance(cell.value, str) and len(cell.value) <= LONGEST_LINE
                else ""
            )
            found = PRINTED.match(text)
            if found:
                yield Printed(
                    sheet.name, cell.address, found["line"].strip(), found["code"].strip()
                )
                break


# -------------------------------------------------------------------------- what kind of file it is


def carries_names(book: RawBook, template: Template) -> bool:
    """Say whether most of the template's sheets are there with the hidden names of their fields."""
    return _part(book, template, titles=False) >= MOST_SHEETS


def resembles(book: RawBook, template: Template) -> float:
    """Return which part of the template's sheets is there, known by field names or headings; 0 if
    that is little.
    """
    part = _part(book, template, titles=True)
    return part if part >= MOST_SHEETS else 0.0


def _part(book: RawBook, template: Template, *, titles: bool) -> float:
    texts = [_texts(sheet) for sheet in book.sheets]
    sheets = list(template.filled)
    found = 0
    for sheet in sheets:
        wanted = {f.name: {f.name, fold(f.title)} if titles else {f.name} for f in sheet.fields}
        most = max(
            (sum(bool(names & there) for names in wanted.values()) for there in texts), default=0
        )
        found += most > MOST_HEADINGS * len(wanted)
    return found / max(1, len(sheets))


def _texts(sheet: RawSheet) -> set[str]:
    """Return what may be a field's name or heading: the texts at the head, and those of a form's
    two columns.
    """
    cells = (
        cell
        for (row, column), cell in sheet.cells.items()
        if row <= 4 * HEAD_ROWS or column <= layout.FORM_LABEL
    )
    values = [cell.value for cell in cells if isinstance(cell.value, str)]
    return {text for value in values for text in (value.strip(), fold(value.rstrip(" *")))}


def is_paper(book: RawBook) -> bool:
    """Say whether it is a workbook's twin on paper, typed into."""
    words = fold(layout.PAPER_WORDS)
    return any(
        row <= HEAD_ROWS and isinstance(cell.value, str) and fold(cell.value) == words
        for sheet in book.sheets
        for (row, _), cell in sheet.cells.items()
    )


def is_annual(book: RawBook) -> bool:
    """Say whether it is an annual report, of either edition: it has the sheet that says with what
    it was made.

    Reports of before there was such a sheet, and those that lost it, have all the sheets that every
    one had.
    """
    names = {fold(sheet.name) for sheet in book.sheets}
    return (
        fold(layout.ANNUAL_SHEET) in names
        or {fold(title) for title in layout.REPORT_SHEETS} <= names
    )
