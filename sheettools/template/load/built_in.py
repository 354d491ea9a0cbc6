"""The templates, Word templates, profiles and holidays that come with the program or are a year's
own: where, and what they are called.

Of a file only its head is read, which says what it is called.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sheettools.findings import Title

OWN = "bieu-mau"
"""The folder of a year that holds the office's own templates."""
PROFILES = "profiles"
DAYS_OFF = "ngay-nghi"
"""The file of the country's holidays, which is no template."""
WORD = ".docx"
DOCUMENT_TITLE = Title("Mẫu Word của báo cáo năm", "The Word template of the annual report")


def built_in_folder() -> Path:
    """Return the folder of the built-in templates: beside the package in a checkout, inside it when
    installed.
    """
    inside = Path(__file__).parents[2] / "workbook_templates"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "workbook_templates"


def built_in() -> list[tuple[str, str, str]]:
    """Return what is built in: (name, “template”, “document”, “profile” or “holidays”, title)."""
    return templates_in(built_in_folder())


def templates_of(year_folder: Path) -> list[tuple[str, str, str, Path | None]]:
    """Return all templates that a year may use: name, kind, title, and where it is the year's own,
    which goes before the built-in one of its name, its folder.
    """
    own = year_folder / OWN
    mine = templates_in(own) if own.is_dir() else []
    taken = {(name, kind) for name, kind, _ in mine}
    others = [(*one, None) for one in built_in() if one[:2] not in taken]
    return [*((*one, own) for one in mine), *others]


def templates_in(folder: Path) -> list[tuple[str, str, str]]:
    """Return what a folder of templates holds, as `built_in` does; one that cannot be read has no
    title.
    """
    found = [(path.stem, *_kind_and_title(path)) for path in sorted(folder.glob("*.toml"))]
    found += [(path.stem, "document", DOCUMENT_TITLE) for path in sorted(folder.glob(f"*{WORD}"))]
    for path in sorted((folder / PROFILES).glob("*.toml")):
        found.append((path.stem, "profile", _title(_head(path))))
    return found


def _kind_and_title(path: Path) -> tuple[str, str]:
    said = _head(path)
    if path.stem == DAYS_OFF:
        return "holidays", _title(said)
    head = said.get("template")
    return "template", _title(head) if isinstance(head, dict) else ""


def _title(head: dict[str, Any]) -> str:
    title = head.get("title", "")
    if isinstance(title, dict):
        return Title(*(str(title.get(language, "")) for language in ("vi", "en")))
    return str(title)


def _head(path: Path) -> dict[str, Any]:
    """Return what a file says before its second heading; all of it where it cannot be cut there,
    nothing where it cannot be read.
    """
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    for part in ("".join(_lines_of_head(text)), text):
        try:
            return tomllib.loads(part)
        except tomllib.TOMLDecodeError:
            continue
    return {}


def _lines_of_head(text: str) -> Iterator[str]:
    headings = 0
    for line in text.splitlines(keepends=True):
        headings += line.startswith("[")
        if headings > 1:
            return
        yield line
