"""Lines joined into paragraphs, paragraphs cut into sentences; each part knows its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sheettools.frozen import dataclass
from sheettools.plan.reading.lines import LineId, TextLine, is_rule
from sheettools.plan.reading.names import DOCUMENTS
from sheettools.plan.reading.sections import is_label
from sheettools.plan.reading.text import fold, is_capitals

_PAGE = 150  # a text with longer lines was broken by paragraphs, not by hand
_FULL = 0.75  # a line shorter than this share of the widest was ended on purpose
_HEADING = 7  # words a heading has at most, when nothing else marks it
_NUMBERED = 12  # and when a number does


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text, which knows on what line each part of it began."""

    text: str
    starts: tuple[tuple[int, LineId], ...]
    row: TextLine | None = None
    """The row of a table that this is."""
    column: int = -1
    """Which cell of the line it is; -1 where it is whatever stands on its lines."""

    @property
    def key(self) -> str:
        """The text for matching keywords."""
        return fold(self.text)

    @property
    def line(self) -> int:
        """The number of the first line."""
        return self.starts[0][1][0]

    @property
    def lines(self) -> set[LineId]:
        """All its lines."""
        return {line for _, line in self.starts}

    def cut(self, begin: int, end: int | None = None) -> Passage:
        """Return the part between two offsets, without blanks at its ends."""
        part = self.text[begin:end]
        begin += len(part) - len(part.lstrip())
        part = part.strip()
        first = max((at, line) for at, line in self.starts if at <= begin)[1]
        later = ((at - begin, line) for at, line in self.starts if begin < at < begin + len(part))
        return Passage(part, ((0, first), *later), column=self.column)

    def then(self, other: Passage, link: str = " ") -> Passage:
        """Return this passage and the one after it as one."""
        starts = ((at + len(self.text) + len(link), line) for at, line in other.starts)
        text = f"{self.text}{link}{other.text}"
        return Passage(text, (*self.starts, *starts), column=self.column)


def passage(lines: Sequence[TextLine]) -> Passage:
    """Join lines into one passage."""
    starts, length = [], 0
    for line in lines:
        starts.append((length, line.at))
        length += len(line.text) + 1
    row = lines[0] if lines[0].is_row else None
    return Passage(
        " ".join(line.text for line in lines), tuple(starts), row, column=lines[0].column
    )


def nowhere(text: str) -> Passage:
    """Return words that stand on no line of their own: what was said elsewhere for this too."""
    return Passage(text, ((0, (0, 0)),))


def cell_of(line: TextLine, text: str, column: int = -1) -> Passage:
    """Return one cell of a line as a passage of its own."""
    return Passage(text, ((0, line.at),), column=column)


