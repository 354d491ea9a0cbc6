"""The keeper of the cage: starts the process that reads, asks it, and stops it when it fails or
takes too much.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time as clock
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import sheettools
from sheettools.incoming.cage.pieces import MEMORY, receive, send

MAX_ANSWER = 256 << 20
FILES_PER_WORKER = 200
AS_CAGE = "--as-the-reading-process"
"""How a program that is one file is told to be the cage; it stands in no help."""
LOOK_EVERY = 0.5
"""After how many seconds the keeper looks what the process has taken; most files are read by
then.
"""

_handed_on: _HandedOn | None = None
"""What keepers hand on; None where each has a process of its own."""


@dataclass
class Allowance:
    """What may be taken for one file, by all that read it one after the other.

    The clock runs on while another program has the computer, or while it sleeps: what bounds the
    reading is the time of the processor.
    """

    seconds: float
    """Of the processor."""
    wall: float
    """By the clock."""

    def __post_init__(self) -> None:
        self._end = clock.monotonic() + self.wall

    @property
    def is_late(self) -> bool:
        """Whether it has taken too long by the clock."""
        return clock.monotonic() > self._end


@dataclass
class _Worker:
    """A process that reads, with how many files it has read and the time of the processor until
    then.
    """

    process: subprocess.Popen[bytes]
    asked: int = 0
    seconds: float = 0.0
    own: bool = True
    """Whether it has opened the office's own files alone."""
    beside: threading.Thread | None = None
    """What has it work while its keeper does other things (`ask_beside`)."""


@dataclass
class _HandedOn:
    """The process that nobody uses now."""

    whatever: bool
    """Whether it is handed on to whoever needs one next, or not from strangers' files to one's
    own.
    """
    idle: _Worker | None = None

    def take(self, own: bool) -> _Worker | None:
        """Return the process to whoever may have it."""
        if self.idle is None or (own and not self.idle.own and not self.whatever):
            return None
        worker, self.idle = self.idle, None
        return worker


class _Question:
    """A file that a process was asked to read, and the answer once that has come."""

    def __init__(self, worker: _Worker, about: tuple[str, bytes, int], header: bytes) -> None:
        self.worker, self.about = worker, about
        self.received: list[bytes | None] = []
        self.waits = worker.beside is not None and worker.beside.is_alive()
        """Whether the process has something else to do before, of which it may die."""
        # A thread, because a pipe on Windows cannot be waited for with a time limit.
        said = (worker, header, about[1], self.received)
        self.talk = threading.Thread(target=_talk, args=said, daemon=True)
        self.talk.start()


@contextmanager
def handing_on(*, whatever: bool = False, at_once: bool = False) -> Iterator[None]:
    """While this lasts, keepers hand one process on; to start it takes longer than to read a file.
    Where it is started `at_once`, it gets ready while whoever is to ask it does so too.

    What has opened a stranger's file reads none of the office's own. `whatever` it has read is for
    whoever runs many commands one after the other and wrote their files himself, as the tests do.
    """
    global _handed_on  # noqa: PLW0603  # one for the process
    if _handed_on is not None:
        yield
        return
    _handed_on = mine = _HandedOn(whatever)
    if at_once:
        with suppress(OSError):  # whoever asks will be told
            mine.idle = _Worker(_start())
    try:
        yield
    finally:
        _handed_on = None
        if mine.idle is not None:
            _end(mine.idle.process)


def keep_own() -> None:
    """Have each keeper start a process of its own: what was handed on in the process of which this
    one is a copy is the other's.
    """
    global _handed_on  # noqa: PLW0603  # one for the process, as in `handing_on`
    _handed_on = None


