"""No pattern finds what none of its signs stands in: to look for them first changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheettools.words.personal import births, homes, numbers, papers
from sheettools.words.personal.patterns import Pattern, Signs

READERS = (births, homes, numbers, papers)


def patterns_of(module: ModuleType) -> Iterator[tuple[str, Pattern]]:
    for name, found in vars(module).items():
        if isinstance(found, Pattern) and found.signs.words:
            yield f"{module.__name__.rpartition('.')[2]}.{name}", found


ALL = {name: one for module in READERS for name, one in patterns_of(module)}


def test_most_patterns_have_signs() -> None:
    assert len(ALL) >= 17


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25)  # drawing from these patterns is slow
@given(data=st.data())
def test_a_sign_stands_in_all_that_a_pattern_finds(name: str, data: st.DataObject) -> None:
    pattern = ALL[name]
    found = data.draw(st.from_regex(pattern.marked))
    assert pattern.signs.stand_in(found)
    found = data.draw(st.from_regex(pattern.bare))
    assert pattern.bare_signs.stand_in(found)


@pytest.mark.parametrize("regex", [homes._ON_STREET], ids=["streets"])
@given(data=st.data())
def test_the_same_of_streets(regex: re.Pattern[str], data: st.DataObject) -> None:
    assert homes._STREETS.stand_in(data.draw(st.from_regex(regex)))


@given(data=st.data())
def test_the_same_of_degrees(data: st.DataObject) -> None:
    assert homes._MAY_BE_DEGREES.search(data.draw(st.from_regex(homes._DEGREES)))


@pytest.mark.parametrize("text", ["KİNH ĐỘ", "kınh độ", "SỐ Nhà", "ſố nhà"])
def test_letters_that_patterns_take_for_others_are_seen(text: str) -> None:
    assert Signs(["kinh độ", "số nhà"]).stand_in(text)


def test_a_sign_in_another_is_enough() -> None:
    assert Signs(["số nhà", "nhà số", "nhà"]).words == ("nhà",)
