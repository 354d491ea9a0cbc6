"""What of the two lists of texts is covered and asked about: the figures that the tests hold and
the docs tell.

`planted.toml` holds texts with something personal in them, `ordinary.toml` texts with nothing; both
were written by somebody who had not seen the detector. All in them is invented.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sheettools.annual.gate.curtain import Curtain
from sheettools.words.personal import find_personal
from sheettools.words.text import nfc

KINDS = {
    "full name with title": "họ tên sau cách xưng hô",
    "full name after role": "họ tên sau chức vụ",
    "title with given name": "xưng hô hoặc chức vụ với tên gọi",
    "after household, kin or verb": "sau “hộ”, họ hàng, “gửi”, “gặp”",
    "bare full name": "họ tên đứng một mình",
    "odd writing of a name": "họ tên viết khác thường",
    "phone": "số điện thoại",
    "number of papers": "số giấy tờ",
    "account or plate": "tài khoản, biển số xe",
    "online": "trên mạng",
    "home address": "địa chỉ nhà, thửa đất",
    "birth": "ngày, năm sinh",
    "file name": "tên tệp",
}
"""What the docs call the kinds of the list."""
FOLDER = Path(__file__).parent
Entry = Mapping[str, Any]


def planted() -> list[Entry]:
    return _entries("planted")


def ordinary() -> list[Entry]:
    return _entries("ordinary")


@cache
def _entries(name: str) -> list[Entry]:
    return list(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))[name])


def covered(text: str) -> str:
    return Curtain().cover(text)


def is_asked(text: str) -> bool:
    """Whether a village is asked as a matter of course: whether anything certain was found."""
    return any(hit.is_certain for hit in find_personal(nfc(text)))


def readable(entry: Entry) -> list[str]:
    """The secrets of a text that can be read after covering, whatever the case and the blanks."""
    shown = _flat(covered(entry["text"]))
    return [secret for secret in entry["secret"] if _flat(secret) in shown]


def remains(entry: Entry) -> list[str]:
    """The words of its secrets that are left over, and that nothing else in the text says."""
    text, shown = nfc(entry["text"]), covered(entry["text"])
    for secret in entry["secret"]:
        text = text.replace(nfc(secret), " ")
    words = [word for secret in entry["secret"] for word in _WORD.findall(nfc(secret))]
    return [
        word for word in words if word in _WORD.findall(shown) and word not in _WORD.findall(text)
    ]


_WORD = re.compile(r"[^\W_]{2,}")


def _flat(text: str) -> str:
    return " ".join(nfc(text).lower().split())


@dataclass(frozen=True)
class Row:
    """One line of the table in the docs."""

    kind: str
    secrets: int
    readable: int
    asked: int
    texts: int


def table() -> list[Row]:
    """The figures, a kind each, in the order of the list."""
    kinds = dict.fromkeys(entry["kind"] for entry in planted())
    return [_row(kind, [entry for entry in planted() if entry["kind"] == kind]) for kind in kinds]


def _row(kind: str, entries: list[Entry]) -> Row:
    secrets = sum(len(entry["secret"]) for entry in entries)
    still = sum(len(readable(entry)) for entry in entries)
    return Row(
        KINDS[kind], secrets, still, sum(is_asked(entry["text"]) for entry in entries), len(entries)
    )
