"""The menu for people who have no command line: a number does a step of the year, a file or folder
dragged into the window the next thing. Each step shows the command that it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from sheettools import __version__
from sheettools.cli.next_step import after_dragging, begin_from, is_year, year_around, year_near
from sheettools.cli.root import ANY, OK, cli
from sheettools.findings import SheettoolsError, Words
from sheettools.language import language, say

Run = Callable[[Sequence[str]], int]
"""Runs a command as if it had been typed, and says what came of it."""
LAST_YEAR = "nam-dung-gan-day.txt"
"""Which year was at work lately; it lies among the settings of the person's programs."""
QUOTES = "\"'“”"

CHOICES = {
    "1": Words("Lập năm mới từ văn bản kế hoạch", "Begin a new year with a plan's text"),
    "2": Words("Làm sổ để phát ra", "Make the workbooks to send"),
    "3": Words("Kiểm tra sổ đã nhận", "Check what has come back"),
    "4": Words("Ai chưa gửi, ai phải sửa", "Who has not sent, who has to fix"),
    "5": Words("Sổ theo dõi của văn phòng", "The office's register"),
    "6": Words("Báo cáo năm (tổng hợp)", "The annual report"),
    "7": Words("Việc tiếp theo của năm này", "The next step of this year"),
    "8": Words("Chọn thư mục năm khác", "Choose another year's folder"),
    "9": Words("Chạy thử với số liệu mẫu", "Try it with sample data"),
    "0": Words("Thoát", "Leave"),
}
COMMANDS = {
    "2": ("generate",), "3": ("validate",), "4": ("status", "--reminders"), "5": ("register",),
    "6": ("merge",),
}  # fmt: skip
"""What is run with the year's folder."""


class EndOfTypingError(Exception):
    """Nobody types any more: the window was closed, or Ctrl-C pressed."""


def starts_with_menu(arguments: Sequence[str]) -> bool:
    """Say whether the program was started by a double-click, or by dragging files on it."""
    if not (getattr(sys, "frozen", False) or _has_own_window()):
        return False
    return all(Path(one).is_absolute() and Path(one).exists() for one in arguments)


def _has_own_window() -> bool:
    """Say whether nobody else is on this console: it was opened for this program."""
    if sys.platform != "win32":
        return False
    import ctypes

    room = 4
    return ctypes.windll.kernel32.GetConsoleProcessList((ctypes.c_ulong * room)(), room) == 1


@cli.command(
    help=(
        "Bảng chọn việc bằng số; kéo thư mục, tệp vào cửa sổ thì làm việc tiếp theo. "
        "Chương trình mở bằng nháy đúp thì bắt đầu ở đây."
    ),
    en=(
        "A menu to choose from by number; a folder or file dragged into the window has the next "
        "thing done. A double-click on the program begins here."
    ),
    short=("Bảng chọn việc bằng số.", "A menu to choose from by number."),
    examples=("sheettools menu", "sheettools menu cam-son-2024"),
    known_as=("danh-muc", "chon"),
)
@click.argument("paths", type=ANY, nargs=-1)
@click.pass_obj
def menu(run: Run, paths: tuple[Path, ...]) -> int:
    """Show the menu until somebody leaves."""
    return Menu(run).begin(paths)


