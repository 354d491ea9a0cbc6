"""Where the rows of one file went, told of made-up files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheettools.annual.ledger import (
    COLUMNS,
    LedgerLine,
    Return,
    balance_of,
    balance_rule,
    ledger_line,
    shown_columns,
    total_of,
)
from sheettools.findings import Finding
from sheettools.incoming.cage.padding import PADDED
from sheettools.incoming.cage.refusals import EMPTY
from sheettools.incoming.check.record import CheckedBook, Record
from sheettools.template.issue import Issue


def records(**counts: int) -> tuple[Record, ...]:
    found = []
    for status, number in counts.items():
        one = Record("bang", "Bảng", 1, {}, {}, {}, status.replace("_", " "))  # type: ignore[arg-type]
        found += [one] * number
    return tuple(found)


BOOK = CheckedBook(
    "so.xlsx", "ab", 3, "so", {}, records=records(accepted=5, set_aside=2, blank=11),
    seen_rows=25, layout_rows=4, outside_rows=3,
)  # fmt: skip
FINDINGS = (Finding(PADDED), Finding(EMPTY), Finding(PADDED))
ISSUE = Issue("x", "01", "Thôn Thượng", "", "so-01.xlsx")
ONE = Return("so.xlsx", "ab", 3, FINDINGS, BOOK, ISSUE)
LINE = LedgerLine(
    file="so.xlsx", unit="Thôn Thượng", state="counted", read=21, accepted=5, superseded=0,
    set_aside=2, blank=11, outside=3, mended=2,
)  # fmt: skip
OLD = replace(LINE, state="superseded", accepted=0, set_aside=0, superseded=7)
REFUSED = LedgerLine(file="so.xlsx", state="refused", mended=0)


def test_a_file_that_counts() -> None:
    assert ledger_line(ONE) == LINE
    assert ledger_line(replace(ONE, held=lambda: BOOK)) == LINE
    assert (ONE.unit, ONE.state, ONE.counts) == ("Thôn Thượng", "counted", True)
    assert LINE.balanced
    assert LINE.placed == 21
    assert not replace(LINE, outside=4).balanced
    assert LINE.values == ("", "so.xlsx", "Thôn Thượng", "counted", 21, 5, 0, 2, 11, 3, 2)
    assert replace(LINE, mended=None).values == LINE.values[:-1]


def test_a_file_for_which_there_is_a_newer_one() -> None:
    old = replace(ONE, superseded_by="moi.xlsx")
    assert ledger_line(old) == OLD
    assert (old.state, old.counts) == ("superseded", False)
    assert OLD.balanced


def test_a_file_that_was_not_read() -> None:
    refused = Return("so.xlsx", "ab", 3, (Finding(EMPTY),))
    assert ledger_line(refused) == REFUSED
    assert (refused.unit, refused.state, refused.counts) == ("", "refused", False)
    assert refused.rows("accepted") == 0
    assert ledger_line(replace(refused, superseded_by="x")).state == "refused"


def test_what_all_lines_come_to() -> None:
    total = total_of([LINE, OLD, replace(LINE, mended=None)], "Tổng")
    assert total == LedgerLine(
        file="Tổng", state="total", read=63, accepted=10, superseded=7, set_aside=4, blank=33,
        outside=9, mended=4,
    )  # fmt: skip
    assert total_of([]) == LedgerLine(state="total", mended=0)


def test_what_may_be_known_of_one_sender() -> None:
    assert balance_of([LINE, OLD], 2, "Xã Mẫu") == LedgerLine(
        sender="Xã Mẫu", state="total", read=11, accepted=3, set_aside=2, outside=6
    )


@pytest.mark.parametrize(
    ("upward", "rule", "shown"),
    [
        (
            False,
            "Dòng đã đọc = đã tính + có bản mới hơn + để riêng + in sẵn chưa ghi + ngoài vùng khai",
            [column.name for column in COLUMNS],
        ),
        (
            True,
            "Dòng đã đọc = đã tính + để riêng + ngoài vùng khai",
            ["state", "read", "accepted", "set_aside", "outside"],
        ),
    ],
)
def test_what_is_told_in_each_edition(upward: bool, rule: str, shown: list[str]) -> None:
    assert balance_rule(upward=upward) == rule
    assert [column.name for column in shown_columns(upward=upward)] == shown
