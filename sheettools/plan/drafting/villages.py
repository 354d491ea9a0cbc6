"""Villages named in running text, alone or several under one word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheettools.plan.drafting.names import proper
from sheettools.plan.drafting.text import fold, squeeze, tone_key

_KINDS = (
    *(
        "Thôn",
        "Bản",
        "Tổ dân phố",
        "Khu phố",
        "Xóm",
        "Làng",
        "Ấp",
        "Buôn",
        "Khối phố",
        "Khóm",
        "Tiểu khu",
    ),
    *("Khu dân cư", "Bon", "Phum", "Sóc"),
)
KIND = {fold(kind): kind for kind in _KINDS} | {"tdp": "Tổ dân phố", "khu": "Khu", "khoi": "Khối"}
# These are other words with another mark ("Ban", "bàn", "áp"), so their marks count.
_EXACT = frozenset({"ban", "xom", "lang", "ap", "buon", "bon", "soc"})
_KIND = re.compile(rf"(?<!\w)({'|'.join(sorted(KIND, key=len, reverse=True))})\b")
_MANY = re.compile(r"(?:cac|hai|ba|bon|lien|cum)\s+$")
_LINK = re.compile(r"\s*(?:,\s*(?:va\s)?|\+|&|va\s)\s*(?:cac\s+)?")
_DASH_LINK = re.compile(r"\s+-\s+")


@dataclass(frozen=True, slots=True)
class Village:
    """A village as named: `name` is kept as written."""

    kind: str
    name: str
    begin: int
    end: int

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same village elsewhere in the text."""
        return self.kind, tone_key(self.name)


def kind_at(text: str, key: str, at: int) -> re.Match[str] | None:
    """Match the word for a kind of village at an offset."""
    found = _KIND.match(key, at)
    if found and (
        found[1] not in _EXACT or text[at : found.end()].lower() == KIND[found[1]].lower()
    ):
        return found
    return None


def _name_at(text: str, key: str, at: int, kind: str) -> tuple[str, int]:
    numbered = re.compile(r"\s*so\s+(?=\d)").match(key, at)
    begin = numbered.end() if numbered else at
    end = proper(text, begin)
    name = squeeze(text[begin:end])
    return ("", at) if kind in ("khu", "khoi") and not name.isdecimal() else (name, end)


def villages(text: str) -> list[Village]:
    """Return the villages named in `text` in order: "thôn Hồng và thôn Mai", "các thôn A, B và
    C".
    """
    key, found, at = fold(text), list[Village](), 0
    while start := _KIND.search(key, at):
        at = start.end()
        if not kind_at(text, key, start.start()):
            continue
        many = bool(_MANY.search(key[: start.start()]))
        kind, begin = start[1], start.start()
        name, end = _name_at(text, key, at, kind)
        while name:
            found.append(Village(KIND[kind], name, begin, end))
            at = end
            link = _LINK.match(key, end) or (_DASH_LINK.match(key, end) if many else None)
            if not link or kind_at(text, key, link.end()):
                break
            begin = link.end()
            name, end = _name_at(text, key, begin, kind)
    return found
