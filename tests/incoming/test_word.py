"""A plan's file says what its reader sees: Word files of every kind, texts, and what is none."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from for_each import for_each
from word_file import (
    cell,
    drawn_box,
    field,
    packed,
    paragraph,
    relations,
    row,
    run,
    table,
    word_file,
)

from sheettools.findings import Finding, Problem, SheettoolsError
from sheettools.incoming.cage.document import plain_lines, read_document
from sheettools.incoming.cage.file import MAX_SIZE
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.document import tree, word
from sheettools.incoming.document.refusals import (
    PLAN_ARCHIVE,
    PLAN_DAMAGED,
    PLAN_EMPTY,
    PLAN_IS_NO_FILE,
    PLAN_LOCK_FILE,
    PLAN_OTHER_KIND,
    PLAN_PASSWORD,
    PLAN_TOO_LARGE,
    PLAN_TOO_MUCH,
    PLAN_TOO_SLOW,
    PLAN_TRAP,
    PLAN_UNREADABLE,
    PLAN_WITHOUT_WORDS,
)
from sheettools.incoming.document.text import DocumentText
from sheettools.incoming.document.word import read_word
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.sniff import OLE
from sheettools.words.legacy import to_tcvn3, to_vni


def read(body: str, **parts: str) -> DocumentText:
    return read_word(word_file(body, **parts))


def lines(body: str, **parts: str) -> list[str]:
    return [line.text for line in read(body, **parts).lines]


def asides(document: DocumentText) -> list[tuple[str, str, int]]:
    return [(aside.why, aside.text, aside.line) for aside in document.asides]


# ------------------------------------------------------------------ what a paragraph shows


CHANGED = '<w:ins w:id="1">{}</w:ins>'
GONE = '<w:del w:id="2"><w:r><w:delText>{}</w:delText></w:r></w:del>'
SHOWN = {
    "inserted": (CHANGED.format(run("Quý II")), "Quý II"),
    "moved here": (f"<w:moveTo>{run('Quý III')}</w:moveTo>", "Quý III"),
    "deleted": (run("ngày ") + GONE.format("10/7") + run("17/7"), "ngày 17/7"),
    "moved away": (run("a") + f"<w:moveFrom>{run('b')}</w:moveFrom>", "a"),
    "inserted, then deleted": (run("a") + CHANGED.format(GONE.format("b")), "a"),
    "smart tag": (f"<w:smartTag>{run('Đoài')}</w:smartTag>", "Đoài"),
    "link": (f'<w:hyperlink r:id="x">{run("Đoài")}</w:hyperlink>', "Đoài"),
    "control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Đoài')}</w:sdtContent></w:sdt>", "Đoài"),
    "simple field": (f'<w:fldSimple w:instr=" REF a ">{run("Đoài")}</w:fldSimple>', "Đoài"),
    "field": (run("a ") + field(" REF a ", run("Đoài")), "a Đoài"),
    "field in the code of a field": (field("IF " + field("REF a", run("x")), run("đúng")), "đúng"),
    "field without result": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>XE</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("a"),
        "a",
    ),
    "field without end": ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("còn"), "còn"),
    "drop-down": (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="Quý I"/><w:listEntry w:val="Quý II"/></w:ddList></w:ffData>'
        '</w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "Quý II",
    ),
    "tab": ("<w:r><w:t>TT</w:t><w:tab/><w:t>Nội dung</w:t></w:r>", "TT\tNội dung"),
    "breaks": ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r>", "a\nb\nc"),
    "page break": ('<w:r><w:br w:type="page"/><w:t>PHỤ LỤC</w:t></w:r>', "PHỤ LỤC"),
    "hyphens": (
        "<w:r><w:t>KH</w:t><w:noBreakHyphen/><w:t>ĐU</w:t><w:softHyphen/></w:r>",
        "KH-ĐU",
    ),
    "sign": ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
    "sign of a plain font": ('<w:r><w:sym w:font="Times" w:char="00D7"/></w:r>', "×"),
    "unknown sign": ('<w:r><w:sym w:font="Webdings" w:char="F061"/></w:r>', "▪"),
    "line end in the file": ("<w:r><w:t>nhà\n văn hóa</w:t></w:r>", "nhà  văn hóa"),
    "capitals": (run("kế hoạch", "<w:caps/>"), "KẾ HOẠCH"),
    "no capitals": (run("Kế hoạch", '<w:caps w:val="0"/>'), "Kế hoạch"),
    "not for the web": (run("a", "<w:webHidden/>"), "a"),
    "formula": ("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "x"),
    "word art": ('<w:r><w:pict><v:shape><v:textpath string="KẾ HOẠCH"/></v:shape></w:pict></w:r>',
                 "KẾ HOẠCH"),
    "ruby": (
        f"<w:r><w:ruby><w:rt>{run('đọc')}</w:rt><w:rubyBase>{run('chữ')}</w:rubyBase>"
        "</w:ruby></w:r>",
        "chữ",
    ),
    "said in two ways": (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{run("một")}</mc:Choice>'
        f"<mc:Fallback>{run('hai')}</mc:Fallback></mc:AlternateContent>",
        "một",
    ),
}  # fmt: skip


@for_each("name", SHOWN)
def test_a_paragraph_says_what_word_shows(name: str) -> None:
    runs, shown = SHOWN[name]
    assert lines(paragraph(runs)) == [shown]


def test_the_stops_of_tabs_are_no_tabs() -> None:
    stops = '<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>'
    assert lines(paragraph("a", look=stops)) == ["a"]


def test_a_field_may_go_over_paragraphs() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = paragraph(begin, "mã") + paragraph(separate, "một") + paragraph("hai", end, " ba")
    assert [line for line in lines(body) if line] == ["một", "hai ba"]


STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr/></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>
<w:style w:type="character" w:styleId="Khuat"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="KhuatNua"><w:basedOn w:val="Khuat"/></w:style>
<w:style w:type="character" w:styleId="Vong"><w:basedOn w:val="Vong"/></w:style>
<w:style w:type="paragraph" w:styleId="Gach"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="GachNua"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Hoa"><w:rPr><w:caps/></w:rPr></w:style>
"""
NOT_SHOWN = {
    "hidden": (run("x", "<w:vanish/>"), "", ("hidden", "x")),
    "hidden by a style": (run("x", '<w:rStyle w:val="Khuat"/>'), "", ("hidden", "x")),
    "by a style's style": (run("x", '<w:rStyle w:val="KhuatNua"/>'), "", ("hidden", "x")),
    "a style in a circle": (run("x", '<w:rStyle w:val="Vong"/>'), "x", None),
    "shown all the same": (run("x", '<w:rStyle w:val="Khuat"/><w:vanish w:val="0"/>'), "x", None),
    "struck": (run("x", "<w:strike/>"), "", ("struck", "x")),
    "struck twice": (run("x", "<w:dstrike/>"), "", ("struck", "x")),
    "struck in two runs": (run("x", "<w:strike/>") + run("y", "<w:strike/>"), "", ("struck", "xy")),
    "was struck": (run("x", "<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>"), "x", None),
}  # fmt: skip


