"""What a village reads in its copy of what the office reads otherwise on the screen, and what it
does not read at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from sheettools.findings import Problem
from sheettools.incoming.check.pair import PLANNED_ROW_LOST
from sheettools.incoming.examine import UNTOUCHED
from sheettools.incoming.locate.columns import (
    COLUMN_NEW,
    COLUMN_TWICE,
    HEADING_MISSING,
    INSERTED,
    UNMATCHED,
)
from sheettools.incoming.locate.locate import SHEET_MISSING, SHEET_NEW
from sheettools.incoming.locate.office_sheets import KEPT_OUTSIDE
from sheettools.incoming.locate.sheets import EXTRA_SHEET
from sheettools.incoming.locate.tables import OUTSIDE
from sheettools.incoming.whose.neighbours import SAME_CONTENT

OFFICE_ALONE = frozenset((SAME_CONTENT,))
"""What names another unit and its file: nobody but the office is asked."""
_OUTSIDE = "Xem trang “Ngoài biểu”. Nếu cần báo cáo thì chép vào đúng cột, đúng trang."
IN_THE_COPY: Mapping[Problem, tuple[str, str]] = {
    SHEET_MISSING: (
        "Trang “{title}” không có trong tệp đã gửi.",
        "Văn phòng đã làm lại trang này; điền lại vào đó.",
    ),
    HEADING_MISSING: (
        "Cột “{column}” không có trong tệp đã gửi.",
        "Văn phòng đã làm lại cột này; điền lại các ô của cột.",
    ),
    PLANNED_ROW_LOST: (
        "Dòng in sẵn “{value}” không còn trong tệp đã gửi.",
        "Văn phòng đã in lại dòng này; điền tiếp vào đó.",
    ),
    OUTSIDE: ("Có chữ ghi ngoài bảng: “{value}”{more}.", _OUTSIDE),
    EXTRA_SHEET: ("Trang “{value}” không thuộc sổ; {rows} dòng ở đó chưa được tính.", _OUTSIDE),
    UNMATCHED: (
        "Không nhận ra tiêu đề {value}; tệp đã gửi thiếu cột {columns}.",
        (
            "Văn phòng đã làm lại cột thiếu; nội dung cột không nhận ra ở trang “Ngoài biểu”, "
            "chép vào đúng cột."
        ),
    ),
    INSERTED: ("Cột “{value}” không có trong mẫu; {count} ô đã ghi ở đó chưa được tính.", _OUTSIDE),
    COLUMN_TWICE: (
        (
            "Cột “{column}” có hai lần trong tệp đã gửi và ghi khác nhau; cột không đọc ở trang "
            "“Ngoài biểu”."
        ),
        "Xem trang “Ngoài biểu”; nội dung nào đúng thì chép vào cột “{column}”.",
    ),
    SHEET_NEW: (
        "Sổ làm theo mẫu cũ, chưa có trang “{title}”.",
        "Văn phòng đã thêm trang này; điền vào đó.",
    ),
    COLUMN_NEW: (
        "Sổ làm theo mẫu cũ, chưa có cột “{column}” ở trang “{title}”.",
        "Văn phòng đã thêm cột này; điền các ô của cột.",
    ),
    UNTOUCHED: (
        "Sổ gửi về vẫn như lúc nhận: chưa điền ô nào, cũng chưa đánh dấu không phát sinh.",
        "Nếu đã điền ở tệp khác thì gửi tệp đó; nếu đúng là không có gì thì {how}.",
    ),
    KEPT_OUTSIDE: (
        "Còn {rows} chỗ ghi ngoài bảng, giữ lại từ lần gửi trước.",
        _OUTSIDE + " Không cần thì xóa dòng đó.",
    ),
}
"""What is said of these in the copy, where the office has mended what it could."""
