"""What is measured: each job of the program at its sizes, and what it is measured against."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.corpora import Corpora, clear
from benchmarks.measure import Task
from sheettools.demo.run import TODAY
from sheettools.year import IN, OUT, Year

PYTHON = sys.executable
PROGRAM = (PYTHON, "-m", "sheettools")
DAY = f"--today={TODAY}"
OURS = "sheettools"
BELOW = frozenset({"floor", "copy", "bare", "once", "without", "unchecked"})
"""What is no rival: of these it is said how many times as much the program takes."""
SLOW = {"frictionless": 30, "xlsxwriter": 4, "openpyxl": 10}
"""Of what is slow and grows evenly so many are run at most, and the rest is reckoned from that."""


@dataclass(frozen=True)
class Job:
    """Something that the program does: the sizes at which it is measured without asking, those on
    demand, and how its tasks are made for a size. The first task is the program's.
    """

    name: str
    title: str
    tasks: Callable[[Corpora, int, Path], Mapping[str, Task]]
    sizes: tuple[int, ...]
    on_demand: tuple[int, ...] = ()
    rounds: Mapping[int, int] = field(default_factory=dict)

    def rounds_at(self, size: int) -> int:
        """Return how many rounds are run: fewer of what takes long."""
        return self.rounds.get(size, 5 if size <= 4 else 3 if size <= 60 else 1)


def baseline(module: str, *words: object) -> tuple[str, ...]:
    """Return the command of a baseline."""
    return (PYTHON, "-m", f"benchmarks.baselines.{module}", *(str(word) for word in words))


def _emptied(folder: Path) -> Callable[[], None]:
    def empty() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    return empty


def _reckoned(name: str, size: int) -> tuple[int, float]:
    """Return how many to run of what is slow, and how many times as much was asked for."""
    run = min(size, SLOW[name])
    return run, size / run


# --------------------------------------------------------------------------- the jobs


def _generate(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    year, target = corpora.year(size), scratch / "out"
    issued = Year(year).issued
    single = ["--unit", issued[0].code] if size == 1 else []
    unit, script = scratch / "so.xlsx", scratch / "so.pickle"
    _written(year, unit)
    Task(baseline("writers", "record", unit, script)).run()
    fresh = _emptied(target)
    plain, times = _reckoned("xlsxwriter", size)
    other, other_times = _reckoned("openpyxl", size)
    return {
        OURS: Task(
            (*PROGRAM, "generate", str(year), f"--out={target}", *single),
            fresh,
            factor=size / len(issued),  # a plan that has not room for so many is done with fewer
        ),
        "copy": Task(baseline("floor", "copy", unit, target, size), fresh),
        "xlsxwriter": Task(
            baseline("writers", "xlsxwriter", script, target, plain), fresh, factor=times
        ),
        "openpyxl": Task(
            baseline("writers", "openpyxl", unit, target, other), fresh, factor=other_times
        ),
    }


def _written(folder: Path, target: Path) -> None:
    """Write the workbook of a year's first unit, as it goes out."""
    year = Year(folder)
    written = next(iter(year.generate(target.parent / OUT, [year.issued[0].code])))
    written.path.replace(target)


