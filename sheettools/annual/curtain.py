"""Names and numbers of people in the words that others wrote: found and covered. Pure functions of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from sheettools.template.findings import COVERED
from sheettools.template.rules import find_people
from sheettools.template.text import fold, mask_hints, nfc, slug

ADDRESSES = frozenset(map(fold, (
    "ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "cụ", "đồng chí", "đ/c", "mẹ", "bố", "con", "vợ", "chồng",
    "thầy", "hộ", "nhà", "gia đình",
)))  # fmt: skip
"""Words before which a name of a single word is one, and which are no part of the name after them."""
OFFICES = frozenset(map(fold, (
    "ban", "bí", "cán", "chi", "chủ", "công", "cử", "đảng", "hội", "mttq", "nhân", "phó", "thôn", "bản", "xóm", "tổ",
    "trưởng", "ubnd", "ủy",
)))  # fmt: skip
"""First words of what people write where a name is asked for, and that is nobody's name: offices, bodies, places."""
PLACES = frozenset(map(fold, (
    "thôn", "bản", "xóm", "làng", "phố", "xã", "phường", "trường", "thpt", "thcs", "đường", "chợ", "cầu", "khu",
)))  # fmt: skip
"""Words after which a name is that of a place."""
MOST_APART = 3
"""How many signs (blanks, a full stop) may stand between two words of a name."""
FULL_WORDS = 3
"""From how many words on a name is known again without its marks."""

_LARGE = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
_FULL_NAME = re.compile(
    r"(?<!\w)(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đào|Đoàn|Trịnh|Mai|Cao|Hà"
    r"|Lương|Lưu|Tạ|Phùng|Vi|Nông|Lục|Giáp|Chu|Thân|La|Ninh|Triệu|Bàn|Tống|Quách|Lâm)"
    rf"\s+(?:Văn|Thị)(?:\s+[{_LARGE}][^\W\d_]*){{1,3}}"
)
"""A family name, “Văn” or “Thị”, a name: whoever writes so means somebody."""
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[,;/()\n–—]|\s-\s|\svà\s")
"""Between the names of several people in one cell, and before what is said of them."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_NUMBER = re.compile(
    r"(?<!\d)(?:"
    r"0[35789]\d{8}|84[35789]\d{8}|0\d{11}"  # glued to a word or a line below
    r"|\(?0[35789]\d{2}\)?(?:[ .,\-]\d{2}){3}|0[35789]\d{2}[ .\-]\d{4}[ .\-]\d{2}|0[35789]\d[ .\-]\d{7}"
    r"|\(0[35789]\d{2}\) ?\d{3} ?\d{3}|0\d{5} \d{6}"
    r")(?!\d)|(?<=CMND)\d{9}(?!\d)|(?<=CCCD)\d{12}(?!\d)"
)
"""Numbers of phones and people that a head would be asked about in vain, but that must not go up."""
_PLAIN = {ord("_"): " "} | {0xFF10 + digit: str(digit) for digit in range(10)}


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    """Return a word as names are compared: Lý and Lí are one."""
    return fold(word).translate(_I_FOR_Y)


_I_FOR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


class Curtain:
    """Cover text by the values of personal fields that are `known`, and by what looks like a name or a number.

    A name of several words is covered wherever it stands; one of a single word, which may be any word, after a form of
    address only; so is the last word of a longer one. Names of `places` are nobody's.
    """

    def __init__(self, known: Iterable[str] = (), places: Iterable[str] = ()) -> None:
        self.places = frozenset(map(fold, places))
        self.known = frozenset(
            name for value in known for name in _names_in(nfc(value)) if fold(name) not in self.places
        )

    def cover(self, text: str) -> str:
        """Return text without anything that says who somebody is."""
        text = nfc(text)
        if fold(text) in self.places:
            return text
        made = self._cover(text)
        if _UNSEEN.search(text):
            # Signs that nobody sees may part a name; they stay where there is none.
            seen = self._cover(_UNSEEN.sub("", text))
            made = seen if seen.count(COVERED) > made.count(COVERED) else made
        return made

    def _cover(self, text: str) -> str:
        for start, end in reversed(list(self._named(text))):
            text = text[:start] + COVERED + text[end:]
        text = _FULL_NAME.sub(lambda match: match[0] if self._is_place(text, match) else COVERED, text)
        for name in list(find_people(text)):
            text = text if fold(name) in self.places else text.replace(name, COVERED)
        return cover(text)

    def _is_place(self, text: str, match: re.Match[str]) -> bool:
        before = text[: match.start()].split()
        return fold(match[0]) in self.places or (bool(before) and fold(before[-1]) in PLACES)

    @cached_property
    def _names(self) -> Mapping[str, list[tuple[str, ...]]]:
        """The names by their first word, the longest first."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for name in self.known:
            words = name.split()
            if len(words) > 2 or all(word[0].isupper() for word in words[1:]):
                singles = words[-1:] if len(words) > 1 and words[-1][0].isupper() else []
                for one in (name, *(word for word in singles if fold(word) not in self.places)):
                    parts = tuple(_key(word) for word in _WORD.findall(one))
                    if parts:
                        found.setdefault(parts[0], set()).add(parts)
        return {first: sorted(names, key=lambda one: (-len(one), one)) for first, names in found.items()}

    @cached_property
    def _bare(self) -> Mapping[str, list[tuple[str, ...]]]:
        """Full names without their marks, by their first word."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(self.known):
            parts = tuple(slug(word) for word in _WORD.findall(name))
            if len(parts) >= FULL_WORDS:
                found.setdefault(parts[0], []).append(parts)
        return found

    def _named(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where in a text names stand that are known."""
        words = list(_WORD.finditer(text)) if self.known else []
        keys = [_key(word[0]) for word in words]
        at = 0
        while at < len(words):
            size = next((len(one) for one in self._names.get(keys[at], ()) if _stands(one, text, words, keys, at)), 0)
            if not size and words[at][0].isascii():
                plain = [word[0].lower() for word in words]
                size = next((len(n) for n in self._bare.get(plain[at], ()) if _stands(n, text, words, plain, at)), 0)
            if size:
                yield words[at].start(), words[at + size - 1].end()
            at += size or 1


