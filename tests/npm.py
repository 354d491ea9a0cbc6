"""Programs of npm that tests run: fetched once a checkout, into its build folder."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import mkdtemp

from office import find_program

KEPT = Path(__file__).parents[1] / "build" / "npm"


def fetched(package: str) -> Path:
    """Return the folder of a package, said with its version, as its maker packed it.

    What it depends on is not fetched, which would take five times as long: whoever calls this
    takes of it what stands by itself.
    """
    npm = find_program("npm")
    home = KEPT / package.strip("@").replace("/", "_")
    if not home.is_dir():
        KEPT.mkdir(parents=True, exist_ok=True)
        making = Path(mkdtemp(dir=KEPT, prefix="~"))
        try:
            command = [npm, "pack", "--silent", package]
            subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=making)
            (packed,) = making.glob("*.tgz")
            with tarfile.open(packed) as archive:
                archive.extractall(making, filter="data")
            (making / "package").rename(home)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return home
