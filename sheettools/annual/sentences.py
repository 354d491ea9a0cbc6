"""How offices write figures and join them into a sentence. Pure functions; what is said is declared in the template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

PROPER = ("Trung ương", "Đảng", "Nhà nước", "Quốc hội", "Chính phủ", "Mặt trận", "Đoàn ", "Bộ ", "Tỉnh ủy", "Huyện ủy",
          "Quy chế", "Chỉ thị", "Nghị quyết", "Luật ")  # fmt: skip
"""What keeps its capital in the middle of a sentence; “Quốc phòng” does not."""


def write_number(value: float) -> str:
    """Write a number as offices do: 4 → 04, 1234 → 1.234, 2.5 → 2,5; nought stays 0."""
    if float(value).is_integer():
        whole = int(value)
        return f"{whole:02d}" if 0 < whole < 10 else f"{whole:,}".replace(",", ".")
    whole_part, _, rest = f"{value:,.2f}".partition(".")
    return f"{whole_part.replace(',', '.')},{rest.rstrip('0') or '0'}"


def write_share(tenths: int) -> str:
    """Write a share given in tenths of a hundredth: 333 → 33,3%; the whole is 100%."""
    return "100%" if tenths == 1000 else f"{tenths // 10},{tenths % 10}%"


def share_out(parts: Sequence[float], whole: float) -> list[int]:
    """Return what each part is of the whole, in tenths of a hundredth.

    Parts that make up the whole add up to 1000 exactly (the largest remainders are rounded up, the first ones among
    equals); others are rounded each by itself.
    """
    if whole <= 0:
        return [0] * len(parts)
    exact = [part * 1000 / whole for part in parts]
    if sum(parts) != whole:
        return [int(one + 0.5) for one in exact]
    shares = [int(one) for one in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_remainder[: 1000 - sum(shares)]:
        shares[at] += 1
    return shares


def inside(text: str) -> str:
    """Return a label as it stands in the middle of a sentence: “Đất đai” → “đất đai”, “UBND xã” as it is."""
    if text.startswith(PROPER) or text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]


def write_day(day: date, form: str) -> str:
    """Write a date or a part of it: a nought before days below 10 and months 1 and 2 only, as Party papers do."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    match form:
        case "ngay":
            return f"{day.day:02d}"
        case "thang":
            return month
        case "nam":
            return str(day.year)
        case _:
            return f"{day.day:02d}/{month}/{day.year}"


def sentence_case(text: str) -> str:
    """Return text with its first letter large."""
    return text[:1].upper() + text[1:]


def tidy_sentence(text: str) -> str:
    """Take out what parts left out leave behind: doubled blanks, a stop after a stop, a separator at the beginning."""
    lines = (" ".join(line.split()).lstrip(";,. ") for line in text.split("\n"))
    return "\n".join(
        line.replace("..", ".").replace(" ,", ",").replace(";.", ".").replace(".;", ";") for line in lines if line
    )


ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
         (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def roman(number: int) -> str:
    """Write a number in Roman numerals."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def write_sum(whole: int, parts: Sequence[int]) -> str:
    """Write an identity of columns as forms print it: 5 = 6+7+8 → “5=6+7+8”, long runs as “5=6+…+10”."""
    run = list(parts) == list(range(parts[0], parts[0] + len(parts))) if parts else False
    text = f"{parts[0]}+…+{parts[-1]}" if run and len(parts) > 3 else "+".join(map(str, parts))
    return f"{whole}={text}"
