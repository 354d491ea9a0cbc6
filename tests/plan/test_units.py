"""Units as a plan lists them: of every kind there is, and two that share a name or a number."""

from __future__ import annotations

import pytest
from standing import shipped_template

KINDS = (
    *("Thôn", "Xóm", "Làng", "Ấp", "Bản", "Buôn", "Bon", "Plei", "Phum", "Sóc", "Tổ dân phố"),
    *("Tổ dân cư", "Khu phố", "Khu dân cư", "Khu", "Khối phố", "Khối", "Khóm", "Tiểu khu"),
    *("Xã cũ", "Phường cũ", "Thị trấn cũ"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_unit_is_an_item_of_its_own(kind: str) -> None:
    found = shipped_template("ke-hoach").lists["loai_thon"].find(kind.upper())
    assert found is not None
    assert found.label == kind
    assert found.group in ("thôn", "tổ dân phố")
