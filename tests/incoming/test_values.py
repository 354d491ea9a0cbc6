"""What a cell of an .xlsx says is read as it says it, however its part of the file is written: or
it is told, at the cell.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from binary import container
from for_each import for_each
from openpyxl import load_workbook
from test_look import MAIN, pack, parts_of, strings, with_part
from village import CASES, fill, read_case

from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import Reading, read_book
from sheettools.incoming.check.validate import check
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.outgoing.back.transfer import Copied, lay_back

CAGE = Keeper()
TEXTS = ("<t>không</t>", "<t>một</t>", "<t>hai</t>")
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="46"/></cellXfs></styleSheet>'
)
OTHER = 'xmlns:o="urn:other"'
TOLD, LOST = "told as it stands", "its text is lost"


def workbook(
    cells: str, texts: tuple[str, ...] = TEXTS, styles: str = STYLES, count: str = ""
) -> bytes:
    """Return a workbook of these cells in row 1, and of one more, D1, that holds 77."""
    parts = parts_of(f'<row r="1">{cells}<c r="D1"><v>77</v></c></row>')
    parts = with_part(parts, "sharedStrings", "sharedStrings.xml", strings(*texts, count=count))
    parts = with_part(parts, "styles", "styles.xml", styles)
    types = str(parts["[Content_Types].xml"])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    more = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    return pack(parts | {"[Content_Types].xml": types.replace("</Types>", more)})


def reading_of(data: bytes, folder: Path) -> Reading:
    path = folder / "so.xlsx"
    path.write_bytes(data)
    return read_book(path, CAGE)


def first_cell(reading: Reading) -> tuple[Any, str, list[str]]:
    """Return what A1 holds, its error, and the codes of what is said there; D1 is always read."""
    assert reading.book is not None, reading.findings
    cells: Mapping[tuple[int, int], Any] = reading.book.sheets[0].cells
    assert cells[1, 4].value == 77
    said = [f.code for f in reading.findings if f.location.cell == "A1"]
    cell = cells.get((1, 1))
    return (None, "", said) if cell is None else (cell.value, cell.error, said)


def v(text: str, more: str = "") -> str:
    return f'<c r="A1"{more}><v>{text}</v></c>'


def inline(kind: str, inside: str = "<is><t>chữ</t></is>") -> str:
    return f'<c r="A1"{kind}>{inside}</c>'


WRITTEN: dict[str, tuple[str, Any]] = {
    # An index
    "index, blank behind": (v("1 ", ' t="s"'), "một"),
    "index, blank before": (v(" 1", ' t="s"'), "một"),
    "index, line": (v("\n1\n", ' t="s"'), "một"),
    "index, no-break space": (v("1\xa0", ' t="s"'), "một"),
    "index, comment": (v("<!--x-->1", ' t="s"'), "một"),
    "index, instruction": (v("<?x y?>1", ' t="s"'), "một"),
    "index, CDATA": (v("<![CDATA[1]]>", ' t="s"'), "một"),
    "index, escaped": (v("&#49;", ' t="s"'), "một"),
    "index, noughts before": (v("01", ' t="s"'), "một"),
    "index is a word": (v("abc", ' t="s"'), LOST),
    "index is negative": (v("-1", ' t="s"'), LOST),
    "index past the last": (v("3", ' t="s"'), LOST),
    "index far past the last": (v("99999999999999999999", ' t="s"'), LOST),
    "index is a fraction": (v("1.0", ' t="s"'), LOST),
    "index is blank": (v(" ", ' t="s"'), None),
    # A number
    "number, blanks": (v(" 7 "), 7),
    "number, tab": (v("7&#9;"), 7),
    "number, no-break space": (v("7\xa0"), 7),
    "number, comment within": (v("1<!-- -->2"), 12),
    "number, CDATA": (v("1<![CDATA[2]]>3"), 123),
    "number, escaped": (v("1&#50;"), 12),
    "number, sign": (v("+5"), 5),
    "number, bare point": (v("5."), 5),
    "number, type said": (v("7", ' t="n"'), 7),
    "number, type blank": (v("5", ' t=""'), ("5", TOLD)),
    "number, type unknown": (v("5", ' t="foo"'), ("5", TOLD)),
    "number is a word": (v("abc"), ("abc", TOLD)),
    "number with a comma": (v("1,5"), ("1,5", TOLD)),
    "number of wide digits": (v("１２"), ("１２", TOLD)),
    "number too large": (v("1e400"), ("1e400", TOLD)),
    "number, element within": (v("1<b>2</b>3"), ("123", TOLD)),
    "number is infinite": (v("inf"), ("inf", TOLD)),
    # A truth value
    "truth, blanks": (v(" 1 ", ' t="b"'), True),
    "truth in words": (v("true", ' t="b"'), True),
    "untruth, comment": (v("0<!-- -->", ' t="b"'), False),
    "truth is 2": (v("2", ' t="b"'), ("2", TOLD)),
    # An error
    "error, blanks": (v(" #N/A ", ' t="e"'), (None, "#N/A")),
    "error, comment": (v("#N<!-- -->/A", ' t="e"'), (None, "#N/A")),
    "error of later years": (v("#SPILL!", ' t="e"'), (None, "#SPILL!")),
    # A text of its own
    "inline without a type": (inline(""), ("chữ", TOLD)),
    "inline, type blank": (inline(' t=""'), ("chữ", TOLD)),
    "inline, type of an index": (inline(' t="s"'), ("chữ", TOLD)),
    "inline, type of a number": (inline(' t="n"', "<is><t>5</t></is>"), ("5", TOLD)),
    "inline, type of a text": (inline(' t="str"'), "chữ"),
    "inline, type of an error": (inline(' t="e"'), ("chữ", TOLD)),
    "inline, in runs": (
        inline(' t="inlineStr"', "<is><r><t>một</t></r><r><t> hai</t></r></is>"),
        "một hai",
    ),
    "inline, hint": (
        inline(' t="inlineStr"', '<is><t>a</t><rPh sb="0" eb="1"><t>z</t></rPh></is>'),
        "a",
    ),
    "inline as a value": (inline(' t="inlineStr"', "<v>1</v>"), ("1", TOLD)),
    "text, mark of the order of bytes": (v("\ufeff", ' t="str"'), None),
    # A day
    "day in words": (v("2024-03-15", ' t="d"'), date(2024, 3, 15)),
    "day, blanks": (v(" 2024-03-15 ", ' t="d"'), date(2024, 3, 15)),
    "day, hour, Z": (v("2024-03-15T07:30:00Z", ' t="d"'), datetime(2024, 3, 15, 7, 30)),
    "hour": (v("07:30:00", ' t="d"'), time(7, 30)),
    "day as people write it": (v("15/3/2024", ' t="d"'), ("15/3/2024", TOLD)),
    "day below nought": (v("-5.5", ' s="1"'), -5.5),
    "length beyond all time": (v("1e10", ' s="2"'), 10**10),
    "style, blanks": (v("45366", ' s=" 1 "'), date(2024, 3, 15)),
    # An address
    "small letters": ('<c r="a1"><v>5</v></c>', 5),
    "signs of dollars": ('<c r="$A$1"><v>5</v></c>', 5),
    "none": ("<c><v>5</v></c>", 5),
    # What is of another family
    "foreign before": (inline("", f"<o:v {OTHER}>9</o:v><v>5</v>"), 5),
    "foreign behind": (inline("", f"<v>5</v><o:v {OTHER}>9</o:v>"), 5),
    "foreign around": (inline("", f"<o:e {OTHER}><v>9</v></o:e>"), None),
    "foreign in a text": (
        inline(' t="inlineStr"', f"<is><t>a</t><o:t {OTHER}>z</o:t></is>"),
        "a",
    ),
    "a cell of another family": (f'<o:c {OTHER} r="A1"><o:v>9</o:v></o:c>', None),
}


@for_each("case", WRITTEN)
def test_a_value_is_what_its_part_says(case: str, tmp_path: Path) -> None:
    cell, expected = WRITTEN[case]
    value, error, said = first_cell(reading_of(workbook(cell), tmp_path))
    if expected == LOST:
        assert (value, error) == (None, "#?")
    elif not isinstance(expected, tuple):
        assert (type(value), value, error, said) == (type(expected), expected, "", [])
    elif expected[1] == TOLD:
        assert (value, error, said) == (expected[0], "", ["F137"])
    else:
        assert (value, error) == expected


DAY, TEXT = v("45366", ' s="1"'), v("1", ' t="s"')
SHARED = {
    "runs": ("<r><t>một</t></r><r><t> hai</t></r>", "một hai"),
    "a run of one blank": ("<r><t>a</t></r><r><t> </t></r><r><t>b</t></r>", "a b"),
    "hint": ('<t>課</t><rPh sb="0" eb="1"><t>か</t></rPh>', "課"),
    "foreign": (f"<t>a</t><o:t {OTHER}>z</o:t>", "a"),
    "foreign around": (f"<t>a</t><o:e {OTHER}><t>z</t></o:e>", "a"),
    "later additions": (
        f'<t>a</t><extLst><ext uri="x"><o:t {OTHER}>z</o:t></ext></extLst>',
        "a",
    ),
    "comment": ("<t>a<!-- -->b</t>", "ab"),
    "CDATA": ("<t>a<![CDATA[<b>]]></t>", "a<b>"),
    "escapes": ("<t>a_x0041_ _x005F_x0041_</t>", "aA _x0041_"),
    "lines": ("<t>a_x000D_\nb</t>", "a\nb"),
    "empty": ("", None),
}


@for_each("case", SHARED)
def test_a_shared_text_is_its_own_letters(case: str, tmp_path: Path) -> None:
    item, expected = SHARED[case]
    data = workbook(TEXT, ("<t>không</t>", item))
    assert first_cell(reading_of(data, tmp_path)) == (expected, "", [])


@for_each("count", ["-1", "abc", "4294967295", "1.5", "", " 3 ", "0"])
def test_a_wrong_count_of_texts_changes_nothing(count: str, tmp_path: Path) -> None:
    data = workbook(TEXT, count=f' count="{count}" uniqueCount="{count}"')
    assert first_cell(reading_of(data, tmp_path)) == ("một", "", [])


def test_what_holds_one_thing_twice_is_held(tmp_path: Path) -> None:
    both = inline(' t="inlineStr"', "<v>1</v><is><t>chữ</t></is>")
    for cells in (both, v("5") + v("6"), v("5") + '<c r="a1"><v>6</v></c>'):
        reading = reading_of(workbook(cells), tmp_path)
        assert [(f.code, f.location.cell) for f in reading.findings] == [("F118", "A1")]


@pytest.mark.parametrize(
    "styles", [f'<styleSheet xmlns="{MAIN}"/>', STYLES.replace('<xf numFmtId="14"/>', "")]
)
def test_a_number_without_its_style_is_told(styles: str, tmp_path: Path) -> None:
    cell = v("45366", ' s="2"')
    reading = reading_of(workbook(cell, styles=styles), tmp_path)
    assert first_cell(reading) == (45366, "", ["F180"])


def test_a_workbook_that_has_lost_its_styles_or_texts_says_which_part(tmp_path: Path) -> None:
    parts = parts_of(f'<row r="1">{DAY}</row>')
    parts = with_part(parts, "styles", "styles.xml", STYLES)
    del parts["xl/styles.xml"]
    texts = parts_of(f'<row r="1">{TEXT}</row>')
    texts = with_part(texts, "sharedStrings", "sharedStrings.xml", strings(*TEXTS))
    del texts["xl/sharedStrings.xml"]
    for lost, name in ((parts, "xl/styles.xml"), (texts, "xl/sharedStrings.xml")):
        (finding,) = reading_of(pack(lost), tmp_path).findings
        assert (finding.code, finding.values["part"]) == ("F113", name)


def test_one_far_cell_hides_no_table(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="CL{row}" t="s"><v>1</v></c></row>'
        for row in range(1, 20)
    )
    for far in ('<c r="C900000" t="s"><v>2</v></c>', '<c r="XFD900000"><f>1</f><v>2</v></c>'):
        parts = parts_of(rows + f'<row r="900000">{far}</row>')
        data = pack(with_part(parts, "sharedStrings", "sharedStrings.xml", strings(*TEXTS)))
        reading = reading_of(data, tmp_path)
        assert reading.book is not None, reading.findings
        (sheet,) = reading.book.sheets
        assert sheet.rows_seen == {*range(1, 20), 900_000}
        assert [cell.value for cell in sheet.cells.values()][-3:] in (
            [19, "một", 2],
            [19, "một", "hai"],
        )


def test_folders_parted_by_backslashes_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(TEXT))) as old:
        parts = {name.replace("/", "\\"): old.read(name) for name in old.namelist()}
    assert b'Target="xl/' in parts["_rels\\.rels"]
    named = {name: body.replace(b'="xl/', b'="xl\\') for name, body in parts.items()}
    for made in (parts, named):
        assert first_cell(reading_of(pack(dict(made)), tmp_path)) == ("một", "", [])


EMPTY = ' state="veryHidden" r:id=""'


@pytest.mark.parametrize(
    ("how", "codes"),
    [
        (EMPTY, ["F181"]),
        (' state="veryHidden"', ["F181"]),
        (' state="hidden" r:id="rId99"', ["F181"]),
        (' r:id=""', ["F181"]),
        (' r:id="rId99"', ["F184"]),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_that_is_but_a_name_is_told(
    how: str, codes: list[str], first: bool, tmp_path: Path
) -> None:
    parts = parts_of('<row r="1"><c r="A1"><v>5</v></c><c r="D1"><v>77</v></c></row>')
    sheet, old = f'<sheet name="Module1" sheetId="9"{how}/>', "<sheets>" if first else "</sheets>"
    new = old + sheet if first else sheet + old
    book = str(parts["xl/workbook.xml"]).replace(old, new)
    reading = reading_of(pack(parts | {"xl/workbook.xml": book}), tmp_path)
    assert [f.code for f in reading.findings] == codes
    assert reading.findings[0].location.sheet == "Module1"
    assert first_cell(reading)[:2] == (5, "")


@pytest.mark.parametrize("target", ["NULL", "", "#", "worksheets/none.xml"])
@pytest.mark.parametrize("state", ["", ' state="hidden"'])
def test_a_sheet_whose_part_is_gone_is_told_and_the_others_are_read(
    target: str, state: str, tmp_path: Path
) -> None:
    parts = parts_of('<row r="1"><c r="A1"><v>5</v></c><c r="D1"><v>77</v></c></row>')
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    more = f'<Relationship Id="rId88" Type="{kind}" Target="{target}"/></Relationships>'
    listed = f'<sheets><sheet name="Mất" sheetId="9"{state} r:id="rId88"/>'
    rels = "xl/_rels/workbook.xml.rels"
    parts |= {
        rels: str(parts[rels]).replace("</Relationships>", more),
        "xl/workbook.xml": str(parts["xl/workbook.xml"]).replace("<sheets>", listed),
    }
    reading = reading_of(pack(parts), tmp_path)
    assert [(f.code, f.location.sheet) for f in reading.findings] == [("F184", "Mất")]
    assert first_cell(reading)[:2] == (5, "")


@for_each("path", ["//xl/worksheets/", "/xl//worksheets/", ".//worksheets/./"])
@for_each("entry", ["/{}", "./{}", "{}"])
def test_paths_may_have_strokes_too_many(path: str, entry: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(TEXT))) as old:
        parts = {entry.format(name): old.read(name) for name in old.namelist()}
    rels = entry.format("xl/_rels/workbook.xml.rels")
    parts[rels] = parts[rels].replace(b'="worksheets/', f'="{path}'.encode())
    assert path.encode() in parts[rels]
    assert first_cell(reading_of(pack(dict(parts)), tmp_path)) == ("một", "", [])


def test_two_parts_that_come_to_one_name_are_held(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(TEXT))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    twice = {**parts, "xl//workbook.xml": parts["xl/workbook.xml"]}
    assert [f.code for f in reading_of(pack(dict(twice)), tmp_path).findings] == ["F114"]


@for_each(
    ("old", "new"),
    [
        (b'r="A1"', b'r="A9"'),
        (b'r="A1"', b'r="D1"'),
        (b"5</v>", b"5</w>"),
        (b"<sheetData>", b"<!DOCTYPE x>"[:11]),
        (b"xl/worksheets/sheet1.xmlPK", b"xl/w\0rksheets/sheet1.xmlPK"),
        (b"[Content_Types].xmlPK", b"[Contant_Types].xmlPK"),
    ],
)
def test_what_is_damaged_is_called_so_whatever_else_is_strange(
    old: bytes, new: bytes, tmp_path: Path
) -> None:
    """The words of a parser would send people to look for a cell that the sender never had."""
    cells = '<row r="1"><c r="A1"><v>5</v></c><c r="D1"><v>77</v></c></row>'
    good = pack(parts_of(cells), zipfile.ZIP_STORED)
    assert (len(old), good.count(old)) == (len(new), 1)
    (finding,) = reading_of(good.replace(old, new), tmp_path).findings
    assert finding.code == "F111"


@for_each("byte", [20, 23, 27])
def test_a_size_that_has_changed_on_the_way_is_damage(byte: int, tmp_path: Path) -> None:
    data = bytearray(pack(parts_of('<row r="1"><c r="A1"><v>5</v></c></row>')))
    data[data.rfind(b"PK\1\2") + byte] ^= 0x20
    assert [f.code for f in reading_of(bytes(data), tmp_path).findings] == ["F111"]


@pytest.mark.parametrize("entry", ["DRMEncryptedDataSpace", "\tDRMContent"])
def test_what_rights_lock_asks_for_no_password(entry: str, tmp_path: Path) -> None:
    for stream in ("EncryptedPackage", "Workbook"):
        data = container({stream: bytes(4096), entry: bytes(4096)})
        assert [f.code for f in reading_of(data, tmp_path).findings] == ["F182"]
    plain = container({"EncryptedPackage": bytes(4096), "DRMEncryptedDataSpaces": bytes(4096)})
    assert [f.code for f in reading_of(plain, tmp_path).findings] == ["F106"]


# ------------------------------------------------------------------ in a village's workbook


def test_a_lost_text_is_told_at_its_cell_and_not_sent_back(tmp_path: Path) -> None:
    """What stood there nobody knows: the copy has an empty cell to be typed into, and no sign that
    would pass for a text when it returns.
    """
    case = read_case((CASES / "a-complete-good-return/returned.md").read_text(encoding="utf-8"))
    path = tmp_path / "so.xlsx"
    path.write_bytes(without_text(fill(case), "Kiến nghị", "I8"))
    reading = read_book(path, CAGE)
    assert reading.book is not None
    plan = case.commune.plan
    book = locate(reading.book, read_evidence(reading.book), plan.collects)
    issued = next(one for one in case.commune.issued.values() if one.unit_name == "Thôn Đầm")
    checked = check(book, issued, case.commune.today)
    assert [(f.code, f.location.cell) for f in checked.findings] == [("F121", "I8")]
    back = lay_back(book, Copied(plan.collects), issued, checked)
    assert "#?" not in repr(back.contents)


def without_text(data: bytes, sheet: str, cell: str) -> bytes:
    """Return a workbook in which a cell's text leads past the last of all texts."""
    book = load_workbook(io.BytesIO(data))
    number = book.sheetnames.index(sheet) + 1
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts: dict[str, Any] = {name: old.read(name) for name in old.namelist()}
    part = f"xl/worksheets/sheet{number}.xml"
    pattern = rf'<c r="{cell}"( s="[0-9]+")?[^>]*>.*?</c>'.encode()
    new = rf'<c r="{cell}"\1 t="s"><v>99999</v></c>'.encode()
    parts[part], times = re.subn(pattern, new, parts[part])
    assert times == 1
    return pack(parts)
