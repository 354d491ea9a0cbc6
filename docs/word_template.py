"""The Word template of the annual report, `workbook_templates/bao-cao.docx`, made anew: `python
docs/word_template.py`.

Staff edit a copy of it in Word; this file is where the built-in one comes from, so that it can be
read and reviewed. The same run gives the same bytes.
"""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).parents[1] / "workbook_templates" / "bao-cao.docx"
MADE = datetime(2026, 1, 1)
FONT, SIZE, LINE = "Times New Roman", 14, 18
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
LEFT, RIGHT = 78, 87
RULE = 74
"""The length of “ĐẢNG CỘNG SẢN VIỆT NAM” in 15-point bold Times New Roman, in millimetres: so long
is its rule.
"""
CENTER, JUSTIFY, START = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
)

# name: size, bold, italic, alignment, points before, points after
STYLES: dict[str, tuple[float, bool, bool, Any, float, float]] = {
    "Cơ quan cấp trên": (14, False, False, CENTER, 0, 0),
    "Cơ quan ban hành": (14, True, False, CENTER, 0, 0),
    "Tiêu đề Đảng": (15, True, False, CENTER, 0, 0),
    "Ngày tháng": (14, False, True, CENTER, 8, 0),
    "Tên loại": (16, True, False, CENTER, 18, 0),
    "Trích yếu": (14, True, False, CENTER, 0, 0),
    "Nội dung": (SIZE, False, False, JUSTIFY, 3, 3),
    "Đề mục I": (SIZE, True, False, JUSTIFY, 6, 3),
    "Đề mục 1": (SIZE, True, False, JUSTIFY, 4, 3),
    "Phần văn phòng viết": (SIZE, False, True, JUSTIFY, 3, 3),
    "Nơi nhận": (12, False, False, START, 0, 0),
    "Thẩm quyền ký": (14, True, False, CENTER, 0, 0),
    "Chức vụ ký": (14, True, False, CENTER, 0, 0),
    "Tên phụ lục": (14, True, False, CENTER, 0, 0),
    "Chú thích phụ lục": (13, False, True, CENTER, 0, 6),
    "Bảng, tiêu đề": (9, True, False, CENTER, 0, 0),
    "Bảng, chữ": (10.5, False, False, START, 1, 1),
    "Bảng, ghi chú": (12, False, True, START, 4, 0),
    "Dự thảo": (12, True, False, CENTER, 0, 0),
}
INDENTED = ("Nội dung", "Đề mục I", "Đề mục 1", "Phần văn phòng viết")
WRITE = "Phần văn phòng viết"
KEPT = (
    "Normal",
    "Header",
    "Footer",
    "Default Paragraph Font",
    "Normal Table",
    "Table Grid",
    "No List",
)

