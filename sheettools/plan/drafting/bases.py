"""What a plan rests on: its opening sentences, a clause a document; and who announces the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.problems import BAD_DATE, UNPLACED
from sheettools.plan.reading.dates import dates
from sheettools.plan.reading.names import COMMUNES, DOCUMENT, DOCUMENTS, named, number_of
from sheettools.plan.reading.passages import Passage, split, unmarked
from sheettools.plan.reading.text import tidy

_NEXT_BASIS = re.compile(
    rf"(?:,|\s+va)\s+(?:va\s+)?(?:can cu\s+|thuc hien\s+)?(?=(?:{DOCUMENTS})\s+(?:so\s+\d|cua\s))"
    r"|,\s+(?:va\s+)?(?=(?:can cu|thuc hien|theo)\s)"
)
_OPENING = re.compile(r"(?:can cu|thuc hien|thi hanh|tiep tuc thuc hien|theo|va)\s+(?:vao\s+)?")
_ISSUING = re.compile(
    r"\s(?:(?:thong nhat|de ra|tiep tuc|trien khai)\s+)?"
    r"(?:xay dung|ban hanh|lap|de ra|trien khai)\s+(?:thuc hien\s+)?"
    r"(?:noi dung\s+)?(?:ke hoach|nhu sau)\b"
)
"""How a sentence goes on that announces the plan."""
_ISSUER = re.compile(
    r"(?:(?<=^)|(?<=[,;.] )|(?<=\bva ))"
    r"(?:ban (?:thuong vu|chap hanh|thuong truc)\s+|thuong truc\s+)?"
    r"(?:dang (?:uy|bo)|ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|uy ban mat tran to quoc"
    r"|uy ban mttq|ubmttq|mat tran to quoc|mttq)\b"
)
_ABOUT = re.compile(r"(?i)(?<!\w)(?:v[ềế](?: việc)?|v/v)\s+")
_ISSUED_RULES = re.compile(r"(?<=\s)ban hành\s+(?=[A-ZĐÀ-Ỹ])")
_LAWS = ("luat", "phap lenh")


def clauses_of(text: Passage) -> Iterator[Passage]:
    """Cut the opening paragraph into a clause a document, and the one that announces the plan."""
    for sentence in split(text, r"[.!?]\s+|;\s*"):
        found = _NEXT_BASIS.finditer(sentence.key)
        links = {m.span() for m in found if _begins_document(sentence.text, m.end())}
        issuer = _issuer_at(sentence.key)
        if issuer > 0:
            links = {link for link in links if link[1] < issuer} | {(issuer, issuer)}
        begin = 0
        for end, after in sorted(links):
            yield unmarked(sentence.cut(begin, end))
            begin = after
        yield unmarked(sentence.cut(begin))


def _begins_document(text: str, at: int) -> bool:
    """Tell whether the words behind a link begin a clause: a document's kind has a capital."""
    return text[at].isupper() or bool(re.match(r"căn cứ|thực hiện|theo", text[at:]))


def _issuer_at(key: str) -> int:
    """Return where the words begin that say who issues the plan; -1 where none do."""
    issuing = _ISSUING.search(key)
    if not issuing:
        return -1
    begins = [m.start() for m in _ISSUER.finditer(key, 0, issuing.start())]
    return begins[-1] if begins else -1


def read_clause(book: DraftBook, clause: Passage) -> None:
    """Read one clause: a document the plan rests on, or who issues the plan."""
    issuing = _ISSUING.search(clause.key)
    if issuing and _issuer_at(clause.key) == 0:
        body = tidy(clause.text[: issuing.start()].partition(",")[0])
        if named(body, COMMUNES):
            book.say("co_quan_ban_hanh", body, clause)
        book.pass_over(clause)
        return
    _read_basis(book, clause)


def _read_basis(book: DraftBook, clause: Passage) -> None:
    """Read a document that the plan rests on."""
    opening = _OPENING.match(clause.key)
    begin = opening.end() if opening else 0
    kind = re.match(DOCUMENTS, clause.key[begin:])
    if not kind:
        book.note(UNPLACED, clause)
        return
    begin += kind.end()
    subject_at, subject = _subject(clause.text, begin)
    head = clause.text[begin:subject_at]
    is_law = kind[0] in _LAWS
    days = dates(head)
    if days and days[0].day is None:
        book.note(BAD_DATE, clause, day=head[days[0].begin : days[0].end])
    row = book.row("can_cu")
    year = re.search(r"\bnam\s+(\d{4})\b", clause.key)
    for name, value in (
        ("so", number_of(head)),
        ("loai", DOCUMENT[kind[0]]),
        ("ngay", days[0].day if days else None),
        ("co_quan", _issued_by(head, is_law=is_law)),
        ("trich_yeu", tidy(subject) if subject else _own_name(head, is_law=is_law)),
        ("nam", int(year[1]) if year and not days else None),
    ):
        book.put("can_cu", row, name, value, clause)


def _subject(text: str, begin: int) -> tuple[int, str]:
    """Return where it begins to be said what a document is about, and those words."""
    about = _ABOUT.search(text, begin)
    rules = _ISSUED_RULES.search(text, begin)
    if rules and not (about and about.start() < rules.start()):
        return rules.start(), text[rules.start() :]
    return (about.start(), text[about.end() :]) if about else (len(text), "")


def _issued_by(head: str, *, is_law: bool) -> str:
    """Return who issued a document; “Luật Hoạt động giám sát của Quốc hội …” is only its name."""
    if is_law:
        behind = re.search(r"\s(?:số\s+\d|ngày\s).*$", head)
        head = behind[0] if behind else ""
    found = re.search(r"(?<!\w)của\s+(.+)$", head)
    return tidy(found[1]) if found else ""


def _own_name(head: str, *, is_law: bool) -> str:
    """Return what a document calls itself before its number and day."""
    ends = r"\s(?:số\s+\d|ngày\s|năm\s+\d)" if is_law else r"\s(?:số|ngày|năm|của)\s"
    return tidy(re.split(ends, f" {head} ", maxsplit=1)[0])
