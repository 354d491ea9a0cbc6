"""Whenever a command is killed, the run of the next day comes to what it would have come to."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from killed import KILLED, count_steps, run_until
from small_year import SENT, TODAY, fill, issued_file, make_year, return_all, thuong, write_plan

from sheettools.cli.entry import run
from sheettools.disk.scratch import remove_scratch
from sheettools.outgoing.back.own import NOTES
from sheettools.year import FIX, IN, PLAN_FILE, Year

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no copy of a process")

DAY, NEXT = TODAY.isoformat(), (TODAY + timedelta(days=1)).isoformat()
COMMANDS = ("validate", "merge", "generate")
FEW = 3
"""How many steps of each command are tried every time; `make test-long` tries them all."""
PAIR = tuple(f"{FIX}/99901-02_Trung_2024_can-sua{ending}" for ending in (".xlsx", ".txt"))
Told = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Case:
    """A year before a command, after it, after it on the next day; how many steps it takes."""

    name: str
    before: Path
    after: dict[str, bytes] = field(default_factory=dict)
    next_day: dict[str, bytes] = field(default_factory=dict)
    steps: int = 0

    def command(self, folder: Path, day: str = DAY) -> list[str]:
        return [self.name, str(folder), *(() if self.name == "generate" else ("--today", day))]


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A temporary folder of the system with nobody else's in it."""
    remove_scratch()
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("tmp")
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder
        remove_scratch()


@pytest.fixture(scope="module")
def second_round(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year that was checked and merged: now who had to fix something has, and who had not has
    sent another with a mistake; the plan has another deadline.
    """
    folder = tmp_path_factory.mktemp("nam") / "mau-son-2024"
    year = make_year(folder)
    return_all(year, ["02"])
    _wrong(year, "01", 0)
    (folder / IN / "la.xlsx").write_bytes(b"PK\x03\x04 broken")
    for command in ("validate", "merge"):
        run([command, str(folder), "--today", DAY])
    (folder / IN / "la.xlsx").unlink()
    return_all(year, ["01"])
    _wrong(year, "02", 1)
    write_plan(folder / PLAN_FILE, more={"chung": {"han_nop": date(2024, 12, 23)}})
    for day in (DAY, NEXT):  # what the returns come to is known: it is not read anew each time
        run(["status", str(folder), "--today", day])
    return folder


def _wrong(year: Year, unit: str, days: int) -> None:
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    path, saved = year.folder / IN / f"so-{unit}.xlsx", SENT + timedelta(days=days)
    fill(issued_file(year, unit), path, year.plan.collects, rows, saved=saved)


@pytest.fixture(scope="module", params=COMMANDS)
def case(
    request: pytest.FixtureRequest, second_round: Path, tmp_path_factory: pytest.TempPathFactory
) -> Case:
    place = tmp_path_factory.mktemp(request.param)
    made = Case(request.param, second_round)
    steps = count_steps(made.command(_copy(second_round, place)))
    after = tree(place / second_round.name)
    run(made.command(_copy(second_round, place), NEXT))
    return replace(made, after=after, next_day=tree(place / second_round.name), steps=steps)


def _copy(year: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    return Path(shutil.copytree(year, place / year.name))


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of a year but the store of results, which is a database."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".sqlite3" not in path.name
    }


def check(case: Case, steps: range, folder: Path, place: Path, capsys: Told) -> None:
    before = tree(case.before)
    for step in steps:
        year = _copy(case.before, folder)
        assert run_until(step, case.command(year)) == KILLED
        _nothing_torn(before, tree(year), case.after)
        run(case.command(year, NEXT))
        out, err = capsys.readouterr()
        assert "F236" not in out + err, step
        assert tree(year) == case.next_day, step
        assert [path for path in place.iterdir() if f"-{os.getpid()}-" not in path.name] == []


def _nothing_torn(before: dict[str, bytes], now: dict[str, bytes], after: dict[str, bytes]) -> None:
    for name, data in now.items():
        in_the_making = Path(name).name.startswith(".~") or name.endswith(NOTES)
        assert in_the_making or data in (before.get(name), after.get(name)), name
    if now.get(PAIR[0]) not in (None, before.get(PAIR[0])):
        assert now.get(PAIR[1]) in (None, after.get(PAIR[1])), "an old message, a new copy"


def test_whenever_it_is_killed(case: Case, tmp_path: Path, place: Path, capsys: Told) -> None:
    stride = case.steps // FEW
    check(case, range(1, case.steps + 1, stride), tmp_path / "x", place, capsys)


@pytest.mark.long
def test_at_every_step(case: Case, tmp_path: Path, place: Path, capsys: Told) -> None:
    check(case, range(1, case.steps + 1), tmp_path / "x", place, capsys)
