"""Where templates are looked for, and what a workbook may not choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheettools.findings import SheettoolsError
from sheettools.template.load.library import find_template, profile_in_force


def test_a_name_in_a_workbook_is_never_a_path(tmp_path: Path) -> None:
    own = tmp_path / "x.toml"
    own.write_text("", encoding="utf-8")
    assert find_template(str(own)) == own
    with pytest.raises(SheettoolsError) as refused:
        find_template(str(own), from_workbook=True)
    assert [finding.code for finding in refused.value.findings] == ["T007"]


def test_an_office_s_own_profile_goes_first(tmp_path: Path) -> None:
    folder = tmp_path / "bieu-mau" / "profiles"
    folder.mkdir(parents=True)
    (folder / "rieng.toml").write_text(
        'name = "rieng"\ntitle = "Riêng"\nvalid_from = "2026-01-01"\n', encoding="utf-8"
    )
    found = profile_in_force("2026-12-31", tmp_path)
    assert found is not None
    assert found.name == "rieng"
