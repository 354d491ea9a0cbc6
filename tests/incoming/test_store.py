"""What was found of a file is kept while nothing changes, and believed only as far as it is as it
was put there.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from small_year import TODAY, fill, issued_file, make_year, thuong

from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.incoming import context
from sheettools.incoming import store as stores
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.intake import Outcome
from sheettools.incoming.store import Store
from sheettools.incoming.workers import Means
from sheettools.outgoing.whole import copy_file
from sheettools.template.layout import OFFICE_FOLDER
from sheettools.year import FIX, IN, OUT, STORE, Year


@pytest.fixture
def year(tmp_path: Path) -> Year:
    """A year with a return to be fixed, two in an archive, and one that cannot be read."""
    year = make_year(tmp_path / "mau-son-2024")
    place = year.folder / IN
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    fill(issued_file(year, "01"), place / "so-01.xlsx", year.plan.collects, rows)
    with zipfile.ZipFile(place / "goi.zip", "w") as archive:
        for village in ("02", "03"):
            archive.write(issued_file(year, village), f"so-{village}.xlsx")
    (place / "hong.xlsx").write_bytes(b"\x00\x01\x02")
    return year


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which readers were asked, one for each file that was read."""
    asked: list[str] = []
    ask = Keeper.ask

    def counted(self: Keeper, reader: str, *others: Any) -> Any:
        asked.append(reader)
        return ask(self, reader, *others)

    monkeypatch.setattr(Keeper, "ask", counted)
    return asked


def facts(outcomes: Sequence[Outcome]) -> list[Any]:
    """All that is found of each file."""
    return [(one, one.checked, [finding.as_dict() for finding in one.findings]) for one in outcomes]


def check(year: Year, **means: Any) -> tuple[list[Any], list[str]]:
    """Check as a command does: all that is found, and the codes of what is said of the store."""
    again = Year(year.folder)
    _ = again.plan
    found = facts(again.check(today=means.pop("today", TODAY), means=Means(1, **means)))
    return found, [finding.code for finding in again.said]


def place(year: Year) -> Path:
    return year.folder / OFFICE_FOLDER / STORE


def test_what_has_not_changed_is_not_read_again(year: Year, reads: list[str]) -> None:
    cold = check(year, store=False)
    assert not place(year).exists()
    first = check(year)
    del reads[:]
    warm = check(year)
    assert cold == first == warm
    assert reads == ["calamine"], "the plan alone: the file that cannot be read gets no reader"


def test_a_file_that_changed_is_read_again_and_no_other(year: Year, reads: list[str]) -> None:
    check(year)
    fill(issued_file(year, "01"), year.folder / IN / "so-01.xlsx", year.plan.collects, thuong())
    del reads[:]
    warm = check(year)
    assert reads.count("calamine") == 2
    assert warm == check(year, store=False)


def test_a_file_that_bears_another_name_is_read_again(year: Year) -> None:
    """A name may speak of another unit, and all that is said of a file names it."""
    check(year)
    (year.folder / IN / "so-01.xlsx").rename(year.folder / IN / "Thôn Trung.xlsx")
    assert check(year) == check(year, store=False)


def accept_a_spelling(year: Year) -> None:
    year.accept("Giao thônng", "Giao thông", "linh_vuc", today=TODAY)


def change_the_plan(year: Year) -> None:
    """Another village is added: a file may be its."""
    villages = (("01", "Thượng"), ("02", "Trung"), ("03", "Hạ"), ("04", "Mới"))
    other = make_year(year.folder.parent / "khac", villages=villages)
    copy_file(other.plan_path, year.plan_path)


def lose_the_key(year: Year) -> None:
    (year.folder / "khoa.txt").unlink()


@pytest.mark.parametrize("change", [accept_a_spelling, change_the_plan, lose_the_key])
def test_what_a_check_hangs_on_makes_it_anew(year: Year, change: Any, reads: list[str]) -> None:
    check(year)
    del reads[:]
    change(Year(year.folder))
    warm = check(year)
    assert len(reads) > 2, "the returns were read"
    assert warm == check(year, store=False)


