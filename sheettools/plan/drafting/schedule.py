"""The schedule told in sentences: which line names a dialogue, and what is said for several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sheettools.findings import Problem
from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.dialogues import DialogueDraft, Dialogues, Said, quarters_of
from sheettools.plan.drafting.problems import (
    AMBIGUOUS,
    BAD_DATE,
    LEFTOVER,
    NO_VILLAGE,
    RECEPTION,
    UNPLACED,
    VAGUE,
)
from sheettools.plan.reading.dates import durations, hours, quarter_of
from sheettools.plan.reading.passages import Passage, split
from sheettools.plan.reading.slot import Slot, chair_name, is_chair, read_slot
from sheettools.plan.reading.text import fold
from sheettools.plan.reading.villages import villages

_RANKS = {"roman": 0, "upper": 1, "number": 2, "letter": 4, "bullet": 5, "": 8}
_BULLETS = "-–—+*•"
_ORDINAL_ALONE = re.compile(
    r"(?:lan|cuoc|dot|buoi|ky)\s*(?:thu\s*)?(?:\d{1,2}|i{1,3}|iv|v|nhat|mot|hai|ba|bon|tu|nam|sau|bay|tam)"
    r"(?:\s+nam\s+\d{4})?\s*[:.]?"
)
_BLOCK_LINE = re.compile(
    r"(?:thoi gian|dia diem|don vi|doi tuong|thanh phan|chu tri|nguoi chu tri|thoi luong"
    r"|noi to chuc|ngay|dia ban|tai|gio|cac thon)\b"
)
_FOR_ALL = re.compile(
    r"(?:(?:tat ca |moi |tung )?(?:cac )?(?:cuoc|buoi|hoi nghi|dot)\b|thoi luong\b"
    r"|.*\b(?:moi|cac|tung|mot) (?:cuoc|buoi|hoi nghi)\b"
    r"|thoi gian (?:moi|to chuc|cua)\b|gio (?:to chuc|bat dau)\b"
    r"|.{0,80}\bchu tri (?:tat ca |toan bo )?(?:cac|\d+) (?:cuoc|buoi|hoi nghi)\b)"
)
"""How a sentence begins that holds for all dialogues."""
_POINTER = re.compile(
    r"[^.]{0,60}\b(?:theo|tai|trong|co|o)\s+(?:lich |bieu |noi dung |bang )*(?:tai |o )?phu luc\b"
    r"[^.]{0,60}\.?$"
    r"|\(?(?:ban hanh )?kem theo ke hoach\b.{0,120}\)?$"
    r"|.{0,90}\b(?:lich|bieu|bang) (?:sau|duoi day)\b[^.]{0,60}\W*$"
)
"""Words that send their reader to another page."""
_PART = re.compile(r"[,;]\s+|\s+và\s+(?=\w)", re.IGNORECASE)
_LEAD = re.compile(r"(?:nhu sau|cu the|sau day|lan luot)\s*:\s+")
_PLACE_IN_BRACKETS = re.compile(r"\((?:địa điểm\s*:|tại\s)[^()]*\)[,;]?", re.IGNORECASE)
_SHORT_HEADING = 6
_TALK = 4
"""From how many words that are not understood a line is about something else."""
_RECEPTION = re.compile(r"\btiep (?:cong )?dan\b")
_ALL_VILLAGES = re.compile(r"\b(?:các|mỗi|từng)\b", re.IGNORECASE)
_CHAIR_ABOVE = re.compile(
    r"(?:.{0,60}?\bdo\s+)?(.{3,90}?)\s+(?:lam\s+)?chu (?:tri|toa)\b[^:]{0,60}:?\s*$"
    r"|(?:nguoi\s+)?chu (?:tri|toa)[^:]{0,60}:\s*(.{3,90}?)\s*[.;:]?\s*$"
)


@dataclass(slots=True)
class _Above:
    """A line that says something for the lines under it: when, who chairs, where."""

    rank: float
    slot: Slot
    source: Passage


class Schedule:
    """Reads the section that says when and where each village is met."""

    def __init__(self, book: DraftBook, dialogues: Dialogues) -> None:
        self.book = book
        self.dialogues = dialogues
        self._above: list[_Above] = []
        self._block: list[Passage] | None = None
        self._said_before: tuple[Slot, Passage] | None = None
        """When the dialogue before in the same paragraph is."""

    def leave(self) -> None:
        """Leave the section: what was said over its lines holds no longer."""
        self.end_block()
        self._above = []

    @property
    def in_block(self) -> bool:
        """Tell whether lines are gathered that each say one thing of one dialogue."""
        return self._block is not None

    def begin_block(self, words: Passage) -> None:
        """Begin a dialogue whose time, place and villages follow on lines of their own."""
        self.end_block()
        self.book.pass_over(words)
        self._block = []

    def add(self, words: Passage) -> None:
        """Add a line to the block."""
        if self._block is not None:
            self._block.append(words)

    def end_block(self) -> None:
        """Read the lines of the block as one."""
        block, self._block = self._block, None
        if not block:
            return
        whole = block[0]
        for line in block[1:]:
            whole = whole.then(line, " | ")
        self._said_before = None
        self._slot(_RANKS[""], whole, True, whole)

    def read(self, mark: str, words: Passage, source: Passage | None = None) -> None:
        """Read one paragraph; `mark` is what it begins with, `source` what it was cut from."""
        rank = rank_of(mark)
        if _ORDINAL_ALONE.fullmatch(words.key):
            self.begin_block(words)
            return
        if self._block is not None:
            if _BLOCK_LINE.match(words.key):
                self.add(words)
                return
            self.end_block()
        lead = _LEAD.search(words.key)
        if lead and words.text[lead.end() :].strip() and not villages(words.text[: lead.end()]):
            said = words.cut(0, lead.end())
            if not self.holds_for_all(said):
                self.book.pass_over(said)
            words = words.cut(lead.end())
        label, rest = self._label(words)
        if label is not None and rest is not None:
            self.put_above(rank, read_slot(label.text, self.book.year), label)
            words, rank = rest, rank + 0.5
        if self._is_chair_above(words, rank):
            return
        self._said_before = None
        for piece, is_clear in self._pieces(words):
            whole = source is not None and piece.text == words.text
            self._slot(rank, piece, is_clear, source if source and whole else piece)

    def _label(self, words: Passage) -> tuple[Passage | None, Passage | None]:
        """Part “6 tháng đầu năm: tháng 4 …; tháng 5 …” into what stands above and the rest."""
        label, colon, rest = words.text.partition(":")
        if not colon or not rest.strip():
            return None, None
        above, under = read_slot(label, self.book.year), read_slot(rest, self.book.year)
        if not _stands_above(label, above, under):
            return None, None
        return words.cut(0, len(label)), words.cut(len(label) + 1)

    def _is_chair_above(self, words: Passage, rank: float) -> bool:
        """Take a line that only says who chairs what stands under it."""
        found = _CHAIR_ABOVE.match(words.key)
        slot = read_slot(words.text, self.book.year)
        if not found or slot.villages or slot.place or slot.has_time:
            return False
        name = words.text[slice(*found.span(1 if found[1] else 2))]
        is_heading = words.text[-1] == ":" or (rank < _RANKS["bullet"] and words.text[-1] != ".")
        if not is_chair(name) or not (is_heading or found[2]):
            return False
        self.put_above(rank, Slot(chair=chair_name(name)), words)
        return True

    def above(self) -> list[tuple[Slot, Passage]]:
        """Return what lines above say for those under them, the nearest first."""
        return [(one.slot, one.source) for one in reversed(self._above)]

    def put_above(self, rank: float, slot: Slot, source: Passage) -> None:
        """Keep what a line says for those under it, in place of what its equals said."""
        self._above = [one for one in self._above if one.rank < rank]
        self._above.append(_Above(rank, slot, source))

    def _pieces(self, words: Passage) -> Iterator[tuple[Passage, bool]]:
        """Cut a paragraph into a piece a dialogue, and tell whether a piece is one for certain."""
        begin = end = invited = 0
        timed = placed = False
        for part in split(words, r"[.!?]\s+|;\s*"):
            start = words.text.index(part.text, end)
            slot = read_slot(part.text, self.book.year)
            so_far = read_slot(words.text[begin:end], self.book.year)
            if self.holds_for_all(part) or self._is_place_for_all(part, slot, so_far):
                if end > begin:
                    yield words.cut(begin, end), invited <= 1
                begin = end = start + len(part.text)
                invited, timed, placed = 0, False, False
                continue
            # “Tháng 12: khu 5, tại …; khu 6, tại …” are two, at the time said for both.
            is_another = bool(slot.villages and slot.place and invited and placed)
            if end and ((timed and slot.has_time) or is_another):
                yield words.cut(begin, end), invited <= 1
                begin, invited, timed, placed = start, 0, False, False
            end = start + len(part.text)
            invited += bool(slot.villages)
            timed |= slot.has_time
            placed |= bool(slot.place)
        if words.text[begin:end].strip():
            yield words.cut(begin, end), invited <= 1

    def _is_place_for_all(self, part: Passage, slot: Slot, so_far: Slot) -> bool:
        """Take “Địa điểm: …” behind several dialogues, where it names no village."""
        is_place = part.key.startswith("dia diem") and slot.place and not slot.hosts
        if not is_place or not is_ambiguous(so_far):
            return False
        self._place(slot, part)
        return True

    def holds_for_all(self, part: Passage) -> bool:
        """Take a sentence that says something of all dialogues, or sends its reader elsewhere."""
        slot = read_slot(part.text, self.book.year)
        if is_pointer(part):
            self.book.pass_over(part)
            return True
        says = slot.duration or slot.hour or slot.chair or slot.place
        if not _FOR_ALL.match(part.key) or slot.villages or slot.has_time or not says:
            return False
        for name, said in said_of(slot, part).items():
            if name != "dia_diem":
                self.book.say(name, *said)
        if slot.place:
            self._place(slot, part)
        return True

    def _slot(self, rank: float, piece: Passage, is_clear: bool, source: Passage) -> None:
        slot = read_slot(piece.text, self.book.year)
        self._meet(slot, piece)
        if slot.bad_day:
            self.book.note(BAD_DATE, piece, day=slot.bad_day)
        if slot.is_empty:
            self._remark(rank, slot, piece, source)
        elif _is_chair_of_quarters(slot):
            for quarter in slot.quarters:
                self.dialogues.chairs.setdefault(quarter, (slot.chair, piece))
        elif not is_clear or is_ambiguous(slot):
            self._parts_or_fail(rank, piece)
        elif slot.villages or self._is_timed_place(slot):
            self._one_or_several(rank, slot, piece)
        elif slot.has_time:
            self._time(rank, slot, piece)
        else:
            self._place(slot, source)

    def _meet(self, slot: Slot, piece: Passage) -> None:
        """Enter the villages of a line: those met before those in whose house it is."""
        hosts = [one for one in villages(piece.text) if not one.kind.endswith("cũ")]
        for village in (*slot.villages, *hosts):
            self.dialogues.meet(village, piece)

    def _one_or_several(self, rank: float, slot: Slot, piece: Passage) -> None:
        """Read a line that names its dialogue, or several at one time, each with its place."""
        parts = self._placed(piece) if slot.has_time else []
        for part in parts:
            self._slot(rank, part, True, part)
            self._said_before = self._said_before or (slot, piece)
        if parts:
            return
        if slot.villages and not self._is_about_dialogue(slot):
            self.fail(UNPLACED, piece)
        else:
            self._dialogue(slot, piece)

    def _is_timed_place(self, slot: Slot) -> bool:
        """Tell whether a line says where and when, with whom or not."""
        return bool(slot.place) and (slot.has_time or self._time_above() is not None)

    def _is_about_dialogue(self, slot: Slot) -> bool:
        """Tell whether a line names a dialogue, rather than says something of a village."""
        says = slot.has_time or slot.place or self._time_above() or self._said_before
        return bool(says) or len(slot.rest.split()) < _TALK

    def _parts_or_fail(self, rank: float, piece: Passage) -> None:
        """Read a piece that tells several dialogues, each with its own time, part by part."""
        parts = self._parts(piece)
        if len(parts) < 2:
            self.fail(AMBIGUOUS, piece)
            return
        for part in parts:
            self._slot(rank, part, True, part)

    def _placed(self, piece: Passage) -> list[Passage]:
        """Cut “thôn A (địa điểm: …) và thôn B (địa điểm: …)”: each has a place of its own."""
        ends = [found.end() for found in _PLACE_IN_BRACKETS.finditer(piece.text)]
        if len(ends) < 2:
            return []
        parts = [piece.cut(a, b) for a, b in pairwise([0, *ends])]
        slots = [read_slot(part.text, self.book.year) for part in parts]
        return parts if all(one.villages and one.place for one in slots) else []

    def _parts(self, piece: Passage) -> list[Passage]:
        """Cut “thôn A (quý I), thôn B (quý II)” at the commas; nothing where that is not clear."""
        cuts, begin, timed = [0], 0, False
        for link in [*_PART.finditer(piece.text), None]:
            end = link.start() if link else len(piece.text)
            slot = read_slot(piece.text[begin:end], self.book.year)
            if is_ambiguous(slot):
                return []
            if timed and slot.has_time:
                cuts.append(begin)
            timed |= slot.has_time
            begin = link.end() if link else end
        parts = [piece.cut(a, b) for a, b in pairwise([*cuts, len(piece.text)])]
        slots = [read_slot(part.text, self.book.year) for part in parts]
        are_clear = all(one.has_time and one.villages and not is_ambiguous(one) for one in slots)
        return parts if are_clear else []

    def fail(self, problem: Problem, piece: Passage) -> None:
        """Report a line of the schedule of which no dialogue can be made."""
        self.dialogues.tried.append(piece)
        self.book.note(problem, piece)

    def _remark(self, rank: float, slot: Slot, piece: Passage, source: Passage) -> None:
        """Read a line that names neither time nor village nor place."""
        if slot.duration:
            self.book.say("thoi_luong", slot.duration, source)
        if slot.hour:
            self.book.say("gio", slot.hour, source)
        if slot.chair and not (slot.duration or slot.hour):
            self.put_above(rank, slot, piece)
        elif not (slot.duration or slot.hour):
            is_short = len(piece.text.split()) <= _SHORT_HEADING
            if rank < _RANKS["bullet"] and is_short:
                self._above = [one for one in self._above if one.rank < rank]
            if piece.text.endswith(":"):
                self.book.pass_over(piece)
            elif _RECEPTION.search(piece.key):
                self.book.note(RECEPTION, piece)
            else:
                self.fail(UNPLACED, source)

    def _time(self, rank: float, slot: Slot, piece: Passage) -> None:
        """Read a time alone: of the dialogue just named, or of those named next."""
        last = self.dialogues.rows[-1] if self.dialogues.rows else None
        if slot.rest and not piece.text.endswith(":"):
            self.fail(AMBIGUOUS, piece)
        elif last and not last.time.has_time and not self._above:
            last.time, last.time_source = slot, piece
        else:
            self.put_above(rank, slot, piece)

    def _place(self, slot: Slot, source: Passage) -> None:
        """Read a place alone: of the dialogue just named if in a village, else of all without."""
        waiting = [row for row in self.dialogues.rows if "dia_diem" not in row.said]
        if slot.hosts and waiting and waiting[-1] is self.dialogues.rows[-1]:
            waiting[-1].said["dia_diem"] = (slot.place, source)
        elif slot.hosts or _ALL_VILLAGES.search(slot.place):
            self.book.note(UNPLACED, source)  # "nhà văn hóa các thôn" is no one place
        elif self.dialogues.place:
            self.book.note(UNPLACED, source)
        else:
            self.dialogues.place = (slot.place, source)

    def _time_above(self) -> _Above | None:
        return next((one for one in reversed(self._above) if one.slot.has_time), None)

    def _dialogue(self, slot: Slot, piece: Passage) -> None:
        time, source = self._when(slot, piece)
        if _ALL_VILLAGES.search(slot.place):
            self.book.note(LEFTOVER, piece, rest=slot.place)  # no one place
            slot.place = ""
        if slot.vague:
            self.book.note(VAGUE, piece)
        if slot.rest:
            self.book.note(LEFTOVER, piece, rest=slot.rest)
        if not slot.villages:
            self.book.note(NO_VILLAGE, piece)
        row = DialogueDraft(piece, slot.villages, slot.hosts, time, source, said_of(slot, piece))
        for one in reversed(self._above):
            for name, said in said_of(one.slot, one.source).items():
                row.said.setdefault(name, said)
        self.dialogues.rows.append(row)
        self._said_before = (time, source)

    def _when(self, slot: Slot, piece: Passage) -> tuple[Slot, Passage]:
        """Return what says when: the line itself, or what stands before or above it."""
        if not slot.has_time and self._said_before:
            return self._said_before
        above = self._time_above()
        if above is None:
            return slot, piece
        if not slot.has_time:
            self.book.ledger.enter(above.source, "drafted")
            return above.slot, above.source
        if not slot.quarters and above.slot.quarters:
            self.book.ledger.enter(above.source, "drafted")
            slot.quarters = above.slot.quarters[:1]  # "Quý I", and days on the lines under it
            slot.years = slot.years or above.slot.years
        elif _agree(above.slot, slot):
            self.book.ledger.enter(above.source, "drafted")
        return slot, piece


def _stands_above(label: str, above: Slot, under: Slot) -> bool:
    """Tell whether words before a colon say when, or who chairs, for the dialogues behind it."""
    own_times = len(under.days) + len(under.months) + len(under.quarters)
    if _CHAIR_ABOVE.match(fold(f"{label}:")) and not above.has_time:
        return own_times > 1
    says_only_when = above.has_time and not (above.villages or above.place or above.rest)
    if not says_only_when or above.days or own_times == 0:
        return False
    return bool(under.villages or under.place) and not (above.quarters and under.quarters)


def is_pointer(words: Passage) -> bool:
    """Tell whether a sentence only sends its reader to another page."""
    says_more = durations(words.text) or hours(words.text) or villages(words.text)
    if says_more or read_slot(words.text, None).has_time:
        return False
    return bool(_POINTER.match(words.key))


def _is_chair_of_quarters(slot: Slot) -> bool:
    """Tell whether a line says who chairs in which quarters, and no more."""
    return bool(slot.chair and slot.quarters) and not (slot.villages or slot.place)


def _agree(above: Slot, slot: Slot) -> bool:
    """Tell whether a line's own time lies in the one that stands above it."""
    own = {*slot.quarters, *quarters_of(slot)}
    wider = {*above.quarters, *quarters_of(above)}
    for half in above.halves:
        wider |= {"I", "II"} if half == 1 else {"III", "IV"}
    return bool(own & wider)


def rank_of(mark: str) -> float:
    """Return how high in the order of a text a paragraph stands that begins with `mark`."""
    if mark in _RANKS:
        return _RANKS[mark]
    if mark.startswith("."):
        return _RANKS["number"] + len(mark) / 10  # 4.1.2 stands under 4.1
    return 5 + _BULLETS.find(mark) / 10 if mark in _BULLETS else _RANKS["bullet"]


def said_of(slot: Slot, source: Passage) -> dict[str, Said]:
    """Return what a line says of its dialogue besides when and with whom, by field."""
    found: dict[str, Said] = {}
    for name, value in (
        ("dia_diem", slot.place),
        ("gio", slot.hour),
        ("thoi_luong", slot.duration),
        ("chu_tri", slot.chair),
    ):
        if value:
            found[name] = (value, source)
    return found


def is_ambiguous(slot: Slot) -> bool:
    """Tell whether a line names several quarters, or several days, or villages by a range."""
    quarters = set(slot.quarters) or {quarter_of(month) for month in slot.months}
    return len(quarters) > 1 or len(set(slot.days)) > 1 or slot.is_range
