"""A year of another subject than dialogues: hamlets list their households, nothing is planned for
them, and no tick says that there is nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from sheettools.outgoing.key import write_key
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.template.issue import Issue
from sheettools.template.load.load import load_template
from sheettools.year import IN, PLAN_FILE, TEMPLATES, Year

HOME = Path(__file__).parent / "hamlets"
COMMUNE = {"ten": "Xã Mẫu", "ma": "XM", "nam": 2024}


def households(
    folder: Path,
    names: Sequence[str],
    *,
    commune: Mapping[str, object] | None = None,
    file_name: str = "",
) -> Year:
    """Make a year's folder with the plan of these hamlets; nothing has gone out yet.

    `file_name` is the template's own pattern of names where another is wanted.
    """
    shutil.copytree(HOME, folder / TEMPLATES)
    if file_name:
        template = folder / TEMPLATES / "ho-gia-dinh.toml"
        text = template.read_text(encoding="utf-8")
        named = text.replace('file_name = "{thon.ten}"', f'file_name = "{file_name}"')
        template.write_text(named, encoding="utf-8")
    (folder / IN).mkdir()
    hamlets = [{"ma": f"{n:02}", "ten": name} for n, name in enumerate(names, start=1)]
    issued = Issue("", "", "", "Xã Mẫu", "ke-hoach", year=2024)
    plan = load_template(folder / TEMPLATES / "ho-ke-hoach.toml")
    said = Contents({"dot": commune or COMMUNE}, {"thon": hamlets})
    write_workbook(folder / PLAN_FILE, plan, issued, said)
    write_key(folder, "khoa cua cac thon trong cac bai thu")
    return Year(folder)
