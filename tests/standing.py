"""What tests stand on: templates of their own, in `own/bieu-mau`, or those that ship.

The tests' own are found as an office's own are: in the folder `bieu-mau` of the year, before the
shipped ones. They began as a copy, with shorter tables, and change only where a test needs it. So a
column more in `workbook_templates/` changes none of what `small_year.make_year`, `village.commune`
and the cases were written for.

What is said of the product itself stands on the shipped ones, and says so (`shipped_template`,
`make_year(…, shipped=True)`): one golden dump of each workbook (test_golden), the demonstration
(test_demo, test_language), the wheel (test_packages), how they look and conform (test_screen,
test_paper, test_standard, test_office), how their sentences read in both languages (test_language),
what LibreOffice and the program say of them alike (test_parity), and that they load with every
profile (template/test_load, template/test_days_off). None of these counts the columns.

The Word template is the shipped one everywhere: a profile's margins and fonts are laid over no
other.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from built import built, key_of

from sheettools.cli.entry import run
from sheettools.template.load.library import find_profile, find_template
from sheettools.template.load.load import load_template
from sheettools.template.model import Template
from sheettools.year import TEMPLATES

OWN = Path(__file__).parent / "own"
"""A year's folder with nothing in it but the tests' own templates."""


def give_own(folder: Path) -> None:
    """Lay the tests' own templates into a year's folder, as an office lays its own."""
    shutil.copytree(OWN / TEMPLATES, folder / TEMPLATES, dirs_exist_ok=True)


def own_template(name: str, profile: str = "") -> Template:
    """Return a template of the tests' own, with a profile of theirs."""
    return _template(name, profile, OWN)


def shipped_template(name: str, profile: str = "") -> Template:
    """Return a template that ships, with a profile that ships."""
    return _template(name, profile, None)


def run_demo(folder: Path) -> Path:
    """Run the demonstration into a new folder; what it made is copied the second time."""
    built(key_of("demo"), folder, _demo)
    return folder


def _demo(folder: Path) -> None:
    assert run(["demo", str(folder), "--lang", "vi"]) == 0


@cache
def _template(name: str, profile: str, home: Path | None) -> Template:
    chosen = find_profile(profile, home) if profile else None
    return load_template(find_template(name, home), chosen)
