"""A disk that fails: at the n-th thing that is asked of it, or from there on, while a command runs
in this process. Names are taken, files made and taken away, and what is written reaches the disk
through here; so do the two databases.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from written import anew

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
NEVER = 1 << 30
CALLS = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "link", "chmod", "utime")
ROOM = {"open", "write", "sync", "mkdir", "link", "sql"}
"""What a full disk goes on to refuse; names can be taken away and changed on it."""
SAID_BY_SQLITE = {
    errno.ENOSPC: "database or disk is full",
    errno.EACCES: "attempt to write a readonly database",
    errno.EIO: "disk I/O error",
}


@dataclass
class Disk:
    """A disk whose `at`-th step fails, counted from 1; one that is full fails from there on."""

    folder: Path
    """Where it is: what lies elsewhere is on another one."""
    at: int = NEVER
    number: int = errno.ENOSPC
    done: int = 0
    failed: str = ""
    """What failed first."""

    def step(self, what: str, path: object = None) -> None:
        """Count a step. Raises OSError where it fails."""
        self.done += 1
        full = self.number == errno.ENOSPC and what in ROOM
        if self.done == self.at or (full and self.done > self.at):
            self.failed = self.failed or f"{what} {path}"
            if what == "sql":
                raise sqlite3.OperationalError(SAID_BY_SQLITE[self.number])
            raise OSError(self.number, os.strerror(self.number), path)

    def has(self, path: object, folder: int | None = None) -> bool:
        """Say whether a path, or an open file, is on it; names in an open folder are."""
        if folder is not None:
            return True
        if isinstance(path, int):
            return stat.S_ISREG(os.fstat(path).st_mode)
        return isinstance(path, str | os.PathLike) and str(self.folder) in str(
            Path(path).absolute()
        )


@contextmanager
def failing(disk: Disk) -> Iterator[Disk]:
    """Have all that is written go to a disk meanwhile."""
    with pytest.MonkeyPatch.context() as patch, anew():
        opened = _opens(disk, io.open)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        for name in CALLS:
            patch.setattr(os, name, _named(disk, name, getattr(os, name)))
        for name in ("write", "ftruncate", "sendfile"):
            patch.setattr(os, name, _open_file(disk, "write", getattr(os, name)))
        patch.setattr(os, "fsync", _open_file(disk, "sync", os.fsync))
        patch.setattr(os, "open", _descriptor(disk, os.open))
        patch.setattr(sqlite3, "connect", _connects(disk, sqlite3.connect))
        yield disk


def _named(disk: Disk, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *more: Any, **others: Any) -> Any:
        if disk.has(path, others.get("dir_fd")):
            disk.step(name, path)
        return real(path, *more, **others)

    return call


def _open_file(disk: Disk, what: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(file: int, *more: Any, **others: Any) -> Any:
        if disk.has(file):
            disk.step(what)
        return real(file, *more, **others)

    return call


def _descriptor(disk: Disk, real: Callable[..., int]) -> Callable[..., int]:
    def call(path: Any, flags: int, *more: Any, **others: Any) -> int:
        if flags & WRITES and disk.has(path):
            disk.step("open", path)
        return real(path, flags, *more, **others)

    return call


def _opens(disk: Disk, real: Callable[..., Any]) -> Callable[..., Any]:
    """Return an `open` whose files ask the disk before each piece that is written."""

    class Raw(io.FileIO):
        def write(self, data: Any) -> int:
            disk.step("write")
            return super().write(data)

    def call(
        file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, *more: Any, **kw: Any
    ) -> Any:
        if not set(mode) & set("wax+") or not disk.has(file):
            return real(file, mode, buffering, encoding, *more, **kw)
        if not isinstance(file, int):
            disk.step("open", file)
        raw = Raw(file, mode.translate({ord("b"): None, ord("t"): None}))
        both = "+" in mode
        buffered = io.BufferedRandom(raw) if both else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding or "utf-8", *more, **kw)

    return call


def _connects(disk: Disk, real: Callable[..., Any]) -> Callable[..., Any]:
    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *more: Any) -> Any:
            if not sql.startswith(("SELECT", "PRAGMA")):
                disk.step("sql")
            return super().execute(sql, *more)

        def executemany(self, sql: str, *more: Any) -> Any:
            disk.step("sql")
            return super().executemany(sql, *more)

    def call(path: Any, *more: Any, **others: Any) -> Any:
        if not path:  # what is gone with the run lies in memory
            return real(path, *more, **others)
        disk.step("sql", path)
        return real(path, *more, factory=Connection, **others)

    return call
