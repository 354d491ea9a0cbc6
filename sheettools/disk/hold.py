"""A file held by one process alone, until it lets go or ends, by the system's own means."""

from __future__ import annotations

import errno
import os
import sys

AT = 1 << 20
"""The byte of the file that is held: on Windows nobody else could read those that are."""
_UNKNOWN = ("ENOLCK", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL")


def hold(file: int) -> bool | None:
    """Hold an open file; False where another process does, None where the disk knows no holding.

    Processes that this one starts do not hold it, so that none keeps it after this one's end.
    """
    try:
        _hold(file)
    except OSError as problem:
        unknown = {getattr(errno, name, None) for name in _UNKNOWN}
        return None if problem.errno in unknown else False
    return True


if sys.platform == "win32":
    import msvcrt

    def _hold(file: int) -> None:
        os.lseek(file, AT, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(file: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, AT)
