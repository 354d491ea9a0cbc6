"""The folder of one year, and the stages of the cycle run in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sheettools.incoming.intake import Outcome, check_returns
from sheettools.incoming.read import read_book, read_paragraphs
from sheettools.incoming.validate import check_book
from sheettools.outgoing.generate import write_workbook
from sheettools.outgoing.paper import make_pdf, paper_path, write_paper
from sheettools.outgoing.plan import Plan, check_plan, load_plan, write_draft, write_empty
from sheettools.outgoing.write import copy_file, write_text
from sheettools.template.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.template.issue import Issued
from sheettools.template.library import PROFILES, find_profile, find_template
from sheettools.template.load import load_template
from sheettools.template.text import fold

if TYPE_CHECKING:
    from sheettools.annual.merge import Return
    from sheettools.annual.report import AnnualReport

PLAN_FILE, OUT, IN, FIX, REPORT = "ke-hoach.xlsx", "phat-ra", "nhan-ve", "can-sua", "bao-cao"
TEMPLATES = "bieu-mau"

TRACES = ("S103", "S104", "S107", "S109", "S110", "S111", "S116", "C111")
"""Findings that show that somebody has written into a workbook, if not into its rows."""

PLAN_EXISTS = declare(
    "T024", Severity.ERROR,
    why=("Thư mục đã có tệp {value}; không ghi đè.",
         "The folder already holds {value}; it was not overwritten."),
    remedy=("Sửa tệp đang có, hoặc chọn thư mục khác.",
            "Edit the file that is there, or choose another folder."),
)  # fmt: skip
KEPT = declare(
    "F205", Severity.WARNING,
    why=("Tệp {value} đã có người điền và khác bản mới; giữ nguyên, không ghi đè.",
         "{value} is filled in and differs from the new one; it was left as it is."),
    remedy=("Nếu muốn làm lại, xóa hoặc chuyển tệp cũ đi rồi chạy lại.",
            "To make it anew, delete or move the old file and run again."),
)  # fmt: skip
NO_SUCH_UNIT = declare(
    "F208", Severity.ERROR,
    why=("Kế hoạch không có đơn vị “{value}”.", "The plan has no unit “{value}”."),
    remedy=("Ghi mã hoặc tên của một đơn vị: {known}.", "Give the code or name of one of: {known}."),
)  # fmt: skip
NO_SUCH_PATH = declare(
    "F207", Severity.ERROR,
    why=("Không có tệp hay thư mục “{value}”.", "There is no file or folder “{value}”."),
    remedy=("Xem lại đường dẫn.", "Check the path."),
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One workbook that `generate` looked at: new, same, renewed (nobody had filled it) or kept (somebody had).

    `paper` is its twin to fill in by hand, where asked for: the PDF, or the workbook to print where there is none.
    """

    issued: Issued
    path: Path
    state: str
    findings: tuple[Finding, ...] = ()
    paper: Path | None = None


