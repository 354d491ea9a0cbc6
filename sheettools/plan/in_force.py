"""Which profile a plan is under, and from what that was concluded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sheettools.findings import Finding, Location, Severity, SheettoolsError, Words, declare
from sheettools.frozen import dataclass
from sheettools.plan.drafting.book import DraftFact
from sheettools.template.kinds import show_date
from sheettools.template.load.library import (
    is_own_profile,
    profile_in_force,
    profiles_in_force,
)
from sheettools.template.model import Profile
from sheettools.words.text import fold

NO_PROFILE = declare(
    "T026",
    Severity.ERROR,
    why=("Chưa có bộ quy định nào cho năm {value}.", "There is no profile for the year {value}."),
    remedy=(
        "Thêm --profile với tên một bộ có sẵn (sheettools template list) hoặc tệp .toml của mình.",
        (
            "Add --profile with the name of one (sheettools template list) or a .toml file of "
            "your own."
        ),
    ),
)
TAKEN = declare(
    "T070",
    Severity.REPAIR,
    why=(
        "Kế hoạch theo bộ quy định “{value}” – {title}: {because}.",
        "The plan is under the profile “{value}” – {title}: {because}.",
    ),
    remedy=(
        (
            "Nếu không đúng: xóa ke-hoach.xlsx rồi chạy lại init với --profile; các bộ có sẵn: "
            "sheettools template list."
        ),
        (
            "If that is wrong, delete ke-hoach.xlsx and run init again with --profile; those at "
            "hand: sheettools template list."
        ),
    ),
)
CHANGES = declare(
    "T071",
    Severity.WARNING,
    why=(
        (
            "Kỳ của kế hoạch vắt qua ngày {value}: trước ngày đó là bộ quy định “{before}”, từ "
            "ngày đó là “{after}”; cả kỳ đang theo “{taken}”."
        ),
        (
            "The plan's period reaches over {value}: until then the profile “{before}” is in "
            "force, from then on “{after}”; all of it is under “{taken}”."
        ),
    ),
    remedy=(
        (
            "Nếu xã được sắp xếp lại hoặc đổi cấp trên từ ngày đó: sửa kỳ báo cáo trong "
            "ke-hoach.xlsx cho hết (hoặc bắt đầu từ) ngày đó, phần còn lại lập kế hoạch riêng."
        ),
        (
            "If the commune was rearranged on that day, let the reporting period in ke-hoach.xlsx "
            "end (or begin) there, and make a plan of its own for the rest."
        ),
    ),
)
COUNTRY_S = declare(
    "T072",
    Severity.WARNING,
    why=(
        "Chưa có bộ quy định riêng của {province}: đã dùng bộ chung cả nước “{profile}”.",
        "There is no profile of {province}: the whole country's “{profile}” was taken.",
    ),
    remedy=(
        (
            "Điền phần của tỉnh trong ke-hoach.xlsx: quy định, quy chế của tỉnh (“Căn cứ”), nơi "
            "nhận, tỉnh (“Thông tin chung”). Thời hạn riêng, ví dụ vùng sâu, vùng xa: ghi vào "
            "một tệp .toml có dòng extends = "
            "“{profile}”, rồi init --profile TỆP."
        ),
        (
            "Fill in what is the province's own in ke-hoach.xlsx: its regulations (“Căn cứ”), "
            "the recipients, the province (“Thông tin chung”). Deadlines of its own, as of remote "
            "areas, go into a .toml file with the line extends = “{profile}”; then init --profile "
            "FILE."
        ),
    ),
)
OTHER_ISSUER = declare(
    "T076",
    Severity.WARNING,
    why=(
        (
            "Cơ quan ban hành là “{value}”, mà bộ quy định “{profile}” ghi theo thể thức của "
            "{issuers}: số, nơi nhận, cách ký của báo cáo Word sẽ không hợp."
        ),
        (
            "The plan is issued by “{value}”, but the profile “{profile}” words what {issuers} "
            "issues: number, recipients and signature of the Word report will not suit."
        ),
    ),
    remedy=(
        (
            "Làm bộ riêng: một tệp .toml có extends = “{profile}”, issuers và [document] của cơ "
            "quan mình, rồi init --profile TỆP; mẫu Word riêng: sheettools template copy bao-cao "
            "THƯ-MỤC/bieu-mau."
        ),
        (
            "Make a profile of your own, a .toml file with extends = “{profile}”, issuers and "
            "[document] of your office, then init --profile FILE; for a Word template of your own: "
            "sheettools template copy bao-cao FOLDER/bieu-mau."
        ),
    ),
)

UNKNOWN_PROVINCE = Words("tỉnh này (kế hoạch không nêu tỉnh)", "its province (the plan names none)")
_MONTH = re.compile(r"ngày[\s.…_]*tháng\s*(\d{1,2})\s*năm\s*(20\d\d)", re.IGNORECASE)
"""A day of issue that is left to be written by hand."""
_HEAD_LINES = 20
"""In how many lines from the top the month of issue is looked for."""


@dataclass(frozen=True)
class PlanSays:
    """What a plan says that bears on its profile: its form, its tables, the lines of its text."""

    form: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    lines: Sequence[str] = ()

    @classmethod
    def of(cls, facts: Sequence[DraftFact], lines: Sequence[str]) -> PlanSays:
        """Return what the facts of a drafted plan say."""
        form: dict[str, Any] = {}
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for fact in facts:
            if fact.sheet == "chung":
                form[fact.field] = fact.value
            else:
                rows.setdefault((fact.sheet, fact.row), {})[fact.field] = fact.value
        tables: dict[str, list[Mapping[str, Any]]] = {}
        for (sheet, _), row in rows.items():
            tables.setdefault(sheet, []).append(row)
        return cls(form, tables, lines)

    @property
    def province(self) -> str:
        """The province as the plan names it, empty where it names none."""
        return str(self.form.get("tinh") or "")

    @property
    def issuer(self) -> str:
        """Who issues the plan, empty where it does not say."""
        return str(self.form.get("co_quan_ban_hanh") or "")

    def in_force(self, day: date, year_folder: Path | None) -> Profile | None:
        """Return the profile that is in force for it on a day."""
        return profile_in_force(day.isoformat(), year_folder, self.province, self.issuer)

    def names(self, sheet: str, name: str) -> set[str]:
        """Return the keys of the texts of a column."""
        return {fold(str(row[name])) for row in self.tables.get(sheet, ()) if row.get(name)}

    def days(self, sheet: str) -> list[date]:
        """Return the days of a table."""
        found = (row.get("ngay") for row in self.tables.get(sheet, ()))
        return [day for day in found if isinstance(day, date)]


@dataclass(frozen=True)
class ChosenProfile:
    """The profile of a plan, and what is to be said of the choice."""

    profile: Profile
    findings: tuple[Finding, ...] = ()


def choose_profile(
    said: PlanSays, year: int, year_folder: Path | None = None, file: str = ""
) -> ChosenProfile:
    """Return the profile that was in force when a plan of this year was issued, and why that one.

    Raises SheettoolsError (T026) where there is none.
    """
    day, because = _day(said, year, year_folder)
    profile = said.in_force(day, year_folder)
    own = profile is not None and is_own_profile(profile.name, year_folder)
    cited = None if said.province or own else _cited(said, day)
    if cited is not None:
        profile = cited[0]
        because = _join(because, cited[1])
    if profile is None:
        raise SheettoolsError(Finding(NO_PROFILE, Location(file=file), str(year)))
    place, findings = Location(file=file), [told_of_choice(profile, because, file)]
    if not own and not profile.provinces:
        values = {"profile": profile.name, "province": said.province or UNKNOWN_PROVINCE}
        findings.append(Finding(COUNTRY_S, place, said.province, values))
    return ChosenProfile(profile, tuple(findings))


def told_of_choice(profile: Profile, because: Words, file: str) -> Finding:
    """Return which profile a plan is under, and why."""
    values = {"title": profile.title, "because": because}
    return Finding(TAKEN, Location(file=file), profile.name, values)


def told_of_period(
    taken: Profile, start: date, end: date, said: PlanSays, year_folder: Path | None, file: str
) -> tuple[Finding, ...]:
    """Return that another profile comes into force within a plan's period, where one does."""
    before, after = (
        taken if taken.in_force(day.isoformat()) else said.in_force(day, year_folder)
        for day in (start, end)
    )
    if before is None or after is None or before.name == after.name:
        return ()
    values = {"before": before.name, "after": after.name, "taken": taken.name}
    return (
        Finding(CHANGES, Location(file=file), show_date(_change(before, after, start)), values),
    )


