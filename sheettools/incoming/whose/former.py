"""Matters of the year before that rows name by code: whether such a code was ever given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from sheettools.findings import Finding, Location, Severity, Words, declare
from sheettools.frozen import dataclass
from sheettools.incoming.check.record import CheckedBook, Record
from sheettools.template.issue import Issue
from sheettools.template.model import Sheet
from sheettools.words.text import fold

NO_SUCH_CODE = declare(
    "F275",
    Severity.WARNING,
    why=(
        "“{value}” ở cột “{title}” không phải mã của việc nào năm trước: {how}.",
        "“{value}” under “{title}” is the code of no matter of the year before: {how}.",
    ),
    remedy=(
        "Xem sổ năm trước và ghi đúng mã, theo kiểu {like}; việc mới có trong năm thì để trống ô "
        "này.",
        "Look into last year's workbook and write the code, like {like}; leave the cell empty if "
        "the matter is new this year.",
    ),
)
BARE_YEAR = re.compile(r"\D*\d{4}\D*")
NO_CODE = Words("không viết theo kiểu mã", "it is not written like a code")
NO_YEAR = Words("mã phải mang một năm trước năm {year}", "its year is not before {year}")
NO_UNIT = Words("kế hoạch không có đơn vị nào mang mã này", "no unit of the plan has this code")
NO_NUMBER = Words("năm trước không cấp số này", "this number was not given that year")

Code = tuple[str, int, int]
"""A code of a matter: of which unit, which year, which number."""


@dataclass(frozen=True)
class FormerCodes:
    """How the rows of a table are numbered in all workbooks of a plan, and what is known of the
    year before.
    """

    sheet: Sheet
    issued: Mapping[str, Issue]
    given: frozenset[str] = frozenset()
    """The codes that last year's report has; empty where there is none."""

    @property
    def into(self) -> str:
        """The field that takes such a code."""
        return self.sheet.carry_over.into if self.sheet.carry_over else ""

    def wrong(self, said: str, year: int) -> Words | None:
        """Return why a code cannot be one of a year before; None where nothing speaks against
        it.
        """
        code = self._taken_apart(said)
        if code is None:
            return NO_CODE if self._given or BARE_YEAR.fullmatch(fold(said)) else None
        if code[1] >= year:
            return Words(*(text.format(year=year) for text in (NO_YEAR.vi, NO_YEAR.en)))
        if code in self._given:
            return None
        if code[0] not in self._units:
            return NO_UNIT
        is_known = bool(self._given) and code[1] == year - 1
        return NO_NUMBER if is_known or not code[2] else None

    @cached_property
    def _own(self) -> Mapping[str, tuple[str, str]]:
        """What stands before the year in each unit's codes, and between it and the number."""
        carry, found = self.sheet.carry_over, {}
        for name, one in self.issued.items():
            rows = one.rows.get(self.sheet.name, ())
            key = str(rows[0].get(carry.key) or "") if rows and carry else ""
            before, year, after = key.rpartition(str(one.year))
            if year:
                found[name] = (before, after.rstrip("0123456789"))
        return found

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset(fold(f"{before}.") for before, _ in self._own.values())

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        between = {after for _, after in self._own.values()}
        if len(between) != 1:
            return None  # no code tells its year
        return re.compile(rf"(.*?)(\d{{4}}){re.escape(fold(between.pop()))}(\d+)")

    def _taken_apart(self, said: str) -> Code | None:
        found = self._pattern.fullmatch(fold(said)) if self._pattern else None
        return (fold(f"{found[1]}."), int(found[2]), int(found[3])) if found else None

    @cached_property
    def _given(self) -> frozenset[Code]:
        return frozenset(filter(None, map(self._taken_apart, self.given)))

    def like(self, own: Issue) -> str:
        """Return how a code of the unit looked in the year before."""
        before, between = self._own.get(own.code, ("", ""))
        return f"{before}{(own.year or 0) - 1}{between}…"


def ask_of_former_codes(
    checked: CheckedBook, issued: Issue, known: Mapping[str, FormerCodes]
) -> Iterator[Finding]:
    """Yield a question for each code of the year before that a row names and nobody ever gave."""
    for record in checked.records if issued.year else ():
        codes = known.get(record.sheet)
        if codes is not None and record.status != "blank":
            yield from _asked(record, checked.file, issued, codes)


def _asked(record: Record, file: str, issued: Issue, codes: FormerCodes) -> Iterator[Finding]:
    into = codes.into
    said, rows = record.values.get(into), issued.rows.get(record.sheet, ())
    printed = rows[record.origin].get(into) if 0 <= record.origin < len(rows) else None
    if said is None or said == printed:
        return
    how = codes.wrong(str(said), issued.year or 0)
    if how is not None:
        place = Location(file, record.title, record.cells.get(into, ""))
        title = codes.sheet.field(into).title
        yield Finding(
            NO_SUCH_CODE, place, str(said), {"title": title, "how": how, "like": codes.like(issued)}
        )
