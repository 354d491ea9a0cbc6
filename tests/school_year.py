"""An office and two schools that share a workbook: schools write what they ask for, the office who
settles it and how.

Trường Sen has one meeting, Trường Súng two. The templates are in `schools/bieu-mau`; all of it is
invented.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from built import built, key_of
from small_year import fill, issued_file

from sheettools.outgoing.key import write_key
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.template.issue import Issue
from sheettools.template.load.load import load_template
from sheettools.template.model import Template
from sheettools.template.shares import of_unit
from sheettools.year import IN, PLAN_FILE, TEMPLATES, Year

SCHOOLS = Path(__file__).parent / "schools"
TODAY = date(2025, 1, 10)
FORM = {
    "phong": "Phòng Mẫu",
    "ma_phong": "P7",
    "nam": 2024,
    "tu_ngay": date(2024, 1, 1),
    "den_ngay": date(2024, 12, 31),
}
TABLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "truong": [{"ma": "T1", "ten": "Sen"}, {"ma": "T2", "ten": "Súng"}],
    "buoi": [
        {"ma": "B1", "truong": "Sen"},
        {"ma": "B2", "truong": "Súng"},
        {"ma": "B3", "truong": "Súng"},
    ],
}
Rows = Sequence[Mapping[str, Any]]


def book_template() -> Template:
    """Return the template of the schools' workbook, with all that both write."""
    return load_template(SCHOOLS / TEMPLATES / "dn-so.toml")


def school_year(folder: Path) -> Year:
    """Make the year's folder with its plan and the schools' workbooks."""
    built(key_of("schools", FORM, TABLES), folder, _make)
    return Year(folder)


def _make(folder: Path) -> None:
    shutil.copytree(SCHOOLS, folder)
    plan = load_template(folder / TEMPLATES / "dn-ke-hoach.toml")
    issued = Issue("", "", "", "Phòng Mẫu, năm 2024", PLAN_FILE, year=2024)
    write_workbook(folder / PLAN_FILE, plan, issued, Contents({"dot": FORM}, TABLES))
    write_key(folder, "khoa cua phong Mau trong cac bai thu")
    (folder / IN).mkdir()
    list(Year(folder).generate())


def send(
    year: Year,
    school: str,
    tables: Mapping[str, Rows],
    name: str = "",
    *,
    told: Template | None = None,
) -> Path:
    """Fill in a school's workbook, by its code, and put it among the returns."""
    blank = issued_file(year, school)
    path = year.folder / IN / (name or blank.name)
    return fill(blank, path, told or of_unit(book_template()), tables)


def ask(text: str, kind: str = "SUA", *, answered: bool = False, **more: Any) -> dict[str, Any]:
    """Return what a school types for one matter."""
    return {"noi_dung": text, "loai": kind, "tra_loi": answered, **more}
