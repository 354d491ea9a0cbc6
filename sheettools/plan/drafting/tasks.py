"""Who does what: tasks with who leads them, who supports, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheettools.plan.drafting.book import DraftBook, Value
from sheettools.plan.drafting.problems import BAD_DATE, NO_LEADER, UNPLACED
from sheettools.plan.reading.dates import dates, reporting_window
from sheettools.plan.reading.passages import Passage, split
from sheettools.plan.reading.text import capital, fold, tidy
from sheettools.plan.reading.vocabulary import one_of

_VERB = re.compile(rf"(?<=[\s,])(?:{one_of('task.verbs')})\b")
_MARKED_VERB = re.compile(rf"(?<=[\s,])(?:{one_of('task.marked_verbs')})(?=[\s,.;]|$)")
"""Verbs that are other words with other marks."""
_OFFICE = re.compile(rf"(?:{one_of('task.offices')})\b")
_BEHIND_BODY = re.compile(
    r"(?<=\s)(?:xã|phường|thị trấn|đặc khu|huyện|tỉnh)\s+(?=[a-zà-ỹđ])"
    r"(?!(?:hội|đến|phụ|và|cùng|với|viên|trong|ở|tại|của|theo|có|thuộc|là|ta|cũ|mới|bộ)\b)"
)
"""What names a body ends with its commune; what follows in small letters is what it does."""
_SENTENCE = re.compile(
    r"(?<=[.;])\s+(?=(Giao|Phân công|Đề nghị|Trên đây|Trong quá trình|Báo cáo|Số liệu|Định kỳ)\s)"
    r"|(?<=\.)\s+(?=[A-ZĐÀ-Ỹ])"
)
_GIVE = re.compile(r"(?:giao(?: cho)?|phan cong|de nghi|yeu cau)\s+")
_WITH = re.compile(
    r"phoi hop(?: chat che)?,?\s+"
    rf"(?:(?:cung )?(?:voi|cung)\s+|(?=(?:{one_of('task.partners')})\b))"
)
_BEFORE_MEETING = r"(?:moi |cac )?(?:cuoc|hoi nghi|buoi|doi thoai)[^,.;)]*?\d+ ngay"
_DEADLINE = re.compile(
    rf"\b(?:cham nhat|muon nhat|truoc (?:ngay|khi|\d|{_BEFORE_MEETING})"
    r"|trong (?:vong |thoi han )?\d+ ngay)[^,.;)]*"
)
_IN_MONTH = re.compile(r"(?<=xong )trong thang \d{1,2}(?:\s*/\s*\d{4})?")
_LEADER_WORDS = 25


class Tasks:
    """Reads the section that says who does what."""

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self._leader: Passage | None = None
        self._rank = self._own_rank = 0.0
        """How deep the leader stands, and the paragraph being read."""
        self._is_fresh = False
        """Whether the leader's first task is still to come, which then needs no bullet."""

    def leave(self) -> None:
        """Leave the section: its leader leads no more."""
        self._leader = None

    def read(self, kind: str, words: Passage, rank: float = 0.0) -> None:
        """Read one paragraph, which may hold several tasks; `rank` says how deep it stands."""
        if self._leader is not None and kind == "number" and rank > self._rank:
            kind = "letter"  # 5.1.2 under 5.1
        elif kind:
            self._own_rank = rank
        begin = 0
        for found in _SENTENCE.finditer(words.text):
            if not found[1] and not _is_task(words.cut(found.end())):
                continue
            self._task(kind, words.cut(begin, found.start()))
            kind, begin = "", found.end()
        self._task(kind, words.cut(begin))

    def _task(self, kind: str, words: Passage) -> None:
        days = dates(words.text, self.book.year)
        if re.match(r"tren day la\b", words.key) and not days:
            self.book.pass_over(words)
            return  # the closing formula asks nothing of anybody
        task = _split_task(words)
        if words.text.endswith(":") or (task.is_bare and kind in ("number", "letter")):
            self._leader, self._is_fresh, self._rank = words, True, self._own_rank
            return
        source = words
        is_led = kind in ("bullet", "letter") or (not kind and self._is_fresh)
        self._is_fresh = False
        if is_led and self._leader:
            source, task = self._leader, _Task(_split_task(self._leader).leader)
            _read_support(words, task)
        else:
            self._leader = None
        if not task.leader and not kind:
            if not reporting_window(words.text):
                self.book.note(UNPLACED, words)
            return
        if not task.leader:
            self.book.note(NO_LEADER, words)
        row, put = self.book.row("nhiem_vu"), self.book.put
        put("nhiem_vu", row, "chu_tri", task.leader, source)
        put("nhiem_vu", row, "phoi_hop", task.support, words)
        put("nhiem_vu", row, "noi_dung", tidy(words.text[task.begin :]), words)
        put("nhiem_vu", row, "thoi_han", self._deadline(words), words)

    def _deadline(self, words: Passage) -> Value | None:
        if reporting_window(words.text):
            return None
        for when in dates(words.text, self.book.year):
            if re.search(
                r"(?:truoc|den|cham nhat|muon nhat|xong)(?: la)?(?: ngay)?\s*$",
                words.key[: when.begin],
            ):
                if when.day is None:
                    self.book.note(BAD_DATE, words, day=words.text[when.begin : when.end])
                return when.day
        said = _DEADLINE.search(words.key) or _IN_MONTH.search(words.key)
        return tidy(words.text[slice(*said.span())]) if said else None


