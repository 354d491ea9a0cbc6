"""A measured corpus: words of the shipped templates, village names, sentences, dates and numbers,
damaged in every way.

Each case says what was meant, what stands in the cell and what must become of it. `measure` reads
every case as a returned workbook is read; test_corpus.py holds the outcome to its floors,
docs/text.md prints the same numbers.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sheettools.findings import Location, Severity
from sheettools.incoming.cage.read import RawCell
from sheettools.incoming.locate.cells import read_cell
from sheettools.template.kinds import KINDS
from sheettools.template.load.library import find_template
from sheettools.template.load.load import load_template
from sheettools.template.model import Field
from sheettools.template.vocabulary import Category, CategoryList
from sheettools.words.legacy import to_tcvn3, to_vni
from sheettools.words.nothing import says_nothing
from sheettools.words.text import fold, nfc

SEED = 20240315
VILLAGES = (
    "Ao Vường", "Cấm", "Họa", "Mới", "Hòa Bình", "Đồng Cốc", "Khuôn Thần", "Suối Chạc",
    "Thủy Điện", "Đèo Gia",
    "Bãi Đá", "Phì Điền", "Trại Một", "Tân Trường", "Giáp Thượng", "Đình Lười", "Nước Vàng",
    "Khuyến Nông", "Quỳnh Sơn",
)  # fmt: skip
TONED = ("Hoa", "Họa", "Hòa", "Hoá", "Cấm", "Cẩm", "Bãi", "Bái")
"""Villages of another commune, that differ by a tone."""
SENTENCES = (
    "Đề nghị xã sửa chữa đường liên thôn đã xuống cấp",
    "Kênh mương nội đồng bị sạt lở sau mưa bão, ruộng thiếu nước gieo cấy",
    "Đề nghị hỗ trợ cây giống và vốn vay ưu đãi cho các hộ nghèo",
    "Điện lưới hay mất vào giờ cao điểm buổi tối",
    "Nhà văn hóa thôn xuống cấp, đề nghị hỗ trợ kinh phí sửa chữa",
    "Việc chi trả tiền bồi thường giải phóng mặt bằng còn chậm",
    "Học sinh đi học phải qua ngầm tràn rất nguy hiểm khi mưa lũ",
    "Thu gom rác thải chưa kịp thời, gây ô nhiễm môi trường",
    "Đề nghị cấp giấy chứng nhận quyền sử dụng đất cho mười hộ",
    "Trạm y tế thiếu thuốc và trang thiết bị khám chữa bệnh",
    "Ranh giới đất rừng giữa hai gia đình chưa được xác định rõ",
    "Đề nghị mời cán bộ khuyến nông hướng dẫn bà con trồng vải",
)

Outcome = str
MENDED, SUGGESTED, ASKED, LEFT = "mended", "suggested", "asked", "left"
WRONG, BAD_HINT = "wrong", "wrongly suggested"


@dataclass(frozen=True)
class Case:
    """What was meant, what stands in the cell, and which outcomes are right; `damage` is a row of
    the table.
    """

    damage: str
    field: Field
    meant: Any
    written: Any
    right: tuple[Outcome, ...]


# --------------------------------------------------------------------------- damage to words

Damage = Callable[[str, random.Random], str]
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_NEWER = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé",
"ỏe": "oẻ", "ọe": "oẹ",
          "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip


def _composed(text: str, rng: random.Random) -> str:
    """Write as Unikey's “Unicode tổ hợp”: the letter whole, the tone a sign of its own."""

    def part(letter: str) -> str:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in _TONE_MARKS)
        return nfc("".join(mark for mark in parts if mark not in _TONE_MARKS)) + tones

    return "".join(map(part, text))


def _blanks(text: str, rng: random.Random) -> str:
    return f"\u00a0 {text.replace(' ', rng.choice([chr(0xA0), '  ', chr(9), ' ' + chr(0xA0)]))} \n"