@for_each("name", NOT_SHOWN)
def test_what_is_hidden_or_struck_stands_aside(name: str) -> None:
    runs, shown, aside = NOT_SHOWN[name]
    document = read(paragraph("Quý I: ", runs), styles=STYLES)
    assert [line.text for line in document.lines] == [f"Quý I: {shown}"]
    assert asides(document) == ([(*aside, 1)] if aside else [])


def test_the_style_of_a_paragraph_counts_for_its_runs() -> None:
    struck, capitals = '<w:pStyle w:val="Gach"/>', '<w:pStyle w:val="Hoa"/>'
    document = read(
        paragraph("gạch", look=struck)
        + paragraph("kế hoạch", look=capitals)
        + paragraph(run("hai lần là không", '<w:rStyle w:val="GachNua"/>'), look=struck),
        styles=STYLES,
    )
    assert [line.text for line in document.lines] == ["KẾ HOẠCH", "hai lần là không"]
    assert asides(document) == [("struck", "gạch", 0)]


def test_words_struck_apart_stand_aside_apart() -> None:
    document = read(paragraph(run("a", "<w:strike/>"), "b", run("c", "<w:strike/>")))
    assert asides(document) == [("struck", "a", 1), ("struck", "c", 1)]


def test_all_deleted_words_are_one_aside() -> None:
    document = read(
        paragraph("a") + paragraph("b", GONE.format("một")) + paragraph("c", GONE.format("hai"))
    )
    assert asides(document) == [("deleted", "một\nhai", 2)]
    assert not read(paragraph("a", GONE.format(" "))).asides, "only a blank was deleted"


