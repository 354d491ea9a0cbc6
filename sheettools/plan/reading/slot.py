"""One line of the schedule taken apart: when, who, where, how long, who chairs, what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

from sheettools.plan.reading import vocabulary
from sheettools.plan.reading.dates import dates, durations, hours
from sheettools.plan.reading.text import capital, fold, squeeze, tidy, tone_key
from sheettools.plan.reading.villages import Village, kind_at, villages

_DECEMBER = 12
GONE = "\x01"
"""Stands where a word already understood stood, so that offsets hold."""
_QUARTER_KEYS = {
    "i": "I", "1": "I", "ⅰ": "I", "mot": "I",
    "ii": "II", "2": "II", "ⅱ": "II", "hai": "II",
    "iii": "III", "3": "III", "ⅲ": "III", "ba": "III",
    "iv": "IV", "4": "IV", "ⅳ": "IV", "bon": "IV", "tu": "IV",
}  # fmt: skip
_Q = r"iv|iii|ii|i|[ⅰ-ⅳ]|0?[1-4]|mot|hai|ba|bon|tu"
_YEAR = r"(?:\s*[/-]\s*(\d{4})|,?\s+nam\s+(\d{4}))?"
_QUARTER = re.compile(
    rf"(?<!\w)(?<!moi )(?:qu[yi]\s*|q\.?\s?)({_Q})\b(?!\s*(?:cuoc|lan|hoi nghi|buoi)){_YEAR}"
)
_MORE_QUARTERS = re.compile(r"\s*(?:,|va|-|den)\s*(?:qu[yi]\s+)?(iv|iii|ii|i|[ⅰ-ⅳ])\b")
_MONTH = re.compile(rf"(?<!\w)thang\s*(\d{{1,2}})\b{_YEAR}")
_VAGUE = re.compile(
    r"(?:tuan\s*(?:thu\s*)?\w+|thuong tuan|trung tuan|ha tuan|dau|giua|cuoi|khoang)\s*(?:cua\s+)?"
    r"(?=,?\s*thang\s*\d)"
    r"|(?:(?:tu\s+)?ngay\s+\d{1,2}|(?<![\w/])\d{1,2}(?=-)|\d{1,2}\s*/\s*\d{1,2})(?:\s*/\s*\d{1,4}){0,2}"
    r"\s*(?:-|den|va|,)\s*(?:het\s+)?(?:ngay\s+)?(?=\d{1,2}(?:\s*/\s*\d{1,2}\b|\s+thang))"
)
_HALF_YEAR = re.compile(
    r"(?<!\w)(?:(?:trong\s+)?(?:6|06|sau)\s+thang\s+(dau|cuoi)(?:\s+nam)?|nua\s+(dau|cuoi)\s+nam"
    r"|nua\s+nam\s+(dau|cuoi))"
    rf"(?:\s+nam)?{_YEAR}(?:\s+(\d{{4}}))?\b"
)
_COUNT = re.compile(r"(?<![\w/])(?:\d{1,2}|mot|hai|ba|bon)\s+(?:cuoc|hoi nghi)\b")
_ORDINAL = re.compile(
    r"(?<!\w)(?:lan|cuoc|dot|buoi|ky|diem)\s*(?:thu\s*)?"
    r"(?:\d{1,2}|i{1,3}|iv|vi{0,3}|ix|x|nhat|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi)\b"
    r"(?!\s*[/-]\s*\d)"
)
_NO_STOP = r"[^,;.()|\x01]{3,}?"
_MEETING = r"(?:\s+(?:cac\s+)?(?:cuoc|buoi)?\s*(?:tiep xuc,?\s*)?(?:doi thoai|hoi nghi))?"
_CHAIR = re.compile(
    rf"(?:nguoi |dong chi )?chu (?:tri|toa){_MEETING}\s*(?::|la\b)?\s*(?:do\s+)?({_NO_STOP})"
    r"(?=\s*[,;.()|\x01]|\s+tai\s|\s*$)"
    r"|(?:do\s+|(?=cac dong chi|dong chi|d/c|bi thu|chu tich|pho bi thu|pho chu tich))"
    rf"({_NO_STOP})\s+(?:(?:lam|cung|dong|truc tiep)\s+)*chu (?:tri|toa)\b{_MEETING}"
)
_CHAIR_WORDS = re.compile(rf"\b(?:{vocabulary.one_of('chair.words')})\b")
"""Words of those who chair: what has none of them is no chair."""
_PLACE = re.compile(r"(?<!\w)(?:(dia diem)\s*:\s*(?:tai\s*:?\s+)?|(tai)\s*:?\s+)(?=\S)")
_BARE_PLACE = re.compile(rf"(?<!\w)(?:{vocabulary.one_of('place.words')})\b")
_PLACE_END = re.compile(
    r"\s*(?:[;)|(\x01]|\.(?:\s|$)|:\s|-\s*\x01"
    rf"|-\s(?:{vocabulary.one_of('place.behind_dash')})\b"
    rf"|,\s*(?:\x01|(?:{vocabulary.one_of('place.behind_comma')})\b)"
    rf"|\s({vocabulary.one_of('place.behind')})\s|$)"
)
_IN_FORMER = re.compile(r"\s*\((?:(?:xa|phuong|thi tran)\s[^()]{1,40}\s)?(?:cu|truoc day)\)")
"""What goes on a place: “nhà văn hóa khu Đồng Tâm (xã Hùng Mẫu cũ)”."""
_FILLER = frozenset(map(tone_key, vocabulary.words("slot.fillers")))
# Words that are something else with another mark: a village may be called Lan 2, Thắng 3 or Tài
# Mẫu.
_TIME_WORD = frozenset(
    map(
        tone_key,
        (
            "quý",
            "quy",
            "quí",
            "qui",
            "q",
            "tháng",
            "thang",
            "lần",
            "cuộc",
            "đợt",
            "buổi",
            "tại",
            "tai",
        ),
    )
)


@dataclass(slots=True)
class Slot:
    """What one line of the schedule says of a planned dialogue."""

    quarters: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    halves: list[int] = field(default_factory=list)
    """1 for the first half of the year, 2 for the second."""
    hour: time | None = None
    bad_day: str = ""
    vague: str = ""
    villages: list[Village] = field(default_factory=list)
    hosts: list[Village] = field(default_factory=list)
    place: str = ""
    duration: str = ""
    chair: str = ""
    rest: str = ""
    is_range: bool = False

    @property
    def has_time(self) -> bool:
        """Tell whether the line says when."""
        said = self.quarters or self.months or self.days or self.halves
        return bool(said or self.bad_day)

    @property
    def is_empty(self) -> bool:
        """Tell whether the line says neither when nor who nor where."""
        return not (self.has_time or self.villages or self.place)


class _Scan:
    """A text from which understood words are taken away, offsets staying."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.key = fold(text)

    def take(self, begin: int, end: int) -> str:
        """Return the words between two offsets and blot them out."""
        words, blot = self.text[begin:end], GONE * (end - begin)
        self.text = self.text[:begin] + blot + self.text[end:]
        self.key = self.key[:begin] + blot + self.key[end:]
        return words

    def each(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield every match, blotting each out."""
        for found in list(pattern.finditer(self.key)):
            self.take(*found.span())
            yield found

    def is_place(self, found: re.Match[str]) -> bool:
        """Tell whether a word is the one for a place: “đình”, not “định”."""
        return not found[0].startswith("dinh") or self.text[found.start() :].lower()[:4] == "đình"

    def is_time_word(self, at: int) -> bool:
        """Tell whether the word at an offset is the one meant, not one with other marks."""
        word = re.match(r"[^\W\d_]+", self.text[at:])
        return word is not None and tone_key(word[0]) in _TIME_WORD


def _read_days(scan: _Scan, slot: Slot, year: int | None) -> None:
    for vague in scan.each(_VAGUE):
        slot.vague = vague[0]
    for when in dates(scan.text, year):
        words = scan.take(when.begin, when.end)
        if when.day is None:
            slot.bad_day = words
        elif slot.vague:
            slot.months.append(when.day.month)
            slot.years.append(when.day.year)
        else:
            slot.days.append(when.day)


def _read_hour(scan: _Scan, slot: Slot) -> None:
    for found in hours(scan.text):
        scan.take(found.begin, found.end)
        slot.hour = slot.hour or found.at


def _read_halves(scan: _Scan, slot: Slot) -> None:
    for found in scan.each(_HALF_YEAR):
        words = found[0]
        slot.halves.append(1 if "dau" in words else 2)
        slot.years.extend(int(y) for y in re.findall(r"\d{4}", words))


def _read_time(scan: _Scan, slot: Slot, year: int | None) -> None:
    _read_hour(scan, slot)
    _read_days(scan, slot, year)
    _read_halves(scan, slot)
    for found in _QUARTER.finditer(scan.key):
        if not scan.is_time_word(found.start()):
            continue
        end = found.end()
        slot.quarters.append(_QUARTER_KEYS[found[1].lstrip("0")])
        slot.years.extend(int(y) for y in found.group(2, 3) if y)
        while more := _MORE_QUARTERS.match(scan.key, end):
            slot.quarters.append(_QUARTER_KEYS[more[1]])
            end = more.end()
        scan.take(found.start(), end)
    for month in _MONTH.finditer(scan.key):
        if not scan.is_time_word(month.start()):
            continue
        scan.take(*month.span())
        if 1 <= int(month[1]) <= _DECEMBER:
            slot.months.append(int(month[1]))
            slot.years.extend(int(y) for y in month.group(2, 3) if y)
        else:
            slot.bad_day = month[0]


def place_name(text: str) -> str:
    """Return a place as it goes into a cell: `nhà Văn hoá` and `NVH` are both Nhà văn hóa."""
    shown = re.sub(r"(?i)^(?:nh[àa]\s+văn\s+h(?:óa|oá)|nvh|nhà vh)\b", "Nhà văn hóa", tidy(text))
    return capital(shown)


def _find_place(scan: _Scan) -> tuple[int, int, int] | None:
    """Return where the words for a place begin, where the place begins, and where it ends."""
    meant = (m for m in _PLACE.finditer(scan.key) if m[1] or scan.is_time_word(m.start()))
    found = next(meant, None) or next(filter(scan.is_place, _BARE_PLACE.finditer(scan.key)), None)
    if not found:
        return None
    begin = found.start() if found.re is _BARE_PLACE else found.end()
    # A capital is part of a name: "chợ Mẫu" may be followed by "cho", "Chợ Mẫu" is the place's own.
    ends = (
        m.start()
        for m in _PLACE_END.finditer(scan.key, begin)
        if not (m[1] and scan.text[m.start(1)].isupper())
    )
    end = next(ends)
    former = _IN_FORMER.match(scan.key, end)
    return found.start(), begin, former.end() if former else end


def _read_place(scan: _Scan, slot: Slot) -> None:
    found = _find_place(scan)
    if not found:
        return
    start, begin, end = found
    words = scan.text[begin:end]
    slot.hosts = villages(words)
    if kind_at(words, fold(words), 0) or words.lower().startswith("các "):
        alone = len(slot.hosts) == 1
        slot.hosts = []
        scan.take(start, begin)  # "tại thôn Mới" names the village too, so it stays to be read
        more = _BARE_PLACE.search(scan.key)
        if more:
            _read_place(scan, slot)  # "tại thôn Mới (nhà văn hóa thôn)"
        elif alone:
            slot.place = place_name(words)
        return
    slot.place = place_name(words)
    scan.take(start, end)


def _read_chair(scan: _Scan, slot: Slot) -> None:
    for chair in _CHAIR.finditer(scan.key):
        name = scan.text[slice(*chair.span(1 if chair[1] else 2))]
        if is_chair(name):
            slot.chair = chair_name(name)
            scan.take(*chair.span())
            return


def read_slot(text: str, year: int | None) -> Slot:
    """Read one line of the schedule; what is left over after that is in `rest`."""
    scan, slot = _Scan(text), Slot()
    for begin, end in durations(text):
        slot.duration = tidy(scan.take(begin, end))
    for _ in scan.each(_COUNT):
        pass
    for ordinal in _ORDINAL.finditer(scan.key):
        if scan.is_time_word(ordinal.start()):
            scan.take(*ordinal.span())
    _read_time(scan, slot, year)
    _read_chair(scan, slot)
    _read_place(scan, slot)
    slot.villages = villages(scan.text)
    for village in slot.villages:
        scan.take(village.begin, village.end)
        slot.is_range |= village.name.isdecimal() and bool(
            re.match(r"\s*(?:-|den)\s*(?:\w+ )*?\d", scan.key[village.end :])
        )
    left = (word for word in re.finditer(r"[^\W_]+", scan.text) if tone_key(word[0]) not in _FILLER)
    slot.rest = " ".join(word[0] for word in left)
    return slot


def is_chair(text: str) -> bool:
    """Tell whether a text names somebody who may chair."""
    return bool(_CHAIR_WORDS.search(fold(text)))


def chair_name(text: str) -> str:
    """Return who chairs, without the address of comrade."""
    said = re.search(r"\s+(?:cung\s+|truc tiep\s+|lam\s+|dong\s+)*chu (?:tri|toa)\b", fold(text))
    if said:
        text = text[: said.start()]
    return tidy(re.sub(r"(?i)(?:^|(?<=và ))(?:các |do )?(?:đồng chí|đ/c)\s+", "", squeeze(text)))
