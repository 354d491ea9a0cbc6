"""Several processes check what one would, whatever happens to them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from small_year import TODAY, fill, issued_file, make_year, thuong

from sheettools.findings import Finding, Location
from sheettools.incoming import workers
from sheettools.incoming.cage import keeper, read
from sheettools.incoming.cage.read import Reading, read_book
from sheettools.incoming.cage.refusals import TOO_SLOW
from sheettools.incoming.examine import examine
from sheettools.incoming.intake import Outcome, check_returns
from sheettools.incoming.workers import Checking, Means, Task
from sheettools.year import IN, Year


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year with returns of all sorts: to be fixed, good, the very same twice, in an archive,
    nobody's, and one that is no file of any known kind.
    """
    year = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    place = year.folder / IN
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    fill(issued_file(year, "01"), place / "so-01.xlsx", year.plan.collects, rows)
    rows = {"kien_nghi": rows["kien_nghi"]}
    for village in ("02", "03"):
        fill(issued_file(year, village), place / f"so-{village}.xlsx", year.plan.collects, rows)
    with zipfile.ZipFile(place / "goi.zip", "w") as archive:
        archive.write(place / "so-02.xlsx", "trong/so-02.xlsx")
        archive.writestr("la.csv", "Họ;tên\nA;B\n")
    (place / "la.csv").write_text("Họ;tên\nA;B\n", encoding="utf-8")
    (place / "hong.xlsx").write_bytes(b"\x00\x01\x02")
    return year


def facts(outcomes: Sequence[Outcome]) -> list[Any]:
    """All that is found of each file."""
    return [
        (one, one.path, one.checked, [finding.as_dict() for finding in one.findings])
        for one in outcomes
    ]


def check(year: Year, means: Means) -> list[Any]:
    return facts(year.check(today=TODAY, means=means))


@pytest.fixture(scope="module")
def alone(year: Year) -> list[Any]:
    return check(year, Means(1, store=False))


def test_what_is_found_is_what_one_file_alone_comes_to(year: Year, alone: list[Any]) -> None:
    """What comes back from the disk is what was put there."""
    path = year.folder / IN / "so-01.xlsx"
    outcome = examine(read_book(path), year._sent(), TODAY)
    (found,) = (one for one in alone if one[1] == path)
    assert found[2] == outcome.checked
    *own, other = found[3]
    assert own == [finding.as_dict() for finding in outcome.findings]
    assert other["code"] == "F219", "which only the others show"
    for one, same in zip(found[0].findings[:-1], outcome.findings, strict=True):
        assert one.problem is same.problem


def test_it_is_all_there(alone: list[Any]) -> None:
    codes = {code["code"] for one in alone for code in one[3]}
    assert {"F219", "F209"} <= codes, "what hangs on several files"
    assert len(alone) == 7


