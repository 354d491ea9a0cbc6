"""The returns of a year with the words of the office's register in their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sheettools.annual.ledger import Return
from sheettools.findings import Finding, Location, Severity, declare
from sheettools.follow_up.form import REGISTER
from sheettools.follow_up.join import joined
from sheettools.follow_up.matters import Key, Matter, by_key, is_silent
from sheettools.follow_up.office import OfficeRegister, RegisterState
from sheettools.frozen import dataclass
from sheettools.incoming.check.record import CheckedBook

SILENT = declare(
    "R321",
    Severity.WARNING,
    why=(
        "Còn {value} việc mà văn phòng chưa ghi gì ở sổ theo dõi; tính là mới tiếp nhận, hoặc đã "
        "trả lời tại chỗ nếu đơn vị ghi vậy.",
        "Nothing written by the office in its register: {value:matter|matters}, counted as just "
        "received, or as answered on the spot where the unit says so.",
    ),
    remedy=(
        "Chạy sheettools register, ghi vào so-theo-doi.xlsx ai giải quyết và kết quả, rồi chạy "
        "lại.",
        "Run sheettools register, write into so-theo-doi.xlsx who settles them and how they "
        "ended, and run again.",
    ),
)


@dataclass(frozen=True)
class AnsweredReturns:
    """The returns with the office's words, those rows that the office received itself among them;
    and what is to be said of the register.
    """

    returns: tuple[Return, ...]
    findings: tuple[Finding, ...] = ()
    state: RegisterState | None = None
    """How far the office is with its register; None where it has none."""


def answered(returns: Sequence[Return], register: OfficeRegister) -> AnsweredReturns:
    """Join what the units sent and what the office wrote."""
    if not register.is_kept:
        return AnsweredReturns(tuple(returns))
    new = register.renewed(filter(None, (one.counted for one in returns)))
    # Where the office has written nothing a row is as it was, and its matter is not kept for it.
    matters = {key: one for key, one in by_key(new.matters).items() if one.answer}
    made = [_joined(one, register, matters) for one in returns]
    back = {one.issued.unit_code for one in returns if one.counts and one.issued is not None}
    for issued, checked in register.rows_of_its_own(new.matters, back):
        own = replace(issued, code=f"{issued.code}-VP")
        made.append(Return(checked.file, checked.sha256, checked.size, (), checked, own))
    silent = tuple(_silent(register, new.matters))
    said = (*silent, *register.before.findings, *new.findings)
    return AnsweredReturns(tuple(made), said, register.state(new.matters))


def _silent(register: OfficeRegister, matters: Iterable[Matter]) -> Iterator[Finding]:
    """Say of how many matters that are to be answered the office has written nothing."""
    asked = {page.table.name for page in register.form.pages if page.table.register.due}
    open_ = (one for one in matters if one.table in asked)
    count = sum(is_silent(register.template.sheet(one.table), one) for one in open_)
    if count:
        yield Finding(SILENT, Location(file=REGISTER), str(count))


def _joined(one: Return, register: OfficeRegister, matters: Mapping[Key, Matter]) -> Return:
    issued = one.issued
    if issued is None or one.held is None or not one.counts:
        return one

    def filled() -> CheckedBook:
        checked = one.checked
        assert checked is not None
        return joined(checked, issued, register.template, matters, register.today)

    return replace(one, held=filled)
