"""All that is read of pages, of plain texts and of archives, told by hand and held against it
whole; what kind of file some bytes are.
"""

from __future__ import annotations

import base64
import codecs
import io
import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each

from sheettools.incoming.cage.archive import unpack
from sheettools.incoming.cage.arrivals import files_in, is_by_product, shown_names
from sheettools.incoming.look.database import read_tables
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.plain import PlainTable, decode, read_html, read_text
from sheettools.incoming.look.sniff import sniff


def refusal(read: Callable[[], object]) -> tuple[str, dict[str, str]]:
    with pytest.raises(RefusedError) as caught:
        read()
    return caught.value.reason, caught.value.values


# ------------------------------------------------------------------ texts


@for_each(
    ("data", "text"),
    [
        ("Đường".encode(), "Đường"),
        (codecs.BOM_UTF8 + "Đường".encode(), "Đường"),
        (codecs.BOM_UTF16_LE + "Đường".encode("utf-16-le"), "Đường"),
        (codecs.BOM_UTF16_BE + "Đường".encode("utf-16-be"), "Đường"),
        (codecs.BOM_UTF16_LE + "Đ".encode("utf-16-le") + b"x", "Đ\ufffd"),
        (b"\xd0a\xf2", "Đa\u0323"),
        (b"\xd2\xff\xf0\xd5", "\u0309ÿđƠ"),
        (b"\x8d\x8f", None),
    ],
)
def test_how_texts_are_written(data: bytes, text: str | None) -> None:
    assert decode(data) == text


TEXTS: dict[str, dict[tuple[int, int], str]] = {
    "a;b\n;c\n": {(1, 1): "a", (1, 2): "b", (2, 2): "c"},
    "a,b\r\n": {(1, 1): "a", (1, 2): "b"},
    "a\tb": {(1, 1): "a", (1, 2): "b"},
    "số;số\n1,5;2,5\n": {(1, 1): "số", (1, 2): "số", (2, 1): "1,5", (2, 2): "2,5"},
    "a;b;c\nd,e;f;g\n": {
        (1, 1): "a", (1, 2): "b", (1, 3): "c", (2, 1): "d,e", (2, 2): "f", (2, 3): "g",
    },
    "SEP=|\na|b;c": {(1, 1): "a", (1, 2): "b;c"},
    "sep=;\r\na;b": {(1, 1): "a", (1, 2): "b"},
    "sep=ab\na;b": {(1, 1): "sep=ab", (2, 1): "a", (2, 2): "b"},
    '"a\nb";c': {(1, 1): "a\nb", (1, 2): "c"},
    "a b;c,d;e": {(1, 1): "a b", (1, 2): "c,d", (1, 3): "e"},
    "tên\nx;y\nx;y\nm,n\n": {(1, 1): "tên", (2, 1): "x", (2, 2): "y", (3, 1): "x", (3, 2): "y",
                             (4, 1): "m,n"},
}  # fmt: skip


@for_each("text", TEXTS)
def test_a_text(text: str) -> None:
    assert read_text(text.encode()) == [PlainTable("Trang 1", TEXTS[text])]


def test_texts_that_are_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(lambda: read_text(b"\x8d")) == ("kind", {"kind": "unknown"})
    assert refusal(lambda: read_text(b"m\xc3\xb4t\nhai")) == ("kind", {"kind": "text"})
    assert refusal(lambda: read_text(b"")) == ("kind", {"kind": "text"})
    wide = b"," * 16384
    far = ("address", {"sheet": "Trang 1", "value": "1:16385"})
    assert read_text(wide[1:]) == [PlainTable("Trang 1")]
    assert refusal(lambda: read_text(wide)) == far
    long = b'a,"' + b"x" * 131073 + b'"'
    assert refusal(lambda: read_text(b"sep=,\n" + long)) == ("token", {"part": "CSV"})
    monkeypatch.setattr("sheettools.incoming.look.plain.MAX_CELLS", 2)
    assert read_text(b"a,b")
    assert refusal(lambda: read_text(b"a,b,c")) == ("big", {})


def test_how_far_a_text_may_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheettools.incoming.look.plain.MAX_ROW", 2)
    assert read_text(b"a,b\n,\n")
    assert refusal(lambda: read_text(b"a,b\n,\n,\n")) == (
        "address", {"sheet": "Trang 1", "value": "3:1"},
    )  # fmt: skip


# ------------------------------------------------------------------ pages

