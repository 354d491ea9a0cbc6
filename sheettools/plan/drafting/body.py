"""The body of a plan: which section a paragraph belongs to, and the points of aims and topics."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.drafting.bases import clauses_of, read_clause
from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.dialogues import Dialogues
from sheettools.plan.drafting.people import read_chair, read_groups, read_people
from sheettools.plan.drafting.problems import NO_PLACE, RECEPTION, UNPLACED
from sheettools.plan.drafting.schedule import Schedule, is_pointer, rank_of
from sheettools.plan.drafting.table import Table
from sheettools.plan.drafting.tasks import Tasks
from sheettools.plan.reading.dates import reporting_window
from sheettools.plan.reading.lines import LineId, TextLine
from sheettools.plan.reading.passages import Passage, cell_of, marker, split, unmarked
from sheettools.plan.reading.sections import is_about_dialogues, is_label, is_other, sections_of
from sheettools.plan.reading.slot import Slot, chair_name, is_chair, read_slot
from sheettools.plan.reading.text import is_capitals, tidy
from sheettools.plan.reading.villages import villages

_TITLE_WORDS = 25
_SHORT_LABEL = 9
_FIRST_WORDS = 2
_REMARK = re.compile(r"(?:ghi chu|luu y)\s*:\s*")
_MANNER = re.compile(r"(?:hinh thuc|phuong thuc|phuong phap|kinh phi)\b")
"""How a paragraph begins that is no aim and no topic."""
_ANY = ("lich", "danh_sach")
"""What an appendix may hold, before its own headings say."""
_APPENDIX = re.compile(r"phu (?:luc|bieu)(?: so)?(?:\s+(?:\d+|[ivx]+)\b)?\s*[:.-]?\s*")
_CLOSING = re.compile(r"(?:tren day la|nhan duoc ke hoach|yeu cau cac (?:co quan|don vi))\b")


class Body:
    """Reads the sections of a plan one paragraph after another."""

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self._dialogues = Dialogues(book)
        self._schedule = Schedule(book, self._dialogues)
        self._tasks = Tasks(book)
        self._section = ""
        self._rank = 99.0
        """How high the heading of the section stands."""
        self._point: tuple[str, Passage] | None = None
        """The numbered point just read, and its section."""
        self._aside: list[Passage] = []
        """What stands in a section that the form has no place for."""

    def read_all(self, texts: Sequence[Passage]) -> None:
        """Read paragraphs and the tables among them."""
        rows: list[TextLine] = []
        for text in texts:
            if text.row is not None and rows and rows[-1].table == text.row.table:
                rows.append(text.row)
                continue
            self._read_table(rows)
            rows = [text.row] if text.row is not None else []
            if text.row is None:
                self.read(text)
        self._read_table(rows)

    def _read_table(self, rows: Sequence[TextLine]) -> None:
        if not rows:
            return
        if _is_form(rows):
            heading, *others = rows
            if is_label(heading.grid[0]):
                others = list(rows)
            else:
                self.book.pass_over(cell_of(heading, heading.text))
            for row in others:
                self._read_labelled_row(row)
        elif self._section not in ("khac", "tiep_dan"):
            Table(self.book, self._schedule, rows).read()
        else:
            self._aside += [cell_of(row, row.text) for row in rows]

    def _read_labelled_row(self, row: TextLine) -> None:
        """Read a row that says in its first cell what the other is about."""
        label, content = row.grid[0], row.grid[-1]
        if not is_label(label):
            self.book.note(UNPLACED, cell_of(row, row.text))
            return
        self.read(cell_of(row, f"{label}:", 0))
        for line in row.broken[-1] if row.broken else (content,):
            self.read(cell_of(row, line, len(row.grid) - 1))

    def read(self, text: Passage) -> None:
        """Read one paragraph."""
        kind, words = marker(text.text)[0], unmarked(text)
        for sentence in split(words):
            _read_window(self.book, sentence)
        remark = _REMARK.match(words.key)
        words = self._behind_appendix(words.cut(remark.end()) if remark else words)
        leads_on = not words.text or (self._section != "nhiem_vu" and is_pointer(words))
        if leads_on:
            self.book.pass_over(text)
        elif not self._is_heading(_mark(text.text), kind, words):
            self._read_in_section(text, kind, words)

    def _behind_appendix(self, words: Passage) -> Passage:
        """Return a paragraph without the word that begins an appendix, where anything may stand."""
        appended = _APPENDIX.match(words.key)
        if appended is None or len(words.text.split()) > _SHORT_LABEL:
            return words
        self._enter(set(_ANY), 0.0, words)
        return words.cut(appended.end())

    def _read_in_section(self, text: Passage, kind: str, words: Passage) -> None:
        """Read a paragraph that is no heading as its section asks."""
        match self._section:
            case "nhiem_vu":
                self._tasks.read(kind, words, rank_of(_mark(text.text)))
            case "muc_dich" | "chu_de":
                self._read_point(kind, words)
            case "thanh_phan" | "chu_tri":
                self._read_people(kind, words)
            case "can_cu":
                for clause in clauses_of(words):
                    read_clause(self.book, clause)
            case "danh_sach":
                self._read_villages(words)
            case "lich" | "nhieu":
                self._schedule.read(_mark(text.text), words)
            case _ if self._schedule.holds_for_all(words):
                return
            case _ if _CLOSING.match(words.key):
                self.book.pass_over(words)
            case _ if not reporting_window(words.text):
                self._aside.append(text)

    # ----- headings

    def _is_heading(self, mark: str, kind: str, words: Passage) -> bool:
        """Enter a section if the paragraph is its heading, or read what stands after its colon."""
        label, colon, rest = words.text.partition(":")
        is_title = kind in ("roman", "upper") or (not kind and is_capitals(words.text, 2))
        if is_title and len(label.split()) <= _TITLE_WORDS:
            self._enter(sections_of(label), rank_of(mark) if kind else 0.0, words)
        elif not self._is_label(mark, label, colon, words):
            return False
        if not rest.strip():
            self.book.pass_over(words)
            if not is_title:
                self._enter(sections_of(label), max(self._rank, rank_of(mark)), words)
            return True
        sections = sections_of(label)
        lasting = (
            kind != "bullet"
            and not self._schedule.in_block
            and sections in ({"lich"}, {"thanh_phan"}, {"nhiem_vu"})
        )
        if lasting and not is_title:
            self._enter(sections, max(self._rank, rank_of(mark)), words)
        self._labelled(sections, mark, words, words.cut(len(label) + 1))
        return True

    def _is_label(self, mark: str, label: str, colon: str, words: Passage) -> bool:
        """Tell whether a paragraph begins with the name of a section, or is nothing else."""
        begins = " ".join(label.split()[:_FIRST_WORDS])
        announces = bool(sections_of(begins)) and words.text.endswith(":")
        if words.row is not None or not self._may_be_label(mark, label, announces):
            return False
        # Without a colon only a short line is a label, and one that no full stop ends.
        ends_open = words.text[-1].isalnum() or words.text[-1] == ")"
        is_short = ends_open and len(re.sub(r"\(.*?\)", "", label).split()) <= _SHORT_LABEL
        if not colon and not is_short:
            return False
        slot = read_slot(label, self.book.year)
        says = slot.has_time or slot.duration or slot.hour
        return not (says and not sections_of(label) - {"lich"})

    def _may_be_label(self, mark: str, label: str, announces: bool) -> bool:
        sections = sections_of(label)
        is_outer = rank_of(mark) <= self._rank  # headings without a mark are outer to their likes
        if not is_label(label):
            is_known = announces or (is_other(label) and not sections)
            return is_outer and mark in ("number", "upper") and is_known
        if self._section in ("nhiem_vu", "khac", "tiep_dan"):
            return is_outer
        if self._section == "muc_dich" and not is_outer:
            return sections == {"muc_dich"}
        if sections or is_other(label):
            return True
        return is_outer and mark in ("roman", "upper", "number", "letter")

    def _enter(self, sections: set[str], rank: float, words: Passage) -> None:
        self._flush()
        self.book.pass_over(words)
        self._section = _section_of(sections)
        if self._section == "khac" and is_about_dialogues(words.text):
            self._section = "nhieu"
        self._rank = rank
        self._schedule.leave()
        self._tasks.leave()
        self._point = None
        if self._section in ("khac", "tiep_dan"):
            self._aside.append(words)

    def _flush(self) -> None:
        """Report what the form has no place for, a section as one."""
        if not self._aside:
            return
        problem = RECEPTION if self._section == "tiep_dan" else NO_PLACE
        is_heading_alone = len(self._aside) == 1 and self._section == "khac"
        if not is_heading_alone:
            words = " / ".join(one.text for one in self._aside)
            starts: list[tuple[int, LineId]] = []
            for one in self._aside:
                starts += one.starts
            self.book.note(problem, Passage(words, tuple(starts)))
        self._aside = []

    def _labelled(self, sections: set[str], mark: str, words: Passage, content: Passage) -> None:
        """Read what stands after the colon of a label."""
        if self._schedule.in_block and sections <= {"lich", "chu_tri", "thanh_phan"}:
            self._schedule.add(words)
            return
        if "chu_tri" in sections and "lich" not in sections:
            self._read_chair(content, words)
        elif sections == {"thanh_phan"}:
            read_groups(self.book, content, words)
        elif "lich" in sections and villages(content.text):
            self._schedule.read(mark, content, words)
        elif "lich" in sections:
            sentences = list(split(content))
            for sentence in sentences:
                self._schedule.read(mark, sentence, words if len(sentences) == 1 else None)
        elif sections in ({"chu_de"}, {"muc_dich"}):
            self._enter(sections, self._rank, words)
            self._read_point("", content)
        elif sections == {"nhiem_vu"}:
            self._tasks.read("", content)
        elif sections == {"tiep_dan"}:
            self.book.note(RECEPTION, words)
        elif self._section in ("khac", "tiep_dan"):
            self._aside = []
            self.book.note(NO_PLACE, words)
        else:
            self.book.note(UNPLACED, words)

    def _read_chair(self, content: Passage, words: Passage) -> None:
        """Read who chairs all dialogues, or those of this section, and what stands behind it."""
        chair, *others = split(content)
        source = words if not others else chair
        said = self.book.get("chu_tri")
        if is_chair(chair.text) and said and said.value != chair_name(chair.text):
            self._dialogues.chair_changes()
            self._schedule.put_above(0.0, Slot(chair=chair_name(chair.text)), source)
        else:
            read_chair(self.book, chair, source)
        for sentence in others:
            if not self._schedule.holds_for_all(sentence):
                self.read(sentence)

    # ----- paragraphs

    def _read_people(self, kind: str, words: Passage) -> None:
        if words.text.endswith(":"):
            self.book.pass_over(words)
            return
        if self._schedule.holds_for_all(words):
            return
        slot = read_slot(words.text, self.book.year)
        if slot.has_time and (slot.villages or slot.place):
            self._schedule.read(kind, words)  # the schedule begins under no heading of its own
        else:
            read_people(self.book, self._section, words)

    def _read_villages(self, words: Passage) -> None:
        found = villages(words.text)
        for village in found:
            self._dialogues.meet(village, words)
        if found:
            self.book.ledger.enter(words, "drafted")
        else:
            self._aside.append(words)

    def _read_point(self, kind: str, words: Passage) -> None:
        if words.text.endswith(":"):
            self.book.pass_over(words)
            return  # "… các nội dung sau:"
        if _MANNER.match(words.key):
            self.book.note(UNPLACED, words)
            return
        row = self.book.rows[self._section]
        if not kind and self._point and self._point[0] == self._section:
            words = self._point[1].then(
                words
            )  # what follows a numbered point without a number belongs to it
            self.book.facts.pop((self._section, row, "noi_dung"), None)
        else:
            row = self.book.row(self._section)
        if kind or self._point:
            self._point = (self._section, words)
        self.book.put(self._section, row, "noi_dung", tidy(words.text), words)

    def finish(self) -> None:
        """Write down what had to wait for the end."""
        self._flush()
        self._schedule.leave()
        self._tasks.leave()
        self._dialogues.write()


def _is_form(rows: Sequence[TextLine]) -> bool:
    """Tell whether a table has two columns, the first of them saying what the other is about."""
    labels = 0
    for row in rows:
        if len(row.cells) > 2:
            return False
        labels += len(row.cells) == 2 and is_label(row.cells[0])
    return labels * 2 > len(rows)


def _mark(text: str) -> str:
    """Return what a paragraph begins with: the kind of its number, or its very bullet."""
    kind, _ = marker(text)
    if kind == "bullet":
        return text[0]
    if kind == "number":
        return "." * text[: marker(text)[1]].strip().rstrip(".-/)").count(".") or kind
    return kind


def _read_window(book: DraftBook, sentence: Passage) -> None:
    window = reporting_window(sentence.text)
    if window:
        book.say("tu_ngay", window[0], sentence)
        book.say("den_ngay", window[1], sentence)


def _section_of(sections: set[str]) -> str:
    """Return the one section that a heading names; “nhieu” of several, “khac” of none."""
    if sections == {"chu_tri", "thanh_phan"}:
        return "thanh_phan"
    if len(sections) == 1:
        return next(iter(sections))
    return "nhieu" if sections else "khac"