class Keeper:
    """The process that reads: started when needed, replaced when it is not whole after a failure,
    takes too much or has read enough.
    """

    def __init__(self, passwords: Sequence[str] = (), *, own: bool = False) -> None:
        """`own` says that it is to read the office's own files alone."""
        self._own = own
        self._passwords = list(passwords)  # they go through the pipe, never to a command line
        self._worker: _Worker | None = None
        self._ahead: _Question | None = None

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        idle = error is None and self._ahead is None and self._is_free()
        if idle and _handed_on is not None and _handed_on.idle is None:
            _handed_on.idle, self._worker = self._worker, None
        self.close()

    def ask_ahead(self, reader: str, data: bytes) -> None:
        """Put the next question, so that the process reads while its keeper does other things."""
        self._ahead = self._put((reader, data, 0))

    def ask_beside(
        self,
        reader: str,
        parts: Generator[bytes, None, None],
        told: Callable[[Mapping[str, Any]], None],
    ) -> None:
        """Have the process go through parts of something while its keeper does other things; each
        answer is told in a thread. It ends with the parts, or at the first that is not answered;
        what was asked ahead comes first, and what is asked for next waits until then.
        """
        worker = self._running()
        first = self._ahead.talk if self._ahead is not None else None
        said = (worker, first, self._header(reader, 0), parts, told)
        worker.beside = threading.Thread(target=_go_through, args=said, daemon=True)
        worker.beside.start()

    def ask(self, reader: str, data: bytes, allowed: Allowance, room: int = 0) -> dict[str, Any]:
        """Return the reader's answer; `{"slow": ..}` where it took more than is allowed, which is
        less afterwards, and `{"failed": ..}` if it failed or died.
        """
        question = self._question((reader, data, room))
        worker = question.worker
        stopped = _watch(question.talk, worker, allowed)
        if stopped:
            self.close()
            question.talk.join()
            return stopped
        worker.asked += 1
        body = question.received[0] if question.received else None
        if body is None and question.waits:
            self.close()
            return self.ask(reader, data, allowed, room)
        reply: dict[str, Any] = {"failed": "died"} if body is None else json.loads(body)
        taken = max(reply.pop("seconds", 0.0) - worker.seconds, 0.0)
        worker.seconds += taken
        allowed.seconds -= taken
        is_whole = "failed" not in reply or reply.pop("whole", False)
        if not is_whole or worker.asked >= FILES_PER_WORKER:
            self.close()
        return reply

    def _question(self, about: tuple[str, bytes, int]) -> _Question:
        """Return a question that is put now, or was put ahead."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return self._put(about)
        if ahead.about != about:
            self.close()  # what it comes to would be taken for the answer
            return self._put(about)
        return ahead

    def _put(self, about: tuple[str, bytes, int]) -> _Question:
        reader, _, room = about
        return _Question(self._running(), about, self._header(reader, room))

    def _header(self, reader: str, room: int) -> bytes:
        said = {"reader": reader, "passwords": self._passwords, "room": room}
        return json.dumps(said).encode("ascii")

    def close(self) -> None:
        """End the process."""
        worker, self._worker, self._ahead = self._worker, None, None
        if worker is not None:
            _end(worker.process)

    def _is_free(self) -> bool:
        """Say whether the process has nothing to do; the little that it may still have is waited
        for.
        """
        beside = self._worker.beside if self._worker is not None else None
        if beside is None:
            return True
        beside.join(LOOK_EVERY)
        return not beside.is_alive()

    def _running(self) -> _Worker:
        if self._worker is None and _handed_on is not None:
            self._worker = _handed_on.take(self._own)
        if self._worker is None or self._worker.process.poll() is not None:
            self.close()
            self._worker = _Worker(_start())
        self._worker.own = self._worker.own and self._own
        return self._worker


def _watch(talk: threading.Thread, worker: _Worker, allowed: Allowance) -> dict[str, Any]:
    """Wait for an answer; say why it is waited for no longer, nothing where it has come."""
    talk.join(LOOK_EVERY)
    while talk.is_alive():
        seconds, memory = _taken(worker.process.pid)
        if seconds - worker.seconds > allowed.seconds or allowed.is_late:
            return {"slow": True}
        if memory > MEMORY:  # where the system keeps no bound of its own
            return {"failed": "memory"}
        talk.join(LOOK_EVERY)
    return {}


def _taken(pid: int) -> tuple[float, int]:
    """Return the seconds of the processor that a process has taken, and its memory."""
    import psutil

    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        return times.user + times.system, process.memory_info().rss
    except psutil.Error:  # it has just ended
        return 0.0, 0


def _start() -> subprocess.Popen[bytes]:
    """Start the cage, so that it finds this package and no module of the folder it is started
    in.
    """
    root = str(Path(sheettools.__file__).parent.parent)
    search = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-P", "-m", "sheettools.incoming.cage.process"]
    if getattr(sys, "frozen", False):  # there is no Python to start but the program itself
        command = [sys.executable, AS_CAGE]
    return subprocess.Popen(  # noqa: S603  # ourselves, and nothing that comes from outside
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.close()


def _talk(worker: _Worker, header: bytes, data: bytes, received: list[bytes | None]) -> None:
    """Send one request and keep the answer, once the process has nothing else to do."""
    if worker.beside is not None:
        worker.beside.join()
    received.append(_answer(worker.process, header, data))


def _go_through(
    worker: _Worker,
    first: threading.Thread | None,
    header: bytes,
    parts: Generator[bytes, None, None],
    told: Callable[[Mapping[str, Any]], None],
) -> None:
    """Send a request a part, one after the other, and tell each answer; first let a question have
    its own.
    """
    if first is not None:
        first.join()
    with closing(parts):
        for part in parts:
            body = _answer(worker.process, header, part)
            if body is None or not _is_told(body, worker, told):
                _end(worker.process)
                return


def _is_told(body: bytes, worker: _Worker, told: Callable[[Mapping[str, Any]], None]) -> bool:
    """Tell an answer; say whether it was one. Whoever has opened a stranger's file may say
    anything.
    """
    try:
        reply: dict[str, Any] = json.loads(body)
        if "failed" in reply:
            return False
        worker.seconds = reply["seconds"]
        told(reply)
    except (LookupError, TypeError, ValueError):
        return False
    return True


def _answer(process: subprocess.Popen[bytes], header: bytes, data: bytes) -> bytes | None:
    """Send one request and return the answer; a broken pipe is none."""
    with suppress(OSError, ValueError):
        requests, answers = _pipes(process)
        send(requests, header)
        send(requests, data)
        return receive(answers, MAX_ANSWER)
    return None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    return process.stdin, process.stdout  # type: ignore[return-value]  # IO[bytes] is all a BinaryIO has