def told_of_issuer(taken: Profile, said: PlanSays, file: str) -> tuple[Finding, ...]:
    """Return that a profile words the documents of others than the plan's issuer, if it does."""
    if taken.words(said.issuer):
        return ()
    values = {"profile": taken.name, "issuers": ", ".join(taken.issuers)}
    return (Finding(OTHER_ISSUER, Location(file=file), said.issuer, values),)


# --------------------------------------------------------------------------- the day


def _day(said: PlanSays, year: int, year_folder: Path | None) -> tuple[date, Words]:
    """Return the day whose profile counts, and why that day.

    A plan is under what is in force when it is issued, but not before its year begins.
    """
    begins, issued = date(year, 1, 1), said.form.get("ngay_ban_hanh")
    if isinstance(issued, date):
        known = _says("ban hành ngày {day}", "it was issued on {day}", issued)
    else:
        issued, known = _month(said.lines)
    if issued is None:
        return _concluded(said, begins, year_folder)
    if issued >= begins:
        return issued, known
    from_then = _says("tính từ {day}, đầu năm kế hoạch", "counted from {day}, its year", begins)
    return begins, _join(known, from_then)


def _month(lines: Sequence[str]) -> tuple[date | None, Words]:
    """Return the first day of the month of issue, where a text leaves the day open."""
    head = [line for line in lines if line.strip()][:_HEAD_LINES]
    for found in map(_MONTH.search, head):
        if found is not None and 1 <= int(found[1]) <= 12:
            month = f"{int(found[1]):02}/{found[2]}"
            why = Words(f"văn bản đề tháng {month}", f"the text is dated {month}")
            return date(int(found[2]), int(found[1]), 1), why
    return None, Words("", "")