@dataclass
class Menu:
    """What is at work: the year's folder, if one is known."""

    run: Run
    year: Path | None = None

    def begin(self, dragged: Sequence[Path] = ()) -> int:
        """Do the next thing with what was dragged on the program, then what is chosen."""
        self.year = year_near(Path.cwd()) or _remembered()
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        with suppress(EndOfTypingError):
            for path in dragged:
                self._take(path)
            while self._choose():
                pass
        click.echo()
        return OK

    def _choose(self) -> bool:
        """Show the menu once; say whether it is to be shown again."""
        click.echo(f"\n──── sheettools {__version__} ────")
        year = str(self.year) if self.year else say("chưa chọn", "none chosen")
        click.echo(say("Thư mục của năm: {year}", "The year's folder: {year}", year=year))
        for number, words in CHOICES.items():
            click.echo(f"  {number}  {words.say(language())}")
        typed = self._ask(
            "Gõ số rồi nhấn Enter (hoặc kéo thư mục, tệp vào đây rồi nhấn Enter): ",
            "Type a number and press Enter (or drag a folder or file here and press Enter): ",
        )
        if typed in {"0", "q", "Q"}:
            return False
        if typed:
            self._do(typed)
        return True

    def _do(self, typed: str) -> None:
        if typed in COMMANDS:
            if year := self._need_year():
                name, *options = COMMANDS[typed]
                self._show((name, str(year), *options))
        elif typed in CHOICES:
            {"1": self._make, "7": self._go_on, "8": self._change, "9": self._try_out}[typed]()
        elif path := _found(typed):
            self._take(path)
        else:
            click.echo(
                say(
                    "“{typed}” không phải là số trong bảng chọn, cũng không phải thư mục hay tệp.",
                    "“{typed}” is no number of the menu, and no folder or file.",
                    typed=typed,
                )
            )

    def _make(self) -> None:
        """Make a new year: from a text, or empty."""
        typed = self._ask(
            "Kéo tệp văn bản kế hoạch (.docx, .pdf, .txt) vào đây rồi nhấn Enter; không có thì chỉ "
            "nhấn Enter: ",
            "Drag the plan's text (.docx, .pdf, .txt) here and press Enter; without one just "
            "Enter: ",
        )
        text = _found(typed) if typed else None
        if typed and (text is None or text.is_dir()):
            click.echo(say("Không có tệp “{typed}”.", "There is no file “{typed}”.", typed=typed))
        elif text:
            self._take_new(begin_from(text).command)
        else:
            number = self._ask("Năm nào, ví dụ 2026: ", "Which year, such as 2026: ")
            if number.isdecimal():
                self._take_new(("init", str(_documents() / f"nam-{number}"), "--year", number))

    def _take_new(self, command: Sequence[str]) -> None:
        self._show(command)
        if is_year(Path(command[1])):
            self._use(Path(command[1]))

    def _go_on(self) -> None:
        if year := self._need_year():
            self._take(year)

    def _change(self) -> None:
        self.year = None
        self._need_year()

    def _try_out(self) -> None:
        """Run the demonstration in a new folder, and go on in that."""
        names = ["chay-thu", *(f"chay-thu-{number}" for number in range(2, 100))]
        free = next(path for name in names if not (path := _documents() / name).exists())
        self._take_new(("demo", str(free)))

    def _take(self, path: Path) -> None:
        """Do the next thing with a folder or a file."""
        around = year_around(path)
        if around:
            self._use(around)
        try:
            step = after_dragging(path, self.year)
        except SheettoolsError:  # the command says what is wrong with the plan
            self._show(("status", str(path)))
            return
        click.echo("\n" + step.why.say(language()))
        if step.folder:
            self._take_new(step.command)
        elif step.command:
            self._show(step.command)

    def _need_year(self) -> Path | None:
        """Return the year's folder, asked for where none is known."""
        if self.year is None or not is_year(self.year):
            typed = self._ask(
                "Kéo thư mục của năm (có ke-hoach.xlsx) vào đây rồi nhấn Enter: ",
                "Drag the year's folder (that with ke-hoach.xlsx) here and press Enter: ",
            )
            path = _found(typed) if typed else None
            found = year_near(path) if path else None
            if found is None:
                click.echo(
                    say(
                        "Ở đó không có thư mục năm nào (thư mục có tệp ke-hoach.xlsx).",
                        "There is no year's folder there (one with the file ke-hoach.xlsx).",
                    )
                )
                return None
            self._use(found)
        return self.year

    def _use(self, year: Path) -> None:
        self.year = year.absolute()
        with suppress(OSError):  # then it is asked for the next time
            _settings().mkdir(parents=True, exist_ok=True)
            (_settings() / LAST_YEAR).write_text(f"{self.year}\n", "utf-8", newline="\n")

    def _show(self, command: Sequence[str]) -> None:
        """Run a command, say which, and leave what it says on the screen."""
        click.echo(say("\n→ Lệnh: ", "\n→ Command: ") + _as_typed(command) + "\n")
        self.run(command)
        self._ask("\nNhấn Enter để về bảng chọn. ", "\nPress Enter for the menu. ")

    def _ask(self, vi: str, en: str) -> str:
        """Return what is typed, without the quotes of a path. Raises EndOfTypingError."""
        click.echo(say(vi, en), nl=False)
        try:
            line = sys.stdin.readline() if sys.stdin else ""
        except (KeyboardInterrupt, OSError, ValueError):
            line = ""
        if not line:
            raise EndOfTypingError
        return line.strip().strip(QUOTES).strip()


def _found(typed: str) -> Path | None:
    """Return the file or folder that was typed, None where there is none or no path can be so."""
    with suppress(OSError, ValueError, RuntimeError):
        path = Path(typed).expanduser().absolute()
        return path if path.exists() else None
    return None


def _as_typed(command: Sequence[str]) -> str:
    """Return the command line as somebody would type it."""
    words = [f'"{word}"' if " " in word else word for word in command]
    return " ".join(["sheettools", *words])


def _documents() -> Path:
    """Return where people keep their files: the program's own folder is no place for a year."""
    if not getattr(sys, "frozen", False):
        return Path.cwd()
    folder = Path.home() / "Documents"
    return folder if folder.is_dir() else Path.home()


def _settings() -> Path:
    return Path(click.get_app_dir("sheettools"))


def _remembered() -> Path | None:
    with suppress(OSError, ValueError):
        last = Path((_settings() / LAST_YEAR).read_text("utf-8").strip())
        return last if is_year(last) else None
    return None
