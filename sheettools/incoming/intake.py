"""What came back, file by file: read, known, checked; and of several returns of one workbook, which
one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from sheettools.disk.place import real_path
from sheettools.findings import Finding, Location, Problem, Severity, declare
from sheettools.incoming.cage.arrivals import shown_names
from sheettools.incoming.cage.read import bytes_of, checksum
from sheettools.incoming.examine import Outcome, is_written_into
from sheettools.incoming.packed import PackedOutcome, UnpackError, unpack
from sheettools.incoming.store import DamagedError, Held, Store
from sheettools.incoming.whose.identify import SentBooks
from sheettools.incoming.whose.neighbours import same_content
from sheettools.incoming.workers import Checking, Done, Means, Task, check_files
from sheettools.template.identity import KEY_FILE, Seal
from sheettools.template.model import Template

SUPERSEDED = declare(
    "F206",
    Severity.WARNING,
    why=(
        "Có bản mới hơn của cùng sổ ({value}); bản này không tính.",
        "There is a newer return of the same workbook ({value}); this one does not count.",
    ),
    remedy=(
        "Không phải làm gì nếu bản mới là bản cuối; nếu không, bỏ bản kia ra khỏi thư mục.",
        "Nothing to do if the newer one is final; otherwise take the other out of the folder.",
    ),
)
SAME_FILE = declare(
    "F209",
    Severity.WARNING,
    why=(
        "Tệp giống hệt {value}; chỉ tính một.",
        "The file is identical to {value}; one of them counts.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
KEY_LOST = declare(
    "F216",
    Severity.WARNING,
    why=(
        (
            "Thư mục của năm không còn tệp khoa.txt nên không kiểm tra được dấu trong các sổ; các "
            "việc khác vẫn đủ."
        ),
        (
            "The year's folder has no khoa.txt any more, so the workbooks' seals could not be "
            "checked; all else was."
        ),
    ),
    remedy=(
        "Chép tệp khoa.txt từ bản lưu của thư mục, hoặc từ máy đã phát sổ.",
        "Copy khoa.txt from a backup of the folder or from the computer that made the workbooks.",
    ),
)


NOT_TAKEN = declare(
    "F272",
    Severity.WARNING,
    why=(
        "Bản này lưu sau nhưng không mang dấu đúng của văn phòng; vẫn tính bản {value}, có dấu.",
        "This return was saved later but bears no seal of the office that fits; {value}, which "
        "does, still counts.",
    ),
    remedy=(
        "Hỏi người gửi bản nào đúng. Nếu là bản này thì chạy lại, thêm --prefer và tên tệp này; "
        "nếu không thì bỏ tệp này ra khỏi thư mục.",
        "Ask the sender which one is right. If it is this one, run again with --prefer and this "
        "file; otherwise take it out of the folder.",
    ),
)
USUAL_MEANS = Means()
MOST_KEPT = 16 << 20
"""How much is kept of what was read of returns with errors: of some thousand."""
TRUST = {Seal.RIGHT: 2, Seal.UNCHECKED: 2, Seal.OTHER_KEY: 1}
"""How far a return is trusted for its seal: one without never takes the place of one with it."""


def check_returns(
    paths: Iterable[Path],
    sent: SentBooks,
    today: date | None = None,
    *,
    folders: Iterable[Path] = (),
    passwords: Sequence[str] = (),
    prefer: Iterable[Path] = (),
    means: Means = USUAL_MEANS,
    store: Store | None = None,
) -> list[Outcome]:
    """Check returned workbooks; one bad file never hides another.

    `folders` are those in which the files were looked for, `passwords` open the ones that are
    locked. Of several of one unit, one in `prefer` counts. What a file came to is taken from the
    `store` where it is there, and is kept there; what `means` say changes nothing that is found.
    """
    paths = list(map(Path, paths))
    named = enumerate(zip(paths, shown_names(paths, folders), strict=True))
    tasks = [Task(number, path, shown) for number, (path, shown) in named]
    checking = Checking(sent, today, tuple(passwords), means.marking)
    by_file = _Files(tasks, sent, store or Store()).check(checking, means)
    outcomes = supersede(chain.from_iterable(by_file), prefer)
    return _remark_on_key(_compare(outcomes, sent.template))


class _Files:
    """Files with what each came to: from the store, or checked now."""

    def __init__(self, tasks: Sequence[Task], sent: SentBooks, store: Store) -> None:
        self.tasks, self.sent, self.store = tasks, sent, store
        self.found: dict[int, list[Outcome]] = {}
        self.room = MOST_KEPT

    def check(self, checking: Checking, means: Means) -> Iterator[list[Outcome]]:
        """Return what the files came to, in their order."""
        if self.store.lasts:
            self._look_up()
        tell = means.progress or _tell_nobody
        tell(len(self.found), len(self.tasks))
        for done in check_files(
            [t for t in self.tasks if t.number not in self.found], checking, means
        ):
            self._keep(done)
            tell(len(self.found), len(self.tasks))
        return (self.found[task.number] for task in self.tasks)

    def _look_up(self) -> None:
        try:
            for task in self.tasks:
                known = self.store.find(_name(task, checksum(bytes_of(task.path))))
                if known:
                    self.found[task.number] = [self._unpack(task, *one) for one in known]
        except (DamagedError, UnpackError):
            self.found.clear()
            self.store.rebuild()

    def _keep(self, done: Done) -> None:
        task = self.tasks[done.number]
        lasting = all(one.lasting for one in done.packed)
        name = _name(task, done.sha256)
        held = self.store.put(name, done.packed, lasting=lasting)
        self.found[task.number] = [
            self._kept(self._unpack(task, one.head, rows), one)
            for one, rows in zip(done.packed, held, strict=True)
        ]

    def _kept(self, outcome: Outcome, packed: PackedOutcome) -> Outcome:
        """Return an outcome with what its marked copy is made from, as long as there is room."""
        self.room -= len(packed.answer)
        answer = packed.answer if self.room >= 0 else b""
        if not answer and packed.opened is None:
            return outcome
        return replace(outcome, opened=packed.opened, answer=answer)

    def _unpack(self, task: Task, head: bytes, rows: Held | None) -> Outcome:
        return unpack(head, task.path, self.sent.issued, rows)


def _name(task: Task, sha256: str) -> str:
    """Return under what a file's outcome is kept: what it holds, and what it is called."""
    return f"{sha256} {task.shown}"


