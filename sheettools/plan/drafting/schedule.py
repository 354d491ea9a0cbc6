"""The schedule: which line names a dialogue, and which a time or a place for several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.plan.drafting.book import DraftBook, Pending
from sheettools.plan.drafting.dates import quarter_of
from sheettools.plan.drafting.dialogues import DialogueDraft, Dialogues, quarters_of
from sheettools.plan.drafting.passages import Passage, split
from sheettools.plan.drafting.problems import (
    AMBIGUOUS,
    BAD_DATE,
    CONTRADICTION,
    LEFTOVER,
    NO_VILLAGE,
    UNPLACED,
    VAGUE,
)
from sheettools.plan.drafting.slot import Slot, read_slot
from sheettools.plan.drafting.text import fold
from sheettools.plan.drafting.villages import villages


class Schedule:
    """Reads the section that says when and where each village is met."""

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self.dialogues = Dialogues(book)
        self._heading: tuple[Slot, Passage] | None = (
            None  # a time that stands over the lines after it
        )
        self._pending = Pending(book)
        self._columns: tuple[str, ...] = ()

    def leave(self) -> None:
        """Leave the section; a time over lines that did not follow is reported."""
        self._pending.expect(None)
        self._heading = None

    def read(self, words: Passage, source: Passage | None = None) -> None:
        """Read one paragraph or row; `source` is the paragraph it was cut from."""
        if words.cells:
            self._table_row(words)
            return
        for piece, is_clear in self._pieces(words):
            self._slot(
                piece,
                piece.text,
                is_clear,
                source if source and piece.text == words.text else piece,
            )

    def _pieces(self, words: Passage) -> Iterator[tuple[Passage, bool]]:
        """Cut a paragraph into a piece a dialogue, and tell whether a piece is one for certain."""
        begin = end = invited = 0
        timed = False
        for part in split(words, r"[.!?]\s+|;\s*"):
            start = words.text.index(part.text, end)
            slot = read_slot(part.text, self.book.year)
            if end and timed and slot.has_time:
                yield words.cut(begin, end), invited <= 1
                begin, invited, timed = start, 0, False
            end = start + len(part.text)
            invited += bool(slot.villages)
            timed |= slot.has_time
        if end:
            yield words.cut(begin, end), invited <= 1

    def _table_row(self, row: Passage) -> None:
        keys = tuple(map(fold, row.cells))
        if re.match(r"(?:s?tt|so tt|thoi gian|thang|quy|ngay)$", keys[0]) and not any(
            map(villages, row.cells)
        ):
            self._columns = keys
            return
        columns = self._columns if len(self._columns) == len(keys) else ("",) * len(keys)
        cells = (_spell_out(*pair) for pair in zip(columns, row.cells, strict=True))
        text = " | ".join(
            cell for at, cell in enumerate(cells) if at or not row.cells[0].strip(".").isdecimal()
        )
        self._slot(row, text, True, row)

    def _slot(self, piece: Passage, text: str, is_clear: bool, source: Passage) -> None:
        slot = read_slot(text, self.book.year)
        for village in villages(text):
            self.dialogues.meet(village, piece)
        if slot.bad_day:
            self.book.note(BAD_DATE, piece, day=slot.bad_day)
        if slot.is_empty:
            self._remark(slot, piece, source)
        elif not is_clear or _is_ambiguous(slot):
            self.book.note(AMBIGUOUS, piece)
        elif slot.villages or (slot.place and (slot.has_time or self._heading)):
            self._dialogue(slot, piece)
        elif slot.has_time:
            self._time(slot, piece)
        else:
            self._place(slot, source)

    def _remark(self, slot: Slot, piece: Passage, source: Passage) -> None:
        if slot.duration:
            self.book.say("thoi_luong", slot.duration, source)
        elif not piece.text.endswith(":"):
            self.book.note(UNPLACED, source)

    def _time(self, slot: Slot, piece: Passage) -> None:
        """Read a time alone: of the dialogue just named, or of those named next."""
        last = self.dialogues.rows[-1] if self.dialogues.rows else None
        if slot.rest:
            self.book.note(AMBIGUOUS, piece)
        elif last and not last.time.has_time:
            last.time, last.time_source = slot, piece
        else:
            self._pending.expect(piece)
            self._heading = (slot, piece)

    def _place(self, slot: Slot, source: Passage) -> None:
        """Read a place alone: of the dialogue just named if in a village, else of all without."""
        waiting = [row for row in self.dialogues.rows if not row.place]
        if slot.hosts and waiting and waiting[-1] is self.dialogues.rows[-1]:
            waiting[-1].place, waiting[-1].place_source = slot.place, source
        elif slot.hosts or re.search(
            r"\b(?:cac|moi|tung|thon|ban|to dan pho|khu pho)\b", fold(slot.place)
        ):
            self.book.note(UNPLACED, source)  # "nhà văn hóa các thôn" is no one place
        elif self.dialogues.place:
            self.book.note(UNPLACED, source)
        else:
            self.dialogues.place = (slot.place, source)

    def _dialogue(self, slot: Slot, piece: Passage) -> None:
        time, source = slot, piece
        if slot.has_time and self._heading and not slot.quarters and self._heading[0].quarters:
            self._pending.met()
            above = self._heading[0].quarters[0]  # "Quý I", and days on the lines under it
            other = next((q for q in quarters_of(slot) if q != above), "")
            if other:
                self.book.note(CONTRADICTION, piece, quarter=above, other=other)
        elif slot.has_time:
            self._pending.expect(None)
            self._heading = None
        elif self._heading:
            self._pending.met()
            time, source = self._heading
        if slot.vague:
            self.book.note(VAGUE, piece)
        if slot.rest:
            self.book.note(LEFTOVER, piece, rest=slot.rest)
        if not slot.villages:
            self.book.note(NO_VILLAGE, piece)
        self.dialogues.rows.append(DialogueDraft(piece, slot, time, source, slot.place, piece))


def _is_ambiguous(slot: Slot) -> bool:
    """Tell whether a line names several quarters, or several days, or villages by a range."""
    quarters = set(slot.quarters) or {quarter_of(month) for month in slot.months}
    return len(quarters) > 1 or len(set(slot.days)) > 1 or slot.is_range


def _spell_out(column: str, cell: str) -> str:
    """Return a cell with the word of its heading, where it would not be understood without."""
    key = fold(cell)
    if re.match(r"(?:quy|thang|ngay)\b", column) and not re.match(
        r"(?:quy|thang|ngay|sang|chieu)\b", key
    ):
        return f"{column.split(maxsplit=1)[0]} {cell}"
    if column.startswith("dia diem"):
        return cell if re.match(r"tai\b", key) else f"tại {cell}"
    if column.startswith("chu tri"):
        return f"chủ trì: {cell}"
    unit = re.match(r"(thon|ban|to dan pho|khu pho|xom|ap)\b", column)
    words = {
        "thon": "thôn",
        "ban": "bản",
        "to dan pho": "tổ dân phố",
        "khu pho": "khu phố",
        "xom": "xóm",
        "ap": "ấp",
    }
    return f"{words[unit[1]]} {cell}" if unit and not villages(cell) else cell
