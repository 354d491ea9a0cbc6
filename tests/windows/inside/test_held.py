"""A file that another program holds open: it is said with what to do, and nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import NOBODY, READERS, Hold
from whole_year import DAY, Told, files_of

from sheettools.demo.run import STAFF_FILL, fill_plan

pytestmark = pytest.mark.windows
LATER = ("--today", "2025-02-10")
OPEN = "tệp đang mở trong chương trình khác"


def test_a_return_that_nobody_may_read(year: Path, hold: Hold) -> None:
    received = dict(files_of(year / "nhan-ve"))
    with hold(year / "nhan-ve" / "So Ao Vuong (1).xlsx", NOBODY):
        told = Told("validate", year, *DAY)
    assert told.code == 1
    assert "So Ao Vuong (1).xlsx" in told.text
    assert "chương trình khác đang giữ" in told.text
    assert "4 tệp" in told.text, "the others are checked all the same"
    assert dict(files_of(year / "nhan-ve")) == received
    assert "chương trình khác" not in Told("validate", year, *DAY).text


def test_the_plan_that_nobody_may_read(year: Path, hold: Hold) -> None:
    with hold(year / "ke-hoach.xlsx", NOBODY):
        told = Told("generate", year)
    assert told.code == 2
    assert "[F274]" in told.text


def test_a_workbook_to_send_that_is_open_in_excel(
    year: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STAFF_FILL, "han_nop", date(2024, 12, 27))
    fill_plan(year / "ke-hoach.xlsx")
    before = dict(files_of(year / "phat-ra"))
    name = "07528-02_ao-vuong_2024.xlsx"
    with hold(year / "phat-ra" / name, READERS):
        told = Told("generate", year)
    after = dict(files_of(year / "phat-ra"))
    assert told.code == 3
    assert f"{name}: Không ghi được tệp: {OPEN}" in told.text
    assert "→ Đóng tệp" in told.text
    assert after[name] == before[name]
    assert after["07528-03_cam_2024.xlsx"] != before["07528-03_cam_2024.xlsx"]
    assert after.keys() == before.keys(), "no draft is left"


@pytest.mark.parametrize("share", [NOBODY, READERS])
def test_the_register_that_is_open(year: Path, hold: Hold, share: int) -> None:
    before = dict(files_of(year))
    with hold(year / "so-theo-doi.xlsx", share):
        told = Told("register", year, *LATER)
    assert told.code == 3
    assert "so-theo-doi.xlsx: " in told.text
    assert OPEN in told.text
    assert "→ " in told.text
    after = dict(files_of(year))
    assert after["so-theo-doi.xlsx"] == before["so-theo-doi.xlsx"]
    assert after.keys() == before.keys()


def test_the_report_that_is_open_in_excel(year: Path, hold: Hold) -> None:
    report = "bao-cao/tong-hop_07528_2024_gui-cap-tren.xlsx"
    before = dict(files_of(year))
    (year / "nhan-ve" / "So Ao Vuong (1).xlsx").unlink()
    with hold(year / report, READERS):
        told = Told("merge", year, *LATER)
    after = dict(files_of(year))
    assert told.code == 3
    assert f"{Path(report).name}: Không ghi được tệp: {OPEN}" in told.text
    assert after[report] == before[report]
    inside = "noi-bo/tong-hop_07528_2024_noi-bo.xlsx"
    assert after[inside] != before[inside], "what could be written is written"
