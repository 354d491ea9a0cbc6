"""What a village reads, in its copy or in a message, of what the office reads otherwise on the
screen, and what it does not read at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from sheettools.findings import Problem
from sheettools.incoming.cage import refusals
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
from sheettools.incoming.whose import strangers
from sheettools.incoming.whose.identify import CONTRADICTION, SEAL_WRONG
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
    OUTSIDE: ("Có chữ ghi ngoài biểu: “{value}”{more}.", _OUTSIDE),
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
        "Còn {rows} chỗ ghi ngoài biểu, giữ lại từ lần gửi trước.",
        _OUTSIDE + " Không cần thì xóa dòng đó.",
    ),
}
"""What is said of these in the copy, where the office has mended what it could."""

NOT_FOR_SENDERS = (refusals.CANNOT_OPEN, refusals.NOT_A_FILE, refusals.LOCK_FILE)
"""Troubles of the office's own computer, of which a sender is not told."""
_SAVE_AGAIN = "Anh/chị mở sổ gốc bằng Excel, lưu lại rồi gửi lại chính tệp đó."
_AS_EXCEL = (
    "Anh/chị mở tệp bằng chương trình đã làm ra nó, chọn Lưu thành (Save As) kiểu Excel (.xlsx) "
    "rồi gửi lại."
)
_UNLOCKED = "Anh/chị bỏ mật khẩu, lưu lại rồi gửi lại; hoặc nhắn mật khẩu cho văn phòng."
_PLAINLY = "Anh/chị gửi riêng tệp .xlsx, không nén."
_OUR_BOOK = (
    "Anh/chị điền vào đúng sổ văn phòng đã gửi rồi gửi lại; nếu không còn sổ thì báo văn phòng "
    "gửi lại."
)
_WHOSE = (
    "Xin anh/chị cho biết sổ này của đơn vị nào, lấy ở đâu. Văn phòng sẽ gửi lại sổ của đơn vị đó "
    "để chép phần đã điền sang."
)
TO_SENDERS: Mapping[Problem, str] = {
    refusals.EMPTY: _SAVE_AGAIN,
    refusals.UNKNOWN: _SAVE_AGAIN,
    refusals.DAMAGED: _SAVE_AGAIN,
    refusals.TRAP: _SAVE_AGAIN,
    refusals.ZEROS: _SAVE_AGAIN,
    refusals.EMPTY_ARCHIVE: _SAVE_AGAIN,
    refusals.SHEET_LOST: (
        "Anh/chị mở sổ gốc, xem trang này còn đủ không, lưu lại rồi gửi lại; trang không cần thì "
        "xóa đi."
    ),
    refusals.TOO_SLOW: (
        "Anh/chị xóa các dòng, trang và định dạng thừa, hoặc chép phần đã điền sang sổ văn phòng "
        "đã gửi, rồi gửi lại."
    ),
    refusals.TOO_MUCH: _OUR_BOOK,
    refusals.LONG_FORMAT: _OUR_BOOK,
    refusals.PASSWORD: _UNLOCKED,
    refusals.WRONG_PASSWORD: (
        "Anh/chị nhắn lại mật khẩu của đúng tệp này (chữ hoa, chữ thường khác nhau), hoặc bỏ mật "
        "khẩu rồi gửi lại."
    ),
    refusals.UNKNOWN_LOCK: (
        "Anh/chị mở tệp bằng chương trình đã làm ra nó, bỏ mật khẩu, lưu kiểu Excel (.xlsx) rồi "
        "gửi lại."
    ),
    refusals.RIGHTS: (
        "Anh/chị mở tệp, bỏ nhãn hoặc bỏ hạn chế (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu rồi "
        "gửi lại."
    ),
    refusals.ARCHIVE: _PLAINLY,
    refusals.LOCKED_MEMBER: _PLAINLY,
    refusals.NESTED: _PLAINLY,
    refusals.EMAIL: "Anh/chị gửi riêng tệp Excel đính kèm trong thư.",
    refusals.SHORTCUT: (
        "Anh/chị tải tệp về máy rồi gửi chính tệp đó; với Google Trang tính: Tệp > Tải xuống > "
        "Microsoft Excel."
    ),
    refusals.NUMBERS: (
        "Anh/chị mở bằng Numbers, chọn Xuất ra (Export) > Excel rồi gửi tệp .xlsx đó."
    ),
    refusals.ANOTHER_PROGRAM: _AS_EXCEL,
    refusals.NOT_A_WORKBOOK: _OUR_BOOK,
    strangers.NOT_OURS: _OUR_BOOK,
    strangers.OTHER_TEMPLATE: _OUR_BOOK,
    strangers.NOT_ISSUED: _OUR_BOOK,
    strangers.LAST_YEAR: _OUR_BOOK,
    strangers.OTHER_YEAR: _OUR_BOOK,
    strangers.OTHER_OFFICE: (
        "Anh/chị gửi sổ này về nơi đã phát; nếu thuộc cơ quan này thì báo văn phòng gửi lại sổ."
    ),
    strangers.UNIT_GONE: _WHOSE,
    strangers.NEVER_ISSUED: _WHOSE,
    strangers.IDENTITY_GONE: _WHOSE,
    strangers.PAPER_RETURNED: _OUR_BOOK,
    SEAL_WRONG: _WHOSE,
    CONTRADICTION: _WHOSE,
}
"""What a sender is to do where the catalogue speaks to the office."""
