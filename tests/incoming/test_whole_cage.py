"""All that the process that reads comes to, and its door: what it answers, whether look and reader
agree, in which order who is asked, and what is made of each answer.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from binary import Page, locked_xls, xls, xlsb
from for_each import for_each
from opendocument import ods
from test_laid_down import EVERYTHING
from test_read import raw_bytes
from test_whole_look import at, keyed, keys, pack, parts
from test_whole_plain import database
from test_whole_reading import readable

from sheettools.findings import Finding, Location
from sheettools.incoming.cage import process, read, refusals, unlock
from sheettools.incoming.cage.agree import judged, no_moments
from sheettools.incoming.cage.archive import unpack
from sheettools.incoming.cage.arrangement import arrangement_of
from sheettools.incoming.cage.design import design_of
from sheettools.incoming.cage.padding import Padded, dropped
from sheettools.incoming.cage.pieces import receive, send
from sheettools.incoming.cage.process import answer
from sheettools.incoming.cage.shown import unusual_cells
from sheettools.incoming.document.text import DocumentText
from sheettools.incoming.look.looks import CellLook
from sheettools.incoming.look.ods import tidied
from sheettools.incoming.look.seen import TextRun
from sheettools.incoming.look.sheet import SheetLook
from sheettools.incoming.look.sniff import OLE
from sheettools.incoming.look.values import Aside, Seen
from sheettools.incoming.look.xlsx import Look

# ------------------------------------------------------------------ look and reader agree


@for_each(
    ("said", "got", "is_one"),
    [
        (-0.5, date(1899, 12, 29), False),
        (-0.5, timedelta(hours=-12), False),
        (0.0, time(0), True),
        (0.5, time(12), True),
        (2_958_465.5, datetime(9999, 12, 31, 12), True),
        (2_958_466.0, date(9999, 12, 31), False),
        (2_958_466.0, timedelta(days=2_958_466), True),
        (-1.0, -1.0, True),
        (-1.0, "-1", True),
        (-1.0, True, True),
        (-1.0, -1, True),
        ("-1", date(1899, 12, 29), True),
        (None, date(1899, 12, 29), True),
    ],
)
def test_what_is_a_moment(said: Any, got: Any, is_one: bool) -> None:
    """One that is none does not hide the next."""
    other = {9: date(2024, 3, 15)}
    found = list(no_moments({9: -3.0, 1: said}, {1: got} | other))
    assert found == [(1, said)] * (not is_one) + [(9, -3.0)]


NOON = datetime(2024, 3, 15, 12)
SECONDS = [(1.9, True), (-1.9, True), (2.1, False), (-2.1, False)]
"""By how many seconds a reader may be off."""
AGREE: list[tuple[Any, Any, bool]] = [
    *((45_366.5, NOON + timedelta(seconds=off), agree) for off, agree in SECONDS),
    *((1.5, timedelta(days=1.5, seconds=off), agree) for off, agree in SECONDS),
    *((0.5, (NOON + timedelta(seconds=off)).time(), agree) for off, agree in SECONDS),
    *((12.5, (NOON + timedelta(seconds=off)).time(), False) for off, _ in SECONDS),
    (1.5, time(12), True),
    (0.99999, time(0), True),
    (0.9999, time(0), False),
    (0.00001, time(23, 59, 59, 500_000), True),
    (45_366.0, date(2024, 3, 15), True),
    (45_366.0, date(2024, 3, 14), False),
    # Before 1 March 1900 a day more or less is none.
    (61.0, date(1900, 3, 1), True),
    (61.0, date(1900, 2, 28), False),
    (60.0, date(1900, 2, 28), True),
    (60.0, datetime(1900, 2, 26, 23, 59, 58, 100_000), True),
    (60.0, datetime(1900, 2, 26, 23, 59, 57), False),
    (60.5, datetime(1900, 2, 26, 12), False),
    (59.0, date(1900, 2, 28), True),
    # A moment in words
    (NOON, NOON + timedelta(seconds=0.9), True),
    (NOON, NOON - timedelta(seconds=0.9), True),
    (NOON, NOON + timedelta(seconds=1), False),
    (datetime(2024, 3, 15), date(2024, 3, 15), True),
    (NOON, date(2024, 3, 15), False),
    (NOON, time(12), True),
    (NOON, timedelta(hours=12), False),
    (NOON, "2024-03-15", False),
    (time(12, 0, 0, 5), time(12, 0, 0, 900), True),
    (time(12, 0, 0, 5), time(12, 0, 1), False),
    (time(12), NOON, False),
    (time(12), date(2024, 3, 15), False),
    # Values of other types
    (1.0, True, False),
    (True, 1, False),
    (True, True, True),
    (1.0, 1, True),
    (1.0, "1", False),
    (0.5, 0.25, False),
    (None, "x", True),
    (1.0, None, True),
]


@for_each(("said", "got", "agree"), AGREE)
def test_when_a_reader_agrees(said: Any, got: Any, agree: bool) -> None:
    """One that does not is told, and so is the next."""
    if isinstance(said, datetime) and got == time(12):
        agree = False
    found = list(judged({1: said, 2: 1.0}, {1: got, 2: 2.0}, from_1904=False))
    assert found == [(1, None)] * (not agree) + [(2, None)]


@for_each(
    ("own", "got", "text"),
    [
        ("a b", "a b", ""),
        ("a b", "ab", "a b"),
        ("a b ", "a b", ""),
        ("a  b", "a b", ""),
        ("ab", "a b", "ab"),
        ("\ufeffab", "ab", "\ufeffab"),
        ("ab", "abc", None),
        ("1", 1, None),
        ("a_x0020_b", "a b", ""),
        ("a_x0020_b", "a_x0020_b", "a b"),
        ("_x005F_x0041_", "_x0041_", ""),
        ("_x005F_x0041_", "A", "_x0041_"),
        ("_x005F_x0041_", "_x005F_x0041_", "_x0041_"),
        ("_x005F_x0041_", "_x0042_", None),
    ],
)
def test_when_a_text_is_what_a_file_says(own: str, got: Any, text: str | None) -> None:
    """Where it is not as it stands there, the text is told."""
    assert list(judged({1: own}, {1: got}, from_1904=False)) == [(1, text)] * (text != "")


# ------------------------------------------------------------------ what is shown

GREEN = "00FF00"


def look_of(**more: Any) -> SheetLook:
    sheet = SheetLook("S", True, 0, set(), {}, {}, set(), (), (0, 0))
    return replace(sheet, **more)


def test_the_unusual_cells_of_a_sheet() -> None:
    runs = (TextRun("bỏ", struck=True), TextRun(" còn"))
    white = (TextRun("ẩn", colour=GREEN), TextRun("còn"))
    sheet = look_of(
        runs=keyed({"A1": runs, "B1": runs, "C1": white, "D1": white}),
        looks=keyed(
            {
                "B2": CellLook("0,00"), "C1": CellLook(paper=GREEN), "A2": CellLook("0.0"),
                "C2": CellLook(";;;"), "D2": CellLook(struck=True), "E2": CellLook(unseen=True),
                "F2": CellLook("dd/mm/yyyy"), "G2": CellLook(), "H2": CellLook("general"),
                "I2": CellLook("0.0"), "J2": CellLook('"x"@'), "K2": CellLook("0"),
                "L2": CellLook(), "M2": CellLook("0.0", struck=True),
            }
        ),
        pictures=keys("E2", "A3"),
        said=keyed(
            {
                "A2": 1.25, "C2": 5.0, "D2": 5.0, "E2": 5.0, "F2": 45_366.0,
                "G2": 123_456_789.125, "H2": 0.123456789012, "I2": True, "J2": "y", "K2": 5.0,
                "L2": 0.1234567, "M2": 2.5,
            }
        ),
    )  # fmt: skip
    values = keyed({"A1": "bỏ còn", "B1": 7, "C1": "ẩncòn", "D1": "ẩncòn"})
    assert {key: said for key, *said in unusual_cells(sheet, values, from_1904=False)} == keyed(
        {
            "A1": ["còn", Seen(struck="bỏ")],
            "C1": ["ẩncòn", Seen(hidden="ẩn")],
            "A2": [None, Seen(shown="1,3")],
            "C2": [None, Seen(unseen=True)],
            "D2": [None, Seen(all_struck=True)],
            "E2": [None, Seen(unseen=True, picture=True)],
            "F2": [None, Seen(shown="15/03/2024", of_dates=True)],
            "G2": [None, Seen(shown="123456789,1")],
            "H2": [None, Seen(shown="0,123456789")],
            "J2": [None, Seen(shown="xy")],
            "M2": [None, Seen(all_struck=True)],
            "A3": [None, Seen(picture=True)],
        }
    )
    found = [key for key, *_ in unusual_cells(sheet, values, from_1904=False)]
    assert found == sorted(found)
    (day,) = (seen for key, _, seen in unusual_cells(sheet, {}, from_1904=True) if key == at("F2"))
    assert day.shown == "16/03/2028"


# ------------------------------------------------------------------ what is answered

SOUND = pack(readable(parts()))
ROW = '<row r="1"><c r="A1"><v>{}</v></c></row>'


def stored(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def test_who_answers_what(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer("txt", "một\nhai".encode()) == DocumentText.of_lines(["một", "hai"]).to_plain()
    base = database("CREATE TABLE a (x)", "INSERT INTO a VALUES (1)")
    assert answer("database", base) == {"tables": {"a": ["[[1]]"]}}
    assert answer("arrangement", EVERYTHING) == {"arranged": arrangement_of(EVERYTHING)}
    assert answer("design", EVERYTHING) == {"laid": design_of(EVERYTHING)}
    files = stored({"a": "12"})
    for room in (1, 2):
        assert answer("archive", files, room=room) == unpack(files, room)
    html = answer("html", b"<table><tr><td>a<td> </table>")
    assert [sheet["cells"] for sheet in html["sheets"]] == [[[1, 1, "a"]]]
    text = answer("text", b"a;b\nc;\n")
    (sheet,) = text["sheets"]
    assert (sheet["cells"], sheet["rows"], sheet["visible"]) == (
        [[1, 1, "a"], [1, 2, "b"], [2, 1, "c"]], [1, 2], True,
    )  # fmt: skip
    assert (text["properties"], text["names"], text["notes"]) == ({}, {}, ())


def test_a_failure_is_an_answer() -> None:
    assert answer("database", b"x" * 600) == {
        "failed": "DatabaseError: file is not a database",
        "place": {},
        "whole": True,
    }
    with pytest.MonkeyPatch.context() as patch:

        def fail(*_: object) -> None:
            raise ZeroDivisionError("x" * 600)

        patch.setitem(process._READERS, "calamine", fail)
        odd = pack(readable(parts(ROW.format("x") + '<row r="2"><c r="B2"><v>y</v></c></row>')))
        assert answer("calamine", odd) == {
            "failed": ("ZeroDivisionError: " + "x" * 600)[:500],
            "place": {"sheet": "Một", "cell": "A1"},
            "whole": True,
        }
        assert answer("calamine", SOUND)["place"] == {}
        for problem in (MemoryError(), KeyboardInterrupt()):
            patch.setitem(process._READERS, "calamine", lambda *_, problem=problem: stop(problem))
            told = {"failed": f"{type(problem).__name__}: ", "place": {}, "whole": False}
            assert answer("calamine", SOUND) == told


def stop(problem: BaseException) -> NoReturn:
    raise problem


def test_damage_is_called_so_whatever_the_look_met_first() -> None:
    files = parts(ROW.format(1).replace('r="A1"', 'r="A2"'))
    data = stored(readable(files))
    told = {"refused": "address", "values": {"sheet": "Một", "value": "A2"}}
    assert answer("calamine", data) == told
    damaged = bytearray(data)
    damaged[data.index(b"<chartsheet/>") + 3] ^= 1
    assert answer("calamine", bytes(damaged)) == {"refused": "zip", "values": {}}


def test_numbers_too_large_for_a_time_are_kept_from_the_reader() -> None:
    for number in ("999999999", "-1e15"):
        rows = ROW.format(number).replace('r="A1"', 'r="A1" s="2"')
        (first, *_) = answer("calamine", pack(readable(parts(rows))))["sheets"]
        assert first["cells"] == [[1, 1, float(number)]]
    sheet = look_of(place=3, said={1: 999_999_999.0, 2: 999_999_998.5, 3: -1e9, 4: "x", 5: True})
    assert process._giants(Look((sheet,), (), "")) == {3: {1, 3}}


def test_a_locked_workbook_is_opened_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from msoffcrypto.exceptions import InvalidKeyError

    locked = OLE + "EncryptedPackage".encode("utf-16-le")
    tried: list[tuple[bytes, str]] = []

    def opened(data: bytes, password: str) -> bytes:
        tried.append((data, password))
        if password != "đúng":  # noqa: S105  # a test's
            raise InvalidKeyError
        return SOUND

    monkeypatch.setattr(unlock, "_opened", opened)
    whole = answer("calamine", SOUND)
    found = answer("calamine", locked, passwords=["", "sai", "đúng", "nữa"])
    assert found == whole | {"notes": [*whole["notes"], "unlocked"]}
    assert tried == [(locked, one) for one in ("VelvetSweatshop", "sai", "đúng")]
    password = {"refused": "password", "values": {}}
    wrong = {"refused": "wrong password", "values": {}}
    assert answer("calamine", locked, passwords=["sai"]) == wrong
    assert answer("calamine", locked) == password
    assert answer("openpyxl", b"PK" + locked)["refused"] == "zip"
    monkeypatch.setattr(unlock, "MAX_OPENED", len(SOUND))
    assert answer("calamine", locked, passwords=["đúng"]) == found
    monkeypatch.setattr(unlock, "MAX_OPENED", len(SOUND) - 1)
    bomb = {"refused": "bomb", "values": {}}
    assert answer("calamine", locked, passwords=["đúng"]) == bomb
    monkeypatch.setattr(unlock, "_opened", lambda *_: 1 / 0)
    assert answer("calamine", locked) == password
    assert answer("calamine", locked, passwords=["đúng"]) == {"refused": "lock", "values": {}}
    monkeypatch.setattr(unlock, "_opened", lambda *_: b"PK\3\4 torn")
    assert answer("calamine", locked) == {"refused": "zip", "values": {}}
    rights = OLE + unlock._entry("\tDRMContent")
    assert answer("xls", rights) == {"refused": "rights", "values": {}}


def test_an_old_workbook_may_be_locked_or_not() -> None:
    """Both are containers; a locked one is read as what it is."""
    pages = [Page("S", {(2, 2): 5})]
    found = answer("xls", xls(pages))
    assert (found["sheets"][0]["cells"], found["notes"]) == ([[2, 2, 5]], ())
    locked = locked_xls(pages, "đúng")
    assert answer("xls", locked, passwords=["đúng"]) == found | {"notes": ["unlocked"]}
    assert answer("xls", locked) == {"refused": "password", "values": {}}


def test_entries_of_rights_are_told_by_their_whole_name() -> None:
    written = "\tDRMContent\0".encode("utf-16-le")
    entry = written + bytes(64 - len(written)) + b"\x18\0"
    assert unlock._entry("\tDRMContent") == entry
    assert unlock.is_rights_managed(OLE + entry)
    assert not unlock.is_rights_managed(OLE + entry[:-2] + b"\x19\0")


def test_a_reader_is_kept_from_what_it_must_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    look = process.look_at(SOUND)
    monkeypatch.setattr(process, "look_at", lambda *_: replace(look, avoid_first="so odd"))
    assert answer("calamine", SOUND) == {
        "failed": "_ReaderError: so odd",
        "place": {},
        "whole": True,
    }

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    sheet = replace(look.sheets[0], said={1: 1e9})
    monkeypatch.setattr(process, "look_at", lambda *_: replace(look, sheets=(sheet,)))
    monkeypatch.setitem(process._READERS, "calamine", fail)
    monkeypatch.setattr(process, "_calamine", fail)
    assert answer("calamine", SOUND) == {
        "failed": "ZeroDivisionError: ",
        "place": {},
        "whole": True,
    }


PAGES = [Page("S", {(2, 2): 5, (3, 1): "a", (3, 2): True})]
OF_PAGES = [[2, 2, 5], [3, 1, "a"], [3, 2, True]]


with zipfile.ZipFile(io.BytesIO(ods(PAGES))) as _archive:
    CONTENT = _archive.read("content.xml").decode()
MANIFEST = {"META-INF/manifest.xml": "<manifest/>"}
LOOSE = CONTENT.replace("</table:table-cell>", "\n </table:table-cell>")


@for_each(
    ("reader", "data"),
    [
        ("xls", xls(PAGES)),
        ("xlsb", xlsb(PAGES)),
        ("ods", ods(PAGES)),
        ("ods", stored(MANIFEST | {"content.xml": LOOSE})),
        ("ods", stored(MANIFEST | {"content.xml": CONTENT})),
        ("fods", CONTENT.encode()),
    ],
)
def test_workbooks_of_other_kinds(reader: str, data: bytes) -> None:
    found = answer(reader, data)
    assert found["sheets"][0]["cells"] == OF_PAGES


def test_what_an_ods_tells_in_ways_of_its_own_is_not_the_reader_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the reader stops at it as it is, it is given in plain words."""
    long = ods([Page("S", {(1, 1): timedelta(hours=36)}), Page("T", {(1, 1): 1})])
    span = ["span", 36 * 3_600_000.0]
    assert [one["cells"] for one in answer("ods", long)["sheets"]] == [[[1, 1, span]], [[1, 1, 1]]]
    given: list[bytes] = []
    calamine = process._calamine

    def stumbling(data: bytes, look: Look) -> Any:
        given.append(data)
        if len(given) == 1:
            raise ZeroDivisionError
        return calamine(data, look)

    monkeypatch.setattr(process, "_calamine", stumbling)
    assert answer("ods", ods(PAGES))["sheets"][0]["cells"] == OF_PAGES
    assert given == [ods(PAGES), tidied(ods(PAGES), ())]


