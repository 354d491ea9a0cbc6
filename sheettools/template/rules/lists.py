"""Items of lists that do not go with the rest of the row."""

from __future__ import annotations

from sheettools.findings import Severity, Words, declare, english, quoted
from sheettools.template.conditions import Book, Breach, Condition, FieldName, Row, Values
from sheettools.template.excel.cells import Cells
from sheettools.template.model import Formulas, Rule, Sheet
from sheettools.template.rules.rule import once_filled, rule, titles_of


@rule(
    "not_allowed_when",
    declare(
        "R103",
        Severity.ERROR,
        why=(
            "“{title}” không thể là “{shown}”{when} ({others}).",
            "“{title}” cannot be “{shown}”{when} ({others}).",
        ),
        remedy=(
            "Chọn lại ô này hoặc {titles} cho khớp nhau.",
            "Change this cell or {titles} so that they agree.",
        ),
    ),
)
class NotAllowedWhen(Rule):
    """Values of a list that do not go with a condition."""

    field: FieldName
    values: Values
    when: Condition

    def kept(self, grid: Cells) -> Formulas:
        forbidden = grid.is_one_of(self.field, self.values)
        return {self.field: f"NOT(AND({forbidden},{grid.holds(self.when)}))"}

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        value = row.values.get(self.field)
        if value not in self.values or not self.when.holds(row.values):
            return None
        target = sheet.field(self.field)
        return Breach(
            row,
            self.field,
            {
                "title": target.title,
                "shown": target.show(value),
                "when": sheet.words_for(self.when.met_by(row.values)),
                "titles": titles_of(sheet, self.when.fields),
            },
            self.when.fields,
        )

    def sentence(self, sheet: Sheet) -> Words:
        target, when = sheet.field(self.field), sheet.words_for(self.when)
        labels = [target.show(value) for value in self.values]
        either, any_of = quoted(labels, " hoặc "), english(quoted(labels, " or "))
        return Words(
            f"“{target.title}” không được là {either}{when.vi}",
            f"“{english(target.title)}” must not be {any_of}{when.en}",
        )


@rule(
    "follows",
    declare(
        "R123",
        Severity.ERROR,
        why=(
            "“{shown}” không đi với “{other}” là “{chosen}” ({others}).",
            "“{shown}” does not go with “{chosen}” as “{other}” ({others}).",
        ),
        remedy=(
            "Chọn lại “{title}” hoặc “{other}”; danh sách của “{title}” chỉ có các mục hợp với "
            "“{other}”.",
            "Choose “{title}” or “{other}” again; the list of “{title}” holds only what goes with "
            "“{other}”.",
        ),
    ),
)
class Follows(Rule):
    """An item of a list that must go with the item chosen in another field (`with` in the list)."""

    field: FieldName
    other: FieldName

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        value, chosen = row.values.get(self.field), row.values.get(self.other)
        target, leading = sheet.field(self.field), sheet.field(self.other)
        if value is None or chosen is None or target.categories is None:
            return None
        if target.categories.get(value).goes_with(chosen):
            return None
        return Breach(
            row,
            self.field,
            {
                "title": target.title,
                "shown": target.show(value),
                "other": leading.title,
                "chosen": leading.show(chosen),
            },
            (self.other,),
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.field).title, sheet.field(self.other).title
        return Words(f"“{a}” phải hợp với “{b}”", f"“{english(a)}” must go with “{english(b)}”")

    def kept(self, grid: Cells) -> Formulas:
        leading, chosen = f"{grid.pairs(self.field)}_truoc", grid.cell(self.other)
        pairs = f"({leading}={chosen})*({grid.pairs(self.field)}={grid.cell(self.field)})"
        found = f"SUMPRODUCT({pairs})>0"
        return {self.field: once_filled(grid, (self.field, self.other), found)}
