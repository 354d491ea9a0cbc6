"""The door to a plan's text: a Word file, a PDF or a text file becomes a `DocumentText`, read in
the guarded process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sheettools.disk.scratch import temporary_folder
from sheettools.findings import Finding, Location, Problem, SheettoolsError, Words
from sheettools.incoming.cage.file import StopError, file_bytes, shown_name
from sheettools.incoming.cage.keeper import Allowance, Keeper
from sheettools.incoming.cage.office import convert, find_office
from sheettools.incoming.cage.refusals import (
    ARCHIVE,
    EMPTY,
    KINDS,
    LOCK_FILE,
    NOT_A_FILE,
    PASSWORD,
    TOO_LARGE,
    ZEROS,
)
from sheettools.incoming.document.refusals import (
    PLAN_ARCHIVE,
    PLAN_EMPTY,
    PLAN_IS_NO_FILE,
    PLAN_KINDS,
    PLAN_LOCK_FILE,
    PLAN_NEEDS_OFFICE,
    PLAN_NOT_CONVERTED,
    PLAN_NOTES,
    PLAN_OTHER_KIND,
    PLAN_PASSWORD,
    PLAN_REASONS,
    PLAN_TOO_LARGE,
    PLAN_TOO_SLOW,
    PLAN_UNREADABLE,
)
from sheettools.incoming.document.text import DocumentText
from sheettools.incoming.look.sniff import OLE, sniff

SECONDS, WALL = 20.0, 600.0
"""What reading a plan may take: of the processor, and by the clock."""

_READERS = {"zip": "docx", "pdf": "pdf", "text": "txt"}
"""Who reads what the first bytes tell."""
_OFFICE_READERS = {
    "word": "MS Word 97",
    "rtf": "Rich Text Format",
    "odt": "writer8",
    "html": "HTML (StarWriter)",
    "xml": "",
}
"""What LibreOffice turns into .docx, and by which of its filters; left to itself it takes a damaged
file for plain text, and a page for one to edit as such.
"""
_SAID_OF_A_PLAN: Mapping[Problem, Problem] = {
    NOT_A_FILE: PLAN_IS_NO_FILE,
    TOO_LARGE: PLAN_TOO_LARGE,
    EMPTY: PLAN_EMPTY,
    ZEROS: PLAN_EMPTY,
    LOCK_FILE: PLAN_LOCK_FILE,
    ARCHIVE: PLAN_ARCHIVE,
    PASSWORD: PLAN_PASSWORD,
}
"""What is said of a return is said of a plan in other words."""


def read_document(path: Path) -> DocumentText:
    """Return what a plan's file says (.docx and its kin, .pdf, .txt; .doc, .rtf, .odt and pages
    where LibreOffice is installed); raise SheettoolsError otherwise.
    """
    path = Path(path)
    try:
        return _document(file_bytes(path))
    except StopError as stop:
        problem = _SAID_OF_A_PLAN.get(stop.finding.problem, stop.finding.problem)
        finding = replace(stop.finding, problem=problem)
        raise SheettoolsError(finding.at(file=shown_name(path))) from None


def remarks(document: DocumentText, file: str) -> list[Finding]:
    """Return what is to be said of a plan's file that was read."""
    return [Finding(PLAN_NOTES[note], Location(file)) for note in document.notes]


def plain_lines(document: DocumentText) -> list[str]:
    """Return a document as plain lines: rows of more than two cells with bars between them, what
    stands side by side in two one below the other.
    """
    lines: list[str] = []
    for line in document.lines:
        if len(line.cells) > 2:
            lines.append(line.text.replace("\n", " "))
            continue
        for place, cell in enumerate(line.cells):
            if place not in line.repeated:
                lines += cell.split("\n") if line.table else [cell]
    return lines


def _document(data: bytes) -> DocumentText:
    kind = _kind(data)
    reply: dict[str, Any] = {"refused": "kind", "values": {"kind": kind}}
    with Keeper() as cage:
        if kind in _READERS:
            reply = cage.ask(_READERS[kind], data, Allowance(SECONDS, WALL))
        if reply.get("refused") == "kind" and reply["values"]["kind"] in _OFFICE_READERS:
            made = _as_docx(data, reply["values"]["kind"])
            reply = cage.ask("docx", made, Allowance(SECONDS, WALL))
            if "notes" in reply:
                reply["notes"].insert(0, "converted")
    if "lines" not in reply:
        raise StopError(_refusal(reply))
    return DocumentText.from_plain(reply)


def _kind(data: bytes) -> str:
    """Tell what a file is, with what `sniff` need not know of texts."""
    kind = sniff(data)
    begin = data[:4096]
    if kind == "word" and begin.startswith(b"{\\rtf"):
        return "rtf"
    if begin.startswith(OLE) and kind != "password" and "WordDocument".encode("utf-16-le") in data:
        return "word"  # with a workbook in it, it may be
    if b"<?xml" in begin[:10] and kind in ("text", "fods"):
        return "xml"
    return kind


def _as_docx(data: bytes, kind: str) -> bytes:
    """Have LibreOffice turn a text into one of Word's."""
    said = {"kind": _name(kind)}
    if find_office() is None:
        raise StopError(Finding(PLAN_NEEDS_OFFICE, values=said))
    with temporary_folder() as folder:
        path, made = folder / "plan", folder / "made.docx"
        path.write_bytes(data)
        if not convert(path, "docx", made, reader=_OFFICE_READERS[kind]):
            raise StopError(Finding(PLAN_NOT_CONVERTED, values=said))
        return file_bytes(made)


def _name(kind: str) -> Words:
    return PLAN_KINDS.get("word" if kind == "rtf" else kind) or KINDS[kind][1]


def _refusal(reply: Mapping[str, Any]) -> Finding:
    """Turn an answer without a text into a finding."""
    if "slow" in reply:
        return Finding(PLAN_TOO_SLOW, values={"seconds": int(SECONDS)})
    reason, values = str(reply.get("refused")), reply.get("values", {})
    if reason == "kind":
        problem = _SAID_OF_A_PLAN.get(KINDS[values["kind"]][0], PLAN_OTHER_KIND)
        return Finding(problem, values={"kind": _name(values["kind"])})
    if reason not in PLAN_REASONS:
        return Finding(PLAN_UNREADABLE)
    problem, words = PLAN_REASONS[reason]
    return Finding(problem, values={"part": values.get("part") or "zip", "kind": words or ""})
