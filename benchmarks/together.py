"""A plugin of pytest, for mutation alone: files are read in the process of the tests, so that a
fault is in force there too, and tests are run in the order in which their files are named.

Tests of the reading process itself start one all the same. It inherits which fault is in force.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheettools.incoming.cage import keeper, process


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the quickest first; a whole run begins with what takes longest."""
    named = {Path(name).resolve(): place for place, name in enumerate(config.args)}
    items.sort(key=lambda item: named.get(item.path, len(named)))


@pytest.fixture(scope="session", autouse=True)
def _read_here() -> Iterator[None]:
    ask = keeper.Keeper.ask

    def ask_here(
        self: keeper.Keeper,
        reader: str,
        data: bytes,
        allowed: keeper.Allowance,
        room: int = 0,
    ) -> dict[str, Any]:
        if keeper._handed_on is None:  # a test of the process itself
            return ask(self, reader, data, allowed, room)
        reply = process.answer(reader, data, passwords=self._passwords, room=room)
        answered: dict[str, Any] = json.loads(json.dumps(reply, allow_nan=False))
        return answered

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper.Keeper, "ask", ask_here)
        yield
