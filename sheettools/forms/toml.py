"""Templates as text: TOML as people write it, with a comment beside what was guessed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

WIDE = 100
"""How long a line of a comment is at most."""


def value(said: Any) -> str:
    """Write a value as TOML has it."""
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, str):
        return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(said, Mapping):
        inside = ", ".join(f"{key} = {value(one)}" for key, one in said.items())
        return f"{{ {inside} }}"
    if isinstance(said, list | tuple):
        return f"[{', '.join(map(value, said))}]"
    return str(said)


def table(heading: str, said: Mapping[str, Any], above: Iterable[str] = ()) -> list[str]:
    """Write a table under its heading, comments above it; what is empty is left out."""
    lines = [*comments(above), heading]
    lines += [f"{key} = {value(one)}" for key, one in said.items() if one or one == 0]
    return [*lines, ""]


def items(said: Iterable[Mapping[str, Any]]) -> str:
    """Write the items of a list, one a line."""
    inside = "".join(f"  {value(one)},\n" for one in said)
    return f"[\n{inside}]"


def comments(texts: Iterable[str]) -> list[str]:
    """Write comments, each on lines that are not too long."""
    lines: list[str] = []
    for text in texts:
        line = "#"
        for word in text.split():
            if len(line) + 1 + len(word) > WIDE and line != "#":
                lines.append(line)
                line = "#  "
            line += f" {word}"
        lines.append(line)
    return lines
