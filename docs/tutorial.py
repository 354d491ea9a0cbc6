"""The tutorial run as it stands: its files are written, its tables typed into workbooks, its
commands given. Cog puts what they say into the page; a test holds the page to it.

A fenced block says what it is by the words behind its language: ```` ```toml file=… ```` is a file,
```` ```sh ```` are commands, ```` ```csv into=… sheet=… ```` is what somebody types into a sheet of
a workbook, each line a row (of a form: one row).
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from sheettools.cli.entry import run
from sheettools.disk.alone import CUT_SHORT
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.language import speaking

PAGE = Path(__file__).with_name("tutorial.md")
_BLOCK = re.compile(r"^```(\w+)([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MADE = re.compile(r"<!-- \[\[\[cog.*?\[\[\[end\]\]\] -->", re.DOTALL)


@dataclass
class Step:
    """One block of the page that is done: what it is, its words, its text, and what came of it."""

    kind: str
    words: dict[str, str]
    text: str
    said: list[tuple[str, int, str]] = field(default_factory=list)
    """Of commands each with its exit code and what it says."""


def steps(page: str) -> list[Step]:
    """Return what the page has one do; what is generated, and what has no name, is only read."""
    found = []
    for kind, words, text in _BLOCK.findall(_MADE.sub("", page)):
        named = dict(re.findall(r"(\w+)=(\S+)", words))
        if kind == "sh" or named:
            found.append(Step(kind, named, text))
    return found


def follow(page: str, folder: Path) -> list[Step]:
    """Do what the page says in a folder."""
    done = steps(page)
    with chdir(folder):
        for step in done:
            if "file" in step.words:
                path = Path(step.words["file"])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.text, encoding="utf-8")
            elif "into" in step.words:
                _type_in(Path(step.words["into"]), step.words["sheet"], step.text)
            else:
                step.said += map(_give, step.text.splitlines())
    return done


def _give(command: str) -> tuple[str, int, str]:
    name, *arguments = command.split()
    if name == "cp":
        source, target = map(Path, arguments)
        shutil.copy(source, target)
        return command, 0, ""
    assert name == "sheettools", command
    out = StringIO()
    with speaking("en"), redirect_stdout(out), redirect_stderr(out):
        code = run(arguments)
    # What other runs on this computer have left behind is no part of the page.
    lines = [line for line in out.getvalue().splitlines() if CUT_SHORT.code not in line]
    return command, code, "\n".join(lines)


def _type_in(path: Path, sheet: str, text: str) -> None:
    """Type rows into a sheet by the places that `template show` tells, as any program could."""
    book = read_book(path).book
    assert book is not None
    name = read_evidence(book).facts()["template"]
    out = StringIO()
    home = str(path.parent if path.name == "ke-hoach.xlsx" else path.parent.parent)
    with redirect_stdout(out):
        assert run(["template", "show", name, "--folder", home, "--format", "json"]) == 0
    declared = {one["name"]: one for one in json.loads(out.getvalue())["sheets"]}[sheet]
    places = {one["title"]: one for one in declared["fields"]}
    workbook = openpyxl.load_workbook(path)
    rows = csv.DictReader(text.splitlines(), skipinitialspace=True)
    for number, row in enumerate(rows):
        for title, value in row.items():
            place = places[title.strip()]
            cell = place.get("cell") or f"{place['column']}{declared['first_row'] + number}"
            if value.strip():
                workbook[declared["title"]][cell] = _typed(value.strip())
    workbook.save(path)


def _typed(text: str) -> Any:
    return int(text) if re.fullmatch(r"0|[1-9]\d*", text) else text


@cache
def _done() -> tuple[Step, ...]:
    with TemporaryDirectory() as folder:
        return tuple(follow(PAGE.read_text(encoding="utf-8"), Path(folder)))


def outputs(done: list[Step] | tuple[Step, ...]) -> Iterator[tuple[str, str]]:
    """Yield each command with what it says."""
    for step in done:
        for command, _, text in step.said:
            yield command, text


def said(begins: str, number: int = 1) -> str:
    """Return what a command of the page says, by how it begins; of several by number."""
    found = [text for command, text in outputs(_done()) if command.startswith(begins)]
    shown = "\n".join(line.rstrip() for line in found[number - 1].splitlines()).strip("\n")
    return f"```text\n{shown}\n```"


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    for one, printed in outputs(_done()):
        sys.stdout.write(f"$ {one}\n{printed}\n")
