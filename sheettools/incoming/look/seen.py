"""What a person sees of a cell, where that is not all that stands in it: runs of text that are
struck out, figures raised above the line, letters as white as the paper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple
from xml.parsers import expat

from sheettools.incoming.look.parts import (
    MAX_KEPT,
    MAX_TOKEN,
    Attributes,
    RefusedError,
    StringsPass,
    TextPass,
    UnusualError,
    check_well_formed,
    is_blank,
    is_plainly_encoded,
    pieces,
    texts_of,
    unescape,
)
from sheettools.incoming.look.values import Seen

RAISED, LOWERED = "raised", "lowered"
_ABOVE = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_OFF = ("0", "false", "none", "off")
SMALL = 3.0
"""In points: letters as small as this nobody reads."""
WHITE, _BLACK = "FFFFFF", "000000"
INDEXED = {"1": WHITE, "9": WHITE, "65": WHITE, "0": _BLACK, "8": _BLACK, "64": _BLACK}
_THEME = {"0": WHITE, "1": _BLACK}
_PLACES = {"superscript": RAISED, "subscript": LOWERED}


# ------------------------------------------------------------------ runs of a text


class TextRun(NamedTuple):
    """One run of a text: whether a line goes through it, where it stands: raised, lowered, or on
    the line, and how its letters look.
    """

    text: str
    struck: bool = False
    place: str = ""
    colour: str = ""
    small: bool = False
    """Whether nobody can read it."""

    @property
    def is_odd(self) -> bool:
        """Whether it may look otherwise than any text does."""
        return self.struck or bool(self.place) or self.small or self.colour not in ("", _BLACK)

    def is_hidden(self, paper: str) -> bool:
        """Say whether nothing of it is to be seen on paper of a colour."""
        return bool(self.text.strip()) and (self.small or self.colour == paper)

    @property
    def shown(self) -> str:
        """The text as it stands: small figures for raised and lowered ones."""
        if self.place == RAISED:
            return self.text.translate(_ABOVE)
        return self.text.translate(_BELOW) if self.place == LOWERED else self.text


PLAIN_RUN = TextRun("")


class RunsOfText:
    """Gathers the runs of each text in a part while a pass goes through it."""

    def __init__(self, over: TextPass) -> None:
        self._look = PLAIN_RUN
        self._runs: list[TextRun] = []
        over.on("r", self._begin)
        for name in ("strike", "dstrike"):
            over.on(name, self._strike)
        over.on("vertAlign", self._align)
        over.on("color", self._paint)
        over.on("sz", self._measure)

    def add(self, text: str) -> None:
        """Add a piece of the present text."""
        self._runs.append(self._look._replace(text=text))

    def taken(self) -> tuple[TextRun, ...]:
        """Return the runs of the text that has ended, none where all look like any text."""
        runs, self._runs, self._look = self._runs, [], PLAIN_RUN
        odd = any(run.is_odd and run.text.strip() for run in runs)
        return tuple(runs) if odd else ()

    def _begin(self, _: Attributes) -> None:
        self._look = PLAIN_RUN

    def _strike(self, attributes: Attributes) -> None:
        if is_on(attributes):
            self._look = self._look._replace(struck=True)

    def _align(self, attributes: Attributes) -> None:
        self._look = self._look._replace(place=_PLACES.get(attributes.get("val", ""), ""))

    def _paint(self, attributes: Attributes) -> None:
        self._look = self._look._replace(colour=colour_of(attributes))

    def _measure(self, attributes: Attributes) -> None:
        with suppress(ValueError):
            self._look = self._look._replace(small=float(attributes.get("val", "")) < SMALL)


class StringsWithRuns(StringsPass):
    """The shared strings, and of those in which runs look unlike any text the runs."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.runs: dict[int, tuple[TextRun, ...]] = {}
        self._looks = RunsOfText(self)

    def _close_text(self) -> None:
        before = len(self._pieces)
        super()._close_text()
        for text in self._pieces[before:]:
            self._looks.add(text)

    def _close_item(self) -> None:
        runs = self._looks.taken()
        if runs:
            self.runs[self.count] = runs
        super()._close_item()

    def mix_in(self, plain: Sequence[bool], texts: Sequence[str]) -> None:
        """Put plain texts, of which the first is the only one that was seen, where they stand among
        all strings.
        """
        others = [place for place, is_plain in enumerate(plain) if not is_plain]
        places = dict(enumerate(others, start=1))
        own, known = iter(texts), iter(self._texts[1:])
        self._texts = [next(own if is_plain else known) for is_plain in plain]
        self.runs = {places[index]: runs for index, runs in self.runs.items()}
        self.blanks = {places[index] for index in self.blanks if index}
        self.blanks.update(
            place for place, text in enumerate(self._texts) if plain[place] and is_blank(text)
        )
        self.count_to(len(plain))


