"""Vietnamese text: cleaning, comparison keys, order, suggestions, and a look at free text.

Pure functions. What people typed is kept; these give keys and hints. The old encodings:
`words/legacy`. ư in TCVN3 is U+00AD, the soft hyphen, so nothing here removes U+00AD.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_LINES = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: alphabetical order; a syllable without a mark (ngang) comes first."""
_TONE = re.compile(f"[{_TONES}]")


def nfc(s: str) -> str:
    """Compose: mends NFD (Mac, iOS) and "Unicode tổ hợp"; leaves the place of the tone alone."""
    return unicodedata.normalize("NFC", s)


# Letters of other alphabets that look like Latin ones, and Latin ones that stand for đ, ă, ư in
# some fonts.
_TWINS = str.maketrans(  # Greek α and ρ are no twins: one sees what they are
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοðÐɖƉǎǍƣƢ",
    "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXođĐđĐăĂưƯ",
)
_LATIN_TWIN, _CONSONANTS = re.compile("[ðÐɖƉǎǍƣƢ]"), re.compile("[BCDĐGHKLMNPQRSTVX]{2,}")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_TWINS_SET = frozenset(map(chr, _TWINS))


def latin(s: str) -> str:
    """Return `s` (NFC) with letters that only look Latin made Latin: Cyrillic а, Greek ο, ð for đ,
    ƣ for ư.

    A word is mended where it mixes alphabets or becomes a Vietnamese syllable; a text with one
    letter that has no twin (Привет) is in another language and stays.
    """
    if s.isascii() or _TWINS_SET.isdisjoint(s):
        return s
    if any(letter not in _TWINS_SET for letter in _FOREIGN.findall(s)):
        return s
    return _WORD.sub(_latin_word, s)


def _latin_word(match: re.Match[str]) -> str:
    word = match[0]
    made = nfc(word.translate(_TWINS))
    if made == word or is_syllable(made):
        return made
    foreign = len(_FOREIGN.findall(word))
    letters = sum(letter.isalpha() for letter in word)
    return (
        made
        if (0 < foreign < letters and not _LATIN_TWIN.search(word)) or _CONSONANTS.fullmatch(made)
        else word
    )


def tidy(s: str) -> str:
    """Return `s` composed, without zero-width characters, odd blanks and needless blanks; lines are
    kept.
    """
    s = s.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE | _LINES)
    s = re.sub(r"[^\S\n]+", " ", nfc(s))
    return re.sub(r" *\n", "\n", s).strip()


_WIDE = re.compile("[\uff01-\uff5e]+")


def western(s: str) -> str:
    """Return `s` with full-width signs and digits as ASCII ones and every minus and dash as “-”."""
    return _DASHES.sub("-", _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), s))


# --- one place for the tone -----------------------------------------------------------------------

_VOWELS = "aăâeêioôơuưy"
_SHAPE = re.compile(
    rf"(qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|[^\W\d_{_VOWELS}]*)([{_VOWELS}]+)([^\W\d_{_VOWELS}]*)"
)
_WORD = re.compile(r"[^\W\d_]+")


def _split_tone(word: str) -> tuple[str, str, int]:
    """Take the tone off a lower-case NFC word: the rest (NFC), the tone mark, the index of its
    letter.

    The mark is "" unless there is exactly one. Only the five tone marks come off: â, ă, ê, ô, ơ, ư
    stay.
    """
    letters, tone, place = "", "", -1
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        marks = _TONE.findall(parts)
        if not marks:
            letters += letter
            continue
        if tone or len(marks) > 1:
            return word, "", -1
        tone, place = marks[0], len(letters)
        letters += nfc(_TONE.sub("", parts))
    return letters, tone, place


