"""The language of what people read, and click's own words in it.

Findings and words hold both languages and are told in one by argument; only what is put on the
screen asks for the language of its context.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import Any

import click

from sheettools.findings import Language, Words
from sheettools.words.unseen import visible

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


METAVARS = {
    "OPTIONS": "TÙY-CHỌN", "COMMAND": "LỆNH", "ARGS": "THAM-SỐ", "FOLDER": "THƯ-MỤC",
    "DIRECTORY": "THƯ-MỤC", "FILE": "TỆP", "PATHS": "TỆP", "PATH": "TỆP", "BEFORE": "BẢN-TRƯỚC",
    "AFTER": "BẢN-SAU", "SPELLING": "CÁCH-VIẾT", "TARGET": "MỤC", "CODE": "MÃ", "NAME": "TÊN",
    "TEXT": "CHỮ", "INTEGER": "SỐ", "NUMBER": "SỐ", "DAY": "NGÀY", "YEAR": "NĂM",
    "UNIT": "ĐƠN-VỊ", "PASSWORD": "MẬT-KHẨU", "ADDRESS": "ĐỊA-CHỈ", "FORMS": "DẠNG",
    "SHELL": "CỬA-SỔ-LỆNH",
    "PROFILE": "BỘ-QUY-ĐỊNH", "TEMPLATE": "MẪU", "LIST": "DANH-MỤC", "ORIGIN": "NGUỒN",
}  # fmt: skip
"""What stands in the place of a value, in Vietnamese."""


def metavars(text: str) -> str:
    """Put the capitals that stand for values into the language in force."""
    if language() == "vi":
        return re.sub(r"[A-Z]{3,}", lambda found: METAVARS.get(found[0], found[0]), text)
    return text


class _HelpFormatter(click.HelpFormatter):
    """Lines of help that part neither an option nor the name of a file at its hyphens."""

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(_held_together(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Write a list of words, each with what it means."""
        super().write_dl([(word, _held_together(told)) for word, told in rows], *args, **kwargs)

    def getvalue(self) -> str:
        """Return what was written."""
        return super().getvalue().replace(_HYPHEN, "-")


class _Context(click.Context):
    formatter_class = _HelpFormatter


_HYPHEN = "\u2011"
"""A hyphen at which no line ends."""


def _held_together(text: str) -> str:
    return text.replace("-", _HYPHEN)


class Option(click.Option):
    """An option whose help is a pair: `help` in Vietnamese, `en` in English."""

    def __init__(self, *args: Any, en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = Words(self.help or "", en)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of help in the language in force."""
        self.help = self.words.say(language())
        record = super().get_help_record(ctx)
        return None if record is None else (metavars(record[0]), record[1])

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Return what click would add in signs of its own, such as “[x>=0]”: nothing."""
        return {}


class Command(click.Command):
    """A command whose help is a pair; see `Option`.

    `short` is what the list of commands says of it, in both languages; without one, all of its
    help. `examples` are command lines as they may be typed; `known_as` what people may call it.
    """

    context_class = _Context

    def __init__(
        self,
        *args: Any,
        en: str = "",
        short: tuple[str, str] | None = None,
        examples: Sequence[str] = (),
        known_as: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.words = Words(self.help or "", en)
        self.short = Words(*short) if short else self.words
        self.examples, self.known_as = tuple(examples), tuple(known_as)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help, described in the language in force."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("Xem hướng dẫn này.", "Show this help.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what the list of commands says, whole."""
        return self.short.say(language())

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = metavars(" ".join(self.collect_usage_pieces(ctx)))
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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Return what may come next, told in the language in force."""
        for param in self.params:
            if isinstance(param, Option):
                param.help = param.words.say(language())
        return super().shell_complete(ctx, incomplete)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each on a line of its own, to be copied."""
        if self.examples:
            with formatter.section(say("Ví dụ", "Examples")):
                for line in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


Chapters = Sequence[tuple[Words, Sequence[str]]]
"""Parts of the work, each with the names of its commands in the order in which they are used."""


class Group(Command, click.Group):
    """A group of such commands, in the order of the work."""

    command_class = Command

    def __init__(self, *args: Any, chapters: Chapters = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapters = chapters

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, a chapter after the other, then the options."""
        known = self.list_commands(ctx)
        widest = max(map(len, known), default=0)
        for title, names in self._all_chapters():
            rows = [
                (name.ljust(widest), self.commands[name].get_short_help_str())
                for name in names
                if name in known
            ]
            if rows:
                with formatter.section(title.say(language())):
                    formatter.write_dl(rows)
        Command.format_options(self, ctx, formatter)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command; one that there is not is named as it was typed."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if not error.message.startswith("No such command"):
                raise
            raise click.UsageError(f"No such command '{args[0]}'.", ctx) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the work, not of the alphabet."""
        named = chain.from_iterable(names for _, names in self._all_chapters())
        there = [name for name in named if name in self.commands]
        return [name for name in there if not self.commands[name].hidden]

    def _all_chapters(self) -> Chapters:
        """Return the chapters with the commands that there are; those of none stand at the end."""
        named = list(chain.from_iterable(names for _, names in self.chapters))
        rest = [name for name in self.commands if name not in named]
        title = Words("Lệnh khác", "Other commands") if self.chapters else Words("Lệnh", "Commands")
        return [*self.chapters, (title, rest)]


Group.group_class = Group
