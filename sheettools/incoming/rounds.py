"""Rounds of checking: what is new since a unit's return of the last time, what is still there, what
is gone.

A round is one return of one unit, known by its checksum: checking the same file again is no new
round. What is kept of a round says which finding stood where, never what somebody wrote.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sheettools.findings import Finding
from sheettools.frozen import dataclass
from sheettools.incoming.intake import Outcome
from sheettools.template.grouping import GONE, NEW, STILL

VERSION = 1


@dataclass(frozen=True)
class Trace:
    """What is kept of a finding: its code, its place, and a digest of what stood there."""

    code: str
    sheet: str
    cell: str
    mark: str = ""

    @property
    def loose(self) -> tuple[str, str, str, str]:
        """The same without its row, which moves when rows are inserted or sorted."""
        return (self.code, self.sheet, re.sub(r"\d+", "", self.cell), self.mark)


@dataclass(frozen=True)
class Round:
    """One return of one unit: its checksum, and the traces of its findings."""

    sha256: str
    traces: tuple[Trace, ...]


@dataclass(frozen=True)
class Progress:
    """How a return compares with the one before: the state of each finding in their order, and what
    is gone.
    """

    states: tuple[str, ...]
    gone: tuple[Trace, ...]

    def counts(self) -> dict[str, int]:
        """Return how many are new, still there, and gone."""
        found = Counter(self.states)
        return {NEW: found[NEW], STILL: found[STILL], GONE: len(self.gone)}


@dataclass(frozen=True)
class Rounds:
    """The last two rounds of each unit, by workbook code, the older first."""

    by_code: Mapping[str, tuple[Round, ...]]

    @classmethod
    def read(cls, text: str) -> Rounds:
        """Read what `text` wrote; what cannot be read counts as no round at all."""
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            said = json.loads(text)
            if said["version"] == VERSION:
                return cls({code: _read(rounds) for code, rounds in said["rounds"].items()})
        return cls({})

    def text(self) -> str:
        """Write the rounds as JSON, the same for the same rounds."""
        rounds = {code: _plain(rounds) for code, rounds in sorted(self.by_code.items())}
        said = {"version": VERSION, "rounds": rounds}
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"

    def with_outcomes(self, outcomes: Iterable[Outcome]) -> Rounds:
        """Return the rounds with what these returns say; of each unit the last two are kept."""
        rounds = dict(self.by_code)
        for outcome in outcomes:
            if outcome.issued is None or outcome.superseded_by:
                continue
            this = Round(outcome.sha256, tuple(trace(finding) for finding in outcome.findings))
            before = [
                one for one in rounds.get(outcome.issued.code, ()) if one.sha256 != this.sha256
            ]
            rounds[outcome.issued.code] = (*before[-1:], this)
        return replace(self, by_code=rounds)

    def progress(self, outcome: Outcome) -> Progress | None:
        """Compare a return with the round before it; None where there was none."""
        if outcome.issued is None or outcome.superseded_by:
            return None
        before = [
            one for one in self.by_code.get(outcome.issued.code, ()) if one.sha256 != outcome.sha256
        ]
        return compare(before[-1].traces, outcome.findings) if before else None


def _read(rounds: Iterable[Any]) -> tuple[Round, ...]:
    """Read what `_plain` wrote. Raises KeyError or TypeError where it did not."""
    found: list[Round] = []
    for one in rounds:
        traces = tuple(Trace(*parts) for parts in one["findings"])
        found.append(Round(one["sha256"], traces))
    return tuple(found)


def _plain(rounds: Iterable[Round]) -> list[dict[str, Any]]:
    """Return the rounds of one unit as plain data."""
    found: list[dict[str, Any]] = []
    for one in rounds:
        traces = [[t.code, t.sheet, t.cell, t.mark] for t in one.traces]
        found.append({"sha256": one.sha256, "findings": traces})
    return found


def trace(finding: Finding) -> Trace:
    """Return what is kept of a finding."""
    digest = (
        hashlib.sha256(finding.value.encode("utf-8", "replace")).hexdigest()[:12]
        if finding.value
        else ""
    )
    return Trace(finding.code, finding.location.sheet, finding.location.cell, digest)


def compare(before: Iterable[Trace], findings: Iterable[Finding]) -> Progress:
    """Pair findings with those of the round before: at the same cell first, else the same of the
    same column.
    """
    rest = list(before)
    now = [trace(finding) for finding in findings]
    states = [NEW] * len(now)
    for same in (lambda t: (t.code, t.sheet, t.cell), lambda t: t.loose):
        for number, one in enumerate(now):
            match = next((old for old in rest if same(old) == same(one)), None)
            if states[number] == NEW and match is not None:
                states[number] = STILL
                rest.remove(match)
    return Progress(tuple(states), tuple(rest))
