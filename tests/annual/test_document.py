"""The annual report in Word: its blocks, its format by profile, what staff may change, what nobody
may read in it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from small_year import NAMES, PERSON, TODAY, fill, issued_file, make_year, return_all, thuong

from sheettools.annual.doors import Order
from sheettools.annual.figures import KEPT
from sheettools.annual.report import AnnualReport, write_doors
from sheettools.annual.word.document import LACKS
from sheettools.template.load.library import copy_template, find_document
from sheettools.year import IN, TEMPLATES, Year

ROOT = Path(__file__).parents[2]
HEAD = "Số …-BC/ĐU"
SAID = {
    "huyen": "Huyện Mẫu", "so_ke_hoach": "113-KH/ĐU", "ngay_ban_hanh": date(2024, 1, 15),
    "nguoi_ky": "Vi Thị Ký",
    "trich_yeu": "Tiếp xúc, đối thoại với nhân dân năm 2024",
    "chu_tri": "Bí thư Đảng ủy và Chủ tịch UBND xã",
}  # fmt: skip
SECRET = {"nguoi_neu": "Páo", "truong_thon": "Triệu Thị Ngọc Lan", "dien_thoai": "0987654321"}
DENOUNCED = "Đã hướng dẫn viết đơn riêng về vụ Suối Đá"


def told(**more: Any) -> dict[str, Any]:
    return {"chung": {**SAID, **more}}


def planted() -> dict[str, Any]:
    """Thượng's return with names and numbers in personal fields, and again in the petitions' own
    words.
    """
    rows = {name: [dict(row) for row in table] for name, table in thuong().items()}
    first, second, third, fourth = rows["kien_nghi"]
    first["noi_dung"] = (
        f"{PERSON} nhờ bác Páo và chị {SECRET['truong_thon']} (0912 345 678) đề nghị cấp sổ đỏ"
    )
    second["nguoi_neu"] = SECRET["nguoi_neu"]
    third |= {
        "noi_dung": f"Ông {NAMES[1]} và bà Chu Thị Suối phản ánh rác thải",
        "ghi_chu": "Gọi 0987654321",
    }
    fourth |= {"loai": "TO_CAO", "noi_dung": DENOUNCED, "trang_thai": "TU_CHOI"}
    return rows


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year under the rules of 2024, all returned without a mistake but for what must be
    covered.
    """
    villages = [
        {"ma": n, "loai": "Thôn", "ten": name}
        for n, name in (("01", "Thượng"), ("02", "Trung"), ("03", "Hạ"))
    ]
    villages[0] |= {"truong_thon": SECRET["truong_thon"], "dien_thoai": SECRET["dien_thoai"]}
    made = make_year(
        tmp_path_factory.mktemp("word") / "mau-son-2024", more=told() | {"thon": villages}
    )
    return_all(made, ("02", "03"))
    fill(issued_file(made, "01"), made.folder / IN / "so-01.xlsx", made.plan.collects, planted())
    return made


@pytest.fixture(scope="module")
def report(year: Year) -> AnnualReport:
    return year.report((), TODAY)


@pytest.fixture(scope="module")
def word(report: AnnualReport) -> Any:
    return opened(report)


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> AnnualReport:
    """A report under the rules of 2026, of which nothing has come back."""
    folder = tmp_path_factory.mktemp("word") / "mau-son-2026"
    made = make_year(folder, more=told(huyen=None, tinh="Tỉnh Bắc Ninh"), rules="bac-ninh-2026")
    return made.report((), TODAY)


def opened(report: AnnualReport) -> Any:
    assert report.document is not None
    return Document(str(report.document))


def lines(document: Any) -> list[str]:
    """Every paragraph that is not empty, those of tables where they stand."""
    found = (p for p in document.element.body.iter(qn("w:p")))
    texts = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in found)
    return [text for text in texts if text.strip()]


def has_in_order(document: Any, *wanted: str) -> None:
    rest: Iterator[str] = iter(lines(document))
    for text in wanted:
        assert any(text in line for line in rest), text


# --------------------------------------------------------------------------- blocks and words


