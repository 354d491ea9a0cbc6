"""Who does what: tasks with who leads them, who supports, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheettools.plan.drafting.book import DraftBook, Pending, Value
from sheettools.plan.drafting.dates import dates, reporting_window
from sheettools.plan.drafting.passages import Passage
from sheettools.plan.drafting.problems import BAD_DATE, NO_LEADER, UNPLACED
from sheettools.plan.drafting.text import capital, fold, tidy

_VERB = re.compile(
    r"(?<=[\s,])(?:phoi hop|chu tri|can cu|co trach nhiem|chiu trach nhiem|tham muu(?!,? giup "
    r"viec)|chuan bi"
    r"|to chuc(?! (?:chinh|xa hoi|doan|dang|co so))|chi dao|tang cuong|xay dung|thong bao|thong tin"
    r"|tuyen truyen|van dong|theo doi|lanh dao,|quan triet|tong hop|thuc hien|bo tri|trien "
    r"khai|don doc"
    r"|nam (?:tinh|bat|chac)|bao cao|thu thap|tiep thu|tiep nhan|giai quyet|tra loi|kiem "
    r"tra|giam sat|dam bao"
    r"|bao dam|huong dan|la co quan|la dau moi|giup|ban hanh|hoan thanh|gui|ra soat|phat "
    r"huy|niem yet|moi"
    r"|chu dong|phan cong)\b"
)
_OFFICE = re.compile(
    r"(?:cac|khoi|ban|van phong|chu tich|pho|chanh|ubnd|hdnd|mttq|ubmttq|uy ban|mat tran|dang "
    r"uy|thuong truc"
    r"|cong an|truong|bi thu|thon|cap uy|doan|hoi|tram|cong chuc|chi bo|chi uy|to|nganh|lanh "
    r"dao|can bo"
    r"|trung tam|phong|thu truong)\b"
)
_GIVE = re.compile(r"(?:giao(?: cho)?|phan cong|de nghi|yeu cau)\s+")
_WITH = re.compile(r"phoi hop(?: chat che)?,?\s+(?:cung )?(?:voi|cung)\s+")
_LEADER_WORDS = 25


class Tasks:
    """Reads the section that says who does what."""

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self._leader: Passage | None = None
        self._pending = Pending(book)

    def leave(self) -> None:
        """Leave the section; a leader whose tasks did not follow is reported."""
        self._pending.expect(None)
        self._leader = None

    def read(self, kind: str, words: Passage) -> None:
        """Read one paragraph, which may hold several tasks."""
        begin = 0
        for found in re.finditer(
            (
                r"(?<=[.;])\s+(?=(?:Giao|Phân công|Đề nghị|Trên đây|Trong quá trình|Báo cáo|Số "
                r"liệu|Định kỳ)\s)"
            ),
            words.text,
        ):
            self._task(kind, words.cut(begin, found.start()))
            kind, begin = "", found.end()
        self._task(kind, words.cut(begin))

    def _task(self, kind: str, words: Passage) -> None:
        days = dates(words.text, self.book.year)
        if re.match(r"tren day la\b", words.key) and not days:
            return  # the closing formula asks nothing of anybody
        task = _split_task(words)
        if words.text.endswith(":") or (
            task.leader and not task.verb and kind in ("number", "letter")
        ):
            self._pending.expect(words)
            self._leader = words
            return
        source = words
        if kind in ("bullet", "letter") and self._leader:
            source, task = self._leader, _Task(_split_task(self._leader).leader)
            _read_support(words, task)
            self._pending.met()
        else:
            self._pending.expect(None)
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
        said = re.search(r"\b(?:cham nhat|muon nhat|truoc (?:ngay|khi|\d))[^,.;)]*", words.key)
        return tidy(words.text[slice(*said.span())]) if said else None


@dataclass(slots=True)
class _Task:
    """A task taken apart: who leads, who supports, and where the task itself begins."""

    leader: str = ""
    support: str = ""
    begin: int = 0
    verb: bool = False


def _verb(words: Passage, begin: int) -> int:
    """Return where the first verb after `begin` stands, or -1; in a name it has a capital."""
    found = (m.start() for m in _VERB.finditer(words.key, begin) if words.text[m.start()].islower())
    return next(found, -1)


def _split_task(words: Passage) -> _Task:
    given = _GIVE.match(words.key)
    start = given.end() if given else 0
    start += len("đồng chí ") if words.key.startswith("dong chi ", start) else 0
    verb, colon = _verb(words, start), words.text.find(":", start)
    end = min((at for at in (verb, colon) if at >= 0), default=len(words.text))
    leader = tidy(words.text[start:end]).removesuffix("-").strip()
    is_office = (
        _OFFICE.match(fold(leader))
        and leader[:1].isupper()
        and len(leader.split()) <= _LEADER_WORDS
    )
    if not is_office:
        return _Task(verb=verb >= 0)
    task = _Task(capital(leader), "", end + (words.text[end : end + 1] == ":"), verb >= 0)
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
