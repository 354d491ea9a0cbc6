"""Lines joined into paragraphs, paragraphs cut into sentences; each part knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sheettools.plan.drafting.names import DOCUMENTS
from sheettools.plan.drafting.text import fold, is_capitals, nfc, squeeze

_ROWS = 3  # cells from which a line is the row of a table
_FULL = 0.75  # a line shorter than this share of the widest was ended on purpose
_HEADING = 7  # words a heading has at most, when nothing else marks it


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of the file: `text` with single blanks, `cells` where gaps or bars divide it."""

    number: int
    text: str
    key: str
    cells: tuple[str, ...]
    indent: int

    @property
    def is_row(self) -> bool:
        """Tell whether the line is the row of a table."""
        return len(self.cells) >= _ROWS


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text, which knows on what line each part of it began."""

    text: str
    starts: tuple[tuple[int, int], ...]
    cells: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The text for matching keywords."""
        return fold(self.text)

    @property
    def line(self) -> int:
        """The number of the first line."""
        return self.starts[0][1]

    def cut(self, begin: int, end: int | None = None) -> Passage:
        """Return the part between two offsets, without blanks at its ends."""
        part = self.text[begin:end]
        begin += len(part) - len(part.lstrip())
        part = part.strip()
        first = max((at, line) for at, line in self.starts if at <= begin)[1]
        later = ((at - begin, line) for at, line in self.starts if begin < at < begin + len(part))
        return Passage(part, ((0, first), *later))

    def then(self, other: Passage) -> Passage:
        """Return this passage and the one after it as one."""
        starts = ((at + len(self.text) + 1, line) for at, line in other.starts)
        return Passage(f"{self.text} {other.text}", (*self.starts, *starts))


def passage(lines: Sequence[TextLine]) -> Passage:
    """Join lines into one passage."""
    starts, length = [], 0
    for line in lines:
        starts.append((length, line.number))
        length += len(line.text) + 1
    cells = lines[0].cells if lines[0].is_row else ()
    return Passage(" ".join(line.text for line in lines), tuple(starts), cells)


def cell_of(line: TextLine, text: str) -> Passage:
    """Return one cell of a line as a passage of its own."""
    return Passage(text, ((0, line.number),))


def read_lines(raw: Sequence[str]) -> list[TextLine]:
    """Return the lines that say something, or draw a rule; no page numbers, no blank lines."""
    found = []
    for number, paragraph in enumerate(raw, start=1):
        for part in re.split(r"[\n\v\f\r\x85\u2028\u2029]", nfc(paragraph)):
            text = squeeze(part)
            if not text or re.fullmatch(r"(?:trang )?-? ?\d{1,3}(?: ?/ ?\d{1,3})? ?-?", fold(text)):
                continue
            cells = map(squeeze, re.split(r"\t+| {3,}|\|", part.strip()))
            indent = len(part) - len(part.lstrip())
            found.append(TextLine(number, text, fold(text), tuple(filter(None, cells)), indent))
    return found


def is_rule(line: TextLine) -> bool:
    """Tell whether the line only separates: dashes, or the asterisk under a Party letterhead."""
    return not re.search(r"[^-_*=~.+|:–—… ]", line.text)


_ROMAN = re.compile(r"(?:PHẦN\s+|Phần\s+)?(?:[IVX]{1,5}|[Ⅰ-Ⅻ])\s*[-–./)]\s*(?!\s*\d)")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\s*[-–./)]\s*(?!\s*\d)(?![A-ZĐ]{2,}[a-z]?\s*/)")
_LETTER = re.compile(r"[a-zđ]\s*[).]\s+|[a-zđ]\)")
_BULLET = re.compile(r"[-–—+*•●○◦▪■□◆➢➤✓·\uf000-\uf0ff]\s*(?![A-ZĐ]{2,}[a-z]?/[A-Z])")
_MARKS = {"roman": _ROMAN, "number": _NUMBER, "letter": _LETTER, "bullet": _BULLET}
_DANGLING = re.compile(
    r"(?:^|\s)(?:quy|so|ngay|thang|nam|dieu|khoan|muc|diem|thon|ban|pho|khu|tu|den|tai)$"
)
HEADING_WORDS = re.compile(
    r"(?:muc dich|yeu cau|doi tuong|thanh phan|noi dung|chu de|thoi gian|dia diem|lich|thoi "
    r"luong|chu tri"
    r"|hinh thuc)\b"
)


