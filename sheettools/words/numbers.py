"""Numbers as people write them: 1.234,5, “12 người”, “mười hai”, ½; only what can be read in one
way is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheettools.findings import Problem, Severity, declare
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
        "“{value}” ghi đơn vị khác với điều cột này đếm.",
        "“{value}” counts something else than this column does.",
    ),
    remedy=(
        "Ghi số theo đúng tiêu đề cột, không ghi đơn vị.",
        "Write the number that the heading asks for, no unit.",
    ),
)

Number = int | float
_WHOLE = r"\d+|[1-9]\d{0,2}(?:(?:\.\d{3})+|(?: \d{3})+|(?:['’]\d{3})+|(?:,\d{3}){2,})"
_SAID = re.compile(
    rf"(?P<sign>[-+]?)\s?(?:(?P<whole>{_WHOLE})(?P<fraction>,\d+)?|(?P<part>0[.,]\d+))"
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

_PERSON = frozenset(("người", "đại biểu"))
_COUNTED = (
    "hộ",
    "khẩu",
    "lượt",
    "cuộc",
    "buổi",
    "ý kiến",
    "kiến nghị",
    "đơn",
    "vụ",
    "đoàn",
    "ngày",
    "giờ",
    "cuốn",
)
_MONEY = frozenset(("đ", "đồng", "vnd", "vnđ"))
_MEASURES = _MONEY | frozenset((
    "m", "m2", "m²", "km", "cm", "ha", "kg", "tấn", "lít", "%", "giờ", "ngày", "mét",
))  # fmt: skip
_UNITS = _PERSON.union(_COUNTED, _MEASURES)

_UNDER_TEN = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def _number_words() -> dict[str, int]:
    """Return hai … chín mươi chín, as spelled in full. “một” may be “a”, “năm” a year: alone they
    are asked about.
    """
    words = {
        word: number for number, word in enumerate(_UNDER_TEN, 1) if word not in ("một", "năm")
    }
    words["mười"] = 10
    words |= {
        f"mười {word}": 10 + number for number, word in enumerate(_UNDER_TEN, 1) if number != 5
    }
    words["mười lăm"] = 15
    for tens, first in enumerate(_UNDER_TEN[1:], 2):
        words[f"{first} mươi"] = tens * 10
        ends = {1: ("mốt",), 4: ("bốn", "tư"), 5: ("lăm", "nhăm")}
        for number, word in enumerate(_UNDER_TEN, 1):
            words |= {
                f"{first} mươi {end}": tens * 10 + number for end in ends.get(number, (word,))
            }
    return words


_WORDS = _number_words()


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of the column in which a number stands: its title, and whether only whole
    numbers belong there.
    """

    title: str
    whole: bool = False


def read_number(raw: str, column: Column) -> Number | Problem | None:
    """Return the number that a text says for certain, else what is to be asked about it; None for
    an empty text.
    """
    text = western(tidy(raw)).strip("'")
    if not text or any(sign.isdecimal() and not sign.isascii() for sign in text):
        return NOT_A_NUMBER if text or tidy(raw) else None
    if (said := _in_words(text, column)) is not None:
        return said
    if (part := _halves(text, column)) is not None:
        return part
    if match := _SAID.fullmatch(text):
        number = _value(match, column)
        if isinstance(number, Problem) or _fits(match["rest"], number, column):
            return number
        if fold(match["rest"] or "").strip("() ") in _UNITS:
            return OTHER_UNIT
    return APPROXIMATE if _ABOUT.fullmatch(text.casefold()) else NOT_A_NUMBER


def _value(match: re.Match[str], column: Column) -> Number | Problem:
    sign = -1 if match["sign"] == "-" else 1
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


def _halves(text: str, column: Column) -> float | None:
    match = _HALF.fullmatch(text)
    if match is None:
        return None
    number = (int(match["whole"] or 0) + _HALVES[match["part"]]) * (-1 if match["sign"] else 1)
    return number if _fits(match["rest"], number, column) else None


def _in_words(text: str, column: Column) -> int | None:
    key = fold(text)
    if key in _WORDS:
        return _WORDS[key]
    number, _, unit = key.rpartition(" ")
    return _WORDS[number] if number in _WORDS and _fits(unit, _WORDS[number], column) else None


def _fits(rest: str | None, number: Number, column: Column) -> bool:
    """Say whether what follows a number is what the column counts, or says the number again in
    words.
    """
    unit = fold(rest or "").strip("() ")
    if not unit or _WORDS.get(unit) == number:
        return True
    title = fold(column.title)
    named = sorted((at, word) for word in (*_PERSON, *_COUNTED) if (at := _place(word, title)) >= 0)
    if unit in _PERSON:
        return not named or named[0][1] in _PERSON
    measures = {word for word in _MEASURES if _place(word, title) >= 0}
    if unit in _MEASURES:
        return unit in measures or not (named or measures)
    return _place(unit, title) >= 0 and len(unit) > 1 and (not named or named[0][1] == unit)


def _place(word: str, title: str) -> int:
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", title)
    return found.start() if found else -1


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
