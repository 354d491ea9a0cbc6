"""LibreOffice, headless: it opens files, works out their formulas, and saves them as another
kind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

Convert = Callable[..., list[Path]]


def find_program(name: str) -> str:
    """Return a client's program; one that is missing fails in CI and skips elsewhere."""
    program = shutil.which(name)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is not installed")
    return program


def office(profile: str) -> Convert:
    """Return LibreOffice's conversion, with a profile of its own."""
    program = find_program("soffice")

    def run(kind: str, folder: Path, *paths: Path, infilter: str = "") -> list[Path]:
        read = [f"--infilter={infilter}"] if infilter else []
        command = [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            *read,
            "--convert-to",
            kind,
            "--outdir",
        ]
        subprocess.run(
            [*command, str(folder), *map(str, paths)], check=True, capture_output=True, timeout=240
        )
        made = [folder / f"{path.stem}.{kind}" for path in paths]
        assert all(path.is_file() for path in made)
        return made

    return run


MACROS = "user/basic/Standard"


def macro(profile: Path, code: str) -> Callable[..., None]:
    """Return a run of the Sub `Work` of a module in Basic, with texts as its arguments, in a
    LibreOffice of its own.
    """
    program = find_program("soffice")

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

    def run(*arguments: str) -> None:
        quoted = ",".join(f'"{one}"' for one in arguments)
        start(f"macro:///Standard.Module1.Work({quoted})")

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
