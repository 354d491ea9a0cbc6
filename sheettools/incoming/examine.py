"""One file that came back: whose it is, where its tables stand, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sheettools.findings import (
    Finding,
    Location,
    Problem,
    Severity,
    SheettoolsError,
    Words,
    declare,
)
from sheettools.frozen import dataclass
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import (
    Reading,
    bytes_of,
    checksum,
    read_file,
    read_kept,
)
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
from sheettools.incoming.whose.former import ask_of_former_codes
from sheettools.incoming.whose.identify import SentBooks, identify
from sheettools.incoming.whose.neighbours import Contents, contents_of
from sheettools.template.identity import Seal
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet, Template

UNTOUCHED = declare(
    "F228",
    Severity.ERROR,
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
        "Hỏi người gửi có gửi nhầm tệp chưa điền không; nếu đúng là không có gì thì {how}.",
        "Ask whether the wrong file was sent; if there really is nothing, {how}.",
    ),
)
BY_TICK = Words(
    "gõ x ở cột “Không phát sinh”",
    "an x belongs under “Không phát sinh”",
)
BY_DASH = Words(
    "gõ dấu “-” vào một ô của bảng rồi gửi lại",
    "a “-” belongs in a cell of the table, to be sent again",
)


CHANGED = declare(
    "F261",
    Severity.ERROR,
    why=(
        "Tệp đã đổi hoặc bị chuyển đi trong lúc kiểm tra; chưa làm được bản gửi lại.",
        "The file was changed or moved while it was checked; no marked copy could be made.",
    ),
    remedy=("Kiểm tra lại.", "Check again."),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one returned file, without its rows: those are fetched when asked for, so that
    any number of outcomes takes little memory.
    """

    path: Path
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    held: CheckedBook | Callable[[], CheckedBook] | None = field(
        default=None, repr=False, compare=False
    )
    """Its rows, or what fetches them; None where it could not be read or is nobody's."""
    issued: Issue | None = None
    modified: str = ""
    superseded_by: str = ""
    shown: str = ""
    code: str = ""
    """The workbook's code as it says it, also where nothing was issued under it."""
    identified_by: str = ""
    """Where it says whose it is: sheet, property, name, or visible."""
    seal: Seal = Seal.NONE
    contents: Contents = field(default_factory=dict, hash=False)
    """What was filled in, by table, as far as others are held against it."""
    opened: Workbook | None = field(default=None, repr=False, compare=False)
    answer: bytes = field(default=b"", repr=False, compare=False)
    """Where a marked copy of it is to be made in the same run: the workbook as it was opened, or
    packed what was read of it.
    """

    @property
    def is_read(self) -> bool:
        """Whether it could be read and is a unit's."""
        return self.held is not None

    @property
    def checked(self) -> CheckedBook | None:
        """Its rows with all that is to be said of them; whoever needs them often keeps them."""
        return self.held() if callable(self.held) else self.held

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


def _file_time(path: Path) -> str:
    try:
        seconds = path.stat().st_mtime
    except OSError:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def examine(reading: Reading, sent: SentBooks, today: date | None) -> Outcome:
    """Say whose a file is and check it; nothing but the file and what was sent out counts."""
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
    former = ask_of_former_codes(checked, known.issued, sent.former)
    checked = replace(checked, findings=(*checked.findings, *former))
    return replace(
        outcome,
        findings=(*findings, *checked.findings),
        held=checked,
        issued=known.issued,
        modified=reading.book.modified,
        contents=contents_of(known.issued, checked, sent.template),
        opened=workbook,
    )


def locate_again(outcome: Outcome, template: Template, cage: Keeper) -> Workbook:
    """Open a return again for the marked copy of it, from what was kept of it where there is such:
    to keep each as it is opened would take a third of a megabyte a file, and more of large ones.
    Raises SheettoolsError (F261) where it is no more what was checked.
    """
    if outcome.opened and checksum(bytes_of(outcome.path)) == outcome.sha256:
        return outcome.opened
    for reading in _readings(outcome, cage):
        if reading.book is not None and reading.sha256 == outcome.sha256:
            book = replace(reading.book, file=outcome.file)
            return locate(book, read_evidence(book), template)
    raise SheettoolsError(Finding(CHANGED, Location(file=outcome.file)))


def _readings(outcome: Outcome, cage: Keeper) -> Iterator[Reading]:
    """Yield what is in the file of an outcome now."""
    if outcome.opened:
        return  # the file is another one
    if outcome.answer:
        kept = read_kept(outcome.path, outcome.path.name, outcome.answer)
        yield from filter(None, (kept,))
        return
    file = next((path for path in (outcome.path, *outcome.path.parents) if path.is_file()), None)
    if file is not None:
        yield from read_file(file, file.name, cage)


def _in_one_finding(checked: CheckedBook, issued: Issue, template: Template) -> CheckedBook:
    """Say once of a workbook that came back as it went out what would be said of each of its
    sheets.

    It is no return: whoever has nothing to report says so.
    """
    if _is_touched(checked, issued, template):
        return checked
    can_say = any(sheet.nil for sheet in template.tables)
    values = {"how": BY_TICK if can_say else BY_DASH}
    asked = Finding(UNTOUCHED, Location(file=checked.file), issued.named, values)
    return replace(checked, findings=(asked,))


def _is_touched(checked: CheckedBook, issued: Issue, template: Template) -> bool:
    """Say whether somebody has filled in or ticked anything."""
    if checked.nil or checked.done or checked.outside_rows:
        return True
    if not issued.bears(checked.identity.get("issue", issued.number)):
        return _is_answered(checked, template)
    empty = {MISSING, NOTHING_SAID, NO_SUCH_KEY, TWO_KEYS, WAITS, *_problems_of_rules(template)}
    # Anything that does not come of its being empty shows that somebody has had a hand in it.
    if any(finding.problem not in empty for finding in checked.findings):
        return True
    if any(record.status != "blank" for record in checked.records):
        return True
    for form, values in checked.forms.items():
        went_out = issued.forms.get(form, {})
        if any(value not in (None, went_out.get(name)) for name, value in values.items()):
            return True
    return False


def _is_answered(checked: CheckedBook, template: Template) -> bool:
    """Say of a workbook that another plan was printed into whether anything stands where nothing is
    ever printed.
    """
    for finding in checked.findings:
        unread = finding.code.startswith("C1") and finding.problem is not MISSING
        if unread or finding.problem in TRACES:
            return True
    said: list[tuple[str, Mapping[str, object]]] = [*checked.forms.items()]
    said += [(record.sheet, record.texts) for record in checked.records]
    sheets = {sheet.name: sheet for sheet in template.filled}
    return any(_is_answer(sheets[name], values) for name, values in said)


def _is_answer(sheet: Sheet, values: Mapping[str, object]) -> bool:
    """Say whether anything stands in a form or a row that is the sender's alone."""
    carry = sheet.carry_over
    carried = carry.fields if carry and values.get(carry.into) else ()
    return any(
        values.get(one.name)
        for one in sheet.fields
        if not (one.locked or one.prefill or one.prefill_more or one.name in carried)
    )


def _problems_of_rules(template: Template) -> Iterator[Problem]:
    for sheet in template.sheets:
        for use in sheet.rules:
            yield use.problem


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
