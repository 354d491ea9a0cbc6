"""A PDF of a twin, made by LibreOffice where it is installed."""

from __future__ import annotations

from pathlib import Path

from sheettools.disk.scratch import temporary_folder
from sheettools.findings import SheettoolsError
from sheettools.incoming.cage.office import convert
from sheettools.outgoing.whole import copy_file


def make_pdf(path: Path) -> Path | None:
    """Make a PDF of a twin beside it; None where LibreOffice is missing or does not manage."""
    made = path.with_suffix(".pdf")
    try:
        if made.is_file() and made.stat().st_mtime >= path.stat().st_mtime:
            return made  # an unchanged twin keeps its time, see `write.replace_file`
        made.unlink(missing_ok=True)  # an old one would tell the codes of an old plan
        with temporary_folder() as folder:
            fresh = folder / made.name
            if not convert(path, "pdf", fresh):
                return None
            copy_file(fresh, made)  # whole or not at all, from whichever disk it was made on
    except (OSError, SheettoolsError):
        return None
    return made
