"""The doors out of the report: the forms in which it can be written, each declared once.

The commands name them in their help without loading what writes them; `report.WRITERS` has a writer
for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheettools.findings import Words
from sheettools.frozen import dataclass


@dataclass(frozen=True)
class Door:
    """A form of the report: the name under which it is asked for, and the ending of its file.

    `words` are put beside a name that does not tell everybody what it is. A `usual` door needs no
    asking; one `of_template` is there only where the template has what it takes.
    """

    name: str
    words: Words | None = None
    usual: bool = False
    of_template: bool = False

    @property
    def ending(self) -> str:
        """The ending of its file."""
        return f".{self.name}"


@dataclass(frozen=True)
class Order:
    """What is to be written of a report, as somebody asks for it.

    `out` is the place of the workbook, beside which all else is written; none is the usual one.
    `doors` are names, several in one parted by commas; none are the usual ones. A `final` report is
    written only where nothing stands in its way; with `internal` so is the office's own register,
    with names.
    """

    out: Path | None = None
    doors: Sequence[str] = ()
    final: bool = False
    internal: bool = False


USUAL = Order()
"""A report as it is written when nobody asks for anything else."""
DOORS = (
    Door("xlsx", usual=True),
    Door("docx", usual=True, of_template=True),
    Door("csv", Words("gói dữ liệu", "a Data Package")),
    Door("json"),
    Door("html", Words("một trang cho lãnh đạo", "one page for leaders")),
)
"""Every door, in the order in which they are written."""
DOOR_NAMES = ", ".join(door.name for door in DOORS)


def tell_doors() -> Words:
    """Say which doors there are, what some of them give, and which are usual."""
    usual = ", ".join(door.name for door in DOORS if door.usual)
    others = [_told(door) for door in DOORS if not door.usual]
    return Words(
        ", ".join([f"{usual} (mặc định)", *(words.vi for words in others)]),
        ", ".join([f"{usual} (by default)", *(words.en for words in others)]),
    )


def _told(door: Door) -> Words:
    if door.words is None:
        return Words(door.name, door.name)
    return Words(f"{door.name} ({door.words.vi})", f"{door.name} ({door.words.en})")
