"""The wheel carries everything that the program needs when there is no checkout around it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*pip, str(target), str(wheel)], check=True, capture_output=True)
    return target


def sheettools(installed: Path, folder: Path, *arguments: str) -> str:
    """Run the installed program from a folder that has nothing to do with the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "sheettools.cli", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_templates_profiles_and_the_demonstration_are_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    checkout = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "workbook_templates").rglob("*.toml")
    }
    assert {f"sheettools/{path}" for path in checkout} <= inside
    assert {
        "workbook_templates/so-tiep-xuc.toml",
        "workbook_templates/profiles/bac-giang-2024.toml",
        "workbook_templates/profiles/quoc-gia-hai-cap.toml",
    } <= checkout
    assert "sheettools/workbook_templates/bao-cao.docx" in inside
    assert {"sheettools/demo/returns.toml", "sheettools/demo/ke_hoach_cam_son_2024.txt"} <= inside


def test_nothing_else_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        strangers = [
            name
            for name in archive.namelist()
            if not name.startswith(("sheettools/", "sheettools-"))
        ]
        caches = [
            name for name in archive.namelist() if "__pycache__" in name or name.endswith(".xlsx")
        ]
    assert strangers == caches == []


def test_it_runs_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    said: dict[str, Any] = json.loads(
        sheettools(installed, tmp_path, "template", "list", "--format", "json")
    )
    names = {one["name"] for one in said["templates"]}
    assert {"so-tiep-xuc", "ke-hoach", "bac-giang-2024", "bac-ninh-2026"} <= names
    where = [sys.executable, "-c", "import sheettools; print(sheettools.__file__)"]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    home = subprocess.run(
        where, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    ).stdout
    assert Path(home.strip()).is_relative_to(installed)


def test_the_demonstration_runs_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    sheettools(installed, tmp_path, "demo", "thu")
    made = list((tmp_path / "thu").rglob("*.xlsx"))
    assert len(made) == 1 + 4 + 4 + 1 + 1 + 2, (
        "plan, sent, returned, marked, the office's register, the report's two editions"
    )
