"""That the process that reads looks through the texts of a large return changes nothing that is
found, whatever becomes of it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from sheettools.incoming import beside as beside_module
from sheettools.incoming.beside import CHUNK, Beside, looked_through_beside
from sheettools.incoming.cage import keeper
from sheettools.incoming.cage.keeper import Allowance, Keeper
from sheettools.incoming.cage.pieces import LONG
from sheettools.incoming.cage.read import RawBook, RawCell, RawSheet
from sheettools.words.personal import find_personal, search, told_by

SAID = "Việc {}: đề nghị xã sửa đường{}"
WHO = " ở nhà ông Nguyễn Văn Tám, ĐT 0912 345 678"
TEXTS = [SAID.format(number, WHO if number % 7 == 0 else "") for number in range(5 * CHUNK)]
TABLE = b"a;b\n1;2\n"
ENOUGH = 20.0, 600.0


@pytest.fixture(autouse=True)
def _processes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_handed_on", None)


def book_of(*cells: RawCell) -> RawBook:
    places = {(cell.row, cell.column): cell for cell in cells}
    return RawBook("so.xlsx", "", 0, (RawSheet("Kiến nghị", True, places, frozenset()),))


BOOK = book_of(*(RawCell(row, 3, text) for row, text in enumerate(TEXTS, start=1)))


@contextmanager
def beside(cage: Keeper) -> Iterator[Beside]:
    search.cache_clear()
    with looked_through_beside(BOOK, cage, many=len(TEXTS)) as other:
        assert other is not None
        yield other
    search.cache_clear()


def wait_for(cage: Keeper) -> None:
    """Wait until the process has nothing to do."""
    assert cage._worker is not None
    assert cage._worker.beside is not None
    cage._worker.beside.join(60)
    assert not cage._worker.beside.is_alive()


def kill(cage: Keeper) -> None:
    assert cage._worker is not None
    psutil.Process(cage._worker.process.pid).kill()


def test_what_the_other_process_finds_is_what_this_one_would() -> None:
    with Keeper() as cage, beside(cage) as other:
        wait_for(cage)
        assert sorted(other._known) == list(range(5))
        other._get = other._chunks.clear  # type: ignore[assignment]  # this one looks through none
        found = [find_personal(text) for text in TEXTS]
    assert found == [search(text) for text in TEXTS]
    assert [bool(hits) for hits in found] == [number % 7 == 0 for number in range(len(TEXTS))]


def test_where_it_has_come_to_is_no_matter() -> None:
    with Keeper() as cage, beside(cage) as other:
        assert other.told(TEXTS[-1]) == search(TEXTS[-1])
        assert other.told(TEXTS[0]) == search(TEXTS[0])
        assert other.told(TEXTS[2 * CHUNK + 7]) == search(TEXTS[2 * CHUNK + 7])
        assert other.told("not handed over") is None


def test_this_process_begins_with_the_last_texts() -> None:
    other = Beside(TEXTS)
    coming = other.hand_out()
    next(coming)  # nobody answers for the first ones
    assert other.told(TEXTS[CHUNK]) == search(TEXTS[CHUNK])
    assert list(other._known) == [4, 3, 2, 1]
    threading.Timer(0.05, coming.close).start()
    assert other.told(TEXTS[0]) == search(TEXTS[0])
    assert list(other._known) == [4, 3, 2, 1, 0]


def test_a_process_that_stands_still_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside_module, "PATIENCE", 0.01)
    other = Beside(TEXTS[:CHUNK])
    coming = other.hand_out()
    next(coming)  # it has all of them in hand, and never answers
    assert other.told(TEXTS[0]) == search(TEXTS[0])


@pytest.mark.parametrize("problem", [KeyError, TypeError, ValueError])
def test_a_process_that_tells_something_else_is_ended(problem: type[Exception]) -> None:
    def come(_: object) -> None:
        raise problem

    with Keeper() as cage:
        cage.ask_beside("personal", (part for part in (b"[]", b"[]")), come)
        first = cage._worker
        wait_for(cage)
        assert first is not None
        assert first.process.poll() is not None
        assert "sheets" in cage.ask("text", TABLE, Allowance(*ENOUGH))


def test_a_process_that_dies_costs_nothing() -> None:
    with Keeper() as cage, beside(cage):
        cage.ask_ahead("text", TABLE)
        kill(cage)
        assert [find_personal(text) for text in TEXTS] == [search(text) for text in TEXTS]
        assert "sheets" in cage.ask("text", TABLE, Allowance(*ENOUGH))


def test_one_that_has_died_before_is_replaced() -> None:
    with Keeper() as cage:
        with beside(cage):
            kill(cage)
            wait_for(cage)
        assert "sheets" in cage.ask("text", TABLE, Allowance(*ENOUGH))


def test_what_is_read_next_waits_its_turn() -> None:
    with Keeper() as cage, beside(cage) as other:
        cage.ask_ahead("text", TABLE)
        reply = cage.ask("text", TABLE, Allowance(*ENOUGH))
        assert sorted(other._known) == list(range(5))
    assert "sheets" in reply


def test_what_was_asked_before_comes_first() -> None:
    with Keeper() as cage:
        cage.ask_ahead("text", TABLE)
        with beside(cage) as other:
            wait_for(cage)
            assert sorted(other._known) == list(range(5))
            assert "sheets" in cage.ask("text", TABLE, Allowance(*ENOUGH))
            assert cage._worker is not None, "the same process"


def test_it_looks_through_no_more_when_the_check_is_done() -> None:
    with Keeper() as cage:
        with beside(cage) as other:
            pass
        wait_for(cage)
        assert len(other._known) < 5


def test_it_is_handed_on_when_it_has_nothing_to_do() -> None:
    with keeper.handing_on():
        with Keeper() as cage, beside(cage):
            wait_for(cage)
        with Keeper() as cage:
            assert "sheets" in cage.ask("text", TABLE, Allowance(*ENOUGH))
            assert cage._worker is not None
            assert cage._worker.beside is not None, "the same process"


def test_parts_that_cannot_be_read_end_it() -> None:
    told: list[object] = []
    with Keeper() as cage:
        cage.ask_beside("personal", (part for part in (b"[]", b"no JSON", b"[]")), told.append)
        wait_for(cage)
        assert told == [{"found": [], "seconds": cage._worker.seconds}]  # type: ignore[union-attr]
        assert "sheets" in cage.ask("text", TABLE, Allowance(*ENOUGH))


def test_few_texts_are_looked_through_here() -> None:
    with Keeper() as cage, looked_through_beside(BOOK, cage, many=len(TEXTS) + 1) as other:
        assert other is None
        assert cage._worker is None


def test_a_file_that_was_not_read_has_no_texts() -> None:
    with Keeper() as cage, looked_through_beside(None, cage) as other:
        assert other is None


def test_what_is_short_or_worked_out_or_no_text_is_not_handed_over() -> None:
    long = "x" * LONG
    cells = RawCell(1, 1, long), RawCell(2, 1, long + "y", formula=True), RawCell(3, 1, 10**30)
    with Keeper() as cage:
        with looked_through_beside(book_of(*cells), cage, many=1) as other:
            assert other is not None
            assert other.told(long) == ()
            assert other.told(long + "y") is None
        with looked_through_beside(book_of(RawCell(1, 1, long[1:])), cage, many=1) as other:
            assert other is None


def test_who_may_know_is_asked_while_it_lasts_and_nothing_of_it_is_kept() -> None:
    """Else the gate would believe a process that has opened a stranger's file."""
    search.cache_clear()
    text = TEXTS[0]
    with told_by({text: ()}.get):
        assert find_personal(text) == ()
        assert find_personal(TEXTS[7]) == search(TEXTS[7])
    assert find_personal(text) == search(text) != ()
