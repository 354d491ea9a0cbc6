"""The door to files: in which order who is asked to read, archives, what is made of an answer."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each
from test_whole_together import SOUND
from told_cells import as_told

from sheettools.findings import Finding, Location
from sheettools.incoming.cage import read, refusals
from sheettools.incoming.cage.archive import unpack
from sheettools.incoming.cage.padding import Padded, dropped
from sheettools.incoming.cage.process import answer
from sheettools.incoming.look.sniff import OLE
from sheettools.incoming.look.values import Aside, Seen

# ------------------------------------------------------------------ who is asked, and when


class Cage:
    """Gives one answer after the other, and notes what is asked."""

    def __init__(self, *replies: dict[str, Any]) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[Any, ...]] = []
        self.allowed: list[Any] = []

    def ask(self, reader: str, data: bytes, allowed: Any, room: int = 0) -> dict[str, Any]:
        self.asked.append((reader, data, allowed.seconds, allowed.wall, room))
        self.allowed.append(allowed)
        return self.replies.pop(0)

    def readers(self) -> list[str]:
        return [reader for reader, *_ in self.asked]


READ = answer("calamine", SOUND)
DIFFERS = {"differs": {"sheet": "S", "cell": "A1"}}
FAILED = {"failed": "x", "place": {"sheet": "S", "cell": "B1"}}
SLOW = {"slow": True}


def of_kind(kind: str) -> dict[str, Any]:
    return {"refused": "kind", "values": {"kind": kind}}


@for_each(
    ("data", "replies", "readers", "finding"),
    [
        (b"PK\3\4", [READ], ["calamine"], None),
        (b"PK\3\4", [FAILED, READ], ["calamine", "openpyxl"], None),
        (b"PK\3\4", [of_kind("ods"), READ], ["calamine", "ods"], None),
        (b"PK\3\4", [FAILED, of_kind("xlsb"), READ], ["calamine", "openpyxl", "xlsb"], None),
        (
            b"PK\3\4",
            [DIFFERS, FAILED],
            ["calamine", "openpyxl"],
            Finding(refusals.DISAGREE, Location(sheet="S", cell="A1")),
        ),
        (
            b"PK\3\4",
            [FAILED, FAILED | {"place": {}}],
            ["calamine", "openpyxl"],
            Finding(refusals.UNREADABLE),
        ),
        (b"PK\3\4", [SLOW], ["calamine"], Finding(refusals.TOO_SLOW, values={"seconds": 20})),
        (
            b"PK\3\4",
            [of_kind("word")],
            ["calamine"],
            Finding(refusals.NOT_A_WORKBOOK, values={"kind": refusals.KINDS["word"][1]}),
        ),
        (
            b"PK\3\4",
            [{"refused": "twice", "values": {"kind": "zip"}}],
            ["calamine"],
            Finding(refusals.TWICE, values={"part": "zip", "kind": ""}),
        ),
        (OLE, [FAILED], ["xls"], Finding(refusals.UNREADABLE, Location(sheet="S", cell="B1"))),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            [FAILED, READ],
            ["calamine", "openpyxl"],
            None,
        ),
        (OLE + "Workbook".encode("utf-16-le"), [READ], ["xls"], None),
        (b"<?xml?><a opendocument", [READ], ["fods"], None),
        (b"<html>", [READ], ["html"], None),
        (b"a;b", [READ], ["text"], None),
        (
            b"%PDF",
            [],
            [],
            Finding(refusals.NOT_A_WORKBOOK, values={"kind": refusals.KINDS["pdf"][1]}),
        ),
    ],
)
def test_who_is_asked_to_read(
    data: bytes, replies: list[dict[str, Any]], readers: list[str], finding: Finding | None
) -> None:
    cage = Cage(*replies)
    if finding is None:
        assert read._ask_readers(data, cage) == READ | {"reader": readers[-1]}  # type: ignore[arg-type]
    else:
        with pytest.raises(read.StopError) as caught:
            read._ask_readers(data, cage)  # type: ignore[arg-type]
        assert caught.value.finding == finding
        assert not isinstance(caught.value, read._ArchiveError)
    assert cage.asked == [(reader, data, 20.0, 600.0, 0) for reader in readers]
    assert len(set(map(id, cage.allowed))) == bool(readers), "all of them share what is allowed"


TABLES = {"tables": {"a": ["[[1, 2], [3, 4]]", "[[5, 6]]"], "b": []}}


def test_other_things_that_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    for replies, rows in (
        ([TABLES], {"a": [[1, 2], [3, 4], [5, 6]], "b": []}),
        ([SLOW, TABLES], {"a": [[1, 2], [3, 4], [5, 6]], "b": []}),
        ([SLOW, SLOW], None),
        ([FAILED], None),
    ):
        cage = Cage(*replies)
        assert read.read_database(path, cage) == rows  # type: ignore[arg-type]
        assert cage.asked == [("database", b"x", 20.0, 600.0, 0)] * len(replies)
    for one, word, ask in (
        ("arrangement", "arranged", read.read_arrangement),
        ("design", "laid", read.read_design),
    ):
        for replies, told in (([{word: [{"a": 1}]}], [{"a": 1}]), ([FAILED], ())):
            cage = Cage(*replies)
            assert ask(b"y", cage) == told  # type: ignore[arg-type]
            assert cage.asked == [(one, b"y", 20.0, 600.0, 0)]


def readings_of(found: Iterator[read.Reading]) -> list[tuple[Path, str, str, str, int, list[str]]]:
    return [
        (
            one.path,
            one.file,
            one.book.file if one.book else "",
            one.sha256,
            one.size,
            [finding.code for finding in one.findings],
        )
        for one in found
    ]


def test_one_file_with_what_is_at_hand_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    digest = hashlib.sha256(b"PK\3\4").hexdigest()
    found = read.read_file(path, "b/a.xlsx", Cage(READ), b"PK\3\4")  # type: ignore[arg-type]
    assert readings_of(found) == [(path, "b/a.xlsx", "b/a.xlsx", digest, 4, [])]
    found = read.read_file(path, "b", Cage(SLOW), b"PK\3\4")  # type: ignore[arg-type]
    assert readings_of(found) == [(path, "b", "", digest, 4, ["F123"])]
    found = read.read_file(path, "b", Cage(), b"")  # type: ignore[arg-type]
    assert readings_of(found) == [(path, "b", "", "", 0, ["F104"])]
    (gone,) = read.read_file(path, "b", Cage())  # type: ignore[arg-type]
    assert (gone.path, gone.file, gone.sha256, gone.size) == (path, "b", "", 0)
    assert gone.findings[0].location == Location("b")
    gone = read.read_book(path, Cage())  # type: ignore[arg-type]
    assert (gone.path, gone.file, gone.sha256, gone.size) == (path, "a.xlsx", "", 0)
    path.write_bytes(b"PK\3\4")
    cage: Any = Cage(SLOW, READ)
    assert read.read_book(path, cage).book
    assert cage.readers() == ["calamine"] * 2
    cage = Cage(SLOW, SLOW)
    slow = read.read_book(path, cage)
    assert (slow.file, slow.sha256, slow.size, read.is_slow(slow)) == ("a.xlsx", digest, 4, True)
    cage = Cage(FAILED, FAILED)
    assert not read.is_slow(read.read_book(path, cage))


def test_what_is_slow_is_tried_once_more_when_all_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    for path in paths:
        path.write_bytes(b"PK\3\4")
    cage = Cage(SLOW, READ, SLOW, READ, SLOW)
    monkeypatch.setattr(read.Keeper, "ask", lambda _, *said: cage.ask(*said))
    found = readings_of(read.read_books(map(str, paths), [tmp_path]))  # type: ignore[arg-type]
    assert [(one[0], one[1], one[5]) for one in found] == [
        (paths[1], "b.xlsx", []), (paths[0], "a.xlsx", []), (paths[2], "c.xlsx", ["F123"]),
    ]  # fmt: skip


def test_the_password_is_the_keeper_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\3\4")
    known: list[list[str]] = []

    def ask(self: Any, *_: Any) -> dict[str, Any]:
        known.append(self._passwords)
        return READ

    monkeypatch.setattr(read.Keeper, "ask", ask)
    list(read.read_books([path], passwords=("một",)))
    list(read.read_books([path]))
    assert known == [["một"], []]


# ------------------------------------------------------------------ archives


def member(name: str, **said: Any) -> dict[str, Any]:
    return {"name": name, "data": "UEsDBA=="} | said


OF_ARCHIVE = of_kind("zip")


def opened(cage: Cage) -> list[tuple[str, list[Finding]]]:
    found = read.read_file(Path("x/goi.zip"), "goi.zip", cage, b"PK\3\4")  # type: ignore[arg-type]
    told = []
    for one in found:
        assert one.path == Path("x") / one.file.replace("a .xlsx", "a\n.xlsx")
        told.append((one.file, list(one.findings)))
    return told


def test_how_an_archive_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = {"members": [member("b.xlsx")], "ignored": []}
    outer = {
        "members": [
            member("a\n.xlsx"),
            member("c.zip"),
            {"name": "d", "refused": "member password", "values": {}},
            member("e.xlsx"),
        ],
        "ignored": ["1\t", "2", "3"],
    }
    replies = [OF_ARCHIVE, outer, READ, OF_ARCHIVE, inner, SLOW, READ, SLOW, SLOW]
    cage = Cage(*replies)
    left = Finding(refusals.LEFT_IN, Location("goi.zip"), "1 , 2, 3", {"count": 3})
    assert opened(cage) == [
        ("goi.zip/a .xlsx", [left]),
        ("goi.zip/c.zip/b.xlsx", []),
        (
            "goi.zip/d",
            [
                Finding(
                    refusals.LOCKED_MEMBER,
                    Location("goi.zip/d"),
                    values={"part": "zip", "kind": ""},
                )
            ],
        ),
        (
            "goi.zip/e.xlsx",
            [Finding(refusals.TOO_SLOW, Location("goi.zip/e.xlsx"), values={"seconds": 20})],
        ),
    ]
    rooms = [(reader, room) for reader, _, _, _, room in cage.asked]
    whole = 64 << 20
    assert rooms == [
        ("calamine", 0), ("archive", whole), ("calamine", 0), ("calamine", 0),
        ("archive", whole - 8), *[("calamine", 0)] * 4,
    ]  # fmt: skip


def test_an_archive_that_is_not_opened() -> None:
    refused = {"refused": "zip", "values": {}}
    damaged = Finding(refusals.DAMAGED, Location("goi.zip"), values={"part": "zip", "kind": ""})
    assert opened(Cage(OF_ARCHIVE, refused)) == [("goi.zip", [damaged])]
    one, other = ({"members": [member("b.zip")], "ignored": ["x"] * 4} for _ in range(2))
    (found,) = opened(Cage(OF_ARCHIVE, one, OF_ARCHIVE, other, OF_ARCHIVE))
    name = "goi.zip/b.zip/b.zip"
    assert found == (
        name,
        [
            Finding(refusals.LEFT_IN, Location("goi.zip"), "x, x, x, …", {"count": 4}),
            Finding(refusals.LEFT_IN, Location("goi.zip/b.zip"), "x, x, x, …", {"count": 4}),
            Finding(refusals.NESTED, Location(name)),
        ],
    )


def test_a_file_of_an_archive_is_unpacked_no_further_than_it_says() -> None:
    """However much it would come to."""
    files = io.BytesIO()
    with zipfile.ZipFile(files, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(8 << 20))
    lying = bytearray(files.getvalue())
    for signature, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at_it = lying.index(signature) + place
        lying[at_it : at_it + 4] = (9).to_bytes(4, "little")
    tracemalloc.start()
    try:
        (told,) = unpack(bytes(lying), 100)["members"]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told == {"name": "a", "refused": "zip", "values": {}}
    assert peak < 1 << 20


# ------------------------------------------------------------------ what is made of an answer


def plain_sheet(**more: Any) -> dict[str, Any]:
    bare = {"name": "S", "visible": True, "rows": [], "merged": [], "cells": [], "runs": []}
    told = bare | {"odd": [], "unstyled": []} | more
    return told | {"cells": as_told(told["cells"])}


def reply_of(reader: str = "calamine", *sheets: dict[str, Any], **more: Any) -> dict[str, Any]:
    bare = {"notes": [], "skipped": [], "lost": [], "properties": {}, "names": {}}
    return bare | {"reader": reader, "sheets": list(sheets)} | more


@for_each(
    ("reader", "name", "findings"),
    [
        ("calamine", "a.xlsx", []),
        ("calamine", "a.XLSM", []),
        ("openpyxl", "a.xltx", []),
        ("calamine", "a.Xltm", []),
        ("calamine", "a.xls", [Finding(refusals.OTHER_NAME, Location("x"))]),
        ("calamine", "xlsx", [Finding(refusals.OTHER_NAME, Location("x"))]),
        *(
            (
                reader,
                "a.b",
                [Finding(problem, Location("x"), values={"kind": refusals.KINDS[kind][1]})],
            )
            for reader, kind, problem in (
                ("html", "html", refusals.PLAIN),
                ("text", "csv", refusals.PLAIN),
                ("xls", "xls", refusals.OTHER_KIND),
                ("ods", "ods", refusals.OTHER_KIND),
                ("fods", "fods", refusals.OTHER_KIND),
                ("xlsb", "xlsb", refusals.OTHER_KIND),
            )
        ),
    ],
)
def test_what_is_said_of_another_kind_or_name(
    reader: str, name: str, findings: list[Finding]
) -> None:
    assert list(read._remarks(Path(name), "x", reply_of(reader))) == findings


def test_what_is_said_of_a_file_that_was_read() -> None:
    reply = reply_of(
        "calamine",
        plain_sheet(odd=[[1, 2, "a\u200bb"], [3, 4, "c"]], unstyled=[5, 6, 7]),
        plain_sheet(name="T", odd=[[1, 1, "d"]]),
        notes=list(refusals.NOTES),
        skipped=["U", "V"],
        lost=["W"],
    )
    assert list(read._remarks(Path("a.xlsx"), "x", reply)) == [
        *(Finding(problem, Location("x")) for problem in refusals.NOTES.values()),
        Finding(refusals.NAME_ALONE, Location("x", "U")),
        Finding(refusals.NAME_ALONE, Location("x", "V")),
        Finding(refusals.SHEET_LOST, Location("x", "W")),
        Finding(refusals.ODD_VALUE, Location("x", "S", "B1"), "ab"),
        Finding(refusals.ODD_VALUE, Location("x", "S", "D3"), "c"),
        Finding(refusals.STYLES_GONE, Location("x", "S", "F5"), values={"count": 7}),
        Finding(refusals.ODD_VALUE, Location("x", "T", "A1"), "d"),
    ]


def test_the_sheets_of_an_answer() -> None:
    padded: list[Padded] = []
    long = "x" * 64
    garbled = to_garbled = "Nguy\u1ec5n\u200b"
    first = plain_sheet(
        name="Mộ\u200bt",
        cells=[
            [1, 1, "a\u200bb"], [1, 2, long], [2, 1, 5, True, ""], [2, 2, None, False, "#N/A"],
            [3, 1, ["date", "2024-03-15"]], [3, 2, ["datetime", "2024-03-15T06:07:08"]],
            [3, 3, ["time", "06:07:08"]], [3, 4, ["span", 90_000_000.0]], [3, 5, True],
            [4, 1, to_garbled],
        ],
        fonts=[[1, 1, ".VnTime"], [9, 9, "VNI"]],
        rows=[1, 2],
        hidden_rows=[2],
        hidden_columns=[[2, 3]],
        merged=["A1:B1"],
        runs=[[7, 1, 2, None]],
        seen=[[1, 1, *Seen(struck="c")]],
        asides=[["A1", "lời", "ai", True]],
        visible=False,
    )  # fmt: skip
    reply = reply_of(
        "calamine", first, plain_sheet(), properties={"modified": "m"}, names={"n": "A1"}
    )
    book = read._book("x", b"abc", reply, padded)
    assert padded == [Padded("Mộ\u200bt", "A1", "a\u200bb"), Padded("Mộ\u200bt", "A4", garbled)]
    assert (book.file, book.size, book.modified) == ("x", 3, "m")
    assert (book.properties, book.names) == ({"modified": "m"}, {"n": "A1"})
    assert read._book("x", b"", reply_of(), []).modified == ""
    assert book.sha256 == hashlib.sha256(b"abc").hexdigest()
    one, other = book.sheets
    raw = read.RawCell
    assert other == read.RawSheet("S", True, {}, frozenset())
    assert one == read.RawSheet(
        name="Một",
        visible=False,
        single={
            (1, 1): raw(1, 1, "ab", font=".VnTime"), (1, 2): raw(1, 2, long),
            (2, 1): raw(2, 1, 5, formula=True), (2, 2): raw(2, 2, None, error="#N/A"),
            (3, 1): raw(3, 1, date(2024, 3, 15)), (3, 2): raw(3, 2, datetime(2024, 3, 15, 6, 7, 8)),
            (3, 3): raw(3, 3, time(6, 7, 8)), (3, 4): raw(3, 4, timedelta(hours=25)),
            (3, 5): raw(3, 5, True), (4, 1): raw(4, 1, "Nguyễn"),
        },
        rows_seen=frozenset({1, 2}),
        merged=("A1:B1",),
        hidden_rows=frozenset({2}),
        hidden_columns=((2, 3),),
        runs=(read.FormulaRun(7, 1, 2, None),),
        seen={(1, 1): Seen(struck="c")},
        asides=(Aside("A1", "lời", "ai", True),),
    )  # fmt: skip


@for_each(
    ("names", "given_out"),
    [
        (["a\u200b", "b"], ["a", "b"]),
        (["a\u200b", "A"], ["a\u200b", "A"]),
        (["\u200b", "b"], ["\u200b", "b"]),
        (["a\u200b"], ["a"]),
    ],
)
def test_names_of_sheets_stay_apart(names: list[str], given_out: list[str]) -> None:
    sheets = [read.RawSheet(name, True, {}, frozenset()) for name in names]
    assert [sheet.name for sheet in read._plainly_named(sheets)] == given_out


def test_short_texts_are_kept_once() -> None:
    short, long = "x" * 63, "x" * 64
    assert read._untagged("".join(list(short))) is read._untagged("".join(list(short)))
    assert read._untagged("".join(list(long))) is not read._untagged("".join(list(long)))


def test_what_was_dropped_is_said_once() -> None:
    one, other = Padded("S", "A1", "a\u200b"), Padded("T", "B2", "b\u200b")
    dash, nothing = Padded("S", "C1", "-\u200b"), Padded("S", "D1", "\u200b")
    (said,) = dropped("x", [dash, one])
    assert said.location == Location("x", "S", "A1")
    assert said.values["count"] == 1
    (said,) = dropped("x", [one, dash, other, nothing])
    assert (said.location, said.values["count"]) == (Location("x"), 3)
    assert list(dropped("x", [dash])) == []
    assert list(dropped("x", [])) == []
