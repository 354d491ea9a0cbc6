"""A plan and its returns → the annual report, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sheettools.annual.figures import Figures, compute_figures
from sheettools.annual.merge import Merged, Return, merge
from sheettools.annual.workbook import reasons_for_draft, write_annual
from sheettools.outgoing.plan import Plan
from sheettools.template.findings import Language
from sheettools.template.issue import Issued
from sheettools.template.text import slug


@dataclass(frozen=True)
class AnnualReport:
    """What `merge` made."""

    path: Path
    merged: Merged
    figures: Figures
    reasons: tuple[str, ...]
    before: Mapping[str, float] = field(default_factory=dict)
    """Last year's figures by code, where there are any."""

    def say_reasons(self, language: Language) -> list[str]:
        """Return why it is a draft, in the reader's language."""
        return reasons_for_draft(self.merged, self.figures, language)

    def as_dict(self, language: Language) -> dict[str, Any]:
        """Return the figures, identities, ledger and findings as plain data."""
        return {
            "report": str(self.path),
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
            "findings": [f.as_dict(language) for f in (*self.figures.findings, *self.merged.findings)],
        }  # fmt: skip


def make_report(
    plan: Plan,
    returns: Iterable[Return],
    folder: Path,
    out: Path | None = None,
    part: str = "",
    before: Mapping[str, float] | None = None,
) -> AnnualReport:
    """Merge returns, compute the figures and write the annual workbook, into `folder` or at `out`.

    `part` is added to the file's name; `before` holds last year's figures by code.

    Raises SheettoolsError where the ledger does not balance or the file cannot be written.
    """
    merged = merge(plan.collects, plan.filled, plan.issued, returns)
    figures = compute_figures(merged)
    path = out or folder / f"{'_'.join(filter(None, ('tong-hop', _file_part(plan.issued), part)))}.xlsx"
    write_annual(path, merged, _line(plan.issued), figures, before)
    return AnnualReport(path, merged, figures, tuple(reasons_for_draft(merged, figures)), before or {})


def _line(issued: Sequence[Issued]) -> str:
    """Return what all units' lines end with: the commune and the year."""
    lines = [one.line for one in issued]
    return lines[0].partition(", ")[2] or lines[0] if lines else ""


def _file_part(issued: Sequence[Issued]) -> str:
    year = next((str(one.facts["nam"]) for one in issued if one.facts.get("nam")), "")
    return "_".join(
        part for part in (slug(issued[0].unit_code.rpartition("-")[0] or issued[0].unit_code), year) if part
    )
