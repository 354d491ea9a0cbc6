"""A plan and its returns → the annual report, in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from sheettools.annual.answered import AnsweredReturns
from sheettools.annual.data import LIMITS, Limits
from sheettools.annual.doors import DOORS
from sheettools.annual.editions import make_edition, publish
from sheettools.annual.figures import Figures
from sheettools.annual.gate.public import PLAIN_CURTAIN, Public, beside
from sheettools.annual.json_file import annual_facts, write_facts
from sheettools.annual.leaders_page import write_page
from sheettools.annual.ledger import COLUMNS
from sheettools.annual.merge import MergedReturns, merge
from sheettools.annual.package import write_package
from sheettools.annual.previous import LastYear, find_left, find_lost
from sheettools.annual.proof import sealed
from sheettools.annual.rollup import GivenReport, ReadFile, roll_up
from sheettools.annual.xlsx.reread import home_of, read_annual
from sheettools.annual.xlsx.stored import place_beside
from sheettools.annual.xlsx.workbook import write_annual
from sheettools.findings import (
    Finding,
    Language,
    Location,
    Severity,
    SheettoolsError,
    Stop,
    Words,
    declare,
)
from sheettools.frozen import dataclass
from sheettools.outgoing.whole import going_on
from sheettools.plan.plan import Plan, profile_of
from sheettools.template.detail import facts_of
from sheettools.template.issue import Issue, office_code_of, year_of
from sheettools.template.layout import OFFICE_FOLDER, OFFICE_NAME, UPWARD_FOLDER
from sheettools.template.model import Template
from sheettools.words.text import slug

UPWARD_NAME = "_gui-cap-tren"
"""With what the name of the edition that goes up ends."""
NOT_FINAL = declare(
    "R304",
    Severity.ERROR,
    why=(
        "Chưa làm được báo cáo chính thức: {reason}.",
        "There can be no final report yet: {reason}.",
    ),
    remedy=(
        (
            "Xử lý xong rồi chạy lại; điều được chấp nhận thì ghi ở trang “Ngoại lệ” của "
            "ke-hoach.xlsx."
        ),
        "Settle it and run again; what is accepted goes on the sheet “Ngoại lệ” of ke-hoach.xlsx.",
    ),
    stop=Stop.NOT_FINAL,
)


@dataclass(frozen=True)
class AnnualReport:
    """What `merge` made. `path` is the workbook's place, beside which all else is written;
    `written` what was.
    """

    path: Path
    merged: MergedReturns
    edition: Public
    """The office's edition, with all that leads back to the sources."""
    public: Public
    """The edition that goes up: all that is written for others is written from this."""
    written: Mapping[str, Path] = field(default_factory=dict)
    office: Path | None = None
    """Where the office's edition was written."""
    remarks: tuple[Finding, ...] = ()
    """What is to be told of the Word report."""
    register: Path | None = None
    """The office's own register, with names, where one was asked for."""

    @property
    def figures(self) -> Figures:
        """The year's figures, as the office knows them."""
        return self.edition.figures

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, in the returns and in what they come to."""
        return (*self.figures.findings, *self.merged.findings)

    @property
    def document(self) -> Path | None:
        """The Word report, where one was written."""
        return self.written.get("docx")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is a draft; empty where it is final."""
        return self.edition.draft

    def as_dict(self, language: Language) -> dict[str, Any]:
        """Return the report as plain data, with where it was written and what is known of the
        returns alone.
        """
        return {
            "report": str(next(iter(self.written.values()), self.path)),
            "office": str(self.office) if self.office else None,
            "document": str(self.document) if self.document else None,
            "register": str(self.register) if self.register else None,
            **told_facts(self.edition, self.written, language),
            "ledger": [facts_of(line, COLUMNS) for line in self.merged.ledger],
            "missing": [issued.unit_name for issued in self.merged.missing],
            "findings": [f.as_dict(language) for f in (*self.remarks, *self.findings)],
        }


def told_facts(public: Public, written: Mapping[str, Path], language: Language) -> dict[str, Any]:
    """Return a report as programs are told it on the screen: what its file of JSON says, and where
    it was written.
    """
    places = {name: str(path) for name, path in written.items()}
    return {"written": places, **annual_facts(sealed(public), language)}


