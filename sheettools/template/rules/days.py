"""Days that are another row's, and days that a fill handle made: questions alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sheettools.findings import Severity, Words, declare
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
        others = [one for one in book.find(self.sheet, self.on, key) if self.day not in one.broken]
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
            f"“{title}” is the day of the “{key}” that was chosen{when.en}",
        )


_FEWEST = 3
"""From so many rows on, days one after the other are hardly chance."""
_DAY = timedelta(days=1)


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
class NotDragged(Rule):
    """Days that do not grow by one from row to row where the rows are otherwise alike."""

    unsaid = Words(
        "các ngày liền nhau vẫn có thể là đúng", "days one after the other may well be right"
    )
    field: FieldName
    same: FieldNames
    when: Condition = ALWAYS

    def breaches(self, sheet: Sheet, book: Book) -> Iterator[Breach]:
        target = sheet.field(self.field)
        for run in self._runs(book.begun(sheet.name)):
            first, last = run[0], run[-1]
            days = {
                "shown": target.show(first.values[self.field]),
                "day": target.show(last.values[self.field]),
            }
            said = {"title": target.title, "first": first.number, "last": last.number, **days}
            yield Breach(run[1], self.field, said)

    def _runs(self, rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
        run: list[Row] = []
        for row in rows:
            if run and not self._goes_on(run[-1], row):
                if len(run) >= _FEWEST:
                    yield run
                run = []
            if run or self._counts(row):
                run.append(row)
        if len(run) >= _FEWEST:
            yield run

    def _counts(self, row: Row) -> bool:
        whole = not row.broken & set(self.fields()) and self.when.holds(row.values)
        own = row.values.get(self.field)
        return whole and isinstance(own, date) and own != row.prefilled.get(self.field)

    def _goes_on(self, before: Row, row: Row) -> bool:
        if not self._counts(row) or row.number != before.number + 1:
            return False
        alike = all(row.values.get(name) == before.values.get(name) for name in self.same)
        return alike and row.values[self.field] - before.values[self.field] == _DAY

    def sentence(self, sheet: Sheet) -> Words:
        title, same = sheet.field(self.field).title, titles_of(sheet, self.same)
        return Words(
            f"“{title}” không tự tăng mỗi dòng một ngày ở các dòng cùng {same}",
            f"“{title}” does not grow by a day a row where {same} are the same",
        )
