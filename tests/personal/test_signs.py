"""No pattern finds what none of its signs stands in: to look for them first changes nothing. Nor
does it to look in small letters for what is meant in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from drawn import drawn
from for_each import for_each

from sheettools.words.personal import births, homes, net, numbers, papers, patterns
from sheettools.words.personal.lists import plain_of
from sheettools.words.personal.patterns import Pattern, Signs, _small

READERS = (births, homes, net, numbers, papers)


def patterns_of(module: ModuleType) -> Iterator[tuple[str, Pattern]]:
    for name, found in vars(module).items():
        if isinstance(found, Pattern):
            yield f"{module.__name__.rpartition('.')[2]}.{name}", found


ALL = {name: one for module in READERS for name, one in patterns_of(module)}


def in_any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def test_most_patterns_have_signs() -> None:
    assert sum(bool(one.signs.words) for one in ALL.values()) >= 20


@pytest.mark.parametrize("name", ALL)
def test_what_a_pattern_means_in_any_case_it_finds_and_a_sign_stands_in_it(name: str) -> None:
    pattern = ALL[name]
    for regex, signs in ((pattern.marked, pattern.signs), (pattern.bare, pattern.bare_signs)):
        for found in drawn(in_any_case(regex.pattern), 50 + 5 * len(signs.words), name):
            assert signs.stand_in(found), found
            assert regex.search(_small(found)), found


def test_the_same_of_streets() -> None:
    for found in drawn(homes._ON_STREET, 200, "streets"):
        assert homes._may_be_on_street(found), found


@for_each(
    ("name", "look"),
    [
        *((name, numbers._NINE_CLOSE) for name in ("_PHONE", "_CITIZEN", "_CARD")),
        *((name, numbers._NINE_CLOSE) for name in ("_LOOSE_PHONE", "_HIDDEN_IN_PART")),
        *((name, numbers._SIX_CLOSE) for name in ("_SHORT_PHONE", "_RUN", "_NINE_CLOSE")),
        *((name, papers._CAPITAL_BEFORE) for name in ("_IBAN", "_INSURANCE", "_LETTERED")),
    ],
)
def test_the_same_of_numbers(name: str, look: re.Pattern[str]) -> None:
    for found in drawn(getattr(papers, name, None) or getattr(numbers, name), 300, name):
        assert look.search(found), found


def test_the_same_of_papers() -> None:
    for pattern in (papers._TOLD, plain_of(papers._TOLD.replace("Đ", "đ"))):
        for found in drawn(in_any_case(pattern), 300, "papers"):
            assert papers._MAY_BE_TOLD.stands_in(found, bare=True), found


def test_the_number_of_a_paper_is_seen_as_far_off_as_it_may_stand() -> None:
    """Thirty signs and four groups of four letters lie between the words and the first digit."""
    text = "hộ chiếu" + " " * 30 + "ABCD ABCD ABCD ABCD1234567"
    (hit,) = papers.find_papers(text, bare=False)
    assert (hit.start, hit.end) == (38, len(text))


def test_the_same_of_degrees() -> None:
    for found in drawn(homes._DEGREES, 200, "degrees"):
        assert homes._MAY_BE_DEGREES.search(found), found


@for_each("text", ["KİNH ĐỘ", "kınh độ", "SỐ Nhà", "ſố nhà"])
def test_letters_that_patterns_take_for_others_are_seen(text: str) -> None:
    assert Signs(["kinh độ", "số nhà"]).stand_in(text)


LONG = "Bà con đề nghị xem lại việc đã nêu ở kỳ họp trước đó"
"""A text in which a sign is looked for by its words."""


@for_each("sign", sorted(patterns._ALL))
def test_a_sign_is_seen_in_a_long_text_wherever_it_stands(sign: str) -> None:
    signs = Signs([sign])
    assert signs._bits.bit_count() == 1
    assert not signs.stand_in("9 " * 30)
    for before in ("", " ", "(", "y", "9 ", "y\n"):
        for after in ("", ",", "y", " 9", "\xa0y"):
            assert signs.stand_in(f"{LONG} {before}{sign.upper()}{after}")


def test_a_sign_is_seen_that_came_after_its_words() -> None:
    assert not Signs(["chùa"]).stand_in(f"{LONG} miếu")
    assert Signs(["miếu"]).stand_in(f"{LONG} miếu")


def test_a_sign_in_another_is_enough() -> None:
    assert Signs(["số nhà", "nhà số", "nhà"]).words == ("nhà",)
