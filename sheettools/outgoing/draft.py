"""Draft a plan workbook: what the text of a plan document says, fact by fact, each with its sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sheettools.outgoing.draft_text import (
    DOCUMENT,
    DOCUMENTS,
    HEADING_WORDS,
    Line,
    Passage,
    Slot,
    Village,
    capital,
    chair_name,
    dates,
    fold,
    is_basis,
    is_capitals,
    is_rule,
    marker,
    named,
    number_of,
    paragraphs,
    passage,
    quarter_of,
    read_lines,
    read_slot,
    split,
    tidy,
    unmarked,
    villages,
)
from sheettools.template.findings import Finding, Location, Problem, Severity, declare

Value = str | int | date | bool

_ADD = (
    "Xem lại câu này và tự điền vào sổ kế hoạch nếu cần.",
    "Read it and fill the plan workbook by hand if needed.",
)
_CHECK = (
    "Đối chiếu với kế hoạch gốc rồi sửa trong sổ kế hoạch.",
    "Check with the plan, then mend the plan workbook.",
)
_SURE = Severity.WARNING

UNPLACED = declare(
    "T301",
    _SURE,
    why=("Chưa biết đưa nội dung này vào mục nào: “{value}”", "No place is known for this text: “{value}”"),
    remedy=_ADD,
)
AMBIGUOUS = declare(
    "T302",
    _SURE,
    why=(
        "Dòng lịch này có thể hiểu nhiều cách nên chưa lập cuộc đối thoại: “{value}”",
        "This line of the schedule can be read in several ways, so no dialogue was drafted: “{value}”",
    ),
    remedy=(
        "Tách thành từng cuộc rồi điền vào sổ kế hoạch.",
        "Split it into single dialogues and fill them in.",
    ),
    example=("Quý I và quý II: thôn A, thôn B", "Quarters I and II: villages A, B"),
)
BAD_DATE = declare(
    "T303",
    _SURE,
    why=("Ngày “{day}” không có trong lịch.", "There is no such day as “{day}”."),
    remedy=(
        "Hỏi lại nơi soạn kế hoạch rồi điền ngày đúng.",
        "Ask who wrote the plan and enter the right day.",
    ),
    example=("31/4/2024", "31 April 2024"),
)
CONTRADICTION = declare(
    "T304",
    _SURE,
    why=(
        "Ghi quý {quarter} nhưng ngày, tháng lại thuộc quý {other}.",
        "Quarter {quarter}, yet a day in quarter {other}.",
    ),
    remedy=_CHECK,
)
TWICE = declare(
    "T305",
    _SURE,
    why=(
        "{village} được xếp hai lần trong quý {quarter}.",
        "{village} is scheduled twice in quarter {quarter}.",
    ),
    remedy=_CHECK,
)
VAGUE = declare(
    "T306",
    _SURE,
    why=(
        "Thời gian chưa rõ đến ngày nên để trống ngày dự kiến: “{value}”",
        "No single day is named: “{value}”",
    ),
    remedy=("Điền ngày dự kiến khi đã ấn định.", "Enter the day once it is fixed."),
    example=("tuần 2 tháng 3", "second week of March"),
)
LEFTOVER = declare(
    "T307",
    _SURE,
    why=(
        "Trong dòng lịch này còn phần chưa hiểu: “{rest}”",
        "Part of this line of the schedule is not understood: “{rest}”",
    ),
    remedy=_ADD,
)
TIMELESS = declare(
    "T308",
    _SURE,
    why=(
        "Chưa rõ cuộc đối thoại này tổ chức vào quý nào: “{value}”",
        "It is not said when this dialogue is: “{value}”",
    ),
    remedy=("Điền quý hoặc ngày dự kiến.", "Enter its quarter or its day."),
)
OTHER_YEAR = declare(
    "T309",
    _SURE,
    why=(
        "Dòng này ghi năm {year}, khác năm {plan} của kế hoạch.",
        "This line says {year}; the plan is for {plan}.",
    ),
    remedy=_CHECK,
)
NO_LEADER = declare(
    "T310",
    _SURE,
    why=("Chưa rõ ai chủ trì nhiệm vụ này: “{value}”", "It is not clear who leads this task: “{value}”"),
    remedy=("Điền đơn vị chủ trì.", "Enter who leads."),
)
NO_SCHEDULE = declare(
    "T311",
    _SURE,
    why=("Không tìm thấy cuộc đối thoại nào trong văn bản.", "No dialogue was found in the text."),
    remedy=(
        "Kiểm tra lại tệp có phải là kế hoạch đối thoại và có gõ bằng phông Unicode không.",
        "Check that the file is a dialogue plan and is typed in Unicode.",
    ),
)
NO_VILLAGE = declare(
    "T312",
    _SURE,
    why=(
        "Dòng lịch này không nêu rõ thôn dự đối thoại: “{value}”",
        "No village is clearly invited here: “{value}”",
    ),
    remedy=("Kiểm tra và điền các thôn dự cuộc này.", "Check and enter the villages of this dialogue."),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the text says: a field of the plan workbook (`row` 0 in a form), and its sentence."""

    sheet: str
    row: int
    field: str
    value: Value
    quote: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read, sheet by sheet, and what could not be placed."""

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]


_SHEETS = ("chung", "can_cu", "muc_dich", "chu_de", "thanh_phan", "thon", "cuoc", "nhiem_vu", "noi_nhan")


class _Book:
    """Gathers facts and findings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.facts: dict[tuple[str, int, str], Fact] = {}
        self.findings: list[Finding] = []
        self.rows: Counter[str] = Counter()

    def row(self, sheet: str) -> int:
        """Begin a row."""
        self.rows[sheet] += 1
        return self.rows[sheet]

    def put(self, sheet: str, row: int, name: str, value: Value | None, source: Passage) -> None:
        """Keep a fact, unless there is nothing to keep or something was said there before."""
        if value is not None and value != "":
            self.facts.setdefault((sheet, row, name), Fact(sheet, row, name, value, source.text))

    def say(self, name: str, value: Value | None, source: Passage) -> None:
        """Keep a fact of the form."""
        self.put("chung", 0, name, value, source)

    def get(self, name: str) -> Fact | None:
        """Return what is known of a field of the form."""
        return self.facts.get(("chung", 0, name))

    def note(self, problem: Problem, source: Passage, **values: str | int) -> None:
        """Report a problem with a passage."""
        place = Location(file=self.file, line=source.line)
        self.findings.append(Finding(problem, place, source.text, values))

    def done(self) -> Draft:
        """Return everything in the order of the workbook and of the text."""
        facts = sorted(self.facts.values(), key=lambda fact: (_SHEETS.index(fact.sheet), fact.row))
        return Draft(tuple(facts), tuple(sorted(self.findings, key=lambda f: (f.location.line, f.code))))


