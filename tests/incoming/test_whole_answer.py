"""What the process that reads answers, and how it goes on until nothing is asked."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from binary import Page, locked_xls, xls, xlsb
from for_each import for_each
from opendocument import ods
from test_laid_down import EVERYTHING
from test_whole_look import pack, parts
from test_whole_plain import database
from test_whole_reading import readable
from test_whole_together import SOUND, look_of
from told_cells import as_told, cells_told

from sheettools.incoming.cage import process, unlock
from sheettools.incoming.cage.archive import unpack
from sheettools.incoming.cage.arrangement import arrangement_of
from sheettools.incoming.cage.design import design_of
from sheettools.incoming.cage.pieces import LONG, MANY, receive, send
from sheettools.incoming.cage.process import answer
from sheettools.incoming.document.text import DocumentText
from sheettools.incoming.look.ods import tidied
from sheettools.incoming.look.sniff import OLE
from sheettools.incoming.look.xlsx import Look
from sheettools.words.personal import search

# ------------------------------------------------------------------ what is answered

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
    assert list(map(cells_told, html["sheets"])) == [[[1, 1, "a"]]]
    text = answer("text", b"a;b\nc;\n")
    (sheet,) = text["sheets"]
    assert (cells_told(sheet), sheet["rows"], sheet["visible"]) == (
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
        assert cells_told(first) == [[1, 1, float(number)]]
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
    assert (cells_told(found["sheets"][0]), found["notes"]) == ([[2, 2, 5]], ())
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
    assert cells_told(found["sheets"][0]) == OF_PAGES


def test_what_an_ods_tells_in_ways_of_its_own_is_not_the_reader_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the reader stops at it as it is, it is given in plain words."""
    long = ods([Page("S", {(1, 1): timedelta(hours=36)}), Page("T", {(1, 1): 1})])
    span = ["span", 36 * 3_600_000.0]
    assert list(map(cells_told, answer("ods", long)["sheets"])) == [[[1, 1, span]], [[1, 1, 1]]]
    given: list[bytes] = []
    calamine = process._calamine

    def stumbling(data: bytes, look: Look) -> Any:
        given.append(data)
        if len(given) == 1:
            raise ZeroDivisionError
        return calamine(data, look)

    monkeypatch.setattr(process, "_calamine", stumbling)
    assert cells_told(answer("ods", ods(PAGES))["sheets"][0]) == OF_PAGES
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


def test_the_first_texts_of_a_large_workbook_are_looked_through_when_it_is_told() -> None:
    texts = [f"{number:020}" for number in range(MANY)]
    cells = [[1, 1, "x" * (LONG - 1)], [1, 2, 5], *([2, 1, text] for text in texts)]
    search.cache_clear()
    process._get_ahead({"sheets": [{"cells": as_told(cells[:-1])}]})
    assert search.cache_info().currsize == 0, "they are not many"
    process._get_ahead({"sheets": [{"cells": as_told(cells)}]})
    assert search.cache_info().currsize == MANY // 10
    search(texts[0])
    assert search.cache_info().hits == 1


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