_BEGIN, _END, _BETWEEN = b"<si>", b"</si>", b" "
_PLAIN = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<]*+)</t>')


def strings_of(part: str, whole: bytes) -> StringsWithRuns:
    """Return the pass over the shared strings of a part that is held whole: over those alone that
    are more than a plain text, where nothing is unusual.
    """
    if len(whole) <= MAX_KEPT:
        with suppress(UnusualError, RefusedError, expat.ExpatError, UnicodeDecodeError):
            return _quickly(part, whole)
    strings = StringsWithRuns(part)
    strings.run(pieces(whole))
    return strings


def _quickly(part: str, whole: bytes) -> StringsWithRuns:
    """Take the plain strings out but the first, which a parser must see where it stands."""
    start, end = whole.find(_BEGIN), whole.rfind(_END)
    if start < 0 or end < start or not is_plainly_encoded(whole, start, end):
        raise UnusualError
    items = whole[start:end].split(_END)
    found = [_PLAIN.fullmatch(item) for item in items]
    texts = _plain_texts([text[1] for text in found if text is not None])
    others = [item for item, text in zip(items, found, strict=True) if text is None]
    if not all(map(_is_one, others)):
        raise UnusualError
    strings = StringsWithRuns(part)
    first = next(item for item, text in zip(items, found, strict=True) if text is not None)
    strings.run(pieces(whole[:start] + _END.join([first, *others]) + whole[end:]))
    if strings.count != 1 + len(others) or strings.text(0) != texts[0]:
        raise UnusualError
    strings.mix_in([text is not None for text in found], texts)
    return strings


def _plain_texts(texts: Sequence[bytes]) -> Sequence[str]:
    if not texts or max(map(len, texts)) > MAX_TOKEN:
        raise UnusualError
    check_well_formed(_BETWEEN.join(texts))
    return texts_of(texts)


def _is_one(item: bytes) -> bool:
    """Say whether an item that is more than a plain text is one string."""
    return item.startswith(_BEGIN) and item.count(_BEGIN[:-1]) == 1


def is_on(attributes: Attributes) -> bool:
    """Say whether the element of a look switches it on."""
    return attributes.get("val", "1") not in _OFF


def colour_of(attributes: Attributes) -> str:
    """Name a colour so that equal ones have equal names; empty for the automatic one."""
    tint = attributes.get("tint", "0")
    if tint.strip("0.-") == "":
        tint = ""
    if "rgb" in attributes:
        return attributes["rgb"].upper()[-6:] + tint
    for kind, known in (("indexed", INDEXED), ("theme", _THEME)):
        if kind in attributes:
            number = attributes[kind]
            return known.get(number, f"{kind} {number}") + tint
    return ""


def seen_text(runs: Sequence[TextRun], paper: str = WHITE) -> tuple[str, Seen]:
    """Return the text that a person sees in runs on paper of a colour, and what else is to be known
    of it. What has the colour of the paper is asked about: it stays.
    """
    runs = [run._replace(text=unescape(run.text)) for run in runs]
    filled = [run for run in runs if run.text.strip()]
    struck = [run.text.strip() for run in filled if run.struck]
    if len(struck) == len(filled):
        return "".join(run.text for run in runs), Seen(all_struck=True)
    left = _on_some_line([run for run in runs if not run.struck or run not in filled])
    text = _joined([run.shown for run in left], len(runs))
    line = [run.text for run in left if not run.place]
    marked = "" if len(line) == len(left) else _joined(line, len(runs))
    seen = Seen(struck=" … ".join(struck), on_the_line=marked)
    return text, _with_hidden(seen, left, paper)


def _with_hidden(seen: Seen, runs: Sequence[TextRun], paper: str) -> Seen:
    """Add which runs have the colour of the paper: some of them, or all."""
    hidden = [run.text.strip() for run in runs if run.is_hidden(paper)]
    if hidden and len(hidden) == sum(bool(run.text.strip()) for run in runs):
        return seen._replace(unseen=True)
    return seen._replace(hidden=" … ".join(hidden))


def _on_some_line(runs: list[TextRun]) -> list[TextRun]:
    """Return runs as they are; where all are raised, nothing is raised above anything."""
    if any(run.text.strip() and not run.place for run in runs):
        return runs
    return [run._replace(place="") for run in runs]


def _joined(texts: Sequence[str], there_were: int) -> str:
    """Join texts; where others were left out between them, no second blank stays."""
    if len(texts) == there_were:
        return "".join(texts)
    joined = ""
    for text in texts:
        joined += text.lstrip(" ") if joined.endswith((" ", "\n")) else text
    return joined.strip()
