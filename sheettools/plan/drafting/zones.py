"""The parts of a plan: letterhead, title, body, recipients and signature; and the body's
sections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.drafting.passages import Line, Passage, is_basis, is_rule, marker
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


def zones(lines: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line], list[Line]]:
    """Return the lines of the letterhead, of the title's subject, of the body, and from the
    recipients on.
    """
    titles = (
        at
        for at, line in enumerate(lines)
        if re.match(r"ke hoach\b", line.key) and line.text[:8].isupper()
    )
    title = next(titles, -1)
    ends = (at for at, line in enumerate(lines) if at > title and _is_tail(line))
    end = next(ends, len(lines))
    head, body, tail = list(lines[: max(title, 0)]), list(lines[title + 1 : end]), list(lines[end:])
    subject: list[Line] = []
    if title >= 0:
        rest = lines[title].text[len("KẾ HOẠCH") :].strip()
        subject = [Line(lines[title].number, rest, fold(rest), (rest,), 0)] if rest else []
        while body and not is_rule(body[0]) and not _opens(body[0], subject):
            subject.append(body.pop(0))
    return (
        [line for line in head if not is_rule(line)],
        subject,
        body,
        [line for line in tail if not is_rule(line)],
    )


def _is_tail(line: Line) -> bool:
    return line.key.startswith("noi nhan") or any(
        SIGNING.match(cell) and cell.isupper() for cell in line.cells
    )


def _opens(line: Line, subject: Sequence[Line]) -> bool:
    """Tell whether the body begins here: after a year the title is over."""
    over = bool(subject) and bool(re.search(r"\bnam \d{4}$", subject[-1].key))
    return (
        over
        or is_basis(line.text)
        or bool(marker(line.text)[0])
        or line.text.endswith((".", ";", "như sau:"))
    )


def is_heading(text: Passage) -> bool:
    """Tell whether the paragraph is the heading of a section."""
    kind, at = marker(text.text)
    return kind == "roman" or bool(sections_of(text.key[at:]) and is_capitals(text.text, 2))


def sections_of(key: str) -> set[str]:
    """Return the sections that the words of a heading name."""
    found = {name for name, words in _SECTIONS.items() if re.search(rf"\b(?:{words})\b", key)}
    return {"nhiem_vu"} if "nhiem_vu" in found else found
