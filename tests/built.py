"""What takes long to make and always comes out the same: made once in a whole run of the tests,
then copied.

All processes of a run share one folder. Whatever is kept there is moved to its place in one step,
so that nobody copies half of it; where two make the same at one time, the first to end is kept.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp, mkstemp

shelf: Path | None = None
"""The folder that the processes of this run share; nothing is kept where there is none."""


def key_of(*facts: object) -> str:
    """Return a name for what comes out of `facts`: their bytes, or how they are written."""
    digest = hashlib.sha256()
    for fact in facts:
        data = fact if isinstance(fact, bytes) else repr(fact).encode("utf-8")
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


def built(key: str, target: Path, make: Callable[[Path], object]) -> None:
    """Make `target`, a file or a folder, with `make`; what was made under this key is copied."""
    kept = shelf / key if shelf is not None else None
    if kept is None or not kept.exists():
        make(target)
        if kept is not None:
            _keep(target, kept)
    else:
        _copy(kept, target)


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """Return the bytes that were kept under this key, or those that `make` makes."""
    place = shelf / key if shelf is not None else None
    if place is not None and place.exists():
        return place.read_bytes()
    data = make()
    if place is not None:
        keep_bytes(place, data)
    return data


def keep_bytes(place: Path, data: bytes) -> None:
    """Keep bytes on the shelf."""
    number, draft = mkstemp(dir=place.parent)
    with open(number, "wb") as file:  # noqa: PTH123 - it is open already
        file.write(data)
    Path(draft).replace(place)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _keep(target: Path, kept: Path) -> None:
    folder = Path(mkdtemp(dir=kept.parent))
    _copy(target, folder / target.name)
    with suppress(OSError):  # another process has kept a folder there in the meantime
        (folder / target.name).rename(kept)
    shutil.rmtree(folder)
