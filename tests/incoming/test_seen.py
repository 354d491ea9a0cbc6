"""What a person sees in a cell: number formats as Excel shows them, and runs of a text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from for_each import for_each
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from standing import own_template

from sheettools.findings import Finding, Location
from sheettools.incoming.cage.read import read_book
from sheettools.incoming.check.seen import read_as_seen, words_aside
from sheettools.incoming.look.values import Seen
from sheettools.template.excel.formats import parsed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHOWN = [
    (1234.5, "General", "1234,5"),
    (-0.5, "General", "-0,5"),
    (0.1 + 0.2, "General", "0,3"),
    (3.14159265358979, "General", "3,141592654"),
    (123456789012.0, "General", None),  # as wide as the cell is
    (6000, "0,", "6"),
    (6499, "0,", "6"),
    (1_250_000, "0.0,,", "1,3"),
    (6000, '#,##0,"k"', "6k"),
    (1234567, "#,##0", "1.234.567"),
    (49, "#,##0.00", "49,00"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (0.45, "0%", "45%"),
    (45, "0%", "4500%"),
    (2, '"1"0', "12"),
    (12, '0" hộ"', "12 hộ"),
    (12, "0\\0", "120"),
    (912345678, "0000000000", "0912345678"),
    (912345678, "0000 000 000", "0912 345 678"),
    (12, '0;0;"không"', "12"),
    (0, '0;0;"không"', "không"),
    (0, "#,##0;-#,##0;-", "-"),
    (-7, "0;(0)", "(7)"),
    (5, ";;;", ""),
    ("chữ", ";;;", ""),
    ("chữ", "@", "chữ"),
    ("chữ", '0;0;0;"Xã "@', "Xã chữ"),
    ("chữ", "0", "chữ"),
    (5, '[<10]"ít";0', "ít"),
    (50, '[<10]"ít";0', "50"),
    (5, "[Red]0", "5"),
    (5, "# ?/?", None),
    (5, "0.00E+00", None),
    (45372, "dd/mm/yyyy", "21/03/2024"),
    (45372, "mm/dd/yyyy", "03/21/2024"),
    (45372, "d/m", "21/3"),
    (45372, "mm/yyyy", "03/2024"),
    (45372, "dd-mm-yy", "21-03-24"),
    (45372, "d-mmm", None),  # Windows has the names of months
    (45372, "[$-F800]dddd, mmmm dd, yyyy", None),
    (45372.99999, "dd/mm/yyyy", "21/03/2024"),
    (0.3125, "hh:mm", "07:30"),
    (0.3125, "h:mm AM/PM", "7:30 SA"),
    (0.604166666666667, "h:mm AM/PM", "2:30 CH"),
    (1.46875, "[h]:mm", "35:15"),
    (1.46875, "h:mm", "11:15"),
    (0.3125, "mm:ss", "30:00"),
    (0.3125, "[mm]", "450"),
    (-1, "dd/mm/yyyy", None),
]


@for_each(("value", "code", "seen"), SHOWN)
def test_a_number_is_shown_as_excel_shows_it(
    value: float | str, code: str, seen: str | None
) -> None:
    assert parsed(code).shows(value) == seen


def test_days_may_count_from_1904() -> None:
    assert parsed("dd/mm/yyyy").shows(43910, from_1904=True) == "21/03/2024"


# --------------------------------------------------------------------------- runs of a text

RUNS = {
    "<r><rPr><strike/></rPr><t>4</t></r><r><t>5</t></r>": ("5", Seen(struck="4")),
    '<r><rPr><strike val="0"/></rPr><t>4</t></r><r><t>5</t></r>': ("45", None),
    "<r><t>5</t></r><r><rPr><dstrike/></rPr><t>4</t></r>": ("5", Seen(struck="4")),
    '<r><t>49</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>': (
        "49¹",
        Seen(on_the_line="49"),
    ),
    '<r><t>CO</t></r><r><rPr><vertAlign val="subscript"/></rPr><t>2</t></r>': (
        "CO₂",
        Seen(on_the_line="CO"),
    ),
    '<r><rPr><vertAlign val="superscript"/></rPr><t>49</t></r>': ("49", None),
    "<r><rPr><strike/></rPr><t>bỏ</t></r><r><rPr><strike/></rPr><t> hết</t></r>": (
        "bỏ hết",
        Seen(all_struck=True),
    ),
    '<r><t xml:space="preserve">còn </t></r><r><rPr><strike/></rPr><t>bỏ</t></r>'
    '<r><t xml:space="preserve"> lại</t></r>': ("còn lại", Seen(struck="bỏ")),
    '<r><rPr><strike/></rPr><t xml:space="preserve"> </t></r><r><t>5</t></r>': (" 5", None),
    '<r><t>rõ</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t xml:space="preserve"> ẩn</t></r>': (
        "rõ ẩn",
        Seen(hidden="ẩn"),
    ),
    '<r><t>rõ</t></r><r><rPr><color theme="0"/></rPr><t> ẩn</t></r><r><t>5</t></r>': (
        "rõ ẩn5",
        Seen(hidden="ẩn"),
    ),
    '<r><t>rõ</t></r><r><rPr><sz val="1"/></rPr><t>nhỏ</t></r>': ("rõnhỏ", Seen(hidden="nhỏ")),
    '<r><rPr><color indexed="9"/></rPr><t>trắng</t></r>': ("trắng", Seen(unseen=True)),
    '<r><t>rõ</t></r><r><rPr><color rgb="FFFF0000"/></rPr><t>đỏ</t></r>': ("rõđỏ", None),
    '<r><t>rõ</t></r><r><rPr><color theme="1"/><sz val="12"/></rPr><t>đen</t></r>': (
        "rõđen",
        None,
    ),
}


@pytest.mark.parametrize("shared", [True, False])
def test_runs_are_read_as_they_are_seen(shared: bool, tmp_path: Path) -> None:
    path = tmp_path / "runs.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, [f"chữ {row}" for row in range(1, len(RUNS) + 1)])
    texts = list(RUNS)
    name = "xl/sharedStrings.xml" if shared else "xl/worksheets/sheet1.xml"
    with ZipFile(path) as package:
        part = package.read(name).decode()
    _rewrite(path, {name: _with_runs(part, texts, shared=shared)})

    sheet = read_book(path).book.sheets[0]  # type: ignore[union-attr]

    for row, (text, seen) in enumerate(RUNS.values(), start=1):
        assert sheet.cells[row, 1].value == text
        assert sheet.seen.get((row, 1)) == seen


@pytest.mark.parametrize(("paper", "seen"), [("#1F3864", None), ("#FFFFFF", Seen(hidden="b"))])
def test_white_letters_are_hidden_on_white_paper_alone(
    paper: str, seen: Seen | None, tmp_path: Path
) -> None:
    path = tmp_path / "paper.xlsx"
    with xlsxwriter.Workbook(path) as book:
        white = book.add_format({"font_color": "#FFFFFF"})
        ground = book.add_format({"bg_color": paper})
        book.add_worksheet().write_rich_string(0, 0, "a ", white, "b", ground)

    assert read_book(path).book.sheets[0].seen.get((1, 1)) == seen  # type: ignore[union-attr]


def _with_runs(part: str, texts: list[str], *, shared: bool) -> str:
    for row, text in enumerate(texts, start=1):
        old = f"<si><t>chữ {row}</t></si>" if shared else rf'<c r="A{row}" t="s"><v>{row - 1}</v>'
        new = f"<si>{text}</si>" if shared else f'<c r="A{row}" t="inlineStr"><is>{text}</is>'
        assert old in part
        part = part.replace(old, new)
    return part


def _rewrite(path: Path, changed: Mapping[str, str]) -> None:
    """Write parts into a workbook, in place of those of the same names."""
    with ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    parts |= {name: part.encode() for name, part in changed.items()}
    with ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)


# --------------------------------------------------------------------------- styles


def test_letters_that_nobody_sees_are_known_by_their_style(tmp_path: Path) -> None:
    path = tmp_path / "unseen.xlsx"
    book = Workbook()
    page = book.worksheets[0]
    yellow = PatternFill("solid", fgColor="FFFFFF00")
    looks = [
        (Font(color="FFFFFFFF"), None, True),
        (Font(color=Color(theme=0)), None, True),
        (Font(color=Color(indexed=9)), None, True),
        (Font(color="FFFFFF00"), yellow, True),
        (Font(size=1), None, True),
        (Font(color="FFFFFFFF"), yellow, False),
        (Font(color="FF000000"), None, False),
        (Font(color=Color(theme=1)), yellow, False),
        (Font(size=8), None, False),
    ]
    for row, (font, fill, _) in enumerate(looks, start=1):
        cell = page.cell(row, 1, 49)
        cell.font = font
        if fill is not None:
            cell.fill = fill
    book.save(path)

    sheet = read_book(path).book.sheets[0]  # type: ignore[union-attr]

    unseen = {row for (row, _), look in sheet.seen.items() if look.unseen}
    assert unseen == {row for row, look in enumerate(looks, start=1) if look[2]}


# --------------------------------------------------------------------------- beside the cells

A = "http://schemas.openxmlformats.org/drawingml/2006"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
NOTES = (
    f'<comments xmlns="{MAIN}"><authors><author>Trần Thị Mẫu</author><author>Văn phòng</author>'
    "<author>tc={1}</author></authors><commentList>"
    '<comment ref="B2" authorId="0"><text><r><rPr><b/></rPr><t>Trần Thị Mẫu:</t></r><r><t>\n5</t>'
    "</r><r><t>9 người</t></r><rPh><t>ẩn</t></rPh></text></comment>"
    '<comment ref="B3" authorId="1"><text><t>Còn thiếu số người.</t></text></comment>'
    '<comment ref="B4" authorId="2"><text><t>[Threaded comment] …</t></text></comment>'
    '<comment ref="B5" authorId="0"><text><t> </t></text></comment></commentList></comments>'
)
THREAD = (
    f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="B4" personId="1"><text>Hỏi lại'
    '</text></threadedComment><threadedComment ref="B4" parentId="1"><text>Đã sửa</text>'
    "</threadedComment></ThreadedComments>"
)
SHAPES = (
    f'<x:wsDr xmlns:x="{A}/spreadsheetDrawing" xmlns:a="{A}/main" xmlns:m="{A}/m"><x:twoCellAnchor>'
    "<x:from><x:col>2</x:col><x:row>6</x:row></x:from><x:to><x:col>9</x:col><x:row>9</x:row></x:to>"
    "<m:AlternateContent><m:Choice><x:sp><x:txBody><a:p><a:r><a:t>Còn 3 </a:t></a:r><a:r>"
    "<a:t>ý kiến</a:t></a:r></a:p><a:p><a:r><a:t>gửi sau</a:t></a:r></a:p></x:txBody></x:sp>"
    "</m:Choice><m:Fallback><x:sp><a:p><a:r><a:t>Còn 3 ý kiến</a:t></a:r></a:p></x:sp></m:Fallback>"
    "</m:AlternateContent></x:twoCellAnchor><x:oneCellAnchor><x:from><x:col>0</x:col><x:row>0"
    "</x:row></x:from><x:pic/></x:oneCellAnchor></x:wsDr>"
)


def said_beside(folder: Path, kinds: Mapping[str, str]) -> list[Finding]:
    """Return what is told of a workbook whose first sheet relates to these parts."""
    path = folder / "notes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Trang").write(0, 0, "chữ")
        book.add_worksheet("Khác").write(0, 0, "chữ")
    targets = (
        f'<Relationship Id="r{kind}" Type="http://x/{kind}" Target="/xl/drawings/{kind}s.xml"/>'
        for kind in kinds
    )
    related = f'<Relationships xmlns="{PACKAGE}">{"".join(targets)}</Relationships>'
    added = {f"xl/drawings/{kind}s.xml": part for kind, part in kinds.items()}
    _rewrite(path, {**added, "xl/worksheets/_rels/sheet1.xml.rels": related})
    raw = read_book(path).book
    assert raw is not None
    return list(words_aside(raw.sheets, "notes.xlsx"))


def test_words_beside_the_cells_are_told_once_a_sheet(tmp_path: Path) -> None:
    kinds = {"comments": NOTES, "threadedComment": THREAD, "drawing": SHAPES, "image": "<a"}
    (said,) = said_beside(tmp_path, kinds)

    assert said.code == "S120"
    assert str(said.location) == "notes.xlsx:Trang!B4, B2, C7"
    assert said.values["found"] == (
        "B4: “Hỏi lại”; B4: “Đã sửa”; B2: “59 người”; C7: “Còn 3 ý kiến gửi sau”"
    )
    assert "Mẫu" not in said.message("vi")
    assert "59" not in said.covered().message("vi")


def shape(
    kind: str, inside: str, place: str = "1, 15, 2, 10, 3, 31, 5, 9", of: str = "shape"
) -> str:
    return (
        f'<v:{of}>{inside}<x:ClientData ObjectType="{kind}"><x:Anchor>{place}</x:Anchor>'
        f"</x:ClientData></v:{of}>"
    )


def old_shapes(*shapes: str) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{"".join(shapes)}</xml>'
    )


WORDS = "<v:textbox><div><font>Còn 2</font><br>ý kiến</div></v:textbox>"
IMAGE = '<v:imagedata title="anh"/>'
OLD = {
    "a text box": (shape("Rect", WORDS, of="rect"), [("S120", "B3", "B3: “Còn 2 ý kiến”")]),
    "a caption": (shape("Checkbox", WORDS), [("S120", "B3", "B3: “Còn 2 ý kiến”")]),
    "a note's own box": (shape("Note", WORDS), []),
    "a box without words": (shape("Rect", "<v:textbox/>"), []),
    "a photo": (shape("Pict", IMAGE), [("S121", "B3", "B3:D6")]),
    "no place": (shape("Rect", WORDS, ""), [("S120", "A1", "A1: “Còn 2 ý kiến”")]),
    "a page's own picture": (f"<v:shape>{IMAGE}</v:shape>", []),
    "damage behind it": (shape("Rect", WORDS) + "<a>", [("S120", "B3", "B3: “Còn 2 ý kiến”")]),
}


@for_each("name", OLD)
def test_shapes_as_excel_2003_wrote_them_are_told(name: str, tmp_path: Path) -> None:
    written, expected = OLD[name]
    said = said_beside(tmp_path, {"vmlDrawing": old_shapes(written)})
    assert [(f.code, f.location.cell, f.values["found"]) for f in said] == expected


def test_words_written_in_both_ways_are_told_once(tmp_path: Path) -> None:
    both = shape("Button", WORDS.replace("Còn 2", "Còn 3").replace("ý kiến", "ý kiến gửi sau"))
    (said,) = said_beside(tmp_path, {"drawing": SHAPES, "vmlDrawing": old_shapes(both)})
    assert said.values["found"] == "C7: “Còn 3 ý kiến gửi sau”"


def corner(of: str, column: int, row: int) -> str:
    return f"<x:{of}><x:col>{column}</x:col><x:row>{row}</x:row></x:{of}>"


PHOTO = f'<x:pic xmlns:a="{A}/main"><x:blipFill><a:blip/></x:blipFill></x:pic>'
FALLBACK = f'<m:Fallback xmlns:m="{A}/m">{PHOTO}</m:Fallback>'
PEN = "<x:contentPart/>"


def test_pictures_over_cells_are_told_once_a_sheet(tmp_path: Path) -> None:
    anchors = [
        f"<x:twoCellAnchor>{corner('from', 2, 4)}{corner('to', 5, 9)}{PHOTO}</x:twoCellAnchor>",
        f"<x:twoCellAnchor>{corner('from', 0, 0)}{corner('to', 0, 0)}{PEN}</x:twoCellAnchor>",
        f"<x:oneCellAnchor>{corner('from', 1, 1)}{PHOTO}</x:oneCellAnchor>",
        f"<x:oneCellAnchor>{corner('from', 8, 8)}{FALLBACK}</x:oneCellAnchor>",
    ]
    drawing = f'<x:wsDr xmlns:x="{A}/spreadsheetDrawing">{"".join(anchors)}</x:wsDr>'
    (said,) = said_beside(tmp_path, {"drawing": drawing})
    assert (said.code, str(said.location)) == ("S121", "notes.xlsx:Trang!C5, A1, B2")
    assert said.values == {"count": 3, "found": "C5:F10, A1, B2"}


PICTURES = {
    '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>': True,
    '<c r="A1" t="e" vm="1"><f>_xlfn.IMAGE("https://x")</f><v>#VALUE!</v></c>': True,
    '<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>': True,
    '<c r="A1" t="str"><f>IF(1,_xlws.IMAGE("a"),"")</f><v></v></c>': True,
    '<c r="A1" t="inlineStr"><is><t>=_xlfn.DISPIMG("ID_1",1)</t></is></c>': True,
    '<c r="A1" t="e"><v>#VALUE!</v></c>': False,
    '<c r="A1" t="inlineStr"><is><t>ảnh IMAGE (1) đính kèm</t></is></c>': False,
    '<c r="A1"><f>SUM(1)</f><v>1</v></c>': False,
}


@for_each(("cell", "is_picture"), PICTURES.items())
def test_a_picture_is_no_text(cell: str, is_picture: bool, tmp_path: Path) -> None:
    path = tmp_path / "picture.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, 1)
    with ZipFile(path) as package:
        part = package.read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="A1"><v>1</v></c>' in part
    changed = part.replace('<c r="A1"><v>1</v></c>', cell)
    structure = '<rvStructures><s t="_localImage"/></rvStructures>'
    rich = {"xl/richData/rdrichvaluestructure.xml": structure}
    _rewrite(path, {"xl/worksheets/sheet1.xml": changed, **rich})
    raw = read_book(path).book
    assert raw is not None

    sheet, target = raw.sheets[0], own_template("so-tiep-xuc").sheet("kien_nghi").field("noi_dung")
    read = read_as_seen(sheet.cells[1, 1], sheet.seen.get((1, 1)), target, Location())

    assert ("C136" in [one.code for one in read.findings]) == is_picture


# --------------------------------------------------------------------------- what it means

DAY = date(2024, 3, 21)
MEANT = [
    # kind, what the cell holds, under which format, what is read, what is said
    ("so_nguoi", 6000, "0,", None, "C134"),
    ("so_nguoi", 6, '0" người"', 6, ""),
    ("so_nguoi", 6, '0" hộ"', 6, ""),
    ("so_nguoi", 6, '0" nghìn"', None, "C134"),
    ("so_nguoi", 6, '0"k"', None, "C134"),
    ("so_nguoi", 6, '"1"0', None, "C134"),
    ("so_nguoi", 6, "0.00", 6, ""),
    ("so_nguoi", 6.4, "0", None, "C134"),
    ("so_nguoi", 6.0000000001, "0", 6, "C135"),
    ("so_nguoi", 1234, "#,##0", 1234, ""),
    ("so_nguoi", 6, "0%", None, "C134"),
    ("so_nguoi", 6, "General", 6, ""),
    ("so_nguoi", 0.5, "0%", None, "C104"),
    ("so_nguoi", 6, '0;0;"không"', 6, ""),
    ("ngay_tiep_nhan", DAY, "dd/mm/yyyy", DAY, ""),
    ("ngay_tiep_nhan", DAY, "d-m-yy", DAY, ""),
    ("ngay_tiep_nhan", DAY, "yyyy-mm-dd", DAY, ""),
    ("ngay_tiep_nhan", DAY, "mm/dd/yyyy", DAY, ""),  # 03/21 can be no other day
    ("ngay_tiep_nhan", date(2024, 3, 5), "mm/dd/yyyy", None, "C134"),
    ("ngay_tiep_nhan", date(2024, 3, 5), "mm/dd", None, "C134"),
    ("ngay_tiep_nhan", DAY, "d/m", DAY, ""),
    ("ngay_tiep_nhan", DAY, "mm/yyyy", DAY, ""),
    ("ngay_tiep_nhan", date(2023, 3, 21), "d/m", None, "C134"),
    ("ngay_tiep_nhan", datetime(2024, 3, 21, 23, 59, 59), "dd/mm/yyyy", DAY, ""),
    ("ngay_tiep_nhan", datetime(2024, 3, 21, 7, 30), "hh:mm", None, "C134"),
    ("gio_bat_dau", 0.3125, "hh:mm", time(7, 30), ""),
    ("gio_bat_dau", 0.3125, "hh:mm:ss", time(7, 30), ""),
    ("gio_bat_dau", 0.3125, "[h]:mm", time(7, 30), ""),
    ("gio_bat_dau", 1.46875, "[h]:mm", None, "C106"),
    ("gio_bat_dau", 0.3125, "mm:ss", None, "C134"),
    ("noi_dung", 912345678, "0000000000", "0912345678", "C135"),
    ("noi_dung", 45372, "dd/mm/yyyy", "21/03/2024", ""),
]


def test_a_value_is_what_its_cell_shows(tmp_path: Path) -> None:
    path = tmp_path / "formats.xlsx"
    book = Workbook()
    for row, (_, value, code, _, _) in enumerate(MEANT, start=1):
        cell = book.worksheets[0].cell(row, 1, value)
        cell.number_format = code
    book.save(path)
    sheet = read_book(path).book.sheets[0]  # type: ignore[union-attr]
    fields = {one.name: one for of in own_template("so-tiep-xuc").sheets for one in of.fields}

    read = []
    for row, (name, value, code, _, _) in enumerate(MEANT, start=1):
        cell, seen = sheet.cells[row, 1], sheet.seen.get((row, 1))
        said = read_as_seen(cell, seen, fields[name], Location(), {2024})
        read.append((name, value, code, said.value, "".join(f.code for f in said.findings)))

    for found, wanted in zip(read, MEANT, strict=True):
        assert found == wanted
