"""The marked copy: the sender's own workbook, rebuilt, with what to fix in front and at each cell.

The first sheet is “Cần sửa”, a few lines in plain words with a link each; the last, where there is
anything for it, “Ngoài biểu”, with everything the sender wrote where the workbook has no place for
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sheettools.incoming.check.validate import CheckedBook
from sheettools.incoming.locate.workbook import Stray, Workbook
from sheettools.outgoing.back.to_fix import (
    Thing,
    count_of,
    marks,
    place_findings,
    repairs,
    things,
    waiting,
)
from sheettools.outgoing.back.transfer import (
    Copied,
    RestoredBook,
    lay_back,
    lines_of,
    said_by_sender,
)
from sheettools.outgoing.workbook.generate import make_workbook
from sheettools.outgoing.workbook.guards import shorten
from sheettools.outgoing.workbook.once import Commons
from sheettools.outgoing.workbook.printing import print_guide
from sheettools.outgoing.workbook.write import BookWriter, SheetWriter
from sheettools.template import layout
from sheettools.template.issue import Issue
from sheettools.template.kinds import show_date
from sheettools.template.model import Sheet, Template

NOTE_SIZE = 12
MOST_THINGS, MOST_REPAIRS = 15, 12
_FIX_WIDTHS = (5.0, 24.0, 12.0, 37.0, 38.0, 9.0)
_OUTSIDE_WIDTHS = (24.0, 10.0, 80.0)
_STYLES = {
    "fix_title": {"bold": True, "font_size": 18, "font_color": "#C00000"},
    "fix_line": {"font_size": 13, "font_color": "#1F3864", "bold": True},
    "fix_text": {"font_size": 13, "text_wrap": True, "valign": "top"},
    "fix_head": {"bold": True, "font_size": 13, "text_wrap": True, "align": "center",
    "valign": "vcenter", "border": 1,
                 "bg_color": "#D9E2EC"},
    "fix_part": {"bold": True, "font_size": 13, "font_color": "#FFFFFF", "bg_color": "#C00000",
        "border": 1},
    "check_part": {"bold": True, "font_size": 13, "font_color": "#FFFFFF", "bg_color": "#7030A0",
        "border": 1},
    "fix_number": {"bold": True, "font_size": 14, "align": "center", "valign": "top", "border": 1},
    "fix_cell": {"font_size": 13, "text_wrap": True, "valign": "top", "border": 1},
    "fix_link": {"font_size": 13, "text_wrap": True, "valign": "top", "border": 1,
    "font_color": "#0B5394",
                 "underline": 1},
    "fix_tick": {"font_size": 16, "align": "center", "valign": "top", "border": 2, "bold": True,
    "locked": False},
    "mended": {"font_size": 11, "text_wrap": True, "valign": "top"},
    "kept": {"text_wrap": True, "valign": "top", "border": 1, "locked": False},
}  # fmt: skip


class MarkedCopies:
    """The marked copies of a template's returns: what all have in common is worked out once."""

    def __init__(self, template: Template) -> None:
        self._copied, self._commons = Copied(template), Commons()

    def make(
        self, issued: Issue, workbook: Workbook, checked: CheckedBook
    ) -> tuple[bytes, list[Thing]]:
        """Return the marked copy of a return, and what it asks for.

        Raises SheettoolsError (F001, F002).
        """
        back = lay_back(workbook, self._copied, issued, checked)
        placed = place_findings(checked, back, issued)
        said, todo = marks(placed), things(placed)
        contents = replace(
            back.contents, marks=said, notes={place: mark.text for place, mark in said.items()}
        )
        added = _Sheets(issued, checked, back, todo)
        return make_workbook(back.template, issued, contents, added, self._commons), todo


