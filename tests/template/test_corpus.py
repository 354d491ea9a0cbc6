"""The corpus is read with more right repairs and suggestions than its floors, and never with a
wrong silent change.
"""

from __future__ import annotations

import pytest
from corpus import BAD_HINT, SUGGESTED, WRONG, Case, cases, judge, measure, outcomes
from for_each import for_each

FLOORS = {
    "tổ hợp, NFD": 1.0,
    "hoa, thường": 1.0,
    "khoảng trắng, xuống dòng": 1.0,
    "ký tự ẩn": 1.0,
    "hòa, hoà": 1.0,
    "dấu cuối câu": 1.0,
    "chữ cái giống nhau": 1.0,
    "TCVN3": 0.97,  # “Khu phè” reads as Unicode too: asked
    "TCVN3 chữ hoa": 0.97,
    "TCVN3 mất ư": 1.0,
    "VNI": 0.98,
    "lẫn hai bảng mã": 1.0,
    "không dấu": 1.0,
    "thiếu, sai một dấu": 1.0,
    "gõ nhầm một chữ": 1.0,
    "chữ đúng, tiếng nước khác": 1.0,
    "ngày": 1.0,
    "ngày chưa rõ": 1.0,
    "số": 1.0,
    "số chưa rõ": 1.0,
    "có, không": 1.0,
    "có, không chưa rõ": 1.0,
    "quý": 1.0,
    "số 0 ở đầu": 1.0,
}
"""The least share of right outcomes, by damage."""


def test_the_corpus_is_large_and_the_same_on_every_run() -> None:
    assert len(cases()) >= 5000
    assert set(measure()) == set(FLOORS)
    cases.cache_clear()
    assert cases() == cases.__wrapped__()


def test_nothing_is_taken_for_something_else_without_a_question() -> None:
    wrong = [
        (case.damage, case.meant, case.written) for case, outcome in outcomes() if outcome == WRONG
    ]
    assert wrong == []


def test_nothing_is_suggested_that_was_not_meant() -> None:
    wrong = [
        (case.damage, case.meant, case.written)
        for case, outcome in outcomes()
        if outcome == BAD_HINT
    ]
    assert wrong == []


@for_each("damage", FLOORS)
def test_right_repairs_and_suggestions(damage: str) -> None:
    counts = measure()[damage]
    assert counts["right"] / counts["all"] >= FLOORS[damage], counts


def test_most_slips_in_lists_get_the_right_suggestion() -> None:
    """A missing or wrong mark, no marks at all, a slip of the keys: of what is asked about, at
    least 9 of 10.
    """
    slips = ("không dấu", "thiếu, sai một dấu", "gõ nhầm một chữ")
    in_lists = [
        outcome
        for case, outcome in outcomes()
        if case.damage in slips and case.field.categories is not None
    ]
    assert in_lists.count(SUGGESTED) / len(in_lists) >= 0.92


def test_the_judge_knows_a_wrong_change() -> None:
    """The measure is worth something: a cell that means something else is found."""
    good = next(case for case in cases() if case.damage == "ngày")
    other = next(
        case.meant for case in cases() if case.damage == "ngày" and case.meant != good.meant
    )
    assert judge(Case(good.damage, good.field, other, good.written, good.right)) == WRONG


def test_what_was_measured_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    total, right = (sum(counts[key] for counts in measure().values()) for key in ("all", "right"))
    with capsys.disabled():
        print(f" corpus: {total} cases, {right} right ({right / total:.1%}) ", end="")
    assert right / total >= 0.98
