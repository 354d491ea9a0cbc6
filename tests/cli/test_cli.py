"""The command line: exit codes, plain sentences in the reader's language, the same facts as JSON;
never a traceback.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from small_year import TODAY, fill, issued_file, make_year, return_all, thuong, write_plan
from standing import shipped_template

from sheettools.cli.entry import cli, run
from sheettools.demo.run import PLAN_TEXT
from sheettools.language import VARIABLE, speaking, wanted_language
from sheettools.outgoing.whole import write_note
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.template.issue import Issue
from sheettools.template.layout import OFFICE_FOLDER as OFFICE
from sheettools.template.layout import UPWARD_FOLDER as UPWARD
from sheettools.year import FIX, IN, OUT, TEMPLATES, Year

DAY = ["--today", TODAY.isoformat()]
ENGLISH = re.compile(
    r"\b(usage|options?|commands?|arguments?|missing|no such|invalid|error|got "
    r"unexpected|does not|is not one of|"
    r"directory|file|text|integer|try|show this|default)\b",
    re.IGNORECASE,
)
"""Words of click's own sentences, none of which a Vietnamese reader should meet."""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


Command = Callable[..., Ran]


@pytest.fixture
def sheettools(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command as the script does: the language is taken from its words, then it runs."""
    monkeypatch.delenv(VARIABLE, raising=False)

    def command(*arguments: str | Path) -> Ran:
        words = [str(argument) for argument in arguments]
        with speaking(wanted_language(words)):
            code = run(words)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    return command


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year's folder with all returns in, one of them with a mistake."""
    year = make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")
    return_all(year, ["02", "03"])
    rows = thuong()
    rows["kien_nghi"][1]["linh_vuc"] = "Giao thônng"
    fill(issued_file(year, "01"), year.folder / IN / "so-01.xlsx", year.plan.collects, rows)
    return year.folder


@pytest.fixture
def folder(returned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(returned, tmp_path / "mau-son-2024"))


# --------------------------------------------------------------------------- exit codes


def test_init_makes_a_folder_and_says_what_comes_next(sheettools: Command, tmp_path: Path) -> None:
    ran = sheettools("init", tmp_path / "xa-2024")
    assert ran.code == 0
    assert (tmp_path / "xa-2024" / "ke-hoach.xlsx").is_file()
    assert (tmp_path / "xa-2024" / OUT).is_dir()
    assert f"sheettools generate {tmp_path / 'xa-2024'}" in ran.said.replace("\n", "")


def test_init_drafts_from_a_text(sheettools: Command, tmp_path: Path) -> None:
    text = tmp_path / "kế hoạch.txt"
    text.write_text("KẾ HOẠCH\nđối thoại với nhân dân năm 2024\nQuý I: thôn Mới", encoding="utf-8")
    assert sheettools("init", tmp_path / "xa", "--from", text).code == 0
    assert Year(tmp_path / "xa").plan_path.is_file()


def test_init_says_how_many_units_the_text_names(sheettools: Command, tmp_path: Path) -> None:
    ran = sheettools("init", tmp_path / "xa", "--from", PLAN_TEXT)
    assert "Văn bản chỉ nêu 4 đơn vị" in " ".join(ran.said.split()), "the others are not known"


def test_generate_writes_and_keeps(sheettools: Command, folder: Path) -> None:
    assert sheettools("generate", folder).code == 0
    shutil.copy(folder / IN / "so-01.xlsx", next(iter(sorted((folder / OUT).glob("*.xlsx")))))
    ran = sheettools("generate", folder)
    assert ran.code == 0
    assert "F205" in ran.said, "a workbook that differs is kept, and it is said"


def test_validate_ends_with_1_when_something_is_to_be_fixed(
    sheettools: Command, folder: Path
) -> None:
    ran = sheettools("validate", folder, *DAY)
    assert ran.code == 1
    assert "C108" in ran.said
    assert sheettools("validate", folder / IN / "so-02.xlsx", *DAY).code == 0


def test_merge_ends_with_1_when_something_is_to_be_fixed(sheettools: Command, folder: Path) -> None:
    assert sheettools("merge", folder, *DAY).code == 1
    (folder / IN / "so-01.xlsx").unlink()
    ran = sheettools("merge", folder, *DAY)
    assert ran.code == 0
    assert "DỰ THẢO" in ran.said, "a village is missing: no mistake, but no report to sign either"


def test_explain(sheettools: Command) -> None:
    assert sheettools("explain", "c101").code == 0
    assert "C101" in sheettools("explain", "C101").out


def test_template_list_show_copy(sheettools: Command, tmp_path: Path) -> None:
    assert "so-tiep-xuc" in sheettools("template", "list").out
    assert "Kiến nghị" in sheettools("template", "show", "so-tiep-xuc").out
    assert sheettools("template", "copy", "so-tiep-xuc", tmp_path).code == 0
    assert (tmp_path / "so-tiep-xuc.toml").is_file()
    ran = sheettools("template", "copy", "so-tiep-xuc", tmp_path)
    assert (ran.code, "T008" in ran.said) == (2, True)


@pytest.mark.parametrize("edition", [UPWARD, OFFICE])
def test_an_output_that_cannot_be_written_ends_with_3(
    sheettools: Command, folder: Path, edition: str
) -> None:
    (folder / edition).write_text("một tệp ở chỗ của thư mục", encoding="utf-8")
    ran = sheettools("merge", folder, *DAY)
    assert ran.code == 3
    assert "F001" in ran.said
    (folder / OUT / "x").write_text("", encoding="utf-8")
    assert sheettools("generate", folder, "--out", folder / OUT / "x" / "y").code == 3


def test_help_and_version_end_with_0(sheettools: Command) -> None:
    for words in (
        ["--help"],
        ["-h"],
        ["--version"],
        ["merge", "--help"],
        ["template", "-h"],
        ["--lang", "en", "--help"],
    ):
        assert sheettools(*words).code == 0, words


# --------------------------------------------------------------------------- wrong usage

WRONG = {
    "unknown command": (["gop"], "“gop”"),
    "unknown command of a group": (["template", "xoa"], "“xoa”"),
    "unknown option": (["validate", "--nhanh"], "--nhanh"),
    "missing argument": (["init"], "THƯ-MỤC"),
    "missing code": (["explain"], "MÃ"),
    "missing value": (["merge", ".", "--out"], "--out"),
    "too many arguments": (["explain", "C101", "C102"], "“C102”"),
    "a value where none belongs": (["--version=1"], "--version"),
    "wrong day": (["validate", "--today", "mai"], "ngày/tháng/năm"),
    "no such day": (["validate", "--today", "30/2/2025"], "“30/2/2025”"),
    "a day without a year": (["status", "--today", "10/1"], "chưa có năm"),
    "wrong format": (["merge", "--format", "xml"], "text, json"),
    "wrong language": (["--lang", "fr", "template", "list"], "vi, en"),
    "wrong year": (["init", "x", "--year", "hai"], "“hai”"),
    "no such text": (["init", "x", "--from", "khong-co.txt"], "“khong-co.txt”"),
    "no such plan": (["generate", "--plan", "khong-co.xlsx"], "“khong-co.xlsx”"),
    "unknown code": (["explain", "Z999"], "Z999"),
    "unknown template": (["template", "show", "khong-co"], "T007"),
    "unknown template to copy": (["template", "copy", "khong-co", "."], "T007"),
    "unknown profile": (["init", "x", "--year", "2024", "--profile", "khong-co"], "“khong-co”"),
    "unknown plan template": (["init", "x", "--year", "2024", "--template", "khong-co"], "T007"),
    "no year": (["init", "x"], "T022"),
    "no profile": (["init", "x", "--year", "1990"], "T026"),
    "folder that is not there": (["generate", "khong-co"], "T021"),
    "merge of a folder that is not there": (["merge", "khong-co"], "T021"),
    "validate of a folder that is not there": (["validate", "khong-co"], "T021"),
}


@pytest.mark.parametrize(("words", "names"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_one_plain_sentence(
    sheettools: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    names: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    vi = sheettools(*words)
    assert vi.code == 2
    assert names in vi.said
    # What was typed and the program's own names are quoted; all else is Vietnamese.
    plain = re.sub(r"“[^”]*”|--?[\w-]+|text, json|sheettools [\w ]*|\S+\.\w+|\[\w+\]", "", vi.said)
    assert not ENGLISH.findall(plain), vi.said
    en = (
        sheettools(*words, "--lang", "en")
        if words[0] != "--lang"
        else sheettools("--lang", "fr", "x")
    )
    assert en.code == 2
    if words[0] != "--lang" and "--version=1" not in words and "--out" not in words:
        assert not re.search(
            r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", re.sub(r"“[^”]*”", "", en.said)
        ), en.said
    assert not list(tmp_path.iterdir()), "nothing was made"


def test_init_twice_leaves_the_plan_alone(sheettools: Command, tmp_path: Path) -> None:
    assert sheettools("init", tmp_path / "a-2024").code == 0
    before = (tmp_path / "a-2024" / "ke-hoach.xlsx").read_bytes()
    ran = sheettools("init", tmp_path / "a-2024")
    assert (ran.code, "T024" in ran.said) == (2, True)
    assert (tmp_path / "a-2024" / "ke-hoach.xlsx").read_bytes() == before


def test_a_plan_that_lacks_what_the_workbooks_need(sheettools: Command, tmp_path: Path) -> None:
    write_plan(tmp_path / "ke-hoach.xlsx", commune="")
    for command in (["generate", tmp_path], ["merge", tmp_path]):
        ran = sheettools(*command)
        assert ran.code == 2
        assert "Mã xã" in ran.said
    assert not (tmp_path / OUT).exists()


def test_a_workbook_that_is_no_plan(sheettools: Command, folder: Path) -> None:
    shutil.copy(folder / IN / "so-02.xlsx", folder / "ke-hoach.xlsx")
    ran = sheettools("generate", folder)
    assert (ran.code, "T020" in ran.said) == (2, True)
    (folder / "ke-hoach.xlsx").write_bytes(b"%PDF-1.4")
    assert sheettools("generate", folder).code == 2


# --------------------------------------------------------------------------- JSON

FACTS = {"file", "sheet", "cell", "code", "severity", "message", "remedy", "value"}


def data(ran: Ran) -> Any:
    assert ran.err == ""
    return json.loads(ran.out)


def test_findings_as_json(sheettools: Command, folder: Path) -> None:
    said = data(sheettools("validate", folder, *DAY, "--format", "json"))
    wrong = next(f for f in said["findings"] if f["severity"] == "error")
    assert set(wrong) >= FACTS
    assert (wrong["file"], wrong["sheet"], wrong["code"], wrong["value"]) == (
        "so-01.xlsx",
        "Kiến nghị",
        "C108",
        "Giao thônng",
    )
    assert re.fullmatch(r"[A-Z]+8", wrong["cell"]), "the second petition stands in row 8"
    assert {file["code"]: file["rows"]["set aside"] for file in said["files"]} == {
        "99901-01-2024": 1,
        "99901-02-2024": 0,
        "99901-03-2024": 0,
    }


def test_json_speaks_the_language_too(sheettools: Command, folder: Path) -> None:
    vi, en = (
        data(sheettools("validate", folder, *DAY, "--format", "json", "--lang", language))[
            "findings"
        ]
        for language in ("vi", "en")
    )
    keys = ("file", "sheet", "cell", "code", "severity", "value")
    assert [[f[key] for key in keys] for f in vi] == [[f[key] for key in keys] for f in en]
    assert all(
        a["message"] != b["message"] and a["remedy"] != b["remedy"]
        for a, b in zip(vi, en, strict=True)
    )


def test_other_commands_as_json(sheettools: Command, folder: Path) -> None:
    merged = data(sheettools("merge", folder, *DAY, "--format", "json"))
    assert {figure["name"]: figure["value"] for figure in merged["figures"]}["kien_nghi"] == 7
    assert all(
        line["read"]
        == sum(line[k] for k in ("accepted", "superseded", "set_aside", "blank", "outside"))
        for line in merged["ledger"]
    )
    assert merged["draft_because"]
    generated = data(sheettools("generate", folder, "--format", "json"))
    assert [one["state"] for one in generated["workbooks"]] == ["same"] * 3
    assert {
        one["kind"] for one in data(sheettools("template", "list", "--format", "json"))["templates"]
    } == {
        "template",
        "profile",
        "document",
        "holidays",
    }
    assert (
        data(sheettools("template", "show", "ke-hoach", "--format", "json"))["name"] == "ke-hoach"
    )


# --------------------------------------------------------------------------- paths


def test_validate_writes_what_goes_back_and_says_so(sheettools: Command, folder: Path) -> None:
    said = data(sheettools("validate", folder, *DAY, "--format", "json"))
    names = {Path(path).name for path in said["written"]}
    assert names == {
        "99901-01_thuong_2024_can-sua.xlsx",
        "99901-01_thuong_2024_can-sua.txt",
        "99901-02_Trung_2024_da-nhan.txt",
        "99901-03_ha_2024_da-nhan.txt",
    }
    assert all((folder / FIX / name).is_file() for name in names)
    assert "99901-01_thuong_2024_can-sua.xlsx" in sheettools("validate", folder, *DAY).out


def test_validate_can_leave_it(sheettools: Command, folder: Path) -> None:
    ran = sheettools("validate", folder, *DAY, "--no-copies")
    assert ran.code == 1
    assert not (folder / FIX).exists()
    assert "can-sua" not in ran.out


def test_validate_of_the_plan_itself(sheettools: Command, folder: Path, tmp_path: Path) -> None:
    assert sheettools("validate", folder / "ke-hoach.xlsx").code == 0
    write_plan(tmp_path / "hong" / "ke-hoach.xlsx", commune="Mẫu Sơn")
    ran = sheettools("validate", tmp_path / "hong" / "ke-hoach.xlsx", "--format", "json")
    assert ran.code == 1
    assert {(f["sheet"], f["code"]) for f in data(ran)["findings"]} >= {("Thông tin chung", "C116")}


def test_a_single_return_finds_its_year(
    sheettools: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "khac").mkdir()
    monkeypatch.chdir(tmp_path / "khac")
    ran = sheettools("validate", folder / IN / "so-02.xlsx", *DAY)
    assert ran.code == 0
    assert "Thôn Trung (99901-02-2024)" in ran.out


def test_no_arguments_in_the_year_s_folder(
    sheettools: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert sheettools("generate").code == 0
    assert sheettools("validate", *DAY).code == 1
    assert sheettools("merge", *DAY).code == 1


def test_blanks_and_marks_apart_in_names(sheettools: Command, folder: Path, tmp_path: Path) -> None:
    """A Mac writes names with the marks apart from their letters (NFD)."""
    home = tmp_path / unicodedata.normalize("NFD", "Đối thoại năm 2024 – xã Mẫu Sơn")
    folder.rename(home)
    name = unicodedata.normalize("NFD", "Sổ thôn Hạ – đã điền (1).xlsx")
    (home / IN / "so-03.xlsx").rename(home / IN / name)
    assert sheettools("generate", home).code == 0
    assert sheettools("validate", home / IN / name, *DAY).code == 0
    merged = data(sheettools("merge", home, *DAY, "--format", "json"))
    files = {unicodedata.normalize("NFC", line["file"]): line["state"] for line in merged["ledger"]}
    assert files[unicodedata.normalize("NFC", name)] == "counted"


def test_returns_are_never_touched(sheettools: Command, folder: Path) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (folder / IN).iterdir()
    }
    for command in (["validate", folder, *DAY], ["merge", folder, *DAY], ["generate", folder]):
        sheettools(*command)
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (folder / IN).iterdir()
    } == before
    made = {"ke-hoach.xlsx", "khoa.txt", TEMPLATES, OUT, IN, UPWARD, OFFICE, FIX}
    assert {path.name for path in folder.iterdir()} <= made


# --------------------------------------------------------------------------- help


def every_command() -> list[tuple[str, ...]]:
    def walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                yield from walk(inner, (*path, name))

    return list(walk(cli, ()))


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_every_command_and_option_is_explained_in_both_languages(
    sheettools: Command, path: tuple[str, ...]
) -> None:
    vi, en = sheettools(*path, "--help"), sheettools(*path, "--help", "--lang", "en")
    assert (vi.code, en.code) == (0, 0)
    assert vi.out.startswith("Cách dùng: sheettools")
    assert en.out.startswith("Usage: sheettools")
    # What is typed as it stands is no word of a sentence: values of options, in brackets or quoted.
    typed = r"--[\w-]+|text|sheettools [\w ]+|\[[a-z|]+\]|“[a-z]+”"
    assert not ENGLISH.findall(re.sub(typed, "", vi.out)), vi.out
    command: Any = cli
    for name in path:
        command = command.commands[name]
    assert command.words.vi
    assert command.words.en
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.words.vi, option.name
            assert option.words.en, option.name
            assert option.words.vi != option.words.en, option.name


def test_the_language_may_stand_anywhere_or_in_the_environment(
    sheettools: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {
        sheettools(*words).out
        for words in (
            ["--lang", "en", "explain", "C101"],
            ["explain", "--lang", "en", "C101"],
            ["explain", "C101", "--lang=en"],
        )
    }
    assert len(said) == 1
    assert "is not a date" in said.pop()
    monkeypatch.setenv(VARIABLE, "en")
    assert "is not a date" in sheettools("explain", "C101").out
    assert "không phải là một ngày" in sheettools("explain", "C101", "--lang", "vi").out


# -------------------------------------------------------- the real script, on a console of its time

SCRIPT = Path(sys.executable).with_name("sheettools.exe" if os.name == "nt" else "sheettools")


def script(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {name: value for name, value in os.environ.items() if name != VARIABLE} | environment
    return subprocess.run([SCRIPT, *map(str, arguments)], env=env, capture_output=True, check=False)


def test_the_script(folder: Path) -> None:
    ran = script("validate", folder, *DAY, PYTHONUTF8="1")
    assert ran.returncode == 1
    assert "Giao thônng" in ran.stdout.decode("utf-8")
    assert ran.stderr == b""


@pytest.mark.parametrize("encoding", ["cp1258", "ascii", "cp1252"])
def test_an_old_console_does_not_stop_it(folder: Path, encoding: str) -> None:
    """A table of all findings is printed once, what one means on each console."""
    console = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    told = script("explain", "C101", **console)
    assert told.returncode == 0, told.stderr
    assert "phải sửa" in told.stdout.decode("utf-8")
    if encoding == "cp1258":  # that of a Vietnamese Windows
        ran = script("validate", folder, *DAY, **console)
        assert ran.returncode == 1, ran.stderr
        assert "Phải sửa" in ran.stdout.decode("utf-8")
    wrong = script("gộp", **console)
    assert wrong.returncode == 2
    assert b"Traceback" not in wrong.stderr


def test_a_template_of_one_s_own_is_no_plan(sheettools: Command, tmp_path: Path) -> None:
    """A workbook of the villages' template, where the plan belongs: said, not guessed."""
    template = shipped_template("so-tiep-xuc")
    write_workbook(tmp_path / "ke-hoach.xlsx", template, Issue("a", "a", "a", "a", "a"), Contents())
    assert sheettools("generate", tmp_path).code == 2


# --------------------------------------------------------------------------- what is asked to see


@pytest.mark.parametrize(
    ("asked", "none"), [("X999", "X999"), ("C101,x9", "X9"), ("C10100", "C10100")]
)
def test_a_code_that_is_none_is_refused(
    sheettools: Command, folder: Path, asked: str, none: str
) -> None:
    ran = sheettools("validate", folder, *DAY, "--no-copies", "--only", asked)
    assert ran.code == 2
    assert f"không có mã nào là “{none}”" in ran.out + ran.err


@pytest.mark.parametrize("asked", [["--only", "C101"], ["--only", "F"], ["--severity", "error"]])
def test_what_was_not_asked_for_is_counted_all_the_same(
    sheettools: Command, folder: Path, asked: list[str]
) -> None:
    ran = sheettools("validate", folder, *DAY, "--no-copies", *asked)
    assert ran.code == 1, "the exit code is that of all findings"
    (first,) = (line for line in ran.out.splitlines() if line.startswith("so-01.xlsx"))
    assert ("không có gì phải sửa" in first, "không hiện: " in first) == (False, True)
    assert ("1 phải sửa" in first.partition("không hiện")[0]) == ("error" in asked)


def test_signs_that_nobody_sees_stand_in_no_output(sheettools: Command, folder: Path) -> None:
    unseen = re.compile(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
    )
    back = folder / IN
    (back / "so-01.xlsx").rename(back / "\ufeffso\u202exslx.\x1b[31m\u200f\n\u200b\u20601.xlsx")
    for mark in "\u2066\u2067":
        (back / f"anh{mark}.xlsx").write_bytes(b"%PDF-1.4")
    (back / "~$\u202eso.xlsx").write_bytes(b"")
    for words in (
        ["validate", folder],
        ["validate", folder, "--format", "json"],
        ["validate", folder, "--format", "sarif"],
        ["status", folder, "--reminders"],
        ["status", folder, "--format", "json"],
        ["merge", folder],
    ):
        ran = sheettools(*words, *DAY)
        assert "anh" in ran.out, words
        assert not unseen.search(ran.out + ran.err), words
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.txt")]
    assert any("“anh .xlsx”" in text for text in texts)
    assert not any(map(unseen.search, texts))


def test_a_message_holds_no_signs_that_nobody_sees(tmp_path: Path) -> None:
    write_note(tmp_path / "a.txt", "Gửi thôn\x1b[1m Mẫu\u202e\nHạn gửi")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == (
        "Gửi thôn\ufffd[1m Mẫu\ufffd\nHạn gửi\n"
    )
