"""Rows that are too many for a workbook: in a database (SQLite) beside it, a table a sheet, read
back as if they stood on its sheets.

What stands there is what would stand on the sheet: it has passed the same gate, and is of the same
edition.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, time
from pathlib import Path
from typing import Any

from sheettools.annual.xlsx.print_setup import HEAD_ROW
from sheettools.annual.xlsx.readback import AnnualSheet
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Stop, declare
from sheettools.frozen import dataclass
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import RawSheet, read_database
from sheettools.incoming.look.database import quoted, tables_in
from sheettools.outgoing.whole import not_written, write_whole
from sheettools.outgoing.workbook.write import clean_text

ENDING = ".sqlite"
PAGE = 4096
"""The first page of a database, in which its tables are declared."""
HEADINGS = "_tieu_de"
"""The table of the headings: of which sheet, and what they are, as a list in JSON."""
NOT_THERE = declare(
    "F309",
    Severity.ERROR,
    why=(
        "Các dòng của báo cáo này nằm ở tệp “{value}” đi kèm, nhưng tệp ấy không có hoặc không đọc "
        "được.",
        "The rows of this report are in the file “{value}” beside it, which is missing or cannot "
        "be read.",
    ),
    remedy=(
        "Để tệp ấy cùng thư mục với báo cáo, hoặc xin đơn vị báo cáo gửi lại cả hai tệp.",
        "Put that file into the folder of the report, or ask the office to send both again.",
    ),
)
NOT_ALL_WRITTEN = declare(
    "F310",
    Severity.ERROR,
    why=(
        "“{value}” có {rows} dòng nhưng chỉ ghi được {written} dòng vào tệp dữ liệu.",
        "“{value}” has {rows:row|rows}, but {written} were written into the file of data.",
    ),
    remedy=(
        "Báo cáo không được ghi ra. Gửi dòng này cho người phụ trách chương trình.",
        "No report was written. Send this line to whoever looks after the program.",
    ),
    stop=Stop.NOT_WRITTEN,
)


@dataclass(frozen=True)
class StoredTable:
    """The rows of one sheet: its title and headings, what stands in its cells, and how many rows
    there must be.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    count: int


@dataclass(frozen=True)
class StoredSheet(AnnualSheet):
    """A sheet whose rows are stored: its cells stand where they would stand in the workbook."""

    headings: Sequence[str] = ()
    stored: Sequence[Sequence[Any]] = ()

    def value(self, row: int, column: int) -> Any:
        """Return a cell's value."""
        number = row - HEAD_ROW
        if not 0 <= number <= len(self.stored) or not 1 <= column <= len(self.headings):
            return None
        return self.headings[column - 1] if number == 0 else self.stored[number - 1][column - 1]

    def rows(self, first: int) -> list[int]:
        """Return every row from `first` on."""
        return [*range(max(first, HEAD_ROW), HEAD_ROW + 1 + len(self.stored))]


def place_beside(path: Path) -> Path:
    """Return the place of the rows of the annual workbook at `path`."""
    return path.with_suffix(ENDING)


# --------------------------------------------------------------------------- written


def write_rows(path: Path, tables: Iterable[StoredTable]) -> None:
    """Write the rows of the annual workbook at `path` beside it. Same inputs, same bytes.

    Raises SheettoolsError: it cannot be put in place (F001), or not all rows are in it (F310).
    """
    write_whole(place_beside(path), lambda draft: _fill(draft, tables))


def drop_rows(path: Path) -> None:
    """Take away rows that lie beside an annual workbook which is to hold its rows itself: they are
    of an older report, and may hold what must not be known now. A file of others stays.

    Raises SheettoolsError (F001).
    """
    place = place_beside(path)
    try:
        with contextlib.suppress(FileNotFoundError), place.open("rb") as file:
            if f"CREATE TABLE {HEADINGS} ".encode() not in file.read(PAGE):
                return
        place.unlink(missing_ok=True)
    except OSError as problem:
        raise not_written(place, problem) from problem


def _fill(draft: Path, tables: Iterable[StoredTable]) -> None:
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(draft)) as store:
            # It is put in place whole or not at all: nothing needs to be undone.
            store.execute("PRAGMA journal_mode = OFF")
            store.execute(f"CREATE TABLE {HEADINGS} (trang TEXT PRIMARY KEY, tieu_de TEXT)")
            for table in tables:
                _add(store, table)
            store.commit()
    except sqlite3.Error as problem:
        raise OSError from problem


def _add(store: sqlite3.Connection, table: StoredTable) -> None:
    columns = ", ".join(map(quoted, _apart(table.headings)))
    store.execute(f"CREATE TABLE {quoted(table.title)} ({columns})")
    headings = json.dumps([*table.headings], ensure_ascii=False)
    store.execute(f"INSERT INTO {HEADINGS} VALUES (?, ?)", (table.title, headings))
    places = ", ".join("?" * len(table.headings))
    rows = (tuple(map(_stored, row)) for row in table.rows)
    store.executemany(f"INSERT INTO {quoted(table.title)} VALUES ({places})", rows)
    (written,) = store.execute(f"SELECT count(*) FROM {quoted(table.title)}").fetchone()
    if written != table.count:
        values = {"rows": table.count, "written": written}
        raise SheettoolsError(Finding(NOT_ALL_WRITTEN, value=table.title, values=values))


def _stored(value: Any) -> Any:
    """Return a value as the database holds it: days and times by their signs, text as a cell would
    have it.
    """
    if isinstance(value, date | time):
        return value.isoformat()
    return clean_text(value) or None if isinstance(value, str) else value


def _apart(headings: Iterable[str]) -> Iterator[str]:
    """Yield the names of the columns: the headings, told apart whatever case they are in."""
    seen: set[str] = set()
    for heading in headings:
        name, number = heading, 2
        while name.casefold() in seen:
            name, number = f"{heading} ({number})", number + 1
        seen.add(name.casefold())
        yield name


# --------------------------------------------------------------------------- read


def read_rows(
    place: Path, file: str, cage: Keeper | None = None
) -> Iterator[tuple[str, StoredSheet]]:
    """Yield each sheet whose rows are stored in a database, by its title; `file` is what to call
    it. Of another office it is opened in a `cage`, within the bounds of any file that came.

    Raises SheettoolsError (F309).
    """
    tables = _tables(place) if cage is None else read_database(place, cage)
    try:
        for title, said in (tables or {})[HEADINGS]:
            headings = [str(one) for one in json.loads(said)]
            raw = RawSheet(str(title), visible=True, single={}, rows_seen=frozenset())
            yield str(title), StoredSheet(raw, file, headings, (tables or {})[title])
    except (LookupError, ValueError, TypeError) as problem:
        raise not_there(place.name, file) from problem


def _tables(place: Path) -> Mapping[str, Sequence[Sequence[Any]]] | None:
    """Return the rows of each table of an office's own database, however large it is; None where it
    cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)) as store:
            return {name: rows.fetchall() for name, rows in tables_in(store)}
    except (sqlite3.Error, OSError, ValueError):
        return None


def not_there(name: str, file: str) -> SheettoolsError:
    """Return the error that the rows of a report are not beside it."""
    return SheettoolsError(Finding(NOT_THERE, Location(file=file), name))
