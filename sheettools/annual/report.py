"""A plan and its returns → the annual report, in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sheettools.annual.facts import write_facts
from sheettools.annual.figures import Figures, compute_figures
from sheettools.annual.merge import Merged, Return, merge
from sheettools.annual.package import write_package
from sheettools.annual.page import write_page
from sheettools.annual.public import Public, make_public
from sheettools.annual.reread import read_annual
from sheettools.annual.workbook import reasons_for_draft, write_annual
from sheettools.outgoing.plan import Plan
from sheettools.template.findings import Finding, Language, Severity, SheettoolsError, declare
from sheettools.template.issue import Issued
from sheettools.template.text import slug


@dataclass(frozen=True)
class AnnualReport:
    """What `merge` made. `path` is the workbook's place, beside which all else is written; `written` what was."""

    path: Path
    merged: Merged
    figures: Figures
    reasons: tuple[str, ...]
    line: str = ""
    written: Mapping[str, Path] = field(default_factory=dict)

    @cached_property
    def public(self) -> Public:
        """What of it may leave the office."""
        return make_public(self.merged, self.figures, self.line)

    def say_reasons(self, language: Language) -> list[str]:
        """Return why it is a draft, in the reader's language."""
        return reasons_for_draft(self.merged, self.figures, language)

    def as_dict(self, language: Language) -> dict[str, Any]:
        """Return the figures, identities, ledger and findings as plain data."""
        return {
            "report": str(next(iter(self.written.values()), self.path)),
            "written": {name: str(path) for name, path in self.written.items()},
            "figures": [
                {"name": f.name, "code": f.code, "title": f.title, "value": self.figures.values[f.name]}
                for f in self.figures.report.figures
            ],
            "identities": [
                {"text": i.text, "left": i.left, "right": i.right, "holds": i.holds} for i in self.figures.identities
            ],
            "ledger": [
                {"file": g.file, "unit": g.unit, "state": g.state, "read": g.read, "accepted": g.accepted,
                 "superseded": g.superseded, "set_aside": g.set_aside, "blank": g.blank, "outside": g.outside}
                for g in self.merged.ledger
            ],
            "missing": [issued.unit_name for issued in self.merged.missing],
            "draft_because": self.say_reasons(language),
            "findings": [f.as_dict(language) for f in (*self.figures.findings, *self.merged.findings)],
        }  # fmt: skip


Writer = Callable[[Path, AnnualReport], Path]
"""Writes one file, or folder, of the report, given the place of its workbook, and returns where it stands."""


def _workbook(path: Path, made: AnnualReport) -> Path:
    write_annual(path, made.merged, made.line, made.figures, made.public.books)
    return path


PUBLIC_WRITERS: Mapping[str, Callable[[Path, Public], Path]] = {
    "csv": write_package,
    "json": write_facts,
    "html": write_page,
}
"""The doors for which it is enough to know what may leave the office, and so a workbook that was written before."""


def _of_public(write: Callable[[Path, Public], Path]) -> Writer:
    return lambda path, made: write(path, made.public)


WRITERS: Mapping[str, Writer] = {
    "xlsx": _workbook,
    **{name: _of_public(write) for name, write in PUBLIC_WRITERS.items()},
}
"""Every door out of the report, by the name under which it is asked for, in the order in which they are written."""
DEFAULT = ("xlsx",)
NO_SUCH_DOOR = declare(
    "F302", Severity.ERROR,
    why=("Không ghi được báo cáo ra dạng “{value}”.", "The report cannot be written as “{value}”."),
    remedy=("Sau --write ghi một hoặc nhiều dạng, cách nhau bằng dấu phẩy: {known}.",
            "After --write give one or more of these, parted by commas: {known}."),
)  # fmt: skip


def choose_doors(
    said: Iterable[str], doors: Iterable[str] = tuple(WRITERS), usual: tuple[str, ...] = DEFAULT
) -> tuple[str, ...]:
    """Return the doors that people named, by comma or one by one; the usual ones where they named none.

    Raises SheettoolsError (F302) for a name that is no door.
    """
    names = tuple(dict.fromkeys(name.strip().lower() for one in said for name in one.split(",") if name.strip()))
    known = tuple(doors)
    shown = {"known": ", ".join(known)}
    unknown = [Finding(NO_SUCH_DOOR, value=name, values=shown) for name in names if name not in known]
    if unknown:
        raise SheettoolsError(*unknown)
    return names or usual


def make_report(
    plan: Plan,
    returns: Iterable[Return],
    folder: Path,
    out: Path | None = None,
    part: str = "",
    doors: Sequence[str] = DEFAULT,
) -> AnnualReport:
    """Merge returns, compute the figures and write the report through `doors`, into `folder` or beside `out`.

    `part` is added to the file's name.

    Raises SheettoolsError where the ledger does not balance or a file cannot be written.
    """
    merged = merge(plan.collects, plan.filled, plan.issued, returns)
    figures = compute_figures(merged)
    path = out or folder / f"{'_'.join(filter(None, ('tong-hop', _file_part(plan.issued), part)))}.xlsx"
    made = AnnualReport(path, merged, figures, tuple(reasons_for_draft(merged, figures)), _line(plan.issued))
    written = {name: write(path, made) for name, write in WRITERS.items() if name in doors}
    return replace(made, written=written)


def rewrite_report(path: Path, out: Path | None = None, doors: Sequence[str] = ()) -> dict[str, Path]:
    """Write the report again from its annual workbook alone, beside it or beside `out`; return what was written.

    Raises SheettoolsError (F302, or what `read_annual` raises).
    """
    wanted = choose_doors(doors, PUBLIC_WRITERS, tuple(PUBLIC_WRITERS))
    public = read_annual(path)
    return {name: write(out or path, public) for name, write in PUBLIC_WRITERS.items() if name in wanted}


def _line(issued: Sequence[Issued]) -> str:
    """Return what all units' lines end with: the commune and the year."""
    lines = [one.line for one in issued]
    return lines[0].partition(", ")[2] or lines[0] if lines else ""


def _file_part(issued: Sequence[Issued]) -> str:
    year = next((str(one.facts["nam"]) for one in issued if one.facts.get("nam")), "")
    return "_".join(
        part for part in (slug(issued[0].unit_code.rpartition("-")[0] or issued[0].unit_code), year) if part
    )
