"""Whether a process still runs: its number alone may be another's by now."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def born(pid: int) -> str:
    """Return what tells a process from all others that ever bore its number: when it was started,
    in a form that is only compared. Empty where there is no such process.
    """
    if sys.platform == "linux":
        return _born_on_linux(pid)
    import psutil

    try:
        process = psutil.Process(pid)
        gone = process.status() == psutil.STATUS_ZOMBIE
        return "" if gone else f"{process.create_time():.2f}"
    except psutil.Error:
        return ""


def _born_on_linux(pid: int) -> str:
    """Return the ticks from the computer's start to the process's, and which start that was."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        start = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
    except OSError:
        return ""
    return "" if said[0] in "ZX" else f"{said[19]}x{start}"


def is_running(pid: int, start: str) -> bool:
    """Say whether the process of this number that was started then still runs."""
    return bool(start) and born(pid) == start


def may_be_at(pid: int, written: float) -> bool:
    """Say whether a process of this number may be at work on what was last written at a time: it
    runs, it is not this one, and was there already.
    """
    if pid == os.getpid() or not born(pid):
        return False
    import psutil

    try:
        return bool(psutil.Process(pid).create_time() <= written + 2)  # clocks of disks are coarse
    except psutil.Error:
        return False
