"""Measure, print, and write `docs/speed.json` and the page made from it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.corpora import CACHE, Corpora, clear, open_corpora
from benchmarks.jobs import BELOW, JOBS, OURS, Job
from benchmarks.measure import ROOT, Cost, compile_all, take_turns
from benchmarks.page import MEASURED, PAGE, PARTS, by_order, growth, page, stages, table
from sheettools.year import OUT, Year

GROWTH, STAGES = "growth", "stages"
TYPICAL = 30
"""Of how many returns it is told where the time goes, if nobody says."""
GROWTH_SIZES = (100, 1000, 10_000)
OF_ROWS = ("rules", "set-aside")
"""Parts for which a return of so many rows is made first."""
PATIENCE = 200
"""Seconds after which a part that could be quadratic, and what it needs, is not waited for."""


def main(words: Sequence[str]) -> None:
    """Run what is asked for."""
    asked = _asked(words)
    compile_all()
    corpora = open_corpora(asked.corpora)
    speed = _begun(corpora, asked.json, add=asked.add)
    for job in JOBS:
        if asked.only and job.name not in asked.only:
            continue
        for size in _sizes(job, asked.size):
            _put(speed, _measure(corpora, job, size, asked.rounds))
            _write(speed, asked)
    if not asked.only or GROWTH in asked.only:
        for part in PARTS:
            found = speed["growth"].setdefault(part, {})
            found |= _grown(corpora, part, asked.size)
            _write(speed, asked)
    if not asked.only or STAGES in asked.only:
        speed["stages"] = _stages(corpora, min(asked.size or [TYPICAL]))
        _write(speed, asked)
    print(table(speed), growth(speed), stages(speed), sep="\n\n")


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [job.name for job in JOBS] + [GROWTH, STAGES]
    parser.add_argument("--only", action="append", choices=names, help="only these jobs")
    parser.add_argument("--size", action="append", type=int, help="only these sizes, any at all")
    parser.add_argument("--rounds", type=int, help="how often each is run")
    parser.add_argument("--add", action="store_true", help="keep what was measured before")
    parser.add_argument("--json", type=Path, default=MEASURED, help="where the numbers go")
    parser.add_argument("--corpora", type=Path, default=CACHE, help="where the corpora lie")
    return parser.parse_args(words)


def _sizes(job: Job, asked: Sequence[int] | None) -> Sequence[int]:
    """Return the sizes of a job that are asked for; a start has none."""
    if not asked or job.sizes == (0,):
        return job.sizes
    return [size for size in (*job.sizes, *job.on_demand) if size in asked]


# --------------------------------------------------------------------------- what is kept


def _begun(corpora: Corpora, path: Path, *, add: bool) -> dict[str, Any]:
    """Return what the numbers are put into: what is there already, if it is of this workbook."""
    begun: dict[str, Any] = {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": _machine(),
        "workbook": _workbook(corpora),
        "rows": [],
        "growth": {},
        "stages": {},
    }
    if add and path.is_file():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before["workbook"] == begun["workbook"]:
            begun |= {name: before[name] for name in ("rows", "growth", "stages")}
    return begun


def _machine() -> dict[str, Any]:
    name = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    for line in about.read_text(encoding="utf-8").splitlines() if about.is_file() else ():
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0
    return {
        "cores": os.cpu_count(),
        "processor": name,
        "system": platform.system(),
        "python": platform.python_version(),
        "load": load,
    }


def _workbook(corpora: Corpora) -> dict[str, int]:
    """Return how large a village's workbook is as it goes out, and its XML."""
    year = Year(corpora.sample)
    written = next(iter(year.generate(corpora.home / OUT, [year.issued[0].code])))
    with zipfile.ZipFile(written.path) as archive:
        xml = sum(part.file_size for part in archive.infolist())
    size = written.path.stat().st_size
    return {"bytes": size, "xml": xml}


