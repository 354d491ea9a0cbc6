"""The body of a plan: which section a paragraph belongs to, and the points of aims and topics."""

from __future__ import annotations

import re

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.dates import reporting_window
from sheettools.plan.drafting.passages import HEADING_WORDS, Passage, marker, split, unmarked
from sheettools.plan.drafting.people import read_groups, read_people
from sheettools.plan.drafting.problems import UNPLACED
from sheettools.plan.drafting.schedule import Schedule
from sheettools.plan.drafting.slot import chair_name, read_slot
from sheettools.plan.drafting.tasks import Tasks
from sheettools.plan.drafting.text import fold, is_capitals, tidy
from sheettools.plan.drafting.zones import sections_of

_LABEL_WORDS = 14
_TITLE_WORDS = 25


class Body:
    """Reads the sections of a plan one paragraph after another."""

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self._schedule = Schedule(book)
        self._tasks = Tasks(book)
        self._section = ""
        self._point: tuple[str, Passage] | None = (
            None  # the numbered point just read, and its section
        )

    def read(self, text: Passage) -> None:
        """Read one paragraph."""
        kind, words = marker(text.text)[0], unmarked(text)
        for sentence in split(words):
            _read_window(self.book, sentence)
        if self._is_title(kind, words):
            return
        if self._section == "nhiem_vu":
            self._tasks.read(kind, words)
        elif self._section in ("muc_dich", "chu_de"):
            self._read_point(kind, words)
        elif self._section in ("thanh_phan", "chu_tri"):
            read_people(self.book, self._section, words)
        elif self._section in ("lich", "nhieu"):
            self._schedule.read(text if text.cells else words)
        elif not reporting_window(words.text):
            self.book.note(UNPLACED, words)

    def _is_title(self, kind: str, words: Passage) -> bool:
        """Enter a section if the paragraph is its heading, or read what stands after its colon."""
        label, colon, rest = words.text.partition(":")
        if kind == "roman" or (not kind and is_capitals(words.text, 2) and not words.cells):
            if len(label.split()) > _TITLE_WORDS:
                return False
            self._enter(sections_of(fold(label)))
        elif not self._is_label(label, colon, words):
            return False
        if not rest.strip():
            if kind != "roman":
                self._enter(sections_of(fold(label)))
            return True
        sections = sections_of(fold(label))
        if kind not in ("roman", "bullet") and sections in ({"lich"}, {"thanh_phan"}, {"nhiem_vu"}):
            self._enter(sections)
        self._labelled(sections, words, words.cut(len(label) + 1))
        return True

    def _is_label(self, label: str, colon: str, words: Passage) -> bool:
        key = fold(label)
        if self._section == "nhiem_vu" or words.cells or not HEADING_WORDS.match(key):
            return False
        if self._section == "muc_dich" and not re.fullmatch(r"(?:muc dich|yeu cau|[,. ]|va)+", key):
            return False
        size = len(key.split())
        # Without a colon only a short line is a label, and one that no full stop ends.
        is_whole = bool(colon) or (words.text[-1].isalpha() and size <= _LABEL_WORDS // 2)
        if not is_whole or size > _LABEL_WORDS:
            return False
        return not read_slot(label, self.book.year).has_time

    def _enter(self, sections: set[str]) -> None:
        self._section = _section_of(sections)
        self._schedule.leave()
        self._tasks.leave()
        self._point = None

    def _labelled(self, sections: set[str], words: Passage, content: Passage) -> None:
        if "chu_tri" in sections:
            self.book.say("chu_tri", chair_name(content.text), words)
        elif sections == {"thanh_phan"}:
            read_groups(self.book, content, words)
        elif sections == {"lich"}:
            self._schedule.read(content, words)
        elif sections in ({"chu_de"}, {"muc_dich"}):
            self._enter(sections)
            self._read_point("", content)
        else:
            self.book.note(UNPLACED, words)

    def _read_point(self, kind: str, words: Passage) -> None:
        if words.text.endswith(":"):
            return  # "… các nội dung sau:"
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
        self._schedule.leave()
        self._tasks.leave()
        self._schedule.dialogues.write()


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
