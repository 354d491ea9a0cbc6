"""What the values of arguments and options are, as people write them and shells complete them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheettools.cli.wrong import ValueProblem
from sheettools.findings import Problem, Words
from sheettools.language import language, say

if TYPE_CHECKING:
    DayType = click.ParamType[date]
    TextType = click.ParamType[str]
    YearType = click.ParamType[int]
else:
    DayType = TextType = YearType = click.ParamType


class Day(DayType):
    """A day as people write it: 10/01/2025, 10-1-25, 2025-01-10, “hôm nay”."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day; where day and month could change places, it is said how it was read."""
        from sheettools.words.dates import read_date
        from sheettools.words.text import bare

        if isinstance(value, date):
            return value
        if bare(value) in TODAY:
            return datetime.now().date()
        day = read_date(value)
        if day is None or isinstance(day, Problem):
            raise _problem_of(day, value)
        if 12 >= day.day != day.month and not value.strip()[:4].isdigit():
            click.echo(
                say(
                    "Đã hiểu “{value}” là {day}.",
                    "Read “{value}” as {day}.",
                    value=value,
                    day=_in_words(day).say(language()),
                ),
                err=True,
            )
        return day


def _in_words(day: date) -> Words:
    return Words(
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day:%d} {MONTHS[day.month - 1]} {day.year}",
    )


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
TODAY = {"hom nay", "today", "nay"}
DAY = Day()


def _problem_of(problem: Problem | None, value: str) -> ValueProblem:
    from sheettools.words.dates import NOT_A_DATE

    problem = problem or NOT_A_DATE
    said = [f"{problem.why.say(one)} {problem.remedy.say(one)}" for one in ("vi", "en")]
    vi, en = (text.format(value=value) for text in said)
    return ValueProblem(Words(vi[:1].lower() + vi[1:], en[:1].lower() + en[1:]))


class FourDigits(YearType):
    """A year of four digits, as people write it: 2025, “năm 2025”."""

    name = "year"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read a year; of two digits it is asked which is meant."""
        from sheettools.words.text import bare

        if value == 0:  # none is said
            return 0
        digits = bare(str(value)).removeprefix("nam").strip()
        if digits.isdecimal() and 1900 <= int(digits) <= 2100:
            return int(digits)
        raise ValueProblem(
            Words(
                f"“{value}” không phải một năm; ghi đủ bốn chữ số, ví dụ 2025.",
                f"“{value}” is not a year; write four digits, such as 2025.",
            ),
            [f"20{digits}"] if digits.isdecimal() and len(digits) == 2 else [],
        )


YEAR = FourDigits()


class YearFolder(click.Path):
    """The folder of a year; of a file in one it is asked whether that year is meant."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Take a folder, whether it is there or not."""
        if Path(value).is_file():
            from sheettools.year import PLAN_FILE

            above = Path(value).parents
            raise ValueProblem(
                Words(
                    f"“{value}” là tệp, không phải thư mục.",
                    f"“{value}” is a file, not a folder.",
                ),
                [str(year) for year in above[:3] if (year / PLAN_FILE).is_file()][:1],
            )
        return super().convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        """Return the folders that hold a plan; the shell itself knows the others."""
        from click.shell_completion import CompletionItem

        from sheettools.plan.where import folders_in
        from sheettools.year import PLAN_FILE

        within = Path(incomplete.rpartition("/")[0])
        found = [str(one) for one in folders_in(within) if (one / PLAN_FILE).is_file()]
        fit = [one for one in found if one.startswith(incomplete) and " " not in one]
        return [CompletionItem(incomplete, type="dir"), *map(CompletionItem, fit)]


class NewFolder(click.Path):
    """The folder that a year is to have; people put the plan's text in its place."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Take a folder, whether it is there or not."""
        if Path(value).is_file():
            quoted = f'"{value}"' if " " in str(value) else value
            raise ValueProblem(
                Words(
                    f"“{value}” là tệp, không phải thư mục; ghi thư mục của năm rồi mới đến văn "
                    f"bản, ví dụ: sheettools init xa-mau-2025 --from {quoted}",
                    f"“{value}” is a file, not a folder; write the year's folder, then the text, "
                    f"such as: sheettools init xa-mau-2025 --from {quoted}",
                )
            )
        return super().convert(value, param, ctx)


YEAR_FOLDER, NEW_FOLDER = YearFolder(), NewFolder()


class Code(TextType):
    """The code of a finding, or the beginning of some, several parted by commas."""

    name = "code"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read codes as people copy them: c101, [C101]; ask for the nearest where there is none."""
        from sheettools.catalogue import kept_catalogue

        known = kept_catalogue()
        codes = [code.strip(" []()").upper() for code in value.split(",")]
        for code in codes:
            if not any(one.startswith(code) for one in known):
                raise ValueProblem(
                    Words(
                        f"không có mã nào là “{code}” hoặc bắt đầu như thế; xem mọi mã: sheettools "
                        "explain --list.",
                        f"no code is or begins with “{code}”; to see all: sheettools explain "
                        "--list.",
                    ),
                    _nearest_codes(code, known),
                )
        return ",".join(codes)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        """Return the codes that begin so, each with what it says."""
        from click.shell_completion import CompletionItem

        from sheettools.catalogue import kept_catalogue, open_places

        return [
            CompletionItem(code, help=open_places(problem.why.say(language())))
            for code, problem in kept_catalogue().items()
            if code.startswith(incomplete.upper())
        ]


CODE = Code()
LOOK_ALIKE = str.maketrans("OQIL", "0011")


def _nearest_codes(code: str, known: Iterable[str]) -> list[str]:
    """Return the codes that may be meant: letters that look like digits first."""
    from sheettools.words.suggest import nearest

    names = list(known)
    fixed = code[:1] + code[1:].translate(LOOK_ALIKE)
    return [fixed] if fixed in names else nearest(code, names)


def unit_codes(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[Any]:
    """Return the codes of the year's units, each with its name; none where there is no plan."""
    from click.shell_completion import CompletionItem

    from sheettools.findings import SheettoolsError
    from sheettools.year import Year

    # An option without its value ends click's reading: what stood before it is left in `args`.
    named = [one for one in map(Path, ctx.args) if one.is_dir()]
    try:
        units = Year(named[0] if named else Path(ctx.params.get("folder") or ".")).units()
    except (SheettoolsError, OSError):
        return []
    return [
        CompletionItem(one.unit_code, help=one.unit_name)
        for one in units
        if one.unit_code.startswith(incomplete)
    ]


def template_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[Any]:
    """Return the names of the templates that come with the program."""
    return _built_in("template", incomplete)


def profile_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[Any]:
    """Return the names of the profiles that come with the program."""
    return _built_in("profile", incomplete)


def _built_in(kind: str, incomplete: str) -> list[Any]:
    from click.shell_completion import CompletionItem

    from sheettools.template.load.built_in import built_in

    return [
        CompletionItem(name, help=title)
        for name, its_kind, title in built_in()
        if its_kind == kind and name.startswith(incomplete)
    ]
