"""What tests share: this folder is importable, so that `import village` gives the small commune."""

from __future__ import annotations

import pytest
import village
from office import Convert, office

SPREAD = ("test_cases", "test_kinds", "test_text", "test_rules", "test_cli", "test_round_trip", "test_ledger")
"""Modules of many tests by themselves; in the others tests share what took long to make, and stay on one processor."""


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module's tests together where they share costly fixtures."""
    for item in items:
        module = item.path.stem
        if module not in SPREAD:
            item.add_marker(pytest.mark.xdist_group(module))


@pytest.fixture(scope="session")
def commune() -> village.Commune:
    """Xã Mẫu in 2024: its plan, and a fresh workbook of each village."""
    return village.commune()


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Return LibreOffice's conversion: it opens files, works out their formulas, and saves them as another kind."""
    return office(tmp_path_factory.mktemp("soffice").as_uri())
