"""`--help`: in the order of the year's work, in whole words, with examples that are right."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from for_each import for_each

from sheettools.cli.entry import cli, run
from sheettools.language import METAVARS, Command, Group, speaking

WIDTH = 80
YEAR = ("demo", "init", "generate", "validate", "diff", "status", "register", "merge", "report")


def commands(
    command: click.Command = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(("sheettools", *path)), command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, (*path, name))


COMMANDS = dict(commands())
EXAMPLES = [
    (path, line)
    for path, command in COMMANDS.items()
    if isinstance(command, Command)
    for line in command.examples
]


def told(capsys: pytest.CaptureFixture[str], path: str, language: str) -> str:
    with speaking("vi" if language == "vi" else "en"):
        assert run([*path.split()[1:], "--help"]) == 0
    return capsys.readouterr().out


def test_commands_stand_in_the_order_of_the_year(capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "sheettools", "vi")
    places = [said.index(f"\n  {name} ") for name in YEAR]
    assert places == sorted(places)
    assert isinstance(cli, Group)
    titles = [said.index(f"\n{title.vi}:\n") for title, _ in cli.chapters]
    assert titles == sorted(titles)
    assert "Lệnh khác" not in said, "a command that stands in no chapter of cli.root.CHAPTERS"


def test_the_chapters_name_commands_that_there_are() -> None:
    assert isinstance(cli, Group)
    named = [name for _, names in cli.chapters for name in names]
    assert sorted(named) == sorted(set(named) & set(cli.commands))


@for_each("path", COMMANDS)
@for_each("language", ["vi", "en"])
def test_each_command_shows_an_example(
    path: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = COMMANDS[path]
    assert isinstance(command, Command)
    assert command.examples, f"{path} has no example"
    shown = told(capsys, path, language).split({"vi": "Ví dụ:", "en": "Examples:"}[language])[1]
    assert [line.strip() for line in shown.strip().splitlines()] == list(command.examples)


@for_each(("path", "line"), EXAMPLES)
def test_each_example_is_a_command_line(
    path: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Click takes it, where the files that it names are there; and it is of the command it is shown
    with, or of one of the group's.
    """
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line.partition(" >")[0])
    for word in words:
        if Path(word).suffix in {".xlsx", ".docx"}:
            Path(word).parent.mkdir(parents=True, exist_ok=True)
            Path(word).touch()
    assert line.startswith(f"{path} ") or line == path
    command, rest = cli, words[1:]
    context: click.Context | None = None
    while isinstance(command, click.Group):
        with click.Context(command, parent=context) as context:
            _, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found  # type: ignore[assignment]
    assert command.make_context(line, rest, parent=context).args == []


@for_each("path", COMMANDS)
@for_each("language", ["vi", "en"])
def test_no_line_is_too_long_and_no_name_is_parted(
    path: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(capsys, path, language).partition({"vi": "Ví dụ:", "en": "Examples:"}[language])
    assert all(len(line) <= WIDTH for line in lines[0].splitlines())
    assert not re.search(r"[^\s–]-$", lines[0], re.MULTILINE), "a hyphen at the end of a line"


@for_each("path", [path for path, one in COMMANDS.items() if path.count(" ")])
@for_each("language", ["vi", "en"])
def test_the_list_of_commands_cuts_nothing(
    path: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it says of each is one whole sentence."""
    command = COMMANDS[path]
    assert isinstance(command, Command)
    short = command.short.vi if language == "vi" else command.short.en
    group = told(capsys, path.rpartition(" ")[0], language)
    assert short in " ".join(group.split())
    assert short.endswith(".")
    assert not re.search(r"\. [^\W\d_a-z]", short), "two sentences"


@for_each("path", COMMANDS)
def test_what_stands_for_a_value_is_vietnamese(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, path, "vi").partition("Ví dụ:")[0]
    assert not set(re.findall(r"\w+", said)) & METAVARS.keys()


def test_a_text_with_a_full_stop_within_is_not_cut() -> None:
    command = Command(
        "x", help="Gửi TP. Hà Nội, v.v. trong năm.", en="To the city, etc. this year."
    )
    with speaking("vi"):
        assert command.get_short_help_str() == "Gửi TP. Hà Nội, v.v. trong năm."
