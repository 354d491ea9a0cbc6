"""Both sides of each limit of the look, with all that is said beyond it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from for_each import for_each
from test_look import MAIN, ROW, pack, parts_of, strings, with_part

from sheettools.incoming.look.manifest import is_locked, kind_of
from sheettools.incoming.look.package import Package, is_damaged, is_pile
from sheettools.incoming.look.parts import RefusedError, StringsPass, is_blank, unescape
from sheettools.incoming.look.sheet import cell_key
from sheettools.incoming.look.values import fits, is_count, is_plain, moment, plain, said
from sheettools.incoming.look.xlsx import look_at

Refusal = tuple[str, dict[str, str]]
LOOK = "sheettools.incoming.look"
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> Refusal:
    with pytest.raises(RefusedError) as caught:
        look_at(data)
    assert caught.value.args == (caught.value.reason, caught.value.values)
    return caught.value.reason, caught.value.values


def rows(cells: str, between: str = "\r\n") -> bytes:
    """Return a workbook of one sheet; the blank has the ordinary pass look at it."""
    return pack(parts_of(cells + between))


def row(count: int, first: int = 1) -> str:
    return "".join(
        f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(first, count + 1)
    )


def sheets(count: int) -> bytes:
    parts = parts_of(ROW)
    listed = "".join(f'<sheet name="{n}" r:id="rId1"/>' for n in range(count))
    book = str(parts["xl/workbook.xml"]).replace(
        '<sheet name="S" sheetId="1" r:id="rId1"/>', listed
    )
    return pack(parts | {"xl/workbook.xml": book})


def styles(body: str) -> bytes:
    sheet = f'<styleSheet xmlns="{MAIN}">{body}</styleSheet>'
    return pack(with_part(parts_of(ROW), "styles", "styles.xml", sheet))


def table(*items: str) -> bytes:
    return pack(with_part(parts_of(ROW), "sharedStrings", "s.xml", strings(*items)))


def deep(depth: int, inside: str = "") -> bytes:
    return pack(parts_of(ROW, after="<a>" * (depth - 1) + inside + "</a>" * (depth - 1)))


def extra(**more: str | bytes) -> bytes:
    return pack(parts_of(ROW) | more)


BOOK = "xl/workbook.xml"
STRINGS = "xl/s.xml"
LIMITS: list[tuple[str, int, Callable[[int], bytes], Refusal]] = [
    ("xlsx.MAX_SHEETS", 3, sheets, ("sheets", {})),
    ("sheet.MAX_CELLS", 3, lambda n: rows(row(n)), ("big", {"part": SHEET})),
    (
        "sheet.MAX_MERGES", 3,
        lambda n: pack(parts_of(ROW, after='<mergeCell ref="A1:B1"/>' * n)),
        ("big", {"part": SHEET}),
    ),
    ("parts.MAX_STRINGS", 3, lambda n: table(*["<t>a</t>"] * n), ("big", {"part": STRINGS})),
    ("parts.MAX_STYLES", 3, lambda n: styles("<xf/>" * n), ("big", {"part": "xl/styles.xml"})),
    (
        "parts.MAX_FORMAT", 3,
        lambda n: styles(f'<numFmt numFmtId="165" formatCode="{"0" * n}"/>'), ("format", {}),
    ),
    ("parts.MAX_DEPTH", 9, deep, ("depth", {"part": SHEET})),
    (
        "parts.MAX_DEPTH", 9,
        lambda n: extra(**{"xl/x.xml": "<a>" * n + "</a>" * n}), ("depth", {"part": "xl/x.xml"}),
    ),
    (
        "package.MAX_ENTRIES", 7,
        lambda n: extra(**{f"xl/{k}": "" for k in range(n - 5)}), ("parts", {}),
    ),
    ("package.MAX_PART", 2000, lambda n: extra(**{"xl/a.bin": bytes(n)}), ("bomb", {})),
    (
        "package.MAX_TOTAL", 9000,
        lambda n: extra(**{"xl/a.bin": bytes(n - sum(map(len, map(str, parts_of(ROW).values()))))}),
        ("bomb", {}),
    ),
]  # fmt: skip


@for_each(("name", "limit", "made", "expected"), LIMITS)
def test_both_sides_of_a_limit(
    name: str,
    limit: int,
    made: Callable[[int], bytes],
    expected: Refusal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{LOOK}.{name}", limit)
    assert look_at(made(limit)).sheets
    assert refused(made(limit + 1)) == expected


def test_texts_as_long_as_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    def text(length: int) -> bytes:
        return rows(f'<row r="1"><c r="A1" t="str"><v>{"é" * length}</v></c></row>')

    monkeypatch.setattr(f"{LOOK}.parts.MAX_TOKEN", 400)
    assert look_at(text(400)).sheets[0].said == {cell_key(1, 1): "é" * 400}
    assert refused(text(401)) == ("token", {"part": SHEET})


def test_what_is_no_workbook_is_told_by_what_it_lacks() -> None:
    assert refused(pack({"a.txt": "a"})) == ("kind", {"kind": "zip"})
    assert refused(pack(parts_of(ROW) | {SHEET: "<a/>"})) == ("incomplete", {"part": SHEET})


def test_how_many_names_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{LOOK}.xlsx.MAX_NAMES", 2)
    parts = parts_of(ROW)
    names = "".join(f'<definedName name="{name}">x</definedName>' for name in "abc")
    book = str(parts[BOOK]).replace("</sheets>", f"</sheets>{names}")
    assert look_at(pack(parts | {BOOK: book})).names == {"a": "x", "b": "x"}


def test_how_large_small_parts_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(str(parts_of(ROW)[BOOK]))
    monkeypatch.setattr(f"{LOOK}.xlsx.MAX_SMALL", 700)
    grown = parts_of(ROW) | {BOOK: str(parts_of(ROW)[BOOK]) + " " * (700 - size)}
    assert look_at(pack(grown)).sheets
    assert refused(pack(grown | {BOOK: f"{grown[BOOK]} "})) == ("big", {"part": BOOK})


def test_how_much_a_part_may_shrink(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{LOOK}.package.RATIO_FROM", 1000)
    monkeypatch.setattr(f"{LOOK}.package.MAX_RATIO", 10)
    assert look_at(extra(**{"xl/a.bin": bytes(1000)})).sheets
    assert refused(extra(**{"xl/a.bin": bytes(1001)})) == ("bomb", {})
    mixed = bytes(range(256)) * 4 + bytes(900)
    assert look_at(extra(**{"xl/a.bin": mixed})).sheets


@pytest.mark.parametrize(("rows_", "columns"), [(4, 2), (2, 4)])
def test_how_many_cells_a_sheet_may_span(
    rows_: int, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = "ABCD"[columns - 1]
    cells = (
        f'<row r="1"><c r="{letter}1"><v>1</v></c></row>'
        f'<row r="{rows_}"><c r="A{rows_}"><v>1</v></c></row>'
    )
    monkeypatch.setattr(f"{LOOK}.sheet.MAX_BOX", 8)
    for between in ("", "\r\n"):
        assert look_at(rows(cells, between)).sheets[0].last == (rows_, columns)
    monkeypatch.setattr(f"{LOOK}.sheet.MAX_BOX", 7)
    look = look_at(rows(cells))
    assert look.sheets[0].own, "the few that stand far away are read apart"
    monkeypatch.setattr(f"{LOOK}.sheet.FEW", 0)
    far = f"{letter}1"  # a column is farther out of the usual than as many rows
    assert refused(rows(cells)) == ("far", {"sheet": "S", "cell": far})


def test_how_many_strings_may_be_promised() -> None:
    def promised(count: str) -> bool:
        found = StringsPass("x")
        found.run([strings("<t>a</t>", count=count).encode()])
        return found.count_is_sound()

    assert promised("")
    assert promised(' uniqueCount="1001"')
    assert not promised(' uniqueCount="1002"')
    assert not promised(' uniqueCount="x"')
    assert not promised(' uniqueCount="-1"')
    assert not promised(' uniqueCount="²"')


def test_strings_that_are_too_many_to_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> StringsPass:
        made = StringsPass("x")
        made.run([strings("<t>ab</t>", "<t> </t>", "<t>c</t>").encode()])
        return made

    whole = found()
    assert (whole.count, whole.blanks, whole.texts) == (3, {1}, ["ab", " ", "c"])
    monkeypatch.setattr(f"{LOOK}.parts.MAX_KEPT", 4)
    assert found().texts == ["ab", " ", "c"]
    monkeypatch.setattr(f"{LOOK}.parts.MAX_KEPT", 3)
    cut = found()
    assert cut.texts is None
    assert [cut.text(at) for at in range(4)] == ["ab", " ", None, None]


# ------------------------------------------------------------------ the package


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return out.getvalue()


def packing(data: bytes) -> Refusal:
    with pytest.raises(RefusedError) as caught:
        Package(data)
    return caught.value.reason, caught.value.values


def test_a_package() -> None:
    found = Package(zipped(("xl\\A.xml", b"12"), ("xl/", b""), ("b.XML", b"3"), ("xl/c", b"")))
    assert list(found.parts) == ["xl/a.xml", "b.xml", "xl/c"]
    assert found.is_renamed
    assert not found.tail
    assert "XL/A.xml" in found
    assert "xl" not in found
    assert found.size("XL/A.xml") == 2
    assert list(found.chunks("B.xml")) == [b"3"]
    assert not Package(zipped(("xl/a.xml", b"12"))).is_renamed
    assert Package(zipped(("xl/a.xml", b"")) + b"x").tail
    with pytest.raises(RefusedError) as caught:
        list(found.chunks("xl/none"))
    assert (caught.value.reason, caught.value.values) == ("incomplete", {"part": "xl/none"})


A = "xl/a.xml"
LONG = "xl/" + "a" * 120
PACKAGES: dict[str, tuple[bytes, Refusal]] = {
    "nothing": (zipped(), ("kind", {"kind": "zip"})),
    "files": (zipped(("a.xlsx", b""), ("xl/a.txt", b"")), ("kind", {"kind": "zip"})),
    "twice": (zipped((A, b""), ("XL\\a.xml", b"")), ("odd", {"part": "XL\\a.xml"})),
    "twice, long": (
        zipped((A, b""), (LONG, b""), (LONG.upper(), b"")), ("odd", {"part": LONG.upper()[:100]})
    ),
    "up": (zipped((A, b""), ("../ê", b"")), ("odd", {"part": r"'../\xea'"})),
    "up inside": (zipped((A, b""), ("a/../b", b"")), ("odd", {"part": "'a/../b'"})),
    "drive": (zipped((A, b""), ("c:a", b"")), ("odd", {"part": "'c:a'"})),
    "unseen": (zipped((A, b""), ("a\1", b"")), ("odd", {"part": r"'a\x01'"})),
    "long": (zipped((A, b""), (LONG + "\1", b"")), ("odd", {"part": f"'{LONG[:100]}'"})),
    "method": (
        zipped((LONG, b"1"), (A, b""), method=zipfile.ZIP_BZIP2), ("odd", {"part": LONG[:100]})
    ),
    "cut": (zipped((A, b""))[:-5], ("zip", {})),
    "before": (b"x" + zipped((A, b"")), ("odd", {"part": A})),
}  # fmt: skip


@for_each("case", PACKAGES)
def test_what_a_package_is_refused_for(case: str) -> None:
    data, expected = PACKAGES[case]
    assert packing(data) == expected


def test_folders_that_old_programs_begin_with_a_slash_harm_nobody() -> None:
    assert list(Package(zipped((A, b""), ("/Pictures/", b""), ("/b", b""))).parts) == [A, "b"]


def at_directory(data: bytes, number: int, place: int, value: bytes) -> bytes:
    """Return an archive with something else in an entry of its directory."""
    at = -1
    for _ in range(number):
        at = data.index(b"PK\1\2", at + 1)
    return data[: at + place] + value + data[at + place + len(value) :]


def test_entries_that_share_bytes_or_lie_elsewhere() -> None:
    data = zipped((A, b"1234"), ("xl/b.xml", b"5678"))
    second = data.index(b"PK\3\4", 1)
    assert Package(data)
    for offset, part in ((0, "xl/b.xml"), (second - 1, "xl/b.xml"), (second + 1, "xl/b.xml")):
        moved = at_directory(data, 2, 42, struct.pack("<I", offset))
        assert packing(moved)[0] == "odd"
        assert packing(moved)[1]["part"] in (part, A)
    longer = at_directory(data, 2, 20, struct.pack("<I", 5))
    assert packing(longer) == ("odd", {})
    assert packing(at_directory(data, 1, 20, struct.pack("<I", 5))) == ("odd", {"part": "xl/b.xml"})
    link = at_directory(data, 2, 38, struct.pack("<I", 0o120777 << 16))
    assert packing(link) == ("odd", {"part": "'xl/b.xml'"})
    locked = at_directory(data, 2, 8, b"\1")
    assert packing(locked) == ("password", {})


def test_damage_is_told_by_checksums_and_by_what_stands_twice(monkeypatch: Any) -> None:
    data = zipped((A, b"1234"), ("xl/b.xml", b"5678"))
    assert not is_damaged(data)
    assert is_damaged(data[:-30])
    assert is_damaged(data.replace(b"5678", b"5679"))
    assert is_damaged(at_directory(data, 2, 10, b"\x08"))
    assert is_damaged(at_directory(data, 2, 20, b"\5"))
    assert is_damaged(at_directory(data, 2, 24, b"\5"))
    assert is_damaged(data.replace(b"PK\3\4", b"PK\3\5", 1))
    other = zipped((A, b"1"), method=zipfile.ZIP_BZIP2)
    assert not is_damaged(other), "nobody can say"
    damaged = data.replace(b"5678", b"5679")
    monkeypatch.setattr(f"{LOOK}.package.MAX_TOTAL", 8)
    assert is_damaged(damaged)
    monkeypatch.setattr(f"{LOOK}.package.MAX_TOTAL", 7)
    assert not is_damaged(damaged), "it is not unpacked"
    monkeypatch.setattr(f"{LOOK}.package.MAX_ENTRIES", 1)
    assert not is_damaged(data.replace(b"PK\3\4", b"PK\3\5", 1))


PILES = [["a.xlsx"], ["a/b.xml", "c"], ["xl/a.txt"], ["word"], ["content.xml"], []]
NONE = [
    ["a.xlsx", "[Content_Types].xml"], ["mimetype", "a"], ["_rels/.rels"], ["xl/a.xml", "b"],
    ["word\\a.BIN"], ["ppt/a.rels"], ["docProps/a.xml"], ["a.iwa"], ["Index.zip", "b"],
    ["META-INF/manifest.xml", "content.xml"],
]  # fmt: skip


def test_piles_of_files_are_told_from_documents() -> None:
    assert [is_pile(names) for names in PILES] == [True] * len(PILES)
    assert [is_pile(names) for names in NONE] == [False] * len(NONE)


MANIFEST = '<m xmlns:n="n"><n:file-entry n:full-path="{}" n:media-type="{}"/></m>'


@for_each(
    ("mimetype", "path", "kind", "told"),
    [
        ("application/vnd.oasis.opendocument.spreadsheet", "/", "x", "ods"),
        (" application/x-opendocument.spreadsheet-template\n", "/", "x", "ods"),
        ("application/vnd.oasis.opendocument.text", "/", "opendocument.spreadsheet", "office"),
        ("x" * 100 + "opendocument.spreadsheet", "/", "", "office"),
        ("", "/", "a.opendocument.spreadsheet", "ods"),
        ("", "/", "opendocument.text", "office"),
        ("", "/a", "opendocument.spreadsheet", "office"),
        (None, "/", "opendocument.spreadsheet", "ods"),
        (None, "/", "opendocument.text", "office"),
        (None, "/a", "opendocument.spreadsheet", ""),
    ],
)
def test_the_kind_of_an_opendocument_file(
    mimetype: str | None, path: str, kind: str, told: str
) -> None:
    files = [
        ("content.xml", b"<x/>"), ("META-INF/manifest.xml", MANIFEST.format(path, kind).encode()),
    ]  # fmt: skip
    files += [("mimetype", mimetype.encode())] if mimetype is not None else []
    package = Package(zipped(*files))
    assert kind_of(package) == told
    assert not is_locked(package)


# ------------------------------------------------------------------ texts and values


@for_each(
    ("written", "text"),
    [
        ("a_x0041_b", "aAb"), ("_x000d_", "\r"), ("_x1EA1_", "ạ"), ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "_xD83D_"), ("_xD83D_a", "_xD83D_a"), ("_x004_", "_x004_"),
        ("_X0041_", "_X0041_"),
        ("_x005F_x0041_", "_x0041_"), ("x", "x"), ("", ""),
    ],
)  # fmt: skip
def test_letters_that_xml_cannot_hold(written: str, text: str) -> None:
    assert unescape(written) == text


def test_what_shows_nothing() -> None:
    assert all(map(is_blank, ["", " \t\n\xa0", "_x0020_", "\ufeff", " \ufeff ", "_xFEFF_"]))
    assert not any(map(is_blank, ["x", " x ", "_x0041_", "\u200b", "_x"]))


FITS = {
    "n": ["1", "-1.5", "+.5", "1.", "1e5", "2E-3"],
    "b": ["0", "1", "true", "false"],
    "d": ["2024-03-15", "2024-03-15T06:07", "2024-03-15T06:07:08.5Z", "06:07"],
    "str": ["", "x"],
}
NOT = {
    "n": ["", "x", "1,5", "1e999", "0x1", "nan", "inf", "1 ", "--1", "٣", "1e"],
    "b": ["2", "TRUE", ""],
    "d": ["15/3/2024", "2024-13-01", "2024-03-15 06:07", "6:07", "25:00",
          "2024-03-15T06:07:08.1234567"],
    "s": ["0"],
    "e": ["#N/A"],
}  # fmt: skip


def test_what_fits_a_type() -> None:
    assert [[fits(kind, text) for text in texts] for kind, texts in FITS.items()] == [
        [True] * len(texts) for texts in FITS.values()
    ]
    assert [[fits(kind, text) for text in texts] for kind, texts in NOT.items()] == [
        [False] * len(texts) for texts in NOT.values()
    ]


def test_how_values_are_written_plainly() -> None:
    plainly = [
        ("n", "1"), ("b", "0"), ("b", "1"), ("s", "12"), ("e", "#N/A"), ("e", "#GETTING_DATA"),
        ("str", " x "), ("d", "2024-03-15"),
    ]  # fmt: skip
    otherwise = [
        ("n", " 1", "1"), ("n", "1\n", "1"), ("b", "true", "1"), ("b", " 0 ", "0"),
        ("b", "false", "0"), ("s", " 007 ", "7"), ("d", " 2024-03-15 ", "2024-03-15"),
        ("d", "2024-03-15T06:07:08Z", "2024-03-15T06:07:08"),
    ]  # fmt: skip
    assert all(is_plain(kind, text) for kind, text in plainly)
    assert not any(is_plain(kind, text) for kind, text, _ in otherwise)
    assert not is_plain("e", "#SPILL!")
    assert not is_plain("s", "12 ")
    assert [plain(kind, text) for kind, text in plainly] == [text for _, text in plainly]
    assert [plain(kind, text) for kind, text, _ in otherwise] == [text for *_, text in otherwise]


def test_what_values_say() -> None:
    assert said("n", " 1.5 ") == 1.5
    assert (said("b", " true "), said("b", "0")) == (True, False)
    assert said("str", " x ") == " x "
    assert said("d", " 06:07 ") == moment("06:07")
    assert [is_count(text) for text in ("0", "4294967295", "99999999999", "", "-1", "²", "1 ")] == [
        True, True, False, False, False, False, False,
    ]  # fmt: skip