# ------------------------------------------------------------------ the process


def test_the_process_bounds_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    bounds: list[tuple[int, tuple[int, int]]] = []

    def bound(limit: int, to: tuple[int, int]) -> None:
        bounds.append((limit, to))
        raise OSError if limit == resource.RLIMIT_AS else ValueError

    monkeypatch.setattr(resource, "setrlimit", bound)
    process._limit()
    memory, nothing = (1 << 30, 1 << 30), (0, 0)
    assert bounds == [
        (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, nothing),
        (resource.RLIMIT_CORE, nothing),
    ]  # fmt: skip
    monkeypatch.setitem(sys.modules, "resource", None)
    process._limit()
    assert len(bounds) == 3


def test_the_process_answers_until_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a library prints is no answer, and a stop of the keeper's terminal none of its own."""
    files = stored({"a": "12"})
    asked = [
        ({"reader": "archive", "passwords": [], "room": 1}, files),
        ({"reader": "calamine", "passwords": ["đúng"], "room": 0}, OLE + b"EncryptedPackage\0"),
    ]
    done: list[Any] = []

    def unlocked(reader: str, data: bytes, passwords: list[str], _: object) -> dict[str, Any]:
        os.write(sys.stdout.fileno(), b"printed")
        return {"asked": [reader, len(data), passwords]}

    requests = io.BytesIO()
    for header, data in asked:
        send(requests, json.dumps(header).encode())
        send(requests, data)
    send(requests, b"{}")  # and then the keeper is gone
    requests.seek(0)
    monkeypatch.setattr(process, "_unlocked", unlocked)
    monkeypatch.setattr(process, "_limit", lambda: done.append("bounded"))
    monkeypatch.setattr(process.signal, "signal", lambda *said: done.append(said))
    monkeypatch.setattr(process.gc, "freeze", lambda: done.append("frozen"))
    monkeypatch.setattr(process.gc, "set_threshold", done.append)
    monkeypatch.setattr(process.clock, "process_time", lambda: 1.5)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=requests))
    with (tmp_path / "answers").open("w+b") as answers:
        monkeypatch.setattr(sys, "stdout", answers)
        process.main()
    with (tmp_path / "answers").open("rb") as answers:
        told = [json.loads(receive(answers) or b"") for _ in asked]
        assert answers.read() == b""
    assert told == [
        unpack(files, 1) | {"seconds": 1.5},
        {"asked": ["calamine", 25, ["đúng"]], "seconds": 1.5},
    ]
    ignored = (signal.SIGINT, signal.SIG_IGN)
    assert done == [ignored, "bounded", "frozen", 50_000]