@dataclass(frozen=True)
class DoorResult:
    """What a door wrote, a file or a folder's descriptor, and what is to be told of it; no path
    where it could not.
    """

    path: Path | None
    findings: tuple[Finding, ...] = ()


Writer = Callable[[Path, Public, Path | None], DoorResult]
"""Writes the report in one form, given the place of its workbook and the year's folder, whose
templates go first.
"""


def _word(path: Path, public: Public, home: Path | None) -> DoorResult:
    from sheettools.annual.word.file import write_document

    return DoorResult(*write_document(beside(path, ".docx"), public, home))


def _simply(write: Callable[[Path, Public], Path]) -> Writer:
    return lambda path, public, _: DoorResult(write(path, public))


WRITERS: Mapping[str, Writer] = {
    "xlsx": _simply(write_annual),
    "docx": _word,
    "csv": _simply(write_package),
    "json": _simply(write_facts),
    "html": _simply(write_page),
}
"""Who writes each of `DOORS`."""


def doors_of(template: Template) -> tuple[str, ...]:
    """Return the doors out of the reports of a template: Word only where it has a Word template."""
    has_word = bool(template.report.word.file)
    return tuple(door.name for door in DOORS if has_word or not door.of_template)


def usual_doors(template: Template) -> tuple[str, ...]:
    """Return the doors for which nobody has to ask."""
    usual = {door.name for door in DOORS if door.usual}
    return tuple(name for name in doors_of(template) if name in usual)


BESIDE = declare(
    "R322",
    Severity.WARNING,
    why=(
        "Báo cáo có {rows} dòng, quá nhiều cho một tệp Excel; các dòng nằm ở tệp “{value}” đi kèm.",
        "The report has {rows:row|rows}, too many for a workbook; they are in “{value}” beside it.",
    ),
    remedy=(
        "Gửi lên cấp trên thì gửi cả hai tệp. Muốn xem các dòng thì mở các tệp .csv trong thư mục "
        "{folder}.",
        "Send both files to the level above. To look at the rows open the .csv files in {folder}.",
    ),
)
NO_SUCH_DOOR = declare(
    "F302",
    Severity.ERROR,
    why=("Không ghi được báo cáo ra dạng “{value}”.", "The report cannot be written as “{value}”."),
    remedy=(
        "Sau --write ghi một hoặc nhiều dạng, cách nhau bằng dấu phẩy: {known}.",
        "After --write give one or more of these, parted by commas: {known}.",
    ),
)


def choose_doors(said: Iterable[str], doors: Iterable[str] = WRITERS) -> tuple[str, ...]:
    """Return those of `doors` that people named, by comma or one by one; nothing where they named
    none.

    Raises SheettoolsError (F302) for a name that is no door.
    """
    parts = chain.from_iterable(one.split(",") for one in said)
    names = tuple(dict.fromkeys(part.strip().lower() for part in parts if part.strip()))
    known = tuple(doors)
    shown = {"known": ", ".join(known)}
    unknown = [
        Finding(NO_SUCH_DOOR, value=name, values=shown) for name in names if name not in known
    ]
    if unknown:
        raise SheettoolsError(*unknown)
    return names


def tell_nobody(done: int, total: int) -> None:
    """Take no notice of how far it is."""


@dataclass(frozen=True)
class Places:
    """Where a report is written: what goes up into `upward` or beside `out`, the office's edition
    into `office`.

    `part` is added to the files' names; `home` is the year's folder, whose own templates go first;
    `limits` say how much of it a workbook holds.
    """

    upward: Path
    office: Path
    home: Path | None = None
    out: Path | None = None
    part: str = ""
    limits: Limits = LIMITS
    tell: Callable[[int, int], None] = tell_nobody
    """Told how many files of it are written, and of how many."""

    def name(self, *words: str) -> str:
        """Return what files are called, without ending."""
        return "_".join(filter(None, ("tong-hop", *words, self.part)))

    def goes_up(self, *words: str) -> Path:
        """Return the place of the workbook that goes up."""
        return self.out or self.upward / f"{self.name(*words)}{UPWARD_NAME}.xlsx"

    def stays(self, *words: str) -> Path:
        """Return the place of the office's edition."""
        return self.office / f"{self.out.stem if self.out else self.name(*words)}{OFFICE_NAME}.xlsx"


