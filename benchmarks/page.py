"""The page of the docs, and the table on the screen, made from what was measured last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
MEASURED, PAGE = ROOT / "docs" / "speed.json", ROOT / "docs" / "speed.md"
Row = Mapping[str, Any]
Speed = Mapping[str, Any]
"""What was measured, as `docs/speed.json` holds it: `machine`, `workbook`, `rows`, `growth`,
`stages`.
"""

NAMES = {
    "floor": "the floor: unzip and inflate",
    "copy": "a byte copy",
    "bare": "a bare interpreter",
    "once": "the first time",
    "without": "without the copies",
    "unchecked": "not checked before",
    "script": "the script: pandas, openpyxl",
    "read_excel": "the script by `pandas.read_excel`",
    "calamine": "the script: pandas, calamine",
    "frictionless": "frictionless",
    "xlsxwriter": "plain xlsxwriter",
    "openpyxl": "openpyxl, a template saved anew",
}
PARTS = {
    "identify": "whose one return is, among N units",
    "different": "N returns held against each other, no two alike",
    "alike": "N returns held against each other, all alike",
    "rules": "one return of N rows located and checked",
    "set-aside": "one return of N rows merged, all set aside",
}
STAGES = {
    "python": "Python",
    "modules": "the modules of a check",
    "process": "the process that reads, with its own modules",
    "plan": "templates and plan, and what each unit got",
    "look": "looked at: unpacked, and what stands in which cell",
    "calamine": "read by calamine",
    "combine": "look and reader held against each other, and put together",
    "json": "handed on as JSON",
    "cells": "made cells of",
    "locate": "whose tables stand where",
    "check": "whose it is; typed, judged",
    "pack": "packed for the store",
    "report": "the modules of a report",
    "word": "those of a report in Word",
}
HEAD = """\
# How fast

