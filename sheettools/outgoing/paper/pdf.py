"""A PDF of a twin, made by LibreOffice where it is installed."""

from __future__ import annotations

from pathlib import Path

from sheettools.incoming.cage.office import convert


def make_pdf(path: Path) -> Path | None:
    """Make a PDF of a twin beside it; None where LibreOffice is missing or does not manage."""
    made = path.with_suffix(".pdf")
    try:
        if made.is_file() and made.stat().st_mtime >= path.stat().st_mtime:
            return made  # an unchanged twin keeps its time, see `write.replace_file`
        made.unlink(missing_ok=True)  # an old one would tell the codes of an old plan
    except OSError:
        return None
    return made if convert(path, "pdf", made) else None
