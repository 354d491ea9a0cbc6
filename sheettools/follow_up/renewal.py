"""The register carried on: what the units sent since, beside what the office wrote before.

A code names a prepared row, not a matter: a head who sorts or retypes the rows of his workbook puts
another matter under it. So an answer stays with a code only while the matter is the same; one whose
matter stands under another code now, word for word, goes there; any other is parked, and the office
is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from sheettools.findings import Finding, Location, Severity, declare
from sheettools.follow_up.book import Register
from sheettools.follow_up.form import BELONGS_TITLE, DROPPED, RECEIVED, RegisterForm
from sheettools.follow_up.matters import Key, Matter, by_key, is_equal, is_same, may_be_same
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.initial import KeptCell
from sheettools.template.conditions import RowValues
from sheettools.template.model import Field, Sheet
from sheettools.words.text import fold

MOVED = declare(
    "F291",
    Severity.REPAIR,
    why=(
        "{unit} đã xếp lại các dòng: việc mã {value} nay mang mã {after}; trả lời của văn phòng đã "
        "chuyển theo.",
        "{unit} put its rows in another order: what was {value} is {after} now, and the office's "
        "answer went along.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
PARKED = declare(
    "F292",
    Severity.WARNING,
    why=(
        "Mã {value} của {unit} nay là việc khác, hoặc không còn; trả lời đã ghi của văn phòng được "
        "để riêng ở trang “{title}”.",
        "{value} of {unit} is another matter now, or gone; the office's answer was put aside on "
        "the sheet “{title}”.",
    ),
    remedy=(
        f"Xem trả lời ấy của việc nào, ghi mã của việc đó ở cột “{BELONGS_TITLE}”; không của việc "
        f"nào nữa thì ghi “{DROPPED}”.",
        f"See to which matter it belongs and write its code into the column “{BELONGS_TITLE}”; "
        f"where to none, write “{DROPPED}”.",
    ),
)
BELONGS_NOWHERE = declare(
    "F293",
    Severity.WARNING,
    why=(
        "Ở cột “{title}” ghi {value}, nhưng không có việc nào mang mã ấy mà chưa có trả lời.",
        "The column “{title}” says {value}, but no matter of that code is without an answer.",
    ),
    remedy=(
        f"Ghi đúng mã ở trang có việc ấy, hoặc ghi “{DROPPED}”.",
        f"Write the code as the sheet of the matter has it, or “{DROPPED}”.",
    ),
)
BOTH_SAY = declare(
    "F294",
    Severity.WARNING,
    why=(
        "“{title}” của mã {code}: văn phòng ghi “{value}”, sổ của {unit} ghi “{other}”; đã lấy "
        "điều văn phòng ghi.",
        "“{title}” of {code}: the office has “{value}”, the workbook of {unit} “{other}”; the "
        "office's was taken.",
    ),
    remedy=(
        "Hỏi lại đơn vị; sai thì sửa trong sổ theo dõi.",
        "Ask the unit; correct the register where it is wrong.",
    ),
)


@dataclass(frozen=True)
class Renewed:
    """The matters as they stand now, those of units that sent nothing included, and what is to be
    said.
    """

    matters: tuple[Matter, ...]
    findings: tuple[Finding, ...] = ()


@dataclass
class _Run:
    """One carrying on: the matters of now by key, those that the register had, and what was
    found.
    """

    form: RegisterForm
    now: dict[Key, Matter]
    file: str
    stands: Sequence[Matter]
    waiting: Mapping[Key, Matter] = field(default_factory=dict)
    """The rows that something must be fixed in first: they are in no report yet."""
    made: dict[Key, Matter] = field(default_factory=dict)
    parked: list[Matter] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def renew(
    form: RegisterForm, before: Register, now: Iterable[Matter], back: Collection[str], file: str
) -> Renewed:
    """Lay what the office wrote `before` beside what the units say `now`.

    `back` are the codes of units of which a return counts; what the register knows of others stays
    as it is. `file` is the register's name, for findings.
    """
    run = _begun(form, before, by_key(now), file)
    stands = run.stands
    left: list[Matter] = []
    for matter in stands:
        if matter.unit_code in back or matter.key in run.now or matter.key in run.made:
            left.append(matter)
        else:
            run.made[matter.key] = matter  # nothing of its unit counts just now
    # Where the same words stand comes first: a row that reads nearly the same may be another's.
    for place in (_stays_word_for_word, _moves, _stays, _waits):
        left = [matter for matter in left if not place(run, matter)]
    for matter in left:
        if matter.is_written:
            _park(run, matter)
    for matter in before.matters:
        if matter.kind == "parked":
            _settle(run, matter)
    return Renewed(
        (*_in_order(run, stands), *_received(run, before), *run.parked), tuple(run.findings)
    )


def _begun(form: RegisterForm, before: Register, told: Mapping[Key, Matter], file: str) -> _Run:
    stands = [one for one in before.matters if one.kind in ("units", "kept")]
    waiting = {key: one for key, one in told.items() if not one.counts}
    counted = {key: one for key, one in told.items() if one.counts}
    return _Run(form, counted, file, stands, waiting)


def _in_order(run: _Run, stands: Sequence[Matter]) -> list[Matter]:
    """Return the matters as the register has them, and after these what is new."""
    order = {one.key: number for number, one in enumerate(stands)}
    found = [run.made.get(key, matter) for key, matter in run.now.items()]
    found += [one for key, one in run.made.items() if key not in run.now]
    return sorted(found, key=lambda one: order.get(one.key, len(order)))


def _received(run: _Run, before: Register) -> Iterator[Matter]:
    """Yield what the office received itself, each on its page: what stays in the office as a whole
    goes to a page of its own, whichever it was written on.
    """
    for one in before.matters:
        if one.kind in RECEIVED:
            table = _table(run, one)
            apart = table.register.kept and table.keeps(one.seen)
            yield replace(one, kind="received_kept" if apart else "received")


def _table(run: _Run, matter: Matter) -> Sheet:
    return next(iter(run.form.of_table(matter.table))).table


def _stays_word_for_word(run: _Run, matter: Matter) -> bool:
    return _lay_there(run, matter, is_equal)


def _stays(run: _Run, matter: Matter) -> bool:
    """Lay an answer beside a matter that was retyped; words that another row had are that row's."""
    now, table = run.now.get(matter.key), _table(run, matter)
    others = [one for one in run.stands if one.unit_code == matter.unit_code and one is not matter]
    if now is not None and any(
        one.table == matter.table and is_equal(table, one.seen, now.seen) for one in others
    ):
        return False
    return _lay_there(run, matter, is_same)


