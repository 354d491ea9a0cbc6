"""What is the same among thousands is found without holding each against each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_year import make_year

from sheettools.findings import Finding
from sheettools.incoming import changes
from sheettools.incoming.check.record import CheckedBook, Record
from sheettools.incoming.whose.nearly import nearly_same
from sheettools.incoming.whose.neighbours import MOST_NAMED, same_content
from sheettools.template import vocabulary
from sheettools.words.text import fold
from sheettools.year import Year


class Name(str):
    """The name of a file that counts how often it is held against another."""

    __slots__ = ()
    asked = 0

    def __eq__(self, other: object) -> bool:
        Name.asked += 1
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        Name.asked += 1
        return str.__ne__(self, other)

    def __lt__(self, other: str) -> bool:
        Name.asked += 1
        return str.__lt__(self, other)

    __hash__ = str.__hash__


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(Path(tmp_path_factory.mktemp("nam")) / "mau-son-2024")


def alike(year: Year, count: int, *tables: str) -> dict[str, list[Finding]]:
    """Return what is asked of so many units, all with the same in some tables."""

    def returns() -> Iterator[tuple[str, Any, dict[str, tuple[str, int, tuple[()]]]]]:
        for number in range(count):
            issued = replace(year.issued[0], unit_name=f"Thôn {number:05}")
            yield Name(f"so-{number:05}.xlsx"), issued, dict.fromkeys(tables, ("same", 9, ()))

    return same_content(returns(), year.plan.collects)


def test_all_are_named_while_they_are_few(year: Year) -> None:
    found = alike(year, MOST_NAMED + 1, "kien_nghi", "tham_du")
    others = [f"so-{number:05}.xlsx" for number in range(MOST_NAMED + 1) if number != 3]
    (question,) = found["so-00003.xlsx"]
    assert question.value == ", ".join(others)
    assert question.values["others"].vi.count("thôn") == MOST_NAMED


def test_of_thousands_it_is_said_how_many_more(year: Year) -> None:
    found = alike(year, MOST_NAMED + 102, "kien_nghi")
    (first,), (last,) = found["so-00000.xlsx"], found[f"so-{MOST_NAMED + 101:05}.xlsx"]
    assert first.value.startswith("so-00001.xlsx, ")
    assert last.value.startswith("so-00000.xlsx, ")
    for one in (first, last):
        assert one.value.count(".xlsx") == MOST_NAMED
        assert one.value.endswith(", … (+101)")
        assert one.values["others"].vi.endswith(" và 101 nơi khác")
        assert one.values["others"].en.endswith(" and 101 others")
        assert one.message("vi").endswith(", … (+101)): 9 ô như nhau.")


@pytest.mark.parametrize("tables", [("kien_nghi",), ("kien_nghi", "tham_du")])
def test_ten_times_the_files_are_compared_some_ten_times_as_often(
    year: Year, tables: tuple[str, ...]
) -> None:
    asked = []
    for count in (200, 2000):
        Name.asked = 0
        assert len(alike(year, count, *tables)) == count
        asked.append(Name.asked)
    assert asked[1] < 15 * asked[0]


def test_rows_of_two_returns_are_paired_without_trying_each_with_each(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = changes.fold
    seen: list[str] = []

    def counted(text: str) -> str:
        seen.append(text)
        return read(text)

    monkeypatch.setattr(changes, "fold", counted)
    before, after = returned(range(300)), returned(reversed(range(1, 301)))
    found = changes.compare_returns(before, after, year.plan.collects)
    assert [(one.kind, one.row) for one in found] == [("removed", "KN-0000"), ("added", "KN-0300")]
    assert len(seen) <= 2 * 300


def returned(numbers: Iterable[int]) -> CheckedBook:
    """Return what a return with petitions of some numbers came to."""
    records = []
    for row, number in enumerate(numbers):
        texts = {"ma": f"KN-{number:04}", "noi_dung": f"Việc thứ {number}"}
        records.append(Record("kien_nghi", "Kiến nghị", row, texts, texts, {}))
    return CheckedBook("so.xlsx", "", 0, "", {}, records=tuple(records))


def test_what_is_written_wrong_in_every_row_is_looked_for_once(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = vocabulary.suggest
    asked: list[str] = []

    def counted(text: str, spellings: Iterable[str]) -> str | None:
        asked.append(text)
        return found(text, spellings)

    monkeypatch.setattr(vocabulary, "suggest", counted)
    subjects = year.plan.collects.sheet("kien_nghi").field("linh_vuc").categories
    assert subjects is not None
    fresh = replace(subjects)
    written = ["Giao thônng", "không có gì gần"] * 500
    near = {fresh.suggest(text) for text in written}
    assert near == {"Giao thông", None}
    assert asked == written[:2]


def test_what_all_units_wrote_is_not_kept_among_texts_that_are_asked_for_again() -> None:
    kept = fold.cache_info().currsize
    rows = {f"{unit}.xlsx": [(f"Sửa cầu số {unit}", ("muc A",))] * 2 for unit in range(300)}
    assert not list(nearly_same(rows, 1))
    assert fold.cache_info().currsize < kept + 100
