"""The keeper of the cage: starts the process that reads, asks it, and stops it when it fails or is
late.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time as clock
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import sheettools
from sheettools.incoming.cage.process import receive, send

MAX_ANSWER = 256 << 20
FILES_PER_WORKER = 200
AS_CAGE = "--as-the-reading-process"
"""How a program that is one file is told to be the cage; it stands in no help."""

_handed_on: list[tuple[subprocess.Popen[bytes], int]] | None = None
"""The process that nobody uses now, with how many files it has read; None where each keeper has its
own.
"""


@contextmanager
def handing_on() -> Iterator[None]:
    """While this lasts, keepers hand one process on; to start it takes longer than to read a file.

    It is for whoever runs many commands one after the other and wrote their files himself, as the
    tests do. The program does not: what has opened a stranger's file reads none of the office's.
    """
    global _handed_on
    before, _handed_on = _handed_on, []
    try:
        yield
    finally:
        left, _handed_on = _handed_on, before
        for process, _ in left:
            _end(process)


def keep_own() -> None:
    """Have each keeper start a process of its own: what was handed on in the process of which this
    one is a copy is the other's.
    """
    global _handed_on  # noqa: PLW0603  # one for the process, as in `handing_on`
    _handed_on = None


class Keeper:
    """The process that reads: started when needed, replaced when it fails, is late or has read
    enough.
    """

    def __init__(self, passwords: Sequence[str] = ()) -> None:
        self._passwords = list(passwords)  # they go through the pipe, never to a command line
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None and self._process is not None and _handed_on == []:
            _handed_on.append((self._process, self._asked))
            self._process = None
        self.close()

    def ask(self, reader: str, data: bytes, deadline: float, room: int = 0) -> dict[str, Any]:
        """Return the reader's answer; `{"slow": ..}` past the deadline, `{"failed": ..}` if it
        died.
        """
        process = self._running()
        header = json.dumps({"reader": reader, "passwords": self._passwords, "room": room}).encode(
            "ascii"
        )
        received: list[bytes | None] = []
        # A thread, because a pipe on Windows cannot be waited for with a time limit.
        talk = threading.Thread(target=_talk, args=(process, header, data, received), daemon=True)
        talk.start()
        talk.join(max(0.0, deadline - clock.monotonic()))
        if talk.is_alive():
            self.close()
            talk.join()
            return {"slow": True}
        self._asked += 1
        body = received[0] if received else None
        reply: dict[str, Any] = {"failed": "died"} if body is None else json.loads(body)
        if "failed" in reply or self._asked >= FILES_PER_WORKER:
            self.close()
        return reply

    def close(self) -> None:
        """End the process."""
        process, self._process, self._asked = self._process, None, 0
        if process is not None:
            _end(process)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None and _handed_on:
            self._process, self._asked = _handed_on.pop()
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start()
        return self._process


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


def _talk(
    process: subprocess.Popen[bytes], header: bytes, data: bytes, received: list[bytes | None]
) -> None:
    """Send one request and keep the answer; a broken pipe is no answer."""
    with suppress(OSError, ValueError):
        requests, answers = _pipes(process)
        send(requests, header)
        send(requests, data)
        received.append(receive(answers, MAX_ANSWER))


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    return process.stdin, process.stdout  # type: ignore[return-value]  # IO[bytes] is all a BinaryIO has
