"""What stands at the end: the recipients and the signature, side by side or one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.problems import UNPLACED
from sheettools.plan.reading.lines import TextLine, cells_of, one_cell
from sheettools.plan.reading.passages import (
    Passage,
    cell_of,
    marker,
    passage,
    split,
    unmarked,
)
from sheettools.plan.reading.text import fold, tidy
from sheettools.plan.reading.zones import SIGNING

_RIGHT = 25  # blanks before the right-hand column
_REPORT = re.compile(r"(?i)\s*\((?:để\s+)?(?:báo cáo|b/c|bc)\)")
_SIGNATURE = ("tham_quyen_ky", "chuc_vu_ky", "nguoi_ky")
"""The fields of the signature: for whom, as what, who."""
_LONGEST_NAME = 6
_ROLE = re.compile(r"(?:pho|bi thu|chu tich|truong|chanh|uy vien|quyen|q\.)")


def columns(book: DraftBook, tail: Sequence[TextLine]) -> tuple[list[Passage], list[Passage]]:
    """Return recipients and signature, which stand side by side or one after the other."""
    groups: list[list[TextLine]] = []
    signed: list[Passage] = []
    signing = False
    for line in tail:
        for at, (column, cell) in enumerate(cells_of(line)):
            key = fold(cell)
            if line.indent >= _RIGHT or at:
                signed.append(cell_of(line, cell, column))
                continue
            begins = signing or bool(SIGNING.match(cell))
            signing = begins and not key.startswith("noi nhan")
            is_listed = marker(cell)[0] == "bullet"
            if signing and not is_listed:
                signed.append(cell_of(line, cell, column))
            else:
                _list_recipient(book, groups, one_cell(line.at, cell, column), is_listed)
    received: list[Passage] = []
    for group in groups:
        whole = passage(group)
        is_inline = len(groups) == 1 and ";" not in whole.text
        received += split(whole, r",\s*" if is_inline else r";\s*")
    return received, signed


def _list_recipient(
    book: DraftBook, groups: list[list[TextLine]], line: TextLine, is_listed: bool
) -> None:
    """Add a line to the recipients: a new one, or more words of the last."""
    title = re.match(r"noi nhan\s*:?\s*", line.key)
    text = line.text[title.end() :] if title else line.text
    if title:
        book.pass_over(cell_of(line, line.text, line.column))
    if not text:
        return
    line = one_cell(line.at, text, line.column)
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
        role = book.get("chuc_vu_ky")
        if name == "chuc_vu_ky" and role:  # “KT. CHỦ TỊCH” over “PHÓ CHỦ TỊCH”
            book.facts.pop(("chung", 0, name))
            book.say(name, f"{role.value}, {tidy(cell.text)}", cell)
        elif name:
            book.say(name, tidy(cell.text), cell)
        elif re.fullmatch(r"\(?.*\bky\b.*\)?", cell.key) or not re.search(r"\w", cell.text):
            book.pass_over(cell)
        else:
            book.note(UNPLACED, cell)


def _signature(cell: Passage, known: set[str]) -> str:
    """Return the field a line of the signature belongs to."""
    if SIGNING.match(cell.text):
        return "chuc_vu_ky" if "tham_quyen_ky" in known else "tham_quyen_ky"
    is_role = cell.text.isupper() and _ROLE.match(cell.key)
    if is_role and "nguoi_ky" not in known:
        return "chuc_vu_ky"
    if "chuc_vu_ky" not in known or "nguoi_ky" in known:
        return ""
    words = cell.text.split()
    capitals = all(word[0].isupper() for word in words)
    is_single = len(words) == 1 and re.search(r"['’]", cell.text) is not None  # K'Mẫu
    is_name = (
        capitals and (is_single or 2 <= len(words) <= _LONGEST_NAME) and cell.text[-1].isalpha()
    )
    return "nguoi_ky" if is_name else ""
