"""Rows held against those of another sheet."""

from __future__ import annotations

from sheettools.findings import Severity, Words, declare, english
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Breach,
    Condition,
    FieldName,
    OtherCondition,
    OtherField,
    Phrase,
    Row,
    SheetName,
)
from sheettools.template.excel.cells import Cells
from sheettools.template.model import Formulas, Rule, Sheet
from sheettools.template.rules.rule import once_filled, rule, where_met


@rule(
    "matched",
    declare(
        "R118",
        Severity.ERROR,
        why=(
            "“{shown}” chưa có dòng nào ở trang “{other}”.",
            "“{shown}” has no row on the sheet “{other}”.",
        ),
        remedy=(
            "Mở trang “{other}” và điền dòng của “{shown}”.",
            "Open the sheet “{other}” and fill in the row of “{shown}”.",
        ),
    ),
)
class Matched(Rule):
    """A row that must have its counterpart, begun, on another sheet under a condition."""

    field: FieldName
    sheet: SheetName
    on: OtherField
    when: Condition = ALWAYS

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        key = row.values.get(self.field)
        if key is None or self.sheet not in book.rows or not self.when.holds(row.values):
            return None
        if any(other.begun for other in book.find(self.sheet, self.on, key)):
            return None
        other = book.title_of(self.sheet)
        return Breach(row, self.field, {"shown": sheet.field(self.field).show(key), "other": other})

    def sentence(self, sheet: Sheet) -> Words:
        title, when = sheet.field(self.field).title, sheet.words_for(self.when)
        return Words(
            f"Mỗi “{title}” phải có dòng tương ứng ở trang liên quan{when.vi}",
            f"Each “{english(title)}” must have its row on the sheet that goes with it{when.en}",
        )

    def kept(self, grid: Cells) -> Formulas:
        there = grid.there(self.sheet)
        found = (
            f"SUMPRODUCT(({there.column(self.on)}={grid.cell(self.field)})*({there.begun()}=1))>0"
        )
        kept = where_met(grid, self.when, found)
        return {self.field: once_filled(grid, (self.field,), kept)}


@rule(
    "only_for",
    declare(
        "R122",
        Severity.ERROR,
        why=(
            "“{shown}” ở trang “{other}” không phải là “{words}”.",
            "“{shown}” on the sheet “{other}” is not “{words}”.",
        ),
        remedy=(
            "Xóa dòng này, hoặc sửa dòng của “{shown}” ở trang “{other}”.",
            "Delete this row, or correct the row of “{shown}” on the sheet “{other}”.",
        ),
    ),
)
class OnlyFor(Rule):
    """A row that may stand only where its counterpart on another sheet passes a condition, said in
    `words`.
    """

    field: FieldName
    sheet: SheetName
    on: OtherField
    where: OtherCondition
    words: Phrase

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        key = row.values.get(self.field)
        others = book.find(self.sheet, self.on, key) if key else ()
        judged = [other for other in others if not set(self.where.fields) & other.broken]
        if not judged or any(self.where.holds(other.values) for other in judged):
            return None
        title = book.title_of(self.sheet)
        return Breach(row, self.field, {"shown": key, "other": title, "words": self.words})

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” phải là “{self.words}”", f"“{english(title)}” must be “{self.words}”"
        )

    def kept(self, grid: Cells) -> Formulas:
        there = grid.there(self.sheet)
        mine = f"({there.column(self.on)}={grid.cell(self.field)})"
        judged = "*".join([mine, *there.sound(self.where.fields)])
        passed = "*".join([judged, *there.factors(self.where)])
        fits = f"OR(SUMPRODUCT({judged}*1)=0,SUMPRODUCT({passed}*1)>0)"
        return {self.field: once_filled(grid, (self.field,), fits)}


@rule(
    "counts_agree",
    declare(
        "R119",
        Severity.ERROR,
        why=(
            "“{title}” ghi {said}, nhưng trang “{other}” có {counted} dòng cho “{key}”.",
            "“{title}” says {said}, but the sheet “{other}” has {counted:row|rows} for “{key}”.",
        ),
        remedy=(
            (
                "Bổ sung danh sách cho đủ hoặc sửa số này; không có danh sách thì để trống cả "
                "trang “{other}”."
            ),
            (
                "Complete the list or correct the number; without a list leave the whole sheet "
                "“{other}” empty."
            ),
        ),
    ),
)
class CountsAgree(Rule):
    """A number that equals the rows of another sheet, as soon as that sheet has any for this
    key.
    """

    field: FieldName
    key: FieldName
    sheet: SheetName
    on: OtherField
    where: OtherCondition = ALWAYS

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        said, key = row.values.get(self.field), row.values.get(self.key)
        listed = [other for other in book.find(self.sheet, self.on, key) if other.begun]
        counted = sum(self.where.holds(other.values) for other in listed)
        if said is None or key is None or not listed or said == counted:
            return None
        other = book.title_of(self.sheet)
        return Breach(
            row,
            self.field,
            {
                "title": sheet.field(self.field).title,
                "said": said,
                "counted": counted,
                "other": other,
                "key": key,
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” phải khớp với danh sách (khi có ghi danh sách)",
            f"“{english(title)}” must agree with the list (when there is one)",
        )

    def kept(self, grid: Cells) -> Formulas:
        there = grid.there(self.sheet)
        listed = f"({there.column(self.on)}={grid.cell(self.key)})*({there.begun()}=1)"
        counted = "*".join([listed, *there.factors(self.where)])
        agrees = f"OR(SUMPRODUCT({listed})=0,SUMPRODUCT({counted})={grid.cell(self.field)})"
        return {self.field: once_filled(grid, (self.field, self.key), agrees)}
