"""A plan whose “I-” and “1-” are counted by Word itself reads as if they had been typed."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from sheettools.incoming.cage.document import read_document
from sheettools.incoming.document.text import DocumentText
from sheettools.plan.draft import draft_plan

PLAN = files("sheettools.demo").joinpath("ke_hoach_cam_son_2024.txt")
SECTION, POINT, DASH = 0, 1, 2
LEVELS = (("upperRoman", "%1-"), ("decimal", "%2-"), ("bullet", "•"))
TYPED = ((SECTION, r"I{1,3}-\s*"), (POINT, r"\d-\s*"), (DASH, r"-\s+"))


def add_list(document: Any) -> None:
    """Declare one list of three levels, as Word's own list gallery would."""
    levels = "".join(
        (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText '
            f'w:val="{text}"/></w:lvl>'
        )
        for level, (shape, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    root.append(
        parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )


def add_numbered(document: Any, text: str, level: int) -> None:
    paragraph = document.add_paragraph(text)
    mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(mark))


def joined_lines() -> list[str]:
    """The plan's paragraphs: a line that does not open one goes on with the one before."""
    opens = re.compile(
        r"\s*(?:I{1,3}-|\d-|[-+*] |\* |Nơi nhận|T/M|PHÓ BÍ THƯ|KẾ HOẠCH|Tiếp xúc, đối thoại "
        r"với|-{5}|Thực|Giao)"
    )
    found: list[str] = []
    for line in PLAN.read_text(encoding="utf-8").split("\n"):
        if not line.strip():
            continue
        if opens.match(line) or not found:
            found.append(line.strip())
        else:
            found[-1] += " " + line.strip()
    return found


def test_marks_that_word_counts_are_read(tmp_path: Path) -> None:
    document = Document()
    add_list(document)
    numbered = 0
    for line in joined_lines():
        level = next((level for level, typed in TYPED if re.match(typed, line)), None)
        if level is None:
            document.add_paragraph(line)
            continue
        numbered += 1
        add_numbered(document, re.sub(TYPED[level][1], "", line, count=1), level)
    path = tmp_path / "plan.docx"
    document.save(str(path))

    read = read_document(path)
    assert numbered > 20
    assert [squeeze(line.text) for line in read.lines] == [squeeze(line) for line in joined_lines()]

    typed, counted = draft_plan(DocumentText.of_lines(joined_lines())), draft_plan(read)
    assert [_plain(fact) for fact in counted.facts] == [_plain(fact) for fact in typed.facts]
    assert [f.code for f in counted.findings] == [f.code for f in typed.findings] == []


def squeeze(line: str) -> str:
    return " ".join(line.split())


def _plain(fact: Any) -> tuple[Any, ...]:
    return fact.sheet, fact.row, fact.field, fact.value
