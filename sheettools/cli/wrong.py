"""What was wrong with a command line, in the reader's language, and what was surely meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from sheettools.findings import Words
from sheettools.language import Command, language, metavars, say

OPTIONS_IN_VIETNAMESE: Mapping[str, tuple[str, ...]] = {
    "--help": ("--tro-giup", "--huong-dan", "--giup"),
    "--version": ("--phien-ban",),
    "--lang": ("--ngon-ngu", "--tieng"),
    "--plan": ("--ke-hoach",),
    "--today": ("--ngay", "--hom-nay", "--date", "--day"),
    "--village": ("--thon", "--lang-xom", "--xom", "--don-vi", "--to"),
    "--from": ("--tu", "--van-ban"),
    "--year": ("--nam",),
    "--template": ("--mau",),
    "--password": ("--mat-khau",),
    "--out": ("--ra", "--thu-muc", "--output", "-o"),
    "--reminders": ("--nhac-nho", "--nhac", "--remind"),
    "--board": ("--bang", "--bang-theo-doi"),
    "--final": ("--chinh-thuc", "--ky", "--trinh-ky"),
    "--internal": ("--noi-bo",),
    "--write": ("--ghi", "--dang"),
    "--paper": ("--giay", "--ban-giay", "--in"),
    "--only": ("--chi", "--ma"),
    "--severity": ("--muc",),
    "--all": ("--tat-ca", "--het"),
    "--tell": ("--bao-lai",),
}
"""What people may call an option."""


def usage_problem(error: click.UsageError) -> str:
    """Say what was wrong with the command line, and what was surely meant."""
    match error:
        case click.NoSuchOption():
            return say(
                "Không có tùy chọn {name}.", "There is no option {name}.", name=error.option_name
            ) + meant(_option_meant(error))
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
            return _no_command(error)
        case _ if error.message.startswith("Several years"):
            return say(
                "Mỗi lệnh chỉ làm việc với thư mục của một năm; thừa “{name}”.",
                "A command works on one year's folder; “{name}” is too much.",
                name=error.message.partition(": ")[2],
            )
        case _ if "unexpected extra" in error.message:
            name = error.message.partition("(")[2].rpartition(")")[0]
            has_units = error.ctx is not None and "units" in error.ctx.params
            return say(
                'Dòng lệnh thừa “{name}”. Tên có dấu cách thì đặt trong dấu nháy "…".',
                '“{name}” is too much on the command line. Put a name with blanks in "…".',
                name=name,
            ) + meant([f"--village {name}"] if has_units else [])
        case _:
            return say(
                "Dòng lệnh chưa đúng.",
                "The command line does not fit: {detail}",
                detail=error.message,
            )


def meant(names: Iterable[str]) -> str:
    """Ask whether one of these was meant; say nothing where there are none."""
    said = say(" hoặc ", " or ").join(f"“{name}”" for name in names)
    return say(" Có phải {said} không?", " Did you mean {said}?", said=said) if said else ""


def _option_meant(error: click.NoSuchOption) -> list[str]:
    """Return the options of the command that may have been meant."""
    if error.ctx is None:
        return []
    params = [p for p in error.ctx.command.get_params(error.ctx) if isinstance(p, click.Option)]
    known: dict[str, str] = {}
    for param in params:
        for name in param.opts:
            known[name] = name
            known |= dict.fromkeys(OPTIONS_IN_VIETNAMESE.get(name, ()), name)
    return _of(known, error.option_name)


def _of(known: Mapping[str, str], typed: str) -> list[str]:
    """Return what the nearest names stand for, each once."""
    return list(dict.fromkeys(known[name] for name in _nearest(typed, known)))


def _nearest(typed: str, known: Iterable[str]) -> list[str]:
    from sheettools.words.suggest import nearest

    return nearest(typed, known)


def _no_command(error: click.UsageError) -> str:
    """Say that there is no such command; a file or a folder in its place wants one before it."""
    typed = _quoted(error)
    group = error.ctx.command if error.ctx else None
    commands = group.commands if isinstance(group, click.Group) else {}
    known = {name: name for name in commands}
    for name, command in commands.items():
        if isinstance(command, Command):
            known |= dict.fromkeys(command.known_as, name)
    first = typed.partition(" ")[0]
    if first != typed and first in commands:
        return say(
            "Bỏ dấu nháy quanh cả dòng lệnh: sheettools {typed}",
            "Leave out the quotes around the whole line: sheettools {typed}",
            typed=typed,
        )
    path = Path(typed)
    if typed and not _of(known, typed) and ("/" in typed or "\\" in typed or path.exists()):
        return say(
            "“{name}” là tệp hay thư mục, không phải lệnh; ghi lệnh đứng trước, ví dụ: "
            "sheettools {command} {quoted}",
            "“{name}” is a file or a folder, not a command; write a command before it, such as: "
            "sheettools {command} {quoted}",
            name=typed,
            command=_for_what(path),
            quoted=f'"{typed}"' if " " in typed else typed,
        )
    return say("Không có lệnh “{name}”.", "There is no command “{name}”.", name=typed) + meant(
        _of(known, typed)
    )


def _for_what(path: Path) -> str:
    """Return the command that is likeliest for a file or a folder."""
    if path.suffix.lower() in (".docx", ".doc", ".odt", ".rtf", ".pdf", ".txt"):
        return "init xa-mau-2025 --from"
    return "status" if path.is_dir() else "validate"


def _name(param: click.Parameter | None) -> str:
    """Return a parameter as people type it: --from, THƯ-MỤC."""
    if param is None:
        return ""
    return param.opts[0] if isinstance(param, click.Option) else metavars(param.human_readable_name)


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
    "not in the range": Words("ghi một số từ 0 trở lên", "write a number of 0 or more"),
}


class ValueProblem(click.BadParameter):
    """A value that does not fit, told in both languages by whoever read it."""

    def __init__(self, words: Words, names: Iterable[str] = ()) -> None:
        super().__init__(words.en)
        self.words, self.names = words, tuple(names)


def _bad_value(error: click.BadParameter) -> str:
    """Say which value does not fit and why; click's own sentences are English only."""
    kind = error.param.type if error.param else None
    if isinstance(error, ValueProblem):
        said = error.words.say(language())
        return f"{_name(error.param)}: {said}{meant(error.names)}"
    unknown = Words("giá trị này không hợp", "{detail}")
    words = next((words for part, words in _FAILINGS.items() if part in error.message), unknown)
    choices: list[str] = []
    if isinstance(kind, click.Choice):
        words = Words("chọn một trong: {choices}", "choose one of: {choices}")
        choices = list(map(str, kind.choices))
    value = _quoted(error) if not choices else error.message.split("'")[1]
    why = words.say(
        language(), {"value": value, "choices": ", ".join(choices), "detail": error.message}
    )
    said = say("{name}: {why}.", "{name}: {why}.", name=_name(error.param), why=why.rstrip("."))
    return said + meant(_nearest(value, choices) or _files_near(Path(value), error.param))


def _files_near(typed: Path, param: click.Parameter | None) -> list[str]:
    """Return the files that may be meant where there is no such file, or a folder in its place:
    those of nearly that name, or what the folder of a year has of the kind.
    """
    from sheettools.plan.where import files_in

    if not isinstance(param, click.Parameter) or not isinstance(param.type, click.Path):
        return []
    if typed.is_dir():
        kind = "tong-hop*.xlsx" if param.name == "file" else "ke-hoach.xlsx"
        found = [*typed.glob(kind), *typed.glob(f"*/{kind}")]
        return [str(path) for path in sorted(found)[:3]]
    beside = {path.name: str(path) for path in files_in(typed.parent)}
    return [beside[name] for name in _nearest(typed.name, beside)]
