"""Where everything stands in a generated workbook: said once, for writing, for finding again, for
other programs.

A table sheet: title and what it is for, the counters, the identity line, the band of column groups,
a hidden row of field names, the headings, then the prepared rows. Two columns come before the
fields, the row's number and its mark in words; hidden columns after them hold what the marks are
made of. A form sheet: a hidden column of field names, labels, values, marks, explanations. The
first page: the checklist, a line a sheet, with the ticks of that sheet.
"""

from __future__ import annotations

from sheettools.findings import Words
from sheettools.frozen import dataclass
from sheettools.template.excel.address import address
from sheettools.template.model import Sheet, Template

TITLE_ROW, COUNT_ROW, LINE_ROW, BAND_ROW, KEY_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6, 7
NUMBER_COLUMN, MARK_COLUMN, FIRST_COLUMN = 1, 2, 3
NUMBER_TITLE, MARK_TITLE = "TT", "Cần làm"
NEEDED = " *"
"""How the heading of a field ends that must always be filled in."""
FORM_FIRST_ROW, FORM_COUNT_ROW = 5, 3
FORM_KEY, FORM_LABEL, FORM_VALUE, FORM_MARK, FORM_NOTE, FORM_STATE = 1, 2, 3, 4, 5, 6

GUIDE_COUNT_ROW, GUIDE_HEADER_ROW, GUIDE_FIRST_ROW = 3, 5, 6
GUIDE_SHEET, GUIDE_STATUS, GUIDE_NEXT, GUIDE_NIL, GUIDE_DONE = 2, 3, 4, 5, 6
NIL_TITLE, DONE_TITLE = "Không phát sinh (gõ x)", "Đã xong (gõ x)"
TICKS = ("x", "X")
"""What a tick may be typed as in the workbook; a return may have it in other signs."""

NEXT_WORDS, HOME_WORDS = "→ Đến ô cần điền tiếp", "↑ Về trang đầu"
OWN = "_"
"""How the names of columns begin that are the workbook's own: not a field, and nobody's to fill
in.
"""
NUMBER_KEY, MARK_KEY = "_tt", "_can_lam"
FULL_WORDS = (
    "Hết dòng in sẵn. Ghi tiếp ngay ở các dòng dưới, văn phòng vẫn nhận đủ; cột này không nhắc "
    "được nữa."
)
"""What stands under the marks, below the last prepared row."""
MARK_WORDS = ("Đủ", "Thiếu ", "Chưa đúng", "Xem lại", "Còn thiếu", FULL_WORDS)
"""How the texts of the mark column begin: in a copy pasted as values they are no formulas any
more.
"""
COUNT_WORDS = ("Đã ghi ", "thiếu ", "chưa đúng ", "cần xem lại ")
"""How the counters of a sheet begin."""

IDENTITY_SHEET = "_sheettools"
LISTS_SHEET = "DanhMuc"
IDENTITY_NAME = "sheettools_so"
"""The defined name that holds the identity as a text, for when the hidden sheet is gone."""
IDENTITY_PREFIX = "sheettools."
"""How the names of the file's own properties begin that hold the identity."""
PAPER_WORDS = "(Bản giấy, ghi tay)"
"""What the cover of a workbook's twin on paper says."""
REPORT_SHEETS = (
    "Tổng hợp",
    "Để riêng",
    "Phát hiện",
    "Sổ cân đối",
    "Nguồn",
    "Tổng quan",
    "Đã tự sửa",
)
"""The sheets that every annual workbook has, beside those that the template declares."""
KEPT_SHEET, LEFT_SHEET = "Giữ kín – {title}", "Chưa có trong sổ – {title}"
"""Sheets of the office's edition: rows of a table that must not be known outside, and matters of
last year that came back in no workbook. Laid out as the table's own sheet.
"""
ANNUAL_SHEET = "_bao_cao"
"""The hidden sheet of an annual workbook that says with what it was made, so that it can be read
back.
"""
EDITION, UP, OFFICE = "edition", "up", "office"
"""What that sheet says of which edition it is, in its first and fifth column."""
UPWARD_FOLDER, OFFICE_FOLDER = "bao-cao", "noi-bo"
"""Where the two editions lie in the year's folder: apart, so that none is sent for the other."""
OFFICE_NAME = "_noi-bo"
"""With what the name of the office's edition ends."""
PLAN_SHEET = "_ke_hoach"
"""The hidden sheet of an annual workbook that holds what the plan says, but for who somebody is."""
PARTS_SHEET = "Báo cáo đã gộp"
"""The sheet of an annual workbook that was made of several which says of which."""
DRAFT_PLACE, DRAFT_WORDS = (3, 1), "DỰ THẢO: còn việc phải làm, xem trang “Tổng hợp”."
"""What the sheets of an annual workbook say, and in which row and column, while it is not final."""
FIX_SHEET, OUTSIDE_SHEET = "Cần sửa", "Ngoài biểu"
"""The sheets that the office adds to a workbook it hands back: what to fix, and what stood outside
the tables.
"""
FIX_TITLE, OUTSIDE_TITLE = "CẦN SỬA TRONG SỔ NÀY", "CHỮ GHI NGOÀI BIỂU"
"""What stands in their first cell, by which they are known again, whatever the sheets are called
then.
"""
NOTE_AUTHOR = "Văn phòng"
NOTE_WRITERS = ("sheettools", NOTE_AUTHOR)
"""The authors of the notes that the program itself puts on cells."""
FIX_WORDS = "↑ Về trang “Cần sửa”"
FIX_HEADER_ROW, FIX_TICK, FIX_DONE = 6, 6, "✓"
OUTSIDE_HEADER_ROW, OUTSIDE_FROM, OUTSIDE_CELL, OUTSIDE_TEXT = 4, 1, 2, 3
NIL_MARK = TICKS[0]
CODE_WORDS = Words("Mã sổ", "Workbook code")


