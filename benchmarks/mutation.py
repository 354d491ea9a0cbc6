"""How many faults of the core the tests notice: `make mutation`, with SAMPLE= and SEED=.

mutmut makes the faults, one small change each, all of them in one copy of the program in which one
is in force at a time. Each is tried in a process of its own, a copy of one in which all libraries
are loaded, by the tests that `CORE` names for its room, until one fails. Files are read in that
process too, so that a fault is in force where strangers' files are opened.

All faults, in the order of the code, are cut into as many pieces as the sample is to have, and one
of each piece is drawn: every room and every function has its share.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

import pytest
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

CORE = {
    "sheettools/incoming/look": (
        "whole_styles whole_records whole_over_cells whole_parts whole_rest whole_look whole_xls "
        "whole_xlsb whole_ods whole_plain limits whole_together whole_answer whole_door look "
        "whole_reading cells values seen xls xlsb ods agree"
    ),
    "sheettools/incoming/cage": (
        "whole_together whole_answer whole_door laid_down whole_keeping whole_document agree "
        "whole_reading whole_plain values seen word formats read"
    ),
    "sheettools/incoming/store.py": "kept",
    "sheettools/annual/ledger.py": "ledger_line",
    "sheettools/annual/gate": "curtain ../personal privacy sentences",
    "sheettools/outgoing/whole.py": "whole_files",
    "sheettools/outgoing/back/own.py": "whole_files",
}
"""What is mutated, and the names of the tests that must notice it, the quickest first."""
COPIED = (
    "sheettools", "tests", "benchmarks", "docs", "workbook_templates", "pyproject.toml",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile",
)  # fmt: skip
PLACE = Path("mutants")
SECONDS = 120
"""Of the processor: what takes longer has been noticed, for it does not end."""
SURE = 1.96  # standard deviations to either side hold 95 of 100
TOGETHER = "benchmarks.together"
PYTEST = ("-q", "-x", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist")
PLUGIN = (
    "-p", TOGETHER, "-m", "not program and not long",
    "-k", "not spins and not its_limits and not takes_for_ever",
)  # fmt: skip
"""Tests of the reading process's own clock and bounds go by what it does alone."""


def tests_of(room: str) -> list[str]:
    """Return the files of the tests of a room."""
    found: list[str] = []
    for name in CORE[room].split():
        found += map(str, sorted(Path("tests").rglob(f"test_{name}.py")))
        if name.startswith("../"):
            found.append(f"tests/{name[3:]}")
    return found


def faults(rooms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Make a copy of the program with all faults of some rooms; yield the room and the name of
    each.
    """
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir()
    for name in COPIED:
        copy = shutil.copytree if Path(name).is_dir() else shutil.copy
        copy(name, PLACE / name)
    for room in rooms:
        for path in sorted(Path(room).rglob("*.py")) or [Path(room)]:
            made = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
            (PLACE / path).write_text(made.code, encoding="utf-8")
            yield from ((room, get_mutant_name(path, name)) for name in made.mutant_names)


def drawn(names: list[tuple[str, str]], size: int, seed: int) -> list[tuple[str, str]]:
    """Return one name of each of `size` pieces; all where there are no more."""
    size = min(size, len(names))
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    edges = [place * len(names) // size for place in range(size + 1)]
    return [names[chance.randrange(*ends)] for ends in pairwise(edges)]


def is_noticed(room: str, name: str) -> bool:
    """Say whether a test fails where a fault is in force; `name` is empty where none is."""
    child = os.fork()
    if not child:
        _try(room, name)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise SystemExit(f"no test of {room} was run")
    return code != 0  # also where the program cannot even be loaded


def _try(room: str, name: str) -> None:
    """Run the tests in this process, and end it."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    os.environ["MUTANT_UNDER_TEST"] = name
    forget_the_program()
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  # a descriptor is wanted
        for stream in (1, 2) if name else ():
            os.dup2(nowhere.fileno(), stream)
    os._exit(int(pytest.main([*PYTEST, *PLUGIN, *tests_of(room)])))


def forget_the_program() -> None:
    """Have the program and its tests loaded anew: what runs meanwhile runs with the fault. So is
    what has them read in this process, which stands beside the copy and not in it.
    """
    sys.modules.pop(TOGETHER, None)
    for name, module in [*sys.modules.items()]:
        if Path(getattr(module, "__file__", None) or "/").is_relative_to(Path.cwd()):
            del sys.modules[name]


def load(rooms: Sequence[str]) -> None:
    """Load all that the tests load, in this process, from the copy."""
    os.chdir(PLACE)
    sys.path.insert(0, str(Path.cwd()))
    files = sorted({file for room in rooms for file in tests_of(room)})
    if pytest.main([*PYTEST, *PLUGIN, "--collect-only", "-qqq", *files]):
        raise SystemExit("the tests could not be loaded")


def bounds(caught: int, of: int) -> tuple[float, float]:
    """Return between what the share lies, by Wilson's interval."""
    share, spread = caught / of, SURE**2 / of
    middle = share + spread / 2
    reach = math.sqrt(spread * (share * (1 - share) + spread / 4))
    return (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)


def main() -> None:
    """Draw a sample, try it, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--only", default="", help="what a room's name has in it")
    asked = parser.parse_args()
    rooms = [room for room in CORE if asked.only in room]
    names = list(faults(rooms))
    load(rooms)
    left = drawn(names, asked.sample, asked.seed)
    caught: Counter[str] = Counter()
    for room, of_room in groupby(left, key=itemgetter(0)):
        if is_noticed(room, ""):
            raise SystemExit(f"tests of {room} fail without any fault")
        for _, name in of_room:
            noticed = is_noticed(room, name)
            caught[room] += noticed
            print("noticed" if noticed else "LIVED", name, flush=True)
    tried = Counter(room for room, _ in left)
    for room in sorted(tried):
        print(f"| {room} | {caught[room]} | {tried[room]} |")
    low, high = bounds(caught.total(), len(left))
    print(
        f"{len(names)} faults, {len(left)} drawn with seed {asked.seed}: {caught.total()} noticed, "
        f"{caught.total() / len(left):.0%} (95 of 100: {low:.0%} to {high:.0%})"
    )


if __name__ == "__main__":
    main()
