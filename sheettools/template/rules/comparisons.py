"""Values of one row held against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sheettools.findings import Severity, Words, declare, english
from sheettools.template.conditions import Book, Breach, FieldName, FieldNames, Op, Row
from sheettools.template.excel.cells import Cells
from sheettools.template.kinds import Kind
from sheettools.template.model import Formulas, Rule, Sheet, WhileTyping
from sheettools.template.rules.rule import once_filled, rule, titles_of

OPS: Mapping[str, tuple[Callable[[Any, Any], bool], Words]] = {
    "<=": (lambda a, b: a <= b, Words("không được {more}", "must not be {more}")),
    "<": (lambda a, b: a < b, Words("phải {less}", "must be {less}")),
    ">=": (lambda a, b: a >= b, Words("không được {less}", "must not be {less}")),
    ">": (lambda a, b: a > b, Words("phải {more}", "must be {more}")),
    "==": (lambda a, b: a == b, Words("phải bằng", "must equal")),
}
"""How two values are compared, and what must be true of the first; its kind says what comes after
and before.
"""
_EQUAL = Words("bằng", "equal to")


@rule(
    "compare",
    declare(
        "R105",
        Severity.ERROR,
        why=(
            "“{left}” ({left_shown}) {order} “{right}” ({right_shown}, {others}).",
            "“{left}” ({left_shown}) is {order} “{right}” ({right_shown}, {others}).",
        ),
        remedy=(
            "Xem lại cả hai ô: “{left}” {words} “{right}”.",
            "Check both cells: “{left}” {words} “{right}”.",
        ),
    ),
)
class Compare(Rule):
    """Two fields of a row held against each other."""

    while_typing: ClassVar[WhileTyping] = "together"
    field: FieldName
    op: Op
    other: FieldName

    def kept(self, grid: Cells) -> Formulas:
        op = "=" if self.op == "==" else self.op
        compared = f"{grid.value(self.field)}{op}{grid.value(self.other)}"
        return {self.field: once_filled(grid, (self.field, self.other), compared)}

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        left, right = row.values.get(self.field), row.values.get(self.other)
        if left is None or right is None or OPS[self.op][0](left, right):
            return None
        a, b = sheet.field(self.field), sheet.field(self.other)
        return Breach(
            row,
            self.field,
            {
                "left": a.title,
                "left_shown": a.show(left),
                "order": _order(a.kind, left, right),
                "words": self._words(a.kind),
                "right": b.title,
                "right_shown": b.show(right),
            },
            (self.other,),
        )

    def sentence(self, sheet: Sheet) -> Words:
        a, b = sheet.field(self.field), sheet.field(self.other).title
        words = self._words(a.kind)
        return Words(
            f"“{a.title}” {words.vi} “{b}”", f"“{english(a.title)}” {words.en} “{english(b)}”"
        )

    def _words(self, kind: Kind) -> Words:
        """Say what must be true of the first field."""
        order = {"more": kind.more, "less": kind.less}
        said = OPS[self.op][1]
        return Words(said.say("vi", order), said.say("en", order))


def _order(kind: Kind, left: Any, right: Any) -> Words:
    """Say how two values stand to each other."""
    if left == right:
        return _EQUAL
    return kind.more if left > right else kind.less


@rule(
    "sum_of",
    declare(
        "R106",
        Severity.ERROR,
        why=(
            "“{title}” ghi {total}, nhưng cộng các cột thành phần được {sum}.",
            "“{title}” says {total}, but its parts add up to {sum}.",
        ),
        remedy=(
            "Sửa tổng số hoặc một trong các cột: {parts}.",
            "Correct the total or one of: {parts}.",
        ),
    ),
)
class SumOf(Rule):
    """A total that equals the sum of its exclusive parts; an empty part counts as nothing."""

    field: FieldName
    parts: FieldNames

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        total = row.values.get(self.field)
        added = sum(row.values.get(part) or 0 for part in self.parts)
        if total is None or total == added:
            return None
        return Breach(
            row,
            self.field,
            {
                "title": sheet.field(self.field).title,
                "total": total,
                "sum": added,
                "parts": titles_of(sheet, self.parts),
            },
        )

    def sentence(self, sheet: Sheet) -> Words:
        title = sheet.field(self.field).title
        return Words(
            f"“{title}” phải bằng {titles_of(sheet, self.parts, ' + ')}",
            f"“{english(title)}” must equal {english(titles_of(sheet, self.parts, ' + '))}",
        )

    def kept(self, grid: Cells) -> Formulas:
        added = ",".join(grid.cell(part) for part in self.parts)
        agrees = f"{grid.cell(self.field)}=SUM({added})"
        return {self.field: once_filled(grid, (self.field,), agrees)}


@rule(
    "at_most",
    declare(
        "R107",
        Severity.ERROR,
        why=(
            "“{title}” ({part}) lớn hơn “{whole_title}” ({whole}, {others}).",
            "“{title}” ({part}) is more than “{whole_title}” ({whole}, {others}).",
        ),
        remedy=(
            "“{title}” là một phần của “{whole_title}”: xem lại cả hai số.",
            "“{title}” is a part of “{whole_title}”: check both numbers.",
        ),
    ),
)
class AtMost(Rule):
    """Parts that are each contained in a whole."""

    while_typing: ClassVar[WhileTyping] = "together"
    parts: FieldNames
    whole: FieldName

    def kept(self, grid: Cells) -> Formulas:
        whole, kept = grid.cell(self.whole), {}
        for part in self.parts:
            # SUM of one cell reads an empty one as nothing.
            contained = f"SUM({grid.cell(part)})<={whole}"
            kept[part] = once_filled(grid, (self.whole,), contained)
        return kept

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        whole = row.values.get(self.whole)
        if whole is None:
            return None
        part = next((p for p in self.parts if (row.values.get(p) or 0) > whole), None)
        if part is None:
            return None
        return Breach(
            row,
            part,
            {
                "title": sheet.field(part).title,
                "part": row.values[part],
                "whole_title": sheet.field(self.whole).title,
                "whole": whole,
            },
            (self.whole,),
        )

    def sentence(self, sheet: Sheet) -> Words:
        whole = sheet.field(self.whole).title
        parts = titles_of(sheet, self.parts)
        return Words(
            f"{parts}: mỗi số không được lớn hơn “{whole}”",
            f"{english(parts)}: none may be more than “{english(whole)}”",
        )
