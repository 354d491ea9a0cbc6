"""What somebody who writes a script knows of the village workbook: its sheets, columns and lists.

FROZEN, see `benchmarks/baselines/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
TODAY = date(2025, 1, 10)
MOST = 5000
"""No number of people is greater."""
DAYS_TO_ANSWER = 10
CHOSEN_YES_NO = frozenset({"Có", "Không"})


@dataclass(frozen=True)
class Table:
    """A sheet as the script knows it, by its title; its columns by theirs.

    A row counts where any column of `typed` is filled in; all others come with the workbook.
    """

    title: str
    typed: tuple[str, ...]
    given: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the script reads."""
        return (*self.given, *self.typed)


STATES = frozenset({"Đã tổ chức", "Chuyển thời gian, địa điểm", "Hoãn", "Không tổ chức"})
SCHEDULE = Table(
    title="Lịch tiếp xúc",
    given=("Mã cuộc", "Loại cuộc"),
    typed=(
        "Kết quả tổ chức",
        "Ngày tổ chức",
        "Địa điểm tổ chức",
        "Chủ trì (chức danh)",
        "Lý do hoãn, chuyển, không tổ chức",
        "Hình thức",
        "Giờ bắt đầu",
        "Giờ kết thúc",
        "Thư ký (chức danh)",
        "Ngày thông báo cho dân",
        "Số thông báo kết luận",
        "Ngày thông báo kết luận",
        "Ngày công khai kết quả",
        "Ghi chú",
    ),
    required=("Mã cuộc", "Kết quả tổ chức", "Loại cuộc"),
    dates=(
        "Ngày tổ chức",
        "Ngày thông báo cho dân",
        "Ngày thông báo kết luận",
        "Ngày công khai kết quả",
    ),
    lists={
        "Kết quả tổ chức": STATES,
        "Loại cuộc": frozenset({"Định kỳ", "Đột xuất", "Theo chuyên đề"}),
        "Hình thức": frozenset(
            {"Trực tiếp", "Trực tuyến", "Trực tiếp kết hợp trực tuyến", "Qua mạng xã hội"}
        ),
    },
)
GROUPS = (
    "Đại biểu cấp trên",
    "Lãnh đạo xã",
    "Công chức, viên chức",
    "MTTQ, đoàn thể",
    "Cán bộ thôn",
    "Nhân dân",
)
"""Each person present is of one of them."""
AMONG = ("Trong đó đảng viên", "Trong đó nữ", "Trong đó dân tộc thiểu số")
"""None of these is more than all present."""
COUNTS = (
    *GROUPS,
    *AMONG,
    "Số hộ có người dự",
    "Số mời",
    "Số lượt phát biểu",
    "Số người phát biểu",
)
ATTENDANCE = Table(
    title="Thành phần tham dự",
    given=("Mã cuộc",),
    typed=(*COUNTS, "Ghi chú"),
    required=("Mã cuộc", "Nhân dân"),
    numbers=COUNTS,
)
PEOPLE = Table(
    title="Danh sách dự",
    typed=("Mã cuộc", "Họ và tên", "Nhóm", "Đảng viên", "Nữ", "Ghi chú"),
    required=("Mã cuộc", "Họ và tên", "Nhóm"),
    lists={"Đảng viên": CHOSEN_YES_NO, "Nữ": CHOSEN_YES_NO},
)
PETITIONS = Table(
    title="Kiến nghị",
    given=("Mã",),
    typed=(
        "Nội dung ý kiến, kiến nghị",
        "Loại",
        "Lĩnh vực",
        "Nguồn",
        "Mã cuộc đối thoại",
        "Ngày tiếp nhận",
        "Số người cùng kiến nghị",
        "Thẩm quyền giải quyết",
        "Cơ quan giải quyết",
        "Trả lời tại hội nghị",
        "Tóm tắt trả lời",
        "Tình trạng giải quyết",
        "Ngày trả lời",
        "Số văn bản trả lời, chuyển",
        "Ngày giải quyết xong, ngày chuyển",
        "Kết quả giải quyết",
        "Lý do chưa giải quyết",
        "Lần nêu",
        "Mã kỳ trước",
        "Mức nhạy cảm",
        "Người nêu (không bắt buộc)",
        "Ghi chú",
    ),
    required=(
        "Nội dung ý kiến, kiến nghị",
        "Loại",
        "Lĩnh vực",
        "Nguồn",
        "Ngày tiếp nhận",
        "Thẩm quyền giải quyết",
        "Trả lời tại hội nghị",
        "Tình trạng giải quyết",
        "Mã",
    ),
    dates=("Ngày tiếp nhận", "Ngày trả lời", "Ngày giải quyết xong, ngày chuyển"),
    numbers=("Số người cùng kiến nghị",),
    lists={
        "Loại": frozenset({"Ý kiến", "Đề nghị", "Kiến nghị", "Phản ánh", "Khiếu nại", "Tố cáo"}),
        "Lĩnh vực": frozenset(
            {
                "Đất đai",
                "Giải phóng mặt bằng, bồi thường, tái định cư",
                "Tài nguyên, môi trường",
                "Giao thông",
                "Thủy lợi, nước sạch",
                "Điện, viễn thông",
                "Xây dựng, quy hoạch, cơ sở hạ tầng",
                "Nông, lâm nghiệp, phát triển sản xuất, nông thôn mới",
                "Chính sách xã hội, an sinh",
                "Y tế, dân số",
                "Giáo dục",
                "Văn hóa, thể thao, thông tin",
                "Quốc phòng, an ninh, trật tự, tệ nạn",
                "Hành chính, hộ tịch, thái độ cán bộ",
                "Xây dựng Đảng, chính quyền, MTTQ và đoàn thể",
                "Dân tộc, tôn giáo",
                "Lĩnh vực khác",
            }
        ),
        "Nguồn": frozenset(
            {"Gửi trước bằng văn bản", "Phát biểu tại hội nghị", "Hòm thư góp ý", "Tiếp dân"}
        ),
        "Thẩm quyền giải quyết": frozenset(
            {
                "Thôn (tự quản)",
                "Xã",
                "Huyện",
                "Tỉnh",
                "Trung ương",
                "Ngành dọc, doanh nghiệp",
                "Cơ quan tố tụng, thi hành án",
            }
        ),
        "Trả lời tại hội nghị": CHOSEN_YES_NO,
        "Tình trạng giải quyết": frozenset(
            {
                "Mới tiếp nhận",
                "Đã trả lời tại hội nghị",
                "Đang giải quyết",
                "Đã giải quyết xong",
                "Chưa giải quyết",
                "Đã chuyển cấp có thẩm quyền",
                "Giải trình, cung cấp thông tin",
                "Không đủ điều kiện, đã hướng dẫn",
            }
        ),
        "Lần nêu": frozenset({"Lần đầu", "Nhiều lần"}),
    },
)
TABLES = (SCHEDULE, ATTENDANCE, PEOPLE, PETITIONS)


def title_of(cell: object) -> str:
    """Return a heading without the sign that says that its column must be filled in."""
    return str(cell).removesuffix("*").strip() if isinstance(cell, str) else ""


def workbooks(folder: Path) -> list[Path]:
    """Return the workbooks of a folder, as a script would take them."""
    return sorted(folder.glob("*.xlsx"))
