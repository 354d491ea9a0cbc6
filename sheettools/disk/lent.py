"""A folder lent to what is held in memory: its files are laid into it, and what has changed is
taken out again. Nothing of it is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sheettools.disk.alone import LOCK
from sheettools.disk.scratch import temporary_folder
from sheettools.findings import Finding, Severity, SheettoolsError, declare

OUTSIDE = declare(
    "T150",
    Severity.ERROR,
    why=(
        "“{value}” không phải chỗ của một tệp trong thư mục.",
        "“{value}” is no place of a file in the folder.",
    ),
    remedy=(
        "Ghi như nhan-ve/don-vi-01.xlsx: các phần cách nhau bằng “/”; không có “..”, “\\”, “:”.",
        "Write it as nhan-ve/unit-01.xlsx: parts parted by “/”; no “..”, no backslash, no colon.",
    ),
)


@contextmanager
def lent_folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield a folder with these files, by their places in it; it is gone at the end of the `with`
    block. Raises SheettoolsError (T150) for a place that would lie elsewhere.
    """
    wrong = [Finding(OUTSIDE, value=place) for place in files if not _is_inside(place)]
    if wrong:
        raise SheettoolsError(*wrong)
    with temporary_folder() as folder:
        for place, data in files.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield folder


def _is_inside(place: str) -> bool:
    parts = place.split("/")
    return all(part.strip(". ") for part in parts) and not set(place) & set("\\:\0")


class Snapshot:
    """What a folder holds at a moment, to tell later what was written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = self._look()

    def written(self) -> tuple[str, ...]:
        """Return the places of the files that are new or other than they were, parted by “/”."""
        now = self._look()
        return tuple(place for place in sorted(now) if now[place] != self._before.get(place))

    def removed(self) -> tuple[str, ...]:
        """Return the places of the files that are there no more."""
        return tuple(sorted(self._before.keys() - self._look().keys()))

    def _look(self) -> dict[str, tuple[int, int, int]]:
        seen: dict[str, tuple[int, int, int]] = {}
        for path in self._folder.rglob("*"):
            if path.is_file() and path.name != LOCK:
                told = path.stat()
                place = path.relative_to(self._folder).as_posix()
                seen[place] = told.st_mtime_ns, told.st_size, told.st_ino
        return seen
