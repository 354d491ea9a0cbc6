"""The one way in: arguments → one call → report → exit code."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from sheettools.cli import (
    about,
    accept,
    annual,
    completion,
    follow,
    menu,
    prepare,
    register,
    returns,
)
from sheettools.cli.root import FINDINGS, NOT_WRITTEN, OK, STOPPED, UNREAD, USAGE, cli
from sheettools.incoming.cage.pieces import GARBAGE
from sheettools.language import language, say, speaking, wanted_language

DEBUG = "SHEETTOOLS_DEBUG"
"""The variable of the environment by which all of a failure is shown."""
COMMANDS = (prepare, returns, follow, accept, register, annual, about, completion, menu)
"""The modules whose commands hang on `cli`, in the order of the cycle."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code; no traceback is ever shown."""
    # To load modules and templates makes many objects, all of which stay.
    gc.set_threshold(GARBAGE)
    if getattr(sys, "frozen", False):
        _be_what_the_program_started()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if menu.starts_with_menu(arguments):
        arguments = ["menu", *arguments]
    if not os.environ.get(DEBUG):
        sys.unraisablehook = _let_it_be
    with speaking(wanted_language(arguments)):
        try:
            code = run(arguments)
        except KeyboardInterrupt:  # before a command had begun, or when it was done
            code = _stopped()
        gc.freeze()  # or Python looks through all there is for circles, before it throws it away
        sys.exit(code)


def _let_it_be(_: object) -> None:
    """Say nothing of what a library fails to tidy up: what matters of it was said already."""


def _be_what_the_program_started() -> None:
    """Be one of the processes that a program of one file starts of itself; then never return."""
    from multiprocessing import freeze_support

    from sheettools.incoming.cage.keeper import AS_CAGE
    from sheettools.incoming.cage.process import main as read_what_comes

    freeze_support()
    if sys.argv[1:] == [AS_CAGE]:
        read_what_comes()
        sys.exit(OK)


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    from sheettools.cli.streams import output_problem, prepare_output

    prepare_output()
    asked = os.environ.get(completion.ASKED_BY)
    try:
        code = completion.answer(asked) if asked else _ran(_put_right(arguments))
        problem = output_problem()
    except OSError as error:  # not even what was wrong could be said
        code, problem = NOT_WRITTEN, output_problem(error) or error
    if problem is None or problem.errno == errno.EPIPE:  # who reads has seen enough
        return code
    return _unheard(problem)


def _put_right(arguments: Sequence[str]) -> list[str]:
    """Return the arguments as they were meant, and say which were changed."""
    from sheettools.cli.typed import put_right

    words, changed = put_right(arguments)
    for before, after in changed:
        said = say("Đã hiểu “{before}” là “{after}”.", "Read “{before}” as “{after}”.")
        _complain(said.format(before=before, after=after))
    return words


def _ran(arguments: Sequence[str]) -> int:
    try:
        return int(
            cli.main(
                _without_language(arguments),
                prog_name="sheettools",
                standalone_mode=False,
                obj=_ran,  # for the menu, which runs other commands
            )
            or 0
        )
    except SystemExit:  # so click ends where nobody reads on
        return UNREAD
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return OK
    except click.UsageError as error:
        from sheettools.cli.wrong import usage_problem

        click.echo(usage_problem(error), err=True)
        click.echo(
            say(
                "Xem hướng dẫn: {path} --help",
                "See: {path} --help",
                path=error.ctx.command_path if error.ctx else _command_path(arguments),
            ),
            err=True,
        )
        return USAGE
    except click.Abort as error:
        within = error.__cause__
        if isinstance(within, EOFError):  # click takes it for the end of what is typed
            return _unexpected(within)
        return _stopped()
    except OSError as error:
        from sheettools.cli.streams import output_problem

        unheard = output_problem(error)
        return _unheard(unheard) if unheard else _not_done(error)
    except Exception as error:  # the last line of defence: a person never sees a traceback
        return _failed(error, arguments)


def _command_path(arguments: Sequence[str]) -> str:
    """Return the command that arguments begin with."""
    command: click.Command = cli
    path = ["sheettools"]
    for argument in arguments:
        if not isinstance(command, click.Group) or argument not in command.commands:
            break
        command = command.commands[argument]
        path.append(argument)
    return " ".join(path)