PARTS: tuple[tuple[str, str], ...] = (
    ("Nội dung", "{{cau: can_cu}}"),
    ("Đề mục I", "I- CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO VÀ TRIỂN KHAI THỰC HIỆN"),
    ("Nội dung", "{{cau: ke_hoach_nam}}"),
    (WRITE, "[Văn phòng viết: việc quán triệt, phân công, phối hợp của UBND, MTTQ và các đoàn thể; "
        "công tác tuyên "
            "truyền, kiểm tra, đôn đốc.]"),
    ("Đề mục I", "II- KẾT QUẢ TIẾP XÚC, ĐỐI THOẠI"),
    ("Đề mục 1", "1- Công tác chuẩn bị"),
    (WRITE, "[Văn phòng viết: thông báo thời gian, địa điểm, nội dung; thu thập ý kiến trước hội "
        "nghị; chuẩn bị nội "
            "dung trả lời, giải đáp.]"),
    ("Đề mục 1", "2- Kết quả tổ chức"),
    ("Nội dung", "{{cau: to_chuc}} {{cau: theo_ke_hoach}} {{cau: so_thon}} {{cau: khong_to_chuc}}"),
    ("Nội dung", "{{cau: ly_do_khong_to_chuc}}"),
    ("Nội dung", "{{cau: ly_do_chuyen}}"),
    ("Nội dung", "{{cau: cac_cuoc}}"),
    ("Nội dung", "{{cau: nguoi_du}} {{cau: trong_do}}"),
    ("Nội dung", "{{cau: phat_bieu}} {{cau: ket_luan}}"),
    ("Đề mục 1", "3- Kết quả tiếp nhận ý kiến, kiến nghị"),
    ("Nội dung", "{{cau: kien_nghi}}"),
    ("Nội dung", "{{cau: theo_loai}}"),
    ("Nội dung", "{{cau: theo_linh_vuc}}"),
    ("Nội dung", "{{cau: theo_tham_quyen}}"),
    ("Đề mục 1", "4- Kết quả giải quyết, trả lời ý kiến, kiến nghị"),
    ("Nội dung", "{{cau: tra_loi}}"),
    ("Nội dung", "{{cau: tinh_trang}}"),
    ("Nội dung", "{{cau: da_xong}}"),
    ("Nội dung", "{{cau: ton}}"),
    ("Nội dung", "{{cau: thoi_han}}"),
    ("Nội dung", "{{cau: qua_han}}"),
    ("Nội dung", "{{cau: van_ban}}"),
    ("Nội dung", "{{cau: so_nam_truoc}}"),
    ("Nội dung", "{{cau: chua_tinh}}"),
    ("Đề mục I", "III- ĐÁNH GIÁ CHUNG"),
    ("Đề mục 1", "1- Ưu điểm"),
    (WRITE, "[Văn phòng viết: kết quả nổi bật, việc làm tốt.]"),
    ("Đề mục 1", "2- Tồn tại, hạn chế"),
    (WRITE, "[Văn phòng viết: việc chưa làm được, kiến nghị để kéo dài.]"),
    ("Đề mục 1", "3- Nguyên nhân"),
    (WRITE, "[Văn phòng viết: nguyên nhân khách quan, chủ quan.]"),
    ("Đề mục I", "IV- PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM NĂM {{chung.nam:sau}}"),
    (WRITE, "[Văn phòng viết: nhiệm vụ, giải pháp của năm sau.]"),
    ("Đề mục I", "V- KIẾN NGHỊ, ĐỀ XUẤT"),
    ("Đề mục 1", "1- Với {{ho_so.superior_committee}}"),
    (WRITE, "[Văn phòng viết; không có thì bỏ mục này.]"),
    ("Đề mục 1", "2- Với các cơ quan, đơn vị liên quan"),
    (WRITE, "[Văn phòng viết; không có thì bỏ mục này.]"),
    ("Nội dung",
     "Trên đây là báo cáo kết quả tiếp xúc, đối thoại với nhân dân năm {{chung.nam}} của "
                 "{{chung.co_quan_ban_hanh}}{{ho_so.closing}}"),
)  # fmt: skip
WITH = (
    "(kèm theo Báo cáo {{ho_so.number:noi}}, ngày … tháng … năm … của {{chung.co_quan_ban_hanh}})"
)
SINCE = "Số liệu tính từ ngày {{chung.tu_ngay}} đến ngày {{chung.den_ngay}}"
APPENDICES = (
    ("Phụ lục 1", "TỔNG HỢP KẾT QUẢ TIẾP XÚC, ĐỐI THOẠI VỚI NHÂN DÂN NĂM {{chung.nam}} THEO THÔN",
     "tong_hop_theo_thon"),
    ("Phụ lục 2", "TỔNG HỢP Ý KIẾN, KIẾN NGHỊ VÀ KẾT QUẢ GIẢI QUYẾT NĂM {{chung.nam}}",
    "danh_sach_kien_nghi"),
)  # fmt: skip


