"""The command that all others hang on, and what they share: options, exit codes.

Exit codes: 0 nothing wrong, 1 findings of severity error, 2 wrong usage or an unusable plan, 3
output not written, 130 stopped by Ctrl-C. Only click is imported here; everything heavy waits until
a command needs it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sheettools.cli.values import DAY, YEAR_FOLDER
from sheettools.findings import Words
from sheettools.frozen import dataclass
from sheettools.language import Chapters, Group, Option, language, say
from sheettools.version import __version__

if TYPE_CHECKING:
    from sheettools.findings import Finding
    from sheettools.incoming.workers import Means
    from sheettools.year import Year

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
ANY = click.Path(path_type=Path)
Function = TypeVar("Function", bound=Callable[..., Any])
OK, FINDINGS, USAGE, NOT_WRITTEN, STOPPED = 0, 1, 2, 3, 130
UNREAD = 141
"""Who read what was said has gone before all of it was (`… | head -1`): what a shell says of any
program that ends so.
"""


CHAPTERS: Chapters = (
    (Words("Bắt đầu một năm", "To begin a year"), ("demo", "init", "generate")),
    (
        Words("Nhận sổ và kiểm tra", "When workbooks come back"),
        ("validate", "diff", "accept", "status"),
    ),
    (Words("Theo dõi và báo cáo", "To follow up and report"), ("register", "merge", "report")),
    (Words("Về chương trình", "About the program"), ("menu", "template", "explain", "completion")),
)
"""The commands in the order of the year's work."""


def name_as_typed(name: str) -> str:
    """Return the name of a command or an option as it is known, however it was typed."""
    return unicodedata.normalize("NFKC", name).lower()


@click.group(
    cls=Group,
    help="Thu thập số liệu cả năm bằng sổ Excel: làm sổ, kiểm tra, tổng hợp.",
    en="Collect a year's work by Excel workbook: generate, validate, merge.",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "token_normalize_func": name_as_typed,
    },
    chapters=CHAPTERS,
    examples=(
        "sheettools demo cam-son-2024",
        "sheettools init xa-mau-2025 --from ke-hoach.docx",
        "sheettools validate cam-son-2024",
    ),
)
@click.version_option(
    __version__,
    message="sheettools %(version)s",
    cls=Option,
    help="Xem phiên bản.",
    en="Show the version.",
)
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    cls=Option,
    help="Ngôn ngữ, mặc định vi.",
    en="Language, vi by default.",
)
def cli(lang: str | None) -> None:
    """Take the language; `main` has set it already, so that help and errors speak it too."""


folder_argument = click.argument("folder", type=YEAR_FOLDER, default=".")
today_option = click.option(
    "--today", type=DAY, metavar="DAY", cls=Option,
    help="Ngày kiểm tra, ví dụ 10/01/2025 (ngày trước, tháng sau); mặc định hôm nay.",
    en="The day of checking, such as 10/01/2025 (the day comes first); today by default.",
)  # fmt: skip
plan_option = click.option(
    "--plan", type=FILE, cls=Option, metavar="FILE",
    help="Tệp kế hoạch, mặc định ke-hoach.xlsx của thư mục.",
    en="The plan workbook; the folder's own by default.",
)  # fmt: skip

password_option = click.option(
    "--password", "passwords", multiple=True, cls=Option, metavar="PASSWORD",
    help="Mật khẩu mở tệp, ghi được nhiều lần; không được lưu lại.",
    en="A password that opens files, may be repeated; it is stored nowhere.",
)  # fmt: skip

prefer_option = click.option(
    "--prefer", type=FILE, multiple=True, cls=Option,
    help="Khi một đơn vị gửi nhiều lần: tính bản này, không tính bản lưu sau cùng.",
    en="Where a unit sent several: let this one count, not the one saved last.",
)  # fmt: skip


workers_option = click.option(
    "--workers", type=click.IntRange(min=0), default=0, metavar="N", cls=Option,
    help="Kiểm tra cùng lúc N tệp; 0 là máy tự chọn. Kết quả như nhau.",
    en="Check N files at once; 0 lets the program choose. The results are the same.",
)  # fmt: skip

no_cache_option = click.option(
    "--no-cache", is_flag=True, cls=Option,
    help="Đọc lại mọi tệp, kể cả tệp không đổi từ lần trước; không giữ kết quả lại.",
    en="Read every file again, also those that have not changed, and keep no results.",
)  # fmt: skip

dask_option = click.option(
    "--dask", cls=Option, metavar="ADDRESS",
    help="Kiểm tra bằng nhiều máy: địa chỉ của cụm dask, ví dụ tcp://10.0.0.5:8786.",
    en="Check on several machines: the address of a dask cluster, such as tcp://10.0.0.5:8786.",
)  # fmt: skip


@dataclass(frozen=True)
class CheckOptions:
    """How returns are to be checked, as the options say it."""

    plan: Path | None
    today: date
    prefer: tuple[Path, ...]
    passwords: tuple[str, ...]
    workers: int = 0
    store: bool = True
    dask: str | None = None

    @contextmanager
    def means(self) -> Iterator[Means]:
        """Give the means of checking, with a bar that shows how far it is."""
        from sheettools.incoming.workers import Means
        from sheettools.show import progress_bars

        with ExitStack() as stack:
            executor = None
            if self.dask is not None:
                from sheettools.incoming.cluster import cluster

                executor = stack.enter_context(cluster(self.dask))
            labels = say("Đang kiểm tra", "Checking"), say("Đang ghi báo cáo", "Writing the report")
            bars = stack.enter_context(progress_bars(*labels))
            yield Means(self.workers, executor, self.store, progress=bars[0], writing=bars[1])


def asked_options(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of checking returns; it gets them as one: `asked`."""

    @plan_option
    @today_option
    @prefer_option
    @password_option
    @workers_option
    @no_cache_option
    @dask_option
    @wraps(function)
    def command(
        *,
        plan: Path | None,
        today: date | None,
        prefer: tuple[Path, ...],
        passwords: tuple[str, ...],
        workers: int,
        no_cache: bool,
        dask: str | None,
        **others: Any,
    ) -> int:
        from sheettools.incoming.cage.keeper import handing_on

        asked = CheckOptions(plan, day_of(today), prefer, passwords, workers, not no_cache, dask)
        with handing_on(at_once=True):
            return function(asked=asked, **others)

    return command


def day_of(today: date | None) -> date:
    """Return the day of checking."""
    return today or datetime.now().date()


def format_option(*choices: str) -> Callable[[Function], Function]:
    """Return the option that chooses text for people or JSON for programs."""
    others = ", ".join(choices[1:]) or "json"
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices or ("text", "json")),
        default="text",
        cls=Option,
        help=f"text cho người đọc, {others} cho chương trình.",
        en=f"text for people, {others} for programs.",
    )


@contextmanager
def writing(year: Year, command: str, out: Path | None = None) -> Iterator[None]:
    """Be the only command that writes into a year, and say what earlier ones left half done."""
    with year.alone(command, out):
        say_beside(year)
        yield


def say_beside(year: Year) -> None:
    """Say once what there is to say beside what was found in the files."""
    from sheettools.show import plain

    for finding in year.said:
        click.echo(plain(f"{finding.message(language())} [{finding.code}]"), err=True)
    year.said.clear()


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 1 where anything must be fixed, 3 where anything could not be written."""
    from sheettools.findings import Severity, Stop

    code = OK
    for finding in findings:
        if finding.problem.stop is Stop.NOT_WRITTEN:
            return NOT_WRITTEN
        if finding.severity is Severity.ERROR:
            code = FINDINGS
    return code
