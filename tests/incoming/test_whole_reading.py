"""All that reading a file comes to, told by hand and held against it whole: what is read, what is
said, and why a file is not read.
"""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each
from opendocument import packed
from test_whole_look import ASIDES, pack, parts, with_asides

from sheettools.disk.trouble import NOT_ALLOWED, OPEN_ELSEWHERE
from sheettools.findings import Finding, Location, Words
from sheettools.incoming.cage import file as files
from sheettools.incoming.cage import process, read, refusals
from sheettools.incoming.cage.file import StopError, file_bytes
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.padding import PADDED
from sheettools.incoming.cage.read import FormulaRun, RawBook, RawCell, RawSheet, Reading
from sheettools.incoming.look.values import Seen
from sheettools.template.excel.address import split_address

ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>2</v></c><c r="E1" s="1" t="str">'
    '<v>®</v></c><c r="G1" t="str"><v>a\u200bb</v></c></row>'
    '<row r="2"><c r="A2"><v>12</v></c><c r="B2" s="2"><v>45366.5</v></c><c r="C2" t="b"><v>1</v>'
    '</c><c r="D2" t="e"><v>#N/A</v></c><c r="E2"><f>1</f><v>7</v></c><c r="F2"><f>A1</f></c>'
    '<c r="G2" t="str"><f>A1</f><v></v></c><c r="H2"><f>1</f><v>0.5</v></c>'
    '<c r="I2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    '<row r="3" hidden="1"><c r="A3" t="n"><v>abc</v></c><c r="B3" s="99"><v>3</v></c>'
    '<c r="E3"><f>1</f><v>7</v></c><c r="F3"><f>A1</f></c><c r="G3" s="3"><v>5</v></c></row>'
    '<row r="4"><c r="B4" s="99"><v>4</v></c><c r="E4"><f>1</f><v>8</v></c><c r="F4" t="str">'
    "<f>A1</f><v>lời</v></c></row>"
)


def cells(said: dict[str, Any]) -> dict[tuple[int, int], RawCell]:
    found = {}
    for cell, value in said.items():
        place = split_address(cell)
        found[place] = value if isinstance(value, RawCell) else RawCell(*place, value)
    return found


