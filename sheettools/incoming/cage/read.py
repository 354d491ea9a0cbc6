"""The only door to files: bytes to raw cells with true addresses, read in a guarded process.

A file is judged by its content, never by its name. It is opened for reading only. Whatever happens
to the process that reads it, the next file is read all the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sheettools.findings import Finding, Location
from sheettools.frozen import dataclass
from sheettools.incoming.cage.arrivals import shown_names
from sheettools.incoming.cage.file import StopError, as_text, file_bytes, shown_name
from sheettools.incoming.cage.keeper import Allowance, Keeper
from sheettools.incoming.cage.padding import Padded, dropped
from sheettools.incoming.cage.refusals import (
    DISAGREE,
    EMPTY,
    EMPTY_ARCHIVE,
    KINDS,
    LEFT_IN,
    NAME_ALONE,
    NESTED,
    NOTES,
    ODD_VALUE,
    OTHER_KIND,
    OTHER_NAME,
    PLAIN,
    REASONS,
    SHEET_LOST,
    STYLES_GONE,
    TOO_SLOW,
    UNREADABLE,
)
from sheettools.incoming.look.sniff import sniff
from sheettools.incoming.look.values import Aside, Seen
from sheettools.template.excel.address import MAX_COLUMN, MAX_ROW, address
from sheettools.words.garbled import find_garbled
from sheettools.words.text import is_padded, nfc, seen

MAX_UNPACKED, MAX_MEMBERS = 64 << 20, 500
"""What an archive may hold, archives inside it included."""
MAX_DEPTH = 2
MOST_KEPT = 1 << 20
"""Up to what size of a file its answer is kept: packed, it takes a sixth of that."""
SECONDS, WALL = 20.0, 600.0
"""What reading one file may take: of the processor, and by the clock."""
MAX_ROWS_BESIDE = 128 << 20
"""How large a database may be that holds the rows of a report. One of 102 MiB, 210,000 rows, takes
6 s of the processor and 673 MiB of the process that reads.
"""
READERS: Mapping[str, tuple[str, ...]] = {
    "zip": ("calamine", "openpyxl"),
    "password": ("calamine", "openpyxl"),
    "xls": ("xls",),
    "fods": ("fods",),
    "office": ("xls",),  # a container of Microsoft's that holds nothing known, or is damaged
    "html": ("html",),
    "text": ("text",),
}
"""Who reads what the first bytes tell; the second reader only where the first one fails."""
INSIDE_ZIP = ("ods", "xlsb")
"""What a zip may turn out to be, with a reader of the same name."""

LONG = 64
"""From how many letters on a text is hardly another's too."""


# ------------------------------------------------------------------ what is given out

RawValue = str | int | float | bool | date | datetime | time | timedelta | None


class RawCell(NamedTuple):
    """One cell, with its address as the sender sees it; `row` and `column` count from 1.

    A file has ten thousand of them, and no other type is made as fast.
    """

    row: int
    column: int
    value: RawValue
    formula: bool = False
    error: str = ""
    font: str = ""
    """The cell's font where it is one of those in which TCVN3 or VNI is typed; its name says so, or
    may lie.
    """
    raw: str = ""
    """Its text as it came, with signs that nobody sees, where these are what is left of letters."""

    @property
    def address(self) -> str:
        """The address, as `F7`."""
        return address(self.row, self.column)


Place = tuple[int, int]
"""The row and the column of a cell."""


class FormulaRun(NamedTuple):
    """Formulas below each other that come to the same: to an empty text or a whole number, or not
    worked out at all (None). All but a few are the workbook's own.
    """

    column: int
    first: int
    last: int
    value: int | str | None

    def cells(self, rows: range) -> Iterator[tuple[Place, RawCell]]:
        """Yield its cells in some rows, with their places."""
        column, value = self.column, self.value
        for row in range(max(self.first, rows.start), min(self.last + 1, rows.stop)):
            yield (row, column), RawCell(row, column, value, formula=True)


