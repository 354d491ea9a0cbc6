"""The menu, and what is done with a file or a folder that is dragged on the program."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_year import TODAY, make_year, return_all

from sheettools.cli import menu
from sheettools.cli.entry import main, run
from sheettools.cli.next_step import after_dragging, begin_from, is_year, next_in_year, year_near
from sheettools.demo.run import PLAN_TEXT
from sheettools.year import IN, OUT, PLAN_FILE

Typed = Callable[..., str]
ENTER = ""


class Stopped(io.StringIO):
    """A keyboard on which somebody presses Ctrl-C."""

    def readline(self, *_: object) -> str:
        raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the menu begins nobody has been, and what it remembers is forgotten afterwards."""
    (tmp_path / "đây").mkdir()
    monkeypatch.chdir(tmp_path / "đây")
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cài đặt"))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type lines into the menu, then close the window; return what was shown."""

    def type_lines(*lines: str, dragged: tuple[Path, ...] = ()) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert run(["menu", *map(str, dragged)]) == 0
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return out + err

    return type_lines


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year whose workbooks are written; nobody has sent any."""
    return make_year(tmp_path_factory.mktemp("nam") / "mau son 2024").folder


def commands_in(shown: str) -> list[str]:
    """The commands that the menu says it has run."""
    return [line.partition(": ")[2] for line in shown.splitlines() if line.startswith("→ Lệnh: ")]


# --------------------------------------------------------------------------- the menu


def test_a_number_runs_a_command_and_says_which(typed: Typed, made: Path) -> None:
    shown = typed("8", f'"{made}"', "2", ENTER, "3", ENTER, "4", ENTER, "5", ENTER, "6", ENTER, "0")
    year = f'"{made}"'
    assert commands_in(shown) == [
        f"sheettools generate {year}",
        f"sheettools validate {year}",
        f"sheettools status {year} --reminders",
        f"sheettools register {year}",
        f"sheettools merge {year}",
    ]
    assert f"Thư mục của năm: {made}" in shown
    assert list((made / "bao-cao").glob("tong-hop_*.xlsx"))


def test_the_year_of_the_last_time_is_remembered_and_one_beside_comes_first(
    typed: Typed, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "chưa chọn" in typed("0")
    typed("8", str(made), "0")
    assert f"Thư mục của năm: {made}" in typed("0")
    other = Path.cwd() / "nam-2030"
    other.mkdir()
    (other / PLAN_FILE).write_bytes(b"")
    assert f"Thư mục của năm: {other}" in typed("0")
    (Path.cwd() / "nam-2031").mkdir()
    (Path.cwd() / "nam-2031" / PLAN_FILE).write_bytes(b"")
    assert f"Thư mục của năm: {made}" in typed("0"), "of several beside none is guessed"


def test_a_new_year_from_a_text_and_without_one(typed: Typed) -> None:
    text = Path.cwd() / "Kế hoạch 2024.txt"
    text.write_bytes(PLAN_TEXT.read_bytes())
    shown = typed("1", f"'{text}'", ENTER, "1", ENTER, "2031", ENTER, "0")
    assert (Path.cwd() / "nam-2024" / PLAN_FILE).is_file()
    assert (Path.cwd() / "nam-2031" / PLAN_FILE).is_file()
    assert len(commands_in(shown)) == 2


def test_nonsense_is_answered_and_the_menu_comes_again(typed: Typed) -> None:
    shown = typed("lập năm", "99", "8", "không-có", "2", "đâu", "1", "không.docx", "1", ENTER, "x")
    assert "“lập năm” không phải là số trong bảng chọn" in shown
    assert "“99” không phải" in shown
    assert "Ở đó không có thư mục năm nào" in shown
    assert "Không có tệp “không.docx”" in shown
    assert shown.count("Chạy thử với số liệu mẫu") == 7
    assert not commands_in(shown)


@pytest.mark.parametrize("nonsense", ["a" * 5000, "~nobody-of-this-name/x", "a\0b", "\ufffd" * 3])
def test_what_can_be_no_path_is_nonsense_too(typed: Typed, nonsense: str) -> None:
    shown = typed(nonsense, "8", nonsense, "1", nonsense)
    assert "không phải là số trong bảng chọn" in shown
    assert "Ở đó không có thư mục năm nào" in shown
    assert "Không có tệp" in shown


def test_a_folder_that_nobody_may_look_into_is_no_year() -> None:
    assert not is_year(Path("a" * 300))  # the system refuses it as it refuses “My Music”
    assert year_near(Path("a" * 300)) is None


@pytest.mark.parametrize("keyboard", [io.StringIO(""), Stopped(), None])
def test_whoever_closes_the_window_or_presses_ctrl_c_leaves_in_peace(
    keyboard: io.StringIO | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", keyboard)
    assert run(["menu"]) == 0
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_command_that_fails_leads_back_to_the_menu(typed: Typed) -> None:
    year = Path.cwd() / "hỏng"
    year.mkdir()
    (year / PLAN_FILE).write_bytes(b"x")
    shown = typed(str(year), ENTER, "2", ENTER, "0")
    assert len(commands_in(shown)) == 2
    assert shown.count("Chạy thử với số liệu mẫu") == 3


# --------------------------------------------------------------------------- what comes next


def test_the_next_thing_of_a_year_from_its_plan_to_its_report(tmp_path: Path) -> None:
    draft = tmp_path / "nam-2031"
    assert run(["init", str(draft), "--year", "2031"]) == 0
    assert next_in_year(draft, TODAY).command == ("validate", str(draft / PLAN_FILE))
    home = make_year(tmp_path / "mau-son-2024")
    year, at, day = home.folder, str(home.folder), ["--today", TODAY.isoformat()]
    assert next_in_year(year, TODAY).command == ("status", at)
    return_all(home, ["01", "02"])
    assert next_in_year(year, TODAY).command == ("validate", at)
    run(["validate", at, *day])
    assert next_in_year(year, TODAY).command == ("status", at, "--reminders")
    return_all(home, ["03"])
    assert next_in_year(year, TODAY).command == ("validate", at)
    run(["validate", at, *day])
    assert next_in_year(year, TODAY).command == ("merge", at)
    for sent in (year / OUT).glob("*.xlsx"):
        sent.unlink()
    assert next_in_year(year, TODAY).command == ("generate", at)


def test_what_is_dragged_here_has_its_next_thing_done(made: Path, tmp_path: Path) -> None:
    plan, stray, kept = made / PLAN_FILE, tmp_path / "so.xlsx", made / IN / "so.xlsx"
    report = tmp_path / "tong-hop_1_2024_gui-cap-tren.xlsx"
    kept.parent.mkdir(exist_ok=True)
    for file in (stray, kept, report):
        file.write_bytes(b"x")
    commands = {
        (plan, None): ("validate", str(plan)),
        (kept, None): ("validate", str(kept)),
        (stray, made): ("validate", str(stray), "--plan", str(plan)),
        (stray, None): (),
        (report, None): ("report", str(report)),
        (tmp_path, made): ("status", str(tmp_path)),
    }
    for (path, chosen), command in commands.items():
        assert after_dragging(path, chosen).command == command
    kept.unlink()
    assert after_dragging(made / IN, None).command[0] in {"status", "validate", "merge"}


def test_a_text_is_the_plan_of_a_year_named_by_it(tmp_path: Path) -> None:
    for name, folder in (("KH 2025.docx", "nam-2025"), ("Kế hoạch.pdf", "nam-ke-hoach")):
        (tmp_path / name).write_bytes(b"x")
        step = after_dragging(tmp_path / name, None)
        assert step == begin_from(tmp_path / name)
        assert step.folder == tmp_path / folder


def test_what_is_dragged_on_the_program_comes_before_the_menu(typed: Typed, made: Path) -> None:
    shown = typed(ENTER, "0", dragged=(made,))
    assert len(commands_in(shown)) == 1
    assert shown.index("→ Lệnh") < shown.index("Chạy thử với số liệu mẫu")
    assert year_near(made.parent) == made


# --------------------------------------------------------------------------- a double-click


def test_a_program_of_one_s_own_window_begins_with_the_menu(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made: Path
) -> None:
    assert not menu.starts_with_menu([])
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", ["sheettools"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert menu.starts_with_menu([str(made)])
    assert not menu.starts_with_menu(["validate", str(made)])
    assert not menu.starts_with_menu(["--help"])
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 0
    assert "Thư mục của năm" in capsys.readouterr().out
