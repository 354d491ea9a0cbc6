"""Numbers as people write them: 1.234,5, “12 người”, “mười hai”, ½, where they read one way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sheettools.findings import Problem, Severity, declare
from sheettools.frozen import dataclass
from sheettools.words.text import fold, tidy, western

NOT_A_NUMBER = declare(
    "C104",
    Severity.ERROR,
    why=("“{value}” không phải là một số.", "“{value}” is not a number."),
    remedy=("Chỉ ghi chữ số, ví dụ 12.", "Write digits only, for example 12."),
)
TWO_READINGS = declare(
    "C121",
    Severity.ERROR,
    why=(
        "“{value}” có thể hiểu hai cách: dấu phân nhóm nghìn hoặc dấu thập phân.",
        "“{value}” can be read in two ways: its sign may part thousands or a fraction.",
    ),
    remedy=(
        "Ghi lại không có dấu phân nhóm, ví dụ 1250; phần lẻ sau dấu phẩy, ví dụ 1,25.",
        (
            "Write it without a sign between thousands, such as 1250; a fraction after a comma, "
            "such as 1,25."
        ),
    ),
)
APPROXIMATE = declare(
    "C122",
    Severity.ERROR,
    why=("“{value}” là số ước chừng.", "“{value}” is an estimate."),
    remedy=("Ghi một số đếm được, ví dụ 52.", "Write one number, as counted, such as 52."),
)
OTHER_UNIT = declare(
    "C125",
    Severity.ERROR,
    why=(
        "“{value}” ghi đơn vị tính khác với điều cột này đếm.",
        "“{value}” counts something else than this column does.",
    ),
    remedy=(
        "Ghi số theo đúng tiêu đề cột, không ghi đơn vị tính.",
        "Write the number that the heading asks for, no unit.",
    ),
)

Number = int | float
_WHOLE = r"\d+|[1-9]\d{0,2}(?:(?:\.\d{3})+|(?: \d{3})+|(?:['’]\d{3})+|(?:,\d{3}){2,})"
_PROGRAM = r"\d+\.(?:0{1,2}|\d{4,})(?!\d)"
"""As programs write numbers, 34.0 and 49.00000000000001: such a point can part no thousands."""
_SAID = re.compile(
    rf"(?P<sign>[-+]?)\s?(?:(?P<program>{_PROGRAM})|(?P<whole>{_WHOLE})(?P<fraction>,\d+)?"
    r"|(?P<part>0[.,]\d+))"
    r"(?P<rest>\s*\(?[^\W\d][^\d]*[23]?|\s*\([^\d]*\))?"
)
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_HALF = re.compile(r"(?P<sign>-?)(?P<whole>\d*) ?(?P<part>[½¼¾])(?P<rest>\s*[^\W\d][^\d]*)?")
_ABOUT = re.compile(
    r"(?:khoảng|độ|chừng|gần|hơn|trên|dưới|ngót|tầm|ước|xấp xỉ|không quá|chưa đến|ít "
    r"nhất|nhiều nhất|tối đa|tối thiểu"
    r"|[~≈><≥≤±])\s*\D{0,12}\d.*"
    r"|\d[\d.,]*\s*\D{0,12}?(?:\+|trở lên|trở "
    r"xuống|hơn|lẻ|mấy|(?:-|đến|tới)\s*\d[\d.,]*)\s*[^\d+]{0,20}"
)
_MOST_DIGITS, _LONG_CODE = 15, 8
"""A sheet keeps 15 digits of a number; eight or more that begin with 0 are a phone or a code."""

_PERSON = frozenset((
    "người", "đại biểu", "đồng chí", "đ/c", "đ.c", "đc", "d/c", "nhân khẩu", "khẩu", "người dân",
    "công dân", "hội viên", "thành viên", "cháu", "em", "cụ", "ông", "bà", "ông/bà", "vị", "bạn",
    "anh", "chị", "anh/chị",
))  # fmt: skip
"""The words by which people are counted, one for all: a column that counts people takes any."""
_HOUSE = frozenset(("hộ", "hộ dân", "hộ gia đình", "gia đình"))
_TURN = frozenset(("lượt", "lượt người", "lượt ý kiến", "lượt phát biểu", "ý kiến"))
_ALONE = ("cuộc", "buổi", "kiến nghị", "đơn", "vụ", "đoàn", "ngày", "giờ", "cuốn")
_THINGS = (_HOUSE, _TURN, *(frozenset((word,)) for word in _ALONE))
_IN_TITLES = ("người", "đại biểu", "đồng chí", "nhân khẩu", "khẩu")
_COUNTED = dict.fromkeys(_IN_TITLES, _PERSON)
for _thing in _THINGS:
    _COUNTED.update(dict.fromkeys(_thing, _thing))
"""What a title may say that its column counts, and all the words for that."""
_SHORT_FOR = {"đv": ("đảng viên", "đoàn viên"), "giấy mời": ("mời",)}
"""What stands for a longer word of the title."""
_MONEY = frozenset(("đ", "đồng", "vnd", "vnđ"))
_MEASURES = _MONEY | frozenset((
    "m", "m2", "m²", "km", "cm", "ha", "kg", "tấn", "lít", "%", "giờ", "ngày", "mét",
))  # fmt: skip
_UNITS = _MEASURES.union(_COUNTED, _PERSON, _SHORT_FOR)

_UNDER_TEN = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {"một": ("mốt",), "bốn": ("bốn", "tư"), "năm": ("lăm", "nhăm")}
"""How digits are said after hai mươi, ba mươi …, where otherwise than alone."""


def _number_words() -> dict[str, int]:
    """Return hai … chín mươi chín, as spelled in full.

    “một” may be “a”, “năm” a year: alone they are asked about.
    """
    words = {"mười": 10}
    for number, word in enumerate(_UNDER_TEN, 1):
        if word not in ("một", "năm"):
            words[word] = number
        words[f"mười {'lăm' if word == 'năm' else word}"] = 10 + number
    for tens, first in enumerate(_UNDER_TEN[1:], 2):
        words[f"{first} mươi"] = tens * 10
        for number, word in enumerate(_UNDER_TEN, 1):
            for end in _AFTER_TENS.get(word, (word,)):
                words[f"{first} mươi {end}"] = tens * 10 + number
    return words


_WORDS = _number_words()


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """What is known of the column in which a number stands."""

    title: str
    whole: bool = False
    """Whether only whole numbers belong there."""
    unit: str = ""
    """In what it counts, where that is declared: then nothing else may stand behind a number."""


def read_number(raw: str, column: NumberColumn) -> Number | Problem | None:
    """Return the number that a text says for certain, else what to ask; None for an empty text."""
    text = western(tidy(raw)).strip("'")
    if not text or any(sign.isdecimal() and not sign.isascii() for sign in text):
        return NOT_A_NUMBER if text or tidy(raw) else None
    said = _in_words(text, column)
    if said is not None:
        return said
    part = _halves(text, column)
    if part is not None:
        return part
    match = _SAID.fullmatch(text)
    if match:
        number = _value(match, column)
        if isinstance(number, Problem) or _fits(match["rest"], number, column):
            return number
        if fold(match["rest"] or "").strip("() ") in _UNITS:
            return OTHER_UNIT
    return APPROXIMATE if _ABOUT.fullmatch(text.casefold()) else NOT_A_NUMBER


def _value(match: re.Match[str], column: NumberColumn) -> Number | Problem:
    """Return the number that digits say; 1.250 and 1,250 may be thousands or a fraction."""
    sign = -1 if match["sign"] == "-" else 1
    if match["program"]:
        return sign * to_15_digits(float(match["program"]))
    if match["part"]:
        return sign * float(match["part"].replace(",", "."))
    said = match["whole"] + (match["fraction"] or "")
    whole = column.whole or fold(match["rest"] or "") in _PERSON | _MONEY
    if _ONE_GROUP.fullmatch(said) and not (whole and "." in said):
        return TWO_READINGS
    digits = re.sub(r"\D", "", match["whole"])
    if len(digits) > _MOST_DIGITS or (len(digits) > _LONG_CODE and digits.startswith("0")):
        return NOT_A_NUMBER
    if match["fraction"]:
        return sign * float(f"{digits}.{match['fraction'][1:]}")
    return sign * int(digits)


def _halves(text: str, column: NumberColumn) -> float | None:
    """Read ½, 3¾."""
    match = _HALF.fullmatch(text)
    if match is None:
        return None
    number = (int(match["whole"] or 0) + _HALVES[match["part"]]) * (-1 if match["sign"] else 1)
    return number if _fits(match["rest"], number, column) else None


def _in_words(text: str, column: NumberColumn) -> int | None:
    """Read “mười hai”, “mười hai người”."""
    key = fold(text)
    if key in _WORDS:
        return _WORDS[key]
    said = key.split()
    for cut in range(len(said) - 1, 0, -1):
        number = _WORDS.get(" ".join(said[:cut]))
        if number is not None:
            return number if _fits(" ".join(said[cut:]), number, column) else None
    return None


def _fits(rest: str | None, number: Number, column: NumberColumn) -> bool:
    """Say whether what follows a number is what the column counts, or the number again in words."""
    unit = fold(rest or "").strip("() ")
    if not unit or _WORDS.get(unit) == number:
        return True
    if column.unit:
        return unit == fold(column.unit) or unit in _COUNTED.get(fold(column.unit), ())
    return _fits_title(unit, fold(column.title))


def _fits_title(unit: str, title: str) -> bool:
    """Say whether a unit is what a column with this title counts."""
    if _is_short_for(unit, title):
        return True
    counted = _COUNTED.get(_first_in(_COUNTED, title) or "")
    if unit in _PERSON:
        return counted in (None, _PERSON) or f"lượt {unit}" in title
    if unit in _MEASURES:
        if _place(unit, title) is not None:
            return True
        return counted is None and _first_in(_MEASURES, title) is None
    if counted is not None and unit in counted:
        return True
    return counted is None and len(unit) > 1 and _place(unit, title) is not None


def _is_short_for(unit: str, title: str) -> bool:
    return any(_place(word, title) is not None for word in _SHORT_FOR.get(unit, ()))


def _first_in(words: Iterable[str], title: str) -> str | None:
    """Return which of some words stands first in a title."""
    found = {word: _place(word, title) for word in words}
    placed = sorted((at, word) for word, at in found.items() if at is not None)
    return placed[0][1] if placed else None


def _place(word: str, title: str) -> int | None:
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", title)
    return found.start() if found else None


def to_15_digits(number: float) -> float:
    """Return a number as a sheet shows it, without what arithmetic has left behind."""
    return float(f"{number:.15g}")


def write_number(value: float) -> str:
    """Write a number as offices do in a text: 4 → 04, 1234 → 1.234, 2.5 → 2,5; nought stays 0."""
    count = write_count(value)
    return f"0{count}" if value in range(1, 10) else count


def write_count(value: float) -> str:
    """Write a number as tables have it, one below the other: 4, 1.234, 2,5."""
    if float(value).is_integer():
        return f"{int(value):,}".replace(",", ".")
    whole_part, _, rest = f"{value:,.2f}".partition(".")
    return f"{whole_part.replace(',', '.')},{rest.rstrip('0') or '0'}"
