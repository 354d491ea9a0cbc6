"""The program for people who have no Python: a folder with all that it needs, and an installer."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import sheettools
from windows.python import BUILD, ROOT, prepared
from windows.wine import Wine, windows_path

NAME = "sheettools"
PROGRAM = BUILD / NAME
MINUTES = 15
HERE = ROOT / "windows"


def build(wine: Wine) -> Path:
    """Freeze the program; return where it is."""
    work = BUILD / "freeze"
    folders = ["--distpath", windows_path(work / "dist"), "--workpath", windows_path(work / "made")]
    options = ["--noconfirm", "--clean", "--log-level", "WARN", *folders]
    spec = windows_path(HERE / f"{NAME}.spec")
    ran = wine.run([prepared(), "-m", "PyInstaller", *options, spec], seconds=60 * MINUTES)
    if ran.returncode:
        raise SystemExit(ran.stdout)
    shutil.rmtree(PROGRAM, ignore_errors=True)
    shutil.move(work / "dist" / NAME, PROGRAM)
    return PROGRAM / f"{NAME}.exe"


def make_installer() -> Path:
    """Pack the frozen program into an installer for one person."""
    made = BUILD / f"cai-dat-{NAME}-{sheettools.__version__}.exe"
    draft = made.with_suffix(".dang-lam")  # half an installer would look like one
    said = {
        "VERSION": sheettools.__version__,
        "SOURCE": str(PROGRAM),
        "OUT": str(draft),
        "KILOBYTES": str(_size() >> 10),
    }
    options = [f"-D{name}={value}" for name, value in said.items()]
    # For 64 bits as the program is: so Wine needs none of 32.
    command = ["makensis", "-V2", "-NOCD", "-XTarget amd64-unicode", *options]
    subprocess.run([*command, str(HERE / f"{NAME}.nsi")], check=True, cwd=BUILD)
    return draft.replace(made)


def told(installer: Path) -> list[str]:
    """Return what is said of what was made: where, how large, and its checksum to publish."""
    return [
        f"{PROGRAM}: {_size() / 1e6:.0f} MB",
        f"{installer}: {installer.stat().st_size / 1e6:.0f} MB",
        f"SHA-256 {hashlib.sha256(installer.read_bytes()).hexdigest()}",
    ]


def _size() -> int:
    return sum(path.stat().st_size for path in PROGRAM.rglob("*") if path.is_file())
