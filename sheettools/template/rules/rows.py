"""Rows: one matter in each, none of them twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from sheettools.findings import Severity, Words, declare, english
from sheettools.template.conditions import Book, Breach, FieldName, FieldNames, Row
from sheettools.template.excel.cells import Cells
from sheettools.template.model import Formulas, Rule, Sheet, WhileTyping
from sheettools.template.rules.rule import once_filled, rule, titles_of
from sheettools.words.matters import looks_like_many
from sheettools.words.text import fold


@rule(
    "one_matter",
    declare(
        "R115",
        Severity.WARNING,
        why=(
            "“{title}” có vẻ gồm {count} việc khác nhau.",
            "“{title}” seems to hold {count:matter|different matters}.",
        ),
        remedy=(
            "Mỗi việc ghi một dòng riêng: thêm dòng và tách ra.",
            "One matter a row: add rows and part them.",
        ),
    ),
)
class OneMatter(Rule):
    """One matter a row (Luật Tiếp công dân, Điều 25)."""

    unsaid = Words(
        "Excel không đếm được các việc nêu trong câu chữ",
        "Excel cannot count the matters in a text",
    )
    field: FieldName

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        text = row.values.get(self.field)
        count = looks_like_many(text) if isinstance(text, str) else 1
        if count < 2:
            return None
        return Breach(row, self.field, {"title": sheet.field(self.field).title, "count": count})

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}”: mỗi dòng chỉ được ghi một việc", f"“{english(title)}”: one matter a row"
        )


@rule(
    "unique",
    declare(
        "R116",
        Severity.ERROR,
        why=(
            "{titles} “{shown}” đã có ở dòng {first}.",
            "{titles} “{shown}” stands in row {first} already.",
        ),
        remedy=(
            "Mỗi dòng phải khác nhau: sửa lại, hoặc xóa dòng ghi trùng.",
            "Each row must differ: correct it, or delete the row written twice.",
        ),
    ),
)
class Unique(Rule):
    """Fields that together occur once in the sheet."""

    while_typing: ClassVar[WhileTyping] = "together"
    fields_: FieldNames

    def blames(self) -> FieldNames:
        return self.fields_[:1]

    def kept(self, grid: Cells) -> Formulas:
        same = "*".join(f"({grid.down_to_here(name)}={grid.cell(name)})" for name in self.fields_)
        return {self.fields_[0]: once_filled(grid, self.fields_, f"SUMPRODUCT({same}*1)<=1")}

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        seen: dict[tuple[Any, ...], int] = {}
        for row in book.begun(sheet.name):
            key = tuple(row.values.get(name) for name in self.fields_)
            if None in key or row.broken & set(self.fields_):
                continue
            folded = tuple(fold(part) if isinstance(part, str) else part for part in key)
            if folded not in seen:
                seen[folded] = row.number
                continue
            shown = [sheet.field(n).show(v) for n, v in zip(self.fields_, key, strict=True)]
            values = {
                "titles": titles_of(sheet, self.fields_),
                "shown": " – ".join(shown),
                "first": seen[folded],
            }
            yield Breach(row, self.fields_[0], values)

    def sentence(self, sheet: Sheet) -> Words:
        if len(self.fields_) > 1:
            vi, en = (titles_of(sheet, self.fields_, joint) for joint in (" và ", " and "))
            return Words(
                f"Không được có hai dòng cùng {vi}", f"No two rows may have the same {english(en)}"
            )
        titles = titles_of(sheet, self.fields_)
        return Words(f"{titles} không được ghi trùng", f"{english(titles)} must not stand twice")


@rule(
    "alike",
    declare(
        "R117",
        Severity.WARNING,
        why=("“{title}” giống hệt dòng {first}.", "“{title}” is the same as in row {first}."),
        remedy=(
            "Nếu cùng một việc thì chỉ để một dòng; nếu khác nhau thì ghi rõ khác ở đâu.",
            "If it is one matter keep one row; if they differ, say where.",
        ),
    ),
)
class Alike(Unique):
    """Long texts that say the same."""

    while_typing: ClassVar[WhileTyping] = "no"

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        title = sheet.field(self.fields_[0]).title
        for breach in super().breaches(sheet, book):
            yield Breach(
                breach.row, breach.field, {"title": title, "first": breach.values["first"]}
            )


@rule(
    "same_length",
    declare(
        "R125",
        Severity.ERROR,
        why=(
            "“{title}” {shown} không đủ {wanted} chữ số như các dòng khác.",
            "“{title}” {shown} has fewer than {wanted:digit|digits}, unlike other rows.",
        ),
        remedy=(
            "Ghi mọi số bằng bấy nhiêu chữ số, thêm số 0 ở trước nếu cần.",
            "Write all numbers with as many digits, with zeros before them where needed.",
        ),
    ),
)
class SameLength(Rule):
    """Numbers of as many digits in every row, so that one with its zeros lost is not another's."""

    unsaid = Words(
        "số dài nhất của cột có thể nằm ở dòng bên dưới",
        "the longest number of the column may stand further down",
    )
    field: FieldName

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        numbers: list[tuple[Row, str]] = []
        for row in book.begun(sheet.name):
            value = row.values.get(self.field)
            if isinstance(value, str) and self.field not in row.broken:
                numbers.append((row, value))
        wanted = max((len(value) for _, value in numbers), default=0)
        title = sheet.field(self.field).title
        for row, value in numbers:
            if len(value) < wanted:
                said = {"title": title, "shown": value, "wanted": wanted}
                yield Breach(row, self.field, said)

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” phải có cùng số chữ số ở mọi dòng",
            f"“{english(title)}” must have as many digits in every row",
        )
