"""Texts that say nearly the same: retyped without marks, in another order, a word more. Pure.

No text is held against every other: only against those with which it shares one of its rarest
words, and of those against a few.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import chain
from sys import intern

from sheettools.frozen import dataclass
from sheettools.words.text import LETTERS, bare, fold, is_common

_LIGHT = frozenset("""
đề nghị kiến phản ánh ý kính mong xin rất các những cấp ubnd đảng ủy hđnd lãnh đạo chính quyền xã
thôn nhân dân người bà con xem xét quan tâm tình trạng hiện nay và hoặc của cho tại ở để thì
là mà bị gây đã đang vẫn còn sớm được việc với về có rồi lắm quá cũng lại do nên ạ
""".split())  # noqa: SIM905 - read as a table  # fmt: skip
"""Words that make no other matter of a text."""
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_COMMON_TOKENS = re.compile(rf"[0-9]+|[{LETTERS}]+")
"""The same, where no other digit and no other letter stands."""
_NOT = frozenset(("không", "chưa", "chẳng", "khong", "chua"))
_FEWEST, _SOLID, _MORE = 2, 4, 0.25
"""So many words must be the same; so many where one text has more than the other, and of those no
more than this share.
"""
_SLIPS = 2
"""How many words may be written with another mark."""
_SPELLED = 0.55
"""How much of two words is the same where one is the other spelled wrongly."""
_RARE, _HELD = 3, 6
"""By how many of its rarest words a text is looked up, and against how many texts it is held."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A text as it is compared."""

    text: str
    folded: str
    words: frozenset[str]
    marked: bool


@cache
def _light_unmarked(shortest: int = 3) -> frozenset[str]:
    return frozenset(bare(word) for word in _LIGHT if len(word) >= shortest)


def _tokens(folded: str) -> list[str]:
    return (_COMMON_TOKENS if is_common(folded) else _TOKENS).findall(folded)


def _said(text: str, folded: str) -> _Said:
    marked = not folded.isascii()
    # Thousands of texts are held at once, and say the same words.
    words = frozenset(map(intern, _tokens(folded)))
    return _Said(text, folded, words - (_LIGHT if marked else _light_unmarked()), marked)


def _keys(said: _Said) -> frozenset[str]:
    return frozenset(map(_plain, said.words))


@dataclass(frozen=True, slots=True)
class Near:
    """Two texts, by their places, that say nearly the same, and the words that only one has."""

    first: int
    second: int
    words: tuple[str, ...]


def nearly_alike(texts: Sequence[str], key: Callable[[str], str] = fold) -> Iterator[Near]:
    """Yield each text that says nearly what one before it says; those that are the same, letter for
    letter (by their `key`), are no news.
    """
    said = [_said(text, key(text)) for text in texts]
    keys = [tuple(_keys(one)) for one in said]
    rank = _ranks(keys)
    by_word: dict[str, list[int]] = {}
    seen: set[str] = set()
    for at, one in enumerate(said):
        if one.folded in seen:
            continue
        seen.add(one.folded)
        rarest = sorted(keys[at], key=rank.__getitem__)
        del rarest[_prefix(len(rarest)) :]
        for before in _candidates(by_word, rarest):
            more = _only_in_one(said[before], one)
            if more is not None:
                yield Near(before, at, more)
                break
        for word in rarest:
            known = by_word.setdefault(word, [])
            if len(known) < _HELD:
                known.append(at)


def _ranks(keys: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return the place of each word among all, the rarest first."""
    counts = Counter(chain.from_iterable(keys))
    ordered = sorted(sorted(counts), key=counts.__getitem__)
    return {word: place for place, word in enumerate(ordered)}


def is_same_retyped(first: str, second: str) -> bool:
    """Say whether a text is another one mended: the same letters, nearly the same words, or one
    small word spelled otherwise. A number or a name that changed makes another matter of it.
    """
    if fold(first) == fold(second):
        return True
    if not first.strip() or not second.strip():
        return False
    if any(True for _ in nearly_alike([first, second])):
        return True
    pairs = list(zip(first.split(), second.split(), strict=False))
    changed = [(one, other) for one, other in pairs if fold(one) != fold(other)]
    if len(first.split()) != len(second.split()) or len(changed) != 1 or len(pairs) < _SOLID:
        return False
    one, other = changed[0]
    is_plain = one.islower() and other.islower() and one.isalpha() and other.isalpha()
    return is_plain and SequenceMatcher(None, one, other).ratio() >= _SPELLED


@cache
def _plain(word: str) -> str:
    return word if word.isascii() else bare(word)


def _prefix(length: int) -> int:
    """Return by how many words a text must be found, however many it may lack."""
    return min(length, max(_RARE, round(length * _MORE) + 1))


def _candidates(by_word: dict[str, list[int]], rarest: Sequence[str]) -> Iterable[int]:
    found: dict[int, None] = {}
    for word in rarest:
        found.update(dict.fromkeys(by_word.get(word, ())))
        if len(found) >= _HELD:
            break
    return found


def _only_in_one(first: _Said, second: _Said) -> tuple[str, ...] | None:
    """Return the words that only one of two texts has; None where they say different things."""
    one, other = first.words, second.words
    if first.marked != second.marked:
        one, other = _unmarked(first), _unmarked(second)
    left = one - other
    if min(len(left), len(other) - len(one) + len(left)) > _SLIPS:
        return None  # most end here
    right = other - one
    if left and right:
        if _are_others(left, right):
            return None  # nearly all others
        left, right = _without_slips(left, right, first.text, second.text)
    more, same = left | right, min(len(one), len(other))
    if not more:
        return () if same >= _FEWEST else None
    if (left and right) or same < _SOLID or len(more) > _MORE * (same + len(more)):
        return None
    if any(word in _NOT or not word.isalpha() for word in more):
        return None
    return tuple(sorted(more))


def _are_others(left: frozenset[str], right: frozenset[str]) -> bool:
    """Say whether words that only one of two texts has are no slips of the other's: numbers, most
    of them, which have no marks.
    """
    if "".join(left).isascii() and "".join(right).isascii():
        return True
    return frozenset(map(_plain, left)).isdisjoint(map(_plain, right))


def _unmarked(said: _Said) -> frozenset[str]:
    """Return the words without marks, as a text with marks and one without are compared: what is
    light in one, or looks like it without its marks, is left out of both.
    """
    return frozenset(map(_plain, _tokens(said.folded))) - _light_unmarked(shortest=1)


def _without_slips(
    left: frozenset[str], right: frozenset[str], *texts: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Leave out words that differ by a mark only, where neither is a name: liệu and liêu."""
    for word in sorted(left):
        twin = next((one for one in sorted(right) if _plain(one) == _plain(word)), "")
        if twin and not (_is_name(word, texts) or _is_name(twin, texts)):
            left, right = left - {word}, right - {twin}
    return left, right


def _is_name(word: str, texts: Iterable[str]) -> bool:
    """Say whether a word stands in a text with a capital, but not at its beginning."""
    name = re.compile(rf"[^\W.!?]\W+{re.escape(word.capitalize())}(?!\w)")
    return any(map(name.search, texts))
