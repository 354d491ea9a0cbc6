"""The library: the year's work as functions for other programs. `import sheettools` gives them.

A year is a folder, in which each of them reads and writes what the command of its name does; or it
is held in memory, as what would lie in the folder: `{"ke-hoach.xlsx": b"…", "khoa.txt": b"…",
"nhan-ve/thon-01.xlsx": b"…"}`. Then nothing is left on the disk, and what was written comes back as
`files`, in the same form; `result.applied_to(year)` is the year afterwards.

What is wrong with what people sent is told as findings. Only what lets no work go on raises
`SheettoolsError`, whose `findings` say why. Each finding speaks Vietnamese and English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import field, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheettools.annual.doors import Order
from sheettools.disk.lent import Snapshot, lent_folder
from sheettools.findings import Finding, Language, Severity, SheettoolsError
from sheettools.frozen import dataclass
from sheettools.incoming.intake import Outcome
from sheettools.incoming.status import RegisterCounts
from sheettools.incoming.workers import Means
from sheettools.template.layout import UPWARD_FOLDER
from sheettools.template.load.library import find_profile, find_template, newest_profile
from sheettools.template.load.load import load_template as _load
from sheettools.template.model import Template
from sheettools.year import IN, TEMPLATES, WrittenWorkbook, Year, check_plan_file

if TYPE_CHECKING:
    from sheettools.annual.report import AnnualReport, RewrittenReport, RollUp

__all__ = [
    "CheckedReturns",
    "DraftedPlan",
    "Finding",
    "Generated",
    "KeptRegister",
    "MergedYear",
    "Result",
    "RewrittenYear",
    "SheettoolsError",
    "Template",
    "check",
    "draft",
    "generate",
    "load_template",
    "merge",
    "register",
    "report",
]

Files = Mapping[str, bytes]
"""A year in memory: what lies in its folder, by its place there, parted by “/”."""
YearLike = str | PathLike[str] | Files
"""A year: its folder, or what lies in it."""
Source = str | PathLike[str] | bytes
"""A file: where it lies, or what it holds."""
Progress = Callable[[int, int], None]
"""Told how many of the files are done, and of how many."""


@dataclass(frozen=True)
class Result:
    """What a call came to."""

    findings: tuple[Finding, ...] = ()
    """What is to be said, the worst not always first."""
    written: tuple[str, ...] = ()
    """What was written, by its place in the year's folder."""
    files: Files = field(default_factory=dict, repr=False)
    """What was written, for a year in memory; empty for a folder."""
    removed: tuple[str, ...] = ()
    """What was taken away, being out of date: a copy for who has nothing to fix any more."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be fixed."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    def applied_to(self, year: Files) -> dict[str, bytes]:
        """Return a year in memory as it is afterwards."""
        left = {place: data for place, data in year.items() if place not in self.removed}
        return {**left, **self.files}

    def messages(self, language: Language = "vi") -> list[str]:
        """Return the findings in words: where, why, what to do."""
        return [
            f"{one.location}: {one.message(language)} {one.remedy(language)} [{one.code}]"
            for one in self.findings
        ]

    def as_dict(self, language: Language = "vi") -> dict[str, Any]:
        """Return what can be said of it as plain data, ready for JSON."""
        return {
            "written": list(self.written),
            "removed": list(self.removed),
            "findings": [one.as_dict(language) for one in self.findings],
        }


@dataclass(frozen=True)
class DraftedPlan(Result):
    """What `draft` made; `findings` say what of the text has no place in the plan, and what it
    concluded.
    """

    missing: tuple[Finding, ...] = ()
    """What is still to be filled in in the plan workbook before workbooks can go out."""


@dataclass(frozen=True)
class Generated(Result):
    """What `generate` made: a workbook a unit."""

    workbooks: tuple[WrittenWorkbook, ...] = ()
    """`path` is the place in the year's folder."""


@dataclass(frozen=True)
class CheckedReturns(Result):
    """What `check` found, return by return, and what goes back to the senders (`written`)."""

    returns: tuple[Outcome, ...] = ()
    """One a file: whose it is (`issued`), its `findings`, its typed rows (`checked`)."""


@dataclass(frozen=True)
class KeptRegister(Result):
    """What `register` carried on."""

    counts: RegisterCounts | None = None


