"""A plan and its returns → the annual report, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sheettools.annual.figures import Figures, compute_figures
from sheettools.annual.merge import Merged, Return, merge
from sheettools.annual.privacy import Curtain
from sheettools.annual.reasons import Reason, find_reasons, say_reasons, say_waived
from sheettools.annual.wording import Source
from sheettools.annual.workbook import write_annual
from sheettools.outgoing.plan import Plan, profile_of
from sheettools.template.findings import Finding, Language, Severity, SheettoolsError, Words, declare
from sheettools.template.issue import Issued
from sheettools.template.text import slug

NOT_FINAL = declare(
    "R304", Severity.ERROR,
    why=("Chưa làm được báo cáo chính thức: {reason}.", "There can be no final report yet: {reason}."),
    remedy=("Xử lý xong rồi chạy lại; điều được chấp nhận thì ghi ở trang “Ngoại lệ” của ke-hoach.xlsx.",
            "Settle it and run again; what is accepted goes on the sheet “Ngoại lệ” of ke-hoach.xlsx."),
)  # fmt: skip


@dataclass(frozen=True)
class AnnualReport:
    """What `merge` made."""

    path: Path
    merged: Merged
    figures: Figures
    exceptions: tuple[Reason, ...]
    before: Mapping[str, float] = field(default_factory=dict)
    """Last year's figures by code, where there are any."""
    document: Path | None = None
    """The Word report, where the template has one."""
    remarks: tuple[Finding, ...] = ()
    """What is to be told of the Word report."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is a draft; empty where it is final."""
        return tuple(say_reasons(self.exceptions))

    def say_reasons(self, language: Language) -> list[str]:
        """Return why it is a draft, in the reader's language."""
        return say_reasons(self.exceptions, language)

    def say_waived(self, language: Language) -> list[str]:
        """Return what is not in order and was accepted by name, in the reader's language."""
        return say_waived(self.exceptions, language)

    def as_dict(self, language: Language) -> dict[str, Any]:
        """Return the figures, identities, ledger and findings as plain data."""
        return {
            "report": str(self.path),
            "document": str(self.document) if self.document else None,
            "figures": [
                {"name": f.name, "code": f.code, "title": f.title, "value": self.figures.values[f.name],
                 "before": self.before.get(f.code)}
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
            "waived": self.say_waived(language),
            "findings": [
                f.as_dict(language) for f in (*self.remarks, *self.figures.findings, *self.merged.findings)
            ],
        }  # fmt: skip


def make_report(
    plan: Plan,
    returns: Iterable[Return],
    folder: Path,
    out: Path | None = None,
    part: str = "",
    before: Mapping[str, float] | None = None,
    home: Path | None = None,
    *,
    final: bool = False,
) -> AnnualReport:
    """Merge returns, compute the figures, write the annual workbook and the Word report, into `folder` or at `out`.

    `part` is added to the files' name; `before` holds last year's figures by code; `home` is the year's folder, whose
    own templates go first. A `final` report is written only where nothing stands in its way.

    Raises SheettoolsError where the ledger does not balance, the file cannot be written (F001), or a final report
    must be a draft (R304).
    """
    merged = merge(plan.collects, plan.filled, plan.issued, returns)
    figures = compute_figures(merged)
    exceptions = tuple(find_reasons(merged, figures))
    if final and (said := say_reasons(exceptions)):
        english = say_reasons(exceptions, "en")
        raise SheettoolsError(*(
            Finding(NOT_FINAL, values={"reason": Words(vi, en)}) for vi, en in zip(said, english, strict=True)
        ))  # fmt: skip
    path = out or folder / f"{'_'.join(filter(None, ('tong-hop', _file_part(plan.issued), part)))}.xlsx"
    write_annual(path, merged, _line(plan.issued), figures, before)
    document, remarks = _write_word(path.with_suffix(".docx"), plan, merged, figures, home)
    return AnnualReport(path, merged, figures, exceptions, before or {}, document, remarks)


def _write_word(
    path: Path, plan: Plan, merged: Merged, figures: Figures, home: Path | None
) -> tuple[Path | None, tuple[Finding, ...]]:
    from sheettools.annual.word_file import write_document

    profile = profile_of(plan.template, plan.filled, home)
    source = Source(merged, figures, plan.template, profile, Curtain(merged, plan.template))
    return write_document(path, source, say_reasons(find_reasons(merged, figures)), home)


def _line(issued: Sequence[Issued]) -> str:
    """Return what all units' lines end with: the commune and the year."""
    lines = [one.line for one in issued]
    return lines[0].partition(", ")[2] or lines[0] if lines else ""


def _file_part(issued: Sequence[Issued]) -> str:
    year = next((str(one.facts["nam"]) for one in issued if one.facts.get("nam")), "")
    return "_".join(
        part for part in (slug(issued[0].unit_code.rpartition("-")[0] or issued[0].unit_code), year) if part
    )