def test_every_block_of_a_party_report_is_there_in_order(word: Any) -> None:
    has_in_order(
        word,
        "ĐẢNG BỘ HUYỆN MẪU",
        "ĐẢNG ỦY XÃ MẪU SƠN",
        "*",
        HEAD,
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Mẫu Sơn, ngày … tháng … năm …",
        "BÁO CÁO",
        "kết quả tiếp xúc, đối thoại của Bí thư Đảng ủy và Chủ tịch UBND xã với nhân dân năm 2024",
        "-----",
        "Thực hiện Quy định số 11-QĐi/TW, ngày 18/02/2019 của Bộ Chính trị về trách nhiệm",
        "I- ",
        "II- KẾT QUẢ TIẾP XÚC, ĐỐI THOẠI",
        "1- Công tác chuẩn bị",
        "2- Kết quả tổ chức",
        "3- Kết quả tiếp nhận",
        "4- Kết quả giải quyết",
        "III- ĐÁNH GIÁ CHUNG",
        "1- Ưu điểm",
        "2- Tồn tại, hạn chế",
        "3- Nguyên nhân",
        "IV- PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM NĂM 2025",
        "V- KIẾN NGHỊ, ĐỀ XUẤT",
        "1- Với Huyện ủy",
        "Trên đây là báo cáo",
        "Nơi nhận:",
        "- Thường trực Huyện ủy (báo cáo);",
        "- Lưu VPĐU.",
        "T/M ĐẢNG ỦY",
        "BÍ THƯ",
        "Vi Thị Ký",
        "Phụ lục 1",
        "kèm theo Báo cáo số …-BC/ĐU",
        "Phụ lục 2",
    )


def test_its_sentences_say_the_figures(word: Any) -> None:
    has_in_order(
        word,
        "trong đó: định kỳ 02 cuộc, đột xuất 01 cuộc. Thực hiện 02/03 cuộc theo kế hoạch; "
        "ngoài kế hoạch 01 cuộc. "
        "Các cuộc tiếp xúc, đối thoại được tổ chức với nhân dân 03/03 thôn. Có 01 cuộc hoãn, "
        "không tổ chức.",
        "- Quý IV: thôn Hạ, hoãn, lý do: dịch bệnh.",
        (
            "- Quý II: thôn Trung, thôn Hạ, chuyển thời gian, địa điểm (đã tổ chức ngày "
            "02/7/2024), lý do: mưa bão."
        ),
        "Thời gian, địa điểm các cuộc:",
        "- Ngày 20/3/2024: thôn Thượng, tại nhà văn hóa;",
        "- Ngày 15/5/2024: thôn Thượng, tại sân đình;",
        "- Ngày 02/7/2024: thôn Trung, thôn Hạ, tại nhà văn hóa.",
        "Tổng số 83 lượt người dự, trong đó: đại biểu cấp trên 01 (1,2%); lãnh đạo xã 04 (4,8%)",
        "Tổng số 08 ý kiến, kiến nghị, trong đó: gửi trước, qua hòm thư, tiếp dân 03 (37,5%); "
        "phát biểu tại hội nghị "
        "02 (25,0%); kỳ trước chuyển sang 01 (12,5%); tố cáo 02 (25,0%).",
        (
            "- Kết quả giải quyết 08 ý kiến, kiến nghị: đã xong 04 (50,0%); tồn chuyển kỳ sau 04 "
            "(50,0%)."
        ),
        "- Đã xong 04 ý kiến, kiến nghị, gồm: giải quyết xong, trả lời xong tại hội nghị 02; "
        "tố cáo đã xử lý, hướng dẫn 02.",
        (
            "- Tồn chuyển kỳ sau 04 ý kiến, kiến nghị, gồm: đang giải quyết 01; chưa giải quyết "
            "02; đã chuyển cấp"
        ),
        "- Tổng số quá hạn: 04 ý kiến, kiến nghị, trong đó chưa trả lời 03, quá hạn: từ 11 "
        "đến 30 ngày làm việc 01; "
        "trên 30 ngày làm việc 02.",
    )


