"""Why a report is not final yet, unit by unit, and what of it was accepted by name in the plan.

It follows from the units, the ledger, the findings and the figures alone, never from what a report
says of itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Literal

from sheettools.annual.data import Unit
from sheettools.annual.figures import Figures
from sheettools.annual.ledger import LedgerLine
from sheettools.findings import Language, Words
from sheettools.follow_up.form import REGISTER
from sheettools.frozen import dataclass
from sheettools.template.conditions import RowValues
from sheettools.words.text import fold

Kind = Literal["missing", "errors", "set_aside", "lost", "unbalanced", "left_out", "changed"]

WORDS: Mapping[Kind, Words] = {
    "missing": Words("Chưa nhận được sổ của: {units}", "Nothing has come back from: {units}"),
    "errors": Words("Còn {count} chỗ phải sửa trong các sổ đã nhận (trang “Phát hiện”): {units}",
                    "{count:place|places} to fix in what came back (sheet “Phát hiện”): {units}"),
    "set_aside": Words("{count} dòng để riêng, chưa tính vào số liệu (trang “Để riêng”): {units}",
                       "{count:row|rows} set aside, not in the figures (sheet “Để riêng”): "
                       "{units}"),
    "lost": Words((
        "{count} việc năm trước chưa xong, năm nay không có trong sổ nào (trang “Phát hiện”): "
        "{units}"
    ),
                  (
                      "In no workbook of this year: {count:matter|matters} open last year "
                      "(sheet “Phát hiện”): {units}"
                  )),
    "unbalanced": Words("Có số liệu chưa cân (cuối trang “Tổng hợp”)",
                        "Some figures do not balance (end of the sheet “Tổng hợp”)"),
    "left_out": Words("Có {count} tệp không gộp được: {units}",
    "{count:file|files} that could not be merged: {units}"),
    "changed": Words("Báo cáo bị sửa sau khi làm ra: {count} chỗ",
    "The report was changed since it was made: {count}"),
}  # fmt: skip
UPWARD: Mapping[Kind, Words] = {
    "missing": Words("Chưa có sổ của {count} đơn vị",
                     "Nothing has come back from {count:unit|units}"),
    "errors": Words("Còn {count} chỗ phải sửa trong các sổ đã nhận",
    "{count:place|places} to fix in what came back"),
    "set_aside": Words("{count} dòng để riêng, chưa tính vào số liệu",
    "{count:row|rows} set aside, not in the figures"),
    "lost": Words("{count} việc năm trước chưa xong, năm nay không có trong sổ nào",
                  "In no workbook of this year: {count:matter|matters} open last year"),
    "unbalanced": WORDS["unbalanced"],
    "left_out": WORDS["left_out"],
    "changed": WORDS["changed"],
}  # fmt: skip
"""The same for those to whom the report goes: how much, not of whom."""
NOBODY = Words(
    "tệp chưa biết của ai (lệnh validate nêu tên)", "a file that is nobody's (validate names it)"
)
ACCEPTED = Words("{what}. Đã được chấp nhận: {why} ({by})", "{what}. Accepted: {why} ({by})")
ACCEPTED_UPWARD = Words("{what}. Đã được chấp nhận ({by})", "{what}. Accepted ({by})")


@dataclass(frozen=True)
class Waiver:
    """Something accepted although it is not in order: why, and who said so (by function, not by
    name).
    """

    kind: str
    unit: str
    why: str
    by: str


@dataclass(frozen=True)
class Reason:
    """One thing that is not in order: of which unit (empty: of none), how much of it, and the
    waiver, if any.
    """

    kind: Kind
    unit: str = ""
    count: int = 1
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Grounds:
    """What tells whether a report is final. `errors` and `lost` name the unit of each place to fix,
    of each matter.

    `opening_differs` where it does not begin with what the year before ended with.
    """

    units: Sequence[Unit]
    ledger: Sequence[LedgerLine]
    figures: Figures
    errors: Sequence[str] = ()
    lost: Sequence[str] = ()
    waivers: Sequence[Waiver] = field(default_factory=tuple)
    opening_differs: bool = False

    @property
    def missing(self) -> list[str]:
        """The units of which nothing that counts came back."""
        own = [line for line in self.ledger if line.file != REGISTER]  # what the office received
        back = {line.unit for line in own if line.state == "counted"}
        return [unit.name for unit in self.units if unit.name not in back]


def find_reasons(evidence: Grounds) -> list[Reason]:
    """Return everything that keeps a report from being final, the accepted included."""
    by_name = {unit.name: unit for unit in evidence.units}
    found = []
    for reason in _reasons(evidence):
        names = _names(by_name.get(reason.unit))
        fitting = (w for w in evidence.waivers if w.kind == reason.kind and fold(w.unit) in names)
        found.append(replace(reason, waiver=next(fitting, None)))
    return found


def read_waivers(rows: Iterable[RowValues], named: Mapping[str, str]) -> list[Waiver]:
    """Return what the plan's rows say is accepted; `named` gives the units' names by what the plan
    names them by, folded.
    """
    return [_waiver(row, named) for row in rows]


def _waiver(row: RowValues, named: Mapping[str, str]) -> Waiver:
    names = ("loai", "cho_don_vi", "ly_do", "nguoi_cho_phep")
    kind, unit, why, by = (str(row.get(name) or "") for name in names)
    return Waiver(kind, named.get(fold(unit), unit), why, by)


def without_names(reasons: Iterable[Reason]) -> list[Reason]:
    """Return reasons as those may know them to whom the report goes: how much of each kind, and who
    accepted it.
    """
    counts: Counter[tuple[Kind, str | None]] = Counter()
    for reason in reasons:
        counts[reason.kind, None if reason.waiver is None else reason.waiver.by] += reason.count
    order = list(WORDS)
    made = []
    for (kind, by), count in sorted(
        counts.items(), key=lambda one: (order.index(one[0][0]), one[0][1] or "")
    ):
        made.append(Reason(kind, "", count, None if by is None else Waiver(kind, "", "", by)))
    return made


def say_reasons(
    reasons: Sequence[Reason], language: Language = "vi", *, upward: bool = False
) -> list[str]:
    """Say what still stands in the way, a sentence a kind; empty where nothing does."""
    said = []
    for kind, words in (UPWARD if upward else WORDS).items():
        open_ones = [reason for reason in reasons if reason.kind == kind and reason.waiver is None]
        if open_ones:
            units = ", ".join(reason.unit or NOBODY.say(language) for reason in open_ones)
            said.append(
                words.say(
                    language, {"units": units, "count": sum(reason.count for reason in open_ones)}
                )
            )
    return said


def say_waived(
    reasons: Sequence[Reason], language: Language = "vi", *, upward: bool = False
) -> list[str]:
    """Say what was accepted, why and by whom; upward only how much and by whom."""
    words, frame = (UPWARD, ACCEPTED_UPWARD) if upward else (WORDS, ACCEPTED)
    said = []
    for reason in reasons:
        if reason.waiver is not None:
            units = reason.unit or NOBODY.say(language)
            what = words[reason.kind].say(language, {"units": units, "count": reason.count})
            said.append(
                frame.say(
                    language, {"what": what, "why": reason.waiver.why, "by": reason.waiver.by}
                )
            )
    return said


def _reasons(evidence: Grounds) -> Iterator[Reason]:
    yield from (Reason("missing", unit) for unit in evidence.missing)
    yield from (Reason("errors", unit, count) for unit, count in Counter(evidence.errors).items())
    aside: Counter[str] = Counter()
    for line in evidence.ledger:
        aside[line.unit] += line.set_aside
    yield from (Reason("set_aside", unit, count) for unit, count in aside.items() if count)
    yield from (Reason("lost", unit, count) for unit, count in Counter(evidence.lost).items())
    figures = evidence.figures
    holds = all(identity.holds for identity in figures.identities)
    if figures.findings or evidence.opening_differs or not holds:
        yield Reason("unbalanced")


def _names(unit: Unit | None) -> set[str]:
    """Return how the plan may name a unit; what is of none of its units is named by nothing."""
    if unit is None:
        return {""}
    return {fold(name) for name in (unit.name, unit.name.partition(" ")[2], unit.code)}
