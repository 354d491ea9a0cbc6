"""Annual workbooks of several offices → one report for the level above, with one level more of
rows.

A report that was made so may be merged again: it is taken apart into the offices' reports first. So
the order in which reports come, and the steps in which they are merged, make no difference, and a
report that comes twice counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

from sheettools.annual.data import Coverages, Data, Frame, Remainder, Sender, Unit, frame_of
from sheettools.annual.editions import OF_FIGURES, publish
from sheettools.annual.figures import Figures, compute_figures
from sheettools.annual.gate.public import (
    PLAIN_CURTAIN,
    Public,
    PublicFinding,
    SenderReport,
    SourceReport,
    said_of,
)
from sheettools.annual.proof import (
    CHANGED_COMPUTED,
    CHANGED_PART,
    CHANGED_STATE,
    ROWS_AGAINST_LEDGER,
    SHEET_GONE,
)
from sheettools.annual.reasons import Reason
from sheettools.annual.xlsx.reread import CHANGED_FIGURE, place_of_rows, reread
from sheettools.annual.xlsx.stored import ENDING
from sheettools.disk.place import real_path
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Words, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import Reading, read_books
from sheettools.template.conditions import RowValues
from sheettools.template.issue import FilledBook
from sheettools.template.layout import ANNUAL_SHEET
from sheettools.template.model import SENDER, Sheet
from sheettools.template.report import Coverage

NOT_TOGETHER = declare(
    "F306",
    Severity.ERROR,
    why=(
        "Không gộp được báo cáo này với các báo cáo khác: {reason}.",
        "This report cannot be merged with the others: {reason}.",
    ),
    remedy=(
        "Bỏ tệp này ra khỏi thư mục, hoặc xin đơn vị báo cáo bản cùng năm, cùng mẫu.",
        (
            "Take the file out of the folder, or ask the office for a report of the same year and "
            "template."
        ),
    ),
)
TWO_REPORTS = declare(
    "F307",
    Severity.ERROR,
    why=(
        "Có hai báo cáo khác nhau của {name}: {value}.",
        "There are two different reports of {name}: {value}.",
    ),
    remedy=(
        "Bỏ bớt bản cũ, hoặc chọn bản được tính: sheettools merge --prefer TỆP.",
        "Take the old one away, or say which counts: sheettools merge --prefer FILE.",
    ),
)
NO_SENDER = Words("không ghi là báo cáo của đơn vị nào", "it does not say whose report it is")
OTHER_YEAR = Words(
    "năm {one}, các báo cáo khác là năm {other}", "it is of {one}, the others of {other}"
)
OTHER_MAKE = Words("làm theo mẫu khác", "it was made with another template")
OF_A_CHANGE = tuple(
    problem.code
    for problem in (
        CHANGED_FIGURE,
        CHANGED_PART,
        CHANGED_COMPUTED,
        CHANGED_STATE,
        SHEET_GONE,
        ROWS_AGAINST_LEDGER,
    )
)
"""What is found in a report that was changed by hand."""


class _Owned(Protocol):
    @property
    def sender(self) -> str: ...


Item = TypeVar("Item", bound=_Owned)


@dataclass(frozen=True)
class GivenReport:
    """An annual workbook that was given, read; `preferred` where it is to count before others of
    the same office.
    """

    public: Public
    file: str
    sha256: str
    size: int
    preferred: bool = False

    @property
    def told(self) -> ReadFile:
        """What is told of it."""
        return ReadFile(self.file, self.sha256, self.public.several)


@dataclass(frozen=True)
class ReadFile:
    """What is told of a file that was read, once its rows are in the report: whether it holds those
    of `several` offices.
    """

    file: str
    sha256: str
    several: bool


@dataclass(frozen=True)
class _Slice:
    """What one office's report brings, out of whichever workbook."""

    public: Public
    part: SourceReport
    sender: Sender
    preferred: bool

    def own(self, items: Iterable[Item]) -> list[Item]:
        """Return what is that office's own."""
        return [item for item in items if item.sender == self.sender.code]

    def own_rows(self, rows: Iterable[RowValues]) -> list[RowValues]:
        """Return the rows that are that office's own."""
        return [row for row in rows if row[SENDER[1]] == self.sender.code]

    @property
    def told(self) -> SenderReport:
        """What it tells of itself."""
        own = self.own(self.public.told)
        return own[0] if own else SenderReport(self.sender.code)

    @property
    def content(self) -> object:
        """All that it brings: out of a workbook of several that was changed by hand it may be
        something else than out of the office's own.
        """
        data = self.public.data
        return (
            {name: self.own_rows(rows) for name, rows in self.public.rows.items()},
            self.own(self.public.balance),
            self.own(data.units),
            self.own(data.added),
            self.told,
        )


def _is_annual(reading: Reading) -> bool:
    return reading.book is not None and any(
        sheet.name == ANNUAL_SHEET for sheet in reading.book.sheets
    )


