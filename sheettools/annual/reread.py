"""An annual workbook that was written before → the report, without the returns that it came from.

Rows are read from the sheets that people see, and count as they stand there; hidden sheets say with which template the
workbook was made, and what the plan said. Figures are worked out anew from the rows; where the workbook shows others,
somebody changed it by hand, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from sheettools.annual.appendix import TOTAL
from sheettools.annual.data import CoverageRow, Coverages, Data, Sender, Unit, frame_of
from sheettools.annual.figures import Cross, Figures, compute_figures
from sheettools.annual.merge import LedgerLine
from sheettools.annual.pages import HEAD_ROW, PART
from sheettools.annual.privacy import SetAsideRow
from sheettools.annual.public import SAID_COLUMNS, Part, Public, ReturnedFile, Said, Told, said_of
from sheettools.annual.workbook import (
    ACCEPTED,
    ASIDE_HEAD,
    BEFORE_HEADS,
    FINDINGS,
    LEDGER,
    NOTHING_YET,
    ORIGIN_HEAD,
    PART_STATES,
    PARTS_HEADS,
    REPAIRS,
    SET_ASIDE,
    SEVERITIES,
    SOURCES,
    STATE_TITLE,
    STATES,
    SUMMARY,
    SUMMARY_HEADS,
)
from sheettools.incoming.read import RawBook, RawCell, RawSheet, read_book
from sheettools.template.address import address
from sheettools.template.findings import COVERED, Finding, Location, Severity, SheettoolsError, declare
from sheettools.template.issue import Filled
from sheettools.template.layout import ANNUAL_SHEET, DRAFT_PLACE, DRAFT_WORDS, PARTS_SHEET, PLAN_SHEET
from sheettools.template.library import find_profile, find_template
from sheettools.template.load import load_template
from sheettools.template.template import ORIGIN, SENDER, Coverage, Field, Profile, Report, Sheet, Template

NOT_REREAD = declare(
    "F303", Severity.ERROR,
    why=("Tệp này không phải báo cáo tổng hợp đọc lại được: thiếu hoặc đã đổi “{value}”.",
         "This is no annual workbook that can be read back: “{value}” is missing or was changed."),
    remedy=("Chọn tệp tong-hop_….xlsx do lệnh sheettools merge làm ra, còn đủ các trang và cột; hoặc chạy lại merge.",
            "Choose a tong-hop_….xlsx that sheettools merge made, with all its sheets and columns; or merge again."),
)  # fmt: skip
OTHER_TEMPLATE = declare(
    "F304", Severity.ERROR,
    why=("Mẫu “{value}” đã đổi từ khi làm báo cáo này; đọc lại có thể hiểu sai cột.",
         "The template “{value}” has changed since this report was made; its columns might be misread."),
    remedy=("Chạy lại lệnh sheettools merge từ các sổ đã nhận.", "Run sheettools merge again from the returns."),
)  # fmt: skip
UNREADABLE = declare(
    "F305", Severity.ERROR,
    why=("Báo cáo có ô đã sửa tay, không đọc được theo mẫu: “{value}”.",
         "A cell of the report was changed by hand and cannot be read as the template has it: “{value}”."),
    remedy=("Sửa lại ô này như báo cáo ban đầu, hoặc chạy lại lệnh sheettools merge.",
            "Put the cell back as the report had it, or run sheettools merge again."),
)  # fmt: skip

CHANGED_FIGURE = declare(
    "R306", Severity.ERROR,
    why=("Số liệu “{title}” ghi {value}, tính lại từ các dòng của báo cáo được {count}.",
         "The figure “{title}” says {value}; worked out anew from the rows of the report it is {count}."),
    remedy=("Báo cáo đã bị sửa tay; số liệu lấy theo các dòng. Làm lại bằng sheettools merge từ các sổ đã nhận.",
            "The report was changed by hand; its rows count. Make it again with sheettools merge from the returns."),
)  # fmt: skip
HIGHEST_YEAR = 9999
"""The last year that a date can be of."""
CHANGED_WORDS = "Có số liệu khác với các dòng của báo cáo (trang “Phát hiện”)"


def read_annual(path: Path) -> Public:
    """Read an annual workbook back.

    Raises SheettoolsError where it cannot be read, or what `reread` raises.
    """
    reading = read_book(path)
    if reading.book is None:
        raise SheettoolsError(*reading.findings)
    return reread(reading.book, path.name, home_of(path))


def reread(book: RawBook, name: str, home: Path) -> Public:
    """Return the report that an annual workbook holds; `name` is what to call it, `home` has templates of its own.

    Raises SheettoolsError where it is no such workbook (F303), its template has changed (F304), or a cell holds what
    it cannot (F305).
    """
    try:
        return _Reader(_Book(book, name), home).read()
    except (ValueError, KeyError, IndexError, OverflowError) as damaged:
        # Only hidden sheets hold what is not looked at cell by cell: somebody has changed them.
        raise _lacks(name, f"{ANNUAL_SHEET}, {PLAN_SHEET}") from damaged


def home_of(path: Path) -> Path:
    """Return the year's folder of an annual workbook, where the templates of its own lie."""
    return path.absolute().parent.parent