def start_by(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have processes started by this method, whatever threads an earlier test may have left."""
    how = multiprocessing.get_context
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: how(method))


def test_while_a_file_is_checked_the_next_is_being_read(
    year: Year, alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for what follows on an archive, whose own files come first."""
    ahead: list[bytes] = []
    ask_ahead = keeper.Keeper.ask_ahead

    def noted(self: keeper.Keeper, reader: str, data: bytes) -> None:
        ahead.append(data)
        ask_ahead(self, reader, data)

    monkeypatch.setattr(keeper, "_handed_on", None)
    monkeypatch.setattr(keeper.Keeper, "ask_ahead", noted)
    assert check(year, Means(1, store=False)) == alone
    names = [path.name for path in year.returns()]
    assert names[:3] == ["goi.zip", "hong.xlsx", "la.csv"]
    read = [path.read_bytes() for path in year.returns()]
    assert ahead == read[2:]


def test_the_next_is_asked_for_before_anything_is_made_of_what_was_read(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the reading process stands idle meanwhile."""
    done: list[str] = []
    ask_ahead, make = keeper.Keeper.ask_ahead, read._reading

    def asked(self: keeper.Keeper, reader: str, data: bytes) -> None:
        done.append("asked")
        ask_ahead(self, reader, data)

    def made(path: Path, *said: Any) -> Reading:
        done.append(path.name)
        return make(path, *said)

    monkeypatch.setattr(keeper, "_handed_on", None)
    monkeypatch.setattr(keeper.Keeper, "ask_ahead", asked)
    monkeypatch.setattr(read, "_reading", made)
    check(year, Means(1, store=False))
    assert done[-5:] == ["asked", "so-01.xlsx", "asked", "so-02.xlsx", "so-03.xlsx"]


def test_threads_take_short_turns_while_files_are_checked(year: Year) -> None:
    """Else the reading process waits 5 ms for each piece; afterwards they do as before."""
    before, meanwhile = sys.getswitchinterval(), []

    def told(done: int, total: int) -> None:
        if done:
            meanwhile.append(sys.getswitchinterval())

    check(year, Means(1, store=False, progress=told))
    assert max(meanwhile) == pytest.approx(workers.TURN)
    assert sys.getswitchinterval() == before


@pytest.mark.parametrize("number", [2, 3])
def test_the_number_of_processes_changes_nothing(year: Year, alone: list[Any], number: int) -> None:
    assert check(year, Means(number, store=False)) == alone


def test_processes_that_are_started_anew_come_to_the_same(
    year: Year, alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a process is no copy of the one that starts it."""
    start_by("spawn", monkeypatch)
    assert check(year, Means(2, store=False)) == alone


def test_threads_with_a_reading_process_each_come_to_the_same(
    year: Year, alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a program without Python, which starts no processes of its own but those that read."""
    monkeypatch.setattr(workers, "_by_processes", workers._by_threads)
    started: list[subprocess.Popen[bytes]] = []
    start = keeper._start
    monkeypatch.setattr(keeper, "_handed_on", None)
    monkeypatch.setattr(keeper, "_start", lambda: started.append(start()) or started[-1])
    assert check(year, Means(3, store=False)) == alone
    assert len(started) == 3
    assert all(process.poll() is not None for process in started)


def test_a_program_without_python_checks_in_threads(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    asked: list[int] = []
    monkeypatch.setattr(workers, "_by_threads", lambda *said: asked.append(said[-1]) or iter(()))
    tasks = [workers.Task(number, Path(), "") for number in range(4)]
    checking = workers.Checking(year._sent(), TODAY, ())
    assert list(workers._once(tasks, checking, Means(9))) == []
    assert asked == [4], "no more than there are files"


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_will_do(year: Year, alone: list[Any], kind: type[Executor]) -> None:
    with kind(2) as executor:  # type: ignore[call-arg]  # both take a number
        assert check(year, Means(executor=executor, store=False)) == alone


# --------------------------------------------------------------------------- processes that die


def dying(monkeypatch: pytest.MonkeyPatch, name: str, marker: Path | None = None) -> None:
    """Have a process killed that has a file in hand: always, or only if `marker` is not there."""
    start_by("fork", monkeypatch)  # a process started anew would not know of this
    real = workers._check

    def check_or_die(task: Task, *others: Any, **more: Any) -> Any:
        if task.shown == name and not (marker and marker.exists()):
            if marker:
                marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(task, *others, **more)

    monkeypatch.setattr(workers, "_check", check_or_die)


forks = pytest.mark.skipif(sys.platform == "win32", reason="Windows makes no copy of a process")


@forks
def test_a_process_that_dies_costs_the_file_it_had_in_hand(
    year: Year, alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    dying(monkeypatch, "la.csv")
    found = check(year, Means(2, store=False))
    lost = [one for one, other in zip(found, alone, strict=True) if one != other]
    assert [(one[0].file, [fact["code"] for fact in one[3]]) for one in lost] == [
        ("la.csv", ["F124"])
    ]


@forks
def test_a_process_that_dies_once_costs_nothing(
    year: Year, alone: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying(monkeypatch, "so-01.xlsx", tmp_path / "died")
    assert check(year, Means(2, store=False)) == alone
    assert (tmp_path / "died").exists()


@forks
def test_a_fault_of_our_own_is_not_taken_for_a_bad_file(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise ZeroDivisionError

    start_by("fork", monkeypatch)
    monkeypatch.setattr(workers, "examine", fail)
    with pytest.raises(ZeroDivisionError):
        check(year, Means(2, store=False))


def test_processes_read_each_in_a_cage_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of this process does not use the reading process that was handed on in it."""
    monkeypatch.setattr(keeper, "_handed_on", None)
    with keeper.handing_on():
        assert keeper._handed_on is not None
        keeper.keep_own()
        assert keeper._handed_on is None


# --------------------------------------------------------------------------- how it goes on


def test_progress_is_told(year: Year) -> None:
    told: list[tuple[int, int]] = []
    check(year, Means(2, store=False, progress=lambda done, total: told.append((done, total))))
    assert told == [(done, 6) for done in range(7)]


def test_no_more_than_some_files_lie_ready(year: Year) -> None:
    """Else all files would be in memory at once where their bytes go along."""
    given: list[int] = []

    class Counting(ThreadPoolExecutor):
        def submit(self, work: Any, said: bytes, tasks: Sequence[Task], /) -> Any:
            given.append(len(tasks))
            assert all(task.data is not None for task in tasks)
            return super().submit(work, said, tasks)

    files = year.returns() * 5
    checking = Checking(year._sent(), TODAY, ())
    tasks = [Task(number, path, path.name) for number, path in enumerate(files)]
    with Counting(1) as executor:
        flow: Iterator[Any] = workers.check_files(tasks, checking, Means(executor=executor))
        done = sorted(one.number for one in flow)
    assert done == list(range(30))
    assert max(given) == workers.BATCH


def test_what_takes_too_long_is_tried_once_more_when_all_else_is_done(
    year: Year, alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The computer may only have been busy."""
    tried: list[str] = []
    read = workers.read_file

    def late_at_first(path: Path, shown: str, *others: Any) -> Iterator[Reading]:
        tried.append(shown)
        if shown == "la.csv" and tried.count(shown) == 1:
            yield Reading(path, None, (Finding(TOO_SLOW, Location(shown)),), file=shown)
        else:
            yield from read(path, shown, *others)

    monkeypatch.setattr(workers, "read_file", late_at_first)
    assert check(year, Means(1, store=False)) == alone
    assert tried[-1] == "la.csv"
    assert len(tried) == 7


# --------------------------------------------------------------------------- a frozen program


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_a_program_of_one_file_starts_itself_to_read(
    year: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "sheettools"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.frozen = True\n"
        "from sheettools.cli.entry import main\nmain()\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(keeper, "_handed_on", None)
    reading = read_book(year.folder / IN / "so-01.xlsx")
    assert reading.book is not None
    (found,) = check_returns([year.folder / IN / "so-01.xlsx"], year._sent(), TODAY)
    assert found.checked is not None


def test_the_program_is_no_reading_process_unless_it_is_told() -> None:
    """Only a frozen program knows the word; to all others it is a wrong option."""
    done = subprocess.run(
        [sys.executable, "-m", "sheettools", keeper.AS_CAGE], capture_output=True, check=False
    )
    assert done.returncode == 2