def draft_plan(paragraph_lines: Sequence[str], file: str = "") -> Draft:
    """Return the facts a plan's text states; its lines may be whole paragraphs or broken anywhere."""
    book = _Book(file)
    head, title, body, tail = _zones(read_lines(paragraph_lines))
    letterhead = [_cell(line, cell) for line in head for cell in line.cells if re.search(r"\w", cell)]
    subject = [passage(title)] if title else []
    texts = paragraphs(body)
    first = next((at for at, text in enumerate(texts) if _is_heading(text)), len(texts))
    clauses = [clause for text in texts[:first] for clause in _clauses(text)]
    for cell in letterhead:
        _read_letterhead(book, cell)
    for text in subject:
        book.say("trich_yeu", capital(re.sub(r"(?i)^(?:về việc|về|v/v)\s+", "", tidy(text.text))), text)
    _read_year(book, [*subject, *clauses, *letterhead])
    for clause in clauses:
        _read_clause(book, clause)
    received, signed = _columns(tail)
    _read_units(book, [*clauses[-1:], *letterhead, *subject, *clauses, *received, *texts[first:]])
    reader = _Body(book)
    for text in texts[first:]:
        reader.read(text)
    reader.finish()
    _read_tail(book, received, signed)
    return book.done()


# --- the parts of the document ---

_TAIL = re.compile(r"(?:T\s*/\s*M|TM|K\s*/\s*T|KT|T\s*/\s*L|TL|TUQ)(?:\.\s*|\s+)[A-ZĐ]")
_LETTERHEAD = re.compile(
    r"-? ?kh ?[-/]|dang|cong hoa|doc lap|(?:huyen|tinh|thi|thanh|quan) uy|uy ban|ubnd|hdnd"
    r"|hoi dong|ban |du thao"
)
_RIGHT = 25  # blanks before the right-hand column


def _cell(line: Line, text: str) -> Passage:
    return Passage(text, ((0, line.number),))


def _zones(lines: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line], list[Line]]:
    """Return the lines of the letterhead, of the title's subject, of the body, and from the recipients on."""
    titles = (at for at, line in enumerate(lines) if re.match(r"ke hoach\b", line.key) and line.text[:8].isupper())
    title = next(titles, -1)
    ends = (at for at, line in enumerate(lines) if at > title and _is_tail(line))
    end = next(ends, len(lines))
    head, body, tail = list(lines[: max(title, 0)]), list(lines[title + 1 : end]), list(lines[end:])
    subject: list[Line] = []
    if title >= 0:
        rest = lines[title].text[len("KẾ HOẠCH") :].strip()
        subject = [Line(lines[title].number, rest, fold(rest), (rest,), 0)] if rest else []
        while body and not is_rule(body[0]) and not _opens(body[0], subject):
            subject.append(body.pop(0))
    return (
        [line for line in head if not is_rule(line)],
        subject,
        body,
        [line for line in tail if not is_rule(line)],
    )


def _is_tail(line: Line) -> bool:
    return line.key.startswith("noi nhan") or any(_TAIL.match(cell) and cell.isupper() for cell in line.cells)


