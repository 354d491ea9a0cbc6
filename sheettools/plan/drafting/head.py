"""What stands before the first section: letterhead, year, what a plan rests on, its commune."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sheettools.plan.drafting.book import DraftBook
from sheettools.plan.drafting.problems import BAD_DATE, UNPLACED
from sheettools.plan.reading.dates import dates
from sheettools.plan.reading.lines import TextLine, cells_of
from sheettools.plan.reading.names import DOCUMENT, DOCUMENTS, named, number_of
from sheettools.plan.reading.passages import Passage, cell_of, nowhere, split, unmarked
from sheettools.plan.reading.text import fold, is_capitals, tidy

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
_NEXT_BASIS = re.compile(
    rf"(?:,|\s+va)\s+(?:va\s+)?(?:can cu\s+|thuc hien\s+)?(?=(?:{DOCUMENTS})\s+(?:so\s+\d|cua\s))"
    r"|,\s+(?:va\s+)?(?=(?:can cu|thuc hien|theo)\s)"
)
_OPENING = re.compile(r"(?:can cu|thuc hien|thi hanh|tiep tuc thuc hien|theo|va)\s+(?:vao\s+)?")
_ISSUING = re.compile(
    r"\s(?:(?:thong nhat|de ra|tiep tuc|trien khai)\s+)?"
    r"(?:xay dung|ban hanh|lap|de ra|trien khai)\s+(?:thuc hien\s+)?"
    r"(?:noi dung\s+)?(?:ke hoach|nhu sau)\b"
)
"""How a sentence goes on that announces the plan."""
_ISSUER = re.compile(
    r"(?:(?<=^)|(?<=[,;.] )|(?<=\bva ))"
    r"(?:ban (?:thuong vu|chap hanh|thuong truc)\s+|thuong truc\s+)?"
    r"(?:dang (?:uy|bo)|ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|uy ban mat tran to quoc"
    r"|uy ban mttq|ubmttq|mat tran to quoc|mttq)\b"
)
_ABOUT = re.compile(r"(?i)(?<!\w)(?:v[ềế](?: việc)?|v/v)\s+")
_ISSUED_RULES = re.compile(r"(?<=\s)ban hành\s+(?=[A-ZĐÀ-Ỹ])")
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


def clauses_of(text: Passage) -> Iterator[Passage]:
    """Cut the opening paragraph into a clause a document, and the one that announces the plan."""
    for sentence in split(text, r"[.!?]\s+|;\s*"):
        found = _NEXT_BASIS.finditer(sentence.key)
        links = {m.span() for m in found if _begins_document(sentence.text, m.end())}
        issuer = _issuer_at(sentence.key)
        if issuer > 0:
            links = {link for link in links if link[1] < issuer} | {(issuer, issuer)}
        begin = 0
        for end, after in sorted(links):
            yield unmarked(sentence.cut(begin, end))
            begin = after
        yield unmarked(sentence.cut(begin))


def _begins_document(text: str, at: int) -> bool:
    """Tell whether the words behind a link begin a clause: a document's kind has a capital."""
    return text[at].isupper() or bool(re.match(r"căn cứ|thực hiện|theo", text[at:]))


def _issuer_at(key: str) -> int:
    """Return where the words begin that say who issues the plan; -1 where none do."""
    issuing = _ISSUING.search(key)
    if not issuing:
        return -1
    begins = [m.start() for m in _ISSUER.finditer(key, 0, issuing.start())]
    return begins[-1] if begins else -1


def read_clause(book: DraftBook, clause: Passage) -> None:
    """Read one clause: a document the plan rests on, or who issues the plan."""
    issuing = _ISSUING.search(clause.key)
    if issuing and _issuer_at(clause.key) == 0:
        body = tidy(clause.text[: issuing.start()].partition(",")[0])
        if named(body, tuple(_COMMUNE)):
            book.say("co_quan_ban_hanh", body, clause)
        book.pass_over(clause)
        return
    _read_basis(book, clause)


def _read_basis(book: DraftBook, clause: Passage) -> None:
    """Read a document that the plan rests on."""
    opening = _OPENING.match(clause.key)
    begin = opening.end() if opening else 0
    kind = re.match(DOCUMENTS, clause.key[begin:])
    if not kind:
        book.note(UNPLACED, clause)
        return
    begin += kind.end()
    about = _ABOUT.search(clause.text, begin)
    issuing = _ISSUED_RULES.search(clause.text, begin)
    if issuing and not (about and about.start() < issuing.start()):
        about = issuing
    head = clause.text[begin : about.start() if about else None]
    row = book.row("can_cu")
    book.put("can_cu", row, "so", number_of(head), clause)
    book.put("can_cu", row, "loai", DOCUMENT[kind[0]], clause)
    days = dates(head)
    if days and days[0].day is None:
        book.note(BAD_DATE, clause, day=head[days[0].begin : days[0].end])
    day = days[0].day if days else None
    book.put("can_cu", row, "ngay", day, clause)
    is_law = kind[0] in ("luat", "phap lenh")
    # “Luật Hoạt động giám sát của Quốc hội …” says in its name of whom it is.
    behind = re.search(r"\s(?:số|ngày)\s.*$", head) if is_law else None
    said = (behind[0] if behind else "") if is_law else head
    issued_by = re.search(r"(?<!\w)của\s+(.+)$", said)
    book.put("can_cu", row, "co_quan", tidy(issued_by[1]) if issued_by else None, clause)
    ends = r"\s(?:số|ngày|năm)\s" if is_law else r"\s(?:số|ngày|năm|của)\s"
    subject = re.split(ends, f" {head} ", maxsplit=1)[0]
    if about:
        subject = clause.text[about.start() if about is issuing else about.end() :]
    book.put("can_cu", row, "trich_yeu", tidy(subject), clause)
    year = re.search(r"\bnam\s+(\d{4})\b", clause.key)
    book.put("can_cu", row, "nam", int(year[1]) if year and not days else None, clause)


def read_issuer(book: DraftBook, lines: Sequence[Passage]) -> None:
    """Read who issues the plan from the letterhead, where no sentence says it."""
    for line in lines:
        commune = named(line.text, tuple(_COMMUNE))
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
        commune = named(source.text, tuple(_COMMUNE))
        if commune:
            kind, name = commune
            book.say("xa", name, source)
            book.say("loai_xa", _COMMUNE[kind], source)
        district = named(source.text, tuple(_DISTRICT))
        if district:
            kind, name = _DISTRICT[district[0]], district[1]
            central = kind == "Thành phố" and (two_levels or fold(name) in _CITIES)
            book.say("tinh" if central else "huyen", f"{kind} {name}", source)
        province = named(source.text, tuple(_PROVINCE))
        if province:
            book.say("tinh", f"Tỉnh {province[1]}", source)
