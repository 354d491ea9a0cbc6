"""The words of a plan document: broken lines joined, and dates, places and villages found in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_DASHES = frozenset("‐‑‒–—−")
_ROWS = 3  # cells from which a line is the row of a table
_FULL = 0.75  # a line shorter than this share of the widest was ended on purpose
_HEADING = 7  # words a heading has at most, when nothing else marks it
_DECEMBER = 12
_YEARS = range(1945, 2101)
GONE = "\x01"
"""Stands where a word already understood stood, so that offsets hold."""


def nfc(text: str) -> str:
    """Return `text` composed, without the characters nobody sees."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def squeeze(text: str) -> str:
    """Return `text` with every run of blanks made one."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _DASHES:
        return "-"
    if char.isspace():
        return " "
    bare = unicodedata.normalize("NFD", char)[0].lower()[0]
    return "d" if bare == "đ" else bare


def fold(text: str) -> str:
    """Return composed `text` in lower case and without marks, of the same length so that offsets hold."""
    return "".join(map(_fold_char, text))


def tone_key(name: str) -> str:
    """Return what spellings of one name share: case and the tone's place do not count, the tone does."""
    syllables = []
    for syllable in unicodedata.normalize("NFD", name).lower().split():
        tones = "".join(char for char in syllable if char in _TONES)
        rest = "".join(char for char in syllable if char not in _TONES)
        syllables.append((str(int(rest)) if rest.isdecimal() else rest) + tones)
    return " ".join(syllables)


def tidy(text: str) -> str:
    """Return `text` as it goes into a cell: single blanks, no stray ones, `ủy` for `uỷ`, no closing stop."""
    text = re.sub(r"\s+([,;:.)])", r"\1", squeeze(text))
    text = re.sub(r"(?<=\w)(?:[-–] | [-–])(?=\w)", "-", text.replace("( ", "("))
    text = re.sub(r"\b([uU])([ỷỶ])\b", lambda m: ("ủ" if m[1] == "u" else "Ủ") + "yY"[m[2] == "Ỷ"], text)
    return re.sub(r"[\s;,.:/]+$", "", text)


def capital(text: str) -> str:
    """Return `text` with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def is_capitals(text: str, words: int = 1) -> bool:
    """Tell whether `text` is written in capitals throughout, in at least so many words."""
    return text.isupper() and len(re.findall(r"[^\W\d_]+", text)) >= words


# --- lines and paragraphs ---


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: `text` with single blanks, `cells` where wide gaps, tabs or bars divide it."""

    number: int
    text: str
    key: str
    cells: tuple[str, ...]
    indent: int

    @property
    def is_row(self) -> bool:
        """Tell whether the line is the row of a table."""
        return len(self.cells) >= _ROWS


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text, which knows on what line each part of it began."""

    text: str
    starts: tuple[tuple[int, int], ...]
    cells: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The text for matching keywords."""
        return fold(self.text)

    @property
    def line(self) -> int:
        """The number of the first line."""
        return self.starts[0][1]

    def cut(self, begin: int, end: int | None = None) -> Passage:
        """Return the part between two offsets, without blanks at its ends."""
        part = self.text[begin:end]
        begin += len(part) - len(part.lstrip())
        part = part.strip()
        first = max((at, line) for at, line in self.starts if at <= begin)[1]
        later = ((at - begin, line) for at, line in self.starts if begin < at < begin + len(part))
        return Passage(part, ((0, first), *later))

    def then(self, other: Passage) -> Passage:
        """Return this passage and the one after it as one."""
        starts = ((at + len(self.text) + 1, line) for at, line in other.starts)
        return Passage(f"{self.text} {other.text}", (*self.starts, *starts))


def passage(lines: Sequence[Line]) -> Passage:
    """Join lines into one passage."""
    starts, length = [], 0
    for line in lines:
        starts.append((length, line.number))
        length += len(line.text) + 1
    cells = lines[0].cells if lines[0].is_row else ()
    return Passage(" ".join(line.text for line in lines), tuple(starts), cells)


