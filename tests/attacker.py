"""Whoever holds what an office published and wants to know whose a denunciation is.

He has paths alone: he reads every file with programs that everybody has, joins what he finds, and
knows the template, for it is public. `clues` is all that he finds out; an empty list is what the
office promised.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import docx
from python_calamine import CalamineWorkbook

KIND = re.compile(r"tố cáo|to_cao", re.IGNORECASE)
RUNNING = re.compile(r"\b\d{5}-\d{2}-20\d{2}-\d{3}\b")
"""The code of a row: its end is a number that counts on, so that one who is missing leaves a
gap.
"""
SOURCES = re.compile(
    r"\b[0-9a-f]{64}\b|\b[CRSF][1-3]\d\d\b|!\$?[A-Z]{1,2}\$?\d+:\$?[A-Z]{1,2}\$?\d+\.xlsx"
)
"""What leads back to a returned file: its digest, the code of a finding."""
LISTED, FED, UNIT, CODE = "Kiến nghị", "Tính vào số liệu", "Đơn vị", "Mã đơn vị"
HEAD = 5
COUNTED = ("5", "5d", "11d", "11đ", "15a", "15b", "15c", "15d", "15đ", "15e")
"""The figures in which such a matter may count."""


@dataclass
class Published:
    """All that was published at one time, read as far as programs can."""

    folder: Path
    sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    words: list[tuple[str, str]] = field(default_factory=list)
    tables: list[tuple[str, list[Any]]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Published:
        paths = sorted(one for one in folder.rglob("*") if one.is_file())
        contents = [(path, hashlib.sha256(path.read_bytes()).digest()) for path in paths]
        return cls._of(folder, tuple(contents))

    @classmethod
    @lru_cache(maxsize=4)
    def _of(cls, folder: Path, contents: tuple[tuple[Path, bytes], ...]) -> Published:
        """Read files of these contents; whoever asks again of the same has them already."""
        made = cls(folder)
        for path, _ in contents:
            made.words.append(("name", path.name))
            made._read(path)
        return made

    def _read(self, path: Path) -> None:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    self.words.append(
                        (f"{path.name}/{part}", package.read(part).decode("utf-8", "replace"))
                    )
        if path.suffix == ".xlsx":
            self._read_workbook(path)
        elif path.suffix == ".docx":
            for table in docx.Document(str(path)).tables:
                self.tables += [
                    (path.name, [cell.text for cell in row.cells]) for row in table.rows
                ]
        elif path.suffix == ".sqlite":
            self._read_stored(path)
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                self.tables += [(path.name, row) for row in csv.reader(file)]
        elif path.suffix == ".json" and "figures" in (
            facts := json.loads(path.read_text(encoding="utf-8"))
        ):
            self.figures = {one["code"]: one["value"] for one in facts["figures"]}
        if path.suffix in (".csv", ".json", ".html"):
            self.words.append((path.name, path.read_text(encoding="utf-8-sig")))

    def _read_workbook(self, path: Path) -> None:
        book = CalamineWorkbook.from_path(path)
        for title in book.sheet_names:
            page = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            rows = [[_as_seen(value) for value in row] for row in page]
            self.sheets[title] = rows
            self.tables += [(f"{path.name}/{title}", row) for row in rows]

    def _read_stored(self, path: Path) -> None:
        """Read what lies beside a workbook: its rows as they would stand on its sheets."""
        with closing(sqlite3.connect(path)) as store:
            told = store.execute("SELECT trang, tieu_de FROM _tieu_de").fetchall()
            for title, headings in told:
                rows = [list(row) for row in store.execute(f'SELECT * FROM "{title}"')]
                self.sheets[title] = [*([[]] * (HEAD - 1)), json.loads(headings), *rows]
                self.tables += [(f"{path.name}/{title}", row) for row in rows]
        self.words.append((path.name, path.read_bytes().decode("utf-8", "replace")))

    # ----- what is listed

    @cached_property
    def listed(self) -> list[dict[str, Any]]:
        """The petitions as they are listed, by their headings."""
        rows = self.sheets[LISTED]
        heads = [str(head) for head in rows[HEAD - 1]]
        return [dict(zip(heads, row, strict=False)) for row in rows[HEAD:] if any(row)]

    def codes_of(self, row: dict[str, Any]) -> list[str]:
        return [code.strip() for code in str(row.get(FED) or "").split(",")]

    @property
    def units(self) -> list[str]:
        """The units of which anything at all is told."""
        by_unit = self.sheets["Theo thôn"]
        return [str(row[1]) for row in by_unit[HEAD + 1 :] if isinstance(row[0], int) and row[1]]


def _as_seen(value: Any) -> Any:
    """Return a cell's value: nothing where it is empty, a whole number without a point."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value


