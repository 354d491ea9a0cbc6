"""Where a path really leads, by whatever name it was given."""

from __future__ import annotations

from pathlib import Path


def real_path(path: Path) -> Path:
    """Return where a path leads, links followed; its own place where the system cannot tell, as of
    some network drives and disks in memory on Windows.
    """
    try:
        return path.resolve()
    except OSError:
        return path.absolute()
