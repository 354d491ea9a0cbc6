"""Near matches: the name or item of a list that somebody surely meant. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from sheettools.words.text import bare, fold

_UNIT = re.compile(
    r"(thon|xom|lang|ap|ban|buon|bon|phum|soc|khom|to dan pho|tdp|khu pho|khoi pho|tieu khu)[ "
    r".:]+(?=\S)"
)
_NEAR = 0.75
"""How much alike two texts are at least, of which one is meant for the other."""
_MARGIN = 0.12
"""By how much the best is more alike than the second at least."""


def _distance(a: str, b: str) -> int:
    """Count letters put in, left out, changed or swapped with their neighbour.

    The optimal string alignment, row by row: row[j] is the distance of a[:i] and b[:j], `before`
    the row of a[: i - 1], `last` that of a[: i - 2].
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
            are_swapped = i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y
            if are_swapped:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]


def _least(a: str, b: str) -> int:
    """Return what their distance is at least, by the letters that they share."""
    return max(len(a), len(b)) - (Counter(a) & Counter(b)).total()


def _likeness(word: str, other: str) -> float:
    """Compare two folded texts, 0 to 1; a wrong letter counts whole, a wrong mark half. It is 0
    where they are surely too little alike to be the best or to come near it.
    """
    longest = max(len(word), len(other))
    if abs(len(word) - len(other)) > longest * (1 - _NEAR):
        return 0.0
    most = 2 * longest * (1 - _NEAR + _MARGIN) + 1
    marks_too, letters = _least(word, other), _least(bare(word), bare(other))
    if marks_too + letters > most:
        return 0.0
    letters = _distance(bare(word), bare(other))
    if marks_too + letters > most:
        return 0.0
    return 1 - (_distance(word, other) + letters) / (2 * longest)


def _numbers(key: str) -> list[str]:
    return re.findall(r"\d+", key)


def _telling(key: str) -> list[str]:
    """Return the words in which one letter is the whole difference: A and B, I and II."""
    return re.findall(r"\b(?:[ivx]+|[a-z])\b", bare(key))


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the one candidate that `word` was surely meant to be, or None.

    Never decides between names that differ by marks only (Hoa, Họa), nor across numbers (thôn 1,
    thôn 2).
    """
    key = fold(word)
    known = {fold(c): c for c in reversed(list(candidates))}  # of equal ones the first
    if not key or key in known:
        return known.get(key)
    fit = [other for other in known if other and _numbers(other) == _numbers(key)]
    same = _with_same_letters(key, fit)
    if same:
        return known[same[0]] if len(same) == 1 else None
    best = _nearest(key, fit)
    if best is None:
        return None
    core = _core(best)
    doubles = [other for other in known if _core(other) == core]
    return known[best] if doubles == [best] else None


def nearest(word: str, candidates: Iterable[str], most: int = 3) -> list[str]:
    """Return what a word that was typed may have been meant to be, the likeliest first.

    These are only offered to a person, so that marks, case, blanks and hyphens tell nothing apart,
    a wrong letter or two are let pass, and a beginning of at least three letters is enough.
    """
    key = _letters(word)
    ranked = []
    for number, candidate in enumerate(candidates):
        other = _letters(candidate)
        wrong = _distance(key, other)
        if len(key) >= 3 and other.startswith(key):
            wrong = min(wrong, 1)
        if len(key) >= 5:  # the beginning of a longer name, misspelt
            wrong = min(wrong, 1 + _distance(key, other[: len(key)]))
        if key and wrong <= max(1, min(len(key), len(other)) // 3):
            ranked.append((wrong, number, candidate))
    best = min((wrong for wrong, _, _ in ranked), default=0)
    return [candidate for wrong, _, candidate in sorted(ranked) if wrong <= best + 1][:most]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", bare(fold(text)))


@lru_cache(maxsize=8192)  # the same list is asked for each wrong text of a file
def _core(key: str) -> str:
    """Return a key's letters and digits without marks and the word of a unit: “ha” of thôn Hạ."""
    plain = bare(key)
    if _UNIT.match(plain):
        plain = _UNIT.sub("", plain, count=1)
    return re.sub(r"[\W_]+", "", plain)


def _with_same_letters(key: str, others: Iterable[str]) -> list[str]:
    """Return the keys that differ from `key` by marks, blanks and the word of a unit only.

    “Qu III” has the letters of “Quí II”, so the words that tell must be the same; a key without
    any may stand for one with: “ytế” has no such word, “y tế” has one.
    """
    core = _core(key)
    same = [other for other in others if _core(other) == core]
    told = _telling(key)
    surely = [other for other in same if _telling(other) in (told, [])]
    if surely or told:
        return surely
    return same


def _nearest(key: str, others: Iterable[str]) -> str | None:
    """Return the key that is most like `key`, if it is like enough and no other nearly as much."""
    told = _telling(key)
    ranked = [(_likeness(key, other), other) for other in others if _telling(other) == told]
    ranked.sort(reverse=True)
    if not ranked:
        return None
    likeness, best = ranked[0]
    if likeness < _NEAR:
        return None
    if len(ranked) > 1 and likeness - ranked[1][0] < _MARGIN:
        return None
    return best