SHEET = RawSheet(
    name="Một",
    visible=True,
    single=cells(
        {
            "A1": "chữ", "C1": "còn", "E1": RawCell(1, 5, "®", font=".VnTime"), "G1": "ab",
            "A2": 12, "B2": datetime(2028, 3, 16, 12), "C2": True,
            "D2": RawCell(2, 4, None, error="#N/A"), "H2": RawCell(2, 8, 0.5, formula=True),
            "I2": RawCell(2, 9, None, formula=True, error="#DIV/0!"),
            "A3": "abc", "B3": 3, "G3": 5, "B4": 4, "F4": RawCell(4, 6, "lời", formula=True),
        }
    ),
    rows_seen=frozenset({1, 2, 3, 4}),
    merged=("A1:B1",),
    hidden_rows=frozenset({3}),
    hidden_columns=((2, 3),),
    runs=(
        FormulaRun(5, 2, 3, 7), FormulaRun(6, 2, 3, None), FormulaRun(7, 2, 2, ""),
        FormulaRun(5, 4, 4, 8),
    ),
    seen={
        (1, 3): Seen(struck="bỏ"), (2, 2): Seen(shown="16/03/2028", of_dates=True),
        (3, 7): Seen(all_struck=True),
    },
    asides=ASIDES,
)  # fmt: skip
NAMES = {"ma_thon": "Một!$A$1", "b": "1"}
PROPERTIES = {
    "creator": "Bà A", "lastModifiedBy": "Ông B", "created": "2024-01-02T03:04:05Z",
    "modified": "2024-02-03T04:05:06Z", "Application": "Excel", "a": "một", "c": "hai",
    "date1904": "1",
}  # fmt: skip


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def readable(files: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """Return the parts of a workbook in which all is written as readers know it."""
    links = str(files["xl/_rels/workbook.xml.rels"]).replace("../xl/", "")
    return files | {"[Content_Types].xml": TYPES, "xl/_rels/workbook.xml.rels": links}


def whole() -> bytes:
    """Return a workbook of which there is all sorts to be said."""
    found = with_asides() | {
        "xl/worksheets/sheet1.xml": parts(ROWS)["xl/worksheets/sheet1.xml"],
        "xl/vbaProject.bin": "x",
    }
    sheet = str(found["xl/worksheets/sheet1.xml"])
    sheet = sheet[: sheet.index('<col min="5"')] + sheet[sheet.index("</cols>") :]
    sheet = sheet[: sheet.index('<mergeCell ref="C4')] + sheet[sheet.index("</mergeCells>") :]
    found["xl/worksheets/sheet1.xml"] = sheet
    return pack(readable(found))


def test_a_reading(tmp_path: Path) -> None:
    data, path = whole(), tmp_path / "so\u200b.dat"
    path.write_bytes(data)
    name = "so\ufffd.dat"
    said = [
        Finding(refusals.OTHER_NAME, Location(name)),
        Finding(refusals.MACROS, Location(name)),
        Finding(refusals.ODD_VALUE, Location(name, "Một", "A3"), "abc"),
        Finding(refusals.STYLES_GONE, Location(name, "Một", "B3"), values={"count": 2}),
        Finding(
            PADDED, Location(name, "Một", "G1"),
            values={"signs": Words("ký tự không có chiều rộng", "signs without width"), "count": 1},
        ),
    ]  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()
    book = RawBook(
        file=name,
        sha256=digest,
        size=len(data),
        sheets=(SHEET, RawSheet("Hai", False, {}, frozenset())),
        properties=PROPERTIES,
        modified="2024-02-03T04:05:06Z",
        names=NAMES,
    )
    reading = read.read_book(path)
    assert reading.book == book
    assert book.from_1904
    assert list(reading.findings) == said
    assert reading == Reading(path, book, tuple(said), digest, len(data), name)


def test_cells_of_some_rows_and_columns() -> None:
    """Runs of formulas are made cells only where somebody asks for them."""
    below = SHEET.cells_of(range(2, 4), without={5})
    assert list(below) == [
        (2, 1), (2, 2), (2, 3), (2, 4), (2, 6), (2, 7), (2, 8), (2, 9),
        (3, 1), (3, 2), (3, 6), (3, 7),
    ]  # fmt: skip
    assert below[2, 6] == RawCell(2, 6, None, formula=True)
    assert SHEET.cells_of(range(3, 4))[3, 5] == RawCell(3, 5, 7, formula=True)
    assert SHEET.cells[4, 5] == RawCell(4, 5, 8, formula=True)
    assert len(SHEET.cells) == len(SHEET.single) + 6
    assert SHEET.rows_below(1) == [2, 3, 4]
    assert SHEET.rows_below(4) == []
    assert RawCell(7, 6, None).address == "F7"


# ------------------------------------------------------------------ values over the pipe

VALUES: list[tuple[Any, Any]] = [
    ("a", "a"), (True, True), (5, 5), (5.0, 5), (0.5, 0.5), (2.0**53, 2.0**53),
    (2.0**53 - 1, 2**53 - 1), (-5.0, -5),
    (datetime(2024, 3, 15), date(2024, 3, 15)), (date(2024, 3, 15), date(2024, 3, 15)),
    (datetime(2024, 3, 15, 6, 7, 8, 499), datetime(2024, 3, 15, 6, 7, 8)),
    (datetime(2024, 3, 15, 6, 7, 8, 500), datetime(2024, 3, 15, 6, 7, 8, 1000)),
    (datetime(2024, 3, 15, 23, 59, 59, 999999), date(2024, 3, 16)),
    (datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(9999, 12, 31, 23, 59, 59, 999999)),
    (time(6, 7, 8, 1499), time(6, 7, 8, 1000)), (time(6, 7), time(6, 7)),
    (timedelta(days=1.5, microseconds=1501), timedelta(days=1.5, milliseconds=2)),
]  # fmt: skip


@for_each(("given", "value"), VALUES)
def test_values_have_one_form_and_keep_it_over_the_pipe(given: Any, value: Any) -> None:
    found = process.normal(given)
    assert (found, type(found)) == (value, type(value))
    again = read._untagged(process._tagged(found))
    assert (again, type(again)) == (value, type(value))


def test_no_other_values_go_over_the_pipe() -> None:
    with pytest.raises(process._ReaderError, match=r"^a value of type bytes$"):
        process.normal(b"")


# ------------------------------------------------------------------ why a file is not read


@for_each("reason", refusals.REASONS)
def test_what_is_said_of_each_refusal(reason: str) -> None:
    problem, kind = refusals.REASONS[reason]
    values = {"sheet": "Sổ", "cell": "B2", "value": "x1", "part": "xl/a.xml"}
    told = read._refusal({"refused": reason, "values": values})
    assert told == Finding(
        problem, Location(sheet="Sổ", cell="B2"), "x1", {"part": "xl/a.xml", "kind": kind or ""}
    )
    for language in ("vi", "en"):
        assert "{" not in told.message(language) + told.remedy(language)
    assert values["sheet"] == "Sổ", "what the cage answered is left as it is"
    bare = Finding(problem, Location(), "", {"part": "zip", "kind": kind or ""})
    assert read._refusal({"refused": reason, "values": {}}) == bare


def test_what_is_said_where_there_is_no_content() -> None:
    place = {"sheet": "Sổ", "cell": "B2"}
    at = Location(sheet="Sổ", cell="B2")
    assert read._refusal({"slow": True}) == Finding(refusals.TOO_SLOW, values={"seconds": 20})
    assert read._refusal({"differs": place}) == Finding(refusals.DISAGREE, at)
    assert read._refusal({"failed": "x", "place": place}) == Finding(refusals.UNREADABLE, at)
    assert read._refusal({"failed": "x"}) == Finding(refusals.UNREADABLE)
    for kind, (problem, words) in refusals.KINDS.items():
        told = read._refusal({"refused": "kind", "values": {"kind": kind}})
        assert told == Finding(problem, values={"kind": words})


def refused(path: Path) -> Finding:
    with pytest.raises(StopError) as caught:
        file_bytes(path)
    assert str(caught.value) == caught.value.finding.code
    return caught.value.finding


def test_what_is_no_file_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = tmp_path / "so.xlsx"
    sound.write_bytes(b"12345")
    (tmp_path / "link").symlink_to(sound)
    (tmp_path / "empty").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    kinds = {
        "link": Words("một liên kết tới nơi khác", "a link to somewhere else"),
        "pipe": Words("một thiết bị hoặc đường ống", "a device or a pipe"),
        ".": Words("một thư mục", "a folder"),
    }
    assert file_bytes(sound) == b"12345"
    assert files._all_of(io.BytesIO(b"12345"), 2, 9) == b"12345", "it grew while it was read"
    for name, words in kinds.items():
        assert refused(tmp_path / name) == Finding(refusals.NOT_A_FILE, values={"kind": words})
    assert refused(tmp_path / "empty") == Finding(refusals.EMPTY)
    gone = Words("không thấy tệp", "it is not there")
    assert refused(tmp_path / "gone") == Finding(refusals.CANNOT_OPEN, values={"reason": gone})
    problem, words = refusals.KINDS["lock"]
    for name in ("~$so.xlsx", ".~lock.so.xlsx#"):
        (tmp_path / name).write_bytes(b"1")
        assert refused(tmp_path / name) == Finding(problem, values={"kind": words})
    assert refused(tmp_path / "a\0b").problem is refusals.CANNOT_OPEN
    monkeypatch.setattr(files, "MAX_SIZE", 5)
    assert file_bytes(sound) == b"12345"
    monkeypatch.setattr(files, "MAX_SIZE", 4)
    assert refused(sound).values == {"size": 1, "limit": 0}
    assert file_bytes(sound, most=5) == b"12345", "the rows of a report may be more than a return"
    monkeypatch.setattr(files, "_MIB", 2)
    assert refused(sound) == Finding(refusals.TOO_LARGE, values={"size": 3, "limit": 2})
    assert files._reason(PermissionError(13, "x")) == NOT_ALLOWED
    assert files._reason(OSError(16, "x")) == OPEN_ELSEWHERE


@for_each(
    ("name", "text"),
    [("a\tb\nc.xlsx", "a b c.xlsx"), ("a\u202eb", "a\ufffdb"), ("\udcff.xlsx", "\ufffd.xlsx")],
)
def test_names_are_told_on_one_line(name: str, text: str) -> None:
    assert files.as_text(name) == text
    assert files.shown_name(Path("x") / name) == text


# ------------------------------------------------------------------ archives


def readings(folder: Path, members: dict[str, bytes | str], name: str = "goi.zip") -> list[Reading]:
    (folder / name).write_bytes(packed(members))
    return list(read.read_books([folder / name]))


def told(found: list[Reading]) -> list[tuple[str, list[Finding]]]:
    return [(reading.file, list(reading.findings)) for reading in found]


def test_the_files_of_an_archive(tmp_path: Path) -> None:
    sound = pack(readable(parts()))
    plain = packed({"trong/b.xlsx": sound, "c.txt": "một"})
    deep = packed({"goi.zip": packed({"x.xlsx": sound})})
    found = readings(
        tmp_path,
        {
            "a.xlsx": sound, "b.zip": plain, "c.zip": deep, "d.xlsx": b"", "~$a.xlsx": "x",
            "._a": "x", "Thumbs.db": "x", "e/.DS_Store": "x",
        },
    )  # fmt: skip
    text = Finding(
        refusals.KINDS["text"][0], Location("goi.zip/b.zip/c.txt"),
        values={"kind": refusals.KINDS["text"][1]},
    )  # fmt: skip
    left = Finding(
        refusals.LEFT_IN, Location("goi.zip"), "._a, Thumbs.db, e/.DS_Store, …", {"count": 4}
    )
    assert told(found) == [
        ("goi.zip/a.xlsx", [left]),
        ("goi.zip/b.zip/c.txt", [text]),
        ("goi.zip/b.zip/trong/b.xlsx", []),
        ("goi.zip/c.zip/goi.zip", [Finding(refusals.NESTED, Location("goi.zip/c.zip/goi.zip"))]),
        ("goi.zip/d.xlsx", [Finding(refusals.EMPTY, Location("goi.zip/d.xlsx"))]),
    ]
    assert [reading.path for reading in found] == [tmp_path / reading.file for reading in found]
    assert found[0].sha256 == hashlib.sha256(sound).hexdigest()
    assert found[0].size == len(sound)


def test_archives_of_which_nothing_is_taken(tmp_path: Path) -> None:
    left = Finding(refusals.LEFT_IN, Location("goi.zip"), "Thumbs.db", {"count": 1})
    empty = Finding(refusals.EMPTY_ARCHIVE, Location("goi.zip"))
    found = readings(tmp_path, {"Thumbs.db": "x"})
    assert told(found) == [("goi.zip", [left, empty])]
    assert found[0].sha256 == hashlib.sha256((tmp_path / "goi.zip").read_bytes()).hexdigest()


def test_how_many_files_all_archives_may_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = packed({"b.txt": "x", "c.txt": "x"})
    monkeypatch.setattr(read._Room, "members", 3)
    monkeypatch.setattr(read._Room, "__init__", lambda self: vars(self).update(size=999, members=3))
    found = told(readings(tmp_path, {"a.zip": inner, "b.txt": "x"}))
    problem, kind = refusals.REASONS["members"]
    many = Finding(problem, Location("goi.zip/b.txt"), values={"part": "zip", "kind": kind})
    assert [name for name, _ in found] == [
        "goi.zip/a.zip/b.txt", "goi.zip/a.zip/c.txt", "goi.zip/b.txt",
    ]  # fmt: skip
    assert found[2][1] == [many]
    assert many not in found[0][1] + found[1][1]


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    with Keeper() as cage:
        assert read.read_database(tmp_path / "gone", cage) is None
        assert read.read_database(tmp_path / "x", cage) is None


def test_the_rows_of_a_report_may_be_more_than_any_other_file_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tong-hop.sqlite"
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("CREATE TABLE kien_nghi (ma, noi_dung)")
        store.execute("INSERT INTO kien_nghi VALUES ('a', 'b')")
    size = path.stat().st_size
    monkeypatch.setattr(files, "MAX_SIZE", size - 1)
    with Keeper() as cage:
        assert read.read_database(path, cage) == {"kien_nghi": [["a", "b"]]}
        monkeypatch.setattr(read, "MAX_ROWS_BESIDE", size - 1)
        assert read.read_database(path, cage) is None


def test_what_a_file_holds(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    assert read.bytes_of(tmp_path / "x") == b"x"
    assert read.bytes_of(tmp_path / "gone") == b""
    assert read.checksum(b"") == ""
    assert read.checksum(b"x") == hashlib.sha256(b"x").hexdigest()