def _concluded(said: PlanSays, begins: date, year_folder: Path | None) -> tuple[date, Words]:
    """Return the day from which a plan without a day of issue is taken: plans are issued at their
    year's beginning, unless the text tells of what came into force later.
    """
    usual = _says(
        "không có ngày ban hành, mà kế hoạch thường ban hành đầu năm: tính từ {day}",
        "it bears no day of issue, and plans are issued at their year's beginning: from {day}",
        begins,
    )
    ends = begins.replace(month=12, day=31)
    first, last = said.in_force(begins, year_folder), said.in_force(ends, year_folder)
    if first is None or last is None or first.name == last.name:
        return begins, usual
    changed = _change(first, last, begins)
    newest = max((day for day in said.days("can_cu") if day <= ends), default=begins)
    if newest >= changed:
        return newest, _says(
            "không có ngày ban hành, nhưng dẫn văn bản ngày {day}",
            "it bears no day of issue, but rests on a document of {day}",
            newest,
        )
    refused = str(said.form.get("huyen") or "") or _refused(said, last)
    if refused:
        return begins, _join(usual, Words(f"có “{refused}”", f"it has “{refused}”"))
    sent = _recipient(said, last, first)
    if sent and not _recipient(said, first, last):
        why = Words(
            f"không có ngày ban hành, nhưng gửi “{sent}”",
            f"it bears no day of issue, but is sent to “{sent}”",
        )
        return changed, why
    return begins, usual


def _refused(said: PlanSays, profile: Profile) -> str:
    """Return an item that the plan's form says and a profile does not know; empty for none."""
    for name, items in profile.without.items():
        if said.form.get(name) in items:
            return str(said.form[name])
    return ""


def _recipient(said: PlanSays, profile: Profile, other: Profile) -> str:
    """Return to whom a plan is sent that only the first of two profiles knows; empty for nobody."""
    known = {fold(row["ten"]) for row in other.tables.get("noi_nhan", ())}
    sent = said.names("noi_nhan", "ten")
    for row in profile.tables.get("noi_nhan", ()):
        if fold(row["ten"]) in sent - known:
            return str(row["ten"])
    return ""


def _change(before: Profile, after: Profile, start: date) -> date:
    """Return the day on which one profile takes the place of another that was in force at first."""
    days = [date.fromisoformat(day) for day in (after.valid_from,) if day]
    if before.valid_to:
        days.append(date.fromisoformat(before.valid_to) + timedelta(days=1))
    return min((day for day in days if day > start), default=start)


# --------------------------------------------------------------------------- the province


def _cited(said: PlanSays, day: date) -> tuple[Profile, Words] | None:
    """Return the profile that alone adds a document which the plan cites, and that document: so a
    plan tells of a province that it does not name.
    """
    cited = {(fold(str(row.get("so"))), row.get("ngay")) for row in said.tables.get("can_cu", ())}
    for profile in profiles_in_force(day.isoformat()):
        for row in profile.adds.get("can_cu", ()):
            if (fold(str(row.get("so"))), row.get("ngay")) in cited:
                number = row["so"]
                why = Words(
                    f"dẫn {number}, văn bản riêng của bộ này",
                    f"it rests on {number}, which is this profile's own",
                )
                return profile, why
    return None


def _says(vi: str, en: str, day: date) -> Words:
    return Words(vi.format(day=show_date(day)), en.format(day=show_date(day)))


def _join(one: Words, other: Words) -> Words:
    return Words(f"{one.vi}; {other.vi}", f"{one.en}; {other.en}")
