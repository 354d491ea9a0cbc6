"""LibreOffice, where it is installed: it turns a file into one of another kind, within bounds."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time as clock
from collections.abc import Sequence
from pathlib import Path

from sheettools.disk.place import real_path
from sheettools.disk.scratch import temporary_folder

TIMEOUT = 120.0
"""Seconds by the clock that LibreOffice may take for one file."""
SECONDS = 60.0
"""Seconds of the processor."""
MEMORY = 1 << 30
LOOK_EVERY = 0.25
PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SCRIPTS = "/org.openoffice.Office.Common/Security/Scripting"
_SET = (
    # No macro runs, no link is followed, whatever a stranger's file asks for.
    (_SCRIPTS, "DisableMacrosExecution", "true"),
    (_SCRIPTS, "DisableActiveContent", "true"),
    (_SCRIPTS, "BlockUntrustedRefererLinks", "true"),
    # Where a profile knows no version, each start is the first of a new one, and a hundred pictures
    # are drawn to try the screen: two thirds of the time that a letter takes.
    ("/org.openoffice.Setup/Product", "ooSetupLastVersion", "99.0"),
)
"""What is set in the profile: where, its name, its value."""
_SETTING = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
)


def find_office() -> str | None:
    """Return the program LibreOffice, None where it is not installed."""
    for name in PROGRAMS:
        program = shutil.which(name)
        if program:
            return program
    return next((place for place in PLACES if Path(place).is_file()), None)


def convert(path: Path, kind: str, made: Path, *, reader: str = "") -> bool:
    """Have LibreOffice write a file as another kind (`pdf`) to `made`; say whether it did.

    `reader` is the filter that must read it, where LibreOffice would take another.
    """
    program = find_office()
    if program is None:
        return False
    # A profile of its own: a LibreOffice that somebody has open would take the work over and do
    # nothing.
    with temporary_folder() as home:
        user = home / "profile" / "user"
        user.mkdir(parents=True)
        settings = _SETTINGS.format("".join(_SETTING.format(*one) for one in _SET))
        (user / "registrymodifications.xcu").write_bytes(settings.encode())
        command = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            *([f"--infilter={reader}"] if reader else []),
            "--convert-to",
            kind,
            "--outdir",
            str(home / "out"),
            str(real_path(path)),
        ]
        with contextlib.suppress(OSError):
            _run(command, home)
            shutil.move(home / "out" / path.with_suffix(f".{kind}").name, made)
            return True
    return False


def _run(command: Sequence[str], home: Path) -> None:
    """Run LibreOffice until it is done or takes too much; whatever it leaves lies in `home`."""
    process = subprocess.Popen(  # noqa: S603  # our own words, and the path of a file that we have written
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(home))},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=True,
    )
    try:
        end = clock.monotonic() + TIMEOUT
        while clock.monotonic() < end and not _takes_too_much(process.pid):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_EVERY)
                return
    finally:  # also where the run itself is stopped
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, and whatever it has started."""
    if process.poll() is not None:
        return
    # LibreOffice starts a second program, which outlives the first; both are in the session begun
    # here.
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _takes_too_much(pid: int) -> bool:
    """Say whether a program and all it has started take too much of the computer."""
    import psutil

    seconds, memory = 0.0, 0
    try:
        first = psutil.Process(pid)
        for process in (first, *first.children(recursive=True)):
            times = process.cpu_times()
            seconds += times.user + times.system
            memory += process.memory_info().rss
    except psutil.Error:  # one has just ended
        return False
    return seconds > SECONDS or memory > MEMORY