@dataclass(frozen=True)
class RawSheet:
    """One sheet: its cells by (row, column), and the rows that our own look, not the reader, found
    filled.
    """

    name: str
    visible: bool
    single: Mapping[Place, RawCell]
    """The cells that are in no run, row by row from the top, each from the left: all texts, and all
    that is no formula.
    """
    rows_seen: frozenset[int]
    merged: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    """Filled rows that the sender does not see, hidden by hand or by a filter."""
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """First and last of each run of hidden columns."""
    runs: tuple[FormulaRun, ...] = ()
    seen: Mapping[Place, Seen] = field(default_factory=dict)
    """The cells of which a person sees something else than they hold, or in another way."""
    asides: tuple[Aside, ...] = ()
    """Notes, comments and words in shapes."""

    @cached_property
    def cells(self) -> Mapping[Place, RawCell]:
        """All cells, row by row from the top, each from the left. To make them takes longer than
        most that is done with them: who needs no formulas asks for `single`.
        """
        return self.cells_of(range(MAX_ROW + 1)) if self.runs else self.single

    def cells_of(self, rows: range, without: Container[int] = ()) -> dict[Place, RawCell]:
        """Return the cells of some rows, in the same order; of runs none in columns `without`."""
        cells = {place: cell for place, cell in self.single.items() if place[0] in rows}
        singles = len(cells)
        for run in self.runs:
            if run.column not in without:
                cells.update(run.cells(rows))
        return dict(sorted(cells.items())) if len(cells) > singles else cells

    def rows_below(self, row: int) -> list[int]:
        """Return the rows further down in which there is any cell, from the top."""
        rows = {place[0] for place in self.single}
        for run in self.runs:
            rows.update(range(run.first, run.last + 1))
        return sorted(below for below in rows if below > row)


@dataclass(frozen=True, slots=True)
class RawBook:
    """One workbook as it came."""

    file: str
    sha256: str
    size: int
    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    modified: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Defined names and what they stand for."""

    @property
    def from_1904(self) -> bool:
        """Whether its days count from 1904; dates were read right, a bare number of days was
        not.
        """
        return self.properties.get("date1904") == "1"


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file. Without a book there is at least one finding of severity error."""

    path: Path
    book: RawBook | None
    findings: tuple[Finding, ...]
    sha256: str = ""
    size: int = 0
    file: str = ""
    """What the file is called in all that is said of it."""
    answer: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What the process told of it, as it came."""


def read_books(
    paths: Iterable[Path], folders: Iterable[Path] = (), passwords: Sequence[str] = ()
) -> Iterator[Reading]:
    """Read workbooks one after the other, in one guarded process for them all; an archive gives a
    reading a file. What takes too long is tried once more when all others are read.

    `folders` are those that were named: a file in one is called by its path from there. `passwords`
    open locked files.
    """
    paths = list(map(Path, paths))
    slow: list[tuple[Path, str]] = []
    with Keeper(passwords) as cage:
        for path, shown in zip(paths, shown_names(paths, folders), strict=True):
            for reading in read_file(path, shown, cage):
                if is_slow(reading) and reading.path == path:
                    slow.append((path, shown))
                else:
                    yield reading
        for path, shown in slow:
            yield from read_file(path, shown, cage)


def is_slow(reading: Reading) -> bool:
    """Say whether a file was refused because reading it took too long."""
    return any(finding.problem is TOO_SLOW for finding in reading.findings)


def read_file(
    path: Path,
    shown: str,
    cage: Keeper,
    data: bytes | None = None,
    ahead: Callable[[], None] = lambda: None,
) -> Iterator[Reading]:
    """Read a file, or each file of an archive; `data` is what it holds, where that is at hand.

    `shown` is what it is called in all that is said of it. `ahead` is called as soon as the cage is
    free again, before anything is made of its answer; never for an archive.
    """
    if data is None:
        try:
            data = file_bytes(path)
        except StopError as stop:
            ahead()
            yield _refused(path, shown, b"", stop.finding)
            return
    yield from _readings(path, shown, data, cage, _Room(), ahead=ahead)


def keep_answer(reading: Reading) -> bytes:
    """Return packed what the process told of a file, which so need not be opened again
    (`read_kept`); nothing of a large one.
    """
    if not reading.answer or reading.size > MOST_KEPT:
        return b""
    return zlib.compress(json.dumps(reading.answer, separators=(",", ":")).encode("ascii"), 1)


def read_kept(path: Path, shown: str, kept: bytes) -> Reading | None:
    """Return what became of a file from what was told of it before; None where it cannot be had."""
    data = bytes_of(path)
    return _reading(path, shown, data, json.loads(zlib.decompress(kept))) if data else None


def read_ahead(data: bytes, cage: Keeper) -> None:
    """Have the cage read what `read_file` is to be asked for next, while other things are done."""
    kind = sniff(data) if data else ""
    if kind in READERS:
        cage.ask_ahead(READERS[kind][0], data)


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; nothing where `read_file` says why not."""
    try:
        return file_bytes(path)
    except StopError:
        return b""


