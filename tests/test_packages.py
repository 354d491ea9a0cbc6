"""What is published: the packages carry all that the program needs, and say whose they are; what
others are told to run can be run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def build(kind: str, checkout: Path, folder: Path) -> Path:
    """Build a package of a checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    return next(folder.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


def inside(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def built_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def wheel(built_wheel: Path) -> dict[str, bytes]:
    return inside(built_wheel)


@pytest.fixture(scope="module")
def said(wheel: dict[str, bytes]) -> Message:
    """What the wheel says of itself."""
    (name,) = [name for name in wheel if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(wheel[name].decode())


def test_the_wheel_says_whose_it_is_and_carries_its_licence(
    wheel: dict[str, bytes], said: Message
) -> None:
    assert said["Author"] == "the sheettools maintainers"
    assert said["License-Expression"] == "MIT"
    (licence,) = [name for name in wheel if name.endswith("/licenses/LICENSE")]
    assert wheel[licence] == (ROOT / "LICENSE").read_bytes()
    named = {line.partition(",")[0] for line in said.get_all("Project-URL", [])}
    assert named == {"Homepage", "Documentation", "Changelog", "Issues"}


def test_each_python_it_is_for_is_named_and_tried(said: Message) -> None:
    versions = set(re.findall(r"Python :: (3\.\d+)", "\n".join(said.get_all("Classifier", []))))
    assert min(versions, key=lambda one: int(one[2:])) == said["Requires-Python"].strip(">=")
    tried = re.search(r"for version in (.+); do", (ROOT / ".ci/try-dist").read_text())
    assert tried is not None
    assert versions == set(tried[1].split())


def test_the_links_of_the_package_page_lead_into_the_repository(said: Message) -> None:
    page = said.get_payload()
    assert isinstance(page, str)
    links = re.findall(r"\]\(([^)#]+)", page)
    home = PROJECT["urls"]["Homepage"]
    own = [link for link in links if link.startswith(home) or "githubusercontent" in link]
    assert len(own) > 10
    assert [link for link in links if not link.startswith("https://")] == []
    repository = home.removeprefix("https://github.com/")
    for link in own:
        place = re.sub(rf"https://[^/]+/{repository}/(blob/|tree/)?main/", "", link)
        assert (ROOT / place).exists(), f"{link} leads nowhere"


def test_the_source_package_makes_the_same_wheel(wheel: dict[str, bytes], tmp_path: Path) -> None:
    source = build("sdist", ROOT, tmp_path / "source")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (checkout,) = (tmp_path / "unpacked").iterdir()
    again = inside(build("wheel", checkout, tmp_path / "again"))
    assert again == wheel


# ----------------------------------------------------------- the program without the checkout


@pytest.fixture(scope="module")
def installed(built_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*pip, str(target), str(built_wheel)], check=True, capture_output=True)
    return target


def sheettools(installed: Path, folder: Path, *arguments: str) -> str:
    """Run the installed program from a folder that has nothing to do with the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "sheettools", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_templates_profiles_and_the_demonstration_are_in_it(wheel: dict[str, bytes]) -> None:
    checkout = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "workbook_templates").rglob("*.toml")
    }
    assert {f"sheettools/{path}" for path in checkout} <= set(wheel)
    assert {
        "workbook_templates/so-tiep-xuc.toml",
        "workbook_templates/profiles/bac-giang-2024.toml",
        "workbook_templates/profiles/quoc-gia-hai-cap.toml",
    } <= checkout
    assert "sheettools/workbook_templates/bao-cao.docx" in wheel
    assert {"sheettools/demo/returns.toml", "sheettools/demo/ke_hoach_cam_son_2024.txt"} <= set(
        wheel
    )


def test_nothing_else_is_in_it(wheel: dict[str, bytes]) -> None:
    strangers = [name for name in wheel if not name.startswith(("sheettools/", "sheettools-"))]
    caches = [name for name in wheel if "__pycache__" in name or name.endswith(".xlsx")]
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


# --------------------------------------------------------------------------- what others run


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


@for_each(
    "file", [".github/workflows/ci.yml", ".pre-commit-config.yaml", ".ci/run", "docs/releasing.md"]
)
def test_what_is_run_elsewhere_are_targets_of_the_makefile(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    asked = set(re.findall(r"(?:^|run: |entry: |`|\s)make ((?:-\S+ )*[a-z-]+)", text))
    names = {one.split()[-1] for one in asked} - {"sure"}
    assert names <= targets(), f"{file} asks for {sorted(names - targets())}"
