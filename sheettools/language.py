"""The language of what people read, and click's own words in it.

Findings and words hold both languages and are told in one by argument; only what is put on the
screen asks for the language of its context.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import click

from sheettools.findings import Language, Words
from sheettools.words.text import visible

VARIABLE = "SHEETTOOLS_LANG"
_spoken: ContextVar[Language] = ContextVar("language", default="vi")


def language() -> Language:
    """Return the language that is spoken here."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language while the `with` block lasts, in this thread or task alone."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def wanted_language(arguments: Sequence[str]) -> Language:
    """Return the language from `--lang`, wherever it stands, the environment, or Vietnamese."""
    wanted = os.environ.get(VARIABLE, "vi")
    for number, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            wanted = argument.partition("=")[2]
        elif argument == "--lang" and number + 1 < len(arguments):
            wanted = arguments[number + 1]
    return "en" if wanted.lower().startswith("en") else "vi"


def say(vi: str, en: str, **values: Any) -> str:
    """Return a sentence in the language in force; what is put into it turns no line around."""
    said = Words(vi, en).say(language(), values or None)
    return visible(said) if values else said


METAVARS = {"OPTIONS": "TÙY-CHỌN", "COMMAND": "LỆNH", "ARGS": "THAM-SỐ", "FOLDER": "THƯ-MỤC",
"DIRECTORY": "THƯ-MỤC",
            "FILE": "TỆP", "PATHS": "TỆP", "PATH": "TỆP", "CODE": "MÃ", "NAME": "TÊN",
            "TEXT": "CHỮ", "INTEGER": "SỐ",
            "%Y-%m-%d": "NĂM-THÁNG-NGÀY"}  # fmt: skip
"""click's words for what stands in the place of a value, in Vietnamese."""


def _metavars(text: str) -> str:
    """Put the capitals in a line of usage into the language in force."""
    if language() == "vi":
        return re.sub(r"[A-Z]{4,}|%Y-%m-%d", lambda found: METAVARS.get(found[0], found[0]), text)
    return text.replace("%Y-%m-%d", "YYYY-MM-DD")


class Option(click.Option):
    """An option whose help is a pair: `help` in Vietnamese, `en` in English."""

    def __init__(self, *args: Any, en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = Words(self.help or "", en)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of help in the language in force."""
        self.help = self.words.say(language())
        record = super().get_help_record(ctx)
        return None if record is None else (_metavars(record[0]), record[1])


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
        pieces = _metavars(" ".join(self.collect_usage_pieces(ctx)))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("Cách dùng: ", "Usage: "))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        self.help = self.words.say(language())
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [
            record for option in options if (record := option.get_help_record(ctx)) is not None
        ]
        if records:
            with formatter.section(say("Tùy chọn", "Options")):
                formatter.write_dl(records)


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        rows = [
            (name, self.commands[name].get_short_help_str()) for name in self.list_commands(ctx)
        ]
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
            return say(
                "Không có tùy chọn {name}.", "There is no option {name}.", name=error.option_name
            )
        case click.MissingParameter():
            return say("Còn thiếu {name}.", "{name} is missing.", name=_name(error.param))
        case click.BadParameter():
            return _bad_value(error)
        case click.BadOptionUsage() if "not take" in error.message:
            return say(
                "Tùy chọn {name} không đi với giá trị.",
                "Option {name} takes no value.",
                name=error.option_name,
            )
        case click.BadOptionUsage():
            return say(
                "Tùy chọn {name} cần một giá trị.",
                "Option {name} needs a value.",
                name=error.option_name,
            )
        case _ if error.message.startswith("No such command"):
            return say(
                "Không có lệnh “{name}”.", "There is no command “{name}”.", name=_quoted(error)
            )
        case _ if error.message.startswith("Several years"):
            return say(
                "Mỗi lệnh chỉ làm việc với một thư mục năm; thừa “{name}”.",
                "A command works on one year's folder; “{name}” is too much.",
                name=error.message.partition(": ")[2],
            )
        case _ if "unexpected extra" in error.message:
            name = error.message.partition("(")[2].rpartition(")")[0]
            return say(
                "Dòng lệnh thừa “{name}”.", "“{name}” is too much on the command line.", name=name
            )
        case _:
            return say(
                "Dòng lệnh chưa đúng.",
                "The command line does not fit: {detail}",
                detail=error.message,
            )


def _name(param: click.Parameter | None) -> str:
    """Return a parameter as people type it: --from, THƯ-MỤC."""
    if param is None:
        return ""
    return (
        param.opts[0] if isinstance(param, click.Option) else _metavars(param.human_readable_name)
    )


def _quoted(error: click.UsageError) -> str:
    return error.message.partition("'")[2].rpartition("'")[0]


_FAILINGS = {
    "does not exist": Words("không có tệp “{value}”", "there is no file “{value}”"),
    "is a directory": Words(
        "“{value}” là thư mục, không phải tệp", "“{value}” is a folder, not a file"
    ),
    "is a file": Words("“{value}” là tệp, không phải thư mục", "“{value}” is a file, not a folder"),
    "is not readable": Words("không đọc được “{value}”", "“{value}” cannot be read"),
    "not a valid integer": Words(
        "“{value}” không phải số nguyên", "“{value}” is not a whole number"
    ),
    "begins no code": Words(
        "không có mã nào là “{value}” hoặc bắt đầu như thế", "no code is or begins with “{value}”"
    ),
    "does not match": Words(
        "ghi năm-tháng-ngày, ví dụ 2024-12-31", "write year-month-day, such as 2024-12-31"
    ),
}


def _bad_value(error: click.BadParameter) -> str:
    """Say which value does not fit and why; click's own sentences are English only."""
    kind = error.param.type if error.param else None
    unknown = Words("giá trị này không hợp", "{detail}")
    words = next((words for part, words in _FAILINGS.items() if part in error.message), unknown)
    if isinstance(kind, click.Choice):
        words = Words("chọn một trong: {choices}", "choose one of: {choices}")
    choices = ", ".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else ""
    why = words.say(
        language(), {"value": _quoted(error), "choices": choices, "detail": error.message}
    )
    return say("{name}: {why}.", "{name}: {why}.", name=_name(error.param), why=why.rstrip("."))
