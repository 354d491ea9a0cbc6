"""The returns of a year with the words of the office's register in their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sheettools.annual.ledger import Return
from sheettools.findings import Finding
from sheettools.incoming.check.record import CheckedBook
from sheettools.register.join import joined
from sheettools.register.matters import Key, Matter, by_key
from sheettools.register.office import OfficeRegister


@dataclass(frozen=True)
class AnsweredReturns:
    """The returns with the office's words, those rows that the office received itself among them;
    and what is to be said of the register.
    """

    returns: tuple[Return, ...]
    findings: tuple[Finding, ...] = ()


def answered(returns: Sequence[Return], register: OfficeRegister) -> AnsweredReturns:
    """Join what the units sent and what the office wrote."""
    if not register.is_kept:
        return AnsweredReturns(tuple(returns))
    new = register.renewed(
        (one.issued, one.checked)
        for one in returns
        if one.counts and one.issued is not None and one.checked is not None
    )
    matters = by_key(new.matters)
    made = [_joined(one, register, matters) for one in returns]
    for issued, checked in register.received(new.matters):
        own = replace(issued, code=f"{issued.code}-VP")
        made.append(Return(checked.file, checked.sha256, checked.size, (), checked, own))
    return AnsweredReturns(tuple(made), (*register.before.findings, *new.findings))


def _joined(one: Return, register: OfficeRegister, matters: Mapping[Key, Matter]) -> Return:
    issued = one.issued
    if issued is None or one.held is None or not one.counts:
        return one

    def filled() -> CheckedBook:
        checked = one.checked
        assert checked is not None
        return joined(checked, issued, register.template, matters, register.today)

    return replace(one, held=filled)
