"""Where templates and profiles are kept: built in, or an office's own beside the year's plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.template.days_off import DayRow, load_days
from sheettools.template.load.built_in import (
    DAYS_OFF,
    OWN,
    PROFILES,
    WORD,
    built_in,
    built_in_folder,
)
from sheettools.template.load.load import load_profile
from sheettools.template.load.source import FILE_THERE, NO_FILE
from sheettools.template.model import Profile

NO_OWN = declare(
    "T102",
    Severity.ERROR,
    why=(
        "Thư mục “{value}” không có mẫu riêng nào (.toml).",
        "The folder “{value}” has no templates of its own (.toml).",
    ),
    remedy=(
        "Ghi tên tệp, hoặc thư mục của năm có bieu-mau: sheettools template check THƯ-MỤC",
        "Name a file, or a year's folder that has bieu-mau: sheettools template check FOLDER",
    ),
)


def template_folders(year_folder: Path | None = None) -> list[Path]:
    """Return where templates are looked for: the year's own `bieu-mau` first, so that an office can
    keep its own.
    """
    own = [year_folder / OWN] if year_folder is not None else []
    return [folder for folder in (*own, built_in_folder()) if folder.is_dir()]


def find_template(
    name: str, year_folder: Path | None = None, *, kind: str = "", from_workbook: bool = False
) -> Path:
    """Return the file of a template (or, with `kind` “profiles”, a profile), by name or by path.

    A name that comes from a workbook is never taken for a path: whoever wrote it must not choose
    what is opened.

    Raises SheettoolsError (T007) if there is none.
    """
    if not from_workbook and name.endswith(".toml") and Path(name).is_file():
        return Path(name)
    for folder in template_folders(year_folder):
        path = folder / kind / f"{name}.toml"
        if name and Path(name).name == name and path.is_file():
            return path
    raise SheettoolsError(Finding(NO_FILE, Location(), name))


def files_of_templates(names: Sequence[str], year_folder: Path) -> list[Path]:
    """Return the files that are meant by names, by paths, or by folders of templates or of years;
    without any, the year's own.

    Raises SheettoolsError (T007) for a name of which there is none, and where the year has none.
    """
    found: list[Path] = []
    for name in names or (str(year_folder),):
        if Path(name).is_dir():
            found += _files_in(Path(name))
        else:
            found.append(_find_any(name, year_folder))
    if not found:
        raise SheettoolsError(Finding(NO_OWN, value=str(Path(names[0] if names else year_folder))))
    return list(dict.fromkeys(found))


def _files_in(folder: Path) -> list[Path]:
    home = folder / OWN if (folder / OWN).is_dir() else folder
    return [*sorted(home.glob("*.toml")), *sorted((home / PROFILES).glob("*.toml"))]


def _find_any(name: str, year_folder: Path) -> Path:
    """Return the file of a template or else of a profile. Raises SheettoolsError (T007)."""
    try:
        return find_template(name, year_folder)
    except SheettoolsError:
        return find_template(name, year_folder, kind=PROFILES)


def find_document(name: str, year_folder: Path | None = None) -> Path:
    """Return the Word file that a report is made from, an office's own first. Raises
    SheettoolsError (T007).
    """
    for folder in template_folders(year_folder):
        path = folder / f"{name}{WORD}"
        if name and Path(name).name == name and path.is_file():
            return path
    raise SheettoolsError(Finding(NO_FILE, Location(), name))


def find_days(year_folder: Path | None = None) -> tuple[DayRow, ...]:
    """Return the country's holidays and made-up days, an office's own file first. Raises
    SheettoolsError.
    """
    return load_days(find_template(DAYS_OFF, year_folder))


def is_built_in(path: Path) -> bool:
    """Say whether a file is one that comes with the program."""
    return path.is_relative_to(built_in_folder())


def is_own_profile(name: str, year_folder: Path | None) -> bool:
    """Say whether a profile is an office's own. Raises SheettoolsError (T007)."""
    return not is_built_in(find_template(name, year_folder, kind=PROFILES, from_workbook=True))


def find_profile(
    name: str, year_folder: Path | None = None, *, from_workbook: bool = False
) -> Profile:
    """Return a profile by name or path. Raises SheettoolsError."""
    return load_profile(
        find_template(name, year_folder, kind=PROFILES, from_workbook=from_workbook)
    )


def newest_profile() -> Profile:
    """Return the built-in profile that came into force last."""
    return max(_profiles(built_in_folder()), key=lambda profile: profile.valid_from)


def profile_in_force(
    day: str, year_folder: Path | None = None, province: str = "", issuer: str = ""
) -> Profile | None:
    """Return the profile in force on a day (2024-12-31): an office's own, else its province's, else
    the whole country's.

    Of several the first that words what the `issuer` issues. Where the `province` is not known, an
    office's own is taken to be for it.
    """
    for folder in template_folders(year_folder):
        own = not is_built_in(folder)
        there = [profile for profile in _profiles(folder) if profile.in_force(day)]
        serve = [one for one in there if one.serves(province) or (own and not province)]
        if serve:
            # Whoever names a province knows more than what is for all.
            return min(serve, key=lambda one: (not one.words(issuer), not one.provinces))
    return None


def profiles_in_force(day: str) -> list[Profile]:
    """Return the built-in profiles in force on a day, of every province."""
    return [profile for profile in _profiles(built_in_folder()) if profile.in_force(day)]


def _profiles(folder: Path) -> list[Profile]:
    return [load_profile(path) for path in sorted((folder / PROFILES).glob("*.toml"))]


def copy_template(name: str, folder: Path) -> Path:
    """Copy a template, a Word template or a profile into a folder and return the copy.

    Raises SheettoolsError (T007: there is none of that name, T008: the folder has one already).
    """
    kinds = {n: k for n, k, _ in built_in()}
    kind = PROFILES if kinds.get(name) == "profile" else ""
    source = (
        find_document(name) if kinds.get(name) == "document" else find_template(name, kind=kind)
    )
    target = folder / kind / source.name
    if target.exists():
        raise SheettoolsError(Finding(FILE_THERE, value=str(target)))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return target