def read_lines(raw: Sequence[str]) -> list[Line]:
    """Return the lines that say something, or draw a rule; page numbers and blank lines are left out."""
    found = []
    for number, paragraph in enumerate(raw, start=1):
        for part in re.split(r"[\n\v\f\r\x85\u2028\u2029]", nfc(paragraph)):
            text = squeeze(part)
            if not text or re.fullmatch(r"(?:trang )?-? ?\d{1,3}(?: ?/ ?\d{1,3})? ?-?", fold(text)):
                continue
            cells = map(squeeze, re.split(r"\t+| {3,}|\|", part.strip()))
            indent = len(part) - len(part.lstrip())
            found.append(Line(number, text, fold(text), tuple(filter(None, cells)), indent))
    return found


def is_rule(line: Line) -> bool:
    """Tell whether the line only separates: dashes, or the asterisk under a Party letterhead."""
    return not re.search(r"[^-_*=~.+|:–—… ]", line.text)


_ROMAN = re.compile(r"(?:PHẦN\s+|Phần\s+)?(?:[IVX]{1,5}|[Ⅰ-Ⅻ])\s*[-–./)]\s*(?!\s*\d)")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\s*[-–./)]\s*(?!\s*\d)(?![A-ZĐ]{2,}[a-z]?\s*/)")
_LETTER = re.compile(r"[a-zđ]\s*[).]\s+|[a-zđ]\)")
_BULLET = re.compile(r"[-–—+*•●○◦▪■□◆➢➤✓·\uf000-\uf0ff]\s*(?![A-ZĐ]{2,}[a-z]?/[A-Z])")
_MARKS = {"roman": _ROMAN, "number": _NUMBER, "letter": _LETTER, "bullet": _BULLET}
_DANGLING = re.compile(r"(?:^|\s)(?:quy|so|ngay|thang|nam|dieu|khoan|muc|diem|thon|ban|pho|khu|tu|den|tai)$")
HEADING_WORDS = re.compile(
    r"(?:muc dich|yeu cau|doi tuong|thanh phan|noi dung|chu de|thoi gian|dia diem|lich|thoi luong|chu tri"
    r"|hinh thuc)\b"
)


def marker(text: str) -> tuple[str, int]:
    """Return the kind of sign `text` begins with (none is ""), and where its words begin."""
    for kind, pattern in _MARKS.items():
        found = pattern.match(text)
        if found:
            return kind, found.end()
    return "", 0


def unmarked(whole: Passage) -> Passage:
    """Return the passage without its number or bullet."""
    return whole.cut(marker(whole.text)[1])


def _is_marked(line: Line, before: Line) -> bool:
    kind, at = marker(line.text)
    if kind in ("roman", "number") and _DANGLING.search(before.key):
        return False  # "Quý" at the end of one line, "I- Đơn vị" on the next
    # "chính trị" at the end of one line, "- xã hội" on the next
    broken = kind == "bullet" and line.text[at : at + 1].islower() and before.text[-1] not in ".;:,)"
    return bool(kind) and not broken


def _is_new(line: Line, group: Sequence[Line], width: int) -> bool:
    """Tell whether `line` begins a paragraph rather than continues the one before."""
    before = group[-1]
    if line.is_row or before.is_row or _is_marked(line, before):
        return True
    if is_capitals(group[0].text, 2):
        return not line.text.isupper()
    if is_capitals(line.text, 2) or is_basis(line.text):
        return True
    return line.text[0].isupper() and _is_ended(before, line, width)


def _is_ended(before: Line, line: Line, width: int) -> bool:
    kind, at = marker(before.text)
    words = before.key[at:]
    if kind and HEADING_WORDS.match(words) and before.text[-1].isalpha():
        return len(words.split()) <= _HEADING  # "2- Nội dung", its text on the next line
    short = len(before.text) + 1 + len(line.text.split()[0]) < _FULL * width
    return short and before.text[-1] in ".:;"


_BASIS = r"(?:can cu|thuc hien|thi hanh|tiep tuc thuc hien|theo)\s+(?:vao\s+)?"


def is_basis(text: str) -> bool:
    """Tell whether `text` opens the list of documents a plan rests on."""
    return text[:1].isupper() and bool(re.match(rf"{_BASIS}(?:{DOCUMENTS})\b", fold(text)))


