"""The first page: the checklist with ticks and links, and what to do; one page on paper."""

from __future__ import annotations

from sheettools.outgoing.workbook.guards import tick
from sheettools.outgoing.workbook.initial import InitialBook
from sheettools.outgoing.workbook.live_help import counter, next_link, told, told_now
from sheettools.outgoing.workbook.widths import guide_widths
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template import layout
from sheettools.template.excel.address import address
from sheettools.template.excel.formula import literal
from sheettools.template.kinds import show_date
from sheettools.template.model import Sheet

LAST = layout.GUIDE_DONE
HEAD_HEIGHT = 20.0
"""How tall a line is of what the workbook is and whose."""
ALL_DONE = "Đã xong mọi trang: lưu tệp và gửi về văn phòng."


class FirstPage:
    """The first page of one workbook."""

    def __init__(self, laid: InitialBook, page: SheetWriter) -> None:
        self.laid, self.page = laid, page
        self.sheets = layout.listed(laid.template)

    def write(self, sheet: Sheet) -> None:
        """Write the page."""
        for column, width in enumerate(guide_widths(self.laid.template), start=1):
            self.page.column(column, width)
        # What the line above the checklist counts: 1 for a sheet with something left to do.
        self.page.column(LAST + 1, 6, hidden=True)
        self._head()
        self._checklist()
        row = layout.GUIDE_FIRST_ROW + len(self.sheets) + 1
        for text in self.laid.issued.texts.get(sheet.name, sheet.text).strip().splitlines():
            self._line(row, text)
            row += 1
        row = self._signatures(row + 1)
        self.page.sheet.print_area(0, 0, row - 1, LAST - 1)

    def _head(self) -> None:
        issued = self.laid.issued
        code = f" – {layout.CODE_WORDS.vi}: {issued.code}" if issued.code else ""
        for row, text, style in (
            (1, self.laid.template.title.upper(), "head"),
            (2, f"{issued.line}{code}", "head_line"),
        ):
            self.page.merge((row, 1), (row, LAST), text, style)
            self.page.height(row, 2 * HEAD_HEIGHT)
        left = f"SUM({self._column(LAST + 1)})"
        now = sum(self._open_now(sheet) for sheet in self.sheets)
        formula = f'IF({left}=0,"{ALL_DONE}","Còn "&{left}&" trang chưa xong.")'
        self.page.formula(
            layout.GUIDE_COUNT_ROW,
            1,
            formula,
            f"Còn {now} trang chưa xong." if now else ALL_DONE,
            "count",
        )
        if issued.deadline is not None:
            day, said = literal(issued.deadline), f"Hạn gửi: {show_date(issued.deadline)}"
            left = (
                f'IF(TODAY()<={day}," – còn "&({day}-TODAY())&" ngày"," – đã quá hạn '
                f'"&(TODAY()-{day})&" ngày")'
            )
            self.page.formula(layout.GUIDE_COUNT_ROW + 1, 1, f'"{said}"&{left}', said, "count")

    # ----- the checklist

    def _checklist(self) -> None:
        titles = (
            layout.NUMBER_TITLE,
            "Trang",
            "Tình trạng",
            "Điền tiếp",
            layout.NIL_TITLE,
            layout.DONE_TITLE,
        )
        for column, title in enumerate(titles, start=1):
            self.page.put(layout.GUIDE_HEADER_ROW, column, title, "header")
        for number, sheet in enumerate(self.sheets):
            self._entry(layout.GUIDE_FIRST_ROW + number, number + 1, sheet)

    def _entry(self, row: int, number: int, sheet: Sheet) -> None:
        self.page.put(row, 1, number, "count_cell")
        self.page.lines[row] = 4 if self.laid.template.plan else 1
        self.page.link(row, layout.GUIDE_SHEET, sheet.title, "A1", sheet.title)
        if sheet.read_only:
            for column in range(layout.GUIDE_STATUS, LAST + 1):
                self.page.put(
                    row,
                    column,
                    "Để xem, không phải điền" if column == layout.GUIDE_STATUS else "",
                    "locked",
                )
            return
        self.page.formula(
            row, layout.GUIDE_STATUS, self._status(row, sheet), self._status_now(sheet), "status"
        )
        flagged = self.laid.count(sheet, "flagged")
        self.page.formula(
            row,
            layout.GUIDE_NEXT,
            next_link(sheet, "→ Đến ô"),
            "→ Đến ô" if flagged else "",
            "link_cell",
        )
        nil, done = (
            self._ticked_as(sheet, column) for column in (layout.GUIDE_NIL, layout.GUIDE_DONE)
        )
        self._tick((row, layout.GUIDE_NIL), nil, bool(sheet.nil), sheet.nil, "Không phát sinh")
        self._tick(
            (row, layout.GUIDE_DONE),
            done,
            True,
            f"Gõ x khi đã ghi xong trang “{sheet.title}”.",
            "Đã xong",
        )
        self.page.formula(row, LAST + 1, self._open(row, sheet), self._open_now(sheet), "helper")

    def _ticked_as(self, sheet: Sheet, column: int) -> str:
        return self.laid.ticks.get((sheet.name, column), "")

    def _tick(
        self, place: tuple[int, int], now: str, possible: bool, question: str, title: str
    ) -> None:
        self.page.put(*place, now if possible else None, "tick" if possible else "locked")
        if possible:
            self.page.guard(place, place, tick(question, title))

    def _status(self, row: int, sheet: Sheet) -> str:
        """Say in words how far a sheet is."""
        said = told(sheet, lambda what: counter(sheet, what))
        if sheet.kind == "form":
            return said
        rows, nothing = counter(sheet, "rows"), self._nothing(sheet)
        untouched = f"{rows}+{counter(sheet, 'missing')}+{counter(sheet, 'wrong')}=0"
        status = f'IF({untouched},"{nothing}",{said})'
        if not sheet.nil:
            return status
        both = f'"Đánh dấu không phát sinh, nhưng đã ghi "&{rows}&" dòng"'
        return (
            f'IF({self._ticked(row, layout.GUIDE_NIL)},IF({rows}>0,{both},"Không phát '
            f'sinh"),{status})'
        )

    def _nothing(self, sheet: Sheet) -> str:
        return "Chưa ghi (không bắt buộc)" if sheet.optional else "Chưa ghi dòng nào"

    def _status_now(self, sheet: Sheet) -> str:
        if sheet.nil and self._ticked_as(sheet, layout.GUIDE_NIL):
            rows = self.laid.count(sheet, "rows")
            return (
                f"Đánh dấu không phát sinh, nhưng đã ghi {rows} dòng" if rows else "Không phát sinh"
            )
        untouched = not any(self.laid.count(sheet, what) for what in ("rows", "missing", "wrong"))
        return (
            self._nothing(sheet)
            if untouched and sheet.kind == "table"
            else told_now(self.laid, sheet)
        )

    def _open(self, row: int, sheet: Sheet) -> str:
        """Say whether a sheet has something left to do, as 1 or 0."""
        rows, faults = (
            counter(sheet, "rows"),
            f"{counter(sheet, 'missing')}+{counter(sheet, 'wrong')}",
        )
        if sheet.optional:
            return f"IF({faults}>0,1,0)"
        nil = f"AND({self._ticked(row, layout.GUIDE_NIL)},{rows}=0)" if sheet.nil else "FALSE"
        return f"IF(OR({nil},AND({self._ticked(row, layout.GUIDE_DONE)},{faults}=0)),0,1)"

    def _open_now(self, sheet: Sheet) -> int:
        faults = self.laid.count(sheet, "missing") + self.laid.count(sheet, "wrong") > 0
        if sheet.optional:
            return int(faults)
        nil = self._ticked_as(sheet, layout.GUIDE_NIL) and not self.laid.count(sheet, "rows")
        done = self._ticked_as(sheet, layout.GUIDE_DONE) and not faults
        return int(not sheet.read_only and not nil and not done)

    def _ticked(self, row: int, column: int) -> str:
        return f"LEN(TRIM({address(row, column, absolute=True)}))>0"

    def _column(self, column: int) -> str:
        first = address(layout.GUIDE_FIRST_ROW, column, absolute=True)
        last = address(layout.GUIDE_FIRST_ROW + len(self.sheets) - 1, column, absolute=True)
        return f"{first}:{last}"

    # ----- what to do

    def _line(self, row: int, text: str) -> None:
        if text.startswith("# "):
            self.page.put(row, 1, text[2:], "heading")
            return
        bullet = text.startswith("- ")
        self.page.put(row, 1, "•" if bullet else "", "text", align="right")
        self.page.merge((row, 2), (row, LAST), text.removeprefix("- "), "text")

    def _signatures(self, row: int) -> int:
        """Leave the place for signatures; return the next free row."""
        signers = self.laid.template.signers
        if not signers:
            return row
        self.page.put(
            row, layout.GUIDE_STATUS, "Ngày …… tháng …… năm ………", "signature", italic=True
        )
        places = [(1, 2), (3, 4), (5, LAST)]
        for (first, last), signer in zip(places, signers, strict=False):
            self.page.merge((row + 1, first), (row + 1, last), signer, "signature")
            # Without a line to sign on the room above it is not printed everywhere.
            self.page.merge((row + 5, first), (row + 5, last), "……………", "signature")
        return row + 6
