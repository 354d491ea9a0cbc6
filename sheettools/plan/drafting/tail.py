"""What stands at the end: the recipients and the signature, side by side or one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.drafting.book import Book
from sheettools.plan.drafting.passages import (
    Line,
    Passage,
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
_ROLE = re.compile(r"(?:pho|bi thu|chu tich|truong|chanh|uy vien|quyen|q\.)")


def columns(tail: Sequence[Line]) -> tuple[list[Passage], list[Passage]]:
    """Return recipients and signature, which stand side by side or one after the other."""
    left: list[list[Line]] = []
    signed: list[Passage] = []
    signing = False
    for line in tail:
        at_right = line.indent >= _RIGHT
        cells = line.cells
        if not at_right and cells[0].strip():
            signing = (signing or bool(SIGNING.match(cells[0]))) and not fold(cells[0]).startswith(
                "noi nhan"
            )
            is_listed = marker(cells[0])[0] == "bullet"
            if signing and not is_listed:
                signed.append(cell_of(line, cells[0]))
            else:
                _list_recipient(
                    left, Line(line.number, cells[0], fold(cells[0]), cells[:1], 0), is_listed
                )
        signed += [cell_of(line, cell) for cell in (cells if at_right else cells[1:])]
    return [piece for group in left for piece in split(passage(group), r";\s*")], signed


def _list_recipient(groups: list[list[Line]], line: Line, is_listed: bool) -> None:
    title = re.match(r"noi nhan\s*:?\s*", line.key)
    text = line.text[title.end() :] if title else line.text
    if not text:
        return
    line = Line(line.number, text, fold(text), (text,), 0)
    if is_listed or not groups or groups[-1][-1].text[-1] in ";.":
        groups.append([line])
    else:
        groups[-1].append(line)


def read_tail(book: Book, received: Sequence[Passage], signed: Sequence[Passage]) -> None:
    """Read the recipients, and who signs for whom."""
    for recipient in received:
        words = unmarked(recipient)
        row = book.row("noi_nhan")
        book.put("noi_nhan", row, "ten", tidy(_REPORT.sub("", words.text)), words)
        book.put("noi_nhan", row, "bao_cao", bool(_REPORT.search(words.text)), words)
    for cell in signed:
        name = _signature(
            cell, {name for name in ("tham_quyen_ky", "chuc_vu_ky", "nguoi_ky") if book.get(name)}
        )
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
    words = cell.text.split()
    is_name = (
        len(words) in range(2, 7)
        and all(word[0].isupper() for word in words)
        and cell.text[-1].isalpha()
    )
    return "nguoi_ky" if is_name and "chuc_vu_ky" in known and "nguoi_ky" not in known else ""