def paragraphs(lines: Sequence[Line]) -> list[Passage]:
    """Join hard-wrapped lines; a text whose lines never break off in mid-sentence is left as it is."""
    wrapped = any(
        b.text[0].islower() and a.text[-1] not in ".;:" and not is_capitals(a.text) and not marker(b.text)[0]
        for a, b in pairwise(lines)
        if not is_rule(a) and not a.is_row
    )
    width = max((len(line.text) for line in lines if not is_rule(line)), default=0)
    groups: list[list[Line]] = []
    closed = True
    for line in lines:
        if is_rule(line):
            closed = True
        elif closed or not wrapped or _is_new(line, groups[-1], width):
            groups.append([line])
            closed = False
        else:
            groups[-1].append(line)
    return [passage(group) for group in groups]


def split(whole: Passage, ends: str = r"[.!?]\s+") -> Iterator[Passage]:
    """Cut a passage after each of its sentences (or after `ends`), an abbreviation not being an end."""
    begin = 0
    for found in re.finditer(ends, whole.text):
        word = whole.key[begin : found.start()].rpartition(" ")[2]
        stop = found[0].startswith(".")
        if stop and (word in _SHORT or not whole.text[found.end() : found.end() + 1].isupper()):
            continue
        yield whole.cut(begin, found.end())
        begin = found.end()
    if whole.text[begin:].strip():
        yield whole.cut(begin)


_SHORT = frozenset({"tp", "tx", "tt", "tm", "kt", "tl", "ths", "ts", "q", "h", "p", "so", "tdp", "d/c"})


# --- names, documents, dates ---

_KINDS_OF_DOCUMENT = (
    *("Quy định", "Quyết định", "Kế hoạch", "Chỉ thị", "Nghị quyết", "Kết luận", "Hướng dẫn", "Quy chế"),
    *("Luật", "Nghị định", "Thông tư", "Công văn", "Chương trình", "Điều lệ", "Pháp lệnh", "Thông báo"),
    *("Hiến pháp", "Đề án", "Thông tri"),
)
DOCUMENT = {fold(kind): kind for kind in _KINDS_OF_DOCUMENT}
DOCUMENTS = "|".join(DOCUMENT)
NUMBER = re.compile(r"\d+\s*[-–/]\s*(?:\d{4}\s*/\s*)?[A-ZĐ][A-Za-zĐđ]{0,8}\d*(?:\s*[-–/]\s*[A-ZĐ][A-Za-zĐđ]{0,9}\d*)*")
"""The number of a document: 11 -QĐi/TW, 72/2025/QH15."""


def number_of(text: str) -> str:
    """Return the first document number in `text` without blanks, or nothing."""
    found = NUMBER.search(text)
    return re.sub(r"\s", "", found[0]).replace("–", "-") if found else ""


_WORD = re.compile(r"\s*([\w’'/]*\w)")
_NO_NAME = re.compile(
    r"(?:Tại|Quý|Qúy|Tháng|Ngày|Địa điểm|Thời gian|Nhà (?:[Vv]ăn|sinh|họp|cộng)|Hội trường|Trường|Trụ sở|Buổi"
    r"|Trung tâm|Điểm|Sân|Đình|Chủ trì|Đồng chí|Phường|Xã|UBND|HĐND|MTTQ|NVH|Vào|Sáng|Chiều|Tối|Từ|Đơn vị"
    r"|Dự kiến)(?!\w)"
)


def proper(text: str, begin: int) -> int:
    """Return where the capitalised words (or numbers) after `begin` end; `begin` if there are none."""
    end = begin
    while found := _WORD.match(text, end):
        word = found[1]
        if not (word[0].isupper() or word.isdecimal()) or _NO_NAME.match(text, found.start(1)):
            break
        end = found.end()
    return end


def named(text: str, kinds: Sequence[str]) -> tuple[str, str] | None:
    """Return the first (kind, name) such as ("xã", "Cấm Sơn"), ALL CAPITALS written as names are."""
    keys = {tone_key(kind): kind for kind in kinds}
    folded = "|".join(sorted(map(fold, kinds), key=len, reverse=True))
    for found in re.finditer(rf"(?<!\w)({folded})\b\.?", fold(text)):
        kind = keys.get(tone_key(text[slice(*found.span(1))]))
        part_of_other = kind == "xã" and text[: found.start()].lower().endswith("thị ")
        name = squeeze(text[found.end() : proper(text, found.end())])
        if name and kind and not part_of_other:
            shout = text[found.start() : found.end()].isupper() and name.isupper()
            return kind, " ".join(word.capitalize() for word in name.split()) if shout else name
    return None


