"""What the tests in a Windows Python share: a year, and a second program that holds files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from whole_year import make_year

from sheettools.incoming.cage.keeper import handing_on

HOLDER = """
import ctypes, sys
system = ctypes.WinDLL("kernel32", use_last_error=True)
system.CreateFileW.restype = ctypes.c_void_p
sys.stdin.reconfigure(encoding="utf-8")
for line in sys.stdin:
    share, path = line.rstrip("\\n").split(" ", 1)
    held = system.CreateFileW(path, 0xC0000000, int(share), None, 3, 0x80, None)
    print(ctypes.get_last_error(), flush=True)
    sys.stdin.readline()
    print(system.CloseHandle(ctypes.c_void_p(held)), flush=True)
"""
NOBODY, READERS = 0, 1
"""Who else may have the file open meanwhile: Excel lets others read."""
Hold = Callable[[Path, int], AbstractContextManager[None]]


@pytest.fixture(scope="session", autouse=True)
def _one_process_reads() -> Iterator[None]:
    with handing_on(whatever=True):
        yield


@pytest.fixture(scope="session")
def made() -> Path:
    """The year that is compared with another system's; nobody changes it."""
    folder = Path(os.environ["YEAR"])
    make_year(folder)
    return folder


@pytest.fixture
def year(made: Path, tmp_path: Path) -> Path:
    """A year to change."""
    return Path(shutil.copytree(made, tmp_path / "n"))


@pytest.fixture(scope="session")
def hold() -> Iterator[Hold]:
    """Have another program hold a file open while this lasts."""
    command = [sys.executable, "-c", HOLDER]
    pipe = subprocess.PIPE
    holder = subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")
    assert holder.stdin
    assert holder.stdout
    asked, answered = holder.stdin, holder.stdout

    @contextmanager
    def held(path: Path, share: int) -> Iterator[None]:
        asked.write(f"{share} {path}\n")
        asked.flush()
        assert answered.readline() == "0\n"
        yield
        asked.write("\n")
        asked.flush()
        assert answered.readline() == "1\n"

    yield held
    asked.close()
    assert holder.wait(20) == 0