@dataclass(frozen=True)
class MergedYear(Result):
    """What `merge` made: the report of one office, or of several where the year has no plan."""

    report: AnnualReport | RollUp | None = None

    @property
    def draft(self) -> tuple[str, ...]:
        """Why the report is a draft; empty where it can be signed."""
        return self.report.public.draft if self.report else ()

    def figures(self) -> dict[str, float]:
        """Return the figures of the edition that goes up, by name."""
        return dict(self.report.public.figures.values) if self.report else {}

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table as they go up: no name, nothing that tells whose a denunciation
        is.
        """
        if self.report:
            yield from self.report.public.data.tables[table].rows()


@dataclass(frozen=True)
class RewrittenYear(Result):
    """What `report` wrote again."""

    report: RewrittenReport | None = None


# --------------------------------------------------------------------------- the year's work


def load_template(
    name: str | PathLike[str], *, year: str | PathLike[str] | None = None, profile: str = ""
) -> Template:
    """Return a template by its name or its .toml file; those of the `year`'s folder go first.

    `profile` names the set of rules it is read with, by default the newest. Raises SheettoolsError
    with every fault of the file, each with its line and remedy.
    """
    folder = Path(year) if year is not None else None
    chosen = find_profile(profile, folder) if profile else newest_profile()
    return _load(find_template(str(name), folder), chosen)


def draft(
    text: Source | None = None,
    into: YearLike | None = None,
    *,
    name: str = "ke-hoach.docx",
    year: int = 0,
    profile: str = "",
    template: str = "",
) -> DraftedPlan:
    """Draft a year's plan workbook from the text of a plan, from last year's plan workbook, or of
    nothing.

    `into` is the folder to make; without one the year is held in memory. `name` is what a text
    given as bytes is called in what is said of it, `year` the year where the text does not say it.
    Raises SheettoolsError where the text cannot be read (F1…), there is a plan already (T024) or no
    year is said (T022).
    """
    with _at_work({} if into is None else into, "init") as work:
        with _as_file(text, name) as path:
            drafted = work.year.start(path, year=year, profile=profile, template=template)
        missing = check_plan_file(work.year.plan_path, work.year.folder).findings
        found = (*drafted.before, *drafted.unplaced, *drafted.told)
        return DraftedPlan(*work.done(found), missing)


def generate(
    year: YearLike,
    *,
    units: Sequence[str] = (),
    paper: bool = False,
    progress: Progress | None = None,
) -> Generated:
    """Make the workbook of each unit, or of those named by code or name, with the message to send
    along; on `paper` too where wanted.

    Raises SheettoolsError where the plan is not ready or names no such unit (F208).
    """
    with _at_work(year, "generate") as work:
        written: list[WrittenWorkbook] = []
        total = len(work.year.units(units))
        for one in work.year.generate(None, units, paper=paper):
            paper_place = work.place(one.paper) if one.paper else None
            written.append(replace(one, path=work.place(one.path), paper=paper_place))
            if progress is not None:
                progress(len(written), total)
        plan = work.year.plan
        found = [*plan.checked.findings, *plan.remarks, *plan.calendar]
        for one in written:
            found += one.findings
        return Generated(*work.done(found), tuple(written))


def check(
    year: YearLike,
    *,
    today: date | None = None,
    passwords: Sequence[str] = (),
    hand_back: bool = True,
    workers: int = 0,
    progress: Progress | None = None,
) -> CheckedReturns:
    """Check what came back (`nhan-ve`), and write what goes back to the senders into `can-sua`
    unless `hand_back` says no: marked copies, messages, receipts.

    `today` is the day of checking, by default the clock's; `passwords` open what is locked and are
    kept nowhere; `workers` is the number of processes, 0 lets the program choose. Raises
    SheettoolsError where the plan is not ready.
    """
    day = today or date.today()
    with _at_work(year, "validate") as work:
        means = replace(work.means(workers, progress), marking=hand_back)
        outcomes = work.year.check((), day, passwords=passwords, means=means)
        found = [*work.year.aliases.findings, *work.year.plan.calendar]
        for one in outcomes:
            found += one.findings
        if hand_back:
            work.year.compare_rounds(outcomes)
            found += work.year.hand_back(outcomes, day, passwords=passwords).findings
        # Rows that lie in a store or a file of a year in memory are fetched while it is there.
        held = [replace(one, held=one.checked) for one in outcomes] if work.in_memory else outcomes
        return CheckedReturns(*work.done(found), tuple(held))


def register(
    year: YearLike,
    *,
    today: date | None = None,
    passwords: Sequence[str] = (),
    workers: int = 0,
    progress: Progress | None = None,
) -> KeptRegister:
    """Carry the office's register on with what came back.

    Raises SheettoolsError where the template has nothing that the office writes (F296).
    """
    with _at_work(year, "register") as work:
        means = work.means(workers, progress)
        kept = work.year.keep_register(today or date.today(), passwords=passwords, means=means)
        return KeptRegister(*work.done(kept.findings), kept.counts())


def merge(
    year: YearLike,
    *,
    today: date | None = None,
    final: bool = False,
    doors: Sequence[str] = (),
    passwords: Sequence[str] = (),
    workers: int = 0,
    progress: Progress | None = None,
) -> MergedYear:
    """Merge what came back into the annual report: the edition that goes up into `bao-cao`, the
    office's into `noi-bo`. A year without a plan whose `nhan-ve` holds reports of several offices
    becomes the report of the level above.

    `doors` are the forms to write: xlsx, docx, csv, json, html. Raises SheettoolsError where the
    plan is not ready, and (R304) where a `final` report is asked for and something stands in its
    way.
    """
    order = Order(doors=doors, final=final)
    with _at_work(year, "merge") as work:
        above = work.year.roll_up((), order, passwords=passwords, tell=progress)
        if above is not None:
            return MergedYear(*work.done(above.remarks), above)
        means = work.means(workers, progress)
        made = work.year.report((), today or date.today(), order, passwords=passwords, means=means)
        found = (*work.year.aliases.findings, *made.remarks, *made.findings)
        return MergedYear(*work.done(found), made)


def report(
    annual: Source,
    *,
    year: YearLike | None = None,
    name: str = "tong-hop.xlsx",
    doors: Sequence[str] = (),
) -> RewrittenYear:
    """Write a report again from its workbook alone, in other forms: docx, csv, json, html; all of
    them where no `doors` are named.

    They are written beside the workbook. One given as bytes is called `name`, and they come back as
    `files`; `year` is then where templates of the office's own lie. Raises SheettoolsError where
    the file is no such report.
    """
    from sheettools.annual.report import rewrite_report
    from sheettools.annual.xlsx.reread import home_of

    with ExitStack() as stack:
        if isinstance(annual, bytes):
            own = _templates_of(year)
            folder = stack.enter_context(lent_folder({**own, f"{UPWARD_FOLDER}/{name}": annual}))
            path = folder / UPWARD_FOLDER / name
        else:
            path = Path(annual)
            folder = home_of(path)
        work = _Work(folder, in_memory=isinstance(annual, bytes))
        made = rewrite_report(path, None, doors)
        return RewrittenYear(*work.done(made.remarks), made)


def _templates_of(year: YearLike | None) -> Files:
    """Return the templates of a year's own, by their places in it."""
    if year is None:
        return {}
    if isinstance(year, Mapping):
        return {place: data for place, data in year.items() if place.startswith(f"{TEMPLATES}/")}
    files = [path for path in (Path(year) / TEMPLATES).rglob("*") if path.is_file()]
    return {path.relative_to(year).as_posix(): path.read_bytes() for path in files}