def _invisible(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return "\ufeff" + text[:at] + rng.choice("\u200b\u200c\u2060") + text[at:]


def _tone_elsewhere(text: str, rng: random.Random) -> str:
    return re.sub("|".join(_NEWER) + r"(?!\w)", lambda m: _NEWER[m[0]], text)


def _other_alphabet(text: str, rng: random.Random) -> str:
    twins = str.maketrans("aeocpxACEHKMOPTX", "аеосрхАСЕНКМОРТХ")
    places = [i for i, c in enumerate(text) if c.translate(twins) != c]
    wanted = set(rng.sample(places, min(len(places), 1 + len(places) // 2)))
    return "".join(c.translate(twins) if i in wanted else c for i, c in enumerate(text))


def _other_d(text: str, rng: random.Random) -> str:
    return text.replace("đ", "ð").replace("Đ", "Ð").replace("ư", "ƣ").replace("Ư", "Ƣ")


def _without_marks(text: str, rng: random.Random) -> str:
    parts = unicodedata.normalize("NFD", text)
    return (
        "".join(c for c in parts if not unicodedata.combining(c))
        .replace("đ", "d")
        .replace("Đ", "D")
    )


def _change_word(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    words = text.split(" ")
    able = [i for i, word in enumerate(words) if change(word) != word]
    if not able:
        return text
    at = rng.choice(able)
    return " ".join(change(word) if i == at else word for i, word in enumerate(words))


def _without_tone(text: str, rng: random.Random) -> str:
    def change(word: str) -> str:
        return nfc("".join(c for c in unicodedata.normalize("NFD", word) if c not in _TONE_MARKS))

    return _change_word(text, rng, change)


def _other_tone(text: str, rng: random.Random) -> str:
    def change(word: str) -> str:
        parts = unicodedata.normalize("NFD", word)
        tone = next((c for c in parts if c in _TONE_MARKS), "")
        other = _TONE_MARKS[(_TONE_MARKS.index(tone) + 1) % len(_TONE_MARKS)] if tone else ""
        return nfc(parts.replace(tone, other)) if tone else word

    return _change_word(text, rng, change)


def _slip(text: str, rng: random.Random) -> str:
    """Swap, drop or double one letter of the longest word."""
    longest = max(re.findall(r"\w+", text), key=len)
    at = rng.randrange(1, len(longest)) if len(longest) > 1 else 0
    swapped = longest[: at - 1] + longest[at : at + 1] + longest[at - 1 : at] + longest[at + 1 :]
    slips = [swapped, longest[:at] + longest[at + 1 :], longest[:at] + longest[at] + longest[at:]]
    return text.replace(longest, rng.choice(slips), 1)


def _one_word_old(text: str, rng: random.Random) -> str:
    """Leave all but the oddest word in Unicode, so that one cell has two encodings."""
    if not re.search("[\u0100-\u1ef9].* .*[\u0100-\u1ef9]", text):
        return text
    words = text.split(" ")
    odd = max(range(len(words)), key=lambda i: sum(ord(c) > 0x100 for c in words[i]))
    return " ".join(to_tcvn3(word) if i == odd else word for i, word in enumerate(words))


def _soft_hyphens_lost(text: str, rng: random.Random) -> str:
    return to_tcvn3(text).replace("\xad", "") if "\xad" in to_tcvn3(text) else text


IN_ANY = (MENDED,)
WORDS: dict[str, tuple[Damage, tuple[Outcome, ...], tuple[Outcome, ...]]] = {
    "tổ hợp, NFD": (_composed, IN_ANY, IN_ANY),
    "tổ hợp, NFD ": (lambda s, rng: unicodedata.normalize("NFD", s), IN_ANY, IN_ANY),
    "hoa, thường": (lambda s, rng: s.upper(), IN_ANY, (LEFT,)),
    "hoa, thường ": (lambda s, rng: s.lower(), IN_ANY, (LEFT,)),
    "khoảng trắng, xuống dòng": (_blanks, IN_ANY, IN_ANY),
    "ký tự ẩn": (_invisible, IN_ANY, IN_ANY),
    "hòa, hoà": (_tone_elsewhere, IN_ANY, (LEFT,)),
    "dấu cuối câu": (lambda s, rng: s + rng.choice([".", ";", " :", ","]), IN_ANY, (LEFT,)),
    "chữ cái giống nhau": (_other_alphabet, IN_ANY, IN_ANY),
    "chữ cái giống nhau ": (_other_d, IN_ANY, IN_ANY),
    "TCVN3": (lambda s, rng: to_tcvn3(s), IN_ANY, (MENDED, ASKED)),
    "TCVN3 chữ hoa": (lambda s, rng: to_tcvn3(s.upper()), IN_ANY, (MENDED, ASKED)),
    "TCVN3 mất ư": (_soft_hyphens_lost, (MENDED, SUGGESTED, ASKED), (ASKED, LEFT, MENDED)),
    "VNI": (lambda s, rng: to_vni(s), IN_ANY, (MENDED, ASKED)),
    "VNI ": (lambda s, rng: to_vni(s.upper()), IN_ANY, (MENDED, ASKED)),
    "lẫn hai bảng mã": (_one_word_old, (ASKED, SUGGESTED), (ASKED, LEFT)),
    "không dấu": (_without_marks, (SUGGESTED, ASKED), (LEFT,)),
    "thiếu, sai một dấu": (_without_tone, (SUGGESTED, ASKED), (LEFT,)),
    "thiếu, sai một dấu ": (_other_tone, (SUGGESTED, ASKED), (LEFT,)),
    "gõ nhầm một chữ": (_slip, (SUGGESTED, ASKED), (LEFT,)),
}
"""Each damage to words: what it does, and what is right for an item of a list and for a
sentence.
"""


FOREIGN = (
    "½ ngày", "3 × 4 m", "100 m²", "25°C", "Zalo®", "«thôn»", "n° 5", "§ 5", "µm", "Ao Vuong",
    "lóa", "cà phê", "là",
    "déjà vu", "à côté de l'école", "crème brûlée", "Montréal, Québec", "Straße", "für",
    "Grüße aus Köln", "gå på",
    "blåbærgrød", "año", "São Paulo", "corazón", "così più", "Привет", "со мной", "Łódź", "日本語",
    "UBND, HĐND", "x²",
    "α-globulin", "Nguyễn Văn A", "CCCD, BHYT", "Kế hoạch 113-KH/ĐU", "https://camson.gov.vn/?a=1&b=2",
    "TT-BNV; 05/2021/TT-TTCP",
)  # fmt: skip
PHRASES = 160


def _phrases(rng: random.Random) -> Iterator[str]:
    """Yield pieces of sentences, of one word to six: the shorter, the less an encoding shows."""
    for _ in range(PHRASES):
        words = rng.choice(SENTENCES).split()
        at, length = rng.randrange(len(words)), rng.randrange(1, 7)
        yield " ".join(words[at : at + length]).strip(",")


def _lists() -> Iterator[CategoryList]:
    for name in ("so-tiep-xuc", "ke-hoach"):
        yield from load_template(find_template(name)).lists.values()
    for number, names in enumerate((VILLAGES, TONED)):
        yield CategoryList(f"thon_{number}", "Thôn", tuple(Category(name, name) for name in names))


def _word_cases(rng: random.Random) -> Iterator[Case]:
    sentence = Field("noi_dung", "Nội dung", max_length=1000)
    for known in _lists():
        chosen = Field(known.name, known.title, categories=known)
        for item in known.categories:
            for name, (damage, right, _) in WORDS.items():
                written = damage(item.label, rng)
                other = known.find(written) if right != IN_ANY else None
                if (
                    written != item.label and other is None
                ):  # what is another item's own spelling nobody can tell
                    yield Case(name.strip(), chosen, item.value, written, right)
    for text in (*SENTENCES, *dict.fromkeys(_phrases(rng))):
        for name, (damage, _, right) in WORDS.items():
            written = damage(text, rng)
            # A word that alone means that there is nothing to write is no piece of a sentence.
            if written != text and not says_nothing(written):
                # A piece of a sentence may be too short to tell its encoding: then it stays as it
                # is.
                short = (
                    (LEFT,) if text not in SENTENCES and name.startswith(("TCVN3", "VNI")) else ()
                )
                yield Case(name.strip(), sentence, text, written, right + short)
    for text in (*SENTENCES, *FOREIGN):
        yield Case("chữ đúng, tiếng nước khác", sentence, text, text, (LEFT,))


# ----------------------------------------------------------------------- dates, numbers, yes and no

DATES = (
    date(2024, 3, 5),
    date(2024, 12, 31),
    date(2024, 2, 29),
    date(2024, 5, 6),
    date(2024, 11, 20),
)
DATE_FORMS = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{s:02}", "{d:02}.{m:02}.{y}", "{d} / {m} / {y}",
    "ngày {d}/{m}/{y}",
    "ngày {d} tháng {m} năm {y}", "Ngày {d:02} tháng {m:02} năm {y}", "{d} tháng {m} năm {y}",
    "{d} thg {m} {y}",
    "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}-{m:02}-{d:02} 00:00:00", "{d}/{m}/{y} 8:30",
    "7h30 ngày {d}/{m}/{y}",
    "sáng {d}/{m}/{y}", "{d}/{m}/{y}.", "'{d}/{m}/{y}", "{d} {m} {y}", "{d:02}{m:02}{y}",
    "{y}{m:02}{d:02}", "{serial}",
    "{serial}.0",
)  # fmt: skip
DATES_ASKED = (
    "{d}/{m}", "tháng {m}/{y}", "{m}/{y}", "tháng {m}", "{d}/{m}/2{y}", "{d}/{m}/0{s}",
    "khoảng {d}/{m}/{y}", "{y}",
    "31/04/{y}", "30/02/{y}", "{d}/{m}/{y} (âm lịch)", "{d}/{m}/{y}; 6/6/{y}", "cuối tháng {m}",
    "{d}/13/{y}", "nt",
)  # fmt: skip
INTEGERS: dict[str, int | None] = {
    "12": 12, "012": 12, "12 người": 12, "12người": 12, "１２": 12, "mười hai": 12,
    "Mười hai người": 12,
    "12 (mười hai)": 12, "hai mươi mốt": 21, "hai mươi lăm": 25, "1.250": 1250, "1 250": 1250,
    "1\u00a0250 người": 1250,
    "1.234.567": 1234567, "1,234,567": 1234567, "+5": 5, "'7": 7, "\u200b8": 8,
    "khoảng 50": None, "hơn 50": None, "50-60": None, "~50": None, "50 trở lên": None,
    "1,250": None, "12 hộ": None,
    "12O": None, "l2": None, "không": 0, "năm": None, "hai ba": None, "2 rưỡi": None,
    "1,5": None,
    "½": None, "12/5": None, "nt": None,
    '"': None, "0912345678": None, "2 trăm": None, "12 (mười ba)": None,
}  # fmt: skip
NUMBERS: dict[str, float | None] = {
    "1.234,5": 1234.5, "1,5": 1.5, "0,75": 0.75, "0.75": 0.75, "½": 0.5, "2½": 2.5, "1.250": None,
    "1,250": None,
    "1.5": None, "12.000 đồng": 12000, "1 234,5": 1234.5, "1,5 triệu": None, "15%": None,
    "khoảng 1,5": None,
}  # fmt: skip
YES_NO: dict[Any, bool | None] = {
    "có": True, "CÓ": True, "co": True, "Co\u0301": True, "x": True, "X": True, "v": True,
    "✓": True, "☑": True,
    "đúng": True, "yes": True, 1: True, "không": False, "KHÔNG": False, "ko": False, "k": False,
    "Không có": False, "khong": False, "sai": False, "No": False, 0: False, "Có.": True,
    " không ": False,
    "có thể": None, "chưa rõ": None, "2": None, "có/không": None, "nt": None,
}  # fmt: skip
QUARTERS = {
    "I": ("1", "Ⅰ", "quý i", "Quí 1", "Q1", "quý một", "QÚY I", "Quý  1."),
    "II": ("2", "Ⅱ", "Quý Ⅱ", "quí 2", "q2", "quý hai", "QII"),
    "III": ("3", "quý 3", "Quí III", "quý ba"),
    "IV": ("4", "Ⅳ", "quý tư", "quý bốn", "Quý 4"),
}
CODES = (  # pattern or form, written, meant
    (r"^\d{5}$", "", 7528, "07528"), (r"^\d{5}$", "", "7528", "07528"), (r"^\d{5}$", "", "7528.0",
    "07528"),
    (r"^\d{5}$", "", 752, "00752"), ("", "phone", 912345678, "0912345678"),
    ("", "phone", "912345678", "0912345678"), ("", "phone", "912345678.0", "0912345678"),
    ("", "phone", 2043881234, "02043881234"),
)  # fmt: skip


def _value_cases() -> Iterator[Case]:
    day = Field("ngay", "Ngày", KINDS["date"])
    for meant in DATES:
        said = {"d": meant.day, "m": meant.month, "y": meant.year, "s": meant.year % 100}
        said["serial"] = (meant - date(1899, 12, 30)).days
        yield from (Case("ngày", day, meant, form.format(**said), (MENDED,)) for form in DATE_FORMS)
        yield from (
            Case("ngày chưa rõ", day, meant, form.format(**said), (ASKED,)) for form in DATES_ASKED
        )
    for kind, title, cells in (
        ("integer", "Số người", INTEGERS),
        ("number", "Số", NUMBERS),
        ("boolean", "Trả lời tại hội nghị", YES_NO),
    ):
        target, name = Field("so", title, KINDS[kind]), "có, không" if kind == "boolean" else "số"
        for written, value in cells.items():
            right = (ASKED,) if value is None else (MENDED,)
            yield Case(
                name if value is not None else f"{name} chưa rõ", target, value, written, right
            )
    quarter = Field("quy", "Quý", categories=load_template(find_template("ke-hoach")).lists["quy"])
    for item, spellings in QUARTERS.items():
        yield from (Case("quý", quarter, item, spelling, (MENDED,)) for spelling in spellings)
    for pattern, form, written, text in CODES:
        yield Case(
            "số 0 ở đầu", Field("ma", "Mã", pattern=pattern, format=form), text, written, (MENDED,)
        )


@cache
def cases() -> tuple[Case, ...]:
    """Return the whole corpus, the same on every run."""
    rng = random.Random(SEED)  # noqa: S311 - the same cases on every run
    return (*_word_cases(rng), *_value_cases())


# --------------------------------------------------------------------------- what becomes of a case


def judge(case: Case) -> Outcome:
    """Read the cell as the check does, and say what became of it; WRONG is another meaning, taken
    without asking.
    """
    cell = RawCell(1, 1, case.written)
    read = read_cell(cell, case.field, Location())
    asked = [f for f in read.findings if f.severity is not Severity.REPAIR]
    if asked:
        return _asked(case, asked[0].code, dict(asked[0].values), read.value)
    if read.value is None:
        return WRONG
    if not read.findings and str(case.written) != case.field.show(read.value):
        return WRONG  # read otherwise than it stands, and nobody was told
    if case.field.free_text and read.value == case.written:
        return LEFT
    return MENDED if _same(read.value, case.meant) else WRONG


def _asked(case: Case, code: str, values: dict[str, Any], value: Any) -> Outcome:
    """Judge a question: with the right suggestion, with none, or with a wrong one."""
    if (
        code == "C118"
    ):  # a question about an encoding says what the text may mean, and leaves it as it stands
        right = fold(values["after"]) == fold(case.meant) or "\xad" in to_tcvn3(case.meant)
        return (ASKED if right else BAD_HINT) if value == nfc(str(case.written)) else WRONG
    known = case.field.categories
    if known is None:
        return ASKED
    near = known.suggest(str(case.written))
    if near is None:
        return ASKED
    found = known.find(near)
    return SUGGESTED if found is not None and found.value == case.meant else BAD_HINT


def _same(value: Any, meant: Any) -> bool:
    return (
        fold(value) == fold(meant)
        if isinstance(value, str) and isinstance(meant, str)
        else bool(value == meant)
    )


@cache
def outcomes() -> tuple[tuple[Case, Outcome], ...]:
    """Return every case with what became of it."""
    return tuple((case, judge(case)) for case in cases())


def measure() -> dict[str, Counter[Outcome]]:
    """Return how often each outcome came about, by damage, in the order of the corpus; `right` and
    `all` as well.
    """
    found = {damage: Counter[Outcome]() for damage in dict.fromkeys(map(str.strip, WORDS))}
    for case, outcome in outcomes():
        counts = found.setdefault(case.damage, Counter())
        counts.update((outcome, "all"))
        counts["right"] += outcome in case.right
    return found


def table() -> str:
    """Return the measure as Markdown, for the docs."""
    rows = [
        (
            "| trong ô | số ca | đã sửa đúng | gợi ý đúng | hỏi lại | để nguyên | gợi ý sai | "
            "hiểu sai mà không hỏi |"
        ),
        "|---|---|---|---|---|---|---|---|",
    ]
    found = measure()
    found["**cộng**"] = sum(found.values(), Counter())
    for damage, counts in found.items():
        cells = (counts[key] or "" for key in ("all", MENDED, SUGGESTED, ASKED, LEFT))
        rows.append(
            f"| {damage} | "
            + " | ".join(map(str, cells))
            + f" | {counts[BAD_HINT]} | {counts[WRONG]} |"
        )
    return "\n".join(rows)
