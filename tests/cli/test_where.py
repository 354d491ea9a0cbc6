"""A wrong folder: it is said where the year is, and what to run; what stands in a folder's place is
named; what is wrong in a plan is told with its file and the next step.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_year import TODAY, make_year, write_plan

from sheettools.cli.entry import run
from sheettools.language import speaking
from sheettools.year import FIX, IN, OUT, PLAN_FILE

DAY = ["--today", TODAY.isoformat()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_year(tmp_path_factory.mktemp("van-phong") / "xa-mau-2024").folder


@pytest.fixture
def office(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a year in it, at which the command line stands."""
    shutil.copytree(made, tmp_path / made.name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "next_step"),
    [
        ("status", "status xa-mau-2024"),
        ("status .", "status xa-mau-2024"),
        ("generate xa-mau-2024/phat-ra", "generate xa-mau-2024"),
        ("status xa-mau-2024/nhan-ve --reminders", "status xa-mau-2024 --reminders"),
        ("merge xa-mau-2042 --today 10/01/2025", "merge xa-mau-2024 --today 10/01/2025"),
        ("register xamau2024", "register xa-mau-2024"),
        ("validate .", "validate xa-mau-2024"),
        ("validate xa-mau-204 --no-copies", "validate xa-mau-2024 --no-copies"),
        ("accept a b .", "accept a b xa-mau-2024"),
    ],
)
def test_it_is_said_where_the_year_is(
    office: Path, typed: str, next_step: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(typed.split()) == 2
    said = capsys.readouterr().out
    assert "có phải “xa-mau-2024” không?" in said
    assert f"\n  sheettools {next_step}\n" in said
    assert "T131" in said


def test_below_the_year_it_is_named_as_seen_from_there(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(office / "xa-mau-2024" / OUT)
    assert run(["status"]) == 2
    said = capsys.readouterr().out
    assert "có phải “..” (xa-mau-2024) không?" in said
    assert "\n  sheettools status ..\n" in said


def test_of_several_years_all_are_named(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "nam cu").mkdir()
    shutil.copytree(office / "xa-mau-2024", office / "nam cu" / "xa-mau-2023")
    assert run(["status", "--format", "json"]) == 2
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["code"] == "T131"
    for year in (Path("nam cu", "xa-mau-2023"), Path("xa-mau-2024")):
        assert f"“{year}”" in finding["message"]
    with speaking("en"):
        run(["status"])
    said = capsys.readouterr().out
    assert f'  sheettools status "{Path("nam cu", "xa-mau-2023")}"\n' in said


def test_where_no_year_is_near_none_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["status"], ["generate", "khong-co"], ["validate", "khong-co"]):
        assert run(command) == 2
        assert "T021" in capsys.readouterr().out


def test_a_file_in_the_place_of_the_year(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", "xa-mau-2024/ke-hoach.xlsx"]) == 2
    assert "là tệp, không phải thư mục. Có phải “xa-mau-2024” không?" in capsys.readouterr().err
    Path("van ban.docx").touch()
    assert run(["init", "van ban.docx"]) == 2
    assert 'sheettools init xa-mau-2025 --from "van ban.docx"' in capsys.readouterr().err


# --------------------------------------------------------------------------- in each other's place


@pytest.mark.parametrize("command", ["validate", "status", "merge"])
def test_returns_that_are_a_file(
    office: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(office / "xa-mau-2024" / IN)
    (office / "xa-mau-2024" / IN).touch()
    assert run([command, "xa-mau-2024", *DAY]) == 2
    said = capsys.readouterr().out
    assert "“nhan-ve” phải là một thư mục" in said
    assert "T132" in said


def test_a_plan_that_is_a_folder(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "xa-mau-2024" / PLAN_FILE).unlink()
    (office / "xa-mau-2024" / PLAN_FILE).mkdir()
    assert run(["generate", "xa-mau-2024"]) == 2
    assert "T133" in capsys.readouterr().out


@pytest.mark.parametrize("name", [OUT, IN])
def test_init_where_a_file_stands_in_the_place_of_a_folder(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).touch()
    assert run(["init", str(tmp_path), "--year", "2024"]) == 2
    assert "T132" in capsys.readouterr().out
    assert not (tmp_path / PLAN_FILE).exists(), "the next run begins anew"


@pytest.mark.parametrize(
    ("name", "command"),
    [
        (OUT, ["generate"]),
        ("nhac-nho", ["status", "--reminders", *DAY]),
        ("noi-bo", ["status", "--board", *DAY]),
        ("bao-cao", ["merge", *DAY]),
        (FIX, ["validate", *DAY]),
    ],
)
def test_what_stands_in_the_place_of_a_folder_is_named(
    office: Path, name: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office / "xa-mau-2024"
    (folder / IN / "so.xlsx").write_text("không phải sổ", encoding="utf-8")
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / name).touch()
    assert run([command[0], "xa-mau-2024", *command[1:]]) == 3
    said = capsys.readouterr().out
    assert f"“{name}” phải là thư mục, nhưng ở đó đang là một tệp" in said
    assert "F001" in said


# --------------------------------------------------------------------------- plans


@pytest.mark.parametrize("command", ["generate", "status", "merge", "register", "validate"])
def test_what_is_wrong_in_a_plan_names_file_and_next_step(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_plan(tmp_path / PLAN_FILE, commune="")
    assert run([command, str(tmp_path)]) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("Trong ke-hoach.xlsx:")
    assert "Việc tiếp theo: mở ke-hoach.xlsx, sửa các chỗ trên, lưu lại" in said
    assert f"rồi chạy lại: sheettools {command} " in said


def test_how_many_units_are_known_is_said(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", "xa-mau-2024"]) == 0
    said = capsys.readouterr().out
    assert "Kế hoạch có 3 đơn vị" in said
    assert "ke-hoach.xlsx" in said
    assert run(["generate", "xa-mau-2024", "--village", "01"]) == 0
    assert "Kế hoạch có" not in capsys.readouterr().out
