"""All that reading a plan's file comes to: which program reads what, and what is said of each file
that is not read. A script stands where LibreOffice would.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each
from opendocument import packed
from word_file import paragraph, run, word_file

from sheettools.findings import Finding, Location, SheettoolsError, Words
from sheettools.incoming.cage import document, office
from sheettools.incoming.cage.document import plain_lines, read_document, remarks
from sheettools.incoming.cage.keeper import Allowance, Keeper
from sheettools.incoming.cage.refusals import CANNOT_OPEN, KINDS
from sheettools.incoming.document import refusals
from sheettools.incoming.document.text import DocumentAside, DocumentLine, DocumentText
from sheettools.incoming.look.sniff import OLE
from sheettools.words.legacy import to_tcvn3

scripts = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")

WORD = "WordDocument".encode("utf-16-le")
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}
OLD_WORD = Words("văn bản Word kiểu cũ (.doc, .rtf)", "an old Word document (.doc, .rtf)")


@for_each(
    ("data", "kind"),
    [
        (b"{\\rtf1 a}", "rtf"),
        (b"a {\\rtf1 a}", "text"),
        (OLE + WORD + bytes(3000), "word"),
        (OLE + bytes(5000) + WORD, "word"),
        (b"a" + OLE + WORD, "unknown"),
        (OLE + bytes(3000), "office"),
        (OLE + WORD + "EncryptedPackage".encode("utf-16-le") + bytes(3000), "password"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><a/>', "xml"),
        (b'     <?xml version="1.0"?><a/>', "xml"),
        (b'      <?xml version="1.0"?><a/>', "text"),
        (b'<?xml version="1.0"?><html><p>a</p></html>', "html"),
        (b'<?xml version="1.0"?><a xmlns="urn:opendocument"/>', "xml"),
        (b'<?xml version="1.0"?><a b="office:spreadsheet"/>', "xml"),
        (b'<?xml version="1.0"?><a b="gnumeric.org"/>', "gnumeric"),
        (b"%PDF-1.4", "pdf"),
        (b"a", "text"),
        (b"PK\3\4", "zip"),
    ],
)
def test_what_a_plan_s_file_is(data: bytes, kind: str) -> None:
    assert document._kind(data) == kind


def refused(path: Path) -> Finding:
    with pytest.raises(SheettoolsError) as caught:
        read_document(path)
    (finding,) = caught.value.findings
    assert finding.location == Location(path.name)
    return finding


@for_each(
    ("data", "problem", "values"),
    [
        (b"", refusals.PLAN_EMPTY, {}),
        (bytes(5000), refusals.PLAN_EMPTY, {"kind": KINDS["zeros"][1]}),
        (b"\xff\xd8\xff\xe0" + bytes(90), refusals.PLAN_OTHER_KIND, {"kind": KINDS["image"][1]}),
        (b"Rar!\x1a\x07\0" + bytes(90), refusals.PLAN_ARCHIVE, {"kind": KINDS["rar"][1]}),
        (packed({"a.txt": "a"}), refusals.PLAN_ARCHIVE, {"kind": KINDS["zip"][1]}),
        (b"PK\3\4 torn", refusals.PLAN_DAMAGED, {"part": "zip", "kind": ""}),
        (
            packed({"../a": "", "[Content_Types].xml": ""}),
            refusals.PLAN_TRAP,
            {"part": "'../a'", "kind": refusals.PLAN_REASONS["odd"][1]},
        ),
        (b"%PDF-1.4\njunk", refusals.PLAN_DAMAGED, {"part": "pdf", "kind": ""}),
        (packed(ODT), refusals.PLAN_NEEDS_OFFICE, {"kind": refusals.PLAN_KINDS["odt"]}),
        (OLE + WORD + bytes(3000), refusals.PLAN_NEEDS_OFFICE, {"kind": OLD_WORD}),
        (b"{\\rtf1 a}", refusals.PLAN_NEEDS_OFFICE, {"kind": OLD_WORD}),
    ],
)
def test_why_a_plan_is_not_read(
    data: bytes,
    problem: Any,
    values: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(office, "PLACES", ())
    monkeypatch.setenv("PATH", "")
    path = tmp_path / "ke-hoach"
    path.write_bytes(data)
    assert refused(path) == Finding(problem, Location("ke-hoach"), values=values)


def test_what_is_not_there_is_told_as_of_any_file(tmp_path: Path) -> None:
    gone = Words("không thấy tệp", "it is not there")
    assert refused(tmp_path / "a") == Finding(CANNOT_OPEN, Location("a"), values={"reason": gone})


@for_each(
    ("reply", "problem", "values"),
    [
        ({"slow": True}, refusals.PLAN_TOO_SLOW, {"seconds": 20}),
        ({"failed": "died"}, refusals.PLAN_UNREADABLE, {}),
        ({"refused": "twice", "values": {}}, refusals.PLAN_UNREADABLE, {}),
        ({"refused": "zip"}, refusals.PLAN_DAMAGED, {"part": "zip", "kind": ""}),
        (
            {"refused": "dtd", "values": {"part": "a.xml"}},
            refusals.PLAN_TRAP,
            {"part": "a.xml", "kind": refusals.PLAN_REASONS["dtd"][1]},
        ),
        (
            {"refused": "kind", "values": {"kind": "password"}},
            refusals.PLAN_PASSWORD,
            {"kind": KINDS["password"][1]},
        ),
    ],
)
def test_what_is_said_of_an_answer_without_a_text(
    reply: dict[str, Any], problem: Any, values: dict[str, Any]
) -> None:
    assert document._refusal(reply) == Finding(problem, values=values)


# ------------------------------------------------------------------ what LibreOffice turns

SCRIPT = """#!/bin/sh
cd {folder} || exit
printf '%s\\n' "$@" > told.txt
for last; do :; done
cp "$last" given
mkdir "$TMPDIR/out" && cp made.docx "$TMPDIR/out/plan.docx"
"""


@scripts
@for_each(
    ("data", "told", "kind"),
    [
        (OLE + WORD + bytes(3000), "--infilter=MS Word 97", OLD_WORD),
        (b"{\\rtf1 a}", "--infilter=Rich Text Format", OLD_WORD),
        (packed(ODT), "--infilter=writer8", refusals.PLAN_KINDS["odt"]),
        (b"<html><p>a</p></html>", "--infilter=HTML (StarWriter)", refusals.PLAN_KINDS["html"]),
        (b'<?xml version="1.0"?><a/>', "", refusals.PLAN_KINDS["xml"]),
    ],
)
def test_what_libreoffice_turns_into_another(
    data: bytes, told: str, kind: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(SCRIPT.format(folder=shlex.quote(str(tmp_path))), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(office, "LOOK_EVERY", 0.02)
    path = tmp_path / "ke-hoach"
    path.write_bytes(data)
    failed = Finding(refusals.PLAN_NOT_CONVERTED, Location("ke-hoach"), values={"kind": kind})
    assert refused(path) == failed, "it came to nothing"

    (tmp_path / "made.docx").write_bytes(word_file(paragraph("a") + OLD_LETTERS))
    asked: list[tuple[str, Allowance]] = []
    ask = Keeper.ask

    def noting(self: Keeper, reader: str, given: bytes, allowed: Allowance) -> dict[str, Any]:
        asked.append((reader, replace(allowed)))
        return ask(self, reader, given, allowed)

    monkeypatch.setattr(Keeper, "ask", noting)
    found = read_document(path)
    assert asked[-1] == ("docx", Allowance(20.0, 600.0))
    assert [line.text for line in found.lines] == ["a", OLD]
    assert found.notes == ("converted", "old letters")
    assert (tmp_path / "given").read_bytes() == data
    said = (tmp_path / "told.txt").read_text("utf-8").splitlines()
    assert [one for one in said if one.startswith("--infilter")] == [told] * bool(told)
    assert said[said.index("--convert-to") + 1] == "docx"

    (tmp_path / "made.docx").write_bytes(b"PK\3\4 torn")
    torn = Finding(refusals.PLAN_DAMAGED, Location("ke-hoach"), values={"part": "zip", "kind": ""})
    assert refused(path) == torn


OLD = "tiếp xúc, đối thoại với nhân dân ở nhà văn hóa"
OLD_LETTERS = paragraph(run(to_tcvn3(OLD), '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'))


# ------------------------------------------------------------------ what is given out


def test_a_document_as_plain_lines() -> None:
    read = DocumentText(
        (
            DocumentLine(("một\nhai",)),
            DocumentLine(("a\nb", "c"), table=1),
            DocumentLine(("d", "e\nf"), table=1, repeated=frozenset({0})),
            DocumentLine(("g", "h\ni", "", "k"), table=2),
            DocumentLine(("l", "m", "n"), table=2, repeated=frozenset({0})),
            DocumentLine(("",)),
        )
    )
    assert plain_lines(read) == [
        "một\nhai", "a", "b", "c", "e", "f", "g | h i | k", "l | m | n", "",
    ]  # fmt: skip


def test_what_is_said_of_a_plan_that_was_read() -> None:
    notes = tuple(refusals.PLAN_NOTES)
    read = DocumentText(asides=(DocumentAside("struck", "a", 0),), notes=notes)
    assert remarks(read, "a.doc") == [
        Finding(refusals.PLAN_NOTES[note], Location("a.doc")) for note in notes
    ]


def test_all_of_a_document_comes_through() -> None:
    lines = (
        DocumentLine(("a", "b"), 1, frozenset({1, 0}), is_heading=True),
        DocumentLine(("c",), 2),
    )
    read = DocumentText(lines, (DocumentAside("struck", "a", 7),), ("pdf",))
    assert DocumentText.from_plain(json.loads(json.dumps(read.to_plain()))) == read
