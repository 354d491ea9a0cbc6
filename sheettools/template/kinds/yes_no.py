"""Yes and no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sheettools.findings import Severity, Words, declare
from sheettools.template.excel.formula import literal, some
from sheettools.template.kinds.kind import Kind, ParsedValue, Question, Scalar, register
from sheettools.template.kinds.text import written
from sheettools.words.nothing import is_line
from sheettools.words.text import fold

NOT_YES_NO = declare(
    "C107",
    Severity.ERROR,
    why=("“{value}” không rõ là Có hay Không.", "“{value}” is neither yes nor no."),
    remedy=("Chọn Có hoặc Không.", "Choose “Có” (yes) or “Không” (no)."),
)
YES, NO = "Có", "Không"
_MEANT = {
    **dict.fromkeys(("có", "co", "đúng", "yes", "true", "1", "y", "ok"), True),
    **dict.fromkeys(("không", "ko", "khong", "no", "false", "0", "n", "k", "kô", "khg", "hông",
    "sai", "không có",
                     "khong co", "ko có"), False),
}  # fmt: skip
_TICKS = frozenset("xхх×v✓✔☑☒✅🗸🗹√üþ\uf050\uf052\uf0fc\uf0fe")
"""Every sign for a tick: letters, also Cyrillic ones, signs of Unicode, and the letters behind
which Wingdings and its like hide theirs.
"""


def is_tick(text: str) -> bool:
    """Say whether a text is nothing but ticks, in brackets or not: x, ✔, [v]."""
    signs = fold(text).strip("()[] ")
    return bool(signs) and set(signs) <= _TICKS


class YesNo(Kind):
    """Có or Không, chosen from the two."""

    name = "boolean"
    words = Words("chọn Có hoặc Không", "choose “Có” (yes) or “Không” (no)")
    schema_type = "boolean"
    choices = (YES, NO)
    width = 10.0
    paper_width = 9.0
    paper_hint = "(Có/Không)"

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read Có or Không, an x, a tick."""
        if isinstance(raw, bool):
            return ParsedValue(raw)
        key = fold(written(raw))
        if not key:
            return ParsedValue()
        if key not in _MEANT and not is_tick(key):
            return ParsedValue(problem=NOT_YES_NO)
        return ParsedValue(_MEANT.get(key, True), repaired=raw not in self.choices)

    def says_nothing(self, text: str) -> bool:
        return is_line(text)  # “chưa” may mean no

    def show(self, value: bool) -> str:
        return YES if value else NO

    def in_cell(self, value: bool) -> str:
        return self.show(value)

    def guard(self, question: Question) -> dict[str, Any]:
        return {"validate": "list", "source": list(self.choices)}

    def formula(self, question: Question, cell: str) -> str:
        return some(f"{cell}={literal(word)}" for word in self.choices)

    def plain(self, value: Any, clean: Callable[[str], str]) -> bool:
        return bool(value)

    def store(self, value: bool) -> str:
        return str(int(value))

    def restore(self, text: str) -> bool:
        return text == "1"

    def csv(self, value: bool) -> str:
        return "true" if value else "false"

    def from_csv(self, text: str) -> bool:
        return text == "true"


YES_NO = register(YesNo())
