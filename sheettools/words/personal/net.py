"""How somebody is reached on the net: e-mail, his pages, what he calls himself. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.words.personal.patterns import Hit, Pattern

_I = re.IGNORECASE

_EMAIL = re.compile(r"[\w.+\-]+ ?@ ?[\w\-]+(?: ?\. ?[\w\-]{2,})+")
_SPELT_EMAIL = Pattern(
    r"[\w.+\-]{3,}\s*(?:[(\[{]\s*(?:at|a còng|a-còng|@)\s*[)\]}]|\bat\b|a còng|a-còng|acong|@)\s*"
    r"(?:gmail|yahoo|hotmail|outlook|icloud|\w+)\s*(?:\.|[(\[{]?(?:dot|chấm)[)\]}]?)\s*(?:com|vn|net|org)(?:\.vn)?"
    r"|[\w.+\-]{2,}@(?:gmail|yahoo|hotmail|outlook|icloud)\b"
    r"|[\w.+\-]*[\w+\-] ?(?:gmail|yahoo|hotmail|outlook|icloud) ?(?:\.|chấm) ?com",
)
_OFFICE_MAIL = Pattern(
    r"(?:ubnd|hdnd|vp|vanphong|vanthu|xa|huyen|phuong|thon|congan|ca|mttq|bantiepcongdan|tiepdan|tiepcongdan|so|ttyt"
    r"|tramyte|thcs|thpt|th|mn|pgd|hoi|doan|dangu|info|contact|hotro|support|lienhe|phananh|baocao)[\w.\-]*@",
)
_PAGE = Pattern(
    r"(?:https?://)?(?:[\w\-]+\.)?(?:facebook\.com|fb\.com|fb\.me|fb\.watch|m\.me|messenger\.com|zalo\.me|tiktok\.com"
    r"|instagram\.com|youtube\.com|youtu\.be|t\.me|twitter\.com|x\.com|threads\.net|linkedin\.com|viber\.me|wa\.me"
    r"|locket\.cam|line\.me|maps\.app\.goo\.gl|goo\.gl/maps|google\.com/maps|maps\.google\.com)/[^\s,;)\]”\"]+",
    signs=[".com/", ".me/", ".be/", ".gl/", ".net/", ".cam/", ".watch/"],
)
_OFFICE_PAGE = Pattern(
    r"/(?:watch|playlist|results|ubnd|congthongtin|thongtin|congan|mttq|thcs|thpt|ttyt|xacamson|tinhdoan|huyendoan)"
    r"[\w.?=\-]*/?$",
)
_NICK = re.compile(r"(?<![\w.@])@[^\W\d][\w.]{2,}(?![\w.(])")
_HANDLE = Pattern(
    r"(?<![^\W_])(?:facebook|face book|face|fb|zalo|nick(?: ?name)?|tiktok|tik "
    r"tok|telegram|viber|messenger|instagram"
    r"|insta|ig|youtube|skype|whatsapp|wechat|gmail|email|e-mail|discord|shopee)"
    r"(?:[\s_]+(?:cá nhân|tên|là|có tên|của "
    r"tôi|của|nick|name|id|facebook|zalo|fb)){0,4}[\s_:\-]*[“\"'(]?(?:live:)?"
    r"(?P<who>[a-z_]+[\d._][\w.]*\w|[^\W\d_]\w*\d{2,}\w*)",
    signs=[
        "face", "fb", "zalo", "nick", "tik", "telegram", "viber", "messenger", "insta", "ig",
        "youtube", "skype", "whatsapp", "wechat", "mail", "discord", "shopee",
    ],
)  # fmt: skip
_QUOTED = Pattern(
    r"(?<![^\W_])(?:facebook|face|fb|zalo|nick(?: "
    r"?name)?|tiktok|telegram|youtube|messenger|instagram|insta)"
    r"(?:[\s:]+(?:cá nhân|tên|là|có "
    r"tên|của|nick|zalo|fb)){0,4}[\s:]*[“\"‘'](?P<who>[^”\"’'\n]{2,40})[”\"’']",
    signs=["face", "fb", "zalo", "nick", "tik", "telegram", "messenger", "insta", "youtube"],
)
_OF_COMPUTER = Pattern(r"[\\/](?:users|home|documents and settings)[\\/](?P<who>[^\\/\s\[\]]+)")
"""Whose a computer is, in the place of a file."""
_SITE = re.compile(r"\w+\.(?:com|vn|me|net|gov)\b", _I)
_ENDING = re.compile(r"\.(?:png|jpe?g|pdf|docx?|xlsx?|mp4|zip|txt|html?)$", _I)


def find_on_net(text: str) -> Iterator[Hit]:
    """Yield what reaches somebody on the net; some may overlap.

    Each pattern is slow over a text without its sign, so the sign is looked for first.
    """
    if _may_be_mail(text):
        yield from _mails(text)
    if "@" in text:
        for match in _NICK.finditer(text):
            yield Hit("contact", *match.span(), True)
    if "/" in text:
        yield from _pages(text)
    if "\\" in text or "/" in text:
        for match in _OF_COMPUTER.finditer(text):
            yield Hit("contact", *match.span("who"), False)
    for match in _QUOTED.finditer(text):
        yield Hit("contact", *match.span("who"), False)
    yield from _handles(text)


def _mails(text: str) -> Iterator[Hit]:
    for pattern in (_EMAIL, _SPELT_EMAIL):
        for match in pattern.finditer(text):
            is_office = _OFFICE_MAIL.match(match[0]) and ".gov.vn" in match[0]
            if not is_office:
                yield Hit("contact", *match.span(), True)


def _pages(text: str) -> Iterator[Hit]:
    for match in _PAGE.finditer(text):
        if not _OFFICE_PAGE.search(match[0]):
            yield Hit("contact", *match.span(), True)


def _handles(text: str) -> Iterator[Hit]:
    for match in _HANDLE.finditer(text):
        who = _ENDING.sub("", match["who"])
        if re.search(r"[\d._]", who) and not _SITE.fullmatch(who):
            yield Hit("contact", match.start("who"), match.start("who") + len(who), True)


def _may_be_mail(text: str) -> bool:
    low = text.lower()
    return "@" in low or ".com" in low or "còng" in low or "at" in low
