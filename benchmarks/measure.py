"""What a command costs, its helpers' processes included; commands that are to be compared take
turns.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
OFTEN = 0.03
"""Seconds between two looks at how much memory is used."""
DO_NOT_COMPILE = "PYTHONDONTWRITEBYTECODE"
FOUND_FAULTS = (0, 1)
"""Exit codes of a command that has done its work: 1 says that there is something to fix."""


@dataclass(frozen=True)
class Cost:
    """CPU and wall time in ms; the most memory in MiB of the process itself, and of all those that
    it started together (0 where the system does not say).
    """

    cpu: float
    wall: float
    main: float = 0.0
    others: float = 0.0

    def times(self, factor: float) -> Cost:
        """Return what so many times as much would cost; the memory stays."""
        return Cost(self.cpu * factor, self.wall * factor, self.main, self.others)


@dataclass(frozen=True)
class Task:
    """A command to measure, and what is done before each run of it.

    `factor` says how many times as much was asked for as is run: what it costs is reckoned then.
    """

    command: Sequence[str]
    before: Callable[[], object] | None = None
    factor: float = 1.0

    def run(self) -> Cost:
        """Run it once. Raises RuntimeError with what it said where it fails."""
        if self.before is not None:
            self.before()
        return cost_of(self.command).times(self.factor)


def compile_all() -> None:
    """Compile all modules, so that no command is measured that has to do so first."""
    for folder in ("sheettools", "benchmarks"):
        compileall.compile_dir(ROOT / folder, quiet=1)


def cost_of(command: Sequence[str]) -> Cost:
    """Run a command and return what it cost. Raises RuntimeError with what it said."""
    before, began = _taken(), time.perf_counter()
    # Where compiled modules are not kept, each process would compile them all anew.
    told_to = {name: value for name, value in os.environ.items() if name != DO_NOT_COMPILE}
    with subprocess.Popen(
        command, cwd=ROOT, env=told_to, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        memory = Memory(process.pid)
        memory.start()
        told, _ = process.communicate()
        wall = time.perf_counter() - began
    memory.stop()
    cpu = _taken() - before
    if process.returncode not in FOUND_FAULTS:
        raise RuntimeError(f"{' '.join(command)}\n{told.decode(errors='replace')[-2000:]}")
    return Cost(cpu * 1000, wall * 1000, memory.main, memory.others)


def _taken() -> float:
    """Return how many seconds of the processor the children that have ended took. `os.times` counts
    hundredths, and a bare interpreter is there in one or two.
    """
    try:
        import resource
    except ImportError:  # on Windows
        told = os.times()
        return told.children_user + told.children_system
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


class Memory(threading.Thread):
    """Looks now and then at how much memory a process and those that it started have used."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process, self._end = process, threading.Event()
        self.main = self.others = 0.0

    def run(self) -> None:
        """Look until told to stop."""
        while not self._end.wait(OFTEN):
            main = _peak(self._process)
            others = sum(_peak(one) for one in set(_started_by(self._process)))
            self.main, self.others = max(self.main, main), max(self.others, others)

    def stop(self) -> None:
        """Look no more."""
        self._end.set()
        self.join()


def _peak(process: int) -> float:
    """Return the most memory that a process has had so far, in MiB."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _started_by(process: int) -> Iterator[int]:
    """Yield all processes that a process has started, and those that these have."""
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for word in (thread / "children").read_text(encoding="ascii").split():
                yield int(word)
                yield from _started_by(int(word))


def take_turns(tasks: Mapping[str, Task], rounds: int) -> dict[str, Cost]:
    """Run commands one after the other, so many rounds; return the median of each."""
    runs: dict[str, list[Cost]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            runs[name].append(task.run())
    return {name: _median(costs) for name, costs in runs.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(one.cpu for one in costs),
        statistics.median(one.wall for one in costs),
        max(one.main for one in costs),
        max(one.others for one in costs),
    )
