"""How offices write figures and join them into a sentence. Pure functions; what is said is declared
in the template.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sheettools.words.numbers import write_number

PROPER = (
    "Trung ương", "Đảng", "Nhà nước", "Quốc hội", "Chính phủ", "Mặt trận", "Đoàn ", "Bộ ",
    "Tỉnh ủy", "Huyện ủy", "Quy chế", "Chỉ thị", "Nghị quyết", "Luật ",
)  # fmt: skip
"""What keeps its capital in the middle of a sentence; “Quốc phòng” does not."""


def share_of(part: float, whole: float) -> int:
    """Return what a part is of the whole, in tenths of a hundredth, halves upwards.

    Each share is rounded by itself: the same part is the same share wherever it stands, and nothing
    is bent to make the shares of a sentence add up to 100.
    """
    return int(part * 1000 / whole + 0.5) if whole > 0 else 0


def write_share(tenths: int) -> str:
    """Write a share given in tenths of a hundredth: 333 → 33,3%; the whole is 100%."""
    return "100%" if tenths == 1000 else f"{tenths // 10},{tenths % 10}%"


def write_change(now: float, before: float, write: Callable[[float], str] = write_number) -> str:
    """Say how a figure changed: “tăng 03 (25,0%)”, “giảm 04 (100%)”, “không đổi”; of nought there
    is no share.
    """
    if now == before:
        return "không đổi"
    change, word = abs(now - before), "tăng" if now > before else "giảm"
    share = f" ({write_share(share_of(change, before))})" if before else ""
    return f"{word} {write(change)}{share}"


def inside(text: str) -> str:
    """Return a label as it stands in the middle of a sentence: “Đất đai” → “đất đai”, “UBND xã” as
    it is.
    """
    if text.startswith(PROPER) or text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]


def tidy_sentence(text: str) -> str:
    """Take out what parts left out leave behind: doubled blanks and stops, a separator in front,
    empty brackets.
    """
    if "\n" not in text:
        return _tidy_line(" ".join(text.split()).lstrip(";,. "))
    lines = (" ".join(line.split()).lstrip(";,. ") for line in text.split("\n"))
    return "\n".join(_tidy_line(line) for line in lines if line)


LEFT_BEHIND = {" ()": "", "..": ".", " ,": ",", ";.": ".", ".;": ";"}
"""What parts left out leave in a line, and what stands for it, in this order."""


def _tidy_line(line: str) -> str:
    for wrong, right in LEFT_BEHIND.items():
        line = line.replace(wrong, right)
    return line


ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """Write a number in Roman numerals."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def write_sum(whole: int, parts: Sequence[int]) -> str:
    """Write an identity of columns as forms print it: 5 = 6+7+8 → “5=6+7+8”, long runs as
    “5=6+…+10”.
    """
    run = list(parts) == list(range(parts[0], parts[0] + len(parts))) if parts else False
    text = f"{parts[0]}+…+{parts[-1]}" if run and len(parts) > 3 else "+".join(map(str, parts))
    return f"{whole}={text}"
