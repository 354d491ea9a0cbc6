"""What a sender is told of a file that is no use: what he can do, not what the office is to do."""

from __future__ import annotations

import re

from for_each import for_each

from sheettools.catalogue import catalogue
from sheettools.findings import Problem, Severity
from sheettools.incoming.examine import UNTOUCHED
from sheettools.outgoing.back.own_words import IN_THE_COPY, NOT_FOR_SENDERS, TO_SENDERS

OF_A_PLAN = ["F125", *(f"F{number}" for number in range(160, 177))]
"""Findings of a plan's own text, which nobody sends back."""
REFUSALS = [
    problem
    for code, problem in catalogue().items()
    if re.match(r"F1|F20[123]|F21[12]|F22", code)
    and problem.severity is Severity.ERROR
    and code not in OF_A_PLAN
    and problem not in NOT_FOR_SENDERS
    and problem is not UNTOUCHED  # it goes back as a copy, with words of its own
]
OF_THE_OFFICE = r"người gửi|đơn vị của mình|--|thư mục|chạy lại|đề nghị|nhờ|kế hoạch"


@for_each("problem", REFUSALS, ids=lambda one: str(one.code))
def test_a_sender_is_told_what_he_can_do(problem: Problem) -> None:
    how = TO_SENDERS.get(problem, problem.remedy.vi)
    assert re.findall(OF_THE_OFFICE, how, re.IGNORECASE) == []
    assert "gửi" in how


def test_an_untouched_workbook_has_words_of_its_own_in_the_copy() -> None:
    assert UNTOUCHED in IN_THE_COPY
