"""The real program on Windows: what it says, however its output is taken up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from whole_year import DAY

pytestmark = pytest.mark.windows


def program(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "sheettools", *map(str, arguments)]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    return subprocess.run(
        command, env=env | environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )


@pytest.mark.parametrize("encoding", ["cp1258", "cp65001", ""])
def test_what_is_piped_is_utf_8_whatever_the_console(made: Path, encoding: str) -> None:
    said = {"PYTHONIOENCODING": encoding} if encoding else {}
    ran = program("status", made, *DAY, **said)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == b""
    assert "Thôn Ao Vường" in ran.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "wrong", [["valdate"], ["validate", "--workers", "hai"], ["status", "Q:\\không có"], ["init"]]
)
def test_wrong_usage(wrong: list[str]) -> None:
    ran = program(*wrong)
    assert ran.returncode == 2
    said = (ran.stdout + ran.stderr).decode("utf-8")
    assert said.strip()
    assert "Traceback" not in said


def test_several_processes_find_what_one_finds(made: Path) -> None:
    options = [*DAY, "--format", "json", "--no-cache", "--no-copies"]
    several = program("validate", made, *options, "--workers", "3")
    one = program("validate", made, *options, "--workers", "1")
    assert several.returncode == one.returncode == 1, several.stderr
    assert json.loads(several.stdout) == json.loads(one.stdout)
