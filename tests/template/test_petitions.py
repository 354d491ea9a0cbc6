"""What free texts say, on a corpus of invented petitions (`petitions/`): those that are sound are
not asked about, those that are not are.

The lists were written before the rules. What was done to letters is done here, by tables of its
own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from for_each import for_each

from sheettools.words.garbled import find_garbled
from sheettools.words.matters import looks_like_many
from sheettools.words.overlap import nearly_alike
from sheettools.words.talk import is_trial, says_nothing
from sheettools.words.text import fold, latin, nfc, tidy

FOLDER = Path(__file__).with_name("petitions")
FALSE_ALARMS = 0.02
"""The share of sound petitions that may be asked about, all questions together."""


def read(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines]


SOUND = read("sound")
MARKED = [text for text in SOUND if not text.isascii()]


# --------------------------------------------------------------------------- destroyed letters


def as_page(page: str) -> Callable[[str], str]:
    """Read UTF-8 as a code page; a byte that it does not know becomes a code, as Windows does."""

    def sign(byte: int) -> str:
        try:
            return bytes([byte]).decode(page)
        except UnicodeDecodeError:
            return chr(byte)

    return lambda text: "".join(map(sign, text.encode()))


def twice(text: str) -> str:
    return as_page("cp1252")(as_page("cp1252")(text))


def cut(text: str) -> str:
    return text.encode().decode("cp1252", "ignore")


def replaced(text: str) -> str:
    return text.encode().decode("cp1252", "replace")


TELEX = {
    "\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j",
    "\u0302": "=", "\u031b": "w", "\u0306": "w", "đ": "dd",
}  # fmt: skip
VNI = {
    "\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5",
    "\u0302": "6", "\u031b": "7", "\u0306": "8", "đ": "d9",
}  # fmt: skip
TONES = "\u0301\u0300\u0309\u0303\u0323"


def keys_of(word: str, table: dict[str, str], *, tone_last: bool) -> str:
    """Return the keys by which a word is typed, its tone after its letter or at the word's end."""
    made, last = "", ""
    for letter in word:
        if letter in "đĐ":
            made += table["đ"].capitalize() if letter == "Đ" else table["đ"]
            continue
        base, *marks = unicodedata.normalize("NFD", letter)
        made += base
        for mark in sorted(marks, key=TONES.__contains__):  # the shape, then the tone
            if mark in TONES and tone_last:
                last = table[mark]
            else:
                made += base.lower() if table[mark] == "=" else table[mark]
    return made + last


def typed(table: dict[str, str], *, tone_last: bool) -> Callable[[str], str]:
    """Type a text while no keyboard program is on."""
    return lambda text: re.sub(
        r"[^\W\d_]+", lambda word: keys_of(word[0], table, tone_last=tone_last), text
    )


DAMAGES: dict[str, tuple[Callable[[str], str], float, float]] = {
    "UTF-8 read as cp1252": (as_page("cp1252"), 1.0, 0.99),
    "UTF-8 read as latin-1": (as_page("latin-1"), 1.0, 0.99),
    "UTF-8 read as cp1258": (as_page("cp1258"), 1.0, 0.99),
    "UTF-8 read as Mac Roman": (as_page("mac_roman"), 1.0, 0.99),
    "UTF-8 read as cp437": (as_page("cp437"), 1.0, 0.99),
    "UTF-8 read as cp1252 twice": (twice, 1.0, 0.99),
    "bytes left out": (cut, 0.98, 0.2),
    "bytes replaced": (replaced, 1.0, 0.2),
    "letters as question marks, ASCII": (
        lambda text: text.encode("ascii", "replace").decode(),
        1.0,
        0,
    ),
    "letters as question marks, cp1252": (
        lambda text: text.encode("cp1252", "replace").decode("cp1252"),
        0.95,
        0,
    ),
    "Telex": (typed(TELEX, tone_last=False), 0.95, 0.8),
    "Telex, tones last": (typed(TELEX, tone_last=True), 0.95, 0.8),
    "VNI": (typed(VNI, tone_last=False), 0.95, 0.8),
    "VNI, tones last": (typed(VNI, tone_last=True), 0.95, 0.8),
    "codes of web pages": (
        lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
        1.0,
        0.99,
    ),
}
"""What is done to sound texts, the share that must be found, and that to which the right text must
be offered.
"""
CLEANED = {
    "UTF-8 read as cp1252": 0.25,
    "UTF-8 read as latin-1": 0.05,
    "UTF-8 read as cp1258": 0.25,
    "UTF-8 read as cp1252 twice": 0.17,
}
"""The same for a text of which the signs of control and blanks that were letters are gone."""


