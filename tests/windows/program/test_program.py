"""The frozen program and its installer, tried on a Windows that nobody has used: `make windows-try`
after `make windows`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import on_console

import sheettools
from sheettools.demo.run import TODAY
from windows.program import BUILD, NAME
from windows.wine import Wine, windows_path

pytestmark = pytest.mark.windows
DAY = ("--today", str(TODAY))
SECONDS = 120
PATHS = r"HKCU\Environment"


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A new computer."""
    with Wine(tmp_path_factory.mktemp("w") / "prefix").begun() as begun:
        yield begun


def home(wine: Wine) -> Path:
    (user,) = (one for one in (wine.prefix / "drive_c/users").iterdir() if one.name != "Public")
    return user


def things(wine: Wine) -> set[str]:
    """All files and folders of the person, but for Windows' own temporary ones."""
    user = home(wine)
    found = (path.relative_to(user).as_posix() for path in user.rglob("*"))
    return {name for name in found if not re.search(r"(^|/)(Temp|Recent)/", name)}


def registry(wine: Wine, key: str) -> str:
    return wine.run(["reg", "query", key, "/s"], seconds=60).stdout


@pytest.fixture(scope="module")
def before(wine: Wine) -> tuple[set[str], str]:
    wine.run(
        ["reg", "add", PATHS, "/v", "Path", "/t", "REG_EXPAND_SZ", "/d", "%USERPROFILE%\\x;C:\\y"],
        seconds=60,
    )
    return things(wine), registry(wine, "HKCU\\Environment")


@pytest.fixture(scope="module")
def installed(wine: Wine, before: tuple[set[str], str]) -> Path:
    """The program where the installer puts it."""
    installer = BUILD / f"cai-dat-{NAME}-{sheettools.__version__}.exe"
    assert installer.is_file(), "make windows"
    ran = wine.run([installer, "/S"], seconds=SECONDS)
    assert ran.returncode == 0, ran.stdout
    program = home(wine) / "AppData/Local/Programs/sheettools/sheettools.exe"
    assert program.is_file()
    return program


def said(wine: Wine, program: Path, *arguments: str | Path) -> tuple[int, str]:
    words = [windows_path(one) if isinstance(one, Path) else one for one in arguments]
    ran = wine.run([program, *words], seconds=SECONDS)
    assert "Traceback" not in ran.stdout
    return ran.returncode, ran.stdout


@pytest.fixture(scope="module")
def year(wine: Wine, installed: Path) -> Path:
    folder = home(wine) / "Documents" / "năm thử"
    code, shown = said(wine, installed, "demo", folder)
    assert code == 0, shown
    return folder


def test_it_is_found_by_its_name_and_in_the_menus(wine: Wine, installed: Path) -> None:
    assert re.search(
        r"Path\s+REG_EXPAND_SZ\s+%USERPROFILE%\\x;C:\\y;C:\\.*\\sheettools\r?\n",
        registry(wine, PATHS),
    )
    links = {name for name in things(wine) if name.endswith("sheettools.lnk")}
    assert len(links) == 2, "on the desktop and in the start menu"


def test_it_says_its_version(wine: Wine, installed: Path) -> None:
    assert said(wine, installed, "--version") == (0, f"sheettools {sheettools.__version__}\n")


def test_several_processes_read_what_came_back(wine: Wine, installed: Path, year: Path) -> None:
    code, shown = said(wine, installed, "validate", year, *DAY, "--no-cache", "--workers", "3")
    assert code == 1, shown
    assert "4 tệp" in shown
    assert "F124" not in shown


def test_it_makes_the_report(wine: Wine, installed: Path, year: Path) -> None:
    report = year / "bao-cao" / "tong-hop_07528_2024_gui-cap-tren.xlsx"
    before = report.read_bytes()
    report.unlink()
    code, _ = said(wine, installed, "merge", year, *DAY)
    assert code == 1
    assert report.read_bytes() == before


def test_a_double_click_begins_with_the_menu(wine: Wine, installed: Path, year: Path) -> None:
    code, shown = on_console(wine, [installed], [windows_path(year), "", "0"], SECONDS)
    assert code == 0, shown
    assert "Gõ số rồi nhấn Enter" in shown
    assert "→ Lệnh: sheettools" in shown


def test_a_folder_dragged_on_it_has_its_next_thing_done(
    wine: Wine, installed: Path, year: Path
) -> None:
    code, shown = on_console(wine, [installed, windows_path(year)], ["", "0"], SECONDS)
    assert code == 0, shown
    assert "→ Lệnh: sheettools" in shown


def test_taken_off_it_leaves_nothing_but_the_year(
    wine: Wine, installed: Path, year: Path, before: tuple[set[str], str]
) -> None:
    ran = wine.run([installed.parent / "go-cai-dat.exe", "/S"], seconds=SECONDS)
    assert ran.returncode == 0, ran.stdout
    end = time.monotonic() + SECONDS  # it goes on in a copy of itself, else it could not go
    while installed.parent.exists() and time.monotonic() < end:
        time.sleep(0.5)
    left = {name for name in things(wine) - before[0] if not name.startswith("Documents/năm thử")}
    assert left <= {"AppData/Local/Programs"}
    assert registry(wine, PATHS) == before[1]
    assert "sheettools" not in registry(
        wine, r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall"
    )
    assert (year / "ke-hoach.xlsx").is_file()