def make_report(
    plan: Plan,
    told: AnsweredReturns,
    places: Places,
    before: LastYear | None = None,
    today: date | None = None,
    *,
    final: bool = False,
    doors: Sequence[str] = (),
) -> AnnualReport:
    """Merge returns, compute the figures and write the report: the office's edition, and what goes
    up through `doors`.

    `before` holds last year's figures, `today` is the day as of which was checked. A `final` report
    is written only where nothing stands in its way.

    Raises SheettoolsError where the ledger does not balance, or a final report must be a draft
    (R304). A file that cannot be written is told of, and stops no other.
    """
    merged, edition = draw_up(plan, told, before or LastYear(), today, places.home)
    if final and edition.draft:
        reasons = zip(edition.say_draft("vi"), edition.say_draft("en"), strict=True)
        raise SheettoolsError(
            *(Finding(NOT_FINAL, values={"reason": Words(vi, en)}) for vi, en in reasons)
        )
    edition = replace(edition, limits=places.limits)
    name, public = _file_part(plan.issued), publish(edition)
    path, wanted = places.goes_up(name), doors or usual_doors(merged.template)
    said: list[Finding] = []
    office, stays, all_files = None, places.stays(name), len(wanted) + ("xlsx" in wanted)
    if "xlsx" in wanted:
        places.tell(0, all_files)
        with going_on(stays, said):
            office = write_annual(stays, sealed(edition))
    tell = partial(_tell_more, places.tell, all_files)
    written, remarks = write_doors(path, public, places.home, wanted, tell)
    said[:0] = remarks
    return AnnualReport(path, merged, edition, public, written, office, tuple(said))


def draw_up(
    plan: Plan, told: AnsweredReturns, before: LastYear, today: date | None, home: Path | None
) -> tuple[MergedReturns, Public]:
    """Merge returns and return them with the office's edition of the report; nothing is written.

    Raises SheettoolsError where the ledger does not balance.
    """
    merged = merge(plan.collects, plan.filled, plan.issued, told.returns)
    left = find_left(plan, merged)
    found = (*find_lost(left), *told.findings, *merged.findings)
    merged = replace(merged, findings=found)
    profile = profile_of(plan.template, plan.filled, home)
    return merged, make_edition(merged, plan, profile, before, left, today)


def write_doors(
    path: Path,
    public: Public,
    home: Path | None,
    doors: Sequence[str],
    tell: Callable[[int, int], None] = tell_nobody,
) -> tuple[Mapping[str, Path], tuple[Finding, ...]]:
    """Write a report through `doors`, beside its workbook's place; return what was written, and
    what is to be told. `tell` is told how far it is.

    What cannot be written through one of them is told, and stops none of the others.
    """
    public = sealed(public)
    if public.rows_beside and "xlsx" in doors:
        doors = (*doors, "csv")  # whoever has no program for databases has the rows too
    written: dict[str, Path] = {}
    said: list[Finding] = []
    for name, write in WRITERS.items():
        if name in doors:
            tell(len(written), len(doors))
            with going_on(path, said):
                result = write(path, public, home)
                said += result.findings
                if result.path:
                    written[name] = result.path
    if public.rows_beside and {"xlsx", "csv"} <= written.keys():
        said.append(_say_beside(public, written["xlsx"], written["csv"]))
    return written, tuple(said)


def _say_beside(public: Public, book: Path, package: Path) -> Finding:
    """Say where the rows are: without them the level above cannot read the workbook."""
    values = {"rows": public.row_count, "folder": package.parent.name}
    return Finding(BESIDE, Location(file=book.name), place_beside(book).name, values)


def _tell_more(tell: Callable[[int, int], None], all_files: int, done: int, total: int) -> None:
    """Tell how far a report is of which some files are written already."""
    tell(done + max(0, all_files - total), max(all_files, total))


