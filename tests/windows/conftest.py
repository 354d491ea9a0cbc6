"""A Windows under Wine, begun once for all tests here; those in `inside` run in its Python."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from windows import python
from windows.wine import Wine, is_there

INSIDE = Path(__file__).parent / "inside"
collect_ignore = ["inside"]


def need_wine() -> None:
    """A missing Wine fails in CI and skips elsewhere."""
    if not is_there():
        if os.environ.get("CI") == "true":
            pytest.fail("wine64 is missing")
        pytest.skip("wine64 is not installed")


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    need_wine()
    with Wine(python.BUILD / "prefix").begun() as begun:
        yield begun


@pytest.fixture(scope="session")
def interpreter(wine: Wine) -> Path:
    """The Windows Python with the libraries and this checkout's wheel."""
    return python.prepared()
