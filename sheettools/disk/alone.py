"""One run at a time in a year's folder, and what runs that were cut short have left there.

Who is at work holds a small file: the system lets go of it when its process ends, however that
ends. What stands in the file then says that the run was cut short.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sheettools.disk.draft import maker_of
from sheettools.disk.hold import hold
from sheettools.disk.running import born, is_running, may_be_at
from sheettools.disk.scratch import sweep_scratch
from sheettools.findings import (
    Finding,
    Location,
    Severity,
    SheettoolsError,
    Stop,
    Words,
    counted,
    declare,
)

LOCK = ".~sheettools.lock"
"""The file that a run holds; by its beginning it is known as a by-product wherever it comes to."""
TRIES = 50
"""How often it is tried while others hold the file for a moment each and take it away."""
OLD = 12 * 60 * 60
"""After how many seconds nobody is believed to be still at work of whom nothing else is known."""
UNKNOWN = Words("không rõ lệnh nào", "it is not known which")
NOTHING_LEFT = Words("không còn sót tệp tạm nào", "it left no temporary files")
_FACTS = {
    "command": Words("{fact}", "{fact}"),
    "at": Words("chạy từ {fact}", "since {fact}"),
    "host": Words("trên máy {fact}", "on {fact}"),
}
"""What is told of who is at work, as far as it is known."""

AT_WORK = declare(
    "F280",
    Severity.ERROR,
    why=(
        "Đang có lệnh khác ghi vào thư mục này{who}. Chưa ghi gì.",
        "Another command is writing in this folder{who}. Nothing was written.",
    ),
    remedy=(
        "Đợi lệnh đó xong rồi chạy lại. Nếu chắc chắn không còn lệnh nào chạy, xóa tệp {value}.",
        "Wait until it is done and run again. If surely none is running, delete {value}.",
    ),
    stop=Stop.NOT_WRITTEN,
)
CUT_SHORT = declare(
    "F281",
    Severity.REPAIR,
    why=(
        "Lần chạy trước bị ngắt giữa chừng ({command}); {left}.",
        "An earlier run was cut short ({command}); {left}.",
    ),
    remedy=(
        "Không phải làm gì; tệp nào lần trước chưa kịp ghi thì chạy lại lệnh đó.",
        "Nothing to do; for files that it had not written yet, run that command again.",
    ),
)


@contextmanager
def only_one(folder: Path, command: str, places: Iterable[Path]) -> Iterator[list[Finding]]:
    """Hold a year's folder while a command writes there; yield what is to be said of earlier runs,
    whose drafts are swept from `places`.

    A folder in which nothing can be written needs no holding. Raises SheettoolsError (F280).
    """
    held = _take(folder / LOCK)
    if held is None:
        yield []
        return
    try:
        before = _read(held)
        _write(held, {**_who(), "command": command, "at": f"{datetime.now():%H:%M %d/%m/%Y}"})
        swept = sum(map(_sweep, dict.fromkeys(places))) + sweep_scratch()
        yield _told(before, swept)
    finally:
        _let_go(held, folder / LOCK)


@contextmanager
def made_for_now(folder: Path) -> Iterator[None]:
    """Make a folder, and take it away at the end where nothing came into it."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for path in missing:
            with suppress(OSError):
                path.rmdir()


def _told(before: Mapping[str, Any], swept: int) -> list[Finding]:
    if not before and not swept:
        return []
    command = " ".join(str(before[key]) for key in ("command", "at") if before.get(key))
    cleared = counted(swept, "temporary file|temporary files")
    left = Words(f"đã dọn {swept} tệp tạm còn sót", f"cleared of it: {cleared}")
    values = {"command": command or UNKNOWN, "left": left if swept else NOTHING_LEFT}
    return [Finding(CUT_SHORT, values=values)]


def _who() -> dict[str, Any]:
    return {"pid": os.getpid(), "born": born(os.getpid()), "host": socket.gethostname()}


# --------------------------------------------------------------------------- the file that is held


def _take(path: Path) -> int | None:
    """Hold the file, which is made; None where that cannot be. Raises SheettoolsError (F280)."""
    for _ in range(TRIES):
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except OSError:
            return None
        ours = hold(file)
        if ours is None:  # then only what stands in it can be believed
            ours = not _is_at_work(_read(file), time.time() - os.fstat(file).st_mtime)
        if not ours:
            said = _read(file)
            os.close(file)
            raise SheettoolsError(_at_work(path, said))
        with suppress(OSError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)  # whoever held it has taken it away meanwhile
    return None


def _at_work(path: Path, said: Mapping[str, Any]) -> Finding:
    return Finding(AT_WORK, Location(file=path.parent.name), str(path), {"who": _who_is(said)})


def _who_is(said: Mapping[str, Any]) -> Words:
    known = [(words, {"fact": said[key]}) for key, words in _FACTS.items() if said.get(key)]
    vi = ", ".join(words.say("vi", fact) for words, fact in known)
    en = ", ".join(words.say("en", fact) for words, fact in known)
    return Words(f" ({vi})", f" ({en})") if known else Words("", "")


def _is_at_work(said: Mapping[str, Any], age: float) -> bool:
    """Say whether who wrote a file of this age may be at work; of another computer nobody knows."""
    if said.get("host") != socket.gethostname():
        return bool(said) and age < OLD
    return is_running(int(said.get("pid") or 0), str(said.get("born") or ""))


def _read(file: int) -> dict[str, Any]:
    """Return what stands in the file; nothing where it is not what a run writes."""
    with suppress(OSError, ValueError):
        os.lseek(file, 0, os.SEEK_SET)
        said = json.loads(os.read(file, 4096))
        if isinstance(said, dict) and str(said.get("pid", "")).isdecimal():
            return said
    return {}


def _write(file: int, said: Mapping[str, Any]) -> None:
    with suppress(OSError):  # on a full disk nothing says who holds it; it is held all the same
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, json.dumps(said).encode("ascii"))


def _let_go(file: int, path: Path) -> None:
    """Take the file away while it is held; Windows lets nobody take away what is open.

    Where it cannot be taken away it stays, empty: that tells nobody of a run.
    """
    with suppress(OSError):
        os.ftruncate(file, 0)
    if os.name == "posix":
        with suppress(OSError):
            path.unlink()
    os.close(file)
    if os.name != "posix":
        with suppress(OSError):  # the next run holds it already
            path.unlink()


# --------------------------------------------------------------------------- what was left


def _sweep(folder: Path) -> int:
    """Take away the drafts of runs that are gone; return how many there were."""
    swept = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            swept += _is_swept(entry)
    return swept


def _is_swept(entry: os.DirEntry[str]) -> bool:
    maker = maker_of(entry.name)
    if maker is None:
        return False
    with suppress(OSError):
        if may_be_at(maker, entry.stat(follow_symlinks=False).st_mtime):
            return False
        Path(entry.path).unlink()
        return True
    return False
