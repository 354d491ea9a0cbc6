"""The names of all units, found in a text without going through all of them.

A plan has a thousand units, and each return has a dozen lines at its heads: what a line says is
looked up, never compared with every name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from sheettools.template.issue import Issue
from sheettools.words.text import bare, fold

# “Thôn Mới” is a village, “nông thôn mới” the name of a programme.
PROGRAMME = re.compile(r"n[oô]ng thôn m[oớ]i|nong thon moi")
WORD = re.compile(r"[^\W_]+")


class UnitNames:
    """What the units of one plan are called."""

    def __init__(self, issued: Iterable[Issue]) -> None:
        self.issued = tuple(issued)

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, one in enumerate(self.issued):
            if one.unit_name:
                found.setdefault(fold(one.unit_name), []).append(number)
        return found

    @cached_property
    def _longest_name(self) -> int:
        return max(map(len, self._by_name), default=0)

    def begins(self, text: str) -> list[Issue]:
        """Return the units with whose name a line begins, in the plan's order."""
        said = fold(text)
        found: list[int] = []
        for end in range(min(len(said), self._longest_name) + 1):
            if not said[end : end + 1].isalnum():
                found += self._by_name.get(said[:end], ())
        return [self.issued[number] for number in sorted(found)]

    # ----- spoken of anywhere in a text

    @cached_property
    def _marked(self) -> Mapping[str, list[Issue]]:
        return self._phrases(plain=False)

    @cached_property
    def _plain(self) -> Mapping[str, list[Issue]]:
        return self._phrases(plain=True)

    def _phrases(self, *, plain: bool) -> dict[str, list[Issue]]:
        found: dict[str, list[Issue]] = {}
        for one in self.issued:
            for said in _spellings(one):
                phrase = _words(said, plain=plain)
                if phrase.strip():
                    found.setdefault(phrase, []).append(one)
        return found

    def spoken_of(self, stem: str) -> list[Issue]:
        """Return the units whose code, file or name stands in a text; of names within names the
        longest.
        """
        plain = fold(stem).isascii()
        text = PROGRAMME.sub(" ", _words(stem, plain=plain))
        phrases = self._plain if plain else self._marked
        spans = {part: phrases[text[slice(*part)]] for part in _parts(text, phrases)}
        found: list[Issue] = []
        for part, units in spans.items():
            if not any(_within(part, other) for other in spans):
                found += units
        return found


def _parts(text: str, phrases: Mapping[str, object]) -> Iterator[tuple[int, int]]:
    """Yield where a phrase first stands in a text: words with a blank before and after."""
    blanks = [at for at, sign in enumerate(text) if sign == " "]
    seen: set[str] = set()
    for number, start in enumerate(blanks):
        for end in blanks[number + 1 :]:
            phrase = text[start : end + 1]
            if phrase in phrases and phrase not in seen:
                seen.add(phrase)
                yield start, end + 1


def _words(text: str, *, plain: bool) -> str:
    """Return the words of a text with a blank around each; where people left the marks out, all
    without.
    """
    return f" {' '.join(WORD.findall(bare(text) if plain else fold(text)))} "


def _spellings(one: Issue) -> list[str]:
    """Return how a unit may be called in a file's name.

    A name of one syllable counts only with the kind of unit before it, and a code only if it is no
    mere number or two.
    """
    codes = [
        said for said in (one.code, one.unit_code, one.file_name) if len(WORD.findall(said)) > 1
    ]
    own = [one.own_name] if " " in one.own_name else []
    return [*codes, one.unit_name, *own]


def _within(part: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= part[0] and part[1] <= other[1] and part != other
