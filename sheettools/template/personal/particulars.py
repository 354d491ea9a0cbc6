"""Where somebody lives, when he was born, how he is reached on the net. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.template.personal.numbers import Hit

_I = re.IGNORECASE

# --------------------------------------------------------------------------- the net

_EMAIL = re.compile(r"[\w.+\-]+ ?@ ?[\w\-]+(?: ?\. ?[\w\-]{2,})+")
_SPELT_EMAIL = re.compile(
    r"[\w.+\-]{3,}\s*(?:\(at\)|\[at\]|\bat\b|a còng|a-còng|acong|@)\s*(?:gmail|yahoo|hotmail|outlook|icloud|\w+)"
    r"\s*(?:\.|\(dot\)|\[dot\]|chấm|dot)\s*(?:com|vn|net|org)(?:\.vn)?",
    _I,
)
_OFFICE_MAIL = re.compile(
    r"(?:ubnd|hdnd|vp|vanphong|vanthu|xa|huyen|phuong|thon|congan|ca|mttq|bantiepcongdan|tiepdan|tiepcongdan|so|ttyt|"
    r"tramyte|thcs|thpt|th|mn|pgd|hoi|doan|dangu|info|contact|hotro|support|lienhe|phananh|baocao)[\w.\-]*@",
    _I,
)
_PAGE = re.compile(
    r"(?:https?://)?(?:[\w\-]+\.)?(?:facebook\.com|fb\.com|fb\.me|fb\.watch|m\.me|messenger\.com|zalo\.me"
    r"|chat\.zalo\.me"
    r"|tiktok\.com|instagram\.com|youtube\.com|youtu\.be|t\.me|twitter\.com|x\.com|threads\.net|linkedin\.com|viber\.me"
    r"|maps\.app\.goo\.gl|goo\.gl/maps|google\.com/maps|maps\.google\.com|wa\.me|locket\.cam)/[^\s,;)\]”\"]+",
    _I,
)
_OFFICE_PAGE = re.compile(
    r"/(?:watch|playlist|results|ubnd|congthongtin|thongtin|congan|mttq|thcs|thpt|ttyt|xacamson|tinhdoan|huyendoan)[\w.?=\-]*/?$", _I
)
_NICK = re.compile(r"(?<![\w.@])@[^\W\d][\w.]{2,}")
_NET = (
    r"(?:facebook|face book|fb|face|zalo|nick(?: ?name)?|tiktok|tik tok|telegram|viber|messenger"
    r"|instagram|insta|youtube|skype)"
)
_ACCOUNT_ON_NET = re.compile(
    rf"(?<!\w){_NET}(?:\s+(?:cá nhân|tên|là|có tên|của tôi|của|nick|name|id|facebook|zalo|fb))*\s*[:\-]?\s*[“\"'(]?"
    r"(?P<who>[A-Za-z_][A-Za-z_]*[\d._][\w.]*\w|[^\W\d_]\w*\d{2,}\w*)",
    _I,
)


def find_on_net(text: str) -> Iterator[Hit]:
    """Yield what reaches somebody on the net; some may overlap."""
    low = text.lower()
    if "@" in text or "gmail" in low or "còng" in low or "(at)" in low or "[at]" in low:
        for pattern in (_EMAIL, _SPELT_EMAIL):
            for match in pattern.finditer(text):
                if not (_OFFICE_MAIL.match(match[0]) and ".gov.vn" in match[0]):
                    yield Hit("contact", *match.span(), True)
        for match in _NICK.finditer(text):
            yield Hit("contact", *match.span(), True)
    if "/" in text:
        for match in _PAGE.finditer(text):
            if not _OFFICE_PAGE.search(match[0]):
                yield Hit("contact", *match.span(), True)
    for match in _ACCOUNT_ON_NET.finditer(text):
        if not re.match(r"\w+\.(?:com|vn|me|net)", match["who"], _I):
            yield Hit("contact", *match.span("who"), True)


# --------------------------------------------------------------------------- homes

_NUMBER = r"\d{1,4}(?: ?[A-H](?!\w))?(?:[/\-]\d{1,4}[A-H]?)*"
_LANE = r"(?:ngõ|ngách|hẻm|kiệt|nghách)"
_STREET = r"(?:đường|phố|đ\.)"
_HOUSE = re.compile(
    rf"(?<!\w)(?:số nhà|nhà số|so nha|căn hộ(?: số)?|phòng(?: số)?(?=\s*\d+[A-Z]?[\s,]*(?:chung cư|nhà|tòa"
    rf"|toà)))\s*:?\s*{_NUMBER}"
    rf"(?:[\s,]*(?:{_LANE}|tổ|{_STREET})\s+(?:số\s+)?(?:{_NUMBER}|\w+(?:\s[A-ZĐ]\w+){{0,3}}))*",
    _I,
)
_SHORT_HOUSE = re.compile(rf"(?<!\w)sn\.? ?:?\s*(?!19[2-9]\d|20[0-2]\d){_NUMBER}(?![\d/.])", _I)
_BY_NUMBER = re.compile(
    rf"(?<!\w)nhà\s+(?:[A-Z]\d{{1,3}}(?:[/\-]\d{{1,4}})*|{_NUMBER})(?=\s*(?:$|[,.;:)\n]|khu|ngõ|tổ|đội|xóm|thôn|phố|đường|tập thể|lô|dãy|mặt))", _I
)
_IN_LANE = re.compile(
    rf"(?<!\w)(?:(?:số|nhà|tổ)\s+)?(?:số\s+)?{_NUMBER}[\s,\-]*{_LANE}\s+(?:số\s+)?(?:{_NUMBER}|[A-ZĐ]\w+)"
    rf"(?:[\s,\-]*{_LANE}\s+(?:số\s+)?{_NUMBER})*"
    rf"|(?<!\w){_LANE}\s+(?:số\s+)?{_NUMBER}(?:[\s,\-]*(?:{_LANE}|tổ|nhà(?: số)?|số)\s+(?:số\s+)?{_NUMBER})+"
    rf"|(?<!\w)(?:{_LANE}|kiệt)\s+\d+/\d+(?:/\d+)*",
    _I,
)
_ON_STREET = re.compile(
    rf"(?:(?P<at>ở|tại|nhà|địa chỉ|trú|ngụ|về|đến)[\s:]+(?:số\s+)?"
    rf"|^\s*số\s+){_NUMBER},?\s+{_STREET}\s+[A-ZĐ]\w*(?:\s[A-ZĐ]\w*){{0,3}}"
    rf"|(?<![\w/])\d{{1,4}}/\d{{1,4}}(?:/\d+)*[A-H]?,?\s+{_STREET}\s+[A-ZĐ]\w*(?:\s[A-ZĐ]\w*){{0,3}}",
    _I | re.MULTILINE,
)
_PARCEL = re.compile(
    r"(?<!\w)(?:thửa(?: đất)?(?: số| ruộng số)?|thua(?: dat)?(?: so)?|số thửa|lô đất số|lô đất|tờ bản đồ(?: số)?|tbđ(?: số)?"
    r"|tờ(?: bđ)?(?: số)?(?=\s*:?\s*\d+[\s,;]*(?:thửa|bản đồ)))"
    r"\s*:?\s*[A-Z]{0,2}-?\d{1,5}(?:[a-z](?!\w))?(?:[\s,;\-]*(?:và\s+)?(?:thuộc\s+)?(?:thửa(?: đất)?|thua"
    r"|tờ(?: bản đồ)?|to|tbđ|bđ)(?: số)?\s*:?\s*\d{1,5})*",
    _I,
)
_PLOT = re.compile(
    r"(?<!\w)lô (?:đất )?(?:số )?[A-Z]{1,3}\d{1,3}(?:[ ./\-]\d{1,4})?(?!\w)"
    r"|(?<!\w)(?:mảnh(?: đo| trích đo)?|trích đo|trích lục (?:bản đồ|thửa))(?: địa chính)?(?: số)?\s*:?\s*\d{1,4}(?:[/\-]\d{2,4})?"
    r"|(?<!\w)(?:lô \d+\w?,? )?khoảnh (?:số )?\d+,? (?:thuộc )?tiểu khu (?:số )?\d+",
    _I,
)
_DEGREES = re.compile(
    r"\d{1,3}\s*°\s*\d{1,2}(?:\s*['′’]\s*(?:\d{1,2}(?:[.,]\d+)?\s*(?:\"|″|”|''|′′))?)?\s*[NSEWBĐ]?"
    r"|(?<![\d.,])[NB]?\s?\d{1,2}[.,]\d{4,}\s*°?\s*[NB]?\s*[,;\- ]+\s*[EĐ]?\s?1\d{2}[.,]\d{4,}\s*°?\s*[EĐ]?"
    r"|(?<![\d.,])1\d{2}\.\d{4,}\s*°?\s*[,;\- ]+\s*\d{1,2}\.\d{4,}",
)
_GRID = re.compile(r"(?:tọa độ|toạ độ|toa do|gps|vị trí)[^\d\n]{0,20}\d[\d.,]{4,}(?:\D{1,8}\d[\d.,]{4,})?", _I)


def _homes(text: str) -> Iterator[Hit]:
    for pattern in (_HOUSE, _BY_NUMBER, _IN_LANE, _ON_STREET, _PARCEL, _PLOT, _SHORT_HOUSE):
        for match in pattern.finditer(text):
            yield Hit("address", *match.span(), True)
    for pattern in (_DEGREES, _GRID):
        for match in pattern.finditer(text):
            yield Hit("address", *match.span(), True)


# --------------------------------------------------------------------------- births

_YEAR = r"(?:19[2-9]\d|20[0-2]\d)"
_DAY = (
    rf"(?:(?:ngày\s*)?\d{{1,2}}(?:\s*[/.\-]\s*|\s+tháng\s+)\d{{1,2}}(?:\s*[/.\-]\s*|\s+năm\s+)(?:{_YEAR}"
    rf"|\d{{2}}(?!\d)))"
)
_LUNAR = rf"(?:ngày\s+)?(?:mùng\s+|mồng\s+)?\w+\s+tháng\s+\w+\s+(?:năm\s+)?{_YEAR}"
_MONTH = rf"(?:(?:tháng\s*)?\d{{1,2}}(?:\s*[/.\-]\s*|\s+năm\s+){_YEAR})"
_BORN = re.compile(
    r"(?<!\w)(?P<cue>sinh\s+ngày|sinh\s+năm|sinh\s+tháng|năm\s+sinh|ngày\s+sinh|ngày\s*,?\s*tháng\s*,?\s*năm\s+sinh"
    r"|sinh\s+nhật|sinh\s+vào|sinh|s/n|s\.n|sn|nsinh|n\.sinh|ngsinh|sinh\s+nam|sinh\s+ngay|nam\s+sinh|ngay\s+sinh|dob)"
    rf"[\s:.\-]*(?:ngày|năm|vào|là|:)?\s*(?P<when>{_DAY}|{_LUNAR}|{_MONTH}|{_YEAR}(?:(?:\s*[,/\-]\s*|\s+và\s+){_YEAR})?|\d{{2}}(?![\d/.,%]|\s*\w))(?!\d)",
    _I,
)
_OF_SEX = re.compile(rf"(?<!\w)(?:nam|nữ)\s*,\s*(?P<when>{_YEAR}|{_DAY})(?![\d/.\-])", _I)
_SHORT_YEAR = re.compile(r"\d{2}")
_NOT_BORN = re.compile(
    r"(?:học|giáo|vệ|phát|dân|tái|an|thực|nhân|sơ|mưu|hy|ký|môi|lâm|khai|hồi|phục|hộ|thí|tuyển)\s+$", _I
)
_COHORT = re.compile(
    r"(?:các cháu|trẻ em?|cháu|học sinh|thanh niên|công dân|nam công dân|nữ thanh niên|thiếu nhi"
    r"|những người|người|khóa|lứa tuổi"
    r"|trường hợp|đối tượng|các em|các cụ|cử tri|hội viên|phụ nữ|nam giới|quân nhân)(?: nam| nữ)?(?: có| được)?\s+$",
    _I,
)
AFTER_NAME = re.compile(
    rf"\s*[(,\-–:;]?\s*(?P<when>{_DAY}|{_YEAR}\s*[-–]\s*{_YEAR}(?=\))|(?:19[2-9]\d|200\d|201\d))"
    r"(?![\d/.\-]|\s*[-–]\s*\d)"
)
"""A day or year of birth right after a name: “Lan (1956)”."""


def _births(text: str) -> Iterator[Hit]:
    for match in _OF_SEX.finditer(text):
        yield Hit("birth", *match.span("when"), True)
    for match in _BORN.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        only_year = re.fullmatch(_YEAR, match["when"])
        if match["cue"].lower() == "sinh" and _NOT_BORN.search(before):
            continue
        short = _SHORT_YEAR.fullmatch(match["when"])
        if short and (
            match["cue"].lower() not in ("sn", "s.n", "s/n", "năm sinh", "sinh năm", "nsinh") or int(short[0]) < 20
        ):
            continue
        if only_year and _COHORT.search(before):
            continue
        yield Hit("birth", *match.span("when"), True)


def find_at_home(text: str) -> Iterator[Hit]:
    """Yield addresses and days of birth; some may overlap."""
    if any(letter.isdigit() for letter in text):
        yield from _homes(text)
        yield from _births(text)