def _opens(line: Line, subject: Sequence[Line]) -> bool:
    """Tell whether the body begins here: after a year the title is over."""
    over = bool(subject) and bool(re.search(r"\bnam \d{4}$", subject[-1].key))
    return over or is_basis(line.text) or bool(marker(line.text)[0]) or line.text.endswith((".", ";", "như sau:"))


def _is_heading(text: Passage) -> bool:
    kind, at = marker(text.text)
    return kind == "roman" or bool(_sections(text.key[at:]) and is_capitals(text.text, 2))


def _read_letterhead(book: _Book, cell: Passage) -> None:
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


def _read_year(book: _Book, sources: Sequence[Passage]) -> None:
    for pattern in (r"\bnam\s+(\d{4})\b(?=\W*$|\W+nhu sau)", r"\bnam\s+(\d{4})\b"):
        for source in sources:
            if "ke hoach" in source.key or source is sources[0]:
                found = re.search(pattern, source.key)
                book.say("nam", int(found[1]) if found else None, source)
    issued = book.get("ngay_ban_hanh")
    if issued and isinstance(issued.value, date):
        book.say("nam", issued.value.year, Passage(issued.quote, ((0, 0),)))


# --- what the plan rests on ---

_NEXT_BASIS = re.compile(rf"(?:,|\s+va)\s+(?:va\s+)?(?:can cu\s+|thuc hien\s+)?(?=(?:{DOCUMENTS})\s+so\s+\d)")
_OPENING = re.compile(r"(?:can cu|thuc hien|thi hanh|tiep tuc thuc hien|theo|va)\s+(?:vao\s+)?")
_ISSUER = re.compile(
    r"((?:ban (?:thuong vu|chap hanh)\s+)?(?:dang (?:uy|bo)|ubnd|uy ban nhan dan)\b[^;,]*?),?\s+"
    r"(?:xay dung|ban hanh)\s+ke hoach\b"
)
_ABOUT = re.compile(r"(?i)(?<!\w)(?:v[ềế](?: việc)?|v/v)\s+")


def _clauses(text: Passage) -> Iterator[Passage]:
    """Cut the opening paragraph into one clause for each document, and the one that announces the plan."""
    for sentence in split(text, r"[.!?]\s+|;\s*"):
        links = {m.span() for m in _NEXT_BASIS.finditer(sentence.key)}
        links |= {(m.start(), m.start()) for m in _ISSUER.finditer(sentence.key) if m.start()}
        begin = 0
        for end, after in sorted(links):
            yield unmarked(sentence.cut(begin, end))
            begin = after
        yield unmarked(sentence.cut(begin))


def _read_clause(book: _Book, clause: Passage) -> None:
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
    subject = clause.text[about.end() :] if about else re.split(r"\s(?:số|ngày|năm|của)\s", f" {head} ", maxsplit=1)[0]
    book.put("can_cu", row, "trich_yeu", tidy(subject), clause)
    year = re.search(r"\bnam\s+(\d{4})\b", clause.key)
    book.put("can_cu", row, "nam", int(year[1]) if year and not days else None, clause)


# --- names of places ---

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


def _read_units(book: _Book, sources: Sequence[Passage]) -> None:
    year = book.get("nam")
    two_levels = year is not None and int(str(year.value)) >= _TWO_LEVELS
    for source in sources:
        commune = named(source.text, tuple(_COMMUNE))
        if commune:
            kind, name = commune
            book.say("xa", name, source)
            book.say("loai_xa", _COMMUNE[kind], source)
            if re.match(r"dang (?:uy|bo)\b", source.key) and is_capitals(source.text):
                book.say("co_quan_ban_hanh", f"Đảng {source.text[5:7].lower()} {kind} {name}", source)
        district = named(source.text, tuple(_DISTRICT))
        if district:
            kind, name = _DISTRICT[district[0]], district[1]
            central = kind == "Thành phố" and (two_levels or fold(name) in _CITIES)
            book.say("tinh" if central else "huyen", f"{kind} {name}", source)
        province = named(source.text, tuple(_PROVINCE))
        if province:
            book.say("tinh", f"Tỉnh {province[1]}", source)


# --- the body ---

_SECTIONS = {
    "nhiem_vu": r"to chuc thuc hien|phan cong|trach nhiem",
    "muc_dich": r"muc dich|yeu cau",
    "chu_tri": r"chu tri",
    "thanh_phan": r"doi tuong|thanh phan",
    "chu_de": r"noi dung|chu de",
    "lich": r"thoi gian|dia diem|lich|thoi luong",
}
_LABEL_WORDS = 14
_TITLE_WORDS = 25
_GROUP = re.compile(
    r"(?:can bo|dang vien|cong chuc|vien chuc|nhan dan|nguoi|doan vien|hoi vien|dai dien|dai bieu|cu tri|cac"
    r"|ho|truong|bi thu|thuong truc|lanh dao|chi hoi|mttq|thanh vien|toan the|dong dao|chu|dong chi)\b"
)


def _sections(key: str) -> set[str]:
    found = {name for name, words in _SECTIONS.items() if re.search(rf"\b(?:{words})\b", key)}
    return {"nhiem_vu"} if "nhiem_vu" in found else found


