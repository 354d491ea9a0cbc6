"""Commands that only tell something load nothing that they do not need."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from for_each import for_each
from pages import EXAMPLES, examples_text
from small_year import TODAY, make_year

from sheettools.catalogue import (
    EXAMPLES_FILE,
    KEPT_FILE,
    catalogue,
    kept_catalogue,
    kept_example,
    kept_text,
)
from sheettools.cli.entry import run
from sheettools.language import speaking

HEAVY = ("docx", "numpy", "openpyxl", "pandas", "xlsxwriter")
OWN = ("sheettools.template.model", "sheettools.words.text", "sheettools.year")
"""Parts of the program that take as long to load as some libraries."""
RUN = (
    "import json, sys; from sheettools.cli.entry import run; code = run(sys.argv[1:]);"
    f"print(json.dumps([code, [name for name in {HEAVY + OWN} if name in sys.modules]]))"
)


def loaded(*arguments: str) -> tuple[int, list[str]]:
    """Return a command's exit code, and which of the heavy libraries it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], check=True, capture_output=True, text=True
    )
    code, names = json.loads(done.stdout.splitlines()[-1])
    return code, names


@for_each("arguments", [["--help"], ["explain", "C101"], ["template", "list"]])
def test_a_command_that_tells_of_the_program_loads_nothing_else(arguments: list[str]) -> None:
    assert loaded(*arguments) == (0, [])


def test_nothing_is_looked_through_when_a_command_ends() -> None:
    """It took a tenth of the time of `--help`."""
    asked = (
        "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count()));"
        "from sheettools.cli.entry import main; main(['--version'])"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert int(done.stdout.splitlines()[-1]) > 1000


def test_status_loads_no_library_of_tables(tmp_path: Path) -> None:
    year = make_year(tmp_path / "nam")
    code, names = loaded("status", str(year.folder), "--today", TODAY.isoformat())
    assert code == 0
    assert set(names) <= {"xlsxwriter", *OWN}


def test_the_catalogue_that_is_kept_is_the_one_that_is_declared() -> None:
    assert KEPT_FILE.read_text(encoding="utf-8") == kept_text(), "run `make docs`"
    assert kept_catalogue() == catalogue()


# --------------------------------------------------------------------------- explain


def test_every_code_is_kept_with_a_real_example() -> None:
    """It is the one that the docs show."""
    assert EXAMPLES_FILE.read_text(encoding="utf-8") == examples_text(), "run `make docs`"
    assert set(json.loads(examples_text())) == set(catalogue())
    assert all(map(kept_example, catalogue()))


@for_each("code", ["C101", "c101", "[C101]", " C101 "])
def test_a_code_is_explained_with_a_real_example(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", code]) == 0
    said = capsys.readouterr().out
    assert said.startswith("C101 (phải sửa)\n")
    example = EXAMPLES["C101"]
    assert f"\n  Chỗ: {example['place']}\n" in said
    assert f"\n  Chương trình báo: {example['why']}\n" in said


def test_a_repair_is_shown_with_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "C001"]) == 0
    said = capsys.readouterr().out
    assert "Đã hiểu “…” là “…”." in said
    assert re.search(r"Chương trình báo: Đã hiểu “([^”]+)” là “([^”]+)”\.", said)


def test_an_example_is_told_in_english_too(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking("en"):
        assert run(["explain", "C101"]) == 0
    assert f"What was said: {EXAMPLES['C101']['why_en']}\n" in capsys.readouterr().out


@for_each(
    ("typed", "near"),
    [("C1O1", "C101"), ("F27l", "F271"), ("CC101", "C101"), ("XX", ""), ("C999", "")],
)
def test_of_a_code_that_is_none_the_nearest_is_offered(
    typed: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", typed]) == 2
    said = capsys.readouterr().err
    assert f"“{typed.upper()}”" in said
    assert "sheettools explain --list" in said, "how to see them all"
    assert (f"Có phải “{near}”" in said) == bool(near)
    assert len(said.splitlines()) == 2, "the codes are not all poured out"


def test_the_beginning_of_codes_lists_those(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "C10"]) == 0
    wanted = [code for code in catalogue() if code.startswith("C10")]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == wanted
    assert run(["explain", "--list"]) == 0
    assert [line[:4] for line in capsys.readouterr().out.splitlines()] == list(catalogue())