def test_another_day_is_another_check(year: Year, reads: list[str]) -> None:
    check(year)
    del reads[:]
    check(year, today=TODAY - timedelta(days=300))
    assert len(reads) > 2


def test_a_frozen_program_is_told_by_its_one_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its templates lie beside it and stay the same where its modules change."""
    program = tmp_path / "sheettools.exe"
    monkeypatch.setattr("sys.executable", str(program))
    monkeypatch.setattr("sys.frozen", True, raising=False)
    digests = set()
    for content in (b"one", b"another"):
        program.write_bytes(content)
        digests.add(context._program.__wrapped__())
    assert len(digests) == 2


def test_another_program_is_another_check(
    year: Year, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check(year)
    del reads[:]
    monkeypatch.setattr("sheettools.incoming.context._program", lambda: "another")
    check(year)
    assert len(reads) > 2


def test_what_could_not_be_read_is_tried_again(year: Year) -> None:
    """It may have been in use, or the computer too busy."""
    check(year)
    with sqlite3.connect(place(year)) as db:
        files = {name.partition(" ")[2] for (name,) in db.execute("SELECT file FROM kept")}
    db.close()
    assert files == {"so-01.xlsx", "goi.zip"}


def test_only_the_last_contexts_are_remembered(year: Year) -> None:
    for days in range(5):
        check(year, today=TODAY + timedelta(days=days))
    with sqlite3.connect(place(year)) as db:
        (count,) = db.execute("SELECT count(DISTINCT context) FROM kept").fetchone()
    db.close()
    assert count == stores.CONTEXTS


# --------------------------------------------------------------------------- never trusted


def change_a_value(path: Path) -> None:
    alter(path, "UPDATE kept SET head = replace(head, 'so-01', 'so-02')")


def take_away_a_part_of_an_archive(path: Path) -> None:
    alter(path, "DELETE FROM kept WHERE number = 1")


def exchange_two_entries(path: Path) -> None:
    alter(path, "UPDATE kept SET number = 1 - number WHERE file LIKE '%goi.zip'", safe=False)


def change_the_rows(path: Path) -> None:
    alter(path, "UPDATE kept SET book = (SELECT max(book) FROM kept)")


def make_it_of_an_older_form(path: Path) -> None:
    alter(path, "PRAGMA user_version = 0")


def make_it_another_table(path: Path) -> None:
    alter(path, "DROP TABLE kept", "CREATE TABLE kept (context, file, number, count, head, book)")


def add_a_trigger(path: Path) -> None:
    alter(path, "CREATE TRIGGER t AFTER INSERT ON used BEGIN DELETE FROM kept; END")


def cut_it_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def make_it_no_database(path: Path) -> None:
    path.write_bytes(b"something else" * 100)


def write_over_a_page(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])


def alter(path: Path, *statements: str, safe: bool = True) -> None:
    db = sqlite3.connect(path)
    if not safe:  # through a number that is free, so that no two are the same meanwhile
        db.execute("UPDATE kept SET number = number + 10 WHERE file LIKE '%goi.zip'")
        statements = ("UPDATE kept SET number = 11 - number WHERE file LIKE '%goi.zip'",)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    "damage",
    [
        change_a_value,
        take_away_a_part_of_an_archive,
        exchange_two_entries,
        change_the_rows,
        make_it_of_an_older_form,
        make_it_another_table,
        add_a_trigger,
        cut_it_short,
        make_it_no_database,
        write_over_a_page,
    ],
)
def test_a_store_that_was_changed_is_made_anew(year: Year, damage: Any, reads: list[str]) -> None:
    whole, _ = check(year)
    damage(place(year))
    del reads[:]
    found, said = check(year)
    assert found == whole
    assert said == ["F262"]
    assert reads.count("calamine") > 2, "all files were read again"
    del reads[:]
    assert check(year) == (whole, [])
    assert reads.count("calamine") == 1, "and the store is there again"


def test_a_store_made_with_another_key_is_not_believed(year: Year) -> None:
    """Who has not the key cannot lay a store of his own into the folder."""
    store = Store(place(year), "c", "one key")
    store.put("f", [stores.PackedOutcome(b"{}", b"", True)])
    assert len(store.find("f")) == 1
    with pytest.raises(stores.DamagedError):
        Store(place(year), "c", "another").find("f")


def test_a_store_in_use_is_done_without(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = check(year)
    monkeypatch.setattr(stores, "PATIENCE", 0.1)
    other = sqlite3.connect(place(year), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert check(year) == (whole, ["F263"])
    other.close()
    assert check(year) == (whole, [])


def test_a_store_that_has_no_place_is_done_without(year: Year) -> None:
    place(year).mkdir(parents=True)
    assert check(year) == (check(year, store=False)[0], ["F263"])


def test_of_a_damaged_store_that_stays_it_is_not_said_that_it_is_gone(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = check(year)
    make_it_no_database(place(year))

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert check(year) == (whole, ["F263"])


def test_a_store_that_is_changed_while_it_is_used_ends_the_run(year: Year) -> None:
    outcomes = year.check(today=TODAY)
    alter(place(year), "UPDATE kept SET book = head")
    with pytest.raises(SheettoolsError) as raised:
        _ = [one.checked for one in outcomes]
    assert [finding.code for finding in raised.value.findings] == ["F264"]


# --------------------------------------------------------------------------- where it lies


def test_no_store_leaves_the_office(year: Year) -> None:
    """It holds what the returns hold, denunciations too: it is in the office's own folder alone."""
    for command in (["validate"], ["status"], ["merge"]):
        run([*command, str(year.folder), "--today", TODAY.isoformat()])
    stored = [path for path in year.folder.rglob("*") if b"SQLite" in head_of(path)]
    assert stored == [place(year)]
    assert {path.name for path in (year.folder / OUT).iterdir()}.isdisjoint({STORE})
    assert {path.name for path in (year.folder / FIX).iterdir()}.isdisjoint({STORE})


