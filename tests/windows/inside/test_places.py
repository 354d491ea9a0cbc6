"""Where a year may lie on Windows, and where none can."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest
from whole_year import DAY, Told

pytestmark = pytest.mark.windows
NAME = "Đảng ủy xã Cấm Sơn – năm 2024 (1)"
LONG = 300


def told_of(folder: object) -> str:
    """What of a year is told to programs, without where it lies."""
    told = Told("validate", str(folder), *DAY, "--format", "json", "--no-cache", "--no-copies")
    assert told.code == 1, told.text
    return told.text.replace(str(folder).replace("\\", "\\\\"), "…")


@pytest.fixture(scope="session")
def usual(made: Path) -> str:
    return told_of(made)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_blanks_and_marks_however_they_are_written(
    made: Path, usual: str, tmp_path: Path, form: str
) -> None:
    folder = shutil.copytree(made, tmp_path / unicodedata.normalize(form, NAME))
    assert told_of(folder) == usual


def test_a_path_of_more_letters_than_old_programs_take(
    made: Path, usual: str, tmp_path: Path
) -> None:
    deep = tmp_path
    while len(str(deep)) < LONG:
        deep /= NAME
    assert told_of(shutil.copytree(made, deep / "năm")) == usual


def test_a_drive_and_where_one_stands_on_it(
    year: Path, usual: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(year.parent)
    monkeypatch.chdir("C:\\")
    assert told_of(f"{year.drive}{year.name}") == usual


@pytest.mark.parametrize("written", ["{0}\\", "\\\\?\\{0}", "{1}"])
def test_a_folder_by_its_other_names(made: Path, usual: str, written: str) -> None:
    folder = written.format(made, made.as_posix())
    told = Told("status", folder, *DAY, "--format", "json")
    assert told.code == 0, told.text
    assert told.text.count('"unit"') == Told("status", made, *DAY, "--format", "json").text.count(
        '"unit"'
    )


@pytest.mark.parametrize("name", ["con", "aux", "nul", "Con.2024", "COM1", "a?b", "năm. "])
def test_a_name_that_windows_keeps_for_itself(tmp_path: Path, name: str) -> None:
    told = Told("init", os.path.join(tmp_path, name, "n"), "--year", "2024")  # noqa: PTH118
    assert told.code == 3
    assert f"Windows không cho đặt tên “{name}”" in told.text
    assert not list(tmp_path.iterdir())


def test_a_drive_and_a_computer_that_are_not_there() -> None:
    for folder in (r"Q:\nam-2024", r"\\khong-co-may-nay\chung\nam-2024"):
        told = Told("status", folder)
        assert told.code == 2
        assert "[T021]" in told.text
