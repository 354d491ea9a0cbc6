"""Where the Word report is written: beside the workbook, never over one that somebody has worked
on.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from sheettools.annual.gate.public import Public
from sheettools.annual.word.document import fill_document, set_properties
from sheettools.findings import Finding, Location, Severity, SheettoolsError, declare
from sheettools.outgoing.whole import write_bytes
from sheettools.outgoing.workbook.write import UNDATED
from sheettools.template.load.library import find_document, is_built_in

KEPT = declare(
    "R314",
    Severity.WARNING,
    why=(
        "Báo cáo {value} đã có người sửa; giữ nguyên, bản mới ghi ở {new}.",
        "The report {value} was edited; it was left as it is, and the new one is {new}.",
    ),
    remedy=(
        "Chép phần đã viết sang bản mới (trong Word: Review, Compare), rồi xóa bản cũ.",
        (
            "Copy what was written into the new one (in Word: Review, Compare), then delete the "
            "old one."
        ),
    ),
)
CORE = "docProps/core.xml"
UNKNOWN = "0" * 16
"""What stands for the fingerprint of a file until all that it depends on is there."""
FIXED = (1980, 1, 1, 0, 0, 0)


def write_document(
    path: Path, public: Public, home: Path | None
) -> tuple[Path | None, tuple[Finding, ...]]:
    """Write the Word report at `path`, or beside it; None where there is no template for it or it
    cannot be opened.

    Raises SheettoolsError (F001).
    """
    name = public.template.report.word.file
    if not name or public.word_facts is None:
        return None, ()
    try:
        template = find_document(name, home)
    except SheettoolsError as missing:
        return None, missing.findings
    document, findings = fill_document(template, public, built_in=is_built_in(template))
    if document is None:
        return None, findings
    title, author, when = _properties(public)
    set_properties(document.document, title, author, when, UNKNOWN)
    parts = document.parts()
    told = _fingerprint(parts).encode()
    (core,) = parts[CORE]
    parts[CORE] = [core.replace(b">%s<" % UNKNOWN.encode(), b">%s<" % told)]
    place = next(one for one in _places(path) if not one.is_file() or is_untouched(one))
    write_bytes(place, _packed(parts))
    if place != path:
        findings = (
            *findings,
            Finding(KEPT, Location(file=path.name), path.name, {"new": place.name}),
        )
    return place, findings


def is_untouched(path: Path) -> bool:
    """Say whether a Word report is as it was written; what cannot be read is somebody's."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {name: [archive.read(name)] for name in archive.namelist()}
        core = parts[CORE][0].decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    said = re.search(r"<dc:identifier>(\w+)</dc:identifier>", core)
    return said is not None and said[1] == _fingerprint(parts)


def _places(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem}_ban-{number}{path.suffix}")
        number += 1


def _properties(public: Public) -> tuple[str, str, datetime]:
    end = public.until
    if end is None:
        end = date(public.year, 12, 31) if public.year else UNDATED
    return f"{public.title} – {public.line}", "sheettools", datetime(end.year, end.month, end.day)


def _packed(parts: Mapping[str, Iterable[bytes]]) -> bytes:
    """Return a file of these parts, with no time of writing in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, pieces in parts.items():
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o600 << 16
            with out.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece)
    return packed.getvalue()


def _fingerprint(parts: Mapping[str, Iterable[bytes]]) -> str:
    """Return what changes as soon as anything of the paper does, whatever its properties say."""
    made = hashlib.sha256()
    for name in sorted(name for name in parts if not name.startswith("docProps/")):
        made.update(name.encode())
        for piece in parts[name]:
            made.update(piece)
    return made.hexdigest()[:16]
