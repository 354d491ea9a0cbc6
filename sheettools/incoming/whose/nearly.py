"""Tables of two units that are nearly the same: most rows of one are the other's, a word changed.

No row is held against every other: only against those whose words are nearly the same
(`words/overlap`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sheettools.words.overlap import nearly_alike
from sheettools.words.text import fold

FEWEST_ROWS = 2
"""One row alone may be alike by chance."""
SHARE = 0.75
"""The share of the rows of the table that has fewer."""
COMMON = 6
"""What rows of more units say is what people say, and no copy."""
REPEATED = 3
"""So many rows of one table that say the same are held against others'."""

Row = tuple[str, tuple[str, ...]]
"""What somebody wrote in a row in his own words, and its other cells."""


@dataclass
class _Pair:
    """What two tables have in common: the rows of each, and the cells of those."""

    left: set[int] = field(default_factory=set)
    right: set[int] = field(default_factory=set)
    cells: int = 0

    @property
    def rows(self) -> int:
        return min(len(self.left), len(self.right))


def nearly_same(
    tables: Mapping[str, Sequence[Row]], least_cells: int
) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield two files whose tables are nearly the same, and how many rows are."""
    if len(tables) < 2:
        return
    pairs: dict[tuple[str, str], _Pair] = {}
    for group in _groups(tables):
        if len({file for file, _ in group}) <= COMMON:
            _enter(pairs, group, tables)
    for files, pair in sorted(pairs.items()):
        fewer = min(len(tables[file]) for file in files)
        if pair.rows >= max(FEWEST_ROWS, SHARE * fewer) and pair.cells >= least_cells:
            yield files, pair.rows


def _groups(tables: Mapping[str, Sequence[Row]]) -> Iterable[list[tuple[str, int]]]:
    """Return rows whose words are nearly the same, by file and place in its table."""
    said = list(_said(tables))
    once = {text for _, _, text in said}
    # Past what `fold` keeps: these are as many as a year has rows, and nobody asks for them again.
    folded = {text: fold.__wrapped__(text) for text in once}
    texts = list({folded[text]: text for _, _, text in said}.values())
    first = list(range(len(texts)))
    for near in nearly_alike(texts, folded.__getitem__):
        first[near.second] = first[near.first]
    number = {folded[text]: first[at] for at, text in enumerate(texts)}
    groups: dict[int, list[tuple[str, int]]] = {}
    times: Counter[tuple[str, int]] = Counter()
    for file, place, text in said:
        group = number[folded[text]]
        times[file, group] += 1
        if times[file, group] <= REPEATED:
            groups.setdefault(group, []).append((file, place))
    return groups.values()


def _said(tables: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, int, str]]:
    """Yield what somebody wrote in his own words, with the file and the place of its row."""
    for file, rows in sorted(tables.items()):
        for place, (words, _) in enumerate(rows):
            if words:
                yield file, place, words


def _enter(
    pairs: dict[tuple[str, str], _Pair],
    group: Sequence[tuple[str, int]],
    tables: Mapping[str, Sequence[Row]],
) -> None:
    for (one, row), (other, its_row) in combinations(group, 2):
        mine, its = set(tables[one][row][1]), set(tables[other][its_row][1])
        if one != other and 2 * len(mine & its) >= max(len(mine), len(its)):
            pair = pairs.setdefault((one, other), _Pair())
            pair.left.add(row)
            pair.right.add(its_row)
            pair.cells += 1 + len(mine & its)
