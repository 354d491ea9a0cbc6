"""What stands at the end: the recipients and the signature, side by side or one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.passages import (
    Passage,
    TextLine,
    cell_of,
    marker,
    passage,
    split,
    unmarked,
)
from sheettools.plan.drafting.problems import UNPLACED
from sheettools.plan.drafting.text import fold, tidy
from sheettools.plan.drafting.zones import SIGNING

_RIGHT = 25  # blanks before the right-hand column
_REPORT = re.compile(r"(?i)\s*\((?:để\s+)?(?:báo cáo|b/c|bc)\)")
_SIGNATURE = ("tham_quyen_ky", "chuc_vu_ky", "nguoi_ky")
"""The fields of the signature: for whom, as what, who."""
_LONGEST_NAME = 6
_ROLE = re.compile(r"(?:pho|bi thu|chu tich|truong|chanh|uy vien|quyen|q\.)")


def columns(tail: Sequence[TextLine]) -> tuple[list[Passage], list[Passage]]:
    """Return recipients and signature, which stand side by side or one after the other."""
    groups: list[list[TextLine]] = []
    signed: list[Passage] = []
    signing = False
    for line in tail:
        if line.indent >= _RIGHT:
            signed += [cell_of(line, cell) for cell in line.cells]
            continue
        cell = line.cells[0]
        if cell.strip():
            key = fold(cell)
            begins = signing or bool(SIGNING.match(cell))
            signing = begins and not key.startswith("noi nhan")
            is_listed = marker(cell)[0] == "bullet"
            if signing and not is_listed:
                signed.append(cell_of(line, cell))
            else:
                _list_recipient(groups, TextLine(line.number, cell, key, (cell,), 0), is_listed)
        signed += [cell_of(line, right) for right in line.cells[1:]]
    received: list[Passage] = []
    for group in groups:
        received += split(passage(group), r";\s*")
    return received, signed


def _list_recipient(groups: list[list[TextLine]], line: TextLine, is_listed: bool) -> None:
    """Add a line to the recipients: a new one, or more words of the last."""
    title = re.match(r"noi nhan\s*:?\s*", line.key)
    text = line.text[title.end() :] if title else line.text
    if not text:
        return
    line = TextLine(line.number, text, fold(text), (text,), 0)
    if is_listed or not groups or groups[-1][-1].text[-1] in ";.":
        groups.append([line])
    else:
        groups[-1].append(line)


def read_tail(book: DraftBook, received: Sequence[Passage], signed: Sequence[Passage]) -> None:
    """Read the recipients, and who signs for whom."""
    for recipient in received:
        words = unmarked(recipient)
        row = book.row("noi_nhan")
        book.put("noi_nhan", row, "ten", tidy(_REPORT.sub("", words.text)), words)
        book.put("noi_nhan", row, "bao_cao", bool(_REPORT.search(words.text)), words)
    for cell in signed:
        known = {name for name in _SIGNATURE if book.get(name)}
        name = _signature(cell, known)
        if name:
            book.say(name, tidy(cell.text), cell)
        elif not re.fullmatch(r"\(.*\bky\b.*\)", cell.key):
            book.note(UNPLACED, cell)


def _signature(cell: Passage, known: set[str]) -> str:
    """Return the field a line of the signature belongs to."""
    if SIGNING.match(cell.text) and "tham_quyen_ky" not in known:
        return "tham_quyen_ky"
    if cell.text.isupper() and _ROLE.match(cell.key) and "chuc_vu_ky" not in known:
        return "chuc_vu_ky"
    if "chuc_vu_ky" not in known or "nguoi_ky" in known:
        return ""
    words = cell.text.split()
    capitals = all(word[0].isupper() for word in words)
    is_name = capitals and 2 <= len(words) <= _LONGEST_NAME and cell.text[-1].isalpha()
    return "nguoi_ky" if is_name else ""