_FULL_DATE = re.compile(r"(?:ngay\s+)?(?<![\d/])(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d\d)(?![\d/])")
_LONG_DATE = re.compile(r"(?:ngay\s+)?(?<!\d)(\d{1,2})\s+thang\s+(\d{1,2})(?:(?:\s+nam\s+|\s*/\s*)(\d{4}))?(?!\d)")
_SHORT_DATE = re.compile(
    r"(?<=ngay|sang|ieu,|hieu| toi)\s+(?:ngay\s+)?(\d{1,2})\s*/\s*(\d{1,2})(?![\d/])(?!\s*(?:ngay|buoi))"
)


@dataclass(frozen=True, slots=True)
class When:
    """A day found in a text; `day` is None for a day that does not exist."""

    begin: int
    end: int
    day: date | None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def dates(text: str, year: int | None = None) -> list[When]:
    """Return the days named in `text` in order; a day without a year is taken in `year`, if there is one."""
    key, found = fold(text), []
    for m in _FULL_DATE.finditer(key):
        full = int(m[4]) if len(m[4]) > len("24") else 2000 + int(m[4])
        found.append(When(m.start(), m.end(), _day(full, int(m[3]), int(m[1]))))
    for m in _LONG_DATE.finditer(key):
        if m[3] or year:
            found.append(When(m.start(), m.end(), _day(int(m[3] or year or 0), int(m[2]), int(m[1]))))
    for m in _SHORT_DATE.finditer(key) if year else ():
        if not any(w.begin <= m.start(1) < w.end for w in found):
            found.append(When(m.start(), m.end(), _day(year or 0, int(m[2]), int(m[1]))))
    return sorted(found, key=lambda w: w.begin)


_HALF = r"(?:½|1/2|nua|mot|hai|\d{1,2})"
DURATION = re.compile(
    rf"(?<![\w/]){_HALF}\s*(?:(?:ngay|buoi)\s*)?(?:den|-|hoac)\s*{_HALF}\s*(?:ngay|buoi)\b(?!\s*\d)"
    rf"|(?<![\w/]){_HALF}\s*(?:ngay|buoi)\b(?!\s*\d)|(?<=trong )\d+\s*(?:gio|tieng|phut)\b"
)


# --- a line of the schedule ---

_KINDS = (
    *("Thôn", "Bản", "Tổ dân phố", "Khu phố", "Xóm", "Làng", "Ấp", "Buôn", "Khối phố", "Khóm", "Tiểu khu"),
    *("Khu dân cư", "Bon", "Phum", "Sóc"),
)
KIND = {fold(kind): kind for kind in _KINDS} | {"tdp": "Tổ dân phố", "khu": "Khu", "khoi": "Khối"}
# These are other words with another mark ("Ban", "bàn", "áp"), so their marks count.
_EXACT = frozenset({"ban", "xom", "lang", "ap", "buon", "bon", "soc"})
_KIND = re.compile(rf"(?<!\w)({'|'.join(sorted(KIND, key=len, reverse=True))})\b")
_MANY = re.compile(r"(?:cac|hai|ba|bon|lien|cum)\s+$")
_LINK = re.compile(r"\s*(?:,\s*(?:va\s)?|\+|&|va\s)\s*(?:cac\s+)?")
_DASH_LINK = re.compile(r"\s+-\s+")


