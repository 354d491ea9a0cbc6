"""The one temporary folder of a process: nobody else sees into it, and it is gone with the process.

What is made in it holds names. It bears the number of its process, so that whatever a killed run
has left is known for what it is, and swept away by the next.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sheettools.disk.running import born, is_running

BEGINNING = "sheettools-"
_NAME = re.compile(rf"{BEGINNING}(\d+)-([\w.]*)-\w+")

_own: dict[int, Path] = {}
"""The folder of this process by its number: a copy of the process has none yet."""


def scratch_folder() -> Path:
    """Return this process's own folder, made when it is first asked for."""
    pid = os.getpid()
    folder = _own.get(pid)
    if folder is None or not folder.is_dir():  # somebody may sweep the system's folder
        if not _own:
            atexit.register(remove_scratch)
        folder = _own[pid] = Path(tempfile.mkdtemp(prefix=f"{BEGINNING}{pid}-{born(pid)}-"))
    return folder


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder that is gone, with all that is in it, at the end of the `with` block."""
    folder = Path(tempfile.mkdtemp(dir=scratch_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def libraries_at_home() -> Iterator[None]:
    """Have the temporary files of every library made in this process's own folder meanwhile."""
    before, tempfile.tempdir = tempfile.tempdir, str(scratch_folder())
    try:
        yield
    finally:
        tempfile.tempdir = before


def is_scratch(path: str) -> bool:
    """Say whether a path leads into the temporary folder of a process, or to it."""
    return any(_NAME.fullmatch(part) for part in Path(path).parts)


def remove_scratch() -> None:
    """Take this process's folder away."""
    folder = _own.pop(os.getpid(), None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch() -> int:
    """Take away the folders of processes that are gone; return how many there were."""
    swept = 0
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            swept += entry.name.startswith(BEGINNING) and _sweep(entry)
    return swept


def _sweep(entry: os.DirEntry[str]) -> bool:
    found = _NAME.fullmatch(entry.name)
    if found is None or not entry.is_dir(follow_symlinks=False):
        return False
    if hasattr(os, "getuid") and entry.stat(follow_symlinks=False).st_uid != os.getuid():
        return False
    if is_running(int(found[1]), found[2]):
        return False
    shutil.rmtree(entry.path, ignore_errors=True)
    return not Path(entry.path).exists()