def _put(speed: dict[str, Any], row: dict[str, Any]) -> None:
    key = (row["job"], row["size"])
    rows = [one for one in speed["rows"] if (one["job"], one["size"]) != key]
    speed["rows"] = by_order([*rows, row], [job.name for job in JOBS])


def _write(speed: dict[str, Any], asked: argparse.Namespace) -> None:
    text = json.dumps(speed, indent=1, ensure_ascii=False)
    asked.json.write_text(text + "\n", encoding="utf-8")
    if asked.json == MEASURED:
        PAGE.write_text(page(speed), encoding="utf-8")


# --------------------------------------------------------------------------- measuring


def _measure(corpora: Corpora, job: Job, size: int, rounds: int | None) -> dict[str, Any]:
    """Run one job at one size, and all that it is measured against."""
    with TemporaryDirectory() as scratch:
        tasks = job.tasks(corpora, size, Path(scratch))
        rounds = rounds or job.rounds_at(size)
        costs = take_turns(tasks, rounds)
    ours = costs.pop(OURS)
    against = {}
    for name, cost in costs.items():
        against[name] = _compared(name, ours, cost)
        if tasks[name].factor != 1:
            against[name]["run"] = round(size / tasks[name].factor)
    title = job.title.replace(" N ", f" {size:,} ") if size else job.title
    row = {"job": job.name, "title": title, "size": size, "rounds": rounds}
    row |= {"ours": _told(ours), "against": against}
    if tasks[OURS].factor != 1:
        row["run"] = round(size / tasks[OURS].factor)
    if job.name == "marked":
        row["copies"] = _copies(corpora, tasks[OURS].command, size)
    print(f"{title}: {ours.cpu:,.0f} ms", file=sys.stderr)
    return row


def _told(cost: Cost) -> dict[str, float]:
    told = {"cpu": cost.cpu, "wall": cost.wall, "main": cost.main, "others": cost.others}
    return {name: round(value, 1) for name, value in told.items()}


def _compared(name: str, ours: Cost, cost: Cost) -> dict[str, Any]:
    """Return a cost and its ratios: a rival's over ours, ours over what cannot be gone below."""
    ratio, wall = cost.cpu / max(ours.cpu, 1), cost.wall / max(ours.wall, 1)
    if name in BELOW:
        ratio, wall = ours.cpu / max(cost.cpu, 1), ours.wall / max(cost.wall, 1)
    return {**_told(cost), "ratio": round(ratio, 3), "ratio_wall": round(wall, 3)}


def _copies(corpora: Corpora, command: Sequence[str], size: int) -> int:
    """Return how many marked copies a run writes."""
    year = corpora.year(size)
    clear(year)
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    return len(list((year / "can-sua").glob("*.xlsx")))


def _grown(corpora: Corpora, part: str, asked: Sequence[int] | None) -> dict[str, float | str]:
    """Run a part that could be quadratic at growing sizes, as long as one can wait for it."""
    found: dict[str, float | str] = {}
    for size in GROWTH_SIZES:
        if asked and size not in asked:
            continue
        if part in OF_ROWS:  # made here, where nobody is waiting
            corpora.rows(size, wrong=part == "set-aside")
        found[str(size)] = _one_part(part, size, corpora)
        print(f"{part} {size:,}: {found[str(size)]}", file=sys.stderr)
    return found


def _one_part(part: str, size: int, corpora: Corpora) -> float | str:
    command = (sys.executable, "-m", "benchmarks.growth", part, str(size), str(corpora.home))
    try:
        told = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE
        ).stdout.strip()
    except subprocess.TimeoutExpired:
        return f"over {PATIENCE} s"
    return told if told.startswith("over") else round(float(told), 2)


def _stages(corpora: Corpora, size: int) -> dict[str, Any]:
    """Return where the time of a check goes."""
    command = (sys.executable, "-m", "benchmarks.stages", str(corpora.year(size)))
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(told)
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