def read_reports(
    paths: Sequence[Path],
    folders: Sequence[Path],
    home: Path,
    prefer: Iterable[Path],
    passwords: Sequence[str],
) -> tuple[list[GivenReport], list[Finding]] | None:
    """Read annual workbooks, and say why others cannot be merged; None where none of the files is
    one.
    """
    wanted = {real_path(path) for path in prefer}
    given: list[GivenReport] = []
    refused: list[tuple[Path, Iterable[Finding]]] = []
    annual, beside = False, set[Path | None]()
    databases = any(path.suffix == ENDING for path in paths)
    # One at a time: of a workbook that was read only its rows are kept.
    for reading in read_books(paths, folders, passwords):
        if reading.book is None:
            refused.append((reading.path, reading.findings))
            continue
        if _is_annual(reading):
            annual = True
            if databases:
                beside.add(place_of_rows(reading.book, reading.file, reading.path))
        try:
            with Keeper() as cage:  # started only where rows lie beside
                public = reread(reading.book, reading.file, home, reading.path, cage)
        except SheettoolsError as unreadable:
            said = [_in_file(finding, reading.file) for finding in unreadable.findings]
            refused.append((reading.path, said))
            continue
        preferred = real_path(reading.path) in wanted
        # Whoever sent the edition that was to stay has sent it; no more of it is used than was to
        # go up.
        given.append(
            GivenReport(publish(public), reading.file, reading.sha256, reading.size, preferred)
        )
    # What holds the rows of a report is no report that could not be read.
    findings = [*chain.from_iterable(said for path, said in refused if path not in beside)]
    return (given, findings) if annual else None


def _in_file(finding: Finding, file: str) -> Finding:
    return finding if finding.location.file else finding.at(file=file)


# --------------------------------------------------------------------------- merging


def roll_up(given: Sequence[GivenReport], refused: Sequence[Finding] = ()) -> Public:
    """Merge reports in any order into the same one; `refused` are findings about files that could
    not be read.

    Raises SheettoolsError where there are two reports of one office (F307), or none that can be
    merged (F306).
    """
    if not given:
        raise SheettoolsError(*refused)
    together, misfits = _alike(given)
    slices = _choose(list(chain.from_iterable(map(_apart, together))))
    of_all = {said_of(one, "") for one in (*refused, *misfits)}
    counted = {one.part.file for one in slices}
    for one in chain.from_iterable(each.public.findings for each in together):
        if not one.sender and one.code not in OF_FIGURES and one.file not in counted:
            of_all.add(one)
    return _joined(slices, sorted(of_all, key=_order))


def _order(one: PublicFinding) -> tuple[str, ...]:
    return (one.file, one.sheet, one.code, one.cell, one.message)


def _alike(given: Sequence[GivenReport]) -> tuple[list[GivenReport], list[Finding]]:
    """Part what can be merged from what is of another year or template: the most of them say which
    it is.
    """
    offices: set[tuple[int, tuple[str, str, str], str]] = set()
    for one in given:
        year, make = one.public.year, _make(one.public)
        offices |= {(year, make, sender.code) for sender in one.public.data.senders}
    kinds = Counter((year, make) for year, make, _ in offices)
    (year, make), _ = max(kinds.items(), key=lambda pair: (pair[1], pair[0]))
    found: list[Finding] = []
    together: list[GivenReport] = []
    for one in given:
        reason = _misfit(one.public, year, make)
        if reason is None:
            together.append(one)
        else:
            found.append(
                Finding(NOT_TOGETHER, Location(file=one.file), one.file, {"reason": reason})
            )
    if not together:
        raise SheettoolsError(*found)
    return together, found


def _misfit(public: Public, year: int, make: tuple[str, str, str]) -> Words | None:
    """Say why a report cannot be merged with those of a year and template; None where it can."""
    if not all(sender.code for sender in public.data.senders):
        return NO_SENDER
    if public.year != year:
        values = {"one": public.year, "other": year}
        return Words(OTHER_YEAR.say("vi", values), OTHER_YEAR.say("en", values))
    return OTHER_MAKE if _make(public) != make else None


def _make(public: Public) -> tuple[str, str, str]:
    return public.template.name, public.template.fingerprint, public.template.profile


def _apart(given: GivenReport) -> Iterator[_Slice]:
    """Yield the report of each office that a workbook holds."""
    public = given.public
    if public.several:
        senders = {sender.code: sender for sender in public.data.senders}
        for part in public.parts:
            yield _Slice(public, part, senders[part.sender], given.preferred)
        return
    (sender,) = public.data.senders
    rows = sum(len(frame) for frame in public.data.tables.values())
    part = SourceReport(
        sender=sender.code,
        file=PLAIN_CURTAIN.cover(given.file),
        sha256=given.sha256,
        size=given.size,
        draft=bool(public.draft),
        rows=rows,
    )
    yield _Slice(public, part, sender, given.preferred)


