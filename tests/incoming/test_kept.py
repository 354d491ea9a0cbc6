"""What the store keeps of a file, without a year: it comes back as it was put, or not at all."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from sheettools.disk.trouble import IN_USE
from sheettools.findings import Finding, Location, SheettoolsError
from sheettools.incoming import store as stores
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.packed import PackedOutcome, _pack_book
from sheettools.incoming.store import DONE_WITHOUT, LOST, REBUILT, DamagedError, Store

BOOK = CheckedBook("so.xlsx", "ab", 3, "so", {"ma": "01"})
OTHER = CheckedBook("khac.xlsx", "cd", 4, "so", {"ma": "02"})
PACKED = [
    PackedOutcome(b"mot", _pack_book(BOOK), lasting=True),
    PackedOutcome(b"hai", b"", lasting=True),
    PackedOutcome(b"ba", _pack_book(OTHER), lasting=True),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "năm/kho.sqlite"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock is a second later."""
    monkeypatch.setattr(time, "time", count().__next__)


def found(store: Store, file: str = "a") -> list[tuple[bytes, CheckedBook | None]]:
    return [(head, held() if held else None) for head, held in store.find(file)]


WHOLE = [(b"mot", BOOK), (b"hai", None), (b"ba", OTHER)]


def test_what_was_put_comes_back(path: Path) -> None:
    store = Store(path, "hôm nay", "khóa")
    held = store.put("a", PACKED)
    assert [one() if one else None for one in held] == [BOOK, None, OTHER]
    assert found(store) == WHOLE
    again = Store(path, "hôm nay", "khóa")
    assert found(again) == WHOLE
    assert again.find("b") == []
    assert again.lasts
    assert Store(path, "hôm qua", "khóa").find("a") == []
    assert again.said == store.said == []
    with pytest.raises(DamagedError, match=r"^a$"):
        Store(path, "hôm nay", "khóa khác").find("a")


def test_what_is_not_to_last_is_there_till_the_end_of_the_run(path: Path) -> None:
    store = Store(path, "c", "k")
    (held,) = store.put("a", PACKED[:1], lasting=False)
    store.put("b", PACKED[2:])
    assert held is not None
    assert held() == BOOK
    assert Store(path, "c", "k").find("a") == []
    assert found(Store(path, "c", "k"), "b") == WHOLE[2:]


def test_without_a_path_all_is_gone_with_the_run() -> None:
    store = Store()
    assert not store.lasts
    for lasting in (True, False):
        (held,) = store.put(f"a{lasting}", PACKED[:1], lasting=lasting)
        assert held is not None
        assert held() == BOOK
        assert found(store, f"a{lasting}") == WHOLE[:1]
    assert Store().find("aTrue") == []


CHANGES = [
    "UPDATE kept SET head = x'00' WHERE number = 1",
    "UPDATE kept SET book = x'00' WHERE number = 0",
    "UPDATE kept SET proof = x'00' WHERE number = 2",
    "UPDATE kept SET head = 'chữ' WHERE number = 0",
    "UPDATE kept SET head = 5 WHERE number = 0",
    "UPDATE kept SET count = 2",
    "DELETE FROM kept WHERE number = 2",
    "UPDATE kept SET number = 7 WHERE number = 1",
    "UPDATE kept SET file = 'a' WHERE file = 'b'",
]


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as there:
        for statement in statements:
            there.execute(statement)
        there.commit()


@pytest.mark.parametrize("statement", CHANGES)
def test_what_somebody_changed_is_not_believed(statement: str, path: Path) -> None:
    store = Store(path, "c", "k")
    of_another = "'b'" in statement
    (first, *_) = store.put("b" if of_another else "a", PACKED)
    change(path, statement)
    with pytest.raises(DamagedError, match=r"^a$"):
        store.find("a")
    assert first is not None
    if "number = 0" in statement or "count" in statement or of_another:
        with pytest.raises(SheettoolsError) as caught:
            first()
        assert list(caught.value.findings) == [Finding(LOST)]
    store.rebuild()
    assert store.find("a") == []
    assert store.said == [Finding(REBUILT, Location("kho.sqlite"), "kho.sqlite")]
    assert store.lasts
    store.put("a", PACKED)
    assert found(Store(path, "c", "k")) == WHOLE


def test_rows_that_have_gone_are_said_to_be_lost(path: Path) -> None:
    (held, *_) = Store(path, "c", "k").put("a", PACKED)
    change(path, "DELETE FROM kept")
    assert held is not None
    with pytest.raises(SheettoolsError) as caught:
        held()
    assert list(caught.value.findings) == [Finding(LOST)]


@pytest.mark.parametrize(
    "statement",
    ["PRAGMA user_version = 0", "DROP TABLE used", "CREATE TABLE more (x)", "DROP TABLE kept"],
)
def test_a_store_of_another_form_is_made_anew(statement: str, path: Path) -> None:
    Store(path, "c", "k").put("a", PACKED)
    change(path, statement)
    store = Store(path, "c", "k")
    assert store.said == [Finding(REBUILT, Location("kho.sqlite"), "kho.sqlite")]
    assert store.find("a") == []
    store.put("a", PACKED)
    assert found(Store(path, "c", "k")) == WHOLE


def test_what_is_no_store_is_thrown_away(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"x" * 5000)
    store = Store(path, "c", "k")
    assert store.said == [Finding(REBUILT, Location("kho.sqlite"), "kho.sqlite")]
    assert store.lasts
    assert found(Store(path, "c", "k")) == []


def test_a_store_that_is_in_use_is_done_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "PATIENCE", 0.0)
    place = Location("kho.sqlite")
    without = Finding(DONE_WITHOUT, place, "kho.sqlite", {"reason": IN_USE})
    store = Store(path, "c", "k")
    store.put("a", PACKED)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        late = Store(path, "c", "k")
        assert late.said == [without]
        assert not late.lasts
        assert late.find("a") == []
        assert store.find("a") == []
        assert store.said == [without]
        (held,) = store.put("b", PACKED[:1])
    assert held is not None
    assert held() == BOOK
    assert found(Store(path, "c", "k")) == WHOLE
    assert Store(path, "c", "k").find("b") == []


def test_a_store_that_is_taken_while_something_is_put(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "PATIENCE", 0.0)
    store = Store(path, "c", "k")
    (before, *_) = store.put("a", PACKED)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        held = store.put("b", PACKED)
        assert [one() if one else None for one in held] == [BOOK, None, OTHER]
    assert [finding.problem for finding in store.said] == [DONE_WITHOUT]
    assert before is not None
    assert before() == BOOK, "it stays where it is"


def test_a_store_where_there_is_no_room_for_one(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"")
    (tmp_path / "kho").mkdir()
    for place in (tmp_path / "tệp/kho", tmp_path / "kho"):
        store = Store(place, "c", "k")
        assert [finding.problem for finding in store.said] == [DONE_WITHOUT]
        assert not store.lasts
        store.put("a", PACKED)
        assert found(store) == WHOLE


def test_the_contexts_used_last_are_remembered(path: Path) -> None:
    for context in "abcdad":
        Store(path, context, "k").put("x", PACKED)
    with closing(sqlite3.connect(path)) as there:
        for table in ("used", "kept"):
            names = {name for (name,) in there.execute(f"SELECT context FROM {table}")}
            assert names == {"c", "a", "d"}
