"""Files of the office's own that cannot be read: what is said of them speaks of no sender."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sheettools.findings import (
    Finding,
    Problem,
    Severity,
    SheettoolsError,
    Words,
    declare,
)
from sheettools.incoming.cage.refusals import NOT_A_WORKBOOK, PASSWORD, TOO_SLOW, TRAP

OWN_FILE = declare(
    "F274",
    Severity.ERROR,
    why=("{what} ({value}) không đọc được. {why}", "{what} ({value}) cannot be read. {why}"),
    remedy=("{how}", "{how}"),
)
PLAN = Words("Tệp kế hoạch của cơ quan", "The office's own plan file")
LAST_YEAR = Words("Báo cáo năm trước của cơ quan", "The office's own report of last year")
_COPY = Words(
    "Lấy lại tệp từ bản lưu gần nhất (bản sao, Thùng rác, máy khác). Không có bản nào thì thử mở "
    "bằng Excel, để Excel sửa, lưu kiểu .xlsx rồi chạy lại.",
    "Take the latest copy of it (a backup, the recycle bin, another computer). If there is none, "
    "try to open it in Excel, let Excel repair it, save it as .xlsx and run again.",
)
_HOW = {
    PASSWORD: Words(
        "Mở tệp bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu rồi chạy lại.",
        "Open it in Excel, remove the password (File > Info > Protect Workbook), save, run again.",
    ),
    NOT_A_WORKBOOK: Words(
        "Lấy lại tệp từ bản lưu. Nếu đây là văn bản kế hoạch thì để tên khác rồi chạy: "
        "sheettools init THƯ-MỤC --from TỆP.",
        "Take a copy of it. If this is the text of the plan, give it another name and run: "
        "sheettools init FOLDER --from FILE.",
    ),
    TRAP: Words(
        "Không mở tệp này; lấy lại tệp từ bản lưu gần nhất.",
        "Do not open it; take the latest copy of it.",
    ),
    TOO_SLOW: Words(
        "Chạy lại khi máy rảnh; nếu vẫn vậy thì xóa các dòng, trang và định dạng thừa rồi lưu.",
        "Run again when the computer is less busy; else delete what it does not need, and save.",
    ),
}
_LOOK = Words(
    "Mở tệp bằng Excel, xem lại chỗ này (hoặc lấy lại từ bản lưu), lưu kiểu .xlsx rồi chạy lại.",
    "Open it in Excel, look at this place (or take a copy of the file), save as .xlsx, run again.",
)
_OF_A_SENDER = re.compile(r"gửi|sổ mới")


def refused(findings: Iterable[Finding], what: Words) -> SheettoolsError:
    """Return the error that says why a file of the office's own is not read."""
    return SheettoolsError(*(_refused(finding, what) for finding in findings))


def _refused(finding: Finding, what: Words) -> Finding:
    values = {
        "what": what,
        "why": Words(finding.message("vi"), finding.message("en")),
        "how": _HOW.get(finding.problem) or _how(finding, _COPY),
    }
    return Finding(OWN_FILE, finding.location, finding.location.file, values)


def _how(finding: Finding, instead: Words) -> Words:
    """Return what is to be done, unless that asks something of a sender."""
    asks = _OF_A_SENDER.search(finding.remedy("vi"))
    return instead if asks else Words(finding.remedy("vi"), finding.remedy("en"))


def own(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what is to be said of a file of the office's own that was read, in words for itself."""
    for finding in findings:
        if _OF_A_SENDER.search(finding.problem.remedy.vi):
            problem: Problem = replace(finding.problem, remedy=_LOOK)
            yield replace(finding, problem=problem)
        else:
            yield finding