# ------------------------------------------------------------------ look and reader together


def combined(sheet: SheetLook, values: dict[str, Any], **properties: str) -> dict[str, Any]:
    look = Look((sheet,), ("tail",), "", dict(properties), {"a": "b"}, ("x",), ("y",))
    return process._combine(look, [keyed(values)])  # type: ignore[arg-type]


def test_what_look_and_reader_come_to() -> None:
    sheet = look_of(
        name="Một",
        visible=False,
        filled=keys(
            *("A1", "B1", "C1", "D1", "E1", "F1", "A9", "B2", "C2"),
            *("A3", "A4", "B4", "C3", "C4", "C6"),
        ),
        errors=keyed({"B1": "#N/A"}),
        odd=keyed({"C1": "y" * 101, "A9": "z"}),
        formulas=keys("D1", "B1", "A3", "A4", "A5", "B3", "B4", "C3", "C4", "C6"),
        unworked=keys("A5"),
        said=keyed({"A1": "một", "D1": 1.5, "E1": 2.0, "A2": "  ", "B2": -5.0, "C2": "_x0041_"}),
        own=keys("E1", "C2"),
        merged=("A1:B1",),
        hidden_rows=frozenset({2, 1}),
        hidden_columns=((2, 3),),
        asides=(Aside("A1", "lời", ""),),
        fonts=keyed({"C4": ".VnTime", "A1": "VNI"}),
        unstyled=tuple(keyed({"E1": 0, "F1": 0})),
        looks=keyed({"D1": CellLook("0")}),
        runs=keyed({"A1": (TextRun("m", struck=True), TextRun("ột"))}),
        pictures=keys("F1"),
    )
    values = {
        "A1": "một", "C1": "?", "D1": 1.5, "F1": True, "A2": "  ", "B2": timedelta(days=-5),
        "A3": 7, "A4": 7, "B3": "", "B4": 8, "C3": 2, "C4": 2, "C6": 2,
    }  # fmt: skip
    found = combined(sheet, values)
    (told,) = found.pop("sheets")
    assert found == {
        "notes": ("tail",), "skipped": ("x",), "lost": ("y",), "properties": {},
        "names": {"a": "b"},
    }  # fmt: skip
    assert told == {
        "name": "Một", "visible": False, "rows": [1, 2, 3, 4, 6, 9], "merged": ("A1:B1",),
        "hidden_rows": [1, 2], "hidden_columns": ((2, 3),), "asides": (Aside("A1", "lời", ""),),
        "fonts": [[1, 1, "VNI"], [4, 3, ".VnTime"]],
        "cells": [
            [1, 1, "ột"], [1, 2, None, True, "#N/A"], [1, 3, "y" * 101], [1, 4, 1.5, True, ""],
            [1, 5, 2], [1, 6, True], [2, 1, "  "], [2, 2, -5], [2, 3, "A"],
            [4, 3, 2, True, ""], [9, 1, "z"],
        ],
        "runs": [
            [1, 3, 4, 7], [2, 3, 3, ""], [3, 3, 3, 2], [2, 4, 4, 8], [1, 5, 5, None], [3, 6, 6, 2],
        ],
        "odd": [[1, 3, "y" * 100], [9, 1, "z"]],
        "unstyled": [1, 5, 2],
        "seen": [
            [1, 1, *Seen(struck="m")], [1, 4, *Seen(shown="2")], [1, 6, *Seen(picture=True)],
        ],
    }  # fmt: skip


