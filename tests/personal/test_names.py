"""Names as people write them, beside those of places, bodies and offices that begin as names do."""

from __future__ import annotations

import unicodedata

from for_each import for_each

from sheettools.annual.gate.curtain import Curtain
from sheettools.words.personal import cues, find_personal
from sheettools.words.personal.lists import TELLING
from sheettools.words.text import nfc


def covered(text: str) -> str:
    return Curtain().cover(text).replace("[đã che]", "…")


@for_each(
    ("text", "left"),
    [
        ("ông Phùng Quang Thắng xin", "ông … xin"),
        ("BÀ TRIỆU THỊ NGỌC LAN ĐỀ NGHỊ", "BÀ … ĐỀ NGHỊ"),
        ("ong Tran Van Binh xin", "ong … xin"),
        ("bà nguyễn thị hoa xin", "bà … xin"),
        ("chị lan xin", "chị … xin"),
        ("thím Năm, cậu Út", "thím …, cậu …"),
        ("đ/c Long, Đ/C HÙNG", "đ/c …, Đ/C …"),
        ("ông:Lê Văn Tám", "ông:…"),
        ("ông Nguyễn\nVăn Đức", "ông …"),
        ("chú Ba Phi, bà Sáu Béo", "chú …, bà …"),
        ("các ông Tám, Hùng và Lan xin", "các ông …, … và … xin"),
        ("Ô. Tám", "Ô. …"),
    ],
)
def test_after_a_title(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    ("text", "left"),
    [
        ("NGUYEN Thị Hoa", "…"),
        ("Đơn của NGUYEN Thị Hoa xin cấp đất", "Đơn của … xin cấp đất"),
        ("ông Tám, NGUYEN Văn Hoa", "ông …, …"),
        ("XK Thị Phượng", "…"),
    ],
)
def test_a_family_name_in_large_letters_without_marks(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    ("text", "left"),
    [
        ("Trưởng thôn Sáu báo", "Trưởng thôn … báo"),
        ("Trưởng thôn Mới Nguyễn Văn Sáu báo", "Trưởng thôn Mới … báo"),
        ("Bí thư Đảng ủy Lê Tâm", "Bí thư Đảng ủy …"),
        ("Chủ tịch Hội Phụ nữ xã Chu Thị Hà", "Chủ tịch Hội Phụ nữ xã …"),
        ("kế toán Dịu chi sai", "kế toán … chi sai"),
        ("Thủ quỹ Đào Thị Nhàn thu", "Thủ quỹ … thu"),
        ("T/M nhân dân thôn Đào Văn Bốn", "T/M nhân dân thôn …"),
        (
            "Trưởng thôn Ao Vường và Trưởng ban Công tác Mặt trận",
            "Trưởng thôn Ao Vường và Trưởng ban Công tác Mặt trận",
        ),
        (
            "Chủ tịch UBND xã Cấm Sơn, Giám đốc Sở Xây dựng",
            "Chủ tịch UBND xã Cấm Sơn, Giám đốc Sở Xây dựng",
        ),
        ("Hiệu trưởng trường THPT Nguyễn Văn Cừ", "Hiệu trưởng trường THPT Nguyễn Văn Cừ"),
    ],
)
def test_after_an_office(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    ("text", "left"),
    [
        ("hộ Páo, gia đình Lò Seo Páo", "hộ …, gia đình …"),
        ("nhà Sáu, nhà Thảo Vân", "nhà …, nhà …"),
        ("vợ chồng Tuấn Hương", "vợ chồng …"),
        ("gặp Hoàn, nhờ Minh", "gặp …, nhờ …"),
        ("Người làm đơn: Sằm Ơn", "Người làm đơn: …"),
        ("zalo Tuấn Vải Thiều", "zalo …"),
        ("tức Hùng Sẹo", "tức …"),
        ("Sáu (con cụ Tám)", "… (con cụ …)"),
        ("Lan, 1975", "…, …"),
        ("hộ nghèo, hộ Nùng, gia đình Văn hóa", "hộ nghèo, hộ Nùng, gia đình Văn hóa"),
        ("Nhà Văn hóa, nhà Đại đoàn kết", "Nhà Văn hóa, nhà Đại đoàn kết"),
        (
            "gửi Văn phòng, gặp Công an, của Trung ương",
            "gửi Văn phòng, gặp Công an, của Trung ương",
        ),
        ("hộ nghèo Quý II", "hộ nghèo Quý II"),
    ],
)
def test_after_other_words_that_tell(text: str, left: str) -> None:
    assert covered(text) == left


