"""Whether a reader's value is what a file says: held apart is only what is surely something else.

Readers make a moment of a number under a format for dates, drop blanks around runs of text, and
have ways of their own with escapes. That is no other value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from sheettools.incoming.look.parts import unescape
from sheettools.incoming.look.sheet import Said

Value = str | int | float | bool | date | datetime | time | timedelta

_DAY_0, _DAY_0_FROM_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_UNSURE_UNTIL = 61
"""Excel has a 29 February 1900; until then readers count one day more or less."""
_DAY = timedelta(days=1)
_SECONDS = timedelta(seconds=2) / _DAY


_LAST_DAY = 2_958_466
"""The number of the day after 31/12/9999, where Excel's calendar ends."""


def no_moments(
    said: Mapping[int, Said], values: Mapping[int, Value]
) -> Iterator[tuple[int, float]]:
    """Yield the cells, with the number in the file, of which a reader has made a moment that Excel
    has not: it shows ##### where a number before its calendar or after it is to be a date.
    """
    for key, got in values.items():
        if isinstance(got, date | time | timedelta):
            own = said.get(key)
            before = isinstance(own, int | float) and own < 0
            after = isinstance(own, int | float) and own >= _LAST_DAY
            if before or (after and not isinstance(got, timedelta)):
                yield key, float(own or 0)


def differing(
    said: Mapping[int, Said], values: Mapping[int, Value], *, from_1904: bool
) -> Iterator[int]:
    """Yield the cells for which a reader has surely another value than the file says."""
    for key, own in said.items():
        got = values.get(key)
        if got == own or own is None or got is None:
            continue
        if not _agree(own, got, from_1904=from_1904):
            yield key


def _agree(said: str | float, got: Value, *, from_1904: bool) -> bool:
    if isinstance(said, str):
        return isinstance(got, str) and _same_text(said, got)
    if isinstance(got, str | bool | int | float):
        return got == said
    if isinstance(got, timedelta):
        return abs(got / _DAY - said) < _SECONDS
    if isinstance(got, time):
        return _same_hour(said, got)
    return _same_day(said, got, _DAY_0_FROM_1904 if from_1904 else _DAY_0)


def _same_text(said: str, got: str) -> bool:
    """Say whether two texts are the same but for blanks; what escapes mean is not sure."""
    return "_x" in said or "".join(unescape(said).split()) == "".join(got.split())


def _same_hour(said: float, got: time) -> bool:
    since = datetime.combine(_DAY_0, got) - _DAY_0
    off = abs(since / _DAY - said)
    return min(off, abs(off - 1)) < _SECONDS  # a day's last millisecond may come as midnight


def _same_day(said: float, got: date, first: datetime) -> bool:
    moment = got if isinstance(got, datetime) else datetime.combine(got, time())
    slack = _SECONDS if said >= _UNSURE_UNTIL else 1 + _SECONDS
    return abs((moment - first) / _DAY - said) < slack
