"""Files checked by several processes at once, each with a reading process of its own.

What a file comes to depends on the file and on what was sent out alone, so it is the same by
however many processes and in whatever order they are done. A process that dies costs the file that
it had in hand, and no other.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sheettools.findings import Finding, Location
from sheettools.frozen import dataclass
from sheettools.incoming.beside import looked_through_beside
from sheettools.incoming.cage.keeper import Keeper, keep_own
from sheettools.incoming.cage.pieces import GARBAGE
from sheettools.incoming.cage.read import (
    Reading,
    bytes_of,
    checksum,
    keep_answer,
    read_ahead,
    read_file,
)
from sheettools.incoming.cage.refusals import PASSWORD, TOO_SLOW, UNLOCKED, UNREADABLE
from sheettools.incoming.examine import Outcome, examine
from sheettools.incoming.packed import PackedOutcome, pack
from sheettools.incoming.whose.identify import SentBooks

if TYPE_CHECKING:  # what starts processes is loaded where there are some to start
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

WORTH = 16
"""From how many files on a second process saves more than its start costs: a fifth of a second for
it and its reading process, reckoned.
"""
PROCESSORS = 2
"""How many processors a process has use for: while it checks a file, its reading process reads the
next.
"""
TURN = 0.0005
"""After how many seconds one thread leaves the processor to another. While a file is checked, what
passes to and from the reading process goes through a thread; by Python's own 5 ms, each of the
pieces would wait so long, and the reading process for them.
"""
AHEAD = 2
"""How many batches lie ready for each process, so that none waits for the next."""
MOST_OPEN, SMALL = 32, 200_000
"""How many returns are kept open for their marked copies, of so many bytes at most: with what the
copies have in common 18 MiB of memory, measured. Of others is kept what was read, packed.
"""
HANDFUL = 3
"""How many files go to a process of ours at once: only of these it can have the next one read."""
BATCH = 8
"""How many files go to an executor of somebody else at once, each time with all that was sent."""
BATCHES = 64
"""How many of these are under way at once: more than any cluster of an office has processes."""

Tell = Callable[[int, int], None]
"""Told how many files are done, and of how many."""


@dataclass(frozen=True)
class Means:
    """By what means returns are checked. None of it changes what is found."""

    workers: int = 0
    """How many processes; 0 lets the number of files and of processors decide."""
    executor: Executor | None = None
    """Who else does the work: any executor, its processes on this machine or another."""
    store: bool = True
    """Whether what was found of a file is kept, and taken from there while it is the same."""
    progress: Tell | None = None
    writing: Tell | None = None
    """Told the same of the files of a report that is then made."""
    marking: bool = False
    """Whether marked copies are made next: of what must be fixed it is kept what was read."""


@dataclass(frozen=True)
class Task:
    """One file to check. `data` is what it holds, where whoever checks it may not see it."""

    number: int
    path: Path
    shown: str
    data: bytes | None = None


@dataclass(frozen=True)
class Checking:
    """What every file is checked against."""

    sent: SentBooks
    today: date | None
    passwords: tuple[str, ...]
    marking: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What a file came to, each file of an archive apart; with the checksum of what was read."""

    number: int
    sha256: str
    packed: tuple[PackedOutcome, ...]
    slow: bool = False
    """Whether the file was refused because reading it took too long."""


def check_files(tasks: Sequence[Task], checking: Checking, means: Means) -> Iterator[Done]:
    """Check files, in any order; what took too long is tried once more when all else is done."""
    by_number = {task.number: task for task in tasks}
    slow: list[Task] = []
    for done in _once(tasks, checking, means):
        if done.slow:
            slow.append(by_number[done.number])
        else:
            yield done
    yield from _here(slow, checking)


def _once(tasks: Sequence[Task], checking: Checking, means: Means) -> Iterator[Done]:
    if means.executor is not None:
        return _by_executor(tasks, checking, means.executor)
    workers = min(means.workers or _as_many_as_help(len(tasks)), len(tasks))
    if workers < 2:
        return _here(tasks, checking)
    if getattr(sys, "frozen", False):
        return _by_threads(tasks, checking, workers)
    return _by_processes(tasks, checking, workers)


