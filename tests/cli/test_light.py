"""Commands that only tell something load nothing that they do not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from small_year import TODAY, make_year

from sheettools.catalogue import KEPT_FILE, catalogue, kept_catalogue, kept_text

HEAVY = ("docx", "numpy", "openpyxl", "pandas", "xlsxwriter")
RUN = (
    "import json, sys; from sheettools.cli.entry import run; code = run(sys.argv[1:]);"
    f"print(json.dumps([code, [name for name in {HEAVY} if name in sys.modules]]))"
)


def loaded(*arguments: str) -> tuple[int, list[str]]:
    """Return a command's exit code, and which of the heavy libraries it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], check=True, capture_output=True, text=True
    )
    code, names = json.loads(done.stdout.splitlines()[-1])
    return code, names


@pytest.mark.parametrize("arguments", [["--help"], ["explain", "C101"], ["template", "list"]])
def test_a_command_that_tells_of_the_program_loads_no_library(arguments: list[str]) -> None:
    assert loaded(*arguments) == (0, [])


def test_status_loads_no_library_of_tables(tmp_path: Path) -> None:
    year = make_year(tmp_path / "nam")
    code, names = loaded("status", str(year.folder), "--today", TODAY.isoformat())
    assert code == 0
    assert set(names) <= {"xlsxwriter"}


def test_the_catalogue_that_is_kept_is_the_one_that_is_declared() -> None:
    assert KEPT_FILE.read_text(encoding="utf-8") == kept_text(), "run `make docs`"
    assert kept_catalogue() == catalogue()