def checksum(data: bytes) -> str:
    """Return the checksum of what a file holds; empty where it could not be opened."""
    return hashlib.sha256(data).hexdigest() if data else ""


def read_book(path: Path, cage: Keeper | None = None) -> Reading:
    """Read one workbook; an archive is none. Whoever reads many one by one keeps a `cage` for
    them.
    """
    if cage is None:
        with Keeper() as own:
            return read_book(path, own)
    reading = _read(Path(path), cage)
    return _read(Path(path), cage) if is_slow(reading) else reading


def read_database(path: Path, cage: Keeper) -> Mapping[str, Sequence[Sequence[Any]]] | None:
    """Return the rows of each table of a database (SQLite); None where it cannot be read."""
    try:
        data = file_bytes(path, MAX_ROWS_BESIDE)
    except StopError:
        return None
    reply = cage.ask("database", data, Allowance(SECONDS, WALL))
    if "slow" in reply:
        reply = cage.ask("database", data, Allowance(SECONDS, WALL))
    if "tables" not in reply:
        return None
    tables: dict[str, list[Sequence[Any]]] = {}
    for name, parts in reply["tables"].items():
        tables[name] = list(chain.from_iterable(map(json.loads, parts)))
    return tables


def read_arrangement(data: bytes, cage: Keeper) -> Sequence[Mapping[str, Any]]:
    """Return how the sheets of a workbook are arranged (`arrangement`); nothing of one that is no
    .xlsx, or cannot be read so.
    """
    reply = cage.ask("arrangement", data, Allowance(SECONDS, WALL))
    arranged: Sequence[Mapping[str, Any]] = reply.get("arranged", ())
    return arranged


def read_design(data: bytes, cage: Keeper) -> Sequence[Mapping[str, Any]]:
    """Return what is laid down on the sheets of a form (`design`); nothing of one that is no .xlsx,
    or cannot be read so.
    """
    reply = cage.ask("design", data, Allowance(SECONDS, WALL))
    laid: Sequence[Mapping[str, Any]] = reply.get("laid", ())
    return laid


# ------------------------------------------------------------------ one file


class _ArchiveError(StopError):
    """It is no workbook but an archive of files."""


def _read(path: Path, cage: Keeper) -> Reading:
    data = b""
    try:
        data = file_bytes(path)
        return _reading(path, shown_name(path), data, _ask_readers(data, cage))
    except StopError as stop:
        return _refused(path, shown_name(path), data, stop.finding)


def _reading(path: Path, shown: str, data: bytes, reply: Mapping[str, Any]) -> Reading:
    padded: list[Padded] = []
    book = _book(shown, data, reply, padded)
    remarks = (*_remarks(path, shown, reply), *dropped(shown, padded))
    return Reading(path, book, remarks, book.sha256, book.size, shown, reply)


def _refused(path: Path, shown: str, data: bytes, finding: Finding) -> Reading:
    return Reading(path, None, (finding.at(file=shown),), checksum(data), len(data), shown)


def _ask_readers(data: bytes, cage: Keeper) -> dict[str, Any]:
    """Return the answer of the first reader that agrees with the look."""
    kind = sniff(data)
    if kind not in READERS:
        problem, words = KINDS[kind]
        raise StopError(Finding(problem, values={"kind": words}))
    allowed = Allowance(SECONDS, WALL)
    replies = []
    readers = list(READERS[kind])
    while readers:
        reader = readers.pop(0)
        reply = cage.ask(reader, data, allowed)
        if "sheets" in reply:
            return reply | {"reader": reader}
        inside = reply.get("values", {}).get("kind") if reply.get("refused") == "kind" else ""
        if inside in INSIDE_ZIP:
            readers = [inside]
            continue
        replies.append(reply)
        if "refused" in reply or "slow" in reply:
            raise (_ArchiveError if inside == "zip" else StopError)(_refusal(reply))
    raise StopError(_refusal(next((reply for reply in replies if "differs" in reply), replies[-1])))


