"""Villages named in running text, alone or several under one word."""

from __future__ import annotations

import re
from dataclasses import replace

from sheettools.frozen import dataclass
from sheettools.plan.reading.names import proper
from sheettools.plan.reading.text import fold, squeeze, tone_key

_KINDS = (
    *("Thôn", "Bản", "Tổ dân phố", "Khu phố", "Xóm", "Làng", "Ấp", "Buôn", "Khối phố", "Khóm"),
    *("Tiểu khu", "Khu dân cư", "Bon", "Phum", "Sóc", "Plei", "Tổ dân cư", "Khu", "Khối"),
)
_SHORT = {
    "tdp": "Tổ dân phố",
    "kdc": "Khu dân cư",
    "pley": "Plei",
    "plơi": "Plei",
    "ploi": "Plei",
    "play": "Plei",
}
KIND = {fold(kind): kind for kind in _KINDS} | _SHORT
# These are other words with another mark ("Ban", "bàn", "áp"), so their marks count.
_EXACT = frozenset({"ban", "xom", "lang", "ap", "buon", "bon", "soc", "khoi", "khom", "khu"})
_KIND = re.compile(rf"(?<!\w)({'|'.join(sorted(KIND, key=len, reverse=True))})\b")
_MANY = re.compile(r"(?:cac|hai|ba|bon|nam|lien|cum|nhung|\d)\s+$")
_LINK = re.compile(r"\s*(?:[,;]\s*(?:va\s)?|\+|&|va\s)\s*(?:cac\s+)?")
_DASH_LINK = re.compile(r"\s*-\s*")
_NOT_OF_ITS_OWN = ("Khu", "Khối")
"""Kinds that other things are called by too: “Khối Dân vận”, “Khu Công nghiệp”."""
_OTHER_NAME = re.compile(
    r"(?:dan van|mttq|mat tran|doan the|dang|chinh quyen|noi chinh|nghi|cong nghiep|kinh te"
    r"|di tich|lien hop|the thao|tai dinh cu|van hoa|hanh chinh|truong|pho\b)"
)
_NO_KIND = ("dac ", "dinh ", "cong ", "gieng ", "hoi ")
"""What stands before a kind's word where it is none: “đặc khu”, “đình làng”, “cổng làng”."""
_FORMER = re.compile(
    r"\s*[(,]?\s*(?:thuoc\s+)?((?:dia ban\s+)?)(xa|phuong|thi tran)\s+([^()|,;:.\d]{1,40}?)\s*"
    r"\(?(?:cu|truoc day)\b\s*\)?\s*\)?"
)
_FORMER_KIND = {"xa": "Xã cũ", "phuong": "Phường cũ", "thi tran": "Thị trấn cũ"}


def within_sentence(name: str) -> str:
    """Return a unit's name as it stands within a sentence: “thôn Mới”."""
    begins_with_kind = any(name.startswith(f"{kind} ") for kind in _KINDS)
    return f"{name[0].lower()}{name[1:]}" if begins_with_kind else name


@dataclass(frozen=True, slots=True)
class Village:
    """A village as named: `name` is kept as written."""

    kind: str
    name: str
    begin: int
    end: int
    former: str = ""
    """The former commune that it is said to belong to."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same village elsewhere in the text."""
        return self.kind, tone_key(self.name), tone_key(self.former)


def kind_at(text: str, key: str, at: int) -> re.Match[str] | None:
    """Match the word for a kind of village at an offset."""
    found = _KIND.match(key, at)
    if key[:at].endswith(_NO_KIND):
        return None
    if found and (
        found[1] not in _EXACT or text[at : found.end()].lower() == KIND[found[1]].lower()
    ):
        return found
    return None


def _name_at(text: str, key: str, at: int, kind: str) -> tuple[str, int]:
    numbered = re.compile(r"\.?\s*:?\s*(?:so\s+(?=\d))?").match(key, at)
    begin = numbered.end() if numbered and numbered.end() < len(key) else at
    if key[at : at + 1] == "." and not key[begin : begin + 1].isdigit():
        begin = at  # “thôn.” ends a sentence; only “TDP.3” goes on
    if kind in _NOT_OF_ITS_OWN and _OTHER_NAME.match(key, begin):
        return "", at
    end = proper(text, begin)
    name = squeeze(text[begin:end])
    return name, end


def villages(text: str) -> list[Village]:
    """Return the villages named in `text` in order: "thôn Hồng và thôn Mai", "các thôn A, B và
    C"; a former commune met as one stands among them.
    """
    key, found, at = fold(text), list[Village](), 0
    while start := _KIND.search(key, at):
        at = start.end()
        if not kind_at(text, key, start.start()):
            continue
        for village in _named_under(text, key, start):
            found.append(village)
            at = village.end
    return sorted([*found, *_former_communes(text, key, found)], key=lambda one: one.begin)


def _named_under(text: str, key: str, start: re.Match[str]) -> list[Village]:
    """Return the villages named one after another under one word."""
    found: list[Village] = []
    many = bool(_MANY.search(key[: start.start()]))
    kind, begin = KIND[start[1]], start.start()
    name, end = _name_at(text, key, start.end(), kind)
    while name:
        village = _with_former(text, key, Village(kind, name, begin, end))
        found.append(village)
        end = village.end
        dashed = many or name.isdecimal()
        link = _LINK.match(key, end) or (_DASH_LINK.match(key, end) if dashed else None)
        if not link or kind_at(text, key, link.end()):
            break
        if name.isdecimal() and link[0].strip() == "-":
            break  # “thôn 1-5” names a range
        begin = link.end()
        name, end = _name_at(text, key, begin, kind)
        if ";" in link[0] and not many:
            break
    return found


def _with_former(text: str, key: str, village: Village) -> Village:
    found = _FORMER.match(key, village.end)
    if not found:
        return village
    name = squeeze(text[slice(*found.span(3))])
    return replace(village, end=found.end(), former=f"{text[slice(*found.span(2))].lower()} {name}")


def _former_communes(text: str, key: str, known: list[Village]) -> list[Village]:
    """Return the former communes that stand by themselves."""
    found = []
    for commune in re.finditer(
        r"(?<!\w)(xa|phuong|thi tran)\s+([^()|,;:.\d]{1,40}?)\s*\(?(?:cu|truoc day)\b\)?", key
    ):
        begin, end = commune.span()
        is_part = any(one.begin < end and begin < one.end for one in known)
        name = squeeze(text[slice(*commune.span(2))])
        exact = text[slice(*commune.span(1))].lower() in ("xã", "phường", "thị trấn")
        if not is_part and exact and name[:1].isupper():
            found.append(Village(_FORMER_KIND[commune[1]], name, begin, end))
    return found
