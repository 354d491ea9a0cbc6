"""One run at a time in a year's folder; what was cut short is swept, and said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sheettools.disk import alone
from sheettools.disk.alone import LOCK, only_one
from sheettools.findings import Finding, SheettoolsError

PROGRAM = """
import sys
from pathlib import Path
from typing import Any
from sheettools.disk.alone import only_one
with only_one(Path(sys.argv[1]), "generate", [Path(sys.argv[1])]) as said:
    print(len(said), flush=True)
    sys.stdin.read(1)
"""


@pytest.fixture(autouse=True)
def _nobody_else_s(tmp_path_factory: pytest.TempPathFactory, monkeypatch: Any) -> None:
    """Leave what other runs have in the system's folder alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("tmp")))


@contextmanager
def another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield a process that holds the folder until it is told to end."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    passing = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), tempfile.gettempdir())
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        text=True,
        env={**os.environ, **passing},
        **pipes,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "0\n"
        yield other
        other.kill()


def enter(folder: Path) -> list[Finding]:
    with only_one(folder, "validate", [folder]) as said:
        return said


def test_who_comes_second_is_told_who_is_first(tmp_path: Path) -> None:
    with another(tmp_path):
        with pytest.raises(SheettoolsError) as refused:
            enter(tmp_path)
        (said,) = refused.value.findings
        assert said.code == "F280"
        assert "thư mục này (generate, chạy từ " in said.message("vi")
        assert str(tmp_path / LOCK) in said.remedy("vi")


def test_nobody_is_in_the_way_of_who_comes_later(tmp_path: Path) -> None:
    with another(tmp_path) as other:
        other.communicate("x")
    assert not list(tmp_path.iterdir())
    assert enter(tmp_path) == []
    assert not list(tmp_path.iterdir())


def test_what_a_killed_run_left_is_swept_and_said(tmp_path: Path) -> None:
    with another(tmp_path) as other:
        other.kill()
        other.wait()
    (tmp_path / f".~so.{other.pid}.sheettools.tmp").write_text("tên người")
    (tmp_path / f".~hai\nso.{other.pid}.sheettools.tmp").write_text("tên người")
    mine = tmp_path / f".~so.{other.pid}.tmp"  # another program's: it only looks like ours
    mine.write_text("của tôi")
    (said,) = enter(tmp_path)
    assert said.code == "F281"
    assert "đã dọn 2 tệp tạm còn sót" in said.message("vi")
    assert "generate" in said.message("vi")
    assert list(tmp_path.iterdir()) == [mine]


def test_the_draft_of_a_run_elsewhere_is_left_alone(tmp_path: Path) -> None:
    with another(tmp_path) as other:
        year = tmp_path / "nam"
        year.mkdir()
        draft = year / f".~so.{other.pid}.sheettools.tmp"
        draft.write_text("đang ghi")
        assert enter(year) == []
        assert draft.exists()
        os.utime(draft, (1_000_000_000, 1_000_000_000))
        assert [one.code for one in enter(year)] == ["F281"], "its number was another's then"


def test_a_folder_that_cannot_be_written_needs_no_holding(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    assert enter(tmp_path) == []
    assert enter(tmp_path / "khong-co") == []


@pytest.mark.parametrize(
    ("said", "hours", "refused"),
    [
        ({"pid": 1, "born": "x", "host": "may-khac"}, 1, True),
        ({"pid": 1, "born": "x", "host": "may-khac"}, 20, False),
        ({"pid": os.getppid(), "born": "of another"}, 1, False),
        ({"pid": os.getppid()}, 1, True),
        ({"pid": os.getppid()}, 20, True),
        ({}, 1, False),
    ],
)
def test_where_the_disk_knows_no_holding_what_is_said_counts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, Any],
    hours: int,
    refused: bool,
) -> None:
    monkeypatch.setattr(alone, "hold", lambda _: None)
    if said:
        this = {"host": alone.socket.gethostname(), "born": alone.born(os.getppid())}
        (tmp_path / LOCK).write_text(json.dumps({**this, **said}))
        written = time.time() - hours * 3600
        os.utime(tmp_path / LOCK, (written, written))
    if refused:
        with pytest.raises(SheettoolsError):
            enter(tmp_path)
    else:
        assert [one.code for one in enter(tmp_path)] == ["F281"] * bool(said)


def test_what_is_not_known_of_other_runs_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "hold", lambda _: None)
    (tmp_path / LOCK).write_text(json.dumps({"pid": 1, "host": "may-{khac}"}))
    with pytest.raises(SheettoolsError) as refused:
        enter(tmp_path)
    (said,) = refused.value.findings
    assert "ghi vào thư mục này (trên máy may-{khac}). Chưa" in said.message("vi")
    os.utime(tmp_path / LOCK, (1_000_000_000, 1_000_000_000))
    (cut,) = enter(tmp_path)
    assert "(không rõ lệnh nào); không còn sót tệp tạm nào." in cut.message("vi")
