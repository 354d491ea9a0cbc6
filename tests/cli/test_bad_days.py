"""Bad days of a command: others at work in the folder, files that are nobody's to write."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from small_year import TODAY, fill, issued_file, make_year, return_all, thuong

from sheettools.cli.entry import run
from sheettools.cli.root import UNREAD, USAGE
from sheettools.disk import alone
from sheettools.outgoing.whole import not_written
from sheettools.year import FIX, IN, OUT, Year

DAY = ["--today", TODAY.isoformat()]
COPY = "99901-01_thuong_2024_can-sua.xlsx"
RECEIPT = "99901-02_Trung_2024_da-nhan.txt"
Told = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year whose returns were checked: one has to be fixed, one is well, one has not come."""
    year = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    return_all(year, ["02"])
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    fill(issued_file(year, "01"), year.folder / IN / "so-01.xlsx", year.plan.collects, rows)
    run(["validate", str(year.folder), *DAY])
    return year.folder


@pytest.fixture
def folder(told: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(told, tmp_path / "mau-son-2024"))


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return all files of a folder, each with when it was written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


# --------------------------------------------------------------------------- one at a time

WRITING: dict[str, list[Any]] = {
    "validate": DAY,
    "merge": DAY,
    "generate": [],
    "status": [*DAY, "--reminders"],
}


