"""Many cases in one test (tests/for_each.py): each is tried, and each that fails is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from for_each import for_each

TRIED: list[object] = []


@for_each("number", range(4), ids="abcd")
def _of_numbers(number: int) -> None:
    TRIED.append(number)
    assert number % 2, f"{number} is even"


@for_each("first", lambda: [1, 2])
@for_each(("second", "third"), [(3, 4), (5, 6)])
def _of_pairs(first: int, second: int, third: int) -> None:
    TRIED.append((first, second, third))


@for_each("why", ["skipped"])
def _skipping(why: str) -> None:
    pytest.skip(why)


@for_each("nothing", [])
def _of_nothing(nothing: object) -> None:
    raise NotImplementedError


def test_all_that_fail_are_told_by_name() -> None:
    TRIED.clear()
    with pytest.raises(ExceptionGroup) as told:
        _of_numbers()
    assert TRIED == [0, 1, 2, 3]
    assert told.value.message == "2 of 4 fail:\n  0: a: 0 is even\n  2: c: 2 is even"
    assert [one.__notes__ for one in told.value.exceptions] == [
        ["in the case 0: a"],
        ["in the case 2: c"],
    ]


def test_cases_of_cases_are_all_tried() -> None:
    TRIED.clear()
    _of_pairs()
    assert TRIED == [(1, 3, 4), (1, 5, 6), (2, 3, 4), (2, 5, 6)]


def test_a_case_that_was_not_tried_fails() -> None:
    with pytest.raises(BaseExceptionGroup, match="skipped"):
        _skipping()
    with pytest.raises(AssertionError, match="no nothing to try"):
        _of_nothing()


@for_each("number", [1, 2])
def test_each_case_has_a_folder_of_its_own(number: int, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []
    (tmp_path / str(number)).touch()


@for_each("number", [1, 2])
def test_what_a_case_patches_is_as_it_was(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(TRIED) != number * 1000
    monkeypatch.setattr(f"{__name__}.TRIED", [None] * 2000)


@for_each("number", [1, 2])
def test_what_a_case_prints_is_its_own(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert capsys.readouterr().out == ""
    print(number)
