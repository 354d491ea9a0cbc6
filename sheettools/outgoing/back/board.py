"""Who has sent what, as a workbook for leaders, and the reminders to send to those who have not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sheettools.incoming.status import BOARD, STATE_WORDS, Board, State, UnitStatus
from sheettools.outgoing.workbook.printing import A4
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template.detail import Detail
from sheettools.template.issue import Issue
from sheettools.template.kinds import show_date
from sheettools.template.model import Template

PAGE = "Tình hình nộp"
NUMBER_TITLE, NUMBER_WIDTH = "TT", 5
SHOWN = tuple(detail for detail in BOARD if detail.title)
"""What of the board has a column here."""
STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "line": {"font_color": "#1F3864"},
    "header": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
               "bg_color": "#D9E2EC"},
    "cell": {"border": 1, "valign": "top", "text_wrap": True},
    "date": {"border": 1, "valign": "top", "num_format": "dd/mm/yyyy", "align": "center"},
    State.MISSING.value: {"border": 1, "valign": "top", "text_wrap": True, "bold": True,
    "font_color": "#8B0000",
                          "bg_color": "#FBE3E0"},
    State.ERRORS.value: {"border": 1, "valign": "top", "text_wrap": True, "bold": True,
    "font_color": "#7A3E00",
                         "bg_color": "#FFF0D6"},
    State.QUESTIONS.value: {"border": 1, "valign": "top", "text_wrap": True,
    "font_color": "#5C4A00"},
    State.NIL.value: {"border": 1, "valign": "top", "text_wrap": True, "font_color": "#1F3864"},
    State.COMPLETE.value: {"border": 1, "valign": "top", "text_wrap": True,
    "font_color": "#1E6B2E"},
}  # fmt: skip
HEAD_ROW = 5


def write_board(path: Path, board: Board, template: Template) -> None:
    """Write the board as a workbook of one page. Raises SheettoolsError (F001, F002)."""
    with BookWriter(path, title=f"Tình hình nộp – {template.title}", created=board.today) as book:
        book.styles.update(STYLES)
        page = book.sheet(PAGE)
        page.put(1, 1, f"TÌNH HÌNH NỘP: {template.title}", "title")
        page.put(2, 1, f"Tính đến ngày {show_date(board.today)}", "line")
        page.put(3, 1, summary(board), "line")
        page.column(1, NUMBER_WIDTH)
        page.put(HEAD_ROW, 1, NUMBER_TITLE, "header")
        for column, detail in enumerate(SHOWN, start=2):
            page.column(column, detail.width)
            page.put(HEAD_ROW, column, detail.title, "header")
        for number, unit in enumerate(board.units, start=1):
            _unit_row(page, HEAD_ROW + number, number, unit)
        _strangers(page, HEAD_ROW + len(board.units) + 2, board)
        _page_setup(page, HEAD_ROW + len(board.units))


def summary(board: Board) -> str:
    """Say how many units stand where: “4 đơn vị: 1 chưa gửi (1 quá hạn), 3 đã gửi đủ”."""
    counts = board.counts()
    parts = []
    for state, count in counts.items():
        if count:
            late = f" ({board.late} quá hạn)" if state is State.MISSING and board.late else ""
            parts.append(f"{count} {STATE_WORDS[state].vi}{late}")
    return f"{len(board.units)} đơn vị: {'; '.join(parts)}."


def _unit_row(page: SheetWriter, row: int, number: int, unit: UnitStatus) -> None:
    page.put(row, 1, number, "cell")
    for column, detail in enumerate(SHOWN, start=2):
        page.put(row, column, detail.cell(unit), _style(detail, unit))


def _style(detail: Detail, unit: UnitStatus) -> str:
    """Return how a cell looks; what is said in words has a look for each of its values."""
    value = detail.value(unit)
    if detail.words is not None:
        return str(value)
    return "date" if isinstance(value, date) else "cell"


def _strangers(page: SheetWriter, row: int, board: Board) -> None:
    for number, outcome in enumerate(board.strangers):
        if not number:
            page.put(row, 1, "Tệp chưa biết của đơn vị nào hoặc không đọc được:", "line")
        page.put(row + 1 + number, 2, outcome.file)


def _page_setup(page: SheetWriter, last: int) -> None:
    sheet = page.sheet
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW - 1)
    sheet.freeze_panes(HEAD_ROW, 2)
    sheet.autofilter(HEAD_ROW - 1, 0, last - 1, len(SHOWN))
    sheet.set_footer("&R&P/&N")


def reminder(unit: UnitStatus, template: Template, board: Board) -> str:
    """Return what to write to a unit that has to send or fix something; else nothing."""
    issued = unit.issued
    if unit.state is State.MISSING:
        late = f", đã quá {unit.late} ngày" if unit.late else ""
        deadline = f" (hạn gửi {show_date(issued.deadline)}{late})" if issued.deadline else ""
        return (
            f"Gửi {issued.named}: đến ngày {show_date(board.today)}, văn phòng chưa nhận "
            f"được “{template.title}”"
            f" của {issued.named}{deadline}. Anh/chị điền rồi gửi lại chính tệp đã nhận."
            f"{_nil_hint(template)} Nếu đã gửi hoặc bị mất tệp, xin nhắn lại để văn phòng tìm "
            "hoặc gửi lại sổ."
        )
    if unit.state is State.ERRORS:
        return (
            f"Gửi {issued.named}: văn phòng đã nhận “{template.title}” của "
            f"{issued.named}, còn {unit.errors}"
            f" chỗ phải sửa{_until(issued)}. Anh/chị mở bản văn phòng đã gửi lại, xem trang "
            "“Cần sửa”, sửa ngay trên"
            " tệp đó rồi gửi về."
        )
    return ""


def _nil_hint(template: Template) -> str:
    if not any(sheet.nil for sheet in template.tables):
        return ""
    return " Trang nào không có gì thì gõ x vào cột “Không phát sinh” ở trang đầu, rồi vẫn gửi về."


def _until(issued: Issue) -> str:
    return f" (hạn {show_date(issued.deadline)})" if issued.deadline else ""
