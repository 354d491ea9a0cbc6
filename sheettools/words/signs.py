"""Signs in a text that nobody sees, and what they are called. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from sheettools.findings import Words
from sheettools.words.text import unseen

_NAMES = (
    ("\r\x0b\x0c\x85\u2028\u2029", Words("ký tự xuống dòng thừa", "needless line breaks")),
    ("\t", Words("ký tự tab", "tabs")),
    ("\u00a0\u2007\u202f", Words("dấu cách không ngắt", "no-break spaces")),
    ("\u00ad", Words("dấu gạch nối ẩn", "soft hyphens")),
    (
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        Words("dấu chỉ chiều chữ", "direction marks"),
    ),
    (
        "\u200b\u200c\u200d\u2060\ufeff",
        Words("ký tự không có chiều rộng", "signs without width"),
    ),
    (
        "\u115f\u1160\u2800\u3000\u3164\uffa0",
        Words("ký tự trống của chữ nước khác", "blanks of other scripts"),
    ),
)
_CONTROL = Words("ký tự điều khiển", "control characters")
_OTHER = Words("ký tự ẩn khác", "other hidden signs")


def name_unseen(texts: Iterable[str]) -> Words | None:
    """Name the signs of some texts that nobody sees, each kind once; None where there are none."""
    names: dict[str, Words] = {}
    for text in texts:
        for sign in unseen(text):
            name = _name(sign)
            names[name.vi] = name
    if not names:
        return None
    return Words("; ".join(names), "; ".join(name.en for name in names.values()))


def _name(sign: str) -> Words:
    for signs, name in _NAMES:
        if sign in signs:
            return name
    if sign.isspace():
        return Words("dấu cách khác thường", "unusual blanks")
    return _CONTROL if sign < "\u00a0" else _OTHER
