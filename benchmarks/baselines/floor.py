"""What cannot be gone below: `inflate` all parts of all workbooks of a folder, or `copy` one.

    python -m benchmarks.baselines.floor inflate FOLDER
    python -m benchmarks.baselines.floor copy FILE TARGET TIMES

FROZEN, see `benchmarks/baselines/__init__.py`. `zipfile` for the list of parts, zlib itself for
their bytes: reading them by `zipfile` also checks their sums and takes longer.
"""

from __future__ import annotations

import sys
import zipfile
import zlib
from pathlib import Path

HEAD = 30
"""How long what stands before a part's name is; its last four bytes say how long name and extra
are.
"""


def inflate(folder: str) -> None:
    """Inflate all parts of all workbooks, and print how many bytes they have."""
    total = 0
    for path in sorted(Path(folder).glob("*.xlsx")):
        data = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                total += len(_inflated(data, part))
    print(total)


def _inflated(data: bytes, part: zipfile.ZipInfo) -> bytes:
    head = data[part.header_offset : part.header_offset + HEAD]
    name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    start = part.header_offset + HEAD + name + extra
    raw = data[start : start + part.compress_size]
    return zlib.decompress(raw, -15) if part.compress_type == zipfile.ZIP_DEFLATED else raw


def copy(file: str, target: str, times: str) -> None:
    """Write the bytes of one file so many times, each under a name of its own."""
    data = Path(file).read_bytes()
    for number in range(int(times)):
        (Path(target) / f"{number}.xlsx").write_bytes(data)


if __name__ == "__main__":
    if sys.argv[1] == "inflate":
        inflate(*sys.argv[2:])
    else:
        copy(*sys.argv[2:])
