"""Findings as a person works through them: what says the same is one thing to do, and what helps
most comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sheettools.findings import Finding, Severity
from sheettools.frozen import dataclass

NEW, STILL, GONE = "new", "still", "gone"
"""What became of a finding since the round before."""
RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.REPAIR: 2}
"""The worst first."""
WIDER = {"T": 0, "F": 0, "S": 1, "R": 2, "C": 2}
"""A lost file or sheet before a cell: mending it may settle what stands below."""


@dataclass(frozen=True)
class FindingGroup:
    """Findings that say the same of one column: the first of them, and all their cells."""

    first: Finding
    cells: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    """Where they stood in what was grouped, from 0."""

    def places(self, most: int) -> str:
        """Write their cells, “F7, F9, F12 (+3)”; a line of a text where there are none."""
        more = f" (+{len(self.cells) - most})" if len(self.cells) > most else ""
        return ", ".join(self.cells[:most]) + more


def group_findings(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Bring together findings that say the same of the same column."""
    groups: dict[tuple[object, ...], list[tuple[int, Finding]]] = {}
    for number, finding in enumerate(findings):
        place = finding.location
        column = re.sub(r"\d+$", "", place.cell)
        key = (
            place.file,
            place.sheet,
            column,
            place.line,
            finding.code,
            finding.severity,
            finding.at(also=()).message("vi"),
        )
        groups.setdefault(key, []).append((number, finding))
    return [_group(found) for found in groups.values()]


def _group(found: Sequence[tuple[int, Finding]]) -> FindingGroup:
    """Return findings that say the same, with their numbers, as one group."""
    cells = tuple(one.location.cell for _, one in found if one.location.cell)
    numbers = tuple(number for number, _ in found)
    return FindingGroup(found[0][1], cells, numbers)


def in_order_of_work(groups: Sequence[FindingGroup]) -> list[FindingGroup]:
    """Return groups with the first thing to do first: the worst, then whole sheets, then as they
    stand.
    """
    return sorted(
        groups, key=lambda group: (RANK[group.first.severity], WIDER[group.first.code[0]])
    )