def _tone_place(onset: str, vowels: str, coda: str) -> int:
    """Say which letter of a syllable bears the tone: hòa, thủy, khỏe; hoàn, thuyền; quý, giá;
    ngoài.
    """
    marked = [i for i, v in enumerate(vowels) if v in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif coda:
        at = len(vowels) - 1
    else:
        at = 1 if len(vowels) > 2 else 0
    return len(onset) + at


def _settle_tone(match: re.Match[str]) -> str:
    word = match[0]
    if word.isascii():
        return word
    rest, tone, _ = _split_tone(word)
    shape = _SHAPE.fullmatch(rest) if tone else None
    if shape is None:
        return word
    at = _tone_place(*shape.groups()) + 1
    return nfc(rest[:at] + tone + rest[at:])


_RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y ych ynh yt yêm yên yêng yêt yêu
    o oc oi om on ong oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng
    oăt
    oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uâc uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ
    uy uya uych uynh uyt uyp uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt
    ươu
    """.split()  # noqa: SIM905 - read as a table
)
_ONSET = re.compile(r"ngh|ng|nh|ch|gh|kh|ph|th|tr|qu|[bcdđghklmnprstvx]|")
_FRONT = tuple("eêiy")


def _joins(onset: str, rime: str) -> bool:
    """Say whether `rime` may follow `onset`: kẻ not cẻ, nghe not nge; qu and gi lend a letter."""
    if onset == "qu":
        return rime in _RIMES or f"u{rime}" in _RIMES
    if onset == "g" and rime.startswith("i"):
        return rime in _RIMES or rime[1:] in _RIMES or f"iê{rime[2:]}" in _RIMES
    front = rime.startswith(_FRONT)
    if (
        rime not in _RIMES
        or (front and onset in ("c", "g", "ng"))
        or (not front and onset in ("gh", "ngh"))
    ):
        return False
    return onset != "k" or front or rime.startswith("a")  # Kạn


def is_syllable(word: str) -> bool:
    """Say by the rules of spelling whether `word` is a Vietnamese syllable: onset, rime, tone and
    its place.

    Both hoà and hòa are; qúy is not, nor a stopped syllable (-c, -ch, -p, -t) with any tone but sắc
    or nặng.
    """
    rest, tone, at = _split_tone(nfc(word).lower())
    onset = _ONSET.match(rest)[0]  # type: ignore[index]  # matches the empty onset too
    rime = rest[len(onset) :]
    if not _joins(onset, rime):
        return False
    if rime.endswith(("c", "ch", "p", "t")):
        if tone not in ("\u0301", "\u0323"):
            return False
    elif not tone:
        return not _TONE.search(unicodedata.normalize("NFD", rest))
    shape = _SHAPE.fullmatch(rest)
    if shape is None:
        return False
    newer = shape[2] in ("oa", "oe", "uy") and not shape[3] and at == len(shape[1]) + 1
    return newer or at == _tone_place(*shape.groups())


# --- keys -----------------------------------------------------------------------------------------

_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d]")
_COMPAT = re.compile("[\u2160-\u217f\uff01-\uff5e]+")  # Ⅳ as one sign, full-width commas and digits
_AROUND = re.compile(r" *([,;:.!?/()\[\]&+\-]) *")


@lru_cache(maxsize=8192)  # titles and items of lists are folded once a cell
def fold(s: str) -> str:
    """Return the key by which two texts are the same.

    Equal: NFC, NFD and tổ hợp; case; letters that only look Latin (`latin`); hoà and hòa, qúy and
    quý; dashes; blanks, also around signs and over lines; a full stop, comma, colon or semicolon at
    the end; Ⅳ and IV. Different: Hoa, Họa, Hòa; y and i.
    """
    s = _COMPAT.sub(lambda m: unicodedata.normalize("NFKC", m[0]), tidy(s))
    s = nfc(unicodedata.normalize("NFD", latin(s)).casefold())
    s = _AROUND.sub(r"\1", " ".join(_DASHES.sub("-", s).split()))
    return nfc(_WORD.sub(_settle_tone, s)).rstrip(" .;:,")


def bare(s: str) -> str:
    """Return `fold` without any mark (đ is d): a key to *suggest* by, never to match by."""
    parts = unicodedata.normalize("NFD", fold(s).translate(_TWINS))
    return fold("".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d"))


_SLUG_LENGTH = 60
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")


def slug(s: str) -> str:
    """Return a part of a file name that every system takes: "Ao Vường" gives "ao-vuong".

    Two names that differ by a tone give the same slug: put a code beside it.
    """
    name = re.sub(r"[^a-z0-9]+", "-", bare(s)).strip("-")[:_SLUG_LENGTH].rstrip("-")
    return f"{name}-x" if _RESERVED.fullmatch(name) else name or "x"


# --- suggestions ----------------------------------------------------------------------------------

_UNIT = re.compile(
    r"(thon|xom|lang|ap|ban|buon|bon|phum|soc|khom|to dan pho|tdp|khu pho|khoi pho|tieu khu)[ "
    r".:]+(?=\S)"
)
_NEAR, _MARGIN = 0.75, 0.12


def _distance(a: str, b: str) -> int:
    """Count letters put in, left out, changed or swapped with their neighbour (optimal string
    alignment).
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]


def _likeness(word: str, other: str) -> float:
    """Compare two folded texts, 0 to 1; a wrong letter counts whole, a wrong mark half."""
    longest = max(len(word), len(other))
    if abs(len(word) - len(other)) > longest * (1 - _NEAR):
        return 0.0
    return 1 - (_distance(word, other) + _distance(bare(word), bare(other))) / (2 * longest)


