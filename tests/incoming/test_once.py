"""Every file is read once, asked once whose it is, and laid once against its template, whatever a
command then does with it: a marked copy, too, is written from what was read.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_year import SENT, TODAY, fill, issued_file, make_year, return_all, thuong

from sheettools.cli.entry import run
from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.locate.locate import locate
from sheettools.year import FIX, IN, PLAN_FILE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year with a return to be fixed, a good one, one that is nobody's, and one that was replaced
    by a newer one.
    """
    year = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    return_all(year, ["02"])
    rows = thuong()
    fill(issued_file(year, "01"), year.folder / IN / "so-01-cu.xlsx", year.plan.collects, rows)
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    newer = SENT + timedelta(days=1)
    place = year.folder / IN / "so-01.xlsx"
    fill(issued_file(year, "01"), place, year.plan.collects, rows, saved=newer)
    (year.folder / IN / "la.csv").write_text("Họ;tên\nA;B\n", encoding="utf-8")
    return year.folder


def counting(monkeypatch: pytest.MonkeyPatch, function: Callable[..., Any]) -> Counter[str]:
    """Count the calls of a function of a workbook by the workbook's checksum, whoever calls it."""
    calls: Counter[str] = Counter()

    def counted(book: Any, *others: Any) -> Any:
        calls[book.sha256] += 1
        return function(book, *others)

    for name, module in list(sys.modules.items()):
        if name.startswith("sheettools.") and getattr(module, function.__name__, None) is function:
            monkeypatch.setattr(module, function.__name__, counted)
    return calls


def counting_reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count by their checksum the files that are given to the process that reads them."""
    calls: Counter[str] = Counter()
    ask = Keeper.ask

    def counted(self: Keeper, reader: str, data: bytes, *others: Any) -> Any:
        calls[hashlib.sha256(data).hexdigest()] += 1
        return ask(self, reader, data, *others)

    monkeypatch.setattr(Keeper, "ask", counted)
    return calls


@pytest.mark.parametrize("command", ["validate", "merge", "status"])
def test_no_file_is_read_or_located_twice(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [folder / PLAN_FILE, *sorted((folder / IN).iterdir())]
    known = {hashlib.sha256(file.read_bytes()).hexdigest(): file.name for file in files}
    read = counting_reads(monkeypatch)
    asked, located = counting(monkeypatch, read_evidence), counting(monkeypatch, locate)

    run([command, str(folder), "--today", TODAY.isoformat(), "--no-cache"])

    wanted = dict.fromkeys(known.values(), 1)
    assert {name: read[checksum] for checksum, name in known.items()} == wanted
    assert {name: asked[checksum] for checksum, name in known.items()} == wanted
    del wanted["la.csv"]
    assert {known[checksum]: times for checksum, times in located.items()} == wanted

    if command == "validate":
        copies = [path.name for path in (folder / FIX).glob("*.xlsx")]
        assert copies == ["99901-01_thuong_2024_can-sua.xlsx"], "one goes back all the same"
