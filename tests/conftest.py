"""What tests share: this folder is importable, so that `import village` gives the small commune."""

from __future__ import annotations

import pytest
import village


@pytest.fixture(scope="session")
def commune() -> village.Commune:
    """Xã Mẫu in 2024: its plan, and a fresh workbook of each village."""
    return village.commune()