@pytest.mark.parametrize("command", WRITING)
def test_while_one_writes_no_other_does(
    folder: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (folder / OUT).joinpath("99901-03_ha_2024.xlsx").unlink()
    monkeypatch.setattr(alone, "hold", lambda _: False)
    (folder / alone.LOCK).write_text('{"pid": 5, "host": "may-1", "command": "merge"}')
    before = tree(folder)
    assert run([command, str(folder), *WRITING[command]]) == 3
    out, _ = capsys.readouterr()
    assert "Đang có lệnh khác ghi vào thư mục này (merge, trên máy may-1)" in out
    assert {name for name in tree(folder) if "sqlite" not in name} <= set(before)


def test_who_only_reads_need_not_wait(
    folder: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "hold", lambda _: False)
    for command in (
        ["validate", str(folder), "--no-copies", *DAY],
        ["status", str(folder), *DAY],
        ["generate", str(folder), "--dry-run"],
    ):
        assert run(command) in (0, 1)
    assert "F280" not in "".join(capsys.readouterr())


# --------------------------------------------------------------------------- only looked at


def test_what_did_not_come_back_is_only_looked_at(folder: Path, capsys: Told) -> None:
    """A blank of our own is no return of Thôn Trung: the receipt stays, and so does all else."""
    outside = folder.parent / "goi.xlsx"
    shutil.copy(folder / IN / "so-01.xlsx", outside)
    before = tree(folder.parent)
    for paths in ([issued_file(Year(folder), "02")], [folder / OUT], [folder, outside]):
        run(["validate", *map(str, paths), *DAY])
        out, _ = capsys.readouterr()
        assert "chỉ xem" in out
        assert tree(folder.parent) == before
    assert (folder / FIX / RECEIPT).is_file()
    assert (folder / FIX / COPY).is_file()


def test_a_folder_of_returns_that_lies_elsewhere_is_the_year_s(folder: Path, capsys: Told) -> None:
    """An office may keep what comes back on another disk, and lead there."""
    elsewhere = folder.parent / "o-khac"
    (folder / IN).rename(elsewhere)
    (folder / IN).symlink_to(elsewhere, target_is_directory=True)
    for path in (folder / IN / "so-01.xlsx", folder / IN):
        (folder / FIX / COPY).unlink()
        run(["validate", str(path), *DAY])
        assert (folder / FIX / COPY).is_file()
    assert "chỉ xem" not in capsys.readouterr().out


# --------------------------------------------------------------------------- what cannot be written

REPORT = "tong-hop_99901_2024_gui-cap-tren"
NOT_WRITTEN: list[tuple[list[str], str, list[str]]] = [
    (["generate"], f"{OUT}/99901-02_Trung_2024.xlsx", [f"{OUT}/99901-03_ha_2024.xlsx"]),
    (["generate"], f"{OUT}/99901-01_thuong_2024.txt", [f"{OUT}/99901-01_thuong_2024.xlsx"]),
    (["merge", *DAY], f"bao-cao/{REPORT}.xlsx", [f"bao-cao/{REPORT}.docx"]),
    (
        ["merge", *DAY, "--write", "xlsx,docx,json,html"],
        f"bao-cao/{REPORT}.json",
        [f"bao-cao/{REPORT}.{ending}" for ending in ("xlsx", "docx", "html")],
    ),
    (
        ["merge", *DAY, "--internal", "--write", "xlsx,json"],
        "noi-bo/tong-hop_99901_2024_noi-bo.xlsx",
        [f"bao-cao/{REPORT}.json", "noi-bo/so-noi-bo_99901_2024.xlsx"],
    ),
    (
        ["merge", *DAY, "--internal", "--write", "json"],
        "noi-bo/so-noi-bo_99901_2024.xlsx",
        [f"bao-cao/{REPORT}.json"],
    ),
    (
        ["status", *DAY, "--board", "--reminders"],
        "nhac-nho/99901-01_thuong_2024.txt",
        ["nhac-nho/99901-03_ha_2024.txt", "noi-bo/tinh-hinh-nop.xlsx"],
    ),
    (
        ["status", *DAY, "--board", "--reminders"],
        "noi-bo/tinh-hinh-nop.xlsx",
        ["nhac-nho/99901-03_ha_2024.txt"],
    ),
    (
        ["merge", *DAY, "--write", "xlsx,docx,json"],
        f"bao-cao/{REPORT}.docx",
        [f"bao-cao/{REPORT}.{ending}" for ending in ("xlsx", "json")],
    ),
    (["validate", *DAY], f"{FIX}/{COPY}", [f"{FIX}/{RECEIPT}", f"{FIX}/cac-lan-kiem-tra.json"]),
    (["validate", *DAY], f"{FIX}/cac-lan-kiem-tra.json", [f"{FIX}/{COPY}", f"{FIX}/{RECEIPT}"]),
]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("name", ["bao-cao", "bao-cao/moi"])
def test_a_folder_that_can_only_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "bao-cao").mkdir()
    if os.geteuid() == 0:  # who may do everything is asked nothing
        monkeypatch.setattr(os, "access", lambda path, mode: not mode and Path(path).exists())
    (tmp_path / "bao-cao").chmod(0o555)
    problem = PermissionError(errno.EACCES, "Permission denied")
    (finding,) = not_written(tmp_path / name / "tong-hop.xlsx", problem).findings
    (tmp_path / "bao-cao").chmod(0o755)
    assert "thư mục “bao-cao” không cho ghi" in finding.message("vi")


@pytest.mark.parametrize(("command", "bad", "others"), NOT_WRITTEN)
def test_one_file_that_cannot_be_written_stops_no_other(
    folder: Path, capsys: Told, command: list[str], bad: str, others: list[str]
) -> None:
    for name in (bad, *others):
        (folder / name).unlink(missing_ok=True)
    (folder / bad).mkdir(parents=True)
    assert run([command[0], str(folder), *command[1:]]) == 3
    out, err = capsys.readouterr()
    said = " ".join((out + err).split())
    assert "ở chỗ của tệp đang có một thư mục trùng tên" in said
    assert Path(bad).name in said
    assert [name for name in others if not (folder / name).is_file()] == []
    if bad.startswith(OUT) and bad.endswith(".xlsx"):
        row = next(line for line in out.splitlines() if "Trung" in line)
        assert "không ghi được" in row