GONE_MARK = "<w:rPr><w:del w:id='3'/></w:rPr>"
HIDDEN_MARK = "<w:rPr><w:vanish/></w:rPr>"


@for_each("mark", [GONE_MARK, HIDDEN_MARK, "<w:rPr><w:moveFrom/></w:rPr>"])
def test_paragraphs_without_a_mark_between_them_are_one(mark: str) -> None:
    body = paragraph("Quý I: ", look=mark) + paragraph("thôn Đông") + paragraph("Quý II")
    assert lines(body) == ["Quý I: thôn Đông", "Quý II"]


def test_a_paragraph_deleted_as_a_whole_is_no_line() -> None:
    gone = paragraph(GONE.format("bỏ"), look=GONE_MARK)
    assert lines(paragraph("a") + gone + paragraph("b") + gone) == ["a", "b"]
    assert lines(paragraph("a") + gone + table(row("b")) + paragraph("c")) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "box", [drawn_box, lambda *inside: "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
            f"{''.join(inside)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"]
)  # fmt: skip
def test_a_text_box_is_read_once_after_its_paragraph(box: object) -> None:
    assert callable(box)
    body = paragraph("trước", box(paragraph("trong"), table(row("a", "b")))) + paragraph("sau")
    assert lines(body) == ["trước", "trong", "a | b", "sau"]
    assert lines(paragraph("a") + paragraph(box(paragraph("trong"))) + paragraph("b")) == [
        "a",
        "trong",
        "b",
    ], "a paragraph that only holds the box is no line"


def test_content_controls_and_other_wrappers_are_looked_into() -> None:
    control = "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = control.format(paragraph("đoạn")) + table(
        control.format(row("a", control.format(cell("b")))),
        f"<w:customXml>{row('c', 'd')}</w:customXml>",
    )
    assert lines(body) == ["đoạn", "a | b", "c | d"]


# ------------------------------------------------------------------ tables


def rows(body: str) -> list[tuple[str, ...]]:
    return [line.cells for line in read(body).lines if line.table]


def test_a_row_is_a_line_with_its_cells() -> None:
    document = read(
        paragraph("đầu")
        + table(row("TT", "Thời gian", look="<w:tblHeader/>"), row("1", cell("Quý I", "sáng")))
        + table(row("khác", look='<w:tblHeader w:val="0"/>'))
    )
    assert [(line.table, line.cells, line.is_heading) for line in document.lines] == [
        (0, ("đầu",), False),
        (1, ("TT", "Thời gian"), True),
        (1, ("1", "Quý I\nsáng"), False),
        (2, ("khác",), False),
    ]


def test_cells_stand_in_the_columns_of_the_grid() -> None:
    body = table(
        row("TT", cell("Thời gian, địa điểm", look='<w:gridSpan w:val="2"/>'), "Chủ trì"),
        row("1", "Quý I", "Nhà văn hóa", "Bí thư"),
        row("Nhà rông", look='<w:gridBefore w:val="2"/><w:gridAfter w:val="1"/>'),
        row("2"),
        columns=4,
    )
    assert rows(body) == [
        ("TT", "Thời gian, địa điểm", "", "Chủ trì"),
        ("1", "Quý I", "Nhà văn hóa", "Bí thư"),
        ("", "", "Nhà rông", ""),
        ("2", "", "", ""),
    ]


def test_a_cell_that_goes_on_says_what_stands_above() -> None:
    begins, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    document = read(
        table(
            row(cell("Quý I", look=begins), "Đông", cell("sáng", look=wide + begins)),
            row(cell("", look=on), "Đoài", cell("thừa", look=wide + on)),
            row(cell("", look=on), "Trung", "trưa", "tối"),
            row(cell("Quý II", look=begins), "Hạ", "", ""),
        )
    )
    assert [(line.cells, set(line.repeated)) for line in document.lines] == [
        (("Quý I", "Đông", "sáng", ""), set()),
        (("Quý I", "Đoài", "sáng", ""), {0, 2, 3}),
        (("Quý I", "Trung", "trưa", "tối"), {0}),
        (("Quý II", "Hạ", "", ""), set()),
    ]
    assert asides(document) == [("hidden", "thừa", 2)]


