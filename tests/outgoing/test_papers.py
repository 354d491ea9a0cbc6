"""The office's own messages, lists and reports among the returns: nobody's, and no trouble."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_year import TODAY, make_year, return_all

from sheettools.cli.entry import run
from sheettools.outgoing.back.papers import is_our_text
from sheettools.year import FIX, IN, OUT, REMINDERS, Year


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year of which one village has sent its workbook, one a scan, and one nothing."""
    made = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    first, *_ = return_all(made)
    for path in (made.folder / IN).iterdir():
        if path != first:
            path.unlink()
    (made.folder / IN / "anh chup.xlsx").write_bytes(b"%PDF-1.4")
    year = Year(made.folder)
    year.hand_back(year.check([], TODAY), TODAY)
    board, _ = year.board(TODAY)
    year.write_reminders(board)
    year.write_board(board)
    year.report(today=TODAY)
    return year


@pytest.fixture
def home(year: Year, tmp_path: Path) -> Year:
    return Year(Path(shutil.copytree(year.folder, tmp_path / "nam")))


def written(year: Year) -> list[Path]:
    """All that the program has written and that is never to come back."""
    folder = year.folder
    found = [*(folder / OUT).glob("*.txt"), *(folder / REMINDERS).iterdir()]
    found += (folder / FIX).glob("*.txt")
    found += [path for name in ("bao-cao", "noi-bo") for path in (folder / name).iterdir()]
    return [*found, folder / "khoa.txt", folder / "ke-hoach.xlsx"]


def test_what_the_office_wrote_is_left_out_and_named(
    home: Year, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = [one.file for one in home.check([], TODAY)]
    papers = written(home)
    assert len({path.suffix for path in papers}) >= 4
    back = home.folder / IN / "gom"
    back.mkdir()
    for number, path in enumerate(papers):
        # The store of results changes with every check: its name tells.
        name = path.name if path.suffix == ".sqlite3" else f"{number}{path.suffix}"
        shutil.copy(path, back / name)
    shutil.make_archive(str(back / "tat-ca"), "zip", home.folder / "bao-cao")
    assert [one.file for one in home.check([], TODAY)] == usual
    assert len(home.ignored()) > len(papers)
    run(["validate", str(home.folder), "--no-copies", "--today", "2025-01-10"])
    assert f"Bỏ qua {len(home.ignored())} tệp" in capsys.readouterr().out


def test_a_text_of_ours_is_known_however_it_was_saved_again(year: Year) -> None:
    template = year.plan.collects
    texts = [path for path in written(year) if path.suffix == ".txt"]
    assert {path.parent.name for path in texts} == {OUT, REMINDERS, FIX, year.folder.name}
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert is_our_text(text, template), path.name
        assert is_our_text(text.replace("\n", "\r\n\r\n"), template), path.name
    message = texts[0].read_text(encoding="utf-8")
    assert not is_our_text(f"{message}Thôn tôi năm nay có 3 kiến nghị.", template)
    assert not is_our_text("Thôn Thượng\tĐường vào xóm bị sạt", template)
    assert not is_our_text("", template)


def test_a_damaged_return_is_never_taken_for_a_paper(home: Year) -> None:
    """Its copy lies in the year's folder too: that makes it none of the office's own."""
    bad = home.folder / IN / "hong.xlsx"
    bad.write_bytes(b"PK\3\4 cut")
    for place in (home.folder / "sao-luu", home.folder / "noi-bo"):
        place.mkdir(exist_ok=True)
        shutil.copy(bad, place)
    assert bad.name in [one.file for one in home.check([], TODAY)]


def test_by_products_of_programs_are_left_out(home: Year) -> None:
    usual = [one.file for one in home.check([], TODAY)]
    names = ["Thumbs.db", "~$so.xlsx", ".DS_Store", "desktop.ini", "~WRL0003.tmp", "A1B2C3.tmp"]
    for name in names:
        (home.folder / IN / name).write_bytes(b"x")
    assert [one.file for one in home.check([], TODAY)] == usual
    assert sorted(home.ignored()) == sorted(names)


def test_a_workbook_of_another_year_was_read_and_the_message_says_so(
    home: Year, tmp_path: Path
) -> None:
    other = make_year(tmp_path / "mau-son-2023", year=2023)
    shutil.copy(min((other.folder / OUT).glob("*.xlsx")), home.folder / IN / "cu.xlsx")
    home.hand_back(home.check([], TODAY), TODAY, everything=True)
    text = (home.folder / FIX / "cu_chua-tinh.txt").read_text(encoding="utf-8")
    assert "đã nhận và đọc được tệp “cu.xlsx”" in text
    assert (home.folder / FIX / "anh-chup_chua-doc-duoc.txt").is_file()
