"""Forms as offices keep them, made for the tests: of a health station, a school and a village."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation


def vaccinations(path: Path) -> Path:
    """A title over merged cells, headings in two rows, a row of numbers, sums, lists by name and by
    range, a protected sheet, notes.
    """
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Tiêm chủng"
    page["A1"] = "SỞ Y TẾ MẪU"
    page.merge_cells("A3:I3")
    page["A3"] = "BÁO CÁO TIÊM CHỦNG"
    page["A3"].font = Font(bold=True, size=16)
    heads = {"A": "STT", "B": "Vắc-xin *", "C": "Ngày tiêm (*)", "D": "Kết quả",
             "G": "Tổng số (liều)", "H": "Mức độ phản ứng", "I": "Họ và tên trẻ"}  # fmt: skip
    for letter, text in heads.items():
        page[f"{letter}5"] = text
        if letter != "D":
            page.merge_cells(f"{letter}5:{letter}6")
    page.merge_cells("D5:F5")
    for letter, text in (("D", "Đã tiêm"), ("E", "Hoãn"), ("F", "Chống chỉ định")):
        page[f"{letter}6"] = text
    for number, letter in enumerate("ABCDEFGHI", 1):
        page[f"{letter}7"] = number
    page["C5"].comment = Comment("Ghi ngày dương lịch", "văn phòng")
    for row in range(8, 28):
        page[f"A{row}"] = row - 7
        page[f"G{row}"] = f"=SUM(D{row}:F{row})"
        page[f"C{row}"].number_format = "dd/mm/yyyy"
        for letter in "BCDEFHI":
            page[f"{letter}{row}"].protection = Protection(locked=False)
    page["A28"] = "Tổng cộng"
    for letter in "DEFG":
        page[f"{letter}28"] = f"=SUM({letter}8:{letter}27)"
    lists = book.create_sheet("DM")
    for row, text in enumerate(("Lao (BCG)", "Viêm gan B", "Sởi"), 1):
        lists[f"A{row}"] = text
    for row, text in enumerate(("Nhẹ", "Nặng"), 1):
        lists[f"B{row}"] = text
    book.defined_names["vac_xin"] = DefinedName("vac_xin", attr_text="DM!$A$1:$A$3")
    for where, kind, formula, low in (
        ("B8:B27", "list", "vac_xin", None),
        ("H8:H27", "list", "DM!$B$1:$B$2", None),
        ("D8:F27", "whole", "0", "500"),
    ):
        guard = DataValidation(kind, formula1=formula, formula2=low, operator="between")
        guard.add(where)
        page.add_data_validation(guard)
    page.column_dimensions["B"].width = 24
    page.protection.enable()
    guide = book.create_sheet("Đọc trước", 0)
    guide["A1"] = "Mỗi buổi tiêm ghi một dòng; trạm gửi về trung tâm trước ngày 5 tháng sau."
    book.save(path)
    return path


def inventory(path: Path) -> Path:
    """Two tables on two sheets with values in them, a list written out, prices and years."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Tài sản")
    money = book.add_format({"num_format": "#,##0"})
    heads = "Mã TS|Tên tài sản|Năm sản xuất|Số lượng (cái)|Đơn giá (đồng)|Thành tiền|Tình trạng"
    page.write_row(0, 0, heads.split("|"))
    rows = [("TS01", "Bàn học sinh", 2019, 40, 850000), ("TS02", "Máy chiếu", 2021, 3, 12500000.5),
            ("TS03", "Tủ sách", 2020, 5, 2300000)]  # fmt: skip
    for number, (code, name, year, count, price) in enumerate(rows, 1):
        page.write_row(number, 0, [code, name, year, count])
        page.write_number(number, 4, price, money)
        page.write_formula(number, 5, f"=D{number + 1}*E{number + 1}", money, count * price)
    page.data_validation(
        1, 6, 50, 6, {"validate": "list", "source": ["Tốt", "Hỏng", "Chờ thanh lý"]}
    )
    page.data_validation(1, 3, 50, 3, {"validate": "integer", "criteria": ">", "value": 0})
    day = book.add_format({"num_format": "mm/yyyy"})
    other = book.add_worksheet("Mượn trả")
    other.write_row(2, 0, ["TT", "Người mượn", "Ngày mượn", "Tháng trả", "Đã trả"])
    other.write_row(3, 0, [1, "Nguyễn Thị Mẫu"])
    other.write_datetime(3, 2, date(2025, 3, 4), book.add_format({"num_format": "dd/mm/yyyy"}))
    other.write_blank(3, 3, None, day)
    other.data_validation(3, 4, 20, 4, {"validate": "list", "source": ["Có", "Không"]})
    hidden = book.add_worksheet("Tạm")
    hidden.write(0, 0, "x")
    hidden.hide()
    book.close()
    return path


def households(path: Path) -> Path:
    """A form of lines above nothing, and a list of people."""
    book = openpyxl.Workbook()
    form = book.active
    assert form is not None
    form.title = "Thông tin"
    for row, (words, value) in enumerate(
        (
            ("Tên thôn:", None),
            ("Trưởng thôn:", "Trần Văn Mẫu"),
            ("Số hộ *:", 120),
            ("Ngày lập:", None),
        ),
        2,
    ):
        form[f"A{row}"] = words
        form[f"B{row}"] = value
    form["B5"].number_format = "dd/mm/yyyy"
    page = book.create_sheet("Danh sách hộ")
    heads = "Số TT|Họ và tên chủ hộ|Năm sinh|Số CCCD|Số nhân khẩu|Hộ nghèo"
    for column, text in enumerate(heads.split("|"), 1):
        page.cell(4, column, text)
    for row in range(5, 9):
        for column, value in enumerate((row - 4, "Lê Thị Mẫu", 1970 + row, "012345678901", row), 1):
            page.cell(row, column, value)
    book.save(path)
    return path
