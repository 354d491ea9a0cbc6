"""The cells that the process that reads tells of a sheet, as a list each, and the other way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sheettools.incoming.look.sheet import cell_key, split_key


def cells_told(sheet: Mapping[str, Any]) -> list[list[Any]]:
    """Return [row, column, value], with [.., is formula, error] where there is one."""
    told = sheet["cells"]
    assert told["at"] == sorted(told["at"])
    more = {key: flags for key, *flags in told["more"]}
    return [
        [*split_key(key), value, *more.get(key, ())]
        for key, value in zip(told["at"], told["values"], strict=True)
    ]


def as_told(cells: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """Return what such lists are told as."""
    cells = list(cells)
    return {
        "at": [cell_key(row, column) for row, column, *_ in cells],
        "values": [value for _, _, value, *_ in cells],
        "more": [[cell_key(row, column), *flags] for row, column, _, *flags in cells if flags],
    }
