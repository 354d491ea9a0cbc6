"""What stands before the first section: letterhead, year, what a plan rests on, its commune."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.dates import dates
from sheettools.plan.drafting.names import DOCUMENT, DOCUMENTS, named, number_of
from sheettools.plan.drafting.passages import Passage, TextLine, cell_of, split, unmarked
from sheettools.plan.drafting.problems import BAD_DATE, UNPLACED
from sheettools.plan.drafting.text import fold, is_capitals, tidy

_LETTERHEAD = re.compile(
    r"-? ?kh ?[-/]|dang|cong hoa|doc lap|(?:huyen|tinh|thi|thanh|quan) uy|uy ban|ubnd|hdnd"
    r"|hoi dong|ban |du thao"
)
# Room left for the pen parts a line: "Số      -KH/ĐU", "ngày      tháng      năm 2024".
_BEGUN = re.compile(r"(?:^so\b[\s:.…_\d]*|\bngay\b[\s.…_\d]*(?:thang\b[\s.…_\d]*)?)$")
_GOES_ON = re.compile(r"(?:[\d.…_]+$|\d* ?[-/]? ?kh\b|\d* ?(?:thang|nam)\b)")
_NEXT_BASIS = re.compile(
    rf"(?:,|\s+va)\s+(?:va\s+)?(?:can cu\s+|thuc hien\s+)?(?=(?:{DOCUMENTS})\s+so\s+\d)"
)
_OPENING = re.compile(r"(?:can cu|thuc hien|thi hanh|tiep tuc thuc hien|theo|va)\s+(?:vao\s+)?")
_ISSUER = re.compile(
    r"((?:ban (?:thuong vu|chap hanh)\s+)?(?:dang (?:uy|bo)|ubnd|uy ban nhan dan)\b[^;,]*?),?\s+"
    r"(?:xay dung|ban hanh)\s+ke hoach\b"
)
_ABOUT = re.compile(r"(?i)(?<!\w)(?:v[ềế](?: việc)?|v/v)\s+")
_COMMUNE = {"xã": "Xã", "phường": "Phường", "thị trấn": "Thị trấn", "đặc khu": "Đặc khu"}
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


def cells_of(lines: Sequence[TextLine]) -> Iterator[Passage]:
    """Yield the cells of the letterhead; a number or a day with room left in it is one cell."""
    for line in lines:
        cells: list[str] = []
        for cell in line.cells:
            if cells and _BEGUN.search(fold(cells[-1])) and _GOES_ON.match(fold(cell)):
                cells[-1] += f" {cell}"
            else:
                cells.append(cell)
        yield from (cell_of(line, cell) for cell in cells if re.search(r"\w", cell))


def read_letterhead(book: DraftBook, cell: Passage) -> None:
    """Read one cell of the letterhead: number or day of issue; anything else is reported."""
    if re.match(r"so\b", cell.key):
        number = number_of(cell.text)
        book.say("so_ke_hoach", number if "KH" in number else None, cell)
    elif dates(cell.text) or ("ngay" in cell.key and "thang" in cell.key):
        for when in dates(cell.text):
            book.say("ngay_ban_hanh", when.day, cell)
            if when.day is None:
                book.note(BAD_DATE, cell, day=cell.text[when.begin : when.end])
    elif not _LETTERHEAD.match(cell.key):
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
        book.say("nam", issued.value.year, Passage(issued.quote, ((0, 0),)))


def clauses_of(text: Passage) -> Iterator[Passage]:
    """Cut the opening paragraph into a clause a document, and the one that announces the plan."""
    for sentence in split(text, r"[.!?]\s+|;\s*"):
        links = {m.span() for m in _NEXT_BASIS.finditer(sentence.key)}
        links |= {(m.start(), m.start()) for m in _ISSUER.finditer(sentence.key) if m.start()}
        begin = 0
        for end, after in sorted(links):
            yield unmarked(sentence.cut(begin, end))
            begin = after
        yield unmarked(sentence.cut(begin))


def read_clause(book: DraftBook, clause: Passage) -> None:
    """Read one clause: a document the plan rests on, or who issues the plan."""
    issuer = _ISSUER.match(clause.key)
    if issuer:
        body = tidy(clause.text[slice(*issuer.span(1))])
        if named(body, tuple(_COMMUNE)):
            book.say("co_quan_ban_hanh", body, clause)
        return
    opening = _OPENING.match(clause.key)
    begin = opening.end() if opening else 0
    kind = re.match(DOCUMENTS, clause.key[begin:])
    if not kind:
        book.note(UNPLACED, clause)
        return
    begin += kind.end()
    about = _ABOUT.search(clause.text, begin)
    head = clause.text[begin : about.start() if about else None]
    row = book.row("can_cu")
    book.put("can_cu", row, "so", number_of(head), clause)
    book.put("can_cu", row, "loai", DOCUMENT[kind[0]], clause)
    days = dates(head)
    if days and days[0].day is None:
        book.note(BAD_DATE, clause, day=head[days[0].begin : days[0].end])
    day = days[0].day if days else None
    book.put("can_cu", row, "ngay", day, clause)
    issued_by = re.search(r"(?<!\w)của\s+(.+)", head)
    book.put("can_cu", row, "co_quan", tidy(issued_by[1]) if issued_by else None, clause)
    subject = (
        clause.text[about.end() :]
        if about
        else re.split(r"\s(?:số|ngày|năm|của)\s", f" {head} ", maxsplit=1)[0]
    )
    book.put("can_cu", row, "trich_yeu", tidy(subject), clause)
    year = re.search(r"\bnam\s+(\d{4})\b", clause.key)
    book.put("can_cu", row, "nam", int(year[1]) if year and not days else None, clause)


def read_units(book: DraftBook, sources: Sequence[Passage]) -> None:
    """Read the commune, and district and province, from the first source that names each."""
    two_levels = book.year is not None and book.year >= _TWO_LEVELS
    for source in sources:
        commune = named(source.text, tuple(_COMMUNE))
        if commune:
            kind, name = commune
            book.say("xa", name, source)
            book.say("loai_xa", _COMMUNE[kind], source)
            if re.match(r"dang (?:uy|bo)\b", source.key) and is_capitals(source.text):
                book.say(
                    "co_quan_ban_hanh", f"Đảng {source.text[5:7].lower()} {kind} {name}", source
                )
        district = named(source.text, tuple(_DISTRICT))
        if district:
            kind, name = _DISTRICT[district[0]], district[1]
            central = kind == "Thành phố" and (two_levels or fold(name) in _CITIES)
            book.say("tinh" if central else "huyen", f"{kind} {name}", source)
        province = named(source.text, tuple(_PROVINCE))
        if province:
            book.say("tinh", f"Tỉnh {province[1]}", source)
