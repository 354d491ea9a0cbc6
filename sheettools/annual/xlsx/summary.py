"""The sheet “Tổng hợp”: every figure with its value, the identities, alive too, and whether the
report is final.

Here stands both how it is written and what is read of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sheettools.annual.figures import Figures
from sheettools.annual.gate.public import Public
from sheettools.annual.live import DataPlace, Live
from sheettools.annual.xlsx.print_setup import HEAD_ROW, Pages
from sheettools.annual.xlsx.readback import AnnualSheet, lacks
from sheettools.annual.xlsx.sheets import SUMMARY
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template.layout import DRAFT_PLACE, DRAFT_WORDS
from sheettools.template.report import Figure

CODE, TITLE, VALUE, LINK, MARK = 1, 2, 3, 4, 5
"""The columns of a figure's code, title, value, link to its rows, and mark where rows are missing
in it.
"""
BEFORE, CHANGE = 6, 7
HEADS, BEFORE_HEADS = (
    ("Mã số", "Số liệu", "Số lượng", "Xem", "Ghi chú"),
    ("Năm trước", "Tăng, giảm"),
)
WIDTHS, BEFORE_WIDTHS = (9, 62, 13, 11, 10), (12, 12)
IDENTITIES, STATE_TITLE = "Kiểm tra cân đối", "Tình trạng báo cáo"
HOLDS, BROKEN = "đúng", "SAI"
NOT_TOLD = "không ghi"
"""What stands in place of a figure that would set apart what must not be known."""
TOUCHED = "*"
OPEN, ACCEPTED = "•", "✓"
"""What stands before a thing that keeps the report a draft, and before one that was accepted."""
IN_ORDER = "Đủ sổ, không còn chỗ phải sửa, số liệu cân."


def write_summary(
    pages: Pages, public: Public, live: Live, places: Mapping[str, DataPlace]
) -> None:
    """Write the sheet."""
    _Summary(pages, public, live, places).write()


class _Summary:
    def __init__(
        self, pages: Pages, public: Public, live: Live, places: Mapping[str, DataPlace]
    ) -> None:
        self.pages, self.public, self.live, self.places = pages, public, live, places
        self.figures, self.before = public.figures, public.before
        self.rows = {
            figure.name: row for row, figure in enumerate(self.figures.report.figures, HEAD_ROW + 1)
        }

    def write(self) -> None:
        then = bool(self.before)
        heads = [*HEADS, *(BEFORE_HEADS if then else ())]
        page = self.pages.page(SUMMARY, heads, [*WIDTHS, *(BEFORE_WIDTHS if then else ())])
        for figure in self.figures.report.figures:
            self._figure(page, self.rows[figure.name], figure)
        row = self._identities(page, max(self.rows.values(), default=HEAD_ROW) + 2)
        if self.public.missing_rows:
            page.put(row, CODE, TOUCHED, align="right")
            page.put(row, TITLE, self.public.missing_rows, text_wrap=True, valign="top")
            row += 1
        self._state(page, row + 1)
        page.sheet.set_portrait()

    def _figure(self, page: SheetWriter, row: int, figure: Figure) -> None:
        page.put(row, CODE, figure.code, "cell")
        page.put(row, TITLE, figure.title, "cell")
        for column in (LINK, MARK):
            page.put(row, column, "", "cell")
        value = self.figures.told(figure.name)
        if value is None:
            page.put(row, VALUE, NOT_TOLD, "cell", align="right", italic=True)
            return
        self.pages.figure(page, (row, VALUE), self.live.formula(figure), value)
        place = self.places.get(figure.table)
        if place is not None and not place.empty:
            page.link(row, LINK, place.title, f"A{HEAD_ROW}", "các dòng")
        page.put(
            row,
            MARK,
            TOUCHED if figure.table in self.public.touched else "",
            "cell",
            align="center",
        )
        old = self.before.get(figure.code)
        if old is not None:
            page.put(row, BEFORE, old, "number")
            page.formula(
                row, CHANGE, f"C{row}-F{row}", value - old, "number", num_format="+#,##0;-#,##0;0"
            )

    def _identities(self, page: SheetWriter, row: int) -> int:
        """Write the identities as formulas over the figures; return the next free row."""
        page.put(row, CODE, IDENTITIES, "line", bold=True)
        for identity in self.figures.identities:
            row += 1
            left, right = f"C{self.rows[identity.whole]}", self._side(identity.parts, identity.less)
            sign = "<=" if identity.at_most else "="
            holds = HOLDS if identity.holds else BROKEN
            page.formula(
                row,
                CODE,
                f'IF({left}{sign}{right},"{HOLDS}","{BROKEN}")',
                holds,
                "good" if identity.holds else "bad",
            )
            page.put(row, TITLE, identity.text, "cell")
            text = f"{_plain(identity.left)} / {_plain(identity.right)}"
            page.formula(row, VALUE, f'{left}&" / "&({right})', text, "cell", align="right")
        return self._opening(page, row) + 2

    def _side(self, parts: tuple[str, ...], less: tuple[str, ...]) -> str:
        return "-".join(["+".join(self._told(parts)), *self._told(less)])

    def _told(self, names: Iterable[str]) -> list[str]:
        """Return the cells of figures: in place of one that is not told stand words, which nothing
        can be added to.
        """
        return [f"C{self.rows[name]}" for name in names if name not in self.figures.withheld]

    def _opening(self, page: SheetWriter, row: int) -> int:
        """Hold the opening against last year's closing, where that is known.

        In what goes up they may differ by what last year's told nothing of; whether the report
        balances is told there by whether it is a draft.
        """
        balance = self.figures.report.balance
        if not balance.opening:
            return row
        opening, closing = (
            self.figures.report.figure(name) for name in (balance.opening, balance.closing)
        )
        old = self.before.get(closing.code)
        value = self.figures.values[opening.name]
        if old is None or (self.public.upward and value != old):
            return row
        row += 1
        holds = HOLDS if value == old else BROKEN
        left, right = f"C{self.rows[opening.name]}", f"F{self.rows[closing.name]}"
        page.formula(
            row,
            CODE,
            f'IF({left}={right},"{HOLDS}","{BROKEN}")',
            holds,
            "good" if value == old else "bad",
        )
        page.put(row, TITLE, f"{opening.code} (đầu kỳ) = {closing.code} của năm trước", "cell")
        page.formula(
            row,
            VALUE,
            f'{left}&" / "&{right}',
            f"{_plain(value)} / {_plain(old)}",
            "cell",
            align="right",
        )
        return row

    def _state(self, page: SheetWriter, row: int) -> None:
        page.put(row, CODE, STATE_TITLE, "line", bold=True)
        for mark, reason in state_lines(self.public):
            row += 1
            page.put(row, CODE, mark, align="right")
            page.put(row, TITLE, reason, text_wrap=True, valign="top")


def state_lines(public: Public) -> list[tuple[str, str]]:
    """Return what is said of the state: what is open, else that all is in order; then what was
    accepted.
    """
    nothing = () if public.waived else (IN_ORDER,)
    open_ones = [(OPEN, reason) for reason in public.draft or nothing]
    return [*open_ones, *((ACCEPTED, reason) for reason in public.waived)]


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


# --------------------------------------------------------------------------- read again


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as the sheet shows it: its place; no value where the program that saved it kept the
    formula alone.
    """

    name: str
    place: tuple[int, int]
    value: float | str | None


def printed_figures(page: AnnualSheet, figures: Figures, file: str) -> Iterator[PrintedFigure]:
    """Yield every figure as it is printed. Raises SheettoolsError (F303) where one is not there."""
    by_code = {page.text(row, CODE): row for row in page.block(HEAD_ROW + 1)}
    for figure in figures.report.figures:
        row = by_code.get(figure.code)
        if row is None:
            raise lacks(file, f"{SUMMARY}: {figure.code}")
        yield PrintedFigure(figure.name, (row, VALUE), page.result(row, VALUE))


def says_draft(page: AnnualSheet) -> bool:
    """Say whether the sheet says that the report is a draft: under its title, and in what keeps it
    one.
    """
    row, column = DRAFT_PLACE
    marked = DRAFT_WORDS in (page.text(row, column), page.text(row, column + 1))
    listed = [page.result(at, TITLE) for at in page.rows(1) if page.result(at, CODE) == OPEN]
    return marked and bool(listed) and listed != [IN_ORDER]