def test_cells_merged_in_the_old_way() -> None:
    begins, on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    assert rows(table(row(cell("Ghi chú", look=begins), cell("", look=on)))) == [("Ghi chú", "")]


def test_a_table_in_a_cell_follows_its_row() -> None:
    inner = table(row("trong 1"), row("trong 2"))
    document = read(table(row(cell("ngoài", inner, ""), "b"), row("c", "d")) + paragraph("sau"))
    assert [(line.table, line.cells) for line in document.lines] == [
        (1, ("ngoài", "b")),
        (2, ("trong 1",)),
        (2, ("trong 2",)),
        (1, ("c", "d")),
        (0, ("sau",)),
    ]


def test_a_box_in_a_cell_belongs_to_the_cell() -> None:
    assert rows(table(row(cell(paragraph("a", drawn_box(paragraph("trong")))), "b"))) == [
        ("a\ntrong", "b")
    ]


def test_rows_and_cells_that_are_not_shown() -> None:
    document = read(
        table(
            row("a", "b"),
            row("bỏ", "hết", look='<w:del w:id="1"/>'),
            row("ẩn", look="<w:hidden/>"),
            row(cell("c"), cell("xóa ô", look='<w:cellDel w:id="1"/>'), cell("d")),
            row("mới", "e", look='<w:ins w:id="1"/>'),
        )
    )
    assert [line.cells for line in document.lines] == [("a", "b"), ("c", "d"), ("mới", "e")]
    assert asides(document) == [("deleted", "bỏ\nhết\nxóa ô", 1), ("hidden", "ẩn", 1)]


# ------------------------------------------------------------------ numbers that Word counts


def level(place: int, shape: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def number(name: int, abstract: int, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


def numbered(name: int, place: int = 0, text: str = "x", more: str = "") -> str:
    look = f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{name}"/></w:numPr>'
    return paragraph(text, look=look + more)


LIST = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "upperRoman", "%1-")
    + level(1, "decimal", "%1.%2.")
    + level(2, "lowerLetter", "%3)")
    + level(3, "bullet", "\uf0b7")
    + level(4, "bullet", "+")
    + "</w:abstractNum>"
)


def marks(body: str, numbering: str, styles: str = "") -> list[str]:
    return [line.removesuffix("x") for line in lines(body, numbering=numbering, styles=styles)]


def test_levels_count_and_begin_anew() -> None:
    places = [0, 1, 1, 2, 2, 1, 2, 3, 4, 0, 1]
    body = "".join(numbered(1, place) for place in places)
    assert marks(body, LIST + number(1, 0)) == [
        "I- ", "I.1. ", "I.2. ", "a) ", "b) ", "I.3. ", "a) ", "- ", "+ ", "II- ", "II.1. ",
    ]  # fmt: skip


def test_lists_of_one_declaration_go_on_counting() -> None:
    body = numbered(1) + numbered(2) + numbered(1)
    assert marks(body, LIST + number(1, 0) + number(2, 0)) == ["I- ", "II- ", "III- "]


def test_a_list_may_begin_with_a_number_of_its_own() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    lists = LIST + number(1, 0) + number(2, 0, again.format(1)) + number(3, 0, again.format(5))
    body = numbered(1) + numbered(1) + numbered(2) + numbered(2) + numbered(3) + numbered(1)
    assert marks(body, lists) == ["I- ", "II- ", "I- ", "II- ", "V- ", "VI- "]


def test_a_list_may_have_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "Điều %1.")}</w:lvlOverride>'
    body = numbered(1) + numbered(2)
    assert marks(body, LIST + number(1, 0) + number(2, 0, own)) == ["I- ", "Điều 2. "]


RESTARTS = {
    "always": ("", ["1 ", "1.1 ", "1.1.1 ", "1.2 ", "1.2.1 "]),
    "never": ('<w:lvlRestart w:val="0"/>', ["1 ", "1.1 ", "1.1.1 ", "1.2 ", "1.2.2 "]),
    "after the first": ('<w:lvlRestart w:val="1"/>', ["1 ", "1.1 ", "1.1.1 ", "1.2 ", "1.2.2 "]),
}


