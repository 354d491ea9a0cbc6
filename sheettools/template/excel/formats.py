"""Number formats of cells: what a person sees of a number or a text under one (ECMA-376 part 1,
18.8.30). What cannot be told for certain is not told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from sheettools.frozen import dataclass

GENERAL_SIGNS = 11
"""How many signs a number has at most in a cell without a format."""
LONGEST = 400
_LAST_DAY = 2_958_466
_DAY_0, _DAY_0_FROM_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)

_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"?|\\(?P<sign>.)|_(?P<gap>.)|\*(?P<filler>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>general)|(?P<noon>am/pm|a/p)|(?P<date>yyyy|yy|y|m{1,5}|d{1,4}|hh?|ss?)"
    r"|(?P<exponent>e[+-])|(?P<digit>[0#?])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"([<>=]{1,2})(-?\d+(?:\.\d+)?)")
_AS_WINDOWS = re.compile(r"f[48]00|x-sys(?:date|time)", re.IGNORECASE)
"""Days and hours as the system is set."""
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip


class _Token(NamedTuple):
    """A piece of a format: `kind` is text, digit, point, comma, percent, slash, date, elapsed,
    noon, at, or general; `unsure` is what cannot be told.
    """

    kind: str
    text: str = ""


@dataclass(frozen=True)
class _Section:
    """What a format says of one sort of values."""

    tokens: tuple[_Token, ...] = ()
    condition: tuple[str, float] | None = None

    def has(self, *kinds: str) -> bool:
        """Say whether a piece of some kind stands in it."""
        return any(token.kind in kinds for token in self.tokens)


@dataclass(frozen=True)
class Format:
    """A number format, taken apart."""

    sections: tuple[_Section, ...] = field(default_factory=tuple)

    def shows(self, value: float | str, *, from_1904: bool = False) -> str | None:
        """Return what a person sees of a value; None where that cannot be told."""
        if isinstance(value, str):
            return self._text(value)
        section, value = self._section_for(value)
        if section.has("unsure"):
            return None
        if section.has("date", "elapsed", "noon"):
            return _moment(section, value, _DAY_0_FROM_1904 if from_1904 else _DAY_0)
        if section.has("general"):
            general = _general(value)
            if general is None:
                return None
            return "".join(general if t.kind == "general" else t.text for t in section.tokens)
        if not section.has("digit"):
            sign = "-" if value < 0 and section.tokens else ""
            return sign + "".join(token.text for token in section.tokens if token.kind != "at")
        return _number(section, value)

    def is_of_dates(self) -> bool:
        """Say whether it shows numbers as days or hours."""
        return any(section.has("date", "elapsed") for section in self.sections)

    def _text(self, value: str) -> str | None:
        if len(self.sections) > 3:
            section = self.sections[3]
        elif self.sections and self.sections[-1].has("at"):
            section = self.sections[-1]
        else:
            return value
        if section.has("unsure"):
            return None
        return "".join(value if t.kind == "at" else t.text for t in section.tokens)

    def _section_for(self, value: float) -> tuple[_Section, float]:
        """Return the section of a number, and the number as it is shown there."""
        sections = self.sections[:3]
        if any(section.condition for section in sections):
            for section in sections:
                if section.condition is None or _COMPARE[section.condition[0]](
                    value, section.condition[1]
                ):
                    return section, value
            return _Section((_Token("unsure"),)), value
        if len(sections) > 2 and value == 0:
            return sections[2], value
        if len(sections) > 1 and value < 0:
            return sections[1], -value
        return sections[0], value


@lru_cache(maxsize=512)
def parsed(code: str) -> Format:
    """Take a format apart."""
    sections: list[list[_Token]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for found in _TOKEN.finditer(code[:LONGEST]):
        if found["other"] == ";":
            sections.append([])
            conditions.append(None)
            continue
        if found["bracket"] is not None and (said := _CONDITION.fullmatch(found["bracket"])):
            known = said[1] in _COMPARE
            conditions[-1] = (said[1], float(said[2])) if known else None
            continue
        sections[-1].append(_token(found))
    made = zip(sections, conditions, strict=True)
    return Format(tuple(_Section(tuple(tokens), condition) for tokens, condition in made))


_SIGNS = {".": "point", ",": "comma", "%": "percent", "@": "at", "/": "slash"}


def _token(found: re.Match[str]) -> _Token:
    kind = found.lastgroup or ""
    text = found[kind]
    match kind:
        case "text" | "sign":
            return _Token("text", text)
        case "gap" | "filler":
            return _Token("text", " " if kind == "gap" else "")
        case "bracket":
            return _bracket(text)
        case "other":
            return _Token("unsure") if text in "eE" else _Token(_SIGNS.get(text, "text"), text)
        case "exponent":
            return _Token("unsure")
    return _Token(kind, text.lower() if kind == "date" else text)


def _bracket(text: str) -> _Token:
    if _ELAPSED.fullmatch(text):
        return _Token("elapsed", text.lower())
    if text.startswith("$"):
        money, _, locale = text[1:].partition("-")
        return _Token("unsure") if _AS_WINDOWS.fullmatch(locale) else _Token("text", money)
    return _Token("text", "")  # a colour


# ------------------------------------------------------------------ numbers


def fifteen(value: float) -> float:
    """Return a number as Excel has it: it keeps fifteen digits."""
    return float(f"{value:.15g}")


def plain(value: float) -> str:
    """Write a number with all its digits, as an office would."""
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.replace(".", ",")


def _general(value: float) -> str | None:
    if value and not 1e-4 <= abs(value) < 10 ** (GENERAL_SIGNS - 1):
        return None
    whole = len(str(int(abs(value))))
    rounded = _rounded(abs(value), max(0, GENERAL_SIGNS - 1 - whole))
    text = f"{rounded:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("-" if value < 0 and text.strip("0.") else "") + text.replace(".", ",")


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _number(section: _Section, value: float) -> str | None:
    """Write a number into the places that its format has for digits."""
    tokens = section.tokens
    point = next((n for n, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    before, after = tokens[:point], tokens[point + 1 :]
    commas = _Commas.among(tokens, point)
    percents = sum(token.kind == "percent" for token in tokens)
    number = Decimal(f"{abs(value):.15g}").scaleb(2 * percents - 3 * commas.scale)
    if section.has("slash") or number.adjusted() > GENERAL_SIGNS * 2:
        return None  # a fraction
    decimals = sum(token.kind == "digit" for token in after)
    text = f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    whole, _, rest = text.partition(".")
    sign = "-" if value < 0 and text.strip("0.") else ""
    said = _whole(before, whole.lstrip("0"), grouped=commas.grouped)
    return sign + said + (_rest(after, rest) if point < len(tokens) else "")


class _Commas(NamedTuple):
    """What the commas of a format say: to part the thousands, and how many of them to leave out."""

    grouped: bool
    scale: int

    @classmethod
    def among(cls, tokens: Sequence[_Token], point: int) -> _Commas:
        """Commas between digits part thousands; behind the last digit each leaves three out."""
        places = [n for n, token in enumerate(tokens) if token.kind == "digit"]
        commas = [n for n, token in enumerate(tokens) if token.kind == "comma"]
        last = max((n for n in places if n < point), default=-1)
        behind = [n for n in commas if n > last and (n < point or n > max(places))]
        return cls(any(min(places) < n < last for n in commas), len(behind))


def _whole(tokens: Sequence[_Token], digits: str, *, grouped: bool) -> str:
    """Write the digits before the point, from the right; the first place takes all that is left."""
    first = next((n for n, token in enumerate(tokens) if token.kind == "digit"), -1)
    made: list[str] = []
    count = 0
    for number in range(len(tokens) - 1, -1, -1):
        token = tokens[number]
        if token.kind != "digit":
            made.append(token.text if token.kind in ("text", "percent") else "")
            continue
        taken = digits if number == first else digits[-1:]
        digits = "" if number == first else digits[:-1]
        for digit in reversed(taken or {"0": "0", "?": " "}.get(token.text, "")):
            made.append("." if grouped and count and count % 3 == 0 else "")
            made.append(digit)
            count += 1
    return "".join(reversed(made))


def _rest(tokens: Sequence[_Token], digits: str) -> str:
    """Write the digits behind the point."""
    needed = len(digits.rstrip("0"))
    made, place = [","], 0
    for token in tokens:
        if token.kind == "digit":
            shown = place < needed or token.text == "0"
            made.append(digits[place] if shown else "")
            place += 1
        elif token.kind in ("text", "percent"):
            made.append(token.text)
    return "".join(made)


# ------------------------------------------------------------------ days and hours


def _moment(section: _Section, value: float, day_0: datetime) -> str | None:
    if not 0 <= value < _LAST_DAY or (
        value < 61 and section.has("date") and _asks_for_days(section)
    ):
        return None
    seconds = round(value * 86_400, 3)
    if not section.has("point"):
        seconds = round(seconds) if _shows_seconds(section) else seconds
    moment = day_0 + timedelta(seconds=seconds)
    noon = section.has("noon")
    made = []
    for number, token in enumerate(section.tokens):
        if token.kind == "elapsed":
            made.append(_elapsed(token.text, seconds))
        elif token.kind == "noon":
            made.append("SA" if moment.hour < 12 else "CH")
        elif token.kind == "date":
            said = _part(token.text, moment, noon=noon, minutes=_is_minutes(section.tokens, number))
            if said is None:
                return None
            made.append(said)
        elif token.kind == "digit":
            return None  # parts of a second
        else:
            made.append(token.text)
    return "".join(made)


def _asks_for_days(section: _Section) -> bool:
    return any(t.kind == "date" and t.text[0] in "dy" for t in section.tokens)


def _shows_seconds(section: _Section) -> bool:
    return any(t.kind in ("date", "elapsed") and t.text[0] == "s" for t in section.tokens)


def _is_minutes(tokens: Sequence[_Token], number: int) -> bool:
    """Say whether an m stands behind hours or before seconds: then it means minutes."""
    parts = [n for n, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    at = parts.index(number)
    before = tokens[parts[at - 1]].text[0] if at else ""
    after = tokens[parts[at + 1]].text[0] if at + 1 < len(parts) else ""
    return before == "h" or after == "s"


def _elapsed(text: str, seconds: float) -> str:
    unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
    return str(int(seconds // unit)).zfill(len(text))


def _part(text: str, moment: datetime, *, noon: bool, minutes: bool) -> str | None:
    """Write a part of a moment; names of months and days differ from one Windows to another."""
    wide = len(text) > 1
    match text[0]:
        case "y":
            return f"{moment.year:04}" if len(text) > 2 else f"{moment.year % 100:02}"
        case "m" if minutes:
            return f"{moment.minute:02}" if wide else str(moment.minute)
        case "m":
            return _two(moment.month, wide=wide) if len(text) < 3 else None
        case "d":
            return _two(moment.day, wide=wide) if len(text) < 3 else None
        case "h":
            return _two((moment.hour % 12 or 12) if noon else moment.hour, wide=wide)
    return _two(moment.second, wide=wide)


def _two(number: int, *, wide: bool) -> str:
    return f"{number:02}" if wide else str(number)