def _saved_by_excel(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    return _validate(corpora, size, scratch, as_excel=True)


def _validate(
    corpora: Corpora, size: int, scratch: Path, *, as_excel: bool = False
) -> dict[str, Task]:
    year = corpora.year(size, as_excel=as_excel)
    returned = year / IN
    some, factor = _reckoned("frictionless", size)
    fewer = corpora.year(some, as_excel=as_excel) / IN
    tasks = {
        OURS: Task((*PROGRAM, "validate", str(year), DAY, "--no-copies"), lambda: clear(year)),
        "floor": Task(baseline("floor", "inflate", returned)),
        "script": Task(baseline("script", "check", "openpyxl", returned)),
        "calamine": Task(baseline("script", "check", "calamine", returned)),
    }
    if size <= SLOW["frictionless"]:
        tasks["read_excel"] = Task(baseline("script", "check", "read_excel", returned))
    tasks["frictionless"] = Task(baseline("frictionless_check", fewer), factor=factor)
    return tasks


def _again(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    year = corpora.year(size)
    command = (*PROGRAM, "validate", str(year), DAY, "--no-copies")

    def once() -> None:
        clear(year)
        Task(command).run()

    return {OURS: Task(command, once), "once": Task(command, lambda: clear(year))}


def _marked(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    year = corpora.year(size)
    command = (*PROGRAM, "validate", str(year), DAY)
    return {
        OURS: Task(command, lambda: clear(year)),
        "without": Task((*command, "--no-copies"), lambda: clear(year)),
    }


def _rows(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    year = corpora.rows(size)
    return {
        OURS: Task((*PROGRAM, "validate", str(year), DAY, "--no-copies"), lambda: clear(year)),
        "floor": Task(baseline("floor", "inflate", year / IN)),
        "script": Task(baseline("script", "check", "openpyxl", year / IN)),
        "calamine": Task(baseline("script", "check", "calamine", year / IN)),
    }


def _merge(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    year, out = corpora.year(size), scratch / "tong-hop.xlsx"
    return {
        OURS: Task((*PROGRAM, "merge", str(year), DAY), lambda: clear(year)),
        "script": Task(baseline("script", "merge", "openpyxl", year / IN, out)),
        "calamine": Task(baseline("script", "merge", "calamine", year / IN, out)),
    }


def _merge_checked(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    """Merge as an office does: what came in was checked the same day, and has not changed."""
    tasks = _merge(corpora, size, scratch)
    year, cold = corpora.year(size), tasks[OURS]
    check = Task((*PROGRAM, "validate", str(year), DAY, "--no-copies"), cold.before)
    return {**tasks, OURS: replace(cold, before=check.run), "unchecked": cold}


def _roll_up(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
    folder, out = corpora.reports(size), scratch / "cap-tren.xlsx"
    return {
        OURS: Task((*PROGRAM, "merge", str(folder)), lambda: clear(folder)),
        "script": Task(baseline("rollup", folder / IN, out)),
    }


def _cold(*words: str) -> Callable[[Corpora, int, Path], dict[str, Task]]:
    def tasks(corpora: Corpora, size: int, scratch: Path) -> dict[str, Task]:
        year = [str(corpora.year(KNOWN))] if words == ("status",) else []
        today = [DAY] if year else []
        return {
            OURS: Task((*PROGRAM, *words, *year, *today)),
            "bare": Task((PYTHON, "-c", "pass")),
        }

    return tasks


KNOWN = 4
"""How many returns the year has of which the status is shown."""
SIZES, LARGE = (4, 30, 200), (1000, 10_000)
FEW = {1: 3, 4: 3, 30: 1, 60: 1}
"""Rounds of what need not be known more exactly."""
JOBS = (
    Job("generate", "generate N villages", _generate, (1, 4, 30, 200), (1000,), FEW),
    Job("validate", "validate N returns", _validate, SIZES, (1, *LARGE)),
    Job("excel", "validate N returns saved as Excel does", _saved_by_excel, (30,), (4, 200, 1000)),
    Job("again", "validate N returns once more", _again, (30,), (4, 200, 1000), FEW),
    Job("marked", "validate N returns, with marked copies", _marked, (30,), (4, 200), FEW),
    Job("rows", "validate one return of N rows", _rows, (1000, 10_000), (100,), {1000: 3}),
    Job("merge", "merge N returns", _merge, SIZES, LARGE),
    Job("merge-checked", "merge N returns that were checked before", _merge_checked, SIZES, LARGE),
    Job("roll-up", "merge the reports of N offices", _roll_up, (4, 60), (300,), FEW),
    Job("help", "--help", _cold("--help"), (0,)),
    Job("template-list", "template list", _cold("template", "list"), (0,)),
    Job("explain", "explain C101", _cold("explain", "C101"), (0,)),
    Job("status", f"status of {KNOWN} returns", _cold("status"), (0,)),
)
