"""What of the office's own lies among the returns: its messages, lists and reports are nobody's
return.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from sheettools.incoming.examine import Outcome
from sheettools.incoming.whose.strangers import NOT_OURS
from sheettools.outgoing.back.board import PAGE
from sheettools.outgoing.back.reply import RECEIPT_TITLE
from sheettools.template.issue import OPTIONAL, REFERENCE
from sheettools.template.model import Template
from sheettools.words.text import nfc, tidy

LONGEST = 64 * 1024
"""Of texts as long as this at most it is asked whether they are ours."""
_AS_COPIED = re.compile(r"( ?\(\d+\)| - (copy|bản sao)( \(\d+\))?)+$", re.IGNORECASE)
_OF_OURS = (
    re.escape(RECEIPT_TITLE),
    "Kính gửi anh/chị phụ trách sổ của .*\nVăn phòng đã đọc “",
    r"Kính gửi anh/chị\.\nVăn phòng đã nhận (và đọc được )?tệp “",
    "Gửi .*: đến ngày .*, văn phòng chưa nhận được “",
    "Gửi .*: văn phòng đã nhận “.*” của .*, còn ",
    "# Khóa của năm: sheettools ",
)
"""How the texts begin that the program writes by itself."""


class OwnPapers:
    """What the program has written into a year's folder, beside the workbooks that come back.

    `written` gives the patterns of names in each folder; of `kept` a name alone tells, for they
    never go to a unit.
    """

    def __init__(self, written: Mapping[Path, Sequence[str]], kept: Collection[Path]) -> None:
        self.written, self.kept = written, kept

    def holds(self, outcome: Outcome, template: Template) -> bool:
        """Say whether a file that is nobody's return is one of these."""
        if outcome.issued is not None:
            return False
        if any(f.problem is NOT_OURS and f.value == PAGE for f in outcome.findings):
            return True
        return (
            self._is_same(outcome)
            or _plain_name(Path(outcome.file)) in self._names
            or is_our_text(_text(outcome.path), template)
        )

    def _is_same(self, outcome: Outcome) -> bool:
        """Say whether it is to the byte a file that lies in the year's folder."""
        alike = self._by_size.get(outcome.size, ()) if outcome.sha256 else ()
        return any(_checksum(path) == outcome.sha256 for path in alike)

    @cached_property
    def _by_size(self) -> Mapping[int, list[Path]]:
        found: dict[int, list[Path]] = {}
        for path in self._files(*self.written):
            found.setdefault(path.stat().st_size, []).append(path)
        return found

    def _files(self, *places: Path) -> Iterator[Path]:
        for place in places:
            for pattern in self.written[place]:
                yield from filter(Path.is_file, sorted(place.glob(pattern)))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(_plain_name(path) for path in self._files(*self.kept))


def _plain_name(path: Path) -> str:
    """Return a file's name as it was before programs numbered its copies."""
    return nfc(_AS_COPIED.sub("", path.stem) + path.suffix).casefold()


def _checksum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _text(path: Path) -> str:
    """Return what a short text file says; empty for any other file."""
    try:
        if not path.is_file() or path.stat().st_size > LONGEST:
            return ""
        data = path.read_bytes()
    except OSError:
        return ""
    code = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(code)
    except UnicodeDecodeError:
        return ""


def is_our_text(text: str, template: Template) -> bool:
    """Say whether a text is one that the program wrote: a message, a receipt, a reminder, or what
    goes out beside a workbook.
    """
    lines = [line for line in map(str.strip, nfc(text).splitlines()) if line]
    if not lines:
        return False
    if re.match("|".join(_OF_OURS), "\n".join(lines)):
        return True
    ours = "|".join(map(_pattern, filter(str.strip, template.message.splitlines())))
    return bool(ours) and all(re.fullmatch(ours, line) for line in lines)


def _pattern(line: str) -> str:
    """Return what a line of a message looks like, whatever the plan says."""
    said = REFERENCE.sub("\0", OPTIONAL.sub("\0", tidy(line)))
    return ".*".join(map(re.escape, said.split("\0")))
