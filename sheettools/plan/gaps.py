"""What a plan needs and its text does not hold: said plainly, so that nobody takes it for there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sheettools.findings import (
    Finding,
    Location,
    Severity,
    Title,
    Words,
    declare,
    english,
    joined,
)
from sheettools.outgoing.workbook.initial import Contents
from sheettools.plan.drafting.book import DraftFact
from sheettools.template.facts import HOLIDAYS
from sheettools.template.model import Template
from sheettools.words.text import fold

NOT_SAID = declare(
    "T073",
    Severity.WARNING,
    why=("Văn bản không nêu: {titles}.", "The text does not say: {titles}."),
    remedy=(
        "Có thì ghi vào trang “{title}” của ke-hoach.xlsx; chưa có thì cứ để trống.",
        "Write it on the sheet “{title}” of ke-hoach.xlsx once it is known; until then leave it.",
    ),
)
FROM_CALENDAR = declare(
    "T074",
    Severity.REPAIR,
    why=(
        "Văn bản không kể ngày nghỉ: trang “{title}” đã điền {value} ngày của lịch có sẵn.",
        "The text lists no holidays: “{title}” holds {value:day|days} of the calendar at hand.",
    ),
    remedy=(
        "Xem lại trang đó: mỗi dòng ghi theo văn bản nào, dòng nào mới tạm tính.",
        "Check that sheet: each row says from which document it is, and which is provisional.",
    ),
)
MORE_UNITS = declare(
    "T075",
    Severity.WARNING,
    why=(
        "Văn bản chỉ nêu {value} đơn vị{of}.",
        "The units that the text names are {value} only{of}.",
    ),
    remedy=(
        (
            "Còn đơn vị nào thì ghi thêm ở trang “{title}”, kể cả nơi năm nay không có cuộc đối "
            "thoại; nếu không báo cáo sẽ tính như chỉ có chừng ấy."
        ),
        (
            "Add the others on the sheet “{title}”, also those without a dialogue this year; "
            "otherwise the report will count as if these were all."
        ),
    ),
)

USUAL = ("tinh", "so_ke_hoach", "ngay_ban_hanh", "chu_tri", "nguoi_ky")
"""What a plan's text usually says of itself, beside what must be filled in."""
COUNTED = "so_thon"
"""The fact of how many units a text counts; the plan has no field for it."""
_OF = r"\b(?:xã|phường|thị trấn|đặc khu|địa phương|địa bàn)\b[^.;:\d]{{0,40}}?"
_AND = r"((?:(?:,| và|,và) ?\d+ (?:{kinds})\b)*)"
_SO_MANY = r"(?:\s(?:tổng số|tổng cộng|cả thảy))?\s(\d+) (?:{kinds})\b" + _AND
_WHOLE = (
    _OF + r"\b(?:có|gồm|với)" + _SO_MANY,
    r"\b(?:tất cả|toàn bộ|cả|đủ|địa bàn|toàn (?:xã|phường|thị trấn)):?" + _SO_MANY,
    r"\b(?:\d+)/(\d+) (?:{kinds})\b()",
)


def missing_from_text(
    facts: Sequence[DraftFact], template: Template, lines: Iterable[str] = (), file: str = ""
) -> tuple[Finding, ...]:
    """Return what the text that these facts are from does not say, and what was done about it.

    Of `lines` it is asked how many units there are, where no fact says so.
    """
    place = Location(file=file)
    found: list[Finding] = []
    form = template.sheet(template.profile_field.partition(".")[0])
    said = {fact.field for fact in facts if fact.sheet == form.name}
    lacking = [name for name in USUAL if name in form and name not in said]
    if lacking:
        titles = joined(_inside(form.field(name).title) for name in lacking)
        found.append(Finding(NOT_SAID, place, titles, {"titles": titles, "title": form.title}))
    units = template.sheet(template.unit)
    named = len({fact.row for fact in facts if fact.sheet == units.name})
    whole = _counted(facts) or count_units(lines, template)
    if whole <= named and whole:
        return tuple(found)
    of = Words(f", trong khi có {whole}", f", while there are {whole}") if whole else ""
    values = {"title": units.title, "of": of}
    found.append(Finding(MORE_UNITS, place, str(named), values))
    return tuple(found)


def told_of_holidays(
    facts: Sequence[DraftFact], template: Template, contents: Contents, file: str = ""
) -> tuple[Finding, ...]:
    """Return that the holidays of a plan are the calendar's, where its text lists none."""
    days = contents.tables.get(HOLIDAYS, ())
    if not days or any(fact.sheet == HOLIDAYS for fact in facts):
        return ()
    title = {"title": template.sheet(HOLIDAYS).title}
    return (Finding(FROM_CALENDAR, Location(file=file), str(len(days)), title),)


def count_units(lines: Iterable[str], template: Template) -> int:
    """Return how many units a text says that the whole commune has; 0 where it does not say."""
    kinds = "|".join(sorted(map(re.escape, _kinds(template)), key=len, reverse=True))
    text = fold(" ".join(lines))
    if not kinds:
        return 0
    counts = [0]
    for pattern in _WHOLE:
        for match in re.finditer(pattern.format(kinds=kinds), text):
            counts.append(int(match[1]) + sum(map(int, re.findall(r"\d+", match[2]))))
    return max(counts)


def _kinds(template: Template) -> Iterator[str]:
    """Yield the words for the kinds of units, as the plan's list has them."""
    for field in template.sheet(template.unit).fields:
        for item in field.categories.categories if field.categories else ():
            yield from map(fold, (item.label, *item.aliases))


def _counted(facts: Iterable[DraftFact]) -> int:
    for fact in facts:
        if fact.field == COUNTED and isinstance(fact.value, int):
            return fact.value
    return 0


def _inside(title: str) -> str:
    """Return a title as it stands in a sentence."""
    vi, en = (said[:1].lower() + said[1:] for said in (title, english(title)))
    return Title(vi, en)
