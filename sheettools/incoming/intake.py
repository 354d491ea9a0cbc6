"""What came back, file by file: read, known, checked; and of several returns of one workbook, which one counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sheettools.incoming.identify import identify
from sheettools.incoming.read import Reading, read_books
from sheettools.incoming.validate import Checked, check_book
from sheettools.template.findings import Finding, Location, Severity, declare
from sheettools.template.issue import Issued
from sheettools.template.template import Template

SUPERSEDED = declare(
    "F206", Severity.WARNING,
    why=("Có bản mới hơn của cùng sổ ({value}); bản này không tính.",
         "There is a newer return of the same workbook ({value}); this one does not count."),
    remedy=("Không phải làm gì nếu bản mới là bản cuối; nếu không, bỏ bản kia ra khỏi thư mục.",
            "Nothing to do if the newer one is final; otherwise take the other out of the folder."),
)  # fmt: skip
SAME_FILE = declare(
    "F209", Severity.WARNING,
    why=("Tệp giống hệt {value}; chỉ tính một.", "The file is identical to {value}; one of them counts."),
    remedy=("Không phải làm gì.", "Nothing to do."),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of one returned file. `checked` is None where it could not be read or is nobody's."""

    path: Path
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    checked: Checked | None = None
    issued: Issued | None = None
    modified: str = ""
    superseded_by: str = ""

    @property
    def saved(self) -> str:
        """When it was saved last, in ISO form: as the document says, else as the file's own time."""
        return self.modified or _file_time(self.path)


def check_returns(
    paths: Iterable[Path],
    template: Template,
    issued: Iterable[Issued],
    today: date | None = None,
    prefer: Iterable[Path] = (),
) -> list[Outcome]:
    """Check returned workbooks; one bad file never hides another. Of several of one unit, one in `prefer` counts."""
    by_code = {one.code: one for one in issued}
    return supersede((_check(reading, template, by_code, today) for reading in read_books(paths)), prefer)


def _check(reading: Reading, template: Template, issued: dict[str, Issued], today: date | None) -> Outcome:
    outcome = Outcome(reading.path, reading.sha256, reading.size, reading.findings)
    if reading.book is None:
        return outcome
    found, remarks = identify(reading.book, template, issued)
    findings = (*reading.findings, *remarks)
    if found is None:
        return replace(outcome, findings=findings)
    checked = check_book(reading.book, template, found, today)
    return replace(
        outcome,
        findings=(*findings, *checked.findings),
        checked=checked,
        issued=found,
        modified=reading.book.modified,
    )


def supersede(outcomes: Iterable[Outcome], prefer: Iterable[Path] = ()) -> list[Outcome]:
    """Let the newest return of each workbook count.

    Which one that is, is declared: one that the office prefers; else the one saved last, as the document says, or the
    file's own time where it does not; else the last by name.
    """
    outcomes, preferred = list(outcomes), {path.resolve() for path in prefer}
    newest: dict[str, tuple[tuple[bool, str, str], Outcome]] = {}
    for outcome in outcomes:
        if outcome.issued is None:
            continue
        rank = (outcome.path.resolve() in preferred, outcome.saved, outcome.path.name)
        other = newest.get(outcome.issued.code)
        if other is None or rank > other[0]:
            newest[outcome.issued.code] = (rank, outcome)
    return [_superseded(outcome, {code: best for code, (_, best) in newest.items()}) for outcome in outcomes]


def _file_time(path: Path) -> str:
    try:
        seconds = path.stat().st_mtime
    except OSError:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _superseded(outcome: Outcome, newest: dict[str, Outcome]) -> Outcome:
    best = newest.get(outcome.issued.code) if outcome.issued else None
    if best is None or best is outcome:
        return outcome
    problem = SAME_FILE if outcome.sha256 == best.sha256 else SUPERSEDED
    remark = Finding(problem, Location(file=outcome.path.name), best.path.name)
    # What was wrong with it matters no more: the newer one is checked on its own.
    return replace(outcome, superseded_by=best.path.name, findings=(remark,))