# --------------------------------------------------------------------------- folders and memory


_Done = tuple[tuple[Finding, ...], tuple[str, ...], Files, tuple[str, ...]]


class _Work:
    """One call at work in a year's folder, be it lent."""

    def __init__(self, folder: Path, *, in_memory: bool) -> None:
        self.year = Year(folder)
        self.in_memory = in_memory
        self._before = Snapshot(folder)

    def place(self, path: Path) -> Path:
        """Return a file's place in the year."""
        return path.relative_to(self.year.folder)

    def means(self, workers: int, progress: Progress | None) -> Means:
        """Return the means of checking; what is in memory alone has no store."""
        return Means(workers, store=not self.in_memory, progress=progress)

    def done(self, found: Iterable[Finding]) -> _Done:
        """Return what is said, what was written, this itself where it is to be in memory, and what
        was taken away.
        """
        said = (*self.year.said, *found, *self.year.unwritten)
        written, files = self._before.written(), {}
        if self.in_memory:
            files = {place: (self.year.folder / place).read_bytes() for place in written}
        return said, written, files, self._before.removed()


@contextmanager
def _at_work(year: YearLike, command: str) -> Iterator[_Work]:
    """Be the only one that writes into a year while this lasts."""
    with ExitStack() as stack:
        in_memory = isinstance(year, Mapping)
        if isinstance(year, Mapping):
            folder = stack.enter_context(lent_folder(year))
            (folder / IN).mkdir(exist_ok=True)
            stack.enter_context(_telling_places(folder))
        else:
            folder = Path(year)
        work = _Work(folder, in_memory=in_memory)
        stack.enter_context(work.year.alone(command))
        yield work


@contextmanager
def _telling_places(folder: Path) -> Iterator[None]:
    """Have what is raised speak of places in the year, and not of a folder that nobody knows."""
    try:
        yield
    except SheettoolsError as error:
        told = (
            replace(one, value=one.value.replace(str(folder), "").lstrip("/\\"))
            for one in error.findings
        )
        raise SheettoolsError(*told) from None


@contextmanager
def _as_file(source: Source | None, name: str) -> Iterator[Path | None]:
    """Yield where a file lies; one in memory has a place for as long as this lasts."""
    if not isinstance(source, bytes):
        yield None if source is None else Path(source)
        return
    with lent_folder({name: source}) as folder:
        yield folder / name