def make() -> bytes:
    """Return the template's bytes."""
    document = Document()
    _prune(document)
    _styles(document)
    _first_section(document)
    _heading(document)
    _title(document)
    for style, text in PARTS:
        last = document.add_paragraph(text, style)
    last.paragraph_format.keep_with_next = True
    _signature(document)
    _appendices(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = (
        "Mẫu Word của báo cáo năm",
        "sheettools",
        "",
    )
    properties.created = properties.modified = MADE
    properties.last_modified_by, properties.language = "sheettools", "vi-VN"
    return _bytes(document)


def _prune(document: Any) -> None:
    """Take out what the library's own template brings: a hundred styles, a picture of itself, spare
    parts.
    """
    for style in list(document.styles):
        if style.name not in KEPT:
            style.delete()
    for part in (document.part, document.part.package):
        for name, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in (
                "stylesWithEffects",
                "customXml",
                "thumbnail",
                "numbering",
            ):
                part.rels.pop(name)


def _styles(document: Any) -> None:
    defaults = (
        document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    )
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(
        parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>')
    )
    normal = document.styles["Normal"]
    _letters(normal, SIZE)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1
    for name, (size, bold, italic, alignment, before, after) in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = normal, True
        # What is as large as the text follows the size of the text.
        style.font.size = None if size == SIZE else Pt(size)
        style.font.bold, style.font.italic = bold, italic
        layout = style.paragraph_format
        layout.alignment, layout.space_before, layout.space_after = alignment, Pt(before), Pt(after)
        if name in INDENTED:
            layout.first_line_indent = Mm(10)
            layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
        layout.keep_with_next = name.startswith("Đề mục")
    office = document.styles[WRITE]
    office.font.color.rgb = RGBColor(0x1F, 0x4E, 0x9E)
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FFF7DB"/>')
    office.element.get_or_add_pPr().insert_element_before(
        shade, "w:tabs", "w:spacing", "w:ind", "w:jc"
    )
    document.styles["Dự thảo"].font.color.rgb = RGBColor(0xC0, 0, 0)


def _letters(style: Any, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _first_section(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    _edges(section)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style, paragraph.alignment = document.styles["Normal"], CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)


def _edges(section: Any) -> None:
    for edge, millimetres in MARGINS.items():
        setattr(section, edge, Mm(millimetres))
    section.header_distance = section.footer_distance = Mm(8)


def _frameless(document: Any, *widths: int) -> list[Any]:
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    table.alignment = 1
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        column.cells[0].width = Mm(width)
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    )
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return list(table.rows[0].cells)


def _fill(cell: Any, *lines: tuple[str, str]) -> None:
    first = cell.paragraphs[0]
    for number, (style, text) in enumerate(lines):
        paragraph = cell.add_paragraph() if number else first
        paragraph.style = style
        paragraph.add_run(text)


def _heading(document: Any) -> None:
    left, right = _frameless(document, LEFT, RIGHT)
    _fill(
        left,
        ("Cơ quan cấp trên", "{{ho_so.superior:hoa}}"),
        ("Cơ quan ban hành", "{{chung.co_quan_ban_hanh:hoa}}"),
        ("Cơ quan cấp trên", "*"),
        ("Cơ quan cấp trên", "{{ho_so.number}}"),
    )
    _fill(
        right,
        ("Tiêu đề Đảng", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("Tiêu đề Đảng", ""),
        ("Ngày tháng", "{{chung.xa}}, ngày … tháng … năm …"),
    )
    rule = right.paragraphs[1]
    for run in rule.runs:
        run._r.getparent().remove(run._r)
    layout = rule.paragraph_format
    layout.left_indent = layout.right_indent = Mm((RIGHT - RULE) / 2)
    layout.line_spacing_rule, layout.line_spacing, layout.space_before = (
        WD_LINE_SPACING.EXACTLY,
        Pt(2),
        Pt(2),
    )
    border = (
        f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="0" '
        'w:color="000000"/></w:pBdr>'
    )
    rule._p.get_or_add_pPr().insert_element_before(
        parse_xml(border), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def _title(document: Any) -> None:
    document.add_paragraph("BÁO CÁO", "Tên loại")
    document.add_paragraph(
        "kết quả tiếp xúc, đối thoại của {{chung.chu_tri|người đứng đầu cấp ủy, chính quyền}} "
        "với nhân dân năm {{chung.nam}}",
        "Trích yếu",
    )
    document.add_paragraph("-----", "Trích yếu").paragraph_format.space_after = Pt(8)


def _signature(document: Any) -> None:
    document.add_paragraph("", "Nơi nhận").paragraph_format.keep_with_next = True
    left, right = _frameless(document, LEFT, RIGHT)
    _fill(left, ("Nơi nhận", "Nơi nhận:"), ("Nơi nhận", "{{cau: noi_nhan}}"))
    head = left.paragraphs[0].runs[0]
    head.underline, head.font.size = True, Pt(14)
    _fill(
        right,
        ("Thẩm quyền ký", "{{chung.tham_quyen_ky|T/M ĐẢNG ỦY}}"),
        ("Chức vụ ký", "{{chung.chuc_vu_ky|BÍ THƯ}}"),
        *[("Chức vụ ký", "")] * 4,
        ("Thẩm quyền ký", "{{chung.nguoi_ky| }}"),
    )
    document.add_paragraph("", "Nơi nhận")


def _appendices(document: Any) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.different_first_page_header_footer = False
    _edges(section)
    for number, (name, title, table) in enumerate(APPENDICES):
        if number:
            document.add_paragraph("", "Nơi nhận").add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph(name, "Tên phụ lục")
        document.add_paragraph(title, "Tên phụ lục")
        document.add_paragraph(WITH, "Chú thích phụ lục").paragraph_format.space_after = Pt(0)
        document.add_paragraph(SINCE, "Chú thích phụ lục")
        document.add_paragraph("{{bang: " + table + "}}", "Bảng, chữ")


def _bytes(document: Any) -> bytes:
    raw, fixed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as archive, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            out.writestr(entry, archive.read(name))
    return fixed.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_bytes(make())