class _Sheets:
    """The sheets that the office adds."""

    def __init__(
        self, issued: Issue, checked: CheckedBook, back: RestoredBook, todo: Sequence[Thing]
    ) -> None:
        self.issued, self.checked, self.back, self.todo = issued, checked, back, todo
        older = checked.identity.get("issue") or issued.number
        self.identity: Mapping[str, str] = {}
        if older != issued.number:
            self.identity = {"issue": older, "seal": checked.identity.get("seal", "")}
        self.writer = (layout.NOTE_AUTHOR, NOTE_SIZE)

    def before(self, book: BookWriter) -> None:
        """Add the list of what to fix."""
        book.styles.update(_STYLES)
        self.page = book.sheet(layout.FIX_SHEET)

    def after(self, book: BookWriter) -> None:
        """Keep apart what has no place, now that the workbook's own words are known."""
        own = {page.name: page.texts for page in book.pages}
        kept = [*self.back.outside, *said_by_sender(self.back.left, own)]
        if kept:
            self._outside(book.sheet(layout.OUTSIDE_SHEET), kept)
        self._fix(len(kept))

    # ----- what to fix

    def _fix(self, kept: int) -> None:
        page = self.page
        for column, width in enumerate(_FIX_WIDTHS, start=1):
            page.column(column, width)
        errors = [thing for thing in self.todo if thing.error]
        asked = [thing for thing in self.todo if not thing.error]
        page.put(1, 1, layout.FIX_TITLE, "fix_title")
        page.put(2, 1, self.issued.line, "fix_line")
        counted = "Có " + count_of(errors, "cần sửa")
        if asked:
            counted += " và " + count_of(asked, "cần xem lại")
        page.put(3, 1, f"{counted}.{self._deadline()}", "fix_line")
        page.merge((4, 1), (4, len(_FIX_WIDTHS)), _HOW_TO, "fix_text")
        for column, title in enumerate(_HEADINGS, start=1):
            page.put(layout.FIX_HEADER_ROW, column, title, "fix_head")
        page.lines[layout.FIX_HEADER_ROW] = 2
        row = self._things(layout.FIX_HEADER_ROW + 1)
        row = self._notes(row + 1, kept)
        self._set_up(row)

    def _deadline(self) -> str:
        return f" Hạn gửi: {show_date(self.issued.deadline)}." if self.issued.deadline else ""

    def _things(self, row: int) -> int:
        """Write the things to do, those to fix first; return the next free row."""
        number = 0
        for error in (True, False):
            ours = [thing for thing in self.todo if thing.error is error]
            shown = ours[: max(0, MOST_THINGS - number)]
            if not ours:
                continue
            row = self._part(row, error=error)
            for thing in shown:
                number += 1
                self._thing(row, number, thing)
                row += 1
            if len(shown) < len(ours):
                rest = (
                    f"Còn {len(ours) - len(shown)} chỗ nữa: xem các ô có viền đậm và lời ghi chú "
                    "trên từng trang."
                )
                self.page.merge((row, 1), (row, len(_FIX_WIDTHS)), rest, "fix_cell")
                row += 1
        return row

    def _part(self, row: int, *, error: bool) -> int:
        title = _TO_FIX if error else _TO_CHECK
        self.page.merge(
            (row, 1), (row, len(_FIX_WIDTHS)), title, "fix_part" if error else "check_part"
        )
        return row + 1

    def _thing(self, row: int, number: int, thing: Thing) -> None:
        page = self.page
        page.put(row, 1, number, "fix_number")
        several = thing.cells if len(thing.spots) > 1 else ""
        page.put(row, 2, "\n".join(filter(None, (thing.page, thing.about, several))), "fix_cell")
        page.put(row, 3, None, "fix_cell")
        if thing.spots:
            # One short word: in some clients a link is not parted over lines.
            page.link(
                row,
                3,
                thing.spots[0].title,
                thing.spots[0].cell,
                f"→ ô {thing.spots[0].cell}",
                "fix_link",
            )
        page.put(row, 4, thing.why, "fix_cell")
        example = f"\nVí dụ: {thing.example}" if thing.example else ""
        page.put(row, 5, thing.how + example, "fix_cell")
        page.put(row, layout.FIX_TICK, None, "fix_tick")
        page.guard((row, layout.FIX_TICK), (row, layout.FIX_TICK), _TICK)

    def _notes(self, row: int, kept: int) -> int:
        """Say what waits, what was mended, where the rest is; return the next free row."""
        page = self.page
        if kept:
            said = (
                f"{kept} chỗ ghi ngoài biểu được giữ nguyên ở trang cuối “{layout.OUTSIDE_SHEET}”."
            )
            page.put(row, 1, said, "mended", text_wrap=False)
            page.link(
                row + 1,
                1,
                layout.OUTSIDE_SHEET,
                "A1",
                f"→ Đến trang “{layout.OUTSIDE_SHEET}”",
                "next",
            )
            row += 3
        row = self._told(row, _WAITING, waiting(self.checked, self.back))
        mended = _once(
            f"{place}: {finding.message('vi')}" for finding, place in repairs(self.checked)
        )
        return self._told(row, _MENDED, mended)

    def _told(self, row: int, heading: str, lines: Sequence[str]) -> int:
        """Write what there is nothing to do about; return the next free row."""
        if not lines:
            return row
        self.page.put(row, 1, heading, "heading")
        for text in lines[:MOST_REPAIRS]:
            row += 1
            self.page.put(row, 1, "•", "mended", align="right")
            self.page.merge((row, 2), (row, len(_FIX_WIDTHS)), text, "mended")
        if len(lines) > MOST_REPAIRS:
            row += 1
            self.page.put(
                row, 2, f"… và {len(lines) - MOST_REPAIRS} chỗ nữa.", "mended", text_wrap=False
            )
        return row + 1

    def _set_up(self, row: int) -> None:
        page = self.page.sheet
        print_guide(self.page, Sheet(layout.FIX_SHEET, layout.FIX_SHEET, "guide"), self.issued)
        page.print_area(0, 0, row - 1, len(_FIX_WIDTHS) - 1)
        page.repeat_rows(layout.FIX_HEADER_ROW - 1)
        page.freeze_panes(layout.FIX_HEADER_ROW, 0)
        page.set_tab_color("#C00000")
        page.hide_gridlines(2)
        page.protect("", {"format_columns": True, "format_rows": True})

    # ----- what lay outside

    def _outside(self, page: SheetWriter, kept: Sequence[Stray]) -> None:
        for column, width in enumerate(_OUTSIDE_WIDTHS, start=1):
            page.column(column, width)
        page.put(1, 1, layout.OUTSIDE_TITLE, "fix_title")
        page.put(2, 1, _OUTSIDE_SAID, "text", text_wrap=False)
        page.put(3, 1, _OUTSIDE_HOW, "text", text_wrap=False)
        for column, title in enumerate(("Trang", "Ô", "Nội dung"), start=1):
            page.put(layout.OUTSIDE_HEADER_ROW, column, title, "header")
        row = layout.OUTSIDE_HEADER_ROW
        for stray in kept:
            for text in lines_of(stray):
                row += 1
                for column, said in enumerate((stray.sheet, stray.address, text), start=1):
                    page.put(row, column, said, "kept", num_format="@")
        print_guide(page, Sheet(layout.OUTSIDE_SHEET, layout.OUTSIDE_SHEET, "guide"), self.issued)
        page.sheet.print_area(0, 0, row - 1, len(_OUTSIDE_WIDTHS) - 1)
        page.sheet.freeze_panes(layout.OUTSIDE_HEADER_ROW, 0)
        page.sheet.set_tab_color("#7F7F7F")


