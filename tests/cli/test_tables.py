"""Tables: drawn as rich draws them, and as narrow as a terminal is, with nothing broken."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from for_each import for_each
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from standing import run_demo

from sheettools.cli.entry import run
from sheettools.show import WIDTH, line_width, show_table
from sheettools.table import NARROW, cell, draw, plain_lines

HEADS = ("Mã", "Nội dung")
TABLES = {
    "narrow": [("1a", "Số cuộc theo kế hoạch"), ("", "– đột xuất … “có”"), (30, None)],
    "without rows": [],
    "as wide as a line": [("1", "x" * (WIDTH - 9))],
    "wider than a line": [("1", "từ " * 60)],
    "of several lines": [("1", "một\nhai")],
    "with wide letters": [("1", "会议"), ("2", "hội")],
    "with marks of their own": [("1", "Ho\u0323\u0302i")],
    "with what looks like markup": [("1", "[b] :smile:")],
}


def by_rich(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table as rich draws it where there is no terminal."""
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    console = Console(width=WIDTH, markup=False, emoji=False)
    with console.capture() as drawn:
        console.print(table)
    return drawn.get()


@for_each("name", TABLES)
def test_a_table_is_drawn_as_rich_draws_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_table(HEADS, TABLES[name])
    assert capsys.readouterr().out == by_rich(HEADS, TABLES[name])


def test_letters_that_are_taken_for_narrow_are() -> None:
    letters = filter(NARROW.fullmatch, map(chr, range(1, sys.maxunicode)))
    assert {cell_len(letter) for letter in letters} == {1}
    assert re.fullmatch(NARROW, "Đảng ủy xã Cấm Sơn – “ỹ”")


# --------------------------------------------------------------------------- narrow terminals

WHOLE = re.compile(r"\d[\d/.,:-]*\d|[\w().-]+\.(?:xlsx|docx|txt|csv|toml|json)\b")
"""Numbers, dates and names of files."""
DAY = ["--today", "10/01/2025"]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's folder, beside which another return of one village lies."""
    return run_demo(tmp_path_factory.mktemp("demo") / "nam")


def in_tables(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:1] in "┏┃┡│├└" and line]


def commands(year: Path) -> dict[str, list[str]]:
    """Every command that shows a table."""
    back = year / "nhan-ve"
    same = [str(back / "07528-01_moi_2024.xlsx")]
    return {
        "status": ["status", str(year), *DAY],
        "validate": ["validate", str(year), *DAY, "--no-copies", "--all"],
        "generate": ["generate", str(year), "--dry-run"],
        "merge": ["merge", str(year), *DAY],
        "register": ["register", str(year), *DAY],
        "diff": ["diff", str(year / "phat-ra" / "07528-01_moi_2024.xlsx"), *same, *DAY],
        "template list": ["template", "list"],
        "template show": ["template", "show", "so-tiep-xuc"],
    }


SHOWING = tuple(commands(Path()))
QUICK = ("generate", "diff", "template list", "template show")
"""Those that are shown at other widths too: their tables have numbers, dates and names as well."""


@pytest.mark.parametrize("command", SHOWING)
def test_tables_fit_and_break_nothing(
    year: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever stands whole in a table as wide as it likes stands whole in a narrow one too."""

    def shown(width: int) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        run(commands(year)[command])
        return capsys.readouterr().out

    wide = shown(1000)
    assert in_tables(wide), "this command shows no table"
    for width in (120, 80, 60) if command in QUICK else (80,):
        narrow = shown(width)
        assert all(cell_len(line) <= width for line in in_tables(narrow))
        assert Counter(WHOLE.findall(wide)) == Counter(WHOLE.findall(narrow))
        for name in ("So Ao Vuong (1).xlsx", "thôn Cấm gửi văn phòng.xlsx"):
            assert wide.count(name) == narrow.count(name)


LONG = "https://mau.vn/" + "x" * 90


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1a", "15đ", ""]),
            st.sampled_from(["Thôn Ao Vường", "Tổng số ý kiến, kiến nghị – định kỳ", "会议"]),
            st.sampled_from(["18/12/2024", "01/01/2024 – 31/12/2024", "1.234.567", ""]),
            st.sampled_from(["nam/nhan-ve/07528-01_moi_2024.xlsx", "Bản sao sổ.xlsx", LONG]),
        ),
        max_size=6,
    ),
    st.integers(40, 130),
)
def test_any_table_fits(rows: list[tuple[str, ...]], width: int) -> None:
    heads = ("Mã", "Nội dung", "Ngày", "Tệp")
    drawn = plain_lines(draw(heads, [[cell(text) for text in row] for row in rows], width))
    assert all(cell_len(line) <= width for line in drawn.splitlines())
    for word in ("18/12/2024", "1.234.567", "07528-01_moi_2024.xlsx", "Bản sao sổ.xlsx"):
        assert sum(text.count(word) for row in rows for text in row) == drawn.count(word)
    for text in (text for row in rows for text in row if text):
        assert set(re.findall(r"\w", text)) <= set(drawn), "nothing is left out"


@for_each("columns", ["", "0", "x", "-5"])
def test_a_width_that_is_none_is_passed_over(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert line_width() == WIDTH
