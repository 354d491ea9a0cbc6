"""The temporary folder of a process: its own alone, gone with it, swept where it was killed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheettools.disk.running import born, is_running
from sheettools.disk.scratch import (
    libraries_at_home,
    remove_scratch,
    scratch_folder,
    sweep_scratch,
    temporary_folder,
)

PROGRAM = """
import os, sys
from sheettools.disk.scratch import scratch_folder
print(scratch_folder(), flush=True)
sys.stdin.read(1)
os._exit(9)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A system's temporary folder that is empty."""
    remove_scratch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    remove_scratch()


def test_it_is_for_nobody_else_and_gone_at_the_end(place: Path) -> None:
    folder = scratch_folder()
    assert scratch_folder() == folder
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with temporary_folder() as inner:
        (inner / "a").write_text("x")
        assert inner.parent == folder
    with libraries_at_home(), tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == folder
    assert not list(folder.iterdir())
    remove_scratch()
    assert not list(place.iterdir())
    assert scratch_folder().is_dir(), "one is made again where one is wanted again"


def test_what_a_killed_process_left_is_swept_and_nothing_else(place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(place)},
        text=True,
    ) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        own, strange = scratch_folder(), place / "sheettools-notes"
        strange.mkdir()
        assert sweep_scratch() == 0, "it still runs"
        start = born(other.pid)
        assert is_running(other.pid, start)
        other.communicate("x")
    assert not is_running(other.pid, start)
    (theirs / "so.xlsx").write_text("tên người")
    assert sweep_scratch() == 1
    assert {own, strange} == set(place.iterdir())


def test_a_number_that_another_process_bears_now_is_known(place: Path) -> None:
    old = place / f"sheettools-{os.getpid()}-{'9' * 8}-abc"
    old.mkdir()
    assert sweep_scratch() == 1
    assert not old.exists()
    assert not is_running(os.getpid(), "")