def _numbers(key: str) -> list[str]:
    return re.findall(r"\d+", key)


def _telling(key: str) -> list[str]:
    """Return the words in which one letter is the whole difference: A and B, I and II."""
    return re.findall(r"\b(?:[ivx]+|[a-z])\b", bare(key))


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the one candidate that `word` was surely meant to be, or None.

    Never decides between names that differ by marks only (Hoa, Họa), nor across numbers (thôn 1,
    thôn 2).
    """
    key = fold(word)
    known = {fold(c): c for c in reversed(list(candidates))}  # of equal ones the first
    if not key or key in known:
        return known.get(key)

    def core(text: str) -> str:
        plain = bare(text)
        return re.sub(r"[\W_]+", "", _UNIT.sub("", plain, count=1) if _UNIT.match(plain) else plain)

    fit = {k: c for k, c in known.items() if k and _numbers(k) == _numbers(key)}
    # “Qu III” has the letters of “Quí II”; “ytế” has no such word, “y tế” has one.
    same = [k for k in fit if core(k) == core(key) and _telling(k) in (_telling(key), [])]
    same = same or [k for k in fit if core(k) == core(key) and not _telling(key)]
    if same:
        return fit[same[0]] if len(same) == 1 else None
    ranked = sorted(
        ((_likeness(key, k), k) for k in fit if _telling(k) == _telling(key)), reverse=True
    )
    if not ranked or ranked[0][0] < _NEAR:
        return None
    best = ranked[0][1]
    if any(core(k) == core(best) for k in known if k != best):
        return None
    return fit[best] if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _MARGIN else None


# --- order ----------------------------------------------------------------------------------------

_ALPHABET = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def sort_key(s: str) -> SortKey:
    """Return the key of Vietnamese alphabetical order: letters (a ă â … d đ), then tones, then `s`
    itself.

    Numbers count as numbers: thôn 2 before thôn 10. Tones: ngang, huyền, hỏi, ngã, sắc, nặng.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for part in re.findall(r"[0-9]+|[^0-9]", fold(s)):
        if part.isascii() and part.isdigit():
            letters.append((2, len(part.lstrip("0"))))
            letters.extend((2, int(digit)) for digit in part.lstrip("0"))
            continue
        parts = unicodedata.normalize("NFD", part)
        letter = nfc(_TONE.sub("", parts))
        tone = _TONE.search(parts)
        tones.append(_TONES.index(tone[0]) + 1 if tone else 0)
        if letter in _ALPHABET:
            letters.append((3, _ALPHABET[letter]))
        else:
            letters.append((0, 0) if part == " " else (4 if part.isalpha() else 1, ord(part)))
    return tuple(letters), tuple(tones), s


# --- several matters in one cell ------------------------------------------------------------------

_ITEM = re.compile(
    r"(?:(?:ý kiến|kiến nghị|nội dung|câu)(?: số)? )?\(?(\d{1,2})[.)/:]+\s*(?=[^\W\d])",
    re.IGNORECASE,
)
_INLINE = re.compile(r"(\S*) \(?(\d{1,2})[.)]+\s*([^\W\d])")
_NUMBERED = re.compile(
    r"(?:điều|khoản|điểm|mục|phần|thôn|xóm|tổ|khu|số|đội|lớp|cấp|tháng|quý|ngày|năm|kỳ|lần|đợt)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?m)^[ \t]*[-–—+*•·]\s*(?=[^\W\d])")


def _run(numbers: Iterable[int]) -> int:
    """Count 1, 2, 3 … as far as they come in order."""
    expected = 1
    for number in numbers:
        expected += number == expected
    return expected - 1


def _inline(paragraph: str) -> int:
    """Count "1. … 2. …" in one paragraph: after a stop or before a capital, and not "khoản 2)"."""
    first = _ITEM.match(paragraph)
    if not first:
        return 0
    numbers = [int(first[1])]
    for before, number, letter in _INLINE.findall(paragraph):
        if not _NUMBERED.fullmatch(before) and (
            before.endswith((".", ";", ":", ",")) or letter.isupper()
        ):
            numbers.append(int(number))
    return _run(numbers)


def looks_like_many(s: str) -> int:
    """Say how many matters a cell seems to hold: numbered items or lines with a dash; 1 when in
    doubt.
    """
    s = tidy(s)
    numbered = _run(int(m[1]) for line in s.split("\n") if (m := _ITEM.match(line.lstrip())))
    most = max(numbered, _inline(s))
    return most if most > 1 else max(len(_BULLET.findall(s)), 1)
