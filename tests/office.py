"""LibreOffice, headless: it opens files, works out their formulas, and saves them as another
kind.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psutil
import pytest

Convert = Callable[..., list[Path]]
QUIET: Mapping[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
SOON, AT_LAST = 45, 240
"""How many seconds a conversion may take before LibreOffice is begun anew, and after that."""
STILL, LITTLE = 10, 0.05
"""After how many seconds in which it has taken so little of the processor it hangs for certain."""


def find_program(name: str) -> str:
    """Return a client's program; one that is missing fails in CI and skips elsewhere."""
    program = shutil.which(name)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is not installed")
    return program


@contextmanager
def office(home: Path) -> Iterator[Convert]:
    """Yield LibreOffice's conversion, with a profile of its own in `home`.

    To start it takes longer than most files: one that is opened with the first file stays open, and
    takes what further commands bring. Where nobody looks at printed pages, `untitled` is quicker;
    where nobody looks at anything but what cells come to, so is the kind `results`.
    """
    program = find_program("soffice")
    _prepare(home)
    own = [program, f"-env:UserInstallation={home.as_uri()}", "--headless"]
    standing: list[subprocess.Popen[bytes]] = []

    def run(
        kind: str, folder: Path, *paths: Path, infilter: str = "", untitled: bool = False
    ) -> list[Path]:
        wanted = RESULTS if kind == "results" else kind
        if not standing:
            standing.append(_stay_open([*own, "--norestore"], home))
        if untitled:
            paths = tuple(_untitled(path, home) for path in paths)
        read = [f"--infilter={infilter}"] if infilter else []
        command = [*own, *read, "--convert-to", wanted, "--outdir", str(folder), *map(str, paths)]
        try:
            _convert(command, SOON, standing[0])
        except subprocess.TimeoutExpired:  # it hangs once in some thousand files
            _close(standing.pop())
            standing.append(_stay_open([*own, "--norestore"], home))
            _convert(command, AT_LAST, standing[0])
        if kind == "results":  # a text a sheet, which `results` reads
            return [folder / path.stem for path in paths]
        made = [folder / f"{path.stem}.{kind}" for path in paths]
        assert all(path.is_file() for path in made)
        return made

    try:
        yield run
    finally:
        for process in standing:
            _close(process)


PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Setup/Product">
  <prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.0</value></prop>
 </item>
</oor:items>
"""


def _prepare(profile: Path) -> None:
    """Say in a new profile that this version has been begun before: LibreOffice would draw a
    hundred pictures at each start, to try the screen.
    """
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")


RESULTS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true,true,false,false,false,-1"
"""Every sheet as a text of its own: values as they are and not as they are shown, and whatever is
text, an error's name too, in quotation marks.
"""
NUMBER = re.compile(r"-?\d+(\.\d+)?(E[+-]?\d+)?")
TOKEN = re.compile(r'("(?:[^"]|"")*"|[^,\n"]*)([,\n])')


def results(made: Path, title: str) -> list[list[Any]]:
    """Return what the cells of a sheet come to, row by row, after a conversion to `results`. An
    error and a day are texts, and nothing at all is None.
    """
    rows: list[list[Any]] = [[]]
    text = made.with_name(f"{made.name}-{title}.csv").read_text(encoding="utf-8")
    tokens = TOKEN.findall(text)
    assert "".join(map("".join, tokens)) == text
    values = {said: _result(said) for said in {said for said, _ in tokens}}
    for said, end in tokens:
        rows[-1].append(values[said])
        if end == "\n":
            rows.append([])
    return rows[:-1]


def _result(said: str) -> Any:
    if said.startswith('"'):
        return said[1:-1].replace('""', '"')
    if said in ("TRUE", "FALSE"):
        return said == "TRUE"
    return (float(said) if NUMBER.fullmatch(said) else said) if said else None


TITLES = re.compile(rb'<definedName [^>]*"_xlnm\.Print_Titles"[^>]*>[^<]*</definedName>')


def _untitled(path: Path, home: Path) -> Path:
    """Return a copy of a workbook that repeats nothing on its printed pages. For every sheet that
    repeats a column LibreOffice looks through all of it, which took most of its time.
    """
    copy = Path(mkdtemp(dir=home)) / path.name
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            is_book = part.filename == "xl/workbook.xml"
            new.writestr(part, TITLES.sub(b"", data) if is_book else data)
    return copy


def _convert(command: Sequence[str], seconds: float, works: subprocess.Popen[bytes]) -> None:
    """Have LibreOffice convert, which `works` in another process; raise TimeoutExpired where that
    takes longer, or stands still.
    """
    process = subprocess.Popen(command, start_new_session=True, **QUIET)
    until, taken, since = time.monotonic() + seconds, 0.0, time.monotonic()
    while time.monotonic() < until and time.monotonic() < since + STILL:
        with suppress(subprocess.TimeoutExpired):
            assert process.wait(1) == 0
            return
        if _taken(works) > taken + LITTLE:
            taken, since = _taken(works), time.monotonic()
    _close(process)
    raise subprocess.TimeoutExpired(command, seconds)


def _taken(process: subprocess.Popen[bytes]) -> float:
    """Return the seconds of the processor that a program and all that it started have taken."""
    taken = 0.0
    with suppress(psutil.Error):
        whole = psutil.Process(process.pid)
        for one in (whole, *whole.children(recursive=True)):
            taken += sum(one.cpu_times()[:2])
    return taken


EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
 <office:body><office:spreadsheet/></office:body>
</office:document>
"""


def _stay_open(command: list[str], home: Path) -> subprocess.Popen[bytes]:
    """Start LibreOffice with a document of its own, and wait until it opens that.

    It takes the first command while it still does, and of two .xlsx opened at once each waits for
    the other's threads, one time in six. A document of its own kind it reads without any.
    """
    kept = home / "mo-san.fods"
    (home / f".~lock.{kept.name}#").unlink(missing_ok=True)  # of one that was ended
    kept.write_text(EMPTY, encoding="utf-8")
    process = subprocess.Popen([*command, str(kept)], start_new_session=True, **QUIET)
    until = time.monotonic() + 240
    while not (home / f".~lock.{kept.name}#").exists():
        assert process.poll() is None, "LibreOffice has ended"
        assert time.monotonic() < until, "LibreOffice does not start"
        time.sleep(0.1)
    return process


def _close(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice, which is a process of the one that was started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


MACROS = "user/basic/Standard"


def macro(profile: Path, code: str) -> Callable[..., None]:
    """Return a run of the Sub `Work` of a module in Basic, once for each list of texts, which are
    its arguments, in a LibreOffice of its own.
    """
    program = find_program("soffice")
    _prepare(profile)

    def start(*what: str) -> None:
        here = f"-env:UserInstallation={profile.as_uri()}"
        command = [program, here, "--headless", "--norestore", *what]
        subprocess.run(command, check=True, capture_output=True, timeout=240)

    start("--terminate_after_init")  # the profile is made, with an empty library
    for name, text in {
        "Module1.xba": MODULE.format(escape(code)),
        "script.xlb": LIBRARY,
    }.items():
        (profile / MACROS / name).write_text(text, encoding="utf-8")

    def run(*calls: Sequence[str]) -> None:
        texts = (",".join(f'"{one}"' for one in arguments) for arguments in calls)
        start(*(f"macro:///Standard.Module1.Work({quoted})" for quoted in texts))

    return run


MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{}</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""