def _waits(run: _Run, matter: Matter) -> bool:
    """Leave a matter as it is whose row must be fixed first: the answer waits with it."""
    now = run.waiting.get(matter.key)
    taken = matter.key in run.made or matter.key in run.now
    if now is None or taken or not may_be_same(_table(run, matter), matter.seen, now.seen):
        return False
    run.made[matter.key] = matter
    return True


def _lay_there(
    run: _Run, matter: Matter, is_one: Callable[[Sheet, RowValues, RowValues], bool]
) -> bool:
    """Lay an answer beside the matter that bears its code now, if that is the same and has none
    yet.
    """
    now = None if matter.key in run.made else run.now.get(matter.key)
    if now is None or not is_one(_table(run, matter), matter.seen, now.seen):
        return False
    _answer(run, now, matter)
    return True


def _answer(run: _Run, now: Matter, before: Matter) -> None:
    """Give a matter of now the office's answer; where its unit wrote another, ask."""
    table = _table(run, now)
    for name, value in before.answer.items():
        told = now.answer.get(name)
        if told is not None and told != value:
            run.findings.append(_both(run, table, name, now, before))
    answer = {**now.answer, **before.answer}
    there = run.made.get(now.key, now)
    run.made[now.key] = replace(
        now,
        answer=answer,
        own=there.own.and_also(before.own) if there.own.says else before.own,
        counts=before.counts,
        page=before.page,
        row=before.row,
        cells=before.cells,
    )


def _both(run: _Run, table: Sheet, name: str, now: Matter, before: Matter) -> Finding:
    target = table.field(name)
    place = Location(run.file, before.page, before.cells.get(name, ""))
    values = {
        "title": target.title,
        "code": now.code,
        "unit": now.unit_name,
        "other": _shown(target, now.answer[name]),
    }
    return Finding(BOTH_SAY, place, _shown(target, before.answer[name]), values)


def _shown(target: Field, value: Any) -> str:
    """Return what a person reads in a cell, whether or not it is a value of its field."""
    return value.said if isinstance(value, KeptCell) else target.show(value)


def _moves(run: _Run, matter: Matter) -> bool:
    """Lay an answer beside the matter that says the same under another code, if it is but one."""
    table = _table(run, matter)
    if not table.register.known_by:
        if matter.is_written and matter.key not in run.made:
            run.made[matter.key] = matter  # its code is the plan's, and no other matter's
        return matter.key in run.made
    same = [
        one
        for key, one in run.now.items()
        if one.table == matter.table
        and one.unit_code == matter.unit_code
        and key not in run.made
        and is_equal(table, matter.seen, one.seen)
    ]
    if len(same) != 1:
        return False
    _answer(run, same[0], matter)
    if matter.is_written:
        values = {"unit": matter.unit_name, "after": same[0].code}
        place = Location(run.file, matter.page, matter.cells.get(_key_of(run, matter), ""))
        run.findings.append(Finding(MOVED, place, matter.code, values))
    return True


def _key_of(run: _Run, matter: Matter) -> str:
    return next(iter(run.form.of_table(matter.table))).key


def _park(run: _Run, matter: Matter) -> None:
    parked = replace(matter, kind="parked", belongs="")
    run.parked.append(parked)
    title = _title_of_parked(run, matter)
    place = Location(run.file, title)
    values = {"unit": matter.unit_name, "title": title}
    run.findings.append(Finding(PARKED, place, matter.code, values))


def _title_of_parked(run: _Run, matter: Matter) -> str:
    pages = run.form.of_table(matter.table)
    return next((page.sheet.title for page in pages if page.kind == "parked"), "")


def _settle(run: _Run, matter: Matter) -> None:
    """Do with a parked answer what the office says."""
    said = fold(matter.belongs)
    if said == fold(DROPPED):
        return
    found = [one for one in run.now.values() if said and fold(one.code) == said]
    free = [one for one in found if one.key not in run.made or not run.made[one.key].answer]
    if free:
        _answer(run, free[0], matter)
        return
    run.parked.append(matter)
    title = _title_of_parked(run, matter)
    place = Location(run.file, title)
    if said:
        values = {"title": BELONGS_TITLE}
        run.findings.append(Finding(BELONGS_NOWHERE, place, matter.belongs, values))
    else:
        values = {"unit": matter.unit_name, "title": title}
        run.findings.append(Finding(PARKED, place, matter.code, values))