@dataclass(slots=True)
class _Task:
    """A task taken apart: who leads, who supports, and where the task itself begins."""

    leader: str = ""
    support: str = ""
    begin: int = 0
    verb: bool = False
    is_bare: bool = False
    """Whether nothing stands there but who leads."""


def _is_task(words: Passage) -> bool:
    """Tell whether a sentence says of a body what it does."""
    task = _split_task(next(iter(split(words))))
    return bool(task.leader) and task.verb


def _verb(words: Passage, begin: int) -> int:
    """Return where the first verb after `begin` stands, or -1; in a name it has a capital."""
    found = [m.start() for m in _VERB.finditer(words.key, begin) if words.text[m.start()].islower()]
    found += [m.start() for m in _MARKED_VERB.finditer(words.text, begin)]
    found += [m.end() for m in _BEHIND_BODY.finditer(words.text, begin)]
    return min(found, default=-1)


def _split_task(words: Passage) -> _Task:
    given = _GIVE.match(words.key)
    start = given.end() if given else 0
    start += len("đồng chí ") if words.key.startswith("dong chi ", start) else 0
    verb, colon = _verb(words, start), words.text.find(":", start)
    end = min((at for at in (verb, colon) if at >= 0), default=len(words.text))
    leader = tidy(words.text[start:end]).removesuffix("-").strip()
    is_named = colon >= 0 and end == colon and _MARKED_VERB.match(" " + leader.lower(), 1) is None
    is_office = (
        (is_named or _OFFICE.match(fold(leader)))
        and leader[:1].isupper()
        and len(leader.split()) <= _LEADER_WORDS
    )
    if not is_office:
        return _Task(verb=verb >= 0)
    begin = end + (words.text[end : end + 1] == ":")
    is_bare = verb < 0 and not words.text[begin:].strip()
    task = _Task(capital(leader), "", begin, verb >= 0, is_bare)
    _read_support(words, task)
    return task


def _read_support(words: Passage, task: _Task) -> None:
    """Read who supports; the task begins after that, if nothing but its leader stands before."""
    joint = _WITH.search(words.key, task.begin)
    if joint:
        after = _verb(words, joint.end())
        stop = after if after >= 0 else len(words.text)
        support = re.split(
            r"[;:.]|, (?=\S+ \S+ (?:cho|các|việc)\b)", words.text[joint.end() : stop]
        )[0]
        task.support = tidy(support)
        lead_in = fold(tidy(words.text[task.begin : joint.start()]))
        if after >= 0 and lead_in in ("", "chu tri", "co trach nhiem", "chiu trach nhiem"):
            task.begin = after
