"""Programs of npm that tests run: fetched once a checkout, into its build folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

from office import find_program

KEPT = Path(__file__).parents[1] / "build" / "npm"
QUIET = ("--silent", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")


def fetched(*packages: str) -> Path:
    """Return a folder in whose node_modules these packages are, each with its version.

    To fetch them takes five seconds of CPU and four times as long, which no test is about.
    """
    npm = find_program("npm")
    home = KEPT / "_".join(one.strip("@").replace("/", "_") for one in packages)
    if not home.is_dir():
        KEPT.mkdir(parents=True, exist_ok=True)
        making = Path(mkdtemp(dir=KEPT, prefix="~"))
        try:
            command = [npm, "install", "--prefix", str(making), *QUIET, *packages]
            subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=making)
            making.rename(home)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return home
