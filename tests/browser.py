"""Chromium, headless: it lays a page out as a phone or a screen does, and says what it made of
it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from office import find_program

QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
"--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync")  # fmt: skip


def browse(page: Path, *options: str) -> str:
    """Open a page, with a profile of its own, and return what the browser prints."""
    program = find_program("chromium")
    with TemporaryDirectory() as profile:
        command = [program, *QUIET, f"--user-data-dir={profile}", *options, page.as_uri()]
        return subprocess.run(
            command, check=True, capture_output=True, encoding="utf-8", timeout=240
        ).stdout
