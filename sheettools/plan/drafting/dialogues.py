"""The planned dialogues: gathered line by line, written down at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from sheettools.findings import Finding, Location
from sheettools.plan.drafting.book import DraftBook, Value
from sheettools.plan.drafting.problems import (
    CONTRADICTION,
    HOST_FIRST,
    NO_SCHEDULE,
    OTHER_YEAR,
    TIMELESS,
    TWICE,
    UNPLACED,
)
from sheettools.plan.reading.dates import quarter_of
from sheettools.plan.reading.passages import Passage, nowhere
from sheettools.plan.reading.slot import Slot
from sheettools.plan.reading.text import tone_key
from sheettools.plan.reading.villages import Village

_ORDER = {"I": 1, "II": 2, "III": 3, "IV": 4}
Said = tuple[Value, Passage]
"""A value, and the words that say it."""


@dataclass(slots=True)
class DialogueDraft:
    """A dialogue as drafted so far; times and places may follow on lines of their own."""

    source: Passage
    villages: list[Village]
    hosts: list[Village]
    time: Slot
    time_source: Passage
    said: dict[str, Said] = field(default_factory=dict)
    """What is said of this dialogue, by field: place, hour, duration, chair."""

    @property
    def guests(self) -> list[Village]:
        """Whom the dialogue is with: those named, else those in whose house it is."""
        return list({one.key: one for one in self.villages or self.hosts}.values())


class Dialogues:
    """The dialogues drafted so far, and the villages met in them."""

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self.rows: list[DialogueDraft] = []
        self.tried: list[Passage] = []
        """Lines of the schedule of which no dialogue could be made."""
        self.place: tuple[str, Passage] | None = None
        """Where all dialogues are that have no place of their own."""
        self.chairs: dict[str, Said] = {}
        """Who chairs the dialogues of a quarter, where that is said for a quarter."""
        self._met: dict[tuple[str, str, str], tuple[Village, Passage]] = {}
        self._names: dict[tuple[str, str, str], str] = {}

    def meet(self, village: Village, source: Passage) -> None:
        """Enter a village at its first mention."""
        if self._known(village) is None:
            self._met[village.key] = (village, source)
        else:
            self.book.ledger.enter(source, "drafted")

    def chair_changes(self) -> None:
        """Note that another chairs from here on: who was said before chaired those so far."""
        said = self.book.facts.pop(("chung", 0, "chu_tri"), None)
        if said is not None:
            for row in self.rows:
                row.said.setdefault("chu_tri", (said.value, nowhere(said.quote)))

    def _known(self, village: Village) -> tuple[str, str, str] | None:
        """Return under what a village is known; one said without its former commune may be."""
        if village.key in self._met:
            return village.key
        same = [key for key in self._met if key[:2] == village.key[:2]]
        if not same:  # “trường Bản Dầu” of “thôn Bản Dầu”
            whole = tone_key(f"{village.kind} {village.name}")
            same = [key for key in self._met if key[1] == whole]
        return same[0] if len(same) == 1 and not village.former else None

    def write(self) -> None:
        """Write the dialogues down, now that everything said for all of them is known."""
        for row in self.rows:
            for guest in row.guests:
                self.meet(guest, row.source)
        self._write_villages()
        if self.place and all("dia_diem" in row.said for row in self.rows):
            self.book.note(UNPLACED, self.place[1])
        if not self.rows:
            self._write_none()
        serials: Counter[tuple[int, str]] = Counter()
        seen: dict[tuple[str, tuple[str, str, str]], list[date]] = {}
        for row in self.rows:
            quarter, year = self._when(row)
            if quarter and not self._is_new(row, quarter, seen):
                self.book.pass_over(row.source)
                continue
            at = self.book.row("cuoc")
            if quarter and year:
                serials[year, quarter] += 1
                code = f"{year}-Q{_ORDER[quarter]}-{serials[year, quarter]}"
                self.book.put("cuoc", at, "ma", code, row.time_source)
            self.book.put("cuoc", at, "quy", quarter, row.time_source)
            if quarter in self.chairs:
                row.said.setdefault("chu_tri", self.chairs[quarter])
            self._write_row(row, at)

    def _write_none(self) -> None:
        """Say once that no dialogue was found, with what stands where they should be."""
        lines = [passage.line for passage in self.tried]
        place = Location(file=self.book.file, line=min(lines, default=0))
        words = " / ".join(passage.text for passage in self.tried)
        for passage in self.tried:
            self.book.ledger.enter(passage, "told")
        untold = [one for one in self.book.findings if one.location.line not in lines]
        self.book.findings[:] = [*untold, Finding(NO_SCHEDULE, place, words)]

    def _write_villages(self) -> None:
        """Write the villages: numbers of as many digits as the last one needs, names apart."""
        digits = max(2, len(str(len(self._met))))
        twins = Counter(key[:2] for key in self._met)
        for at, (key, (village, source)) in enumerate(self._met.items(), start=1):
            name = village.name
            if village.former and twins[key[:2]] > 1:
                name = f"{name} ({village.former} cũ)"
            row = self.book.row("thon")
            self.book.put("thon", row, "ma", f"{at:0{digits}}", source)
            self.book.put("thon", row, "loai", village.kind, source)
            self.book.put("thon", row, "ten", name, source)
            self._names[key] = name
        shared = Counter(self._names.values())
        codes = {f"{at:0{digits}}": key for at, key in enumerate(self._met, start=1)}
        for key, (village, _) in self._met.items():
            name = self._names[key]
            # “Khóm 1” and “Ấp 1” of one commune; or a number that is another's code.
            if shared[name] > 1 or codes.get(name, key) != key:
                self._names[key] = f"{village.kind} {name}"

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
        self,
        row: DialogueDraft,
        quarter: str,
        seen: dict[tuple[str, tuple[str, str, str]], list[date]],
    ) -> bool:
        """Report a village met twice in a quarter; only another day makes that another dialogue."""
        days, repeated = row.time.days, []
        for village in row.guests:
            key = self._known(village) or village.key
            before = seen.get((quarter, key))
            if before is not None and not (days and days[0] not in before):
                self.book.note(
                    TWICE, row.source, village=f"{village.kind} {village.name}", quarter=quarter
                )
            repeated.append(before is not None and (not days or days[0] in before))
            seen.setdefault((quarter, key), []).extend(days)
        return not (repeated and all(repeated))

    def _write_row(self, row: DialogueDraft, at: int) -> None:
        put = self.book.put
        hosts = [host.key for host in row.hosts]
        # The host first, the others as they were said.
        guests = sorted(row.guests, key=lambda guest: guest.key not in hosts)
        if guests[:1] != row.guests[:1]:
            host = f"{guests[0].kind} {guests[0].name}"
            self.book.note(HOST_FIRST, row.source, village=host)
        names = dict.fromkeys(self._names[self._known(guest) or guest.key] for guest in guests)
        put("cuoc", at, "cac_thon", "; ".join(names), row.source)
        day = row.time.days[0] if row.time.days else None
        put("cuoc", at, "ngay_du_kien", day, row.time_source)
        if self.place:
            row.said.setdefault("dia_diem", self.place)
        for name in ("dia_diem", "gio", "thoi_luong", "chu_tri"):
            if name in row.said:
                put("cuoc", at, name, *row.said[name])
            general = self.book.get(name)
            if general:
                put("cuoc", at, name, general.value, nowhere(general.quote))


def quarters_of(slot: Slot) -> list[str]:
    """Return the quarters in which the days and months named fall."""
    months = [day.month for day in slot.days]
    return [quarter_of(month) for month in (*months, *slot.months)]
