"""Where the time of a check goes: `python -m benchmarks.stages YEAR`.

Prints CPU milliseconds by stage as JSON: of what a run does once, of what it does with each return,
and of what a merge loads besides, in one process that does nothing else meanwhile. What passes
between processes, the store, and what is shown and written at the end are not in it.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheettools.incoming.cage.pieces import GARBAGE

if TYPE_CHECKING:
    from sheettools.incoming.whose.identify import SentBooks

READING_PROCESS = (sys.executable, "-P", "-m", "sheettools.incoming.cage.process")
Spent = defaultdict[str, float]
"""CPU milliseconds by stage."""


@contextmanager
def stage(name: str, spent: Spent) -> Iterator[None]:
    """Count what is done meanwhile as of a stage."""
    began = time.process_time()
    yield
    spent[name] += (time.process_time() - began) * 1000


def start(folder: Path, spent: Spent) -> SentBooks:
    """Do what a run does once; return what returns are held against."""
    spent["python"] = time.process_time() * 1000
    with stage("modules", spent):
        from sheettools.cli import returns  # noqa: F401
        from sheettools.incoming.whose.identify import SentBooks
        from sheettools.outgoing.key import read_key
        from sheettools.year import Year
    before = os.times()
    subprocess.run(READING_PROCESS, stdin=subprocess.DEVNULL, check=True)
    after = os.times()
    children = after.children_user + after.children_system
    spent["process"] = (children - before.children_user - before.children_system) * 1000
    with stage("plan", spent):
        year = Year(folder)
        by_code = {one.code: one for one in year.issued}
        return SentBooks(year.returned, by_code, year.plan.template, read_key(folder))


def load_report(spent: Spent) -> None:
    """Load what a report needs that a check does not."""
    with stage("report", spent):
        from sheettools.annual import report  # noqa: F401
    with stage("word", spent):
        from sheettools.annual.word import file  # noqa: F401


def go_through(files: Sequence[Path], sent: SentBooks, spent: Spent) -> None:
    """Do with each return what a check does with it; what is a part of a stage is done by itself
    too, to know how long it takes.
    """
    from python_calamine import CalamineWorkbook

    from sheettools.demo.run import TODAY
    from sheettools.incoming.cage.keeper import Allowance, Keeper
    from sheettools.incoming.cage.process import answer
    from sheettools.incoming.cage.read import read_file
    from sheettools.incoming.examine import examine
    from sheettools.incoming.locate.evidence import read_evidence
    from sheettools.incoming.locate.locate import locate
    from sheettools.incoming.look.xlsx import look_at
    from sheettools.incoming.packed import pack

    class InThisProcess(Keeper):
        """Reads in this process."""

        def ask(
            self, reader: str, data: bytes, allowed: Allowance, room: int = 0
        ) -> dict[str, Any]:
            with stage("read", spent):
                reply = answer(reader, data)
            with stage("json", spent):
                told: dict[str, Any] = json.loads(json.dumps(reply))
            return told

    for file in files:
        data = file.read_bytes()
        with stage("look", spent):
            look_at(data)
        with stage("calamine", spent):
            book = CalamineWorkbook.from_filelike(BytesIO(data))
            for place in range(len(book.sheet_names)):
                book.get_sheet_by_index(place).to_python(skip_empty_area=False)
        with stage("reading", spent):
            (reading,) = read_file(file, file.name, InThisProcess(), data)
        if reading.book is None:
            raise ValueError(f"not read: {file}")
        with stage("locate", spent):
            locate(reading.book, read_evidence(reading.book), sent.template)
        with stage("examine", spent):
            outcome = examine(reading, sent, TODAY)
        with stage("pack", spent):
            pack(outcome, file, lasting=True)


def apart(spent: Spent) -> dict[str, float]:
    """Return stages none of which is a part of another."""
    return {
        "look": spent["look"],
        "calamine": spent["calamine"],
        "combine": spent["read"] - spent["look"] - spent["calamine"],
        "json": spent["json"],
        "cells": spent["reading"] - spent["read"] - spent["json"],
        "locate": spent["locate"],
        "check": spent["examine"] - spent["locate"],
        "pack": spent["pack"],
    }


def main(folder: str) -> None:
    """Print what a run takes once, and what each return of a year takes."""
    gc.set_threshold(GARBAGE)  # as both processes of a check have it
    once: Spent = defaultdict(float)
    sent = start(Path(folder), once)
    files = sorted((Path(folder) / "nhan-ve").glob("*.xlsx"))
    spent: Spent = defaultdict(float)
    go_through(files, sent, spent)  # once: the same texts are judged sooner another time
    each = {name: taken / len(files) for name, taken in apart(spent).items()}
    merge: Spent = defaultdict(float)
    load_report(merge)
    told = {"once": once, "each": each, "merge": merge}
    print(json.dumps({name: _rounded(spent) for name, spent in told.items()}))


def _rounded(spent: Mapping[str, float]) -> dict[str, float]:
    return {name: round(taken, 2) for name, taken in spent.items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
