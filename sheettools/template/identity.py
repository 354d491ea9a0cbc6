"""What a workbook says of itself, and the seal over it.

The seal is a keyed digest (HMAC) of the facts that say whose workbook it is. The key never leaves
the year's folder, so that nobody else can make a seal that fits; whoever changes or types an
identity leaves one that does not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from sheettools.frozen import dataclass
from sheettools.template.issue import Issue
from sheettools.template.model import Template
from sheettools.version import __version__

KEY_FILE = "khoa.txt"
"""The file in the year's folder that holds the key."""
KEY_LETTERS, SEAL_LETTERS = 4, 16
SEAL = re.compile(rf"\b([A-Z2-7]{{{KEY_LETTERS}}})-[A-Z2-7]{{{SEAL_LETTERS}}}\b")
"""A seal: the letters that tell the key, then those that only the key can make."""
LONGEST_TEXT = 255
"""How long Excel allows a text in a formula to be."""


class Seal(StrEnum):
    """What became of a workbook's seal."""

    RIGHT = "right"
    WRONG = "wrong"
    """Made with this year's key, over other facts."""
    OTHER_KEY = "other key"
    UNCHECKED = "unchecked"
    """There is one, but no key to check it with."""
    NONE = "none"


@dataclass(frozen=True)
class IdentityFact:
    """One thing that a workbook says of itself: a row of its hidden sheet and a property of the
    file.
    """

    name: str
    of: Callable[[Template, Issue], str]
    rank: int = 0
    """Its place in the defined name and under the seal, the first that matter most; 0 where it
    stands in neither.
    """
    sealed: bool = False
    """Whether it is under the seal. The unit's name and the versions are not: a program may change
    how they are written.
    """


IDENTITY = (
    IdentityFact("code", lambda _, one: one.code, 2, sealed=True),
    IdentityFact("unit_code", lambda _, one: one.unit_code, 3, sealed=True),
    IdentityFact("unit_name", lambda _, one: one.unit_name),
    IdentityFact("template", lambda template, _: template.name, 1, sealed=True),
    IdentityFact("version", lambda template, _: template.version, 8),
    IdentityFact("fingerprint", lambda template, _: template.fingerprint, 7),
    IdentityFact("profile", lambda template, _: template.profile),
    IdentityFact("issue", lambda _, one: one.number, 4, sealed=True),
    IdentityFact("year", lambda _, one: str(one.year or ""), 5, sealed=True),
    IdentityFact("seal", lambda _, one: one.seal, 6),
    IdentityFact("program", lambda *_: f"sheettools {__version__}"),
)
"""All that a workbook says of itself, in the order of its hidden sheet."""
_RANKED = sorted((fact for fact in IDENTITY if fact.rank), key=lambda fact: fact.rank)
SEALED = tuple(fact.name for fact in _RANKED if fact.sealed)
NAMED = tuple(fact.name for fact in _RANKED)


def identity_of(template: Template, issued: Issue) -> dict[str, str]:
    """Return what one unit's workbook says of itself, its seal included."""
    return {fact.name: fact.of(template, issued) for fact in IDENTITY}


# --------------------------------------------------------------------------- the seal


def seal_all(template: Template, issued: Iterable[Issue], key: str) -> tuple[Issue, ...]:
    """Return what goes out, each with its seal; without a key nothing is sealed."""
    return tuple(
        replace(one, seal=make_seal(identity_of(template, one), key) if key else "")
        for one in issued
    )


def make_seal(identity: Mapping[str, str], key: str) -> str:
    """Return the seal over an identity: four letters that tell the key, sixteen that only the key
    can make.
    """
    said = json.dumps(
        [[name, _plain(identity.get(name, ""))] for name in SEALED], ensure_ascii=False
    )
    digest = hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()
    return f"{key_letters(key)}-{_letters(digest, SEAL_LETTERS)}"


def key_letters(key: str) -> str:
    """Return the letters by which a seal tells the key that made it."""
    return _letters(hashlib.sha256(key.encode()).digest(), KEY_LETTERS)


def check_seal(identity: Mapping[str, str], seals: Iterable[str], key: str) -> Seal:
    """Say whether one of the seals found is the one of this identity; what has not the form of a
    seal is none.
    """
    own = f"{key_letters(key)}-" if key else ""
    plain = [_plain(seal).upper() for seal in seals]
    found = [one for one in plain if SEAL.fullmatch(one) or (own and one.startswith(own))]
    if not found:
        return Seal.NONE
    if not key:
        return Seal.UNCHECKED
    wanted = make_seal(identity, key)
    if any(hmac.compare_digest(seal.encode(), wanted.encode()) for seal in found):
        return Seal.RIGHT
    return Seal.WRONG if any(seal.startswith(own) for seal in found) else Seal.OTHER_KEY


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _letters(digest: bytes, count: int) -> str:
    return base64.b32encode(digest).decode("ascii")[:count]


# --------------------------------------------------------------------- a defined name that holds it


def as_named_text(identity: Mapping[str, str]) -> str:
    """Return the formula of a defined name that holds the facts: one text, as
    `"template=…|code=…"`.
    """
    text = ""
    for name in NAMED:
        value = identity.get(name, "").replace('"', '""')
        more = f"{'|' if text else ''}{name}={value}"
        if value and "|" not in value and len(text) + len(more) <= LONGEST_TEXT:
            text += more
    return f'"{text}"'


def read_named_text(formula: str) -> dict[str, str]:
    """Return the facts that such a name holds."""
    text = formula.strip().removeprefix("=").strip()
    if len(text) < 2 or not (text.startswith('"') and text.endswith('"')):
        return {}
    pairs = (part.partition("=") for part in text[1:-1].replace('""', '"').split("|"))
    return {name: value for name, _, value in pairs if name in NAMED and value}
