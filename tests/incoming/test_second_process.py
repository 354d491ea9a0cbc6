"""A second process that looks through the texts of a large return changes nothing that is found."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sheettools.incoming.beside import CHUNK, LONG, Beside, _can_be_copied, looked_through_beside
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.words.personal import find_personal, search, told_by

HOW = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
SAID = "Việc {}: đề nghị xã sửa đường{}"
WHO = " ở nhà ông Nguyễn Văn Tám, ĐT 0912 345 678"
TEXTS = [SAID.format(number, WHO if number % 7 == 0 else "") for number in range(5 * CHUNK)]


def book_of(*cells: RawCell) -> RawBook:
    places = {(cell.row, cell.column): cell for cell in cells}
    return RawBook("so.xlsx", "", 0, (RawSheet("Kiến nghị", True, places, frozenset()),))


BOOK = book_of(*(RawCell(row, 3, text) for row, text in enumerate(TEXTS, start=1)))


@contextmanager
def beside() -> Iterator[Beside]:
    find_personal.cache_clear()
    with looked_through_beside(BOOK, many=len(TEXTS), method=HOW) as second:
        assert second is not None
        yield second
    find_personal.cache_clear()


def test_what_a_second_process_finds_is_what_this_one_would() -> None:
    with beside() as second:
        found = [find_personal(text) for text in TEXTS]
        assert not second._coming[0].cancelled(), "the first texts are the other's"
    assert found == [search(text) for text in TEXTS]
    assert [bool(hits) for hits in found] == [number % 7 == 0 for number in range(len(TEXTS))]


def test_where_it_has_come_to_is_no_matter() -> None:
    with beside() as second:
        assert second.told(TEXTS[-1]) == search(TEXTS[-1])
        assert second.told(TEXTS[0]) == search(TEXTS[0])
        assert second.told(TEXTS[2 * CHUNK + 7]) == search(TEXTS[2 * CHUNK + 7])


def test_one_that_dies_costs_nothing() -> None:
    with beside():
        (process,) = multiprocessing.active_children()
        process.kill()
        process.join()
        assert [find_personal(text) for text in TEXTS] == [search(text) for text in TEXTS]


def test_it_is_gone_with_the_check() -> None:
    with beside():
        pass
    assert multiprocessing.active_children() == []


def test_few_texts_are_looked_through_here() -> None:
    with looked_through_beside(BOOK, many=len(TEXTS) + 1, method=HOW) as second:
        assert second is None
    assert multiprocessing.active_children() == []


def test_what_is_short_or_worked_out_or_no_text_is_not_handed_over() -> None:
    long = "x" * LONG
    cells = RawCell(1, 1, long), RawCell(2, 1, long + "y", formula=True), RawCell(3, 1, 10**30)
    with looked_through_beside(book_of(*cells), many=1, method=HOW) as second:
        assert second is not None
        assert second.told(long) == ()
        assert second.told(long + "y") is None
    with looked_through_beside(book_of(RawCell(1, 1, long[1:])), many=1, method=HOW) as second:
        assert second is None


def test_no_copy_is_made_of_a_process_with_threads() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not _can_be_copied()
    finally:
        done.set()
        thread.join()


def test_who_may_know_is_asked_while_it_lasts() -> None:
    find_personal.cache_clear()
    text = TEXTS[0]
    with told_by({text: ()}.get):
        assert find_personal(text) == ()
        assert find_personal(TEXTS[7]) == search(TEXTS[7])
    find_personal.cache_clear()
    assert find_personal(text) == search(text) != ()
