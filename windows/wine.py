"""Wine: what it needs, and how a program of Windows is run by it.

Programs get pipes, since Wine gives Python no handle of a file. The processes that Wine keeps in
the background are started before any of them, else they would hold on to the pipes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from windows.forward import forwarding_dll

HOMES = ("/usr/lib/wine", "/usr/lib/x86_64-linux-gnu/wine", "/opt/wine-stable/bin")
SILENT = {
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
    "WINEARCH": "win64",
}
"""Nothing is said of what Wine lacks, and neither .NET nor a browser is offered."""
OURS = ("TMPDIR", "TEMP", "TMP", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
"""What is said of this system's places: with a temporary folder in common each system would sweep
away what the other is at work on.
"""
BEGIN = 120
"""How many seconds it may take to begin."""


def find(name: str) -> str | None:
    """Return one of Wine's programs, in the path or where Debian keeps it."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *HOMES]))


def is_there() -> bool:
    """Say whether programs for 64 bits can be run."""
    return bool(find("wine64") and (find("wineserver64") or find("wineserver")))


def windows_path(path: Path) -> str:
    """Return how Windows calls a file of this system."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


@dataclass(frozen=True)
class Wine:
    """A computer with Windows, in a folder: what is installed in one is not in another."""

    prefix: Path

    def run(
        self, command: Sequence[str | Path], *, seconds: float, cwd: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program, with more in its environment, and return its exit code and all that it
        said. Raises subprocess.TimeoutExpired.
        """
        return subprocess.run(
            [find("wine64") or "wine64", *map(str, command)],
            cwd=cwd,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )

    @contextmanager
    def begun(self) -> Iterator[Wine]:
        """Have it made and running while this lasts."""
        self.prefix.parent.mkdir(parents=True, exist_ok=True)
        server = find("wineserver64") or find("wineserver") or "wineserver"
        self._silently(server, "-p")
        try:
            self._silently(find("wine64") or "wine64", "wineboot")
            self._keep_to_itself()
            made = forwarding_dll(
                "bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"
            )
            (self.prefix / "drive_c/windows/system32/bcryptprimitives.dll").write_bytes(made)
            yield self
        finally:
            self._silently(server, "-k")

    def _keep_to_itself(self) -> None:
        """Give its user folders of their own: Wine has them lead to those of ours."""
        for link in (self.prefix / "drive_c" / "users").glob("*/*"):
            if link.is_symlink():
                link.unlink()
                link.mkdir()

    @property
    def environment(self) -> dict[str, str]:
        """Return what a program is told of where it runs."""
        own = {name: value for name, value in os.environ.items() if name not in OURS}
        return {**own, **SILENT, "WINEPREFIX": str(self.prefix.resolve())}

    def _silently(self, *command: str) -> None:
        subprocess.run(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=BEGIN,
            check=False,
        )