def test_no_message_is_said_to_lie_beside_a_workbook_that_is_not_there(
    folder: Path, capsys: Told
) -> None:
    shutil.rmtree(folder / OUT)
    assert run(["generate", str(folder)]) == 0
    assert "Bên cạnh mỗi sổ" in capsys.readouterr().out
    shutil.rmtree(folder / OUT)
    (folder / OUT).write_text("không phải thư mục")
    assert run(["generate", str(folder)]) == 3
    out = capsys.readouterr().out
    assert out.count("không ghi được") == 3
    assert "Bên cạnh mỗi sổ" not in out


def test_a_clock_that_has_stopped_hinders_nothing(
    folder: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer whose battery is empty begins in 1970; zip files know no time before 1980."""
    local = time.localtime
    monkeypatch.setattr(time, "localtime", lambda *_: local(86_400.0))
    assert run(["merge", str(folder), *DAY, "--write", "xlsx,docx,csv,json,html"]) == 1
    assert "Chương trình gặp lỗi" not in capsys.readouterr().err
    made = {path.name.removeprefix(REPORT) for path in (folder / "bao-cao").iterdir()}
    assert made == {".xlsx", ".docx", ".json", ".html", "-du-lieu"}


# --------------------------------------------------------------------------- stopped, unheard


def test_who_stops_it_is_told_so(
    folder: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = tree(folder)
    monkeypatch.setattr("sheettools.outgoing.back.folder.write_receipt", pressed)
    assert run(["validate", str(folder), "--today", "2025-01-11"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "Đã dừng" in err
    left = {name for name in tree(folder) if "sqlite" not in name} - set(before)
    assert not {name for name in left if ".~" in name}, "nothing half written, nobody at work"
    monkeypatch.undo()
    assert run(["validate", str(folder), "--today", "2025-01-11"]) == 1
    assert "F236" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("closed", [True, False])
def test_without_anywhere_to_say_it_the_work_is_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    """A task of the system's own, or a program without a console."""
    for name in ("stdout", "stderr"):
        stream = io.StringIO()
        stream.close()
        monkeypatch.setattr(sys, name, stream if closed else None)
    assert run(["merge", str(folder), *DAY]) == 1
    assert (folder / "bao-cao" / f"{REPORT}.xlsx").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("form", ["text", "json"])
def test_where_the_results_cannot_be_printed_it_is_said(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert run(["merge", str(folder), *DAY, "--format", form]) == 3
    monkeypatch.undo()
    err = capfd.readouterr().err
    assert "Không in được kết quả ra: ổ đĩa đã đầy. Việc đã làm" in err
    assert (folder / "bao-cao" / f"{REPORT}.xlsx").is_file()


def test_what_the_system_says_is_said_in_the_reader_s_words(
    folder: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/o/nhan-ve/so-01.xlsx")

    monkeypatch.setattr(Year, "check", refused)
    assert run(["status", str(folder), *DAY]) == 3
    err = capsys.readouterr().err
    assert err.startswith("Không làm được: so-01.xlsx: tệp đang mở trong chương trình khác")
    assert "→ Đóng tệp nếu đang mở" in err
    assert "denied" not in err


def test_what_goes_back_is_counted_while_it_is_written(folder: Path) -> None:
    year = Year(folder)
    seen: list[tuple[int, int]] = []
    outcomes = year.check(today=TODAY)
    year.hand_back(outcomes, TODAY, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2)]


# --------------------------------------------------------------------------- who reads goes away


def test_who_reads_no_more_ends_the_command_without_a_word() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "sheettools", "template", "list"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (UNREAD, b"")


# --------------------------------------------------------------------------- one year at a time


@pytest.mark.parametrize("command", ["validate", "merge"])
def test_a_second_year_is_refused(folder: Path, tmp_path: Path, command: str, capsys: Told) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "mau-ha-2024"))
    before = tree(tmp_path)
    assert run([command, str(folder), str(other), *DAY]) == USAGE
    assert "mau-ha-2024" in capsys.readouterr().err
    assert tree(tmp_path) == before
    assert run(["validate", str(folder), str(folder / IN), *DAY]) != USAGE
