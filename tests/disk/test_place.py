"""Where a path leads, also where the system cannot tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheettools.disk.place import real_path


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "thật").mkdir()
    (tmp_path / "lối").symlink_to(tmp_path / "thật")
    assert real_path(tmp_path / "lối" / "a") == tmp_path / "thật" / "a"


def test_where_the_system_cannot_tell_it_is_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(_: Path) -> Path:
        raise OSError(22, "no such function on this drive")

    monkeypatch.setattr(Path, "resolve", cannot)
    monkeypatch.chdir(tmp_path)
    assert real_path(Path("a")) == tmp_path / "a"