def _names_in(value: str) -> Iterator[str]:
    """Yield the names that a personal field holds, without forms of address and what is no name."""
    for part in _PARTS.split(value):
        words = part.split()
        while words and (fold(words[0].rstrip(".:")) in ADDRESSES or fold(" ".join(words[:2])) in ADDRESSES):
            words = words[1 if fold(words[0].rstrip(".:")) in ADDRESSES else 2 :]
        if words and fold(words[0]) not in OFFICES:
            yield " ".join(words)


def _stands(name: Sequence[str], text: str, words: Sequence[re.Match[str]], keys: Sequence[str], at: int) -> bool:
    """Say whether a name stands at a word of a text."""
    if tuple(keys[at : at + len(name)]) != name:
        return False
    if len(name) == 1 and not (name[0].isdigit() and len(name[0]) > 8):
        before = text[: words[at].start()].split()
        addressed = bool(before) and (fold(before[-1]) in ADDRESSES or fold(" ".join(before[-2:])) in ADDRESSES)
        return addressed and words[at][0][0].isupper()
    ends = zip(words[at:], words[at + 1 : at + len(name)], strict=False)
    return all(two.start() - one.end() <= MOST_APART for one, two in ends)


def cover(text: str) -> str:
    """Return text with numbers of phones and people covered: the report leaves the office."""
    plain = text.translate(_PLAIN)
    spans = sorted([(start, end) for _, start, end in mask_hints(plain)] + [m.span() for m in _NUMBER.finditer(plain)])
    for start, end in reversed(list(_apart(spans))):
        text = text[:start] + COVERED + text[end:]
    return text


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in their order, those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last is not None and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
