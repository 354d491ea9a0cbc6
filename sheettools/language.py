"""The language of what people read, and click's own words in it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from sheettools.template.findings import Language, Words

VARIABLE = "SHEETTOOLS_LANG"
_chosen: list[Language] = ["vi"]


def language() -> Language:
    """Return the language in force."""
    return _chosen[0]


def choose_language(arguments: Sequence[str]) -> None:
    """Take the language from `--lang`, wherever it stands, else from the environment, else Vietnamese."""
    wanted = os.environ.get(VARIABLE, "vi")
    for number, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            wanted = argument.partition("=")[2]
        elif argument == "--lang" and number + 1 < len(arguments):
            wanted = arguments[number + 1]
    _chosen[0] = "en" if wanted.lower().startswith("en") else "vi"


def say(vi: str, en: str, **values: Any) -> str:
    """Return a sentence in the language in force."""
    return Words(vi, en).say(language(), values or None)


class Option(click.Option):
    """An option whose help is a pair: `help` in Vietnamese, `en` in English."""

    def __init__(self, *args: Any, en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = Words(self.help or "", en)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of help in the language in force."""
        self.help = self.words.say(language())
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command whose help is a pair; see `Option`."""

    def __init__(self, *args: Any, en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = Words(self.help or "", en)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help, described in the language in force."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("Xem hướng dẫn này.", "Show this help.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence."""
        return self.words.say(language()).split(".")[0] + "."

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=say("Cách dùng: ", "Usage: "))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        self.help = self.words.say(language())
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        records = [record for p in self.get_params(ctx) if (record := p.get_help_record(ctx)) is not None]
        if records:
            with formatter.section(say("Tùy chọn", "Options")):
                formatter.write_dl(records)


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        rows = [(name, self.commands[name].get_short_help_str()) for name in self.list_commands(ctx)]
        with formatter.section(say("Lệnh", "Commands")):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the work, not of the alphabet."""
        return list(self.commands)


Group.group_class = Group


def usage_problem(error: click.UsageError) -> str:
    """Say what was wrong with the command line."""
    match error:
        case click.NoSuchOption():
            return say("Không có tùy chọn {name}.", "There is no option {name}.", name=error.option_name)
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return say("Còn thiếu {name}.", "{name} is missing.", name=name)
        case click.BadParameter():
            name = error.param.human_readable_name if error.param else ""
            return say("{name}: giá trị chưa dùng được ({detail}).", "{name}: this value cannot be used ({detail}).",
                       name=name, detail=error.message)  # fmt: skip
        case click.BadOptionUsage():
            return say("Tùy chọn {name} cần một giá trị.", "Option {name} needs a value.", name=error.option_name)
        case _ if "command" in error.message:
            name = error.message.partition("'")[2].rpartition("'")[0]
            return say("Không có lệnh “{name}”.", "There is no command “{name}”.", name=name)
        case _:
            return say(
                "Dòng lệnh thừa hoặc thiếu: {detail}",
                "The command line does not fit: {detail}",
                detail=error.message,
            )
