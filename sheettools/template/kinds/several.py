"""Several texts in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sheettools.findings import Words
from sheettools.template.kinds.kind import Kind, ParsedValue, Question, Scalar, register
from sheettools.template.kinds.text import written
from sheettools.words.text import tidy

BETWEEN = "; "


class Several(Kind):
    """One text or several, as a tuple."""

    name = "list"
    words = Words(
        "ghi một hoặc nhiều mục, cách nhau bằng dấu ;", "write one or more items, parted by ;"
    )
    several = True
    paper_hint = "(cách nhau bằng dấu ;)"

    def parse(self, raw: Scalar, question: Question) -> ParsedValue:
        """Read several values parted by the field's delimiter; a line break parts them too."""
        said = re.split(rf"[{re.escape(question.delimiter)}\n]", tidy(written(raw)))
        parts = tuple(part.strip() for part in said if part.strip())
        as_meant = (question.delimiter[:1] + " ").join(parts)
        return ParsedValue(parts or None, repaired=bool(parts) and as_meant != raw)

    def show(self, value: Sequence[str]) -> str:
        return BETWEEN.join(value)

    def takes(self, other: Kind) -> bool:
        return other.free_text or other.several

    def in_cell(self, value: Sequence[str]) -> str:
        return self.show(value)

    def plain(self, value: Sequence[str], clean: Callable[[str], str]) -> Any:
        return tuple(clean(str(one)) for one in value) or None

    def covered(self, value: Any, cover: Callable[[str], str]) -> Any:
        if isinstance(value, str):
            return cover(value)
        return tuple(cover(str(one)) for one in value) if isinstance(value, tuple) else value

    def hidden(self, mark: str) -> tuple[str, ...]:
        return (mark,)

    def store(self, value: Sequence[str]) -> str:
        # An item may hold the sign that parts them elsewhere, but no line break.
        return "\n".join(map(str, value))

    def restore(self, text: str) -> tuple[str, ...]:
        return tuple(text.split("\n"))

    def csv(self, value: Sequence[str]) -> str:
        return self.show(value)

    def from_csv(self, text: str) -> tuple[str, ...]:
        return tuple(text.split(BETWEEN))

    def json(self, value: Sequence[str]) -> list[str]:
        return list(value)

    def constraints(self, question: Question) -> dict[str, Any]:
        limits = super().constraints(question)
        return limits | ({"maxLength": question.max_length} if question.max_length else {})


SEVERAL = register(Several())
