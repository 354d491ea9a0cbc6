"""What a check asks of a text that somebody wrote in his own words, asked before it comes to that:
while a large workbook is being read there is nothing else to do, and the answers are kept.
"""

from __future__ import annotations

from sheettools.words.garbled import find_garbled
from sheettools.words.matters import looks_like_many
from sheettools.words.talk import is_trial, says_nothing
from sheettools.words.text import tidy


def get_ready(text: str) -> None:
    """Have what is asked of a text known when it is asked."""
    text = tidy(text)
    is_trial(text)
    says_nothing(text)
    looks_like_many(text)
    find_garbled(text)
