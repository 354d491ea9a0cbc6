"""The bytes of a file, after making sure that it is one."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from sheettools.findings import Finding, Words
from sheettools.incoming.cage.refusals import CANNOT_OPEN, EMPTY, KINDS, NOT_A_FILE, TOO_LARGE
from sheettools.words.unseen import visible

MAX_SIZE = 64 << 20
_MIB = 1 << 20


class StopError(Exception):
    """Reading ends here; the finding says why and lacks only the file's name."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def shown_name(path: Path) -> str:
    """Return a file's name, as it may stand in any output."""
    return as_text(path.name)


def as_text(name: str) -> str:
    """Return a name as text on one line; bytes that are none would break every output, and marks
    that turn what follows would make it read as another.
    """
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(visible(name).splitlines()).replace("\t", " ")


def file_bytes(path: Path, most: int = 0) -> bytes:
    """Read a file's bytes after making sure that it is one; a pipe would wait for ever. Raise
    StopError. It holds no more than `most` bytes, where that is told, else no more than any.
    """
    most = most or MAX_SIZE
    try:
        _expect_file(os.lstat(path).st_mode)
        if path.name.startswith(("~$", ".~lock.")):
            problem, words = KINDS["lock"]
            raise StopError(Finding(problem, values={"kind": words}))
        guards = ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOINHERIT")
        flags = os.O_RDONLY
        for guard in guards:  # each system has some of them
            flags |= getattr(os, guard, 0)
        with os.fdopen(os.open(path, flags), "rb") as stream:
            status = os.fstat(stream.fileno())
            _expect_file(status.st_mode)
            data = b"" if status.st_size > most else _all_of(stream, status.st_size, most)
            size = max(status.st_size, len(data))
    except (OSError, ValueError) as error:  # ValueError: a name that no system can have
        raise StopError(Finding(CANNOT_OPEN, values={"reason": _reason(error)})) from error
    if size > most:
        values = {"size": -(-size // _MIB), "limit": most // _MIB}
        raise StopError(Finding(TOO_LARGE, values=values))
    if not data:
        raise StopError(Finding(EMPTY))
    return data


def _all_of(stream: BinaryIO, size: int, most: int) -> bytes:
    """Return what a file holds, one byte more than is taken where it has grown beyond that."""
    data = stream.read(size + 1)  # room for 64 MiB at each file would be made and given back
    return data if len(data) <= size else data + stream.read(most + 1 - len(data))


def _expect_file(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kind = Words("một thiết bị hoặc đường ống", "a device or a pipe")
    if stat.S_ISLNK(mode):
        kind = Words("một liên kết tới nơi khác", "a link to somewhere else")
    elif stat.S_ISDIR(mode):
        kind = Words("một thư mục", "a folder")
    raise StopError(Finding(NOT_A_FILE, values={"kind": kind}))


def _reason(error: OSError | ValueError) -> Words:
    from sheettools.disk.trouble import why_unread

    if isinstance(error, FileNotFoundError):
        return Words("không thấy tệp", "it is not there")
    return why_unread(error)
