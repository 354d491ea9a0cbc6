"""A PDF of a twin, made by LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

TIMEOUT = 120
"""Seconds that LibreOffice may take for one file."""
PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def find_office() -> str | None:
    """Return the program LibreOffice, None where it is not installed."""
    for name in PROGRAMS:
        program = shutil.which(name)
        if program:
            return program
    return next((place for place in PLACES if Path(place).is_file()), None)


def make_pdf(path: Path) -> Path | None:
    """Make a PDF of a twin beside it; None where LibreOffice is missing or does not manage."""
    program, made = find_office(), path.with_suffix(".pdf")
    try:
        if made.is_file() and made.stat().st_mtime >= path.stat().st_mtime:
            return made  # an unchanged twin keeps its time, see `write.replace_file`
        made.unlink(missing_ok=True)  # an old one would tell the codes of an old plan
    except OSError:
        return None
    if program is None:
        return None
    # A profile of its own: a LibreOffice that somebody has open would take the work over and do
    # nothing.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        command = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(home / "out"),
            str(path.resolve()),
        ]
        with contextlib.suppress(OSError):
            _run(command)
            shutil.move(home / "out" / made.name, made)
            return made
    return None


def _run(command: Sequence[str]) -> None:
    process = subprocess.Popen(  # noqa: S603  # our own words, and the path of a file that we have written
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=True,
    )
    try:
        process.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        # LibreOffice starts a second program, which outlives the first; both are in the session
        # begun here.
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
