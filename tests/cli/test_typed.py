"""What people type: put right where it can only mean one thing, and told."""

from __future__ import annotations

from pathlib import Path

import pytest
from for_each import for_each

from sheettools.cli.entry import run
from sheettools.cli.typed import put_right
from sheettools.cli.values import YEAR

MEANT = {
    "Word's dash": (["status", "–reminders"], ["status", "--reminders"]),
    "Word's long dash": (["status", "—reminders"], ["status", "--reminders"]),
    "a minus": (["status", "−−today=10/01/2025"], ["status", "--today=10/01/2025"]),
    "one hyphen": (["status", "-today", "1/2/2025"], ["status", "--today", "1/2/2025"]),
    "a wide option": (["status", "－－ｔｏｄａｙ"], ["status", "--today"]),
    "Word's quotes": (
        ["generate", "x", "--village", "“Thôn", "Ao", "Vường”"],
        ["generate", "x", "--village", "Thôn Ao Vường"],
    ),
    "Word's quotes after =": (
        ["generate", "--village=“Thôn", "Họa”"],
        ["generate", "--village=Thôn Họa"],
    ),
    "quotes of cmd.exe": (["validate", "'nam", "2024'"], ["validate", "nam 2024"]),
    "quotes around one word": (["validate", "“nam”"], ["validate", "nam"]),
    "a folder that ends with \\": (["validate", 'C:\\nam 2024"'], ["validate", "C:\\nam 2024"]),
    "and swallows what follows": (
        ["validate", 'C:\\nam 2024" --today 10/01/2025'],
        ["validate", "C:\\nam 2024", "--today", "10/01/2025"],
    ),
    "help as Windows has it": (["/?"], ["--help"]),
    "help on a command": (["merge", "/?"], ["merge", "--help"]),
    "help as a command": (["help", "merge"], ["merge", "--help"]),
    "help in Vietnamese": (["trợ-giúp"], ["--help"]),
    "-help": (["-help"], ["--help"]),
    "-V": (["-V"], ["--version"]),
    "version": (["version"], ["--version"]),
}
AS_TYPED = (
    ["status", "x", "--today", "10/01/2025", "-h"],
    ["accept", "– không có", "Khác"],
    ["accept", 'Sổ "đỏ"', "Đất đai"],
    ["accept", "đường “bê tông”", "Giao thông"],
    ["validate", "--password", "–mat-khau", "x"],
    ["validate", "--password", "“mở”", "x"],
    ["validate", "--password=“mở", "x”"],
    ["explain", "C101"],
    ["status", ".", "--lang", "en"],
)


@for_each(("typed", "meant"), MEANT.values(), ids=MEANT)
def test_what_can_only_mean_one_thing_is_taken_so(typed: list[str], meant: list[str]) -> None:
    assert put_right(typed)[0] == meant


@for_each("typed", AS_TYPED)
def test_what_is_right_is_left(typed: list[str]) -> None:
    assert put_right(typed) == (typed, [])


def test_a_name_that_is_there_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("–final", "“nam”", "“nam"):
        Path(name).mkdir()
        assert put_right(["validate", name, "x”"])[0][1] == name