@dataclass(frozen=True, slots=True)
class Village:
    """A village as named: `name` is kept as written."""

    kind: str
    name: str
    begin: int
    end: int

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same village elsewhere in the text."""
        return self.kind, tone_key(self.name)


def _kind_at(text: str, key: str, at: int) -> re.Match[str] | None:
    found = _KIND.match(key, at)
    if found and (found[1] not in _EXACT or text[at : found.end()].lower() == KIND[found[1]].lower()):
        return found
    return None


def _name_at(text: str, key: str, at: int, kind: str) -> tuple[str, int]:
    numbered = re.compile(r"\s*so\s+(?=\d)").match(key, at)
    begin = numbered.end() if numbered else at
    end = proper(text, begin)
    name = squeeze(text[begin:end])
    return ("", at) if kind in ("khu", "khoi") and not name.isdecimal() else (name, end)


def villages(text: str) -> list[Village]:
    """Return the villages named in `text` in order: "thôn Hồng và thôn Mai", "các thôn A, B và C"."""
    key, found, at = fold(text), list[Village](), 0
    while start := _KIND.search(key, at):
        at = start.end()
        if not _kind_at(text, key, start.start()):
            continue
        many = bool(_MANY.search(key[: start.start()]))
        kind, begin = start[1], start.start()
        name, end = _name_at(text, key, at, kind)
        while name:
            found.append(Village(KIND[kind], name, begin, end))
            at = end
            link = _LINK.match(key, end) or (_DASH_LINK.match(key, end) if many else None)
            if not link or _kind_at(text, key, link.end()):
                break
            begin = link.end()
            name, end = _name_at(text, key, begin, kind)
    return found


_QUARTERS = ("I", "II", "III", "IV")
_QUARTER_KEYS = {k: q for q, ks in zip(_QUARTERS, ("i1ⅰ", "2ⅱ", "3ⅲ", "4ⅳ"), strict=True) for k in ks} | {
    "ii": "II", "iii": "III", "iv": "IV", "mot": "I", "hai": "II", "ba": "III", "bon": "IV", "tu": "IV",
}  # fmt: skip
_Q = r"iv|iii|ii|i|[ⅰ-ⅳ]|0?[1-4]|mot|hai|ba|bon|tu"
_YEAR = r"(?:\s*[/-]\s*(\d{4})|,?\s+nam\s+(\d{4}))?"
_QUARTER = re.compile(rf"(?<!\w)(?<!moi )(?:quy\s*|q\.?\s?)({_Q})\b(?!\s*(?:cuoc|lan|hoi nghi|buoi)){_YEAR}")
_MORE_QUARTERS = re.compile(r"\s*(?:,|va|-|den)\s*(?:quy\s+)?(iv|iii|ii|i|[ⅰ-ⅳ])\b")
_MONTH = re.compile(rf"(?<!\w)thang\s*(\d{{1,2}})\b{_YEAR}")
_VAGUE = re.compile(
    r"(?:tuan\s*(?:thu\s*)?\w+|thuong tuan|trung tuan|ha tuan|dau|giua|cuoi|khoang)\s*(?:cua\s+)?"
    r"(?=,?\s*thang\s*\d)"
    r"|(?:(?:tu\s+)?ngay\s+\d{1,2}|(?<![\w/])\d{1,2}(?=-)|\d{1,2}\s*/\s*\d{1,2})(?:\s*/\s*\d{1,4}){0,2}"
    r"\s*(?:-|den|va|,)\s*(?:het\s+)?(?:ngay\s+)?(?=\d{1,2}(?:\s*/\s*\d{1,2}\b|\s+thang))"
)
_CLOCK = re.compile(r"(?:(?:vao\s+)?(?:luc|hoi)\s+)?\d{1,2}\s*(?:gio|h|g)(?:\s*\d{2})?(?:\s*phut)?\b")
_ORDINAL = re.compile(r"(?<!\w)(?:lan|cuoc|dot|buoi)\s*(?:thu\s*)?(?:\d{1,2}|nhat|hai|ba|tu)\b")
_NO_STOP = r"[^,;.()|\x01]{3,}?"
_CHAIR = re.compile(
    rf"chu tri\s*:?\s*({_NO_STOP})(?=\s*[,;.()|\x01]|\s+tai\s|\s*$)"
    rf"|(?:do\s+|(?=dong chi|d/c))({_NO_STOP})\s+chu tri\b"
)
_PLACE_WORDS = (
    r"nha van hoa|nvh|nha sinh hoat|hoi truong|tru so|truong (?:tieu hoc|trung hoc|mam non|thcs|thpt|th)"
    r"|nha hop|nha cong dong|trung tam|san van dong|dinh lang"
)
_PLACE = re.compile(r"(?<!\w)(?:(dia diem)\s*:\s*(?:tai\s*:?\s+)?|(tai)\s*:?\s+)(?=\S)")
_BARE_PLACE = re.compile(rf"(?<!\w)(?:{_PLACE_WORDS})\b")
_PLACE_END = re.compile(
    r"\s*(?:[;)|(\x01]|\.(?:\s|$)|[-:]\s|,\s*(?:\x01|(?:thon|ban|xom|cac|to dan pho|khu pho|chu tri|do|gom"
    r"|cho|voi|doi|don|thoi|vao|luc|thanh phan|ngay|nhan dan)\b)|\s(voi|cho|vao|luc|gom|cung)\s|$)"
)
_FILLERS = """
đơn vị tiếp xúc đối thoại tổ chức với nhân dân cuộc hội nghị thời gian địa điểm tại và các cho vào lúc
sáng chiều tối buổi ngày thứ hai ba tư năm sáu bảy chủ nhật lần đợt dự kiến gồm cụm trực tiếp ở trong được
của là đến đồng chí cán bộ đảng viên tháng liên bốn thôn bản
"""
_FILLER = frozenset(map(tone_key, _FILLERS.split()))
# Words that are something else with another mark: a village may be called Lan 2, Thắng 3 or Tài Mẫu.
_TIME_WORD = frozenset(map(tone_key, ("quý", "quy", "q", "tháng", "thang", "lần", "cuộc", "đợt", "buổi", "tại", "tai")))


@dataclass(slots=True)
class Slot:
    """What one line of the schedule says of a planned dialogue."""

    quarters: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
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
        return bool(self.quarters or self.months or self.days or self.bad_day)

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

    def is_time_word(self, at: int) -> bool:
        """Tell whether the word at an offset is the one meant, not a name like it but for its marks."""
        word = re.match(r"[^\W\d_]+", self.text[at:])
        return word is not None and tone_key(word[0]) in _TIME_WORD


def quarter_of(month: int) -> str:
    """Return the quarter a month falls in."""
    return _QUARTERS[(month - 1) // 3]


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


def _read_time(scan: _Scan, slot: Slot, year: int | None) -> None:
    _read_days(scan, slot, year)
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
    for _ in scan.each(_CLOCK):
        pass


def place_name(text: str) -> str:
    """Return a place as it goes into a cell: `nhà Văn hoá` and `NVH` are both written Nhà văn hóa."""
    return capital(re.sub(r"(?i)^(?:nh[àa]\s+văn\s+h(?:óa|oá)|nvh)\b", "Nhà văn hóa", tidy(text)))


def _find_place(scan: _Scan) -> tuple[int, int, int] | None:
    """Return where the words for a place begin, where the place itself begins, and where it ends."""
    meant = (m for m in _PLACE.finditer(scan.key) if m[1] or scan.is_time_word(m.start()))
    found = next(meant, None) or _BARE_PLACE.search(scan.key)
    if not found:
        return None
    begin = found.start() if found.re is _BARE_PLACE else found.end()
    # A capital is part of a name: "chợ Mẫu" may be followed by "cho", "Chợ Mẫu" is the place's own.
    ends = (m.start() for m in _PLACE_END.finditer(scan.key, begin) if not (m[1] and scan.text[m.start(1)].isupper()))
    return found.start(), begin, next(ends)


def _read_place(scan: _Scan, slot: Slot) -> None:
    found = _find_place(scan)
    if not found:
        return
    start, begin, end = found
    words = scan.text[begin:end]
    slot.hosts = villages(words)
    if _kind_at(words, fold(words), 0) or words.lower().startswith("các "):
        if len(slot.hosts) == 1:  # "tại thôn Mới" names the village too, so it stays to be read
            slot.place = place_name(words)
        slot.hosts = []
        scan.take(start, begin)
        return
    slot.place = place_name(words)
    scan.take(start, end)


def read_slot(text: str, year: int | None) -> Slot:
    """Read one line of the schedule; what is left over after that is in `rest`."""
    scan, slot = _Scan(text), Slot()
    for found in scan.each(DURATION):
        slot.duration = tidy(text[slice(*found.span())])
    for ordinal in _ORDINAL.finditer(scan.key):
        if scan.is_time_word(ordinal.start()):
            scan.take(*ordinal.span())
    _read_time(scan, slot, year)
    chair = _CHAIR.search(scan.key)
    if chair:
        slot.chair = chair_name(scan.text[slice(*chair.span(1 if chair[1] else 2))])
        scan.take(*chair.span())
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


def chair_name(text: str) -> str:
    """Return who chairs, without the address of comrade."""
    return tidy(re.sub(r"(?i)(?:^|(?<=và ))(?:các |do )?(?:đồng chí|đ/c)\s+", "", squeeze(text)))
