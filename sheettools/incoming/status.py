"""Plan and returns → who has sent what: each unit complete, with nothing to report, with faults, or
not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sheettools.findings import Severity, Words
from sheettools.frozen import dataclass
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.check.wait import WAITS
from sheettools.incoming.intake import Outcome
from sheettools.template.detail import Detail
from sheettools.template.issue import Issue
from sheettools.template.model import Template


class State(StrEnum):
    """How far a unit has come, the worst first."""

    MISSING = "missing"
    """Nothing has come back."""
    ERRORS = "errors"
    """Its newest return has something to fix."""
    QUESTIONS = "questions"
    """It counts, but somebody should look at something."""
    NIL = "nil"
    """It came back, ticked as having nothing to report."""
    COMPLETE = "complete"


STATE_WORDS = {
    State.MISSING: Words("chưa gửi", "not returned"),
    State.ERRORS: Words("phải sửa", "to fix"),
    State.QUESTIONS: Words("đã gửi, có chỗ cần xem", "returned, to check"),
    State.NIL: Words("đã gửi, không phát sinh", "returned, nothing to report"),
    State.COMPLETE: Words("đã gửi đủ", "complete"),
}


@dataclass(frozen=True)
class UnitStatus:
    """One unit. `late` counts days past the deadline: till its return was saved, till today where
    there is none.

    `waiting` counts the rows that count once others are fixed; nobody has to look at them.
    """

    issued: Issue
    state: State
    file: str = ""
    saved: date | None = None
    late: int = 0
    errors: int = 0
    questions: int = 0
    rows: int = 0
    older: int = 0
    waiting: int = 0

    @property
    def code(self) -> str:
        """The code of its workbook."""
        return self.issued.code

    @property
    def unit(self) -> str:
        """What it is called."""
        return self.issued.unit_name

    @property
    def deadline(self) -> date | None:
        """The day by which its workbook is to come back."""
        return self.issued.deadline


BOARD = (
    Detail(name="code"),
    Detail(name="unit", title="Đơn vị", width=24, screen=Words("Đơn vị", "Unit")),
    Detail(
        name="state",
        title="Tình trạng",
        width=26,
        screen=Words("Tình trạng", "State"),
        words=STATE_WORDS,
    ),
    Detail(name="saved", title="Ngày lưu bản gửi về", width=13, screen=Words("Ngày lưu", "Saved")),
    Detail(name="deadline"),
    Detail(
        name="late",
        title="Chậm (ngày)",
        width=9,
        screen=Words("Chậm", "Late"),
        key="days_late",
        when=lambda unit: unit.late > 0,
    ),
    Detail(
        name="errors",
        title="Phải sửa",
        width=8,
        screen=Words("Phải sửa", "To fix"),
        when=lambda unit: unit.errors > 0,
    ),
    Detail(
        name="questions",
        title="Cần xem",
        width=8,
        screen=Words("Cần xem", "To check"),
        when=lambda unit: unit.questions > 0,
    ),
    Detail(name="waiting"),
    Detail(
        name="rows",
        title="Số dòng",
        width=8,
        screen=Words("Dòng", "Rows"),
        when=lambda unit: bool(unit.file),
    ),
    Detail(name="file", title="Tệp", width=34, screen=Words("Tệp", "File")),
    Detail(name="older", key="older_returns"),
)
"""What the board tells of a unit: in its workbook, on the screen, and to programs."""


class RegisterCounts(NamedTuple):
    """How many matters the office's register has, of how many the office has written nothing, how
    many are overdue, and how many answers it is to place.
    """

    matters: int
    without_answer: int
    overdue: int
    parked: int


@dataclass(frozen=True)
class Board:
    """All units in the order of the plan, and the files that are nobody's or could not be read;
    and how far the office is with its own register, where it has one.
    """

    units: tuple[UnitStatus, ...]
    strangers: tuple[Outcome, ...]
    today: date
    register: RegisterCounts | None = None

    def counts(self) -> dict[State, int]:
        """Return how many units there are in each state."""
        found = Counter(one.state for one in self.units)
        return {state: found[state] for state in State}

    @property
    def late(self) -> int:
        """How many units have not returned although their deadline has passed."""
        return sum(one.state is State.MISSING and one.late > 0 for one in self.units)


def make_board(
    template: Template, issued: Sequence[Issue], outcomes: Iterable[Outcome], today: date
) -> Board:
    """Hold what came back against what was sent out."""
    by_code: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_code.setdefault(outcome.issued.code if outcome.issued else "", []).append(outcome)
    units = tuple(_unit(template, one, by_code.get(one.code, []), today) for one in issued)
    strangers = tuple(one for one in by_code.get("", ()) if one.has_errors)
    return Board(units, strangers, today)


def _unit(
    template: Template, issued: Issue, outcomes: Sequence[Outcome], today: date
) -> UnitStatus:
    for outcome in outcomes:
        checked = None if outcome.superseded_by else outcome.checked
        if checked is not None:
            return _returned(template, issued, outcome, checked, len(outcomes) - 1)
    late = _days_late(issued.deadline, today)
    return UnitStatus(issued, State.MISSING, late=late, older=len(outcomes))


def _returned(
    template: Template, issued: Issue, outcome: Outcome, checked: CheckedBook, older: int
) -> UnitStatus:
    """Return how far a unit has come by the return that counts."""
    severities = Counter(finding.severity for finding in outcome.findings)
    waiting = sum(finding.problem is WAITS for finding in outcome.findings)
    errors, questions = severities[Severity.ERROR], severities[Severity.WARNING] - waiting
    saved = date.fromisoformat(outcome.saved[:10]) if outcome.saved else None
    return UnitStatus(
        issued,
        _state(template, checked, errors, questions),
        outcome.file,
        saved,
        late=_days_late(issued.deadline, saved) if saved else 0,
        errors=errors,
        questions=questions,
        rows=sum(record.status != "blank" for record in checked.records),
        older=older,
        waiting=waiting,
    )


def _state(template: Template, checked: CheckedBook, errors: int, questions: int) -> State:
    if errors:
        return State.ERRORS
    if questions:
        return State.QUESTIONS
    may_be_nil = {sheet.name for sheet in template.tables if sheet.nil}
    return State.NIL if may_be_nil and may_be_nil <= checked.nil else State.COMPLETE


def _days_late(deadline: date | None, day: date) -> int:
    return max(0, (day - deadline).days) if deadline else 0
