"""The parts of a plan: letterhead, title, body, recipients and signature, and what is appended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.frozen import dataclass
from sheettools.plan.reading.lines import TextLine, is_rule, one_cell
from sheettools.plan.reading.passages import is_basis, marker

SIGNING = re.compile(r"(?:T\s*/\s*M|TM|K\s*/\s*T|KT|T\s*/\s*L|TL|TUQ)(?:\.\s*|\s+)[A-ZĐÀ-Ỹ]")
"""How a line begins by which somebody signs for others."""
_TITLE = "KẾ HOẠCH"
_APPENDIX = re.compile(
    r"(?:phu luc|phu bieu|bieu(?: so)?\s*\d*\s*$|bieu (?:so )?\d"
    r"|lich (?:tiep xuc|doi thoai|to chuc)|danh sach)\b"
)
_LONGEST_NAME = 6


@dataclass(frozen=True)
class Zones:
    """The lines of a plan, part by part."""

    letterhead: list[TextLine]
    subject: list[TextLine]
    """What the title says that the plan is about."""
    body: list[TextLine]
    tail: list[TextLine]
    """From the recipients on, to the signature."""
    appendix: list[TextLine]
    """What stands behind the signature."""
    layout: list[TextLine]
    """Rules, and the word above the subject."""


def zones(lines: Sequence[TextLine]) -> Zones:
    """Part the lines of a plan; one without a title is all body."""
    rules = [line for line in lines if is_rule(line)]
    title = next((at for at, line in enumerate(lines) if _is_title(line)), -1)
    ends = (at for at, line in enumerate(lines) if at > title and _is_tail(line))
    end = next(ends, len(lines))
    begun = (at for at, line in enumerate(lines) if at > end and _is_appendix(line))
    behind = next(begun, len(lines))
    body = list(lines[title + 1 : end])
    subject: list[TextLine] = []
    if title >= 0:
        rules.append(lines[title])
        subject = _take_subject(lines[title], body)
    return Zones(
        _unruled(lines[: max(title, 0)]),
        subject,
        body,
        _unruled(lines[end:behind]),
        list(lines[behind:]),
        rules,
    )


def _is_title(line: TextLine) -> bool:
    return bool(re.match(r"ke hoach\b", line.key)) and line.text[:8].isupper()


def _take_subject(title: TextLine, body: list[TextLine]) -> list[TextLine]:
    """Take from the body the lines that still belong to the title."""
    rest = title.text[len(_TITLE) :].strip()
    subject = [one_cell(title.at, rest)] if rest else []
    while body and not is_rule(body[0]) and not _opens(body[0], subject):
        subject.append(body.pop(0))
    return subject


def _unruled(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return lines without those that are only a stroke."""
    return [line for line in lines if not is_rule(line)]


def _is_tail(line: TextLine) -> bool:
    if line.key.startswith("noi nhan"):
        return True
    return any(SIGNING.match(cell) and cell.isupper() for cell in line.cells)


def _is_appendix(line: TextLine) -> bool:
    if line.is_row and not line.text.isupper():
        return not line.key.startswith("noi nhan") and not _is_tail(line)
    return bool(_APPENDIX.match(line.key)) and (
        line.text.isupper() or line.key.startswith(("phu luc", "phu bieu"))
    )


def _opens(line: TextLine, subject: Sequence[TextLine]) -> bool:
    """Tell whether the body begins here: after a year the title is over."""
    if subject and re.search(r"\bnam \d{4}$", subject[-1].key) and not line.text[0].islower():
        return True
    if is_basis(line.text) or marker(line.text)[0] or line.is_row:
        return True
    return line.text.endswith((".", ";", "như sau:"))