def _once(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(shorten(text, 300) for text in texts))


_HEADINGS = ("Số", "Ở đâu", "Bấm để đến", "Chưa đúng thế nào", "Sửa thế nào", "Đã sửa (✓)")
_TO_FIX = "PHẢI SỬA – ô viền đỏ đậm"
_TO_CHECK = "XEM LẠI – ô viền tím nét đứt; đúng rồi thì để nguyên"
_HOW_TO = (
    "Đây là sổ của anh/chị, văn phòng đã đọc và ghi lại các chỗ cần sửa. Làm lần lượt từng "
    "dòng: bấm vào chữ xanh để "
    "đến ô, sửa ngay trong ô đó, rồi quay lại trang này chọn ✓. Sửa xong thì lưu tệp và gửi "
    "lại cho văn phòng."
)
_WAITING = (
    "Các dòng chờ chỗ phải sửa ở trên (không phải làm gì; sửa xong chỗ đó thì các dòng này tự "
    "được tính)"
)
_MENDED = (
    "Văn phòng đã sửa giúp (không phải làm gì, chỉ xem có đúng ý không; ô ghi theo tệp đã gửi)"
)
_OUTSIDE_SAID = (
    "Chữ, số anh/chị đã ghi ngoài biểu hoặc đè lên ô in sẵn: văn phòng giữ đủ ở đây, chưa tính "
    "vào báo cáo."
)
_TICK = {"validate": "list", "source": [layout.FIX_DONE], "error_type": "information",
         "error_title": "Ô đánh dấu",
         "error_message": "Ô này chỉ để đánh dấu việc đã làm."}  # fmt: skip
_OUTSIDE_HOW = (
    "Cần báo cáo thì chép vào đúng cột, đúng trang, rồi xóa dòng ở đây. Không cần thì để nguyên "
    "hoặc xóa."
)

__all__ = ["MarkedCopies", "Thing"]
