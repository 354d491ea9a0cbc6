"""No pattern finds what none of its signs stands in: to look for them first changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
from drawn import drawn
from for_each import for_each

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
def test_a_sign_stands_in_all_that_a_pattern_finds(name: str) -> None:
    pattern = ALL[name]
    for regex, signs in ((pattern.marked, pattern.signs), (pattern.bare, pattern.bare_signs)):
        for found in drawn(regex, 50 + 5 * len(signs.words), name):
            assert signs.stand_in(found), found


def test_the_same_of_streets() -> None:
    for found in drawn(homes._ON_STREET, 200, "streets"):
        assert homes._STREETS.stand_in(found), found


def test_the_same_of_degrees() -> None:
    for found in drawn(homes._DEGREES, 200, "degrees"):
        assert homes._MAY_BE_DEGREES.search(found), found


@for_each("text", ["KİNH ĐỘ", "kınh độ", "SỐ Nhà", "ſố nhà"])
def test_letters_that_patterns_take_for_others_are_seen(text: str) -> None:
    assert Signs(["kinh độ", "số nhà"]).stand_in(text)


def test_a_sign_in_another_is_enough() -> None:
    assert Signs(["số nhà", "nhà số", "nhà"]).words == ("nhà",)
