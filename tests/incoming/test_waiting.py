"""What hangs on a row with something to fix waits with it: through any number of sheets, in any
shape, in one pass.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sheettools.incoming.check.line import Line, Origin
from sheettools.incoming.check.wait import Cause, find_waiting
from sheettools.template.model import Field, Sheet


def row(
    number: int,
    values: Mapping[str, Any],
    prefilled: Mapping[str, Any] | None = None,
    *,
    planned: bool = False,
    begun: bool = True,
    errors: bool = False,
) -> Line:
    origin = Origin(prefilled or {}, planned)
    return Line(number, {}, origin, values, errors=errors, begun=begun)


def table(name: str, *fields: Field) -> Sheet:
    return Sheet(name, name.upper(), "table", fields=(Field("ma", "Mã"), *fields))


def naming(name: str, other: str) -> Field:
    return Field(name, name.upper(), foreign_key=(f"{other}.ma",))


def told(
    sheets: Sequence[Sheet], lines: Mapping[str, Sequence[Line]], gone: Iterable[Any] = ()
) -> list[Any]:
    """Return what is said: the sheet and number of each row that waits, by which field, and for
    which row.
    """
    found = find_waiting(sheets, lines, gone)
    return [
        (one.sheet.name, one.line.number, one.target.name, one.value, one.cause) for one in found
    ]


CHAIN = (table("c", naming("theo", "b")), table("b", naming("theo", "a")), table("a"))
"""Rows of c name rows of b, which name rows of a; the sheets stand in the other order."""


# --------------------------------------------------------------------------- one rule at a time


def test_of_two_rows_with_one_key_only_what_names_the_faulty_one_waits() -> None:
    named = Field("theo", "Theo", foreign_key=("a.ma", "a.loai+ma"))
    sheets = (table("b", named), table("a", Field("loai", "Loại")))
    lines = {
        "a": [
            row(1, {"ma": "1", "loai": "Khóm"}, errors=True),
            row(2, {"ma": "1", "loai": "Ấp"}),
            row(3, {"ma": "2", "loai": "Ấp"}, errors=True),
        ],
        "b": [row(n, {"theo": key}) for n, key in enumerate(("Khóm 1", "Ấp 1", "2"), start=1)],
    }
    assert told(sheets, lines) == [
        ("b", 1, "theo", "Khóm 1", Cause("a", 1)),
        ("b", 3, "theo", "2", Cause("a", 3)),
    ]


def test_what_hangs_on_a_row_that_waits_waits_for_the_first_cause() -> None:
    lines = {
        "a": [row(7, {"ma": "A1"}, errors=True), row(8, {"ma": "A2"})],
        "b": [row(7, {"ma": "B1", "theo": "A1"}), row(8, {"ma": "B2", "theo": "A2"})],
        "c": [row(7, {"theo": "B2"}), row(8, {"theo": "B1"}), row(9, {"theo": None})],
    }
    assert told(CHAIN, lines) == [
        ("b", 7, "theo", "A1", Cause("a", 7)),
        ("c", 8, "theo", "B1", Cause("a", 7)),
    ]


def test_a_row_in_order_that_bears_the_same_key_is_enough() -> None:
    lines = {
        "a": [row(7, {"ma": "A1"}, errors=True), row(8, {"ma": "A1"})],
        "b": [row(7, {"ma": "B1", "theo": "A1"})],
    }
    assert told(CHAIN, lines) == []


def test_a_row_that_goes_with_two_waits_for_either_and_is_told_once() -> None:
    sheet = table("b", naming("theo", "a"), Field("cac", "Các", foreign_key=("a.ma",)))
    lines = {
        "a": [
            row(7, {"ma": "A1"}),
            row(8, {"ma": "A2"}, errors=True),
            row(9, {"ma": "A3"}, errors=True),
        ],
        "b": [
            row(7, {"theo": "A1", "cac": ("A1", "A3")}),
            row(8, {"theo": "A3", "cac": ("A2",)}),
        ],
    }
    found = told((sheet, table("a")), lines)
    assert found == [("b", 8, "cac", "A2", Cause("a", 8)), ("b", 7, "cac", "A3", Cause("a", 9))]


def test_a_row_that_nobody_began_waits_for_nothing_and_a_planned_one_may_be_waited_for() -> None:
    lines = {
        "a": [row(7, {"ma": "A1"}, planned=True, begun=False, errors=True)],
        "b": [row(7, {"theo": "A1"}, planned=True, begun=False), row(8, {"theo": "A1"})],
    }
    assert told(CHAIN, lines) == [("b", 8, "theo", "A1", Cause("a", 7))]


def test_a_row_with_its_own_fault_is_not_told_and_what_names_it_waits_for_it() -> None:
    lines = {
        "a": [row(7, {"ma": "A1"}, errors=True)],
        "b": [row(7, {"ma": "B1", "theo": "A1"}, errors=True)],
        "c": [row(7, {"theo": "B1"})],
    }
    assert told(CHAIN, lines) == [("c", 7, "theo", "B1", Cause("b", 7))]


def test_a_planned_row_that_is_gone_is_waited_for() -> None:
    lines = {"b": [row(7, {"theo": "A1"}), row(8, {"theo": "A2"})]}
    assert told(CHAIN, lines, [("a", "ma", "A1")]) == [("b", 7, "theo", "A1", Cause("a"))]


def test_where_a_column_is_lost_a_row_is_known_by_what_it_was_sent_out_with() -> None:
    lines = {
        "a": [row(7, {}, prefilled={"ma": "A1"}, errors=True)],
        "b": [
            row(7, {}, prefilled={"theo": "A1"}),
            row(8, {"theo": None}, prefilled={"theo": "A1"}),
        ],
    }
    assert told(CHAIN, lines) == [
        ("b", 7, "theo", "A1", Cause("a", 7))
    ]  # row 8 was cleared by its sender


# --------------------------------------------------------------------------- any rows at all

WEB = (
    table("c", naming("theo", "b"), naming("sau", "c")),
    table("b", naming("theo", "a"), naming("cung", "c")),
    table("a"),
)
"""Rows may name rows of their own sheet, and in a circle."""
keys = st.sampled_from(["1", "2", "3", None])
line = st.builds(
    row,
    number=st.just(0),
    values=st.fixed_dictionaries({"ma": keys, "theo": keys, "sau": keys, "cung": keys}),
    planned=st.booleans(),
    begun=st.booleans(),
    errors=st.sampled_from([True, False, False]),
)
workbooks = st.fixed_dictionaries({name: st.lists(line, max_size=5) for name in "abc"})


def bearers(lines: Mapping[str, Sequence[Line]], sheet: str, key: str) -> list[Line]:
    return [one for one in lines[sheet] if one.values["ma"] == key and one.counts]


def hangs(target: Field, one: Line, lines: Mapping[str, Sequence[Line]], fallen: set[int]) -> bool:
    """Say whether all rows that a row names by a field have something to fix or wait; there must be
    one.
    """
    key = one.values[target.name]
    there = bearers(lines, target.foreign_key[0].partition(".")[0], key) if key else []
    return bool(there) and all(other.errors or id(other) in fallen for other in there)


def reckon(lines: Mapping[str, Sequence[Line]]) -> set[int]:
    """Return the rows that wait, as one finds them by going through all of them until nothing
    changes.
    """
    fallen: set[int] = set()
    pairs = [
        (sheet, one) for sheet in WEB for one in lines[sheet.name] if one.begun and not one.errors
    ]
    while True:
        more = {
            id(one)
            for sheet, one in pairs
            for target in sheet.fields[1:]
            if hangs(target, one, lines, fallen)
        }
        if more <= fallen:
            return fallen
        fallen |= more


@given(workbooks)
def test_in_any_web_the_rows_that_wait_are_those_that_hang_on_one_to_fix(
    lines: dict[str, list[Line]],
) -> None:
    count = itertools.count(1)
    lines = {
        name: [replace(one, number=next(count)) for one in lines[name]] for name in sorted(lines)
    }
    expected = reckon(lines)

    found = find_waiting(WEB, lines)

    assert sorted(id(one.line) for one in found) == sorted(expected)  # each once
    by_number = {one.number: one for name in "abc" for one in lines[name]}
    assert all(by_number[one.cause.number].errors for one in found if one.cause.number)


# --------------------------------------------------------------------------- thousands of rows


class Counting(dict[str, Any]):
    """Values that count how often they are looked at."""

    looked = 0

    def get(self, key: str, default: Any = None) -> Any:
        Counting.looked += 1
        return super().get(key, default)


def looks(count: int) -> int:
    """Return how often a field of `count` rows is looked at, each of which hangs on the one
    before.
    """
    Counting.looked = 0
    rows = [row(n, Counting(ma=n, sau=n - 1), errors=n == 1) for n in range(1, count + 1)]
    assert len(find_waiting(WEB, {"c": rows})) == count - 1
    return Counting.looked


def test_a_long_chain_is_gone_through_once() -> None:
    # Of each row: its key when it is counted and when it is given up, and the two fields that may
    # name another.
    assert looks(10_000) <= 4 * 10_000