PAGE = """<html><style>p{}</style><p>ngoài</p><TABLE><td>a</td><tr><th>b<td> c
  d </td><tr>
<td colspan=2 rowspan="2">e<br>f<p>g<style>x</style><script>y</script></td><td>h<table><tr>
<td>i</td>
<td>j</td></tr></table> k <b> l</b>m</td><tr><td>l</td></tr><tr><td rowspan=x>m</td>
<td colspan=" 3 "> </td>
<td>n</td></tr></table>giữa<td>không</td></table><table><tr><td>&amp;&#273;<b>o</b> p"""
PAGES = [
    PlainTable(
        "Bảng 1",
        {
            (1, 1): "a", (2, 1): "b", (2, 2): "c d", (3, 1): "e\nf\ng", (3, 3): "h\ni j k lm",
            (4, 3): "l", (5, 1): "m", (5, 5): "n",
        },
        ("A3:B4", "B5:D5"),
    ),
    PlainTable("Bảng 2", {(1, 1): "&đo p"}),
]  # fmt: skip


def test_a_page() -> None:
    assert read_html(PAGE.encode()) == PAGES


def table(cells: str) -> bytes:
    return f"<table><tr>{cells}</tr></table>".encode()


def test_pages_that_are_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(lambda: read_html(b"\x8d")) == ("kind", {"kind": "unknown"})
    assert refusal(lambda: read_html(b"<p>x</p>")) == ("kind", {"kind": "html"})
    (spanned,) = read_html(table("<td colspan=1001 rowspan=1000>a"))
    assert spanned.merged == ("A1:ALL1000",)
    (single,) = read_html(table("<td colspan=1 rowspan=9999999999>a"))
    assert single.merged == ()
    wide = "<td colspan=1000>" * 16
    assert read_html(table(wide + "<td colspan=383>"))
    assert refusal(lambda: read_html(table(wide + "<td colspan=384>"))) == (
        "address", {"sheet": "Bảng 1", "value": "1:16385"},
    )  # fmt: skip
    monkeypatch.setattr("sheettools.incoming.look.plain.MAX_TOKEN", 3)
    assert read_html(table("<td>a<b>bc</b></td><td>abc"))
    assert refusal(lambda: read_html(table("<td>a<b>bcd"))) == ("token", {"part": "HTML"})
    monkeypatch.setattr("sheettools.incoming.look.plain.MAX_ROW", 3)
    assert read_html(table("<td rowspan=2>a"))
    assert refusal(lambda: read_html(table("<td rowspan=3>a"))) == (
        "address", {"sheet": "Bảng 1", "value": "1:2"},
    )  # fmt: skip


# ------------------------------------------------------------------ archives