@pytest.mark.parametrize("name", DAMAGES)
def test_destroyed_letters_are_found_and_what_they_said(name: str) -> None:
    damage, least_found, least_right = DAMAGES[name]
    hold(((text, nfc(damage(text))) for text in MARKED), least_found, least_right)


@pytest.mark.parametrize("name", CLEANED)
def test_destroyed_letters_are_found_when_a_program_has_cleaned_the_text(name: str) -> None:
    damage, _, _ = DAMAGES[name]
    hold(((text, latin(tidy(damage(text)))) for text in MARKED), 0.97, CLEANED[name])


def hold(damaged: Iterable[tuple[str, str]], least_found: float, least_right: float) -> None:
    """Hold texts and what became of them to the shares that must be found and told."""
    texts = [(text, shown) for text, shown in damaged if shown != text]
    found = {text: find_garbled(shown) for text, shown in texts}
    right = [text for text, one in found.items() if one is not None and one.meant == text]
    wrong = [(text, one) for text, one in found.items() if one and one.meant not in ("", text)]
    missed = [shown for text, shown in texts if found[text] is None]
    assert len(missed) <= (1 - least_found) * len(texts), missed
    assert len(right) >= least_right * len(texts), wrong
    assert len(wrong) <= 0.06 * len(texts), wrong


@for_each("name", ["sound", "empty", "tried", "several", "same", "apart"])
def test_letters_that_are_there_are_not_missed(name: str) -> None:
    assert [text for text in read(name) if find_garbled(text)] == []


# --------------------------------------------------------------------------- what is said


def asked(text: str) -> str:
    """Return which question is asked about a petition."""
    if find_garbled(text):
        return "letters"
    if is_trial(text):
        return "trial"
    if says_nothing(text):
        return "nothing"
    return "several" if looks_like_many(text) > 1 else ""


def test_sound_petitions_are_not_asked_about() -> None:
    alarms = {text: question for text in SOUND if (question := asked(text))}
    assert len(alarms) <= FALSE_ALARMS * len(SOUND), alarms


@for_each(
    ("name", "questions"),
    [("empty", {"nothing", "trial"}), ("tried", {"trial"}), ("several", {"several"})],
)
def test_petitions_that_say_nothing_or_too_much_are_asked_about(
    name: str, questions: set[str]
) -> None:
    texts = read(name)
    missed = [text for text in texts if asked(text) not in questions]
    assert len(missed) <= 0.02 * len(texts), missed


def pairs(name: str) -> list[tuple[str, str]]:
    found = (line.split(" | ") for line in read(name))
    return [(first, second) for first, second in found]


def test_what_says_the_same_is_told_from_what_does_not() -> None:
    same = {pair: bool(list(nearly_alike(pair))) for pair in pairs("same")}
    apart = {pair: bool(list(nearly_alike(pair))) for pair in pairs("apart")}
    assert [
        pair for pair, found in same.items() if not found and fold(pair[0]) != fold(pair[1])
    ] == []
    assert [pair for pair, found in apart.items() if found] == []


def test_sound_petitions_are_seldom_like_another() -> None:
    """Of 300 of many villages three pairs are: “Xin cấp sổ đỏ”, “Đề nghị cấp sổ đỏ”."""
    found = [(SOUND[near.first], SOUND[near.second]) for near in nearly_alike(SOUND)]
    assert len(found) <= FALSE_ALARMS * len(SOUND), found