# --------------------------------------------------------------------------- forms and tables


def value_cell(sheet: Sheet, index: int) -> str:
    """Return the address of the value of the form's field number `index` (from 0)."""
    return address(FORM_FIRST_ROW + index, FORM_VALUE)


def field_column(sheet: Sheet, name: str) -> int:
    """Return the column of a table's field."""
    return FIRST_COLUMN + sheet.position(name)


def field_cell(sheet: Sheet, name: str, row: int = 0) -> tuple[int, int]:
    """Return (row, column) of a field: in row `row` of a table, or in a form."""
    if sheet.kind == "form":
        return FORM_FIRST_ROW + sheet.position(name), FORM_VALUE
    return row, field_column(sheet, name)


def last_column(sheet: Sheet) -> int:
    """Return the column of a table's last field."""
    return FIRST_COLUMN + len(sheet.fields) - 1


def row_key(sheet: Sheet) -> str:
    """Return the field by which a prefilled row is known: the first that comes prefilled and
    locked.
    """
    return next((field.name for field in sheet.fields if field.read_only and field.prefill), "")


def last_row(sheet: Sheet) -> int:
    """Return the last prepared row of a table, or the row of a form's last field."""
    if sheet.kind == "form":
        return FORM_FIRST_ROW + len(sheet.fields) - 1
    return FIRST_ROW + sheet.rows - 1


def first_row(sheet: Sheet) -> int:
    """Return the first row of a table or a form that holds values."""
    return FORM_FIRST_ROW if sheet.kind == "form" else FIRST_ROW


# -------------------------------------------------------------------- the hidden columns of a table


@dataclass(frozen=True)
class Helpers:
    """The hidden columns after a table's fields: what its marks, colours and counters are made of.

    `begun` is 1 on rows that somebody began, `order` counts the rows that may be referred to,
    `next` is the number of the field to look at next. `state` is the first of a column a field: 0
    fine, 1 missing, 2 and more the number of what is wrong; `base` the first of a column a field
    for what is wrong with the cell by itself; `held` the first of a column for each field that has
    a default: what it holds, written or taken.
    """

    begun: int
    order: int
    next: int
    state: int
    base: int
    held: int
    last: int
    """The last of all."""


def helpers(sheet: Sheet) -> Helpers:
    """Return where the hidden columns of a table stand."""
    after, count = last_column(sheet) + 1, len(sheet.fields)
    state = after + 3
    held = state + 2 * count
    last = held + len(sheet.with_default) - 1
    return Helpers(after, after + 1, after + 2, state, state + count, held, last)


def held_column(sheet: Sheet, name: str) -> int:
    """Return the hidden column of what a field with a default holds."""
    return helpers(sheet).held + sheet.with_default.index(name)


HELPERS = ("_da_ghi", "_thu_tu", "_o_tiep")
STATE_OF, BASE_OF, HELD_OF = HELPERS_OF_FIELDS = ("_o.", "_goc.", "_lay.")
"""The names of the hidden columns: those of a row, and how those of each field begin."""


def helper_keys(sheet: Sheet) -> list[str]:
    """Return the names of the hidden columns, in order."""
    fields = [field.name for field in sheet.fields]
    return [
        *HELPERS,
        *(STATE_OF + name for name in fields),
        *(BASE_OF + name for name in fields),
        *(HELD_OF + name for name in sheet.with_default),
    ]


def is_own(text: str) -> bool:
    """Say whether a name or a heading is that of a column which is the workbook's own."""
    return text.startswith(OWN) or text in (NUMBER_TITLE, MARK_TITLE)


def head_texts(sheet: Sheet) -> frozenset[str]:
    """Return the texts that stand above a table's headings, beside its title, its counters and its
    line.
    """
    return frozenset((NEXT_WORDS, HOME_WORDS, FIX_WORDS, *(field.group for field in sheet.fields)))


COUNTS = ("rows", "missing", "wrong", "doubtful", "flagged")
"""The counters of a sheet: rows begun, cells missing, wrong, to be looked at again, and the first
row with any.
"""


def printed_place(sheet: Sheet) -> tuple[int, int]:
    """Return (row, column) of the hidden cell of a table that says how many rows are printed."""
    return LINE_ROW, helpers(sheet).begun


def count_place(sheet: Sheet, what: str) -> tuple[int, int]:
    """Return (row, column) of a sheet's hidden counter."""
    if sheet.kind == "form":
        return FORM_COUNT_ROW, FORM_STATE + COUNTS.index(what)
    return COUNT_ROW, helpers(sheet).begun + COUNTS.index(what)


# --------------------------------------------------------------------------- the first page


def guide(template: Template) -> Sheet | None:
    """Return the sheet that is the first page, None where a template has none."""
    return next((sheet for sheet in template.sheets if sheet.kind == "guide"), None)


def listed(template: Template) -> list[Sheet]:
    """Return the sheets of the checklist, in order: all that hold data."""
    return list(template.filled)


def tick_place(template: Template, sheet: Sheet, column: int) -> tuple[int, int]:
    """Return (row, column) of one of a sheet's ticks on the first page."""
    return GUIDE_FIRST_ROW + [other.name for other in listed(template)].index(sheet.name), column


def tick_cell(template: Template, sheet: Sheet, column: int) -> str:
    """Return the address of one of a sheet's ticks, empty where there is none."""
    possible = (
        guide(template) is not None
        and not sheet.read_only
        and (column != GUIDE_NIL or bool(sheet.nil))
    )
    return address(*tick_place(template, sheet, column)) if possible else ""
