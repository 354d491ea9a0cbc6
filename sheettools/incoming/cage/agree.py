"""Whether a reader's value is what a file says: held apart is only what is surely something else.

Readers make a moment of a number under a format for dates, drop blanks around runs of text, and
have ways of their own with escapes. That is no other value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from sheettools.incoming.look.parts import unescape
from sheettools.incoming.look.values import Said

Value = str | int | float | bool | date | datetime | time | timedelta

_DAY_0, _DAY_0_FROM_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_UNSURE_UNTIL = 61
"""Excel has a 29 February 1900; until then readers count one day more or less."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_SECONDS = 2 * _SECOND / _DAY


_NO_MOMENTS = frozenset((str, int, float, bool))
_LAST_DAY = 2_958_466
"""The number of the day after 31/12/9999, where Excel's calendar ends."""


def no_moments(
    said: Mapping[int, Said], values: Mapping[int, Value]
) -> Iterator[tuple[int, float]]:
    """Yield the cells, with the number in the file, of which a reader has made a moment that Excel
    has not: it shows ##### where a number before its calendar or after it is to be a date.
    """
    moments = [(key, got) for key, got in values.items() if got.__class__ not in _NO_MOMENTS]
    for key, got in moments:
        own = said.get(key)
        if not isinstance(own, float):
            continue
        if own < 0 or (own >= _LAST_DAY and not isinstance(got, timedelta)):
            yield key, own


def judged(
    said: Mapping[int, Said], values: Mapping[int, Value], *, from_1904: bool
) -> Iterator[tuple[int, str | None]]:
    """Yield the cells for which a reader has not what the file says: with the text that stands
    there, where the reader has lost blanks within it or left its escapes; with None where it has
    surely another value.
    """
    for key, own in said.items():
        got = values.get(key)
        if own is None or got is None:
            continue
        if isinstance(own, str):
            if got != own or "_x" in own:
                yield from _judged_text(key, own, got)
        elif (got != own or isinstance(got, bool) is not isinstance(own, bool)) and not _agree(
            own, got, from_1904=from_1904
        ):
            yield key, None


def _judged_text(key: int, own: str, got: Value) -> Iterator[tuple[int, str | None]]:
    text = unescape(own)
    if not isinstance(got, str) or _letters(got) not in map(_letters, _ways(own, text)):
        yield key, None
    elif got.split() != text.split():
        yield key, text


def _ways(own: str, text: str) -> Iterable[str]:
    """Return what readers make of a text: some leave its escapes, and openpyxl takes the escape
    off an underscore before it looks for others.
    """
    return (text, own, unescape(own.replace("x005F_", ""))) if "_x" in own else (text,)


def _letters(text: str) -> str:
    return "".join(text.split()).replace("\ufeff", "")


def _agree(said: float | datetime | time, got: Value, *, from_1904: bool) -> bool:
    if isinstance(said, datetime | time):
        return _same_moment(said, got)
    if isinstance(got, str | bool | int | float):
        return False
    if isinstance(got, timedelta):
        return abs(got / _DAY - said) < _SECONDS
    if isinstance(got, time):
        return _same_hour(said, got)
    return _same_day(said, got, _DAY_0_FROM_1904 if from_1904 else _DAY_0)


def _same_moment(said: datetime | time, got: Value) -> bool:
    """Say whether a moment that a file has in words is a reader's, to the second."""
    if isinstance(said, time) or not isinstance(got, date):
        return isinstance(got, time) and got.replace(microsecond=0) == said.replace(microsecond=0)
    moment = got if isinstance(got, datetime) else datetime.combine(got, time())
    return abs(moment - said) < _SECOND


def _same_hour(said: float, got: time) -> bool:
    since = datetime.combine(_DAY_0, got) - _DAY_0
    off = abs(since / _DAY - said)
    return min(off, abs(off - 1)) < _SECONDS  # a day's last millisecond may come as midnight


def _same_day(said: float, got: date, first: datetime) -> bool:
    moment = got if isinstance(got, datetime) else datetime.combine(got, time())
    slack = _SECONDS if said >= _UNSURE_UNTIL else 1 + _SECONDS
    return abs((moment - first) / _DAY - said) < slack