_ROMAN = re.compile(
    r"(?:PHẦN\s+|Phần\s+)?(?:[IVX]{1,5}|[Ⅰ-Ⅻ])\s*[-–./):]\s*(?!\s*\d)"
    r"|(?i:phần\s+(?:thứ\s+)?(?:nhất|hai|ba|tư|năm|một|bốn|sáu|\d))\s*[-–./):]*\s*"
)
_UPPER = re.compile(r"[A-EG-H]\s*[-–.)/]\s+(?=[A-ZĐÀ-Ỹ])|[A-E]\.(?=[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ])")
_NUMBER = re.compile(
    r"\d{1,2}(?:\.\d{1,2})*\s*[-–./)]\s*(?!\s*\d)(?![A-ZĐ]{2,}[a-z]?\s*/)"
    r"|\d{1,2}(?:\.\d{1,2})+\s+(?=[A-ZĐÀ-Ỹ])"
)
_LETTER = re.compile(r"[a-zđ]\s*[).]\s+|[a-zđ][)/-]\s*(?=\S)")
_BULLET = re.compile(r"[-–—+*•●○◦▪■□◆➢➤✓·\uf000-\uf0ff]\s*(?![A-ZĐ]{2,}[a-z]?/[A-Z])")
_MARKS = {
    "roman": _ROMAN,
    "upper": _UPPER,
    "number": _NUMBER,
    "letter": _LETTER,
    "bullet": _BULLET,
}
_DANGLING = re.compile(
    r"(?:^|[\s(])(?:quy|so|ngay|thang|nam|dieu|khoan|muc|diem|thon|ban|pho|khu|tu|den|tai|ap|xom"
    r"|khom|khoi|to|buon|lang|va|cac)$"
)
_SAYS_WHEN = re.compile(
    r"(?:qu[yi]\s*(?:i{1,3}|iv|[1-4])\b|thang \d|dot \d|lan (?:thu|\d)|cuoc (?:thu|\d)|ngay \d+/\d)"
)
"""How a line begins that says when a dialogue is: it begins a paragraph."""
_GOES_ON = re.compile(r"(?:[,;]|\b(?:cua|va|voi|ve|cho|tai|theo|trong|cac|tu|den|la|o))$")
_TIME_ALONE = re.compile(
    r"(?:qu[yi]\s*(?:i{1,3}|iv|[1-4])|thang \d{1,2}|dot \d)(?:\s*/\s*\d{4}|\s+nam \d{4})?"
    r"(?:\s*\(.{0,20}\))?\s*:?"
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
    is_deep = re.match(r"\d+\.\d", line.text) is not None
    if kind in ("roman", "number", "upper") and not is_deep and _DANGLING.search(before.key):
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
    if _opens_paragraph(line):
        return True
    if _is_heading_alone(before) and not line.text[0].islower():
        return True
    if line.text[0].isupper() and _SAYS_WHEN.match(line.key) and before.text[-1] != ",":
        return not re.search(r"\b(?:quy|thang|ngay|tu|den|vao|trong|va)$", before.key)
    begins = line.text[0].isupper() or (line.text[0].isdigit() and line.text.endswith(":"))
    return begins and _is_ended(before, line, width)


def _opens_paragraph(line: TextLine) -> bool:
    """Tell whether a line's own words begin a paragraph, whatever stands before."""
    if is_capitals(line.text, 2) or is_basis(line.text):
        return True
    return line.text.startswith("Trên đây là") or _is_heading_alone(line)


def _is_heading_alone(line: TextLine) -> bool:
    """Tell whether a line is nothing but a heading, or a time over the lines below it."""
    kind, at = marker(line.text)
    if not line.text[at : at + 1].isupper() or _GOES_ON.search(line.key):
        return False
    is_short = len(line.key.split()) <= (_NUMBERED if kind else _HEADING)
    return is_short and (is_label(line.text[at:]) or bool(_TIME_ALONE.fullmatch(line.key)))


def _is_ended(before: TextLine, line: TextLine, width: int) -> bool:
    kind, at = marker(before.text)
    words = before.key[at:]
    if kind and HEADING_WORDS.match(words) and before.text[-1].isalpha():
        return len(words.split()) <= _HEADING  # "2- Nội dung", its text on the next line
    short = len(before.text) + 1 + len(line.text.split()[0]) < _FULL * width
    return short and before.text[-1] in ".:;"


_BASIS = r"(?:can cu|thuc hien|thi hanh|tiep tuc thuc hien|theo)\s+(?:vao\s+)?(?:cac\s+)?"


def is_basis(text: str) -> bool:
    """Tell whether `text` opens the list of documents a plan rests on."""
    text = text[marker(text)[1] :]
    return text[:1].isupper() and bool(re.match(rf"{_BASIS}(?:{DOCUMENTS})\b", fold(text)))


def paragraphs(lines: Sequence[TextLine]) -> list[Passage]:
    """Join hard-wrapped lines; a text whose lines all end with a sentence stays as it is."""
    width = max((len(line.text) for line in lines if _is_prose(line)), default=0)
    wrapped = width <= _PAGE and any(_goes_on(a, b) for a, b in pairwise(lines) if not is_rule(a))
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


def _is_prose(line: TextLine) -> bool:
    return not is_rule(line) and not line.is_row


def _goes_on(line: TextLine, following: TextLine) -> bool:
    """Tell whether a sentence runs on from one line to the next."""
    if line.is_row or following.is_row or is_capitals(line.text) or marker(following.text)[0]:
        return False
    return following.text[0].islower() and line.text[-1] not in ".;:"


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
