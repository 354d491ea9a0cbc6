"""Who chairs the dialogues, and which groups are invited to them."""

from __future__ import annotations

import re

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.passages import Passage
from sheettools.plan.drafting.slot import chair_name
from sheettools.plan.drafting.text import capital, fold, tidy

_GROUP = re.compile(
    r"(?:can bo|dang vien|cong chuc|vien chuc|nhan dan|nguoi|doan vien|hoi vien|dai dien|dai "
    r"bieu|cu tri|cac"
    r"|ho|truong|bi thu|thuong truc|lanh dao|chi hoi|mttq|thanh vien|toan the|dong "
    r"dao|chu|dong chi)\b"
)


def read_people(book: DraftBook, section: str, words: Passage) -> None:
    """Read a paragraph of the sections on who chairs (`chu_tri`) and who takes part."""
    chair = re.match(r"(.*?)\s+chu tri\b|chu tri\b.*?(?::|\sla|\sdo)\s+(.*)", words.key)
    if section == "chu_tri" and not chair:
        book.say("chu_tri", chair_name(words.text), words)
    elif chair:
        book.say("chu_tri", chair_name(words.text[slice(*chair.span(1 if chair[1] else 2))]), words)
    else:
        read_groups(book, words, words)


def read_groups(book: DraftBook, content: Passage, source: Passage) -> None:
    """Read the groups invited: a list is cut before what begins like a group."""
    found: list[str] = []
    for part in re.split(r"((?:^|[,;]\s*(?:và\s+)?|\s+và\s+))", content.text):
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