# ------------------------------------------------------------------ archives


@dataclass
class _Room:
    """How much more the archive that is being opened may unpack to, and into how many files."""

    size: int = MAX_UNPACKED
    members: int = MAX_MEMBERS


def _readings(
    path: Path,
    shown: str,
    data: bytes,
    cage: Keeper,
    room: _Room,
    depth: int = 0,
    ahead: Callable[[], None] = lambda: None,
) -> Iterator[Reading]:
    """Read a file, or each file of an archive."""
    reply: Mapping[str, Any] = {}
    try:
        if not data:
            raise StopError(Finding(EMPTY))
        reply = _ask_readers(data, cage)
    except _ArchiveError:
        if depth < MAX_DEPTH:
            yield from _members(path, shown, data, cage, room, depth)
            return
        stopped = Finding(NESTED)
    except StopError as stop:
        stopped = stop.finding
    ahead()
    if reply:
        yield _reading(path, shown, data, reply)
    else:
        yield _refused(path, shown, data, stopped)


def _members(
    path: Path, shown: str, data: bytes, cage: Keeper, room: _Room, depth: int
) -> Iterator[Reading]:
    """Take the files out of an archive, in memory, and read each as if it lay in a folder of the
    archive's name.
    """
    reply = cage.ask("archive", data, Allowance(SECONDS, WALL), room.size)
    if "members" not in reply:
        yield _refused(path, shown, data, _refusal(reply))
        return
    left = ", ".join(map(as_text, reply["ignored"][:3])) + ", …" * (len(reply["ignored"]) > 3)
    remarks = (
        [Finding(LEFT_IN, Location(shown), left, {"count": len(reply["ignored"])})] if left else []
    )
    if not reply["members"]:
        yield _with(_refused(path, shown, data, Finding(EMPTY_ARCHIVE)), remarks)
    for member in reply["members"]:
        content = base64.b64decode(member.pop("data", ""))
        room.size, room.members = room.size - len(content), room.members - 1
        inside, name = path / member["name"], f"{shown}/{as_text(member['name'])}"
        if room.members < 0:
            member |= {"refused": "members", "values": {}}
        if "refused" in member:
            readings = iter([_refused(inside, name, content, _refusal(member))])
        else:
            read = partial(_readings, inside, name, content, cage, room, depth + 1)
            readings = _once_more_if_slow(inside, read)
        for reading in readings:
            yield _with(reading, remarks)
            remarks = []


def _once_more_if_slow(path: Path, read: Callable[[], Iterator[Reading]]) -> Iterator[Reading]:
    for reading in read():
        if is_slow(reading) and reading.path == path:
            yield from read()
        else:
            yield reading


def _with(reading: Reading, remarks: Sequence[Finding]) -> Reading:
    return replace(reading, findings=(*remarks, *reading.findings))


def _refusal(reply: Mapping[str, Any]) -> Finding:
    """Turn an answer without content into a finding."""
    if "slow" in reply:
        return Finding(TOO_SLOW, values={"seconds": int(SECONDS)})
    if "differs" in reply:
        return Finding(DISAGREE, Location(**reply["differs"]))
    if "refused" not in reply:
        return Finding(UNREADABLE, Location(**reply.get("place", {})))
    reason, values = reply["refused"], dict(reply["values"])
    place = Location(sheet=values.pop("sheet", ""), cell=values.pop("cell", ""))
    if reason == "kind":
        problem, words = KINDS[values.pop("kind")]
        return Finding(problem, place, values={"kind": words})
    problem, kind = REASONS[reason]
    values = {"part": values.get("part") or "zip", "kind": kind or ""}
    return Finding(problem, place, value=reply["values"].get("value", ""), values=values)


def _book(name: str, data: bytes, reply: Mapping[str, Any], padded: list[Padded]) -> RawBook:
    """Return the workbook of an answer, its texts as they are seen; `padded` gets those that had
    more.
    """
    properties = MappingProxyType(dict(reply["properties"]))
    return RawBook(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        sheets=_plainly_named([_as_seen(_sheet(sheet), padded) for sheet in reply["sheets"]]),
        properties=properties,
        modified=properties.get("modified", ""),
        names=MappingProxyType(dict(reply["names"])),
    )


