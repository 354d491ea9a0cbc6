"""Tables in a plan: their columns told by heading and content; dialogues, tasks or villages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sheettools.plan.drafting.book import DraftBook, Value
from sheettools.plan.drafting.columns import PlanColumns, is_total
from sheettools.plan.drafting.dialogues import DialogueDraft
from sheettools.plan.drafting.problems import (
    AMBIGUOUS,
    BAD_DATE,
    LEFTOVER,
    NO_VILLAGE,
    UNPLACED,
    VAGUE,
)
from sheettools.plan.drafting.schedule import Schedule, is_ambiguous, said_of
from sheettools.plan.reading.dates import dates
from sheettools.plan.reading.lines import TextLine
from sheettools.plan.reading.passages import Passage, cell_of, marker
from sheettools.plan.reading.slot import Slot, chair_name, place_name, read_slot
from sheettools.plan.reading.text import capital, fold, tidy
from sheettools.plan.reading.villages import KIND, Village, villages

_TIMES = ("quarter", "month", "time", "hour")
_DITTO = re.compile(r"(?:[-–]?\s*(?:nt|nhu tren)\s*[-–]?|[\"“”]+|''|-\"-|-\s*//\s*-)$")
_TELLING = ("unit", "topic", "", "time")
"""PlanColumns that may tell dialogues in whole sentences."""
_LEADING = frozenset({"number", "round"})
_TITLE_WORDS = 12


@dataclass(slots=True)
class _Row:
    """A row of data: its cells by what their columns hold."""

    line: TextLine
    cells: dict[str, list[Passage]] = field(default_factory=dict)

    def text(self, role: str) -> str:
        """Return the words of the cells of one role."""
        return " ".join(cell.text for cell in self.cells.get(role, ()))


class Table:
    """Reads one table."""

    def __init__(self, book: DraftBook, schedule: Schedule, rows: Sequence[TextLine]) -> None:
        self.book = book
        self.schedule = schedule
        self.dialogues = schedule.dialogues
        self.columns = PlanColumns(rows)
        for row in self.columns.rows[: self.columns.headings]:
            book.pass_over(cell_of(row, row.text))
        self._above: list[tuple[Slot, Passage]] = []
        self._last: dict[str, list[Passage]] = {}
        self._left: list[Passage] = []
        """Cells that the form has no place for."""

    @property
    def is_tasks(self) -> bool:
        """Tell whether the table says who does what."""
        return "duty" in self.columns.roles and "unit" not in self.columns.roles

    # ----- rows

    def read(self) -> None:
        """Read all rows."""
        if self.is_tasks:
            self._read_tasks()
            return
        for line in self.columns.data:
            self._read_row(line)
        self._report_left()

    def _read_row(self, line: TextLine) -> None:
        row = self._cells(line)
        own: list[Passage] = []
        for role, cells in row.cells.items():
            own += cells if role not in _LEADING else []
        alone = own or [cell_of(line, cell) for cell in line.cells]
        if len({cell.text for cell in alone}) == 1 and self._is_above(alone[0], line):
            return
        if is_total(line):
            self.book.pass_over(cell_of(line, line.text))
            return
        for cell in (*row.cells.get("number", ()), *row.cells.get("count", ())):
            self.book.pass_over(cell)
        self._fill_down(row)
        if self._is_prose(row):
            self._read_prose(row)
        elif not self._read_marks(row):
            self._read_cells(row)

    def _read_marks(self, row: _Row) -> bool:
        """Read a row that says with marks in which columns' times its dialogues are."""
        grid = row.line.grid
        marks = [column for column in self.columns.marked if column < len(grid) and grid[column]]
        for column in marks:
            cell = cell_of(row.line, grid[column], column)
            time = self.columns.time(column, self.book.year)
            self._dialogue(row, time, [cell], self._met(row))
        return bool(marks)

    def _read_cells(self, row: _Row) -> None:
        """Read a row that has a cell for each thing it says."""
        line = row.line
        time, sources = self._time(row)
        guests = self._met(row)
        if not (time.has_time or self._above or row.cells.get("place")) and guests:
            self._leave_over(row, {self.columns.whose, "number"})
            return  # a list of villages
        if not guests and not (time.has_time and row.cells.get("place")):
            self._fail(line)
            return
        if is_ambiguous(time):
            self._fail(line, AMBIGUOUS)
            return
        self._dialogue(row, time, sources, guests)

    def _cells(self, line: TextLine) -> _Row:
        row = _Row(line)
        for column, text in enumerate(line.grid):
            if text:
                role = self.columns.role(column)
                cell = cell_of(line, text, column)
                row.cells.setdefault(role, []).append(cell)
        return row

    def _is_above(self, cell: Passage, line: TextLine) -> bool:
        """Take a row of one text that says something for the rows under it."""
        slot = read_slot(cell.text, self.book.year)
        if slot.villages or (slot.place and slot.has_time):
            return False
        if slot.has_time or slot.chair:
            kept = [one for one in self._above if bool(one[0].chair) != bool(slot.chair)]
            self._above = [*kept, (slot, cell)]
            self.book.pass_over(cell_of(line, line.text))
            return True
        if len(line.cells) == 1 and len(cell.text.split()) <= _TITLE_WORDS and not slot.place:
            self.book.pass_over(cell)
            return True
        return False

    def _fill_down(self, row: _Row) -> None:
        """Take over from the row above what is said there for several rows, or by a ditto mark."""
        for role in ("quarter", "month", "time", "hour", "place", "chair", "duration", "unit"):
            cells = row.cells.get(role, [])
            dittos = [cell for cell in cells if _DITTO.match(fold(cell.text))]
            if dittos and self._last.get(role):
                for cell in dittos:
                    self.book.pass_over(cell)
                row.cells[role] = self._last[role]
        times = [role for role in _TIMES if row.cells.get(role)]
        if "quarter" not in times and self._last.get("quarter"):
            row.cells["quarter"] = self._last["quarter"]
        if not times and "time" in self.columns.roles and self._last.get("time"):
            row.cells["time"] = self._last["time"]
        for role, cells in row.cells.items():
            self._last[role] = cells

    def _time(self, row: _Row) -> tuple[Slot, list[Passage]]:
        """Return when the row's dialogue is, and the cells that say so."""
        words, sources = [], []
        for role in _TIMES:
            for cell in row.cells.get(role, ()):
                words.append(_spelled(role, cell.text))
                sources.append(cell)
        for cell in row.cells.get("round", ()):
            slot = read_slot(cell.text, self.book.year)
            if slot.has_time:
                words.append(cell.text)
                sources.append(cell)
            else:
                self.book.pass_over(cell)
        time = read_slot(" | ".join(words), self.book.year)
        for slot, source in (*reversed(self._above), *self.schedule.above()):
            if slot.has_time and not time.has_time:
                time = _joined(slot, time)
                sources.append(source)
            elif slot.quarters and not time.quarters:
                time.quarters = slot.quarters[:1]
        return time, sources

    def _is_prose(self, row: _Row) -> bool:
        """Tell whether a cell tells whole dialogues, in as many lines."""
        told: list[Passage] = []
        for role in _TELLING:
            told += row.cells.get(role, ())
        return any(map(self._tells, told))

    def _tells(self, cell: Passage) -> bool:
        slot = read_slot(cell.text, self.book.year)
        return bool(
            slot.villages and slot.place and (slot.has_time or "time" not in self.columns.roles)
        )

    def _read_prose(self, row: _Row) -> None:
        """Read a row whose cells tell dialogues as sentences do, under the time of the row."""
        time, sources = self._time(row)
        if time.has_time:
            self.schedule.put_above(0.0, time, sources[0])
        for role in _TELLING:
            for cell in row.cells.get(role, ()):
                column = max(cell.column, 0)
                broken = row.line.broken[column] if row.line.broken else (cell.text,)
                for line in broken:
                    kind, at = marker(line)
                    self.schedule.read(kind, cell_of(row.line, line[at:], cell.column))
        self._leave_over(row, {"number", *_TELLING, *_TIMES})

    def _met(self, row: _Row) -> list[Village]:
        """Return the villages of a row, entered at their first mention."""
        guests = self._guests(row)
        for cell in row.cells.get(self.columns.whose, ()):
            for village in guests:
                self.dialogues.meet(village, cell)
        return guests

    def _guests(self, row: _Row) -> list[Village]:
        found: list[Village] = []
        for cell in row.cells.get(self.columns.whose, ()):
            column = row.line.grid.index(cell.text) if cell.text in row.line.grid else 0
            found += villages(self._with_kind(cell.text, column, row.text("place")))
        return found

    def _with_kind(self, text: str, column: int, place: str) -> str:
        """Return the words of a unit's cell with the kind of village, where the heading says it."""
        if villages(text) or not text[:1].isalnum():
            return text
        title = self.columns.titles[column] if column < self.columns.width else ""
        kinds = [kind for kind in KIND if re.search(rf"\b{kind}\b", title)]
        longest = [kind for kind in kinds if not _is_part_of_other(kind, kinds)]
        if len(longest) == 1:
            return f"các {KIND[longest[0]].lower()} {text}"
        for host in villages(place):  # “Ao Vường” in “Nhà văn hóa thôn Ao Vường”
            if fold(host.name) == fold(text):
                return f"{host.kind.lower()} {text}"
        return text

    def _fail(self, line: TextLine, problem: object = None) -> None:
        whole = cell_of(line, line.text)
        self.dialogues.tried.append(whole)
        self.book.note(AMBIGUOUS if problem is AMBIGUOUS else UNPLACED, whole)

    def _dialogue(
        self, row: _Row, time: Slot, sources: Sequence[Passage], guests: list[Village]
    ) -> None:
        line = row.line
        whole = cell_of(line, line.text)
        source = next(iter(row.cells.get(self.columns.whose, ())), whole)
        when = sources[0] if sources else whole
        place = next(iter(row.cells.get("place", ())), None)
        hosts = villages(place.text) if place else []
        draft = DialogueDraft(source, guests, hosts, time, when)
        self._say(draft, row, time, when)
        if time.bad_day:
            self.book.note(BAD_DATE, when, day=time.bad_day)
        if time.vague:
            self.book.note(VAGUE, when)
        if time.rest:
            self.book.note(LEFTOVER, when, rest=time.rest)
        if not guests:
            self.book.note(NO_VILLAGE, whole)
        for cell in sources:
            self.book.ledger.enter(cell, "drafted")
        for cell in row.cells.get(self.columns.whose, ()):
            self._check_unit(draft, cell)
        used = {
            self.columns.whose,
            "number",
            "count",
            "place",
            "chair",
            "duration",
            "round",
            *_TIMES,
        }
        self._leave_over(row, used)
        self.dialogues.rows.append(draft)

    def _say(self, draft: DialogueDraft, row: _Row, time: Slot, when: Passage) -> None:
        """Note place, hour, duration and chair."""
        draft.said |= said_of(time, when)
        for cell in row.cells.get("place", ()):
            slot = read_slot(cell.text, self.book.year)
            draft.said["dia_diem"] = (place_name(_unplaced(cell.text)), cell)
            if slot.hour and not slot.place:
                draft.said["gio"] = (slot.hour, cell)
        for cell in row.cells.get("chair", ()):
            draft.said["chu_tri"] = (chair_name(cell.text), cell)
        for cell in row.cells.get("duration", ()):
            draft.said["thoi_luong"] = (tidy(cell.text), cell)
        for slot, source in (*reversed(self._above), *self.schedule.above()):
            for name, said in said_of(slot, source).items():
                draft.said.setdefault(name, said)

    def _check_unit(self, draft: DialogueDraft, cell: Passage) -> None:
        """Take what a unit's cell says besides its villages, and report what is not understood."""
        slot = read_slot(cell.text, self.book.year)
        for name, said in said_of(slot, cell).items():
            draft.said.setdefault(name, said)
        if slot.rest and slot.villages:
            self.book.note(LEFTOVER, cell, rest=slot.rest)

    def _leave_over(self, row: _Row, used: set[str]) -> None:
        """Keep the cells of columns that the form has no place for, to be reported as one."""
        for role, cells in row.cells.items():
            if role not in used:
                self._left += [cell for cell in cells if re.search(r"\w", cell.text)]

    def _report_left(self) -> None:
        if not self._left:
            return
        words = " / ".join(cell.text for cell in self._left)
        self.book.note(UNPLACED, Passage(words, self._left[0].starts))
        for cell in self._left:
            self.book.ledger.enter(cell, "told")

    def _read_tasks(self) -> None:
        for line in self.columns.data:
            row = self._cells(line)
            for cell in row.cells.get("number", ()):
                self.book.pass_over(cell)
            if not row.cells.get("duty"):
                continue
            at = self.book.row("nhiem_vu")
            for role, name in (
                ("chair", "chu_tri"),
                ("unit", "chu_tri"),
                ("support", "phoi_hop"),
                ("duty", "noi_dung"),
                ("deadline", "thoi_han"),
                ("time", "thoi_han"),
            ):
                for cell in row.cells.get(role, ()):
                    self.book.put("nhiem_vu", at, name, _day_or_words(name, cell.text), cell)


