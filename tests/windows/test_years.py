"""A year on Windows and here: the same files, byte by byte; and whatever is tried there alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import INSIDE
from inside.whole_year import files_of

from windows import python
from windows.wine import Wine, windows_path

pytestmark = pytest.mark.windows
MINUTES = 10


@dataclass(frozen=True)
class Years:
    here: Path
    there: Path
    inside: subprocess.CompletedProcess[str]
    """What the tests of that Python said."""


@pytest.fixture(scope="module")
def years(wine: Wine, interpreter: Path, tmp_path_factory: pytest.TempPathFactory) -> Years:
    """The year made on both systems at once, of the same wheel."""
    home = tmp_path_factory.mktemp("y")
    shutil.copytree(python.libraries() / "sheettools", home / "wheel" / "sheettools")
    command = [sys.executable, str(INSIDE / "whole_year.py"), str(home / "linux")]
    here = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(home / "wheel")})
    inside = wine.run(
        [
            *(interpreter, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts="),
            *("--durations=5", "-c", windows_path(python.ROOT / "pyproject.toml")),
            *("--confcutdir", windows_path(INSIDE), "--basetemp", windows_path(home / "t")),
            windows_path(INSIDE),
        ],
        seconds=60 * MINUTES,
        YEAR=windows_path(home / "windows"),
        PYTHONIOENCODING="utf-8",
    )
    assert here.wait(60) == 0
    return Years(home / "linux", home / "windows", inside)


def test_the_year_has_the_same_bytes_on_both(years: Years) -> None:
    here, there = dict(files_of(years.here)), dict(files_of(years.there))
    assert len(here) > 40, "plan, sent, returned, copies, receipts, register, report in five forms"
    assert here == there, years.inside.stdout


def test_what_is_tried_there_holds(years: Years, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n" + years.inside.stdout)
    assert years.inside.returncode == 0
