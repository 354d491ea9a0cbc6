"""What stands before the first section: letterhead, year, what a plan rests on, its commune."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.problems import BAD_DATE, UNPLACED
from sheettools.plan.reading.dates import dates
from sheettools.plan.reading.lines import TextLine, cells_of
from sheettools.plan.reading.names import COMMUNES, named, number_of
from sheettools.plan.reading.passages import Passage, cell_of, nowhere
from sheettools.plan.reading.text import fold, is_capitals

_RIGHT = 25  # blanks before the right-hand column
_BODY = re.compile(
    r"(?:dang (?:bo|uy|cong san)|(?:huyen|tinh|thi|thanh|quan) uy|ban |ubnd|hdnd|uy ban"
    r"|hoi dong|thuong truc|mat tran|ubmttq|bch|btv|cong hoa|doc lap)"
)
_LETTERHEAD = re.compile(
    r"-? ?kh ?[-/]|dang|cong hoa|doc lap|(?:huyen|tinh|thi|thanh|quan) uy|uy ban|ubnd|hdnd"
    r"|hoi dong|ban |du thao"
)
# Room left for the pen parts a line: "Số      -KH/ĐU", "ngày      tháng      năm 2024".
_BEGUN = re.compile(r"(?:^so\b[\s:.…_\d]*|\bngay\b[\s.…_\d]*(?:thang\b[\s.…_\d]*)?)$")
_GOES_ON = re.compile(r"(?:[\d.…_]+$|\d* ?[-/]? ?kh\b|\d* ?(?:thang|nam)\b)")
_DISTRICT = {
    "huyện ủy": "Huyện",
    "huyện": "Huyện",
    "quận ủy": "Quận",
    "quận": "Quận",
    "thị ủy": "Thị xã",
    "thị xã": "Thị xã",
    "thành ủy": "Thành phố",
    "thành phố": "Thành phố",
    "tp": "Thành phố",
}
_PROVINCE = {"tỉnh ủy": "Tỉnh", "tỉnh": "Tỉnh"}
_CITIES = frozenset({"ha noi", "hai phong", "da nang", "can tho", "ho chi minh", "hue"})
_TWO_LEVELS = 2026  # the first whole year without districts


def letterhead_cells(lines: Sequence[TextLine]) -> tuple[list[Passage], list[Passage]]:
    """Return the cells of the letterhead, left and right; a number or a day with room left in it is
    one cell.
    """
    left: list[Passage] = []
    right: list[Passage] = []
    for line in lines:
        cells: list[Passage] = []
        for column, text in cells_of(line):
            begun = cells and _BEGUN.search(cells[-1].key)
            if begun and _GOES_ON.match(fold(text)):
                cells[-1] = replace(cells[-1], text=f"{cells[-1].text} {text}", column=-1)
            elif re.search(r"\w", text):
                cells.append(cell_of(line, text, column))
        for at, cell in enumerate(cells):
            is_right = at > 0 or line.indent >= _RIGHT or line.column > 0
            (right if is_right else left).append(cell)
    return left, right


def issuer_lines(left: Sequence[Passage]) -> list[Passage]:
    """Return the lines in which the issuer's name stands, one broken over two lines made one."""
    found: list[Passage] = []
    for cell in left:
        if not is_capitals(cell.text, 2):
            continue
        goes_on = found and not _BODY.match(cell.key)
        if goes_on:
            found[-1] = found[-1].then(cell)
        else:
            found.append(cell)
    return found


def read_letterhead(book: DraftBook, cell: Passage) -> None:
    """Read one cell of the letterhead: number or day of issue; anything else is reported."""
    if re.match(r"so\b", cell.key):
        number = number_of(cell.text)
        book.pass_over(cell)
        book.say("so_ke_hoach", number if "KH" in number else None, cell)
    elif dates(cell.text) or ("ngay" in cell.key and "thang" in cell.key):
        book.pass_over(cell)
        for when in dates(cell.text):
            book.say("ngay_ban_hanh", when.day, cell)
            if when.day is None:
                book.note(BAD_DATE, cell, day=cell.text[when.begin : when.end])
    elif _LETTERHEAD.match(cell.key) or is_capitals(cell.text, 1):
        book.pass_over(cell)
    else:
        book.note(UNPLACED, cell)


def read_year(book: DraftBook, sources: Sequence[Passage]) -> None:
    """Read the year: at the end of title or announcement, else anywhere, else of the issue."""
    for pattern in (r"\bnam\s+(\d{4})\b(?=\W*$|\W+nhu sau)", r"\bnam\s+(\d{4})\b"):
        for source in sources:
            if "ke hoach" in source.key or source is sources[0]:
                found = re.search(pattern, source.key)
                book.say("nam", int(found[1]) if found else None, source)
    issued = book.get("ngay_ban_hanh")
    if issued and isinstance(issued.value, date):
        book.say("nam", issued.value.year, nowhere(issued.quote))


def read_issuer(book: DraftBook, lines: Sequence[Passage]) -> None:
    """Read who issues the plan from the letterhead, where no sentence says it."""
    for line in lines:
        commune = named(line.text, COMMUNES)
        if not commune:
            continue
        kind, name = commune
        at = line.key.find(fold(kind))
        body = _BODY_NAMES.get(line.key[:at].strip(" -"))
        if body:
            book.say("co_quan_ban_hanh", f"{body} {kind} {name}", line)


_BODY_NAMES = {
    "dang uy": "Đảng ủy",
    "dang bo": "Đảng bộ",
    "ban thuong vu dang uy": "Ban Thường vụ Đảng ủy",
    "uy ban nhan dan": "Ủy ban nhân dân",
    "ubnd": "UBND",
    "hoi dong nhan dan": "Hội đồng nhân dân",
    "thuong truc hoi dong nhan dan": "Thường trực Hội đồng nhân dân",
    "thuong truc hdnd": "Thường trực HĐND",
    "hdnd": "HĐND",
    "uy ban mat tran to quoc viet nam": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "uy ban mttq viet nam": "Ủy ban MTTQ Việt Nam",
    "ubmttq viet nam": "UBMTTQ Việt Nam",
    "mat tran to quoc viet nam": "Mặt trận Tổ quốc Việt Nam",
}
"""The bodies that issue plans, as a letterhead in capitals says them, and as they are written."""


def read_units(book: DraftBook, sources: Sequence[Passage]) -> None:
    """Read the commune, and district and province, from the first source that names each."""
    two_levels = book.year is not None and book.year >= _TWO_LEVELS
    for source in sources:
        commune = named(source.text, COMMUNES)
        if commune:
            kind, name = commune
            book.say("xa", name, source)
            book.say("loai_xa", kind.capitalize(), source)
        district = named(source.text, tuple(_DISTRICT))
        if district:
            kind, name = _DISTRICT[district[0]], district[1]
            central = kind == "Thành phố" and (two_levels or fold(name) in _CITIES)
            book.say("tinh" if central else "huyen", f"{kind} {name}", source)
        province = named(source.text, tuple(_PROVINCE))
        if province:
            book.say("tinh", f"Tỉnh {province[1]}", source)
