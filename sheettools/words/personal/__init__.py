"""What in a text says who somebody is: names, numbers, addresses; one detector for all that ask.

A hit that is certain is one that a village may be asked about as a matter of course; what goes up
to the level above is covered at the others too. Pure functions of a text; the words are in
`words.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from sheettools.findings import Words
from sheettools.words.personal.births import YEAR_ALONE, birth_after, find_births
from sheettools.words.personal.cues import is_addressed, is_titled, without_title
from sheettools.words.personal.homes import find_homes
from sheettools.words.personal.lists import Is
from sheettools.words.personal.names import find_names
from sheettools.words.personal.net import find_on_net
from sheettools.words.personal.numbers import find_numbers
from sheettools.words.personal.papers import find_papers
from sheettools.words.personal.patterns import Hit, Kind, Pattern
from sheettools.words.personal.reading import WordSequence
from sheettools.words.personal.runs import NamedRun, run_end
from sheettools.words.text import is_common

__all__ = [
    "KIND_WORDS",
    "Hit",
    "Kind",
    "find_personal",
    "is_addressed",
    "is_titled",
    "search",
    "told_by",
    "visible",
    "without_title",
]

KIND_WORDS: dict[Kind, Words] = {
    "name": Words("họ tên người", "somebody's name"),
    "phone": Words("số điện thoại", "a phone number"),
    "cccd": Words("số căn cước/CMND", "an ID number"),
    "account": Words("số tài khoản", "the number of an account"),
    "plate": Words("biển số xe", "the number of a car"),
    "paper": Words("số giấy tờ của một người", "the number of somebody's papers"),
    "address": Words("địa chỉ nhà, thửa đất", "the address of a home or a parcel of land"),
    "birth": Words("ngày, năm sinh", "somebody's day or year of birth"),
    "contact": Words("thư điện tử, trang cá nhân", "an e-mail address or a personal page"),
}

_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_WIDE_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
_WIDE_DIGIT = re.compile(f"[{''.join(map(chr, _WIDE_DIGITS))}]")


_ONE_SIGN = (
    {ord("_"): " "}
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-")
    | {0xA0: " "}
)
_OTHER_SIGN = re.compile(f"[{''.join(map(chr, _ONE_SIGN))}]")


Told = Callable[[str], tuple[Hit, ...] | None]
"""Tells what somebody else has found in a text; None where he has not looked through it."""
_asked_first: ContextVar[Told | None] = ContextVar("_asked_first", default=None)


@contextmanager
def told_by(other: Told) -> Iterator[None]:
    """While this lasts, somebody else who looks through texts is asked before they are searched.
    What he tells is not kept: whoever has opened a stranger's file may be believed about that file,
    never about what may leave the office.
    """
    before = _asked_first.set(other)
    try:
        yield
    finally:
        _asked_first.reset(before)


def find_personal(text: str) -> tuple[Hit, ...]:
    """Return what in a text (NFC) says who somebody is, in order and apart."""
    other = _asked_first.get()
    told = other(text) if other is not None else None
    return search(text) if told is None else told


@lru_cache(maxsize=40_000)
def search(text: str) -> tuple[Hit, ...]:
    """Look through a text, whatever somebody else may tell of it (`told_by`)."""
    found = _find(text)
    seen, places = visible(text)
    if seen != text:
        # Signs that nobody sees may part a name, or stand for a letter in an old font.
        found += [
            Hit(hit.kind, places[hit.start], places[hit.end - 1] + 1, hit.is_certain)
            for hit in _find(seen)
        ]
    return tuple(_apart(found))


def visible(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without the signs that nobody sees, and where each of its letters stood."""
    if is_common(text) or not _UNSEEN.search(text):
        return text, range(len(text))
    places = [at for at, letter in enumerate(text) if not _UNSEEN.match(letter)]
    return "".join(text[at] for at in places), places


def _find(text: str) -> list[Hit]:
    digits, plain = text, text.replace("–", "-")
    if not is_common(text):
        # To translate a text takes as long as several patterns, and few texts have such signs.
        digits = text.translate(_WIDE_DIGITS) if _WIDE_DIGIT.search(text) else text
        plain = digits.translate(_ONE_SIGN) if _OTHER_SIGN.search(digits) else digits
    reading = WordSequence(text)
    found = [*find_on_net(digits), *_with_digits(plain, bare=any(reading.bare))]
    named = list(find_names(reading))
    named += _beside_numbers(reading, found)
    found += (
        Hit("name", reading.starts[n.first], reading.ends[n.end - 1], n.is_certain) for n in named
    )
    found += filter(None, (birth_after(plain, reading.ends[one.end - 1]) for one in named))
    return found


def _with_digits(text: str, *, bare: bool) -> Iterator[Hit]:
    count = len(_DIGIT.findall(text))
    if count:
        yield from find_homes(text, bare=bare)
    if count > 1 or "sinh" in text.lower():
        yield from find_births(text, bare=bare)
    if count > 3:
        yield from find_papers(text, bare=bare)
    if count > 5 or _COUNTING.stands_in(text):
        yield from find_numbers(text)


_DIGIT = re.compile(r"\d")
_DIGITS = "(?:không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
_COUNTING = Pattern(rf"{_DIGITS}[\s,.\-]+(?:\w+[\s,.\-]+){{3}}{_DIGITS}\b")


def _beside_numbers(text: WordSequence, hits: Iterable[Hit]) -> Iterator[NamedRun]:
    """Yield a given name that stands right before a number of somebody's: “Lan 0912 345 678”."""
    starts = [hit.start for hit in hits if hit.is_certain and hit.kind in _BESIDE_NAMES]
    starts += (match.start() for match in YEAR_ALONE.finditer(text.text))
    for start in starts:
        for at in range(len(text)):
            if _is_beside(text, at, start) and _is_given_name(text, at):
                first = _first_capital(text, at)
                if run_end(text, first) == at + 1:
                    yield NamedRun(first, at + 1, False)


_BESIDE_NAMES = frozenset(("phone", "cccd", "birth", "account"))
_BESIDE = 4
"""How many signs stand at most between a name and the number beside it."""
_WORDS_BESIDE = 4
"""How many words of a name are looked for before a number."""


def _is_beside(text: WordSequence, at: int, start: int) -> bool:
    """Say whether a word ends right before a place, at most a bracket or a colon between them."""
    if not 0 <= start - text.ends[at] <= _BESIDE:
        return False
    return not text.text[text.ends[at] : start].strip(" (-–:,.")


def _is_given_name(text: WordSequence, at: int) -> bool:
    kinds = text.kinds[at]
    return bool(text.lexemes[at].is_capital and kinds & Is.GIVEN and not kinds & Is.NEVER)


def _first_capital(text: WordSequence, last: int) -> int:
    """Return where the capitalised words begin that belong to a word and end with it."""
    first = last
    while first and last - first < _WORDS_BESIDE - 1:
        if not text.joined(first - 1) or not text.lexemes[first - 1].is_capital:
            break
        first -= 1
    return first


def _apart(found: Iterable[Hit]) -> list[Hit]:
    """Yield hits in their order, those that overlap as one.

    Such a one is of the kind of the first and longest, and certain if one of them is.
    """
    apart: list[Hit] = []
    for hit in sorted(found, key=lambda one: (one.start, -one.end)):
        if apart and hit.start < apart[-1].end:
            apart[-1] = _joined(apart[-1], hit)
        else:
            apart.append(hit)
    return apart


def _joined(hit: Hit, other: Hit) -> Hit:
    end = max(hit.end, other.end)
    return Hit(hit.kind, hit.start, end, hit.is_certain or other.is_certain)