def _as_many_as_help(files: int) -> int:
    if files < WORTH:
        return 1
    usable = getattr(os, "sched_getaffinity", None)  # what this process may use, where it is told
    processors = len(usable(0)) if usable else os.cpu_count() or 1
    return processors // PROCESSORS


# --------------------------------------------------------------------------- one file


@contextmanager
def _with_little_sweeping() -> Iterator[None]:
    """Look seldom for circles of objects: a workbook is ten thousand small things without any."""
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let threads wait for each other no longer than a fiftieth of what a file takes."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _in_turn(
    tasks: Iterable[Task], checking: Checking, cage: Keeper, most_open: int = 0
) -> Iterator[Done]:
    """Check files one after the other; while one is checked, the next is being read. So many are
    kept open at most for their marked copies, which this very process makes.
    """
    coming = map(_with_data, tasks)
    task = next(coming, None)
    while task is not None:
        following = next(coming, None)
        done = _check(task, checking, cage, following, keep_open=most_open > 0)
        most_open -= sum(one.opened is not None for one in done.packed)
        yield done
        task = following


def _with_data(task: Task) -> Task:
    return replace(task, data=bytes_of(task.path)) if task.data is None else task


@_with_little_sweeping()
def _check(
    task: Task,
    checking: Checking,
    cage: Keeper,
    following: Task | None = None,
    *,
    keep_open: bool = False,
) -> Done:
    data = bytes_of(task.path) if task.data is None else task.data
    packed, slow = [], False
    ahead = partial(read_ahead, following.data or b"" if following else b"", cage)
    for reading in read_file(task.path, task.shown, cage, data or None, ahead):
        with looked_through_beside(reading.book, cage):
            outcome = examine(reading, checking.sent, checking.today)
        made = pack(outcome, task.path, lasting=_lasts(reading))
        if checking.marking and outcome.has_errors and reading.path == task.path:
            made = _kept(made, outcome, reading, keep_open=keep_open)
        packed.append(made)
        late = any(finding.problem is TOO_SLOW for finding in reading.findings)
        slow = slow or (late and reading.path == task.path)
    return Done(task.number, checksum(data), tuple(packed), slow)


def _kept(
    packed: PackedOutcome, outcome: Outcome, reading: Reading, *, keep_open: bool
) -> PackedOutcome:
    """Return an outcome with what its marked copy is made from, unless that takes much memory."""
    if outcome.opened is None:
        return packed
    if keep_open and reading.size <= SMALL:
        return replace(packed, opened=outcome.opened)
    return replace(packed, answer=keep_answer(reading))


def _lasts(reading: Reading) -> bool:
    """Say whether reading the same file again would come to the same: one that was refused may be
    read another time, and what a password opened is kept nowhere.
    """
    locked = {PASSWORD, UNLOCKED}
    opened = any(finding.problem in locked for finding in reading.findings)
    return reading.book is not None and not opened


def _lost(task: Task) -> Done:
    """Return what a file comes to whose process died twice over it."""
    data = bytes_of(task.path) if task.data is None else task.data
    said = (Finding(UNREADABLE, Location(file=task.shown)),)
    outcome = Outcome(task.path, checksum(data), len(data), said, shown=task.shown)
    return Done(task.number, checksum(data), (pack(outcome, task.path, lasting=False),))


def _here(tasks: Iterable[Task], checking: Checking) -> Iterator[Done]:
    with Keeper(checking.passwords) as cage, _short_turns():
        yield from _in_turn(tasks, checking, cage, MOST_OPEN)


# --------------------------------------------------------------------------- our own threads


def _by_threads(tasks: Sequence[Task], checking: Checking, workers: int) -> Iterator[Done]:
    """Check files in threads, each with a reading process of its own. A program without Python has
    to: processes that it started of itself to check files have stood still, waiting for each other
    (decision 36).
    """
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue

    cages: SimpleQueue[Keeper] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(workers):
            cages.put(stack.enter_context(Keeper(checking.passwords)))
        pool = stack.enter_context(ThreadPoolExecutor(workers))

        def check(task: Task) -> Done:
            cage = cages.get()
            try:
                return _check(task, checking, cage)
            finally:
                cages.put(cage)

        yield from pool.map(check, tasks)


# --------------------------------------------------------------------------- our own processes


