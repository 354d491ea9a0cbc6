"""A database (SQLite) that came from others: its tables, read in memory; nothing in it is run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

AT_ONCE = 1000
"""How many rows are made one text: as Python's own values all of them would take too much."""


def read_tables(data: bytes) -> dict[str, list[str]]:
    """Return the rows of each table, a thousand at a time as a list of lists in JSON.

    Raises ValueError where it holds something else than tables, or than texts and numbers, and
    sqlite3.Error where it is no database.
    """
    with closing(sqlite3.connect(":memory:")) as store:
        store.deserialize(data)
        return {name: list(_at_once(rows)) for name, rows in tables_in(store)}


def tables_in(store: sqlite3.Connection) -> Iterator[tuple[str, sqlite3.Cursor]]:
    """Yield each table of a database with its rows; nothing in it is run, whoever made it.

    Raises ValueError where it holds something else than tables, and sqlite3.Error.
    """
    store.execute("PRAGMA trusted_schema = OFF")
    made = store.execute(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    if any(kind != "table" for kind, _ in made):
        raise ValueError("something else than tables")
    for _, name in made:
        rows = store.execute(f"SELECT * FROM {quoted(name)}")  # noqa: S608  # a name cannot be bound
        yield str(name), rows


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _at_once(found: sqlite3.Cursor) -> Iterator[str]:
    while rows := found.fetchmany(AT_ONCE):
        yield _packed(rows)


def _packed(rows: list[Any]) -> str:
    try:
        return json.dumps(rows, ensure_ascii=False, allow_nan=False)
    except TypeError as other:
        raise ValueError("something else than texts and numbers") from other
