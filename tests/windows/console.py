"""A Windows console that is a terminal here: what a program shows there, what is typed into it."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
import tty
from collections.abc import Sequence
from pathlib import Path

from windows.wine import Wine, find

SIGNS = re.compile(rb"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)")
"""By these a terminal is told where to write and in which colour."""


def on_console(
    wine: Wine, command: Sequence[str | Path], typed: Sequence[str] = (), seconds: float = 60
) -> tuple[int | None, str]:
    """Return a program's exit code, None where it had to be ended, and what its console showed.

    Each line is typed as soon as nothing new has been shown for a moment.
    """
    ours, theirs = pty.openpty()
    tty.setraw(theirs)  # else Enter would come as another key
    program = subprocess.Popen(
        [find("wine64") or "wine64", *map(str, command)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=wine.environment | {"TERM": "xterm"},
        start_new_session=True,
    )
    os.close(theirs)
    waiting, shown, end = list(typed), b"", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([ours], [], [], 1.0)[0]:
            try:
                shown += os.read(ours, 1 << 16)
            except OSError:  # nobody has it open any more
                break
        elif program.poll() is not None:
            break
        elif waiting and shown:
            os.write(ours, (waiting.pop(0) + "\r").encode("utf-8"))
    try:
        code = program.wait(5)
    except subprocess.TimeoutExpired:
        code = None
        program.kill()
        program.wait()
    os.close(ours)
    return code, SIGNS.sub(b"", shown).decode("utf-8", "replace")