def _plainly_named(sheets: Sequence[RawSheet]) -> tuple[RawSheet, ...]:
    """Return sheets without signs in their names that nobody sees, if they are still apart."""
    names = [seen(sheet.name) for sheet in sheets]
    if len(set(map(str.casefold, filter(None, names)))) < len(sheets):
        return tuple(sheets)
    return tuple(replace(sheet, name=name) for sheet, name in zip(sheets, names, strict=True))


def _as_seen(sheet: RawSheet, padded: list[Padded]) -> RawSheet:
    """Return a sheet with its texts as they are seen; those that had more go into `padded`."""
    cells: dict[Place, RawCell] = {}
    for place, cell in sheet.single.items():
        if isinstance(cell.value, str) and is_padded(cell.value):
            padded.append(Padded(sheet.name, cell.address, cell.value))
            raw = nfc(cell.value) if find_garbled(cell.value) else ""
            cells[place] = cell._replace(value=seen(cell.value), raw=raw)
    if not cells:
        return sheet
    return replace(sheet, single=MappingProxyType({**sheet.single, **cells}))


def _sheet(sheet: Mapping[str, Any]) -> RawSheet:
    told = sheet["cells"]
    places = [(key // MAX_COLUMN, key % MAX_COLUMN + 1) for key in told["at"]]
    cells = {
        place: RawCell(*place, _untagged(value))
        for place, value in zip(places, told["values"], strict=True)
    }
    for key, formula, error in told["more"]:
        place = key // MAX_COLUMN, key % MAX_COLUMN + 1
        cells[place] = cells[place]._replace(formula=formula, error=error)
    for row, column, font in sheet.get("fonts", ()):
        if (row, column) in cells:
            cells[row, column] = cells[row, column]._replace(font=font)
    return RawSheet(
        name=sheet["name"],
        visible=sheet["visible"],
        single=MappingProxyType(cells),
        rows_seen=frozenset(sheet["rows"]),
        merged=tuple(sheet["merged"]),
        hidden_rows=frozenset(sheet.get("hidden_rows", ())),
        hidden_columns=tuple((first, last) for first, last in sheet.get("hidden_columns", ())),
        runs=tuple(FormulaRun(*run) for run in sheet["runs"]),
        seen={(row, column): Seen(*seen) for row, column, *seen in sheet.get("seen", ())},
        asides=tuple(Aside(*aside) for aside in sheet.get("asides", ())),
    )


def _untagged(value: Any) -> RawValue:
    """Turn a value back into its type; only dates and times carry a tag."""
    if isinstance(value, str):
        # Names and items stand in hundreds of cells, and of a roll-up in all its files.
        return sys.intern(value) if len(value) < LONG else value
    if not isinstance(value, list):
        return value  # type: ignore[no-any-return]  # JSON's own types
    tag, content = value
    if tag == "span":
        return timedelta(milliseconds=content)
    kinds: dict[str, type[date] | type[time]] = {"date": date, "datetime": datetime, "time": time}
    return kinds[tag].fromisoformat(content)


def _remarks(path: Path, file: str, reply: Mapping[str, Any]) -> Iterator[Finding]:
    """Say what a file that was read holds besides plain cells."""
    reader = reply["reader"]
    if reader in ("html", "text"):
        yield Finding(
            PLAIN, Location(file), values={"kind": KINDS["csv" if reader == "text" else reader][1]}
        )
    elif reader in KINDS:
        yield Finding(OTHER_KIND, Location(file), values={"kind": KINDS[reader][1]})
    elif path.suffix.lower() not in {".xlsx", ".xlsm", ".xltx", ".xltm"}:
        yield Finding(OTHER_NAME, Location(file=file))
    for note in reply["notes"]:
        yield Finding(NOTES[note], Location(file=file))
    for problem, names in ((NAME_ALONE, reply["skipped"]), (SHEET_LOST, reply["lost"])):
        yield from (Finding(problem, Location(file, name)) for name in names)
    for sheet in reply["sheets"]:
        for row, column, text in sheet["odd"]:
            yield Finding(
                ODD_VALUE, Location(file, sheet["name"], address(row, column)), value=seen(text)
            )
        if sheet["unstyled"]:
            row, column, count = sheet["unstyled"]
            place = Location(file, sheet["name"], address(row, column))
            yield Finding(STYLES_GONE, place, values={"count": count})
