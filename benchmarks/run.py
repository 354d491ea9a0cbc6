"""Ratios of CPU time, each against something else in the same run: start-up, reading, generating.

`--help` against a bare interpreter; the guarded reader against openpyxl in the same process; a
village workbook against the smallest file xlsxwriter can make.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROUNDS = 7


def child_seconds(*command: str) -> float:
    """Return the CPU seconds of one run of a command."""
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def own_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one call, helpers' processes included."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def ratio(name: str, ours: Callable[[], float], other: Callable[[], float], against: str) -> None:
    """Print the ratio of two medians of interleaved rounds."""
    pairs = [(ours(), other()) for _ in range(ROUNDS)]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name}: {mine:.3f} s, {mine / max(theirs, 1e-6):.1f} x {against}")


def main() -> None:
    """Run all."""
    import openpyxl
    import xlsxwriter

    from sheettools.incoming.cage.read import read_books
    from sheettools.outgoing.workbook.generate import write_workbook
    from sheettools.year import Year

    ratio(
        "sheettools --help",
        lambda: child_seconds(sys.executable, "-m", "sheettools.cli", "--help"),
        lambda: child_seconds(sys.executable, "-c", "pass"),
        "a bare interpreter",
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "nam"
        child_seconds(sys.executable, "-m", "sheettools.cli", "demo", str(folder))
        returns = sorted((folder / "nhan-ve").glob("*.xlsx"))
        plan = Year(folder).plan
        small = Path(temporary) / "small.xlsx"

        def smallest() -> None:
            with xlsxwriter.Workbook(str(small)) as book:
                book.add_worksheet()

        ratio(
            "read 4 returns, guarded",
            lambda: own_seconds(lambda: list(read_books(returns))),
            lambda: own_seconds(
                lambda: [openpyxl.load_workbook(path, data_only=True) for path in returns]
            ),
            "openpyxl without a guard",
        )
        ratio(
            "write a village workbook",
            lambda: own_seconds(lambda: write_workbook(small, plan.collects, plan.issued[0])),
            lambda: own_seconds(smallest),
            "an empty xlsxwriter workbook",
        )


if __name__ == "__main__":
    main()
