"""What must be filled in, and what must stay empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from sheettools.findings import Severity, Words, declare, english
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Breach,
    Condition,
    FieldName,
    FieldNames,
    Row,
)
from sheettools.template.excel.cells import Cells
from sheettools.template.excel.formula import every, some
from sheettools.template.model import Formulas, Rule, Sheet, WhileTyping
from sheettools.template.rules.rule import rule, titles_of


@rule(
    "required_when",
    declare(
        "R101",
        Severity.ERROR,
        why=("Còn thiếu “{title}”{when}.", "“{title}” is missing{when}."),
        remedy=("Điền “{title}”: {how}.", "Fill in “{title}”: {how}."),
    ),
)
class RequiredWhen(Rule):
    """A field that must be filled under a condition."""

    asks = True
    field: FieldName
    when: Condition

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        if row.values.get(self.field) is not None or not self.when.holds(row.values):
            return None
        target = sheet.field(self.field)
        when = sheet.words_for(self.when.met_by(row.values))
        values = {"title": target.title, "when": when, "how": target.how()}
        return Breach(row, self.field, values)

    def sentence(self, sheet: Sheet) -> Words:
        when, title = sheet.words_for(self.when), sheet.field(self.field).title
        return Words(
            f"“{title}” phải ghi{when.vi}", f"“{english(title)}” must be filled in{when.en}"
        )

    def wanted(self, grid: Cells) -> Formulas:
        return {self.field: grid.holds(self.when)}


@rule(
    "empty_when",
    declare(
        "R102",
        Severity.ERROR,
        why=(
            "“{title}” phải để trống{when} ({others}).",
            "“{title}” must stay empty{when} ({others}).",
        ),
        remedy=("Xóa ô này, hoặc sửa {titles}.", "Clear this cell, or correct {titles}."),
    ),
)
class EmptyWhen(Rule):
    """Fields that must stay empty under a condition."""

    while_typing: ClassVar[WhileTyping] = "together"
    fields_: FieldNames
    when: Condition

    def kept(self, grid: Cells) -> Formulas:
        return {
            name: f"OR({grid.blank(name)},NOT({grid.holds(self.when)}))" for name in self.fields_
        }

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        if not self.when.holds(row.values):
            return None
        filled = next((name for name in self.fields_ if row.values.get(name) is not None), None)
        if filled is None:
            return None
        values = {
            "title": sheet.field(filled).title,
            "when": sheet.words_for(self.when.met_by(row.values)),
            "titles": titles_of(sheet, self.when.fields),
        }
        return Breach(row, filled, values, self.when.fields)

    def sentence(self, sheet: Sheet) -> Words:
        when, titles = sheet.words_for(self.when), titles_of(sheet, self.fields_)
        return Words(
            f"{titles} phải để trống{when.vi}", f"{english(titles)} must stay empty{when.en}"
        )


@rule(
    "each_planned",
    declare(
        "R104",
        Severity.ERROR,
        why=(
            "Dòng này đã in sẵn nhưng chưa ghi “{title}”.",
            "This row came prefilled, but “{title}” is not filled in.",
        ),
        remedy=(
            "Ghi “{title}”; nếu việc chưa làm được, ghi rõ lý do.",
            "Fill in “{title}”; if the matter could not be done, give the reason.",
        ),
    ),
)
class EachPlanned(Rule):
    """Every row that came prefilled, from the plan or from last year, is reported on."""

    asks = True
    begun_only = False
    field: FieldName
    when: Condition = ALWAYS

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        # Rows that nobody began count here, and only here.
        for row in book.rows.get(sheet.name, ()):
            known = row.begun or any(value is not None for value in row.values.values())
            missing = row.values.get(self.field) is None and self.field not in row.broken
            if known and missing and self.when.holds(row.values):
                yield Breach(row, self.field, {"title": sheet.field(self.field).title})

    def sentence(self, sheet: Sheet) -> Words:
        title, when = sheet.field(self.field).title, sheet.words_for(self.when)
        return Words(
            f"Mỗi dòng đã in sẵn phải có “{title}”{when.vi}",
            f"Each prefilled row needs “{english(title)}”{when.en}",
        )

    def wanted(self, grid: Cells) -> Formulas:
        prefilled = grid.prefilled()
        known = some([f"{grid.begun()}=1", *prefilled])
        return {self.field: every([known, grid.holds(self.when)])}
