"""The planned dialogues: gathered line by line, written down at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sheettools.findings import Finding, Location
from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.dates import quarter_of
from sheettools.plan.drafting.passages import Passage
from sheettools.plan.drafting.problems import (
    CONTRADICTION,
    NO_SCHEDULE,
    OTHER_YEAR,
    TIMELESS,
    TWICE,
    UNPLACED,
)
from sheettools.plan.drafting.slot import Slot
from sheettools.plan.drafting.villages import Village

_ORDER = {"I": 1, "II": 2, "III": 3, "IV": 4}


@dataclass(slots=True)
class DialogueDraft:
    """A dialogue as drafted so far; times and places may follow on lines of their own."""

    source: Passage
    slot: Slot
    time: Slot
    time_source: Passage
    place: str
    place_source: Passage


class Dialogues:
    """The dialogues drafted so far, and the villages met in them."""

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self.rows: list[DialogueDraft] = []
        self.place: tuple[str, Passage] | None = None
        """Where all dialogues are that have no place of their own."""
        self._known: dict[tuple[str, str], str] = {}
        self._met: list[Passage] = []

    def meet(self, village: Village, source: Passage) -> None:
        """Enter a village at its first mention."""
        if village.key in self._known:
            return
        row = self.book.row("thon")
        self._known[village.key] = village.name
        self._met.append(source)
        self.book.put("thon", row, "loai", village.kind, source)
        self.book.put("thon", row, "ten", village.name, source)

    def write(self) -> None:
        """Write the dialogues down, now that everything said for all of them is known."""
        self._number()
        if self.place and all(row.place for row in self.rows):
            self.book.note(UNPLACED, self.place[1])
        if not self.rows:
            self.book.findings.append(Finding(NO_SCHEDULE, Location(file=self.book.file)))
        serials: Counter[tuple[int, str]] = Counter()
        seen: dict[tuple[str, tuple[str, str]], list[date]] = {}
        for row in self.rows:
            quarter, year = self._when(row)
            if quarter and not self._is_new(row, quarter, seen):
                continue
            at = self.book.row("cuoc")
            if quarter and year:
                serials[year, quarter] += 1
                code = f"{year}-Q{_ORDER[quarter]}-{serials[year, quarter]}"
                self.book.put("cuoc", at, "ma", code, row.time_source)
            self.book.put("cuoc", at, "quy", quarter, row.time_source)
            self._write_row(row, at)

    def _number(self) -> None:
        """Give the villages numbers, all with as many digits as the last one needs."""
        digits = max(2, len(str(len(self._met))))
        for row, source in enumerate(self._met, start=1):
            self.book.put("thon", row, "ma", f"{row:0{digits}}", source)

    def _when(self, row: DialogueDraft) -> tuple[str, int | None]:
        """Return quarter and year, reporting what contradicts itself."""
        time = row.time
        derived = quarters_of(time)
        quarter = next(iter((*time.quarters, *derived)), "")
        other = next((q for q in derived if q != quarter), "")
        if other:
            self.book.note(CONTRADICTION, row.time_source, quarter=quarter, other=other)
        if not quarter and not time.bad_day:
            self.book.note(TIMELESS, row.source)
        year = next(iter((*time.years, *(day.year for day in time.days))), self.book.year)
        if year and self.book.year and year != self.book.year:
            self.book.note(OTHER_YEAR, row.time_source, year=year, plan=self.book.year)
        return quarter, year

    def _is_new(
        self, row: DialogueDraft, quarter: str, seen: dict[tuple[str, tuple[str, str]], list[date]]
    ) -> bool:
        """Report a village met twice in a quarter; only another day makes that another dialogue."""
        days, repeated = row.time.days, []
        for village in row.slot.villages or row.slot.hosts:
            before = seen.get((quarter, village.key))
            if before is not None:
                self.book.note(
                    TWICE, row.source, village=f"{village.kind} {village.name}", quarter=quarter
                )
            repeated.append(before is not None and (not days or days[0] in before))
            seen.setdefault((quarter, village.key), []).extend(days)
        return not (repeated and all(repeated))

    def _write_row(self, row: DialogueDraft, at: int) -> None:
        put = self.book.put
        hosts = [host.key for host in row.slot.hosts]
        # The host first, the others as they were said.
        guests = sorted(
            row.slot.villages or row.slot.hosts, key=lambda guest: guest.key not in hosts
        )
        names = dict.fromkeys(self._known[guest.key] for guest in guests)
        put("cuoc", at, "cac_thon", "; ".join(names), row.source)
        put("cuoc", at, "dia_diem", row.place, row.place_source)
        if self.place:
            put("cuoc", at, "dia_diem", *self.place)
        day = row.time.days[0] if row.time.days else None
        put("cuoc", at, "ngay_du_kien", day, row.time_source)
        for name, own in (("thoi_luong", row.slot.duration), ("chu_tri", row.slot.chair)):
            put("cuoc", at, name, own, row.source)
            general = self.book.get(name)
            if general:
                put("cuoc", at, name, general.value, Passage(general.quote, ((0, 0),)))


def quarters_of(slot: Slot) -> list[str]:
    """Return the quarters in which the days and months named fall."""
    months = [day.month for day in slot.days]
    return [quarter_of(month) for month in (*months, *slot.months)]