def packed(files: dict[str, bytes], **how: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **how) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def as_is(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return an archive with another name of the same length, written without a word of how."""
    assert len(old) == len(new)
    data = bytearray(data.replace(old, new))
    for signature, at in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] &= ~8
            place = data.find(signature, place + 4)
    return bytes(data)


def member(name: str, body: bytes) -> dict[str, Any]:
    return {"name": name, "data": base64.b64encode(body).decode()}


def test_an_archive() -> None:
    data = packed(
        {
            "b.xlsx": b"hai", "a/thon.xls": b"", "../c:/./x\\\\y.csv": b"ba", "~$b.xlsx": b"x",
            "thư mục/": b"", "..": b"x", "Thumbs.db": b"", "d\n.ods": b"4", "d_.ods": b"5",
            "e" * 250: b"6",
        }
    )  # fmt: skip
    assert unpack(data, 100) == {
        "members": [
            member("?", b"x"),
            member("a/thon.xls", b""),
            member("b.xlsx", b"hai"),
            member("c_/x/y.csv", b"ba"),
            member("d_.ods", b"4"),
            member("d_.ods (2)", b"5"),
            member("e" * 240, b"6"),
        ],
        "ignored": ["Thumbs.db", "~$b.xlsx"],
    }


@pytest.mark.parametrize(
    ("written", "name"),
    [("Đỗ.xls".encode(), "Đỗ.xls"), (b"\xd0\xf2abc.xls", "Đ\u0323abc.xls")],
)
def test_names_that_do_not_say_how_they_are_written(written: bytes, name: str) -> None:
    data = as_is(packed({"x" * len(written): b"1"}), b"x" * len(written), written)
    assert unpack(data, 1)["members"] == [member(name, b"1")]


def test_how_much_an_archive_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed({"a": b"12", "b": b"3", "c": b"4"})
    bomb = {"name": "c", "refused": "bomb", "values": {}}
    assert unpack(data, 4)["members"] == [member("a", b"12"), member("b", b"3"), member("c", b"4")]
    assert unpack(data, 3)["members"] == [member("a", b"12"), member("b", b"3"), bomb]
    lying = bytearray(data)
    place = lying.find(b"PK\1\2")
    lying[place + 24 : place + 28] = b"\1\0\0\0"  # how much it holds, says the directory
    told = unpack(bytes(lying), 1)["members"][0]
    assert told["refused"] in ("zip", "bomb")
    monkeypatch.setattr("sheettools.incoming.cage.archive.MAX_MEMBERS", 3)
    assert len(unpack(data, 9)["members"]) == 3
    monkeypatch.setattr("sheettools.incoming.cage.archive.MAX_MEMBERS", 2)
    assert refusal(lambda: unpack(data, 9)) == ("members", {})


def test_what_is_not_taken_out_of_an_archive() -> None:
    link = zipfile.ZipInfo("l\u1ed7i")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"12345678")
        archive.writestr(link, b"/etc")
        archive.writestr("z", b"1" * 99, zipfile.ZIP_BZIP2)
    data = bytearray(out.getvalue())
    data[data.find(b"12345678")] = 0
    damaged, odd, other = unpack(bytes(data), 999)["members"]
    assert damaged == {"name": "a", "refused": "zip", "values": {}}
    assert odd == {"name": "lỗi", "refused": "odd", "values": {"part": "'l\\u1ed7i'"}}
    assert other == {"name": "z", "refused": "odd", "values": {"part": "'z'"}}
    locked = bytearray(packed({"a": b"1"}))
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.find(signature) + at] |= 1
    assert unpack(bytes(locked), 9)["members"] == [
        {"name": "a", "refused": "member password", "values": {}}
    ]


# ------------------------------------------------------------------ names

BY_PRODUCTS = [
    "~$so.xlsx", ".~so.xlsx", "._so.xlsx", "Thumbs.db", "EHTHUMBS.DB", "desktop.ini",
    "__MACOSX/so.xlsx", "$RECYCLE.BIN/so.xlsx", "@eaDir/so.xlsx", "#recycle/so.xlsx",
    ".git/so.xlsx", "a/.b/so.xlsx", "so.xlsx.tmp", "SO.TMP", ".so.txt", ".so",
]  # fmt: skip
OWN = ["so.xlsx", "a.b/so.xlsx", ".so.xlsx", ".so.XLS", ".so.csv", ".so.zip", ".so.icloud", "~so"]


def test_what_programs_leave_is_told_by_its_name() -> None:
    assert [name for name in BY_PRODUCTS + OWN if is_by_product(name)] == BY_PRODUCTS


def test_what_lies_in_a_folder(tmp_path: Path) -> None:
    for name in ("b/so.xlsx", "a.xlsx", "~$a.xlsx", "b/desktop.ini"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "lien-ket").symlink_to(tmp_path / "b")
    found, left = files_in(tmp_path)
    assert found == [tmp_path / "a.xlsx", tmp_path / "b/so.xlsx", tmp_path / "lien-ket"]
    assert left == [tmp_path / "b/desktop.ini", tmp_path / "~$a.xlsx"]


def test_what_files_are_called(tmp_path: Path) -> None:
    names = ["x/a/so.xlsx", "x/b/so.xlsx", "y/b/so.xlsx", "y/mot.xlsx", "ngoai.xlsx"]
    paths = [tmp_path / name for name in names]
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
    assert shown_names(paths) == [
        "a/so.xlsx", "x/b/so.xlsx", "y/b/so.xlsx", "mot.xlsx", "ngoai.xlsx",
    ]  # fmt: skip
    assert shown_names(paths, [tmp_path / "x", tmp_path / "y", tmp_path / "z"]) == [
        "a/so.xlsx", "x/b/so.xlsx", "y/b/so.xlsx", "mot.xlsx", "ngoai.xlsx",
    ]  # fmt: skip
    unseen = [tmp_path / "a\u200b.xlsx", tmp_path / "a.xlsx"]
    assert shown_names(unseen) == ["a\ufffd.xlsx", "a.xlsx"]
    assert shown_names(paths[3:4] * 2)[1].endswith("y/mot.xlsx (2)")


# ------------------------------------------------------------------ kinds

KINDS: dict[str, list[bytes]] = {
    "zeros": [b"", bytes(9)],
    "zip": [b"PK\3\4x", b"PK\5\6x"],
    "pdf": [b"%PDF-1.7", b"\n" * 1000 + b"%PDF-1"],
    "image": [
        b"\xff\xd8\xff\0", b"\x89PNG", b"GIF89a", b"II*\0", b"MM\0*", b"BM1234\0\0\0\0",
        b"RIFF1234WEBP", b"\0\0\0\0ftypheic", b"\0\0\0\0ftypavif", b"1234ftypmif1",
    ],
    "media": [b"RIFF1234WAVE", b"\0\0\0\0ftypmp42"],
    "rar": [b"Rar!\x1a\x07"],
    "7z": [b"7z\xbc\xaf\x27\x1c"],
    "gzip": [b"\x1f\x8b", b"BZh9", b"\xfd7zXZ"],
    "word": [b"{\\rtf1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")],
    "xls95": [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"],
    "mac": [b"\x00\x05\x16\x07"],
    "shortcut": [
        b"L\0\0\0\x01\x14\x02\0", b"bplist00", b"[InternetShortcut]\n", b"\n[Desktop Entry]",
        b'{"url": "https://docs.google.com/x', b'{"doc_id": 1, "x": "docs.google.com"}',
        b'<?xml version="1.0"?><plist>',
    ],
    "email": [b"\x78\x9f\x3e\x22", b"From: a\nTo: b\n", b"X-Mailer: a\n tiep\n"],
    "mht": [b"From: <Saved by Microsoft>\nSubject: x\n", b"To: a\nX-Document-Type: Workbook\n"],
    "fods": [b'<?xml version="1.0"?><office:spreadsheet xmlns="opendocument"/>'],
    "xml": [b'<?xml version="1.0"?><urn:office:spreadsheet/>'],
    "html": [
        b"<html>", b"  <!DOCTYPE html>", b"<TABLE>", b"<head>", b"<meta x>", b"<body>", b"<!-- x",
        b"\xef\xbb\xbf<html>", '\ufeff<html>'.encode("utf-16-le"), b"<?xml version='1.0'?><html>",
    ],
    "text": [b"a;b", b"<x>", b"From: a", b"{docs.google.com", b"<?xml version='1.0'?><a/>",
             b"\n" * 1030 + b"%PDF", b"a" * 9 + b"\1"],
    "unknown": [b"a\0b", b"a" * 8 + b"\1"],
    "office": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
}  # fmt: skip


@for_each("kind", KINDS)
def test_kinds_of_files(kind: str) -> None:
    assert [sniff(data) for data in KINDS[kind]] == [kind] * len(KINDS[kind])


def test_a_text_is_known_whose_beginning_ends_amid_a_letter() -> None:
    """Only so much of a file is looked at."""
    assert sniff("Thô".encode()[:-1]) == "text"


@for_each(
    ("name", "kind"),
    [
        ("EncryptedPackage", "password"), ("Workbook", "xls"), ("Book", "xls95"),
        ("__properties_version1.0", "email"), ("PowerPoint Document", "slides"),
    ],
)  # fmt: skip
def test_kinds_of_containers(name: str, kind: str) -> None:
    assert sniff(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0" + name.encode("utf-16-le")) == kind


# ------------------------------------------------------------------ databases


def database(*statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in statements:
            made.execute(statement)
        made.commit()
        return made.serialize()


def test_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheettools.incoming.look.database.AT_ONCE", 2)
    data = database(
        'CREATE TABLE "a""b" (x, y)',
        """INSERT INTO "a""b" VALUES (1, 'đ'), (2.5, NULL), (3, '')""",
        "CREATE TABLE c (x)",
    )
    found = read_tables(data)
    assert {name: list(map(json.loads, rows)) for name, rows in found.items()} == {
        'a"b': [[[1, "đ"], [2.5, None]], [[3, ""]]], "c": [],
    }  # fmt: skip
    assert "đ" in found['a"b'][0]


@for_each(
    ("statements", "error"),
    [
        (("CREATE TABLE a (x)", "CREATE VIEW b AS SELECT * FROM a"), "something else than tables$"),
        (("CREATE TABLE a (x)", "CREATE INDEX b ON a (x)"), "something else than tables$"),
        (("CREATE TABLE a (x)", "INSERT INTO a VALUES (x'00')"), ".* texts and numbers$"),
    ],
)  # fmt: skip
def test_a_database_of_other_things(statements: tuple[str, ...], error: str) -> None:
    with pytest.raises(ValueError, match=f"^{error}"):
        read_tables(database(*statements))
