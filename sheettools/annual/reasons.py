"""Why a report is not final yet, unit by unit, and what of it was accepted by name in the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sheettools.annual.figures import Figures
from sheettools.annual.merge import Merged
from sheettools.annual.previous import LOST
from sheettools.template.findings import Language, Severity, Words
from sheettools.template.issue import Issued
from sheettools.template.text import fold

Kind = Literal["missing", "errors", "set_aside", "lost", "unbalanced"]

WORDS: Mapping[Kind, Words] = {
    "missing": Words("Chưa nhận được sổ của: {units}", "Nothing has come back from: {units}"),
    "errors": Words("Còn {count} chỗ phải sửa trong các sổ đã nhận (trang “Phát hiện”): {units}",
                    "{count} places to fix in what came back (sheet “Phát hiện”): {units}"),
    "set_aside": Words("{count} dòng để riêng, chưa tính vào số liệu (trang “Để riêng”): {units}",
                       "{count} rows set aside, not in the figures (sheet “Để riêng”): {units}"),
    "lost": Words("{count} việc năm trước chưa xong, năm nay không có trong sổ nào (trang “Phát hiện”): {units}",
                  "{count} matters open last year are in no workbook of this one (sheet “Phát hiện”): {units}"),
    "unbalanced": Words("Có số liệu chưa cân (cuối trang “Tổng hợp”)",
                        "Some figures do not balance (end of the sheet “Tổng hợp”)"),
}  # fmt: skip
NOBODY = Words("tệp chưa biết của ai", "a file that is nobody's")


@dataclass(frozen=True)
class Waiver:
    """Something accepted although it is not in order: why, and who said so (by function, not by name)."""

    kind: str
    unit: str
    why: str
    by: str


@dataclass(frozen=True)
class Reason:
    """One thing that is not in order: of which unit (empty: of none), how much of it, and the waiver, if any."""

    kind: Kind
    unit: str = ""
    count: int = 1
    waiver: Waiver | None = None


def find_reasons(merged: Merged, figures: Figures) -> list[Reason]:
    """Return everything that keeps a report from being final, the accepted included."""
    waivers = read_waivers(merged)
    by_name = {issued.unit_name: issued for issued in merged.issued}
    found = []
    for reason in _reasons(merged, figures):
        names = _names(by_name.get(reason.unit))
        waiver = next((w for w in waivers if w.kind == reason.kind and fold(w.unit) in names), None)
        found.append(replace(reason, waiver=waiver))
    return found


def read_waivers(merged: Merged) -> list[Waiver]:
    """Return what the plan says is accepted."""
    rows: Sequence[Mapping[str, Any]] = merged.data.plan.tables.get(merged.template.report.waivers, ())
    return [
        Waiver(*(str(row.get(name) or "") for name in ("loai", "cho_don_vi", "ly_do", "nguoi_cho_phep")))
        for row in rows
    ]


def say_reasons(reasons: Sequence[Reason], language: Language = "vi") -> list[str]:
    """Say what still stands in the way, a sentence a kind; empty where nothing does."""
    said = []
    for kind, words in WORDS.items():
        open_ones = [reason for reason in reasons if reason.kind == kind and reason.waiver is None]
        if open_ones:
            units = ", ".join(reason.unit or NOBODY.say(language) for reason in open_ones)
            said.append(words.say(language, {"units": units, "count": sum(reason.count for reason in open_ones)}))
    return said


def say_waived(reasons: Sequence[Reason], language: Language = "vi") -> list[str]:
    """Say what was accepted, why and by whom."""
    words = Words("{what}. Đã được chấp nhận: {why} ({by})", "{what}. Accepted: {why} ({by})")
    return [
        words.say(language, {"what": WORDS[reason.kind].say(language, {"units": reason.unit, "count": reason.count}),
                             "why": reason.waiver.why, "by": reason.waiver.by})
        for reason in reasons if reason.waiver is not None
    ]  # fmt: skip


def _reasons(merged: Merged, figures: Figures) -> Iterator[Reason]:
    yield from (Reason("missing", issued.unit_name) for issued in merged.missing)
    errors: Counter[str] = Counter()
    for one in merged.returns:
        wrong = sum(finding.severity is Severity.ERROR for finding in one.findings)
        errors[one.issued.unit_name if one.issued else ""] += wrong
    yield from (Reason("errors", unit, count) for unit, count in errors.items() if count)
    aside: Counter[str] = Counter()
    for line in merged.ledger:
        aside[line.unit] += line.set_aside
    yield from (Reason("set_aside", unit, count) for unit, count in aside.items() if count)
    lost = Counter(str(finding.values["unit"]) for finding in merged.findings if finding.code == LOST.code)
    yield from (Reason("lost", unit, count) for unit, count in lost.items())
    if any(not identity.holds for identity in figures.identities) or figures.findings:
        yield Reason("unbalanced")


def _names(issued: Issued | None) -> set[str]:
    """Return how the plan may name a unit; what is of none of its units is named by nothing."""
    if issued is None:
        return {""}
    return {fold(name) for name in (issued.unit_name, issued.unit_name.partition(" ")[2], issued.unit_code)}