@for_each(
    ("look", "values", "cell"),
    [
        ({"filled": keys("A2", "B1")}, {"A2": 1}, "B1"),
        ({"filled": keys("A2")}, {"A2": 1, "C3": 5, "D3": 5}, "C3"),
        ({"filled": keys("A2")}, {"A2": 1, "C3": "  ", "D3": "\ufeff"}, ""),
        ({"filled": keys("A2"), "errors": keyed({"A2": "#N/A"})}, {}, ""),
        ({"filled": keys("A2"), "odd": keyed({"A2": "x"})}, {}, ""),
        ({"filled": keys("A2"), "said": keyed({"A2": 5.0})}, {"A2": 6}, "A2"),
        ({"filled": keys("A2"), "said": keyed({"A2": "a b"})}, {"A2": "ab"}, ""),
        ({"filled": keys("A2"), "said": keyed({"A2": 45_366.0})}, {"A2": date(2024, 3, 15)}, ""),
    ],
)
def test_the_first_cell_in_which_they_differ(
    look: dict[str, Any], values: dict[str, Any], cell: str
) -> None:
    found = combined(look_of(**look), values)
    assert found.get("differs") == ({"sheet": "S", "cell": cell} if cell else None)
    if not cell:
        cells = found["sheets"][0]["cells"]
        assert (3, 4) not in [(row, column) for row, column, *_ in cells], "no one sees it"
        assert [2, 1, "ab"] not in cells, "the reader has lost a blank"


