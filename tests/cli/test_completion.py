"""The Tab key: real shells complete commands, options, years, units, templates and codes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from for_each import for_each
from small_year import make_year

from sheettools.cli.completion import ASKED_BY, SHELLS, answer
from sheettools.cli.entry import run
from sheettools.language import speaking

PROGRAM = Path(sys.executable).parent


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a year and another folder in it."""
    year = make_year(tmp_path_factory.mktemp("van-phong") / "xa-mau-2024")
    (year.folder.parent / "anh").mkdir()
    return year.folder.parent


WANTED = {
    ("ge",): ["generate"],
    ("template", "sh"): ["show"],
    ("status", "--rem"): ["--reminders"],
    ("status", "x"): ["xa-mau-2024"],
    ("generate", "xa-mau-2024", "--village", "99901-0"): ["99901-01", "99901-02", "99901-03"],
    ("template", "show", "so-t"): ["so-tiep-xuc"],
    ("explain", "C10"): [f"C10{number}" for number in range(1, 9)],
    ("validate", "xa-mau-2024", "--only", "C10"): [f"C10{number}" for number in range(1, 9)],
    ("init", "x", "--profile", "bac-n"): ["bac-ninh-2026"],
    ("merge", "--lang"): [],
    ("completion", "p"): ["powershell"],
}


def shell(name: str, script: str, folder: Path, *arguments: str) -> list[str]:
    """Run a script in a real shell that has the program on its path; return the lines it prints."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name}")
    environment = {**os.environ, "PATH": f"{PROGRAM}{os.pathsep}{os.environ['PATH']}"}
    environment["HOME"] = str(folder)
    done = subprocess.run(
        [found, "-c", script, *arguments],
        cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if line]


BASH = """
eval "$(sheettools completion bash 2>/dev/null)"
complete -p sheettools >/dev/null
COMP_WORDS=(sheettools "$@"); COMP_CWORD=$#
compopt() { :; }
_sheettools_completion sheettools
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
autoload -U compinit; compinit -u -D
eval "$(sheettools completion zsh 2>/dev/null)"
[[ $_comps[sheettools] == _sheettools_completion ]] || exit 1
_path_files() { : }
compadd() { print -rl -- $completions }
_describe() { print -rl -- ${completions_with_descriptions%%:*} }
words=(sheettools "$@"); CURRENT=$#words
_sheettools_completion
"""
FISH = """
sheettools completion fish 2>/dev/null | source
complete -C "sheettools $argv" | string replace -r '\\t.*' ''
"""


def completed(name: str, office: Path, typed: tuple[str, ...]) -> list[str]:
    """What a shell offers after some words, the last of which is not finished."""
    if name == "fish":
        said = shell(name, FISH, office, " ".join(typed))
        return [one for one in said if not one.endswith("/")]  # it knows folders itself
    return shell(name, BASH if name == "bash" else ZSH, office, name, *typed)


FEW = (("ge",), ("generate", "xa-mau-2024", "--village", "99901-0"), ("status", "x"))


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("typed", FEW)
def test_a_real_shell_completes(name: str, typed: tuple[str, ...], office: Path) -> None:
    assert completed(name, office, typed) == WANTED[typed]


@pytest.mark.parametrize("typed", [typed for typed in WANTED if WANTED[typed]])
def test_powershell_is_answered(
    typed: tuple[str, ...],
    office: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(office)
    monkeypatch.setenv("COMP_WORDS", "\n".join(["sheettools", *typed[:-1]]))
    monkeypatch.setenv("COMP_CWORD", typed[-1])
    assert answer("powershell_complete") == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert [line.split("\t")[0] for line in lines] == WANTED[typed]
    assert all(line.split("\t")[1] for line in lines), "PowerShell wants a tip for each"


def test_what_powershell_reads_asks_as_it_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "powershell"]) == 0
    script = capsys.readouterr().out
    assert script.startswith("Register-ArgumentCompleter -Native -CommandName sheettools ")
    assert f"$env:{ASKED_BY} = 'powershell_complete'" in script
    for variable in (ASKED_BY, "COMP_WORDS", "COMP_CWORD"):
        assert f"Env:{variable}" in script.partition("finally")[2], "it leaves nothing behind"
    assert script.count("{") == script.count("}")
    assert script.count("(") == script.count(")")
    assert "%(" not in script


@for_each("name", SHELLS)
def test_the_script_is_printed_alone(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is said beside it goes elsewhere, so that it may be sent into a file."""
    assert run(["completion", name]) == 0
    said = capsys.readouterr()
    assert ASKED_BY in said.out
    assert "Thêm đoạn trên" in said.err


def test_a_way_of_asking_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("cmd_complete") == 2
    assert capsys.readouterr().out == ""


def test_help_is_in_the_reader_s_language(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("COMP_WORDS", "sheettools\nstatus")
    monkeypatch.setenv("COMP_CWORD", "--boa")
    for language, told in (("vi", "Ghi bảng theo dõi Excel"), ("en", "Write the board")):
        with speaking("vi" if language == "vi" else "en"):
            assert answer("powershell_complete") == 0
        assert f"--board\t{told}" in capfdbinary.readouterr().out.decode()
