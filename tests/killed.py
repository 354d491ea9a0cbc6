"""A command that is killed at the n-th thing that it does to the disk.

It runs in a copy of this process, which ends at once, as by kill -9: nothing is closed, nothing
tidied up.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence

from written import anew

from sheettools.cli.entry import run

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"}
KILLED = -signal.SIGKILL if os.name == "posix" else 9
NEVER = 1 << 30


def run_until(step: int, arguments: Sequence[str]) -> int:
    """Run a command in a copy of this process that is killed before its n-th step, counted from 1;
    return its exit code, KILLED where it was killed.
    """
    code, _ = _apart(lambda: _watched(step, arguments))
    return code


def count_steps(arguments: Sequence[str]) -> int:
    """Return how many things a command does to the disk."""
    _, told = _apart(lambda: _watched(NEVER, arguments))
    return int(told)


def _apart(work: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    theirs, ours = os.pipe()
    pid = os.fork()
    if not pid:
        code = 70
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            code, told = work()
            os.write(ours, told.encode())
        finally:
            os._exit(code)
    os.close(ours)
    with os.fdopen(theirs) as pipe:
        told = pipe.read()
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), told


def _watched(last: int, arguments: Sequence[str]) -> tuple[int, str]:
    done = 0

    def watch(event: str, facts: tuple[object, ...]) -> None:
        nonlocal done
        if event in STEPS or (event == "open" and _writes(*facts)):
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    with anew():
        return run(arguments), str(done)


def _writes(path: object, mode: object, flags: object) -> bool:
    if path == os.devnull or isinstance(path, int):
        return False
    return isinstance(flags, int) and bool(flags & WRITES)
