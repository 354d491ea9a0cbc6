"""LibreOffice, headless: it opens files, works out their formulas, and saves them as another
kind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Convert = Callable[..., list[Path]]


def find_program(name: str) -> str:
    """Return a client's program; one that is missing fails in CI and skips elsewhere."""
    program = shutil.which(name)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is not installed")
    return program


def office(profile: str) -> Convert:
    """Return LibreOffice's conversion, with a profile of its own."""
    program = find_program("soffice")

    def run(kind: str, folder: Path, *paths: Path, infilter: str = "") -> list[Path]:
        read = [f"--infilter={infilter}"] if infilter else []
        command = [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            *read,
            "--convert-to",
            kind,
            "--outdir",
        ]
        subprocess.run(
            [*command, str(folder), *map(str, paths)], check=True, capture_output=True, timeout=240
        )
        made = [folder / f"{path.stem}.{kind}" for path in paths]
        assert all(path.is_file() for path in made)
        return made

    return run