class Year:
    """One year's folder."""

    def __init__(self, folder: Path, plan_path: Path | None = None) -> None:
        self.folder = folder
        self.plan_path = plan_path or folder / PLAN_FILE

    @cached_property
    def plan(self) -> Plan:
        """The plan, read once. Raises SheettoolsError where it cannot be used."""
        return load_plan(self.plan_path, self.folder)

    # ----- init

    def start(
        self, text: Path | None, *, year: int = 0, profile: str = "", template: str = "ke-hoach"
    ) -> tuple[Finding, ...]:
        """Make the folder and its plan workbook, drafted from a plan's text where there is one."""
        if self.plan_path.exists():
            raise SheettoolsError(Finding(PLAN_EXISTS, value=str(self.plan_path)))
        source = find_template(template, self.folder)
        lines = read_paragraphs(text) if text is not None else []
        if template.endswith(".toml"):
            self._adopt(source)
        if profile.endswith(".toml") and Path(profile).is_file():
            self._adopt_profile(Path(profile))
        made = load_template(source)
        if made.profile_field:
            chosen = find_profile(profile, self.folder) if profile else None
            name = text.name if text is not None else ""
            findings = write_draft(self.plan_path, source, lines, year=year, profile=chosen, text_name=name)
        else:
            write_empty(self.plan_path, made)
            findings = ()
        for name in (OUT, IN):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        return findings

    def _adopt(self, source: Path) -> None:
        """Keep an office's own templates with the year, so that every later command finds them."""
        folder = self.folder / TEMPLATES
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(source.parent.glob("*.toml")):
            if path.parent != folder:
                shutil.copyfile(path, folder / path.name)

    def _adopt_profile(self, source: Path) -> None:
        folder = self.folder / TEMPLATES / PROFILES
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / source.name)

    # ----- generate

    def units(self, names: Sequence[str] = ()) -> list[Issued]:
        """Return what goes out: to all units, or to those named by code or name. Raises SheettoolsError (F208)."""
        issued = list(self.plan.issued)
        if not names:
            return issued
        # “Ao Vường” for “Thôn Ao Vường”: people leave the kind of village out.
        by_name = {fold(one.unit_name.partition(" ")[2]): one for one in issued}
        by_name |= {fold(said): one for one in issued for said in (one.code, one.unit_code, one.unit_name)}
        unknown = [name for name in names if fold(name) not in by_name]
        if unknown:
            known = ", ".join(one.unit_name for one in issued)
            raise SheettoolsError(*(Finding(NO_SUCH_UNIT, value=name, values={"known": known}) for name in unknown))
        wanted = {by_name[fold(name)].code for name in names}
        return [one for one in issued if one.code in wanted]

    def generate(
        self, out: Path | None = None, names: Sequence[str] = (), *, dry_run: bool = False, paper: bool = False
    ) -> Iterator[Written]:
        """Write units' workbooks, each with the message that goes with it, and its twin on `paper` where wanted.

        A workbook that is there already is renewed only while nobody has filled anything into it. Its twin always is.
        """
        folder = out or self.folder / OUT
        for issued in self.units(names):
            path = folder / f"{issued.file_name}.xlsx"
            written = self._generate_one(issued, path, dry_run=dry_run)
            if not dry_run and issued.message:
                write_text(path.with_suffix(".txt"), issued.message + "\n")
            if paper and not dry_run:
                twin = paper_path(path)
                write_paper(twin, self.plan.collects, issued)
                written = replace(written, paper=make_pdf(twin) or twin)
            yield written

    def _generate_one(self, issued: Issued, path: Path, *, dry_run: bool) -> Written:
        with TemporaryDirectory() as folder:
            fresh = Path(folder) / path.name
            write_workbook(fresh, self.plan.collects, issued)
            state = self._state(issued, path, fresh)
            if state in ("new", "renewed") and not dry_run:
                copy_file(fresh, path)
        findings = (Finding(KEPT, Location(file=path.name), path.name),) if state == "kept" else ()
        return Written(issued, path, state, findings)

    def _state(self, issued: Issued, path: Path, fresh: Path) -> str:
        if not path.exists():
            return "new"
        if path.read_bytes() == fresh.read_bytes():
            return "same"
        return "kept" if self._is_filled(issued, path) else "renewed"

    def _is_filled(self, issued: Issued, path: Path) -> bool:
        """Say whether anybody has written into a workbook; one that cannot be read counts as filled."""
        book = read_book(path).book
        if book is None:
            return True
        checked = check_book(book, self.plan.collects, issued)
        begun = any(record.status != "blank" for record in checked.records)
        remarks = any(finding.code in TRACES for finding in checked.findings)
        return begun or remarks or bool(checked.nil) or checked.outside_rows > 0

    # ----- validate

    def returns(self, paths: Sequence[Path] = ()) -> list[Path]:
        """Return the files to read: those named, those in the folders named, or those in `nhan-ve`."""
        wanted = list(paths) or [self.folder / IN]
        return [file for path in wanted for file in _files(path)]

    def check(self, paths: Sequence[Path] = (), today: date | None = None) -> list[Outcome]:
        """Check returned workbooks; one bad file never hides another."""
        return check_returns(self.returns(paths), self.plan.collects, self.plan.issued, today)

    # ----- merge

    def report(self, paths: Sequence[Path] = (), today: date | None = None, out: Path | None = None) -> AnnualReport:
        """Check the returns and make the annual report of them, in `bao-cao` or at `out`."""
        from sheettools.annual.report import make_report

        returns = map(as_return, self.check(paths, today))
        # A report of some files must not take the place of the report of all.
        return make_report(self.plan, returns, self.folder / REPORT, out, part="mot-phan" if paths else "")


def as_return(outcome: Outcome) -> Return:
    """Return what the merge needs of an outcome."""
    from sheettools.annual.merge import Return

    return Return(
        outcome.path.name,
        outcome.sha256,
        outcome.size,
        outcome.findings,
        outcome.checked,
        outcome.issued,
        outcome.superseded_by,
    )


def check_plan_file(path: Path, year_folder: Path | None = None) -> Outcome:
    """Check a plan workbook with the engine that checks returns."""
    checked, _ = check_plan(path, year_folder)
    return Outcome(path, checked.sha256, checked.size, checked.findings, checked)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        # Lock files of Excel and drafts of our own are listed by nobody as returns.
        found = (p for p in path.rglob("*") if not p.is_dir())
        return sorted(p for p in found if not p.name.startswith((".", "~$")))
    if not path.exists() and not path.is_symlink():
        raise SheettoolsError(Finding(NO_SUCH_PATH, value=str(path)))
    return [path]