# --------------------------------------------------------------------------- the file


@dataclass(frozen=True)
class _Page:
    """One sheet of a file."""

    raw: RawSheet
    file: str

    def value(self, row: int, column: int) -> Any:
        """Return a cell's value, of a formula its result. Raises SheettoolsError (F305) where that is missing."""
        cell: RawCell | None = self.raw.cells.get((row, column))
        if cell is not None and (cell.error or (cell.formula and cell.value is None)):
            raise self.unreadable(row, column)
        return None if cell is None else cell.value

    def text(self, row: int, column: int) -> str:
        value = self.value(row, column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value)

    def number(self, row: int, column: int) -> float:
        """Return a number; an empty cell is 0. Raises SheettoolsError (F305)."""
        value = self.value(row, column)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self.unreadable(row, column)
        return _number(value or 0)

    def count(self, row: int, column: int) -> int:
        """Return a whole number. Raises SheettoolsError (F305)."""
        number = self.number(row, column)
        if number != int(number):
            raise self.unreadable(row, column)
        return int(number)

    def unreadable(self, row: int, column: int) -> SheettoolsError:
        """Return the error that a cell cannot be read."""
        place, cell = Location(self.file, self.raw.name, address(row, column)), self.raw.cells.get((row, column))
        if cell is None:
            return SheettoolsError(Finding(UNREADABLE, place, ""))
        said = cell.error or ("=…" if cell.value is None else self.text(row, column))
        return SheettoolsError(Finding(UNREADABLE, place, said))

    def rows(self, first: int) -> list[int]:
        """Return every filled row from `first` on: one that somebody emptied hides none below it."""
        filled = {row for (row, column), cell in self.raw.cells.items() if cell.value not in (None, "") or cell.error}
        return sorted(row for row in filled if row >= first)

    def block(self, first: int) -> list[int]:
        """Return the filled rows from `first` down to the first gap."""
        return [row for number, row in enumerate(self.rows(first)) if row == first + number]

    def texts(self, first: int, columns: int) -> Iterator[list[str]]:
        """Yield the texts of every filled row."""
        for row in self.rows(first):
            yield [self.text(row, column) for column in range(1, columns + 1)]

    def headed(self, column: int, title: str) -> int:
        """Return a column that must be headed so. Raises SheettoolsError (F303)."""
        if self.text(HEAD_ROW, column) != title:
            raise _lacks(self.file, f"{self.raw.name}: {title}")
        return column


class _Book:
    def __init__(self, book: RawBook, name: str) -> None:
        self.name = name
        self.pages = {raw.name: _Page(raw, name) for raw in book.sheets}

    def page(self, name: str) -> _Page:
        """Return a sheet. Raises SheettoolsError (F303)."""
        if name not in self.pages:
            raise _lacks(self.name, name)
        return self.pages[name]