def _choose(slices: Sequence[_Slice]) -> list[_Slice]:
    """Return one report an office, in the order of their codes. Raises SheettoolsError (F307)."""
    by_code: dict[str, list[_Slice]] = {}
    for one in slices:
        by_code.setdefault(one.sender.code, []).append(one)
    chosen: list[_Slice] = []
    twice: list[Finding] = []
    for code in sorted(by_code):
        those = [one for one in by_code[code] if one.preferred] or by_code[code]
        # The same report under two names, or saved again, counts once: its contents decide.
        those.sort(key=lambda one: (one.part.file, one.part.sha256))
        if any(one.content != those[0].content for one in those[1:]):
            files = ", ".join(dict.fromkeys(one.part.file for one in those))
            names = ", ".join(sorted({one.sender.name for one in those}))
            twice.append(Finding(TWO_REPORTS, value=files, values={"name": names}))
        chosen.append(those[0])
    if twice:
        raise SheettoolsError(*twice)
    return chosen


def _joined(slices: Sequence[_Slice], of_all: Sequence[PublicFinding]) -> Public:
    """Lay the reports one after the other and work the figures out anew."""
    first = slices[0].public
    data = _data(slices)
    figures = compute_figures(data)
    broken = tuple(said_of(one, "") for one in figures.findings)
    told = tuple(one.told for one in slices)
    reasons = _reasons_of_all(figures, of_all)
    if reasons:
        told = (SenderReport("", reasons), *told)
    days = [one.public.until for one in slices if one.public.until]
    own = chain.from_iterable(one.own(one.public.findings) for one in slices)
    return Public(
        title=first.template.report.title or first.template.title,
        line=_line(slices),
        year=first.year,
        until=max(days, default=None),
        data=data,
        figures=figures,
        told=told,
        balance=tuple(chain.from_iterable(one.own(one.public.balance) for one in slices)),
        findings=(*broken, *of_all, *own),
        parts=tuple(one.part for one in slices),
        plan=first.plan,
        profile=first.profile,
    )


def _reasons_of_all(figures: Figures, of_all: Sequence[PublicFinding]) -> tuple[Reason, ...]:
    """Return what keeps the report of all a draft: files left out or changed, figures that do not
    balance.
    """
    changed = [one for one in of_all if one.code in OF_A_CHANGE]
    left_out = {one.file for one in of_all if one.code not in OF_A_CHANGE}
    made = []
    if left_out:
        made.append(Reason("left_out", ", ".join(sorted(left_out)), len(left_out)))
    if changed:
        made.append(Reason("changed", count=len(changed)))
    if figures.findings or not all(one.holds for one in figures.identities):
        made.append(Reason("unbalanced"))
    return tuple(made)


def _line(slices: Sequence[_Slice]) -> str:
    """Say whose report it is: the body that all report to, if it is one; else how many they are."""
    above = {one.sender.above for one in slices}
    name = above.pop() if len(above) == 1 else ""
    name, year = name or f"{len(slices)} đơn vị báo cáo", slices[0].public.year
    return f"{name}, năm {year}" if year else name


def _data(slices: Sequence[_Slice]) -> Data:
    """Lay the rows of the offices one after the other, in the order of their codes."""
    template = slices[0].public.template
    units: list[Unit] = []
    added: list[Remainder] = []
    withheld: set[str] = set()
    for one in slices:
        data = one.public.data
        units += one.own(data.units)
        added += one.own(data.added)
        withheld |= data.withheld
    senders = tuple(one.sender for one in slices)
    return Data(
        template=template,
        plan=_plan(slices),
        senders=senders,
        units=tuple(units),
        tables={sheet.name: _table(slices, sheet) for sheet in template.tables},
        coverages=_coverages(slices, template.report.coverages),
        several=True,
        added=tuple(added),
        withheld=frozenset(withheld.intersection(sender.code for sender in senders)),
        upward=True,
    )


def _table(slices: Sequence[_Slice], sheet: Sheet) -> Frame:
    """Return the rows of a table of all offices."""
    rows = chain.from_iterable(one.own_rows(one.public.data.rows(sheet)) for one in slices)
    return frame_of(sheet, rows)


def _plan(slices: Sequence[_Slice]) -> FilledBook:
    """Return the tables of all plans; a form is one office's own."""
    tables: dict[str, list[RowValues]] = {}
    for one in slices:
        for name, rows in one.public.data.plan.tables.items():
            tables.setdefault(name, []).extend(map(dict, one.own_rows(rows)))
    return FilledBook({}, {name: tuple(rows) for name, rows in sorted(tables.items()) if rows})


def _coverages(slices: Sequence[_Slice], declared: Sequence[Coverage]) -> Coverages:
    """Return planned against reported of all offices."""
    made = []
    for number, coverage in enumerate(declared):
        parts = (one.own(one.public.data.coverages[number][1]) for one in slices)
        made.append((coverage, tuple(chain.from_iterable(parts))))
    return tuple(made)


__all__ = ["GivenReport", "ReadFile", "read_reports", "roll_up"]