def test_what_only_people_can_write_stands_open_in_a_style_of_its_own(word: Any) -> None:
    asked = [p for p in word.paragraphs if p.style.name == "Phần văn phòng viết"]
    assert len(asked) == 8
    assert all(p.text.startswith("[Văn phòng viết") for p in asked)
    assert asked[0].style.font.italic
    assert asked[0].style.font.color.rgb is not None


def test_nothing_of_the_template_is_left_unfilled(word: Any, newer: AnnualReport) -> None:
    for document in (word, opened(newer)):
        assert not [line for line in lines(document) if "{" in line or "}" in line]


def test_a_year_without_anything_says_so(newer: AnnualReport) -> None:
    has_in_order(
        opened(newer),
        "Trong năm không tổ chức cuộc tiếp xúc, đối thoại nào (theo kế hoạch 03 cuộc).",
        "Trong năm không phát sinh ý kiến, kiến nghị.",
        "Không phát sinh ý kiến, kiến nghị phải giải quyết, trả lời.",
        "Không phát sinh ý kiến, kiến nghị.",
    )


# --------------------------------------------------------------------------- format


def millimetres(length: Any) -> float:
    """A length as the file holds it, in twentieths of a point, is a whole number of millimetres
    only nearly.
    """
    return round(float(length.mm), 1)


