"""Who chairs the dialogues, and which groups are invited to them."""

from __future__ import annotations

import re

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.problems import UNPLACED
from sheettools.plan.reading.passages import Passage, split
from sheettools.plan.reading.slot import chair_name, is_chair
from sheettools.plan.reading.text import capital, fold, tidy
from sheettools.plan.reading.vocabulary import one_of

_GROUP = re.compile(rf"(?:{one_of('people.groups')})\b")
_OF_WHERE = re.compile(
    r"(?:o|tai|khach moi|dai bieu|cap|ve|thuoc)?\b[^,;:.]{0,50}(?:, [^,;:.]{1,20}){0,3}:\s+"
)
"""How a list says whose people it names."""
_SAME_GROUP = re.compile(
    r"(?:cac|nhung) (?!ho\b|vi\b|chi bo|dong chi|thanh vien|tang lop|gia dinh|can bo)"
)
"""What goes on after “và” without being a group of its own: “MTTQ và các đoàn thể”."""
_NUMBERS = re.compile(r"moi cuoc\b.*\d|so luong\b|.*\d+\s*(?:nguoi|dai bieu)\b")
_INVITED = r"(?:thanh phan |doi tuong |nguoi )?(?:tham du|moi du|tham gia|duoc moi|du|moi)"
_MEETING = r"(?: (?:doi thoai|hoi nghi|cuoc [^,;:]{0,20}|buoi [^,;:]{0,20}))?"
_LEAD = re.compile(
    rf"(?:[^:;]{{0,60}}\bmoi cuoc moi\s*:|{_INVITED}{_MEETING}\s*(?:gom|la\b|:)+)\s*(?:co\s*:?\s*)?"
)


def read_people(book: DraftBook, section: str, words: Passage) -> None:
    """Read a paragraph of the sections on who chairs (`chu_tri`) and who takes part."""
    chair = re.match(r"(.*?)\s+chu tri\b|chu tri\b.*?(?::|\sla|\sdo)\s+(.*)", words.key)
    if section == "chu_tri" and not chair:
        read_chair(book, words, words)
    elif _NUMBERS.match(words.key):
        book.note(UNPLACED, words)
    elif chair and is_chair(words.text[slice(*chair.span(1 if chair[1] else 2))]):
        read_chair(book, words.cut(*chair.span(1 if chair[1] else 2)), words)
    else:
        read_groups(book, words, words)


def read_chair(book: DraftBook, content: Passage, source: Passage) -> None:
    """Read who chairs all dialogues; what stands behind the chair's name is told apart."""
    first, mark, more = content.text.partition(";")
    stop = re.search(r"[.]\s+(?=[A-ZĐ])", first)
    if stop:
        first, more = first[: stop.start()], first[stop.end() :] + mark + more
    if not is_chair(first):
        book.note(UNPLACED, source)
        return
    book.say("chu_tri", chair_name(first), source)
    if more.strip():
        book.note(UNPLACED, content.cut(content.text.index(more.strip())))


def read_groups(book: DraftBook, content: Passage, source: Passage) -> None:
    """Read the groups invited: a list is cut before what begins like a group."""
    lead = _LEAD.match(content.key) or _OF_WHERE.match(content.key)
    if lead and lead.end() < len(content.text):
        content = content.cut(lead.end())
    for list_of_groups in split(content, r";\s*"):
        _read_list(book, list_of_groups, source)


def _read_list(book: DraftBook, content: Passage, source: Passage) -> None:
    found: list[str] = []
    for part in re.split(r"((?:^|[,;]\s*(?:và\s+)?|\s+và\s+))", content.text):
        is_joined = bool(found) and re.search(r"\svà\s+$", found[-1]) is not None
        if is_joined and _SAME_GROUP.match(fold(part)):
            found[-1] += part
            continue
        is_link = not part.strip() or re.fullmatch(r"[,;]?\s*(?:và)?\s*", part)
        if is_link or (found and not _GROUP.match(fold(part)) and not found[-1].endswith(";")):
            found[-1:] = [found[-1] + part] if found else []
        elif found and not re.search(r"[,;]\s*(?:và\s+)?$|\svà\s+$", found[-1]):
            found[-1] += part
        else:
            found.append(part)
    for group in found:
        name = re.sub(r"[,;]?\s*(?:và)?\s*$", "", group)
        book.put("thanh_phan", book.row("thanh_phan"), "thanh_phan", capital(tidy(name)), source)