@dataclass(slots=True)
class _Row:
    """A dialogue as drafted so far; times and places may follow on lines of their own."""

    source: Passage
    slot: Slot
    time: Slot
    time_source: Passage
    place: str
    place_source: Passage


class _Body:
    """Reads the sections of a plan one paragraph after another."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        year = book.get("nam")
        self.year = int(str(year.value)) if year else None
        self.section = ""
        self.leader: Passage | None = None
        self.waiting: Passage | None = None  # a heading time or a leader nothing has followed yet
        self.point: tuple[str, Passage] | None = None  # the numbered point just read, and its section
        self.heading: tuple[Slot, Passage] | None = None  # a time that stands over the lines after it
        self.place: tuple[str, Passage] | None = None
        self.columns: tuple[str, ...] = ()
        self.rows: list[_Row] = []
        self.known: dict[tuple[str, str], str] = {}

    def read(self, text: Passage) -> None:
        """Read one paragraph."""
        kind, words = marker(text.text)[0], unmarked(text)
        for sentence in split(words):
            _read_window(self.book, sentence)
        if self._is_title(kind, words):
            return
        if self.section == "nhiem_vu":
            self._tasks(kind, words)
        elif self.section in ("muc_dich", "chu_de"):
            self._point(kind, words)
        elif self.section in ("thanh_phan", "chu_tri"):
            self._people(words)
        elif self.section in ("lich", "nhieu"):
            self._schedule(text if text.cells else words)
        elif not _window(words.text):
            self.book.note(UNPLACED, words)

    def _is_title(self, kind: str, words: Passage) -> bool:
        """Enter a section if the paragraph is its heading, or read what stands after the heading's colon."""
        label, colon, rest = words.text.partition(":")
        if kind == "roman" or (not kind and is_capitals(words.text, 2) and not words.cells):
            if len(label.split()) > _TITLE_WORDS:
                return False
            self._enter(_sections(fold(label)))
        elif not self._is_label(label, colon, words):
            return False
        if not rest.strip():
            if kind != "roman":
                self._enter(_sections(fold(label)))
            return True
        sections = _sections(fold(label))
        if kind not in ("roman", "bullet") and sections in ({"lich"}, {"thanh_phan"}, {"nhiem_vu"}):
            self._enter(sections)
        self._labelled(sections, words, words.cut(len(label) + 1))
        return True

    def _is_label(self, label: str, colon: str, words: Passage) -> bool:
        key = fold(label)
        if self.section == "nhiem_vu" or words.cells or not HEADING_WORDS.match(key):
            return False
        if self.section == "muc_dich" and not re.fullmatch(r"(?:muc dich|yeu cau|[,. ]|va)+", key):
            return False
        whole = colon or (words.text[-1].isalpha() and len(key.split()) <= _LABEL_WORDS // 2)
        return bool(whole) and len(key.split()) <= _LABEL_WORDS and not read_slot(label, self.year).has_time

    def _enter(self, sections: set[str]) -> None:
        self.section = next(iter(sections)) if len(sections) == 1 else "nhieu" if sections else "khac"
        if sections == {"chu_tri", "thanh_phan"}:
            self.section = "thanh_phan"
        self._await(None)
        self.heading = self.leader = self.point = None

    def _await(self, words: Passage | None) -> None:
        """Expect lines under these words; words that were waiting in vain are reported."""
        if self.waiting:
            self.book.note(UNPLACED, self.waiting)
        self.waiting = words

    def _labelled(self, sections: set[str], words: Passage, content: Passage) -> None:
        if "chu_tri" in sections:
            self.book.say("chu_tri", chair_name(content.text), words)
        elif sections == {"thanh_phan"}:
            self._groups(content, words)
        elif sections == {"lich"}:
            self._schedule(content, words)
        elif sections in ({"chu_de"}, {"muc_dich"}):
            self._enter(sections)
            self._point("", content)
        else:
            self.book.note(UNPLACED, words)

    def _point(self, kind: str, words: Passage) -> None:
        if words.text.endswith(":"):
            return  # "… các nội dung sau:"
        row = self.book.rows[self.section]
        if not kind and self.point and self.point[0] == self.section:
            words = self.point[1].then(words)  # what follows a numbered point without a number belongs to it
            self.book.facts.pop((self.section, row, "noi_dung"), None)
        else:
            row = self.book.row(self.section)
        if kind or self.point:
            self.point = (self.section, words)
        self.book.put(self.section, row, "noi_dung", tidy(words.text), words)

    def _people(self, words: Passage) -> None:
        chair = re.match(r"(.*?)\s+chu tri\b|chu tri\b.*?(?::|\sla|\sdo)\s+(.*)", words.key)
        if self.section == "chu_tri" and not chair:
            self.book.say("chu_tri", chair_name(words.text), words)
        elif chair:
            self.book.say("chu_tri", chair_name(words.text[slice(*chair.span(1 if chair[1] else 2))]), words)
        else:
            self._groups(words, words)

    def _groups(self, content: Passage, source: Passage) -> None:
        found: list[str] = []
        for part in re.split(r"((?:^|[,;]\s*(?:và\s+)?|\s+và\s+))", content.text):
            is_link = not part.strip() or re.fullmatch(r"[,;]?\s*(?:và)?\s*", part)
            if is_link or (found and not _GROUP.match(fold(part)) and not found[-1].endswith(";")):
                found[-1:] = [found[-1] + part] if found else []
            elif found and not re.search(r"[,;]\s*(?:và\s+)?$|\svà\s+$", found[-1]):
                found[-1] += part
            else:
                found.append(part)
        for group in found:
            name = re.sub(r"[,;]?\s*(?:và)?\s*$", "", group)
            self.book.put("thanh_phan", self.book.row("thanh_phan"), "thanh_phan", capital(tidy(name)), source)

    # --- the schedule ---

    def _schedule(self, words: Passage, source: Passage | None = None) -> None:
        if words.cells:
            self._table_row(words)
            return
        for piece, is_clear in self._pieces(words):
            self._slot(piece, piece.text, is_clear, source if source and piece.text == words.text else piece)

    def _pieces(self, words: Passage) -> Iterator[tuple[Passage, bool]]:
        """Cut a paragraph into one piece for each dialogue, and tell whether a piece is one for certain."""
        begin = end = invited = 0
        timed = False
        for part in split(words, r"[.!?]\s+|;\s*"):
            start = words.text.index(part.text, end)
            slot = read_slot(part.text, self.year)
            if end and timed and slot.has_time:
                yield words.cut(begin, end), invited <= 1
                begin, invited, timed = start, 0, False
            end = start + len(part.text)
            invited += bool(slot.villages)
            timed |= slot.has_time
        if end:
            yield words.cut(begin, end), invited <= 1

    def _table_row(self, row: Passage) -> None:
        keys = tuple(map(fold, row.cells))
        if re.match(r"(?:s?tt|so tt|thoi gian|thang|quy|ngay)$", keys[0]) and not any(map(villages, row.cells)):
            self.columns = keys
            return
        columns = self.columns if len(self.columns) == len(keys) else ("",) * len(keys)
        cells = (_spell_out(*pair) for pair in zip(columns, row.cells, strict=True))
        text = " | ".join(cell for at, cell in enumerate(cells) if at or not row.cells[0].strip(".").isdecimal())
        self._slot(row, text, True, row)

    def _slot(self, piece: Passage, text: str, is_clear: bool, source: Passage) -> None:
        slot = read_slot(text, self.year)
        for village in villages(text):
            self._meet(village, piece)
        if slot.bad_day:
            self.book.note(BAD_DATE, piece, day=slot.bad_day)
        if slot.is_empty:
            self._remark(slot, piece, source)
        elif not is_clear or _is_ambiguous(slot):
            self.book.note(AMBIGUOUS, piece)
        elif slot.villages or (slot.place and (slot.has_time or self.heading)):
            self._dialogue(slot, piece)
        elif slot.has_time:
            self._time(slot, piece)
        else:
            self._place(slot, source)

    def _remark(self, slot: Slot, piece: Passage, source: Passage) -> None:
        if slot.duration:
            self.book.say("thoi_luong", slot.duration, source)
        elif not piece.text.endswith(":"):
            self.book.note(UNPLACED, source)

    def _time(self, slot: Slot, piece: Passage) -> None:
        """Read a time alone: of the dialogue just named, or of those named next."""
        last = self.rows[-1] if self.rows else None
        if slot.rest:
            self.book.note(AMBIGUOUS, piece)
        elif last and not last.time.has_time:
            last.time, last.time_source = slot, piece
        else:
            self._await(piece)
            self.heading = (slot, piece)

    def _place(self, slot: Slot, source: Passage) -> None:
        """Read a place alone: of the dialogue just named if in a village, else of all that have none."""
        waiting = [row for row in self.rows if not row.place]
        if slot.hosts and waiting and waiting[-1] is self.rows[-1]:
            waiting[-1].place, waiting[-1].place_source = slot.place, source
        elif slot.hosts or re.search(r"\b(?:cac|moi|tung|thon|ban|to dan pho|khu pho)\b", fold(slot.place)):
            self.book.note(UNPLACED, source)  # "nhà văn hóa các thôn" is no one place
        elif self.place:
            self.book.note(UNPLACED, source)
        else:
            self.place = (slot.place, source)

    def _dialogue(self, slot: Slot, piece: Passage) -> None:
        time, source = slot, piece
        if slot.has_time and self.heading and not slot.quarters and self.heading[0].quarters:
            self.waiting = None
            above = self.heading[0].quarters[0]  # "Quý I", and days on the lines under it
            other = next((q for q in _derived(slot) if q != above), "")
            if other:
                self.book.note(CONTRADICTION, piece, quarter=above, other=other)
        elif slot.has_time:
            self._await(None)
            self.heading = None
        elif self.heading:
            self.waiting = None
            time, source = self.heading
        if slot.vague:
            self.book.note(VAGUE, piece)
        if slot.rest:
            self.book.note(LEFTOVER, piece, rest=slot.rest)
        if not slot.villages:
            self.book.note(NO_VILLAGE, piece)
        self.rows.append(_Row(piece, slot, time, source, slot.place, piece))

    def _meet(self, village: Village, source: Passage) -> None:
        if village.key in self.known:
            return
        row = self.book.row("thon")
        self.known[village.key] = village.name
        self.book.put("thon", row, "ma", f"{row:02}", source)
        self.book.put("thon", row, "loai", village.kind, source)
        self.book.put("thon", row, "ten", village.name, source)

    def finish(self) -> None:
        """Write the dialogues down, now that everything said for all of them is known."""
        self._await(None)
        if self.place and all(row.place for row in self.rows):
            self.book.note(UNPLACED, self.place[1])
        if not self.rows:
            self.book.findings.append(Finding(NO_SCHEDULE, Location(file=self.book.file)))
        serials: Counter[tuple[int, str]] = Counter()
        seen: dict[tuple[str, tuple[str, str]], list[date]] = {}
        for row in self.rows:
            quarter, year = self._when(row)
            if quarter and not self._is_new(row, quarter, seen):
                continue
            at = self.book.row("cuoc")
            if quarter and year:
                serials[year, quarter] += 1
                code = f"{year}-Q{_ORDER[quarter]}-{serials[year, quarter]}"
                self.book.put("cuoc", at, "ma", code, row.time_source)
            self.book.put("cuoc", at, "quy", quarter, row.time_source)
            self._write(row, at)

    def _when(self, row: _Row) -> tuple[str, int | None]:
        """Return quarter and year, reporting what contradicts itself."""
        time = row.time
        derived = _derived(time)
        quarter = next(iter((*time.quarters, *derived)), "")
        other = next((q for q in derived if q != quarter), "")
        if other:
            self.book.note(CONTRADICTION, row.time_source, quarter=quarter, other=other)
        if not quarter and not time.bad_day:
            self.book.note(TIMELESS, row.source)
        year = next(iter((*time.years, *(day.year for day in time.days))), self.year)
        if year and self.year and year != self.year:
            self.book.note(OTHER_YEAR, row.time_source, year=year, plan=self.year)
        return quarter, year

    def _is_new(self, row: _Row, quarter: str, seen: dict[tuple[str, tuple[str, str]], list[date]]) -> bool:
        """Report a village met twice in a quarter; only another day makes that another dialogue."""
        days, repeated = row.time.days, []
        for village in row.slot.villages or row.slot.hosts:
            before = seen.get((quarter, village.key))
            if before is not None:
                self.book.note(TWICE, row.source, village=f"{village.kind} {village.name}", quarter=quarter)
            repeated.append(before is not None and (not days or days[0] in before))
            seen.setdefault((quarter, village.key), []).extend(days)
        return not (repeated and all(repeated))

    def _write(self, row: _Row, at: int) -> None:
        put = self.book.put
        guests = row.slot.villages or row.slot.hosts
        hosts = [host.key for host in row.slot.hosts]
        guests = sorted(guests, key=lambda guest: guest.key not in hosts)  # stable: the host first, then as said
        names = dict.fromkeys(self.known[guest.key] for guest in guests)
        put("cuoc", at, "cac_thon", "; ".join(names), row.source)
        put("cuoc", at, "dia_diem", row.place, row.place_source)
        if self.place:
            put("cuoc", at, "dia_diem", *self.place)
        put("cuoc", at, "ngay_du_kien", row.time.days[0] if row.time.days else None, row.time_source)
        for name, own in (("thoi_luong", row.slot.duration), ("chu_tri", row.slot.chair)):
            put("cuoc", at, name, own, row.source)
            general = self.book.get(name)
            if general:
                put("cuoc", at, name, general.value, Passage(general.quote, ((0, 0),)))

    # --- the tasks ---

    def _tasks(self, kind: str, words: Passage) -> None:
        begin = 0
        for found in re.finditer(
            r"(?<=[.;])\s+(?=(?:Giao|Phân công|Đề nghị|Trên đây|Trong quá trình|Báo cáo|Số liệu|Định kỳ)\s)",
            words.text,
        ):
            self._task(kind, words.cut(begin, found.start()))
            kind, begin = "", found.end()
        self._task(kind, words.cut(begin))

    def _task(self, kind: str, words: Passage) -> None:
        days = dates(words.text, self.year)
        if re.match(r"tren day la\b", words.key) and not days:
            return  # the closing formula asks nothing of anybody
        task = _split_task(words)
        if words.text.endswith(":") or (task.leader and not task.verb and kind in ("number", "letter")):
            self._await(words)
            self.leader = words
            return
        source = words
        if kind in ("bullet", "letter") and self.leader:
            source, task = self.leader, _Task(_split_task(self.leader).leader)
            _read_support(words, task)
            self.waiting = None
        else:
            self._await(None)
            self.leader = None
        if not task.leader and not kind:
            if not _window(words.text):
                self.book.note(UNPLACED, words)
            return
        if not task.leader:
            self.book.note(NO_LEADER, words)
        row, put = self.book.row("nhiem_vu"), self.book.put
        put("nhiem_vu", row, "chu_tri", task.leader, source)
        put("nhiem_vu", row, "phoi_hop", task.support, words)
        put("nhiem_vu", row, "noi_dung", tidy(words.text[task.begin :]), words)
        put("nhiem_vu", row, "thoi_han", self._deadline(words), words)

    def _deadline(self, words: Passage) -> Value | None:
        if _window(words.text):
            return None
        for when in dates(words.text, self.year):
            if re.search(r"(?:truoc|den|cham nhat|muon nhat|xong)(?: la)?(?: ngay)?\s*$", words.key[: when.begin]):
                if when.day is None:
                    self.book.note(BAD_DATE, words, day=words.text[when.begin : when.end])
                return when.day
        said = re.search(r"\b(?:cham nhat|muon nhat|truoc (?:ngay|khi|\d))[^,.;)]*", words.key)
        return tidy(words.text[slice(*said.span())]) if said else None


_ORDER = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _derived(slot: Slot) -> list[str]:
    """Return the quarters in which the days and months named fall."""
    return [quarter_of(month) for month in (*(day.month for day in slot.days), *slot.months)]


def _is_ambiguous(slot: Slot) -> bool:
    """Tell whether a line names several quarters, or several days, or villages by a range."""
    quarters = set(slot.quarters) or {quarter_of(month) for month in slot.months}
    return len(quarters) > 1 or len(set(slot.days)) > 1 or slot.is_range


def _spell_out(column: str, cell: str) -> str:
    """Return a cell with the word of its heading, where it would not be understood without."""
    key = fold(cell)
    if re.match(r"(?:quy|thang|ngay)\b", column) and not re.match(r"(?:quy|thang|ngay|sang|chieu)\b", key):
        return f"{column.split(maxsplit=1)[0]} {cell}"
    if column.startswith("dia diem"):
        return cell if re.match(r"tai\b", key) else f"tại {cell}"
    if column.startswith("chu tri"):
        return f"chủ trì: {cell}"
    unit = re.match(r"(thon|ban|to dan pho|khu pho|xom|ap)\b", column)
    words = {
        "thon": "thôn",
        "ban": "bản",
        "to dan pho": "tổ dân phố",
        "khu pho": "khu phố",
        "xom": "xóm",
        "ap": "ấp",
    }
    return f"{words[unit[1]]} {cell}" if unit and not villages(cell) else cell


_VERB = re.compile(
    r"(?<=[\s,])(?:phoi hop|chu tri|can cu|co trach nhiem|chiu trach nhiem|tham muu(?!,? giup viec)|chuan bi"
    r"|to chuc(?! (?:chinh|xa hoi|doan|dang|co so))|chi dao|tang cuong|xay dung|thong bao|thong tin"
    r"|tuyen truyen|van dong|theo doi|lanh dao,|quan triet|tong hop|thuc hien|bo tri|trien khai|don doc"
    r"|nam (?:tinh|bat|chac)|bao cao|thu thap|tiep thu|tiep nhan|giai quyet|tra loi|kiem tra|giam sat|dam bao"
    r"|bao dam|huong dan|la co quan|la dau moi|giup|ban hanh|hoan thanh|gui|ra soat|phat huy|niem yet|moi"
    r"|chu dong|phan cong)\b"
)
_OFFICE = re.compile(
    r"(?:cac|khoi|ban|van phong|chu tich|pho|chanh|ubnd|hdnd|mttq|ubmttq|uy ban|mat tran|dang uy|thuong truc"
    r"|cong an|truong|bi thu|thon|cap uy|doan|hoi|tram|cong chuc|chi bo|chi uy|to|nganh|lanh dao|can bo"
    r"|trung tam|phong|thu truong)\b"
)
_GIVE = re.compile(r"(?:giao(?: cho)?|phan cong|de nghi|yeu cau)\s+")
_WITH = re.compile(r"phoi hop(?: chat che)?,?\s+(?:cung )?(?:voi|cung)\s+")
_LEADER_WORDS = 25


@dataclass(slots=True)
class _Task:
    """A task taken apart: who leads, who supports, and where the task itself begins."""

    leader: str = ""
    support: str = ""
    begin: int = 0
    verb: bool = False


def _verb(words: Passage, begin: int) -> int:
    """Return where the first verb after `begin` stands, or -1; in the name of an office it has a capital."""
    found = (m.start() for m in _VERB.finditer(words.key, begin) if words.text[m.start()].islower())
    return next(found, -1)


def _split_task(words: Passage) -> _Task:
    given = _GIVE.match(words.key)
    start = given.end() if given else 0
    start += len("đồng chí ") if words.key.startswith("dong chi ", start) else 0
    verb, colon = _verb(words, start), words.text.find(":", start)
    end = min((at for at in (verb, colon) if at >= 0), default=len(words.text))
    leader = tidy(words.text[start:end]).removesuffix("-").strip()
    is_office = _OFFICE.match(fold(leader)) and leader[:1].isupper() and len(leader.split()) <= _LEADER_WORDS
    if not is_office:
        return _Task(verb=verb >= 0)
    task = _Task(capital(leader), "", end + (words.text[end : end + 1] == ":"), verb >= 0)
    _read_support(words, task)
    return task


def _read_support(words: Passage, task: _Task) -> None:
    """Read who supports; the task begins after that, if nothing but its leader stands before."""
    joint = _WITH.search(words.key, task.begin)
    if joint:
        after = _verb(words, joint.end())
        stop = after if after >= 0 else len(words.text)
        support = re.split(r"[;:.]|, (?=\S+ \S+ (?:cho|các|việc)\b)", words.text[joint.end() : stop])[0]
        task.support = tidy(support)
        lead_in = fold(tidy(words.text[task.begin : joint.start()]))
        if after >= 0 and lead_in in ("", "chu tri", "co trach nhiem", "chiu trach nhiem"):
            task.begin = after


_WINDOW = re.compile(r"\b(?:so lieu|bao cao)\b")


def _window(text: str) -> tuple[date, date] | None:
    """Return the days between which a report's figures are taken, if the sentence says them."""
    days, key = dates(text), fold(text)
    if len(days) > 1 and _WINDOW.search(key) and re.search(r"\btu(?: ngay)?\s*$", key[: days[0].begin]):
        between = key[days[0].end : days[1].begin]
        if re.match(r"\s*(?:den|-)(?: het)?", between) and days[0].day and days[1].day:
            return days[0].day, days[1].day
    return None


def _read_window(book: _Book, sentence: Passage) -> None:
    window = _window(sentence.text)
    if window:
        book.say("tu_ngay", window[0], sentence)
        book.say("den_ngay", window[1], sentence)


# --- recipients and signature ---

_REPORT = re.compile(r"(?i)\s*\((?:để\s+)?(?:báo cáo|b/c|bc)\)")
_ROLE = re.compile(r"(?:pho|bi thu|chu tich|truong|chanh|uy vien|quyen|q\.)")


def _columns(tail: Sequence[Line]) -> tuple[list[Passage], list[Passage]]:
    """Return recipients and signature, which stand side by side or one after the other."""
    left: list[list[Line]] = []
    signed: list[Passage] = []
    signing = False
    for line in tail:
        at_right = line.indent >= _RIGHT
        cells = line.cells
        if not at_right and cells[0].strip():
            signing = (signing or bool(_TAIL.match(cells[0]))) and not fold(cells[0]).startswith("noi nhan")
            is_listed = marker(cells[0])[0] == "bullet"
            if signing and not is_listed:
                signed.append(_cell(line, cells[0]))
            else:
                _list_recipient(left, Line(line.number, cells[0], fold(cells[0]), cells[:1], 0), is_listed)
        signed += [_cell(line, cell) for cell in (cells if at_right else cells[1:])]
    return [piece for group in left for piece in split(passage(group), r";\s*")], signed


def _list_recipient(groups: list[list[Line]], line: Line, is_listed: bool) -> None:
    title = re.match(r"noi nhan\s*:?\s*", line.key)
    text = line.text[title.end() :] if title else line.text
    if not text:
        return
    line = Line(line.number, text, fold(text), (text,), 0)
    if is_listed or not groups or groups[-1][-1].text[-1] in ";.":
        groups.append([line])
    else:
        groups[-1].append(line)


def _read_tail(book: _Book, received: Sequence[Passage], signed: Sequence[Passage]) -> None:
    for recipient in received:
        words = unmarked(recipient)
        row = book.row("noi_nhan")
        book.put("noi_nhan", row, "ten", tidy(_REPORT.sub("", words.text)), words)
        book.put("noi_nhan", row, "bao_cao", bool(_REPORT.search(words.text)), words)
    for cell in signed:
        name = _signature(cell, {name for name in ("tham_quyen_ky", "chuc_vu_ky", "nguoi_ky") if book.get(name)})
        if name:
            book.say(name, tidy(cell.text), cell)
        elif not re.fullmatch(r"\(.*\bky\b.*\)", cell.key):
            book.note(UNPLACED, cell)


def _signature(cell: Passage, known: set[str]) -> str:
    """Return the field a line of the signature belongs to."""
    if _TAIL.match(cell.text) and "tham_quyen_ky" not in known:
        return "tham_quyen_ky"
    if cell.text.isupper() and _ROLE.match(cell.key) and "chuc_vu_ky" not in known:
        return "chuc_vu_ky"
    words = cell.text.split()
    is_name = len(words) in range(2, 7) and all(word[0].isupper() for word in words) and cell.text[-1].isalpha()
    return "nguoi_ky" if is_name and "chuc_vu_ky" in known and "nguoi_ky" not in known else ""
