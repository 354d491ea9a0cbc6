"""What the figures of one machine come to for the whole country: the tables of docs/scale.md."""

from __future__ import annotations

from benchmarks.page import Row, Speed, row_of

COMMUNES, VILLAGES = 3_321, 90_000
"""Of the whole country since July 2025; villages reckoned."""
MANY = 32
"""Processors of a large machine, or of several."""
FEW, SEVERAL = 30, 200
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


def measured(speed: Speed) -> str:
    """Return what was measured of checks, from which larger ones are reckoned."""
    few, several = _row(speed, "validate", FEW), _row(speed, "validate", SEVERAL)
    lines = [
        "| | processor time | by the clock | MiB of the first process, and of all others |",
        "|---|---:|---:|---:|",
        _line(f"`validate` of {FEW} returns", few),
        _line(f"of {SEVERAL}", several),
        _line(f"of {FEW} again, from the store", _row(speed, "again", FEW)),
        f"| so a return more, read and checked | {each(speed):.0f} ms | | |",
        f"| so what a run takes, whatever it checks | {once(speed) / SECOND:.1f} s | | |",
    ]
    return "\n".join(lines)


def reckoned(speed: Speed) -> str:
    """Return what that comes to for a commune and for the whole country."""
    few = _row(speed, "validate", FEW)["ours"]
    returns, starts = VILLAGES * each(speed), COMMUNES * once(speed)
    together = returns + starts
    cpu = f"{returns / HOUR:.1f} h, and {starts / HOUR:.1f} h of starts"
    lines = [
        f"| | processor time | two processors | {MANY} processors |",
        "|---|---:|---:|---:|",
        f"| a commune of {FEW} returns (measured) | {few['cpu'] / SECOND:.1f} s | "
        f"{few['wall'] / SECOND:.1f} s | |",
        f"| the whole country: {COMMUNES:,} communes, {VILLAGES:,} villages | {cpu} | "
        f"{together / 2 / HOUR:.1f} h | {together / MANY / MINUTE:.0f} min |",
    ]
    return "\n".join(lines)


def each(speed: Speed) -> float:
    """Return how many ms of CPU a return more takes."""
    few, several = _row(speed, "validate", FEW), _row(speed, "validate", SEVERAL)
    return float((several["ours"]["cpu"] - few["ours"]["cpu"]) / (SEVERAL - FEW))


def once(speed: Speed) -> float:
    """Return how many ms of CPU a run takes beside its returns."""
    return float(_row(speed, "validate", FEW)["ours"]["cpu"]) - FEW * each(speed)


def _line(what: str, row: Row) -> str:
    ours = row["ours"]
    seconds = f"{ours['cpu'] / SECOND:.1f} s | {ours['wall'] / SECOND:.1f} s"
    return f"| {what} | {seconds} | {ours['main']:.0f}, {ours['others']:.0f} |"


def _row(speed: Speed, job: str, size: int) -> Row:
    found = row_of(speed, job, size)
    if found is None:
        raise ValueError(f"not measured: {job} of {size}")
    return found