def head_of(path: Path) -> bytes:
    return path.read_bytes()[:16] if path.is_file() else b""


@pytest.mark.parametrize("command", ["validate", "merge", "status"])
def test_commands_share_it(year: Year, command: str, reads: list[str]) -> None:
    def said() -> tuple[list[str], dict[str, bytes]]:
        del reads[:]
        run([command, str(year.folder), "--today", TODAY.isoformat()])
        written = {
            str(path): path.read_bytes()
            for path in sorted(year.folder.rglob("*"))
            if path.is_file() and path != place(year)
        }
        return list(reads), written

    first, written = said()
    second, again = said()
    assert second == ["calamine"], "the plan alone; what went back lies there already"
    assert len(first) > 3
    assert written == again


def test_a_final_report_is_made_from_the_files_themselves(year: Year, reads: list[str]) -> None:
    run(["merge", str(year.folder), "--today", TODAY.isoformat()])
    del reads[:]
    run(["merge", str(year.folder), "--today", TODAY.isoformat(), "--final"])
    assert reads.count("calamine") > 1


def test_no_password_and_nothing_that_one_opened_is_kept(year: Year) -> None:
    """A file that asks for a password does not lie about in the open afterwards."""
    path = year.folder / IN / "so-01.xlsx"
    data = io.BytesIO(path.read_bytes())
    path.write_bytes(ECMA376Agile.encrypt("mat khau", data, spin_count=1000))
    found = year.check(today=TODAY, passwords=["mat khau"])
    assert any(one.path.name == "so-01.xlsx" and one.is_read for one in found)
    with sqlite3.connect(place(year)) as db:
        files = {name.partition(" ")[2] for (name,) in db.execute("SELECT file FROM kept")}
    db.close()
    assert files == {"goi.zip"}
    assert b"mat khau" not in place(year).read_bytes()
