"""A plan as a PDF, and in the kinds that LibreOffice turns into .docx."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from for_each import for_each
from office import Convert
from word_file import cell, paragraph, row, run, table, word_file

from sheettools.findings import Problem, SheettoolsError
from sheettools.incoming.cage import office
from sheettools.incoming.cage.document import read_document, remarks
from sheettools.incoming.document.pdf import read_pdf
from sheettools.incoming.document.refusals import (
    PLAN_CONVERTED,
    PLAN_DAMAGED,
    PLAN_FROM_PDF,
    PLAN_NEEDS_OFFICE,
    PLAN_NOT_CONVERTED,
    PLAN_WITHOUT_WORDS,
)
from sheettools.incoming.document.text import DocumentText
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.sniff import OLE
from sheettools.words.legacy import to_tcvn3

OLD_WORD = OLE + "WordDocument".encode("utf-16-le") + bytes(3000)

# ------------------------------------------------------------------ PDFs by hand


WIDTH = 6.0
"""Of each letter of Courier at ten points."""


def said(text: str, left: float, base: float) -> str:
    return f"BT /F 10 Tf {left} {base} Td ({text}) Tj ET\n"


def rules(xs: Sequence[float], ys: Sequence[float]) -> str:
    """The lines of a table, along its whole width and height."""
    down = "".join(f"{x} {ys[0]} m {x} {ys[-1]} l S\n" for x in xs)
    return down + "".join(f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys)


def pdf_file(*pages: str) -> bytes:
    """A PDF of pages, each as what draws it; its letters are those of Courier."""
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold >>",
    ]
    for at, drawn in enumerate(pages):
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font "
            f"<< /F 3 0 R /G 4 0 R >> >> /Contents {6 + 2 * at} 0 R >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        ]
    out = "%PDF-1.4\n"
    starts = []
    for number, content in enumerate(objects, start=1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table_of = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table_of}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    )
    return f"{out}{end}startxref\n{len(out)}\n%%EOF\n".encode("ascii")


def cells(document: DocumentText) -> list[tuple[str, ...]]:
    return [line.cells for line in document.lines]


FULL = "word " * 15 + "end"  # up to 78 letters, where a page has room for 80


def test_lines_that_were_full_are_one_paragraph() -> None:
    page = (
        said("KE HOACH", 250, 760)
        + said("1. " + FULL, 60, 740)
        + said("goes on here.", 60, 728)
        + said("2. " + FULL, 60, 716)
        + said("- " + FULL, 60, 704)
        + said("short.", 60, 692)
        + said("another", 60, 680)
    )
    assert cells(read_pdf(pdf_file(page))) == [
        ("KE HOACH",),
        (f"1. {FULL} goes on here.",),
        (f"2. {FULL}",),
        (f"- {FULL} short.",),
        ("another",),
    ]


def test_what_stands_side_by_side_is_a_row_of_two() -> None:
    head = (
        said("TINH UY", 60, 760)
        + said("DANG CONG SAN", 360, 760)
        + said("DANG UY XA AN LO", 60, 748)
        + said("*", 100, 736)
        + said("An Lo, ngay 10", 360, 736)
        + said("So 5-KH/DU", 60, 724)
        + said("KE HOACH cua Dang uy xa An Lo ve doi thoai", 150, 700)
        + said("a.", 60, 680)
        + said("far behind a tab", 120, 680)
    )
    assert cells(read_pdf(pdf_file(head))) == [
        ("TINH UY\nDANG UY XA AN LO\n*\nSo 5-KH/DU", "DANG CONG SAN\nAn Lo, ngay 10"),
        ("KE HOACH cua Dang uy xa An Lo ve doi thoai",),
        ("a.\tfar behind a tab",),
    ]


XS, YS = (60, 120, 300, 540), (760, 730, 690, 660)


def test_rules_part_a_table_into_cells() -> None:
    page = (
        said("before", 60, 780)
        + rules(XS, YS)
        + said("TT", 65, 740)
        + said("Place", 130, 740)
        + said("Who", 310, 740)
        + said("1", 65, 705)
        + said("a house whose name is a very", 130, 715)
        + said("long one", 130, 703)
        + said("first", 310, 715)
        + said("second", 310, 703)
        + said("2", 65, 670)
        + said("after", 60, 600)
    )
    document = read_pdf(pdf_file(page))
    assert [(line.table, line.cells) for line in document.lines] == [
        (0, ("before",)),
        (1, ("TT", "Place", "Who")),
        (1, ("1", "a house whose name is a very long one", "first\nsecond")),
        (1, ("2", "", "")),
        (0, ("after",)),
    ]
    assert document.notes == ("pdf",)


def test_cells_without_a_rule_between_them_are_one() -> None:
    lines = (
        rules((60, 540), (760, 660))
        + "60 730 m 540 730 l S\n120 690 m 540 690 l S\n"
        + "120 730 m 120 660 l S\n300 730 m 300 660 l S\n"
    )
    page = lines + said("Wide", 65, 740) + said("I", 65, 700) + said("a", 130, 700)
    page += said("b", 130, 670) + said("c", 310, 670)
    document = read_pdf(pdf_file(page))
    assert [(line.cells, set(line.repeated)) for line in document.lines] == [
        (("Wide", "", ""), set()),
        (("I", "a", ""), set()),
        (("I", "b", "c"), {0}),
    ]


def test_a_table_and_a_paragraph_go_on_over_pages() -> None:
    def rows(*texts: tuple[str, str, str]) -> str:
        drawn = ""
        for base, row_of in zip((740, 705, 670), texts, strict=True):
            for left, text in zip((65, 130, 310), row_of, strict=True):
                drawn += said(text, left, base) if text else ""
        return rules(XS, YS) + drawn

    heading = ("TT", "Place", "Who")
    first = said("2", 300, 790) + rows(heading, ("1", "a", "b"), ("2", "part one", "d"))
    second = rows(heading, ("", "part two", ""), ("3", "e", "f"))
    second += said("1. " + FULL, 60, 600) + said("- 2 -", 290, 20)
    third = said("goes on.", 60, 760)
    document = read_pdf(pdf_file(first, second, third))
    assert [(line.table, line.cells, line.is_heading) for line in document.lines] == [
        (1, heading, True),
        (1, ("1", "a", "b"), False),
        (1, ("2", "part one part two", "d"), False),
        (1, ("3", "e", "f"), False),
        (0, (f"1. {FULL} goes on.",), False),
    ]


def test_the_head_of_all_pages_stands_aside_once() -> None:
    pages = [
        said("DU THAO", 60, 790) + said(str(at), 300, 778) + said(f"text {at}", 60, 700)
        for at in range(1, 4)
    ]
    document = read_pdf(pdf_file(*pages))
    assert cells(document) == [("text 1",), ("text 2",), ("text 3",)]
    assert [(aside.why, aside.text) for aside in document.asides] == [("margin", "DU THAO")]


def test_headings_of_several_rows_are_known_on_the_next_page() -> None:
    def page(number: str) -> str:
        texts = [("TT", 65, 740), ("A", 65, 705), ("B", 130, 705), (number, 65, 670)]
        return rules(XS, YS) + "".join(said(*text) for text in texts)

    document = read_pdf(pdf_file(page("1"), page("2")))
    assert [(line.cells[0], line.is_heading) for line in document.lines] == [
        ("TT", True),
        ("A", True),
        ("1", False),
        ("2", False),
    ]


def test_a_heading_in_bold_does_not_go_on_in_what_is_not() -> None:
    bold = said(FULL, 60, 700).replace("/F 10", "/G 10")
    document = read_pdf(pdf_file(bold + said("plain", 60, 688)))
    assert cells(document) == [(FULL,), ("plain",)]


def test_what_is_printed_twice_or_aslant() -> None:
    bold = said("BOLD", 60, 760) + said("BOLD", 60.3, 760)
    aslant = "BT /F 40 Tf 0.7 0.7 -0.7 0.7 200 200 Tm (DRAFT) Tj ET\n"
    document = read_pdf(pdf_file(bold + aslant))
    assert cells(document) == [("BOLD",)]
    assert [(aside.why, aside.text) for aside in document.asides] == [("margin", "DRAFT")]


def test_struck_words_stand_aside() -> None:
    page = said("kept gone", 60, 700) + "90 703 m 114 703 l S\n"
    page += said("underlined", 60, 680) + "60 678.5 m 120 678.5 l S\n"
    document = read_pdf(pdf_file(page))
    assert cells(document) == [("kept",), ("underlined",)]
    assert [(aside.why, aside.text) for aside in document.asides] == [("struck", "gone")]


def test_a_scan_and_a_damaged_pdf_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "quet.pdf"
    path.write_bytes(pdf_file("0 0 m 100 100 l S\n"))
    assert refused(path) == [PLAN_WITHOUT_WORDS]
    path.write_bytes(b"%PDF-1.4\n" + b"junk " * 100)
    assert refused(path) == [PLAN_DAMAGED]


def test_a_page_that_is_only_a_picture_is_told() -> None:
    picture = "q 100 0 0 100 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q\n"
    document = read_pdf(pdf_file(said("a", 60, 700), picture, said("b", 60, 700) + picture))
    assert [(aside.why, aside.text) for aside in document.asides] == [("embedded", "trang 2")]


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheettools.incoming.document.pdf.MAX_PAGES", 2)
    with pytest.raises(RefusedError) as caught:
        read_pdf(pdf_file(*[said("a", 60, 700)] * 3))
    assert caught.value.reason == "long"


def refused(path: Path) -> list[Problem]:
    with pytest.raises(SheettoolsError) as caught:
        read_document(path)
    return [finding.problem for finding in caught.value.findings]


# ------------------------------------------------------------------ by LibreOffice


RULED = (
    '<w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/>'
    '<w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/>'
    '<w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders>'
)
OLD_FONT = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
BODY = (
    paragraph("KẾ HOẠCH")
    + paragraph("+ Quý I: ", '<w:ins w:id="1" w:author="a">' + run("thôn Đông") + "</w:ins>")
    + paragraph("gạch bỏ: ", run("thôn Hạ", "<w:strike/>"))
    + paragraph(run(to_tcvn3("tiếp xúc, đối thoại với nhân dân ở nhà văn hóa"), OLD_FONT))
    + table(
        row("TT", cell("Thời gian, địa điểm", look='<w:gridSpan w:val="2"/>')),
        row("1", cell("Quý I", look='<w:vMerge w:val="restart"/>'), "Nhà văn hóa thôn Đông"),
        row("2", cell("", look="<w:vMerge/>"), "Nhà rông làng Hle Ngol"),
        columns=3,
    ).replace("<w:tblPr/>", f"<w:tblPr>{RULED}</w:tblPr>")
    + paragraph("Nơi nhận:")
)
TABLE = [
    ("TT", "Thời gian, địa điểm", ""),
    ("1", "Quý I", "Nhà văn hóa thôn Đông"),
    ("2", "Quý I", "Nhà rông làng Hle Ngol"),
]


def saved_as(kind: str, folder: Path, convert: Convert) -> Path:
    source = folder / "ke-hoach.docx"
    source.write_bytes(word_file(BODY))
    (made,) = convert(kind, folder, source)
    return made


@pytest.mark.office
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt", "html"])
def test_other_kinds_of_text_are_read_by_libreoffice(
    kind: str, tmp_path: Path, convert: Convert
) -> None:
    path = saved_as(kind, tmp_path, convert)
    document = read_document(path)
    plain = [line.text for line in document.lines if not line.table and line.text]
    assert plain[:2] == ["KẾ HOẠCH", "+ Quý I: thôn Đông"]
    assert [line.cells for line in document.lines if line.table] == TABLE
    assert ("struck", "thôn Hạ") in [(aside.why, aside.text) for aside in document.asides]
    if kind != "html":
        assert "tiếp xúc, đối thoại với nhân dân ở nhà văn hóa" in plain
    assert remarks(document, path.name)[0].problem is PLAN_CONVERTED


@pytest.mark.office
def test_a_pdf_of_libreoffice_says_the_same(tmp_path: Path, convert: Convert) -> None:
    path = saved_as("pdf", tmp_path, convert)
    document = read_document(path)
    assert [line.cells for line in document.lines if line.table] == TABLE
    texts = [line.text for line in document.lines if not line.table]
    assert texts[:2] == ["KẾ HOẠCH", "+ Quý I: thôn Đông"]
    assert texts[-1] == "Nơi nhận:"
    assert ("struck", "thôn Hạ") in [(aside.why, aside.text) for aside in document.asides]
    assert PLAN_FROM_PDF in [finding.problem for finding in remarks(document, path.name)]


@for_each("data", [OLD_WORD, b"{\\rtf1 a}", b"<html><p>a</p></html>"])
def test_without_libreoffice_they_are_to_be_saved_as_docx(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "PLACES", ())
    path = tmp_path / "ke-hoach.doc"
    path.write_bytes(data)
    assert refused(path) == [PLAN_NEEDS_OFFICE]


MADE = 'mkdir -p "$8" && cp made.docx "$8/plan.docx"'
"""What LibreOffice would have come to: `$8` is where it is to write."""
SCRIPTS = {
    "fails": "exit 1",
    "does nothing": "exit 0",
    "takes long": f"sleep 5; {MADE}",
    "works long": f"i=0; while [ $i -lt 4000000 ]; do i=$((i+1)); done; {MADE}",
}


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize("name", [*SCRIPTS, "manages"])
def test_a_libreoffice_that_does_not_manage_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    script = SCRIPTS.get(name, MADE)
    program.write_text(f"#!/bin/sh\ncd '{tmp_path}' || exit\n{script}\n")
    program.chmod(0o755)
    (tmp_path / "made.docx").write_bytes(word_file(paragraph("a")))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(office, "TIMEOUT", 1.0 if name == "takes long" else 60.0)
    monkeypatch.setattr(office, "SECONDS", 0.3)
    path = tmp_path / "ke-hoach.doc"
    path.write_bytes(OLD_WORD)
    if name == "manages":
        assert cells(read_document(path)) == [("a",)]
    else:
        assert refused(path) == [PLAN_NOT_CONVERTED]


@pytest.mark.office
def test_a_damaged_old_file_is_told(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "ke-hoach.doc"
    path.write_bytes(OLD_WORD)
    assert refused(path) == [PLAN_NOT_CONVERTED]
