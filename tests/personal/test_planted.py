"""Nothing personal of a long list of texts can be read after covering; ordinary texts stay as they
are.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from for_each import for_each
from measure import Row, covered, is_asked, ordinary, planted, readable, remains, table

from sheettools.annual.gate.curtain import Curtain
from sheettools.words.personal import find_personal
from sheettools.words.text import nfc

DOCS = Path(__file__).parents[2] / "docs" / "che-ho-ten.md"
KINDS = sorted({entry["kind"] for entry in planted()})
ASKED = 0.92
"""The share of the planted texts about which a village is asked as a matter of course, at least."""
NEEDLESS = 0.01
"""The share of the ordinary texts that are covered, or asked about, at most."""
LEFT_OVER = 0.02
"""The share of the secrets of which a word is left over, at most."""


def test_the_lists_are_long_enough_to_tell_something() -> None:
    assert len(planted()) >= 460
    assert len(ordinary()) >= 330
    for entry in planted():
        assert all(nfc(secret) in nfc(entry["text"]) for secret in entry["secret"]), entry


@for_each("kind", KINDS)
def test_nothing_planted_can_be_read(kind: str) -> None:
    assert [
        (entry["text"], left)
        for entry in planted()
        if entry["kind"] == kind and (left := readable(entry))
    ] == []


def test_hardly_a_word_of_them_is_left_over() -> None:
    left = [(entry["text"], words) for entry in planted() if (words := remains(entry))]
    secrets = sum(len(entry["secret"]) for entry in planted())
    assert len(left) <= LEFT_OVER * secrets, left


def test_hardly_an_ordinary_text_is_changed() -> None:
    changed = [
        (text, covered(text)) for entry in ordinary() if covered(text := nfc(entry["text"])) != text
    ]
    assert len(changed) <= NEEDLESS * len(ordinary()), changed


def test_what_must_stay_readable_does() -> None:
    lost = [
        (e["text"], word)
        for e in ordinary()
        for word in e.get("keep", ())
        if nfc(word) not in covered(e["text"])
    ]
    assert len(lost) <= NEEDLESS * len(ordinary()), lost


def test_the_village_is_asked_about_most_of_them_and_of_hardly_anything_else() -> None:
    assert sum(is_asked(entry["text"]) for entry in planted()) >= ASKED * len(planted())
    needless = [entry["text"] for entry in ordinary() if is_asked(entry["text"])]
    assert len(needless) <= NEEDLESS * len(ordinary()), needless


def test_what_is_asked_about_is_covered_too() -> None:
    for entry in (*planted(), *ordinary()):
        text = nfc(entry["text"])
        for hit in find_personal(text):
            assert text[hit.start : hit.end].strip(), text
        if is_asked(text):
            assert covered(text) != text


def test_covering_again_changes_nothing() -> None:
    for entry in (*planted(), *ordinary()):
        once = covered(entry["text"])
        assert covered(once) == once


def test_it_is_fast_enough_for_a_year_of_texts() -> None:
    texts = [f"{entry['text']} {number}" for number in range(3) for entry in ordinary()]
    curtain = Curtain(["Giàng A Páo", "Lò Thị Mẩy"], ["Hạ"])
    curtain.cover(texts[0])
    start = time.process_time()
    for text in texts:
        curtain.cover(text)
    assert (
        time.process_time() - start < len(texts) * 0.001
    )  # 0.2 ms each on the machine where it was measured


def test_the_docs_tell_the_figures_of_today() -> None:
    told = re.findall(
        r"^\| ([^|]+) \| (\d+) \| \d+ \| (\d+) \| (\d+)/(\d+) \|$",
        DOCS.read_text(encoding="utf-8"),
        re.M,
    )
    assert [Row(kind, *map(int, figures)) for kind, *figures in told] == table(), "\n".join(
        f"| {row.kind} | {row.secrets} | … | {row.readable} | {row.asked}/{row.texts} |"
        for row in table()
    )
