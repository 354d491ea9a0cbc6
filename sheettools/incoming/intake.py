"""What came back, file by file: read, known, checked; and of several returns of one workbook, which
one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheettools.findings import Finding, Location, Severity, declare
from sheettools.incoming.cage.read import read_books
from sheettools.incoming.examine import Outcome, examine, is_written_into
from sheettools.incoming.whose.identify import SentBooks
from sheettools.incoming.whose.neighbours import same_content
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
SEAL_MISSING = declare(
    "F214",
    Severity.WARNING,
    why=(
        "Sổ mã {value} không có dấu của văn phòng, trong khi các sổ khác đều có.",
        "Workbook {value} bears no seal of the office, while others do.",
    ),
    remedy=(
        (
            "Nếu sổ phát trước khi có tệp khoa.txt thì không phải làm gì; nếu không, hỏi người "
            "gửi lấy sổ ở đâu."
        ),
        (
            "Nothing to do if it was sent out before there was a khoa.txt; otherwise ask where "
            "the sender got it."
        ),
    ),
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


def check_returns(
    paths: Iterable[Path],
    sent: SentBooks,
    today: date | None = None,
    *,
    folders: Iterable[Path] = (),
    passwords: Sequence[str] = (),
    prefer: Iterable[Path] = (),
) -> list[Outcome]:
    """Check returned workbooks; one bad file never hides another.

    `folders` are those in which the files were looked for, `passwords` open the ones that are
    locked. Of several of one unit, one in `prefer` counts.
    """
    readings = read_books(paths, folders, passwords)
    outcomes = supersede((examine(reading, sent, today) for reading in readings), prefer)
    return _remark_on_seals(_compare(outcomes, sent.template), sent)


# --------------------------------------------------------------------------- one beside the other


def _compare(outcomes: list[Outcome], template: Template) -> list[Outcome]:
    """Ask of units that returned the very same."""
    counted = [
        (one.issued, one.checked)
        for one in outcomes
        if one.issued and one.checked and not one.superseded_by
    ]
    asked = same_content(counted, template)
    return [
        one
        if one.superseded_by
        else replace(one, findings=(*one.findings, *asked.get(one.file, ())))
        for one in outcomes
    ]


def _remark_on_seals(outcomes: list[Outcome], sent: SentBooks) -> list[Outcome]:
    """Ask of workbooks without a seal where others have one; say once that there is no key to check
    seals with.
    """
    sealed = [one for one in outcomes if one.issued and one.seal in (Seal.RIGHT, Seal.UNCHECKED)]
    if not sealed:
        return outcomes
    if not sent.key:
        lost = Finding(KEY_LOST, Location(file=KEY_FILE))
        return [
            replace(one, findings=(*one.findings, lost)) if one is sealed[0] else one
            for one in outcomes
        ]
    return [
        replace(
            one, findings=(*one.findings, Finding(SEAL_MISSING, Location(file=one.file), one.code))
        )
        if one.issued and not one.superseded_by and one.seal is Seal.NONE
        else one
        for one in outcomes
    ]


def supersede(outcomes: Iterable[Outcome], prefer: Iterable[Path] = ()) -> list[Outcome]:
    """Let the newest return of each workbook count.

    Which one that is, is declared: one that the office prefers; else the one saved last, as the
    document says, or the file's own time where it does not; else the last by name.
    """
    outcomes, preferred = list(outcomes), {path.resolve() for path in prefer}
    newest: dict[str, tuple[tuple[bool, str, str], Outcome]] = {}
    for outcome in outcomes:
        if outcome.issued is None:
            continue
        rank = (outcome.path.resolve() in preferred, outcome.saved, outcome.file)
        other = newest.get(outcome.issued.code)
        if other is None or rank > other[0]:
            newest[outcome.issued.code] = (rank, outcome)
    best = {code: outcome for code, (_, outcome) in newest.items()}
    return [_superseded(outcome, best) for outcome in outcomes]


def _superseded(outcome: Outcome, newest: dict[str, Outcome]) -> Outcome:
    best = newest.get(outcome.issued.code) if outcome.issued else None
    if best is None or best is outcome:
        return outcome
    problem = SAME_FILE if outcome.sha256 == best.sha256 else SUPERSEDED
    remark = Finding(problem, Location(file=outcome.file), best.file)
    # What was wrong with it matters no more: the newer one is checked on its own.
    return replace(outcome, superseded_by=best.file, findings=(remark,), workbook=None)


__all__ = ["Outcome", "check_returns", "is_written_into", "supersede"]