def _complain(said: str) -> None:
    from sheettools.show import plain

    with suppress(OSError):  # it may be that nothing can be said
        click.echo(plain(said), err=True)


def _stopped() -> int:
    _complain(
        say(
            "Đã dừng theo yêu cầu. Tệp chưa ghi xong không thay tệp cũ; chạy lại lệnh để làm tiếp.",
            "Stopped as asked. A file that was not finished has replaced none; run the command "
            "again to go on.",
        )
    )
    return STOPPED


def _unheard(problem: OSError) -> int:
    """Say that what was done could not be told."""
    from sheettools.disk.trouble import trouble_words

    _complain(
        say(
            "Không in được kết quả ra: {detail}. Việc đã làm và tệp đã ghi vẫn còn.",
            "The results could not be printed: {detail}. What was done and written is there.",
            detail=trouble_words(problem).say(language()),
        )
    )
    return NOT_WRITTEN


def _not_done(problem: OSError) -> int:
    """Say what the system did not let be done, with the name of the file as people know it."""
    from sheettools.disk.trouble import trouble_words

    name = _known_as(problem.filename) if problem.filename else ""
    said = trouble_words(problem).say(language())
    detail = f"{name}: {said}" if name else said
    _complain(say("Không làm được: {detail}", "It could not be done: {detail}", detail=detail))
    _complain(
        say(
            "→ Đóng tệp nếu đang mở trong chương trình khác, xem ổ đĩa và quyền đọc, ghi; rồi chạy "
            "lại. Không có gì bị mất.",
            "→ Close the file if another program has it open, see to the disk and to what may be "
            "read and written there; and run again. Nothing is lost.",
        )
    )
    return NOT_WRITTEN


def _known_as(path: object) -> str:
    """Return a file's name as people know it; nobody knows what is made on the way."""
    from sheettools.disk.scratch import is_scratch

    if is_scratch(str(path)):
        return say("thư mục tạm của máy", "the computer's temporary folder")
    return Path(str(path)).name


def _wants_json(arguments: Sequence[str]) -> bool:
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    return "--format=json" in arguments or ("--format", "json") in pairs


def _failed(error: Exception, arguments: Sequence[str]) -> int:
    from sheettools.cli.run_again import next_steps
    from sheettools.findings import SheettoolsError, Stop
    from sheettools.show import plain, show_findings, show_json

    if not isinstance(error, SheettoolsError):
        return _unexpected(error)
    if _wants_json(arguments):
        show_json({"findings": [finding.as_dict(language()) for finding in error.findings]})
    else:
        files = {one.location.file for one in error.findings if one.location.sheet}
        title = ", ".join(sorted(filter(None, files)))
        show_findings(error.findings, title=title and say(f"Trong {title}:", f"In {title}:"))
        for line in next_steps(error.findings, title, arguments):
            click.echo(plain(line))
    stops = {finding.problem.stop for finding in error.findings}
    if Stop.NOT_WRITTEN in stops:
        return NOT_WRITTEN
    return FINDINGS if Stop.NOT_FINAL in stops else USAGE


def _unexpected(error: Exception) -> int:
    """Say that the program itself is at fault, and where; SHEETTOOLS_DEBUG=1 shows all of it."""
    import traceback

    if os.environ.get(DEBUG):
        raise error
    last = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(
        say(
            "Chương trình gặp lỗi ngoài dự kiến ({kind}, {file} dòng {line}): {detail}",
            "The program failed unexpectedly ({kind}, {file} line {line}): {detail}",
            kind=type(error).__name__,
            file=Path(last.filename).name,
            line=last.lineno,
            detail=error,
        ),
        err=True,
    )
    click.echo(
        say(
            "Các sổ đã nhận không bị thay đổi; tệp nào đã ghi trước lúc đó thì vẫn nguyên vẹn. Gửi "
            "dòng trên cho người phụ trách chương trình.",
            "The returns were not changed, and what was written before is whole. Send the line "
            "above to whoever looks after the program.",
        ),
        err=True,
    )
    return NOT_WRITTEN


def _without_language(arguments: Sequence[str]) -> list[str]:
    """Take `--lang` out, which may stand anywhere, and let the group see it first."""
    kept, taken, skip = [], [], False
    for argument in arguments:
        if skip or argument == "--lang" or argument.startswith("--lang="):
            taken.append(argument)
            skip = argument == "--lang" and not skip
        else:
            kept.append(argument)
    return [*taken, *kept]