def _is_part_of_other(kind: str, kinds: Sequence[str]) -> bool:
    """Tell whether a kind of village is only part of another's name: “khu” of “khu phố”."""
    return any(kind != other and kind in other for other in kinds)


def _day_or_words(name: str, text: str) -> Value:
    """Return a deadline that is nothing but a day as that day, anything else as its words."""
    days = dates(text)
    if name == "thoi_han" and len(days) == 1 and days[0].day and len(text.split()) <= 4:
        return days[0].day
    return capital(tidy(text))


def _spelled(role: str, cell: str) -> str:
    """Return a cell with the word of its heading, where it would not be understood without."""
    key = fold(cell)
    if role == "quarter" and not re.match(r"(?:quy|q)\b", key):
        return f"quý {cell}"
    if role == "month" and not re.match(r"thang\b", key) and re.match(r"\d", key):
        return f"tháng {cell}"
    if role == "time" and re.match(r"\d{1,2}\s*[/-]\s*\d{1,2}(?![\d/])", key):
        return f"ngày {cell}"
    if role == "time" and re.match(r"(?:i{1,3}|iv)(?:\s*/\s*\d{4})?$", key):
        return f"quý {cell}"
    return cell


def _unplaced(text: str) -> str:
    """Return a place without “tại” before it."""
    return re.sub(r"(?i)^(?:tại|ở)\s*:?\s+", "", text)


def _joined(above: Slot, own: Slot) -> Slot:
    """Return what stands above, with the hour of the row."""
    return Slot(
        quarters=above.quarters,
        years=above.years,
        months=above.months,
        days=above.days,
        halves=above.halves,
        vague=above.vague,
        hour=own.hour or above.hour,
        duration=own.duration or above.duration,
    )
