"""Where the year is when another folder was named: above it, below it, beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from sheettools.findings import Finding, Severity, SheettoolsError, declare
from sheettools.words.suggest import nearest

ELSEWHERE = declare(
    "T131",
    Severity.ERROR,
    why=(
        "“{value}” không phải là thư mục của năm (không có {file}); có phải {known} không?",
        "“{value}” is no year's folder (there is no {file}); did you mean {known}?",
    ),
    remedy=(
        "Chạy lại lệnh với thư mục của năm.",
        "Run the command again with the year's folder.",
    ),
)
NO_FOLDER = declare(
    "T132",
    Severity.ERROR,
    why=(
        "“{value}” phải là một thư mục, nhưng ở đó đang là một tệp.",
        "“{value}” must be a folder, but a file is there.",
    ),
    remedy=(
        "Đổi tên hoặc chuyển tệp đó đi, lập thư mục {value} rồi chạy lại.",
        "Rename the file or move it away, make the folder {value}, and run again.",
    ),
)
NO_FILE = declare(
    "T133",
    Severity.ERROR,
    why=(
        "“{value}” phải là tệp kế hoạch, nhưng ở đó đang là một thư mục.",
        "“{value}” must be the plan workbook, but a folder is there.",
    ),
    remedy=(
        "Đổi tên thư mục đó, chép tệp kế hoạch vào chỗ ấy rồi chạy lại.",
        "Rename the folder, put the plan workbook in its place, and run again.",
    ),
)
MOST = 300
"""How many entries of a folder are looked at."""


def need_year(folder: Path, plan: Path) -> None:
    """Raise SheettoolsError (T131, T133) where a folder is no year's, yet it can be told which is
    meant; whether there is a plan at all is asked where it is read.
    """
    if plan.is_dir():
        raise SheettoolsError(Finding(NO_FILE, value=plan.name))
    if plan.exists() or plan.parent != folder:
        return
    years = years_near(folder, plan.name)
    if years:
        known = ", ".join(map(_named, years))
        name = folder.name or folder.resolve().name
        values = {"known": known, "file": plan.name, "years": years}
        raise SheettoolsError(Finding(ELSEWHERE, value=name, values=values))


def _named(year: Path) -> str:
    own = year.resolve().name
    return f"“{year}”" if own in str(year) else f"“{year}” ({own})"


def need_folder(folder: Path) -> None:
    """Raise SheettoolsError (T132) where a file stands in the place of a folder."""
    if folder.is_file():
        raise SheettoolsError(Finding(NO_FOLDER, value=folder.name))


def years_near(folder: Path, plan_name: str, most: int = 5) -> list[Path]:
    """Return the years' folders that may be meant: the one that this folder lies in, those in it,
    or, where there is no such folder, those beside it of nearly that name.
    """
    above = [one for one in islice(folder.absolute().parents, 3) if (one / plan_name).is_file()]
    if above:
        return [_as_typed(above[0], folder)]
    if folder.is_dir():
        return list(islice(_years_in(folder, plan_name), most))
    beside = {one.name: one for one in _years_in(folder.parent, plan_name)}
    return [beside[name] for name in nearest(folder.name, beside, most)]


def _years_in(folder: Path, plan_name: str) -> Iterator[Path]:
    for one in folders_in(folder):
        if (one / plan_name).is_file():
            yield one
        else:
            yield from (two for two in folders_in(one) if (two / plan_name).is_file())


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder, by name; none where it cannot be read."""
    with suppress(OSError):
        return sorted(one for one in islice(folder.iterdir(), MOST) if one.is_dir())
    return []


def files_in(folder: Path) -> list[Path]:
    """Return the files in a folder, by name; none where it cannot be read."""
    with suppress(OSError):
        return sorted(one for one in islice(folder.iterdir(), MOST) if one.is_file())
    return []


def _as_typed(year: Path, folder: Path) -> Path:
    """Return a folder above another in the way in which that one was named."""
    for parent in folder.parents:
        if parent.absolute() == year and parent != Path():
            return parent
    with suppress(ValueError):
        return Path(*[".."] * len(Path.cwd().relative_to(year).parts)) if folder == Path() else year
    return year
