"""What was drafted stands in the plan workbook as its field means it."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

from sheettools.plan.plan import check_plan
from sheettools.year import Year

TEXT = """ĐẢNG ỦY XÃ MẪU A
Số 5-KH/ĐU
Mẫu A, ngày 10 tháng 01 năm 2026
KẾ HOẠCH
Tiếp xúc, đối thoại với nhân dân năm 2026
Đảng ủy xã Mẫu A xây dựng kế hoạch như sau:
I- THỜI GIAN VÀ ĐỊA ĐIỂM
+ 7 giờ 30, ngày 20/3/2026: thôn Mẫu Một, tại Nhà văn hóa thôn Mẫu Một.
II- TỔ CHỨC THỰC HIỆN
- Văn phòng Đảng ủy tổng hợp kết quả, báo cáo trước ngày 15/12/2026.
"""


def test_a_deadline_stays_a_day_and_an_hour_an_hour(tmp_path: Path) -> None:
    text = tmp_path / "ke-hoach.txt"
    text.write_text(TEXT, encoding="utf-8")
    year = Year(tmp_path / "nam")
    year.start(text)
    checked, _ = check_plan(year.plan_path, year.folder)
    filled = checked.filled()
    assert [row["thoi_han"] for row in filled.tables["nhiem_vu"]] == ["15/12/2026"]
    (dialogue,) = filled.tables["cuoc"]
    assert dialogue["ngay_du_kien"] == date(2026, 3, 20)
    assert dialogue["gio"] == time(7, 30)