def marker(text: str) -> tuple[str, int]:
    """Return the kind of sign `text` begins with (none is ""), and where its words begin."""
    for kind, pattern in _MARKS.items():
        found = pattern.match(text)
        if found:
            return kind, found.end()
    return "", 0


def unmarked(whole: Passage) -> Passage:
    """Return the passage without its number or bullet."""
    return whole.cut(marker(whole.text)[1])


def _is_marked(line: TextLine, before: TextLine) -> bool:
    kind, at = marker(line.text)
    if kind in ("roman", "number") and _DANGLING.search(before.key):
        return False  # "Quý" at the end of one line, "I- Đơn vị" on the next
    # "chính trị" at the end of one line, "- xã hội" on the next
    broken = (
        kind == "bullet" and line.text[at : at + 1].islower() and before.text[-1] not in ".;:,)"
    )
    return bool(kind) and not broken


def _is_new(line: TextLine, group: Sequence[TextLine], width: int) -> bool:
    """Tell whether `line` begins a paragraph rather than continues the one before."""
    before = group[-1]
    if line.is_row or before.is_row or _is_marked(line, before):
        return True
    if is_capitals(group[0].text, 2):
        return not line.text.isupper()
    if is_capitals(line.text, 2) or is_basis(line.text):
        return True
    return line.text[0].isupper() and _is_ended(before, line, width)


def _is_ended(before: TextLine, line: TextLine, width: int) -> bool:
    kind, at = marker(before.text)
    words = before.key[at:]
    if kind and HEADING_WORDS.match(words) and before.text[-1].isalpha():
        return len(words.split()) <= _HEADING  # "2- Nội dung", its text on the next line
    short = len(before.text) + 1 + len(line.text.split()[0]) < _FULL * width
    return short and before.text[-1] in ".:;"


_BASIS = r"(?:can cu|thuc hien|thi hanh|tiep tuc thuc hien|theo)\s+(?:vao\s+)?"


def is_basis(text: str) -> bool:
    """Tell whether `text` opens the list of documents a plan rests on."""
    return text[:1].isupper() and bool(re.match(rf"{_BASIS}(?:{DOCUMENTS})\b", fold(text)))


def paragraphs(lines: Sequence[TextLine]) -> list[Passage]:
    """Join hard-wrapped lines; a text whose lines all end with a sentence stays as it is."""
    wrapped = any(
        b.text[0].islower()
        and a.text[-1] not in ".;:"
        and not is_capitals(a.text)
        and not marker(b.text)[0]
        for a, b in pairwise(lines)
        if not is_rule(a) and not a.is_row
    )
    width = max((len(line.text) for line in lines if not is_rule(line)), default=0)
    groups: list[list[TextLine]] = []
    closed = True
    for line in lines:
        if is_rule(line):
            closed = True
        elif closed or not wrapped or _is_new(line, groups[-1], width):
            groups.append([line])
            closed = False
        else:
            groups[-1].append(line)
    return [passage(group) for group in groups]


def split(whole: Passage, ends: str = r"[.!?]\s+") -> Iterator[Passage]:
    """Cut a passage after each sentence (or after `ends`); an abbreviation is no end."""
    begin = 0
    for found in re.finditer(ends, whole.text):
        word = whole.key[begin : found.start()].rpartition(" ")[2]
        stop = found[0].startswith(".")
        if stop and (word in _SHORT or not whole.text[found.end() : found.end() + 1].isupper()):
            continue
        yield whole.cut(begin, found.end())
        begin = found.end()
    if whole.text[begin:].strip():
        yield whole.cut(begin)


_SHORT = frozenset(
    {"tp", "tx", "tt", "tm", "kt", "tl", "ths", "ts", "q", "h", "p", "so", "tdp", "d/c"}
)
