"""What came back, file by file: read, known, checked; and of several returns of one workbook, which
one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sheettools.findings import Finding, Location, Problem, Severity, declare
from sheettools.incoming.cage.read import Reading, read_books
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.check.refer import NO_SUCH_KEY, TWO_KEYS
from sheettools.incoming.check.ticks import NIL_UNCLEAR, NOTHING_SAID
from sheettools.incoming.check.validate import check
from sheettools.incoming.check.wait import WAITS
from sheettools.incoming.locate.cells import MISSING, NO_RESULT
from sheettools.incoming.locate.columns import COLUMN_TWICE, INSERTED, UNMATCHED
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.incoming.locate.sheets import EXTRA_SHEET, OTHER_COPY
from sheettools.incoming.locate.tables import OUTSIDE
from sheettools.incoming.locate.workbook import Workbook
from sheettools.incoming.whose.identify import SentBooks, identify
from sheettools.incoming.whose.neighbours import same_content
from sheettools.template.identity import KEY_FILE, Seal
from sheettools.template.issue import Issue
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
UNTOUCHED = declare(
    "F228",
    Severity.WARNING,
    why=(
        (
            "Sổ của {value} gửi về vẫn như lúc phát ra: chưa điền ô nào, cũng chưa đánh dấu không "
            "phát sinh."
        ),
        (
            "The workbook of {value} came back as it went out: nothing is filled in, nor ticked "
            "as nothing to report."
        ),
    ),
    remedy=(
        (
            "Hỏi người gửi có gửi nhầm tệp chưa điền không; nếu đúng là không có gì thì gõ x ở "
            "cột “Không phát sinh”."
        ),
        (
            "Ask whether the wrong file was sent; if there really is nothing, an x belongs under "
            "“Không phát sinh”."
        ),
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one returned file. `checked` is None where it could not be read or is
    nobody's.
    """

    path: Path
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    checked: CheckedBook | None = None
    issued: Issue | None = None
    modified: str = ""
    superseded_by: str = ""
    shown: str = ""
    code: str = ""
    """The workbook's code as it says it, also where nothing was issued under it."""
    identified_by: str = ""
    """Where it says whose it is: sheet, property, name, or visible."""
    seal: Seal = Seal.NONE
    workbook: Workbook | None = field(default=None, repr=False, compare=False)
    """The workbook itself, kept where a marked copy of it is to go back: nothing is read twice."""

    @property
    def has_errors(self) -> bool:
        """Whether anything must be fixed."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def file(self) -> str:
        """What the file is called: its path inside the folder or archive it came in, no two
        alike.
        """
        return self.shown or self.path.name

    @property
    def saved(self) -> str:
        """When it was saved last, in ISO form: as the document says, else as the file's own
        time.
        """
        return self.modified or _file_time(self.path)


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
    outcomes = supersede((_check(reading, sent, today) for reading in readings), prefer)
    return _remark_on_seals(_compare(outcomes, sent.template), sent)


def _check(reading: Reading, sent: SentBooks, today: date | None) -> Outcome:
    outcome = Outcome(
        reading.path, reading.sha256, reading.size, reading.findings, shown=reading.file
    )
    if reading.book is None:
        return outcome
    evidence = read_evidence(reading.book)
    known = identify(reading.book, evidence, sent)
    findings = (*reading.findings, *known.findings)
    outcome = replace(
        outcome,
        findings=findings,
        code=known.facts.get("code", ""),
        identified_by=known.by.value if known.by else "",
        seal=known.seal,
    )
    if known.issued is None:
        return outcome
    workbook = locate(reading.book, evidence, sent.template)
    checked = _in_one_finding(check(workbook, known.issued, today), known.issued, sent.template)
    outcome = replace(
        outcome,
        findings=(*findings, *checked.findings),
        checked=checked,
        issued=known.issued,
        modified=reading.book.modified,
    )
    return replace(outcome, workbook=workbook) if outcome.has_errors else outcome


def _in_one_finding(checked: CheckedBook, issued: Issue, template: Template) -> CheckedBook:
    """Say once of a workbook that came back as it went out what would be said of each of its
    sheets.

    Anything that does not come of its being empty shows that somebody has had a hand in it.
    """
    empty = {MISSING, NOTHING_SAID, NO_SUCH_KEY, TWO_KEYS, WAITS, *_problems_of_rules(template)}
    others = [finding for finding in checked.findings if finding.problem not in empty]
    if not checked.findings or others or _is_touched(checked, issued):
        return checked
    worst = Severity.ERROR if checked.has_errors else Severity.WARNING
    place = Location(file=checked.file)
    return replace(checked, findings=(Finding(UNTOUCHED, place, issued.unit_name, {}, worst),))


def _problems_of_rules(template: Template) -> Iterator[Problem]:
    for sheet in template.sheets:
        for use in sheet.rules:
            yield use.problem


def _is_touched(checked: CheckedBook, issued: Issue) -> bool:
    """Say whether somebody has filled in or ticked anything."""
    if checked.nil or checked.done or checked.outside_rows:
        return True
    if any(record.status != "blank" for record in checked.records):
        return True
    for form, values in checked.forms.items():
        went_out = issued.forms.get(form, {})
        if any(value not in (None, went_out.get(name)) for name, value in values.items()):
            return True
    return False


TRACES = frozenset(
    (
        OUTSIDE,
        EXTRA_SHEET,
        OTHER_COPY,
        UNMATCHED,
        INSERTED,
        COLUMN_TWICE,
        NO_RESULT,
        NIL_UNCLEAR,
    )
)
"""Findings that show that somebody has written into a workbook, if not into its rows."""


def is_written_into(checked: CheckedBook) -> bool:
    """Say whether anybody has written into a workbook, be it beside its rows."""
    begun = any(record.status != "blank" for record in checked.records)
    traces = any(finding.problem in TRACES for finding in checked.findings)
    return begun or traces or bool(checked.nil) or checked.outside_rows > 0


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
    remark = Finding(problem, Location(file=outcome.file), best.file)
    # What was wrong with it matters no more: the newer one is checked on its own.
    return replace(outcome, superseded_by=best.file, findings=(remark,), workbook=None)
