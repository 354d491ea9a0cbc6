"""The parts of a plan: letterhead, title, body, recipients and signature; the body's sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sheettools.plan.drafting.passages import Passage, TextLine, is_basis, is_rule, marker
from sheettools.plan.drafting.text import fold, is_capitals

SIGNING = re.compile(r"(?:T\s*/\s*M|TM|K\s*/\s*T|KT|T\s*/\s*L|TL|TUQ)(?:\.\s*|\s+)[A-ZĐ]")
"""How a line begins by which somebody signs for others."""
_SECTIONS = {
    "nhiem_vu": r"to chuc thuc hien|phan cong|trach nhiem",
    "muc_dich": r"muc dich|yeu cau",
    "chu_tri": r"chu tri",
    "thanh_phan": r"doi tuong|thanh phan",
    "chu_de": r"noi dung|chu de",
    "lich": r"thoi gian|dia diem|lich|thoi luong",
}


@dataclass(frozen=True)
class Zones:
    """The lines of a plan, part by part."""

    letterhead: list[TextLine]
    subject: list[TextLine]
    """What the title says that the plan is about."""
    body: list[TextLine]
    tail: list[TextLine]
    """From the recipients on."""


def zones(lines: Sequence[TextLine]) -> Zones:
    """Part the lines of a plan; one without a title is all body."""
    title = next((at for at, line in enumerate(lines) if _is_title(line)), -1)
    ends = (at for at, line in enumerate(lines) if at > title and _is_tail(line))
    end = next(ends, len(lines))
    body = list(lines[title + 1 : end])
    subject = _take_subject(lines[title], body) if title >= 0 else []
    return Zones(_unruled(lines[: max(title, 0)]), subject, body, _unruled(lines[end:]))


def _is_title(line: TextLine) -> bool:
    return bool(re.match(r"ke hoach\b", line.key)) and line.text[:8].isupper()


def _take_subject(title: TextLine, body: list[TextLine]) -> list[TextLine]:
    """Take from the body the lines that still belong to the title."""
    rest = title.text[len("KẾ HOẠCH") :].strip()
    subject = [TextLine(title.number, rest, fold(rest), (rest,), 0)] if rest else []
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


def _opens(line: TextLine, subject: Sequence[TextLine]) -> bool:
    """Tell whether the body begins here: after a year the title is over."""
    if subject and re.search(r"\bnam \d{4}$", subject[-1].key):
        return True
    if is_basis(line.text) or marker(line.text)[0]:
        return True
    return line.text.endswith((".", ";", "như sau:"))


def is_heading(text: Passage) -> bool:
    """Tell whether the paragraph is the heading of a section."""
    kind, at = marker(text.text)
    return kind == "roman" or bool(sections_of(text.key[at:]) and is_capitals(text.text, 2))


def sections_of(key: str) -> set[str]:
    """Return the sections that the words of a heading name."""
    found = {name for name, words in _SECTIONS.items() if re.search(rf"\b(?:{words})\b", key)}
    return {"nhiem_vu"} if "nhiem_vu" in found else found