def test_values_of_all_types_are_told() -> None:
    """And a formula in an old font, of which no run is made."""
    values = {
        "A1": date(2024, 3, 15), "B1": datetime(2024, 3, 15, 6), "C1": time(6, 7), "D1": 1.5,
        "E1": timedelta(hours=25, milliseconds=1), "F1": False, "G1": "a", "H1": 7,
    }  # fmt: skip
    formulas, fonts = keys("A2", "B2", "C2"), dict.fromkeys(keys("A2", "B2", "C2"), "VNI")
    sheet = look_of(filled=keys(*values, "C2"), formulas=formulas, fonts=fonts, unworked=keys("B2"))
    (told,) = combined(sheet, values | {"C2": 1.5})["sheets"]
    assert told["cells"] == [
        [1, 1, ["date", "2024-03-15"]], [1, 2, ["datetime", "2024-03-15T06:00:00"]],
        [1, 3, ["time", "06:07:00"]], [1, 4, 1.5], [1, 5, ["span", 90_000_001.0]], [1, 6, False],
        [1, 7, "a"], [1, 8, 7], [2, 1, "", True, ""], [2, 2, None, True, ""], [2, 3, 1.5, True, ""],
    ]  # fmt: skip


def test_days_are_held_against_where_they_count_from() -> None:
    sheet = look_of(filled=keys("A1"), said=keyed({"A1": 43_904.0}))
    values = {"A1": date(2024, 3, 15)}
    assert "sheets" in combined(sheet, values, date1904="1")
    assert combined(sheet, values)["differs"] == {"sheet": "S", "cell": "A1"}
    assert combined(sheet, values, date1904="")["differs"] == {"sheet": "S", "cell": "A1"}


