"""How far a command is, is shown to people and to nobody else."""

from __future__ import annotations

import io
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from small_year import TODAY, make_year, return_all

from sheettools.annual.doors import Order
from sheettools.incoming.workers import Means
from sheettools.show import progress_bar, progress_bars


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, **environment: str) -> str:
    """Return what is drawn while seven of ten things are done."""
    monkeypatch.setattr("sys.stderr", stream)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", "COLUMNS": "100", **environment}.items():
        monkeypatch.setenv(name, value)
    with progress_bar("Đang kiểm tra") as tell:
        threads = threading.active_count()
        for done in range(8):
            if tell is not None:
                tell(done, 10)
    assert threads == threading.active_count()
    return stream.getvalue()


def test_a_terminal_sees_how_many_how_fast_and_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, Terminal())
    last = [line for line in re.split(r"[\r\n]", text) if "7/10" in line]
    assert last
    assert "Đang kiểm tra" in last[-1]
    assert re.search(r"\d+\.\d/s", last[-1])
    assert re.search(r"\d+:\d\d", last[-1]), "the time left"


def test_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO()) == ""
    assert shown(monkeypatch, Terminal(), TERM="dumb") == ""


def test_colours_are_left_out_where_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = re.compile(r"\x1b\[[0-9;]*3\d[;m]|\x1b\[38;")
    assert coloured.search(shown(monkeypatch, Terminal()))
    text = shown(monkeypatch, Terminal(), NO_COLOR="1")
    assert "7/10" in text
    assert not coloured.search(text)


def test_one_bar_shows_one_work_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bars("Đang kiểm tra", "Đang ghi báo cáo") as (checking, writing):
        assert checking is not None
        assert writing is not None
        checking(4, 4)
        writing(1, 3)
    text = stream.getvalue()
    assert text.index("4/4") < text.index("Đang ghi báo cáo") < text.index("1/3")


def drawn_at(monkeypatch: pytest.MonkeyPatch, told: list[tuple[float, int, int]]) -> list[str]:
    """Return what is drawn while a bar is told, at these seconds, how many of how many are done."""
    stream, clock = Terminal(), [0.0]
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with progress_bar("Đang kiểm tra") as tell:
        assert tell is not None
        for clock[0], done, total in told:
            tell(done, total)
    return re.split(r"[\r\n]", stream.getvalue())


def test_what_was_done_before_is_no_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found in the store is there at once; the others take as long as they take."""
    lines = drawn_at(monkeypatch, [(7.0, 900, 1000), (8.0, 910, 1000), (9.0, 920, 1000)])
    rates = [re.findall(r"[\d.]+/s", line) for line in lines if " 920/1000" in line]
    assert rates[0] == ["10.0/s"]


def test_the_time_left_of_one_work_is_not_told_from_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    with progress_bars("Đang kiểm tra", "Đang ghi báo cáo") as (checking, writing):
        assert checking is not None
        assert writing is not None
        for done in range(100):
            checking(done, 100)
        writing(0, 3)
    first = next(line for line in re.split(r"[\r\n]", stream.getvalue()) if " 0/3" in line)
    assert "-:--:--" in first, "nothing is written yet"


def test_what_is_never_told_of_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """`merge` of returns first asks whether it merges reports."""
    assert "".join(drawn_at(monkeypatch, [])) == ""


def test_the_files_of_a_report_are_counted_while_they_are_written(tmp_path: Path) -> None:
    year = make_year(tmp_path / "mau-son-2024")
    return_all(year, ["01"])
    seen: list[tuple[int, int]] = []
    means = replace(Means(), writing=lambda done, total: seen.append((done, total)))
    year.report(today=TODAY, order=Order(doors=("xlsx,json",)), means=means)
    assert seen == [(0, 3), (1, 3), (2, 3)]
