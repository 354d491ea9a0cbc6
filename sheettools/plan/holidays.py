"""Which days off a plan begins with, and what is done and said where it lacks those of a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheettools.findings import Finding, Location, Severity, declare
from sheettools.template.days_off import DAY_WORKED, DayRow, kind_of, with_own
from sheettools.template.facts import HOLIDAYS, PERIOD_END, PERIOD_START, year_in
from sheettools.template.issue import FilledBook, collect_facts
from sheettools.template.kinds import show_date
from sheettools.template.load.library import find_days
from sheettools.template.model import Profile, Template

NO_HOLIDAYS = declare(
    "T060",
    Severity.WARNING,
    why=(
        "Kế hoạch chưa có ngày nghỉ nào của năm {value}: hạn trả lời tính bằng ngày làm việc "
        "trong năm đó sẽ sai, "
        "việc trả lời đúng hạn có thể bị tính là quá hạn.",
        "The plan has no holiday of the year {value}: deadlines counted in working days of "
        "that year will be wrong, "
        "and an answer in time may count as late.",
    ),
    remedy=(
        "Mở ke-hoach.xlsx, trang “{title}”, ghi mỗi ngày nghỉ một dòng, theo thông báo của năm đó.",
        (
            "Open ke-hoach.xlsx and write each holiday on a row of the sheet “{title}”, from that "
            "year's notice."
        ),
    ),
)
PROVISIONAL = declare(
    "T061",
    Severity.WARNING,
    why=(
        "Có ngày nghỉ mới tạm tính, chưa theo thông báo chính thức: {value}.",
        "Some holidays are worked out, not yet from a notice: {value}.",
    ),
    remedy=(
        "Khi có thông báo: xem lại các ngày này ở trang “{title}”, thêm ngày hoán đổi và ngày "
        "làm bù nếu có, rồi "
        "xóa chữ “Có” ở cột “Tạm tính”.",
        "When the notice is out, check these days on the sheet “{title}”, add what was "
        "exchanged or made up, and "
        "clear the column “Tạm tính”.",
    ),
)
COMPLETED = declare(
    "T062",
    Severity.REPAIR,
    why=(
        (
            "Trang “{title}” không ghi ngày nghỉ nào của năm {value}; đã tính theo danh sách "
            "chung: {days}."
        ),
        (
            "The sheet “{title}” has no holiday of the year {value}; the country's own were used: "
            "{days}."
        ),
    ),
    remedy=(
        (
            "Nếu năm đó cơ quan nghỉ khác, ghi ngày nghỉ của năm đó vào trang này; không thì "
            "không phải làm gì."
        ),
        (
            "If the office had other holidays that year, write them on this sheet; otherwise "
            "there is nothing to do."
        ),
    ),
)

LAST_MONTHS = (11, 12)
"""What is received in these months may fall due in the next year."""


def days_for(
    start: date, end: date, profile: Profile | None, year_folder: Path | None = None
) -> list[DayRow]:
    """Return the days that a plan of this period needs.

    What was received the year before may still be open, and what is received on the last day falls
    due in the next.
    """
    since, until = date(start.year - 1, 1, 1), date(end.year + 1, 3, 1)
    return [row for row in _days(profile, year_folder) if since <= row["ngay"] < until]


def _days(profile: Profile | None, year_folder: Path | None) -> list[DayRow]:
    return with_own(find_days(year_folder), profile.tables.get(HOLIDAYS, ()) if profile else ())


def complete_holidays(
    template: Template,
    filled: FilledBook,
    file: str,
    profile: Profile | None,
    year_folder: Path | None = None,
    carried: Iterable[date] = (),
) -> tuple[FilledBook, tuple[Finding, ...]]:
    """Return a plan with the holidays that it needs and lacks, and what is to be said of its days.

    `carried` are days of the matters that come over from before.
    """
    sheet = next((one for one in template.tables if one.name == HOLIDAYS), None)
    if sheet is None:
        return filled, ()
    said = [row for row in filled.tables.get(HOLIDAYS, ()) if row.get("ngay")]
    lacking = _years(template, filled, carried) - _years_of(said)
    taken = {row["ngay"] for row in said}
    days = _days(profile, year_folder) if lacking else []
    more = [row for row in days if row["ngay"].year in lacking and row["ngay"] not in taken]
    findings = _told(Location(file, sheet.title), said, more, lacking)
    if more:
        filled = replace(filled, tables={**filled.tables, HOLIDAYS: [*said, *more]})
    return filled, findings


def _told(
    place: Location, said: Sequence[DayRow], more: Sequence[DayRow], lacking: set[int]
) -> tuple[Finding, ...]:
    """Return what is to be told of the days that a plan said, and of the `more` that it needed."""
    title = {"title": place.sheet}
    found: list[Finding] = []
    unknown = lacking - _years_of(more)
    if unknown:
        found.append(Finding(NO_HOLIDAYS, place, _listed(unknown), title))
    if more:
        days = _dates(row for row in more if kind_of(row) != DAY_WORKED)
        found.append(Finding(COMPLETED, place, _listed(_years_of(more)), {**title, "days": days}))
    provisional = _dates(row for row in (*said, *more) if row.get("tam_tinh"))
    if provisional:
        found.append(Finding(PROVISIONAL, place, provisional, title))
    return tuple(found)


def _years(template: Template, filled: FilledBook, carried: Iterable[date]) -> set[int]:
    """Return the years in which something of the plan may fall due."""
    facts = collect_facts(template, template, filled)
    year = year_in(facts, template.year)
    start = facts.get(PERIOD_START) or (date(year, 1, 1) if year else None)
    end = facts.get(PERIOD_END) or (date(year, 12, 31) if year else None)
    if start is None or end is None:
        return set()
    last = end.year + (end.month in LAST_MONTHS)
    return {*range(start.year, last + 1), *(day.year for day in carried)}


def _years_of(rows: Iterable[DayRow]) -> set[int]:
    """Return the years of which a day off is known; a made-up day alone tells of no holiday."""
    return {row["ngay"].year for row in rows if kind_of(row) != DAY_WORKED}


def _listed(years: Iterable[int]) -> str:
    return ", ".join(str(year) for year in sorted(years))


def _dates(rows: Iterable[DayRow]) -> str:
    return ", ".join(show_date(row["ngay"]) for row in rows)
