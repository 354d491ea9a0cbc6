"""The holidays of the whole country and the Saturdays worked for them: a file of facts, a row a
day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheettools.findings import SheettoolsError, Words
from sheettools.template.facts import HOLIDAYS
from sheettools.template.load.source import MISSING_WORD, NAME_TWICE, WRONG_TYPE, Node, Source

DayRow = Mapping[str, Any]
"""`ngay`, `ten` and, where it is said, `loai` (a day off unless it is `LAM_BU`), `nguon`,
`tam_tinh`.
"""
DAY_OFF, DAY_WORKED = "NGHI", "LAM_BU"
KINDS: Mapping[str, str] = {DAY_OFF: DAY_OFF, DAY_WORKED: DAY_WORKED}
DAY, KIND = Words("ngày", "a day"), Words("loại ngày", "kind of day")
TITLE = Words("tiêu đề", "title")


def load_days(path: Path) -> tuple[DayRow, ...]:
    """Read the file. Raises SheettoolsError with every fault of it, each with its line."""
    source = Source.of(path)
    root = source.root
    _take_title(root)
    rows = [_row(node) for node in root.children(HOLIDAYS, DAY)]
    seen: set[date] = set()
    for number, row in enumerate(rows):
        if row["ngay"] in seen:
            Node(source, (HOLIDAYS, number), row, DAY).fault(
                NAME_TWICE, row["ngay"], where=HOLIDAYS
            )
        seen.add(row["ngay"])
    root.finish()
    if source.faults:
        raise SheettoolsError(*source.faults)
    return tuple(rows)


def _take_title(root: Node) -> None:
    """Look at the title: a text, or a table of it in both languages."""
    if isinstance(root.data.get("title"), dict) and (both := root.child("title", TITLE)):
        for language in ("vi", "en"):
            both.take(language, str, required=True)
        both.finish()
    else:
        root.take("title", str, required=not root.source.faults)


def _row(node: Node) -> dict[str, Any]:
    node.taken.append("ngay")
    if "ngay" not in node.data:
        node.fault(MISSING_WORD, "ngay")
    elif type(node.data["ngay"]) is not date:  # a day with an hour is one too to isinstance
        node.fault(WRONG_TYPE, "ngay", "ngay", wanted=DAY)
    node.take("ten", str, required=True)
    node.take("nguon", str)
    node.take("tam_tinh", bool)
    node.choose("loai", KINDS, KIND, DAY_OFF)
    node.finish()
    return {"ngay": None, **node.data}


def kind_of(row: DayRow) -> str:
    """Return whether a day is off or made up; one that does not say is off."""
    return str(row.get("loai") or DAY_OFF)


def with_own(days: Sequence[DayRow], own: Iterable[DayRow]) -> list[DayRow]:
    """Return the country's days with an office's own in their place, in the order of the calendar.

    What the office says of a year's days off is all of them, and so it is with the days made up.
    """
    own = list(own)
    said = {(row["ngay"].year, kind_of(row)) for row in own}
    taken = {row["ngay"] for row in own}
    kept = [
        row
        for row in days
        if (row["ngay"].year, kind_of(row)) not in said and row["ngay"] not in taken
    ]
    return sorted([*kept, *own], key=lambda row: row["ngay"])
