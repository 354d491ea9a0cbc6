"""The texts of a large return, looked through for who somebody is by the process that has read it,
while this one finds its tables, reads their cells and holds them against the rules.

That process takes the first texts first. Where this one comes to texts that are not looked through
yet, it takes the last ones itself until they are, so that neither waits. What is found is the same,
whoever finds it.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.pieces import LONG, MANY
from sheettools.incoming.cage.read import RawBook
from sheettools.words.personal import Hit, search, told_by
from sheettools.words.text import nfc

CHUNK = 200
"""How many texts are handed over at once."""
PATIENCE = 5.0
"""After how many seconds without news what the other process has in hand is looked through here:
it takes a twentieth of a second, unless the process stands still.
"""


@contextmanager
def looked_through_beside(
    book: RawBook | None, cage: Keeper, many: int = MANY
) -> Iterator[Beside | None]:
    """While this lasts, the process that reads looks through the texts of a workbook that has
    `many`.
    """
    texts = _long_texts(book) if book is not None else []
    if len(texts) < many:
        yield None
        return
    beside = Beside(texts)
    cage.ask_beside("personal", beside.hand_out(), beside.come)
    try:
        with told_by(beside.told):
            yield beside
    finally:
        beside.stop()


def _long_texts(book: RawBook) -> list[str]:
    """Return the texts of a workbook, each once, in the order in which they stand there."""
    found: dict[str, None] = {}
    for sheet in book.sheets:
        for cell in sheet.single.values():
            value = cell.value
            if isinstance(value, str) and len(value) >= LONG and not cell.formula:
                found[value] = None
    return [nfc(text) for text in found]


class Beside:
    """What the other process is to look through, and what it has told."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._chunks = [texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)]
        self._chunk_of: dict[str, int] = {}
        for at, chunk in enumerate(self._chunks):
            self._chunk_of.update(dict.fromkeys(chunk, at))
        self._waiting = deque(range(len(self._chunks)))
        self._in_hand: int | None = None
        self._known: dict[int, dict[str, tuple[Hit, ...]]] = {}
        """What was found in the texts of a chunk; nothing in most."""
        self._change = threading.Condition()

    def told(self, text: str) -> tuple[Hit, ...] | None:
        """Return what stands in a text; None of one that was not handed over."""
        at = self._chunk_of.get(text)
        if at is None:
            return None
        if at not in self._known:
            self._get(at)
        return self._known[at].get(text, ())

    def _get(self, at: int) -> None:
        """Look through the last texts until others have come."""
        while at not in self._known:
            with self._change:
                own = self._waiting.pop() if self._waiting else None
                if own is None and at not in self._known and not self._change.wait(PATIENCE):
                    own = at
            if own is not None:
                self._known[own] = {text: search(text) for text in self._chunks[own]}

    # ------------------------------------------------------------------ in the keeper's thread

    def hand_out(self) -> Generator[bytes, None, None]:
        """Yield texts, chunk by chunk, as JSON; what is not answered is to be had once more."""
        try:
            while (at := self._next()) is not None:
                yield json.dumps(self._chunks[at]).encode("ascii")
        finally:
            with self._change:
                if self._in_hand is not None and self._in_hand not in self._known:
                    self._waiting.append(self._in_hand)
                self._in_hand = None
                self._change.notify_all()

    def _next(self) -> int | None:
        with self._change:
            self._in_hand = self._waiting.popleft() if self._waiting else None
            return self._in_hand

    def come(self, reply: Mapping[str, Any]) -> None:
        """Take what was found in the texts that are in hand."""
        at = self._in_hand
        if at is None:
            return
        texts, found = self._chunks[at], dict[str, tuple[Hit, ...]]()
        for place, *hit in reply["found"]:
            text = texts[place]
            found[text] = (*found.get(text, ()), Hit(*hit))
        with self._change:
            self._known[at] = found
            self._change.notify_all()

    def stop(self) -> None:
        """Hand out no more."""
        with self._change:
            self._waiting.clear()
