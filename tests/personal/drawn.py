"""Texts that a pattern finds, drawn from what it is parsed to.

Hypothesis draws from patterns too, of any kind, and takes ten thousandths of a second a letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random
from re import _constants as code
from re import _parser  # type: ignore[attr-defined]
from typing import Any

ANY = "aăâbcdđeêghiıİklmnoôơpqrsſtuưvxyÀáẢãạĐẾỘƯ0123456789 \t\u00a0.,;:/-–()“”_&#²½Кж水"
"""Letters, numbers and signs of every kind that patterns tell apart."""
CLASSES = {
    code.CATEGORY_DIGIT: r"\d", code.CATEGORY_NOT_DIGIT: r"\D", code.CATEGORY_SPACE: r"\s",
    code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_WORD: r"\w", code.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
NOTHING = {code.AT, code.ASSERT, code.ASSERT_NOT}
"""What stands for a place: a text that was drawn is tried afterwards."""
MOST = 3
"""How often more than the least a part is repeated."""


def drawn(pattern: re.Pattern[str], count: int, seed: str) -> Iterator[str]:
    """Yield so many texts that a pattern finds, the same for a seed."""
    draw = _Drawing(pattern, Random(seed))  # noqa: S311 - nothing is hidden by it
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    found = 0
    for _ in range(50 * count):
        text = draw.several(parsed)
        if pattern.search(text):
            found += 1
            yield text
        if found == count:
            return
    raise AssertionError(f"of {50 * count} texts drawn, {found} are found by {pattern.pattern}")


class _Drawing:
    def __init__(self, pattern: re.Pattern[str], random: Random) -> None:
        self.random = random
        self.in_any_case = bool(pattern.flags & re.IGNORECASE)
        self.groups: dict[int, str] = {}
        self.turns: dict[int, int] = {}
        self.ways: dict[Any, Callable[[Any], str]] = {
            code.LITERAL: lambda sign: self.cased(chr(sign)),
            code.NOT_LITERAL: lambda sign: random.choice(ANY.replace(chr(sign), "")),
            code.ANY: lambda _: random.choice(ANY),
            code.IN: self.one_in,
            code.BRANCH: self.one_way,
            code.SUBPATTERN: self.group,
            code.ATOMIC_GROUP: self.several,
            code.GROUPREF: lambda number: self.groups.get(number, ""),
            code.MAX_REPEAT: self.repeated,
            code.MIN_REPEAT: self.repeated,
            code.POSSESSIVE_REPEAT: self.repeated,
        }

    def several(self, parts: Any) -> str:
        return "".join(self.ways[kind](what) for kind, what in parts if kind not in NOTHING)

    def one_way(self, branch: Any) -> str:
        """Return one of several ways to go on; each has its turn."""
        _, ways = branch
        turn = self.turns[id(ways)] = self.turns.get(id(ways), -1) + 1
        return self.several(ways[turn % len(ways)])

    def group(self, said: Any) -> str:
        number, _, _, inner = said
        text = self.several(inner)
        self.groups[number] = text
        return text

    def repeated(self, said: Any) -> str:
        least, most, inner = said
        count = self.random.randint(least, min(int(most), least + MOST))
        return "".join(self.several(inner) for _ in range(count))

    def one_in(self, items: Any) -> str:
        """Return a sign of a class: one that is named, or of its ranges and kinds."""
        if items[0][0] is code.NEGATE:
            return self.random.choice([sign for sign in ANY if not self.is_in(sign, items[1:])])
        kind, what = self.random.choice(items)
        if kind is code.LITERAL:
            return self.cased(chr(what))
        if kind is code.RANGE:
            return self.cased(chr(self.random.randint(*what)))
        return self.random.choice(re.findall(CLASSES[what], ANY))

    def is_in(self, sign: str, items: Any) -> bool:
        for kind, what in items:
            if kind is code.CATEGORY and re.match(CLASSES[what], sign):
                return True
            if kind is code.LITERAL and ord(sign) == what:
                return True
            if kind is code.RANGE and what[0] <= ord(sign) <= what[1]:
                return True
        return False

    def cased(self, sign: str) -> str:
        """Return a sign, or another that counts for it where case does not."""
        if not self.in_any_case:
            return sign
        twins = [
            one for one in (sign.lower(), sign.upper(), *ODD.get(sign.lower(), "")) if one[1:] == ""
        ]
        return self.random.choice([sign, *twins])


ODD = {"i": "İı", "s": "ſ", "k": "\u212a"}
"""Letters that patterns take for others."""