def clues(versions: Sequence[Path]) -> list[str]:
    """Return what can be found out from folders that were published one after the other."""
    read = [Published.read(folder) for folder in versions]
    found = [clue for one in read for clue in _of_one(one)]
    return [*found, *_of_versions(read)]


def _of_one(published: Published) -> Iterator[str]:
    yield from _codes(published)
    yield from _rows_about(published)
    yield from _differences(published)
    yield from _solved(published)


def _codes(published: Published) -> Iterator[str]:
    """By running codes, of which one is missing; by what leads back to a returned file."""
    for name, text in published.words:
        yield from (f"running code in {name}: {code}" for code in RUNNING.findall(text)[:1])
        # Sheets and charts are full of addresses; what is said stands among the shared strings.
        if not any(
            part in name for part in ("styles", "theme", "/worksheets/", "/charts/", "datapackage")
        ):
            yield from (f"source in {name}: {one}" for one in SOURCES.findall(text)[:1])


def _rows_about(published: Published) -> Iterator[str]:
    """By a row that is about one and says of whom, when or what."""
    telling = [*published.units, "Quý "]
    for name, row in published.tables:
        said = [cell for cell in row if cell not in (None, "")]
        kinds = [cell for cell in said if isinstance(cell, str) and KIND.fullmatch(cell.strip())]
        days = [cell for cell in said if isinstance(cell, date | datetime)]
        named = [
            cell
            for cell in said
            for one in telling
            if isinstance(cell, str) and cell.startswith(one)
        ]
        if kinds and (days or named):
            yield f"a row in {name}: {said}"


def _differences(published: Published) -> Iterator[str]:
    """By taking what is listed from what is counted, of each unit and quarter."""
    for title, key in (
        ("Theo thôn", UNIT),
        ("Biểu tổng hợp theo thôn", UNIT),
        ("Kiến nghị theo quý", "Kỳ phát sinh"),
    ):
        for label, code, value in _cells(published.sheets.get(title, [])):
            rows = [row for row in published.listed if str(row.get(key)) == label]
            known = sum(code in published.codes_of(row) for row in rows)
            if code in COUNTED and value != known:
                yield f"{title}, {label}: {code} is {value}, listed are {known}"


def _cells(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, str, float]]:
    """Yield (label, code of the figure, value) of the numbered rows of a table."""
    if len(rows) <= HEAD:
        return
    codes = [re.sub(r"[()]|=.*", "", str(cell or "")) for cell in rows[HEAD]]
    for row in rows[HEAD + 1 :]:
        if isinstance(row[0], int):
            for code, value in zip(codes, row, strict=False):
                if isinstance(value, int | float) and code and not code.startswith("TT"):
                    yield str(row[1]), code, value


def told(published: Published) -> int | None:
    """How many there are, as far as anything says so: directly, or as what is counted and not
    listed.
    """
    rows = published.listed
    hidden = []
    for code, value in published.figures.items():
        if code in COUNTED and isinstance(value, int | float):
            hidden.append(int(value) - sum(code in published.codes_of(row) for row in rows))
    said = published.figures.get("5d")
    return max([*hidden, 0]) if said is not None or any(hidden) else None


def _solved(published: Published) -> Iterator[str]:
    """By solving the counts: of each unit the least number that all of them allow, and which units
    remain.
    """
    count = told(published)
    if count is None:
        return
    units = _returned(published)
    if len(units) < 2:
        yield f"told are {count}, and there is one unit"
        return
    ways = [
        way for way in itertools.product(range(count + 1), repeat=len(units)) if sum(way) == count
    ]
    for at, unit in enumerate(units):
        if min(way[at] for way in ways) > 0:
            yield f"{unit} has one"
    possible = [unit for at, unit in enumerate(units) if any(way[at] for way in ways)]
    if count and len(possible) < 2:
        yield f"only {possible} can have one"


def _returned(published: Published) -> list[str]:
    """The units that can have one: those of which something is listed at all."""
    seen = {
        str(row[2])
        for name in (LISTED, "Lịch tiếp xúc")
        for row in published.sheets[name][HEAD:]
        if any(row)
    }
    seen |= {
        str(row[1])
        for name in (LISTED, "Lịch tiếp xúc")
        for row in published.sheets[name][HEAD:]
        if any(row)
    }
    return [unit for unit in published.units if unit in seen]


def _of_versions(read: Sequence[Published]) -> Iterator[str]:
    """By what changed between two of them, where the listed rows of a single unit did."""
    known = [(one, told(one)) for one in read]
    for (before, first), (after, second) in itertools.pairwise(
        [pair for pair in known if pair[1] is not None]
    ):
        rows = [
            Counter((row.get(UNIT), str(sorted(row.items(), key=str))) for row in one.listed)
            for one in (before, after)
        ]
        changed = {unit for unit, _ in (rows[0] - rows[1]) + (rows[1] - rows[0])}
        if first != second and len(changed) == 1:
            yield f"with {changed} came {first} → {second}"