@dataclass(frozen=True)
class RollUp:
    """What `merge` made of several annual workbooks; `given` are those that were read."""

    public: Public
    given: tuple[ReadFile, ...]
    written: Mapping[str, Path]
    remarks: tuple[Finding, ...] = ()
    """What is to be told of what was, or could not be, written."""

    @property
    def again(self) -> tuple[str, ...]:
        """The files that hold nothing but what another one holds."""
        return tuple(one.file for one in self._left if one.sha256 in self._counted)

    @property
    def overridden(self) -> tuple[str, ...]:
        """The files whose office has another report that was preferred."""
        return tuple(one.file for one in self._left if one.sha256 not in self._counted)

    @property
    def _counted(self) -> set[str]:
        return {part.sha256 for part in self.public.parts}

    @property
    def _left(self) -> list[ReadFile]:
        files = {part.file for part in self.public.parts} | {
            one.file for one in self.public.findings if not one.sender
        }
        # Parts and findings bear a file's name as it may leave the office.
        return [
            one
            for one in self.given
            if not one.several and PLAIN_CURTAIN.cover(one.file) not in files
        ]

    def as_dict(self, language: Language) -> dict[str, Any]:
        """Return the report as plain data, with what was written."""
        said = told_facts(self.public, self.written, language)
        remarks = [finding.as_dict(language) for finding in self.remarks]
        return said | {"findings": [*said["findings"], *remarks]} if remarks else said


def merge_reports(
    given: list[GivenReport],
    refused: Sequence[Finding],
    places: Places,
    *,
    final: bool = False,
    doors: Sequence[str] = (),
) -> RollUp:
    """Merge annual workbooks into the report of the level above, and write it.

    `given` is empty then: their rows are in the report, and would be in memory twice.

    Raises SheettoolsError where reports do not go together (F306, F307), or a final report must be
    a draft (R304).
    """
    public = replace(roll_up(given, refused), limits=places.limits)
    told = tuple(one.told for one in given)
    given.clear()
    chosen = choose_doors(doors, _doors_again(public)) or ("xlsx",)
    if final and public.draft:
        raise SheettoolsError(
            *(Finding(NOT_FINAL, values={"reason": reason}) for reason in public.draft)
        )
    path = places.goes_up(str(public.year or ""))
    written = write_doors(path, public, places.home, chosen, places.tell)
    return RollUp(public, told, *written)


def _doors_again(public: Public) -> tuple[str, ...]:
    """Return the doors of a report that is there: no Word report for several offices, whose plans
    differ.
    """
    return tuple(name for name in doors_of(public.template) if name != "docx" or not public.several)


@dataclass(frozen=True)
class RewrittenReport:
    """A report that was written again: what of it goes up, what was written, and what is to be told
    of it.

    `from_upward` where it was made from the edition that went up, which knows of what it does not
    list only how much.
    """

    public: Public
    written: Mapping[str, Path]
    remarks: tuple[Finding, ...]
    from_upward: bool

    def as_dict(self, language: Language) -> dict[str, Any]:
        """Return the report as plain data, with what was written and what is to be told of it."""
        return {
            **told_facts(self.public, self.written, language),
            "from_upward": self.from_upward,
            "findings": [finding.as_dict(language) for finding in self.remarks],
        }


def rewrite_report(
    path: Path, out: Path | None = None, doors: Sequence[str] = ()
) -> RewrittenReport:
    """Write the report again from its annual workbook alone, beside it or beside `out`.

    By default everything but the workbook itself is written.

    Raises SheettoolsError (F302, or what `read_annual` raises).
    """
    wanted = choose_doors(doors)
    edition = read_annual(path)
    public = publish(edition)
    known = _doors_again(public)
    chosen = choose_doors(wanted, known) or tuple(name for name in known if name != "xlsx")
    written, remarks = write_doors(
        out or _place_of_upward(path, edition), public, home_of(path), chosen
    )
    return RewrittenReport(public, written, remarks, edition.upward)


def _place_of_upward(path: Path, edition: Public) -> Path:
    """Return the place of what goes up, of an office's edition in its own folder: where `merge`
    puts it.
    """
    if edition.upward or not path.stem.endswith(OFFICE_NAME):
        return path
    folder = (
        path.parent.with_name(UPWARD_FOLDER) if path.parent.name == OFFICE_FOLDER else path.parent
    )
    return folder / f"{path.stem.removesuffix(OFFICE_NAME)}{UPWARD_NAME}.xlsx"


def _file_part(issued: Sequence[Issue]) -> str:
    year = str(year_of(issued) or "")
    first = issued[0].unit_code
    office = slug(office_code_of(issued) or first.rpartition("-")[0] or first)
    return "_".join(filter(None, (office, year)))