def test_what_was_changed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["–version"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("sheettools ")
    assert said.err.strip() == "Đã hiểu “–version” là “--version”."


@for_each("typed", ["EXPLAIN", "Explain", "ｅｘｐｌａｉｎ"])
def test_capitals_and_wide_letters_are_the_same(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([typed, "C101"]) == 0
    assert capsys.readouterr().out.startswith("C101")


MEANT_TO_BE = {
    "genrate": "“generate”",
    "valdate": "“validate”",
    "kiem-tra": "“validate”",
    "kiểm-tra": "“validate”",
    "tong-hop": "“merge”",
    "gop": "“merge”",
    "tinh-hinh": "“status”",
    "lam-so": "“generate”",
    "bao-cao": "“report”",
    "temp": "“template”",
}


@for_each(("typed", "meant"), MEANT_TO_BE.items())
def test_the_nearest_command_is_offered(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([typed]) == 2
    assert f"Có phải {meant}" in capsys.readouterr().err
    assert run([typed, "--lang", "en"]) == 2


OPTIONS = {
    "--vilage": ("generate", "“--village”"),
    "--làng": ("generate", "“--village”"),
    "--thôn": ("generate", "“--village”"),
    "--ngày": ("status", "“--today”"),
    "--todya": ("status", "“--today”"),
    "--nhắc-nhở": ("status", "“--reminders”"),
    "--mật-khẩu": ("validate", "“--password”"),
    "--chính-thức": ("merge", "“--final”"),
    "--hlep": ("merge", "“--help”"),
}


@for_each(("typed", "where"), OPTIONS.items())
def test_the_nearest_option_is_offered(
    typed: str, where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([where[0], typed, "x"]) == 2
    assert f"Có phải {where[1]}" in capsys.readouterr().err


def test_nothing_is_offered_where_nothing_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["zzzzzz"]) == 2
    assert run(["status", "--zzzzzz"]) == 2
    assert "Có phải" not in capsys.readouterr().err


def test_a_file_alone_wants_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "so 01.xlsx"
    path.touch()
    assert run([str(path)]) == 2
    assert f'sheettools validate "{path}"' in capsys.readouterr().err
    text = tmp_path / "van-ban.docx"
    text.touch()
    assert run([str(text)]) == 2
    assert f"sheettools init xa-mau-2025 --from {text}" in capsys.readouterr().err
    assert run([str(tmp_path)]) == 2
    assert f"sheettools status {tmp_path}" in capsys.readouterr().err


DAYS = ("10/01/2025", "10-1-2025", "10.1.25", "2025-01-10", "2025-1-10", "ngày 10 tháng 1 năm 2025")


@for_each("day", DAYS)
def test_a_day_is_read_as_people_write_it(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It gets as far as looking for the plan; where day and month could change places, how it was
    read is told.
    """
    assert run(["status", str(tmp_path), "--today", day]) == 2
    said = capsys.readouterr()
    assert "T021" in said.out
    told = "ngày 10 tháng 1 năm 2025." in said.err
    assert told == (not day.startswith("2025"))


# --------------------------------------------------------------------------- clumsy hands

CLUMSY = {
    "a folder in the place of the text": (
        ["init", "moi", "--from", "xa-mau-2024"],
        f"Có phải “{Path('xa-mau-2024', 'ke-hoach.xlsx')}” không?",
    ),
    "a text that is misspelt": (
        ["init", "moi", "--from", "van-ban-k.docx"],
        "không có tệp “van-ban-k.docx”. Có phải “van-ban-kh.docx” không?",
    ),
    "a return that is misspelt": (
        ["validate", "van-ban-k.docx"],
        "không có tệp “van-ban-k.docx”. Có phải “van-ban-kh.docx” không?",
    ),
    "a year of five digits": (["init", "moi", "--year", "20255"], "“20255” không phải một năm"),
    "a year of two digits": (["init", "moi", "--year", "25"], "Có phải “2025” không?"),
    "a year in words": (["init", "moi", "--year", "năm nay"], "ghi đủ bốn chữ số"),
    "a unit without its option": (
        ["generate", "xa-mau-2024", "01"],
        "Có phải “--village 01” không?",
    ),
    "a value that is forgotten": (
        ["generate", "xa-mau-2024", "--village"],
        "Xem hướng dẫn: sheettools generate --help",
    ),
    "a choice that is misspelt": (
        ["validate", "xa-mau-2024", "--severity", "eror"],
        "chọn một trong: error, warning, repair. Có phải “error” không?",
    ),
    "a template that is misspelt": (
        ["template", "show", "so-tiep-xuk"],
        "Có phải “so-tiep-xuc” không?",
    ),
    "a profile that is misspelt": (
        ["init", "moi", "--year", "2026", "--profile", "bac-nih"],
        "Có phải “bac-ninh-2026” không?",
    ),
    "a year's folder in the place of its report": (
        ["report", "xa-mau-2024"],
        f"Có phải “{Path('xa-mau-2024', 'bao-cao', 'tong-hop.xlsx')}” không?",
    ),
    "the whole line in quotes": (
        ["validate xa-mau-2024"],
        "Bỏ dấu nháy quanh cả dòng lệnh: sheettools validate xa-mau-2024",
    ),
    "a command of a group in Vietnamese": (["template", "LIỆT-KÊ"], "Có phải “list” không?"),
    "two texts too many": (["explain", "C101", "C102"], "Dòng lệnh thừa “C102”"),
    "a number below nought": (["status", "xa-mau-2024", "--workers", "-1"], "từ 0 trở lên"),
    "a folder of Windows alone": (["C:\\Nam 2024"], 'ví dụ: sheettools validate "C:\\Nam 2024"'),
}


@for_each(("typed", "told"), CLUMSY.values(), ids=CLUMSY)
def test_wrong_usage_is_answered_with_what_was_meant(
    typed: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("van-ban-kh.docx").touch()
    Path("xa-mau-2024", "bao-cao").mkdir(parents=True)
    for name in ("ke-hoach.xlsx", "bao-cao/tong-hop.xlsx"):
        Path("xa-mau-2024", name).touch()
    before = sorted(tmp_path.rglob("*"))
    assert run(typed) == 2
    said = capsys.readouterr()
    assert told in " ".join((said.out + said.err).split())
    assert sorted(tmp_path.rglob("*")) == before, "nothing was made"


@for_each("year", ["2025", "năm 2025", "Nam 2025", " 2025 "])
def test_a_year_is_read_as_people_write_it(year: str) -> None:
    assert YEAR.convert(year, None, None) == 2025


def test_the_program_s_own_name_typed_twice_is_passed_over() -> None:
    assert put_right(["sheettools", "status", "x"])[0] == ["status", "x"]
    assert put_right(["sheettools"])[0] == ["sheettools"]