@for_each(
    "name",
    """
Nguyễn Văn Tám|nguyễn văn tám|NGUYỄN VĂN TÁM|nguyen van tam|Nguyen Van Tam|Nguyễn-Văn-Tám|Nguyễn_Văn_Tám
NguyễnVănTám|nguyenvantam|Nguyễn V. A|Ng. Văn B|N.V.A|Lê T. Hoa|Hoàng Minh Tuấn|Trần Lan|Lí Thị Mĩ|Tám Nguyễn
Nông Thị Ngân|Bàn Thị Mùi|Đặng Tòn Phây|Tẩn A Siểu|Sùng Mí Sình|Thào A Chu|Chìu Sì Múi|Lường Văn Xôm|Bạc Cầm Hậu
Quách Công Lịch|Ôn Văn Hòa|Ngọc Thị Tít|Thạch Sô Phia|Sơn Ngọc Hươl|Neáng Sa Rim|Đàng Năng Mẫn|Thiên Sanh Thềm
Y Bhíp Niê|H'Hen Niê|H' Liêm Niê|K'Brèo|A Thút|Rơ Mah Tuân|Ksor H'Bút|Siu Hlơi|Điểu K'Ré|Alăng Bưu
Chamaléa Thị Hoa|Hồ Thị Nươm|Lâm Ếl
""".strip()
    .replace("\n", "|")
    .split("|"),
)
def test_alone(name: str) -> None:
    for text in (name, f"{name} xin đo đất", unicodedata.normalize("NFD", name)):
        assert nfc(name) not in Curtain().cover(text)
        assert covered(text).startswith("…")


@for_each(
    "text",
    """
đường Nguyễn Huệ|Đường Lê Lợi nối phố Hoàng Hoa Thám|Trường Tiểu học Nguyễn Văn Cừ|thôn Hoàng Văn Thụ
Chủ tịch Hồ Chí Minh|Hồ Cấm Sơn|hồ Khuôn Thần|Đèo Váng|Cao Bằng, Hà Nội|Hội Nông dân, Đoàn Thanh niên|Bà con xin
Anh hùng liệt sĩ|Chú ý|Bác sĩ Đa khoa|Nâng cao văn hóa|PHẠM VI, LÝ DO, ĐÀO TẠO
ĐỀ NGHỊ LÀM ĐƯỜNG, NÂNG CAO VĂN HÓA CHO DÂN|dang van dong nhan dan|cong trinh dang thi cong|Tết Giáp Thìn
chợ Bà Chiểu|Miếu Bà, giếng Cô Tiên|Công ty TNHH Hoàng Long|Mục I. Mục đích|Đồng Vương, ngày 05 tháng 02
công văn chuyển huyện|Thường trực HĐND|thứ Sáu tuần trước|Xã Văn Lang, thôn Hạ|Bác Hồ|lớp A Hai|Y tế xã
người H'Mông
""".strip()
    .replace("\n", "|")
    .split("|"),
)
def test_no_names(text: str) -> None:
    assert find_personal(text) == ()


@for_each(
    ("name", "left"),
    [
        ("don_nguyen_van_tam_thon_moi.pdf", "don_…_thon_moi.pdf"),
        ("DonKN_TranThiHoa.docx", "DonKN_….docx"),
        ("so_thon_ha_trandinhluc.xlsx", "so_thon_ha_….xlsx"),
        (r"D:\Users\lan.nguyen\so.xlsx", r"D:\Users\…\so.xlsx"),
        ("anh_the_nguyen-thi-mai.png", "anh_the_….png"),
        ("KN-Le-Minh-Tuan-thon-Ha.xlsx", "KN-…-thon-Ha.xlsx"),
        ("zalo_tuan98.png", "zalo_….png"),
        ("so-tiep-xuc_07528-03_2024.xlsx", "so-tiep-xuc_07528-03_2024.xlsx"),
        ("Bien_ban_hop_thon_quy_II.docx", "Bien_ban_hop_thon_quy_II.docx"),
        ("ke_hoach_van_dong_nhan_dan.docx", "ke_hoach_van_dong_nhan_dan.docx"),
        ("IMG_20240715_083000.jpg", "IMG_20240715_083000.jpg"),
    ],
)
def test_names_of_files(name: str, left: str) -> None:
    assert covered(name) == left


def test_somebody_known_is_covered_after_his_office_whatever_his_name() -> None:
    assert Curtain(["Nguyễn Văn Sáu"]).cover("Trưởng thôn Sáu") == "Trưởng thôn [đã che]"
    assert Curtain(["Lò Văn Hạ"]).cover("Trưởng thôn Hạ") == "Trưởng thôn [đã che]"
    assert Curtain(["Lò Văn Hạ"], ["Thôn Hạ", "Hạ"]).cover("Trưởng thôn Hạ") == "Trưởng thôn Hạ"


def test_a_place_of_the_year_stays_but_for_somebody_of_its_name() -> None:
    curtain = Curtain([], ["Thôn Lâm", "Lâm"])
    assert curtain.cover("Trưởng thôn Lâm và bà Lâm") == "Trưởng thôn Lâm và bà [đã che]"


@for_each(
    ("text", "is_certain"),
    [
        ("bà Lan", True),
        ("hộ Nguyễn Văn An", True),
        ("Nguyễn Văn An", True),
        ("Người tố cáo: Mẫu", True),
        ("gặp Lan", False),
        ("Trần Lan", False),
        ("chị lan", False),
        ("Trưởng thôn Sáu", False),
        ("N.V.A", False),
    ],
)
def test_what_a_reader_would_not_doubt_is_certain(text: str, is_certain: bool) -> None:
    (hit,) = find_personal(text)
    assert (hit.kind, hit.is_certain) == ("name", is_certain)


def test_all_lists_that_tell_of_a_name_are_looked_at() -> None:
    assert {*cues._CUES, "known"} == TELLING