def test_pages_are_as_party_papers_are(word: Any) -> None:
    first, last = word.sections
    for section in (first, last):
        edges = (
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
        assert [millimetres(edge) for edge in edges] == [20, 20, 30, 15]
    assert [millimetres(edge) for edge in (first.page_width, first.page_height)] == [210, 297]
    assert [millimetres(edge) for edge in (last.page_width, last.page_height)] == [297, 210]
    assert last.orientation == WD_ORIENT.LANDSCAPE


def test_letters_are_as_party_papers_are(word: Any) -> None:
    normal = word.styles["Normal"].font
    assert (normal.name, normal.size) == ("Times New Roman", Pt(14))
    sizes = {"Tiêu đề Đảng": 15, "Tên loại": 16, "Nơi nhận": 12}
    assert {name: word.styles[name].font.size for name in sizes} == {
        name: Pt(size) for name, size in sizes.items()
    }
    bold = (
        "Cơ quan ban hành",
        "Tiêu đề Đảng",
        "Tên loại",
        "Trích yếu",
        "Đề mục I",
        "Đề mục 1",
        "Thẩm quyền ký",
    )
    assert all(word.styles[name].font.bold for name in bold)
    assert word.styles["Ngày tháng"].font.italic
    assert word.styles["Nội dung"].paragraph_format.first_line_indent.mm == pytest.approx(
        10, abs=0.1
    )


def test_pages_are_numbered_at_the_top_from_the_second(word: Any) -> None:
    first = word.sections[0]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert not word.sections[1].different_first_page_header_footer
    assert word.sections[1].header.is_linked_to_previous


def test_the_rules_of_2024_and_2026_differ_where_they_do(word: Any, newer: AnnualReport) -> None:
    later = opened(newer)
    assert word.styles["Chức vụ ký"].font.bold
    assert later.styles["Chức vụ ký"].font.bold is False
    has_in_order(word, "của Đảng ủy xã Mẫu Sơn./.")
    has_in_order(
        later,
        "ĐẢNG BỘ TỈNH BẮC NINH",
        "Kết luận số 215-KL/TW, ngày 23/11/2025 của Bộ Chính trị",
        "1. Ưu điểm",
        "1. Với Tỉnh ủy",
        "năm 2024 của Đảng ủy xã Mẫu Sơn.",
        "- Ban Nội chính Tỉnh ủy (báo cáo);",
        "- Lưu Đảng ủy.",
    )
    assert not any(
        "huyện" in line.lower() for line in lines(later) if "Huyện" not in SAID["trich_yeu"]
    )


# --------------------------------------------------------------------------- appendices


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_appendix_1_holds_the_figures_by_village(word: Any) -> None:
    figures = rows(word.tables[-2])
    assert [row[1] for row in figures[3:]] == [
        "Thôn Thượng",
        "Thôn Trung",
        "Thôn Hạ",
        KEPT,
        "Tổng cộng",
    ]
    assert figures[0][3:10] == ["Số lượt người dự"] * 7
    assert figures[2][:4] == ["A", "B", "1", "2=3+…+8"]
    assert [row[3] for row in figures[3:]] == ["80", "3", "0", "0", "83"]
    assert [row[11] for row in figures[3:]] == ["3", "2", "1", "2", "8"]


def test_appendix_2_lists_by_field_with_crosses_and_no_denunciation(word: Any) -> None:
    listed = rows(word.tables[-1])[3:]
    assert [row[0] for row in listed if row[0] == row[1]] == [
        "I. LĨNH VỰC ĐẤT ĐAI (02)",
        "II. LĨNH VỰC TÀI NGUYÊN, MÔI TRƯỜNG (01)",
        "III. LĨNH VỰC GIAO THÔNG (02)",
        "IV. LĨNH VỰC Y TẾ, DÂN SỐ (01)",
    ]
    crosses = {(row[2], row[6:10].index("x")) for row in listed if "x" in row[6:10]}
    assert ("Thôn Thượng", 0) in crosses  # answered at the meeting
    assert ("Thôn Thượng", 3) in crosses  # handed on
    assert ("Thôn Hạ", 2) in crosses  # not begun
    assert listed[-1] == ["", "Tổng cộng: 6", "", "", "", "", "2", "1", "2", "1", "", ""]
    has_in_order(
        word, "Ngoài ra có 02 tố cáo, không liệt kê ở đây để giữ bí mật thông tin người tố cáo."
    )


def test_headings_repeat_and_rows_stay_whole(word: Any) -> None:
    for table in word.tables[-2:]:
        repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert repeated == [True] * 3 + [False] * (len(repeated) - 3)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


# --------------------------------------------------------------------------- drafts


def headers(document: Any) -> list[str]:
    first = document.sections[0]
    return [header.paragraphs[0].text for header in (first.first_page_header, first.header)]


def test_a_draft_says_so_on_every_page_and_why_at_the_top(newer: AnnualReport) -> None:
    document = opened(newer)
    assert headers(document) == ["DỰ THẢO", "DỰ THẢO"]
    box = document.tables[0].cell(0, 0).text
    assert "chưa đủ điều kiện trình ký" in box
    assert newer.public.draft == ("Chưa có sổ của 3 đơn vị",)
    assert newer.public.draft[0] in box
    assert newer.reasons
    assert not any(f"Thôn {name}" in box for name in ("Thượng", "Trung", "Hạ")), (
        "of whom stays in the office"
    )


def test_a_final_report_does_not(report: AnnualReport, word: Any) -> None:
    assert not report.reasons
    assert "DỰ THẢO" not in " ".join([*headers(word), *lines(word)])


# -------------------------------------------------------------------- the same bytes, nobody's name


def test_the_same_returns_give_the_same_bytes(
    year: Year, report: AnnualReport, tmp_path: Path
) -> None:
    again = year.report((), TODAY, Order(tmp_path / "lai.xlsx"))
    assert again.document == tmp_path / "lai.docx"
    assert report.document is not None
    assert again.document.read_bytes() == report.document.read_bytes()
    with zipfile.ZipFile(again.document) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(again).core_properties
    assert (properties.created.date(), properties.author) == (date(2024, 12, 31), "sheettools")


def test_nobody_can_be_read_in_it(report: AnnualReport) -> None:
    assert report.document is not None
    with zipfile.ZipFile(report.document) as archive:
        text = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    plain = re.sub(r"<[^>]*>", "", text)
    for secret in (*NAMES, PERSON, *SECRET.values(), "Chu Thị", "0912", DENOUNCED, "Suối Đá"):
        assert secret not in text
        assert secret not in plain
    assert "đề nghị cấp sổ đỏ" in plain
    assert "[đã che]" in plain


# ------------------------------------------------------------------------- an office's own template


def own(year: Year, folder: Path, change: Any) -> Year:
    """The same year in another folder with a Word template of its own."""
    shutil.copytree(year.folder, folder, ignore=shutil.ignore_patterns("bao-cao", IN, "phat-ra"))
    (folder / IN).mkdir()
    path = copy_template("bao-cao", folder / TEMPLATES)
    document = Document(str(path))
    change(document)
    document.save(str(path))
    return Year(folder)


def add(document: Any, *runs: str) -> None:
    paragraph = document.paragraphs[0].insert_paragraph_before("")
    for run in runs:
        paragraph.add_run(run)


def codes(report: AnnualReport) -> list[tuple[str, str]]:
    return [(finding.code, finding.value) for finding in report.remarks]


def test_places_parted_by_word_figures_and_words_of_its_own(year: Year, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.sections[0].left_margin = Mm(25)
        add(
            document,
            "Cả năm ",
            "{{kien",
            "_nghi}} ý kiến; {{ chung.xa:",
            "hoa }}",
            "; {{cau: to",
            "_chuc}}",
        )

    made = own(year, tmp_path / "rieng", change).report((), TODAY)
    document = opened(made)
    assert codes(made) == []
    has_in_order(
        document, "Cả năm 0 ý kiến; MẪU SƠN; Trong năm không tổ chức cuộc tiếp xúc, đối thoại nào"
    )
    assert millimetres(document.sections[0].left_margin) == 25, "an office's own margins stay"


def test_a_sentence_that_says_nothing_takes_its_blank_with_it(year: Year, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        add(
            document,
            "   {{cau: theo_ke_hoach}} {{cau: to",
            "_chuc}} {{cau: so_thon}}",
            " {{cau: kien_nghi}} {{cau: ton}}",
        )
        add(document, "Một {{cau: so_thon}} {{cau: ton}}  hai  ba {{cau: theo_ke_hoach}}")

    document = opened(own(year, tmp_path / "trong", change).report((), TODAY))
    assert [p.text for p in document.paragraphs[1:3]] == [
        "Một hai  ba",  # two blanks that the office wrote itself stay
        "   Trong năm không tổ chức cuộc tiếp xúc, đối thoại nào (theo kế hoạch 03 cuộc). "
        "Trong năm không phát sinh ý kiến, kiến nghị.",
    ]


def test_what_means_nothing_stays_marked_and_is_told(year: Year, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        add(
            document,
            (
                "{{tong_so}} và {{cau: gi_do}}, {{bang: theo_thon}}, {{cau: noi_nhan}} "
                "{{chung.gi}} {{ dở dang"
            ),
        )
        tracked = document.paragraphs[1].insert_paragraph_before("")
        inserted = tracked._p.makeelement(qn("w:ins"), {qn("w:id"): "1", qn("w:author"): "a"})
        inserted.append(tracked.add_run("{{chung.nam}}")._r)
        tracked._p.append(inserted)
        add(document, "{{thon.truong_thon}}{{bang: tong_hop_theo_thon}} cùng dòng")

    made = own(year, tmp_path / "hong", change).report((), TODAY)
    assert made.document is not None
    unknown = [
        "{{tong_so}}",
        "{{cau: gi_do}}",
        "{{bang: theo_thon}}",
        "{{chung.gi}}",
        "{{thon.truong_thon}}",
        "{{",
        "{{chung.nam}}",
    ]
    found = codes(made)
    assert sorted(value for code, value in found if code == "R310") == sorted(unknown)
    assert [value for code, value in found if code == "R313"] == [
        "{{bang: tong_hop_theo_thon}}",
        "{{cau: noi_nhan}}",
    ]
    document = opened(made)
    marked = next(p for p in document.paragraphs if "{{tong_so}}" in p.text)
    assert marked.runs[0].font.highlight_color is not None
    assert headers(document) == ["DỰ THẢO", "DỰ THẢO"]


def test_what_means_nothing_in_a_list_is_told_whichever_paper_shows_it_first(
    year: Year, tmp_path: Path
) -> None:
    """The workbook and Word have the same list, which is laid out once for both."""

    def change(document: Any) -> None:
        add(document, "{{bang: danh_sach_kien_nghi}}")

    listed = own(year, tmp_path / "danh-sach", change)
    public = listed.report((), TODAY).public
    word = public.template.report.word
    lists = tuple(replace(one, note="Theo {gi_do}.") for one in word.lists)
    report = replace(public.template.report, word=replace(word, lists=lists))
    data = replace(public.data, template=replace(public.template, report=report))
    made = replace(public, data=data, figures=replace(public.figures, report=report))
    found = {}
    for doors in (("docx",), ("xlsx", "docx")):
        path = tmp_path / f"{len(doors)}.xlsx"
        written, findings = write_doors(path, made, listed.folder, doors)
        said = [one.value for one in findings if one.code == "R310"]
        paragraphs = [p.text for p in Document(str(written["docx"])).paragraphs]
        found[doors] = said, paragraphs
        assert said == ["{gi_do}"]
        assert "Theo gi_do." in paragraphs
    assert found["docx",] == found["xlsx", "docx"]


def test_a_draft_says_so_whatever_headers_a_template_has(year: Year, tmp_path: Path) -> None:
    def change(document: Any) -> None:
        first, last = document.sections
        first.different_first_page_header_footer = False
        last.different_first_page_header_footer = True
        first.header.is_linked_to_previous = True  # no header at all
        document.styles["Dự thảo"].delete()

    document = opened(own(year, tmp_path / "dau-trang", change).report((), TODAY))
    first, last = document.sections
    for header in (first.header, last.header, last.first_page_header):
        assert "DỰ THẢO" in [paragraph.text for paragraph in header.paragraphs]
    assert "chưa đủ điều kiện" in document.tables[0].cell(0, 0).text


def test_a_template_that_is_no_word_file(year: Year, tmp_path: Path) -> None:
    made = own(year, tmp_path / "hu", lambda document: None)
    for data in (
        b"khong phai docx",
        b"PK\x05\x06" + b"\0" * 18,
        (year.folder / "ke-hoach.xlsx").read_bytes(),
    ):
        (made.folder / TEMPLATES / "bao-cao.docx").write_bytes(data)
        report = made.report((), TODAY)
        assert report.document is None
        assert codes(report) == [("R311", "bao-cao.docx")]
        assert report.path.is_file()


def test_what_the_plan_does_not_say_is_told(year: Year, tmp_path: Path) -> None:
    made = make_year(tmp_path / "thieu")
    report = made.report((), TODAY)
    assert {value for code, value in codes(report) if code == "R312"} == {
        "Cấp huyện (nếu có)",
        "Số kế hoạch",
        "Ngày ban hành",
    }
    has_in_order(opened(report), "ĐẢNG BỘ …", "Kế hoạch số …-KH/ĐU, ngày … của Đảng ủy xã Mẫu Sơn")


def test_a_report_that_somebody_has_worked_on_is_never_overwritten(
    year: Year, tmp_path: Path
) -> None:
    made = own(year, tmp_path / "sua", lambda document: None)
    first = made.report((), TODAY)
    assert made.report((), TODAY).document == first.document, "untouched, so written anew"
    document = opened(first)
    document.paragraphs[5].add_run("Văn phòng viết thêm.")
    document.save(str(first.document))
    again = made.report((), TODAY)
    assert again.document is not None
    assert first.document is not None
    assert again.document.name == f"{first.document.stem}_ban-2.docx"
    assert codes(again) == [("R314", first.document.name)]
    assert "Văn phòng viết thêm." in " ".join(lines(opened(first)))
    assert made.report((), TODAY).document == again.document


# --------------------------------------------------------------------------- where it comes from


def contents(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_built_in_template_is_what_its_program_makes(tmp_path: Path) -> None:
    made = tmp_path / "bao-cao.docx"
    subprocess.run([sys.executable, str(ROOT / "docs" / "word_template.py"), str(made)], check=True)
    assert contents(made) == contents(find_document("bao-cao"))


def test_every_sentence_and_table_of_the_template_is_asked_for(year: Year) -> None:
    text = re.sub(r"<[^>]*>", "", contents(find_document("bao-cao"))["word/document.xml"].decode())
    word = year.plan.collects.report.word
    asked = set(re.findall(r"\{\{(?:cau|bang): (\w+)\}\}", text))
    assert asked == {LACKS, *(one.name for one in (*word.sentences, *word.tables, *word.lists))}
