"""The store: what the check of each file came to, on disk: memory holds none of the rows, and a
file that has not changed is not read again.

It lies in the office's own folder and holds what the returns hold. It is never trusted: each entry
bears a proof made with the year's key, and what does not fit is thrown away with all the rest.
Where no store is wanted, or it is in use, the same is kept in a file that is gone with the run.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from sheettools.disk.trouble import trouble_words
from sheettools.findings import Finding, Location, Severity, SheettoolsError, Stop, declare
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.packed import PackedOutcome, UnpackError, unpack_book

FORM = 1
"""Which form the store has; one of another form is made anew."""
PATIENCE = 2.0
"""How many seconds another command may hold the store before this one does without."""
CONTEXTS = 3
"""How many contexts are remembered, those used last: a day's, and those of who looks at another."""
_TABLES = (
    "CREATE TABLE kept (context TEXT, file TEXT, number INTEGER, count INTEGER, head BLOB, "
    "book BLOB, proof BLOB, PRIMARY KEY (context, file, number)) WITHOUT ROWID",
    "CREATE TABLE used (context TEXT PRIMARY KEY, at REAL) WITHOUT ROWID",
)
_FORGET = "NOT IN (SELECT context FROM used ORDER BY at DESC LIMIT ?)"

REBUILT = declare(
    "F262",
    Severity.WARNING,
    why=(
        "Kho kết quả kiểm tra {value} bị cũ, hỏng hoặc có người sửa; đã bỏ đi và đọc lại mọi tệp.",
        "The store {value} is old, damaged or was changed; all files were read again.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)
DONE_WITHOUT = declare(
    "F263",
    Severity.WARNING,
    why=(
        "Không dùng được kho kết quả kiểm tra {value} ({reason}); đã đọc lại mọi tệp.",
        "The store {value} could not be used ({reason}); all files were read again.",
    ),
    remedy=(
        "Không phải làm gì; nếu có lệnh khác đang chạy thì đợi lệnh đó xong.",
        "Nothing to do; if another command is running, let it end first.",
    ),
)
LOST = declare(
    "F264",
    Severity.ERROR,
    why=(
        "Kho kết quả kiểm tra bị xóa hoặc bị sửa trong lúc lệnh đang chạy.",
        "The store of what was checked was deleted or changed while the command ran.",
    ),
    remedy=("Chạy lại lệnh.", "Run the command again."),
    stop=Stop.NOT_WRITTEN,
)

Held = Callable[[], CheckedBook]


class DamagedError(Exception):
    """What lies in the store is not what was put there."""


class _Shelf:
    """One SQLite database, in a file or, without a path, in one that is gone when it is closed."""

    def __init__(self, path: Path | None) -> None:
        self.db = sqlite3.connect(path or "", timeout=PATIENCE, isolation_level=None)
        try:
            self._make_ready()
        except BaseException:
            self.db.close()  # else it could not be thrown away on Windows
            raise

    def _make_ready(self) -> None:
        self.db.execute("PRAGMA synchronous = OFF")  # what is lost with the current is read again
        self.db.execute("PRAGMA journal_mode = MEMORY")
        self.db.execute("BEGIN IMMEDIATE")
        if not self._tables():
            for table in _TABLES:
                self.db.execute(table)
            self.db.execute(f"PRAGMA user_version = {FORM}")
        self.db.execute("COMMIT")
        if self._tables() != list(_TABLES) or self._form() != FORM:
            raise DamagedError

    def __del__(self) -> None:
        with suppress(AttributeError, sqlite3.Error):
            self.db.close()

    def insert(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Put entries; they take the place of older ones."""
        self.db.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _tables(self) -> list[str]:
        found = self.db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        return [sql for (sql,) in found]

    def _form(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])


class Store:
    """What was kept of the files that were checked in one context: by the same template, plan and
    so on. `key` is the year's; without a `path` all is gone with the run.
    """

    def __init__(self, path: Path | None = None, context: str = "", key: str = "") -> None:
        self.path, self.context = path, context
        self.said: list[Finding] = []
        """What is to be said of the store itself."""
        self._key = hashlib.sha256(key.encode()).digest()
        self._shelf = _Shelf(None)
        if path is not None:
            self._open(path)

    @property
    def lasts(self) -> bool:
        """Whether what is put here is there the next time."""
        return self.path is not None

    def find(self, file: str) -> list[tuple[bytes, Held | None]]:
        """Return the heads of what a file came to, each with what fetches its rows; nothing where
        it is not known. Raises DamagedError.
        """
        try:
            rows = self._shelf.db.execute(
                "SELECT number, count, head, book, proof FROM kept "
                "WHERE context = ? AND file = ? ORDER BY number",
                (self.context, file),
            ).fetchall()
        except sqlite3.OperationalError as error:
            self._do_without(error)
            return []
        except sqlite3.Error as error:
            raise DamagedError(str(error)) from error
        found: list[tuple[bytes, Held | None]] = []
        for number, count, head, book, proof in rows:
            if count != len(rows) or not self._is_as_put(file, number, count, head, book, proof):
                raise DamagedError(file)
            rows_of = self._fetching(self._shelf, file, number) if book else None
            found.append((bytes(head), rows_of))
        return found

    def put(
        self, file: str, packed: Sequence[PackedOutcome], *, lasting: bool = True
    ) -> list[Held | None]:
        """Keep what a file came to, till the end of the run unless `lasting`; return what fetches
        the rows of each.
        """
        rows = []
        for number, one in enumerate(packed):
            proof = self._proof(file, number, len(packed), one.head, one.book)
            rows.append((self.context, file, number, len(packed), one.head, one.book, proof))
        shelf = self._shelf if lasting else self._passing
        try:
            shelf.insert(rows)
        except sqlite3.Error as error:
            if self.path is None:
                raise
            self._do_without(error)
            shelf = self._shelf
            shelf.insert(rows)
        held: list[Held | None] = []
        for number, one in enumerate(packed):
            held.append(self._fetching(shelf, file, number) if one.book else None)
        return held

    def rebuild(self) -> None:
        """Throw away what is not as it was put there, and all with it; where that cannot be done,
        do without.
        """
        assert self.path is not None, "what nobody else can open is not damaged"
        self._shelf.db.close()
        try:
            self.path.unlink()
            self._shelf = _Shelf(self.path)
        except (OSError, sqlite3.Error, DamagedError) as error:
            self._do_without(error)
        else:
            self.said.append(Finding(REBUILT, Location(file=self.path.name), self.path.name))

    @cached_property
    def _passing(self) -> _Shelf:
        """Where lies what is not to be there the next time."""
        return self._shelf if self.path is None else _Shelf(None)

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._shelf = _Shelf(path)
            self._forget()
        except (OSError, sqlite3.OperationalError) as error:
            self._do_without(error)
        except (sqlite3.Error, DamagedError):
            self.rebuild()

    def _forget(self) -> None:
        """Throw away what was checked by an older plan or on another day."""
        db = self._shelf.db
        db.execute("INSERT OR REPLACE INTO used VALUES (?, ?)", (self.context, time.time()))
        for table in ("kept", "used"):
            db.execute(f"DELETE FROM {table} WHERE context {_FORGET}", (CONTEXTS,))  # noqa: S608  # our own two names

    def _do_without(self, error: Exception) -> None:
        """Go on with a file that is gone with the run; what was put already stays where it is."""
        assert self.path is not None, "there is nothing to do without"
        name, values = self.path.name, {"reason": trouble_words(error)}
        self.said.append(Finding(DONE_WITHOUT, Location(file=name), name, values))
        self.path = None
        self._shelf = _Shelf(None)

    def _is_as_put(self, file: str, *entry: Any) -> bool:
        """Say whether an entry is what was put; another program may have left any type in it."""
        *said, proof = entry
        try:
            return bool(proof == self._proof(file, *said))
        except TypeError:
            return False

    def _proof(self, file: str, number: int, count: int, head: bytes, book: bytes) -> bytes:
        made = hashlib.blake2b(key=self._key, digest_size=32)
        for part in (self.context.encode(), file.encode(), b"%d %d" % (number, count), head, book):
            made.update(len(part).to_bytes(8, "big") + part)
        return made.digest()

    def _fetching(self, shelf: _Shelf, file: str, number: int) -> Held:
        """Return what fetches the rows of an entry from where it lies now, even where another
        shelf takes its place later.
        """
        return partial(self._fetch, shelf, file, number)

    def _fetch(self, shelf: _Shelf, file: str, number: int) -> CheckedBook:
        try:
            count, head, book, proof = shelf.db.execute(
                "SELECT count, head, book, proof FROM kept "
                "WHERE context = ? AND file = ? AND number = ?",
                (self.context, file, number),
            ).fetchone()
            if self._is_as_put(file, number, count, head, book, proof):
                return unpack_book(book)
        except (sqlite3.Error, TypeError, UnpackError):
            pass
        raise SheettoolsError(Finding(LOST))