def test_a_sheet_without_its_values_is_a_fault() -> None:
    with pytest.raises(ValueError, match="shorter"):
        process._combine(Look((look_of(),), (), ""), [])


def test_what_a_cell_of_its_own_holds() -> None:
    held = [process._own(said) for said in (None, "a_x0041_", 5.0, True, 0.5)]
    assert [(one, type(one)) for one in held] == [
        ("", str), ("aA", str), (5, int), (True, bool), (0.5, float),
    ]  # fmt: skip


def test_a_reader_s_other_sheet_or_error_is_not_taken() -> None:
    look = process.look_at(SOUND)
    other = replace(look, sheets=(replace(look.sheets[0], name="Khác"),))
    with pytest.raises(process._ReaderError, match=r"^another sheet at place 0$"):
        process._calamine(SOUND, other)
    data = raw_bytes(
        '<row r="2"><c r="A2"><v>1.5</v></c><c r="B2" t="str"><v>a_x0041_</v></c><c r="C2" t="str">'
        '<v></v></c><c r="D2" t="e"><v>#N/A</v></c><c r="E2" t="b"><v>1</v></c>'
        '<c r="F2" t="inlineStr"><is><t></t></is></c></row>'
    )
    look = process.look_at(data)
    said = {"A2": 1.5, "B2": "aA", "D2": "#N/A", "E2": True}
    assert process._openpyxl(data, look) == [keyed(said)]
    bare = replace(look, sheets=(replace(look.sheets[0], errors={}),))
    with pytest.raises(process._ReaderError, match=r"^a value was replaced by an error at D2$"):
        process._openpyxl(data, bare)


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
    return bare | {"odd": [], "unstyled": []} | more


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
