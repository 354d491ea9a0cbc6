"""Days that are another row's, and what a fill handle made: questions alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sheettools.findings import Severity, Words, declare, english
from sheettools.frozen import dataclass
from sheettools.template.conditions import (
    ALWAYS,
    Book,
    Breach,
    Condition,
    FieldName,
    FieldNames,
    OtherField,
    Row,
    SheetName,
)
from sheettools.template.model import Rule, Sheet
from sheettools.template.rules.rule import rule, titles_of


@rule(
    "same_day",
    declare(
        "R164",
        Severity.WARNING,
        why=(
            "“{title}” là {shown}, còn {key} diễn ra ngày {day}.",
            "“{title}” is {shown}, but {key} was on {day}.",
        ),
        remedy=(
            "Nếu ngày tự tăng do kéo ô xuống thì ghi lại ngày đúng; nếu đúng là ngày khác thì để "
            "nguyên.",
            "If dragging the cell down counted the days up, write the right one; if it is another "
            "day, leave it.",
        ),
    ),
)
class SameDay(Rule):
    """A day that is that of the row on another sheet which this row names, under a condition."""

    unsaid = Words("ngày kia nằm ở trang khác", "the other day stands on another sheet")
    field: FieldName
    key: FieldName
    sheet: SheetName
    on: OtherField
    day: OtherField
    when: Condition = ALWAYS

    def check(self, row: Row, sheet: Sheet, book: Book) -> Breach | None:
        own, key = row.values.get(self.field), row.values.get(self.key)
        if not isinstance(own, date) or key is None or not self.when.holds(row.values):
            return None
        named = book.find(self.sheet, self.on, key)
        others = [one for one in named if self.day not in one.broken | one.doubted]
        days = [there for one in others if isinstance(there := one.values.get(self.day), date)]
        if not days or own in days:
            return None
        target = sheet.field(self.field)
        said = {"title": target.title, "shown": target.show(own), "key": key}
        return Breach(row, self.field, {**said, "day": target.show(min(days))})

    def sentence(self, sheet: Sheet) -> Words:
        title, key = sheet.field(self.field).title, sheet.field(self.key).title
        when = sheet.words_for(self.when)
        return Words(
            f"“{title}” là ngày của “{key}” đã chọn{when.vi}",
            f"“{english(title)}” is the day of the “{english(key)}” chosen{when.en}",
        )


_FEWEST = 3
"""From so many rows on, days one after the other are hardly chance."""
_FEWEST_COUNTS = 4
"""The same of counts: small ones are often near each other."""
_NAMED = 3
"""Of more fields than these the first and the last are named."""
_DAY = timedelta(days=1)
_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


def _next(value: Any) -> Any:
    """Return what a fill handle makes of a value in the next row, None of what it repeats."""
    if isinstance(value, date):
        return value + _DAY
    if isinstance(value, int) and not isinstance(value, bool):
        return value + 1
    numbered = _NUMBERED.fullmatch(value) if isinstance(value, str) else None
    if numbered is None:
        return None
    head, digits = numbered.groups()
    return f"{head}{int(digits) + 1:0{len(digits)}}"


@dataclass(frozen=True)
class Dragged(Rule):
    """Values that grow by one from row to row where the rows are otherwise alike."""

    def runs(
        self, rows: Iterable[Row], name: str, same: FieldNames, when: Condition
    ) -> Iterator[Sequence[Row]]:
        """Return rows one after the other in which a field goes up by one."""
        run: list[Row] = []
        for row in rows:
            counts = self._counts(row, name, same, when)
            if run and not (counts and _goes_on(run[-1], row, name, same)):
                yield run
                run = []
            if counts:
                run.append(row)
        yield run

    def _counts(self, row: Row, name: str, same: FieldNames, when: Condition) -> bool:
        own = row.values.get(name)
        whole = row.broken.isdisjoint((name, *same)) and when.holds(row.values)
        return whole and own is not None and own != row.prefilled.get(name)


def _goes_on(before: Row, row: Row, name: str, same: FieldNames) -> bool:
    alike = all(row.values.get(other) == before.values.get(other) for other in same)
    comes_next = row.values[name] == _next(before.values[name])
    return alike and comes_next and row.number == before.number + 1


def _said(run: Sequence[Row], sheet: Sheet, name: str) -> dict[str, Any]:
    target, first, last = sheet.field(name), run[0], run[-1]
    return {
        "title": target.title,
        "first": first.number,
        "last": last.number,
        "shown": target.show(first.values[name]),
        "day": target.show(last.values[name]),
    }


@rule(
    "not_dragged",
    declare(
        "R165",
        Severity.WARNING,
        why=(
            "“{title}” từ dòng {first} đến dòng {last} tăng đều mỗi dòng một ngày "
            "({shown} … {day}), có vẻ do kéo ô xuống.",
            "“{title}” grows by a day a row from row {first} to row {last} ({shown} … {day}), as "
            "if the cell had been dragged down.",
        ),
        remedy=(
            "Nếu do kéo ô thì ghi lại ngày đúng của từng dòng; nếu đúng là các ngày liền nhau thì "
            "để nguyên.",
            "If so, write the right day of each row; if these are days one after the other, leave "
            "them.",
        ),
    ),
)
class NotDragged(Dragged):
    """Days that do not grow by one from row to row where the rows are otherwise alike."""

    unsaid = Words(
        "các ngày liền nhau vẫn có thể là đúng", "days one after the other may well be right"
    )
    field: FieldName
    same: FieldNames
    when: Condition = ALWAYS

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        for run in self.runs(book.begun(sheet.name), self.field, self.same, self.when):
            if len(run) >= _FEWEST:
                yield Breach(run[1], self.field, _said(run, sheet, self.field))

    def sentence(self, sheet: Sheet) -> Words:
        title, same = sheet.field(self.field).title, titles_of(sheet, self.same)
        return Words(
            f"“{title}” không tự tăng mỗi dòng một ngày ở các dòng cùng {same}",
            f"“{english(title)}” does not grow by a day a row where {english(same)} are the same",
        )


@rule(
    "not_counted_up",
    declare(
        "R166",
        Severity.WARNING,
        why=(
            "“{title}” từ dòng {first} đến dòng {last} cứ mỗi dòng lại tăng một ({shown} … "
            "{day}), có vẻ do kéo ô xuống.",
            "“{title}” goes up by one a row from row {first} to row {last} ({shown} … {day}), as "
            "if the cell had been dragged down.",
        ),
        remedy=(
            "Nếu do kéo ô thì ghi lại từng dòng cho đúng; nếu đúng là như vậy thì để nguyên.",
            "If so, write what is right in each row; if it is meant like that, leave it.",
        ),
    ),
)
class NotCountedUp(Dragged):
    """Counts, codes and numbers that do not go up by one from row to row where the rows are
    otherwise alike.
    """

    unsaid = Words("số tăng dần vẫn có thể là đúng", "what goes up by one may well be right")
    fields_: FieldNames
    same: FieldNames = ()
    when: Condition = ALWAYS

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        for name in self.fields_:
            for run in self.runs(book.begun(sheet.name), name, self.same, self.when):
                is_count = run and isinstance(run[0].values[name], int)
                if len(run) >= (_FEWEST_COUNTS if is_count else _FEWEST):
                    yield Breach(run[1], name, _said(run, sheet, name))

    def sentence(self, sheet: Sheet) -> Words:
        first, last = self.fields_[0], self.fields_[-1]
        many = len(self.fields_) > _NAMED
        named = (first, last) if many else self.fields_
        titles = titles_of(sheet, named, " … " if many else ", ")
        return Words(
            f"{titles}: ghi từng dòng, không kéo ô xuống",
            f"{english(titles)}: written row by row, not dragged down",
        )
