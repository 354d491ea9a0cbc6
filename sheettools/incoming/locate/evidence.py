"""All that a workbook says of whose it is, before anything of it is believed.

The hidden sheet says it, and three backups: the file's own properties, a defined name, and the code
printed on every page. The headings tell only which template it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from enum import StrEnum

from sheettools.findings import Words
from sheettools.frozen import dataclass
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.template import layout
from sheettools.template.identity import read_named_text
from sheettools.template.model import Sheet, Template
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


class Witness(StrEnum):
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
    Witness.SHEET: Words("trang ẩn", "the hidden sheet"),
    Witness.PROPERTY: Words("thuộc tính của tệp", "the file's properties"),
    Witness.NAME: Words("tên vùng", "the defined name"),
    Witness.VISIBLE: Words("dòng “Mã sổ” in trên trang", "the code printed on the sheet"),
}


@dataclass(frozen=True)
class CodeLine:
    """A line at the head of a sheet with the workbook's code, and where it stands."""

    sheet: str
    cell: str
    line: str
    code: str


@dataclass(frozen=True)
class Evidence:
    """What each source says; a source that says nothing is not there."""

    said: Mapping[Witness, Mapping[str, str]] = field(default_factory=dict)
    printed: tuple[CodeLine, ...] = ()

    def get(self, name: str) -> str:
        """Return a fact from the first source that has it."""
        return next((facts[name] for facts in self.said.values() if facts.get(name)), "")

    def codes(self) -> dict[Witness, str]:
        """Return the code that each source says, the source believed first at the head."""
        found = {source: facts["code"] for source, facts in self.said.items() if facts.get("code")}
        return found | ({Witness.VISIBLE: self.printed[0].code} if self.printed else {})

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
        Witness.SHEET: _on_sheet(book),
        Witness.PROPERTY: {
            k.removeprefix(prefix): nfc(v)
            for k, v in book.properties.items()
            if k.startswith(prefix)
        },
        Witness.NAME: read_named_text(nfc(book.names.get(layout.IDENTITY_NAME, ""))),
    }
    return Evidence(
        {source: facts for source, facts in said.items() if facts}, tuple(_printed(book))
    )


def _on_sheet(book: RawBook) -> dict[str, str]:
    """Return what the hidden sheet says: names in the first column, values in the second."""
    found: dict[str, str] = {}
    for sheet in book.sheets:
        if sheet.name == layout.IDENTITY_SHEET:
            for (row, column), cell in sheet.cells.items():
                if column == 1:
                    value = sheet.cells.get((row, 2))
                    found[_text(cell)] = "" if value is None else _text(value)
            break
    return {key: value for key, value in found.items() if key and value}


def _text(cell: RawCell) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a program that turned digits into a number
    return nfc("" if value is None else str(value)).strip()


def _printed(book: RawBook) -> Iterator[CodeLine]:
    """Yield the first line with a code at the head of each sheet."""
    for sheet in book.sheets:
        for (row, _), cell in sheet.single.items():
            found = PRINTED.match(_line(cell)) if row <= HEAD_ROWS else None
            if found:
                line, code = found["line"].strip(), found["code"].strip()
                yield CodeLine(sheet.name, cell.address, line, code)
                break


def _line(cell: RawCell) -> str:
    """Return a text that is short enough to be a line at the head, empty for anything else."""
    value = cell.value
    return tidy(value) if isinstance(value, str) and len(value) <= LONGEST_LINE else ""


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
    """Return which part of the template's sheets is there."""
    texts = [_texts(sheet) for sheet in book.sheets]
    sheets = list(template.filled)
    found = 0
    for sheet in sheets:
        most = max((_fields_there(sheet, there, titles=titles) for there in texts), default=0)
        found += most > MOST_HEADINGS * len(sheet.of_unit)
    return found / max(1, len(sheets))


def _fields_there(sheet: Sheet, there: Collection[str], *, titles: bool) -> int:
    """Return how many of a sheet's fields have their name, or their heading, among some texts."""
    found = 0
    for target in sheet.of_unit:
        found += target.name in there or (titles and fold(target.title) in there)
    return found


def _texts(sheet: RawSheet) -> set[str]:
    """Return what may be a field's name or heading: the texts at the head, and those of a form's
    two columns.
    """
    texts: set[str] = set()
    for (row, column), cell in sheet.single.items():
        upper = row <= 4 * HEAD_ROWS or column <= layout.FORM_LABEL
        if upper and isinstance(cell.value, str):
            texts |= {cell.value.strip(), fold(cell.value.rstrip(" *"))}
    return texts


def is_paper(book: RawBook) -> bool:
    """Say whether it is a workbook's twin on paper, typed into."""
    words = fold(layout.PAPER_WORDS)
    return any(words in _head_texts(sheet) for sheet in book.sheets)


def _head_texts(sheet: RawSheet) -> set[str]:
    return {
        fold(cell.value)
        for (row, _), cell in sheet.single.items()
        if row <= HEAD_ROWS and isinstance(cell.value, str)
    }


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