def _tell_nobody(done: int, total: int) -> None:
    """Take no notice."""


# --------------------------------------------------------------------------- one beside the other


def _compare(outcomes: list[Outcome], template: Template) -> list[Outcome]:
    """Ask of units that returned the very same."""
    counted = [
        (one.file, one.issued, one.contents)
        for one in outcomes
        if one.issued and not one.superseded_by
    ]
    asked = same_content(counted, template)
    return [
        one
        if one.superseded_by
        else replace(one, findings=(*one.findings, *asked.get(one.file, ())))
        for one in outcomes
    ]


def _remark_on_key(outcomes: list[Outcome]) -> list[Outcome]:
    """Say once that there is no key to check seals with, where there are seals."""
    sealed = [one for one in outcomes if one.issued and one.seal is Seal.UNCHECKED]
    if not sealed:
        return outcomes
    lost = Finding(KEY_LOST, Location(file=KEY_FILE))
    return [
        replace(one, findings=(*one.findings, lost)) if one is sealed[0] else one
        for one in outcomes
    ]


def supersede(outcomes: Iterable[Outcome], prefer: Iterable[Path] = ()) -> list[Outcome]:
    """Let the newest return of each workbook count.

    Which one that is, is declared: one that the office prefers; else one that bears the office's
    seal; else the one saved last, as the document says, or the file's own time where it does not;
    else the last by name.
    """
    outcomes, preferred = list(outcomes), {real_path(path) for path in prefer}
    returns: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.issued is not None:
            returns.setdefault(outcome.issued.code, []).append(outcome)

    def rank(one: Outcome) -> tuple[bool, int, str, str]:
        return real_path(one.path) in preferred, TRUST.get(one.seal, 0), one.saved, one.file

    best = {code: max(several, key=rank) for code, several in returns.items()}
    return [_beside(one, best[one.issued.code]) if one.issued else one for one in outcomes]


def _beside(one: Outcome, counts: Outcome) -> Outcome:
    """Return a return as it stands beside the one of its unit that counts."""
    if one is counts:
        return one
    if one.sha256 == counts.sha256:
        return _superseded(one, counts, SAME_FILE)
    less = TRUST.get(one.seal, 0) < TRUST.get(counts.seal, 0)
    return _superseded(one, counts, NOT_TAKEN if less and one.saved > counts.saved else SUPERSEDED)


def _superseded(outcome: Outcome, counts: Outcome, problem: Problem) -> Outcome:
    remark = Finding(problem, Location(file=outcome.file), counts.file)
    # What was wrong with it matters no more: the newer one is checked on its own.
    return replace(outcome, superseded_by=counts.file, findings=(remark,))


__all__ = ["Outcome", "check_returns", "is_written_into", "supersede"]
