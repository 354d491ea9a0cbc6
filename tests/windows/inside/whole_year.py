"""One year from init to merge, by the commands that people type; the same on every system.

Run as a program it makes the year in the folder that is named, for another system to compare.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sheettools.cli.entry import run
from sheettools.demo.fill import fill_register, fill_returns
from sheettools.demo.run import KEY, PLAN_TEXT, TODAY, fill_plan
from sheettools.incoming.cage.keeper import handing_on
from sheettools.outgoing.key import write_key
from sheettools.template.description import describe
from sheettools.template.model import Template
from sheettools.year import IN, OUT, Year

DAY = ("--today", str(TODAY))
KEPT_RESULTS = "ket-qua-kiem-tra.sqlite3"
"""What was found of each file is kept for the next run; the version of SQLite is in it."""


class Told:
    """A command's exit code and what it said."""

    def __init__(self, *arguments: str | Path) -> None:
        heard = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            self.code = run([str(one) for one in arguments])
        self.text = heard.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def make_year(folder: Path) -> None:
    """Make a year: its plan from a text, four returns with mistakes, the register, the report."""
    write_key(folder, KEY)  # one made by chance would make every run another
    _must(0, "init", folder, "--from", PLAN_TEXT)
    fill_plan(folder / "ke-hoach.xlsx")
    _must(0, "generate", folder)
    fill_returns(folder / OUT, folder / IN, _as_programs_know_it(Year(folder).asked))
    _must(1, "validate", folder, *DAY)
    _must(0, "status", folder, *DAY, "--board", "--reminders")
    register = Year(folder).keep_register(TODAY)
    fill_register(register.path, _as_programs_know_it(register.template))
    _must(1, "register", folder, *DAY, "--tell")
    _must(1, "merge", folder, *DAY, "--internal", "--write", "xlsx,docx,csv,json,html")


def _as_programs_know_it(template: Template) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(json.dumps(describe(template)))
    return known


def _must(code: int, *arguments: str | Path) -> None:
    told = Told(*arguments)
    if told.code != code:
        raise AssertionError(f"{told.code}, not {code}:\n{told.text}")


def files_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a year by its name there, with its checksum."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != KEPT_RESULTS:
            name = path.relative_to(folder).as_posix()
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    with handing_on(whatever=True):
        make_year(Path(sys.argv[1]))
