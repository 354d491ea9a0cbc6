"""Ruled tables on a page: lines that cross part it into cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SLACK = 2.5
"""How far apart, in points, two lines may be drawn that are one to the eye."""
MAX_STROKES = 2000
"""A page with more is a drawing."""


class Stroke(NamedTuple):
    """A straight line along one axis: where it stands across, from where to where it goes."""

    at: float
    first: float
    last: float
    upright: bool


class RuledTable:
    """The cells between lines that hang together; rows from the top, columns from the left."""

    def __init__(self, strokes: Sequence[Stroke]) -> None:
        upright = [stroke for stroke in strokes if stroke.upright]
        level = [stroke for stroke in strokes if not stroke.upright]
        self.columns = _places(upright)
        self.rows = _places(level)[::-1]
        self._upright, self._level = upright, level
        self._anchors = self._merge()

    @property
    def is_table(self) -> bool:
        """Whether it has more than one cell; a frame around a text has one."""
        return len(set(self._anchors.values())) > 1

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.rows[0] if self.rows else 0.0

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell in which a point lies, None outside: the first row and column that it
        fills.
        """
        column = bisect_right(self.columns, x) - 1
        row = bisect_right([-edge for edge in self.rows], -y) - 1
        return self._anchors.get((row, column))

    def anchor_of(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell to which a field of the grid belongs."""
        return self._anchors[row, column]

    def _merge(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return to which cell each field belongs: no line between two, and they are one."""
        anchors: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(len(self.rows) - 1):
            for column in range(len(self.columns) - 1):
                anchors[row, column] = (row, column)
                x = (self.columns[column] + self.columns[column + 1]) / 2
                y = (self.rows[row] + self.rows[row + 1]) / 2
                if column and not _has(self._upright, self.columns[column], y):
                    anchors[row, column] = anchors[row, column - 1]
                elif row and not _has(self._level, self.rows[row], x):
                    anchors[row, column] = anchors[row - 1, column]
        return anchors


def ruled_tables(strokes: Sequence[Stroke]) -> list[RuledTable]:
    """Return the grids of a page, from the top."""
    joined = _joined(strokes) if len(strokes) <= MAX_STROKES else []
    found = []
    for group in _groups(joined):
        grid = RuledTable(group)
        if len(grid.rows) > 1 and len(grid.columns) > 1 and grid.is_table:
            found.append(grid)
    return sorted(found, key=lambda grid: -grid.top)


def _places(strokes: Iterable[Stroke]) -> list[float]:
    """Return where lines stand, those side by side as one."""
    places: list[float] = []
    for at in sorted(stroke.at for stroke in strokes):
        if not places or at - places[-1] > SLACK:
            places.append(at)
    return places


def _has(strokes: Iterable[Stroke], at: float, through: float) -> bool:
    """Say whether a line stands at a place and goes past a point."""
    here = (stroke for stroke in strokes if abs(stroke.at - at) <= SLACK)
    return any(stroke.first <= through <= stroke.last for stroke in here)


def _joined(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Put pieces of one line together: many programs draw the edges of each cell."""
    found: list[Stroke] = []
    for beside in _side_by_side(strokes):
        last: Stroke | None = None
        for stroke in sorted(beside, key=lambda stroke: stroke.first):
            if last is not None and stroke.first - last.last <= SLACK:
                last = last._replace(last=max(last.last, stroke.last))
                found[-1] = last
            else:
                last = stroke
                found.append(stroke)
    return found


def _side_by_side(strokes: Iterable[Stroke]) -> list[list[Stroke]]:
    """Put lines together that stand at one place across."""
    found: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda stroke: (stroke.upright, stroke.at)):
        first = found[-1][0] if found else None
        same = first is not None and first.upright == stroke.upright
        if first is not None and same and stroke.at - first.at <= SLACK:
            found[-1].append(stroke)
        else:
            found.append([stroke])
    return found


def _groups(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Part lines into those that hang together."""
    left = list(strokes)
    groups: list[list[Stroke]] = []
    while left:
        waiting: list[Stroke] = [left.pop()]
        group: list[Stroke] = []
        while waiting:
            one = waiting.pop()
            group.append(one)
            apart: list[Stroke] = []
            for other in left:
                (waiting if _touch(one, other) else apart).append(other)
            left = apart
        groups.append(group)
    return groups


def _touch(one: Stroke, other: Stroke) -> bool:
    if one.upright == other.upright:
        return False
    crosses = one.first - SLACK <= other.at <= one.last + SLACK
    return crosses and other.first - SLACK <= one.at <= other.last + SLACK
