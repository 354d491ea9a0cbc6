"""Signs that nobody sees and that play with what is seen, shown or escaped. Pure functions.

Every command needs them before it says a word, so nothing else is loaded with them.
"""

from __future__ import annotations

import re

DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the direction of what follows, for a set of characters."""

_UNSEEN = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f{DIRECTIONS}\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
"""Control characters, marks that turn the direction of what follows, and signs without width: a
name with one of them can read as another. What joins the parts of a sign of a picture stays.
"""


def visible(s: str) -> str:
    """Return a text with a sign in place of each character that nobody sees and that plays with
    what is seen; line ends and tabs stay.
    """
    return _UNSEEN.sub("\ufffd", s)


def escaped(s: str) -> str:
    """Return JSON in which such characters stand by their numbers."""
    return _UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", s)
