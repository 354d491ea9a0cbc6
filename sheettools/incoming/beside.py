"""The texts of a large return, looked through by a second process for who somebody is, while this
one finds the tables, reads their cells and holds them against the rules.

It takes the first texts first. Where this process comes to texts that are not looked through yet,
it takes the last ones itself until they are. What is found is the same, whoever finds it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sheettools.incoming.cage.keeper import keep_own
from sheettools.incoming.cage.read import RawBook
from sheettools.words.personal import Hit, find_in_all, search, told_by

if TYPE_CHECKING:  # what starts processes is loaded where there are some to start
    from concurrent.futures import Executor, Future

MANY = 2_000
"""From how many texts on it is worth it: a process is made in the time of a few hundred."""
LONG = 20
"""How many letters a text has at least that is handed over; codes and items of lists are short."""
CHUNK = 200
"""How many texts are handed over at once."""

Found = dict[int, tuple[Hit, ...]]
"""What was found in some texts, by their places; nothing in most."""


@contextmanager
def looked_through_beside(
    book: RawBook, many: int = MANY, method: str | None = None
) -> Iterator[Beside | None]:
    """While this lasts, a second process looks through the texts of a workbook that has `many`.

    It is a copy of this one, made by the system at once, unless a `method` is named: whatever else
    starts a process runs the program anew that this is the library of.
    """
    texts = _long_texts(book)
    method = method or ("fork" if _can_be_copied() else None)
    if len(texts) < many or method is None:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    how = multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, how, initializer=_start) as pool:
        try:
            beside = Beside(pool, texts)
        except OSError:  # there is no room for a second process
            yield None
            return
        try:
            with told_by(beside.told):
                yield beside
        finally:
            pool.shutdown(cancel_futures=True)


def _can_be_copied() -> bool:
    """Say whether a copy of this process would work: one of a process with threads may wait for one
    of them for ever, and macOS forbids what it takes.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def _start() -> None:
    """Make the second process ready: it ends with the first, and not by Ctrl-C before."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_own()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _long_texts(book: RawBook) -> list[str]:
    """Return the texts of a workbook, each once, in the order in which they stand there."""
    found: dict[str, None] = {}
    for sheet in book.sheets:
        for cell in sheet.single.values():
            if isinstance(cell.value, str) and len(cell.value) >= LONG and not cell.formula:
                found[cell.value] = None
    return list(found)


class Beside:
    """What the second process was given, and what it has told."""

    def __init__(self, pool: Executor, texts: Sequence[str]) -> None:
        self._chunks = [texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)]
        self._coming: list[Future[Found]] = [
            pool.submit(find_in_all, chunk) for chunk in self._chunks
        ]
        self._chunk_of: dict[str, int] = {}
        for at, chunk in enumerate(self._chunks):
            self._chunk_of.update(dict.fromkeys(chunk, at))
        self._last = len(self._chunks)
        """From which chunk on none waits for the second process."""
        self._known: dict[str, tuple[Hit, ...]] = {}

    def told(self, text: str) -> tuple[Hit, ...] | None:
        """Return what stands in a text; None of one that was not handed over."""
        at = self._chunk_of.get(text)
        if at is None:
            return None
        if text not in self._known:
            self._take(at)
        return self._known[text]

    def _take(self, at: int) -> None:
        """Take what was found in some texts; look through others while it has not come."""
        from concurrent.futures import BrokenExecutor

        coming = self._coming[at]
        while not coming.done() and self._last > at + 1:
            self._last -= 1
            if self._coming[self._last].cancel():
                self._look_through(self._last)
        try:
            found = coming.result()
        except BrokenExecutor:
            self._look_through(at)
            return
        for number, text in enumerate(self._chunks[at]):
            self._known[text] = found.get(number, ())

    def _look_through(self, at: int) -> None:
        self._known.update((text, search(text)) for text in self._chunks[at])