@for_each("name", RESTARTS)
def test_a_level_says_after_which_it_begins_anew(name: str) -> None:
    more, expected = RESTARTS[name]
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "decimal", "%1")
        + level(1, "decimal", "%1.%2")
        + level(2, "decimal", "%1.%2.%3", more)
        + "</w:abstractNum>"
    )
    body = "".join(numbered(1, place) for place in (0, 1, 2, 1, 2))
    assert marks(body, lists + number(1, 0)) == expected


def test_what_stands_after_a_number_and_shapes() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "upperRoman", "%1", '<w:suff w:val="nothing"/>')
        + level(1, "decimal", "%1.%2)", '<w:isLgl/><w:suff w:val="space"/>')
        + level(2, "decimalZero", "%3/")
        + level(3, "upperLetter", "%4")
        + level(4, "none", "%5")
        + "</w:abstractNum>"
    )
    body = "".join(numbered(1, place) for place in range(5))
    assert marks(body, lists + number(1, 0)) == ["I", "1.1) ", "01/ ", "A ", ""]


def test_a_style_numbers_its_paragraphs() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "upperRoman", "%1.", '<w:pStyle w:val="H1"/>')
        + level(1, "decimal", "%2.", '<w:pStyle w:val="H2"/>')
        + "</w:abstractNum>"
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="H3"><w:basedOn w:val="H2"/></w:style>'
    )
    body = "".join(
        paragraph("x", look=f'<w:pStyle w:val="{name}"/>') for name in ("H1", "H2", "H3")
    )
    off = paragraph("x", look='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    last = paragraph("x", look='<w:pStyle w:val="H1"/>')
    assert marks(body + off + last, lists + number(1, 0), styles) == [
        "I. ",
        "1. ",
        "2. ",
        "",
        "II. ",
    ]


def test_a_declaration_may_stand_in_a_style() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Kieu"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Kieu"/>'
        + level(0, "decimal", "%1.")
        + "</w:abstractNum>"
        + number(1, 1)
        + number(2, 0)
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="Kieu"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    assert marks(numbered(2) + numbered(1), lists, styles) == ["1. ", "2. "]


def test_what_is_not_shown_is_not_counted() -> None:
    number_one = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    gone = paragraph(GONE.format("x"), look=number_one + GONE_MARK)
    hidden = paragraph(run("ẩn", "<w:vanish/>"), look=number_one + HIDDEN_MARK)
    body = numbered(1) + gone + hidden + numbered(1)
    assert marks(body, LIST + number(1, 0)) == ["I- ", "II- "]


def test_numbers_that_nobody_writes_do_not_stop_the_reader() -> None:
    huge = LIST.replace('<w:start w:val="1"/>', '<w:start w:val="9999999"/>')
    assert marks(numbered(1) + numbered(1, 2), huge + number(1, 0)) == ["9999999- ", "9999999) "]


# ------------------------------------------------------------------ beside the text


def test_footnotes_and_comments_stand_aside() -> None:
    note = f'<w:footnote w:id="2">{paragraph("Theo Quy định 11.")}</w:footnote>'
    own = f'<w:footnote w:type="separator" w:id="0">{paragraph("---")}</w:footnote>'
    document = read(
        paragraph("a")
        + paragraph("b", '<w:r><w:footnoteReference w:id="2"/></w:r>', "c")
        + table(row(cell(paragraph("d", '<w:r><w:commentReference w:id="1"/></w:r>'))))
        + paragraph('<w:r><w:endnoteReference w:id="2"/></w:r>', "e"),
        footnotes=own + note,
        endnotes=f'<w:endnote w:id="2">{paragraph("Cuối.")}</w:endnote>',
        comments=f'<w:comment w:id="1">{paragraph("Xem lại")}{paragraph("nhé")}</w:comment>',
    )
    assert [line.text for line in document.lines] == ["a", "bc", "d", "e"]
    assert asides(document) == [
        ("footnote", "Theo Quy định 11.", 2),
        ("comment", "Xem lại\nnhé", 3),
        ("footnote", "Cuối.", 4),
    ]


def test_a_comment_on_itself_ends() -> None:
    body = paragraph("a", '<w:r><w:commentReference w:id="1"/></w:r>')
    inner = paragraph("b", '<w:r><w:commentReference w:id="1"/></w:r>')
    document = read(body, comments=f'<w:comment w:id="1">{inner}</w:comment>')
    assert asides(document) == [("comment", "b", 1)]


def section(*references: str, more: str = "") -> str:
    said = "".join(
        f'<w:{name}Reference w:type="{kind}" r:id="{part}"/>'
        for name, kind, part in (one.split() for one in references)
    )
    return f"<w:sectPr>{said}{more}</w:sectPr>"


def test_heads_and_feet_of_pages_stand_aside_where_they_hold_words() -> None:
    page = paragraph("Trang ", field("PAGE", run("2")), " / ", field("NUMPAGES", run("3")))
    parts = {
        "header1": paragraph("DỰ THẢO"),
        "header2": paragraph("Tỉnh ủy"),
        "header3": paragraph("trang chẵn"),
        "footer1": page,
    }
    references = ("header default header1", "header first header2", "header even header3",
                  "footer default footer1")  # fmt: skip

    def margins(more: str = "", settings: str = "") -> list[tuple[str, str, int]]:
        document = read(
            paragraph("a") + section(*references, more=more), settings=settings, **parts
        )
        return asides(document)

    assert margins() == [("margin", "DỰ THẢO", 0)]
    assert [text for _, text, _ in margins("<w:titlePg/>", "<w:evenAndOddHeaders/>")] == [
        "DỰ THẢO",
        "Tỉnh ủy",
        "trang chẵn",
    ]


def test_parts_of_other_programs_are_told() -> None:
    body = (
        paragraph("a", '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>')
        + '<w:altChunk r:id="header1"/>'
        + paragraph("b")
    )
    document = read(body, header1="")
    assert [line.text for line in document.lines] == ["a", "b"]
    assert asides(document) == [("embedded", "Excel.Sheet.12", 1), ("embedded", "header1.xml", 1)]


def test_what_is_drawn_from_a_part_of_its_own_is_told() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/"
    body = "".join(
        paragraph(f'<w:r><w:drawing><x:{name} xmlns:x="{drawing}{space}"/></w:drawing></w:r>')
        for space, name in (("diagram", "relIds"), ("chart", "chart"))
    )
    document = read(paragraph("a") + body)
    assert asides(document) == [("embedded", "SmartArt", 1), ("embedded", "Chart", 1)]


# ------------------------------------------------------------------ old letters


LINE = "Tiếp xúc, đối thoại với nhân dân thôn Đoài ở nhà văn hóa"


@pytest.mark.parametrize(
    ("font", "old"), [(".VnTime", to_tcvn3), ("VNI-Times", to_vni)], ids=["TCVN3", "VNI"]
)
def test_runs_in_an_old_font_are_read(font: str, old: object) -> None:
    assert callable(old)
    look = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    halves = old(LINE)[:21], old(LINE)[21:]
    document = read(paragraph(*(run(half, look) for half in halves)) + paragraph("Quý I"))
    assert [line.text for line in document.lines] == [LINE, "Quý I"]
    assert document.notes == ("old letters",)


def test_capitals_of_an_old_font_and_unicode_in_one() -> None:
    look = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'
    body = paragraph(run(to_tcvn3("kế hoạch năm"), look.format(".VnTimeH")))
    body += paragraph(run("Kế hoạch năm", look.format(".VnTime")))
    body += paragraph("<w:r><w:rPr>" + look.format(".VnTime") + "</w:rPr><w:t>ng</w:t>"
                      "<w:softHyphen/><w:t>êi d©n</w:t></w:r>")  # fmt: skip
    assert lines(body) == ["KẾ HOẠCH NĂM", "Kế hoạch năm", "người dân"]


def test_all_of_a_text_says_how_its_shortest_lines_are_written() -> None:
    short = to_tcvn3("Mùa")
    assert lines(paragraph(short)) == [short], "alone it may be anything"
    assert lines(paragraph(to_tcvn3(LINE)) + paragraph(short)) == [LINE, "Mùa"]


def test_struck_words_in_an_old_font_are_read() -> None:
    look = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/><w:strike/>'
    document = read(paragraph("a", run(to_tcvn3("nhân dân thôn Đoài"), look)))
    assert asides(document) == [("struck", "nhân dân thôn Đoài", 1)]


def test_old_letters_are_known_without_their_font() -> None:
    document = read(paragraph(to_tcvn3(LINE)) + table(row("1", to_tcvn3("Chủ trì: Bí thư"))))
    assert [line.text for line in document.lines] == [LINE, "1 | Chủ trì: Bí thư"]
    assert document.notes == ("old letters",)
    assert read(paragraph(LINE)).notes == ()


# ------------------------------------------------------------------ the door


def saved(folder: Path, data: bytes, name: str = "ke-hoach.docx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


BODY = paragraph("KẾ HOẠCH") + table(row("1", "Quý I", "Đông"), row("2", "Quý II", "Đoài"))
OTHER_TYPES = {
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "dotm": "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
}


def word_kinds() -> Iterator[tuple[str, bytes]]:
    yield "docx", word_file(BODY)
    yield "strict", word_file(BODY, strict=True)
    for name, main_type in OTHER_TYPES.items():
        yield name, word_file(BODY, main_type=main_type)


@for_each(("name", "data"), word_kinds)
def test_every_kind_of_word_file_is_read(name: str, data: bytes, tmp_path: Path) -> None:
    document = read_document(saved(tmp_path, data))
    assert plain_lines(document) == ["KẾ HOẠCH", "1 | Quý I | Đông", "2 | Quý II | Đoài"]


def test_a_text_passes_the_door_whole(tmp_path: Path) -> None:
    data = word_file(
        paragraph("a", run("b", "<w:strike/>"))
        + table(
            row(cell("c", look='<w:vMerge w:val="restart"/>'), "d", look="<w:tblHeader/>"),
            row(cell("", look="<w:vMerge/>"), "e"),
        )
    )
    assert read_document(saved(tmp_path, data)) == read_word(data)


def test_a_row_of_two_is_read_as_what_stands_side_by_side() -> None:
    letterhead = read(table(row(cell("TỈNH ỦY", "ĐẢNG ỦY"), "ĐẢNG CỘNG SẢN")))
    assert plain_lines(letterhead) == ["TỈNH ỦY", "ĐẢNG ỦY", "ĐẢNG CỘNG SẢN"]


@for_each("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_text_file_is_decoded(encoding: str, tmp_path: Path) -> None:
    data = "Kế hoạch\r\nThôn Đông".encode(encoding, "replace")
    text = read_document(saved(tmp_path, data, "ke-hoach.txt")).lines[-1].text
    assert text == "Thôn Đông"


@for_each("old", [to_tcvn3, to_vni], ids=["TCVN3", "VNI"])
@for_each("encoding", ["cp1252", "utf-8"])
def test_a_text_file_in_old_letters_is_read(encoding: str, old: object, tmp_path: Path) -> None:
    assert callable(old)
    data = "\n".join([old(LINE), "", old("Nơi nhận: Lưu")]).encode(encoding)
    document = read_document(saved(tmp_path, data, "ke-hoach.txt"))
    assert [line.text for line in document.lines] == [LINE, "", "Nơi nhận: Lưu"]
    assert document.notes == ("old letters",)


# ------------------------------------------------------------------ what is no plan's text


def deep(levels: int) -> str:
    return "<w:sdt><w:sdtContent>" * levels + paragraph("a") + "</w:sdtContent></w:sdt>" * levels


def with_entities() -> bytes:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    return rewritten(f'<!DOCTYPE d [<!ENTITY e0 "ha">{nested}]>', "&e8;")


def rewritten(before: str, text: str) -> bytes:
    """A Word file whose document begins with a declaration and says a text."""
    with zipfile.ZipFile(io.BytesIO(word_file(paragraph("?")))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    document = bytes(parts["word/document.xml"]).decode()
    parts["word/document.xml"] = before + document.replace("?", text)
    return packed(parts)


def workbook() -> bytes:
    main = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations({"a": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": main,
        }
    )


LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")


def refused() -> dict[str, tuple[bytes, Problem]]:
    """Return by its name what is in a file that is no plan, and what is said of it."""
    damaged = word_file(paragraph("a" * 5000))
    return {
        "empty.docx": (b"", PLAN_EMPTY),
        "zeros.docx": (bytes(500), PLAN_EMPTY),
        "cut.docx": (damaged[:700], PLAN_DAMAGED),
        "unknown.bin": (bytes(range(256)) * 10, PLAN_OTHER_KIND),
        "picture.docx": (b"\x89PNG" + bytes(200), PLAN_OTHER_KIND),
        "book.docx": (workbook(), PLAN_OTHER_KIND),
        "pile.zip": (packed({"ke-hoach.docx": damaged}), PLAN_ARCHIVE),
        "pile.rar": (b"Rar!\x1a\x07" + bytes(200), PLAN_ARCHIVE),
        "locked.docx": (LOCKED, PLAN_PASSWORD),
        "~$ke-hoach.docx": (b"user", PLAN_LOCK_FILE),
        "no-words.docx": (word_file(paragraph(" ")), PLAN_WITHOUT_WORDS),
        "endless.txt": (b"a\n" * 5_000_000, PLAN_TOO_MUCH),
        "blank.txt": (b" \n \n", PLAN_WITHOUT_WORDS),
        "entities.docx": (with_entities(), PLAN_TRAP),
        "outside.docx": (rewritten('<!DOCTYPE d SYSTEM "file:///etc/passwd">', "x"), PLAN_TRAP),
        "deep.docx": (word_file(deep(2000)), PLAN_TRAP),
        "deep-tables.docx": (
            word_file(table(row("a")).replace("<w:p>", "<w:sdt>" * 99)),
            PLAN_TRAP,
        ),
        "bomb.docx": (word_file(paragraph("a") * 1_000_000), PLAN_TOO_MUCH),
        "climbs.docx": (packed({"../a": "", "[Content_Types].xml": ""}), PLAN_TRAP),
    }


@for_each(("name", "case"), lambda: refused().items())
def test_what_is_no_plan_is_refused_as_a_plan(
    name: str, case: tuple[bytes, Problem], tmp_path: Path
) -> None:
    data, problem = case
    (finding,) = refusal(saved(tmp_path, data, name))
    assert (finding.problem, finding.location.file) == (problem, name)
    for language in ("vi", "en"):
        said = f"{finding.message(language)} {finding.remedy(language)}"
        assert "{" not in said
        assert not OF_RETURNS.search(said), said


OF_RETURNS = re.compile(
    r"(?:bằng|in) Excel|\.xlsx|--password|người gửi|sender|biểu|workbook (?:that|given)"
)
"""What only returns are told."""


def refusal(path: Path) -> tuple[Finding, ...]:
    with pytest.raises(SheettoolsError) as caught:
        read_document(path)
    return caught.value.findings


def test_a_folder_or_a_giant_is_no_plan(tmp_path: Path) -> None:
    folder = tmp_path / "ke-hoach"
    folder.mkdir()
    assert [found.problem for found in refusal(folder)] == [PLAN_IS_NO_FILE]
    giant = tmp_path / "giant.docx"
    with giant.open("wb") as stream:
        stream.truncate(MAX_SIZE + 1)
    assert [found.problem for found in refusal(giant)] == [PLAN_TOO_LARGE]


def test_a_text_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 1000)
    with pytest.raises(RefusedError) as caught:
        read(paragraph("a") * 300)
    assert caught.value.reason == "long"


def test_cells_that_go_on_for_ever_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_LETTERS", 100_000)
    first = row(cell("a" * 2000, look='<w:vMerge w:val="restart"/>'))
    more = row(cell("", look="<w:vMerge/>"))
    read(table(first, more * 10))
    with pytest.raises(RefusedError) as caught:
        read(table(first, more * 100))
    assert caught.value.reason == "long"


def test_spans_are_bounded() -> None:
    wide = cell("a", look='<w:gridSpan w:val="9999999"/>')
    assert len(rows(table(row(wide)))[0]) == word.MAX_COLUMNS
    with pytest.raises(RefusedError):
        read(table(row(wide, wide)))


def test_a_reading_process_that_takes_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keeper, "ask", lambda *_: {"slow": True})
    path = saved(tmp_path, word_file(BODY))
    assert [found.problem for found in refusal(path)] == [PLAN_TOO_SLOW]
    monkeypatch.setattr(Keeper, "ask", lambda *_: {"failed": "died"})
    assert [found.problem for found in refusal(path)] == [PLAN_UNREADABLE]
