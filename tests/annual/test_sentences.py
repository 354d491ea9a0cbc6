"""How figures are written and said: nothing, one, two, many. The sentences are those of the
built-in template.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from for_each import for_each
from standing import OWN, own_template

from sheettools.annual.data import Data, Sender, Unit, frame_of
from sheettools.annual.figures import Cross, Figures
from sheettools.annual.gate.curtain import Curtain
from sheettools.annual.narrative import RowAtHand, WordFacts, Wording
from sheettools.annual.phrases import (
    inside,
    roman,
    share_of,
    tidy_sentence,
    write_change,
    write_share,
    write_sum,
)
from sheettools.template.issue import FilledBook
from sheettools.template.load.library import find_profile
from sheettools.template.model import Template
from sheettools.template.pattern import Reference, fill, references
from sheettools.words.dates import write_day
from sheettools.words.numbers import write_count, write_number

PROFILE = find_profile("bac-giang-2024", OWN)
TEMPLATE = own_template("so-tiep-xuc", PROFILE.name)
PLAN = own_template("ke-hoach", PROFILE.name)
FORM = {"nam": 2024, "xa": "Mẫu Sơn", "co_quan_ban_hanh": "Đảng ủy xã Mẫu Sơn",
"so_ke_hoach": "113-KH/ĐU",
        "ngay_ban_hanh": date(2024, 1, 15),
        "trich_yeu": "Tiếp xúc, đối thoại với nhân dân năm 2024",
        "chu_tri": "Bí thư Đảng ủy"}  # fmt: skip


# --------------------------------------------------------------------------- numbers


@for_each(
    ("value", "written"),
    [
        (0, "0"),
        (1, "01"),
        (9, "09"),
        (10, "10"),
        (999, "999"),
        (1234, "1.234"),
        (1234567, "1.234.567"),
        (2.5, "2,5"),
        (1234.25, "1.234,25"),
        (3.0, "03"),
    ],
)
def test_numbers_are_written_as_offices_do(value: float, written: str) -> None:
    assert write_number(value) == written


@for_each(
    ("parts", "shares"),
    [
        ([], []),
        ([0, 0], [0, 0]),
        ([1], [1000]),
        ([1, 1, 1], [333, 333, 333]),
        ([2, 1], [667, 333]),
        ([4, 4, 4, 7], [211, 211, 211, 368]),  # 100,1 in all: 4 of 19 are 21,05
        ([11, 11, 38], [183, 183, 633]),  # 99,9 in all
        ([1, 15], [63, 938]),  # halves go up: 6,25 and 93,75
    ],
)
def test_each_share_is_rounded_by_itself(parts: list[float], shares: list[int]) -> None:
    assert [share_of(part, sum(parts)) for part in parts] == shares


def test_numbers_of_a_table_have_no_nought_in_front() -> None:
    assert [write_count(n) for n in (0, 4, 10, 1234, 0.5, 2.0)] == [
        "0",
        "4",
        "10",
        "1.234",
        "0,5",
        "2",
    ]


@for_each(
    ("now", "before", "said"),
    [
        (60, 48, "tăng 12 (25,0%)"),
        (44, 48, "giảm 04 (8,3%)"),
        (48, 48, "không đổi"),
        (3, 0, "tăng 03"),
        (0, 4, "giảm 04 (100%)"),
        (17, 16, "tăng 01 (6,3%)"),
    ],
)
def test_a_change_is_said_with_its_share(now: int, before: int, said: str) -> None:
    assert write_change(now, before) == said


def test_shares_have_one_decimal_and_a_comma() -> None:
    assert [write_share(n) for n in (1000, 500, 333, 5, 0)] == [
        "100%",
        "50,0%",
        "33,3%",
        "0,5%",
        "0,0%",
    ]


@for_each(
    ("label", "said"),
    [
        ("Đất đai", "đất đai"),
        ("UBND xã", "UBND xã"),
        ("Trung ương", "Trung ương"),
        ("Quốc phòng, an ninh", "quốc phòng, an ninh"),
        ("Đảng ủy xã", "Đảng ủy xã"),
        ("Y tế, dân số", "y tế, dân số"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence(label: str, said: str) -> None:
    assert inside(label) == said


def test_days_months_and_roman_numerals() -> None:
    assert [write_day(date(2026, 2, 5), form) for form in ("ngay", "thang", "nam", "")] == [
        "05",
        "02",
        "2026",
        "05/02/2026",
    ]
    assert write_day(date(2026, 9, 5), "thang") == "9"
    assert write_day(date(2015, 7, 9), "") == "09/7/2015"
    assert [roman(n) for n in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XL"]


def test_the_sum_of_columns() -> None:
    assert write_sum(1, [2, 3]) == "1=2+3"
    assert write_sum(2, [3, 4, 5, 6]) == "2=3+…+6"
    assert write_sum(2, [3, 5, 6, 9]) == "2=3+5+6+9"


# --------------------------------------------------------------------------- patterns


def look_up(reference: Reference, optional: bool) -> str | None:
    known = {"a": "A", "ten": "Quy chế năm 2022", "nam": "2022"}
    return known.get(
        reference.name,
        reference.default if reference.default is not None else None if optional else "?",
    )


@for_each(
    ("pattern", "said"),
    [
        ("{a} và {b}", "A và ?"),
        ("{a}[ số {b}]", "A"),
        ("{b|…} {a}", "… A"),
        ("x[ năm {nam}] {ten}", "x Quy chế năm 2022"),
        ("không có gì", "không có gì"),
    ],
)
def test_a_pattern_leaves_out_what_has_nothing_to_say_or_is_said(pattern: str, said: str) -> None:
    assert fill(pattern, look_up) == said


def test_a_reference_keeps_its_parts() -> None:
    found = next(references("{tra_loi/kien_nghi:noi|không}"))
    assert found == Reference("tra_loi", "kien_nghi", "noi", "không")
    assert found.text == "tra_loi/kien_nghi:noi|không"


def test_what_parts_left_out_leave_behind_is_taken_out() -> None:
    assert tidy_sentence("; xong..  Tốt ;.") == "xong. Tốt ."
    assert tidy_sentence("một\n\n hai") == "một\nhai"
    assert tidy_sentence("nhân dân 01 ().") == "nhân dân 01."


# ---------------------------------------------------------------------- sentences, by figures alone


def said(
    name: str,
    crosses: dict[str, list[tuple[str, int]]] | None = None,
    before: dict[str, float] | None = None,
    **values: float,
) -> str:
    """Say a sentence of the template where all figures but those given are nought; `before` are
    last year's.
    """
    report = TEMPLATE.report
    figures = {figure.name: values.pop(figure.name, 0) for figure in report.figures}
    assert not values, "every figure exists"
    made = tuple(
        Cross(breakdown, tuple((label, (n,)) for label, n in rows), (sum(n for _, n in rows),))
        for breakdown in report.breakdowns
        for rows in [(crosses or {}).get(breakdown.name, [])]
    )
    known = Figures(report, figures, (), made, ())
    last_year = {report.figure(figure).code: value for figure, value in (before or {}).items()}
    wording = Wording(WordFacts(empty_year(TEMPLATE), known, PLAN, PROFILE, last_year))
    text = wording.say(
        next(sentence for sentence in report.word.sentences if sentence.name == name)
    )
    assert not wording.unknown
    return text


def empty_year(template: Template) -> Data:
    frames = {sheet.name: frame_of(sheet, []) for sheet in template.tables}
    sender, unit = Sender("99901", "Xã Mẫu Sơn"), Unit("99901-01", "Thôn Thượng", "99901")
    return Data(template, FilledBook({"chung": FORM}, {}), (sender,), (unit,), frames)


def test_dialogues_none_one_two_many() -> None:
    assert said("to_chuc") == "Trong năm không tổ chức cuộc tiếp xúc, đối thoại nào."
    assert said("to_chuc", cuoc_ke_hoach=4) == (
        "Trong năm không tổ chức cuộc tiếp xúc, đối thoại nào (theo kế hoạch 04 cuộc)."
    )
    assert said("to_chuc", cuoc_da_to_chuc=1, cuoc_dinh_ky=1) == (
        "Trong năm đã tổ chức 01 cuộc tiếp xúc, đối thoại (định kỳ)."
    )
    assert said("to_chuc", cuoc_da_to_chuc=2, cuoc_dinh_ky=1, cuoc_dot_xuat=1) == (
        "Trong năm đã tổ chức 02 cuộc tiếp xúc, đối thoại, trong đó: định kỳ 01 cuộc, đột "
        "xuất 01 cuộc."
    )
    assert said("to_chuc", cuoc_da_to_chuc=14, cuoc_dinh_ky=12, cuoc_chuyen_de=2) == (
        "Trong năm đã tổ chức 14 cuộc tiếp xúc, đối thoại, trong đó: định kỳ 12 cuộc, theo "
        "chuyên đề 02 cuộc."
    )


def test_what_the_plan_asked_for() -> None:
    assert said("theo_ke_hoach", cuoc_ke_hoach=4) == ""
    assert said("theo_ke_hoach", cuoc_ke_hoach=4, cuoc_da_to_chuc=4, cuoc_theo_ke_hoach=4) == (
        "Thực hiện 04/04 cuộc theo kế hoạch."
    )
    assert said(
        "theo_ke_hoach",
        cuoc_ke_hoach=4,
        cuoc_da_to_chuc=4,
        cuoc_theo_ke_hoach=3,
        cuoc_ngoai_ke_hoach=1,
    ) == ("Thực hiện 03/04 cuộc theo kế hoạch; ngoài kế hoạch 01 cuộc.")
    assert said("khong_to_chuc") == ""
    assert said("khong_to_chuc", cuoc_khong=1, cuoc_chuyen=2) == (
        "Có 01 cuộc hoãn, không tổ chức, 02 cuộc chuyển thời gian, đến nay chưa tổ chức."
    )


def test_people() -> None:
    assert said("nguoi_du") == ""
    assert said("nguoi_du", cuoc_da_to_chuc=1) == "Không có số liệu người dự."
    assert said(
        "nguoi_du", cuoc_da_to_chuc=4, nguoi_du=1312, nguoi_nhan_dan=1300, nguoi_can_bo_thon=12
    ) == ("Tổng số 1.312 lượt người dự, trong đó: cán bộ thôn 12 (0,9%); nhân dân 1.300 (99,1%).")
    assert said("nguoi_du", cuoc_da_to_chuc=1, nguoi_du=5) == "Tổng số 05 lượt người dự."
    assert (
        said("nguoi_du", cuoc_da_to_chuc=1, nguoi_du=5, nguoi_nhan_dan=5)
        == "Tổng số 05 lượt người dự (nhân dân)."
    )
    assert (
        said("trong_do", nguoi_du=10, nu=3) == "Trong tổng số lượt người dự có: nữ 03, chiếm 30,0%."
    )
    assert (
        said("phat_bieu", cuoc_da_to_chuc=1)
        == "Không có ý kiến phát biểu tại các cuộc tiếp xúc, đối thoại."
    )
    assert said("phat_bieu", cuoc_da_to_chuc=1, luot_phat_bieu=1, nguoi_phat_bieu=1) == (
        "Có 01 lượt ý kiến phát biểu của 01 người."
    )
    assert said("phat_bieu", cuoc_da_to_chuc=1, luot_phat_bieu=25) == "Có 25 lượt ý kiến phát biểu."


def test_petitions_none_one_many() -> None:
    assert said("kien_nghi") == "Trong năm không phát sinh ý kiến, kiến nghị."
    assert (
        said("kien_nghi", kien_nghi=1, kn_hoi_nghi=1)
        == "Tổng số 01 ý kiến, kiến nghị (phát biểu tại hội nghị)."
    )
    assert said("kien_nghi", kien_nghi=31, kn_gui_truoc=10, kn_hoi_nghi=20, kn_ky_truoc=1) == (
        "Tổng số 31 ý kiến, kiến nghị, trong đó: gửi trước, qua hòm thư, tiếp dân 10 (32,3%); "
        "phát biểu tại hội nghị 20 (64,5%); kỳ trước chuyển sang 01 (3,2%)."
    )


def test_petitions_by_field_and_by_level() -> None:
    assert said("theo_linh_vuc") == ""
    assert said("theo_linh_vuc", {"theo_linh_vuc": [("Đất đai", 1), ("Giao thông", 0)]}) == (
        "- Phân theo lĩnh vực: đất đai 01."
    )
    assert said("theo_linh_vuc", {"theo_linh_vuc": [("Đất đai", 1), ("Giao thông", 2)]}) == (
        "- Phân theo lĩnh vực: đất đai 01 (33,3%); giao thông 02 (66,7%)."
    )
    assert said("theo_tham_quyen", {"theo_tham_quyen": [("Xã", 10), ("Trung ương", 1)]}) == (
        "- Phân theo thẩm quyền giải quyết: xã 10 (90,9%); Trung ương 01 (9,1%)."
    )


def test_how_petitions_ended() -> None:
    assert said("tinh_trang") == "Không phát sinh ý kiến, kiến nghị phải giải quyết, trả lời."
    assert said("tra_loi") == said("ton") == said("thoi_han") == said("van_ban") == ""
    assert said("tinh_trang", kien_nghi=60, da_xong=26, ton=34) == (
        "- Kết quả giải quyết 60 ý kiến, kiến nghị: đã xong 26 (43,3%); tồn chuyển kỳ sau 34 "
        "(56,7%)."
    )
    assert (
        said("tinh_trang", kien_nghi=3, ton=3)
        == "- Kết quả giải quyết 03 ý kiến, kiến nghị: tồn chuyển kỳ sau 03."
    )
    assert said(
        "da_xong", kien_nghi=60, da_xong=26, da_giai_quyet=14, giai_trinh=10, tu_choi=2
    ) == (
        "- Đã xong 26 ý kiến, kiến nghị, gồm: giải quyết xong, trả lời xong tại hội nghị 14; "
        "giải trình, cung cấp thông tin 10; không đủ điều kiện, đã hướng dẫn 02."
    )
    assert said("da_xong", kien_nghi=60, da_xong=2, tu_choi=2) == (
        "- Đã xong 02 ý kiến, kiến nghị: không đủ điều kiện, đã hướng dẫn."
    )
    assert said("da_xong", kien_nghi=60) == "- Chưa có ý kiến, kiến nghị nào xong."
    assert said("tra_loi", kien_nghi=8) == (
        "- Không có ý kiến, kiến nghị được trả lời, giải đáp trực tiếp tại hội nghị."
    )
    assert said("tra_loi", kien_nghi=8, tra_loi_hn=2) == (
        "- Trả lời, giải đáp trực tiếp tại hội nghị: 02/08 ý kiến, kiến nghị, chiếm 25,0%."
    )
    assert said("ton", kien_nghi=8) == "- Không còn ý kiến, kiến nghị tồn chuyển kỳ sau."
    assert said("ton", kien_nghi=8, ton=4, dang_giai_quyet=1, chua_giai_quyet=2, da_chuyen=1) == (
        "- Tồn chuyển kỳ sau 04 ý kiến, kiến nghị, gồm: đang giải quyết 01; chưa giải quyết 02; "
        "đã chuyển cấp có thẩm quyền, chưa có kết quả 01."
    )
    assert said("ton", kien_nghi=8, ton=4, dang_giai_quyet=4) == (
        "- Tồn chuyển kỳ sau 04 ý kiến, kiến nghị: đang giải quyết."
    )


def test_what_is_late() -> None:
    in_the_books = "- Thời hạn trả lời của 08 ý kiến, kiến nghị ghi trong sổ: "
    assert (
        said("thoi_han", kien_nghi=8, han_tong=8, dung_han=8)
        == in_the_books + "trả lời đúng hạn 08."
    )
    assert said(
        "thoi_han", han_tong=8, dung_han=4, qua_han=1, con_han=1, qua_han_chua=1, han_ky_truoc=1
    ) == (
        in_the_books + "trả lời đúng hạn 04 (50,0%); trả lời quá hạn 01 (12,5%); "
        "chưa trả lời, còn trong hạn 01 (12,5%); quá hạn trong kỳ, chưa trả lời 01 (12,5%); "
        "đã trả lời, hạn trả lời thuộc kỳ trước 01 (12,5%)."
    )
    assert said("qua_han") == ""
    assert said("qua_han", kien_nghi=8) == "- Không có ý kiến, kiến nghị nào quá hạn trả lời."
    assert (
        said("qua_han", kien_nghi=8, qua_han_tong=1, qua_han=1)
        == "- Tổng số quá hạn: 01 ý kiến, kiến nghị."
    )
    assert said("qua_han", kien_nghi=8, qua_han_tong=3, qua_han=2, no_tra_loi=1, no_dai=1) == (
        "- Tổng số quá hạn: 03 ý kiến, kiến nghị, trong đó chưa trả lời 01, quá hạn trên 30 "
        "ngày làm việc."
    )
    assert said(
        "qua_han",
        kien_nghi=32,
        qua_han_tong=32,
        qua_han=12,
        no_tra_loi=20,
        no_ngan=3,
        no_vua=7,
        no_dai=10,
    ) == (
        "- Tổng số quá hạn: 32 ý kiến, kiến nghị, trong đó chưa trả lời 20, quá hạn: đến 10 "
        "ngày làm việc 03; "
        "từ 11 đến 30 ngày làm việc 07; trên 30 ngày làm việc 10."
    )


def test_this_year_beside_the_last() -> None:
    assert said("so_nam_truoc", kien_nghi=60) == "", "nothing is known of last year"
    known = {"kien_nghi": 48, "ton": 36, "cuoc_da_to_chuc": 4, "nguoi_du": 0, "da_xong": 12}
    assert said(
        "so_nam_truoc",
        before=known,
        kien_nghi=60,
        ton=34,
        cuoc_da_to_chuc=4,
        da_xong=26,
        nguoi_du=7,
    ) == (
        "So với năm trước: số cuộc không đổi; lượt người dự tăng 07; ý kiến, kiến nghị tăng "
        "12 (25,0%); "
        "đã xong tăng 14 (116,7%); tồn chuyển kỳ sau giảm 02 (5,6%)."
    )
    # What there is none of this year is told where there was some; of what never was, nothing.
    assert said("so_nam_truoc", before={"ton": 4, "nguoi_du": 0}) == (
        "So với năm trước: tồn chuyển kỳ sau giảm 04 (100%)."
    )


def test_citations_are_those_of_the_profile_where_the_plan_has_none() -> None:
    text = said("can_cu")
    assert text.startswith(
        "Thực hiện Quy định số 11-QĐi/TW, ngày 18/02/2019 của Bộ Chính trị về trách nhiệm của người"
    )
    assert (
        "; Kế hoạch số 113-KH/ĐU, ngày 15/01/2024 của Đảng ủy xã Mẫu Sơn về tiếp xúc, đối thoại với"
        in text
    )
    assert text.endswith("báo cáo kết quả tiếp xúc, đối thoại với nhân dân năm 2024 như sau:")


def test_recipients_end_with_the_archive() -> None:
    lines = said("noi_nhan").split("\n")
    assert lines[0] == "- Thường trực Huyện ủy (báo cáo);"
    assert lines[-2:] == ["- Các chi bộ trực thuộc;", "- Lưu VPĐU."]
    assert "- UBND xã;" in lines


# --------------------------------------------------------------------------- names


@for_each(
    ("text", "covered"),
    [
        ("Nhà ông Nguyễn Văn An ở đầu thôn", "Nhà ông [đã che] ở đầu thôn"),
        ("Hoàng Thị Mai phản ánh", "[đã che] phản ánh"),
        ("Lê Văn Tám (0912 345 678) đề nghị", "[đã che] ([đã che]) đề nghị"),
        ("Đề nghị sửa đường liên thôn", "Đề nghị sửa đường liên thôn"),
        ("Xã Văn Lang, thôn Hạ", "Xã Văn Lang, thôn Hạ"),
        ("Đồng chí Bí thư Đảng ủy chủ trì", "Đồng chí Bí thư Đảng ủy chủ trì"),
    ],
)
def test_what_looks_like_a_person_is_covered(text: str, covered: str) -> None:
    assert Curtain(()).cover(text) == covered


def test_what_a_personal_field_holds_is_covered_wherever_it_stands() -> None:
    curtain = Curtain(["Đại diện xóm Rừng", "bác Páo", "091", "Nhân dân", "vàng a sùng"])
    assert (
        curtain.cover("theo đại diện  xóm Rừng, bác Páo và cái páo")
        == "theo [đã che], bác [đã che] và cái páo"
    )
    assert curtain.cover("Nhân dân và Vàng A Sùng ở xóm Páo") == "Nhân dân và [đã che] ở xóm Páo"


def test_villages_are_named_with_their_kind() -> None:
    rows = [
        {"ma": "01", "loai": "Tổ dân phố", "ten": "số 3"},
        {"ma": "02", "loai": "Thôn", "ten": "Hạ"},
    ]
    units = tuple(Unit("", f"{row['loai']} {row['ten']}") for row in rows)
    year = replace(
        empty_year(TEMPLATE), plan=FilledBook({"chung": FORM}, {"thon": rows}), units=units
    )
    wording = Wording(WordFacts(year, Figures(TEMPLATE.report, {}, (), (), ()), PLAN, PROFILE))
    row = RowAtHand(TEMPLATE.sheet("lich"), {"cac_thon": ("Số 3", "Hạ", "Thượng Hạ")})
    assert wording.fill("{lich.cac_thon}", {}, row) == "tổ dân phố số 3, thôn Hạ, Thượng Hạ"
