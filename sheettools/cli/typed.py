r"""What was typed at the command line, put right where it can only mean one thing.

Word makes “–” of “--” and curls quotes; a path that ends with “\” swallows its closing quote on
Windows; people ask for help as other programs have it. Whatever is changed is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

HELP = {"help", "/?", "/h", "/help", "-?", "--?", "?", "tro-giup", "trợ-giúp", "huong-dan"}
VERSION = {"version", "-v", "/version", "--v", "phien-ban"}
TAKEN_AS_IT_STANDS = "--password"
"""An option whose value may have any signs."""
_DASHES = "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = "“”„‟«»‘’'"
# Patterns as text: most command lines need none of them, and to make one takes milliseconds.
_OPTION = rf"(?s)([{_DASHES}]+)([A-Za-zＡ-Ｚａ-ｚ][\w{_DASHES}]*)(=.*)?"
_OPENED = rf"((?:--[\w-]+=)?)[{_QUOTES}]([^{_QUOTES}]*)"
_QUOTED = rf"(?s)((?:--[\w-]+=)?)[{_QUOTES}](.+)[{_QUOTES}]"
_SWALLOWED = r'(?s)((?:[A-Za-z]:|\\\\|\.{0,2}\\)[^"]*)"(?:\s+(.*))?'
"""A path of Windows that ran on past its closing quote, since a “\\” stood before that."""


def put_right(arguments: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the arguments as they were meant, and what of them was changed: before and after."""
    words: list[str] = []
    changed: list[tuple[str, str]] = []
    for typed, meant in _joined(arguments):
        is_itself = words[-1:] == [TAKEN_AS_IT_STANDS] or _is_there(meant)
        after = [meant] if is_itself else _meant(meant)
        words += after
        if [typed] != after:
            changed.append((typed, " ".join(after)))
    return _asking(_without_own_name(words)), changed


def _joined(arguments: Sequence[str]) -> list[tuple[str, str]]:
    """Join what stands between quotes that only Word knows, which part it at its blanks; return
    each argument as it was typed and as it is.
    """
    rest: list[str] = list(arguments)
    found: list[tuple[str, str]] = []
    while rest:
        first = rest.pop(0)
        if first.startswith(f"{TAKEN_AS_IT_STANDS}=") or (
            found and found[-1][0] == TAKEN_AS_IT_STANDS
        ):
            found.append((first, first))
            continue
        ends = [number for number, one in enumerate(rest) if one[-1:] and one[-1] in _QUOTES]
        if ends and re.fullmatch(_OPENED, first) and not _is_there(first):
            first = " ".join([first, *rest[: ends[0] + 1]])
            del rest[: ends[0] + 1]
        found.append((first, _unquoted(first)))
    return found


def _unquoted(argument: str) -> str:
    """Return what stands between quotes that only Word knows."""
    if argument[-1:] not in tuple(_QUOTES) or _is_there(argument):
        return argument
    quoted = re.fullmatch(_QUOTED, argument)
    return quoted[1] + quoted[2] if quoted else argument


def _meant(argument: str) -> list[str]:
    """Return what one argument means: mostly itself."""
    if argument.startswith(f"{TAKEN_AS_IT_STANDS}=") or _is_usual(argument):
        return [argument]
    swallowed = re.fullmatch(_SWALLOWED, argument)
    if swallowed:
        return [swallowed[1].rstrip("\\") or swallowed[1], *(swallowed[2] or "").split()]
    option = re.fullmatch(_OPTION, argument)
    if option is None:
        return [argument]
    name = unicodedata.normalize("NFKC", re.sub(f"[{_DASHES}]", "-", option[2]))
    if not name.isascii() and option[1].strip("-"):
        return [argument]  # a text that begins with a dash
    dashes = "-" if len(name) == 1 and len(option[1]) == 1 else "--"
    return [f"{dashes}{name}{option[3] or ''}"]


def _is_usual(argument: str) -> bool:
    """Say whether an argument can only be meant as it stands."""
    dashes = len(argument) - len(argument.lstrip("-"))
    return argument.isascii() and '"' not in argument and dashes in {0, 2}


def _without_own_name(words: list[str]) -> list[str]:
    """Return the same without the program's own name in front, typed once more."""
    own = len(words) > 1 and words[0].lower() in ("sheettools", "sheettools.exe")
    return words[1:] if own else words


def _asking(words: list[str]) -> list[str]:
    """Return the same, where help or the version is asked for as other programs have it."""
    if len(words) == 1 and words[0].lower() in VERSION:
        return ["--version"]
    asks = [word.lower() in HELP for word in words]
    if not any(asks[:1]) and not any(word in {"/?", "-?", "--?"} for word in words):
        return words
    return [*(word for word, is_asking in zip(words, asks, strict=True) if not is_asking), "--help"]


def _is_there(argument: str) -> bool:
    with suppress(OSError, ValueError):
        return Path(argument).exists()
    return False
