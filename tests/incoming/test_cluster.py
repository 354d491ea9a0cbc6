"""A real dask cluster of processes checks what one process would."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each
from small_year import TODAY, fill, issued_file, make_year, thuong

from sheettools.cli.entry import run
from sheettools.incoming import cluster as clusters
from sheettools.incoming import workers
from sheettools.incoming.workers import Means
from sheettools.year import IN, Year


@pytest.fixture(scope="module", autouse=True)
def distributed() -> Any:
    """Import dask where it is wanted: every process of the tests collects this module."""
    return pytest.importorskip("distributed", reason="sheettools[cluster] is not installed")


@pytest.fixture(scope="module")
def address(distributed: Any) -> Iterator[str]:
    kind = distributed.LocalCluster
    with kind(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield running.scheduler_address


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> list[Year]:
    """The same year twice."""
    made = []
    for name in ("mot", "hai"):
        year = make_year(tmp_path_factory.mktemp(name) / "mau-son-2024")
        rows = thuong()
        rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
        fill(issued_file(year, "01"), year.folder / IN / "so-01.xlsx", year.plan.collects, rows)
        for village in ("02", "03"):
            file = issued_file(year, village)
            (year.folder / IN / f"so-{village}.xlsx").write_bytes(file.read_bytes())
        for path in (year.folder / IN).iterdir():
            os.utime(path, (0, 0))
        (year.folder / IN / "la.csv").write_text("Họ;tên\nA;B\n", encoding="utf-8")
        os.utime(year.folder / IN / "la.csv", (0, 0))
        made.append(year)
    return made


def written(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


@pytest.mark.parametrize("command", ["validate", "merge"])
def test_a_cluster_writes_the_same_bytes(
    years: list[Year], command: str, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    here, there = (year.folder for year in years)
    asked = ["--today", TODAY.isoformat(), "--no-cache"]
    code = run([command, str(here), *asked])
    said = capfd.readouterr().out.replace(str(here), "")
    assert run([command, str(there), *asked, "--dask", address]) == code
    assert capfd.readouterr().out.replace(str(there), "") == said
    assert written(here) == written(there)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_a_machine_that_dies_costs_nothing(
    years: list[Year], address: str, distributed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "BATCH", 1)
    year = years[0]
    files = year.returns() * 4
    alone = year.check(files, TODAY, means=Means(1, store=False))
    killed: list[int] = []
    with distributed.Client(address) as client:

        def kill(done: int, _: int) -> None:
            if done == 2:
                pid = min(client.run(os.getpid).values())
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

        means = Means(executor=client.get_executor(), store=False, progress=kill)
        found = year.check(files, TODAY, means=means)
    assert killed
    assert found == alone
    assert [one.checked for one in found] == [one.checked for one in alone]


def test_a_cluster_that_is_not_there_is_said(
    years: list[Year], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 1)
    assert run(["validate", str(years[0].folder), "--dask", "tcp://127.0.0.1:9"]) == 2
    assert "F266" in capsys.readouterr().out


@for_each("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n" * 5])
def test_another_server_is_no_scheduler(
    answer: bytes,
    years: list[Year],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One that says nothing would be waited for without end, of another 3 EiB would be read."""
    monkeypatch.setattr(clusters, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_once, args=(server, answer), daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert run(["validate", str(years[0].folder), "--dask", address]) == 2
    assert "F266" in capsys.readouterr().out


def answer_once(server: socket.socket, answer: bytes) -> None:
    asked, _ = server.accept()
    asked.sendall(answer)
    asked.recv(1 << 16)


def test_a_cluster_without_machines_is_said(
    years: list[Year],
    distributed: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It would be waited for without end."""
    monkeypatch.setattr(clusters, "PATIENCE", 1)
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as empty:
        asked = ["validate", str(years[0].folder), "--dask", empty.scheduler_address]
        assert run(asked) == 2
    assert "F267" in capsys.readouterr().out


def test_a_machine_with_another_program_is_said(
    years: list[Year],
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It may find other things, and what it found would be kept as ours."""
    monkeypatch.setattr("sheettools.incoming.context._program", lambda: "another")
    assert run(["validate", str(years[0].folder), "--dask", address]) == 2
    assert "F268" in capsys.readouterr().out


def test_without_dask_it_is_said_how_to_get_it(
    years: list[Year], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(["validate", str(years[0].folder), "--dask", "tcp://127.0.0.1:9"]) == 2
    said = capsys.readouterr().out
    assert "F265" in said
    assert 'pip install "sheettools[cluster]"' in said, "in quotes that a shell knows"