@dataclass(frozen=True)
class _AtWork:
    """What a process of ours keeps from file to file."""

    checking: Checking
    cage: Keeper


_at_work: list[_AtWork] = []
"""In a process of ours its work; nothing elsewhere."""


def _start(checking: Checking) -> None:
    """Make a process ready: what was sent is handed over once, and the reading process is its
    own.
    """
    import signal
    from multiprocessing.util import Finalize

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when work stops
    keep_own()
    cage = Keeper(checking.passwords)
    Finalize(None, cage.close, exitpriority=1)
    _at_work[:] = [_AtWork(checking, cage)]


def _check_in_hand(tasks: Sequence[Task]) -> list[Done]:
    (own,) = _at_work
    with _short_turns():
        return list(_in_turn(tasks, own.checking, own.cage))


def _by_processes(
    tasks: Sequence[Task], checking: Checking, workers: int, method: str | None = None
) -> Iterator[Done]:
    waiting = _batches(tasks, min(HANDFUL, len(tasks) // workers))
    while waiting:
        suspects: list[Task] = []
        with _processes(workers, checking, method) as pool:
            yield from _flow(_to(pool), waiting, workers * AHEAD, suspects)
        for task in suspects:
            yield _alone(task, checking, method)


def _to(pool: Executor) -> Callable[[list[Task]], Future[list[Done]]]:
    return lambda batch: pool.submit(_check_in_hand, batch)


def _alone(task: Task, checking: Checking, method: str | None) -> Done:
    """Try a file once more, that was in hand when a process died, with a process to itself."""
    from concurrent.futures import BrokenExecutor

    with _processes(1, checking, method) as pool:
        try:
            return pool.submit(_check_in_hand, [task]).result()[0]
        except BrokenExecutor:
            return _lost(task)


@contextmanager
def _processes(
    workers: int, checking: Checking, method: str | None
) -> Iterator[ProcessPoolExecutor]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    if method is None and threading.active_count() > 1:
        method = "spawn"  # a copy of a process with threads may wait for one of them for ever
    how = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(workers, how, initializer=_start, initargs=(checking,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(tasks: Sequence[Task], most: int) -> deque[list[Task]]:
    return deque(list(tasks[at : at + most]) for at in range(0, len(tasks), most))


def _flow(
    hand_out: Callable[[list[Task]], Future[list[Done]]],
    waiting: deque[list[Task]],
    most: int,
    suspects: list[Task],
) -> Iterator[Done]:
    """Hand out batches, no more than `most` at once, until none waits or a process dies; then
    `suspects` are the files that were in hand.
    """
    from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait

    running: dict[Future[list[Done]], list[Task]] = {}
    while running or (waiting and not suspects):
        while waiting and not suspects and len(running) < most:
            batch = waiting.popleft()
            try:
                running[hand_out(batch)] = batch
            except BrokenExecutor:
                suspects += batch
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            batch = running.pop(future)
            try:
                yield from future.result()
            except Exception:  # each executor has its own for a process that died
                suspects += batch


# --------------------------------------------------------------------------- somebody else's


def _by_executor(tasks: Sequence[Task], checking: Checking, executor: Executor) -> Iterator[Done]:
    """Check files by an executor whose processes may be on other machines: the files' bytes go
    along.
    """
    said = pickle.dumps(checking)

    def hand_out(batch: list[Task]) -> Future[list[Done]]:
        carried = [replace(task, data=bytes_of(task.path)) for task in batch]
        return executor.submit(check_batch, said, carried)

    waiting = _batches(tasks, BATCH)
    while waiting:
        suspects: list[Task] = []
        yield from _flow(hand_out, waiting, BATCHES, suspects)
        for task in suspects:
            yield _alone(task, checking, "spawn")


def check_batch(said: bytes, tasks: Sequence[Task]) -> list[Done]:
    """Check some files anywhere: what was sent comes along, and is understood once a process."""
    checking = _understood(said)
    with Keeper(checking.passwords) as cage:
        return list(_in_turn(tasks, checking, cage))


@lru_cache(maxsize=2)
def _understood(said: bytes) -> Checking:
    checking: Checking = pickle.loads(said)  # noqa: S301  # from whoever runs the executor
    return checking
