"""The sheets of the annual workbook that are read back, each declared once: `workbook` writes,
`reread` reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sheettools.annual.data import CoverageRow, Data, Sender
from sheettools.annual.gate.privacy import SetAsideRow
from sheettools.annual.gate.public import (
    PART_DETAILS,
    SAID_DETAILS,
    SOURCE_DETAILS,
    PublicFinding,
    ReturnedFile,
    SourceReport,
)
from sheettools.annual.ledger import LedgerLine, shown_columns
from sheettools.annual.live import FED, NUMBERED, shown_fields
from sheettools.annual.xlsx.readback import AnnualSheet
from sheettools.annual.xlsx.service import Column, ServiceSheet, detail_columns, worded_column
from sheettools.findings import COVERED
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.widths import column_width
from sheettools.template.layout import PARTS_SHEET, REPORT_SHEETS
from sheettools.template.model import ORIGIN, ORIGIN_TITLES, SENDER, SENDER_TITLES, Field, Sheet
from sheettools.template.report import Coverage

SUMMARY, SET_ASIDE, FINDINGS, LEDGER, SOURCES, FRONT, REPAIRS = REPORT_SHEETS
SENDER_WIDTHS, ORIGIN_WIDTHS = (20.0, 10.0), (20.0, 11.0, 26.0, 16.0, 7.0, 11.0)
ASIDE_HEAD, ORIGIN_HEAD = "Nội dung người gửi đã ghi", "Nguồn (tệp / trang / dòng / ô)"
WIDEST_FIELD = 30.0
"""How wide a column of rows is at most, in letters: a wide sheet goes over fewer pages."""
ABOVE = Column("above", "Báo cáo lên", 28)
REPORTED = {True: "đã có", False: "chưa có số liệu"}


@dataclass(frozen=True)
class Whose:
    """Whose report a row is from: said in two columns where there are several offices, known
    without them else.
    """

    senders: Sequence[Sender]
    several: bool

    def columns(self, code: str = "sender") -> tuple[Column, ...]:
        """Return the columns that say whose an item is; `code` is the item's name for the office's
        code.
        """
        if not self.several:
            return ()
        names = {sender.code: sender.name for sender in self.senders}

        def name(said: str) -> str:
            return names.get(said, said)

        title, code_title = SENDER_TITLES
        named = Column("", title, SENDER_WIDTHS[0], of=code, show=name)
        return named, Column(code, code_title, SENDER_WIDTHS[1])

    def fixed(self, name: str = "sender") -> dict[str, str]:
        """Return what every item has in common where there is one office."""
        return {} if self.several else {name: self.senders[0].code}


# --------------------------------------------------------------------------- what came in


def ledger_sheet(whose: Whose, *, upward: bool = False) -> ServiceSheet[LedgerLine]:
    """Declare the ledger, a file a row.

    Of what goes up it is an office a row, without files, older returns and rows that nobody filled
    in.
    """
    balanced = Column("", "Cân đối", 10, lambda line: "đúng" if line.balanced else "SAI")
    shown = detail_columns(shown_columns(upward=upward))
    columns = (*whose.columns(), *shown, balanced)
    return ServiceSheet(LEDGER, columns, LedgerLine, block=True, fixed=whose.fixed())


def sources_sheet(whose: Whose) -> ServiceSheet[ReturnedFile]:
    """Declare the files that came back."""
    columns = (*whose.columns(), *detail_columns(SOURCE_DETAILS))
    return ServiceSheet(SOURCES, columns, ReturnedFile, fixed=whose.fixed())


def findings_sheet(title: str, whose: Whose) -> ServiceSheet[PublicFinding]:
    """Declare the findings, or the repairs; below a gap stands what somebody noted."""
    columns = (*whose.columns(), *detail_columns(SAID_DETAILS))
    return ServiceSheet(title, columns, PublicFinding, block=True, fixed=whose.fixed())


def set_aside_sheet(whose: Whose) -> ServiceSheet[SetAsideRow]:
    """Declare the rows that were left out, with what their senders wrote."""
    columns = (
        *whose.columns(SENDER[1]),
        *origin_columns(),
        Column("text", ASIDE_HEAD, 110.0),
    )
    names = {sender.code: sender.name for sender in whose.senders}

    def make(text: str, **origin: Any) -> SetAsideRow:
        code = origin[SENDER[1]]
        return SetAsideRow({SENDER[0]: names.get(code, code), **origin}, text)

    def parts(item: SetAsideRow) -> dict[str, Any]:
        return {**item.origin, "text": item.text}

    said = "Không có dòng nào để riêng."
    return ServiceSheet(
        SET_ASIDE, columns, make, said, "text", fixed=whose.fixed(SENDER[1]), parts=parts
    )


def senders_sheet() -> ServiceSheet[Sender]:
    """Declare how the sheet of merged reports begins: whose they are, and to whom they report."""
    columns = (
        Column("name", SENDER_TITLES[0], SENDER_WIDTHS[0]),
        Column("code", SENDER_TITLES[1], SENDER_WIDTHS[1]),
        ABOVE,
    )
    return ServiceSheet(PARTS_SHEET, columns, Sender, block=True)


def parts_sheet(whose: Whose) -> ServiceSheet[SourceReport]:
    """Declare the annual workbooks that were merged, each after its sender."""
    above = {sender.code: sender.above for sender in whose.senders}
    columns = (
        *whose.columns(),
        replace(ABOVE, name="", get=lambda part: above[part.sender]),
        *detail_columns(PART_DETAILS, first=("file", "draft", "rows")),
    )
    return ServiceSheet(PARTS_SHEET, columns, SourceReport, block=True, fixed=whose.fixed())


# --------------------------------------------------------------------------- the rows


def origin_columns() -> tuple[Column, ...]:
    """Return the columns that say where a row came from."""
    columns = []
    for name, title, width in zip(ORIGIN, ORIGIN_TITLES, ORIGIN_WIDTHS, strict=True):
        take = _take_row if name == "dong" else AnnualSheet.text
        columns.append(Column(name, title, width, take=take))
    return tuple(columns)


def _take_row(page: AnnualSheet, row: int, column: int) -> int | None:
    # Of what is kept secret nothing says from where it came.
    return page.count(row, column) or None


def data_sheet(
    data: Data, sheet: Sheet, whose: Whose, title: str = ""
) -> ServiceSheet[dict[str, Any]]:
    """Declare the rows of a table: whose, where from, the fields that are nobody's own, in which
    figures it counts.

    What goes up says in place of where a row came from only its number there and whose it is.
    """
    fields = (field_column(target) for target in shown_fields(data, sheet))
    fed = Column("", FED, 16.0, of=FED)
    origin = origin_columns()
    if data.upward:
        origin = (Column("", "TT", 5.0, of=NUMBERED), *origin[:2])
    columns = (*whose.columns(SENDER[1]), *origin, *fields, fed)
    names = {sender.code: sender.name for sender in whose.senders}
    nowhere = dict.fromkeys(ORIGIN[2:]) if data.upward else {}

    def make(**row: Any) -> dict[str, Any]:
        return {SENDER[0]: names.get(row[SENDER[1]], row[SENDER[1]]), **nowhere, **row}

    return ServiceSheet((title or sheet.title)[:31], columns, make, fixed=whose.fixed(SENDER[1]))


def coverage_sheet(coverage: Coverage, data: Data, whose: Whose) -> ServiceSheet[CoverageRow]:
    """Declare what was planned against what was reported."""
    sheet = data.template.sheet(coverage.table)
    fields = [
        f for name in (coverage.key, *coverage.columns) if not (f := sheet.field(name)).personal
    ]
    told = worded_column("reported", "Số liệu", 16.0, REPORTED)
    origin = () if data.upward else (Column("origin", ORIGIN_HEAD, 34.0),)
    columns = (
        *whose.columns(),
        Column("unit", ORIGIN_TITLES[0], 18.0),
        *(field_column(target) for target in fields),
        told,
        *origin,
    )

    def make(
        unit: str, *, reported: bool, sender: str, origin: str = "", **values: Any
    ) -> CoverageRow:
        return CoverageRow(unit, values, reported, origin, sender)

    def parts(row: CoverageRow) -> dict[str, Any]:
        return {
            "unit": row.unit,
            "origin": row.origin,
            "sender": row.sender,
            "reported": row.reported,
            **row.values,
        }

    return ServiceSheet(coverage.title, columns, make, fixed=whose.fixed(), parts=parts)


def field_column(target: Field) -> Column:
    """Return the column of a field: how its value is shown, and how it is read again."""

    def show(value: Any) -> Any:
        return shown_value(target, value)

    def take(page: AnnualSheet, row: int, column: int) -> Any:
        return _typed(page, row, column, target)

    width = min(column_width(target), WIDEST_FIELD)
    return Column(target.name, target.title, width, take=take, show=show)


def shown_value(target: Field, value: Any) -> Any:
    """Return a value as a cell holds it; what is covered stays so."""
    if value in (None, "", COVERED):
        return value or None
    return target.in_report(value)


def _typed(page: AnnualSheet, row: int, column: int, target: Field) -> Any:
    """Return a value as the table held it; a text that people wrote is taken as it stands."""
    value = page.value(row, column)
    if value in (None, ""):
        return None
    if value == COVERED:
        return target.kind.hidden(COVERED)
    if target.free_text:
        return str(value)
    parsed = target.parse(value)
    if parsed.problem is not None:
        raise page.unreadable(row, column)
    return parsed.value
