"""Homes, births, papers, accounts, cars and what reaches somebody on the net."""

from __future__ import annotations

from for_each import for_each

from sheettools.annual.gate.curtain import Curtain
from sheettools.words.personal import find_personal


def covered(text: str) -> str:
    return Curtain().cover(text).replace("[đã che]", "…")


@for_each(
    ("text", "left"),
    [
        ("ở số nhà 15, ngõ 8, tổ 3", "ở …"),
        ("ở tổ 4 ngõ 5", "ở …"),
        ("SN 24 đường Trần Phú", "…"),
        ("15/3 đường Giáp Hải", "…"),
        ("thửa đất số 123, tờ bản đồ số 45", "…"),
        ("lô LK5-12 khu tái định cư", "… khu tái định cư"),
        ("tọa độ 21.4001,106.7002", "…"),
        ("khoảnh 4 tiểu khu 117", "…"),
        (
            "nhà 2 tầng, nhà 3 gian, ngõ 12 chưa có đèn",
            "nhà 2 tầng, nhà 3 gian, ngõ 12 chưa có đèn",
        ),
        ("12 thửa ruộng, tổ 3, khu 5", "12 thửa ruộng, tổ 3, khu 5"),
        ("Đường 19/5, phố 3/2", "Đường 19/5, phố 3/2"),
    ],
)
def test_homes(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    ("text", "left"),
    [
        ("sinh năm 1956", "sinh năm …"),
        ("SN 1982, sn 65", "SN …, sn …"),
        ("sinh ngày 5 tháng 6 năm 1990", "sinh ngày …"),
        ("bà Lan (1950 - 2021)", "bà … (…)"),
        ("Nữ, 1968, xin việc", "Nữ, …, xin việc"),
        ("năm sinh ghi 1951, đúng là 1957", "năm sinh ghi …, đúng là …"),
        ("công dân sinh năm 2006", "công dân sinh năm 2006"),
        ("sinh hoạt 05/2024, học sinh 2024", "sinh hoạt 05/2024, học sinh 2024"),
    ],
)
def test_births(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    ("text", "left"),
    [
        ("BKS 98A-123.45", "BKS …"),
        ("xe 98MĐ1 012.34", "xe …"),
        ("STK 0711000123456 Agribank", "STK … Agribank"),
        ("chuyển vào 1900 2068 1234 5", "chuyển vào …"),
        ("thẻ BHYT GD4982401234567", "thẻ BHYT …"),
        ("sổ đỏ số BK 123456", "sổ đỏ số …"),
        ("hợp đồng vay số LAV-2406.00123", "hợp đồng vay số …"),
        ("giấy chứng nhận kết hôn số 08/2015", "giấy chứng nhận kết hôn số …"),
        ("mã khách hàng PA05LN0012345", "mã khách hàng …"),
        ("Đơn số 123456789", "Đơn số 123456789"),
        ("mã số thuế của HTX 2400123456", "mã số thuế của HTX 2400123456"),
        ("mã hồ sơ 000.00.24.H02-240615-0012", "mã hồ sơ 000.00.24.H02-240615-0012"),
        ("BHYT cho 1250 người, 15 thẻ đảng", "BHYT cho 1250 người, 15 thẻ đảng"),
        ("Quyết định 1234/QĐ-UBND, QL31, ĐT.248", "Quyết định 1234/QĐ-UBND, QL31, ĐT.248"),
    ],
)
def test_papers_accounts_and_cars(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    ("text", "left"),
    [
        ("gửi tam.nv@gmail.com", "gửi …"),
        ("tuan [at] gmail [dot] com", "…"),
        ("xem facebook.com/tam.nguyen", "xem …"),
        ("@be.lan nói", "… nói"),
        ("zalo: hoalan88", "zalo: …"),
        (
            "vanthu_camson@bacgiang.gov.vn, camson.gov.vn",
            "vanthu_camson@bacgiang.gov.vn, camson.gov.vn",
        ),
        ("nhóm Zalo thôn Mới", "nhóm Zalo thôn Mới"),
        ("@SUM(A1:A9)", "@SUM(A1:A9)"),
    ],
)
def test_on_the_net(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    "number",
    [
        "0 9 1 2 3 4 5 6 7 8",
        "o912345678",
        "không chín một hai ba bốn năm sáu bảy tám",
        "0912/345/678",
        "0912·345·678",
        "+84(0)912345678",
        "84-912-345-678",
        "098*765*4321",
        "0987 654 xxx",
    ],
)
def test_phones_in_odd_writings(number: str) -> None:
    (hit,) = find_personal(f"gọi {number} nhé")
    assert (hit.kind, hit.start, hit.end) == ("phone", 4, 4 + len(number))