def _lacks(file: str, what: str) -> SheettoolsError:
    return SheettoolsError(Finding(NOT_REREAD, Location(file=file), what))


@dataclass(frozen=True)
class _MadeWith:
    """What the hidden sheet says: single facts, and lines of several values by what they are about."""

    facts: Mapping[str, str]
    lines: Mapping[str, Sequence[tuple[str, str, str]]]

    def said(self, about: str, sender: str) -> tuple[str, ...]:
        """Return what is said about something of one office."""
        return tuple(text for whose, text, _ in self.lines.get(about, ()) if whose == sender)


def _made_with(book: _Book) -> _MadeWith:
    facts: dict[str, str] = {}
    lines: dict[str, list[tuple[str, str, str]]] = {}
    for key, *(first, second, third) in book.page(ANNUAL_SHEET).texts(1, 4):
        facts.setdefault(key, first)
        lines.setdefault(key, []).append((first, second, third))
    for key in ("template", "fingerprint", "year", "line"):
        if key not in facts or (key == "year" and not (facts[key].isdecimal() and int(facts[key]) <= HIGHEST_YEAR)):
            raise _lacks(book.name, f"{ANNUAL_SHEET}: {key}")
    return _MadeWith(facts, lines)


class _Reader:
    """Read one annual workbook; `home` is the folder whose own templates go first."""

    def __init__(self, book: _Book, home: Path) -> None:
        self.book, self.home = book, home
        self.said = _made_with(book)
        facts = self.said.facts
        self.profile: Profile | None = None
        if facts.get("profile"):
            self.profile = find_profile(facts["profile"], home, from_workbook=True)
        self.template = self._template()
        self.plan = self._plan_template()
        self.several = PARTS_SHEET in book.pages
        self.before_origin = len(SENDER) if self.several else 0
        self.senders = self._senders()

    def read(self) -> Public:
        template, facts, book = self.template, self.said.facts, self.book
        data = self._data()
        figures = compute_figures(data)
        changed = tuple(self._changed(figures))
        return Public(
            title=template.report.title or template.title,
            line=facts["line"],
            year=int(facts["year"]),
            until=self._day(facts.get("until", "")),
            data=data,
            set_aside=tuple(self._set_aside()),
            figures=figures,
            told=tuple(self._told(bool(changed))),
            ledger=tuple(self._ledger()),
            sources=tuple(self._sources()),
            findings=(*changed, *self._findings(book.page(FINDINGS)), *self._findings(book.page(REPAIRS))),
            parts=tuple(self._parts()) if self.several else (),
            plan=self.plan,
            profile=self.profile,
        )

    # ----- what it was made with

    def _template(self) -> Template:
        """Return the workbooks' template: the year's own, beside its folder, or the built-in one."""
        facts = self.said.facts
        source = find_template(facts["template"], self.home, from_workbook=True)
        template = load_template(source, self.profile)
        if template.fingerprint != facts["fingerprint"]:
            raise SheettoolsError(Finding(OTHER_TEMPLATE, Location(file=self.book.name), template.name))
        return template

    def _plan_template(self) -> Template | None:
        name = self.said.facts.get("plan", "")
        return load_template(find_template(name, self.home, from_workbook=True), self.profile) if name else None

    def _day(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise _lacks(self.book.name, f"{ANNUAL_SHEET}: until") from None

    def _senders(self) -> tuple[Sender, ...]:
        if not self.several:
            facts = self.said.facts
            return (Sender(facts.get("sender_code", ""), facts.get("sender", ""), facts.get("above", "")),)
        page = self.book.page(PARTS_SHEET)
        rows = {page.text(row, 2): row for row in reversed(page.block(HEAD_ROW + 1))}
        return tuple(Sender(code, page.text(rows[code], 1), page.text(rows[code], 3)) for code in sorted(rows))

    def _told(self, changed: bool) -> Iterator[Told]:
        """Yield what each office's report says of itself, and of no office what is said of all."""
        said = self.said
        own: tuple[str, ...] = (CHANGED_WORDS,) if changed else ()
        if not self.several:
            draft, waived = self._reasons()
            code = self.senders[0].code
            own = tuple(words for words in own if words not in draft)
            yield Told(code, (*draft, *own), waived, said.said("missing", code), self._before())
            return
        for code in ("", *(sender.code for sender in self.senders)):
            before = {
                name: _number(float(value)) for whose, name, value in said.lines.get("before", ()) if whose == code
            }
            draft = said.said("draft", code)
            own = () if code else tuple(words for words in own if words not in draft)
            told = Told(code, (*own, *draft), said.said("waived", code), said.said("missing", code), before)
            if code or told != Told(""):
                yield told

    # ----- the data

    def _data(self) -> Data:
        template = self.template
        tables = {s.name: frame_of(s, self._rows(self.book.page(s.title[:31]), s)) for s in template.tables}
        coverages: Coverages = tuple(
            (one, tuple(self._coverage(self.book.page(one.title), one))) for one in template.report.coverages
        )
        units = tuple(Unit(code, name, sender) for code, name, sender in self.said.lines.get("unit", ()))
        known = {sender.code for sender in self.senders}
        named = {unit.sender for unit in units}.union(*(set(frame[SENDER[1]]) for frame in tables.values()))
        if not named <= known:
            raise _lacks(self.book.name, f"{PARTS_SHEET}: {', '.join(sorted(map(str, named - known)))}")
        return Data(template, self._plan(), self.senders, units, tables, coverages, self.several)

    def _origin(self, page: _Page, row: int) -> dict[str, Any]:
        names = (*SENDER, *ORIGIN) if self.several else ORIGIN
        whose: dict[str, Any] = {}
        if not self.several:
            whose = dict(zip(SENDER, (self.senders[0].name, self.senders[0].code), strict=True))
        said = {name: page.text(row, place) for place, name in enumerate(names, start=1)}
        number = page.count(row, names.index("dong") + 1)
        return {**whose, **said, "dong": number or None}  # of what is kept secret nothing says from where it came

    def _rows(self, page: _Page, sheet: Sheet) -> Iterator[dict[str, Any]]:
        """Yield the typed rows of a table; personal fields are not in the workbook."""
        shown = [target for target in sheet.fields if not target.personal]
        first = self.before_origin + len(ORIGIN) + 1
        targets = {f.name: (f, page.headed(at, f.title)) for at, f in enumerate(shown, first)}
        for number in page.rows(HEAD_ROW + 1):
            values = {name: _typed(page, number, at, target) for name, (target, at) in targets.items()}
            yield {**values, **self._origin(page, number)}

    def _coverage(self, page: _Page, coverage: Coverage) -> Iterator[CoverageRow]:
        sheet = self.template.sheet(coverage.table)
        names = (coverage.key, *coverage.columns)
        first = self.before_origin + 1
        fields = {n: f for n in names if not (f := sheet.field(n)).personal}
        places = {n: page.headed(first + 1 + names.index(n), f.title) for n, f in fields.items()}
        origin = page.headed(first + 1 + len(names), ORIGIN_HEAD)
        for number in page.rows(HEAD_ROW + 1):
            values = {n: _typed(page, number, places[n], f) for n, f in fields.items()}
            said = page.text(number, origin)
            reported = said != NOTHING_YET
            sender = self._sender(page, number)
            yield CoverageRow(page.text(number, first), values, reported, said if reported else "", sender)

    def _sender(self, page: _Page, row: int) -> str:
        return page.text(row, 2) if self.several else self.senders[0].code

    def _set_aside(self) -> Iterator[SetAsideRow]:
        page = self.book.page(SET_ASIDE)
        last = page.headed(self.before_origin + len(ORIGIN) + 1, ASIDE_HEAD)
        made: SetAsideRow | None = None
        for row in page.rows(HEAD_ROW + 1):
            origin, text = self._origin(page, row), page.text(row, last)
            if made is not None and made.origin == origin and len(made.text) % PART == 0:
                made = SetAsideRow(origin, made.text + text)  # it was too long for one cell
                continue
            if made is not None:
                yield made
            made = SetAsideRow(origin, text)
        if made is not None:
            yield made

    def _plan(self) -> Filled:
        """Return what the plan says; its cells are texts, typed anew by its template."""
        sheets = {sheet.name: sheet for sheet in self.plan.filled} if self.plan else {}
        forms: dict[str, dict[str, Any]] = {}
        tables: dict[str, dict[int, dict[str, Any]]] = {}
        for name, number, key, value in self.book.page(PLAN_SHEET).texts(1, 4):
            fields = {f.name: f for f in sheets[name].fields} if name in sheets else {}
            typed = _planned(fields[key], value) if key in fields else value
            if number == "0":
                forms.setdefault(name, {})[key] = typed
            else:
                tables.setdefault(name, {}).setdefault(int(number), {})[key] = typed
        return Filled(forms, {name: tuple(rows[n] for n in sorted(rows)) for name, rows in tables.items()})

    # ----- the figures

    def _changed(self, figures: Figures) -> Iterator[Said]:
        """Say where the workbook shows another figure than its rows give: its rows count."""
        page = self.book.page(SUMMARY)
        by_code = {page.text(row, 1): row for row in page.block(HEAD_ROW + 1)}
        for figure in figures.report.figures:
            row = by_code.get(figure.code)
            if row is None or not isinstance(page.value(row, 3), int | float):
                raise _lacks(self.book.name, f"{SUMMARY}: {figure.code}")
            yield from self._compare(page, (row, 3), figure.title.lstrip("– "), figures.values[figure.name])
        for cross in figures.crosses:
            yield from self._changed_in(self.book.page(cross.breakdown.title), cross, figures.report)

    def _changed_in(self, page: _Page, cross: Cross, report: Report) -> Iterator[Said]:
        rows = page.rows(HEAD_ROW + 2)
        if not rows or page.text(rows[-1], 2) != TOTAL:
            raise _lacks(self.book.name, f"{cross.breakdown.title}: {TOTAL}")
        by_label = {page.text(row, 2): row for row in rows}
        titles = [report.figure(name).title.lstrip("– ") for name in cross.breakdown.figures]
        wanted = [(line.label, line.values) for line in cross.lines()] + [(TOTAL, cross.total)]
        # As they follow each other; where a row was taken out or put in, by what stands before them.
        places = rows if len(rows) == len(wanted) else [by_label.get(label, 0) for label, _ in wanted]
        for (label, values), row in zip(wanted, places, strict=True):
            for column, (title, value) in enumerate(zip(titles, values, strict=True), start=3):
                yield from self._compare(page, (row, column), f"{title} – {label}", value)

    def _compare(self, page: _Page, place: tuple[int, int], title: str, value: float) -> Iterator[Said]:
        shown = page.number(*place) if place[0] else 0
        if shown != value:
            where = Location(self.book.name, page.raw.name, address(*place) if place[0] else "")
            finding = Finding(CHANGED_FIGURE, where, str(shown), {"title": title, "count": value})
            yield said_of(finding, "" if self.several else self.senders[0].code)

    def _before(self) -> Mapping[str, float]:
        """Return last year's figures by code; none where the workbook has no column for them."""
        page, column = self.book.page(SUMMARY), len(SUMMARY_HEADS) + 1
        if page.text(HEAD_ROW, column) != BEFORE_HEADS[0]:
            return {}
        known = {figure.code for figure in self.template.report.figures}
        rows = ((row, page.text(row, 1)) for row in page.block(HEAD_ROW + 1))
        return {
            code: page.number(row, column)
            for row, code in rows
            if code in known and page.value(row, column) not in (None, "")
        }

    def _reasons(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return why it is a draft, and what was accepted."""
        page = self.book.page(SUMMARY)
        start = next((row for row, column in sorted(page.raw.cells) if page.text(row, column) == STATE_TITLE), 0)
        if not start:
            raise _lacks(self.book.name, f"{SUMMARY}: {STATE_TITLE}")
        said = [(page.text(row, 1), page.text(row, 2)) for row in page.block(start + 1)]
        is_draft = page.text(*DRAFT_PLACE) == DRAFT_WORDS
        draft = tuple(reason for mark, reason in said if is_draft and mark != ACCEPTED)
        return draft, tuple(reason for mark, reason in said if mark == ACCEPTED)

    # ----- where it came from

    def _ledger(self) -> Iterator[LedgerLine]:
        page, states = self.book.page(LEDGER), {words: state for state, words in STATES.items()}
        first, rows = self.before_origin + 1, page.block(HEAD_ROW + 1)
        if not rows or page.text(rows[-1], first) != TOTAL:
            raise _lacks(self.book.name, f"{LEDGER}: {TOTAL}")
        for row in rows[:-1]:
            file, unit, state = (page.text(row, column) for column in range(first, first + 3))
            counts = (page.count(row, column) for column in range(first + 3, first + 9))
            read, accepted, superseded, aside, blank, outside = counts
            if state not in states:
                raise page.unreadable(row, first + 2)
            yield LedgerLine(file, unit, states[state], read, 0, blank, accepted, superseded, aside, outside,
                             self._sender(page, row))  # fmt: skip

    def _sources(self) -> Iterator[ReturnedFile]:
        page, at = self.book.page(SOURCES), self.before_origin
        for row in page.rows(HEAD_ROW + 1):
            file, unit, code, sha256 = (page.text(row, at + column) for column in range(1, 5))
            yield ReturnedFile(file, unit, code, sha256, page.count(row, at + 5), self._sender(page, row))

    def _findings(self, page: _Page) -> Iterator[Said]:
        severities = {words: severity.value for severity, words in SEVERITIES.items()}
        first = self.before_origin + 1
        for row in page.block(HEAD_ROW + 1):  # below the gap stands what somebody noted
            severity, *rest = (page.text(row, first + column) for column in range(len(SAID_COLUMNS)))
            if severity not in severities:
                raise page.unreadable(row, first)
            said = dict(zip(SAID_COLUMNS, (severities[severity], *rest), strict=True))
            yield Said(**said, sender=self._sender(page, row))

    def _parts(self) -> Iterator[Part]:
        page, states = self.book.page(PARTS_SHEET), {words: state for state, words in PART_STATES.items()}
        for column, title in enumerate(PARTS_HEADS, start=1):
            page.headed(column, title)
        for row in page.block(HEAD_ROW + 1):
            if page.text(row, 5) not in states:
                raise page.unreadable(row, 5)
            yield Part(page.text(row, 2), page.text(row, 4), page.text(row, 7), page.count(row, 8),
                       states[page.text(row, 5)], page.count(row, 6))  # fmt: skip


# --------------------------------------------------------------------------- values


def _number(value: Any) -> float:
    return int(value) if float(value).is_integer() else round(float(value), 6)


def _typed(page: _Page, row: int, column: int, target: Field) -> Any:
    """Return a value as the table held it; a text that people wrote is taken as it stands."""
    value = page.value(row, column)
    if value in (None, ""):
        return None
    if value == COVERED:
        return (COVERED,) if target.kind.name == "list" else COVERED
    if target.free_text:
        return str(value)
    parsed = target.parse(value)
    if parsed.problem is not None:
        raise page.unreadable(row, column)
    return parsed.value


def _planned(target: Field, text: str) -> Any:
    """Return a value of the plan that is stored as a text: the other way round of how the workbook stores it."""
    match target.kind.name:
        case "list":
            return tuple(text.split("\n"))
        case "date":
            return date.fromisoformat(text)
        case "time":
            return time.fromisoformat(text)
        case "boolean":
            return text == "1"
        case "integer" | "year" if target.categories is None:
            return int(text)
        case "number" if target.categories is None:
            return _number(float(text))
        case _:
            return text