Made from `docs/speed.json`, which `make bench` writes; nothing here is written by hand. Ratios of
CPU time, user and system, child processes included: the program and what it is measured against
take turns, and medians are compared. A `×` above 1 says that the program is faster than a rival;
beside the floor, a copy, or a bare interpreter it says how many times as much it takes. What each
is measured against was written first, tuned to win, and is not changed (`benchmarks/baselines`).
Wall time stands beside it, because two processes may share the work; it says little on a machine
that others use.
"""
STAGES_HEAD = """\
CPU milliseconds, in one process that does nothing else meanwhile (`benchmarks/stages.py`). What
passes between processes, the store, and what is shown and written at the end come to it.
"""


def load(path: Path = MEASURED) -> Speed:
    """Return what was measured last."""
    found: Speed = json.loads(path.read_text(encoding="utf-8"))
    return found


def page(speed: Speed) -> str:
    """Return the page."""
    machine = speed["machine"]
    on = (
        f"Measured on {speed['day']}, {machine['cores']} cores ({machine['processor']}), "
        f"Python {machine['python']}, {machine['system']}; "
        f"other work on the machine: a load of {machine['load']} before it began."
    )
    parts = [HEAD, on + "\n", "## What is to be reached\n", "\n".join(_goals(speed)) + "\n"]
    parts += ["## What was measured\n", table(speed) + "\n", "## What could be quadratic\n"]
    parts += ["CPU milliseconds of the part alone.\n", growth(speed) + "\n"]
    parts += ["## Where the time of a check goes\n", STAGES_HEAD, stages(speed) + "\n"]
    parts += [in_the_way(speed)]
    return "\n".join(parts)


# --------------------------------------------------------------------------- tables


def table(speed: Speed) -> str:
    """Return the table of all jobs."""
    lines = [
        "| job | N | CPU ms | ms each | wall ms | MiB main / others"
        " | against | CPU ms | × CPU | × wall |",
        "|---|---:|---:|---:|---:|---:|---|---:|---:|---:|",
    ]
    for row in speed["rows"]:
        lines += _lines(row)
    return "\n".join(lines)


def _lines(row: Row) -> Iterator[str]:
    ours, size = row["ours"], row["size"]
    each = _number(ours["cpu"] / size) if size else ""
    memory = f"{ours['main']:.0f} / {ours['others']:.0f}"
    first = f"| {row['title']}{_reckoned(row)} | {size or ''} | {_number(ours['cpu'])} | {each}"
    first += f" | {_number(ours['wall'])} | {memory} "
    for name, other in row["against"].items():
        told = f"| {NAMES[name]}{_reckoned(other)} | {_number(other['cpu'])}"
        yield f"{first}{told} | {other['ratio']:.2f} | {other['ratio_wall']:.2f} |"
        first = "| | | | | | "


def _reckoned(other: Row) -> str:
    return f" (reckoned from {other['run']})" if "run" in other else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def growth(speed: Speed) -> str:
    """Return the table of the parts that could be quadratic."""
    sizes = sorted({int(size) for found in speed["growth"].values() for size in found})
    if not sizes:
        return ""
    lines = ["| part | " + " | ".join(f"N = {size:,}" for size in sizes) + " |"]
    lines.append("|---|" + "---:|" * len(sizes))
    for name, found in speed["growth"].items():
        cells = [_part(found.get(str(size))) for size in sizes]
        lines.append(f"| {PARTS[name]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _part(value: float | str | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _number(value)


def stages(speed: Speed) -> str:
    """Return the table of where the time of a check goes."""
    lines = ["| stage | ms |", "|---|---:|"]
    parts = (("once a run", "once"), ("each return", "each"), ("a merge, besides", "merge"))
    for title, part in parts:
        found = speed["stages"].get(part, {})
        lines.append(f"| **{title}** | **{_number(sum(found.values()))}** |")
        lines += [f"| {STAGES[name]} | {_number(taken)} |" for name, taken in found.items()]
    return "\n".join(lines)


def in_the_way(speed: Speed) -> str:
    """Say what of a check, and of a merge, is more by itself than the goals leave for all of it."""
    found, check = speed["stages"], row_of(speed, "validate", 200)
    merge = row_of(speed, "merge-checked", FEW)
    if not found or check is None or merge is None:
        return ""
    once, each = sum(found["once"].values()), sum(found["each"].values())
    twice = found["each"]["look"] + found["each"]["calamine"]
    script, floor = check["against"]["script"], check["against"]["floor"]
    left = script["wall"] / check["size"] / FASTER * PROCESSORS
    above = floor["cpu"] / check["size"] * TIMES_THE_FLOOR
    started = once + sum(found["merge"].values())
    fifth = merge["against"]["script"]["cpu"] / FASTER_MERGE
    return (
        f"To be {FASTER} times as fast as the script by the clock, on two processors, would leave\n"
        f"{_number(left)} ms of CPU for a return of 200; {TIMES_THE_FLOOR} times the floor would "
        f"be {_number(above)}.\n"
        "To read a return twice, by two readers that must agree (decision 6), takes "
        f"{_number(twice)} alone.\n"
        f"What is told above comes to {(once + FEW * each) / 1000:.2f} s for {FEW} returns, which "
        f"are to take {SECONDS_OF_FEW}.\n"
        f"To merge {FEW} that were checked before {FASTER_MERGE} times as fast as the script would "
        f"leave {_number(fifth)} ms;\nwhat a merge starts and loads takes {_number(started)}.\n"
    )


# --------------------------------------------------------------------------- goals


FASTER, PROCESSORS, TIMES_THE_FLOOR = 10, 2, 12
FEW, SECONDS_OF_FEW = 30, 1.5
"""What a check is to be measured by: how many times as fast as the script by the clock, on so many
processors, how many times what it takes to unpack the returns, how many seconds of CPU for a few.
"""
FASTER_MERGE = 5
"""How many times as fast as the script a merge is to be."""


@dataclass(frozen=True)
class Goal:
    """Something to be reached: what is looked at, and at most or at least how much it is to be."""

    says: str
    value: Callable[[Speed], float | None]
    most: float | None = None
    least: float | None = None

    def reached(self, value: float) -> bool:
        """Say whether that is enough."""
        if self.most is not None and value > self.most:
            return False
        return self.least is None or value >= self.least


def row_of(speed: Speed, job: str, size: int) -> Row | None:
    """Return what was measured of a job at a size."""
    for row in speed["rows"]:
        if (row["job"], row["size"]) == (job, size):
            return dict(row)
    return None


def _ours(job: str, size: int, what: str, per: float = 1) -> Callable[[Speed], float | None]:
    def value(speed: Speed) -> float | None:
        row = row_of(speed, job, size)
        return None if row is None else float(row["ours"][what]) / per

    return value


def _ratio(job: str, size: int, other: str, what: str = "ratio") -> Callable[[Speed], float | None]:
    def value(speed: Speed) -> float | None:
        row = row_of(speed, job, size)
        return None if row is None else float(row["against"][other][what])

    return value


def _above(job: str) -> Callable[[Speed], float | None]:
    """Return the CPU milliseconds above a bare interpreter."""

    def value(speed: Speed) -> float | None:
        row = row_of(speed, job, 0)
        return None if row is None else row["ours"]["cpu"] - row["against"]["bare"]["cpu"]

    return value


def _of_workbook(what: str, per: float) -> Callable[[Speed], float | None]:
    return lambda speed: speed["workbook"][what] / per


def _marked_copy(speed: Speed) -> float | None:
    """Return how many times as much CPU a marked copy takes as a generated workbook."""
    row, one, many = (
        row_of(speed, *which) for which in (("marked", 30), ("generate", 1), ("generate", 30))
    )
    if row is None or one is None or many is None:
        return None
    copy = (row["ours"]["cpu"] - row["against"]["without"]["cpu"]) / row["copies"]
    return float(copy / ((many["ours"]["cpu"] - one["ours"]["cpu"]) / 29))


GOALS = (
    Goal("a village's workbook, kB", _of_workbook("bytes", 1000), most=120),
    Goal("its XML, MB", _of_workbook("xml", 1_000_000), most=1),
    Goal("generate 1,000: CPU ms a village", _ours("generate", 1000, "cpu", 1000), most=10),
    Goal("generate 1,000: × plain xlsxwriter", _ratio("generate", 1000, "xlsxwriter"), least=20),
    Goal("generate 200: × plain xlsxwriter", _ratio("generate", 200, "xlsxwriter"), least=20),
    Goal(
        "validate 1,000: × the script, wall",
        _ratio("validate", 1000, "script", "ratio_wall"),
        least=FASTER,
    ),
    Goal(
        "validate 200: × the script, wall",
        _ratio("validate", 200, "script", "ratio_wall"),
        least=FASTER,
    ),
    Goal("validate 30: CPU s", _ours("validate", FEW, "cpu", 1000), most=SECONDS_OF_FEW),
    Goal("validate 200: times the floor", _ratio("validate", 200, "floor"), most=TIMES_THE_FLOOR),
    Goal("validate 200: MiB of the main process", _ours("validate", 200, "main"), most=150),
    Goal("validate 1,000: MiB of the main process", _ours("validate", 1000, "main"), most=150),
    Goal("one return of 10,000 rows: wall s", _ours("rows", 10_000, "wall", 1000), most=3),
    Goal("a marked copy: times a generated workbook", _marked_copy, most=1),
    Goal("merge 30: × the script", _ratio("merge", 30, "script"), least=FASTER_MERGE),
    Goal("merge 1,000: × the script", _ratio("merge", 1000, "script"), least=FASTER_MERGE),
    Goal(
        "merge 30, checked before: × the script",
        _ratio("merge-checked", 30, "script"),
        least=FASTER_MERGE,
    ),
    Goal(
        "merge 1,000, checked before: × the script",
        _ratio("merge-checked", 1000, "script"),
        least=FASTER_MERGE,
    ),
    Goal("merge 1,000: MiB of the main process", _ours("merge", 1000, "main"), most=200),
    Goal("roll-up of 300: MiB of the main process", _ours("roll-up", 300, "main"), most=200),
    Goal("`--help`: CPU ms above a bare interpreter", _above("help"), most=60),
    Goal("`explain`: CPU ms above a bare interpreter", _above("explain"), most=100),
    Goal("`template list`: CPU ms above a bare interpreter", _above("template-list"), most=100),
)


def _goals(speed: Speed) -> Iterator[str]:
    yield "| what | goal | measured | |"
    yield "|---|---:|---:|---|"
    for goal in GOALS:
        value = goal.value(speed)
        wanted = f"≤ {goal.most:g}" if goal.most is not None else f"≥ {goal.least:g}"
        if value is None:
            yield f"| {goal.says} | {wanted} | | not measured |"
        else:
            said = "reached" if goal.reached(value) else "**not reached**"
            yield f"| {goal.says} | {wanted} | {value:.3g} | {said} |"


def by_order(rows: Sequence[Row], jobs: Sequence[str]) -> list[Row]:
    """Return rows in the order of the jobs, each by size."""
    return sorted(rows, key=lambda row: (jobs.index(row["job"]), row["size"]))
